/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "disc_oracle.h"
#include "draft.h"
#include "geo/geometry.h"
#include "vectors.h"

enum { DEPTH = 6, MOST = 64 };

typedef struct discs {
    int64_t n;
    double x[MOST], y[MOST], r[MOST];
} discs;

static void add_disc(discs *d, double x, double y, double r)
{
    assert_true(d->n < MOST);
    d->x[d->n] = x, d->y[d->n] = y, d->r[d->n++] = r;
}

/* ---- Published numbers ------------------------------------------------------------------ */

static double wanted(const char *what, const double *at_least, const geo_disc_areas *areas)
{
    double covered = at_least[0], total = areas->total_m2;
    const struct {
        const char *name;
        double value;
    } known[] = {{"at_least_1", covered},
                 {"at_least_2", at_least[1]},
                 {"exactly_1", covered - at_least[1]},
                 {"share_1", covered / total},
                 {"gap", total - covered},
                 {"mean_depth", areas->sum_m2 / total},
                 {"overlap_ratio", areas->sum_m2 / covered - 1.0},
                 {"redundancy", at_least[1] / covered},
                 {"reaching", (double)areas->reaching_count}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, what) == 0) {
            return known[i].value;
        }
    }
    fail_msg("no such quantity: %s", what);
    return 0.0;
}

static void check_row(geo_ctx *ctx, const test_vectors *v)
{
    double box[4], numbers[3 * MOST], at_least[DEPTH];
    discs d = {0};
    assert_int_equal(parse_numbers(vector_text(v, "box"), box, 4), 4);
    int64_t n = parse_numbers(vector_text(v, "discs"), numbers, 3 * MOST);
    for (int64_t i = 0; i + 2 < n; i += 3) {
        add_disc(&d, numbers[i], numbers[i + 1], numbers[i + 2]);
    }
    geo_shapes *region = draft_rectangle(ctx, box[0], box[1], box[2], box[3]);
    geo_disc_areas areas;
    assert_ok(ctx,
              geo_disc_areas_measure(ctx, region, 0, d.n, d.x, d.y, d.r, DEPTH, at_least, &areas));
    assert_vector(v, vector_text(v, "id"), wanted(vector_text(v, "what"), at_least, &areas),
                  vector_number(v, "expected"), vector_number(v, "tolerance"));
    geo_shapes_destroy(region);
}

static void published_areas_are_met(void **state)
{
    test_vectors v;
    vectors_open(&v, "vectors/coverage.tsv");
    int rows = 0;
    while (vectors_next(&v)) {
        check_row(*state, &v);
        rows++;
    }
    assert_int_equal(rows, 21);
}

/* ---- Against the oracle ------------------------------------------------------------------ */

static void check_against_oracle(geo_ctx *ctx, draft *region, const discs *d, int grading,
                                 const char *what)
{
    double at_least[MOST], expected[MOST], sum = 0.0;
    geo_disc_areas areas;
    geo_shapes *shapes = draft_shapes(ctx, region);
    assert_ok(ctx, geo_disc_areas_measure(ctx, shapes, 0, d->n, d->x, d->y, d->r, MOST, at_least,
                                          &areas));
    oracle_disc_areas(geo_shapes_geometry(shapes), 0, d->n, d->x, d->y, d->r, grading, MOST,
                      expected);
    for (int k = 0; k < MOST; k++) {
        if (!(fabs(at_least[k] - expected[k]) <= 1e-9 * areas.total_m2)) {
            fail_msg("%s: under %d or more: %.17g, not %.17g", what, k + 1, at_least[k],
                     expected[k]);
        }
        assert_true(at_least[k] <= (k > 0 ? at_least[k - 1] : areas.total_m2));
        assert_int_equal(at_least[k] > 0.0, k < areas.depth_count);
        sum += at_least[k];
    }
    assert_near(areas.sum_m2, sum, grading > 2 ? 1e-9 : 1e-12);
    geo_shapes_destroy(shapes);
}

/* A star with a star-shaped hole and an island in the hole, drawn in random directions. */
static draft *random_region(test_random *random)
{
    draft *d = draft_new();
    draft_feature(d, GEO_MULTIPOLYGON);
    draft_part(d, 0);
    draft_star(d, random, 0, 0, 600, 1000, 8 + test_random_below(random, 40));
    draft_ring(d);
    int64_t hole = d->g.coord_count;
    draft_star(d, random, 0, 0, 150, 250, 6 + test_random_below(random, 12));
    for (int64_t a = hole, b = d->g.coord_count - 1; a < b; a++, b--) {
        double x = d->x[a], y = d->y[a];
        d->x[a] = d->x[b], d->y[a] = d->y[b];
        d->x[b] = x, d->y[b] = y;
    }
    draft_part(d, 0);
    draft_star(d, random, 0, 0, 20, 50, 3 + test_random_below(random, 5));
    return d;
}

