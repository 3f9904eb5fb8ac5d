/* SPDX-License-Identifier: MIT */
/* Nearest among lines, polygons and groups of points: every edge (or point) is an item of a
 * packed R-tree and belongs to its facility, which counts once, at its nearest item; and a
 * place inside a polygon is at distance 0. Both answers are merged by (distance, index). */
#include "metrics/nearest_internal.h"
#include "space/inside.h"
#include "space/rtree.h"

enum { GRAIN = 256 };

/* Ends in a fixed order, so that an edge two polygons share is at one distance from both. */
typedef struct segment {
    double ax, ay, bx, by;
} segment;

typedef struct search {
    geoi_nearest_job *job;
    segment *segments;
    int64_t *owner; /* [segment] facility */
    geoi_rtree *tree;
    geoi_inside *inside;
} search;

/* ---- Index ---------------------------------------------------------------------------- */

static bool is_point_part(const geo_geometry *g, int64_t feature, int64_t part)
{
    unsigned type = g->type[feature];
    if (type == GEO_COLLECTION && g->part_kind != NULL) {
        type = g->part_kind[part] & GEO_PART_TYPE;
    }
    return type == GEO_POINT || type == GEO_MULTIPOINT;
}

static segment make_segment(const geo_geometry *g, int64_t i, int64_t j)
{
    bool ordered = g->x[i] < g->x[j] || (g->x[i] == g->x[j] && g->y[i] <= g->y[j]);
    int64_t a = ordered ? i : j, b = ordered ? j : i;
    segment s = {g->x[a], g->y[a], g->x[b], g->y[b]};
    return s;
}

static int64_t add_part(search *s, const geo_geometry *g, int64_t feature, int64_t part, int64_t n)
{
    bool points = is_point_part(g, feature, part);
    geo_span rings = geo_rings(g, part);
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(g, r);
        for (int64_t i = points ? at.begin : at.begin + 1; i < at.end; i++) {
            s->owner[n] = feature;
            s->segments[n++] = make_segment(g, points ? i : i - 1, i);
        }
    }
    return n;
}

static geo_status index_segments(search *s, const geo_geometry *g)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = s->job->ctx;
    geo_box *box = NULL;
    int64_t n = 0;
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *s->segments, &s->segments));
    GEO_TRY(geoi_array_raw(ctx, g->coord_count, sizeof *s->owner, &s->owner));
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end && g->type[i] != GEO_NONE; p++) {
            n = add_part(s, g, i, p, n);
        }
    }
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *box, &box));
    for (int64_t i = 0; i < n; i++) {
        const segment *e = &s->segments[i];
        box[i] = (geo_box){e->ax, fmin(e->ay, e->by), e->bx, fmax(e->ay, e->by)};
    }
    GEO_TRY(geoi_rtree_create(ctx, n, box, &s->tree));
done:
    geoi_release(box);
    return status;
}

/* ---- One origin ----------------------------------------------------------------------- */

static double segment_distance2(void *user, int64_t item, double x, double y)
{
    const segment *e = &((const search *)user)->segments[item];
    double vx = e->bx - e->ax, vy = e->by - e->ay;
    double dx = x - e->ax, dy = y - e->ay;
    double along = dx * vx + dy * vy, length2 = vx * vx + vy * vy;
    if (along >= length2) { /* measured from the end itself: edges that meet there agree */
        dx = x - e->bx;
        dy = y - e->by;
    } else if (along > 0.0) {
        dx -= along / length2 * vx;
        dy -= along / length2 * vy;
    }
    return dx * dx + dy * dy;
}

typedef struct answer {
    geo_ctx *ctx;
    int64_t self;    /* facility to pass over, or -1 */
    int64_t *inside; /* facilities around the origin, ascending, each once */
    int64_t inside_count, inside_room;
    geo_status status;
    int64_t *id; /* [k] from the tree */
    double *d2;  /* [k] */
} answer;

