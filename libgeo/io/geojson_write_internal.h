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
 * clockwise, holes clockwise. Adds to *flat the rings and lines that rounding has left without
 * area or length: they are written all the same. */
char *geoi_geojson_geometry(const geo_geometry *g, int64_t i, int decimals, int64_t *flat,
                            char *out);

/* ---- Rings (geojson_write_rings.c) ------------------------------------------------------ */

/* 1 when a ring runs counter-clockwise once its positions are rounded, -1 clockwise, 0 without
 * area; `flat` when it had one before. The same for what comes back from the text, so that
 * writing it again changes nothing. */
int geoi_ring_turn(const geo_geometry *g, geo_span at, int decimals, bool *flat);
/* All positions of a line, not all the same before, are when rounded. */
bool geoi_line_vanishes(const geo_geometry *g, geo_span at, int decimals);

/* ---- Boxes (geojson_write_bbox.c) --------------------------------------------------------- */

enum { GEOI_BBOX_ROOM = 256 };

/* The box of some features, and that across the antimeridian: from the least longitude of those
 * that lie in the east to the greatest of those in the west. */
typedef struct geoi_extent {
    double west, east, south, north, low, high;
    double far_west, far_east;
    bool middle; /* something lies on both sides of longitude 0 */
} geoi_extent;

geoi_extent geoi_extent_none(void);
void geoi_extent_add(geoi_extent *e, const geo_geometry *g, int64_t i);
/* "bbox" and a comma; nothing when there are no positions. */
char *geoi_put_bbox(const geoi_extent *e, int decimals, char *out);

/* ---- The collection (geojson_write_head.c) ------------------------------------------------- */

/* All that comes before the features; g is what will be written of the layer's geometry. */
geo_status geoi_geojson_head(geo_ctx *ctx, const geo_layer *layer, const geo_geometry *g,
                             const char *run, int decimals, geoi_text *head);

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
