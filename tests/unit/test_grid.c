/* SPDX-License-Identifier: MIT */
/* Grids: which cells there are, and that they are the same in every run. */
#include "support.h"

#include "geo/geometry.h"
#include "geo/grid.h"
#include "layer/builder.h"
#include "metrics/lattice.h"

static const geo_box beijing = {116.2, 39.9, 116.5, 40.1};

static geo_frame *frame_of(geo_ctx *ctx)
{
    geo_frame *frame;
    assert_ok(ctx, geo_frame_create(ctx, beijing, NULL, &frame));
    return frame;
}

static geo_grid_options options_of(geo_grid_kind kind, double size)
{
    geo_grid_options o = geo_grid_options_default();
    o.kind = kind;
    o.size_m = size;
    return o;
}

/* A polygon of n corners about (x, y), as far as `near` and `far` in turn; a hole if not 0. */
static geo_shapes *star(geo_ctx *ctx, double x, double y, double near, double far, int n,
                        double hole)
{
    geoi_geometry_builder b = {0};
    geo_shapes *out;
    assert_ok(ctx, geoi_geometry_feature(ctx, &b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, &b, 0));
    for (int ring = 0; ring < (hole > 0.0 ? 2 : 1); ring++) {
        assert_ok(ctx, geoi_geometry_ring(ctx, &b));
        for (int i = 0; i <= n; i++) {
            double a = 6.283185307179586 * (i % n) / n + 0.1;
            double r = ring == 1 ? hole : i % 2 == 0 ? far : near;
            assert_ok(ctx, geoi_geometry_add(ctx, &b, x + r * cos(a), y + r * sin(a), NAN));
        }
    }
    assert_ok(ctx, geoi_geometry_finish(ctx, &b));
    assert_ok(ctx, geo_shapes_create(ctx, &b.g, &out));
    geoi_geometry_clear(&b);
    return out;
}

static const char *cell_name(const geo_layer *layer, int64_t i, char out[64])
{
    geo_column c = geo_layer_column(layer, geo_layer_find(layer, "cell"));
    (void)snprintf(out, 64, "%.*s", (int)(c.text_begin[i + 1] - c.text_begin[i]),
                   c.text + c.text_begin[i]);
    return out;
}

/* ---- Lattices ---------------------------------------------------------------------------- */

static void cells_have_the_size_and_area_that_is_said(void **state)
{
    (void)state;
    double x[6], y[6];
    geoi_lattice s = geoi_lattice_of(GEO_GRID_SQUARE, 250.0);
    geoi_lattice_corners(&s, (geoi_cell_place){2, -3}, x, y);
    assert_true(x[0] == 500.0 && x[2] == 750.0 && y[0] == -750.0 && y[2] == -500.0);
    geoi_lattice h = geoi_lattice_of(GEO_GRID_HEXAGON, 500.0);
    geoi_lattice_corners(&h, (geoi_cell_place){3, 5}, x, y);
    double cx, cy, twice = 0.0;
    geoi_lattice_centre(&h, (geoi_cell_place){3, 5}, &cx, &cy);
    assert_near(cx, 1750.0, 1e-12);
    assert_near(cy, 5.0 * 500.0 * sqrt(0.75), 1e-12);
    for (int i = 0; i < 6; i++) {
        int k = (i + 1) % 6;
        twice += x[i] * y[k] - x[k] * y[i];
        assert_near(hypot(x[i] - cx, y[i] - cy), 500.0 / sqrt(3.0), 1e-12);
    }
    assert_near(twice / 2.0, sqrt(0.75) * 500.0 * 500.0, 1e-10);
    assert_near(x[0] - x[4], 500.0, 1e-12);
}

