/* SPDX-License-Identifier: MIT */
/* Files in other systems and encodings, most of them real. */
#include "place.h"

#include <unistd.h>

#include "geo/space.h"
#include "twins.h"

static void gbk_shapefiles_in_four_systems_are_the_same_townships(void **state)
{
    place *p = *state;
    static const char *const files[] = {"crs/ht_4490.shp", "crs/ht_4527.shp", "crs/ht_4548.shp",
                                        "crs/ht_32650.shp", "crs/ht_4527_nocpg.shp"};
    static const char *const systems[] = {"EPSG:4490", "EPSG:4527", "EPSG:4548", "EPSG:32650",
                                          "EPSG:4527"};
    char path[200];
    if (shared_file("beijing/haidian_townships_pop.geojson", path) == NULL) {
        skip();
    }
    geo_layer *twin = read_layer(p, path);
    for (int f = 0; f < 5; f++) {
        geo_layer *layer;
        geo_read_options o = geo_read_options_default();
        (void)shared_file(files[f], path);
        p->notes[0] = '\0';
        assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &layer));
        assert_string_equal(geo_layer_source_crs(layer), systems[f]);
        assert_int_equal(strlen(geo_layer_digest(layer)), 64);
        assert_twins(layer, twin);
        assert_same_vertices(layer, twin, 1e-8);
        assert_same_texts(layer, twin, "name");
        assert_int_equal(f == 4, strstr(p->notes, "texts are read as GB18030") != NULL);
        assert_string_equal(geo_layer_source_encoding(layer), f == 4 ? "GB18030" : "GBK");
        geo_crs_names names;
        assert_ok(p->ctx, geo_crs_describe(p->ctx, geo_layer_source_crs(layer), &names));
        assert_non_null(strstr(names.datum, f == 3 ? "World Geodetic System 1984" : "China 2000"));
        geo_layer_destroy(layer);
    }
    geo_layer_destroy(twin);
}

static void a_shapefile_must_be_complete(void **state)
{
    place *p = *state;
    static const char *const ends[] = {"shp", "prj", "shx", "dbf"};
    geo_layer *layer;
    char path[200], name[40];
    if (shared_file("crs/ht_4548.shp", path) == NULL) {
        skip();
    }
    for (int k = 0; k < 4; k++) {
        size_t n;
        (void)snprintf(name, sizeof name, "crs/ht_4548.%s", ends[k]);
        char *bytes = bytes_of(shared_file(name, path), &n);
        (void)snprintf(name, sizeof name, "PART.%s", ends[k]);
        assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 0, name), bytes, n, 0));
        free(bytes);
        geo_read_options o = geo_read_options_default();
        o.encoding = "GBK";
        geo_status status = geo_layer_read(p->ctx, in_folder(p, 1, "PART.shp"), &o, &layer);
        assert_int_equal(status, k < 2 ? GEO_DATA : GEO_OK);
        if (k < 2) {
            assert_message_has(p->ctx, "its .shx is missing or cut");
        } else if (k == 2) {
            assert_non_null(strstr(p->notes, "has no .dbf beside it"));
            assert_int_equal(geo_layer_column_count(layer), 0);
        }
        geo_layer_destroy(layer);
    }
    assert_int_equal(unlink(in_folder(p, 2, "PART.prj")), 0);
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[1], NULL, &layer), GEO_DATA);
    assert_status(p->ctx, geo_layer_read(p->ctx, in_folder(p, 2, "PART.dbf"), NULL, &layer),
                  GEO_DATA);
    assert_message_has(p->ctx, "give the file that ends in .shp");
}

/* A Shapefile of one point and one number, byte by byte, with one of them changed. */
static geo_status read_small_shapefile(place *p, int type, const char *number, int row_size)
{
    unsigned char shp[128] = {0}, shx[108] = {0};
    char dbf[32 + 32 + 1 + 9] = {3};
    static const double at[2] = {116.25, 40.5};
    geo_read_options o = geo_read_options_default();
    geo_layer *layer;
    shp[2] = 0x27, shp[3] = 0x0A, shp[27] = 64, shp[29] = 3, shp[28] = 0xE8; /* version 1000 */
    shp[32] = 1;
    memcpy(shx, shp, 100);
    shx[27] = 54, shx[103] = 50, shx[107] = 10;
    shp[103] = 1, shp[107] = 10, shp[108] = (unsigned char)type;
    memcpy(shp + 112, at, sizeof at);
    dbf[4] = 1, dbf[8] = 65, dbf[10] = (char)row_size;
    memcpy(dbf + 32, "pop", 3);
    dbf[43] = 'N', dbf[48] = 8, dbf[49] = 2, dbf[64] = 0x0D;
    memcpy(dbf + 65, " ", 1);
    memcpy(dbf + 66, number, 8);
    assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 0, "a.shp"), shp, sizeof shp, 1));
    assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 1, "a.shx"), shx, sizeof shx, 1));
    assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 1, "a.dbf"), dbf, sizeof dbf, 1));
    o.crs = "EPSG:4326";
    geo_status status = geo_layer_read(p->ctx, p->path[0], &o, &layer);
    if (status == GEO_OK) {
        assert_true(geo_layer_column(layer, 0).reals[0] == 12.5);
        assert_true(geo_layer_geometry(layer)->x[0] == 116.25);
    }
    geo_layer_destroy(layer);
    return status;
}

