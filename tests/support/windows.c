/* SPDX-License-Identifier: MIT */
#include "windows.h"

enum { LEVELS = 4096, CROSSINGS = 256 };

/* ---- Windows --------------------------------------------------------------------------------- */

static void add_ring(draft *d, int64_t n, const double (*at)[2])
{
    draft_ring(d);
    for (int64_t i = 0; i <= n; i++) {
        draft_add(d, at[i % n][0], at[i % n][1]);
    }
}

static void draw_two_parts(draft *d)
{
    static const double outer[][2] = {{0, 0}, {4, -.5}, {5, 3}, {3, 4.2}, {.5, 3.5}};
    static const double hole[][2] = {{1, 1}, {2, 1}, {2, 2}, {1, 2}};
    static const double other[][2] = {{6, 0}, {9, 0}, {9, 3}, {8, 5}, {6, 3}};
    draft_feature(d, GEO_MULTIPOLYGON);
    draft_part(d, GEO_POLYGON);
    for (int i = 0; i <= 5; i++) {
        draft_add(d, outer[i % 5][0], outer[i % 5][1]);
    }
    add_ring(d, 4, hole);
    draft_part(d, GEO_POLYGON);
    for (int i = 0; i <= 5; i++) {
        draft_add(d, other[i % 5][0], other[i % 5][1]);
    }
}

static void draw_l(draft *d)
{
    static const double at[][2] = {{0, 0}, {10, 0}, {10, 4}, {4, 4}, {4, 10}, {0, 10}};
    draft_feature(d, GEO_POLYGON);
    draft_part(d, GEO_POLYGON);
    for (int i = 0; i <= 6; i++) {
        draft_add(d, at[i % 6][0], at[i % 6][1]);
    }
}

test_window test_window_make(geo_ctx *ctx, int kind)
{
    test_window w = {.d = draft_new()};
    test_random random = {(uint64_t)kind * 77 + 5};
    if (kind == 0) {
        draft_box_feature(w.d, 0, 0, 10, 10);
    } else if (kind == 1) {
        draw_two_parts(w.d);
    } else if (kind == 2) {
        draw_l(w.d);
    } else {
        draft_star_feature(w.d, &random, 5, 5, 3, 5, 6 + kind * 5);
        draft_ring(w.d);
        draft_star(w.d, &random, 5, 5, 1, 2.5, 7);
        draft_star_feature(w.d, &random, 14, 6, 2, 4, 5 + kind);
    }
    w.shapes = draft_shapes(ctx, w.d);
    assert_ok(ctx, geo_window_create(ctx, w.shapes, &w.window));
    return w;
}

void test_window_clear(test_window *w)
{
    geo_window_destroy(w->window);
    geo_shapes_destroy(w->shapes);
    free(w->d);
}

/* ---- The slow way --------------------------------------------------------------------- */

/* x of the crossings of the level y with all edges, ascending; an edge owns its lower end. */
static int64_t crossings_at(const test_window *w, double y, double *x)
{
    const geo_geometry *g = draft_view(w->d);
    int64_t n = 0;
    for (int64_t ring = 0; ring < g->ring_count; ring++) {
        geo_span at = geo_coords(g, ring);
        for (int64_t i = at.begin + 1; i < at.end; i++) {
            double ay = g->y[i - 1], by = g->y[i];
            if ((ay <= y) != (by <= y)) {
                double v = g->x[i - 1] + (y - ay) / (by - ay) * (g->x[i] - g->x[i - 1]);
                int64_t k = n++;
                for (; k > 0 && x[k - 1] > v; k--) {
                    x[k] = x[k - 1];
                }
                x[k] = v;
            }
        }
    }
    return n;
}

bool slow_contains(const test_window *w, double x, double y)
{
    double at[CROSSINGS];
    int64_t n = crossings_at(w, y, at), left = 0;
    while (left < n && at[left] <= x) {
        left++;
    }
    return left % 2 == 1;
}

