/* SPDX-License-Identifier: MIT */
/* What local_draw_few.c does, by the registers of AVX-512: a register holds all lanes, and a batch
 * is four of them side by side. */
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h> /* before what forbids malloc, which it names */
#endif

#include "metrics/local_draw_lanes.h"

#if GEOI_DRAW_WIDE

enum { GROUPS = GEOI_BATCH / GEOI_LANES, SHIFT = 32, ODD = 0xAAAA };

#define WIDEST __attribute__((target("avx512f")))
#define INLINE static inline __attribute__((always_inline, target("avx512f")))

INLINE __m512i next_words(__m512i s[4])
{
    __m512i turned = _mm512_rol_epi32(_mm512_add_epi32(s[0], s[3]), 7);
    __m512i word = _mm512_add_epi32(turned, s[0]), shifted = _mm512_slli_epi32(s[1], 9);
    __m512i c = _mm512_xor_si512(s[2], s[0]), d = _mm512_xor_si512(s[3], s[1]);
    s[1] = _mm512_xor_si512(s[1], c);
    s[0] = _mm512_xor_si512(s[0], d);
    s[2] = _mm512_xor_si512(c, shifted);
    s[3] = _mm512_rol_epi32(d, 11);
    return word;
}

/* Sixteen permutations of a batch. */
typedef struct group {
    __m512i least_even, least_odd; /* lower halves of products, in every other lane */
    __m512i apart;                 /* 0 where two neighbours are equal */
    __m512 sum;
} group;

/* Numbers of 0 .. bound that leave self out. */
INLINE __m512i number(group *g, __m512i word, __m512i bound, __m512i self)
{
    __m512i even = _mm512_mul_epu32(word, bound);
    __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(word, SHIFT), bound);
    g->least_even = _mm512_min_epu32(g->least_even, even);
    g->least_odd = _mm512_min_epu32(g->least_odd, odd);
    __m512i index = _mm512_mask_blend_epi32(ODD, _mm512_srli_epi64(even, SHIFT), odd);
    __mmask16 beyond = _mm512_cmpge_epu32_mask(index, self);
    return _mm512_mask_add_epi32(index, beyond, index, _mm512_set1_epi32(1));
}

/* Without optimisation gcc's gather is a macro that converts its mask. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsign-conversion"
INLINE void add(group *g, const geoi_urn *u, const geoi_batch *b, int64_t j, __m512i index)
{
    __m512 value = _mm512_i32gather_ps(index, u->rough, (int)sizeof *u->rough);
    if (u->own != NULL) {
        __m512 off = _mm512_sub_ps(_mm512_set1_ps(b->own), value);
        value = _mm512_mul_ps(off, off);
    }
    g->sum = _mm512_add_ps(g->sum, _mm512_mul_ps(_mm512_set1_ps(b->weight[j]), value));
}
#pragma GCC diagnostic pop

INLINE void finish(const group *g, geoi_batch *b, int at)
{
    __m512i odd = _mm512_slli_epi64(g->least_odd, SHIFT);
    __m512i least = _mm512_mask_blend_epi32(ODD, g->least_even, odd);
    unsigned again = _mm512_cmplt_epu32_mask(least, _mm512_set1_epi32((int)b->spare));
    again |= _mm512_cmpeq_epi32_mask(g->apart, _mm512_setzero_si512());
    b->again |= (uint64_t)again << at;
    _mm512_store_ps(b->sum + at, g->sum);
}

WIDEST void geoi_draw_widest(const geoi_urn *u, geoi_lanes *l, geoi_batch *b)
{
    const __m512i bound = _mm512_set1_epi32((int)(u->n - 1));
    const __m512i self = _mm512_set1_epi32((int)u->self), most = _mm512_set1_epi32(-1);
    group g[GROUPS];
    __m512i s[4], index[GROUPS];
    for (int k = 0; k < 4; k++) {
        s[k] = _mm512_load_si512(l->s[k]);
    }
    for (int k = 0; k < GROUPS; k++) {
        g[k] = (group){most, most, most, _mm512_setzero_ps()};
    }
    for (int64_t j = 0; j < u->k; j++) {
        for (int k = 0; k < GROUPS; k++) {
            index[k] = number(&g[k], next_words(s), bound, self);
            _mm512_store_si512(b->index[j] + (ptrdiff_t)k * GEOI_LANES, index[k]);
            add(&g[k], u, b, j, index[k]);
        }
        for (int64_t i = 0; i < j; i++) {
            for (int k = 0; k < GROUPS; k++) {
                __m512i other = _mm512_load_si512(b->index[i] + (ptrdiff_t)k * GEOI_LANES);
                g[k].apart = _mm512_min_epu32(g[k].apart, _mm512_xor_si512(index[k], other));
            }
        }
    }
    for (int k = 0; k < 4; k++) {
        _mm512_store_si512(l->s[k], s[k]);
    }
    b->again = 0;
    for (int k = 0; k < GROUPS; k++) {
        finish(&g[k], b, k * GEOI_LANES);
    }
}
#endif
