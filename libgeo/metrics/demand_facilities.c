/* SPDX-License-Identifier: MIT */
/* Accounts of facilities: what each reaches, and what it alone does. Each facility looks for the
 * units it reaches, so that no two threads add to one sum. */
#include "metrics/demand_internal.h"

#include "geometry/polygons.h"
#include "space/grid.h"

enum { GRAIN = 16, CELLS_IN_REACH = 4 };

/* ---- Places by discs: a grid of the places -------------------------------------------------- */

typedef struct placing {
    const geoi_batch *batch;
    const geoi_grid *grid;
    int64_t begin;       /* of the block among the batch's places */
    const uint8_t *once; /* [places * m] */
} placing;

static void add_place(const placing *job, int64_t k, int64_t cell_entry)
{
    const geoi_batch *b = job->batch;
    const geo_demand *d = b->account;
    const geoi_facilities *f = &b->facilities;
    int64_t i = job->grid->id[cell_entry], feature = geoi_point_row(&f->points, k);
    double dx = job->grid->x[cell_entry] - f->points.x[k];
    double dy = job->grid->y[cell_entry] - f->points.y[k], d2 = dx * dx + dy * dy;
    double w = geoi_batch_weight(b, b->units.point[job->begin + i]);
    for (int64_t j = 0; j < d->m && !isnan(w); j++) {
        double r = geoi_facility_radius(f, k, d->distance[j]);
        if (d2 <= r * r) {
            geoi_sum_add(&d->reach[j * d->n + feature], w);
            geoi_sum_add(&d->sole[j * d->n + feature], job->once[i * d->m + j] != 0 ? w : 0.0);
        }
    }
}

static double farthest(const geoi_batch *b, int64_t k)
{
    double most = 0.0;
    for (int64_t j = 0; j < b->account->m; j++) {
        double r = geoi_facility_radius(&b->facilities, k, b->account->distance[j]);
        most = r > most ? r : most; /* false for NaN */
    }
    return most;
}

static geo_status place_chunk(void *user, int64_t begin, int64_t end)
{
    const placing *job = user;
    const geoi_grid *grid = job->grid;
    const geoi_points *points = &job->batch->facilities.points;
    for (int64_t k = begin; k < end; k++) {
        /* wider by more than rounding */
        double x = points->x[k], y = points->y[k], r = farthest(job->batch, k);
        r += 1e-9 * (r + fabs(x) + fabs(y));
        int64_t first = geoi_grid_column(grid, x - r), last = geoi_grid_column(grid, x + r);
        int64_t top = geoi_grid_row(grid, y + r);
        for (int64_t row = geoi_grid_row(grid, y - r); row <= top; row++) {
            int64_t from = grid->cell_begin[row * grid->columns + first];
            int64_t to = grid->cell_begin[row * grid->columns + last + 1];
            for (int64_t e = from; e < to; e++) {
                add_place(job, k, e);
            }
        }
    }
    return GEO_OK;
}

static geo_status places_by_discs(placing *job, int64_t n)
{
    geo_status status = GEO_OK;
    const geoi_batch *b = job->batch;
    geoi_grid *grid = NULL;
    double most = 0.0;
    for (int64_t k = 0; k < b->facilities.points.n; k++) {
        most = fmax(most, farthest(b, k));
    }
    GEO_TRY(geoi_grid_create(b->ctx, n, b->units.x + job->begin, b->units.y + job->begin, NULL,
                             most > 0.0 ? most / CELLS_IN_REACH : 1.0, &grid));
    job->grid = grid;
    GEO_TRY(geoi_parallel(b->ctx, b->facilities.points.n, GRAIN, place_chunk, job));
done:
    geoi_grid_destroy(grid);
    return status;
}

/* ---- Places by facilities of other kinds ----------------------------------------------------- */

typedef struct pairing {
    const placing *job;
    int64_t j;
} pairing;

static void add_pair(void *user, int64_t i, int64_t k)
{
    const pairing *p = user;
    const geo_demand *d = p->job->batch->account;
    double w = geoi_batch_weight(p->job->batch, p->job->batch->units.point[p->job->begin + i]);
    if (!isnan(w)) {
        bool once = p->job->once[i * d->m + p->j] != 0;
        geoi_sum_add(&d->reach[p->j * d->n + k], w);
        geoi_sum_add(&d->sole[p->j * d->n + k], once ? w : 0.0);
    }
}

geo_status geoi_demand_points_of(const geoi_batch *b, int64_t begin, int64_t n, const uint8_t *once)
{
    geo_status status = GEO_OK;
    placing job = {.batch = b, .begin = begin, .once = once};
    const double *x = b->units.x + begin, *y = b->units.y + begin;
    if (b->facilities.discs) {
        return places_by_discs(&job, n);
    }
    for (int64_t j = 0; j < b->account->m; j++) {
        pairing p = {&job, j};
        GEO_TRY(geoi_points_pairs(b->ctx, &b->facilities, b->account->distance[j], n, x, y, false,
                                  add_pair, &p));
    }
done:
    return status;
}

/* ---- Polygons -------------------------------------------------------------------------------- */

