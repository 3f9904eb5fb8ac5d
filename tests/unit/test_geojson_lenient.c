/* SPDX-License-Identifier: MIT */
/* What others write that is not quite RFC 7946, understood where nothing is guessed. */
#include "support.h"

#include "geojson_text.h"

/* ---- Joined files ------------------------------------------------------------------------ */

#define MARK "\xEF\xBB\xBF"

static void a_byte_order_mark_before_any_text_is_passed_over(void **state)
{
    static const char *const texts[] = {
        MARK "{\"type\":\"Point\",\"coordinates\":[1,2]}\r\n" MARK
             "{\"type\":\"Point\",\"coordinates\":[3,4]}\r\n" MARK,
        MARK MARK "\x1E{\"type\":\"Point\",\"coordinates\":[1,2]}" MARK "\x1E"
                  "{\"type\":\"Point\",\"coordinates\":[3,4]}",
        MARK
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
        "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}\n" MARK
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
        "\"geometry\":{\"type\":\"Point\",\"coordinates\":[3,4]}}]}\n",
    };
    for (int i = 0; i < 3; i++) {
        geo_layer *layer = reads(*state, texts[i]);
        const geo_geometry *g = geo_layer_geometry(layer);
        assert_int_equal(g->coord_count, 2);
        assert_true(g->x[0] == 1.0 && g->y[1] == 4.0);
        geo_layer_destroy(layer);
    }
}

static void a_byte_order_mark_elsewhere_is_an_error(void **state)
{
    static const char *const texts[] = {
        "{" MARK "\"type\":\"Point\",\"coordinates\":[1,2]}",
        "{\"type\":\"FeatureCollection\",\"features\":[" MARK
        "{\"type\":\"Feature\",\"properties\":{},\"geometry\":null}]}",
        "{\"type\":\"Point\",\"coordinates\":[1,2]}\xEF\xBB{}",
    };
    for (int i = 0; i < 3; i++) {
        geo_layer *layer;
        geoi_geojson_options options = {.source = "shops.geojson"};
        assert_status(*state,
                      read_with(*state, texts[i], (int64_t)strlen(texts[i]), &options, &layer),
                      GEO_DATA);
        assert_message_has(*state, "expected");
    }
}

/* ---- Beyond 180 degrees ----------------------------------------------------------------- */

static void what_lies_beyond_180_degrees_is_turned_back(void **state)
{
    geo_layer *layer =
        reads(*state, "{\"type\":\"Point\",\"coordinates\":[190.5,2]}"
                      "{\"type\":\"LineString\",\"coordinates\":[[-181,1],[-200,2]]}"
                      "{\"type\":\"MultiPoint\",\"coordinates\":[[10,0],[360,1],[-360,5]]}");
    const geo_geometry *g = geo_layer_geometry(layer);
    static const double expected[] = {-169.5, 179.0, 160.0, 10.0, 0.0, 0.0};
    assert_int_equal(g->coord_count, 6);
    for (int i = 0; i < 6; i++) {
        assert_near(g->x[i], expected[i], 0.0);
    }
    geo_layer_destroy(layer);
}

static void what_crosses_the_antimeridian_is_cut_there(void **state)
{
    geo_layer *layer = reads(
        *state,
        "{\"type\":\"Polygon\",\"coordinates\":[[[170,-10],[190,-10],[190,10],[170,10],[170,-10]]]}"
        "{\"type\":\"Point\",\"coordinates\":[1,2]}"
        "{\"type\":\"LineString\",\"coordinates\":[[-170,0],[-190,10]]}");
    const geo_geometry *g = geo_layer_geometry(layer);
    assert_int_equal(g->type[0], GEO_MULTIPOLYGON);
    assert_int_equal(g->type[1], GEO_POINT);
    assert_int_equal(g->type[2], GEO_MULTILINESTRING);
    double area = 0.0;
    geo_span at = geo_feature_coords(g, 0);
    for (int64_t p = geo_parts(g, 0).begin; p < geo_parts(g, 0).end; p++) {
        geo_span ring = geo_coords(g, geo_rings(g, p).begin);
        double doubled = 0.0;
        for (int64_t i = ring.begin; i + 1 < ring.end; i++) {
            doubled += g->x[i] * g->y[i + 1] - g->x[i + 1] * g->y[i];
        }
        area += fabs(doubled) / 2.0;
    }
    assert_near(area, 400.0, 1e-9); /* square degrees, as before */
    for (int64_t i = at.begin; i < at.end; i++) {
        assert_true(fabs(g->x[i]) >= 170.0 && fabs(g->x[i]) <= 180.0);
    }
    at = geo_feature_coords(g, 2);
    assert_int_equal(at.end - at.begin, 4);
    assert_near(fabs(g->x[at.begin + 1]), 180.0, 0.0);
    assert_near(g->y[at.begin + 1], 5.0, 1e-12);
    geo_layer_destroy(layer);
}

