/* SPDX-License-Identifier: MIT */
/* GeoPackage out: what the standard asks, the index, several layers in a file. SQLite itself
 * is the judge. */
#include "place.h"

#include <sqlite3.h>

/* The first column of the first row as text; "" for none. */
static const char *ask(const char *path, const char *sql)
{
    static char answer[20000];
    sqlite3 *db;
    sqlite3_stmt *row;
    answer[0] = '\0';
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, sql, -1, &row, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    if (sqlite3_step(row) == SQLITE_ROW && sqlite3_column_text(row, 0) != NULL) {
        (void)snprintf(answer, sizeof answer, "%s", (const char *)sqlite3_column_text(row, 0));
    }
    assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return answer;
}

static void change(const char *path, const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

/* n points on a spiral, with a column. */
static geo_layer *spiral(geo_ctx *ctx, int64_t n)
{
    geo_column_info info = {"turn", "Turns around the town's centre", "圈", "1"};
    geo_layer *layer;
    double *lon = calloc((size_t)n + 1, sizeof *lon), *lat = calloc((size_t)n + 1, sizeof *lat);
    double *turn = calloc((size_t)n + 1, sizeof *turn);
    for (int64_t i = 0; i < n; i++) {
        double a = (double)i * 0.37;
        lon[i] = 116.3 + 0.001 * a * cos(a);
        lat[i] = 40.0 + 0.001 * a * sin(a);
        turn[i] = a / 6.2831853;
    }
    assert_ok(ctx, geo_layer_create_points(ctx, "spiral", n, lon, lat, &layer));
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, turn, NULL));
    free(lon);
    free(lat);
    free(turn);
    return layer;
}

static geo_write_options into_layer(const char *name)
{
    geo_write_options o = geo_write_options_default();
    o.layer = name;
    return o;
}

static geo_layer *read_named(place *p, const char *path, const char *name)
{
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    o.layer = name;
    assert_ok(p->ctx, geo_layer_read(p->ctx, path, &o, &layer));
    return layer;
}

static int64_t count_in(place *p, const char *path, const char *name)
{
    geo_layer *layer = read_named(p, path, name);
    int64_t n = geo_layer_count(layer);
    geo_layer_destroy(layer);
    return n;
}

/* ---- The standard ----------------------------------------------------------------------- */

static void a_file_says_what_the_standard_asks(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"), all_types_text);
    convert(p, p->path[0], in_folder(p, 1, "a.gpkg"));
    const char *f = p->path[1];
    assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok");
    assert_string_equal(ask(f, "PRAGMA application_id"), "1196444487");
    assert_string_equal(ask(f, "PRAGMA user_version"), "10300");
    assert_string_equal(ask(f, "SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN "
                               "(-1, 0, 4326)"),
                        "3");
    assert_string_equal(ask(f, "SELECT data_type || identifier || last_change || min_x || ' ' || "
                               "max_y || ' ' || srs_id FROM gpkg_contents"),
                        "featuresa1970-01-01T00:00:00.000Z0.0 40.1 4326");
    assert_string_equal(ask(f, "SELECT column_name || geometry_type_name || srs_id || z || m FROM "
                               "gpkg_geometry_columns WHERE table_name = 'a'"),
                        "geomGEOMETRY432620");
    assert_string_equal(ask(f, "SELECT group_concat(extension_name || scope) FROM "
                               "gpkg_extensions"),
                        "gpkg_rtree_indexwrite-only,gpkg_schemaread-write");
    assert_string_equal(ask(f, "SELECT mime_type FROM gpkg_data_columns WHERE column_name = "
                               "'json'"),
                        "application/json");
    /* a point has no envelope, a polygon has one, an empty geometry says so */
    assert_string_equal(ask(f, "SELECT group_concat(hex(substr(geom, 1, 8))) FROM a"),
                        "47500001E6100000,47500003E6100000,,47500011E6100000,47500003E6100000,"
                        "47500003E6100000");
    assert_string_equal(ask(f, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"), "6");
}

static void a_time_in_utc_has_its_milliseconds(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "a.csv"), "lon,lat\n1,2\n");
    geo_layer *layer = read_layer(p, p->path[0]);
    static const char *const moment[] = {"2024-05-01T08:30:00Z"};
    static const geo_column_info info = {"seen", NULL, NULL, NULL};
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info, GEO_DATETIME, moment));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.gpkg"), layer, NULL));
    assert_string_equal(ask(p->path[1], "SELECT seen FROM a"), "2024-05-01T08:30:00.000Z");
    geo_layer *again = read_layer(p, p->path[1]);
    geo_column c = geo_layer_column(again, 0);
    assert_int_equal(c.text_begin[1], 20);
    assert_memory_equal(c.text, moment[0], 20);
    geo_layer_destroy(layer);
    geo_layer_destroy(again);
}

