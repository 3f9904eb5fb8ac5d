/* SPDX-License-Identifier: MIT */
/* Units divided among zones, against slow ways to do the same; and what is added up. */
#include "zone_shapes.h"

#include "geo/geometry.h"
#include "geo/sdg.h"

/* ---- Points ------------------------------------------------------------------------------ */

static void a_place_is_in_the_first_zone_that_has_it(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *zones = unit_squares(ctx);
    geo_zones *z;
    test_random random = {5};
    enum { N = 4000 };
    double *x = malloc(N * sizeof *x), *y = malloc(N * sizeof *y);
    int64_t *zone = malloc(N * sizeof *zone);
    int on_edges = 0;
    for (int i = 0; i < N; i++) { /* quarters, so that many are on edges and corners */
        x[i] = (double)test_random_below(&random, 4 * SIDE + 9) / 4.0 - 1.0;
        y[i] = i % 2 == 0 ? test_random_unit(&random) * (SIDE + 2.0) - 1.0
                          : (double)test_random_below(&random, 4 * SIDE + 9) / 4.0 - 1.0;
    }
    x[7] = NAN;
    assert_ok(ctx, geo_zones_create(ctx, zones, &z));
    assert_int_equal(geo_zones_count(z), ZONES);
    assert_ok(ctx, geo_zones_locate(ctx, z, N, x, y, zone));
    for (int i = 0; i < N; i++) {
        int64_t expected = -1, holders = 0;
        for (int64_t k = ZONES - 1; k >= 0; k--) {
            double west = (double)(k % SIDE), south = (double)(k / SIDE);
            if (x[i] >= west && x[i] <= west + 1.0 && y[i] >= south && y[i] <= south + 1.0) {
                expected = k;
                holders++;
            }
        }
        on_edges += holders > 1;
        assert_int_equal(zone[i], expected);
    }
    assert_true(on_edges > N / 10);
    geo_zones_destroy(z);
    geo_shapes_destroy(zones);
    free(x);
    free(y);
    free(zone);
}

/* Slanted edges that two zones have in common, in whichever direction each has them. */
static void a_place_on_a_slanted_edge_is_in_the_first_zone(void **state)
{
    geo_ctx *ctx = *state;
    geoi_geometry_builder b = {0};
    const double left[][2] = {{0, 0}, {4, 8}, {0, 8}, {0, 0}};
    const double right[][2] = {{0, 0}, {4, 0}, {4, 8}, {0, 0}};
    const double x[] = {1.0, 2.0, 3.0, 2.0, 2.0, 0.0, 4.0},
                 y[] = {2.0, 4.0, 6.0, 4.5, 3.5, 0.0, 8.0};
    int64_t zone[7];
    geo_zones *z;
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    put_ring(ctx, &b, left, 4);
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    put_ring(ctx, &b, right, 4);
    geo_shapes *zones = finish_shapes(ctx, &b);
    assert_ok(ctx, geo_zones_create(ctx, zones, &z));
    assert_ok(ctx, geo_zones_locate(ctx, z, 7, x, y, zone));
    for (int i = 0; i < 7; i++) {
        assert_int_equal(zone[i], i == 4 ? 1 : 0);
    }
    geo_zones_destroy(z);
    geo_shapes_destroy(zones);
}

static void groups_of_points_are_divided_by_number(void **state)
{
    geo_ctx *ctx = *state;
    geoi_geometry_builder b = {0};
    geo_shapes *zones = unit_squares(ctx);
    geo_zones *z;
    geo_zone_parts *parts;
    double share;
    const double group[][2] = {{0.5, 0.5}, {1.5, 0.5}, {0.6, 0.5}, {-1.0, 0.0}};
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_MULTIPOINT));
    for (int i = 0; i < 4; i++) {
        assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
        put_ring(ctx, &b, group + i, 1);
    }
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_NONE));
    assert_ok(ctx, geoi_geometry_point(ctx, &b, 3.5, 0.5, NAN));
    geo_shapes *units = finish_shapes(ctx, &b);
    assert_ok(ctx, geo_zones_create(ctx, zones, &z));
    assert_ok(ctx, geo_zones_divide(ctx, z, units, &parts));
    assert_int_equal(geo_zone_parts_count(parts), 4);
    assert_in_order_and_whole(parts);
    assert_near(amount_in(parts, 0, 0, &share), 0.5, 0.0);
    assert_near(amount_in(parts, 0, 1, &share), 0.25, 0.0);
    assert_near(amount_in(parts, 0, -1, &share), 0.25, 0.0);
    assert_near(amount_in(parts, 2, 3, &share), 1.0, 0.0);
    geo_zone_parts_destroy(parts);
    geo_zones_destroy(z);
    geo_shapes_destroy(units);
    geo_shapes_destroy(zones);
}