static bool note_inside(void *user, int64_t feature)
{
    answer *a = user;
    int64_t at = a->inside_count;
    while (at > 0 && a->inside[at - 1] > feature) {
        at--;
    }
    if (feature == a->self || (at > 0 && a->inside[at - 1] == feature)) {
        return true;
    }
    a->status =
        geoi_grow(a->ctx, &a->inside, &a->inside_room, a->inside_count + 1, sizeof *a->inside);
    if (a->status != GEO_OK) {
        return false;
    }
    memmove(&a->inside[at + 1], &a->inside[at], (size_t)(a->inside_count - at) * sizeof(int64_t));
    a->inside[at] = feature;
    a->inside_count++;
    return true;
}

static bool is_inside(const answer *a, int64_t feature)
{
    for (int64_t i = 0; i < a->inside_count; i++) {
        if (a->inside[i] == feature) {
            return true;
        }
    }
    return false;
}

/* Merge by (distance, index) what is around the origin and what the tree has found. */
static void write_answer(const geoi_nearest_job *job, const answer *a, int64_t found, int64_t row)
{
    int64_t in = 0, out = 0;
    for (int64_t i = 0; i < job->k; i++) {
        while (out < found && is_inside(a, a->id[out])) {
            out++;
        }
        bool around = in < a->inside_count &&
                      (out == found || a->d2[out] > 0.0 || a->inside[in] < a->id[out]);
        if (!around && out == found) {
            break;
        }
        job->index[row * job->k + i] = around ? a->inside[in] : a->id[out];
        job->distance_m[row * job->k + i] = around ? 0.0 : sqrt(a->d2[out]);
        in += around;
        out += !around;
    }
}

static geo_status solve_chunk(void *user, int64_t begin, int64_t end)
{
    search *s = user;
    const geoi_nearest_job *job = s->job;
    geo_status status = GEO_OK;
    answer a = {.ctx = job->ctx};
    geoi_rtree_query query = {.k = job->k,
                              .max_d2 = job->max_d2,
                              .owner = s->owner,
                              .distance2 = segment_distance2,
                              .user = s};
    GEO_TRY(geoi_array_raw(job->ctx, job->k, sizeof *a.id, &a.id));
    GEO_TRY(geoi_array_raw(job->ctx, job->k, sizeof *a.d2, &a.d2));
    for (int64_t i = begin; i < end; i++) {
        int64_t from = job->order[i], row = geoi_point_row(&job->origins, from), found;
        double x = job->origins.x[from], y = job->origins.y[from];
        a.self = job->skip_self ? row : -1;
        a.inside_count = 0;
        geoi_inside_search(s->inside, x, y, note_inside, &a);
        GEO_TRY(a.status);
        query.x = x;
        query.y = y;
        query.skip = a.self;
        GEO_TRY(geoi_rtree_nearest(job->ctx, s->tree, &query, a.id, a.d2, &found));
        write_answer(job, &a, found, row);
    }
done:
    geoi_release(a.id);
    geoi_release(a.d2);
    geoi_release(a.inside);
    return status;
}

geo_status geoi_nearest_shapes(geoi_nearest_job *job, const geo_geometry *facilities)
{
    geo_status status = GEO_OK;
    search s = {.job = job};
    GEO_TRY(geoi_stage(job->ctx, 0.1, 0.3, "indexing facilities"));
    GEO_TRY(index_segments(&s, facilities));
    GEO_TRY(geoi_inside_create(job->ctx, facilities, &s.inside));
    GEO_TRY(geoi_stage(job->ctx, 0.3, 1.0, "finding the nearest"));
    GEO_TRY(geoi_parallel(job->ctx, job->origins.n, GRAIN, solve_chunk, &s));
done:
    geoi_release(s.segments);
    geoi_release(s.owner);
    geoi_rtree_destroy(s.tree);
    geoi_inside_destroy(s.inside);
    return status;
}
