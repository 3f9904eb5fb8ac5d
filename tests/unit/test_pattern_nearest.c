/* SPDX-License-Identifier: MIT */
/* F, G and J in any window, of one kind and of two, even and not, against all places one by one. */
#include "support.h"

#include "scattered.h"

static const double SPACING = 0.4;
static const double R[] = {0, 0.1, 0.2, 0.31, 0.4, 0.5, 0.6};
enum { R_COUNT = 7, MOST_PLACES = 4000 };

/* Places that are looked from, and the points that are looked for. */
typedef struct slow_sample {
    int64_t n, m;
    double x[MOST_PLACES], y[MOST_PLACES];
    double distance[MOST_PLACES], border[MOST_PLACES], weight[MOST_PLACES];
    const double *u, *v, *intensity; /* [m] */
    bool same;
} slow_sample;

static void seek(const scattered *s, bool cross, slow_sample *out)
{
    out->n = 0;
    out->m = cross ? s->m : s->n;
    out->u = cross ? s->u : s->x;
    out->v = cross ? s->v : s->y;
    out->intensity = cross ? s->others_intensity : s->intensity;
}

static void add_place(const scattered *s, double x, double y, double weight, slow_sample *out)
{
    double least = (double)INFINITY;
    for (int64_t j = 0; j < out->m; j++) {
        double dx = out->u[j] - x, dy = out->v[j] - y, d = sqrt(dx * dx + dy * dy);
        least = out->same && j == out->n ? least : fmin(least, d);
    }
    out->x[out->n] = x;
    out->y[out->n] = y;
    out->weight[out->n] = weight;
    out->distance[out->n] = least;
    out->border[out->n++] = geo_window_border_m(s->w.window, x, y);
}

static void sample_g(const scattered *s, bool cross, slow_sample *out)
{
    seek(s, cross, out);
    out->same = !cross;
    for (int64_t i = 0; i < s->n; i++) {
        add_place(s, s->x[i], s->y[i], cross ? 1.0 / s->intensity[i] : 1.0, out);
    }
}

