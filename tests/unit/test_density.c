/* SPDX-License-Identifier: MIT */
/* What helps to choose a density: distances to the k-th nearest, knees, agreement. */
#include "support.h"

#include "draft.h"
#include "geo/hierarchy.h"

enum { MANY = 400, TOWN = 30000 };

static int compare_reals(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q;
}

static void k_distances_are_those_of_all_pairs(void **state)
{
    geo_ctx *ctx = *state;
    double x[MANY], y[MANY], got[MANY], all[MANY];
    test_random r = {.state = 4};
    const int64_t ks[] = {1, 2, 7, 80, MANY};
    for (int64_t i = 0; i < MANY; i++) { /* a lattice with duplicates, and places off it */
        x[i] = i % 3 ? floor(9.0 * test_random_unit(&r)) : 20.0 * test_random_unit(&r);
        y[i] = i % 3 ? floor(9.0 * test_random_unit(&r)) : 20.0 * test_random_unit(&r);
    }
    geo_shapes *s = draft_points(ctx, MANY, x, y);
    for (int k = 0; k < 5; k++) {
        assert_ok(ctx, geo_k_distances(ctx, s, ks[k], got));
        for (int64_t i = 0; i < MANY; i++) {
            for (int64_t j = 0; j < MANY; j++) {
                double dx = x[i] - x[j], dy = y[i] - y[j];
                all[j] = sqrt(dx * dx + dy * dy);
            }
            qsort(all, MANY, sizeof *all, compare_reals);
            assert_true(got[i] == all[ks[k] - 1]);
        }
    }
    assert_status(ctx, geo_k_distances(ctx, s, 0, got), GEO_INVALID);
    assert_status(ctx, geo_k_distances(ctx, s, MANY + 1, got), GEO_DATA);
    geo_shapes_destroy(s);
}

static void places_without_a_point_have_no_k_distance(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    double got[3];
    draft_point_feature(d, 0.0, 0.0);
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 3.0, 4.0);
    geo_shapes *s = draft_shapes(ctx, d);
    assert_ok(ctx, geo_k_distances(ctx, s, 2, got));
    assert_true(got[0] == 5.0 && isnan(got[1]) && got[2] == 5.0);
    geo_shapes_destroy(s);
    free(d);
}

static void the_knee_is_farthest_below_the_chord(void **state)
{
    geo_ctx *ctx = *state;
    const double bend[] = {10.0, 1.0, (double)NAN, 2.0, 1.5, (double)INFINITY, 2.5, 6.0};
    const double even[] = {3.0, 1.0, 2.0}, same[] = {5.0, 5.0, 5.0};
    int64_t rank;
    double knee;
    assert_ok(ctx, geo_knee(ctx, 8, bend, &rank, &knee)); /* 1 1.5 2 2.5 6 10: 3/5 - 1.5/9 */
    assert_int_equal(rank, 3);
    assert_true(knee == 2.5);
    assert_ok(ctx, geo_knee(ctx, 3, even, &rank, &knee));
    assert_true(rank == -1 && isnan(knee));
    assert_ok(ctx, geo_knee(ctx, 3, same, &rank, &knee));
    assert_true(rank == -1 && isnan(knee));
    assert_ok(ctx, geo_knee(ctx, 0, same, &rank, &knee));
    assert_true(rank == -1 && isnan(knee));
}

/* Pairs of points, one by one. */
static double slow_rand(int64_t n, const int64_t *a, const int64_t *b)
{
    double both = 0.0, in_a = 0.0, in_b = 0.0, all = 0.5 * (double)n * (double)(n - 1);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < i; j++) {
            in_a += a[i] == a[j];
            in_b += b[i] == b[j];
            both += a[i] == a[j] && b[i] == b[j];
        }
    }
    double expected = in_a * in_b / all;
    return (both - expected) / (0.5 * (in_a + in_b) - expected);
}

