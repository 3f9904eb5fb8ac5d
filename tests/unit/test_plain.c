/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "draft.h"
#include "geometry/geos.h"
#include "geometry/plain.h"

/* The oracle: GEOS on each feature. Returns how many of them are plain; none may be not valid. */
static int64_t plain_are_valid(geo_ctx *ctx, draft *d)
{
    const geo_geometry *g = draft_view(d);
    geoi_geos geos;
    int64_t plain = 0;
    assert_ok(ctx, geoi_geos_init(ctx, &geos));
    for (int64_t i = 0; i < g->n; i++) {
        GEOSGeometry *geometry = NULL;
        geoi_flaw flaw;
        if (!geoi_plainly_valid(g, i)) {
            continue;
        }
        plain++;
        assert_ok(ctx, geoi_geos_read(&geos, g, i, GEOI_KEEP_ALL, &geometry));
        assert_ok(ctx, geoi_geos_flaw(&geos, geometry, &flaw));
        if (flaw.found) {
            fail_msg("feature %lld is taken for valid: %s", (long long)i, flaw.reason);
        }
        geoi_geos_drop(&geos, geometry);
    }
    geoi_geos_clear(&geos);
    return plain;
}

static void ring_of(draft *d, const double (*at)[2], int n)
{
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    for (int k = 0; k <= n; k++) {
        draft_add(d, at[k % n][0], at[k % n][1]);
    }
}

static void what_is_plain_is_told(void **state)
{
    draft *d = draft_new();
    test_random random = {5};
    draft_box_feature(d, 116.0, 39.0, 117.0, 40.0);
    ring_of(d, (const double[][2]){{0, 0}, {4, 0}, {4, 4}, {2, 1}, {0, 4}}, 5);
    ring_of(d, (const double[][2]){{0, 0}, {2, 0}, {4, 0}, {4, 4}, {0, 4}}, 5); /* straight on */
    draft_line_feature(d, 0, 0, 1, 0.1);
    draft_star_feature(d, &random, 116.3, 39.9, 0.0004, 0.0006, 50);
    assert_int_equal(plain_are_valid(*state, d), 5);
    free(d);
}

static void what_is_not_plain_is_left_to_geos(void **state)
{
    (void)state;
    draft *d = draft_new();
    draft_bow_tie_feature(d);
    draft_point_feature(d, 1, 1);
    draft_feature(d, GEO_NONE);
    ring_of(d, (const double[][2]){{5, 5}, {6, 6}, {7, 7}}, 3);                 /* flat */
    ring_of(d, (const double[][2]){{0, 0}, {4, 0}, {4, 4}, {4, 2}}, 4);         /* a spike */
    ring_of(d, (const double[][2]){{0, 0}, {4, 0}, {4, 4}, {2, 0}, {0, 4}}, 5); /* touches */
    ring_of(d, (const double[][2]){{0, 0}, {4, 0}, {4, 0}, {4, 4}}, 4);         /* twice there */
    ring_of(d, (const double[][2]){{0, 0}, {2e12, 0}, {4, 4}}, 3);
    draft_line_feature(d, 3, 3, 3, 3);
    for (int64_t i = 0; i < draft_view(d)->n; i++) {
        assert_false(geoi_plainly_valid(draft_view(d), i));
    }
    free(d);
}

/* Few vertices on a small grid cross, touch, repeat and fold in every way; with an offset the
 * same happens within rounding. */
static void nothing_that_geos_finds_faulty_is_plain(void **state)
{
    test_random random = {8};
    int64_t plain = 0;
    for (int round = 0; round < 400; round++) {
        draft *d = draft_new();
        double at[9][2];
        double far = round % 2 == 0 ? 0.0 : 440000.1, unit = round % 3 == 0 ? 1.0 : 1e-7;
        for (int feature = 0; feature < 30; feature++) {
            int n = 3 + (int)test_random_below(&random, 6);
            for (int k = 0; k < n; k++) {
                at[k][0] = far + unit * (double)test_random_below(&random, 5);
                at[k][1] = far + unit * (double)test_random_below(&random, 5);
            }
            ring_of(d, (const double(*)[2])at, n);
        }
        plain += plain_are_valid(*state, d);
        free(d);
    }
    assert_true(plain > 500); /* of 12,000 */
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_is_plain_is_told),
        CASE(what_is_not_plain_is_left_to_geos),
        CASE(nothing_that_geos_finds_faulty_is_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
