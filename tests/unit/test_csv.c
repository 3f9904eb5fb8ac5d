/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <unistd.h>

#include "geo/io.h"
#include "io/csv.h"
#include "io/encoding.h"

/* ---- Helpers --------------------------------------------------------------------------- */

static geo_status read_text(geo_ctx *ctx, const char *text, bool points,
                            const geo_read_options *options, geo_layer **out)
{
    geo_read_options defaults = geo_read_options_default();
    geoi_csv_places found;
    geoi_layer_builder *b = NULL;
    *out = NULL;
    geo_status status = geoi_layer_builder_create(ctx, "test", &b);
    if (status == GEO_OK) {
        status = geoi_csv_layer(ctx, text, (int64_t)strlen(text), points,
                                options != NULL ? options : &defaults, NULL, b, &found);
    }
    if (status == GEO_OK) {
        status = geoi_layer_builder_finish(ctx, b, out);
    }
    geoi_layer_builder_destroy(b);
    return status;
}

static geo_layer *layer_of(geo_ctx *ctx, const char *text)
{
    geo_layer *layer;
    assert_ok(ctx, read_text(ctx, text, true, NULL, &layer));
    return layer;
}

static void assert_refused(geo_ctx *ctx, const char *text, const char *message)
{
    geo_layer *layer;
    assert_status(ctx, read_text(ctx, text, true, NULL, &layer), GEO_DATA);
    assert_null(layer);
    assert_message_has(ctx, message);
}

static geo_column column(const geo_layer *layer, const char *name)
{
    int64_t index = geo_layer_find(layer, name);
    if (index < 0) {
        fail_msg("no column \"%s\"", name);
    }
    return geo_layer_column(layer, index);
}

static void assert_text(geo_column c, int64_t row, const char *expected)
{
    int64_t length = c.text_begin[row + 1] - c.text_begin[row];
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(c.text + c.text_begin[row], expected, strlen(expected));
}

/* ---- Rows and cells -------------------------------------------------------------------- */

static void quotes_delimiters_and_line_ends_are_those_of_rfc_4180(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = layer_of(ctx, "lon,lat,name\r\n"
                                     "1,2,\"a, \"\"b\"\"\r\nc\"\r\n"
                                     "3,4,\"\"\r\n"
                                     "5,6,5\" pipe");
    geo_column c = column(layer, "name");
    assert_int_equal(geo_layer_count(layer), 3);
    assert_text(c, 0, "a, \"b\"\r\nc");
    assert_false(geo_column_is_null(&c, 1)); /* in quotes: there, and empty */
    assert_text(c, 1, "");
    assert_text(c, 2, "5\" pipe");
    geo_layer_destroy(layer);
}

static void semicolons_tabs_and_a_byte_order_mark_are_understood(void **state)
{
    geo_ctx *ctx = *state;
    static const char *const texts[] = {"\xEF\xBB\xBFlon;lat;a,b\n1;2;x\n",
                                        "lon\tlat\ta,b\n1\t2\tx\n"};
    for (int i = 0; i < 2; i++) {
        geo_layer *layer = layer_of(ctx, texts[i]);
        assert_int_equal(geo_layer_count(layer), 1);
        assert_int_equal(geo_layer_column_count(layer), 1);
        assert_text(column(layer, "a,b"), 0, "x");
        geo_layer_destroy(layer);
    }
}

static void blank_lines_are_passed_over(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = layer_of(ctx, "\n\nlon,lat\n\n1,2\n\r\n3,4\n\n");
    assert_int_equal(geo_layer_count(layer), 2);
    geo_layer_destroy(layer);
}

static void faults_name_their_line(void **state)
{
    geo_ctx *ctx = *state;
    assert_refused(ctx, "lon,lat\n1,2\n3\n", "line 3 has 1 fields, the first line has 2");
    assert_refused(ctx, "lon,lat,a\n1,2,\"x\ny\"\n3,4\n", "line 4 has 2 fields");
    assert_refused(ctx, "lon,lat,a\n1,2,\"x\n\n", "line 2: a quoted field does not end");
    assert_refused(ctx, "lon,lat,a\n1,2,\"x\"y\n",
                   "line 2: text after the closing quotes of field 3");
    assert_refused(ctx, "lon,lat\n1,north\n", "line 2: y \"north\" is not a number");
    assert_refused(ctx, "lon,lat\n1,\n", "line 2: y \"\" is not a number");
    assert_refused(ctx, "lon,lat\n1,nan\n", "line 2: y \"nan\" is not a number");
    assert_refused(ctx, "lon,lat,a,a\n1,2,3,4\n", "two columns are called \"a\"");
    assert_refused(ctx, "", "is empty");
}

