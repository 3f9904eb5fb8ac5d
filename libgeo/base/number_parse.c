/* SPDX-License-Identifier: MIT */
/* JSON numbers to the nearest double.
 *
 * A token is w * 10^k with w of up to 19 digits.
 *   1. w <= 2^53 and |k| <= 22: both are exact as doubles, so one operation rounds once
 *      (Clinger 1990, doi:10.1145/93548.93557).
 *   2. else w times a 128-bit power of ten, after Eisel and Lemire (Lemire 2021,
 *      doi:10.1002/spe.2984). The power is rounded up by less than one unit, so the product is
 *      too large by less than 2^64 of its 192 bits: it decides the rounding unless it lies
 *      within that of half way.
 *   3. what is left (half way, subnormal, digits beyond 19 that matter) goes to strtod() as
 *      digits and exponent only: without a decimal point it does not depend on the locale. */
#include "base/number.h"
#include "base/powers_of_ten.h"

enum { MOST_DIGITS = 19, LARGE_EXPONENT = 100000 };

typedef struct decimal {
    const char *digits; /* the first of the token, after the sign */
    const char *end;    /* of the digits and the point */
    uint64_t w;         /* the first 19 significant digits */
    int64_t exponent;   /* of w */
    int64_t dropped;    /* significant digits after those in w */
    bool negative;
} decimal;

/* ---- Step 0: the token ------------------------------------------------------------------ */

static bool is_digit(const char *s, const char *end)
{
    return s < end && *s >= '0' && *s <= '9';
}

static const char *scan_digits(const char *s, const char *end, decimal *d, int *count)
{
    for (; is_digit(s, end); s++) {
        if (*count < MOST_DIGITS) {
            d->w = d->w * 10 + (uint64_t)(*s - '0');
            *count += d->w != 0; /* leading zeros do not count */
        } else {
            d->dropped++;
        }
    }
    return s;
}

/* The part from e on; NULL when it has no digits. */
static const char *scan_exponent(const char *s, const char *end, int64_t *exponent)
{
    int64_t e = 0;
    s++;
    bool negative = s < end && *s == '-';
    if (s < end && (*s == '-' || *s == '+')) {
        s++;
    }
    if (!is_digit(s, end)) {
        return NULL;
    }
    for (; is_digit(s, end); s++) {
        e = e < LARGE_EXPONENT ? e * 10 + (*s - '0') : e;
    }
    *exponent = negative ? -e : e;
    return s;
}

/* The end of the token, or NULL. `whole` tells that there is no fraction and no exponent. */
static const char *scan_number(const char *s, const char *end, decimal *d, bool *whole)
{
    int count = 0;
    int64_t exponent = 0;
    d->negative = s < end && *s == '-';
    s += d->negative;
    d->digits = s;
    s = scan_digits(s, end, d, &count);
    if (s == d->digits || (*d->digits == '0' && s - d->digits > 1)) {
        return NULL;
    }
    *whole = true;
    d->exponent = d->dropped;
    if (s < end && *s == '.') {
        const char *fraction = ++s;
        s = scan_digits(s, end, d, &count);
        if (s == fraction) {
            return NULL;
        }
        d->exponent = d->dropped - (s - fraction);
        *whole = false;
    }
    d->end = s;
    if (s < end && (*s == 'e' || *s == 'E')) {
        s = scan_exponent(s, end, &exponent);
        *whole = false;
    }
    d->exponent += exponent;
    return s;
}

/* ---- Step 2: the product ---------------------------------------------------------------- */

/* The double nearest to w * 10^k, w > 0; false when the product cannot decide. */
static bool round_product(uint64_t w, int k, double *value)
{
    int lead = __builtin_clzll(w);
    geoi_power power = geoi_power_of_ten(k);
    geoi_u128 low = (geoi_u128)(w << lead) * power.low;
    geoi_u128 top = (geoi_u128)(w << lead) * power.high + (uint64_t)(low >> 64);
    uint64_t high = (uint64_t)(top >> 64), middle = (uint64_t)top;
    int shift = high >> 63 ? 11 : 10; /* leaves 53 bits */
    uint64_t rest = high & ((1U << shift) - 1), half = 1U << (shift - 1);
    bool exact = k >= 0 && k <= GEOI_LAST_EXACT_POWER;
    uint64_t m = high >> shift;
    if (rest == half && middle == 0) {
        if (!exact) {
            return false;
        }
        m += (uint64_t)low != 0 || (m & 1); /* ties to even */
    } else {
        m += rest >= half;
    }
    /* the product has 192 bits, of which m is the top one from 2^(128 + shift) on */
    int biased = geoi_log2_of_power(k) - 127 - lead + 128 + shift + 1075;
    if (biased < 1) {
        return false; /* subnormal: fewer than 53 bits are left */
    }
    uint64_t bits = ((uint64_t)biased << 52) + (m - (1ULL << 52)); /* m = 2^53 carries */
    memcpy(value, &bits, sizeof bits);
    if (biased >= 2046 && !(biased == 2046 && m < 1ULL << 53)) {
        *value = HUGE_VAL;
    }
    return true;
}

