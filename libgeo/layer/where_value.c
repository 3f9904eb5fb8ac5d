/* SPDX-License-Identifier: MIT */
/* Values of a filter. */
#include "layer/where_value.h"

#include "base/number.h"

/* ---- JSON: what a column of mixed types holds, which has been checked when it was read ---- */

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static uint32_t hex4(const char *s)
{
    uint32_t code = 0;
    for (int i = 0; i < 4; i++) {
        code = code << 4 | (uint32_t)hex_digit(s[i]);
    }
    return code;
}

/* The escape after the backslash at s into `out`; returns where it ends. */
static const char *read_escape(const char *s, char out[4], int *n)
{
    static const char letters[] = "bfnrt", meant[] = "\b\f\n\r\t";
    const char *letter = strchr(letters, *s);
    *n = 1;
    if (*s != 'u') {
        out[0] = letter != NULL ? meant[letter - letters] : *s;
        return s + 1;
    }
    uint32_t code = hex4(s + 1);
    s += 5;
    if (code >= 0xD800 && code < 0xDC00) { /* the other half follows: that has been checked */
        code = 0x10000 + ((code - 0xD800) << 10) + (hex4(s + 2) - 0xDC00);
        s += 6;
    }
    *n = geoi_utf8_put(code, out);
    return s;
}

static geo_status decode_string(geo_ctx *ctx, const char *s, const char *end, geoi_text *room)
{
    geo_status status = GEO_OK;
    char out[4];
    int n;
    room->length = 0;
    while (s < end) {
        const char *from = s;
        while (s < end && *s != '\\') {
            s++;
        }
        GEO_TRY(geoi_text_append(ctx, room, from, s - from));
        if (s < end) {
            s = read_escape(s + 1, out, &n);
            GEO_TRY(geoi_text_append(ctx, room, out, n));
        }
    }
done:
    return status;
}

/* The exponent after an e; what is far out is cut. */
static int64_t read_exponent(const char *s, const char *end)
{
    bool minus = s < end && *s == '-';
    int64_t e = 0;
    for (s += s < end && (*s == '-' || *s == '+'); s < end && e < 100000; s++) {
        e = e * 10 + (*s - '0');
    }
    return minus ? -e : e;
}

void geoi_where_exact(const char *s, const char *end, int64_t *integer, int *rest)
{
    bool minus = s < end && *s == '-', beyond = false, cut = false;
    const char *first = s + minus, *point = first, *last = first;
    while (last < end && *last != 'e' && *last != 'E') {
        last++;
    }
    while (point < last && *point != '.') {
        point++;
    }
    int64_t whole = point - first + (last < end ? read_exponent(last + 1, end) : 0);
    uint64_t n = 0, most = (uint64_t)INT64_MAX + minus;
    for (s = first; s < last; s++) {
        unsigned digit = *s != '.' ? (unsigned)(*s - '0') : 0;
        if (*s != '.' && whole-- > 0) {
            beyond = beyond || n > (most - digit) / 10;
            n = beyond ? n : n * 10 + digit;
        } else {
            cut = cut || digit != 0;
        }
    }
    for (; whole > 0 && n > 0 && !beyond; whole--) {
        beyond = n > most / 10;
        n = beyond ? n : n * 10;
    }
    n = beyond ? most : n;
    *integer = minus ? (int64_t)(0 - n) : (int64_t)n;
    *rest = !beyond && !cut ? 0 : minus ? -1 : 1;
}

static geo_status json_cell(geo_ctx *ctx, geoi_text *room, geoi_where_value *v)
{
    const char *s = v->text, *end = v->text + v->length;
    bool is_integer;
    char first = v->length > 0 ? s[0] : 'n';
    if (first == '"') {
        geo_status status = decode_string(ctx, s + 1, end - 1, room);
        v->kind = GEOI_WHERE_TEXT;
        v->text = room->bytes;
        v->length = room->length;
        return status;
    }
    if (first == 't' || first == 'f') {
        v->kind = GEOI_WHERE_FLAG;
        v->flag = first == 't';
    } else if (first == 'n') {
        v->kind = GEOI_WHERE_NULL;
    } else if (first == '{' || first == '[') {
        v->kind = GEOI_WHERE_NESTED;
    } else {
        (void)geoi_number_parse(s, end, &v->real, &is_integer, &v->integer);
        v->kind = is_integer ? GEOI_WHERE_INT : GEOI_WHERE_REAL;
        v->exact = !is_integer;
        if (v->exact) {
            geoi_where_exact(s, end, &v->integer, &v->rest);
        }
    }
    return GEO_OK;
}

