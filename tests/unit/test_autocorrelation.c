/* SPDX-License-Identifier: MIT */
/* Statistics of all features, and what permutations of them tell (METHODS 5). */
#include "support.h"

#include "geo/autocorrelation.h"
#include "lattice_weights.h"

enum { MANY = 400 };

static const double lattice_x[9] = {8, 7, 3, 6, 5, 2, 4, 1, 0};

/* ---- The slow way ------------------------------------------------------------------------ */

typedef struct truth {
    double moran, geary, getis, bivariate, lee;
} truth;

static double about_mean(const double *x, int64_t n, int64_t i)
{
    long double sum = 0;
    for (int64_t j = 0; j < n; j++) {
        sum += x[j];
    }
    return (double)(x[i] - sum / n);
}

/* By all pairs of features, from the definitions. */
static truth all_pairs(const geo_weights *w, int64_t n, const double *x, const double *y)
{
    long double s0 = 0, xx = 0, yy = 0, cross = 0, apart = 0, both = 0, joint = 0, lee = 0,
                rows = 0, all = 0;
    for (int64_t i = 0; i < n; i++) {
        long double zx = about_mean(x, n, i), zy = about_mean(y, n, i), lag_x = 0, lag_y = 0;
        xx += zx * zx;
        yy += zy * zy;
        for (int64_t j = 0; j < n; j++) {
            long double wij = weight_at(w, i, j), vx = about_mean(x, n, j);
            s0 += wij;
            cross += wij * zx * vx;
            both += wij * zx * about_mean(y, n, j);
            apart += wij * (x[i] - x[j]) * (x[i] - x[j]);
            joint += wij * x[i] * x[j];
            all += i != j ? (long double)x[i] * x[j] : 0;
            lag_x += wij * vx;
            lag_y += wij * about_mean(y, n, j);
        }
        lee += lag_x * lag_y;
        rows += (long double)row_total(w, i) * row_total(w, i);
    }
    return (truth){(double)(n / s0 * cross / xx), (double)((n - 1) * apart / (2 * s0 * xx)),
                   (double)(joint / all), (double)(n * both / s0 / sqrtl(xx * yy)),
                   (double)(n / rows * lee / sqrtl(xx * yy))};
}

static void statistics_are_sums_over_all_pairs(void **state)
{
    geo_ctx *ctx = *state;
    double x[60], y[60];
    geo_autocorrelation_options o = permuted(0, GEO_TAIL_FOLDED);
    o.islands = GEO_ISLANDS_KEEP;
    for (uint64_t seed = 1; seed < 12; seed++) {
        test_random r = {.state = seed};
        int64_t n = 5 + (int64_t)seed * 5;
        geo_global g;
        geo_weights *w = chance_weights(ctx, n, 0.2, seed % 2 == 0, seed);
        for (int64_t i = 0; i < n; i++) {
            x[i] = 1e4 + 100.0 * test_random_unit(&r);
            y[i] = (double)test_random_below(&r, 5);
        }
        truth t = all_pairs(w, n, x, y);
        assert_ok(ctx, geo_moran(ctx, w, x, &o, &g));
        assert_near(g.value, t.moran, 1e-10);
        assert_ok(ctx, geo_geary(ctx, w, x, &o, &g));
        assert_near(g.value, t.geary, 1e-10);
        assert_ok(ctx, geo_getis_g(ctx, w, x, &o, &g));
        assert_near(g.value, t.getis, 1e-12);
        assert_ok(ctx, geo_moran_bivariate(ctx, w, x, y, &o, &g));
        assert_near(g.value, t.bivariate, 1e-10);
        assert_ok(ctx, geo_lee(ctx, w, x, y, 0, &o, &g));
        assert_near(g.value, t.lee, 1e-10);
        geo_weights_destroy(w);
    }
}

