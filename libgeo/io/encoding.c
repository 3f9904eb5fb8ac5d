/* SPDX-License-Identifier: MIT */
/* Decoding through the C library's iconv. */
#include <ctype.h>
#include <errno.h>
#include <iconv.h>

#include "io/encoding.h"
#include "io/encoding_guess.h"

enum { STEP = 1 << 12 };

/* ---- Names ------------------------------------------------------------------------------ */

typedef struct synonym {
    const char *from, *to;
} synonym;

/* Upper case without blanks, '-' and '_'. GB18030 maps the few signs on which it and old GBK
 * tables differ as Windows does. */
static const synonym synonyms[] = {
    {"GBK", "GB18030"},    {"GB2312", "GB18030"},   {"CP936", "GB18030"},
    {"936", "GB18030"},    {"EUCCN", "GB18030"},    {"GB18030", "GB18030"},
    {"UTF8", "UTF-8"},     {"65001", "UTF-8"},      {"CP65001", "UTF-8"},
    {"ASCII", "US-ASCII"}, {"USASCII", "US-ASCII"}, {"LATIN1", "ISO-8859-1"},
    {"950", "BIG5-HKSCS"}, {"CP950", "BIG5-HKSCS"}, {"BIG5", "BIG5-HKSCS"},
    {"UTF16", "UTF-16"},   {"UTF16LE", "UTF-16LE"}, {"UTF16BE", "UTF-16BE"},
    {"SHIFTJIS", "CP932"}, {"SJIS", "CP932"},       {"EUCKR", "EUC-KR"},
};

static const char *strip_prefix(const char *name, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(name, prefix, n) == 0 ? name + n : name;
}

/* "ANSI 1251" -> "1251", "utf_8" -> "UTF8". */
static void squeeze(const char *name, char out[40])
{
    size_t used = 0;
    char plain[40] = "";
    for (const char *s = name; *s != '\0' && used + 1 < sizeof plain; s++) {
        unsigned char c = (unsigned char)*s;
        if (isalnum(c) != 0) {
            plain[used++] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        }
    }
    plain[used] = '\0';
    const char *rest = strip_prefix(strip_prefix(plain, "ANSI"), "OEM");
    rest = rest[0] != '\0' ? rest : plain;
    memcpy(out, rest, strlen(rest) + 1);
}

static void name_for_iconv(const char *name, char out[40])
{
    char plain[40];
    squeeze(name, plain);
    for (int64_t i = 0; i < GEOI_COUNT_OF(synonyms); i++) {
        if (strcmp(plain, synonyms[i].from) == 0) {
            memcpy(out, synonyms[i].to, strlen(synonyms[i].to) + 1);
            return;
        }
    }
    const char *part = strip_prefix(strip_prefix(plain, "ISO"), "8859");
    bool digits = plain[0] != '\0' && strspn(plain, "0123456789") == strlen(plain);
    if (part != plain && strncmp(strip_prefix(plain, "ISO"), "8859", 4) == 0) {
        (void)snprintf(out, 40, "ISO-8859-%.8s", part);
    } else if (digits) {
        (void)snprintf(out, 40, "CP%.30s", plain);
    } else {
        (void)snprintf(out, 40, "%.39s", name);
    }
}

