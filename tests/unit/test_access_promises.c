/* SPDX-License-Identifier: MIT */
/* What metrics of access promise besides their numbers: decays that never give a NaN, clear
 * refusals, the same from straight lines as from a table, threads, memory. */
#include "support.h"

#include "access_oracle.h"
#include "draft.h"
#include "places.h"

enum { MANY = 500, FEW = 100 };

/* ---- Decay ---------------------------------------------------------------------------- */

static void decays_fall_from_any_cost_to_any(void **state)
{
    geo_ctx *ctx = *state;
    const double scales[] = {1e-300, 1e-9, 1.0, 1e9, 1e300};
    const double costs[] = {0.0, 5e-324, 1e-200, 0.5,     1.0,
                            7.0, 1e9,    1e200,  1.7e308, (double)INFINITY};
    for (int form = 0; form < GEO_DECAY_STEP; form++) {
        for (int s = 0; s < 5; s++) {
            geo_decay d = geo_decay_default();
            double weight[10];
            d.form = (geo_decay_form)form;
            d.beta = d.scale = scales[s];
            assert_ok(ctx, geo_decay_weights(ctx, &d, 10, costs, weight));
            for (int k = 0; k < 10; k++) {
                assert_true(weight[k] >= 0.0 && weight[k] <= 1.0);
                assert_true(k == 0 || weight[k] <= weight[k - 1]);
            }
        }
    }
}

static void steps_are_closed_and_nothing_lies_beyond(void **state)
{
    geo_ctx *ctx = *state;
    const double cost[] = {0.0, 500.0, 500.0000001, 1000.0, 1000.0000001};
    access_decay step;
    double weight[5];
    access_decay_parse("step 500=1 1000=.68", &step);
    assert_ok(ctx, geo_decay_weights(ctx, &step.decay, 5, cost, weight));
    const double expected[] = {1.0, 1.0, 0.68, 0.68, 0.0};
    assert_memory_equal(weight, expected, sizeof weight);
}

static void decays_match_their_formulas(void **state)
{
    geo_ctx *ctx = *state;
    static const char *const texts[] = {"power beta=1.7 c_min=.5",
                                        "exponential beta=.07",
                                        "gaussian scale=12",
                                        "gaussian-beta beta=90",
                                        "linear scale=33",
                                        "logistic scale=9 beta=.4",
                                        "log-logistic scale=9 beta=2.2",
                                        "dai scale=25",
                                        "epanechnikov scale=25",
                                        "quartic scale=25",
                                        "step 3=1 9=.5 27=.1"};
    for (size_t t = 0; t < sizeof texts / sizeof texts[0]; t++) {
        access_decay d;
        access_decay_parse(texts[t], &d);
        for (double cost = 0.0; cost < 40.0; cost += 0.37) {
            double weight, expected = (double)oracle_decay(&d.decay, cost);
            assert_ok(ctx, geo_decay_weights(ctx, &d.decay, 1, &cost, &weight));
            assert_near(weight, expected, 1e-15);
        }
    }
}

static void wrong_decays_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    static const struct {
        const char *text, *message;
    } wrong[] = {{"power c_min=1", "decay power has no beta"},
                 {"exponential beta=-1", "decay exponential: beta is -1"},
                 {"gaussian scale=0", "decay gaussian: scale is 0"},
                 {"dai scale=inf", "decay dai: scale is inf"},
                 {"power beta=2 c_min=0", "decay power: c_min is 0"},
                 {"power beta=2 c_min=1e-100", "too large a weight"},
                 {"step", "decay step has no steps"},
                 {"step 10=1 10=.5", "decay step 2 ends at 10"},
                 {"step 10=1 20=-1", "decay step 2 has the weight -1"},
                 {"step -1=1", "decay step 1 ends at -1"},
                 {"step inf=1", "decay step 1 ends at inf"}};
    const double cost[] = {1.0, -1.0};
    double weight[2];
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        access_decay d;
        access_decay_parse(wrong[k].text, &d);
        assert_status(ctx, geo_decay_weights(ctx, &d.decay, 1, cost, weight), GEO_INVALID);
        assert_message_has(ctx, wrong[k].message);
    }
    geo_decay unknown = geo_decay_default();
    unknown.form = (geo_decay_form)99;
    assert_status(ctx, geo_decay_weights(ctx, &unknown, 1, cost, weight), GEO_INVALID);
    assert_status(ctx, geo_decay_weights(ctx, NULL, 2, cost, weight), GEO_DATA);
    assert_message_has(ctx, "cost 2 is -1");
}

/* ---- Refusals ------------------------------------------------------------------------- */

