/* SPDX-License-Identifier: MIT */
/* FlatGeobuf (https://flatgeobuf.org, format 3.0.1), between the files that write it: magic bytes,
 * the head, the index, the features, each after the other. */
#ifndef GEOI_FGB_INTERNAL_H
#define GEOI_FGB_INTERNAL_H

#include "io/fgb_write.h"
#include "io/flatbuffer.h"
#include "io/out_columns.h"
#include "io/out_geometry.h"

enum {
    GEOI_FGB_NODE = 16,       /* items of a node of the index */
    GEOI_FGB_COLUMNS = 65536, /* their numbers have 16 bits */
    /* GDAL, and so QGIS, refuses a longer head, a longer feature, and one of more parts. */
    GEOI_FGB_HEAD_BYTES = 10 << 20,
    GEOI_FGB_FEATURE_BYTES = INT32_MAX,
    GEOI_FGB_TABLES = 1000000
};

typedef struct geoi_fgb {
    geo_ctx *ctx;
    const geo_layer *layer;
    const geo_geometry *g;
    const char *name;
    bool index;
    geoi_out_geometry shape;
    geoi_out_columns columns;
    geoi_flat_shape feature, without; /* with and without a geometry */
    int64_t *order;                   /* [n] rows in the order of the file; NULL = their own */
    int64_t *begin;                   /* [n + 1] where the features begin, behind the index */
} geoi_fgb;

/* Magic bytes and head (fgb_header.c). */
geo_status geoi_fgb_put_head(const geoi_fgb *w, geoi_sink *sink);

/* Feature `row` with its size before it (fgb_features.c). */
void geoi_fgb_plan_features(geoi_fgb *w);
void geoi_fgb_put_feature(const geoi_fgb *w, int64_t row, geoi_flat *f);

/* Its geometry, which it has, as field `field` of the table (fgb_geometry.c). */
void geoi_fgb_put_geometry(const geoi_fgb *w, int64_t row, geoi_flat *f, int64_t table,
                           const geoi_flat_shape *shape, int field);
/* How many tables a feature takes at most. */
int64_t geoi_fgb_tables(const geo_geometry *g, int64_t row);

/* The order of the features along the index's curve, and then the index itself, once it is known
 * where features begin (fgb_index.c). */
geo_status geoi_fgb_order(geoi_fgb *w);
geo_status geoi_fgb_put_index(const geoi_fgb *w, geoi_sink *sink);

static inline int64_t geoi_fgb_row(const geoi_fgb *w, int64_t place)
{
    return w->order != NULL ? w->order[place] : place;
}

#endif /* GEOI_FGB_INTERNAL_H */
