/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "geojson_text.h"
#include "layer_difference.h"

/* ---- Random layers --------------------------------------------------------------------- */

typedef struct writing {
    geo_ctx *ctx;
    geoi_text text;
    geoi_layer_builder *builder; /* given what the text says */
    test_random random;
} writing;

#define SAY(w, ...) assert_ok((w)->ctx, geoi_text_format((w)->ctx, &(w)->text, __VA_ARGS__))

static void write_positions(writing *w, int64_t n, bool closed)
{
    geoi_geometry_builder *g = geoi_layer_builder_geometry(w->builder);
    double first[2] = {0.0, 0.0};
    for (int64_t i = 0; i < n; i++) {
        double x = test_random_unit(&w->random) * 360.0 - 180.0;
        double y = test_random_unit(&w->random) * 180.0 - 90.0, z = (double)NAN;
        if (i == 0) {
            first[0] = x, first[1] = y;
        } else if (i == n - 1 && closed) {
            x = first[0], y = first[1];
        }
        SAY(w, "%s[%.17g, %.17g", i > 0 ? "," : "", x, y);
        if (!closed && test_random_below(&w->random, 3) == 0) {
            z = 12.5;
            SAY(w, ",12.50");
        }
        SAY(w, "]");
        assert_ok(w->ctx, geoi_geometry_add(w->ctx, g, x, y, z));
    }
}

static void write_geometry(writing *w)
{
    geoi_geometry_builder *g = geoi_layer_builder_geometry(w->builder);
    geo_geometry_type type = (geo_geometry_type)test_random_below(&w->random, 7);
    bool multi = type >= GEO_MULTIPOINT;
    geo_geometry_type base = multi ? type - 3 : type;
    assert_ok(w->ctx, geoi_geometry_feature(w->ctx, g, type));
    if (type == GEO_NONE) {
        SAY(w, "null");
        return;
    }
    SAY(w, "{\"type\": \"%s\", \"coordinates\":%s", geo_geometry_type_name(type), multi ? "[" : "");
    int64_t parts = multi ? test_random_below(&w->random, 3) : 1;
    for (int64_t p = 0; p < parts; p++) {
        int64_t rings = base == GEO_POLYGON ? 1 + test_random_below(&w->random, 2) : 1;
        assert_ok(w->ctx, geoi_geometry_part(w->ctx, g, 0));
        SAY(w, "%s%s", p > 0 ? ", " : "", base == GEO_POLYGON ? "[" : "");
        for (int64_t r = 0; r < rings; r++) {
            SAY(w, "%s%s", r > 0 ? "," : "", base == GEO_POINT ? "" : "[");
            assert_ok(w->ctx, geoi_geometry_ring(w->ctx, g));
            int64_t n = base == GEO_POINT ? 1 : 4 + test_random_below(&w->random, 3);
            write_positions(w, n, base == GEO_POLYGON);
            SAY(w, "%s", base == GEO_POINT ? "" : "]");
        }
        SAY(w, "%s", base == GEO_POLYGON ? "]" : "");
    }
    SAY(w, "%s}", multi ? "]" : "");
}

