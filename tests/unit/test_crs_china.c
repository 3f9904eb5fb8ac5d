/* SPDX-License-Identifier: MIT */
/* The systems of Chinese planners: zones, Baidu's metres, local parameters, and hints. */
#include "support.h"
#include "vectors.h"

#include "geo/space.h"
#include "io/crs_file.h"
#include "space/bd09mc.h"
#include "space/crs.h"

static void to_lonlat(geo_ctx *ctx, const char *definition, unsigned wishes, double *x, double *y)
{
    geoi_crs *crs;
    assert_ok(ctx, geoi_crs_create(ctx, definition, wishes, &crs));
    assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, x, y));
    geoi_crs_destroy(crs);
}

/* ---- Zones ----------------------------------------------------------------------------- */

/* EPSG 4491 to 4554: four runs of zones, whose parameters follow from the code. */
static void every_zone_of_cgcs2000_is_where_the_arithmetic_says(void **state)
{
    geo_ctx *ctx = *state;
    for (int code = 4491; code <= 4554; code++) {
        bool narrow = code >= 4513, prefixed = code < 4502 || (narrow && code < 4534);
        int first = narrow ? (prefixed ? 4513 : 4534) : (prefixed ? 4491 : 4502);
        int zone = code - first + (narrow ? 25 : 13);
        double meridian = narrow ? 3.0 * zone : 6.0 * zone - 3.0;
        char name[32], twin[160];
        snprintf(name, sizeof name, "EPSG:%d", code);
        snprintf(twin, sizeof twin, "+proj=tmerc +lon_0=%g +x_0=%.0f +ellps=GRS80 +approx",
                 meridian, (prefixed ? zone * 1e6 : 0.0) + 500000.0);
        double x[2] = {(prefixed ? zone * 1e6 : 0.0) + 441064.2374, 0}, y[2] = {4427980.5179, 0};
        x[1] = x[0];
        y[1] = y[0];
        to_lonlat(ctx, name, 0, x, y);
        to_lonlat(ctx, twin, 0, x + 1, y + 1);
        assert_near(x[0], x[1], 1e-10);
        assert_near(y[0], y[1], 1e-10);
        assert_true(fabs(x[0] - (meridian - 0.69)) < 1e-8 && fabs(y[0] - 39.984) < 1e-8);
    }
}

static void old_datums_are_refused_unless_a_guess_is_allowed(void **state)
{
    geo_ctx *ctx = *state;
    const char *systems[] = {"EPSG:4214", "EPSG:4610", "EPSG:2436", "EPSG:2384"};
    for (int i = 0; i < 4; i++) {
        geoi_crs *crs;
        bool degrees = i < 2;
        double x = degrees ? 116.31 : 441064.0, y = degrees ? 39.984 : 4427980.0;
        assert_status(ctx, geoi_crs_create(ctx, systems[i], 0, &crs), GEO_UNSUPPORTED);
        assert_message_has(ctx, "--allow-ballpark");
        to_lonlat(ctx, systems[i], GEOI_ALLOW_BALLPARK, &x, &y);
        assert_true(fabs(x - 116.31) < 2e-3 && fabs(y - 39.984) < 2e-3);
    }
}

/* ---- Baidu's Mercator ------------------------------------------------------------------- */

