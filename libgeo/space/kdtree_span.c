/* SPDX-License-Identifier: MIT */
/* The minimum spanning tree of a kd-tree's points by Boruvka's method (March, Ram & Gray 2010,
 * doi:10.1145/1835804.1835882): in every round each part of the forest takes the least link that
 * leaves it, so that parts at least halve in number.
 *
 * What makes it quick is what a point remembers: the nearest point outside its part stays so
 * until it becomes a part of it, and nothing outside ever comes nearer. A point is searched for
 * again only when what it remembers is void and might be better than its part's best so far.
 * That best is shared while threads search; it cuts searches short, but the least link of a part
 * by (length, lower id, higher id) is one, whoever finds it first. */
#include <math.h>
#include <stdatomic.h>

#include "base/disjoint.h"
#include "space/kdtree_internal.h"

enum { GRAIN = 1 << 11, STACK = 64 };

static const uint64_t NOTHING = UINT64_MAX;

typedef struct spanning {
    const geoi_kdtree *t;
    double *floor2;         /* [n] in leaf order, as all of points here */
    double *node_floor2;    /* [2 * leaf_count] least floor of a node's points */
    int32_t *part;          /* [n] the point that stands for the part it is in */
    int32_t *node_part;     /* [2 * leaf_count] the part of all of a node's points, or MIXED */
    double *least2;         /* [n] no point outside the part is nearer */
    int32_t *mate;          /* [n] the point outside that is so near, or NONE */
    _Atomic uint64_t *best; /* [n] of a part: bits of the least length that was found */
    _Atomic uint64_t *pair; /* [n] of a part: its link, lower id << 32 | higher id */
    int32_t *at;            /* [n] where id stands */
    int32_t *up, *root;     /* [n] union-find of parts; [part_count] parts there are */
    int64_t part_count;
} spanning;

enum { NONE = -1, MIXED = -1 };

/* Bits of doubles that are not negative order as the doubles do. */
static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double value_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static void lower_to(_Atomic uint64_t *least, uint64_t value)
{
    uint64_t seen = atomic_load_explicit(least, memory_order_relaxed);
    while (value < seen && !atomic_compare_exchange_weak_explicit(
                               least, &seen, value, memory_order_relaxed, memory_order_relaxed)) {
    }
}

static uint64_t pair_of(const spanning *s, int64_t a, int64_t b)
{
    uint64_t i = (uint64_t)s->t->id[a], j = (uint64_t)s->t->id[b];
    return i < j ? i << 32 | j : j << 32 | i;
}

/* ---- The search of one point ------------------------------------------------------------- */

typedef struct found {
    double w2;
    uint64_t pair;
    int32_t mate;
} found;

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double gap(double low, double high, double at)
{
    double below = low - at, above = at - high;
    return larger(larger(below, above), 0.0);
}

/* No link from (x, y) into the node is shorter. */
static double node_w2(const spanning *s, int64_t node, double x, double y)
{
    const geo_box *box = &s->t->box[node];
    double dx = gap(box->min_x, box->max_x, x), dy = gap(box->min_y, box->max_y, y);
    return larger(dx * dx + dy * dy, s->node_floor2[node]);
}

static void search_leaf(const spanning *s, int64_t node, int64_t p, found *best)
{
    const geoi_kdtree *t = s->t;
    int64_t leaf = node - t->leaf_count, end = geoi_kdtree_cut(t->n, t->leaf_count, leaf + 1);
    double x = t->x[p], y = t->y[p], floor2 = s->floor2[p];
    int32_t mine = s->part[p];
    for (int64_t i = geoi_kdtree_cut(t->n, t->leaf_count, leaf); i < end; i++) {
        double dx = t->x[i] - x, dy = t->y[i] - y;
        double w2 = larger(larger(dx * dx + dy * dy, s->floor2[i]), floor2);
        if (w2 > best->w2 || s->part[i] == mine) {
            continue;
        }
        uint64_t pair = pair_of(s, p, i);
        if (w2 < best->w2 || pair < best->pair) {
            *best = (found){w2, pair, (int32_t)i};
        }
    }
}

