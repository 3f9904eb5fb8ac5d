/* SPDX-License-Identifier: MIT */
/* Features of a FlatGeobuf: the geometry, if there is one, and the values that are not null, each
 * behind the number of its column. */
#include "io/fgb_internal.h"

/* Fields of the table Feature. */
enum { GEOMETRY = 0, PROPERTIES = 1 };

void geoi_fgb_plan_features(geoi_fgb *w)
{
    static const uint8_t sizes[] = {4, 4};
    unsigned properties = w->columns.count > 0 ? 1U << PROPERTIES : 0U;
    w->feature = geoi_flat_shape_of(sizes, GEOI_COUNT_OF(sizes), 1U << GEOMETRY | properties);
    w->without = geoi_flat_shape_of(sizes, GEOI_COUNT_OF(sizes), properties);
}

static void put_value(const geo_column *c, int64_t row, geoi_flat *f)
{
    uint8_t flag;
    int64_t length;
    switch (c->type) {
    case GEO_BOOL:
        flag = c->flags[row] != 0;
        geoi_flat_bytes(f, &flag, 1);
        return;
    case GEO_INT:
        geoi_flat_u64(f, (uint64_t)c->ints[row]);
        return;
    case GEO_REAL:
        geoi_flat_double(f, c->reals[row]);
        return;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    length = geoi_text_length(c, row);
    geoi_flat_u32(f, (uint32_t)length);
    geoi_flat_bytes(f, c->text + c->text_begin[row], length);
}

void geoi_fgb_put_feature(const geoi_fgb *w, int64_t row, geoi_flat *f)
{
    bool somewhere = w->g->type[row] != GEO_NONE;
    const geoi_flat_shape *shape = somewhere ? &w->feature : &w->without;
    int64_t begin = geoi_flat_begin(f);
    int64_t table = geoi_flat_root(f, begin, shape);
    if (somewhere) {
        geoi_fgb_put_geometry(w, row, f, table, shape, GEOMETRY);
    }
    if (w->columns.count > 0) {
        geoi_flat_point(f, table, shape, PROPERTIES);
        int64_t list = f->at;
        geoi_flat_u32(f, 0); /* its length is known at its end */
        for (int64_t i = 0; i < w->columns.count; i++) {
            const geo_column *c = &w->columns.column[i].column;
            if (!geo_column_is_null(c, row)) {
                geoi_flat_u16(f, (unsigned)i);
                put_value(c, row, f);
            }
        }
        if (f->bytes != NULL) {
            (void)geoi_put_u32(f->bytes + list, (uint32_t)(f->at - list - 4));
        }
    }
    geoi_flat_end(f, begin);
}
