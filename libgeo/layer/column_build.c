/* SPDX-License-Identifier: MIT */
/* A column built value by value, whose type is that of the values it meets.
 *
 *   int + real            real, if every integer is exact as a double
 *   text + date-time      text
 *   any other two types   json: the JSON text of each value
 *
 * The bitmap of valid rows is made at the first null. Bits beyond the last row are 0, so a null
 * costs nothing and a value sets its bit. */
#include "base/number.h"
#include "layer/layer_internal.h"

/* ---- Room ----------------------------------------------------------------------------- */

/* The bitmap of the rows so far, none of them null. */
static geo_status begin_valid(geo_ctx *ctx, geoi_column_builder *b)
{
    geo_status status = GEO_OK;
    int64_t whole = b->c.n / 8;
    GEO_TRY(geoi_bitmap_room(ctx, &b->c.valid, &b->valid_room, b->c.n + 1));
    memset(b->c.valid, 0xFF, (size_t)whole);
    b->c.valid[whole] = (uint8_t)((1U << (b->c.n % 8)) - 1);
done:
    return status;
}

static geo_status room_for_values(geo_ctx *ctx, geoi_column_builder *b, int64_t rows)
{
    switch (b->c.type) {
    case GEO_BOOL:
        return geoi_room(ctx, &b->c.flags, &b->value_room, rows, sizeof *b->c.flags);
    case GEO_INT:
        return geoi_room(ctx, &b->c.ints, &b->value_room, rows, sizeof *b->c.ints);
    case GEO_REAL:
        return geoi_room(ctx, &b->c.reals, &b->value_room, rows, sizeof *b->c.reals);
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    bool fresh = b->c.text_begin == NULL;
    if (!fresh && rows < b->begin_room) {
        return GEO_OK;
    }
    geo_status status =
        geoi_grow(ctx, &b->c.text_begin, &b->begin_room, rows + 1, sizeof *b->c.text_begin);
    if (status == GEO_OK && fresh) {
        b->c.text_begin[0] = 0;
    }
    return status;
}

static void zero_values(geoi_column_builder *b, int64_t begin, int64_t end)
{
    size_t rows = (size_t)(end - begin);
    switch (b->c.type) {
    case GEO_BOOL:
        memset(b->c.flags + begin, 0, rows * sizeof *b->c.flags);
        break;
    case GEO_INT:
        memset(b->c.ints + begin, 0, rows * sizeof *b->c.ints);
        break;
    case GEO_REAL:
        memset(b->c.reals + begin, 0, rows * sizeof *b->c.reals);
        break;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        for (int64_t i = begin; i < end; i++) {
            b->c.text_begin[i + 1] = b->c.text_begin[begin];
        }
        break;
    }
}

/* ---- Rows ----------------------------------------------------------------------------- */

/* The rows before `end` of which nothing was said are absent. */
static geo_status add_gap(geo_ctx *ctx, geoi_column_builder *b, int64_t end)
{
    geo_status status = GEO_OK;
    int64_t begin = b->c.n > b->decided ? b->c.n : b->decided;
    if (!b->tells_gaps || begin >= end) {
        goto done;
    }
    GEO_TRY(geoi_bitmap_room(ctx, &b->c.absent, &b->absent_room, end));
    for (int64_t i = begin; i < end; i++) {
        geoi_bitmap_set(b->c.absent, i);
    }
    b->decided = end;
done:
    return status;
}

/* Rows up to `end` are null from where the column ends. */
static geo_status add_nulls(geo_ctx *ctx, geoi_column_builder *b, int64_t end)
{
    geo_status status = GEO_OK;
    if (b->c.n >= end) {
        goto done;
    }
    if (b->c.valid == NULL) {
        GEO_TRY(begin_valid(ctx, b));
    }
    GEO_TRY(geoi_bitmap_room(ctx, &b->c.valid, &b->valid_room, end));
    GEO_TRY(room_for_values(ctx, b, end));
    zero_values(b, b->c.n, end);
    b->c.n = end;
done:
    return status;
}

geo_status geoi_build_room(geo_ctx *ctx, geoi_column_builder *b, int64_t row, int64_t n,
                           bool some_null)
{
    geo_status status = GEO_OK;
    GEO_TRY(add_gap(ctx, b, row));
    GEO_TRY(add_nulls(ctx, b, row));
    if (some_null && b->c.valid == NULL) {
        GEO_TRY(begin_valid(ctx, b));
    }
    if (b->c.valid != NULL) {
        GEO_TRY(geoi_bitmap_room(ctx, &b->c.valid, &b->valid_room, row + n));
    }
    GEO_TRY(room_for_values(ctx, b, row + n));
done:
    return status;
}

/* Row `row` can take a value of the column's type; the caller writes it, then ends the row. */
static geo_status begin_row(geo_ctx *ctx, geoi_column_builder *b, int64_t row)
{
    return geoi_build_room(ctx, b, row, 1, false);
}

/* ---- Promotion ------------------------------------------------------------------------ */

/* Beyond 2^53 some integers are doubles too, but the fewest digits of such a double may be those
 * of another integer: it would change when it is written. */
static bool exact_as_real(int64_t v)
{
    const int64_t limit = INT64_C(1) << 53;
    return v >= -limit && v <= limit;
}

static bool all_exact(const geoi_owned_column *c)
{
    for (int64_t i = 0; i < c->n; i++) {
        if (!exact_as_real(c->ints[i])) {
            return false;
        }
    }
    return true;
}

static geo_status promote_to_real(geo_ctx *ctx, geoi_column_builder *b)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, b->value_room, sizeof *b->c.reals, &b->c.reals));
    for (int64_t i = 0; i < b->c.n; i++) {
        b->c.reals[i] = (double)b->c.ints[i];
    }
    geoi_release(b->c.ints);
    b->c.ints = NULL;
    b->c.type = GEO_REAL;
