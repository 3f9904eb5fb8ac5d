/* SPDX-License-Identifier: MIT */
/* The published numbers of spatial autocorrelation (METHODS 5). */
#include "support.h"

#include "draft.h"
#include "geo/autocorrelation.h"
#include "lattice_weights.h"
#include "vectors.h"

enum { ROOM = 16 };

static int64_t of_all(geo_ctx *ctx, const geo_weights *w, const char *what, const double *x,
                      const double *y, double *got)
{
    geo_autocorrelation_options o = permuted(0, GEO_TAIL_FOLDED);
    geo_global g;
    bool exact = strstr(what, "exact") != NULL;
    if (exact) {
        o = permuted(400000, GEO_TAIL_GREATER);
    }
    o.islands = strstr(what, "keep") != NULL ? GEO_ISLANDS_KEEP : GEO_ISLANDS_DROP;
    if (strncmp(what, "moran", 5) == 0) {
        assert_ok(ctx, geo_moran(ctx, w, x, &o, &g));
    } else if (strncmp(what, "geary", 5) == 0) {
        assert_ok(ctx, geo_geary(ctx, w, x, &o, &g));
    } else if (strcmp(what, "getis") == 0) {
        assert_ok(ctx, geo_getis_g(ctx, w, x, &o, &g));
    } else if (strcmp(what, "bivariate") == 0) {
        assert_ok(ctx, geo_moran_bivariate(ctx, w, x, y, &o, &g));
    } else {
        assert_ok(ctx, geo_lee(ctx, w, x, y, strcmp(what, "lee star") == 0, &o, &g));
    }
    const double values[] = {g.value,    g.expected,   g.var_normal,
                             g.z_normal, g.var_random, g.z_random};
    memcpy(got, values, sizeof values);
    if (exact) {
        assert_true(g.exact && g.permutations == 362880);
        got[0] = g.perm_mean;
        got[1] = g.perm_variance;
        got[2] = g.perm_p;
    }
    return exact ? 3 : 6;
}

static int64_t of_joins(geo_ctx *ctx, const geo_weights *w, const char *what, const double *x,
                        double *got)
{
    bool all = strcmp(what, "joins exact") == 0;
    geo_autocorrelation_options o = permuted(all ? 400000 : 0, GEO_TAIL_FOLDED);
    geo_joins j;
    assert_ok(ctx, geo_join_counts(ctx, w, x, &o, &j));
    const double exact[] = {j.bb.perm_p, j.bw.perm_p, j.bb.perm_variance, j.bw.perm_variance};
    const double counts[] = {j.bb.value,    j.ww.value,    j.bw.value,    j.joins,
                             j.bb.expected, j.ww.expected, j.bw.expected, j.free_bb};
    assert_near(j.bb.var_random, .9523809524, 1e-10);
    assert_near(j.bw.var_random, 2.3809523810, 1e-10);
    memcpy(got, all ? exact : counts, all ? sizeof exact : sizeof counts);
    return all ? 4 : 8;
}

static int64_t of_each(geo_ctx *ctx, const geo_weights *w, const char *what, const double *x,
                       double *got)
{
    geo_autocorrelation_options o = permuted(10000, GEO_TAIL_FOLDED);
    uint8_t spot[ROOM];
    bool moran = strncmp(what, "local", 5) == 0;
    geo_local out = {.spot = spot};
    *(strstr(what, "expected") != NULL   ? &out.expected
      : strstr(what, "variance") != NULL ? &out.variance
      : strstr(what, " p") != NULL       ? &out.p
                                         : &out.value) = got;
    if (moran) {
        assert_ok(ctx, geo_local_moran(ctx, w, x, &o, &out));
    } else {
        assert_ok(ctx, geo_local_g(ctx, w, x, strcmp(what, "gi star") == 0, &o, &out));
    }
    assert_int_equal(out.exact, out.p != NULL ? 9 : 0);
    for (int64_t i = 0; i < 9 && strstr(what, "spots") != NULL; i++) {
        got[i] = spot[i];
    }
    return 9;
}

static int64_t of_weights(geo_ctx *ctx, const geo_weights *w, const char *what, double *got)
{
    geo_weight_sums s;
    assert_ok(ctx, geo_weights_sums(ctx, w, &s));
    bool sums = strcmp(what, "sums") == 0;
    const double numbers[] = {sums ? s.s0 : weight_at(w, 0, 1), sums ? s.s1 : weight_at(w, 4, 1),
                              s.s2};
    memcpy(got, numbers, sizeof numbers);
    return sums ? 3 : 2;
}

static int64_t numbers_of(geo_ctx *ctx, const test_vectors *v, double *got)
{
    double x[ROOM], y[ROOM], threshold;
    const char *what = vector_text(v, "what");
    int64_t n = parse_numbers(vector_text(v, "x"), x, ROOM), count;
    parse_numbers(vector_text(v, "y"), y, ROOM);
    if (strncmp(what, "discovery", 9) == 0) {
        double alpha = strstr(what, "10 %") != NULL ? 0.10 : 0.05;
        assert_ok(ctx, geo_false_discovery(ctx, n, x, alpha, &threshold, &count));
        got[0] = threshold;
        got[1] = (double)count;
        return 2;
    }
    geo_weights *w = lattice_weights(ctx, 3, vector_text(v, "coding"));
    bool weights = strcmp(what, "sums") == 0 || strcmp(what, "weights") == 0;
    bool each = strncmp(what, "local", 5) == 0 || strncmp(what, "gi", 2) == 0;
    int64_t told = weights                          ? of_weights(ctx, w, what, got)
                   : each                           ? of_each(ctx, w, what, x, got)
                   : strncmp(what, "joins", 5) == 0 ? of_joins(ctx, w, what, x, got)
                                                    : of_all(ctx, w, what, x, y, got);
    geo_weights_destroy(w);
    return told;
}

static void published_numbers_are_met(void **state)
{
    geo_ctx *ctx = *state;
    test_vectors v;
    int rows = 0, checked = 0;
    vectors_open(&v, "vectors/autocorrelation.tsv");
    for (; vectors_next(&v); rows++) {
        double got[ROOM], expected[ROOM];
        int64_t told = numbers_of(ctx, &v, got);
        int64_t n = parse_numbers(vector_text(&v, "expected"), expected, ROOM);
        assert_true(n <= told);
        for (int64_t k = 0; k < n; k++) {
            bool any = isnan(expected[k]) && strncmp(vector_text(&v, "what"), "discovery", 9) != 0;
            if (any) { /* not told by the source */
                continue;
            }
            assert_true(isnan(expected[k]) == isnan(got[k]));
            if (!isnan(expected[k])) {
                assert_vector(&v, "number", got[k], expected[k], vector_number(&v, "tolerance"));
            }
            checked++;
        }
    }
    assert_int_equal(rows, 35);
    assert_true(checked > 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(published_numbers_are_met, make_ctx, free_ctx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
