/* SPDX-License-Identifier: MIT */
/* How evenly values are shared, and jobs against homes (METHODS 2.8, 2.9, 4.7). */
#include "support.h"

#include "draft.h"
#include "geo/equity.h"
#include "vectors.h"

enum { ROOM = 64, MANY = 5000 };

/* ---- Published numbers ----------------------------------------------------------------- */

typedef struct units {
    double value[ROOM], weight[ROOM], number[ROOM];
    int64_t group[ROOM], n, groups;
} units;

static void read_units(const test_vectors *v, units *u)
{
    u->n = parse_numbers(vector_text(v, "value"), u->value, ROOM);
    parse_numbers(vector_text(v, "weight"), u->weight, ROOM);
    u->groups = parse_numbers(vector_text(v, "group"), u->number, ROOM) > 0 ? 2 : 0;
    for (int64_t i = 0; i < u->n; i++) {
        u->group[i] = u->groups > 0 ? (int64_t)u->number[i] : -1;
    }
}

static int64_t numbers_of(geo_ctx *ctx, const units *u, const char *what, double *got)
{
    double other[ROOM + 1];
    int64_t count;
    geo_equity e, each[2];
    geo_theil theil;
    geo_balance b;
    if (strcmp(what, "contained") == 0) {
        assert_ok(ctx,
                  geo_self_containment(ctx, 1, u->value, u->value + 1, u->value + 2, got, got + 1));
        return 2;
    }
    if (strcmp(what, "mismatch") == 0 || strcmp(what, "ratio") == 0) {
        assert_ok(ctx, geo_balance_measure(ctx, u->n, u->value, u->weight, got, NULL, &b));
        got[0] = strcmp(what, "ratio") == 0 ? got[0] : b.mismatch;
        return strcmp(what, "ratio") == 0 ? u->n : 1;
    }
    if (strncmp(what, "lorenz", 6) == 0) {
        bool people = strcmp(what, "lorenz_people") == 0;
        assert_ok(ctx, geo_equity_lorenz(ctx, u->n, u->value, u->weight, people ? got : other,
                                         people ? other : got, &count));
        return count;
    }
    assert_ok(ctx, geo_equity_groups(ctx, u->n, u->value, u->weight, u->group, u->groups, 0.0, each,
                                     &theil));
    assert_ok(ctx, geo_equity_measure(ctx, u->n, u->value, u->weight, 0.0, &e));
    got[0] = strcmp(what, "gini") == 0      ? e.gini
             : strcmp(what, "theil") == 0   ? e.theil
             : strcmp(what, "hoover") == 0  ? e.hoover
             : strcmp(what, "palma") == 0   ? e.palma
             : strcmp(what, "between") == 0 ? theil.between
             : strcmp(what, "within") == 0  ? theil.within
                                            : (double)NAN;
    return 1;
}

static void published_numbers_are_met(void **state)
{
    geo_ctx *ctx = *state;
    static units u;
    test_vectors v;
    int rows = 0;
    vectors_open(&v, "vectors/equity.tsv");
    for (; vectors_next(&v); rows++) {
        double expected[ROOM], got[ROOM + 1];
        const char *what = vector_text(&v, "what");
        read_units(&v, &u);
        int64_t n = numbers_of(ctx, &u, what, got);
        assert_int_equal(parse_numbers(vector_text(&v, "expected"), expected, ROOM), n);
        for (int64_t k = 0; k < n; k++) {
            assert_vector(&v, what, got[k], expected[k], vector_number(&v, "tolerance"));
        }
    }
    assert_int_equal(rows, 14);
}

/* ---- The slow way ---------------------------------------------------------------------- */

static void fill_units(uint64_t seed, int64_t n, double *value, double *weight, int64_t *group)
{
    test_random r = {.state = seed};
    for (int64_t i = 0; i < n; i++) {
        int64_t luck = test_random_below(&r, 8);
        value[i] = luck == 0   ? 0.0
                   : luck == 1 ? (double)NAN
                   : luck == 2 ? 3.0
                               : 10.0 * test_random_unit(&r);
        luck = test_random_below(&r, 9);
        weight[i] = luck == 0 ? 0.0 : luck == 1 ? (double)NAN : 50.0 * test_random_unit(&r);
        group[i] = test_random_below(&r, 5) - 1;
    }
}