/* ---- The index -------------------------------------------------------------------------- */

/* SQLite's own check of the tree, and searches against a look at every feature. */
static void the_index_finds_what_a_look_at_all_finds(void **state)
{
    place *p = *state;
    static const int64_t sizes[] = {0, 1, 51, 52, 51 * 51, 51 * 51 + 1, 7000};
    for (int s = 0; s < 7; s++) {
        char sql[300], all[40];
        geo_write_options o = geo_write_options_default();
        o.overwrite = 1;
        geo_layer *layer = spiral(p->ctx, sizes[s]);
        const geo_geometry *g = geo_layer_geometry(layer);
        assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.gpkg"), layer, &o));
        assert_string_equal(ask(p->path[0], "SELECT rtreecheck('rtree_a_geom')"), "ok");
        for (int k = 0; k < 5; k++) {
            double x = 116.3 + 0.1 * (k - 2), y = 40.0 - 0.07 * (k - 2), r = 0.02 * (k + 1);
            long long found = 0;
            for (int64_t i = 0; i < g->n; i++) {
                found +=
                    g->x[i] >= x - r && g->x[i] <= x + r && g->y[i] >= y - r && g->y[i] <= y + r;
            }
            (void)snprintf(all, sizeof all, "%lld", found);
            /* the boxes are rounded outwards, so a place near the edge may be found as well */
            (void)snprintf(sql, sizeof sql,
                           "SELECT count(*) FROM rtree_a_geom WHERE maxx >= %.17g + 1e-4 AND minx "
                           "<= %.17g - 1e-4 AND maxy >= %.17g + 1e-4 AND miny <= %.17g - 1e-4",
                           x - r, x + r, y - r, y + r);
            assert_true(atoll(ask(p->path[0], sql)) <= found);
            (void)snprintf(sql, sizeof sql,
                           "SELECT count(*) FROM rtree_a_geom WHERE maxx >= %.17g AND minx <= "
                           "%.17g AND maxy >= %.17g AND miny <= %.17g",
                           x - r, x + r, y - r, y + r);
            assert_true(atoll(ask(p->path[0], sql)) >= found);
        }
        geo_layer_destroy(layer);
    }
}

static void features_without_positions_are_not_in_the_index(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"), all_types_text);
    convert(p, p->path[0], in_folder(p, 1, "a.gpkg"));
    assert_string_equal(
        ask(p->path[1], "SELECT group_concat(id) FROM (SELECT id FROM rtree_a_geom ORDER BY id)"),
        "3,5,8,9");
    assert_string_equal(ask(p->path[1], "SELECT rtreecheck('rtree_a_geom')"), "ok");
}

/* ---- Several layers --------------------------------------------------------------------- */

