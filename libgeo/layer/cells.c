/* SPDX-License-Identifier: MIT */
/* A feature's values into their columns at once: where the value follows the one before and has
 * the column's type, nothing is called for it. */
#include "layer/layer_internal.h"

static geo_status add_twice(geo_ctx *ctx, const geoi_column_builder *c)
{
    char shown[64];
    return geoi_fail(ctx, GEO_DATA, "duplicate \"%s\": it has a value already",
                     geoi_printable(c->c.name, c->name_length, shown, sizeof shown));
}

static geo_status add_any(geo_ctx *ctx, geoi_column_builder *c, int64_t row, const geoi_cell *v)
{
    switch (v->kind) {
    case GEOI_CELL_NULL:
        return geoi_build_null(ctx, c, row);
    case GEOI_CELL_FLAG:
        return geoi_build_flag(ctx, c, row, v->flag);
    case GEOI_CELL_INT:
        return geoi_build_int(ctx, c, row, v->integer);
    case GEOI_CELL_REAL:
        return geoi_build_real(ctx, c, row, v->real, NULL, 0);
    case GEOI_CELL_TEXT:
    case GEOI_CELL_JSON:
        break;
    }
    return geoi_build_text(ctx, c, row, v->kind == GEOI_CELL_TEXT ? GEO_TEXT : GEO_JSON, v->text,
                           v->length);
}

static inline bool add_plain_text(geoi_column_builder *c, int64_t row, const geoi_cell *v)
{
    if (row + 1 >= c->begin_room || c->c.text_begin[row] + v->length > c->text_room) {
        return false;
    }
    int64_t used = c->c.text_begin[row];
    for (int64_t i = 0; i < v->length; i++) { /* texts are short */
        c->c.text[used + i] = v->text[i];
    }
    c->c.text_begin[row + 1] = used + v->length;
    return true;
}

/* Done when the value could be written as it is. */
static inline bool add_plain(geoi_column_builder *c, int64_t row, const geoi_cell *v)
{
    bool done = false;
    if (v->kind == GEOI_CELL_INT && geoi_is_plain_row(c, row, GEO_INT)) {
        c->c.ints[row] = v->integer;
        done = true;
    } else if (v->kind == GEOI_CELL_REAL && geoi_is_plain_row(c, row, GEO_REAL)) {
        c->c.reals[row] = v->real;
        done = true;
    } else if (v->kind == GEOI_CELL_TEXT && c->typed && c->c.type == GEO_TEXT && c->c.n == row &&
               (c->c.valid == NULL || row < c->valid_room * 8)) {
        done = add_plain_text(c, row, v);
    }
    if (done) {
        geoi_end_row(c, row);
    }
    return done;
}

geo_status geoi_layer_builder_cells(geo_ctx *ctx, geoi_layer_builder *b, const geoi_cell *cells,
                                    int64_t n)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < n; i++) {
        geoi_column_builder *c = &b->columns[cells[i].column];
        if (!add_plain(c, b->n, &cells[i])) {
            GEO_TRY(c->c.n > b->n ? add_twice(ctx, c) : add_any(ctx, c, b->n, &cells[i]));
        }
    }
done:
    return status;
}
