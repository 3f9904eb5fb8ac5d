/* SPDX-License-Identifier: MIT */
/* k-means against METHODS 3.5 and against plain Lloyd. */
#include "support.h"

#include "draft.h"
#include "geo/cluster.h"
#include "metrics/kmeans_internal.h"

enum { MANY = 9000, MAX_K = 60 };

typedef struct result {
    int64_t label[MANY];
    double x[MAX_K], y[MAX_K];
    geo_kmeans_summary summary;
} result;

static void run(geo_ctx *ctx, int64_t n, const double *x, const double *y, const double *weight,
                const geo_kmeans_options *o, result *out)
{
    geo_shapes *s;
    assert_ok(ctx, geo_shapes_create_points(ctx, n, x, y, &s));
    assert_ok(ctx, geo_kmeans(ctx, s, weight, o, out->label, out->x, out->y, &out->summary));
    geo_shapes_destroy(s);
}

/* ---- Worked example ------------------------------------------------------------------- */

static const double golden_x[] = {1, 1.5, 3, 5, 3.5, 4.5, 3.5};
static const double golden_y[] = {1, 2, 4, 7, 5, 5, 4.5};

static void gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    const double start_x[] = {1, 5}, start_y[] = {1, 7}, history[] = {11.2256944, 8.525, 8.525};
    const int64_t labels[] = {0, 0, 1, 1, 1, 1, 1};
    result r;
    geo_kmeans_options o = geo_kmeans_options_default();
    o.k = 2;
    o.start_x = start_x;
    o.start_y = start_y;
    run(ctx, 7, golden_x, golden_y, NULL, &o, &r);
    assert_memory_equal(r.label, labels, sizeof labels);
    assert_near(r.x[0], 1.25, 1e-15);
    assert_near(r.y[0], 1.5, 1e-15);
    assert_near(r.x[1], 3.9, 1e-15);
    assert_near(r.y[1], 5.1, 1e-15);
    assert_near(r.summary.inertia, 8.525, 1e-14);
    assert_true(r.summary.converged);
    assert_int_equal(r.summary.iterations, 3);
    for (o.max_iterations = 1; o.max_iterations <= 3; o.max_iterations++) {
        run(ctx, 7, golden_x, golden_y, NULL, &o, &r);
        assert_int_equal(r.summary.iterations, o.max_iterations);
        if (o.max_iterations > 1) { /* after the move, the first sum is that of new centres */
            assert_near(r.summary.inertia, history[o.max_iterations - 1], 1e-7);
        }
        assert_int_equal(r.summary.converged, o.max_iterations == 3);
    }
}

static void chances_grow_with_squared_distance(void **state)
{
    geo_ctx *ctx = *state;
    const double expected[] = {0,           .0092421442, .0961182994, .3844731978,
                               .1645101664, .2088724584, .1367837338};
    const geoi_points points = {7, golden_x, golden_y, NULL};
    geoi_kmeans m = {.ctx = ctx, .n = 7, .k = 2};
    assert_ok(ctx, geoi_kmeans_make_blocks(&m, &points, NULL));
    assert_ok(ctx, geoi_kmeans_add_centre(&m, 0, golden_x[0], golden_y[0]));
    for (int i = 0; i < 7; i++) {
        assert_near(m.d2[i] / m.block[0].chance, expected[m.index[i]], 1e-10);
    }
    geoi_kmeans_clear(&m);
}

