/* SPDX-License-Identifier: MIT */
/* Numbers to text and back, exactly and without a locale. */
#ifndef GEOI_NUMBER_H
#define GEOI_NUMBER_H

#include "base/base.h"

/* Read the JSON number (RFC 8259, section 6) at s. Returns the end of the token, or NULL when
 * no number begins there. *value is the double nearest to it, ties to even (+-INFINITY when it
 * is beyond the largest). *is_integer tells that the token has neither fraction nor exponent
 * and fits 64 bits; *integer is then exact, else 0. "-0" is no integer: its sign would be lost. */
const char *geoi_number_parse(const char *s, const char *end, double *value, bool *is_integer,
                              int64_t *integer);

/* Does the double `value`, read from this JSON number, say less than its digits do? Not when they
 * are 17 or fewer, nor when they are the double's own, written out in full. */
bool geoi_number_loses(const char *token, int64_t length, double value);

/* No double needs more digits to be told from the others. */
enum { GEOI_DIGITS_OF_DOUBLE = 17 };

/* The double nearest to w / 10^decimals, decimals 0 .. 22. Digits of large w go to a slower way. */
double geoi_number_quotient(uint64_t w, int decimals);
static inline double geoi_number_decimal(uint64_t w, int decimals)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    /* both are exact, so the division rounds once */
    return w <= UINT64_C(1) << 53 ? (double)w / powers[decimals]
                                  : geoi_number_quotient(w, decimals);
}

/* The writers return the length written; out is terminated as well, and its room beyond that may
 * be overwritten. v must be finite. */

/* Fewest digits that read back as v; of these the nearest to v. A JSON number: 0.1, 116.3, 7,
 * and scientific below 1e-6 and from 1e16 on: 5e-324, 1e+16. Thus what looks like an integer is
 * exactly one. -0 is written "-0". */
int geoi_number_format(double v, char out[32]);

/* v rounded correctly to `decimals` (0 .. 15), trailing zeros dropped, never "-0". From 2^53 on
 * where there are no decimals, as geoi_number_format() does. */
int geoi_number_fixed(double v, int decimals, char out[64]);

/* What geoi_number_fixed() writes, in units of the last decimal; |v| <= 1000. */
int64_t geoi_number_scaled(double v, int decimals);

int geoi_integer_format(int64_t v, char out[24]);

#endif /* GEOI_NUMBER_H */
