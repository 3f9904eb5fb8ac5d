/* SPDX-License-Identifier: MIT */
/* Duranton and Overman's Kd (METHODS 4.5). */
#include "support.h"

#include "draft.h"
#include "geo/agglomeration.h"
#include "kd_oracle.h"
#include "metrics/agglomeration_internal.h"
#include "places.h"

enum { ROOM = 101 };

static const double golden_x[8] = {1, 2, 1.5, 8, 9, 8.5, 5, 2};
static const double golden_y[8] = {1, 1, 2, 8, 8, 9, 5, 8};

static geo_kd_options asked(double bandwidth, double reach, int64_t steps, int64_t simulations)
{
    geo_kd_options o = geo_kd_options_default();
    o.bandwidth = bandwidth;
    o.reach = reach;
    o.steps = steps;
    o.simulations = simulations;
    return o;
}

/* ---- Published numbers ---------------------------------------------------------------------- */

static void published_numbers_are_met(void **state)
{
    geo_ctx *ctx = *state;
    const uint8_t member[8] = {1, 1, 1, 0, 1, 0, 0, 0};
    const double weight[8] = {10, 20, 5, 7, 40, 7, 7, 7};
    const double rule[] = {.12197941951588483, .11691079329765769, .10328505135438386, 0, 0,
                           .05562624497394617};
    const double one[] = {.22301585144257738,   .22166055408825505, .1322284057056976, 0, 0,
                          9.540926342840144e-05};
    const double employed[] = {.09191417958796894, .08935080297373851, .051601773819412035, 0, 0,
                               3.5825061621373e-05};
    double value[6];
    geo_kd out = {.value = value};
    geo_shapes *sites = draft_points(ctx, 8, golden_x, golden_y);
    for (int exact = 0; exact < 2; exact++) {
        geo_kd_options o = asked(0.0, 5.0, 5, 0);
        double slack = exact != 0 ? 1e-14 : 1e-4;
        o.exact = exact;
        assert_ok(ctx, geo_kd_measure(ctx, sites, member, NULL, &o, &out));
        assert_near(out.bandwidth, 3.095950189483883, 1e-14);
        for (int t = 0; t < 6; t++) {
            assert_near(t == 3 || t == 4 ? 0.0 : value[t], rule[t], slack / 3.09);
        }
        o.bandwidth = 1.0;
        assert_ok(ctx, geo_kd_measure(ctx, sites, member, NULL, &o, &out));
        for (int t = 0; t < 6; t++) {
            assert_near(t == 3 || t == 4 ? 0.0 : value[t], one[t], slack);
        }
        assert_ok(ctx, geo_kd_measure(ctx, sites, member, weight, &o, &out));
        for (int t = 0; t < 6; t++) {
            assert_near(t == 3 || t == 4 ? 0.0 : value[t], employed[t], slack);
        }
    }
    geo_shapes_destroy(sites);
}

static void the_global_band_drops_the_first_extremes(void **state)
{
    geo_ctx *ctx = *state;
    const double sims[10][4] = {{.10, .12, .15, .18}, {.11, .14, .16, .17}, {.09, .11, .13, .20},
                                {.12, .13, .14, .16}, {.10, .15, .17, .19}, {.08, .12, .15, .15},
                                {.13, .16, .15, .18}, {.10, .12, .12, .17}, {.11, .13, .16, .21},
                                {.10, .13, .15, .18}};
    const double low[] = {.092, .116, .132, .156}, high[] = {.124, .148, .164, .192};
    double got_low[4], got_high[4];
    int64_t kept;
    assert_ok(ctx, geoi_global_band(ctx, sims[0], 10, 4, 0.2, got_low, got_high, &kept));
    assert_int_equal(kept, 4);
    for (int t = 0; t < 4; t++) {
        assert_near(got_low[t], low[t], 1e-15);
        assert_near(got_high[t], high[t], 1e-15);
    }
}

/* ---- The slow way ---------------------------------------------------------------------------- */

