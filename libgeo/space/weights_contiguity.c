/* SPDX-License-Identifier: MIT */
/* Polygons that touch. Vertices at one place get one number; then all that have a number (queen),
 * or a pair of consecutive numbers (rook), are neighbours of each other. */
#include "base/disjoint.h"
#include "space/order.h"
#include "space/strips.h"
#include "space/weights_internal.h"

enum { GRAIN = 4096 };

typedef struct outline {
    geo_ctx *ctx;
    const geo_geometry *g;
    int64_t count;  /* vertices, the last of a ring not counted again */
    double *x, *y;  /* [count] */
    int64_t *owner; /* [count] feature */
    int64_t *next;  /* [count] the vertex that follows in the ring */
    int64_t *place; /* [count] its number */
} outline;

/* ---- Vertices ---------------------------------------------------------------------------- */

static geo_status check(geo_ctx *ctx, const geo_geometry *g)
{
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        if (parts.begin < parts.end && g->type[i] != GEO_POLYGON &&
            g->type[i] != GEO_MULTIPOLYGON) {
            geo_status status =
                geoi_fail(ctx, GEO_DATA, "feature %lld is a %s, not a polygon", (long long)i + 1,
                          geo_geometry_type_name((geo_geometry_type)g->type[i]));
            geoi_hint(ctx, "of points the nearest, or those within a distance, can be neighbours");
            return status;
        }
    }
    return GEO_OK;
}

static void add_ring(outline *o, int64_t feature, geo_span at)
{
    int64_t first = o->count;
    for (int64_t c = at.begin; c + 1 < at.end; c++, o->count++) {
        o->x[o->count] = o->g->x[c] + 0.0; /* -0 is 0 */
        o->y[o->count] = o->g->y[c] + 0.0;
        o->owner[o->count] = feature;
        o->next[o->count] = c + 2 < at.end ? o->count + 1 : first;
    }
}

static geo_status outline_create(geo_ctx *ctx, const geo_geometry *g, outline *o)
{
    geo_status status = GEO_OK;
    *o = (outline){.ctx = ctx, .g = g};
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *o->x, &o->x));
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *o->y, &o->y));
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *o->owner, &o->owner));
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *o->next, &o->next));
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *o->place, &o->place));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            geo_span rings = geo_rings(g, p);
            for (int64_t r = rings.begin; r < rings.end; r++) {
                add_ring(o, i, geo_coords(g, r));
            }
        }
    }
done:
    return status;
}

static void outline_clear(outline *o)
{
    geoi_release(o->x);
    geoi_release(o->y);
    geoi_release(o->owner);
    geoi_release(o->next);
    geoi_release(o->place);
}

/* ---- Places ------------------------------------------------------------------------------ */

/* Equal coordinates: sorted by y, then stably by x, equals stand together. */
static geo_status number_equal(outline *o)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = o->ctx;
    uint64_t *key = NULL;
    int64_t *by_y = NULL, *by_x = NULL, place = -1, before = -1;
    GEO_TRY(geoi_array_raw(ctx, o->count, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, o->count, sizeof *by_y, &by_y));
    GEO_TRY(geoi_array_raw(ctx, o->count, sizeof *by_x, &by_x));
    for (int64_t v = 0; v < o->count; v++) {
        key[v] = geoi_double_key(o->y[v]);
    }
    GEO_TRY(geoi_sort_keys(ctx, o->count, 64, key, by_y));
    for (int64_t k = 0; k < o->count; k++) {
        key[k] = geoi_double_key(o->x[by_y[k]]);
    }
    GEO_TRY(geoi_sort_keys(ctx, o->count, 64, key, by_x));
    for (int64_t k = 0; k < o->count; k++) {
        int64_t v = by_y[by_x[k]];
        place += before < 0 || o->x[v] != o->x[before] || o->y[v] != o->y[before];
        o->place[v] = place;
        before = v;
    }
done:
    geoi_release(key);
    geoi_release(by_y);
    geoi_release(by_x);
    return status;
}

/* Join vertex v with those of later number within reach. */
static void join_near(outline *o, const geoi_strips *strips, int64_t v)
{
    geo_box box = {o->x[v], o->y[v], o->x[v], o->y[v]};
    int64_t first, last;
    geoi_strips_near(strips, o->y[v], o->y[v], &first, &last);
    for (int64_t s = first; s <= last; s++) {
        geo_span at = geoi_strips_stretch(strips, s, &box);
        for (int64_t k = at.begin; k < at.end; k++) {
            double dx = strips->x[k] - o->x[v], dy = strips->y[k] - o->y[v];
            if (strips->id[k] > v && dx * dx + dy * dy <= strips->d2) {
                int64_t a = geoi_root64(o->place, v), b = geoi_root64(o->place, strips->id[k]);
                o->place[a > b ? a : b] = a > b ? b : a;
            }
        }
    }
}

