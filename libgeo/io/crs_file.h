/* SPDX-License-Identifier: MIT */
/* Coordinate systems in files that the user names: WKT, PROJJSON, PROJ strings, and parameters of
 * local systems. */
#ifndef GEOI_CRS_FILE_H
#define GEOI_CRS_FILE_H

#include "space/crs.h"

/* The system that the user asks for: a definition, or the path of a file that holds one (it ends
 * in .prj, .wkt, .txt or .json). `wishes` are those of geoi_crs_create().
 * GEO_INVALID: no such system, or the file is not what it should be. */
geo_status geoi_crs_asked_for(geo_ctx *ctx, const char *definition, unsigned wishes,
                              geoi_crs **out);

/* A system from the text of a parameter file (see geo/io.h). */
geo_status geoi_crs_from_parameters(geo_ctx *ctx, const char *text, int64_t size, geoi_crs **out);

#endif /* GEOI_CRS_FILE_H */
