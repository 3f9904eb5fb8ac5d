/* SPDX-License-Identifier: MIT */
/* Marcon and Puech's M and co-location quotients (METHODS 4.6, 4.9 and corrections A1, A16). */
#include "support.h"

#include "geo/agglomeration.h"
#include "places.h"

enum { ROOM = 16 };

static const double golden_x[8] = {1, 2, 1.5, 8, 9, 8.5, 5, 2};
static const double golden_y[8] = {1, 1, 2, 8, 8, 9, 5, 8};

static geo_costs *lines_between(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                double cutoff)
{
    geo_shapes *points;
    geo_costs *costs;
    assert_ok(ctx, geo_shapes_create_points(ctx, n, x, y, &points));
    assert_ok(ctx, geo_costs_measure(ctx, points, points, cutoff, 1, &costs));
    geo_shapes_destroy(points);
    return costs;
}

static geo_chance_options asked(int64_t simulations, geo_tail tail)
{
    geo_chance_options o = geo_chance_options_default();
    o.simulations = simulations;
    o.tail = tail;
    return o;
}

/* ---- M -------------------------------------------------------------------------------- */

static void published_numbers_of_m_are_met(void **state)
{
    geo_ctx *ctx = *state;
    const int32_t type[8] = {0, 0, 1, 0, 1, 1, 1, 1};
    const double weight[8] = {1, 2, 1, 1, 3, 1, 2, 1}, radius[4] = {1.2, 2, 5, 20};
    const double weighted[4] = {1.565040650406504, 1.565040650406504, 1.2296747967479675, 1.0};
    const double plain[4] = {1.1666666666666667, 1.1666666666666667, .9722222222222222, 1.0};
    double value[4], mean[4], p[4];
    int64_t used[4];
    geo_costs *costs = lines_between(ctx, 8, golden_x, golden_y, 20.0);
    geo_chance_options o = asked(100000, GEO_TAIL_GREATER);
    geo_m_question q = {type, weight, 0, 0, radius, 4};
    geo_m out = {.value = value, .mean = mean, .p = p, .used = used};
    assert_ok(ctx, geo_m_measure(ctx, costs, &q, &o, &out));
    for (int k = 0; k < 4; k++) {
        assert_near(value[k], weighted[k], 1e-15);
        assert_int_equal(used[k], 3);
    }
    assert_true(out.exact && out.simulations == 3360); /* arrangements of type and weight */
    assert_near(p[1], 1080.0 / 3360.0, 1e-15);
    assert_near(mean[1], .9603174603, 1e-10);
    assert_near(p[2], 1208.0 / 3360.0, 1e-15);
    assert_near(mean[2], 1.0745243626, 1e-10);
    q.weight = NULL;
    assert_ok(ctx, geo_m_measure(ctx, costs, &q, &o, &out));
    for (int k = 0; k < 4; k++) {
        assert_near(value[k], plain[k], 1e-15);
    }
    assert_int_equal(out.simulations, 56);
    assert_near(p[1], .5714285714, 1e-10);
    assert_near(mean[1], .875, 1e-15);
    assert_near(p[2], .6071428571, 1e-10);
    assert_near(mean[2], 1.0, 1e-15);
    q.of = q.with = 1; /* (2, 8) and (5, 5) have nobody within 2 m */
    assert_ok(ctx, geo_m_measure(ctx, costs, &q, &o, &out));
    assert_near(value[1], 7.0 / 12.0, 1e-15);
    q.weight = weight;
    assert_ok(ctx, geo_m_measure(ctx, costs, &q, &o, &out));
    assert_near(value[1], 495.0 / 724.0, 1e-15);
    assert_int_equal(used[1], 3);
    geo_costs_destroy(costs);
}

