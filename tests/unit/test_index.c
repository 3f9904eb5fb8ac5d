/* SPDX-License-Identifier: MIT */
/* The spatial indexes against scans of everything. */
#include "support.h"

#include "space/grid.h"
#include "space/kdtree.h"
#include "space/order.h"
#include "space/rtree.h"

enum { MANY = 3000, SHAPES = 7 };

typedef struct cloud {
    int64_t n;
    double x[MANY], y[MANY];
} cloud;

/* Shapes that break indexes: even, clustered, one line, one place, a lattice full of ties, a
 * few places held by many, two far corners. */
static void fill_cloud(cloud *c, int shape, int64_t n)
{
    test_random r = {.state = (uint64_t)shape * 1000 + (uint64_t)n};
    c->n = n;
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r);
        const double at[SHAPES][2] = {
            {440000.0 + 1000.0 * u, 4427000.0 + 1000.0 * v},
            {floor(4.0 * u) * 1000.0 + u * u * u, floor(3.0 * v) * 500.0 + v * v * v},
            {u * 100.0, u * 50.0},
            {12.5, -3.25},
            {floor(30.0 * u), floor(30.0 * v)},
            {floor(3.0 * u), 0.0},
            {u < 0.5 ? u : 1e7 + u, v < 0.5 ? v : 1e7 - v},
        };
        c->x[i] = at[shape][0];
        c->y[i] = at[shape][1];
    }
}

static double d2_of(const cloud *c, int64_t i, double x, double y)
{
    double dx = c->x[i] - x, dy = c->y[i] - y;
    return dx * dx + dy * dy;
}

/* Slow and obvious: pick the least (d2, index) k times. */
static int64_t slow_nearest(const cloud *c, double x, double y, int64_t k, double max_d2,
                            int64_t skip, int64_t *id, double *d2)
{
    bool taken[MANY] = {false};
    int64_t found = 0;
    for (; found < k; found++) {
        int64_t best = -1;
        for (int64_t i = 0; i < c->n; i++) {
            if (i != skip && !taken[i] && d2_of(c, i, x, y) <= max_d2 &&
                (best < 0 || d2_of(c, i, x, y) < d2_of(c, best, x, y))) {
                best = i;
            }
        }
        if (best < 0) {
            break;
        }
        taken[best] = true;
        id[found] = best;
        d2[found] = d2_of(c, best, x, y);
    }
    return found;
}

/* ---- kd-tree -------------------------------------------------------------------------- */

static void kdtree_finds_the_nearest_as_a_scan_does(void **state)
{
    geo_ctx *ctx = *state;
    static cloud c;
    const int64_t sizes[] = {0, 1, 2, 12, 13, 300, MANY};
    test_random r = {.state = 7};
    for (int shape = 0; shape < SHAPES; shape++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            geoi_kdtree *tree;
            fill_cloud(&c, shape, sizes[s]);
            assert_ok(ctx, geoi_kdtree_create(ctx, c.n, c.x, c.y, NULL, &tree));
            for (int query = 0; query < 12 && c.n > 0; query++) {
                int64_t at = test_random_below(&r, c.n), k = 1 + test_random_below(&r, 9);
                double x = c.x[at] + (query % 3 == 0 ? 0.5 : 0.0), y = c.y[at];
                double max_d2 = query % 4 == 3 ? 25.0 : (double)INFINITY;
                int64_t skip = query % 2 == 0 ? at : -1;
                int64_t id[10], slow_id[10];
                double d2[10], slow_d2[10];
                int64_t found = geoi_kdtree_nearest(tree, x, y, k, max_d2, skip, id, d2);
                assert_int_equal(found, slow_nearest(&c, x, y, k, max_d2, skip, slow_id, slow_d2));
                assert_memory_equal(id, slow_id, (size_t)found * sizeof *id);
                assert_memory_equal(d2, slow_d2, (size_t)found * sizeof *d2);
            }
            geoi_kdtree_destroy(tree);
        }
    }
}

