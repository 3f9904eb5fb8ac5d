/* SPDX-License-Identifier: MIT */
#include "support.h"

#include "draft.h"
#include "geo/space.h"
#include "space/shapes_internal.h"

static const geo_box BEIJING = {115.41, 39.43, 117.52, 41.07};

static geo_frame *make_frame(geo_ctx *ctx)
{
    geo_frame *frame;
    assert_ok(ctx, geo_frame_create(ctx, BEIJING, NULL, &frame));
    return frame;
}

/* Two polygons, one with a hole and heights, a null, and a collection of a point and a line. */
static const uint8_t TYPE[] = {GEO_POLYGON, GEO_POLYGON, GEO_NONE, GEO_COLLECTION};
static const uint8_t KIND[] = {0, 0, GEO_POINT | GEO_PART_FIRST, GEO_LINESTRING | GEO_PART_FIRST};
static const int64_t PARTS[] = {0, 1, 2, 2, 4}, RINGS[] = {0, 2, 3, 4, 5};
static const int64_t COORDS[] = {0, 5, 9, 13, 14, 16};
static const double X[] = {0, 9, 9, 0, 0, 2, 4, 4, 2, 20, 30, 30, 20, 1, 5, 6};
static const double Y[] = {0, 0, 9, 9, 0, 2, 2, 4, 2, 20, 20, 30, 20, 1, 5, 7};
static const double Z[] = {1, 2, 3, 4, 1, 5, 6, 7, 5, 8, 9, 8, 8, 0, 0, 0};

static geo_geometry sample(const double *x, const double *y)
{
    geo_geometry g = {4, 4, 5, 16, TYPE, PARTS, RINGS, COORDS, KIND, x, y, Z};
    return g;
}

static void assert_same_but_for_places(const geo_geometry *a, const geo_geometry *b)
{
    assert_true(a->n == b->n && a->part_count == b->part_count);
    assert_true(a->ring_count == b->ring_count && a->coord_count == b->coord_count);
    assert_memory_equal(a->type, b->type, (size_t)a->n);
    assert_memory_equal(a->part_kind, b->part_kind, (size_t)a->part_count);
    assert_memory_equal(a->part_offset, b->part_offset, (size_t)(a->n + 1) * 8);
    assert_memory_equal(a->ring_offset, b->ring_offset, (size_t)(a->part_count + 1) * 8);
    assert_memory_equal(a->coord_offset, b->coord_offset, (size_t)(a->ring_count + 1) * 8);
    assert_memory_equal(a->z, b->z, (size_t)a->coord_count * 8);
}

static void shapes_are_a_copy_of_what_they_are_made_of(void **state)
{
    geo_ctx *ctx = *state;
    geo_geometry g = sample(X, Y);
    geo_shapes *shapes;
    assert_ok(ctx, geo_shapes_create(ctx, &g, &shapes));
    const geo_geometry *seen = geo_shapes_geometry(shapes);
    assert_same_but_for_places(seen, &g);
    assert_true(seen->x != X && seen->part_offset != PARTS);
    assert_memory_equal(seen->x, X, sizeof X);
    assert_memory_equal(seen->y, Y, sizeof Y);
    geo_shapes_destroy(shapes);
    geo_shapes_destroy(NULL);
}

static void points_are_no_more_than_x_and_y(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *shapes;
    assert_ok(ctx, geo_shapes_create_points(ctx, 3, X, Y, &shapes));
    const geo_geometry *g = geo_shapes_geometry(shapes);
    assert_true(g->n == 3 && g->coord_count == 3 && g->type[2] == GEO_POINT);
    assert_true(g->part_offset == NULL && g->ring_offset == NULL && g->coord_offset == NULL);
    assert_memory_equal(g->x, X, 3 * sizeof *X);
    geo_shapes_destroy(shapes);
    assert_ok(ctx, geo_shapes_create_points(ctx, 0, NULL, NULL, &shapes));
    assert_true(geo_shapes_geometry(shapes)->n == 0);
    geo_shapes_destroy(shapes);
}

