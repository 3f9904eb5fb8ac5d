/* SPDX-License-Identifier: MIT */
/* Layers written in one format and read back. */
#define _GNU_SOURCE /* memmem */ /* NOLINT(bugprone-reserved-identifier,cert-dcl37-c) */
#include "place.h"

#include "io/iso_time.h"

static void every_type_survives_geopackage(void **state)
{
    place *p = *state;
    const char *source = in_folder(p, 0, "in.geojson");
    put_text(p, source, all_types_text);
    convert(p, source, in_folder(p, 1, "one.geojson"));
    convert(p, source, in_folder(p, 2, "two.gpkg"));
    convert(p, p->path[2], in_folder(p, 0, "three.geojson"));
    assert_same_features(p->path[1], p->path[0]);
}

static void every_type_survives_flatgeobuf(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"), common_types_text);
    convert(p, p->path[0], in_folder(p, 1, "one.geojson"));
    convert(p, p->path[0], in_folder(p, 2, "two.fgb"));
    convert(p, p->path[2], in_folder(p, 0, "three.geojson"));
    assert_same_features(p->path[1], p->path[0]);
}

/* With NaN for the heights that are missing GDAL would misread rings. */
static void flatgeobuf_refuses_heights_of_some_positions_only(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"),
             "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\","
             "\"coordinates\":[[1,2],[1,3,5]]}}");
    geo_layer *layer = read_layer(p, p->path[0]);
    assert_status(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "a.fgb"), layer, NULL),
                  GEO_UNSUPPORTED);
    assert_message_has(p->ctx, "a.fgb: some positions have heights and others not");
    assert_int_equal(entries(p->folder), 1);
    geo_layer_destroy(layer);
}

/* With its index a FlatGeobuf is in the index's order: all are there, and each once. */
static void flatgeobuf_has_an_index_on_request(void **state)
{
    place *p = *state;
    enum { N = 300 };
    double lon[N], lat[N];
    int64_t id[N];
    bool seen[N] = {false};
    size_t size[2];
    geo_layer *layer;
    geo_column_info info = {"n", NULL, NULL, NULL};
    geo_write_options o = geo_write_options_default();
    for (int64_t i = 0; i < N; i++) {
        lon[i] = (double)(i * 7919 % N) / 10.0;
        lat[i] = (double)(i * 104729 % N) / 10.0;
        id[i] = i;
    }
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", N, lon, lat, &layer));
    assert_ok(p->ctx, geo_layer_add_ints(p->ctx, layer, &info, id, NULL));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.fgb"), layer, &o));
    o.index = 1;
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "b.fgb"), layer, &o));
    geo_layer_destroy(layer);
    free(bytes_of(p->path[0], &size[0]));
    free(bytes_of(p->path[1], &size[1]));
    assert_true(size[1] > size[0] + (size_t)N * 40); /* a node of the tree has 40 bytes */
    layer = read_layer(p, p->path[1]);
    const geo_geometry *g = geo_layer_geometry(layer);
    geo_column n = geo_layer_column(layer, 0);
    assert_int_equal(g->n, N);
    for (int64_t i = 0; i < N; i++) {
        int64_t k = n.ints[i];
        assert_false(seen[k]);
        seen[k] = true;
        assert_true(g->x[i] == lon[k] && g->y[i] == lat[k]);
    }
    geo_layer_destroy(layer);
}

static void a_layer_without_features_is_a_file_like_any_other(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb", "a.geojson"};
    put_text(p, in_folder(p, 0, "in.geojson"), "{\"type\":\"FeatureCollection\",\"features\":[]}");
    for (int f = 0; f < 3; f++) {
        convert(p, p->path[0], in_folder(p, 1, names[f]));
        geo_layer *layer = read_layer(p, p->path[1]);
        assert_int_equal(geo_layer_count(layer), 0);
        geo_layer_destroy(layer);
    }
}

static void ids_that_are_no_keys_become_a_column(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"),
             "{\"type\":\"Feature\",\"id\":\"way/7\",\"properties\":{\"a\":1},\"geometry\":null}");
    convert(p, p->path[0], in_folder(p, 1, "out.gpkg"));
    geo_layer *layer = read_layer(p, p->path[1]);
    geo_column id = geo_layer_column(layer, 0);
    assert_string_equal(id.info.name, "id");
    assert_memory_equal(id.text, "\"way/7\"", 7);
    assert_non_null(strstr(p->notes, "ids of features are kept in the column \"id\""));
    geo_layer_destroy(layer);
}

