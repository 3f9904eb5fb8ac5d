/* SPDX-License-Identifier: MIT */
/* Curves, Clark-Evans and quadrats against METHODS 4.1 to 4.3 and 8; what is refused. */
#include "support.h"

#include "geo/geometry.h"
#include "scattered.h"
#include "vectors.h"

static const double PI = 3.14159265358979323846;

static const double eight_x[] = {1, 2, 1.5, 8, 9, 8.5, 5, 2};
static const double eight_y[] = {1, 1, 2, 8, 8, 9, 5, 8};

/* ---- Published numbers ---------------------------------------------------------------- */

static geo_edge_correction correction_of(const char *name)
{
    static const char *const names[] = {"default", "none", "border", "translation", "isotropic"};
    int k = 0;
    while (strcmp(names[k], name) != 0) {
        k++;
    }
    return (geo_edge_correction)k;
}

static void gives_the_published_numbers(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    geo_shapes *all = draft_points(ctx, 8, eight_x, eight_y);
    geo_shapes *first = draft_points(ctx, 4, eight_x, eight_y);
    geo_shapes *last = draft_points(ctx, 4, eight_x + 4, eight_y + 4);
    double intensity[8];
    int rows = 0;
    for (int i = 0; i < 8; i++) {
        intensity[i] = 0.04 + 0.008 * eight_x[i];
    }
    test_vectors v;
    vectors_open(&v, "vectors/pattern.tsv");
    for (; vectors_next(&v); rows++) {
        double r[STEPS], expected[STEPS], value[STEPS];
        int64_t n = parse_numbers(vector_text(&v, "r"), r, STEPS);
        assert_int_equal(parse_numbers(vector_text(&v, "expected"), expected, STEPS), n);
        const char *what = vector_text(&v, "statistic");
        bool cross = strcmp(what, "cross") == 0, even = strcmp(what, "inhomogeneous") != 0;
        geo_pattern p = {.window = w.window,
                         .points = cross ? first : all,
                         .others = cross ? last : NULL,
                         .intensity = even ? NULL : intensity};
        geo_pattern_options o = asked(strcmp(what, "l") == 0 ? GEO_PATTERN_L : GEO_PATTERN_K,
                                      correction_of(vector_text(&v, "correction")));
        geo_curve c = {.value = value};
        assert_ok(ctx, geo_pattern_curve(ctx, &p, n, r, &o, &c));
        for (int64_t k = 0; k < n; k++) {
            assert_vector(&v, "curve", value[k], expected[k], vector_number(&v, "tolerance"));
        }
    }
    assert_int_equal(rows, 9);
    geo_shapes_destroy(all);
    geo_shapes_destroy(first);
    geo_shapes_destroy(last);
    test_window_clear(&w);
}

static void clark_and_evans_have_the_published_numbers(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0), l = test_window_make(ctx, 2);
    geo_shapes *all = draft_points(ctx, 8, eight_x, eight_y);
    geo_clark_evans e;
    assert_ok(ctx, geo_clark_evans_test(ctx, w.window, all, 0, 1, &e));
    assert_near(e.mean_m, 1.8401686690, 1e-10);
    assert_near(e.expected_m, 1.7677669530, 1e-10);
    assert_near(e.ratio, 1.0409565955, 1e-10);
    assert_near(e.error_m, 0.3267020005, 1e-10);
    assert_near(e.z, 0.2216139353, 1e-10);
    assert_near(e.p, 0.8246144335, 1e-10);
    assert_near(e.donnelly_expected_m, 2.0975989514, 1e-10);
    assert_near(e.donnelly_ratio, 0.8772738315, 1e-10);
    assert_near(e.donnelly_z, -0.5881099310, 1e-10);
    assert_near((e.mean_m - e.donnelly_expected_m) / e.error_m, -0.7879666547, 1e-10);
    assert_true(isnan(e.drawn_p) && e.used == 8);
    assert_ok(ctx, geo_clark_evans_test(ctx, l.window, all, 199, 1, &e));
    assert_true(isnan(e.donnelly_ratio) && isnan(e.donnelly_p) && e.used == 4 && e.outside == 4);
    assert_true(e.drawn_p > 0.0 && e.drawn_p <= 1.0 && e.drawn_ratio > 0.0);
    geo_shapes_destroy(all);
    test_window_clear(&w);
    test_window_clear(&l);
}

