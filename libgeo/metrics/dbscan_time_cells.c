/* SPDX-License-Identifier: MIT */
/* Cells of space and time: sides of eps / sqrt(2) and durations of the time's eps / sqrt(2), so
 * that all points of a cell are neighbours and others are at most two cells away in each of the
 * three directions. As in the plane only cells that have points exist. */
#include "layer/box.h"
#include "metrics/dbscan_internal.h"
#include "space/order.h"

enum { GRAIN = 1 << 14, MAX_BITS = 62 };

/* As in dbscan_cells.c: no rounding puts points into one cell that are no neighbours. */
static const double SIDE = 0.70710678118654752 * (1.0 - 0x1p-18);

typedef struct sorting {
    geoi_dbscan *d;
    const geoi_points *points;
    const double *weight, *when_s; /* [points] */
    geo_box extent;
    double least_s;
    uint64_t *key;
} sorting;

static double cells_across(double width, double eps)
{
    return width / (eps * SIDE) + GEOI_CELL_ROWS;
}

/* Bits of a slab, a row and a column side by side. */
static geo_status choose_bits(sorting *s, int *bits)
{
    geoi_dbscan *d = s->d;
    double most_s = s->when_s[0];
    s->least_s = s->when_s[0];
    for (int64_t i = 1; i < d->n; i++) {
        s->least_s = fmin(s->least_s, s->when_s[i]);
        most_s = fmax(most_s, s->when_s[i]);
    }
    s->extent = geoi_extent(d->n, s->points->x, s->points->y);
    double columns = cells_across(s->extent.max_x - s->extent.min_x, d->eps_m);
    double rows = cells_across(s->extent.max_y - s->extent.min_y, d->eps_m);
    double slabs = cells_across(most_s - s->least_s, d->eps_s);
    int needed = MAX_BITS + 1;
    if (columns < 0x1p40 && rows < 0x1p40 && slabs < 0x1p40) {
        d->column_bits = geoi_bit_count((uint64_t)columns);
        d->row_bits = geoi_bit_count((uint64_t)rows);
        needed = d->column_bits + d->row_bits + geoi_bit_count((uint64_t)slabs);
    }
    if (needed > MAX_BITS) {
        geo_status status = geoi_fail(d->ctx, GEO_LIMIT,
                                      "eps of %g m and %g s are too small for the extent of the "
                                      "points and their times",
                                      d->eps_m, d->eps_s);
        geoi_hint(d->ctx, "use larger ones, or leave out what is far off");
        return status;
    }
    *bits = needed;
    return GEO_OK;
}

static geo_status make_keys(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    const geoi_dbscan *d = s->d;
    for (int64_t i = begin; i < end; i++) {
        double column = (s->points->x[i] - s->extent.min_x) / (d->eps_m * SIDE);
        double row = (s->points->y[i] - s->extent.min_y) / (d->eps_m * SIDE);
        double slab = (s->when_s[i] - s->least_s) / (d->eps_s * SIDE);
        uint64_t key = (uint64_t)slab + GEOI_CELL_REACH;
        key = key << d->row_bits | ((uint64_t)row + GEOI_CELL_REACH);
        s->key[i] = key << d->column_bits | ((uint64_t)column + GEOI_CELL_REACH);
    }
    return GEO_OK;
}

static geo_status place_points(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    geoi_dbscan *d = s->d;
    for (int64_t i = begin; i < end; i++) {
        int64_t from = d->index[i];
        d->x[i] = s->points->x[from];
        d->y[i] = s->points->y[from];
        d->when_s[i] = s->when_s[from];
        d->weight[i] = s->weight != NULL ? s->weight[from] : 1.0;
    }
    return GEO_OK;
}

static geo_status list_cells(geoi_dbscan *d, const uint64_t *key)
{
    geo_status status = GEO_OK;
    int64_t cells = 0;
    for (int64_t i = 0; i < d->n; i++) {
        cells += i == 0 || key[i] != key[i - 1];
    }
    GEO_TRY(geoi_array_raw(d->ctx, cells, sizeof *d->key, &d->key));
    GEO_TRY(geoi_array_raw(d->ctx, cells + 1, sizeof *d->begin, &d->begin));
    for (int64_t i = 0; i < d->n; i++) {
        if (i == 0 || key[i] != key[i - 1]) {
            d->key[d->cell_count] = key[i];
            d->begin[d->cell_count++] = i;
        }
    }
    d->begin[cells] = d->n;
    d->grain = 64;
done:
    return status;
}

geo_status geoi_dbscan_make_time_cells(geoi_dbscan *d, const geoi_points *points,
                                       const double *weight, const double *when_s)
{
    geo_status status = GEO_OK;
    sorting s = {.d = d, .points = points, .weight = weight, .when_s = when_s};
    int bits = 0;
    GEO_TRY(choose_bits(&s, &bits));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *s.key, &s.key));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->index, &d->index));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->x, &d->x));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->y, &d->y));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->when_s, &d->when_s));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->weight, &d->weight));
    GEO_TRY(geoi_parallel(d->ctx, d->n, GRAIN, make_keys, &s));
    GEO_TRY(geoi_sort_keys(d->ctx, d->n, bits, s.key, d->index));
    GEO_TRY(geoi_parallel(d->ctx, d->n, GRAIN, place_points, &s));
    GEO_TRY(list_cells(d, s.key));
done:
    geoi_release(s.key);
    return status;
}

void geoi_dbscan_time_around(const geoi_dbscan *d, int64_t cell, geo_span cells[GEOI_TIME_ROWS])
{
    /* From the middle outwards, where enough is found soonest. */
    static const int64_t steps[GEOI_CELL_ROWS] = {0, -1, 1, -2, 2};
    for (int r = 0; r < GEOI_TIME_ROWS; r++) {
        int64_t slabs = steps[r / GEOI_CELL_ROWS], rows = steps[r % GEOI_CELL_ROWS];
        int64_t up = slabs * ((int64_t)1 << d->row_bits) + rows;
        uint64_t left = d->key[cell] + ((uint64_t)up << d->column_bits) - GEOI_CELL_REACH;
        int64_t at = geoi_first_cell_from(d, left);
        cells[r] = (geo_span){at, at};
        while (cells[r].end < d->cell_count && d->key[cells[r].end] <= left + GEOI_CELL_ROWS - 1) {
            cells[r].end++;
        }
    }
}
