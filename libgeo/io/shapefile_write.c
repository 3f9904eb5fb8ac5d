/* SPDX-License-Identifier: MIT */
/* The members of a Shapefile: all are complete and on the disk before the first gets its name,
 * and the .shp, by which the others are found, comes last. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/file.h"
#include "io/shapefile_write.h"
#include "io/sniff.h"
#include "io/style.h"

enum { DBF, SHX, PRJ, CPG, QML, SHP, MEMBERS };

static const char *const extensions[MEMBERS] = {".dbf", ".shx", ".prj", ".cpg", ".qml", ".shp"};
/* Indexes that others made of the file that is replaced: they would find the wrong features. */
static const char *const indexes[] = {".qix", ".sbn", ".sbx", ".idm", ".ind", ".fbn", ".fbx"};

static const char prj[] = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\","
                          "6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\","
                          "0.0174532925199433]]";
static const char cpg[] = "UTF-8";

typedef struct members {
    geo_ctx *ctx;
    const char *path;
    const geo_write_options *o;
    geoi_file file[MEMBERS];
    bool named[MEMBERS]; /* has its name, and was not there before */
} members;

static bool is_wanted(const members *m, int k)
{
    return k != QML || m->o->style != GEO_STYLE_NONE;
}

/* The path with another extension. */
static geo_status beside(const members *m, const char *extension, geoi_text *out)
{
    geo_status status = GEO_OK;
    int64_t length = (int64_t)strlen(m->path);
    out->length = 0;
    GEO_TRY(geoi_text_append(m->ctx, out, m->path,
                             geoi_has_extension(m->path, ".shp") ? length - 4 : length));
    GEO_TRY(geoi_text_append(m->ctx, out, extension, (int64_t)strlen(extension)));
done:
    return status;
}

/* ---- Opening ---------------------------------------------------------------------------- */

static geo_status open_member(members *m, int k, const char *path)
{
    geoi_file_options how = {.overwrite = m->o->overwrite != 0};
    geo_status status = geoi_file_create(m->ctx, path, &how, &m->file[k]);
    if (status != GEO_OK && k != SHP) {
        geoi_where(m->ctx, "its %s", extensions[k]);
    }
    return status;
}

static geo_status check_path(const members *m)
{
    geo_status status = GEO_OK;
    if (strcmp(m->path, "-") == 0) {
        status = geoi_fail(m->ctx, GEO_INVALID, "a Shapefile is several files");
        geoi_hint(m->ctx, "write to a file: -o out.shp");
    } else if (!geoi_has_extension(m->path, ".shp")) {
        status = geoi_fail(m->ctx, GEO_INVALID, "the name of a Shapefile ends with .shp");
    }
    return status;
}

static geo_status open_members(members *m)
{
    geo_status status = GEO_OK;
    geoi_text path = {0};
    GEO_TRY(check_path(m));
    for (int k = MEMBERS - 1; k >= 0; k--) { /* what is said first is about the .shp */
        if (is_wanted(m, k)) {
            GEO_TRY(k != SHP ? beside(m, extensions[k], &path) : GEO_OK);
            GEO_TRY(open_member(m, k, k != SHP ? path.bytes : m->path));
        }
    }
done:
    geoi_release(path.bytes);
    return status;
}

/* ---- Writing ---------------------------------------------------------------------------- */

static geo_status write_style(members *m, const geo_layer *layer, const geoi_out_columns *columns)
{
    geo_status status = GEO_OK;
    const char **names = NULL;
    geoi_text qml = {0};
    geoi_style style = geoi_style_of(m->o);
    GEO_TRY(geoi_out_columns_names(m->ctx, columns, layer, &names));
    GEO_TRY(geoi_style_qml(m->ctx, layer, &style, names, &qml));
    GEO_TRY(geoi_file_put(m->ctx, &m->file[QML], qml.bytes, qml.length));
done:
    geoi_release(names);
    geoi_release(qml.bytes);
    return status;
}

