/* SPDX-License-Identifier: MIT */
/* What is written is read back as it was, and written again to the same bytes. */
#include <dirent.h>

#include "support.h"

#include "geojson_text.h"
#include "io/geojson_write.h"
#include "layer_difference.h"

static geo_layer *read_back(geo_ctx *ctx, const char *bytes, int64_t size, const char *source)
{
    const geoi_geojson_options options = {.source = source};
    geo_layer *layer;
    assert_ok(ctx, read_with(ctx, bytes, size, &options, &layer));
    return layer;
}

/* ---- Any layer ------------------------------------------------------------------------ */

typedef struct maker {
    geo_ctx *ctx;
    test_random r;
    geoi_layer_builder *b;
    geoi_geometry_builder *g;
} maker;

/* Within +-limit, a multiple of 2^-14: 14 decimals write it exactly. */
static double any_coordinate(maker *m, int64_t limit)
{
    return (double)(test_random_below(&m->r, 2 * limit << 14) - (limit << 14)) * 0x1p-14;
}

static void add_position(maker *m)
{
    double x = any_coordinate(m, 90), y = any_coordinate(m, 90); /* no leaps of more than 180 */
    double z = test_random_below(&m->r, 3) == 0 ? any_coordinate(m, 8848) : (double)NAN;
    assert_ok(m->ctx, geoi_geometry_add(m->ctx, m->g, x, y, z));
}

/* A rectangle; counter-clockwise when `outer`, as RFC 7946 wants it. */
static void add_rectangle(maker *m, bool outer)
{
    double x = any_coordinate(m, 170), y = any_coordinate(m, 80);
    double xs[] = {x, x + 1.0, x + 1.0, x, x}, ys[] = {y, y, y + 2.0, y + 2.0, y};
    assert_ok(m->ctx, geoi_geometry_ring(m->ctx, m->g));
    for (int i = 0; i < 5; i++) {
        int at = outer ? i : 4 - i;
        assert_ok(m->ctx, geoi_geometry_add(m->ctx, m->g, xs[at], ys[at], (double)NAN));
    }
}

static void add_part(maker *m, unsigned basic, unsigned kind)
{
    assert_ok(m->ctx, geoi_geometry_part(m->ctx, m->g, kind));
    if (basic == GEO_POLYGON) {
        add_rectangle(m, true);
        for (int64_t holes = test_random_below(&m->r, 3); holes > 0; holes--) {
            add_rectangle(m, false);
        }
        return;
    }
    int64_t n = basic == GEO_POINT ? 1 : 2 + test_random_below(&m->r, 5);
    assert_ok(m->ctx, geoi_geometry_ring(m->ctx, m->g));
    for (int64_t i = 0; i < n; i++) {
        add_position(m);
    }
}

static void add_member(maker *m)
{
    unsigned basic = 1 + (unsigned)test_random_below(&m->r, 3), first = GEO_PART_FIRST;
    unsigned multi = test_random_below(&m->r, 2) ? GEO_PART_MULTI : 0;
    if (test_random_below(&m->r, 4) == 0) {
        assert_ok(m->ctx, geoi_geometry_part(m->ctx, m->g, basic | multi | first | GEO_PART_EMPTY));
        return;
    }
    for (int64_t parts = multi ? 1 + test_random_below(&m->r, 3) : 1; parts > 0; parts--) {
        add_part(m, basic, basic | multi | first);
        first = 0;
    }
}

static void add_geometry(maker *m)
{
    unsigned type = (unsigned)test_random_below(&m->r, 8);
    int64_t most = type >= GEO_MULTIPOINT ? 4 : 2;
    int64_t parts = type == GEO_NONE ? 0 : test_random_below(&m->r, most);
    assert_ok(m->ctx, geoi_geometry_feature(m->ctx, m->g, (geo_geometry_type)type));
    for (; parts > 0; parts--) {
        if (type == GEO_COLLECTION) {
            add_member(m);
        } else {
            add_part(m, type >= GEO_MULTIPOINT ? type - 3 : type, 0);
        }
    }
}