/* ---- Coordinates ----------------------------------------------------------------------- */

static void coordinates_are_found_by_their_usual_names(void **state)
{
    geo_ctx *ctx = *state;
    static const char *const headers[] = {"lon,lat", "Longitude,Latitude", "LNG,LAT",    "x,y",
                                          "X,Y",     "经度,纬度",          " lon , lat "};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        char text[100];
        (void)snprintf(text, sizeof text, "%s\n 116.5 ,+40.25\n", headers[i]);
        geo_layer *layer = layer_of(ctx, text);
        const geo_geometry *g = geo_layer_geometry(layer);
        assert_int_equal(g->type[0], GEO_POINT);
        assert_true(g->x[0] == 116.5 && g->y[0] == 40.25);
        assert_int_equal(geo_layer_column_count(layer), 0);
        geo_layer_destroy(layer);
    }
}

static void coordinates_may_be_named(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    o.x_field = "east";
    o.y_field = "north";
    assert_ok(ctx, read_text(ctx, "lon,lat,east,north\n1,2,3,4\n", true, &o, &layer));
    assert_true(geo_layer_geometry(layer)->x[0] == 3.0);
    assert_int_equal(geo_layer_column_count(layer), 2);
    geo_layer_destroy(layer);
    o.x_field = "wset";
    assert_status(ctx, read_text(ctx, "west,north\n1,2\n", true, &o, &layer), GEO_INVALID);
    assert_message_has(ctx, "no column is called \"wset\"");
    assert_message_has(ctx, "west, north");
    o.x_field = "north";
    assert_status(ctx, read_text(ctx, "west,north\n1,2\n", true, &o, &layer), GEO_INVALID);
}

static void a_table_without_coordinates_says_what_it_has(void **state)
{
    geo_ctx *ctx = *state;
    assert_refused(ctx, "name,kind\na,b\n", "no column of longitude or x");
    assert_message_has(ctx, "name, kind");
}

static void rows_without_coordinates_have_no_geometry(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = layer_of(ctx, "lon,lat,n\n1,2,1\n,,2\n5,6,3\n");
    const geo_geometry *g = geo_layer_geometry(layer);
    assert_int_equal(g->type[1], GEO_NONE);
    assert_int_equal(g->coord_count, 2);
    assert_int_equal(column(layer, "n").ints[1], 2);
    geo_layer_destroy(layer);
}

/* ---- Types ----------------------------------------------------------------------------- */

static void a_column_has_the_narrowest_type_that_loses_nothing(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer =
        layer_of(ctx, "lon,lat,int,real,mixed,flag,code,long,word,none,edge\n"
                      "1,2,1,1.5,1,true,010004,123456789012345678901,a,,9007199254740993\n"
                      "1,2,-7,2e3,2.5,False,100,1,1,,1.5\n"
                      "1,2,,,,,,,,,\n");
    assert_int_equal(column(layer, "int").type, GEO_INT);
    assert_int_equal(column(layer, "real").type, GEO_REAL);
    assert_int_equal(column(layer, "mixed").type, GEO_REAL);
    assert_int_equal(column(layer, "flag").type, GEO_BOOL);
    assert_int_equal(column(layer, "code").type, GEO_TEXT);
    assert_int_equal(column(layer, "long").type, GEO_TEXT);
    assert_int_equal(column(layer, "word").type, GEO_TEXT);
    assert_int_equal(column(layer, "none").type, GEO_TEXT);
    assert_int_equal(column(layer, "edge").type, GEO_TEXT); /* 2^53 + 1 is no double */
    assert_text(column(layer, "code"), 0, "010004");
    assert_int_equal(column(layer, "int").ints[1], -7);
    assert_int_equal(column(layer, "flag").flags[0], 1);
    for (int64_t i = 0; i < geo_layer_column_count(layer); i++) {
        geo_column c = geo_layer_column(layer, i);
        assert_true(geo_column_is_null(&c, 2));
    }
    geo_layer_destroy(layer);
}

