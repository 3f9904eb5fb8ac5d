/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "io/style.h"
#include "io/titles.h"

/* ---- A small layer --------------------------------------------------------------------- */

enum { N = 10 };

typedef struct fixture {
    geo_ctx *ctx;
    geo_layer *layer;
    geoi_text text;
} fixture;

static int make_fixture(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    static const double lon[N] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const double reals[N] = {5, 1, 4, 2, 3, 10, 6, 9, 7, 8};
    static const int64_t ints[N] = {1, 1, 1, 2, 2, 2, 2, 3, 0, 0};
    static const uint8_t flags[N] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
    static const uint8_t ints_valid[2] = {0xFF, 0x00};
    static const char *const texts[N] = {"b", "a", "b", "<&\">", "b", NULL, "a", "a", "b", "a"};
    static const geo_column_info info[4] = {{"real", "Share", "占比", "%"},
                                            {"int", NULL, NULL, NULL},
                                            {"text", NULL, "名称", NULL},
                                            {"flag", NULL, NULL, "m"}};
    *state = f;
    f->ctx = ctx_with_threads(1);
    return geo_layer_create_points(f->ctx, "test", N, lon, lon, &f->layer) == GEO_OK &&
                   geo_layer_add_reals(f->ctx, f->layer, &info[0], reals, NULL) == GEO_OK &&
                   geo_layer_add_ints(f->ctx, f->layer, &info[1], ints, ints_valid) == GEO_OK &&
                   geo_layer_add_texts(f->ctx, f->layer, &info[2], GEO_TEXT, texts) == GEO_OK &&
                   geo_layer_add_flags(f->ctx, f->layer, &info[3], flags, NULL) == GEO_OK
               ? 0
               : -1;
}

static int free_fixture(void **state)
{
    fixture *f = *state;
    geoi_release(f->text.bytes);
    geo_layer_destroy(f->layer);
    geo_ctx_destroy(f->ctx);
    free(f);
    return 0;
}

static const char *style_of(fixture *f, geo_style_kind kind, const char *field)
{
    f->text.length = 0;
    assert_ok(f->ctx, geoi_style_qml(f->ctx, f->layer, &(geoi_style){kind, field, NULL, 0}, NULL,
                                     &f->text));
    return f->text.bytes;
}

static int times(const char *text, const char *part)
{
    int n = 0;
    for (const char *s = strstr(text, part); s != NULL; s = strstr(s + 1, part)) {
        n++;
    }
    return n;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("no %s in\n%s", part, text);
    }
}

/* ---- Classes --------------------------------------------------------------------------- */

static void classes_hold_equally_many_values(void **state)
{
    fixture *f = *state;
    geoi_style_classes c;
    geo_column column = geo_layer_column(f->layer, 0);
    assert_ok(f->ctx, geoi_style_graduate(f->ctx, &column, &c));
    static const double expected[] = {1, 2, 4, 6, 8, 10};
    assert_int_equal(c.count, 5);
    for (int i = 0; i <= 5; i++) {
        assert_true(c.bound[i] == expected[i]);
    }
}

/* No class is empty or covers another, every value is in one, bounds are values. */
static void classes_of_repeated_values_stay_apart(void **state)
{
    fixture *f = *state;
    test_random r = {3};
    for (int round = 0; round < 300; round++) {
        double values[50];
        int64_t n = test_random_below(&r, 50), distinct = 1 + test_random_below(&r, 8);
        for (int64_t i = 0; i < n; i++) {
            values[i] = (double)test_random_below(&r, distinct);
        }
        geo_column column = {.type = GEO_REAL, .n = n, .reals = values};
        geoi_style_classes c;
        assert_ok(f->ctx, geoi_style_graduate(f->ctx, &column, &c));
        assert_true(c.count <= 5 && (c.count > 0) == (n > 0));
        for (int64_t k = 1; k < c.count; k++) {
            assert_true(c.bound[k + 1] > c.bound[k]);
        }
        for (int64_t i = 0; i < n; i++) {
            assert_true(values[i] >= c.bound[0] && values[i] <= c.bound[c.count]);
        }
    }
}

