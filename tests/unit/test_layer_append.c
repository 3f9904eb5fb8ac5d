/* SPDX-License-Identifier: MIT */
/* Builders joined: the layer is that of one builder given everything. */
#include "support.h"

#include "layer/builder.h"
#include "layer_difference.h"

/* ---- Random features ------------------------------------------------------------------ */

enum { KINDS = 7 };

static geo_status add_value(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, int64_t kind,
                            uint64_t word)
{
    char text[24];
    int length = snprintf(text, sizeof text, "v%d", (int)(word % 100));
    switch (kind) {
    case 0:
        return geoi_layer_builder_null(ctx, b, column);
    case 1:
        return geoi_layer_builder_flag(ctx, b, column, word % 2);
    case 2:
        return geoi_layer_builder_int(ctx, b, column, (int64_t)(word % 1000) - 500);
    case 3:
        return geoi_layer_builder_int(ctx, b, column, INT64_MAX - (int64_t)(word % 8));
    case 4:
        return geoi_layer_builder_real(ctx, b, column, (double)(word % 1000) / 8.0, NULL, 0);
    case 5:
        return geoi_layer_builder_text(ctx, b, column, GEO_TEXT, text, length);
    default:
        return geoi_layer_builder_text(ctx, b, column, GEO_JSON, "[1]", 3);
    }
}

static geo_status add_geometry(geo_ctx *ctx, geoi_geometry_builder *g, test_random *random,
                               bool points)
{
    geo_status status = GEO_OK;
    static const geo_geometry_type types[] = {GEO_NONE, GEO_POINT, GEO_LINESTRING, GEO_MULTIPOINT,
                                              GEO_COLLECTION};
    geo_geometry_type type = points ? GEO_POINT : types[test_random_below(random, 5)];
    int64_t parts = type == GEO_NONE         ? 0
                    : type <= GEO_LINESTRING ? 1
                                             : test_random_below(random, 4);
    GEO_TRY(geoi_geometry_feature(ctx, g, type));
    for (int64_t p = 0; p < parts; p++) {
        GEO_TRY(
            geoi_geometry_part(ctx, g, type == GEO_COLLECTION ? GEO_POINT | GEO_PART_FIRST : 0));
        GEO_TRY(geoi_geometry_ring(ctx, g));
        for (int i = 0; i < (type == GEO_LINESTRING ? 3 : 1); i++) {
            double z = test_random_below(random, 3) == 0 && !points ? 7.0 : (double)NAN;
            GEO_TRY(
                geoi_geometry_add(ctx, g, test_random_unit(random), test_random_unit(random), z));
        }
    }
done:
    return status;
}

/* A feature of four columns at most; `kinds` says which types each may have. */
static geo_status add_feature(geo_ctx *ctx, geoi_layer_builder *b, test_random *random,
                              int64_t kinds[4][2], bool points)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    geo_status status = GEO_OK;
    GEO_TRY(add_geometry(ctx, geoi_layer_builder_geometry(b), random, points));
    for (int64_t c = 0; c < 4; c++) {
        int64_t column, kind = kinds[c][test_random_below(random, 8) == 0];
        if (test_random_below(random, 4) == 0) {
            continue;
        }
        GEO_TRY(geoi_layer_builder_column(ctx, b, names[c], 1, &column));
        GEO_TRY(add_value(ctx, b, column, kind, test_random_next(random)));
    }
    if (test_random_below(random, 3) == 0) {
        GEO_TRY(geoi_layer_builder_id(ctx, b, "17", 2));
    }
    if (test_random_below(random, 5) == 0) {
        GEO_TRY(geoi_layer_builder_feature_members(ctx, b, "{\"n\":1}", 7));
    }
    if (test_random_below(random, 5) == 0) {
        GEO_TRY(geoi_layer_builder_feature_bbox(ctx, b));
    }
    GEO_TRY(geoi_layer_builder_next(ctx, b));
done:
    return status;
}

/* ---- Tests ---------------------------------------------------------------------------- */

static geo_layer *finish(geo_ctx *ctx, geoi_layer_builder *b)
{
    geo_layer *layer;
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    return layer;
}

static void compare_once(geo_ctx *ctx, uint64_t seed)
{
    test_random random = {seed}, twin;
    int64_t kinds[4][2];
    for (int c = 0; c < 4; c++) {
        kinds[c][0] = test_random_below(&random, KINDS);
        kinds[c][1] = test_random_below(&random, KINDS);
    }
    bool points = test_random_below(&random, 2) == 0;
    int64_t pieces = 1 + test_random_below(&random, 5);
    twin = random;
    geoi_layer_builder *one, *joined, *piece;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "n", &one));
    assert_ok(ctx, geoi_layer_builder_create(ctx, "n", &joined));
    if (seed % 2 == 0) {
        geoi_layer_builder_tell_gaps(one);
        geoi_layer_builder_tell_gaps(joined);
    }
    for (int64_t k = 0; k < pieces; k++) {
        int64_t features = test_random_below(&random, 20);
        (void)test_random_below(&twin, 20);
        assert_ok(ctx, geoi_layer_builder_create(ctx, "piece", &piece));
        if (seed % 2 == 0) {
            geoi_layer_builder_tell_gaps(piece);
        }
        for (int64_t i = 0; i < features; i++) {
            assert_ok(ctx, add_feature(ctx, piece, &random, kinds, points));
            assert_ok(ctx, add_feature(ctx, one, &twin, kinds, points));
        }
        assert_ok(ctx, geoi_layer_builder_append(ctx, joined, piece));
        geoi_layer_builder_destroy(piece);
    }
    geo_layer *expected = finish(ctx, one), *got = finish(ctx, joined);
    const char *difference = layer_difference(got, expected);
    if (difference != NULL) {
        fail_msg("seed %llu: layers differ in %s", (unsigned long long)seed, difference);
    }
    geo_layer_destroy(expected);
    geo_layer_destroy(got);
}

