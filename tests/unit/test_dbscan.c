/* SPDX-License-Identifier: MIT */
/* DBSCAN against METHODS 3.1 (K1, K1b and its dyadic variant) and against its definition. */
#include "support.h"

#include "dbscan_oracle.h"
#include "draft.h"

enum { MANY = 5000 };

typedef struct result {
    int64_t label[MANY], count;
    uint8_t role[MANY];
} result;

static geo_dbscan_options asked(double eps, double min_weight)
{
    geo_dbscan_options o = geo_dbscan_options_default();
    o.eps_m = eps;
    o.min_weight = min_weight;
    return o;
}

static void run(geo_ctx *ctx, int64_t n, const double *x, const double *y, const double *weight,
                double eps, double min_weight, result *out)
{
    geo_shapes *s;
    geo_dbscan_options o = asked(eps, min_weight);
    assert_ok(ctx, geo_shapes_create_points(ctx, n, x, y, &s));
    assert_ok(ctx, geo_dbscan(ctx, s, weight, &o, out->label, out->role, &out->count));
    geo_shapes_destroy(s);
}

/* Labels as text: "0" to "9", "-" for noise; roles as text: c, b, n. */
static void assert_result(const result *r, int64_t n, const char *labels, const char *roles)
{
    char got_labels[64] = {0}, got_roles[64] = {0};
    for (int64_t i = 0; i < n; i++) {
        got_labels[i] = r->label[i] < 0 ? '-' : (char)('0' + r->label[i]);
        got_roles[i] = "nbc"[r->role[i]];
    }
    assert_string_equal(got_labels, labels);
    assert_string_equal(got_roles, roles);
}

/* ---- Worked examples ------------------------------------------------------------------ */

static const double k1_x[] = {0, 1, 0, 1, 2, 3, 4, 3, 4, 8};
static const double k1_y[] = {0, 0, 1, 1, .5, 0, 0, 1, 1, 8};

static void gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    result r;
    run(ctx, 10, k1_x, k1_y, NULL, 1.2, 3, &r);
    assert_result(&r, 10, "000000000-", "cccccccccn");
    run(ctx, 10, k1_x, k1_y, NULL, 1.2, 4, &r);
    assert_result(&r, 10, "000000000-", "bcbcccbcbn");
    assert_int_equal(r.count, 1);
    run(ctx, 10, k1_x, k1_y, NULL, 1.2, 5, &r);
    assert_result(&r, 10, "-0-000-0--", "nbnbcbnbnn");
    run(ctx, 10, k1_x, k1_y, NULL, 1.2, 6, &r);
    assert_result(&r, 10, "----------", "nnnnnnnnnn");
    assert_int_equal(r.count, 0);
    const double weight[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 5};
    run(ctx, 10, k1_x, k1_y, weight, 1.2, 4, &r);
    assert_result(&r, 10, "0000000001", "bcbcccbcbc");
    assert_int_equal(r.count, 2);
}

/* Two clusters and a border point at index 6 between them. */
static void border_example(double bx, double shift, double at_x, double at_y, double x[13],
                           double y[13])
{
    const double left[2][6] = {{0, 1, 0, 1, .5, .5}, {0, 0, 1, 1, .5, 0}};
    const double right[2][6] = {{0, 1, 0, 1, .5, .5}, {0, 0, 1, 1, .5, 0}};
    for (int i = 0; i < 6; i++) {
        x[i] = at_x + left[0][i];
        y[i] = at_y + left[1][i];
        x[i + 7] = at_x + shift + right[0][i];
        y[i + 7] = at_y + right[1][i];
    }
    x[6] = at_x + bx;
    y[6] = at_y + .5;
}

static void border_point_goes_to_the_nearest_core_point(void **state)
{
    geo_ctx *ctx = *state;
    double x[13], y[13];
    result r;
    border_example(2.15, 3.2, 0.0, 0.0, x, y);
    run(ctx, 13, x, y, NULL, 1.3, 6, &r);
    assert_result(&r, 13, "0000001111111", "bcbcccbcbcbcc");
}

static void border_point_between_equals_goes_to_the_lower_index(void **state)
{
    geo_ctx *ctx = *state;
    double x[13], y[13];
    result r;
    /* 1/8 and 1/4 are exact, so the tie survives a move to the coordinates of Beijing. */
    const double at[][2] = {{0.0, 0.0}, {441000.0, 4427000.0}, {-1048576.5, 2097152.25}};
    for (int i = 0; i < 3; i++) {
        border_example(2.125, 3.25, at[i][0], at[i][1], x, y);
        run(ctx, 13, x, y, NULL, 1.25, 6, &r);
        assert_result(&r, 13, "0000000111111", "bcbcccbcbcbcc");
    }
    /* In reverse order the other cluster has the lower indices. */
    for (int i = 0; i < 6; i++) {
        double tx = x[i], ty = y[i];
        x[i] = x[12 - i];
        y[i] = y[12 - i];
        x[12 - i] = tx;
        y[12 - i] = ty;
    }
    run(ctx, 13, x, y, NULL, 1.25, 6, &r);
    assert_result(&r, 13, "0000000111111", "ccbcbcbcccbcb");
}

