/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "draft.h"
#include "geo/geometry.h"
#include "geo/layer.h"

/* ---- Layers -------------------------------------------------------------------------------- */

/* A square, a bow tie, nothing, a point, a square whose hole lies outside, a line, a spike. */
static void draw_cases(draft *d)
{
    draft_box_feature(d, 116.0, 39.0, 117.0, 40.0);
    draft_bow_tie_feature(d);
    draft_feature(d, GEO_NONE);
    draft_point_feature(d, 1, 1);
    draft_feature(d, GEO_MULTIPOLYGON);
    draft_part(d, 0);
    draft_box(d, 0, 0, 4, 4);
    draft_ring(d);
    draft_box(d, 10, 10, 11, 11);
    draft_line_feature(d, 0, 0, 1, 0.1);
    draft_feature(d, GEO_POLYGON);
    draft_part(d, 0);
    draft_add(d, 5, 5);
    draft_add(d, 6, 6);
    draft_add(d, 7, 7);
    draft_add(d, 5, 5);
}

static geo_layer *cases(geo_ctx *ctx)
{
    draft *d = draft_new();
    geo_layer *layer;
    draw_cases(d);
    assert_ok(ctx, geo_layer_create(ctx, "cases", draft_view(d), &layer));
    free(d);
    const int64_t number[7] = {10, 11, 12, 13, 14, 15, 16};
    const geo_column_info info = {"number", NULL, NULL, NULL};
    assert_ok(ctx, geo_layer_add_ints(ctx, layer, &info, number, NULL));
    return layer;
}

/* ---- Checking ------------------------------------------------------------------------------- */

static void defects_are_found_with_reason_and_place(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = cases(ctx);
    geo_defects *defects;
    assert_ok(ctx, geo_layer_check(ctx, layer, &defects));
    assert_int_equal(geo_defects_count(defects), 3);
    const geo_defect *bow_tie = geo_defects_at(defects, 0);
    assert_int_equal(bow_tie->feature, 1);
    assert_string_equal(bow_tie->reason, "Self-intersection");
    assert_near(bow_tie->lon, 1.0, 0);
    assert_near(bow_tie->lat, 1.0, 0);
    assert_int_equal(geo_defects_at(defects, 1)->feature, 4);
    assert_string_equal(geo_defects_at(defects, 1)->reason, "Hole lies outside shell");
    assert_int_equal(geo_defects_at(defects, 2)->feature, 6);
    geo_defects_destroy(defects);
    geo_layer_destroy(layer);
}

/* A hole that lies outside, in part outside, within another part, and within its ring. */
static void land_made_of_holes_outside_is_told(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer, *mended, *island;
    geo_defects *defects;
    double m2[8], whole;
    const double hole[4][4] = {{10, 10, 11, 11}, {3, 1, 5, 2}, {6.5, 1, 7, 2}, {1, 1, 2, 2}};
    draft *d = draft_new(), *one = draft_new();
    for (int k = 0; k < 4; k++) {
        draft_feature(d, GEO_MULTIPOLYGON);
        draft_part(d, 0);
        draft_box(d, 0, 0, 4, 4);
        draft_ring(d);
        draft_box(d, hole[k][0], hole[k][1], hole[k][2], hole[k][3]);
        draft_part(d, 0);
        draft_box(d, 6, 0, 8, 4);
        draft_ring(d);
        draft_box(d, 7.5, 3, 9, 3.5); /* so that none is valid */
    }
    draft_bow_tie_feature(d);
    draft_box_feature(one, 10, 10, 11, 11);
    assert_ok(ctx, geo_layer_create(ctx, "holes", draft_view(d), &layer));
    assert_ok(ctx, geo_layer_create(ctx, "island", draft_view(one), &island));
    assert_ok(ctx, geo_geodesic_measure(ctx, island, &whole, NULL));
    assert_ok(ctx, geo_layer_check(ctx, layer, &defects));
    assert_int_equal(geo_defects_count(defects), 5);
    assert_ok(ctx, geo_layer_mend(ctx, layer, defects, &mended));
    assert_ok(ctx, geo_layer_mended_land(ctx, layer, defects, mended, m2));
    assert_near(m2[0], whole, 1e-9);
    for (int k = 1; k < 5; k++) {
        assert_true(m2[k] == 0.0);
    }
    geo_defects_destroy(defects);
    geo_layer_destroy(mended);
    geo_layer_destroy(island);
    geo_layer_destroy(layer);
    free(one);
    free(d);
}

