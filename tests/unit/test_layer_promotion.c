/* SPDX-License-Identifier: MIT */
/* Columns whose type is found from the values given. */
#include "support.h"

#include "built.h"

static void column_of_one_type_keeps_it(void **state)
{
    const char *const values[] = {"#7", "n", "#-9007199254740993"};
    geo_layer *layer = layer_of_values(*state, values, 3);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_INT);
    assert_true(c.ints[2] == -9007199254740993);
    assert_int_equal(c.valid[0], 5);
    assert_true(geo_column_is_null(&c, 1));
    geo_layer_destroy(layer);
}

static void integers_become_reals_when_that_is_exact(void **state)
{
    const char *const values[] = {"", "#7", "~0.5", "#-3"};
    geo_layer *layer = layer_of_values(*state, values, 4);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_REAL);
    assert_true(c.reals[1] == 7.0 && c.reals[2] == 0.5 && c.reals[3] == -3.0);
    assert_int_equal(c.valid[0], 14);
    geo_layer_destroy(layer);
}

static void integers_that_no_double_holds_stay_exact_beside_reals(void **state)
{
    const char *const first[] = {"#9007199254740993", "~0.50"};
    geo_layer *layer = layer_of_values(*state, first, 2);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_JSON);
    text_is(&c, 0, "9007199254740993");
    text_is(&c, 1, "0.50");
    geo_layer_destroy(layer);
    const char *const second[] = {"~0.5", "#9223372036854775807"};
    layer = layer_of_values(*state, second, 2);
    c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_JSON);
    text_is(&c, 0, "0.5");
    text_is(&c, 1, "9223372036854775807");
    geo_layer_destroy(layer);
}

static void mixed_values_become_their_json_text(void **state)
{
    const char *const values[] = {"\"say \"hi\"", "n",   "#1",         "t",
                                  "{\"a\":[1]}",  "\"b", "@2016-01-01"};
    geo_layer *layer = layer_of_values(*state, values, 7);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_JSON);
    text_is(&c, 0, "\"say \\\"hi\\\"\"");
    text_is(&c, 1, "");
    assert_true(geo_column_is_null(&c, 1));
    text_is(&c, 2, "1");
    text_is(&c, 3, "true");
    text_is(&c, 4, "{\"a\":[1]}");
    text_is(&c, 5, "\"b\"");
    text_is(&c, 6, "\"2016-01-01\"");
    geo_layer_destroy(layer);
}

static void dates_beside_text_are_text_and_nulls_alone_too(void **state)
{
    const char *const dates[] = {"@2016-01-01", "\"soon"};
    geo_layer *layer = layer_of_values(*state, dates, 2);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_TEXT);
    text_is(&c, 0, "2016-01-01");
    geo_layer_destroy(layer);
    const char *const nulls[] = {"n", "", "n"};
    layer = layer_of_values(*state, nulls, 3);
    c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_TEXT);
    assert_int_equal(c.n, 3);
    assert_int_equal(c.valid[0], 0);
    geo_layer_destroy(layer);
}

/* Every order of every pair and triple of types, against the rule written out. */
static void promotion_keeps_every_value_in_any_order(void **state)
{
    static const char *const spelt[] = {"n", "t", "#5", "~1.5", "\"a", "@2016-01-01", "[2]"};
    static const char *const json[] = {"", "true", "5", "1.5", "\"a\"", "\"2016-01-01\"", "[2]"};
    for (int code = 0; code < 7 * 7 * 7; code++) {
        int pick[] = {code % 7, code / 7 % 7, code / 49};
        const char *const values[] = {spelt[pick[0]], spelt[pick[1]], spelt[pick[2]]};
        geo_layer *layer = layer_of_values(*state, values, 3);
        geo_column c = geo_layer_column(layer, 0);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(geo_column_is_null(&c, i) != 0, pick[i] == 0);
            if (c.type == GEO_JSON && pick[i] != 0) {
                text_is(&c, i, json[pick[i]]);
            } else if (c.type == GEO_REAL && pick[i] != 0) {
                assert_true(c.reals[i] == (pick[i] == 2 ? 5.0 : 1.5));
            } else if (c.type == GEO_TEXT && pick[i] != 0) {
                text_is(&c, i, spelt[pick[i]] + 1);
            }
        }
        geo_layer_destroy(layer);
    }
}

