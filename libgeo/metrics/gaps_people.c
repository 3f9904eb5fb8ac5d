/* SPDX-License-Identifier: MIT */
/* Who lives in each gap: points that no facility reaches, where they lie; polygons by the share of
 * their area. */
#include "metrics/gaps_internal.h"

#include "base/sum.h"
#include "geo/geometry.h"
#include "geometry/polygons.h"

enum { GRAIN = 16 };

typedef struct share_of {
    int64_t gap;
    double people;
} share_of;

typedef struct peopling {
    geo_ctx *ctx;
    const geo_shapes *people;
    const geo_geometry *g, *gaps;
    const double *weight, *covered; /* [people]; covered: share within reach */
    double *area;                   /* [people] m2 */
    const geoi_outlines *outlines;
    geoi_nearby near; /* boxes of gaps */
    share_of **found; /* [chunks] */
    int64_t *found_count;
} peopling;

static double weight_of(const peopling *p, int64_t i)
{
    return p->weight != NULL ? p->weight[i] : 1.0;
}

static geo_status check_weights(geo_ctx *ctx, int64_t n, const double *weight)
{
    for (int64_t i = 0; weight != NULL && i < n; i++) {
        if (weight[i] < 0.0 || isinf(weight[i])) {
            geo_status status = geoi_fail(ctx, GEO_DATA, "weight of feature %lld is %g",
                                          (long long)i + 1, weight[i]);
            geoi_hint(ctx, "weights are 0 or more; leave unknown ones empty");
            return status;
        }
    }
    return GEO_OK;
}

/* ---- One unit ------------------------------------------------------------------------------- */

typedef struct meeting {
    const peopling *p;
    int64_t *gap, count, room;
    geo_status status;
} meeting;

static bool meet_gap(void *user, int64_t k)
{
    meeting *m = user;
    m->status = geoi_grow(m->p->ctx, &m->gap, &m->room, m->count + 1, sizeof *m->gap);
    if (m->status == GEO_OK) {
        m->gap[m->count++] = k;
    }
    return m->status == GEO_OK;
}

static geo_status add_share(const peopling *p, int64_t chunk, int64_t *room, int64_t gap,
                            double people)
{
    geo_status status =
        geoi_grow(p->ctx, &p->found[chunk], room, p->found_count[chunk] + 1, sizeof **p->found);
    if (status == GEO_OK) {
        p->found[chunk][p->found_count[chunk]++] = (share_of){gap, people};
    }
    return status;
}

static geo_status share_polygon(meeting *m, int64_t i, int64_t chunk, int64_t *room)
{
    geo_status status = GEO_OK;
    const peopling *p = m->p;
    double *common = NULL;
    m->count = 0;
    m->status = GEO_OK;
    geoi_nearby_search(&p->near, geoi_feature_box(p->g, i), meet_gap, m);
    GEO_TRY(m->status);
    GEO_TRY(geoi_array(p->ctx, m->count, sizeof *common, &common));
    GEO_TRY(geoi_polygon_shares(p->ctx, p->g, i, p->gaps, m->gap, m->count, common));
    for (int64_t k = 0; k < m->count; k++) {
        if (common[k] > 0.0) {
            double share = fmin(1.0, common[k] / p->area[i]);
            GEO_TRY(add_share(p, chunk, room, m->gap[k], weight_of(p, i) * share));
        }
    }
done:
    geoi_release(common);
    return status;
}

static geo_status share_chunk(void *job, int64_t begin, int64_t end)
{
    const peopling *p = job;
    geo_status status = GEO_OK;
    meeting m = {.p = p};
    int64_t chunk = begin / GRAIN, room = 0;
    for (int64_t i = begin; i < end; i++) {
        geo_span s = geo_feature_coords(p->g, i);
        if (isnan(p->covered[i]) || isnan(weight_of(p, i)) || p->covered[i] >= 1.0) {
            continue; /* not known where, or how many; or nobody beyond reach */
        }
        if (p->area[i] > 0.0) {
            GEO_TRY(share_polygon(&m, i, chunk, &room));
            continue;
        }
        int64_t gap = geoi_outlines_locate(p->outlines, p->g->x[s.begin], p->g->y[s.begin]);
        if (gap >= 0) {
            GEO_TRY(add_share(p, chunk, &room, gap, weight_of(p, i)));
        }
    }
done:
    geoi_release(m.gap);
    return status;
}

/* ---- All ------------------------------------------------------------------------------------ */

static geo_status add_up(peopling *p, int64_t chunks, geo_gaps *gaps)
{
    geo_status status = GEO_OK;
    geoi_sum *sum = NULL;
    GEO_TRY(geoi_array(p->ctx, gaps->count, sizeof *sum, &sum));
    for (int64_t c = 0; c < chunks; c++) {
        for (int64_t k = 0; k < p->found_count[c]; k++) {
            geoi_sum_add(&sum[p->found[c][k].gap], p->found[c][k].people);
        }
    }
    for (int64_t k = 0; k < gaps->count; k++) {
        gaps->gap[k].people = geoi_sum_value(&sum[k]);
    }
done:
    geoi_release(sum);
    return status;
}

static geo_status index_gaps(peopling *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_nearby_init(p->ctx, &p->near, p->gaps->n));
    for (int64_t k = 0; k < p->gaps->n; k++) {
        p->near.boxes[k] = geoi_feature_box(p->gaps, k);
    }
    GEO_TRY(geoi_nearby_build(p->ctx, &p->near));
done:
    return status;
}

geo_status geoi_gaps_people(const geoi_facilities *f, double distance_m, const geo_gap_options *o,
                            const geoi_outlines *outlines, geo_gaps *gaps)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = f->ctx;
    peopling p = {.ctx = ctx, .people = o->people, .weight = o->weight, .outlines = outlines};
    double *covered = NULL;
    p.g = geo_shapes_geometry(o->people);
    p.gaps = geo_shapes_geometry(gaps->shapes);
    int64_t n = p.g->n, chunks = (n + GRAIN - 1) / GRAIN;
    GEO_TRY(check_weights(ctx, n, o->weight));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *covered, &covered));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *p.area, &p.area));
    geo_shapes_area(o->people, p.area);
    GEO_TRY(geo_coverage_demand(ctx, o->people, f->shapes, &distance_m, 1, &o->coverage, covered,
                                NULL));
    p.covered = covered;
    GEO_TRY(index_gaps(&p));
    GEO_TRY(geoi_array(ctx, chunks, sizeof *p.found, &p.found));
    GEO_TRY(geoi_array(ctx, chunks, sizeof *p.found_count, &p.found_count));
    GEO_TRY(geoi_stage(ctx, 0.8, 1.0, "counting people in gaps"));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, share_chunk, &p));
    GEO_TRY(add_up(&p, chunks, gaps));
done:
    for (int64_t c = 0; p.found != NULL && c < chunks; c++) {
        geoi_release(p.found[c]);
    }
    geoi_release(p.found);
    geoi_release(p.found_count);
    geoi_release(p.area);
    geoi_release(covered);
    geoi_nearby_clear(&p.near);
    return status;
}