static void many_features_are_checked_in_order_on_all_threads(void **state)
{
    (void)state;
    draft *d = draft_new();
    for (int i = 0; i < 1500; i++) {
        draft_feature(d, GEO_POLYGON);
        draft_part(d, 0);
        draft_add(d, 0, 0);
        draft_add(d, 2, i % 100 == 99 ? 2 : 0);
        draft_add(d, 2, i % 100 == 99 ? 0 : 2);
        draft_add(d, 0, 2);
        draft_add(d, 0, 0);
    }
    const int64_t threads[] = {1, 2, 3, 7};
    for (int k = 0; k < 4; k++) {
        geo_ctx *ctx = ctx_with_threads(threads[k]);
        geo_layer *layer;
        geo_defects *defects;
        assert_ok(ctx, geo_layer_create(ctx, "many", draft_view(d), &layer));
        assert_ok(ctx, geo_layer_check(ctx, layer, &defects));
        assert_int_equal(geo_defects_count(defects), 15);
        for (int64_t i = 0; i < 15; i++) {
            assert_int_equal(geo_defects_at(defects, i)->feature, 100 * i + 99);
        }
        geo_defects_destroy(defects);
        geo_layer_destroy(layer);
        geo_ctx_destroy(ctx);
    }
    free(d);
}

/* ---- Mending -------------------------------------------------------------------------------- */

static void assert_feature_kept(const geo_geometry *before, const geo_geometry *after, int64_t i)
{
    geo_span a = geo_feature_coords(before, i), b = geo_feature_coords(after, i);
    assert_int_equal(after->type[i], before->type[i]);
    assert_int_equal(b.end - b.begin, a.end - a.begin);
    for (int64_t k = 0; k < a.end - a.begin; k++) {
        assert_memory_equal(&after->x[b.begin + k], &before->x[a.begin + k], sizeof(double));
        assert_memory_equal(&after->y[b.begin + k], &before->y[a.begin + k], sizeof(double));
    }
}

static void mended_layers_are_valid_and_keep_the_rest(void **state)
{
    geo_ctx *ctx = *state;
    geo_layer *layer = cases(ctx), *mended;
    geo_defects *defects, *left;
    geo_shapes *plane;
    double area[7];
    assert_ok(ctx, geo_layer_check(ctx, layer, &defects));
    assert_ok(ctx, geo_layer_mend(ctx, layer, defects, &mended));
    assert_ok(ctx, geo_layer_check(ctx, mended, &left));
    assert_int_equal(geo_defects_count(left), 0);
    const geo_geometry *before = geo_layer_geometry(layer), *after = geo_layer_geometry(mended);
    const int64_t whole[] = {0, 2, 3, 5};
    for (int k = 0; k < 4; k++) {
        assert_feature_kept(before, after, whole[k]);
    }
    assert_ok(ctx, geo_shapes_create(ctx, after, &plane)); /* degrees as if they were metres */
    geo_shapes_area(plane, area);
    assert_int_equal(after->type[1], GEO_MULTIPOLYGON);
    assert_near(area[1], 2.0, 1e-12); /* both halves of the bow tie */
    assert_int_equal(after->type[4], GEO_MULTIPOLYGON);
    assert_near(area[4], 17.0, 1e-12);             /* GEOS makes a hole outside a part of its own */
    assert_int_equal(after->type[6], GEO_POLYGON); /* the spike has no area: empty */
    assert_int_equal(geo_parts(after, 6).end - geo_parts(after, 6).begin, 0);
    assert_int_equal(geo_layer_column(mended, 0).ints[4], 14);
    assert_string_equal(geo_layer_name(mended), "cases");
    geo_shapes_destroy(plane);
    geo_defects_destroy(left);
    geo_defects_destroy(defects);
    geo_layer_destroy(mended);
    geo_layer_destroy(layer);
}

static geo_status check_and_mend(geo_ctx *ctx, void *data)
{
    geo_layer *layer = NULL, *mended = NULL;
    geo_defects *defects = NULL;
    geo_status status = geo_layer_create(ctx, "cases", draft_view(data), &layer);
    if (status == GEO_OK) {
        status = geo_layer_check(ctx, layer, &defects);
    }
    if (status == GEO_OK) {
        status = geo_layer_mend(ctx, layer, defects, &mended);
    }
    assert_int_equal(status == GEO_OK, mended != NULL);
    if (status == GEO_OK) {
        double m2[7];
        status = geo_layer_mended_land(ctx, layer, defects, mended, m2);
    }
    geo_defects_destroy(defects);
    geo_layer_destroy(mended);
    geo_layer_destroy(layer);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    draft *d = draft_new();
    draw_cases(d);
    assert_true(assert_survives_allocation_failures(check_and_mend, d) > 30);
    free(d);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(defects_are_found_with_reason_and_place),
        CASE(many_features_are_checked_in_order_on_all_threads),
        CASE(land_made_of_holes_outside_is_told),
        CASE(mended_layers_are_valid_and_keep_the_rest),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