/* Every place is inside of one cell of those that the rows and columns name. */
static void every_place_is_in_one_cell(void **state)
{
    (void)state;
    test_random random = {3};
    for (int k = 0; k < 2000; k++) {
        geoi_lattice l = geoi_lattice_of(k % 2 == 0 ? GEO_GRID_SQUARE : GEO_GRID_HEXAGON, 37.5);
        double px = test_random_unit(&random) * 4000.0 - 2000.0;
        double py = test_random_unit(&random) * 4000.0 - 2000.0;
        int found = 0;
        geo_span rows = geoi_lattice_rows(&l, py, py);
        for (int64_t r = rows.begin; r < rows.end; r++) {
            geo_span columns = geoi_lattice_columns(&l, r, px, px);
            for (int64_t c = columns.begin; c < columns.end; c++) {
                found +=
                    geoi_lattice_crosses(&l, (geoi_cell_place){c, r}, px - 1e-7, py, px + 1e-7, py);
            }
        }
        assert_int_equal(found, 1);
    }
}

static void a_line_along_an_edge_does_not_cross(void **state)
{
    (void)state;
    geoi_lattice l = geoi_lattice_of(GEO_GRID_SQUARE, 10.0);
    geoi_cell_place cell = {1, 1};
    assert_false(geoi_lattice_crosses(&l, cell, 0.0, 10.0, 30.0, 10.0));
    assert_false(geoi_lattice_crosses(&l, cell, 20.0, 0.0, 20.0, 30.0));
    assert_false(geoi_lattice_crosses(&l, cell, 0.0, 20.0, 20.0, 0.0)); /* by the corner */
    assert_false(geoi_lattice_crosses(&l, cell, 0.0, 15.0, 10.0, 15.0));
    assert_true(geoi_lattice_crosses(&l, cell, 0.0, 15.0, 10.5, 15.0));
    assert_true(geoi_lattice_crosses(&l, cell, 12.0, 12.0, 13.0, 14.0));
}

/* ---- Grids ------------------------------------------------------------------------------- */

/* Against overlaying every cell near the polygon with it. */
static void cells_are_those_that_share_area(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = frame_of(ctx);
    static const double holes[] = {0.0, 900.0, 2000.0};
    for (int k = 0; k < 6; k++) {
        geo_grid_options o = options_of(k % 2 == 0 ? GEO_GRID_SQUARE : GEO_GRID_HEXAGON, 400.0);
        geo_shapes *area =
            star(ctx, 441000.0 + 77.0 * k, 4428000.0, 2500.0, 5000.0, 18, holes[k / 2]);
        geo_layer *grid;
        assert_ok(ctx, geo_grid_create(ctx, frame, NULL, area, &o, &grid));
        geoi_lattice l = geoi_lattice_of(o.kind, o.size_m);
        const geo_geometry *g = geo_shapes_geometry(area);
        int64_t found = 0;
        geo_span rows = geoi_lattice_rows(&l, 4422000.0, 4434000.0);
        for (int64_t r = rows.begin; r < rows.end; r++) {
            geo_span columns = geoi_lattice_columns(&l, r, 435000.0, 448000.0);
            for (int64_t c = columns.begin; c < columns.end; c++) {
                double x[7], y[7];
                int64_t offset[] = {0, l.corners + 1};
                const uint8_t polygon = GEO_POLYGON;
                geoi_lattice_corners(&l, (geoi_cell_place){c, r}, x, y);
                x[l.corners] = x[0];
                y[l.corners] = y[0];
                geo_geometry one = {.n = 1,
                                    .part_count = 1,
                                    .ring_count = 1,
                                    .type = &polygon,
                                    .coord_count = l.corners + 1,
                                    .coord_offset = offset,
                                    .x = x,
                                    .y = y};
                geo_shapes *cell, *both;
                double m2;
                bool far = hypot(x[0] - 441000.0, y[0] - 4428000.0) > 6500.0;
                if (far) {
                    continue;
                }
                assert_ok(ctx, geo_shapes_create(ctx, &one, &cell));
                assert_ok(ctx, geo_shapes_overlay(ctx, GEO_INTERSECTION, cell, area, &both));
                geo_shapes_area(both, &m2);
                found += m2 > 0.0;
                geo_shapes_destroy(both);
                geo_shapes_destroy(cell);
            }
        }
        assert_int_equal(geo_layer_count(grid), found);
        assert_int_equal(g->n, 1);
        geo_layer_destroy(grid);
        geo_shapes_destroy(area);
    }
    geo_frame_destroy(frame);
}

