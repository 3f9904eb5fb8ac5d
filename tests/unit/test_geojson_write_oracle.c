/* SPDX-License-Identifier: MIT */
/* Random layers, and what a writer would make of them that puts one thing after another with the C
 * library's snprintf(). */
#include "support.h"

#include "geo/io.h"
#include "geojson_text.h"
#include "io/geojson_write.h"
#include "layer/builder.h"

typedef struct page {
    char *text;
    size_t length, room;
} page;

__attribute__((format(printf, 2, 3))) static void put(page *p, const char *format, ...)
{
    va_list list;
    if (p->room - p->length < 1024) {
        p->room = 2 * p->room + 4096;
        p->text = realloc(p->text, p->room);
    }
    va_start(list, format);
    p->length += (size_t)vsnprintf(p->text + p->length, p->room - p->length, format, list);
    va_end(list);
}

static void put_fixed(page *p, double v, int decimals)
{
    char text[400];
    int n = snprintf(text, sizeof text, "%.*f", decimals, v);
    while (decimals > 0 && text[n - 1] == '0') {
        text[--n] = '\0';
    }
    if (decimals > 0 && text[n - 1] == '.') {
        text[--n] = '\0';
    }
    put(p, "%s", strcmp(text, "-0") == 0 ? "0" : text);
}

static void put_quoted(page *p, const char *s)
{
    put(p, "\"");
    for (; *s != '\0'; s++) {
        const char *special = strchr("\"\\\n\t", *s);
        if (special == NULL) {
            put(p, (unsigned char)*s < 0x20 ? "\\u%04x" : "%c", (unsigned char)*s);
        } else {
            put(p, "\\%c", "\"\\nt"[special - "\"\\\n\t"]);
        }
    }
    put(p, "\"");
}

/* ---- Features ---------------------------------------------------------------------------- */

typedef struct maker {
    geo_ctx *ctx;
    test_random r;
    geoi_layer_builder *b;
    page page;
    int decimals;
} maker;

static void add_position(maker *m, double x, double y, bool high)
{
    double z = (double)(test_random_below(&m->r, 4000) - 2000) / 8.0;
    geoi_geometry_builder *g = geoi_layer_builder_geometry(m->b);
    assert_ok(m->ctx, geoi_geometry_add(m->ctx, g, x, y, high ? z : (double)NAN));
    put(&m->page, "[");
    put_fixed(&m->page, x, m->decimals);
    put(&m->page, ",");
    put_fixed(&m->page, y, m->decimals);
    if (high) {
        put(&m->page, ",");
        put_fixed(&m->page, z, m->decimals);
    }
    put(&m->page, "]");
}

/* Points, lines, and squares that are right-handed. */
static void add_geometry(maker *m)
{
    static const char *const names[] = {"", "Point", "LineString", "Polygon"};
    static const double corners[][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}};
    geoi_geometry_builder *g = geoi_layer_builder_geometry(m->b);
    unsigned type = (unsigned)test_random_below(&m->r, 4);
    int64_t n = type == GEO_POINT ? 1 : type == GEO_POLYGON ? 5 : 2 + test_random_below(&m->r, 9);
    double x = (test_random_unit(&m->r) - 0.5) * 170.0, y = (test_random_unit(&m->r) - 0.5) * 170.0;
    if (type == GEO_NONE) {
        put(&m->page, "null}\n");
        return;
    }
    assert_ok(m->ctx, geoi_geometry_feature(m->ctx, g, (geo_geometry_type)type));
    assert_ok(m->ctx, geoi_geometry_part(m->ctx, g, 0));
    assert_ok(m->ctx, geoi_geometry_ring(m->ctx, g));
    put(&m->page, "{\"type\":\"%s\",\"coordinates\":%s", names[type],
        type == GEO_POLYGON      ? "[["
        : type == GEO_LINESTRING ? "["
                                 : "");
    for (int64_t i = 0; i < n; i++) {
        put(&m->page, "%s", i > 0 ? "," : "");
        if (type == GEO_POLYGON) {
            add_position(m, x + 2.0 * corners[i][0], y + 2.0 * corners[i][1], false);
        } else {
            add_position(m, x + 0.01 * (double)test_random_below(&m->r, 300), y,
                         test_random_below(&m->r, 4) == 0);
        }
    }
    put(&m->page, "%s}}\n", type == GEO_POLYGON ? "]]" : type == GEO_LINESTRING ? "]" : "");
}