static geo_status number_near(outline *o, double snap)
{
    geo_status status = GEO_OK;
    geoi_strips *strips = NULL;
    GEO_TRY(geoi_strips_create(o->ctx, o->count, o->x, o->y, NULL, snap, &strips));
    for (int64_t v = 0; v < o->count; v++) {
        o->place[v] = v;
    }
    for (int64_t v = 0; v < o->count; v++) {
        join_near(o, strips, v);
        if (v % GRAIN == 0) {
            GEO_TRY(geoi_progress(o->ctx, (double)v / (double)o->count));
        }
    }
    for (int64_t v = 0; v < o->count; v++) {
        o->place[v] = geoi_root64(o->place, v);
    }
done:
    geoi_strips_destroy(strips);
    return status;
}

/* ---- Neighbours -------------------------------------------------------------------------- */

/* Sort things [count] by two numbers, or by `major` alone when the other is NULL; order [count] is
 * made. */
static geo_status sort_by_two(geo_ctx *ctx, int64_t count, const int64_t *major,
                              const int64_t *minor, int64_t **order)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *by_minor = NULL;
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof **order, order));
    if (minor != NULL) {
        GEO_TRY(geoi_array_raw(ctx, count, sizeof *by_minor, &by_minor));
        for (int64_t k = 0; k < count; k++) {
            key[k] = (uint64_t)minor[k];
        }
        GEO_TRY(geoi_sort_keys(ctx, count, 64, key, by_minor));
    }
    for (int64_t k = 0; k < count; k++) {
        key[k] = (uint64_t)major[minor != NULL ? by_minor[k] : k];
    }
    GEO_TRY(geoi_sort_keys(ctx, count, 64, key, *order));
    for (int64_t k = 0; minor != NULL && k < count; k++) {
        (*order)[k] = by_minor[(*order)[k]];
    }
done:
    geoi_release(key);
    geoi_release(by_minor);
    return status;
}

/* All that have the same two numbers (or one, as above) are neighbours. A feature may stand there
 * several times, but one time after another: owners ascend as vertices do, and the sort is stable.
 */
static geo_status join_equal(geo_ctx *ctx, int64_t count, const int64_t *major,
                             const int64_t *minor, const int64_t *owner, geoi_neighbours *list)
{
    geo_status status = GEO_OK;
    int64_t *order = NULL;
    GEO_TRY(sort_by_two(ctx, count, major, minor, &order));
    for (int64_t at = 0, end; at < count; at = end) {
        int64_t first = order[at];
        for (end = at + 1; end < count; end++) {
            int64_t v = order[end];
            if (major[v] != major[first] || (minor != NULL && minor[v] != minor[first])) {
                break;
            }
            for (int64_t k = at; k < end; k++) {
                if (owner[order[k]] != owner[v] &&
                    (k == at || owner[order[k]] != owner[order[k - 1]])) {
                    GEO_TRY(geoi_neighbours_add(ctx, list, owner[order[k]], owner[v]));
                }
            }
        }
    }
done:
    geoi_release(order);
    return status;
}

static geo_status find_queens(outline *o, geoi_neighbours *list)
{
    return join_equal(o->ctx, o->count, o->place, NULL, o->owner, list);
}

static geo_status find_rooks(outline *o, geoi_neighbours *list)
{
    geo_status status = GEO_OK;
    int64_t *low = NULL, *high = NULL, *owner = NULL, edges = 0;
    GEO_TRY(geoi_array_raw(o->ctx, o->count, sizeof *low, &low));
    GEO_TRY(geoi_array_raw(o->ctx, o->count, sizeof *high, &high));
    GEO_TRY(geoi_array_raw(o->ctx, o->count, sizeof *owner, &owner));
    for (int64_t v = 0; v < o->count; v++) {
        int64_t a = o->place[v], b = o->place[o->next[v]];
        if (a != b) { /* an edge shorter than the snap is none */
            low[edges] = a < b ? a : b;
            high[edges] = a < b ? b : a;
            owner[edges++] = o->owner[v];
        }
    }
    GEO_TRY(join_equal(o->ctx, edges, low, high, owner, list));
done:
    geoi_release(low);
    geoi_release(high);
    geoi_release(owner);
    return status;
}

geo_status geo_weights_contiguity(geo_ctx *ctx, const geo_shapes *polygons, geo_contiguity kind,
                                  double snap_m, geo_weights **out)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_shapes_geometry(polygons);
    outline o = {0};
    geoi_neighbours list = {0};
    *out = NULL;
    if (kind != GEO_QUEEN && kind != GEO_ROOK) {
        return geoi_fail(ctx, GEO_INVALID, "there is no contiguity %d", (int)kind);
    }
    if (!(snap_m >= 0.0) || isinf(snap_m)) {
        return geoi_fail(ctx, GEO_INVALID, "vertices cannot be snapped over %g m", snap_m);
    }
    GEO_TRY(check(ctx, g));
    GEO_TRY(outline_create(ctx, g, &o));
    GEO_TRY(snap_m > 0.0 ? number_near(&o, snap_m) : number_equal(&o));
    GEO_TRY(kind == GEO_QUEEN ? find_queens(&o, &list) : find_rooks(&o, &list));
    GEO_TRY(geoi_neighbours_weights(ctx, &list, g->n, out));
done:
    outline_clear(&o);
    geoi_release(list.key);
    return status;
}