static void eps_is_closed(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0.0, 3.0}, y[] = {0.0, 4.0};
    result r;
    run(ctx, 2, x, y, NULL, 5.0, 2, &r);
    assert_result(&r, 2, "00", "cc");
    run(ctx, 2, x, y, NULL, 4.9999999999999991, 2, &r);
    assert_result(&r, 2, "--", "nn");
}

/* ---- Against the definition ------------------------------------------------------------ */

static void assert_is_by_definition(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                    const double *weight, double eps, double min_weight)
{
    static result fast, slow;
    memset(&fast, 0, sizeof fast);
    memset(&slow, 0, sizeof slow);
    geo_dbscan_options o = asked(eps, min_weight);
    run(ctx, n, x, y, weight, eps, min_weight, &fast);
    slow_dbscan(n, x, y, weight, &o, slow.label, slow.role, &slow.count);
    assert_int_equal(fast.count, slow.count);
    assert_memory_equal(fast.role, slow.role, sizeof fast.role);
    assert_memory_equal(fast.label, slow.label, sizeof fast.label);
}

enum { KINDS = 8 };

static void fill(int kind, int64_t n, double *x, double *y, double *weight)
{
    test_random r = {.state = (uint64_t)kind + 77};
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r), t = 6.283185307 * v;
        double w = test_random_unit(&r);
        const double at[KINDS][2] = {
            {30.0 * u, 30.0 * v},                                         /* even */
            {floor(5.0 * u) * 9.0 + v * v, 3.0 * v * v * v},              /* clustered */
            {floor(25.0 * u), floor(25.0 * v)},                           /* lattice: ties at eps */
            {0.5 * floor(20.0 * u), 0.0},                                 /* one line, duplicates */
            {441000.125, 4427000.5},                                      /* one place */
            {(i % 2 ? 3.0 : 1.5) * cos(t), (i % 2 ? 3.0 : 1.5) * sin(t)}, /* rings */
            {w < 0.8 ? 0.7 * u : 9.0 * u, w < 0.8 ? 0.7 * v : 9.0 * v},   /* crowd and rim */
            {1e7 * floor(4.0 * u) + v, -1e6 * floor(3.0 * v)},            /* far apart */
        };
        x[i] = at[kind][0];
        y[i] = at[kind][1];
        weight[i] = (double)test_random_below(&r, 5) * 0.5;
    }
}

/* DBSCAN* is the same but for border points. */
static void core_points_alone_may_be_clusters(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY];
    static result all, cores;
    for (int kind = 0; kind < KINDS; kind++) {
        int64_t border = 0;
        geo_dbscan_options o = asked(1.0, 4.0);
        fill(kind, 300, x, y, weight);
        slow_dbscan(300, x, y, weight, &o, all.label, all.role, &all.count);
        o.core_only = 1;
        geo_shapes *s = draft_points(ctx, 300, x, y);
        assert_ok(ctx, geo_dbscan(ctx, s, weight, &o, cores.label, cores.role, &cores.count));
        assert_int_equal(cores.count, all.count);
        for (int64_t i = 0; i < 300; i++) {
            border += all.role[i] == GEO_BORDER;
            assert_int_equal(cores.role[i], all.role[i] == GEO_CORE ? GEO_CORE : GEO_NOISE);
            assert_int_equal(cores.label[i], all.role[i] == GEO_CORE ? all.label[i] : -1);
        }
        assert_true(kind != 0 || border > 20);
        geo_shapes_destroy(s);
    }
}

static void labels_are_by_definition(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY];
    const double eps[] = {1.0, 0.31, 2.2360679774997896, 5.0}, min_weight[] = {1, 3, 6.5, 40};
    for (int kind = 0; kind < KINDS; kind++) {
        fill(kind, 300, x, y, weight);
        for (int e = 0; e < 4; e++) {
            for (int m = 0; m < 4; m++) {
                assert_is_by_definition(ctx, 300, x, y, NULL, eps[e], min_weight[m]);
                assert_is_by_definition(ctx, 300, x, y, weight, eps[e], min_weight[m]);
            }
        }
        for (int64_t n = 0; n < 4; n++) {
            assert_is_by_definition(ctx, n, x, y, NULL, 1.0, 2.0);
        }
    }
}

/* 1300 points at one place, and 1300 on a ring around it that see it and a third of each other:
 * with 2200 to see, the place is core and the ring its border, and both take trees. */
