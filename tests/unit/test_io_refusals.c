/* SPDX-License-Identifier: MIT */
/* What is not read or written, and what is said of it. */
#include "place.h"

#include <unistd.h>

static void an_unknown_layer_is_named_with_the_nearest(void **state)
{
    place *p = *state;
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    put_text(p, in_folder(p, 0, "in.geojson"), all_types_text);
    convert(p, p->path[0], in_folder(p, 1, "stations.gpkg"));
    o.layer = "statoins";
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[1], &o, &layer), GEO_INVALID);
    assert_message_has(p->ctx, "stations.gpkg: has no layer \"statoins\"");
    assert_message_has(p->ctx, "did you mean \"stations\"?");
    o.layer = "stations";
    assert_ok(p->ctx, geo_layer_read(p->ctx, p->path[1], &o, &layer));
    geo_layer_destroy(layer);
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &layer), GEO_INVALID);
    assert_message_has(p->ctx, "a layer can only be named in GeoPackage");
}

/* The one in the corpus never ends. */
static void a_view_is_not_run(void **state)
{
    place *p = *state;
    geo_layer *layer;
    char path[200];
    geo_read_options o = geo_read_options_default();
    o.layer = "v";
    if (shared_file("../corpus/own/gpkg/view_infinite_recursion.gpkg", path) == NULL ||
        access(path, R_OK) != 0) {
        skip();
    }
    assert_status(p->ctx, geo_layer_read(p->ctx, path, &o, &layer), GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "the layer \"v\" is a view");
    o.layer = "pts";
    assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &layer));
    geo_layer_destroy(layer);
}

static void unsaved_changes_beside_a_geopackage_are_refused(void **state)
{
    place *p = *state;
    geo_layer *layer;
    put_text(p, in_folder(p, 0, "in.geojson"), all_types_text);
    convert(p, p->path[0], in_folder(p, 1, "a.gpkg"));
    put_text(p, in_folder(p, 2, "a.gpkg-wal"), "rows");
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[1], NULL, &layer), GEO_DATA);
    assert_message_has(p->ctx, "another program has unsaved changes in it (-wal)");
    layer = read_layer(p, p->path[0]);
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o), GEO_DATA);
    geo_layer_destroy(layer);
}