/* Draws follow the chances: the second centre over many seeds, given the first. */
static void seeds_draw_by_chance(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0, 0, 3, 4}, y[] = {0, 0, 0, 0}, weight[] = {1, 0, 1, 2};
    int64_t first[4] = {0}, second_after_0[4] = {0};
    const geoi_points points = {4, x, y, NULL};
    for (uint64_t seed = 0; seed < 4000; seed++) {
        geoi_kmeans m = {.ctx = ctx, .n = 4, .k = 2};
        assert_ok(ctx, geoi_kmeans_make_blocks(&m, &points, weight));
        assert_ok(ctx, geoi_kmeans_start(&m, seed));
        int a = m.centre_x[0] == 0.0 ? 0 : (int)m.centre_x[0] - 1;
        int b = m.centre_x[1] == 0.0 ? 0 : (int)m.centre_x[1] - 1;
        first[a]++;
        second_after_0[b] += a == 0;
        assert_int_not_equal(a, b);
        geoi_kmeans_clear(&m);
    }
    assert_near((double)first[0] / 4000.0, 0.25, 0.03);
    assert_near((double)first[3] / 4000.0, 0.5, 0.03);
    /* 1 * 9 against 2 * 16 */
    assert_near((double)second_after_0[3] / (double)first[0], 32.0 / 41.0, 0.05);
}

/* ---- Plain Lloyd ---------------------------------------------------------------------- */

static double d2_of(const double *cx, const double *cy, int64_t c, double x, double y)
{
    return (cx[c] - x) * (cx[c] - x) + (cy[c] - y) * (cy[c] - y);
}

static bool slow_assign(int64_t n, const double *x, const double *y, int64_t k, result *r)
{
    bool changed = false;
    for (int64_t i = 0; i < n; i++) {
        int64_t best = 0;
        for (int64_t c = 1; c < k; c++) {
            best =
                d2_of(r->x, r->y, c, x[i], y[i]) < d2_of(r->x, r->y, best, x[i], y[i]) ? c : best;
        }
        changed |= r->label[i] != best;
        r->label[i] = best;
    }
    return changed;
}

static bool slow_fill(int64_t n, const double *x, const double *y, const double *weight, int64_t k,
                      result *r)
{
    bool changed = false;
    for (int64_t c = 0; c < k; c++) {
        int64_t members[MAX_K] = {0}, far = -1;
        double most = 0.0;
        for (int64_t i = 0; i < n; i++) {
            members[r->label[i]] += weight[i] > 0.0;
        }
        for (int64_t i = 0; i < n && members[c] == 0; i++) {
            double d2 = d2_of(r->x, r->y, r->label[i], x[i], y[i]);
            if (weight[i] > 0.0 && members[r->label[i]] > 1 && d2 > most) {
                most = d2;
                far = i;
            }
        }
        if (far >= 0) {
            r->label[far] = c;
            changed = true;
        }
    }
    return changed;
}

static void slow_kmeans(int64_t n, const double *x, const double *y, const double *weight,
                        int64_t k, result *r)
{
    for (int64_t i = 0; i < n; i++) {
        r->label[i] = -1;
    }
    r->summary = (geo_kmeans_summary){0};
    for (bool changed = true; changed && r->summary.iterations < 300; r->summary.iterations++) {
        changed = slow_assign(n, x, y, k, r);
        changed |= slow_fill(n, x, y, weight, k, r);
        for (int64_t c = 0; c < k; c++) {
            double w = 0.0, sx = 0.0, sy = 0.0;
            for (int64_t i = 0; i < n; i++) {
                if (r->label[i] == c) {
                    w += weight[i];
                    sx += weight[i] * (x[i] - x[0]);
                    sy += weight[i] * (y[i] - y[0]);
                }
            }
            r->x[c] = w > 0.0 ? x[0] + sx / w : r->x[c];
            r->y[c] = w > 0.0 ? y[0] + sy / w : r->y[c];
        }
        r->summary.converged = !changed;
    }
    for (int64_t i = 0; i < n; i++) {
        r->summary.inertia += weight[i] * d2_of(r->x, r->y, r->label[i], x[i], y[i]);
    }
}

