/* SPDX-License-Identifier: MIT */
/* Who is whose neighbour (METHODS 5). */
#include "support.h"

#include "draft.h"
#include "geo/weights.h"
#include "lattice_weights.h"
#include "places.h"

enum { MANY = 300 };

static void assert_pairs(const geo_weights *w, int64_t n, const bool *expected)
{
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            assert_true((weight_at(w, i, j) > 0.0) == expected[i * n + j]);
        }
    }
}

static void assert_rows_ascend(const geo_weights *w)
{
    geo_weight_rows r = geo_weights_rows(w);
    assert_int_equal(r.begin[0], 0);
    for (int64_t i = 0; i < r.n; i++) {
        for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
            assert_true(r.neighbour[at] != i && r.weight[at] > 0.0);
            assert_true(at == r.begin[i] || r.neighbour[at] > r.neighbour[at - 1]);
        }
    }
}

/* ---- Coding ------------------------------------------------------------------------------ */

static void codings_have_their_published_sums(void **state)
{
    geo_ctx *ctx = *state;
    const char *const how[] = {"rook B", "rook W", "rook C", "rook U", "rook S"};
    const double sum[] = {24, 9, 9, 1, 9};
    geo_weight_sums s;
    for (int k = 0; k < 5; k++) {
        geo_weights *w = lattice_weights(ctx, 3, how[k]);
        assert_ok(ctx, geo_weights_sums(ctx, w, &s));
        assert_near(s.s0, sum[k], 1e-13);
        assert_int_equal(s.pairs, 24);
        assert_int_equal(s.components, 1);
        assert_int_equal(s.least, 2);
        assert_int_equal(s.most, 4);
        assert_true(s.symmetric == (k == 0 || k == 2 || k == 3));
        if (k == 0) {
            assert_near(s.s1, 48.0, 1e-13);
            assert_near(s.s2, 272.0, 1e-13);
        }
        if (k == 4) {
            assert_near(weight_at(w, 0, 1), .4363343127, 1e-10);
            assert_near(weight_at(w, 4, 1), .3085349514, 1e-10);
        }
        geo_weights_destroy(w);
    }
    geo_weights *w = lattice_weights(ctx, 3, "island C");
    assert_ok(ctx, geo_weights_sums(ctx, w, &s));
    assert_near(s.s0, 8.0, 1e-13); /* the island does not count */
    assert_int_equal(s.islands, 1);
    assert_int_equal(s.components, 2);
    geo_weights_destroy(w);
}

static void sums_are_those_of_the_full_matrix(void **state)
{
    geo_ctx *ctx = *state;
    for (uint64_t seed = 1; seed < 10; seed++) {
        int64_t n = 4 + (int64_t)seed * 3;
        geo_weights *w = chance_weights(ctx, n, 0.2, false, seed), *mean, *larger;
        geo_weight_sums s;
        double s1 = 0.0, s2 = 0.0;
        assert_rows_ascend(w);
        assert_ok(ctx, geo_weights_sums(ctx, w, &s));
        assert_ok(ctx, geo_weights_symmetric(ctx, w, 0, &mean));
        assert_ok(ctx, geo_weights_symmetric(ctx, w, 1, &larger));
        assert_rows_ascend(mean);
        for (int64_t i = 0; i < n; i++) {
            double both = 0.0;
            for (int64_t j = 0; j < n; j++) {
                double a = weight_at(w, i, j), b = weight_at(w, j, i);
                s1 += 0.5 * (a + b) * (a + b);
                both += a + b;
                assert_near(weight_at(mean, i, j), 0.5 * (a + b), 1e-15);
                assert_near(weight_at(larger, i, j), fmax(a, b), 0.0);
            }
            s2 += both * both;
        }
        assert_near(s.s1, s1, 1e-13);
        assert_near(s.s2, s2, 1e-13);
        geo_weights_destroy(w);
        geo_weights_destroy(mean);
        geo_weights_destroy(larger);
    }
}

/* ---- Points ------------------------------------------------------------------------------- */

static double d2_of(const double *x, const double *y, int64_t i, int64_t j)
{
    double dx = x[j] - x[i], dy = y[j] - y[i];
    return dx * dx + dy * dy;
}