static void curves_are_sums_over_pairs(void **state)
{
    geo_ctx *ctx = *state;
    static double x[300], y[300], weight[300];
    static uint8_t member[300], all[300];
    double value[11], r[11], binned[11];
    geo_kd out = {.value = value, .r = r};
    memset(all, 1, sizeof all);
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        test_random random = {.state = (uint64_t)kind + 1};
        double h, median, ignored;
        fill_places(kind, 300, 7, x, y);
        for (int i = 0; i < 300; i++) {
            member[i] = test_random_below(&random, 3) == 0;
            weight[i] = (double)test_random_below(&random, 50);
        }
        geo_shapes *sites = draft_points(ctx, 300, x, y);
        geo_kd_options o = asked(0.0, 0.0, 10, 0);
        o.exact = 1;
        slow_rules(300, x, y, member, &h, &ignored);
        slow_rules(300, x, y, all, &ignored, &median);
        assert_ok(ctx, geo_kd_measure(ctx, sites, member, weight, &o, &out));
        assert_near(out.bandwidth / h, 1.0, 1e-12);
        assert_near(out.reach / median, 1.0, 1e-12);
        for (int t = 0; t < 11; t++) {
            assert_near(h * value[t], h * slow_kd(300, x, y, member, weight, h, r[t]), 1e-12);
        }
        o.exact = 0;
        out.value = binned;
        assert_ok(ctx, geo_kd_measure(ctx, sites, member, weight, &o, &out));
        for (int t = 0; t < 11; t++) {
            assert_near(h * value[t], h * binned[t], 1e-4);
        }
        out.value = value;
        geo_shapes_destroy(sites);
    }
}

/* The plane tells what pair by pair does, for clusters, lattices and places at one spot alike. */
static void pairs_on_a_plane_are_those_there_are(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 160 };
    static double x[N], y[N], weight[N], direct[41], plane[2][41];
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        geoi_members members;
        geoi_smoother s;
        geoi_plane p;
        geoi_plane_room room;
        fill_places(kind, N, 3, x, y);
        double width = 0.0, most = 0.0;
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < i; j += 7) {
                width = fmax(width, fmax(fabs(x[i] - x[j]), fabs(y[i] - y[j])));
            }
            weight[i] = 1.0 + i % 3;
        }
        const geoi_sites sites = {.n = N, .x = x, .y = y};
        assert_ok(ctx, geoi_members_room(ctx, &sites, N, &members));
        for (int32_t i = 0; i < N; i++) {
            members.site[i] = i;
        }
        members.weight = weight;
        geoi_members_place(&members);
        assert_ok(ctx, geoi_smoother_create(ctx, width / 30.0, width / 2.0, 40, true, &s));
        assert_ok(ctx, geoi_curve_of(ctx, &members, &s, true, direct));
        assert_ok(ctx, geoi_plane_create(ctx, &members, &s, &p));
        assert_ok(ctx, geoi_plane_room_create(ctx, &p, &room));
        geoi_plane_empty(&p, &room);
        geoi_plane_put(&p, &members, room.re);
        members.weight = NULL;
        geoi_plane_put(&p, &members, room.im);
        geoi_plane_correlate(&p, &room);
        geoi_plane_curve(&p, &room, room.im, &members, plane[1]);
        members.weight = weight;
        geoi_plane_curve(&p, &room, room.re, &members, plane[0]);
        for (int pass = 0; pass < 2; pass++) {
            for (int t = 0; t <= 40; t++) {
                most = fmax(most, direct[t]);
            }
            for (int t = 0; t <= 40; t++) {
                assert_near(plane[pass][t] / most, direct[t] / most, 1e-4);
            }
            members.weight = NULL;
            assert_ok(ctx, geoi_curve_of(ctx, &members, &s, true, direct));
        }
        geoi_plane_room_clear(&room);
        geoi_plane_clear(&p);
        geoi_smoother_clear(&s);
        geoi_members_clear(&members);
    }
}

/* ---- Chance --------------------------------------------------------------------------- */

/* Arrays for a curve of `points` values. */
static geo_kd room_for(double array[9][ROOM])
{
    geo_kd out = {.r = array[0],
                  .value = array[1],
                  .mean = array[2],
                  .local_low = array[3],
                  .local_high = array[4],
                  .global_low = array[5],
                  .global_high = array[6],
                  .localised = array[7],
                  .dispersed = array[8]};
    return out;
}