static double slow_m(int64_t n, const double *x, const double *y, const geo_m_question *q, double r)
{
    double over = 0, under = 0;
    for (int64_t i = 0; i < n; i++) {
        double near = 0, same = 0, all = 0, with = 0;
        for (int64_t j = 0; j < n; j++) {
            double dx = x[i] - x[j], dy = y[i] - y[j], w = q->weight[j];
            bool within = sqrt(dx * dx + dy * dy) <= r;
            if (i != j) {
                near += within ? w : 0;
                same += within && q->type[j] == q->with ? w : 0;
                all += w;
                with += q->type[j] == q->with ? w : 0;
            }
        }
        if (q->type[i] == q->of && near > 0) {
            over += same / near;
            under += with / all;
        }
    }
    return over / under;
}

static void m_is_what_its_definition_gives(void **state)
{
    geo_ctx *ctx = *state;
    static double x[150], y[150], weight[150];
    static int32_t type[150];
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        test_random random = {.state = (uint64_t)kind + 1};
        fill_places(kind, 150, 4, x, y);
        for (int i = 0; i < 150; i++) {
            type[i] = (int32_t)test_random_below(&random, 4) - 1;
            weight[i] = (double)test_random_below(&random, 5);
        }
        double span = hypot(x[3] - x[90], y[3] - y[90]) + 1.0;
        const double radius[3] = {0.0, span / 9.0, span};
        double value[3];
        geo_m out = {.value = value};
        geo_chance_options o = asked(0, GEO_TAIL_FOLDED);
        geo_costs *costs = lines_between(ctx, 150, x, y, span);
        for (int32_t with = 0; with < 2; with++) {
            geo_m_question q = {type, weight, 0, with, radius, 3};
            assert_ok(ctx, geo_m_measure(ctx, costs, &q, &o, &out));
            for (int k = 0; k < 3; k++) {
                assert_near(value[k], slow_m(150, x, y, &q, radius[k]), 1e-12);
            }
        }
        geo_costs_destroy(costs);
    }
}

static void drawn_labels_come_near_all_of_them(void **state)
{
    geo_ctx *ctx = *state;
    const int32_t type[8] = {0, 0, 1, 0, 1, 1, 1, 1};
    const double weight[8] = {1, 2, 1, 1, 3, 1, 2, 1}, radius[1] = {2};
    double p, mean, low, high;
    geo_costs *costs = lines_between(ctx, 8, golden_x, golden_y, 20.0);
    geo_chance_options o = asked(3000, GEO_TAIL_GREATER);
    geo_m_question q = {type, weight, 0, 0, radius, 1};
    geo_m out = {.p = &p, .mean = &mean, .low = &low, .high = &high};
    assert_ok(ctx, geo_m_measure(ctx, costs, &q, &o, &out));
    assert_true(!out.exact && out.simulations == 3000);
    assert_near(p, 1080.0 / 3360.0, 5.0 * sqrt(0.22 / 3000.0));
    assert_near(mean, .9603174603, 0.05);
    assert_true(low <= mean && mean <= high);
    double before = mean;
    o.keep_weights = 1; /* another null */
    assert_ok(ctx, geo_m_measure(ctx, costs, &q, &o, &out));
    assert_true(out.exact && out.simulations == 56 && mean != before);
    geo_costs_destroy(costs);
}

static void wrong_questions_of_m_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    const int32_t type[8] = {0, 0, 1, 0, 1, 1, 1, 1};
    const double weight[8] = {1, 2, -1, 1, 3, 1, 2, 1}, nan_weight[8] = {(double)NAN};
    const double radius[2] = {2, 1}, one[1] = {3};
    double value[2];
    geo_costs *costs = lines_between(ctx, 8, golden_x, golden_y, 20.0);
    geo_m out = {.value = value};
    geo_m_question q = {type, NULL, 0, 0, radius, 2};
    assert_status(ctx, geo_m_measure(ctx, costs, &q, NULL, &out), GEO_INVALID);
    assert_message_has(ctx, "radius 1 does not ascend");
    q = (geo_m_question){type, weight, 0, 0, one, 1};
    assert_status(ctx, geo_m_measure(ctx, costs, &q, NULL, &out), GEO_DATA);
    assert_message_has(ctx, "weight of feature 3 is -1");
    q.weight = nan_weight;
    assert_status(ctx, geo_m_measure(ctx, costs, &q, NULL, &out), GEO_DATA);
    q = (geo_m_question){type, NULL, 7, 7, one, 1}; /* nobody is of it */
    assert_ok(ctx, geo_m_measure(ctx, costs, &q, NULL, &out));
    assert_true(isnan(value[0]));
    geo_chance_options o = asked(-1, GEO_TAIL_FOLDED);
    assert_status(ctx, geo_m_measure(ctx, costs, &q, &o, &out), GEO_INVALID);
    o = asked(10, (geo_tail)9);
    assert_status(ctx, geo_m_measure(ctx, costs, &q, &o, &out), GEO_INVALID);
    geo_costs_destroy(costs);
}

