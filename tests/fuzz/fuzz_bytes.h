/* SPDX-License-Identifier: MIT */
/* Bytes as a source of numbers: most are small, some are at the edges of what doubles can be. */
#ifndef GEO_TEST_FUZZ_BYTES_H
#define GEO_TEST_FUZZ_BYTES_H

#include "fuzz.h"

typedef struct source {
    const uint8_t *bytes;
    size_t size, at;
} source;

/* 0 when there are no more. */
static inline uint8_t next_byte(source *s)
{
    return s->at < s->size ? s->bytes[s->at++] : (uint8_t)0;
}

/* The last `count` bytes there are stand for odd numbers, the others for themselves. */
static inline double next_of(source *s, const double *odd, size_t count)
{
    size_t byte = next_byte(s), first = UINT8_MAX + 1 - count;
    return byte >= first ? odd[byte - first] : (double)byte;
}

#endif /* GEO_TEST_FUZZ_BYTES_H */
