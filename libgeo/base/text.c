/* SPDX-License-Identifier: MIT */
/* Text: growing strings, UTF-8, quoting for JSON and for messages, likeness of words. */
#include "base/base.h"

/* ---- Growing strings ------------------------------------------------------------------ */

geo_status geoi_text_append(geo_ctx *ctx, geoi_text *text, const char *bytes, int64_t length)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, &text->bytes, &text->capacity, text->length + length + 1, 1));
    if (length > 0) {
        memcpy(text->bytes + text->length, bytes, (size_t)length);
    }
    text->length += length;
    text->bytes[text->length] = '\0';
done:
    return status;
}

geo_status geoi_text_format(geo_ctx *ctx, geoi_text *text, const char *fmt, ...)
{
    geo_status status = GEO_OK;
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int needed = vsnprintf(NULL, 0, fmt, args);
    GEO_TRY(geoi_grow(ctx, &text->bytes, &text->capacity, text->length + needed + 1, 1));
    (void)vsnprintf(text->bytes + text->length, (size_t)needed + 1, fmt, again);
    text->length += needed;
done:
    va_end(again);
    va_end(args);
    return status;
}

/* ---- UTF-8 (RFC 3629) ----------------------------------------------------------------- */

int geoi_utf8_length(const char *s, const char *end)
{
    const unsigned char *b = (const unsigned char *)s;
    int64_t room = end - s;
    if (room < 1) {
        return 0;
    }
    if (b[0] < 0x80) {
        return 1;
    }
    int length = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
    if (b[0] < 0xC2 || b[0] > 0xF4 || room < length) {
        return 0;
    }
    for (int i = 1; i < length; i++) {
        if ((b[i] & 0xC0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (b[0] == 0xE0 && b[1] < 0xA0) || (b[0] == 0xF0 && b[1] < 0x90);
    bool surrogate = b[0] == 0xED && b[1] > 0x9F;
    bool beyond = b[0] == 0xF4 && b[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

bool geoi_utf8_valid(const char *s, int64_t length)
{
    const char *end = s + length;
    while (s < end) {
        int step = geoi_utf8_length(s, end);
        if (step == 0) {
            return false;
        }
        s += step;
    }
    return true;
}

int geoi_utf8_put(uint32_t code, char out[4])
{
    static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    int length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (int i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(lead[length] | code);
    return length;
}

/* ---- Quoting -------------------------------------------------------------------------- */

char *geoi_printable(const char *s, int64_t length, char *out, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    const char *end = s + length;
    size_t used = 0;
    while (s < end) {
        int step = geoi_utf8_length(s, end);
        bool plain = step > 1 || (step == 1 && *s >= 0x20 && *s != 0x7F);
        size_t needed = plain ? (size_t)step : 4;
        if (used + needed + 4 > size) { /* keep room for "..." */
            memcpy(out + used, "...", 3);
            used += 3;
            break;
        }
        if (plain) {
            memcpy(out + used, s, (size_t)step);
            s += step;
        } else {
            unsigned char byte = (unsigned char)*s++;
            char shown[4] = {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
            memcpy(out + used, shown, sizeof shown);
        }
        used += needed;
    }
    out[used] = '\0';
    return out;
}

/* The letter after the backslash for c, or 0 when c has no short form. */
static char short_escape(char c)
{
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

/* One bit in each byte of `eight` that is '"', '\\', a control or not ASCII. Borrowing may also
 * mark bytes after the first that is one. */
static inline uint64_t mark_special(uint64_t eight)
{
    const uint64_t every = 0x0101010101010101;
    uint64_t quote = eight ^ every * '"', slash = eight ^ every * '\\';
    return (eight | (quote - every) | (slash - every) | (eight - every * 0x20)) & every * 0x80;
}

/* Copies as long as the text needs no escapes; what is left of it. Out has room for 8 bytes
 * wherever the text has. */
static inline const char *copy_plain(const char *s, const char *end, char **out)
{
    char *o = *out;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (end - s >= 8) {
        uint64_t eight;
        memcpy(&eight, s, sizeof eight);
        memcpy(o, &eight, sizeof eight);
        uint64_t marks = mark_special(eight);
        int plain = marks != 0 ? __builtin_ctzll(marks) >> 3 : 8;
        s += plain;
        o += plain;
        if (plain < 8) {
            *out = o;
            return s;
        }
    }
#endif
    while (s < end && (signed char)*s >= 0x20 && *s != '"' && *s != '\\') {
        *o++ = *s++;
    }
    *out = o;
    return s;
}

/* A character of more than one byte, or the sign for a byte that is none; returns its end. */
static const char *copy_high(const char *s, const char *end, char **out)
{
    int step = geoi_utf8_length(s, end);
    const char *from = step > 0 ? s : "\xEF\xBF\xBD";
    int64_t n = step > 0 ? step : 3;
    memcpy(*out, from, (size_t)n);
    *out += n;
    return s + (step > 0 ? step : 1);
}

static char *put_escape(char c, char *out)
{
    static const char digits[] = "0123456789abcdef";
    char letter = short_escape(c);
    char shown[6] = {'\\', letter != 0 ? letter : 'u', '0', '0', digits[c >> 4], digits[c & 15]};
    size_t n = letter != 0 ? 2 : sizeof shown;
    memcpy(out, shown, n);
    return out + n;
}

size_t geo_json_quote(const char *text, size_t n, char *out)
{
    const char *s = text, *end = text + n;
    char *o = out;
    *o++ = '"';
    for (;;) {
        s = copy_plain(s, end, &o);
        if (s == end) {
            break;
        }
        if ((signed char)*s >= 0) {
            o = put_escape(*s++, o);
        }
        while (s < end && (signed char)*s < 0) {
            s = copy_high(s, end, &o);
        }
    }
    *o++ = '"';
    return (size_t)(o - out);
}

/* ---- Likeness ------------------------------------------------------------------------- */

enum { LONGEST_WORD = 63 };

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment: insertions, deletions, changes, swaps of neighbours; case is free. */
static int edits_between(const char *a, int n, const char *b, int m)
{
    int row[3][LONGEST_WORD + 1];
    for (int j = 0; j <= m; j++) {
        row[0][j] = j;
    }
    for (int i = 1; i <= n; i++) {
        int *now = row[i % 3], *above = row[(i + 2) % 3], *two_above = row[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int change = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            now[j] = smaller(change, smaller(above[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1])) {
                now[j] = smaller(now[j], two_above[j - 2] + 1);
            }
        }
    }
    return row[n % 3][m];
}

const char *geo_closest_word(const char *word, const char *const *words, int64_t n)
{
    const char *best = NULL;
    int best_edits = LONGEST_WORD;
    size_t length = strlen(word);
    for (int64_t i = 0; i < n && length <= LONGEST_WORD; i++) {
        size_t other = strlen(words[i]);
        if (other > LONGEST_WORD) {
            continue;
        }
        int longer = (int)(other > length ? other : length);
        int edits = edits_between(word, (int)length, words[i], (int)other);
        if (edits < best_edits && edits * 3 <= longer) {
            best = words[i];
            best_edits = edits;
        }
    }
    return best;
}
