/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <dirent.h>

#include "io/json.h"

static geo_status validate(geo_ctx *ctx, const char *text)
{
    return geoi_json_validate(ctx, text, (int64_t)strlen(text));
}

static void refuses(geo_ctx *ctx, const char *text, const char *message)
{
    assert_status(ctx, validate(ctx, text), GEO_DATA);
    assert_string_equal(geo_ctx_message(ctx), message);
}

/* ---- Grammar -------------------------------------------------------------------------- */

static void values_of_every_kind_are_accepted(void **state)
{
    const char *const texts[] = {"{}",          "[]",
                                 "0",           "-0",
                                 "1.5e-3",      "1E+2",
                                 "\"\"",        "\"\\u0041\"",
                                 "true",        "false",
                                 " null\n",     "[[],[{}]]",
                                 "\t[1,\r\n2]", "{\"a\":{\"a\":[]},\"a\":1}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_ok(*state, validate(*state, texts[i]));
    }
}

static void faults_are_named_with_line_and_column(void **state)
{
    refuses(*state, "", "line 1, column 1: expected a value, found the end of the file");
    refuses(*state, "[1,\n 2,]", "line 2, column 4: expected a value, found ']'");
    refuses(*state, "[1 2]", "line 1, column 4: expected ',' or ']', found a number");
    refuses(*state, "{\"a\" 1}",
            "line 1, column 6: expected ':' after a member name, found a number");
    refuses(*state, "{a: 1}",
            "line 1, column 2: expected a member name in double quotes, found 'a'");
    refuses(*state, "{\"a\":1 \"b\":2}", "line 1, column 8: expected ',' or '}', found a string");
    refuses(*state, "[1}", "line 1, column 3: expected ',' or ']', found '}'");
    refuses(*state, "[1] x", "line 1, column 5: expected nothing more after the value, found 'x'");
    refuses(*state, "[nul]", "line 1, column 2: expected a value, found 'n'");
    refuses(*state, "[+1]", "line 1, column 2: expected a value, found '+'");
    refuses(*state, "[1.]", "line 1, column 2: this is not a number as JSON writes them");
    refuses(*state, "[-]", "line 1, column 2: this is not a number as JSON writes them");
    refuses(*state, "[01]", "line 1, column 2: this is not a number as JSON writes them");
    refuses(*state, "[\x01]", "line 1, column 2: expected a value, found byte 0x01");
    refuses(*state, "[\r\n1,\r\r\xE4\xB8\xAD]",
            "line 4, column 1: expected a value, found '\xE4\xB8\xAD'");
    refuses(*state, "[\"\xE4\xB8\xAD\xE5\x85\xB3\" 1]",
            "line 1, column 7: expected ',' or ']', found a number");
}

static void hints_tell_how_to_mend(void **state)
{
    const char *const texts[][2] = {
        {"[NaN]", "write null where a number is not known"},
        {"[-Infinity]", "write null where a number is not known"},
        {"[1, ]", "remove the comma before it"},
        {"[1, // one\n2]", "JSON has no comments: remove it"},
        {"{'a': 1}", "JSON wants double quotes"},
        {"[1, [2", "the file seems to be cut off: fetch or write it again"},
        {"[\"a", "the file seems to be cut off: fetch or write it again"},
        {"[\"\\x\"]", "write a backslash as \\\\"},
        {"[\"\xD6\xD0\"]", "convert the file, for example: iconv -f GB18030 -t UTF-8"},
        {"[\"a\nb\"]", "escape it as \\u000a; or a closing quote is missing"}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_status(*state, validate(*state, texts[i][0]), GEO_DATA);
        assert_string_equal(geo_ctx_hint(*state), texts[i][1]);
    }
}

static void nesting_is_limited(void **state)
{
    char text[2 * GEOI_JSON_DEPTH + 3] = {0};
    memset(text, '[', GEOI_JSON_DEPTH);
    memset(text + GEOI_JSON_DEPTH, ']', GEOI_JSON_DEPTH);
    assert_ok(*state, validate(*state, text));
    memset(text, '[', GEOI_JSON_DEPTH + 1);
    memset(text + GEOI_JSON_DEPTH + 1, ']', GEOI_JSON_DEPTH + 1);
    refuses(*state, text, "line 1, column 65: nested deeper than 64 levels");
}

/* ---- Strings -------------------------------------------------------------------------- */

