/* SPDX-License-Identifier: MIT */
/* Layers of every kind written as FlatGeobuf and read back by GDAL, both in batches and feature by
 * feature. */
#include "geo/io.h"
#include "layer/builder.h"
#include "layer_difference.h"
#include "place.h"

/* ---- Random layers ----------------------------------------------------------------------- */

typedef struct maker {
    geo_ctx *ctx;
    test_random r;
    geoi_layer_builder *b;
    bool heights;
} maker;

static int64_t below(maker *m, int64_t bound)
{
    return test_random_below(&m->r, bound);
}

static void add_position(maker *m, double x, double y)
{
    double z = m->heights ? (double)below(m, 9000) / 8.0 : (double)NAN;
    assert_ok(m->ctx, geoi_geometry_add(m->ctx, geoi_layer_builder_geometry(m->b), x, y, z));
}

static void add_ring(maker *m, double x, double y, double size)
{
    static const double corners[][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    geoi_geometry_builder *g = geoi_layer_builder_geometry(m->b);
    assert_ok(m->ctx, geoi_geometry_ring(m->ctx, g));
    for (int i = 0; i < 4; i++) {
        add_position(m, x + size * corners[i][0], y + size * corners[i][1]);
    }
    double z = g->z != NULL ? g->z[g->g.coord_count - 4] : (double)NAN;
    assert_ok(m->ctx, geoi_geometry_add(m->ctx, g, x, y, z));
}

/* A point, a line, or a polygon with up to three holes. */
static void add_part(maker *m, geo_geometry_type type, unsigned kind)
{
    geoi_geometry_builder *g = geoi_layer_builder_geometry(m->b);
    double x = 300.0 * test_random_unit(&m->r) - 150.0, y = 150.0 * test_random_unit(&m->r) - 75.0;
    assert_ok(m->ctx, geoi_geometry_part(m->ctx, g, kind));
    if (type == GEO_POLYGON) {
        add_ring(m, x, y, 8.0);
        for (int64_t i = below(m, 4); i > 0; i--) {
            add_ring(m, x + 2.0 * (double)i - 1.0, y + 1.0, 1.0);
        }
        return;
    }
    assert_ok(m->ctx, geoi_geometry_ring(m->ctx, g));
    for (int64_t i = type == GEO_POINT ? 1 : 2 + below(m, 20); i > 0; i--) {
        add_position(m, x + test_random_unit(&m->r), y + test_random_unit(&m->r));
    }
}

/* Parts of a geometry of a basic or Multi type; of a member of a collection with `kind`. */
static void add_parts(maker *m, geo_geometry_type type, bool member)
{
    bool multi = type > GEO_POLYGON, empty = below(m, 8) == 0;
    geo_geometry_type basic = multi ? (geo_geometry_type)(type - 3) : type;
    unsigned kind = member ? (unsigned)basic | (multi ? GEO_PART_MULTI : 0U) : 0;
    unsigned first = member ? GEO_PART_FIRST : 0;
    if (empty && member) {
        assert_ok(m->ctx, geoi_geometry_part(m->ctx, geoi_layer_builder_geometry(m->b),
                                             kind | first | GEO_PART_EMPTY));
    }
    for (int64_t i = empty ? 0 : multi ? 1 + below(m, 4) : 1; i > 0; i--) {
        add_part(m, basic, kind | first);
        first = 0;
    }
}

static void add_geometry(maker *m, geo_geometry_type type)
{
    assert_ok(m->ctx, geoi_geometry_feature(m->ctx, geoi_layer_builder_geometry(m->b), type));
    if (type == GEO_COLLECTION) {
        for (int64_t i = below(m, 5); i > 0; i--) {
            add_parts(m, (geo_geometry_type)(1 + below(m, 6)), true);
        }
    } else if (type != GEO_NONE) {
        add_parts(m, type, false);
    }
}

static void add_value(maker *m, int64_t column, geo_column_type type)
{
    static const char *const texts[] = {"", "a", "学院路 \"x\"", "line\nline",
                                        "a text that is longer than the others"};
    static const char *const moments[] = {"2024-05-01T08:30:00+08:00", "1969-12-31T23:59:59.999Z"};
    static const char *const jsons[] = {"{\"a\":[1,null]}", "[]", "\"s\"", "12"};
    geo_ctx *ctx = m->ctx;
    const char *text = type == GEO_TEXT       ? texts[below(m, 5)]
                       : type == GEO_DATETIME ? moments[below(m, 2)]
                                              : jsons[below(m, 4)];
    if (below(m, 5) == 0) {
        assert_ok(ctx, geoi_layer_builder_null(ctx, m->b, column));
    } else if (type == GEO_BOOL) {
        assert_ok(ctx, geoi_layer_builder_flag(ctx, m->b, column, below(m, 2) != 0));
    } else if (type == GEO_INT) {
        int64_t v = (int64_t)(test_random_next(&m->r) >> below(m, 63));
        assert_ok(ctx, geoi_layer_builder_int(ctx, m->b, column, v));
    } else if (type == GEO_REAL) {
        double v = (test_random_unit(&m->r) - 0.5) * pow(10.0, (double)below(m, 300) - 150.0);
        assert_ok(ctx, geoi_layer_builder_real(ctx, m->b, column, v, NULL, 0));
    } else {
        assert_ok(ctx,
                  geoi_layer_builder_text(ctx, m->b, column, type, text, (int64_t)strlen(text)));
    }
}

/* n features of one type, or, with GEO_NONE, of all types and without geometry. The column "n"
 * numbers them; columns of the types in `columns` follow. */
static geo_layer *random_layer(maker *m, int64_t n, geo_geometry_type type, const char *columns)
{
    static const char letters[] = "birtdj"; /* as geo_column_type is numbered */
    geo_layer *layer;
    assert_ok(m->ctx, geoi_layer_builder_create(m->ctx, "a", &m->b));
    for (int64_t i = -1; i < (int64_t)strlen(columns); i++) {
        char name[40] = "n";
        int64_t index;
        geo_column_type as = GEO_INT;
        if (i >= 0) {
            as = (geo_column_type)(strchr(letters, columns[i]) - letters);
            (void)snprintf(name, sizeof name, "%c%lld", columns[i], (long long)i);
        }
        geo_column_info info = {name, i == 0 ? "Title of it" : NULL, NULL, NULL};
        assert_ok(m->ctx, geoi_layer_builder_typed_column(m->ctx, m->b, &info, as, &index));
    }
    for (int64_t row = 0; row < n; row++) {
        bool any = type == GEO_NONE;
        add_geometry(m, any && row < 2 ? (geo_geometry_type)(1 + row)
                        : any          ? (geo_geometry_type)below(m, 8)
                                       : type);
        assert_ok(m->ctx, geoi_layer_builder_int(m->ctx, m->b, 0, row));
        for (int64_t i = 0; columns[i] != '\0'; i++) {
            add_value(m, i + 1, (geo_column_type)(strchr(letters, columns[i]) - letters));
        }
        assert_ok(m->ctx, geoi_layer_builder_next(m->ctx, m->b));
    }
    assert_ok(m->ctx, geoi_layer_builder_finish(m->ctx, m->b, &layer));
    geoi_layer_builder_destroy(m->b);
    return layer;
}

/* ---- There and back ---------------------------------------------------------------------- */

/* The rows as they were before the index put them into its order. */
static geo_layer *in_own_order(place *p, const geo_layer *layer)
{
    geo_column n = geo_layer_column(layer, 0);
    int64_t *rows = malloc((size_t)n.n * sizeof *rows + 1);
    geo_layer *out;
    for (int64_t i = 0; i < n.n; i++) {
        rows[i] = -1;
    }
    for (int64_t i = 0; i < n.n; i++) {
        assert_true(n.ints[i] >= 0 && n.ints[i] < n.n);
        rows[n.ints[i]] = i;
    }
    assert_ok(p->ctx, geo_layer_select(p->ctx, layer, rows, n.n, &out));
    free(rows);
    return out;
}

static void assert_survives(place *p, const geo_layer *layer, int index, const char *reader)
{
    geo_write_options how = geo_write_options_default();
    geo_read_options o = geo_read_options_default();
    geo_layer *read, *again;
    how.overwrite = 1;
    how.index = index;
    o.reader = reader;
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.fgb"), layer, &how));
    assert_ok(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &read));
    again = in_own_order(p, read);
    const char *difference = layer_difference(layer, again);
    if (difference != NULL) {
        fail_msg("%s, index %d, reader %s", difference, index, reader != NULL ? reader : "batches");
    }
    geo_layer_destroy(again);
    geo_layer_destroy(read);
}