/* Cells of two areas that both have are the same to the bit, and neighbours have common corners. */
static void two_grids_share_their_cells(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = frame_of(ctx);
    for (int k = 0; k < 2; k++) {
        geo_grid_options o = options_of(k == 0 ? GEO_GRID_SQUARE : GEO_GRID_HEXAGON, 250.0);
        geo_shapes *left = star(ctx, 441000.0, 4428000.0, 2000.0, 2500.0, 12, 0.0);
        geo_shapes *right = star(ctx, 442500.0, 4428700.0, 2000.0, 2500.0, 12, 0.0);
        geo_layer *a, *b;
        char one[64], other[64];
        int shared = 0;
        assert_ok(ctx, geo_grid_create(ctx, frame, NULL, left, &o, &a));
        assert_ok(ctx, geo_grid_create(ctx, frame, NULL, right, &o, &b));
        for (int64_t i = 0; i < geo_layer_count(a); i++) {
            for (int64_t j = 0; j < geo_layer_count(b); j++) {
                if (strcmp(cell_name(a, i, one), cell_name(b, j, other)) != 0) {
                    continue;
                }
                geo_span at = geo_feature_coords(geo_layer_geometry(a), i);
                geo_span to = geo_feature_coords(geo_layer_geometry(b), j);
                size_t size = (size_t)(at.end - at.begin) * sizeof(double);
                assert_memory_equal(geo_layer_geometry(a)->x + at.begin,
                                    geo_layer_geometry(b)->x + to.begin, size);
                assert_memory_equal(geo_layer_geometry(a)->y + at.begin,
                                    geo_layer_geometry(b)->y + to.begin, size);
                shared++;
            }
        }
        assert_true(shared > 50);
        geo_layer_destroy(a);
        geo_layer_destroy(b);
        geo_shapes_destroy(left);
        geo_shapes_destroy(right);
    }
    geo_frame_destroy(frame);
}

static void a_grid_over_an_extent_fills_its_rectangle(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = frame_of(ctx);
    geo_grid_options o = options_of(GEO_GRID_SQUARE, 1000.0);
    geo_layer *grid;
    double x[2] = {116.2, 116.5}, y[2] = {39.9, 40.1}, area = 0.0;
    assert_ok(ctx, geo_frame_forward(ctx, frame, 2, x, y, x, y));
    assert_ok(ctx, geo_grid_create(ctx, frame, &beijing, NULL, &o, &grid));
    int64_t n = geo_layer_count(grid);
    double *m2 = malloc((size_t)n * sizeof *m2);
    assert_true((double)n >= (x[1] - x[0]) * (y[1] - y[0]) / 1e6);
    assert_true((double)n <= (x[1] - x[0] + 2500.0) * (y[1] - y[0] + 2500.0) / 1e6);
    assert_ok(ctx, geo_geodesic_measure(ctx, grid, m2, NULL));
    for (int64_t i = 0; i < n; i++) {
        assert_near(m2[i] / 1e6, 1.0, 2e-4); /* the frame's own error */
        area += m2[i];
    }
    assert_near(area / (1e6 * (double)n), 1.0, 2e-4);
    geo_box e = geo_layer_extent(grid);
    assert_true(e.min_x <= 116.2 && e.max_x >= 116.5 && e.min_y <= 39.9 && e.max_y >= 40.1);
    free(m2);
    geo_layer_destroy(grid);
    geo_frame_destroy(frame);
}

