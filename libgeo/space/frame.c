/* SPDX-License-Identifier: MIT */
/* Frames: a projected system that knows how wrong its lengths are over an extent.
 *
 * The error is the largest |k - 1| of the linear scale k in any direction, on a grid of GRID x
 * GRID positions over the extent, its border included. Scale changes like the square of a
 * distance, so its extremes lie at corners, in the middle of sides or on a central meridian,
 * and from one position of the grid to the next it changes by little.
 *
 * At each position the ends of two crossing geodesics of 2 * STEP metres are projected. Their
 * images over their lengths are the columns of the local linear map, whose singular values are
 * the extreme scales. PROJ's own factors are not used: they are those of the projection's own
 * ellipsoid (a sphere for EPSG:3857, so 0.3 % off), leave out any change of datum, and cost a
 * look-up in the database at each position for systems that come from there. */
#include "geo/space.h"

#include "space/crs.h"
#include "space/earth.h"
#include "space/frame_choose.h"
#include "space/projection.h"

enum { GRID = 21, ENDS = 4, POSITIONS = GRID * GRID * ENDS, QUOTED = 96 };

static const double STEP = 50.0;       /* metres: short beside the Earth, long beside rounding */
static const double TORN_APART = 10.0; /* a scale beyond this is a seam, not a scale */
static const double PI = 3.14159265358979323846;

struct geo_frame {
    geoi_projection *projection;
    char *title;
    double scale_error;
};

/* ---- Scale ---------------------------------------------------------------------------- */

/* The ends STEP metres north, east, south and west of each position of the grid. */
static void lay_out_steps(geo_box extent, double *lon, double *lat)
{
    struct geod_geodesic earth;
    int64_t end = 0;
    geoi_earth_init(&earth);
    for (int row = 0; row < GRID; row++) {
        double y = extent.min_y + (extent.max_y - extent.min_y) * row / (GRID - 1);
        for (int column = 0; column < GRID; column++) {
            double x = extent.min_x + (extent.max_x - extent.min_x) * column / (GRID - 1);
            for (int side = 0; side < ENDS; side++, end++) {
                geod_direct(&earth, y, x, 90.0 * side, STEP, &lat[end], &lon[end], NULL);
            }
        }
    }
}

/* Largest |k - 1| in any direction, from the images of four ends. */
static double error_of_steps(const double x[ENDS], const double y[ENDS])
{
    double nx = (x[0] - x[2]) / (2.0 * STEP), ny = (y[0] - y[2]) / (2.0 * STEP);
    double ex = (x[1] - x[3]) / (2.0 * STEP), ey = (y[1] - y[3]) / (2.0 * STEP);
    double nn = nx * nx + ny * ny, ee = ex * ex + ey * ey, ne = nx * ex + ny * ey;
    double mean = (nn + ee) / 2.0, spread = hypot((nn - ee) / 2.0, ne);
    double longest = sqrt(mean + spread), shortest = sqrt(fmax(0.0, mean - spread));
    return fmax(fabs(longest - 1.0), fabs(shortest - 1.0));
}