/* Is j among the k nearest of i: fewer than k come before it. */
static bool is_near(const double *x, const double *y, int64_t n, int64_t i, int64_t j, int64_t k)
{
    int64_t before = 0;
    for (int64_t o = 0; o < n; o++) {
        double a = d2_of(x, y, i, o), b = d2_of(x, y, i, j);
        before += o != i && (a < b || (a == b && o < j));
    }
    return i != j && before < k;
}

static void nearest_and_band_are_what_a_scan_finds(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY];
    static bool near[MANY * MANY], within[MANY * MANY];
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        int64_t n = 70;
        geo_weights *nearest, *band, *inverse;
        double radius, longest = 0.0;
        geo_weight_sums s;
        fill_places(kind, n, 7, x, y);
        geo_shapes *points = draft_points(ctx, n, x, y);
        assert_ok(ctx, geo_weights_nearest(ctx, points, 5, &nearest));
        assert_ok(ctx, geo_weights_full_band(ctx, points, &radius));
        assert_ok(ctx, geo_weights_band(ctx, points, radius, &band));
        assert_ok(ctx, geo_weights_inverse(ctx, points, 2.0, 0.5, radius, &inverse));
        for (int64_t i = 0; i < n; i++) {
            for (int64_t j = 0; j < n; j++) {
                double d = sqrt(d2_of(x, y, i, j));
                near[i * n + j] = is_near(x, y, n, i, j, 5);
                within[i * n + j] = i != j && d2_of(x, y, i, j) <= radius * radius;
                longest = is_near(x, y, n, i, j, 1) ? fmax(longest, d) : longest;
                if (within[i * n + j]) {
                    assert_near(weight_at(inverse, i, j), pow(fmax(d, 0.5), -2.0), 1e-14);
                }
            }
        }
        assert_near(radius, longest, 1e-14);
        assert_pairs(nearest, n, near);
        assert_pairs(band, n, within);
        assert_rows_ascend(nearest);
        assert_rows_ascend(band);
        assert_ok(ctx, geo_weights_sums(ctx, band, &s));
        assert_int_equal(s.islands, 0);
        assert_true(s.symmetric);
        geo_weights_destroy(nearest);
        geo_weights_destroy(band);
        geo_weights_destroy(inverse);
        geo_shapes_destroy(points);
    }
}

static void kernels_are_as_wide_as_asked_or_as_the_kth_is_away(void **state)
{
    geo_ctx *ctx = *state;
    const double x[4] = {0, 1, 3, 7}, y[4] = {0, 0, 0, 0};
    const double at_half[] = {1.0, 0.5, 0.75, 0.5625, 0.8824969025845955};
    geo_shapes *points = draft_points(ctx, 4, x, y);
    geo_weights *w;
    for (int kernel = 0; kernel < 5; kernel++) {
        bool closed = kernel == GEO_KERNEL_UNIFORM || kernel == GEO_KERNEL_GAUSSIAN;
        assert_ok(ctx, geo_weights_kernel(ctx, points, (geo_kernel)kernel, 2.0, 0, &w));
        assert_near(weight_at(w, 0, 1), at_half[kernel], 1e-15);
        assert_true((weight_at(w, 1, 2) > 0.0) == closed);
        assert_true(weight_at(w, 0, 2) == 0.0);
        geo_weights_destroy(w);
        assert_ok(ctx, geo_weights_kernel(ctx, points, (geo_kernel)kernel, 0.0, 2, &w));
        assert_near(weight_at(w, 1, 0), at_half[kernel], 1e-15); /* h = 2, to the third */
        assert_true((weight_at(w, 3, 1) > 0.0) == closed);
        geo_weights_destroy(w);
    }
    geo_shapes_destroy(points);
}

/* ---- Polygons ----------------------------------------------------------------------------- */