/* Gini by all pairs, Theil and Hoover by their definitions, Palma by people one thousandth each. */
static geo_equity oracle(int64_t n, const double *value, const double *weight, const int64_t *group,
                         int64_t of, double standard)
{
    long double people = 0, access = 0, apart = 0, theil = 0, hoover = 0, below = 0, above = 0;
    geo_equity e = {0};
    for (int64_t i = 0; i < n; i++) {
        bool mine = group == NULL || (of < 0 ? group[i] >= 0 : group[i] == of);
        e.used += mine && !isnan(value[i]) && !isnan(weight[i]);
        e.unknown += mine && (isnan(value[i]) || isnan(weight[i]));
        if (mine && !isnan(value[i]) && weight[i] > 0) {
            people += weight[i];
            access += (long double)weight[i] * value[i];
        }
    }
    long double mean = access / people;
    for (int64_t i = 0; i < n; i++) {
        bool mine = group == NULL || (of < 0 ? group[i] >= 0 : group[i] == of);
        if (!mine || isnan(value[i]) || !(weight[i] > 0)) {
            continue;
        }
        for (int64_t j = 0; j < n; j++) {
            bool other = group == NULL || (of < 0 ? group[j] >= 0 : group[j] == of);
            if (other && !isnan(value[j]) && weight[j] > 0) {
                apart +=
                    (long double)weight[i] * weight[j] * fabsl((long double)value[i] - value[j]);
            }
        }
        long double ratio = value[i] / mean;
        theil += ratio > 0 ? weight[i] / people * ratio * logl(ratio) : 0;
        hoover += weight[i] / people * fabsl(ratio - 1) / 2;
        below += value[i] < standard ? weight[i] / people : 0;
        above += value[i] > standard ? weight[i] / people : 0;
    }
    e.weight = (double)people;
    e.mean = (double)mean;
    e.gini = (double)(apart / (2 * people * people * mean));
    e.theil = (double)theil;
    e.hoover = (double)hoover;
    e.below = (double)below;
    e.above = (double)above;
    return e;
}

static void assert_same(const geo_equity *got, const geo_equity *expected)
{
    assert_int_equal(got->used, expected->used);
    assert_int_equal(got->unknown, expected->unknown);
    assert_near(got->weight, expected->weight, 1e-13);
    assert_near(got->mean, expected->mean, 1e-13);
    assert_near(got->gini, expected->gini, 1e-13);
    assert_near(got->theil, expected->theil, 1e-13);
    assert_near(got->hoover, expected->hoover, 1e-13);
    assert_near(got->below, expected->below, 1e-13);
    assert_near(got->above, expected->above, 1e-13);
}

static void measures_are_what_their_definitions_give(void **state)
{
    geo_ctx *ctx = *state;
    static double value[MANY], weight[MANY];
    static int64_t group[MANY];
    for (uint64_t seed = 1; seed < 40; seed++) {
        int64_t n = 5 + (int64_t)seed * 4;
        geo_equity e, each[4];
        geo_theil theil;
        fill_units(seed, n, value, weight, group);
        assert_ok(ctx, geo_equity_measure(ctx, n, value, weight, 3.0, &e));
        geo_equity slow = oracle(n, value, weight, NULL, 0, 3.0);
        assert_same(&e, &slow);
        assert_ok(ctx, geo_equity_groups(ctx, n, value, weight, group, 4, 3.0, each, &theil));
        for (int64_t g = 0; g < 4; g++) {
            slow = oracle(n, value, weight, group, g, 3.0);
            if (slow.weight > 0.0 && slow.mean > 0.0) {
                assert_same(&each[g], &slow);
            }
        }
        slow = oracle(n, value, weight, group, -1, 3.0);
        assert_near(theil.total, slow.theil, 1e-13);
        assert_near(theil.between + theil.within, theil.total, 1e-13);
        assert_true(theil.between >= 0.0 && theil.within >= -1e-15);
    }
}

