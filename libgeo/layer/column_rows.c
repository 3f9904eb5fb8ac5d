/* SPDX-License-Identifier: MIT */
/* Many rows of a column at once, as readers find them that get columns, not features. */
#include "layer/layer_internal.h"

/* Null rows hold 0, whatever the source has there. */
static void copy_numbers(const geo_column *from, const void *values, void *to)
{
    const uint64_t *v = values;
    uint64_t *out = to;
    memcpy(out, v, (size_t)from->n * sizeof *out);
    for (int64_t i = 0; from->valid != NULL && i < from->n; i++) {
        out[i] = geoi_bitmap_has(from->valid, i) ? out[i] : 0;
    }
}

static geo_status copy_texts(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                             const geo_column *from)
{
    geo_status status = GEO_OK;
    int64_t used = b->c.text_begin[row], first = from->text_begin[0];
    int64_t more = from->text_begin[from->n] - first;
    GEO_TRY(geoi_room(ctx, &b->c.text, &b->text_room, used + more, 1));
    if (more > 0) {
        memcpy(b->c.text + used, from->text + first, (size_t)more);
    }
    for (int64_t i = 1; i <= from->n; i++) {
        b->c.text_begin[row + i] = used + from->text_begin[i] - first;
    }
done:
    return status;
}

static void set_valid(geoi_column_builder *b, int64_t row, const geo_column *from)
{
    for (int64_t i = 0; b->c.valid != NULL && i < from->n; i++) {
        if (from->valid == NULL || geoi_bitmap_has(from->valid, i)) {
            geoi_bitmap_set(b->c.valid, row + i);
        }
    }
}

geo_status geoi_layer_builder_rows(geo_ctx *ctx, geoi_layer_builder *builder, int64_t column,
                                   const geo_column *from)
{
    geo_status status = GEO_OK;
    geoi_column_builder *b = &builder->columns[column];
    int64_t row = builder->n;
    GEO_TRY(geoi_build_room(ctx, b, row, from->n, from->valid != NULL));
    if (from->type == GEO_INT) {
        copy_numbers(from, from->ints, b->c.ints + row);
    } else if (from->type == GEO_REAL) {
        copy_numbers(from, from->reals, b->c.reals + row);
    } else {
        GEO_TRY(copy_texts(ctx, b, row, from));
    }
    set_valid(b, row, from);
    b->c.n = row + from->n;
done:
    return status;
}
