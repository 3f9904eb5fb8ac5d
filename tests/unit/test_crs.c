/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "vectors.h"

#include "geo/space.h"
#include "space/crs.h"

static const char CGCS2000_WKT[] =
    "PROJCS[\"CGCS2000_3_Degree_GK_CM_117E\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\","
    "DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],"
    "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],"
    "PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],"
    "PARAMETER[\"Central_Meridian\",117.0],PARAMETER[\"Scale_Factor\",1.0],"
    "PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";

static const char ESRI_WGS84_WKT[] =
    "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],"
    "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";

static geoi_crs *make(geo_ctx *ctx, const char *definition)
{
    geoi_crs *crs;
    assert_ok(ctx, geoi_crs_create(ctx, definition, 0, &crs));
    return crs;
}

/* ---- Positions ------------------------------------------------------------------------ */

static void published_positions_come_back_as_degrees(void **state)
{
    geo_ctx *ctx = *state;
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/projection.tsv"); vectors_next(&v); rows++) {
        geoi_crs *crs = make(ctx, vector_text(&v, "crs"));
        double x = vector_number(&v, "x"), y = vector_number(&v, "y");
        assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, &x, &y));
        double degrees = vector_number(&v, "tolerance") / 80000.0; /* of a longitude up here */
        assert_vector(&v, "longitude", x, vector_number(&v, "lon"), degrees);
        assert_vector(&v, "latitude", y, vector_number(&v, "lat"), degrees);
        geoi_crs_destroy(crs);
    }
    assert_true(rows > 20);
}

/* One place in systems of China and in their twins on WGS 84. */
static void systems_of_china_land_where_wgs84_does(void **state)
{
    geo_ctx *ctx = *state;
    static const struct {
        const char *crs, *twin;
        double x, y;
    } rows[] = {
        {"EPSG:4527", "+proj=tmerc +lon_0=117 +x_0=39500000 +datum=WGS84", 39441064.2374,
         4427980.5},
        {"EPSG:4548", "+proj=tmerc +lon_0=117 +x_0=500000 +datum=WGS84", 441064.2374, 4427980.5},
        {"EPSG:4509", "+proj=tmerc +lon_0=117 +x_0=500000 +datum=WGS84", 441064.2374, 4427980.5},
        {"EPSG:4498", "+proj=tmerc +lon_0=117 +x_0=20500000 +datum=WGS84", 20441064.2374,
         4427980.5},
        {"+proj=tmerc +lon_0=117 +x_0=500000 +ellps=GRS80 +units=m +no_defs",
         "+proj=tmerc +lon_0=117 +x_0=500000 +datum=WGS84", 441064.2374, 4427980.5},
        {CGCS2000_WKT, "+proj=tmerc +lon_0=117 +x_0=500000 +datum=WGS84", 441064.2374, 4427980.5},
    };
    for (int i = 0; i < 6; i++) {
        double x[2] = {rows[i].x, rows[i].x}, y[2] = {rows[i].y, rows[i].y};
        geoi_crs *crs = make(ctx, rows[i].crs), *twin = make(ctx, rows[i].twin);
        assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, x, y));
        assert_ok(ctx, geoi_crs_to_lonlat(ctx, twin, 1, x + 1, y + 1));
        assert_true(fabs(x[0] - x[1]) < 1e-8 && fabs(y[0] - y[1]) < 1e-8);
        assert_true(fabs(x[0] - 116.31) < 1e-5 && fabs(y[0] - 39.984) < 1e-5);
        geoi_crs_destroy(crs);
        geoi_crs_destroy(twin);
    }
}

static void degrees_stay_whatever_the_order_of_the_authority(void **state)
{
    geo_ctx *ctx = *state;
    const char *same[] = {"EPSG:4326", "OGC:CRS84",    "CRS84",
                          "WGS84",     "WGS 84",       "EPSG:4490",
                          "CGCS2000",  "cgcs2000",     "EPSG:4979",
                          "epsg:4326", ESRI_WGS84_WKT, "+proj=longlat +ellps=GRS80",
                          "EPSG:9707", "EPSG:4480",    "+proj=longlat +datum=WGS84 +no_defs"};
    for (int i = 0; i < 15; i++) {
        geoi_crs *crs = make(ctx, same[i]);
        double x = 116.31, y = 39.984;
        if (!geoi_crs_is_lonlat(crs)) {
            fail_msg("%s is not taken for longitude and latitude", same[i]);
        }
        assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, &x, &y));
        assert_true(x == 116.31 && y == 39.984);
        geoi_crs_destroy(crs);
    }
}

static void web_map_datums_are_known_by_every_spelling(void **state)
{
    geo_ctx *ctx = *state;
    const char *spelling[] = {"GCJ-02", "GCJ02", "gcj02", "gcj-02",
                              "BD-09",  "BD09",  "bd09",  "bd_09"};
    for (int i = 0; i < 8; i++) {
        geoi_crs *crs = make(ctx, spelling[i]);
        double x = 116.404, y = 39.915, lon = x, lat = y;
        geo_datum_convert(i < 4 ? GEO_DATUM_GCJ02 : GEO_DATUM_BD09, GEO_DATUM_WGS84, 1, &lon, &lat);
        assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, &x, &y));
        assert_true(x == lon && y == lat && x != 116.404);
        assert_string_equal(geoi_crs_name(crs), i < 4 ? "GCJ-02" : "BD-09");
        assert_false(geoi_crs_is_lonlat(crs));
        geoi_crs_destroy(crs);
    }
}

/* Caister water tower, the worked example of Ordnance Survey's guide to coordinate systems; the
 * seven parameters of Great Britain promise some metres, without them it would be 120 m. */