static void random_layers_come_back_bit_by_bit(void **state)
{
    place *p = *state;
    maker m = {.ctx = p->ctx, .r = {73}};
    static const char *const columns[] = {"", "irtj", "birtddj", "ttttttttttttb", "rj"};
    for (int round = 0; round < 32; round++) {
        m.heights = round % 3 == 0;
        geo_layer *layer = random_layer(&m, 2 + below(&m, round < 8 ? 300 : 40),
                                        (geo_geometry_type)(round % 8), columns[round % 5]);
        for (int index = 0; index < 2; index++) {
            assert_survives(p, layer, index, NULL);
            assert_survives(p, layer, index, "gdal");
        }
        geo_layer_destroy(layer);
    }
}

/* So that the tree has one, two, three and four levels, full ones and such with one node more. */
static void layers_of_any_size_come_back(void **state)
{
    place *p = *state;
    maker m = {.ctx = p->ctx, .r = {5}};
    static const int64_t sizes[] = {1, 2, 15, 16, 17, 256, 257, 4096, 4097};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        geo_layer *layer = random_layer(&m, sizes[i], GEO_POINT, "i");
        assert_survives(p, layer, 1, NULL);
        geo_layer_destroy(layer);
    }
}

/* GDAL itself drops features that lie nowhere. */
static void features_without_geometry_stay(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"), all_types_text);
    geo_layer *all = read_layer(p, p->path[0]), *read;
    geo_write_options o = geo_write_options_default();
    const geo_geometry *g;
    for (o.index = 0; o.index < 2; o.index++) {
        o.overwrite = 1;
        geo_layer *flat;
        static const int64_t rows[] = {1, 2, 3, 4, 5}; /* the point has a height */
        assert_ok(p->ctx, geo_layer_select(p->ctx, all, rows, 5, &flat));
        assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.fgb"), flat, &o));
        geo_layer_destroy(flat);
        read = read_layer(p, p->path[1]);
        g = geo_layer_geometry(read);
        assert_int_equal(g->n, 5);
        int nowhere = 0;
        for (int64_t i = 0; i < 5; i++) {
            nowhere += g->type[i] == GEO_NONE;
        }
        assert_int_equal(nowhere, 1);
        geo_layer_destroy(read);
    }
    assert_non_null(strstr(p->notes, "1 feature has no geometry, which not all readers"));
    geo_layer_destroy(all);
}