static void a_sector_in_one_quarter_is_localised_and_an_even_one_is_not(void **state)
{
    geo_ctx *ctx = *state;
    static double x[300], y[300], array[9][ROOM];
    static uint8_t member[300];
    geo_kd out = room_for(array);
    fill_places(0, 300, 5, x, y);
    geo_shapes *sites = draft_points(ctx, 300, x, y);
    geo_kd_options o = asked(0.0, 0.0, 40, 200);
    for (int sector = 0; sector < 2; sector++) {
        for (int i = 0; i < 300; i++) {
            member[i] = sector == 0 ? x[i] < 442200.0 : i % 10 == 0;
        }
        assert_ok(ctx, geo_kd_measure(ctx, sites, member, NULL, &o, &out));
        assert_true(out.kept > 60 && out.kept <= 190);
        assert_true(sector == 0 ? out.localisation > 0.2 : out.localisation == 0.0);
        assert_near(out.dispersion, 0.0, 0.0);
        for (int t = 0; t <= 40; t++) {
            assert_true(array[3][t] <= array[2][t] && array[2][t] <= array[4][t]);
            assert_true(array[5][t] <= array[3][t] && array[4][t] <= array[6][t]);
            assert_near(array[7][t], fmax(array[1][t] - array[6][t], 0.0), 0.0);
        }
    }
    geo_shapes_destroy(sites);
}

/* As far apart as they can be: nobody nearby. */
static void members_that_keep_apart_are_dispersed(void **state)
{
    geo_ctx *ctx = *state;
    static double x[400], y[400], array[9][ROOM];
    static uint8_t member[400];
    geo_kd out = room_for(array);
    for (int i = 0; i < 400; i++) {
        x[i] = i % 20;
        y[i] = i / 20;
        member[i] = i % 20 % 4 == 0 && i / 20 % 4 == 0;
    }
    geo_shapes *sites = draft_points(ctx, 400, x, y);
    geo_kd_options o = asked(0.4, 3.0, 30, 300);
    assert_ok(ctx, geo_kd_measure(ctx, sites, member, NULL, &o, &out));
    assert_true(out.localisation == 0.0 && out.dispersion > 0.001);
    assert_int_equal(out.members, 25);
    geo_shapes_destroy(sites);
}

/* The mean of simulations is the curve of all sites, whichever way pairs are added. */
static void chance_is_the_curve_of_all_sites(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 800 };
    static double x[N], y[N], array[9][ROOM], all[ROOM];
    static uint8_t member[N], everyone[N];
    geo_kd out = room_for(array), of_all = {.value = all};
    fill_places(1, N, 5, x, y);
    memset(everyone, 1, N);
    geo_shapes *sites = draft_points(ctx, N, x, y);
    const int64_t members[] = {60, 500}; /* pair by pair, and on a plane */
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < N; i++) {
            member[i] = i < members[k];
        }
        geo_kd_options o = asked(300.0, 2000.0, 20, 100);
        assert_ok(ctx, geo_kd_measure(ctx, sites, member, NULL, &o, &out));
        o.simulations = 0;
        assert_ok(ctx, geo_kd_measure(ctx, sites, everyone, NULL, &o, &of_all));
        assert_true(isnan(of_all.localisation));
        for (int t = 0; t <= 20; t++) {
            double sd = (array[4][t] - array[3][t]) / 3.3; /* 5 % to 95 % */
            assert_near((array[2][t] - all[t]) / all[0], 0.0,
                        5.0 * sd / sqrt(100.0) / all[0] + 1e-4);
        }
    }
    geo_shapes_destroy(sites);
}

/* ---- Properties ----------------------------------------------------------------------- */

static void a_table_of_straight_lines_tells_the_same(void **state)
{
    geo_ctx *ctx = *state;
    static double x[120], y[120], weight[120], straight[9][ROOM], table[9][ROOM];
    static uint8_t member[120];
    geo_kd out = room_for(straight), other = room_for(table);
    fill_places(5, 120, 5, x, y);
    for (int i = 0; i < 120; i++) {
        member[i] = i % 3 == 0;
        weight[i] = 1.0 + i % 7;
    }
    geo_shapes *sites = draft_points(ctx, 120, x, y);
    geo_costs *costs;
    assert_ok(ctx, geo_costs_measure(ctx, sites, sites, (double)INFINITY, 1, &costs));
    geo_kd_options o = asked(0.0, 0.0, 25, 60);
    assert_ok(ctx, geo_kd_measure(ctx, sites, member, weight, &o, &out));
    assert_ok(ctx, geo_kd_costs(ctx, costs, member, weight, &o, &other));
    assert_near(other.bandwidth / out.bandwidth, 1.0, 1e-13);
    assert_near(other.reach / out.reach, 1.0, 1e-13);
    for (int k = 0; k < 9; k++) {
        for (int t = 0; t <= 25; t++) {
            assert_near(table[k][t] * out.bandwidth, straight[k][t] * out.bandwidth, 1e-12);
        }
    }
    geo_costs_destroy(costs);
    geo_shapes_destroy(sites);
}