static void times_come_back_as_they_were(void **state)
{
    place *p = *state;
    static const char *const days[] = {"2024-02-29", NULL, "1949-10-01"};
    static const char *const moments[] = {"2024-05-01T08:30:00+08:00", "2024-05-01T08:30:00.250Z",
                                          NULL};
    static const char *const others[] = {"2024", "08:30", "spring"};
    static const geo_column_info info[3] = {
        {"day", NULL, NULL, NULL}, {"moment", NULL, NULL, NULL}, {"other", NULL, NULL, NULL}};
    static const char *const files[] = {"a.gpkg", "a.fgb"};
    double lon[3] = {1, 2, 3}, lat[3] = {1, 2, 3};
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "times", 3, lon, lat, &layer));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[0], GEO_DATETIME, days));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[1], GEO_DATETIME, moments));
    assert_ok(p->ctx, geo_layer_add_texts(p->ctx, layer, &info[2], GEO_DATETIME, others));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.geojson"), layer, NULL));
    for (int f = 0; f < 2; f++) {
        assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, files[f]), layer, NULL));
        geo_layer *again = read_layer(p, p->path[1]);
        for (int c = 0; c < 3; c++) {
            geo_column a = geo_layer_column(layer, c), b = geo_layer_column(again, c);
            for (int64_t i = 0; i < 3; i++) {
                assert_int_equal(geo_column_is_null(&a, i), geo_column_is_null(&b, i));
            }
            assert_memory_equal(a.text_begin, b.text_begin, 4 * sizeof(int64_t));
            assert_memory_equal(a.text, b.text, (size_t)a.text_begin[3]);
            assert_true(b.type == GEO_DATETIME || c == 2 || (c == 0 && f == 1));
        }
        geo_layer_destroy(again);
    }
    geo_layer_destroy(layer);
}

static void only_exact_times_are_parsed(void **state)
{
    (void)state;
    static const char *const right[] = {"2024-02-29", "23:59:59", "2024-01-01T00:00:00",
                                        "2024-01-01T00:00:00Z", "1900-12-31T12:00:00.001-03:30"};
    static const char *const wrong[] = {"2023-02-29",
                                        "2024-13-01",
                                        "24:00:00",
                                        "2024-1-1",
                                        "",
                                        "2024-01-01T00:00:00.5Z",
                                        "2024-01-01 00:00:00",
                                        "2024-01-01T00:00:00+08:07",
                                        "2024-01-01T00:00:00+00:00",
                                        "2024-01-01T",
                                        "1:00:00"};
    geoi_iso_time t;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_true(geoi_iso_time_parse(right[i], (int64_t)strlen(right[i]), &t));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_false(geoi_iso_time_parse(wrong[i], (int64_t)strlen(wrong[i]), &t));
    }
}

static void columns_that_sql_cannot_tell_apart_are_renamed(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"),
             "{\"type\":\"Feature\",\"properties\":{\"Name\":1,\"name\":2,\"fid\":3,\"GEOM\":4},"
             "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}");
    convert(p, p->path[0], in_folder(p, 1, "out.gpkg"));
    geo_layer *layer = read_layer(p, p->path[1]);
    static const char *const names[] = {"Name", "name_2", "fid", "GEOM"};
    assert_int_equal(geo_layer_column_count(layer), 4);
    for (int64_t i = 0; i < 4; i++) {
        geo_column c = geo_layer_column(layer, i);
        assert_string_equal(c.info.name, names[i]);
        assert_int_equal(c.ints[0], i + 1);
    }
    assert_non_null(strstr(p->notes, "\"name\" is called \"name_2\""));
    geo_layer_destroy(layer);
}

/* As the GeoPackage schema extension keeps them; GDAL reads them back from 3.7 on. */
static void titles_are_kept_in_a_geopackage(void **state)
{
    place *p = *state;
    size_t n;
    double at[1] = {1}, value[1] = {2};
    geo_column_info info = {"near_m", "Distance to O'Hare", "距离", "m"};
    geo_layer *layer;
    assert_ok(p->ctx, geo_layer_create_points(p->ctx, "a", 1, at, at, &layer));
    assert_ok(p->ctx, geo_layer_add_reals(p->ctx, layer, &info, value, NULL));
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 0, "a.gpkg"), layer, NULL));
    geo_layer_destroy(layer);
    char *bytes = bytes_of(p->path[0], &n);
    assert_non_null(memmem(bytes, n, "near_mDistance to O'Hare (距离, m)", 34));
    free(bytes);
    layer = read_layer(p, p->path[0]);
    assert_true(geo_layer_column(layer, 0).reals[0] == 2.0);
    geo_layer_destroy(layer);
}

static void equal_layers_give_equal_bytes(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.gpkg", "a.fgb", "a.geojson"};
    put_text(p, in_folder(p, 0, "in.geojson"), common_types_text);
    geo_write_options o = geo_write_options_default();
    o.run = "{\"tool\":\"test\"}";
    o.overwrite = 1;
    for (int f = 0; f < 3; f++) {
        size_t n[2];
        char *bytes[2];
        for (int k = 0; k < 2; k++) {
            geo_layer *layer = read_layer(p, p->path[0]);
            assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, names[f]), layer, &o));
            geo_layer_destroy(layer);
            bytes[k] = bytes_of(p->path[1], &n[k]);
        }
        assert_int_equal(n[0], n[1]);
        assert_memory_equal(bytes[0], bytes[1], n[0]);
        assert_non_null(f == 1 ? bytes[0] : memmem(bytes[0], n[0], "{\"tool\":\"test\"}", 15));
        free(bytes[0]);
        free(bytes[1]);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(every_type_survives_geopackage),
        TEST(every_type_survives_flatgeobuf),
        TEST(flatgeobuf_refuses_heights_of_some_positions_only),
        TEST(flatgeobuf_has_an_index_on_request),
        TEST(a_layer_without_features_is_a_file_like_any_other),
        TEST(ids_that_are_no_keys_become_a_column),
        TEST(times_come_back_as_they_were),
        TEST(only_exact_times_are_parsed),
        TEST(columns_that_sql_cannot_tell_apart_are_renamed),
        TEST(titles_are_kept_in_a_geopackage),
        TEST(equal_layers_give_equal_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
