/* SPDX-License-Identifier: MIT */
/* Units with an area: how much of it is reached by at least 1, 2, ... facilities, by those of each
 * type, and by one of every type. */
#include "metrics/demand_internal.h"

#include "geo/geometry.h"
#include "geometry/polygons.h"

enum { GRAIN = 16 };

/* The polygons at one distance, by the facilities of some types. */
typedef struct measuring {
    const geoi_batch *batch;
    const geoi_facilities *facilities;
    double distance;
    int64_t most;
    double *at_least; /* [polygons * most] shares of the area */
    double *depth;    /* [polygons] */
    int64_t *count;   /* [polygons] facilities that reach it */
} measuring;

/* ---- One polygon ---------------------------------------------------------------------------- */

static geo_status measure_polygon(const measuring *job, int64_t k, const geoi_found *found)
{
    geo_status status = GEO_OK;
    const geoi_units *u = &job->batch->units;
    double *at_least = &job->at_least[k * job->most];
    geo_disc_areas areas;
    GEO_TRY(geoi_found_depths(job->facilities, u->shapes, u->polygon[k], found, job->distance,
                              job->most, at_least, &areas));
    for (int64_t c = 0; c < job->most; c++) {
        at_least[c] /= areas.total_m2;
    }
    job->depth[k] = areas.sum_m2 / areas.total_m2;
    job->count[k] = areas.reaching_count;
done:
    return status;
}

static void set_unknown(const measuring *job, int64_t k)
{
    for (int64_t c = 0; c < job->most; c++) {
        job->at_least[k * job->most + c] = NAN;
    }
    job->depth[k] = NAN;
    job->count[k] = 0;
}

static geo_status measure_chunk(void *user, int64_t begin, int64_t end)
{
    const measuring *job = user;
    geo_status status = GEO_OK;
    geoi_found found = {0};
    for (int64_t k = begin; k < end; k++) {
        int64_t unit = job->batch->units.polygon[k];
        geo_box box = geoi_feature_box(job->batch->units.g, unit);
        if (!geoi_batch_counts(job->batch, unit)) {
            set_unknown(job, k);
            continue;
        }
        GEO_TRY(geoi_facilities_find(job->facilities, box, job->distance, &found));
        GEO_TRY(measure_polygon(job, k, &found));
    }
done:
    geoi_found_clear(&found);
    return status;
}

static geo_status measure_all(const geoi_batch *b, measuring *job)
{
    int64_t n = b->units.polygon_count;
    return n > GRAIN ? geoi_parallel(b->ctx, n, GRAIN, measure_chunk, job)
                     : measure_chunk(job, 0, n); /* then the threads share each polygon */
}

/* ---- All of them, by facilities of some types ------------------------------------------------ */

static void sum_polygons(const measuring *job, int64_t j, int64_t slot)
{
    const geoi_batch *b = job->batch;
    for (int64_t k = 0; k < b->units.polygon_count; k++) {
        geoi_reached reached = {&job->at_least[k * job->most], job->depth[k]};
        geoi_demand_sum(b, b->units.polygon[k], j, slot, &reached);
        if (slot == SLOT_ANY) {
            geoi_demand_tell(b, b->units.polygon[k], j, reached.at_least[0], job->count[k]);
        }
    }
}

/* Either one type, or those of a set of bits. */
typedef struct chosen {
    int64_t only; /* -1 for a set */
    unsigned set;
} chosen;

static bool is_chosen(chosen c, int64_t type)
{
    return type >= 0 && (c.only >= 0 ? type == c.only : (c.set >> type & 1u) != 0);
}

