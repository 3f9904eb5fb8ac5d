/* SPDX-License-Identifier: MIT */
/* The region's edges, cut where circles cross them. */
#include "geometry/disc_circle.h"

static bool cut_by_disc(void *user, int64_t i)
{
    geoi_edge_cuts *w = user;
    const geoi_discs *discs = w->job->discs;
    geoi_cut cut;
    geoi_cut_edge(w->edge, discs->x[i], discs->y[i], discs->r[i], &cut);
    w->depth += cut.a_in;
    for (int k = 0; k < cut.count && w->status == GEO_OK; k++) {
        geoi_event event = {.key = cut.t[k], .depth = -cut.leaving[k]};
        w->status = geoi_events_add(w->job->ctx, &w->events, event);
    }
    return w->status == GEO_OK;
}

geo_status geoi_edge_cut(geoi_edge_cuts *w, int64_t k)
{
    const geoi_disc_job *job = w->job;
    w->edge = &job->region->edge[k];
    w->events.count = 0;
    w->depth = 0;
    w->status = GEO_OK;
    geoi_nearby_search(&job->discs->near, job->region->near.boxes[k], cut_by_disc, w);
    return w->status == GEO_OK ? geoi_events_sort(job->ctx, &w->events) : w->status;
}

/* Add a share of the edge's area, half the cross product of its ends. */
static void add_piece(const geoi_disc_job *job, geoi_sum *sums, double area, int64_t depth)
{
    if (depth > 0) {
        int64_t entry = depth < job->limit ? depth : job->limit;
        geoi_sum_add(&sums[entry - 1], area);
        geoi_sum_add(&sums[job->limit], (double)depth * area);
    }
}

static geo_status measure_edge(geoi_edge_cuts *w, int64_t k, geoi_sum *sums)
{
    const geoi_disc_job *job = w->job;
    geo_status status = geoi_edge_cut(w, k);
    if (status != GEO_OK) {
        return status;
    }
    double area = 0.5 * (w->edge->ax * w->edge->by - w->edge->ay * w->edge->bx);
    double from = 0.0;
    for (int64_t i = 0; i < w->events.count; i++) {
        const geoi_event *event = &w->events.at[i];
        add_piece(job, sums, (event->key - from) * area, w->depth);
        w->depth += event->depth;
        from = event->key;
    }
    add_piece(job, sums, (1.0 - from) * area, w->depth);
    return GEO_OK;
}

geo_status geoi_disc_edges(void *user, int64_t begin, int64_t end)
{
    const geoi_disc_job *job = user;
    geo_status status = GEO_OK;
    geoi_edge_cuts w = {.job = job};
    geoi_sum *sums = job->sums + begin / job->grain * (job->limit + 1);
    for (int64_t k = begin; k < end; k++) {
        GEO_TRY(measure_edge(&w, k, sums));
    }
done:
    geoi_events_clear(&w.events);
    return status;
}
