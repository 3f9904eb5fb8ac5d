/* SPDX-License-Identifier: MIT */
/* Weights as rows of a sparse matrix, and how rows are made of pairs. */
#include "space/order.h"
#include "space/weights_internal.h"

enum { INDEX_BITS = 32 };

/* ---- Rows ----------------------------------------------------------------------------- */

geo_status geoi_weights_room(geo_ctx *ctx, int64_t n, int64_t pairs, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    *out = NULL;
    if (n < 0 || pairs < 0) {
        return geoi_fail(ctx, GEO_INVALID, "a number of features or pairs is negative");
    }
    if (n > INT32_MAX) {
        return geoi_fail(ctx, GEO_LIMIT, "weights of %lld features are too many", (long long)n);
    }
    GEO_TRY(geoi_array(ctx, 1, sizeof *w, &w));
    w->n = n;
    GEO_TRY(geoi_array(ctx, n + 1, sizeof *w->begin, &w->begin));
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof *w->neighbour, &w->neighbour));
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof *w->weight, &w->weight));
    *out = w;
    w = NULL;
done:
    geo_weights_destroy(w);
    return status;
}

void geoi_weights_add_up(geo_weights *weights)
{
    for (int64_t i = 0; i < weights->n; i++) {
        weights->begin[i + 1] += weights->begin[i];
    }
}

/* Shell's sort: rows are short, and mostly nearly in order. */
static void sort_row(int64_t n, int32_t *neighbour, double *weight)
{
    int64_t gap = 1;
    while (gap < n / 3) {
        gap = 3 * gap + 1;
    }
    for (; gap > 0; gap /= 3) {
        for (int64_t i = gap; i < n; i++) {
            int32_t key = neighbour[i];
            double w = weight[i];
            int64_t at = i;
            for (; at >= gap && neighbour[at - gap] > key; at -= gap) {
                neighbour[at] = neighbour[at - gap];
                weight[at] = weight[at - gap];
            }
            neighbour[at] = key;
            weight[at] = w;
        }
    }
}

geo_status geoi_weights_finish(geo_ctx *ctx, geo_weights *weights)
{
    int64_t kept = 0, begin = 0;
    for (int64_t i = 0; i < weights->n; i++) {
        int64_t end = weights->begin[i + 1], first = kept;
        for (int64_t at = begin; at < end; at++) {
            if (!(weights->weight[at] <= GEOI_WEIGHT_MOST)) {
                geo_status status =
                    geoi_fail(ctx, GEO_DATA, "the weight of features %lld and %lld is too large",
                              (long long)i + 1, (long long)weights->neighbour[at] + 1);
                geoi_hint(ctx, "use a smaller power, or let short distances count as longer");
                return status;
            }
            if (weights->weight[at] >= GEOI_WEIGHT_LEAST) {
                weights->neighbour[kept] = weights->neighbour[at];
                weights->weight[kept++] = weights->weight[at];
            }
        }
        sort_row(kept - first, weights->neighbour + first, weights->weight + first);
        begin = end;
        weights->begin[i + 1] = kept;
    }
    return GEO_OK;
}

geo_weight_rows geo_weights_rows(const geo_weights *weights)
{
    return (geo_weight_rows){weights->n, weights->begin, weights->neighbour, weights->weight};
}

void geo_weights_destroy(geo_weights *weights)
{
    if (weights != NULL) {
        geoi_release(weights->begin);
        geoi_release(weights->neighbour);
        geoi_release(weights->weight);
        geoi_digest_release(weights->digest);
        geoi_release(weights);
    }
}

/* ---- Of pairs --------------------------------------------------------------------------- */

static geo_status check_pairs(geo_ctx *ctx, int64_t n, int64_t pairs, const int64_t *from,
                              const int64_t *to, const double *weight)
{
    for (int64_t p = 0; p < pairs; p++) {
        if (from[p] < 0 || from[p] >= n || to[p] < 0 || to[p] >= n) {
            int64_t none = from[p] < 0 || from[p] >= n ? from[p] : to[p];
            return geoi_fail(ctx, GEO_DATA, "pair %lld: there is no feature %lld", (long long)p + 1,
                             (long long)none + 1);
        }
        if (from[p] == to[p]) {
            geo_status status =
                geoi_fail(ctx, GEO_DATA, "pair %lld: feature %lld is paired with itself",
                          (long long)p + 1, (long long)from[p] + 1);
            geoi_hint(ctx, "leave it out; statistics that count the feature itself add it");
            return status;
        }
        if (weight != NULL && (!(weight[p] >= 0.0) || isinf(weight[p]))) {
            return geoi_fail(ctx, GEO_DATA, "pair %lld: the weight is %g, but must be 0 or more",
                             (long long)p + 1, weight[p]);
        }
    }
    return GEO_OK;
}

static geo_status check_twice(geo_ctx *ctx, int64_t pairs, const uint64_t *key,
                              const int64_t *order)
{
    for (int64_t p = 1; p < pairs; p++) {
        if (key[p] == key[p - 1]) {
            return geoi_fail(ctx, GEO_DATA,
                             "pair %lld: features %lld and %lld are in pair %lld already",
                             (long long)order[p] + 1, (long long)(key[p] >> INDEX_BITS) + 1,
                             (long long)(key[p] & UINT32_MAX) + 1, (long long)order[p - 1] + 1);
        }
    }
    return GEO_OK;
}

