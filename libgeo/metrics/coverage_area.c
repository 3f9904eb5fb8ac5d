/* SPDX-License-Identifier: MIT */
/* How much of each study area lies within reach, and under how many facilities. */
#include "metrics/coverage_internal.h"

#include "geo/geometry.h"
#include "geometry/polygons.h"

/* With so many areas each is a thread's own work; with fewer, the threads share each one. */
enum { MANY = 32, GRAIN = 4 };

typedef struct measuring {
    geoi_facilities facilities;
    const geo_shapes *areas;
    const geo_geometry *g;
    const double *distance;
    int64_t m;
    geo_area_coverage *out;
} measuring;

static geo_area_coverage unknown_area(void)
{
    geo_area_coverage none = {NAN, NAN, NAN, NAN, NAN, NAN, 0, 0};
    return none;
}

static geo_status measure_area(const measuring *job, int64_t i, geoi_found *found)
{
    geo_status status = GEO_OK;
    geo_span parts = geo_parts(job->g, i);
    for (int64_t j = 0; j < job->m; j++) {
        geo_area_coverage *out = &job->out[i * job->m + j];
        *out = unknown_area();
        if (parts.begin < parts.end) {
            GEO_TRY(geoi_facilities_find(&job->facilities, geoi_feature_box(job->g, i),
                                         job->distance[j], found));
            GEO_TRY(
                geoi_cover_polygon(&job->facilities, job->areas, i, found, job->distance[j], out));
        }
    }
done:
    return status;
}

static geo_status measure_chunk(void *user, int64_t begin, int64_t end)
{
    const measuring *job = user;
    geo_status status = GEO_OK;
    geoi_found found = {0};
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(measure_area(job, i, &found));
    }
done:
    geoi_found_clear(&found);
    return status;
}

static geo_status measure_all(geo_ctx *ctx, measuring *job)
{
    geo_status status = GEO_OK;
    int64_t n = job->g->n;
    if (n >= MANY) {
        GEO_TRY(geoi_stage(ctx, 0.1, 1.0, "measuring coverage"));
        return geoi_parallel(ctx, n, GRAIN, measure_chunk, job);
    }
    for (int64_t i = 0; i < n; i++) {
        double from = 0.1 + 0.9 * (double)i / (double)n;
        GEO_TRY(geoi_stage(ctx, from, from + 0.9 / (double)n, "measuring coverage"));
        GEO_TRY(measure_chunk(job, i, i + 1));
    }
done:
    return status;
}

geo_status geo_coverage_areas(geo_ctx *ctx, const geo_shapes *areas, const geo_shapes *facilities,
                              const double *distances_m, int64_t m,
                              const geo_coverage_options *options, geo_area_coverage *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    measuring job = {.areas = areas, .distance = distances_m, .m = m, .out = out};
    job.g = geo_shapes_geometry(areas);
    for (int64_t k = 0; k < job.g->n * m; k++) {
        out[k] = unknown_area();
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "checking study areas"));
    GEO_TRY(geoi_facilities_init(ctx, &job.facilities, facilities, &job.distance, m, options));
    GEO_TRY(geoi_polygons_check(ctx, job.g, NULL, job.g->n, "study areas"));
    GEO_TRY(measure_all(ctx, &job));
done:
    geoi_facilities_clear(&job.facilities);
    geoi_scratch_reset(ctx, mark);
    return status;
}
