/* SPDX-License-Identifier: MIT */
/* Streets by their costs: the graph of METHODS 1.5 and 1.6, all pairs one by one, lattices. */
#include "support.h"

#include "draft.h"
#include "geo/street.h"
#include "vectors.h"

enum { ROOM = 64, PLACES = 60 };

static const double PI = 3.14159265358979323846;

/* ---- Published numbers ----------------------------------------------------------------------- */

/* A full table, row by row; a cost below 0 is a pair that is not there. */
static geo_costs *table_of(geo_ctx *ctx, int64_t n, int64_t m, const double *cost, const char *unit)
{
    static int64_t from[PLACES * PLACES], to[PLACES * PLACES];
    static double kept[PLACES * PLACES];
    int64_t pairs = 0;
    geo_costs *costs;
    assert_true(n * m <= PLACES * PLACES);
    for (int64_t e = 0; e < n * m; e++) {
        if (cost[e] >= 0) {
            from[pairs] = e / m, to[pairs] = e % m;
            kept[pairs++] = cost[e];
        }
    }
    assert_ok(ctx, geo_costs_create(ctx, n, m, pairs, from, to, kept, unit, &costs));
    return costs;
}

static double detour_number(geo_ctx *ctx, const char *which, int64_t n, const double *given)
{
    const double zero = 0;
    double cost[ROOM], x[ROOM], y[ROOM];
    geo_street_detours d;
    for (int64_t i = 0; i < n / 3; i++) {
        cost[i] = given[3 * i], x[i] = given[3 * i + 1], y[i] = given[3 * i + 2];
    }
    geo_costs *costs = table_of(ctx, 1, n / 3, cost, "m");
    geo_shapes *from = draft_points(ctx, 1, &zero, &zero), *to = draft_points(ctx, n / 3, x, y);
    assert_ok(ctx, geo_street_detour(ctx, costs, from, to, 1.0, NULL, &d));
    geo_costs_destroy(costs);
    geo_shapes_destroy(from);
    geo_shapes_destroy(to);
    return strcmp(which, "mean") == 0   ? d.mean
           : strcmp(which, "near") == 0 ? (double)d.near
                                        : d.ratio;
}

static double covered_number(geo_ctx *ctx, const char *which, int64_t n, const double *given)
{
    double from[ROOM], to[ROOM], length[ROOM], covered[ROOM];
    geo_street_reach reach;
    for (int64_t i = 0; i < n / 3; i++) {
        from[i] = given[3 * i], to[i] = given[3 * i + 1], length[i] = given[3 * i + 2];
    }
    assert_ok(ctx, geo_street_covered(ctx, n / 3, length, from, to, given[n - 1], covered, &reach));
    return strcmp(which, "sum") == 0     ? reach.covered
           : strcmp(which, "share") == 0 ? reach.share
                                         : covered[atoi(which)];
}

static void published_numbers_are_met(void **state)
{
    test_vectors v;
    int rows = 0;
    for (vectors_open(&v, "vectors/street.tsv"); vectors_next(&v); rows++) {
        const char *what = vector_text(&v, "what");
        double given[ROOM];
        int64_t n = parse_numbers(vector_text(&v, "numbers"), given, ROOM);
        double got = strncmp(what, "detour ", 7) == 0 ? detour_number(*state, what + 7, n, given)
                     : strncmp(what, "covered ", 8) == 0
                         ? covered_number(*state, what + 8, n, given)
                         : geo_street_catchment(given[0], given[1]);
        assert_vector(&v, what, got, vector_number(&v, "expected"), vector_number(&v, "tolerance"));
    }
    assert_int_equal(rows, 19);
}

/* METHODS 1.6: along a fine lattice of streets the way is |dx| + |dy|; over all directions its
 * mean is 4 / pi, and no more than root 2. */
static void a_lattice_of_streets_has_its_known_detour(void **state)
{
    enum { WAYS = PLACES * PLACES };
    static double x[WAYS], y[WAYS], cost[WAYS];
    const double zero = 0;
    geo_street_detours d;
    for (int k = 0; k < WAYS; k++) {
        x[k] = 1000 * cos(2 * PI * k / WAYS), y[k] = 1000 * sin(2 * PI * k / WAYS);
        cost[k] = fabs(x[k]) + fabs(y[k]);
    }
    geo_costs *costs = table_of(*state, 1, WAYS, cost, "");
    geo_shapes *from = draft_points(*state, 1, &zero, &zero),
               *to = draft_points(*state, WAYS, x, y);
    assert_ok(*state, geo_street_detour(*state, costs, from, to, 1.0, NULL, &d));
    assert_near(d.mean, 4 / PI, 1e-6);
    assert_near(d.ratio, d.mean, 1e-12);
    assert_near(d.largest, sqrt(2), 1e-12);
    assert_near(d.least, 1, 1e-12);
    assert_int_equal(d.shorter, 0);
    geo_costs_destroy(costs);
    geo_shapes_destroy(from);
    geo_shapes_destroy(to);
}

/* ---- The slow way ---------------------------------------------------------------------------- */

