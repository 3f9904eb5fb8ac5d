/* SPDX-License-Identifier: MIT */
/* In which system? What the user says goes before what the file says, and nothing is guessed. */
#include <math.h>

#include "io/crs_file.h"
#include "io/read_crs.h"

typedef struct place_job {
    geo_ctx *ctx;
    const geo_read_options *options;
    const char *file;
    geoi_geometry_builder *geometry;
    geoi_rejects *rejects; /* or NULL */
} place_job;

static geo_status fail_no_crs(const place_job *job)
{
    char hint[GEOI_CRS_HINT];
    const geoi_geometry_builder *b = job->geometry;
    geo_status status =
        geoi_fail(job->ctx, GEO_DATA, "does not say in which system its coordinates are");
    if (b->g.coord_count > 0) {
        geoi_crs_hint(b->g.coord_count, b->x, b->y, hint);
        geoi_hint(job->ctx, "%s; ask who made the file", hint);
    } else {
        geoi_hint(job->ctx, "name it, such as --in-crs EPSG:4548");
    }
    return status;
}

/* Did the user overrule the file? Then say so. */
static void note_overruled(const place_job *job, const geoi_crs *used)
{
    const char *name = geoi_crs_name(used);
    if (job->options->crs != NULL && job->file != NULL && strcmp(job->file, name) != 0) {
        bool code = strpbrk(job->file, "[{+") == NULL; /* else some lines of WKT */
        geoi_note(job->ctx, "read in %s as asked, though the file says %s", name,
                  code ? job->file : "another system");
    }
}

/* Degrees under the name of a system in metres would all land at one spot off Africa. */
static geo_status check_metres(const place_job *job, const geoi_crs *crs)
{
    const geoi_geometry_builder *b = job->geometry;
    if (!geoi_crs_is_far_from_origin(crs) || b->g.coord_count == 0) {
        return GEO_OK;
    }
    for (int64_t i = 0; i < b->g.coord_count; i++) {
        if (fabs(b->x[i]) > 180.0 || fabs(b->y[i]) > 90.0) {
            return GEO_OK;
        }
    }
    geo_status status = geoi_fail(job->ctx, GEO_DATA,
                                  "its coordinates are degrees, not the metres of %s (the first is "
                                  "%.10g, %.10g)",
                                  geoi_crs_name(crs), b->x[0], b->y[0]);
    geoi_hint(job->ctx, job->options->crs != NULL ? "leave out --in-crs" : "--in-crs OGC:CRS84");
    return status;
}

/* What the file says is no fault of the command line, and never the name of another file. */
static geo_status create_crs(const place_job *job, geoi_crs **out)
{
    unsigned wishes = job->options->allow_ballpark != 0 ? GEOI_ALLOW_BALLPARK : 0;
    if (job->options->crs != NULL) {
        return geoi_crs_asked_for(job->ctx, job->options->crs, wishes, out);
    }
    geo_status status = geoi_crs_create(job->ctx, job->file, wishes, out);
    if (status == GEO_INVALID) {
        char shown[80];
        status =
            geoi_fail(job->ctx, GEO_DATA, "says that it is in \"%s\", which is not known here",
                      geoi_printable(job->file, (int64_t)strlen(job->file), shown, sizeof shown));
        geoi_hint(job->ctx, "name the system, such as --in-crs EPSG:4548");
    }
    return status;
}

/* Feature after feature, since not all of them can be converted. Those that cannot keep their
 * positions as they were, at x and y. */
static geo_status convert_each(const place_job *job, const geoi_crs *crs, const double *x,
                               const double *y)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder *b = job->geometry;
    for (int64_t i = 0; i < b->g.n; i++) {
        geo_span at = geo_feature_coords(&b->g, i);
        int64_t n = at.end - at.begin;
        size_t size = (size_t)n * sizeof *x;
        if (n == 0) {
            continue;
        }
        memcpy(b->x + at.begin, x + at.begin, size);
        memcpy(b->y + at.begin, y + at.begin, size);
        status = geoi_crs_to_lonlat(job->ctx, crs, n, b->x + at.begin, b->y + at.begin);
        if (status == GEO_DATA) {
            memcpy(b->x + at.begin, x + at.begin, size);
            memcpy(b->y + at.begin, y + at.begin, size);
            status = geoi_rejects_foresee(job->ctx, job->rejects, i);
        }
        GEO_TRY(status);
    }
