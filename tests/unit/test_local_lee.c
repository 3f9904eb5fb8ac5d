/* SPDX-License-Identifier: MIT */
/* The parts of Lee's L, and drawing their neighbours anew (METHODS 5). */
#include "support.h"

#include "geo/autocorrelation.h"
#include "lattice_weights.h"

enum { SMALL = 7, MANY = 450 };

/* ---- Every arrangement ----------------------------------------------------------------------- */

/* Deviations from the mean, one row, and what comes of it. */
typedef struct enumeration {
    int64_t i, k;
    double x[SMALL], y[SMALL], weight[SMALL], scale, own;
    bool used[SMALL];
    double observed, sum, squares;
    int64_t greater, less, total;
} enumeration;

static void arrange(enumeration *e, int64_t place, double of_x, double of_y)
{
    if (place == e->k) {
        double got = of_x * of_y * e->scale;
        e->greater += got >= e->observed - 1e-11;
        e->less += got <= e->observed + 1e-11;
        e->sum += got;
        e->squares += got * got;
        e->total++;
        return;
    }
    for (int64_t j = 0; j < SMALL; j++) {
        if (j != e->i && !e->used[j]) {
            e->used[j] = true;
            arrange(e, place + 1, of_x + e->weight[place] * e->x[j],
                    of_y + e->weight[place] * e->y[j]);
            e->used[j] = false;
        }
    }
}

static double center(const double *x, double *z)
{
    double mean = 0.0, m2 = 0.0;
    for (int i = 0; i < SMALL; i++) {
        mean += x[i] / SMALL;
    }
    for (int i = 0; i < SMALL; i++) {
        z[i] = x[i] - mean;
        m2 += z[i] * z[i] / SMALL;
    }
    return m2;
}

/* As the paper has it: rows with the feature itself, by its largest weight, are of sum 1. */
static enumeration enumerate(const geo_weights *w, const double *x, const double *y, bool star,
                             int64_t i)
{
    geo_weight_rows r = geo_weights_rows(w);
    enumeration e = {.i = i};
    double m2 = center(x, e.x), y2 = center(y, e.y), squares = 0.0, of_x, of_y, total = 0.0;
    for (int64_t j = 0; j < SMALL; j++) {
        squares += star ? 1.0 : row_total(w, j) * row_total(w, j);
    }
    e.scale = SMALL / (squares * sqrt(m2 * y2));
    for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
        e.weight[e.k++] = r.weight[at];
        e.own = fmax(e.own, r.weight[at]);
        total += r.weight[at];
    }
    e.own = star ? e.own : 0.0;
    for (int64_t j = 0; j < e.k && star; j++) {
        e.weight[j] /= total + e.own;
    }
    e.own = star ? e.own / (total + e.own) : 0.0;
    of_x = e.own * e.x[i];
    of_y = e.own * e.y[i];
    for (int64_t j = 0; j < e.k; j++) {
        of_x += e.weight[j] * e.x[r.neighbour[r.begin[i] + j]];
        of_y += e.weight[j] * e.y[r.neighbour[r.begin[i] + j]];
    }
    e.observed = of_x * of_y * e.scale;
    arrange(&e, 0, e.own * e.x[i], e.own * e.y[i]);
    return e;
}

static void results_are_those_of_every_arrangement(void **state)
{
    geo_ctx *ctx = *state;
    const double x[SMALL] = {1, 7, 2.5, 2.5, 11, 0, 4}, y[SMALL] = {3, 3, 1, 8, 2, 0, 5};
    geo_autocorrelation_options o = geo_autocorrelation_options_default();
    double value[SMALL], expected[SMALL], variance[SMALL], z[SMALL], p[SMALL];
    geo_local out = {.value = value, .expected = expected, .variance = variance, .z = z, .p = p};
    int compared = 0;
    o.permutations = 5040;
    o.islands = GEO_ISLANDS_KEEP;
    for (uint64_t seed = 1; seed < 17; seed++) {
        geo_weights *w = chance_weights(ctx, SMALL, 0.5, seed % 2 == 0, seed);
        geo_weight_rows r = geo_weights_rows(w);
        bool star = seed % 4 < 2;
        assert_ok(ctx, geo_local_lee(ctx, w, x, y, star, &o, &out));
        assert_int_equal(out.exact + out.islands, SMALL);
        for (int64_t i = 0; i < SMALL; i++) {
            if (r.begin[i] == r.begin[i + 1]) {
                assert_true(isnan(value[i]) && isnan(p[i]) && isnan(z[i]));
                continue;
            }
            enumeration e = enumerate(w, x, y, star, i);
            double mean = e.sum / (double)e.total, total = (double)e.total;
            double spread = e.squares / total - mean * mean;
            int64_t least = e.greater < e.less ? e.greater : e.less;
            assert_near(value[i], e.observed, 1e-12);
            assert_near(p[i], (double)least / total, 1e-12);
            assert_near(expected[i], mean, 1e-11);
            assert_near(variance[i], spread, 1e-11);
            if (spread > 1e-9) {
                assert_near(z[i], (e.observed - mean) / sqrt(spread), 1e-8);
                compared++;
            }
        }
        geo_weights_destroy(w);
    }
    assert_true(compared > 60);
}

