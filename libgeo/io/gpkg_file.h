/* SPDX-License-Identifier: MIT */
#ifndef GEOI_GPKG_FILE_H
#define GEOI_GPKG_FILE_H

#include "geo/io.h"

#include "base/base.h"

/* Write `layer` to the GeoPackage `path` ("-" is standard output). Of the options, o->layer,
 * overwrite, run and the style count here. With o->layer a file that is there keeps its other
 * layers: a copy gets the new one and takes the file's place when it is whole. */
geo_status geoi_gpkg_file_write(geo_ctx *ctx, const char *path, const geo_layer *layer,
                                const geo_write_options *o);
/* Would that be refused? Nothing is left behind. */
geo_status geoi_gpkg_file_check(geo_ctx *ctx, const char *path, const geo_write_options *o);

#endif /* GEOI_GPKG_FILE_H */
