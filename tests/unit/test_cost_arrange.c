/* SPDX-License-Identifier: MIT */
/* What metrics of access read costs by: straight lines numbered anew, large tables turned in
 * parts, sums side by side. Each against the plain way. */
#include "support.h"

#include "base/sum.h"
#include "draft.h"
#include "places.h"
#include "space/cost_internal.h"

enum { MANY = 300, FEW = 90, ROWS = 700, MOST_PAIRS = ROWS * FEW };

/* ---- Arranged lines -------------------------------------------------------------------- */

typedef struct places {
    int64_t n;
    double x[MANY], y[MANY];
} places;

static geo_shapes *shapes_of(geo_ctx *ctx, const places *p)
{
    uint8_t type[MANY];
    int64_t parts[MANY + 1] = {0};
    double x[MANY], y[MANY];
    geo_shapes *shapes;
    int64_t n = 0;
    for (int64_t i = 0; i < p->n; i++) {
        type[i] = (uint8_t)(isnan(p->x[i]) ? GEO_NONE : GEO_POINT);
        if (!isnan(p->x[i])) {
            x[n] = p->x[i];
            y[n++] = p->y[i];
        }
        parts[i + 1] = n;
    }
    const geo_geometry g = {.n = p->n,
                            .part_count = n,
                            .ring_count = n,
                            .coord_count = n,
                            .type = type,
                            .part_offset = parts,
                            .x = x,
                            .y = y};
    assert_ok(ctx, geo_shapes_create(ctx, &g, &shapes));
    return shapes;
}

static double expected_cost(const places *from, const places *to, int64_t i, int64_t j,
                            double cutoff, int skip_self)
{
    double dx = to->x[j] - from->x[i], dy = to->y[j] - from->y[i], d2 = dx * dx + dy * dy;
    return d2 <= cutoff * cutoff && !(skip_self && i == j) ? sqrt(d2) : (double)INFINITY;
}

/* One direction: every pair is there under its names, once, and rows ascend. */
static void assert_arranged(geo_ctx *ctx, const geo_costs *costs, const int64_t *from_name,
                            const int64_t *to_name, const places *from, const places *to,
                            double cutoff, int skip_self)
{
    static double cost[MANY * MANY];
    static bool seen[MANY];
    geo_cost_reader *reader;
    geo_cost_rows rows, bare;
    memset(seen, 0, sizeof seen);
    assert_ok(ctx, geo_cost_reader_create(ctx, costs, &reader));
    for (int64_t k = 0; k < from->n * to->n; k++) {
        cost[k] = (double)INFINITY;
    }
    for (int64_t first = 0, count; first < from->n; first += count) {
        count = from->n - first < 41 ? from->n - first : 41;
        assert_ok(ctx, geoi_cost_reader_rows(ctx, reader, first, count, true, &rows));
        for (int64_t k = 0; k < count; k++) {
            int64_t i = from_name[first + k];
            assert_false(seen[i]);
            seen[i] = true;
            for (int64_t e = rows.begin[k]; e < rows.begin[k + 1]; e++) {
                assert_true(e == rows.begin[k] || rows.destination[e - 1] < rows.destination[e]);
                cost[i * to->n + to_name[rows.destination[e]]] = rows.cost[e];
            }
        }
    }
    for (int64_t i = 0; i < from->n; i++) {
        for (int64_t j = 0; j < to->n; j++) {
            assert_true(cost[i * to->n + j] ==
                        expected_cost(from, to, i, j, cutoff, skip_self)); /* to the bit */
        }
    }
    int64_t entries = rows.begin[rows.count];
    assert_ok(ctx, geoi_cost_reader_rows(ctx, reader, rows.first, rows.count, false, &bare));
    assert_int_equal(bare.begin[bare.count], entries);
    geo_cost_reader_destroy(reader);
}

static void arranged_lines_are_the_lines_of_a_scan(void **state)
{
    geo_ctx *ctx = *state;
    static places from, to;
    const double cutoffs[] = {1e-12, 2.5, 60.0, 300.0, (double)INFINITY};
    for (int kind = 0; kind < PLACE_KINDS; kind++) {
        from.n = MANY;
        to.n = kind % 2 == 0 ? MANY : FEW;
        fill_places(kind, from.n, 3, from.x, from.y);
        fill_places(kind, to.n, 4, to.x, to.y);
        from.x[7] = from.x[0] = to.x[to.n - 1] = (double)NAN;
        geo_shapes *a = shapes_of(ctx, &from), *b = shapes_of(ctx, &to);
        for (int c = 0; c < 10; c++) {
            geo_costs *costs;
            geoi_arrangement r;
            double cutoff = cutoffs[c / 2];
            assert_ok(ctx, geo_costs_measure(ctx, a, b, cutoff, c % 2, &costs));
            assert_ok(ctx, geoi_costs_arrange(ctx, costs, true, true, &r));
            geo_costs_destroy(costs); /* not kept */
            assert_arranged(ctx, r.by_place, r.place, r.facility, &from, &to, cutoff, c % 2);
            assert_arranged(ctx, r.by_facility, r.facility, r.place, &to, &from, cutoff, c % 2);
            geoi_arrangement_end(&r);
        }
        geo_shapes_destroy(a);
        geo_shapes_destroy(b);
    }
}