static void a_table_keeps_every_cell_as_text(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer;
    assert_ok(ctx, read_text(ctx, "id,value,\n1,2.50,x\n2,,\n", false, NULL, &layer));
    assert_int_equal(column(layer, "value").type, GEO_TEXT);
    assert_text(column(layer, "value"), 0, "2.50");
    assert_text(column(layer, "column_3"), 0, "x");
    assert_int_equal(geo_layer_geometry(layer)->type[0], GEO_NONE);
    geo_column value = column(layer, "value");
    assert_true(geo_column_is_null(&value, 1));
    geo_layer_destroy(layer);
}

static void a_table_is_read_from_a_file_with_its_name_in_messages(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer;
    char path[64];
    (void)snprintf(path, sizeof path, "/tmp/geo-test-%ld.csv", (long)getpid());
    assert_ok(ctx, geo_file_write(ctx, path, "a,b\n1,2\n", 8, 1));
    assert_ok(ctx, geo_table_read(ctx, path, &layer));
    assert_int_equal(geo_layer_count(layer), 1);
    assert_string_equal(geo_layer_source(layer), path);
    geo_layer_destroy(layer);
    assert_ok(ctx, geo_file_write(ctx, path, "a,b\n1,2\n3\n", 10, 1));
    assert_status(ctx, geo_table_read(ctx, path, &layer), GEO_DATA);
    assert_message_has(ctx, ".csv: line 3 has 1 fields, the first line has 2");
    assert_ok(ctx, geo_file_write(ctx, path, "a\n\xBB\xAA\n", 5, 1));
    assert_status(ctx, geo_table_read(ctx, path, &layer), GEO_DATA);
    assert_message_has(ctx, "line 2: text is not UTF-8");
    (void)unlink(path);
    assert_status(ctx, geo_table_read(ctx, path, &layer), GEO_IO);
    assert_null(layer);
}

/* ---- Any table comes back -------------------------------------------------------------- */

static void append_quoted(char **at, const char *cell)
{
    *(*at)++ = '"';
    for (; *cell != '\0'; cell++) {
        if (*cell == '"') {
            *(*at)++ = '"';
        }
        *(*at)++ = *cell;
    }
    *(*at)++ = '"';
}

static void any_table_that_was_quoted_comes_back(void **state)
{
    geo_ctx *ctx = *state;
    enum { ROWS = 40, COLUMNS = 5, CELL = 8 };
    static const char letters[] = {'a', '"', ',', ';', '\n', '\r', '1', ' ', '\t'};
    test_random r = {11};
    for (int round = 0; round < 50; round++) {
        char cell[ROWS][COLUMNS][CELL], text[ROWS * COLUMNS * (2 * CELL + 3) + 64], *at = text;
        at += sprintf(at, "a,b,c,d,e\n");
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            char *c = cell[i / COLUMNS][i % COLUMNS];
            int64_t n = test_random_below(&r, CELL);
            for (int64_t k = 0; k < n; k++) {
                c[k] = letters[test_random_below(&r, sizeof letters)];
            }
            c[n] = '\0';
            append_quoted(&at, c);
            *at++ = i % COLUMNS == COLUMNS - 1 ? '\n' : ',';
        }
        *at = '\0';
        geo_layer *layer;
        assert_ok(ctx, read_text(ctx, text, false, NULL, &layer));
        assert_int_equal(geo_layer_count(layer), ROWS);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            geo_column c = geo_layer_column(layer, i % COLUMNS);
            const char *expected = cell[i / COLUMNS][i % COLUMNS];
            assert_int_equal(geo_column_is_null(&c, i / COLUMNS), expected[0] == '\0');
            if (expected[0] != '\0') {
                assert_text(c, i / COLUMNS, expected);
            }
        }
        geo_layer_destroy(layer);
    }
}

/* ---- Encodings ------------------------------------------------------------------------- */

