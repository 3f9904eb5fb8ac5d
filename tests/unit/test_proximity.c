/* SPDX-License-Identifier: MIT */
/* What lies within, summaries, and what all of the module promises (METHODS 2.1, 2.3). */
#include "support.h"

#include "draft.h"
#include "geo/proximity.h"
#include "places.h"

enum { MANY = 6000 };

/* ---- Within ------------------------------------------------------------------------ */

static void within_gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *s = draft_points(ctx, 6, golden_places_x, golden_places_y);
    int64_t count[6];
    double sum[6];
    const double weight[] = {1, 2, 4, 8, 16, 32};
    assert_ok(ctx, geo_within(ctx, s, s, 2.0, weight, 1, count, sum));
    assert_int_equal(count[0], 3); /* 1, 2 at exactly 2.0, and 4 */
    assert_true(sum[0] == 2.0 + 4.0 + 16.0);
    assert_ok(ctx, geo_within(ctx, s, s, 2.0, NULL, 0, count, sum));
    assert_int_equal(count[0], 4);
    assert_true(sum[0] == 4.0);
    geo_shapes_destroy(s);
}

static void assert_within_is_right(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                   int64_t m, const double *fx, const double *fy, double distance,
                                   const double *weight, int skip_self)
{
    static int64_t count[MANY];
    static double sum[MANY];
    geo_shapes *origins = draft_points(ctx, n, x, y), *facilities = draft_points(ctx, m, fx, fy);
    assert_ok(ctx, geo_within(ctx, origins, facilities, distance, weight, skip_self, count, sum));
    for (int64_t i = 0; i < n; i += 7) {
        int64_t slow_count = 0;
        double slow_sum = 0.0;
        for (int64_t j = 0; j < m; j++) {
            double dx = fx[j] - x[i], dy = fy[j] - y[i];
            if (dx * dx + dy * dy <= distance * distance && (!skip_self || i != j)) {
                slow_count++;
                slow_sum += weight != NULL ? weight[j] : 1.0;
            }
        }
        assert_int_equal(count[i], slow_count);
        assert_true(sum[i] == slow_sum); /* to the bit: in index order */
    }
    geo_shapes_destroy(origins);
    geo_shapes_destroy(facilities);
}

static void within_is_what_a_scan_finds(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], fx[MANY], fy[MANY], weight[MANY];
    const double distances[] = {0.0, 1.0, 2.5, 300.0, 1e9, (double)INFINITY, 1e-12};
    test_random r = {.state = 8};
    for (int64_t i = 0; i < MANY; i++) {
        weight[i] = test_random_unit(&r) - 0.25;
    }
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        fill_places(kind, 900, 1, x, y);
        fill_places(kind, 700, 2, fx, fy);
        for (int d = 0; d < 7; d++) {
            assert_within_is_right(ctx, 900, x, y, 700, fx, fy, distances[d], NULL, 0);
            assert_within_is_right(ctx, 900, x, y, 700, fx, fy, distances[d], weight, 0);
            assert_within_is_right(ctx, 900, x, y, 900, x, y, distances[d], NULL, 1);
            assert_within_is_right(ctx, 900, x, y, 900, x, y, distances[d], weight, 1);
        }
        assert_within_is_right(ctx, 900, x, y, 0, fx, fy, 5.0, NULL, 0);
        assert_within_is_right(ctx, 0, x, y, 700, fx, fy, 5.0, NULL, 0);
    }
}

/* ---- Summary ----------------------------------------------------------------------- */

static void quantiles_are_of_type_7(void **state)
{
    geo_ctx *ctx = *state;
    const double value[] = {4.0, (double)NAN, 1.0, 3.0, 2.0};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 5, value, NULL, &s));
    assert_int_equal(s.used, 4);
    assert_int_equal(s.unknown, 1);
    assert_near(s.p90, 3.7, 1e-15);
    assert_near(s.median, 2.5, 1e-15);
    assert_near(s.mean, 2.5, 1e-15);
    assert_near(s.sum, 10.0, 1e-15);
    assert_near(s.min, 1.0, 0.0);
    assert_near(s.max, 4.0, 0.0);
}

/* METHODS 2.3: the closest facility of four places. */
static void weighted_quantiles_are_lower_inverses(void **state)
{
    geo_ctx *ctx = *state;
    const double cost[] = {5, 8, 4, 6}, people[] = {100, 200, 150, 50};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 4, cost, people, &s));
    assert_near(s.mean, 6.0, 1e-15);
    assert_near(s.median, 5.0, 0.0);
    assert_near(s.p90, 8.0, 0.0);
    assert_near(s.sum, 3000.0, 1e-15);
}

