/* SPDX-License-Identifier: MIT */
/* A box tree finds the parts whose box holds the place; in a part, only edges of the place's
 * horizontal slab are counted (Shimrat 1962, doi:10.1145/368637.368653, on slabs). A part has
 * as many slabs as keep the edges noted in all of them within a few times its edges. */
#include "space/inside.h"

#include "layer/box.h"
#include "layer/parts.h"
#include "space/rtree.h"

typedef struct area {
    int64_t feature;
    double min_y, slabs_per_m;
    int64_t slab_begin, slab_count; /* into first[] */
} area;

typedef struct edge {
    double ax, ay, bx, by; /* ay <= by: level edges are never crossed, but one may be on them */
} edge;

struct geoi_inside {
    geoi_rtree *boxes; /* of areas */
    int64_t area_count;
    area *areas;
    int64_t *first; /* edges of slab s: first[s] .. first[s + 1] */
    edge *edges;
};

/* ---- Building ------------------------------------------------------------------------- */

static bool is_area(const geo_geometry *g, int64_t feature, int64_t part)
{
    bool empty = g->part_kind != NULL && (g->part_kind[part] & GEO_PART_EMPTY) != 0;
    return geoi_part_type(g, feature, part) == GEO_POLYGON && !empty;
}

/* Positions of a part: its rings stand one after another. */
static geo_span part_coords(const geo_geometry *g, int64_t part)
{
    geo_span rings = geo_rings(g, part), s = {0, 0};
    if (rings.begin < rings.end) {
        s.begin = geo_coords(g, rings.begin).begin;
        s.end = geo_coords(g, rings.end - 1).end;
    }
    return s;
}

/* Edges e and the mean number c of them that a level line crosses: 2 e / c slabs hold about
 * e + 2 e entries. */
static void plan_slabs(const geo_geometry *g, int64_t part, geo_box box, area *a)
{
    geo_span at = part_coords(g, part);
    double height = box.max_y - box.min_y, climb = 0.0;
    for (int64_t i = at.begin + 1; i < at.end; i++) {
        climb += fabs(g->y[i] - g->y[i - 1]);
    }
    double count = climb > 0.0 ? 2.0 * (double)(at.end - at.begin) * (height / climb) : 1.0;
    a->min_y = box.min_y;
    a->slab_count = count > 1.0 ? (int64_t)count : 1;
    a->slabs_per_m = height > 0.0 ? (double)a->slab_count / height : 0.0;
    if (!(a->slabs_per_m < (double)INFINITY)) {
        a->slab_count = 1;
        a->slabs_per_m = 0.0;
    }
}

/* Monotone in y, so an edge is noted in the slab of every place it spans. */
static int64_t slab_of(const area *a, double y)
{
    double slab = (y - a->min_y) * a->slabs_per_m;
    if (!(slab > 0.0)) {
        return a->slab_begin;
    }
    return a->slab_begin + (slab < (double)a->slab_count ? (int64_t)slab : a->slab_count - 1);
}

/* Note edge i - 1 .. i in the slabs it spans: only count (edges NULL), or place from `next`. */
static void note_edge(const geo_geometry *g, int64_t i, const area *a, int64_t *next, edge *edges)
{
    bool up = g->y[i - 1] < g->y[i];
    int64_t low = up ? i - 1 : i, high = up ? i : i - 1;
    for (int64_t s = slab_of(a, g->y[low]); s <= slab_of(a, g->y[high]); s++) {
        int64_t slot = next[s]++;
        if (edges != NULL) {
            edges[slot] = (edge){g->x[low], g->y[low], g->x[high], g->y[high]};
        }
    }
}

static void note_edges(const geo_geometry *g, int64_t part, const area *a, int64_t *next,
                       edge *edges)
{
    geo_span rings = geo_rings(g, part);
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(g, r);
        for (int64_t i = at.begin + 1; i < at.end; i++) {
            note_edge(g, i, a, next, edges);
        }
    }
}

static geo_status list_areas(geo_ctx *ctx, const geo_geometry *g, geoi_inside *in, int64_t *part,
                             geo_box *box, int64_t *slab_count)
{
    geo_status status = GEO_OK;
    *slab_count = 0;
    GEO_TRY(geoi_array_raw(ctx, g->part_count, sizeof *in->areas, &in->areas));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            if (!is_area(g, i, p)) {
                continue;
            }
            area *a = &in->areas[in->area_count];
            part[in->area_count] = p;
            box[in->area_count] = geoi_extent_of(g, part_coords(g, p));
            plan_slabs(g, p, box[in->area_count++], a);
            a->feature = i;
            a->slab_begin = *slab_count;
            *slab_count += a->slab_count;
        }
    }
