/* SPDX-License-Identifier: MIT */
/* Features that look alike, read by their shape: the oracle is the general way, which a stretch
 * of one feature always goes, since it has no feature before it. */
#include "support.h"

#include "geojson_text.h"
#include "layer_difference.h"

static const geoi_geojson_options by_shape = {.source = "shops"};
static const geoi_geojson_options generally = {.source = "shops", .chunk = 1};

/* What differs between features of one shape. */
static void say_value(geo_ctx *ctx, geoi_text *text, test_random *random)
{
    static const char *const values[] = {"1",
                                         "-17",
                                         "0.25",
                                         "1e3",
                                         "\"a\"",
                                         "\"\"",
                                         "null",
                                         "true",
                                         "false",
                                         "\"\\u4e2d\"",
                                         "\"\xE4\xB8\xAD\"",
                                         "[1, {\"a\": 2}]",
                                         "{}",
                                         "123456789012345678901",
                                         "0.1234567890123456789",
                                         "\"line\\nend\""};
    int64_t which = test_random_below(random, sizeof values / sizeof values[0]);
    assert_ok(ctx, geoi_text_format(ctx, text, "%s", values[which]));
}

static void say_geometry(geo_ctx *ctx, geoi_text *text, test_random *random, int64_t kind)
{
    int x = (int)test_random_below(random, test_random_below(random, 50) == 0 ? 400 : 170);
    double y = test_random_unit(random) * 80.0;
    bool high = test_random_below(random, 9) == 0;
    if (kind == 0) {
        assert_ok(ctx, geoi_text_format(ctx, text,
                                        "{ \"type\": \"Point\", \"coordinates\": [ %d, %.7f%s ] }",
                                        x, y, high ? ", 5" : ""));
    } else if (kind == 1) {
        assert_ok(ctx, geoi_text_format(ctx, text,
                                        "{\"type\":\"LineString\",\"coordinates\":[[%d,%.3f],[1,2%s"
                                        "],\n [3,-4.5] , [ 5.25 , 1e1 ],[7,8%s]]}",
                                        x, y, high ? ",9,10" : "", high ? ",1" : ""));
    } else if (kind == 2) {
        assert_ok(ctx, geoi_text_format(
                           ctx, text,
                           "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[%d,%.2f],[9,9],[8,1%s],"
                           "[%d,%.2f]]]%s]}",
                           x, y, high ? ",3" : "", x, y, high ? ",[]" : ""));
    } else {
        assert_ok(ctx, geoi_text_format(ctx, text, "null"));
    }
}

static void say_feature(geo_ctx *ctx, geoi_text *text, test_random *random, int64_t kind)
{
    assert_ok(ctx, geoi_text_format(ctx, text, "{\"type\": \"Feature\", "));
    if (kind != 1) {
        assert_ok(ctx, geoi_text_format(ctx, text, "\"id\": "));
        assert_ok(ctx, geoi_text_format(ctx, text, kind == 2 ? "\"n%lld\"" : "%lld",
                                        (long long)test_random_below(random, 100)));
        assert_ok(ctx, geoi_text_format(ctx, text, ","));
    }
    assert_ok(ctx, geoi_text_format(ctx, text, "\"properties\": {\"a\": "));
    say_value(ctx, text, random);
    assert_ok(ctx, geoi_text_format(ctx, text, ", \"b\\n\": "));
    say_value(ctx, text, random);
    if (test_random_below(random, 20) == 0) {
        assert_ok(ctx, geoi_text_format(ctx, text, ",\"c\" : 1"));
    }
    assert_ok(ctx, geoi_text_format(ctx, text, "}, \"geometry\": "));
    say_geometry(ctx, text, random, test_random_below(random, 30) == 0 ? 3 : kind);
    assert_ok(ctx, geoi_text_format(ctx, text, " }"));
}

