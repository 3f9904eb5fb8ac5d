/* SPDX-License-Identifier: MIT */
/* Statistics of each feature and its neighbours, and drawing them anew (METHODS 5). */
#include "support.h"

#include "geo/autocorrelation.h"
#include "lattice_weights.h"

enum { SMALL = 7, SIDE = 7, CELLS = SIDE * SIDE, MANY = 450, KINDS = 5 };

static geo_autocorrelation_options asked(int64_t permutations, geo_tail tail)
{
    geo_autocorrelation_options o = geo_autocorrelation_options_default();
    o.permutations = permutations;
    o.tail = tail;
    o.islands = GEO_ISLANDS_KEEP;
    return o;
}

/* Moran, bivariate Moran, Gi, Gi*, Geary, joins. */
static geo_status measure(geo_ctx *ctx, int kind, const geo_weights *w, const double *x,
                          const double *y, const geo_autocorrelation_options *o, geo_local *out)
{
    switch (kind) {
    case 0:
        return geo_local_moran(ctx, w, x, o, out);
    case 1:
        return geo_local_moran_bivariate(ctx, w, x, y, o, out);
    case 2:
        return geo_local_g(ctx, w, x, 0, o, out);
    case 3:
        return geo_local_g(ctx, w, x, 1, o, out);
    case 4:
        return geo_local_geary(ctx, w, x, o, out);
    default:
        return geo_local_joins(ctx, w, x, o, out);
    }
}

/* ---- Every arrangement of neighbours ------------------------------------------------------ */

typedef struct enumeration {
    int kind;
    int64_t n, i, k;
    const double *x, *z, *y; /* values; deviations from the mean */
    double weight[SMALL], scale;
    bool used[SMALL];
    double observed, sum, squares;
    int64_t greater, less, total;
} enumeration;

static double statistic(const enumeration *e, double lag)
{
    return e->kind == 4 ? lag * e->scale : e->kind < 2 ? e->z[e->i] * lag * e->scale : lag;
}

static double term(const enumeration *e, int64_t j)
{
    double off = e->z[e->i] - e->z[j];
    return e->kind == 4 ? off * off : e->kind == 1 ? e->y[j] : e->kind == 5 ? e->x[j] : e->z[j];
}

static void arrange(enumeration *e, int64_t place, double lag)
{
    if (place == e->k) {
        double got = statistic(e, lag);
        e->greater += got >= e->observed - 1e-11;
        e->less += got <= e->observed + 1e-11;
        e->sum += got;
        e->squares += got * got;
        e->total++;
        return;
    }
    for (int64_t j = 0; j < e->n; j++) {
        if (j != e->i && !e->used[j]) {
            e->used[j] = true;
            arrange(e, place + 1, lag + e->weight[place] * term(e, j));
            e->used[j] = false;
        }
    }
}

static void center(const double *x, double *z, double *m2)
{
    double mean = 0.0;
    *m2 = 0.0;
    for (int i = 0; i < SMALL; i++) {
        mean += x[i] / SMALL;
    }
    for (int i = 0; i < SMALL; i++) {
        z[i] = x[i] - mean;
        *m2 += z[i] * z[i] / SMALL;
    }
}

static enumeration enumerate(int kind, const geo_weights *w, const double *x, const double *y,
                             int64_t i)
{
    static double z[SMALL], v[SMALL];
    double x2, y2;
    geo_weight_rows r = geo_weights_rows(w);
    enumeration e = {.kind = kind, .n = SMALL, .i = i, .x = x, .z = z, .y = v};
    center(x, z, &x2);
    center(y, v, &y2);
    e.scale = kind == 1 ? 1.0 / sqrt(x2 * y2) : 1.0 / x2;
    double lag = 0.0;
    for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
        e.weight[e.k++] = r.weight[at];
        lag += r.weight[at] * term(&e, r.neighbour[at]);
    }
    e.observed = statistic(&e, lag);
    arrange(&e, 0, 0.0);
    return e;
}

static void assert_enumerated(const enumeration *e, const geo_local *out)
{
    int64_t i = e->i;
    double mean = e->sum / (double)e->total;
    double variance = e->squares / (double)e->total - mean * mean;
    int64_t least = e->greater < e->less ? e->greater : e->less;
    assert_near(out->p[i], (double)least / (double)e->total, 1e-12);
    if (e->kind == 2) { /* told as a standard variate */
        assert_near(out->value[i] * sqrt(variance), e->observed - mean, 1e-9);
    } else if (e->kind != 3) {
        assert_near(out->value[i], e->observed, 1e-11);
        assert_near(out->expected[i], mean, 1e-10);
        assert_near(out->variance[i], variance, 1e-9);
    }
}