done:
    return status;
}

/* Count, turn counts into starts, place. */
static geo_status fill_slabs(geo_ctx *ctx, const geo_geometry *g, geoi_inside *in,
                             const int64_t *part, int64_t slab_count)
{
    geo_status status = GEO_OK;
    int64_t *next = NULL;
    GEO_TRY(geoi_array(ctx, slab_count + 1, sizeof *in->first, &in->first));
    GEO_TRY(geoi_array(ctx, slab_count + 1, sizeof *next, &next));
    for (int64_t i = 0; i < in->area_count; i++) {
        note_edges(g, part[i], &in->areas[i], next, NULL);
    }
    for (int64_t s = 0; s < slab_count; s++) {
        in->first[s + 1] = in->first[s] + next[s];
        next[s] = in->first[s];
    }
    GEO_TRY(geoi_array_raw(ctx, in->first[slab_count], sizeof *in->edges, &in->edges));
    for (int64_t i = 0; i < in->area_count; i++) {
        note_edges(g, part[i], &in->areas[i], next, in->edges);
    }
done:
    geoi_release(next);
    return status;
}

geo_status geoi_inside_create(geo_ctx *ctx, const geo_geometry *geometry, geoi_inside **out)
{
    geo_status status = GEO_OK;
    geoi_inside *in;
    int64_t *part = NULL, slab_count;
    geo_box *box = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *in, &in));
    GEO_TRY(geoi_array_raw(ctx, geometry->part_count, sizeof *part, &part));
    GEO_TRY(geoi_array_raw(ctx, geometry->part_count, sizeof *box, &box));
    GEO_TRY(list_areas(ctx, geometry, in, part, box, &slab_count));
    GEO_TRY(fill_slabs(ctx, geometry, in, part, slab_count));
    GEO_TRY(geoi_rtree_create(ctx, in->area_count, box, &in->boxes));
    *out = in;
    in = NULL;
done:
    geoi_release(part);
    geoi_release(box);
    geoi_inside_destroy(in);
    return status;
}

void geoi_inside_destroy(geoi_inside *inside)
{
    if (inside != NULL) {
        geoi_rtree_destroy(inside->boxes);
        geoi_release(inside->areas);
        geoi_release(inside->first);
        geoi_release(inside->edges);
        geoi_release(inside);
    }
}

/* ---- Searching ------------------------------------------------------------------------ */

typedef struct question {
    const geoi_inside *inside;
    double x, y;
    geoi_inside_visit visit;
    void *user;
    bool closed;
} question;

/* Is the place on the edge, where the cross product is 0? */
static bool is_on(const edge *e, double side, double x, double y)
{
    return side <= 0.0 && side >= 0.0 && e->ay <= y && y <= e->by && fmin(e->ax, e->bx) <= x &&
           x <= fmax(e->ax, e->bx);
}

/* Crossings of the ray to the east; an edge owns its lower end and not its upper. */
static bool ask_area(void *user, int64_t index)
{
    const question *q = user;
    const area *a = &q->inside->areas[index];
    int64_t slab = slab_of(a, q->y);
    bool odd = false;
    for (int64_t i = q->inside->first[slab]; i < q->inside->first[slab + 1]; i++) {
        const edge *e = &q->inside->edges[i];
        if (e->ay <= q->y && q->y <= e->by) {
            double side = (e->bx - e->ax) * (q->y - e->ay) - (q->x - e->ax) * (e->by - e->ay);
            if (q->closed && is_on(e, side, q->x, q->y)) {
                odd = true;
                break;
            }
            odd ^= side > 0.0 && q->y < e->by;
        }
    }
    return !odd || q->visit(q->user, a->feature);
}

static void search(question *q)
{
    const geo_box place = {q->x, q->y, q->x, q->y};
    geoi_rtree_search(q->inside->boxes, place, ask_area, q);
}

void geoi_inside_search(const geoi_inside *inside, double x, double y, geoi_inside_visit visit,
                        void *user)
{
    question q = {inside, x, y, visit, user, false};
    search(&q);
}

void geoi_inside_search_closed(const geoi_inside *inside, double x, double y,
                               geoi_inside_visit visit, void *user)
{
    question q = {inside, x, y, visit, user, true};
    search(&q);
}