geo_status geo_weights_create(geo_ctx *ctx, int64_t n, int64_t pairs, const int64_t *from,
                              const int64_t *to, const double *weight, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    uint64_t *key = NULL;
    int64_t *order = NULL;
    *out = NULL;
    GEO_TRY(geoi_weights_room(ctx, n, pairs, &w));
    GEO_TRY(check_pairs(ctx, n, pairs, from, to, weight));
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, pairs, sizeof *order, &order));
    for (int64_t p = 0; p < pairs; p++) {
        key[p] = (uint64_t)from[p] << INDEX_BITS | (uint64_t)to[p];
    }
    GEO_TRY(geoi_sort_keys(ctx, pairs, INDEX_BITS + geoi_bit_count((uint64_t)n), key, order));
    GEO_TRY(check_twice(ctx, pairs, key, order));
    for (int64_t p = 0; p < pairs; p++) {
        w->begin[(key[p] >> INDEX_BITS) + 1]++;
        w->neighbour[p] = (int32_t)(key[p] & UINT32_MAX);
        w->weight[p] = weight != NULL ? weight[order[p]] : 1.0;
    }
    geoi_weights_add_up(w);
    GEO_TRY(geoi_weights_finish(ctx, w));
    *out = w;
    w = NULL;
done:
    geoi_release(key);
    geoi_release(order);
    geo_weights_destroy(w);
    return status;
}

/* ---- Of neighbours ---------------------------------------------------------------------- */

geo_status geoi_neighbours_add(geo_ctx *ctx, geoi_neighbours *list, int64_t i, int64_t j)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, &list->key, &list->room, list->n + 2, sizeof *list->key));
    list->key[list->n++] = (uint64_t)i << INDEX_BITS | (uint64_t)j;
    list->key[list->n++] = (uint64_t)j << INDEX_BITS | (uint64_t)i;
done:
    return status;
}

geo_status geoi_neighbours_weights(geo_ctx *ctx, geoi_neighbours *list, int64_t n,
                                   geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    int64_t *order = NULL, kept = 0;
    *out = NULL;
    GEO_TRY(geoi_array_raw(ctx, list->n, sizeof *order, &order));
    GEO_TRY(
        geoi_sort_keys(ctx, list->n, INDEX_BITS + geoi_bit_count((uint64_t)n), list->key, order));
    for (int64_t p = 0; p < list->n; p++) {
        if (p == 0 || list->key[p] != list->key[p - 1]) {
            list->key[kept++] = list->key[p];
        }
    }
    GEO_TRY(geoi_weights_room(ctx, n, kept, &w));
    for (int64_t p = 0; p < kept; p++) {
        w->begin[(list->key[p] >> INDEX_BITS) + 1]++;
        w->neighbour[p] = (int32_t)(list->key[p] & UINT32_MAX);
        w->weight[p] = 1.0;
    }
    geoi_weights_add_up(w);
    *out = w;
done:
    geoi_release(order);
    return status;
}

/* ---- Blocks ------------------------------------------------------------------------------ */

/* Members of a group, which stand together in `order`, are the neighbours of each. */
static void fill_group(geo_weights *w, const int64_t *member, int64_t count)
{
    for (int64_t a = 0; a < count; a++) {
        int64_t at = w->begin[member[a]];
        for (int64_t b = 0; b < count; b++) {
            if (b != a) {
                w->neighbour[at] = (int32_t)member[b];
                w->weight[at++] = 1.0;
            }
        }
    }
}

static geo_status count_group(geo_ctx *ctx, int64_t *begin, const int64_t *member, int64_t count,
                              int64_t *pairs)
{
    for (int64_t a = 0; a < count; a++) {
        begin[member[a] + 1] = count - 1;
    }
    *pairs += count * (count - 1); /* below 2^62, and such a sum cannot be allocated */
    return *pairs < 0 || *pairs > INT64_MAX / 32
               ? geoi_fail(ctx, GEO_LIMIT, "groups have too many pairs")
               : GEO_OK;
}

static geo_status sort_groups(geo_ctx *ctx, int64_t n, const int64_t *group, uint64_t **key,
                              int64_t **order)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof **key, key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof **order, order));
    for (int64_t i = 0; i < n; i++) {
        if (group[i] < -1) {
            return geoi_fail(ctx, GEO_INVALID, "feature %lld is of group %lld", (long long)i + 1,
                             (long long)group[i]);
        }
        (*key)[i] = (uint64_t)group[i] + 1; /* 0 = none */
    }
    GEO_TRY(geoi_sort_keys(ctx, n, 64, *key, *order));
done:
    return status;
}

/* The end of the group that begins at `begin`. */
static int64_t group_end(const uint64_t *key, int64_t n, int64_t begin)
{
    int64_t end = begin + 1;
    while (end < n && key[end] == key[begin]) {
        end++;
    }
    return end;
}

geo_status geo_weights_block(geo_ctx *ctx, int64_t n, const int64_t *group, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    uint64_t *key = NULL;
    int64_t *order = NULL, pairs = 0;
    *out = NULL;
    GEO_TRY(geoi_weights_room(ctx, n, 0, &w));
    GEO_TRY(sort_groups(ctx, n, group, &key, &order));
    for (int64_t at = 0, end; at < n; at = end) {
        end = group_end(key, n, at);
        if (key[at] > 0) {
            GEO_TRY(count_group(ctx, w->begin, order + at, end - at, &pairs));
        }
    }
    GEO_TRY(geoi_resize(ctx, &w->neighbour, pairs, sizeof *w->neighbour));
    GEO_TRY(geoi_resize(ctx, &w->weight, pairs, sizeof *w->weight));
    geoi_weights_add_up(w);
    for (int64_t at = 0, end; at < n; at = end) {
        end = group_end(key, n, at);
        if (key[at] > 0) {
            fill_group(w, order + at, end - at);
        }
    }
    *out = w;
    w = NULL;
done:
    geoi_release(key);
    geoi_release(order);
    geo_weights_destroy(w);
    return status;
}
