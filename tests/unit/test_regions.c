/* SPDX-License-Identifier: MIT */
/* SKATER and max-p against METHODS 3.6 and 3.7, and against trying everything. */
#include "support.h"

#include "draft.h"
#include "geo/regions.h"
#include "lattice_weights.h"
#include "region_oracle.h"
#include "vectors.h"

enum { SIDE = 30, LATTICE = SIDE * SIDE };

static geo_skater_options raw_skater(int64_t regions)
{
    geo_skater_options o = geo_skater_options_default();
    o.regions = regions;
    o.standardize = 0;
    return o;
}

static geo_max_p_options raw_max_p(void)
{
    geo_max_p_options o = geo_max_p_options_default();
    o.standardize = 0;
    return o;
}

/* ---- Worked examples --------------------------------------------------------------------- */

/* 2 rows of 3 cells, rook. */
static void fill_grid(oracle_zones *z)
{
    static const int pairs[][2] = {{0, 1}, {1, 2}, {3, 4}, {4, 5}, {0, 3}, {1, 4}, {2, 5}};
    memset(z, 0, sizeof *z);
    z->n = 6;
    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++) {
        z->touch[pairs[k][0]][pairs[k][1]] = z->touch[pairs[k][1]][pairs[k][0]] = true;
    }
}

static void gives_the_published_numbers(void **state)
{
    geo_ctx *ctx = *state;
    static oracle_zones z;
    test_vectors v;
    int rows = 0;
    fill_grid(&z);
    geo_weights *w = zone_weights(ctx, &z);
    vectors_open(&v, "vectors/regions.tsv");
    while (vectors_next(&v)) {
        double value[6], amount[6], expected[3], labels[6];
        int64_t label[6];
        int64_t n = parse_numbers(vector_text(&v, "expected"), expected, 3);
        assert_int_equal(parse_numbers(vector_text(&v, "value"), value, 6), 6);
        assert_int_equal(parse_numbers(vector_text(&v, "label"), labels, 6), 6);
        if (parse_numbers(vector_text(&v, "amount"), amount, 6) == 0) {
            geo_skater_options o = raw_skater((int64_t)vector_number(&v, "regions"));
            geo_skater_summary s;
            assert_ok(ctx, geo_skater(ctx, w, 1, value, &o, label, &s));
            assert_int_equal(n, 3);
            assert_vector(&v, "cost of the tree", s.tree_cost, expected[0], 1e-12);
            assert_vector(&v, "SSD", s.ssd_total, expected[1], 1e-9);
            assert_vector(&v, "SSD within", s.ssd_within, expected[2], 1e-9);
            assert_int_equal(s.regions, o.regions);
        } else {
            geo_max_p_options o = raw_max_p();
            geo_max_p_summary s;
            double floor = vector_number(&v, "regions");
            assert_ok(ctx, geo_max_p(ctx, w, 1, value, amount, floor, &o, label, &s));
            assert_vector(&v, "p", (double)s.regions, expected[0], 0.0);
            assert_vector(&v, "heterogeneity", s.heterogeneity, expected[1], 1e-12);
            assert_true(s.bound == 3 && s.grown >= s.heterogeneity);
        }
        for (int i = 0; i < 6; i++) {
            assert_int_equal(label[i], (int64_t)labels[i]);
        }
        rows++;
    }
    assert_int_equal(rows, 3);
    geo_weights_destroy(w);
}

/* ---- Against trying everything ------------------------------------------------------------- */

static void cuts_as_by_looking_at_every_edge(void **state)
{
    geo_ctx *ctx = *state;
    static oracle_zones z;
    for (uint64_t seed = 0; seed < 60; seed++) {
        int64_t label[ORACLE_ZONES], slow[ORACLE_ZONES];
        int n = 2 + (int)(seed % 24);
        random_zones(&z, n, (int)(seed % 3) * n / 2, seed);
        geo_weights *w = zone_weights(ctx, &z);
        geo_skater_options o = raw_skater(1 + (int64_t)(seed % 7) % n);
        geo_skater_summary s;
        if (seed % 2 == 1) {
            o.floor_of = z.amount;
            o.floor = 1.0 + (double)(seed % 5) * 2.0;
        }
        geo_status status = geo_skater(ctx, w, 1, z.value, &o, label, &s);
        geo_weights_destroy(w);
        if (status == GEO_DATA) { /* all zones together have less than the floor */
            assert_message_has(ctx, "less than the floor");
            continue;
        }
        assert_ok(ctx, status);
        slow_skater(&z, (int)o.regions, o.floor, slow);
        assert_memory_equal(label, slow, (size_t)n * sizeof *label);
        assert_int_equal(assert_regions(&z, o.floor, label), s.regions);
        assert_near(s.ssd_within, slow_ssd(&z, label), 1e-9);
        assert_int_equal(s.parts, 1);
    }
}

