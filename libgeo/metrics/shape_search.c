/* SPDX-License-Identifier: MIT */
/* Every edge (or point) of a facility is an item of a packed R-tree, walked from near to far with
 * the distance from a box to the origin's runs of edges as the bound. Two geometries are at
 * distance 0 when edges meet, or when one has a part within a polygon of the other: then the
 * first position of a part of the origin is inside the facility, or an end of a facility's edge
 * inside the origin. Otherwise their nearest places are on edges. */
#include "metrics/shape_search.h"

#include "space/order.h"

/* ---- Index ---------------------------------------------------------------------------- */

static geo_status set_kinds(geoi_shape_index *index)
{
    geo_status status = GEO_OK;
    int64_t *kind = NULL;
    GEO_TRY(geoi_array_raw(index->ctx, index->to.n, sizeof *kind, &kind));
    for (int64_t i = 0; i < index->to.n; i++) {
        kind[i] = index->facility_kind[index->to.owner[i]];
    }
    GEO_TRY(geoi_rtree_set_kinds(index->ctx, index->tree, kind));
done:
    geoi_release(kind);
    return status;
}

geo_status geoi_shape_index_create(geo_ctx *ctx, const geo_geometry *origins,
                                   const geo_geometry *facilities, const int64_t *origin_kind,
                                   const int64_t *facility_kind, bool skip_self,
                                   geoi_shape_index *out)
{
    geo_status status = GEO_OK;
    geo_box *box = NULL;
    *out = (geoi_shape_index){.ctx = ctx,
                              .origins = origins,
                              .origin_kind = origin_kind,
                              .facility_kind = facility_kind,
                              .skip_self = skip_self};
    GEO_TRY(geoi_edges_create(ctx, origins, &out->from));
    GEO_TRY(geoi_edges_create(ctx, facilities, &out->to));
    GEO_TRY(geoi_edges_boxes(ctx, &out->to, &box));
    GEO_TRY(geoi_rtree_create(ctx, out->to.n, box, &out->tree));
    if (facility_kind != NULL) {
        GEO_TRY(set_kinds(out));
    }
    GEO_TRY(geoi_inside_create(ctx, facilities, &out->around));
    GEO_TRY(geoi_inside_create(ctx, origins, &out->within));
done:
    geoi_release(box);
    return status;
}

void geoi_shape_index_clear(geoi_shape_index *index)
{
    geoi_edges_clear(&index->from);
    geoi_edges_clear(&index->to);
    geoi_rtree_destroy(index->tree);
    geoi_inside_destroy(index->around);
    geoi_inside_destroy(index->within);
    *index = (geoi_shape_index){0};
}

static geo_box feature_box(const geoi_edges *edges, int64_t feature)
{
    int64_t at = edges->run_first[feature], end = edges->run_first[feature + 1];
    geo_box all = edges->run[at];
    for (at++; at < end; at++) {
        const geo_box *run = &edges->run[at];
        all = (geo_box){fmin(all.min_x, run->min_x), fmin(all.min_y, run->min_y),
                        fmax(all.max_x, run->max_x), fmax(all.max_y, run->max_y)};
    }
    return all;
}

