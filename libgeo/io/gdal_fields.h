/* SPDX-License-Identifier: MIT */
/* GDAL's fields to typed columns. */
#ifndef GEOI_GDAL_FIELDS_H
#define GEOI_GDAL_FIELDS_H

#include "io/encoding.h"
#include "io/gdal_load.h"
#include "layer/builder.h"

typedef struct geoi_gdal_field {
    OGRFieldType type;
    geo_column_type as;
    int64_t index; /* of the builder's column; -1: the field is left out */
    int width;     /* in bytes, 0 = any */
    int64_t seen;  /* values of a field that is left out */
} geoi_gdal_field;

typedef struct geoi_gdal_fields {
    geoi_layer_builder *builder;
    geoi_decoder decoder;
    bool declared; /* the encoding is known, not only supposed */
    int count;
    geoi_gdal_field *field;
    geoi_text text;   /* the value at hand */
    int64_t cut;      /* texts whose last character was cut at the field's width */
    int64_t not_json; /* values of JSON fields that are none: kept as JSON strings */
} geoi_gdal_fields;

/* Columns for all fields. encoding: of names and text, NULL or "" = UTF-8 is supposed. json: which
 * texts are JSON although GDAL does not say so; NULL = none. */
geo_status geoi_gdal_fields_open(geo_ctx *ctx, OGRFeatureDefnH definition, const char *encoding,
                                 const bool *json, geoi_layer_builder *b, geoi_gdal_fields *f);
/* GEO_DATA: geoi_gdal_fields_add() would fail, and leave some of the values behind. */
geo_status geoi_gdal_fields_check(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature);
/* The values of a feature; a failure names the column. */
geo_status geoi_gdal_fields_add(geo_ctx *ctx, geoi_gdal_fields *f, OGRFeatureH feature);
/* The value of field i, a text or JSON column, out of bytes that need not be terminated. */
geo_status geoi_gdal_fields_text(geo_ctx *ctx, geoi_gdal_fields *f, int i, const char *bytes,
                                 int64_t length);
/* Tell what was left out. */
void geoi_gdal_fields_notes(geo_ctx *ctx, const geoi_gdal_fields *f, OGRFeatureDefnH definition);
void geoi_gdal_fields_close(geoi_gdal_fields *f);

#endif /* GEOI_GDAL_FIELDS_H */
