/* SPDX-License-Identifier: MIT */
/* Regions drawn from the arcs of discs: right in area, and valid whatever the digits. */
#include "support.h"

#include "draft.h"
#include "geo/coverage.h"
#include "geo/geometry.h"
#include "layer/builder.h"

enum { MOST = 400 };

typedef struct sites {
    int64_t n;
    double x[MOST], y[MOST], r[MOST];
} sites;

static void add_site(sites *s, double x, double y, double r)
{
    assert_true(s->n < MOST);
    s->x[s->n] = x, s->y[s->n] = y, s->r[s->n++] = r;
}

/* The shapes as a file would have them: in degrees of 1e-7, which are about 1.1 cm. */
static void assert_valid_when_rounded(geo_ctx *ctx, const geo_shapes *shapes, const char *what)
{
    geoi_geometry_builder b = {0};
    geo_layer *layer;
    geo_defects *defects;
    assert_ok(ctx, geoi_geometry_copy(ctx, &b, geo_shapes_geometry(shapes)));
    for (int64_t c = 0; c < b.g.coord_count; c++) {
        b.x[c] = round(b.x[c] / 111000 * 1e7) / 1e7;
        b.y[c] = round(b.y[c] / 111000 * 1e7) / 1e7;
    }
    assert_ok(ctx, geoi_layer_adopt(ctx, "rounded", &b, &layer));
    assert_ok(ctx, geo_layer_check(ctx, layer, &defects));
    if (geo_defects_count(defects) > 0) {
        const geo_defect *d = geo_defects_at(defects, 0);
        fail_msg("%s: %s at (%.1f, %.1f)", what, d->reason, d->lon * 111000, d->lat * 111000);
    }
    geo_defects_destroy(defects);
    geo_layer_destroy(layer);
    geoi_geometry_clear(&b);
}

/* One feature to each depth that there is, with its exact area, drawn. */
static void check_depths(geo_ctx *ctx, const geo_shapes *region, const sites *s, const char *what)
{
    geo_coverage_options o = geo_coverage_options_default();
    geo_shapes *points = draft_points(ctx, s->n, s->x, s->y);
    geo_depths *depths;
    geo_disc_areas discs;
    double at_least[MOST], drawn[MOST + 1], total = 0, sum = 0;
    o.radius_m = s->r;
    assert_ok(ctx, geo_disc_areas_measure(ctx, region, 0, s->n, s->x, s->y, s->r, MOST, at_least,
                                          &discs));
    assert_ok(ctx, geo_coverage_depths(ctx, region, points, 0.0, 0, &o, &depths));
    geo_shapes_area(geo_depths_shapes(depths), drawn);
    assert_valid_when_rounded(ctx, geo_depths_shapes(depths), what);
    for (int64_t k = 0; k < geo_depths_count(depths); k++) {
        const geo_depth *d = geo_depths_at(depths, k);
        double exact = (d->count > 0 ? at_least[d->count - 1] : discs.total_m2) -
                       (d->count < MOST ? at_least[d->count] : 0);
        assert_near(d->area_m2, exact, 1e-9);
        if (!(fabs(drawn[k] - exact) <= 2e-3 * discs.total_m2)) {
            fail_msg("%s: depth %d: %.9g drawn, %.9g exact", what, (int)d->count, drawn[k], exact);
        }
        sum += d->area_m2;
        total += drawn[k];
        assert_int_equal(d->area, 0);
    }
    assert_near(sum, discs.total_m2, 1e-12);
    assert_near(total, discs.total_m2, 1e-6);
    geo_depths_destroy(depths);
    geo_shapes_destroy(points);
}

