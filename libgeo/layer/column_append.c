/* SPDX-License-Identifier: MIT */
/* A column's rows put after those of another: as they are when both are of one type, else value
 * by value, so that the type becomes what it would have become in one column. */
#include "layer/layer_internal.h"

/* The values of a column of the same type, for which there is room from `row` on. */
static geo_status copy_values(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                              const geoi_owned_column *from)
{
    geo_status status = GEO_OK;
    size_t n = (size_t)from->n;
    switch (b->c.type) {
    case GEO_BOOL:
        memcpy(b->c.flags + row, from->flags, n * sizeof *b->c.flags);
        return GEO_OK;
    case GEO_INT:
        memcpy(b->c.ints + row, from->ints, n * sizeof *b->c.ints);
        return GEO_OK;
    case GEO_REAL:
        memcpy(b->c.reals + row, from->reals, n * sizeof *b->c.reals);
        return GEO_OK;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    int64_t used = b->c.text_begin[row], more = from->text_begin[from->n];
    GEO_TRY(geoi_grow(ctx, &b->c.text, &b->text_room, used + more, 1));
    if (more > 0) {
        memcpy(b->c.text + used, from->text, (size_t)more);
    }
    for (int64_t i = 1; i <= from->n; i++) {
        b->c.text_begin[row + i] = used + from->text_begin[i];
    }
done:
    return status;
}

/* A column that is being built has a bitmap that ends with its last gap. */
static bool is_gap(const geoi_column_builder *b, int64_t row)
{
    return row < b->absent_room * 8 && geoi_bitmap_has(b->c.absent, row);
}

/* The gaps of `from`, which was appended at `row`. */
static geo_status append_gaps(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                              const geoi_column_builder *from)
{
    geo_status status = GEO_OK;
    if (from->c.absent == NULL) {
        return GEO_OK;
    }
    GEO_TRY(geoi_bitmap_room(ctx, &b->c.absent, &b->absent_room, row + from->c.n));
    for (int64_t i = 0; i < from->c.n; i++) {
        if (is_gap(from, i)) {
            geoi_bitmap_set(b->c.absent, row + i);
        }
    }
done:
    return status;
}

static geo_status append_same_type(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                                   const geoi_owned_column *from)
{
    geo_status status = GEO_OK;
    geo_column view = geoi_column_view(from);
    GEO_TRY(geoi_build_room(ctx, b, row, from->n, from->valid != NULL));
    GEO_TRY(copy_values(ctx, b, row, from));
    for (int64_t i = 0; b->c.valid != NULL && i < from->n; i++) {
        unsigned bit = (unsigned)!geo_column_is_null(&view, i) << ((row + i) & 7);
        b->c.valid[(row + i) >> 3] = (uint8_t)(b->c.valid[(row + i) >> 3] | bit);
    }
    b->c.n = row + from->n;
done:
    return status;
}

static geo_status append_value(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                               const geoi_owned_column *from, int64_t i)
{
    switch (from->type) {
    case GEO_BOOL:
        return geoi_build_flag(ctx, b, row, from->flags[i]);
    case GEO_INT:
        return geoi_build_int(ctx, b, row, from->ints[i]);
    case GEO_REAL:
        return geoi_build_real(ctx, b, row, from->reals[i], NULL, 0);
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    int64_t begin = from->text_begin[i];
    return geoi_build_text(ctx, b, row, from->type, from->text + begin,
                           from->text_begin[i + 1] - begin);
}

/* Row by row: values, and nulls where a gap would be something else. */
static geo_status append_rows(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                              const geoi_column_builder *from)
{
    geo_status status = GEO_OK;
    geo_column view = geoi_column_view(&from->c);
    for (int64_t i = 0; i < from->c.n; i++) {
        if (from->typed && !geo_column_is_null(&view, i)) {
            GEO_TRY(append_value(ctx, b, row + i, &from->c, i));
        } else if (b->tells_gaps && !is_gap(from, i)) {
            GEO_TRY(geoi_build_null(ctx, b, row + i));
        }
    }
done:
    return status;
}

geo_status geoi_build_append(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                             const geoi_column_builder *from)
{
    geo_status status = GEO_OK;
    if (!from->typed || from->c.n == 0) {
        GEO_TRY(append_rows(ctx, b, row, from)); /* nothing but nulls */
        goto done;
    }
    geoi_build_type(b, from->c.type);
    if (b->c.type == from->c.type) {
        GEO_TRY(append_same_type(ctx, b, row, &from->c));
        GEO_TRY(append_gaps(ctx, b, row, from));
    } else {
        GEO_TRY(append_rows(ctx, b, row, from));
    }
done:
    return status;
}
