/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "vectors.h"

#include <iconv.h>

#include "io/encoding_guess.h"

enum { TEXTS = 5 };

typedef struct sample {
    const char *what, *encoding; /* "" = it cannot be told */
    const char *text[TEXTS];
} sample;

static geo_status guess(geo_ctx *ctx, const sample *s, char out[40])
{
    geoi_guess *g = calloc(1, sizeof *g);
    geo_status status = GEO_OK;
    for (int i = 0; i < TEXTS && s->text[i] != NULL && status == GEO_OK; i++) {
        status = geoi_guess_add(ctx, g, s->text[i], (int64_t)strlen(s->text[i]));
    }
    if (status == GEO_OK) {
        status = geoi_guess_tell(ctx, g, out);
    }
    geoi_guess_clear(g);
    free(g);
    return status;
}

static const sample samples[] = {
    {"GBK towns",
     "GB18030",
     {"\xd1\xa7\xd4\xba\xc2\xb7\xbd\xd6\xb5\xc0", "\xc7\xe5\xba\xd3\xbd\xd6\xb5\xc0",
      "\xc2\xed\xc1\xac\xcd\xdd\xbd\xd6\xb5\xc0", "\xce\xc2\xc8\xaa\xd5\xf2"}},
    {"GBK one name", "GB18030", {"\xb1\xb1\xbe\xa9\xca\xd0\xb3\xaf\xd1\xf4\xc7\xf8"}},
    {"Big5 districts",
     "Big5",
     {"\xbb\x4f\xa5\x5f\xa5\xab\xa4\x6a\xa6\x77\xb0\xcf",
      "\xb7\x73\xa5\x5f\xa5\xab\xaa\x4f\xbe\xf4\xb0\xcf", "\xb0\xaa\xb6\xaf\xa5\xab",
      "\xa4\xbd\xb6\xe9", "\xb0\xea\xa5\xc1\xa4\x70\xbe\xc7"}},
    {"Russian",
     "",
     {"\xcc\xee\xf1\xea\xe2\xe0", "\xcc\xce\xd1\xca\xc2\xc0",
      "\xd1\xe0\xed\xea\xf2\x2d\xcf\xe5\xf2\xe5\xf0\xe1\xf3\xf0\xe3",
      "\xf3\xeb\xe8\xf6\xe0\x20\xcb\xe5\xed\xe8\xed\xe0", "\xee\xe1\xeb\xe0\xf1\xf2\xfc"}},
    {"Korean",
     "",
     {"\xbc\xad\xbf\xef\xc6\xaf\xba\xb0\xbd\xc3", "\xba\xce\xbb\xea\xb1\xa4\xbf\xaa\xbd\xc3",
      "\xb4\xeb\xb1\xb8\xb1\xa4\xbf\xaa\xbd\xc3", "\xb0\xad\xb3\xb2\xb1\xb8",
      "\xc1\xbe\xb7\xce\xb1\xb8"}},
    {"Japanese",
     "",
     {"\xba\xeb\xb6\xcc\xb8\xa9", "\xbd\xc2\xc3\xab\xb6\xe8", "\xc0\xa4\xc5\xc4\xc3\xab\xb6\xe8",
      "\xa4\xd2\xa4\xe9\xa4\xac\xa4\xca", "\xa5\xab\xa5\xbf\xa5\xab\xa5\xca"}},
    {"Japanese SJIS",
     "",
     {"\x8d\xe9\x8b\xca\x8c\xa7", "\x8f\x61\x92\x4a\x8b\xe6", "\x90\xa2\x93\x63\x92\x4a\x8b\xe6",
      "\x82\xd0\x82\xe7\x82\xaa\x82\xc8", "\x83\x4a\x83\x5e\x83\x4a\x83\x69"}},
    {"Latin",
     "",
     {"\x53\xe3\x6f\x20\x50\x61\x75\x6c\x6f", "\x4d\xfc\x6e\x73\x74\x65\x72",
      "\xce\x6c\x65\x2d\x64\x65\x2d\x46\x72\x61\x6e\x63\x65", "\x42\x65\x73\x61\x6e\xe7\x6f\x6e",
      "\x43\x75\x72\x61\xe7\x61\x6f"}},
    {"Greek",
     "",
     {"\xc1\xe8\xde\xed\xe1", "\xc8\xe5\xf3\xf3\xe1\xeb\xef\xed\xdf\xea\xe7",
      "\xd0\xdc\xf4\xf1\xe1"}},
    {"Thai", "", {"\xa1\xc3\xd8\xa7\xe0\xb7\xbe", "\xe0\xaa\xd5\xc2\xa7\xe3\xcb\xc1\xe8"}},
    {"too little", "", {"\xd9\xe3"}},
    {"UTF-8",
     "UTF-8",
     {"\xe5\xad\xa6\xe9\x99\xa2\xe8\xb7\xaf\xe8\xa1\x97\xe9\x81\x93",
      "\xc3\x8e\x6c\x65\x2d\x64\x65\x2d\x46\x72\x61\x6e\x63\x65",
      "\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0"}},
    {"ASCII", "", {"Beijing", "Shanghai"}},
    {"a cut GBK character",
     "GB18030",
     {"\xb1\xb1\xbe\xa9\xca\xd0\xb3\xaf\xd1\xf4\xc7", "\xb1\xb1\xbe"}},
    {"a cut UTF-8 character", "UTF-8", {"\xe5\x8c\x97\xe4\xba", "\xe5\x8c\x97\xe4\xba\xac"}},
};

