/* SPDX-License-Identifier: MIT */
/* Which driver opens a file, and under which name GDAL finds its bytes. */
#include <cpl_string.h>

#include "io/gdal_read.h"

enum { SHOWN = 80, PATH = 100 };

static geo_status put_sidecars(geo_ctx *ctx, geoi_gdal *gdal, const geoi_sidecars *s)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_gdal_put_file(ctx, gdal, "layer.shx", &s->shx));
    if (s->dbf.data != NULL) {
        GEO_TRY(geoi_gdal_put_file(ctx, gdal, "layer.dbf", &s->dbf));
    }
    if (s->prj.size > 0) {
        GEO_TRY(geoi_gdal_put_file(ctx, gdal, "layer.prj", &s->prj));
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
};

geo_status geoi_gdal_open(geoi_gdal_job *job, const geoi_bytes *bytes,
                          const geoi_sidecars *sidecars)
{
    geo_status status = GEO_OK;
    const driver *d = &drivers[job->kind];
    const char *allowed[] = {d->name, NULL};
    char path[100], doing[SHOWN];
    GEO_TRY(geoi_gdal_put_file(job->ctx, &job->gdal, d->file, bytes));
    if (sidecars != NULL) {
        GEO_TRY(put_sidecars(job->ctx, &job->gdal, sidecars));
    }
    (void)snprintf(path, sizeof path, "%s/%s", job->gdal.folder, d->file);
    job->dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR,
                              allowed, d->options, NULL);
    bool opened = job->dataset != NULL;
    if (!opened || (job->gdal.failures > 0 && GDALDatasetGetLayerCount(job->dataset) == 0)) {
        (void)snprintf(doing, sizeof doing, "cannot be read as %s", d->title);
        status = geoi_gdal_fail(job->ctx, &job->gdal, GEO_DATA, doing);
        geoi_hint(job->ctx, "it seems damaged or cut off: copy or download it again");
    }
done:
    return status;
}
