/* SPDX-License-Identifier: MIT */
/* Windows: polygons made one, their edges turned so that the inside is to the left. */
#include "geo/geometry.h"

#include "base/sum.h"
#include "geometry/polygons.h"
#include "metrics/window_internal.h"
#include "space/point_columns.h"

/* Of the longer side of a rectangle about points, what the shorter is more than. */
static const double NARROW = 1e-6;

/* ---- Edges ---------------------------------------------------------------------------------- */

static double twice_signed_area(const geo_geometry *g, geo_span at)
{
    geoi_sum sum = {0};
    for (int64_t i = at.begin; i + 1 < at.end; i++) {
        double ax = g->x[i] - g->x[at.begin], ay = g->y[i] - g->y[at.begin];
        double bx = g->x[i + 1] - g->x[at.begin], by = g->y[i + 1] - g->y[at.begin];
        geoi_sum_add(&sum, ax * by - ay * bx);
    }
    return geoi_sum_value(&sum);
}

static void add_ring(geo_window *w, const geo_geometry *g, int64_t ring, bool hole)
{
    geo_span at = geo_coords(g, ring);
    bool turn = (twice_signed_area(g, at) > 0.0) == hole;
    for (int64_t i = at.begin; i + 1 < at.end; i++) {
        int64_t from = turn ? i + 1 : i, to = turn ? i : i + 1;
        geoi_side s = {g->x[from], g->y[from], g->x[to], g->y[to]};
        double dx = s.bx - s.ax, dy = s.by - s.ay, length = sqrt(dx * dx + dy * dy);
        if (length > 0.0) {
            w->side[w->n++] = s;
            w->boundary += length;
            w->extent.min_x = fmin(w->extent.min_x, s.ax);
            w->extent.min_y = fmin(w->extent.min_y, s.ay);
            w->extent.max_x = fmax(w->extent.max_x, s.ax);
            w->extent.max_y = fmax(w->extent.max_y, s.ay);
        }
    }
}

static geo_status take_edges(geo_ctx *ctx, geo_window *w)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_shapes_geometry(w->shape);
    w->extent = (geo_box){(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *w->side, &w->side));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            geo_span rings = geo_rings(g, p);
            for (int64_t r = rings.begin; r < rings.end; r++) {
                add_ring(w, g, r, r > rings.begin);
            }
        }
        w->area += geoi_feature_area(g, i);
    }
    if (w->n >= INT32_MAX) {
        status = geoi_fail(ctx, GEO_LIMIT, "the window has %lld edges", (long long)w->n);
        goto done;
    }
    if (!(w->area > 0.0 && isfinite(w->area))) {
        status = geoi_fail(ctx, GEO_DATA, "the window has no area");
        geoi_hint(ctx, "give the polygons in which points could have been seen");
    }
done:
    return status;
}

static bool is_box(const geo_window *w)
{
    for (int64_t i = 0; i < w->n; i++) {
        const geoi_side *s = &w->side[i];
        bool upright = !(s->ax < s->bx || s->ax > s->bx);
        bool level = !(s->ay < s->by || s->ay > s->by);
        if (w->n != 4 || upright == level) {
            return false;
        }
    }
    return true;
}

/* Takes the shape, whether it succeeds or not. */
static geo_status create(geo_ctx *ctx, geo_shapes *shape, geo_window **out)
{
    geo_status status = GEO_OK;
    geo_window *w = NULL;
    *out = NULL;
    status = geoi_array(ctx, 1, sizeof *w, &w);
    if (status != GEO_OK) {
        geo_shapes_destroy(shape);
        return status;
    }
    w->shape = shape;
    GEO_TRY(take_edges(ctx, w));
    w->box = is_box(w);
    if (w->box) { /* without the rounding of a sum */
        w->area = (w->extent.max_x - w->extent.min_x) * (w->extent.max_y - w->extent.min_y);
    }
    GEO_TRY(geoi_inside_create(ctx, geo_shapes_geometry(shape), &w->search));
    GEO_TRY(geoi_window_cells_create(ctx, w));
    *out = w;
    w = NULL;
done:
    geo_window_destroy(w);
    return status;
}

/* ---- Making --------------------------------------------------------------------------------- */

geo_status geo_window_create(geo_ctx *ctx, const geo_shapes *areas, geo_window **out)
{
    geo_status status = GEO_OK;
    geo_shapes *one = NULL;
    const geo_geometry *g = geo_shapes_geometry(areas);
    *out = NULL;
    GEO_TRY(geoi_polygons_check(ctx, g, NULL, g->n, "window"));
    GEO_TRY(geo_shapes_overlay(ctx, GEO_UNION, areas, NULL, &one));
    GEO_TRY(create(ctx, one, out));
done:
    return status;
}

