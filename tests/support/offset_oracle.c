/* SPDX-License-Identifier: MIT */
#include "offset_oracle.h"

#include "quadrature.h"
#include "support.h"

enum { NODES = 32, MOST_LINES = 800, MOST_CIRCLES = 400, MOST_CUTS = 400000, MOST_STEPS = 4000 };

static const double PI = 3.14159265358979323846;

typedef struct line {
    double ax, ay, bx, by;
} line;

typedef struct circle {
    double x, y, r;
} circle;

typedef struct step {
    double at; /* first, for by_number() */
    int by;
} step;

typedef struct problem {
    const geo_geometry *region, *sites;
    const double *r;
    int64_t depth;
    line *lines;     /* outlines that are straight */
    circle *circles; /* and round */
    int64_t line_count, circle_count, cut_count, all_count;
    double *cut;
    step *own, *all; /* along one vertical line: of one site, of all */
    double node[NODES], weight[NODES];
} problem;

/* ---- Outlines ------------------------------------------------------------------------------ */

static void add_line(problem *p, double ax, double ay, double bx, double by)
{
    assert_true(p->line_count < MOST_LINES);
    p->lines[p->line_count++] = (line){ax, ay, bx, by};
}

static void add_site(problem *p, int64_t i)
{
    const geo_geometry *g = p->sites;
    double r = p->r[i];
    geo_span parts = geo_parts(g, i);
    for (int64_t ring = geo_rings(g, parts.begin).begin;
         parts.begin < parts.end && ring < geo_rings(g, parts.end - 1).end; ring++) {
        geo_span s = geo_coords(g, ring);
        for (int64_t k = s.begin; k < s.end; k++) {
            assert_true(p->circle_count < MOST_CIRCLES);
            p->circles[p->circle_count++] = (circle){g->x[k], g->y[k], r};
            double ex = k + 1 < s.end ? g->x[k + 1] - g->x[k] : 0.0;
            double ey = k + 1 < s.end ? g->y[k + 1] - g->y[k] : 0.0, length = hypot(ex, ey);
            if (length > 0.0) {
                double nx = -ey / length * r, ny = ex / length * r, x = g->x[k], y = g->y[k];
                add_line(p, x + nx, y + ny, x + ex + nx, y + ey + ny);
                add_line(p, x - nx, y - ny, x + ex - nx, y + ey - ny);
                add_line(p, x + nx, y + ny, x - nx, y - ny);
                add_line(p, x, y, x + ex, y + ey);
            }
        }
    }
}

static void add_region(problem *p)
{
    geo_span s = geo_feature_coords(p->region, 0);
    for (int64_t k = s.begin; k + 1 < s.end; k++) { /* also from ring to ring: does no harm */
        add_line(p, p->region->x[k], p->region->y[k], p->region->x[k + 1], p->region->y[k + 1]);
    }
}

/* ---- Where something happens ----------------------------------------------------------------- */

static void add_cut(problem *p, double x)
{
    assert_true(p->cut_count < MOST_CUTS);
    p->cut[p->cut_count++] = x;
}

static void cut_lines(problem *p, const line *a, const line *b)
{
    double ex = a->bx - a->ax, ey = a->by - a->ay, fx = b->bx - b->ax, fy = b->by - b->ay;
    double det = ex * fy - ey * fx;
    double t = ((b->ax - a->ax) * fy - (b->ay - a->ay) * fx) / det;
    if (det != 0.0 && t > -1e-9 && t < 1.0 + 1e-9) {
        add_cut(p, a->ax + t * ex);
    }
}

static void cut_line_circle(problem *p, const line *e, const circle *c)
{
    double ex = e->bx - e->ax, ey = e->by - e->ay, fx = e->ax - c->x, fy = e->ay - c->y;
    double a = ex * ex + ey * ey, b = fx * ex + fy * ey;
    double root = b * b - a * (fx * fx + fy * fy - c->r * c->r);
    root = sqrt(fmax(root, 0.0));
    for (int sign = -1; a > 0.0 && sign <= 1; sign += 2) {
        double t = (-b + sign * root) / a;
        if (t > -1e-9 && t < 1.0 + 1e-9) {
            add_cut(p, e->ax + t * ex);
        }
    }
}

