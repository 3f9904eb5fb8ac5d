/* SPDX-License-Identifier: MIT */
#ifndef GEOI_KML_CHECK_H
#define GEOI_KML_CHECK_H

#include "io/file.h"

#define GEOI_KML_NOWHERE (-1e308)
#define GEOI_KML_FAULT "the coordinates are no positions of two or three numbers"

/* GEO_DATA: no whole XML document, or one with entities; or coordinates that are no positions, of
 * which GDAL makes zeros or nothing. What is not read is told.
 * mended, unless it is NULL, becomes the document with GEOI_KML_NOWHERE for both of such
 * coordinates, which are then no failure; it stays empty if there are none. */
geo_status geoi_kml_check(geo_ctx *ctx, const geoi_bytes *file, geoi_text *mended);

#endif /* GEOI_KML_CHECK_H */