static double any_real(test_random *r)
{
    uint64_t bits = test_random_next(r);
    double v;
    memcpy(&v, &bits, sizeof v);
    return isfinite(v) && test_random_below(r, 2) ? v : test_random_unit(r);
}

static const char *any_text(test_random *r, int64_t *length)
{
    static const char *const pieces[] = {"a", "\"", "\\", "\n", "\x01", "\xE4\xB8\xAD", "/", " "};
    static char text[64];
    *length = 0;
    for (int64_t n = test_random_below(r, 12); n > 0; n--) {
        const char *piece = pieces[test_random_below(r, 8)];
        memcpy(text + *length, piece, strlen(piece));
        *length += (int64_t)strlen(piece);
    }
    return text;
}

/* One value of each type; a fifth of all are null, but for the first feature's. */
static void add_values(maker *m, bool all)
{
    static const char *const names[] = {"flag", "int", "real", "whole", "t\"ext", "json"};
    static const char *const json[] = {"{\"a\":[1,null]}", "[]", "[1e400,\"\\u4e2d\"]"};
    int64_t column, length;
    for (int k = 0; k < 6; k++) {
        assert_ok(m->ctx, geoi_layer_builder_column(m->ctx, m->b, names[k],
                                                    (int64_t)strlen(names[k]), &column));
        if (!all && test_random_below(&m->r, 5) == 0) {
            continue;
        }
        int64_t any = (int64_t)test_random_next(&m->r);
        const char *text = any_text(&m->r, &length);
        const char *value = json[test_random_below(&m->r, 3)];
        geo_status status =
            k == 0   ? geoi_layer_builder_flag(m->ctx, m->b, column, any & 1)
            : k == 1 ? geoi_layer_builder_int(m->ctx, m->b, column, any)
            : k == 2 ? geoi_layer_builder_real(m->ctx, m->b, column, all ? 0.5 : any_real(&m->r),
                                               NULL, 0)
            : k == 3 ? geoi_layer_builder_real(m->ctx, m->b, column, (double)(any % 100), NULL, 0)
            : k == 4 ? geoi_layer_builder_text(m->ctx, m->b, column, GEO_TEXT, text, length)
                     : geoi_layer_builder_text(m->ctx, m->b, column, GEO_JSON, value,
                                               (int64_t)strlen(value));
        assert_ok(m->ctx, status);
    }
    if (test_random_below(&m->r, 2)) {
        assert_ok(m->ctx, any_text(&m->r, &length)[0] == 'a'
                              ? geoi_layer_builder_id(m->ctx, m->b, "\"a\\n\"", 5)
                              : geoi_layer_builder_id(m->ctx, m->b, "17.50", 5));
    }
}

static geo_layer *any_layer(geo_ctx *ctx, uint64_t seed, int64_t n)
{
    maker m = {.ctx = ctx, .r = {seed}};
    geo_layer *layer;
    assert_ok(ctx, geoi_layer_builder_create(ctx, "any \"layer\"", &m.b));
    m.g = geoi_layer_builder_geometry(m.b);
    for (int64_t i = 0; i < n; i++) {
        add_geometry(&m);
        add_values(&m, i == 0);
        assert_ok(ctx, geoi_layer_builder_next(ctx, m.b));
    }
    assert_ok(ctx, geoi_layer_builder_finish(ctx, m.b, &layer));
    geoi_layer_builder_destroy(m.b);
    return layer;
}

/* ---- Tests ---------------------------------------------------------------------------- */

static void same_bytes(const geoi_text *a, const geoi_text *b)
{
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->bytes, b->bytes, (size_t)a->length);
}