geo_status geoi_shape_order(geo_ctx *ctx, const geoi_edges *edges, int64_t *order, int64_t *count)
{
    geo_status status = GEO_OK;
    double *x = NULL, *y = NULL;
    int64_t n = 0;
    GEO_TRY(geoi_array_raw(ctx, edges->features, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(ctx, edges->features, sizeof *y, &y));
    for (int64_t i = 0; i < edges->features; i++) {
        if (edges->first[i] < edges->first[i + 1]) {
            geo_box box = feature_box(edges, i);
            x[n] = box.min_x / 2.0 + box.max_x / 2.0;
            y[n] = box.min_y / 2.0 + box.max_y / 2.0;
            order[n++] = i;
        }
    }
    GEO_TRY(geoi_hilbert_sort(ctx, n, x, y, order));
    *count = n;
done:
    geoi_release(x);
    geoi_release(y);
    return status;
}

/* ---- One origin ----------------------------------------------------------------------- */

typedef struct asker {
    const geoi_shape_index *index;
    geoi_shape_query *query;
    int64_t origin;
    geo_box box;     /* of the origin */
    bool is_area;    /* it may have an inside */
    int64_t kind;    /* to pass over, or -1 */
    bool inside;     /* the answer of is_inside_origin() */
    double x, y;     /* the place that is asked about */
    geo_status told; /* what query->found() said */
} asker;

static bool is_passed_over(const asker *a, int64_t facility)
{
    const geoi_shape_index *index = a->index;
    return (index->skip_self && facility == a->origin) ||
           (a->kind >= 0 && index->facility_kind[facility] == a->kind);
}

static bool note_inside_origin(void *user, int64_t feature)
{
    asker *a = user;
    a->inside = feature == a->origin;
    return !a->inside;
}

static bool is_inside_origin(asker *a, double x, double y)
{
    a->inside = false;
    if (a->is_area && x >= a->box.min_x && x <= a->box.max_x && y >= a->box.min_y &&
        y <= a->box.max_y) {
        geoi_inside_search(a->index->within, x, y, note_inside_origin, a);
    }
    return a->inside;
}

/* A box that no edge of the origin meets is inside of it, or outside, as a whole. */
static double bound2(void *user, const geo_box *box)
{
    asker *a = user;
    double bound = geoi_edges_bound2(&a->index->from, a->origin, box);
    return bound > 0.0 && is_inside_origin(a, box->min_x, box->min_y) ? 0.0 : bound;
}

static geo_status meet_edge(void *user, int64_t item)
{
    asker *a = user;
    const geoi_shape_index *index = a->index;
    const geoi_edge *e = &index->to.edge[item];
    geoi_meeting m;
    if (is_passed_over(a, index->to.owner[item])) {
        return GEO_OK;
    }
    bool near = geoi_edges_nearest(&index->from, a->origin, e, a->query->limit, &m);
    if ((!near || m.d2 > 0.0) && is_inside_origin(a, e->ax, e->ay)) {
        m = (geoi_meeting){0.0, e->ax, e->ay, e->ax, e->ay};
        near = true;
    }
    return near ? a->query->found(a->query->user, index->to.owner[item], &m) : GEO_OK;
}

static bool meet_area(void *user, int64_t facility)
{
    asker *a = user;
    const geoi_meeting m = {0.0, a->x, a->y, a->x, a->y};
    if (!is_passed_over(a, facility)) {
        a->told = a->query->found(a->query->user, facility, &m);
    }
    return a->told == GEO_OK;
}

static geo_status meet_areas(asker *a)
{
    const geo_geometry *g = a->index->origins;
    geo_span parts = geo_parts(g, a->origin);
    for (int64_t p = parts.begin; p < parts.end && a->told == GEO_OK; p++) {
        geo_span rings = geo_rings(g, p);
        if (rings.begin == rings.end) {
            continue;
        }
        geo_span at = geo_coords(g, rings.begin);
        if (at.begin < at.end) {
            a->x = g->x[at.begin];
            a->y = g->y[at.begin];
            geoi_inside_search(a->index->around, a->x, a->y, meet_area, a);
        }
    }
    return a->told;
}

geo_status geoi_shape_search(const geoi_shape_index *index, int64_t origin, geoi_shape_query *query)
{
    geo_status status = GEO_OK;
    asker a = {.index = index, .query = query, .origin = origin, .kind = -1};
    if (index->from.first[origin] == index->from.first[origin + 1]) {
        return GEO_OK;
    }
    unsigned type = index->origins->type[origin];
    a.is_area = type == GEO_POLYGON || type == GEO_MULTIPOLYGON || type == GEO_COLLECTION;
    a.box = feature_box(&index->from, origin);
    if (index->origin_kind != NULL) {
        a.kind = index->origin_kind[origin];
    }
    GEO_TRY(meet_areas(&a));
    const geoi_rtree_walk walk = {.bound2 = bound2,
                                  .visit = meet_edge,
                                  .limit = &query->limit,
                                  .skip_kind = a.kind,
                                  .user = &a};
    GEO_TRY(geoi_rtree_walk_near(index->ctx, index->tree, &walk));
done:
    return status;
}