/* ---- Lines ------------------------------------------------------------------------------- */

/* Length of a segment in a square (Liang and Barsky). */
static double length_in(double ax, double ay, double bx, double by, double west, double south)
{
    double dx = bx - ax, dy = by - ay, from = 0.0, to = 1.0;
    const double p[] = {-dx, dx, -dy, dy};
    const double q[] = {ax - west, west + 1.0 - ax, ay - south, south + 1.0 - ay};
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0.0) {
            if (q[i] < 0.0) {
                return 0.0;
            }
        } else if (p[i] < 0.0) {
            from = fmax(from, q[i] / p[i]);
        } else {
            to = fmin(to, q[i] / p[i]);
        }
    }
    return to > from ? (to - from) * hypot(dx, dy) : 0.0;
}

static void lines_are_divided_by_length(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *zones = unit_squares(ctx);
    geo_zones *z;
    geo_zone_parts *parts;
    geoi_geometry_builder b = {0};
    test_random random = {9};
    enum { LINES = 60, POINTS = 4 };
    double line[LINES][POINTS][2], share;
    for (int i = 0; i < LINES; i++) {
        for (int k = 0; k < POINTS; k++) {
            line[i][k][0] = test_random_unit(&random) * (SIDE + 2.0) - 1.0;
            line[i][k][1] = test_random_unit(&random) * (SIDE + 2.0) - 1.0;
        }
        put_line(ctx, &b, (const double(*)[2])line[i], POINTS);
    }
    geo_shapes *units = finish_shapes(ctx, &b);
    assert_ok(ctx, geo_zones_create(ctx, zones, &z));
    assert_ok(ctx, geo_zones_divide(ctx, z, units, &parts));
    assert_in_order_and_whole(parts);
    for (int i = 0; i < LINES; i++) {
        double whole = 0.0, inside = 0.0;
        for (int k = 1; k < POINTS; k++) {
            whole += hypot(line[i][k][0] - line[i][k - 1][0], line[i][k][1] - line[i][k - 1][1]);
        }
        for (int64_t zone = 0; zone < ZONES; zone++) {
            double expected = 0.0;
            for (int k = 1; k < POINTS; k++) {
                expected += length_in(line[i][k - 1][0], line[i][k - 1][1], line[i][k][0],
                                      line[i][k][1], (double)(zone % SIDE), (double)(zone / SIDE));
            }
            assert_near(amount_in(parts, i, zone, &share), expected, 1e-12);
            assert_near(share, expected / whole, 1e-12);
            inside += expected;
        }
        assert_near(amount_in(parts, i, -1, &share), whole - inside, 1e-11);
    }
    geo_zone_parts_destroy(parts);
    geo_zones_destroy(z);
    geo_shapes_destroy(units);
    geo_shapes_destroy(zones);
}

static void lines_along_edges_count_once(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *zones = unit_squares(ctx);
    geo_zones *z;
    geo_zone_parts *parts;
    geoi_geometry_builder b = {0};
    double share;
    const double level[][2] = {{-1.0, 1.0}, {2.5, 1.0}}, upright[][2] = {{3.0, 0.5}, {3.0, 1.5}};
    const double spot[][2] = {{4.5, 4.5}, {4.5, 4.5}};
    put_line(ctx, &b, level, 2);
    put_line(ctx, &b, upright, 2);
    put_line(ctx, &b, spot, 2);
    geo_shapes *units = finish_shapes(ctx, &b);
    assert_ok(ctx, geo_zones_create(ctx, zones, &z));
    assert_ok(ctx, geo_zones_divide(ctx, z, units, &parts));
    assert_in_order_and_whole(parts);
    assert_near(amount_in(parts, 0, -1, &share), 1.0, 1e-14);
    assert_near(amount_in(parts, 0, 0, &share), 1.0, 1e-14);
    assert_near(amount_in(parts, 0, 2, &share), 0.5, 1e-14);
    assert_near(amount_in(parts, 0, SIDE, &share), 0.0, 0.0);
    assert_near(amount_in(parts, 1, 2, &share), 0.5, 1e-14);
    assert_near(amount_in(parts, 1, SIDE + 2, &share), 0.5, 1e-14);
    assert_near(amount_in(parts, 2, 4 * SIDE + 4, &share), 0.0, 0.0);
    assert_near(share, 1.0, 0.0);
    geo_zone_parts_destroy(parts);
    geo_zones_destroy(z);
    geo_shapes_destroy(units);
    geo_shapes_destroy(zones);
}

