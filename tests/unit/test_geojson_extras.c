/* SPDX-License-Identifier: MIT */
/* What GeoJSON says beside features, geometry and values, kept from door to door. */
#include "support.h"

#include "geo/io.h"
#include "geo/layer.h"

#include "geojson_text.h"
#include "io/geojson_write.h"
#include "layer_difference.h"

/* ---- Members and boxes ----------------------------------------------------------------- */

static void assert_text_at(const geo_column *c, int64_t row, const char *expected)
{
    if (expected == NULL) {
        assert_true(geo_column_is_null(c, row));
        return;
    }
    int64_t length = c->text_begin[row + 1] - c->text_begin[row];
    assert_false(geo_column_is_null(c, row));
    assert_int_equal(length, strlen(expected));
    assert_memory_equal(c->text + c->text_begin[row], expected, (size_t)length);
}

static const char described[] =
    "{\"type\":\"FeatureCollection\",\"license\":\"CC0\",\"bbox\":[0,0,9,9],"
    "\"geo:run\":{\"tool\": \"geo-convert\"},\"features\":["
    "{\"type\":\"Feature\",\"properties\":{\"a\":1},\"geometry\":null,\"note\": [ 1 ]},"
    "{\"type\":\"Feature\",\"properties\":{\"b\":null},\"geometry\":null,\"bbox\":[1,2,3,4]},"
    "{\"type\":\"Feature\",\"x\\ny\":null,\"properties\":{\"a\":null},\"geometry\":null,"
    "\"z\":{\"k\" : 1e5}}],\"year\":2026,\"meta\":{\"by\": [ \"me\" ]}}";

static void members_that_geojson_does_not_know_are_kept(void **state)
{
    geo_layer *layer = reads(*state, described);
    assert_string_equal(geo_layer_members(layer),
                        "{\"license\":\"CC0\",\"year\":2026,\"meta\":{\"by\":[\"me\"]}}");
    assert_string_equal(geo_layer_run(layer), "{\"tool\":\"geo-convert\"}");
    geo_column members = geo_layer_feature_members(layer);
    assert_int_equal(members.type, GEO_JSON);
    assert_int_equal(members.n, 3);
    assert_text_at(&members, 0, "{\"note\":[1]}");
    assert_text_at(&members, 1, NULL);
    assert_text_at(&members, 2, "{\"x\\ny\":null,\"z\":{\"k\":1e5}}");
    assert_true(geo_layer_has_bbox(layer));
    assert_int_equal(geo_layer_feature_bbox(layer)[0], 2);
    geo_layer_destroy(layer);
}

static void a_layer_without_members_says_so(void **state)
{
    geo_layer *layer = reads(*state, "{\"type\":\"Point\",\"coordinates\":[1,2]}");
    assert_string_equal(geo_layer_members(layer), "");
    assert_string_equal(geo_layer_run(layer), "");
    assert_int_equal(geo_layer_feature_members(layer).n, 0);
    assert_false(geo_layer_has_bbox(layer));
    assert_null(geo_layer_feature_bbox(layer));
    geo_layer_destroy(layer);
}

static void of_several_collections_the_first_ones_members_are_kept(void **state)
{
    geo_layer *layer = reads(
        *state, "{\"type\":\"FeatureCollection\",\"features\":[],\"n\":1}"
                "{\"type\":\"FeatureCollection\",\"n\":2,\"bbox\":[1,2,3,4],\"features\":[]}");
    assert_string_equal(geo_layer_members(layer), "{\"n\":1}");
    assert_true(geo_layer_has_bbox(layer));
    geo_layer_destroy(layer);
}

static void a_record_of_a_run_that_is_no_object_is_not_kept(void **state)
{
    geo_layer *layer =
        reads(*state, "{\"type\":\"FeatureCollection\",\"geo:run\":7,\"features\":[]}");
    assert_string_equal(geo_layer_run(layer), "");
    assert_string_equal(geo_layer_members(layer), "");
    geo_layer_destroy(layer);
}

/* ---- Absent and null -------------------------------------------------------------------- */

static void a_property_that_is_not_there_is_absent_and_one_that_is_null_is_not(void **state)
{
    geo_layer *layer = reads(*state, described);
    geo_column a = geo_layer_column(layer, 0), b = geo_layer_column(layer, 1);
    static const int a_absent[] = {0, 1, 0}, b_absent[] = {1, 0, 1};
    for (int64_t i = 0; i < 3; i++) {
        assert_int_equal(geo_column_is_absent(&a, i), a_absent[i]);
        assert_int_equal(geo_column_is_absent(&b, i), b_absent[i]);
        assert_int_equal(geo_column_is_null(&a, i), i > 0);
        assert_true(geo_column_is_null(&b, i));
    }
    geo_layer_destroy(layer);
}

