/* SPDX-License-Identifier: MIT */
/* Do polygons overlap, and by how much? Those of a map mostly lie side by side and share borders to
 * the bit; then nothing needs to be united.
 *
 * Where several polygons lie on each other that place ends at edges. Two edges that are the same
 * there and back, each with its own polygon on its left, end nothing. So there is another edge, and
 * it lies on a polygon that it is not of. All such polygons are united; when their union is as
 * large as they are together, no two overlap. */
#include "geo/geometry.h"

#include "base/sum.h"
#include "geometry/geos_union.h"
#include "geometry/nearby.h"
#include "geometry/polygons.h"
#include "layer/box.h"
#include "space/order.h"
#include "space/shapes_internal.h"

static const double ROUNDING = 1e-12; /* of the areas of those united */

typedef struct overlapping {
    geo_ctx *ctx;
    const geo_geometry *g;
    geoi_nearby features;
    uint8_t *doubtful; /* [n] its box has a part in common with that of another; then: to unite */
    int64_t count;     /* edges of the doubtful */
    int64_t *begin;    /* [count] the edge's first position as its ring has it */
    int64_t *owner;    /* [count] */
    uint8_t *back;     /* [count] its polygon is on the right: the ring runs clockwise */
} overlapping;

/* ---- Boxes ------------------------------------------------------------------------------- */

static bool share_land(const geo_box *a, const geo_box *b)
{
    return a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y;
}

typedef struct looking {
    const overlapping *o;
    int64_t feature;
    bool mark; /* those that are found, too */
    bool any;
} looking;

static bool see(void *user, int64_t other)
{
    looking *l = user;
    const geo_box *boxes = l->o->features.boxes;
    if (other == l->feature || !share_land(&boxes[other], &boxes[l->feature])) {
        return true;
    }
    l->any = true;
    if (l->mark) {
        l->o->doubtful[other] = 1;
    }
    return l->mark;
}

static geo_status find_doubtful(overlapping *o)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array(o->ctx, o->g->n, 1, &o->doubtful));
    GEO_TRY(geoi_nearby_init(o->ctx, &o->features, o->g->n));
    for (int64_t i = 0; i < o->g->n; i++) {
        o->features.boxes[i] = geoi_feature_box(o->g, i);
    }
    GEO_TRY(geoi_nearby_build(o->ctx, &o->features));
    for (int64_t i = 0; i < o->g->n; i++) {
        looking l = {o, i, false, false};
        geoi_nearby_search(&o->features, o->features.boxes[i], see, &l);
        o->doubtful[i] = l.any;
        GEO_TRY(i % 4096 == 0 ? geoi_progress(o->ctx, 0.2 * (double)i / (double)o->g->n) : GEO_OK);
    }
done:
    return status;
}

/* ---- Edges ------------------------------------------------------------------------------- */

static void add_ring(overlapping *o, int64_t feature, geo_span at, bool outer)
{
    const geo_geometry *g = o->g;
    double twice = 0.0;
    for (int64_t c = at.begin + 1; c + 1 < at.end; c++) {
        double ax = g->x[c] - g->x[at.begin], ay = g->y[c] - g->y[at.begin];
        double bx = g->x[c + 1] - g->x[at.begin], by = g->y[c + 1] - g->y[at.begin];
        twice += ax * by - ay * bx;
    }
    for (int64_t c = at.begin; c + 1 < at.end; c++, o->count++) {
        o->begin[o->count] = c;
        o->owner[o->count] = feature;
        o->back[o->count] = (twice < 0.0) == outer;
    }
}

static geo_status list_edges(overlapping *o)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = o->g;
    GEO_TRY(geoi_array_raw(o->ctx, g->coord_count, sizeof *o->begin, &o->begin));
    GEO_TRY(geoi_array_raw(o->ctx, g->coord_count, sizeof *o->owner, &o->owner));
    GEO_TRY(geoi_array_raw(o->ctx, g->coord_count, sizeof *o->back, &o->back));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = o->doubtful[i] ? geo_parts(g, i) : (geo_span){0, 0};
        for (int64_t p = parts.begin; p < parts.end; p++) {
            geo_span rings = geo_rings(g, p);
            for (int64_t r = rings.begin; r < rings.end; r++) {
                add_ring(o, i, geo_coords(g, r), r == rings.begin);
            }
        }
    }
done:
    return status;
}

/* The same for an edge there and back. */
static uint64_t key_of(const overlapping *o, int64_t edge)
{
    const double *x = o->g->x + o->begin[edge], *y = o->g->y + o->begin[edge];
    uint64_t key = 0;
    for (int k = 0; k < 2; k++) { /* -0 is 0 */
        uint64_t a = geoi_double_key(x[k] + 0.0) * 0x9e3779b97f4a7c15u;
        uint64_t b = (geoi_double_key(y[k] + 0.0) ^ (a >> 29)) * 0xbf58476d1ce4e5b9u;
        key += (b ^ (b >> 32)) * 0x94d049bb133111ebu;
    }
    return key;
}

