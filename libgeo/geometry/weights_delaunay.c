/* SPDX-License-Identifier: MIT */
/* Neighbours by the Delaunay triangulation (through GEOS), and those of them between which no
 * third lies. Places are the distinct positions of points, in the order of their coordinates, in
 * which what GEOS gives back is found again. */
#include "geometry/geos.h"
#include "space/order.h"
#include "space/point_columns.h"
#include "space/weights_internal.h"

typedef struct places {
    int64_t n;       /* distinct */
    double *x, *y;   /* [n] by x, then y */
    int64_t *begin;  /* [n + 1] into member */
    int64_t *member; /* [points] features, ascending at each place */
} places;

/* ---- Places ------------------------------------------------------------------------------ */

static geo_status places_of(geo_ctx *ctx, const geoi_points *points, places *out)
{
    geo_status status = GEO_OK;
    int64_t *order;
    *out = (places){0};
    GEO_TRY(geoi_scratch(ctx, points->n, sizeof *order, &order));
    GEO_TRY(geoi_sort_places(ctx, points->n, points->x, points->y, order));
    GEO_TRY(geoi_scratch(ctx, points->n, sizeof *out->x, &out->x));
    GEO_TRY(geoi_scratch(ctx, points->n, sizeof *out->y, &out->y));
    GEO_TRY(geoi_scratch(ctx, points->n, sizeof *out->member, &out->member));
    GEO_TRY(geoi_scratch(ctx, points->n + 1, sizeof *out->begin, &out->begin));
    for (int64_t k = 0; k < points->n; k++) {
        double x = points->x[order[k]] + 0.0, y = points->y[order[k]] + 0.0;
        if (out->n == 0 || x != out->x[out->n - 1] || y != out->y[out->n - 1]) {
            out->begin[out->n] = k;
            out->x[out->n] = x;
            out->y[out->n++] = y;
        }
        out->member[k] = geoi_point_row(points, order[k]);
    }
    out->begin[out->n] = points->n;
done:
    return status;
}

static int64_t find_place(const places *p, double x, double y)
{
    int64_t low = 0, high = p->n;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        bool before = p->x[middle] < x || (p->x[middle] == x && p->y[middle] < y);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low < p->n && p->x[low] == x && p->y[low] == y ? low : -1;
}

/* ---- Triangulation ----------------------------------------------------------------------- */

static geo_status add_edge(geoi_geos *geos, const GEOSGeometry *line, const places *p,
                           geoi_neighbours *list)
{
    const GEOSCoordSequence *s = line != NULL ? GEOSGeom_getCoordSeq_r(geos->handle, line) : NULL;
    unsigned m = 0;
    double x[2], y[2];
    if (s == NULL || !GEOSCoordSeq_getSize_r(geos->handle, s, &m) || m != 2 ||
        !GEOSCoordSeq_getXY_r(geos->handle, s, 0, &x[0], &y[0]) ||
        !GEOSCoordSeq_getXY_r(geos->handle, s, 1, &x[1], &y[1])) {
        return geoi_geos_fail(geos, "an edge could not be read");
    }
    int64_t a = find_place(p, x[0], y[0]), b = find_place(p, x[1], y[1]);
    return a < 0 || b < 0 ? geoi_fail(geos->ctx, GEO_DATA, "an edge ends where no point is")
                          : geoi_neighbours_add(geos->ctx, list, a, b);
}

static geo_status triangulate(geo_ctx *ctx, const places *p, geoi_neighbours *list)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *points = NULL, *edges = NULL;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    GEOSCoordSequence *coords =
        GEOSCoordSeq_copyFromArrays_r(geos.handle, p->x, p->y, NULL, NULL, (unsigned)p->n);
    if (coords == NULL) {
        status = geoi_geos_fail(&geos, "points could not be copied");
        goto done;
    }
    /* a line string gives its vertices, and is one object where a multipoint would be n */
    GEO_TRY(geoi_geos_take(&geos, GEOSGeom_createLineString_r(geos.handle, coords),
                           "points could not be joined", &points));
    GEO_TRY(geoi_geos_take(&geos, GEOSDelaunayTriangulation_r(geos.handle, points, 0.0, 1),
                           "points could not be triangulated", &edges));
    int count = GEOSGetNumGeometries_r(geos.handle, edges);
    for (int k = 0; k < count; k++) {
        GEO_TRY(add_edge(&geos, GEOSGetGeometryN_r(geos.handle, edges, k), p, list));
    }
done:
    geoi_geos_drop(&geos, points);
    geoi_geos_drop(&geos, edges);
    geoi_geos_clear(&geos);
    return status;
}

