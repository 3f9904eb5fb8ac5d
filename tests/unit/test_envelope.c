/* SPDX-License-Identifier: MIT */
/* Envelopes: METHODS 4.2, ranks counted one by one, and what chance should do in the long run. */
#include "support.h"

#include "geo/pattern.h"
#include "windows.h"

enum { N = 12, SIMULATIONS = 39, COUNT = SIMULATIONS + 1 };

static geo_envelope_options asked(geo_envelope_kind kind, int64_t simulations)
{
    geo_envelope_options o = geo_envelope_options_default();
    o.kind = kind;
    o.simulations = simulations;
    return o;
}

/* ---- Published numbers ---------------------------------------------------------------- */

/* METHODS 4.2: 19 simulated numbers. */
static void pointwise_bounds_are_the_lowest_and_highest(void **state)
{
    geo_ctx *ctx = *state;
    const double simulated[19] = {3.0, 1.0, 4.0, 1.5, 5.0, 9.0, 2.0, 6.0, 5.3, 3.5,
                                  8.0, 9.7, 9.3, 2.3, 8.4, 6.2, 6.4, 3.3, 8.3};
    const double observed = 9.5;
    double low, high, mean;
    geo_envelope out = {.low = &low, .high = &high, .mean = &mean};
    geo_envelope_options o = asked(GEO_ENVELOPE_POINTWISE, 19);
    assert_ok(ctx, geo_envelope_of(ctx, 1, &observed, simulated, &o, &out));
    assert_true(low == 1.0 && high == 9.7 && isnan(out.p));
    assert_near(out.alpha, 0.1, 1e-15);
    assert_near(mean, 102.2 / 19, 1e-14);
    o.rank = 2;
    assert_ok(ctx, geo_envelope_of(ctx, 1, &observed, simulated, &o, &out));
    assert_true(low == 1.5 && high == 9.3);
    assert_near(out.alpha, 0.2, 1e-15);
}

/* ---- One by one ----------------------------------------------------------------------- */

typedef struct drawn {
    double observed[N], simulated[SIMULATIONS * N], low[N], high[N];
    geo_envelope out;
} drawn;

/* Few different numbers make ties; with `hole` one distance is unknown. */
static void draw(drawn *d, uint64_t seed, bool ties, bool hole)
{
    test_random random = {seed};
    for (int64_t i = 0; i < COUNT; i++) {
        double *curve = i < SIMULATIONS ? d->simulated + i * N : d->observed, walk = 0.0;
        for (int k = 0; k < N; k++) {
            walk += test_random_unit(&random) - 0.5;
            curve[k] = ties ? floor(4.0 * walk) : walk;
        }
    }
    if (hole) {
        d->simulated[3 * N + 5] = (double)NAN;
    }
    d->out = (geo_envelope){.low = d->low, .high = d->high};
}

static double at(const drawn *d, int64_t i, int k)
{
    return i < SIMULATIONS ? d->simulated[i * N + k] : d->observed[k];
}

static bool known(const drawn *d, int k)
{
    bool all = true;
    for (int64_t i = 0; i < COUNT; i++) {
        all = all && !isnan(at(d, i, k));
    }
    return all;
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Curve i's ranks from the nearer end, sorted; ties have their mean. */
static void ranks_of(const drawn *d, int64_t i, double *rank)
{
    for (int k = 0; k < N; k++) {
        double below = 0.5, above = 0.5; /* itself is half of either */
        for (int64_t j = 0; j < COUNT; j++) {
            double mine = at(d, i, k), other = at(d, j, k);
            below += other < mine ? 1.0 : other > mine ? 0.0 : 0.5;
            above += other > mine ? 1.0 : other < mine ? 0.0 : 0.5;
        }
        rank[k] = known(d, k) ? fmin(below, above) : COUNT;
    }
    qsort(rank, N, sizeof *rank, by_number);
}

static bool more_extreme(const double *a, const double *b)
{
    int k = 0;
    while (k < N - 1 && a[k] == b[k]) {
        k++;
    }
    return a[k] < b[k];
}

/* How many are more extreme than each. */
static void places_of(const drawn *d, int64_t *place)
{
    static double rank[COUNT][N];
    for (int64_t i = 0; i < COUNT; i++) {
        ranks_of(d, i, rank[i]);
    }
    for (int64_t i = 0; i < COUNT; i++) {
        place[i] = 0;
        for (int64_t j = 0; j < COUNT; j++) {
            place[i] += more_extreme(rank[j], rank[i]);
        }
    }
}

static void rank_lengths_are_those_of_sorted_ranks(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        drawn d;
        int64_t place[COUNT], least = 0, as_extreme = 0;
        draw(&d, seed, seed % 3 == 0, seed % 4 == 0);
        geo_envelope_options o = asked(GEO_ENVELOPE_RANK_LENGTH, SIMULATIONS);
        o.alpha = 0.1;
        assert_ok(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out));
        places_of(&d, place);
        for (int64_t i = 0; i < COUNT; i++) {
            least = place[i] <= 4 && place[i] > least ? place[i] : least; /* 10 % of 40 */
            as_extreme += place[i] <= place[SIMULATIONS];
        }
        assert_near(d.out.p, (double)as_extreme / COUNT, 1e-15);
        for (int k = 0; k < N; k++) {
            double low = (double)INFINITY, high = -(double)INFINITY;
            for (int64_t i = 0; i < COUNT; i++) {
                low = place[i] >= least ? fmin(low, at(&d, i, k)) : low;
                high = place[i] >= least ? fmax(high, at(&d, i, k)) : high;
            }
            assert_near(d.low[k], known(&d, k) ? low : (double)NAN, 1e-15);
            assert_near(d.high[k], known(&d, k) ? high : (double)NAN, 1e-15);
        }
    }
}