static void a_layer_that_lies_nowhere_has_an_index(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"),
             "{\"type\":\"Feature\",\"properties\":{\"n\":0},\"geometry\":null}\n"
             "{\"type\":\"Feature\",\"properties\":{\"n\":1},\"geometry\":null}\n");
    geo_layer *layer = read_layer(p, p->path[0]);
    geo_write_options o = geo_write_options_default();
    o.index = 1;
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.fgb"), layer, &o));
    geo_layer *read = read_layer(p, p->path[1]);
    assert_int_equal(geo_layer_count(read), 2);
    assert_int_equal(geo_layer_column(read, 0).ints[1], 1);
    geo_layer_destroy(layer);
    geo_layer_destroy(read);
}

static void titles_come_back(void **state)
{
    place *p = *state;
    double at[1] = {1}, value[1] = {2};
    geo_column_info info = {"near_m", "Distance", "距离", "m"};
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", 1, at, at, &layer));
    assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &info, value, NULL));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.fgb"), layer, NULL));
    geo_layer_destroy(layer);
    layer = read_layer(p, p->path[0]);
    assert_string_equal(geo_layer_column(layer, 0).info.alias, "Distance (距离, m)");
    geo_layer_destroy(layer);
}

/* GDAL opens no file whose head is longer than 10 MB. */
static void a_head_that_nothing_reads_is_refused(void **state)
{
    place *p = *state;
    enum { TITLE = 11 << 20 };
    char *title = malloc(TITLE + 1);
    double at[1] = {1};
    geo_column_info info = {"v", title, NULL, NULL};
    geo_layer *layer;
    memset(title, 'x', TITLE);
    title[TITLE] = '\0';
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", 1, at, at, &layer));
    assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &info, at, NULL));
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.fgb"), layer, NULL),
                  GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "a.fgb: its columns' names and titles take 11 MB, more than what");
    assert_int_equal(entries(p->folder), 0);
    geo_layer_destroy(layer);
    free(title);
}