static void cells_of_a_lattice_are_queens_and_rooks(void **state)
{
    geo_ctx *ctx = *state;
    for (int noise = 0; noise < 2; noise++) {
        draft *d = draft_new();
        test_random r = {.state = 4};
        for (int64_t i = 0; i < 9; i++) {
            double px = 441000.3 + 10.0 * (double)(i % 3), py = -10.0 * (double)(i / 3);
            draft_feature(d, GEO_POLYGON);
            draft_part(d, 0);
            int64_t first = d->g.coord_count;
            draft_box(d, px, py, px + 10.0, py + 10.0);
            for (int64_t c = first; c < d->g.coord_count - 1 && noise; c++) {
                d->x[c] += 0.2 * test_random_unit(&r);
                d->y[c] += 0.2 * test_random_unit(&r);
            }
            d->x[d->g.coord_count - 1] = d->x[first];
            d->y[d->g.coord_count - 1] = d->y[first];
        }
        geo_shapes *s = draft_shapes(ctx, d);
        for (int kind = 0; kind < 2; kind++) {
            geo_weights *w, *expected = lattice_weights(ctx, 3, kind ? "rook B" : "queen B");
            bool near[81];
            for (int k = 0; k < 81; k++) {
                near[k] = weight_at(expected, k / 9, k % 9) > 0.0;
            }
            assert_ok(ctx, geo_weights_contiguity(ctx, s, kind ? GEO_ROOK : GEO_QUEEN,
                                                  noise ? 0.3 : 0.0, &w));
            assert_pairs(w, 9, near);
            geo_weights_destroy(w);
            assert_ok(ctx, geo_weights_contiguity(ctx, s, kind ? GEO_ROOK : GEO_QUEEN, 0.0, &w));
            assert_true((weight_at(w, 0, 1) > 0.0) == !noise); /* without snapping none touch */
            geo_weights_destroy(w);
            geo_weights_destroy(expected);
        }
        geo_shapes_destroy(s);
        free(d);
    }
}

static void holes_parts_and_nothing_have_their_neighbours(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    geo_weights *w;
    draft_feature(d, GEO_POLYGON); /* 0: a ring around 1 */
    draft_part(d, 0);
    draft_box(d, 0, 0, 30, 30);
    draft_ring(d);
    draft_box(d, 10, 10, 20, 20);
    draft_box_feature(d, 10, 10, 20, 20); /* 1 */
    draft_feature(d, GEO_NONE);           /* 2 */
    draft_feature(d, GEO_MULTIPOLYGON);   /* 3: touches 0 at a corner with its second part */
    draft_part(d, 0);
    draft_box(d, 100, 100, 110, 110);
    draft_part(d, 0);
    draft_box(d, 30, 30, 40, 40);
    geo_shapes *s = draft_shapes(ctx, d);
    assert_ok(ctx, geo_weights_contiguity(ctx, s, GEO_ROOK, 0.0, &w));
    assert_true(weight_at(w, 0, 1) == 1.0 && weight_at(w, 1, 0) == 1.0);
    assert_true(weight_at(w, 0, 3) == 0.0 && row_total(w, 2) == 0.0);
    geo_weights_destroy(w);
    assert_ok(ctx, geo_weights_contiguity(ctx, s, GEO_QUEEN, 0.0, &w));
    assert_true(weight_at(w, 0, 3) == 1.0);
    geo_weights_destroy(w);
    geo_shapes_destroy(s);
    free(d);
}

/* ---- Graphs ------------------------------------------------------------------------------ */

/* No third point in the closed disc about i and j. */
static bool is_gabriel(const double *x, const double *y, int64_t n, int64_t i, int64_t j)
{
    for (int64_t o = 0; o < n; o++) {
        double dot = (x[i] - x[o]) * (x[j] - x[o]) + (y[i] - y[o]) * (y[j] - y[o]);
        if (o != i && o != j && dot <= 0.0) {
            return false;
        }
    }
    return i != j;
}

