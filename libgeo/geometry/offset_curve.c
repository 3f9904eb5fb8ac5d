/* SPDX-License-Identifier: MIT */
/* A curve is first cut by its own group, whose shapes cover most of it, and what is left by the
 * shapes that its box meets: of a long line's vertices only short arcs are left. */
#include "geometry/offset_curve.h"

enum { FEW = 64 }; /* shapes of a group that are looked at one by one */

geo_status geoi_curve_init(geoi_curve *c, const geoi_offset_job *job)
{
    int64_t n = job->shapes->groups;
    *c = (geoi_curve){.job = job};
    geo_status status = geoi_array(job->ctx, n, sizeof *c->count, &c->count);
    return status == GEO_OK ? geoi_array(job->ctx, n, sizeof *c->serial, &c->serial) : status;
}

void geoi_curve_clear(geoi_curve *c)
{
    geoi_events_clear(&c->events);
    geoi_release(c->count);
    geoi_release(c->serial);
    geoi_release(c->stretch);
}

/* ---- Curves ------------------------------------------------------------------------------ */

void geoi_curve_of_round(geoi_curve *c, int64_t i)
{
    const geoi_round *d = &c->job->shapes->round[i];
    c->round = true;
    c->cx = d->x, c->cy = d->y, c->r = d->r;
    c->item = i;
    c->group = d->group;
    c->extra = d->extra;
}

void geoi_curve_of_side(geoi_curve *c, int64_t i, int side)
{
    const geoi_bar *bar = &c->job->shapes->bar[i];
    c->round = false;
    c->r = 0.0;
    c->edge = bar->side[side];
    c->owner = i;
    c->item = c->job->shapes->round_count + i;
    c->group = bar->group;
    c->extra = bar->extra;
}

void geoi_curve_of_region(geoi_curve *c, int64_t edge)
{
    c->round = false;
    c->r = 0.0;
    c->edge = c->job->region->edge[edge];
    c->owner = GEOI_OF_REGION;
    c->item = -1;
    c->group = -1;
    c->extra = 0.0;
}

geoi_stretch geoi_curve_whole(const geoi_curve *c)
{
    if (c->round) {
        double east = c->cx + c->r;
        return (geoi_stretch){0.0, 4.0, east, c->cy, east, c->cy};
    }
    return (geoi_stretch){0.0, 1.0, c->edge.ax, c->edge.ay, c->edge.bx, c->edge.by};
}

/* ---- The curve's own group ----------------------------------------------------------------- */

static geo_status add_stretch(geoi_curve *c, geoi_stretch s)
{
    geo_status status = geoi_grow(c->job->ctx, &c->stretch, &c->stretch_room, c->stretch_count + 1,
                                  sizeof *c->stretch);
    if (status == GEO_OK) {
        c->stretch[c->stretch_count++] = s;
    }
    return status;
}

static int64_t group_of(const geoi_offset_shapes *s, int64_t item)
{
    int64_t bar = item - s->round_count, solid = bar - s->bar_count;
    return solid >= 0 ? s->solid[solid].group : bar >= 0 ? s->bar[bar].group : s->round[item].group;
}

static bool meet_own(void *user, int64_t item)
{
    geoi_curve *c = user;
    if (group_of(c->job->shapes, item) == c->group && item != c->item) {
        geoi_curve_meet(c, item);
    }
    return c->status == GEO_OK;
}

static void meet_range(geoi_curve *c, const geo_box *box, int64_t begin, int64_t end)
{
    for (int64_t k = begin; k < end; k++) {
        if (k != c->item && geoi_boxes_meet(box, &c->job->shapes->near.boxes[k])) {
            geoi_curve_meet(c, k);
        }
    }
}

static void meet_group(geoi_curve *c)
{
    const geoi_offset_shapes *s = c->job->shapes;
    int64_t g = c->group, bars = s->round_count;
    int64_t rounds = s->first_round[g + 1] - s->first_round[g];
    geo_box box = c->round ? s->near.boxes[c->item] : geoi_box_of_edge(&c->edge);
    if (rounds > FEW) {
        geoi_nearby_search(&s->near, box, meet_own, c);
        return;
    }
    meet_range(c, &box, s->first_round[g], s->first_round[g + 1]);
    meet_range(c, &box, bars + s->first_bar[g], bars + s->first_bar[g + 1]);
    if (s->solid_of[g] >= 0) {
        int64_t solid = bars + s->bar_count + s->solid_of[g];
        meet_range(c, &box, solid, solid + 1);
    }
}

geo_status geoi_curve_own(geoi_curve *c)
{
    geo_status status = GEO_OK;
    geoi_stretch rest = geoi_curve_whole(c);
    c->stretch_count = 0;
    geoi_curve_start(c);
    meet_group(c);
    GEO_TRY(c->status);
    GEO_TRY(geoi_events_sort(c->job->ctx, &c->events));
    for (int64_t k = 0; k < c->events.count; k++) {
        const geoi_event *e = &c->events.at[k];
        bool free_before = c->depth == 0;
        geoi_curve_change(c, e->inside, e->depth);
        if (free_before == (c->depth == 0)) {
            continue;
        }
        if (free_before) {
            GEO_TRY(
                add_stretch(c, (geoi_stretch){rest.from, e->key, rest.ax, rest.ay, e->px, e->py}));
        }
        rest.from = e->key, rest.ax = e->px, rest.ay = e->py;
    }
    if (c->depth == 0) {
        GEO_TRY(add_stretch(c, rest));
    }
done:
    return status;
}

