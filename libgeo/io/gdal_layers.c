/* SPDX-License-Identifier: MIT */
/* Which layers a file has, and which of them is meant. */
#include "io/gdal_read.h"

enum { NAMES = 400, SHOWN = 80 };

/* ---- What there is ---------------------------------------------------------------------- */

/* A view, or a table with computed columns: it may never end, or fill the memory. */
static geo_status runs_code(geoi_gdal_job *job, OGRLayerH layer, bool *runs)
{
    *runs = false;
    return job->kind == GEOI_KIND_GEOPACKAGE && !job->options->allow_views
               ? geoi_gpkg_runs_code(job->ctx, &job->gpkg, OGR_L_GetName(layer), runs)
               : GEO_OK;
}

geo_status geoi_gdal_list_layers(geoi_gdal_job *job)
{
    geo_status status = GEO_OK;
    int n = GDALDatasetGetLayerCount(job->dataset);
    GEO_TRY(geoi_array(job->ctx, n, sizeof *job->entries, &job->entries));
    for (int i = 0; i < n; i++) {
        geoi_gdal_entry *e = &job->entries[job->entry_count++];
        e->layer = GDALDatasetGetLayer(job->dataset, i);
        e->name = OGR_L_GetName(e->layer);
        GEO_TRY(runs_code(job, e->layer, &e->view));
    }
    if (job->kind == GEOI_KIND_POSTGIS && !job->options->allow_views) {
        GEO_TRY(geoi_postgis_mark_views(job));
    }
    for (int i = 0; i < n; i++) {
        geoi_gdal_entry *e = &job->entries[i];
        /* To define a view GDAL would run it. Tables without geometry (styles, notes) are not
         * what the user means, unless named. */
        e->spatial = e->view || OGR_FD_GetGeomFieldCount(OGR_L_GetLayerDefn(e->layer)) > 0;
        e->count = job->kind == GEOI_KIND_KML ? OGR_L_GetFeatureCount(e->layer, TRUE) : -1;
    }
done:
    return status;
}

/* ---- What is meant ---------------------------------------------------------------------- */

static bool is_choice(const geoi_gdal_entry *e)
{
    return e->spatial && !e->view && e->count != 0;
}

static void name_choices(const geoi_gdal_job *job, char *out, size_t size)
{
    size_t used = 0;
    out[0] = '\0';
    for (int i = 0; i < job->entry_count; i++) {
        const geoi_gdal_entry *e = &job->entries[i];
        char shown[SHOWN - 24];
        if (!is_choice(e)) {
            continue;
        }
        if (used + SHOWN + 8 > size) {
            (void)snprintf(out + used, size - used, ", ...");
            return;
        }
        geoi_printable(e->name, (int64_t)strlen(e->name), shown, sizeof shown);
        used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? ", " : "", shown);
        if (e->count > 0) {
            used += (size_t)snprintf(out + used, size - used, " (%lld)", (long long)e->count);
        }
    }
}

static geo_status fail_layer_name(geoi_gdal_job *job, const char *name)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(job->ctx);
    const char **names;
    char shown[SHOWN], all[NAMES];
    GEO_TRY(geoi_scratch(job->ctx, job->entry_count + 1, sizeof *names, &names));
    for (int i = 0; i < job->entry_count; i++) {
        names[i] = job->entries[i].name;
    }
    const char *nearest = geo_closest_word(name, names, job->entry_count);
    status = geoi_fail(job->ctx, GEO_INVALID, "has no layer \"%s\"",
                       geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
    if (nearest != NULL) {
        geoi_hint(job->ctx, "did you mean \"%s\"?",
                  geoi_printable(nearest, (int64_t)strlen(nearest), shown, sizeof shown));
    } else {
        name_choices(job, all, sizeof all);
        geoi_hint(job->ctx, "its layers are: %s", all);
    }
done:
    geoi_scratch_reset(job->ctx, mark);
    return status;
}

static geo_status fail_view(geoi_gdal_job *job, const geoi_gdal_entry *e)
{
    char shown[SHOWN];
    if (job->kind == GEOI_KIND_POSTGIS) {
        geo_status refused =
            geoi_fail(job->ctx, GEO_UNSUPPORTED, "the layer \"%s\" is a view or a foreign table",
                      geoi_printable(e->name, (int64_t)strlen(e->name), shown, sizeof shown));
        geoi_hint(job->ctx, "it would run the SQL of whoever made it: name a table or a "
                            "materialized view, or trust it with --allow-views");
        return refused;
    }
    geo_status status =
        geoi_fail(job->ctx, GEO_UNSUPPORTED, "the layer \"%s\" is a view",
                  geoi_printable(e->name, (int64_t)strlen(e->name), shown, sizeof shown));
    geoi_hint(job->ctx, "it would run the SQL of whoever made the file: save it as a layer of its "
                        "own in QGIS, or trust it with --allow-views");
    return status;
}