static void a_known_change_of_datum_is_carried_out(void **state)
{
    geo_ctx *ctx = *state;
    geoi_crs *crs = make(ctx, "EPSG:27700");
    double x = 651409.903, y = 313177.270;
    assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, &x, &y));
    double off =
        geo_geodesic_distance(x, y, 1 + 42 / 60. + 57.787 / 3600., 52 + 39 / 60. + 28.723 / 3600.);
    assert_true(off < 5.0);
    geoi_crs_destroy(crs);
    crs = make(ctx, "+proj=tmerc +lon_0=117 +x_0=500000 +ellps=krass +towgs84=10,-150,-80");
    geoi_crs *plain = make(ctx, "+proj=tmerc +lon_0=117 +x_0=500000 +datum=WGS84");
    double ax = 441064.0, ay = 4427980.0, bx = ax, by = ay;
    assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, &ax, &ay));
    assert_ok(ctx, geoi_crs_to_lonlat(ctx, plain, 1, &bx, &by));
    off = geo_geodesic_distance(ax, ay, bx, by);
    assert_true(off > 20.0 && off < 250.0);
    geoi_crs_destroy(plain);
    geoi_crs_destroy(crs);
}

typedef struct positions {
    double x[30000], y[30000];
} positions;

static void convert_many(geo_ctx *ctx, void *result)
{
    const char *systems[] = {"EPSG:4527", "BD-09"};
    for (int s = 0; s < 2; s++) {
        positions *out = (positions *)result + s;
        test_random r = {3};
        for (int i = 0; i < 30000; i++) {
            double u = test_random_unit(&r), v = test_random_unit(&r);
            out->x[i] = s == 0 ? 39400000.0 + 1e5 * u : 115.4 + 2.0 * u;
            out->y[i] = s == 0 ? 4400000.0 + 1e5 * v : 39.4 + 1.6 * v;
        }
        geoi_crs *crs = make(ctx, systems[s]);
        assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 30000, out->x, out->y));
        geoi_crs_destroy(crs);
    }
}

static void thread_count_does_not_change_positions(void **state)
{
    static positions out[2];
    (void)state;
    assert_same_on_any_threads(convert_many, out, sizeof out);
}

/* ---- Refusals ------------------------------------------------------------------------- */

static void a_guessed_change_of_datum_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    const char *systems[] = {"EPSG:4610", "Beijing 1954", "+proj=tmerc +lon_0=117 +ellps=krass",
                             "EPSG:2436"};
    for (int i = 0; i < 4; i++) {
        geoi_crs *crs = (geoi_crs *)ctx;
        assert_status(ctx, geoi_crs_create(ctx, systems[i], 0, &crs), GEO_UNSUPPORTED);
        assert_null(crs);
        assert_message_has(ctx, "towgs84");
    }
    assert_string_equal(geo_ctx_message(ctx),
                        "no accurate conversion from EPSG:2436 (Beijing 1954 / 3-degree "
                        "Gauss-Kruger CM 117E) to WGS 84 is known");
}

/* Names in part, numbers alone, what is no system, and systems that have no plane. */
static void what_is_no_system_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    const char *unknown[] = {"foo",
                             "EPSG:999999",
                             "EPSG:foo",
                             "EPSG:4978",
                             "EPSG:5773",
                             "GEOGCS[",
                             "\x01\xff:",
                             "",
                             "+proj=nothing",
                             "4548",
                             "+proj=pipeline +step +proj=noop"};
    for (int i = 0; i < 11; i++) {
        geoi_crs *crs = (geoi_crs *)ctx;
        geo_status status = geoi_crs_create(ctx, unknown[i], 0, &crs);
        if (status != GEO_INVALID) {
            fail_msg("\"%s\" gave \"%s\"", unknown[i], geo_status_text(status));
        }
        assert_null(crs);
        assert_message_has(ctx, "EPSG:4548");
    }
}

static void a_position_without_image_is_named(void **state)
{
    geo_ctx *ctx = *state;
    geoi_crs *crs = make(ctx, "EPSG:4548");
    enum { N = 20000 };
    static double x[N], y[N];
    for (int i = 0; i < N; i++) {
        x[i] = 441064.0;
        y[i] = 4427980.0;
    }
    x[12345] = 39441064.0; /* with the prefix of another system */
    x[18000] = NAN;
    assert_status(ctx, geoi_crs_to_lonlat(ctx, crs, N, x, y), GEO_DATA);
    assert_string_equal(geo_ctx_message(ctx), "position 12346 (39441064, 4427980) cannot be "
                                              "converted from EPSG:4548");
    geoi_crs_destroy(crs);
}

static geo_status make_and_convert(geo_ctx *ctx, void *data)
{
    geoi_crs *crs;
    double x = 441064.0, y = 4427980.0;
    geo_status status = geoi_crs_create(ctx, data, 0, &crs);
    if (status == GEO_OK) {
        status = geoi_crs_to_lonlat(ctx, crs, 1, &x, &y);
    }
    geoi_crs_destroy(crs);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    char projected[] = "EPSG:4548", shifted[] = "gcj02";
    assert_true(assert_survives_allocation_failures(make_and_convert, projected) > 3);
    assert_true(assert_survives_allocation_failures(make_and_convert, shifted) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_positions_come_back_as_degrees),
        cmocka_unit_test(systems_of_china_land_where_wgs84_does),
        cmocka_unit_test(degrees_stay_whatever_the_order_of_the_authority),
        cmocka_unit_test(web_map_datums_are_known_by_every_spelling),
        cmocka_unit_test(a_known_change_of_datum_is_carried_out),
        cmocka_unit_test(thread_count_does_not_change_positions),
        cmocka_unit_test(a_guessed_change_of_datum_is_refused),
        cmocka_unit_test(what_is_no_system_is_refused),
        cmocka_unit_test(a_position_without_image_is_named),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
