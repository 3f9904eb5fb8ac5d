/* SPDX-License-Identifier: MIT */
/* How long, large and deep the things in a GeoJSON text may be. */
#include "support.h"

#include "geojson_text.h"
#include "io/limits.h"
#include "io/rejects.h"

/* A feature with one property of a name of n bytes. */
static geo_status read_key(geo_ctx *ctx, int64_t n)
{
    geoi_text text = {0};
    const geoi_geojson_options options = {.source = "shops"};
    geo_layer *layer;
    assert_ok(ctx, geoi_text_format(ctx, &text,
                                    "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\""));
    for (int64_t i = 0; i < n; i++) {
        assert_ok(ctx, geoi_text_append(ctx, &text, "k", 1));
    }
    assert_ok(ctx, geoi_text_format(ctx, &text, "\":1}}"));
    geo_status status = read_with(ctx, text.bytes, text.length, &options, &layer);
    geo_layer_destroy(layer);
    geoi_release(text.bytes);
    return status;
}

static void names_of_members_have_a_longest_length(void **state)
{
    assert_ok(*state, read_key(*state, GEOI_LONGEST_KEY - 1));
    assert_ok(*state, read_key(*state, GEOI_LONGEST_KEY));
    assert_status(*state, read_key(*state, GEOI_LONGEST_KEY + 1), GEO_DATA);
    assert_message_has(*state, "the name of a member is longer than 65536 bytes");
}

static geo_status read_properties(geo_ctx *ctx, int64_t n)
{
    geoi_text text = {0};
    const geoi_geojson_options options = {.source = "shops"};
    geo_layer *layer;
    assert_ok(ctx, geoi_text_format(ctx, &text,
                                    "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{"));
    for (int64_t i = 0; i < n; i++) {
        assert_ok(ctx,
                  geoi_text_format(ctx, &text, "%s\"k%lld\":1", i > 0 ? "," : "", (long long)i));
    }
    assert_ok(ctx, geoi_text_format(ctx, &text, "}}"));
    geo_status status = read_with(ctx, text.bytes, text.length, &options, &layer);
    geo_layer_destroy(layer);
    geoi_release(text.bytes);
    return status;
}

static void a_feature_has_a_largest_number_of_properties(void **state)
{
    assert_ok(*state, read_properties(*state, GEOI_MOST_PROPERTIES - 1));
    assert_ok(*state, read_properties(*state, GEOI_MOST_PROPERTIES));
    assert_status(*state, read_properties(*state, GEOI_MOST_PROPERTIES + 1), GEO_DATA);
    assert_message_has(*state, "a feature has more than 10000 properties");
}

enum { FEW = 40, SMALL = 160 };

/* Append `like` with `filling` in the place of its "@". */
static void append_filled(geo_ctx *ctx, geoi_text *text, const char *like, const char *filling)
{
    int before = (int)strcspn(like, "@");
    assert_ok(ctx,
              geoi_text_format(ctx, text, "%.*s%s%s", before, like, filling, like + before + 1));
}

/* Two features of one look, of which the second has a string of n bytes. */
static geo_status read_string(geo_ctx *ctx, const char *like, int64_t n, int64_t chunk)
{
    char string[FEW + 2] = {0};
    geoi_text text = {0};
    const geoi_geojson_options options = {.source = "shops", .longest = FEW, .chunk = chunk};
    geo_layer *layer;
    append_filled(ctx, &text, like, "short");
    memset(string, 's', (size_t)n);
    assert_ok(ctx, geoi_text_format(ctx, &text, "\n"));
    append_filled(ctx, &text, like, string);
    geo_status status = read_with(ctx, text.bytes, text.length, &options, &layer);
    geo_layer_destroy(layer);
    geoi_release(text.bytes);
    return status;
}

static void strings_have_a_longest_length(void **state)
{
    static const char *const likes[] = {
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"name\":\"@\"}}",
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":{\"b\":[\"@\"]}}}",
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{},\"id\":\"@\"}",
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{},\"foreign\":\"@\"}",
    };
    for (int i = 0; i < GEOI_COUNT_OF(likes); i++) {
        for (int64_t chunk = 0; chunk < 100; chunk += 70) {
            assert_ok(*state, read_string(*state, likes[i], FEW - 1, chunk));
            assert_ok(*state, read_string(*state, likes[i], FEW, chunk));
            assert_status(*state, read_string(*state, likes[i], FEW + 1, chunk), GEO_DATA);
            assert_message_has(*state, "feature 2: line 2, column");
            assert_message_has(*state, "a string is longer than 40 bytes");
        }
    }
}