/* The analytic moments of dealing out are those of all n! permutations, whatever the weights. */
static void moments_are_those_of_all_permutations(void **state)
{
    geo_ctx *ctx = *state;
    const double x[7] = {1, 7, 2.5, 2.5, 11, 0, 4}, y[7] = {3, 3, 1, 8, 2, 0, 5};
    geo_autocorrelation_options o = permuted(5040, GEO_TAIL_TWO_SIDED);
    o.islands = GEO_ISLANDS_KEEP;
    for (uint64_t seed = 1; seed < 6; seed++) {
        geo_weights *w = chance_weights(ctx, 7, 0.5, seed == 1, seed);
        geo_global g[4];
        geo_joins joins;
        double black[7];
        assert_ok(ctx, geo_moran(ctx, w, x, &o, &g[0]));
        assert_ok(ctx, geo_geary(ctx, w, x, &o, &g[1]));
        assert_ok(ctx, geo_getis_g(ctx, w, x, &o, &g[2]));
        assert_ok(ctx, geo_moran_bivariate(ctx, w, x, y, &o, &g[3]));
        for (int k = 0; k < 4; k++) {
            assert_true(g[k].exact && g[k].permutations == 5040);
            assert_near(g[k].perm_mean, g[k].expected, 1e-11);
            assert_near(g[k].perm_variance, g[k].var_random, 1e-11);
            assert_near(g[k].perm_z, g[k].z_random, 1e-9);
            assert_true(g[k].perm_p > 0.0 && g[k].perm_p <= 1.0);
        }
        for (int i = 0; i < 7; i++) {
            black[i] = x[i] > 2.5 ? 1.0 : 0.0;
        }
        assert_ok(ctx, geo_join_counts(ctx, w, black, &o, &joins));
        assert_near(joins.ww.perm_variance, joins.ww.var_random, 1e-11);
        assert_near(joins.bw.perm_variance, joins.bw.var_random, 1e-11);
        assert_near(joins.bb.perm_mean, joins.bb.expected, 1e-11);
        assert_near(joins.bb.value + joins.ww.value + joins.bw.value, joins.joins, 1e-12);
        geo_weights_destroy(w);
    }
}

/* 999 drawn tell what all 9! do, within what chance allows: 5 standard errors. */
static void drawn_permutations_come_near_all_of_them(void **state)
{
    geo_ctx *ctx = *state;
    geo_weights *w = lattice_weights(ctx, 3, "rook W");
    geo_autocorrelation_options o = permuted(30000, GEO_TAIL_GREATER);
    geo_global g;
    assert_ok(ctx, geo_moran(ctx, w, lattice_x, &o, &g));
    assert_true(!g.exact && g.permutations == 30000);
    assert_near(g.perm_p, 0.0010582011, 5.0 * sqrt(0.00106 / 3e4));
    assert_near(g.perm_mean, -0.125, 5.0 * sqrt(0.0647 / 3e4));
    assert_near(g.perm_variance, 0.0646566358, 0.003);
    geo_global again;
    o.seed = 2;
    assert_ok(ctx, geo_moran(ctx, w, lattice_x, &o, &again));
    assert_true(again.perm_mean != g.perm_mean);
    geo_weights_destroy(w);
}

/* ---- Properties -------------------------------------------------------------------------- */

static void scale_and_shift_change_nothing(void **state)
{
    geo_ctx *ctx = *state;
    geo_weights *w = lattice_weights(ctx, 3, "queen S");
    geo_autocorrelation_options o = permuted(99, GEO_TAIL_FOLDED);
    const double scale[] = {1e-300, 3.0, 1e300}, shift[] = {0.0, 1e6, 0.0};
    geo_global plain, g;
    double x[9];
    assert_ok(ctx, geo_moran(ctx, w, lattice_x, &o, &plain));
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < 9; i++) {
            x[i] = lattice_x[i] * scale[k] + shift[k];
        }
        assert_ok(ctx, geo_moran(ctx, w, x, &o, &g));
        assert_near(g.value, plain.value, 1e-12);
        assert_near(g.var_random, plain.var_random, 1e-12);
        assert_near(g.perm_p, plain.perm_p, 0.0);
        assert_ok(ctx, geo_geary(ctx, w, x, &o, &g));
        assert_near(g.var_normal, 0.0, 1.0);
    }
    geo_weights_destroy(w);
}