typedef struct sharing {
    const geoi_batch *batch;
    geoi_nearby near; /* boxes of the polygons */
    double distance;
    int64_t j;
} sharing;

/* One facility and what it meets. */
typedef struct sharer {
    const sharing *job;
    int64_t k, feature;
    geoi_found own, with, without; /* itself; it and those that may overlap it; only those */
    geo_status status;
} sharer;

static geo_status covered_by(const sharer *s, int64_t unit, const geoi_found *found, double *area)
{
    const geoi_units *u = &s->job->batch->units;
    geo_area_coverage cover;
    geo_status status = geoi_cover_polygon(&s->job->batch->facilities, u->shapes, unit, found,
                                           s->job->distance, &cover);
    *area = status == GEO_OK ? cover.covered_m2 : 0.0;
    return status;
}

/* What would be lost without it: what it and its neighbours cover, less what they do. */
static geo_status share_polygon(sharer *s, int64_t unit)
{
    geo_status status = GEO_OK;
    const geo_demand *d = s->job->batch->account;
    double own, with, without, total = s->job->batch->units.total[unit];
    double w = geoi_batch_weight(s->job->batch, unit);
    if (isnan(w)) {
        return GEO_OK;
    }
    GEO_TRY(covered_by(s, unit, &s->own, &own));
    double sole = own;
    if (own > 0.0 && s->with.count > 1) {
        GEO_TRY(covered_by(s, unit, &s->with, &with));
        GEO_TRY(covered_by(s, unit, &s->without, &without));
        sole = with - without > 1e-12 * total ? fmin(own, with - without) : 0.0;
    }
    geoi_sum_add(&d->reach[s->job->j * d->n + s->feature], w * (own / total));
    geoi_sum_add(&d->sole[s->job->j * d->n + s->feature], w * (sole / total));
done:
    return status;
}

static bool visit_polygon(void *user, int64_t p)
{
    sharer *s = user;
    s->status = share_polygon(s, s->job->batch->units.polygon[p]);
    return s->status == GEO_OK;
}

static geo_status list_one(geo_ctx *ctx, geoi_found *found, uint64_t id)
{
    geo_status status =
        geoi_grow(ctx, &found->id, &found->room, found->count + 1, sizeof *found->id);
    if (status == GEO_OK) {
        found->id[found->count++] = id;
    }
    return status;
}

static geo_status list_neighbours(sharer *s, geo_box box)
{
    geo_status status = GEO_OK;
    const geoi_facilities *f = &s->job->batch->facilities;
    s->own.count = s->without.count = 0;
    GEO_TRY(list_one(f->ctx, &s->own, (uint64_t)s->k));
    GEO_TRY(geoi_facilities_find(f, box, s->job->distance, &s->with));
    for (int64_t i = 0; i < s->with.count; i++) {
        if (s->with.id[i] != (uint64_t)s->k) {
            GEO_TRY(list_one(f->ctx, &s->without, s->with.id[i]));
        }
    }
done:
    return status;
}

static geo_status share_chunk(void *user, int64_t begin, int64_t end)
{
    const sharing *job = user;
    const geoi_facilities *f = &job->batch->facilities;
    geo_status status = GEO_OK;
    sharer s = {.job = job};
    for (s.k = begin; s.k < end; s.k++) {
        s.feature = f->discs ? geoi_point_row(&f->points, s.k) : s.k;
        double r = geoi_facility_radius(f, s.k, job->distance);
        geo_box box = f->near.boxes[s.k]; /* with its radius, where it has its own */
        r = f->radius == NULL ? r + 1e-9 * (r + fabs(box.min_x) + fabs(box.min_y)) : 0.0;
        if (!(box.min_x <= box.max_x)) {
            continue;
        }
        box = (geo_box){box.min_x - r, box.min_y - r, box.max_x + r, box.max_y + r};
        GEO_TRY(list_neighbours(&s, box));
        geoi_nearby_search(&job->near, box, visit_polygon, &s);
        GEO_TRY(s.status);
    }
done:
    geoi_found_clear(&s.own);
    geoi_found_clear(&s.with);
    geoi_found_clear(&s.without);
    return status;
}

geo_status geoi_demand_polygons_of(const geoi_batch *b)
{
    geo_status status = GEO_OK;
    sharing job = {.batch = b};
    const geo_demand *d = b->account;
    int64_t n = b->facilities.discs ? b->facilities.points.n : d->n;
    GEO_TRY(geoi_nearby_init(b->ctx, &job.near, b->units.polygon_count));
    for (int64_t k = 0; k < b->units.polygon_count; k++) {
        job.near.boxes[k] = geoi_feature_box(b->units.g, b->units.polygon[k]);
    }
    GEO_TRY(geoi_nearby_build(b->ctx, &job.near));
    for (job.j = 0; job.j < d->m && job.near.n > 0; job.j++) {
        double from = 0.8 + 0.2 * (double)job.j / (double)d->m;
        job.distance = d->distance[job.j];
        GEO_TRY(geoi_stage(b->ctx, from, from + 0.2 / (double)d->m, "accounting for facilities"));
        GEO_TRY(geoi_parallel(b->ctx, n, GRAIN, share_chunk, &job));
    }
done:
    geoi_nearby_clear(&job.near);
    return status;
}
