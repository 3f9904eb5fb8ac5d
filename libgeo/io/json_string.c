/* SPDX-License-Identifier: MIT */
/* JSON strings: copied only when they have escapes. */
#include "io/json.h"
#include "io/json_scan.h"

static geo_status bad_string(const geoi_json *j, const char *at)
{
    if (at == j->end) {
        (void)geoi_json_fail(j, at, "the file ends inside a string");
        geoi_hint(j->ctx, "the file seems to be cut off: fetch or write it again");
    } else if ((unsigned char)*at >= 0x80) {
        (void)geoi_json_fail(j, at, "byte 0x%02x is not UTF-8", (unsigned char)*at);
        geoi_hint(j->ctx, "convert the file, for example: iconv -f GB18030 -t UTF-8");
    } else {
        (void)geoi_json_fail(j, at, "control character 0x%02x in a string", (unsigned char)*at);
        geoi_hint(j->ctx, "escape it as \\u%04x; or a closing quote is missing",
                  (unsigned char)*at);
    }
    return GEO_DATA;
}

/* Four hexadecimal digits at s, or -1. */
static int64_t hex4(const char *s, const char *end)
{
    int64_t value = 0;
    if (end - s < 4) {
        return -1;
    }
    for (int i = 0; i < 4; i++) {
        int c = s[i] | 0x20;
        bool digit = s[i] >= '0' && s[i] <= '9';
        if (!digit && !(c >= 'a' && c <= 'f')) {
            return -1;
        }
        value = value * 16 + (digit ? s[i] - '0' : c - 'a' + 10);
    }
    return value;
}

/* j->at is at "\u": one code point, of two escapes when they are a surrogate pair. */
static geo_status read_unicode(geoi_json *j, char out[4], int64_t *length)
{
    const char *start = j->at;
    int64_t c = hex4(start + 2, j->end);
    j->at += 6;
    if (c >= 0xD800 && c < 0xDC00 && j->end - j->at >= 6 && j->at[0] == '\\' && j->at[1] == 'u') {
        int64_t low = hex4(j->at + 2, j->end);
        if (low >= 0xDC00 && low < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            j->at += 6;
        }
    }
    if (c < 0) {
        return geoi_json_fail(j, start, "\\u needs four hexadecimal digits");
    }
    if (c >= 0xD800 && c < 0xE000) {
        return geoi_json_fail(j, start, "\\u%04llx is half of a surrogate pair", (long long)c);
    }
    *length = geoi_utf8_put((uint32_t)c, out);
    return GEO_OK;
}

static geo_status read_escape(geoi_json *j)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    geo_status status = GEO_OK;
    char out[4];
    int64_t length = 1;
    if (j->end - j->at < 2) {
        return bad_string(j, j->end);
    }
    if (j->at[1] == 'u') {
        GEO_TRY(read_unicode(j, out, &length));
    } else {
        const char *letter = memchr(letters, j->at[1], sizeof letters - 1);
        if (letter == NULL) {
            char room[8];
            status = geoi_json_fail(j, j->at, "'\\%s' is not an escape that JSON has",
                                    geoi_printable(j->at + 1, 1, room, sizeof room));
            geoi_hint(j->ctx, "write a backslash as \\\\");
            goto done;
        }
        out[0] = meanings[letter - letters];
        j->at += 2;
    }
    GEO_TRY(geoi_text_append(j->ctx, &j->decoded, out, length));
done:
    return status;
}

/* The string has an escape at `special`: from here on it is copied. */
static geo_status decode_string(geoi_json *j, const char *special, geoi_json_text *out)
{
    geo_status status = GEO_OK;
    j->decoded.length = 0;
    for (;;) {
        GEO_TRY(geoi_text_append(j->ctx, &j->decoded, j->at, special - j->at));
        j->at = special;
        if (special == j->end || (*special != '"' && *special != '\\')) {
            return bad_string(j, special);
        }
        if (*special == '"') {
            break;
        }
        GEO_TRY(read_escape(j));
        special = geoi_pass_plain(j->at, j->end);
    }
    j->at++;
    out->bytes = j->decoded.bytes;
    out->length = j->decoded.length;
done:
    return status;
}

geo_status geoi_json_string(geoi_json *j, geoi_json_text *out)
{
    geo_status status = GEO_OK;
    if (geoi_json_peek(j) != '"') {
        return geoi_json_expected(j, "a string");
    }
    const char *start = j->at++;
    const char *special = geoi_pass_plain(j->at, j->end);
    if (special < j->end && *special == '"') {
        out->bytes = j->at;
        out->length = special - j->at;
        j->at = special + 1;
    } else {
        status = decode_string(j, special, out);
    }
    if (status == GEO_OK && out->length > j->longest) {
        status =
            geoi_json_fail(j, start, "a string is longer than %lld bytes", (long long)j->longest);
    }
    return status;
}
