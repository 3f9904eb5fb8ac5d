/* SPDX-License-Identifier: MIT */
/* Descriptors against METHODS 3.8 and 3.9, and against searches that try everything. */
#include "support.h"

#include "draft.h"
#include "geo/descriptors.h"
#include "spread_places.h"
#include "vectors.h"

enum { MANY = 3000, MOST = 64 };

static double real_x[MANY], real_y[MANY], real_weight[MANY];
static int64_t real_label[MANY], real_sector[MANY];

static geo_descriptor describe_one(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                   const double *weight, const geo_descriptor_options *o)
{
    static const int64_t zeroes[MANY];
    geo_shapes *s;
    geo_descriptors *d;
    assert_ok(ctx, geo_shapes_create_points(ctx, n, x, y, &s));
    assert_ok(ctx, geo_descriptors_create(ctx, s, weight, zeroes, 1, o, &d));
    assert_int_equal(geo_descriptors_count(d), 1);
    geo_descriptor one = *geo_descriptors_at(d, 0);
    geo_descriptors_destroy(d);
    geo_shapes_destroy(s);
    return one;
}

/* ---- Published numbers ------------------------------------------------------------------ */

static geo_compactness form_of(geo_ctx *ctx, int n, const double *x, const double *y)
{
    draft *d = draft_new();
    geo_compactness out;
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    for (int i = 0; i <= n; i++) {
        draft_add(d, x[i % n], y[i % n]);
    }
    geo_shapes *s = draft_shapes(ctx, d);
    assert_ok(ctx, geo_compactness_measure(ctx, s, &out));
    geo_shapes_destroy(s);
    free(d);
    return out;
}

static void expect(const test_vectors *v, int n, const double *got)
{
    double expected[MOST];
    assert_int_equal(parse_numbers(vector_text(v, "expected"), expected, MOST), n);
    for (int k = 0; k < n; k++) {
        if (isnan(expected[k])) {
            assert_true(isnan(got[k]));
        } else {
            assert_vector(v, "number", got[k], expected[k], vector_number(v, "tolerance"));
        }
    }
}

static void check_form(geo_ctx *ctx, const test_vectors *v, int n, const double *x, const double *y)
{
    geo_compactness f = form_of(ctx, n, x, y);
    const double ratios[] = {f.area_m2,     f.perimeter_m, f.polsby_popper, f.schwartzberg,
                             f.shape_index, f.convexity,   f.reock};
    const double around[] = {f.hull_area_m2, f.circle_x, f.circle_y, f.circle_radius_m,
                             f.rectangle_length_m * f.rectangle_width_m};
    bool inner = strcmp(vector_text(v, "what"), "form") == 0;
    expect(v, inner ? 7 : 5, inner ? ratios : around);
}

static void check_vector(geo_ctx *ctx, const test_vectors *v)
{
    const char *what = vector_text(v, "what");
    double at[MOST], weight[MOST], x[MOST], y[MOST];
    int n = (int)parse_numbers(vector_text(v, "at"), at, MOST) / 2;
    bool weighted = parse_numbers(vector_text(v, "weight"), weight, MOST) > 0;
    geo_descriptor_options o = geo_descriptor_options_default();
    for (int i = 0; i < n; i++) {
        x[i] = at[2 * i];
        y[i] = at[2 * i + 1];
    }
    if (strcmp(what, "form") == 0 || strcmp(what, "around") == 0) {
        check_form(ctx, v, n, x, y);
        return;
    }
    if (strncmp(what, "ellipse ", 8) == 0) {
        o.ellipse_factor = strtod(what + 8, NULL);
    }
    geo_descriptor d = describe_one(ctx, n, x, y, weighted ? weight : NULL, &o);
    if (strcmp(what, "mean") == 0) {
        expect(v, 2, (const double[]){d.mean_x, d.mean_y});
    } else if (strcmp(what, "weighted") == 0) {
        expect(v, 2, (const double[]){d.weighted_x, d.weighted_y});
    } else if (strcmp(what, "distance") == 0) {
        expect(v, 1, &d.standard_distance_m);
    } else if (strcmp(what, "median") == 0) {
        expect(v, 3, (const double[]){d.median_x, d.median_y, d.median_m * d.weight});
    } else if (strcmp(what, "hull") == 0) {
        expect(v, 3, (const double[]){d.hull_area_m2, d.hull_perimeter_m, d.density_km2});
    } else {
        assert_int_equal(strncmp(what, "ellipse", 7), 0);
        expect(v, 3, (const double[]){d.ellipse_azimuth, d.ellipse_major_m, d.ellipse_minor_m});
    }
}

