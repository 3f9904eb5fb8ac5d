/* SPDX-License-Identifier: MIT */
/* Building the kd-tree of Bentley 1975, doi:10.1145/361002.361007: every node is cut at its
 * median across the longer side of its box. Which points are left and right of the median
 * depends on the points alone, so the tree is the same for any number of threads: the top is
 * built level by level, the subtrees below side by side. */
#include "space/kdtree_internal.h"

enum {
    LEAF_POINTS = 12, /* at most, and at least half of it: two cache lines of x and of y */
    TOP_NODES = 32,   /* nodes of the level where subtrees begin */
    SMALL_RANGE = 12  /* sorted by insertion */
};

typedef struct tree_point {
    double place[2];
    int64_t id;
} tree_point;

typedef struct build {
    geoi_kdtree *tree;
    tree_point *point;
    int64_t level_nodes; /* nodes of the level that is being cut */
} build;

/* ---- Selection ------------------------------------------------------------------------ */

static void swap_points(tree_point *a, tree_point *b)
{
    tree_point t = *a;
    *a = *b;
    *b = t;
}

static void sort_small(tree_point *p, int64_t n, int axis)
{
    for (int64_t i = 1; i < n; i++) {
        tree_point moving = p[i];
        int64_t j = i;
        for (; j > 0 && p[j - 1].place[axis] > moving.place[axis]; j--) {
            p[j] = p[j - 1];
        }
        p[j] = moving;
    }
}

static double median_of_3(double a, double b, double c)
{
    double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* Where to look for a pivot: spread by a hash (SplitMix64's finish), so that no regular
 * pattern of input makes selection quadratic. */
static int64_t pivot_position(int64_t n, uint64_t step)
{
    uint64_t z = (uint64_t)n * 0x9E3779B97F4A7C15u + step;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (int64_t)((z ^ z >> 31) % (uint64_t)n);
}

/* Reorder p [n] so that none before nth is greater and none after it less (Hoare's FIND;
 * stopping at equals keeps a million duplicates from being cut off one by one). */
static void select_nth(tree_point *p, int64_t n, int64_t nth, int axis)
{
    for (uint64_t step = 0; n > SMALL_RANGE; step += 3) {
        double pivot = median_of_3(p[pivot_position(n, step)].place[axis],
                                   p[pivot_position(n, step + 1)].place[axis],
                                   p[pivot_position(n, step + 2)].place[axis]);
        int64_t i = 0, j = n - 1;
        while (i <= j) {
            while (p[i].place[axis] < pivot) {
                i++;
            }
            while (p[j].place[axis] > pivot) {
                j--;
            }
            if (i <= j) {
                swap_points(&p[i++], &p[j--]);
            }
        }
        if (nth <= j) {
            n = j + 1;
        } else if (nth >= i) {
            p += i;
            n -= i;
            nth -= i;
        } else {
            return;
        }
    }
    sort_small(p, n, axis);
}

/* ---- Nodes ---------------------------------------------------------------------------- */

static geo_box box_of(const tree_point *p, int64_t n)
{
    geo_box box = {(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    for (int64_t i = 0; i < n; i++) {
        box.min_x = p[i].place[0] < box.min_x ? p[i].place[0] : box.min_x;
        box.max_x = p[i].place[0] > box.max_x ? p[i].place[0] : box.max_x;
        box.min_y = p[i].place[1] < box.min_y ? p[i].place[1] : box.min_y;
        box.max_y = p[i].place[1] > box.max_y ? p[i].place[1] : box.max_y;
    }
    return box;
}

/* Box node j of a level with `count` nodes and cut its points in two. */
static void cut_node(build *b, int64_t count, int64_t j)
{
    geoi_kdtree *t = b->tree;
    int64_t begin = geoi_kdtree_cut(t->n, count, j), end = geoi_kdtree_cut(t->n, count, j + 1);
    geo_box box = box_of(&b->point[begin], end - begin);
    t->box[count + j] = box;
    if (count < t->leaf_count) {
        int64_t middle = geoi_kdtree_cut(t->n, 2 * count, 2 * j + 1);
        int axis = box.max_x - box.min_x >= box.max_y - box.min_y ? 0 : 1;
        select_nth(&b->point[begin], end - begin, middle - begin, axis);
    }
}

static geo_status cut_level(void *job, int64_t begin, int64_t end)
{
    build *b = job;
    for (int64_t j = begin; j < end; j++) {
        cut_node(b, b->level_nodes, j);
    }
    return GEO_OK;
}

/* Everything below and with node j of the level, and its leaves' columns. */
static geo_status cut_subtree(void *job, int64_t begin, int64_t end)
{
    build *b = job;
    geoi_kdtree *t = b->tree;
    for (int64_t count = b->level_nodes; count <= t->leaf_count; count *= 2) {
        int64_t width = count / b->level_nodes;
        for (int64_t j = begin * width; j < end * width; j++) {
            cut_node(b, count, j);
        }
    }
    int64_t last = geoi_kdtree_cut(t->n, b->level_nodes, end);
    for (int64_t i = geoi_kdtree_cut(t->n, b->level_nodes, begin); i < last; i++) {
        t->x[i] = b->point[i].place[0];
        t->y[i] = b->point[i].place[1];
        t->id[i] = b->point[i].id;
    }
    return GEO_OK;
}

geo_status geoi_kdtree_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              const int64_t *id, geoi_kdtree **out)
{
    geo_status status = GEO_OK;
    build b = {.level_nodes = 1};
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *b.tree, &b.tree));
    geoi_kdtree *t = b.tree;
    t->n = n;
    t->leaf_count = 1;
    while ((n + t->leaf_count - 1) / t->leaf_count > LEAF_POINTS) {
        t->leaf_count *= 2;
    }
    GEO_TRY(geoi_array_raw(ctx, 2 * t->leaf_count, sizeof *t->box, &t->box));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *t->x, &t->x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *t->y, &t->y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *t->id, &t->id));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *b.point, &b.point));
    for (int64_t i = 0; i < n; i++) {
        b.point[i] = (tree_point){{x[i], y[i]}, id != NULL ? id[i] : i};
    }
    int64_t top = t->leaf_count < TOP_NODES ? 1 : TOP_NODES;
    for (; b.level_nodes < top; b.level_nodes *= 2) {
        GEO_TRY(geoi_parallel(ctx, b.level_nodes, 1, cut_level, &b));
    }
    GEO_TRY(geoi_parallel(ctx, b.level_nodes, 1, cut_subtree, &b));
    *out = t;
    b.tree = NULL;
