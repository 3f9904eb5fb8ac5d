/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "geo/io.h"
#include "layer/builder.h"

/* ---- Small layers --------------------------------------------------------------------- */

static const double lon[] = {116.3, 116.4, 116.5}, lat[] = {39.9, 40.0, 40.1};

static geo_layer *three_points(geo_ctx *ctx)
{
    geo_layer *layer;
    assert_ok(ctx, geo_layer_create_points(ctx, "shops", 3, lon, lat, &layer));
    return layer;
}

static void name_is(geo_ctx *ctx, geoi_layer_builder *b, const char *name, int64_t *index)
{
    assert_ok(ctx, geoi_layer_builder_column(ctx, b, name, (int64_t)strlen(name), index));
}

/* One value of each spelling: n null, t true, "..." text, #... int, ~... real, {...} json,
 * @... date-time; "" sets nothing. */
static geo_status set_value(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, const char *spelt)
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

/* A layer whose one column "v" was given these values. */
static geo_layer *layer_of_values(geo_ctx *ctx, const char *const *values, int64_t n)
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

static void text_is(const geo_column *c, int64_t row, const char *expected)
{
    char got[256];
    int64_t length = c->text_begin[row + 1] - c->text_begin[row];
    assert_in_range(length, 0, (int64_t)sizeof got - 1);
    memcpy(got, c->text + c->text_begin[row], (size_t)length);
    got[length] = '\0';
    assert_string_equal(got, expected);
}

/* ---- Making --------------------------------------------------------------------------- */

static void layer_of_points_is_no_more_than_x_and_y(void **state)
{
    geo_layer *layer = three_points(*state);
    const geo_geometry *g = geo_layer_geometry(layer);
    assert_int_equal(geo_layer_count(layer), 3);
    assert_string_equal(geo_layer_name(layer), "shops");
    assert_null(g->part_offset);
    assert_null(g->ring_offset);
    assert_null(g->coord_offset);
    assert_memory_equal(g->x, lon, sizeof lon);
    assert_ptr_not_equal(g->x, lon);
    geo_box box = geo_layer_extent(layer);
    assert_true(box.min_x == 116.3 && box.max_x == 116.5 && box.min_y == 39.9 && box.max_y == 40.1);
    assert_string_equal(geo_layer_source(layer), "");
    assert_string_equal(geo_layer_digest(layer), "");
    assert_string_equal(geo_layer_source_crs(layer), "");
    geo_layer_destroy(layer);
}

static void layer_without_features_has_an_empty_extent(void **state)
{
    geo_layer *layer;
    geo_column_info info = {"a", NULL, NULL, NULL};
    assert_ok(*state, geo_layer_create_points(*state, NULL, 0, NULL, NULL, &layer));
    assert_true(geo_layer_extent(layer).min_x > geo_layer_extent(layer).max_x);
    assert_ok(*state, geo_layer_add_texts(*state, layer, &info, GEO_TEXT, NULL));
    assert_int_equal(geo_layer_column(layer, 0).n, 0);
    assert_int_equal(geo_layer_column(layer, 0).text_begin[0], 0);
    geo_layer_destroy(layer);
}

static void bad_point(geo_ctx *ctx, double x, double y, const char *part)
{
    double xs[] = {116.3, x, 116.3}, ys[] = {39.9, y, 39.9};
    geo_layer *layer = (geo_layer *)1;
    assert_status(ctx, geo_layer_create_points(ctx, "bad", 3, xs, ys, &layer), GEO_DATA);
    assert_null(layer);
    assert_message_has(ctx, "feature 2");
    assert_message_has(ctx, part);
}

static void coordinates_that_are_no_place_are_refused_with_the_feature(void **state)
{
    bad_point(*state, (double)NAN, 39.9, "not finite");
    bad_point(*state, 116.3, (double)INFINITY, "not finite");
    bad_point(*state, 39.9, 116.3, "swapped");
    bad_point(*state, 448000.0, 4420000.0, "metres");
    bad_point(*state, 180.0000001, 0.0, "longitude");
}

