/* SPDX-License-Identifier: MIT */
/* Cutting at the antimeridian: by hand, and random polygons against one that nobody cut, which
 * runs on beyond 180 degrees. */
#include "draft.h"

#include "geojson_text.h"
#include "io/antimeridian.h"
#include "io/geojson_write.h"

/* ---- By hand ---------------------------------------------------------------------------- */

static void becomes(geo_ctx *ctx, const char *geometry, const char *expected)
{
    char whole[1024];
    geo_layer *layer = reads(ctx, geometry);
    geoi_text text = written(ctx, layer, 7, true);
    (void)snprintf(whole, sizeof whole,
                   "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{%s}}\n", expected);
    assert_string_equal(text.bytes, whole);
    geoi_release(text.bytes);
    geo_layer_destroy(layer);
}

/* The examples of RFC 7946, section 3.1.9, before they were cut. */
static void the_examples_of_the_standard_are_cut(void **state)
{
    becomes(*state, "{\"type\":\"LineString\",\"coordinates\":[[170,45],[-170,45]]}",
            "\"type\":\"MultiLineString\",\"coordinates\":"
            "[[[170,45],[180,45]],[[-180,45],[-170,45]]]");
    becomes(*state,
            "{\"type\":\"Polygon\",\"coordinates\":"
            "[[[170,40],[-170,40],[-170,50],[170,50],[170,40]]]}",
            "\"type\":\"MultiPolygon\",\"coordinates\":"
            "[[[[-180,40],[-170,40],[-170,50],[-180,50],[-180,40]]],"
            "[[[180,50],[170,50],[170,40],[180,40],[180,50]]]]");
}

static void what_only_touches_is_no_piece(void **state)
{
    becomes(*state, "{\"type\":\"LineString\",\"coordinates\":[[170,1],[-180,2],[171,3]]}",
            "\"type\":\"MultiLineString\",\"coordinates\":"
            "[[[170,1],[180,2]],[[180,2],[171,3]]]");
    becomes(*state, "{\"type\":\"LineString\",\"coordinates\":[[170,1],[180,2],[-180,2]]}",
            "\"type\":\"LineString\",\"coordinates\":[[170,1],[180,2],[-180,2]]");
    becomes(*state, "{\"type\":\"Polygon\",\"coordinates\":[[[170,0],[-180,0],[-180,9],[170,0]]]}",
            "\"type\":\"Polygon\",\"coordinates\":[[[180,9],[170,0],[180,0],[180,9]]]");
}

static void the_edges_of_the_world_are_no_leap(void **state)
{
    const char *world = "\"type\":\"Polygon\",\"coordinates\":"
                        "[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]";
    char text[200];
    (void)snprintf(text, sizeof text, "{%s}", world);
    becomes(*state, text, world);
}

static void a_ring_around_a_pole_gets_its_edge(void **state)
{
    becomes(*state,
            "{\"type\":\"Polygon\",\"coordinates\":"
            "[[[-150,70],[-30,70],[90,70],[170,70],[-150,70]]]}",
            "\"type\":\"Polygon\",\"coordinates\":"
            "[[[-180,70],[-150,70],[-30,70],[90,70],[170,70],[180,70],[180,90],[-180,90],"
            "[-180,70]]]");
    becomes(*state,
            "{\"type\":\"Polygon\",\"coordinates\":"
            "[[[-150,-70],[-30,-70],[90,-70],[170,-70],[-150,-70]]]}",
            "\"type\":\"Polygon\",\"coordinates\":"
            "[[[-180,-70],[-180,-90],[180,-90],[180,-70],[170,-70],[90,-70],[-30,-70],[-150,-70],"
            "[-180,-70]]]");
}

static void heights_at_the_cut_lie_between(void **state)
{
    becomes(*state, "{\"type\":\"LineString\",\"coordinates\":[[179,0,10],[-177,4,50]]}",
            "\"type\":\"MultiLineString\",\"coordinates\":"
            "[[[179,0,10],[180,1,20]],[[-180,1,20],[-177,4,50]]]");
}

static void members_of_collections_are_cut(void **state)
{
    becomes(*state,
            "{\"type\":\"GeometryCollection\",\"geometries\":["
            "{\"type\":\"Point\",\"coordinates\":[1,2]},"
            "{\"type\":\"LineString\",\"coordinates\":[[179,0],[-179,0]]},"
            "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]],[[-178,0],[178,0]]]}]}",
            "\"type\":\"GeometryCollection\",\"geometries\":["
            "{\"type\":\"Point\",\"coordinates\":[1,2]},"
            "{\"type\":\"MultiLineString\",\"coordinates\":"
            "[[[179,0],[180,0]],[[-180,0],[-179,0]]]},"
            "{\"type\":\"MultiLineString\",\"coordinates\":"
            "[[[1,2],[3,4]],[[-178,0],[-180,0]],[[180,0],[178,0]]]}]");
}

