/* SPDX-License-Identifier: MIT */
/* The directed Hausdorff distance: how far from `to` is the place of `from` that is farthest?
 *
 * 1. Every end of an edge of `from` is asked for its nearest edge of `to`; the farthest end bounds
 *    the answer from below.
 * 2. Along a stretch from p to q the distance to one edge of `to` is a convex function, so it is
 *    nowhere larger than at p or q; and the distance to all of `to` is no larger than that to any
 *    one. So the nearest edges of p, q and the middle each bound the stretch from above. What may
 *    hold more than the best so far is halved, the most promising first, until none is left. */
#include "geo/proximity.h"

#include "metrics/edges.h"
#include "space/rtree.h"

enum { GRAIN = 512, LISTEN = 1 << 12 };
static const double TOLERANCE = 1e-6, RELATIVE = 1e-12;

/* A place of `from` and the edge of `to` that is nearest to it. */
typedef struct place {
    double x, y, d2;
    int64_t nearest;
} place;

typedef struct job {
    geo_ctx *ctx;
    geoi_edges from, to;
    geoi_rtree *tree;
    place *ends; /* [2 from.n] */
} job;

/* ---- One place ------------------------------------------------------------------------ */

typedef struct asker {
    const job *job;
    place at;
} asker;

static double bound2(void *user, const geo_box *box)
{
    const asker *a = user;
    const geo_box here = {a->at.x, a->at.y, a->at.x, a->at.y};
    return geoi_box_bound2(&here, box);
}

static double reach2(const job *j, int64_t edge, const place *p)
{
    double x, y;
    return geoi_edge_reach(&j->to.edge[edge], p->x, p->y, &x, &y);
}

static geo_status meet_edge(void *user, int64_t item)
{
    asker *a = user;
    double d2 = reach2(a->job, item, &a->at);
    if (d2 < a->at.d2) {
        a->at.d2 = d2;
        a->at.nearest = item;
    }
    return GEO_OK;
}

/* `hint` is an edge that is near: the search then looks at little else. */
static geo_status ask(const job *j, double x, double y, int64_t hint, place *out)
{
    asker a = {j, {x, y, 0.0, hint}};
    a.at.d2 = reach2(j, hint, &a.at);
    const geoi_rtree_walk walk = {bound2, meet_edge, &a.at.d2, -1, &a};
    geo_status status = geoi_rtree_walk_near(j->ctx, j->tree, &walk);
    *out = a.at;
    return status;
}

static geo_status ask_ends(void *user, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const job *j = user;
    int64_t hint = 0;
    for (int64_t i = begin; i < end; i++) {
        const geoi_edge *e = &j->from.edge[i];
        GEO_TRY(ask(j, e->ax, e->ay, hint, &j->ends[2 * i]));
        hint = j->ends[2 * i].nearest;
        GEO_TRY(ask(j, e->bx, e->by, hint, &j->ends[2 * i + 1]));
        hint = j->ends[2 * i + 1].nearest;
    }
done:
    return status;
}

/* ---- Between the ends ----------------------------------------------------------------- */

typedef struct stretch {
    double bound; /* nothing on it is farther */
    int64_t edge; /* of `from` */
    place p, q;
} stretch;

typedef struct search {
    const job *job;
    place best;
    int64_t best_edge;
    double least;  /* distance of the best */
    stretch *heap; /* the largest bound first */
    int64_t n, room;
} search;

static void keep_farther(search *s, const place *p, int64_t edge)
{
    double distance = sqrt(p->d2);
    if (s->best_edge < 0 || distance > s->least * (1.0 + RELATIVE)) {
        s->best = *p;
        s->best_edge = edge;
        s->least = distance;
    }
}

static bool is_settled(const search *s, double bound)
{
    return bound <= s->least + fmax(TOLERANCE, RELATIVE * s->least);
}

/* How far the farther of p and q is from one edge: no place between them is farther. */
static double bound_by(const job *j, int64_t edge, const place *p, const place *q)
{
    return sqrt(fmax(reach2(j, edge, p), reach2(j, edge, q)));
}

static double bound_of(const job *j, const place *p, const place *q)
{
    double dx = q->x - p->x, dy = q->y - p->y;
    double steep = (sqrt(p->d2) + sqrt(q->d2) + sqrt(dx * dx + dy * dy)) / 2.0;
    return fmin(steep, fmin(bound_by(j, p->nearest, p, q), bound_by(j, q->nearest, p, q)));
}

static geo_status push(search *s, int64_t edge, const place *p, const place *q)
{
    stretch new = {bound_of(s->job, p, q), edge, *p, *q};
    if (is_settled(s, new.bound)) {
        return GEO_OK;
    }
    geo_status status = geoi_grow(s->job->ctx, &s->heap, &s->room, s->n + 1, sizeof *s->heap);
    if (status != GEO_OK) {
        return status;
    }
    int64_t i = s->n++;
    for (; i > 0 && new.bound > s->heap[(i - 1) / 2].bound; i = (i - 1) / 2) {
        s->heap[i] = s->heap[(i - 1) / 2];
    }
    s->heap[i] = new;
    return GEO_OK;
}