static void graphs_join_what_no_third_parts(void **state)
{
    geo_ctx *ctx = *state;
    static double x[MANY], y[MANY];
    static bool near[MANY * MANY];
    for (uint64_t seed = 1; seed < 5; seed++) {
        int64_t n = 70, hull = 0;
        geo_weights *delaunay, *gabriel;
        geo_weight_sums s;
        fill_places(0, n, seed, x, y);
        geo_shapes *points = draft_points(ctx, n, x, y);
        assert_ok(ctx, geo_weights_delaunay(ctx, points, &delaunay));
        assert_ok(ctx, geo_weights_gabriel(ctx, points, &gabriel));
        assert_rows_ascend(delaunay);
        for (int64_t k = 0; k < n * n; k++) {
            near[k] = is_gabriel(x, y, n, k / n, k % n);
            assert_true(!near[k] || weight_at(delaunay, k / n, k % n) > 0.0);
        }
        assert_pairs(gabriel, n, near);
        /* Euler: 3 n - 3 - hull edges; the hull has at least 3 corners */
        assert_ok(ctx, geo_weights_sums(ctx, delaunay, &s));
        hull = 3 * n - 3 - s.pairs / 2;
        assert_true(hull >= 3 && hull < 40 && s.symmetric && s.components == 1);
        geo_weights_destroy(delaunay);
        geo_weights_destroy(gabriel);
        geo_shapes_destroy(points);
    }
}

static void points_in_line_and_in_one_place_are_joined(void **state)
{
    geo_ctx *ctx = *state;
    const double x[5] = {4, 0, 2, 0, 9}, y[5] = {4, 0, 2, 0, 9};
    const bool near[25] = {0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0,
                           1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0};
    geo_weights *w;
    for (int64_t n = 0; n <= 5; n += n == 0 ? 1 : 4) {
        geo_shapes *points = draft_points(ctx, n, x, y);
        assert_ok(ctx, geo_weights_delaunay(ctx, points, &w));
        assert_int_equal(geo_weights_rows(w).n, n);
        if (n == 5) {
            assert_pairs(w, 5, near);
        }
        geo_weights_destroy(w);
        assert_ok(ctx, geo_weights_gabriel(ctx, points, &w));
        geo_weights_destroy(w);
        geo_shapes_destroy(points);
    }
}

static void groups_are_blocks(void **state)
{
    geo_ctx *ctx = *state;
    const int64_t group[6] = {7, -1, 7, 2, 7, 2}, wrong[2] = {0, -2};
    geo_weights *w;
    bool near[36];
    for (int64_t k = 0; k < 36; k++) {
        near[k] = k / 6 != k % 6 && group[k / 6] == group[k % 6] && group[k / 6] >= 0;
    }
    assert_ok(ctx, geo_weights_block(ctx, 6, group, &w));
    assert_pairs(w, 6, near);
    assert_rows_ascend(w);
    geo_weights_destroy(w);
    assert_status(ctx, geo_weights_block(ctx, 2, wrong, &w), GEO_INVALID);
}

/* ---- Edges ------------------------------------------------------------------------------- */

static void what_cannot_be_used_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    const double x[3] = {0, 1, 2}, minus[2] = {1, -1};
    const int64_t from[3] = {0, 1, 0}, to[3] = {1, 3, 1}, self[2] = {1, 1};
    geo_weights *w;
    geo_shapes *points = draft_points(ctx, 3, x, x);
    assert_status(ctx, geo_weights_create(ctx, 3, 2, from, to, NULL, &w), GEO_DATA);
    assert_message_has(ctx, "pair 2: there is no feature 4");
    assert_status(ctx, geo_weights_create(ctx, 4, 3, from, to, NULL, &w), GEO_DATA);
    assert_message_has(ctx, "pair 3: features 1 and 2 are in pair 1 already");
    assert_status(ctx, geo_weights_create(ctx, 4, 2, self, self, NULL, &w), GEO_DATA);
    assert_message_has(ctx, "paired with itself");
    assert_status(ctx, geo_weights_create(ctx, 4, 2, from, to, minus, &w), GEO_DATA);
    assert_status(ctx, geo_weights_create(ctx, -1, 0, from, to, minus, &w), GEO_INVALID);
    assert_null(w);
    assert_status(ctx, geo_weights_nearest(ctx, points, 0, &w), GEO_INVALID);
    assert_status(ctx, geo_weights_band(ctx, points, -1.0, &w), GEO_INVALID);
    assert_status(ctx, geo_weights_inverse(ctx, points, -1.0, 1.0, 5.0, &w), GEO_INVALID);
    assert_status(ctx, geo_weights_inverse(ctx, points, 1.0, 0.0, 5.0, &w), GEO_INVALID);
    assert_status(ctx, geo_weights_inverse(ctx, points, 400.0, 1e-3, 5.0, &w), GEO_OK);
    geo_weights_destroy(w);
    assert_status(ctx, geo_weights_kernel(ctx, points, (geo_kernel)7, 1.0, 1, &w), GEO_INVALID);
    assert_status(ctx, geo_weights_contiguity(ctx, points, GEO_QUEEN, 0.0, &w), GEO_DATA);
    assert_message_has(ctx, "feature 1 is a Point, not a polygon");
    assert_ok(ctx, geo_weights_nearest(ctx, points, 99, &w)); /* all there are */
    assert_int_equal(geo_weights_rows(w).begin[3], 6);
    geo_weights_destroy(w);
    geo_shapes_destroy(points);
}

