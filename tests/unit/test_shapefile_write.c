/* SPDX-License-Identifier: MIT */
/* Shapefiles out; the reader, which is GDAL's, is the judge. */
#include "place.h"

#include <sys/stat.h>
#include <unistd.h>

static geo_layer *layer_from(place *p, const char *geojson)
{
    put_text(p, in_folder(p, 0, "in.geojson"), geojson);
    geo_layer *layer = read_layer(p, p->path[0]);
    assert_int_equal(unlink(p->path[0]), 0);
    return layer;
}

/* Through a Shapefile and back. */
static geo_layer *there_and_back(place *p, const char *geojson)
{
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    geo_layer *layer = layer_from(p, geojson);
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.shp"), layer, &o));
    geo_layer_destroy(layer);
    return read_layer(p, p->path[1]);
}

static void assert_text(const geo_layer *layer, int64_t column, int64_t row, const char *expected)
{
    geo_column c = geo_layer_column(layer, column);
    assert_int_equal(c.text_begin[row + 1] - c.text_begin[row], strlen(expected));
    assert_memory_equal(c.text + c.text_begin[row], expected, strlen(expected));
}

#define FEATURE(properties, geometry)                                                              \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}\n"
#define POINT "{\"type\":\"Point\",\"coordinates\":[116.31,39.98]}"

/* ---- Geometry --------------------------------------------------------------------------- */

static void assert_geometry_survives(place *p, const char *geometry)
{
    char text[1000];
    (void)snprintf(text, sizeof text, FEATURE("\"a\":1", "%s") FEATURE("\"a\":2", "null"),
                   geometry);
    put_text(p, in_folder(p, 0, "in.geojson"), text);
    convert(p, p->path[0], in_folder(p, 1, "one.geojson"));
    convert(p, p->path[0], in_folder(p, 2, "two.shp"));
    convert(p, p->path[2], in_folder(p, 0, "three.geojson"));
    assert_same_features(p->path[1], p->path[0]);
}

static void every_kind_of_geometry_survives(void **state)
{
    static const char *const kinds[] = {
        POINT,
        "{\"type\":\"Point\",\"coordinates\":[116.31,39.98,52.5]}",
        "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2],[3,4]]}",
        "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2,7],[3,4,8]]}",
        "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4],[5,4]]}",
        "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2,0],[3,4,1]],[[5,6,2],[7,8,3]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,0]],[[5,2],[6,3],[6,2],"
        "[5,2]]]}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0,1],[9,0,1],[9,9,2],[0,0,1]],[[5,2,1],"
        "[6,3,1],[6,2,1],[5,2,1]]],[[[20,20,1],[30,20,1],[30,30,1],[20,20,1]]]]}",
        "null"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_geometry_survives(*state, kinds[i]);
    }
}

/* The specification's order, whatever that of the layer was. */
static void outer_rings_go_clockwise_and_holes_the_other_way(void **state)
{
    place *p = *state;
    size_t n;
    double x[4];
    geo_layer *layer = there_and_back(
        p, FEATURE("\"a\":1", "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0,9],[9,9],[0,0]],"
                              "[[1,2],[2,5],[3,5],[1,2]]]}"));
    geo_layer_destroy(layer);
    unsigned char *shp = (unsigned char *)bytes_of(p->path[1], &n);
    assert_int_equal(n, 100 + 8 + 44 + 2 * 4 + 8 * 16);
    assert_int_equal(shp[108], 5);
    for (int k = 0; k < 4; k++) { /* the second positions of both rings */
        memcpy(&x[k], shp + 108 + 44 + 8 + 16 * (k < 2 ? 1 : 5) + 8 * (k % 2), sizeof x[k]);
    }
    assert_true(x[0] == 0.0 && x[1] == 9.0); /* up first: clockwise */
    assert_true(x[2] == 3.0 && x[3] == 5.0); /* right first: counter-clockwise */
    free(shp);
}

