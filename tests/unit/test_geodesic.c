/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "vectors.h"

#include "geo/space.h"
#include "layer/builder.h"

/* ---- Distances ------------------------------------------------------------------------ */

static void published_distances_are_reproduced(void **state)
{
    (void)state;
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/geodesic.tsv"); vectors_next(&v); rows++) {
        double lon1 = vector_number(&v, "lon1"), lat1 = vector_number(&v, "lat1");
        double lon2 = vector_number(&v, "lon2"), lat2 = vector_number(&v, "lat2");
        double metres = vector_number(&v, "metres"), tolerance = vector_number(&v, "tolerance");
        assert_vector(&v, "there", geo_geodesic_distance(lon1, lat1, lon2, lat2), metres,
                      tolerance);
        assert_vector(&v, "back", geo_geodesic_distance(lon2, lat2, lon1, lat1), metres, tolerance);
    }
    assert_true(rows > 5);
}

static void a_distance_from_nowhere_is_not_a_number(void **state)
{
    (void)state;
    assert_true(isnan(geo_geodesic_distance(0.0, 90.1, 0.0, 0.0)));
    assert_true(isnan(geo_geodesic_distance(0.0, 0.0, 0.0, -91.0)));
    assert_true(isnan(geo_geodesic_distance(NAN, 0.0, 0.0, 0.0)));
    assert_true(isnan(geo_geodesic_distance(0.0, 0.0, INFINITY, 0.0)));
    assert_true(isnan(geo_geodesic_distance(0.0, NAN, 0.0, 0.0)));
    assert_true(geo_geodesic_distance(10.0, 90.0, 50.0, 90.0) == 0.0);
    assert_true(geo_geodesic_distance(179.9, 0.0, -179.9, 0.0) < 23000.0);
}

static void directions_are_clockwise_from_north(void **state)
{
    (void)state;
    assert_true(geo_geodesic_azimuth(10.0, 0.0, 10.0, 5.0) == 0.0);
    assert_near(geo_geodesic_azimuth(10.0, 0.0, 12.0, 0.0), 90.0, 1e-14);
    assert_near(geo_geodesic_azimuth(10.0, 5.0, 10.0, 4.0), 180.0, 1e-14);
    assert_near(geo_geodesic_azimuth(10.0, 0.0, 8.0, 0.0), 270.0, 1e-14);
    assert_near(geo_geodesic_azimuth(179.5, 0.0, -179.5, 0.0), 90.0, 1e-14);
    /* GeodTest of Karney 2013, its first line: azi1 of a geodesic that leaves (0, 36.53) */
    assert_near(
        geo_geodesic_azimuth(0.0, 36.530042355041, 5.762344694676510456, -48.164270779097770),
        176.125875162171, 1e-9);
    assert_true(isnan(geo_geodesic_azimuth(116.3, 39.9, 116.3, 39.9)));
    assert_true(isnan(geo_geodesic_azimuth(0.0, 90.1, 0.0, 0.0)));
    assert_true(isnan(geo_geodesic_azimuth(0.0, NAN, 0.0, 0.0)));
}

/* ---- Measures ------------------------------------------------------------------------- */

/* Add a closed rectangle as a ring, counterclockwise or not. */
static void add_box(geo_ctx *ctx, geoi_geometry_builder *b, geo_box e, bool clockwise)
{
    const double x[] = {e.min_x, e.max_x, e.max_x, e.min_x, e.min_x};
    const double y[] = {e.min_y, e.min_y, e.max_y, e.max_y, e.min_y};
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    for (int i = 0; i < 5; i++) {
        int k = clockwise ? 4 - i : i;
        assert_ok(ctx, geoi_geometry_add(ctx, b, x[k], y[k], NAN));
    }
}

static void add_path(geo_ctx *ctx, geoi_geometry_builder *b, double lon, double lat, double step)
{
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    for (int i = 0; i < 3; i++) {
        assert_ok(ctx, geoi_geometry_add(ctx, b, lon + i * step, lat, NAN));
    }
}

static geo_layer *finish(geo_ctx *ctx, geoi_geometry_builder *b)
{
    geo_layer *layer;
    assert_ok(ctx, geoi_geometry_finish(ctx, b));
    assert_ok(ctx, geo_layer_create(ctx, "test", &b->g, &layer));
    geoi_geometry_clear(b);
    return layer;
}

static const geo_box RING = {116.25, 39.95, 116.40, 40.05}, HOLE = {116.30, 39.98, 116.32, 40.0};
static const double RING_AREA = 142225095.343, RING_LENGTH = 47825.0708; /* geod, WGS 84 */

/* One feature of each kind: what it measures is known from the ring and from distances. */
static geo_layer *every_kind(geo_ctx *ctx)
{
    geoi_geometry_builder b = {0};
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    add_box(ctx, &b, RING, false);
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON)); /* 1: a hole, wound the same way */
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    add_box(ctx, &b, RING, true);
    add_box(ctx, &b, HOLE, true);
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_MULTIPOLYGON)); /* 2 */
    for (int i = 0; i < 2; i++) {
        assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
        add_box(ctx, &b, RING, i == 1);
    }
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_LINESTRING)); /* 3 */
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    add_path(ctx, &b, 116.0, 40.0, 0.1);
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_MULTILINESTRING)); /* 4 */
    for (int i = 0; i < 2; i++) {
        assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
        add_path(ctx, &b, 116.0, 40.0, 0.1);
    }
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POINT)); /* 5 */
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    assert_ok(ctx, geoi_geometry_ring(ctx, &b));
    assert_ok(ctx, geoi_geometry_add(ctx, &b, 116.0, 40.0, NAN));
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_NONE));       /* 6 */
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));    /* 7: empty */
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_COLLECTION)); /* 8: a polygon and a line */
    assert_ok(ctx, geoi_geometry_part(ctx, &b, GEO_POLYGON | GEO_PART_FIRST));
    add_box(ctx, &b, RING, false);
    assert_ok(ctx, geoi_geometry_part(ctx, &b, GEO_LINESTRING | GEO_PART_FIRST));
    add_path(ctx, &b, 116.0, 40.0, 0.1);
    return finish(ctx, &b);
}