/* ---- Step 3: what is left --------------------------------------------------------------- */

/* No double and no point half way between two has more significant digits than 767; a digit
 * that is not 0 after these can only break a tie, so one stands for all. */
enum { TELLING_DIGITS = 770 };

static double ask_strtod(const decimal *d)
{
    char text[TELLING_DIGITS + 32];
    int n = 0;
    int64_t beyond = 0;
    bool more = false;
    for (const char *s = d->digits; s < d->end; s++) {
        if (*s == '.' || (n == 0 && *s == '0')) {
            continue;
        }
        if (n < TELLING_DIGITS) {
            text[n++] = *s;
        } else {
            beyond++;
            more |= *s != '0';
        }
    }
    if (more) {
        text[n++] = '1';
        beyond--;
    }
    text[n++] = 'e';
    (void)geoi_integer_format(d->exponent - d->dropped + beyond, text + n);
    return strtod(text, NULL);
}

/* ---- The whole -------------------------------------------------------------------------- */

static double magnitude(const decimal *d)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int64_t k = d->exponent;
    double value, above;
    if (d->w == 0) {
        return 0.0;
    }
    if (d->w <= 1ULL << 53 && k >= -22 && k <= 22 && d->dropped == 0) {
        return k < 0 ? (double)d->w / powers[-k] : (double)d->w * powers[k];
    }
    if (k >= GEOI_FIRST_POWER && k <= GEOI_LAST_POWER && round_product(d->w, (int)k, &value)) {
        /* with digits dropped the number lies between w and w + 1 */
        if (d->dropped == 0 || (round_product(d->w + 1, (int)k, &above) && above == value)) {
            return value;
        }
    }
    return ask_strtod(d);
}

/* The digits of a token without sign, point, exponent and zeros on either end, at most `room`. */
static int64_t significant(const char *token, int64_t length, char *out, int64_t room)
{
    int64_t n = 0, kept = 0;
    for (int64_t i = 0; i < length && token[i] != 'e' && token[i] != 'E'; i++) {
        bool digit = token[i] >= '0' && token[i] <= '9';
        if (digit && (n > 0 || token[i] != '0') && n < room) {
            out[n++] = token[i];
            kept = token[i] != '0' ? n : kept;
        }
    }
    return kept;
}

bool geoi_number_loses(const char *token, int64_t length, double value)
{
    char digits[TELLING_DIGITS + 1], text[TELLING_DIGITS + 32], own[TELLING_DIGITS + 32];
    if (length <= GEOI_DIGITS_OF_DOUBLE || !isfinite(value)) {
        return false;
    }
    int64_t n = significant(token, length, digits, sizeof digits);
    if (n <= GEOI_DIGITS_OF_DOUBLE) {
        return false;
    }
    int written = snprintf(text, sizeof text, "%.*e", (int)n - 1, value);
    int64_t m = significant(text, written, own, sizeof own);
    return m != n || memcmp(own, digits, (size_t)n) != 0;
}

double geoi_number_quotient(uint64_t w, int decimals)
{
    char digits[24];
    double value;
    if (w != 0 && round_product(w, -decimals, &value)) {
        return value;
    }
    decimal d = {.w = w, .exponent = -decimals, .digits = digits};
    d.end = digits + snprintf(digits, sizeof digits, "%llu", (unsigned long long)w);
    return magnitude(&d);
}

const char *geoi_number_parse(const char *s, const char *end, double *value, bool *is_integer,
                              int64_t *integer)
{
    decimal d = {0};
    bool whole = false;
    const char *rest = scan_number(s, end, &d, &whole);
    *value = 0.0;
    *is_integer = false;
    *integer = 0;
    if (rest == NULL) {
        return NULL;
    }
    uint64_t most = (uint64_t)INT64_MAX + d.negative;
    if (whole && d.dropped == 0 && d.w <= most && !(d.negative && d.w == 0)) {
        *is_integer = true;
        *integer = (int64_t)(d.negative ? 0 - d.w : d.w);
        *value = (double)*integer;
        return rest;
    }
    *value = d.negative ? -magnitude(&d) : magnitude(&d);
    return rest;
}