static void what_it_cannot_hold_is_refused(void **state)
{
    place *p = *state;
    static const char *const cases[][2] = {
        {FEATURE("", POINT) FEATURE("", "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}"),
         "one kind of geometry, and there are: Point, LineString"},
        {FEATURE("", "{\"type\":\"GeometryCollection\",\"geometries\":[" POINT "]}"),
         "there are: GeometryCollection"},
        {FEATURE("", "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4,5]]}"),
         "some positions have heights and others not"}};
    for (int k = 0; k < 3; k++) {
        geo_layer *layer = layer_from(p, cases[k][0]);
        assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.shp"), layer, NULL),
                      GEO_UNSUPPORTED);
        assert_message_has(p->ctx, cases[k][1]);
        assert_message_has(p->ctx, ".gpkg");
        assert_int_equal(entries(p->folder), 0);
        geo_layer_destroy(layer);
    }
}

/* ---- The table -------------------------------------------------------------------------- */

static void values_survive_as_far_as_the_table_holds_them(void **state)
{
    place *p = *state;
    geo_layer *layer = there_and_back(
        p,
        FEATURE("\"text\":\"学院路\",\"int\":-900719925474099312,\"real\":0.1,\"tiny\":-2.5e-300,"
                "\"whole\":2.0,\"flag\":true",
                POINT) FEATURE("\"text\":null,\"int\":null,\"real\":null,\"tiny\":null,"
                               "\"whole\":null,\"flag\":null",
                               POINT)
            FEATURE("\"text\":\"b\",\"int\":1,\"real\":-123.25,\"tiny\":1.7976931348623157e308,"
                    "\"whole\":3.0,\"flag\":false",
                    POINT));
    static const geo_column_type types[] = {GEO_TEXT, GEO_TEXT, GEO_REAL,
                                            GEO_REAL, GEO_REAL, GEO_INT};
    assert_int_equal(geo_layer_column_count(layer), 6);
    for (int64_t i = 0; i < 6; i++) {
        geo_column c = geo_layer_column(layer, i);
        assert_int_equal(c.type, types[i]);
        assert_true(geo_column_is_null(&c, 1));
    }
    assert_text(layer, 0, 0, "学院路");
    assert_text(layer, 1, 0, "-900719925474099312"); /* 19 places: no number, lest it be rounded */
    assert_true(geo_layer_column(layer, 2).reals[0] == 0.1);
    assert_true(geo_layer_column(layer, 2).reals[2] == -123.25);
    assert_true(geo_layer_column(layer, 3).reals[0] == -2.5e-300);
    assert_true(geo_layer_column(layer, 3).reals[2] == 1.7976931348623157e308);
    assert_true(geo_layer_column(layer, 4).reals[0] == 2.0);
    assert_int_equal(geo_layer_column(layer, 5).ints[0], 1);
    assert_non_null(strstr(p->notes, "\"int\" becomes text: it holds numbers of more than 18"));
    assert_non_null(strstr(p->notes, "\"flag\" becomes the numbers 1 and 0"));
    geo_layer_destroy(layer);
}

static void eighteen_places_are_exact(void **state)
{
    geo_layer *layer = there_and_back(*state, FEATURE("\"n\":123456789012345678", POINT));
    geo_column c = geo_layer_column(layer, 0);
    assert_int_equal(c.type, GEO_INT);
    assert_true(c.ints[0] == 123456789012345678);
    geo_layer_destroy(layer);
}

static void names_are_cut_to_ten_bytes_and_kept_apart(void **state)
{
    place *p = *state;
    geo_layer *layer =
        there_and_back(p, FEATURE("\"population_2020\":1,\"population_2021\":2,\"POPULATION\":3,"
                                  "\"人口密度\":4,\"short\":5",
                                  POINT));
    static const char *const names[] = {"population", "populati_2", "POPULATI_3", "人口密",
                                        "short"};
    for (int64_t i = 0; i < 5; i++) {
        geo_column c = geo_layer_column(layer, i);
        assert_string_equal(c.info.name, names[i]);
        assert_int_equal(c.ints[0], i + 1);
    }
    assert_non_null(strstr(p->notes, "\"population_2021\" is called \"populati_2\""));
    assert_null(strstr(p->notes, "\"short\""));
    geo_layer_destroy(layer);
}

