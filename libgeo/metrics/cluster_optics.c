/* SPDX-License-Identifier: MIT */
/* OPTICS: Ankerst, Breunig, Kriegel & Sander 1999, doi:10.1145/304181.304187.
 *
 * The order is that of Prim's method with the lengths max(core distance, distance). Instead of
 * every neighbour's reach, the heap has for each point that was visited the best it can still
 * offer, (reach, point): the least of those is the point that comes next. Nobody looks farther
 * than is worth it (optics_limits.c), so that with eps unlimited not all others are neighbours;
 * and of points at one place only the first that is visited offers: the others' offers are the
 * same, but later. */
#include "metrics/optics_internal.h"

/* What a visited point offers. */
typedef struct offer {
    double w2;
    int64_t to, from_place, from;
} offer;

typedef struct walk {
    geo_ctx *ctx;
    const geoi_points *points;
    geoi_cores cores;
    double eps2;
    double *limit2; /* [places] */
    bool *offers;   /* [places] a point there was visited */
    geoi_remaining *remaining;
    offer *heap;
    int64_t heap_count, count;
    int64_t *order;  /* [n] point at each place */
    double *reach2;  /* [n] by place */
    int64_t *before; /* [n] by place: the place it was reached from */
} walk;

/* ---- The heap ----------------------------------------------------------------------------- */

static bool comes_before(const offer *a, const offer *b)
{
    return a->w2 != b->w2   ? a->w2 < b->w2
           : a->to != b->to ? a->to < b->to
                            : a->from_place < b->from_place;
}

static void push(walk *w, offer o)
{
    int64_t at = w->heap_count++;
    for (int64_t up; at > 0; at = up) {
        up = (at - 1) / 2;
        if (!comes_before(&o, &w->heap[up])) {
            break;
        }
        w->heap[at] = w->heap[up];
    }
    w->heap[at] = o;
}

static offer pop(walk *w)
{
    offer first = w->heap[0], last = w->heap[--w->heap_count];
    int64_t at = 0;
    for (int64_t child = 1; child < w->heap_count; child = 2 * at + 1) {
        if (child + 1 < w->heap_count && comes_before(&w->heap[child + 1], &w->heap[child])) {
            child++;
        }
        if (!comes_before(&w->heap[child], &last)) {
            break;
        }
        w->heap[at] = w->heap[child];
        at = child;
    }
    w->heap[at] = last;
    return first;
}

/* ---- The walk ----------------------------------------------------------------------------- */

static double core2_of(const walk *w, int64_t point)
{
    return w->cores.core2[w->cores.places.of[point]];
}

static void make_offer(walk *w, int64_t from, int64_t place)
{
    offer o = {.from = from, .from_place = place};
    double core2 = core2_of(w, from);
    if (core2 <= w->eps2) {
        o.to = geoi_remaining_nearest(w->remaining, w->points->x[from], w->points->y[from], core2,
                                      w->limit2[w->cores.places.of[from]], &o.w2);
        if (o.to >= 0) {
            push(w, o);
        }
    }
}

static void visit(walk *w, int64_t point, double reach2, int64_t before)
{
    int64_t place = w->count++;
    bool *offers = &w->offers[w->cores.places.of[point]];
    w->order[place] = point;
    w->reach2[place] = reach2;
    w->before[place] = before;
    geoi_remaining_take(w->remaining, point);
    if (!*offers) {
        *offers = true;
        make_offer(w, point, place);
    }
}

static geo_status walk_all(walk *w)
{
    geo_status status = GEO_OK;
    for (int64_t start = 0; start < w->points->n; start++) {
        if (!geoi_remaining_has(w->remaining, start)) {
            continue;
        }
        visit(w, start, (double)INFINITY, -1);
        for (int64_t steps = 0; w->heap_count > 0; steps++) {
            offer o = pop(w);
            if (geoi_remaining_has(w->remaining, o.to)) {
                visit(w, o.to, o.w2, o.from_place);
            }
            make_offer(w, o.from, o.from_place);
            if (steps % 4096 == 0) {
                GEO_TRY(geoi_progress(w->ctx, (double)w->count / (double)w->points->n));
            }
        }
    }
done:
    return status;
}

static geo_status measure(walk *w, int64_t k)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_stage(w->ctx, 0.0, 0.2, "measuring core distances"));
    GEO_TRY(geoi_cores_find(w->ctx, w->points, k, &w->cores));
    GEO_TRY(geoi_array_raw(w->ctx, w->cores.places.n, sizeof *w->limit2, &w->limit2));
    GEO_TRY(geoi_stage(w->ctx, 0.2, 0.4, "finding neighbours"));
    GEO_TRY(geoi_optics_limits(w->ctx, &w->cores, k, w->eps2, w->limit2));
done:
    return status;
}