static void gives_the_published_numbers(void **state)
{
    test_vectors v;
    int rows = 0;
    vectors_open(&v, "vectors/descriptors.tsv");
    while (vectors_next(&v)) {
        check_vector(*state, &v);
        rows++;
    }
    assert_true(rows > 15);
}

/* ---- Against trying everything ------------------------------------------------------------- */

static double sum_of_distances(int64_t n, const double *x, const double *y, const double *w,
                               double at_x, double at_y)
{
    double sum = 0.0;
    for (int64_t i = 0; i < n; i++) {
        sum += w[i] * sqrt((x[i] - at_x) * (x[i] - at_x) + (y[i] - at_y) * (y[i] - at_y));
    }
    return sum;
}

/* The sum of distances is convex: what is least among places all around is least of all. */
static void no_place_near_the_median_is_better(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 0; seed < 120; seed++) {
        int64_t n = 1 + (int64_t)(seed % 40);
        double x[64], y[64], w[64];
        test_random r = {.state = seed + 77};
        fill_spread((int)(seed % SPREAD_KINDS), n, seed, x, y);
        for (int64_t i = 0; i < n; i++) {
            w[i] = seed % 3 == 0 ? 1.0 : 0.01 + test_random_unit(&r);
        }
        geo_descriptor d = describe_one(ctx, n, x, y, w, NULL);
        double best = sum_of_distances(n, x, y, w, d.median_x, d.median_y);
        assert_near(d.median_m * d.weight, best, 1e-9);
        for (int k = 0; k < 64; k++) {
            double turn = (double)k * 0.0981747704, step = k % 2 == 0 ? 1e-3 : 1.0;
            double other = sum_of_distances(n, x, y, w, d.median_x + step * cos(turn),
                                            d.median_y + step * sin(turn));
            assert_true(best <= other * (1.0 + 1e-12));
        }
    }
}

/* Variance along every direction is between those of the axes, and greatest along the major. */
static void the_ellipse_has_the_widest_and_the_narrowest_direction(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 0; seed < 30; seed++) {
        int64_t n = 5 + (int64_t)(seed % 30);
        double x[64], y[64], widest = 0.0, narrowest = (double)INFINITY, at = 0.0;
        fill_spread((int)(seed % 3), n, seed, x, y);
        geo_descriptor d = describe_one(ctx, n, x, y, NULL, NULL);
        for (int k = 0; k < 1800; k++) {
            double azimuth = (double)k * 0.1, s = sin(azimuth * 0.017453292519943295);
            double c = cos(azimuth * 0.017453292519943295), sum = 0.0;
            for (int64_t i = 0; i < n; i++) {
                double along = (x[i] - d.mean_x) * s + (y[i] - d.mean_y) * c;
                sum += along * along;
            }
            at = sum > widest ? azimuth : at;
            widest = fmax(widest, sum);
            narrowest = fmin(narrowest, sum);
        }
        assert_near(d.ellipse_major_m, sqrt(widest / (double)n), 1e-5);
        assert_near(d.ellipse_minor_m, sqrt(narrowest / (double)n), 1e-3);
        double apart = fabs(at - d.ellipse_azimuth);
        assert_true(fmin(apart, 180.0 - apart) < 0.2);
    }
}

/* ---- Outlines ------------------------------------------------------------------------- */

