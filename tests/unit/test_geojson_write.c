/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "geojson_text.h"
#include "io/geojson_write.h"
#include "layer/builder.h"

/* ---- A sink in memory ------------------------------------------------------------------- */

static geoi_text write_layer(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *options,
                             bool sequence)
{
    geoi_text text = {0};
    geoi_sink sink = {keep_bytes, &text};
    geo_write_options o = geo_write_options_default();
    assert_ok(ctx, geoi_geojson_write(ctx, layer, options != NULL ? options : &o, sequence, &sink));
    return text;
}

static void is_written(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *options,
                       bool sequence, const char *expected)
{
    geoi_text text = write_layer(ctx, layer, options, sequence);
    assert_string_equal(text.bytes != NULL ? text.bytes : "", expected);
    geoi_release(text.bytes);
}

/* ---- Layers --------------------------------------------------------------------------- */

static void part(geo_ctx *ctx, geoi_geometry_builder *b, unsigned kind)
{
    assert_ok(ctx, geoi_geometry_part(ctx, b, kind));
}

/* A closed square, clockwise when size is negative: first up, then right. */
static void ring(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double size)
{
    double s = fabs(size), right = size > 0.0 ? s : 0.0, up = s - right;
    double xs[] = {x, x + right, x + s, x + up, x}, ys[] = {y, y + up, y + s, y + right, y};
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    assert_ok(ctx, geoi_geometry_add_many(ctx, b, xs, ys, NULL, 5));
}

static void line(geo_ctx *ctx, geoi_geometry_builder *b)
{
    double xs[] = {0.5, 1.25}, ys[] = {0.0, -1.0}, zs[] = {7.5, (double)NAN};
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    assert_ok(ctx, geoi_geometry_add_many(ctx, b, xs, ys, zs, 2));
}

static void point(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y)
{
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    assert_ok(ctx, geoi_geometry_add(ctx, b, x, y, (double)NAN));
}

static geo_layer *layer_of(geo_ctx *ctx, geoi_geometry_builder *b)
{
    geo_layer *layer;
    assert_ok(ctx, geoi_geometry_finish(ctx, b));
    assert_ok(ctx, geo_layer_create(ctx, NULL, &b->g, &layer));
    geoi_geometry_clear(b);
    return layer;
}

static void geometry_is(geo_ctx *ctx, geoi_geometry_builder *b, const char *expected)
{
    char whole[1024];
    geo_layer *layer = layer_of(ctx, b);
    (void)snprintf(whole, sizeof whole,
                   "{\"type\":\"Feature\",\"properties\":{},\"geometry\":%s}\n", expected);
    is_written(ctx, layer, NULL, true, whole);
    geo_layer_destroy(layer);
}

static void begin(geo_ctx *ctx, geoi_geometry_builder *b, geo_geometry_type type)
{
    assert_ok(ctx, geoi_geometry_feature(ctx, b, type));
}

/* ---- Geometry ------------------------------------------------------------------------- */

static void geometries_of_one_part_are_written(void **state)
{
    geo_ctx *ctx = *state;
    geoi_geometry_builder b = {0};
    begin(ctx, &b, GEO_POINT);
    part(ctx, &b, 0);
    point(ctx, &b, 116.31234567890123, -40.0);
    geometry_is(ctx, &b, "{\"type\":\"Point\",\"coordinates\":[116.3123457,-40]}");
    begin(ctx, &b, GEO_LINESTRING);
    part(ctx, &b, 0);
    line(ctx, &b);
    geometry_is(ctx, &b, "{\"type\":\"LineString\",\"coordinates\":[[0.5,0,7.5],[1.25,-1]]}");
    begin(ctx, &b, GEO_NONE);
    geometry_is(ctx, &b, "null");
}

