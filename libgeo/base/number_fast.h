/* SPDX-License-Identifier: MIT */
/* Plain decimal numbers, eight digits at a time: those without an exponent and with at most 19
 * digits, which are nearly all of those in maps. Anything else is left to geoi_number_parse(),
 * and what is read here is bit for bit what that would give. */
#ifndef GEOI_NUMBER_FAST_H
#define GEOI_NUMBER_FAST_H

#include "base/base.h"
#include "base/number.h"

/* Bytes that must be readable from the start of a number on. */
enum { GEOI_NUMBER_MARGIN = 48 };

typedef struct geoi_plain_number {
    double value;
    int64_t integer; /* exact when there is no fraction */
    bool whole;
    int digits; /* all, leading zeros too */
} geoi_plain_number;

/* How many of the eight bytes at s, from the first on, are digits; *value is their number. */
static inline int geoi_eight_digits(const char *s, uint64_t *value)
{
    const uint64_t every = UINT64_C(0x0101010101010101);
    uint64_t eight = 0;
    for (int i = 0; i < 8; i++) { /* compilers make one load of it */
        eight |= (uint64_t)(unsigned char)s[i] << (8 * i);
    }
    eight ^= every * 0x30;
    /* bit 7 marks a byte above 9; a carry only reaches bytes after the first such one */
    uint64_t other = ((eight + every * 0x76) | eight) & (every * 0x80);
    int count = other != 0 ? __builtin_ctzll(other) >> 3 : 8;
    if (count == 0) {
        *value = 0;
        return 0;
    }
    eight <<= 64 - 8 * count; /* as if zeros stood before them */
    eight = eight * 10 + (eight >> 8);
    uint64_t pairs = eight & UINT64_C(0x000000FF000000FF);
    uint64_t others = (eight >> 16) & UINT64_C(0x000000FF000000FF);
    *value = (pairs * UINT64_C(0x000F424000000064) + others * UINT64_C(0x0000271000000001)) >> 32;
    return count;
}

/* Digits from s on are appended to *w, 24 at most; returns where they end. */
static inline const char *geoi_plain_digits(const char *s, uint64_t *w)
{
    static const uint64_t powers[] = {1,      10,      100,      1000,     10000,
                                      100000, 1000000, 10000000, 100000000};
    for (int round = 0; round < 3; round++) {
        uint64_t value;
        int count = geoi_eight_digits(s, &value);
        *w = *w * powers[count] + value;
        s += count;
        if (count < 8) {
            break;
        }
    }
    return s;
}

static inline bool geoi_goes_on(char c)
{
    return c == '.' || c == 'e' || c == 'E' || (c >= '0' && c <= '9');
}

/* The number at s, where GEOI_NUMBER_MARGIN bytes can be read; returns its end, or NULL when it
 * is not plain (it may be no number at all). */
static inline const char *geoi_number_plain(const char *s, geoi_plain_number *out)
{
    uint64_t w = 0;
    bool negative = *s == '-';
    const char *first = s + negative;
    const char *end = geoi_plain_digits(first, &w);
    int64_t digits = end - first, decimals = 0;
    if (digits == 0 || digits > 18 || (*first == '0' && digits > 1)) {
        return NULL;
    }
    if (*end == '.') {
        const char *fraction = end + 1;
        end = geoi_plain_digits(fraction, &w);
        decimals = end - fraction;
        digits += decimals;
        if (decimals == 0 || digits > 19) {
            return NULL;
        }
    }
    if (geoi_goes_on(*end) || (negative && w == 0)) {
        return NULL;
    }
    out->whole = decimals == 0;
    out->digits = (int)digits;
    out->integer = negative ? -(int64_t)w : (int64_t)w;
    double value = geoi_number_decimal(w, (int)decimals);
    out->value = negative ? -value : value;
    return end;
}

#endif /* GEOI_NUMBER_FAST_H */
