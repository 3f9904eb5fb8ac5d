/* SPDX-License-Identifier: MIT */
/* Units divided among zones, chunk by chunk; the parts of a unit by zone, each zone once. */
#include "metrics/zones_internal.h"

#include "base/sum.h"
#include "geometry/common_areas.h"
#include "geometry/plain.h"
#include "geometry/polygons.h"
#include "layer/box.h"

enum { MOST_CHUNKS = 512, LARGEST_GRAIN = 1024 };

static const double NOTHING = 1e-12; /* a share that rounding leaves */

struct geo_zone_parts {
    geoi_parts parts;
};

typedef struct dividing {
    geo_ctx *ctx;
    const geo_zones *zones;
    const geo_geometry *units;
    geoi_nearby near; /* boxes of the zones, for polygons */
    int64_t grain;
    geoi_parts *made;              /* [chunks] */
    geoi_geometry_builder *pieces; /* [chunks] NULL: not asked for */
} dividing;

typedef struct worker {
    const dividing *d;
    geoi_parts *out, raw; /* raw: of one unit, zones in any order */
    geoi_cutter cutter;
    geoi_shares *shares;           /* NULL until a polygon comes */
    geoi_geometry_builder *pieces; /* NULL: not asked for */
} worker;

geo_status geoi_parts_add(geo_ctx *ctx, geoi_parts *parts, geo_zone_part part)
{
    geo_status status =
        geoi_grow(ctx, &parts->part, &parts->room, parts->count + 1, sizeof *parts->part);
    if (status == GEO_OK) {
        parts->part[parts->count++] = part;
    }
    return status;
}

/* ---- One unit ---------------------------------------------------------------------------- */

static int by_zone(const void *a, const void *b)
{
    const geo_zone_part *left = a, *right = b;
    return (left->zone > right->zone) - (left->zone < right->zone);
}

/* The raw parts of a unit, put together by zone: shares of what they add up to. */
static geo_status gather(worker *w)
{
    geo_status status = GEO_OK;
    geo_zone_part *raw = w->raw.part;
    geoi_sum total = {0};
    if (w->raw.count > 1) {
        qsort(raw, (size_t)w->raw.count, sizeof *raw, by_zone);
    }
    for (int64_t k = 0; k < w->raw.count; k++) {
        geoi_sum_add(&total, raw[k].amount);
    }
    for (int64_t k = 0, next = 0; k < w->raw.count; k = next) {
        geoi_sum amount = {0};
        for (next = k; next < w->raw.count && raw[next].zone == raw[k].zone; next++) {
            geoi_sum_add(&amount, raw[next].amount);
        }
        double own = geoi_sum_value(&amount), all = geoi_sum_value(&total);
        bool whole = k == 0 && next == w->raw.count;
        geo_zone_part part = {raw[k].unit, raw[k].zone, whole ? 1.0 : own / all, own};
        GEO_TRY(geoi_parts_add(w->d->ctx, w->out, part));
    }
done:
    w->raw.count = 0;
    return status;
}

static geo_status divide_points(worker *w, int64_t i)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = w->d->units;
    geo_span at = geo_feature_coords(g, i);
    double each = 1.0 / (double)(at.end - at.begin);
    for (int64_t k = at.begin; k < at.end; k++) {
        int64_t zone = geoi_zone_of(w->d->zones, g->x[k], g->y[k]);
        GEO_TRY(geoi_parts_add(w->d->ctx, &w->raw, (geo_zone_part){i, zone, 0.0, each}));
    }
    GEO_TRY(gather(w));
done:
    return status;
}

/* What has no extent is all where its first position is. */
static geo_status put_first(worker *w, int64_t i)
{
    const geo_geometry *g = w->d->units;
    int64_t first = geo_feature_coords(g, i).begin;
    int64_t zone = geoi_zone_of(w->d->zones, g->x[first], g->y[first]);
    return geoi_parts_add(w->d->ctx, w->out, (geo_zone_part){i, zone, 1.0, 0.0});
}

static geo_status divide_line(worker *w, int64_t i)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_cut_line(w->d->ctx, w->d->zones, w->d->units, i, &w->cutter, &w->raw));
    status = w->raw.count > 0 ? gather(w) : put_first(w, i);
done:
    return status;
}

typedef struct looking {
    int64_t zone, count;
} looking;

/* Whether an edge of a zone comes near a box; where rounding leaves a doubt it does. */
typedef struct nearing {
    const geo_zones *zones;
    geo_box box;
    bool near;
} nearing;

