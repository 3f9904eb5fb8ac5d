/* SPDX-License-Identifier: MIT */
/* HDBSCAN* against METHODS 3.3 and against its definition. */
#include "support.h"

#include "density_oracle.h"
#include "draft.h"
#include "metrics/hdbscan_internal.h"

enum { MANY = 20000 };

typedef struct result {
    int64_t label[MANY], node[MANY], cluster_count;
    double probability[MANY], outlier[MANY], leave_m[MANY];
} result;

static geo_membership into(result *r)
{
    return (geo_membership){r->label, r->probability, r->outlier, r->node, r->leave_m, 0};
}

static geo_hierarchy *run(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                          const geo_hdbscan_options *o, result *r)
{
    geo_membership out = into(r);
    geo_hierarchy *tree;
    geo_shapes *s = draft_points(ctx, n, x, y);
    assert_ok(ctx, geo_hdbscan(ctx, s, o, &out, &tree));
    r->cluster_count = out.cluster_count;
    geo_shapes_destroy(s);
    return tree;
}

/* ---- Worked example ------------------------------------------------------------------- */

static void gives_the_worked_example(void **state)
{
    geo_ctx *ctx = *state;
    static result r;
    const double x[] = {0, 1, 2.1, 3.3, 10, 11.1, 12.3, 13.6, 30}, y[9] = {0};
    const int64_t labels[] = {0, 0, 0, 0, 1, 1, 1, 1, -1};
    geo_hdbscan_options o = geo_hdbscan_options_default();
    o.min_points = 2;
    o.min_cluster_size = 3;
    geo_hierarchy *tree = run(ctx, 9, x, y, &o, &r);
    geo_hierarchy_nodes t = geo_hierarchy_view(tree);
    assert_memory_equal(r.label, labels, sizeof labels);
    assert_int_equal(r.cluster_count, 2);
    assert_int_equal(t.n, 3);
    assert_near(t.stability[0], 1.2550054605, 1e-10);
    for (int64_t k = 1; k < 3; k++) {
        assert_near(t.stability[k], t.label[k] == 0 ? 2.9635911352 : 2.6722158439, 1e-10);
        assert_near(1.0 / t.birth_m[k], 0.1492537313, 1e-9);
        assert_int_equal(t.size[k], 4);
        assert_int_equal(t.parent[k], 0);
    }
    assert_near(r.leave_m[8], 16.4, 1e-12);
    geo_hierarchy_destroy(tree);
    o.allow_single = 1; /* the children are worth more */
    tree = run(ctx, 9, x, y, &o, &r);
    assert_int_equal(r.cluster_count, 2);
    geo_hierarchy_destroy(tree);
    o.merge_m = 6.8; /* they part at 6.7 */
    tree = run(ctx, 9, x, y, &o, &r);
    assert_int_equal(r.cluster_count, 1);
    assert_int_equal(r.label[8], 0);
    geo_hierarchy_destroy(tree);
    o = geo_hdbscan_options_default();
    o.min_points = o.min_cluster_size = 3;
    tree = run(ctx, 9, x, y, &o, &r);
    assert_near(r.outlier[8], 1.0 - 2.1 / 17.7, 1e-12); /* R, below the size, too: 1 - 1.2 / 17.7 */
    assert_near(r.outlier[3], 1.0 - 2.1 / 2.3, 1e-12);
    assert_near(r.probability[7], 2.3 / 2.5, 1e-12);
    geo_hierarchy_destroy(tree);
}

/* ---- The definition, slowly ----------------------------------------------------------- */

enum { KINDS = 6 };

static void fill(int kind, int64_t n, double *x, double *y, uint64_t seed)
{
    test_random r = {.state = (uint64_t)kind * 1000 + seed};
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r), t = 6.283185307 * v;
        const double at[KINDS][2] = {
            {30.0 * u, 30.0 * v},                                           /* even */
            {floor(5.0 * u) * 9.0 + v * v, 3.0 * v * test_random_unit(&r)}, /* clustered */
            {floor(7.0 * u), floor(7.0 * v)},                             /* lattice, duplicates */
            {0.5 * floor(30.0 * u), 0.0},                                 /* one line */
            {441000.125, 4427000.5},                                      /* one place */
            {(i % 2 ? 3.0 : 1.5) * cos(t), (i % 2 ? 3.0 : 1.5) * sin(t)}, /* rings */
        };
        x[i] = at[kind][0];
        y[i] = at[kind][1];
    }
}

