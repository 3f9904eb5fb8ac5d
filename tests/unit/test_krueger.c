/* SPDX-License-Identifier: MIT */
#include <proj.h>

#include "support.h"

#include "geo/space.h"
#include "space/krueger.h"
#include "space/projection.h"

static const geoi_krueger_terms CHINA = {
    .a = 6378137.0, .f = 1.0 / 298.257222101, .lon_0 = 117.0, .k_0 = 1.0, .x_0 = 500000.0};

/* ---- A slow oracle: the closed formulas, with more digits than a double has --------------- */

typedef struct exact {
    long double x, y;
} exact;

/* Karney 2011, equations 7 to 12 and 35, in the form of that paper: tangents of latitudes. */
static exact project_exactly(const geoi_krueger_terms *t, double lon, double lat)
{
    const long double radian = 3.14159265358979323846264338327950288L / 180.0L;
    long double f = (long double)t->f, n = f / (2.0L - f), e = sqrtl(f * (2.0L - f));
    long double alpha[6] = {
        n / 2 - 2 * powl(n, 2) / 3 + 5 * powl(n, 3) / 16 + 41 * powl(n, 4) / 180 -
            127 * powl(n, 5) / 288 + 7891 * powl(n, 6) / 37800,
        13 * powl(n, 2) / 48 - 3 * powl(n, 3) / 5 + 557 * powl(n, 4) / 1440 +
            281 * powl(n, 5) / 630 - 1983433 * powl(n, 6) / 1935360,
        61 * powl(n, 3) / 240 - 103 * powl(n, 4) / 140 + 15061 * powl(n, 5) / 26880 +
            167603 * powl(n, 6) / 181440,
        49561 * powl(n, 4) / 161280 - 179 * powl(n, 5) / 168 + 6601661 * powl(n, 6) / 7257600,
        34729 * powl(n, 5) / 80640 - 3418889 * powl(n, 6) / 1995840,
        212378941 * powl(n, 6) / 319334400};
    long double tau = tanl((long double)lat * radian);
    long double lambda = ((long double)lon - (long double)t->lon_0) * radian;
    long double sigma = sinhl(e * atanhl(e * tau / hypotl(1.0L, tau)));
    long double conformal = tau * hypotl(1.0L, sigma) - sigma * hypotl(1.0L, tau);
    long double xi = atan2l(conformal, cosl(lambda));
    long double eta = asinhl(sinl(lambda) / hypotl(conformal, cosl(lambda)));
    long double radius = (long double)t->k_0 * (long double)t->a / (1 + n) *
                         (1 + n * n / 4 + powl(n, 4) / 64 + powl(n, 6) / 256);
    long double x = eta, y = xi;
    for (int j = 1; j <= 6; j++) {
        y += alpha[j - 1] * sinl(2 * j * xi) * coshl(2 * j * eta);
        x += alpha[j - 1] * cosl(2 * j * xi) * sinhl(2 * j * eta);
    }
    exact metres = {(long double)t->x_0 + radius * x, (long double)t->y_0 + radius * y};
    return metres;
}

static double miss_of(const geoi_krueger_terms *terms, double half_width, double south,
                      double north)
{
    geoi_krueger k;
    double worst = 0.0;
    test_random r = {1912}; /* the year of Krueger's paper */
    geoi_krueger_init(terms, &k);
    for (int i = 0; i < 20000; i++) {
        double lon = terms->lon_0 + half_width * (2.0 * test_random_unit(&r) - 1.0);
        double lat = south + (north - south) * test_random_unit(&r), x, y;
        exact e = project_exactly(terms, lon, lat);
        geoi_krueger_forward(&k, 1, &lon, &lat, &x, &y);
        worst = fmax(worst, fmax(fabs((double)(e.x - (long double)x)),
                                 fabs((double)(e.y - (long double)y))));
    }
    return worst;
}

static void the_series_is_exact_to_a_nanometre_in_a_zone_of_china(void **state)
{
    (void)state;
    double zone = miss_of(&CHINA, 1.5, 3.0, 54.0), wide = miss_of(&CHINA, 8.0, -89.0, 89.0);
    print_message("off the closed formulas by %.2g m in a zone of China, %.2g m anywhere\n", zone,
                  wide);
    assert_true(zone < 1e-9);
    assert_true(wide < 2e-9); /* half a unit in the last place beyond 2^23 m */
}

