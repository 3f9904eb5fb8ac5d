/* SPDX-License-Identifier: MIT */
/* What names say about a system, and what they do not. */
#include "support.h"

#include "space/crs_name.h"

static geoi_named_crs in_name(const char *name, geoi_name_kind kind)
{
    return geoi_crs_in_name(name, (int64_t)strlen(name), kind);
}

static void assert_says(const char *name, geoi_name_kind kind, const char *crs)
{
    geoi_named_crs named = in_name(name, kind);
    const char *found = named.crs != NULL ? named.crs : "nothing";
    if (strcmp(found, crs) != 0) {
        fail_msg("\"%s\" says %s, not %s", name, found, crs);
    }
}

/* ---- Systems -------------------------------------------------------------------------------- */

static void a_name_says_its_datum_however_it_is_spelled(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"haidian_townships_gcj02", "GCJ-02"},
        {"haidian_townships_bd09", "BD-09"},
        {"GCJ-02", "GCJ-02"},
        {"shops GCJ 02", "GCJ-02"},
        {"shops.gcj_02.2024", "GCJ-02"},
        {"gcj", "GCJ-02"},
        {"shopsGCJ02", "GCJ-02"},
        {"gcj02Shops", "GCJ-02"},
        {"2024gcj02", "GCJ-02"},
        {"点位gcj02坐标", "GCJ-02"},
        {"bd09ll_poi", "BD-09"},
        {"poi-bd-09", "BD-09"},
        {"bd09_01", "BD-09"},
        {"poi_BD09MC", "BD09MC"},
        {"poi_bd-09-mc", "BD09MC"},
        {"bdmc", "BD09MC"},
        {"火星坐标_小区", "GCJ-02"},
        {"国测局坐标", "GCJ-02"},
        {"shops_wgs84", "WGS84"},
        {"shops WGS-84", "WGS84"},
        {"shops_4326", "WGS84"},
        {"cgcs2000_parcels", "EPSG:4490"},
        {"parcels_xian80", "EPSG:4610"},
    };
    for (int64_t i = 0; i < GEOI_COUNT_OF(names); i++) {
        assert_says(names[i][0], GEOI_NAME_OF_LAYER, names[i][1]);
        assert_says(names[i][0], GEOI_NAME_OF_COLUMN, names[i][1]);
        assert_says(names[i][0], GEOI_NAME_IN_TEXT, names[i][1]);
    }
}

static void a_word_within_another_or_a_date_says_nothing(void **state)
{
    (void)state;
    static const char *const names[] = {
        "abcd09",    "bd0901",        "bd09123", "bd-09-01", "bd_09_1",  "subgcj02", "gcj020",
        "gcj02mc",   "gcj2024",       "bd",      "bd_2009",  "gcjx",     "bd08",     "abd09",
        "swgs",      "1432600",       "14326",   "id43261",  "baidus",   "amapping", "bamap",
        "tencents",  "georgia-pacad", "",        "_",        "b",        "gc",       "gcj0",
        "townships", "BD9",           "bd 0 9",  "haidian",  "x4326abc", "lamap",    "roads_wg84"};
    for (int64_t i = 0; i < GEOI_COUNT_OF(names); i++) {
        bool bare = strncmp(names[i], "gcj", 3) == 0;
        geoi_named_crs named = in_name(names[i], GEOI_NAME_OF_LAYER);
        if (named.crs != NULL) {
            fail_msg("\"%s\" says %s%s", names[i], named.crs, bare ? " (bare)" : "");
        }
    }
}