static void wrong_geometry_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *shapes = (geo_shapes *)ctx;
    double x[16], y[16];
    memcpy(x, X, sizeof x);
    memcpy(y, Y, sizeof y);
    geo_geometry g = sample(x, y);
    x[4] = 0.5; /* the ring no longer closes */
    assert_status(ctx, geo_shapes_create(ctx, &g, &shapes), GEO_DATA);
    assert_null(shapes);
    x[4] = X[4];
    y[15] = NAN;
    assert_status(ctx, geo_shapes_create(ctx, &g, &shapes), GEO_DATA);
    assert_message_has(ctx, "feature 4");
    x[0] = INFINITY;
    assert_status(ctx, geo_shapes_create_points(ctx, 1, x, y, &shapes), GEO_DATA);
    assert_null(shapes);
    assert_status(ctx, geo_shapes_create_points(ctx, -1, x, y, &shapes), GEO_INVALID);
    assert_null(shapes);
}

static void a_layer_returns_from_metres(void **state)
{
    geo_ctx *ctx = *state;
    double lon[16], lat[16];
    for (int i = 0; i < 16; i++) {
        lon[i] = 116.0 + X[i] / 100.0;
        lat[i] = 40.0 + Y[i] / 100.0;
    }
    geo_geometry g = sample(lon, lat);
    geo_frame *frame = make_frame(ctx);
    geo_layer *layer, *back;
    geo_shapes *shapes;
    assert_ok(ctx, geo_layer_create(ctx, "sample", &g, &layer));
    assert_ok(ctx, geo_shapes_project(ctx, frame, layer, &shapes));
    const geo_geometry *metres = geo_shapes_geometry(shapes);
    assert_same_but_for_places(metres, &g);
    assert_true(metres->part_offset == geo_layer_geometry(layer)->part_offset);
    double x = lon[7], y = lat[7];
    assert_ok(ctx, geo_frame_forward(ctx, frame, 1, &x, &y, &x, &y));
    assert_true(metres->x[7] == x && metres->y[7] == y);
    assert_true(metres->x[0] == metres->x[4] && metres->y[0] == metres->y[4]);
    assert_ok(ctx, geo_shapes_layer(ctx, frame, shapes, "back", &back));
    geo_shapes_destroy(shapes);
    geo_layer_destroy(layer);
    assert_string_equal(geo_layer_name(back), "back");
    assert_int_equal(geo_layer_column_count(back), 0);
    const geo_geometry *again = geo_layer_geometry(back);
    assert_same_but_for_places(again, &g);
    for (int i = 0; i < 16; i++) {
        assert_true(fabs(again->x[i] - lon[i]) < 1e-9 && fabs(again->y[i] - lat[i]) < 1e-9);
    }
    geo_layer_destroy(back);
    geo_frame_destroy(frame);
}

static void an_empty_layer_makes_empty_shapes(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = make_frame(ctx);
    geo_layer *layer, *back;
    geo_shapes *shapes;
    assert_ok(ctx, geo_layer_create_points(ctx, "none", 0, NULL, NULL, &layer));
    assert_ok(ctx, geo_shapes_project(ctx, frame, layer, &shapes));
    assert_true(geo_shapes_geometry(shapes)->n == 0);
    assert_ok(ctx, geo_shapes_layer(ctx, frame, shapes, "none", &back));
    assert_int_equal(geo_layer_count(back), 0);
    geo_layer_destroy(back);
    geo_shapes_destroy(shapes);
    geo_layer_destroy(layer);
    geo_frame_destroy(frame);
}

static void shapes_beyond_the_frame_cannot_become_a_layer(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = make_frame(ctx);
    geo_shapes *shapes;
    geo_layer *layer = (geo_layer *)ctx;
    const double x[] = {441064.0, 9e7}, y[] = {4427980.0, 0.0};
    assert_ok(ctx, geo_shapes_create_points(ctx, 2, x, y, &shapes));
    assert_status(ctx, geo_shapes_layer(ctx, frame, shapes, "far", &layer), GEO_DATA);
    assert_null(layer);
    assert_message_has(ctx, "position 2 (90000000, 0) cannot be converted from EPSG:4548");
    geo_shapes_destroy(shapes);
    geo_frame_destroy(frame);
}

