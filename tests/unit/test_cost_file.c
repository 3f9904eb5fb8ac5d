/* SPDX-License-Identifier: MIT */
/* Tables of costs as files: what is written is what is read, in every form, and what is wrong with
 * a file is told where it is. */
#include "cost_sides.h"
#include "places.h"

#include <unistd.h>

/* ---- Round trips ----------------------------------------------------------------------- */

static void every_form_brings_every_cost_back(void **state)
{
    place *p = *state;
    for (int names = 0; names < 3; names++) {
        sides s = make_sides(p->ctx, SIDE, 40, names);
        for (int form = 0; form < FORMS; form++) {
            const char *path = in_folder(p, 0, form_files[form]);
            geo_costs *costs;
            int64_t expected = 0;
            for (int64_t i = 0; i < s.n * s.m; i++) {
                expected += isfinite(s.cost[i]) ? 1 : 0;
            }
            assert_int_equal(write_costs(p, &s, form, path), expected);
            assert_ok(p->ctx, geo_costs_read(p->ctx, path, GEO_COST_AUTO, &s.from, &s.to, &costs));
            assert_same_costs(p->ctx, costs, &s);
            assert_string_equal(geo_costs_unit(costs), "min");
            geo_costs_destroy(costs);
        }
        free_sides(&s);
    }
}

static void tables_without_pairs_or_sides_come_back(void **state)
{
    place *p = *state;
    const int64_t sizes[][2] = {{3, 0}, {4, 1}, {1, 1}};
    for (int k = 0; k < 3; k++) {
        sides s = make_sides(p->ctx, sizes[k][0], sizes[k][1], 1);
        for (int form = 0; form < FORMS; form++) {
            const char *path = in_folder(p, 0, form_files[form]);
            geo_costs *costs;
            (void)write_costs(p, &s, form, path);
            assert_ok(p->ctx, geo_costs_read(p->ctx, path, GEO_COST_AUTO, &s.from, &s.to, &costs));
            assert_same_costs(p->ctx, costs, &s);
            geo_costs_destroy(costs);
        }
        free_sides(&s);
    }
}

static void files_are_as_described(void **state)
{
    place *p = *state;
    sides s = make_sides(p->ctx, 2, 2, 2);
    const int64_t origin[] = {1, 0}, destination[] = {0, 1};
    const double cost[] = {0.125, 2.0};
    geo_costs_destroy(s.costs);
    assert_ok(p->ctx, geo_costs_create(p->ctx, 2, 2, 2, origin, destination, cost, "", &s.costs));
    const char *const expected[] = {
        "origin,destination,cost\r\n\"\"\"quoted\"\"\",\"a,b\",2\r\n\"a,b\",\"\"\"quoted\"\"\",0."
        "125\r\n",
        "cost,\"\"\"quoted\"\"\",\"a,b\"\r\n\"\"\"quoted\"\"\",,2\r\n\"a,b\",0.125,\r\n",
        "{\"type\":\"FeatureCollection\",\n\"features\":[\n"
        "{\"type\":\"Feature\",\"properties\":{\"origin\":\"\\\"quoted\\\"\",\"destination\":\"a,"
        "b\","
        "\"cost\":2},\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
        "[[116.3,39.9],[116.301,39.9]]}},\n"
        "{\"type\":\"Feature\",\"properties\":{\"origin\":\"a,b\",\"destination\":"
        "\"\\\"quoted\\\"\","
        "\"cost\":0.125},\"geometry\":{\"type\":\"LineString\",\"coordinates\":"
        "[[116.301,39.9],[116.3,39.9]]}}\n]}\n"};
    for (int form = 0; form < 3; form++) {
        const char *path = in_folder(p, 0, form_files[form]);
        size_t size;
        (void)write_costs(p, &s, form, path);
        char *text = bytes_of(path, &size);
        assert_string_equal(text, expected[form]);
        free(text);
    }
    free_sides(&s);
}

static void costs_are_rounded_when_asked(void **state)
{
    place *p = *state;
    const double x[] = {0.0, 1.0}, y[] = {0.0, 1.0};
    const geo_cost_names two = {.count = 2};
    geo_cost_write_options o = geo_cost_write_options_default();
    geo_shapes *shapes;
    geo_costs *costs;
    size_t size;
    const char *path = in_folder(p, 0, "t.csv");
    assert_ok(p->ctx, geo_shapes_create_points(p->ctx, 2, x, y, &shapes));
    assert_ok(p->ctx, geo_costs_measure(p->ctx, shapes, shapes, 5.0, 1, &costs));
    o.decimals = 3;
    assert_ok(p->ctx, geo_costs_write(p->ctx, path, costs, &two, &two, &o, NULL));
    char *text = bytes_of(path, &size);
    assert_string_equal(text, "origin,destination,cost_m\r\n1,2,1.414\r\n2,1,1.414\r\n");
    free(text);
    geo_costs_destroy(costs);
    geo_shapes_destroy(shapes);
}

