/* SPDX-License-Identifier: MIT */
#include <geodesic.h>

#include "support.h"
#include "vectors.h"

#include "geo/space.h"

static const geo_box BEIJING = {115.41, 39.43, 117.52, 41.07};

static geo_frame *make(geo_ctx *ctx, geo_box extent, const char *crs, double max_scale_error)
{
    geo_frame *frame;
    geo_frame_options options = geo_frame_options_default();
    options.crs = crs;
    options.max_scale_error = max_scale_error;
    assert_ok(ctx, geo_frame_create(ctx, extent, &options, &frame));
    return frame;
}

/* ---- The choice ----------------------------------------------------------------------- */

static void assert_chosen(geo_ctx *ctx, geo_box extent, const char *crs)
{
    geo_frame *frame;
    assert_ok(ctx, geo_frame_create(ctx, extent, NULL, &frame));
    assert_string_equal(geo_frame_crs(frame), crs);
    assert_true(geo_frame_scale_error(frame) <= 0.001);
    geo_frame_destroy(frame);
}

static geo_box around(double lon, double lat, double half)
{
    geo_box box = {lon - half, lat - half, lon + half, lat + half};
    return box;
}

static void the_rule_gives_planners_the_system_they_know(void **state)
{
    geo_ctx *ctx = *state;
    assert_chosen(ctx, BEIJING, "EPSG:4548");
    assert_chosen(ctx, around(115.45, 39.9, 0.0), "EPSG:4548"); /* its zone would be 4547 */
    assert_chosen(ctx, around(114.3, 30.6, 0.3), "EPSG:4547");  /* Wuhan */
    assert_chosen(ctx, around(121.5, 31.2, 0.3), "EPSG:4550");  /* Shanghai: centre in zone 41 */
    assert_chosen(ctx, around(121.4, 31.2, 0.3), "EPSG:4549");
    assert_chosen(ctx, around(87.6, 43.8, 0.3), "EPSG:4538");  /* Urumqi */
    assert_chosen(ctx, around(75.9, 39.5, 0.3), "EPSG:4534");  /* Kashgar */
    assert_chosen(ctx, around(134.2, 48.3, 0.3), "EPSG:4554"); /* Fuyuan */
}

static void other_places_get_a_local_system_about_their_centre(void **state)
{
    geo_ctx *ctx = *state;
    assert_chosen(ctx, around(2.35, 48.85, 0.2),
                  "+proj=tmerc +lat_0=48.85 +lon_0=2.35 +k=1 +ellps=WGS84");
    assert_chosen(ctx, around(-73.98, 40.75, 0.2),
                  "+proj=tmerc +lat_0=40.75 +lon_0=-73.98 +k=1 +ellps=WGS84");
    assert_chosen(ctx, around(151.2, -33.87, 0.2),
                  "+proj=tmerc +lat_0=-33.87 +lon_0=151.20 +k=1 +ellps=WGS84");
    assert_chosen(ctx, around(-0.004, 0.001, 0.2),
                  "+proj=tmerc +lat_0=0 +lon_0=0 +k=1 +ellps=WGS84");
    assert_chosen(ctx, around(179.5, -17.5, 2.0),
                  "+proj=tmerc +lat_0=-17.50 +lon_0=179.50 +k=1 +ellps=WGS84");
    /* Wider than a zone, and still narrow enough for one meridian. */
    geo_box capital_region = {113.46, 36.05, 118.5, 42.6};
    assert_chosen(ctx, capital_region, "+proj=tmerc +lat_0=39.33 +lon_0=115.98 +k=1 +ellps=WGS84");
    geo_box greece = {19.4, 36.4, 26.6, 41.7};
    assert_chosen(ctx, greece, "+proj=laea +lat_0=39.05 +lon_0=23 +ellps=WGS84");
    geo_box pole = {-180.0, 86.0, 180.0, 90.0};
    assert_chosen(ctx, pole, "+proj=laea +lat_0=90 +lon_0=0 +ellps=WGS84");
    geo_box south_pole = {-180.0, -90.0, 180.0, -86.0};
    assert_chosen(ctx, south_pole, "+proj=laea +lat_0=-90 +lon_0=0 +ellps=WGS84");
}