static void baidus_metres_are_those_of_332_cities(void **state)
{
    geo_ctx *ctx = *state;
    test_vectors v;
    int rows = 0;
    double back = 0.0;
    for (vectors_open(&v, "vectors/bd09mc.tsv"); vectors_next(&v); rows++) {
        double lon = vector_number(&v, "lon"), lat = vector_number(&v, "lat"), x = lon, y = lat;
        geoi_bd09mc_from_bd09(1, &x, &y);
        /* 1e-7 degrees, to which the pairs are rounded, are 1 cm */
        assert_vector(&v, "x", x, vector_number(&v, "x"), 0.0075);
        assert_vector(&v, "y", y, vector_number(&v, "y"), 0.01);
        geoi_bd09mc_to_bd09(1, &x, &y);
        back = fmax(back, fmax(fabs(x - lon), fabs(y - lat)));
        double wgs_x = lon, wgs_y = lat;
        geo_datum_convert(GEO_DATUM_BD09, GEO_DATUM_WGS84, 1, &wgs_x, &wgs_y);
        x = vector_number(&v, "x");
        y = vector_number(&v, "y");
        to_lonlat(ctx, "bd09mc", 0, &x, &y);
        assert_vector(&v, "WGS 84 longitude", x, wgs_x, 1.2e-7);
        assert_vector(&v, "WGS 84 latitude", y, wgs_y, 1.2e-7);
    }
    assert_int_equal(rows, 332);
    assert_true(back < 1e-10);
}

static void baidus_metres_return_from_all_over_the_world(void **state)
{
    (void)state;
    test_random r = {9};
    for (int i = 0; i < 20000; i++) {
        double lon = 360.0 * test_random_unit(&r) - 180.0;
        double lat = 146.0 * test_random_unit(&r) - 73.0, x = lon, y = lat;
        geoi_bd09mc_from_bd09(1, &x, &y);
        geoi_bd09mc_to_bd09(1, &x, &y);
        bool seam = fabs(remainder(lat, 15.0)) < 1e-4;
        assert_true(fabs(x - lon) < 1e-7 && fabs(y - lat) < (seam ? 1e-6 : 1e-9));
    }
    const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, 1.3e7};
    for (int i = 0; i < 5; i++) {
        double x = 1.2e7, y = odd[i];
        geoi_bd09mc_to_bd09(1, &x, &y);
        assert_true(isnan(x) && isnan(y));
    }
}

/* ---- Local systems ---------------------------------------------------------------------- */

static geoi_crs *from_text(geo_ctx *ctx, const char *text)
{
    geoi_crs *crs;
    assert_ok(ctx, geoi_crs_from_parameters(ctx, text, (int64_t)strlen(text), &crs));
    return crs;
}

static void four_parameters_lead_to_the_plane_of_the_target(void **state)
{
    geo_ctx *ctx = *state;
    geoi_crs *crs = from_text(ctx, "{\"name\": \"Town grid\", \"method\": \"plane\","
                                   "\"target\": \"EPSG:4548\", \"dx\": 391064.25, "
                                   "\"dy\": 4397980.5, \"rotation\": 90, "
                                   "\"rotation_unit\": \"degree\", \"scale\": 1.00002}");
    double x = 30000.0, y = -50000.0; /* turned to the left: 50000 east, 30000 north */
    double tx = 391064.25 + 1.00002 * 50000.0, ty = 4397980.5 + 1.00002 * 30000.0;
    assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, &x, &y));
    to_lonlat(ctx, "EPSG:4548", 0, &tx, &ty);
    assert_near(x, tx, 1e-12);
    assert_near(y, ty, 1e-12);
    assert_string_equal(geoi_crs_name(crs), "Town grid");
    geoi_crs_destroy(crs);
}

/* Degrees on an ellipsoid to geocentric metres, and back by iteration. */
static void geocentric(double a, double f, double lon, double lat, double out[3])
{
    const double radian = 3.14159265358979323846 / 180.0;
    double e2 = f * (2.0 - f), s = sin(lat * radian), c = cos(lat * radian);
    double n = a / sqrt(1.0 - e2 * s * s);
    out[0] = n * c * cos(lon * radian);
    out[1] = n * c * sin(lon * radian);
    out[2] = n * (1.0 - e2) * s;
}