static bool passes(const geo_geometry *g, int64_t end, const geo_box *b)
{
    double ax = g->x[end - 1], ay = g->y[end - 1], dx = g->x[end] - ax, dy = g->y[end] - ay;
    const double x[] = {b->min_x, b->max_x, b->max_x, b->min_x};
    const double y[] = {b->min_y, b->min_y, b->max_y, b->max_y};
    double least = (double)INFINITY, most = -(double)INFINITY, size = 0.0;
    for (int k = 0; k < 4; k++) {
        double px = dx * (y[k] - ay), py = dy * (x[k] - ax), side = px - py;
        least = fmin(least, side);
        most = fmax(most, side);
        size = fmax(size, fabs(px) + fabs(py));
    }
    return !(least > 1e-9 * size || most < -1e-9 * size); /* all corners on one side of it */
}

static bool note_edge(void *user, int64_t edge)
{
    nearing *n = user;
    n->near = passes(n->zones->g, n->zones->edge_end[edge], &n->box);
    return !n->near;
}

static bool note_zone(void *user, int64_t zone)
{
    looking *l = user;
    l->zone = zone;
    l->count++;
    return l->count < 2;
}

/* A polygon that no edge of a zone comes near is all in the zone of any of its places, or outside.
 * Most small units are, and need not be compared with anything. */
static bool lies_whole(const worker *w, int64_t i, geo_zone_part *part)
{
    const geo_zones *zones = w->d->zones;
    const geo_geometry *g = w->d->units;
    int64_t first = geo_feature_coords(g, i).begin;
    looking l = {-1, 0};
    nearing n = {zones, geoi_feature_box(g, i), false};
    geoi_rtree_search(zones->edges, n.box, note_edge, &n);
    if (n.near || !geoi_plainly_valid(g, i)) {
        return false;
    }
    geoi_inside_search_closed(zones->inside, g->x[first], g->y[first], note_zone, &l);
    *part = (geo_zone_part){i, l.zone, 1.0, geoi_feature_area(g, i)};
    return l.count < 2 && part->amount > 0.0;
}

static geo_status add_shares(worker *w, int64_t i, const geoi_share *s)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = w->d->ctx;
    geoi_sum inside = {0};
    for (int64_t k = 0; k < s->count; k++) {
        geoi_sum_add(&inside, s->m2[k]);
    }
    double rest = s->own_m2 - geoi_sum_value(&inside);
    if (rest > NOTHING * s->own_m2) {
        GEO_TRY(geoi_parts_add(ctx, w->out, (geo_zone_part){i, -1, rest / s->own_m2, rest}));
    }
    for (int64_t k = 0; k < s->count; k++) {
        double share = s->m2[k] >= (1.0 - NOTHING) * s->own_m2 ? 1.0 : s->m2[k] / s->own_m2;
        GEO_TRY(geoi_parts_add(ctx, w->out, (geo_zone_part){i, s->which[k], share, s->m2[k]}));
    }
done:
    return status;
}

static geo_status divide_polygon(worker *w, int64_t i)
{
    geo_status status = GEO_OK;
    geoi_share s;
    geo_zone_part part;
    geoi_geometry_mark before = {0};
    int64_t count = w->out->count;
    if (lies_whole(w, i, &part)) {
        return geoi_parts_add(w->d->ctx, w->out, part);
    }
    if (w->pieces != NULL && !(geoi_feature_area(w->d->units, i) > 0.0)) {
        return put_first(w, i); /* of demand a place, be it valid or not */
    }
    if (w->shares == NULL) {
        GEO_TRY(geoi_shares_create(w->d->ctx, w->d->zones->g, &w->d->near, &w->shares));
    }
    if (w->pieces != NULL) {
        before = geoi_geometry_place(w->pieces);
    }
    GEO_TRY(geoi_shares_of(w->shares, w->d->units, i, w->pieces, &s));
    GEO_TRY(s.own_m2 > 0.0 ? add_shares(w, i, &s) : put_first(w, i));
    const geo_zone_part *made = w->out->part + count;
    bool pieces = s.own_m2 > 0.0 && s.count > 0 && geoi_is_piece(made, w->out->count - count, 0);
    pieces = pieces || w->out->count > count + 1;
    if (w->pieces != NULL && !pieces) {
        geoi_geometry_back(w->pieces, before);
    }
done:
    return status;
}

static geo_status divide_unit(worker *w, int64_t i)
{
    const geo_geometry *g = w->d->units;
    geo_span at = geo_feature_coords(g, i);
    if (at.begin == at.end) {
        return GEO_OK;
    }
    switch ((geo_geometry_type)g->type[i]) {
    case GEO_POINT:
    case GEO_MULTIPOINT:
        return divide_points(w, i);
    case GEO_LINESTRING:
    case GEO_MULTILINESTRING:
        return divide_line(w, i);
    case GEO_POLYGON:
    case GEO_MULTIPOLYGON:
        return divide_polygon(w, i);
    case GEO_NONE:
    case GEO_COLLECTION:
        break;
    }
    geo_status status =
        geoi_fail(w->d->ctx, GEO_DATA, "feature %lld is a %s, whose parts cannot be told apart",
                  (long long)i + 1, geo_geometry_type_name(GEO_COLLECTION));
    geoi_hint(w->d->ctx, "keep one kind of geometry: geo convert --where");
    return status;
}