typedef struct scene {
    double fx[PLACES], fy[PLACES], tx[PLACES], ty[PLACES], cost[PLACES * PLACES];
    geo_costs *costs;
    geo_shapes *from, *to;
} scene;

/* Places on a coarse lattice, so that some coincide; every seventh destination has no place. */
static scene *make_scene(geo_ctx *ctx, uint64_t seed)
{
    scene *s = calloc(1, sizeof *s);
    test_random random = {seed};
    draft *d = draft_new();
    for (int i = 0; i < PLACES; i++) {
        s->fx[i] = (double)test_random_below(&random, 9),
        s->fy[i] = (double)test_random_below(&random, 9);
        s->tx[i] = (double)test_random_below(&random, 9),
        s->ty[i] = (double)test_random_below(&random, 9);
        if (i % 7 == 3) {
            draft_feature(d, GEO_NONE);
            s->tx[i] = (double)NAN;
        } else {
            draft_point_feature(d, s->tx[i], s->ty[i]);
        }
    }
    for (int e = 0; e < PLACES * PLACES; e++) {
        s->cost[e] = test_random_below(&random, 4) == 0 ? -1 : 30 * test_random_unit(&random);
    }
    s->costs = table_of(ctx, PLACES, PLACES, s->cost, "m");
    s->from = draft_points(ctx, PLACES, s->fx, s->fy);
    s->to = draft_shapes(ctx, d);
    free(d);
    return s;
}

static void end_scene(scene *s)
{
    geo_costs_destroy(s->costs);
    geo_shapes_destroy(s->from);
    geo_shapes_destroy(s->to);
    free(s);
}

static void detours_are_those_of_all_pairs_one_by_one(void **state)
{
    for (uint64_t seed = 1; seed < 6; seed++) {
        scene *s = make_scene(*state, seed);
        geo_street_detours d, slow = {0};
        double ratio[PLACES];
        long double index = 0, way = 0, straight = 0;
        assert_ok(*state, geo_street_detour(*state, s->costs, s->from, s->to, 1.5, ratio, &d));
        for (int i = 0; i < PLACES; i++) {
            long double of_way = 0, of_straight = 0;
            for (int j = 0; j < PLACES; j++) {
                double c = s->cost[i * PLACES + j],
                       far = hypot(s->tx[j] - s->fx[i], s->ty[j] - s->fy[i]);
                bool there = c >= 0, known = there && !isnan(far), counts = known && far >= 1.5;
                slow.nowhere += there && !known;
                slow.near += known && !counts;
                slow.used += counts;
                slow.shorter += counts && c < far * 0.999;
                of_way += counts ? c : 0, of_straight += counts ? far : 0;
                index += counts ? c / far : 0;
            }
            way += of_way, straight += of_straight;
            assert_near(ratio[i], (double)(of_way / of_straight), 1e-13);
        }
        assert_near(d.mean, (double)(index / slow.used), 1e-13);
        assert_near(d.ratio, (double)(way / straight), 1e-13);
        assert_true(d.least <= d.mean && d.mean <= d.largest);
        assert_true(d.used == slow.used && d.near == slow.near && d.nowhere == slow.nowhere);
        assert_int_equal(d.shorter, slow.shorter);
        end_scene(s);
    }
}

/* Straight lines have no detour, wherever the costs come from. */
static void straight_lines_are_no_detour(void **state)
{
    scene *s = make_scene(*state, 9);
    geo_costs *straight;
    geo_street_detours d;
    assert_ok(*state, geo_costs_measure(*state, s->from, s->to, 5.0, 0, &straight));
    assert_ok(*state, geo_street_detour(*state, straight, s->from, s->to, 1.0, NULL, &d));
    assert_true(d.used > 100 && d.nowhere == 0 && d.shorter == 0);
    assert_near(d.mean, 1, 1e-14);
    assert_near(d.ratio, 1, 1e-14);
    assert_near(d.largest, 1, 1e-14);
    geo_costs_destroy(straight);
    end_scene(s);
}

/* ---- Edges ----------------------------------------------------------------------------------- */

static void nothing_to_compare_is_not_a_number(void **state)
{
    const double zero = 0, one = 1, none[] = {-1};
    geo_shapes *a = draft_points(*state, 1, &zero, &zero),
               *b = draft_points(*state, 1, &one, &zero);
    geo_costs *empty = table_of(*state, 1, 1, none, ""),
              *minutes = table_of(*state, 1, 1, &one, "min");
    geo_costs *huge = table_of(*state, 1, 1, (const double[]){1.7e308}, "m");
    geo_street_detours d;
    double ratio;
    assert_ok(*state, geo_street_detour(*state, empty, a, b, 1.0, &ratio, &d));
    assert_true(d.used == 0 && isnan(d.mean) && isnan(d.ratio) && isnan(d.largest) && isnan(ratio));
    assert_status(*state, geo_street_detour(*state, minutes, a, b, 1.0, NULL, &d), GEO_INVALID);
    assert_message_has(*state, "the costs are in min, not metres");
    assert_status(*state, geo_street_detour(*state, empty, a, b, 0.0, NULL, &d), GEO_INVALID);
    geo_shapes *none_at_all = draft_points(*state, 0, NULL, NULL);
    assert_status(*state, geo_street_detour(*state, empty, a, none_at_all, 1.0, NULL, &d),
                  GEO_INVALID);
    assert_message_has(*state, "1 origins and 1 destinations for 1 and 0 places");
    draft *line = draft_new();
    draft_line_feature(line, 0, 0, 1, 1);
    geo_shapes *street = draft_shapes(*state, line);
    assert_status(*state, geo_street_detour(*state, empty, street, b, 1.0, NULL, &d), GEO_DATA);
    assert_message_has(*state, "origins: feature 1 is a LineString");
    assert_ok(*state, geo_street_detour(*state, huge, a, b, 1.0, NULL, &d));
    assert_near(d.ratio, 1.7e308, 1e-15);
    geo_shapes_destroy(street);
    free(line);
    geo_shapes_destroy(none_at_all);
    geo_costs_destroy(huge);
    geo_costs_destroy(minutes);
    geo_costs_destroy(empty);
    geo_shapes_destroy(a);
    geo_shapes_destroy(b);
}