/* ---- Geometry ------------------------------------------------------------------------- */

static void add_ring(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double size)
{
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    double xs[] = {x, x + size, x + size, x, x}, ys[] = {y, y, y + size, y + size, y};
    assert_ok(ctx, geoi_geometry_add_many(ctx, b, xs, ys, NULL, 5));
}

/* point, null, polygon with a hole, multipolygon of two, empty line string, line with heights */
static void mixed_geometry(geo_ctx *ctx, geoi_geometry_builder *b)
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

static void offsets_appear_when_a_child_is_missing_or_a_second_comes(void **state)
{
    geoi_geometry_builder b = {0};
    mixed_geometry(*state, &b);
    const int64_t parts[] = {0, 1, 1, 2, 4, 4, 5}, rings[] = {0, 1, 3, 4, 5, 6};
    const int64_t coords[] = {0, 1, 6, 11, 16, 21, 23};
    assert_int_equal(b.g.n, 6);
    assert_memory_equal(b.g.part_offset, parts, sizeof parts);
    assert_memory_equal(b.g.ring_offset, rings, sizeof rings);
    assert_memory_equal(b.g.coord_offset, coords, sizeof coords);
    assert_null(b.g.part_kind);
    assert_true(isnan(b.g.z[0]) && b.g.z[21] == 7.0 && isnan(b.g.z[22]));
    assert_ok(*state, geoi_geometry_validate(*state, &b.g, true));
    geoi_geometry_clear(&b);
}

static void same_geometry(const geo_geometry *a, const geo_geometry *b)
{
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->part_count, b->part_count);
    assert_int_equal(a->ring_count, b->ring_count);
    assert_int_equal(a->coord_count, b->coord_count);
    assert_memory_equal(a->type, b->type, (size_t)a->n);
    assert_memory_equal(a->x, b->x, (size_t)a->coord_count * sizeof(double));
    assert_memory_equal(a->y, b->y, (size_t)a->coord_count * sizeof(double));
    for (int64_t i = 0; i < a->n; i++) {
        geo_span s = geo_feature_coords(a, i), t = geo_feature_coords(b, i);
        assert_true(s.begin == t.begin && s.end == t.end);
    }
    for (int64_t i = 0; i < a->coord_count; i++) {
        double za = a->z != NULL ? a->z[i] : (double)NAN, zb = b->z != NULL ? b->z[i] : (double)NAN;
        assert_true(za == zb || (isnan(za) && isnan(zb)));
    }
}

/* Random features of all types; the builder is compared with what a copy by feature gives. */
static void feature_by_feature_copy_is_the_same_geometry(void **state)
{
    geo_ctx *ctx = *state;
    test_random r = {7};
    for (int round = 0; round < 200; round++) {
        geoi_geometry_builder b = {0}, copy = {0};
        int64_t n = test_random_below(&r, 6);
        for (int64_t i = 0; i < n; i++) {
            int64_t parts = test_random_below(&r, 3);
            if (test_random_below(&r, 2) == 0) {
                double z = test_random_below(&r, 4) == 0 ? 5.0 : (double)NAN;
                assert_ok(ctx, geoi_geometry_point(ctx, &b, test_random_unit(&r), 1.0, z));
                continue;
            }
            assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_MULTIPOLYGON));
            for (int64_t p = 0; p < parts; p++) {
                int64_t rings = 1 + test_random_below(&r, 2);
                assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
                for (int64_t k = 0; k < rings; k++) {
                    add_ring(ctx, &b, test_random_unit(&r), test_random_unit(&r), 1.0);
                }
            }
        }
        assert_ok(ctx, geoi_geometry_finish(ctx, &b));
        assert_ok(ctx, geoi_geometry_validate(ctx, &b.g, true));
        for (int64_t i = 0; i < n; i++) {
            assert_ok(ctx, geoi_geometry_copy_feature(ctx, &copy, &b.g, i));
        }
        assert_ok(ctx, geoi_geometry_finish(ctx, &copy));
        same_geometry(&b.g, &copy.g);
        geoi_geometry_clear(&b);
        geoi_geometry_clear(&copy);
    }
}

