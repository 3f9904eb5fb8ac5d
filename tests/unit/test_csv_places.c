/* SPDX-License-Identifier: MIT */
/* Which columns of a CSV file are the coordinates, and in which system, by their names. */
#include "place.h"

static geo_status read_text(place *p, const char *text, const geo_read_options *o,
                            geo_layer **layer)
{
    return read_text_as(p, "places.csv", text, o, layer);
}

/* The one row is read in `crs`, and there are `columns` beside its place. */
static void assert_read(place *p, const char *text, const char *crs, int columns)
{
    geo_layer *layer;
    assert_ok(p->ctx, read_text(p, text, NULL, &layer));
    assert_string_equal(geo_layer_source_crs(layer), crs);
    assert_int_equal(geo_layer_column_count(layer), columns);
    const geo_geometry *g = geo_layer_geometry(layer);
    assert_int_equal(g->type[0], GEO_POINT);
    bool moved = fabs(g->x[0] - 116.32) > 1e-3;
    assert_int_equal(moved, strncmp(crs, "OGC", 3) != 0 && strncmp(crs, "EPSG", 4) != 0);
    geo_layer_destroy(layer);
}

static void assert_refused(place *p, const char *text, const char *message, const char *hint)
{
    geo_layer *layer;
    assert_status(p->ctx, read_text(p, text, NULL, &layer), GEO_DATA);
    assert_message_has(p->ctx, message);
    assert_message_has(p->ctx, hint);
}

static void the_only_pair_is_read_in_the_system_of_its_names(void **state)
{
    place *p = *state;
    assert_read(p, "id,gcj_lon,gcj_lat\n1,116.32,39.98\n", "GCJ-02", 1);
    assert_non_null(strstr(p->notes, "its columns \"gcj_lon\" and \"gcj_lat\" hold the "
                                     "coordinates, by their names in GCJ-02"));
    assert_read(p, "bd_lat,bd_lng\n39.98,116.32\n", "BD-09", 0);
    assert_non_null(strstr(p->notes, "if \"bd\" means something else, say which with --in-crs"));
    assert_read(p, "lng_bd09,lat_bd09\n116.32,39.98\n", "BD-09", 0);
    assert_null(strstr(p->notes, "something else"));
    assert_read(p, "高德经度,高德纬度\n116.32,39.98\n", "GCJ-02", 0);
    assert_read(p, "lon_wgs84,lat_wgs84,height\n116.32,39.98,5\n", "OGC:CRS84", 1);
    assert_non_null(strstr(p->notes, "by their names in WGS 84"));
    assert_read(p, "cgcs2000_lon,cgcs2000_lat\n116.32,39.98\n", "EPSG:4490", 0);
}

static void a_pair_of_no_system_is_longitude_and_latitude(void **state)
{
    place *p = *state;
    assert_read(p, "home_lon,home_lat,n\n116.32,39.98,1\n", "OGC:CRS84", 1);
    assert_non_null(strstr(p->notes, "\"home_lon\" and \"home_lat\" hold the coordinates"));
    assert_non_null(strstr(p->notes, "read as longitude and latitude"));
}

static void metres_of_baidu_are_told_by_their_names(void **state)
{
    place *p = *state;
    geo_layer *layer;
    assert_ok(p->ctx, read_text(p, "bdmc_x,bdmc_y\n12747479.603,4423799.762\n", NULL, &layer));
    assert_string_equal(geo_layer_source_crs(layer), "BD-09 Mercator");
    assert_near(geo_layer_geometry(layer)->x[0], 114.4989, 1e-5);
    assert_near(geo_layer_geometry(layer)->y[0], 37.0701, 1e-5);
    geo_layer_destroy(layer);
}

static void usual_names_go_before_others(void **state)
{
    place *p = *state;
    assert_read(p, "lon,lat,gcj_lon,gcj_lat\n116.32,39.98,116.326,39.981\n", "OGC:CRS84", 2);
    assert_null(strstr(p->notes, "hold the coordinates"));
}