/* Chords of 64 to a quarter circle are 1e-4 short; vertices move by a tolerance of 1.6 cm. */
static void check(geo_ctx *ctx, const geo_shapes *region, const sites *s, const char *what)
{
    geo_coverage_options o = geo_coverage_options_default();
    geo_shapes *points = draft_points(ctx, s->n, s->x, s->y), *served, *unserved;
    geo_area_coverage exact;
    double in, out, arcs = 0.0;
    o.radius_m = s->r;
    for (int64_t k = 0; k < s->n; k++) {
        arcs += s->r[k] * s->r[k];
    }
    assert_ok(ctx, geo_coverage_areas(ctx, region, points, NULL, 1, &o, &exact));
    assert_ok(ctx, geo_coverage_regions(ctx, region, points, 0.0, &o, &served, &unserved));
    geo_shapes_area(served, &in);
    geo_shapes_area(unserved, &out);
    double slack = 4e-4 * fmin(arcs, exact.total_m2) + 5.0;
    if (!(fabs(in - exact.covered_m2) <= slack && fabs(out - exact.uncovered_m2) <= slack)) {
        fail_msg("%s: %.9g served of %.9g, %.9g not", what, in, exact.covered_m2, out);
    }
    assert_near(in + out, exact.total_m2, 1e-6);
    assert_valid_when_rounded(ctx, served, what);
    assert_valid_when_rounded(ctx, unserved, what);
    check_depths(ctx, region, s, what);
    geo_shapes_destroy(points);
    geo_shapes_destroy(served);
    geo_shapes_destroy(unserved);
}

static geo_shapes *random_region(geo_ctx *ctx, test_random *random)
{
    draft *d = draft_new();
    draft_feature(d, GEO_MULTIPOLYGON);
    draft_part(d, 0);
    draft_star(d, random, 0, 0, 600, 1000, 8 + test_random_below(random, 40));
    draft_ring(d);
    draft_star(d, random, 0, 0, 150, 250, 6 + test_random_below(random, 12));
    draft_part(d, 0);
    draft_star(d, random, 0, 0, 20, 50, 3 + test_random_below(random, 5));
    geo_shapes *region = draft_shapes(ctx, d);
    free(d);
    return region;
}

static void random_discs_are_drawn(void **state)
{
    test_random random = {17};
    for (int round = 0; round < 60; round++) {
        geo_shapes *region = random_region(*state, &random);
        sites s = {0};
        for (int64_t n = test_random_below(&random, round % 10 == 0 ? MOST : 30); s.n < n;) {
            add_site(&s, 2400 * test_random_unit(&random) - 1200,
                     2400 * test_random_unit(&random) - 1200,
                     round % 2 == 0 ? 150 : 400 * test_random_unit(&random));
        }
        check(*state, region, &s, "random");
        geo_shapes_destroy(region);
    }
}

/* Many circles through one place, tangent to each other, to edges, and through corners. */
static void lattices_are_drawn(void **state)
{
    const double steps[] = {100, 100, 100, 100, 200, 50},
                 radii[] = {50, 100, 70.71067811865476, 200, 100, 61.8};
    for (int k = 0; k < 6; k++) {
        draft *d = draft_new();
        draft_feature(d, GEO_POLYGON);
        draft_part(d, 0);
        draft_box(d, 0, 0, 600, 400);
        draft_ring(d);
        draft_box(d, 200, 100, 400, 300);
        geo_shapes *region = draft_shapes(*state, d);
        sites s = {0};
        for (double x = 0; x <= 600; x += steps[k]) {
            for (double y = 0; y <= 400 && s.n < MOST; y += steps[k]) {
                add_site(&s, x, y, radii[k]);
            }
        }
        check(*state, region, &s, "lattice");
        geo_shapes_destroy(region);
        free(d);
    }
}

/* Crescents, lenses and necks from centimetres down to nothing, equal discs among them. */
static void near_coincidences_are_drawn(void **state)
{
    const double shifts[] = {1, 0.1, 0.03, 0.016, 0.011, 1e-3, 1e-6, 1e-9, 1e-13, 0};
    for (int k = 0; k < 10; k++) {
        geo_shapes *region = draft_rectangle(*state, -1500, -700, 1500, 800);
        sites s = {0};
        double t = shifts[k];
        add_site(&s, 0, 0, 500);
        add_site(&s, t, 0, 500);
        add_site(&s, 0, t, 500 + t);
        add_site(&s, 0, 0, 500 - t);
        add_site(&s, 1000 - t, 0, 500);
        add_site(&s, 1000 + t, t, 500);
        add_site(&s, -1000 - t, t, 500 + t / 2);
        add_site(&s, 250, 0, 250 + t);
        add_site(&s, 0, -250, 250 - t);
        add_site(&s, 500, 866.0254037844386 + t, 500);
        check(*state, region, &s, "near coincidence");
        geo_shapes_destroy(region);
    }
}