/* ---- Random polygons -------------------------------------------------------------------- */

/* Twice the area. */
static double area_of(const double *x, const double *y, geo_span at)
{
    double sum = 0.0;
    for (int64_t i = at.begin; i + 1 < at.end; i++) {
        sum += (x[i] - x[at.begin]) * (y[i + 1] - y[at.begin]) -
               (x[i + 1] - x[at.begin]) * (y[i] - y[at.begin]);
    }
    return fabs(sum);
}

static double area_of_part(const geo_geometry *g, int64_t p)
{
    geo_span rings = geo_rings(g, p);
    double sum = 0.0;
    for (int64_t r = rings.begin; r < rings.end; r++) {
        double area = area_of(g->x, g->y, geo_coords(g, r));
        sum += r == rings.begin ? area : -area;
    }
    return sum;
}

static bool ring_holds(const geo_geometry *g, geo_span at, double x, double y)
{
    bool inside = false;
    for (int64_t i = at.begin; i + 1 < at.end; i++) {
        if ((g->y[i] > y) != (g->y[i + 1] > y) &&
            x < g->x[i] + (y - g->y[i]) / (g->y[i + 1] - g->y[i]) * (g->x[i + 1] - g->x[i])) {
            inside = !inside;
        }
    }
    return inside;
}

static int parts_that_hold(const geo_geometry *g, double x, double y)
{
    int n = 0;
    for (int64_t p = 0; p < g->part_count; p++) {
        bool inside = false;
        geo_span rings = geo_rings(g, p);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            inside ^= ring_holds(g, geo_coords(g, r), x, y);
        }
        n += inside;
    }
    return n;
}

static double wrapped(double x)
{
    return x > 180.0 ? x - 360.0 : x < -180.0 ? x + 360.0 : x;
}

/* Positions near the antimeridian come to lie right on it, moved on the ray from the centre. */
static void pull_to_antimeridian(draft *d, double x, double y)
{
    for (int64_t i = 0; i < d->g.coord_count; i++) {
        double side = d->x[i] > 0.0 ? 180.0 : -180.0, factor = (side - x) / (d->x[i] - x);
        if (factor > 0.8 && factor < 1.25) {
            d->x[i] = side;
            d->y[i] = y + (d->y[i] - y) * factor;
        }
    }
}

/* A star with a hole around 180 or -180, its longitudes running on. */
static void draw_star(draft *d, test_random *r)
{
    double x = (test_random_below(r, 2) ? 180.0 : -180.0) + 20.0 * (test_random_unit(r) - 0.5);
    draft_star_feature(d, r, x, 10.0, 15.0, 40.0, 12 + test_random_below(r, 60));
    if (test_random_below(r, 3) != 0) {
        draft_ring(d);
        draft_star(d, r, x, 10.0, 1.0, 6.0, 3 + test_random_below(r, 9));
    }
    if (test_random_below(r, 2)) {
        pull_to_antimeridian(d, x, 10.0);
    }
}

static void assert_within_one_world(const geo_geometry *g)
{
    for (int64_t r = 0; r < g->ring_count; r++) {
        geo_span at = geo_coords(g, r);
        assert_true(at.end - at.begin >= 4);
        assert_true(g->x[at.begin] == g->x[at.end - 1] && g->y[at.begin] == g->y[at.end - 1]);
        for (int64_t i = at.begin; i < at.end; i++) {
            assert_true(fabs(g->x[i]) <= 180.0);
            assert_true(i == at.begin || !geoi_leaps(g->x[i - 1], g->x[i]));
        }
    }
}

static void pieces_cover_what_was_cut_once(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {17};
    int cut_ones = 0;
    for (int round = 0; round < 400; round++) {
        draft *whole = draft_new(), *folded = draft_new();
        draw_star(whole, &r);
        const geo_geometry *w = draft_view(whole);
        *folded = *whole;
        for (int64_t i = 0; i < w->coord_count; i++) {
            folded->x[i] = wrapped(whole->x[i]);
        }
        geoi_geometry_builder b = {0};
        int64_t cut;
        assert_ok(ctx, geoi_cut_at_antimeridian(ctx, draft_view(folded), &b, &cut));
        cut_ones += cut == 1;
        if (cut == 1) {
            double sum = 0.0;
            assert_ok(ctx, geoi_geometry_validate(ctx, &b.g, true));
            assert_within_one_world(&b.g);
            for (int64_t p = 0; p < b.g.part_count; p++) {
                sum += area_of_part(&b.g, p);
            }
            assert_near(sum, area_of_part(w, 0), 1e-9);
            for (int k = 0; k < 200; k++) {
                double x = 130.0 + 100.0 * test_random_unit(&r),
                       y = -40.0 + 100.0 * test_random_unit(&r);
                int expected = parts_that_hold(w, x, y) + parts_that_hold(w, x - 360.0, y);
                assert_int_equal(parts_that_hold(&b.g, wrapped(x), y), expected);
            }
        }
        geoi_geometry_clear(&b);
        free(whole);
        free(folded);
    }
    assert_true(cut_ones > 300);
}

