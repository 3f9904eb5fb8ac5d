/* SPDX-License-Identifier: MIT */
/* Our columns as GDAL's fields. */
#ifndef GEOI_GDAL_COLUMNS_H
#define GEOI_GDAL_COLUMNS_H

#include <gdal.h>
#include <ogr_api.h>

#include "io/gdal.h"

/* One field to write: a column, or the ids where the format has no place for them. */
typedef struct geoi_gdal_column {
    geo_column column;
    OGRFieldType type;
    OGRFieldSubType subtype;
    char *name, *title; /* title NULL = none */
} geoi_gdal_column;

typedef struct geoi_gdal_columns {
    int64_t count;
    geoi_gdal_column *column;
    const int64_t *ids; /* [n] keys of the features, or NULL: the format numbers them */
    int64_t *id_block;
    char key[32], geometry[32]; /* names no column has, for GeoPackage's own columns */
    geoi_text text;
} geoi_gdal_columns;

/* Decide on types and names. SQL does not tell upper from lower case, so columns of a GeoPackage
 * that differ in nothing else are renamed, with a note. */
geo_status geoi_gdal_columns_plan(geo_ctx *ctx, const geo_layer *layer, bool package,
                                  geoi_gdal_columns *c);
/* Fields in `layer`, in order. */
geo_status geoi_gdal_columns_create(geo_ctx *ctx, geoi_gdal_columns *c, OGRLayerH layer,
                                    const geoi_gdal *gdal);
/* The titles, as the schema extension of GeoPackage keeps them. */
geo_status geoi_gdal_columns_titles(geo_ctx *ctx, const geoi_gdal_columns *c, GDALDatasetH dataset,
                                    const char *layer, const geoi_gdal *gdal);
/* Values of a row, and its key. */
geo_status geoi_gdal_columns_set(geo_ctx *ctx, geoi_gdal_columns *c, OGRFeatureH feature,
                                 int64_t row);
void geoi_gdal_columns_clear(geoi_gdal_columns *c);

#endif /* GEOI_GDAL_COLUMNS_H */
