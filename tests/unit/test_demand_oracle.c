/* SPDX-License-Identifier: MIT */
/* Accounts of demand against two loops over all that there is. */
#include "support.h"

#include "draft.h"
#include "geo/demand.h"
#include "places.h"

enum { UNITS = 300, STATIONS = 40, M = 3, TYPES = 3, ZONES = 4, MOST = 4 };

typedef struct town {
    double x[UNITS], y[UNITS], weight[UNITS];
    int64_t zone[UNITS];
    double fx[STATIONS], fy[STATIONS], radius[STATIONS];
    int64_t type[STATIONS];
    geo_shapes *people, *stations;
} town;

static const double distances[M] = {200, 90, 25};

static town *build_town(geo_ctx *ctx, int kind, uint64_t seed)
{
    town *t = calloc(1, sizeof *t);
    test_random random = {seed};
    fill_places(kind, UNITS, seed, t->x, t->y);
    fill_places(kind, STATIONS, seed + 1, t->fx, t->fy);
    for (int i = 0; i < UNITS; i++) {
        t->weight[i] = i % 17 == 0 ? (double)NAN : (double)test_random_below(&random, 100);
        t->zone[i] = test_random_below(&random, ZONES + 1) - 1;
    }
    for (int k = 0; k < STATIONS; k++) {
        t->type[k] = test_random_below(&random, TYPES + 1) - 1;
        t->radius[k] = k % 7 == 0 ? (double)NAN : 300.0 * test_random_unit(&random);
    }
    t->people = draft_points(ctx, UNITS, t->x, t->y);
    t->stations = draft_points(ctx, STATIONS, t->fx, t->fy);
    return t;
}

static void free_town(town *t)
{
    geo_shapes_destroy(t->people);
    geo_shapes_destroy(t->stations);
    free(t);
}

static bool reaches(const town *t, int k, int i, double r)
{
    double dx = t->x[i] - t->fx[k], dy = t->y[i] - t->fy[k];
    return dx * dx + dy * dy <= r * r;
}

/* What the account ought to say: all by two loops. */
static geo_demand_row expect_row(const town *t, double r, bool own, int64_t zone, int64_t type,
                                 double *by_count)
{
    geo_demand_row row = {0};
    double depth = 0;
    memset(by_count, 0, (MOST + 1) * sizeof *by_count);
    for (int i = 0; i < UNITS; i++) {
        int64_t of[TYPES + 1] = {0}, count = 0;
        if (zone >= 0 && t->zone[i] != zone) {
            continue;
        }
        row.unknown += isnan(t->weight[i]);
        if (isnan(t->weight[i])) {
            continue;
        }
        for (int k = 0; k < STATIONS; k++) {
            bool in = reaches(t, k, i, own ? t->radius[k] : r);
            of[t->type[k] + 1] += in;
            count += in && (type < 0 || t->type[k] == type);
        }
        bool every = of[1] > 0 && of[2] > 0 && of[3] > 0;
        count = type == GEO_EVERY_TYPE ? every : count;
        row.used++;
        row.weight += t->weight[i];
        row.covered += count > 0 ? t->weight[i] : 0;
        row.twice += count > 1 ? t->weight[i] : 0;
        depth += (double)count * t->weight[i];
        by_count[count < MOST ? count : MOST] += t->weight[i];
    }
    row.mean_depth = depth / row.weight;
    return row;
}

static void compare_rows(void **state, const town *t, const geo_demand *account, int64_t m)
{
    double expected_by[MOST + 1], by[MOST + 1];
    geo_demand_row row;
    for (int64_t j = 0; j < m; j++) {
        for (int64_t zone = -1; zone < ZONES; zone++) {
            for (int64_t type = GEO_EVERY_TYPE; type < TYPES; type++) {
                assert_ok(*state, geo_demand_read(*state, account, j, zone, type, &row, by));
                geo_demand_row expected =
                    expect_row(t, distances[j], m == 1, zone, type, expected_by);
                assert_int_equal(row.used, expected.used);
                assert_int_equal(row.unknown, expected.unknown);
                assert_near(row.weight, expected.weight, 0);
                assert_near(row.covered, expected.covered, 0);
                if (type == GEO_EVERY_TYPE) {
                    continue;
                }
                assert_near(row.twice, expected.twice, 0);
                assert_near(row.mean_depth, expected.mean_depth, 1e-14);
                for (int k = 0; k <= MOST; k++) {
                    assert_near(by[k], expected_by[k], 0);
                }
            }
        }
    }
}

static void compare_facilities(void **state, const town *t, const geo_demand *account, int64_t m)
{
    double reach[STATIONS], sole[STATIONS];
    for (int64_t j = 0; j < m; j++) {
        double expected_reach[STATIONS] = {0}, expected_sole[STATIONS] = {0};
        for (int i = 0; i < UNITS; i++) {
            int count = 0, last = -1;
            for (int k = 0; k < STATIONS && !isnan(t->weight[i]); k++) {
                bool in = reaches(t, k, i, m == 1 ? t->radius[k] : distances[j]);
                expected_reach[k] += in ? t->weight[i] : 0;
                count += in;
                last = in ? k : last;
            }
            if (count == 1) {
                expected_sole[last] += t->weight[i];
            }
        }
        assert_ok(*state, geo_demand_facilities(*state, account, j, reach, sole));
        for (int k = 0; k < STATIONS; k++) {
            assert_near(reach[k], expected_reach[k], 0);
            assert_near(sole[k], expected_sole[k], 0);
        }
    }
}