static void the_most_frequent_values_become_categories(void **state)
{
    fixture *f = *state;
    enum { VALUES = 30 };
    int64_t values[VALUES * (VALUES + 1) / 2], n = 0;
    for (int64_t v = 0; v < VALUES; v++) { /* value v is there v + 1 times */
        for (int64_t k = 0; k <= v; k++) {
            values[n++] = v;
        }
    }
    geo_column column = {.type = GEO_INT, .n = n, .ints = values};
    geoi_style_classes c;
    assert_ok(f->ctx, geoi_style_categories(f->ctx, &column, &c));
    assert_int_equal(c.count, GEOI_STYLE_CATEGORIES - 1);
    assert_true(c.more);
    for (int64_t i = 0; i < c.count; i++) {
        assert_int_equal(c.value[i].integer, VALUES - c.count + i);
        assert_int_equal(c.value[i].count, VALUES - c.count + i + 1);
    }
}

/* ---- The file -------------------------------------------------------------------------- */

static void one_symbol_has_no_classes(void **state)
{
    const char *qml = style_of(*state, GEO_STYLE_SINGLE, NULL);
    assert_has(qml, "<renderer-v2 type=\"singleSymbol\"");
    assert_int_equal(times(qml, "<symbol "), 1);
    assert_has(qml, "class=\"SimpleMarker\"");
    assert_has(qml, "<layerGeometryType>0</layerGeometryType>");
}

static void categories_are_ascending_with_grey_for_no_data(void **state)
{
    const char *qml = style_of(*state, GEO_STYLE_CATEGORIES, "text");
    assert_has(qml, "type=\"categorizedSymbol\"");
    assert_has(qml, "attr=\"text\"");
    assert_has(qml, "value=\"&lt;&amp;&quot;&gt;\"");
    assert_true(strstr(qml, "value=\"a\"") < strstr(qml, "value=\"b\""));
    assert_has(qml, "symbol=\"3\" render=\"true\" type=\"string\" value=\"\" label=\"no data\"");
    assert_int_equal(times(qml, "<category "), 4);
    assert_int_equal(times(qml, "<symbol "), 4);
    assert_has(qml, "190,190,190,255");
    qml = style_of(*state, GEO_STYLE_CATEGORIES, "int");
    assert_int_equal(times(qml, "<category "), 4); /* 1, 2, 3 and null */
    qml = style_of(*state, GEO_STYLE_CATEGORIES, "flag");
    assert_int_equal(times(qml, "<category "), 2);
    assert_has(qml, "type=\"bool\" value=\"false\"");
}

/* Where a symbol's colour stands. */
static void assert_colour(const char *qml, const char *symbol, const char *rgba)
{
    const char *at = strstr(qml, symbol), *end = at != NULL ? strstr(at, "</symbol>") : NULL;
    assert_non_null(end);
    const char *colour = strstr(at, rgba);
    assert_true(colour != NULL && colour < end);
}

static void given_classes_keep_colour_and_place_whatever_occurs(void **state)
{
    static const geo_style_class given[] = {
        {"z", 0x0A141E, "never there"}, {NULL, 0xBEBEBE, "noise <"}, {"b", 0xFF0000, NULL}};
    fixture *f = *state;
    const geoi_style style = {GEO_STYLE_CATEGORIES, "text", given, 3};
    assert_ok(f->ctx, geoi_style_qml(f->ctx, f->layer, &style, NULL, &f->text));
    const char *qml = f->text.bytes;
    assert_int_equal(times(qml, "<category "), 5); /* z, b, <&">, a, null */
    assert_int_equal(times(qml, "<symbol "), 5);
    assert_has(qml,
               "symbol=\"0\" render=\"true\" type=\"string\" value=\"z\" label=\"never there\"");
    assert_has(qml, "symbol=\"1\" render=\"true\" type=\"string\" value=\"b\" label=\"b\"");
    assert_has(qml, "symbol=\"4\" render=\"true\" type=\"string\" value=\"\" label=\"noise &lt;\"");
    assert_colour(qml, "type=\"marker\" name=\"0\"", "\"10,20,30,255\"");
    assert_colour(qml, "type=\"marker\" name=\"1\"", "\"255,0,0,255\"");
    assert_colour(qml, "type=\"marker\" name=\"2\"", "\"0,114,178,255\""); /* the palette's first */
    assert_colour(qml, "type=\"marker\" name=\"4\"", "\"190,190,190,255\"");
}

