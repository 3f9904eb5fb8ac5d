/* SPDX-License-Identifier: MIT */
#include "geometry/offset_shapes.h"

#include "geometry/geos.h"
#include "layer/box.h"
#include "layer/parts.h"

static const double PI = 3.14159265358979323846;

/* The extras are shares, in so many steps, of a width that is much to the digits of a position
 * and nothing to a planner: a 2^-32nd of the region, and of the distance a 2^-30th. Features
 * that coincide get steps that differ, unless there are more of them than steps. */
enum { STEPS = 32768, STRIDE = 20251 };

typedef struct making {
    geo_ctx *ctx;
    const geoi_disc_region *region;
    const geoi_near_features *features;
    geoi_offset_shapes *shapes;
    int64_t round_room, bar_room, solid_room;
    int64_t attempt;
    /* of the feature at hand */
    int64_t group, step;
    double r, width;
} making;

static double width_for(const geo_box *box, double r)
{
    double far =
        fmax(fmax(fabs(box->min_x), fabs(box->max_x)), fmax(fabs(box->min_y), fabs(box->max_y)));
    return 0x1p-32 * far + 0x1p-30 * r;
}

/* `from` to `from + span` of the width. */
static double next_extra(making *m, double from, double span)
{
    int64_t step = (m->group * (STRIDE + 2 * m->attempt) + m->group / STEPS + m->step++) % STEPS;
    return m->width * (from + span * (double)step / STEPS);
}

/* ---- Shapes ------------------------------------------------------------------------------ */

/* Wider by more than rounding, so that the search misses nothing. */
static geo_box widened(geo_box b, double r)
{
    double reach = r + 1e-9 * (r + fabs(b.min_x) + fabs(b.max_x) + fabs(b.min_y) + fabs(b.max_y));
    return (geo_box){b.min_x - reach, b.min_y - reach, b.max_x + reach, b.max_y + reach};
}

static geo_status add_round(making *m, double x, double y)
{
    geoi_offset_shapes *s = m->shapes;
    double extra = next_extra(m, 0.625, 0.375), r = m->r + extra;
    geo_box box = widened((geo_box){x, y, x, y}, r);
    if (!geoi_boxes_meet(&box, &m->region->box)) {
        return GEO_OK;
    }
    geo_status status =
        geoi_grow(m->ctx, &s->round, &m->round_room, s->round_count + 1, sizeof *s->round);
    if (status == GEO_OK) {
        s->round[s->round_count++] = (geoi_round){x, y, r, extra, m->group};
        s->area += PI * r * r;
    }
    return status;
}

static geo_status add_bar(making *m, const geoi_edge *e)
{
    geoi_offset_shapes *s = m->shapes;
    double extra = next_extra(m, 0.125, 0.25), r = m->r + extra;
    geo_box box = widened(geoi_box_of_edge(e), r);
    double ex = e->bx - e->ax, ey = e->by - e->ay, length = sqrt(ex * ex + ey * ey);
    if (!(length > 0.0) || !geoi_boxes_meet(&box, &m->region->box)) {
        return GEO_OK;
    }
    geo_status status = geoi_grow(m->ctx, &s->bar, &m->bar_room, s->bar_count + 1, sizeof *s->bar);
    if (status == GEO_OK) {
        double rx = ey / length * r, ry = -ex / length * r; /* to the right */
        double x[4] = {e->ax + rx, e->bx + rx, e->bx - rx, e->ax - rx};
        double y[4] = {e->ay + ry, e->by + ry, e->by - ry, e->ay - ry};
        geoi_bar *bar = &s->bar[s->bar_count++];
        for (int k = 0; k < 4; k++) {
            bar->side[k] = (geoi_edge){x[k], y[k], x[(k + 1) % 4], y[(k + 1) % 4]};
        }
        bar->extra = extra;
        bar->group = m->group;
        s->area += 2.0 * r * length;
    }
    return status;
}

static geo_status add_solid(making *m, int64_t feature)
{
    geo_status status = GEO_OK;
    geoi_offset_shapes *s = m->shapes;
    GEO_TRY(geoi_grow(m->ctx, &s->solid, &m->solid_room, s->solid_count + 1, sizeof *s->solid));
    geoi_solid *solid = &s->solid[s->solid_count];
    *solid = (geoi_solid){.region = {.origin_x = s->origin_x, .origin_y = s->origin_y}};
    solid->group = m->group;
    s->solid_of[m->group] = s->solid_count++; /* is cleared from here on */
    GEO_TRY(geoi_disc_region_fill(m->ctx, &solid->region, m->features->g, feature));
    s->area += solid->region.area;
done:
    return status;
}

/* ---- Features ---------------------------------------------------------------------------- */