geo_status geo_window_create_box(geo_ctx *ctx, geo_box box, geo_window **out)
{
    geo_status status = GEO_OK;
    geo_shapes *one = NULL;
    *out = NULL;
    if (!(isfinite(box.min_x) && isfinite(box.min_y) && isfinite(box.max_x) &&
          isfinite(box.max_y) && box.min_x < box.max_x && box.min_y < box.max_y)) {
        return geoi_fail(ctx, GEO_INVALID, "a window of %g..%g by %g..%g has no area", box.min_x,
                         box.max_x, box.min_y, box.max_y);
    }
    const double x[] = {box.min_x, box.max_x, box.max_x, box.min_x, box.min_x};
    const double y[] = {box.min_y, box.min_y, box.max_y, box.max_y, box.min_y};
    const uint8_t type = GEO_POLYGON;
    const int64_t offset[] = {0, 5};
    const geo_geometry g = {.n = 1,
                            .part_count = 1,
                            .ring_count = 1,
                            .coord_count = 5,
                            .type = &type,
                            .coord_offset = offset,
                            .x = x,
                            .y = y};
    GEO_TRY(geo_shapes_create(ctx, &g, &one));
    GEO_TRY(create(ctx, one, out));
done:
    return status;
}

/* So few points, or so little apart, that no rectangle lies about them. */
static geo_status fail_flat(geo_ctx *ctx, int64_t n, double length)
{
    if (n < 2) {
        (void)geoi_fail(ctx, GEO_DATA, "%s tells of no window about it",
                        n == 0 ? "no point" : "one point");
    } else {
        (void)geoi_fail(ctx, GEO_DATA, "%lld points %s tell of no window about them", (long long)n,
                        length > 0.0 ? "on one line" : "at one place");
    }
    geoi_hint(ctx, "say in which polygons points could have been seen");
    return GEO_DATA;
}

geo_status geo_window_create_around(geo_ctx *ctx, const geo_shapes *points, geo_window **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points p;
    geo_box box = {(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    *out = NULL;
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    for (int64_t i = 0; i < p.n; i++) {
        box.min_x = fmin(box.min_x, p.x[i]);
        box.min_y = fmin(box.min_y, p.y[i]);
        box.max_x = fmax(box.max_x, p.x[i]);
        box.max_y = fmax(box.max_y, p.y[i]);
    }
    /* Points on one line of the layer's own system have a width of rounding here. */
    double width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    if (p.n < 2 || !(fmin(width, height) > NARROW * fmax(width, height))) {
        status = fail_flat(ctx, p.n, fmax(width, height));
        goto done;
    }
    double more = 1.0 / ((double)p.n - 1.0); /* half of (n + 1) / (n - 1) - 1 */
    double x = more * (box.max_x - box.min_x), y = more * (box.max_y - box.min_y);
    GEO_TRY(geo_window_create_box(
        ctx, (geo_box){box.min_x - x, box.min_y - y, box.max_x + x, box.max_y + y}, out));
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

void geo_window_destroy(geo_window *window)
{
    if (window != NULL) {
        geoi_window_cells_clear(&window->cells);
        geoi_inside_destroy(window->search);
        geo_shapes_destroy(window->shape);
        geoi_release(window->side);
        geoi_release(window);
    }
}

/* ---- Asking --------------------------------------------------------------------------------- */

double geo_window_area(const geo_window *window)
{
    return window->area;
}

double geo_window_boundary(const geo_window *window)
{
    return window->boundary;
}

geo_box geo_window_extent(const geo_window *window)
{
    return window->extent;
}

int geo_window_is_box(const geo_window *window)
{
    return window->box;
}

geo_status geo_window_overlap(geo_ctx *ctx, const geo_window *window, double dx, double dy,
                              double *area)
{
    geo_status status = GEO_OK;
    geo_geometry moved = *geo_shapes_geometry(window->shape);
    geo_shapes *other = NULL, *common = NULL;
    double *x = NULL, *y = NULL;
    *area = 0.0;
    if (!isfinite(dx) || !isfinite(dy)) {
        return geoi_fail(ctx, GEO_DATA, "a window cannot be moved by %g, %g", dx, dy);
    }
    GEO_TRY(geoi_copy(ctx, moved.x, moved.coord_count, sizeof *x, &x));
    GEO_TRY(geoi_copy(ctx, moved.y, moved.coord_count, sizeof *y, &y));
    for (int64_t i = 0; i < moved.coord_count; i++) {
        x[i] += dx;
        y[i] += dy;
    }
    moved.x = x;
    moved.y = y;
    GEO_TRY(geo_shapes_create(ctx, &moved, &other));
    GEO_TRY(geo_shapes_overlay(ctx, GEO_INTERSECTION, window->shape, other, &common));
    geo_shapes_area(common, area);
done:
    geo_shapes_destroy(common);
    geo_shapes_destroy(other);
    geoi_release(x);
    geoi_release(y);
    return status;
}
