/* SPDX-License-Identifier: MIT */
/* Shapefile out ("ESRI Shapefile Technical Description", 1998, and dBASE III tables): .shp, .shx,
 * .dbf, .prj, .cpg, and a .qml where there is a style. */
#ifndef GEOI_SHAPEFILE_WRITE_H
#define GEOI_SHAPEFILE_WRITE_H

#include "geo/io.h"
#include "io/out_columns.h"
#include "io/out_geometry.h"
#include "io/sink.h"

/* Write `layer` to `path`, whose other members stand beside it; all appear together or none.
 * Notes tell what the format cuts: names, texts, times, empty texts. GEO_UNSUPPORTED: several
 * kinds of geometry, some heights only, more than the format holds. Of the options, o->overwrite
 * and the style count here. */
geo_status geoi_shapefile_write(geo_ctx *ctx, const char *path, const geo_layer *layer,
                                const geo_write_options *o);
/* Would that be refused for what is there already? Nothing is left behind. */
geo_status geoi_shapefile_check_write(geo_ctx *ctx, const char *path, const geo_write_options *o);

/* ---- Shapes (shapefile_shapes.c) ---------------------------------------------------------- */

geo_status geoi_shapes_check(geo_ctx *ctx, const geoi_out_geometry *all);
/* The bytes of .shp and .shx. */
geo_status geoi_shapes_write(geo_ctx *ctx, const geo_geometry *g, const geoi_out_geometry *all,
                             geoi_sink *shp, geoi_sink *shx);

/* ---- The table (shapefile_table.c) -------------------------------------------------------- */

/* The bytes of .dbf. Renames the columns to what it holds: at most 10 bytes, all different. */
geo_status geoi_dbf_write(geo_ctx *ctx, geoi_out_columns *columns, int64_t rows, geoi_sink *sink);

#endif /* GEOI_SHAPEFILE_WRITE_H */