/* Three degrees of Hainan are further from the zone's meridian than 0.1 % allows. */
static void a_zone_that_is_too_wrong_gives_way_to_a_local_system(void **state)
{
    geo_box hainan = {108.02, 18.0, 111.0, 20.2};
    assert_chosen(*state, hainan, "+proj=tmerc +lat_0=19.10 +lon_0=109.51 +k=1 +ellps=WGS84");
}

static void titles_can_be_read(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = make(ctx, BEIJING, NULL, 0.001);
    assert_string_equal(geo_frame_title(frame), "CGCS2000 / 3-degree Gauss-Kruger CM 117E");
    assert_true(geo_frame_scale_error(frame) > 0.00022 && geo_frame_scale_error(frame) < 0.00024);
    geo_frame_destroy(frame);
    frame = make(ctx, around(-58.4, -34.6, 0.1), NULL, 0.001);
    assert_string_equal(geo_frame_title(frame), "transverse Mercator about 34.60 S, 58.40 W");
    geo_frame_destroy(frame);
    frame = make(ctx, around(116.3, 40.0, 0.1), "epsg:32650", 0.001);
    assert_string_equal(geo_frame_crs(frame), "EPSG:32650");
    assert_string_equal(geo_frame_title(frame), "WGS 84 / UTM zone 50N");
    geo_frame_destroy(frame);
    const char *own =
        "+proj=tmerc +lon_0=116.35 +x_0=500000 +y_0=300000 +ellps=krass +towgs84=1,2,3";
    frame = make(ctx, around(116.3, 40.0, 0.1), own, 0.001);
    assert_string_equal(geo_frame_crs(frame), own);
    assert_string_equal(geo_frame_title(frame), own);
    geo_frame_destroy(frame);
}

/* ---- The error ------------------------------------------------------------------------ */

/* Largest error of a length of 100 m laid out by geodesics from one position. */
static double measured_error(geo_ctx *ctx, const geo_frame *frame, double lon, double lat)
{
    enum { DIRECTIONS = 12 };
    struct geod_geodesic earth;
    double xs[DIRECTIONS + 1], ys[DIRECTIONS + 1], worst = 0.0;
    geod_init(&earth, 6378137.0, 1.0 / 298.257223563);
    xs[DIRECTIONS] = lon;
    ys[DIRECTIONS] = lat;
    for (int i = 0; i < DIRECTIONS; i++) {
        geod_direct(&earth, lat, lon, 360.0 * i / DIRECTIONS, 100.0, ys + i, xs + i, NULL);
    }
    assert_ok(ctx, geo_frame_forward(ctx, frame, DIRECTIONS + 1, xs, ys, xs, ys));
    for (int i = 0; i < DIRECTIONS; i++) {
        double metres = hypot(xs[i] - xs[DIRECTIONS], ys[i] - ys[DIRECTIONS]);
        worst = fmax(worst, fabs(metres / 100.0 - 1.0));
    }
    return worst;
}

/* The error a frame tells of is met somewhere in its extent and exceeded nowhere. */
static void assert_error_is_honest(geo_ctx *ctx, geo_box e, const char *crs, double limit)
{
    geo_frame *frame = make(ctx, e, crs, limit);
    double told = geo_frame_scale_error(frame), worst = 0.0;
    test_random r = {11};
    for (int i = 0; i < 300; i++) {
        /* Corners, the middles of sides and the centre, then anywhere. */
        double s = i < 9 ? (i % 3) / 2.0 : test_random_unit(&r);
        double t = i < 9 ? (int)(i / 3) / 2.0 : test_random_unit(&r);
        double lon = e.min_x + s * (e.max_x - e.min_x), lat = e.min_y + t * (e.max_y - e.min_y);
        worst = fmax(worst, measured_error(ctx, frame, lon, lat));
    }
    if (!(worst <= told * 1.01 + 2e-8) || !(worst >= told * 0.97 - 2e-8)) {
        fail_msg("%s says %.9f, the worst measured is %.9f", geo_frame_crs(frame), told, worst);
    }
    geo_frame_destroy(frame);
}