static void amounts_below_nothing_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    access_case c = access_golden();
    geo_costs *costs = access_costs(ctx, &c);
    double score[4];
    geo_catchments out = {.score = score};
    geo_huff huff = {0};
    c.demand[2] = -1.0;
    assert_status(ctx, geo_access_catchments(ctx, costs, GEO_2SFCA, c.demand, c.supply, NULL, &out),
                  GEO_DATA);
    assert_message_has(ctx, "demand of feature 3 is -1");
    c.demand[2] = 0.0;
    c.supply[1] = (double)INFINITY;
    assert_status(ctx, geo_access_opportunities(ctx, costs, c.supply, NULL, score, NULL), GEO_DATA);
    assert_message_has(ctx, "supply of feature 2 is inf");
    assert_status(ctx, geo_access_huff(ctx, costs, c.demand, c.supply, NULL, &huff), GEO_DATA);
    assert_message_has(ctx, "attraction of feature 2 is inf");
    c.supply[1] = 1e300;
    assert_status(ctx, geo_access_opportunities(ctx, costs, c.supply, NULL, score, NULL), GEO_DATA);
    assert_message_has(ctx, "add up to more than");
    geo_costs_destroy(costs);
    access_free(&c);
}

static void demand_of_nobody_is_refused_and_unknown_is_counted(void **state)
{
    geo_ctx *ctx = *state;
    access_case c = access_golden();
    geo_costs *costs = access_costs(ctx, &c);
    double score[4], ratio[3];
    int64_t reach[4];
    geo_catchments out = {.score = score, .ratio = ratio, .reach = reach};
    const double nobody[] = {0.0, 0.0, (double)NAN, 0.0};
    assert_status(ctx, geo_access_catchments(ctx, costs, GEO_3SFCA, nobody, c.supply, NULL, &out),
                  GEO_DATA);
    assert_message_has(ctx, "the demand adds up to 0");
    c.demand[0] = (double)NAN;
    c.supply[2] = (double)NAN;
    assert_ok(ctx, geo_access_catchments(ctx, costs, GEO_2SFCA, c.demand, c.supply, NULL, &out));
    assert_int_equal(out.demand_unknown, 1);
    assert_int_equal(out.supply_unknown, 1);
    assert_true(isnan(score[0]) && isnan(ratio[2]));
    assert_near(score[1], 30.0 / 400.0, 1e-15);
    assert_int_equal(reach[1], 2);
    geo_costs_destroy(costs);
    access_free(&c);
}

static void wrong_options_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    access_case c = access_golden();
    geo_costs *costs = access_costs(ctx, &c);
    const double cutoffs[] = {0.0, -1.0, (double)NAN};
    double score[4];
    int64_t which[4];
    geo_catchments out = {.score = score};
    geo_huff huff = {0};
    for (int k = 0; k < 3; k++) {
        geo_access_options o = {sizeof o, cutoffs[k], NULL};
        assert_status(ctx, geo_access_opportunities(ctx, costs, NULL, &o, score, NULL),
                      GEO_INVALID);
        assert_message_has(ctx, "the cut-off is");
        assert_status(ctx, geo_access_closest(ctx, costs, cutoffs[k], which, score), GEO_INVALID);
    }
    assert_status(
        ctx, geo_access_catchments(ctx, costs, (geo_catchment_method)9, NULL, NULL, NULL, &out),
        GEO_INVALID);
    geo_huff_options h = geo_huff_options_default();
    h.alpha = -1.0;
    assert_status(ctx, geo_access_huff(ctx, costs, NULL, NULL, &h, &huff), GEO_INVALID);
    assert_message_has(ctx, "alpha is -1");
    h = geo_huff_options_default();
    h.c_min = 0.0;
    assert_status(ctx, geo_access_huff(ctx, costs, NULL, NULL, &h, &huff), GEO_INVALID);
    assert_message_has(ctx, "c_min is 0");
    geo_costs_destroy(costs);
    access_free(&c);
}

static void sums_too_large_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    access_case c = access_golden();
    geo_costs *costs = access_costs(ctx, &c);
    access_decay d;
    double score[4];
    geo_catchments out = {.score = score};
    access_decay_parse("step 100=1e100", &d);
    geo_access_options o = {sizeof o, 100.0, &d.decay};
    c.demand[0] = c.supply[0] = 1e280;
    assert_status(ctx, geo_access_opportunities(ctx, costs, c.supply, &o, score, NULL), GEO_DATA);
    assert_message_has(ctx, "place 1: the sum is too large");
    assert_status(ctx, geo_access_catchments(ctx, costs, GEO_2SFCA, c.demand, c.supply, &o, &out),
                  GEO_DATA);
    assert_message_has(ctx, "catchment of facility 1: the sum is too large");
    geo_costs_destroy(costs);
    access_free(&c);
}

