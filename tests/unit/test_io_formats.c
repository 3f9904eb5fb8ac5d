/* SPDX-License-Identifier: MIT */
/* OpenStreetMap, KML and MapInfo: what comes out of small files, and what is told of them. */
#include <unistd.h>

#include "place.h"
#include "support.h"

#include "geo/geometry.h"
#include "geo/space.h"

static geo_layer *read_named(place *p, const char *path, const char *layer, const char *tags)
{
    geo_layer *out;
    geo_read_options o = geo_read_options_default();
    o.layer = layer;
    o.tags = tags;
    assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &out));
    return out;
}

static void assert_text(const geo_layer *layer, const char *column, int64_t row, const char *text)
{
    int64_t index = geo_layer_find(layer, column);
    assert_true(index >= 0);
    geo_column c = geo_layer_column(layer, index);
    assert_false(geo_column_is_null(&c, row));
    assert_int_equal(c.text_begin[row + 1] - c.text_begin[row], strlen(text));
    assert_memory_equal(c.text + c.text_begin[row], text, strlen(text));
}

/* ---- OpenStreetMap ----------------------------------------------------------------------- */

/* Ways and relations come before nodes, and one node is not there. */
static const char unsorted[] =
    "<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6'>\n"
    "<relation id='9'><member type='way' ref='7' role='outer'/><member type='way' ref='99' "
    "role='inner'/><tag k='type' v='multipolygon'/><tag k='landuse' v='park &amp; ride'/>"
    "</relation>\n"
    "<way id='8'><nd ref='3'/><nd ref='1'/><nd ref='-5'/><nd ref='77'/><tag k='highway' "
    "v='primary'/><tag k='lanes' v='4'/></way>\n"
    "<way id='7'><nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='1'/></way>\n"
    "<way id='6'><nd ref='1'/><tag k='highway' v='path'/></way>\n"
    "<node id='3' lat='40.1' lon='116.2'/><node id='1' lat='40' lon='116'/>"
    "<node id='2' lat='40' lon='116.2'/><node id='-5' lat='40.5' lon='116.5'><tag k='name' "
    "v='海淀'/></node>\n</osm>\n";

static void osm_that_is_unsorted_loses_nothing(void **state)
{
    place *p = *state;
    geo_layer *none;
    put_text(p, in_folder(p, 0, "a.osm"), unsorted);
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], NULL, &none), GEO_INVALID);
    assert_message_has(p->ctx, "has 2 layers: points (1), lines (1)");
    geo_layer *lines = read_named(p, p->path[0], "lines", "highway");
    assert_int_equal(geo_layer_count(lines), 1);
    assert_int_equal(geo_layer_geometry(lines)->coord_count, 3);
    assert_text(lines, "highway", 0, "primary");
    assert_text(lines, "other_tags", 0, "\"lanes\"=>\"4\"");
    assert_non_null(strstr(p->notes, "1 way names nodes that are not in the file"));
    assert_non_null(strstr(p->notes, "1 way has fewer than two nodes"));
    assert_non_null(strstr(p->notes, "1 relation (area, route) names ways"));
    geo_layer *points = read_named(p, p->path[0], "points", NULL);
    assert_text(points, "name", 0, "海淀");
    geo_layer_destroy(lines);
    geo_layer_destroy(points);
}

static void osm_ids_that_come_twice_are_refused(void **state)
{
    place *p = *state;
    geo_layer *none;
    geo_read_options o = geo_read_options_default();
    put_text(p, in_folder(p, 0, "a.osm"),
             "<osm><node id='4' lat='1' lon='1'/><node id='4' lat='2' lon='2'/></osm>");
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &none), GEO_DATA);
    assert_message_has(p->ctx, "the node 4 comes twice");
    o.tags = "name,,highway";
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &none), GEO_INVALID);
    assert_message_has(p->ctx, "tags are keys with commas between");
}