/* Infinite when the system cannot show all of the extent in one piece. */
static geo_status find_scale_error(geo_ctx *ctx, const geoi_projection *p, geo_box extent,
                                   double *out)
{
    geo_status status = GEO_OK;
    double *x, *y;
    geoi_mark mark = geoi_scratch_mark(ctx);
    *out = 0.0;
    GEO_TRY(geoi_scratch(ctx, POSITIONS, sizeof *x, &x));
    GEO_TRY(geoi_scratch(ctx, POSITIONS, sizeof *y, &y));
    lay_out_steps(extent, x, y);
    status = geoi_projection_run(ctx, p, PJ_INV, POSITIONS, x, y, x, y);
    if (status == GEO_DATA) { /* a position without image */
        status = GEO_OK;
        *out = INFINITY;
        goto done;
    }
    GEO_TRY(status);
    for (int64_t i = 0; i < POSITIONS; i += ENDS) {
        *out = fmax(*out, error_of_steps(x + i, y + i));
    }
    if (*out > TORN_APART) {
        *out = INFINITY;
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- What is asked for ---------------------------------------------------------------- */

static geo_status check_extent(geo_ctx *ctx, geo_box e)
{
    if (!(e.min_x <= e.max_x) || !(e.min_y <= e.max_y)) {
        geo_status status = geoi_fail(ctx, GEO_DATA, "the extent is empty: there are no positions");
        geoi_hint(ctx, "check that the layer has features with geometry");
        return status;
    }
    bool degrees = e.min_x >= -360.0 && e.max_x <= 360.0 && e.max_x - e.min_x <= 360.0 &&
                   e.min_y >= -90.0 && e.max_y <= 90.0;
    if (!degrees) {
        geo_status status =
            geoi_fail(ctx, GEO_DATA, "the extent %.10g..%.10g, %.10g..%.10g is not in degrees",
                      e.min_x, e.max_x, e.min_y, e.max_y);
        geoi_hint(ctx, "frames are made for longitude and latitude");
        return status;
    }
    return GEO_OK;
}

static geo_status check_request(geo_ctx *ctx, const geo_frame_options *options,
                                geo_frame_options *mine, geo_box extent)
{
    geo_status status = GEO_OK;
    *mine = geo_frame_options_default();
    GEO_TRY(geoi_options(ctx, mine, options));
    if (!(mine->max_scale_error > 0.0)) {
        status = geoi_fail(ctx, GEO_INVALID, "max_scale_error: %g is not a share above 0",
                           mine->max_scale_error);
        geoi_hint(ctx, "0.001 is 0.1 %%");
        goto done;
    }
    GEO_TRY(check_extent(ctx, extent));
    if (mine->crs != NULL) {
        mine->crs = geoi_crs_spelling(mine->crs);
        bool metres = strcmp(mine->crs, "BD-09 Mercator") == 0;
        if (metres || strcmp(mine->crs, "GCJ-02") == 0 || strcmp(mine->crs, "BD-09") == 0) {
            status = geoi_fail(
                ctx, GEO_INVALID,
                metres ? "%s cannot be measured in" : "%s is in degrees, not in metres", mine->crs);
            geoi_hint(ctx, "name a projected system in metres, such as EPSG:4548");
        }
    }
done:
    return status;
}

/* ---- Frames --------------------------------------------------------------------------- */

/* The frame of one system, however wrong; a NULL or empty title leaves PROJ's. */
static geo_status try_system(geo_ctx *ctx, const char *crs, const char *title, geo_box extent,
                             geo_frame **out)
{
    geo_status status = GEO_OK;
    geo_frame *f = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *f, &f));
    GEO_TRY(geoi_projection_create(ctx, crs, GEOI_METRES_ONLY, &f->projection));
    bool titled = title != NULL && title[0] != '\0';
    GEO_TRY(geoi_copy_text(ctx, titled ? title : f->projection->title, &f->title));
    GEO_TRY(find_scale_error(ctx, f->projection, extent, &f->scale_error));
    *out = f;
    f = NULL;
done:
    geo_frame_destroy(f);
    return status;
}

/* The first choice that is good enough; if none is, the best of them. */
static geo_status choose_frame(geo_ctx *ctx, geo_box extent, double max_scale_error,
                               geo_frame **out)
{
    geo_status status = GEO_OK;
    geo_frame *best = NULL, *tried = NULL;
    geoi_frame_choice choice[GEOI_FRAME_CHOICES];
    int64_t count = geoi_frame_choose(extent, choice);
    *out = NULL;
    int64_t i = 0;
    do {
        GEO_TRY(try_system(ctx, choice[i].crs, choice[i].title, extent, &tried));
        if (best == NULL || tried->scale_error < best->scale_error) {
            geo_frame_destroy(best);
            best = tried;
        } else {
            geo_frame_destroy(tried);
        }
        tried = NULL;
        i++;
    } while (i < count && best->scale_error > max_scale_error);
    *out = best;
    best = NULL;
done:
    geo_frame_destroy(best);
    return status;
}

