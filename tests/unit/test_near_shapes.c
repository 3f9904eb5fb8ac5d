/* SPDX-License-Identifier: MIT */
/* Nearness between any two geometries, against a scan of every pair of edges. */
#include "support.h"

#include "draft.h"
#include "edge_oracle.h"
#include "geo/proximity.h"
#include "places.h"

enum { MOST = 40 };

/* ---- Shapes ------------------------------------------------------------------------------ */

/* On a lattice, where shapes touch, overlap along edges and repeat; or anywhere. */
static void draft_any(draft *d, test_random *r, bool lattice)
{
    double side = lattice ? 12.0 : 200.0;
    double x = side * test_random_unit(r), y = side * test_random_unit(r);
    double u = side / 6.0 * test_random_unit(r), v = side / 6.0 * test_random_unit(r);
    if (lattice) {
        x = floor(x);
        y = floor(y);
        u = floor(u) + 1.0;
        v = floor(v) + 1.0;
    }
    switch (test_random_below(r, 8)) {
    case 0:
        draft_point_feature(d, x, y);
        break;
    case 1:
        draft_line_feature(d, x, y, x + u, y - v);
        break;
    case 2:
        draft_box_feature(d, x, y, x + u, y + v);
        break;
    case 3: /* with a hole */
        draft_box_feature(d, x, y, x + 3.0 * u, y + 3.0 * v);
        draft_ring(d);
        draft_box(d, x + u, y + v, x + 2.0 * u, y + 2.0 * v);
        break;
    case 4:
        draft_feature(d, GEO_MULTIPOINT);
        draft_part(d, 0);
        draft_add(d, x, y);
        draft_part(d, 0);
        draft_add(d, x + u, y + v);
        break;
    case 5:
        draft_feature(d, test_random_below(r, 2) ? GEO_NONE : GEO_POLYGON);
        break;
    case 6:
        draft_feature(d, GEO_COLLECTION);
        draft_part(d, GEO_POINT | GEO_PART_FIRST);
        draft_add(d, x, y);
        draft_part(d, GEO_POLYGON | GEO_PART_FIRST);
        draft_box(d, x + u, y, x + 2.0 * u, y + v);
        break;
    default:
        if (lattice) {
            draft_line_feature(d, x, y, x, y + v);
        } else {
            draft_star_feature(d, r, x, y, 2.0, 30.0, 30);
        }
    }
}

static geo_shapes *many_shapes(geo_ctx *ctx, uint64_t seed, bool lattice, int64_t n)
{
    test_random r = {.state = seed};
    draft *d = draft_new();
    for (int64_t i = 0; i < n; i++) {
        draft_any(d, &r, lattice);
    }
    geo_shapes *shapes = draft_shapes(ctx, d);
    free(d);
    return shapes;
}

/* ---- Tests ------------------------------------------------------------------------------- */

static void assert_pair_is_right(const geo_geometry *g, const geo_geometry *h, const geo_pair *p)
{
    assert_near(p->distance_m, slow_distance(g, p->origin, h, p->facility), 1e-11);
    assert_near(hypot(p->facility_x - p->origin_x, p->facility_y - p->origin_y), p->distance_m,
                1e-11);
    assert_near(slow_distance_from(p->origin_x, p->origin_y, g, p->origin), 0.0, 1e-11);
    assert_near(slow_distance_from(p->facility_x, p->facility_y, h, p->facility), 0.0, 1e-11);
}

static int64_t with_geometry(const geo_geometry *g)
{
    int64_t n = 0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        n += at.begin < at.end;
    }
    return n;
}

/* Every pair of two layers, [n * n]: all facilities of each origin, nearest first. */
static void ask_all(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                    geo_pair *all)
{
    const geo_geometry *g = geo_shapes_geometry(origins), *h = geo_shapes_geometry(facilities);
    geo_nearest_options o = geo_nearest_options_default();
    o.k = h->n;
    assert_ok(ctx, geo_nearest_pairs(ctx, origins, facilities, &o, all));
    int64_t there = with_geometry(h);
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        for (int64_t j = 0; j < h->n; j++) {
            const geo_pair *p = &all[i * h->n + j];
            assert_int_equal(p->origin, i);
            assert_true((p->facility >= 0) == (at.begin < at.end && j < there));
            if (p->facility >= 0) {
                assert_pair_is_right(g, h, p);
            }
            assert_true(p->facility < 0 || j == 0 || p[-1].distance_m < p->distance_m ||
                        (p[-1].distance_m == p->distance_m && p[-1].facility < p->facility));
        }
    }
}

