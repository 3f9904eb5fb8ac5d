/* SPDX-License-Identifier: MIT */
/* Asking the kd-tree. Nodes are pruned by the distance to their boxes, computed as the
 * distance of a point is; rounding is monotone, so a box is never farther than a point in it
 * and pruning is exact without a margin. */
#include "base/sum.h"
#include "space/best.h"
#include "space/kdtree_internal.h"

enum { STACK = 64 }; /* one entry a level, and a level per bit of n */

typedef struct pending {
    int64_t node;
    double d2;
} pending;

/* What every walk needs: leaves' points by node number. */
static int64_t leaf_begin(const geoi_kdtree *t, int64_t node)
{
    return geoi_kdtree_cut(t->n, t->leaf_count, node - t->leaf_count);
}

static double gap(double low, double high, double from_low, double from_high)
{
    double below = low - from_high, above = from_low - high;
    double outside = below > above ? below : above;
    return outside > 0.0 ? outside : 0.0;
}

/* Between two boxes; the second may be a point. */
static double box_d2(const geo_box *a, const geo_box *b)
{
    double dx = gap(a->min_x, a->max_x, b->min_x, b->max_x);
    double dy = gap(a->min_y, a->max_y, b->min_y, b->max_y);
    return dx * dx + dy * dy;
}

/* To the farthest corner of a box. */
static double far_d2(const geo_box *a, double x, double y)
{
    double left = x - a->min_x, right = a->max_x - x, down = y - a->min_y, up = a->max_y - y;
    double dx = left > right ? left : right, dy = down > up ? down : up;
    return dx * dx + dy * dy;
}

const int64_t *geoi_kdtree_order(const geoi_kdtree *tree)
{
    return tree->id;
}

/* ---- Nearest -------------------------------------------------------------------------- */

static void offer_leaf(const geoi_kdtree *t, int64_t node, double x, double y, int64_t skip,
                       geoi_best *best)
{
    int64_t end = leaf_begin(t, node + 1);
    for (int64_t i = leaf_begin(t, node); i < end; i++) {
        double dx = t->x[i] - x, dy = t->y[i] - y;
        double d2 = dx * dx + dy * dy;
        if (d2 <= best->limit && t->id[i] != skip) {
            geoi_best_offer(best, d2, t->id[i]);
        }
    }
}

int64_t geoi_kdtree_nearest(const geoi_kdtree *tree, double x, double y, int64_t k, double max_d2,
                            int64_t skip, int64_t *id, double *d2)
{
    geoi_best best = {k, 0, max_d2, id, d2};
    const geo_box place = {x, y, x, y};
    pending stack[STACK];
    int depth = 0;
    if (k < 1 || tree->n == 0) {
        return 0;
    }
    stack[depth++] = (pending){1, box_d2(&tree->box[1], &place)};
    while (depth > 0) {
        pending top = stack[--depth];
        if (!(top.d2 <= best.limit)) {
            continue;
        }
        while (top.node < tree->leaf_count) { /* to the nearer child, the other one later */
            pending left = {2 * top.node, box_d2(&tree->box[2 * top.node], &place)};
            pending right = {2 * top.node + 1, box_d2(&tree->box[2 * top.node + 1], &place)};
            bool nearer = left.d2 <= right.d2;
            stack[depth] = nearer ? right : left;
            depth += stack[depth].d2 <= best.limit;
            top = nearer ? left : right;
        }
        offer_leaf(tree, top.node, x, y, skip, &best);
    }
    geoi_best_finish(&best);
    return best.count;
}

/* ---- Within a distance ---------------------------------------------------------------- */

int64_t geoi_kdtree_gather(const geoi_kdtree *tree, geo_box box, double d2, int64_t capacity,
                           double *x, double *y, int64_t *id)
{
    int64_t stack[STACK], found = 0;
    int depth = 0;
    stack[depth++] = 1;
    while (depth > 0 && tree->n > 0) {
        int64_t node = stack[--depth];
        if (!(box_d2(&tree->box[node], &box) <= d2)) {
            continue;
        }
        if (node < tree->leaf_count) {
            stack[depth++] = 2 * node + 1;
            stack[depth++] = 2 * node;
            continue;
        }
        int64_t end = leaf_begin(tree, node + 1);
        for (int64_t i = leaf_begin(tree, node); i < end; i++) {
            const geo_box place = {tree->x[i], tree->y[i], tree->x[i], tree->y[i]};
            if (!(box_d2(&place, &box) <= d2)) {
                continue;
            }
            if (found == capacity) {
                return -1;
            }
            x[found] = tree->x[i];
            y[found] = tree->y[i];
            id[found++] = tree->id[i];
        }
    }
    return found;
}

static void add_leaf(const geoi_kdtree *t, int64_t node, double x, double y, double d2, geoi_sum *s)
{
    int64_t end = leaf_begin(t, node + 1);
    for (int64_t i = leaf_begin(t, node); i < end; i++) {
        double dx = t->x[i] - x, dy = t->y[i] - y;
        if (dx * dx + dy * dy <= d2) {
            geoi_sum_add(s, t->weight[i]);
        }
    }
}

double geoi_kdtree_weight_within(const geoi_kdtree *tree, double x, double y, double d2,
                                 double enough)
{
    const geo_box place = {x, y, x, y};
    geoi_sum s = {0.0, 0.0};
    int64_t stack[STACK];
    int depth = 0;
    if (tree->n > 0 && box_d2(&tree->box[1], &place) <= d2) {
        stack[depth++] = 1;
    }
    while (depth > 0 && !(geoi_sum_value(&s) >= enough)) {
        int64_t node = stack[--depth];
        if (tree->node_weight[node] == 0.0) {
            continue;
        }
        if (far_d2(&tree->box[node], x, y) <= d2) {
            geoi_sum_add(&s, tree->node_weight[node]);
        } else if (node >= tree->leaf_count) {
            add_leaf(tree, node, x, y, d2, &s);
        } else { /* the nearer child first: it is where enough is found soonest */
            double left = box_d2(&tree->box[2 * node], &place);
            double right = box_d2(&tree->box[2 * node + 1], &place);
            int64_t farther = left <= right;
            stack[depth] = 2 * node + farther;
            depth += (left <= right ? right : left) <= d2;
            stack[depth] = 2 * node + 1 - farther;
            depth += (left <= right ? left : right) <= d2;
        }
    }
    return geoi_sum_value(&s);
}