/* What is unknown is as if it were not there. */
static void the_unknown_are_left_out(void **state)
{
    geo_ctx *ctx = *state;
    geo_weights *w = lattice_weights(ctx, 4, "queen B"), *kept, *lattice;
    geo_autocorrelation_options o = permuted(0, GEO_TAIL_FOLDED);
    double x[16], few[9];
    uint8_t keep[16] = {0};
    geo_global with, without;
    for (int64_t i = 0; i < 16; i++) { /* the last row and column are not known */
        bool known = i / 4 < 3 && i % 4 < 3;
        x[i] = known ? lattice_x[i / 4 * 3 + i % 4] : (double)NAN;
        keep[i] = known;
    }
    assert_ok(ctx, geo_weights_keep(ctx, w, keep, &kept));
    lattice = lattice_weights(ctx, 3, "queen B");
    memcpy(few, lattice_x, sizeof few);
    assert_ok(ctx, geo_moran(ctx, w, x, &o, &with));
    assert_ok(ctx, geo_moran(ctx, lattice, few, &o, &without));
    assert_near(with.value, without.value, 1e-15);
    assert_near(with.var_random, without.var_random, 1e-15);
    assert_int_equal(with.used, 9);
    assert_int_equal(with.unknown, 7);
    assert_ok(ctx, geo_moran(ctx, kept, x, &o, &with));
    assert_near(with.value, without.value, 1e-15);
    geo_weights_destroy(kept);
    geo_weights_destroy(lattice);
    geo_weights_destroy(w);
}

/* Each has the next as its only neighbour, and the last has none: it is dropped, then the one
 * before it, and so on. All of them in one pass. */
static void islands_leave_islands_behind(void **state)
{
    enum { LONG = 200000 };
    geo_ctx *ctx = *state;
    int64_t *from = calloc(LONG, sizeof *from), *to = calloc(LONG, sizeof *to);
    double *x = calloc(LONG, sizeof *x);
    geo_autocorrelation_options o = permuted(0, GEO_TAIL_FOLDED);
    geo_weights *w;
    geo_global g;
    assert_true(from != NULL && to != NULL && x != NULL);
    for (int64_t i = 0; i < LONG; i++) {
        from[i] = i;
        to[i] = i + 1;
        x[i] = (double)(i % 7);
    }
    assert_ok(ctx, geo_weights_create(ctx, LONG, LONG - 1, from, to, NULL, &w));
    assert_ok(ctx, geo_moran(ctx, w, x, &o, &g));
    assert_true(g.islands == LONG && g.used == 0 && isnan(g.value));
    o.islands = GEO_ISLANDS_KEEP;
    assert_ok(ctx, geo_moran(ctx, w, x, &o, &g));
    assert_true(g.islands == 1 && g.used == LONG && !isnan(g.value));
    geo_weights_destroy(w);
    to[LONG - 1] = 0; /* a ring has none */
    assert_ok(ctx, geo_weights_create(ctx, LONG, LONG, from, to, NULL, &w));
    o.islands = GEO_ISLANDS_DROP;
    assert_ok(ctx, geo_moran(ctx, w, x, &o, &g));
    assert_true(g.islands == 0 && g.used == LONG);
    x[5] = (double)NAN; /* opens it */
    assert_ok(ctx, geo_moran(ctx, w, x, &o, &g));
    assert_true(g.islands == LONG - 1 && g.unknown == 1 && g.used == 0);
    geo_weights_destroy(w);
    free(from);
    free(to);
    free(x);
}