static void files_of_no_format_are_refused(void **state)
{
    place *p = *state;
    static const struct {
        const char *name, *bytes;
        size_t size;
        geo_status status;
        const char *message;
    } cases[] = {
        {"a.geojson", "", 0, GEO_DATA, "a.geojson: is empty"},
        {"a.bin", "hello", 5, GEO_DATA, "is in no format that is read here"},
        {"a.csv", "a\0b", 3, GEO_DATA, "is in no format"},
        {"a.gz", "\x1F\x8B\x08", 3, GEO_DATA, "the gzip data are cut off"},
        {"a.zip", "PK\x03\x04", 4, GEO_UNSUPPORTED, "is a ZIP archive"},
        {"a.kml", "<?xml version", 13, GEO_DATA, "is cut off"},
        {"a.xml", "<gml:a/>", 8, GEO_UNSUPPORTED, "is an XML file of <gml:a>"},
        {"a.osm", "<!DOCTYPE osm [<!ENTITY a 'b'>]><osm/>", 38, GEO_DATA, "entities are refused"},
        {"a.osm", "<osm><node id='1' lat='1' lon='2'></osm>", 40, GEO_DATA, "line 1: a tag closes"},
        {"a.osm", "<osm><node id='x'/></osm>", 25, GEO_DATA, "id \"x\" is no number"},
        {"a.osm", "<osmChange/>", 12, GEO_UNSUPPORTED, "a list of changes"},
        {"a.osm.pbf", "\0\0\0\x0D\x0A\x09OSMHeader\x18\x05", 17, GEO_DATA, "cut off"},
        {"a.tab", "!table\nType LINKED\n", 19, GEO_UNSUPPORTED, "names other files"},
        {"a.mif", "Version 300\n", 12, GEO_DATA, "its .mid is missing"},
        {"a.db", "SQLite format 3\0 and more", 25, GEO_UNSUPPORTED, "no GeoPackage"},
        {"a.gpkg", "SQLite format 3\0 and more", 25, GEO_DATA, "cannot be read as GeoPackage"},
        {"a.fgb",
         "fgb\x03"
         "fgb\x01 and more",
         17, GEO_DATA, "cannot be read as FlatGeobuf"},
        {"a.csv", "lon,lat\n200,10\n", 15, GEO_DATA, "EPSG:4548"},
        {"a.csv", "name,kind\n1,2\n", 14, GEO_DATA, "no column of longitude"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geo_layer *layer;
        const char *path = in_folder(p, 0, cases[i].name);
        assert_ok(p->ctx, geo_file_write(p->ctx, path, cases[i].bytes, cases[i].size, 1));
        assert_status(p->ctx, geo_layer_read(p->ctx, path, NULL, &layer), cases[i].status);
        assert_null(layer);
        assert_message_has(p->ctx, cases[i].message);
        assert_message_has(p->ctx, cases[i].name);
    }
}

/* Every cut of a file is an error or a layer, never a crash; a cut FlatGeobuf is never taken
 * for a whole one. */
static void files_that_are_cut_off_are_refused(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb"};
    put_text(p, in_folder(p, 0, "in.geojson"), common_types_text);
    for (int f = 0; f < 2; f++) {
        size_t n;
        convert(p, p->path[0], in_folder(p, 1, names[f]));
        char *bytes = bytes_of(p->path[1], &n);
        (void)in_folder(p, 2, f == 0 ? "cut.gpkg" : "cut.fgb");
        for (size_t k = 1; k <= 20; k++) {
            geo_layer *layer;
            size_t size = n * k / 21;
            assert_ok(p->ctx, geo_file_write(p->ctx, p->path[2], bytes, size, 1));
            geo_status status = geo_layer_read(p->ctx, p->path[2], NULL, &layer);
            if (status == GEO_OK && geo_layer_count(layer) == 4 && f == 1) {
                fail_msg("%zu of %zu bytes of %s were taken for all", size, n, names[f]);
            }
            geo_layer_destroy(layer);
        }
        free(bytes);
    }
}

static void outputs_that_cannot_be_are_refused(void **state)
{
    place *p = *state;
    geo_layer *layer;
    geo_write_options o = geo_write_options_default();
    put_text(p, in_folder(p, 0, "in.geojson"), all_types_text);
    layer = read_layer(p, p->path[0]);
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.kml"), layer, NULL),
                  GEO_INVALID);
    assert_message_has(p->ctx, "use .geojson, .geojsonl, .gpkg, .fgb, .csv or .shp");
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[0], layer, NULL), GEO_IO);
    assert_message_has(p->ctx, "in.geojson: exists already");
    o.decimals = 16;
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.geojson"), layer, &o),
                  GEO_INVALID);
    o = geo_write_options_default();
    o.run = "[1]";
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o), GEO_INVALID);
    o = geo_write_options_default();
    o.style_class_count = 1;
    assert_status(p->ctx, geo_layer_write_check(p->ctx, in_folder(p, 1, "a.gpkg"), &o),
                  GEO_INVALID);
    assert_message_has(p->ctx, "style_class_count: 1 without style_classes");
    o = geo_write_options_default();
    o.style = GEO_STYLE_SINGLE;
    assert_status(p->ctx, geo_layer_write(p->ctx, "-", layer, &o), GEO_INVALID);
    assert_message_has(p->ctx, "standard output: style");
    assert_status(p->ctx, geo_layer_write_check(p->ctx, "-", &o), GEO_INVALID);
    assert_status(p->ctx, geo_layer_write_check(p->ctx, p->path[0], NULL), GEO_IO);
    assert_message_has(p->ctx, "in.geojson: exists already");
    assert_status(p->ctx, geo_layer_write_check(p->ctx, "nowhere/a.gpkg", NULL), GEO_IO);
    assert_status(p->ctx, geo_layer_write_check(p->ctx, "a.docx", NULL), GEO_INVALID);
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, in_folder(p, 1, "a.geojson"), &o));
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, in_folder(p, 1, "a.gpkg"), NULL));
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, "-", NULL));
    geo_layer_destroy(layer);
    assert_int_equal(entries(p->folder), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(an_unknown_layer_is_named_with_the_nearest),
        TEST(a_view_is_not_run),
        TEST(unsaved_changes_beside_a_geopackage_are_refused),
        TEST(files_of_no_format_are_refused),
        TEST(files_that_are_cut_off_are_refused),
        TEST(outputs_that_cannot_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
