/* SPDX-License-Identifier: MIT */
/* A circle is cut
 *  1. where the region's edges cross it. What the region does at the circle's easternmost point
 *     follows from the edges that cross the ray from there to the east; from then on each
 *     crossing adds or takes away one winding. No place is ever classified by coordinates that
 *     could fall on either side: only the parity of crossings counts.
 *  2. where other circles do: other discs cover arcs of it, from one crossing to the other. The
 *     lower index computes the crossings for both, so both see the same places.
 * Wrongly ordered cuts that coincide enclose arcs of no length, and so do no harm. */
#include "geometry/disc_circle.h"

#include "geometry/disc_turn.h"

static const double PI = 3.14159265358979323846;

/* ---- Step 1: the region ---------------------------------------------------------------- */

/* An end is inside, not on the circle, or what is inside is longer than a touch. */
static bool passes_through(const geoi_edge *e, const geoi_cut *cut, double cx, double cy, double r)
{
    double ax = e->ax - cx, ay = e->ay - cy, ex = e->bx - e->ax, ey = e->by - e->ay;
    double from = cut->a_in || cut->count == 0 ? 0.0 : cut->t[0];
    double to = cut->count > 0 && !cut->b_in ? cut->t[cut->count - 1] : cut->b_in;
    double share = to - from;
    return ax * ax + ay * ay < r * r ||
           (share > 0.0 && share * share * (ex * ex + ey * ey) > GEOI_TOUCH * GEOI_TOUCH * r * r);
}

static bool cut_by_edge(void *user, int64_t k)
{
    geoi_circle *w = user;
    const geoi_edge *e = &w->job->region->edge[k];
    geoi_cut cut;
    geoi_cut_edge(e, w->cx, w->cy, w->r, &cut);
    w->edge_in |= passes_through(e, &cut, w->cx, w->cy, w->r);
    for (int c = 0; c < cut.count && w->status == GEO_OK; c++) {
        geoi_event event = {geoi_turn_of(cut.px[c], cut.py[c]), cut.px[c], cut.py[c], 0,
                            cut.leaving[c]};
        w->status = geoi_events_add(w->job->ctx, &w->events, event);
    }
    return w->status == GEO_OK;
}

static bool cross_ray(void *user, int64_t k)
{
    geoi_circle *w = user;
    const geoi_disc_region *region = w->job->region;
    const geoi_edge *e = &region->edge[k];
    geoi_cut cut = {0};
    if (geoi_boxes_meet(&region->near.boxes[k], &w->job->discs->near.boxes[w->i])) {
        geoi_cut_edge(e, w->cx, w->cy, w->r, &cut);
    }
    w->inside += geoi_edge_crosses_ray(e, &cut, w->cx, w->cy);
    return true;
}

static geo_status meet_region(geoi_circle *w)
{
    const geoi_disc_region *region = w->job->region;
    w->events.count = 0;
    w->inside = 0;
    w->edge_in = false;
    geoi_nearby_search(&region->near, w->job->discs->near.boxes[w->i], cut_by_edge, w);
    if (w->status != GEO_OK) {
        return w->status;
    }
    if (w->cx <= region->box.max_x) {
        geo_box ray = {w->cx, w->cy, region->box.max_x, w->cy};
        geoi_nearby_search(&region->near, ray, cross_ray, w);
    }
    return geoi_events_sort(w->job->ctx, &w->events);
}

/* ---- Step 2: other discs ---------------------------------------------------------------- */

static bool meet_disc(void *user, int64_t j)
{
    geoi_circle *w = user;
    const geoi_discs *discs = w->job->discs;
    double dx = discs->x[j] - w->cx, dy = discs->y[j] - w->cy, r = discs->r[j];
    double d2 = dx * dx + dy * dy, sum = w->r + r, gap = w->r - r;
    if (j == w->i || d2 >= sum * sum) {
        return true;
    }
    if (d2 <= gap * gap || d2 < GEOI_SAME_PLACE2) {
        w->depth += r > w->r || (r == w->r && j < w->i);
        return w->depth < w->job->limit;
    }
    w->status =
        geoi_grow(w->job->ctx, &w->others, &w->other_room, w->other_count + 1, sizeof *w->others);
    if (w->status != GEO_OK) {
        return false;
    }
    w->others[w->other_count++] = (geoi_neighbour){dx, dy, r, j < w->i};
    geoi_cover_add(&w->cover, w->r, dx, dy, r);
    return w->other_count % 4 != 0 || !geoi_cover_reaches(&w->cover, w->job->limit - w->depth);
}