/* ---- Co-location ---------------------------------------------------------------------- */

static void published_quotients_are_met(void **state)
{
    geo_ctx *ctx = *state;
    const int32_t type[8] = {0, 0, 1, 1, 0, 1, 1, 0};
    const double counts[4] = {2, 2, 3, 1}, clq[4] = {7.0 / 6.0, .875, 1.3125, 7.0 / 12.0};
    double count[4], quotient[4], p[4], mean[4];
    int64_t points[2];
    geo_colocation out = {
        .count = count, .quotient = quotient, .p = p, .mean = mean, .points = points};
    geo_shapes *shapes;
    geo_costs *costs = lines_between(ctx, 8, golden_x, golden_y, (double)INFINITY);
    geo_chance_options o = asked(999, GEO_TAIL_GREATER);
    assert_ok(ctx, geo_shapes_create_points(ctx, 8, golden_x, golden_y, &shapes));
    for (int table = 0; table < 2; table++) {
        assert_ok(ctx, table == 1 ? geo_colocation_costs(ctx, costs, type, 2, &o, &out)
                                  : geo_colocation_measure(ctx, shapes, type, 2, &o, &out));
        for (int k = 0; k < 4; k++) {
            assert_near(count[k], counts[k], 1e-15);
            assert_near(quotient[k], clq[k], 1e-15);
            assert_near(mean[k], 1.0, 1e-14); /* of all 70 arrangements */
        }
        assert_true(out.exact && out.simulations == 70 && out.used == 8);
        assert_int_equal(points[0], 4);
    }
    geo_shapes_destroy(shapes);
    geo_costs_destroy(costs);
}

static double slow_count(int64_t n, const double *x, const double *y, const int32_t *type,
                         int32_t a, int32_t b)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        double least = (double)INFINITY, ties = 0, those = 0;
        for (int64_t j = 0; j < n; j++) {
            double dx = x[i] - x[j], dy = y[i] - y[j], d2 = dx * dx + dy * dy;
            if (i == j || type[j] < 0 || d2 > least) {
                continue;
            }
            ties = d2 < least ? 1 : ties + 1;
            those = (d2 < least ? 0 : those) + (type[j] == b);
            least = d2;
        }
        sum += type[i] == a && ties > 0 ? those / ties : 0;
    }
    return sum;
}

static void counts_are_those_of_the_nearest(void **state)
{
    geo_ctx *ctx = *state;
    static double x[200], y[200];
    static int32_t type[200];
    double count[9], quotient[9], p[9];
    int64_t points[3];
    geo_colocation out = {.count = count, .quotient = quotient, .points = points, .p = p};
    geo_chance_options o = asked(19, GEO_TAIL_FOLDED);
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        test_random random = {.state = (uint64_t)kind + 1};
        geo_shapes *shapes;
        fill_places(kind, 200, 4, x, y);
        for (int i = 0; i < 200; i++) {
            type[i] = (int32_t)test_random_below(&random, 4) - 1;
        }
        assert_ok(ctx, geo_shapes_create_points(ctx, 200, x, y, &shapes));
        assert_ok(ctx, geo_colocation_measure(ctx, shapes, type, 3, &o, &out));
        double n = (double)(points[0] + points[1] + points[2]);
        for (int32_t k = 0; k < 9; k++) {
            double slow = slow_count(200, x, y, type, k / 3, k % 3);
            double others = (double)(points[k % 3] - (k / 3 == k % 3));
            assert_near(count[k], slow, 1e-12);
            assert_near(quotient[k], slow / (double)points[k / 3] / (others / (n - 1)), 1e-12);
            assert_true(p[k] >= 0.05 && p[k] <= 1.0);
        }
        geo_shapes_destroy(shapes);
    }
}

