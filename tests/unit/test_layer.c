/* SPDX-License-Identifier: MIT */
/* Layers made, given columns and cut down. */
#include "support.h"

#include "built.h"
#include "geo/io.h"

static const double lon[] = {116.3, 116.4, 116.5}, lat[] = {39.9, 40.0, 40.1};

static geo_layer *three_points(geo_ctx *ctx)
{
    geo_layer *layer;
    assert_ok(ctx, geo_layer_create_points(ctx, "shops", 3, lon, lat, &layer));
    return layer;
}

/* ---- Making ------------------------------------------------------------------------ */

static void layer_of_points_is_no_more_than_x_and_y(void **state)
{
    geo_layer *layer = three_points(*state);
    const geo_geometry *g = geo_layer_geometry(layer);
    assert_int_equal(geo_layer_count(layer), 3);
    assert_string_equal(geo_layer_name(layer), "shops");
    assert_null(g->part_offset);
    assert_null(g->ring_offset);
    assert_null(g->coord_offset);
    assert_memory_equal(g->x, lon, sizeof lon);
    assert_ptr_not_equal(g->x, lon);
    geo_box box = geo_layer_extent(layer);
    assert_true(box.min_x == 116.3 && box.max_x == 116.5 && box.min_y == 39.9 && box.max_y == 40.1);
    assert_string_equal(geo_layer_source(layer), "");
    assert_string_equal(geo_layer_digest(layer), "");
    assert_string_equal(geo_layer_source_crs(layer), "");
    geo_layer_destroy(layer);
}

static void layer_without_features_has_an_empty_extent(void **state)
{
    geo_layer *layer;
    geo_column_info info = {"a", NULL, NULL, NULL};
    assert_ok(*state, geo_layer_create_points(*state, NULL, 0, NULL, NULL, &layer));
    assert_true(geo_layer_extent(layer).min_x > geo_layer_extent(layer).max_x);
    assert_ok(*state, geo_layer_add_texts(*state, layer, &info, GEO_TEXT, NULL));
    assert_int_equal(geo_layer_column(layer, 0).n, 0);
    assert_int_equal(geo_layer_column(layer, 0).text_begin[0], 0);
    geo_layer_destroy(layer);
}

static void bad_point(geo_ctx *ctx, double x, double y, const char *part)
{
    double xs[] = {116.3, x, 116.3}, ys[] = {39.9, y, 39.9};
    geo_layer *layer = (geo_layer *)1;
    assert_status(ctx, geo_layer_create_points(ctx, "bad", 3, xs, ys, &layer), GEO_DATA);
    assert_null(layer);
    assert_message_has(ctx, "feature 2");
    assert_message_has(ctx, part);
}

static void coordinates_that_are_no_place_are_refused_with_the_feature(void **state)
{
    bad_point(*state, (double)NAN, 39.9, "not finite");
    bad_point(*state, 116.3, (double)INFINITY, "not finite");
    bad_point(*state, 39.9, 116.3, "swapped");
    bad_point(*state, 448000.0, 4420000.0, "metres");
    bad_point(*state, 180.0000001, 0.0, "longitude");
}

/* ---- Columns added ----------------------------------------------------------------- */

