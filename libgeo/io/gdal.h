/* SPDX-License-Identifier: MIT */
/* GDAL, confined: it gets bytes in memory and gives bytes in memory. It opens no file of the
 * user's, no address, no configuration, no plug-in, and prints nothing. Of databases alone it gets
 * the address, when the user allows that. */
#ifndef GEOI_GDAL_H
#define GEOI_GDAL_H

#include "geo/io.h"
#include "io/encoding.h"
#include "io/file.h"
#include "io/rejects.h"
#include "io/sniff.h"
#include "layer/builder.h"

/* ---- A stay in GDAL (gdal_setup.c) ------------------------------------------------------ */

enum { GEOI_GDAL_SETTINGS = 16, GEOI_GDAL_TEXT = 300 };

/* Holds from begin to end on this thread: settings, the handler of messages, no network. */
typedef struct geoi_gdal {
    bool begun, inside;
    char *before[GEOI_GDAL_SETTINGS]; /* what the caller's settings were */
    int failures, warnings;
    char message[GEOI_GDAL_TEXT]; /* the first failure, else the first warning */
    char folder[48];              /* "/vsimem/geo-...", this stay's own */
} geoi_gdal;

geo_status geoi_gdal_begin(geo_ctx *ctx, geoi_gdal *gdal);
/* Removes the folder with all in it; also where begin failed. */
void geoi_gdal_end(geoi_gdal *gdal);
/* A stay that lasts over several calls leaves at the end of each and enters at the next: only the
 * folder is kept meanwhile. */
void geoi_gdal_enter(geoi_gdal *gdal);
void geoi_gdal_leave(geoi_gdal *gdal);
/* What GDAL said, as a failure of ours: "<doing>: <GDAL's words>". */
geo_status geoi_gdal_fail(geo_ctx *ctx, const geoi_gdal *gdal, geo_status status,
                          const char *doing);
/* A file in the folder, out of bytes that must stay. */
geo_status geoi_gdal_put_file(geo_ctx *ctx, geoi_gdal *gdal, const char *name,
                              const geoi_bytes *bytes);

/* ---- Reading (gdal_read.c) -------------------------------------------------------------- */

/* Other members of a Shapefile, or of a MapInfo file; missing ones have size 0. */
typedef struct geoi_sidecars {
    geoi_bytes shx, dbf, prj, cpg;
    geoi_bytes mapinfo[4]; /* with the extensions of geoi_mapinfo_end() */
} geoi_sidecars;

/* Read them from beside `path`, and check that they fit together (shapefile.c, with what is
 * foreseen in `rejects` as geoi_shapefile_check() has it). */
geo_status geoi_sidecars_read(geo_ctx *ctx, const char *path, const geoi_bytes *shp,
                              geoi_rejects *rejects, geoi_sidecars *out);
/* The same of MapInfo (mapinfo.c); GEO_UNSUPPORTED: a table that names other files. */
geo_status geoi_mapinfo_read(geo_ctx *ctx, const char *path, bool table, const geoi_bytes *file,
                             geoi_sidecars *out);
/* ".dat", ".map", ... of a table, ".mid" of an interchange file; NULL: no more. */
const char *geoi_mapinfo_end(bool table, int i);
void geoi_sidecars_release(geoi_sidecars *s);
/* What GDAL would misread silently is GEO_DATA, or if it is of one feature alone foreseen in
 * `rejects`, by its number from 0, unless that is NULL (shapefile_check.c). */
geo_status geoi_shapefile_check(geo_ctx *ctx, const geoi_bytes *shp, const geoi_sidecars *s,
                                geoi_rejects *rejects);
/* The encoding of the attributes: `asked` for, or what .cpg declares, or the language byte of .dbf,
 * or, with a note, what the texts show; "" when all are ASCII (dbf_encoding.c). GEO_DATA: .cpg is
 * wrong, or it cannot be told. */
geo_status geoi_sidecars_encoding(geo_ctx *ctx, const geoi_sidecars *s, const char *asked,
                                  char out[40]);

/* Reads one layer into a new builder. *crs: "EPSG:4527" or WKT, freed by geoi_release(); NULL
 * when the file does not say. sidecars: of a Shapefile or MapInfo, else NULL. Faulty features, and
 * those foreseen by the number that GDAL gives them, go to `rejects`, unless that is NULL. */
geo_status geoi_gdal_read(geo_ctx *ctx, const char *path, geoi_kind kind, const geoi_bytes *bytes,
                          const geoi_sidecars *sidecars, const geo_read_options *options,
                          geoi_rejects *rejects, geoi_layer_builder **out, char **crs);

/* "EPSG:4527", or WKT, freed by geoi_release(); NULL when `srs` (an OGRSpatialReferenceH, or NULL)
 * says nothing (gdal_crs.c). */
geo_status geoi_gdal_crs_text(geo_ctx *ctx, void *srs, char **crs);

#endif /* GEOI_GDAL_H */