/* ---- Reading what others wrote --------------------------------------------------------- */

static geo_status read_text(place *p, const char *text, geo_costs **out)
{
    const geo_cost_names two = {.count = 2};
    const char *path = in_folder(p, 0, "given");
    put_text(p, path, text);
    return geo_costs_read(p->ctx, path, GEO_COST_AUTO, &two, &two, out);
}

static void other_spellings_are_read(void **state)
{
    place *p = *state;
    static const char *const texts[] = {
        "\xEF\xBB\xBFto;note;from;cost_min\n2;x;1;3.5\n1;y;2;4\n", /* another order, a column more
                                                                    */
        "起点\t终点\tcost_min\n 1 \t2\t 3.5\n2\t1\t4\n", "cost_min,2,1\n2,,4\n1,3.5,\n",
        "[min],1,2\n1,,3.5\n2,4,\n",
        "{\"type\":\"Feature\",\"properties\":{\"cost_min\":4,\"to\":\"1\",\"from\":2},"
        "\"geometry\":null}\n{\"type\":\"Feature\",\"properties\":{\"from\":1,\"to\":2,"
        "\"cost_min\":3.5},\"geometry\":null}\n"};
    for (int i = 0; i < 5; i++) {
        sides s = {.n = 2, .m = 2, .cost = {(double)INFINITY, 3.5, 4.0, (double)INFINITY}};
        geo_costs *costs;
        assert_ok(p->ctx, read_text(p, texts[i], &costs));
        assert_same_costs(p->ctx, costs, &s);
        assert_string_equal(geo_costs_unit(costs), i == 3 ? "" : "min");
        geo_costs_destroy(costs);
    }
}

static void what_is_wrong_is_told_with_its_line(void **state)
{
    place *p = *state;
    static const char *const wrong[][2] = {
        {"", "is empty"},
        {"origin,destination,cost\n1,2,3\n1,3,4\n", "line 3: no destination is called \"3\""},
        {"origin,destination,cost\n0,2,3\n", "line 2: no origin is called \"0\""},
        {"origin,destination,cost\n1,2,3\n2,1,4\n1,2,5\n", "line 4: the pair of \"1\" and \"2\" is "
                                                           "on line 2 already"},
        {"origin,destination,cost\n1,2,-3\n", "line 2: the cost is -3"},
        {"origin,destination,cost\n1,2,nan\n", "line 2: the cost \"nan\" is no number"},
        {"origin,destination,cost\n1,2,1e999\n", "line 2: the cost is 1e999, but must be finite"},
        {"origin,destination,cost\n1,2,\n", "line 2: the cost is missing"},
        {"origin,destination,cost\n1,2,5 min\n", "the cost \"5 min\" is no number"},
        {"origin,destination,cost\n1,2\n", "line 2 has 2 fields"},
        {"origin,destination,minutes\n1,2,5\n", "does not name columns of costs"},
        {"origin,cost\n1,2\n", "does not name columns of destinations"},
        {"cost,1,2\n1,0,3\n1,,\n", "line 3: \"1\" has a row already, on line 2"},
        {"cost,1,1\n1,0,3\n", "columns 2 and 3 are both of \"1\""},
        {"cost,1,2\n1,0,x\n", "line 2: the cost \"x\" is no number"},
        {"1,2,5\n2,1,6\n", "no destination is called \"5\""},
        {"{\"type\":\"Feature\",\"properties\":{\"origin\":1,\"destination\":9,\"cost\":1},"
         "\"geometry\":null}",
         "feature 1: no destination is called \"9\""},
        {"{\"type\":\"Feature\",\"properties\":{\"origin\":1,\"cost\":1},\"geometry\":null}",
         "no property \"destination\""},
        {"{\"type\":\"Feature\",\"properties\":{\"origin\":1,\"destination\":2},"
         "\"geometry\":null}",
         "no property \"cost\""},
        {"GEOCOST1 and no more", "is damaged or cut off"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        geo_costs *costs;
        assert_status(p->ctx, read_text(p, wrong[i][0], &costs), GEO_DATA);
        assert_null(costs);
        assert_message_has(p->ctx, wrong[i][1]);
        assert_message_has(p->ctx, "given: ");
    }
}

static void names_that_tell_nothing_are_refused(void **state)
{
    place *p = *state;
    const double at[] = {0.0, 0.0, 0.0};
    const char *const twice[] = {"a", "b", "a"}, *const missing[] = {"a", NULL, "c"};
    const geo_column_info info[] = {
        {"twice", NULL, NULL, NULL}, {"missing", NULL, NULL, NULL}, {"real", NULL, NULL, NULL}};
    const char *const part[] = {"features 1 and 3 are both called \"a\"", "feature 2 has no name",
                                "are of type real"};
    geo_layer *layer;
    geo_costs *costs;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "x", 3, at, at, &layer));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[0], GEO_TEXT, twice));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[1], GEO_TEXT, missing));
    assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &info[2], at, NULL));
    put_text(p, in_folder(p, 0, "t.csv"), "origin,destination,cost\n");
    for (int i = 0; i < 3; i++) {
        const geo_cost_names names = {3, geo_layer_column(layer, i)}, three = {.count = 3};
        geo_status expected = i < 2 ? GEO_DATA : GEO_INVALID;
        assert_status(p->ctx,
                      geo_costs_read(p->ctx, p->path[0], GEO_COST_AUTO, &three, &names, &costs),
                      expected);
        assert_message_has(p->ctx, part[i]);
        assert_message_has(p->ctx, "destination");
    }
    const geo_cost_names few = {2, geo_layer_column(layer, 0)};
    assert_status(p->ctx, geo_costs_read(p->ctx, p->path[0], GEO_COST_AUTO, &few, &few, &costs),
                  GEO_INVALID);
    geo_layer_destroy(layer);
}

