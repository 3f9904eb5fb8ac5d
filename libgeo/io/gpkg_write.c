/* SPDX-License-Identifier: MIT */
/* A layer into a GeoPackage, through SQLite: table, index, titles, run, style. */
#include <unistd.h>

#include "io/gpkg_internal.h"

enum { MOST_COLUMNS = 1998, SHOWN = 80 }; /* SQLite holds 2000, with the key and the geometry */

static const char cannot_write[] = "cannot be written as GeoPackage";
static const char cannot_read[] = "cannot be read as GeoPackage";

static geo_status check_column_count(geo_ctx *ctx, const geoi_out_columns *c)
{
    if (c->count <= MOST_COLUMNS) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_UNSUPPORTED, "there are %lld columns, and a GeoPackage holds %d",
                  (long long)c->count, MOST_COLUMNS);
    geoi_hint(ctx, "keep fewer columns, or write .geojson or .fgb");
    return status;
}

/* The name asked for. That of the file may be one that a layer cannot have. */
static const char *name_of(const geoi_gpkg_options *o)
{
    if (o->name != NULL) {
        return o->name;
    }
    return geoi_gpkg_may_be_called(o->stem) ? o->stem : "layer";
}

static geo_status make_place(geoi_gpkg *p, bool empty, bool replace)
{
    geo_status status = GEO_OK;
    bool there = false;
    if (empty) { /* must come before the first table is made */
        GEO_TRY(geoi_sqlite_run(&p->db, "PRAGMA application_id = 0x47504B47; "
                                        "PRAGMA user_version = 10300"));
    } else {
        GEO_TRY(geoi_gpkg_check_file(&p->db));
    }
    GEO_TRY(geoi_sqlite_run(&p->db, "BEGIN"));
    GEO_TRY(geoi_gpkg_make_tables(p));
    GEO_TRY(geoi_gpkg_look_up(&p->db, p->name, replace, &there));
    if (there) {
        GEO_TRY(geoi_gpkg_drop_layer(&p->db, p->name));
    }
done:
    return status;
}

static geo_status put_layer(geoi_gpkg *p, const geoi_gpkg_options *o)
{
    geo_status status = GEO_OK;
    geoi_gpkg_boxes boxes = {0};
    GEO_TRY(geoi_gpkg_make_layer(p));
    GEO_TRY(geoi_gpkg_put_features(p, &boxes));
    GEO_TRY(geoi_gpkg_make_index(p, &boxes));
    GEO_TRY(geoi_gpkg_put_titles(p));
    if (o->run != NULL) {
        GEO_TRY(geoi_gpkg_put_run(p, o->run));
    }
    if (o->style.kind != GEO_STYLE_NONE) {
        GEO_TRY(geoi_gpkg_put_style(p, &o->style));
    }
    GEO_TRY(geoi_sqlite_run(&p->db, "COMMIT"));
done:
    geoi_release(boxes.box);
    geoi_release(boxes.key);
    return status;
}

geo_status geoi_gpkg_write(geo_ctx *ctx, int fd, const geo_layer *layer, const geoi_gpkg_options *o)
{
    geo_status status = GEO_OK;
    geoi_gpkg p = {.ctx = ctx, .layer = layer, .name = name_of(o)};
    bool empty = lseek(fd, 0, SEEK_END) == 0;
    geoi_out_geometry_look(geo_layer_geometry(layer), &p.shape);
    GEO_TRY(geoi_out_columns_plan(ctx, layer,
                                  GEOI_OUT_HAS_DATES | GEOI_OUT_HAS_MOMENTS | GEOI_OUT_HAS_KEYS |
                                      GEOI_OUT_ONE_CASE,
                                  "GeoPackage", NULL, &p.columns));
    GEO_TRY(check_column_count(ctx, &p.columns));
    geoi_out_columns_free_name(&p.columns, "fid", p.key);
    geoi_out_columns_free_name(&p.columns, "geom", p.geometry);
    GEO_TRY(geoi_sqlite_open(ctx, fd, cannot_write, &p.db));
    GEO_TRY(make_place(&p, empty, o->replace));
    GEO_TRY(put_layer(&p, o));
done:
    geoi_sqlite_close(&p.db);
    geoi_out_columns_clear(&p.columns);
    return status;
}

geo_status geoi_gpkg_check_name(geo_ctx *ctx, int fd, const char *name, bool replace)
{
    geo_status status = GEO_OK;
    geoi_sqlite db = {0};
    bool there;
    GEO_TRY(geoi_sqlite_open(ctx, fd, cannot_read, &db));
    GEO_TRY(geoi_gpkg_check_file(&db));
    GEO_TRY(geoi_gpkg_look_up(&db, name, replace, &there));
done:
    geoi_sqlite_close(&db);
    return status;
}

geo_status geoi_gpkg_count_layers(geo_ctx *ctx, int fd, int64_t *count)
{
    geoi_sqlite db = {0};
    *count = 0;
    geo_status status = geoi_sqlite_open(ctx, fd, cannot_read, &db);
    if (status == GEO_OK) {
        status = geoi_sqlite_number(&db, count,
                                    "SELECT count(*) FROM gpkg_contents WHERE lower(table_name) "
                                    "!= 'layer_styles'");
    }
    geoi_sqlite_close(&db);
    return status == GEO_MEMORY ? status : GEO_OK; /* what is no GeoPackage has no layers */
}
