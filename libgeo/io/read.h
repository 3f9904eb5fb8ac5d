/* SPDX-License-Identifier: MIT */
/* Reading a layer from bytes that are at hand already. */
#ifndef GEOI_READ_H
#define GEOI_READ_H

#include "geo/io.h"
#include "io/file.h"

/* geo_layer_read() of what `path` gave: takes the bytes over, which are {0} after. */
geo_status geoi_read_bytes(geo_ctx *ctx, const char *path, const geo_read_options *options,
                           geoi_bytes *bytes, geo_layer **out);

#endif /* GEOI_READ_H */