static void what_gdal_would_misread_is_refused(void **state)
{
    place *p = *state;
    assert_ok(p->ctx, read_small_shapefile(p, 1, "   12.50", 9));
    assert_status(p->ctx, read_small_shapefile(p, 1, "   12,50", 9), GEO_DATA);
    assert_message_has(p->ctx, "a.shp: feature 1: column \"pop\": \"   12,50\" is no number");
    assert_status(p->ctx, read_small_shapefile(p, 99, "   12.50", 9), GEO_DATA);
    assert_message_has(p->ctx, "feature 1: there is no shape type 99");
    assert_status(p->ctx, read_small_shapefile(p, 1, "   12.50", 10), GEO_DATA);
    assert_message_has(p->ctx, "its .dbf is cut off or damaged");
    assert_status(p->ctx, read_small_shapefile(p, 1, "   12.50", 0), GEO_DATA);
}

static void gcj_02_and_bd_09_are_undone(void **state)
{
    place *p = *state;
    static const char *const files[] = {"crs/haidian_townships_gcj02.geojson",
                                        "crs/haidian_townships_bd09.geojson"};
    static const char *const systems[] = {"GCJ-02", "BD-09"};
    char path[200];
    if (shared_file("beijing/haidian_townships_pop.geojson", path) == NULL) {
        skip();
    }
    geo_layer *twin = read_layer(p, path);
    for (int f = 0; f < 2; f++) {
        geo_layer *layer;
        geo_read_options o = geo_read_options_default();
        o.crs = systems[f];
        assert_ok(p->ctx, geo_layer_read(p->ctx, shared_file(files[f], path), &o, &layer));
        assert_same_vertices(layer, twin, 6e-8); /* the files have 7 decimals */
        geo_layer_destroy(layer);
    }
    geo_layer_destroy(twin);
}

static void a_flatgeobuf_in_web_mercator_becomes_degrees(void **state)
{
    place *p = *state;
    char path[200];
    if (shared_file("networks/amsterdam_roads.fgb", path) == NULL) {
        skip();
    }
    geo_layer *layer = read_layer(p, path);
    geo_box box = geo_layer_extent(layer);
    assert_int_equal(geo_layer_count(layer), 21648);
    assert_true(box.min_x > 4.7 && box.max_x < 5.1 && box.min_y > 52.2 && box.max_y < 52.5);
    geo_layer_destroy(layer);
}

static void the_caller_overrules_the_files_system_and_is_told(void **state)
{
    place *p = *state;
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    put_text(p, in_folder(p, 0, "a.csv"), "x,y\n441064.2374,4427980.5179\n");
    o.crs = "EPSG:4548";
    assert_ok(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &layer));
    assert_near(geo_layer_geometry(layer)->x[0], 116.31, 1e-11);
    assert_near(geo_layer_geometry(layer)->y[0], 39.984, 1e-11);
    assert_string_equal(geo_layer_source_crs(layer), "EPSG:4548");
    put_text(p, in_folder(p, 2, "degrees.csv"), "x,y\n116.31,39.984\n");
    geo_layer *none;
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[2], &o, &none), GEO_DATA);
    assert_null(none);
    assert_message_has(p->ctx, "degrees, not the metres of EPSG:4548");
    assert_int_equal(remove(p->path[2]), 0);
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.gpkg"), layer, NULL));
    geo_layer_destroy(layer);
    o.crs = "GCJ-02";
    assert_ok(p->ctx, geo_layer_read(p->ctx, p->path[1], &o, &layer));
    assert_non_null(strstr(p->notes, "read in GCJ-02 as asked, though the file says EPSG:4326"));
    geo_layer_destroy(layer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(gbk_shapefiles_in_four_systems_are_the_same_townships),
        TEST(a_shapefile_must_be_complete),
        TEST(what_gdal_would_misread_is_refused),
        TEST(gcj_02_and_bd_09_are_undone),
        TEST(a_flatgeobuf_in_web_mercator_becomes_degrees),
        TEST(the_caller_overrules_the_files_system_and_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