static void companies_speak_for_their_maps_unless_a_datum_is_named(void **state)
{
    (void)state;
    static const char *const layers[][2] = {
        {"amap_poi", "GCJ-02"},         {"AMapPoi", "GCJ-02"},     {"高德地图小区", "GCJ-02"},
        {"gaode-2024", "GCJ-02"},       {"腾讯位置", "GCJ-02"},    {"tencent_huff", "GCJ-02"},
        {"baidu_poi", "BD-09"},         {"百度热力图", "BD-09"},   {"baidu_gcj02", "GCJ-02"},
        {"amap_wgs84", "WGS84"},        {"百度_高德", "nothing"},  {"amap_baidu", "nothing"},
        {"gcj02_bd09", "nothing"},      {"gcj02_gcj02", "GCJ-02"}, {"amap_bd09_gcj02", "nothing"},
        {"baidu_wgs84_bd09", "nothing"}};
    for (int64_t i = 0; i < GEOI_COUNT_OF(layers); i++) {
        assert_says(layers[i][0], GEOI_NAME_OF_LAYER, layers[i][1]);
    }
    assert_says("licence: Baidu", GEOI_NAME_IN_TEXT, "nothing");
    assert_says("from AMap, in GCJ-02", GEOI_NAME_IN_TEXT, "GCJ-02");
    assert_says("bd", GEOI_NAME_OF_COLUMN, "BD-09");
    assert_says("bd", GEOI_NAME_OF_LAYER, "nothing");
}

static void of_a_change_the_end_counts(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"gcj02_to_wgs84", "WGS84"},
                                           {"bd09_to_gcj02", "GCJ-02"},
                                           {"gcj2wgs", "WGS84"},
                                           {"gcj02ToWgs84", "WGS84"},
                                           {"bd09转gcj02", "GCJ-02"},
                                           {"gcj02_to_check", "GCJ-02"},
                                           {"roads_to_gcj02_shops", "GCJ-02"},
                                           {"tokyo_bd09", "BD-09"}};
    for (int64_t i = 0; i < GEOI_COUNT_OF(names); i++) {
        assert_says(names[i][0], GEOI_NAME_OF_LAYER, names[i][1]);
    }
}

static void the_word_is_shown_as_it_stands_there(void **state)
{
    (void)state;
    const char *name = "bd09_to_GCJ-02_v2";
    geoi_named_crs named = in_name(name, GEOI_NAME_OF_LAYER);
    assert_int_equal(named.end - named.begin, 6);
    assert_memory_equal(name + named.begin, "GCJ-02", 6);
}

static void only_web_maps_pass_for_wgs_84(void **state)
{
    (void)state;
    static const char *const maps[] = {"gcj02", "bd09", "bd09mc"}, *const others[] = {
                                                                       "wgs84", "cgcs2000", "x"};
    for (int i = 0; i < 3; i++) {
        geoi_named_crs map = in_name(maps[i], GEOI_NAME_OF_LAYER);
        geoi_named_crs other = in_name(others[i], GEOI_NAME_OF_LAYER);
        assert_true(geoi_is_web_map(&map));
        assert_false(geoi_is_web_map(&other));
    }
}

/* No name, however cut or odd, is read beyond its end: the bytes stand at the end of a block. */
static void any_bytes_are_looked_at_within_their_length(void **state)
{
    (void)state;
    static const char pieces[] = "gcj02bd-09MC_wgs84 to2lonlatxy.\xE9\xAB\x98\xE5\xBE\xB7\xFF";
    test_random random = {7};
    for (int round = 0; round < 20000; round++) {
        int64_t length = test_random_below(&random, 24);
        char *name = malloc((size_t)length + 1);
        assert_non_null(name);
        for (int64_t i = 0; i < length; i++) {
            name[i] = pieces[test_random_below(&random, sizeof pieces - 1)];
        }
        char *exact = realloc(name, length > 0 ? (size_t)length : 1);
        assert_non_null(exact);
        for (int kind = GEOI_NAME_OF_LAYER; kind <= GEOI_NAME_IN_TEXT; kind++) {
            geoi_named_crs named = geoi_crs_in_name(exact, length, (geoi_name_kind)kind);
            assert_true(named.begin >= 0 && named.begin <= named.end && named.end <= length);
            assert_int_equal(named.crs != NULL, named.end > named.begin);
        }
        geoi_axis_name axis = geoi_axis_in_name(exact, length);
        assert_true(axis.begin >= 0 && axis.begin <= axis.end && axis.end <= length);
        assert_int_equal(axis.axis != 0, axis.end > axis.begin);
        free(exact);
    }
}

