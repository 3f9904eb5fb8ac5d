/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "geojson_text.h"

/* ---- Systems --------------------------------------------------------------------------- */

static char *crs_of(geo_ctx *ctx, const char *crs, geo_status *status)
{
    char text[512], *out;
    geoi_layer_builder *builder;
    const geoi_geojson_options options = {.source = NULL};
    int length = snprintf(text, sizeof text,
                          "{\"type\":\"FeatureCollection\",\"crs\":%s,\"features\":[{\"type\":"
                          "\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[%s]}}]}",
                          crs, "44,45");
    *status = geoi_geojson_read(ctx, text, length, &options, &builder, &out);
    geoi_layer_builder_destroy(builder);
    return out;
}

static void named_systems_are_handed_on_unless_they_are_degrees(void **state)
{
    const char *const cases[][2] = {{"urn:ogc:def:crs:OGC:1.3:CRS84", NULL},
                                    {"urn:ogc:def:crs:OGC::CRS84", NULL},
                                    {"OGC:CRS84", NULL},
                                    {"CRS84", NULL},
                                    {"EPSG:4326", NULL},
                                    {"urn:ogc:def:crs:EPSG::4326", NULL},
                                    {"urn:ogc:def:crs:EPSG:6.9:4326", NULL},
                                    {"http://www.opengis.net/def/crs/OGC/1.3/CRS84", NULL},
                                    {"EPSG:4490", NULL},
                                    {"EPSG:3857", "EPSG:3857"},
                                    {"EPSG::4548", "EPSG:4548"},
                                    {"urn:ogc:def:crs:EPSG::4527", "EPSG:4527"},
                                    {"http://www.opengis.net/def/crs/EPSG/0/4548", "EPSG:4548"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char crs[256];
        geo_status status;
        (void)snprintf(crs, sizeof crs, "{\"properties\":{\"name\":\"%s\"},\"type\":\"name\"}",
                       cases[i][0]);
        char *out = crs_of(*state, crs, &status);
        assert_ok(*state, status);
        if (cases[i][1] == NULL) {
            assert_null(out);
        } else {
            assert_string_equal(out, cases[i][1]);
        }
        geoi_release(out);
    }
}

static void systems_that_must_be_fetched_or_guessed_are_refused(void **state)
{
    const char *const cases[][2] = {
        {"{\"type\":\"link\",\"properties\":{\"href\":\"http://127.0.0.1:18099/\"}}",
         "line 1, column 43: the crs is a link, which is not followed"},
        {"{\"type\":\"name\",\"properties\":{\"name\":\"http://127.0.0.1:18099/a\"}}",
         "line 1, column 71: \"http://127.0.0.1:18099/a\" does not name a coordinate reference "
         "system"},
        {"{\"type\":\"name\",\"properties\":{\"name\":\"/etc/passwd\"}}",
         "line 1, column 71: \"/etc/passwd\" does not name a coordinate reference system"},
        {"{\"type\":\"name\",\"properties\":{}}", "line 1, column 63: the crs has no name"},
        {"{\"type\":\"name\"}", "line 1, column 35: the crs has no member \"properties\""},
        {"{\"properties\":{}}", "line 1, column 35: the crs has no member \"type\""},
        {"{\"type\":\"EPSG\",\"properties\":{\"code\":3857}}",
         "line 1, column 43: \"EPSG\" is not a type of crs that is known"},
        {"\"WGS84\"", "line 1, column 35: expected a crs, an object, found a string"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        geo_status status;
        assert_null(crs_of(*state, cases[i][0], &status));
        assert_int_equal(status, GEO_DATA);
        assert_string_equal(geo_ctx_message(*state), cases[i][1]);
    }
}

#define IN(name) "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"" name "\"}}"

static void a_layer_has_one_system(void **state)
{
    refuses(*state,
            "{\"type\":\"FeatureCollection\"," IN(
                "EPSG:4548") ",\"features\":[]}\n"
                             "{\"type\":\"FeatureCollection\",\"features\":[]}",
            "line 2, column 1: this collection is in longitude and latitude, the first in "
            "EPSG:4548",
            "read the collections from files of their own");
    refuses(*state,
            "{\"type\":\"FeatureCollection\"," IN(
                "EPSG:4548") ",\"features\":[]}\n"
                             "{\"type\":\"Point\",\"coordinates\":[1,2]}",
            "a collection is in EPSG:4548, but features outside of it name no system",
            "put them into the collection, or pass --in-crs EPSG:4548");
    refuses(*state,
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\"," IN(
                "EPSG:4548") "}]}",
            "feature 1: line 1, column 65: a crs (EPSG:4548) of a single object is not supported",
            "say it once for the whole file, or pass --in-crs EPSG:4548");
}

static void positions_that_are_no_degrees_are_refused_with_the_likely_reason(void **state)
{
    refuses(*state, "{\"type\":\"Point\",\"coordinates\":[39.9, 116.4]}",
            "feature 1: line 1, column 31: 39.9, 116.4 is not longitude and latitude in degrees",
            "latitude and longitude look swapped: longitude comes first");
    refuses(*state,
            "{\"type\":\"Point\",\"coordinates\":[1, 2]}\n"
            "{\"type\":\"LineString\",\"coordinates\":[[0, 0], [441064.2, 4427980.5]]}",
            "feature 2: line 2, column 45: 441064.2, 4427980.5 is not longitude and latitude in "
            "degrees",
            "name the system they are in, for example --in-crs EPSG:4548");
    refuses(*state, "{\"type\":\"Point\",\"coordinates\":[361, 2]}",
            "feature 1: line 1, column 31: 361, 2 is not longitude and latitude in degrees",
            "name the system they are in, for example --in-crs EPSG:4548");
    refuses(
        *state, "{\"type\":\"LineString\",\"coordinates\":[[10, 2],[190,2]]}",
        "feature 1: from longitude 10 to 190 an edge goes half around the world or more, beyond "
        "180 degrees",
        "wrap longitudes into -180 to 180, and cut at the antimeridian");
}

static void nested_members_are_there_once(void **state)
{
    refuses(*state,
            "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":{\"b\":1,\"c\":{},"
            "\n\"\\u0062\":2}}}",
            "feature 1: line 2, column 1: the member \"b\" is there twice", "");
    refuses(*state,
            "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":[1,{\"c\":{\"d\":1},"
            "\n\"c\":2}]}}",
            "feature 1: line 2, column 1: the member \"c\" is there twice", "");
    refuses(*state, "{\"type\":\"Feature\",\"geometry\":null,\"x\":1,\"y\":2,\"x\":3}",
            "feature 1: line 1, column 1: a member that is not GeoJSON's is there twice", "");
    /* the same name in different objects is no fault, nor are many */
    geo_layer *layer = reads(
        *state,
        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":{\"a\":{\"a\":1},\"b\":"
        "{\"a\":1}},\"b\":[{\"x\":1},{\"x\":2}]},\"b\":{\"k01\":1,\"k02\":1,\"k03\":1,\"k04\":1,"
        "\"k05\":1,\"k06\":1,\"k07\":1,\"k08\":1,\"k09\":1,\"k10\":1,\"k11\":1,\"k12\":1,\"k13\":1,"
        "\"k14\":1}}");
    geo_layer_destroy(layer);
    refuses(*state,
            "{\"type\":\"Feature\",\"geometry\":null,\"b\":{\"k01\":1,\"k02\":1,\"k03\":1,\"k04\":"
            "1,\"k05\":1,"
            "\"k06\":1,\"k07\":1,\"k08\":1,\"k09\":1,\"k10\":1,\"k11\":1,\"k12\":1,\"k13\":1,"
            "\n\"k04\":1}}",
            "feature 1: line 2, column 1: the member \"k04\" is there twice", "");
}

static void positions_in_a_known_system_are_not_judged(void **state)
{
    static const char far[] =
        "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"link\"},"
        "\"features\":[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\","
        "\"coordinates\":[441064.2, 4427980.5]}}]}";
    const geoi_geojson_options options = {.crs_is_known = true};
    geoi_layer_builder *builder;
    char *crs;
    assert_ok(*state, geoi_geojson_read(*state, far, sizeof far - 1, &options, &builder, &crs));
    assert_null(crs);
    assert_true(geoi_layer_builder_geometry(builder)->x[0] == 441064.2);
    geoi_layer_builder_destroy(builder);
}

/* ---- Faults --------------------------------------------------------------------------- */

static void what_is_no_geojson_at_all_is_called_by_its_name(void **state)
{
    const char *const cases[][3] = {
        {"<!DOCTYPE html>", "this is HTML or XML, not GeoJSON",
         "look into the file: a server may have answered with an error page"},
        {"version https://git-lfs.github.com/spec/v1",
         "this is a Git LFS pointer, not the file itself", "fetch it: git lfs pull"},
        {"\xFF\xFE{", "the text is UTF-16, not UTF-8",
         "convert it, for example: iconv -f UTF-16 -t UTF-8"},
        {"\x7F"
         "ELF\x02\x01\x01",
         "this is binary data, not GeoJSON", "check the name of the file"},
        {" \n\t", "the file is empty",
         "write at least {\"type\": \"FeatureCollection\", \"features\": []}"},
        {"\xEF\xBB\xBF", "the file is empty",
         "write at least {\"type\": \"FeatureCollection\", \"features\": []}"},
        {"lon,lat\n1,2",
         "line 1, column 1: expected a GeoJSON object, which begins with '{', found 'l'",
         "look into the file: it holds something else than its name says"},
        {"null", "line 1, column 1: expected a GeoJSON object, which begins with '{', found null",
         "look into the file: it holds something else than its name says"},
        {"\n[]",
         "line 2, column 1: expected a GeoJSON object, which begins with '{', found an array",
         "wrap the features: {\"type\": \"FeatureCollection\", \"features\": [...]}"},
        {"{}", "line 1, column 1: this object has no member \"type\", so it is no GeoJSON", ""},
        {"{\"features\":[],\"geometryType\":1}",
         "line 1, column 1: this object has no member \"type\", so it is no GeoJSON",
         "this is Esri JSON: ask the server for f=geojson"},
        {"{\"type\":\"Topology\",\"objects\":{}}",
         "line 1, column 1: \"Topology\" is not a type of GeoJSON",
         "this is TopoJSON: convert it with topo2geo"},
        {"{\"type\":\"featurecollection\",\"features\":[]}",
         "line 1, column 1: \"featurecollection\" is not a type of GeoJSON",
         "write \"FeatureCollection\""},
        {"{\"type\":7}", "line 1, column 9: expected a string, found a number", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refuses(*state, cases[i][0], cases[i][1], cases[i][2]);
    }
    geo_layer *layer;
    const geoi_geojson_options options = {.source = NULL};
    assert_status(*state, read_with(*state, "", 0, &options, &layer), GEO_DATA);
    assert_string_equal(geo_ctx_message(*state), "the file is empty");
    assert_status(*state, read_with(*state, "{\0\"\0", 4, &options, &layer), GEO_DATA);
    assert_string_equal(geo_ctx_message(*state), "the text is UTF-16, not UTF-8");
}

static void faulty_collections_are_refused(void **state)
{
    const char *const cases[][3] = {
        {"{\"type\":\"FeatureCollection\"}",
         "line 1, column 1: the FeatureCollection has no \"features\"", ""},
        {"{\"type\":\"FeatureCollection\",\"features\":{}}",
         "line 1, column 40: expected an array of features, found an object", ""},
        {"{\"type\":\"FeatureCollection\",\"features\":[],\"features\":[]}",
         "line 1, column 54: the member \"features\" is there twice", ""},
        {"{\"type\":\"FeatureCollection\",\"features\":[null]}",
         "feature 1: line 1, column 41: expected a Feature, found null", ""},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Point\",\"coordinates\":[1,2]}]"
         "}",
         "feature 1: line 1, column 49: expected a Feature, found a \"Point\"", ""},
        {"{\"type\":\"FeatureCollection\",\"bbox\":[1,2,3],\"features\":[]}",
         "line 1, column 36: a bbox has 4 or 6 numbers, this one has 3",
         "remove the bbox: it is not needed"},
        {"{\"type\":\"FeatureCollection\",\"features\":[]}}",
         "line 1, column 43: expected a GeoJSON object, found '}'", ""},
        {"{\"type\":\"FeatureCollection\",\"features\":[]},",
         "line 1, column 43: expected a GeoJSON object, found ','", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refuses(*state, cases[i][0], cases[i][1], cases[i][2]);
    }
}

static void faulty_features_are_refused(void **state)
{
    const char *const cases[][3] = {
        {"{\"type\":\"Feature\"}",
         "feature 1: line 1, column 1: the Feature has no member "
         "\"geometry\"",
         "write \"geometry\": null where there is none"},
        {"{\"type\":\"Feature\",\"geometry\":\"POINT(1 2)\"}",
         "feature 1: line 1, column 30: expected a geometry, found a string", ""},
        {"{\"type\":\"Feature\",\"geometry\":null,\"properties\":[]}",
         "feature 1: line 1, column 48: expected an object or null as \"properties\", found an "
         "array",
         ""},
        {"{\"type\":\"Feature\",\"geometry\":null,\"id\":true}",
         "feature 1: line 1, column 40: expected a string or a number as \"id\", found true",
         "leave \"id\" out where there is none"},
        {"{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":1,\"a\":2}}",
         "feature 1: line 1, column 59: duplicate \"a\": it has a value already", ""},
        {"{\"type\":\"Feature\",\"geometry\":null,\"geometry\":null}",
         "feature 1: line 1, column 46: the member \"geometry\" is there twice", ""},
        {"{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":NaN}}",
         "feature 1: line 1, column 53: expected a value, found NaN, which JSON does not have",
         "write null where a number is not known"},
        {"{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"\\u0000\":1}}",
         "feature 1: line 1, column 58: the name \"\\x00\" has a zero byte", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refuses(*state, cases[i][0], cases[i][1], cases[i][2]);
    }
}

static void faulty_geometries_are_refused(void **state)
{
    static const char close[] = "repeat the first position at the end";
    const char *const cases[][3] = {
        {"{}", "1: the geometry has no member \"type\"", ""},
        {"{\"type\":\"Point\"}", "1: the Point has no member \"coordinates\"", ""},
        {"{\"type\":\"GeometryCollection\",\"coordinates\":[]}",
         "1: the GeometryCollection has no member \"geometries\"", ""},
        {"{\"type\":\"GeometryCollection\",\"geometries\":[null]}",
         "44: expected a geometry, found null", ""},
        {"{\"type\":\"Curve\"}", "9: \"Curve\" is not a type of geometry",
         "GeoJSON has Point, LineString, Polygon, their Multi forms and GeometryCollection"},
        {"{\"type\":\"Linestring\"}", "9: \"Linestring\" is not a type of geometry",
         "write \"LineString\""},
        {"{\"type\":\"Point\",\"coordinates\":null}",
         "31: expected a position, an array of numbers, found null", ""},
        {"{\"type\":\"Point\",\"coordinates\":[1]}", "31: a position has at least 2 numbers, not 1",
         ""},
        {"{\"type\":\"Point\",\"coordinates\":[1,\"2\"]}", "34: expected a number, found a string",
         ""},
        {"{\"type\":\"Point\",\"coordinates\":[[1,2]]}", "32: expected a number, found an array",
         ""},
        {"{\"type\":\"Point\",\"coordinates\":[1e400,2]}", "32: coordinate 1e400 is too large", ""},
        {"{\"type\":\"MultiPoint\",\"coordinates\":[[]]}",
         "38: a position has at least 2 numbers, not none", ""},
        {"{\"type\":\"LineString\",\"coordinates\":[[1,2]]}",
         "36: a line has at least 2 positions, this one has 1", ""},
        {"{\"type\":\"LineString\",\"coordinates\":[1,2]}",
         "37: expected a position, an array of numbers, found a number", ""},
        {"{\"type\":\"Polygon\",\"coordinates\":[[]]}",
         "34: a ring of a polygon has at least 4 positions, this one has 0", ""},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1]]]}",
         "34: a ring of a polygon has at least 4 positions, this one has 3", close},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}",
         "34: a ring of a polygon is not closed: it begins at 0, 0 and ends at 0, 1", close},
        {"{\"type\":\"Point\",\"coordinates\":[1,2],\"coordinates\":[1,2]}",
         "51: the member \"coordinates\" is there twice", ""},
        {"{\"coordinates\":[1,2,],\"type\":\"Point\"}", "21: expected a value, found ']'",
         "remove the comma before it"},
        {"{\"type\":\"Point\",\"coordinates\":[1,2],\"bbox\":\"all\"}",
         "44: expected a bbox, an array of numbers, found a string", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256], message[256];
        (void)snprintf(text, sizeof text, "{\"type\":\"Feature\",\"geometry\":\n%s}", cases[i][0]);
        (void)snprintf(message, sizeof message, "feature 1: line 2, column %s", cases[i][1]);
        refuses(*state, text, message, cases[i][2]);
    }
}

