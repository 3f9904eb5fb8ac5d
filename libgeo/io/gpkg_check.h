/* SPDX-License-Identifier: MIT */
/* A GeoPackage looked at by SQLite itself, out of bytes in memory, before GDAL may open it: is
 * the database sound, what are its layers, how many rows has one. */
#ifndef GEOI_GPKG_CHECK_H
#define GEOI_GPKG_CHECK_H

#include "io/file.h"
#include "io/rejects.h"

/* Databases up to this size are checked page by page, and their values' types one by one. What
 * is beyond is read with SQLite's own checks of each page, and its rows are counted. */
enum { GEOI_GPKG_CHECKED = 64 << 20 };

typedef struct geoi_gpkg {
    void *db; /* sqlite3 */
    int64_t size;
} geoi_gpkg;

/* The bytes to read in place of those of the file: the same, but without the mark that asks
 * SQLite to keep files beside it, and with the rows that are still in the "-wal" beside it.
 * A file that needs neither is not copied: out->data is then NULL (gpkg_wal.c). */
geo_status geoi_gpkg_settle(geo_ctx *ctx, const char *path, const geoi_bytes *file,
                            geoi_bytes *out);

/* GEO_DATA: another program has it open, and keeps its newest rows in files beside it, which
 * writing would harm. */
geo_status geoi_gpkg_check_unfinished(geo_ctx *ctx, const char *path);

/* GEO_DATA: no sound database. The bytes must stay until geoi_gpkg_close(). Starts as {0}. */
geo_status geoi_gpkg_open(geo_ctx *ctx, const geoi_bytes *bytes, geoi_gpkg *g);
void geoi_gpkg_close(geoi_gpkg *g);

/* A view runs SQL of whoever made the file, and so does a column that is computed. */
geo_status geoi_gpkg_runs_code(geo_ctx *ctx, const geoi_gpkg *g, const char *layer, bool *runs);
/* Rows of a layer, counted. */
geo_status geoi_gpkg_count(geo_ctx *ctx, const geoi_gpkg *g, const char *layer, int64_t *rows);
/* Rows of a layer whose column `column` is null; GEO_DATA if it has none of that name. */
geo_status geoi_gpkg_count_nulls(geo_ctx *ctx, const geoi_gpkg *g, const char *layer,
                                 const char *column, int64_t *rows);
/* Values that are not of the type of their column, which GDAL would take for 0 or leave out, are
 * GEO_DATA; the failure names the column. With `rejects` they are foreseen there by the column
 * `key`, which identifies rows. */
geo_status geoi_gpkg_check_values(geo_ctx *ctx, const geoi_gpkg *g, const char *layer,
                                  const char *key, geoi_rejects *rejects);

#endif /* GEOI_GPKG_CHECK_H */