static void geodetic(double a, double f, const double in[3], double *lon, double *lat)
{
    const double radian = 3.14159265358979323846 / 180.0;
    double e2 = f * (2.0 - f), p = hypot(in[0], in[1]), phi = atan2(in[2], p * (1.0 - e2));
    for (int i = 0; i < 20; i++) {
        double n = a / sqrt(1.0 - e2 * sin(phi) * sin(phi));
        phi = atan2(in[2] + e2 * n * sin(phi), p);
    }
    *lon = atan2(in[1], in[0]) / radian;
    *lat = phi / radian;
}

static void seven_parameters_turn_the_way_their_method_says(void **state)
{
    geo_ctx *ctx = *state;
    const double second = 3.14159265358979323846 / 648000.0;
    const double rx = 1.5 * second, ry = -2.25 * second, rz = 3.75 * second, m = 1.0 + 4.5e-6;
    const char *methods[] = {"position_vector", "coordinate_frame"};
    for (int i = 0; i < 2; i++) {
        char text[400];
        snprintf(text, sizeof text,
                 "{\"method\":\"%s\",\"name\":\"Old town\",\"system\":\"EPSG:2436\",\"dx\":12.5,"
                 "\"dy\":-148.25,\"dz\":-80.75,\"rx\":1.5,\"ry\":-2.25,\"rz\":3.75,\"ppm\":4.5}",
                 methods[i]);
        geoi_crs *crs = from_text(ctx, text);
        double x = 441064.0, y = 4427980.0, lon = x, lat = y, p[3], q[3];
        assert_ok(ctx, geoi_crs_to_lonlat(ctx, crs, 1, &x, &y));
        to_lonlat(ctx, "EPSG:2436", GEOI_ALLOW_BALLPARK, &lon, &lat); /* its own degrees */
        geocentric(6378245.0, 1.0 / 298.3, lon, lat, p);
        double t = i == 0 ? 1.0 : -1.0;
        q[0] = 12.5 + m * (p[0] - t * rz * p[1] + t * ry * p[2]);
        q[1] = -148.25 + m * (t * rz * p[0] + p[1] - t * rx * p[2]);
        q[2] = -80.75 + m * (-t * ry * p[0] + t * rx * p[1] + p[2]);
        geodetic(6378137.0, 1.0 / 298.257223563, q, &lon, &lat);
        if (!(fabs(x - lon) < 2e-9 && fabs(y - lat) < 2e-9)) {
            fail_msg("%s: %.12f %.12f, not %.12f %.12f", methods[i], x, y, lon, lat);
        }
        geoi_crs_destroy(crs);
    }
}

static void parameters_that_are_not_complete_and_clear_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    static const char *const rows[][2] = {
        {"{}", "\"method\" is not"},
        {"[1]", "an object of parameters"},
        {"{\"method\":\"plane\",\"name\":\"a\",\"target\":\"EPSG:4548\",\"dx\":1,\"dy\":2,"
         "\"rotation\":0,\"scale\":1}",
         "needs a member \"rotation_unit\""},
        {"{\"method\":\"plane\",\"name\":\"a\",\"target\":\"EPSG:4548\",\"dx\":1,\"dy\":2,"
         "\"rotation\":0,\"rotation_unit\":\"grad\",\"scale\":1}",
         "rotation_unit is not"},
        {"{\"method\":\"plane\",\"name\":\"a\",\"target\":\"EPSG:4548\",\"dx\":1,\"dy\":2,"
         "\"rotation\":0,\"rotation_unit\":\"second\",\"scale\":0.00002}",
         "scale is not a factor"},
        {"{\"method\":\"plane\",\"name\":\"a\",\"target\":\"EPSG:4490\",\"dx\":1,\"dy\":2,"
         "\"rotation\":0,\"rotation_unit\":\"second\",\"scale\":1}",
         "in degrees"},
        {"{\"method\":\"plane\",\"name\":\"a\",\"target\":\"EPSG:2436\",\"dx\":1,\"dy\":2,"
         "\"rotation\":0,\"rotation_unit\":\"second\",\"scale\":1}",
         "no accurate conversion"},
        {"{\"method\":\"plane\",\"angle\":1}", "unknown member \"angle\""},
        {"{\"dx\":1,\"dx\":2}", "comes twice"},
        {"{\"dx\":1e999}", "too large"},
        {"{\"method\":\"coordinate_frame\",\"name\":\"a\",\"system\":\"EPSG:2436\",\"dx\":1}",
         "needs a member \"dy\""},
        {"{\"method\":\"position_vector\",\"name\":\"a\",\"system\":\"+proj=tmerc +ellps=krass "
         "+towgs84=1,2,3\",\"dx\":1,\"dy\":1,\"dz\":1,\"rx\":0,\"ry\":0,\"rz\":0,\"ppm\":0}",
         "seven parameters cannot be added"},
        {"{\"dx\":1} x", "the end of the file"},
    };
    for (int64_t i = 0; i < (int64_t)(sizeof rows / sizeof rows[0]); i++) {
        geoi_crs *crs = (geoi_crs *)ctx;
        geo_status status =
            geoi_crs_from_parameters(ctx, rows[i][0], (int64_t)strlen(rows[i][0]), &crs);
        assert_true(status != GEO_OK);
        assert_null(crs);
        if (strstr(geo_ctx_message(ctx), rows[i][1]) == NULL) {
            fail_msg("%s: \"%s\"", rows[i][0], geo_ctx_message(ctx));
        }
    }
}