static void sample_f(const scattered *s, bool cross, slow_sample *out)
{
    geo_box e = geo_window_extent(s->w.window);
    double width = e.max_x - e.min_x, height = e.max_y - e.min_y;
    int64_t columns = (int64_t)floor(width / SPACING + 0.5);
    int64_t rows = (int64_t)floor(height / SPACING + 0.5);
    seek(s, cross, out);
    out->same = false;
    for (int64_t i = 0; i < columns * rows; i++) {
        double x = e.min_x + ((double)(i % columns) + 0.5) * (width / (double)columns);
        double y = e.min_y + ((double)(i / columns) + 0.5) * (height / (double)rows);
        if (geo_window_contains(s->w.window, x, y)) {
            add_place(s, x, y, 1.0, out);
        }
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

static double least_of(const slow_sample *s)
{
    double least = (double)INFINITY;
    for (int64_t j = 0; j < s->m; j++) {
        least = fmin(least, s->intensity[j]);
    }
    return least;
}

/* What all points within r leave of a place, by its definition. */
static double slow_uneven(const slow_sample *s, geo_edge_correction c, double r)
{
    double empty = 0.0, counted = 0.0, least = least_of(s);
    for (int64_t i = 0; i < s->n; i++) {
        double left = 1.0;
        for (int64_t j = 0; j < s->m; j++) {
            double dx = s->u[j] - s->x[i], dy = s->v[j] - s->y[i];
            bool within = dx * dx + dy * dy <= r * r && !(s->same && i == j);
            left *= within ? 1.0 - least / s->intensity[j] : 1.0;
        }
        if (c == GEO_EDGE_NONE || s->border[i] >= r) {
            empty += s->weight[i] * left;
            counted += s->weight[i];
        }
    }
    return 1.0 - empty / counted;
}

static void compare(geo_ctx *ctx, const scattered *s, bool cross, bool even,
                    const geo_pattern_options *o, const slow_sample *f, const slow_sample *g)
{
    double value[R_COUNT], expected[R_COUNT];
    geo_pattern p = {.window = s->w.window,
                     .points = s->points,
                     .others = cross ? s->others : NULL,
                     .intensity = even ? NULL : s->intensity,
                     .others_intensity = cross && !even ? s->others_intensity : NULL};
    geo_curve curve = {.value = value, .expected = expected};
    double (*slow)(const slow_sample *, geo_edge_correction, double) =
        even ? slow_share : slow_uneven;
    double density = even ? (double)f->m / geo_window_area(s->w.window) : least_of(f);
    assert_ok(ctx, geo_pattern_curve(ctx, &p, R_COUNT, R, o, &curve));
    for (int k = 0; k < R_COUNT; k++) {
        double of_f = slow(f, o->correction, R[k]), of_g = slow(g, o->correction, R[k]);
        double area = 3.14159265358979323846 * R[k] * R[k];
        assert_near(value[k],
                    o->statistic == GEO_PATTERN_F   ? of_f
                    : o->statistic == GEO_PATTERN_G ? of_g
                                                    : (1.0 - of_g) / (1.0 - of_f),
                    1e-12);
        assert_near(expected[k], o->statistic == GEO_PATTERN_J ? 1.0 : 1.0 - exp(-density * area),
                    1e-12);
    }
}

static void nearest_curves_are_shares_of_places(void **state)
{
    geo_ctx *ctx = *state;
    static slow_sample f, g;
    const geo_edge_correction corrections[] = {GEO_EDGE_NONE, GEO_EDGE_BORDER,
                                               GEO_EDGE_KAPLAN_MEIER};
    for (int kind = 0; kind < KINDS; kind++) {
        scattered *s = scatter(ctx, kind);
        for (int way = 0; way < 2 * 2 * 9; way++) {
            bool cross = way / 9 % 2 == 1, even = way / 18 == 0;
            geo_pattern_options o =
                asked((geo_pattern_statistic)(GEO_PATTERN_F + way / 3 % 3), corrections[way % 3]);
            o.spacing_m = SPACING;
            if (way % 9 == 0) {
                sample_f(s, cross, &f);
                sample_g(s, cross, &g);
            }
            if (even || o.correction != GEO_EDGE_KAPLAN_MEIER) {
                compare(ctx, s, cross, even, &o, &f, &g);
            }
        }
        scattered_free(s);
    }
}

/* ---- An intensity ---------------------------------------------------------------------- */

static void measure(geo_ctx *ctx, const geo_pattern *p, geo_pattern_statistic statistic,
                    geo_edge_correction correction, double value[R_COUNT])
{
    geo_pattern_options o = asked(statistic, correction);
    geo_curve curve = {.value = value};
    o.spacing_m = SPACING;
    assert_ok(ctx, geo_pattern_curve(ctx, p, R_COUNT, R, &o, &curve));
}

static void an_even_intensity_is_none(void **state)
{
    geo_ctx *ctx = *state;
    for (int kind = 0; kind < KINDS; kind++) {
        scattered *s = scatter(ctx, kind);
        double same[MANY], even[R_COUNT], uneven[R_COUNT];
        for (int i = 0; i < MANY; i++) {
            same[i] = 0.7; /* at the features beside the window as well */
        }
        geo_pattern without = {.window = s->w.window, .points = s->points};
        geo_pattern with = without;
        with.intensity = same;
        for (int statistic = GEO_PATTERN_F; statistic <= GEO_PATTERN_J; statistic++) {
            measure(ctx, &without, (geo_pattern_statistic)statistic, GEO_EDGE_BORDER, even);
            measure(ctx, &with, (geo_pattern_statistic)statistic, GEO_EDGE_DEFAULT, uneven);
            for (int k = 0; k < R_COUNT; k++) {
                assert_near(uneven[k], even[k], 1e-12);
            }
        }
        scattered_free(s);
    }
}

static void products_have_no_kaplan_meier(void **state)
{
    geo_ctx *ctx = *state;
    scattered *s = scatter(ctx, 0);
    double value[R_COUNT];
    geo_pattern p = {.window = s->w.window, .points = s->points, .intensity = s->intensity};
    geo_pattern_options o = asked(GEO_PATTERN_G, GEO_EDGE_KAPLAN_MEIER);
    geo_curve curve = {.value = value};
    assert_status(ctx, geo_pattern_curve(ctx, &p, R_COUNT, R, &o, &curve), GEO_INVALID);
    assert_message_has(ctx, "border or none");
    scattered_free(s);
}

static void tell_j(geo_ctx *ctx, void *result)
{
    scattered *s = scatter(ctx, 2);
    geo_pattern p = {.window = s->w.window, .points = s->points, .intensity = s->intensity};
    geo_pattern_options o = asked(GEO_PATTERN_J, GEO_EDGE_BORDER);
    geo_curve curve = {.value = result};
    o.spacing_m = 0.05; /* places for many chunks */
    assert_ok(ctx, geo_pattern_curve(ctx, &p, R_COUNT, R, &o, &curve));
    scattered_free(s);
}

static void threads_change_nothing(void **state)
{
    double value[R_COUNT];
    (void)state;
    assert_same_on_any_threads(tell_j, value, sizeof value);
}

static geo_status measure_all(geo_ctx *ctx, void *user)
{
    const geo_pattern *p = user;
    double value[R_COUNT];
    geo_pattern_options o = asked(GEO_PATTERN_J, GEO_EDGE_DEFAULT);
    geo_curve curve = {.value = value};
    o.spacing_m = SPACING;
    return geo_pattern_curve(ctx, p, R_COUNT, R, &o, &curve);
}

static void lack_of_memory_is_an_error(void **state)
{
    geo_ctx *ctx = *state;
    scattered *s = scatter(ctx, 1);
    geo_pattern p = {.window = s->w.window,
                     .points = s->points,
                     .others = s->others,
                     .intensity = s->intensity,
                     .others_intensity = s->others_intensity};
    assert_survives_allocation_failures(measure_all, &p);
    scattered_free(s);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(nearest_curves_are_shares_of_places), CASE(an_even_intensity_is_none),
        CASE(products_have_no_kaplan_meier),       CASE(lack_of_memory_is_an_error),
        cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests_name("pattern_nearest", tests, NULL, NULL);
}