static void rings_are_written_right_handed_whatever_they_were(void **state)
{
    geo_ctx *ctx = *state;
    geoi_geometry_builder b = {0};
    const char *expected = "{\"type\":\"Polygon\",\"coordinates\":["
                           "[[0,0],[4,0],[4,4],[0,4],[0,0]],"
                           "[[1,1],[1,2],[2,2],[2,1],[1,1]]]}";
    begin(ctx, &b, GEO_POLYGON);
    part(ctx, &b, 0);
    ring(ctx, &b, 0.0, 0.0, 4.0);
    ring(ctx, &b, 1.0, 1.0, -1.0);
    geometry_is(ctx, &b, expected);
    begin(ctx, &b, GEO_POLYGON);
    part(ctx, &b, 0);
    ring(ctx, &b, 0.0, 0.0, -4.0);
    ring(ctx, &b, 1.0, 1.0, 1.0);
    geometry_is(ctx, &b, expected);
}

static void multi_geometries_and_empty_ones_are_written(void **state)
{
    geo_ctx *ctx = *state;
    geoi_geometry_builder b = {0};
    begin(ctx, &b, GEO_MULTIPOINT);
    part(ctx, &b, 0);
    point(ctx, &b, 1.0, 2.0);
    part(ctx, &b, 0);
    point(ctx, &b, 3.0, 4.0);
    geometry_is(ctx, &b, "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}");
    begin(ctx, &b, GEO_MULTILINESTRING);
    part(ctx, &b, 0);
    line(ctx, &b);
    geometry_is(ctx, &b,
                "{\"type\":\"MultiLineString\",\"coordinates\":[[[0.5,0,7.5],[1.25,-1]]]}");
    begin(ctx, &b, GEO_MULTIPOLYGON);
    part(ctx, &b, 0);
    ring(ctx, &b, 0.0, 0.0, 1.0);
    part(ctx, &b, 0);
    ring(ctx, &b, 5.0, 0.0, -1.0);
    geometry_is(ctx, &b,
                "{\"type\":\"MultiPolygon\",\"coordinates\":["
                "[[[0,0],[1,0],[1,1],[0,1],[0,0]]],[[[5,0],[6,0],[6,1],[5,1],[5,0]]]]}");
    for (int type = GEO_POINT; type <= GEO_MULTIPOLYGON; type++) {
        char expected[80];
        begin(ctx, &b, (geo_geometry_type)type);
        (void)snprintf(expected, sizeof expected, "{\"type\":\"%s\",\"coordinates\":[]}",
                       geo_geometry_type_name((geo_geometry_type)type));
        geometry_is(ctx, &b, expected);
    }
    begin(ctx, &b, GEO_COLLECTION);
    geometry_is(ctx, &b, "{\"type\":\"GeometryCollection\",\"geometries\":[]}");
}

static void collections_are_written_with_their_members(void **state)
{
    geo_ctx *ctx = *state;
    geoi_geometry_builder b = {0};
    begin(ctx, &b, GEO_COLLECTION);
    part(ctx, &b, GEO_POINT | GEO_PART_FIRST);
    point(ctx, &b, 1.0, 2.0);
    part(ctx, &b, GEO_POINT | GEO_PART_MULTI | GEO_PART_FIRST);
    point(ctx, &b, 3.0, 4.0);
    part(ctx, &b, GEO_POINT | GEO_PART_MULTI);
    point(ctx, &b, 5.0, 6.0);
    part(ctx, &b, GEO_POLYGON | GEO_PART_MULTI | GEO_PART_FIRST | GEO_PART_EMPTY);
    part(ctx, &b, GEO_LINESTRING | GEO_PART_FIRST | GEO_PART_EMPTY);
    part(ctx, &b, GEO_LINESTRING | GEO_PART_FIRST);
    line(ctx, &b);
    geometry_is(ctx, &b,
                "{\"type\":\"GeometryCollection\",\"geometries\":["
                "{\"type\":\"Point\",\"coordinates\":[1,2]},"
                "{\"type\":\"MultiPoint\",\"coordinates\":[[3,4],[5,6]]},"
                "{\"type\":\"MultiPolygon\",\"coordinates\":[]},"
                "{\"type\":\"LineString\",\"coordinates\":[]},"
                "{\"type\":\"LineString\",\"coordinates\":[[0.5,0,7.5],[1.25,-1]]}]}");
}

/* ---- Features ------------------------------------------------------------------------- */

static int64_t column(geo_ctx *ctx, geoi_layer_builder *b, const char *name)
{
    int64_t index;
    assert_ok(ctx, geoi_layer_builder_column(ctx, b, name, (int64_t)strlen(name), &index));
    return index;
}

