/* SPDX-License-Identifier: MIT */
/* Indicators of Sustainable Development Goal 11 (METHODS 1.7). */
#include "support.h"

#include "draft.h"
#include "geo/sdg.h"
#include "vectors.h"

enum { ROOM = 32 };

/* ---- Published numbers ----------------------------------------------------------------------- */

static double land_number(const geo_sdg_land *land, const char *which)
{
    const struct {
        const char *name;
        double value;
    } known[] = {{"land_rate", land->land_rate},
                 {"people_rate", land->people_rate},
                 {"ratio", land->ratio},
                 {"head_then", land->per_head_m2[0]},
                 {"head_now", land->per_head_m2[1]},
                 {"head_change", land->per_head_change},
                 {"land_sign", land->land_sign},
                 {"people_sign", land->people_sign}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, which) == 0) {
            return known[i].value;
        }
    }
    fail_msg("no such number: %s", which);
    return 0.0;
}

static double number_of(geo_ctx *ctx, const test_vectors *v)
{
    const char *what = vector_text(v, "what");
    double given[ROOM], people[ROOM], low[ROOM], high[ROOM], share;
    int64_t n = parse_numbers(vector_text(v, "numbers"), given, ROOM);
    if (strcmp(what, "transport") == 0) {
        geo_demand_total total;
        for (int64_t i = 0; i < n / 3; i++) {
            people[i] = given[3 * i], low[i] = given[3 * i + 1], high[i] = given[3 * i + 2];
        }
        assert_ok(ctx, geo_sdg_transport(ctx, n / 3, people, low, high, &total));
        return total.share;
    }
    if (strcmp(what, "open") == 0) {
        assert_ok(ctx, geo_sdg_open_space(ctx, 1, given, given + 1, given + 2, &share));
        return share;
    }
    geo_sdg_growth city = {{given[0], given[1]}, {given[2], given[3]}, given[4]};
    geo_sdg_land land;
    assert_int_equal(n, 5);
    assert_ok(
        ctx, geo_sdg_land_use(ctx, 1, &city, strcmp(vector_text(v, "options"), "log") == 0, &land));
    return land_number(&land, what + strlen("land "));
}

static void published_numbers_are_met(void **state)
{
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/sdg.tsv"); vectors_next(&v); rows++) {
        double got = number_of(*state, &v), expected = vector_number(&v, "expected");
        if (isnan(expected)) {
            assert_true(isnan(got));
        } else {
            assert_vector(&v, vector_text(&v, "what"), got, expected,
                          vector_number(&v, "tolerance"));
        }
    }
    assert_int_equal(rows, 14);
}

/* ---- By their definitions -------------------------------------------------------------------- */

/* A land rate of exp(r t) is r by the old formula; what does not depend on units does not. */
static void rates_are_those_they_were_made_with(void **state)
{
    test_random random = {31};
    for (int k = 0; k < 200; k++) {
        double r = 0.1 * test_random_unit(&random) - 0.05,
               p = 0.02 + 0.05 * test_random_unit(&random);
        double years = 1 + 30 * test_random_unit(&random),
               land = 1e6 * test_random_unit(&random) + 1;
        double people = 1e5 * test_random_unit(&random) + 1;
        geo_sdg_growth city[2] = {
            {{land, land * exp(r * years)}, {people, people * exp(p * years)}, years}};
        geo_sdg_land out[2], plain;
        city[1] = city[0];
        city[1].built_m2[0] *= 1e-6, city[1].built_m2[1] *= 1e-6;
        assert_ok(*state, geo_sdg_land_use(*state, 2, city, 1, out));
        assert_ok(*state, geo_sdg_land_use(*state, 1, city, 0, &plain));
        assert_near(out[0].land_rate, r, 1e-12);
        assert_near(out[0].people_rate, p, 1e-12);
        assert_near(out[0].ratio, r / p, 1e-11);
        assert_near(out[1].ratio, out[0].ratio, 1e-11);
        assert_near(plain.land_rate, expm1(r * years) / years, 1e-12);
        assert_true(plain.land_rate >= out[0].land_rate - 1e-15);
        assert_near(plain.per_head_change, expm1((r - p) * years), 1e-12);
        assert_int_equal(plain.land_sign, r > 0 ? 1 : -1);
        assert_int_equal(plain.people_sign, 1);
    }
}