/* A map in both spellings, by those who made the formats' tests. */
static void osm_pbf_is_what_its_xml_is(void **state)
{
    place *p = *state;
    char xml[200], pbf[200];
    static const char *const layers[] = {"points", "lines", "polygons", "multilinestrings"};
    if (shared_file("../corpus/gdal/osm/test.osm", xml) == NULL || access(xml, R_OK) != 0) {
        skip();
    }
    (void)shared_file("../corpus/gdal/osm/test.pbf", pbf);
    for (int i = 0; i < 4; i++) {
        geo_layer *a = read_named(p, xml, layers[i], NULL),
                  *b = read_named(p, pbf, layers[i], NULL);
        assert_int_equal(geo_layer_count(a), geo_layer_count(b));
        assert_int_equal(geo_layer_geometry(a)->coord_count, geo_layer_geometry(b)->coord_count);
        geo_layer_destroy(a);
        geo_layer_destroy(b);
    }
}

static void osm_pbf_that_is_cut_is_refused(void **state)
{
    place *p = *state;
    char path[200];
    size_t n;
    if (shared_file("../corpus/own/osmpbf/ok.osm.pbf", path) == NULL || access(path, R_OK) != 0) {
        skip();
    }
    char *bytes = bytes_of(path, &n);
    geo_layer_destroy(read_named(p, path, "lines", NULL));
    for (size_t size = 20; size < n; size += 7) {
        geo_layer *none;
        geo_read_options o = geo_read_options_default();
        o.layer = "lines";
        assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 0, "a.osm.pbf"), bytes, size, 1));
        geo_status status = geo_layer_read(p->ctx, p->path[0], &o, &none);
        if (status == GEO_OK && geo_layer_count(none) > 0) {
            fail_msg("%zu of %zu bytes gave a way", size, n);
        }
        geo_layer_destroy(none);
    }
    free(bytes);
}

/* ---- KML and MapInfo --------------------------------------------------------------------- */

static const char kml[] =
    "<?xml version='1.0' encoding='UTF-8'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document>"
    "<name>d</name><NetworkLink><Link><href>http://127.0.0.1:18099/a.kml</href></Link>"
    "</NetworkLink>"
    "<Folder><name>stops</name><Placemark><name>学院路</name><ExtendedData><Data name='pop'><value>"
    "12</value></Data></ExtendedData><Point><coordinates>116.3,40.1</coordinates></Point>"
    "</Placemark></Folder>"
    "<Folder><name>roads</name><Placemark><LineString><coordinates>1,2 3,4</coordinates>"
    "</LineString></Placemark></Folder></Document></kml>";

static void kml_gives_its_folders_as_layers(void **state)
{
    place *p = *state;
    geo_layer *none;
    put_text(p, in_folder(p, 0, "a.kml"), kml);
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], NULL, &none), GEO_INVALID);
    assert_message_has(p->ctx, "stops (1), roads (1)");
    assert_non_null(strstr(p->notes, "1 link to another file or address is not followed"));
    geo_layer *stops = read_named(p, p->path[0], "stops", NULL);
    assert_text(stops, "Name", 0, "学院路");
    assert_text(stops, "pop", 0, "12");
    assert_true(geo_layer_geometry(stops)->x[0] == 116.3);
    geo_layer_destroy(stops);
}

static void kml_positions_are_two_or_three_numbers(void **state)
{
    place *p = *state;
    static const char *const right[] = {"1,2 3,4", " 1.5e1, 2 ,5\n3,4,5 "};
    static const char *const wrong[] = {"nan,2 3,4", "1,2 3,", "1;2 3;4", "1,2,3,4 5,6", "a,b"};
    for (int i = 0; i < 7; i++) {
        char text[400];
        geo_layer *layer;
        snprintf(text, sizeof text,
                 "<kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark>\n<LineString>"
                 "<coordinates>%s</coordinates></LineString></Placemark></Document></kml>",
                 i < 2 ? right[i] : wrong[i - 2]);
        assert_ok(p->ctx, geo_file_write(p->ctx, in_folder(p, 0, "a.kml"), text, strlen(text), 1));
        geo_status status = geo_layer_read(p->ctx, p->path[0], NULL, &layer);
        assert_int_equal(status, i < 2 ? GEO_OK : GEO_DATA);
        if (i >= 2) {
            assert_message_has(p->ctx, "line 2: the coordinates are no positions");
        }
        geo_layer_destroy(layer);
    }
}

