/* SPDX-License-Identifier: MIT */
/* Curves, Clark-Evans and quadrats: METHODS 4.1 to 4.3 and 8, and all pairs one by one. */
#include "support.h"

#include "geo/geometry.h"
#include "geo/pattern.h"
#include "vectors.h"
#include "windows.h"

enum { KINDS = 4, MANY = 36, STEPS = 14 };

static const double PI = 3.14159265358979323846;

static const double eight_x[] = {1, 2, 1.5, 8, 9, 8.5, 5, 2};
static const double eight_y[] = {1, 1, 2, 8, 8, 9, 5, 8};

static geo_pattern_options asked(geo_pattern_statistic statistic, geo_edge_correction correction)
{
    geo_pattern_options o = geo_pattern_options_default();
    o.statistic = statistic;
    o.correction = correction;
    o.most_weight = (double)INFINITY;
    return o;
}

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

/* ---- Pair by pair --------------------------------------------------------------------- */

/* Points drawn in a window, some of them twice, and two beside it. */
typedef struct scattered {
    test_window w;
    geo_shapes *points, *others;
    double x[MANY], y[MANY], u[MANY], v[MANY], intensity[MANY], others_intensity[MANY], r[STEPS];
    int64_t n, m;                 /* inside */
    double common[2][MANY][MANY]; /* of pairs of points, and with others; 0 = not asked yet */
} scattered;

static scattered *scatter(geo_ctx *ctx, int kind)
{
    scattered *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->w = test_window_make(ctx, kind);
    s->n = MANY - 2;
    s->m = MANY / 3;
    assert_ok(ctx, geo_window_draw(ctx, s->w.window, 21, (uint64_t)kind, s->n, s->x, s->y));
    assert_ok(ctx, geo_window_draw(ctx, s->w.window, 22, (uint64_t)kind, s->m, s->u, s->v));
    s->x[5] = s->x[4];
    s->y[5] = s->y[4];
    s->u[1] = s->x[9];
    s->v[1] = s->y[9];
    for (int i = 0; i < MANY; i++) {
        s->intensity[i] = 0.3 + 0.1 * s->x[i];
        s->others_intensity[i] = 0.5 + 0.02 * s->v[i];
    }
    s->x[MANY - 2] = s->x[MANY - 1] = -50.0;
    for (int k = 0; k < STEPS; k++) {
        s->r[k] = 0.25 * k + 0.01 * k * k;
    }
    s->points = draft_points(ctx, MANY, s->x, s->y);
    s->others = draft_points(ctx, s->m, s->u, s->v);
    return s;
}

static void scattered_free(scattered *s)
{
    geo_shapes_destroy(s->points);
    geo_shapes_destroy(s->others);
    test_window_clear(&s->w);
    free(s);
}

static double slow_weight(scattered *s, geo_edge_correction c, bool cross, int64_t i, int64_t j)
{
    double dx = (cross ? s->u[j] : s->x[j]) - s->x[i], dy = (cross ? s->v[j] : s->y[j]) - s->y[i];
    double d = sqrt(dx * dx + dy * dy);
    if (c == GEO_EDGE_TRANSLATION) {
        double *common = &s->common[cross][i][j];
        *common = *common > 0.0 ? *common : slow_overlap(&s->w, dx, dy);
        return geo_window_area(s->w.window) / *common;
    }
    return c == GEO_EDGE_ISOTROPIC && d > 0.0
               ? 1.0 / geo_window_circle_share(s->w.window, s->x[i], s->y[i], d)
               : 1.0;
}

typedef struct slow_sums {
    double pairs[STEPS], seen_from[STEPS], smooth[STEPS];
} slow_sums;

/* Sums at each distance; `half` is that of Epanechnikov's kernel. */
static void add_slowly(scattered *s, bool cross, bool even, geo_edge_correction c, double half,
                       slow_sums *out)
{
    *out = (slow_sums){{0}, {0}, {0}};
    for (int64_t i = 0; i < s->n; i++) {
        double own = even ? 1.0 : 1.0 / s->intensity[i];
        double border = geo_window_border_m(s->w.window, s->x[i], s->y[i]);
        for (int k = 0; k < STEPS; k++) {
            out->seen_from[k] += border >= s->r[k] ? own : 0.0;
        }
        for (int64_t j = 0; j < (cross ? s->m : s->n); j++) {
            double dx = (cross ? s->u[j] : s->x[j]) - s->x[i];
            double dy = (cross ? s->v[j] : s->y[j]) - s->y[i], d = sqrt(dx * dx + dy * dy);
            if ((!cross && i == j) || d > s->r[STEPS - 1] + half) {
                continue;
            }
            double weight = own * slow_weight(s, c, cross, i, j);
            weight *= even ? 1.0 : 1.0 / (cross ? s->others_intensity[j] : s->intensity[j]);
            for (int k = 0; k < STEPS; k++) {
                bool counts = c != GEO_EDGE_BORDER || border >= s->r[k];
                double u = (s->r[k] - d) / half;
                out->pairs[k] += d <= s->r[k] && counts ? weight : 0.0;
                out->smooth[k] += fabs(u) < 1.0 ? weight * 0.75 / half * (1.0 - u * u) : 0.0;
            }
        }
    }
}