static void a_layer_is_added_and_the_others_stay(void **state)
{
    place *p = *state;
    const char *f = in_folder(p, 0, "city.gpkg");
    geo_layer *large = spiral(p->ctx, 300), *small = spiral(p->ctx, 20);
    geo_write_options o = into_layer("stations");
    o.style = GEO_STYLE_SINGLE;
    o.run = "{\"command\":\"first\"}";
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, large, &o)); /* the file is made */
    o.layer = "车站 \"2\" it's";
    o.run = "{\"command\":\"second\"}";
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, f, &o));
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, small, &o));
    assert_int_equal(count_in(p, f, "stations"), 300);
    assert_int_equal(count_in(p, f, "车站 \"2\" it's"), 20);
    assert_string_equal(ask(f, "SELECT group_concat(f_table_name || useAsDefault, ';') FROM "
                               "layer_styles"),
                        "stations1;车站 \"2\" it's1");
    assert_string_equal(ask(f, "SELECT count(*) FROM gpkg_metadata_reference"), "2");
    assert_string_equal(ask(f, "PRAGMA integrity_check"), "ok");
    geo_layer *again = read_named(p, f, "stations");
    assert_int_equal(geo_layer_geometry(again)->coord_count, 300);
    geo_layer_destroy(again);
    geo_layer_destroy(large);
    geo_layer_destroy(small);
    assert_int_equal(entries(p->folder), 1);
}

static void a_layer_is_replaced_only_on_request_and_alone(void **state)
{
    place *p = *state;
    const char *f = in_folder(p, 0, "city.gpkg");
    geo_layer *large = spiral(p->ctx, 300), *small = spiral(p->ctx, 20);
    geo_write_options o = into_layer("a");
    o.style = GEO_STYLE_SINGLE;
    o.run = "{}";
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, large, &o));
    o.layer = "b";
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, large, &o));
    o.layer = "A"; /* SQL does not tell it from a */
    assert_status(p->ctx, geo_layer_write_check(p->ctx, f, &o), GEO_IO);
    assert_status(p->ctx, geo_layer_write(p->ctx, f, small, &o), GEO_IO);
    assert_message_has(p->ctx, "has a layer \"A\" already");
    assert_message_has(p->ctx, "--overwrite");
    o.layer = "a";
    o.overwrite = 1;
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, small, &o));
    assert_int_equal(count_in(p, f, "a"), 20);
    assert_int_equal(count_in(p, f, "b"), 300);
    assert_string_equal(ask(f, "SELECT rtreecheck('rtree_a_geom')"), "ok");
    static const char *const tables[] = {"gpkg_contents WHERE table_name != 'layer_styles'",
                                         "gpkg_geometry_columns", "layer_styles",
                                         "gpkg_data_columns", "gpkg_metadata_reference"};
    for (int i = 0; i < 5; i++) {
        char sql[120];
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM %s", tables[i]);
        assert_string_equal(ask(f, sql), "2");
    }
    geo_layer_destroy(large);
    geo_layer_destroy(small);
}

static void a_file_of_several_layers_is_not_overwritten(void **state)
{
    place *p = *state;
    const char *f = in_folder(p, 0, "city.gpkg");
    geo_layer *layer = spiral(p->ctx, 3);
    geo_write_options o = into_layer("a"), whole = geo_write_options_default();
    whole.overwrite = 1;
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, layer, &o));
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, layer, &whole)); /* had one layer */
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, layer, &o));
    assert_status(p->ctx, geo_layer_write(p->ctx, f, layer, &whole), GEO_IO);
    assert_message_has(p->ctx, "has 2 layers, which would all be lost");
    assert_status(p->ctx, geo_layer_write_check(p->ctx, f, &whole), GEO_IO);
    assert_string_equal(ask(f, "SELECT count(*) FROM gpkg_contents"), "2");
    geo_layer_destroy(layer);
}

static void names_that_are_not_for_layers_are_refused(void **state)
{
    place *p = *state;
    static const char *const names[] = {"", "gpkg_contents", "sqlite_x", "Layer_Styles", "\xff"};
    geo_layer *layer = spiral(p->ctx, 3);
    for (int i = 0; i < 5; i++) {
        geo_write_options o = into_layer(names[i]);
        assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.gpkg"), layer, &o),
                      GEO_INVALID);
        assert_message_has(p->ctx, "cannot be called");
    }
    geo_write_options o = into_layer("a");
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.fgb"), layer, &o),
                  GEO_INVALID);
    assert_status(p->ctx, geo_layer_write(p->ctx, "-", layer, &o), GEO_INVALID);
    assert_int_equal(entries(p->folder), 0);
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "gpkg_x.gpkg"), layer, NULL));
    assert_int_equal(count_in(p, p->path[0], "layer"), 3);
    geo_layer_destroy(layer);
}

