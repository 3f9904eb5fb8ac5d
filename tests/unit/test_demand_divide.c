/* SPDX-License-Identifier: MIT */
/* Demand divided among zones, against rectangles cut by hand and the slow areas of discs. */
#include "support.h"

#include "disc_oracle.h"
#include "draft.h"
#include "geo/demand.h"
#include "geo/geometry.h"

enum { UNITS = 40, ZONES = 9, STATIONS = 12, DEPTH = 3, SUMS = 3 };

typedef struct rectangle {
    double min_x, min_y, max_x, max_y;
} rectangle;

typedef struct town {
    rectangle unit[UNITS], zone[ZONES];
    double weight[UNITS], x[STATIONS], y[STATIONS], radius[STATIONS];
    geo_shapes *units, *zones, *stations;
    geo_zones *places;
} town;

static geo_shapes *shapes_of(geo_ctx *ctx, const rectangle *r, int64_t n)
{
    draft *d = draft_new();
    for (int64_t i = 0; i < n; i++) {
        draft_box_feature(d, r[i].min_x, r[i].min_y, r[i].max_x, r[i].max_y);
    }
    geo_shapes *shapes = draft_shapes(ctx, d);
    free(d);
    return shapes;
}

/* Zones are a grid of 3 x 3 squares of 300 m, or overlap; units lie about them, some on their edges
 * and one just a zone. */
static town *build_town(geo_ctx *ctx, uint64_t seed, bool overlapping)
{
    town *t = calloc(1, sizeof *t);
    test_random random = {seed};
    for (int z = 0; z < ZONES; z++) {
        double x = 300.0 * (z % 3), y = 300.0 * (double)(z / 3), more = overlapping ? 60.0 : 0.0;
        t->zone[z] = (rectangle){x - more, y - more, x + 300.0 + more, y + 300.0 + more};
    }
    for (int i = 0; i < UNITS; i++) {
        double x = 1100.0 * test_random_unit(&random) - 150.0;
        double y = 1100.0 * test_random_unit(&random) - 150.0;
        double size = i % 3 == 0 ? 400.0 : 40.0;
        x = i % 5 == 0 ? 300.0 : x; /* along an edge of zones */
        t->unit[i] = (rectangle){x, y, x + size * (0.1 + test_random_unit(&random)), y + size};
        t->weight[i] = i % 13 == 0 ? (double)NAN : (double)test_random_below(&random, 100);
    }
    t->unit[1] = t->zone[4];
    for (int k = 0; k < STATIONS; k++) {
        t->x[k] = 900.0 * test_random_unit(&random);
        t->y[k] = 900.0 * test_random_unit(&random);
        t->radius[k] = 50.0 + 200.0 * test_random_unit(&random);
    }
    t->units = shapes_of(ctx, t->unit, UNITS);
    t->zones = shapes_of(ctx, t->zone, ZONES);
    t->stations = draft_points(ctx, STATIONS, t->x, t->y);
    assert_ok(ctx, geo_zones_create(ctx, t->zones, &t->places));
    return t;
}

static void free_town(town *t)
{
    geo_zones_destroy(t->places);
    geo_shapes_destroy(t->units);
    geo_shapes_destroy(t->zones);
    geo_shapes_destroy(t->stations);
    free(t);
}

static geo_demand *begin(geo_ctx *ctx, const town *t, int inside)
{
    geo_demand *account;
    geo_demand_options o = geo_demand_options_default();
    o.zones = ZONES;
    o.radius_m = t->radius;
    o.inside = inside;
    o.by_facility = 1;
    assert_ok(ctx, geo_demand_create(ctx, t->stations, NULL, 1, &o, &account));
    return account;
}

/* Weight, covered weight and covered twice of what lies in both rectangles, and depth times weight.
 */
static bool expect_part(geo_ctx *ctx, const town *t, int i, const rectangle *zone, double sum[SUMS])
{
    rectangle u = t->unit[i], in = u;
    double area[DEPTH], own = (u.max_x - u.min_x) * (u.max_y - u.min_y);
    in.min_x = fmax(u.min_x, zone->min_x), in.min_y = fmax(u.min_y, zone->min_y);
    in.max_x = fmin(u.max_x, zone->max_x), in.max_y = fmin(u.max_y, zone->max_y);
    if (isnan(t->weight[i]) || !(in.min_x < in.max_x) || !(in.min_y < in.max_y)) {
        return in.min_x < in.max_x && in.min_y < in.max_y;
    }
    geo_shapes *shape = shapes_of(ctx, &in, 1);
    oracle_disc_areas(geo_shapes_geometry(shape), 0, STATIONS, t->x, t->y, t->radius, 0, DEPTH,
                      area);
    geo_shapes_destroy(shape);
    sum[0] += t->weight[i] * (in.max_x - in.min_x) * (in.max_y - in.min_y) / own;
    sum[1] += t->weight[i] * area[0] / own;
    sum[2] += t->weight[i] * area[1] / own;
    return true;
}