static void columns_are_added_and_read_back(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = three_points(ctx);
    geo_column_info near = {"near_dist", "Distance", "\xE8\xB7\x9D\xE7\xA6\xBB", "m"};
    geo_column_info count = {"count", NULL, NULL, NULL}, flag = {"open", NULL, NULL, NULL};
    geo_column_info name = {"name", NULL, NULL, NULL};
    double reals[] = {1.5, (double)NAN, 3.0}, numbers[3];
    int64_t ints[] = {1, 2, INT64_MAX};
    uint8_t flags[] = {0, 7, 1}, valid[] = {0xFE};
    const char *texts[] = {"a", NULL, ""};
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &near, reals, NULL));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &count, ints, valid));
    assert_ok(ctx, geo_layer_add_flags(ctx, layer, &flag, flags, NULL));
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &name, GEO_TEXT, texts));
    assert_int_equal(geo_layer_find(layer, "open"), 2);
    assert_int_equal(geo_layer_find(layer, "Open"), -1);
    geo_column c = geo_layer_column(layer, 0);
    assert_string_equal(c.info.alias_zh, near.alias_zh);
    assert_string_equal(c.info.unit, "m");
    assert_int_equal(c.valid[0], 5);
    assert_int_equal(geo_layer_column(layer, 1).valid[0], 6);
    assert_int_equal(geo_layer_column(layer, 2).flags[1], 1);
    c = geo_layer_column(layer, 3);
    assert_true(!geo_column_is_null(&c, 2) && geo_column_is_null(&c, 1));
    assert_ok(ctx, geo_layer_numbers(ctx, layer, "count", numbers));
    assert_true(isnan(numbers[0]) && numbers[1] == 2.0);
    assert_ok(ctx, geo_layer_numbers(ctx, layer, "open", numbers));
    assert_true(numbers[0] == 0.0 && numbers[1] == 1.0);
    assert_status(ctx, geo_layer_numbers(ctx, layer, "near_dsit", numbers), GEO_INVALID);
    assert_message_has(ctx, "near_dist");
    assert_status(ctx, geo_layer_numbers(ctx, layer, "name", numbers), GEO_DATA);
    assert_message_has(ctx, "holds text, not numbers: feature 1 has ");
    geo_layer_destroy(layer);
}

static void a_column_of_nulls_is_unknown_numbers_whatever_its_type(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = three_points(ctx);
    geo_column_info info = {"people", NULL, NULL, NULL};
    const char *texts[] = {NULL, NULL, NULL};
    double numbers[3] = {1.0, 2.0, 3.0};
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &info, GEO_TEXT, texts));
    assert_ok(ctx, geo_layer_numbers(ctx, layer, "people", numbers));
    assert_true(isnan(numbers[0]) && isnan(numbers[1]) && isnan(numbers[2]));
    geo_layer_destroy(layer);
}

static void columns_with_a_taken_or_empty_name_or_other_rows_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = three_points(ctx);
    geo_column_info info = {"a", NULL, NULL, NULL}, empty = {"", NULL, NULL, NULL};
    double reals[] = {1.0, 2.0, 3.0};
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, reals, NULL));
    assert_status(ctx, geo_layer_add_reals(ctx, layer, &info, reals, NULL), GEO_INVALID);
    assert_message_has(ctx, "a column \"a\" already");
    assert_status(ctx, geo_layer_add_reals(ctx, layer, &empty, reals, NULL), GEO_INVALID);
    geo_column two = {.info = {"b", NULL, NULL, NULL}, .type = GEO_REAL, .n = 2, .reals = reals};
    assert_status(ctx, geo_layer_add_column(ctx, layer, &two), GEO_INVALID);
    geo_column again = geo_layer_column(layer, 0);
    again.info.name = "copy";
    assert_ok(ctx, geo_layer_add_column(ctx, layer, &again));
    assert_memory_equal(geo_layer_column(layer, 1).reals, reals, sizeof reals);
    assert_int_equal(geo_layer_column_count(layer), 2);
    geo_layer_destroy(layer);
}

static geo_status keep_two(geo_ctx *ctx, void *data)
{
    (void)data;
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    const double x[] = {1.0}, value[] = {2.0};
    const char *const names[] = {"c", "a"};
    const geo_column_info info[] = {
        {"a", NULL, NULL, "m"}, {"b", NULL, NULL, NULL}, {"c", NULL, NULL, NULL}};
    GEO_TRY(geo_layer_create_points(ctx, "one", 1, x, x, &layer));
    for (int i = 0; i < 3; i++) {
        GEO_TRY(geo_layer_add_reals(ctx, layer, &info[i], value, NULL));
    }
    GEO_TRY(geo_layer_keep_columns(ctx, layer, names, 2));
done:
    geo_layer_destroy(layer);
    return status;
}