static void cut_circles(problem *p, const circle *a, const circle *b)
{
    double dx = b->x - a->x, dy = b->y - a->y, d = hypot(dx, dy);
    if (d > 0.0 && d < a->r + b->r && d > fabs(a->r - b->r)) {
        double along = (d * d + a->r * a->r - b->r * b->r) / (2.0 * d);
        double h = sqrt(fmax(0.0, a->r * a->r - along * along));
        add_cut(p, a->x + (along * dx - h * dy) / d);
        add_cut(p, a->x + (along * dx + h * dy) / d);
    }
}

static void find_cuts(problem *p)
{
    for (int64_t i = 0; i < p->line_count; i++) {
        add_cut(p, p->lines[i].ax);
        add_cut(p, p->lines[i].bx);
        for (int64_t j = 0; j < i; j++) {
            cut_lines(p, &p->lines[i], &p->lines[j]);
        }
        for (int64_t j = 0; j < p->circle_count; j++) {
            cut_line_circle(p, &p->lines[i], &p->circles[j]);
        }
    }
    for (int64_t i = 0; i < p->circle_count; i++) {
        add_cut(p, p->circles[i].x - p->circles[i].r);
        add_cut(p, p->circles[i].x + p->circles[i].r);
        for (int64_t j = 0; j < i; j++) {
            cut_circles(p, &p->circles[i], &p->circles[j]);
        }
    }
    qsort(p->cut, (size_t)p->cut_count, sizeof *p->cut, by_number);
}

/* ---- One vertical line ----------------------------------------------------------------------- */

static int64_t cross_rings(const geo_geometry *g, int64_t ring, int64_t end, double at, step *out)
{
    int64_t n = 0;
    for (; ring < end; ring++) {
        geo_span s = geo_coords(g, ring);
        for (int64_t c = s.begin; c + 1 < s.end; c++) {
            if ((g->x[c] <= at) != (g->x[c + 1] <= at)) {
                double t = (at - g->x[c]) / (g->x[c + 1] - g->x[c]);
                out[n++].at = g->y[c] + t * (g->y[c + 1] - g->y[c]);
            }
        }
    }
    qsort(out, (size_t)n, sizeof *out, by_number);
    for (int64_t k = 0; k < n; k++) {
        out[k].by = k % 2 == 0 ? 1 : -1;
    }
    return n;
}

static void widen(double *low, double *high, double y)
{
    *low = fmin(*low, y);
    *high = fmax(*high, y);
}

static void cross_corner(double x, double y, double r, double at, double *low, double *high)
{
    double half2 = r * r - (at - x) * (at - x);
    if (half2 > 0.0) {
        widen(low, high, y - sqrt(half2));
        widen(low, high, y + sqrt(half2));
    }
}

/* What is within r of the piece from (x, y) by (ex, ey) is convex: one interval. */
static int64_t cross_capsule(double x, double y, double ex, double ey, double r, double at,
                             step *out)
{
    double low = INFINITY, high = -INFINITY, length = hypot(ex, ey);
    cross_corner(x, y, r, at, &low, &high);
    cross_corner(x + ex, y + ey, r, at, &low, &high);
    for (int sign = -1; length > 0.0 && ex != 0.0 && sign <= 1; sign += 2) {
        double sx = x - sign * ey / length * r, sy = y + sign * ex / length * r;
        double t = (at - sx) / ex;
        if (t >= 0.0 && t <= 1.0) {
            widen(&low, &high, sy + t * ey);
        }
    }
    if (!(low < high)) {
        return 0;
    }
    out[0] = (step){low, 1};
    out[1] = (step){high, -1};
    return 2;
}