static void compare_zones(geo_ctx *ctx, const town *t, const geo_demand *account)
{
    geo_demand_row row;
    for (int z = 0; z < ZONES; z++) {
        double sum[SUMS] = {0};
        int64_t parts = 0;
        for (int i = 0; i < UNITS; i++) {
            parts += expect_part(ctx, t, i, &t->zone[z], sum);
        }
        assert_ok(ctx, geo_demand_read(ctx, account, 0, z, GEO_ANY_TYPE, &row, NULL));
        assert_near(row.weight, sum[0], 1e-9 * sum[0]);
        assert_near(row.covered, sum[1], 1e-9 * sum[0]);
        assert_near(row.twice, sum[2], 1e-9 * sum[0]);
        assert_int_equal(row.used + row.unknown, parts);
    }
}

static void zones_get_what_lies_in_them(void **state)
{
    for (uint64_t seed = 1; seed < 5; seed++) {
        town *t = build_town(*state, seed, seed == 4);
        geo_demand *account = begin(*state, t, 0);
        assert_ok(*state, geo_demand_add_divided(*state, account, t->units, t->weight, t->places,
                                                 NULL, NULL));
        compare_zones(*state, t, account);
        geo_demand_destroy(account);
        free_town(t);
    }
}

static void sums_over_all_are_those_without_zones_to_the_bit(void **state)
{
    town *t = build_town(*state, 7, false);
    double share[2][UNITS], reach[2][STATIONS], sole[2][STATIONS];
    int64_t count[2][UNITS];
    geo_demand_row row[2];
    geo_demand *plain = begin(*state, t, 0), *divided = begin(*state, t, 0);
    assert_ok(*state, geo_demand_add(*state, plain, t->units, t->weight, NULL, share[0], count[0]));
    assert_ok(*state, geo_demand_add_divided(*state, divided, t->units, t->weight, t->places,
                                             share[1], count[1]));
    assert_ok(*state, geo_demand_read(*state, plain, 0, -1, GEO_ANY_TYPE, &row[0], NULL));
    assert_ok(*state, geo_demand_read(*state, divided, 0, -1, GEO_ANY_TYPE, &row[1], NULL));
    assert_ok(*state, geo_demand_facilities(*state, plain, 0, reach[0], sole[0]));
    assert_ok(*state, geo_demand_facilities(*state, divided, 0, reach[1], sole[1]));
    assert_memory_equal(&row[0], &row[1], sizeof row[0]);
    assert_memory_equal(share[0], share[1], sizeof share[0]);
    assert_memory_equal(count[0], count[1], sizeof count[0]);
    assert_memory_equal(reach[0], reach[1], sizeof reach[0]);
    assert_memory_equal(sole[0], sole[1], sizeof sole[0]);
    geo_demand_destroy(plain);
    geo_demand_destroy(divided);
    free_town(t);
}

/* A frame of four rectangles around the grid makes the zones a division of the plane. */
static void what_is_inside_is_the_sum_of_the_zones(void **state)
{
    town *t = build_town(*state, 11, false);
    geo_demand *account = begin(*state, t, 1), *all = begin(*state, t, 0);
    geo_demand_row row, zone;
    double weight = 0, covered = 0, reach[STATIONS], sole[STATIONS], reached = 0, alone = 0;
    int64_t used = 0;
    const geo_shapes *units = t->units;
    assert_ok(*state,
              geo_demand_add_divided(*state, account, units, t->weight, t->places, NULL, NULL));
    assert_ok(*state, geo_demand_add(*state, all, units, t->weight, NULL, NULL, NULL));
    for (int z = 0; z < ZONES; z++) {
        assert_ok(*state, geo_demand_read(*state, account, 0, z, GEO_ANY_TYPE, &zone, NULL));
        weight += zone.weight;
        covered += zone.covered;
        used += zone.used;
    }
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, NULL));
    assert_near(row.weight, weight, 1e-10 * weight);
    assert_near(row.covered, covered, 1e-10 * weight);
    assert_int_equal(row.used, used);
    assert_ok(*state, geo_demand_facilities(*state, account, 0, reach, sole));
    for (int k = 0; k < STATIONS; k++) {
        reached += reach[k];
        alone += sole[k];
    }
    assert_near(reached, row.mean_depth * row.weight, 1e-9 * weight);
    assert_near(alone, row.covered - row.twice, 1e-9 * weight);
    assert_ok(*state, geo_demand_read(*state, all, 0, -1, GEO_ANY_TYPE, &zone, NULL));
    assert_true(zone.weight > row.weight);
    geo_demand_destroy(all);
    geo_demand_destroy(account);
    free_town(t);
}

