/* SPDX-License-Identifier: MIT */
/* Exact areas under discs: the boundary of "under at least k discs" is arcs of circles and
 * pieces of the region's edges; Green's theorem makes its length an area. The two halves of the
 * boundary are in disc_arcs.c and disc_edges.c, the discs that matter are picked out in
 * disc_pick.c; here the areas are put together. After Aurenhammer 1988, doi:10.1007/BF02187718,
 * whose power diagram the sweep around each circle replaces: all depths come out of one pass. */
#include "geo/geometry.h"

#include "geometry/disc_internal.h"

/* Shares of the area that are rounding: see the promise in geo/geometry.h. */
static const double ROUNDING = 1e-12;

enum { GRAIN = 64, MOST_SUMS = 1 << 21 };

/* ---- Areas ------------------------------------------------------------------------------- */

/* Run one half of the boundary and add its chunks' sums, in their order, to total. */
static geo_status run_half(geoi_disc_job *job, int64_t n, geoi_chunk_fn fn, geoi_sum *total,
                           int64_t *counts)
{
    geo_status status = GEO_OK;
    int64_t width = job->limit + 1;
    int64_t smallest = n / (MOST_SUMS / width + 1) + 1; /* bounds the memory for the sums */
    job->grain = smallest > GRAIN ? smallest : GRAIN;
    int64_t chunks = n > 0 ? (n - 1) / job->grain + 1 : 0;
    job->sums = NULL;
    job->counts = NULL;
    GEO_TRY(geoi_array(job->ctx, chunks * width, sizeof *job->sums, &job->sums));
    GEO_TRY(geoi_array(job->ctx, chunks * 2, sizeof *job->counts, &job->counts));
    GEO_TRY(geoi_parallel(job->ctx, n, job->grain, fn, job));
    for (int64_t c = 0; c < chunks; c++) {
        for (int64_t d = 0; d < width; d++) {
            geoi_sum_merge(&total[d], &job->sums[c * width + d]);
        }
        counts[0] += job->counts[2 * c];
        counts[1] += job->counts[2 * c + 1];
    }
done:
    geoi_release(job->sums);
    geoi_release(job->counts);
    return status;
}

/* What rounding leaves of nothing is nothing, and of everything everything. */
static double settle(double area, double nothing, double most)
{
    if (!(area > nothing)) {
        return 0.0;
    }
    return area < most * (1.0 - ROUNDING) ? area : most;
}

/* arcs[d] bounds depth d + 1 from outside; edges[d] lies at depth d + 1, and so bounds all
 * depths up to there. */
static void put_together(const geoi_sum *arcs, const geoi_sum *edges, int64_t limit, double nothing,
                         double total, double *at_least)
{
    geoi_sum deeper = {0};
    for (int64_t d = limit - 1; d >= 0; d--) {
        geoi_sum_merge(&deeper, &edges[d]);
        geoi_sum area = deeper;
        geoi_sum_merge(&area, &arcs[d]);
        at_least[d] = geoi_sum_value(&area);
    }
    for (int64_t d = 0; d < limit; d++) {
        at_least[d] = settle(at_least[d], nothing, d > 0 ? at_least[d - 1] : total);
    }
}

static geo_status measure(geo_ctx *ctx, const geoi_disc_region *region, const geoi_discs *discs,
                          int64_t limit, double *at_least, geo_disc_areas *out)
{
    geo_status status = GEO_OK;
    geoi_disc_job job = {.ctx = ctx, .region = region, .discs = discs, .limit = limit};
    geoi_sum *total = NULL;
    int64_t counts[2] = {0, 0};
    GEO_TRY(geoi_array(ctx, 2 * (limit + 1), sizeof *total, &total));
    geoi_sum *edges = total + limit + 1;
    GEO_TRY(run_half(&job, discs->n, geoi_disc_arcs, total, counts));
    GEO_TRY(run_half(&job, region->n, geoi_disc_edges, edges, counts));
    double nothing = ROUNDING * fmin(region->area, geoi_discs_area(discs));
    put_together(total, edges, limit, nothing, region->area, at_least);
    geoi_sum_merge(&total[limit], &edges[limit]);
    double most = region->area * (double)counts[0];
    out->sum_m2 = settle(geoi_sum_value(&total[limit]), nothing, most);
    out->reaching_count = counts[0];
    out->outside_count = counts[1];
done:
    geoi_release(total);
    return status;
}

geo_status geo_disc_areas_measure(geo_ctx *ctx, const geo_shapes *shapes, int64_t feature,
                                  int64_t n, const double *x, const double *y, const double *radius,
                                  int64_t max_depth, double *at_least_m2, geo_disc_areas *out)
{
    geo_status status = GEO_OK;
    geoi_disc_region region = {0};
    geoi_discs discs = {0};
    geo_disc_areas found = {0};
    *out = found;
    const geo_geometry *g = geo_shapes_geometry(shapes);
    if (max_depth < 1 || n < 0 || feature < 0 || feature >= g->n) {
        return geoi_fail(ctx, GEO_INVALID, "%lld discs, depth %lld, feature %lld of %lld",
                         (long long)n, (long long)max_depth, (long long)feature + 1,
                         (long long)g->n);
    }
    memset(at_least_m2, 0, (size_t)max_depth * sizeof *at_least_m2);
    GEO_TRY(geoi_disc_region_init(ctx, &region, g, feature));
    found.total_m2 = region.area;
    GEO_TRY(geoi_discs_pick(ctx, &region, n, x, y, radius, &discs));
    int64_t limit = max_depth < discs.n ? max_depth : discs.n;
    if (limit > 0) {
        GEO_TRY(geoi_discs_crowd(ctx, limit, &discs));
        GEO_TRY(measure(ctx, &region, &discs, limit, at_least_m2, &found));
    }
    while (found.depth_count < limit && at_least_m2[found.depth_count] > 0.0) {
        found.depth_count++;
    }
    *out = found;
done:
    if (status != GEO_OK) {
        memset(at_least_m2, 0, (size_t)max_depth * sizeof *at_least_m2);
    }
    geoi_discs_clear(&discs);
    geoi_disc_region_clear(&region);
    return status;
}