static bool is_in_or_on(const geo_geometry *g, double px, double py)
{
    bool in = false;
    for (int64_t i = 0; i + 1 < g->coord_count; i++) {
        double ax = g->x[i], ay = g->y[i], bx = g->x[i + 1], by = g->y[i + 1];
        double dx = bx - ax, dy = by - ay, t = ((px - ax) * dx + (py - ay) * dy);
        t = fmax(0.0, fmin(1.0, t / (dx * dx + dy * dy)));
        if (hypot(px - ax - t * dx, py - ay - t * dy) < 1e-6) {
            return true;
        }
        if ((ay > py) != (by > py) && px < ax + (py - ay) / (by - ay) * dx) {
            in = !in;
        }
    }
    return in;
}

static void outlines_hold_all_points(void **state)
{
    geo_ctx *ctx = *state;
    static const int64_t zeroes[400];
    geo_descriptor_options o = geo_descriptor_options_default();
    double last = 0.0;
    fill_spread(0, 400, 5, real_x, real_y);
    for (int i = 0; i < 400; i++) { /* a bay */
        real_y[i] += real_x[i] > 441300.0 && real_x[i] < 441600.0 ? 500.0 : 0.0;
    }
    geo_shapes *s;
    assert_ok(ctx, geo_shapes_create_points(ctx, 400, real_x, real_y, &s));
    for (o.concave_ratio = 0.0; o.concave_ratio <= 1.0; o.concave_ratio += 0.25) {
        geo_descriptors *d;
        o.outline = GEO_OUTLINE_CONCAVE;
        assert_ok(ctx, geo_descriptors_create(ctx, s, NULL, zeroes, 1, &o, &d));
        const geo_geometry *g = geo_shapes_geometry(geo_descriptors_shapes(d));
        const geo_descriptor *one = geo_descriptors_at(d, 0);
        assert_int_equal(g->n, 1);
        assert_int_equal(g->ring_count, 1);
        for (int i = 0; i < 400; i++) {
            assert_true(is_in_or_on(g, real_x[i], real_y[i]));
        }
        assert_true(one->outline.area_m2 >= last && one->outline.area_m2 > 0.0);
        last = one->outline.area_m2;
        assert_true(last <= one->hull_area_m2 * (1.0 + 1e-12));
        geo_descriptors_destroy(d);
    }
    geo_descriptor hull = describe_one(ctx, 400, real_x, real_y, NULL, NULL);
    assert_near(last, hull.hull_area_m2, 1e-9);
    assert_near(hull.outline.area_m2, hull.hull_area_m2, 1e-12);
    o.outline = GEO_OUTLINE_ELLIPSE;
    o.concave_ratio = 0.3;
    o.ellipse_factor = 2.0;
    geo_descriptor e = describe_one(ctx, 400, real_x, real_y, NULL, &o);
    double whole = 3.14159265358979323846 * e.ellipse_major_m * e.ellipse_minor_m;
    assert_true(e.outline.area_m2 < whole && e.outline.area_m2 > 0.999 * whole);
    assert_near(e.outline.rectangle_length_m, 2.0 * e.ellipse_major_m, 1e-3);
    /* a side of the rectangle lies on one of the polygon, a corner of which is on the axis */
    assert_true(fabs(e.outline.rectangle_azimuth - e.ellipse_azimuth) < 3.0);
    geo_shapes_destroy(s);
}

static void points_in_a_line_have_no_outline(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {1, 2, 3, 1, 1}, y[] = {1, 2, 3, 1, 1};
    geo_descriptor_options o = geo_descriptor_options_default();
    for (int k = GEO_OUTLINE_CONVEX; k <= GEO_OUTLINE_ELLIPSE; k++) {
        o.outline = (geo_outline)k;
        geo_descriptor d = describe_one(ctx, 5, x, y, NULL, &o);
        assert_true(isnan(d.outline.area_m2) && isnan(d.outline.reock) && isnan(d.density_km2));
        assert_true(d.hull_area_m2 == 0.0 && d.ellipse_minor_m == 0.0);
        assert_near(d.median_x, 1.0, 1e-12);
        d = describe_one(ctx, 1, x, y, NULL, &o);
        assert_true(d.mean_x == 1.0 && d.median_x == 1.0 && d.standard_distance_m == 0.0);
        assert_true(isnan(d.ellipse_major_m) && d.hull_perimeter_m == 0.0);
        d = describe_one(ctx, 2, x + 3, y + 3, NULL, &o);
        assert_true(d.median_m == 0.0 && d.hull_area_m2 == 0.0);
    }
    const double nothing[] = {0, 0, 0, 0, 0};
    geo_descriptor d = describe_one(ctx, 5, x, y, nothing, NULL);
    assert_true(isnan(d.weighted_x) && isnan(d.median_x) && isnan(d.standard_distance_m));
    assert_near(d.mean_x, 1.6, 1e-15);
}

