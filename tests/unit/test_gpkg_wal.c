/* SPDX-License-Identifier: MIT */
/* A GeoPackage that another program has open: its newest rows are in the "-wal" beside it. What
 * SQLite itself finds in both files is what we shall read, and neither file may change. */
#include "place.h"

#include <sqlite3.h>

enum { WAL_HEADER = 32, CUTS = 24 };

static void run_sql(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
}

/* Our triggers call functions of GeoPackage, which SQLite alone does not have. */
static void drop_triggers(sqlite3 *db)
{
    sqlite3_stmt *names;
    char sql[4000] = "";
    size_t used = 0;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_master WHERE type = 'trigger'",
                                        -1, &names, NULL),
                     SQLITE_OK);
    while (sqlite3_step(names) == SQLITE_ROW && used < sizeof sql - 200) {
        used += (size_t)snprintf(sql + used, sizeof sql - used, "DROP TRIGGER \"%.120s\";",
                                 (const char *)sqlite3_column_text(names, 0));
    }
    assert_int_equal(sqlite3_finalize(names), SQLITE_OK);
    run_sql(db, sql);
}

/* "a.gpkg" with one row, and two more, each saved by itself, in its -wal. The program that saved
 * them still has it open. */
static sqlite3 *one_row_and_two_in_the_log(place *p)
{
    sqlite3 *db;
    put_text(p, in_folder(p, 0, "in.geojson"),
             "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
             "\"properties\":{\"name\":\"一\"},\"geometry\":{\"type\":\"Point\","
             "\"coordinates\":[116.3,39.9]}}]}");
    convert(p, p->path[0], in_folder(p, 1, "a.gpkg"));
    assert_int_equal(sqlite3_open(p->path[1], &db), SQLITE_OK);
    drop_triggers(db);
    run_sql(db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    run_sql(db, "INSERT INTO \"a\" (geom, name) SELECT geom, '二' FROM \"a\" WHERE fid = 1");
    run_sql(db, "INSERT INTO \"a\" (geom, name) SELECT geom, '三' FROM \"a\" WHERE fid = 1");
    return db;
}

/* Ends like a program that is killed: the log stays. */
static void leave(sqlite3 *db)
{
    assert_int_equal(sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void the_rows_of_another_program_are_read(void **state)
{
    place *p = *state;
    static const char *const names[] = {"一", "二", "三"};
    sqlite3 *db = one_row_and_two_in_the_log(p);
    size_t sizes[4];
    char *before = bytes_of(in_folder(p, 1, "a.gpkg"), &sizes[0]);
    char *log_before = bytes_of(in_folder(p, 2, "a.gpkg-wal"), &sizes[1]);
    int files = entries(p->folder);
    geo_layer *layer = read_layer(p, p->path[1]);
    assert_int_equal(geo_layer_count(layer), 3);
    geo_column c = geo_layer_column(layer, 0);
    for (int64_t i = 0; i < 3; i++) {
        size_t n = (size_t)(c.text_begin[i + 1] - c.text_begin[i]);
        assert_int_equal(n, strlen(names[i]));
        assert_memory_equal(c.text + c.text_begin[i], names[i], n);
    }
    assert_non_null(strstr(p->notes, "read with what that one saved last"));
    char *after = bytes_of(p->path[1], &sizes[2]);
    char *log_after = bytes_of(p->path[2], &sizes[3]);
    assert_int_equal(sizes[0], sizes[2]);
    assert_int_equal(sizes[1], sizes[3]);
    assert_memory_equal(before, after, sizes[0]);
    assert_memory_equal(log_before, log_after, sizes[1]);
    assert_int_equal(entries(p->folder), files);
    geo_layer_destroy(layer);
    free(before);
    free(after);
    free(log_before);
    free(log_after);
    leave(db);
}

static int64_t rows_of_sqlite(const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *row;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM \"a\"", -1, &row, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(row), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(row, 0);
    assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return n;
}

/* A copy made while the other program was writing: what was not saved wholly does not count. */
static void a_log_that_is_cut_off_gives_what_sqlite_finds(void **state)
{
    place *p = *state;
    size_t size, log_size;
    bool seen[4] = {false};
    leave(one_row_and_two_in_the_log(p));
    char *bytes = bytes_of(in_folder(p, 1, "a.gpkg"), &size);
    char *log = bytes_of(in_folder(p, 2, "a.gpkg-wal"), &log_size);
    (void)in_folder(p, 1, "b.gpkg");
    (void)in_folder(p, 2, "b.gpkg-wal");
    for (size_t k = 0; k <= CUTS; k++) {
        size_t cut = WAL_HEADER + (log_size - WAL_HEADER) * k / CUTS;
        assert_ok(p->ctx, geo_file_write(p->ctx, p->path[1], bytes, size, 1));
        assert_ok(p->ctx, geo_file_write(p->ctx, p->path[2], log, cut, 1));
        geo_layer *layer = read_layer(p, p->path[1]);
        int64_t ours = geo_layer_count(layer), theirs = rows_of_sqlite(p->path[1]);
        if (ours != theirs || ours < 1 || ours > 3) {
            fail_msg("%zu of %zu bytes: %lld rows, but SQLite has %lld", cut, log_size,
                     (long long)ours, (long long)theirs);
        }
        seen[ours] = true;
        geo_layer_destroy(layer);
    }
    assert_true(seen[1] && seen[2] && seen[3]);
    free(bytes);
    free(log);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(the_rows_of_another_program_are_read),
        TEST(a_log_that_is_cut_off_gives_what_sqlite_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
