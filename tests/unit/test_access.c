/* SPDX-License-Identifier: MIT */
/* The worked numbers of METHODS 2, the slow and obvious way on random tables, and what must hold
 * of any (METHODS 2.3 to 2.7). */
#include "support.h"

#include "access_oracle.h"
#include "draft.h"
#include "geo/proximity.h"
#include "vectors.h"

enum { ROOM = 4096, METHODS = 4 };

static const char *const decays[] = {"none",
                                     "power beta=1.5 c_min=2",
                                     "exponential beta=.1",
                                     "gaussian scale=10",
                                     "gaussian-beta beta=150",
                                     "linear scale=40",
                                     "logistic scale=15 beta=.3",
                                     "log-logistic scale=15 beta=3",
                                     "dai scale=30",
                                     "epanechnikov scale=30",
                                     "quartic scale=50",
                                     "step 10=1 20=.68 30=.22"};
enum { DECAYS = sizeof decays / sizeof decays[0] };

/* Arrays for results. */
typedef struct arrays {
    double score[ROOM], ratio[ROOM], load[ROOM], catchment[ROOM];
    int64_t reach[ROOM];
} arrays;

static geo_catchments into(arrays *a)
{
    return (geo_catchments){.score = a->score,
                            .reach = a->reach,
                            .ratio = a->ratio,
                            .load = a->load,
                            .catchment = a->catchment};
}

/* ---- Published numbers ----------------------------------------------------------------- */

typedef struct flows {
    double chance[ROOM];
    int64_t m, next;
} flows;

static int keep_flow(int64_t i, int64_t count, const int32_t *facility, const double *chance,
                     void *user)
{
    flows *f = user;
    assert_int_equal(i, f->next++);
    for (int64_t k = 0; k < count; k++) {
        assert_true(k == 0 || facility[k] > facility[k - 1]);
        f->chance[i * f->m + facility[k]] = chance[k];
    }
    return 1;
}

/* `what` is METHOD_ARRAY. */
static int64_t catchment_numbers(geo_ctx *ctx, const geo_costs *costs, const access_case *c,
                                 const char *what, const geo_access_options *o, double *got)
{
    static const char *const names[] = {"2sfca_", "3sfca_", "m2sfca_", "bfca_"};
    static arrays a;
    geo_catchments out = into(&a);
    int method = 0;
    while (strncmp(what, names[method], strlen(names[method])) != 0) {
        method++;
        assert_true(method < METHODS);
    }
    what += strlen(names[method]);
    assert_ok(ctx, geo_access_catchments(ctx, costs, (geo_catchment_method)method, c->demand,
                                         c->supply, o, &out));
    if (strcmp(what, "score") == 0) {
        memcpy(got, a.score, sizeof *got * (size_t)c->n);
        return c->n;
    }
    if (strcmp(what, "ratio") == 0) {
        memcpy(got, a.ratio, sizeof *got * (size_t)c->m);
        return c->m;
    }
    got[0] = strcmp(what, "empty") == 0 ? (double)out.empty : 0.0;
    for (int64_t i = 0; i < c->n && strcmp(what, "given") == 0; i++) {
        got[0] += c->demand[i] * a.score[i];
    }
    return 1;
}

static int64_t huff_numbers(geo_ctx *ctx, const geo_costs *costs, const access_case *c,
                            const char *what, double *got)
{
    static flows f;
    double visits[8], share[8];
    geo_huff out = {.visits = visits, .share = share, .flow = keep_flow, .flow_user = &f};
    f = (flows){.m = c->m};
    assert_ok(ctx, geo_access_huff(ctx, costs, c->demand, c->supply, NULL, &out));
    assert_int_equal(f.next, c->n);
    bool chances = strcmp(what, "huff_chances") == 0;
    int64_t count = chances ? c->n * c->m : c->m;
    memcpy(got,
           chances                           ? f.chance
           : strcmp(what, "huff_share") == 0 ? share
                                             : visits,
           sizeof *got * (size_t)count);
    return count;
}