/* All on one line: joined along it, which is the order they are in. */
static geo_status join_along(geo_ctx *ctx, const places *p, geoi_neighbours *list, bool *done)
{
    geo_status status = GEO_OK;
    int64_t last = p->n - 1;
    for (int64_t k = 1; k < last; k++) {
        double ax = p->x[k] - p->x[0], ay = p->y[k] - p->y[0];
        double bx = p->x[last] - p->x[0], by = p->y[last] - p->y[0];
        if (ax * by != ay * bx) {
            return GEO_OK;
        }
    }
    *done = true;
    for (int64_t k = 0; k < last; k++) {
        GEO_TRY(geoi_neighbours_add(ctx, list, k, k + 1));
    }
done:
    return status;
}

/* ---- Gabriel ----------------------------------------------------------------------------- */

/* Is a place in the closed disc about a and b a neighbour of both? If any place is in the disc,
 * the third corner of one of the two triangles at the edge is. */
static bool is_parted(const places *p, const geo_weights *w, int64_t a, int64_t b)
{
    int64_t at = w->begin[a], other = w->begin[b];
    while (at < w->begin[a + 1] && other < w->begin[b + 1]) {
        int32_t c = w->neighbour[at], d = w->neighbour[other];
        if (c == d) {
            double dot = (p->x[a] - p->x[c]) * (p->x[b] - p->x[c]) +
                         (p->y[a] - p->y[c]) * (p->y[b] - p->y[c]);
            if (dot <= 0.0) {
                return true;
            }
        }
        at += c <= d;
        other += d <= c;
    }
    return false;
}

static geo_status keep_gabriel(geo_ctx *ctx, const places *p, geo_weights **graph)
{
    geo_status status = GEO_OK;
    geoi_neighbours list = {0};
    geo_weights *kept = NULL, *w = *graph;
    for (int64_t a = 0; a < w->n; a++) {
        for (int64_t at = w->begin[a]; at < w->begin[a + 1]; at++) {
            int64_t b = w->neighbour[at];
            if (a < b && !is_parted(p, w, a, b)) {
                GEO_TRY(geoi_neighbours_add(ctx, &list, a, b));
            }
        }
    }
    GEO_TRY(geoi_neighbours_weights(ctx, &list, p->n, &kept));
    geo_weights_destroy(*graph);
    *graph = kept;
done:
    geoi_release(list.key);
    return status;
}

/* ---- From places to features -------------------------------------------------------------- */

static geo_status join_members(geo_ctx *ctx, const places *p, int64_t a, int64_t b,
                               geoi_neighbours *list)
{
    geo_status status = GEO_OK;
    for (int64_t i = p->begin[a]; i < p->begin[a + 1]; i++) {
        for (int64_t j = a == b ? i + 1 : p->begin[b]; j < p->begin[b + 1]; j++) {
            GEO_TRY(geoi_neighbours_add(ctx, list, p->member[i], p->member[j]));
        }
    }
done:
    return status;
}

static geo_status spread(geo_ctx *ctx, const places *p, const geo_weights *graph, int64_t n,
                         geo_weights **out)
{
    geo_status status = GEO_OK;
    geoi_neighbours list = {0};
    for (int64_t a = 0; a < p->n; a++) {
        GEO_TRY(join_members(ctx, p, a, a, &list));
        for (int64_t at = graph->begin[a]; at < graph->begin[a + 1]; at++) {
            if (graph->neighbour[at] > a) {
                GEO_TRY(join_members(ctx, p, a, graph->neighbour[at], &list));
            }
        }
    }
    GEO_TRY(geoi_neighbours_weights(ctx, &list, n, out));
done:
    geoi_release(list.key);
    return status;
}

static geo_status graph_of(geo_ctx *ctx, const geo_shapes *shapes, bool gabriel, geo_weights **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_neighbours list = {0};
    geo_weights *graph = NULL;
    geoi_points points;
    places p;
    bool in_line = false;
    *out = NULL;
    GEO_TRY(geoi_points_of(ctx, shapes, "points", &points));
    GEO_TRY(places_of(ctx, &points, &p));
    if (p.n > INT32_MAX / 4) {
        GEO_TRY(geoi_fail(ctx, GEO_LIMIT, "%lld points are too many", (long long)p.n));
    }
    GEO_TRY(join_along(ctx, &p, &list, &in_line));
    if (!in_line) {
        GEO_TRY(triangulate(ctx, &p, &list));
    }
    GEO_TRY(geoi_neighbours_weights(ctx, &list, p.n, &graph));
    if (gabriel) {
        GEO_TRY(keep_gabriel(ctx, &p, &graph));
    }
    GEO_TRY(spread(ctx, &p, graph, geo_shapes_geometry(shapes)->n, out));
done:
    geoi_release(list.key);
    geo_weights_destroy(graph);
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_weights_delaunay(geo_ctx *ctx, const geo_shapes *points, geo_weights **out)
{
    return graph_of(ctx, points, false, out);
}

geo_status geo_weights_gabriel(geo_ctx *ctx, const geo_shapes *points, geo_weights **out)
{
    return graph_of(ctx, points, true, out);
}