/* ---- The binary form ------------------------------------------------------------------- */

static geo_status read_bytes(place *p, const sides *s, const char *bytes, size_t size,
                             geo_costs **out)
{
    const char *path = in_folder(p, 1, "part.geocost");
    FILE *file = fopen(path, "wb"); /* quicker than a file that must reach the disk */
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return geo_costs_read(p->ctx, path, GEO_COST_BINARY, &s->from, &s->to, out);
}

static void a_binary_table_that_is_not_whole_is_refused(void **state)
{
    place *p = *state;
    sides s = make_sides(p->ctx, 5, 4, 2);
    geo_costs *costs;
    size_t size;
    (void)write_costs(p, &s, 4, in_folder(p, 0, "t.geocost"));
    char *bytes = bytes_of(p->path[0], &size);
    for (size_t i = 0; i < size; i += 3) { /* cut off, or with a bit turned */
        assert_status(p->ctx, read_bytes(p, &s, bytes, i, &costs), GEO_DATA);
        bytes[i] = (char)(bytes[i] ^ 0x10);
        assert_status(p->ctx, read_bytes(p, &s, bytes, size, &costs), GEO_DATA);
        assert_null(costs);
        bytes[i] = (char)(bytes[i] ^ 0x10);
    }
    assert_ok(p->ctx, read_bytes(p, &s, bytes, size, &costs));
    geo_costs_destroy(costs);
    free(bytes);
    free_sides(&s);
}

/* Names follow their features when a layer is in another order, and a layer may have more. */
static void a_binary_table_follows_names(void **state)
{
    place *p = *state;
    sides s = make_sides(p->ctx, 9, 6, 2), other = s;
    const int64_t rows[] = {8, 3, 0, 1, 5, 4, 2, 7, 6};
    geo_layer *turned;
    geo_costs *costs;
    (void)write_costs(p, &s, 4, in_folder(p, 0, "t.geocost"));
    assert_ok(p->ctx, geo_layer_select(p->ctx, s.origins, rows, 9, &turned));
    other.from.column = geo_layer_column(turned, 0);
    for (int64_t i = 0; i < 9 * 6; i++) {
        other.cost[i] = s.cost[rows[i / 6] * 6 + i % 6];
    }
    assert_ok(p->ctx,
              geo_costs_read(p->ctx, p->path[0], GEO_COST_AUTO, &other.from, &other.to, &costs));
    assert_same_costs(p->ctx, costs, &other);
    geo_costs_destroy(costs);
    other.from.count = 8; /* one of the names is not in the layer */
    other.from.column.n = 8;
    assert_status(p->ctx,
                  geo_costs_read(p->ctx, p->path[0], GEO_COST_AUTO, &other.from, &other.to, &costs),
                  GEO_DATA);
    assert_message_has(p->ctx, "no origin is called \"line\\x0a\"");
    geo_layer_destroy(turned);
    free_sides(&s);
    s = make_sides(p->ctx, 9, 6, 0); /* without names there must be as many */
    (void)write_costs(p, &s, 4, p->path[0]);
    s.to.count = 7;
    assert_status(p->ctx, geo_costs_read(p->ctx, p->path[0], GEO_COST_AUTO, &s.from, &s.to, &costs),
                  GEO_DATA);
    assert_message_has(p->ctx, "6 destinations without names, but there are 7");
    free_sides(&s);
}

/* ---- Promises of all ------------------------------------------------------------------- */

