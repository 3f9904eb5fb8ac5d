/* SPDX-License-Identifier: MIT */
/* The layers of a file as GDAL sees them; how many rows a GeoPackage has, SQLite counts. */
#include "io/gdal_read.h"
#include "io/layers_list.h"

static const char *geometry_name(const geoi_gdal_entry *e)
{
    if (e->view) {
        return "any"; /* to ask would run it */
    }
    if (!e->spatial) {
        return "none";
    }
    /* The numbers of both are those of WKB. */
    int type = (int)OGR_GT_Flatten(OGR_GT_GetLinear(OGR_L_GetGeomType(e->layer)));
    return type >= GEO_POINT && type <= GEO_COLLECTION
               ? geo_geometry_type_name((geo_geometry_type)type)
               : "any";
}

static geo_status add_entry(geoi_gdal_job *job, const geoi_gdal_entry *e, geo_layers *list)
{
    geo_status status = GEO_OK;
    geo_layers_entry entry = {e->name, geometry_name(e), e->count, e->view};
    if (job->kind == GEOI_KIND_GEOPACKAGE && !e->view) {
        GEO_TRY(geoi_gpkg_count(job->ctx, &job->gpkg, e->name, &entry.features));
    } else if (job->kind == GEOI_KIND_POSTGIS && !e->view) {
        GEO_TRY(geoi_postgis_count(job, e->layer, &entry.features));
    }
    GEO_TRY(geoi_layers_add(job->ctx, list, &entry));
done:
    return status;
}

geo_status geoi_gdal_list(geo_ctx *ctx, const char *path, geoi_kind kind, const geoi_bytes *bytes,
                          const geo_read_options *options, geo_layers *list)
{
    geo_status status = GEO_OK;
    geoi_gdal_job job = {.ctx = ctx, .path = path, .kind = kind, .options = options, .rows = -1};
    GEO_TRY(geoi_gdal_begin(ctx, &job.gdal));
    GEO_TRY(geoi_gdal_open_file(&job, bytes, NULL));
    GEO_TRY(geoi_gdal_list_layers(&job));
    if (geoi_is_osm(kind)) {
        GEO_TRY(geoi_gdal_count_osm(&job));
    }
    for (int i = 0; i < job.entry_count; i++) {
        GEO_TRY(add_entry(&job, &job.entries[i], list));
    }
done:
    geoi_gdal_close(&job);
    return status;
}
