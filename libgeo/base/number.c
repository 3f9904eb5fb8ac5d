/* SPDX-License-Identifier: MIT */
/* Numbers to text and back. */
#include "base/number.h"

int geoi_integer_format(int64_t v, char out[24])
{
    char digits[24];
    int n = 0, length = 0;
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[n++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (v < 0) {
        out[length++] = '-';
    }
    while (n > 0) {
        out[length++] = digits[--n];
    }
    out[length] = '\0';
    return length;
}

int geoi_number_format(double v, char out[32])
{
    int length = 0;
    for (int digits = 15; digits <= 17; digits++) {
        length = snprintf(out, 32, "%.*g", digits, v);
        if (strtod(out, NULL) == v) {
            break;
        }
    }
    return length;
}