static stretch pop(search *s)
{
    stretch top = s->heap[0], last = s->heap[--s->n];
    int64_t i = 0;
    for (int64_t child = 1; child < s->n; child = 2 * i + 1) {
        child += child + 1 < s->n && s->heap[child + 1].bound > s->heap[child].bound;
        if (!(s->heap[child].bound > last.bound)) {
            break;
        }
        s->heap[i] = s->heap[child];
        i = child;
    }
    s->heap[i] = last;
    return top;
}

static geo_status halve(search *s, const stretch *t)
{
    geo_status status = GEO_OK;
    const job *j = s->job;
    place middle;
    double x = t->p.x / 2.0 + t->q.x / 2.0, y = t->p.y / 2.0 + t->q.y / 2.0;
    if ((x == t->p.x && y == t->p.y) || (x == t->q.x && y == t->q.y)) {
        return GEO_OK; /* no place is between them */
    }
    GEO_TRY(ask(j, x, y, t->p.nearest, &middle));
    keep_farther(s, &middle, t->edge);
    if (!is_settled(s, bound_by(j, middle.nearest, &t->p, &t->q))) {
        GEO_TRY(push(s, t->edge, &t->p, &middle));
        GEO_TRY(push(s, t->edge, &middle, &t->q));
    }
done:
    return status;
}

static geo_status search_between(search *s)
{
    geo_status status = GEO_OK;
    const job *j = s->job;
    GEO_TRY(geoi_stage(j->ctx, 0.7, 1.0, "looking between vertices"));
    for (int64_t i = 0; i < j->from.n; i++) {
        GEO_TRY(push(s, i, &j->ends[2 * i], &j->ends[2 * i + 1]));
    }
    for (int64_t step = 1; s->n > 0 && !is_settled(s, s->heap[0].bound); step++) {
        stretch t = pop(s);
        GEO_TRY(halve(s, &t));
        if (step % LISTEN == 0) {
            GEO_TRY(geoi_listen(j->ctx));
        }
    }
done:
    geoi_release(s->heap);
    s->heap = NULL;
    return status;
}

/* ---- The call ------------------------------------------------------------------------- */

static geo_status prepare(job *j, const geo_shapes *from, const geo_shapes *to)
{
    geo_status status = GEO_OK;
    geo_box *box = NULL;
    GEO_TRY(geoi_stage(j->ctx, 0.0, 0.2, "indexing edges"));
    GEO_TRY(geoi_edges_create(j->ctx, geo_shapes_geometry(from), &j->from));
    GEO_TRY(geoi_edges_create(j->ctx, geo_shapes_geometry(to), &j->to));
    GEO_TRY(geoi_edges_boxes(j->ctx, &j->to, &box));
    GEO_TRY(geoi_rtree_create(j->ctx, j->to.n, box, &j->tree));
    GEO_TRY(geoi_array_raw(j->ctx, 2 * j->from.n, sizeof *j->ends, &j->ends));
done:
    geoi_release(box);
    return status;
}

static void write_answer(const search *s, geo_hausdorff *out)
{
    const job *j = s->job;
    out->distance_m = s->least;
    out->from_feature = j->from.owner[s->best_edge];
    out->to_feature = j->to.owner[s->best.nearest];
    out->from_x = s->best.x;
    out->from_y = s->best.y;
    (void)geoi_edge_reach(&j->to.edge[s->best.nearest], s->best.x, s->best.y, &out->to_x,
                          &out->to_y);
}

geo_status geo_hausdorff_measure(geo_ctx *ctx, const geo_shapes *from, const geo_shapes *to,
                                 geo_hausdorff_kind kind, geo_hausdorff *out)
{
    geo_status status = GEO_OK;
    const double unknown = (double)NAN;
    job j = {.ctx = ctx};
    search s = {.job = &j, .best_edge = -1};
    *out = (geo_hausdorff){unknown, -1, -1, unknown, unknown, unknown, unknown};
    if (kind != GEO_HAUSDORFF_CONTINUOUS && kind != GEO_HAUSDORFF_VERTICES) {
        return geoi_fail(ctx, GEO_INVALID, "%d is no kind of Hausdorff distance", (int)kind);
    }
    GEO_TRY(prepare(&j, from, to));
    if (j.from.n == 0 || j.to.n == 0) {
        goto done;
    }
    GEO_TRY(geoi_stage(ctx, 0.2, 0.7, "looking at vertices"));
    GEO_TRY(geoi_parallel(ctx, j.from.n, GRAIN, ask_ends, &j));
    for (int64_t i = 0; i < 2 * j.from.n; i++) {
        keep_farther(&s, &j.ends[i], i / 2);
    }
    if (kind == GEO_HAUSDORFF_CONTINUOUS) {
        GEO_TRY(search_between(&s));
    }
    write_answer(&s, out);
done:
    geoi_edges_clear(&j.from);
    geoi_edges_clear(&j.to);
    geoi_rtree_destroy(j.tree);
    geoi_release(j.ends);
    return status;
}
