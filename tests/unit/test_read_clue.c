/* SPDX-License-Identifier: MIT */
/* Layers that declare no system, but whose names speak of a Chinese web map's datum. */
#include "place.h"

#include <unistd.h>

#include "geo/stream.h"
#include "io/read_clue.h"

/* ---- Helpers -------------------------------------------------------------------------------- */

static const char shop[] = "{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":"
                           "{\"type\":\"Point\",\"coordinates\":[116.32,39.98]}}";

/* A collection of one shop, with other members, a comma after them. */
static const char *collection(const char *members)
{
    static char text[1000];
    (void)snprintf(text, sizeof text, "{\"type\":\"FeatureCollection\",%s\"features\":[%s]}",
                   members, shop);
    return text;
}

/* Columns gcj_lon and gcj_lat, or others, of a shop at 116.32, 39.98. */
static const char *shop_with(const char *properties)
{
    static char text[1000];
    (void)snprintf(text, sizeof text,
                   "{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"Point\","
                   "\"coordinates\":[116.32,39.98]}}",
                   properties);
    return text;
}

/* The layer of the file `name` with the text is likely in `crs` ("" is none), and a note says why.
 */
static void assert_likely(place *p, const char *name, const char *text, const char *crs,
                          const char *reason)
{
    geo_layer *layer;
    assert_ok(p->ctx, read_text_as(p, name, text, NULL, &layer));
    assert_string_equal(geo_layer_likely_crs(layer), crs);
    assert_string_equal(geo_layer_likely_reason(layer), reason);
    assert_int_equal(strstr(p->notes, "read as WGS 84, though") != NULL, crs[0] != '\0');
    assert_non_null(strstr(p->notes, reason));
    geo_layer_destroy(layer);
    assert_int_equal(unlink(p->path[0]), 0);
}

/* ---- What says it --------------------------------------------------------------------------- */

static void the_name_of_file_or_layer_says_it(void **state)
{
    place *p = *state;
    char plain[1000];
    (void)snprintf(plain, sizeof plain, "%s", collection(""));
    assert_likely(p, "shops_gcj02.geojson", plain, "GCJ-02", "the file's name says gcj02");
    assert_likely(p, "SHOPS-BD-09.json", plain, "BD-09", "the file's name says BD-09");
    assert_likely(p, "百度小区.geojson", plain, "BD-09", "the file's name says 百度");
    assert_likely(p, "amap.geojson", shop, "GCJ-02", "the file's name says amap");
    assert_likely(p, "shops.geojson", collection("\"name\":\"shops_gcj02\","), "GCJ-02",
                  "the layer's name says gcj02");
    assert_likely(p, "shops_gcj02.csv", "lon,lat\n116.32,39.98\n", "GCJ-02",
                  "the file's name says gcj02");
    assert_likely(p, "shops.geojson", plain, "", "");
    assert_likely(p, "shops_wgs84.geojson", plain, "", "");
    assert_likely(p, "abcd09.geojson", plain, "", "");
    assert_likely(p, "bd0901.geojson", plain, "", "");
    assert_likely(p, "bd09_gcj02.geojson", plain, "", ""); /* two say nothing */
    assert_likely(p, "bd09mc.geojson", plain, "", "");     /* those would be no degrees */
}

static void a_member_of_the_collection_says_it(void **state)
{
    place *p = *state;
    assert_likely(p, "shops.geojson", collection("\"coordinates\":\"GCJ-02\","), "GCJ-02",
                  "a member of the collection says GCJ-02");
    assert_likely(p, "shops_gcj02.geojson",
                  collection("\"note\":\"made WGS84 of GCJ-02 to WGS84\","), "", "");
    assert_likely(p, "shops.geojson", collection("\"licence\":\"Baidu\","), "", "");
}