static int stop_at_once(int64_t i, int64_t count, const int32_t *facility, const double *chance,
                        void *user)
{
    (void)i, (void)count, (void)facility, (void)chance, (void)user;
    return 0;
}

static void flows_can_be_stopped(void **state)
{
    geo_ctx *ctx = *state;
    access_case c = access_golden();
    geo_costs *costs = access_costs(ctx, &c);
    geo_huff out = {.flow = stop_at_once};
    assert_status(ctx, geo_access_huff(ctx, costs, NULL, NULL, NULL, &out), GEO_CANCELLED);
    geo_costs_destroy(costs);
    access_free(&c);
}

/* Tables of no pair, of no place and of no facility. */
static void nothing_in_reach_is_told(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t sizes[][2] = {{3, 2}, {0, 2}, {3, 0}, {0, 0}};
    for (int k = 0; k < 4; k++) {
        int64_t n = sizes[k][0], m = sizes[k][1], reach[3], likeliest[3];
        double score[3] = {7, 7, 7}, ratio[2] = {7, 7}, load[2] = {7, 7}, chance[3], share[2];
        geo_catchments out = {.score = score, .reach = reach, .ratio = ratio, .load = load};
        geo_huff huff = {.likeliest = likeliest, .chance = chance, .share = share};
        geo_costs *costs;
        assert_ok(ctx, geo_costs_create(ctx, n, m, 0, NULL, NULL, NULL, "m", &costs));
        for (int method = 0; method <= GEO_BFCA; method++) {
            assert_ok(ctx, geo_access_catchments(ctx, costs, (geo_catchment_method)method, NULL,
                                                 NULL, NULL, &out));
            assert_int_equal(out.unserved, n);
            assert_int_equal(out.empty, m);
            assert_true(n == 0 || (score[2] == 0.0 && reach[2] == 0));
            assert_true(m == 0 || (ratio[1] == 0.0 && load[1] == 0.0));
        }
        assert_ok(ctx, geo_access_huff(ctx, costs, NULL, NULL, NULL, &huff));
        assert_int_equal(huff.unserved, n);
        assert_true(n == 0 || (likeliest[2] == -1 && isnan(chance[2])));
        assert_true(m == 0 || isnan(share[1]));
        geo_costs_destroy(costs);
    }
}

/* ---- Straight lines, threads, memory --------------------------------------------------- */

typedef struct town {
    int64_t n, m;
    double x[MANY], y[MANY], people[MANY], fx[FEW], fy[FEW], beds[FEW];
} town;

static town *make_town(int kind, int64_t n, int64_t m)
{
    town *t = malloc(sizeof *t);
    test_random r = {.state = 12};
    assert_non_null(t);
    t->n = n;
    t->m = m;
    fill_places(kind, n, 3, t->x, t->y);
    fill_places(kind, m, 4, t->fx, t->fy);
    for (int64_t i = 0; i < t->n; i++) {
        t->people[i] = i % 50 == 7 ? (double)NAN : floor(100.0 * test_random_unit(&r));
    }
    for (int64_t j = 0; j < t->m; j++) {
        t->beds[j] = j % 50 == 3 ? (double)NAN : floor(1.0 + 30.0 * test_random_unit(&r));
    }
    return t;
}

enum { WAYS = 2 * (GEO_BFCA + 1) }; /* every method, with decay and without */

typedef struct results {
    double score[WAYS][MANY], ratio[WAYS][FEW], catchment[WAYS][FEW], sum[2][MANY];
    double visits[FEW], chance[MANY], cost[MANY];
    int64_t reach[WAYS][MANY], likeliest[MANY], which[MANY];
} results;

static geo_status measure_all(geo_ctx *ctx, const geo_costs *costs, const town *t, int ways,
                              results *r)
{
    static const char *const forms[] = {"gaussian scale=20", "none"};
    geo_huff huff = {.visits = r->visits, .chance = r->chance, .likeliest = r->likeliest};
    geo_status status = geo_access_huff(ctx, costs, t->people, t->beds, NULL, &huff);
    for (int k = 0; k < ways && status == GEO_OK; k++) {
        access_decay d;
        access_decay_parse(forms[k % 2], &d);
        geo_access_options o = {sizeof o, 60.0, &d.decay};
        geo_catchments out = {.score = r->score[k],
                              .ratio = r->ratio[k],
                              .catchment = r->catchment[k],
                              .reach = r->reach[k]};
        status = geo_access_catchments(ctx, costs, (geo_catchment_method)(k / 2), t->people,
                                       t->beds, &o, &out);
        if (status == GEO_OK && k < 2) {
            status = geo_access_opportunities(ctx, costs, t->beds, &o, r->sum[k], NULL);
        }
    }
    if (status == GEO_OK) {
        status = geo_access_closest(ctx, costs, 60.0, r->which, r->cost);
    }
    return status;
}