static void results_are_those_of_every_arrangement(void **state)
{
    geo_ctx *ctx = *state;
    const double x[SMALL] = {1, 7, 2.5, 2.5, 11, 0, 4}, y[SMALL] = {3, 3, 1, 8, 2, 0, 5};
    geo_autocorrelation_options o = asked(5040, GEO_TAIL_FOLDED);
    double value[SMALL], expected[SMALL], variance[SMALL], z[SMALL], p[SMALL];
    geo_local out = {.value = value, .expected = expected, .variance = variance, .z = z, .p = p};
    for (uint64_t seed = 1; seed < 9; seed++) {
        geo_weights *w = chance_weights(ctx, SMALL, 0.5, seed % 2 == 0, seed);
        geo_weight_rows r = geo_weights_rows(w);
        for (int kind = 0; kind < KINDS; kind++) {
            assert_ok(ctx, measure(ctx, kind, w, x, y, &o, &out));
            assert_int_equal(out.exact + out.islands, SMALL);
            for (int64_t i = 0; i < SMALL; i++) {
                if (r.begin[i] < r.begin[i + 1] && r.begin[i + 1] - r.begin[i] < SMALL - 1) {
                    enumeration e = enumerate(kind, w, x, y, i);
                    assert_enumerated(&e, &out);
                }
            }
        }
        geo_weights_destroy(w);
    }
}

static void joins_are_those_of_every_arrangement(void **state)
{
    geo_ctx *ctx = *state;
    const double black[SMALL] = {1, 0, 1, 1, 0, 1, 0};
    geo_autocorrelation_options o = asked(5040, GEO_TAIL_FOLDED);
    double value[SMALL], expected[SMALL], variance[SMALL], p[SMALL];
    uint8_t spot[SMALL];
    geo_local out = {
        .value = value, .expected = expected, .variance = variance, .p = p, .spot = spot};
    for (uint64_t seed = 1; seed < 9; seed++) {
        geo_weights *w = chance_weights(ctx, SMALL, 0.5, seed % 2 == 0, seed);
        geo_weight_rows r = geo_weights_rows(w);
        assert_ok(ctx, geo_local_joins(ctx, w, black, &o, &out));
        for (int64_t i = 0; i < SMALL; i++) {
            int64_t k = r.begin[i + 1] - r.begin[i];
            if (k > 0 && black[i] == 0.0) {
                assert_true(value[i] == 0.0 && isnan(p[i]) && spot[i] == GEO_SPOT_NONE);
            } else if (k > 0) {
                assert_int_equal(spot[i], value[i] > 0.0 ? GEO_SPOT_HH : GEO_SPOT_HL);
            }
            if (k > 0 && k < SMALL - 1 && black[i] == 1.0) {
                enumeration e = enumerate(5, w, black, black, i);
                assert_enumerated(&e, &out);
            }
        }
        geo_weights_destroy(w);
    }
}

/* ---- Drawn ---------------------------------------------------------------------------------- */

static void fill(double *x, int64_t n, uint64_t seed, bool ties)
{
    test_random r = {.state = seed};
    for (int64_t i = 0; i < n; i++) {
        x[i] = ties ? (double)test_random_below(&r, 4) : test_random_unit(&r) + 0.002 * (double)i;
    }
}

/* On the larger lattice neighbours are drawn many permutations at once, on the smaller they are
 * shuffled: both with and without ties. */