geo_status geoi_where_cell(geo_ctx *ctx, const geo_column *c, int64_t row, geoi_text *room,
                           geoi_where_value *out)
{
    *out = (geoi_where_value){.kind = GEOI_WHERE_NULL};
    if (c == NULL || geo_column_is_null(c, row)) {
        return GEO_OK;
    }
    switch (c->type) {
    case GEO_BOOL:
        out->kind = GEOI_WHERE_FLAG;
        out->flag = c->flags[row] != 0;
        return GEO_OK;
    case GEO_INT:
        out->kind = GEOI_WHERE_INT;
        out->integer = c->ints[row];
        return GEO_OK;
    case GEO_REAL:
        out->kind = GEOI_WHERE_REAL;
        out->real = c->reals[row];
        return GEO_OK;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    out->kind = GEOI_WHERE_TEXT;
    out->text = c->text + c->text_begin[row];
    out->length = c->text_begin[row + 1] - c->text_begin[row];
    return c->type == GEO_JSON ? json_cell(ctx, room, out) : GEO_OK;
}

/* ---- Order ---------------------------------------------------------------------------- */

/* Without rounding either: 2^53 + 1 is no double. */
static int order_mixed(int64_t a, double b)
{
    if (b >= 0x1p63) {
        return -1;
    }
    if (b < -0x1p63) {
        return 1;
    }
    double whole = trunc(b);
    int64_t n = (int64_t)whole;
    if (a != n) {
        return a < n ? -1 : 1;
    }
    return b > whole ? -1 : b < whole ? 1 : 0;
}

/* An integer and a number that was written out: "9007199254740993.0" is no double. */
static int order_exact(int64_t a, const geoi_where_value *b)
{
    return a != b->integer ? (a > b->integer) - (a < b->integer) : -b->rest;
}

static int order_bytes(const geoi_where_value *a, const geoi_where_value *b)
{
    int64_t n = a->length < b->length ? a->length : b->length;
    int order = n > 0 ? memcmp(a->text, b->text, (size_t)n) : 0;
    return order != 0 ? order : a->length < b->length ? -1 : a->length > b->length;
}

int geoi_where_order(const geoi_where_value *a, const geoi_where_value *b)
{
    if (a->kind == GEOI_WHERE_TEXT) {
        return order_bytes(a, b);
    }
    if (a->kind == GEOI_WHERE_FLAG) {
        return (int)a->flag - (int)b->flag;
    }
    if (a->kind == GEOI_WHERE_INT && b->kind == GEOI_WHERE_INT) {
        return (a->integer > b->integer) - (a->integer < b->integer);
    }
    if (a->kind == GEOI_WHERE_INT) {
        return b->exact ? order_exact(a->integer, b) : order_mixed(a->integer, b->real);
    }
    if (b->kind == GEOI_WHERE_INT) {
        return -(a->exact ? order_exact(b->integer, a) : order_mixed(b->integer, a->real));
    }
    return (a->real > b->real) - (a->real < b->real);
}

/* ---- Like ----------------------------------------------------------------------------- */

static const char *next_character(const char *s, const char *end)
{
    int length = geoi_utf8_length(s, end);
    return s + (length > 0 ? length : 1);
}

/* Greedy, with one place to go back to: the last %. O(text x pattern) at worst. */
bool geoi_where_like(const char *text, int64_t length, const char *pattern, int64_t n)
{
    const char *s = text, *p = pattern, *s_end = text + length, *p_end = pattern + n;
    const char *after_run = NULL, *run_from = NULL;
    while (s < s_end) {
        bool literal = p < p_end && *p == '\\' && p + 1 < p_end;
        if (p < p_end && *p == '%') {
            after_run = ++p;
            run_from = s;
        } else if (p < p_end && *p == '_') {
            p++;
            s = next_character(s, s_end);
        } else if (p < p_end && p[literal] == *s) {
            p += 1 + literal;
            s++;
        } else if (after_run != NULL) {
            run_from = next_character(run_from, s_end);
            s = run_from;
            p = after_run;
        } else {
            return false;
        }
    }
    while (p < p_end && *p == '%') {
        p++;
    }
    return p == p_end;
}