static void assert_is_lloyd(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                            const double *weight, int64_t k, const double *start_x,
                            const double *start_y)
{
    static result fast, slow;
    geo_kmeans_options o = geo_kmeans_options_default();
    o.k = k;
    o.start_x = start_x;
    o.start_y = start_y;
    run(ctx, n, x, y, weight, &o, &fast);
    memcpy(slow.x, start_x, (size_t)k * sizeof *start_x);
    memcpy(slow.y, start_y, (size_t)k * sizeof *start_y);
    slow_kmeans(n, x, y, weight, k, &slow);
    assert_memory_equal(fast.label, slow.label, (size_t)n * sizeof *fast.label);
    assert_int_equal(fast.summary.iterations, slow.summary.iterations);
    assert_int_equal(fast.summary.converged, slow.summary.converged);
    assert_near(fast.summary.inertia, slow.summary.inertia, 1e-10);
    for (int64_t c = 0; c < k; c++) {
        assert_near(fast.x[c], slow.x[c], 1e-12);
        assert_near(fast.y[c], slow.y[c], 1e-12);
    }
}

enum { KINDS = 6 };

static void fill(int kind, int64_t n, double *x, double *y, double *weight)
{
    test_random r = {.state = (uint64_t)kind + 3};
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r);
        const double at[KINDS][2] = {
            {441000.0 + 3000.0 * u, 4427000.0 + 2000.0 * v},
            {floor(6.0 * u) * 500.0 + 30.0 * v * u, floor(6.0 * v) * 400.0 + 20.0 * u},
            {floor(16.0 * u), floor(16.0 * v)}, /* sums of a lattice are exact: ties stay ties */
            {floor(4.0 * u), 0.0},
            {7.0, -2.0},
            {v < 0.9 ? u : 1e5 * u, v < 0.9 ? v : 1e5 * v},
        };
        x[i] = at[kind][0];
        y[i] = at[kind][1];
        weight[i] = (double)test_random_below(&r, 4);
    }
}

static void labels_are_those_of_plain_lloyd(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY], ones[MANY];
    const int64_t ks[] = {1, 2, 7, 60};
    for (int64_t i = 0; i < MANY; i++) {
        ones[i] = 1.0;
    }
    for (int kind = 0; kind < KINDS; kind++) {
        fill(kind, 1500, x, y, weight);
        weight[0] = 1.0;
        for (int k = 0; k < 4; k++) {
            assert_is_lloyd(ctx, 1500, x, y, ones, ks[k], x, y);
            assert_is_lloyd(ctx, 1500, x, y, weight, ks[k], x + 100, y + 100);
        }
        assert_is_lloyd(ctx, 2, x, y, ones, 2, x, y);
    }
}

/* All centres start at one place: all but one cluster are empty at first. */
static void empty_clusters_take_the_farthest_points(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY];
    const double start_x[] = {1, 1, 1, 1, 1}, start_y[] = {2, 2, 2, 2, 2};
    for (int kind = 0; kind < KINDS; kind++) {
        fill(kind, 400, x, y, weight);
        weight[0] = 1.0;
        assert_is_lloyd(ctx, 400, x, y, weight, 5, start_x, start_y);
    }
}

/* ---- Start of its own ------------------------------------------------------------------ */

static void finds_clusters_that_stand_apart(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY];
    static result r;
    geo_kmeans_options o = geo_kmeans_options_default();
    fill(0, 900, x, y, weight);
    for (int64_t i = 0; i < 900; i++) {
        x[i] += 1e5 * (double)(i % 3);
    }
    o.k = 3;
    for (o.seed = 0; o.seed < 20; o.seed++) {
        run(ctx, 900, x, y, NULL, &o, &r);
        for (int64_t i = 0; i < 900; i++) {
            assert_int_equal(r.label[i], r.label[i % 3]);
        }
        assert_true(r.summary.converged && r.label[0] != r.label[1] && r.label[1] != r.label[2]);
    }
}