static void drawn_p_come_near_the_exact(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t side[2] = {7, 4}, few[2] = {999, 104};
    double x[CELLS], exact[CELLS], drawn[CELLS], mean[CELLS];
    for (int run = 0; run < 12; run++) {
        int which = run / 6, kind = run % 3 * 2, seeds = which ? 30 : 3;
        int64_t n = side[which] * side[which], compared = 0;
        geo_weights *w = lattice_weights(ctx, side[which], "rook W");
        geo_autocorrelation_options all = asked(17296, GEO_TAIL_GREATER);
        geo_autocorrelation_options some = asked(few[which], GEO_TAIL_GREATER);
        geo_local a = {.p = exact}, b = {.p = drawn};
        fill(x, n, 5, run % 2 == 0);
        assert_ok(ctx, measure(ctx, kind, w, x, NULL, &all, &a));
        memset(mean, 0, sizeof mean);
        for (int k = 0; k < seeds; k++) {
            some.seed = (uint64_t)k + 1;
            assert_ok(ctx, measure(ctx, kind, w, x, NULL, &some, &b));
            assert_int_equal(b.exact, 0);
            for (int64_t i = 0; i < n; i++) {
                double p = (drawn[i] * (double)(few[which] + 1) - 1.0) / (double)few[which];
                mean[i] += p / seeds;
            }
        }
        for (int64_t i = 0; i < n && a.exact > 0; i++) {
            double error = sqrt(exact[i] * (1.0 - exact[i]) / (double)(few[which] * seeds));
            double least = 2.0 / (double)(few[which] * seeds);
            bool all_taken = which || i / 7 % 6 == 0 || i % 7 % 6 == 0; /* k is 4 inside */
            if (all_taken) {
                assert_near(mean[i], exact[i], 5.0 * error + least);
                compared++;
            }
        }
        assert_int_equal(compared, a.exact);
        geo_weights_destroy(w);
    }
}

/* Where neighbours are few of many the draws are made side by side: against the normal law of a
 * mean of 8, whose moments are exact. */
static void draws_side_by_side_have_the_right_moments(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], p[MANY], z[MANY], other[MANY];
    int64_t from[MANY * 8], to[MANY * 8], pairs = 0;
    geo_weights *w;
    geo_autocorrelation_options o = asked(499, GEO_TAIL_LESS);
    geo_local out = {.p = p, .z = z}, shuffled = {.p = other};
    double apart = 0.0, apart_other = 0.0;
    fill(x, MANY, 11, false);
    for (int64_t i = 0; i < MANY; i++) {
        for (int64_t k = 1; k <= 8; k++) {
            from[pairs] = i;
            to[pairs++] = (i + k * k) % MANY;
        }
    }
    assert_ok(ctx, geo_weights_create(ctx, MANY, pairs, from, to, NULL, &w));
    assert_ok(ctx, geo_local_g(ctx, w, x, 0, &o, &out));
    assert_int_equal(out.exact, 0);
    for (int64_t i = 0; i < MANY; i++) {
        apart += p[i] - geo_p_of_z(z[i], GEO_TAIL_LESS);
    }
    assert_near(apart / MANY, 0.0, 0.004);
    o.seed = 99;
    assert_ok(ctx, geo_local_g(ctx, w, x, 0, &o, &shuffled));
    for (int64_t i = 0; i < MANY; i++) {
        apart_other += fabs(p[i] - other[i]);
    }
    assert_true(apart_other > 0.0 && apart_other / MANY < 0.04);
    geo_weights_destroy(w);
}

/* ---- Properties -------------------------------------------------------------------------- */

static void local_morans_have_the_global_one_as_their_mean(void **state)
{
    geo_ctx *ctx = *state;
    double x[60], y[60], value[60];
    geo_autocorrelation_options o = asked(0, GEO_TAIL_FOLDED);
    o.islands = GEO_ISLANDS_DROP;
    for (uint64_t seed = 1; seed < 8; seed++) {
        geo_weights *some = chance_weights(ctx, 60, 0.06, false, seed), *w;
        geo_local out = {.value = value};
        geo_global g;
        fill(x, 60, seed, seed % 3 == 0);
        fill(y, 60, seed + 50, false);
        assert_ok(ctx, geo_weights_code(ctx, some, GEO_CODING_W, &w));
        for (int two = 0; two < 2; two++) {
            double sum = 0.0;
            assert_ok(ctx, measure(ctx, two, w, x, y, &o, &out));
            assert_ok(ctx, two ? geo_moran_bivariate(ctx, w, x, y, &o, &g)
                               : geo_moran(ctx, w, x, &o, &g));
            for (int64_t i = 0; i < 60; i++) {
                sum += isnan(value[i]) ? 0.0 : value[i];
            }
            /* rows whose neighbours were dropped add up to less than 1: S0 is not n then */
            if (g.islands == 0) {
                assert_near(sum / (double)g.used, g.value, 1e-12);
            }
            assert_int_equal(out.used, g.used);
        }
        geo_weights_destroy(some);
        geo_weights_destroy(w);
    }
}

