/* SPDX-License-Identifier: MIT */
/* DBSCAN: Ester, Kriegel, Sander & Xu 1996 (KDD-96), exactly, on the cells of Gunawan 2013.
 *
 * 1. Sort the points into cells of side eps / sqrt(2)      dbscan_cells.c
 * 2. Find the core points                                  dbscan_core.c
 * 3. Join cells whose core points are within eps           dbscan_connect.c
 * 4. Find the core point that each other point belongs to  dbscan_border.c
 * 5. Number the clusters by their lowest core point */
#include "geo/cluster.h"

#include "metrics/dbscan_internal.h"
#include "space/order.h"

enum { POINT_GRAIN = 1 << 14 };
static const double FARTHEST_M = 2.1e7; /* no two places are farther apart */

typedef struct labelling {
    geoi_dbscan *d;
    const geoi_points *points;
    const int64_t *home;
    int64_t *cell_label; /* [cell_count] of core cells */
    int64_t *label;
    uint8_t *role; /* or NULL */
} labelling;

/* ---- Step 5 --------------------------------------------------------------------------- */

/* lowest[r]: the lowest index of a core point of the cluster whose root is cell r. A cell's
 * points stand in ascending index, so its first core point is its lowest. */
static int64_t list_roots(const geoi_dbscan *d, int64_t *lowest, int64_t *root)
{
    int64_t count = 0;
    for (int64_t cell = 0; cell < d->cell_count; cell++) {
        if (d->first_core[cell] < 0) {
            continue;
        }
        int64_t r = atomic_load_explicit(&d->root[cell], memory_order_relaxed);
        int64_t index = d->index[d->first_core[cell]];
        if (r == cell) { /* a root is the lowest cell of its cluster, so it comes first */
            root[count++] = cell;
            lowest[r] = index;
        }
        lowest[r] = index < lowest[r] ? index : lowest[r];
    }
    return count;
}

static geo_status number_clusters(geoi_dbscan *d, int64_t *cell_label, int64_t *cluster_count)
{
    geo_status status = GEO_OK;
    int64_t *root = NULL, *order = NULL, count;
    uint64_t *key = NULL;
    GEO_TRY(geoi_array_raw(d->ctx, d->cell_count, sizeof *root, &root));
    count = list_roots(d, cell_label, root);
    GEO_TRY(geoi_array_raw(d->ctx, count, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(d->ctx, count, sizeof *order, &order));
    for (int64_t i = 0; i < count; i++) {
        key[i] = (uint64_t)cell_label[root[i]];
    }
    GEO_TRY(geoi_sort_keys(d->ctx, count, geoi_bit_count((uint64_t)d->n), key, order));
    for (int64_t i = 0; i < count; i++) {
        cell_label[root[order[i]]] = i;
    }
    for (int64_t cell = 0; cell < d->cell_count; cell++) {
        if (d->first_core[cell] >= 0) {
            cell_label[cell] =
                cell_label[atomic_load_explicit(&d->root[cell], memory_order_relaxed)];
        }
    }
    *cluster_count = count;
done:
    geoi_release(root);
    geoi_release(key);
    geoi_release(order);
    return status;
}

static geo_status write_labels(void *job, int64_t begin, int64_t end)
{
    const labelling *l = job;
    const geoi_dbscan *d = l->d;
    for (int64_t p = begin; p < end; p++) {
        int64_t row = geoi_point_row(l->points, d->index[p]), home = l->home[p];
        l->label[row] = home >= 0 ? l->cell_label[home] : -1;
        if (l->role != NULL) {
            l->role[row] = d->core[p] ? GEO_CORE : home >= 0 ? GEO_BORDER : GEO_NOISE;
        }
    }
    return GEO_OK;
}

/* ---- The call ------------------------------------------------------------------------- */

static geo_status check_options(geo_ctx *ctx, const geo_dbscan_options *o)
{
    if (!(o->eps_m > 0.0)) {
        return geoi_fail(ctx, GEO_INVALID, "eps is %g m, but must be more than 0", o->eps_m);
    }
    if (o->eps_m > FARTHEST_M) {
        geo_status status = geoi_fail(
            ctx, GEO_INVALID, "eps is %g km, farther than any place on Earth", o->eps_m / 1e3);
        geoi_hint(ctx, "neighbours are near: 500m, 2km");
        return status;
    }
    if (!(o->min_weight > 0.0)) {
        return geoi_fail(ctx, GEO_INVALID,
                         "least weight of a core point is %g, but must be more "
                         "than 0",
                         o->min_weight);
    }
    if (o->time_s != NULL && !(o->time_eps_s > 0.0)) {
        return geoi_fail(ctx, GEO_INVALID, "eps of time is %g s, but must be more than 0",
                         o->time_eps_s);
    }
    return GEO_OK;
}

/* The points whose time is known, with their weights and times; in scratch. */
static geo_status keep_timed(geo_ctx *ctx, const double *time_s, geoi_points *p,
                             const double **weight, double **when_s)
{
    geo_status status = GEO_OK;
    double *x, *y, *w = NULL;
    int64_t *row, kept = 0;
    GEO_TRY(geoi_scratch(ctx, p->n, sizeof *x, &x));
    GEO_TRY(geoi_scratch(ctx, p->n, sizeof *y, &y));
    GEO_TRY(geoi_scratch(ctx, p->n, sizeof *row, &row));
    GEO_TRY(geoi_scratch(ctx, p->n, sizeof **when_s, when_s));
    if (*weight != NULL) {
        GEO_TRY(geoi_scratch(ctx, p->n, sizeof *w, &w));
    }
    for (int64_t i = 0; i < p->n; i++) {
        int64_t from = geoi_point_row(p, i);
        if (isfinite(time_s[from])) {
            x[kept] = p->x[i];
            y[kept] = p->y[i];
            row[kept] = from;
            if (w != NULL) {
                w[kept] = (*weight)[i];
            }
            (*when_s)[kept++] = time_s[from];
        }
    }
    *p = (geoi_points){kept, x, y, row};
    *weight = w;
done:
    return status;
}

/* Steps 1 to 4. */
static geo_status find_homes(geoi_dbscan *d, const geoi_points *points, const double *weight,
                             const double *when_s, int64_t *home)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_stage(d->ctx, 0.0, 0.3, "sorting points"));
    if (when_s != NULL) {
        GEO_TRY(geoi_dbscan_make_time_cells(d, points, weight, when_s));
        return geoi_dbscan_in_time(d, home);
    }
    GEO_TRY(geoi_dbscan_make_cells(d, points, weight));
    GEO_TRY(geoi_stage(d->ctx, 0.3, 0.6, "finding core points"));
    GEO_TRY(geoi_dbscan_find_cores(d));
    GEO_TRY(geoi_stage(d->ctx, 0.6, 0.8, "joining cells"));
    GEO_TRY(geoi_dbscan_connect(d));
    GEO_TRY(geoi_stage(d->ctx, 0.8, 1.0, "labelling points"));
    GEO_TRY(geoi_dbscan_find_homes(d, home));