/* ---- All --------------------------------------------------------------------------------- */

static geo_status divide_chunk(void *data, int64_t begin, int64_t end)
{
    const dividing *d = data;
    geo_status status = GEO_OK;
    worker w = {.d = d, .out = &d->made[begin / d->grain]};
    w.pieces = d->pieces != NULL ? &d->pieces[begin / d->grain] : NULL;
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(divide_unit(&w, i));
    }
    if (w.pieces != NULL) {
        GEO_TRY(geoi_geometry_finish(d->ctx, w.pieces));
    }
done:
    geoi_shares_destroy(w.shares);
    geoi_cutter_clear(&w.cutter);
    geoi_release(w.raw.part);
    return status;
}

static geo_status index_boxes(dividing *d)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_nearby_init(d->ctx, &d->near, d->zones->g->n));
    for (int64_t i = 0; i < d->zones->g->n; i++) {
        d->near.boxes[i] = geoi_feature_box(d->zones->g, i);
    }
    GEO_TRY(geoi_nearby_build(d->ctx, &d->near));
done:
    return status;
}

static geo_status join(const dividing *d, int64_t chunks, geo_zone_parts *out,
                       geoi_geometry_builder *pieces)
{
    geo_status status = GEO_OK;
    int64_t total = 0;
    for (int64_t c = 0; c < chunks; c++) {
        total += d->made[c].count;
    }
    GEO_TRY(geoi_array_raw(d->ctx, total, sizeof *out->parts.part, &out->parts.part));
    for (int64_t c = 0; c < chunks; c++) {
        if (d->made[c].count > 0) {
            memcpy(out->parts.part + out->parts.count, d->made[c].part,
                   (size_t)d->made[c].count * sizeof *out->parts.part);
        }
        out->parts.count += d->made[c].count;
        if (pieces != NULL) {
            GEO_TRY(geoi_geometry_append(d->ctx, pieces, &d->pieces[c].g));
        }
    }
    if (pieces != NULL) {
        GEO_TRY(geoi_geometry_finish(d->ctx, pieces));
    }
done:
    return status;
}

static void clear_chunks(dividing *d, int64_t chunks)
{
    for (int64_t c = 0; d->made != NULL && c < chunks; c++) {
        geoi_release(d->made[c].part);
    }
    for (int64_t c = 0; d->pieces != NULL && c < chunks; c++) {
        geoi_geometry_clear(&d->pieces[c]);
    }
    geoi_release(d->made);
    geoi_release(d->pieces);
    geoi_nearby_clear(&d->near);
}

geo_status geoi_zones_cut(geo_ctx *ctx, const geo_zones *zones, const geo_shapes *units,
                          geo_zone_parts **out, geoi_geometry_builder *pieces)
{
    geo_status status = GEO_OK;
    geo_zone_parts *parts = NULL;
    dividing d = {.ctx = ctx, .zones = zones, .units = geo_shapes_geometry(units)};
    int64_t n = d.units->n;
    *out = NULL;
    d.grain = n / MOST_CHUNKS + 1 < LARGEST_GRAIN ? n / MOST_CHUNKS + 1 : LARGEST_GRAIN;
    int64_t chunks = (n + d.grain - 1) / d.grain;
    GEO_TRY(geoi_array(ctx, 1, sizeof *parts, &parts));
    GEO_TRY(index_boxes(&d));
    GEO_TRY(geoi_array(ctx, chunks, sizeof *d.made, &d.made));
    if (pieces != NULL) {
        GEO_TRY(geoi_array(ctx, chunks, sizeof *d.pieces, &d.pieces));
    }
    GEO_TRY(geoi_parallel(ctx, n, d.grain, divide_chunk, &d));
    GEO_TRY(join(&d, chunks, parts, pieces));
    *out = parts;
    parts = NULL;
done:
    clear_chunks(&d, chunks);
    geo_zone_parts_destroy(parts);
    return status;
}

geo_status geo_zones_divide(geo_ctx *ctx, const geo_zones *zones, const geo_shapes *units,
                            geo_zone_parts **out)
{
    return geoi_zones_cut(ctx, zones, units, out, NULL);
}

void geo_zone_parts_destroy(geo_zone_parts *parts)
{
    if (parts != NULL) {
        geoi_release(parts->parts.part);
        geoi_release(parts);
    }
}

int64_t geo_zone_parts_count(const geo_zone_parts *parts)
{
    return parts->parts.count;
}

const geo_zone_part *geo_zone_parts_all(const geo_zone_parts *parts)
{
    return parts->parts.part;
}
