/* SPDX-License-Identifier: MIT */
/* The condensed tree: from the root down, a node of the tree of links that falls into two or more
 * large parts ends and its parts begin; small parts only leave it. */
#include "metrics/hdbscan_internal.h"

typedef struct pending {
    int32_t join; /* of the tree of links */
    int64_t node; /* of the condensed tree */
} pending;

typedef struct condensing {
    geo_ctx *ctx;
    const geoi_linkage *l;
    const geo_hdbscan_options *o;
    geo_hierarchy *tree;
    int64_t *node;
    double *leave_m;
    int32_t *stack; /* [n] to walk down */
    int32_t *part;  /* [n] that a join falls into */
    pending *open;  /* [n / min_cluster_size + 1] */
    int64_t open_count;
} condensing;

static geo_status add_node(condensing *c, int64_t parent, int64_t size, double birth_m)
{
    geo_status status = GEO_OK;
    geo_hierarchy *t = c->tree;
    if (t->n == t->capacity) {
        int64_t room = t->capacity + t->capacity / 2 + 64;
        GEO_TRY(geoi_resize(c->ctx, &t->parent, room, sizeof *t->parent));
        GEO_TRY(geoi_resize(c->ctx, &t->size, room, sizeof *t->size));
        GEO_TRY(geoi_resize(c->ctx, &t->label, room, sizeof *t->label));
        GEO_TRY(geoi_resize(c->ctx, &t->birth_m, room, sizeof *t->birth_m));
        GEO_TRY(geoi_resize(c->ctx, &t->death_m, room, sizeof *t->death_m));
        GEO_TRY(geoi_resize(c->ctx, &t->stability, room, sizeof *t->stability));
        t->capacity = room;
    }
    t->parent[t->n] = parent;
    t->size[t->n] = size;
    t->birth_m[t->n] = birth_m;
    t->death_m[t->n] = birth_m;
    t->stability[t->n] = 0.0;
    t->label[t->n++] = -1;
done:
    return status;
}

static int64_t size_of(const condensing *c, int32_t below)
{
    return below < c->l->n ? 1 : c->l->size[below - c->l->n];
}

/* What a join falls into at its height: its two sides, or, where ties part together, all that
 * hangs below joins of that height. At height 0 all do, for density has no end there. */
static int64_t parts_of(const condensing *c, int32_t join)
{
    const geoi_linkage *l = c->l;
    double height = l->height_m[join - l->n];
    bool together = c->o->ties == GEO_TIES_TOGETHER || height == 0.0;
    int64_t depth = 0, count = 0;
    c->stack[depth++] = join;
    while (depth > 0) {
        int32_t top = c->stack[--depth];
        for (int side = 0; side < 2; side++) {
            int32_t below = l->side[top - l->n][side];
            if (together && below >= l->n && l->height_m[below - l->n] == height) {
                c->stack[depth++] = below;
            } else {
                c->part[count++] = below;
            }
        }
    }
    return count;
}

/* All points below leave the node. */
static void drop(const condensing *c, int32_t below, int64_t node, double height)
{
    const geoi_linkage *l = c->l;
    int64_t depth = 0;
    c->stack[depth++] = below;
    while (depth > 0) {
        int32_t top = c->stack[--depth];
        if (top < l->n) {
            c->node[top] = node;
            c->leave_m[top] = height;
        } else {
            c->stack[depth++] = l->side[top - l->n][0];
            c->stack[depth++] = l->side[top - l->n][1];
        }
    }
}

/* Small parts leave; the large ones come first in c->part. */
static int64_t drop_small(const condensing *c, int64_t count, int64_t node, double height)
{
    int64_t large = 0;
    for (int64_t i = 0; i < count; i++) {
        if (size_of(c, c->part[i]) >= c->o->min_cluster_size) {
            c->part[large++] = c->part[i];
        } else {
            drop(c, c->part[i], node, height);
        }
    }
    return large;
}

/* Follow a node down to its end. */
static geo_status follow(condensing *c, pending p)
{
    geo_status status = GEO_OK;
    for (int64_t large = 1; large == 1;) {
        double height = c->l->height_m[p.join - c->l->n];
        large = drop_small(c, parts_of(c, p.join), p.node, height);
        c->tree->death_m[p.node] = height;
        p.join = c->part[0];
        for (int64_t i = 0; i < large && large > 1; i++) {
            GEO_TRY(add_node(c, p.node, size_of(c, c->part[i]), height));
            c->open[c->open_count++] = (pending){c->part[i], c->tree->n - 1};
        }
    }
done:
    return status;
}

geo_status geoi_condense(geo_ctx *ctx, const geoi_linkage *linkage, const geo_hdbscan_options *o,
                         geo_hierarchy *tree, int64_t *node, double *leave_m)
{
    geo_status status = GEO_OK;
    int64_t n = linkage->n;
    condensing c = {
        .ctx = ctx, .l = linkage, .o = o, .tree = tree, .node = node, .leave_m = leave_m};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *c.stack, &c.stack));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *c.part, &c.part));
    GEO_TRY(geoi_array_raw(ctx, n / o->min_cluster_size + 1, sizeof *c.open, &c.open));
    GEO_TRY(add_node(&c, -1, n, (double)INFINITY));
    if (n == 1) {
        node[0] = 0;
        leave_m[0] = (double)INFINITY;
    } else {
        c.open[c.open_count++] = (pending){(int32_t)(2 * n - 2), 0};
    }
    for (int64_t done_count = 0; c.open_count > 0; done_count++) {
        GEO_TRY(follow(&c, c.open[--c.open_count]));
        if (done_count % 1024 == 0) {
            GEO_TRY(geoi_listen(ctx));
        }
    }
done:
    geoi_release(c.stack);
    geoi_release(c.part);
    geoi_release(c.open);
    return status;
}