/* The square 0 0, 1 0, 1 1, 0 1, 0 0 as a polygon, to be spoilt. */
typedef struct square {
    geo_geometry g;
    uint8_t type[1], kind[1];
    int64_t part[2], ring[2], coord[2];
    double x[5], y[5];
} square;

static void make_square(square *s)
{
    square whole = {.type = {GEO_POLYGON},
                    .part = {0, 1},
                    .ring = {0, 1},
                    .coord = {0, 5},
                    .x = {0, 1, 1, 0, 0},
                    .y = {0, 0, 1, 1, 0}};
    *s = whole;
    s->g = (geo_geometry){.n = 1,
                          .part_count = 1,
                          .ring_count = 1,
                          .coord_count = 5,
                          .type = s->type,
                          .part_offset = s->part,
                          .ring_offset = s->ring,
                          .coord_offset = s->coord,
                          .x = s->x,
                          .y = s->y};
}

static void is_refused(geo_ctx *ctx, square *s, const char *part)
{
    geo_layer *layer;
    assert_status(ctx, geo_layer_create(ctx, "bad", &s->g, &layer), GEO_DATA);
    assert_message_has(ctx, part);
    make_square(s);
}

static void broken_geometry_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer;
    square s;
    make_square(&s);
    assert_ok(ctx, geo_layer_create(ctx, "good", &s.g, &layer));
    geo_layer_destroy(layer);
    s.x[4] = 0.5;
    is_refused(ctx, &s, "feature 1 has a ring that is not closed");
    s.coord[1] = 6;
    is_refused(ctx, &s, "coordinate offsets do not ascend from 0 to 5");
    s.ring[0] = 1;
    is_refused(ctx, &s, "ring offsets");
    s.g.part_offset = NULL;
    s.g.part_count = 2;
    is_refused(ctx, &s, "part offsets");
    s.g.n = -1;
    is_refused(ctx, &s, "negative");
    s.type[0] = 8;
    is_refused(ctx, &s, "unknown type");
    s.type[0] = GEO_NONE;
    is_refused(ctx, &s, "no geometry, but parts");
    s.type[0] = GEO_POINT;
    is_refused(ctx, &s, "a point without exactly one position");
    s.type[0] = GEO_COLLECTION;
    is_refused(ctx, &s, "a part of no kind");
    s.type[0] = GEO_COLLECTION;
    s.kind[0] = GEO_POLYGON;
    s.g.part_kind = s.kind;
    is_refused(ctx, &s, "begins no member");
    s.coord[1] = s.g.coord_count = 3;
    is_refused(ctx, &s, "fewer than 4");
    s.type[0] = GEO_LINESTRING;
    s.coord[1] = s.g.coord_count = 1;
    is_refused(ctx, &s, "only one position");
}

/* ---- Columns by promotion ------------------------------------------------------------- */

static void column_of_one_type_keeps_it(void **state)
{
    const char *const values[] = {"#7", "n", "#-9007199254740993"};
    geo_layer *layer = layer_of_values(*state, values, 3);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_INT);
    assert_true(c.ints[2] == -9007199254740993);
    assert_int_equal(c.valid[0], 5);
    assert_true(geo_column_is_null(&c, 1));
    geo_layer_destroy(layer);
}

static void integers_become_reals_when_that_is_exact(void **state)
{
    const char *const values[] = {"", "#7", "~0.5", "#-3"};
    geo_layer *layer = layer_of_values(*state, values, 4);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_REAL);
    assert_true(c.reals[1] == 7.0 && c.reals[2] == 0.5 && c.reals[3] == -3.0);
    assert_int_equal(c.valid[0], 14);
    geo_layer_destroy(layer);
}