static void a_name_given_twice_in_a_feature_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geoi_layer_builder *b;
    int64_t column;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "x", &b));
    name_is(ctx, b, "a", &column);
    assert_ok(ctx, geoi_layer_builder_null(ctx, b, column));
    assert_status(ctx, geoi_layer_builder_int(ctx, b, column, 1), GEO_DATA);
    assert_message_has(ctx, "duplicate \"a\"");
    assert_ok(ctx, geoi_layer_builder_id(ctx, b, "1", 1));
    assert_status(ctx, geoi_layer_builder_id(ctx, b, "2", 1), GEO_DATA);
    assert_status(ctx, geoi_layer_builder_column(ctx, b, "a\0b", 3, &column), GEO_DATA);
    geoi_layer_builder_destroy(b);
}

static void names_are_found_in_any_order_and_columns_keep_their_first(void **state)
{
    enum { NAMES = 300, ROWS = 40 };
    geo_ctx *ctx = *state;
    geoi_layer_builder *b;
    geo_layer *layer;
    test_random r = {3};
    bool seen[NAMES] = {false};
    int order[NAMES], first = 0;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "x", &b));
    for (int row = 0; row < ROWS; row++) {
        bool used[NAMES] = {false};
        for (int k = 0; k < 60; k++) {
            int which = (int)test_random_below(&r, NAMES);
            char name[16];
            int64_t column;
            (void)snprintf(name, sizeof name, "n%d", which);
            name_is(ctx, b, name, &column);
            if (!seen[which]) {
                seen[which] = true;
                order[first++] = which;
            }
            assert_int_equal(order[column], which);
            if (!used[which]) {
                used[which] = true;
                assert_ok(ctx, geoi_layer_builder_int(ctx, b, column, which + 1000 * row));
            }
        }
        assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    }
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    assert_int_equal(geo_layer_column_count(layer), first);
    for (int64_t i = 0; i < first; i++) {
        geo_column c = geo_layer_column(layer, i);
        assert_int_equal(strtol(c.info.name + 1, NULL, 10), order[i]);
        assert_int_equal(c.n, ROWS);
        for (int64_t row = 0; row < ROWS; row++) {
            assert_true(c.ints[row] == (geo_column_is_null(&c, row) ? 0 : order[i] + 1000 * row));
        }
    }
    geo_layer_destroy(layer);
}

static void keep_note(const char *text, void *user)
{
    (void)snprintf(user, 128, "%s", text);
}

static void numbers_that_are_not_finite_become_null_and_are_told(void **state)
{
    (void)state;
    char note[128] = "";
    geo_ctx_options o = geo_ctx_options_default();
    o.note = keep_note;
    o.note_user = note;
    geo_ctx *ctx;
    assert_ok(NULL, geo_ctx_create(&o, &ctx));
    const char *const values[] = {"~1.5", "~1e999", "~nan"};
    geo_layer *layer = layer_of_values(ctx, values, 3);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_REAL);
    assert_int_equal(c.valid[0], 1);
    assert_true(c.reals[1] == 0.0);
    assert_string_equal(note, "2 values are not finite numbers and became null");
    geo_layer_destroy(layer);
    geo_ctx_destroy(ctx);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(column_of_one_type_keeps_it),
        TEST(integers_become_reals_when_that_is_exact),
        TEST(integers_that_no_double_holds_stay_exact_beside_reals),
        TEST(mixed_values_become_their_json_text),
        TEST(dates_beside_text_are_text_and_nulls_alone_too),
        TEST(promotion_keeps_every_value_in_any_order),
        TEST(a_name_given_twice_in_a_feature_is_refused),
        TEST(names_are_found_in_any_order_and_columns_keep_their_first),
        TEST(numbers_that_are_not_finite_become_null_and_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