/* ---- Drawn ---------------------------------------------------------------------------------- */

typedef struct told {
    double value[MANY], expected[MANY], variance[MANY], z[MANY], p[MANY];
    uint8_t spot[MANY];
} told;

/* Rows of 1 to 20 neighbours: drawn side by side, and shuffled. */
static geo_status tell(geo_ctx *ctx, int64_t n, int64_t permutations, uint64_t seed, told *t)
{
    static int64_t from[MANY * 20], to[MANY * 20];
    static double x[MANY], y[MANY];
    test_random r = {.state = 3};
    geo_weights *w = NULL;
    int64_t pairs = 0;
    geo_autocorrelation_options o = geo_autocorrelation_options_default();
    geo_local out = {t->value, t->expected, t->variance, t->z, t->p, t->spot, 0, 0, 0, 0};
    o.permutations = permutations;
    o.seed = seed;
    for (int64_t i = 0; i < n; i++) {
        x[i] = test_random_unit(&r);
        y[i] = 0.5 * x[i] + test_random_unit(&r);
        for (int64_t k = 1; k <= i % 20 + 1; k++) {
            from[pairs] = i;
            to[pairs++] = (i + (n == MANY ? k * k : k)) % n;
        }
    }
    geo_status status = geo_weights_create(ctx, n, pairs, from, to, NULL, &w);
    if (status == GEO_OK) {
        status = geo_local_lee(ctx, w, x, y, 1, &o, &out);
    }
    geo_weights_destroy(w);
    return status;
}

/* Two seeds: the same but for the error of draws. */
static void draws_have_the_right_mean(void **state)
{
    geo_ctx *ctx = *state;
    static told t, other;
    double off = 0.0, apart = 0.0;
    int tested = 0;
    assert_ok(ctx, tell(ctx, MANY, 299, 1, &t));
    assert_ok(ctx, tell(ctx, MANY, 299, 2, &other));
    for (int i = 0; i < MANY; i++) {
        assert_true(t.p[i] > 0.0 && t.p[i] <= 0.5 + 1e-2 && t.variance[i] > 0.0);
        double error = sqrt((t.variance[i] + other.variance[i]) / 299.0);
        off += (t.expected[i] - other.expected[i]) / error;
        apart += fabs(t.p[i] - other.p[i]);
        tested += fabs(t.expected[i] - other.expected[i]) > 5.0 * error;
    }
    assert_int_equal(tested, 0);
    assert_true(fabs(off / sqrt(MANY)) < 5.0);
    assert_true(apart > 0.0 && apart / MANY < 0.04);
}

static void tell_it(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, tell(ctx, MANY, 64, 1, result));
}

static void threads_change_nothing(void **state)
{
    static told t;
    (void)state;
    assert_same_on_any_threads(tell_it, &t, sizeof t);
}

static geo_status tell_once(geo_ctx *ctx, void *data)
{
    return tell(ctx, 30, 9, 1, data);
}

static void every_allocation_may_fail(void **state)
{
    static told t;
    (void)state;
    assert_true(assert_survives_allocation_failures(tell_once, &t) > 10);
}

static void nothing_is_told_without_permutations(void **state)
{
    geo_ctx *ctx = *state;
    static told t;
    assert_ok(ctx, tell(ctx, MANY, 0, 1, &t));
    for (int i = 0; i < MANY; i++) {
        assert_true(!isnan(t.value[i]));
        assert_true(isnan(t.p[i]) && isnan(t.z[i]) && isnan(t.expected[i]));
    }
}

/* Whoever is drawn, all others are there. */
static void neighbours_of_all_have_no_z(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t from[6] = {0, 0, 1, 1, 2, 2}, to[6] = {1, 2, 0, 2, 0, 1};
    const double x[3] = {1, 2, 4}, y[3] = {3, 1, 1};
    double value[3], variance[3], z[3], p[3];
    geo_local out = {.value = value, .variance = variance, .z = z, .p = p};
    geo_weights *w;
    assert_ok(ctx, geo_weights_create(ctx, 3, 6, from, to, NULL, &w));
    assert_ok(ctx, geo_local_lee(ctx, w, x, y, 1, NULL, &out));
    for (int i = 0; i < 3; i++) {
        assert_true(isnan(z[i]) && variance[i] == 0.0 && p[i] == 1.0);
    }
    geo_weights_destroy(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(results_are_those_of_every_arrangement, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(draws_have_the_right_mean, make_ctx, free_ctx),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test_setup_teardown(nothing_is_told_without_permutations, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(neighbours_of_all_have_no_z, make_ctx, free_ctx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