static void the_length_of_a_string_is_that_of_its_text(void **state)
{
    static const char escaped[] =
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"name\":\"\\u0041@\"}}";
    assert_ok(*state, read_string(*state, escaped, FEW - 2, 0));
    assert_ok(*state, read_string(*state, escaped, FEW - 1, 0));
    assert_status(*state, read_string(*state, escaped, FEW, 0), GEO_DATA);
}

/* Two features of one look and n bytes, the second longer by `more`. */
static geo_status read_sized(geo_ctx *ctx, const char *like, int more, geoi_rejects *rejects)
{
    geoi_text text = {0};
    const geoi_geojson_options options = {.source = "shops", .largest = SMALL, .rejects = rejects};
    geo_layer *layer;
    char pad[SMALL + 2] = {0};
    int length = (int)strlen(like) - 1;
    memset(pad, '1', (size_t)(SMALL - length));
    append_filled(ctx, &text, like, pad);
    assert_int_equal(text.length, SMALL);
    memset(pad, '1', (size_t)(SMALL - length + more));
    pad[SMALL - length + more] = '\0';
    assert_ok(ctx, geoi_text_format(ctx, &text, "\n"));
    append_filled(ctx, &text, like, pad);
    geo_status status = read_with(ctx, text.bytes, text.length, &options, &layer);
    if (rejects != NULL) {
        assert_int_equal(geo_layer_count(layer) + rejects->count, 2);
    }
    geo_layer_destroy(layer);
    geoi_release(text.bytes);
    return status;
}

static void features_have_a_largest_size(void **state)
{
    static const char *const likes[] = {
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"name\":\"@\"}}",
        ("{\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
         "[[1,2],[3,4.@]]},\"properties\":null}"),
        "{\"type\":\"Point\",\"coordinates\":[1,2.@]}",
    };
    for (int i = 0; i < GEOI_COUNT_OF(likes); i++) {
        assert_ok(*state, read_sized(*state, likes[i], -1, NULL));
        assert_ok(*state, read_sized(*state, likes[i], 0, NULL));
        assert_status(*state, read_sized(*state, likes[i], 1, NULL), GEO_DATA);
        assert_message_has(*state,
                           "feature 2: line 2, column 1: the feature is longer than 160 bytes");
        geoi_rejects rejects = {0};
        assert_ok(*state, read_sized(*state, likes[i], 1, &rejects));
        assert_int_equal(rejects.count, 1);
        geoi_rejects_clear(&rejects);
    }
}

/* A collection of a collection ... of nothing. */
static geo_status read_nested(geo_ctx *ctx, int64_t depth)
{
    static const char open[] = "{\"type\":\"GeometryCollection\",\"geometries\":[";
    geoi_text text = {0};
    const geoi_geojson_options options = {.source = "shops"};
    geo_layer *layer;
    for (int64_t i = 0; i < depth; i++) {
        assert_ok(ctx, geoi_text_append(ctx, &text, open, sizeof open - 1));
    }
    for (int64_t i = 0; i < depth; i++) {
        assert_ok(ctx, geoi_text_append(ctx, &text, "]}", 2));
    }
    geo_status status = read_with(ctx, text.bytes, text.length, &options, &layer);
    geo_layer_destroy(layer);
    geoi_release(text.bytes);
    return status;
}

static void collections_have_a_greatest_depth(void **state)
{
    assert_ok(*state, read_nested(*state, GEOI_DEEPEST_GEOMETRY - 1));
    assert_ok(*state, read_nested(*state, GEOI_DEEPEST_GEOMETRY));
    assert_status(*state, read_nested(*state, GEOI_DEEPEST_GEOMETRY + 1), GEO_DATA);
    assert_message_has(*state, "nested deeper than");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(names_of_members_have_a_longest_length),
        CASE(a_feature_has_a_largest_number_of_properties),
        CASE(strings_have_a_longest_length),
        CASE(the_length_of_a_string_is_that_of_its_text),
        CASE(features_have_a_largest_size),
        CASE(collections_have_a_greatest_depth),
    };
    return cmocka_run_group_tests_name("geojson limits", tests, NULL, NULL);
}