static void kept_columns_stand_in_the_order_asked_and_wrong_names_change_nothing(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = three_points(ctx);
    geo_column_info info = {"area", NULL, NULL, "m2"}, second = {"name", NULL, NULL, NULL};
    const double reals[] = {1.0, 2.0, 3.0};
    const int64_t ints[] = {7, 8, 9};
    const char *const swapped[] = {"name", "area"}, *const wrong[] = {"area", "nane"},
                      *const twice[] = {"area", "area"};
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, reals, NULL));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &second, ints, NULL));
    assert_status(ctx, geo_layer_keep_columns(ctx, layer, wrong, 2), GEO_INVALID);
    assert_message_has(ctx, "nane");
    assert_status(ctx, geo_layer_keep_columns(ctx, layer, twice, 2), GEO_INVALID);
    assert_int_equal(geo_layer_column_count(layer), 2);
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, swapped, 2));
    assert_int_equal(geo_layer_column(layer, 0).ints[2], 9);
    assert_string_equal(geo_layer_column(layer, 1).info.unit, "m2");
    assert_ok(ctx,
              geo_layer_add_reals(ctx, layer, &(geo_column_info){.name = "more"}, reals, NULL));
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, swapped, 1));
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, NULL, 0));
    assert_int_equal(geo_layer_column_count(layer), 0);
    assert_int_equal(geo_layer_count(layer), 3);
    geo_layer_destroy(layer);
    assert_survives_allocation_failures(keep_two, NULL);
}

/* ---- Selection --------------------------------------------------------------------- */

static geo_status select_mixed(geo_ctx *ctx, void *data)
{
    geo_status status = GEO_OK;
    geo_layer *chosen = NULL;
    const int64_t rows[] = {5, 2, 2, 0, 1};
    GEO_TRY(geo_layer_select(ctx, data, rows, 5, &chosen));
done:
    geo_layer_destroy(chosen);
    return status;
}

static geo_layer *mixed_layer(geo_ctx *ctx)
{
    static const char *const kinds[] = {"#1", "n", "#3", "#4", "#5", "#6"};
    static const char *const names[] = {"\"a", "\"bb", "", "\"dddd", "n", "\"f"};
    geoi_geometry_builder source = {0};
    geoi_layer_builder *b;
    geo_layer *layer;
    mixed_geometry(ctx, &source);
    geoi_digest *digest;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "mixed", &b));
    for (int64_t i = 0; i < 6; i++) {
        int64_t column;
        assert_ok(ctx,
                  geoi_geometry_copy_feature(ctx, geoi_layer_builder_geometry(b), &source.g, i));
        name_is(ctx, b, "kind", &column);
        assert_ok(ctx, set_value(ctx, b, column, kinds[i]));
        name_is(ctx, b, "name", &column);
        assert_ok(ctx, set_value(ctx, b, column, names[i]));
        if (i == 2) {
            assert_ok(ctx, geoi_layer_builder_id(ctx, b, "\"two\"", 5));
        }
        assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    }
    assert_ok(ctx, geoi_layer_builder_source(ctx, b, "m.geojson", "GCJ-02"));
    assert_ok(ctx, geoi_digest_of_bytes(ctx, "abc", 3, &digest));
    geoi_layer_builder_digest(b, digest);
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    geoi_geometry_clear(&source);
    return layer;
}

static void selected_rows_come_with_geometry_ids_and_columns(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = mixed_layer(ctx), *chosen;
    const int64_t rows[] = {5, 2, 2, 1};
    assert_ok(ctx, geo_layer_select(ctx, layer, rows, 4, &chosen));
    assert_string_equal(geo_layer_name(chosen), "mixed");
    assert_string_equal(geo_layer_source(chosen), "m.geojson");
    assert_string_equal(geo_layer_digest(chosen), geo_layer_digest(layer));
    assert_int_equal(strlen(geo_layer_digest(chosen)), 64);
    assert_string_equal(geo_layer_source_crs(chosen), "GCJ-02");
    const geo_geometry *g = geo_layer_geometry(chosen);
    const uint8_t types[] = {GEO_LINESTRING, GEO_POLYGON, GEO_POLYGON, GEO_NONE};
    assert_memory_equal(g->type, types, 4);
    assert_int_equal(g->coord_count, 22);
    assert_true(g->z[0] == 7.0 && isnan(g->z[5]));
    geo_column ids = geo_layer_ids(chosen), kind = geo_layer_column(chosen, 0);
    assert_int_equal(ids.n, 4);
    assert_true(geo_column_is_null(&ids, 0));
    text_is(&ids, 2, "\"two\"");
    assert_int_equal(kind.ints[1], 3);
    assert_true(geo_column_is_null(&kind, 3));
    geo_column name = geo_layer_column(chosen, 1);
    text_is(&name, 0, "f");
    text_is(&name, 3, "bb");
    assert_true(geo_column_is_null(&name, 1));
    geo_layer_destroy(chosen);
    const int64_t outside[] = {0, 6};
    assert_status(ctx, geo_layer_select(ctx, layer, outside, 2, &chosen), GEO_INVALID);
    assert_null(chosen);
    assert_ok(ctx, geo_layer_select(ctx, layer, NULL, 0, &chosen));
    assert_int_equal(geo_layer_count(chosen), 0);
    geo_layer_destroy(chosen);
    geo_layer_destroy(layer);
}

