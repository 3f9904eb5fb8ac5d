/* SPDX-License-Identifier: MIT */
/* Where shapes cut a curve: circle or edge by disc or closed outline. */
#include "geometry/disc_turn.h"
#include "geometry/offset_curve.h"
#include "geometry/orient.h"

void geoi_curve_start(geoi_curve *c)
{
    c->now++;
    c->depth = 0;
    c->inside = 0;
    c->events.count = 0;
    c->status = GEO_OK;
}

void geoi_curve_change(geoi_curve *c, int32_t group, int32_t by)
{
    if (group < 0) {
        c->inside += by;
        return;
    }
    if (c->serial[group] != c->now) {
        c->serial[group] = c->now;
        c->count[group] = 0;
    }
    bool before = c->count[group] > 0;
    c->count[group] += by;
    c->depth += (c->count[group] > 0) - before;
}

static void add_event(geoi_curve *c, double key, double x, double y, int32_t by, int32_t group)
{
    if (c->status == GEO_OK) {
        c->status = geoi_events_add(c->job->ctx, &c->events, (geoi_event){key, x, y, by, group});
    }
}

/* ---- By a disc --------------------------------------------------------------------------- */

static void round_by_disc(geoi_curve *c, int64_t j)
{
    const geoi_round *d = &c->job->shapes->round[j];
    double dx = d->x - c->cx, dy = d->y - c->cy, sum = c->r + d->r, gap = c->r - d->r;
    double d2 = dx * dx + dy * dy;
    bool lower = j < c->item;
    int32_t group = (int32_t)d->group;
    if (d2 >= sum * sum) {
        return;
    }
    if (d2 <= gap * gap || d2 < GEOI_SAME_PLACE2) {
        geoi_curve_change(c, group, d->r > c->r || (d->r == c->r && lower));
        return;
    }
    geoi_covered_arc arc = geoi_circles_cross(c->r, dx, dy, d->r, lower);
    double start = geoi_turn_of(arc.start_x, arc.start_y), end = geoi_turn_of(arc.end_x, arc.end_y);
    geoi_curve_change(c, group, geoi_covers_east(start, end, arc.long_way));
    add_event(c, start, c->cx + arc.start_x, c->cy + arc.start_y, 1, group);
    add_event(c, end, c->cx + arc.end_x, c->cy + arc.end_y, -1, group);
}

static void edge_by_disc(geoi_curve *c, const geoi_round *d)
{
    geoi_cut cut;
    geoi_cut_edge(&c->edge, d->x, d->y, d->r, &cut);
    geoi_curve_change(c, (int32_t)d->group, cut.a_in);
    for (int k = 0; k < cut.count; k++) {
        add_event(c, cut.t[k], d->x + cut.px[k], d->y + cut.py[k], -cut.leaving[k],
                  (int32_t)d->group);
    }
}

/* ---- A circle by an outline ---------------------------------------------------------------- */

/* What the edge does on the circle, and on the ray from its centre to the east, or one of them. */
static void round_by_edge(geoi_curve *c, const geoi_edge *e, int32_t group, bool on_circle,
                          bool on_ray)
{
    geoi_cut cut;
    geoi_cut_edge(e, c->cx, c->cy, c->r, &cut);
    for (int k = 0; on_circle && k < cut.count; k++) {
        add_event(c, geoi_turn_of(cut.px[k], cut.py[k]), c->cx + cut.px[k], c->cy + cut.py[k],
                  cut.leaving[k], group);
    }
    if (on_ray) {
        geoi_curve_change(c, group, geoi_edge_crosses_ray(e, &cut, c->cx, c->cy));
    }
}

/* ---- An edge by an outline ------------------------------------------------------------------- */

/* What has the higher owner is taken to lie a trace lower, and yet less of one to the west, so that
 * no place of it is on a line of the other: `low` says that the place has the higher owner. */
static bool is_left(const geoi_edge *line, double x, double y, bool low)
{
    int side = geoi_orient(line->ax, line->ay, line->bx, line->by, x, y);
    if (side != 0) {
        return side > 0;
    }
    bool left_of_low = line->ax != line->bx ? line->bx < line->ax : line->by > line->ay;
    return left_of_low == low;
}

/* Windings around the beginning of the curve, by the ray from there to the east. */
static void edge_by_ray(geoi_curve *c, const geoi_edge *e, int64_t owner, int32_t group)
{
    double x = c->edge.ax, y = c->edge.ay;
    bool low = c->owner > owner;
    bool from = low ? e->ay >= y : e->ay > y, up = low ? e->by >= y : e->by > y;
    if (from != up && fmax(e->ax, e->bx) >= x && is_left(e, x, y, low) == up) {
        geoi_curve_change(c, group, up ? 1 : -1);
    }
}