static void parts_of_lee_have_it_as_their_mean(void **state)
{
    geo_ctx *ctx = *state;
    double x[60], y[60], value[60];
    uint8_t spot[60];
    geo_local out = {.value = value, .spot = spot};
    geo_autocorrelation_options o = permuted(0, GEO_TAIL_FOLDED);
    for (uint64_t seed = 1; seed < 6; seed++) {
        test_random r = {.state = seed};
        geo_weights *w = chance_weights(ctx, 60, 0.1, seed % 2 == 0, seed);
        geo_global g;
        for (int i = 0; i < 60; i++) {
            x[i] = test_random_unit(&r);
            y[i] = seed == 3 && i == 4 ? (double)NAN : test_random_unit(&r);
        }
        for (int star = 0; star < 2; star++) {
            double sum = 0.0;
            int64_t defined = 0;
            assert_ok(ctx, geo_lee(ctx, w, x, y, star, &o, &g));
            assert_ok(ctx, geo_local_lee(ctx, w, x, y, star, &o, &out));
            for (int i = 0; i < 60; i++) {
                sum += isnan(value[i]) ? 0.0 : value[i];
                defined += !isnan(value[i]);
                bool together = spot[i] == GEO_SPOT_HH || spot[i] == GEO_SPOT_LL;
                assert_true(isnan(value[i]) || value[i] == 0.0 || (value[i] > 0.0) == together);
            }
            assert_int_equal(defined, g.used);
            assert_near(sum / (double)g.used, g.value, 1e-12);
        }
        geo_weights_destroy(w);
    }
    geo_weights *w = lattice_weights(ctx, 3, "rook W");
    const double same[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    assert_ok(ctx, geo_local_lee(ctx, w, lattice_x, same, 1, &o, &out));
    assert_true(isnan(value[0]) && spot[0] == GEO_SPOT_NONE);
    geo_weights_destroy(w);
}

static void rates_of_few_people_do_not_stand_out(void **state)
{
    geo_ctx *ctx = *state;
    const double events[6] = {1, 50, 60, 0, 55, (double)NAN},
                 people[6] = {2, 1000, 1200, 0, 1000, 5};
    double z[6];
    assert_ok(ctx, geo_standard_rates(ctx, 6, events, people, z));
    double b = 166.0 / 3202.0, s2 = 0.0;
    for (int i = 0; i < 5; i++) {
        s2 += people[i] > 0 ? people[i] * pow(events[i] / people[i] - b, 2.0) / 3202.0 : 0.0;
    }
    double a = fmax(0.0, s2 - b / (3202.0 / 4.0));
    assert_near(z[0], (0.5 - b) / sqrt(a + b / 2.0), 1e-12);
    assert_near(z[1], (0.05 - b) / sqrt(a + b / 1000.0), 1e-12);
    assert_true(isnan(z[3]) && isnan(z[5]));
    assert_true(fabs(z[0]) < 3.0);
    const double minus[1] = {-1.0};
    assert_status(ctx, geo_standard_rates(ctx, 1, minus, people, z), GEO_DATA);
}

/* ---- Edges ------------------------------------------------------------------------------- */

static void nothing_to_tell_is_no_number(void **state)
{
    geo_ctx *ctx = *state;
    const double same[9] = {.1, .1, .1, .1, .1, .1, .1, .1, .1};
    geo_weights *w = lattice_weights(ctx, 3, "rook W"), *none, *pair;
    const int64_t from[2] = {0, 1}, to[2] = {1, 0};
    geo_global g;
    geo_joins j;
    assert_ok(ctx, geo_moran(ctx, w, same, NULL, &g));
    assert_true(isnan(g.value) && isnan(g.expected) && isnan(g.perm_p) && g.permutations == 0);
    assert_int_equal(g.used, 9);
    assert_ok(ctx, geo_getis_g(ctx, w, (const double[9]){[4] = 7.0}, NULL, &g));
    assert_true(isnan(g.value) && isnan(g.perm_p)); /* one has it all */
    assert_ok(ctx, geo_weights_create(ctx, 9, 0, NULL, NULL, NULL, &none));
    assert_ok(ctx, geo_moran(ctx, none, lattice_x, NULL, &g));
    assert_true(isnan(g.value) && g.islands == 9 && g.used == 0);
    assert_status(ctx, geo_join_counts(ctx, none, same, NULL, &j), GEO_DATA);
    assert_ok(ctx, geo_weights_create(ctx, 2, 2, from, to, NULL, &pair));
    assert_ok(ctx, geo_moran(ctx, pair, lattice_x, NULL, &g));
    assert_near(g.value, -1.0, 1e-15); /* one above the mean, one below */
    assert_true(isnan(g.var_random) && isnan(g.z_normal) && g.exact && g.permutations == 2);
    geo_weights_destroy(none);
    geo_weights_destroy(pair);
    geo_weights_destroy(w);
}

static void what_cannot_be_used_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_weights *w = lattice_weights(ctx, 3, "rook W");
    geo_autocorrelation_options o = permuted(-1, GEO_TAIL_FOLDED);
    double x[9] = {1, 2, 3, (double)INFINITY, 5, 6, 7, 8, 9};
    geo_global g;
    geo_joins j;
    double threshold;
    int64_t count;
    assert_status(ctx, geo_moran(ctx, w, lattice_x, &o, &g), GEO_INVALID);
    assert_message_has(ctx, "-1 permutations");
    o.permutations = 20000000;
    assert_status(ctx, geo_geary(ctx, w, lattice_x, &o, &g), GEO_INVALID);
    o.permutations = 9;
    o.tail = (geo_tail)9;
    assert_status(ctx, geo_geary(ctx, w, lattice_x, &o, &g), GEO_INVALID);
    assert_status(ctx, geo_moran(ctx, w, x, NULL, &g), GEO_DATA);
    assert_message_has(ctx, "feature 4 is infinite");
    x[3] = -4.0;
    assert_status(ctx, geo_getis_g(ctx, w, x, NULL, &g), GEO_DATA);
    assert_message_has(ctx, "feature 4 is -4, below 0");
    assert_status(ctx, geo_join_counts(ctx, w, x, NULL, &j), GEO_DATA);
    assert_message_has(ctx, "feature 2 is 2");
    assert_status(ctx, geo_false_discovery(ctx, 9, x, 0.05, &threshold, &count), GEO_DATA);
    assert_status(ctx, geo_bonferroni(ctx, 9, lattice_x, 1.5, &threshold, &count), GEO_INVALID);
    geo_weights_destroy(w);
}

