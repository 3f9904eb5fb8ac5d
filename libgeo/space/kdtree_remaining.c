/* SPDX-License-Identifier: MIT */
/* Points of a kd-tree that are taken away one by one. A node knows the lowest id that it still
 * has: where it has none it is passed over, and among equals the lowest is found without looking
 * at all of them. */
#include "space/kdtree_internal.h"

enum { STACK = 64 };

struct geoi_remaining {
    const geoi_kdtree *t;
    int64_t *lowest; /* [2 * leaf_count] INT64_MAX where none is left */
    int64_t *at;     /* [n] where id stands; -1 when taken */
};

static int64_t leaf_begin(const geoi_kdtree *t, int64_t node)
{
    return geoi_kdtree_cut(t->n, t->leaf_count, node - t->leaf_count);
}

static int64_t lowest_in_leaf(const geoi_remaining *r, int64_t node)
{
    int64_t lowest = INT64_MAX, end = leaf_begin(r->t, node + 1);
    for (int64_t i = leaf_begin(r->t, node); i < end; i++) {
        int64_t id = r->t->id[i];
        lowest = r->at[id] >= 0 && id < lowest ? id : lowest;
    }
    return lowest;
}

static int64_t lower(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

geo_status geoi_remaining_create(geo_ctx *ctx, const geoi_kdtree *tree, geoi_remaining **out)
{
    geo_status status = GEO_OK;
    geoi_remaining *r;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *r, &r));
    r->t = tree;
    *out = r;
    GEO_TRY(geoi_array_raw(ctx, 2 * tree->leaf_count, sizeof *r->lowest, &r->lowest));
    GEO_TRY(geoi_array_raw(ctx, tree->n, sizeof *r->at, &r->at));
    for (int64_t i = 0; i < tree->n; i++) {
        r->at[tree->id[i]] = i;
    }
    for (int64_t node = 2 * tree->leaf_count - 1; node > 0; node--) {
        r->lowest[node] = node >= tree->leaf_count
                              ? lowest_in_leaf(r, node)
                              : lower(r->lowest[2 * node], r->lowest[2 * node + 1]);
    }
done:
    if (status != GEO_OK) {
        geoi_remaining_destroy(*out);
        *out = NULL;
    }
    return status;
}

void geoi_remaining_destroy(geoi_remaining *r)
{
    if (r != NULL) {
        geoi_release(r->lowest);
        geoi_release(r->at);
        geoi_release(r);
    }
}

bool geoi_remaining_has(const geoi_remaining *r, int64_t id)
{
    return r->at[id] >= 0;
}

void geoi_remaining_take(geoi_remaining *r, int64_t id)
{
    const geoi_kdtree *t = r->t;
    int64_t at = r->at[id], node = t->leaf_count; /* the leaf that holds it */
    for (int64_t low = 0, high = t->leaf_count; high - low > 0;) {
        int64_t middle = low + (high - low) / 2;
        if (geoi_kdtree_cut(t->n, t->leaf_count, middle + 1) <= at) {
            low = middle + 1;
        } else {
            node = t->leaf_count + middle;
            high = middle;
        }
    }
    r->at[id] = -1;
    r->lowest[node] = lowest_in_leaf(r, node);
    for (node /= 2; node > 0; node /= 2) {
        r->lowest[node] = lower(r->lowest[2 * node], r->lowest[2 * node + 1]);
    }
}

/* ---- The nearest ------------------------------------------------------------------------- */

static double gap(double low, double high, double at)
{
    double below = low - at, above = at - high, outside = below > above ? below : above;
    return outside > 0.0 ? outside : 0.0;
}

typedef struct asking {
    double x, y, floor2;
    double best2;
    int64_t best;
} asking;

static double node_w2(const geoi_kdtree *t, int64_t node, const asking *q)
{
    const geo_box *box = &t->box[node];
    double dx = gap(box->min_x, box->max_x, q->x), dy = gap(box->min_y, box->max_y, q->y);
    double d2 = dx * dx + dy * dy;
    return d2 > q->floor2 ? d2 : q->floor2;
}

/* Whether a link as long as w2 to a point no lower than `id` would be better. */
static bool is_better(const asking *q, double w2, int64_t id)
{
    return w2 < q->best2 || (w2 == q->best2 && id < q->best);
}

static void look_in_leaf(const geoi_remaining *r, int64_t node, asking *q)
{
    const geoi_kdtree *t = r->t;
    int64_t end = leaf_begin(t, node + 1);
    for (int64_t i = leaf_begin(t, node); i < end; i++) {
        double dx = t->x[i] - q->x, dy = t->y[i] - q->y, d2 = dx * dx + dy * dy;
        double w2 = d2 > q->floor2 ? d2 : q->floor2;
        if (is_better(q, w2, t->id[i]) && r->at[t->id[i]] >= 0) {
            q->best2 = w2;
            q->best = t->id[i];
        }
    }
}

int64_t geoi_remaining_nearest(const geoi_remaining *r, double x, double y, double floor2,
                               double max2, double *w2)
{
    const geoi_kdtree *t = r->t;
    asking q = {x, y, floor2, max2, INT64_MAX};
    struct {
        int64_t node;
        double w2;
    } stack[STACK];
    int depth = 0;
    stack[depth].node = 1;
    stack[depth++].w2 = floor2;
    while (depth > 0) {
        int64_t node = stack[--depth].node;
        if (!is_better(&q, stack[depth].w2, r->lowest[node])) {
            continue;
        }
        if (node >= t->leaf_count) {
            look_in_leaf(r, node, &q);
            continue;
        }
        int64_t left = 2 * node, right = left + 1;
        double left2 = node_w2(t, left, &q), right2 = node_w2(t, right, &q);
        bool left_first = left2 < right2 || (left2 == right2 && r->lowest[left] < r->lowest[right]);
        stack[depth].node = left_first ? right : left;
        stack[depth++].w2 = left_first ? right2 : left2;
        stack[depth].node = left_first ? left : right;
        stack[depth++].w2 = left_first ? left2 : right2;
    }
    *w2 = q.best2;
    return q.best == INT64_MAX ? -1 : q.best;
}