static void places_are_of_the_first_zone(void **state)
{
    town *t = build_town(*state, 2, true);
    const double x[] = {300, 20, 2000, 100}, y[] = {300, 20, 20, 5}, weight[] = {1, 2, 4, 8};
    geo_demand *account = begin(*state, t, 0), *inside = begin(*state, t, 1);
    geo_demand_row row;
    draft *d = draft_new();
    for (int i = 0; i < 3; i++) {
        draft_point_feature(d, x[i], y[i]);
    }
    draft_box_feature(d, x[3], y[3], x[3], y[3]); /* of no area: its first position */
    geo_shapes *points = draft_shapes(*state, d);
    assert_ok(*state,
              geo_demand_add_divided(*state, account, points, weight, t->places, NULL, NULL));
    assert_ok(*state,
              geo_demand_add_divided(*state, inside, points, weight, t->places, NULL, NULL));
    assert_ok(*state, geo_demand_read(*state, account, 0, 0, GEO_ANY_TYPE, &row, NULL));
    assert_near(row.weight, 11, 0);
    assert_ok(*state, geo_demand_read(*state, account, 0, 4, GEO_ANY_TYPE, &row, NULL));
    assert_near(row.weight, 0, 0);
    assert_ok(*state, geo_demand_read(*state, account, 0, -1, GEO_ANY_TYPE, &row, NULL));
    assert_near(row.weight, 15, 0);
    assert_ok(*state, geo_demand_read(*state, inside, 0, -1, GEO_ANY_TYPE, &row, NULL));
    assert_near(row.weight, 11, 0);
    assert_int_equal(row.used, 3);
    geo_demand_destroy(account);
    geo_demand_destroy(inside);
    geo_shapes_destroy(points);
    free(d);
    free_town(t);
}

static void what_is_wrong_is_refused(void **state)
{
    town *t = build_town(*state, 2, false);
    geo_demand *account = begin(*state, t, 0);
    geo_zones *one;
    const double negative[] = {-1};
    draft *d = draft_new();
    draft_line_feature(d, -100, 100, 1000, 500); /* through several zones */
    geo_shapes *line = draft_shapes(*state, d), *few = shapes_of(*state, t->zone, 1);
    assert_ok(*state, geo_zones_create(*state, few, &one));
    assert_status(*state, geo_demand_add_divided(*state, account, t->units, NULL, one, NULL, NULL),
                  GEO_INVALID);
    assert_message_has(*state, "1 zones, where the account has 9");
    assert_status(*state,
                  geo_demand_add_divided(*state, account, line, NULL, t->places, NULL, NULL),
                  GEO_DATA);
    assert_message_has(*state, "LineString");
    assert_status(*state,
                  geo_demand_add_divided(*state, account, few, negative, t->places, NULL, NULL),
                  GEO_DATA);
    geo_zones_destroy(one);
    geo_demand_destroy(account);
    geo_shapes_destroy(line);
    geo_shapes_destroy(few);
    free(d);
    free_town(t);
}

/* ---- Memory and threads -------------------------------------------------------------------- */

static geo_status account_without_memory(geo_ctx *ctx, void *data)
{
    const town *t = data;
    const double distance = 150;
    geo_demand *account = NULL;
    geo_demand_options o = geo_demand_options_default();
    geo_zones *places = NULL;
    o.zones = ZONES;
    geo_status status = geo_zones_create(ctx, t->zones, &places);
    if (status == GEO_OK) {
        status = geo_demand_create(ctx, t->stations, &distance, 1, &o, &account);
    }
    if (status == GEO_OK) {
        status = geo_demand_add_divided(ctx, account, t->units, NULL, places, NULL, NULL);
    }
    geo_demand_destroy(account);
    geo_zones_destroy(places);
    return status;
}

static void every_failed_allocation_is_survived(void **state)
{
    town *t = build_town(*state, 3, false);
    geo_shapes *all = t->units;
    t->units = shapes_of(*state, t->unit, 3);
    assert_true(assert_survives_allocation_failures(account_without_memory, t) > 20);
    geo_shapes_destroy(t->units);
    t->units = all;
    free_town(t);
}

static void account_on_threads(geo_ctx *ctx, void *result)
{
    town *t = build_town(ctx, 5, false);
    geo_demand *account = begin(ctx, t, 0);
    geo_demand_row *row = result;
    assert_ok(ctx, geo_demand_add_divided(ctx, account, t->units, NULL, t->places, NULL, NULL));
    for (int z = 0; z < ZONES; z++) {
        assert_ok(ctx, geo_demand_read(ctx, account, 0, z, GEO_ANY_TYPE, &row[z], NULL));
    }
    geo_demand_destroy(account);
    free_town(t);
}

static void any_number_of_threads_gives_the_same_zones(void **state)
{
    static geo_demand_row rows[ZONES];
    (void)state;
    assert_same_on_any_threads(account_on_threads, rows, sizeof rows);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(zones_get_what_lies_in_them),
        CASE(sums_over_all_are_those_without_zones_to_the_bit),
        CASE(what_is_inside_is_the_sum_of_the_zones),
        CASE(places_are_of_the_first_zone),
        CASE(what_is_wrong_is_refused),
        CASE(every_failed_allocation_is_survived),
        CASE(any_number_of_threads_gives_the_same_zones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