/* ---- Machinery --------------------------------------------------------------------------- */

typedef struct told {
    geo_weight_sums s[6];
} told;

static geo_status tell(geo_ctx *ctx, told *t, int64_t n)
{
    static double x[MANY], y[MANY];
    geo_shapes *points = NULL;
    fill_places(1, n, 3, x, y);
    geo_status status = geo_shapes_create_points(ctx, n, x, y, &points);
    for (int k = 0; k < 6 && status == GEO_OK; k++) {
        geo_weights *w = NULL, *coded = NULL;
        status = k == 0   ? geo_weights_nearest(ctx, points, 6, &w)
                 : k == 1 ? geo_weights_inverse(ctx, points, 1.5, 1.0, 50.0, &w)
                 : k == 2 ? geo_weights_kernel(ctx, points, GEO_KERNEL_GAUSSIAN, 0.0, 7, &w)
                 : k == 3 ? geo_weights_band(ctx, points, 20.0, &w)
                 : k == 4 ? geo_weights_delaunay(ctx, points, &w)
                          : geo_weights_gabriel(ctx, points, &w);
        if (status == GEO_OK) {
            status = geo_weights_code(ctx, w, GEO_CODING_S, &coded);
        }
        if (status == GEO_OK) {
            status = geo_weights_sums(ctx, coded, &t->s[k]);
        }
        geo_weights_destroy(w);
        geo_weights_destroy(coded);
    }
    geo_shapes_destroy(points);
    return status;
}

static void tell_it(geo_ctx *ctx, void *result)
{
    assert_ok(ctx, tell(ctx, result, MANY));
}

static void threads_change_nothing(void **state)
{
    told t;
    (void)state;
    assert_same_on_any_threads(tell_it, &t, sizeof t);
}

static geo_status tell_once(geo_ctx *ctx, void *data)
{
    return tell(ctx, data, 30);
}

static void every_allocation_may_fail(void **state)
{
    told t;
    (void)state;
    assert_true(assert_survives_allocation_failures(tell_once, &t) > 10);
}

static geo_status touch_once(geo_ctx *ctx, void *data)
{
    geo_weights *w = NULL, *other = NULL;
    geo_status status = geo_weights_contiguity(ctx, data, GEO_ROOK, 0.5, &w);
    geo_weights_destroy(w);
    w = NULL;
    if (status == GEO_OK) {
        status = geo_weights_contiguity(ctx, data, GEO_QUEEN, 0.0, &w);
    }
    if (status == GEO_OK) {
        status = geo_weights_symmetric(ctx, w, 1, &other);
    }
    geo_weights_destroy(w);
    geo_weights_destroy(other);
    return status;
}

static void every_allocation_of_contiguity_may_fail(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 10, 10);
    draft_box_feature(d, 10, 0, 20, 10);
    geo_shapes *s = draft_shapes(ctx, d);
    assert_true(assert_survives_allocation_failures(touch_once, s) > 10);
    geo_shapes_destroy(s);
    free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(codings_have_their_published_sums, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(sums_are_those_of_the_full_matrix, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(nearest_and_band_are_what_a_scan_finds, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(kernels_are_as_wide_as_asked_or_as_the_kth_is_away,
                                        make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(cells_of_a_lattice_are_queens_and_rooks, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(holes_parts_and_nothing_have_their_neighbours, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(graphs_join_what_no_third_parts, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(points_in_line_and_in_one_place_are_joined, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(groups_are_blocks, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(what_cannot_be_used_is_refused, make_ctx, free_ctx),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test_setup_teardown(every_allocation_of_contiguity_may_fail, make_ctx,
                                        free_ctx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