static void given_classes_are_of_numbers_and_flags_too(void **state)
{
    static const geo_style_class given[] = {{"2", 0xFF0000, "two"}, {"true", 0x00FF00, "yes"}};
    fixture *f = *state;
    const geoi_style numbers = {GEO_STYLE_CATEGORIES, "int", given, 1};
    const geoi_style flags = {GEO_STYLE_CATEGORIES, "flag", &given[1], 1};
    assert_ok(f->ctx, geoi_style_qml(f->ctx, f->layer, &numbers, NULL, &f->text));
    assert_has(f->text.bytes,
               "symbol=\"0\" render=\"true\" type=\"long\" value=\"2\" label=\"two\"");
    assert_int_equal(times(f->text.bytes, "<category "), 4);
    f->text.length = 0;
    assert_ok(f->ctx, geoi_style_qml(f->ctx, f->layer, &flags, NULL, &f->text));
    assert_int_equal(times(f->text.bytes, "<category "), 2);
    assert_has(f->text.bytes, "type=\"bool\" value=\"true\" label=\"yes\"");
}

static void ranges_join_without_gaps(void **state)
{
    const char *qml = style_of(*state, GEO_STYLE_GRADUATED, "real");
    assert_has(qml, "type=\"graduatedSymbol\"");
    assert_int_equal(times(qml, "<range "), 5);
    assert_has(qml, "lower=\"1\" upper=\"2\"");
    assert_has(qml, "lower=\"2\" upper=\"4\"");
    assert_has(qml, "lower=\"8\" upper=\"10\"");
    qml = style_of(*state, GEO_STYLE_GRADUATED, "int"); /* the lowest fifth has one value */
    assert_has(qml, "lower=\"1\" upper=\"1\" label=\"1\"");
    assert_has(qml, "lower=\"1\" upper=\"2\" label=\"1 - 2\"");
}

static void every_titled_column_has_an_alias(void **state)
{
    const char *qml = style_of(*state, GEO_STYLE_SINGLE, NULL);
    assert_has(qml, "field=\"real\" name=\"Share (占比, %)\"");
    assert_has(qml, "field=\"text\" name=\"名称\"");
    assert_has(qml, "field=\"flag\" name=\"flag (m)\"");
    assert_has(qml, "field=\"int\" name=\"\"");
}

static void a_column_that_cannot_colour_is_refused(void **state)
{
    fixture *f = *state;
    assert_status(f->ctx,
                  geoi_style_qml(f->ctx, f->layer,
                                 &(geoi_style){.kind = GEO_STYLE_GRADUATED, .field = "text"}, NULL,
                                 &f->text),
                  GEO_INVALID);
    assert_message_has(f->ctx, "holds no numbers");
    assert_status(f->ctx,
                  geoi_style_qml(f->ctx, f->layer,
                                 &(geoi_style){.kind = GEO_STYLE_CATEGORIES, .field = "txet"}, NULL,
                                 &f->text),
                  GEO_INVALID);
    assert_message_has(f->ctx, "style: there is no column \"txet\"");
    assert_status(f->ctx,
                  geoi_style_qml(f->ctx, f->layer, &(geoi_style){.kind = GEO_STYLE_GRADUATED}, NULL,
                                 &f->text),
                  GEO_INVALID);
}

static geo_status style_once(geo_ctx *ctx, void *data)
{
    fixture *f = data;
    geoi_text text = {0};
    static const geo_style_class b = {"b", 0xFF0000, NULL};
    const geoi_style style = {GEO_STYLE_CATEGORIES, "text", &b, 1};
    geo_status status = geoi_style_qml(ctx, f->layer, &style, NULL, &text);
    geoi_release(text.bytes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    assert_true(assert_survives_allocation_failures(style_once, *state) > 3);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_fixture, free_fixture)
    const struct CMUnitTest tests[] = {
        TEST(classes_hold_equally_many_values),
        TEST(classes_of_repeated_values_stay_apart),
        TEST(the_most_frequent_values_become_categories),
        TEST(one_symbol_has_no_classes),
        TEST(categories_are_ascending_with_grey_for_no_data),
        TEST(given_classes_keep_colour_and_place_whatever_occurs),
        TEST(given_classes_are_of_numbers_and_flags_too),
        TEST(ranges_join_without_gaps),
        TEST(every_titled_column_has_an_alias),
        TEST(a_column_that_cannot_colour_is_refused),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