/* From millimetres to the size of a continent. */
static void discs_of_any_size_are_drawn(void **state)
{
    test_random random = {5};
    for (double size = 1e-3; size < 3e6; size *= 10) {
        geo_shapes *region = draft_rectangle(*state, 0, 0, 4 * size, 3 * size);
        sites s = {0};
        while (s.n < 20) {
            add_site(&s, 4 * size * test_random_unit(&random), 3 * size * test_random_unit(&random),
                     size * test_random_unit(&random));
        }
        geo_shapes *points = draft_points(*state, s.n, s.x, s.y), *served;
        geo_coverage_options o = geo_coverage_options_default();
        o.radius_m = s.r;
        assert_ok(*state, geo_coverage_regions(*state, region, points, 0.0, &o, &served, NULL));
        double area;
        geo_area_coverage exact;
        geo_shapes_area(served, &area);
        assert_ok(*state, geo_coverage_areas(*state, region, points, NULL, 1, &o, &exact));
        assert_true(fabs(area - exact.covered_m2) <= 4e-4 * exact.total_m2 + 0.5 * size);
        geo_shapes_destroy(served);
        geo_shapes_destroy(points);
        geo_shapes_destroy(region);
    }
}

/* ---- Threads and memory --------------------------------------------------------------------- */

enum { DRAWN = 40000 };

static void draw_many(geo_ctx *ctx, void *result)
{
    test_random random = {3};
    geo_shapes *region = draft_rectangle(ctx, 0, 0, 9000, 9000), *served;
    double x[MOST], y[MOST], *out = result;
    for (int k = 0; k < MOST; k++) {
        x[k] = 9000 * test_random_unit(&random), y[k] = 9000 * test_random_unit(&random);
    }
    geo_shapes *points = draft_points(ctx, MOST, x, y);
    assert_ok(ctx, geo_coverage_regions(ctx, region, points, 300.0, NULL, &served, NULL));
    const geo_geometry *g = geo_shapes_geometry(served);
    assert_true(g->coord_count > 10000 && g->coord_count <= DRAWN);
    memcpy(out, g->x, (size_t)g->coord_count * sizeof *out);
    memcpy(out + DRAWN, g->y, (size_t)g->coord_count * sizeof *out);
    geo_shapes_destroy(served);
    geo_shapes_destroy(points);
    geo_shapes_destroy(region);
}

static void thread_count_does_not_change_a_bit(void **state)
{
    static double out[2 * DRAWN];
    (void)state;
    assert_same_on_any_threads(draw_many, out, sizeof out);
}

static geo_status draw_some(geo_ctx *ctx, void *data)
{
    const sites *s = data;
    geo_shapes *region = NULL, *points = NULL, *served = NULL, *unserved = NULL;
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 600, 400);
    geo_status status = geo_shapes_create(ctx, draft_view(d), &region);
    free(d);
    if (status == GEO_OK) {
        status = geo_shapes_create_points(ctx, s->n, s->x, s->y, &points);
    }
    geo_coverage_options o = geo_coverage_options_default();
    o.quad_segments = 4;
    if (status == GEO_OK) {
        status = geo_coverage_regions(ctx, region, points, 100.0, &o, &served, &unserved);
    }
    assert_true(status == GEO_OK || (served == NULL && unserved == NULL));
    geo_shapes_destroy(served);
    geo_shapes_destroy(unserved);
    geo_shapes_destroy(points);
    geo_shapes_destroy(region);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    sites s = {0};
    for (double x = 0; x <= 600; x += 100) {
        add_site(&s, x, 37 + x / 3, 100);
    }
    assert_true(assert_survives_allocation_failures(draw_some, &s) > 20);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(random_discs_are_drawn),
        CASE(lattices_are_drawn),
        CASE(near_coincidences_are_drawn),
        CASE(discs_of_any_size_are_drawn),
        CASE(thread_count_does_not_change_a_bit),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
