/* SPDX-License-Identifier: MIT */
/* Faces as polygons. */
#include "geometry/faces.h"

#include <math.h>

static geo_status write_ring(const geoi_linework *w, const geoi_faces *faces, int64_t r, double dx,
                             double dy, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    const geoi_ring *ring = &faces->ring[r];
    GEO_TRY(geoi_geometry_ring(w->ctx, b));
    for (int64_t k = ring->begin; k <= ring->end; k++) {
        int32_t p = geoi_half_from(w, faces->half[k < ring->end ? k : ring->begin]);
        GEO_TRY(geoi_geometry_add(w->ctx, b, w->x[p] + dx, w->y[p] + dy, NAN));
    }
done:
    return status;
}

geo_status geoi_faces_write(const geoi_linework *w, const geoi_faces *faces, int64_t r, double dx,
                            double dy, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_part(w->ctx, b, 0));
    GEO_TRY(write_ring(w, faces, r, dx, dy, b));
    for (int64_t k = faces->hole_begin[r]; k < faces->hole_begin[r + 1]; k++) {
        GEO_TRY(write_ring(w, faces, faces->hole[k], dx, dy, b));
    }
done:
    return status;
}

geo_status geoi_faces_write_all(const geoi_linework *w, const geoi_faces *faces, int32_t value,
                                double dx, double dy, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    int64_t count = 0;
    for (int64_t r = 0; r < faces->ring_count; r++) {
        count += faces->ring[r].value == value && faces->ring[r].area > 0.0;
    }
    GEO_TRY(geoi_geometry_feature(
        w->ctx, b, count == 0 ? GEO_NONE : (count == 1 ? GEO_POLYGON : GEO_MULTIPOLYGON)));
    for (int64_t r = 0; r < faces->ring_count; r++) {
        if (faces->ring[r].value == value && faces->ring[r].area > 0.0) {
            GEO_TRY(geoi_faces_write(w, faces, r, dx, dy, b));
        }
    }
done:
    return status;
}

double geoi_faces_area(const geoi_faces *faces, int64_t r, bool bulge)
{
    double area = faces->ring[r].area + (bulge ? faces->ring[r].bulge : 0.0);
    for (int64_t k = faces->hole_begin[r]; k < faces->hole_begin[r + 1]; k++) {
        const geoi_ring *hole = &faces->ring[faces->hole[k]];
        area += hole->area + (bulge ? hole->bulge : 0.0);
    }
    return area;
}
