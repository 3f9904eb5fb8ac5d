/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "base/number.h"
#include "vectors.h"

static double parse(const char *text)
{
    double value;
    bool is_integer;
    int64_t integer;
    const char *end = text + strlen(text);
    assert_ptr_equal(geoi_number_parse(text, end, &value, &is_integer, &integer), end);
    return value;
}

static uint64_t bits_of(double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    return bits;
}

static double any_double(test_random *r)
{
    for (;;) {
        uint64_t bits = test_random_next(r);
        double v;
        memcpy(&v, &bits, sizeof v);
        if (isfinite(v)) {
            return v;
        }
    }
}

/* ---- Vectors -------------------------------------------------------------------------- */

static void numbers_are_read_and_written_as_in_the_vectors(void **state)
{
    (void)state;
    test_vectors v;
    char out[32];
    vectors_open(&v, "vectors/numbers.tsv");
    while (vectors_next(&v)) {
        int length = geoi_number_format(parse(vector_text(&v, "number")), out);
        assert_string_equal(out, vector_text(&v, "shortest"));
        assert_int_equal(length, strlen(out));
    }
    assert_true(v.line > 30);
}

static void fixed_decimals_are_rounded_as_in_the_vectors(void **state)
{
    (void)state;
    test_vectors v;
    char out[64];
    vectors_open(&v, "vectors/fixed.tsv");
    while (vectors_next(&v)) {
        int decimals = (int)strtol(vector_text(&v, "decimals"), NULL, 10);
        int length = geoi_number_fixed(parse(vector_text(&v, "number")), decimals, out);
        assert_string_equal(out, vector_text(&v, "expected"));
        assert_int_equal(length, strlen(out));
    }
    assert_true(v.line > 15);
}

/* ---- Reading -------------------------------------------------------------------------- */

static void integers_of_64_bits_are_exact_and_larger_ones_are_real(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_integer;
        int64_t integer;
        double value;
    } rows[] = {
        {"9007199254740993", true, 9007199254740993, 9007199254740992.0},
        {"9223372036854775807", true, INT64_MAX, 0x1p63},
        {"-9223372036854775808", true, INT64_MIN, -0x1p63},
        {"9223372036854775808", false, 0, 0x1p63},
        {"-9223372036854775809", false, 0, -0x1p63},
        {"18446744073709551616", false, 0, 0x1p64},
        {"0", true, 0, 0.0},
        {"-7", true, -7, -7.0},
        {"7.0", false, 0, 7.0},
        {"7e0", false, 0, 7.0},
        {"-0", false, 0, -0.0},
        {"1e309", false, 0, (double)INFINITY},
        {"-1e99999999999999999999", false, 0, -(double)INFINITY},
        {"1.7976931348623158e308", false, 0, 0x1.fffffffffffffp1023},
        {"1.7976931348623159e308", false, 0, (double)INFINITY},
        {"1e-400", false, 0, 0.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *end = rows[i].text + strlen(rows[i].text);
        double value;
        bool is_integer;
        int64_t integer;
        assert_ptr_equal(geoi_number_parse(rows[i].text, end, &value, &is_integer, &integer), end);
        assert_int_equal(is_integer, rows[i].is_integer);
        assert_true(integer == rows[i].integer);
        assert_true(bits_of(value) == bits_of(rows[i].value));
    }
}

static void what_is_no_json_number_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",   "-",   "+1",  "01",   "-01", ".5",  "1.",  "1.e5",
                                      "1e", "1e+", "NaN", "-inf", "e5",  "--1", "1.-", "00"};
    double value;
    bool is_integer;
    int64_t integer;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *end = bad[i] + strlen(bad[i]);
        assert_null(geoi_number_parse(bad[i], end, &value, &is_integer, &integer));
    }
    const char *text = "12.5e2,7";
    assert_ptr_equal(geoi_number_parse(text, text + 8, &value, &is_integer, &integer), text + 6);
    assert_true(value == 1250.0);
    assert_ptr_equal(geoi_number_parse(text, text + 1, &value, &is_integer, &integer), text + 1);
    assert_true(is_integer && integer == 1); /* never reads beyond the end */
}

