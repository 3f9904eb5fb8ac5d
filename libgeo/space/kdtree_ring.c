/* SPDX-License-Identifier: MIT */
/* Points exactly so far away, of a range of ranks. A node knows the range of its points' ranks, and
 * is passed over when that does not meet what is asked for, or when all of it is nearer or all of
 * it farther. */
#include "space/kdtree_internal.h"

enum { STACK = 64 };

typedef struct rank_range { /* both included */
    int32_t low, high;
} rank_range;

struct geoi_ranked {
    const geoi_kdtree *t;
    const int32_t *rank; /* [n] by id */
    rank_range *range;   /* [2 * leaf_count] */
};

static rank_range range_of_leaf(const geoi_ranked *r, int64_t leaf)
{
    const geoi_kdtree *t = r->t;
    rank_range range = {INT32_MAX, -1};
    int64_t end = geoi_kdtree_cut(t->n, t->leaf_count, leaf + 1);
    for (int64_t i = geoi_kdtree_cut(t->n, t->leaf_count, leaf); i < end; i++) {
        int32_t rank = r->rank[t->id[i]];
        range.low = rank < range.low ? rank : range.low;
        range.high = rank > range.high ? rank : range.high;
    }
    return range;
}

geo_status geoi_ranked_create(geo_ctx *ctx, const geoi_kdtree *tree, const int32_t *rank,
                              geoi_ranked **out)
{
    geo_status status = GEO_OK;
    geoi_ranked *r = NULL;
    int64_t leaves = tree->leaf_count;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *r, &r));
    r->t = tree;
    r->rank = rank;
    GEO_TRY(geoi_array_raw(ctx, 2 * leaves, sizeof *r->range, &r->range));
    for (int64_t node = 2 * leaves - 1; node > 0; node--) {
        if (node >= leaves) {
            r->range[node] = range_of_leaf(r, node - leaves);
            continue;
        }
        rank_range left = r->range[2 * node], right = r->range[2 * node + 1];
        r->range[node].low = left.low < right.low ? left.low : right.low;
        r->range[node].high = left.high > right.high ? left.high : right.high;
    }
    *out = r;
    r = NULL;
done:
    geoi_ranked_destroy(r);
    return status;
}

void geoi_ranked_destroy(geoi_ranked *r)
{
    if (r != NULL) {
        geoi_release(r->range);
        geoi_release(r);
    }
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

/* Whether the circle goes through the box: rounding is monotone, so that no point of the box is
 * nearer than the nearest place of it or farther than the farthest, as they are computed. */
static bool may_be_on(const geo_box *box, double x, double y, double d2)
{
    double left = x - box->min_x, right = box->max_x - x;
    double under = y - box->min_y, over = box->max_y - y;
    double dx = larger(larger(-left, -right), 0.0), dy = larger(larger(-under, -over), 0.0);
    double far_x = larger(left, right), far_y = larger(under, over);
    return dx * dx + dy * dy <= d2 && d2 <= far_x * far_x + far_y * far_y;
}

void geoi_ranked_ring(const geoi_ranked *r, double x, double y, double d2, int32_t begin,
                      int32_t end, void (*found)(void *user, int64_t id), void *user)
{
    const geoi_kdtree *t = r->t;
    int64_t stack[STACK] = {1};
    int depth = 1;
    while (depth > 0) {
        int64_t node = stack[--depth], leaf = node - t->leaf_count;
        rank_range range = r->range[node];
        if (range.high < begin || range.low >= end || !may_be_on(&t->box[node], x, y, d2)) {
            continue;
        }
        if (leaf < 0) {
            stack[depth++] = 2 * node + 1;
            stack[depth++] = 2 * node;
            continue;
        }
        int64_t last = geoi_kdtree_cut(t->n, t->leaf_count, leaf + 1);
        for (int64_t i = geoi_kdtree_cut(t->n, t->leaf_count, leaf); i < last; i++) {
            double dx = t->x[i] - x, dy = t->y[i] - y;
            int32_t rank = r->rank[t->id[i]];
            if (dx * dx + dy * dy == d2 && rank >= begin && rank < end) {
                found(user, t->id[i]);
            }
        }
    }
}