/* All pairs of the town within 60. */
static geo_costs *town_table(geo_ctx *ctx, const town *t)
{
    static int64_t origin[MANY * FEW], destination[MANY * FEW];
    static double cost[MANY * FEW];
    int64_t pairs = 0;
    geo_costs *costs;
    for (int64_t i = 0; i < t->n; i++) {
        for (int64_t j = 0; j < t->m; j++) {
            double dx = t->fx[j] - t->x[i], dy = t->fy[j] - t->y[i], d2 = dx * dx + dy * dy;
            if (d2 <= 3600.0) {
                origin[pairs] = i;
                destination[pairs] = j;
                cost[pairs++] = sqrt(d2);
            }
        }
    }
    assert_ok(ctx, geo_costs_create(ctx, t->n, FEW, pairs, origin, destination, cost, "m", &costs));
    return costs;
}

static geo_costs *town_lines(geo_ctx *ctx, const town *t)
{
    geo_shapes *homes = draft_points(ctx, t->n, t->x, t->y);
    geo_shapes *clinics = draft_points(ctx, t->m, t->fx, t->fy);
    geo_costs *costs;
    assert_ok(ctx, geo_costs_measure(ctx, homes, clinics, 60.0, 0, &costs));
    geo_shapes_destroy(homes);
    geo_shapes_destroy(clinics);
    return costs;
}

/* To the bit, though lines are added up in another order: sums carry what rounding loses. */
static void straight_lines_give_what_their_table_gives(void **state)
{
    geo_ctx *ctx = *state;
    static results lines, table;
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        town *t = make_town(kind, MANY, FEW);
        geo_costs *measured = town_lines(ctx, t), *kept = town_table(ctx, t);
        memset(&lines, 0, sizeof lines);
        memset(&table, 0, sizeof table);
        assert_ok(ctx, measure_all(ctx, measured, t, WAYS, &lines));
        assert_ok(ctx, measure_all(ctx, kept, t, WAYS, &table));
        assert_memory_equal(&lines, &table, sizeof lines);
        geo_costs_destroy(measured);
        geo_costs_destroy(kept);
        free(t);
    }
}

static void any_number_of_threads_gives_the_same(void **state)
{
    (void)state;
    static results one, other, table;
    const int64_t threads[] = {1, 2, 3, 7};
    town *t = make_town(1, MANY, FEW);
    for (int k = 0; k < 4; k++) {
        geo_ctx *ctx = ctx_with_threads(threads[k]);
        geo_costs *costs = town_table(ctx, t), *lines = town_lines(ctx, t);
        results *r = k == 0 ? &one : &other;
        memset(r, 0, sizeof *r);
        memset(&table, 0, sizeof table);
        assert_ok(ctx, measure_all(ctx, lines, t, WAYS, r));
        assert_ok(ctx, measure_all(ctx, costs, t, WAYS, &table));
        assert_true(k == 0 || memcmp(&one, &other, sizeof one) == 0);
        assert_memory_equal(&table, &one, sizeof table);
        geo_costs_destroy(costs);
        geo_costs_destroy(lines);
        geo_ctx_destroy(ctx);
    }
    free(t);
}

static geo_status run_all(geo_ctx *ctx, void *data)
{
    static results r;
    const town *t = data;
    geo_shapes *homes = NULL, *clinics = NULL;
    geo_costs *costs = NULL;
    geo_status status = geo_shapes_create_points(ctx, t->n, t->x, t->y, &homes);
    if (status == GEO_OK) {
        status = geo_shapes_create_points(ctx, t->m, t->fx, t->fy, &clinics);
    }
    if (status == GEO_OK) {
        status = geo_costs_measure(ctx, homes, clinics, 60.0, 0, &costs);
    }
    if (status == GEO_OK) {
        status = measure_all(ctx, costs, t, 1, &r);
    }
    geo_costs_destroy(costs);
    geo_shapes_destroy(homes);
    geo_shapes_destroy(clinics);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    town *t = make_town(0, 30, 8);
    assert_true(assert_survives_allocation_failures(run_all, t) > 20);
    free(t);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(decays_fall_from_any_cost_to_any),
        TEST(steps_are_closed_and_nothing_lies_beyond),
        TEST(decays_match_their_formulas),
        TEST(wrong_decays_are_refused),
        TEST(amounts_below_nothing_are_refused),
        TEST(demand_of_nobody_is_refused_and_unknown_is_counted),
        TEST(wrong_options_are_refused),
        TEST(sums_too_large_are_refused),
        TEST(flows_can_be_stopped),
        TEST(nothing_in_reach_is_told),
        TEST(straight_lines_give_what_their_table_gives),
        TEST(any_number_of_threads_gives_the_same),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
