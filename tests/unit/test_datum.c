/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "vectors.h"

#include "geo/space.h"

static geo_datum datum_of(const char *name)
{
    return strcmp(name, "BD-09") == 0    ? GEO_DATUM_BD09
           : strcmp(name, "GCJ-02") == 0 ? GEO_DATUM_GCJ02
                                         : GEO_DATUM_WGS84;
}

static void published_positions_are_reproduced(void **state)
{
    (void)state;
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/datum.tsv"); vectors_next(&v); rows++) {
        double lon = vector_number(&v, "lon"), lat = vector_number(&v, "lat");
        double tolerance = vector_number(&v, "tolerance");
        geo_datum_convert(datum_of(vector_text(&v, "from")), datum_of(vector_text(&v, "to")), 1,
                          &lon, &lat);
        assert_vector(&v, "longitude", lon, vector_number(&v, "to_lon"), tolerance);
        assert_vector(&v, "latitude", lat, vector_number(&v, "to_lat"), tolerance);
    }
    assert_true(rows > 20);
}

/* Columns of the file of city centres, whose third-party values are rounded to 1e-7 degrees. */
enum { WGS = 1, GCJ = 3, BD = 5, GCJ_EXACT = 9, BD_EXACT = 11, COLUMNS = 13 };

static void check_pair(const double *row, int from, geo_datum a, int to, geo_datum b,
                       double tolerance)
{
    double lon = row[from], lat = row[from + 1];
    geo_datum_convert(a, b, 1, &lon, &lat);
    if (!(fabs(lon - row[to]) <= tolerance && fabs(lat - row[to + 1]) <= tolerance)) {
        fail_msg("(%.9f, %.9f) became (%.12f, %.12f), not (%.12f, %.12f)", row[from], row[from + 1],
                 lon, lat, row[to], row[to + 1]);
    }
}

static void cities_agree_with_other_software(void **state)
{
    (void)state;
    char path[256], line[1024];
    if (shared_data() == NULL) {
        print_message("there is no folder of real layers\n");
        skip();
    }
    snprintf(path, sizeof path, "%s/crs/gcj_bd_test_pairs.csv", shared_data());
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        print_message("%s is not there\n", path);
        skip();
    }
    int rows = 0;
    assert_non_null(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        double row[COLUMNS] = {0};
        char *at = strchr(line, ','); /* after the name */
        for (int i = WGS; i < COLUMNS && at != NULL; i++) {
            row[i] = strtod(at + 1, &at);
        }
        check_pair(row, WGS, GEO_DATUM_WGS84, GCJ_EXACT, GEO_DATUM_GCJ02, 1e-11);
        check_pair(row, GCJ, GEO_DATUM_GCJ02, BD_EXACT, GEO_DATUM_BD09, 1e-11);
        check_pair(row, GCJ, GEO_DATUM_GCJ02, BD, GEO_DATUM_BD09, 2e-7);
        check_pair(row, WGS, GEO_DATUM_WGS84, GCJ, GEO_DATUM_GCJ02, 1e-5); /* a rough inverse */
    }
    fclose(file);
    assert_true(rows > 10);
}

/* The largest change of a coordinate by going there and back, over n random positions. */
static double worst_round_trip(geo_box box, int n, geo_datum from, geo_datum to)
{
    test_random r = {20160918};
    double worst = 0.0;
    for (int i = 0; i < n; i++) {
        double lon = box.min_x + (box.max_x - box.min_x) * test_random_unit(&r);
        double lat = box.min_y + (box.max_y - box.min_y) * test_random_unit(&r);
        double x = lon, y = lat;
        geo_datum_convert(from, to, 1, &x, &y);
        geo_datum_convert(to, from, 1, &x, &y);
        worst = fmax(worst, fmax(fabs(x - lon), fabs(y - lat)));
    }
    return worst;
}

static void beijing_returns_from_every_datum(void **state)
{
    (void)state;
    const geo_box beijing = {115.41, 39.43, 117.52, 41.07};
    assert_true(worst_round_trip(beijing, 20000, GEO_DATUM_WGS84, GEO_DATUM_GCJ02) < 1e-9);
    assert_true(worst_round_trip(beijing, 20000, GEO_DATUM_WGS84, GEO_DATUM_BD09) < 1e-9);
    assert_true(worst_round_trip(beijing, 20000, GEO_DATUM_GCJ02, GEO_DATUM_BD09) < 1e-9);
    assert_true(worst_round_trip(beijing, 20000, GEO_DATUM_BD09, GEO_DATUM_GCJ02) < 1e-9);
}

static void every_position_of_the_box_returns_even_at_its_edge(void **state)
{
    (void)state;
    const geo_box box = {72.004, 0.8293, 137.8347, 55.8271};
    const geo_box east = {137.83, 0.8293, 137.8347, 55.8271},
                  north = {72.004, 55.82, 137.8347, 55.8271};
    const geo_box west = {72.004, 0.8293, 72.008, 55.8271},
                  south = {72.004, 0.8293, 137.8347, 0.834};
    const geo_box boxes[] = {box, east, north, west, south};
    for (int i = 0; i < 5; i++) {
        assert_true(worst_round_trip(boxes[i], 2000, GEO_DATUM_WGS84, GEO_DATUM_GCJ02) < 1e-9);
        assert_true(worst_round_trip(boxes[i], 2000, GEO_DATUM_WGS84, GEO_DATUM_BD09) < 1e-9);
    }
}

static void the_shift_of_beijing_is_some_550_metres(void **state)
{
    (void)state;
    test_random r = {7};
    for (int i = 0; i < 1000; i++) {
        double lon = 115.41 + 2.11 * test_random_unit(&r),
               lat = 39.43 + 1.64 * test_random_unit(&r);
        double x = lon, y = lat;
        geo_datum_convert(GEO_DATUM_WGS84, GEO_DATUM_GCJ02, 1, &x, &y);
        double metres = geo_geodesic_distance(lon, lat, x, y);
        assert_true(metres > 490.0 && metres < 620.0);
    }
}

static void numbers_that_are_no_place_stay_as_they_are(void **state)
{
    (void)state;
    const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300, 0.0, 90.0, -90.0, 180.0, -180.0};
    for (int i = 0; i < 10; i++) {
        for (int j = 0; j < 10; j++) {
            for (int datum = GEO_DATUM_GCJ02; datum <= GEO_DATUM_BD09; datum++) {
                double lon = odd[i], lat = odd[j];
                geo_datum_convert(GEO_DATUM_WGS84, (geo_datum)datum, 1, &lon, &lat);
                geo_datum_convert((geo_datum)datum, GEO_DATUM_WGS84, 1, &lon, &lat);
                assert_near(lon, odd[i], 0.0);
                assert_near(lat, odd[j], 0.0);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_positions_are_reproduced),
        cmocka_unit_test(cities_agree_with_other_software),
        cmocka_unit_test(beijing_returns_from_every_datum),
        cmocka_unit_test(every_position_of_the_box_returns_even_at_its_edge),
        cmocka_unit_test(the_shift_of_beijing_is_some_550_metres),
        cmocka_unit_test(numbers_that_are_no_place_stay_as_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