static void every_pair_is_what_a_scan_of_edges_finds(void **state)
{
    geo_ctx *ctx = *state;
    static geo_pair all[MOST * MOST], few[MOST * 3];
    for (uint64_t seed = 0; seed < 4; seed++) {
        geo_shapes *a = many_shapes(ctx, 10 + seed, seed % 2, MOST);
        geo_shapes *b = many_shapes(ctx, 20 + seed, seed % 2, MOST);
        ask_all(ctx, a, b, all);
        geo_nearest_options o = geo_nearest_options_default();
        for (o.k = 1; o.k <= 3; o.k += 2) { /* fewer are the first of all, to the bit */
            assert_ok(ctx, geo_nearest_pairs(ctx, a, b, &o, few));
            for (int64_t i = 0; i < MOST * o.k; i++) {
                const geo_pair *p = &all[i / o.k * MOST + i % o.k];
                assert_int_equal(few[i].facility, p->facility);
                assert_true(few[i].distance_m == p->distance_m || p->facility < 0);
            }
        }
        geo_shapes_destroy(a);
        geo_shapes_destroy(b);
    }
}

static void distances_are_the_same_both_ways(void **state)
{
    geo_ctx *ctx = *state;
    static geo_pair there[MOST * MOST], back[MOST * MOST];
    static double least[MOST][MOST];
    for (int lattice = 0; lattice < 2; lattice++) {
        geo_shapes *a = many_shapes(ctx, 31, lattice, MOST),
                   *b = many_shapes(ctx, 32, lattice, MOST);
        ask_all(ctx, a, b, there);
        ask_all(ctx, b, a, back);
        for (int64_t i = 0; i < MOST * MOST; i++) {
            if (there[i].facility >= 0) {
                least[there[i].origin][there[i].facility] = there[i].distance_m;
            }
        }
        for (int64_t i = 0; i < MOST * MOST; i++) {
            assert_true(back[i].facility < 0 ||
                        least[back[i].facility][back[i].origin] == back[i].distance_m);
        }
        geo_shapes_destroy(a);
        geo_shapes_destroy(b);
    }
}

static void what_meets_is_at_zero(void **state)
{
    geo_ctx *ctx = *state;
    draft *d = draft_new();
    draft_box_feature(d, 0, 0, 10, 10);   /* 0 */
    draft_box_feature(d, 4, 4, 6, 6);     /* 1: inside of 0 */
    draft_box_feature(d, 10, 0, 20, 10);  /* 2: shares an edge with 0 */
    draft_line_feature(d, -5, 5, 15, 6);  /* 3: through 0, 1 and into 2 */
    draft_line_feature(d, 5, -3, 5, 0);   /* 4: ends on an edge of 0 */
    draft_point_feature(d, 20, 10);       /* 5: a corner of 2 */
    draft_line_feature(d, 30, 0, 30, 10); /* 6: meets nothing */
    geo_shapes *s = draft_shapes(ctx, d);
    static const int8_t meets[7][7] = {
        {1, 1, 1, 1, 1, 0, 0}, {1, 1, 0, 1, 0, 0, 0}, {1, 0, 1, 1, 0, 1, 0}, {1, 1, 1, 1, 0, 0, 0},
        {1, 0, 0, 0, 1, 0, 0}, {0, 0, 1, 0, 0, 1, 0}, {0, 0, 0, 0, 0, 0, 1}};
    geo_pair all[49];
    ask_all(ctx, s, s, all);
    for (int i = 0; i < 49; i++) {
        assert_int_equal(all[i].distance_m == 0.0, meets[all[i].origin][all[i].facility]);
    }
    geo_shapes_destroy(s);
    free(d);
}