/* Files that others made: in the mode with a log beside it, with triggers, without most tables,
 * with pages of another size. */
static void files_of_others_are_added_to(void **state)
{
    place *p = *state;
    const char *f = in_folder(p, 0, "city.gpkg");
    geo_layer *layer = spiral(p->ctx, 300);
    geo_write_options o = into_layer("a");
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, layer, &o));
    change(f, "DROP TABLE gpkg_data_columns; DROP TABLE gpkg_extensions; "
              "PRAGMA page_size = 1024; VACUUM; PRAGMA journal_mode = WAL; "
              "CREATE TRIGGER evil AFTER INSERT ON gpkg_contents BEGIN DELETE FROM a; END;");
    assert_int_equal(entries(p->folder), 1);
    o.layer = "b";
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, layer, &o));
    assert_int_equal(count_in(p, f, "a"), 300);
    assert_int_equal(count_in(p, f, "b"), 300);
    assert_string_equal(ask(f, "SELECT rtreecheck('rtree_b_geom')"), "ok");
    assert_string_equal(ask(f, "PRAGMA journal_mode"), "delete");
    change(f, "CREATE TABLE c (x)");
    o.layer = "C";
    o.overwrite = 1;
    assert_status(p->ctx, geo_layer_write(p->ctx, f, layer, &o), GEO_IO);
    assert_message_has(p->ctx, "has a table \"C\" that is no layer");
    geo_layer_destroy(layer);
}

static void what_is_no_geopackage_is_not_added_to(void **state)
{
    place *p = *state;
    geo_layer *layer = spiral(p->ctx, 3);
    geo_write_options o = into_layer("a");
    put_text(p, in_folder(p, 0, "a.gpkg"), "no database at all, only some text that is long");
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[0], layer, &o), GEO_DATA);
    assert_message_has(p->ctx, "a.gpkg: cannot be read as GeoPackage");
    change(in_folder(p, 1, "b.gpkg"), "CREATE TABLE t (x)");
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o), GEO_DATA);
    assert_message_has(p->ctx, "is no GeoPackage to which a layer can be added");
    assert_string_equal(ask(p->path[1], "SELECT count(*) FROM sqlite_master"), "1");
    geo_layer_destroy(layer);
    assert_int_equal(entries(p->folder), 2);
}

static int add_a_table(double fraction, const char *message, void *user)
{
    (void)message;
    if (fraction > 0.1 && fraction < 0.9) { /* midway through the features */
        change(user, "CREATE TABLE IF NOT EXISTS meanwhile (x)");
    }
    return 1;
}

static void a_file_that_changes_meanwhile_is_left_alone(void **state)
{
    place *p = *state;
    geo_ctx *ctx;
    geo_layer *layer = spiral(p->ctx, 20000);
    geo_write_options o = into_layer("a");
    char path[128];
    (void)snprintf(path, sizeof path, "%s", in_folder(p, 0, "city.gpkg"));
    assert_ok(p->ctx, geo_layer_write(p->ctx, path, layer, &o));
    geo_ctx_options options = geo_ctx_options_default();
    options.progress = add_a_table;
    options.progress_user = path;
    assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
    o.layer = "b";
    assert_status(ctx, geo_layer_write(ctx, path, layer, &o), GEO_IO);
    assert_message_has(ctx, "another program changed it meanwhile");
    assert_string_equal(ask(path, "SELECT count(*) FROM gpkg_contents"), "1");
    assert_string_equal(ask(path, "SELECT count(*) FROM sqlite_master WHERE name = 'meanwhile'"),
                        "1");
    assert_int_equal(entries(p->folder), 1);
    geo_ctx_destroy(ctx);
    geo_layer_destroy(layer);
}

/* ---- Style and titles ------------------------------------------------------------------- */

