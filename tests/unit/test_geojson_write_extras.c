/* SPDX-License-Identifier: MIT */
/* What the GeoJSON writer says beside geometry and values, and what it says to its caller. */
#include "support.h"

#include "draft.h"
#include "geojson_text.h"
#include "io/geojson_write.h"

typedef struct told {
    char text[2000];
} told;

static void keep_note(const char *text, void *user)
{
    told *t = user;
    size_t used = strlen(t->text);
    (void)snprintf(t->text + used, sizeof t->text - used, "%s\n", text);
}

static geo_ctx *ctx_that_tells(told *t)
{
    geo_ctx_options o = geo_ctx_options_default();
    geo_ctx *ctx;
    t->text[0] = '\0';
    o.note = keep_note;
    o.note_user = t;
    assert_int_equal(geo_ctx_create(&o, &ctx), GEO_OK);
    return ctx;
}

/* Read, written, and once more. */
static void is_rewritten(geo_ctx *ctx, const char *from, const char *expected)
{
    geo_layer *layer = reads(ctx, from), *back;
    const geoi_geojson_options options = {.source = "shops.geojson"};
    geoi_text first = written(ctx, layer, 7, false);
    assert_string_equal(first.bytes, expected);
    assert_ok(ctx, read_with(ctx, first.bytes, first.length, &options, &back));
    geoi_text second = written(ctx, back, 7, false);
    assert_string_equal(second.bytes, expected);
    geoi_release(first.bytes);
    geoi_release(second.bytes);
    geo_layer_destroy(layer);
    geo_layer_destroy(back);
}

/* ---- Members and boxes ------------------------------------------------------------------ */

#define HEAD "{\"type\":\"FeatureCollection\",\n\"name\":\"shops\",\n"
#define POINT(x, y) "\"geometry\":{\"type\":\"Point\",\"coordinates\":[" x "," y "]}"
#define FEATURE "{\"type\":\"Feature\","
#define EMPTY "\"properties\":{},"

static void members_and_boxes_stay_and_boxes_are_true(void **state)
{
    is_rewritten(*state,
                 "{\"type\":\"FeatureCollection\",\"license\":\"CC0\",\"bbox\":[0,0,1,1],"
                 "\"features\":[" FEATURE EMPTY POINT(
                     "7", "8") ",\"bbox\":[9,9,9,9],\"x\":[1]}," FEATURE
                               "\"id\":3," EMPTY POINT("9", "-2.5") "}],\"year\":2026}",
                 HEAD "\"bbox\":[7,-2.5,9,8],\n\"license\":\"CC0\",\"year\":2026,\n"
                      "\"features\":[\n" FEATURE "\"bbox\":[7,8,7,8],\"x\":[1]," EMPTY POINT(
                          "7", "8") "},\n" FEATURE "\"id\":3," EMPTY POINT("9", "-2.5") "}\n]}\n");
}

static void boxes_have_heights_where_positions_do(void **state)
{
    is_rewritten(*state,
                 "{\"type\":\"Feature\",\"bbox\":[0,0,0,0,0,0],\"properties\":{},\"geometry\":"
                 "{\"type\":\"LineString\",\"coordinates\":[[1,2,50],[3,1],[2,5,-4]]}}",
                 HEAD "\"features\":[\n" FEATURE "\"bbox\":[1,1,-4,3,5,50]," EMPTY
                      "\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
                      "[[1,2,50],[3,1],[2,5,-4]]}}\n]}\n");
}

static void boxes_across_the_antimeridian_are_the_narrower_ones(void **state)
{
    is_rewritten(*state,
                 "{\"type\":\"FeatureCollection\",\"bbox\":[0,0,0,0],\"features\":[" FEATURE EMPTY
                     POINT("177", "-20") "}," FEATURE EMPTY POINT("-178", "-16") "}]}",
                 HEAD "\"bbox\":[177,-20,-178,-16],\n\"features\":[\n" FEATURE EMPTY POINT(
                     "177", "-20") "},\n" FEATURE EMPTY POINT("-178", "-16") "}\n]}\n");
    is_rewritten(*state,
                 "{\"type\":\"FeatureCollection\",\"bbox\":[0,0,0,0],\"features\":[" FEATURE EMPTY
                     POINT("80", "1") "}," FEATURE EMPTY POINT("-80", "2") "}]}",
                 HEAD "\"bbox\":[-80,1,80,2],\n\"features\":[\n" FEATURE EMPTY POINT(
                     "80", "1") "},\n" FEATURE EMPTY POINT("-80", "2") "}\n]}\n");
    is_rewritten(*state,
                 "{\"type\":\"Feature\",\"bbox\":[0,0,0,0],\"properties\":{},\"geometry\":"
                 "{\"type\":\"LineString\",\"coordinates\":[[170,45],[-170,45]]}}",
                 HEAD "\"features\":[\n" FEATURE "\"bbox\":[170,45,-170,45]," EMPTY
                      "\"geometry\":{\"type\":\"MultiLineString\",\"coordinates\":"
                      "[[[170,45],[180,45]],[[-180,45],[-170,45]]]}}\n]}\n");
}