static void fewer_places_than_centres_end(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {1, 1, 1, 4, 4}, y[] = {0, 0, 0, 0, 0};
    result r;
    geo_kmeans_options o = geo_kmeans_options_default();
    o.k = 4;
    run(ctx, 5, x, y, NULL, &o, &r);
    assert_true(r.summary.converged);
    assert_near(r.summary.inertia, 0.0, 0.0);
    assert_int_equal(r.label[0], r.label[2]);
    assert_int_not_equal(r.label[0], r.label[3]);
}

static void cluster_many(geo_ctx *ctx, void *out)
{
    static double x[MANY], y[MANY], weight[MANY];
    geo_kmeans_options o = geo_kmeans_options_default();
    fill(0, MANY, x, y, weight);
    o.k = MAX_K;
    o.max_iterations = 30;
    run(ctx, MANY, x, y, weight, &o, out);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static result r;
    (void)state;
    assert_same_on_any_threads(cluster_many, &r, sizeof r);
}

/* ---- Input that cannot be used --------------------------------------------------------- */

static void missing_points_have_no_label(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 0.0, 0.0);
    draft_point_feature(d, 10.0, 0.0);
    geo_shapes *s = draft_shapes(ctx, d);
    result r;
    geo_kmeans_options o = geo_kmeans_options_default();
    o.k = 2;
    assert_ok(ctx, geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, NULL));
    assert_int_equal(r.label[0], -1);
    assert_int_equal(r.label[1] + r.label[2], 1);
    o.k = 3;
    assert_status(ctx, geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, NULL), GEO_DATA);
    assert_message_has(ctx, "2 points cannot make 3 clusters");
    geo_shapes_destroy(s);
    free(d);
}

static void options_and_weights_are_checked(void **state)
{
    geo_ctx *ctx = *state;
    const double zero[7] = {0}, bad[] = {1.0, (double)NAN};
    geo_shapes *s;
    result r;
    geo_kmeans_options o = geo_kmeans_options_default();
    assert_ok(ctx, geo_shapes_create_points(ctx, 7, golden_x, golden_y, &s));
    o.k = 0;
    assert_status(ctx, geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, NULL), GEO_INVALID);
    o.k = 2;
    o.max_iterations = 0;
    assert_status(ctx, geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, NULL), GEO_INVALID);
    o.max_iterations = 5;
    assert_status(ctx, geo_kmeans(ctx, s, zero, &o, r.label, r.x, r.y, NULL), GEO_DATA);
    o.start_x = zero;
    assert_status(ctx, geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, NULL), GEO_INVALID);
    o.start_y = bad;
    assert_status(ctx, geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, NULL), GEO_INVALID);
    assert_message_has(ctx, "centre 2 to start from");
    geo_shapes_destroy(s);
}

static geo_status run_sample(geo_ctx *ctx, void *data)
{
    static result r;
    const double *x = data, *y = x + 500;
    const double start[] = {0, 0, 0, 0, 0, 0};
    geo_kmeans_options o = geo_kmeans_options_default();
    geo_shapes *s = NULL;
    geo_status status = geo_shapes_create_points(ctx, 500, x, y, &s);
    o.k = 6;
    if (status == GEO_OK) {
        status = geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, &r.summary);
    }
    o.start_x = o.start_y = start;
    if (status == GEO_OK) {
        status = geo_kmeans(ctx, s, NULL, &o, r.label, r.x, r.y, &r.summary);
    }
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static double xy[1000], weight[500];
    fill(1, 500, xy, xy + 500, weight);
    assert_true(assert_survives_allocation_failures(run_sample, xy) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_the_worked_example, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(chances_grow_with_squared_distance, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(seeds_draw_by_chance, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(labels_are_those_of_plain_lloyd, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(empty_clusters_take_the_farthest_points, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(finds_clusters_that_stand_apart, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(fewer_places_than_centres_end, make_ctx, free_ctx),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        cmocka_unit_test_setup_teardown(missing_points_have_no_label, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(options_and_weights_are_checked, make_ctx, free_ctx),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
