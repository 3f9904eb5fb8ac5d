/* SPDX-License-Identifier: MIT */
/* Cells by one stable sort of the points by cell number. */
#include "space/grid.h"

#include "space/order.h"

enum { POINT_GRAIN = 1 << 14, MIN_CELLS = 64 };

typedef struct filling {
    geoi_grid *grid;
    const double *x, *y;
    const int64_t *kept; /* NULL = all */
    uint64_t *cell;
    int64_t *order;
} filling;

static int64_t clamped(double cell, int64_t count)
{
    if (!(cell > 0.0)) {
        return 0;
    }
    return cell < (double)count ? (int64_t)cell : count - 1;
}

int64_t geoi_grid_column(const geoi_grid *grid, double x)
{
    return clamped((x - grid->min_x) / grid->side, grid->columns);
}

int64_t geoi_grid_row(const geoi_grid *grid, double y)
{
    return clamped((y - grid->min_y) / grid->side, grid->rows);
}

/* The side asked for, or the smallest that keeps the number of cells O(n). */
static void choose_cells(geoi_grid *grid, geo_box extent, double side)
{
    double width = extent.max_x - extent.min_x, height = extent.max_y - extent.min_y;
    double limit = (double)(2 * grid->n + MIN_CELLS);
    if (grid->n == 0) {
        width = height = 0.0;
        extent.min_x = extent.min_y = 0.0;
    }
    grid->min_x = extent.min_x;
    grid->min_y = extent.min_y;
    /* Two bounds that any side must obey bring it near; the steps after them are few. */
    side = fmax(side, fmax(fmax(width, height) / limit, sqrt(width / limit) * sqrt(height)));
    while ((floor(width / side) + 1.0) * (floor(height / side) + 1.0) > limit) {
        side *= 1.125;
    }
    grid->side = side;
    grid->columns = (int64_t)floor(width / side) + 1;
    grid->rows = (int64_t)floor(height / side) + 1;
}

static geo_status number_points(void *job, int64_t begin, int64_t end)
{
    const filling *f = job;
    for (int64_t i = begin; i < end; i++) {
        int64_t from = f->kept != NULL ? f->kept[i] : i;
        int64_t column = geoi_grid_column(f->grid, f->x[from]);
        f->cell[i] = (uint64_t)(geoi_grid_row(f->grid, f->y[from]) * f->grid->columns + column);
    }
    return GEO_OK;
}

/* Place i begins every cell after that of place i - 1 up to its own. */
static geo_status place_points(void *job, int64_t begin, int64_t end)
{
    const filling *f = job;
    geoi_grid *grid = f->grid;
    for (int64_t i = begin; i < end; i++) {
        int64_t from = f->kept != NULL ? f->kept[f->order[i]] : f->order[i];
        grid->x[i] = f->x[from];
        grid->y[i] = f->y[from];
        grid->id[i] = from;
        for (int64_t c = i > 0 ? (int64_t)f->cell[i - 1] + 1 : 0; c <= (int64_t)f->cell[i]; c++) {
            grid->cell_begin[c] = i;
        }
    }
    return GEO_OK;
}

static geo_status fill_cells(geo_ctx *ctx, filling *f)
{
    geo_status status = GEO_OK;
    geoi_grid *grid = f->grid;
    int64_t n = grid->n, cells = grid->columns * grid->rows;
    GEO_TRY(geoi_array_raw(ctx, cells + 1, sizeof *grid->cell_begin, &grid->cell_begin));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *grid->x, &grid->x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *grid->y, &grid->y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *grid->id, &grid->id));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *f->cell, &f->cell));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *f->order, &f->order));
    GEO_TRY(geoi_parallel(ctx, n, POINT_GRAIN, number_points, f));
    GEO_TRY(geoi_sort_keys(ctx, n, geoi_bit_count((uint64_t)cells), f->cell, f->order));
    GEO_TRY(geoi_parallel(ctx, n, POINT_GRAIN, place_points, f));
    for (int64_t c = n > 0 ? (int64_t)f->cell[n - 1] + 1 : 0; c <= cells; c++) {
        grid->cell_begin[c] = n;
    }
done:
    geoi_release(f->cell);
    geoi_release(f->order);
    return status;
}

geo_status geoi_grid_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                            const uint8_t *skip, double side, geoi_grid **out)
{
    geo_status status = GEO_OK;
    filling f = {.x = x, .y = y};
    int64_t *kept = NULL;
    geo_box extent = {(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *f.grid, &f.grid));
    f.grid->n = n;
    if (skip != NULL) {
        GEO_TRY(geoi_array_raw(ctx, n, sizeof *kept, &kept));
        f.grid->n = 0;
        for (int64_t i = 0; i < n; i++) {
            kept[f.grid->n] = i;
            f.grid->n += skip[i] == 0;
        }
        f.kept = kept;
    }
    for (int64_t i = 0; i < f.grid->n; i++) {
        int64_t from = kept != NULL ? kept[i] : i;
        extent.min_x = fmin(extent.min_x, x[from]);
        extent.max_x = fmax(extent.max_x, x[from]);
        extent.min_y = fmin(extent.min_y, y[from]);
        extent.max_y = fmax(extent.max_y, y[from]);
    }
    choose_cells(f.grid, extent, side);
    GEO_TRY(fill_cells(ctx, &f));
    *out = f.grid;
    f.grid = NULL;
done:
    geoi_release(kept);
    geoi_grid_destroy(f.grid);
    return status;
}

void geoi_grid_destroy(geoi_grid *grid)
{
    if (grid != NULL) {
        geoi_release(grid->cell_begin);
        geoi_release(grid->x);
        geoi_release(grid->y);
        geoi_release(grid->id);
        geoi_release(grid);
    }
}
