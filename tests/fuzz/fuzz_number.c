/* SPDX-License-Identifier: MIT */
/* Any bytes are read as a number, and eight of them are one. Promises: exactly what RFC 8259 calls
 * a number is read, and to the double and the integer that the C library reads; a double is
 * written so that it reads back, with no more digits than needed; and rounded to decimals as the
 * C library rounds it. */
#include "fuzz.h"

#include <errno.h>
#include <math.h>

#include "base/number.h"

/* ---- Reading ---------------------------------------------------------------------------- */

static const char *skip_digits(const char *s)
{
    while (*s >= '0' && *s <= '9') {
        s++;
    }
    return s;
}

/* The end of the number that begins at s by the grammar, or NULL. */
static const char *number_end(const char *s)
{
    s += *s == '-';
    const char *end = *s == '0' ? s + 1 : skip_digits(s);
    if (end == s || (*s == '0' && skip_digits(s) > end)) {
        return NULL;
    }
    if (*end == '.') {
        if (skip_digits(end + 1) == end + 1) {
            return NULL;
        }
        end = skip_digits(end + 1);
    }
    if (*end == 'e' || *end == 'E') {
        const char *digits = end + 1 + (end[1] == '-' || end[1] == '+');
        if (skip_digits(digits) == digits) {
            return NULL;
        }
        end = skip_digits(digits);
    }
    return end;
}

static void check_reading(const char *text, size_t size)
{
    double value;
    bool is_integer;
    int64_t integer;
    const char *wanted = number_end(text);
    const char *end = geoi_number_parse(text, text + size, &value, &is_integer, &integer);
    PROMISE(end == wanted);
    if (end == NULL) {
        return;
    }
    char *alone = strndup(text, (size_t)(end - text)); /* of "0x1f" the number is 0 */
    PROMISE(alone != NULL);
    double expected = strtod(alone, NULL);
    free(alone);
    PROMISE(memcmp(&value, &expected, sizeof value) == 0);
    bool plain = memchr(text, '.', (size_t)(end - text)) == NULL &&
                 memchr(text, 'e', (size_t)(end - text)) == NULL &&
                 memchr(text, 'E', (size_t)(end - text)) == NULL;
    errno = 0;
    long long whole = strtoll(text, NULL, 10);
    bool fits = plain && errno == 0 && !(end - text == 2 && memcmp(text, "-0", 2) == 0);
    PROMISE(is_integer == fits);
    PROMISE(integer == (fits ? whole : 0));
}

/* ---- Writing ---------------------------------------------------------------------------- */

static int digit_count(const char *text)
{
    int n = 0, zeros = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        bool zero = *text == '0';
        if (*text >= '0' && *text <= '9' && (n > 0 || !zero)) {
            zeros = zero ? zeros + 1 : 0;
            n++;
        }
    }
    return n - zeros;
}

static void check_shortest(double v)
{
    char text[32], shorter[64];
    int length = geoi_number_format(v, text);
    PROMISE(length == (int)strlen(text) && number_end(text) == text + length);
    double again = strtod(text, NULL);
    PROMISE(memcmp(&again, &v, sizeof v) == 0);
    int digits = digit_count(text);
    PROMISE(digits <= GEOI_DIGITS_OF_DOUBLE);
    if (digits > 1) {
        (void)snprintf(shorter, sizeof shorter, "%.*e", digits - 2, v);
        PROMISE(strtod(shorter, NULL) != v);
    }
}

static void check_fixed(double v, int decimals)
{
    char text[64], expected[64];
    if (!(fabs(v) < 1e15)) {
        return; /* no decimals to speak of */
    }
    int length = geoi_number_fixed(v, decimals, text);
    int n = snprintf(expected, sizeof expected, "%.*f", decimals, v);
    while (decimals > 0 && (expected[n - 1] == '0' || expected[n - 1] == '.')) {
        n--;
        if (expected[n] == '.') {
            break;
        }
    }
    expected[n] = '\0';
    const char *wanted = strcmp(expected, "-0") == 0 ? "0" : expected;
    PROMISE(strcmp(text, wanted) == 0 && length == (int)strlen(text));
    if (fabs(v) <= 1000.0) {
        long double scaled = strtold(expected, NULL) * powl(10.0L, decimals);
        PROMISE(geoi_number_scaled(v, decimals) == llroundl(scaled));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1), digits[24];
    double v;
    int64_t whole;
    PROMISE(text != NULL);
    memcpy(text, bytes, size);
    text[size] = '\0';
    check_reading(text, size);
    for (size_t at = 0; at + sizeof v <= size; at += sizeof v) {
        memcpy(&v, bytes + at, sizeof v);
        memcpy(&whole, bytes + at, sizeof whole);
        if (isfinite(v)) {
            check_shortest(v);
            check_fixed(v, bytes[at] % 16);
            check_fixed((double)(whole >> 20) / 1e10, bytes[at] % 16); /* as coordinates are */
        }
        PROMISE(geoi_integer_format(whole, digits) == (int)strlen(digits));
        PROMISE(strtoll(digits, NULL, 10) == whole);
    }
    free(text);
    return 0;
}
