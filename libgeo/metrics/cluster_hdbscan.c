/* SPDX-License-Identifier: MIT */
/* HDBSCAN*: Campello, Moulavi & Sander 2013, exactly.
 *
 * 1. Core distances, and the minimum spanning tree of mutual reachability
 *                                       hdbscan_places.c hdbscan_links.c space/kdtree_span.c
 * 2. The tree of links                  hdbscan_linkage.c
 * 3. Condense it                        hdbscan_condense.c
 * 4. Choose clusters                    hdbscan_select.c
 * 5. Say of each point what it is, below */
#include "metrics/hdbscan_internal.h"

enum { MAX_POINTS = 1 << 30, GRAIN = 1 << 14 };

typedef struct members {
    const geoi_points *points;
    const geo_hierarchy *tree;
    const int64_t *node;     /* [points] */
    const double *leave_m;   /* [points] */
    const int64_t *chosen;   /* [tree->n] */
    const double *deepest_m; /* [tree->n] the least distance at which a point below leaves */
    geo_membership *out;
} members;

/* ---- Step 5 --------------------------------------------------------------------------------- */

/* The share that 1 / distance has of 1 / least: least / distance, and its limits at 0. */
static double share_of(double least_m, double distance_m)
{
    return distance_m <= least_m ? 1.0 : least_m / distance_m;
}

static geo_status write_members(void *job, int64_t begin, int64_t end)
{
    const members *m = job;
    const geo_membership *out = m->out;
    for (int64_t i = begin; i < end; i++) {
        int64_t row = geoi_point_row(m->points, i), node = m->node[i], cluster = m->chosen[node];
        if (out->label != NULL) {
            out->label[row] = cluster >= 0 ? m->tree->label[cluster] : -1;
        }
        if (out->probability != NULL) {
            out->probability[row] =
                cluster >= 0 ? share_of(m->tree->death_m[cluster], m->leave_m[i]) : 0.0;
        }
        if (out->outlier != NULL) {
            out->outlier[row] = 1.0 - share_of(m->deepest_m[node], m->leave_m[i]);
        }
        if (out->node != NULL) {
            out->node[row] = node;
        }
        if (out->leave_m != NULL) {
            out->leave_m[row] = m->leave_m[i];
        }
    }
    return GEO_OK;
}

/* Clusters as they come in the input. */
static int64_t number_clusters(const members *m, geo_hierarchy *tree)
{
    int64_t count = 0;
    for (int64_t i = 0; i < m->points->n; i++) {
        int64_t cluster = m->chosen[m->node[i]];
        if (cluster >= 0 && tree->label[cluster] < 0) {
            tree->label[cluster] = count++;
        }
    }
    return count;
}

static geo_status tell_members(geo_ctx *ctx, members *m, geo_hierarchy *tree, double *deepest_m)
{
    for (int64_t t = tree->n - 1; t >= 0; t--) {
        deepest_m[t] = fmin(deepest_m[t], tree->death_m[t]);
        if (t > 0) {
            double *above = &deepest_m[tree->parent[t]];
            *above = fmin(*above, deepest_m[t]);
        }
    }
    m->tree = tree;
    m->deepest_m = deepest_m;
    m->out->cluster_count = number_clusters(m, tree);
    return geoi_parallel(ctx, m->points->n, GRAIN, write_members, m);
}

/* ---- The call ------------------------------------------------------------------------------- */

static geo_status check_options(geo_ctx *ctx, const geo_hdbscan_options *o)
{
    if (o->min_points < 1 || o->min_cluster_size < 2) {
        return geoi_fail(ctx, GEO_INVALID,
                         "least points are %lld and least points of a cluster %lld, but must be "
                         "at least 1 and 2",
                         (long long)o->min_points, (long long)o->min_cluster_size);
    }
    if (!(o->merge_m >= 0.0) || !(o->shortest_m >= 0.0) || !isfinite(o->shortest_m)) {
        return geoi_fail(ctx, GEO_INVALID,
                         "a distance to merge at is %g m and the shortest %g m, but neither may be "
                         "negative",
                         o->merge_m, o->shortest_m);
    }
    if ((o->selection != GEO_SELECT_EXCESS && o->selection != GEO_SELECT_LEAVES) ||
        (o->ties != GEO_TIES_TOGETHER && o->ties != GEO_TIES_BINARY)) {
        return geoi_fail(ctx, GEO_INVALID, "no such selection or rule for ties");
    }
    return GEO_OK;
}

static geo_status check_points(geo_ctx *ctx, const geo_hdbscan_options *o, int64_t n)
{
    if (n > MAX_POINTS) {
        return geoi_fail(ctx, GEO_LIMIT, "%lld points are more than %d", (long long)n, MAX_POINTS);
    }
    return geoi_cores_check(ctx, n, o->min_points);
}