static void agreement_is_that_of_all_pairs(void **state)
{
    geo_ctx *ctx = *state;
    int64_t a[MANY], b[MANY];
    double index;
    test_random r = {.state = 5};
    for (int trial = 0; trial < 20; trial++) {
        for (int64_t i = 0; i < MANY; i++) {
            a[i] = test_random_below(&r, 2 + trial) - 1;
            b[i] = test_random_below(&r, 3) == 0 ? test_random_below(&r, 4) : -7 * a[i];
        }
        assert_ok(ctx, geo_adjusted_rand(ctx, MANY, a, b, &index));
        assert_near(index, slow_rand(MANY, a, b), 1e-12);
    }
    const int64_t p[] = {0, 0, 1, 1}, q[] = {0, 0, 1, 2}, cross[] = {0, 1, 0, 1};
    const int64_t one[] = {4, 4, 4, 4}, each[] = {4, 3, 2, INT64_MIN};
    assert_ok(ctx, geo_adjusted_rand(ctx, 4, p, q, &index));
    assert_near(index, 0.5714285714285714, 1e-15); /* the example of scikit-learn's manual */
    assert_ok(ctx, geo_adjusted_rand(ctx, 4, p, cross, &index));
    assert_near(index, -0.5, 1e-15);
    assert_ok(ctx, geo_adjusted_rand(ctx, 4, one, one, &index));
    assert_true(index == 1.0);
    assert_ok(ctx, geo_adjusted_rand(ctx, 4, each, each, &index));
    assert_true(index == 1.0);
    assert_ok(ctx, geo_adjusted_rand(ctx, 4, one, each, &index));
    assert_true(index == 0.0);
    assert_ok(ctx, geo_adjusted_rand(ctx, 0, one, each, &index));
    assert_true(index == 1.0);
}

typedef struct town_result {
    double distance_m[TOWN], knee, index;
    int64_t rank;
} town_result;

static void measure_town(geo_ctx *ctx, void *into)
{
    static double x[TOWN], y[TOWN];
    static int64_t a[TOWN], b[TOWN];
    town_result *out = into;
    test_random r = {.state = 12};
    for (int64_t i = 0; i < TOWN; i++) {
        x[i] = 900.0 * test_random_unit(&r) * test_random_unit(&r);
        y[i] = 900.0 * test_random_unit(&r);
        a[i] = (int64_t)(x[i] / 50.0);
        b[i] = (int64_t)(x[i] / 60.0);
    }
    geo_shapes *s = draft_points(ctx, TOWN, x, y);
    assert_ok(ctx, geo_k_distances(ctx, s, 8, out->distance_m));
    assert_ok(ctx, geo_knee(ctx, TOWN, out->distance_m, &out->rank, &out->knee));
    assert_ok(ctx, geo_adjusted_rand(ctx, TOWN, a, b, &out->index));
    assert_true(out->index > 0.4 && out->index < 0.9 && out->knee > 0.0);
    geo_shapes_destroy(s);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static town_result out;
    (void)state;
    assert_same_on_any_threads(measure_town, &out, sizeof out);
}

static geo_status run_sample(geo_ctx *ctx, void *data)
{
    const double x[] = {0.0, 1.0, 1.0, 5.0, 9.0, 9.5};
    const int64_t a[] = {0, 0, 1, 1, 2, 2};
    double got[6], knee, index;
    int64_t rank;
    geo_shapes *s = NULL;
    (void)data;
    geo_status status = geo_shapes_create_points(ctx, 6, x, x, &s);
    status = status == GEO_OK ? geo_k_distances(ctx, s, 2, got) : status;
    status = status == GEO_OK ? geo_knee(ctx, 6, got, &rank, &knee) : status;
    status = status == GEO_OK ? geo_adjusted_rand(ctx, 6, a, a, &index) : status;
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    assert_true(assert_survives_allocation_failures(run_sample, NULL) > 10);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(k_distances_are_those_of_all_pairs),   CASE(places_without_a_point_have_no_k_distance),
        CASE(the_knee_is_farthest_below_the_chord), CASE(agreement_is_that_of_all_pairs),
        CASE(any_number_of_threads_gives_the_same), CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("density", tests, NULL, NULL);
}