static bool comes_first(const geoi_edge *p, const geoi_edge *q)
{
    if (p->ax != q->ax) {
        return p->ax < q->ax;
    }
    if (p->ay != q->ay) {
        return p->ay < q->ay;
    }
    return p->bx != q->bx ? p->bx < q->bx : p->by < q->by;
}

/* The place where two edges cross does not depend on which is which. */
static void crossing_of(const geoi_edge *p, const geoi_edge *q, double *x, double *y)
{
    const geoi_edge *a = comes_first(p, q) ? p : q, *b = a == p ? q : p;
    double ex = b->bx - b->ax, ey = b->by - b->ay;
    double from = ex * (a->ay - b->ay) - ey * (a->ax - b->ax);
    double to = ex * (a->by - b->ay) - ey * (a->bx - b->ax);
    double t = from != to ? fmin(1.0, fmax(0.0, from / (from - to))) : 0.5;
    *x = a->ax + t * (a->bx - a->ax);
    *y = a->ay + t * (a->by - a->ay);
}

static double place_along(const geoi_edge *e, double x, double y)
{
    double ex = e->bx - e->ax, ey = e->by - e->ay;
    double t = ((x - e->ax) * ex + (y - e->ay) * ey) / (ex * ex + ey * ey);
    return fmin(1.0, fmax(0.0, t));
}

static void edge_by_edge(geoi_curve *c, const geoi_edge *e, int64_t owner, int32_t group)
{
    const geoi_edge *own = &c->edge;
    geo_box a = geoi_box_of_edge(own), b = geoi_box_of_edge(e);
    if (!geoi_boxes_meet(&a, &b)) {
        return;
    }
    bool low = c->owner > owner;
    bool from = is_left(own, e->ax, e->ay, !low), to = is_left(own, e->bx, e->by, !low);
    if (from == to || is_left(e, own->ax, own->ay, low) == is_left(e, own->bx, own->by, low)) {
        return;
    }
    double x, y;
    crossing_of(own, e, &x, &y);
    add_event(c, place_along(own, x, y), x, y, to ? -1 : 1, group);
}

/* ---- Outlines -------------------------------------------------------------------------------- */

typedef struct meeting {
    geoi_curve *curve;
    const geoi_disc_region *outline;
    int64_t owner;
    int32_t group;
} meeting;

static bool meet_edge(void *user, int64_t k)
{
    const meeting *m = user;
    const geoi_edge *e = &m->outline->edge[k];
    if (m->curve->round) {
        round_by_edge(m->curve, e, m->group, true, false);
    } else {
        edge_by_edge(m->curve, e, m->owner, m->group);
    }
    return m->curve->status == GEO_OK;
}

static bool meet_ray(void *user, int64_t k)
{
    const meeting *m = user;
    const geoi_edge *e = &m->outline->edge[k];
    if (m->curve->round) {
        round_by_edge(m->curve, e, m->group, false, true);
    } else {
        edge_by_ray(m->curve, e, m->owner, m->group);
    }
    return true;
}

static void meet_outline(geoi_curve *c, const geoi_disc_region *outline, int64_t owner,
                         int32_t group)
{
    meeting m = {c, outline, owner, group};
    double x = c->round ? c->cx : c->edge.ax, y = c->round ? c->cy : c->edge.ay;
    double reach = c->r + 1e-9 * (c->r + fabs(x) + fabs(y));
    geo_box box = c->round ? (geo_box){x - reach, y - reach, x + reach, y + reach}
                           : geoi_box_of_edge(&c->edge);
    geoi_nearby_search(&outline->near, box, meet_edge, &m);
    if (x <= outline->box.max_x) {
        geo_box ray = {x, y, outline->box.max_x, y};
        geoi_nearby_search(&outline->near, ray, meet_ray, &m);
    }
}

static void meet_bar(geoi_curve *c, int64_t i)
{
    const geoi_bar *bar = &c->job->shapes->bar[i];
    int32_t group = (int32_t)bar->group;
    for (int k = 0; k < 4; k++) {
        if (c->round) {
            round_by_edge(c, &bar->side[k], group, true, true);
        } else {
            edge_by_ray(c, &bar->side[k], i, group);
            edge_by_edge(c, &bar->side[k], i, group);
        }
    }
}

/* ---- Shapes ---------------------------------------------------------------------------------- */

void geoi_curve_meet(geoi_curve *c, int64_t item)
{
    const geoi_offset_shapes *s = c->job->shapes;
    if (item < s->round_count) {
        if (c->round) {
            round_by_disc(c, item);
        } else {
            edge_by_disc(c, &s->round[item]);
        }
        return;
    }
    item -= s->round_count;
    if (item < s->bar_count) {
        meet_bar(c, item);
        return;
    }
    const geoi_solid *solid = &s->solid[item - s->bar_count];
    meet_outline(c, &solid->region, GEOI_OF_SOLID, (int32_t)solid->group);
}

void geoi_curve_meet_region(geoi_curve *c)
{
    meet_outline(c, c->job->region, GEOI_OF_REGION, -1);
}