bool geoi_encoding_is_listed(const char *name)
{
    static const char *const pages[] = {
        "437",  "737",  "775",  "850",  "852",  "855",  "857",  "860",  "861", "862",
        "863",  "864",  "865",  "866",  "869",  "874",  "932",  "936",  "949", "950",
        "1250", "1251", "1252", "1253", "1254", "1255", "1256", "1257", "1258"};
    char plain[40];
    squeeze(name, plain);
    for (int64_t i = 0; i < GEOI_COUNT_OF(synonyms); i++) {
        if (strcmp(plain, synonyms[i].from) == 0) {
            return strncmp(plain, "UTF16", 5) != 0;
        }
    }
    const char *part = strip_prefix(plain, "ISO");
    if (strncmp(part, "8859", 4) == 0) {
        size_t n = strlen(part + 4);
        return n > 0 && n <= 2 && strspn(part + 4, "0123456789") == n;
    }
    const char *page = strip_prefix(strip_prefix(plain, "WINDOWS"), "CP");
    for (int64_t i = 0; i < GEOI_COUNT_OF(pages); i++) {
        if (strcmp(page, pages[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- Decoding --------------------------------------------------------------------------- */

geo_status geoi_decoder_open(geo_ctx *ctx, const char *name, geoi_decoder *d)
{
    char shown[80];
    *d = (geoi_decoder){0};
    name_for_iconv(name, d->name);
    d->utf8 = strcmp(d->name, "UTF-8") == 0;
    if (!d->utf8) {
        iconv_t none = (iconv_t)-1; /* NOLINT(performance-no-int-to-ptr): as POSIX has it */
        iconv_t converter = d->name[0] != '\0' ? iconv_open("UTF-8", d->name) : none;
        /* A slash would add iconv's own options, such as to drop what does not fit. */
        if (strchr(d->name, '/') != NULL || converter == none) {
            if (converter != none) {
                (void)iconv_close(converter);
            }
            *d = (geoi_decoder){0};
            geo_status status =
                geoi_fail(ctx, GEO_INVALID, "unknown encoding \"%s\"",
                          geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
            geoi_hint(ctx, "use GBK, GB18030, UTF-8 or another name that iconv -l lists");
            return status;
        }
        d->converter = converter;
    }
    d->open = true;
    return GEO_OK;
}

void geoi_decoder_close(geoi_decoder *d)
{
    if (d->open && !d->utf8) {
        (void)iconv_close(d->converter);
    }
    *d = (geoi_decoder){0};
}

static geo_status fail_bytes(geo_ctx *ctx, const geoi_decoder *d, const char *at, const char *end)
{
    char shown[64];
    const char *stop = at;
    while (stop < end && stop - at < 8 && *stop != '\0' && *stop != '\n') {
        stop++;
    }
    return geoi_fail(ctx, GEO_DATA, "text is not %s at \"%s\"", d->name,
                     geoi_printable(at, stop > at ? stop - at : end > at, shown, sizeof shown));
}

/* All valid UTF-8 before `end` is passed over. */
static const char *first_invalid(const char *s, const char *end)
{
    while (s < end) {
        int step = geoi_utf8_length(s, end);
        if (step == 0) {
            break;
        }
        s += step;
    }
    return s;
}

/* Do these 1 to 3 bytes begin a character? Then some continuation completes them; which are
 * allowed second depends on the first (E0 needs A0 or more, F0 90 or more, ED less than A0). */
static bool begins_character(const char *s, size_t n)
{
    static const int fills[] = {0x80, 0x90, 0xA0};
    bool begins = false;
    for (int i = 0; i < 3 && n < 4; i++) {
        char whole[4];
        memset(whole, fills[i], sizeof whole);
        memcpy(whole, s, n);
        begins = begins || geoi_utf8_length(whole, whole + sizeof whole) > (int)n;
    }
    return begins;
}

static geo_status check_utf8(geo_ctx *ctx, const geoi_decoder *d, const char *s, const char *end,
                             bool *cut)
{
    const char *stop = first_invalid(s, end);
    *cut = stop < end && begins_character(stop, (size_t)(end - stop));
    return stop == end || *cut ? GEO_OK : fail_bytes(ctx, d, stop, end);
}

static geo_status convert(geo_ctx *ctx, geoi_decoder *d, const char *bytes, int64_t length,
                          geoi_text *out, bool *cut)
{
    geo_status status = GEO_OK;
    char step[STEP];
    char *from; /* iconv only reads through it */
    memcpy(&from, &bytes, sizeof from);
    size_t left = (size_t)length;
    (void)iconv(d->converter, NULL, NULL, NULL, NULL);
    while (left > 0) {
        char *to = step;
        size_t room = sizeof step;
        size_t made = iconv(d->converter, &from, &left, &to, &room);
        int error = made == (size_t)-1 ? errno : 0;
        GEO_TRY(geoi_text_append(ctx, out, step, to - step));
        if (error == EINVAL) {
            *cut = true;
            break;
        }
        if (error != 0 && error != E2BIG) {
            GEO_TRY(fail_bytes(ctx, d, from, from + left));
        }
    }
done:
    return status;
}

geo_status geoi_decode(geo_ctx *ctx, geoi_decoder *d, const char *bytes, int64_t length,
                       geoi_text *out, bool *cut)
{
    geo_status status = GEO_OK;
    *cut = false;
    if (!d->utf8) {
        return convert(ctx, d, bytes, length, out, cut);
    }
    GEO_TRY(check_utf8(ctx, d, bytes, bytes + length, cut));
    while (*cut && length > 0 && !geoi_utf8_valid(bytes, length)) {
        length--;
    }
    GEO_TRY(geoi_text_append(ctx, out, bytes, length));
done:
    return status;
}

/* ---- Files ------------------------------------------------------------------------------ */

static int64_t lines_before(const char *begin, const char *end)
{
    int64_t lines = 1;
    for (const char *s = begin; s < end; s++) {
        s = memchr(s, '\n', (size_t)(end - s));
        if (s == NULL) {
            break;
        }
        lines++;
    }
    return lines;
}

static geo_status fail_file(geo_ctx *ctx, const geoi_decoder *d, const char *encoding, int64_t line)
{
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "line %lld: text is not %s", (long long)line, d->name);
    geoi_hint(ctx, encoding == NULL ? "name its encoding: --encoding GBK"
                                    : "the encoding given is wrong: try --encoding GBK");
    return status;
}

geo_status geoi_decode_file(geo_ctx *ctx, const char *encoding, const char *bytes, int64_t size,
                            geoi_text *decoded, const char **text, int64_t *length, char used[40])
{
    geo_status status = GEO_OK;
    bool cut;
    geoi_decoder d = {0};
    *text = bytes;
    *length = size;
    if (encoding == NULL && !geoi_utf8_valid(bytes, size) &&
        geoi_guess_lines(ctx, bytes, size, used) == GEO_OK) {
        encoding = used; /* else the message below tells where UTF-8 ends */
    }
    GEO_TRY(geoi_decoder_open(ctx, encoding != NULL ? encoding : "UTF-8", &d));
    (void)snprintf(used, 40, "%s", d.name);
    if (d.utf8) {
        const char *stop = first_invalid(bytes, bytes + size);
        if (stop < bytes + size) {
            status = fail_file(ctx, &d, encoding, lines_before(bytes, stop));
        }
    } else {
        status = geoi_decode(ctx, &d, bytes, size, decoded, &cut);
        if (status == GEO_DATA || (status == GEO_OK && cut)) {
            const char *made = decoded->bytes;
            status = fail_file(ctx, &d, encoding,
                               made != NULL ? lines_before(made, made + decoded->length) : 1);
        }
        *text = decoded->bytes != NULL ? decoded->bytes : bytes;
        *length = decoded->length;
    }
    const char *zero = status == GEO_OK ? memchr(*text, '\0', (size_t)*length) : NULL;
    if (zero != NULL) {
        status = geoi_fail(ctx, GEO_DATA, "line %lld: a zero byte, so this is no text",
                           (long long)lines_before(*text, zero));
    }
done:
    geoi_decoder_close(&d);
    return status;
}
