/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "geojson_text.h"
#include "layer_difference.h"

/* ---- Geometry ------------------------------------------------------------------------- */

/* A Feature around a geometry, or around a properties object. */
static const char *around(const char *geometry, const char *properties)
{
    static char text[4096];
    (void)snprintf(text, sizeof text, "{\"type\":\"Feature\",\"properties\":%s,\"geometry\":%s}",
                   properties != NULL ? properties : "null", geometry != NULL ? geometry : "null");
    return text;
}

/* "Polygon [0: (0 0, 1 0, ...)(...)]": parts with their kind, rings, positions. */
static const char *describe(const geo_layer *layer, int64_t feature)
{
    static char text[1024];
    const geo_geometry *g = geo_layer_geometry(layer);
    geo_span parts = geo_parts(g, feature);
    size_t used = (size_t)snprintf(text, sizeof text, "%s",
                                   geo_geometry_type_name((geo_geometry_type)g->type[feature]));
#define ADD(...) used += (size_t)snprintf(text + used, sizeof text - used, __VA_ARGS__)
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        ADD(" [%02x", g->part_kind != NULL ? g->part_kind[p] : 0);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geo_span at = geo_coords(g, r);
            ADD(" (");
            for (int64_t i = at.begin; i < at.end; i++) {
                ADD("%s%g %g", i > at.begin ? ", " : "", g->x[i], g->y[i]);
                if (g->z != NULL && !isnan(g->z[i])) {
                    ADD(" %g", g->z[i]);
                }
            }
            ADD(")");
        }
        ADD("]");
    }
#undef ADD
    return text;
}

static void every_type_of_geometry_is_read(void **state)
{
    const char *const cases[][2] = {
        {"{\"type\":\"Point\",\"coordinates\":[116.5,40]}", "Point [00 (116.5 40)]"},
        {"{\"type\":\"Point\",\"coordinates\":[1,2,3]}", "Point [00 (1 2 3)]"},
        {"{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,2,9],[3,4]]}",
         "LineString [00 (0 0, 1 2 9, 3 4)]"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],[[3,1],[4,1],[4,2],"
         "[3,1]]]}",
         "Polygon [00 (0 0, 9 0, 9 9, 0 0) (3 1, 4 1, 4 2, 3 1)]"},
        {"{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}",
         "MultiPoint [00 (1 2)] [00 (3 4)]"},
        {"{\"type\":\"MultiLineString\",\"coordinates\":[[[0,0],[1,1]],[[2,2],[3,3]]]}",
         "MultiLineString [00 (0 0, 1 1)] [00 (2 2, 3 3)]"},
        {"{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],"
         "[6,6],[5,5]]]]}",
         "MultiPolygon [00 (0 0, 1 0, 1 1, 0 0)] [00 (5 5, 6 5, 6 6, 5 5)]"},
        {"{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":"
         "[1,2]},{\"type\":\"MultiPoint\",\"coordinates\":[[3,4],[5,6]]},{\"type\":\"LineString\","
         "\"coordinates\":[[0,0],[1,1]]}]}",
         "GeometryCollection [21 (1 2)] [31 (3 4)] [11 (5 6)] [22 (0 0, 1 1)]"},
        {"null", "null"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geo_layer *layer = reads(*state, around(cases[i][0], NULL));
        assert_string_equal(describe(layer, 0), cases[i][1]);
        geo_layer_destroy(layer);
        if (strcmp(cases[i][0], "null") != 0) { /* and bare, as a whole file */
            layer = reads(*state, cases[i][0]);
            assert_string_equal(describe(layer, 0), cases[i][1]);
            geo_layer_destroy(layer);
        }
    }
}

static void empty_geometries_keep_their_type(void **state)
{
    const char *const types[] = {"Point",      "LineString",      "Polygon",
                                 "MultiPoint", "MultiLineString", "MultiPolygon"};
    char text[128];
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        (void)snprintf(text, sizeof text, "{\"type\":\"%s\",\"coordinates\":[ ]}", types[i]);
        geo_layer *layer = reads(*state, text);
        assert_string_equal(describe(layer, 0), types[i]);
        geo_layer_destroy(layer);
    }
    geo_layer *layer = reads(*state, "{\"type\":\"GeometryCollection\",\"geometries\":[]}");
    assert_string_equal(describe(layer, 0), "GeometryCollection");
    geo_layer_destroy(layer);
    layer = reads(*state, "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","
                          "\"coordinates\":[]},{\"type\":\"MultiPolygon\",\"coordinates\":[]}]}");
    assert_string_equal(describe(layer, 0), "GeometryCollection [61] [73]");
    geo_layer_destroy(layer);
}