static void what_is_undefined_is_not_a_number(void **state)
{
    const geo_sdg_growth city[] = {{{0, 10}, {5, 5}, 1},
                                   {{10, 10}, {0, 5}, 1},
                                   {{(double)NAN, 1}, {5, 6}, 1},
                                   {{10, 20}, {5, (double)NAN}, 1},
                                   {{10, 0}, {5, 4}, 1}};
    geo_sdg_land a[5], b[5];
    assert_ok(*state, geo_sdg_land_use(*state, 5, city, 0, a));
    assert_ok(*state, geo_sdg_land_use(*state, 5, city, 1, b));
    assert_true(isnan(a[0].land_rate) && isnan(b[0].land_rate) && isnan(a[0].ratio));
    assert_true(a[0].land_sign == 1 && a[0].people_sign == 0 && a[0].per_head_m2[0] == 0);
    assert_true(isnan(a[0].per_head_change));
    assert_true(isnan(a[1].people_rate) && isnan(a[1].ratio) && isnan(a[1].per_head_m2[0]));
    assert_true(a[1].land_sign == 0 && a[1].people_sign == 0 && a[1].per_head_m2[1] == 2);
    assert_true(isnan(a[2].land_rate) && isnan(a[2].ratio) && a[2].land_sign == 0);
    assert_near(a[2].people_rate, log(1.2), 1e-15);
    assert_true(isnan(a[3].people_rate) && a[3].land_rate == 1 && a[3].people_sign == 0);
    assert_true(a[4].land_rate == -1 && isnan(b[4].land_rate)); /* all of it gone */
    assert_true(a[4].land_sign == -1 && a[4].people_sign == -1 && a[4].ratio > 0);
    const double open[] = {1, (double)NAN, 0}, street[] = {1, 1, 0}, built[] = {(double)NAN, 4, 0};
    double share[3];
    assert_ok(*state, geo_sdg_open_space(*state, 3, open, street, built, share));
    assert_true(isnan(share[0]) && isnan(share[1]) && isnan(share[2]));
    const double people[] = {0, (double)NAN}, near[] = {1, 1};
    geo_demand_total total;
    assert_ok(*state, geo_sdg_transport(*state, 2, people, near, near, &total));
    assert_true(isnan(total.share) && total.used == 1 && total.unknown == 1);
    assert_ok(*state, geo_sdg_transport(*state, 0, NULL, NULL, NULL, &total));
    assert_true(isnan(total.share));
}

static void limits_of_distance_are_closed(void **state)
{
    const double beyond = nextafter(500, 501), far = nextafter(1000, 1001), none = (double)NAN;
    const double low[] = {500, beyond, beyond, none, (double)INFINITY};
    const double high[] = {none, 1000, far, none, (double)INFINITY};
    geo_demand_total total;
    assert_ok(*state, geo_sdg_transport(*state, 5, NULL, low, high, &total));
    assert_near(total.covered, 2, 0);
    assert_near(total.weight, 5, 0);
}

static void wrong_numbers_are_refused(void **state)
{
    const double minus[] = {1, -2}, some[] = {1, 2};
    geo_demand_total total;
    geo_sdg_land land[2];
    double share[2];
    assert_status(*state, geo_sdg_transport(*state, 2, minus, some, some, &total), GEO_DATA);
    assert_message_has(*state, "weight of feature 2 is -2");
    assert_status(*state, geo_sdg_transport(*state, 2, some, some, minus, &total), GEO_DATA);
    assert_message_has(*state, "distance to a stop of high capacity of feature 2 is -2");
    assert_true(isnan(total.share));
    assert_status(*state, geo_sdg_transport(*state, -1, some, some, some, &total), GEO_INVALID);
    geo_sdg_growth city[] = {{{1, 2}, {3, 4}, 5}, {{1, 2}, {3, 4}, 0}};
    assert_status(*state, geo_sdg_land_use(*state, 2, city, 0, land), GEO_DATA);
    assert_message_has(*state, "years of feature 2 are 0");
    city[1] = (geo_sdg_growth){{1, -2}, {3, 4}, 5};
    assert_status(*state, geo_sdg_land_use(*state, 2, city, 0, land), GEO_DATA);
    assert_message_has(*state, "built-up land of feature 2 is -2");
    city[1] = (geo_sdg_growth){{1, 2}, {(double)INFINITY, 4}, 5};
    assert_status(*state, geo_sdg_land_use(*state, 2, city, 0, land), GEO_DATA);
    assert_status(*state, geo_sdg_land_use(*state, -2, city, 0, land), GEO_INVALID);
    assert_status(*state, geo_sdg_open_space(*state, 2, some, some, some, share), GEO_DATA);
    assert_message_has(*state, "feature 1: 2 m2 of open space and streets, more than its 1 m2");
    assert_status(*state, geo_sdg_open_space(*state, 2, some, minus, some, share), GEO_DATA);
}

static geo_status serve(geo_ctx *ctx, void *data)
{
    static const double near[] = {1, 2, 3};
    return geo_sdg_transport(ctx, 3, NULL, near, near, data);
}

static void failed_allocations_are_survived(void **state)
{
    (void)state;
    geo_demand_total total;
    assert_true(assert_survives_allocation_failures(serve, &total) > 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(published_numbers_are_met),         CASE(rates_are_those_they_were_made_with),
        CASE(what_is_undefined_is_not_a_number), CASE(limits_of_distance_are_closed),
        CASE(wrong_numbers_are_refused),         CASE(failed_allocations_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
