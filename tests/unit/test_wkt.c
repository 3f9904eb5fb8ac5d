/* SPDX-License-Identifier: MIT */
/* Well-known text, read and written. */
#include "support.h"

#include "base/base.h"
#include "io/wkt_read.h"
#include "io/wkt_write.h"

/* Read the text and write it again. */
static geo_status again(geo_ctx *ctx, const char *text, geoi_wkt_counts *counts, geoi_text *out)
{
    geoi_geometry_builder b = {0};
    geo_status status = GEO_OK;
    GEO_TRY(geoi_wkt_read(ctx, text, (int64_t)strlen(text), &b, counts));
    GEO_TRY(geoi_geometry_finish(ctx, &b));
    GEO_TRY(geoi_geometry_validate(ctx, &b.g, false));
    GEO_TRY(geoi_wkt_append(ctx, &b.g, 0, 7, out));
done:
    geoi_geometry_clear(&b);
    return status;
}

static void assert_becomes(geo_ctx *ctx, const char *text, const char *expected)
{
    geoi_wkt_counts counts = {0};
    geoi_text out = {0};
    assert_ok(ctx, again(ctx, text, &counts, &out));
    assert_string_equal(out.bytes, expected);
    geoi_release(out.bytes);
}

static void every_type_is_read_and_written(void **state)
{
    static const char *const texts[] = {
        "POINT (116.31 39.98)",
        "POINT Z (1 2 -3.5)",
        "POINT EMPTY",
        "LINESTRING (0 0,1 1,2 0)",
        "LINESTRING EMPTY",
        "LINESTRING Z (0 0 1,1 1 NaN)",
        "POLYGON ((0 0,9 0,9 9,0 0),(5 2,6 3,6 2,5 2))",
        "MULTIPOINT ((1 2),(3 4))",
        "MULTILINESTRING ((0 0,1 1),(2 2,3 3,4 4))",
        "MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5),(5.5 5.2,5.8 5.2,5.8 5.5,5.5 5.2)))",
        "MULTIPOLYGON EMPTY",
        ("GEOMETRYCOLLECTION (POINT (1 2),MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5))),"
         "LINESTRING EMPTY,MULTIPOINT EMPTY,LINESTRING (7 7,8 8))"),
        "GEOMETRYCOLLECTION EMPTY"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_becomes(*state, texts[i], texts[i]);
    }
}