static void integers_that_no_double_holds_stay_exact_beside_reals(void **state)
{
    const char *const first[] = {"#9007199254740993", "~0.50"};
    geo_layer *layer = layer_of_values(*state, first, 2);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_JSON);
    text_is(&c, 0, "9007199254740993");
    text_is(&c, 1, "0.50");
    geo_layer_destroy(layer);
    const char *const second[] = {"~0.5", "#9223372036854775807"};
    layer = layer_of_values(*state, second, 2);
    c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_JSON);
    text_is(&c, 0, "0.5");
    text_is(&c, 1, "9223372036854775807");
    geo_layer_destroy(layer);
}

static void mixed_values_become_their_json_text(void **state)
{
    const char *const values[] = {"\"say \"hi\"", "n",   "#1",         "t",
                                  "{\"a\":[1]}",  "\"b", "@2016-01-01"};
    geo_layer *layer = layer_of_values(*state, values, 7);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_JSON);
    text_is(&c, 0, "\"say \\\"hi\\\"\"");
    text_is(&c, 1, "");
    assert_true(geo_column_is_null(&c, 1));
    text_is(&c, 2, "1");
    text_is(&c, 3, "true");
    text_is(&c, 4, "{\"a\":[1]}");
    text_is(&c, 5, "\"b\"");
    text_is(&c, 6, "\"2016-01-01\"");
    geo_layer_destroy(layer);
}

static void dates_beside_text_are_text_and_nulls_alone_too(void **state)
{
    const char *const dates[] = {"@2016-01-01", "\"soon"};
    geo_layer *layer = layer_of_values(*state, dates, 2);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_TEXT);
    text_is(&c, 0, "2016-01-01");
    geo_layer_destroy(layer);
    const char *const nulls[] = {"n", "", "n"};
    layer = layer_of_values(*state, nulls, 3);
    c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_TEXT);
    assert_int_equal(c.n, 3);
    assert_int_equal(c.valid[0], 0);
    geo_layer_destroy(layer);
}

/* Every order of every pair and triple of types, against the rule written out. */
static void promotion_keeps_every_value_in_any_order(void **state)
{
    static const char *const spelt[] = {"n", "t", "#5", "~1.5", "\"a", "@2016-01-01", "[2]"};
    static const char *const json[] = {"", "true", "5", "1.5", "\"a\"", "\"2016-01-01\"", "[2]"};
    for (int code = 0; code < 7 * 7 * 7; code++) {
        int pick[] = {code % 7, code / 7 % 7, code / 49};
        const char *const values[] = {spelt[pick[0]], spelt[pick[1]], spelt[pick[2]]};
        geo_layer *layer = layer_of_values(*state, values, 3);
        geo_column c = geo_layer_column(layer, 0);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(geo_column_is_null(&c, i) != 0, pick[i] == 0);
            if (c.type == GEO_JSON && pick[i] != 0) {
                text_is(&c, i, json[pick[i]]);
            } else if (c.type == GEO_REAL && pick[i] != 0) {
                assert_true(c.reals[i] == (pick[i] == 2 ? 5.0 : 1.5));
            } else if (c.type == GEO_TEXT && pick[i] != 0) {
                text_is(&c, i, spelt[pick[i]] + 1);
            }
        }
        geo_layer_destroy(layer);
    }
}

static void a_name_given_twice_in_a_feature_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geoi_layer_builder *b;
    int64_t column;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "x", &b));
    name_is(ctx, b, "a", &column);
    assert_ok(ctx, geoi_layer_builder_null(ctx, b, column));
    assert_status(ctx, geoi_layer_builder_int(ctx, b, column, 1), GEO_DATA);
    assert_message_has(ctx, "duplicate \"a\"");
    assert_ok(ctx, geoi_layer_builder_id(ctx, b, "1", 1));
    assert_status(ctx, geoi_layer_builder_id(ctx, b, "2", 1), GEO_DATA);
    assert_status(ctx, geoi_layer_builder_column(ctx, b, "a\0b", 3, &column), GEO_DATA);
    geoi_layer_builder_destroy(b);
}

