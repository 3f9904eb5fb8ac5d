/* SPDX-License-Identifier: MIT */
/* Clusters of a maximum radius: farthest-first traversal, Gonzalez 1985,
 * doi:10.1016/0304-3975(85)90224-5, on the blocks of k-means.
 *
 * 1. The point nearest to the middle is the first centre
 * 2. While a point is farther from all centres than the radius, the farthest is the next; a new
 *    centre is compared only with blocks that it can be nearer to than all before
 * 3. Every point to its nearest centre, as k-means does */
#include "geo/cluster.h"
#include "layer/box.h"
#include "metrics/kmeans_internal.h"

typedef struct traversal {
    geoi_kmeans *m;
    double limit2;
    int64_t *centre; /* [count] places in the order of m */
    int64_t count, room;
} traversal;

/* ---- Steps 1 and 2 ------------------------------------------------------------------------ */

static int64_t middle_point(const geoi_kmeans *m)
{
    geo_box box = geoi_extent(m->n, m->x, m->y);
    double x = box.min_x + (box.max_x - box.min_x) / 2.0, least = (double)INFINITY;
    double y = box.min_y + (box.max_y - box.min_y) / 2.0;
    int64_t best = 0;
    for (int64_t i = 0; i < m->n; i++) {
        double dx = m->x[i] - x, dy = m->y[i] - y, d2 = dx * dx + dy * dy;
        if (d2 < least || (d2 == least && m->index[i] < m->index[best])) {
            least = d2;
            best = i;
        }
    }
    return best;
}

/* The point farthest from all centres; *d2 is how far. */
static int64_t farthest_point(const geoi_kmeans *m, double *d2)
{
    int64_t best = -1;
    *d2 = 0.0;
    for (int64_t b = 0; b < m->block_count; b++) {
        *d2 = m->block[b].largest_d2 > *d2 ? m->block[b].largest_d2 : *d2;
    }
    for (int64_t b = 0; b < m->block_count; b++) {
        geo_span at = geoi_block_points(m, b);
        for (int64_t i = at.begin; i < at.end && m->block[b].largest_d2 == *d2; i++) {
            if (m->d2[i] == *d2 && (best < 0 || m->index[i] < m->index[best])) {
                best = i;
            }
        }
    }
    return best;
}

static geo_status add_centre(traversal *t, int64_t i)
{
    geo_status status = GEO_OK;
    geoi_kmeans *m = t->m;
    GEO_TRY(geoi_grow(m->ctx, &t->centre, &t->room, t->count + 1, sizeof *t->centre));
    t->centre[t->count++] = i;
    GEO_TRY(geoi_kmeans_add_centre(m, 0, m->x[i], m->y[i]));
done:
    return status;
}

static geo_status traverse(traversal *t)
{
    geo_status status = GEO_OK;
    double d2;
    GEO_TRY(add_centre(t, middle_point(t->m)));
    for (int64_t next = farthest_point(t->m, &d2); d2 > t->limit2;
         next = farthest_point(t->m, &d2)) {
        GEO_TRY(add_centre(t, next));
    }
done:
    return status;
}

/* ---- Step 3 --------------------------------------------------------------------------------- */

static geo_status assign(traversal *t)
{
    geo_status status = GEO_OK;
    geoi_kmeans *m = t->m;
    geoi_moments *moments = NULL;
    bool changed;
    m->k = t->count;
    GEO_TRY(geoi_resize(m->ctx, &m->centre_x, m->k, sizeof *m->centre_x));
    GEO_TRY(geoi_resize(m->ctx, &m->centre_y, m->k, sizeof *m->centre_y));
    GEO_TRY(geoi_array(m->ctx, m->k, sizeof *moments, &moments));
    for (int64_t c = 0; c < m->k; c++) {
        m->centre_x[c] = m->x[t->centre[c]];
        m->centre_y[c] = m->y[t->centre[c]];
    }
    GEO_TRY(geoi_kmeans_assign(m, moments, &changed));
done:
    geoi_release(moments);
    return status;
}

static geo_status cluster(traversal *t, const geoi_points *p, int64_t *label, int64_t *center)
{
    geo_status status = GEO_OK;
    geoi_kmeans *m = t->m;
    GEO_TRY(geoi_stage(m->ctx, 0.0, 0.1, "sorting points"));
    GEO_TRY(geoi_kmeans_make_blocks(m, p, NULL));
    GEO_TRY(geoi_stage(m->ctx, 0.1, 0.9, "finding the farthest points"));
    GEO_TRY(traverse(t));
    GEO_TRY(geoi_stage(m->ctx, 0.9, 1.0, "assigning points"));
    GEO_TRY(assign(t));
    for (int64_t i = 0; i < m->n; i++) {
        label[geoi_point_row(p, m->index[i])] = m->label[i];
    }
    for (int64_t c = 0; c < t->count && center != NULL; c++) {
        center[c] = geoi_point_row(p, m->index[t->centre[c]]);
    }
done:
    return status;
}

geo_status geo_radius_clusters(geo_ctx *ctx, const geo_shapes *points, double radius_m,
                               int64_t *label, int64_t *center, int64_t *cluster_count)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_kmeans m = {.ctx = ctx, .k = 1};
    traversal t = {.m = &m, .limit2 = radius_m * radius_m};
    geoi_points p;
    *cluster_count = 0;
    if (!(radius_m > 0.0) || isinf(radius_m)) {
        return geoi_fail(ctx, GEO_INVALID, "the largest radius is %g, but must be above 0",
                         radius_m);
    }
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    for (int64_t i = 0; i < geo_shapes_geometry(points)->n; i++) {
        label[i] = -1;
    }
    m.n = p.n;
    if (p.n > 0) {
        GEO_TRY(cluster(&t, &p, label, center));
    }
    *cluster_count = t.count;
done:
    geoi_release(t.centre);
    geoi_kmeans_clear(&m);
    geoi_scratch_reset(ctx, mark);
    return status;
}
