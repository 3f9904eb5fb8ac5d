/* SPDX-License-Identifier: MIT */
/* Where the cells of a raster are, and how large. */
#include "io/raster_internal.h"

#include "space/cylinder.h"

enum {
    LATTICE = 17, /* places looked at across a window, to know its extent */
    GRAIN = 16    /* rows */
};

/* ---- Places ------------------------------------------------------------------------------ */

/* n places along a row: the first at (column, row) in cells from the raster's corner, the next
 * ones `step` columns on. */
static void run_of_places(const geo_raster *r, double column, double row, double step, int64_t n,
                          double *x, double *y)
{
    const double *t = r->info.transform;
    for (int64_t i = 0; i < n; i++) {
        double c = column + step * (double)i;
        x[i] = t[0] + c * t[1] + row * t[2];
        y[i] = t[3] + c * t[4] + row * t[5];
    }
}

typedef struct lattice {
    double column, row, column_step, row_step;
    int64_t columns, rows;
} lattice;

static void fill(const geo_raster *r, const lattice *l, double *x, double *y)
{
    for (int64_t k = 0; k < l->rows; k++) {
        run_of_places(r, l->column, l->row + l->row_step * (double)k, l->column_step, l->columns,
                      x + k * l->columns, y + k * l->columns);
    }
}

/* Where some places have no image, one by one; these become NaN. */
static geo_status convert_one_by_one(geo_ctx *ctx, const geo_raster *r, int64_t n, double *x,
                                     double *y)
{
    for (int64_t i = 0; i < n; i++) {
        geo_status status = geoi_crs_to_lonlat(ctx, r->crs, 1, x + i, y + i);
        if (status == GEO_DATA) {
            x[i] = y[i] = (double)NAN;
        } else if (status != GEO_OK) {
            return status;
        }
    }
    return GEO_OK;
}

static void turn_longitudes(int64_t n, double *lon, double *lat)
{
    for (int64_t i = 0; i < n; i++) {
        if (!(fabs(lon[i]) <= 180.0)) {
            lon[i] -= 360.0 * floor((lon[i] + 180.0) / 360.0);
        }
        if (!(fabs(lat[i]) <= 90.0)) { /* half a cell beyond a pole is none of the Earth's */
            lon[i] = lat[i] = (double)NAN;
        }
    }
}

/* The lattice in degrees; rows at a time, so that only those with places off the Earth are slow. */
static geo_status locate(geo_ctx *ctx, const geo_raster *r, const lattice *l, double *lon,
                         double *lat)
{
    geo_status status = GEO_OK;
    int64_t n = l->columns * l->rows;
    fill(r, l, lon, lat);
    status = geoi_crs_to_lonlat(ctx, r->crs, n, lon, lat);
    if (status == GEO_DATA) {
        fill(r, l, lon, lat);
        status = convert_one_by_one(ctx, r, n, lon, lat);
    }
    if (status == GEO_OK) {
        turn_longitudes(n, lon, lat);
    }
    return status;
}

static geo_status locate_window(geo_ctx *ctx, const geo_raster *r, geo_raster_window w,
                                double shift, int64_t more, double *lon, double *lat)
{
    lattice l = {(double)w.column + shift, (double)w.row + shift, 1.0, 1.0,
                 w.width + more,           w.height + more};
    geo_status status = geoi_raster_check_window(ctx, r, w);
    if (status == GEO_OK) {
        status = locate(ctx, r, &l, lon, lat);
    }
    if (status != GEO_OK) {
        geoi_at_input(ctx, r->path);
    }
    return status;
}

geo_status geo_raster_centres(geo_ctx *ctx, const geo_raster *raster, geo_raster_window window,
                              double *lon, double *lat)
{
    return locate_window(ctx, raster, window, 0.5, 0, lon, lat);
}

geo_status geo_raster_corners(geo_ctx *ctx, const geo_raster *raster, geo_raster_window window,
                              double *lon, double *lat)
{
    return locate_window(ctx, raster, window, 0.0, 1, lon, lat);
}

/* ---- Extent ------------------------------------------------------------------------------ */

/* Between the places looked at a map bends: a step more on all sides is more than that. */
static geo_box widened(geo_box b)
{
    double dx = (b.max_x - b.min_x) / (LATTICE - 1), dy = (b.max_y - b.min_y) / (LATTICE - 1);
    return (geo_box){fmax(b.min_x - dx, -180.0), fmax(b.min_y - dy, -90.0),
                     fmin(b.max_x + dx, 180.0), fmin(b.max_y + dy, 90.0)};
}

geo_status geoi_raster_extent(geo_ctx *ctx, const geo_raster *raster, geo_raster_window w,
                              geo_box *out, bool *sure)
{
    double lon[LATTICE * LATTICE], lat[LATTICE * LATTICE];
    double across = (double)w.width / (LATTICE - 1), down = (double)w.height / (LATTICE - 1);
    lattice l = {(double)w.column, (double)w.row, across, down, LATTICE, LATTICE};
    geo_box b = {(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    *sure = true;
    geo_status status = locate(ctx, raster, &l, lon, lat);
    for (int64_t i = 0; status == GEO_OK && i < GEOI_COUNT_OF(lon); i++) {
        if (isnan(lon[i])) {
            *sure = false; /* where the Earth ends within it is not known */
            continue;
        }
        b.min_x = fmin(b.min_x, lon[i]);
        b.max_x = fmax(b.max_x, lon[i]);
        b.min_y = fmin(b.min_y, lat[i]);
        b.max_y = fmax(b.max_y, lat[i]);
    }
    bool round = !(b.max_x - b.min_x <= 180.0); /* over the antimeridian or about a pole */
    *sure = *sure && !round;
    *out = round ? (geo_box){-180.0, -90.0, 180.0, 90.0} : widened(b);
    return status;
}

/* ---- Areas ------------------------------------------------------------------------------- */

typedef struct area_job {
    geo_raster_window window;
    const double *lon, *lat; /* of the corners */
    double *m2;
} area_job;

static geo_status measure_rows(void *data, int64_t begin, int64_t end)
{
    const area_job *job = data;
    int64_t across = job->window.width + 1;
    for (int64_t k = begin * job->window.width; k < end * job->window.width; k++) {
        int64_t first = k / job->window.width * across + k % job->window.width;
        const int64_t corner[4] = {first, first + 1, first + across + 1, first + across};
        double lon[4], lat[4];
        for (int i = 0; i < 4; i++) {
            lon[i] = job->lon[corner[i]];
            lat[i] = job->lat[corner[i]];
        }
        job->m2[k] = geoi_cylinder_area(4, lon, lat);
    }
    return GEO_OK;
}

geo_status geo_raster_areas(geo_ctx *ctx, const geo_raster *raster, geo_raster_window window,
                            double *m2)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    double *lon, *lat;
    GEO_TRY(geoi_raster_check_window(ctx, raster, window));
    int64_t n = (window.width + 1) * (window.height + 1);
    GEO_TRY(geoi_scratch(ctx, n, sizeof *lon, &lon));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *lat, &lat));
    GEO_TRY(geo_raster_corners(ctx, raster, window, lon, lat));
    area_job job = {window, lon, lat, m2};
    GEO_TRY(geoi_parallel(ctx, window.height, GRAIN, measure_rows, &job));
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