static int compare_nodes(const void *a, const void *b)
{
    const double *p = a, *q = b;
    for (int k = 0; k < 3; k++) {
        if (p[k] != q[k]) {
            return p[k] < q[k] ? -1 : 1;
        }
    }
    return p[3] < q[3] ? -1 : p[3] > q[3];
}

/* Nodes have no order of their own: compare them sorted. */
static void assert_same_nodes(const geo_hierarchy_nodes *t, const density_oracle *d)
{
    static double got[ORACLE_NODES][4], expected[ORACLE_NODES][4];
    assert_int_equal(t->n, d->node_count);
    for (int64_t k = 0; k < t->n; k++) {
        memcpy(got[k],
               (double[]){t->birth_m[k], (double)t->size[k], t->death_m[k], t->stability[k]},
               sizeof got[k]);
        memcpy(expected[k],
               (double[]){d->birth_m[k], (double)d->size[k], d->death_m[k], d->stability[k]},
               sizeof expected[k]);
    }
    qsort(got, (size_t)t->n, sizeof *got, compare_nodes);
    qsort(expected, (size_t)t->n, sizeof *expected, compare_nodes);
    for (int64_t k = 0; k < t->n; k++) {
        assert_memory_equal(got[k], expected[k], 3 * sizeof(double));
        if (isfinite(expected[k][3])) {
            assert_near(got[k][3], expected[k][3], 1e-9);
        } else {
            assert_true(isinf(got[k][3]));
        }
    }
}

static void assert_is_by_definition(geo_ctx *ctx, density_oracle *d)
{
    static result r;
    geo_hierarchy *tree = run(ctx, d->n, d->x, d->y, &d->o, &r);
    geo_hierarchy_nodes t = geo_hierarchy_view(tree);
    density_oracle_run(d);
    assert_int_equal(r.cluster_count, d->cluster_count);
    for (int64_t i = 0; i < d->n; i++) {
        assert_int_equal(r.label[i], d->label[i]);
        assert_true(r.leave_m[i] == d->leave_m[i]);
        assert_true(t.birth_m[r.node[i]] == d->birth_m[d->node[i]]);
        assert_near(r.probability[i], d->probability[i], 1e-12);
        assert_near(r.outlier[i], d->outlier[i], 1e-12);
    }
    assert_same_nodes(&t, d);
    geo_hierarchy_destroy(tree);
}

static void clusters_are_by_definition(void **state)
{
    geo_ctx *ctx = *state;
    static double x[ORACLE_POINTS], y[ORACLE_POINTS];
    static density_oracle d;
    const int64_t least[] = {1, 2, 4, 7}, sizes[] = {2, 3, 6, 60};
    for (int trial = 0; trial < 6 * KINDS * 16; trial++) {
        d = (density_oracle){.n = 12 + trial % 31, .x = x, .y = y};
        fill(trial % KINDS, d.n, x, y, (uint64_t)trial);
        d.o = geo_hdbscan_options_default();
        d.o.min_points = least[trial / KINDS % 4];
        d.o.min_cluster_size = sizes[trial / KINDS / 4 % 4];
        d.o.ties = trial % 5 < 3 ? GEO_TIES_TOGETHER : GEO_TIES_BINARY;
        d.o.selection = trial % 7 < 4 ? GEO_SELECT_EXCESS : GEO_SELECT_LEAVES;
        d.o.allow_single = trial % 3 == 0;
        d.o.merge_m = trial % 4 == 0 ? 1.5 : 0.0;
        d.o.shortest_m = trial % 8 == 1 ? 0.75 : 0.0;
        assert_is_by_definition(ctx, &d);
    }
}