static void chinese_is_told_from_all_else_that_decodes(void **state)
{
    geo_ctx *ctx = *state;
    for (int64_t i = 0; i < (int64_t)(sizeof samples / sizeof samples[0]); i++) {
        char got[40] = "";
        geo_status status = guess(ctx, &samples[i], got);
        bool ascii = strcmp(samples[i].what, "ASCII") == 0;
        bool refused = samples[i].encoding[0] == '\0' && !ascii;
        if (status != (refused ? GEO_DATA : GEO_OK) || strcmp(got, samples[i].encoding) != 0) {
            fail_msg("%s: %s \"%s\"", samples[i].what, geo_status_text(status), got);
        }
        if (refused) {
            assert_message_has(ctx, "--encoding GBK");
        }
    }
}

static int64_t convert(const char *to, const char *text, char *out, size_t size)
{
    iconv_t converter = iconv_open(to, "UTF-8");
    size_t left = strlen(text), room = size;
    char copy[64], *from = copy, *at = out;
    assert_true(left < sizeof copy);
    memcpy(copy, text, left);
    size_t bad = iconv(converter, &from, &left, &at, &room);
    (void)iconv_close(converter);
    return bad == 0 ? at - out : -1;
}

/* Any ten of the 332 cities' names suffice. */
static void any_ten_cities_of_china_are_enough(void **state)
{
    geo_ctx *ctx = *state;
    static char name[332][40];
    test_vectors v;
    int count = 0;
    for (vectors_open(&v, "vectors/bd09mc.tsv"); vectors_next(&v); count++) {
        (void)snprintf(name[count], sizeof name[count], "%s", vector_text(&v, "id"));
    }
    geoi_guess *g = calloc(1, sizeof *g);
    for (int first = 0; first + 10 <= count; first++) {
        char bytes[64], got[40];
        for (int i = first; i < first + 10; i++) {
            int64_t n = convert("GB18030", name[i], bytes, sizeof bytes);
            assert_ok(ctx, geoi_guess_add(ctx, g, bytes, n));
        }
        assert_ok(ctx, geoi_guess_tell(ctx, g, got));
        assert_string_equal(got, "GB18030");
        geoi_guess_clear(g);
        memset(g, 0, sizeof *g);
    }
    free(g);
}

static void files_are_guessed_only_when_they_are_not_utf8(void **state)
{
    geo_ctx *ctx = *state;
    static const char gbk[] =
        "name,lon,lat\n\xb1\xb1\xbe\xa9\xca\xd0,1,2\n\xb3\xaf\xd1\xf4\xc7\xf8,"
        "3,4\n",
                      latin[] = "name,lon,lat\nok,1,2\nM\xfcnster,3,4\n";
    geoi_text decoded = {0};
    const char *text;
    char used[40];
    int64_t length;
    assert_ok(ctx,
              geoi_decode_file(ctx, NULL, gbk, sizeof gbk - 1, &decoded, &text, &length, used));
    assert_non_null(strstr(text, "\xe5\x8c\x97\xe4\xba\xac\xe5\xb8\x82,1,2"));
    assert_string_equal(used, "GB18030");
    geoi_release(decoded.bytes);
    decoded = (geoi_text){0};
    assert_status(
        ctx, geoi_decode_file(ctx, NULL, latin, sizeof latin - 1, &decoded, &text, &length, used),
        GEO_DATA);
    assert_string_equal(geo_ctx_message(ctx), "line 3: text is not UTF-8");
    geoi_release(decoded.bytes);
}

static void only_encodings_of_tables_may_stand_in_a_cpg(void **state)
{
    (void)state;
    const char *good[] = {"GBK",          "UTF-8",     "utf8",       "936",
                          "CP936",        "Big5",      "ISO-8859-1", "ISO8859_5",
                          "windows-1252", "ANSI 1251", "OEM 437",    "88591",
                          "GB18030",      "65001",     "Shift-JIS",  "EUC-KR"};
    const char *bad[] = {
        "UTF-16",          "",    "x", "../../etc", "UTF-7", "ISO-8859-", "ISO-8859-123", "12345",
        "GBK//IGNORE\x01", "HTML"};
    for (int64_t i = 0; i < (int64_t)(sizeof good / sizeof good[0]); i++) {
        if (!geoi_encoding_is_listed(good[i])) {
            fail_msg("%s is not listed", good[i]);
        }
    }
    for (int64_t i = 0; i < (int64_t)(sizeof bad / sizeof bad[0]); i++) {
        if (geoi_encoding_is_listed(bad[i])) {
            fail_msg("%s is listed", bad[i]);
        }
    }
}

static geo_status guess_lines(geo_ctx *ctx, void *data)
{
    char got[40];
    return geoi_guess_lines(ctx, data, (int64_t)strlen(data), got);
}

static void guessing_survives_every_allocation_failure(void **state)
{
    (void)state;
    char gbk[] = "\xb1\xb1\xbe\xa9\xca\xd0\n\xb3\xaf\xd1\xf4\xc7\xf8\nplain\n";
    assert_true(assert_survives_allocation_failures(guess_lines, gbk) >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_is_told_from_all_else_that_decodes),
        cmocka_unit_test(any_ten_cities_of_china_are_enough),
        cmocka_unit_test(files_are_guessed_only_when_they_are_not_utf8),
        cmocka_unit_test(only_encodings_of_tables_may_stand_in_a_cpg),
        cmocka_unit_test(guessing_survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
