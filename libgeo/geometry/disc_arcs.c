/* SPDX-License-Identifier: MIT */
/* Arcs of circles inside the region, by how many other discs cover them: each circle's cuts
 * (disc_circle.c) are gone round in order, and the arcs between them added up by depth.
 *
 * Depth by sweeping a circle's covered intervals: as in Sharir 1985, doi:10.1137/0214006. */
#include "geometry/disc_circle.h"

static const double PI = 3.14159265358979323846;

/* Half the integral of x dy - y dx along the arc, by how often the region winds around it. */
static double arc_area(const geoi_circle *w, double angle, double px, double py)
{
    return 0.5 * (w->r * w->r * angle + w->cx * py - w->cy * px);
}

/* Add the arcs inside the region under fewer than `limit` other discs to sums[depth]. Returns
 * the angle they have together. */
static double add_arcs(const geoi_circle *w, int64_t depth, int64_t limit, geoi_sum *sums)
{
    int64_t n = w->events.count;
    int32_t inside = w->inside;
    if (n == 0) {
        if (inside != 0 && depth < limit) {
            geoi_sum_add(&sums[depth], (double)inside * arc_area(w, 2.0 * PI, 0.0, 0.0));
        }
        return 2.0 * PI * (double)inside;
    }
    double total = 0.0;
    for (int64_t i = 0; i < n; i++) {
        const geoi_event *from = &w->events.at[i > 0 ? i - 1 : n - 1], *to = &w->events.at[i];
        if (inside != 0 && depth >= 0 && depth < limit) {
            double turn = to->key - from->key + (i > 0 ? 0.0 : 4.0);
            double angle = geoi_angle_between(from, to, turn);
            double area = arc_area(w, angle, to->px - from->px, to->py - from->py);
            geoi_sum_add(&sums[depth], (double)inside * area);
            total += (double)inside * angle;
        }
        depth += to->depth;
        inside += to->inside;
    }
    return total;
}

static void count_reach(const geoi_circle *w, double angle, int64_t *counts)
{
    if (angle > GEOI_TOUCH || w->edge_in) {
        counts[0]++;
        counts[1] += !geoi_disc_region_has(w->job->region, w->cx, w->cy);
    }
}

static geo_status measure_circle(geoi_circle *w, int64_t i, geoi_sum *sums, int64_t *counts)
{
    geo_status status = GEO_OK;
    const geoi_disc_job *job = w->job;
    bool bounds;
    GEO_TRY(geoi_circle_begin(w, i));
    count_reach(w, add_arcs(w, 0, 1, &sums[job->limit]), counts);
    GEO_TRY(geoi_circle_cut(w, &bounds));
    if (bounds) {
        (void)add_arcs(w, w->depth, job->limit, sums);
    }
done:
    return status;
}

geo_status geoi_disc_arcs(void *user, int64_t begin, int64_t end)
{
    const geoi_disc_job *job = user;
    geo_status status = GEO_OK;
    geoi_circle w = {.job = job};
    int64_t chunk = begin / job->grain;
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(
            measure_circle(&w, i, job->sums + chunk * (job->limit + 1), job->counts + chunk * 2));
    }
done:
    geoi_circle_clear(&w);
    return status;
}