static void what_is_within_is_every_pair_that_near(void **state)
{
    geo_ctx *ctx = *state;
    static geo_pair all[MOST * MOST];
    static int64_t count[MOST];
    static double sum[MOST], weight[MOST];
    const double distances[] = {0.0, 1.0, 20.0, (double)INFINITY};
    for (int d = 0; d < 8; d++) {
        geo_shapes *a = many_shapes(ctx, 41, d % 2, MOST), *b = many_shapes(ctx, 42, d % 2, MOST);
        geo_nearest_options o = geo_nearest_options_default();
        geo_pairs *pairs;
        o.max_distance_m = distances[d / 2];
        o.skip_self = 1;
        for (int64_t i = 0; i < MOST; i++) {
            weight[i] = (double)(i % 7) - 2.0;
        }
        ask_all(ctx, a, b, all);
        assert_ok(ctx, geo_within_pairs(ctx, a, b, &o, &pairs));
        assert_ok(ctx, geo_within(ctx, a, b, o.max_distance_m, weight, 1, count, sum));
        const geo_pair *p = geo_pairs_all(pairs);
        int64_t n = geo_pairs_count(pairs), expected = 0;
        static int64_t own[MOST];
        static double own_sum[MOST];
        memset(own, 0, sizeof own);
        memset(own_sum, 0, sizeof own_sum);
        for (int64_t i = 0; i < MOST * MOST; i++) {
            expected += all[i].facility >= 0 && all[i].facility != all[i].origin &&
                        all[i].distance_m <= o.max_distance_m;
        }
        assert_int_equal(n, expected);
        for (int64_t i = 0; i < n; i++) {
            assert_true(i == 0 || p[i - 1].origin < p[i].origin ||
                        (p[i - 1].origin == p[i].origin && p[i - 1].facility < p[i].facility));
            assert_pair_is_right(geo_shapes_geometry(a), geo_shapes_geometry(b), &p[i]);
            own[p[i].origin]++;
            own_sum[p[i].origin] += weight[p[i].facility];
        }
        assert_memory_equal(count, own, sizeof own);
        assert_memory_equal(sum, own_sum, sizeof own_sum);
        geo_pairs_destroy(pairs);
        geo_shapes_destroy(a);
        geo_shapes_destroy(b);
    }
}

/* Types 0, 1, 2 and unknown, in clumps and mixed. */
static void own_type_is_passed_over(void **state)
{
    geo_ctx *ctx = *state;
    enum { N = 900 };
    static double x[N], y[N], sum[N];
    static int64_t type[N], count[N];
    static geo_pair pair[N];
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        fill_places(kind, N, 7, x, y);
        for (int64_t i = 0; i < N; i++) {
            type[i] = i % 50 == 0 ? -1 : x[i] < x[3] ? 0 : (i % 9 == 0) + 1;
        }
        geo_shapes *s = draft_points(ctx, N, x, y);
        geo_nearest_options o = geo_nearest_options_default();
        o.origin_type = o.facility_type = type;
        o.skip_self = 1;
        assert_ok(ctx, geo_nearest_pairs(ctx, s, s, &o, pair));
        o.max_distance_m = 25.0;
        assert_ok(ctx, geo_within_others(ctx, s, s, &o, x, count, sum));
        for (int64_t i = 0; i < N; i += 5) {
            int64_t best = -1, near = 0;
            double best_d2 = (double)INFINITY, near_sum = 0.0;
            for (int64_t j = 0; j < N; j++) {
                double dx = x[j] - x[i], dy = y[j] - y[i], d2 = dx * dx + dy * dy;
                if (j == i || (type[i] >= 0 && type[j] == type[i])) {
                    continue;
                }
                best = d2 < best_d2 ? j : best;
                best_d2 = fmin(best_d2, d2);
                near += d2 <= 625.0;
                near_sum += d2 <= 625.0 ? x[j] : 0.0;
            }
            assert_int_equal(pair[i].facility, best);
            assert_true(pair[i].distance_m == sqrt(best_d2));
            assert_int_equal(count[i], near);
            assert_true(sum[i] == near_sum);
        }
        geo_shapes_destroy(s);
    }
}