static void what_has_no_positions_has_no_box(void **state)
{
    is_rewritten(*state,
                 "{\"type\":\"FeatureCollection\",\"bbox\":[0,0,0,0],\"features\":[" FEATURE
                 "\"bbox\":[0,0,0,0]," EMPTY "\"geometry\":null}]}",
                 HEAD "\"features\":[\n" FEATURE EMPTY "\"geometry\":null}\n]}\n");
}

static void absent_properties_stay_absent_and_nulls_null(void **state)
{
    is_rewritten(*state,
                 "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE
                 "\"properties\":{\"a\":1},\"geometry\":null}," FEATURE
                 "\"properties\":{\"b\":null,\"c\":\"x\"},\"geometry\":null}," FEATURE
                 "\"properties\":{},\"geometry\":null}," FEATURE
                 "\"properties\":{\"c\":null},\"geometry\":null}]}",
                 HEAD "\"features\":[\n" FEATURE
                      "\"properties\":{\"a\":1},\"geometry\":null},\n" FEATURE
                      "\"properties\":{\"b\":null,\"c\":\"x\"},\"geometry\":null},\n" FEATURE
                      "\"properties\":{},\"geometry\":null},\n" FEATURE
                      "\"properties\":{\"c\":null},\"geometry\":null}\n]}\n");
}

/* ---- Notes ------------------------------------------------------------------------------ */

static void what_is_lost_or_changed_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
        bool sequence;
    } rows[] = {
        {"{\"type\":\"LineString\",\"coordinates\":[[170,45],[-170,45]]}",
         "1 feature crosses the antimeridian, taking the shorter way, and is cut there "
         "(RFC 7946, 3.1.9)\n",
         false},
        {"{\"type\":\"LineString\",\"coordinates\":[[1,1],[1.00000001,1]]}",
         "1 ring or line has no area or length once rounded to 7 decimals: keep more of "
         "them\n",
         false},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[1.00000001,1],[1.00000001,1.00000001],"
         "[1,1]]]}",
         "1 ring or line has no area or length once rounded to 7 decimals: keep more of "
         "them\n",
         false},
        {"{\"type\":\"LineString\",\"coordinates\":[[1,1],[1,1]]}", "", false},
        {"{\"type\":\"Feature\",\"properties\":{\"n\":9007199254740992},\"geometry\":null}",
         "1 integer of \"n\" beyond 2^53: written exactly, but programs in JavaScript round "
         "such\n",
         false},
        {"{\"type\":\"Feature\",\"properties\":{\"n\":-9007199254740991},\"geometry\":null}", "",
         false},
        {"{\"type\":\"FeatureCollection\",\"x\":1,\"features\":[]}",
         "a sequence of features has no place for the members of their collection: left out\n",
         true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        told t;
        geo_ctx *ctx = ctx_that_tells(&t);
        geo_layer *layer = reads(ctx, rows[i].text);
        t.text[0] = '\0';
        geoi_text text = written(ctx, layer, 7, rows[i].sequence);
        assert_string_equal(t.text, rows[i].note);
        geoi_release(text.bytes);
        geo_layer_destroy(layer);
        geo_ctx_destroy(ctx);
    }
}

/* ---- Rings that rounding turns over ----------------------------------------------------- */

/* Triangles and quadrilaterals so thin that their positions are rounded across each other. */
static void thin_rings_are_written_again_the_same(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {31};
    for (int round = 0; round < 300; round++) {
        draft *d = draft_new();
        int decimals = (int)test_random_below(&r, 10);
        double unit = pow(10.0, -decimals), x = 10.0 * test_random_unit(&r);
        for (int k = 0; k < 20; k++) {
            draft_star_feature(d, &r, x, 20.0, 0.1 * unit, 3.0 * unit,
                               3 + test_random_below(&r, 2));
        }
        geo_layer *layer, *back;
        const geoi_geojson_options options = {.source = "a.geojsonl"};
        assert_ok(ctx, geo_layer_create(ctx, NULL, draft_view(d), &layer));
        geoi_text first = written(ctx, layer, decimals, true);
        assert_ok(ctx, read_with(ctx, first.bytes, first.length, &options, &back));
        geoi_text second = written(ctx, back, decimals, true);
        assert_string_equal(first.bytes, second.bytes);
        geoi_release(first.bytes);
        geoi_release(second.bytes);
        geo_layer_destroy(layer);
        geo_layer_destroy(back);
        free(d);
    }
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(members_and_boxes_stay_and_boxes_are_true),
        CASE(boxes_have_heights_where_positions_do),
        CASE(boxes_across_the_antimeridian_are_the_narrower_ones),
        CASE(what_has_no_positions_has_no_box),
        CASE(absent_properties_stay_absent_and_nulls_null),
        CASE(what_is_lost_or_changed_is_told),
        CASE(thin_rings_are_written_again_the_same),
    };
    return cmocka_run_group_tests_name("geojson_write_extras", tests, NULL, NULL);
}