static void string_is(geo_ctx *ctx, const char *text, const char *expected, int64_t length)
{
    geoi_json j;
    geoi_json_text got;
    geoi_json_init(&j, ctx, text, (int64_t)strlen(text));
    assert_ok(ctx, geoi_json_string(&j, &got));
    assert_int_equal(got.length, length);
    assert_memory_equal(got.bytes, expected, (size_t)length);
    assert_ptr_equal(j.at, j.end);
    geoi_json_clear(&j);
}

static void escapes_are_decoded(void **state)
{
    string_is(*state, "\"plain text of more than eight bytes\"",
              "plain text of more than eight bytes", 35);
    string_is(*state, "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8);
    string_is(*state, "\"a\\u0000b\"", "a\0b", 3);
    string_is(*state, "\"\\u00e9\\u4E2d\\uD83D\\uDE00!\"", "\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80!",
              10);
    string_is(*state, "\"\x7F\xE4\xB8\xAD\"", "\x7F\xE4\xB8\xAD", 4);
}

static void broken_strings_are_refused(void **state)
{
    refuses(*state, "\"\\uD800\"", "line 1, column 2: \\ud800 is half of a surrogate pair");
    refuses(*state, "\"\\uD800\\u0041\"", "line 1, column 2: \\ud800 is half of a surrogate pair");
    refuses(*state, "\"\\uDC00\\uD800\"", "line 1, column 2: \\udc00 is half of a surrogate pair");
    refuses(*state, "\"\\u12G4\"", "line 1, column 2: \\u needs four hexadecimal digits");
    refuses(*state, "\"\\u12", "line 1, column 2: \\u needs four hexadecimal digits");
    refuses(*state, "\"ab\\q\"", "line 1, column 4: '\\q' is not an escape that JSON has");
    refuses(*state, "\"ab\\", "line 1, column 5: the file ends inside a string");
    refuses(*state, "\"ab", "line 1, column 4: the file ends inside a string");
    refuses(*state, "\"12345678\t\"", "line 1, column 10: control character 0x09 in a string");
    refuses(*state, "\"1234\xC0\xAF\"", "line 1, column 6: byte 0xc0 is not UTF-8");
    refuses(*state, "\"\xED\xA0\x80\"", "line 1, column 2: byte 0xed is not UTF-8");
}

/* Every plain byte at every distance from an end, a quote or an escape: the scan by eights must
 * stop where a scan by ones does. */
static void strings_end_where_they_end_at_any_offset(void **state)
{
    const char stops[] = {'"', '\\', '\n', '\x1F', '\x80', '\xFF'};
    for (int length = 0; length < 40; length++) {
        for (size_t s = 0; s < sizeof stops; s++) {
            char text[64] = "\"";
            memset(text + 1, s % 2 == 0 ? '!' : '\x7F', (size_t)length);
            text[1 + length] = stops[s];
            bool good = stops[s] == '"';
            geo_status status = geoi_json_validate(*state, text, length + 2);
            assert_int_equal(status, good ? GEO_OK : GEO_DATA);
        }
    }
}

/* ---- Values as they are ---------------------------------------------------------------- */

static void compact_takes_out_blanks_between_tokens_only(void **state)
{
    geo_ctx *ctx = *state;
    static const char text[] = " { \"a b\" : [ 1 ,\n\"\\\" c\" ] , \"\\\\\" : null }";
    geoi_json j;
    geoi_text out = {0};
    geoi_json_init(&j, ctx, text, sizeof text - 1);
    assert_ok(ctx, geoi_json_compact(&j, &out));
    assert_string_equal(out.bytes, "{\"a b\":[1,\"\\\" c\"],\"\\\\\":null}");
    geoi_release(out.bytes);
    geoi_json_clear(&j);
}

/* Random values, written with and without blanks: what is accepted, and compacted, is the same. */
static void write_value(geoi_text *with, geoi_text *without, geo_ctx *ctx, test_random *random,
                        int depth)
{
    static const char *const scalars[] = {"null",
                                          "true",
                                          "false",
                                          "-1.5e3",
                                          "0",
                                          "\"\"",
                                          "\" x\\n{]\\\"\"",
                                          "\"\\\\\"",
                                          "12345678901234567890"};
    static const char *const blanks[] = {"", " ", "\n\t", "\r\n  "};
    int64_t kind = test_random_below(random, depth < 5 ? 4 : 2);
    const char *blank = blanks[test_random_below(random, 4)];
    assert_ok(ctx, geoi_text_format(ctx, with, "%s", blank));
    if (kind < 2) {
        const char *scalar = scalars[test_random_below(random, 9)];
        assert_ok(ctx, geoi_text_format(ctx, with, "%s%s", scalar, blank));
        assert_ok(ctx, geoi_text_format(ctx, without, "%s", scalar));
        return;
    }
    bool object = kind == 3;
    int64_t members = test_random_below(random, 4);
    for (int64_t i = 0; i <= members; i++) {
        const char *mark = i == 0 ? (object ? "{" : "[") : i == 1 ? "" : ",";
        const char *name = object && i > 0 ? "\" k\":" : "";
        assert_ok(ctx, geoi_text_format(ctx, with, "%s%s%s", mark, blank, name));
        assert_ok(ctx, geoi_text_format(ctx, without, "%s%s", mark, name));
        if (i > 0) {
            write_value(with, without, ctx, random, depth + 1);
        }
    }
    assert_ok(ctx, geoi_text_format(ctx, with, "%s%s", object ? "}" : "]", blank));
    assert_ok(ctx, geoi_text_format(ctx, without, "%s", object ? "}" : "]"));
}

static void random_values_are_accepted_and_their_beginnings_are_not(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 0; seed < 300; seed++) {
        test_random random = {seed};
        geoi_text with = {0}, without = {0}, out = {0};
        geoi_json j;
        assert_ok(ctx, geoi_text_append(ctx, &with, "[", 1));
        assert_ok(ctx, geoi_text_append(ctx, &without, "[", 1));
        write_value(&with, &without, ctx, &random, 0);
        assert_ok(ctx, geoi_text_append(ctx, &with, "]", 1));
        assert_ok(ctx, geoi_text_append(ctx, &without, "]", 1));
        geoi_json_init(&j, ctx, with.bytes, with.length);
        assert_ok(ctx, geoi_json_compact(&j, &out));
        assert_string_equal(out.bytes, without.bytes);
        for (int64_t cut = 0; cut < without.length; cut++) {
            assert_status(ctx, geoi_json_validate(ctx, without.bytes, cut), GEO_DATA);
        }
        geoi_json_clear(&j);
        geoi_release(with.bytes);
        geoi_release(without.bytes);
        geoi_release(out.bytes);
    }
}