static void max_p_finds_what_trying_all_finds(void **state)
{
    geo_ctx *ctx = *state;
    static oracle_zones z;
    int best = 0;
    for (uint64_t seed = 0; seed < 60; seed++) {
        int64_t label[ORACLE_ZONES];
        double least, floor = 6.0 + (double)(seed % 4) * 3.0;
        int n = 4 + (int)(seed % 5);
        random_zones(&z, n, (int)(seed % 3) * n / 2, seed);
        geo_weights *w = zone_weights(ctx, &z);
        geo_max_p_options o = raw_max_p();
        geo_max_p_summary s;
        int p = slow_max_p(&z, floor, &least);
        geo_status status = geo_max_p(ctx, w, 1, z.value, z.amount, floor, &o, label, &s);
        geo_weights_destroy(w);
        if (p == 0) {
            assert_int_equal(status, GEO_DATA);
            best++;
            continue;
        }
        assert_ok(ctx, status);
        assert_int_equal(assert_regions(&z, floor, label), s.regions);
        assert_near(s.heterogeneity, slow_heterogeneity(&z, label), 1e-9);
        assert_int_equal(s.regions, p);
        assert_true(s.regions <= s.bound && s.heterogeneity >= least * (1.0 - 1e-12));
        best += s.heterogeneity <= least * (1.0 + 1e-12);
    }
    assert_true(best >= 57); /* a search may miss the best; not often where it is this small */
}

/* ---- Larger ---------------------------------------------------------------------------------- */

static double lattice_value[2 * LATTICE], lattice_amount[LATTICE];

static geo_weights *lattice(geo_ctx *ctx)
{
    test_random r = {.state = 12};
    for (int i = 0; i < LATTICE; i++) {
        lattice_value[i] = (double)(i % SIDE) + 6.0 * test_random_unit(&r);
        lattice_value[LATTICE + i] = (double)(i / SIDE) + 6.0 * test_random_unit(&r);
        lattice_amount[i] = 1.0 + (double)test_random_below(&r, 20);
    }
    return lattice_weights(ctx, SIDE, "rook B");
}

typedef struct both {
    int64_t skater[LATTICE], max_p[LATTICE];
    geo_skater_summary cut;
    geo_max_p_summary grown;
} both;

static void make_both(geo_ctx *ctx, void *out)
{
    both *b = out;
    geo_weights *w = lattice(ctx);
    geo_skater_options cut = geo_skater_options_default();
    geo_max_p_options o = geo_max_p_options_default();
    cut.regions = 12;
    cut.floor_of = lattice_amount;
    cut.floor = 150.0;
    o.starts = 30;
    o.patience = 40;
    assert_ok(ctx, geo_skater(ctx, w, 2, lattice_value, &cut, b->skater, &b->cut));
    assert_ok(ctx,
              geo_max_p(ctx, w, 2, lattice_value, lattice_amount, 150.0, &o, b->max_p, &b->grown));
    geo_weights_destroy(w);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static both b;
    double amount[LATTICE] = {0.0};
    (void)state;
    assert_same_on_any_threads(make_both, &b, sizeof b);
    for (int i = 0; i < LATTICE; i++) {
        amount[b.max_p[i]] += lattice_amount[i];
    }
    for (int64_t r = 0; r < b.grown.regions; r++) {
        assert_true(amount[r] >= 150.0);
    }
    /* of 63 that amounts allow; and moving zones helped */
    assert_true(b.grown.regions > 40 && b.grown.regions <= b.grown.bound);
    assert_true(b.grown.heterogeneity < 0.95 * b.grown.grown);
    assert_true(b.cut.regions == 12 && b.cut.ssd_within < 0.5 * b.cut.ssd_total);
    assert_near(b.cut.ssd_total, 2.0 * LATTICE, 1e-9); /* standardised */
}

