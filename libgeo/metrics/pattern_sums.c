/* SPDX-License-Identifier: MIT */
/* K, L and the pair correlation: sums over pairs of points, each weighed for the border. Where a
 * pair weighs the same from both of its ends, it is visited once. */
#include "metrics/pattern_internal.h"

enum { GRAIN = 1024 };

static const double PI = 3.14159265358979323846;

typedef struct summing {
    geo_ctx *ctx;
    const geoi_curve_plan *plan;
    const geoi_spot_cells *from, *to;
    const double *from_weight, *to_weight; /* in the order of cells; or NULL */
    bool same, half;
    double *sum;  /* [chunks][r_count] */
    double *base; /* [chunks][r_count] of the border correction: weight of points that far in */
} summing;

/* A point that looks around. */
typedef struct looking {
    const summing *s;
    double *sum;
    int64_t point;
    double border; /* of the point: isotropic and border */
    int64_t end;   /* distances up to the border: from here on the point does not count */
    double own_weight;
} looking;

/* ---- Weights of pairs ----------------------------------------------------------------- */

static void weigh_translation(const looking *l, const geoi_near *near, double *weight)
{
    const geoi_curve_plan *p = l->s->plan;
    const geo_window *w = p->w;
    if (w->box) {
        double width = w->extent.max_x - w->extent.min_x;
        double height = w->extent.max_y - w->extent.min_y;
        const double *dx = near->dx, *dy = near->dy;
        for (int64_t i = 0; i < near->n; i++) {
            weight[i] = w->area / ((width - fabs(dx[i])) * (height - fabs(dy[i])));
        }
        return;
    }
    for (int64_t i = 0; i < near->n; i++) {
        double common = geoi_covariance_at(p->covariance, near->dx[i], near->dy[i]);
        weight[i] = common > 0.0 ? w->area / common : (double)INFINITY;
    }
}

static void weigh_isotropic(const looking *l, const geoi_near *near, double *weight)
{
    const summing *s = l->s;
    double x = s->from->x[l->point], y = s->from->y[l->point];
    for (int64_t i = 0; i < near->n; i++) {
        double d = sqrt(near->d2[i]);
        double share = d > l->border ? geo_window_circle_share(s->plan->w, x, y, d) : 1.0;
        weight[i] = 1.0 / share;
    }
}

static void weigh(const looking *l, const geoi_near *near, double *weight)
{
    const summing *s = l->s;
    geo_edge_correction correction = s->plan->o.correction;
    const double most = s->plan->o.most_weight;
    bool even = correction == GEO_EDGE_NONE || correction == GEO_EDGE_BORDER;
    if (correction == GEO_EDGE_TRANSLATION) {
        weigh_translation(l, near, weight);
    } else if (correction == GEO_EDGE_ISOTROPIC) {
        weigh_isotropic(l, near, weight);
    }
    for (int64_t i = 0; i < near->n; i++) {
        weight[i] = even ? 1.0 : weight[i] < most ? weight[i] : most;
    }
    for (int64_t i = 0; i < near->n && s->to_weight != NULL; i++) {
        weight[i] *= l->own_weight * s->to_weight[near->at[i]];
    }
}

/* ---- Adding up ------------------------------------------------------------------------ */

/* A pair counts from its distance on. */
static void add_near(void *user, const geoi_near *near)
{
    const looking *l = user;
    const geoi_curve_plan *p = l->s->plan;
    double weight[GEOI_BATCH], *sum = l->sum;
    weigh(l, near, weight);
    for (int64_t i = 0; i < near->n; i++) {
        sum[geoi_bin_of(p, near->d2[i])] += weight[i];
    }
}

/* A pair counts about its distance, by Epanechnikov's kernel. */
static void smooth_near(void *user, const geoi_near *near)
{
    const looking *l = user;
    const geoi_curve_plan *p = l->s->plan;
    const double half = sqrt(5.0) * p->o.bandwidth_m;
    double weight[GEOI_BATCH];
    weigh(l, near, weight);
    for (int64_t i = 0; i < near->n; i++) {
        double d = sqrt(near->d2[i]), from = d > half ? d - half : 0.0;
        int64_t k = geoi_slot_of(p, from * from);
        for (; k < p->r_count && p->r[k] < d + half; k++) {
            double u = (p->r[k] - d) / half;
            if (u > -1.0) {
                l->sum[k] += weight[i] * (0.75 / half) * (1.0 - u * u);
            }
        }
    }
}

