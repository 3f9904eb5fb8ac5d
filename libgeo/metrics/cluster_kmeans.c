/* SPDX-License-Identifier: MIT */
/* k-means: Lloyd 1982, doi:10.1109/TIT.1982.1056489, to its fixed point.
 *
 * 1. Sort the points into blocks of neighbours                kmeans_assign.c
 * 2. Choose the first centres, k-means++ or the caller's      kmeans_start.c
 * 3. Every point to its nearest centre, by filtering          kmeans_assign.c
 * 4. A cluster without weight takes the point farthest from its centre
 * 5. Centres to the means of their clusters; again from 3 until no label changes */
#include "geo/cluster.h"

#include "metrics/kmeans_internal.h"

/* ---- Step 4: clusters without weight --------------------------------------------------- */

/* The point of positive weight that is farthest from its centre (the lower index at equal
 * distance) and not the last of its cluster; -1 when all are at their centres. */
static int64_t farthest_point(const geoi_kmeans *m, const int64_t *members)
{
    int64_t farthest = -1;
    double most = 0.0;
    for (int64_t i = 0; i < m->n; i++) {
        double dx = m->centre_x[m->label[i]] - m->x[i], dy = m->centre_y[m->label[i]] - m->y[i];
        double d2 = dx * dx + dy * dy;
        bool later = farthest >= 0 && m->index[i] > m->index[farthest];
        if (m->weight[i] > 0.0 && members[m->label[i]] > 1 &&
            (d2 > most || (d2 == most && d2 > 0.0 && !later))) {
            most = d2;
            farthest = i;
        }
    }
    return farthest;
}

static void add_up(const geoi_kmeans *m, geoi_moments *moments)
{
    memset(moments, 0, (size_t)m->k * sizeof *moments);
    for (int64_t i = 0; i < m->n; i++) {
        geoi_moments *to = &moments[m->label[i]];
        to->weight += m->weight[i];
        to->x += m->weight[i] * (m->x[i] - m->origin_x);
        to->y += m->weight[i] * (m->y[i] - m->origin_y);
    }
}

static geo_status fill_empty(geoi_kmeans *m, geoi_moments *moments, bool *changed)
{
    geo_status status = GEO_OK;
    int64_t *members = NULL, moved = 0;
    GEO_TRY(geoi_array(m->ctx, m->k, sizeof *members, &members));
    for (int64_t i = 0; i < m->n; i++) {
        members[m->label[i]] += m->weight[i] > 0.0;
    }
    for (int64_t c = 0; c < m->k; c++) {
        int64_t i = members[c] == 0 ? farthest_point(m, members) : -1;
        if (i >= 0) {
            members[m->label[i]]--;
            members[c]++;
            m->label[i] = c;
            m->block[i / GEOI_BLOCK].label = -1;
            moved++;
        }
    }
    if (moved > 0) {
        add_up(m, moments);
        *changed = true;
    }
done:
    geoi_release(members);
    return status;
}

/* ---- Step 5: means -------------------------------------------------------------------- */

static void move_centres(geoi_kmeans *m, const geoi_moments *moments)
{
    for (int64_t c = 0; c < m->k; c++) {
        if (moments[c].weight > 0.0) {
            m->centre_x[c] = m->origin_x + moments[c].x / moments[c].weight;
            m->centre_y[c] = m->origin_y + moments[c].y / moments[c].weight;
        }
    }
}

static bool any_empty(const geoi_kmeans *m, const geoi_moments *moments)
{
    for (int64_t c = 0; c < m->k; c++) {
        if (!(moments[c].weight > 0.0)) {
            return true;
        }
    }
    return false;
}

static geo_status iterate(geoi_kmeans *m, int64_t max_iterations, geo_kmeans_summary *summary)
{
    geo_status status = GEO_OK;
    geoi_moments *moments = NULL;
    bool changed = true;
    GEO_TRY(geoi_array(m->ctx, m->k, sizeof *moments, &moments));
    while (changed && summary->iterations < max_iterations) {
        double done_part = (double)summary->iterations / (double)max_iterations;
        GEO_TRY(geoi_stage(m->ctx, 0.2 + 0.7 * done_part, 0.2 + 0.7 * done_part, "moving centres"));
        GEO_TRY(geoi_kmeans_assign(m, moments, &changed));
        if (any_empty(m, moments)) {
            GEO_TRY(fill_empty(m, moments, &changed));
        }
        move_centres(m, moments);
        summary->iterations++;
    }
    summary->converged = !changed;
done:
    geoi_release(moments);
    return status;
}

static geo_status add_inertia(void *job, int64_t begin, int64_t end)
{
    const geoi_kmeans *m = job;
    geoi_sum sum = {0.0, 0.0};
    for (int64_t i = begin; i < end; i++) {
        double dx = m->centre_x[m->label[i]] - m->x[i], dy = m->centre_y[m->label[i]] - m->y[i];
        geoi_sum_add(&sum, m->weight[i] * (dx * dx + dy * dy));
    }
    m->batch[begin / GEOI_BATCH].inertia = sum;
    return GEO_OK;
}