static void names_are_found_in_any_order_and_columns_keep_their_first(void **state)
{
    enum { NAMES = 300, ROWS = 40 };
    geo_ctx *ctx = *state;
    geoi_layer_builder *b;
    geo_layer *layer;
    test_random r = {3};
    bool seen[NAMES] = {false};
    int order[NAMES], first = 0;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "x", &b));
    for (int row = 0; row < ROWS; row++) {
        bool used[NAMES] = {false};
        for (int k = 0; k < 60; k++) {
            int which = (int)test_random_below(&r, NAMES);
            char name[16];
            int64_t column;
            (void)snprintf(name, sizeof name, "n%d", which);
            name_is(ctx, b, name, &column);
            if (!seen[which]) {
                seen[which] = true;
                order[first++] = which;
            }
            assert_int_equal(order[column], which);
            if (!used[which]) {
                used[which] = true;
                assert_ok(ctx, geoi_layer_builder_int(ctx, b, column, which + 1000 * row));
            }
        }
        assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    }
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    assert_int_equal(geo_layer_column_count(layer), first);
    for (int64_t i = 0; i < first; i++) {
        geo_column c = geo_layer_column(layer, i);
        assert_int_equal(strtol(c.info.name + 1, NULL, 10), order[i]);
        assert_int_equal(c.n, ROWS);
        for (int64_t row = 0; row < ROWS; row++) {
            assert_true(c.ints[row] == (geo_column_is_null(&c, row) ? 0 : order[i] + 1000 * row));
        }
    }
    geo_layer_destroy(layer);
}

static void keep_note(const char *text, void *user)
{
    (void)snprintf(user, 128, "%s", text);
}

static void numbers_that_are_not_finite_become_null_and_are_told(void **state)
{
    (void)state;
    char note[128] = "";
    geo_ctx_options o = geo_ctx_options_default();
    o.note = keep_note;
    o.note_user = note;
    geo_ctx *ctx;
    assert_ok(NULL, geo_ctx_create(&o, &ctx));
    const char *const values[] = {"~1.5", "~1e999", "~nan"};
    geo_layer *layer = layer_of_values(ctx, values, 3);
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_REAL);
    assert_int_equal(c.valid[0], 1);
    assert_true(c.reals[1] == 0.0);
    assert_string_equal(note, "2 values are not finite numbers and became null");
    geo_layer_destroy(layer);
    geo_ctx_destroy(ctx);
}

/* ---- Columns added ---------------------------------------------------------------------- */

static void columns_are_added_and_read_back(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = three_points(ctx);
    geo_column_info near = {"near_dist", "Distance", "\xE8\xB7\x9D\xE7\xA6\xBB", "m"};
    geo_column_info count = {"count", NULL, NULL, NULL}, flag = {"open", NULL, NULL, NULL};
    geo_column_info name = {"name", NULL, NULL, NULL};
    double reals[] = {1.5, (double)NAN, 3.0}, numbers[3];
    int64_t ints[] = {1, 2, INT64_MAX};
    uint8_t flags[] = {0, 7, 1}, valid[] = {0xFE};
    const char *texts[] = {"a", NULL, ""};
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &near, reals, NULL));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &count, ints, valid));
    assert_ok(ctx, geo_layer_add_flags(ctx, layer, &flag, flags, NULL));
    assert_ok(ctx, geo_layer_add_texts(ctx, layer, &name, GEO_TEXT, texts));
    assert_int_equal(geo_layer_find(layer, "open"), 2);
    assert_int_equal(geo_layer_find(layer, "Open"), -1);
    geo_column c = geo_layer_column(layer, 0);
    assert_string_equal(c.info.alias_zh, near.alias_zh);
    assert_string_equal(c.info.unit, "m");
    assert_int_equal(c.valid[0], 5);
    assert_int_equal(geo_layer_column(layer, 1).valid[0], 6);
    assert_int_equal(geo_layer_column(layer, 2).flags[1], 1);
    c = geo_layer_column(layer, 3);
    assert_true(!geo_column_is_null(&c, 2) && geo_column_is_null(&c, 1));
    assert_ok(ctx, geo_layer_numbers(ctx, layer, "count", numbers));
    assert_true(isnan(numbers[0]) && numbers[1] == 2.0);
    assert_ok(ctx, geo_layer_numbers(ctx, layer, "open", numbers));
    assert_true(numbers[0] == 0.0 && numbers[1] == 1.0);
    assert_status(ctx, geo_layer_numbers(ctx, layer, "near_dsit", numbers), GEO_INVALID);
    assert_message_has(ctx, "near_dist");
    assert_status(ctx, geo_layer_numbers(ctx, layer, "name", numbers), GEO_DATA);
    assert_message_has(ctx, "holds text, not numbers");
    geo_layer_destroy(layer);
}