static geo_status read_crossing(geo_ctx *ctx, void *data)
{
    (void)data;
    static const char text[] = "{\"type\":\"LineString\",\"coordinates\":[[170,0],[190,10]]}"
                               "{\"type\":\"Point\",\"coordinates\":[190,2]}";
    const geoi_geojson_options options = {.source = "shops"};
    geo_layer *layer;
    geo_status status = read_with(ctx, text, sizeof text - 1, &options, &layer);
    geo_layer_destroy(layer);
    return status;
}

static void turning_survives_every_allocation_failure(void **state)
{
    (void)state;
    assert_true(assert_survives_allocation_failures(read_crossing, NULL) > 20);
}

/* ---- Systems ---------------------------------------------------------------------------- */

#define IN(name) "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"" name "\"}}"

static void single_features_may_name_their_system(void **state)
{
    static const char *const texts[] = {
        "{\"type\":\"Feature\"," IN("EPSG:4548") ",\"geometry\":null}",
        "{\"type\":\"Point\",\"coordinates\":[500000,4000000]," IN(
            "urn:ogc:def:crs:EPSG::4548") "}",
        "{\"type\":\"Feature\",\"geometry\":null," IN(
            "EPSG:4548") "}\n"
                         "{\"type\":\"Feature\",\"geometry\":null," IN("EPSG:4548") "}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        geo_ctx *ctx = *state;
        const geoi_geojson_options options = {.source = "shops"};
        geoi_layer_builder *builder;
        char *crs;
        assert_ok(ctx, geoi_geojson_read(ctx, texts[i], (int64_t)strlen(texts[i]), &options,
                                         &builder, &crs));
        assert_string_equal(crs, "EPSG:4548");
        geoi_layer_builder_destroy(builder);
        geoi_release(crs);
    }
}

/* ---- Digits ----------------------------------------------------------------------------- */

static geo_column_type type_of(geo_ctx *ctx, const char *number)
{
    char text[1200];
    (void)snprintf(text, sizeof text,
                   "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":%s}}", number);
    geo_layer *layer = reads(ctx, text);
    geo_column c = geo_layer_column(layer, 0);
    if (c.type == GEO_JSON) {
        assert_int_equal(c.text_begin[1], strlen(number));
        assert_memory_equal(c.text, number, strlen(number));
    }
    geo_layer_destroy(layer);
    return c.type;
}

static void digits_that_no_double_holds_are_kept_as_they_are_written(void **state)
{
    static const char *const kept[] = {"1.123456789012345678", "0.1000000000000000000001",
                                       "-123456789.1234567891", "9223372036854775808",
                                       "3.14159265358979323846264338327950288"};
    static const char *const real[] = {
        "1.5", "0.1", "0.10000000000000001", "74.285714285714292", "0.10000000000000000000",
        /* a double written out in full */
        "0.1000000000000000055511151231257827", "0.3", "0.299999999999999988897769753748", "1e22"};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        assert_int_equal(type_of(*state, kept[i]), GEO_JSON);
    }
    for (size_t i = 0; i < sizeof real / sizeof real[0]; i++) {
        assert_int_equal(type_of(*state, real[i]), GEO_REAL);
    }
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(a_byte_order_mark_before_any_text_is_passed_over),
        CASE(a_byte_order_mark_elsewhere_is_an_error),
        CASE(what_lies_beyond_180_degrees_is_turned_back),
        CASE(what_crosses_the_antimeridian_is_cut_there),
        CASE(turning_survives_every_allocation_failure),
        CASE(single_features_may_name_their_system),
        CASE(digits_that_no_double_holds_are_kept_as_they_are_written),
    };
    return cmocka_run_group_tests_name("geojson lenient", tests, NULL, NULL);
}