/* Each place of the run once; of a ring the last is the first. */
static geo_status add_run(making *m, geo_span run, bool ring)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = m->features->g;
    for (int64_t i = run.begin; i < run.end; i++) {
        double x = g->x[i] - m->shapes->origin_x, y = g->y[i] - m->shapes->origin_y;
        if (!ring || i + 1 < run.end) {
            GEO_TRY(add_round(m, x, y));
        }
        if (i + 1 < run.end) {
            geoi_edge e = {x, y, g->x[i + 1] - m->shapes->origin_x,
                           g->y[i + 1] - m->shapes->origin_y};
            GEO_TRY(add_bar(m, &e));
        }
    }
done:
    return status;
}

static geo_status add_feature(making *m, int64_t feature)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = m->features->g;
    geo_span parts = geo_parts(g, feature);
    bool solid = (geoi_kinds_of(g, feature) & GEOI_KEEP_POLYGONS) != 0;
    m->step = 0;
    m->width = width_for(&m->region->box, m->r);
    m->shapes->reach = fmax(m->shapes->reach, m->r);
    if (solid) {
        GEO_TRY(add_solid(m, feature));
    }
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        bool ring = geoi_part_type(g, feature, p) == GEO_POLYGON;
        for (int64_t r = rings.begin; r < rings.end && (ring || m->r > 0.0); r++) {
            GEO_TRY(add_run(m, geo_coords(g, r), ring));
        }
    }
done:
    return status;
}

static geo_status index_shapes(geo_ctx *ctx, geoi_offset_shapes *s)
{
    geo_status status = GEO_OK;
    int64_t k = 0;
    GEO_TRY(geoi_nearby_init(ctx, &s->near, s->round_count + s->bar_count + s->solid_count));
    for (int64_t i = 0; i < s->round_count; i++) {
        const geoi_round *d = &s->round[i];
        s->near.boxes[k++] = widened((geo_box){d->x, d->y, d->x, d->y}, d->r);
    }
    for (int64_t i = 0; i < s->bar_count; i++) {
        geo_box a = geoi_box_of_edge(&s->bar[i].side[0]), b = geoi_box_of_edge(&s->bar[i].side[2]);
        s->near.boxes[k++] = (geo_box){fmin(a.min_x, b.min_x), fmin(a.min_y, b.min_y),
                                       fmax(a.max_x, b.max_x), fmax(a.max_y, b.max_y)};
    }
    for (int64_t i = 0; i < s->solid_count; i++) {
        s->near.boxes[k++] = s->solid[i].region.box;
    }
    GEO_TRY(geoi_nearby_build(ctx, &s->near));
done:
    return status;
}

geo_status geoi_offset_shapes_init(geo_ctx *ctx, geoi_offset_shapes *shapes,
                                   const geoi_disc_region *region,
                                   const geoi_near_features *features, int64_t attempt)
{
    geo_status status = GEO_OK;
    making m = {.ctx = ctx, .region = region, .features = features, .shapes = shapes};
    int64_t n = features->n;
    m.attempt = attempt;
    shapes->origin_x = region->origin_x;
    shapes->origin_y = region->origin_y;
    shapes->groups = n;
    GEO_TRY(geoi_array_raw(ctx, n + 1, sizeof *shapes->first_round, &shapes->first_round));
    GEO_TRY(geoi_array_raw(ctx, n + 1, sizeof *shapes->first_bar, &shapes->first_bar));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *shapes->solid_of, &shapes->solid_of));
    for (int64_t k = 0; k < n; k++) {
        m.group = k;
        m.r = geoi_reach_of(features, features->which[k]);
        shapes->first_round[k] = shapes->round_count;
        shapes->first_bar[k] = shapes->bar_count;
        shapes->solid_of[k] = -1;
        if (m.r >= 0.0) { /* false for NaN */
            GEO_TRY(add_feature(&m, features->which[k]));
        }
    }
    shapes->first_round[n] = shapes->round_count;
    shapes->first_bar[n] = shapes->bar_count;
    GEO_TRY(index_shapes(ctx, shapes));
done:
    return status;
}

void geoi_offset_shapes_clear(geoi_offset_shapes *shapes)
{
    for (int64_t k = 0; k < shapes->solid_count; k++) {
        geoi_disc_region_clear(&shapes->solid[k].region);
    }
    geoi_nearby_clear(&shapes->near);
    geoi_release(shapes->first_round);
    geoi_release(shapes->first_bar);
    geoi_release(shapes->solid_of);
    geoi_release(shapes->round);
    geoi_release(shapes->bar);
    geoi_release(shapes->solid);
    *shapes = (geoi_offset_shapes){0};
}
