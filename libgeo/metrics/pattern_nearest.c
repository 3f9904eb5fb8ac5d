/* SPDX-License-Identifier: MIT */
/* F, G and J: how far it is to the nearest point. A distance longer than that to the border may be
 * wrong, for there may be a nearer point beyond: it is censored there (Baddeley & Gill 1997). */
#include "metrics/pattern_internal.h"
#include "space/kdtree.h"
#include "space/order.h"

enum { GRAIN = 1024 };

/* ---- Distances ------------------------------------------------------------------------ */

typedef struct asking {
    const geoi_kdtree *tree;
    const double *x, *y;
    bool others; /* places are the points of the tree: each asks for another */
    double *distance;
} asking;

static geo_status ask_chunk(void *job, int64_t begin, int64_t end)
{
    const asking *a = job;
    for (int64_t i = begin; i < end; i++) {
        int64_t id;
        double d2;
        int64_t found = geoi_kdtree_nearest(a->tree, a->x[i], a->y[i], 1, (double)INFINITY,
                                            a->others ? i : -1, &id, &d2);
        a->distance[i] = found > 0 ? sqrt(d2) : (double)NAN;
    }
    return GEO_OK;
}

static geo_status find_nearest(geo_ctx *ctx, const geoi_spots *spots, int64_t n, const double *x,
                               const double *y, double *distance)
{
    geo_status status = GEO_OK;
    geoi_kdtree *tree = NULL;
    asking a = {.x = x, .y = y, .others = x == spots->x, .distance = distance};
    GEO_TRY(geoi_kdtree_create(ctx, spots->n, spots->x, spots->y, NULL, &tree));
    a.tree = tree;
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, ask_chunk, &a));
done:
    geoi_kdtree_destroy(tree);
    return status;
}

geo_status geoi_nearest_others(geo_ctx *ctx, const geoi_spots *spots, double *distance)
{
    return find_nearest(ctx, spots, spots->n, spots->x, spots->y, distance);
}

/* ---- Distribution functions ----------------------------------------------------------- */

/* Distances and how far the border is, of n places. */
typedef struct sample {
    int64_t n;
    const double *distance, *border;
} sample;

static void count_within(const geoi_curve_plan *p, const sample *s, bool reduced, double *value)
{
    for (int64_t k = 0; k < p->r_count; k++) {
        int64_t within = 0, counted = 0;
        for (int64_t i = 0; i < s->n; i++) {
            bool counts = !reduced || s->border[i] >= p->r[k];
            counted += counts;
            within += counts && s->distance[i] <= p->r[k];
        }
        value[k] = counted > 0 ? (double)within / (double)counted : (double)NAN;
    }
}

/* Kaplan & Meier 1958, at the distances that occur rather than in bins. */
static geo_status product_limit(geo_ctx *ctx, const geoi_curve_plan *p, const sample *s,
                                double *value)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *order = NULL, i = 0;
    double left = 1.0; /* share that is farther */
    GEO_TRY(geoi_array_raw(ctx, s->n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, s->n, sizeof *order, &order));
    for (int64_t k = 0; k < s->n; k++) {
        key[k] = geoi_double_key(fmin(s->distance[k], s->border[k]));
    }
    GEO_TRY(geoi_sort_keys(ctx, s->n, 64, key, order));
    for (int64_t k = 0; k < p->r_count; k++) {
        uint64_t last = geoi_double_key(p->r[k]);
        while (i < s->n && key[i] <= last) {
            int64_t seen = 0, j = i;
            for (; j < s->n && key[j] == key[i]; j++) {
                seen += s->distance[order[j]] <= s->border[order[j]];
            }
            left *= 1.0 - (double)seen / (double)(s->n - i);
            i = j;
        }
        value[k] = i < s->n || !(left > 0.0) ? 1.0 - left : (double)NAN;
    }
done:
    geoi_release(key);
    geoi_release(order);
    return status;
}

static geo_status distribute(geo_ctx *ctx, const geoi_curve_plan *p, const sample *s, double *value)
{
    if (p->o.correction == GEO_EDGE_KAPLAN_MEIER) {
        return product_limit(ctx, p, s, value);
    }
    count_within(p, s, p->o.correction == GEO_EDGE_BORDER, value);
    return GEO_OK;
}

/* ---- The three curves ----------------------------------------------------------------- */

static geo_status measure_f(geo_ctx *ctx, const geoi_curve_plan *p, const geoi_spots *from,
                            double *value)
{
    geo_status status = GEO_OK;
    sample s = {p->place_count, NULL, p->place_border};
    double *distance = NULL;
    GEO_TRY(geoi_array_raw(ctx, s.n, sizeof *distance, &distance));
    GEO_TRY(find_nearest(ctx, from, s.n, p->place_x, p->place_y, distance));
    s.distance = distance;
    GEO_TRY(distribute(ctx, p, &s, value));
done:
    geoi_release(distance);
    return status;
}

static geo_status measure_g(geo_ctx *ctx, const geoi_curve_plan *p, const geoi_spots *from,
                            const geoi_spots *to, double *value)
{
    geo_status status = GEO_OK;
    double *distance = NULL, *border = NULL;
    GEO_TRY(geoi_array_raw(ctx, from->n, sizeof *distance, &distance));
    GEO_TRY(geoi_array_raw(ctx, from->n, sizeof *border, &border));
    GEO_TRY(find_nearest(ctx, to, from->n, from->x, from->y, distance));
    for (int64_t i = 0; i < from->n; i++) {
        border[i] = geo_window_border_m(p->w, from->x[i], from->y[i]);
    }
    const sample s = {from->n, distance, border};
    GEO_TRY(distribute(ctx, p, &s, value));
done:
    geoi_release(distance);
    geoi_release(border);
    return status;
}

/* F, of places, or G. */
static geo_status measure(geo_ctx *ctx, const geoi_curve_plan *p, const geoi_spots *from,
                          const geoi_spots *to, bool of_places, double *value)
{
    const geoi_spots *sought = to != NULL ? to : from;
    if (from->weight != NULL) {
        return geoi_products_measure(ctx, p, from, to, of_places, value);
    }
    return of_places ? measure_f(ctx, p, sought, value) : measure_g(ctx, p, from, sought, value);
}

geo_status geoi_nearest_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                                const geoi_spots *to, double *value)
{
    geo_status status = GEO_OK;
    double *f = NULL;
    GEO_TRY(measure(ctx, plan, from, to, plan->o.statistic == GEO_PATTERN_F, value));
    if (plan->o.statistic == GEO_PATTERN_J) {
        GEO_TRY(geoi_array_raw(ctx, plan->r_count, sizeof *f, &f));
        GEO_TRY(measure(ctx, plan, from, to, true, f));
        for (int64_t k = 0; k < plan->r_count; k++) {
            value[k] = 1.0 - f[k] > 0.0 ? (1.0 - value[k]) / (1.0 - f[k]) : (double)NAN;
        }
    }
done:
    geoi_release(f);
    return status;
}