static void what_is_not_renumbered_stays(void **state)
{
    geo_ctx *ctx = *state;
    const double x[] = {3.0, 1.0, 2.0}, y[] = {0.0, 0.0, 0.0};
    geo_shapes *s = draft_points(ctx, 3, x, y);
    geo_costs *costs;
    geoi_arrangement a;
    assert_ok(ctx, geo_costs_measure(ctx, s, s, 5.0, 0, &costs));
    assert_ok(ctx, geoi_costs_arrange(ctx, costs, true, false, &a));
    assert_ptr_equal(a.by_place, costs);
    assert_true(a.place == NULL && a.facility == NULL && a.by_facility != NULL);
    geoi_arrangement_end(&a);
    assert_ok(ctx, geoi_costs_arrange(ctx, costs, false, true, &a));
    assert_true(a.by_facility == NULL && a.place[0] == 1 && a.facility[2] == 0);
    geoi_arrangement_end(&a);
    geo_costs_destroy(costs);
    geo_shapes_destroy(s);
}

/* ---- Large tables ---------------------------------------------------------------------- */

/* Rows long enough to be turned in parts; cost i * FEW + j, so that a pair tells who it is. */
static geo_costs *large_table(geo_ctx *ctx)
{
    static int64_t origin[MOST_PAIRS], destination[MOST_PAIRS];
    static double cost[MOST_PAIRS];
    test_random r = {.state = 8};
    geo_costs *table;
    int64_t pairs = 0;
    for (int64_t at = 0; at < MOST_PAIRS; at++) {
        if (test_random_unit(&r) < 0.8) {
            origin[pairs] = at / FEW;
            destination[pairs] = at % FEW;
            cost[pairs++] = (double)at;
        }
    }
    assert_ok(ctx, geo_costs_create(ctx, ROWS, FEW, pairs, origin, destination, cost, "", &table));
    return table;
}

static void turn_large(geo_ctx *ctx, void *result)
{
    geo_costs *table = large_table(ctx), *turned;
    geo_cost_reader *reader;
    geo_cost_rows rows;
    double *cost = result;
    assert_ok(ctx, geo_costs_transpose(ctx, table, &turned));
    assert_ok(ctx, geo_cost_reader_create(ctx, turned, &reader));
    assert_ok(ctx, geo_cost_reader_rows(ctx, reader, 0, FEW, &rows));
    assert_int_equal(rows.begin[FEW], table->begin[ROWS]);
    for (int64_t j = 0; j < FEW; j++) {
        for (int64_t e = rows.begin[j]; e < rows.begin[j + 1]; e++) {
            assert_true(e == rows.begin[j] || rows.destination[e - 1] < rows.destination[e]);
            assert_true(rows.cost[e] == (double)(rows.destination[e] * FEW + j));
            cost[e] = rows.cost[e];
        }
    }
    geo_cost_reader_destroy(reader);
    geo_costs_destroy(turned);
    geo_costs_destroy(table);
}

static void large_tables_are_turned_alike_on_any_threads(void **state)
{
    (void)state;
    static double result[MOST_PAIRS];
    assert_same_on_any_threads(turn_large, result, sizeof result);
}

/* ---- Sums ------------------------------------------------------------------------------ */

static void sums_side_by_side_are_exact_whatever_cancels(void **state)
{
    (void)state;
    double term[64];
    test_random r = {.state = 4};
    for (int64_t triples = 0; triples <= 20; triples++) { /* lengths of any rest */
        double whole = 0.0;
        for (int64_t k = 0; k < triples; k++) { /* a large one comes and goes around a small */
            double small = floor(1000.0 * test_random_unit(&r));
            term[3 * k] = 0x1p70;
            term[3 * k + 1] = small;
            term[3 * k + 2] = -0x1p70;
            whole += small;
        }
        assert_true(geoi_sum_of(3 * triples, term) == whole);
    }
}

static void sums_that_are_not_finite_stay_so(void **state)
{
    (void)state;
    for (int64_t n = 1; n < 30; n++) {
        double term[30];
        for (int64_t k = 0; k < n; k++) {
            term[k] = k == n / 2 ? (double)INFINITY : 1.0;
        }
        assert_true(!isfinite(geoi_sum_of(n, term)));
    }
    const double large[] = {1.7e308, 1.7e308, 1.7e308};
    assert_true(!isfinite(geoi_sum_of(3, large)));
}

/* ---- Memory ---------------------------------------------------------------------------- */

static geo_status arrange_some(geo_ctx *ctx, void *data)
{
    const places *p = data;
    geo_shapes *s = NULL;
    geo_costs *costs = NULL;
    geoi_arrangement a = {0};
    geo_status status = geo_shapes_create_points(ctx, p->n, p->x, p->y, &s);
    if (status == GEO_OK) {
        status = geo_costs_measure(ctx, s, s, 60.0, 1, &costs);
    }
    if (status == GEO_OK) {
        status = geoi_costs_arrange(ctx, costs, true, true, &a);
    }
    geoi_arrangement_end(&a);
    geo_costs_destroy(costs);
    geo_shapes_destroy(s);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static places p = {.n = 40};
    fill_places(0, p.n, 6, p.x, p.y);
    assert_true(assert_survives_allocation_failures(arrange_some, &p) > 30);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        TEST(arranged_lines_are_the_lines_of_a_scan),
        TEST(what_is_not_renumbered_stays),
        TEST(large_tables_are_turned_alike_on_any_threads),
        TEST(sums_side_by_side_are_exact_whatever_cancels),
        TEST(sums_that_are_not_finite_stay_so),
        TEST(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