static geo_status order_points(walk *w)
{
    geo_status status = GEO_OK;
    const geoi_points *p = w->points;
    geoi_kdtree *tree = NULL;
    GEO_TRY(geoi_array_raw(w->ctx, p->n, sizeof *w->heap, &w->heap));
    GEO_TRY(geoi_array_raw(w->ctx, p->n, sizeof *w->order, &w->order));
    GEO_TRY(geoi_array_raw(w->ctx, p->n, sizeof *w->reach2, &w->reach2));
    GEO_TRY(geoi_array_raw(w->ctx, p->n, sizeof *w->before, &w->before));
    GEO_TRY(geoi_array(w->ctx, w->cores.places.n, sizeof *w->offers, &w->offers));
    GEO_TRY(geoi_kdtree_create(w->ctx, p->n, p->x, p->y, NULL, &tree));
    GEO_TRY(geoi_remaining_create(w->ctx, tree, &w->remaining));
    GEO_TRY(geoi_stage(w->ctx, 0.4, 0.95, "ordering points"));
    GEO_TRY(walk_all(w));
done:
    geoi_remaining_destroy(w->remaining);
    geoi_kdtree_destroy(tree);
    geoi_release(w->heap);
    return status;
}

/* ---- What is told ------------------------------------------------------------------------- */

static void write_rows(const walk *w, const geo_optics *out)
{
    for (int64_t place = 0; place < w->count; place++) {
        int64_t point = w->order[place], row = geoi_point_row(w->points, point);
        if (out->place != NULL) {
            out->place[row] = place;
        }
        if (out->reach_m != NULL && isfinite(w->reach2[place])) {
            out->reach_m[row] = sqrt(w->reach2[place]);
        }
        if (out->core_m != NULL && core2_of(w, point) <= w->eps2) {
            out->core_m[row] = sqrt(core2_of(w, point));
        }
    }
}

/* Clusters are numbered by their first point in the input, not in the order. */
static geo_status label_rows(const walk *w, const geo_optics_options *o, geo_optics *out)
{
    geo_status status = GEO_OK;
    int64_t n = w->count, *label = NULL, *name = NULL, *place = NULL;
    double *reach = NULL;
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *label, &label));
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *place, &place));
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *name, &name));
    GEO_TRY(geoi_array_raw(w->ctx, n + 1, sizeof *reach, &reach));
    for (int64_t i = 0; i < n; i++) {
        reach[i] = sqrt(w->reach2[i]);
        place[w->order[i]] = i;
        name[i] = -1;
    }
    reach[n] = (double)INFINITY;
    GEO_TRY(geoi_optics_xi(w->ctx, o, n, reach, w->before, label));
    for (int64_t point = 0; point < n; point++) {
        int64_t mine = label[place[point]];
        if (mine >= 0) {
            name[mine] = name[mine] < 0 ? out->cluster_count++ : name[mine];
            out->label[geoi_point_row(w->points, point)] = name[mine];
        }
    }
done:
    geoi_release(label);
    geoi_release(place);
    geoi_release(name);
    geoi_release(reach);
    return status;
}

/* ---- The call ----------------------------------------------------------------------------- */

static geo_status check(geo_ctx *ctx, const geo_optics_options *o, int64_t n)
{
    if (o->min_points < 1 || o->min_cluster_size < 2 || !(o->eps_m > 0.0)) {
        return geoi_fail(ctx, GEO_INVALID,
                         "least points are %lld, least points of a cluster %lld and eps is %g m, "
                         "but must be at least 1, at least 2 and more than 0",
                         (long long)o->min_points, (long long)o->min_cluster_size, o->eps_m);
    }
    if (!(o->xi > 0.0 && o->xi < 1.0)) {
        return geoi_fail(ctx, GEO_INVALID, "xi is %g, but must be between 0 and 1", o->xi);
    }
    return geoi_cores_check(ctx, n, o->min_points);
}

static void clear_rows(int64_t n, const geo_optics *out)
{
    for (int64_t i = 0; i < n; i++) {
        if (out->place != NULL) {
            out->place[i] = -1;
        }
        if (out->label != NULL) {
            out->label[i] = -1;
        }
        if (out->reach_m != NULL) {
            out->reach_m[i] = (double)NAN;
        }
        if (out->core_m != NULL) {
            out->core_m[i] = (double)NAN;
        }
    }
}

geo_status geo_optics_order(geo_ctx *ctx, const geo_shapes *points,
                            const geo_optics_options *options, geo_optics *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geo_optics_options o = geo_optics_options_default();
    geoi_points p;
    walk w = {.ctx = ctx, .points = &p};
    out->cluster_count = 0;
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    GEO_TRY(check(ctx, &o, p.n));
    clear_rows(geo_shapes_geometry(points)->n, out);
    if (p.n > 0) {
        w.eps2 = o.eps_m * o.eps_m;
        GEO_TRY(measure(&w, o.min_points));
        GEO_TRY(order_points(&w));
        write_rows(&w, out);
        if (out->label != NULL) {
            GEO_TRY(label_rows(&w, &o, out));
        }
    }
done:
    geoi_cores_clear(&w.cores);
    geoi_release(w.limit2);
    geoi_release(w.offers);
    geoi_release(w.order);
    geoi_release(w.reach2);
    geoi_release(w.before);
    geoi_scratch_reset(ctx, mark);
    return status;
}