static geo_status write_members(members *m, const geo_layer *layer)
{
    geo_status status = GEO_OK;
    geoi_out_columns columns = {0};
    geoi_out_geometry shape;
    const geo_geometry *g = geo_layer_geometry(layer);
    geoi_sink shp = {geoi_file_put, &m->file[SHP]}, shx = {geoi_file_put, &m->file[SHX]};
    geoi_sink dbf = {geoi_file_put, &m->file[DBF]};
    geoi_out_geometry_look(g, &shape);
    GEO_TRY(geoi_shapes_check(m->ctx, &shape));
    GEO_TRY(geoi_out_columns_plan(m->ctx, layer, GEOI_OUT_HAS_DATES | GEOI_OUT_PLAIN_IDS,
                                  "Shapefile", NULL, &columns));
    GEO_TRY(geoi_stage(m->ctx, 0.0, 0.5, "writing"));
    GEO_TRY(geoi_dbf_write(m->ctx, &columns, g->n, &dbf));
    GEO_TRY(geoi_stage(m->ctx, 0.5, 1.0, "writing"));
    GEO_TRY(geoi_shapes_write(m->ctx, g, &shape, &shp, &shx));
    GEO_TRY(geoi_file_put(m->ctx, &m->file[PRJ], prj, (int64_t)sizeof prj - 1));
    GEO_TRY(geoi_file_put(m->ctx, &m->file[CPG], cpg, (int64_t)sizeof cpg - 1));
    if (is_wanted(m, QML)) {
        GEO_TRY(write_style(m, layer, &columns));
    }
done:
    geoi_out_columns_clear(&columns);
    return status;
}

/* ---- Names ------------------------------------------------------------------------------ */

static geo_status store(members *m)
{
    geo_status status = GEO_OK;
    for (int k = 0; k < MEMBERS; k++) {
        if (is_wanted(m, k)) {
            GEO_TRY(geoi_file_flush(m->ctx, &m->file[k]));
            if (fsync(m->file[k].fd) != 0) {
                GEO_TRY(geoi_file_fail(m->ctx, errno, "cannot be written to the disk"));
            }
        }
    }
done:
    return status;
}

static geo_status drop_indexes(const members *m)
{
    geo_status status = GEO_OK;
    geoi_text path = {0};
    for (int64_t i = 0; m->o->overwrite != 0 && i < GEOI_COUNT_OF(indexes); i++) {
        GEO_TRY(beside(m, indexes[i], &path));
        if (unlink(path.bytes) != 0 && errno != ENOENT) {
            GEO_TRY(geoi_file_fail(m->ctx, errno, "its spatial index cannot be removed"));
        }
    }
done:
    geoi_release(path.bytes);
    return status;
}

static geo_status name_members(members *m)
{
    geo_status status = GEO_OK;
    geoi_text path = {0};
    GEO_TRY(drop_indexes(m));
    for (int k = 0; k < MEMBERS; k++) {
        if (is_wanted(m, k)) {
            struct stat info;
            GEO_TRY(beside(m, extensions[k], &path));
            bool there = lstat(path.bytes, &info) == 0;
            GEO_TRY(geoi_file_commit(m->ctx, &m->file[k]));
            m->named[k] = !there;
        }
    }
done:
    geoi_release(path.bytes);
    return status;
}

/* A member could not get its name: those that are new lose theirs. */
static void take_back(const members *m)
{
    geoi_text path = {0};
    for (int k = 0; k < MEMBERS; k++) {
        if (m->named[k] && beside(m, extensions[k], &path) == GEO_OK) {
            (void)unlink(path.bytes);
        }
    }
    geoi_release(path.bytes);
}

static void close_members(members *m)
{
    for (int k = 0; k < MEMBERS; k++) {
        geoi_file_close(&m->file[k]);
    }
}

/* ---- All together ----------------------------------------------------------------------- */

geo_status geoi_shapefile_write(geo_ctx *ctx, const char *path, const geo_layer *layer,
                                const geo_write_options *o)
{
    geo_status status = GEO_OK;
    members m = {.ctx = ctx, .path = path, .o = o};
    GEO_TRY(open_members(&m));
    GEO_TRY(write_members(&m, layer));
    GEO_TRY(store(&m));
    status = name_members(&m);
    if (status != GEO_OK) {
        take_back(&m);
    }
done:
    close_members(&m);
    return status;
}

geo_status geoi_shapefile_check_write(geo_ctx *ctx, const char *path, const geo_write_options *o)
{
    members m = {.ctx = ctx, .path = path, .o = o};
    geo_status status = open_members(&m);
    close_members(&m);
    return status;
}
