/* SPDX-License-Identifier: MIT */
/* How much of each study area lies under exactly so many facilities. */
#include "metrics/coverage_internal.h"

#include "geometry/polygons.h"

enum { GRAIN = 4 };

typedef struct classing {
    geoi_facilities facilities;
    const geo_shapes *areas;
    const geo_geometry *g;
    double distance;
    int64_t most;
    double *out; /* [n * (most + 1)] */
} classing;

/* Differences of "at least" are "exactly"; none can be negative, for they do not rise. */
static geo_status class_area(const classing *job, int64_t i, geoi_found *found)
{
    geo_status status = GEO_OK;
    double *out = job->out + i * (job->most + 1);
    geo_disc_areas areas;
    const geoi_facilities *f = &job->facilities;
    GEO_TRY(geoi_facilities_find(f, geoi_feature_box(job->g, i), job->distance, found));
    GEO_TRY(geoi_found_depths(f, job->areas, i, found, job->distance, job->most, out + 1, &areas));
    out[0] = areas.total_m2 - out[1];
    for (int64_t k = 1; k < job->most; k++) {
        out[k] -= out[k + 1];
    }
done:
    return status;
}

static geo_status class_chunk(void *user, int64_t begin, int64_t end)
{
    const classing *job = user;
    geo_status status = GEO_OK;
    geoi_found found = {0};
    for (int64_t i = begin; i < end; i++) {
        geo_span parts = geo_parts(job->g, i);
        if (parts.begin < parts.end) {
            GEO_TRY(class_area(job, i, &found));
        }
    }
done:
    geoi_found_clear(&found);
    return status;
}

geo_status geo_coverage_classes(geo_ctx *ctx, const geo_shapes *areas, const geo_shapes *facilities,
                                double distance_m, int64_t most,
                                const geo_coverage_options *options, double *area_m2)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    const double *distance = &distance_m;
    classing job = {.areas = areas, .g = geo_shapes_geometry(areas), .most = most, .out = area_m2};
    if (most < 1) {
        return geoi_fail(ctx, GEO_INVALID, "%lld classes of multiplicity", (long long)most);
    }
    for (int64_t k = 0; k < job.g->n * (most + 1); k++) {
        area_m2[k] = NAN;
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "checking study areas"));
    GEO_TRY(geoi_facilities_init(ctx, &job.facilities, facilities, &distance, 1, options));
    job.distance = *distance;
    GEO_TRY(geoi_polygons_check(ctx, job.g, NULL, job.g->n, "study areas"));
    GEO_TRY(geoi_stage(ctx, 0.1, 1.0, "measuring coverage"));
    if (job.g->n > GRAIN) {
        GEO_TRY(geoi_parallel(ctx, job.g->n, GRAIN, class_chunk, &job));
    } else {
        GEO_TRY(class_chunk(&job, 0, job.g->n));
    }
done:
    geoi_facilities_clear(&job.facilities);
    geoi_scratch_reset(ctx, mark);
    return status;
}
