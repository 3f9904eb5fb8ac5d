/* SPDX-License-Identifier: MIT */
/* What the files of the GeoJSON writer share. A feature's room is counted first, generously;
 * then it is written with a bare pointer, and nothing can fail any more. */
#ifndef GEOI_GEOJSON_WRITE_INTERNAL_H
#define GEOI_GEOJSON_WRITE_INTERNAL_H

#include "geo/layer.h"

#include "base/base.h"

/* Bytes that geoi_geojson_geometry() may need for feature i. */
int64_t geoi_geojson_geometry_room(const geo_geometry *g, int64_t i);
/* Write the geometry of feature i at `out`; returns the end. Outer rings are written counter-
 * clockwise, holes clockwise. */
char *geoi_geojson_geometry(const geo_geometry *g, int64_t i, int decimals, char *out);

static inline char *geoi_put_bytes(char *out, const char *bytes, int64_t n)
{
    memcpy(out, bytes, (size_t)n);
    return out + n;
}

/* A string literal. */
#define GEOI_PUT(out, literal) geoi_put_bytes((out), "" literal, (int64_t)sizeof(literal) - 1)

#endif /* GEOI_GEOJSON_WRITE_INTERNAL_H */