/* Discs centred in cells first .. last of the crowd, which are of one row. */
static bool hidden_by_row(const geoi_circle *w, int64_t first, int64_t last, geoi_cover *cover)
{
    const geoi_grid *crowd = w->job->discs->crowd;
    const double *r = w->job->discs->r;
    int64_t seen = 0;
    for (int64_t k = crowd->cell_begin[first]; k < crowd->cell_begin[last + 1]; k++) {
        double dx = crowd->x[k] - w->cx, dy = crowd->y[k] - w->cy;
        if (dx * dx + dy * dy >= GEOI_SAME_PLACE2) {
            geoi_cover_add(cover, w->r, dx, dy, r[crowd->id[k]]);
            if (++seen % 8 == 0 && geoi_cover_reaches(cover, w->job->limit)) {
                return true;
            }
        }
    }
    return geoi_cover_reaches(cover, w->job->limit);
}

/* In a crowd the discs centred next to this one mostly hide its circle: look at them before
 * all that cross it are collected. */
static bool hidden_in_crowd(const geoi_circle *w)
{
    const geoi_grid *crowd = w->job->discs->crowd;
    if (crowd == NULL) {
        return false;
    }
    geoi_cover cover = {0};
    int64_t column = geoi_grid_column(crowd, w->cx), row = geoi_grid_row(crowd, w->cy);
    int64_t first = column > 0 ? column - 1 : 0, centres = 0;
    int64_t last = column + 1 < crowd->columns ? column + 1 : column;
    int64_t begin = row > 0 ? row - 1 : 0, end = row + 1 < crowd->rows ? row + 1 : row;
    for (int64_t r = begin; r <= end; r++) {
        const int64_t *cells = crowd->cell_begin + r * crowd->columns;
        centres += cells[last + 1] - cells[first];
    }
    bool hidden = false;
    bool thick = (double)centres >= w->job->discs->crowd_least;
    for (int64_t r = begin; thick && r <= end && !hidden; r++) {
        hidden = hidden_by_row(w, r * crowd->columns + first, r * crowd->columns + last, &cover);
    }
    return hidden;
}

static geo_status add_crossings(geoi_circle *w, const geoi_neighbour *o)
{
    geoi_covered_arc arc = geoi_circles_cross(w->r, o->dx, o->dy, o->r, o->lower);
    geoi_event start = {geoi_turn_of(arc.start_x, arc.start_y), arc.start_x, arc.start_y, 1, 0};
    geoi_event end = {geoi_turn_of(arc.end_x, arc.end_y), arc.end_x, arc.end_y, -1, 0};
    w->depth += geoi_covers_east(start.key, end.key, arc.long_way);
    geo_status status = geoi_events_add(w->job->ctx, &w->events, start);
    return status == GEO_OK ? geoi_events_add(w->job->ctx, &w->events, end) : status;
}

/* ---- The whole ------------------------------------------------------------------------- */

geo_status geoi_circle_begin(geoi_circle *w, int64_t i)
{
    const geoi_discs *discs = w->job->discs;
    w->i = i;
    w->cx = discs->x[i], w->cy = discs->y[i], w->r = discs->r[i];
    w->depth = 0;
    w->other_count = 0;
    w->status = GEO_OK;
    w->cover = (geoi_cover){0};
    return meet_region(w);
}

geo_status geoi_circle_cut(geoi_circle *w, bool *bounds)
{
    geo_status status = GEO_OK;
    const geoi_disc_job *job = w->job;
    *bounds = false;
    if (w->events.count == 0 && w->inside == 0) {
        goto done; /* the circle has no place in the region */
    }
    if (hidden_in_crowd(w)) {
        goto done;
    }
    geoi_nearby_search(&job->discs->near, job->discs->near.boxes[w->i], meet_disc, w);
    GEO_TRY(w->status);
    if (w->depth >= job->limit || geoi_cover_reaches(&w->cover, job->limit - w->depth)) {
        goto done;
    }
    for (int64_t k = 0; k < w->other_count; k++) {
        GEO_TRY(add_crossings(w, &w->others[k]));
    }
    GEO_TRY(geoi_events_sort(job->ctx, &w->events));
    *bounds = true;
done:
    return status;
}

void geoi_circle_clear(geoi_circle *w)
{
    geoi_events_clear(&w->events);
    geoi_release(w->others);
}

double geoi_angle_between(const geoi_event *from, const geoi_event *to, double turn)
{
    double angle =
        atan2(from->px * to->py - from->py * to->px, from->px * to->px + from->py * to->py);
    bool beyond_half = angle < 0.0 ? turn > 1.0 : turn > 3.0 && angle < 1.0;
    return beyond_half ? angle + 2.0 * PI : angle;
}