static void write_properties(writing *w)
{
    static const char *const names[] = {"id", "name", "share", "open"};
    /* a text that looks as features do, so that guesses of where one begins go wrong */
    static const char trap[] = "},{\"type\":\"Feature\",\"id\":1";
    geo_ctx *ctx = w->ctx;
    const char *comma = "";
    SAY(w, "{");
    for (int64_t i = 0; i < 4; i++) {
        int64_t column, n = test_random_below(&w->random, 1000);
        if (test_random_below(&w->random, 4) == 0) {
            continue;
        }
        SAY(w, "%s\"%s\": ", comma, names[i]);
        comma = ",";
        assert_ok(ctx, geoi_layer_builder_column(ctx, w->builder, names[i],
                                                 (int64_t)strlen(names[i]), &column));
        if (n < 100) {
            SAY(w, "null");
            assert_ok(ctx, geoi_layer_builder_null(ctx, w->builder, column));
        } else if (i == 0) {
            SAY(w, "%lld", (long long)n);
            assert_ok(ctx, geoi_layer_builder_int(ctx, w->builder, column, n));
        } else if (i == 1) {
            SAY(w, "\"},{\\\"type\\\":\\\"Feature\\\",\\\"id\\\":1\"");
            assert_ok(ctx, geoi_layer_builder_text(ctx, w->builder, column, GEO_TEXT, trap,
                                                   sizeof trap - 1));
        } else if (i == 2) {
            double share =
                ((double)n + 0.5) / 7.0; /* never whole: it would be read as an integer */
            SAY(w, "%.17g", share);
            assert_ok(ctx, geoi_layer_builder_real(ctx, w->builder, column, share, NULL, 0));
        } else {
            SAY(w, n % 2 ? "true" : "[{\"type\":\"Feature\",\"id\":1}]");
            assert_ok(ctx, n % 2
                               ? geoi_layer_builder_flag(ctx, w->builder, column, true)
                               : geoi_layer_builder_text(ctx, w->builder, column, GEO_JSON,
                                                         "[{\"type\":\"Feature\",\"id\":1}]", 27));
        }
    }
    SAY(w, "}");
}

static void write_extras(writing *w)
{
    if (test_random_below(&w->random, 4) == 0) {
        SAY(w, "\"bbox\":[0,0,1,1],");
        assert_ok(w->ctx, geoi_layer_builder_feature_bbox(w->ctx, w->builder));
    }
    if (test_random_below(&w->random, 4) == 0) {
        SAY(w, "\"note\": [1, {\"a\": \"\\u0041\"}],");
        assert_ok(w->ctx, geoi_layer_builder_feature_members(
                              w->ctx, w->builder, "{\"note\":[1,{\"a\":\"\\u0041\"}]}", 27));
    }
}

/* The text of a random layer, and the layer. */
static geo_layer *write_layer(writing *w, bool sequence, int64_t features)
{
    geo_layer *layer;
    assert_ok(w->ctx, geoi_layer_builder_create(w->ctx, "shops", &w->builder));
    geoi_layer_builder_tell_gaps(w->builder);
    SAY(w, "%s", sequence ? "" : "{\"type\":\"FeatureCollection\",\"features\": [ ");
    for (int64_t i = 0; i < features; i++) {
        SAY(w, "%s{\"type\":\"Feature\",", i == 0 ? "" : sequence ? "\n" : "\n,");
        if (test_random_below(&w->random, 2) == 0) {
            SAY(w, "\"id\":%lld,", (long long)i);
            char id[24];
            int length = snprintf(id, sizeof id, "%lld", (long long)i);
            assert_ok(w->ctx, geoi_layer_builder_id(w->ctx, w->builder, id, length));
        }
        write_extras(w);
        SAY(w, "\"geometry\":");
        write_geometry(w);
        SAY(w, ",\"properties\":");
        write_properties(w);
        SAY(w, "}");
        assert_ok(w->ctx, geoi_layer_builder_next(w->ctx, w->builder));
    }
    SAY(w, "%s", sequence ? "" : " ] }");
    assert_ok(w->ctx, geoi_layer_builder_finish(w->ctx, w->builder, &layer));
    geoi_layer_builder_destroy(w->builder);
    return layer;
}