static double farthest(const drawn *d, int64_t i)
{
    double most = 0.0;
    for (int k = 0; k < N; k++) {
        double mean = 0.0;
        for (int64_t j = 0; j < COUNT; j++) {
            mean += at(d, j, k) / COUNT;
        }
        most = known(d, k) ? fmax(most, fabs(at(d, i, k) - mean)) : most;
    }
    return most;
}

static void deviations_are_from_the_mean_of_all(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        drawn d;
        double most[COUNT], sorted[COUNT];
        int64_t as_extreme = 0;
        draw(&d, seed, seed % 3 == 0, seed % 4 == 0);
        geo_envelope_options o = asked(GEO_ENVELOPE_DEVIATION, SIMULATIONS);
        assert_ok(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out));
        for (int64_t i = 0; i < COUNT; i++) {
            sorted[i] = most[i] = farthest(&d, i);
        }
        qsort(sorted, COUNT, sizeof *sorted, by_number);
        for (int64_t i = 0; i < COUNT; i++) {
            as_extreme += most[i] >= most[SIMULATIONS] * (1.0 - 1e-11);
        }
        assert_near(d.out.p, (double)as_extreme / COUNT, 1e-15);
        for (int k = 0; k < N; k++) {
            /* 5 % of 40: two may go beyond */
            assert_near((d.high[k] - d.low[k]) / 2, known(&d, k) ? sorted[COUNT - 3] : (double)NAN,
                        1e-12);
        }
    }
}

/* ---- Chance --------------------------------------------------------------------------- */

/* Of patterns that are chance about a tenth is outside of a 10 % test; of 100, 22 are beyond 4
 * standard deviations. */
static void chance_is_refused_as_often_as_agreed(void **state)
{
    geo_ctx *ctx = *state;
    enum { PATTERNS = 100, POINTS = 25 };
    test_window w = test_window_make(ctx, 1);
    double r[N], value[N], low[N], high[N];
    for (int k = 0; k < N; k++) {
        r[k] = 0.1 * k;
    }
    for (int kind = 1; kind <= 2; kind++) {
        int refused = 0;
        for (int p = 0; p < PATTERNS; p++) {
            double x[POINTS], y[POINTS];
            assert_ok(ctx, geo_window_draw(ctx, w.window, 1000, (uint64_t)p, POINTS, x, y));
            geo_shapes *points = draft_points(ctx, POINTS, x, y);
            geo_pattern pattern = {.window = w.window, .points = points};
            geo_pattern_options o = geo_pattern_options_default();
            geo_envelope_options chance = asked((geo_envelope_kind)kind, 19);
            geo_curve curve = {.value = value};
            geo_envelope out = {.low = low, .high = high};
            o.statistic = GEO_PATTERN_L;
            o.correction = GEO_EDGE_NONE;
            chance.alpha = 0.1;
            chance.seed = (uint64_t)p + 5;
            assert_ok(ctx, geo_pattern_curve(ctx, &pattern, N, r, &o, &curve));
            assert_ok(ctx, geo_pattern_envelope(ctx, &pattern, N, r, &o, &chance, &curve, &out));
            refused += out.p <= 0.1;
            geo_shapes_destroy(points);
        }
        assert_in_range(refused, 0, 22);
    }
    test_window_clear(&w);
}