static void clear_rows(int64_t n, const geo_membership *out)
{
    for (int64_t i = 0; i < n; i++) {
        if (out->label != NULL) {
            out->label[i] = -1;
        }
        if (out->probability != NULL) {
            out->probability[i] = 0.0;
        }
        if (out->outlier != NULL) {
            out->outlier[i] = (double)NAN;
        }
        if (out->node != NULL) {
            out->node[i] = -1;
        }
        if (out->leave_m != NULL) {
            out->leave_m[i] = (double)NAN;
        }
    }
}

static geo_status link_points(geo_ctx *ctx, const geoi_points *p, const geo_hdbscan_options *o,
                              geoi_linkage *linkage)
{
    geo_status status = GEO_OK;
    geoi_cores cores = {0};
    geoi_link *link = NULL;
    double shortest2 = o->shortest_m * o->shortest_m;
    GEO_TRY(geoi_stage(ctx, 0.0, 0.3, "measuring core distances"));
    GEO_TRY(geoi_cores_find(ctx, p, o->min_points, &cores));
    for (int64_t i = 0; i < cores.places.n; i++) {
        cores.core2[i] = fmax(cores.core2[i], shortest2);
    }
    GEO_TRY(geoi_array_raw(ctx, p->n - 1, sizeof *link, &link));
    GEO_TRY(geoi_hdbscan_links(ctx, p, &cores, link));
    geoi_cores_clear(&cores);
    cores = (geoi_cores){0};
    GEO_TRY(geoi_stage(ctx, 0.9, 1.0, "condensing the tree"));
    GEO_TRY(geoi_linkage_make(ctx, p->n, link, linkage));
done:
    geoi_cores_clear(&cores);
    geoi_release(link);
    return status;
}

static geo_status run(geo_ctx *ctx, const geoi_points *p, const geo_hdbscan_options *o,
                      geo_hierarchy *tree, geo_membership *out)
{
    geo_status status = GEO_OK;
    geoi_linkage linkage = {0};
    int64_t *node = NULL, *chosen = NULL;
    double *leave_m = NULL, *deepest_m = NULL;
    GEO_TRY(link_points(ctx, p, o, &linkage));
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *node, &node));
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *leave_m, &leave_m));
    GEO_TRY(geoi_condense(ctx, &linkage, o, tree, node, leave_m));
    geoi_linkage_clear(&linkage);
    linkage = (geoi_linkage){0};
    GEO_TRY(geoi_array_raw(ctx, tree->n, sizeof *chosen, &chosen));
    GEO_TRY(geoi_copy(ctx, tree->death_m, tree->n, sizeof *deepest_m, &deepest_m));
    GEO_TRY(geoi_select(ctx, o, p->n, node, leave_m, tree, chosen));
    members m = {.points = p, .node = node, .leave_m = leave_m, .chosen = chosen, .out = out};
    GEO_TRY(tell_members(ctx, &m, tree, deepest_m));
done:
    geoi_linkage_clear(&linkage);
    geoi_release(node);
    geoi_release(leave_m);
    geoi_release(chosen);
    geoi_release(deepest_m);
    return status;
}

geo_status geo_hdbscan(geo_ctx *ctx, const geo_shapes *points, const geo_hdbscan_options *options,
                       geo_membership *out, geo_hierarchy **tree)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_hdbscan_options o = geo_hdbscan_options_default();
    geo_hierarchy *made = NULL;
    geoi_points p;
    out->cluster_count = 0;
    if (tree != NULL) {
        *tree = NULL;
    }
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_options(ctx, &o));
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    GEO_TRY(check_points(ctx, &o, p.n));
    clear_rows(geo_shapes_geometry(points)->n, out);
    GEO_TRY(geoi_array(ctx, 1, sizeof *made, &made));
    if (p.n > 0) {
        GEO_TRY(run(ctx, &p, &o, made, out));
    }
    if (tree != NULL) {
        *tree = made;
        made = NULL;
    }
done:
    geo_hierarchy_destroy(made);
    geoi_scratch_reset(ctx, mark);
    return status;
}

void geo_hierarchy_destroy(geo_hierarchy *tree)
{
    if (tree != NULL) {
        geoi_release(tree->parent);
        geoi_release(tree->size);
        geoi_release(tree->label);
        geoi_release(tree->birth_m);
        geoi_release(tree->death_m);
        geoi_release(tree->stability);
        geoi_release(tree);
    }
}

geo_hierarchy_nodes geo_hierarchy_view(const geo_hierarchy *tree)
{
    return (geo_hierarchy_nodes){tree->n,       tree->parent,    tree->size, tree->birth_m,
                                 tree->death_m, tree->stability, tree->label};
}
