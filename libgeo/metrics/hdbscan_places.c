/* SPDX-License-Identifier: MIT */
/* Places and their core distances. Equal places are found by sorting a hash of their coordinates:
 * runs of one hash are, but for chance, the points of one place in ascending order. */
#include "metrics/hdbscan_internal.h"

#include "space/order.h"

enum { GRAIN = 1 << 12, HASH_BITS = 33 };

typedef struct hashing {
    const geoi_points *points;
    uint64_t *key;
} hashing;

/* The finish of MurmurHash3 on both words. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 33) * 0xFF51AFD7ED558CCDu;
    z = (z ^ z >> 33) * 0xC4CEB9FE1A85EC53u;
    return z ^ z >> 33;
}

static geo_status hash_places(void *job, int64_t begin, int64_t end)
{
    const hashing *h = job;
    for (int64_t i = begin; i < end; i++) {
        double x = h->points->x[i] + 0.0, y = h->points->y[i] + 0.0; /* -0 is 0 */
        h->key[i] = mix(mix(geoi_double_key(x)) + geoi_double_key(y)) >> (64 - HASH_BITS);
    }
    return GEO_OK;
}

/* first [points]: for each point the lowest at its place. A run may hold several places. */
static void find_firsts(const geoi_points *p, const uint64_t *key, const int64_t *order,
                        int64_t *first)
{
    for (int64_t begin = 0, end; begin < p->n; begin = end) {
        for (end = begin + 1; end < p->n && key[end] == key[begin]; end++) {
        }
        for (int64_t i = begin; i < end; i++) {
            int64_t point = order[i], j = begin;
            while (j < i && (p->x[order[j]] != p->x[point] || p->y[order[j]] != p->y[point])) {
                j++;
            }
            first[point] = order[j];
        }
    }
}

static geo_status find_places(geo_ctx *ctx, const geoi_points *points, geoi_places *out)
{
    geo_status status = GEO_OK;
    hashing h = {points, NULL};
    int64_t *order = NULL, n = points->n;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *h.key, &h.key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->of, &out->of));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->x, &out->x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->y, &out->y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->first, &out->first));
    GEO_TRY(geoi_array(ctx, n, sizeof *out->count, &out->count));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, hash_places, &h));
    GEO_TRY(geoi_sort_keys(ctx, n, HASH_BITS, h.key, order));
    find_firsts(points, h.key, order, out->of);
    for (int64_t i = 0; i < n; i++) {
        int64_t first = out->of[i];
        if (first == i) {
            out->x[out->n] = points->x[i];
            out->y[out->n] = points->y[i];
            out->first[out->n++] = i;
        }
        out->of[i] = first == i ? out->n - 1 : out->of[first];
        out->count[out->of[i]]++;
    }
done:
    geoi_release(h.key);
    geoi_release(order);
    return status;
}

/* ---- Core distances ------------------------------------------------------------------------ */

typedef struct measuring {
    geo_ctx *ctx;
    const geoi_cores *cores;
    int64_t k;
} measuring;

/* k places are enough: each has a point. The nearest come first. */
static geo_status measure_cores(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const measuring *m = job;
    const geoi_places *places = &m->cores->places;
    const int64_t *order = geoi_kdtree_order(m->cores->tree);
    int64_t *id = NULL, k = m->k < places->n ? m->k : places->n;
    double *d2 = NULL;
    GEO_TRY(geoi_array_raw(m->ctx, k, sizeof *id, &id));
    GEO_TRY(geoi_array_raw(m->ctx, k, sizeof *d2, &d2));
    for (int64_t i = begin; i < end; i++) {
        int64_t place = order[i], seen = places->count[place], at = 0;
        if (seen < m->k) {
            (void)geoi_kdtree_nearest(m->cores->tree, places->x[place], places->y[place], k,
                                      (double)INFINITY, -1, id, d2);
            for (seen = places->count[id[0]]; seen < m->k; seen += places->count[id[at]]) {
                at++;
            }
        }
        m->cores->core2[place] = at > 0 ? d2[at] : 0.0;
    }
done:
    geoi_release(id);
    geoi_release(d2);
    return status;
}

geo_status geoi_cores_check(geo_ctx *ctx, int64_t n, int64_t k)
{
    if (n > 0 && n < k) {
        geo_status status =
            geoi_fail(ctx, GEO_DATA, "%lld point%s, but core distances reach %lld of them",
                      (long long)n, n == 1 ? "" : "s", (long long)k);
        geoi_hint(ctx, "ask for at most as many as there are");
        return status;
    }
    return GEO_OK;
}

geo_status geoi_cores_find(geo_ctx *ctx, const geoi_points *points, int64_t k, geoi_cores *out)
{
    geo_status status = GEO_OK;
    geoi_places *places = &out->places;
    GEO_TRY(find_places(ctx, points, places));
    GEO_TRY(geoi_array_raw(ctx, places->n, sizeof *out->core2, &out->core2));
    GEO_TRY(geoi_kdtree_create(ctx, places->n, places->x, places->y, NULL, &out->tree));
    measuring m = {ctx, out, k};
    GEO_TRY(geoi_parallel(ctx, places->n, GRAIN, measure_cores, &m));
done:
    return status;
}

void geoi_cores_clear(geoi_cores *cores)
{
    geoi_release(cores->places.x);
    geoi_release(cores->places.y);
    geoi_release(cores->places.first);
    geoi_release(cores->places.count);
    geoi_release(cores->places.of);
    geoi_kdtree_destroy(cores->tree);
    geoi_release(cores->core2);
}