static void compactness_asks_for_polygons(void **state)
{
    geo_ctx *ctx = *state;
    geo_compactness f[2];
    draft *d = draft_new();
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 1.0, 2.0);
    geo_shapes *s = draft_shapes(ctx, d);
    assert_status(ctx, geo_compactness_measure(ctx, s, f), GEO_DATA);
    assert_message_has(ctx, "feature 2 is a Point");
    assert_true(isnan(f[0].area_m2) && isnan(f[0].reock));
    geo_shapes_destroy(s);
    free(d);
}

/* ---- Sectors, promises, faults -------------------------------------------------------- */

static void the_sector_of_most_weight_prevails(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0, 1, 2, 3, 4}, y[] = {0, 0, 1, 0, 0}, w[] = {1, 1, 3, 2, 9};
    const int64_t sector[] = {2, 1, 2, 1, -1}, label[] = {0, 0, 0, 0, 0};
    const int64_t ties[] = {3, 1, 3, 1, -1};
    geo_descriptor_options o = geo_descriptor_options_default();
    o.sector = sector;
    o.sector_count = 4;
    geo_descriptor d = describe_one(ctx, 5, x, y, w, &o);
    assert_int_equal(d.sector, 2);
    assert_near(d.sector_share, 4.0 / 7.0, 1e-15);
    o.sector = ties;
    d = describe_one(ctx, 5, x, y, NULL, &o);
    assert_int_equal(d.sector, 1);
    assert_near(d.sector_share, 0.5, 0.0);
    o.sector = label;
    assert_int_equal(describe_one(ctx, 5, x, y, NULL, &o).sector, 0);
}

static void fill_real(void)
{
    test_random r = {.state = 4};
    fill_spread(0, MANY, 9, real_x, real_y);
    for (int i = 0; i < MANY; i++) {
        real_weight[i] = test_random_unit(&r);
        real_label[i] = test_random_below(&r, 41) - 1;
        real_sector[i] = test_random_below(&r, 5) - 1;
    }
}

static void describe_many(geo_ctx *ctx, void *out)
{
    geo_descriptor_options o = geo_descriptor_options_default();
    geo_descriptor *to = out;
    geo_shapes *s;
    geo_descriptors *d;
    fill_real();
    o.sector = real_sector;
    o.sector_count = 4;
    o.outline = GEO_OUTLINE_CONCAVE;
    assert_ok(ctx, geo_shapes_create_points(ctx, MANY, real_x, real_y, &s));
    assert_ok(ctx, geo_descriptors_create(ctx, s, real_weight, real_label, 40, &o, &d));
    for (int i = 0; i < 40; i++) {
        to[i] = *geo_descriptors_at(d, i);
    }
    geo_descriptors_destroy(d);
    geo_shapes_destroy(s);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static geo_descriptor d[40];
    (void)state;
    assert_same_on_any_threads(describe_many, d, sizeof d);
    assert_true(d[39].points > 40);
}

static void order_of_input_does_not_matter(void **state)
{
    geo_ctx *ctx = *state;
    fill_real();
    geo_descriptor a = describe_one(ctx, MANY, real_x, real_y, NULL, NULL);
    for (int i = 0; i < MANY / 2; i++) {
        double x = real_x[i], y = real_y[i];
        real_x[i] = real_x[MANY - 1 - i], real_y[i] = real_y[MANY - 1 - i];
        real_x[MANY - 1 - i] = x, real_y[MANY - 1 - i] = y;
    }
    geo_descriptor b = describe_one(ctx, MANY, real_x, real_y, NULL, NULL);
    assert_memory_equal(&a, &b, sizeof a);
}