static void joined_builders_make_the_layer_that_one_builder_makes(void **state)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        compare_once(*state, seed);
    }
}

/* The bitmap of a column that is being built may end long before its rows do. */
static void rows_after_a_gap_keep_their_values_when_joined(void **state)
{
    static const int64_t gaps[] = {1, 8, 511, 512, 513, 1000};
    const int64_t rows = 9000;
    geo_ctx *ctx = *state;
    for (int64_t g = 0; g < GEOI_COUNT_OF(gaps); g++) {
        geoi_layer_builder *joined, *piece;
        int64_t column;
        assert_ok(ctx, geoi_layer_builder_create(ctx, "n", &joined));
        assert_ok(ctx, geoi_layer_builder_create(ctx, "piece", &piece));
        geoi_layer_builder_tell_gaps(joined);
        geoi_layer_builder_tell_gaps(piece);
        for (int64_t i = 0; i < rows; i++) {
            assert_ok(ctx,
                      geoi_geometry_feature(ctx, geoi_layer_builder_geometry(piece), GEO_NONE));
            if (i >= gaps[g]) {
                assert_ok(ctx, geoi_layer_builder_column(ctx, piece, "late", 4, &column));
                assert_ok(ctx, geoi_layer_builder_int(ctx, piece, column, i));
            }
            assert_ok(ctx, geoi_layer_builder_next(ctx, piece));
        }
        assert_ok(ctx, geoi_layer_builder_append(ctx, joined, piece));
        geoi_layer_builder_destroy(piece);
        geo_layer *layer = finish(ctx, joined);
        geo_column late = geo_layer_column(layer, 0);
        assert_int_equal(late.n, rows);
        for (int64_t i = 0; i < rows; i++) {
            assert_int_equal(geo_column_is_absent(&late, i), i < gaps[g]);
            assert_int_equal(late.ints[i], i < gaps[g] ? 0 : i);
        }
        geo_layer_destroy(layer);
    }
}

static void a_builder_goes_on_after_another_was_joined_to_it(void **state)
{
    geo_ctx *ctx = *state;
    int64_t kinds[4][2] = {{2, 2}, {5, 5}, {4, 4}, {1, 1}};
    test_random random = {5}, twin = {5};
    geoi_layer_builder *one, *joined, *piece;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "", &one));
    assert_ok(ctx, geoi_layer_builder_create(ctx, "", &joined));
    assert_ok(ctx, geoi_layer_builder_create(ctx, "", &piece));
    for (int i = 0; i < 30; i++) {
        assert_ok(ctx, add_feature(ctx, one, &twin, kinds, false));
        assert_ok(ctx, add_feature(ctx, i / 10 == 1 ? piece : joined, &random, kinds, false));
        if (i == 19) {
            assert_ok(ctx, geoi_layer_builder_append(ctx, joined, piece));
        }
    }
    assert_ok(ctx, geoi_layer_builder_rename(ctx, joined, "shops"));
    assert_ok(ctx, geoi_layer_builder_rename(ctx, one, "shops"));
    geoi_layer_builder_destroy(piece);
    geo_layer *expected = finish(ctx, one), *got = finish(ctx, joined);
    assert_string_equal(geo_layer_name(got), "shops");
    assert_null(layer_difference(got, expected));
    geo_layer_destroy(expected);
    geo_layer_destroy(got);
}

static geo_status join_two(geo_ctx *ctx, void *data)
{
    int64_t kinds[4][2] = {{2, 4}, {5, 6}, {4, 0}, {1, 1}};
    geo_status status = GEO_OK;
    geoi_layer_builder *a = NULL, *b = NULL;
    geo_layer *layer = NULL;
    test_random random = {3};
    (void)data;
    GEO_TRY(geoi_layer_builder_create(ctx, "a", &a));
    GEO_TRY(geoi_layer_builder_create(ctx, "b", &b));
    geoi_layer_builder_tell_gaps(a);
    geoi_layer_builder_tell_gaps(b);
    GEO_TRY(geoi_layer_builder_members(ctx, b, "{}", 2));
    GEO_TRY(geoi_layer_builder_run(ctx, b, "{}", 2));
    for (int i = 0; i < 20; i++) {
        GEO_TRY(add_feature(ctx, i < 10 ? a : b, &random, kinds, false));
    }
    GEO_TRY(geoi_layer_builder_append(ctx, a, b));
    GEO_TRY(geoi_layer_builder_finish(ctx, a, &layer));
done:
    geo_layer_destroy(layer);
    geoi_layer_builder_destroy(a);
    geoi_layer_builder_destroy(b);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    assert_true(assert_survives_allocation_failures(join_two, NULL) > 20);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(joined_builders_make_the_layer_that_one_builder_makes),
        CASE(rows_after_a_gap_keep_their_values_when_joined),
        CASE(a_builder_goes_on_after_another_was_joined_to_it),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("layer append", tests, NULL, NULL);
}