static void say_layer(geo_ctx *ctx, geoi_text *text, test_random *random)
{
    bool sequence = test_random_below(random, 2) == 0;
    int64_t kind = test_random_below(random, 4), n = 1 + test_random_below(random, 40);
    text->length = 0;
    assert_ok(ctx,
              geoi_text_format(ctx, text,
                               sequence ? " " : "{\"type\":\"FeatureCollection\",\"features\":["));
    for (int64_t i = 0; i < n; i++) {
        assert_ok(ctx, geoi_text_format(ctx, text, i == 0 ? "" : sequence ? "\n" : ",\n"));
        say_feature(ctx, text, random, kind);
    }
    assert_ok(ctx, geoi_text_format(ctx, text, sequence ? "\n" : "]}"));
}

/* Both ways give the same layer, or the same message. */
static void compare(geo_ctx *ctx, const geoi_text *text, uint64_t seed)
{
    geo_layer *expected, *got;
    char message[512] = "";
    geo_status status = read_with(ctx, text->bytes, text->length, &generally, &expected);
    if (status != GEO_OK) {
        (void)snprintf(message, sizeof message, "%s", geo_ctx_message(ctx));
    }
    geo_status again = read_with(ctx, text->bytes, text->length, &by_shape, &got);
    if (again != status || (status != GEO_OK && strcmp(geo_ctx_message(ctx), message) != 0)) {
        fail_msg("seed %d: %s, not %s\n%s", (int)seed, geo_ctx_message(ctx), message, text->bytes);
    }
    const char *difference = status == GEO_OK ? layer_difference(got, expected) : NULL;
    if (difference != NULL) {
        fail_msg("seed %d: layers differ in %s\n%s", (int)seed, difference, text->bytes);
    }
    geo_layer_destroy(expected);
    geo_layer_destroy(got);
}

static void features_that_look_alike_are_read_as_any_others(void **state)
{
    geoi_text text = {0};
    for (uint64_t seed = 0; seed < 500; seed++) {
        test_random random = {seed};
        say_layer(*state, &text, &random);
        compare(*state, &text, seed);
    }
    geoi_release(text.bytes);
}

static void a_fault_in_one_of_them_is_told_as_in_any_other(void **state)
{
    geoi_text text = {0};
    for (uint64_t seed = 0; seed < 1000; seed++) {
        test_random random = {seed + 100000};
        say_layer(*state, &text, &random);
        text.bytes[test_random_below(&random, text.length)] =
            "0,}]\"x\x01 .-e[{\xFFn"[test_random_below(&random, 15)];
        compare(*state, &text, seed);
    }
    geoi_release(text.bytes);
}

static void a_text_may_be_cut_anywhere(void **state)
{
    geoi_text text = {0};
    for (uint64_t seed = 0; seed < 500; seed++) {
        test_random random = {seed + 200000};
        say_layer(*state, &text, &random);
        text.length = 1 + test_random_below(&random, text.length);
        /* of its own size, so that a read beyond the end is seen */
        geoi_text cut = {malloc((size_t)text.length), text.length, text.length};
        assert_non_null(cut.bytes);
        memcpy(cut.bytes, text.bytes, (size_t)text.length);
        geo_layer *layer;
        (void)read_with(*state, cut.bytes, cut.length, &by_shape, &layer);
        geo_layer_destroy(layer);
        free(cut.bytes);
    }
    geoi_release(text.bytes);
}

static geo_status read_text(geo_ctx *ctx, void *data)
{
    const geoi_text *text = data;
    geo_layer *layer;
    geo_status status = read_with(ctx, text->bytes, text->length, &by_shape, &layer);
    geo_layer_destroy(layer);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geoi_text text = {0};
    test_random random = {4};
    assert_ok(*state, geoi_text_format(*state, &text, " "));
    for (int i = 0; i < 40; i++) {
        say_feature(*state, &text, &random, i / 20 * 2);
    }
    assert_true(assert_survives_allocation_failures(read_text, &text) > 20);
    geoi_release(text.bytes);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(features_that_look_alike_are_read_as_any_others),
        CASE(a_fault_in_one_of_them_is_told_as_in_any_other),
        CASE(a_text_may_be_cut_anywhere),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("geojson shape", tests, NULL, NULL);
}