static double slow_value(const scattered *s, const slow_sums *sum, bool cross, bool even,
                         const geo_pattern_options *o, int k)
{
    double area = geo_window_area(s->w.window), n = (double)s->n, m = (double)s->m;
    double factor = !even ? 1.0 / area : area / (n * (cross ? m : n - 1.0));
    double value = factor * sum->pairs[k];
    if (o->correction == GEO_EDGE_BORDER) {
        value = sum->pairs[k] / sum->seen_from[k] * (even ? area / (cross ? m : n) : 1.0);
        value = sum->seen_from[k] > 0.0 ? value : (double)NAN;
    }
    return o->statistic == GEO_PATTERN_PAIR ? factor * sum->smooth[k] / (2.0 * PI * s->r[k])
           : o->statistic == GEO_PATTERN_L  ? sqrt(value / PI) - s->r[k]
                                            : value;
}

static void compare(geo_ctx *ctx, const scattered *s, bool cross, bool even,
                    const geo_pattern_options *o, const slow_sums *sum)
{
    double value[STEPS], expected[STEPS];
    geo_curve c = {.value = value, .expected = expected};
    geo_pattern p = {.window = s->w.window,
                     .points = s->points,
                     .others = cross ? s->others : NULL,
                     .intensity = even ? NULL : s->intensity,
                     .others_intensity = cross && !even ? s->others_intensity : NULL};
    assert_ok(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, o, &c));
    assert_true(c.used == s->n && c.outside == 2 && c.unplaced == 0);
    assert_true(c.others_used == (cross ? s->m : 0));
    for (int k = 0; k < STEPS; k++) {
        double slow = slow_value(s, sum, cross, even, o, k);
        slow = isfinite(slow) ? slow : (double)NAN;
        assert_near(value[k], slow, 1e-9);
    }
}

static void curves_are_sums_over_pairs(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        scattered *s = scatter(ctx, kind);
        for (int way = 0; way < 4 * 4; way++) {
            bool cross = way / 4 % 2 == 1, even = way / 8 == 0;
            geo_edge_correction c = (geo_edge_correction)(way % 4 + 1);
            geo_pattern_options o = asked(GEO_PATTERN_K, c);
            slow_sums sum;
            o.bandwidth_m = 0.3;
            add_slowly(s, cross, even, c, sqrt(5.0) * o.bandwidth_m, &sum);
            compare(ctx, s, cross, even, &o, &sum);
            o.statistic = GEO_PATTERN_L;
            compare(ctx, s, cross, even, &o, &sum);
            o.statistic = GEO_PATTERN_PAIR;
            if (c != GEO_EDGE_BORDER) {
                compare(ctx, s, cross, even, &o, &sum);
            }
        }
        scattered_free(s);
    }
}

static void a_pair_weighs_no_more_than_allowed(void **state)
{
    geo_ctx *ctx = *state;
    test_window w = test_window_make(ctx, 0);
    const double x[] = {0.01, 9.99}, y[] = {0.01, 9.99}, r[] = {15};
    geo_shapes *p = draft_points(ctx, 2, x, y);
    geo_pattern pattern = {.window = w.window, .points = p};
    geo_pattern_options o = geo_pattern_options_default();
    double value;
    geo_curve c = {.value = &value};
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, 1, r, &o, &c));
    assert_near(value, 100.0 * 100.0, 1e-10); /* as in spatstat */
    o.most_weight = (double)INFINITY;
    assert_ok(ctx, geo_pattern_curve(ctx, &pattern, 1, r, &o, &c));
    assert_near(value, 100.0 * 100.0 / (0.02 * 0.02), 1e-9);
    geo_shapes_destroy(p);
    test_window_clear(&w);
}

/* ---- Nearest -------------------------------------------------------------------------- */

typedef struct slow_sample {
    int64_t n;
    double *distance, *border;
} slow_sample;

static void sample_g(const scattered *s, slow_sample *out)
{
    out->n = s->n;
    for (int64_t i = 0; i < s->n; i++) {
        out->distance[i] = (double)INFINITY;
        out->border[i] = geo_window_border_m(s->w.window, s->x[i], s->y[i]);
        for (int64_t j = 0; j < s->n; j++) {
            double dx = s->x[j] - s->x[i], dy = s->y[j] - s->y[i];
            out->distance[i] =
                i == j ? out->distance[i] : fmin(out->distance[i], sqrt(dx * dx + dy * dy));
        }
    }
}

