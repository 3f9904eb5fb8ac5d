/* SPDX-License-Identifier: MIT */
/* Reading in batches against reading feature by feature, which is GDAL's plain way. */
#include <dirent.h>

#include <sqlite3.h>

#include "geo/io.h"
#include "layer_difference.h"
#include "place.h"
#include "support.h"

static const char three_points_text[] =
    "{\"type\":\"FeatureCollection\",\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"a\",\"v\":0.5},"
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"b\",\"v\":1.5},"
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[3,4]}},"
    "{\"type\":\"Feature\",\"properties\":{\"name\":\"c\",\"v\":2.5},"
    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[5,6]}}]}";

/* Both ways give the same, or both fail. */
static void assert_both_ways(place *p, const char *path)
{
    geo_layer *batches = NULL, *features = NULL;
    geo_read_options o = geo_read_options_default();
    geo_status status = geo_layer_read(p->ctx, path, &o, &batches);
    o.reader = "gdal";
    if (geo_layer_read(p->ctx, path, &o, &features) != status) {
        fail_msg("%s: one way is refused: %s", path, geo_ctx_message(p->ctx));
    }
    const char *difference = status == GEO_OK ? layer_difference(batches, features) : NULL;
    if (difference != NULL) {
        fail_msg("%s: %s", path, difference);
    }
    geo_layer_destroy(batches);
    geo_layer_destroy(features);
}

/* ---- Random layers ----------------------------------------------------------------------- */

static bool chance(test_random *r, int64_t of)
{
    return test_random_below(r, of) == 0;
}

static uint8_t *random_bitmap(test_random *r, int64_t n)
{
    uint8_t *valid = calloc((size_t)n / 8 + 1, 1);
    for (int64_t i = 0; i < n; i++) {
        valid[i / 8] |= (uint8_t)(!chance(r, 5) << (i % 8));
    }
    return valid;
}

static void add_numbers(place *p, test_random *r, geo_layer *layer, int64_t n)
{
    geo_column_info reals = {"reals", NULL, NULL, NULL}, ints = {"ints", NULL, NULL, NULL};
    double *v = calloc((size_t)n, sizeof *v);
    int64_t *k = calloc((size_t)n, sizeof *k);
    uint8_t *valid = random_bitmap(r, n);
    for (int64_t i = 0; i < n; i++) {
        v[i] = (test_random_unit(r) - 0.5) * pow(10.0, (double)test_random_below(r, 40));
        k[i] = (int64_t)(test_random_next(r) >> test_random_below(r, 60));
    }
    assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &reals, v, valid));
    assert_ok(p->ctx, geo_layer_add_ints(p->ctx, layer, &ints, k, chance(r, 2) ? valid : NULL));
    free(v);
    free(k);
    free(valid);
}

/* Texts of all lengths, and dates (as which all or none of a column is taken). */
static void add_texts(place *p, test_random *r, geo_layer *layer, int64_t n)
{
    static const char *const words[] = {
        "",           "a",      "海淀区", "line\nline",
        "\"quoted\"", "O'Hare", NULL,     "a text that is longer than others and ends in 末"};
    static const char *const days[] = {"2024-02-29", "1969-12-31", "1970-01-01", "0004-03-01",
                                       "9999-12-31", NULL,         "1582-10-04", "2000-02-28"};
    geo_column_info text = {"名称 \"x\"; drop", NULL, NULL, NULL}, day = {"day", NULL, NULL, NULL};
    const char **v = calloc((size_t)n, sizeof *v), **d = calloc((size_t)n, sizeof *d);
    for (int64_t i = 0; i < n; i++) {
        v[i] = words[test_random_below(r, 8)];
        d[i] = days[test_random_below(r, 8)];
    }
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &text, GEO_TEXT, v));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &day, GEO_DATETIME, d));
    free(v);
    free(d);
}

static void random_layers_are_the_same_both_ways(void **state)
{
    place *p = *state;
    test_random r = {20161};
    static const char *const names[] = {"a.gpkg", "a.fgb"};
    for (int round = 0; round < 5; round++) {
        int64_t n = round == 0 ? 66000 : test_random_below(&r, 200); /* a batch has 65,536 */
        double *x = calloc((size_t)n + 1, sizeof *x), *y = calloc((size_t)n + 1, sizeof *y);
        geo_layer *layer;
        geo_write_options o = geo_write_options_default();
        o.overwrite = 1;
        for (int64_t i = 0; i < n; i++) {
            x[i] = 360.0 * test_random_unit(&r) - 180.0;
            y[i] = 180.0 * test_random_unit(&r) - 90.0;
        }
        assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", n, x, y, &layer));
        add_numbers(p, &r, layer, n);
        if (round > 0) {
            add_texts(p, &r, layer, n);
        }
        for (int f = 0; f < 2; f++) {
            assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, names[f]), layer, &o));
            assert_both_ways(p, p->path[0]);
        }
        geo_layer_destroy(layer);
        free(x);
        free(y);
    }
}