static void wrong_sizes_and_areas_are_refused(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = frame_of(ctx);
    geo_layer *grid;
    const geo_box none = {1.0, 1.0, 0.0, 0.0};
    double x = 441000.0, y = 4428000.0;
    geo_shapes *point;
    geo_grid_options o = options_of(GEO_GRID_SQUARE, 0.0);
    assert_status(ctx, geo_grid_create(ctx, frame, &beijing, NULL, &o, &grid), GEO_INVALID);
    o.size_m = (double)NAN;
    assert_status(ctx, geo_grid_create(ctx, frame, &beijing, NULL, &o, &grid), GEO_INVALID);
    o.size_m = 0.5;
    assert_status(ctx, geo_grid_create(ctx, frame, &beijing, NULL, &o, &grid), GEO_LIMIT);
    assert_message_has(ctx, "choose larger cells");
    o.size_m = 500.0;
    assert_status(ctx, geo_grid_create(ctx, frame, NULL, NULL, &o, &grid), GEO_INVALID);
    assert_status(ctx, geo_grid_create(ctx, frame, &none, NULL, &o, &grid), GEO_DATA);
    assert_ok(ctx, geo_shapes_create_points(ctx, 1, &x, &y, &point));
    assert_status(ctx, geo_grid_create(ctx, frame, NULL, point, &o, &grid), GEO_DATA);
    assert_status(ctx, geo_grid_create(ctx, frame, &beijing, point, &o, &grid), GEO_INVALID);
    assert_null(grid);
    geo_shapes_destroy(point);
    geo_frame_destroy(frame);
}

typedef struct made {
    const geo_frame *frame;
    const geo_shapes *area;
} made;

static geo_status make_and_drop(geo_ctx *ctx, void *data)
{
    const made *m = data;
    geo_grid_options o = options_of(GEO_GRID_HEXAGON, 500.0);
    geo_layer *grid;
    geo_status status = geo_grid_create(ctx, m->frame, NULL, m->area, &o, &grid);
    geo_layer_destroy(grid);
    return status;
}

static void running_out_of_memory_leaves_nothing(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = frame_of(ctx);
    geo_shapes *area = star(ctx, 441000.0, 4428000.0, 1000.0, 1500.0, 6, 0.0);
    made m = {frame, area};
    assert_true(assert_survives_allocation_failures(make_and_drop, &m) > 3);
    geo_shapes_destroy(area);
    geo_frame_destroy(frame);
}

static void grids_do_not_depend_on_threads(void **state)
{
    geo_ctx *ctx = *state;
    geo_frame *frame = frame_of(ctx);
    geo_grid_options o = options_of(GEO_GRID_HEXAGON, 100.0);
    static const int64_t threads[] = {1, 2, 3, 7};
    geo_layer *first = NULL;
    for (int k = 0; k < 4; k++) {
        geo_ctx *own = ctx_with_threads(threads[k]);
        geo_shapes *area = star(own, 441000.0, 4428000.0, 2500.0, 5000.0, 18, 700.0);
        geo_layer *grid;
        assert_ok(own, geo_grid_create(own, frame, NULL, area, &o, &grid));
        if (first == NULL) {
            first = grid;
        } else {
            const geo_geometry *a = geo_layer_geometry(first), *b = geo_layer_geometry(grid);
            assert_int_equal(a->coord_count, b->coord_count);
            assert_memory_equal(a->x, b->x, (size_t)a->coord_count * sizeof *a->x);
            assert_memory_equal(a->y, b->y, (size_t)a->coord_count * sizeof *a->y);
            geo_layer_destroy(grid);
        }
        geo_shapes_destroy(area);
        geo_ctx_destroy(own);
    }
    geo_layer_destroy(first);
    geo_frame_destroy(frame);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(cells_have_the_size_and_area_that_is_said),
        TEST(every_place_is_in_one_cell),
        TEST(a_line_along_an_edge_does_not_cross),
        TEST(cells_are_those_that_share_area),
        TEST(two_grids_share_their_cells),
        TEST(a_grid_over_an_extent_fills_its_rectangle),
        TEST(wrong_sizes_and_areas_are_refused),
        TEST(running_out_of_memory_leaves_nothing),
        TEST(grids_do_not_depend_on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