/* Points in one corner gather; with all of both kinds dealt out, neither does about the other. */
static void gathering_is_seen(void **state)
{
    geo_ctx *ctx = *state;
    enum { POINTS = 60 };
    test_window w = test_window_make(ctx, 0);
    double x[POINTS], y[POINTS], r[N], value[N], low[N], high[N];
    test_random random = {3};
    for (int i = 0; i < POINTS; i++) {
        x[i] = 2 + 2 * test_random_unit(&random);
        y[i] = 3 + 2 * test_random_unit(&random);
    }
    for (int k = 0; k < N; k++) {
        r[k] = 0.1 * k;
    }
    geo_shapes *some = draft_points(ctx, POINTS / 2, x, y);
    geo_shapes *others = draft_points(ctx, POINTS / 2, x + POINTS / 2, y + POINTS / 2);
    geo_pattern pattern = {.window = w.window, .points = some};
    geo_envelope_options chance = asked(GEO_ENVELOPE_RANK_LENGTH, 99);
    geo_curve curve = {.value = value};
    geo_envelope out = {.low = low, .high = high};
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, N, r, NULL, &curve));
    assert_ok(ctx, geo_pattern_envelope(ctx, &pattern, N, r, NULL, &chance, &curve, &out));
    assert_true(out.p <= 0.02 && value[N - 1] > high[N - 1]);
    pattern.others = others;
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, N, r, NULL, &curve));
    assert_ok(ctx, geo_pattern_envelope(ctx, &pattern, N, r, NULL, &chance, &curve, &out));
    assert_true(out.p <= 0.02 && value[N - 1] > high[N - 1]);
    chance.relabel = 1;
    assert_ok(ctx, geo_pattern_envelope(ctx, &pattern, N, r, NULL, &chance, &curve, &out));
    assert_true(out.p > 0.05);
    geo_shapes_destroy(some);
    geo_shapes_destroy(others);
    test_window_clear(&w);
}

/* Dealt out in all ways: of 2 + 2 points on a line there are 6, each drawn as often. */
static void labels_are_dealt_out_evenly(void **state)
{
    geo_ctx *ctx = *state;
    enum { DEALS = 3000 };
    static double low[1], high[1];
    test_window w = test_window_make(ctx, 0);
    const double x[] = {1, 2, 4, 8}, y[] = {5, 5, 5, 5}, r[] = {2.5};
    geo_shapes *some = draft_points(ctx, 2, x, y), *others = draft_points(ctx, 2, x + 2, y + 2);
    geo_pattern pattern = {.window = w.window, .points = some, .others = others};
    geo_pattern_options o = geo_pattern_options_default();
    geo_envelope_options chance = asked(GEO_ENVELOPE_POINTWISE, DEALS);
    double value, mean;
    geo_curve curve = {.value = &value};
    geo_envelope out = {.low = low, .high = high, .mean = &mean};
    o.correction = GEO_EDGE_NONE;
    chance.relabel = 1;
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, 1, r, &o, &curve));
    assert_ok(ctx, geo_pattern_envelope(ctx, &pattern, 1, r, &o, &chance, &curve, &out));
    assert_near(value, 25.0, 1e-14); /* 2 and 4 only */
    /* Pairs within 2.5: 1-2 and 2-4. Either has both kinds in 4 of 6 deals: 8 / 6 a deal. */
    assert_true(fabs(mean / 25.0 - 8.0 / 6.0) < 0.05);
    geo_shapes_destroy(some);
    geo_shapes_destroy(others);
    test_window_clear(&w);
}

/* ---- Refusals and machinery ----------------------------------------------------------- */

static void options_out_of_range_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    drawn d;
    draw(&d, 1, false, false);
    geo_envelope_options o = asked(GEO_ENVELOPE_POINTWISE, 0);
    assert_status(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out), GEO_INVALID);
    o = asked(GEO_ENVELOPE_POINTWISE, 100001);
    assert_status(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out), GEO_INVALID);
    o = asked(GEO_ENVELOPE_POINTWISE, SIMULATIONS);
    o.rank = 20;
    assert_status(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out), GEO_INVALID);
    assert_message_has(ctx, "rank 20");
    o = asked(GEO_ENVELOPE_DEVIATION, SIMULATIONS);
    o.alpha = 1.0;
    assert_status(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out), GEO_INVALID);
    o.alpha = 0.0;
    assert_status(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out), GEO_INVALID);
}