static void kdtree_gathers_all_within_a_distance_of_a_box(void **state)
{
    geo_ctx *ctx = *state;
    static cloud c;
    static double x[MANY], y[MANY];
    static int64_t id[MANY];
    for (int shape = 0; shape < SHAPES; shape++) {
        geoi_kdtree *tree;
        fill_cloud(&c, shape, MANY);
        assert_ok(ctx, geoi_kdtree_create(ctx, c.n, c.x, c.y, NULL, &tree));
        const geo_box box = {c.x[0], c.y[0], c.x[0] + 20.0, c.y[0] + 10.0};
        int64_t expected = 0;
        for (int64_t i = 0; i < c.n; i++) {
            double dx = fmax(fmax(box.min_x - c.x[i], c.x[i] - box.max_x), 0.0);
            double dy = fmax(fmax(box.min_y - c.y[i], c.y[i] - box.max_y), 0.0);
            expected += dx * dx + dy * dy <= 9.0;
        }
        assert_true(expected > 0);
        int64_t found = geoi_kdtree_gather(tree, box, 9.0, MANY, x, y, id);
        assert_int_equal(found, expected);
        for (int64_t i = 0; i < found; i++) {
            assert_true(x[i] == c.x[id[i]] && y[i] == c.y[id[i]]);
        }
        assert_int_equal(geoi_kdtree_gather(tree, box, 9.0, expected - 1, x, y, id), -1);
        geoi_kdtree_destroy(tree);
    }
}

static void kdtree_weighs_what_lies_within(void **state)
{
    geo_ctx *ctx = *state;
    static cloud c;
    static double weight[MANY];
    test_random r = {.state = 3};
    for (int shape = 0; shape < SHAPES; shape++) {
        geoi_kdtree *tree;
        fill_cloud(&c, shape, MANY);
        assert_ok(ctx, geoi_kdtree_create(ctx, c.n, c.x, c.y, NULL, &tree));
        for (int64_t i = 0; i < c.n; i++) {
            weight[i] = (double)test_random_below(&r, 4) * 0.25;
        }
        assert_ok(ctx, geoi_kdtree_weigh(ctx, tree, weight));
        for (int64_t q = 0; q < 20; q++) {
            double d2 = q % 2 == 0 ? 16.0 : 2500.0, sum = 0.0;
            for (int64_t i = 0; i < c.n; i++) {
                sum += d2_of(&c, i, c.x[q], c.y[q]) <= d2 ? weight[i] : 0.0;
            }
            double all = geoi_kdtree_weight_within(tree, c.x[q], c.y[q], d2, (double)INFINITY);
            assert_true(all == sum); /* quarters add up exactly */
            double some = geoi_kdtree_weight_within(tree, c.x[q], c.y[q], d2, sum / 2.0);
            assert_true(some >= sum / 2.0 && some <= sum);
        }
        geoi_kdtree_destroy(tree);
    }
}

static void kdtree_reports_the_ids_it_was_given(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {0.0, 1.0, 1.0}, y[] = {0.0, 0.0, 0.0};
    const int64_t ids[] = {30, 20, 10};
    int64_t id[3];
    double d2[3];
    geoi_kdtree *tree;
    assert_ok(ctx, geoi_kdtree_create(ctx, 3, x, y, ids, &tree));
    assert_int_equal(geoi_kdtree_nearest(tree, 0.0, 0.0, 3, 1.0, -1, id, d2), 3);
    assert_int_equal(id[0], 30);
    assert_int_equal(id[1], 10); /* as near as 20, and lower */
    assert_int_equal(id[2], 20);
    assert_int_equal(geoi_kdtree_nearest(tree, 0.0, 0.0, 3, 0.5, 30, id, d2), 0);
    geoi_kdtree_destroy(tree);
}

/* ---- Grid ----------------------------------------------------------------------------- */

