/* SPDX-License-Identifier: MIT */
/* Powers of ten, 128 bits long, for exact conversion between decimal and binary. */
#ifndef GEOI_POWERS_OF_TEN_H
#define GEOI_POWERS_OF_TEN_H

#include <stdint.h>

__extension__ typedef unsigned __int128 geoi_u128;

enum {
    GEOI_FIRST_POWER = -292,
    GEOI_LAST_POWER = 324,
    GEOI_LAST_EXACT_POWER = 55 /* 5^55 has 128 bits */
};

/* 10^k = (high * 2^64 + low) * 2^(geoi_log2_of_power(k) - 127), rounded up; the first bit of
 * high is set. Exact for k in 0 .. GEOI_LAST_EXACT_POWER, else less than 1 of low too large. */
typedef struct geoi_power {
    uint64_t high, low;
} geoi_power;

extern const geoi_power geoi_powers_of_ten[GEOI_LAST_POWER - GEOI_FIRST_POWER + 1];

static inline geoi_power geoi_power_of_ten(int k)
{
    return geoi_powers_of_ten[k - GEOI_FIRST_POWER];
}

/* floor(a / 2^bits), also of negative numbers. */
static inline int geoi_floor_shift(int a, int bits)
{
    return a >= 0 ? a >> bits : -((-a + (1 << bits) - 1) >> bits);
}

/* floor(log2(10^k)) for |k| <= 1233 (1741647 / 2^19 is log2(10) rounded down). */
static inline int geoi_log2_of_power(int k)
{
    return geoi_floor_shift(k * 1741647, 19);
}

#endif /* GEOI_POWERS_OF_TEN_H */