static void the_scale_error_is_what_lengths_show(void **state)
{
    geo_ctx *ctx = *state;
    const geo_box capital_region = {113.46, 36.05, 119.85, 42.6}, greece = {19.4, 34.8, 26.6, 41.7};
    const geo_box tropics = {-3.0, -1.5, 3.0, 2.0}, fiji = {176.9, -19.2, 181.5, -16.0};
    assert_error_is_honest(ctx, BEIJING, NULL, 0.001);
    assert_error_is_honest(ctx, BEIJING, "EPSG:4547", 0.01);
    assert_error_is_honest(ctx, BEIJING, "EPSG:32650", 0.01);
    assert_error_is_honest(ctx, BEIJING, "EPSG:4527", 0.01);
    assert_error_is_honest(ctx, BEIJING, "+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80",
                           0.1);
    assert_error_is_honest(ctx, BEIJING, "+proj=laea +lat_0=35 +lon_0=105 +ellps=WGS84", 0.1);
    assert_error_is_honest(ctx, BEIJING, "ESRI:54034", 1.0); /* equal-area cylinder */
    assert_error_is_honest(ctx, BEIJING, "EPSG:3395", 1.0);  /* Mercator of the ellipsoid */
    assert_error_is_honest(ctx, capital_region, NULL, 0.01);
    assert_error_is_honest(ctx, greece, NULL, 0.01);
    assert_error_is_honest(ctx, tropics, NULL, 0.01);
    assert_error_is_honest(ctx, fiji, NULL, 0.01);
    assert_error_is_honest(ctx, around(20.0, 78.0, 1.0), NULL, 0.001);
    assert_error_is_honest(ctx, around(-70.0, -53.0, 0.5), NULL, 0.001);
    assert_error_is_honest(ctx, around(0.0, 51.5, 0.0), NULL, 0.001);
}

static void one_position_is_extent_enough(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = make(ctx, around(13.37, 52.51, 0.0), NULL, 1e-8);
    assert_true(geo_frame_scale_error(frame) < 1e-8);
    geo_frame_destroy(frame);
}

/* ---- Refusals ------------------------------------------------------------------------- */

static void assert_refused(geo_ctx *ctx, geo_box extent, const char *crs, geo_status expected,
                           const char *part)
{
    geo_frame *frame = (geo_frame *)ctx;
    geo_frame_options options = geo_frame_options_default();
    options.crs = crs;
    assert_status(ctx, geo_frame_create(ctx, extent, &options, &frame), expected);
    assert_null(frame);
    assert_message_has(ctx, part);
}

static void wide_extents_are_refused_with_what_to_do(void **state)
{
    geo_ctx *ctx = *state;
    const geo_box china = {73.5, 18.0, 135.1, 53.6}, world = {-180.0, -90.0, 180.0, 90.0};
    const geo_box fiji_cut = {-180.0, -19.2, 180.0, -16.0};
    assert_refused(ctx, china, NULL, GEO_LIMIT, "the limit is 0.1 %");
    assert_refused(ctx, china, NULL, GEO_LIMIT, "--max-scale-error");
    assert_refused(ctx, world, NULL, GEO_LIMIT, "smaller area");
    assert_refused(ctx, fiji_cut, NULL, GEO_LIMIT, "smaller area");
    assert_refused(ctx, BEIJING, "EPSG:3857", GEO_LIMIT, "EPSG:3857 is wrong by up to 33 %");
    assert_refused(ctx, BEIJING, "EPSG:3857", GEO_LIMIT, "leave out --crs");
    assert_refused(ctx, BEIJING, "EPSG:4534", GEO_LIMIT, "EPSG:4534 is wrong by");
    assert_refused(ctx, around(27.0, 5.0, 1.0), "EPSG:4548", GEO_LIMIT, "cannot show");
    /* What the hint names is accepted. */
    geo_frame *frame = make(ctx, BEIJING, "EPSG:3857", 0.33);
    geo_frame_destroy(frame);
}

