/* SPDX-License-Identifier: MIT */
#include "built.h"

#include "support.h"

/* ---- Columns ----------------------------------------------------------------------- */

void name_is(geo_ctx *ctx, geoi_layer_builder *b, const char *name, int64_t *index)
{
    assert_ok(ctx, geoi_layer_builder_column(ctx, b, name, (int64_t)strlen(name), index));
}

geo_status set_value(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, const char *spelt)
{
    const char *rest = spelt + 1;
    int64_t length = (int64_t)strlen(spelt);
    switch (spelt[0]) {
    case '\0':
        return GEO_OK;
    case 'n':
        return geoi_layer_builder_null(ctx, b, column);
    case 't':
        return geoi_layer_builder_flag(ctx, b, column, true);
    case '#':
        return geoi_layer_builder_int(ctx, b, column, strtoll(rest, NULL, 10));
    case '~':
        return geoi_layer_builder_real(ctx, b, column, strtod(rest, NULL), rest, length - 1);
    case '@':
        return geoi_layer_builder_text(ctx, b, column, GEO_DATETIME, rest, length - 1);
    case '"':
        return geoi_layer_builder_text(ctx, b, column, GEO_TEXT, rest, length - 1);
    default:
        return geoi_layer_builder_text(ctx, b, column, GEO_JSON, spelt, length);
    }
}

geo_layer *layer_of_values(geo_ctx *ctx, const char *const *values, int64_t n)
{
    geoi_layer_builder *b;
    geo_layer *layer;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "values", &b));
    for (int64_t i = 0; i < n; i++) {
        int64_t column;
        name_is(ctx, b, "v", &column);
        assert_ok(ctx, set_value(ctx, b, column, values[i]));
        assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    }
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    return layer;
}

void text_is(const geo_column *c, int64_t row, const char *expected)
{
    char got[256];
    int64_t length = c->text_begin[row + 1] - c->text_begin[row];
    assert_in_range(length, 0, (int64_t)sizeof got - 1);
    memcpy(got, c->text + c->text_begin[row], (size_t)length);
    got[length] = '\0';
    assert_string_equal(got, expected);
}

/* ---- Geometry ---------------------------------------------------------------------- */

void add_ring(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double size)
{
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    double xs[] = {x, x + size, x + size, x, x}, ys[] = {y, y, y + size, y + size, y};
    assert_ok(ctx, geoi_geometry_add_many(ctx, b, xs, ys, NULL, 5));
}

void mixed_geometry(geo_ctx *ctx, geoi_geometry_builder *b)
{
    double none = (double)NAN;
    assert_ok(ctx, geoi_geometry_point(ctx, b, 1.0, 2.0, none));
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_NONE));
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, b, 0));
    add_ring(ctx, b, 0.0, 0.0, 3.0);
    add_ring(ctx, b, 1.0, 1.0, 1.0);
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_MULTIPOLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, b, 0));
    add_ring(ctx, b, 10.0, 0.0, 1.0);
    assert_ok(ctx, geoi_geometry_part(ctx, b, 0));
    add_ring(ctx, b, 20.0, 0.0, 1.0);
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_LINESTRING));
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_LINESTRING));
    assert_ok(ctx, geoi_geometry_part(ctx, b, 0));
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    assert_ok(ctx, geoi_geometry_add(ctx, b, 5.0, 5.0, 7.0));
    assert_ok(ctx, geoi_geometry_add(ctx, b, 6.0, 5.0, none));
    assert_ok(ctx, geoi_geometry_finish(ctx, b));
}