static void random_discs_agree_with_integration(void **state)
{
    test_random random = {7};
    for (int round = 0; round < 24; round++) {
        draft *region = random_region(&random);
        discs d = {0};
        for (int64_t n = test_random_below(&random, 14); d.n < n;) {
            add_disc(&d, 2400 * test_random_unit(&random) - 1200,
                     2400 * test_random_unit(&random) - 1200,
                     (round % 2 == 0 ? 300 : 700 * test_random_unit(&random)));
        }
        check_against_oracle(*state, region, &d, 0, "random");
        free(region);
    }
}

static void clustered_and_nested_discs_agree_with_integration(void **state)
{
    test_random random = {8};
    for (int round = 0; round < 12; round++) {
        draft *region = random_region(&random);
        discs d = {0};
        double cx = 800 * test_random_unit(&random) - 400, cy = 0;
        while (d.n < 16) {
            add_disc(&d, cx + 60 * test_random_unit(&random), cy + 60 * test_random_unit(&random),
                     400 * test_random_unit(&random));
        }
        check_against_oracle(*state, region, &d, 0, "clustered");
        free(region);
    }
}

/* Everything coincides: centres on the region's corners and edges, circles through each
 * other's centres and through the corners, tangent to edges and to each other. */
static void discs_on_a_grid_agree_with_integration(void **state)
{
    const double radii[] = {100, 200, 141.4213562373095, 50, 400, 500};
    const double steps[] = {100, 200, 300, 100, 400, 300};
    for (int k = 0; k < 6; k++) {
        draft *region = draft_new();
        draft_feature(region, GEO_POLYGON);
        draft_part(region, 0);
        draft_box(region, 0, 0, 600, 400);
        draft_ring(region);
        draft_box(region, 200, 100, 400, 300);
        discs d = {0};
        for (double x = 0; x <= 600 && d.n < MOST; x += steps[k]) {
            for (double y = 0; y <= 400 && d.n < MOST; y += steps[k]) {
                add_disc(&d, x, y, radii[k]);
            }
        }
        check_against_oracle(*state, region, &d, 2, "grid");
        free(region);
    }
}

static void discs_that_nearly_coincide_agree_with_integration(void **state)
{
    const double shifts[] = {1e-3, 1e-6, 1e-9, 1e-12, 1e-15, 1e-100, 0};
    for (int k = 0; k < 7; k++) {
        draft *region = draft_new();
        draft_box_feature(region, -150, -70, 150, 80);
        discs d = {0};
        double s = shifts[k];
        add_disc(&d, 0, 0, 100);
        add_disc(&d, s, 0, 100);
        add_disc(&d, 0, s, 100 + s);
        add_disc(&d, 0, 0, 100 - s);
        add_disc(&d, 200 - s, 0, 100);
        add_disc(&d, -200 + s, s, 100 + s);
        add_disc(&d, 50, 0, 50 + s);
        add_disc(&d, 0, -50, 50 - s);
        check_against_oracle(*state, region, &d, 7, "near coincidence");
        free(region);
    }
}

/* A polygon whose vertices lie on the circle: each falls inside or outside by rounding. */
static void region_inscribed_in_a_disc_is_covered(void **state)
{
    for (int n = 3; n < 60; n++) {
        draft *region = draft_new();
        draft_feature(region, GEO_POLYGON);
        draft_part(region, 0);
        for (int i = 0; i <= n; i++) {
            double angle = 6.283185307179586 * (i % n) / n + 0.1 * n;
            draft_add(region, 441000 + 500 * cos(angle), 4427000 + 500 * sin(angle));
        }
        discs d = {0};
        add_disc(&d, 441000, 4427000, 500);
        add_disc(&d, 441250, 4427000, 250);
        geo_shapes *shapes = draft_shapes(*state, region);
        double at_least[2];
        geo_disc_areas areas;
        assert_ok(*state, geo_disc_areas_measure(*state, shapes, 0, d.n, d.x, d.y, d.r, 2, at_least,
                                                 &areas));
        assert_near(at_least[0] / areas.total_m2, 1.0, 1e-12);
        assert_int_equal(areas.reaching_count, 2);
        assert_int_equal(areas.outside_count, 0);
        geo_shapes_destroy(shapes);
        free(region);
    }
}

/* ---- What must not matter ------------------------------------------------------------------ */

typedef struct town {
    int64_t n;
    double *x, *y, *r;
} town;