static void streets_are_never_covered_beyond_their_length(void **state)
{
    const double inf = (double)INFINITY, nan = (double)NAN;
    const double length[] = {100, 100, 100, 0, nan, 100}, from[] = {0, 30, inf, 0, 0, nan};
    const double to[] = {0, 30, inf, 0, 0, 0}, minus[] = {1, -1, 1, 1, 1, 1};
    double covered[6];
    geo_street_reach r;
    for (double limit = 0; limit < 200; limit += 7) {
        assert_ok(*state, geo_street_covered(*state, 6, length, from, to, limit, covered, &r));
        assert_near(covered[0], fmin(100, 2 * limit), 0);
        assert_near(covered[1], limit < 30 ? 0 : fmin(100, 2 * (limit - 30)), 0);
        assert_true(covered[2] == 0 && covered[3] == 0 && isnan(covered[4]) && isnan(covered[5]));
        assert_near(r.covered, covered[0] + covered[1], 1e-15);
        assert_true(r.length == 300 && r.used == 4 && r.unknown == 2);
    }
    assert_ok(*state, geo_street_covered(*state, 0, NULL, NULL, NULL, 1, NULL, &r));
    assert_true(isnan(r.share) && r.length == 0);
    assert_status(*state, geo_street_covered(*state, 6, minus, from, to, 1, NULL, &r), GEO_DATA);
    assert_message_has(*state, "length of feature 2 is -1");
    assert_status(*state, geo_street_covered(*state, 6, length, minus, to, 1, NULL, &r), GEO_DATA);
    assert_message_has(*state, "the cost of an end of feature 2 is -1");
    assert_status(*state, geo_street_covered(*state, 1, length, from, to, inf, NULL, &r),
                  GEO_INVALID);
    assert_status(*state, geo_street_covered(*state, -1, length, from, to, 1, NULL, &r),
                  GEO_INVALID);
    const double huge[] = {1.7e308, 1.7e308};
    assert_status(*state, geo_street_covered(*state, 2, huge, from, to, 1, NULL, &r), GEO_DATA);
    /* What fails half way has counted nothing. */
    double late[] = {1.0, (double)NAN, 2.0, -1.0};
    assert_status(*state, geo_street_covered(*state, 4, late, from, to, 1, NULL, &r), GEO_DATA);
    assert_true(r.used == 0 && r.unknown == 0 && isnan(r.length) && isnan(r.covered));
    assert_true(isnan(geo_street_catchment(1, 0)) && isnan(geo_street_catchment(-1, 1)));
    assert_true(isnan(geo_street_catchment(inf, 1)) && isnan(geo_street_catchment(1, inf)));
}

/* ---- Threads and memory ---------------------------------------------------------------------- */

typedef struct detour_result {
    double ratio[PLACES];
    geo_street_detours all;
} detour_result;

static void detour_in_threads(geo_ctx *ctx, void *result)
{
    scene *s = make_scene(ctx, 12);
    detour_result *r = result;
    assert_ok(ctx, geo_street_detour(ctx, s->costs, s->from, s->to, 1.0, r->ratio, &r->all));
    end_scene(s);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    detour_result r;
    assert_same_on_any_threads(detour_in_threads, &r, sizeof r);
}

static geo_status detour_without_memory(geo_ctx *ctx, void *data)
{
    const scene *s = data;
    geo_street_detours d;
    return geo_street_detour(ctx, s->costs, s->from, s->to, 1.0, NULL, &d);
}

static void failed_allocations_are_survived(void **state)
{
    scene *s = make_scene(*state, 3);
    assert_true(assert_survives_allocation_failures(detour_without_memory, s) > 3);
    end_scene(s);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(published_numbers_are_met),
        CASE(a_lattice_of_streets_has_its_known_detour),
        CASE(detours_are_those_of_all_pairs_one_by_one),
        CASE(straight_lines_are_no_detour),
        CASE(nothing_to_compare_is_not_a_number),
        CASE(streets_are_never_covered_beyond_their_length),
        CASE(threads_change_nothing),
        CASE(failed_allocations_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