/* What the closest cost people: mean, most, quantiles. */
static int64_t closest_numbers(geo_ctx *ctx, const geo_costs *costs, const access_case *c,
                               const char *what, double *got)
{
    const double share[] = {.25, .5, .9, .95};
    int64_t which[8];
    double cost[8];
    geo_summary s;
    assert_ok(ctx, geo_access_closest(ctx, costs, (double)INFINITY, which, cost));
    assert_ok(ctx, geo_summarize(ctx, c->n, cost, c->demand, &s));
    if (strcmp(what, "closest_quantiles") == 0) {
        assert_ok(ctx, geo_quantiles(ctx, c->n, cost, c->demand, 4, share, got));
        assert_true(s.median == got[1] && s.p90 == got[2]);
        return 4;
    }
    got[0] = strcmp(what, "closest_max") == 0 ? s.max : s.mean;
    return 1;
}

static int64_t golden_numbers(geo_ctx *ctx, const access_case *c, const char *what,
                              const geo_access_options *o, double *got)
{
    static const double ten = 10.0;
    geo_costs *costs = access_costs(ctx, c);
    int64_t which[8], count = c->n;
    if (strcmp(what, "opportunities") == 0) {
        assert_ok(ctx, geo_access_opportunities(ctx, costs, c->supply, o, got, NULL));
    } else if (strcmp(what, "closest") == 0) {
        assert_ok(ctx, geo_access_closest(ctx, costs, o->cutoff, which, got));
    } else if (strcmp(what, "closest_facility") == 0) {
        assert_ok(ctx, geo_access_closest(ctx, costs, o->cutoff, which, got));
        for (int64_t i = 0; i < c->n; i++) {
            got[i] = (double)which[i];
        }
    } else if (strncmp(what, "closest_", 8) == 0) {
        count = closest_numbers(ctx, costs, c, what, got);
    } else if (strcmp(what, "decay_at_10") == 0) {
        assert_ok(ctx, geo_decay_weights(ctx, o->decay, 1, &ten, got));
        count = 1;
    } else if (strncmp(what, "huff", 4) == 0) {
        count = huff_numbers(ctx, costs, c, what, got);
    } else {
        count = catchment_numbers(ctx, costs, c, what, o, got);
    }
    geo_costs_destroy(costs);
    return count;
}

static void published_numbers_are_met(void **state)
{
    geo_ctx *ctx = *state;
    access_case c = access_golden();
    test_vectors v;
    access_decay decay;
    int rows = 0;
    vectors_open(&v, "vectors/access.tsv");
    for (; vectors_next(&v); rows++) {
        double expected[16], got[16];
        geo_access_options o = geo_access_options_default();
        access_decay_parse(vector_text(&v, "decay"), &decay);
        o.decay = &decay.decay;
        o.cutoff = vector_number(&v, "cutoff");
        const char *what = vector_text(&v, "what");
        int64_t n = golden_numbers(ctx, &c, what, &o, got);
        assert_int_equal(parse_numbers(vector_text(&v, "expected"), expected, 16), n);
        for (int64_t k = 0; k < n; k++) {
            double scale = fmax(1.0, fabs(expected[k]));
            assert_vector(&v, what, got[k], expected[k], vector_number(&v, "tolerance") * scale);
        }
    }
    assert_int_equal(rows, 48);
    access_free(&c);
}

/* ---- The slow way ---------------------------------------------------------------------- */

static void assert_all_near(const double *got, const double *expected, int64_t n, double tolerance)
{
    for (int64_t k = 0; k < n; k++) {
        double scale = fmax(fabs(expected[k]), 1e-300);
        assert_true(isnan(got[k]) == isnan(expected[k]));
        assert_true(isnan(got[k]) || fabs(got[k] - expected[k]) <= tolerance * scale);
    }
}

static void assert_catchments_are_right(geo_ctx *ctx, const access_case *c, int method,
                                        const geo_access_options *o)
{
    static arrays fast, slow;
    geo_catchments got = into(&fast), expected = into(&slow);
    geo_costs *costs = access_costs(ctx, c);
    assert_ok(ctx, geo_access_catchments(ctx, costs, (geo_catchment_method)method, c->demand,
                                         c->supply, o, &got));
    oracle_catchments(c, (geo_catchment_method)method, o->decay, o->cutoff, &expected);
    assert_all_near(fast.ratio, slow.ratio, c->m, 1e-12);
    assert_all_near(fast.load, slow.load, c->m, 1e-12);
    assert_all_near(fast.catchment, slow.catchment, c->m, 1e-12);
    assert_all_near(fast.score, slow.score, c->n, 1e-12);
    assert_memory_equal(fast.reach, slow.reach, sizeof *slow.reach * (size_t)c->n);
    assert_int_equal(got.empty, expected.empty);
    assert_int_equal(got.unserved, expected.unserved);
    assert_int_equal(got.demand_unknown, expected.demand_unknown);
    assert_int_equal(got.supply_unknown, expected.supply_unknown);
    geo_costs_destroy(costs);
}