static void many_tests_ask_for_more_each(void **state)
{
    geo_ctx *ctx = *state;
    const double p[5] = {0.02, (double)NAN, 0.012, 0.9, 0.013};
    double threshold;
    int64_t count;
    assert_ok(ctx, geo_bonferroni(ctx, 5, p, 0.05, &threshold, &count));
    assert_near(threshold, 0.0125, 1e-15);
    assert_int_equal(count, 1);
    assert_ok(ctx, geo_false_discovery(ctx, 5, p, 0.05, &threshold, &count));
    assert_near(threshold, 0.0375, 1e-15);
    assert_int_equal(count, 3);
    assert_ok(ctx, geo_bonferroni(ctx, 0, p, 0.05, &threshold, &count));
    assert_true(isnan(threshold) && count == 0);
    assert_near(geo_p_of_z(1.959963984540054, GEO_TAIL_TWO_SIDED), 0.05, 1e-15);
    assert_near(geo_p_of_z(1.959963984540054, GEO_TAIL_LESS), 0.975, 1e-15);
    assert_near(geo_p_of_z(-1.0, GEO_TAIL_FOLDED), geo_p_of_z(1.0, GEO_TAIL_GREATER), 1e-17);
    assert_true(isnan(geo_p_of_z((double)NAN, GEO_TAIL_FOLDED)));
}

/* ---- Machinery --------------------------------------------------------------------------- */

typedef struct told {
    geo_global moran, lee;
    geo_joins joins;
} told;

static geo_status tell(geo_ctx *ctx, told *t, int64_t n, int64_t permutations)
{
    geo_autocorrelation_options o = permuted(permutations, GEO_TAIL_FOLDED);
    double x[MANY], y[MANY], black[MANY];
    geo_weights *w = NULL;
    int64_t group[MANY];
    for (int64_t i = 0; i < MANY; i++) {
        x[i] = (double)(i * 37 % 101);
        y[i] = i % 50 == 0 ? (double)NAN : (double)(i * 91 % 57);
        black[i] = i * 7 % 3 == 0 ? 1.0 : 0.0;
        group[i] = i / 7;
    }
    geo_status status = geo_weights_block(ctx, n, group, &w);
    if (status == GEO_OK) {
        status = geo_moran(ctx, w, x, &o, &t->moran);
    }
    if (status == GEO_OK) {
        status = geo_lee(ctx, w, x, y, 1, &o, &t->lee);
    }
    if (status == GEO_OK) {
        status = geo_join_counts(ctx, w, black, &o, &t->joins);
    }
    geo_weights_destroy(w);
    return status;
}

static void tell_it(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, tell(ctx, result, MANY, 199));
}

static void threads_change_nothing(void **state)
{
    told t;
    (void)state;
    assert_same_on_any_threads(tell_it, &t, sizeof t);
}

static geo_status tell_once(geo_ctx *ctx, void *data)
{
    return tell(ctx, data, 30, 20);
}

static void every_allocation_may_fail(void **state)
{
    told t;
    (void)state;
    assert_true(assert_survives_allocation_failures(tell_once, &t) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(statistics_are_sums_over_all_pairs, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(moments_are_those_of_all_permutations, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(drawn_permutations_come_near_all_of_them, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(scale_and_shift_change_nothing, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(the_unknown_are_left_out, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(islands_leave_islands_behind, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(parts_of_lee_have_it_as_their_mean, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(rates_of_few_people_do_not_stand_out, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(nothing_to_tell_is_no_number, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(what_cannot_be_used_is_refused, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(many_tests_ask_for_more_each, make_ctx, free_ctx),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