static geo_status make_shifted(geo_ctx *ctx, void *data)
{
    geoi_crs *crs;
    geo_status status = geoi_crs_from_parameters(ctx, data, (int64_t)strlen(data), &crs);
    geoi_crs_destroy(crs);
    return status;
}

static void parameters_survive_every_allocation_failure(void **state)
{
    (void)state;
    char seven[] = "{\"method\":\"position_vector\",\"name\":\"a\\u0062\",\"system\":\"EPSG:2436\","
                   "\"dx\":1,\"dy\":1,\"dz\":1,\"rx\":0,\"ry\":0,\"rz\":0,\"ppm\":0}";
    char four[] = "{\"method\":\"plane\",\"name\":\"a\",\"target\":\"EPSG:4548\",\"dx\":1,"
                  "\"dy\":2,\"rotation\":0,\"rotation_unit\":\"second\",\"scale\":1}";
    assert_true(assert_survives_allocation_failures(make_shifted, seven) > 5);
    assert_true(assert_survives_allocation_failures(make_shifted, four) > 5);
}

/* ---- Definitions that open files, and names ---------------------------------------------- */

static void nothing_is_opened_that_was_not_named(void **state)
{
    geo_ctx *ctx = *state;
    static char deep[200];
    const char *refused[] = {"+proj=longlat +ellps=krass +nadgrids=/etc/passwd",
                             "+proj=longlat +nadgrids=@null,foo.gsb +ellps=krass",
                             "+init=epsg:4326",
                             "+proj=tmerc +lon_0=117 +geoidgrids=egm96.gtx +ellps=GRS80", deep};
    memset(deep, '[', sizeof deep - 1);
    for (int i = 0; i < 5; i++) {
        geoi_crs *crs = (geoi_crs *)ctx;
        assert_status(ctx, geoi_crs_create(ctx, refused[i], 0, &crs), GEO_INVALID);
        assert_null(crs);
        assert_message_has(ctx, "which is not read");
    }
    double x = 12947569.97, y = 4863617.47; /* GDAL's own text for Web Mercator has @null */
    to_lonlat(ctx,
              "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m "
              "+nadgrids=@null +wktext +no_defs",
              0, &x, &y);
    assert_true(fabs(x - 116.31) < 1e-6 && fabs(y - 39.984) < 1e-6);
}

