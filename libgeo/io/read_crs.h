/* SPDX-License-Identifier: MIT */
/* In which system a layer's coordinates are, and from there to longitude and latitude. */
#ifndef GEOI_READ_CRS_H
#define GEOI_READ_CRS_H

#include "geo/io.h"

#include "io/rejects.h"
#include "layer/builder.h"

/* Bring the coordinates of `b` to longitude and latitude, and keep the system's name.
 * `file`: what the file says, or NULL; `degrees`: it need not say, as its format has degrees.
 * Features that the system does not reach are foreseen in `rejects`, unless that is NULL. */
geo_status geoi_read_to_lonlat(geo_ctx *ctx, const geo_read_options *options, const char *file,
                               bool degrees, geoi_rejects *rejects, geoi_layer_builder *b);

/* Finish `b`; when its coordinates are no longitude and latitude, hint at what they are. */
geo_status geoi_read_finish(geo_ctx *ctx, geoi_layer_builder *b, geo_layer **out);

/* The same without the features whose places are no degrees, when options->rejects asks so. */
geo_status geoi_read_or_reject(geo_ctx *ctx, const geo_read_options *options, geoi_rejects *rejects,
                               geoi_layer_builder *b, geo_layer **out);

#endif /* GEOI_READ_CRS_H */