static void columns_with_a_taken_or_empty_name_or_other_rows_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = three_points(ctx);
    geo_column_info info = {"a", NULL, NULL, NULL}, empty = {"", NULL, NULL, NULL};
    double reals[] = {1.0, 2.0, 3.0};
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, reals, NULL));
    assert_status(ctx, geo_layer_add_reals(ctx, layer, &info, reals, NULL), GEO_INVALID);
    assert_message_has(ctx, "a column \"a\" already");
    assert_status(ctx, geo_layer_add_reals(ctx, layer, &empty, reals, NULL), GEO_INVALID);
    geo_column two = {.info = {"b", NULL, NULL, NULL}, .type = GEO_REAL, .n = 2, .reals = reals};
    assert_status(ctx, geo_layer_add_column(ctx, layer, &two), GEO_INVALID);
    geo_column again = geo_layer_column(layer, 0);
    again.info.name = "copy";
    assert_ok(ctx, geo_layer_add_column(ctx, layer, &again));
    assert_memory_equal(geo_layer_column(layer, 1).reals, reals, sizeof reals);
    assert_int_equal(geo_layer_column_count(layer), 2);
    geo_layer_destroy(layer);
}

static geo_status keep_two(geo_ctx *ctx, void *data)
{
    (void)data;
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    const double x[] = {1.0}, value[] = {2.0};
    const char *const names[] = {"c", "a"};
    const geo_column_info info[] = {
        {"a", NULL, NULL, "m"}, {"b", NULL, NULL, NULL}, {"c", NULL, NULL, NULL}};
    GEO_TRY(geo_layer_create_points(ctx, "one", 1, x, x, &layer));
    for (int i = 0; i < 3; i++) {
        GEO_TRY(geo_layer_add_reals(ctx, layer, &info[i], value, NULL));
    }
    GEO_TRY(geo_layer_keep_columns(ctx, layer, names, 2));
done:
    geo_layer_destroy(layer);
    return status;
}

static void kept_columns_stand_in_the_order_asked_and_wrong_names_change_nothing(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = three_points(ctx);
    geo_column_info info = {"area", NULL, NULL, "m2"}, second = {"name", NULL, NULL, NULL};
    const double reals[] = {1.0, 2.0, 3.0};
    const int64_t ints[] = {7, 8, 9};
    const char *const swapped[] = {"name", "area"}, *const wrong[] = {"area", "nane"},
                      *const twice[] = {"area", "area"};
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, reals, NULL));
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &second, ints, NULL));
    assert_status(ctx, geo_layer_keep_columns(ctx, layer, wrong, 2), GEO_INVALID);
    assert_message_has(ctx, "nane");
    assert_status(ctx, geo_layer_keep_columns(ctx, layer, twice, 2), GEO_INVALID);
    assert_int_equal(geo_layer_column_count(layer), 2);
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, swapped, 2));
    assert_int_equal(geo_layer_column(layer, 0).ints[2], 9);
    assert_string_equal(geo_layer_column(layer, 1).info.unit, "m2");
    assert_ok(ctx,
              geo_layer_add_reals(ctx, layer, &(geo_column_info){.name = "more"}, reals, NULL));
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, swapped, 1));
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, NULL, 0));
    assert_int_equal(geo_layer_column_count(layer), 0);
    assert_int_equal(geo_layer_count(layer), 3);
    geo_layer_destroy(layer);
    assert_survives_allocation_failures(keep_two, NULL);
}

/* ---- Selection ------------------------------------------------------------------------ */

