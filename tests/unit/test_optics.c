/* SPDX-License-Identifier: MIT */
/* OPTICS against METHODS 3.2 and against its definition. */
#include "support.h"

#include "draft.h"
#include "geo/hierarchy.h"

enum { MANY = 300, TOWN = 12000 };

typedef struct result {
    int64_t place[MANY], label[MANY], count;
    double reach_m[MANY], core_m[MANY];
} result;

static void run(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                const geo_optics_options *o, result *r)
{
    geo_optics out = {r->place, r->reach_m, r->core_m, r->label, 0};
    geo_shapes *s = draft_points(ctx, n, x, y);
    assert_ok(ctx, geo_optics_order(ctx, s, o, &out));
    r->count = out.cluster_count;
    geo_shapes_destroy(s);
}

static geo_optics_options options(int64_t least, double eps)
{
    geo_optics_options o = geo_optics_options_default();
    o.min_points = least;
    o.eps_m = eps;
    return o;
}

static void gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0, 1, 2, 4, 8, 9, 10}, y[7] = {0}, none = (double)NAN;
    const double reach[2][7] = {{none, 1, 1, 2, 4, 1, 1}, {none, 2, 1, 2, none, 2, 1}};
    const double core[2][7] = {{1, 1, 1, 2, 1, 1, 1}, {2, 1, 2, 3, 2, 1, 2}};
    result r;
    for (int k = 0; k < 2; k++) {
        geo_optics_options o = k == 0 ? options(2, (double)INFINITY) : options(3, 3.0);
        run(ctx, 7, x, y, &o, &r);
        for (int64_t i = 0; i < 7; i++) {
            assert_int_equal(r.place[i], i);
            assert_near(r.reach_m[i], reach[k][i], 0.0);
            assert_near(r.core_m[i], core[k][i], 0.0);
        }
    }
}

/* ---- The definition, slowly ---------------------------------------------------------------- */

static int compare_reals(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q;
}

static double distance(const double *x, const double *y, int64_t i, int64_t j)
{
    double dx = x[i] - x[j], dy = y[i] - y[j];
    return sqrt(dx * dx + dy * dy);
}

static void slow_cores(int64_t n, const double *x, const double *y, const geo_optics_options *o,
                       result *r)
{
    double all[MANY];
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            all[j] = distance(x, y, i, j);
        }
        qsort(all, (size_t)n, sizeof *all, compare_reals);
        double core = all[o->min_points - 1];
        r->core_m[i] = core <= o->eps_m ? core : (double)NAN;
    }
}

static void slow_optics(int64_t n, const double *x, const double *y, const geo_optics_options *o,
                        result *r)
{
    slow_cores(n, x, y, o, r);
    for (int64_t i = 0; i < n; i++) {
        r->place[i] = -1;
        r->reach_m[i] = (double)INFINITY;
    }
    for (int64_t place = 0; place < n; place++) {
        int64_t next = -1;
        for (int64_t i = 0; i < n; i++) {
            if (r->place[i] < 0 && (next < 0 || r->reach_m[i] < r->reach_m[next])) {
                next = i;
            }
        }
        r->place[next] = place;
        for (int64_t j = 0; j < n && !isnan(r->core_m[next]); j++) {
            double d = distance(x, y, next, j), reach = fmax(r->core_m[next], d);
            if (r->place[j] < 0 && d <= o->eps_m && reach < r->reach_m[j]) {
                r->reach_m[j] = reach;
            }
        }
    }
    for (int64_t i = 0; i < n; i++) {
        r->reach_m[i] = isinf(r->reach_m[i]) ? (double)NAN : r->reach_m[i];
    }
}

enum { KINDS = 5 };

static void fill(int kind, int64_t n, double *x, double *y)
{
    test_random r = {.state = (uint64_t)kind * 31 + 7};
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r);
        const double at[KINDS][2] = {
            {30.0 * u, 30.0 * v},                            /* even */
            {floor(5.0 * u) * 9.0 + v * v, 3.0 * v * v * v}, /* clustered */
            {floor(12.0 * u), floor(12.0 * v)},              /* lattice, duplicates */
            {0.5 * floor(30.0 * u), 0.0},                    /* one line */
            {i % 3 ? 7.0 : u, i % 3 ? 1.0 : v},              /* a pile */
        };
        x[i] = at[kind][0];
        y[i] = at[kind][1];
    }
}

static void the_order_is_by_definition(void **state)
{
    geo_ctx *ctx = *state;
    double x[MANY], y[MANY];
    static result fast, slow;
    const double eps[] = {(double)INFINITY, 2.0, 0.7};
    for (int trial = 0; trial < KINDS * 9; trial++) {
        int64_t n = 40 + 5 * trial;
        geo_optics_options o = options(1 + 4 * (trial / KINDS % 3), eps[trial / KINDS / 3]);
        fill(trial % KINDS, n, x, y);
        run(ctx, n, x, y, &o, &fast);
        slow_optics(n, x, y, &o, &slow);
        for (int64_t i = 0; i < n; i++) {
            assert_int_equal(fast.place[i], slow.place[i]);
            assert_near(fast.reach_m[i], slow.reach_m[i], 0.0);
            assert_near(fast.core_m[i], slow.core_m[i], 0.0);
        }
    }
}

