/* SPDX-License-Identifier: MIT */
/* Doubles with a fixed number of decimals, correctly rounded: the fraction is f * 2^-s, so
 * f * 10^decimals and one shift, ties to even, is exact. */
#include "base/digits.h"
#include "base/number.h"
#include "base/powers_of_ten.h"

enum { FRACTION_BITS = 52, BIAS = 1075, MOST_DECIMALS = 15 };

static const uint64_t powers[MOST_DECIMALS + 2] = {1,
                                                   10,
                                                   100,
                                                   1000,
                                                   10000,
                                                   100000,
                                                   1000000,
                                                   10000000,
                                                   100000000,
                                                   1000000000,
                                                   10000000000,
                                                   100000000000,
                                                   1000000000000,
                                                   10000000000000,
                                                   100000000000000,
                                                   1000000000000000,
                                                   10000000000000000};

#if defined(__GNUC__)
#define RARE __attribute__((noinline, cold))
#else
#define RARE
#endif

/* |v| < 2^53 is whole + fraction / 10^decimals. */
typedef struct fixed {
    bool negative;
    uint64_t whole, fraction;
} fixed;

/* n / 2^s to the nearest integer, ties to even, for n < 2^103. */
static uint64_t divide_by_power_of_two(geoi_u128 n, int s)
{
    if (s > 104) {
        return 0; /* less than half */
    }
    geoi_u128 half = s > 0 ? (geoi_u128)1 << (s - 1) : 0;
    geoi_u128 rest = n & (((geoi_u128)1 << s) - 1);
    uint64_t quotient = (uint64_t)(n >> s);
    return quotient + (rest > half || (s > 0 && rest == half && (quotient & 1)));
}

static fixed round_fixed(double v, int decimals)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    int biased = (int)(bits >> FRACTION_BITS & 0x7FF), s = BIAS - (biased != 0 ? biased : 1);
    uint64_t c = bits & ((1ULL << FRACTION_BITS) - 1);
    c |= biased != 0 ? 1ULL << FRACTION_BITS : 0;
    fixed f = {bits >> 63, s < 64 ? c >> s : 0, s < 64 ? c & ((1ULL << s) - 1) : c};
    if (decimals == 0) { /* the digit that a tie makes even is that of the whole number */
        f.whole = divide_by_power_of_two(c, s);
        f.fraction = 0;
        return f;
    }
    f.fraction = divide_by_power_of_two((geoi_u128)f.fraction * powers[decimals], s);
    if (f.fraction == powers[decimals]) {
        f.fraction = 0;
        f.whole++;
    }
    return f;
}

/* "." and the decimals without the zeros at the end; up to 16 bytes after the point. */
static inline int put_fraction(uint64_t fraction, int decimals, char *out)
{
    out[0] = '.';
    if (decimals <= 8) {
        uint64_t digits = geoi_eight_digits((uint32_t)(fraction * powers[8 - decimals]));
        geoi_store_digits(digits, out + 1);
        return 1 + geoi_without_trailing(digits);
    }
    fraction *= powers[16 - decimals];
    uint64_t high = geoi_eight_digits((uint32_t)(fraction / GEOI_EIGHT));
    uint64_t low = geoi_eight_digits((uint32_t)(fraction % GEOI_EIGHT));
    geoi_store_digits(high, out + 1);
    geoi_store_digits(low, out + 9);
    return low != 0 ? 9 + geoi_without_trailing(low) : 1 + geoi_without_trailing(high);
}

RARE static int put_any(double v, int decimals, char *out)
{
    if (fabs(v) >= 0x1p53) {
        return geoi_number_format(v, out);
    }
    fixed f = round_fixed(v, decimals);
    int length = 0;
    if (f.negative && (f.whole | f.fraction) != 0) {
        out[length++] = '-';
    }
    length += geoi_put_digits(f.whole, out + length);
    if (f.fraction != 0) {
        length += put_fraction(f.fraction, decimals, out + length);
    }
    out[length] = '\0';
    return length;
}

/* Degrees: 2^-10 <= |v| < 1024, up to 8 decimals. Every choice here that depends on the digits is
 * made without a branch, since nothing could foresee it. */
int geoi_number_fixed(double v, int decimals, char out[64])
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    int s = BIAS - (int)(bits >> FRACTION_BITS & 0x7FF);
    if (s < FRACTION_BITS - 9 || s > FRACTION_BITS + 10 || decimals == 0 || decimals > 8) {
        return put_any(v, decimals, out);
    }
    uint64_t c = (bits & ((1ULL << FRACTION_BITS) - 1)) | 1ULL << FRACTION_BITS;
    uint64_t mask = (1ULL << s) - 1, half = 1ULL << (s - 1);
    geoi_u128 scaled = (geoi_u128)(c & mask) * powers[decimals];
    uint64_t fraction = (uint64_t)(scaled >> s), rest = (uint64_t)scaled & mask;
    fraction += (rest > half) | ((rest == half) & fraction);
    uint64_t carry = fraction == powers[decimals], whole = (c >> s) + carry;
    fraction = carry != 0 ? 0 : fraction;
    out[0] = '-';
    int length = (int)(bits >> 63 & ((whole | fraction) != 0));
    length += geoi_put_degrees((uint32_t)whole, out + length);
    uint64_t digits = geoi_eight_digits((uint32_t)(fraction * powers[8 - decimals]));
    out[length] = '.';
    geoi_store_digits(digits, out + length + 1);
    length += digits != 0 ? 1 + geoi_without_trailing(digits) : 0;
    out[length] = '\0';
    return length;
}

int64_t geoi_number_scaled(double v, int decimals)
{
    fixed f = round_fixed(v, decimals);
    int64_t scaled = (int64_t)(f.whole * powers[decimals] + f.fraction);
    return f.negative ? -scaled : scaled;
}
