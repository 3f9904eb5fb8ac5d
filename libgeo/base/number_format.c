/* SPDX-License-Identifier: MIT */
/* Integers, and the shortest digits of a double, to text.
 *
 * Shortest digits after Raffaello Giulietti, "The Schubfach way to render doubles" (2020). With
 * v = c * 2^q, all numbers between the middles to v's neighbours read back as v. Of the
 * multiples of 10^k, for the k with 10^k <= 2^q < 10^(k + 1), at least one lies between, and of
 * those of 10^(k + 1) at most one: that one is the shortest; else the nearest of the former.
 * All is compared in units of 10^k / 4, rounded to odd, which keeps every comparison true. */
#include "base/digits.h"
#include "base/number.h"
#include "base/powers_of_ten.h"

/* ---- Integers ------------------------------------------------------------------------- */

int geoi_integer_format(int64_t v, char out[24])
{
    int length = v < 0;
    out[0] = '-';
    length += geoi_put_digits(v < 0 ? 0 - (uint64_t)v : (uint64_t)v, out + length);
    out[length] = '\0';
    return length;
}

/* ---- Shortest ------------------------------------------------------------------------- */

enum { FRACTION_BITS = 52, BIAS = 1075 };

typedef struct decimal {
    uint64_t digits;
    int exponent;
} decimal;

/* x * power / 2^128, rounded down, or up by one if that makes it odd and it was not exact. */
static uint64_t scale_to_odd(geoi_power power, uint64_t x)
{
    geoi_u128 low = (geoi_u128)x * power.low;
    geoi_u128 sum = (geoi_u128)x * power.high + (uint64_t)(low >> 64);
    return (uint64_t)(sum >> 64) | ((uint64_t)sum > 1);
}

static decimal choose_digits(uint64_t c, int q, bool lower_is_closer)
{
    bool open = c & 1; /* an even c takes the middles to its neighbours as well */
    /* floor(log10(2^q)), and of 3/4 * 2^q when the lower neighbour is only half as far */
    int k = geoi_floor_shift(q * 1262611 - (lower_is_closer ? 524031 : 0), 22);
    int h = q + geoi_log2_of_power(-k) + 1;
    geoi_power power = geoi_power_of_ten(-k);
    uint64_t lower = scale_to_odd(power, (4 * c - 2 + lower_is_closer) << h) + open;
    uint64_t v = scale_to_odd(power, (4 * c) << h);
    uint64_t upper = scale_to_odd(power, (4 * c + 2) << h) - open;
    uint64_t s = v / 4, tens = s / 10;
    bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
    if (s >= 10 && below != above) {
        decimal d = {tens + above, k + 1};
        return d;
    }
    below = lower <= 4 * s;
    above = 4 * s + 4 <= upper;
    bool up = v > 4 * s + 2 || (v == 4 * s + 2 && (s & 1));
    decimal d = {s + (below != above ? above : up), k};
    return d;
}

/* Of a positive number. The digits may end in zeros. */
static decimal shortest(uint64_t bits)
{
    uint64_t fraction = bits & ((1ULL << FRACTION_BITS) - 1);
    int biased = (int)(bits >> FRACTION_BITS);
    uint64_t c = biased != 0 ? fraction | 1ULL << FRACTION_BITS : fraction;
    int q = (biased != 0 ? biased : 1) - BIAS;
    if (q <= 0 && q > -53 && (c & ((1ULL << -q) - 1)) == 0) {
        decimal d = {c >> -q, 0}; /* an integer below 2^53 */
        return d;
    }
    return choose_digits(c, q, fraction == 0 && biased > 1);
}

/* `n` digits as one digit, a fraction and an exponent. */
static int put_scientific(const char *digits, int n, int exponent, char *out)
{
    int length = 0;
    out[length++] = digits[0];
    if (n > 1) {
        out[length++] = '.';
        memcpy(out + length, digits + 1, (size_t)n - 1);
        length += n - 1;
    }
    out[length++] = 'e';
    out[length++] = exponent < 0 ? '-' : '+';
    char number[24]; /* digits are stored eight at a time: more than `out` has room for */
    int n_exponent = geoi_integer_format(exponent < 0 ? -exponent : exponent, number);
    memcpy(out + length, number, (size_t)n_exponent);
    return length + n_exponent;
}

/* `n` digits of which the first `whole` (perhaps more than n, or fewer than 1) are integer. */
static int put_plain(const char *digits, int n, int whole, char *out)
{
    int length = 0;
    if (whole <= 0) {
        length = 2 - whole; /* at most 7 */
        memset(out, '0', (size_t)length);
        out[1] = '.';
    } else {
        length = n < whole ? n : whole;
        memcpy(out, digits, (size_t)length);
        digits += length;
        n -= length;
        memset(out + length, '0', (size_t)(whole - length));
        length = whole;
        if (n > 0) {
            out[length++] = '.';
        }
    }
    memcpy(out + length, digits, (size_t)n);
    return length + n;
}

/* Most numbers in tables have few decimals. If r / 10^4 is v, its digits are the shortest: decimals
 * of up to 15 digits all become different doubles. 0 when it is not, or has more digits. */
static int put_few_decimals(double v, char *out)
{
    double scaled = v * 1e4;
    if (!(scaled < 1e15)) {
        return 0;
    }
    uint64_t r = (uint64_t)(scaled + 0.5);
    if ((double)r / 1e4 != v) {
        return 0;
    }
    uint64_t decimals = geoi_eight_digits((uint32_t)(r % 10000) * 10000);
    int length = geoi_put_digits(r / 10000, out);
    out[length] = '.';
    geoi_store_digits(decimals, out + length + 1);
    return decimals != 0 ? length + 1 + geoi_without_trailing(decimals) : length;
}

int geoi_number_format(double v, char out[32])
{
    uint64_t bits;
    char digits[32];
    int length = 0;
    memcpy(&bits, &v, sizeof bits);
    if (bits >> 63) {
        out[length++] = '-';
    }
    bits &= ~(1ULL << 63);
    if (bits == 0) {
        out[length++] = '0';
        out[length] = '\0';
        return length;
    }
    int few = put_few_decimals(fabs(v), out + length);
    if (few > 0) {
        out[length + few] = '\0';
        return length + few;
    }
    decimal d = shortest(bits);
    int n = geoi_put_digits(d.digits, digits);
    int whole = n + d.exponent; /* v is 0.digits * 10^whole */
    while (digits[n - 1] == '0') {
        n--;
    }
    bool plain = whole > -6 && whole <= 16;
    length += plain ? put_plain(digits, n, whole, out + length)
                    : put_scientific(digits, n, whole - 1, out + length);
    out[length] = '\0';
    return length;
}