static void gi_and_moran_share_their_p(void **state)
{
    geo_ctx *ctx = *state;
    double x[CELLS], moran[CELLS], gi[CELLS], star[CELLS];
    geo_weights *w = lattice_weights(ctx, SIDE, "queen B");
    geo_autocorrelation_options o = asked(199, GEO_TAIL_FOLDED);
    geo_local a = {.p = moran}, b = {.p = gi}, c = {.p = star};
    fill(x, CELLS, 3, false);
    assert_ok(ctx, geo_local_moran(ctx, w, x, &o, &a));
    assert_ok(ctx, geo_local_g(ctx, w, x, 0, &o, &b));
    assert_ok(ctx, geo_local_g(ctx, w, x, 1, &o, &c));
    for (int64_t i = 0; i < CELLS; i++) {
        assert_true(moran[i] == gi[i] && gi[i] == star[i]);
        assert_true(moran[i] > 0.0 && moran[i] <= 0.6);
    }
    geo_weights_destroy(w);
}

static void spots_say_where_a_feature_and_its_neighbours_are(void **state)
{
    geo_ctx *ctx = *state;
    /* rows of 4 on a lattice of 16: high block in a corner, low block opposite, one odd in each */
    const double x[16] = {9, 9, 5, 5, 9, 1, 5, 5, 5, 5, 0, 0, 5, (double)NAN, 0, 9};
    uint8_t spot[16];
    double p[16];
    geo_weights *w = lattice_weights(ctx, 4, "island B");
    geo_autocorrelation_options o = asked(99, GEO_TAIL_FOLDED);
    geo_local out = {.spot = spot, .p = p};
    assert_ok(ctx, geo_local_moran(ctx, w, x, &o, &out));
    assert_int_equal(spot[0], GEO_SPOT_HH);
    assert_int_equal(spot[5], GEO_SPOT_LH);
    assert_int_equal(spot[10], GEO_SPOT_LL);
    assert_int_equal(spot[13], GEO_SPOT_UNKNOWN);
    assert_int_equal(spot[15], GEO_SPOT_ISOLATED);
    assert_true(isnan(p[13]) && isnan(p[15]));
    assert_int_equal(out.islands, 1);
    assert_int_equal(out.unknown, 1);
    assert_ok(ctx, geo_local_g(ctx, w, x, 1, &o, &out));
    assert_int_equal(spot[0], GEO_SPOT_HH);
    assert_int_equal(spot[10], GEO_SPOT_LL);
    assert_ok(ctx, geo_local_geary(ctx, w, x, &o, &out));
    assert_int_equal(spot[0], GEO_SPOT_HH);
    assert_int_equal(spot[5], GEO_SPOT_UNLIKE);
    assert_int_equal(spot[15], GEO_SPOT_ISOLATED);
    geo_weights_destroy(w);
}

/* ---- Edges ------------------------------------------------------------------------------- */

static void nothing_to_tell_is_no_number(void **state)
{
    geo_ctx *ctx = *state;
    const double same[9] = {3, 3, 3, 3, 3, 3, 3, 3, 3}, two[3] = {1, 2, 4};
    double value[9], variance[9], p[9], z[9];
    uint8_t spot[9];
    geo_local out = {.value = value, .variance = variance, .z = z, .p = p, .spot = spot};
    geo_weights *w = lattice_weights(ctx, 3, "rook W"), *all;
    for (int kind = 0; kind < KINDS; kind++) {
        assert_ok(ctx, measure(ctx, kind, w, same, same, NULL, &out));
        for (int i = 0; i < 9; i++) {
            assert_true(isnan(value[i]) && isnan(p[i]) && spot[i] == GEO_SPOT_NONE);
        }
    }
    const int64_t group[3] = {0, 0, 0};
    assert_ok(ctx, geo_weights_block(ctx, 3, group, &all));
    assert_ok(ctx, geo_local_moran(ctx, all, two, NULL, &out));
    assert_true(p[0] == 1.0 && variance[0] == 0.0 && isnan(z[0])); /* all others are neighbours */
    assert_ok(ctx, geo_local_g(ctx, all, two, 1, NULL, &out));
    assert_true(isnan(value[0]));
    geo_autocorrelation_options none = asked(0, GEO_TAIL_FOLDED);
    assert_ok(ctx, geo_local_moran(ctx, all, two, &none, &out));
    assert_true(!isnan(value[0]) && isnan(p[0])); /* no permutations, no p */
    geo_weights_destroy(all);
    geo_weights_destroy(w);
}