static void sample_f(const scattered *s, double spacing, slow_sample *out)
{
    geo_box e = geo_window_extent(s->w.window);
    double width = e.max_x - e.min_x, height = e.max_y - e.min_y;
    int64_t columns = (int64_t)floor(width / spacing + 0.5);
    int64_t rows = (int64_t)floor(height / spacing + 0.5);
    out->n = 0;
    for (int64_t i = 0; i < columns * rows; i++) {
        double x = e.min_x + ((double)(i % columns) + 0.5) * (width / (double)columns);
        double y = e.min_y + ((double)(i / columns) + 0.5) * (height / (double)rows);
        if (!geo_window_contains(s->w.window, x, y)) {
            continue;
        }
        double least = (double)INFINITY;
        for (int64_t j = 0; j < s->n; j++) {
            double dx = s->x[j] - x, dy = s->y[j] - y;
            least = fmin(least, sqrt(dx * dx + dy * dy));
        }
        out->distance[out->n] = least;
        out->border[out->n++] = geo_window_border_m(s->w.window, x, y);
    }
}

/* Of all times up to r at which one is seen, the share of those still there that is left. */
static double slow_product(const slow_sample *s, double r)
{
    double left = 1.0;
    for (int64_t i = 0; i < s->n; i++) {
        double t = s->distance[i];
        bool first = t <= r && t <= s->border[i];
        int64_t seen = 0, there = 0;
        for (int64_t j = 0; j < s->n; j++) {
            bool same = s->distance[j] == t && s->distance[j] <= s->border[j];
            first = first && !(same && j < i);
            seen += same;
            there += fmin(s->distance[j], s->border[j]) >= t;
        }
        left *= first ? 1.0 - (double)seen / (double)there : 1.0;
    }
    return 1.0 - left;
}

static double slow_share(const slow_sample *s, geo_edge_correction c, double r)
{
    int64_t within = 0, counted = 0;
    if (c == GEO_EDGE_KAPLAN_MEIER) {
        return slow_product(s, r);
    }
    for (int64_t i = 0; i < s->n; i++) {
        bool counts = c == GEO_EDGE_NONE || s->border[i] >= r;
        counted += counts;
        within += counts && s->distance[i] <= r;
    }
    return (double)within / (double)counted;
}

static void nearest_curves_are_shares_of_places(void **state)
{
    geo_ctx *ctx = *state;
    static double room[4][4000];
    const geo_edge_correction corrections[] = {GEO_EDGE_NONE, GEO_EDGE_BORDER,
                                               GEO_EDGE_KAPLAN_MEIER};
    for (int kind = 0; kind < KINDS; kind++) {
        scattered *s = scatter(ctx, kind);
        slow_sample f = {0, room[0], room[1]}, g = {0, room[2], room[3]};
        sample_f(s, 0.4, &f);
        sample_g(s, &g);
        const double r[] = {0, 0.1, 0.2, 0.31, 0.4, 0.5, 0.6};
        for (int way = 0; way < 9; way++) {
            double value[7];
            geo_edge_correction c = corrections[way % 3];
            geo_pattern p = {.window = s->w.window, .points = s->points};
            geo_pattern_options o = asked((geo_pattern_statistic)(GEO_PATTERN_F + way / 3), c);
            geo_curve curve = {.value = value};
            o.spacing_m = 0.4;
            assert_ok(ctx, geo_pattern_curve(ctx, &p, 7, r, &o, &curve));
            for (int k = 0; k < 7; k++) {
                double of_f = slow_share(&f, c, r[k]), of_g = slow_share(&g, c, r[k]);
                double slow = o.statistic == GEO_PATTERN_F   ? of_f
                              : o.statistic == GEO_PATTERN_G ? of_g
                                                             : (1.0 - of_g) / (1.0 - of_f);
                assert_near(value[k], slow, 1e-12);
            }
        }
        scattered_free(s);
    }
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
    o = asked(GEO_PATTERN_F, GEO_EDGE_DEFAULT);
    assert_status(ctx, geo_pattern_curve(ctx, &p, STEPS, s->r, &o, &c), GEO_INVALID);
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
        assert_message_has(ctx, "2 at least");
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
        WITH_CTX(curves_are_sums_over_pairs),
        WITH_CTX(a_pair_weighs_no_more_than_allowed),
        WITH_CTX(nearest_curves_are_shares_of_places),
        WITH_CTX(quadrats_share_the_window_out),
        WITH_CTX(intensity_is_that_of_the_others),
        WITH_CTX(what_cannot_be_asked_is_refused),
        WITH_CTX(few_points_are_told),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