/* The common length at a level of both. */
static double common_at(const test_window *w, double dx, double dy, double y)
{
    double a[CROSSINGS], b[CROSSINGS], sum = 0.0;
    int64_t n = crossings_at(w, y, a), m = crossings_at(w, y - dy, b);
    for (int64_t i = 0; i + 1 < n; i += 2) {
        for (int64_t j = 0; j + 1 < m; j += 2) {
            sum += fmax(fmin(a[i + 1], b[j + 1] + dx) - fmax(a[i], b[j] + dx), 0.0);
        }
    }
    return sum;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Levels of corners of either, and of crossings of an edge of one with an edge of the other. */
static int64_t levels_of(const test_window *w, double dx, double dy, double *level)
{
    const geo_geometry *g = draft_view(w->d);
    int64_t n = 0;
    for (int64_t i = 1; i < g->coord_count; i++) {
        level[n++] = g->y[i];
        level[n++] = g->y[i] + dy;
        for (int64_t j = 1; j < g->coord_count; j++) {
            double px = g->x[i] - g->x[i - 1], py = g->y[i] - g->y[i - 1];
            double qx = g->x[j] - g->x[j - 1], qy = g->y[j] - g->y[j - 1];
            double ox = g->x[j - 1] + dx - g->x[i - 1], oy = g->y[j - 1] + dy - g->y[i - 1];
            double s = (ox * qy - oy * qx) / (px * qy - py * qx);
            if (s > 0.0 && s < 1.0 && n < LEVELS) {
                level[n++] = g->y[i - 1] + s * py;
            }
        }
    }
    level[n++] = g->y[0];
    level[n++] = g->y[0] + dy;
    assert_true(n < LEVELS);
    qsort(level, (size_t)n, sizeof *level, by_value);
    return n;
}

/* Between two levels the length is linear: its middle is its mean. */
double slow_overlap(const test_window *w, double dx, double dy)
{
    static double level[LEVELS + CROSSINGS];
    int64_t n = levels_of(w, dx, dy, level);
    double area = 0.0;
    for (int64_t i = 0; i + 1 < n; i++) {
        double height = level[i + 1] - level[i];
        area += height * common_at(w, dx, dy, level[i] + 0.5 * height);
    }
    return area;
}

double slow_gaussian(const test_window *w, double x, double y, double sigma)
{
    enum { LINES = 20000 };
    double sum = 0.0, step = 12.0 * sigma / LINES;
    for (int k = 0; k < LINES; k++) {
        double at[CROSSINGS], away = (k + 0.5) * step - 6.0 * sigma, mass = 0.0;
        int64_t n = crossings_at(w, y + away, at);
        for (int64_t i = 0; i < n; i++) {
            mass += (i % 2 == 1 ? 0.5 : -0.5) * erf((at[i] - x) / (sigma * sqrt(2.0)));
        }
        sum += mass * exp(-0.5 * away * away / (sigma * sigma));
    }
    return sum * step / (sigma * sqrt(6.283185307179586));
}

/* Along one line, from `from` to `to` in bandwidths, by midpoints. */
static double line_mass(double (*height)(double v2), double from, double to, double away)
{
    enum { STEPS = 40 };
    double half = sqrt(fmax(1.0 - away * away, 0.0)), sum = 0.0;
    from = fmax(from, -half);
    to = fmin(to, half);
    for (int k = 0; k < STEPS && from < to; k++) {
        double v = from + (k + 0.5) / STEPS * (to - from);
        sum += height(v * v + away * away);
    }
    return from < to ? sum * (to - from) / STEPS : 0.0;
}

double slow_mass(const test_window *w, double (*height)(double v2), double x, double y, double h)
{
    enum { LINES = 4000 };
    double sum = 0.0;
    for (int k = 0; k < LINES; k++) {
        double at[CROSSINGS], away = (k + 0.5) * 2.0 / LINES - 1.0;
        int64_t n = crossings_at(w, y + away * h, at);
        for (int64_t i = 0; i + 1 < n; i += 2) {
            sum += line_mass(height, (at[i] - x) / h, (at[i + 1] - x) / h, away);
        }
    }
    return sum * 2.0 / LINES;
}
