/* SPDX-License-Identifier: MIT */
/* What the files of the GeoPackage writer share. */
#ifndef GEOI_GPKG_INTERNAL_H
#define GEOI_GPKG_INTERNAL_H

#include "io/gpkg_write.h"
#include "io/out_columns.h"
#include "io/out_geometry.h"
#include "io/sqlite_db.h"

/* Equal layers give equal bytes: nothing says when. */
#define GEOI_GPKG_NOW "1970-01-01T00:00:00.000Z"

enum { GEOI_GPKG_WGS84 = 4326 };

typedef struct geoi_gpkg {
    geo_ctx *ctx;
    geoi_sqlite db;
    const geo_layer *layer;
    const char *name;           /* of the layer, which is its table's */
    char key[32], geometry[32]; /* names no column has, for the columns that every table has */
    geoi_out_columns columns;
    geoi_out_geometry shape;
} geoi_gpkg;

/* A box in the numbers of SQLite's R-tree, rounded outwards: it is never too small. */
typedef struct geoi_gpkg_box {
    float min_x, max_x, min_y, max_y;
} geoi_gpkg_box;

/* The boxes of the features that have positions, with their keys. */
typedef struct geoi_gpkg_boxes {
    int64_t n;
    geoi_gpkg_box *box;
    int64_t *key;
} geoi_gpkg_boxes;

/* The tables that every GeoPackage has, where they are not there yet (gpkg_tables.c) */
geo_status geoi_gpkg_make_tables(const geoi_gpkg *p);
/* GEO_DATA when a file that is there is no GeoPackage that can be added to. */
geo_status geoi_gpkg_check_file(const geoi_sqlite *db);
/* A row of gpkg_extensions. NULL column: of the whole table. */
geo_status geoi_gpkg_extension(const geoi_gpkg *p, const char *table, const char *column,
                               const char *extension, const char *anchor, const char *scope);

/* GeoPackage and SQLite keep some names for themselves (gpkg_layer.c) */
bool geoi_gpkg_may_be_called(const char *name);
/* Is the name free, or is what has it a layer that may be replaced? */
geo_status geoi_gpkg_look_up(const geoi_sqlite *db, const char *name, bool replace, bool *there);
/* Drop the layer and all that is told of it. */
geo_status geoi_gpkg_drop_layer(const geoi_sqlite *db, const char *name);
/* The layer's table, empty, and what the tables of the file tell of it. */
geo_status geoi_gpkg_make_layer(const geoi_gpkg *p);

/* Fill the table. `boxes` starts as {0}, and its arrays are the caller's (gpkg_features.c) */
geo_status geoi_gpkg_put_features(const geoi_gpkg *p, geoi_gpkg_boxes *boxes);

/* The spatial index, full, and the triggers that keep it true (gpkg_rtree.c) */
geo_status geoi_gpkg_make_index(const geoi_gpkg *p, const geoi_gpkg_boxes *boxes);

/* Titles of columns, and which of them are JSON (gpkg_extras.c) */
geo_status geoi_gpkg_put_titles(const geoi_gpkg *p);
/* The run, as GDAL keeps metadata. */
geo_status geoi_gpkg_put_run(const geoi_gpkg *p, const char *run);
/* The style, as QGIS keeps it. */
geo_status geoi_gpkg_put_style(const geoi_gpkg *p, const geoi_style *style);

#endif /* GEOI_GPKG_INTERNAL_H */