/* The C library reads correctly; the test's locale is "C". */
static void numbers_are_read_as_the_c_library_does(void **state)
{
    (void)state;
    test_random r = {11};
    char text[1200];
    for (int i = 0; i < 100000; i++) {
        int n = (int)test_random_below(&r, 3) * 8 + 1 + (int)test_random_below(&r, 12), at = 0;
        int point = (int)test_random_below(&r, n + 1);
        n = i % 1000 == 0 ? 1000 : n;
        text[at++] = (char)('1' + test_random_below(&r, 9));
        for (int k = 1; k < n; k++) {
            if (k == point) {
                text[at++] = '.';
            }
            text[at++] = (char)('0' + test_random_below(&r, 10));
        }
        int exponent = (int)test_random_below(&r, i % 2 ? 20 : 680);
        (void)snprintf(text + at, 16, "e%d", exponent - (i % 2 ? 10 : 340));
        assert_true(bits_of(parse(text)) == bits_of(strtod(text, NULL)));
    }
}

/* The exact decimal expansion of a middle between two doubles has up to 767 digits. */
static void exact_middles_go_to_even_and_the_least_more_goes_up(void **state)
{
    (void)state;
    test_random r = {5};
    char text[1200];
    for (int i = 0; i < 3000; i++) {
        int exponent = (int)test_random_below(&r, 400) - 300;
        uint64_t m = (1ULL << 52) + (uint64_t)test_random_below(&r, 1LL << 52);
        double low = ldexp((double)m, exponent), high = ldexp((double)m + 1.0, exponent);
        long double middle = (long double)low + ((long double)high - (long double)low) / 2;
        int n = snprintf(text, sizeof text - 2, "%.*Lf", exponent < 1 ? 1 - exponent : 1, middle);
        assert_true(bits_of(parse(text)) == bits_of(m % 2 == 0 ? low : high));
        memcpy(text + n, "1", 2);
        assert_true(bits_of(parse(text)) == bits_of(high));
    }
}

/* ---- Writing -------------------------------------------------------------------------- */

static void every_double_is_read_back_with_the_same_bits(void **state)
{
    (void)state;
    test_random r = {1};
    char out[32];
    for (int i = 0; i < 1000000; i++) {
        double v = any_double(&r);
        (void)geoi_number_format(v, out);
        if (bits_of(parse(out)) != bits_of(v)) {
            fail_msg("%.17g is written %s", v, out);
        }
    }
}

/* The digits of a number without the zeros around them; returns how many. */
static int significant(const char *text, char *digits)
{
    int n = 0, zeros = 0;
    for (; *text != '\0' && *text != 'e'; text++) {
        if (*text >= '1' && *text <= '9') {
            memset(digits + n, '0', (size_t)zeros);
            n += zeros;
            zeros = 0;
            digits[n++] = *text;
        } else if (*text == '0' && n > 0) {
            zeros++;
        }
    }
    digits[n] = '\0';
    return n;
}

/* The oracle asks the C library for 1, 2, ... 17 digits until they read back. */
static void written_digits_are_fewest_and_nearest(void **state)
{
    (void)state;
    test_random r = {2};
    char out[32], oracle[40];
    for (int i = 0; i < 30000; i++) {
        double v = any_double(&r);
        if (i % 3 == 0) { /* powers of two, whose lower neighbour is closer */
            v = ldexp(1.0, (int)test_random_below(&r, 2098) - 1074);
        } else if (i % 3 == 1) {
            v = (double)(1 + test_random_below(&r, (int64_t)1 << test_random_below(&r, 60))) /
                pow(10.0, (double)test_random_below(&r, 9));
        }
        int digits = i % 3 == 2 ? 15 : 1;
        do {
            (void)snprintf(oracle, sizeof oracle, "%.*e", digits - 1, v);
        } while (strtod(oracle, NULL) != v && digits++ < 17);
        (void)geoi_number_format(v, out);
        char ours[40], theirs[40];
        int n = significant(out, ours), m = significant(oracle, theirs);
        if (n > m || (n == m && strcmp(ours, theirs) != 0)) {
            fail_msg("%s is written %s", oracle, out);
        }
    }
}