static void texts_are_cut_between_characters_and_told(void **state)
{
    place *p = *state;
    char text[1200] = FEATURE("\"t\":\"\",\"j\":[1]", POINT) "{\"type\":\"Feature\",\"properties\":"
                                                             "{\"t\":\"a";
    for (int i = 0; i < 100; i++) {
        (void)strncat(text, "路", sizeof text - strlen(text) - 1);
    }
    (void)strncat(text, "\",\"j\":2},\"geometry\":null}", sizeof text - strlen(text) - 1);
    geo_layer *layer = there_and_back(p, text);
    geo_column t = geo_layer_column(layer, 0);
    assert_true(geo_column_is_null(&t, 0));
    assert_int_equal(t.text_begin[2] - t.text_begin[1], 1 + 3 * 84); /* 253 of 254 */
    assert_text(layer, 1, 0, "[1]");
    assert_non_null(strstr(p->notes, "1 text of the column \"t\" cut to 254 bytes"));
    assert_non_null(strstr(p->notes, "1 empty text will be read as null"));
    assert_non_null(strstr(p->notes, "\"j\" becomes text: it holds JSON"));
    geo_layer_destroy(layer);
}

static void dates_survive_and_times_become_text(void **state)
{
    place *p = *state;
    static const char *const days[] = {"2024-02-29", NULL};
    static const char *const moments[] = {"2024-05-01T08:30:00Z", NULL};
    static const geo_column_info info[2] = {{"day", NULL, NULL, NULL}, {"at", NULL, NULL, NULL}};
    double at[2] = {1, 2};
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", 2, at, at, &layer));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[0], GEO_DATETIME, days));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[1], GEO_DATETIME, moments));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.shp"), layer, NULL));
    geo_layer_destroy(layer);
    layer = read_layer(p, p->path[1]);
    assert_text(layer, 0, 0, "2024-02-29");
    assert_int_equal(geo_layer_column(layer, 0).type, GEO_DATETIME);
    geo_column day = geo_layer_column(layer, 0);
    assert_true(geo_column_is_null(&day, 1));
    assert_text(layer, 1, 0, "2024-05-01T08:30:00Z");
    assert_non_null(strstr(p->notes, "\"at\" becomes text: it holds times"));
    geo_layer_destroy(layer);
}

static void ids_are_a_column(void **state)
{
    geo_layer *layer = there_and_back(
        *state, "{\"type\":\"Feature\",\"id\":\"way/7\",\"properties\":{},\"geometry\":" POINT "}");
    assert_string_equal(geo_layer_column(layer, 0).info.name, "id");
    assert_text(layer, 0, 0, "way/7");
    geo_layer_destroy(layer);
}

static void a_layer_without_features_or_columns_is_a_shapefile(void **state)
{
    geo_layer *layer = there_and_back(*state, "{\"type\":\"FeatureCollection\",\"features\":[]}");
    assert_int_equal(geo_layer_count(layer), 0);
    geo_layer_destroy(layer);
    layer = there_and_back(*state, FEATURE("", POINT));
    assert_int_equal(geo_layer_count(layer), 1);
    geo_layer_destroy(layer);
}

static void too_many_columns_are_refused(void **state)
{
    place *p = *state;
    double at[1] = {1};
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", 1, at, at, &layer));
    for (int i = 0; i < 256; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "c%d", i);
        geo_column_info info = {name, NULL, NULL, NULL};
        assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &info, at, NULL));
    }
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.shp"), layer, NULL),
                  GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "at most 255 columns");
    assert_int_equal(entries(p->folder), 0);
    geo_layer_destroy(layer);
}

/* ---- Files ------------------------------------------------------------------------------ */

static void the_members_appear_together_or_not_at_all(void **state)
{
    place *p = *state;
    geo_write_options o = geo_write_options_default();
    geo_layer *layer = layer_from(p, FEATURE("\"population_density\":1", POINT));
    o.style = GEO_STYLE_CATEGORIES;
    o.style_field = "population_density";
    put_text(p, in_folder(p, 0, "a.dbf"), "somebody's");
    assert_status(p->ctx, geo_layer_write_check(p->ctx, in_folder(p, 1, "a.shp"), &o), GEO_IO);
    assert_status(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o), GEO_IO);
    assert_message_has(p->ctx, "a.shp: its .dbf: exists already");
    assert_int_equal(entries(p->folder), 1);
    put_text(p, in_folder(p, 2, "a.qix"), "an index of the old features");
    o.overwrite = 1;
    assert_ok(p->ctx, geo_layer_write_check(p->ctx, p->path[1], &o));
    assert_int_equal(entries(p->folder), 2);
    assert_ok(p->ctx, geo_layer_write(p->ctx, p->path[1], layer, &o));
    assert_int_equal(entries(p->folder), 6); /* without the old index */
    assert_int_not_equal(access(p->path[2], F_OK), 0);
    size_t n;
    char *bytes = bytes_of(in_folder(p, 0, "a.qml"), &n);
    assert_non_null(strstr(bytes, "attr=\"population\"")); /* as the table calls it */
    free(bytes);
    bytes = bytes_of(in_folder(p, 0, "a.cpg"), &n);
    assert_string_equal(bytes, "UTF-8");
    free(bytes);
    o = geo_write_options_default();
    o.format = GEO_FORMAT_SHAPEFILE;
    assert_status(p->ctx, geo_layer_write(p->ctx, "-", layer, &o), GEO_INVALID);
    assert_message_has(p->ctx, "a Shapefile is several files");
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "b.txt"), layer, &o),
                  GEO_INVALID);
    geo_layer_destroy(layer);
}