static geo_demand_options town_options(const town *t, bool own)
{
    geo_demand_options o = geo_demand_options_default();
    o.most = MOST;
    o.zones = ZONES;
    o.types = TYPES;
    o.type = t->type;
    o.by_facility = 1;
    o.radius_m = own ? t->radius : NULL;
    return o;
}

static void accounts_of_points_are_those_of_two_loops(void **state)
{
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        for (int own = 0; own < 2; own++) {
            town *t = build_town(*state, kind, (uint64_t)kind + 1);
            geo_demand_options o = town_options(t, own != 0);
            geo_demand *account;
            int64_t m = own ? 1 : M;
            assert_ok(*state, geo_demand_create(*state, t->stations, distances, m, &o, &account));
            assert_ok(*state,
                      geo_demand_add(*state, account, t->people, t->weight, t->zone, NULL, NULL));
            compare_rows(state, t, account, m);
            compare_facilities(state, t, account, m);
            geo_demand_destroy(account);
            free_town(t);
        }
    }
}

/* Points within multipoints are no discs: the general way must say what the fast one says. */
static void facilities_of_any_kind_are_accounted_for_like_points(void **state)
{
    town *t = build_town(*state, 0, 9);
    draft *d = draft_new();
    for (int k = 0; k < STATIONS; k++) {
        draft_feature(d, GEO_LINESTRING);
        draft_part(d, 0);
        draft_add(d, t->fx[k], t->fy[k]);
        draft_add(d, t->fx[k], t->fy[k]);
    }
    geo_shapes *lines = draft_shapes(*state, d);
    for (int own = 0; own < 2; own++) {
        geo_demand_options o = town_options(t, own != 0);
        geo_demand *account;
        int64_t m = own ? 1 : M;
        assert_ok(*state, geo_demand_create(*state, lines, distances, m, &o, &account));
        assert_ok(*state,
                  geo_demand_add(*state, account, t->people, t->weight, t->zone, NULL, NULL));
        compare_rows(state, t, account, m);
        compare_facilities(state, t, account, m);
        geo_demand_destroy(account);
    }
    geo_shapes_destroy(lines);
    free_town(t);
    free(d);
}

static void batches_add_up(void **state)
{
    town *t = build_town(*state, 1, 5);
    geo_demand_options o = town_options(t, false);
    geo_demand *account;
    assert_ok(*state, geo_demand_create(*state, t->stations, distances, M, &o, &account));
    for (int i = 0; i < UNITS; i += 60) {
        geo_shapes *some = draft_points(*state, 60, t->x + i, t->y + i);
        assert_ok(*state,
                  geo_demand_add(*state, account, some, t->weight + i, t->zone + i, NULL, NULL));
        geo_shapes_destroy(some);
    }
    compare_rows(state, t, account, M);
    compare_facilities(state, t, account, M);
    geo_demand_destroy(account);
    free_town(t);
}

/* Points and polygons, types, zones and facilities of the same town. */
typedef struct said {
    geo_demand_row row[TYPES + 2];
    double by_count[TYPES + 2][MOST + 1], reach[STATIONS], sole[STATIONS];
} said;

static geo_status account_for_town(geo_ctx *ctx, const town *t, const geo_shapes *blocks, said *out)
{
    geo_demand *account = NULL;
    geo_demand_options o = town_options(t, false);
    geo_status status = geo_demand_create(ctx, t->stations, &distances[1], 2, &o, &account);
    if (status == GEO_OK) {
        status = geo_demand_add(ctx, account, t->people, t->weight, t->zone, NULL, NULL);
    }
    if (status == GEO_OK) {
        status = geo_demand_add(ctx, account, blocks, NULL, NULL, NULL, NULL);
    }
    for (int type = 0; type < TYPES + 2 && status == GEO_OK; type++) {
        status =
            geo_demand_read(ctx, account, 0, -1, type - 2, &out->row[type], out->by_count[type]);
    }
    if (status == GEO_OK) {
        status = geo_demand_facilities(ctx, account, 1, out->reach, out->sole);
    }
    geo_demand_destroy(account);
    return status;
}

static geo_shapes *build_blocks(geo_ctx *ctx)
{
    draft *d = draft_new();
    for (int i = 0; i < 20; i++) {
        double x = 200.0 * (i % 5), y = 8.0 * i;
        draft_box_feature(d, x, y, x + 190, y + 170);
    }
    geo_shapes *shapes = draft_shapes(ctx, d);
    free(d);
    return shapes;
}

static void account_on_threads(geo_ctx *ctx, void *result)
{
    town *t = build_town(ctx, 2, 3);
    geo_shapes *blocks = build_blocks(ctx);
    assert_ok(ctx, account_for_town(ctx, t, blocks, result));
    geo_shapes_destroy(blocks);
    free_town(t);
}

static void any_number_of_threads_gives_the_same_account(void **state)
{
    static said out;
    (void)state;
    assert_same_on_any_threads(account_on_threads, &out, sizeof out);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(accounts_of_points_are_those_of_two_loops),
        CASE(facilities_of_any_kind_are_accounted_for_like_points),
        CASE(batches_add_up),
        CASE(any_number_of_threads_gives_the_same_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