static void any_quantiles_can_be_asked_for(void **state)
{
    geo_ctx *ctx = *state;
    const double cost[] = {5, 8, 4, 6}, people[] = {100, 200, 150, 50};
    const double share[] = {0.25, 0.5, 0.9, 0.95, 0.0, 1.0, 1.5};
    const double weighted[] = {4, 5, 8, 8, 4, 8}, plain[] = {4.75, 5.5, 7.4, 7.7, 4, 8};
    double q[7];
    assert_ok(ctx, geo_quantiles(ctx, 4, cost, people, 6, share, q)); /* METHODS 2.3 */
    assert_memory_equal(q, weighted, sizeof weighted);
    assert_ok(ctx, geo_quantiles(ctx, 4, cost, NULL, 6, share, q));
    for (int i = 0; i < 6; i++) {
        assert_near(q[i], plain[i], 1e-15);
    }
    assert_ok(ctx, geo_quantiles(ctx, 0, NULL, NULL, 2, share, q));
    assert_true(isnan(q[0]) && isnan(q[1]));
    assert_status(ctx, geo_quantiles(ctx, 4, cost, NULL, 7, share, q), GEO_INVALID);
    const double bad[] = {1.0, -1.0, 1.0, 1.0};
    assert_status(ctx, geo_quantiles(ctx, 4, cost, bad, 1, share, q), GEO_DATA);
    assert_message_has(ctx, "feature 2");
}

static void summary_of_nothing_is_unknown(void **state)
{
    geo_ctx *ctx = *state;
    const double value[] = {(double)NAN, 5.0}, weight[] = {1.0, (double)NAN}, none[] = {0.0, 0.0};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 2, value, weight, &s));
    assert_int_equal(s.used, 0);
    assert_int_equal(s.unknown, 2);
    assert_true(isnan(s.mean) && isnan(s.median) && isnan(s.p90) && isnan(s.min));
    assert_ok(ctx, geo_summarize(ctx, 2, value, none, &s));
    assert_int_equal(s.used, 1);
    assert_true(isnan(s.mean) && s.sum == 0.0);
    assert_ok(ctx, geo_summarize(ctx, 0, NULL, NULL, &s));
    assert_int_equal(s.used, 0);
}

static void summary_keeps_infinities_and_small_terms(void **state)
{
    geo_ctx *ctx = *state;
    const double infinite[] = {1.0, (double)INFINITY, 2.0, 3.0};
    const double small[] = {1e16, 1.0, 1.0, -1e16};
    geo_summary s;
    assert_ok(ctx, geo_summarize(ctx, 4, infinite, NULL, &s));
    assert_true(isinf(s.mean) && isinf(s.max) && s.median == 2.5);
    assert_ok(ctx, geo_summarize(ctx, 4, small, NULL, &s));
    assert_true(s.sum == 2.0);
    const double bad[] = {1.0, -1.0, 1.0, 1.0};
    assert_status(ctx, geo_summarize(ctx, 4, small, bad, &s), GEO_DATA);
    assert_message_has(ctx, "feature 2");
}

/* ---- Promises of all --------------------------------------------------------------- */

static void origins_without_geometry_have_no_neighbours(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 1.0, 0.0);
    draft_feature(d, GEO_MULTIPOINT);
    draft_part(d, 0);
    draft_add(d, 2.0, 0.0);
    draft_feature(d, GEO_POINT);
    geo_shapes *s = draft_shapes(ctx, d);
    int64_t index[4], count[4];
    double distance[4], sum[4];
    const double weight[] = {8.0, 4.0, 2.0, 1.0};
    geo_nearest_options o = geo_nearest_options_default();
    o.skip_self = 1;
    assert_ok(ctx, geo_nearest(ctx, s, s, &o, index, distance));
    const int64_t expected[] = {-1, 2, 1, -1};
    assert_memory_equal(index, expected, sizeof index);
    assert_true(isnan(distance[0]) && distance[1] == 1.0 && isnan(distance[3]));
    assert_ok(ctx, geo_within(ctx, s, s, 1.0, weight, 1, count, sum));
    const int64_t counts[] = {0, 1, 1, 0};
    const double sums[] = {0.0, 2.0, 4.0, 0.0};
    assert_memory_equal(count, counts, sizeof count);
    assert_memory_equal(sum, sums, sizeof sum);
    geo_shapes_destroy(s);
    free(d);
}

