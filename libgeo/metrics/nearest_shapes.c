/* SPDX-License-Identifier: MIT */
/* The k nearest among any geometry: a facility counts once, at its nearest place. */
#include "metrics/nearest_internal.h"
#include "metrics/shape_search.h"

enum { GRAIN = 256 };

typedef struct job {
    geo_ctx *ctx;
    geoi_shape_index index;
    const int64_t *order;
    int64_t k;
    double max_d2;
    int64_t *nearest;
    double *distance_m;
    geo_pair *pairs;
} job;

/* The best so far by (distance, facility), each facility once. */
typedef struct candidates {
    geoi_shape_query query;
    int64_t k, n;
    int64_t *facility; /* [k] */
    geoi_meeting *at;  /* [k] */
} candidates;

static geo_status offer(void *user, int64_t facility, const geoi_meeting *m)
{
    candidates *c = user;
    int64_t gone = 0;
    while (gone < c->n && c->facility[gone] != facility) {
        gone++;
    }
    if (gone < c->n && c->at[gone].d2 <= m->d2) {
        return GEO_OK; /* known at a place as near */
    }
    if (gone == c->n && c->n < c->k) {
        c->n++;
    } else if (gone == c->n) {
        gone--; /* the worst makes room, unless this is worse */
        if (m->d2 > c->at[gone].d2 || (m->d2 == c->at[gone].d2 && facility > c->facility[gone])) {
            return GEO_OK;
        }
    }
    int64_t i = gone;
    for (; i > 0 &&
           (c->at[i - 1].d2 > m->d2 || (c->at[i - 1].d2 == m->d2 && c->facility[i - 1] > facility));
         i--) {
        c->at[i] = c->at[i - 1];
        c->facility[i] = c->facility[i - 1];
    }
    c->at[i] = *m;
    c->facility[i] = facility;
    if (c->n == c->k) {
        c->query.limit = c->at[c->k - 1].d2;
    }
    return GEO_OK;
}

static void write_answer(const job *j, const candidates *c, int64_t origin)
{
    for (int64_t i = 0; i < c->n; i++) {
        int64_t slot = origin * j->k + i;
        const geoi_meeting *m = &c->at[i];
        if (j->pairs != NULL) {
            j->pairs[slot] =
                (geo_pair){origin, c->facility[i], sqrt(m->d2), m->ax, m->ay, m->bx, m->by};
        } else {
            j->nearest[slot] = c->facility[i];
            j->distance_m[slot] = sqrt(m->d2);
        }
    }
}

static geo_status solve_chunk(void *user, int64_t begin, int64_t end)
{
    const job *j = user;
    geo_status status = GEO_OK;
    candidates c = {.k = j->k};
    GEO_TRY(geoi_array_raw(j->ctx, j->k, sizeof *c.facility, &c.facility));
    GEO_TRY(geoi_array_raw(j->ctx, j->k, sizeof *c.at, &c.at));
    for (int64_t i = begin; i < end; i++) {
        c.n = 0;
        c.query = (geoi_shape_query){j->max_d2, offer, &c};
        GEO_TRY(geoi_shape_search(&j->index, j->order[i], &c.query));
        write_answer(j, &c, j->order[i]);
    }
done:
    geoi_release(c.facility);
    geoi_release(c.at);
    return status;
}

geo_status geoi_nearest_shapes(geo_ctx *ctx, const geo_shapes *origins,
                               const geo_shapes *facilities, const geo_nearest_options *o,
                               int64_t *index, double *distance_m, geo_pair *pairs)
{
    geo_status status = GEO_OK;
    const geo_geometry *from = geo_shapes_geometry(origins);
    int64_t *order, n;
    job j = {.ctx = ctx,
             .k = o->k,
             .max_d2 = o->max_distance_m * o->max_distance_m,
             .nearest = index,
             .distance_m = distance_m,
             .pairs = pairs};
    GEO_TRY(geoi_stage(ctx, 0.0, 0.3, "indexing facilities"));
    GEO_TRY(geoi_shape_index_create(ctx, from, geo_shapes_geometry(facilities), o->origin_type,
                                    o->facility_type, o->skip_self != 0, &j.index));
    GEO_TRY(geoi_scratch(ctx, from->n, sizeof *order, &order));
    GEO_TRY(geoi_shape_order(ctx, &j.index.from, order, &n));
    j.order = order;
    GEO_TRY(geoi_stage(ctx, 0.3, 1.0, "finding the nearest"));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, solve_chunk, &j));
done:
    geoi_shape_index_clear(&j.index);
    return status;
}