/* A unit of weight w is w people: splitting it changes nothing, nor does the order. */
static void splitting_units_and_mixing_them_changes_nothing(void **state)
{
    geo_ctx *ctx = *state;
    static double value[MANY], weight[MANY], value2[MANY], weight2[MANY];
    static int64_t group[MANY];
    geo_equity whole, split;
    fill_units(77, 400, value, weight, group);
    for (int64_t i = 0; i < 400; i++) {
        value2[399 - i] = value2[400 + i] = value[i];
        weight2[399 - i] = 0.25 * weight[i];
        weight2[400 + i] = 0.75 * weight[i];
    }
    assert_ok(ctx, geo_equity_measure(ctx, 400, value, weight, 3.0, &whole));
    assert_ok(ctx, geo_equity_measure(ctx, 800, value2, weight2, 3.0, &split));
    assert_near(split.gini, whole.gini, 1e-13);
    assert_near(split.theil, whole.theil, 1e-13);
    assert_near(split.hoover, whole.hoover, 1e-13);
    assert_near(split.palma, whole.palma, 1e-12);
    assert_near(split.below, whole.below, 1e-13);
}

static void the_lorenz_curve_holds_the_gini(void **state)
{
    geo_ctx *ctx = *state;
    static double value[MANY], weight[MANY], people[MANY + 1], access[MANY + 1];
    static int64_t group[MANY];
    geo_equity e;
    int64_t count;
    double under = 0.0;
    fill_units(5, MANY, value, weight, group);
    assert_ok(ctx, geo_equity_measure(ctx, MANY, value, weight, (double)NAN, &e));
    assert_ok(ctx, geo_equity_lorenz(ctx, MANY, value, weight, people, access, &count));
    assert_true(people[0] == 0.0 && access[0] == 0.0);
    assert_true(people[count - 1] == 1.0 && access[count - 1] == 1.0);
    for (int64_t k = 1; k < count; k++) {
        assert_true(people[k] > people[k - 1] && access[k] >= access[k - 1]);
        assert_true(access[k] <= people[k] + 1e-12);
        under += (people[k] - people[k - 1]) * (access[k] + access[k - 1]);
    }
    assert_near(1.0 - under, e.gini, 1e-12);
    assert_true(isnan(e.below) && isnan(e.above));
}

/* ---- Edges ----------------------------------------------------------------------------- */

static void all_alike_is_nothing_apart(void **state)
{
    geo_ctx *ctx = *state;
    static double value[MANY], weight[MANY];
    geo_equity e;
    for (int64_t i = 0; i < MANY; i++) {
        value[i] = 0.1;
        weight[i] = 0.3 + 0.001 * (double)i;
    }
    assert_ok(ctx, geo_equity_measure(ctx, MANY, value, weight, 0.1, &e));
    assert_near(e.gini, 0.0, 1e-15);
    assert_near(e.theil, 0.0, 1e-15);
    assert_near(e.hoover, 0.0, 1e-15);
    assert_near(e.palma, 0.25, 1e-13);
    assert_true(e.below == 0.0 && e.above == 0.0); /* exactly the standard is neither */
}

static void one_who_has_all_is_as_uneven_as_can_be(void **state)
{
    geo_ctx *ctx = *state;
    static double value[1000];
    geo_equity e;
    value[17] = 5.0;
    assert_ok(ctx, geo_equity_measure(ctx, 1000, value, NULL, 1.0, &e));
    assert_near(e.gini, 0.999, 1e-14);
    assert_near(e.theil, log(1000.0), 1e-14);
    assert_near(e.hoover, 0.999, 1e-14);
    assert_true(isnan(e.palma));
    assert_near(e.below, 0.999, 1e-15);
}

static void of_nobody_and_of_nothing_nothing_is_known(void **state)
{
    geo_ctx *ctx = *state;
    const double zero[] = {0.0, 0.0}, some[] = {1.0, (double)NAN}, tiny[] = {0.0, 5e-324};
    double people[3], access[3];
    int64_t count;
    geo_equity e;
    assert_ok(ctx, geo_equity_measure(ctx, 0, NULL, NULL, 1.0, &e));
    assert_true(isnan(e.mean) && isnan(e.gini) && isnan(e.below) && e.weight == 0.0);
    assert_ok(ctx, geo_equity_measure(ctx, 2, some, zero, 1.0, &e));
    assert_true(isnan(e.mean) && e.used == 1 && e.unknown == 1);
    assert_ok(ctx, geo_equity_measure(ctx, 2, zero, NULL, 1.0, &e));
    assert_true(e.mean == 0.0 && isnan(e.gini) && isnan(e.theil) && isnan(e.palma));
    assert_near(e.below, 1.0, 0.0);
    assert_ok(ctx, geo_equity_lorenz(ctx, 2, zero, NULL, people, access, &count));
    assert_int_equal(count, 0);
    assert_ok(ctx, geo_equity_measure(ctx, 2, tiny, NULL, 1.0, &e));
    assert_true(isnan(e.gini) || (e.gini >= 0.0 && e.gini <= 1.0));
}