static void any_layer_comes_back_as_it_was(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        geo_layer *layer = any_layer(ctx, seed, (int64_t)(seed * seed));
        geoi_text first = written(ctx, layer, 15, false);
        geo_layer *back = read_back(ctx, first.bytes, first.length, "other.geojson");
        const char *difference = layer_difference(layer, back);
        if (difference != NULL) {
            fail_msg("seed %d: the layers differ in %s", (int)seed, difference);
        }
        geoi_text second = written(ctx, back, 15, false);
        same_bytes(&first, &second);
        geoi_release(first.bytes);
        geoi_release(second.bytes);
        geo_layer_destroy(back);
        geo_layer_destroy(layer);
    }
}

static void sequence_comes_back_as_it_was(void **state)
{
    geo_ctx *ctx = *state;
    /* Without the column of whole reals, which a sequence writes as integers. */
    static const char *const kept[] = {"flag", "int", "real", "t\"ext", "json"};
    geo_layer *layer = any_layer(ctx, 99, 500);
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, kept, 5));
    geoi_text first = written(ctx, layer, 15, true);
    geo_layer *back = read_back(ctx, first.bytes, first.length, "any \"layer\".geojsonl");
    assert_null(layer_difference(layer, back));
    geoi_text second = written(ctx, back, 15, true);
    same_bytes(&first, &second);
    geoi_release(first.bytes);
    geoi_release(second.bytes);
    geo_layer_destroy(back);
    geo_layer_destroy(layer);
}

static bool is_geojson(const char *name)
{
    size_t n = strlen(name);
    return n > 8 && strcmp(name + n - 8, ".geojson") == 0;
}

/* What is written of a file is read and written to the same bytes; returns its features. */
static int64_t check_file(geo_ctx *ctx, const char *path)
{
    geoi_text bytes = {0};
    char buffer[4096];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, file)) > 0;) {
        assert_ok(ctx, geoi_text_append(ctx, &bytes, buffer, (int64_t)n));
    }
    assert_int_equal(fclose(file), 0);
    geo_layer *layer = read_back(ctx, bytes.bytes, bytes.length, path);
    geoi_text first = written(ctx, layer, 7, false);
    geo_layer *back = read_back(ctx, first.bytes, first.length, path);
    geoi_text second = written(ctx, back, 7, false);
    same_bytes(&first, &second);
    int64_t n = geo_layer_count(layer);
    assert_int_equal(geo_layer_count(back), n);
    geoi_release(bytes.bytes);
    geoi_release(first.bytes);
    geoi_release(second.bytes);
    geo_layer_destroy(back);
    geo_layer_destroy(layer);
    return n;
}

/* Features of all GeoJSON files of a folder, but the largest, which only take time. */
static int64_t check_folder(geo_ctx *ctx, const char *folder)
{
    char path[512];
    int64_t n = 0;
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    for (struct dirent *e = readdir(entries); e != NULL; e = readdir(entries)) {
        if (is_geojson(e->d_name) && strcmp(e->d_name, "road_nodes.geojson") != 0) {
            (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            n += check_file(ctx, path);
        }
    }
    assert_int_equal(closedir(entries), 0);
    return n;
}

static void our_datasets_are_written_as_they_were_read(void **state)
{
    assert_true(check_folder(*state, "../datasets/beijing") > 100);
    assert_true(check_folder(*state, "../datasets/zhongguancun") > 10);
    assert_true(check_folder(*state, "../datasets/huairou") > 10);
    assert_true(check_folder(*state, "../datasets/future-science-city") > 10);
}

static void real_layers_are_written_as_they_were_read(void **state)
{
    char path[512];
    if (shared_data() == NULL) {
        print_message("skipped: the folder of real layers is not there\n");
        skip();
    }
    (void)snprintf(path, sizeof path, "%s/beijing", shared_data());
    assert_true(check_folder(*state, path) > 1000);
    (void)snprintf(path, sizeof path, "%s/crs", shared_data());
    assert_true(check_folder(*state, path) > 50);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(any_layer_comes_back_as_it_was),
        CASE(sequence_comes_back_as_it_was),
        CASE(our_datasets_are_written_as_they_were_read),
        CASE(real_layers_are_written_as_they_were_read),
    };
    return cmocka_run_group_tests_name("geojson_round_trip", tests, NULL, NULL);
}
