/* SPDX-License-Identifier: MIT */
/* How far from a place it is worth looking. In a walk that always takes the shortest step, a step
 * p to q of length max(core(p), |pq|) is never taken, nor ties with one that is, if a chain of
 * shorter steps leads from p to q: the walk is through with those before it comes to that one.
 * What remains are steps
 * - within p's core distance, or to q that have p within theirs;
 * - else of the length of mutual reachability, max(core(p), core(q), |pq|) = |pq|; of these only
 *   such as a minimum spanning tree of mutual reachability may have. p and q are then on the two
 *   sides of a join of the tree of links that is exactly |pq| high.
 * The limit of a place is the longest of them: beyond it nobody need look. */
#include <stdatomic.h>

#include "metrics/optics_internal.h"

enum { GRAIN = 1 << 10, JOINS = 1 << 8 };

typedef struct limits {
    geo_ctx *ctx;
    const geoi_cores *cores;
    int64_t k;
    double eps2;
    _Atomic uint64_t *most; /* [places] bits of the limit, which order as it does */
    const geoi_link *link;
    const geoi_linkage *linkage;
    int32_t *begin; /* [places - 1] rank of the first place under each join */
    int32_t *rank;  /* [places] by place: leaves of the tree of links from left to right */
    int32_t *at;    /* [places] by rank */
    geoi_ranked *ranked;
} limits;

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void raise_to(_Atomic uint64_t *most, double value)
{
    uint64_t bits = bits_of(value), seen = atomic_load_explicit(most, memory_order_relaxed);
    while (bits > seen && !atomic_compare_exchange_weak_explicit(
                              most, &seen, bits, memory_order_relaxed, memory_order_relaxed)) {
    }
}

/* ---- Core distances ----------------------------------------------------------------------- */

/* A place's own, and those of the places that have it within theirs. k places are enough: each has
 * a point. */
static geo_status reach_into_cores(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const limits *l = job;
    const geoi_cores *cores = l->cores;
    const int64_t *order = geoi_kdtree_order(cores->tree);
    int64_t *id = NULL, k = l->k < cores->places.n ? l->k : cores->places.n;
    double *d2 = NULL;
    GEO_TRY(geoi_array_raw(l->ctx, k, sizeof *id, &id));
    GEO_TRY(geoi_array_raw(l->ctx, k, sizeof *d2, &d2));
    for (int64_t i = begin; i < end; i++) {
        int64_t place = order[i];
        double x = cores->places.x[place], y = cores->places.y[place], core2 = cores->core2[place];
        int64_t count = geoi_kdtree_nearest(cores->tree, x, y, k, core2, -1, id, d2);
        raise_to(&l->most[place], core2);
        for (int64_t j = 0; j < count; j++) {
            raise_to(&l->most[id[j]], d2[j]);
        }
    }
done:
    geoi_release(id);
    geoi_release(d2);
    return status;
}

/* ---- Joins -------------------------------------------------------------------------------- */

/* From the root down: a join's left side has the first of its ranks. */
static void rank_places(limits *l)
{
    const geoi_linkage *tree = l->linkage;
    l->begin[tree->n - 2] = 0;
    for (int64_t e = tree->n - 2; e >= 0; e--) {
        int32_t rank = l->begin[e];
        for (int side = 0; side < 2; side++) {
            int32_t node = tree->side[e][side];
            if (node < tree->n) {
                l->rank[node] = rank;
                l->at[rank++] = node;
            } else {
                l->begin[node - tree->n] = rank;
                rank += tree->size[node - tree->n];
            }
        }
    }
}

typedef struct crossing {
    const limits *l;
    int64_t from;
    double d2;
} crossing;

static void raise_both(void *user, int64_t to)
{
    const crossing *c = user;
    raise_to(&c->l->most[c->from], c->d2);
    raise_to(&c->l->most[to], c->d2);
}

/* Only the places of the smaller side are asked, so that all joins together ask O(n log n). */
static void cross_join(const limits *l, int64_t join)
{
    const geoi_linkage *tree = l->linkage;
    int32_t left = tree->side[join][0], begin = l->begin[join], end = begin + tree->size[join];
    int32_t middle = begin + (left < tree->n ? 1 : tree->size[left - tree->n]);
    bool left_asks = middle - begin <= end - middle;
    int32_t last = left_asks ? middle : end;
    crossing c = {.l = l, .d2 = l->link[join].w2};
    for (int32_t i = left_asks ? begin : middle; i < last; i++) {
        c.from = l->at[i];
        geoi_ranked_ring(l->ranked, l->cores->places.x[c.from], l->cores->places.y[c.from], c.d2,
                         left_asks ? middle : begin, left_asks ? end : middle, raise_both, &c);
    }
}

static geo_status cross_joins(void *job, int64_t begin, int64_t end)
{
    const limits *l = job;
    for (int64_t join = begin; join < end; join++) {
        if (l->link[join].w2 <= l->eps2) {
            cross_join(l, join);
        }
        if (geoi_stopping(l->ctx)) {
            return GEO_CANCELLED;
        }
    }
    return GEO_OK;
}

static geo_status reach_across_joins(limits *l)
{
    geo_status status = GEO_OK;
    int64_t n = l->cores->places.n;
    geoi_link *link = NULL;
    geoi_linkage linkage = {0};
    GEO_TRY(geoi_array_raw(l->ctx, n - 1, sizeof *link, &link));
    GEO_TRY(geoi_kdtree_span(l->ctx, l->cores->tree, l->cores->core2, link));
    GEO_TRY(geoi_sort_links(l->ctx, n - 1, n, 0, link));
    GEO_TRY(geoi_linkage_make(l->ctx, n, link, &linkage));
    GEO_TRY(geoi_array_raw(l->ctx, n - 1, sizeof *l->begin, &l->begin));
    GEO_TRY(geoi_array_raw(l->ctx, n, sizeof *l->rank, &l->rank));
    GEO_TRY(geoi_array_raw(l->ctx, n, sizeof *l->at, &l->at));
    l->link = link;
    l->linkage = &linkage;
    rank_places(l);
    GEO_TRY(geoi_ranked_create(l->ctx, l->cores->tree, l->rank, &l->ranked));
    GEO_TRY(geoi_parallel(l->ctx, n - 1, JOINS, cross_joins, l));
done:
    geoi_ranked_destroy(l->ranked);
    geoi_release(link);
    geoi_linkage_clear(&linkage);
    geoi_release(l->begin);
    geoi_release(l->rank);
    geoi_release(l->at);
    return status;
}

/* ---- The call ----------------------------------------------------------------------------- */

geo_status geoi_optics_limits(geo_ctx *ctx, const geoi_cores *cores, int64_t k, double eps2,
                              double *limit2)
{
    geo_status status = GEO_OK;
    int64_t n = cores->places.n;
    limits l = {.ctx = ctx, .cores = cores, .k = k, .eps2 = eps2};
    GEO_TRY(geoi_array(ctx, n, sizeof *l.most, &l.most)); /* all bits 0: the limit 0 */
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, reach_into_cores, &l));
    if (n > 1) {
        GEO_TRY(reach_across_joins(&l));
    }
    for (int64_t i = 0; i < n; i++) {
        uint64_t bits = atomic_load_explicit(&l.most[i], memory_order_relaxed);
        double most;
        memcpy(&most, &bits, sizeof most);
        limit2[i] = most < eps2 ? most : eps2;
    }
done:
    geoi_release(l.most);
    return status;
}