done:
    return status;
}

static geo_status append_quoted(geo_ctx *ctx, geoi_text *out, const char *text, int64_t length)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_room(ctx, &out->bytes, &out->capacity, out->length + 6 * length + 3, 1));
    out->length += (int64_t)geo_json_quote(text, (size_t)length, out->bytes + out->length);
done:
    return status;
}

/* The JSON text of the value in row i, which is not null. */
static geo_status append_json(geo_ctx *ctx, geoi_text *out, const geoi_owned_column *c, int64_t i)
{
    char number[32];
    int64_t begin;
    switch (c->type) {
    case GEO_BOOL:
        return geoi_text_append(ctx, out, c->flags[i] ? "true" : "false", c->flags[i] ? 4 : 5);
    case GEO_INT:
        return geoi_text_append(ctx, out, number, geoi_integer_format(c->ints[i], number));
    case GEO_REAL: /* ".0" where a reader would take it for an integer of so many digits */
        begin = geoi_number_format(c->reals[i], number);
        if (fabs(c->reals[i]) > 0x1p53 && memchr(number, 'e', (size_t)begin) == NULL) {
            memcpy(number + begin, ".0", 2);
            begin += 2;
        }
        return geoi_text_append(ctx, out, number, begin);
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    begin = c->text_begin[i];
    return append_quoted(ctx, out, c->text + begin, c->text_begin[i + 1] - begin);
}

/* The values become text in arrays of their own; then these take the place of the old ones. */
static geo_status promote_to_json(geo_ctx *ctx, geoi_column_builder *b)
{
    geo_status status = GEO_OK;
    geoi_text text = {0};
    int64_t *begin = NULL;
    geo_column view = geoi_column_view(&b->c);
    GEO_TRY(geoi_array_raw(ctx, b->c.n + 1, sizeof *begin, &begin));
    begin[0] = 0;
    for (int64_t i = 0; i < b->c.n; i++) {
        if (!geo_column_is_null(&view, i)) {
            GEO_TRY(append_json(ctx, &text, &b->c, i));
        }
        begin[i + 1] = text.length;
    }
    geoi_release(b->c.flags);
    geoi_release(b->c.ints);
    geoi_release(b->c.reals);
    geoi_release(b->c.text_begin);
    geoi_release(b->c.text);
    b->c.flags = NULL;
    b->c.ints = NULL;
    b->c.reals = NULL;
    b->c.text_begin = begin;
    b->c.text = text.bytes;
    b->begin_room = b->c.n + 1;
    b->text_room = text.capacity;
    b->value_room = 0;
    b->c.type = GEO_JSON;
    return GEO_OK;
done:
    geoi_release(begin);
    geoi_release(text.bytes);
    return status;
}

void geoi_build_type(geoi_column_builder *b, geo_column_type type)
{
    if (!b->typed) {
        b->typed = true;
        b->c.type = type;
        b->decided = b->c.n;
        b->c.n = 0;
    }
}

/* ---- Values --------------------------------------------------------------------------- */

geo_status geoi_build_null(geo_ctx *ctx, geoi_column_builder *b, int64_t row)
{
    geo_status status = GEO_OK;
    GEO_TRY(add_gap(ctx, b, row));
    if (!b->typed) {
        b->c.n = row + 1; /* no arrays before the type is known */
        goto done;
    }
    GEO_TRY(add_nulls(ctx, b, row + 1));
done:
    return status;
}

static geo_status add_text(geo_ctx *ctx, geoi_column_builder *b, int64_t row, const char *text,
                           int64_t length, bool quote)
{
    geo_status status = GEO_OK;
    GEO_TRY(begin_row(ctx, b, row));
    int64_t used = b->c.text_begin[row];
    if (quote) {
        geoi_text out = {b->c.text, used, b->text_room};
        status = append_quoted(ctx, &out, text, length);
        b->c.text = out.bytes;
        b->text_room = out.capacity;
        GEO_TRY(status);
        used = out.length;
    } else if (length > 0) {
        GEO_TRY(geoi_room(ctx, &b->c.text, &b->text_room, used + length, 1));
        memcpy(b->c.text + used, text, (size_t)length);
        used += length;
    }
    b->c.text_begin[row + 1] = used;
    geoi_end_row(b, row);
done:
    return status;
}

geo_status geoi_build_flag(geo_ctx *ctx, geoi_column_builder *b, int64_t row, bool v)
{
    geo_status status = GEO_OK;
    geoi_build_type(b, GEO_BOOL);
    if (b->c.type != GEO_BOOL) {
        if (b->c.type != GEO_JSON) {
            GEO_TRY(promote_to_json(ctx, b));
        }
        return add_text(ctx, b, row, v ? "true" : "false", v ? 4 : 5, false);
    }
    GEO_TRY(begin_row(ctx, b, row));
    b->c.flags[row] = v;
    geoi_end_row(b, row);
done:
    return status;
}

geo_status geoi_build_int(geo_ctx *ctx, geoi_column_builder *b, int64_t row, int64_t v)
{
    geo_status status = GEO_OK;
    geoi_build_type(b, GEO_INT);
    bool as_real = b->c.type == GEO_REAL && exact_as_real(v);
    if (b->c.type != GEO_INT && !as_real) {
        char number[24];
        int length = geoi_integer_format(v, number);
        if (b->c.type != GEO_JSON) {
            GEO_TRY(promote_to_json(ctx, b));
        }
        return add_text(ctx, b, row, number, length, false);
    }
    GEO_TRY(begin_row(ctx, b, row));
    if (as_real) {
        b->c.reals[row] = (double)v;
    } else {
        b->c.ints[row] = v;
    }
    geoi_end_row(b, row);
done:
    return status;
}

geo_status geoi_build_real(geo_ctx *ctx, geoi_column_builder *b, int64_t row, double v,
                           const char *token, int64_t length)
{
    geo_status status = GEO_OK;
    geoi_build_type(b, GEO_REAL);
    if (b->c.type == GEO_INT && all_exact(&b->c)) {
        GEO_TRY(promote_to_real(ctx, b));
    }
    if (b->c.type != GEO_REAL) {
        char number[32];
        int digits = geoi_number_format(v, number);
        if (b->c.type != GEO_JSON) {
            GEO_TRY(promote_to_json(ctx, b));
        }
        return token != NULL ? add_text(ctx, b, row, token, length, false)
                             : add_text(ctx, b, row, number, digits, false);
    }
    GEO_TRY(begin_row(ctx, b, row));
    b->c.reals[row] = v;
    geoi_end_row(b, row);
done:
    return status;
}

geo_status geoi_build_text(geo_ctx *ctx, geoi_column_builder *b, int64_t row, geo_column_type type,
                           const char *text, int64_t length)
{
    geo_status status = GEO_OK;
    geoi_build_type(b, type);
    if (b->c.type != type) {
        if ((b->c.type == GEO_TEXT || b->c.type == GEO_DATETIME) && type != GEO_JSON) {
            b->c.type = GEO_TEXT;
        } else if (b->c.type != GEO_JSON) {
            GEO_TRY(promote_to_json(ctx, b));
        }
    }
    GEO_TRY(add_text(ctx, b, row, text, length, b->c.type == GEO_JSON && type != GEO_JSON));
done:
    return status;
}

/* ---- The end -------------------------------------------------------------------------- */

geo_status geoi_build_finish(geo_ctx *ctx, geoi_column_builder *b, int64_t n)
{
    geo_status status = GEO_OK;
    geoi_build_type(b, GEO_TEXT);
    GEO_TRY(room_for_values(ctx, b, n)); /* so that text has offsets even without rows */
    GEO_TRY(add_gap(ctx, b, n));
    GEO_TRY(add_nulls(ctx, b, n));
    if (b->c.absent != NULL) {
        GEO_TRY(geoi_bitmap_room(ctx, &b->c.absent, &b->absent_room, n));
    }
    geoi_column_tidy(&b->c);
done:
    return status;
}