/* Two features with an attribute of each type, the second with nulls. */
static geo_layer *all_types(geo_ctx *ctx)
{
    geoi_layer_builder *b;
    geo_layer *layer;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "caf\xC3\xA9 \"1\"", &b));
    assert_ok(ctx, geoi_layer_builder_id(ctx, b, "\"a1\"", 4));
    assert_ok(ctx, geoi_layer_builder_flag(ctx, b, column(ctx, b, "open"), true));
    assert_ok(ctx, geoi_layer_builder_int(ctx, b, column(ctx, b, "n"), INT64_MIN));
    assert_ok(ctx, geoi_layer_builder_real(ctx, b, column(ctx, b, "share"), 0.1, NULL, 0));
    assert_ok(ctx, geoi_layer_builder_real(ctx, b, column(ctx, b, "whole"), 2.0, NULL, 0));
    assert_ok(ctx, geoi_layer_builder_text(ctx, b, column(ctx, b, "na\"me"), GEO_TEXT, "x\ny", 3));
    assert_ok(ctx,
              geoi_layer_builder_text(ctx, b, column(ctx, b, "tags"), GEO_JSON, "{\n\"a\": 1}", 9));
    assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    assert_ok(ctx, geoi_layer_builder_real(ctx, b, column(ctx, b, "share"), 3.0, NULL, 0));
    assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    return layer;
}

#define FIRST_FEATURE(whole)                                                                       \
    "{\"type\":\"Feature\",\"id\":\"a1\",\"properties\":{\"open\":true,"                           \
    "\"n\":-9223372036854775808,\"share\":0.1,\"whole\":" whole ",\"na\\\"me\":\"x\\ny\","         \
    "\"tags\":{ \"a\": 1}},\"geometry\":null}"
#define SECOND_FEATURE                                                                             \
    "{\"type\":\"Feature\",\"properties\":{\"open\":null,\"n\":null,\"share\":3,"                  \
    "\"whole\":null,\"na\\\"me\":null,\"tags\":null},\"geometry\":null}"

static void attributes_ids_and_nulls_are_written_in_order(void **state)
{
    geo_layer *layer = all_types(*state);
    geo_write_options o = geo_write_options_default();
    o.run = "{\"seed\":1}";
    is_written(*state, layer, &o, false,
               "{\"type\":\"FeatureCollection\",\n\"name\":\"caf\xC3\xA9 \\\"1\\\"\",\n"
               "\"geo:run\":{\"seed\":1},\n\"features\":[\n" FIRST_FEATURE(
                   "2.0") ",\n" SECOND_FEATURE "\n]}\n");
    /* A line of a sequence cannot know that the column has fractions elsewhere. */
    is_written(*state, layer, &o, true, FIRST_FEATURE("2") "\n" SECOND_FEATURE "\n");
    geo_layer_destroy(layer);
}

static void layer_without_features_is_an_empty_collection(void **state)
{
    geo_layer *layer;
    assert_ok(*state, geo_layer_create_points(*state, NULL, 0, NULL, NULL, &layer));
    is_written(*state, layer, NULL, false,
               "{\"type\":\"FeatureCollection\",\n\"features\":[\n]}\n");
    is_written(*state, layer, NULL, true, "");
    geo_layer_destroy(layer);
}

static void decimals_are_those_asked_for(void **state)
{
    double x = 116.123456789012345, y = -0.00000004;
    geo_layer *layer;
    geo_write_options o = geo_write_options_default();
    assert_ok(*state, geo_layer_create_points(*state, NULL, 1, &x, &y, &layer));
    o.decimals = 2;
    is_written(*state, layer, &o, true,
               "{\"type\":\"Feature\",\"properties\":{},\"geometry\":"
               "{\"type\":\"Point\",\"coordinates\":[116.12,0]}}\n");
    o.decimals = 16;
    geoi_text text = {0};
    geoi_sink sink = {keep_bytes, &text};
    assert_status(*state, geoi_geojson_write(*state, layer, &o, true, &sink), GEO_INVALID);
    assert_null(text.bytes);
    geo_layer_destroy(layer);
}

/* ---- Threads, failures ------------------------------------------------------------------ */