/* ---- PROJ, which is in general use -------------------------------------------------------- */

static const char *const SYSTEMS[] = {
    "EPSG:4548",
    "EPSG:4534",
    "EPSG:32650",
    "EPSG:32750",
    "+proj=tmerc +lat_0=48.85 +lon_0=2.35 +k=1 +ellps=WGS84",
    "+proj=tmerc +lat_0=-33.87 +lon_0=151.20 +k=1 +ellps=WGS84",
    "+proj=tmerc +lon_0=179.5 +x_0=1000 +y_0=-2000 +ellps=WGS84",
};
enum { SYSTEM_COUNT = 7 };

static void frames_agree_with_proj_within_some_nanometres(void **state)
{
    geo_ctx *ctx = *state;
    double forward = 0.0, inverse = 0.0;
    test_random r = {7};
    for (int s = 0; s < SYSTEM_COUNT; s++) {
        geoi_projection *p;
        PJ_CONTEXT *context = proj_context_create();
        assert_ok(ctx, geoi_projection_create(ctx, SYSTEMS[s], GEOI_METRES_ONLY, &p));
        assert_true(p->has_series);
        PJ *judge = proj_create(context, p->pipeline);
        for (int i = 0; i < 4000; i++) {
            double lon = remainder(p->series.lon_0 + 12.0 * test_random_unit(&r) - 6.0, 360.0);
            double lat = 168.0 * test_random_unit(&r) - 84.0, x, y, lon_back, lat_back;
            PJ_COORD m = proj_trans(judge, PJ_INV, proj_coord(lon, lat, 0.0, 0.0));
            geoi_krueger_forward(&p->series, 1, &lon, &lat, &x, &y);
            forward = fmax(forward, fmax(fabs(m.xy.x - x), fabs(m.xy.y - y)));
            PJ_COORD d = proj_trans(judge, PJ_FWD, proj_coord(x, y, 0.0, 0.0));
            geoi_krueger_inverse(&p->series, 1, &x, &y, &lon_back, &lat_back);
            double east = fabs(remainder(d.xy.x - lon_back, 360.0));
            inverse = fmax(inverse, fmax(east * cos(lat / 57.3), fabs(d.xy.y - lat_back)));
            assert_true(lon_back >= -180.0 && lon_back <= 180.0);
        }
        proj_destroy(judge);
        proj_context_destroy(context);
        geoi_projection_destroy(p);
    }
    print_message("off PROJ by %.2g m forward, %.2g degrees back\n", forward, inverse);
    assert_true(forward < 2e-8); /* PROJ itself is off the closed formulas by 5e-9 */
    assert_true(inverse < 2e-13);
}

static void only_a_plain_transverse_mercator_goes_by_the_series(void **state)
{
    geo_ctx *ctx = *state;
    const char *others[] = {
        "EPSG:3857",
        "+proj=laea +lat_0=40 +lon_0=116 +ellps=WGS84",
        "+proj=tmerc +lon_0=117 +ellps=WGS84 +approx",
        "+proj=tmerc +lon_0=117 +ellps=krass +towgs84=10,20,30",
        "+proj=tmerc +lon_0=117 +ellps=WGS84 +axis=wsu",
        "+proj=tmerc +lon_0=117 +ellps=WGS84 +units=us-ft",
        "OGC:CRS84",
    };
    for (int64_t i = 0; i < (int64_t)(sizeof others / sizeof others[0]); i++) {
        geoi_projection *p;
        assert_ok(ctx, geoi_projection_create(ctx, others[i], 0, &p));
        if (p->has_series) {
            fail_msg("%s goes by the series", others[i]);
        }
        geoi_projection_destroy(p);
    }
}

/* ---- The edge of its reach ----------------------------------------------------------------- */