static void random_layers_are_read_back_in_stretches_of_any_size(void **state)
{
    static const int64_t chunks[] = {0, 1, 17, 100, 333, 2000};
    for (uint64_t seed = 0; seed < 120; seed++) {
        writing w = {.ctx = *state, .random = {seed}};
        geo_layer *layer, *expected = write_layer(&w, seed % 2, 1 + (int64_t)(seed % 25));
        for (size_t c = 0; c < sizeof chunks / sizeof chunks[0]; c++) {
            const geoi_geojson_options options = {.source = "shops", .chunk = chunks[c]};
            assert_ok(w.ctx, read_with(w.ctx, w.text.bytes, w.text.length, &options, &layer));
            const char *difference = layer_difference(layer, expected);
            if (difference != NULL) {
                fail_msg("seed %d, chunk %d: layers differ in %s\n%s", (int)seed, (int)chunks[c],
                         difference, w.text.bytes);
            }
            geo_layer_destroy(layer);
        }
        geo_layer_destroy(expected);
        geoi_release(w.text.bytes);
    }
}

/* With a byte spoilt, stretches of any size and any number of threads give the one message. */
static void faults_are_told_alike_by_any_number_of_threads(void **state)
{
    static const int64_t threads[] = {1, 2, 3, 7}, chunks[] = {0, 40, 700};
    geo_ctx *contexts[4];
    for (int t = 0; t < 4; t++) {
        contexts[t] = ctx_with_threads(threads[t]);
    }
    for (uint64_t seed = 0; seed < 60; seed++) {
        writing w = {.ctx = *state, .random = {seed}};
        geo_layer *layer, *first = NULL;
        char message[512] = "";
        geo_layer_destroy(write_layer(&w, seed % 2, 20));
        w.text.bytes[test_random_below(&w.random, w.text.length)] = ",}]\"x\x01"[seed % 6];
        for (int k = 0; k < 12; k++) {
            const geoi_geojson_options options = {.chunk = chunks[k / 4]};
            geo_ctx *ctx = contexts[k % 4];
            geo_status status = read_with(ctx, w.text.bytes, w.text.length, &options, &layer);
            const char *told = status == GEO_OK ? "" : geo_ctx_message(ctx);
            if (k == 0) {
                first = layer;
                (void)snprintf(message, sizeof message, "%s", told);
                continue;
            }
            assert_string_equal(told, message);
            assert_true((first == NULL) == (layer == NULL));
            assert_true(first == NULL || layer_difference(layer, first) == NULL);
            geo_layer_destroy(layer);
        }
        geo_layer_destroy(first);
        geoi_release(w.text.bytes);
    }
    for (int t = 0; t < 4; t++) {
        geo_ctx_destroy(contexts[t]);
    }
}

/* ---- Memory --------------------------------------------------------------------------- */

static geo_status read_small(geo_ctx *ctx, void *data)
{
    static const char text[] = "{\"type\":\"FeatureCollection\",\"name\":\"n\","
                               "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4326\"}}"
                               ",\"geo:run\":{\"a\":1},\"year\":2026,\"features\":["
                               "{\"type\":\"Feature\",\"id\":1,\"bbox\":[1,2,1,2],\"x\":{},"
                               "\"properties\":{\"a\":1,\"\\u0062\":\"x\"},"
                               "\"geometry\":"
                               "{\"type\":\"Point\",\"coordinates\":[1,2,3]}},"
                               "{\"type\":\"Feature\",\"properties\":{\"a\":\"t\",\"c\":[ 1 "
                               "]},\"geometry\":{\"type\":"
                               "\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}},"
                               "{\"type\":\"Feature\",\"geometry\":null}]}";
    const geoi_geojson_options options = {.source = "a/b.json", .chunk = *(int64_t *)data};
    geo_layer *layer;
    geo_status status = read_with(ctx, text, sizeof text - 1, &options, &layer);
    geo_layer_destroy(layer);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    int64_t whole = 0, stretches = 50;
    assert_true(assert_survives_allocation_failures(read_small, &whole) > 20);
    assert_true(assert_survives_allocation_failures(read_small, &stretches) > 40);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(random_layers_are_read_back_in_stretches_of_any_size),
        CASE(faults_are_told_alike_by_any_number_of_threads),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("geojson stretch", tests, NULL, NULL);
}