/* ---- Order ---------------------------------------------------------------------------- */

/* The k-th order of n members, joined by commas. */
static void join_members(char *out, size_t size, const char *const *members, int n, int k)
{
    int left[8], count = n;
    size_t used = 0;
    for (int i = 0; i < n; i++) {
        left[i] = i;
    }
    for (; count > 0; count--) {
        int pick = k % count;
        k /= count;
        used += (size_t)snprintf(out + used, size - used, "%s%s", used > 0 ? "," : "",
                                 members[left[pick]]);
        memmove(left + pick, left + pick + 1, (size_t)(count - pick - 1) * sizeof left[0]);
    }
}

static void members_come_in_any_order(void **state)
{
    char geometry[512], feature[1024], whole[2048], text[2100];
    char members[256];
    geo_layer *expected = NULL;
    for (int k = 0; k < 2 * 24 * 24; k++) {
        const char *const of_geometry[] = {
            "\"type\":\"GeometryCollection\"",
            "\"geometries\":[{\"coordinates\":[1,2],\"type\":\"Point\"}]"};
        join_members(members, sizeof members, of_geometry, 2, k % 2);
        (void)snprintf(geometry, sizeof geometry, "\"geometry\":{%s}", members);
        const char *const of_feature[] = {"\"type\":\"Feature\"", "\"id\":\"x\"",
                                          "\"properties\":{\"a\":1}", geometry};
        join_members(members, sizeof members, of_feature, 4, k / 2 % 24);
        (void)snprintf(feature, sizeof feature, "\"features\":[{%s},{%s}]", members, members);
        const char *const of_collection[] = {"\"type\":\"FeatureCollection\"", "\"name\":\"n\"",
                                             "\"bbox\":[1,2,1,2]", feature};
        join_members(whole, sizeof whole, of_collection, 4, k / 48);
        (void)snprintf(text, sizeof text, "{%s}", whole);
        geo_layer *layer = reads(*state, text);
        if (expected == NULL) {
            expected = layer;
            assert_string_equal(describe(layer, 1), "GeometryCollection [21 (1 2)]");
            assert_string_equal(geo_layer_name(layer), "n");
            continue;
        }
        assert_null(layer_difference(layer, expected));
        geo_layer_destroy(layer);
    }
    geo_layer_destroy(expected);
}

/* ---- Attributes ------------------------------------------------------------------------ */

static void value_is(const geo_layer *layer, int64_t column, int64_t row, geo_column_type type,
                     const char *expected)
{
    geo_column c = geo_layer_column(layer, column);
    char shown[128] = "null";
    assert_int_equal(c.type, type);
    if (!geo_column_is_null(&c, row)) {
        if (type == GEO_BOOL) {
            (void)snprintf(shown, sizeof shown, "%d", c.flags[row]);
        } else if (type == GEO_INT) {
            (void)snprintf(shown, sizeof shown, "%lld", (long long)c.ints[row]);
        } else if (type == GEO_REAL) {
            (void)snprintf(shown, sizeof shown, "%.17g", c.reals[row]);
        } else {
            (void)snprintf(shown, sizeof shown, "%.*s",
                           (int)(c.text_begin[row + 1] - c.text_begin[row]),
                           c.text + c.text_begin[row]);
        }
    }
    assert_string_equal(shown, expected);
}