/* GDAL takes such a point for an empty one. */
static void a_point_with_one_coordinate_is_no_empty_point(void **state)
{
    place *p = *state;
    static const char *const shapes[] = {"\"Point\",\"coordinates\":[3.5,3.25]",
                                         "\"MultiPoint\",\"coordinates\":[[1,2],[3.5,3.25]]"};
    const double none = (double)NAN, one = 3.5, other = 3.25;
    for (int k = 0; k < 4; k++) {
        char text[200];
        size_t size;
        geo_read_options o = geo_read_options_default();
        geo_layer *layer;
        (void)snprintf(text, sizeof text,
                       "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":%s}}",
                       shapes[k / 2]);
        put_text(p, in_folder(p, 0, "in.geojson"), text);
        convert(p, p->path[0], in_folder(p, 1, "a.fgb"));
        char *bytes = bytes_of(p->path[1], &size), *at = bytes + size - 16;
        while (memcmp(at, &one, sizeof one) != 0 || memcmp(at + 8, &other, sizeof other) != 0) {
            at--; /* the head has the same numbers as an envelope */
        }
        memcpy(at + 8 * (k % 2), &none, sizeof none);
        assert_ok(p->ctx, geo_file_write(p->ctx, p->path[1], bytes, size, 1));
        free(bytes);
        for (int way = 0; way < 2; way++) {
            o.reader = way == 0 ? NULL : "gdal";
            assert_status(p->ctx, geo_layer_read(p->ctx, p->path[1], &o, &layer), GEO_DATA);
            assert_message_has(p->ctx, "feature 1: a point has but one of its two coordinates");
        }
    }
}

/* ---- Promises of all writers -------------------------------------------------------------- */

static void write_some(geo_ctx *ctx, const char *path, int index)
{
    maker m = {.ctx = ctx, .r = {99}};
    geo_layer *layer = random_layer(&m, 6000, GEO_NONE, "birtd");
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    o.index = index;
    assert_ok(ctx, geo_layer_write(ctx, path, layer, &o));
    geo_layer_destroy(layer);
}

static void write_plain(geo_ctx *ctx, const char *path)
{
    write_some(ctx, path, 0);
}

static void write_with_index(geo_ctx *ctx, const char *path)
{
    write_some(ctx, path, 1);
}

static void any_number_of_threads_writes_the_same_bytes(void **state)
{
    place *p = *state;
    assert_same_file_on_any_threads(write_plain, in_folder(p, 0, "a.fgb"));
    assert_same_file_on_any_threads(write_with_index, in_folder(p, 0, "a.fgb"));
}

typedef struct write_job {
    const geo_layer *layer;
    const char *path;
    geo_write_options options;
} write_job;

static geo_status write_once(geo_ctx *ctx, void *data)
{
    const write_job *job = data;
    return geo_layer_write(ctx, job->path, job->layer, &job->options);
}

static void each_allocation_may_fail(void **state)
{
    place *p = *state;
    maker m = {.ctx = p->ctx, .r = {7}};
    geo_layer *layer = random_layer(&m, 40, GEO_NONE, "birtd");
    write_job job = {layer, in_folder(p, 0, "a.fgb"), geo_write_options_default()};
    job.options.overwrite = 1;
    for (job.options.index = 0; job.options.index < 2; job.options.index++) {
        int64_t n = assert_survives_allocation_failures(write_once, &job);
        assert_true(n > 5);
        assert_int_equal(entries(p->folder), 1);
    }
    geo_layer_destroy(layer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(random_layers_come_back_bit_by_bit),
        TEST(layers_of_any_size_come_back),
        TEST(features_without_geometry_stay),
        TEST(a_layer_that_lies_nowhere_has_an_index),
        TEST(titles_come_back),
        TEST(a_head_that_nothing_reads_is_refused),
        TEST(a_point_with_one_coordinate_is_no_empty_point),
        TEST(any_number_of_threads_writes_the_same_bytes),
        TEST(each_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