static void the_feature_that_is_wrong_is_named(void **state)
{
    refuses(*state,
            "{\"type\":\"FeatureCollection\",\"features\":[\n"
            "{\"type\":\"Feature\",\"geometry\":null},\n"
            "{\"type\":\"Feature\",\"geometry\":null},\n"
            "{\"type\":\"Feature\",\"geometry\":null,}]}",
            "feature 3: line 4, column 35: expected a member name in double quotes, found '}'",
            "remove the comma before it");
    refuses(*state,
            "{\"type\":\"FeatureCollection\",\"features\":[\n"
            "{\"type\":\"Feature\",\"geometry\":null}\n"
            "{\"type\":\"Feature\",\"geometry\":null}]}",
            "line 3, column 1: expected ',' or ']', found an object", "");
}

static void a_file_cut_anywhere_is_refused(void **state)
{
    static const char text[] =
        "{\"type\":\"FeatureCollection\",\"name\":\"n\",\"features\":[{\"type\":\"Feature\",\"id\":"
        "1,\"properties\":{\"a\\n\":[1,{\"b\":null}],\"c\":-1.5e3,\"d\":\"\xE4\xB8\xAD\"},"
        "\"geometry\":{\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]],\"type\":\"Polygon\"}}],"
        "\"foreign\":true}";
    const geoi_geojson_options options = {.chunk = 60};
    geo_layer *layer;
    for (int64_t size = 0; size < (int64_t)sizeof text - 1; size++) {
        char *copy = malloc((size_t)size + 1); /* its own block, so that reading on is seen */
        memcpy(copy, text, (size_t)size);
        assert_status(*state, read_with(*state, copy, size, &options, &layer), GEO_DATA);
        assert_null(layer);
        free(copy);
    }
    assert_ok(*state, read_with(*state, text, sizeof text - 1, &options, &layer));
    geo_layer_destroy(layer);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(named_systems_are_handed_on_unless_they_are_degrees),
        CASE(systems_that_must_be_fetched_or_guessed_are_refused),
        CASE(a_layer_has_one_system),
        CASE(positions_that_are_no_degrees_are_refused_with_the_likely_reason),
        CASE(nested_members_are_there_once),
        CASE(positions_in_a_known_system_are_not_judged),
        CASE(what_is_no_geojson_at_all_is_called_by_its_name),
        CASE(faulty_collections_are_refused),
        CASE(faulty_features_are_refused),
        CASE(faulty_geometries_are_refused),
        CASE(the_feature_that_is_wrong_is_named),
        CASE(a_file_cut_anywhere_is_refused),
    };
    return cmocka_run_group_tests_name("geojson faults", tests, NULL, NULL);
}
