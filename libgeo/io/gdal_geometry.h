/* SPDX-License-Identifier: MIT */
/* GDAL's geometry objects to columns. */
#ifndef GEOI_GDAL_GEOMETRY_H
#define GEOI_GDAL_GEOMETRY_H

#include "io/gdal_load.h"
#include "layer/builder.h"

/* Holds the room for one ring and counts what cannot be kept. Starts as {0}. */
typedef struct geoi_gdal_geometries {
    double *x, *y, *z;
    int64_t x_room, y_room, z_room;
    int64_t measured, curved, nested, empty_members;
} geoi_gdal_geometries;

/* The feature that is being built has the geometry g (NULL = none). Curves become lines, the
 * M of positions is left out. */
geo_status geoi_gdal_add_geometry(geo_ctx *ctx, geoi_gdal_geometries *all, OGRGeometryH g,
                                  geoi_geometry_builder *b);
/* Is one of its positions this? NULL has none. */
bool geoi_gdal_has_position(OGRGeometryH g, double x, double y);
/* Tell what was counted. */
void geoi_gdal_geometry_notes(geo_ctx *ctx, const geoi_gdal_geometries *all);
void geoi_gdal_geometries_clear(geoi_gdal_geometries *all);

#endif /* GEOI_GDAL_GEOMETRY_H */