static void a_wkt_without_a_code_is_called_by_what_it_is(void **state)
{
    geo_ctx *ctx = *state;
    static const char wkt[] =
        "PROJCS[\"%s\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\","
        "DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],"
        "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],"
        "PROJECTION[\"Gauss_Kruger\"],PARAMETER[\"False_Easting\",%s],"
        "PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",%s],"
        "PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\","
        "1.0]]";
    static const char *const rows[][4] = {
        {"CGCS2000_3_Degree_GK_Zone_39", "39500000.0", "117.0", "EPSG:4527"},
        {"CGCS2000_3_Degree_GK_CM_117E", "500000.0", "117.0", "EPSG:4548"},
        {"Town_Grid", "500000.0", "116.35", "Town_Grid"},
        {"unknown", "500000.0", "116.35", "a system without a name"},
    };
    for (int i = 0; i < 4; i++) {
        char text[1000];
        geoi_crs *crs;
        snprintf(text, sizeof text, wkt, rows[i][0], rows[i][1], rows[i][2]);
        assert_ok(ctx, geoi_crs_create(ctx, text, 0, &crs));
        assert_string_equal(geoi_crs_name(crs), rows[i][3]);
        geoi_crs_destroy(crs);
    }
}

/* ---- Hints ------------------------------------------------------------------------------ */

static void numbers_give_their_system_away(void **state)
{
    (void)state;
    static const struct {
        double x, y;
        const char *says;
    } rows[] = {
        {39441064.2, 4427980.5, "EPSG:4527"},
        {38697315.3, 4430309.1, "EPSG:4526"},
        {20441064.2, 4427980.5, "EPSG:4498"},
        {13506000.0, 3662000.0, "EPSG:3857"}, /* Shanghai, as well as a zone 13 */
        {441064.2, 4427980.5, "does not tell its central meridian"},
        {4427980.5, 441064.2, "exchange them"},
        {4427980.5, 39441064.2, "exchange them"},
        {12947570.0, 4863617.5, "BD09MC"},
        {494000.0, 301000.0, "a local system such as that of Beijing"},
        {116.3, 39.9, "look like degrees"},
        {39.9, 116.3, "exchanged"},
        {1e7, -1e7, "--in-crs EPSG:4548"},
        {1e300, -1e300, "--in-crs EPSG:4548"},
        {NAN, NAN, "--in-crs EPSG:4548"},
    };
    char hint[GEOI_CRS_HINT];
    for (int64_t i = 0; i < (int64_t)(sizeof rows / sizeof rows[0]); i++) {
        /* one odd position among many does not matter */
        double x[5] = {rows[i].x, rows[i].x, 1e9, rows[i].x, rows[i].x};
        double y[5] = {rows[i].y, rows[i].y, 1e9, rows[i].y, rows[i].y};
        geoi_crs_hint(isnan(rows[i].x) ? 1 : 5, x, y, hint);
        if (strstr(hint, rows[i].says) == NULL) {
            fail_msg("%g, %g: \"%s\"", rows[i].x, rows[i].y, hint);
        }
    }
    assert_non_null(strstr(geoi_crs_hint(0, NULL, NULL, hint), "EPSG:4548"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_zone_of_cgcs2000_is_where_the_arithmetic_says),
        cmocka_unit_test(old_datums_are_refused_unless_a_guess_is_allowed),
        cmocka_unit_test(baidus_metres_are_those_of_332_cities),
        cmocka_unit_test(baidus_metres_return_from_all_over_the_world),
        cmocka_unit_test(four_parameters_lead_to_the_plane_of_the_target),
        cmocka_unit_test(seven_parameters_turn_the_way_their_method_says),
        cmocka_unit_test(parameters_that_are_not_complete_and_clear_are_refused),
        cmocka_unit_test(parameters_survive_every_allocation_failure),
        cmocka_unit_test(nothing_is_opened_that_was_not_named),
        cmocka_unit_test(a_wkt_without_a_code_is_called_by_what_it_is),
        cmocka_unit_test(numbers_give_their_system_away),
    };
    return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