/* ---- Polygons ---------------------------------------------------------------------------- */

/* The area that feature i of a shares with feature k of b, by an overlay of the two alone. */
static double shared_area(geo_ctx *ctx, const geo_geometry *a, int64_t i, const geo_geometry *b,
                          int64_t k)
{
    geoi_geometry_builder one = {0}, other = {0};
    geo_shapes *left, *right, *both;
    double m2;
    assert_ok(ctx, geoi_geometry_copy_feature(ctx, &one, a, i));
    assert_ok(ctx, geoi_geometry_copy_feature(ctx, &other, b, k));
    left = finish_shapes(ctx, &one);
    right = finish_shapes(ctx, &other);
    assert_ok(ctx, geo_shapes_overlay(ctx, GEO_INTERSECTION, left, right, &both));
    geo_shapes_area(both, &m2);
    geo_shapes_destroy(left);
    geo_shapes_destroy(right);
    geo_shapes_destroy(both);
    return m2;
}

/* Small and large ones, within a zone, about several, and beyond all; zones too. */
static void polygons_are_divided_by_area(void **state)
{
    geo_ctx *ctx = *state;
    test_random random = {13};
    for (int turn = 0; turn < 2; turn++) {
        geoi_geometry_builder b = {0}, c = {0};
        geo_zones *z;
        geo_zone_parts *parts;
        double share;
        enum { UNITS = 12 };
        for (int i = 0; i < UNITS; i++) {
            put_star(ctx, &b, &random, test_random_unit(&random) * SIDE,
                     test_random_unit(&random) * SIDE, i % 2 == 0 ? 48 : 5);
        }
        put_square(ctx, &b, 2.25, 2.25, 0.5); /* within */
        put_square(ctx, &b, 1.0, 1.0, 2.0);   /* four whole ones */
        put_square(ctx, &b, -5.0, -5.0, 1.0); /* beyond */
        put_square(ctx, &b, -1.0, -1.0, 20.0);
        for (int i = 0; i < (turn == 0 ? 0 : 4); i++) {
            put_star(ctx, &c, &random, 1.0 + 20.0 * i, 2.0, 60);
        }
        geo_shapes *units = finish_shapes(ctx, &b);
        geo_shapes *zones = turn == 0 ? unit_squares(ctx) : finish_shapes(ctx, &c);
        const geo_geometry *u = geo_shapes_geometry(units), *g = geo_shapes_geometry(zones);
        double *own = malloc((size_t)u->n * sizeof *own);
        geo_shapes_area(units, own);
        assert_ok(ctx, geo_zones_create(ctx, zones, &z));
        assert_ok(ctx, geo_zones_divide(ctx, z, units, &parts));
        assert_in_order_and_whole(parts);
        for (int64_t i = 0; i < u->n; i++) {
            double inside = 0.0;
            for (int64_t k = 0; k < g->n; k++) {
                double expected = shared_area(ctx, u, i, g, k);
                assert_near(amount_in(parts, i, k, &share), expected, 1e-10);
                assert_near(share, expected / own[i], 1e-10);
                inside += expected;
            }
            assert_near(amount_in(parts, i, -1, &share), own[i] - inside, 1e-10);
        }
        free(own);
        geo_zone_parts_destroy(parts);
        geo_zones_destroy(z);
        geo_shapes_destroy(units);
        geo_shapes_destroy(zones);
    }
}

/* SDG 11.7.1 from layers: of 80 built up, 6 are open space and 14 streets (vectors/sdg.tsv). */
static void open_space_is_a_share_of_built_up_land(void **state)
{
    geo_ctx *ctx = *state;
    const double built[][2] = {{0, 0}, {10, 0}, {10, 8}, {0, 8}, {0, 0}};
    const double parks[][2] = {{1, 1}, {4, 1}, {4, 3}, {1, 3}, {1, 1}};
    const double streets[][2] = {{3, 6}, {11, 6}, {11, 8}, {3, 8}, {3, 6}}; /* 2 of 16 beyond */
    geoi_geometry_builder zone = {0}, open = {0};
    geo_zones *z;
    geo_zone_parts *parts;
    double share, area;
    assert_ok(ctx, geoi_geometry_feature(ctx, &zone, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &zone, 0));
    put_ring(ctx, &zone, built, 5);
    assert_ok(ctx, geoi_geometry_feature(ctx, &open, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &open, 0));
    put_ring(ctx, &open, parks, 5);
    assert_ok(ctx, geoi_geometry_feature(ctx, &open, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &open, 0));
    put_ring(ctx, &open, streets, 5);
    geo_shapes *zones = finish_shapes(ctx, &zone), *units = finish_shapes(ctx, &open);
    geo_shapes_area(zones, &area);
    assert_ok(ctx, geo_zones_create(ctx, zones, &z));
    assert_ok(ctx, geo_zones_divide(ctx, z, units, &parts));
    assert_near(amount_in(parts, 0, 0, &share), 6.0, 1e-15);
    assert_near(amount_in(parts, 1, 0, &share), 14.0, 1e-15);
    const double open_m2 = amount_in(parts, 0, 0, &share);
    const double street_m2 = amount_in(parts, 1, 0, &share);
    double of_built;
    assert_ok(ctx, geo_sdg_open_space(ctx, 1, &open_m2, &street_m2, &area, &of_built));
    assert_near(of_built, 0.25, 1e-15);
    geo_zone_parts_destroy(parts);
    geo_zones_destroy(z);
    geo_shapes_destroy(units);
    geo_shapes_destroy(zones);
}