/* Where all others are alike nothing varies, though the sums say so but for rounding. */
static void what_stands_out_from_equals_has_no_z(void **state)
{
    geo_ctx *ctx = *state;
    enum { MOST = 60 };
    double x[MOST] = {0}, value[MOST], variance[MOST], z[MOST];
    const int64_t from[2] = {0, 0}, to[2] = {1, 2};
    const double weight[2] = {0.43, 0.57};
    geo_autocorrelation_options o = asked(0, GEO_TAIL_FOLDED);
    geo_local out = {.value = value, .variance = variance, .z = z};
    x[0] = 214.0;
    for (int64_t n = 3; n <= MOST; n++) {
        geo_weights *w = NULL;
        assert_ok(ctx, geo_weights_create(ctx, n, 2, from, to, weight, &w));
        assert_ok(ctx, geo_local_moran(ctx, w, x, &o, &out));
        assert_true(value[0] < 0.0 && variance[0] == 0.0 && isnan(z[0]));
        assert_ok(ctx, geo_local_moran_bivariate(ctx, w, x, x, &o, &out));
        assert_true(value[0] < 0.0 && variance[0] == 0.0 && isnan(z[0]));
        assert_ok(ctx, geo_local_g(ctx, w, x, 0, &o, &out));
        assert_true(isnan(value[0]));
        geo_weights_destroy(w);
    }
}

/* ---- Machinery --------------------------------------------------------------------------- */

typedef struct told {
    double value[KINDS][MANY], p[KINDS][MANY];
    uint8_t spot[KINDS][MANY];
} told;

/* Rows of 1 to 20 neighbours: drawn side by side and shuffled. */
static geo_status some_of_few_and_many(geo_ctx *ctx, int64_t n, geo_weights **out)
{
    static int64_t from[MANY * 20], to[MANY * 20];
    int64_t pairs = 0;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t k = 1; k <= i % 20 + 1; k++) {
            from[pairs] = i;
            to[pairs++] = (i + k * k) % n;
        }
    }
    return geo_weights_create(ctx, n, pairs, from, to, NULL, out);
}

static geo_status tell(geo_ctx *ctx, told *t, int64_t n, int64_t permutations)
{
    static double x[MANY], y[MANY];
    geo_weights *w = NULL;
    geo_shapes *points = NULL;
    fill(x, n, 1, false);
    fill(y, n, 2, true);
    geo_status status = geo_shapes_create_points(ctx, n, x, y, &points);
    if (status == GEO_OK) {
        status = n < MANY ? geo_weights_kernel(ctx, points, GEO_KERNEL_TRIANGULAR, 0.0, 9, &w)
                          : some_of_few_and_many(ctx, n, &w);
    }
    for (int kind = 0; kind < KINDS && status == GEO_OK; kind++) {
        geo_autocorrelation_options o = geo_autocorrelation_options_default();
        geo_local out = {.value = t->value[kind], .p = t->p[kind], .spot = t->spot[kind]};
        o.permutations = permutations;
        status = measure(ctx, kind, w, x, y, &o, &out);
    }
    geo_weights_destroy(w);
    geo_shapes_destroy(points);
    return status;
}

static void tell_it(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, tell(ctx, result, MANY, 64));
}

static void threads_change_nothing(void **state)
{
    static told t;
    (void)state;
    assert_same_on_any_threads(tell_it, &t, sizeof t);
}

static geo_status tell_once(geo_ctx *ctx, void *data)
{
    return tell(ctx, data, 30, 9);
}

static void every_allocation_may_fail(void **state)
{
    static told t;
    (void)state;
    assert_true(assert_survives_allocation_failures(tell_once, &t) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(results_are_those_of_every_arrangement, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(joins_are_those_of_every_arrangement, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(drawn_p_come_near_the_exact, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(draws_side_by_side_have_the_right_moments, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(local_morans_have_the_global_one_as_their_mean, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(gi_and_moran_share_their_p, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(spots_say_where_a_feature_and_its_neighbours_are, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(nothing_to_tell_is_no_number, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(what_stands_out_from_equals_has_no_z, make_ctx, free_ctx),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
