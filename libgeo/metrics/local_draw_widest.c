/* SPDX-License-Identifier: MIT */
/* What local_draw_few.c does, by the registers of AVX-512: a register holds all lanes, and a batch
 * is four of them side by side. */
#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h> /* before what forbids malloc, which it names */
#endif

#include "metrics/local_draw_lanes.h"

#if GEOI_DRAW_WIDE

enum { GROUPS = GEOI_BATCH / GEOI_LANES, SHIFT = 32, ALL = 0xFFFF };

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
    __m512i least;   /* lower half of a product */
    __mmask16 apart; /* lanes in which all differ */
} group;

/* Two registers of products, as their upper or lower halves: lanes 1 and 2 of each four change
 * places. */
#define UPPER 0xDD
#define LOWER 0x88
#define HALVES(a, b, which)                                                                        \
    _mm512_castps_si512(_mm512_shuffle_ps(_mm512_castsi512_ps(a), _mm512_castsi512_ps(b), which))
/* So that streams stand where plain loops have them. */
#define IN_PLACE(a) _mm512_shuffle_epi32(a, _MM_PERM_DBCA)

/* Numbers of 0 .. bound - 1. */
INLINE __m512i number(group *g, __m512i word, __m512i bound)
{
    __m512i even = _mm512_mul_epu32(word, bound);
    __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(word, SHIFT), bound);
    g->least = _mm512_min_epu32(g->least, HALVES(even, odd, LOWER));
    return HALVES(even, odd, UPPER);
}

INLINE void part(group *g, __m512i index, __m512i other)
{
    g->apart = _mm512_mask_cmpneq_epi32_mask(g->apart, index, other);
}

WIDEST void geoi_draw_widest(const geoi_urn *u, geoi_lanes *l, geoi_batch *b)
{
    const __m512i bound = _mm512_set1_epi32((int)u->n), self = _mm512_set1_epi32((int)u->self);
    group g[GROUPS];
    __m512i s[4], index[GROUPS];
    for (int k = 0; k < 4; k++) {
        s[k] = IN_PLACE(_mm512_load_si512(l->s[k]));
    }
    for (int k = 0; k < GROUPS; k++) {
        g[k] = (group){_mm512_set1_epi32(-1), ALL};
    }
    for (int64_t j = 0; j < u->k; j++) {
        for (int k = 0; k < GROUPS; k++) {
            index[k] = number(&g[k], next_words(s), bound);
            part(&g[k], index[k], self);
            _mm512_store_si512(b->index[j] + (ptrdiff_t)k * GEOI_LANES, index[k]);
        }
        for (int64_t i = 0; i < j; i++) {
            for (int k = 0; k < GROUPS; k++) {
                part(&g[k], index[k], _mm512_load_si512(b->index[i] + (ptrdiff_t)k * GEOI_LANES));
            }
        }
    }
    for (int k = 0; k < 4; k++) {
        _mm512_store_si512(l->s[k], IN_PLACE(s[k]));
    }
    b->again = 0;
    for (int k = 0; k < GROUPS; k++) {
        unsigned again = _mm512_cmplt_epu32_mask(g[k].least, _mm512_set1_epi32((int)b->spare));
        again |= (unsigned)_mm512_knot(g[k].apart);
        b->again |= (uint64_t)again << k * GEOI_LANES;
    }
}
#endif