static void what_is_no_zone_or_unit_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geoi_geometry_builder b = {0};
    const double bow[][2] = {{0, 0}, {1, 1}, {1, 0}, {0, 1}, {0, 0}};
    double x = 0.0, y = 0.0;
    geo_shapes *point;
    geo_zones *z;
    geo_zone_parts *parts;
    assert_ok(ctx, geo_shapes_create_points(ctx, 1, &x, &y, &point));
    assert_status(ctx, geo_zones_create(ctx, point, &z), GEO_DATA);
    assert_null(z);
    assert_message_has(ctx, "zones: feature 1 is a Point, not a polygon");
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    put_ring(ctx, &b, bow, 5);
    geo_shapes *crossed = finish_shapes(ctx, &b);
    assert_status(ctx, geo_zones_create(ctx, crossed, &z), GEO_DATA);
    geo_shapes *zones = unit_squares(ctx);
    assert_ok(ctx, geo_zones_create(ctx, zones, &z));
    assert_status(ctx, geo_zones_divide(ctx, z, crossed, &parts), GEO_DATA);
    assert_null(parts);
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_COLLECTION));
    assert_ok(ctx, geoi_geometry_part(ctx, &b, GEO_POINT | GEO_PART_FIRST));
    put_ring(ctx, &b, bow, 1);
    geo_shapes *mixed = finish_shapes(ctx, &b);
    assert_status(ctx, geo_zones_divide(ctx, z, mixed, &parts), GEO_DATA);
    assert_message_has(ctx, "feature 1 is a GeometryCollection");
    assert_status(ctx, geo_zones_locate(ctx, z, -1, &x, &y, NULL), GEO_INVALID);
    geo_zones_destroy(z);
    geo_shapes_destroy(mixed);
    geo_shapes_destroy(zones);
    geo_shapes_destroy(crossed);
    geo_shapes_destroy(point);
}

/* ---- Totals ------------------------------------------------------------------------------ */

static void totals_are_those_of_the_parts(void **state)
{
    geo_ctx *ctx = *state;
    geo_zone_totals *t;
    const int64_t zone[] = {0, 0, 1, -1, 0, 1};
    const double share[] = {0.5, 1.0, 1.0, 0.5, 1.0, 1.0}, amount[] = {2, 6, 1, 2, 5, 3};
    const double value[] = {10, 20, 7, 10, NAN, NAN}, weight[] = {1, 2, 0, 1, 1, 1};
    assert_ok(ctx, geo_zone_totals_create(ctx, 3, &t));
    assert_ok(ctx, geo_zone_totals_add(ctx, t, 6, zone, share, amount, value, weight));
    geo_zone_total a = geo_zone_totals_at(t, 0), b = geo_zone_totals_at(t, 1);
    assert_int_equal(a.count, 3);
    assert_int_equal(a.unknown, 1);
    assert_true(a.amount == 13.0 && a.sum == 25.0 && a.min == 10.0 && a.max == 20.0);
    assert_near(a.mean, (10.0 * 2.0 + 20.0 * 12.0) / 14.0, 1e-15);
    assert_true(b.count == 2 && b.unknown == 1 && b.sum == 7.0 && isnan(b.mean));
    geo_zone_total outside = geo_zone_totals_at(t, -1), none = geo_zone_totals_at(t, 2);
    assert_true(outside.count == 1 && outside.sum == 5.0);
    assert_true(none.count == 0 && none.sum == 0.0 && isnan(none.mean) && isnan(none.min));
    assert_true(geo_zone_totals_at(t, 3).count == 0 && geo_zone_totals_at(t, -2).count == 0);
    assert_ok(ctx, geo_zone_totals_add(ctx, t, 1, zone + 2, NULL, NULL, NULL, NULL));
    assert_int_equal(geo_zone_totals_at(t, 1).count, 3);
    const double endless = (double)INFINITY, less = -1.0;
    const int64_t beyond = 3;
    assert_status(ctx, geo_zone_totals_add(ctx, t, 1, zone, NULL, NULL, &endless, NULL), GEO_DATA);
    assert_status(ctx, geo_zone_totals_add(ctx, t, 1, zone, NULL, NULL, NULL, &less), GEO_DATA);
    assert_status(ctx, geo_zone_totals_add(ctx, t, 1, &beyond, NULL, NULL, NULL, NULL),
                  GEO_INVALID);
    geo_zone_totals_destroy(t);
    assert_status(ctx, geo_zone_totals_create(ctx, -1, &t), GEO_INVALID);
    assert_null(t);
}