/* The least link of p that leaves its part, no longer than `limit2`. */
static found search(const spanning *s, int64_t p, double limit2)
{
    const geoi_kdtree *t = s->t;
    struct {
        int64_t node;
        double w2;
    } stack[STACK];
    int depth = 0;
    found best = {limit2, NOTHING, NONE};
    const double x = t->x[p], y = t->y[p];
    const int32_t mine = s->part[p];
    stack[depth].node = 1;
    stack[depth++].w2 = 0.0;
    while (depth > 0) {
        int64_t node = stack[--depth].node;
        if (stack[depth].w2 > best.w2 || s->node_part[node] == mine) {
            continue;
        }
        if (node >= t->leaf_count) {
            search_leaf(s, node, p, &best);
            continue;
        }
        double left = node_w2(s, 2 * node, x, y), right = node_w2(s, 2 * node + 1, x, y);
        int64_t farther = left <= right;
        stack[depth].node = 2 * node + farther;
        stack[depth++].w2 = larger(left, right);
        stack[depth].node = 2 * node + 1 - farther;
        stack[depth++].w2 = left <= right ? left : right;
    }
    return best;
}

/* ---- A round ------------------------------------------------------------------------------ */

/* What points remember, if it still holds. */
static geo_status recall(void *job, int64_t begin, int64_t end)
{
    const spanning *s = job;
    for (int64_t p = begin; p < end; p++) {
        if (s->mate[p] != NONE && s->part[s->mate[p]] != s->part[p]) {
            lower_to(&s->best[s->part[p]], bits_of(s->least2[p]));
        } else {
            s->mate[p] = NONE;
        }
    }
    return GEO_OK;
}

static geo_status search_points(void *job, int64_t begin, int64_t end)
{
    const spanning *s = job;
    for (int64_t p = begin; p < end; p++) {
        _Atomic uint64_t *best = &s->best[s->part[p]];
        double limit2 = value_of(atomic_load_explicit(best, memory_order_relaxed));
        if (s->mate[p] != NONE || s->least2[p] > limit2) {
            continue;
        }
        found link = search(s, p, limit2);
        s->mate[p] = link.mate;
        if (link.mate != NONE) {
            s->least2[p] = link.w2;
            lower_to(best, bits_of(link.w2));
        } else {
            s->least2[p] = nextafter(limit2, (double)INFINITY);
        }
    }
    return GEO_OK;
}

/* Of the links as long as the part's best the one of lowest ids. */
static geo_status break_ties(void *job, int64_t begin, int64_t end)
{
    const spanning *s = job;
    for (int64_t p = begin; p < end; p++) {
        int32_t part = s->part[p];
        if (s->mate[p] != NONE &&
            bits_of(s->least2[p]) == atomic_load_explicit(&s->best[part], memory_order_relaxed)) {
            lower_to(&s->pair[part], pair_of(s, p, s->mate[p]));
        }
    }
    return GEO_OK;
}

/* Every part takes its link; two parts may take the same. */
static void join_parts(spanning *s, geoi_link *link, int64_t *count)
{
    for (int64_t i = 0; i < s->part_count; i++) {
        uint64_t pair = atomic_load_explicit(&s->pair[s->root[i]], memory_order_relaxed);
        int64_t low = (int64_t)(pair >> 32), high = (int64_t)(pair & UINT32_MAX);
        int32_t a = geoi_root32(s->up, s->part[s->at[low]]);
        int32_t b = geoi_root32(s->up, s->part[s->at[high]]);
        if (a != b) {
            uint64_t w2 = atomic_load_explicit(&s->best[s->root[i]], memory_order_relaxed);
            s->up[a < b ? b : a] = a < b ? a : b;
            link[(*count)++] = (geoi_link){value_of(w2), low, high};
        }
    }
    int64_t kept = 0;
    for (int64_t i = 0; i < s->part_count; i++) {
        int32_t part = s->root[i];
        s->up[part] = geoi_root32(s->up, part);
        if (s->up[part] == part) {
            s->root[kept++] = part;
        }
    }
    s->part_count = kept;
}

static geo_status rename_parts(void *job, int64_t begin, int64_t end)
{
    const spanning *s = job;
    for (int64_t p = begin; p < end; p++) {
        s->part[p] = s->up[s->part[p]];
    }
    return GEO_OK;
}

