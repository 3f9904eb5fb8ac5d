/* SPDX-License-Identifier: MIT */
/* What the files of the GeoJSON writer share. The room that a run of features needs at most is
 * counted first; then they are written with a bare pointer, and nothing can fail any more. */
#ifndef GEOI_GEOJSON_WRITE_INTERNAL_H
#define GEOI_GEOJSON_WRITE_INTERNAL_H

#include "geo/layer.h"

#include "base/base.h"

/* Copies go 16 bytes at a time, and digits 8: so far beyond its end a text may be overwritten. */
enum { GEOI_SLACK = 64 };

static inline char *geoi_put_bytes(char *out, const char *bytes, int64_t n)
{
    memcpy(out, bytes, (size_t)n);
    return out + n;
}

/* A string literal. */
#define GEOI_PUT(out, literal) geoi_put_bytes((out), "" literal, (int64_t)sizeof(literal) - 1)

/* `bytes` can be read up to the next multiple of 16: quicker than memcpy() for what is short. */
static inline char *geoi_put_padded(char *out, const char *bytes, int64_t n)
{
    for (int64_t i = 0; i < n; i += 16) {
        memcpy(out + i, bytes + i, 16);
    }
    return out + n;
}

/* ---- Geometry (geojson_write_geometry.c) ------------------------------------------------ */

/* The first position that belongs to feature i or to one after it. */
int64_t geoi_geojson_first_position(const geo_geometry *g, int64_t i);
/* Bytes that the geometries of features begin .. end may need. */
int64_t geoi_geojson_geometry_room(const geo_geometry *g, int64_t begin, int64_t end, int decimals);
/* Write the geometry of feature i at `out`; returns the end. Outer rings are written counter-
 * clockwise, holes clockwise. */
char *geoi_geojson_geometry(const geo_geometry *g, int64_t i, int decimals, char *out);

/* ---- Attributes (geojson_write_values.c) -------------------------------------------------- */

typedef struct geoi_attribute {
    geo_column column;
    geoi_text key;    /* quoted, after a comma, before a colon; padded */
    bool whole_reals; /* all are integers: ".0" keeps the column real */
} geoi_attribute;

/* Starts as {0}. Released by geoi_release(a->key.bytes). */
geo_status geoi_attribute_of(geo_ctx *ctx, const geo_column *column, geoi_attribute *a);
/* Bytes that rows begin .. end may need, with their keys. */
int64_t geoi_attribute_room(const geoi_attribute *a, int64_t begin, int64_t end);
/* What they take, roughly. */
int64_t geoi_attribute_length(const geoi_attribute *a, int64_t begin, int64_t end);
/* Key and value; no comma before the `first`. */
char *geoi_put_attribute(const geoi_attribute *a, int64_t row, bool first, char *out);
/* The value of a column of texts that are JSON, on one line. */
char *geoi_put_json(const geo_column *c, int64_t row, char *out);
geo_status geoi_append_quoted(geo_ctx *ctx, geoi_text *text, const char *s);

#endif /* GEOI_GEOJSON_WRITE_INTERNAL_H */
