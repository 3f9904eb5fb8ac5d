/* SPDX-License-Identifier: MIT */
/* Cells of the Voronoi diagram, against asking every site. */
#include "support.h"

#include "geometry/voronoi.h"
#include "places.h"

enum { MANY = 400 };

typedef struct cells {
    int64_t n;
    double x[MANY], y[MANY];
    geo_box frame;
    geoi_kdtree *tree;
} cells;

static double least_d2(const cells *c, double x, double y)
{
    double least = HUGE_VAL;
    for (int64_t k = 0; k < c->n; k++) {
        double dx = c->x[k] - x, dy = c->y[k] - y;
        least = fmin(least, dx * dx + dy * dy);
    }
    return least;
}

static bool is_twin(const cells *c, int64_t own)
{
    for (int64_t k = 0; k < own; k++) {
        if (c->x[k] == c->x[own] && c->y[k] == c->y[own]) {
            return true;
        }
    }
    return false;
}

/* Twice the area, from the cell's own place; and every corner is as far from the site as from the
 * nearest of all. */
static double check_cell(const cells *c, int64_t own, const geoi_cell *cell)
{
    double twice = 0, size = c->frame.max_x - c->frame.min_x;
    for (int64_t k = 0; k < cell->n; k++) {
        const geoi_cell_corner *a = &cell->corner[k], *b = &cell->corner[(k + 1) % cell->n];
        double x = c->x[own] + a->x, y = c->y[own] + a->y;
        double far = sqrt(a->x * a->x + a->y * a->y), least = sqrt(least_d2(c, x, y));
        assert_true(fabs(far - least) <= 1e-9 * (1 + size));
        assert_true(fabs(sqrt(a->d2) - least) <= 1e-12 * (1 + size));
        assert_true(a->nearest >= 0 && a->nearest < c->n);
        assert_true(x >= c->frame.min_x - 1e-6 && x <= c->frame.max_x + 1e-6);
        assert_true(y >= c->frame.min_y - 1e-6 && y <= c->frame.max_y + 1e-6);
        twice += a->x * b->y - a->y * b->x;
    }
    return twice;
}

/* All cells: they are as many as there are places, and together they are the frame. */
static void check_cells(geo_ctx *ctx, cells *c)
{
    geoi_cell cell = {0};
    double area = 0;
    assert_ok(ctx, geoi_kdtree_create(ctx, c->n, c->x, c->y, NULL, &c->tree));
    for (int64_t k = 0; k < c->n; k++) {
        assert_ok(ctx, geoi_voronoi_cell(ctx, c->tree, c->x, c->y, k, c->frame, &cell));
        if (is_twin(c, k)) {
            assert_int_equal(cell.n, 0);
        }
        area += 0.5 * check_cell(c, k, &cell);
    }
    assert_near(area, (c->frame.max_x - c->frame.min_x) * (c->frame.max_y - c->frame.min_y), 1e-9);
    geoi_voronoi_cell_clear(&cell);
    geoi_kdtree_destroy(c->tree);
}

static void cells_of_all_kinds_of_places_fill_their_frame(void **state)
{
    static cells c;
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        for (int64_t n = 1; n <= MANY; n += n < 4 ? 1 : 99) {
            c.n = n;
            fill_places(kind, n, 5 + (uint64_t)n, c.x, c.y);
            c.frame = (geo_box){c.x[0], c.y[0], c.x[0] + 1, c.y[0] + 1};
            for (int64_t k = 0; k < n; k++) {
                c.frame.min_x = fmin(c.frame.min_x, c.x[k]),
                c.frame.max_x = fmax(c.frame.max_x, c.x[k]);
                c.frame.min_y = fmin(c.frame.min_y, c.y[k]),
                c.frame.max_y = fmax(c.frame.max_y, c.y[k]);
            }
            check_cells(*state, &c);
            double width = c.frame.max_x - c.frame.min_x; /* far beyond, and some sites outside */
            c.frame.max_x += 3 * width;
            c.frame.min_x += 0.4 * width;
            check_cells(*state, &c);
        }
    }
}

/* All corners meet in the centre, as far from Greenwich as Beijing is in metres. */
static void sites_on_a_circle_meet_in_its_centre(void **state)
{
    static cells c;
    c.n = 60;
    for (int64_t k = 0; k < c.n; k++) {
        double angle = 2 * 3.14159265358979323846 * (double)k / (double)c.n;
        c.x[k] = 441000 + 700 * cos(angle), c.y[k] = 4427000 + 700 * sin(angle);
    }
    c.frame = (geo_box){440000, 4426000, 442000, 4428000};
    geoi_cell cell = {0};
    check_cells(*state, &c);
    assert_ok(*state, geoi_kdtree_create(*state, c.n, c.x, c.y, NULL, &c.tree));
    assert_ok(*state, geoi_voronoi_cell(*state, c.tree, c.x, c.y, 7, c.frame, &cell));
    double least = HUGE_VAL;
    for (int64_t k = 0; k < cell.n; k++) {
        least = fmin(
            least, hypot(c.x[7] + cell.corner[k].x - 441000, c.y[7] + cell.corner[k].y - 4427000));
    }
    assert_true(least < 1e-6);
    geoi_voronoi_cell_clear(&cell);
    geoi_kdtree_destroy(c.tree);
}

static geo_status one_cell(geo_ctx *ctx, void *data)
{
    const cells *c = data;
    geoi_cell cell = {0};
    geo_status status = geoi_voronoi_cell(ctx, c->tree, c->x, c->y, 3, c->frame, &cell);
    geoi_voronoi_cell_clear(&cell);
    return status;
}

static void failed_allocations_are_survived(void **state)
{
    static cells c;
    c.n = MANY;
    c.frame = (geo_box){0, 0, 1, 1};
    fill_places(0, MANY, 8, c.x, c.y);
    assert_ok(*state, geoi_kdtree_create(*state, c.n, c.x, c.y, NULL, &c.tree));
    c.frame = (geo_box){c.x[3] - 9, c.y[3] - 9, c.x[3] + 9, c.y[3] + 9};
    assert_true(assert_survives_allocation_failures(one_cell, &c) > 1);
    geoi_kdtree_destroy(c.tree);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(cells_of_all_kinds_of_places_fill_their_frame),
        CASE(sites_on_a_circle_meet_in_its_centre),
        CASE(failed_allocations_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