static void catchments_are_what_a_dense_matrix_gives(void **state)
{
    geo_ctx *ctx = *state;
    const double cutoffs[] = {25.0, (double)INFINITY, 1e-9};
    for (int kind = 0; kind < 3; kind++) {
        access_case c = access_random(100 + (uint64_t)kind, 70, 40, kind);
        for (int d = 0; d < DECAYS; d++) {
            access_decay decay;
            access_decay_parse(decays[d], &decay);
            for (int k = 0; k < 3; k++) {
                geo_access_options o = geo_access_options_default();
                o.decay = &decay.decay;
                o.cutoff = cutoffs[k];
                assert_catchments_are_right(ctx, &c, (d + k + kind) % METHODS, &o);
                assert_catchments_are_right(ctx, &c, (d + k + kind + 1) % METHODS, &o);
            }
        }
        access_free(&c);
    }
}

static void opportunities_and_the_closest_are_what_a_scan_gives(void **state)
{
    geo_ctx *ctx = *state;
    static double score[ROOM], slow[ROOM], cost[ROOM];
    static int64_t reach[ROOM], slow_reach[ROOM], which[ROOM];
    for (int d = 0; d < DECAYS; d++) {
        access_case c = access_random(7 + (uint64_t)d, 90, 33, d % 3);
        geo_costs *costs = access_costs(ctx, &c);
        access_decay decay;
        access_decay_parse(decays[d], &decay);
        geo_access_options o = {sizeof o, 35.0, &decay.decay};
        assert_ok(ctx, geo_access_opportunities(ctx, costs, c.supply, &o, score, reach));
        oracle_opportunities(&c, &decay.decay, 35.0, slow, slow_reach);
        assert_all_near(score, slow, c.n, 1e-12);
        assert_memory_equal(reach, slow_reach, sizeof *reach * (size_t)c.n);
        assert_ok(ctx, geo_access_closest(ctx, costs, 35.0, which, cost));
        for (int64_t i = 0; i < c.n; i++) {
            int64_t best = -1;
            for (int64_t j = 0; j < c.m; j++) {
                double at = c.cost[i * c.m + j];
                best = at <= 35.0 && (best < 0 || at < c.cost[i * c.m + best]) ? j : best;
            }
            assert_int_equal(which[i], best);
            assert_true(best < 0 ? isnan(cost[i]) : cost[i] == c.cost[i * c.m + best]);
        }
        geo_costs_destroy(costs);
        access_free(&c);
    }
}

static void assert_huff_is_right(geo_ctx *ctx, const access_case *c, const geo_huff_options *o)
{
    static flows f;
    static double chance[ROOM], slow[ROOM], slow_visits[ROOM], visits[ROOM], share[ROOM];
    static int64_t reach[ROOM], likeliest[ROOM];
    geo_costs *costs = access_costs(ctx, c);
    geo_huff out = {reach, likeliest, chance, visits, share, keep_flow, &f, 0, 0, 0};
    f = (flows){.m = c->m};
    assert_ok(ctx, geo_access_huff(ctx, costs, c->demand, c->supply, o, &out));
    oracle_huff(c, o, slow, slow_visits);
    assert_all_near(visits, slow_visits, c->m, 1e-12);
    double shares = 0.0;
    for (int64_t j = 0; j < c->m; j++) {
        shares += isnan(share[j]) ? 0.0 : share[j];
    }
    assert_near(shares, 1.0, 1e-13);
    for (int64_t i = 0; i < c->n; i++) {
        const double *row = slow + i * c->m;
        assert_true((reach[i] == 0) == isnan(row[0]) && (likeliest[i] < 0) == isnan(row[0]));
        double sum = 0.0;
        for (int64_t j = 0; j < c->m && reach[i] > 0; j++) {
            assert_near(f.chance[i * c->m + j], row[j], 1e-12);
            sum += f.chance[i * c->m + j];
            assert_true(f.chance[i * c->m + j] <= chance[i]);
        }
        if (reach[i] > 0) {
            assert_near(sum, 1.0, 1e-13);
            assert_true(chance[i] == f.chance[i * c->m + likeliest[i]]);
        }
    }
    geo_costs_destroy(costs);
}

