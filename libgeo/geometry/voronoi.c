/* SPDX-License-Identifier: MIT */
#include "geometry/voronoi.h"

#include "geometry/geos.h"

/* The points as one geometry. */
static geo_status read_points(geoi_geos *geos, int64_t n, const double *x, const double *y,
                              GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSCoordSequence *coords = NULL;
    *out = NULL;
    if (n > INT32_MAX) {
        return geoi_fail(geos->ctx, GEO_LIMIT, "%lld points are too many", (long long)n);
    }
    coords = GEOSCoordSeq_copyFromArrays_r(geos->handle, x, y, NULL, NULL, (unsigned)n);
    if (coords == NULL) {
        return geoi_geos_fail(geos, "points could not be copied");
    }
    /* a line string gives its vertices, and is one object where a multipoint would be n */
    GEO_TRY(geoi_geos_take(geos, GEOSGeom_createLineString_r(geos->handle, coords),
                           "points could not be joined", out));
done:
    return status;
}

static geo_status make_frame(geoi_geos *geos, int64_t n, const double *x, const double *y,
                             geo_box box, GEOSGeometry **out)
{
    for (int64_t i = 0; i < n; i++) {
        box.min_x = fmin(box.min_x, x[i]), box.max_x = fmax(box.max_x, x[i]);
        box.min_y = fmin(box.min_y, y[i]), box.max_y = fmax(box.max_y, y[i]);
    }
    double more = 0.1 * (box.max_x - box.min_x + box.max_y - box.min_y) + 1.0;
    return geoi_geos_take(geos,
                          GEOSGeom_createRectangle_r(geos->handle, box.min_x - more,
                                                     box.min_y - more, box.max_x + more,
                                                     box.max_y + more),
                          "a frame could not be made", out);
}

static geo_status write_edges(geoi_geos *geos, const GEOSGeometry *lines, double **ends,
                              int64_t *count)
{
    geo_status status = GEO_OK;
    int64_t room = 0;
    int n = GEOSGetNumGeometries_r(geos->handle, lines);
    for (int k = 0; k < n; k++) {
        const GEOSGeometry *line = GEOSGetGeometryN_r(geos->handle, lines, k);
        const GEOSCoordSequence *s =
            line != NULL ? GEOSGeom_getCoordSeq_r(geos->handle, line) : NULL;
        unsigned m = 0;
        if (s == NULL || !GEOSCoordSeq_getSize_r(geos->handle, s, &m)) {
            return geoi_geos_fail(geos, "an edge could not be read");
        }
        for (unsigned i = 0; i + 1 < m; i++) {
            GEO_TRY(geoi_grow(geos->ctx, ends, &room, 4 * (*count + 1), sizeof **ends));
            double *e = *ends + 4 * (*count)++;
            if (!GEOSCoordSeq_getXY_r(geos->handle, s, i, &e[0], &e[1]) ||
                !GEOSCoordSeq_getXY_r(geos->handle, s, i + 1, &e[2], &e[3])) {
                return geoi_geos_fail(geos, "an edge could not be read");
            }
        }
    }
done:
    return status;
}

static bool all_equal(int64_t n, const double *x, const double *y)
{
    for (int64_t i = 1; i < n; i++) {
        if (x[i] != x[0] || y[i] != y[0]) {
            return false;
        }
    }
    return true;
}

geo_status geoi_voronoi_edges(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              geo_box box, double **ends, int64_t *count)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *points = NULL, *frame = NULL, *lines = NULL;
    *ends = NULL;
    *count = 0;
    if (all_equal(n, x, y)) {
        return GEO_OK;
    }
    GEO_TRY(geoi_geos_init(ctx, &geos));
    GEO_TRY(read_points(&geos, n, x, y, &points));
    GEO_TRY(make_frame(&geos, n, x, y, box, &frame));
    GEO_TRY(geoi_geos_take(&geos, GEOSVoronoiDiagram_r(geos.handle, points, frame, 0.0, 1),
                           "the nearest facilities could not be mapped", &lines));
    GEO_TRY(write_edges(&geos, lines, ends, count));
done:
    if (status != GEO_OK) {
        geoi_release(*ends);
        *ends = NULL;
        *count = 0;
    }
    geoi_geos_drop(&geos, points);
    geoi_geos_drop(&geos, frame);
    geoi_geos_drop(&geos, lines);
    geoi_geos_clear(&geos);
    return status;
}
