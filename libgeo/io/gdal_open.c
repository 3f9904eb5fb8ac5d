/* SPDX-License-Identifier: MIT */
/* Which driver opens a file, and under which name GDAL finds its bytes. */

#include "io/gdal_load.h"
#include "io/gdal_read.h"

enum { SHOWN = 80, PATH = 100 };

static geo_status put_member(geoi_gdal_job *job, const char *end, const geoi_bytes *bytes)
{
    char name[20];
    (void)snprintf(name, sizeof name, "layer%s", end);
    return bytes->size > 0 ? geoi_gdal_put_file(job->ctx, &job->gdal, name, bytes) : GEO_OK;
}

static geo_status put_sidecars(geoi_gdal_job *job, const geoi_sidecars *s)
{
    geo_status status = GEO_OK;
    bool table = job->kind == GEOI_KIND_MAPINFO_TAB;
    GEO_TRY(put_member(job, ".shx", &s->shx));
    GEO_TRY(put_member(job, ".dbf", &s->dbf));
    GEO_TRY(put_member(job, ".prj", &s->prj));
    for (int i = 0; i < 4 && geoi_mapinfo_end(table, i) != NULL; i++) {
        GEO_TRY(put_member(job, geoi_mapinfo_end(table, i), &s->mapinfo[i]));
    }
done:
    return status;
}

typedef struct driver {
    const char *name, *file, *title;
    const char *options[3];
} driver;

static const driver drivers[] = {
    [GEOI_KIND_GEOJSON] = {"GeoJSON", "layer.geojson", "GeoJSON", {NULL}},
    [GEOI_KIND_GEOPACKAGE] = {"GPKG",
                              "layer.gpkg",
                              "GeoPackage",
                              {"IMMUTABLE=YES", "LIST_ALL_TABLES=NO", NULL}},
    [GEOI_KIND_FLATGEOBUF] = {"FlatGeobuf", "layer.fgb", "FlatGeobuf", {NULL}},
    [GEOI_KIND_SHAPEFILE] = {"ESRI Shapefile", "layer.shp", "Shapefile", {"ENCODING=", NULL}},
    [GEOI_KIND_OSM_PBF] = {"OSM", "layer.osm.pbf", "OSM PBF", {NULL}},
    [GEOI_KIND_OSM_XML] = {"OSM", "layer.osm", "OSM XML", {NULL}},
    [GEOI_KIND_KML] = {"LIBKML", "layer.kml", "KML", {NULL}},
    [GEOI_KIND_MAPINFO_TAB] = {"MapInfo File", "layer.tab", "MapInfo table", {NULL}},
    [GEOI_KIND_MAPINFO_MIF] = {"MapInfo File", "layer.mif", "MapInfo interchange file", {NULL}},
};

geo_status geoi_gdal_open(geoi_gdal_job *job, const geoi_bytes *bytes,
                          const geoi_sidecars *sidecars)
{
    geo_status status = GEO_OK;
    const driver *d = &drivers[job->kind];
    const char *allowed[] = {d->name, NULL};
    char path[100], doing[SHOWN];
    char **options = NULL;
    if (geoi_is_osm(job->kind)) {
        GEO_TRY(geoi_gdal_prepare_osm(job, bytes, d->file));
        options = geoi_gdal_osm_options(job);
    } else {
        GEO_TRY(geoi_gdal_put_file(job->ctx, &job->gdal, d->file, bytes));
        for (int i = 0; d->options[i] != NULL; i++) {
            options = CSLAddString(options, d->options[i]);
        }
    }
    if (sidecars != NULL) {
        GEO_TRY(put_sidecars(job, sidecars));
    }
    (void)snprintf(path, sizeof path, "%s/%s", job->gdal.folder, d->file);
    job->dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                              allowed, (const char *const *)options, NULL);
    bool opened = job->dataset != NULL;
    if (!opened || (job->gdal.failures > 0 && GDALDatasetGetLayerCount(job->dataset) == 0)) {
        (void)snprintf(doing, sizeof doing, "cannot be read as %s", d->title);
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_DATA, doing);
        geoi_hint(job->ctx, "it seems damaged or cut off: copy or download it again");
    }
done:
    CSLDestroy(options);
    return status;
}