static void encodings_are_known_by_many_names(void **state)
{
    geo_ctx *ctx = *state;
    static const struct {
        const char *name, *bytes;
    } cases[] = {
        {"GBK", "\xD1\xA7\xD4\xBA\xC2\xB7"},
        {"gb2312", "\xD1\xA7\xD4\xBA\xC2\xB7"},
        {"936", "\xD1\xA7\xD4\xBA\xC2\xB7"},
        {"ANSI 936", "\xD1\xA7\xD4\xBA\xC2\xB7"},
        {"CP936", "\xD1\xA7\xD4\xBA\xC2\xB7"},
        {"GB18030", "\xD1\xA7\xD4\xBA\xC2\xB7"},
        {"utf8", "\xE5\xAD\xA6\xE9\x99\xA2\xE8\xB7\xAF"},
        {"65001", "\xE5\xAD\xA6\xE9\x99\xA2\xE8\xB7\xAF"},
        {"Big5", "\xBE\xC7\xB0\x7C\xB8\xF4"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geoi_decoder d;
        geoi_text out = {0};
        bool cut;
        assert_ok(ctx, geoi_decoder_open(ctx, cases[i].name, &d));
        assert_ok(
            ctx, geoi_decode(ctx, &d, cases[i].bytes, (int64_t)strlen(cases[i].bytes), &out, &cut));
        assert_false(cut);
        assert_int_equal(geoi_utf8_valid(out.bytes, out.length), true);
        assert_memory_equal(out.bytes, "\xE5\xAD", 2); /* simplified or traditional */
        geoi_decoder_close(&d);
        geoi_release(out.bytes);
    }
    geoi_decoder d;
    assert_status(ctx, geoi_decoder_open(ctx, "Klingon", &d), GEO_INVALID);
    assert_status(ctx, geoi_decoder_open(ctx, "GBK//IGNORE", &d), GEO_INVALID);
}

/* Each prefix of a text is either whole or cut inside its last character, in both encodings. */
static void a_text_cut_inside_a_character_says_so(void **state)
{
    geo_ctx *ctx = *state;
    static const char *const texts[2] = {"a\xE5\xAD\xA6\xF0\x9F\x98\x80\xC3\xA9",
                                         "a\xD1\xA7\xD4\xBA"};
    static const char *const names[2] = {"UTF-8", "GBK"};
    for (int e = 0; e < 2; e++) {
        geoi_decoder d;
        assert_ok(ctx, geoi_decoder_open(ctx, names[e], &d));
        for (int64_t n = 0; n <= (int64_t)strlen(texts[e]); n++) {
            geoi_text out = {0};
            bool cut;
            assert_ok(ctx, geoi_decode(ctx, &d, texts[e], n, &out, &cut));
            bool whole = e == 0 ? geoi_utf8_valid(texts[e], n) : n % 2 == 1 || n == 0;
            assert_int_equal(cut, !whole);
            assert_true(geoi_utf8_valid(out.bytes, out.length));
            geoi_release(out.bytes);
        }
        geoi_decoder_close(&d);
    }
}

static void bytes_that_an_encoding_does_not_have_are_an_error(void **state)
{
    geo_ctx *ctx = *state;
    static const char *const wrong[] = {"\xBB\xAA", "\xC0\x80", "\xED\xA0\x80", "\xFF", "\x80"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        geoi_decoder d;
        geoi_text out = {0};
        bool cut;
        assert_ok(ctx, geoi_decoder_open(ctx, "UTF-8", &d));
        assert_status(ctx, geoi_decode(ctx, &d, wrong[i], (int64_t)strlen(wrong[i]), &out, &cut),
                      GEO_DATA);
        geoi_decoder_close(&d);
        geoi_release(out.bytes);
    }
}

/* ---- Allocations ----------------------------------------------------------------------- */

static geo_status read_once(geo_ctx *ctx, void *data)
{
    geo_layer *layer;
    geo_status status = read_text(ctx, data, true, NULL, &layer);
    geo_layer_destroy(layer);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    char text[] = "lon,lat,name,n,flag\n1,2,\"a\"\"b\",1,true\n,,c,,\n3,4,,2,false\n";
    assert_true(assert_survives_allocation_failures(read_once, text) > 5);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(quotes_delimiters_and_line_ends_are_those_of_rfc_4180),
        TEST(semicolons_tabs_and_a_byte_order_mark_are_understood),
        TEST(blank_lines_are_passed_over),
        TEST(faults_name_their_line),
        TEST(coordinates_are_found_by_their_usual_names),
        TEST(coordinates_may_be_named),
        TEST(a_table_without_coordinates_says_what_it_has),
        TEST(rows_without_coordinates_have_no_geometry),
        TEST(a_column_has_the_narrowest_type_that_loses_nothing),
        TEST(a_table_keeps_every_cell_as_text),
        TEST(a_table_is_read_from_a_file_with_its_name_in_messages),
        TEST(any_table_that_was_quoted_comes_back),
        TEST(encodings_are_known_by_many_names),
        TEST(a_text_cut_inside_a_character_says_so),
        TEST(bytes_that_an_encoding_does_not_have_are_an_error),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