static void quadrats_have_the_published_numbers(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    geo_shapes *all = draft_points(ctx, 8, eight_x, eight_y);
    geo_quadrats q;
    int64_t seen[4];
    assert_ok(ctx, geo_quadrat_test(ctx, w.window, all, 2, 2, seen, NULL, &q));
    assert_true(seen[0] == 3 && seen[1] == 0 && seen[2] == 1 && seen[3] == 4);
    assert_near(q.chi2, 5.0, 1e-12);
    assert_near(q.ratio, 1.6666666667, 1e-10);
    assert_near(q.p_gathered, 0.1717971443, 1e-10);
    assert_near(q.p_apart, 1.0 - 0.1717971443, 1e-10);
    assert_near(q.expected, 2.0, 1e-14);
    geo_shapes_destroy(all);
    test_window_clear(&w);
}

/* ---- Quadrats, intensity -------------------------------------------------------------- */

static void quadrats_share_the_window_out(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        scattered *s = scatter(ctx, kind);
        geo_box e = geo_window_extent(s->w.window);
        int64_t seen[12], all = 0;
        double area[12], sum = 0.0, chi2 = 0.0;
        geo_quadrats q;
        assert_ok(ctx, geo_quadrat_test(ctx, s->w.window, s->points, 4, 3, seen, area, &q));
        for (int k = 0; k < 12; k++) {
            double x = e.min_x + (e.max_x - e.min_x) * (k % 4) / 4.0,
                   width = (e.max_x - e.min_x) / 4;
            double y = e.min_y + (e.max_y - e.min_y) * (k / 4) / 3.0,
                   height = (e.max_y - e.min_y) / 3;
            geo_shapes *box = draft_rectangle(ctx, x, y, x + width, y + height), *common;
            double cut[4] = {0}, expected = 0.0;
            assert_ok(ctx, geo_shapes_overlay(ctx, GEO_INTERSECTION, box, s->w.shapes, &common));
            geo_shapes_area(common, cut);
            assert_near(area[k], cut[0], 1e-9);
            expected = (double)s->n * area[k] / geo_window_area(s->w.window);
            chi2 += area[k] > 0.0
                        ? ((double)seen[k] - expected) * ((double)seen[k] - expected) / expected
                        : 0.0;
            all += seen[k];
            sum += area[k];
            geo_shapes_destroy(common);
            geo_shapes_destroy(box);
        }
        assert_near(sum, geo_window_area(s->w.window), 1e-12);
        assert_near(q.chi2, chi2, 1e-10);
        assert_true(all == s->n && q.outside == 2);
        scattered_free(s);
    }
}

static void intensity_is_that_of_the_others(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind += 2) {
        scattered *s = scatter(ctx, kind);
        double intensity[MANY];
        const double sigma = 0.8;
        assert_ok(ctx, geo_pattern_intensity(ctx, s->w.window, s->points, sigma, intensity));
        for (int64_t i = 0; i < s->n; i++) {
            double sum = 0.0;
            for (int64_t j = 0; j < s->n; j++) {
                double dx = s->x[j] - s->x[i], dy = s->y[j] - s->y[i];
                sum += i == j ? 0.0 : exp(-0.5 * (dx * dx + dy * dy) / (sigma * sigma));
            }
            sum /= 2.0 * PI * sigma * sigma;
            sum /= geo_window_gaussian_share(s->w.window, s->x[i], s->y[i], sigma);
            assert_near(intensity[i], sum, 1e-12);
        }
        assert_true(isnan(intensity[MANY - 1]));
        scattered_free(s);
    }
}