static void every_kind_is_measured_as_what_it_is(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 9 };
    geo_layer *layer = every_kind(ctx);
    double area[N], length[N];
    double path = 2.0 * geo_geodesic_distance(116.0, 40.0, 116.1, 40.0);
    double hole_length = geo_geodesic_distance(116.30, 39.98, 116.32, 39.98) +
                         geo_geodesic_distance(116.30, 40.0, 116.32, 40.0) +
                         2.0 * geo_geodesic_distance(116.30, 39.98, 116.30, 40.0);
    assert_int_equal(geo_layer_count(layer), N);
    assert_ok(ctx, geo_geodesic_measure(ctx, layer, area, length));
    double hole_area = area[0] - area[1];
    assert_near(hole_area, 1707.69 * 2220.9, 0.001); /* width times height, metres */
    const double areas[N] = {RING_AREA, RING_AREA - hole_area, 2.0 * RING_AREA, 0, 0, 0, 0, 0,
                             RING_AREA};
    const double lengths[N] = {
        RING_LENGTH, RING_LENGTH + hole_length, 2.0 * RING_LENGTH, path, 2.0 * path, 0.0, 0.0,
        0.0,         RING_LENGTH + path};
    for (int i = 0; i < N; i++) {
        assert_near(area[i], areas[i], 1e-11); /* 1.5 mm2 in 142 km2 */
        assert_near(length[i], lengths[i], 2e-9);
    }
    double alone[N];
    assert_ok(ctx, geo_geodesic_measure(ctx, layer, alone, NULL));
    assert_memory_equal(alone, area, sizeof area);
    assert_ok(ctx, geo_geodesic_measure(ctx, layer, NULL, alone));
    assert_memory_equal(alone, length, sizeof length);
    geo_layer_destroy(layer);
}

/* The area of a zone between two parallels, in closed form: 2 pi b^2 (q(e sin phi)) per turn. */
static double zone_area(double south, double north, double degrees)
{
    const double a = 6378137.0, f = 1.0 / 298.257223563, rad = 3.14159265358979323846 / 180.0;
    double b = a * (1.0 - f), e = sqrt(f * (2.0 - f)), q[2];
    const double phi[2] = {south * rad, north * rad};
    for (int i = 0; i < 2; i++) {
        double s = sin(phi[i]);
        q[i] = s / (1.0 - e * e * s * s) + atanh(e * s) / e;
    }
    return b * b / 2.0 * (q[1] - q[0]) * degrees * rad;
}

/* Edges along parallels, cut so finely that geodesics follow them. */
static void a_zone_has_the_area_of_its_closed_form(void **state)
{
    geo_ctx *ctx = *state;
    enum { CUTS = 2000 };
    const double west = 115.0, width = 2.0, south = 39.0, north = 41.0;
    geoi_geometry_builder b = {0};
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    assert_ok(ctx, geoi_geometry_ring(ctx, &b));
    for (int i = 0; i <= CUTS; i++) {
        assert_ok(ctx, geoi_geometry_add(ctx, &b, west + width * i / CUTS, south, NAN));
    }
    for (int i = CUTS; i >= 0; i--) {
        assert_ok(ctx, geoi_geometry_add(ctx, &b, west + width * i / CUTS, north, NAN));
    }
    assert_ok(ctx, geoi_geometry_add(ctx, &b, west, south, NAN));
    geo_layer *layer = finish(ctx, &b);
    double area;
    assert_ok(ctx, geo_geodesic_measure(ctx, layer, &area, NULL));
    assert_near(area, zone_area(south, north, width), 1e-9);
    geo_layer_destroy(layer);
}

typedef struct measures {
    double area[500], length[500];
} measures;

static void measure_many(geo_ctx *ctx, void *result)
{
    measures *out = result;
    test_random r = {17};
    geoi_geometry_builder b = {0};
    for (int i = 0; i < 500; i++) {
        double x = 115.5 + test_random_unit(&r), y = 39.5 + test_random_unit(&r);
        geo_box box = {x, y, x + 0.01, y + 0.01 * test_random_unit(&r)};
        assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));
        assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
        add_box(ctx, &b, box, i % 2 == 0);
    }
    geo_layer *layer = finish(ctx, &b);
    assert_ok(ctx, geo_geodesic_measure(ctx, layer, out->area, out->length));
    geo_layer_destroy(layer);
}

static void thread_count_does_not_change_measures(void **state)
{
    static measures out;
    (void)state;
    assert_same_on_any_threads(measure_many, &out, sizeof out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_distances_are_reproduced),
        cmocka_unit_test(directions_are_clockwise_from_north),
        cmocka_unit_test(a_distance_from_nowhere_is_not_a_number),
        cmocka_unit_test(every_kind_is_measured_as_what_it_is),
        cmocka_unit_test(a_zone_has_the_area_of_its_closed_form),
        cmocka_unit_test(thread_count_does_not_change_measures),
    };
    return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
