/* SPDX-License-Identifier: MIT */
/* CSV out, and back through the reader. */
#include "place.h"

static void assert_written(place *p, const char *geojson, const geo_write_options *o,
                           const char *expected)
{
    size_t n;
    geo_write_options mine = o != NULL ? *o : geo_write_options_default();
    mine.overwrite = 1;
    put_text(p, in_folder(p, 0, "in.geojson"), geojson);
    geo_layer *layer = read_layer(p, p->path[0]);
    assert_ok(p->ctx, geo_layer_write(p->ctx, in_folder(p, 1, "out.csv"), layer, &mine));
    char *text = bytes_of(p->path[1], &n);
    assert_string_equal(text, expected);
    free(text);
    geo_layer_destroy(layer);
}

#define FEATURE(properties, geometry)                                                              \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define POINT(x, y) "{\"type\":\"Point\",\"coordinates\":[" #x "," #y "]}"

static void points_are_columns_of_longitude_and_latitude(void **state)
{
    assert_written(
        *state,
        FEATURE("\"n\":1,\"r\":2.0,\"t\":\"a\",\"b\":true", POINT(116.31, 39.98)) "\n" FEATURE(
            "\"n\":null,\"r\":null,\"t\":\"\",\"b\":null", "null"),
        NULL, "lon,lat,n,r,t,b\r\n116.31,39.98,1,2.0,a,true\r\n,,,,\"\",\r\n");
}

static void quotes_are_put_where_rfc_4180_asks(void **state)
{
    assert_written(*state,
                   FEATURE("\"a,b\":\"x,y\",\"c\":\"say \\\"hi\\\"\",\"d\":\"two\\nlines\",\"e\":"
                           "\" blank\",\"f\":\"f;g\",\"g\":{\"k\":[1,null]}",
                           POINT(1, 2)),
                   NULL,
                   "lon,lat,\"a,b\",c,d,e,f,g\r\n1,2,\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\",\" "
                   "blank\",f;g,\"{\"\"k\"\":[1,null]}\"\r\n");
}

static void other_geometry_is_well_known_text(void **state)
{
    place *p = *state;
    assert_written(p,
                   FEATURE("", POINT(1, 2)) "\n" FEATURE("", "null") "\n" FEATURE(
                       "", "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}"),
                   NULL, "geometry\r\nPOINT (1 2)\r\n\"\"\r\n\"LINESTRING (1 2,3 4)\"\r\n");
    geo_layer *layer = read_layer(p, p->path[1]);
    assert_int_equal(geo_layer_count(layer), 3);
    assert_int_equal(geo_layer_geometry(layer)->type[1], GEO_NONE);
    geo_layer_destroy(layer);
    assert_written(p, FEATURE("", "{\"type\":\"Point\",\"coordinates\":[1,2,5.5]}"), NULL,
                   "geometry\r\nPOINT Z (1 2 5.5)\r\n");
}

static void columns_called_as_the_coordinates_are_renamed(void **state)
{
    place *p = *state;
    assert_written(p, FEATURE("\"Lon\":7,\"lon_2\":8,\"geometry\":9", POINT(1, 2)), NULL,
                   "lon,lat,Lon_2,lon_2,geometry\r\n1,2,7,8,9\r\n");
    assert_non_null(strstr(p->notes, "\"Lon\" is called \"Lon_2\" in the CSV"));
    geo_layer *layer = read_layer(p, p->path[1]);
    assert_true(geo_layer_geometry(layer)->x[0] == 1.0);
    geo_layer_destroy(layer);
    /* a layer of areas may well have the places of their centres */
    assert_written(p,
                   FEATURE("\"lon\":7,\"lat\":8,\"geometry\":9",
                           "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}"),
                   NULL, "geometry,lon,lat,geometry_2\r\n\"LINESTRING (1 2,3 4)\",7,8,9\r\n");
    layer = read_layer(p, p->path[1]);
    assert_int_equal(geo_layer_geometry(layer)->coord_count, 2);
    assert_int_equal(geo_layer_column_count(layer), 3);
    geo_layer_destroy(layer);
}

static void ids_are_a_column_of_what_they_are(void **state)
{
    place *p = *state;
    assert_written(p,
                   "{\"type\":\"Feature\",\"id\":\"way/7 \\\"x\\\"\",\"properties\":{\"id\":1},"
                   "\"geometry\":null}\n{\"type\":\"Feature\",\"id\":5,\"properties\":{\"id\":2},"
                   "\"geometry\":null}",
                   NULL, "feature_id,id\r\n\"way/7 \"\"x\"\"\",1\r\n5,2\r\n");
    assert_non_null(strstr(p->notes, "ids of features are kept in the column \"feature_id\""));
    assert_written(p, "{\"type\":\"Feature\",\"id\":5,\"properties\":{},\"geometry\":null}", NULL,
                   "id\r\n5\r\n");
}

