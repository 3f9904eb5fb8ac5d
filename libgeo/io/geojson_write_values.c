/* SPDX-License-Identifier: MIT */
/* Attributes as JSON. */
#include "base/number.h"
#include "io/geojson_write_internal.h"

enum { NUMBER_ROOM = 40, PADDING = 16 };

/* ---- Rooms ------------------------------------------------------------------------------ */

static bool is_textual(const geo_column *c)
{
    return c->type == GEO_TEXT || c->type == GEO_DATETIME || c->type == GEO_JSON;
}

/* By how much quoting may lengthen these bytes: escapes take up to 6 bytes, and a byte that is
 * no UTF-8 becomes a sign of 3. Counted in runs whose counters fit a byte, which compilers turn
 * into vectors. */
static int64_t growth_of(const char *text, int64_t n)
{
    int64_t growth = 0;
    for (int64_t at = 0; at < n;) {
        int64_t stop = n - at < 255 ? n : at + 255;
        uint8_t escapes = 0, high = 0;
        for (; at < stop; at++) {
            unsigned char c = (unsigned char)text[at];
            escapes = (uint8_t)(escapes + ((c < 0x20) | (c == '"') | (c == '\\')));
            high = (uint8_t)(high + (c >> 7));
        }
        growth += 5 * escapes + 2 * high;
    }
    return growth;
}

int64_t geoi_attribute_room(const geoi_attribute *a, int64_t begin, int64_t end)
{
    const geo_column *c = &a->column;
    int64_t room = (end - begin) * (a->key.length + NUMBER_ROOM);
    if (is_textual(c)) {
        const char *text = c->text + c->text_begin[begin];
        int64_t n = c->text_begin[end] - c->text_begin[begin];
        room += n + (c->type == GEO_JSON || n == 0 ? 0 : growth_of(text, n));
    }
    return room;
}

int64_t geoi_attribute_length(const geoi_attribute *a, int64_t begin, int64_t end)
{
    const geo_column *c = &a->column;
    int64_t values = is_textual(c) ? c->text_begin[end] - c->text_begin[begin] : 0;
    return values + (end - begin) * (a->key.length + 8);
}

/* ---- Values ----------------------------------------------------------------------------- */

char *geoi_put_json(const geo_column *c, int64_t row, char *out)
{
    const char *json = c->text + c->text_begin[row], *end = c->text + c->text_begin[row + 1];
    for (; json < end; json++) {
        /* outside of strings a line end is but space */
        *out++ = *json == '\n' || *json == '\r' ? ' ' : *json;
    }
    return out;
}

/* ".0" tells reals without a fraction from integers: in a column that has no other reals, and
 * beyond 2^53, where a reader would keep all digits of an integer. */
static char *put_real(double v, bool whole, char *out)
{
    int n = geoi_number_format(v, out);
    if ((whole || fabs(v) > 0x1p53) && memchr(out, 'e', (size_t)n) == NULL) {
        return GEOI_PUT(out + n, ".0");
    }
    return out + n;
}

static char *put_text(const geo_column *c, int64_t row, char *out)
{
    const char *text = c->text + c->text_begin[row];
    return out + geo_json_quote(text, (size_t)(c->text_begin[row + 1] - c->text_begin[row]), out);
}

char *geoi_put_attribute(const geoi_attribute *a, int64_t row, bool first, char *out)
{
    const geo_column *c = &a->column;
    out = geoi_put_padded(out, a->key.bytes + first, a->key.length - first);
    if (geo_column_is_null(c, row)) {
        return GEOI_PUT(out, "null");
    }
    switch (c->type) {
    case GEO_BOOL:
        return c->flags[row] ? GEOI_PUT(out, "true") : GEOI_PUT(out, "false");
    case GEO_INT:
        return out + geoi_integer_format(c->ints[row], out);
    case GEO_REAL:
        return put_real(c->reals[row], a->whole_reals, out);
    case GEO_TEXT:
    case GEO_DATETIME:
        return put_text(c, row, out);
    case GEO_JSON:
        break;
    }
    return geoi_put_json(c, row, out);
}

/* ---- Keys ------------------------------------------------------------------------------- */

geo_status geoi_append_quoted(geo_ctx *ctx, geoi_text *text, const char *s)
{
    geo_status status = GEO_OK;
    size_t n = strlen(s);
    GEO_TRY(geoi_grow(ctx, &text->bytes, &text->capacity, text->length + 6 * (int64_t)n + 3, 1));
    text->length += (int64_t)geo_json_quote(s, n, text->bytes + text->length);
done:
    return status;
}

static bool has_fraction(const geo_column *c)
{
    for (int64_t i = 0; i < c->n; i++) {
        if (c->reals[i] != trunc(c->reals[i])) {
            return true;
        }
    }
    return false;
}

/* 64 bits are written exactly; what reads all numbers as doubles should be known to. */
static void tell_large_integers(geo_ctx *ctx, const geo_column *c)
{
    const int64_t most = (1LL << 53) - 1;
    char shown[80];
    int64_t count = 0;
    for (int64_t i = 0; i < c->n; i++) {
        count += (c->ints[i] > most) | (c->ints[i] < -most);
    }
    if (count > 0) {
        geoi_printable(c->info.name, (int64_t)strlen(c->info.name), shown, sizeof shown);
        geoi_note(
            ctx,
            "%lld %s of \"%s\" beyond 2^53: written exactly, but programs in JavaScript round "
            "such",
            (long long)count, geoi_plural(count, "integer", "integers"), shown);
    }
}

geo_status geoi_attribute_of(geo_ctx *ctx, const geo_column *column, geoi_attribute *a)
{
    static const char padding[PADDING] = "";
    geo_status status = GEO_OK;
    a->column = *column;
    a->whole_reals = column->type == GEO_REAL && !has_fraction(column);
    if (column->type == GEO_INT) {
        tell_large_integers(ctx, column);
    }
    GEO_TRY(geoi_text_append(ctx, &a->key, ",", 1));
    GEO_TRY(geoi_append_quoted(ctx, &a->key, column->info.name));
    GEO_TRY(geoi_text_append(ctx, &a->key, ":", 1));
    GEO_TRY(geoi_text_append(ctx, &a->key, padding, PADDING));
    a->key.length -= PADDING;
done:
    return status;
}
