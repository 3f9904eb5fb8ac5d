/* SPDX-License-Identifier: MIT */
/* Bytes of strings passed over, by each way, against one byte at a time. */
#include "support.h"

#include "io/json_scan.h"

enum { LENGTH = 70 };

static const char *pass_slowly(const char *s, const char *end)
{
    while (s < end && !geoi_is_special(*s)) {
        s++;
    }
    return s;
}

static void a_single_special_byte_stops_at_every_place(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        for (int at = 0; at < LENGTH; at++) {
            char text[LENGTH];
            memset(text, 'a', sizeof text);
            text[at] = (char)byte;
            const char *expected = pass_slowly(text, text + LENGTH);
            assert_ptr_equal(geoi_pass_ascii_by_8(text, text + LENGTH), expected);
            assert_ptr_equal(geoi_pass_ascii_by_16(text, text + LENGTH), expected);
        }
    }
}

static void random_bytes_stop_all_ways_at_the_same_place(void **state)
{
    (void)state;
    test_random random = {11};
    for (int round = 0; round < 200000; round++) {
        char text[LENGTH];
        int64_t length = test_random_below(&random, LENGTH + 1);
        for (int64_t i = 0; i < length; i++) {
            text[i] = (char)(test_random_below(&random, 20) == 0 ? test_random_below(&random, 256)
                                                                 : ' ' + i % 2);
        }
        const char *expected = pass_slowly(text, text + length);
        assert_ptr_equal(geoi_pass_ascii_by_8(text, text + length), expected);
        assert_ptr_equal(geoi_pass_ascii_by_16(text, text + length), expected);
    }
}

static void utf8_is_passed_and_what_is_not_utf8_stops(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int stop;
    } cases[] = {
        {"abc\"", 3},         {"\xE4\xBC\x81\xE4\xB8\x9A company\"", 14},
        {"a\xC3\xA9\"", 3},   {"\xF0\x9F\x8F\x99\\", 4},
        {"ab\x80\"", 2},      {"\xE4\xBC\"", 0},
        {"\xC0\xAF\"", 0},    {"\xED\xA0\x80\"", 0},
        {"x\xC3\xA9\x01", 3}, {"\xE4\xBC\x81\xFF\"", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = cases[i].text;
        assert_int_equal(geoi_pass_plain(text, text + strlen(text)) - text, cases[i].stop);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_single_special_byte_stops_at_every_place),
        cmocka_unit_test(random_bytes_stop_all_ways_at_the_same_place),
        cmocka_unit_test(utf8_is_passed_and_what_is_not_utf8_stops),
    };
    return cmocka_run_group_tests_name("json scan", tests, NULL, NULL);
}