static void few_points_and_odd_types(void **state)
{
    geo_ctx *ctx = *state;
    const double x[3] = {1, 1, 2}, y[3] = {0, 0, 0};
    const int32_t type[3] = {0, 0, -1}, wrong[3] = {0, 2, 0}, one[3] = {-1, -1, 1};
    double quotient[4];
    geo_colocation out = {.quotient = quotient};
    geo_shapes *shapes;
    assert_ok(ctx, geo_shapes_create_points(ctx, 3, x, y, &shapes));
    assert_ok(ctx, geo_colocation_measure(ctx, shapes, type, 2, NULL, &out));
    assert_near(quotient[0], 1.0, 0.0);
    assert_true(isnan(quotient[1]) && isnan(quotient[2]) && isnan(quotient[3]));
    assert_ok(ctx, geo_colocation_measure(ctx, shapes, one, 2, NULL, &out));
    assert_true(isnan(quotient[3]) && out.used == 0);
    assert_status(ctx, geo_colocation_measure(ctx, shapes, wrong, 2, NULL, &out), GEO_INVALID);
    assert_message_has(ctx, "feature 2 is of type 2 of 2");
    geo_shapes_destroy(shapes);
}

/* ---- Threads and memory --------------------------------------------------------------- */

typedef struct results {
    double m[5][2], clq[4][9];
} results;

static geo_status run_all(geo_ctx *ctx, void *result)
{
    static double x[120], y[120], weight[120];
    static int32_t type[120];
    const double radius[2] = {100.0, 900.0};
    results *r = result;
    geo_shapes *points = NULL;
    geo_costs *costs = NULL;
    geo_chance_options o = asked(23, GEO_TAIL_FOLDED);
    geo_m_question q = {type, weight, 0, 1, radius, 2};
    geo_m m = {r->m[0], r->m[1], r->m[2], r->m[3], r->m[4], NULL, 0, 0};
    geo_colocation c = {
        .count = r->clq[0], .quotient = r->clq[1], .mean = r->clq[2], .p = r->clq[3]};
    fill_places(1, 120, 4, x, y);
    for (int i = 0; i < 120; i++) {
        type[i] = i % 3;
        weight[i] = i % 5;
        x[i] = i % 9 == 0 && i > 0 ? x[i - 1] : x[i];
    }
    geo_status status = geo_shapes_create_points(ctx, 120, x, y, &points);
    status = status == GEO_OK ? geo_costs_measure(ctx, points, points, 900.0, 1, &costs) : status;
    status = status == GEO_OK ? geo_m_measure(ctx, costs, &q, &o, &m) : status;
    status = status == GEO_OK ? geo_colocation_costs(ctx, costs, type, 3, &o, &c) : status;
    status = status == GEO_OK ? geo_colocation_measure(ctx, points, type, 3, &o, &c) : status;
    geo_costs_destroy(costs);
    geo_shapes_destroy(points);
    return status;
}

static void run_on_threads(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, run_all(ctx, result));
}

static void results_are_the_same_on_any_threads(void **state)
{
    static results result;
    (void)state;
    assert_same_on_any_threads(run_on_threads, &result, sizeof result);
}

static void survives_every_allocation_failure(void **state)
{
    static results result;
    (void)state;
    assert_true(assert_survives_allocation_failures(run_all, &result) > 20);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(published_numbers_of_m_are_met),     TEST(m_is_what_its_definition_gives),
        TEST(drawn_labels_come_near_all_of_them), TEST(wrong_questions_of_m_are_refused),
        TEST(published_quotients_are_met),        TEST(counts_are_those_of_the_nearest),
        TEST(few_points_and_odd_types),           TEST(results_are_the_same_on_any_threads),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
