/* SPDX-License-Identifier: MIT */
#include "disc_oracle.h"

#include "quadrature.h"
#include "support.h"

enum { NODES = 16 };

static const double PI = 3.14159265358979323846;

typedef struct step {
    double at; /* first, for by_number() */
    int inside, depth;
} step;

typedef struct problem {
    const geo_geometry *g;
    int64_t feature, n, depth;
    const double *x, *y, *r;
    double *cut; /* x where something happens */
    int64_t cut_count;
    step *steps; /* along one vertical line */
    double node[NODES], weight[NODES];
} problem;

/* ---- Where something happens ----------------------------------------------------------- */

static void cut_circles(problem *p, int64_t i, int64_t j)
{
    double dx = p->x[j] - p->x[i], dy = p->y[j] - p->y[i], d = sqrt(dx * dx + dy * dy);
    if (d > 0.0 && d < p->r[i] + p->r[j] && d > fabs(p->r[i] - p->r[j])) {
        double a = (d * d + p->r[i] * p->r[i] - p->r[j] * p->r[j]) / (2.0 * d);
        double h = sqrt(fmax(0.0, p->r[i] * p->r[i] - a * a));
        p->cut[p->cut_count++] = p->x[i] + (a * dx - h * dy) / d;
        p->cut[p->cut_count++] = p->x[i] + (a * dx + h * dy) / d;
    }
}

static void cut_edge(problem *p, int64_t c, int64_t i)
{
    const geo_geometry *g = p->g;
    double ex = g->x[c + 1] - g->x[c], ey = g->y[c + 1] - g->y[c];
    double fx = g->x[c] - p->x[i], fy = g->y[c] - p->y[i];
    double a = ex * ex + ey * ey, b = fx * ex + fy * ey;
    double root = b * b - a * (fx * fx + fy * fy - p->r[i] * p->r[i]);
    if (a > 0.0 && root >= 0.0) {
        p->cut[p->cut_count++] = g->x[c] + ex * (-b - sqrt(root)) / a;
        p->cut[p->cut_count++] = g->x[c] + ex * (-b + sqrt(root)) / a;
    }
}

static void find_cuts(problem *p)
{
    geo_span coords = geo_feature_coords(p->g, p->feature);
    for (int64_t c = coords.begin; c < coords.end; c++) {
        p->cut[p->cut_count++] = p->g->x[c];
        for (int64_t i = 0; c + 1 < coords.end && i < p->n; i++) {
            cut_edge(p, c, i);
        }
    }
    for (int64_t i = 0; i < p->n; i++) {
        p->cut[p->cut_count++] = p->x[i] - p->r[i];
        p->cut[p->cut_count++] = p->x[i] + p->r[i];
        for (int64_t j = 0; j < i; j++) {
            cut_circles(p, i, j);
        }
    }
    qsort(p->cut, (size_t)p->cut_count, sizeof *p->cut, by_number);
}

/* ---- One vertical line ------------------------------------------------------------------- */

static int64_t cross_region(const problem *p, double at, int64_t count)
{
    const geo_geometry *g = p->g;
    geo_span parts = geo_parts(g, p->feature);
    for (int64_t part = parts.begin; part < parts.end; part++) {
        geo_span rings = geo_rings(g, part);
        for (int64_t ring = rings.begin; ring < rings.end; ring++) {
            geo_span s = geo_coords(g, ring);
            for (int64_t c = s.begin; c + 1 < s.end; c++) {
                if ((g->x[c] <= at) != (g->x[c + 1] <= at)) {
                    double t = (at - g->x[c]) / (g->x[c + 1] - g->x[c]);
                    p->steps[count++] = (step){g->y[c] + t * (g->y[c + 1] - g->y[c]), 1, 0};
                }
            }
        }
    }
    return count;
}

static void add_lengths(const problem *p, double at, double weight, double *area)
{
    int64_t count = cross_region(p, at, 0);
    for (int64_t i = 0; i < p->n; i++) {
        double half2 = (p->r[i] - (at - p->x[i])) * (p->r[i] + (at - p->x[i]));
        if (half2 > 0.0) {
            p->steps[count++] = (step){p->y[i] - sqrt(half2), 0, 1};
            p->steps[count++] = (step){p->y[i] + sqrt(half2), 0, -1};
        }
    }
    qsort(p->steps, (size_t)count, sizeof *p->steps, by_number);
    int inside = 0, depth = 0;
    for (int64_t s = 0; s + 1 < count; s++) {
        inside ^= p->steps[s].inside;
        depth += p->steps[s].depth;
        for (int64_t k = 0; inside && k < depth && k < p->depth; k++) {
            area[k] += weight * (p->steps[s + 1].at - p->steps[s].at);
        }
    }
}

static void add_strip(const problem *p, double from, double to, double *area)
{
    double half = 0.5 * (to - from), middle = from + half;
    for (int k = 0; half > 0.0 && k < NODES; k++) {
        /* x = middle - half cos(a): chords that grow like a square root become smooth. */
        double a = 0.5 * PI * (p->node[k] + 1.0);
        add_lengths(p, middle - half * cos(a), 0.5 * PI * p->weight[k] * half * sin(a), area);
    }
}

static void add_graded_strip(const problem *p, double from, double to, int grading, double *area)
{
    double width = 0.5 * (to - from);
    for (int k = 0; k < grading; k++) {
        double outer = width * pow(10.0, -k - 1);
        add_strip(p, from + outer, from + width * pow(10.0, -k), area);
        add_strip(p, to - width * pow(10.0, -k), to - outer, area);
    }
    add_strip(p, from, from + width * pow(10.0, -grading), area);
    add_strip(p, to - width * pow(10.0, -grading), to, area);
}

void oracle_disc_areas(const geo_geometry *g, int64_t i, int64_t n, const double *x,
                       const double *y, const double *r, int grading, int64_t depth, double *area)
{
    geo_span coords = geo_feature_coords(g, i);
    int64_t m = coords.end - coords.begin;
    problem p = {.g = g, .feature = i, .n = n, .depth = depth, .x = x, .y = y, .r = r};
    gauss_legendre(NODES, p.node, p.weight);
    p.cut = malloc((size_t)(m + 2 * m * n + 2 * n + 2 * n * n + 1) * sizeof *p.cut);
    p.steps = malloc((size_t)(m + 2 * n + 1) * sizeof *p.steps);
    memset(area, 0, (size_t)depth * sizeof *area);
    find_cuts(&p);
    for (int64_t s = 0; s + 1 < p.cut_count; s++) {
        if (p.cut[s] < p.cut[s + 1]) {
            add_graded_strip(&p, p.cut[s], p.cut[s + 1], grading, area);
        }
    }
    free(p.cut);
    free(p.steps);
}