/* CWE-1236 */
static void formulas_are_told_and_escaped_on_request(void **state)
{
    place *p = *state;
    static const char text[] = FEATURE("\"a\":\"=1+1\",\"b\":\"+86 10\",\"c\":\"-5\",\"d\":-5,"
                                       "\"e\":\"@x\",\"f\":\"\\tx\",\"g\":\"x=1\",\"h\":\"-\"",
                                       POINT(1, 2));
    assert_written(p, text, NULL,
                   "lon,lat,a,b,c,d,e,f,g,h\r\n1,2,=1+1,+86 10,-5,-5,@x,\"\tx\",x=1,-\r\n");
    assert_non_null(strstr(p->notes, "5 cells begin with = + - @"));
    assert_non_null(strstr(p->notes, "--escape-formulas"));
    geo_write_options o = geo_write_options_default();
    o.escape_formulas = 1;
    assert_written(p, text, &o,
                   "lon,lat,a,b,c,d,e,f,g,h\r\n1,2,'=1+1,'+86 10,-5,-5,'@x,\"'\tx\",x=1,'-\r\n");
    assert_non_null(strstr(p->notes, "5 cells that spreadsheets would run as formulas"));
}

static void the_same_features_come_back(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "in.geojson"), common_types_text);
    convert(p, p->path[0], in_folder(p, 1, "one.geojson"));
    convert(p, p->path[0], in_folder(p, 2, "two.csv"));
    convert(p, p->path[2], in_folder(p, 0, "three.geojson"));
    assert_same_features(p->path[1], p->path[0]);
}

static void an_empty_text_is_told_from_null(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "a.csv"), "lon,lat,t,n\n1,2,\"\",\"\"\n1,2,,3\n1,2,x,\n");
    geo_layer *layer = read_layer(p, p->path[0]);
    geo_column t = geo_layer_column(layer, 0), n = geo_layer_column(layer, 1);
    assert_false(geo_column_is_null(&t, 0));
    assert_true(geo_column_is_null(&t, 1));
    assert_int_equal(n.type, GEO_INT); /* a number cannot be an empty text */
    assert_true(geo_column_is_null(&n, 0));
    geo_layer_destroy(layer);
    assert_ok(p->ctx, geo_table_read(p->ctx, p->path[0], &layer));
    t = geo_layer_column(layer, 2);
    assert_true(geo_column_is_null(&t, 0)); /* in a table, empty is null */
    geo_layer_destroy(layer);
}

static void a_column_is_well_known_text_only_if_it_looks_like_it(void **state)
{
    place *p = *state;
    geo_layer *layer;
    put_text(p, in_folder(p, 0, "a.csv"), "lon,lat,geometry\n1,2,\n1,2,none\n");
    layer = read_layer(p, p->path[0]);
    assert_int_equal(geo_layer_column_count(layer), 1);
    geo_layer_destroy(layer);
    put_text(p, p->path[0], "id;WKT\n1;\n2;POINT(1 2)\n3;\"LINESTRING(1 2,3 4)\"\n");
    layer = read_layer(p, p->path[0]);
    assert_int_equal(geo_layer_geometry(layer)->type[2], GEO_LINESTRING);
    geo_layer_destroy(layer);
    put_text(p, p->path[0], "id,wkt\n1,POINT(1 2)\n2,POINT(1 2\n");
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], NULL, &layer), GEO_DATA);
    assert_message_has(p->ctx, "line 3: WKT ends where \")\" was expected");
    geo_read_options o = geo_read_options_default();
    o.x_field = o.y_field = "id";
    assert_status(p->ctx, geo_layer_read(p->ctx, p->path[0], &o, &layer), GEO_INVALID);
}

static void write_many(geo_ctx *ctx, const char *path)
{
    enum { N = 40000 };
    static double lon[N], lat[N], v[N];
    geo_layer *layer;
    geo_column_info info = {"v", NULL, NULL, NULL};
    geo_write_options o = geo_write_options_default();
    for (int i = 0; i < N; i++) {
        lon[i] = 116.0 + i * 1e-5;
        lat[i] = 40.0 - i * 1e-5;
        v[i] = i / 7.0;
    }
    o.overwrite = 1;
    assert_ok(ctx, geo_layer_create_points(ctx, "a", N, lon, lat, &layer));
    assert_ok(ctx, geo_layer_add_reals(ctx, layer, &info, v, NULL));
    assert_ok(ctx, geo_layer_write(ctx, path, layer, &o));
    geo_layer_destroy(layer);
}

static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    assert_same_file_on_any_threads(write_many, in_folder(*state, 0, "a.csv"));
}

static void survives_every_allocation_failure(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "a.csv"),
             "id,t,geometry\nx,\"a\"\"b\",POINT(1 2)\ny,,\"LINESTRING Z (1 2 3,4 5 6)\"\n");
    copy_job job = {p->path[0], in_folder(p, 1, "b.csv"), geo_write_options_default()};
    job.options.overwrite = 1;
    assert_true(assert_survives_allocation_failures(copy_once, &job) > 20);
    assert_int_equal(entries(p->folder), 2);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_place, free_place)
    const struct CMUnitTest tests[] = {
        TEST(points_are_columns_of_longitude_and_latitude),
        TEST(quotes_are_put_where_rfc_4180_asks),
        TEST(other_geometry_is_well_known_text),
        TEST(columns_called_as_the_coordinates_are_renamed),
        TEST(ids_are_a_column_of_what_they_are),
        TEST(formulas_are_told_and_escaped_on_request),
        TEST(the_same_features_come_back),
        TEST(an_empty_text_is_told_from_null),
        TEST(a_column_is_well_known_text_only_if_it_looks_like_it),
        TEST(any_number_of_threads_gives_the_same_bytes),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
