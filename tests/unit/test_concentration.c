/* SPDX-License-Identifier: MIT */
/* Zones and sectors (METHODS 4.7, 4.8). */
#include "support.h"

#include "geo/concentration.h"

static void published_mixes_are_met(void **state)
{
    geo_ctx *ctx = *state;
    const double amount[9] = {60, 30, 10, 20, 70, 110, 20, 100, 80};
    const double lq[9] = {3, .75, .25, .5, .875, 1.375, .5, 1.25, 1};
    const double hhi[3] = {.46, .435, .42}, relative[3] = {.19, .1525, .13};
    const double entropy[3] = {.8979457249, .9265066033, .9433483923};
    const double evenness[3] = {.8173454221, .8433426540, .8586727111};
    const double krugman[3] = {.8, .3, .2}, hachman[3] = {.4878048780, .8988764045, .9302325581};
    double quotient[9];
    geo_mix zone[3], sector[3];
    geo_mixes out = {.quotient = quotient, .zone = zone, .sector = sector};
    assert_ok(ctx, geo_mix_measure(ctx, 3, 3, amount, 0, &out));
    assert_near(out.information, .1273890248, 1e-10);
    double by_sector = 0.0;
    for (int i = 0; i < 3; i++) {
        for (int k = 0; k < 3; k++) {
            assert_near(quotient[i * 3 + k], lq[i * 3 + k], 1e-15);
        }
        assert_near(zone[i].hhi, hhi[i], 1e-15);
        assert_near(zone[i].hhi_relative, relative[i], 1e-15);
        assert_near(zone[i].entropy, entropy[i], 1e-10);
        assert_near(zone[i].evenness, evenness[i], 1e-10);
        assert_near(zone[i].krugman, krugman[i], 1e-15);
        assert_near(zone[i].hachman, hachman[i], 1e-10);
        assert_near(zone[i].hill1, exp(entropy[i]), 1e-9);
        assert_near(zone[i].hill2, 1.0 / hhi[i], 1e-14);
        assert_int_equal(zone[i].present, 3);
        by_sector += sector[i].total / 500.0 * sector[i].theil;
    }
    assert_near(by_sector, out.information, 1e-15);
}

static void land_use_mix_counts_all_classes(void **state)
{
    geo_ctx *ctx = *state;
    const double amount[12] = {.5, .5, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0};
    const double four[4] = {.4, .3, .2, .1}, evenness[3] = {.6309297536, 1.0, 0.0};
    double quotient[12];
    geo_mix zone[4];
    geo_mixes out = {.quotient = quotient, .zone = zone};
    assert_ok(ctx, geo_mix_measure(ctx, 4, 3, amount, 0, &out));
    for (int i = 0; i < 3; i++) {
        assert_near(zone[i].evenness, evenness[i], 1e-10);
    }
    assert_int_equal(zone[0].present, 2);
    assert_true(isnan(zone[3].hhi) && isnan(quotient[9]) && zone[3].total == 0.0);
    assert_ok(ctx, geo_mix_measure(ctx, 1, 4, four, 0, &out));
    assert_near(zone[0].evenness, .9232196723, 1e-10);
    assert_near(out.information, 0.0, 1e-15); /* it is all there is */
}

/* Splitting every sector in two alike changes no Theil, and doubles what the Hill numbers count. */
static void sectors_may_be_split(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {.state = 4};
    double amount[20], split[40];
    geo_mix zone[5], other[5];
    for (int i = 0; i < 20; i++) {
        amount[i] = (double)test_random_below(&r, 9);
        split[2 * i] = split[2 * i + 1] = amount[i] / 2.0;
    }
    geo_mixes a = {.zone = zone}, b = {.zone = other};
    assert_ok(ctx, geo_mix_measure(ctx, 5, 4, amount, 0, &a));
    assert_ok(ctx, geo_mix_measure(ctx, 5, 8, split, 0, &b));
    assert_near(a.information, b.information, 1e-14);
    for (int i = 0; i < 5; i++) {
        assert_near(other[i].theil, zone[i].theil, 1e-14);
        assert_near(other[i].hill1, 2.0 * zone[i].hill1, 1e-14);
        assert_near(other[i].hill2, 2.0 * zone[i].hill2, 1e-14);
        assert_near(other[i].krugman, zone[i].krugman, 1e-14);
        assert_true(zone[i].hill2 <= zone[i].hill1 + 1e-12);
        assert_true(zone[i].hill1 <= (double)zone[i].present + 1e-12);
    }
}