static void a_column_that_is_always_there_has_no_bitmap_of_absence(void **state)
{
    geo_layer *layer = reads(
        *state, "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":null,\"b\":1}}\n"
                "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":\"x\",\"b\":2}}");
    assert_null(geo_layer_column(layer, 0).absent);
    assert_null(geo_layer_column(layer, 1).absent);
    geo_layer_destroy(layer);
}

/* Bytes of a sink that only gathers. */
static geo_status gather(geo_ctx *ctx, void *user, const char *bytes, int64_t n)
{
    return geoi_text_append(ctx, user, bytes, n);
}

static void what_is_absent_is_not_written(void **state)
{
    geo_ctx *ctx = *state;
    geoi_text text = {0};
    geoi_sink sink = {gather, &text};
    geo_write_options options = geo_write_options_default();
    geo_layer *layer = reads(ctx, described);
    assert_ok(ctx, geoi_geojson_write(ctx, layer, &options, true, &sink));
    assert_non_null(strstr(text.bytes, "\"properties\":{\"a\":1}"));
    assert_non_null(strstr(text.bytes, "\"properties\":{\"b\":null}"));
    assert_non_null(strstr(text.bytes, "\"properties\":{\"a\":null}"));
    geoi_release(text.bytes);
    geo_layer_destroy(layer);
}

/* ---- Operations ------------------------------------------------------------------------- */

static void chosen_rows_bring_their_members_boxes_and_absences(void **state)
{
    geo_ctx *ctx = *state;
    static const int64_t rows[] = {2, 1, 0, 1};
    geo_layer *layer = reads(ctx, described), *chosen, *none;
    assert_ok(ctx, geo_layer_select(ctx, layer, rows, 4, &chosen));
    assert_string_equal(geo_layer_members(chosen), geo_layer_members(layer));
    assert_string_equal(geo_layer_run(chosen), geo_layer_run(layer));
    geo_column members = geo_layer_feature_members(chosen), a = geo_layer_column(chosen, 0);
    assert_text_at(&members, 0, "{\"x\\ny\":null,\"z\":{\"k\":1e5}}");
    assert_text_at(&members, 1, NULL);
    assert_text_at(&members, 2, "{\"note\":[1]}");
    assert_true(geo_layer_has_bbox(chosen));
    assert_int_equal(geo_layer_feature_bbox(chosen)[0], 2 | 8);
    assert_int_equal(a.absent[0], 2 | 8);
    assert_ok(ctx, geo_layer_select(ctx, layer, rows, 0, &none));
    assert_int_equal(geo_layer_feature_members(none).n, 0);
    geo_layer_destroy(none);
    geo_layer_destroy(chosen);
    geo_layer_destroy(layer);
}

static void kept_columns_keep_their_absences_and_the_layer_its_members(void **state)
{
    geo_ctx *ctx = *state;
    static const char *const names[] = {"b"};
    geo_layer *layer = reads(ctx, described);
    assert_ok(ctx, geo_layer_keep_columns(ctx, layer, names, 1));
    geo_column b = geo_layer_column(layer, 0);
    assert_int_equal(b.absent[0], 1 | 4);
    assert_int_equal(geo_layer_feature_members(layer).n, 3);
    assert_true(strlen(geo_layer_members(layer)) > 0);
    geo_layer_destroy(layer);
}

static void a_copied_column_keeps_its_absences(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = reads(ctx, described);
    geo_column a = geo_layer_column(layer, 0);
    a.info.name = "copy";
    assert_ok(ctx, geo_layer_add_column(ctx, layer, &a));
    assert_int_equal(geo_layer_column(layer, 2).absent[0], 2);
    geo_layer_destroy(layer);
}

static geo_status select_all(geo_ctx *ctx, void *data)
{
    static const int64_t rows[] = {0, 1, 2};
    geo_layer *chosen;
    geo_status status = geo_layer_select(ctx, data, rows, 3, &chosen);
    geo_layer_destroy(chosen);
    return status;
}

static void selecting_survives_every_allocation_failure(void **state)
{
    geo_layer *layer = reads(*state, described);
    assert_true(assert_survives_allocation_failures(select_all, layer) > 8);
    geo_layer_destroy(layer);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(members_that_geojson_does_not_know_are_kept),
        CASE(a_layer_without_members_says_so),
        CASE(of_several_collections_the_first_ones_members_are_kept),
        CASE(a_record_of_a_run_that_is_no_object_is_not_kept),
        CASE(a_property_that_is_not_there_is_absent_and_one_that_is_null_is_not),
        CASE(a_column_that_is_always_there_has_no_bitmap_of_absence),
        CASE(what_is_absent_is_not_written),
        CASE(chosen_rows_bring_their_members_boxes_and_absences),
        CASE(kept_columns_keep_their_absences_and_the_layer_its_members),
        CASE(a_copied_column_keeps_its_absences),
        CASE(selecting_survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("geojson extras", tests, NULL, NULL);
}