static void a_pair_in_a_table_is_the_mean_of_both_ways(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t from[] = {0, 1, 1, 3}, to[] = {1, 0, 2, 0};
    const double cost[] = {10.0, 20.0, 40.0, 7.0};
    const uint8_t member[4] = {1, 1, 1, 0};
    double value[3];
    geo_costs *costs, *narrow;
    geo_kd out = {.value = value};
    geo_kd_options o = asked(1.0, 40.0, 2, 0);
    o.exact = 1;
    assert_ok(ctx, geo_costs_create(ctx, 4, 4, 4, from, to, cost, "min", &costs));
    assert_ok(ctx, geo_kd_costs(ctx, costs, member, NULL, &o, &out));
    assert_near(value[1], exp(-12.5) / sqrt(8.0 * atan(1.0)) / 2.0, 1e-16); /* at 20: 15 and 40 */
    assert_near(value[2], 1.0 / sqrt(8.0 * atan(1.0)) / 2.0, 1e-15);
    assert_ok(ctx, geo_costs_create(ctx, 3, 4, 3, from, to, cost, "min", &narrow));
    assert_status(ctx, geo_kd_costs(ctx, narrow, member, NULL, &o, &out), GEO_DATA);
    assert_message_has(ctx, "a table of 3 origins and 4 destinations");
    geo_costs_destroy(costs);
    geo_costs_destroy(narrow);
}

/* Costs that stand for never: none is counted where it is not, and no rule makes a scale of them.
 */
static void distances_beyond_all_bounds_do_no_harm(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t from[] = {0, 0, 1}, to[] = {1, 2, 2};
    const uint8_t member[3] = {1, 1, 1};
    double value[3];
    geo_kd out = {.value = value};
    for (int way = 0; way < 6; way++) {
        static const double never[3] = {1e20, 1e118, 1e300};
        const double cost[] = {20.0, never[way % 3], never[way % 3]};
        geo_costs *costs;
        geo_kd_options o = asked(1.0, 40.0, 2, 3);
        o.exact = way / 3;
        assert_ok(ctx, geo_costs_create(ctx, 3, 3, 3, from, to, cost, "min", &costs));
        assert_ok(ctx, geo_kd_costs(ctx, costs, member, NULL, &o, &out));
        assert_near(value[1], 1.0 / sqrt(8.0 * atan(1.0)) / 3.0, 1e-4);
        assert_true(value[0] == 0.0 && value[2] == 0.0);
        o.bandwidth = 1e200;
        o.reach = 1e200;
        assert_status(ctx, geo_kd_costs(ctx, costs, member, NULL, &o, &out), GEO_DATA);
        assert_message_has(ctx, "is too large");
        geo_costs_destroy(costs);
    }
}

static void what_gives_no_curve_says_why(void **state)
{
    geo_ctx *ctx = *state;
    const double same[4] = {3, 3, 3, 3}, other[4] = {3, 3, 3, 9},
                 nan_weight[4] = {1, (double)NAN, 1, 1}, none[4] = {0, 0, 1, 0},
                 minus[4] = {1, -1, 1, 1};
    const uint8_t all[4] = {1, 1, 1, 1}, one[4] = {0, 1, 0, 0}, pair[4] = {1, 0, 0, 1};
    double value[101];
    geo_kd out = {.value = value};
    geo_shapes *sites = draft_points(ctx, 4, same, same), *two = draft_points(ctx, 4, same, other);
    geo_kd_options o = asked(0.0, 0.0, 10, 10);
    assert_ok(ctx, geo_kd_measure(ctx, sites, all, NULL, &o, &out));
    assert_true(isnan(value[0]) && out.bandwidth == 0.0 && out.members == 4);
    assert_ok(ctx, geo_kd_measure(ctx, two, pair, NULL, &o, &out)); /* one distance has no spread */
    assert_true(isnan(value[0]) && out.bandwidth == 0.0);
    o.bandwidth = 1.0;
    assert_status(ctx, geo_kd_measure(ctx, sites, all, NULL, &o, &out), GEO_DATA);
    assert_message_has(ctx, "half of all pairs of sites are at one place");
    o.bandwidth = 0.0;
    assert_ok(ctx, geo_kd_measure(ctx, two, one, NULL, &o, &out)); /* one is no pair */
    assert_true(isnan(value[0]) && isnan(out.bandwidth) && out.members == 1);
    assert_ok(ctx, geo_kd_measure(ctx, two, all, none, &o, &out));
    assert_true(isnan(value[0]));
    o.reach = 10.0;
    assert_ok(ctx, geo_kd_measure(ctx, two, all, nan_weight, &o, &out));
    assert_int_equal(out.unknown, 1);
    assert_int_equal(out.members, 3);
    assert_status(ctx, geo_kd_measure(ctx, two, all, minus, &o, &out), GEO_DATA);
    assert_message_has(ctx, "weight of feature 2 is -1");
    o.bandwidth = 1e-5;
    assert_status(ctx, geo_kd_measure(ctx, two, all, NULL, &o, &out), GEO_DATA);
    o = asked(1.0, -1.0, 10, 10);
    assert_status(ctx, geo_kd_measure(ctx, two, all, NULL, &o, &out), GEO_INVALID);
    o = asked(1.0, 1.0, 0, 10);
    assert_status(ctx, geo_kd_measure(ctx, two, all, NULL, &o, &out), GEO_INVALID);
    o = asked(1.0, 1.0, 10, 2000000);
    assert_status(ctx, geo_kd_measure(ctx, two, all, NULL, &o, &out), GEO_INVALID);
    o = asked((double)NAN, 1.0, 10, 10);
    assert_status(ctx, geo_kd_measure(ctx, two, all, NULL, &o, &out), GEO_INVALID);
    geo_shapes_destroy(sites);
    geo_shapes_destroy(two);
}