static town random_town(int64_t n, double side, double r)
{
    test_random random = {n > 0 ? (uint64_t)n : 1};
    town t = {n, malloc((size_t)n * sizeof(double)), malloc((size_t)n * sizeof(double)),
              malloc((size_t)n * sizeof(double))};
    for (int64_t i = 0; i < n; i++) {
        /* dyadic, so that a translation is exact */
        t.x[i] = (double)test_random_below(&random, (int64_t)(side * 16)) / 16;
        t.y[i] = (double)test_random_below(&random, (int64_t)(side * 16)) / 16;
        t.r[i] = r;
    }
    return t;
}

static void free_town(town *t)
{
    free(t->x);
    free(t->y);
    free(t->r);
}

static void move_and_turn_round(int64_t n, double r, void **state)
{
    town t = random_town(n, 10000, r);
    double here[3], there[3];
    geo_disc_areas a, b;
    geo_shapes *region = draft_rectangle(*state, 500, 700, 9000, 9500);
    assert_ok(*state, geo_disc_areas_measure(*state, region, 0, t.n, t.x, t.y, t.r, 3, here, &a));
    geo_shapes_destroy(region);
    for (int64_t i = 0; i < t.n; i++) {
        t.x[i] += 441000;
        t.y[i] += 4427000;
    }
    for (int64_t i = 0; i < t.n / 2; i++) {
        double x = t.x[i], y = t.y[i];
        t.x[i] = t.x[t.n - 1 - i], t.y[i] = t.y[t.n - 1 - i];
        t.x[t.n - 1 - i] = x, t.y[t.n - 1 - i] = y;
    }
    region = draft_rectangle(*state, 441500, 4427700, 450000, 4436500);
    assert_ok(*state, geo_disc_areas_measure(*state, region, 0, t.n, t.x, t.y, t.r, 3, there, &b));
    for (int k = 0; k < 3; k++) {
        assert_near(there[k], here[k], 1e-12);
    }
    assert_near(b.sum_m2, a.sum_m2, 1e-12);
    assert_int_equal(b.reaching_count, a.reaching_count);
    assert_int_equal(b.outside_count, a.outside_count);
    geo_shapes_destroy(region);
    free_town(&t);
}

static void place_and_order_do_not_matter(void **state)
{
    move_and_turn_round(1500, 500, state);
    move_and_turn_round(6000, 150, state); /* so many that they are put in order */
}

/* The shortcut for hidden circles is only a shortcut: asked for all depths, none is hidden. */
static void hide_circles(int64_t n, double r, void **state)
{
    town t = random_town(n, 4000, r);
    double few[2], all[MOST * 4];
    geo_disc_areas a, b;
    geo_shapes *region = draft_rectangle(*state, 0, 0, 4000, 4000);
    assert_ok(*state, geo_disc_areas_measure(*state, region, 0, t.n, t.x, t.y, t.r, 2, few, &a));
    assert_ok(*state,
              geo_disc_areas_measure(*state, region, 0, t.n, t.x, t.y, t.r, MOST * 4, all, &b));
    assert_near(few[0], all[0], 1e-12);
    assert_near(few[1], all[1], 1e-12);
    double sum = 0.0;
    for (int k = 0; k < MOST * 4; k++) {
        sum += all[k];
    }
    assert_near(b.sum_m2, sum, 1e-12);
    assert_near(a.sum_m2, b.sum_m2, 0);
    geo_shapes_destroy(region);
    free_town(&t);
}

static void hidden_circles_change_nothing(void **state)
{
    hide_circles(800, 400, state);
    hide_circles(1500, 300, state); /* a crowd */
}

typedef struct town_areas {
    double at_least[4];
    geo_disc_areas areas;
} town_areas;

static void measure_town_of(int64_t n, double r, geo_ctx *ctx, town_areas *out)
{
    town t = random_town(n, 8000, r);
    geo_shapes *region = draft_rectangle(ctx, 100, 100, 7800, 7900);
    assert_ok(ctx, geo_disc_areas_measure(ctx, region, 0, t.n, t.x, t.y, t.r, 4, out->at_least,
                                          &out->areas));
    geo_shapes_destroy(region);
    free_town(&t);
}

static void measure_few(geo_ctx *ctx, void *result)
{
    measure_town_of(1200, 450, ctx, result);
}

static void measure_many(geo_ctx *ctx, void *result)
{
    measure_town_of(6000, 100, ctx, result);
}

static void thread_count_does_not_change_a_bit(void **state)
{
    town_areas out;
    (void)state;
    assert_same_on_any_threads(measure_few, &out, sizeof out);
    assert_same_on_any_threads(measure_many, &out, sizeof out);
}

/* ---- Counts and refusals --------------------------------------------------------------------- */