/* Measure with the facilities of some types: the others reach nothing. */
static geo_status measure_types(const geoi_batch *b, measuring *job, chosen types, double *radius)
{
    geo_status status = GEO_OK;
    const geo_demand *d = b->account;
    geoi_mark mark = geoi_scratch_mark(b->ctx);
    geoi_facilities some = {0};
    geo_coverage_options o = geo_coverage_options_default();
    const double *none = NULL;
    for (int64_t i = 0; i < d->n; i++) {
        double own = d->radius != NULL ? d->radius[i] : job->distance;
        radius[i] = is_chosen(types, d->type[i]) ? own : (double)NAN;
    }
    o.radius_m = radius;
    o.quad_segments = d->quad_segments;
    GEO_TRY(geoi_facilities_init(b->ctx, &some, d->facilities, &none, 1, &o));
    measuring by_type = *job;
    by_type.facilities = &some;
    by_type.distance = 0.0;
    GEO_TRY(measure_all(b, &by_type));
done:
    geoi_facilities_clear(&some);
    geoi_scratch_reset(b->ctx, mark);
    return status;
}

/* Within reach of one of every type: by inclusion and exclusion, of what is within reach of any
 * facility of each set of types. */
static geo_status measure_every_type(const geoi_batch *b, measuring *job, int64_t j, double *radius)
{
    geo_status status = GEO_OK;
    const geo_demand *d = b->account;
    int64_t n = b->units.polygon_count;
    double *every = NULL;
    measuring single = *job;
    single.most = 1;
    GEO_TRY(geoi_array(b->ctx, n, sizeof *every, &every));
    for (unsigned set = 1; d->types <= GEOI_MOST_TYPES && set < 1u << d->types; set++) {
        GEO_TRY(measure_types(b, &single, (chosen){-1, set}, radius));
        double sign = __builtin_popcount(set) % 2 != 0 ? 1.0 : -1.0;
        for (int64_t k = 0; k < n; k++) {
            every[k] += sign * single.at_least[k];
        }
    }
    for (int64_t k = 0; k < n; k++) {
        double share = d->types <= GEOI_MOST_TYPES ? fmax(0.0, fmin(1.0, every[k])) : (double)NAN;
        for (int64_t c = 0; c < job->most; c++) {
            job->at_least[k * job->most + c] = c == 0 ? share : 0.0;
        }
        job->depth[k] = share;
    }
    sum_polygons(job, j, d->slots - 1);
done:
    geoi_release(every);
    return status;
}

static geo_status add_at(const geoi_batch *b, measuring *job, int64_t j, double *radius)
{
    geo_status status = GEO_OK;
    const geo_demand *d = b->account;
    job->distance = d->distance[j];
    job->facilities = &b->facilities;
    GEO_TRY(measure_all(b, job));
    sum_polygons(job, j, SLOT_ANY);
    for (int64_t t = 0; t < d->types; t++) {
        GEO_TRY(measure_types(b, job, (chosen){t, 0}, radius));
        sum_polygons(job, j, SLOT_FIRST_TYPE + t);
    }
    if (d->types > 0) {
        GEO_TRY(measure_every_type(b, job, j, radius));
    }
done:
    return status;
}

geo_status geoi_demand_polygons(const geoi_batch *b)
{
    geo_status status = GEO_OK;
    const geo_demand *d = b->account;
    int64_t n = b->units.polygon_count;
    measuring job = {.batch = b, .most = d->depths};
    double *radius = NULL;
    if (n == 0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_array_raw(b->ctx, n * d->depths, sizeof *job.at_least, &job.at_least));
    GEO_TRY(geoi_array_raw(b->ctx, n, sizeof *job.depth, &job.depth));
    GEO_TRY(geoi_array_raw(b->ctx, n, sizeof *job.count, &job.count));
    GEO_TRY(geoi_array_raw(b->ctx, d->n, sizeof *radius, &radius));
    for (int64_t j = 0; j < d->m; j++) {
        double from = 0.5 + 0.3 * (double)j / (double)d->m;
        GEO_TRY(geoi_stage(b->ctx, from, from + 0.3 / (double)d->m, "covering demand polygons"));
        GEO_TRY(add_at(b, &job, j, radius));
    }
done:
    geoi_release(job.at_least);
    geoi_release(job.depth);
    geoi_release(job.count);
    geoi_release(radius);
    return status;
}