static void points_are_paired_where_they_are(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *s = draft_points(ctx, 6, golden_places_x, golden_places_y);
    geo_nearest_options o = geo_nearest_options_default();
    geo_pair pair[18];
    o.k = 3;
    o.skip_self = 1;
    o.max_distance_m = 2.0; /* METHODS 2.1: 1, 2 and 4 are within of 0, and nothing of 5 */
    assert_ok(ctx, geo_nearest_pairs(ctx, s, s, &o, pair));
    assert_int_equal(pair[0].facility, 4);
    assert_int_equal(pair[1].facility, 1);
    assert_int_equal(pair[2].facility, 2);
    assert_true(pair[2].facility_x == 0.0 && pair[2].facility_y == 2.0);
    assert_true(pair[2].origin_x == 0.0 && pair[2].origin_y == 0.0);
    assert_int_equal(pair[15].facility, -1);
    assert_int_equal(pair[15].origin, 5);
    assert_true(isnan(pair[15].distance_m) && isnan(pair[15].facility_x));
    geo_shapes_destroy(s);
}

/* ---- Promises of all --------------------------------------------------------------------- */

typedef struct answers {
    geo_pair near[MOST * 20 * 2];
    int64_t count[MOST * 20], pairs;
} answers;

static void ask_many(geo_ctx *ctx, void *result)
{
    answers *out = result;
    geo_shapes *a = many_shapes(ctx, 51, false, MOST), *b = many_shapes(ctx, 52, false, MOST);
    geo_nearest_options o = geo_nearest_options_default();
    geo_pairs *pairs;
    static double x[MOST * 20], y[MOST * 20];
    fill_places(0, MOST * 20, 4, x, y);
    for (int64_t i = 0; i < MOST * 20; i++) {
        x[i] = (x[i] - 441000.0) / 25.0;
        y[i] = (y[i] - 4427000.0) / 15.0;
    }
    geo_shapes *points = draft_points(ctx, MOST * 20, x, y);
    o.k = 2;
    assert_ok(ctx, geo_nearest_pairs(ctx, points, b, &o, out->near));
    assert_ok(ctx, geo_within(ctx, points, a, 20.0, NULL, 0, out->count, NULL));
    o.max_distance_m = 20.0;
    assert_ok(ctx, geo_within_pairs(ctx, points, b, &o, &pairs));
    out->pairs = geo_pairs_count(pairs);
    for (int64_t i = 0; i < out->pairs && i < MOST * 20; i++) {
        out->count[i] += geo_pairs_all(pairs)[i].facility * 1000;
    }
    geo_pairs_destroy(pairs);
    geo_shapes_destroy(points);
    geo_shapes_destroy(a);
    geo_shapes_destroy(b);
}

static void any_number_of_threads_gives_the_same(void **state)
{
    static answers out;
    (void)state;
    assert_same_on_any_threads(ask_many, &out, sizeof out);
}

static geo_status ask_few(geo_ctx *ctx, void *data)
{
    static geo_pair pair[MOST];
    static int64_t count[MOST];
    geo_shapes *s = NULL;
    geo_pairs *pairs = NULL;
    geo_nearest_options o = geo_nearest_options_default();
    geo_status status = geo_shapes_create(ctx, data, &s);
    if (status == GEO_OK) {
        status = geo_nearest_pairs(ctx, s, s, &o, pair);
    }
    o.max_distance_m = 5.0;
    if (status == GEO_OK) {
        status = geo_within_pairs(ctx, s, s, &o, &pairs);
    }
    if (status == GEO_OK) {
        status = geo_within(ctx, s, s, 5.0, NULL, 0, count, NULL);
    }
    geo_pairs_destroy(pairs);
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    geo_ctx *ctx = *state;
    geo_shapes *s = many_shapes(ctx, 61, true, MOST);
    geo_geometry g = *geo_shapes_geometry(s);
    assert_true(assert_survives_allocation_failures(ask_few, &g) > 40);
    geo_shapes_destroy(s);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(every_pair_is_what_a_scan_of_edges_finds),
        TEST(distances_are_the_same_both_ways),
        TEST(what_meets_is_at_zero),
        TEST(what_is_within_is_every_pair_that_near),
        TEST(own_type_is_passed_over),
        TEST(points_are_paired_where_they_are),
        TEST(any_number_of_threads_gives_the_same),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
