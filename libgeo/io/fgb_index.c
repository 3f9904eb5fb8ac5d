/* SPDX-License-Identifier: MIT */
/* The index of a FlatGeobuf: a packed Hilbert R-tree (Kamel & Faloutsos 1994, "Hilbert R-tree",
 * VLDB). Its leaves are the features in the order of the file, which is that of their boxes'
 * centres along a Hilbert curve, so a node's sixteen lie close together. The root comes first, then
 * level by level; a node is the box of its items and the number of the first of them, a leaf the
 * box of its feature and where that begins. */
#include "io/fgb_internal.h"

#include "layer/box.h"
#include "space/order.h"

enum { LEVELS = 20, NODE_BYTES = 40, GRAIN = 1 << 12, AT_ONCE = 1 << 12 };

typedef struct node {
    geo_box box;
    uint64_t to;
} node;

typedef struct tree {
    const geoi_fgb *w;
    int levels;                           /* level 0 holds the features, the last one the root */
    int64_t first[LEVELS], count[LEVELS]; /* nodes of a level */
    int64_t n;
    node *nodes;
} tree;

/* ---- Order ------------------------------------------------------------------------------ */

static bool is_somewhere(const geo_geometry *g, int64_t row)
{
    geo_span at = geo_feature_coords(g, row);
    return at.begin < at.end;
}

/* The centres of the rows that lie anywhere, which come first in `rows`. */
static int64_t find_centres(const geo_geometry *g, double *x, double *y, int64_t *rows)
{
    int64_t n = 0, nowhere = 0;
    for (int64_t i = 0; i < g->n; i++) {
        nowhere += !is_somewhere(g, i);
    }
    int64_t last = g->n - nowhere;
    for (int64_t i = 0; i < g->n; i++) {
        if (!is_somewhere(g, i)) {
            rows[last++] = i;
            continue;
        }
        geo_box box = geoi_feature_box(g, i);
        x[n] = box.min_x + (box.max_x - box.min_x) / 2.0;
        y[n] = box.min_y + (box.max_y - box.min_y) / 2.0;
        rows[n++] = i;
    }
    return n;
}

/* Features without a place stand at the end, in their own order. */
geo_status geoi_fgb_order(geoi_fgb *w)
{
    geo_status status = GEO_OK;
    double *x = NULL, *y = NULL;
    GEO_TRY(geoi_array_raw(w->ctx, w->g->n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(w->ctx, w->g->n, sizeof *y, &y));
    GEO_TRY(geoi_array_raw(w->ctx, w->g->n, sizeof *w->order, &w->order));
    int64_t n = find_centres(w->g, x, y, w->order);
    GEO_TRY(geoi_hilbert_sort(w->ctx, n, x, y, w->order));
done:
    geoi_release(x);
    geoi_release(y);
    return status;
}

/* ---- Tree ------------------------------------------------------------------------------- */

static void plan_levels(tree *t)
{
    int64_t n = t->w->g->n;
    t->count[t->levels++] = n;
    do { /* a root even above a single feature */
        n = (n + GEOI_FGB_NODE - 1) / GEOI_FGB_NODE;
        t->count[t->levels++] = n;
    } while (n > 1);
    for (int level = t->levels - 1; level >= 0; level--) {
        t->first[level] = t->n;
        t->n += t->count[level];
    }
}

/* The box of a feature without a place is the empty one, which nothing meets. */
static geo_status fill_leaves(void *job, int64_t begin, int64_t end)
{
    const tree *t = job;
    for (int64_t k = begin; k < end; k++) {
        t->nodes[t->first[0] + k] =
            (node){geoi_feature_box(t->w->g, t->w->order[k]), (uint64_t)t->w->begin[k]};
    }
    return GEO_OK;
}

static void fill_level(const tree *t, int level)
{
    for (int64_t i = 0; i < t->count[level]; i++) {
        int64_t item = t->first[level - 1] + i * GEOI_FGB_NODE;
        int64_t end = t->first[level - 1] + t->count[level - 1];
        end = end - item < GEOI_FGB_NODE ? end : item + GEOI_FGB_NODE;
        node *n = &t->nodes[t->first[level] + i];
        *n = (node){t->nodes[item].box, (uint64_t)item};
        for (item++; item < end; item++) {
            const geo_box *b = &t->nodes[item].box;
            n->box.min_x = b->min_x < n->box.min_x ? b->min_x : n->box.min_x;
            n->box.min_y = b->min_y < n->box.min_y ? b->min_y : n->box.min_y;
            n->box.max_x = b->max_x > n->box.max_x ? b->max_x : n->box.max_x;
            n->box.max_y = b->max_y > n->box.max_y ? b->max_y : n->box.max_y;
        }
    }
}

static geo_status put_nodes(const tree *t, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    geoi_flat f = {0};
    GEO_TRY(geoi_array_raw(t->w->ctx, AT_ONCE, NODE_BYTES, &f.bytes));
    for (int64_t i = 0; i < t->n; i++) {
        const node *n = &t->nodes[i];
        geoi_flat_double(&f, n->box.min_x);
        geoi_flat_double(&f, n->box.min_y);
        geoi_flat_double(&f, n->box.max_x);
        geoi_flat_double(&f, n->box.max_y);
        geoi_flat_u64(&f, n->to);
        if ((i + 1) % AT_ONCE == 0 || i + 1 == t->n) {
            GEO_TRY(sink->put(t->w->ctx, sink->user, (const char *)f.bytes, f.at));
            f.at = 0;
        }
    }
done:
    geoi_release(f.bytes);
    return status;
}

geo_status geoi_fgb_put_index(const geoi_fgb *w, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    tree t = {.w = w};
    plan_levels(&t);
    GEO_TRY(geoi_array_raw(w->ctx, t.n, sizeof *t.nodes, &t.nodes));
    GEO_TRY(geoi_parallel(w->ctx, w->g->n, GRAIN, fill_leaves, &t));
    for (int level = 1; level < t.levels; level++) {
        fill_level(&t, level);
    }
    GEO_TRY(put_nodes(&t, sink));
done:
    geoi_release(t.nodes);
    return status;
}
