/* SPDX-License-Identifier: MIT */
/* Well-known binary to columns: ISO 13249-3 and OGC 06-103r4, and the older Z flag of OGC 99-402r2
 * (but not the other flags of PostGIS, which no file may have), in either byte order. Bytes are a
 * stranger's: nothing is read beyond their end, and no count in them is believed before the bytes
 * for it are there. */
#ifndef GEOI_WKB_H
#define GEOI_WKB_H

#include "layer/builder.h"

/* Room for one ring, and counts of what cannot be kept. Starts as {0}. */
typedef struct geoi_wkb {
    double *x, *y, *z;
    int64_t x_room, y_room, z_room;
    int64_t measured, nested, empty_members, empty_points; /* those at NaN, NaN */
} geoi_wkb;

/* The next feature has this geometry. Measures (M) are left out, rings that are open are closed,
 * rings without positions and empty members of Multi geometries are left out.
 * GEO_DATA: cut off, or of an unknown type; GEO_UNSUPPORTED: curves, surfaces and triangles. The
 * builder is then as it was. */
geo_status geoi_wkb_add(geo_ctx *ctx, geoi_wkb *w, const void *bytes, int64_t size,
                        geoi_geometry_builder *b);
void geoi_wkb_clear(geoi_wkb *w);

#endif /* GEOI_WKB_H */
