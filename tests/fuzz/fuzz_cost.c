/* SPDX-License-Identifier: MIT */
/* Any bytes are pairs with costs, and places. Promises: a table is made exactly when its pairs
 * are within it and each is there once with a cost that is one; it then holds what it was given,
 * also when it was turned; straight lines are those that a scan finds. */
#include "fuzz.h"

#include <math.h>
#include <stdbool.h>

#include "geo/cost.h"

enum { MOST = 256, SIDE = 16, RECORD = 3 };

/* Every pair of a table as cost[i][j], infinity where there is none. */
static void unfold(geo_ctx *ctx, const geo_costs *costs, double cost[SIDE][SIDE])
{
    geo_cost_reader *reader;
    geo_cost_rows rows;
    int64_t n = geo_costs_origins(costs), m = geo_costs_destinations(costs);
    PROMISE(n <= SIDE && m <= SIDE);
    for (int64_t i = 0; i < SIDE * SIDE; i++) {
        cost[i / SIDE][i % SIDE] = (double)INFINITY;
    }
    PROMISE(geo_cost_reader_create(ctx, costs, &reader) == GEO_OK);
    PROMISE(geo_cost_reader_rows(ctx, reader, 0, n + 1, &rows) == GEO_INVALID);
    PROMISE(geo_cost_reader_rows(ctx, reader, 0, n, &rows) == GEO_OK);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t e = rows.begin[i]; e < rows.begin[i + 1]; e++) {
            PROMISE(e == rows.begin[i] || rows.destination[e - 1] < rows.destination[e]);
            PROMISE(rows.destination[e] >= 0 && rows.destination[e] < m);
            PROMISE(rows.cost[e] >= 0.0 && rows.cost[e] <= geo_costs_cutoff(costs));
            cost[i][rows.destination[e]] = rows.cost[e];
        }
    }
    geo_cost_reader_destroy(reader);
}

/* The table says the same when it is turned. */
static void check_turned(geo_ctx *ctx, const geo_costs *costs, double cost[SIDE][SIDE])
{
    double turned[SIDE][SIDE];
    geo_costs *back;
    PROMISE(geo_costs_transpose(ctx, costs, &back) == GEO_OK);
    PROMISE(strcmp(geo_costs_unit(back), geo_costs_unit(costs)) == 0);
    unfold(ctx, back, turned);
    for (int64_t i = 0; i < SIDE * SIDE; i++) {
        PROMISE(turned[i / SIDE][i % SIDE] == cost[i % SIDE][i / SIDE]);
    }
    geo_costs_destroy(back);
}

static void check_table(geo_ctx *ctx, const uint8_t *bytes, int64_t pairs, int64_t n, int64_t m)
{
    int64_t origin[MOST] = {0}, destination[MOST] = {0};
    double cost[MOST] = {0}, expected[SIDE][SIDE], got[SIDE][SIDE];
    bool right = true;
    for (int64_t i = 0; i < SIDE * SIDE; i++) {
        expected[i / SIDE][i % SIDE] = (double)INFINITY;
    }
    for (int64_t i = 0; i < pairs; i++) {
        const uint8_t *record = &bytes[i * RECORD];
        origin[i] = record[0] % (SIDE + 1);
        destination[i] = record[1] % (SIDE + 1);
        cost[i] = record[2] == 255 ? (double)NAN : (double)record[2] - 5.0;
        right = right && origin[i] < n && destination[i] < m && cost[i] >= 0.0;
        right = right && isinf(expected[origin[i]][destination[i]]);
        if (right) {
            expected[origin[i]][destination[i]] = cost[i];
        }
    }
    geo_costs *costs;
    geo_status status =
        geo_costs_create(ctx, n, m, pairs, origin, destination, cost, "min", &costs);
    PROMISE(status == (right ? GEO_OK : GEO_DATA));
    PROMISE((costs != NULL) == right && (right || geo_ctx_message(ctx)[0] != '\0'));
    if (right) {
        unfold(ctx, costs, got);
        PROMISE(memcmp(got, expected, sizeof got) == 0);
        check_turned(ctx, costs, got);
    }
    geo_costs_destroy(costs);
}

static void check_lines(geo_ctx *ctx, const uint8_t *bytes, int64_t n, double cutoff, bool skip)
{
    double x[SIDE], y[SIDE], got[SIDE][SIDE];
    geo_shapes *places;
    geo_costs *costs;
    for (int64_t i = 0; i < n; i++) {
        x[i] = (double)bytes[2 * i] * 0.1;
        y[i] = (double)bytes[2 * i + 1] * 0.1;
    }
    PROMISE(geo_shapes_create_points(ctx, n, x, y, &places) == GEO_OK);
    PROMISE(geo_costs_measure(ctx, places, places, cutoff, skip, &costs) == GEO_OK);
    unfold(ctx, costs, got);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < n; j++) {
            double dx = x[i] - x[j], dy = y[i] - y[j], d2 = dx * dx + dy * dy;
            bool within = d2 <= cutoff * cutoff && !(skip && i == j);
            PROMISE(got[i][j] == (within ? sqrt(d2) : (double)INFINITY));
        }
    }
    check_turned(ctx, costs, got);
    geo_costs_destroy(costs);
    geo_shapes_destroy(places);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options o = geo_ctx_options_default();
    geo_ctx *ctx;
    o.threads = 1;
    if (size < 2) {
        return 0;
    }
    PROMISE(geo_ctx_create(&o, &ctx) == GEO_OK);
    int64_t room = ((int64_t)size - 2) / RECORD, places = ((int64_t)size - 2) / 2;
    check_table(ctx, bytes + 2, room < MOST ? room : MOST, bytes[0] % (SIDE + 1),
                bytes[1] % (SIDE + 1));
    check_lines(ctx, bytes + 2, places < SIDE ? places : SIDE, (double)(bytes[0] + 1) * 0.1,
                bytes[1] % 2 == 1);
    geo_ctx_destroy(ctx);
    return 0;
}