/* Rough, on a sphere: it only tells the reader what size of thing this is. */
static void describe_extent(geo_box e, char *out, size_t size)
{
    const double km_per_degree = 111.2;
    double middle = (e.min_y + e.max_y) / 2.0 * PI / 180.0;
    snprintf(out, size, "%.3g x %.3g km", (e.max_x - e.min_x) * km_per_degree * cos(middle),
             (e.max_y - e.min_y) * km_per_degree);
}

static geo_status refuse(geo_ctx *ctx, const geo_frame *f, bool named, double limit, geo_box extent)
{
    char name[QUOTED], size[64];
    const char *crs = f->projection->name;
    geoi_printable(crs, (int64_t)strlen(crs), name, sizeof name);
    describe_extent(extent, size, sizeof size);
    if (isinf(f->scale_error)) {
        geo_status status =
            geoi_fail(ctx, GEO_LIMIT,
                      "%s cannot show the whole extent of %s (%.6g..%.6g E, "
                      "%.6g..%.6g N)",
                      name, size, extent.min_x, extent.max_x, extent.min_y, extent.max_y);
        geoi_hint(ctx, "work on a smaller area, or name a system made for it with --crs");
        return status;
    }
    geo_status status = geoi_fail(ctx, GEO_LIMIT,
                                  "%s is wrong by up to %.3g %% over the extent of %s; the limit "
                                  "is %.3g %%",
                                  name, 100.0 * f->scale_error, size, 100.0 * limit);
    double enough = ceil(1000.0 * f->scale_error) / 10.0;
    geoi_hint(ctx, "%s, or accept the error with --max-scale-error %.12g%%",
              named ? "leave out --crs to have a better system chosen"
                    : "work on a smaller area, name a system made for it with --crs",
              enough);
    return status;
}

geo_status geo_frame_create(geo_ctx *ctx, geo_box extent, const geo_frame_options *options,
                            geo_frame **out)
{
    geo_status status = GEO_OK;
    geo_frame *f = NULL;
    geo_frame_options mine;
    *out = NULL;
    GEO_TRY(check_request(ctx, options, &mine, extent));
    if (mine.crs != NULL) {
        GEO_TRY(try_system(ctx, mine.crs, NULL, extent, &f));
    } else {
        GEO_TRY(choose_frame(ctx, extent, mine.max_scale_error, &f));
    }
    if (f->scale_error > mine.max_scale_error) {
        status = refuse(ctx, f, mine.crs != NULL, mine.max_scale_error, extent);
        goto done;
    }
    *out = f;
    f = NULL;
done:
    geo_frame_destroy(f);
    return status;
}

void geo_frame_destroy(geo_frame *frame)
{
    if (frame != NULL) {
        geoi_projection_destroy(frame->projection);
        geoi_release(frame->title);
        geoi_release(frame);
    }
}

const char *geo_frame_crs(const geo_frame *frame)
{
    return frame->projection->name;
}

const char *geo_frame_title(const geo_frame *frame)
{
    return frame->title;
}

double geo_frame_scale_error(const geo_frame *frame)
{
    return frame->scale_error;
}

geo_status geo_frame_forward(geo_ctx *ctx, const geo_frame *frame, int64_t n, const double *lon,
                             const double *lat, double *x, double *y)
{
    return geoi_projection_run(ctx, frame->projection, PJ_INV, n, lon, lat, x, y);
}

geo_status geo_frame_inverse(geo_ctx *ctx, const geo_frame *frame, int64_t n, const double *x,
                             const double *y, double *lon, double *lat)
{
    return geoi_projection_run(ctx, frame->projection, PJ_FWD, n, x, y, lon, lat);
}