/* ---- Memory and threads ------------------------------------------------------------------ */

typedef struct both_shapes {
    const geo_shapes *zones, *units;
} both_shapes;

static geo_status divide_and_drop(geo_ctx *ctx, void *data)
{
    const both_shapes *s = data;
    geo_zones *z = NULL;
    geo_zone_parts *parts = NULL;
    geo_zone_totals *t = NULL;
    geo_status status = geo_zones_create(ctx, s->zones, &z);
    if (status == GEO_OK) {
        status = geo_zones_divide(ctx, z, s->units, &parts);
    }
    if (status == GEO_OK) {
        status = geo_zone_totals_create(ctx, geo_zones_count(z), &t);
    }
    geo_zone_totals_destroy(t);
    geo_zone_parts_destroy(parts);
    geo_zones_destroy(z);
    return status;
}

static geo_shapes *some_of_all(geo_ctx *ctx, int n)
{
    geoi_geometry_builder b = {0};
    test_random random = {21};
    const double line[][2] = {{-0.5, 0.3}, {4.2, 3.3}, {5.0, 3.3}};
    for (int i = 0; i < n; i++) {
        put_star(ctx, &b, &random, test_random_unit(&random) * SIDE,
                 test_random_unit(&random) * SIDE, 5 + i % 40);
        put_line(ctx, &b, line, 3);
        assert_ok(ctx, geoi_geometry_point(ctx, &b, 0.1 * i, 1.0, NAN));
    }
    return finish_shapes(ctx, &b);
}

static void running_out_of_memory_leaves_nothing(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *zones = unit_squares(ctx), *units = some_of_all(ctx, 1);
    both_shapes s = {zones, units};
    assert_true(assert_survives_allocation_failures(divide_and_drop, &s) > 10);
    geo_shapes_destroy(units);
    geo_shapes_destroy(zones);
}

static void parts_do_not_depend_on_threads(void **state)
{
    geo_ctx *ctx = *state;
    static const int64_t threads[] = {1, 2, 3, 7};
    geo_shapes *zones = unit_squares(ctx), *units = some_of_all(ctx, 300);
    geo_zone_parts *first = NULL;
    for (int k = 0; k < 4; k++) {
        geo_ctx *own = ctx_with_threads(threads[k]);
        geo_zones *z;
        geo_zone_parts *parts;
        assert_ok(own, geo_zones_create(own, zones, &z));
        assert_ok(own, geo_zones_divide(own, z, units, &parts));
        if (first == NULL) {
            first = parts;
        } else {
            size_t n = (size_t)geo_zone_parts_count(first);
            assert_int_equal(geo_zone_parts_count(parts), n);
            assert_memory_equal(geo_zone_parts_all(parts), geo_zone_parts_all(first),
                                n * sizeof(geo_zone_part));
            geo_zone_parts_destroy(parts);
        }
        geo_zones_destroy(z);
        geo_ctx_destroy(own);
    }
    geo_zone_parts_destroy(first);
    geo_shapes_destroy(units);
    geo_shapes_destroy(zones);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(a_place_is_in_the_first_zone_that_has_it),
        TEST(a_place_on_a_slanted_edge_is_in_the_first_zone),
        TEST(groups_of_points_are_divided_by_number),
        TEST(lines_are_divided_by_length),
        TEST(lines_along_edges_count_once),
        TEST(polygons_are_divided_by_area),
        TEST(open_space_is_a_share_of_built_up_land),
        TEST(what_is_no_zone_or_unit_is_refused),
        TEST(totals_are_those_of_the_parts),
        TEST(running_out_of_memory_leaves_nothing),
        TEST(parts_do_not_depend_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