static void fill_target(int64_t n, double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        double t = (double)i * 2.399963;
        x[i] = i % 2 == 0 ? 0.0 : 0.9 * cos(t);
        y[i] = i % 2 == 0 ? 0.0 : 0.9 * sin(t);
    }
}

static void crowds_change_nothing(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY];
    fill_target(2600, x, y);
    assert_is_by_definition(ctx, 2600, x, y, NULL, 1.0, 2200.0);
    fill(6, 1600, x, y, weight);
    assert_is_by_definition(ctx, 1600, x, y, NULL, 1.0, 10.0);   /* few wait: they are scanned */
    assert_is_by_definition(ctx, 1600, x, y, NULL, 1.0, 1285.0); /* many wait */
    assert_is_by_definition(ctx, 1600, x, y, weight, 0.4, 560.0);
    for (int64_t i = 0; i < 1600; i++) {
        weight[i] = i % 64 == 0 ? 1.0 : 0.0; /* most count for nothing */
    }
    assert_is_by_definition(ctx, 1600, x, y, weight, 0.4, 7.0);
}

/* Two cells that touch at a corner (0.7071 eps is their side), each with 100 points, 50 near
 * the far corner or on one half of the falling diagonal and 50 on the other half. The diagonals
 * are eps * stretch apart, and the boxes around them nearer than eps. */
static void fill_diagonals(bool spread, double stretch, double *x, double *y)
{
    const double side = 5.0 * 0.7071, apart = 5.0 * stretch * 0.70710678118654752;
    x[0] = y[0] = 0.0; /* fixes where cells begin */
    for (int i = 0; i < 200; i++) {
        bool other = i >= 100, first = i % 100 < 50;
        double t = spread ? 0.505 + 0.0049 * (i % 100 - 50) * 2.0 : 0.4 + 0.004 * (i % 50);
        t = other && spread && first ? 0.995 - 0.0049 * (i % 50) : t;
        x[1 + i] = side * t + (other ? apart : 0.0);
        y[1 + i] = side * (1.0 - t) + (other ? apart : 0.0);
        if (!spread && first) {
            x[1 + i] = y[1 + i] =
                (other ? 1.99 : 0.01) * side - 0.0001 * (i % 50) * (other ? 1 : -1);
        }
    }
}

static void cells_touch_only_where_a_pair_does(void **state)
{
    geo_ctx *ctx = *state;
    static double x[201], y[201];
    static result r;
    const double stretches[] = {1.000001, 0.999999};
    for (int spread = 0; spread < 2; spread++) { /* pairs that are left: few, or many */
        for (int touch = 0; touch < 2; touch++) {
            fill_diagonals(spread, stretches[touch], x, y);
            assert_is_by_definition(ctx, 201, x, y, NULL, 5.0, 50.0);
            run(ctx, 201, x, y, NULL, 5.0, 50.0, &r);
            assert_int_equal(r.count, touch ? 1 : 2);
        }
    }
}

/* ---- Invariants ------------------------------------------------------------------------ */

static void order_of_input_changes_only_the_numbering(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY], px[MANY], py[MANY];
    static int64_t from[MANY], rename[MANY];
    static result plain, mixed;
    enum { N = 2000 };
    test_random random = {.state = 2};
    fill(0, N, x, y, weight);
    for (int64_t i = 0; i < N; i++) {
        int64_t j = test_random_below(&random, i + 1);
        from[i] = from[j];
        from[j] = i;
    }
    for (int64_t i = 0; i < N; i++) {
        px[i] = x[from[i]];
        py[i] = y[from[i]];
        rename[i] = -1;
    }
    run(ctx, N, x, y, NULL, 0.7, 5, &plain);
    run(ctx, N, px, py, NULL, 0.7, 5, &mixed);
    assert_int_equal(plain.count, mixed.count);
    assert_true(plain.count > 5);
    for (int64_t i = 0; i < N; i++) {
        assert_int_equal(mixed.role[i], plain.role[from[i]]);
        int64_t a = mixed.label[i], b = plain.label[from[i]];
        assert_int_equal(a < 0, b < 0);
        if (a >= 0) {
            rename[a] = rename[a] < 0 ? b : rename[a];
            assert_int_equal(rename[a], b);
        }
    }
}

static void moving_all_points_changes_nothing(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY], weight[MANY];
    static result here, there;
    fill(2, 2000, x, y, weight); /* a lattice: every neighbour is exactly at a tie */
    memset(&here, 0, sizeof here);
    memset(&there, 0, sizeof there);
    run(ctx, 2000, x, y, weight, 1.0, 14, &here);
    for (int64_t i = 0; i < 2000; i++) {
        x[i] += 441000.5;
        y[i] += 4427000.25;
    }
    run(ctx, 2000, x, y, weight, 1.0, 14, &there);
    assert_memory_equal(&here, &there, sizeof here);
    assert_true(here.count > 1);
}