/* ---- Axes ----------------------------------------------------------------------------------- */

static void assert_pair(const char *x, const char *y, const char *crs)
{
    int64_t m = (int64_t)strlen(x), n = (int64_t)strlen(y);
    geoi_axis_name a = geoi_axis_in_name(x, m), b = geoi_axis_in_name(y, n);
    if (!geoi_axes_are_pair(x, m, &a, y, n, &b)) {
        fail_msg("%s and %s are no pair (%c%c)", x, y, a.axis != 0 ? a.axis : '-',
                 b.axis != 0 ? b.axis : '-');
    }
    assert_string_equal(a.named.crs != NULL ? a.named.crs : "nothing", crs);
    assert_string_equal(b.named.crs != NULL ? b.named.crs : "nothing", crs);
}

static void columns_of_coordinates_are_paired_by_the_rest_of_their_names(void **state)
{
    (void)state;
    assert_pair("lon", "lat", "nothing");
    assert_pair("wgs_lon", "wgs_lat", "WGS84");
    assert_pair("lon_wgs84", "lat_wgs84", "WGS84");
    assert_pair("gcj_lon_fixture", "gcj_lat_fixture", "GCJ-02");
    assert_pair("bd_lng", "bd_lat", "BD-09");
    assert_pair("lng_bd09", "lat_bd09", "BD-09");
    assert_pair("bdlng", "bdlat", "BD-09");
    assert_pair("lonGCJ02", "latGCJ02", "GCJ-02");
    assert_pair("gcjLng", "gcjLat", "GCJ-02");
    assert_pair("GCJ_LON", "gcj_lat", "GCJ-02");
    assert_pair("高德经度", "高德纬度", "GCJ-02");
    assert_pair("百度经度", "百度纬度", "BD-09");
    assert_pair("火星经度", "火星纬度", "GCJ-02");
    assert_pair("bdmc_x", "bdmc_y", "BD09MC");
    assert_pair("home_longitude", "home_latitude", "nothing");
}

static void other_columns_are_no_axes_and_no_pairs(void **state)
{
    (void)state;
    static const char *const names[] = {"balloon", "flat",   "plateau", "lonely", "salon",
                                        "latent",  "lonlat", "exit",    "name",   ""};
    static const char *const pairs[][2] = {{"wgs_lon", "gcj_lat"}, {"lon_a", "a_lat"},
                                           {"lat", "lon"},         {"gcj_x", "gcj_lat"},
                                           {"lon_1", "lat_2"},     {"lon", "lat_1"}};
    for (int64_t i = 0; i < GEOI_COUNT_OF(names); i++) {
        geoi_axis_name axis = geoi_axis_in_name(names[i], (int64_t)strlen(names[i]));
        if (axis.axis != 0) {
            fail_msg("\"%s\" is an axis", names[i]);
        }
    }
    for (int64_t i = 0; i < GEOI_COUNT_OF(pairs); i++) {
        int64_t m = (int64_t)strlen(pairs[i][0]), n = (int64_t)strlen(pairs[i][1]);
        geoi_axis_name a = geoi_axis_in_name(pairs[i][0], m);
        geoi_axis_name b = geoi_axis_in_name(pairs[i][1], n);
        assert_false(geoi_axes_are_pair(pairs[i][0], m, &a, pairs[i][1], n, &b));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_says_its_datum_however_it_is_spelled),
        cmocka_unit_test(a_word_within_another_or_a_date_says_nothing),
        cmocka_unit_test(companies_speak_for_their_maps_unless_a_datum_is_named),
        cmocka_unit_test(of_a_change_the_end_counts),
        cmocka_unit_test(the_word_is_shown_as_it_stands_there),
        cmocka_unit_test(only_web_maps_pass_for_wgs_84),
        cmocka_unit_test(any_bytes_are_looked_at_within_their_length),
        cmocka_unit_test(columns_of_coordinates_are_paired_by_the_rest_of_their_names),
        cmocka_unit_test(other_columns_are_no_axes_and_no_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