static void quotients_of_small_zones_are_drawn_to_one(void **state)
{
    geo_ctx *ctx = *state;
    const double amount[8] = {600, 400, 100, 900, 2, 0, 450, 550};
    double plain[8], drawn[8];
    geo_mixes out = {.quotient = plain};
    assert_ok(ctx, geo_mix_measure(ctx, 4, 2, amount, 0, &out));
    out.quotient = drawn;
    assert_ok(ctx, geo_mix_measure(ctx, 4, 2, amount, 1, &out));
    for (int k = 0; k < 8; k++) {
        assert_true(fabs(drawn[k] - 1.0) <= fabs(plain[k] - 1.0));
    }
    assert_true(fabs(drawn[4] - 1.0) < 0.3 * fabs(plain[4] - 1.0)); /* two establishments */
    assert_near(drawn[0], plain[0], 0.03);
    const double alike[4] = {10, 10, 20, 20}; /* nothing but chance between them */
    assert_ok(ctx, geo_mix_measure(ctx, 2, 2, alike, 1, &out));
    assert_near(drawn[0], 1.0, 0.0);
}

static void published_concentration_is_met(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t zone[5] = {0, 0, 1, 2, -1}, sector[5] = {0, 0, 0, 0, 0};
    const double size[5] = {40, 30, 20, 10, 7}, area[3] = {.5, .3, .2};
    geo_plants p = {5, zone, sector, size, 3, 2, area};
    geo_concentration out[2];
    assert_ok(ctx, geo_concentration_measure(ctx, &p, out));
    assert_near(out[0].g, .06, 1e-15);
    assert_near(out[0].h, .30, 1e-15);
    assert_near(out[0].ellison_glaeser, -.2903225806, 1e-10);
    assert_near(out[0].maurel_sedillot, -.0599078341, 1e-10);
    assert_int_equal(out[0].plants, 4);
    assert_true(out[1].plants == 0 && isnan(out[1].ellison_glaeser) && isnan(out[1].g));
    p.n = 1; /* one plant */
    assert_ok(ctx, geo_concentration_measure(ctx, &p, out));
    assert_true(isnan(out[0].ellison_glaeser) && out[0].h == 1.0);
}

/* Plants thrown at a map by its shares come out at 0 on the average. */
static void plants_thrown_by_chance_are_not_concentrated(void **state)
{
    geo_ctx *ctx = *state;
    enum { THROWS = 3000, N = 12 };
    test_random r = {.state = 9};
    const double area[4] = {.4, .3, .2, .1};
    double size[N], eg = 0.0;
    int64_t zone[N], sector[N] = {0};
    geo_plants p = {N, zone, sector, size, 4, 1, area};
    for (int t = 0; t < THROWS; t++) {
        geo_concentration out;
        for (int i = 0; i < N; i++) {
            double u = test_random_unit(&r);
            zone[i] = u < .4 ? 0 : u < .7 ? 1 : u < .9 ? 2 : 3;
            size[i] = 1.0 + i;
        }
        assert_ok(ctx, geo_concentration_measure(ctx, &p, &out));
        eg += out.ellison_glaeser / THROWS;
    }
    assert_near(eg, 0.0, 0.01);
}

static void wrong_tables_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double minus[2] = {1, -1}, unknown[2] = {1, (double)NAN}, huge[2] = {1e290, 1e290};
    const int64_t zone[1] = {3}, sector[1] = {0};
    geo_mixes out = {0};
    geo_concentration c;
    assert_status(ctx, geo_mix_measure(ctx, 1, 2, minus, 0, &out), GEO_DATA);
    assert_status(ctx, geo_mix_measure(ctx, 1, 2, unknown, 0, &out), GEO_DATA);
    assert_status(ctx, geo_mix_measure(ctx, 1, 2, huge, 0, &out), GEO_DATA);
    assert_status(ctx, geo_mix_measure(ctx, -1, 2, minus, 0, &out), GEO_INVALID);
    geo_plants p = {1, zone, sector, NULL, 3, 1, NULL};
    assert_status(ctx, geo_concentration_measure(ctx, &p, &c), GEO_INVALID);
    assert_message_has(ctx, "establishment 1 is in zone 3");
    assert_ok(ctx, geo_mix_measure(ctx, 0, 0, NULL, 0, &out));
    assert_true(isnan(out.information));
}

static geo_status run_all(geo_ctx *ctx, void *data)
{
    static const double amount[9] = {60, 30, 10, 20, 70, 110, 20, 100, 80};
    static const int64_t zone[4] = {0, 0, 1, 2}, sector[4] = {0, 0, 0, 1};
    double quotient[9];
    geo_mixes out = {.quotient = quotient};
    geo_plants p = {4, zone, sector, amount, 3, 2, NULL};
    geo_status status = geo_mix_measure(ctx, 3, 3, amount, 1, &out);
    return status == GEO_OK ? geo_concentration_measure(ctx, &p, data) : status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_concentration out[2];
    (void)state;
    assert_true(assert_survives_allocation_failures(run_all, out) > 2);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(published_mixes_are_met),        TEST(land_use_mix_counts_all_classes),
        TEST(sectors_may_be_split),           TEST(quotients_of_small_zones_are_drawn_to_one),
        TEST(published_concentration_is_met), TEST(plants_thrown_by_chance_are_not_concentrated),
        TEST(wrong_tables_are_refused),       TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