/* A frame made beforehand by another context, and a layer likewise: only shapes allocate. */
typedef struct prepared {
    geo_frame *frame;
    geo_layer *layer;
} prepared;

static geo_status there_and_back(geo_ctx *ctx, void *data)
{
    const prepared *p = data;
    geo_shapes *projected, *copied = NULL, *points = NULL;
    geo_layer *back = NULL;
    geo_status status = geo_shapes_project(ctx, p->frame, p->layer, &projected);
    if (status == GEO_OK) {
        status = geo_shapes_create(ctx, geo_shapes_geometry(projected), &copied);
    }
    if (status == GEO_OK) {
        status = geo_shapes_create_points(ctx, 16, X, Y, &points);
    }
    if (status == GEO_OK) {
        status = geo_shapes_layer(ctx, p->frame, copied, "back", &back);
    }
    geo_shapes_destroy(projected);
    geo_shapes_destroy(copied);
    geo_shapes_destroy(points);
    geo_layer_destroy(back);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_ctx *ctx = *state;
    double lon[16], lat[16];
    for (int i = 0; i < 16; i++) {
        lon[i] = 116.0 + X[i] / 100.0;
        lat[i] = 40.0 + Y[i] / 100.0;
    }
    geo_geometry g = sample(lon, lat);
    prepared p = {make_frame(ctx), NULL};
    assert_ok(ctx, geo_layer_create(ctx, "sample", &g, &p.layer));
    /* The frame opens a channel when it is first used, and keeps it: not one of ours. */
    assert_ok(ctx, geo_frame_forward(ctx, p.frame, 16, lon, lat, lon, lat));
    assert_true(assert_survives_allocation_failures(there_and_back, &p) > 20);
    geo_layer_destroy(p.layer);
    geo_frame_destroy(p.frame);
}

static void centroids_are_those_of_the_highest_dimension(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    geo_shapes *centres;
    draft_feature(d, GEO_POLYGON); /* an L far from the origin, with a hole */
    draft_part(d, 0);
    draft_box(d, 1e6, 1e6, 1e6 + 4, 1e6 + 4);
    draft_ring(d);
    draft_box(d, 1e6 + 2, 1e6 + 2, 1e6 + 4, 1e6 + 4);
    draft_line_feature(d, 0, 0, 10, 4);
    draft_point_feature(d, 3, -2);
    draft_feature(d, GEO_NONE);
    geo_shapes *s = draft_shapes(ctx, d);
    assert_ok(ctx, geo_shapes_centroids(ctx, s, &centres));
    const geo_geometry *g = geo_shapes_geometry(centres);
    assert_int_equal(g->n, 4);
    assert_int_equal(g->type[3], GEO_NONE);
    assert_near(g->x[0] - 1e6, 5.0 / 3.0, 1e-9);
    assert_near(g->y[0] - 1e6, 5.0 / 3.0, 1e-9);
    assert_near(g->x[1], 5.0, 1e-14);
    assert_near(g->y[1], 2.0, 1e-14);
    assert_near(g->x[2], 3.0, 0.0);
    geo_shapes_destroy(centres);
    geo_shapes_destroy(s);
    free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes_are_a_copy_of_what_they_are_made_of),
        cmocka_unit_test(points_are_no_more_than_x_and_y),
        cmocka_unit_test(wrong_geometry_is_refused),
        cmocka_unit_test(a_layer_returns_from_metres),
        cmocka_unit_test(an_empty_layer_makes_empty_shapes),
        cmocka_unit_test(shapes_beyond_the_frame_cannot_become_a_layer),
        cmocka_unit_test(centroids_are_those_of_the_highest_dimension),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, make_ctx, free_ctx);
}
