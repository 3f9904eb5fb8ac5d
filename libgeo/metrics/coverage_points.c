/* SPDX-License-Identifier: MIT */
#include "metrics/coverage_points.h"

#include "geo/proximity.h"

enum { GRAIN = 1024, FIRST_K = 8 };

/* ---- Facilities of any kind: ask for the k nearest, and for more where k were found --------- */

typedef struct lists {
    geo_shapes *points;
    double *x, *y, *away;        /* of the places that are left */
    int64_t *unit, *index, n, k; /* and which they are */
} lists;

static double farthest(const geoi_facilities *f, double distance)
{
    if (f->radius == NULL) {
        return distance;
    }
    double most = 0.0;
    for (int64_t k = 0; k < f->g->n; k++) {
        most = f->radius[k] > most ? f->radius[k] : most; /* false for NaN */
    }
    return most;
}

/* Hand out the pairs of places whose facilities are all known now; keep the others. */
static void take_known(const geoi_facilities *f, bool once, lists *l, geoi_pair_fn pair, void *user)
{
    int64_t left = 0;
    for (int64_t p = 0; p < l->n; p++) {
        const int64_t *index = &l->index[p * l->k];
        int64_t found = 0;
        while (found < l->k && index[found] >= 0) {
            found++;
        }
        if (found == l->k && !once && found < f->g->n) {
            l->x[left] = l->x[p], l->y[left] = l->y[p];
            l->unit[left++] = l->unit[p];
            continue;
        }
        for (int64_t i = 0; i < found; i++) {
            if (f->radius == NULL || l->away[p * l->k + i] <= f->radius[index[i]]) {
                pair(user, l->unit[p], index[i]);
            }
        }
    }
    l->n = left;
}

static geo_status list_round(geo_ctx *ctx, const geoi_facilities *f, double distance, lists *l)
{
    geo_status status = GEO_OK;
    geo_nearest_options o = geo_nearest_options_default();
    o.k = l->k;
    o.max_distance_m = distance;
    geo_shapes_destroy(l->points);
    l->points = NULL;
    GEO_TRY(geo_shapes_create_points(ctx, l->n, l->x, l->y, &l->points));
    GEO_TRY(geoi_resize(ctx, &l->index, l->n * l->k, sizeof *l->index));
    GEO_TRY(geoi_resize(ctx, &l->away, l->n * l->k, sizeof *l->away));
    GEO_TRY(geo_nearest(ctx, l->points, f->shapes, &o, l->index, l->away));
done:
    return status;
}

geo_status geoi_points_pairs(geo_ctx *ctx, const geoi_facilities *f, double distance, int64_t n,
                             const double *x, const double *y, bool once, geoi_pair_fn pair,
                             void *user)
{
    geo_status status = GEO_OK;
    lists l = {.n = n};
    double reach = farthest(f, distance);
    GEO_TRY(geoi_copy(ctx, x, n, sizeof *l.x, &l.x));
    GEO_TRY(geoi_copy(ctx, y, n, sizeof *l.y, &l.y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *l.unit, &l.unit));
    for (int64_t k = 0; k < n; k++) {
        l.unit[k] = k;
    }
    once = once && f->radius == NULL; /* the nearest may not be the one that reaches so far */
    for (l.k = once ? 1 : FIRST_K; l.n > 0; l.k *= FIRST_K) {
        GEO_TRY(list_round(ctx, f, reach, &l));
        take_known(f, once, &l, pair, user);
    }
done:
    geo_shapes_destroy(l.points);
    geoi_release(l.x);
    geoi_release(l.y);
    geoi_release(l.away);
    geoi_release(l.unit);
    geoi_release(l.index);
    return status;
}

/* ---- Counting ------------------------------------------------------------------------------- */

typedef struct counting {
    const geoi_reaching *q;
    int64_t width; /* entries of a place */
    int64_t j;
    int64_t point;
    double x, y; /* of the place in hand */
    const double *px, *py;
    double reach; /* the largest distance */
    int64_t *count;
} counting;

static void count_one(const counting *w, int64_t i, int64_t j, int64_t feature)
{
    const geoi_reaching *q = w->q;
    int64_t *entry = &w->count[i * w->width + j * (1 + q->types)];
    entry[0]++;
    if (q->type != NULL && q->type[feature] >= 0) {
        entry[1 + q->type[feature]]++;
    }
}

static void count_pair(void *user, int64_t i, int64_t k)
{
    const counting *w = user;
    count_one(w, i, w->j, k);
}

static bool count_disc(void *user, int64_t k)
{
    const counting *w = user;
    const geoi_facilities *f = w->q->facilities;
    double dx = f->points.x[k] - w->x, dy = f->points.y[k] - w->y, d2 = dx * dx + dy * dy;
    int64_t feature = geoi_point_row(&f->points, k);
    for (int64_t j = 0; j < w->q->m; j++) {
        double r = geoi_facility_radius(f, k, w->q->distance[j]);
        if (d2 <= r * r) {
            count_one(w, w->point, j, feature);
        }
    }
    return true;
}

/* One search finds the facilities for all distances and types. */
static geo_status count_chunk(void *job, int64_t begin, int64_t end)
{
    counting w = *(counting *)job;
    const geoi_facilities *f = w.q->facilities;
    for (w.point = begin; w.point < end; w.point++) {
        w.x = w.px[w.point], w.y = w.py[w.point];
        /* wider by more than rounding */
        double r = w.reach + 1e-9 * (w.reach + fabs(w.x) + fabs(w.y));
        geo_box box = {w.x - r, w.y - r, w.x + r, w.y + r};
        geoi_nearby_search(&f->near, box, count_disc, &w);
    }
    return GEO_OK;
}

/* Plain counts of points are those of the proximity metric, which passes over what is far within
 * the distance. */
static geo_status count_plainly(geo_ctx *ctx, const geoi_reaching *q, int64_t n, const double *x,
                                const double *y, int64_t *count)
{
    geo_status status = GEO_OK;
    geo_shapes *points = NULL;
    int64_t *one = NULL;
    GEO_TRY(geo_shapes_create_points(ctx, n, x, y, &points));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *one, &one));
    for (int64_t j = 0; j < q->m; j++) {
        GEO_TRY(geo_within(ctx, points, q->facilities->shapes, q->distance[j], NULL, 0, one, NULL));
        for (int64_t i = 0; i < n; i++) {
            count[i * q->m + j] = one[i];
        }
    }
done:
    geo_shapes_destroy(points);
    geoi_release(one);
    return status;
}

geo_status geoi_points_reached(geo_ctx *ctx, const geoi_reaching *q, int64_t n, const double *x,
                               const double *y, bool once, int64_t *count)
{
    geo_status status = GEO_OK;
    const geoi_facilities *f = q->facilities;
    counting w = {.q = q, .px = x, .py = y, .count = count};
    w.width = q->m * (1 + q->types);
    if (f->discs && f->radius == NULL && q->types == 0) {
        return count_plainly(ctx, q, n, x, y, count);
    }
    memset(count, 0, (size_t)(n * w.width) * sizeof *count);
    if (f->discs) {
        for (int64_t j = 0; j < q->m; j++) {
            w.reach = fmax(w.reach, f->radius == NULL ? q->distance[j] : 0.0);
        }
        return geoi_parallel(ctx, n, GRAIN, count_chunk, &w);
    }
    for (w.j = 0; w.j < q->m; w.j++) {
        GEO_TRY(geoi_points_pairs(ctx, f, q->distance[w.j], n, x, y, once && q->types == 0,
                                  count_pair, &w));
    }
done:
    return status;
}