/* ---- The region and the other groups ------------------------------------------------------ */

static bool meet_other(void *user, int64_t item)
{
    geoi_curve *c = user;
    if (group_of(c->job->shapes, item) != c->group) {
        geoi_curve_meet(c, item);
    }
    return c->status == GEO_OK;
}

/* Of an arc: its ends, and where it is farthest east, north, west and south. */
static geo_box box_of_stretch(const geoi_curve *c, const geoi_stretch *s)
{
    static const double ux[] = {1, 0, -1, 0, 1}, uy[] = {0, 1, 0, -1, 0};
    geo_box b = {fmin(s->ax, s->bx), fmin(s->ay, s->by), fmax(s->ax, s->bx), fmax(s->ay, s->by)};
    for (int k = 0; c->round && k <= 4; k++) {
        if (s->from <= k && k <= s->to) {
            double x = c->cx + c->r * ux[k], y = c->cy + c->r * uy[k];
            b = (geo_box){fmin(b.min_x, x), fmin(b.min_y, y), fmax(b.max_x, x), fmax(b.max_y, y)};
        }
    }
    double more = 1e-9 * (c->r + fabs(b.min_x) + fabs(b.max_x) + fabs(b.min_y) + fabs(b.max_y));
    return (geo_box){b.min_x - more, b.min_y - more, b.max_x + more, b.max_y + more};
}

static void tell_piece(const geoi_curve *c, const geoi_stretch *at, geoi_piece_fn fn, void *user)
{
    if (c->inside != 0) {
        geoi_piece piece = {*at, c->depth, c->inside};
        fn(user, &piece);
    }
}

static void tell_pieces(geoi_curve *c, const geoi_stretch *stretch, geoi_piece_fn fn, void *user)
{
    geoi_stretch rest = *stretch;
    for (int64_t k = 0; k < c->events.count && c->events.at[k].key < stretch->to; k++) {
        const geoi_event *e = &c->events.at[k];
        if (e->key > stretch->from) {
            geoi_stretch at = {rest.from, e->key, rest.ax, rest.ay, e->px, e->py};
            tell_piece(c, &at, fn, user);
            rest.from = e->key, rest.ax = e->px, rest.ay = e->py;
        }
        geoi_curve_change(c, e->inside, e->depth);
    }
    tell_piece(c, &rest, fn, user);
}

/* ---- Stretches that bound nothing ---------------------------------------------------------- */

typedef struct hiding {
    geoi_curve *curve;
    double x, y, size; /* a disc around the stretch */
    int64_t groups;
} hiding;

static bool hide(void *user, int64_t item)
{
    hiding *h = user;
    geoi_curve *c = h->curve;
    const geoi_offset_shapes *s = c->job->shapes;
    if (item >= s->round_count) {
        return true;
    }
    const geoi_round *d = &s->round[item];
    double dx = d->x - h->x, dy = d->y - h->y, room = d->r * (1.0 - 1e-9) - h->size;
    if (d->group != c->group && c->serial[d->group] != c->now && room > 0.0 &&
        dx * dx + dy * dy < room * room) {
        c->serial[d->group] = c->now;
        h->groups++;
    }
    return h->groups < c->job->limit;
}

/* All of the stretch is deep within discs of as many groups as are told apart. Never says yes
 * wrongly; where facilities are dense it spares most stretches the crossings of hundreds. */
static bool is_hidden(geoi_curve *c, const geo_box *box)
{
    double x = 0.5 * (box->min_x + box->max_x), y = 0.5 * (box->min_y + box->max_y);
    double wide = box->max_x - x, high = box->max_y - y;
    hiding h = {c, x, y, sqrt(wide * wide + high * high), 0};
    c->now++; /* marks the groups that hide it */
    geoi_nearby_search(&c->job->shapes->near, (geo_box){x, y, x, y}, hide, &h);
    return h.groups >= c->job->limit;
}

geo_status geoi_curve_walk(geoi_curve *c, const geoi_stretch *stretch, geoi_piece_fn fn, void *user)
{
    geo_status status = GEO_OK;
    geo_box box = box_of_stretch(c, stretch);
    if (!geoi_boxes_meet(&box, &c->job->region->box)) {
        return GEO_OK;
    }
    bool hidden = c->group >= 0 && is_hidden(c, &box);
    geoi_curve_start(c);
    if (c->group >= 0) {
        geoi_curve_meet_region(c);
    } else {
        c->inside = 1;
    }
    GEO_TRY(c->status);
    if (hidden) {
        c->depth = c->job->limit; /* or more */
    } else {
        geoi_nearby_search(&c->job->shapes->near, box, meet_other, c);
    }
    GEO_TRY(c->status);
    GEO_TRY(geoi_events_sort(c->job->ctx, &c->events));
    tell_pieces(c, stretch, fn, user);
done:
    return status;
}