static void points_that_are_the_values_of_named_columns_say_it(void **state)
{
    place *p = *state;
    static const char pair[] = "its points are those of the columns \"gcj_lon\" and \"gcj_lat\"";
    assert_likely(p, "a.geojson", shop_with("\"gcj_lon\":116.32,\"gcj_lat\":39.98"), "GCJ-02",
                  pair);
    assert_likely(p, "a.geojson",
                  shop_with("\"wgs_lon\":116.31,\"wgs_lat\":39.97,\"gcj_lon\":116.32,"
                            "\"gcj_lat\":39.98"),
                  "GCJ-02", pair);
    /* converted since, and the old columns kept: the name lags behind, too */
    assert_likely(p, "a.geojson", shop_with("\"gcj_lon\":116.326,\"gcj_lat\":39.981"), "", "");
    assert_likely(p, "a_gcj02.geojson",
                  shop_with("\"wgs_lon\":116.32,\"wgs_lat\":39.98,\"gcj_lon\":116.326,"
                            "\"gcj_lat\":39.981"),
                  "", "");
    assert_likely(p, "a.geojson", shop_with("\"gcj_lon\":\"116.32\",\"gcj_lat\":39.98"), "", "");
    assert_likely(p, "a.geojson", shop_with("\"baidu_id\":7,\"lon\":116.32,\"lat\":39.98"), "", "");
}

static void a_column_of_the_kind_of_coordinates_says_it(void **state)
{
    place *p = *state;
    static const char two[] = "{\"type\":\"Feature\",\"properties\":{\"coord_type\":\"%s\"},"
                              "\"geometry\":{\"type\":\"Point\",\"coordinates\":[116.3,39.9]}}\n"
                              "{\"type\":\"Feature\",\"properties\":{\"coord_type\":\"%s\"},"
                              "\"geometry\":{\"type\":\"Point\",\"coordinates\":[116.4,39.9]}}\n";
    char text[500];
    assert_likely(p, "a.geojson", shop_with("\"coord_type\":\"bd09ll\""), "BD-09",
                  "its column \"coord_type\" says bd09ll");
    assert_likely(p, "a_gcj02.geojson", shop_with("\"coord_type\":\"wgs84\""), "", "");
    (void)snprintf(text, sizeof text, two, "gcj02", "gcj02");
    assert_likely(p, "a.geojsonl", text, "GCJ-02", "its column \"coord_type\" says gcj02");
    (void)snprintf(text, sizeof text, two, "gcj02", "bd09");
    assert_likely(p, "a.geojsonl", text, "", "");
}

/* ---- What does not -------------------------------------------------------------------------- */

static void a_system_that_was_given_or_declared_needs_no_guess(void **state)
{
    place *p = *state;
    geo_read_options o = geo_read_options_default();
    geo_layer *layer;
    const char *path = in_folder(p, 0, "shops_gcj02.geojson");
    static const char *const systems[] = {"WGS84", "GCJ-02", "EPSG:4490"};
    put_text(p, path, shop);
    for (int i = 0; i < 3; i++) {
        o.crs = systems[i];
        assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &layer));
        assert_string_equal(geo_layer_likely_crs(layer), "");
        geo_layer_destroy(layer);
    }
    assert_int_equal(strstr(p->notes, "though the file's name") != NULL, 0);
    assert_likely(p, "lon_gcj02.csv", "wgs_lon,wgs_lat\n116.32,39.98\n", "", "");
    assert_likely(
        p, "b_gcj02.geojson",
        collection("\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4490\"}},"),
        "GCJ-02", "the file's name says gcj02"); /* degrees by any name, see RFC 7946 */
    assert_likely(p, "b_gcj02.geojson", collection("\"geo:run\":{\"tool\":\"geo-convert\"},"), "",
                  "");
}

static void outside_of_china_the_datums_are_the_same(void **state)
{
    place *p = *state;
    assert_likely(p, "paris_gcj02.geojson", "{\"type\":\"Point\",\"coordinates\":[2.35,48.85]}", "",
                  "");
    assert_likely(p, "none_gcj02.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}", "",
                  "");
}