done:
    return status;
}

static geo_status convert_or_reject(const place_job *job, const geoi_crs *crs)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder *b = job->geometry;
    double *x = NULL, *y = NULL;
    geoi_rejects_forget(job->rejects);
    GEO_TRY(geoi_geometry_finish(job->ctx, b));
    int64_t n = b->g.coord_count;
    GEO_TRY(geoi_array_raw(job->ctx, n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(job->ctx, n, sizeof *y, &y));
    if (n > 0) {
        memcpy(x, b->x, (size_t)n * sizeof *x);
        memcpy(y, b->y, (size_t)n * sizeof *y);
    }
    status = geoi_crs_to_lonlat(job->ctx, crs, n, b->x, b->y);
    if (status == GEO_DATA) {
        status = convert_each(job, crs, x, y);
    }
done:
    geoi_release(x);
    geoi_release(y);
    return status;
}

/* A position that cannot be converted hints at what system it is in instead. */
static geo_status convert(const place_job *job, const geoi_crs *crs)
{
    char hint[GEOI_CRS_HINT];
    geoi_geometry_builder *b = job->geometry;
    int64_t n = b->g.coord_count;
    if (job->rejects != NULL) {
        return convert_or_reject(job, crs);
    }
    geoi_crs_hint(n, b->x, b->y, hint);
    geo_status status = geoi_crs_to_lonlat(job->ctx, crs, n, b->x, b->y);
    if (status == GEO_DATA) {
        geoi_hint(job->ctx, "%s", hint);
    }
    return status;
}

geo_status geoi_read_to_lonlat(geo_ctx *ctx, const geo_read_options *options, const char *file,
                               bool degrees, geoi_rejects *rejects, geoi_layer_builder *b)
{
    geo_status status = GEO_OK;
    geoi_crs *crs = NULL;
    const char *name = "OGC:CRS84";
    place_job job = {ctx, options, file, geoi_layer_builder_geometry(b), rejects};
    if (options->crs != NULL || file != NULL) {
        GEO_TRY(create_crs(&job, &crs));
        note_overruled(&job, crs);
        name = geoi_crs_name(crs);
        GEO_TRY(check_metres(&job, crs));
        GEO_TRY(geoi_crs_is_lonlat(crs) ? GEO_OK : convert(&job, crs));
    } else if (!degrees) {
        GEO_TRY(fail_no_crs(&job));
    }
    GEO_TRY(geoi_layer_builder_source(ctx, b, NULL, name));
done:
    geoi_crs_destroy(crs);
    return status;
}

geo_status geoi_read_finish(geo_ctx *ctx, geoi_layer_builder *b, geo_layer **out)
{
    char hint[GEOI_CRS_HINT];
    const geoi_geometry_builder *g = geoi_layer_builder_geometry(b);
    geoi_crs_hint(g->g.coord_count, g->x, g->y, hint);
    bool degrees = strstr(hint, "look like degrees") != NULL; /* all but a few */
    geo_status status = geoi_layer_builder_finish(ctx, b, out);
    if (status == GEO_DATA && !degrees && strstr(geo_ctx_message(ctx), "no longitude") != NULL) {
        geoi_hint(ctx, "%s", hint);
    }
    return status;
}

geo_status geoi_read_or_reject(geo_ctx *ctx, const geo_read_options *options, geoi_rejects *rejects,
                               geoi_layer_builder *b, geo_layer **out)
{
    geo_status status = GEO_OK;
    geo_layer *all = NULL;
    int64_t *kept = NULL, count = 0;
    if (options->rejects != NULL) {
        GEO_TRY(geoi_rejects_check(ctx, rejects, b, &kept, &count));
    }
    if (kept == NULL) {
        return geoi_read_finish(ctx, b, out);
    }
    GEO_TRY(geoi_read_finish(ctx, b, &all));
    GEO_TRY(geo_layer_select(ctx, all, kept, count, out));
done:
    geo_layer_destroy(all);
    geoi_release(kept);
    return status;
}