static void discs_centred_outside_are_counted_when_they_reach_in(void **state)
{
    discs d = {0};
    add_disc(&d, 500, 500, 100);   /* inside */
    add_disc(&d, 1000, 500, 100);  /* on the edge: inside */
    add_disc(&d, 1050, 500, 100);  /* reaches in */
    add_disc(&d, 1100, 500, 100);  /* touches */
    add_disc(&d, 5000, 500, 4500); /* reaches far in */
    add_disc(&d, 500, 500, 0);     /* nothing */
    add_disc(&d, -5000, -5000, 10);
    geo_shapes *region = draft_rectangle(*state, 0, 0, 1000, 1000);
    double at_least[1];
    geo_disc_areas areas;
    assert_ok(*state,
              geo_disc_areas_measure(*state, region, 0, d.n, d.x, d.y, d.r, 1, at_least, &areas));
    assert_int_equal(areas.reaching_count, 4);
    assert_int_equal(areas.outside_count, 2);
    geo_shapes_destroy(region);
}

static void no_discs_cover_nothing(void **state)
{
    geo_shapes *region = draft_rectangle(*state, 0, 0, 10, 10);
    double at_least[2] = {1, 1};
    geo_disc_areas areas;
    assert_ok(*state,
              geo_disc_areas_measure(*state, region, 0, 0, NULL, NULL, NULL, 2, at_least, &areas));
    assert_near(areas.total_m2, 100, 0);
    assert_near(areas.sum_m2, 0, 0);
    assert_near(at_least[0] + at_least[1], 0, 0);
    assert_int_equal(areas.depth_count, 0);
    geo_shapes_destroy(region);
}

static void what_is_not_a_disc_or_a_polygon_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double zero = 0, ten = 10, minus = -1, nan = NAN;
    double at_least[1];
    geo_disc_areas areas;
    geo_shapes *region = draft_rectangle(ctx, 0, 0, 10, 10), *point;
    assert_status(ctx,
                  geo_disc_areas_measure(ctx, region, 0, 1, &zero, &nan, &ten, 1, at_least, &areas),
                  GEO_DATA);
    assert_message_has(ctx, "disc 1 has its centre at (0, nan)");
    assert_status(
        ctx, geo_disc_areas_measure(ctx, region, 0, 1, &zero, &zero, &minus, 1, at_least, &areas),
        GEO_DATA);
    assert_message_has(ctx, "disc 1 has the radius -1");
    assert_status(
        ctx, geo_disc_areas_measure(ctx, region, 1, 1, &zero, &zero, &ten, 1, at_least, &areas),
        GEO_INVALID);
    assert_ok(ctx, geo_shapes_create_points(ctx, 1, &zero, &zero, &point));
    assert_status(ctx,
                  geo_disc_areas_measure(ctx, point, 0, 1, &zero, &zero, &ten, 1, at_least, &areas),
                  GEO_DATA);
    assert_message_has(ctx, "feature 1 is a Point, not a polygon");
    geo_shapes_destroy(point);
    geo_shapes_destroy(region);
}

static geo_status measure_town(geo_ctx *ctx, void *data)
{
    town *t = data;
    double at_least[3];
    geo_disc_areas areas;
    geo_shapes *region = NULL;
    draft *d = draft_new();
    test_random random = {3};
    draft_star_feature(d, &random, 500, 500, 300, 600, 40);
    geo_status status = geo_shapes_create(ctx, draft_view(d), &region);
    free(d);
    if (status == GEO_OK) {
        status =
            geo_disc_areas_measure(ctx, region, 0, t->n, t->x, t->y, t->r, 3, at_least, &areas);
        assert_true(status == GEO_OK || (at_least[0] <= 0.0 && areas.sum_m2 <= 0.0));
    }
    geo_shapes_destroy(region);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    town few = random_town(60, 1000, 200), many = random_town(4096, 1000, 0.5);
    assert_true(assert_survives_allocation_failures(measure_town, &few) > 10);
    assert_true(assert_survives_allocation_failures(measure_town, &many) > 15);
    free_town(&few);
    free_town(&many);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(published_areas_are_met),
        CASE(random_discs_agree_with_integration),
        CASE(clustered_and_nested_discs_agree_with_integration),
        CASE(discs_on_a_grid_agree_with_integration),
        CASE(discs_that_nearly_coincide_agree_with_integration),
        CASE(region_inscribed_in_a_disc_is_covered),
        CASE(place_and_order_do_not_matter),
        CASE(hidden_circles_change_nothing),
        CASE(thread_count_does_not_change_a_bit),
        CASE(discs_centred_outside_are_counted_when_they_reach_in),
        CASE(no_discs_cover_nothing),
        CASE(what_is_not_a_disc_or_a_polygon_is_refused),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