/* How many of the distances are at most b. */
static int64_t count_up_to(const geoi_curve_plan *p, double b)
{
    int64_t low = 0, high = p->r_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (p->r[middle] <= b) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* With the border correction, what a point has seen counts at the distances up to its border. The
 * point's own sums become zeroes. */
static void close_point(const looking *l, double *sum, double *base)
{
    const geoi_curve_plan *p = l->s->plan;
    int64_t end = count_up_to(p, l->border);
    double seen = 0.0;
    for (int64_t k = 0; k < p->r_count; k++) {
        seen += l->sum[k];
        l->sum[k] = 0.0;
        if (k < end) {
            sum[k] += seen;
            base[k] += l->own_weight;
        }
    }
}

static geo_status sum_chunk(void *job, int64_t begin, int64_t end)
{
    const summing *s = job;
    const geoi_curve_plan *p = s->plan;
    geo_status status = GEO_OK;
    geoi_asking *q = NULL;
    int64_t at = begin / GRAIN * p->r_count;
    double *own = NULL;
    bool border = p->o.correction == GEO_EDGE_BORDER;
    GEO_TRY(geoi_array_raw(s->ctx, 1, sizeof *q, &q));
    GEO_TRY(geoi_array(s->ctx, border ? p->r_count : 0, sizeof *own, &own));
    looking l = {.s = s, .sum = border ? own : s->sum + at};
    q->cells = s->to;
    q->r2 = p->o.statistic == GEO_PATTERN_PAIR ? p->reach * p->reach : p->r2[p->r_count - 1];
    q->fn = p->o.statistic == GEO_PATTERN_PAIR ? smooth_near : add_near;
    q->user = &l;
    for (int64_t i = begin; i < end; i++) {
        double x = s->from->x[i], y = s->from->y[i];
        l.point = i;
        l.own_weight = s->from_weight != NULL ? s->from_weight[i] : 1.0;
        if (border || p->o.correction == GEO_EDGE_ISOTROPIC) {
            l.border = geo_window_border_m(p->w, x, y);
        }
        geoi_ask_near(q, i, x, y, s->half ? i : -1, s->same ? i : -1);
        if (border) {
            close_point(&l, s->sum + at, s->base + at);
        }
    }
done:
    geoi_release(q);
    geoi_release(own);
    return status;
}

/* ---- From sums to the curve ----------------------------------------------------------- */

void geoi_add_chunks(int64_t chunks, int64_t n, double *sum)
{
    for (int64_t c = 1; c < chunks; c++) {
        for (int64_t k = 0; k < n; k++) {
            sum[k] += sum[c * n + k];
        }
    }
}

static void conclude(const summing *s, double n, double m, double *value)
{
    const geoi_curve_plan *p = s->plan;
    const double area = p->w->area;
    bool inhomogeneous = s->from_weight != NULL;
    double factor = inhomogeneous ? 1.0 / area : area / (n * (s->same ? n - 1.0 : m));
    double total = 0.0;
    factor *= s->half ? 2.0 : 1.0;
    for (int64_t k = 0; k < p->r_count; k++) {
        total += s->sum[k];
        double v = factor * total;
        if (p->o.correction == GEO_EDGE_BORDER) {
            /* over the density of the points that are looked for, and how many look */
            v = s->sum[k] / s->base[k] / (inhomogeneous ? 1.0 : (s->same ? n : m) / area);
            v = s->base[k] > 0.0 ? v : (double)NAN;
        }
        if (p->o.statistic == GEO_PATTERN_PAIR) {
            v = p->r[k] > 0.0 ? factor * s->sum[k] / (2.0 * PI * p->r[k]) : (double)NAN;
        } else if (p->o.statistic == GEO_PATTERN_L) {
            v = sqrt((v < 0.0 ? 0.0 : v) / PI) - p->r[k]; /* of rounding; NaN stays */
        }
        value[k] = isfinite(v) ? v : (double)NAN;
    }
}

/* Weights in the order of cells; *out NULL where there are none. */
static geo_status sort_weights(geo_ctx *ctx, const geoi_spot_cells *cells, const double *weight,
                               double **out)
{
    geo_status status = GEO_OK;
    *out = NULL;
    if (weight != NULL) {
        GEO_TRY(geoi_array_raw(ctx, cells->n, sizeof **out, out));
        for (int64_t i = 0; i < cells->n; i++) {
            (*out)[i] = weight[cells->id[i]];
        }
    }
done:
    return status;
}

geo_status geoi_sums_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                             const geoi_spots *to, double *value)
{
    geo_status status = GEO_OK;
    geoi_spot_cells a = {0}, b = {0};
    double *a_weight = NULL, *b_weight = NULL;
    geo_edge_correction correction = plan->o.correction;
    summing s = {.ctx = ctx, .plan = plan, .from = &a, .same = to == NULL};
    int64_t chunks = from->n > 0 ? (from->n - 1) / GRAIN + 1 : 1;
    s.half = s.same && (correction == GEO_EDGE_NONE || correction == GEO_EDGE_TRANSLATION);
    GEO_TRY(geoi_spot_cells_create(ctx, from->n, from->x, from->y, plan->reach, &a));
    GEO_TRY(sort_weights(ctx, &a, from->weight, &a_weight));
    if (to != NULL) {
        GEO_TRY(geoi_spot_cells_create(ctx, to->n, to->x, to->y, plan->reach, &b));
        GEO_TRY(sort_weights(ctx, &b, to->weight, &b_weight));
    }
    s.to = to != NULL ? &b : &a;
    s.from_weight = a_weight;
    s.to_weight = to != NULL ? b_weight : a_weight;
    GEO_TRY(geoi_array(ctx, chunks * plan->r_count, sizeof *s.sum, &s.sum));
    if (correction == GEO_EDGE_BORDER) {
        GEO_TRY(geoi_array(ctx, chunks * plan->r_count, sizeof *s.base, &s.base));
    }
    GEO_TRY(geoi_parallel(ctx, from->n, GRAIN, sum_chunk, &s));
    geoi_add_chunks(chunks, plan->r_count, s.sum);
    if (correction == GEO_EDGE_BORDER) {
        geoi_add_chunks(chunks, plan->r_count, s.base);
    }
    conclude(&s, (double)from->n, to != NULL ? (double)to->n : 0.0, value);
done:
    geoi_spot_cells_clear(&a);
    geoi_spot_cells_clear(&b);
    geoi_release(a_weight);
    geoi_release(b_weight);
    geoi_release(s.sum);
    geoi_release(s.base);
    return status;
}
