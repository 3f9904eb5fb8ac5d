/* SPDX-License-Identifier: MIT */
/* One reading through GDAL, between the files that do it: open, choose the layer, name its
 * system, take its rows. */
#ifndef GEOI_GDAL_READ_H
#define GEOI_GDAL_READ_H

#include "io/gdal.h"
#include "io/gdal_fields.h"
#include "io/gdal_geometry.h"
#include "io/gdal_load.h"
#include "io/gpkg_check.h"
#include "io/wkb.h"

/* A layer of the file. */
typedef struct geoi_gdal_entry {
    OGRLayerH layer;
    const char *name;
    bool view, spatial; /* view: its definition may not be asked for, since that runs it */
    int64_t count;      /* of features; -1: not counted */
} geoi_gdal_entry;

typedef struct geoi_gdal_job {
    geo_ctx *ctx;
    const char *path;
    geoi_kind kind;
    const geo_read_options *options;
    geoi_gdal gdal;
    GDALDatasetH dataset;
    OGRLayerH layer;
    geoi_gdal_entry *entries;
    int entry_count;
    geoi_text config, ordered; /* of OpenStreetMap: GDAL's settings, and the file in order */
    bool plain_ids;
    geoi_bytes settled; /* of a GeoPackage, when it is not the file as it is */
    geoi_gpkg gpkg;     /* the same bytes, for SQLite's own answers */
    const geoi_bytes *file;
    int64_t rows;       /* of the layer as a count apart from GDAL's reading found; -1: not known */
    geoi_layer_builder *builder;
    geoi_rejects *rejects; /* or NULL: a faulty feature is an error */
} geoi_gdal_job;

/* Open a file that was looked over before, and end all that the job holds (gdal_read.c). */
geo_status geoi_gdal_open_file(geoi_gdal_job *job, const geoi_bytes *bytes,
                               const geoi_sidecars *sidecars);
void geoi_gdal_close(geoi_gdal_job *job);

/* Put the bytes where GDAL finds them and open them with the one driver of their kind
 * (gdal_open.c). */
geo_status geoi_gdal_open(geoi_gdal_job *job, const geoi_bytes *bytes,
                          const geoi_sidecars *sidecars);

/* OpenStreetMap (gdal_osm.c): put the file in order for GDAL, under this name; how to open it, a
 * list to be freed by CSLDestroy(); the next feature, of the layer chosen or of any; how many
 * features each layer has. */
geo_status geoi_gdal_prepare_osm(geoi_gdal_job *job, const geoi_bytes *file, const char *name);
char **geoi_gdal_osm_options(const geoi_gdal_job *job);
OGRFeatureH geoi_gdal_next_osm(const geoi_gdal_job *job, OGRLayerH *layer);
geo_status geoi_gdal_count_osm(geoi_gdal_job *job);
static inline bool geoi_is_osm(geoi_kind kind)
{
    return kind == GEOI_KIND_OSM_PBF || kind == GEOI_KIND_OSM_XML;
}

/* PostGIS (gdal_postgis.c): connect, which can be cancelled while the server does not answer; mark
 * the entries that are views or foreign tables; count the rows of a layer. */
geo_status geoi_postgis_open(geoi_gdal_job *job);
geo_status geoi_postgis_mark_views(geoi_gdal_job *job);
geo_status geoi_postgis_count(geoi_gdal_job *job, OGRLayerH layer, int64_t *rows);

/* What layers there are (gdal_layers.c). */
geo_status geoi_gdal_list_layers(geoi_gdal_job *job);
/* The layer that options->layer names, or else the only one, and how many rows it has. Layers that
 * run SQL of whoever made the file count only with options->allow_views (gdal_layers.c). */
geo_status geoi_gdal_choose_layer(geoi_gdal_job *job);

/* "EPSG:4527", or WKT; NULL when the layer does not say (gdal_crs.c). */
geo_status geoi_gdal_name_crs(geoi_gdal_job *job, char **crs);

/* All rows as batches of columns; false in *able, and nothing done, if the layer has columns for
 * which GDAL's batches are not exact (gdal_arrow.c). */
geo_status geoi_gdal_read_batches(geoi_gdal_job *job, geoi_gdal_fields *fields, geoi_wkb *wkb,
                                  bool *able);

/* Does the key of the rows identify them for their owner, or are they only numbered? */
bool geoi_gdal_has_ids(const geoi_gdal_job *job);
geo_status geoi_gdal_add_id(geoi_gdal_job *job, int64_t id);

#endif /* GEOI_GDAL_READ_H */