static void what_cannot_be_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0, 1, 2}, y[] = {0, 1, 0}, bad[] = {1, -1, 1};
    const int64_t label[] = {0, 1, -1}, wrong[] = {0, 2, 0}, below[] = {-2, 0, 0};
    geo_descriptor_options o = geo_descriptor_options_default();
    geo_shapes *s;
    geo_descriptors *d;
    assert_ok(ctx, geo_shapes_create_points(ctx, 3, x, y, &s));
    assert_status(ctx, geo_descriptors_create(ctx, s, NULL, wrong, 2, &o, &d), GEO_INVALID);
    assert_message_has(ctx, "feature 2 is in cluster 2 of 2");
    assert_null(d);
    assert_status(ctx, geo_descriptors_create(ctx, s, NULL, below, 2, &o, &d), GEO_INVALID);
    assert_status(ctx, geo_descriptors_create(ctx, s, bad, label, 2, &o, &d), GEO_DATA);
    assert_status(ctx, geo_descriptors_create(ctx, s, NULL, label, -1, &o, &d), GEO_INVALID);
    o.sector = wrong;
    o.sector_count = 2;
    assert_status(ctx, geo_descriptors_create(ctx, s, NULL, label, 2, &o, &d), GEO_INVALID);
    assert_message_has(ctx, "sector 2 of 2");
    o.sector = NULL;
    o.concave_ratio = 1.5;
    assert_status(ctx, geo_descriptors_create(ctx, s, NULL, label, 2, &o, &d), GEO_INVALID);
    o.concave_ratio = 0.5;
    o.ellipse_factor = 0.0;
    assert_status(ctx, geo_descriptors_create(ctx, s, NULL, label, 2, &o, &d), GEO_INVALID);
    o.ellipse_factor = 1.0;
    assert_ok(ctx, geo_descriptors_create(ctx, s, NULL, label, 3, &o, &d));
    assert_int_equal(geo_descriptors_at(d, 2)->points, 0);
    assert_true(isnan(geo_descriptors_at(d, 2)->mean_x));
    geo_descriptors_destroy(d);
    geo_shapes_destroy(s);
}

static geo_status describe_sample(geo_ctx *ctx, void *data)
{
    geo_descriptor_options o = geo_descriptor_options_default();
    geo_shapes *s = NULL;
    geo_descriptors *d = NULL;
    geo_compactness form[2];
    o.sector = real_sector;
    o.sector_count = 4;
    o.outline = *(const geo_outline *)data;
    geo_status status = geo_shapes_create_points(ctx, 200, real_x, real_y, &s);
    for (int i = 0; i < 200; i++) {
        real_label[i] = i % 3 - 1;
    }
    if (status == GEO_OK) {
        status = geo_descriptors_create(ctx, s, real_weight, real_label, 2, &o, &d);
    }
    if (status == GEO_OK) {
        status = geo_compactness_measure(ctx, geo_descriptors_shapes(d), form);
    }
    geo_descriptors_destroy(d);
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    fill_real();
    for (int k = GEO_OUTLINE_CONVEX; k <= GEO_OUTLINE_ELLIPSE; k++) {
        geo_outline outline = (geo_outline)k;
        assert_true(assert_survives_allocation_failures(describe_sample, &outline) > 20);
    }
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(gives_the_published_numbers),
        CASE(no_place_near_the_median_is_better),
        CASE(the_ellipse_has_the_widest_and_the_narrowest_direction),
        CASE(outlines_hold_all_points),
        CASE(points_in_a_line_have_no_outline),
        CASE(compactness_asks_for_polygons),
        CASE(the_sector_of_most_weight_prevails),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        CASE(order_of_input_does_not_matter),
        CASE(what_cannot_be_is_refused),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
