/* SPDX-License-Identifier: MIT */
/* Philox's words one after another, and whole numbers made of them. */
#ifndef GEOI_RANDOM_WORDS_H
#define GEOI_RANDOM_WORDS_H

#include "base/base.h"

enum { GEOI_WORDS = 4 };

/* Starts as {.seed, .item}, or further on with .draw. */
typedef struct geoi_words {
    uint64_t seed, item, draw;
    geoi_random4 four;
    int left;
} geoi_words;

static inline uint32_t geoi_next_word(geoi_words *w)
{
    if (w->left == 0) {
        w->four = geoi_philox(w->seed, w->item, w->draw++);
        w->left = GEOI_WORDS;
    }
    return w->four.word[GEOI_WORDS - w->left--];
}

/* Of bound numbers 2^32 % bound words would be one too many for some: those are left out. */
static inline uint32_t geoi_spare_words(uint32_t bound)
{
    return -bound % bound;
}

/* Uniform in 0 .. bound - 1, bound > 0, without bias (Lemire 2019, doi:10.1145/3230636). */
static inline uint32_t geoi_below(geoi_words *w, uint32_t bound)
{
    uint64_t product = (uint64_t)geoi_next_word(w) * bound;
    if ((uint32_t)product < bound) {
        uint32_t spare = geoi_spare_words(bound);
        while ((uint32_t)product < spare) {
            product = (uint64_t)geoi_next_word(w) * bound;
        }
    }
    return (uint32_t)(product >> 32);
}

#endif /* GEOI_RANDOM_WORDS_H */