static void begin_round(spanning *s)
{
    const geoi_kdtree *t = s->t;
    for (int64_t i = 0; i < s->part_count; i++) {
        atomic_store_explicit(&s->best[s->root[i]], bits_of((double)INFINITY),
                              memory_order_relaxed);
        atomic_store_explicit(&s->pair[s->root[i]], NOTHING, memory_order_relaxed);
    }
    for (int64_t leaf = 0; leaf < t->leaf_count; leaf++) {
        int64_t i = geoi_kdtree_cut(t->n, t->leaf_count, leaf);
        int64_t end = geoi_kdtree_cut(t->n, t->leaf_count, leaf + 1);
        int32_t part = s->part[i];
        while (i < end && s->part[i] == part) {
            i++;
        }
        s->node_part[t->leaf_count + leaf] = i == end ? part : MIXED;
    }
    for (int64_t node = t->leaf_count - 1; node > 0; node--) {
        int32_t left = s->node_part[2 * node], right = s->node_part[2 * node + 1];
        s->node_part[node] = left == right ? left : MIXED;
    }
}

/* ---- The call ----------------------------------------------------------------------------- */

static void prepare(spanning *s, const double *floor2)
{
    const geoi_kdtree *t = s->t;
    for (int64_t p = 0; p < t->n; p++) {
        s->floor2[p] = floor2[t->id[p]];
        s->least2[p] = s->floor2[p];
        s->part[p] = s->up[p] = s->root[p] = (int32_t)p;
        s->mate[p] = NONE;
        s->at[t->id[p]] = (int32_t)p;
    }
    s->part_count = t->n;
    for (int64_t leaf = 0; leaf < t->leaf_count; leaf++) {
        double *least = &s->node_floor2[t->leaf_count + leaf];
        int64_t end = geoi_kdtree_cut(t->n, t->leaf_count, leaf + 1);
        *least = (double)INFINITY;
        for (int64_t i = geoi_kdtree_cut(t->n, t->leaf_count, leaf); i < end; i++) {
            *least = s->floor2[i] < *least ? s->floor2[i] : *least;
        }
    }
    for (int64_t node = t->leaf_count - 1; node > 0; node--) {
        double left = s->node_floor2[2 * node], right = s->node_floor2[2 * node + 1];
        s->node_floor2[node] = left < right ? left : right;
    }
}

static geo_status allocate(geo_ctx *ctx, spanning *s)
{
    geo_status status = GEO_OK;
    int64_t n = s->t->n, nodes = 2 * s->t->leaf_count;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->floor2, &s->floor2));
    GEO_TRY(geoi_array_raw(ctx, nodes, sizeof *s->node_floor2, &s->node_floor2));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->part, &s->part));
    GEO_TRY(geoi_array_raw(ctx, nodes, sizeof *s->node_part, &s->node_part));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->least2, &s->least2));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->mate, &s->mate));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->best, &s->best));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->pair, &s->pair));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->at, &s->at));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->up, &s->up));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->root, &s->root));
done:
    return status;
}

static void clear(spanning *s)
{
    geoi_release(s->floor2);
    geoi_release(s->node_floor2);
    geoi_release(s->part);
    geoi_release(s->node_part);
    geoi_release(s->least2);
    geoi_release(s->mate);
    geoi_release(s->best);
    geoi_release(s->pair);
    geoi_release(s->at);
    geoi_release(s->up);
    geoi_release(s->root);
}

geo_status geoi_kdtree_span(geo_ctx *ctx, const geoi_kdtree *tree, const double *floor2,
                            geoi_link *link)
{
    geo_status status = GEO_OK;
    spanning s = {.t = tree};
    int64_t n = tree->n, count = 0;
    if (n > INT32_MAX) {
        return geoi_fail(ctx, GEO_LIMIT, "%lld places are more than a spanning tree can have",
                         (long long)n);
    }
    if (n < 2) {
        return GEO_OK;
    }
    GEO_TRY(allocate(ctx, &s));
    prepare(&s, floor2);
    while (s.part_count > 1) {
        begin_round(&s);
        GEO_TRY(geoi_parallel(ctx, n, GRAIN, recall, &s));
        GEO_TRY(geoi_parallel(ctx, n, GRAIN, search_points, &s));
        GEO_TRY(geoi_parallel(ctx, n, GRAIN, break_ties, &s));
        join_parts(&s, link, &count);
        GEO_TRY(geoi_parallel(ctx, n, GRAIN, rename_parts, &s));
    }
done:
    clear(&s);
    return status;
}