static void attributes_keep_their_types_and_every_digit(void **state)
{
    static const char text[] =
        "{\"type\":\"FeatureCollection\",\"features\":["
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"i\":9007199254740993,\"r\":0.1,"
        "\"t\":\"\\u4e2d \\\"\",\"b\":true,\"n\":null,\"j\":{ \"a\" : [ 1, \"x y\" ] },"
        "\"big\":18446744073709551616,\"m\":1,\"\":7,\"huge\":1e999}},"
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"m\":\"one\",\"late\":-0.5,"
        "\"i\":-9223372036854775808}}]}";
    geo_layer *layer = reads(*state, text);
    assert_int_equal(geo_layer_column_count(layer), 11);
    value_is(layer, 0, 0, GEO_INT, "9007199254740993");
    value_is(layer, 0, 1, GEO_INT, "-9223372036854775808");
    value_is(layer, 1, 0, GEO_REAL, "0.10000000000000001");
    value_is(layer, 1, 1, GEO_REAL, "null");
    value_is(layer, 2, 0, GEO_TEXT, "\xE4\xB8\xAD \"");
    value_is(layer, 3, 0, GEO_BOOL, "1");
    value_is(layer, 4, 0, GEO_TEXT, "null");
    value_is(layer, 5, 0, GEO_JSON, "{\"a\":[1,\"x y\"]}");
    value_is(layer, 6, 0, GEO_JSON, "18446744073709551616");
    value_is(layer, 7, 0, GEO_JSON, "1");
    value_is(layer, 7, 1, GEO_JSON, "\"one\"");
    assert_string_equal(geo_layer_column(layer, 8).info.name, "");
    value_is(layer, 9, 0, GEO_JSON, "1e999");
    value_is(layer, 10, 0, GEO_REAL, "null");
    value_is(layer, 10, 1, GEO_REAL, "-0.5");
    geo_layer_destroy(layer);
}

/* 2^60 is a double, but the fewest digits that name this double are 1152921504606847000. */
static void large_integers_beside_reals_keep_their_digits(void **state)
{
    const char *const orders[] = {"1152921504606846976,0.5", "0.5,1152921504606846976"};
    for (int i = 0; i < 2; i++) {
        char text[256];
        const char *comma = strchr(orders[i], ',');
        (void)snprintf(text, sizeof text,
                       "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"v\":%.*s}}"
                       "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"v\":%s}}",
                       (int)(comma - orders[i]), orders[i], comma + 1);
        geo_layer *layer = reads(*state, text);
        value_is(layer, 0, i, GEO_JSON, "1152921504606846976");
        value_is(layer, 0, 1 - i, GEO_JSON, "0.5");
        geo_layer_destroy(layer);
    }
}

static void ids_are_kept_as_they_are_written(void **state)
{
    geo_layer *layer = reads(*state, "{\"type\":\"Feature\",\"id\":\"a\\u0062\",\"geometry\":null}"
                                     "{\"type\":\"Feature\",\"geometry\":null}"
                                     "{\"type\":\"Feature\",\"id\":1.50,\"geometry\":null}");
    geo_column ids = geo_layer_ids(layer);
    assert_int_equal(ids.n, 3);
    assert_true(geo_column_is_null(&ids, 1));
    assert_int_equal(ids.text_begin[3], 13);
    assert_memory_equal(ids.text, "\"a\\u0062\"1.50", 13);
    geo_layer_destroy(layer);
}