/* Random features of several kinds, enough for several batches; lines of up to 3000 positions. */
static geo_layer *large_layer(geo_ctx *ctx, int64_t n)
{
    test_random r = {9};
    geoi_layer_builder *b;
    geo_layer *layer;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "large", &b));
    geoi_geometry_builder *g = geoi_layer_builder_geometry(b);
    for (int64_t i = 0; i < n; i++) {
        int64_t positions = i % 500 == 0 ? 3000 : test_random_below(&r, 4);
        if (positions < 2) {
            assert_ok(ctx, geoi_geometry_point(ctx, g, test_random_unit(&r) * 180.0, 1.0,
                                               positions == 0 ? 3.0 : (double)NAN));
        } else {
            begin(ctx, g, GEO_LINESTRING);
            part(ctx, g, 0);
            assert_ok(ctx, geoi_geometry_ring(ctx, g));
            for (int64_t k = 0; k < positions; k++) {
                assert_ok(ctx, geoi_geometry_add(ctx, g, test_random_unit(&r), test_random_unit(&r),
                                                 (double)NAN));
            }
        }
        assert_ok(ctx, geoi_layer_builder_int(ctx, b, column(ctx, b, "row"), i));
        if (i % 3 != 0) {
            assert_ok(ctx, geoi_layer_builder_real(ctx, b, column(ctx, b, "w"),
                                                   test_random_unit(&r), NULL, 0));
        }
        assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    }
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    return layer;
}

static void number_of_threads_does_not_change_the_bytes(void **state)
{
    static const int64_t threads[] = {1, 2, 3, 7};
    geo_layer *layer = large_layer(*state, 90000);
    geoi_text first = {0};
    for (size_t i = 0; i < sizeof threads / sizeof threads[0]; i++) {
        geo_ctx *ctx = ctx_with_threads(threads[i]);
        geoi_text text = write_layer(ctx, layer, NULL, false);
        if (i == 0) {
            first = text;
            assert_true(text.length > 2 * 16 * (1 << 19) / 2); /* more than one batch */
        } else {
            assert_int_equal(text.length, first.length);
            assert_memory_equal(text.bytes, first.bytes, (size_t)text.length);
            geoi_release(text.bytes);
        }
        geo_ctx_destroy(ctx);
    }
    geoi_release(first.bytes);
    geo_layer_destroy(layer);
}

static geo_status full_after_three(geo_ctx *ctx, void *user, const char *bytes, int64_t n)
{
    int *puts = user;
    (void)bytes, (void)n;
    return ++*puts > 3 ? geoi_fail(ctx, GEO_IO, "no space left") : GEO_OK;
}

static void failure_of_the_sink_ends_the_writing(void **state)
{
    geo_layer *layer = large_layer(*state, 20000);
    int puts = 0;
    geoi_sink sink = {full_after_three, &puts};
    geo_write_options o = geo_write_options_default();
    assert_status(*state, geoi_geojson_write(*state, layer, &o, false, &sink), GEO_IO);
    assert_message_has(*state, "no space left");
    assert_int_equal(puts, 4);
    geo_layer_destroy(layer);
}

static geo_status write_to_memory(geo_ctx *ctx, void *layer)
{
    geoi_text text = {0};
    geoi_sink sink = {keep_bytes, &text};
    geo_write_options o = geo_write_options_default();
    geo_status status = geoi_geojson_write(ctx, layer, &o, false, &sink);
    geoi_release(text.bytes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_layer *layer = all_types(*state);
    assert_true(assert_survives_allocation_failures(write_to_memory, layer) > 8);
    geo_layer_destroy(layer);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(geometries_of_one_part_are_written),
        CASE(rings_are_written_right_handed_whatever_they_were),
        CASE(multi_geometries_and_empty_ones_are_written),
        CASE(collections_are_written_with_their_members),
        CASE(attributes_ids_and_nulls_are_written_in_order),
        CASE(layer_without_features_is_an_empty_collection),
        CASE(decimals_are_those_asked_for),
        CASE(number_of_threads_does_not_change_the_bytes),
        CASE(failure_of_the_sink_ends_the_writing),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("geojson_write", tests, NULL, NULL);
}
