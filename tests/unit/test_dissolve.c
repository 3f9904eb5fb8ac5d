/* SPDX-License-Identifier: MIT */
/* Polygons made one by group: areas add up, shared borders stay. */
#include "support.h"

#include "draft.h"
#include "geo/geometry.h"

enum { SIDE = 14, CELLS = SIDE * SIDE, GROUPS = 12, POSITIONS = 5 * CELLS };

/* Quadrangles side by side, whose corners were moved by chance: they share corners exactly. */
static draft *quilt(uint64_t seed)
{
    static double x[SIDE + 1][SIDE + 1], y[SIDE + 1][SIDE + 1];
    test_random r = {.state = seed};
    draft *d = draft_new();
    for (int i = 0; i <= SIDE; i++) {
        for (int j = 0; j <= SIDE; j++) {
            x[i][j] = 441000.0 + 100.0 * j + 40.0 * test_random_unit(&r);
            y[i][j] = 4427000.0 + 100.0 * i + 40.0 * test_random_unit(&r);
        }
    }
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            const int corner[5][2] = {{i, j}, {i, j + 1}, {i + 1, j + 1}, {i + 1, j}, {i, j}};
            draft_feature(d, GEO_POLYGON);
            draft_part(d, 0);
            for (int k = 0; k < 5; k++) {
                draft_add(d, x[corner[k][0]][corner[k][1]], y[corner[k][0]][corner[k][1]]);
            }
        }
    }
    return d;
}

static void group_by_chance(uint64_t seed, int64_t group[CELLS])
{
    test_random r = {.state = seed};
    for (int i = 0; i < CELLS; i++) {
        group[i] = test_random_below(&r, GROUPS + 1) - 1;
    }
    group[0] = 0;
    group[1] = 1; /* two that share a border */
}

/* Whether the directed edge is one of feature i. */
static bool has_edge(const geo_geometry *g, int64_t i, const double edge[4])
{
    geo_span s = geo_feature_coords(g, i);
    for (int64_t k = s.begin; k + 1 < s.end; k++) {
        if (g->x[k] == edge[0] && g->y[k] == edge[1] && g->x[k + 1] == edge[2] &&
            g->y[k + 1] == edge[3]) {
            return true;
        }
    }
    return false;
}

/* The edges of a group's outline are those of its cells that no other cell of it has: counted, and
 * looked for, to the bit. */
static void assert_outline(const geo_geometry *cells, const int64_t *group,
                           const geo_geometry *made, int64_t k)
{
    int64_t outer = 0, rings = 0, coords = 0;
    for (int64_t i = 0; i < CELLS; i++) {
        geo_span s = geo_feature_coords(cells, i);
        for (int64_t at = s.begin; group[i] == k && at + 1 < s.end; at++) {
            const double edge[4] = {cells->x[at], cells->y[at], cells->x[at + 1], cells->y[at + 1]};
            const double back[4] = {edge[2], edge[3], edge[0], edge[1]};
            bool inner = false;
            for (int64_t j = 0; j < CELLS; j++) {
                inner |= group[j] == k && has_edge(cells, j, back);
            }
            assert_int_equal(has_edge(made, k, edge), !inner);
            outer += !inner;
        }
    }
    geo_span parts = geo_parts(made, k);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        rings += geo_rings(made, p).end - geo_rings(made, p).begin;
    }
    coords = geo_feature_coords(made, k).end - geo_feature_coords(made, k).begin;
    assert_int_equal(coords, outer + rings);
}

static void borders_within_go_and_shared_ones_stay(void **state)
{
    geo_ctx *ctx = *state;
    int64_t group[CELLS];
    for (uint64_t seed = 0; seed < 4; seed++) {
        draft *d = quilt(seed);
        geo_shapes *cells = draft_shapes(ctx, d), *made;
        double area[CELLS], sum[GROUPS] = {0.0}, got[GROUPS];
        group_by_chance(seed + 50, group);
        assert_ok(ctx, geo_shapes_dissolve(ctx, cells, group, GROUPS, &made));
        assert_int_equal(geo_shapes_geometry(made)->n, GROUPS);
        geo_shapes_area(cells, area);
        geo_shapes_area(made, got);
        for (int i = 0; i < CELLS; i++) {
            sum[group[i] >= 0 ? group[i] : 0] += group[i] >= 0 ? area[i] : 0.0;
        }
        for (int k = 0; k < GROUPS; k++) {
            assert_near(got[k], sum[k], 1e-12);
            assert_outline(geo_shapes_geometry(cells), group, geo_shapes_geometry(made), k);
        }
        geo_shapes_destroy(made);
        geo_shapes_destroy(cells);
        free(d);
    }
}