done:
    geoi_release(b.point);
    geoi_kdtree_destroy(b.tree);
    return status;
}

void geoi_kdtree_destroy(geoi_kdtree *tree)
{
    if (tree != NULL) {
        geoi_release(tree->box);
        geoi_release(tree->x);
        geoi_release(tree->y);
        geoi_release(tree->id);
        geoi_release(tree->weight);
        geoi_release(tree->node_weight);
        geoi_release(tree);
    }
}

geo_status geoi_kdtree_weigh(geo_ctx *ctx, geoi_kdtree *tree, const double *weight)
{
    geo_status status = GEO_OK;
    geoi_release(tree->weight);
    geoi_release(tree->node_weight);
    tree->node_weight = NULL;
    GEO_TRY(geoi_array_raw(ctx, tree->n, sizeof *tree->weight, &tree->weight));
    GEO_TRY(geoi_array(ctx, 2 * tree->leaf_count, sizeof *tree->node_weight, &tree->node_weight));
    for (int64_t i = 0; i < tree->n; i++) {
        tree->weight[i] = weight != NULL ? weight[tree->id[i]] : 1.0;
    }
    for (int64_t leaf = 0; leaf < tree->leaf_count; leaf++) {
        int64_t end = geoi_kdtree_cut(tree->n, tree->leaf_count, leaf + 1);
        for (int64_t i = geoi_kdtree_cut(tree->n, tree->leaf_count, leaf); i < end; i++) {
            tree->node_weight[tree->leaf_count + leaf] += tree->weight[i];
        }
    }
    for (int64_t node = tree->leaf_count - 1; node > 0; node--) {
        tree->node_weight[node] = tree->node_weight[2 * node] + tree->node_weight[2 * node + 1];
    }
done:
    return status;
}