static void positions_beyond_its_reach_are_refused(void **state)
{
    (void)state;
    geoi_krueger k;
    geoi_krueger_init(&CHINA, &k);
    const double lon[] = {125.1, 108.9, 117.0, 117.0, -63.0, (double)NAN, 117.0, 1e300};
    const double lat[] = {40.0, 40.0, 89.95, -89.95, 40.0, 40.0, (double)INFINITY, 0.0};
    double x[8], y[8];
    geoi_krueger_forward(&k, 8, lon, lat, x, y);
    for (int i = 0; i < 8; i++) {
        assert_true(isnan(x[i]) && isnan(y[i]));
    }
    const double east[] = {1.6e6, -6e5, 500000.0, 39500000.0, (double)NAN, -1e300};
    const double north[] = {4.4e6, 4.4e6, 1.01e7, 4.4e6, 4.4e6, 1e300};
    geoi_krueger_inverse(&k, 6, east, north, x, y);
    for (int i = 0; i < 6; i++) {
        assert_true(isnan(x[i]) && isnan(y[i]));
    }
}

/* One layer may hold positions near and far from the meridian: the far ones go by PROJ. */
static void far_positions_come_out_as_proj_has_them(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 3000 };
    static double lon[N], lat[N], x[N], y[N];
    test_random r = {11};
    geoi_projection *p;
    PJ_CONTEXT *context = proj_context_create();
    assert_ok(ctx, geoi_projection_create(ctx, "EPSG:4548", GEOI_METRES_ONLY, &p));
    PJ *judge = proj_create(context, p->pipeline);
    for (int i = 0; i < N; i++) {
        lon[i] = 117.0 + 60.0 * (test_random_unit(&r) - 0.5);
        lat[i] = 178.0 * test_random_unit(&r) - 89.0;
    }
    assert_ok(ctx, geoi_projection_run(ctx, p, PJ_INV, N, lon, lat, x, y));
    for (int i = 0; i < N; i++) {
        PJ_COORD m = proj_trans(judge, PJ_INV, proj_coord(lon[i], lat[i], 0.0, 0.0));
        assert_true(fabs(m.xy.x - x[i]) < 2e-8 && fabs(m.xy.y - y[i]) < 2e-8);
    }
    proj_destroy(judge);
    proj_context_destroy(context);
    geoi_projection_destroy(p);
}

enum { NEIGHBOURS = 20011 };

typedef struct images {
    double x[NEIGHBOURS], y[NEIGHBOURS];
} images;

static void project_neighbours(geo_ctx *ctx, void *result)
{
    static double lon[NEIGHBOURS], lat[NEIGHBOURS];
    images *out = result;
    test_random r = {3};
    geoi_projection *p;
    for (int i = 0; i < NEIGHBOURS; i++) {
        lon[i] = 117.0 + (i % 97 == 0 ? 40.0 : 3.0) * (test_random_unit(&r) - 0.5);
        lat[i] = 20.0 + 30.0 * test_random_unit(&r);
    }
    assert_ok(ctx, geoi_projection_create(ctx, "EPSG:4548", GEOI_METRES_ONLY, &p));
    assert_ok(ctx, geoi_projection_run(ctx, p, PJ_INV, NEIGHBOURS, lon, lat, out->x, out->y));
    for (int i = 0; i < NEIGHBOURS; i += 331) {
        double x, y;
        assert_ok(ctx, geoi_projection_run(ctx, p, PJ_INV, 1, lon + i, lat + i, &x, &y));
        assert_true(x == out->x[i] && y == out->y[i]);
    }
    geoi_projection_destroy(p);
}

/* A position has one image, whatever stands beside it and however many threads there are. */
static void neighbours_and_threads_do_not_change_a_bit(void **state)
{
    static images out;
    (void)state;
    assert_same_on_any_threads(project_neighbours, &out, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_series_is_exact_to_a_nanometre_in_a_zone_of_china),
        cmocka_unit_test(frames_agree_with_proj_within_some_nanometres),
        cmocka_unit_test(only_a_plain_transverse_mercator_goes_by_the_series),
        cmocka_unit_test(positions_beyond_its_reach_are_refused),
        cmocka_unit_test(far_positions_come_out_as_proj_has_them),
        cmocka_unit_test(neighbours_and_threads_do_not_change_a_bit),
    };
    return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