static void writing_refuses_what_cannot_be(void **state)
{
    place *p = *state;
    sides s = make_sides(p->ctx, 3, 3, 0);
    geo_cost_write_options o = geo_cost_write_options_default();
    const geo_cost_names four = {.count = 4};
    const char *path = in_folder(p, 0, "t.csv");
    assert_status(p->ctx, geo_costs_write(p->ctx, path, s.costs, &four, &s.to, &o, NULL),
                  GEO_INVALID);
    assert_message_has(p->ctx, "3 origins and 3 destinations");
    assert_int_equal(entries(p->folder), 0);
    put_text(p, path, "mine");
    assert_status(p->ctx, geo_costs_write_check(p->ctx, path, &o), GEO_IO);
    assert_status(p->ctx, geo_costs_write(p->ctx, path, s.costs, &s.from, &s.to, &o, NULL), GEO_IO);
    assert_status(p->ctx, geo_costs_write_check(p->ctx, in_folder(p, 1, "t.gpkg"), &o),
                  GEO_INVALID);
    o.format = GEO_COST_BINARY;
    assert_status(p->ctx, geo_costs_write_check(p->ctx, in_folder(p, 1, "u.csv"), &o), GEO_INVALID);
    assert_message_has(p->ctx, "another form");
    o.format = GEO_COST_LINES;
    assert_status(
        p->ctx,
        geo_costs_write(p->ctx, in_folder(p, 1, "t.geojson"), s.costs, &s.from, &s.to, &o, NULL),
        GEO_INVALID);
    assert_message_has(p->ctx, "lines need the layer of the origins");
    o.decimals = 16;
    assert_status(p->ctx, geo_costs_write_check(p->ctx, p->path[1], &o), GEO_INVALID);
    assert_int_equal(entries(p->folder), 1);
    free_sides(&s);
}

/* Enough rows for several batches. */
static void write_many(geo_ctx *ctx, void *result)
{
    enum { MANY = 3000 };
    static double x[MANY], y[MANY];
    const geo_cost_names names = {.count = MANY};
    char path[] = "/tmp/geo-cost-XXXXXX";
    geo_cost_write_options o = geo_cost_write_options_default();
    geo_shapes *shapes;
    geo_costs *costs;
    size_t size;
    int64_t pairs;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    fill_places(1, MANY, 5, x, y);
    assert_ok(ctx, geo_shapes_create_points(ctx, MANY, x, y, &shapes));
    assert_ok(ctx, geo_costs_measure(ctx, shapes, shapes, 15.0, 1, &costs));
    o.format = GEO_COST_BINARY;
    o.overwrite = 1;
    assert_ok(ctx, geo_costs_write(ctx, path, costs, &names, &names, &o, &pairs));
    char *bytes = bytes_of(path, &size);
    assert_true(pairs > 20 * MANY && size > 32);
    memcpy(result, bytes + size - 32, 32); /* the digest of all the rest */
    free(bytes);
    geo_costs_destroy(costs);
    geo_shapes_destroy(shapes);
    (void)remove(path);
    (void)close(fd);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    char digest[32];
    (void)state;
    assert_same_on_any_threads(write_many, digest, sizeof digest);
}

typedef struct run {
    sides s;
    char path[5][160];
} run;

static geo_status run_all(geo_ctx *ctx, void *data)
{
    const run *r = data;
    geo_status status = GEO_OK;
    static const int some[] = {1, 3, 4};
    for (int i = 0; i < 3 && status == GEO_OK; i++) {
        int form = some[i];
        geo_cost_write_options o = geo_cost_write_options_default();
        geo_costs *costs = NULL;
        o.format = cost_forms[form];
        o.overwrite = 1;
        o.origins = r->s.origins;
        o.destinations = r->s.destinations;
        status = geo_costs_write(ctx, r->path[form], r->s.costs, &r->s.from, &r->s.to, &o, NULL);
        if (status == GEO_OK) {
            status =
                geo_costs_read(ctx, r->path[form], GEO_COST_AUTO, &r->s.from, &r->s.to, &costs);
        }
        geo_costs_destroy(costs);
    }
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    place *p = *state;
    static run r;
    r.s = make_sides(p->ctx, 4, 3, 2);
    for (int form = 0; form < FORMS; form++) {
        (void)snprintf(r.path[form], sizeof r.path[form], "%s/%s", p->folder, form_files[form]);
    }
    assert_true(assert_survives_allocation_failures(run_all, &r) > 100);
    free_sides(&r.s);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(every_form_brings_every_cost_back),
        TEST(tables_without_pairs_or_sides_come_back),
        TEST(files_are_as_described),
        TEST(costs_are_rounded_when_asked),
        TEST(other_spellings_are_read),
        TEST(what_is_wrong_is_told_with_its_line),
        TEST(names_that_tell_nothing_are_refused),
        TEST(a_binary_table_that_is_not_whole_is_refused),
        TEST(a_binary_table_follows_names),
        TEST(writing_refuses_what_cannot_be),
        TEST(any_number_of_threads_gives_the_same),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