static void seeds_differ_and_repeat(void **state)
{
    geo_ctx *ctx = *state;
    static int64_t a[LATTICE], b[LATTICE], c[LATTICE];
    geo_weights *w = lattice(ctx);
    geo_max_p_options o = geo_max_p_options_default();
    o.starts = 4;
    o.patience = 5;
    assert_ok(ctx, geo_max_p(ctx, w, 1, lattice_value, lattice_amount, 200.0, &o, a, NULL));
    assert_ok(ctx, geo_max_p(ctx, w, 1, lattice_value, lattice_amount, 200.0, &o, b, NULL));
    o.seed = 2;
    assert_ok(ctx, geo_max_p(ctx, w, 1, lattice_value, lattice_amount, 200.0, &o, c, NULL));
    assert_memory_equal(a, b, sizeof a);
    assert_memory_not_equal(a, c, sizeof a);
    geo_weights_destroy(w);
}

/* ---- Parts, unknown values, faults ---------------------------------------------------- */

static void parts_need_a_word(void **state)
{
    geo_ctx *ctx = *state;
    const double value[] = {1, 2, 9, 2, 8, 10}, amount[] = {5, 6, 5, 4, 7, 1};
    static oracle_zones z;
    int64_t label[6];
    fill_grid(&z);
    for (int i = 0; i < 6; i++) { /* the last column stands apart */
        z.touch[1][2] = z.touch[2][1] = z.touch[4][5] = z.touch[5][4] = false;
    }
    geo_weights *w = zone_weights(ctx, &z);
    geo_skater_options o = raw_skater(2);
    geo_max_p_options m = raw_max_p();
    geo_skater_summary s;
    geo_max_p_summary t;
    assert_status(ctx, geo_skater(ctx, w, 1, value, &o, label, &s), GEO_DATA);
    assert_message_has(ctx, "2 parts that do not touch: feature 3 is not joined to feature 1");
    assert_status(ctx, geo_max_p(ctx, w, 1, value, amount, 5.0, &m, label, &t), GEO_DATA);
    o.by_part = m.by_part = 1;
    assert_ok(ctx, geo_skater(ctx, w, 1, value, &o, label, &s));
    assert_int_equal(s.parts, 2);
    assert_int_equal(s.regions, 2);
    assert_true(label[2] == label[5] && label[0] == label[4] && label[0] != label[2]);
    o.regions = 3;
    assert_ok(ctx, geo_skater(ctx, w, 1, value, &o, label, &s));
    assert_true(label[4] != label[1] && label[0] == label[3]);
    o.regions = 1;
    assert_status(ctx, geo_skater(ctx, w, 1, value, &o, label, &s), GEO_INVALID);
    assert_message_has(ctx, "1 region cannot be made of 2 parts");
    assert_ok(ctx, geo_max_p(ctx, w, 1, value, amount, 6.0, &m, label, &t));
    assert_true(t.parts == 2 && label[2] == label[5] && label[0] != label[2]);
    assert_status(ctx, geo_max_p(ctx, w, 1, value, amount, 6.5, &m, label, &t), GEO_DATA);
    assert_message_has(ctx, "feature 3 and those it is joined to: a part has 6 in all");
    geo_weights_destroy(w);
}

static void zones_without_values_are_left_out(void **state)
{
    geo_ctx *ctx = *state;
    const double unknown = (double)NAN, value[] = {1, 2, unknown, 2, 8, 10};
    const double amount[] = {5, 6, 5, 4, unknown, 6};
    static oracle_zones z;
    int64_t label[6];
    geo_skater_options o = raw_skater(2);
    geo_skater_summary s;
    geo_max_p_options m = raw_max_p();
    geo_max_p_summary t;
    fill_grid(&z);
    geo_weights *w = zone_weights(ctx, &z);
    assert_ok(ctx, geo_skater(ctx, w, 1, value, &o, label, &s));
    assert_true(s.left_out == 1 && label[2] == -1 && label[0] == 0 && label[5] == 1);
    m.by_part = 1;
    assert_ok(ctx, geo_max_p(ctx, w, 1, value, amount, 6.0, &m, label, &t));
    assert_true(t.left_out == 2 && label[2] == -1 && label[4] == -1 && t.parts == 2);
    geo_weights_destroy(w);
}

