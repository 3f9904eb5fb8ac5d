/* SPDX-License-Identifier: MIT */
/* Orders of a layer's features: stable, nulls last, the same as a slow sort says. */
#include "geo/space.h"

#include "support.h"

enum { N = 500 };

static geo_layer *sample(geo_ctx *ctx)
{
    static double x[N], y[N], reals[N];
    static int64_t ints[N];
    static uint8_t flags[N], valid[(N + 7) / 8];
    static const char *texts[N];
    static const char *const words[] = {"", "a", "ab", "b", "大", "大学", "B"};
    test_random random = {4};
    geo_layer *layer;
    memset(valid, 0, sizeof valid);
    for (int i = 0; i < N; i++) {
        x[i] = test_random_unit(&random);
        y[i] = test_random_unit(&random);
        reals[i] = (double)(test_random_below(&random, 21) - 10) / 4;
        ints[i] = i == 0 ? INT64_MIN : i == 1 ? INT64_MAX : test_random_below(&random, 11) - 5;
        flags[i] = (uint8_t)test_random_below(&random, 2);
        texts[i] = test_random_below(&random, 5) == 0 ? NULL : words[test_random_below(&random, 7)];
        bool is_valid = test_random_below(&random, 6) != 0;
        valid[i / 8] = (uint8_t)(valid[i / 8] | (unsigned)is_valid << (i % 8));
    }
    reals[2] = -0.0;
    geo_column_info info = {"int", NULL, NULL, NULL};
    assert_ok(ctx, geo_layer_create_points(ctx, "", N, x, y, &layer));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &info, ints, valid));
    info.name = "real";
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, reals, NULL));
    info.name = "flag";
    assert_ok(ctx, geo_layer_add_flags(ctx, layer, &info, flags, valid));
    info.name = "text";
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &info, GEO_TEXT, texts));
    return layer;
}

/* Below 0, 0 or above, as SQL orders with nulls last. */
static int compare(const geo_column *c, int64_t a, int64_t b)
{
    int a_null = geo_column_is_null(c, a), b_null = geo_column_is_null(c, b);
    if (a_null || b_null) {
        return a_null - b_null;
    }
    if (c->type == GEO_INT) {
        return (c->ints[a] > c->ints[b]) - (c->ints[a] < c->ints[b]);
    }
    if (c->type == GEO_REAL) {
        return (c->reals[a] > c->reals[b]) - (c->reals[a] < c->reals[b]);
    }
    if (c->type == GEO_BOOL) {
        return c->flags[a] - c->flags[b];
    }
    char left[32] = "", right[32] = "";
    memcpy(left, c->text + c->text_begin[a], (size_t)(c->text_begin[a + 1] - c->text_begin[a]));
    memcpy(right, c->text + c->text_begin[b], (size_t)(c->text_begin[b + 1] - c->text_begin[b]));
    return strcmp(left, right);
}

static void every_type_is_sorted_stably_with_nulls_last(void **state)
{
    static const char *const names[] = {"int", "real", "flag", "text"};
    int64_t order[N];
    geo_layer *layer = sample(*state);
    for (int k = 0; k < 4; k++) {
        bool seen[N] = {false};
        geo_column c = geo_layer_column(layer, k);
        assert_ok(*state, geo_layer_order(*state, layer, names[k], order));
        for (int i = 0; i < N; i++) {
            assert_false(seen[order[i]]);
            seen[order[i]] = true;
            int before = i > 0 ? compare(&c, order[i - 1], order[i]) : -1;
            assert_true(before < 0 || (before == 0 && order[i - 1] < order[i]));
        }
    }
    geo_layer_destroy(layer);
}

static void the_curve_keeps_neighbours_together(void **state)
{
    int64_t order[N];
    geo_layer *layer = sample(*state);
    const geo_geometry *g = geo_layer_geometry(layer);
    double along = 0, as_they_come = 0;
    assert_ok(*state, geo_layer_curve_order(*state, layer, order));
    for (int i = 1; i < N; i++) {
        int64_t a = order[i - 1], b = order[i];
        along += hypot(g->x[a] - g->x[b], g->y[a] - g->y[b]);
        as_they_come += hypot(g->x[i - 1] - g->x[i], g->y[i - 1] - g->y[i]);
    }
    assert_true(along < 0.15 * as_they_come);
    geo_layer_destroy(layer);
}

static void what_has_no_place_comes_last_on_the_curve(void **state)
{
    const uint8_t type[] = {GEO_NONE, GEO_POINT, GEO_NONE, GEO_POINT};
    const int64_t part[] = {0, 0, 1, 1, 2};
    const double x[] = {1, 0}, y[] = {1, 0};
    geo_geometry g = {.n = 4,
                      .part_count = 2,
                      .ring_count = 2,
                      .coord_count = 2,
                      .type = type,
                      .part_offset = part,
                      .x = x,
                      .y = y};
    int64_t order[4];
    geo_layer *layer;
    assert_ok(*state, geo_layer_create(*state, "", &g, &layer));
    assert_ok(*state, geo_layer_curve_order(*state, layer, order));
    assert_int_equal(order[2], 0);
    assert_int_equal(order[3], 2);
    geo_layer_destroy(layer);
}

static void refuses_what_has_no_order(void **state)
{
    const char *mixed[N] = {"5", "\"a\""};
    int64_t order[N];
    geo_layer *layer = sample(*state);
    geo_column_info info = {"mixed", NULL, NULL, NULL};
    assert_ok(*state, geo_layer_add_texts(*state, layer, &info, GEO_JSON, mixed));
    assert_status(*state, geo_layer_order(*state, layer, "mixed", order), GEO_DATA);
    assert_status(*state, geo_layer_order(*state, layer, "itn", order), GEO_INVALID);
    assert_message_has(*state, "there is no column \"itn\"");
    geo_layer_destroy(layer);
}

static geo_status sort_all(geo_ctx *ctx, void *layer)
{
    static const char *const names[] = {"int", "text"};
    int64_t order[N];
    geo_status status = geo_layer_curve_order(ctx, layer, order);
    for (int k = 0; k < 2 && status == GEO_OK; k++) {
        status = geo_layer_order(ctx, layer, names[k], order);
    }
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_layer *layer = sample(*state);
    assert_true(assert_survives_allocation_failures(sort_all, layer) > 8);
    geo_layer_destroy(layer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
        CASE(every_type_is_sorted_stably_with_nulls_last),
        CASE(the_curve_keeps_neighbours_together),
        CASE(what_has_no_place_comes_last_on_the_curve),
        CASE(refuses_what_has_no_order),
        CASE(survives_every_allocation_failure),
#undef CASE
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
