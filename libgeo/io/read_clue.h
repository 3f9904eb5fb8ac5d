/* SPDX-License-Identifier: MIT */
/* A layer that was read as WGS 84, because nothing says otherwise but its names. */
#ifndef GEOI_READ_CLUE_H
#define GEOI_READ_CLUE_H

#include "geo/io.h"

#include "base/base.h"

/* Look for what speaks for GCJ-02 or BD-09 in `layer`, which was read from `path` without being
 * told its system; keep it for geo_layer_likely_crs() and give a note of it. */
geo_status geoi_read_clue(geo_ctx *ctx, const char *path, geo_layer *layer);

/* The file could not be read and the hint speaks of --in-crs: put before it what its name says. */
void geoi_clue_hint(geo_ctx *ctx, const char *path);

#endif /* GEOI_READ_CLUE_H */