static void what_cannot_be_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double value[] = {1, 2, 9, 2, 8, 10}, same[] = {3, 3, 3, 3, 3, 3};
    const double none[] = {NAN, NAN, NAN, NAN, NAN, NAN}, huge[] = {1, 2, INFINITY, 2, 8, 10};
    const double negative[] = {1, -2, 3, 4, 5, 6};
    static oracle_zones z;
    int64_t label[6];
    fill_grid(&z);
    geo_weights *w = zone_weights(ctx, &z);
    geo_skater_options o = raw_skater(7);
    geo_max_p_options m = raw_max_p();
    assert_status(ctx, geo_skater(ctx, w, 1, value, &o, label, NULL), GEO_INVALID);
    assert_message_has(ctx, "7 regions cannot be made of 6 zones");
    o.regions = 0;
    assert_status(ctx, geo_skater(ctx, w, 1, value, &o, label, NULL), GEO_INVALID);
    o.regions = 2;
    assert_status(ctx, geo_skater(ctx, w, 0, value, &o, label, NULL), GEO_INVALID);
    assert_status(ctx, geo_skater(ctx, w, 1, same, &o, label, NULL), GEO_DATA);
    assert_message_has(ctx, "all zones have the same values");
    assert_status(ctx, geo_skater(ctx, w, 1, none, &o, label, NULL), GEO_DATA);
    assert_message_has(ctx, "no zone has values");
    assert_status(ctx, geo_skater(ctx, w, 1, huge, &o, label, NULL), GEO_DATA);
    assert_message_has(ctx, "column 1: the value of feature 3 is inf");
    o.floor_of = negative;
    assert_status(ctx, geo_skater(ctx, w, 1, value, &o, label, NULL), GEO_DATA);
    assert_message_has(ctx, "the amount of feature 2 is -2");
    o.floor = (double)NAN;
    assert_status(ctx, geo_skater(ctx, w, 1, value, &o, label, NULL), GEO_INVALID);
    assert_status(ctx, geo_max_p(ctx, w, 1, value, value, 0.0, &m, label, NULL), GEO_INVALID);
    assert_status(ctx, geo_max_p(ctx, w, 1, value, value, 33.0, &m, label, NULL), GEO_DATA);
    assert_message_has(ctx, "the area has 32 in all, less than the floor of 33");
    m.starts = 0;
    assert_status(ctx, geo_max_p(ctx, w, 1, value, value, 3.0, &m, label, NULL), GEO_INVALID);
    m.starts = 1;
    m.tabu = -1;
    assert_status(ctx, geo_max_p(ctx, w, 1, value, value, 3.0, &m, label, NULL), GEO_INVALID);
    geo_weights_destroy(w);
}

static geo_status make_sample(geo_ctx *ctx, void *data)
{
    const int64_t from[] = {0, 1, 2, 3, 4}, to[] = {1, 2, 3, 4, 5};
    const double *value = data;
    int64_t label[6];
    geo_weights *w = NULL;
    geo_skater_options o = raw_skater(3);
    geo_max_p_options m = raw_max_p();
    geo_skater_summary s;
    geo_max_p_summary t;
    m.starts = 5;
    o.floor_of = value;
    o.floor = 1.0;
    geo_status status = geo_weights_create(ctx, 6, 5, from, to, NULL, &w);
    if (status == GEO_OK) {
        status = geo_skater(ctx, w, 1, value, &o, label, &s);
    }
    if (status == GEO_OK) {
        status = geo_max_p(ctx, w, 1, value, value, 9.0, &m, label, &t);
    }
    geo_weights_destroy(w);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    double value[] = {1, 2, 9, 2, 8, 10};
    (void)state;
    assert_true(assert_survives_allocation_failures(make_sample, value) > 40);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(gives_the_published_numbers),
        CASE(cuts_as_by_looking_at_every_edge),
        CASE(max_p_finds_what_trying_all_finds),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        CASE(seeds_differ_and_repeat),
        CASE(parts_need_a_word),
        CASE(zones_without_values_are_left_out),
        CASE(what_cannot_be_is_refused),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
