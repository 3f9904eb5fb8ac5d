/* SPDX-License-Identifier: MIT */
/* Weights among the nearest: k of each, kernels as wide as the k-th is away, and the radius that
 * leaves nobody alone. All ask the kd-tree for each point on its own. */
#include "space/kdtree.h"
#include "space/order.h"
#include "space/point_columns.h"
#include "space/weights_internal.h"
#include "space/weights_kernel.h"

enum { GRAIN = 1024, K_MAX = 1000000 };

typedef struct search {
    geo_ctx *ctx;
    geoi_points points;
    const int64_t *order; /* along a curve, so that neighbours share caches */
    geoi_kdtree *tree;
    int64_t k;     /* as many others there are for each */
    bool more;     /* there is one more, which may be as near as the last */
    uint8_t *tied; /* [points] it is */
    bool adaptive; /* weigh by the kernel; else 1 each */
    geo_kernel kernel;
    geo_weights *out;
    double *nearest_d2; /* [points] or NULL: of the k-th */
} search;

static geo_status search_create(geo_ctx *ctx, const geo_shapes *points, int64_t k, search *s)
{
    geo_status status = GEO_OK;
    int64_t *order;
    s->ctx = ctx;
    GEO_TRY(geoi_points_of(ctx, points, "points", &s->points));
    s->k = k < s->points.n - 1 ? k : s->points.n - 1;
    GEO_TRY(geoi_scratch(ctx, s->points.n, sizeof *order, &order));
    GEO_TRY(geoi_hilbert_order(ctx, s->points.n, s->points.x, s->points.y, order));
    s->order = order;
    GEO_TRY(geoi_kdtree_create(ctx, s->points.n, s->points.x, s->points.y, NULL, &s->tree));
done:
    return status;
}

static void search_clear(search *s)
{
    geoi_kdtree_destroy(s->tree);
    geo_weights_destroy(s->out);
}

/* Every feature with a point has k neighbours. */
static geo_status make_room(search *s, int64_t n)
{
    geo_status status = GEO_OK;
    if (s->k > 0 && s->points.n > INT64_MAX / 16 / s->k) {
        return geoi_fail(s->ctx, GEO_LIMIT, "%lld neighbours of each are too many",
                         (long long)s->k);
    }
    GEO_TRY(geoi_weights_room(s->ctx, n, s->k > 0 ? s->points.n * s->k : 0, &s->out));
    for (int64_t p = 0; p < s->points.n && s->k > 0; p++) {
        s->out->begin[geoi_point_row(&s->points, p) + 1] = s->k;
    }
    geoi_weights_add_up(s->out);
done:
    return status;
}

/* What the caller may not expect. */
static void tell(const search *s, int64_t k)
{
    int64_t tied = 0;
    if (s->k < k && s->points.n > 1) {
        geoi_note(s->ctx, "each has but %lld other%s, fewer than %lld: all are neighbours",
                  (long long)s->k, s->k == 1 ? "" : "s", (long long)k);
    }
    for (int64_t p = 0; p < s->points.n && s->more; p++) {
        tied += s->tied[p];
    }
    if (tied > 0) {
        geoi_note(s->ctx,
                  "of %lld %s more others are equally near than the %lld that are taken: those of "
                  "lower rows are",
                  (long long)tied, geoi_plural(tied, "feature", "features"), (long long)s->k);
    }
}

static void write_row(const search *s, int64_t p, const int64_t *id, const double *d2)
{
    int64_t at = s->out->begin[geoi_point_row(&s->points, p)];
    double h = sqrt(d2[s->k - 1]);
    for (int64_t j = 0; j < s->k; j++, at++) {
        s->out->neighbour[at] = (int32_t)geoi_point_row(&s->points, id[j]);
        s->out->weight[at] = s->adaptive ? geoi_kernel(s->kernel, sqrt(d2[j]), h) : 1.0;
    }
}

