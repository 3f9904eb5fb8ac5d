/* SPDX-License-Identifier: MIT */
/* Text that people hand over in place of GeoJSON, told by its first bytes: a plain word saves the
 * riddle of a syntax error. Formats that are not text are told apart before (sniff.c). */
#include "io/geojson_read_internal.h"

typedef struct lookalike {
    const char *bytes;
    int64_t length;
    const char *what, *hint;
} lookalike;

#define BYTES(literal) literal, sizeof(literal) - 1

static const char to_utf8[] = "convert it, for example: iconv -f UTF-16 -t UTF-8";

static const lookalike lookalikes[] = {
    {BYTES("\xFF\xFE\0\0"), "the text is UTF-32, not UTF-8",
     "convert it, for example: iconv -f UTF-32 -t UTF-8"},
    {BYTES("\0\0\xFE\xFF"), "the text is UTF-32, not UTF-8",
     "convert it, for example: iconv -f UTF-32 -t UTF-8"},
    {BYTES("\xFF\xFE"), "the text is UTF-16, not UTF-8", to_utf8},
    {BYTES("\xFE\xFF"), "the text is UTF-16, not UTF-8", to_utf8},
    {BYTES("{\0"), "the text is UTF-16, not UTF-8", to_utf8},
    {BYTES("\0{"), "the text is UTF-16, not UTF-8", to_utf8},
    {BYTES("version https://git-lfs"), "this is a Git LFS pointer, not the file itself",
     "fetch it: git lfs pull"},
};

static bool begins(const char *at, const char *end, const lookalike *l)
{
    return end - at >= l->length && memcmp(at, l->bytes, (size_t)l->length) == 0;
}

static geo_status refuse(geo_ctx *ctx, const char *what, const char *hint)
{
    geo_status status = geoi_fail(ctx, GEO_DATA, "%s", what);
    geoi_hint(ctx, "%s", hint);
    return status;
}

/* Text has no control bytes but blanks (and the record separator of RFC 8142). */
static bool is_binary(const char *at, const char *end)
{
    enum { FIRST_BYTES = 512 };
    for (int64_t i = 0; i < FIRST_BYTES && at + i < end; i++) {
        unsigned char c = (unsigned char)at[i];
        if (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != 0x1E) {
            return true;
        }
    }
    return false;
}

geo_status geoi_geojson_sniff(geo_ctx *ctx, const char *bytes, int64_t size)
{
    const char *at = bytes, *end = bytes + size;
    for (int64_t i = 0; i < GEOI_COUNT_OF(lookalikes); i++) {
        if (begins(at, end, &lookalikes[i])) {
            return refuse(ctx, lookalikes[i].what, lookalikes[i].hint);
        }
    }
    int64_t marks = 0;
    at = geoi_pass_between(at, end, &marks);
    if (at == end) {
        return refuse(ctx, "the file is empty",
                      "write at least {\"type\": \"FeatureCollection\", "
                      "\"features\": []}");
    }
    if (*at == '{') {
        return GEO_OK;
    }
    if (*at == '<') {
        return refuse(ctx, "this is HTML or XML, not GeoJSON",
                      "look into the file: a server may have answered with an error page");
    }
    if (is_binary(at, end)) {
        return refuse(ctx, "this is binary data, not GeoJSON", "check the name of the file");
    }
    geoi_json j;
    geoi_json_init(&j, ctx, bytes, size);
    j.at = at;
    (void)geoi_json_expected(&j, "a GeoJSON object, which begins with '{'");
    if (*at == '[') {
        geoi_hint(ctx, "wrap the features: {\"type\": \"FeatureCollection\", \"features\": [...]}");
    } else if (geo_ctx_hint(ctx)[0] == '\0') {
        geoi_hint(ctx, "look into the file: it holds something else than its name says");
    }
    return GEO_DATA;
}