/* Rings around the pole that wander to and fro over the antimeridian: their area is that of the
 * strip between them and the pole. */
static void rings_around_a_pole_cover_it(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {23};
    for (int round = 0; round < 100; round++) {
        draft *d = draft_new();
        enum { N = 40 };
        double x[N + 1], y[N + 1], way = 0.0, start = test_random_unit(&r) * 360.0 - 180.0;
        double south = round % 2 ? -1.0 : 1.0, area = 0.0;
        for (int i = 0; i <= N; i++) { /* four steps forth and up, one back and down */
            x[i] = start + way;
            y[i] = south * (60.0 + 3.0 * (i % 5) + 2.0 * test_random_unit(&r));
            way += i % 5 == 4 ? -6.0 : 360.0 / (N * 0.8) + 1.5;
        }
        double scale = 360.0 / (x[N] - x[0]);
        draft_feature(d, GEO_POLYGON);
        draft_part(d, 0);
        for (int i = 0; i <= N; i++) {
            x[i] = x[0] + (x[i] - x[0]) * scale;
            y[i] = i == N ? y[0] : y[i];
            double folded = i == N ? wrapped(x[0]) : wrapped(wrapped(x[i]));
            draft_add(d, folded, y[i]);
            area += i > 0 ? (x[i] - x[i - 1]) * (90.0 - fabs(y[i] + y[i - 1]) / 2.0) : 0.0;
        }
        geoi_geometry_builder b = {0};
        int64_t cut;
        double sum = 0.0;
        assert_ok(ctx, geoi_cut_at_antimeridian(ctx, draft_view(d), &b, &cut));
        assert_int_equal(cut, 1);
        assert_within_one_world(&b.g);
        for (int64_t p = 0; p < b.g.part_count; p++) {
            sum += area_of_part(&b.g, p) / 2.0;
        }
        assert_near(sum, area, 1e-9);
        geoi_geometry_clear(&b);
        free(d);
    }
}

static void what_was_cut_is_written_again_the_same(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {29};
    for (int round = 0; round < 60; round++) {
        draft *d = draft_new();
        draw_star(d, &r);
        for (int64_t i = 0; i < d->g.coord_count; i++) {
            d->x[i] = wrapped(d->x[i]);
        }
        geo_layer *layer;
        assert_ok(ctx, geo_layer_create(ctx, NULL, draft_view(d), &layer));
        for (int64_t decimals = 0; decimals <= 15; decimals += 5) {
            geoi_text first = written(ctx, layer, decimals, true);
            const geoi_geojson_options options = {.source = "a.geojsonl"};
            geo_layer *back;
            assert_ok(ctx, read_with(ctx, first.bytes, first.length, &options, &back));
            geoi_text second = written(ctx, back, decimals, true);
            assert_string_equal(first.bytes, second.bytes);
            geoi_release(first.bytes);
            geoi_release(second.bytes);
            geo_layer_destroy(back);
        }
        geo_layer_destroy(layer);
        free(d);
    }
}

static geo_status cut_all(geo_ctx *ctx, void *geometry)
{
    geoi_geometry_builder b = {0};
    int64_t cut;
    geo_status status = geoi_cut_at_antimeridian(ctx, geometry, &b, &cut);
    geoi_geometry_clear(&b);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static const double xs[] = {170.0, -170.0, -170.0, 170.0, 170.0},
                        ys[] = {40.0, 40.0, 50.0, 50.0, 40.0};
    draft *d = draft_new();
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    for (int i = 0; i < 5; i++) {
        draft_add(d, xs[i], ys[i]);
    }
    geo_geometry g = *draft_view(d);
    assert_true(assert_survives_allocation_failures(cut_all, &g) > 8);
    free(d);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(the_examples_of_the_standard_are_cut),   CASE(what_only_touches_is_no_piece),
        CASE(the_edges_of_the_world_are_no_leap),     CASE(a_ring_around_a_pole_gets_its_edge),
        CASE(heights_at_the_cut_lie_between),         CASE(members_of_collections_are_cut),
        CASE(pieces_cover_what_was_cut_once),         CASE(rings_around_a_pole_cover_it),
        CASE(what_was_cut_is_written_again_the_same), CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("antimeridian", tests, NULL, NULL);
}