static void huffs_choice_is_what_a_dense_matrix_gives(void **state)
{
    geo_ctx *ctx = *state;
    const double alphas[] = {1.0, 0.0, 2.5}, betas[] = {2.0, 0.0, 1.3};
    for (int kind = 0; kind < 3; kind++) {
        access_case c = access_random(50 + (uint64_t)kind, 60, 30, kind);
        for (int k = 0; k < 3; k++) {
            geo_huff_options o = geo_huff_options_default();
            o.alpha = alphas[k];
            o.beta = betas[k];
            o.c_min = k == 2 ? 5.0 : 0.01;
            o.cutoff = k == 1 ? 30.0 : (double)INFINITY;
            assert_huff_is_right(ctx, &c, &o);
        }
        access_free(&c);
    }
}

/* ---- What must hold -------------------------------------------------------------------- */

static void what_is_given_is_what_there_is(void **state)
{
    geo_ctx *ctx = *state;
    static arrays a;
    for (uint64_t seed = 0; seed < 60; seed++) {
        access_case c = access_random(900 + seed, 40, 25, (int)(seed % 3));
        geo_costs *costs = access_costs(ctx, &c);
        access_decay decay;
        access_decay_parse(decays[seed % DECAYS], &decay);
        geo_access_options o = {sizeof o, 30.0, &decay.decay};
        for (int method = 0; method < METHODS; method++) {
            geo_catchments out = into(&a);
            assert_ok(ctx, geo_access_catchments(ctx, costs, (geo_catchment_method)method, c.demand,
                                                 c.supply, &o, &out));
            double given = 0.0, there = 0.0, scores = 0.0, ratios = 0.0;
            for (int64_t i = 0; i < c.n; i++) {
                given += isnan(c.demand[i]) ? 0.0 : c.demand[i] * a.score[i];
                scores += isnan(c.demand[i]) ? 0.0 : a.score[i];
            }
            for (int64_t j = 0; j < c.m; j++) {
                there += a.load[j] > 0.0 ? c.supply[j] : 0.0;
                ratios += isnan(a.ratio[j]) ? 0.0 : a.ratio[j];
            }
            if (method == GEO_2SFCA || method == GEO_3SFCA) {
                assert_near(given, there, 1e-12);
            } else if (method == GEO_M2SFCA) {
                assert_true(given <= there * (1.0 + 1e-12));
            } else {
                assert_near(scores, ratios, 1e-12);
            }
        }
        geo_costs_destroy(costs);
        access_free(&c);
    }
}

/* With one facility in reach of all, and no decay, every method shares alike. */
static void one_facility_is_shared_by_all(void **state)
{
    geo_ctx *ctx = *state;
    double cost[] = {1, 2, 3}, demand[] = {10, 20, 70}, supply[] = {50}, score[3];
    const access_case c = {3, 1, cost, demand, supply};
    geo_costs *costs = access_costs(ctx, &c);
    for (int method = 0; method < METHODS; method++) {
        geo_catchments out = {.score = score};
        assert_ok(ctx, geo_access_catchments(ctx, costs, (geo_catchment_method)method, demand,
                                             supply, NULL, &out));
        for (int i = 0; i < 3; i++) { /* BFCA shares by place, not by person */
            assert_near(score[i], method == GEO_BFCA ? 0.5 / 3.0 : 0.5, 1e-15);
        }
    }
    geo_costs_destroy(costs);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(published_numbers_are_met),
        TEST(catchments_are_what_a_dense_matrix_gives),
        TEST(opportunities_and_the_closest_are_what_a_scan_gives),
        TEST(huffs_choice_is_what_a_dense_matrix_gives),
        TEST(what_is_given_is_what_there_is),
        TEST(one_facility_is_shared_by_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
