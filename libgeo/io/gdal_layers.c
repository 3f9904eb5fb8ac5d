/* SPDX-License-Identifier: MIT */
/* Which of a file's layers is meant. */
#include <cpl_conv.h>
#include <cpl_string.h>

#include "io/gdal_read.h"

enum { NAMES = 300, SHOWN = 80 };

/* Tables without geometry (styles, notes) are not what the user means, unless named. */
static bool is_spatial(OGRLayerH layer)
{
    return OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(layer)) > 0;
}

static void list_layers(GDALDatasetH dataset, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < GDALDatasetGetLayerCount(dataset) && used + SHOWN < size; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(dataset, i);
        char shown[SHOWN - 4];
        if (is_spatial(layer)) {
            const char *name = OGR_L_GetName(layer);
            geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown);
            used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "", shown);
        }
    }
}

static geo_status fail_layer_name(geoi_gdal_job *job, const char *name)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(job->ctx);
    const char **names;
    char shown[SHOWN], all[NAMES];
    int n = GDALDatasetGetLayerCount(job->dataset);
    GEO_TRY(geoi_scratch(job->ctx, n + 1, sizeof *names, &names));
    for (int i = 0; i < n; i++) {
        names[i] = OGR_L_GetName(GDALDatasetGetLayer(job->dataset, i));
    }
    const char *nearest = geo_closest_word(name, names, n);
    status = geoi_fail(job->ctx, GEO_INVALID, "has no layer \"%s\"",
                       geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
    if (nearest != NULL) {
        geoi_hint(job->ctx, "did you mean \"%s\"?",
                  geoi_printable(nearest, (int64_t)strlen(nearest), shown, sizeof shown));
    } else {
        list_layers(job->dataset, all, sizeof all);
        geoi_hint(job->ctx, "its layers are: %s", all);
    }
done:
    geoi_scratch_reset(job->ctx, mark);
    return status;
}

static geo_status choose_layer(geoi_gdal_job *job)
{
    char all[NAMES];
    const char *wanted = job->kind == GEOI_KIND_GEOPACKAGE ? job->options->layer : NULL;
    int n = GDALDatasetGetLayerCount(job->dataset), spatial = 0;
    for (int i = 0; i < n; i++) {
        OGRLayerH layer = GDALDatasetGetLayer(job->dataset, i);
        if (wanted != NULL && strcmp(OGR_L_GetName(layer), wanted) == 0) {
            job->layer = layer;
            return GEO_OK;
        }
        if (is_spatial(layer)) {
            job->layer = layer;
            spatial++;
        }
    }
    if (wanted != NULL) {
        return fail_layer_name(job, wanted);
    }
    if (spatial == 0) {
        return geoi_fail(job->ctx, GEO_DATA, "has no layer with geometry");
    }
    if (spatial > 1) {
        list_layers(job->dataset, all, sizeof all);
        geo_status status = geoi_fail(job->ctx, GEO_INVALID, "has %d layers: %s", spatial, all);
        geoi_hint(job->ctx, "name one after a colon, as in %s:%s", job->path,
                  OGR_L_GetName(job->layer));
        return status;
    }
    return GEO_OK;
}

static geo_status is_view(geoi_gdal_job *job, bool *view)
{
    geo_status status = GEO_OK;
    geoi_text sql = {0};
    char *quoted = CPLEscapeString(OGR_L_GetName(job->layer), -1, CPLES_SQL);
    GEO_TRY(geoi_text_format(job->ctx, &sql,
                             "SELECT 1 FROM sqlite_master WHERE type = 'view' AND "
                             "lower(name) = lower('%s')",
                             quoted));
    OGRLayerH rows = GDALDatasetExecuteSQL(job->dataset, sql.bytes, NULL, NULL);
    OGRFeatureH row = rows != NULL ? OGR_L_GetNextFeature(rows) : NULL;
    *view = row != NULL;
    OGR_F_Destroy(row);
    GDALDatasetReleaseResultSet(job->dataset, rows);
done:
    geoi_release(sql.bytes);
    CPLFree(quoted);
    return status;
}

/* A view runs SQL of whoever made the file: it may never end, or fill the memory. */
static geo_status refuse_view(geoi_gdal_job *job)
{
    geo_status status = GEO_OK;
    const char *name = OGR_L_GetName(job->layer);
    char shown[SHOWN];
    bool view = false;
    if (job->kind == GEOI_KIND_GEOPACKAGE) {
        GEO_TRY(is_view(job, &view));
    }
    if (view) {
        status = geoi_fail(job->ctx, GEO_UNSUPPORTED, "the layer \"%s\" is a view",
                           geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
        geoi_hint(job->ctx, "save it as a layer of its own in QGIS, and read that");
    }
done:
    return status;
}

geo_status geoi_gdal_choose_layer(geoi_gdal_job *job)
{
    geo_status status = GEO_OK;
    GEO_TRY(choose_layer(job));
    GEO_TRY(refuse_view(job));
    if (job->kind == GEOI_KIND_FLATGEOBUF) {
        int64_t rows = OGR_L_GetFeatureCount(job->layer, FALSE); /* of its header; 0: unknown */
        job->rows = rows > 0 ? rows : -1;
    }
done:
    return status;
}