static void grid_puts_every_point_in_its_cell_in_index_order(void **state)
{
    geo_ctx *ctx = *state;
    static cloud c;
    static uint8_t skip[MANY];
    const double sides[] = {1e-9, 1.0, 37.0, 1e9};
    for (int shape = 0; shape < SHAPES; shape++) {
        for (int s = 0; s < 4; s++) {
            geoi_grid *grid;
            fill_cloud(&c, shape, MANY);
            for (int64_t i = 0; i < c.n; i++) {
                skip[i] = i % 5 == 0;
            }
            assert_ok(ctx, geoi_grid_create(ctx, c.n, c.x, c.y, s % 2 == 0 ? skip : NULL, sides[s],
                                            &grid));
            assert_int_equal(grid->n, s % 2 == 0 ? MANY - MANY / 5 : MANY);
            assert_true(grid->side >= sides[s]);
            assert_true(grid->columns * grid->rows <= 2 * MANY + 64);
            assert_int_equal(grid->cell_begin[0], 0);
            assert_int_equal(grid->cell_begin[grid->columns * grid->rows], grid->n);
            for (int64_t cell = 0; cell < grid->columns * grid->rows; cell++) {
                for (int64_t i = grid->cell_begin[cell]; i < grid->cell_begin[cell + 1]; i++) {
                    assert_true(grid->x[i] == c.x[grid->id[i]] && grid->y[i] == c.y[grid->id[i]]);
                    assert_int_equal(geoi_grid_row(grid, grid->y[i]) * grid->columns +
                                         geoi_grid_column(grid, grid->x[i]),
                                     cell);
                    assert_true(i == grid->cell_begin[cell] || grid->id[i] > grid->id[i - 1]);
                }
            }
            geoi_grid_destroy(grid);
        }
    }
}

static void grid_of_nothing_has_a_cell(void **state)
{
    geo_ctx *ctx = *state;
    geoi_grid *grid;
    assert_ok(ctx, geoi_grid_create(ctx, 0, NULL, NULL, NULL, 10.0, &grid));
    assert_int_equal(grid->columns * grid->rows, 1);
    assert_int_equal(grid->cell_begin[1], 0);
    assert_int_equal(geoi_grid_column(grid, 1e300), 0);
    assert_int_equal(geoi_grid_column(grid, -1e300), 0);
    geoi_grid_destroy(grid);
}

/* ---- R-tree --------------------------------------------------------------------------- */

typedef struct visits {
    int64_t count, stop_at;
    bool seen[MANY];
} visits;

static bool note_visit(void *user, int64_t index)
{
    visits *v = user;
    v->seen[index] = true;
    return ++v->count != v->stop_at;
}

static void make_boxes(const cloud *c, geo_box *box)
{
    test_random r = {.state = 11};
    for (int64_t i = 0; i < c->n; i++) {
        double w = i % 3 == 0 ? 0.0 : 4.0 * test_random_unit(&r), h = i % 7 == 0 ? 300.0 : 1.0;
        box[i] = (geo_box){c->x[i], c->y[i], c->x[i] + w, c->y[i] + h};
        if (i % 11 == 0) {
            box[i].min_x = box[i].max_x + 1.0; /* empty */
        }
    }
}

static void rtree_finds_every_box_that_meets_the_query(void **state)
{
    geo_ctx *ctx = *state;
    static cloud c;
    static geo_box box[MANY];
    static visits v;
    const int64_t sizes[] = {0, 1, 2, 16, 17, 257, MANY};
    for (int shape = 0; shape < SHAPES; shape++) {
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
            geoi_rtree *tree;
            fill_cloud(&c, shape, sizes[s]);
            make_boxes(&c, box);
            assert_ok(ctx, geoi_rtree_create(ctx, c.n, box, &tree));
            for (int64_t q = 0; q < 20 && q < c.n; q++) {
                geo_box query = {c.x[q], c.y[q], c.x[q] + (double)q, c.y[q] + 1.0};
                memset(&v, 0, sizeof v);
                geoi_rtree_search(tree, query, note_visit, &v);
                for (int64_t i = 0; i < c.n; i++) {
                    bool meets = box[i].min_x <= box[i].max_x && box[i].min_x <= query.max_x &&
                                 query.min_x <= box[i].max_x && box[i].min_y <= query.max_y &&
                                 query.min_y <= box[i].max_y;
                    assert_int_equal(v.seen[i], meets);
                }
                memset(&v, 0, sizeof v);
                v.stop_at = 1;
                geoi_rtree_search(tree, query, note_visit, &v);
                assert_true(v.count <= 1);
            }
            geoi_rtree_destroy(tree);
        }
    }
}