static void every_type_is_the_same_both_ways(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb"};
    const char *texts[] = {all_types_text, common_types_text};
    for (int f = 0; f < 2; f++) {
        put_text(p, in_folder(p, 0, "in.geojson"), texts[f]);
        convert(p, p->path[0], in_folder(p, 1, names[f]));
        assert_both_ways(p, p->path[1]);
    }
}

/* Numbers of 16 and 32 bits, NaN, and texts of which each is wrong but all in a row are right. */
static void odd_values_are_the_same_both_ways(void **state)
{
    place *p = *state;
    static const char *const changes[] = {
        ("UPDATE a SET name = CASE fid WHEN 1 THEN CAST(x'61E6B5' AS TEXT) ELSE "
         "CAST(x'B762' AS TEXT) END WHERE fid < 3"),
        "UPDATE a SET name = CAST(x'FF' AS TEXT) WHERE fid = 1",
        "UPDATE a SET name = '' WHERE fid = 1; UPDATE a SET name = NULL WHERE fid = 2",
        "UPDATE a SET v = 9e999 WHERE fid = 2",
        "UPDATE a SET v = NULL WHERE fid = 3",
        "ALTER TABLE a ADD COLUMN small SMALLINT; UPDATE a SET small = fid - 2",
        "ALTER TABLE a ADD COLUMN middle MEDIUMINT; UPDATE a SET middle = 100000 * (fid - 2)",
        "ALTER TABLE a ADD COLUMN f FLOAT; UPDATE a SET f = 0.1 * fid WHERE fid <> 2"};
    for (size_t k = 0; k < sizeof changes / sizeof changes[0]; k++) {
        sqlite3 *db;
        put_text(p, in_folder(p, 0, "in.geojson"), three_points_text);
        geo_write_options o = geo_write_options_default();
        o.overwrite = 1;
        geo_layer *layer = read_layer(p, p->path[0]);
        assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.gpkg"), layer, &o));
        geo_layer_destroy(layer);
        assert_int_equal(sqlite3_open(p->path[1], &db), SQLITE_OK);
        (void)sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL); /* they call GDAL */
        if (sqlite3_exec(db, changes[k], NULL, NULL, NULL) != SQLITE_OK) {
            fail_msg("%s: %s", changes[k], sqlite3_errmsg(db));
        }
        assert_int_equal(sqlite3_close(db), SQLITE_OK);
        assert_both_ways(p, p->path[1]);
        geo_status status = geo_layer_read(p->ctx, p->path[1], NULL, &layer);
        assert_int_equal(status, k < 2 ? GEO_DATA : GEO_OK);
        geo_layer_destroy(layer);
    }
}

/* ---- Allocations ------------------------------------------------------------------------- */

static void batches_survive_allocation_failures(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"), three_points_text);
    convert(p, p->path[0], in_folder(p, 1, "a.fgb"));
    assert_true(assert_survives_allocation_failures(read_path_once, p->path[1]) > 10);
}

/* ---- Files of others --------------------------------------------------------------------- */

/* Slow, and no matter of batches: many columns or layers, and what is refused before GDAL sees it
 * (no sound database, a view). The corpus has a test of its own for these. */
static bool is_elsewhere(const char *name)
{
    static const char *const starts[] = {"columns_1900", "layers_500", "corrupt_", "truncated_",
                                         "view_"};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        if (strncmp(name, starts[i], strlen(starts[i])) == 0) {
            return true;
        }
    }
    return false;
}

static void all_in_folder(place *p, const char *name, const char *extension)
{
    char folder[200], path[500];
    if (shared_file(name, folder) == NULL) {
        skip();
    }
    DIR *d = opendir(folder);
    if (d == NULL) {
        print_message("no %s: skipped\n", folder);
        skip();
    }
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        const char *dot = strrchr(e->d_name, '.');
        if (dot != NULL && strcmp(dot, extension) == 0 && !is_elsewhere(e->d_name)) {
            (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            assert_both_ways(p, path);
        }
    }
    (void)closedir(d);
}

static void files_of_others_are_the_same_both_ways(void **state)
{
    all_in_folder(*state, "networks", ".fgb");
    all_in_folder(*state, "../corpus/gdal/flatgeobuf", ".fgb");
    all_in_folder(*state, "../corpus/gdal/gpkg", ".gpkg");
    all_in_folder(*state, "../corpus/own/gpkg", ".gpkg");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(random_layers_are_the_same_both_ways),   TEST(every_type_is_the_same_both_ways),
        TEST(odd_values_are_the_same_both_ways),      TEST(batches_survive_allocation_failures),
        TEST(files_of_others_are_the_same_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
