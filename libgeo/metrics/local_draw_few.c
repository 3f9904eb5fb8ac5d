/* SPDX-License-Identifier: MIT */
/* A few neighbours drawn afresh, many permutations side by side, so that the processor works on
 * several at once. k of all features are drawn independently, and permutations in which two are
 * equal, or one is the feature itself, are drawn again: what is left is uniform among all choices
 * of others without replacement. Random
 * numbers are those of xoshiro128++ (Blackman & Vigna 2021, doi:10.1145/3460772), in LANES
 * streams that begin where Philox says for the seed and the feature. */
#include "metrics/local_draw_lanes.h"
#include "metrics/random_words.h"

enum { LANES = GEOI_LANES, BATCH = GEOI_BATCH };

/* So that each loop is compiled once more for processors with wider registers: the numbers are
 * the same. */
#if GEOI_DRAW_WIDE
#define WIDE __attribute__((target("avx2")))
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

void geoi_begin_lanes(const geoi_urn *u, geoi_lanes *l)
{
    for (int lane = 0; lane < LANES; lane++) {
        geoi_random4 r = geoi_philox(u->seed, u->item, (uint64_t)lane);
        bool zero = (r.word[0] | r.word[1] | r.word[2] | r.word[3]) == 0; /* it would stay so */
        for (int k = 0; k < 4; k++) {
            l->s[k][lane] = r.word[k] | (zero ? 1 : 0);
        }
    }
}

/* ---- A batch ----------------------------------------------------------------------------- */

INLINE uint32_t rotate(uint32_t x, int by)
{
    return x << by | x >> (32 - by);
}

INLINE void next_words(geoi_lanes *restrict l, uint32_t *restrict word)
{
    for (int i = 0; i < LANES; i++) {
        uint32_t a = l->s[0][i], b = l->s[1][i], c = l->s[2][i], d = l->s[3][i];
        word[i] = rotate(a + d, 7) + a;
        uint32_t t = b << 9;
        c ^= a;
        d ^= b;
        l->s[1][i] = b ^ c;
        l->s[0][i] = a ^ d;
        l->s[2][i] = c ^ t;
        l->s[3][i] = rotate(d, 11);
    }
}

/* Words become numbers of 0 .. bound - 1. One thing a loop: compilers make a few vector operations
 * of each then. */
INLINE void number(const uint32_t *restrict word, uint32_t bound, uint32_t *restrict index,
                   uint32_t *restrict least)
{
    for (int p = 0; p < BATCH; p++) {
        index[p] = (uint32_t)((uint64_t)word[p] * bound >> 32);
    }
    for (int p = 0; p < BATCH; p++) {
        uint32_t low = word[p] * bound;
        least[p] = low < least[p] ? low : least[p];
    }
}

INLINE void mark_equal(const uint32_t *restrict a, const uint32_t *restrict b,
                       uint32_t *restrict again)
{
    for (int p = 0; p < BATCH; p++) {
        again[p] |= a[p] == b[p] ? 1 : 0;
    }
}

INLINE void draw_batch(const geoi_urn *u, geoi_lanes *l, geoi_batch *restrict b)
{
    uint32_t word[BATCH], least[BATCH], again[BATCH] = {0}, self[BATCH];
    memset(least, 0xFF, sizeof least);
    for (int p = 0; p < BATCH; p++) {
        self[p] = (uint32_t)u->self;
    }
    for (int64_t j = 0; j < u->k; j++) {
        for (int p = 0; p < BATCH; p += LANES) {
            next_words(l, word + p);
        }
        number(word, (uint32_t)u->n, b->index[j], least);
        mark_equal(self, b->index[j], again);
        for (int64_t i = 0; i < j; i++) {
            mark_equal(b->index[i], b->index[j], again);
        }
    }
    b->again = 0;
    for (int p = 0; p < BATCH; p++) {
        again[p] |= least[p] < b->spare ? 1 : 0;
        b->again |= (uint64_t)again[p] << p;
    }
}

#ifdef WIDE
WIDE static void draw_wide(const geoi_urn *u, geoi_lanes *l, geoi_batch *b)
{
    draw_batch(u, l, b);
}
#endif

void geoi_draw_plain(const geoi_urn *u, geoi_lanes *l, geoi_batch *b)
{
    draw_batch(u, l, b);
}

static geoi_draw_fn best_draw(void)
{
#ifdef WIDE
    return __builtin_cpu_supports("avx512f") ? geoi_draw_widest
           : __builtin_cpu_supports("avx2")  ? draw_wide
                                             : geoi_draw_plain;
#else
    return geoi_draw_plain;
#endif
}

/* ---- The rest ----------------------------------------------------------------------------- */

/* Permutation p of the batch once more, number by number. */
static void draw_again(const geoi_urn *u, geoi_words *words, geoi_batch *b, int p)
{
    for (int64_t j = 0; j < u->k; j++) {
        bool taken = true;
        while (taken) {
            uint32_t at = geoi_below(words, (uint32_t)(u->n - 1));
            b->index[j][p] = at + (at >= (uint32_t)u->self ? 1 : 0);
            taken = false;
            for (int64_t i = 0; i < j; i++) {
                taken = taken || b->index[i][p] == b->index[j][p];
            }
        }
    }
}

void geoi_urn_draw_few(const geoi_urn *u, int64_t permutations, geoi_tally *out)
{
    geoi_lanes l;
    geoi_batch b;
    geoi_draw_fn draw = best_draw();
    geoi_sums sums = {0};
    geoi_words words = {.seed = u->seed, .item = u->item, .draw = LANES};
    if (u->other == NULL) { /* sums of two columns are taken exactly, one by one */
        sums = geoi_sums_of(u);
    }
    geoi_begin_lanes(u, &l);
    b.spare = geoi_spare_words((uint32_t)u->n);
    for (int64_t done = 0; done < permutations; done += BATCH) {
        draw(u, &l, &b);
        for (int p = 0; b.again != 0; p++, b.again >>= 1) {
            if ((b.again & 1) != 0) {
                draw_again(u, &words, &b, p);
            }
        }
        int64_t left = permutations - done;
        int count = left < BATCH ? (int)left : BATCH;
        if (u->other == NULL) {
            geoi_sums_count(&sums, &b, count, out);
            continue;
        }
        for (int p = 0; p < count; p++) {
            geoi_tally_drawn(out, u, &b.index[0][p], BATCH);
        }
    }
}
