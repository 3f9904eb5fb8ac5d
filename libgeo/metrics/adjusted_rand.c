/* SPDX-License-Identifier: MIT */
/* How far two clusterings agree: Hubert & Arabie 1985. Labels are numbered by sorting, and so are
 * pairs of them: no table of clusters by clusters is made. */
#include "geo/hierarchy.h"

#include "base/base.h"
#include "space/order.h"

typedef struct numbering {
    int64_t n;
    uint64_t *key;
    int64_t *order;
} numbering;

static double pairs_of(int64_t count)
{
    return 0.5 * (double)count * (double)(count - 1);
}

/* Sort the keys and replace them, at their own places in `out`, by 0, 1, ... without gaps. Returns
 * the pairs of equal keys. */
static geo_status number_keys(geo_ctx *ctx, numbering *k, int bits, uint64_t *out, double *pairs)
{
    geo_status status = GEO_OK;
    uint64_t next = 0;
    *pairs = 0.0;
    GEO_TRY(geoi_sort_keys(ctx, k->n, bits, k->key, k->order));
    for (int64_t begin = 0, end; begin < k->n; begin = end) {
        for (end = begin; end < k->n && k->key[end] == k->key[begin]; end++) {
            out[k->order[end]] = next;
        }
        next++;
        *pairs += pairs_of(end - begin);
    }
done:
    return status;
}

static geo_status number_labels(geo_ctx *ctx, numbering *k, const int64_t *label, uint64_t *out,
                                double *pairs)
{
    for (int64_t i = 0; i < k->n; i++) {
        k->key[i] = (uint64_t)label[i];
    }
    return number_keys(ctx, k, 64, out, pairs);
}

geo_status geo_adjusted_rand(geo_ctx *ctx, int64_t n, const int64_t *a, const int64_t *b,
                             double *index)
{
    geo_status status = GEO_OK;
    numbering k = {.n = n};
    uint64_t *of_a = NULL, *of_b = NULL;
    double in_a, in_b, in_both;
    *index = (double)NAN;
    int bits = geoi_bit_count((uint64_t)n);
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *k.key, &k.key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *k.order, &k.order));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *of_a, &of_a));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *of_b, &of_b));
    GEO_TRY(number_labels(ctx, &k, a, of_a, &in_a));
    GEO_TRY(number_labels(ctx, &k, b, of_b, &in_b));
    for (int64_t i = 0; i < n; i++) {
        k.key[i] = of_a[i] << bits | of_b[i];
    }
    GEO_TRY(number_keys(ctx, &k, 2 * bits, of_a, &in_both));
    double expected = n > 1 ? in_a * (in_b / pairs_of(n)) : 0.0;
    double spread = 0.5 * (in_a + in_b) - expected;
    bool same = in_both == in_a && in_both == in_b; /* whatever chance would give */
    *index = same ? 1.0 : (in_both - expected) / spread;
done:
    geoi_release(k.key);
    geoi_release(k.order);
    geoi_release(of_a);
    geoi_release(of_b);
    return status;
}