done:
    return status;
}

static geo_status run(geoi_dbscan *d, const geoi_points *points, const double *weight,
                      const double *when_s, labelling *l, int64_t *cluster_count)
{
    geo_status status = GEO_OK;
    int64_t *home = NULL, *cell_label = NULL;
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *home, &home));
    GEO_TRY(find_homes(d, points, weight, when_s, home));
    GEO_TRY(geoi_array_raw(d->ctx, d->cell_count, sizeof *cell_label, &cell_label));
    GEO_TRY(number_clusters(d, cell_label, cluster_count));
    l->d = d;
    l->points = points;
    l->home = home;
    l->cell_label = cell_label;
    GEO_TRY(geoi_parallel(d->ctx, d->n, POINT_GRAIN, write_labels, l));
done:
    geoi_release(home);
    geoi_release(cell_label);
    return status;
}

geo_status geo_dbscan(geo_ctx *ctx, const geo_shapes *points, const double *weight,
                      const geo_dbscan_options *options, int64_t *label, uint8_t *role,
                      int64_t *cluster_count)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_dbscan_options o = geo_dbscan_options_default();
    geoi_points p;
    labelling l = {.label = label, .role = role};
    geoi_dbscan d = {.ctx = ctx};
    const double *w = NULL;
    double *when_s = NULL;
    *cluster_count = 0;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_options(ctx, &o));
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    const int64_t n = geo_shapes_geometry(points)->n;
    if (weight != NULL) {
        GEO_TRY(geoi_point_weights(ctx, &p, n, weight, false, &w));
    }
    if (o.time_s != NULL) {
        GEO_TRY(keep_timed(ctx, o.time_s, &p, &w, &when_s));
    }
    for (int64_t i = 0; i < n; i++) {
        label[i] = -1;
    }
    if (role != NULL) {
        memset(role, GEO_NOISE, (size_t)n);
    }
    d.n = p.n;
    d.eps_m = o.eps_m;
    d.eps2 = o.eps_m * o.eps_m;
    d.min_weight = o.min_weight;
    d.core_only = o.core_only != 0;
    d.eps_s = o.time_eps_s;
    if (p.n > 0) {
        GEO_TRY(run(&d, &p, w, when_s, &l, cluster_count));
    }
done:
    geoi_dbscan_clear(&d);
    geoi_scratch_reset(ctx, mark);
    return status;
}
