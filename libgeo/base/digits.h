/* SPDX-License-Identifier: MIT */
/* Decimal digits, eight at a time: a number is halved into ever smaller numbers that lie side by
 * side in one word, until each byte holds a digit. */
#ifndef GEOI_DIGITS_H
#define GEOI_DIGITS_H

#include <stdint.h>
#include <string.h>

#define GEOI_EIGHT 100000000U /* 10^8 */

/* The digits of v < 10^8 as bytes 0 .. 9; the first digit is the lowest byte. */
static inline uint64_t geoi_eight_digits(uint32_t v)
{
    uint64_t fours = v / 10000 | (uint64_t)(v % 10000) << 32;
    /* x / 100 for x < 10000, then x / 10 for x < 100, by multiplication */
    uint64_t hundreds = fours * 10486 >> 20 & 0x0000007F0000007F;
    uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
    uint64_t tens = pairs * 103 >> 10 & 0x000F000F000F000F;
    return tens | (pairs - 10 * tens) << 8;
}

/* Eight letters at `out`, the lowest byte first. */
static inline void geoi_store_digits(uint64_t digits, char *out)
{
    digits += 0x3030303030303030;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(out, &digits, sizeof digits);
}

/* How many of eight digits are left without the zeros at the end: 0 to 8. */
static inline int geoi_without_trailing(uint64_t digits)
{
    return digits == 0 ? 0 : 8 - __builtin_clzll(digits) / 8;
}

/* v < 10^8 without zeros in front, "0" for 0. Writes 8 bytes, of which the result counts. */
static inline int geoi_put_short(uint32_t v, char *out)
{
    uint64_t digits = geoi_eight_digits(v);
    int leading = __builtin_ctzll(digits | 1ULL << 56) / 8; /* the last digit always stays */
    geoi_store_digits(digits >> (8 * leading), out);
    return 8 - leading;
}

/* v < 10^4, as above but for 4 digits. */
static inline int geoi_put_degrees(uint32_t v, char *out)
{
    uint32_t hundreds = v * 10486 >> 20;
    uint32_t pairs = hundreds | (v - 100 * hundreds) << 16;
    uint32_t tens = pairs * 103 >> 10 & 0x000F000F;
    uint32_t digits = tens | (pairs - 10 * tens) << 8;
    int leading = __builtin_ctz(digits | 1U << 24) / 8;
    digits = (digits >> (8 * leading)) + 0x30303030;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap32(digits);
#endif
    memcpy(out, &digits, sizeof digits);
    return 4 - leading;
}

/* Any v; up to 8 bytes beyond the digits may be written. */
static inline int geoi_put_digits(uint64_t v, char *out)
{
    if (v < GEOI_EIGHT) {
        return geoi_put_short((uint32_t)v, out);
    }
    uint64_t high = v / GEOI_EIGHT;
    int length = high < GEOI_EIGHT ? geoi_put_short((uint32_t)high, out)
                                   : geoi_put_short((uint32_t)(high / GEOI_EIGHT), out);
    if (high >= GEOI_EIGHT) {
        geoi_store_digits(geoi_eight_digits((uint32_t)(high % GEOI_EIGHT)), out + length);
        length += 8;
    }
    geoi_store_digits(geoi_eight_digits((uint32_t)(v % GEOI_EIGHT)), out + length);
    return length + 8;
}

#endif /* GEOI_DIGITS_H */