static geo_status choose_named(geoi_gdal_job *job, const char *wanted)
{
    if (geoi_is_osm(job->kind) && strcmp(wanted, "polygons") == 0) {
        wanted = "multipolygons";
    }
    bool in_public = job->kind == GEOI_KIND_POSTGIS && strncmp(wanted, "public.", 7) == 0;
    for (int i = 0; i < job->entry_count; i++) {
        const geoi_gdal_entry *e = &job->entries[i];
        if (strcmp(e->name, wanted) == 0 || (in_public && strcmp(e->name, wanted + 7) == 0)) {
            job->layer = e->layer;
            return e->view ? fail_view(job, e) : GEO_OK;
        }
    }
    return fail_layer_name(job, wanted);
}

static geo_status fail_several(geoi_gdal_job *job, int n)
{
    char all[NAMES], shown[SHOWN];
    const char *last = OGR_L_GetName(job->layer);
    name_choices(job, all, sizeof all);
    geo_status status = geoi_fail(job->ctx, GEO_INVALID, "has %d layers: %s", n, all);
    geoi_printable(last, (int64_t)strlen(last), shown, sizeof shown);
    if (job->kind == GEOI_KIND_POSTGIS) {
        geoi_hint(job->ctx, "name one: --layer %s, or tables=%s in the connection", shown, shown);
    } else {
        geoi_hint(job->ctx, "name one: --layer %s, or after a colon as in %s:%s", shown, job->path,
                  shown);
    }
    return status;
}

static geo_status choose_only(geoi_gdal_job *job)
{
    int choices = 0;
    const geoi_gdal_entry *view = NULL, *empty = NULL;
    for (int i = 0; i < job->entry_count; i++) {
        const geoi_gdal_entry *e = &job->entries[i];
        if (is_choice(e)) {
            job->layer = e->layer;
            choices++;
        }
        view = e->view ? e : view;
        empty = empty == NULL && e->spatial && e->count == 0 ? e : empty;
    }
    if (choices > 1) {
        return fail_several(job, choices);
    }
    if (choices == 0 && view != NULL) {
        return fail_view(job, view);
    }
    if (choices == 0 && empty == NULL) {
        return geoi_fail(job->ctx, GEO_DATA, "has no layer with geometry");
    }
    if (view != NULL) {
        geoi_note(job->ctx, "its views are left out: they would run the SQL of whoever made it");
    }
    job->layer = choices == 0 ? empty->layer : job->layer;
    return GEO_OK;
}

/* A count apart from the reading; GDAL's own would believe what the file says of itself. */
static geo_status count_rows(geoi_gdal_job *job)
{
    geo_status status = GEO_OK;
    const char *name = OGR_L_GetName(job->layer);
    if (job->kind == GEOI_KIND_GEOPACKAGE && !job->options->allow_views) {
        GEO_TRY(geoi_gpkg_count(job->ctx, &job->gpkg, name, &job->rows));
        const char *key = OGR_L_GetFIDColumn(job->layer);
        GEO_TRY(geoi_gpkg_check_values(job->ctx, &job->gpkg, name, key,
                                       key[0] != '\0' ? job->rejects : NULL));
    } else if (job->kind == GEOI_KIND_FLATGEOBUF) {
        int64_t rows = OGR_L_GetFeatureCount(job->layer, FALSE); /* of its header; 0: unknown */
        job->rows = rows > 0 ? rows : -1;
    } else if (job->kind == GEOI_KIND_POSTGIS) {
        GEO_TRY(geoi_postgis_count(job, job->layer, &job->rows));
    }
done:
    return status;
}

geo_status geoi_gdal_choose_layer(geoi_gdal_job *job)
{
    geo_status status = GEO_OK;
    const char *wanted = job->options->layer;
    if (wanted == NULL && geoi_is_osm(job->kind)) {
        GEO_TRY(geoi_gdal_count_osm(job));
    }
    GEO_TRY(wanted != NULL ? choose_named(job, wanted) : choose_only(job));
    GEO_TRY(count_rows(job));
done:
    return status;
}