/* ---- What cannot be asked ------------------------------------------------------------- */

static void what_cannot_be_asked_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    scattered *s = scatter(ctx, 0);
    double value[STEPS];
    geo_curve c = {.value = value};
    geo_pattern p = {.window = s->w.window, .points = s->points};
    const double turned[] = {1, 2, 2}, negative[] = {-1, 2}, endless[] = {1, (double)INFINITY};
    assert_status(ctx, geo_pattern_curve(ctx, &p, 3, turned, NULL, &c), GEO_INVALID);
    assert_message_has(ctx, "distance 3");
    assert_status(ctx, geo_pattern_curve(ctx, &p, 2, negative, NULL, &c), GEO_INVALID);
    assert_status(ctx, geo_pattern_curve(ctx, &p, 2, endless, NULL, &c), GEO_INVALID);
    assert_status(ctx, geo_pattern_curve(ctx, &p, 0, turned, NULL, &c), GEO_INVALID);
    geo_pattern_options o = asked(GEO_PATTERN_G, GEO_EDGE_TRANSLATION);
    assert_status(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, &o, &c), GEO_INVALID);
    o = asked(GEO_PATTERN_PAIR, GEO_EDGE_BORDER);
    assert_status(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, &o, &c), GEO_INVALID);
    o = asked(GEO_PATTERN_F, GEO_EDGE_DEFAULT);
    o.spacing_m = 1e-9;
    assert_status(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, &o, &c), GEO_LIMIT);
    p.intensity = s->intensity;
    s->intensity[3] = 0.0;
    assert_status(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, NULL, &c), GEO_DATA);
    assert_message_has(ctx, "feature 4");
    s->intensity[3] = (double)NAN;
    assert_status(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, NULL, &c), GEO_DATA);
    assert_message_has(ctx, "no intensity");
    scattered_free(s);
}

static void few_points_are_told(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    const double x[] = {5, 5, 5, 20}, y[] = {5, 5, 5, 20}, r[] = {0, 1};
    double value[2];
    geo_curve c = {.value = value};
    geo_clark_evans e;
    geo_quadrats q;
    for (int64_t n = 0; n < 2; n++) {
        geo_shapes *p = draft_points(ctx, n, x, y);
        geo_pattern pattern = {.window = w.window, .points = p};
        assert_status(ctx, geo_pattern_curve(ctx, &pattern, 2, r, NULL, &c), GEO_DATA);
        assert_message_has(ctx, "at least 2");
        assert_ok(ctx, geo_clark_evans_test(ctx, w.window, p, 9, 1, &e));
        assert_true(isnan(e.ratio) && isnan(e.drawn_p) && e.used == n);
        assert_ok(ctx, geo_quadrat_test(ctx, w.window, p, 2, 2, NULL, NULL, &q));
        assert_true(isnan(q.chi2) == (n == 0));
        geo_shapes_destroy(p);
    }
    geo_shapes *p = draft_points(ctx, 4, x, y); /* three in one place, one outside */
    geo_pattern pattern = {.window = w.window, .points = p};
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, 2, r, NULL, &c));
    assert_near(value[0], 100.0, 1e-14);
    assert_true(c.used == 3 && c.outside == 1);
    assert_ok(ctx, geo_clark_evans_test(ctx, w.window, p, 9, 1, &e));
    assert_true(e.ratio == 0.0 && e.drawn_p <= 0.2);
    assert_status(ctx, geo_clark_evans_test(ctx, w.window, p, -1, 1, &e), GEO_INVALID);
    assert_status(ctx, geo_quadrat_test(ctx, w.window, p, 1, 1, NULL, NULL, &q), GEO_INVALID);
    assert_status(ctx, geo_quadrat_test(ctx, w.window, p, 0, 5, NULL, NULL, &q), GEO_INVALID);
    geo_shapes_destroy(p);
    test_window_clear(&w);
}

/* ---- Machinery ------------------------------------------------------------------------ */