enum { TOWN = 60000 };

typedef struct town_result {
    int64_t label[TOWN], count;
    uint8_t role[TOWN];
} town_result;

static void cluster_town(geo_ctx *ctx, void *into)
{
    static double x[TOWN], y[TOWN];
    town_result *out = into;
    test_random r = {.state = 12};
    geo_dbscan_options o = geo_dbscan_options_default();
    for (int64_t i = 0; i < TOWN; i++) {
        x[i] = 900.0 * test_random_unit(&r) * test_random_unit(&r);
        y[i] = 900.0 * test_random_unit(&r);
    }
    o.eps_m = 2.0;
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

/* ---- Input that cannot be used --------------------------------------------------------- */

static void missing_points_are_noise(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    draft_point_feature(d, 0.0, 0.0);
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 1.0, 0.0);
    const double weight[] = {1.0, 100.0, 1.0};
    geo_shapes *s = draft_shapes(ctx, d);
    result r;
    geo_dbscan_options o = asked(1.0, 2.0);
    assert_ok(ctx, geo_dbscan(ctx, s, weight, &o, r.label, r.role, &r.count));
    assert_result(&r, 3, "0-0", "cnc");
    assert_ok(ctx, geo_dbscan(ctx, s, weight, &o, r.label, NULL, &r.count));
    geo_shapes_destroy(s);
    free(d);
}

static void options_and_weights_are_checked(void **state)
{
    geo_ctx *ctx = *state;
    const double far_x[] = {0.0, 1e9}, weight[] = {1.0, -1.0};
    geo_shapes *s;
    result r;
    geo_dbscan_options o = geo_dbscan_options_default();
    assert_ok(ctx, geo_shapes_create_points(ctx, 2, far_x, far_x, &s));
    assert_status(ctx, geo_dbscan(ctx, s, weight, &o, r.label, r.role, &r.count), GEO_DATA);
    assert_message_has(ctx, "weight of feature 2 is -1");
    o.eps_m = 0.0;
    assert_status(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count), GEO_INVALID);
    o.eps_m = 1e-3;
    assert_status(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count), GEO_LIMIT);
    assert_message_has(ctx, "eps of at least 1 m");
    o.eps_m = (double)INFINITY;
    assert_status(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count), GEO_INVALID);
    assert_message_has(ctx, "farther than any place");
    o.eps_m = 2.1e7;
    o.min_weight = 2.0;
    assert_ok(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count));
    assert_int_equal(r.count, 0);
    o.min_weight = (double)NAN;
    assert_status(ctx, geo_dbscan(ctx, s, NULL, &o, r.label, r.role, &r.count), GEO_INVALID);
    geo_shapes_destroy(s);
}

typedef struct sample {
    double x[MANY], y[MANY], weight[MANY];
    int64_t n;
    double eps, min_weight;
} sample;

static geo_status run_sample(geo_ctx *ctx, void *data)
{
    static result r;
    const sample *in = data;
    geo_dbscan_options o = geo_dbscan_options_default();
    geo_shapes *s = NULL;
    geo_status status = geo_shapes_create_points(ctx, in->n, in->x, in->y, &s);
    o.eps_m = in->eps;
    o.min_weight = in->min_weight;
    if (status == GEO_OK) {
        status = geo_dbscan(ctx, s, in->weight, &o, r.label, r.role, &r.count);
    }
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static sample in = {.n = 2600, .eps = 1.0, .min_weight = 2200.0};
    for (int64_t i = 0; i < MANY; i++) {
        in.weight[i] = 1.0;
    }
    fill_target(in.n, in.x, in.y);
    int64_t with_trees = assert_survives_allocation_failures(run_sample, &in);
    in.n = 201;
    in.eps = 5.0;
    in.min_weight = 50.0;
    fill_diagonals(true, 1.000001, in.x, in.y);
    int64_t with_pairs = assert_survives_allocation_failures(run_sample, &in);
    in.n = 100; /* one cell: neither */
    int64_t plain = assert_survives_allocation_failures(run_sample, &in);
    assert_true(with_trees > plain && with_pairs > plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gives_the_worked_example, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(border_point_goes_to_the_nearest_core_point, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(border_point_between_equals_goes_to_the_lower_index,
                                        make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(eps_is_closed, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(labels_are_by_definition, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(core_points_alone_may_be_clusters, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(crowds_change_nothing, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(cells_touch_only_where_a_pair_does, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(order_of_input_changes_only_the_numbering, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(moving_all_points_changes_nothing, make_ctx, free_ctx),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        cmocka_unit_test_setup_teardown(missing_points_are_noise, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(options_and_weights_are_checked, make_ctx, free_ctx),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
