/* SPDX-License-Identifier: MIT */
/* Any bytes are places, near and far, many at one place, and options in and out of range.
 * Promises: a status with a message, or clusters that hold together: labels below their count,
 * probabilities and scores between 0 and 1, nodes within their parents. */
#include "fuzz_bytes.h"

#include <math.h>
#include <stdbool.h>

#include "geo/cluster.h"
#include "geo/hierarchy.h"

enum { MOST = 64 };

static double next_number(source *s)
{
    static const double odd[] = {(double)NAN, (double)INFINITY, -1.0, 1e-300, 5e-324, 1e12,
                                 1e150,       -1.7e308};
    uint8_t byte = next_byte(s);
    return byte >= 248 ? odd[byte - 248] : (double)(byte % 32);
}

static int64_t label[MOST], node[MOST];
static double probability[MOST], outlier[MOST], leave_m[MOST];

static void check_tree(const geo_hierarchy_nodes *t, int64_t n, int64_t clusters)
{
    for (int64_t k = 0; k < t->n; k++) {
        int64_t above = t->parent[k];
        PROMISE(above < k && (above >= 0 || k == 0) && t->size[k] <= n);
        PROMISE(t->label[k] >= -1 && t->label[k] < clusters && t->death_m[k] <= t->birth_m[k]);
        PROMISE(t->stability[k] >= 0.0);
        PROMISE(above < 0 || (t->size[k] < t->size[above] && t->birth_m[k] >= t->death_m[above]));
    }
}

static void ask_hdbscan(geo_ctx *ctx, const geo_shapes *shapes, int64_t n, source *s)
{
    geo_membership m = {label, probability, outlier, node, leave_m, 0};
    geo_hdbscan_options o = geo_hdbscan_options_default();
    geo_hierarchy *tree;
    o.min_points = next_byte(s) % 8;
    o.min_cluster_size = next_byte(s) % 8;
    o.selection = (geo_selection)(next_byte(s) % 3);
    o.ties = (geo_ties)(next_byte(s) % 2);
    o.allow_single = next_byte(s) % 2;
    o.merge_m = next_number(s);
    o.shortest_m = next_byte(s) % 2 ? next_number(s) : 0.0;
    geo_status status = geo_hdbscan(ctx, shapes, &o, &m, &tree);
    PROMISE((status == GEO_OK) == (tree != NULL));
    if (worked(ctx, status)) {
        geo_hierarchy_nodes t = geo_hierarchy_view(tree);
        for (int64_t i = 0; i < n; i++) {
            PROMISE(label[i] >= -1 && label[i] < m.cluster_count && node[i] < t.n);
            PROMISE(probability[i] >= 0.0 && probability[i] <= 1.0);
            PROMISE(outlier[i] >= 0.0 && outlier[i] <= 1.0);
        }
        check_tree(&t, n, m.cluster_count);
    }
    geo_hierarchy_destroy(tree);
}

static void ask_optics(geo_ctx *ctx, const geo_shapes *shapes, int64_t n, source *s)
{
    bool seen[MOST] = {false};
    geo_optics out = {node, leave_m, outlier, label, 0};
    geo_optics_options o = geo_optics_options_default();
    o.min_points = next_byte(s) % 8;
    o.min_cluster_size = next_byte(s) % 8;
    o.xi = (double)next_byte(s) / 250.0;
    o.correct_ends = next_byte(s) % 2;
    o.eps_m = next_byte(s) % 2 ? next_number(s) : o.eps_m;
    if (worked(ctx, geo_optics_order(ctx, shapes, &o, &out))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(node[i] >= 0 && node[i] < n && !seen[node[i]]);
            PROMISE(isnan(leave_m[i]) || leave_m[i] >= 0.0);
            PROMISE(label[i] >= -1 && label[i] < out.cluster_count);
            seen[node[i]] = true;
        }
    }
}

static void ask_dbscan(geo_ctx *ctx, const geo_shapes *shapes, int64_t n, source *s)
{
    uint8_t role[MOST];
    int64_t count;
    geo_dbscan_options o = geo_dbscan_options_default();
    for (int64_t i = 0; i < n; i++) {
        leave_m[i] = next_number(s);
    }
    o.time_s = leave_m;
    o.time_eps_s = next_number(s);
    o.eps_m = next_number(s);
    o.min_weight = next_byte(s) % 8;
    o.core_only = next_byte(s) % 2;
    if (worked(ctx, geo_dbscan(ctx, shapes, NULL, &o, label, role, &count))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(label[i] >= -1 && label[i] < count && (label[i] < 0) == (role[i] == GEO_NOISE));
        }
    }
}

static void ask_distances(geo_ctx *ctx, const geo_shapes *shapes, int64_t n, source *s)
{
    double knee, index;
    int64_t rank, other[MOST];
    if (worked(ctx, geo_k_distances(ctx, shapes, next_byte(s) % 8, leave_m))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(leave_m[i] >= 0.0);
        }
        PROMISE(worked(ctx, geo_knee(ctx, n, leave_m, &rank, &knee)));
        PROMISE(rank >= 0 ? rank < n && knee >= 0.0 : isnan(knee));
    }
    for (int64_t i = 0; i < n; i++) {
        label[i] = next_byte(s) % 8 - 1;
        other[i] = next_byte(s) % 8 - 1;
    }
    PROMISE(worked(ctx, geo_adjusted_rand(ctx, n, label, other, &index)));
    PROMISE(index <= 1.0 && index >= -1.0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    source s = {bytes, size, 0};
    geo_ctx *ctx;
    geo_shapes *shapes;
    double x[MOST], y[MOST];
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    int64_t n = next_byte(&s) % MOST;
    for (int64_t i = 0; i < n; i++) {
        x[i] = next_number(&s);
        y[i] = next_number(&s);
    }
    if (worked(ctx, geo_shapes_create_points(ctx, n, x, y, &shapes))) {
        ask_hdbscan(ctx, shapes, n, &s);
        ask_optics(ctx, shapes, n, &s);
        ask_dbscan(ctx, shapes, n, &s);
        ask_distances(ctx, shapes, n, &s);
    }
    geo_shapes_destroy(shapes);
    geo_ctx_destroy(ctx);
    return 0;
}