static void systems_that_are_not_metres_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    assert_refused(ctx, BEIJING, "EPSG:4326", GEO_INVALID,
                   "EPSG:4326 is in degrees, not in metres");
    assert_refused(ctx, BEIJING, "CGCS2000", GEO_INVALID, "EPSG:4490 is in degrees");
    assert_refused(ctx, BEIJING, "gcj02", GEO_INVALID, "GCJ-02 is in degrees");
    assert_refused(ctx, BEIJING, "EPSG:2263", GEO_INVALID, "EPSG:2263 is in US survey foot");
    assert_refused(ctx, BEIJING, "EPSG:4978", GEO_INVALID, "neither projected nor in degrees");
    assert_refused(ctx, BEIJING, "EPSG:99999", GEO_INVALID, "no coordinate system is known as");
    assert_refused(ctx, BEIJING, "EPSG:2436", GEO_UNSUPPORTED, "no accurate conversion from");
}

static void extents_without_sense_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    const geo_box empty = {1.0, 1.0, 0.0, 0.0}, nan = {NAN, 0.0, 1.0, 1.0};
    const geo_box metres = {441000.0, 4427000.0, 442000.0, 4428000.0};
    const geo_box infinite = {-INFINITY, 0.0, INFINITY, 1.0};
    assert_refused(ctx, empty, NULL, GEO_DATA, "empty");
    assert_refused(ctx, nan, NULL, GEO_DATA, "empty");
    assert_refused(ctx, metres, NULL, GEO_DATA, "not in degrees");
    assert_refused(ctx, infinite, NULL, GEO_DATA, "not in degrees");
    const double limits[] = {0.0, -1.0, NAN};
    for (int i = 0; i < 3; i++) {
        geo_frame *frame = (geo_frame *)ctx;
        geo_frame_options options = geo_frame_options_default();
        options.max_scale_error = limits[i];
        assert_status(ctx, geo_frame_create(ctx, BEIJING, &options, &frame), GEO_INVALID);
        assert_null(frame);
        assert_message_has(ctx, "max_scale_error");
    }
}

/* ---- Positions ------------------------------------------------------------------------ */

static void published_positions_are_reproduced(void **state)
{
    geo_ctx *ctx = *state;
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/projection.tsv"); vectors_next(&v); rows++) {
        double lon = vector_number(&v, "lon"), lat = vector_number(&v, "lat");
        double tolerance = vector_number(&v, "tolerance");
        geo_frame *frame = make(ctx, BEIJING, vector_text(&v, "crs"), 0.5);
        assert_ok(ctx, geo_frame_forward(ctx, frame, 1, &lon, &lat, &lon, &lat));
        assert_vector(&v, "x", lon, vector_number(&v, "x"), tolerance);
        assert_vector(&v, "y", lat, vector_number(&v, "y"), tolerance);
        geo_frame_destroy(frame);
    }
    assert_true(rows > 20);
}

static void positions_return_within_a_billionth_of_a_degree(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 5000 };
    static double lon[N], lat[N], x[N], y[N];
    const geo_box extents[] = {BEIJING,
                               {19.4, 34.8, 26.6, 41.7},
                               {176.9, -19.2, 179.9, -16.0},
                               {-74.5, 40.4, -73.5, 41.0},
                               {19.0, 77.0, 21.0, 79.0},
                               {-180.0, 86.0, 180.0, 89.9}};
    for (int k = 0; k < 6; k++) {
        geo_box e = extents[k];
        geo_frame *frame = make(ctx, e, NULL, 0.01);
        test_random r = {5};
        for (int i = 0; i < N; i++) {
            lon[i] = e.min_x + (e.max_x - e.min_x) * test_random_unit(&r);
            lat[i] = e.min_y + (e.max_y - e.min_y) * test_random_unit(&r);
        }
        assert_ok(ctx, geo_frame_forward(ctx, frame, N, lon, lat, x, y));
        assert_ok(ctx, geo_frame_inverse(ctx, frame, N, x, y, x, y));
        for (int i = 0; i < N; i++) {
            double narrow = cos(lat[i] * 3.14159265358979323846 / 180.0); /* of a longitude */
            assert_true(fabs(x[i] - lon[i]) * narrow < 1e-9 && fabs(y[i] - lat[i]) < 1e-9);
        }
        geo_frame_destroy(frame);
    }
}

