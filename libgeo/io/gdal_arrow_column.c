/* SPDX-License-Identifier: MIT */
#include <math.h>

#include "io/gdal_arrow_column.h"

/* ---- Texts ------------------------------------------------------------------------------ */

/* Are the ends of the texts in order, and each text valid by itself? Then they are if all of them
 * together are valid and none begins inside a character. */
static bool are_texts(const int32_t *end, const char *bytes, int64_t n)
{
    if (end[0] < 0) {
        return false;
    }
    for (int64_t i = 0; i < n; i++) {
        if (end[i + 1] < end[i]) {
            return false;
        }
    }
    if (end[n] == end[0]) {
        return true;
    }
    for (int64_t i = 1; i < n; i++) {
        if (end[i] < end[n] && ((unsigned char)bytes[end[i]] & 0xC0U) == 0x80U) {
            return false;
        }
    }
    return geoi_utf8_valid(bytes + end[0], end[n] - end[0]);
}

/* Bytes under a null are not part of any text. */
static bool nulls_are_empty(const int32_t *end, const uint8_t *valid, int64_t n)
{
    for (int64_t i = 0; valid != NULL && i < n; i++) {
        if (((valid[i >> 3] >> (i & 7)) & 1) == 0 && end[i + 1] != end[i]) {
            return false;
        }
    }
    return true;
}

/* ---- Numbers ---------------------------------------------------------------------------- */

static bool all_finite(const double *v, const uint8_t *valid, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        if (!isfinite(v[i]) && (valid == NULL || ((valid[i >> 3] >> (i & 7)) & 1) != 0)) {
            return false;
        }
    }
    return true;
}

static void widen_ints(char format, const void *values, int64_t n, int64_t *out)
{
    const int16_t *shorts = values;
    const int32_t *ints = values;
    for (int64_t i = 0; i < n; i++) {
        out[i] = format == 's' ? shorts[i] : ints[i];
    }
}

static geo_status view_of(geo_ctx *ctx, const char *format, const struct ArrowArray *from,
                          geoi_arrow_room *room, geo_column *view, bool *done)
{
    geo_status status = GEO_OK;
    const void *values = from->buffers[1];
    int64_t n = view->n;
    *done = true;
    if (view->type == GEO_REAL) {
        view->reals = values;
        *done = all_finite(view->reals, view->valid, n);
        return GEO_OK;
    }
    view->ints = values;
    if (format[0] == 'l') {
        return GEO_OK;
    }
    GEO_TRY(geoi_grow(ctx, &room->ints, &room->ints_room, n + 1, sizeof *room->ints));
    if (view->type == GEO_INT) {
        widen_ints(format[0], values, n, room->ints);
        view->ints = room->ints;
        return GEO_OK;
    }
    widen_ints('i', values, n + 1, room->ints);
    view->text_begin = room->ints;
    view->text = from->buffers[2];
    *done = are_texts(values, view->text, n) && nulls_are_empty(values, view->valid, n);
done:
    return status;
}

/* ---- Column ----------------------------------------------------------------------------- */

geo_status geoi_arrow_add_column(geo_ctx *ctx, geoi_layer_builder *b, int64_t column,
                                 geo_column_type type, const char *format,
                                 const struct ArrowArray *from, geoi_arrow_room *room, bool *done)
{
    geo_status status = GEO_OK;
    geo_column view = {.type = type, .n = from->length};
    bool fits = (type == GEO_INT && strchr("sil", format[0]) != NULL) ||
                (type == GEO_REAL && format[0] == 'g') || (type == GEO_TEXT && format[0] == 'u');
    *done = false;
    if (!fits || from->offset != 0) {
        return GEO_OK;
    }
    view.valid = from->null_count != 0 ? from->buffers[0] : NULL;
    GEO_TRY(view_of(ctx, format, from, room, &view, done));
    if (*done) {
        GEO_TRY(geoi_layer_builder_rows(ctx, b, column, &view));
    }
done:
    return status;
}

void geoi_arrow_room_clear(geoi_arrow_room *room)
{
    geoi_release(room->ints);
    *room = (geoi_arrow_room){0};
}