static void wrong_numbers_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double good[] = {1.0, 2.0}, minus[] = {1.0, -2.0}, huge[] = {1e200, 1e200};
    const int64_t group[] = {0, 2};
    double a[2], b[2];
    geo_equity e, each[2];
    geo_balance balance;
    assert_status(ctx, geo_equity_measure(ctx, 2, minus, NULL, 1.0, &e), GEO_DATA);
    assert_message_has(ctx, "value of feature 2 is -2");
    assert_status(ctx, geo_equity_measure(ctx, 2, good, minus, 1.0, &e), GEO_DATA);
    assert_message_has(ctx, "weight of feature 2 is -2");
    assert_status(ctx, geo_equity_measure(ctx, 2, huge, huge, 1.0, &e), GEO_DATA);
    assert_status(ctx, geo_equity_measure(ctx, -1, good, good, 1.0, &e), GEO_INVALID);
    assert_status(ctx, geo_equity_groups(ctx, 2, good, good, group, 2, 1.0, each, NULL),
                  GEO_INVALID);
    assert_message_has(ctx, "unit 2 is of group 2");
    assert_status(ctx, geo_balance_measure(ctx, 2, minus, good, NULL, NULL, &balance), GEO_DATA);
    assert_message_has(ctx, "number of jobs of feature 2 is -2");
    assert_status(ctx, geo_self_containment(ctx, 2, good, good, minus, a, b), GEO_DATA);
    const double both[] = {1.0, 3.0};
    assert_status(ctx, geo_self_containment(ctx, 2, both, good, both, a, b), GEO_DATA);
    assert_message_has(ctx, "feature 2: 3 live and work there, more than its 2 jobs");
}

/* ---- Jobs and homes -------------------------------------------------------------------- */

static void unknown_units_are_left_out_of_the_balance(void **state)
{
    geo_ctx *ctx = *state;
    const double jobs[] = {600.0, 100.0, (double)NAN, 300.0, 0.0};
    const double residents[] = {300.0, 500.0, 70.0, 200.0, (double)NAN};
    double ratio[5], gap[5];
    geo_balance b;
    assert_ok(ctx, geo_balance_measure(ctx, 5, jobs, residents, ratio, gap, &b));
    assert_int_equal(b.used, 3);
    assert_int_equal(b.unknown, 2);
    assert_near(b.mismatch, 40.0, 1e-14);
    assert_near(b.ratio, 1.0, 0.0);
    assert_near(gap[0], 0.3, 1e-15);
    assert_true(isnan(ratio[2]) && isnan(gap[2]) && isnan(ratio[4]));
    const double none[] = {0.0, 0.0, 0.0, 0.0, 0.0};
    assert_ok(ctx, geo_balance_measure(ctx, 5, jobs, none, ratio, NULL, &b));
    assert_true(isnan(b.mismatch) && isnan(b.ratio) && isnan(ratio[0]));
}

/* ---- Memory ---------------------------------------------------------------------------- */

static geo_status run_all(geo_ctx *ctx, void *data)
{
    static double people[1001], access[1001];
    static int64_t group[1000];
    const double *value = data;
    geo_equity e, each[3];
    geo_theil theil;
    int64_t count;
    geo_status status = geo_equity_measure(ctx, 1000, value, NULL, 1.0, &e);
    if (status == GEO_OK) {
        status = geo_equity_lorenz(ctx, 1000, value, NULL, people, access, &count);
    }
    if (status == GEO_OK) {
        status = geo_equity_groups(ctx, 1000, value, NULL, group, 3, 1.0, each, &theil);
    }
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static double value[1000];
    for (int i = 0; i < 1000; i++) {
        value[i] = (double)(i % 37);
    }
    assert_true(assert_survives_allocation_failures(run_all, value) > 3);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(published_numbers_are_met),
        TEST(measures_are_what_their_definitions_give),
        TEST(splitting_units_and_mixing_them_changes_nothing),
        TEST(the_lorenz_curve_holds_the_gini),
        TEST(all_alike_is_nothing_apart),
        TEST(one_who_has_all_is_as_uneven_as_can_be),
        TEST(of_nobody_and_of_nothing_nothing_is_known),
        TEST(wrong_numbers_are_refused),
        TEST(unknown_units_are_left_out_of_the_balance),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