typedef struct curves {
    double direct[9][ROOM], plane[9][ROOM];
    geo_kd first, second;
} curves;

static geo_status run_both(geo_ctx *ctx, void *result)
{
    enum { N = 450 };
    static double x[N], y[N];
    static uint8_t member[N];
    curves *c = result;
    geo_shapes *sites = NULL;
    geo_kd_options o = asked(1200.0, 2500.0, 5, 5);
    geo_kd first = room_for(c->direct), second = room_for(c->plane);
    fill_places(0, N, 5, x, y);
    geo_status status = geo_shapes_create_points(ctx, N, x, y, &sites);
    for (int k = 0; k < 2 && status == GEO_OK; k++) {
        for (int i = 0; i < N; i++) {
            member[i] = k == 1 || i % 20 == 0;
        }
        status = geo_kd_measure(ctx, sites, member, NULL, &o, k == 0 ? &first : &second);
    }
    geo_shapes_destroy(sites);
    return status;
}

static void run_on_threads(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, run_both(ctx, result));
}

static void curves_are_the_same_on_any_threads(void **state)
{
    static curves result;
    (void)state;
    assert_same_on_any_threads(run_on_threads, &result, sizeof result);
}

/* Bandwidth and reach by their rules. */
static geo_status run_rules(geo_ctx *ctx, void *result)
{
    enum { N = 30 };
    double x[N], y[N];
    uint8_t member[N];
    curves *c = result;
    geo_shapes *sites = NULL;
    geo_kd_options o = asked(0.0, 0.0, 5, 2);
    geo_kd out = room_for(c->direct);
    fill_places(0, N, 5, x, y);
    geo_status status = geo_shapes_create_points(ctx, N, x, y, &sites);
    for (int i = 0; i < N; i++) {
        member[i] = i % 3 != 0;
    }
    if (status == GEO_OK) {
        status = geo_kd_measure(ctx, sites, member, NULL, &o, &out);
    }
    geo_shapes_destroy(sites);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    static curves result;
    (void)state;
    assert_true(assert_survives_allocation_failures(run_both, &result) > 20);
    assert_true(assert_survives_allocation_failures(run_rules, &result) > 20);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(published_numbers_are_met),
        TEST(the_global_band_drops_the_first_extremes),
        TEST(curves_are_sums_over_pairs),
        TEST(pairs_on_a_plane_are_those_there_are),
        TEST(a_sector_in_one_quarter_is_localised_and_an_even_one_is_not),
        TEST(members_that_keep_apart_are_dispersed),
        TEST(chance_is_the_curve_of_all_sites),
        TEST(a_table_of_straight_lines_tells_the_same),
        TEST(a_pair_in_a_table_is_the_mean_of_both_ways),
        TEST(distances_beyond_all_bounds_do_no_harm),
        TEST(what_gives_no_curve_says_why),
        TEST(curves_are_the_same_on_any_threads),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
