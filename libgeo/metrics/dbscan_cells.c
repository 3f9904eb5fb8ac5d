/* SPDX-License-Identifier: MIT */
/* The cells of Gunawan 2013 ("A faster algorithm for DBSCAN", TU Eindhoven), kept as a sorted
 * list instead of an array, so that a wide extent costs nothing. */
#include "layer/box.h"
#include "metrics/dbscan_internal.h"
#include "space/order.h"

enum { POINT_GRAIN = 1 << 14, MAX_CHUNKS = 256, MAX_GRAIN = 1 << 12 };

/* Cells a side at most: column numbers are then exact to 2^-20 of a cell. */
static const double MAX_CELLS = 2147483000.0;

/* How much the side falls short of eps / sqrt(2), so that no rounding puts two points in one
 * cell that are farther apart than eps. */
static const double SHORTFALL = 0x1p-18;

typedef struct sorting {
    geoi_dbscan *d;
    const geoi_points *points;
    const double *weight;
    geo_box extent;
    double side;
    uint64_t *key; /* [n] */
    int64_t *order;
    int64_t *chunk_cells; /* cells that begin in each chunk of points, then before it */
} sorting;

/* ---- Keys ----------------------------------------------------------------------------- */

static geo_status choose_side(sorting *s)
{
    geoi_dbscan *d = s->d;
    s->extent = geoi_extent(d->n, s->points->x, s->points->y);
    s->side = fmax(d->eps_m * 0.70710678118654752 * (1.0 - SHORTFALL), 0x1p-1000);
    double width = d->n > 0 ? s->extent.max_x - s->extent.min_x : 0.0;
    double height = d->n > 0 ? s->extent.max_y - s->extent.min_y : 0.0;
    if (!(fmax(width, height) / s->side < MAX_CELLS)) {
        geo_status status =
            geoi_fail(d->ctx, GEO_LIMIT, "eps of %g m is too small for an extent of %g m", d->eps_m,
                      fmax(width, height));
        geoi_hint(d->ctx, "use an eps of at least %.2g m", fmax(width, height) / 1e9);
        return status;
    }
    uint64_t columns = (uint64_t)(width / s->side) + GEOI_CELL_ROWS;
    d->column_bits = geoi_bit_count(columns);
    return GEO_OK;
}

/* Two empty cells around everything: the rows and columns walked to are never negative. */
static geo_status make_keys(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    for (int64_t i = begin; i < end; i++) {
        double column = (s->points->x[i] - s->extent.min_x) / s->side;
        double row = (s->points->y[i] - s->extent.min_y) / s->side;
        s->key[i] = ((uint64_t)row + GEOI_CELL_REACH) << s->d->column_bits |
                    ((uint64_t)column + GEOI_CELL_REACH);
    }
    return GEO_OK;
}

/* ---- Cells ---------------------------------------------------------------------------- */

static bool begins_cell(const sorting *s, int64_t i)
{
    return i == 0 || s->key[i] != s->key[i - 1];
}

static geo_status place_points(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    geoi_dbscan *d = s->d;
    int64_t cells = 0;
    for (int64_t i = begin; i < end; i++) {
        int64_t from = s->order[i];
        d->x[i] = s->points->x[from];
        d->y[i] = s->points->y[from];
        if (s->weight != NULL) {
            d->weight[i] = s->weight[from];
        }
        cells += begins_cell(s, i);
    }
    s->chunk_cells[begin / POINT_GRAIN] = cells;
    return GEO_OK;
}

static geo_status place_cells(void *job, int64_t begin, int64_t end)
{
    const sorting *s = job;
    geoi_dbscan *d = s->d;
    int64_t cell = s->chunk_cells[begin / POINT_GRAIN];
    for (int64_t i = begin; i < end; i++) {
        if (begins_cell(s, i)) {
            d->key[cell] = s->key[i];
            d->begin[cell++] = i;
        }
    }
    return GEO_OK;
}