static void the_spanning_tree_is_the_one_in_order(void **state)
{
    geo_ctx *ctx = *state;
    static double x[ORACLE_POINTS], y[ORACLE_POINTS];
    static density_oracle d;
    static geoi_link got[ORACLE_POINTS];
    static oracle_link expected[ORACLE_POINTS];
    static int64_t all[ORACLE_POINTS];
    for (int64_t i = 0; i < ORACLE_POINTS; i++) {
        all[i] = i;
    }
    for (int kind = 0; kind < KINDS; kind++) {
        d = (density_oracle){.n = 150, .x = x, .y = y};
        d.o.min_points = 1 + 3 * (kind % 3);
        fill(kind, d.n, x, y, 5);
        density_oracle_cores(&d);
        density_oracle_tree(&d, all, d.n, expected);
        const geoi_points points = {d.n, x, y, NULL};
        geoi_cores cores = {0};
        assert_ok(ctx, geoi_cores_find(ctx, &points, d.o.min_points, &cores));
        assert_ok(ctx, geoi_hdbscan_links(ctx, &points, &cores, got));
        geoi_cores_clear(&cores);
        for (int64_t e = 0; e < d.n - 1; e++) {
            assert_true(got[e].w2 == expected[e].w2);
            assert_int_equal(got[e].low, expected[e].low);
            assert_int_equal(got[e].high, expected[e].high);
        }
    }
}

/* ---- Invariants ----------------------------------------------------------------------- */

static void order_of_input_changes_only_the_numbering(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 3000 };
    static double x[N], y[N], px[N], py[N];
    static int64_t from[N], rename[N];
    static result plain, mixed;
    test_random random = {.state = 3};
    for (int kind = 0; kind < 3; kind++) {
        geo_hdbscan_options o = geo_hdbscan_options_default();
        fill(kind, N, x, y, 8);
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
        geo_hierarchy_destroy(run(ctx, N, x, y, &o, &plain));
        geo_hierarchy_destroy(run(ctx, N, px, py, &o, &mixed));
        assert_int_equal(plain.cluster_count, mixed.cluster_count);
        assert_true(plain.cluster_count > 4);
        for (int64_t i = 0; i < N; i++) {
            int64_t a = mixed.label[i], b = plain.label[from[i]];
            assert_int_equal(a < 0, b < 0);
            assert_true(mixed.leave_m[i] == plain.leave_m[from[i]]);
            assert_true(mixed.probability[i] == plain.probability[from[i]]);
            assert_true(mixed.outlier[i] == plain.outlier[from[i]]);
            rename[a < 0 ? 0 : a] = a < 0 || rename[a] >= 0 ? rename[a < 0 ? 0 : a] : b;
            assert_true(a < 0 || rename[a] == b);
        }
    }
}

static void cluster_town(geo_ctx *ctx, void *out)
{
    static double x[MANY], y[MANY];
    geo_hdbscan_options o = geo_hdbscan_options_default();
    test_random r = {.state = 12};
    for (int64_t i = 0; i < MANY; i++) { /* on decimetres: ties and duplicates */
        x[i] = floor(500.0 * test_random_unit(&r) * test_random_unit(&r)) / 10.0;
        y[i] = floor(500.0 * test_random_unit(&r)) / 10.0;
    }
    geo_hierarchy_destroy(run(ctx, MANY, x, y, &o, out));
    assert_true(((result *)out)->cluster_count > 10);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static result out;
    (void)state;
    assert_same_on_any_threads(cluster_town, &out, sizeof out);
}

static void many_at_one_place_are_infinitely_dense(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY];
    static result r;
    geo_hdbscan_options o = geo_hdbscan_options_default();
    for (int64_t i = 0; i < MANY; i++) { /* two piles, and a few points on their own */
        x[i] = i % 2 ? 7.0 : i < 40 ? (double)i : 0.0;
        y[i] = i % 2 ? 2.0 : i < 40 ? 9.0 : -0.0;
    }
    geo_hierarchy *tree = run(ctx, MANY, x, y, &o, &r);
    geo_hierarchy_nodes t = geo_hierarchy_view(tree);
    int64_t endless = 0;
    for (int64_t k = 0; k < t.n; k++) {
        endless += isinf(t.stability[k]);
        assert_true(t.stability[k] >= 0.0);
    }
    assert_int_equal(endless, 2);
    assert_true(r.cluster_count >= 2);
    assert_true(r.label[MANY - 1] != r.label[MANY - 2]);
    assert_true(r.probability[MANY - 1] == 1.0 && r.outlier[MANY - 1] == 0.0);
    geo_hierarchy_destroy(tree);
    o.shortest_m = 1.0;
    tree = run(ctx, MANY, x, y, &o, &r);
    t = geo_hierarchy_view(tree);
    for (int64_t k = 0; k < t.n; k++) {
        assert_true(isfinite(t.stability[k]));
    }
    geo_hierarchy_destroy(tree);
}