static void mapinfo_text_is_read_with_its_mid(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "a.mif"),
             "Version 300\nCharset \"Neutral\"\nDelimiter \",\"\nCoordSys Earth Projection 1, 104\n"
             "Columns 2\n  name Char(20)\n  pop Integer\nData\n\nPoint 116.5 40.25\n"
             "Point 117 41\n");
    put_text(p, in_folder(p, 1, "a.mid"), "\"a\",1\n\"学院路\",-2\n");
    geo_layer *layer = read_layer(p, p->path[0]);
    assert_int_equal(geo_layer_count(layer), 2);
    assert_text(layer, "name", 1, "学院路");
    assert_int_equal(geo_layer_column(layer, geo_layer_find(layer, "pop")).ints[1], -2);
    assert_true(geo_layer_geometry(layer)->y[0] == 40.25);
    geo_layer_destroy(layer);
}

/* ---- Libraries --------------------------------------------------------------------------- */

static void assert_libraries(geo_ctx *ctx, const char *names)
{
    char got[64] = "";
    geo_library library = geo_ctx_library(ctx, 0);
    for (int64_t i = 0; library.name != NULL; library = geo_ctx_library(ctx, ++i)) {
        size_t used = strlen(got);
        (void)snprintf(got + used, sizeof got - used, "%s ", library.name);
        assert_true(library.version[0] >= '1' && library.version[0] <= '9');
        assert_int_equal(strspn(library.version, "0123456789."), strlen(library.version));
    }
    assert_string_equal(got, names);
    assert_null(library.version);
}

static void a_context_knows_the_libraries_it_has_used_and_no_others(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "a.geojson"), all_types_text);
    put_text(p, in_folder(p, 1, "b.geojson"), common_types_text);
    for (int64_t threads = 1; threads <= 7; threads += 2) {
        geo_ctx *ctx = ctx_with_threads(threads);
        geo_layer *layer;
        geo_defects *defects;
        geo_frame *frame;
        assert_libraries(ctx, "");
        assert_ok(ctx, geo_layer_read(ctx, p->path[0], NULL, &layer));
        assert_libraries(ctx, "");
        assert_ok(ctx, geo_layer_check(ctx, layer, &defects));
        assert_libraries(ctx, "GEOS ");
        geo_defects_destroy(defects);
        geo_layer_destroy(layer);
        assert_ok(ctx, geo_frame_create(ctx, (geo_box){116, 39, 117, 40}, NULL, &frame));
        assert_libraries(ctx, "GEOS PROJ ");
        geo_frame_destroy(frame);
        assert_ok(ctx, geo_layer_write_check(ctx, in_folder(p, 2, "a.fgb"), NULL));
        assert_libraries(ctx, "GEOS PROJ ");
        convert(p, p->path[1], p->path[2]);
        assert_ok(ctx, geo_layer_read(ctx, p->path[2], NULL, &layer));
        assert_libraries(ctx, "GDAL GEOS PROJ ");
        geo_layer_destroy(layer);
        geo_ctx_destroy(ctx);
        assert_int_equal(unlink(p->path[2]), 0);
    }
}

/* ---- Allocations ------------------------------------------------------------------------- */

static geo_status read_once(geo_ctx *ctx, void *path)
{
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    o.layer = "lines";
    geo_status status = geo_layer_read(ctx, path, &o, &layer);
    geo_layer_destroy(layer);
    return status;
}

static void osm_survives_every_allocation_failure(void **state)
{
    place *p = *state;
    char path[200];
    put_text(p, in_folder(p, 0, "a.osm"), unsorted);
    assert_true(assert_survives_allocation_failures(read_once, p->path[0]) > 20);
    if (shared_file("../corpus/own/osmpbf/ok.osm.pbf", path) != NULL && access(path, R_OK) == 0) {
        assert_true(assert_survives_allocation_failures(read_once, path) > 20);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(osm_that_is_unsorted_loses_nothing),
        TEST(osm_ids_that_come_twice_are_refused),
        TEST(osm_pbf_is_what_its_xml_is),
        TEST(osm_pbf_that_is_cut_is_refused),
        TEST(kml_gives_its_folders_as_layers),
        TEST(kml_positions_are_two_or_three_numbers),
        TEST(mapinfo_text_is_read_with_its_mid),
        TEST(osm_survives_every_allocation_failure),
        TEST(a_context_knows_the_libraries_it_has_used_and_no_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