/* A member that appears at the last moment: what was named before is taken back. */
static int make_the_cpg(double fraction, const char *message, void *user)
{
    (void)fraction, (void)message;
    FILE *f = fopen(user, "w");
    fclose(f);
    return 1;
}

static void members_are_taken_back_when_one_cannot_be_named(void **state)
{
    place *p = *state;
    geo_ctx *ctx;
    geo_layer *layer = layer_from(p, FEATURE("\"a\":1", POINT));
    geo_ctx_options options = geo_ctx_options_default();
    char cpg[128];
    (void)snprintf(cpg, sizeof cpg, "%s", in_folder(p, 0, "a.cpg"));
    options.progress = make_the_cpg;
    options.progress_user = cpg;
    assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
    geo_status status = geo_layer_write(ctx, in_folder(p, 1, "a.shp"), layer, NULL);
    assert_int_equal(status, GEO_IO);
    assert_message_has(ctx, "exists already");
    assert_int_equal(entries(p->folder), 1);
    geo_ctx_destroy(ctx);
    geo_layer_destroy(layer);
}

static void equal_layers_give_equal_bytes(void **state)
{
    place *p = *state;
    static const char *const members[] = {"a.shp", "a.shx", "a.dbf"};
    char *first[3];
    size_t n[3], m;
    for (int k = 0; k < 2; k++) {
        geo_layer_destroy(there_and_back(p, FEATURE("\"a\":1.5,\"b\":\"x\"", POINT)));
        for (int i = 0; i < 3; i++) {
            char *bytes = bytes_of(in_folder(p, 2, members[i]), &m);
            if (k == 0) {
                first[i] = bytes;
                n[i] = m;
                continue;
            }
            assert_int_equal(m, n[i]);
            assert_memory_equal(bytes, first[i], m);
            free(bytes);
            free(first[i]);
        }
    }
}

typedef struct write_job {
    const char *path;
    const geo_layer *layer;
} write_job;

static geo_status write_once(geo_ctx *ctx, void *data)
{
    const write_job *job = data;
    geo_write_options o = geo_write_options_default();
    o.overwrite = 1;
    o.style = GEO_STYLE_SINGLE;
    return geo_layer_write(ctx, job->path, job->layer, &o);
}

static void survives_every_allocation_failure(void **state)
{
    place *p = *state;
    geo_layer *layer = layer_from(p, "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{\"a\":1,"
                                     "\"a_rather_long_name\":\"x\"},\"geometry\":" POINT "}");
    write_job job = {in_folder(p, 1, "a.shp"), layer};
    assert_true(assert_survives_allocation_failures(write_once, &job) > 10);
    assert_int_equal(entries(p->folder), 6);
    geo_layer_destroy(layer);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_geometry_survives),
        TEST(outer_rings_go_clockwise_and_holes_the_other_way),
        TEST(what_it_cannot_hold_is_refused),
        TEST(values_survive_as_far_as_the_table_holds_them),
        TEST(eighteen_places_are_exact),
        TEST(names_are_cut_to_ten_bytes_and_kept_apart),
        TEST(texts_are_cut_between_characters_and_told),
        TEST(dates_survive_and_times_become_text),
        TEST(ids_are_a_column),
        TEST(a_layer_without_features_or_columns_is_a_shapefile),
        TEST(too_many_columns_are_refused),
        TEST(the_members_appear_together_or_not_at_all),
        TEST(members_are_taken_back_when_one_cannot_be_named),
        TEST(equal_layers_give_equal_bytes),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