/* ---- Input that cannot be used -------------------------------------------------------- */

static void missing_points_are_in_no_cluster(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    result *r = calloc(1, sizeof *r);
    for (int i = 0; i < 12; i++) {
        if (i == 4) {
            draft_feature(d, GEO_NONE);
        } else {
            draft_point_feature(d, i < 6 ? i : 50.0 + i, 0.0);
        }
    }
    geo_shapes *s = draft_shapes(ctx, d);
    geo_hdbscan_options o = geo_hdbscan_options_default();
    o.min_points = 2;
    geo_membership out = into(r);
    assert_ok(ctx, geo_hdbscan(ctx, s, &o, &out, NULL));
    assert_int_equal(out.cluster_count, 2);
    assert_int_equal(r->label[4], -1);
    assert_int_equal(r->node[4], -1);
    assert_true(r->probability[4] == 0.0 && isnan(r->outlier[4]) && isnan(r->leave_m[4]));
    geo_membership labels_only = {.label = r->label};
    assert_ok(ctx, geo_hdbscan(ctx, s, &o, &labels_only, NULL));
    assert_int_equal(r->label[0], 0);
    assert_int_equal(r->label[11], 1);
    geo_shapes_destroy(s);
    free(d);
    free(r);
}

static void few_points_and_wrong_options_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0.0, 1.0, 5.0};
    int64_t label[3];
    geo_membership out = {.label = label};
    geo_hierarchy *tree;
    geo_shapes *s = draft_points(ctx, 3, x, x), *none = draft_points(ctx, 0, x, x);
    geo_hdbscan_options o = geo_hdbscan_options_default();
    assert_status(ctx, geo_hdbscan(ctx, s, &o, &out, &tree), GEO_DATA);
    assert_message_has(ctx, "3 points");
    assert_null(tree);
    assert_ok(ctx, geo_hdbscan(ctx, none, &o, &out, &tree));
    assert_int_equal(geo_hierarchy_view(tree).n, 0);
    geo_hierarchy_destroy(tree);
    o.min_points = 1;
    assert_ok(ctx, geo_hdbscan(ctx, s, &o, &out, NULL)); /* fewer than a cluster needs: noise */
    assert_int_equal(out.cluster_count, 0);
    o.allow_single = 1;
    assert_ok(ctx, geo_hdbscan(ctx, s, &o, &out, NULL));
    assert_int_equal(out.cluster_count, 0);
    geo_hdbscan_options wrong[5] = {o, o, o, o, o};
    wrong[0].min_points = 0;
    wrong[1].min_cluster_size = 1;
    wrong[2].merge_m = -1.0;
    wrong[3].shortest_m = (double)NAN;
    wrong[4].selection = (geo_selection)9;
    for (int i = 0; i < 5; i++) {
        assert_status(ctx, geo_hdbscan(ctx, s, &wrong[i], &out, &tree), GEO_INVALID);
    }
    geo_shapes_destroy(s);
    geo_shapes_destroy(none);
}

static geo_status run_sample(geo_ctx *ctx, void *data)
{
    static double x[400], y[400];
    static result r;
    geo_membership out = into(&r);
    geo_hierarchy *tree = NULL;
    geo_shapes *s = NULL;
    (void)data;
    fill(1, 400, x, y, 1);
    geo_status status = geo_shapes_create_points(ctx, 400, x, y, &s);
    if (status == GEO_OK) {
        status = geo_hdbscan(ctx, s, NULL, &out, &tree);
        assert_int_equal(status == GEO_OK, tree != NULL);
    }
    geo_shapes_destroy(s);
    geo_hierarchy_destroy(tree);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    assert_true(assert_survives_allocation_failures(run_sample, NULL) > 20);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(gives_the_worked_example),
        CASE(clusters_are_by_definition),
        CASE(the_spanning_tree_is_the_one_in_order),
        CASE(order_of_input_changes_only_the_numbering),
        CASE(any_number_of_threads_gives_the_same),
        CASE(many_at_one_place_are_infinitely_dense),
        CASE(missing_points_are_in_no_cluster),
        CASE(few_points_and_wrong_options_are_refused),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("hdbscan", tests, NULL, NULL);
}