/* Numbers of few digits, for which "%.15g" is the shortest. */
static void add_value(maker *m, int64_t k, const char *name)
{
    static const char *const texts[] = {"",
                                        "a",
                                        "caf\xC3\xA9",
                                        "\xE4\xB8\xAD\xE5\x85\xB3\xE6\x9D\x91",
                                        "quo\"te\\",
                                        "line\n\ttab\x01",
                                        "a text of some length, plain"};
    geo_ctx *ctx = m->ctx;
    int64_t column, any = (int64_t)(test_random_next(&m->r) >> test_random_below(&m->r, 63));
    double real = (double)(2 * test_random_below(&m->r, 1000000) - 999999) / 2000.0;
    const char *text = texts[test_random_below(&m->r, 7)];
    assert_ok(ctx, geoi_layer_builder_column(ctx, m->b, name, (int64_t)strlen(name), &column));
    put_quoted(&m->page, name);
    put(&m->page, ":");
    if (test_random_below(&m->r, 6) == 0) {
        assert_ok(ctx, geoi_layer_builder_null(ctx, m->b, column));
        put(&m->page, "null");
    } else if (k == 0) {
        assert_ok(ctx, geoi_layer_builder_int(ctx, m->b, column, any));
        put(&m->page, "%lld", (long long)any);
    } else if (k == 1) {
        assert_ok(ctx, geoi_layer_builder_real(ctx, m->b, column, real, NULL, 0));
        put(&m->page, "%.15g", real);
    } else if (k == 2) {
        assert_ok(
            ctx, geoi_layer_builder_text(ctx, m->b, column, GEO_TEXT, text, (int64_t)strlen(text)));
        put_quoted(&m->page, text);
    } else {
        assert_ok(ctx, geoi_layer_builder_flag(ctx, m->b, column, any & 1));
        put(&m->page, any & 1 ? "true" : "false");
    }
}

static void add_feature(maker *m)
{
    static const char *const names[] = {"int", "a long \"name\" of a column", "\xE5\x90\x8D", "f"};
    put(&m->page, "{\"type\":\"Feature\",\"properties\":{");
    for (int64_t k = 0; k < 4; k++) {
        put(&m->page, "%s", k > 0 ? "," : "");
        add_value(m, k, names[k]);
    }
    put(&m->page, "},\"geometry\":");
    add_geometry(m);
    assert_ok(m->ctx, geoi_layer_builder_next(m->ctx, m->b));
}

/* ---- Test -------------------------------------------------------------------------------- */

static void features_are_those_of_a_slow_writer(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 48; seed++) {
        geo_ctx *ctx = ctx_with_threads(1 + (int64_t)seed % 3);
        maker m = {.ctx = ctx, .r = {seed}, .decimals = (int)(seed % 16)};
        geo_layer *layer;
        geoi_text text = {0};
        geoi_sink sink = {keep_bytes, &text};
        geo_write_options o = geo_write_options_default();
        o.decimals = m.decimals;
        assert_ok(ctx, geoi_layer_builder_create(ctx, NULL, &m.b));
        for (int64_t n = seed == 48 ? 12000 : (int64_t)(seed * 10); n > 0; n--) {
            add_feature(&m);
        }
        assert_ok(ctx, geoi_layer_builder_finish(ctx, m.b, &layer));
        assert_ok(ctx, geoi_geojson_write(ctx, layer, &o, true, &sink));
        assert_string_equal(text.bytes, m.page.text);
        geoi_layer_builder_destroy(m.b);
        geoi_release(text.bytes);
        free(m.page.text);
        geo_layer_destroy(layer);
        geo_ctx_destroy(ctx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_are_those_of_a_slow_writer),
    };
    return cmocka_run_group_tests_name("geojson_write_oracle", tests, NULL, NULL);
}