static void style_and_titles_are_in_the_file_alone(void **state)
{
    place *p = *state;
    const char *f = in_folder(p, 0, "a.gpkg");
    geo_layer *layer = spiral(p->ctx, 40);
    geo_column_info info = {"TURN", "Twin", NULL, NULL};
    double twin[40] = {0};
    assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &info, twin, NULL));
    geo_write_options o = geo_write_options_default();
    o.style = GEO_STYLE_GRADUATED;
    o.style_field = "turn";
    assert_ok(p->ctx, geo_layer_write(p->ctx, f, layer, &o));
    assert_int_equal(entries(p->folder), 1);
    assert_string_equal(ask(f, "SELECT title FROM gpkg_data_columns WHERE column_name = 'turn'"),
                        "Turns around the town's centre (圈, 1)");
    assert_string_equal(ask(f, "SELECT f_table_catalog || '|' || f_table_schema || '|' || "
                               "f_table_name || '|' || f_geometry_column || '|' || useAsDefault || "
                               "'|' || update_time FROM layer_styles"),
                        "||a|geom|1|1970-01-01T00:00:00.000Z");
    const char *qml = ask(f, "SELECT styleQML FROM layer_styles");
    assert_non_null(strstr(qml, "type=\"graduatedSymbol\""));
    assert_non_null(strstr(qml, "attr=\"turn\""));
    assert_non_null(strstr(qml, "field=\"TURN_2\" name=\"Twin\"")); /* as the file calls it */
    assert_string_equal(ask(f, "SELECT data_type FROM gpkg_contents WHERE table_name = "
                               "'layer_styles'"),
                        "attributes");
    geo_layer_destroy(layer);
}

/* ---- Bytes, memory ---------------------------------------------------------------------- */

static void write_spiral(geo_ctx *ctx, const char *path)
{
    geo_layer *layer = spiral(ctx, 5000);
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    o.run = "{\"a\":\"<&>\"}";
    o.style = GEO_STYLE_SINGLE;
    assert_ok(ctx, geo_layer_write(ctx, path, layer, &o));
    geo_layer_destroy(layer);
}

static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    place *p = *state;
    assert_same_file_on_any_threads(write_spiral, in_folder(p, 0, "a.gpkg"));
    assert_non_null(strstr(ask(p->path[0], "SELECT metadata FROM gpkg_metadata"),
                           "<MDI key=\"GEO_RUN\">{\"a\":\"&lt;&amp;&gt;\"}</MDI>"));
}

typedef struct add_job {
    const char *path;
    const geo_layer *layer;
} add_job;

static geo_status add_once(geo_ctx *ctx, void *data)
{
    const add_job *job = data;
    geo_write_options o = into_layer("b");
    o.overwrite = 1;
    o.run = "{}";
    o.style = GEO_STYLE_GRADUATED;
    o.style_field = "turn";
    return geo_layer_write(ctx, job->path, job->layer, &o);
}

static void adding_survives_every_allocation_failure(void **state)
{
    place *p = *state;
    geo_layer *layer = spiral(p->ctx, 100);
    geo_write_options o = into_layer("a");
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.gpkg"), layer, &o));
    add_job job = {p->path[0], layer};
    assert_true(assert_survives_allocation_failures(add_once, &job) > 20);
    assert_int_equal(count_in(p, p->path[0], "a"), 100);
    assert_int_equal(count_in(p, p->path[0], "b"), 100);
    assert_int_equal(entries(p->folder), 1);
    geo_layer_destroy(layer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(a_file_says_what_the_standard_asks),
        TEST(a_time_in_utc_has_its_milliseconds),
        TEST(the_index_finds_what_a_look_at_all_finds),
        TEST(features_without_positions_are_not_in_the_index),
        TEST(a_layer_is_added_and_the_others_stay),
        TEST(a_layer_is_replaced_only_on_request_and_alone),
        TEST(a_file_of_several_layers_is_not_overwritten),
        TEST(names_that_are_not_for_layers_are_refused),
        TEST(files_of_others_are_added_to),
        TEST(what_is_no_geopackage_is_not_added_to),
        TEST(a_file_that_changes_meanwhile_is_left_alone),
        TEST(style_and_titles_are_in_the_file_alone),
        TEST(any_number_of_threads_gives_the_same_bytes),
        TEST(adding_survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
