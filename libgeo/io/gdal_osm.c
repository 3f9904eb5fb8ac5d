/* SPDX-License-Identifier: MIT */
/* OpenStreetMap through GDAL, which makes all layers in one go through the file. */

#include "io/gdal_load.h"
#include "io/gdal_read.h"
#include "io/osm.h"

enum { OPTION = 160, REPORT_EVERY = 4096 };

static geo_status put_text(geoi_gdal_job *job, const char *name, const geoi_text *text)
{
    geoi_bytes bytes = {.data = text->bytes, .size = text->length};
    return geoi_gdal_put_file(job->ctx, &job->gdal, name, &bytes);
}

geo_status geoi_gdal_prepare_osm(geoi_gdal_job *job, const geoi_bytes *file, const char *name)
{
    geo_status status = GEO_OK;
    geoi_osm_census census = {0};
    bool packed = job->kind == GEOI_KIND_OSM_PBF;
    GEO_TRY(geoi_osm_config(job->ctx, job->options->tags, &job->config));
    GEO_TRY(packed ? geoi_osm_pbf(job->ctx, file, &census, &job->ordered)
                   : geoi_osm_xml(job->ctx, file, &census, &job->ordered));
    GEO_TRY(put_text(job, "osmconf.ini", &job->config));
    GEO_TRY(put_text(job, name, &job->ordered));
    job->plain_ids = census.plain;
    geoi_osm_notes(job->ctx, &census);
done:
    geoi_osm_census_clear(&census);
    return status;
}

/* All that GDAL keeps meanwhile stays in memory, where some hundred bytes a node are enough. */
char **geoi_gdal_osm_options(const geoi_gdal_job *job)
{
    char option[OPTION];
    char **list = NULL;
    (void)snprintf(option, sizeof option, "CONFIG_FILE=%s/osmconf.ini", job->gdal.folder);
    list = CSLAddString(list, option);
    (void)snprintf(option, sizeof option, "MAX_TMPFILE_SIZE=%lld",
                   100 + 8 * (long long)(job->ordered.length >> 20));
    list = CSLAddString(list, option);
    return CSLAddString(list,
                        job->plain_ids ? "USE_CUSTOM_INDEXING=YES" : "USE_CUSTOM_INDEXING=NO");
}

OGRFeatureH geoi_gdal_next_osm(const geoi_gdal_job *job, OGRLayerH *layer)
{
    OGRFeatureH feature = NULL;
    for (;;) {
        feature = GDALDatasetGetNextFeature(job->dataset, layer, NULL, NULL, NULL);
        if (feature == NULL || job->layer == NULL || *layer == job->layer) {
            return feature;
        }
        OGR_F_Destroy(feature);
    }
}

geo_status geoi_gdal_count_osm(geoi_gdal_job *job)
{
    geo_status status = GEO_OK;
    OGRFeatureH feature;
    OGRLayerH layer;
    for (int i = 0; i < job->entry_count; i++) {
        job->entries[i].count = 0;
    }
    for (int64_t row = 0; (feature = geoi_gdal_next_osm(job, &layer)) != NULL; row++) {
        for (int i = 0; i < job->entry_count; i++) {
            job->entries[i].count += job->entries[i].layer == layer;
        }
        OGR_F_Destroy(feature);
        if (row % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(job->ctx, 0.3));
        }
    }
    if (job->gdal.failures > 0) {
        GEO_TRY(geoi_gdal_fail(job->ctx, &job->gdal, GEO_DATA, "cannot be read to its end"));
    }
    GDALDatasetResetReading(job->dataset);
done:
    return status;
}