static geo_status list_cells(sorting *s)
{
    geo_status status = GEO_OK;
    geoi_dbscan *d = s->d;
    int64_t chunk_count = (d->n + POINT_GRAIN - 1) / POINT_GRAIN, cells = 0;
    GEO_TRY(geoi_array(d->ctx, chunk_count, sizeof *s->chunk_cells, &s->chunk_cells));
    GEO_TRY(geoi_parallel(d->ctx, d->n, POINT_GRAIN, place_points, s));
    for (int64_t i = 0; i < chunk_count; i++) {
        int64_t count = s->chunk_cells[i];
        s->chunk_cells[i] = cells;
        cells += count;
    }
    GEO_TRY(geoi_array_raw(d->ctx, cells, sizeof *d->key, &d->key));
    GEO_TRY(geoi_array_raw(d->ctx, cells + 1, sizeof *d->begin, &d->begin));
    GEO_TRY(geoi_parallel(d->ctx, d->n, POINT_GRAIN, place_cells, s));
    d->begin[cells] = d->n;
    d->cell_count = cells;
    d->grain = cells / MAX_CHUNKS + 1;
    d->grain = d->grain < MAX_GRAIN ? d->grain : MAX_GRAIN;
done:
    return status;
}

geo_status geoi_dbscan_make_cells(geoi_dbscan *d, const geoi_points *points, const double *weight)
{
    geo_status status = GEO_OK;
    sorting s = {.d = d, .points = points, .weight = weight};
    GEO_TRY(choose_side(&s));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *s.key, &s.key));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *s.order, &s.order));
    GEO_TRY(geoi_parallel(d->ctx, d->n, POINT_GRAIN, make_keys, &s));
    uint64_t top_row = (uint64_t)((s.extent.max_y - s.extent.min_y) / s.side) + GEOI_CELL_REACH;
    int bits = d->n > 0 ? geoi_bit_count(top_row) + d->column_bits : 0;
    GEO_TRY(geoi_sort_keys(d->ctx, d->n, bits, s.key, s.order));
    d->index = s.order;
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->x, &d->x));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->y, &d->y));
    if (weight != NULL) {
        GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->weight, &d->weight));
    }
    GEO_TRY(list_cells(&s));
done:
    if (d->index == NULL) {
        geoi_release(s.order);
    }
    geoi_release(s.key);
    geoi_release(s.chunk_cells);
    return status;
}

void geoi_dbscan_clear(geoi_dbscan *d)
{
    geoi_release(d->x);
    geoi_release(d->y);
    geoi_release(d->weight);
    geoi_release(d->when_s);
    geoi_release(d->index);
    geoi_release(d->core);
    geoi_release(d->key);
    geoi_release(d->begin);
    geoi_release(d->first_core);
    geoi_release(d->root);
}

/* ---- Passes --------------------------------------------------------------------------- */

geo_status geoi_dbscan_pass(geoi_dbscan *d, geoi_chunk_fn pass, void *job, double **work,
                            double *total)
{
    geo_status status = GEO_OK;
    int64_t chunk_count = (d->cell_count - 1) / d->grain + 1;
    *total = 0.0;
    GEO_TRY(geoi_array(d->ctx, chunk_count, sizeof **work, work));
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, pass, job));
    for (int64_t i = 0; i < chunk_count; i++) {
        *total += (*work)[i];
    }
done:
    return status;
}

/* ---- Walk ----------------------------------------------------------------------------- */

/* Key of the cell `rows` up and two columns to the left. */
static uint64_t left_end(const geoi_dbscan *d, int64_t cell, int64_t rows)
{
    return d->key[cell] + ((uint64_t)rows << d->column_bits) - GEOI_CELL_REACH;
}

static void start_walk(const geoi_dbscan *d, int64_t cell, geoi_cell_walk *walk)
{
    walk->started = true;
    for (int64_t r = 0; r < GEOI_CELL_ROWS; r++) {
        walk->at[r] = geoi_first_cell_from(d, left_end(d, cell, r - GEOI_CELL_REACH));
    }
}

void geoi_cell_walk_step(const geoi_dbscan *d, int64_t cell, geoi_cell_walk *walk,
                         geo_span cells[GEOI_CELL_ROWS])
{
    if (!walk->started) {
        start_walk(d, cell, walk);
    }
    for (int64_t r = 0; r < GEOI_CELL_ROWS; r++) {
        uint64_t left = left_end(d, cell, r - GEOI_CELL_REACH);
        int64_t at = walk->at[r];
        while (at < d->cell_count && d->key[at] < left) {
            at++;
        }
        walk->at[r] = at;
        while (at < d->cell_count && d->key[at] <= left + GEOI_CELL_ROWS - 1) {
            at++;
        }
        cells[r] = (geo_span){walk->at[r], at};
    }
}