/* A chosen layer is still what it was; a GeoPackage says WGS 84, as all of them do. */
static void it_stays_with_a_selection_and_is_told_of_what_declares_the_usual(void **state)
{
    place *p = *state;
    geo_layer *layer, *chosen;
    int64_t row = 0;
    put_text(p, in_folder(p, 0, "a_gcj02.geojson"), shop);
    layer = read_layer(p, p->path[0]);
    assert_ok(p->ctx, geo_layer_select(p->ctx, layer, &row, 1, &chosen));
    assert_string_equal(geo_layer_likely_crs(chosen), "GCJ-02");
    assert_string_equal(geo_layer_likely_reason(chosen), "the file's name says gcj02");
    geo_layer_destroy(chosen);
    geo_layer_destroy(layer);
    convert(p, p->path[0], in_folder(p, 1, "a_gcj02.gpkg"));
    layer = read_layer(p, p->path[1]);
    assert_string_equal(geo_layer_source_crs(layer), "EPSG:4326");
    assert_string_equal(geo_layer_likely_crs(layer), "GCJ-02");
    geo_layer_destroy(layer);
}

/* ---- Streams and failures ------------------------------------------------------------------- */

static void a_stream_says_it_once(void **state)
{
    place *p = *state;
    const char *path = in_folder(p, 0, "long_gcj02.geojsonl");
    geo_reader *reader;
    geo_layer *batch;
    int batches = 0;
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    for (int i = 0; i < 60000; i++) {
        assert_true(fprintf(f, "%s\n", shop) > 0);
    }
    assert_int_equal(fclose(f), 0);
    assert_ok(p->ctx, geo_reader_open(p->ctx, path, NULL, &reader));
    for (;; batches++) {
        assert_ok(p->ctx, geo_reader_next(p->ctx, reader, &batch));
        if (batch == NULL) {
            break;
        }
        geo_layer_destroy(batch);
    }
    geo_reader_close(reader);
    assert_true(batches > 1);
    const char *first = strstr(p->notes, "though the file's name says gcj02");
    assert_non_null(first);
    assert_null(strstr(first + 1, "though"));
}

static void metres_without_a_system_get_the_names_hint(void **state)
{
    place *p = *state;
    geo_layer *layer;
    const char *path = in_folder(p, 0, "shops_bd09mc.geojson");
    put_text(p, path, "{\"type\":\"Point\",\"coordinates\":[12950000.5,4830000.5]}");
    assert_status(p->ctx, geo_layer_read(p->ctx, path, NULL, &layer), GEO_DATA);
    assert_message_has(p->ctx, "the file's name says bd09mc: --in-crs BD09MC; else, ");
    assert_message_has(p->ctx, "name the system they are in");
}

static geo_status read_once(geo_ctx *ctx, void *path)
{
    geo_layer *layer;
    geo_status status = geo_layer_read(ctx, path, NULL, &layer);
    if (status == GEO_OK) {
        assert_string_equal(geo_layer_likely_crs(layer), "GCJ-02");
    }
    geo_layer_destroy(layer);
    return status;
}

static void a_guess_survives_failed_allocations(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "a.csv"), "gcj_name,lon,lat,coordtype\nx,116.32,39.98,gcj02\n");
    assert_true(assert_survives_allocation_failures(read_once, p->path[0]) > 5);
}

#define PLACED(f) cmocka_unit_test_setup_teardown(f, make_place, free_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(the_name_of_file_or_layer_says_it),
        PLACED(a_member_of_the_collection_says_it),
        PLACED(points_that_are_the_values_of_named_columns_say_it),
        PLACED(a_column_of_the_kind_of_coordinates_says_it),
        PLACED(a_system_that_was_given_or_declared_needs_no_guess),
        PLACED(outside_of_china_the_datums_are_the_same),
        PLACED(it_stays_with_a_selection_and_is_told_of_what_declares_the_usual),
        PLACED(a_stream_says_it_once),
        PLACED(metres_without_a_system_get_the_names_hint),
        PLACED(a_guess_survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