/* ---- JSONTestSuite --------------------------------------------------------------------- */

static geo_status validate_file(geo_ctx *ctx, const char *path)
{
    static char bytes[1 << 20];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    assert_true(size < sizeof bytes);
    fclose(file);
    return geoi_json_validate(ctx, bytes, (int64_t)size);
}

/* Seriot's files: y_ must be accepted, n_ refused, i_ may be either. */
static void the_json_test_suite_is_judged_as_it_asks(void **state)
{
    static const char folder[] = "../../shared/corpus/jsontestsuite";
    DIR *listing = opendir(folder);
    int accepted = 0, refused = 0;
    if (listing == NULL) {
        print_message("skipped: there is no %s\n", folder);
        skip();
    }
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        bool yes = strncmp(entry->d_name, "y_", 2) == 0, no = strncmp(entry->d_name, "n_", 2) == 0;
        if (yes || no) {
            geo_status status = validate_file(*state, path);
            if (status != (yes ? GEO_OK : GEO_DATA)) {
                fail_msg("%s: %s", entry->d_name, geo_ctx_message(*state));
            }
            accepted += yes;
            refused += no;
        }
    }
    closedir(listing);
    assert_int_equal(accepted, 95);
    assert_int_equal(refused, 188);
}

/* ---- Memory --------------------------------------------------------------------------- */

static geo_status decode_and_compact(geo_ctx *ctx, void *data)
{
    static const char text[] = "[\"\\u4e2d\\n\", {\"a\\tb\": [1, 2]}]";
    geo_status status = GEO_OK;
    geoi_json j;
    geoi_text out = {0};
    (void)data;
    geoi_json_init(&j, ctx, text, sizeof text - 1);
    GEO_TRY(geoi_json_compact(&j, &out));
done:
    geoi_release(out.bytes);
    geoi_json_clear(&j);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    assert_true(assert_survives_allocation_failures(decode_and_compact, NULL) >= 2);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(values_of_every_kind_are_accepted),
        CASE(faults_are_named_with_line_and_column),
        CASE(hints_tell_how_to_mend),
        CASE(nesting_is_limited),
        CASE(escapes_are_decoded),
        CASE(broken_strings_are_refused),
        CASE(strings_end_where_they_end_at_any_offset),
        CASE(compact_takes_out_blanks_between_tokens_only),
        CASE(random_values_are_accepted_and_their_beginnings_are_not),
        CASE(the_json_test_suite_is_judged_as_it_asks),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
