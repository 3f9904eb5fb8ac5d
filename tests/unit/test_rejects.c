/* SPDX-License-Identifier: MIT */
/* Faulty features left out: which, why, and without a leak when memory is short. */
#include "geo/io.h"

#include <unistd.h>

#include "support.h"

static char folder[] = "/tmp/geo-rejects-XXXXXX";
static char path[64], path_csv[64];

static const char geojson[] =
    "{\"type\":\"FeatureCollection\",\"features\":[\n"
    "{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":{\"type\":\"Point\","
    "\"coordinates\":[1,2]}},\n"
    "{\"type\":\"Feature\",\"properties\":{\"b\":\"x\"},\"geometry\":{\"type\":\"Pint\","
    "\"coordinates\":[1,2]}},\n"
    "{\"type\":\"Feature\",\"properties\":{\"a\":3},\"geometry\":null},\n"
    "17,\n"
    "{\"type\":\"Feature\",\"properties\":{\"a\":5},\"geometry\":{\"type\":\"Point\","
    "\"coordinates\":[1,92]}}]}";

static const char csv[] = "a,lon,lat\n1,1,2\n2,1\nthree,1,95\n4,x,2\n5,1,2\n";

static const char metres[] = "a,x,y\n1,440000,4420000\n2,1e30,4420000\n3,440001,4420000\n";

static const char kml[] =
    "<?xml version=\"1.0\"?><kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>d</name>"
    "<Placemark><name>a</name><Point><coordinates>1,2</coordinates></Point></Placemark>"
    "<Placemark><name>b</name><Point><coordinates>1;2</coordinates></Point></Placemark>"
    "<Placemark><name>c</name><LineString><coordinates>1,2 95,96</coordinates></LineString>"
    "</Placemark></Document></kml>";

static void put_file(const char *name, const char *text)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

static int make_files(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/in.geojson", folder);
    snprintf(path_csv, sizeof path_csv, "%s/in.csv", folder);
    put_file(path, geojson);
    put_file(path_csv, csv);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    unlink(path);
    unlink(path_csv);
    return rmdir(folder);
}

static void check_row(const geo_layer *rejects, int64_t row, int64_t feature, int64_t line,
                      const char *reason)
{
    geo_column features = geo_layer_column(rejects, 0), lines = geo_layer_column(rejects, 1);
    geo_column reasons = geo_layer_column(rejects, 2);
    char text[512];
    int64_t begin = reasons.text_begin[row], length = reasons.text_begin[row + 1] - begin;
    snprintf(text, sizeof text, "%.*s", (int)length, reasons.text + begin);
    assert_int_equal(features.ints[row], feature);
    assert_int_equal(geo_column_is_null(&lines, row) ? 0 : lines.ints[row], line);
    if (strstr(text, reason) == NULL) {
        fail_msg("row %d: \"%s\" has no \"%s\"", (int)row, text, reason);
    }
}

static void leaves_out_what_is_wrong_and_nothing_of_it(void **state)
{
    geo_layer *layer, *rejects;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    assert_ok(*state, geo_layer_read(*state, path, &options, &layer));
    assert_int_equal(geo_layer_count(layer), 2);
    assert_int_equal(geo_layer_column_count(layer), 1); /* none of the faulty one's columns */
    assert_int_equal(geo_layer_column(layer, 0).ints[1], 3);
    assert_int_equal(geo_layer_count(rejects), 3);
    check_row(rejects, 0, 2, 3, "\"Pint\"");
    check_row(rejects, 1, 4, 5, "expected a Feature");
    check_row(rejects, 2, 5, 6, "no longitude and latitude");
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
    options.rejects = NULL;
    assert_status(*state, geo_layer_read(*state, path, &options, &layer), GEO_DATA);
}

static void faulty_rows_do_not_change_the_types_of_columns(void **state)
{
    geo_layer *layer, *rejects;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    assert_ok(*state, geo_layer_read(*state, path_csv, &options, &layer));
    assert_int_equal(geo_layer_count(layer), 2);
    assert_int_equal(geo_layer_count(rejects), 3);
    check_row(rejects, 0, 2, 3, "has 2 fields");
    check_row(rejects, 1, 4, 5, "is not a number");
    check_row(rejects, 2, 3, 0, "no longitude and latitude");
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
}

static void reason_of_a_shape_names_no_other_feature(void **state)
{
    geo_layer *layer, *rejects;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    put_file(path_csv, "a,wkt\n1,POINT(1 2)\n2,\"POLYGON((1 2,3 4,1 2))\"\n");
    assert_ok(*state, geo_layer_read(*state, path_csv, &options, &layer));
    assert_int_equal(geo_layer_count(layer), 1);
    check_row(rejects, 0, 2, 0, "has a ring of fewer than 4 positions");
    geo_column reasons = geo_layer_column(rejects, 2);
    assert_memory_equal(reasons.text, "has", 3);
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
    put_file(path_csv, csv);
}

static void places_beyond_a_system_are_rejected_and_the_others_converted(void **state)
{
    geo_layer *layer, *rejects;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    options.crs = "EPSG:4548";
    put_file(path_csv, metres);
    assert_ok(*state, geo_layer_read(*state, path_csv, &options, &layer));
    assert_int_equal(geo_layer_count(layer), 2);
    assert_int_equal(geo_layer_column(layer, 0).ints[1], 3);
    const geo_geometry *g = geo_layer_geometry(layer);
    assert_true(g->x[0] > 116.0 && g->x[0] < g->x[1] && g->x[1] < 117.0);
    assert_int_equal(geo_layer_count(rejects), 1);
    check_row(rejects, 0, 2, 0, "position");
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
    put_file(path_csv, csv);
}

static void coordinates_of_kml_that_are_none_are_rejected(void **state)
{
    geo_layer *layer, *rejects;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    put_file(path_csv, kml);
    assert_ok(*state, geo_layer_read(*state, path_csv, &options, &layer));
    assert_int_equal(geo_layer_count(layer), 1);
    assert_int_equal(geo_layer_count(rejects), 2);
    check_row(rejects, 0, 2, 0, "no positions of two or three numbers");
    check_row(rejects, 1, 3, 0, "no longitude and latitude");
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
    put_file(path_csv, csv);
}

static void without_a_fault_the_layer_of_rejects_is_empty(void **state)
{
    geo_layer *layer, *rejects;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    put_file(path, "{\"type\":\"Point\",\"coordinates\":[1,2]}");
    assert_ok(*state, geo_layer_read(*state, path, &options, &layer));
    assert_int_equal(geo_layer_count(rejects), 0);
    assert_int_equal(geo_layer_column_count(rejects), 4);
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
    put_file(path, geojson);
}

static geo_status read_once(geo_ctx *ctx, void *data)
{
    geo_layer *layer = NULL, *rejects = NULL;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    geo_status status = geo_layer_read(ctx, data, &options, &layer);
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
    return status;
}

static geo_status read_metres(geo_ctx *ctx, void *data)
{
    geo_layer *layer = NULL, *rejects = NULL;
    geo_read_options options = geo_read_options_default();
    options.rejects = &rejects;
    options.crs = "EPSG:4548";
    geo_status status = geo_layer_read(ctx, data, &options, &layer);
    geo_layer_destroy(layer);
    geo_layer_destroy(rejects);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    put_file(path_csv, metres);
    assert_true(assert_survives_allocation_failures(read_metres, path_csv) > 20);
    put_file(path_csv, kml);
    assert_true(assert_survives_allocation_failures(read_once, path_csv) > 20);
    put_file(path_csv, csv);
    assert_true(assert_survives_allocation_failures(read_once, path) > 20);
    assert_true(assert_survives_allocation_failures(read_once, path_csv) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
        CASE(leaves_out_what_is_wrong_and_nothing_of_it),
        CASE(faulty_rows_do_not_change_the_types_of_columns),
        CASE(reason_of_a_shape_names_no_other_feature),
        CASE(places_beyond_a_system_are_rejected_and_the_others_converted),
        CASE(coordinates_of_kml_that_are_none_are_rejected),
        CASE(without_a_fault_the_layer_of_rejects_is_empty),
        CASE(survives_every_allocation_failure),
#undef CASE
    };
    return cmocka_run_group_tests(tests, make_files, remove_files);
}