static void other_spellings_are_read(void **state)
{
    static const char *const cases[][2] = {
        {" point(1 2) ", "POINT (1 2)"},
        {"PointZ(1 2 3)", "POINT Z (1 2 3)"},
        {"POINT (1 2 3)", "POINT Z (1 2 3)"},
        {"POINT M (1 2 3)", "POINT (1 2)"},
        {"POINT ZM (1 2 3 4)", "POINT Z (1 2 3)"},
        {"POINTM(1 2 3)", "POINT (1 2)"},
        {"POINT (1 2 3 4)", "POINT Z (1 2 3)"},
        {"POINT(+1e2 -2.50)", "POINT (100 -2.5)"},
        {"MULTIPOINT (1 2, 3 4)", "MULTIPOINT ((1 2),(3 4))"},
        {"MULTIPOINT (EMPTY, (3 4))", "MULTIPOINT ((3 4))"},
        {"MULTILINESTRING (EMPTY)", "MULTILINESTRING EMPTY"},
        {"\tLineString\n( 0 0 ,\r\n 1 1 )", "LINESTRING (0 0,1 1)"},
        {"GEOMETRYCOLLECTION (GEOMETRYCOLLECTION (POINT (1 2)), POINT (3 4))",
         "GEOMETRYCOLLECTION (POINT (1 2),POINT (3 4))"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_becomes(*state, cases[i][0], cases[i][1]);
    }
}

static void what_is_left_out_is_counted(void **state)
{
    geoi_wkt_counts counts = {0};
    geoi_text out = {0};
    assert_ok(*state, again(*state,
                            "GEOMETRYCOLLECTION (GEOMETRYCOLLECTION (POINT M (1 2 3)), "
                            "MULTIPOINT (EMPTY, 3 4, EMPTY))",
                            &counts, &out));
    assert_int_equal(counts.measures, 1);
    assert_int_equal(counts.nested, 1);
    assert_int_equal(counts.empties, 2);
    geoi_release(out.bytes);
}

static void faults_are_named_with_their_place(void **state)
{
    static const char *const cases[][2] = {
        {"", "WKT ends where POINT, LINESTRING"},
        {"CIRCULARSTRING (0 0,1 1,2 0)", "character 1, found \"CIRCULARSTRI\""},
        {"POINTS (1 2)", "character 1"},
        {"POINT", "WKT ends where \"(\" was expected"},
        {"POINT (1)", "expected a number at character 9, found \")\""},
        {"POINT (1 2", "WKT ends where \")\" was expected"},
        {"POINT (1 2) x", "expected the end at character 13"},
        {"POINT (1 2, 3 4)", "expected \")\" at character 11"},
        {"POINT Z (1 2)", "expected another number"},
        {"POINT (1 2 3 4 5)", "expected \")\""},
        {"POINT (NaN 2)", "expected a number"},
        {"POINT (1e999 2)", "expected a number"},
        {"POINT (0x10 2)", "expected a number at character 9"},
        {"GEOMETRYCOLLECTION (POINT (1 2, 3 4))", "expected \")\""},
        {"GEOMETRYCOLLECTION (1 2)", "expected POINT"},
        {"SRID=4326;POINT (1 2)", "expected POINT"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geoi_wkt_counts counts = {0};
        geoi_text out = {0};
        assert_status(*state, again(*state, cases[i][0], &counts, &out), GEO_DATA);
        assert_message_has(*state, cases[i][1]);
        geoi_release(out.bytes);
    }
}

static void deep_nesting_is_refused(void **state)
{
    char text[4000] = "";
    size_t used = 0;
    geoi_wkt_counts counts = {0};
    geoi_text out = {0};
    for (int i = 0; i < 100; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "GEOMETRYCOLLECTION(");
    }
    assert_status(*state, again(*state, text, &counts, &out), GEO_DATA);
    assert_message_has(*state, "more than 32 collections inside one another");
    geoi_release(out.bytes);
}

static void only_what_begins_like_it_is_taken_for_it(void **state)
{
    (void)state;
    static const char *const yes[] = {"POINT(1 2)", " polygon z ((", "MultiPolygon EMPTY"};
    static const char *const no[] = {"", "{\"type\":\"Point\"}", "Pointless", "0101000000"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(geoi_wkt_is(yes[i], (int64_t)strlen(yes[i])));
    }
    for (size_t i = 0; i < 4; i++) {
        assert_false(geoi_wkt_is(no[i], (int64_t)strlen(no[i])));
    }
}

/* Every cut of a text is a fault or a geometry, never a read beyond its end: the text stands
 * before bytes that would go on. */
static void texts_that_are_cut_off_are_faults(void **state)
{
    static const char text[] = "MULTIPOLYGON Z (((0 0 1,1 0 1,1 1 1,0 0 1)),EMPTY)";
    for (size_t n = 0; n + 1 < sizeof text; n++) {
        geoi_geometry_builder b = {0};
        geoi_wkt_counts counts = {0};
        char *cut = malloc(n + 1);
        memcpy(cut, text, n);
        cut[n] = '0';
        assert_status(*state, geoi_wkt_read(*state, cut, (int64_t)n, &b, &counts), GEO_DATA);
        geoi_geometry_clear(&b);
        free(cut);
    }
}

static geo_status read_once(geo_ctx *ctx, void *data)
{
    geoi_wkt_counts counts = {0};
    geoi_text out = {0};
    geo_status status = again(ctx, data, &counts, &out);
    geoi_release(out.bytes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static char text[] = "GEOMETRYCOLLECTION (POINT Z (1 2 3),POLYGON ((0 0,9 0,9 9,0 0)))";
    assert_true(assert_survives_allocation_failures(read_once, text) > 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(every_type_is_read_and_written),    TEST(other_spellings_are_read),
        TEST(what_is_left_out_is_counted),       TEST(faults_are_named_with_their_place),
        TEST(deep_nesting_is_refused),           TEST(only_what_begins_like_it_is_taken_for_it),
        TEST(texts_that_are_cut_off_are_faults), TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