/* Two that are the same, there and back, with their polygons on both sides. */
static bool is_border(const overlapping *o, int64_t a, int64_t b)
{
    const double *x = o->g->x, *y = o->g->y;
    int64_t p = o->begin[a], q = o->begin[b];
    bool same = x[p] == x[q] && y[p] == y[q] && x[p + 1] == x[q + 1] && y[p + 1] == y[q + 1];
    bool turned = x[p] == x[q + 1] && y[p] == y[q + 1] && x[p + 1] == x[q] && y[p + 1] == y[q];
    return (same && o->back[a] != o->back[b]) || (turned && o->back[a] == o->back[b]);
}

static void mark_about(overlapping *o, int64_t edge)
{
    const double *x = o->g->x + o->begin[edge], *y = o->g->y + o->begin[edge];
    geo_box box = {fmin(x[0], x[1]), fmin(y[0], y[1]), fmax(x[0], x[1]), fmax(y[0], y[1])};
    looking l = {o, o->owner[edge], true, false};
    geoi_nearby_search(&o->features, box, see, &l);
    o->doubtful[o->owner[edge]] |= l.any;
}

/* Doubtful remain those that an edge of another, which is no border, may lie on, and its own. */
static geo_status sift(overlapping *o)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *order = NULL;
    GEO_TRY(geoi_array_raw(o->ctx, o->count, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(o->ctx, o->count, sizeof *order, &order));
    for (int64_t e = 0; e < o->count; e++) {
        key[e] = key_of(o, e);
    }
    GEO_TRY(geoi_sort_keys(o->ctx, o->count, 64, key, order));
    memset(o->doubtful, 0, (size_t)o->g->n);
    for (int64_t at = 0, end; at < o->count; at = end) {
        for (end = at + 1; end < o->count && key[end] == key[at]; end++) {
        }
        if (end - at == 2 && is_border(o, order[at], order[at + 1])) {
            continue;
        }
        for (int64_t k = at; k < end; k++) {
            mark_about(o, order[k]);
        }
        GEO_TRY(geoi_progress(o->ctx, 0.2 + 0.3 * (double)end / (double)o->count));
    }
done:
    geoi_release(key);
    geoi_release(order);
    return status;
}

/* ---- Areas ------------------------------------------------------------------------------- */

/* What those marked, or all when there are no marks, have more than their union. */
static geo_status excess_of(overlapping *o, const uint8_t *marks, double *out)
{
    geo_status status = GEO_OK;
    geoi_sum sum = {0};
    int64_t *which = NULL, n = 0;
    double united_m2 = 0.0;
    GEOSGeometry *united = NULL;
    geoi_geos geos;
    *out = 0.0;
    GEO_TRY(geoi_geos_init(o->ctx, &geos));
    GEO_TRY(geoi_array_raw(o->ctx, o->g->n, sizeof *which, &which));
    for (int64_t i = 0; i < o->g->n; i++) {
        if (marks == NULL || marks[i]) {
            geoi_sum_add(&sum, geoi_feature_area(o->g, i));
            which[n++] = i;
        }
    }
    if (n > 1) {
        const geoi_near_features f = {.g = o->g, .which = which, .n = n, .quad_segments = 1};
        GEO_TRY(geoi_geos_buffer_union(&geos, &f, &united));
        if (!GEOSArea_r(geos.handle, united, &united_m2)) {
            status = geoi_geos_fail(&geos, "an area could not be measured");
            goto done;
        }
        double excess = geoi_sum_value(&sum) - united_m2;
        *out = excess > ROUNDING * geoi_sum_value(&sum) ? excess : 0.0;
    }
done:
    geoi_geos_drop(&geos, united);
    geoi_geos_clear(&geos);
    geoi_release(which);
    return status;
}

geo_status geo_shapes_overlap(geo_ctx *ctx, const geo_shapes *polygons, double *out_m2)
{
    geo_status status = GEO_OK;
    overlapping o = {.ctx = ctx, .g = geo_shapes_geometry(polygons)};
    double excess = 0.0;
    *out_m2 = 0.0;
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "checking polygons"));
    GEO_TRY(geoi_polygons_check(ctx, o.g, NULL, o.g->n, "shapes"));
    GEO_TRY(geoi_stage(ctx, 0.2, 1.0, "looking for overlaps"));
    if (o.g->n < 2) {
        goto done;
    }
    GEO_TRY(find_doubtful(&o));
    GEO_TRY(list_edges(&o));
    GEO_TRY(sift(&o));
    GEO_TRY(excess_of(&o, o.doubtful, &excess));
    GEO_TRY(excess > 0.0 ? excess_of(&o, NULL, &excess) : GEO_OK);
    *out_m2 = excess;
done:
    geoi_nearby_clear(&o.features);
    geoi_release(o.doubtful);
    geoi_release(o.begin);
    geoi_release(o.owner);
    geoi_release(o.back);
    return status;
}
