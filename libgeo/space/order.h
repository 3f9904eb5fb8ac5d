/* SPDX-License-Identifier: MIT */
/* Orders: a parallel stable sort by integer keys, and points along a Hilbert curve, so that
 * what is near in the plane is near in memory. */
#ifndef GEOI_ORDER_H
#define GEOI_ORDER_H

#include "base/base.h"

/* Sort keys of at most `bits` bits in place; order[i] becomes where key[i] stood before. Equal
 * keys keep their order. O(n bits / 11) time, 16 bytes an item of memory. */
geo_status geoi_sort_keys(geo_ctx *ctx, int64_t n, int bits, uint64_t *key, int64_t *order);

/* A key whose order is that of the (finite or infinite) doubles; all 64 bits count. */
static inline uint64_t geoi_double_key(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits >> 63 != 0 ? ~bits : bits | (uint64_t)1 << 63;
}

/* order [n]: the places by x, then y; those at one place in index order. */
geo_status geoi_sort_places(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                            int64_t *order);

/* Bits that a number needs; 0 for 0. */
static inline int geoi_bit_count(uint64_t number)
{
    return number == 0 ? 0 : 64 - __builtin_clzll(number);
}

/* Place along the Hilbert curve of a square of 2^bits cells a side, bits <= 31. */
uint64_t geoi_hilbert(uint32_t column, uint32_t row, int bits);

/* order [n]: the points along a Hilbert curve; equal cells of it in index order. */
geo_status geoi_hilbert_order(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              int64_t *order);
/* Sort rows [n], which are at x, y, along that curve. */
geo_status geoi_hilbert_sort(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                             int64_t *rows);

#endif /* GEOI_ORDER_H */
