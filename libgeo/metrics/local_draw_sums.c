/* SPDX-License-Identifier: MIT */
/* On which side of what is to be beaten the sums of drawn neighbours are. Sums are taken of values
 * rounded to 16 bits, which fit the caches, or of floats where weights differ or values are
 * squared. Where that leaves a doubt, a sum is taken again exactly: rounding changes no count.
 *
 * Values are fetched one by one: instructions that gather are slower where CVE-2022-40982 is
 * mended. */
#include "metrics/local_draw_lanes.h"

/* Sums of floats, 4 at most, are compared as whole numbers of 1 / ROUGH_SCALE. */
enum { BATCH = GEOI_BATCH, WORD = 32, ROUGH_SCALE = 1 << 26 };

/* Two neighbouring indexes are read as one word; which half is the first. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
enum { LOW = 1, HIGH = 0 };
#else
enum { LOW = 0, HIGH = 1 };
#endif

static uint64_t two_indexes(const uint32_t *index)
{
    uint64_t both;
    memcpy(&both, index, sizeof both);
    return both;
}

/* ---- Rounded -------------------------------------------------------------------------------- */

static void add_whole(const geoi_sums *s, const geoi_batch *b, int32_t *restrict sum)
{
    const int16_t *restrict whole = s->u->whole;
    for (int p = 0; p < BATCH; p += 2) {
        int32_t low = 0, high = 0;
        for (int64_t j = 0; j < s->u->k; j++) {
            uint64_t both = two_indexes(b->index[j] + p);
            low += whole[(uint32_t)both];
            high += whole[both >> WORD];
        }
        sum[p + LOW] = low;
        sum[p + HIGH] = high;
    }
}

static void add_rough(const geoi_sums *s, const geoi_batch *b, int32_t *restrict out)
{
    const float *restrict rough = s->u->rough, own = s->own;
    float sum[BATCH] = {0.0f};
    for (int64_t j = 0; j < s->u->k; j++) {
        const float weight = s->weight[j];
        float value[BATCH];
        for (int p = 0; p < BATCH; p += 2) {
            uint64_t both = two_indexes(b->index[j] + p);
            value[p + LOW] = rough[(uint32_t)both];
            value[p + HIGH] = rough[both >> WORD];
        }
        for (int p = 0; p < BATCH; p++) {
            float off = own - value[p];
            sum[p] += weight * (s->u->own != NULL ? off * off : value[p]);
        }
    }
    for (int p = 0; p < BATCH; p++) {
        out[p] = (int32_t)(sum[p] * (float)ROUGH_SCALE);
    }
}

/* ---- Counting ------------------------------------------------------------------------------- */

/* How far a rounded sum may be from the exact one: each whole number by a half; or values are at
 * most 1, weights add up to 1, and each term is rounded a few times, by at most 2^-24 of a size of
 * 1, or 4 when squared. */
geoi_sums geoi_sums_of(const geoi_urn *u)
{
    geoi_sums s = {.u = u, .whole = u->whole != NULL && u->equal && u->own == NULL};
    double k = (double)u->k, scale = ROUGH_SCALE, doubt = 0.0;
    if (s.whole) {
        scale = k * INT16_MAX;
        doubt = 0.5 * k + 0.5;
    } else {
        doubt = scale * (k + 8.0) * 0x1p-23 * (u->own != NULL ? 4.0 : 1.0);
        s.own = u->own != NULL ? (float)*u->own : 0.0f;
        for (int64_t j = 0; j < u->k; j++) {
            s.weight[j] = (float)u->weight[j];
        }
    }
    s.above = (int32_t)ceil(u->low * scale + doubt);
    s.below = (int32_t)floor(u->high * scale - doubt);
    return s;
}

void geoi_sums_count(const geoi_sums *s, const geoi_batch *b, int count, geoi_tally *out)
{
    int32_t sum[BATCH];
    int greater = 0, less = 0;
    (s->whole ? add_whole : add_rough)(s, b, sum);
    for (int p = 0; p < count; p++) {
        greater += sum[p] > s->above ? 1 : 0;
        less += sum[p] < s->below ? 1 : 0;
    }
    out->greater += greater;
    out->less += less;
    out->total += greater + less;
    for (int p = 0; p < count && greater + less < count; p++) {
        if (sum[p] <= s->above && sum[p] >= s->below) {
            geoi_tally_drawn(out, s->u, &b->index[0][p], BATCH);
        }
    }
}