static void wrong_questions_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *ok = draft_points(ctx, 6, golden_places_x, golden_places_y);
    int64_t index[6], count[6];
    double distance[6];
    geo_pairs *pairs;
    geo_nearest_options o = geo_nearest_options_default();
    o.k = 0;
    assert_status(ctx, geo_nearest(ctx, ok, ok, &o, index, distance), GEO_INVALID);
    o.k = 1;
    o.max_distance_m = -1.0;
    assert_status(ctx, geo_nearest(ctx, ok, ok, &o, index, distance), GEO_INVALID);
    o.max_distance_m = (double)NAN;
    assert_status(ctx, geo_nearest(ctx, ok, ok, &o, index, distance), GEO_INVALID);
    assert_status(ctx, geo_within_pairs(ctx, ok, ok, &o, &pairs), GEO_INVALID);
    assert_null(pairs);
    assert_status(ctx, geo_within_others(ctx, ok, ok, &o, NULL, count, NULL), GEO_INVALID);
    o = geo_nearest_options_default();
    o.origin_type = index;
    assert_status(ctx, geo_nearest(ctx, ok, ok, &o, index, distance), GEO_INVALID);
    assert_message_has(ctx, "types are given of one side");
    assert_status(ctx, geo_within(ctx, ok, ok, -1.0, NULL, 0, count, NULL), GEO_INVALID);
    double weight[] = {1.0, 1.0, (double)NAN, 1.0, 1.0, 1.0};
    assert_status(ctx, geo_within(ctx, ok, ok, 1.0, weight, 0, count, distance), GEO_DATA);
    assert_message_has(ctx, "feature 3");
    const int64_t types[6] = {0};
    o.origin_type = o.facility_type = types;
    assert_status(ctx, geo_within_others(ctx, ok, ok, &o, weight, count, distance), GEO_DATA);
    assert_message_has(ctx, "feature 3 has no weight");
    weight[2] = 1e300;
    assert_status(ctx, geo_within_others(ctx, ok, ok, &o, weight, count, distance), GEO_DATA);
    geo_shapes_destroy(ok);
}

typedef struct many_answers {
    int64_t index[MANY * 2], count[MANY];
    double distance[MANY * 2], sum[MANY];
} many_answers;

static void ask_many(geo_ctx *ctx, void *result)
{
    static double x[MANY], y[MANY];
    many_answers *out = result;
    geo_nearest_options o = geo_nearest_options_default();
    fill_places(1, MANY, 5, x, y);
    geo_shapes *s = draft_points(ctx, MANY, x, y);
    o.k = 2;
    o.skip_self = 1;
    assert_ok(ctx, geo_nearest(ctx, s, s, &o, out->index, out->distance));
    assert_ok(ctx, geo_within(ctx, s, s, 25.0, y, 0, out->count, out->sum));
    geo_shapes_destroy(s);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static many_answers out;
    (void)state;
    assert_same_on_any_threads(ask_many, &out, sizeof out);
}

static geo_status run_all(geo_ctx *ctx, void *data)
{
    static int64_t index[MANY];
    static double distance[MANY];
    const double *x = data, *y = x + 2000;
    geo_shapes *s = NULL, *facilities = NULL;
    geo_summary summary;
    geo_status status = geo_shapes_create_points(ctx, 2000, x, y, &s);
    if (status == GEO_OK) {
        status = geo_shapes_create(ctx, &mixed_facilities, &facilities);
    }
    if (status == GEO_OK) {
        status = geo_nearest(ctx, s, s, NULL, index, distance);
    }
    if (status == GEO_OK) {
        status = geo_nearest(ctx, s, facilities, NULL, index, distance);
    }
    if (status == GEO_OK) {
        status = geo_within(ctx, s, s, 100.0, y, 1, index, distance);
    }
    if (status == GEO_OK) {
        status = geo_summarize(ctx, 2000, distance, x, &summary);
    }
    geo_shapes_destroy(s);
    geo_shapes_destroy(facilities);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static double xy[4000];
    fill_places(1, 2000, 6, xy, xy + 2000);
    assert_true(assert_survives_allocation_failures(run_all, xy) > 20);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(within_gives_the_worked_example),
        TEST(within_is_what_a_scan_finds),
        TEST(quantiles_are_of_type_7),
        TEST(weighted_quantiles_are_lower_inverses),
        TEST(any_quantiles_can_be_asked_for),
        TEST(summary_of_nothing_is_unknown),
        TEST(summary_keeps_infinities_and_small_terms),
        TEST(origins_without_geometry_have_no_neighbours),
        TEST(wrong_questions_are_refused),
        TEST(any_number_of_threads_gives_the_same),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