/* ---- Memory ------------------------------------------------------------------------ */

static geo_status build_all(geo_ctx *ctx, void *data)
{
    static const char *const values[] = {"#1", "n", "~1.5", "\"a", "[1]", "t"};
    geo_status status = GEO_OK;
    geoi_layer_builder *b = NULL;
    geo_layer *layer = NULL;
    int64_t column;
    (void)data;
    GEO_TRY(geoi_layer_builder_create(ctx, "x", &b));
    for (int64_t i = 0; i < 60; i++) {
        geoi_geometry_builder *g = geoi_layer_builder_geometry(b);
        GEO_TRY(geoi_geometry_feature(ctx, g, i % 2 ? GEO_POINT : GEO_NONE));
        if (i % 2) {
            GEO_TRY(geoi_geometry_part(ctx, g, 0));
            GEO_TRY(geoi_geometry_ring(ctx, g));
            GEO_TRY(geoi_geometry_add(ctx, g, 1.0, 2.0, i > 30 ? 5.0 : (double)NAN));
        }
        char name[8];
        (void)snprintf(name, sizeof name, "c%d", (int)i);
        GEO_TRY(geoi_layer_builder_column(ctx, b, name, (int64_t)strlen(name), &column));
        GEO_TRY(geoi_layer_builder_column(ctx, b, "v", 1, &column));
        GEO_TRY(set_value(ctx, b, column, values[i / 10]));
        GEO_TRY(geoi_layer_builder_id(ctx, b, "17", 2));
        GEO_TRY(geoi_layer_builder_next(ctx, b));
    }
    GEO_TRY(geoi_layer_builder_source(ctx, b, "p", "c"));
    GEO_TRY(geoi_layer_builder_finish(ctx, b, &layer));
done:
    geoi_layer_builder_destroy(b);
    geo_layer_destroy(layer);
    return status;
}

static geo_status create_and_add(geo_ctx *ctx, void *data)
{
    static const char *const texts[] = {"a", NULL, "c"};
    static const double reals[] = {1.0, 2.0, (double)INFINITY};
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    geo_column_info a = {"a", "A", "B", "m"}, b = {"b", NULL, NULL, NULL};
    (void)data;
    GEO_TRY(geo_layer_create_points(ctx, "p", 3, lon, lat, &layer));
    GEO_TRY(geo_layer_add_reals(ctx, layer, &a, reals, NULL));
    GEO_TRY(geo_layer_add_texts(ctx, layer, &b, GEO_TEXT, texts));
done:
    geo_layer_destroy(layer);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_layer *layer = mixed_layer(*state);
    assert_true(assert_survives_allocation_failures(build_all, NULL) > 20);
    assert_true(assert_survives_allocation_failures(create_and_add, NULL) > 8);
    assert_true(assert_survives_allocation_failures(select_mixed, layer) > 10);
    geo_layer_destroy(layer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(layer_of_points_is_no_more_than_x_and_y),
        TEST(layer_without_features_has_an_empty_extent),
        TEST(coordinates_that_are_no_place_are_refused_with_the_feature),
        TEST(columns_are_added_and_read_back),
        TEST(a_column_of_nulls_is_unknown_numbers_whatever_its_type),
        TEST(columns_with_a_taken_or_empty_name_or_other_rows_are_refused),
        TEST(kept_columns_stand_in_the_order_asked_and_wrong_names_change_nothing),
        TEST(selected_rows_come_with_geometry_ids_and_columns),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
