/* SPDX-License-Identifier: MIT */
/* Stability, and which nodes of the condensed tree become clusters. */
#include "metrics/hdbscan_internal.h"

#include "base/sum.h"

/* ---- Stability ----------------------------------------------------------------------------- */

/* Of points, and of nodes as a whole, that leave node t at a distance. */
static void add_leaving(const geo_hierarchy *tree, int64_t t, double count, double leave_m,
                        geoi_sum *sum)
{
    geoi_sum_add(&sum[t], count * (geoi_lambda(leave_m) - geoi_lambda(tree->birth_m[t])));
}

static geo_status measure_stability(geo_ctx *ctx, int64_t n, const int64_t *node,
                                    const double *leave_m, geo_hierarchy *tree)
{
    geo_status status = GEO_OK;
    geoi_sum *sum = NULL;
    GEO_TRY(geoi_array(ctx, tree->n, sizeof *sum, &sum));
    for (int64_t i = 0; i < n; i++) {
        if (isfinite(geoi_lambda(leave_m[i]))) {
            add_leaving(tree, node[i], 1.0, leave_m[i], sum);
        }
    }
    for (int64_t t = 1; t < tree->n; t++) {
        add_leaving(tree, tree->parent[t], (double)tree->size[t], tree->birth_m[t], sum);
    }
    for (int64_t t = 0; t < tree->n; t++) { /* infinity would spoil a compensated sum */
        bool finite = isfinite(geoi_lambda(tree->death_m[t]));
        tree->stability[t] = finite ? geoi_sum_value(&sum[t]) : (double)INFINITY;
    }
done:
    geoi_release(sum);
    return status;
}

/* ---- Selection ----------------------------------------------------------------------------- */

static bool may_be_cluster(const geo_hdbscan_options *o, const geo_hierarchy *tree, int64_t t)
{
    return t > 0 || (o->allow_single && tree->size[0] >= o->min_cluster_size);
}

/* From the leaves up: a node is taken unless its descendants are worth more. Those below a taken
 * node are passed over later. */
static void select_excess(const geo_hdbscan_options *o, const geo_hierarchy *tree, double *worth,
                          uint8_t *taken)
{
    for (int64_t t = tree->n - 1; t >= 0; t--) { /* worth[t] is that of its descendants so far */
        taken[t] = may_be_cluster(o, tree, t) && tree->stability[t] >= worth[t];
        double best = taken[t] ? tree->stability[t] : worth[t];
        if (t > 0) {
            worth[tree->parent[t]] += best;
        }
    }
}

static void select_leaves(const geo_hdbscan_options *o, const geo_hierarchy *tree, uint8_t *taken)
{
    for (int64_t t = 0; t < tree->n; t++) {
        taken[t] = may_be_cluster(o, tree, t);
        if (t > 0) {
            taken[tree->parent[t]] = 0;
        }
    }
}

/* What parted at less than merge_m is not parted: the first ancestor that parted at more, or the
 * last below node 0 where that may not be a cluster. */
static void merge_near(const geo_hdbscan_options *o, const geo_hierarchy *tree, uint8_t *taken)
{
    for (int64_t t = tree->n - 1; t > 0; t--) {
        int64_t up = t;
        while (taken[t] && tree->birth_m[up] < o->merge_m &&
               may_be_cluster(o, tree, tree->parent[up])) {
            up = tree->parent[up];
        }
        if (up != t) {
            taken[t] = 0;
            taken[up] = 1;
        }
    }
}

/* chosen[t]: the highest node that is taken above t, t included; -1 where none is. */
static void find_chosen(const geo_hierarchy *tree, const uint8_t *taken, int64_t *chosen)
{
    for (int64_t t = 0; t < tree->n; t++) {
        int64_t above = t > 0 ? chosen[tree->parent[t]] : -1;
        chosen[t] = above >= 0 ? above : taken[t] ? t : -1;
    }
}

geo_status geoi_select(geo_ctx *ctx, const geo_hdbscan_options *o, int64_t n, const int64_t *node,
                       const double *leave_m, geo_hierarchy *tree, int64_t *chosen)
{
    geo_status status = GEO_OK;
    double *worth = NULL;
    uint8_t *taken = NULL;
    GEO_TRY(measure_stability(ctx, n, node, leave_m, tree));
    GEO_TRY(geoi_array(ctx, tree->n, sizeof *worth, &worth));
    GEO_TRY(geoi_array(ctx, tree->n, sizeof *taken, &taken));
    if (o->selection == GEO_SELECT_EXCESS) {
        select_excess(o, tree, worth, taken);
    } else {
        select_leaves(o, tree, taken);
    }
    find_chosen(tree, taken, chosen);
    for (int64_t t = 0; t < tree->n; t++) {
        taken[t] = chosen[t] == t;
    }
    merge_near(o, tree, taken);
    find_chosen(tree, taken, chosen);
done:
    geoi_release(worth);
    geoi_release(taken);
    return status;
}