static void a_layer_over_the_antimeridian_stays_together(void **state)
{
    geo_ctx *ctx = *state;
    geo_box fiji = {177.0, -19.0, 181.0, -16.0};
    geo_frame *frame = make(ctx, fiji, NULL, 0.001);
    double lon[2] = {179.99, -179.99}, lat[2] = {-17.0, -17.0};
    double metres = geo_geodesic_distance(lon[0], lat[0], lon[1], lat[1]);
    assert_ok(ctx, geo_frame_forward(ctx, frame, 2, lon, lat, lon, lat));
    assert_near(hypot(lon[0] - lon[1], lat[0] - lat[1]), metres, 0.001);
    geo_frame_destroy(frame);
}

static void a_position_that_cannot_be_projected_is_named(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 20000 };
    static double lon[N], lat[N], x[N], y[N];
    geo_frame *frame = make(ctx, BEIJING, NULL, 0.001);
    for (int i = 0; i < N; i++) {
        lon[i] = 116.3;
        lat[i] = 40.0;
    }
    lat[9999] = 91.0;
    lat[15000] = NAN;
    assert_status(ctx, geo_frame_forward(ctx, frame, N, lon, lat, x, y), GEO_DATA);
    assert_string_equal(geo_ctx_message(ctx),
                        "position 10000 (116.3, 91) cannot be converted to EPSG:4548");
    assert_status(ctx, geo_frame_forward(ctx, frame, N, lon, lat, lon, lat), GEO_DATA);
    assert_message_has(ctx, "position 10000 (116.3, 91)");
    assert_ok(ctx, geo_frame_forward(ctx, frame, 0, NULL, NULL, NULL, NULL));
    geo_frame_destroy(frame);
}

typedef struct positions {
    double x[40000], y[40000];
} positions;

static void project_many(geo_ctx *ctx, void *result)
{
    positions *out = result;
    geo_frame *frame = make(ctx, BEIJING, NULL, 0.001);
    test_random r = {9};
    for (int i = 0; i < 40000; i++) {
        out->x[i] = 115.5 + 2.0 * test_random_unit(&r);
        out->y[i] = 39.5 + 1.5 * test_random_unit(&r);
    }
    assert_ok(ctx, geo_frame_forward(ctx, frame, 40000, out->x, out->y, out->x, out->y));
    geo_frame_destroy(frame);
}

static void thread_count_does_not_change_positions(void **state)
{
    static positions out;
    (void)state;
    assert_same_on_any_threads(project_many, &out, sizeof out);
}

static geo_status make_and_project(geo_ctx *ctx, void *data)
{
    geo_frame *frame;
    double lon = 23.0, lat = 38.0;
    geo_frame_options options = geo_frame_options_default();
    options.crs = *(const char **)data;
    options.max_scale_error = 0.01;
    geo_status status = geo_frame_create(ctx, around(23.0, 38.0, 3.0), &options, &frame);
    if (status == GEO_OK) {
        status = geo_frame_forward(ctx, frame, 1, &lon, &lat, &lon, &lat);
    }
    geo_frame_destroy(frame);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    const char *chosen = NULL, *named = "EPSG:32634";
    assert_true(assert_survives_allocation_failures(make_and_project, &chosen) > 3);
    assert_true(assert_survives_allocation_failures(make_and_project, &named) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rule_gives_planners_the_system_they_know),
        cmocka_unit_test(other_places_get_a_local_system_about_their_centre),
        cmocka_unit_test(a_zone_that_is_too_wrong_gives_way_to_a_local_system),
        cmocka_unit_test(titles_can_be_read),
        cmocka_unit_test(the_scale_error_is_what_lengths_show),
        cmocka_unit_test(one_position_is_extent_enough),
        cmocka_unit_test(wide_extents_are_refused_with_what_to_do),
        cmocka_unit_test(systems_that_are_not_metres_are_refused),
        cmocka_unit_test(extents_without_sense_are_refused),
        cmocka_unit_test(published_positions_are_reproduced),
        cmocka_unit_test(positions_return_within_a_billionth_of_a_degree),
        cmocka_unit_test(a_layer_over_the_antimeridian_stays_together),
        cmocka_unit_test(a_position_that_cannot_be_projected_is_named),
        cmocka_unit_test(thread_count_does_not_change_positions),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