static void what_is_of_no_group_does_not_matter(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t group[] = {2, -1, -1, 2, 0};
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 1, 1);
    draft_point_feature(d, 5, 5);
    draft_bow_tie_feature(d);
    draft_box_feature(d, 3, 0, 4, 1);
    draft_feature(d, GEO_NONE);
    geo_shapes *shapes = draft_shapes(ctx, d), *made;
    assert_ok(ctx, geo_shapes_dissolve(ctx, shapes, group, 3, &made));
    const geo_geometry *g = geo_shapes_geometry(made);
    assert_true(g->n == 3 && g->type[0] == GEO_NONE && g->type[1] == GEO_NONE);
    assert_int_equal(g->type[2], GEO_MULTIPOLYGON);
    geo_shapes_destroy(made);
    assert_ok(ctx,
              geo_shapes_dissolve(ctx, shapes, (const int64_t[]){-1, -1, -1, -1, -1}, 0, &made));
    assert_int_equal(geo_shapes_geometry(made)->n, 0);
    geo_shapes_destroy(made);
    geo_shapes_destroy(shapes);
    free(d);
}

static void what_cannot_be_dissolved_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 1, 1);
    draft_point_feature(d, 5, 5);
    draft_bow_tie_feature(d);
    geo_shapes *shapes = draft_shapes(ctx, d), *made = shapes;
    const int64_t of_point[] = {0, 0, -1}, of_bow_tie[] = {0, -1, 0}, beyond[] = {0, -1, 1};
    assert_status(ctx, geo_shapes_dissolve(ctx, shapes, of_point, 1, &made), GEO_DATA);
    assert_message_has(ctx, "feature 2 is a Point");
    assert_null(made);
    assert_status(ctx, geo_shapes_dissolve(ctx, shapes, of_bow_tie, 1, &made), GEO_DATA);
    assert_message_has(ctx, "feature 3");
    assert_status(ctx, geo_shapes_dissolve(ctx, shapes, beyond, 1, &made), GEO_INVALID);
    assert_message_has(ctx, "feature 3 is of group 1");
    assert_status(ctx, geo_shapes_dissolve(ctx, shapes, beyond, -1, &made), GEO_INVALID);
    /* More than memory has room for; the next to last would be an overflow. */
    const int64_t many[] = {INT64_MAX, INT64_MAX - 1, INT64_MAX - 3}, none[] = {-1, -1, -1};
    for (int k = 0; k < 3; k++) {
        assert_status(ctx, geo_shapes_dissolve(ctx, shapes, none, many[k], &made), GEO_MEMORY);
        assert_null(made);
    }
    geo_shapes_destroy(shapes);
    free(d);
}

static void dissolve_quilt(geo_ctx *ctx, void *result)
{
    int64_t group[CELLS];
    draft *d = quilt(9);
    geo_shapes *cells = draft_shapes(ctx, d), *made;
    group_by_chance(3, group);
    assert_ok(ctx, geo_shapes_dissolve(ctx, cells, group, GROUPS, &made));
    const geo_geometry *g = geo_shapes_geometry(made);
    assert_true(g->coord_count < POSITIONS);
    memcpy(result, g->x, (size_t)g->coord_count * sizeof(double));
    memcpy((double *)result + POSITIONS, g->y, (size_t)g->coord_count * sizeof(double));
    geo_shapes_destroy(made);
    geo_shapes_destroy(cells);
    free(d);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static double result[2 * POSITIONS];
    (void)state;
    assert_same_on_any_threads(dissolve_quilt, result, sizeof result);
}

static geo_status dissolve_few(geo_ctx *ctx, void *data)
{
    const int64_t group[] = {0, 1, 0, 1, -1, 2};
    geo_shapes *cells = NULL, *made = NULL;
    geo_status status = geo_shapes_create(ctx, draft_view(data), &cells);
    status = status == GEO_OK ? geo_shapes_dissolve(ctx, cells, group, 3, &made) : status;
    geo_shapes_destroy(made);
    geo_shapes_destroy(cells);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    draft *d = draft_new();
    (void)state;
    for (int i = 0; i < 6; i++) {
        draft_box_feature(d, 10 * i, 0, 10 * i + 10, 8);
    }
    assert_true(assert_survives_allocation_failures(dissolve_few, d) > 20);
    free(d);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(borders_within_go_and_shared_ones_stay),
        CASE(what_is_of_no_group_does_not_matter),
        CASE(what_cannot_be_dissolved_is_refused),
        cmocka_unit_test(any_number_of_threads_gives_the_same),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("dissolve", tests, NULL, NULL);
}