static geo_status select_mixed(geo_ctx *ctx, void *data)
{
    geo_status status = GEO_OK;
    geo_layer *chosen = NULL;
    const int64_t rows[] = {5, 2, 2, 0, 1};
    GEO_TRY(geo_layer_select(ctx, data, rows, 5, &chosen));
done:
    geo_layer_destroy(chosen);
    return status;
}

static geo_layer *mixed_layer(geo_ctx *ctx)
{
    static const char *const kinds[] = {"#1", "n", "#3", "#4", "#5", "#6"};
    static const char *const names[] = {"\"a", "\"bb", "", "\"dddd", "n", "\"f"};
    geoi_geometry_builder source = {0};
    geoi_layer_builder *b;
    geo_layer *layer;
    mixed_geometry(ctx, &source);
    assert_ok(ctx, geoi_layer_builder_create(ctx, "mixed", &b));
    for (int64_t i = 0; i < 6; i++) {
        int64_t column;
        assert_ok(ctx,
                  geoi_geometry_copy_feature(ctx, geoi_layer_builder_geometry(b), &source.g, i));
        name_is(ctx, b, "kind", &column);
        assert_ok(ctx, set_value(ctx, b, column, kinds[i]));
        name_is(ctx, b, "name", &column);
        assert_ok(ctx, set_value(ctx, b, column, names[i]));
        if (i == 2) {
            assert_ok(ctx, geoi_layer_builder_id(ctx, b, "\"two\"", 5));
        }
        assert_ok(ctx, geoi_layer_builder_next(ctx, b));
    }
    assert_ok(ctx, geoi_layer_builder_source(ctx, b, "m.geojson", "00ff", "GCJ-02"));
    assert_ok(ctx, geoi_layer_builder_finish(ctx, b, &layer));
    geoi_layer_builder_destroy(b);
    geoi_geometry_clear(&source);
    return layer;
}

static void selected_rows_come_with_geometry_ids_and_columns(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = mixed_layer(ctx), *chosen;
    const int64_t rows[] = {5, 2, 2, 1};
    assert_ok(ctx, geo_layer_select(ctx, layer, rows, 4, &chosen));
    assert_string_equal(geo_layer_name(chosen), "mixed");
    assert_string_equal(geo_layer_source(chosen), "m.geojson");
    assert_string_equal(geo_layer_digest(chosen), "00ff");
    assert_string_equal(geo_layer_source_crs(chosen), "GCJ-02");
    const geo_geometry *g = geo_layer_geometry(chosen);
    const uint8_t types[] = {GEO_LINESTRING, GEO_POLYGON, GEO_POLYGON, GEO_NONE};
    assert_memory_equal(g->type, types, 4);
    assert_int_equal(g->coord_count, 22);
    assert_true(g->z[0] == 7.0 && isnan(g->z[5]));
    geo_column ids = geo_layer_ids(chosen), kind = geo_layer_column(chosen, 0);
    assert_int_equal(ids.n, 4);
    assert_true(geo_column_is_null(&ids, 0));
    text_is(&ids, 2, "\"two\"");
    assert_int_equal(kind.ints[1], 3);
    assert_true(geo_column_is_null(&kind, 3));
    geo_column name = geo_layer_column(chosen, 1);
    text_is(&name, 0, "f");
    text_is(&name, 3, "bb");
    assert_true(geo_column_is_null(&name, 1));
    geo_layer_destroy(chosen);
    const int64_t outside[] = {0, 6};
    assert_status(ctx, geo_layer_select(ctx, layer, outside, 2, &chosen), GEO_INVALID);
    assert_null(chosen);
    assert_ok(ctx, geo_layer_select(ctx, layer, NULL, 0, &chosen));
    assert_int_equal(geo_layer_count(chosen), 0);
    geo_layer_destroy(chosen);
    geo_layer_destroy(layer);
}

/* ---- Memory --------------------------------------------------------------------------- */