static void of_several_pairs_one_must_be_chosen(void **state)
{
    place *p = *state;
    static const char text[] = "wgs_lon,wgs_lat,gcj_lon,gcj_lat\n116.32,39.98,116.32,39.98\n";
    geo_layer *layer;
    assert_refused(p, text, "has several pairs of coordinates: wgs_lon,wgs_lat; gcj_lon,gcj_lat",
                   "choose one of them: --xy wgs_lon,wgs_lat");
    geo_read_options o = geo_read_options_default();
    o.x_field = "gcj_lon";
    o.y_field = "gcj_lat";
    assert_ok(p->ctx, read_text(p, text, &o, &layer));
    assert_string_equal(geo_layer_source_crs(layer), "GCJ-02");
    geo_layer_destroy(layer);
    o.crs = "BD-09";
    assert_ok(p->ctx, read_text(p, text, &o, &layer));
    assert_string_equal(geo_layer_source_crs(layer), "BD-09");
    assert_non_null(strstr(p->notes, "read in BD-09 as asked, though the file says GCJ-02"));
    geo_layer_destroy(layer);
    assert_refused(p, "o_lon,o_lat,d_lon,d_lat\n1,2,3,4\n", "several pairs", "--xy o_lon,o_lat");
}

static void a_pair_against_its_names_is_told(void **state)
{
    place *p = *state;
    geo_layer *layer;
    geo_read_options o = geo_read_options_default();
    o.x_field = "gcj_lat";
    o.y_field = "gcj_lon";
    assert_ok(p->ctx, read_text(p, "gcj_lat,gcj_lon\n43.8,87.6\n", &o, &layer));
    assert_string_equal(geo_layer_source_crs(layer), "OGC:CRS84");
    assert_non_null(strstr(p->notes, "though their names say the other: that is --xy gcj_lon,"));
    geo_layer_destroy(layer);
    o.x_field = "y"; /* as surveyors call the easting */
    o.y_field = "x";
    o.crs = "EPSG:4548";
    assert_ok(p->ctx, read_text(p, "x,y\n4427757,500000\n", &o, &layer));
    assert_null(strstr(p->notes, "their names say the other: that is --xy x,y"));
    geo_layer_destroy(layer);
}

static void what_is_no_pair_is_refused_as_before(void **state)
{
    place *p = *state;
    assert_refused(p, "gcj_lon,bd_lat\n1,2\n", "no column of longitude or x, such as lon",
                   "name the columns as --xy X,Y; there are: gcj_lon, bd_lat");
    assert_refused(p, "lon,name\n1,2\n", "no column of latitude or y, such as lat", "--xy");
    assert_refused(p, "max_x,max_y\n1,2\n", "no column of longitude", "--xy");
    assert_refused(p, "gcj_lon,gcj_lon,gcj_lat\n1,2,3\n", "several pairs", "--xy");
}

/* A header of very many halves of pairs is not looked at all against all. */
static void a_header_of_many_halves_is_no_matter(void **state)
{
    place *p = *state;
    enum { HALVES = 20000 };
    size_t room = HALVES * 16, used = 0;
    char *text = malloc(room);
    assert_non_null(text);
    for (int i = 0; i < HALVES; i++) {
        used += (size_t)snprintf(text + used, room - used, "%slon_%d", i > 0 ? "," : "", i);
    }
    (void)snprintf(text + used, room - used, "\n");
    assert_refused(p, text, "no column of longitude", "--xy");
    free(text);
}

static void pairs_survive_failed_allocations(void **state)
{
    place *p = *state;
    put_text(p, in_folder(p, 0, "a.csv"), "gcj_lon,gcj_lat\n116.32,39.98\n");
    assert_true(assert_survives_allocation_failures(read_path_once, p->path[0]) > 5);
}

#define PLACED(f) cmocka_unit_test_setup_teardown(f, make_place, free_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACED(the_only_pair_is_read_in_the_system_of_its_names),
        PLACED(a_pair_of_no_system_is_longitude_and_latitude),
        PLACED(metres_of_baidu_are_told_by_their_names),
        PLACED(usual_names_go_before_others),
        PLACED(of_several_pairs_one_must_be_chosen),
        PLACED(a_pair_against_its_names_is_told),
        PLACED(what_is_no_pair_is_refused_as_before),
        PLACED(a_header_of_many_halves_is_no_matter),
        PLACED(pairs_survive_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