static double box_distance2(const geo_box *b, double x, double y)
{
    double dx = fmax(fmax(b->min_x - x, x - b->max_x), 0.0);
    double dy = fmax(fmax(b->min_y - y, y - b->max_y), 0.0);
    return dx * dx + dy * dy;
}

typedef struct stroll {
    const geo_box *box;
    double x, y, limit;
    bool lower; /* the limit follows the nearest */
    int64_t seen[MANY], nearest;
} stroll;

static double stroll_bound2(void *user, const geo_box *box)
{
    const stroll *s = user;
    return box_distance2(box, s->x, s->y);
}

static geo_status stroll_visit(void *user, int64_t item)
{
    stroll *s = user;
    double d2 = box_distance2(&s->box[item], s->x, s->y);
    s->seen[item]++;
    if (s->lower && (d2 < s->limit || s->nearest < 0)) {
        s->limit = d2;
        s->nearest = item;
    }
    return GEO_OK;
}

/* Every third kind is passed over when `skip` is its number. */
static void assert_stroll_is_right(geo_ctx *ctx, const geoi_rtree *tree, int64_t n, stroll *s,
                                   int64_t skip, const int64_t *kind)
{
    const geoi_rtree_walk walk = {stroll_bound2, stroll_visit, &s->limit, skip, s};
    double limit = s->limit, least = (double)INFINITY;
    memset(s->seen, 0, sizeof s->seen);
    s->nearest = -1;
    assert_ok(ctx, geoi_rtree_walk_near(ctx, tree, &walk));
    for (int64_t i = 0; i < n; i++) {
        bool counts = s->box[i].min_x <= s->box[i].max_x && (skip < 0 || kind[i] != skip);
        double d2 = box_distance2(&s->box[i], s->x, s->y);
        least = counts ? fmin(least, d2) : least;
        assert_true(s->seen[i] <= (counts && d2 <= limit));
        assert_true(s->lower || s->seen[i] == (counts && d2 <= limit));
    }
    if (s->lower && least <= limit) {
        assert_true(s->nearest >= 0 && s->limit == least);
    }
}

static void rtree_walks_as_far_as_the_limit_and_passes_over_a_kind(void **state)
{
    geo_ctx *ctx = *state;
    static cloud c;
    static geo_box box[MANY];
    static int64_t kind[MANY];
    static stroll s;
    for (int shape = 0; shape < SHAPES; shape++) {
        geoi_rtree *tree;
        fill_cloud(&c, shape, MANY / 3);
        make_boxes(&c, box);
        for (int64_t i = 0; i < c.n; i++) {
            kind[i] = c.x[i] < c.x[0] ? 0 : i % 3 - 1; /* whole nodes of a kind, and mixed ones */
        }
        assert_ok(ctx, geoi_rtree_create(ctx, c.n, box, &tree));
        assert_ok(ctx, geoi_rtree_set_kinds(ctx, tree, kind));
        for (int64_t q = 0; q < 24; q++) {
            s.box = box;
            s.x = c.x[q] + 1.0;
            s.y = c.y[q];
            s.limit = q % 5 == 4 ? 30.0 : q % 5 == 3 ? 0.0 : (double)INFINITY;
            s.lower = q % 2 == 0;
            assert_stroll_is_right(ctx, tree, c.n, &s, q % 4 - 1 < 2 ? q % 4 - 1 : -1, kind);
        }
        geoi_rtree_destroy(tree);
    }
}