static geo_status search_chunk(void *job, int64_t begin, int64_t end)
{
    const search *s = job;
    geo_status status = GEO_OK;
    int64_t *id = NULL, asked = s->k + (s->more ? 1 : 0);
    double *d2 = NULL;
    GEO_TRY(geoi_array_raw(s->ctx, asked, sizeof *id, &id));
    GEO_TRY(geoi_array_raw(s->ctx, asked, sizeof *d2, &d2));
    for (int64_t i = begin; i < end; i++) {
        int64_t p = s->order[i];
        (void)geoi_kdtree_nearest(s->tree, s->points.x[p], s->points.y[p], asked, (double)INFINITY,
                                  p, id, d2);
        if (s->out != NULL) {
            write_row(s, p, id, d2);
            s->tied[p] = s->more && d2[s->k] == d2[s->k - 1];
        } else {
            s->nearest_d2[p] = d2[s->k - 1];
        }
    }
done:
    geoi_release(id);
    geoi_release(d2);
    return status;
}

/* Those as near as the k-th weigh nothing: which of them are taken does not matter. */
static bool fades(const search *s)
{
    return s->adaptive && s->kernel != GEO_KERNEL_UNIFORM && s->kernel != GEO_KERNEL_GAUSSIAN;
}

static geo_status check_k(geo_ctx *ctx, int64_t k)
{
    return k < 1 || k > K_MAX
               ? geoi_fail(ctx, GEO_INVALID, "k is %lld, but must be 1 to %d", (long long)k, K_MAX)
               : GEO_OK;
}

static geo_status search_all(geo_ctx *ctx, const geo_shapes *points, int64_t k, search *s,
                             geo_weights **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    *out = NULL;
    GEO_TRY(check_k(ctx, k));
    GEO_TRY(search_create(ctx, points, k, s));
    GEO_TRY(make_room(s, geo_shapes_geometry(points)->n));
    s->more = s->k > 0 && s->k < s->points.n - 1 && !fades(s);
    GEO_TRY(geoi_scratch(ctx, s->points.n, sizeof *s->tied, &s->tied));
    if (s->k > 0) {
        GEO_TRY(geoi_parallel(ctx, s->points.n, GRAIN, search_chunk, s));
    }
    GEO_TRY(geoi_weights_finish(ctx, s->out));
    tell(s, k);
    *out = s->out;
    s->out = NULL;
done:
    search_clear(s);
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_weights_nearest(geo_ctx *ctx, const geo_shapes *points, int64_t k, geo_weights **out)
{
    search s = {.adaptive = false};
    return search_all(ctx, points, k, &s, out);
}

geo_status geoi_weights_adaptive(geo_ctx *ctx, const geo_shapes *points, geo_kernel kernel,
                                 int64_t k, geo_weights **out)
{
    search s = {.adaptive = true, .kernel = kernel};
    return search_all(ctx, points, k, &s, out);
}

geo_status geo_weights_full_band(geo_ctx *ctx, const geo_shapes *points, double *radius_m)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    search s = {.k = 1};
    double most = 0.0;
    *radius_m = (double)NAN;
    GEO_TRY(search_create(ctx, points, 1, &s));
    if (s.points.n < 2) {
        goto done;
    }
    GEO_TRY(geoi_scratch(ctx, s.points.n, sizeof *s.nearest_d2, &s.nearest_d2));
    GEO_TRY(geoi_parallel(ctx, s.points.n, GRAIN, search_chunk, &s));
    for (int64_t p = 0; p < s.points.n; p++) {
        most = fmax(most, s.nearest_d2[p]);
    }
    *radius_m = sqrt(most);
    while (*radius_m * *radius_m < most) { /* the square of a rounded root may fall short */
        *radius_m = nextafter(*radius_m, (double)INFINITY);
    }
done:
    search_clear(&s);
    geoi_scratch_reset(ctx, mark);
    return status;
}
