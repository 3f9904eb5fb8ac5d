/* SPDX-License-Identifier: MIT */
/* DBSCAN in space and time against METHODS 3.4 and against its definition. */
#include "support.h"

#include "dbscan_oracle.h"
#include "draft.h"

enum { MANY = 600, TOWN = 20000 };

typedef struct result {
    int64_t label[MANY], count;
    uint8_t role[MANY];
} result;

static geo_dbscan_options options(const double *time, double eps_m, double eps_s, double least)
{
    geo_dbscan_options o = geo_dbscan_options_default();
    o.eps_m = eps_m;
    o.min_weight = least;
    o.time_s = time;
    o.time_eps_s = eps_s;
    return o;
}

static void gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0, 0, 1, .5, .2, 5}, y[] = {0, 1, 0, .5, .2, 5}, t[] = {0, 1, 2, 1, 50, 0};
    const int64_t labels[] = {0, 0, 0, 0, -1, -1};
    result r;
    geo_shapes *s = draft_points(ctx, 6, x, y);
    for (double least = 3.0; least <= 4.0; least += 1.0) { /* sizes are 4 4 4 4 1 1 */
        geo_dbscan_options o = options(t, 1.5, 3.0, least);
        assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count));
        assert_memory_equal(r.label, labels, sizeof labels);
        assert_int_equal(r.count, 1);
    }
    geo_dbscan_options o = options(t, 1.5, 3.0, 5.0);
    assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, NULL, &r.count));
    assert_int_equal(r.count, 0);
    o = options(t, 1.5, 50.0, 5.0); /* both are closed */
    assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, NULL, &r.count));
    assert_int_equal(r.label[4], 0);
    o.time_eps_s = 49.999999;
    assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count));
    assert_int_equal(r.role[4], GEO_BORDER);
    geo_shapes_destroy(s);
}

/* ---- Against the definition ------------------------------------------------------------ */

typedef struct town {
    int64_t n;
    double x[MANY], y[MANY], time[MANY], weight[MANY];
} town;

enum { KINDS = 5 };

static void fill(int kind, int64_t n, town *t)
{
    test_random r = {.state = (uint64_t)kind + 7};
    t->n = n;
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r), w = test_random_unit(&r);
        const double at[KINDS][3] = {
            {12.0 * u, 12.0 * v, 30.0 * w},                             /* even */
            {floor(8.0 * u), floor(8.0 * v), floor(6.0 * w)},           /* lattice */
            {441000.5, 4427000.25, 1.7e9 + floor(40.0 * w)},            /* one place */
            {9.0 * u * v, 9.0 * v * v, -50.0 * w * w},                  /* crowded at an end */
            {3.0 * u, 3.0 * v, w < 0.1 ? (double)NAN : floor(2.0 * w)}, /* few times */
        };
        t->x[i] = at[kind][0];
        t->y[i] = at[kind][1];
        t->time[i] = at[kind][2];
        t->weight[i] = (double)test_random_below(&r, 4) * 0.5;
    }
}

static void labels_are_by_definition(void **state)
{
    geo_ctx *ctx = *state;
    static town t;
    static result fast, slow;
    const double eps_m[] = {1.0, 0.31, 3.0}, eps_s[] = {1.0, 0.4, 8.0}, least[] = {1, 3, 9.5};
    for (int trial = 0; trial < KINDS * 54; trial++) {
        int k = trial / KINDS;
        fill(trial % KINDS, 200 + trial, &t);
        geo_dbscan_options o = options(t.time, eps_m[k % 3], eps_s[k / 3 % 3], least[k / 9 % 3]);
        bool weighed = k >= 27;
        o.core_only = trial % 4 == 0;
        memset(&fast, 0, sizeof fast);
        memset(&slow, 0, sizeof slow);
        geo_shapes *s = draft_points(ctx, t.n, t.x, t.y);
        assert_ok(ctx, geo_dbscan(ctx, s, weighed ? t.weight : NULL, &o, fast.label, fast.role,
                                  &fast.count));
        slow_dbscan(t.n, t.x, t.y, weighed ? t.weight : NULL, &o, slow.label, slow.role,
                    &slow.count);
        assert_int_equal(fast.count, slow.count);
        assert_memory_equal(fast.label, slow.label, sizeof fast.label);
        assert_memory_equal(fast.role, slow.role, sizeof fast.role);
        geo_shapes_destroy(s);
    }
}

typedef struct town_result {
    int64_t label[TOWN], count;
    uint8_t role[TOWN];
} town_result;

static void cluster_town(geo_ctx *ctx, void *into)
{
    static double x[TOWN], y[TOWN], time[TOWN];
    town_result *out = into;
    test_random r = {.state = 12};
    for (int64_t i = 0; i < TOWN; i++) {
        x[i] = 900.0 * test_random_unit(&r) * test_random_unit(&r);
        y[i] = 900.0 * test_random_unit(&r);
        time[i] = 1000.0 * test_random_unit(&r);
    }
    geo_dbscan_options o = options(time, 12.0, 40.0, 5.0);
    geo_shapes *s = draft_points(ctx, TOWN, x, y);
    assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, out->label, out->role, &out->count));
    assert_true(out->count > 10);
    geo_shapes_destroy(s);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static town_result out;
    (void)state;
    assert_same_on_any_threads(cluster_town, &out, sizeof out);
}

static void wrong_times_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0.0, 1.0}, far[] = {0.0, 1e300}, none[] = {(double)NAN, (double)INFINITY};
    result r;
    geo_shapes *s = draft_points(ctx, 2, x, x);
    geo_dbscan_options o = options(x, 5.0, 0.0, 1.0);
    assert_status(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count), GEO_INVALID);
    assert_message_has(ctx, "eps of time is 0 s");
    o = options(far, 5.0, 1.0, 1.0);
    assert_status(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count), GEO_LIMIT);
    o.time_eps_s = 1e299;
    assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count));
    assert_int_equal(r.count, 2);
    o = options(none, 5.0, 1.0, 1.0); /* none is known: all are noise */
    assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count));
    assert_int_equal(r.count, 0);
    assert_true(r.label[0] == -1 && r.role[1] == GEO_NOISE);
    geo_shapes_destroy(s);
}

static geo_status run_sample(geo_ctx *ctx, void *data)
{
    static town t;
    static result r;
    geo_shapes *s = NULL;
    (void)data;
    fill(4, 200, &t);
    geo_dbscan_options o = options(t.time, 0.4, 0.5, 3.0);
    geo_status status = geo_shapes_create_points(ctx, t.n, t.x, t.y, &s);
    status =
        status == GEO_OK ? geo_dbscan(ctx, s, t.weight, &o, r.label, r.role, &r.count) : status;
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
        CASE(gives_the_worked_example),
        CASE(labels_are_by_definition),
        CASE(any_number_of_threads_gives_the_same),
        CASE(wrong_times_are_refused),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("dbscan in time", tests, NULL, NULL);
}
