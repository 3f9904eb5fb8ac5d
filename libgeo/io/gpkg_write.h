/* SPDX-License-Identifier: MIT */
/* Layers into a GeoPackage (OGC 12-128r17, version 1.3). */
#ifndef GEOI_GPKG_WRITE_H
#define GEOI_GPKG_WRITE_H

#include "geo/io.h"

#include "base/base.h"
#include "io/style.h"

typedef struct geoi_gpkg_options {
    const char *name; /* of the layer; NULL = the name of the file */
    const char *stem; /* of the file */
    bool replace;     /* a layer of that name may be replaced */
    const char *run;  /* or NULL */
    geoi_style style;
} geoi_gpkg_options;

/* Write `layer` into the database in the file behind `fd`: an empty file, or a GeoPackage whose
 * other layers stay. When this fails the file holds nothing of use. */
geo_status geoi_gpkg_write(geo_ctx *ctx, int fd, const geo_layer *layer,
                           const geoi_gpkg_options *options);

/* Would a layer `name` be refused in the GeoPackage behind `fd`? */
geo_status geoi_gpkg_check_name(geo_ctx *ctx, int fd, const char *name, bool replace);
/* How many layers it has; 0 when it is no GeoPackage. */
geo_status geoi_gpkg_count_layers(geo_ctx *ctx, int fd, int64_t *count);

#endif /* GEOI_GPKG_WRITE_H */