/* The intervals of one site, joined. */
static void cross_site(problem *p, int64_t i, double at)
{
    const geo_geometry *g = p->sites;
    geo_span parts = geo_parts(g, i);
    bool solid = g->type[i] == GEO_POLYGON || g->type[i] == GEO_MULTIPOLYGON;
    int64_t n = 0, count = 0;
    for (int64_t part = parts.begin; part < parts.end; part++) {
        geo_span rings = geo_rings(g, part);
        if (solid) {
            n += cross_rings(g, rings.begin, rings.end, at, p->own + n);
        }
        for (int64_t ring = rings.begin; ring < rings.end; ring++) {
            geo_span s = geo_coords(g, ring);
            for (int64_t k = s.begin; k < s.end; k++) {
                double ex = k + 1 < s.end ? g->x[k + 1] - g->x[k] : 0.0;
                double ey = k + 1 < s.end ? g->y[k + 1] - g->y[k] : 0.0;
                n += cross_capsule(g->x[k], g->y[k], ex, ey, p->r[i], at, p->own + n);
            }
        }
    }
    assert_true(n < MOST_STEPS);
    qsort(p->own, (size_t)n, sizeof *p->own, by_number);
    for (int64_t k = 0; k < n; k++) {
        int64_t before = count;
        count += p->own[k].by;
        if ((before > 0) != (count > 0)) {
            p->all[p->all_count++] = (step){p->own[k].at, count > 0 ? 1 : -1};
        }
    }
}

static void add_lengths(problem *p, double at, double weight, double *area)
{
    geo_span parts = geo_parts(p->region, 0);
    int64_t ends = cross_rings(p->region, geo_rings(p->region, parts.begin).begin,
                               geo_rings(p->region, parts.end - 1).end, at, p->own);
    p->all_count = 0;
    for (int64_t k = 0; k < ends; k++) { /* inside: deeper than any number of sites */
        p->all[p->all_count++] = (step){p->own[k].at, 1000000 * p->own[k].by};
    }
    for (int64_t i = 0; i < p->sites->n; i++) {
        cross_site(p, i, at);
    }
    qsort(p->all, (size_t)p->all_count, sizeof *p->all, by_number);
    int64_t depth = 0;
    for (int64_t k = 0; k + 1 < p->all_count; k++) {
        depth += p->all[k].by;
        for (int64_t d = 0; depth > 900000 && d < depth - 1000000 && d < p->depth; d++) {
            area[d] += weight * (p->all[k + 1].at - p->all[k].at);
        }
    }
}

void oracle_offset_areas(const geo_geometry *region, const geo_geometry *sites, const double *r,
                         int64_t depth, double *area)
{
    problem p = {.region = region, .sites = sites, .r = r, .depth = depth};
    p.lines = malloc(MOST_LINES * sizeof *p.lines);
    p.circles = malloc(MOST_CIRCLES * sizeof *p.circles);
    p.cut = malloc(MOST_CUTS * sizeof *p.cut);
    p.own = malloc(MOST_STEPS * sizeof *p.own);
    p.all = malloc(2 * MOST_STEPS * sizeof *p.all);
    gauss_legendre(NODES, p.node, p.weight);
    memset(area, 0, (size_t)depth * sizeof *area);
    add_region(&p);
    for (int64_t i = 0; i < sites->n; i++) {
        add_site(&p, i);
    }
    find_cuts(&p);
    for (int64_t c = 0; c + 1 < p.cut_count; c++) {
        double half = 0.5 * (p.cut[c + 1] - p.cut[c]), middle = p.cut[c] + half;
        for (int k = 0; half > 0.0 && k < NODES; k++) {
            /* x = middle - half cos(a): chords that grow like a square root become smooth. */
            double a = 0.5 * PI * (p.node[k] + 1.0);
            add_lengths(&p, middle - half * cos(a), 0.5 * PI * p.weight[k] * half * sin(a), area);
        }
    }
    free(p.lines);
    free(p.circles);
    free(p.cut);
    free(p.own);
    free(p.all);
}