static geo_status measure(geoi_kmeans *m, double *inertia)
{
    geoi_sum sum = {0.0, 0.0};
    geo_status status = geoi_parallel(m->ctx, m->n, GEOI_BATCH, add_inertia, m);
    for (int64_t i = 0; i < m->batch_count && status == GEO_OK; i++) {
        geoi_sum_merge(&sum, &m->batch[i].inertia);
    }
    *inertia = geoi_sum_value(&sum);
    return status;
}

/* ---- The call ------------------------------------------------------------------------- */

static geo_status check_options(geo_ctx *ctx, const geo_kmeans_options *o)
{
    if (o->k < 1 || o->max_iterations < 1) {
        return geoi_fail(ctx, GEO_INVALID, "%s is %lld, but must be 1 or more",
                         o->k < 1 ? "k" : "largest number of iterations",
                         (long long)(o->k < 1 ? o->k : o->max_iterations));
    }
    if ((o->start_x == NULL) != (o->start_y == NULL)) {
        return geoi_fail(ctx, GEO_INVALID, "centres to start from have no %s",
                         o->start_x == NULL ? "x" : "y");
    }
    for (int64_t c = 0; c < o->k && o->start_x != NULL; c++) {
        if (!isfinite(o->start_x[c]) || !isfinite(o->start_y[c])) {
            return geoi_fail(ctx, GEO_INVALID, "centre %lld to start from is not finite",
                             (long long)c + 1);
        }
    }
    return GEO_OK;
}

static geo_status check_points(geo_ctx *ctx, const geoi_points *p, const double *weight, int64_t k)
{
    if (p->n < k) {
        geo_status status = geoi_fail(ctx, GEO_DATA, "%lld point%s cannot make %lld clusters",
                                      (long long)p->n, p->n == 1 ? "" : "s", (long long)k);
        geoi_hint(ctx, "ask for at most as many clusters as there are points");
        return status;
    }
    bool any = weight == NULL;
    for (int64_t i = 0; i < p->n && !any; i++) {
        any = weight[i] > 0.0;
    }
    return any ? GEO_OK : geoi_fail(ctx, GEO_DATA, "all weights are 0");
}

static geo_status run(geoi_kmeans *m, const geoi_points *p, const double *weight,
                      const geo_kmeans_options *o, geo_kmeans_summary *summary)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_stage(m->ctx, 0.0, 0.1, "sorting points"));
    GEO_TRY(geoi_kmeans_make_blocks(m, p, weight));
    GEO_TRY(geoi_stage(m->ctx, 0.1, 0.2, "choosing centres"));
    if (o->start_x != NULL) {
        memcpy(m->centre_x, o->start_x, (size_t)o->k * sizeof(double));
        memcpy(m->centre_y, o->start_y, (size_t)o->k * sizeof(double));
    } else {
        GEO_TRY(geoi_kmeans_start(m, o->seed));
    }
    GEO_TRY(iterate(m, o->max_iterations, summary));
    GEO_TRY(geoi_stage(m->ctx, 0.9, 1.0, "measuring"));
    GEO_TRY(measure(m, &summary->inertia));
done:
    return status;
}

static void write_result(const geoi_kmeans *m, const geoi_points *p, int64_t feature_count,
                         int64_t *label, double *centre_x, double *centre_y)
{
    for (int64_t i = 0; i < feature_count; i++) {
        label[i] = -1;
    }
    for (int64_t i = 0; i < m->n; i++) {
        label[geoi_point_row(p, m->index[i])] = m->label[i];
    }
    memcpy(centre_x, m->centre_x, (size_t)m->k * sizeof *centre_x);
    memcpy(centre_y, m->centre_y, (size_t)m->k * sizeof *centre_y);
}

geo_status geo_kmeans(geo_ctx *ctx, const geo_shapes *points, const double *weight,
                      const geo_kmeans_options *options, int64_t *label, double *center_x,
                      double *center_y, geo_kmeans_summary *summary)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_kmeans_options o = geo_kmeans_options_default();
    geo_kmeans_summary s = {0};
    geoi_kmeans m = {.ctx = ctx};
    geoi_points p;
    const double *w = NULL;
    if (summary != NULL) {
        *summary = s;
    }
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_options(ctx, &o));
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    const int64_t feature_count = geo_shapes_geometry(points)->n;
    if (weight != NULL) {
        GEO_TRY(geoi_point_weights(ctx, &p, feature_count, weight, false, &w));
    }
    GEO_TRY(check_points(ctx, &p, w, o.k));
    m.n = p.n;
    m.k = o.k;
    GEO_TRY(run(&m, &p, w, &o, &s));
    write_result(&m, &p, feature_count, label, center_x, center_y);
    if (summary != NULL) {
        *summary = s;
    }
done:
    geoi_kmeans_clear(&m);
    geoi_scratch_reset(ctx, mark);
    return status;
}
