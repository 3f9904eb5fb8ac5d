/* SPDX-License-Identifier: MIT */
/* Cells of a raster, added up by zone. */
#include <inttypes.h>
#include <math.h>

#include "sums.h"

/* One window: its cells with data near the zones, in degrees, then metres; and the values of the
 * other cells with data. */
typedef struct cells {
    int64_t room, n, others;
    double *value, *lon, *lat, *other;
    int64_t *zone, *outside; /* outside: -1 each */
} cells;

static void make_room(cli_call *call, cells *c, int64_t n)
{
    if (n > c->room) {
        c->room = n;
        c->value = cli_array(call, n, sizeof *c->value);
        c->lon = cli_array(call, n, sizeof *c->lon);
        c->lat = cli_array(call, n, sizeof *c->lat);
        c->zone = cli_array(call, n, sizeof *c->zone);
        c->other = cli_array(call, n, sizeof *c->other);
        c->outside = cli_array(call, n, sizeof *c->outside);
    }
    for (int64_t i = 0; i < n; i++) {
        c->outside[i] = -1;
    }
}

/* A cell that is not on the Earth is near nothing. */
static void sort_cells(const geo_box *near, int64_t n, cells *c)
{
    c->n = c->others = 0;
    for (int64_t i = 0; i < n; i++) {
        bool inside = near != NULL && c->lon[i] >= near->min_x && c->lon[i] <= near->max_x &&
                      c->lat[i] >= near->min_y && c->lat[i] <= near->max_y;
        if (isnan(c->value[i])) {
            continue;
        }
        if (inside) {
            c->lon[c->n] = c->lon[i];
            c->lat[c->n] = c->lat[i];
            c->value[c->n++] = c->value[i];
        } else {
            c->other[c->others++] = c->value[i];
        }
    }
}

/* Added up, what stands for no data would spoil every sum. */
static geo_status check_nodata(cli_call *call, const geo_raster *raster, geo_raster_window w,
                               const double *value)
{
    static const double usual[] = {-9999.0, -99999.0, -32768.0, -3.4028234663852886e38};
    const geo_raster_info *info = geo_raster_describe(raster);
    if (info->has_nodata || info->masked) {
        return GEO_OK;
    }
    for (int64_t i = 0; i < w.width * w.height; i++) {
        for (size_t k = 0; k < sizeof usual / sizeof *usual; k++) {
            if (value[i] == usual[k]) {
                return cli_fail(call, GEO_DATA,
                                cli_format(call,
                                           "--nodata %.9g; or if that is a value like others, "
                                           "--nodata -inf",
                                           usual[k]),
                                "%s: no value of it stands for no data, but the cell in column "
                                "%" PRId64 " and row %" PRId64 " holds %.9g",
                                geo_raster_source(raster), w.column + i % w.width + 1,
                                w.row + i / w.width + 1, usual[k]);
            }
        }
    }
    return GEO_OK;
}

/* @p near: NULL for a window away from all zones. */
static geo_status add_window(cli_call *call, const zone_side *z, geo_raster *raster,
                             geo_raster_window w, const geo_box *near, geo_zone_totals *totals,
                             cells *c)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = cli_ctx(call);
    int64_t size = w.width * w.height;
    make_room(call, c, size);
    CLI_TRY(geo_raster_read(ctx, raster, w, c->value));
    CLI_TRY(check_nodata(call, raster, w, c->value));
    CLI_TRY(near != NULL ? geo_raster_centres(ctx, raster, w, c->lon, c->lat) : GEO_OK);
    sort_cells(near, size, c);
    CLI_TRY(geo_frame_forward(ctx, cli_frame(call), c->n, c->lon, c->lat, c->lon, c->lat));
    CLI_TRY(geo_zones_locate(ctx, z->zones, c->n, c->lon, c->lat, c->zone));
    CLI_TRY(geo_zone_totals_add(ctx, totals, c->n, c->zone, NULL, NULL, c->value, NULL));
    CLI_TRY(geo_zone_totals_add(ctx, totals, c->others, c->outside, NULL, NULL, c->other, NULL));
done:
    return status;
}

static geo_status add_windows(cli_call *call, const zone_side *z, geo_raster *raster, bool all,
                              geo_zone_totals *totals)
{
    geo_status status = GEO_OK;
    const geo_box near = cli_zones_box(z->layer);
    cells c = {0};
    geo_raster_window w = {0}, next = {0};
    CLI_TRY(geo_raster_next(cli_ctx(call), raster, &near, &next));
    for (;;) {
        CLI_TRY(geo_raster_next(cli_ctx(call), raster, all ? NULL : &near, &w));
        if (w.width == 0) {
            break;
        }
        bool is_near = next.width > 0 && next.column == w.column && next.row == w.row;
        CLI_TRY(add_window(call, z, raster, w, is_near ? &near : NULL, totals, &c));
        CLI_TRY(is_near ? geo_raster_next(cli_ctx(call), raster, &near, &next) : GEO_OK);
    }
done:
    return status;
}

static void tell_raster(cli_call *call, const arguments *a, const zone_side *z,
                        const geo_raster *raster, const geo_zone_totals *totals)
{
    int64_t empty = 0;
    double inside = grid_total(z, totals), outside = geo_zone_totals_at(totals, -1).sum;
    for (int64_t i = 0; i < z->n; i++) {
        empty += geo_zone_totals_at(totals, i).count == 0;
    }
    cli_result(call, "raster_inside", inside);
    if (a->zones_only) {
        cli_note(call, "%s: %.10g in the zones, each cell where its centre is", a->raster, inside);
    } else {
        cli_result(call, "raster_outside", outside);
        cli_note(call,
                 "%s: %.10g in the zones, %.10g outside, %.10g in all, each cell where its "
                 "centre is",
                 a->raster, inside, outside, inside + outside);
    }
    cli_result(call, "zones_without_cells", (double)empty);
    if (empty > 0) {
        cli_note(call, "%s: no cell with data has its centre in %" PRId64 " of %s", a->raster,
                 empty, cli_count(call, z->n, "zone"));
    }
    if (empty == z->n && z->n > 0) {
        cli_note(call, "the raster lies in %s, the zones in %s",
                 cli_box_text(call, geo_raster_describe(raster)->extent),
                 cli_box_text(call, geo_layer_extent(z->layer)));
    }
}

geo_status grid_sum_raster(cli_call *call, const arguments *a, zone_side *z)
{
    geo_status status = GEO_OK;
    geo_zone_totals *totals = NULL;
    geo_raster *raster = NULL;
    CLI_TRY(cli_raster_open(call, a->raster, &a->raster_options, &raster));
    CLI_TRY(geo_zone_totals_create(cli_ctx(call), z->n, &totals));
    CLI_TRY(add_windows(call, z, raster, !a->zones_only, totals));
    tell_raster(call, a, z, raster, totals);
    CLI_TRY(grid_add_counts(call, z, R_N, totals));
    CLI_TRY(grid_add_reals(call, z, R_SUM, totals, grid_sum_of, true));
    CLI_TRY(grid_add_reals(call, z, R_DENS, totals, grid_density_of, true));
    CLI_TRY(grid_add_reals(call, z, R_MEAN, totals, grid_mean_of, true));
    CLI_TRY(grid_add_reals(call, z, R_MIN, totals, grid_min_of, true));
    CLI_TRY(grid_add_reals(call, z, R_MAX, totals, grid_max_of, true));
    z->style = grid_columns[R_DENS].name;
done:
    geo_zone_totals_destroy(totals);
    geo_raster_close(raster);
    return status;
}