/* 19 simulations and the curve itself are the fewest of which one may be 5 %. */
static void too_few_simulations_for_alpha_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    static const struct {
        double alpha;
        int64_t fewest;
    } cases[] = {{0.05, 19}, {0.1, 9}, {0.2, 4}, {0.5, 1}, {0.9, 1}, {0.03, 33}, {1.0 / 3.0, 2}};
    drawn d;
    draw(&d, 2, false, false);
    for (int kind = GEO_ENVELOPE_DEVIATION; kind <= GEO_ENVELOPE_RANK_LENGTH; kind++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            geo_envelope_options o = asked((geo_envelope_kind)kind, cases[i].fewest);
            o.alpha = cases[i].alpha;
            assert_ok(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out));
            o.simulations--;
            assert_status(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out),
                          GEO_INVALID);
        }
    }
    geo_envelope_options o = asked(GEO_ENVELOPE_RANK_LENGTH, 18);
    assert_status(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out), GEO_INVALID);
    assert_message_has(ctx, "alpha 0.05 of all distances needs 19 simulations, not 18");
    o.kind = GEO_ENVELOPE_POINTWISE; /* has an alpha of its own */
    assert_ok(ctx, geo_envelope_of(ctx, N, d.observed, d.simulated, &o, &d.out));
}

typedef struct told {
    double value[3][N], low[3][N], high[3][N], p[3], drawn_p;
} told;

static geo_status tell(geo_ctx *ctx, int64_t n, int64_t simulations, told *t)
{
    enum { MOST = 300 };
    double x[MOST], y[MOST], r[N];
    geo_window *w = NULL;
    geo_shapes *points = NULL;
    geo_clark_evans e = {0};
    for (int k = 0; k < N; k++) {
        r[k] = 0.2 * k;
    }
    geo_status status = geo_window_create_box(ctx, (geo_box){0, 0, 10, 7}, &w);
    status = status == GEO_OK ? geo_window_draw(ctx, w, 1, 2, n, x, y) : status;
    status = status == GEO_OK ? geo_shapes_create_points(ctx, n, x, y, &points) : status;
    for (int kind = 0; kind < 3 && status == GEO_OK; kind++) {
        geo_pattern p = {.window = w, .points = points, .others = kind == 2 ? points : NULL};
        geo_pattern_options o = geo_pattern_options_default();
        geo_envelope_options chance = asked((geo_envelope_kind)kind, simulations);
        geo_curve c = {.value = t->value[kind]};
        geo_envelope out = {.low = t->low[kind], .high = t->high[kind]};
        o.statistic = kind == 1 ? GEO_PATTERN_J : GEO_PATTERN_L;
        o.spacing_m = 0.3;
        chance.relabel = 1;
        chance.alpha = 0.5; /* of so few simulations as there may be */
        status = geo_pattern_curve(ctx, &p, N, r, &o, &c);
        status =
            status == GEO_OK ? geo_pattern_envelope(ctx, &p, N, r, &o, &chance, &c, &out) : status;
        t->p[kind] = kind > 0 ? out.p : 0.0;
    }
    if (status == GEO_OK) {
        status = geo_clark_evans_test(ctx, w, points, simulations, 3, &e);
        t->drawn_p = e.drawn_p;
    }
    geo_window_destroy(w);
    geo_shapes_destroy(points);
    return status;
}

static void tell_it(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, tell(ctx, 300, SIMULATIONS, result));
}

static void threads_change_nothing(void **state)
{
    static told t;
    (void)state;
    assert_same_on_any_threads(tell_it, &t, sizeof t);
}

static geo_status tell_once(geo_ctx *ctx, void *data)
{
    return tell(ctx, 12, 2, data);
}

static void every_allocation_may_fail(void **state)
{
    static told t;
    (void)state;
    assert_true(assert_survives_allocation_failures(tell_once, &t) > 50);
}

int main(void)
{
#define WITH_CTX(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        WITH_CTX(pointwise_bounds_are_the_lowest_and_highest),
        WITH_CTX(rank_lengths_are_those_of_sorted_ranks),
        WITH_CTX(deviations_are_from_the_mean_of_all),
        WITH_CTX(chance_is_refused_as_often_as_agreed),
        WITH_CTX(gathering_is_seen),
        WITH_CTX(labels_are_dealt_out_evenly),
        WITH_CTX(options_out_of_range_are_refused),
        WITH_CTX(too_few_simulations_for_alpha_are_refused),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