enum { CROWD = 1500, CURVES = 10 };

typedef struct told {
    double value[CURVES][STEPS], intensity[CROWD];
} told;

static geo_status tell(geo_ctx *ctx, int64_t n, told *t)
{
    static const geo_pattern_options ways[CURVES] = {
        {sizeof ways[0], GEO_PATTERN_K, GEO_EDGE_NONE, 100, 0, 0},
        {sizeof ways[0], GEO_PATTERN_K, GEO_EDGE_BORDER, 100, 0, 0},
        {sizeof ways[0], GEO_PATTERN_L, GEO_EDGE_TRANSLATION, 100, 0, 0},
        {sizeof ways[0], GEO_PATTERN_K, GEO_EDGE_ISOTROPIC, 100, 0, 0},
        {sizeof ways[0], GEO_PATTERN_PAIR, GEO_EDGE_TRANSLATION, 100, 0, 0},
        {sizeof ways[0], GEO_PATTERN_F, GEO_EDGE_KAPLAN_MEIER, 100, 0, .2},
        {sizeof ways[0], GEO_PATTERN_G, GEO_EDGE_KAPLAN_MEIER, 100, 0, 0},
        {sizeof ways[0], GEO_PATTERN_J, GEO_EDGE_BORDER, 100, 0, .2},
        {sizeof ways[0], GEO_PATTERN_K, GEO_EDGE_TRANSLATION, 100, 0, 0}, /* with an intensity */
        {sizeof ways[0], GEO_PATTERN_K, GEO_EDGE_TRANSLATION, 100, 0, 0}  /* with others */
    };
    static double x[CROWD], y[CROWD], r[STEPS];
    test_random random = {5};
    geo_window *w = NULL;
    geo_shapes *points = NULL, *area = NULL;
    draft *d = draft_new();
    draft_star_feature(d, &random, 5, 5, 3, 5, 17);
    for (int k = 0; k < STEPS; k++) {
        r[k] = 0.03 * k;
    }
    geo_status status = geo_shapes_create(ctx, draft_view(d), &area);
    status = status == GEO_OK ? geo_window_create(ctx, area, &w) : status;
    status = status == GEO_OK ? geo_window_draw(ctx, w, 1, 2, n, x, y) : status;
    status = status == GEO_OK ? geo_shapes_create_points(ctx, n, x, y, &points) : status;
    status = status == GEO_OK ? geo_pattern_intensity(ctx, w, points, 0.3, t->intensity) : status;
    for (int k = 0; k < CURVES && status == GEO_OK; k++) {
        geo_pattern p = {.window = w,
                         .points = points,
                         .others = k == 9 ? points : NULL,
                         .intensity = k == 8 ? t->intensity : NULL};
        geo_curve c = {.value = t->value[k]};
        status = geo_pattern_curve(ctx, &p, STEPS, r, &ways[k], &c);
    }
    geo_window_destroy(w);
    geo_shapes_destroy(area);
    geo_shapes_destroy(points);
    free(d);
    return status;
}

static void tell_it(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, tell(ctx, CROWD, result));
}

static void threads_change_nothing(void **state)
{
    static told t;
    (void)state;
    assert_same_on_any_threads(tell_it, &t, sizeof t);
}

static geo_status tell_once(geo_ctx *ctx, void *data)
{
    return tell(ctx, 20, data);
}

static void every_allocation_may_fail(void **state)
{
    static told t;
    (void)state;
    assert_true(assert_survives_allocation_failures(tell_once, &t) > 50);
}

int main(void)
{
#define WITH_CTX(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        WITH_CTX(gives_the_published_numbers),
        WITH_CTX(clark_and_evans_have_the_published_numbers),
        WITH_CTX(quadrats_have_the_published_numbers),
        WITH_CTX(quadrats_share_the_window_out),
        WITH_CTX(intensity_is_that_of_the_others),
        WITH_CTX(what_cannot_be_asked_is_refused),
        WITH_CTX(few_points_are_told),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
