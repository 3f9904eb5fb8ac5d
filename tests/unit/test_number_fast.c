/* SPDX-License-Identifier: MIT */
/* Plain numbers, against the general way. */
#include "support.h"

#include "base/number_fast.h"

/* The token with bytes behind it that are no part of a number. */
static const char *place(char room[160], const char *token)
{
    memset(room, ',', 160);
    memcpy(room, token, strlen(token));
    return room;
}

static void check(const char *token)
{
    char room[160];
    const char *s = place(room, token), *end;
    geoi_plain_number got = {0};
    double value;
    bool is_integer;
    int64_t integer;
    const char *after = geoi_number_plain(s, &got);
    if (after == NULL) {
        return;
    }
    end = geoi_number_parse(s, room + sizeof room, &value, &is_integer, &integer);
    if (end != after || memcmp(&value, &got.value, sizeof value) != 0 || is_integer != got.whole ||
        (is_integer && integer != got.integer)) {
        fail_msg("%s is read as %.17g, not %.17g", token, got.value, value);
    }
}

static bool is_plain(const char *token)
{
    char room[160];
    geoi_plain_number got;
    return geoi_number_plain(place(room, token), &got) == room + strlen(token);
}

static void plain_numbers_are_read_as_the_general_way_reads_them(void **state)
{
    (void)state;
    test_random random = {7};
    for (int i = 0; i < 400000; i++) {
        char token[64];
        int n = 0;
        if (test_random_below(&random, 3) == 0) {
            token[n++] = '-';
        }
        for (int64_t k = test_random_below(&random, 20); k >= 0; k--) {
            token[n++] = (char)('0' + test_random_below(&random, 10));
        }
        if (test_random_below(&random, 3) > 0) {
            token[n++] = '.';
            for (int64_t k = test_random_below(&random, 22); k > 0; k--) {
                token[n++] = (char)('0' + test_random_below(&random, 10));
            }
        }
        if (test_random_below(&random, 10) == 0) {
            token[n++] = "eE.x-"[test_random_below(&random, 5)];
            token[n++] = (char)('0' + test_random_below(&random, 10));
        }
        token[n] = '\0';
        check(token);
    }
}

static void what_maps_are_full_of_is_plain(void **state)
{
    (void)state;
    static const char *const tokens[] = {"0",         "7",          "-1",
                                         "116.36",    "-0.5",       "39.90750000000000",
                                         "123456789", "116.363712", "999999999999999999",
                                         "0.1",       "-0.0000001", "74.285714285714292"};
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        if (!is_plain(tokens[i])) {
            fail_msg("%s", tokens[i]);
        }
        check(tokens[i]);
    }
}

static void what_is_no_plain_number_is_left_to_the_general_way(void **state)
{
    (void)state;
    static const char *const tokens[] = {"",
                                         "-",
                                         "+1",
                                         "01",
                                         "-01",
                                         "1.",
                                         ".5",
                                         "1e",
                                         "1e5",
                                         "1.5E3",
                                         "-0",
                                         "-0.0",
                                         "1.2.3",
                                         "00",
                                         "NaN",
                                         "0x1",
                                         "1.e1",
                                         "9223372036854775808",
                                         "12345678901234567890",
                                         "1.23456789012345678901"};
    for (size_t i = 0; i < sizeof tokens / sizeof tokens[0]; i++) {
        if (is_plain(tokens[i]) && tokens[i][0] != '\0') {
            fail_msg("%s", tokens[i]);
        }
    }
}

/* Digits that end at every place of the eight that are looked at together. */
static void eight_digits_count_up_to_the_first_other_byte(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        for (int at = 0; at < 8; at++) {
            char eight[8] = {'9', '8', '7', '6', '5', '4', '3', '2'};
            uint64_t value, expected = 0;
            bool digit = byte >= '0' && byte <= '9';
            eight[at] = (char)byte;
            int count = digit ? 8 : at;
            for (int i = 0; i < count; i++) {
                expected = expected * 10 + (uint64_t)(eight[i] - '0');
            }
            assert_int_equal(geoi_eight_digits(eight, &value), count);
            assert_true(value == expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_numbers_are_read_as_the_general_way_reads_them),
        cmocka_unit_test(what_maps_are_full_of_is_plain),
        cmocka_unit_test(what_is_no_plain_number_is_left_to_the_general_way),
        cmocka_unit_test(eight_digits_count_up_to_the_first_other_byte),
    };
    return cmocka_run_group_tests_name("number fast", tests, NULL, NULL);
}