/* The C library rounds exactly, ties to even; what is left is to drop zeros and "-0". */
static void fixed_decimals_are_those_of_the_c_library(void **state)
{
    (void)state;
    test_random r = {3};
    char out[64], oracle[400];
    for (int i = 0; i < 200000; i++) {
        int decimals = (int)test_random_below(&r, 16);
        double v = (test_random_unit(&r) - 0.5) * 360.0;
        if (i % 4 == 1) {
            v = ldexp(v, (int)test_random_below(&r, 80) - 40);
        } else if (i % 4 == 2) { /* ties: few bits after the point */
            v = (double)(test_random_below(&r, 2000000) - 1000000) / 64.0;
        }
        if (fabs(v) >= 0x1p53) {
            continue;
        }
        int n = snprintf(oracle, sizeof oracle, "%.*f", decimals, v);
        while (decimals > 0 && oracle[n - 1] == '0') {
            oracle[--n] = '\0';
        }
        if (decimals > 0 && oracle[n - 1] == '.') {
            oracle[--n] = '\0';
        }
        n = geoi_number_fixed(v, decimals, out);
        assert_int_equal(n, strlen(out));
        assert_string_equal(out, strcmp(oracle, "-0") == 0 ? "0" : oracle);
    }
}

static void scaled_numbers_are_the_digits_of_fixed_ones(void **state)
{
    (void)state;
    test_random r = {8};
    char oracle[64], digits[64];
    for (int i = 0; i < 100000; i++) {
        int decimals = (int)test_random_below(&r, 16), n = 0;
        double v = (test_random_unit(&r) - 0.5) * 360.0;
        if (i % 3 == 1) {
            v = (double)(test_random_below(&r, 20000) - 10000) / 64.0;
        } else if (i % 3 == 2) {
            v = ldexp(v, -(int)test_random_below(&r, 80));
        }
        (void)snprintf(oracle, sizeof oracle, "%.*f", decimals, v);
        for (const char *c = oracle; *c != '\0'; c++) {
            n += *c != '.' ? (digits[n] = *c, 1) : 0;
        }
        digits[n] = '\0';
        assert_true(geoi_number_scaled(v, decimals) == strtoll(digits, NULL, 10));
    }
}

static void integers_are_written_exactly(void **state)
{
    (void)state;
    static const int64_t edges[] = {0,   1,   -1,   9,         10,        99,
                                    100, 101, -100, INT64_MAX, INT64_MIN, 9007199254740993};
    test_random r = {4};
    char out[24], oracle[24];
    for (int i = 0; i < 100000; i++) {
        int64_t v =
            i < 12 ? edges[i] : (int64_t)(test_random_next(&r) >> test_random_below(&r, 64));
        int n = snprintf(oracle, sizeof oracle, "%lld", (long long)v);
        assert_int_equal(geoi_integer_format(v, out), n);
        assert_string_equal(out, oracle);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_and_written_as_in_the_vectors),
        cmocka_unit_test(fixed_decimals_are_rounded_as_in_the_vectors),
        cmocka_unit_test(integers_of_64_bits_are_exact_and_larger_ones_are_real),
        cmocka_unit_test(what_is_no_json_number_is_refused),
        cmocka_unit_test(numbers_are_read_as_the_c_library_does),
        cmocka_unit_test(exact_middles_go_to_even_and_the_least_more_goes_up),
        cmocka_unit_test(every_double_is_read_back_with_the_same_bits),
        cmocka_unit_test(written_digits_are_fewest_and_nearest),
        cmocka_unit_test(fixed_decimals_are_those_of_the_c_library),
        cmocka_unit_test(scaled_numbers_are_the_digits_of_fixed_ones),
        cmocka_unit_test(integers_are_written_exactly),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