static geo_status build_all(geo_ctx *ctx, void *data)
{
    static const char *const values[] = {"#1", "n", "~1.5", "\"a", "[1]", "t"};
    geo_status status = GEO_OK;
    geoi_layer_builder *b = NULL;
    geo_layer *layer = NULL;
    int64_t column;
    (void)data;
    GEO_TRY(geoi_layer_builder_create(ctx, "x", &b));
    for (int64_t i = 0; i < 60; i++) {
        geoi_geometry_builder *g = geoi_layer_builder_geometry(b);
        GEO_TRY(geoi_geometry_feature(ctx, g, i % 2 ? GEO_POINT : GEO_NONE));
        if (i % 2) {
            GEO_TRY(geoi_geometry_part(ctx, g, 0));
            GEO_TRY(geoi_geometry_ring(ctx, g));
            GEO_TRY(geoi_geometry_add(ctx, g, 1.0, 2.0, i > 30 ? 5.0 : (double)NAN));
        }
        char name[8];
        (void)snprintf(name, sizeof name, "c%d", (int)i);
        GEO_TRY(geoi_layer_builder_column(ctx, b, name, (int64_t)strlen(name), &column));
        GEO_TRY(geoi_layer_builder_column(ctx, b, "v", 1, &column));
        GEO_TRY(set_value(ctx, b, column, values[i / 10]));
        GEO_TRY(geoi_layer_builder_id(ctx, b, "17", 2));
        GEO_TRY(geoi_layer_builder_next(ctx, b));
    }
    GEO_TRY(geoi_layer_builder_source(ctx, b, "p", "d", "c"));
    GEO_TRY(geoi_layer_builder_finish(ctx, b, &layer));
done:
    geoi_layer_builder_destroy(b);
    geo_layer_destroy(layer);
    return status;
}

static geo_status create_and_add(geo_ctx *ctx, void *data)
{
    static const char *const texts[] = {"a", NULL, "c"};
    static const double reals[] = {1.0, 2.0, (double)INFINITY};
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    geo_column_info a = {"a", "A", "B", "m"}, b = {"b", NULL, NULL, NULL};
    (void)data;
    GEO_TRY(geo_layer_create_points(ctx, "p", 3, lon, lat, &layer));
    GEO_TRY(geo_layer_add_reals(ctx, layer, &a, reals, NULL));
    GEO_TRY(geo_layer_add_texts(ctx, layer, &b, GEO_TEXT, texts));
done:
    geo_layer_destroy(layer);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_layer *layer = mixed_layer(*state);
    assert_true(assert_survives_allocation_failures(build_all, NULL) > 20);
    assert_true(assert_survives_allocation_failures(create_and_add, NULL) > 8);
    assert_true(assert_survives_allocation_failures(select_mixed, layer) > 10);
    geo_layer_destroy(layer);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(layer_of_points_is_no_more_than_x_and_y),
        CASE(layer_without_features_has_an_empty_extent),
        CASE(coordinates_that_are_no_place_are_refused_with_the_feature),
        CASE(offsets_appear_when_a_child_is_missing_or_a_second_comes),
        CASE(feature_by_feature_copy_is_the_same_geometry),
        CASE(broken_geometry_is_refused),
        CASE(column_of_one_type_keeps_it),
        CASE(integers_become_reals_when_that_is_exact),
        CASE(integers_that_no_double_holds_stay_exact_beside_reals),
        CASE(mixed_values_become_their_json_text),
        CASE(dates_beside_text_are_text_and_nulls_alone_too),
        CASE(promotion_keeps_every_value_in_any_order),
        CASE(a_name_given_twice_in_a_feature_is_refused),
        CASE(names_are_found_in_any_order_and_columns_keep_their_first),
        CASE(numbers_that_are_not_finite_become_null_and_are_told),
        CASE(columns_are_added_and_read_back),
        CASE(columns_with_a_taken_or_empty_name_or_other_rows_are_refused),
        CASE(kept_columns_stand_in_the_order_asked_and_wrong_names_change_nothing),
        CASE(selected_rows_come_with_geometry_ids_and_columns),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("layer", tests, NULL, NULL);
}