/* ---- Promises of all ------------------------------------------------------------------ */

enum { CROWD = 60000 };

typedef struct crowd_order {
    int64_t hilbert[CROWD], grid_id[CROWD], tree_id[CROWD]; /* the tree's in order of its leaves */
    double grid_x[CROWD], tree_x[CROWD], tree_y[CROWD];
} crowd_order;

static void order_crowd(geo_ctx *ctx, void *result)
{
    static double x[CROWD], y[CROWD];
    const geo_box all = {0.0, 0.0, 200.0, 100.0};
    crowd_order *out = result;
    geoi_grid *grid;
    geoi_kdtree *tree;
    test_random r = {.state = 1};
    for (int64_t i = 0; i < CROWD; i++) {
        x[i] = floor(200.0 * test_random_unit(&r));
        y[i] = floor(100.0 * test_random_unit(&r));
    }
    assert_ok(ctx, geoi_hilbert_order(ctx, CROWD, x, y, out->hilbert));
    assert_ok(ctx, geoi_grid_create(ctx, CROWD, x, y, NULL, 5.0, &grid));
    assert_ok(ctx, geoi_kdtree_create(ctx, CROWD, x, y, NULL, &tree));
    assert_int_equal(
        geoi_kdtree_gather(tree, all, 0.0, CROWD, out->tree_x, out->tree_y, out->tree_id), CROWD);
    memcpy(out->grid_id, grid->id, sizeof out->grid_id);
    memcpy(out->grid_x, grid->x, sizeof out->grid_x);
    geoi_grid_destroy(grid);
    geoi_kdtree_destroy(tree);
}

static void any_number_of_threads_builds_the_same(void **state)
{
    static crowd_order out;
    (void)state;
    assert_same_on_any_threads(order_crowd, &out, sizeof out);
}

static geo_status build_all(geo_ctx *ctx, void *data)
{
    const cloud *c = data;
    static geo_box box[MANY];
    geo_status status;
    geoi_kdtree *kdtree = NULL;
    geoi_grid *grid = NULL;
    geoi_rtree *rtree = NULL;
    make_boxes(c, box);
    status = geoi_kdtree_create(ctx, c->n, c->x, c->y, NULL, &kdtree);
    assert_true((status == GEO_OK) == (kdtree != NULL));
    if (status == GEO_OK) {
        status = geoi_kdtree_weigh(ctx, kdtree, NULL);
    }
    if (status == GEO_OK) {
        status = geoi_grid_create(ctx, c->n, c->x, c->y, NULL, 10.0, &grid);
    }
    if (status == GEO_OK) {
        status = geoi_rtree_create(ctx, c->n, box, &rtree);
    }
    if (status == GEO_OK) {
        static int64_t kind[MANY];
        static stroll s = {.limit = (double)INFINITY, .lower = false};
        const geoi_rtree_walk walk = {stroll_bound2, stroll_visit, &s.limit, -1, &s};
        s.box = box;
        status = geoi_rtree_set_kinds(ctx, rtree, kind);
        status = status == GEO_OK ? geoi_rtree_walk_near(ctx, rtree, &walk) : status;
    }
    geoi_kdtree_destroy(kdtree);
    geoi_grid_destroy(grid);
    geoi_rtree_destroy(rtree);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static cloud c;
    fill_cloud(&c, 0, MANY);
    assert_true(assert_survives_allocation_failures(build_all, &c) > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kdtree_finds_the_nearest_as_a_scan_does, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(kdtree_gathers_all_within_a_distance_of_a_box, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(kdtree_weighs_what_lies_within, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(kdtree_reports_the_ids_it_was_given, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(grid_puts_every_point_in_its_cell_in_index_order, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(grid_of_nothing_has_a_cell, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(rtree_finds_every_box_that_meets_the_query, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(rtree_walks_as_far_as_the_limit_and_passes_over_a_kind,
                                        make_ctx, free_ctx),
        cmocka_unit_test(any_number_of_threads_builds_the_same),
        cmocka_unit_test(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