static void layer_is_called_after_its_name_or_its_file(void **state)
{
    const char *const cases[][3] = {{"data/shops.geojson", "", "shops"},
                                    {"a.b/x.y.json", "", "x.y"},
                                    {".hidden", "", ".hidden"},
                                    {"-", "", "layer"},
                                    {NULL, "", "layer"},
                                    {"x.json", ",\"name\":\"towns\"", "towns"},
                                    {"x.json", ",\"name\":\"\"", "x"},
                                    {"x.json", ",\"name\":{\"en\":1}", "x"},
                                    {"x.json", ",\"name\":\"a\\u0000\"", "x"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geoi_geojson_options options = {.source = cases[i][0]};
        char text[128];
        geo_layer *layer;
        int length = snprintf(text, sizeof text,
                              "{\"type\":\"FeatureCollection\",\"features\":[]%s}", cases[i][1]);
        assert_ok(*state, read_with(*state, text, length, &options, &layer));
        assert_string_equal(geo_layer_name(layer), cases[i][2]);
        geo_layer_destroy(layer);
    }
}

/* ---- Sequences ------------------------------------------------------------------------- */

static void texts_may_follow_one_another(void **state)
{
#define A "{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":null}"
#define B "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]},\n\"type\":\"Feature\"}"
    const char *const texts[] = {"\x1E" A "\n\x1E" B "\n",
                                 A "\n" B,
                                 A "\r\n\r\n   \n" B "\r\n",
                                 A B,
                                 "\x1E" A "\x1E" B,
                                 "\xEF\xBB\xBF" A "\n" B,
                                 "\x1E" A "\n" B,
                                 "{\"type\":\"FeatureCollection\",\"features\":[" A "," B "]}",
                                 "{\"type\":\"FeatureCollection\",\"features\":[" A "]}\n" B};
    geo_layer *expected = NULL;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        geo_layer *layer = reads(*state, texts[i]);
        if (expected == NULL) {
            expected = layer;
            assert_int_equal(geo_layer_count(layer), 2);
            continue;
        }
        assert_null(layer_difference(layer, expected));
        geo_layer_destroy(layer);
    }
    geo_layer_destroy(expected);
#undef A
#undef B
}

/* ---- Notes ---------------------------------------------------------------------------- */

static char heard[1024];

static void hear(const char *text, void *user)
{
    (void)user;
    size_t used = strlen(heard);
    (void)snprintf(heard + used, sizeof heard - used, "%s\n", text);
}

static void what_is_left_out_is_told(void **state)
{
    (void)state;
    static const char text[] =
        "{\"type\":\"FeatureCollection\",\"crs\":null,\"features\":["
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"style\":1,\"coordinates\":["
        "[1,2,3,4],[1,2,3,4,5]]}},"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":["
        "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2"
        "]}]}]}},"
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[],[[[0,0,"
        "1],[1,0,1],[1,1,1],[0,0,2]]]]}}]}{\"type\":\"FeatureCollection\",\"features\":[]}";
    geo_ctx_options options = geo_ctx_options_default();
    options.note = hear;
    geo_ctx *ctx;
    assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
    geo_layer *layer = reads(ctx, text);
    assert_string_equal(heard, "2 positions have more than 3 numbers: the 4th and on are left out\n"
                               "1 collection is nested: its members are taken as the outer one's\n"
                               "1 empty member of a Multi geometry is left out\n"
                               "1 ring ends at another height than it begins: the first is taken\n"
                               "1 member of a geometry that is not GeoJSON's is left out\n"
                               "1 crs member is null: taken as longitude and latitude\n"
                               "2 collections are read as one layer\n");
    assert_string_equal(describe(layer, 1), "GeometryCollection [21 (1 2)]");
    assert_string_equal(describe(layer, 2), "MultiPolygon [00 (0 0 1, 1 0 1, 1 1 1, 0 0 1)]");
    geo_layer_destroy(layer);
    geo_ctx_destroy(ctx);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(every_type_of_geometry_is_read),
        CASE(empty_geometries_keep_their_type),
        CASE(members_come_in_any_order),
        CASE(attributes_keep_their_types_and_every_digit),
        CASE(large_integers_beside_reals_keep_their_digits),
        CASE(ids_are_kept_as_they_are_written),
        CASE(layer_is_called_after_its_name_or_its_file),
        CASE(texts_may_follow_one_another),
        CASE(what_is_left_out_is_told),
    };
    return cmocka_run_group_tests_name("geojson read", tests, NULL, NULL);
}