/* ---- Clusters ------------------------------------------------------------------------------- */

/* Three groups, one of them denser, and points between them. */
static void steep_slopes_bound_clusters(void **state)
{
    geo_ctx *ctx = *state;
    enum { GROUP = 25, N = 3 * GROUP + 2 };
    double x[N], y[N];
    static result r;
    const double size[] = {1.0, 0.2, 1.0}, at[] = {0.0, 40.0, 80.0};
    for (int64_t i = 0; i < N - 2; i++) {
        int64_t g = i / GROUP, k = i % GROUP;
        x[i] = at[g] + size[g] * (double)(k % 5);
        y[i] = size[g] * (double)(k / 5);
    }
    x[N - 2] = 20.0;
    x[N - 1] = 60.0;
    y[N - 2] = y[N - 1] = 300.0;
    geo_optics_options o = options(5, (double)INFINITY);
    o.min_cluster_size = 10;
    run(ctx, N, x, y, &o, &r);
    assert_int_equal(r.count, 3);
    for (int64_t i = 0; i < N - 2; i++) {
        assert_int_equal(r.label[i], i / GROUP);
    }
    assert_int_equal(r.label[N - 2], -1);
    assert_int_equal(r.label[N - 1], -1);
    o.min_cluster_size = GROUP + 1; /* what is left is all of them together */
    run(ctx, N, x, y, &o, &r);
    assert_true(r.count <= 1);
}

static void order_town(geo_ctx *ctx, void *into)
{
    static double x[TOWN], y[TOWN];
    struct {
        int64_t place[TOWN], label[TOWN];
        double reach_m[TOWN];
    } *all = into;
    test_random r = {.state = 12};
    for (int64_t i = 0; i < TOWN; i++) {
        x[i] = 900.0 * test_random_unit(&r) * test_random_unit(&r);
        y[i] = floor(900.0 * test_random_unit(&r));
    }
    geo_optics out = {all->place, all->reach_m, NULL, all->label, 0};
    geo_shapes *s = draft_points(ctx, TOWN, x, y);
    assert_ok(ctx, geo_optics_order(ctx, s, NULL, &out));
    assert_true(out.cluster_count > 10);
    geo_shapes_destroy(s);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static double out[3 * TOWN];
    (void)state;
    assert_same_on_any_threads(order_town, out, sizeof out);
}

static void what_cannot_be_used_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0.0, 1.0, 5.0};
    int64_t place[3], label[3];
    geo_optics out = {place, NULL, NULL, label, 0};
    geo_shapes *s = draft_points(ctx, 3, x, x), *none = draft_points(ctx, 0, x, x);
    geo_optics_options wrong[5] = {options(0, 1.0), options(2, 0.0), options(2, 1.0),
                                   options(2, 1.0), options(2, (double)NAN)};
    wrong[2].xi = 1.0;
    wrong[3].min_cluster_size = 1;
    for (int i = 0; i < 5; i++) {
        assert_status(ctx, geo_optics_order(ctx, s, &wrong[i], &out), GEO_INVALID);
    }
    assert_status(ctx, geo_optics_order(ctx, s, NULL, &out), GEO_DATA);
    assert_message_has(ctx, "3 points");
    assert_ok(ctx, geo_optics_order(ctx, none, NULL, &out));
    assert_int_equal(out.cluster_count, 0);
    draft *d = draft_new();
    draft_point_feature(d, 0.0, 0.0);
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 1.0, 0.0);
    geo_shapes *gap = draft_shapes(ctx, d);
    geo_optics_options two = options(2, 9.0);
    assert_ok(ctx, geo_optics_order(ctx, gap, &two, &out));
    assert_true(place[0] == 0 && place[1] == -1 && place[2] == 1 && label[1] == -1);
    geo_shapes_destroy(gap);
    free(d);
    geo_shapes_destroy(s);
    geo_shapes_destroy(none);
}

static geo_status run_sample(geo_ctx *ctx, void *data)
{
    static double x[MANY], y[MANY];
    static result r;
    geo_optics out = {r.place, r.reach_m, r.core_m, r.label, 0};
    geo_shapes *s = NULL;
    (void)data;
    fill(1, MANY, x, y);
    geo_status status = geo_shapes_create_points(ctx, MANY, x, y, &s);
    status = status == GEO_OK ? geo_optics_order(ctx, s, NULL, &out) : status;
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    assert_true(assert_survives_allocation_failures(run_sample, NULL) > 15);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(gives_the_worked_example),       CASE(the_order_is_by_definition),
        CASE(steep_slopes_bound_clusters),    CASE(any_number_of_threads_gives_the_same),
        CASE(what_cannot_be_used_is_refused), CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("optics", tests, NULL, NULL);
}
