/* SPDX-License-Identifier: MIT */
/* Searches among points in metres, to be measured against peers.py on the same bytes.
 *
 * usage: bench_near nearest|within|costs ORIGINS PLACES K|METRES
 *
 * The files hold x and y of each point, doubles of this machine. Prints the seconds of the call
 * alone, its index included, and what it found in all. */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/cost.h"
#include "geo/proximity.h"
#include "points.h"

enum { BLOCK = 1024 };

static geo_status sum_costs(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *places,
                            double cutoff_m, int64_t *found)
{
    geo_costs *costs = NULL;
    geo_cost_reader *reader = NULL;
    geo_cost_rows rows;
    geo_status status = geo_costs_measure(ctx, origins, places, cutoff_m, 0, &costs);
    if (status == GEO_OK) {
        status = geo_cost_reader_create(ctx, costs, &reader);
    }
    int64_t n = status == GEO_OK ? geo_costs_origins(costs) : 0;
    for (int64_t i = 0; i < n && status == GEO_OK; i += BLOCK) {
        int64_t count = n - i < BLOCK ? n - i : BLOCK;
        status = geo_cost_reader_rows(ctx, reader, i, count, &rows);
        *found += status == GEO_OK ? rows.begin[count] - rows.begin[0] : 0;
    }
    geo_cost_reader_destroy(reader);
    geo_costs_destroy(costs);
    return status;
}

static geo_status search(geo_ctx *ctx, char **argv, int64_t n, const geo_shapes *origins,
                         const geo_shapes *places, int64_t *found)
{
    geo_nearest_options o = geo_nearest_options_default();
    double size = strtod(argv[4], NULL);
    bool nearest = strcmp(argv[1], "nearest") == 0;
    o.k = nearest ? (int64_t)size : 1;
    int64_t *whole = calloc((size_t)(n * o.k) + 1, sizeof *whole);
    double *real = calloc((size_t)(n * o.k) + 1, sizeof *real);
    geo_status status = whole == NULL || real == NULL ? GEO_MEMORY : GEO_OK;
    if (status == GEO_OK && strcmp(argv[1], "costs") == 0) {
        status = sum_costs(ctx, origins, places, size, found);
    } else if (status == GEO_OK) {
        status = nearest ? geo_nearest(ctx, origins, places, &o, whole, real)
                         : geo_within(ctx, origins, places, size, NULL, 0, whole, NULL);
    }
    for (int64_t i = 0; i < n * o.k && status == GEO_OK; i++) {
        *found += nearest ? whole[i] >= 0 : whole[i];
    }
    free(whole);
    free(real);
    return status;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    int64_t n = 0, m = 0, found = 0;
    if (argc != 5) {
        (void)fprintf(stderr, "usage: bench_near nearest|within|costs ORIGINS PLACES K|METRES\n");
        return 2;
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *origins = read_points(ctx, argv[2], &n), *places = read_points(ctx, argv[3], &m);
    geo_status status = origins == NULL || places == NULL ? GEO_IO : GEO_OK;
    double begin = now();
    if (status == GEO_OK) {
        status = search(ctx, argv, n, origins, places, &found);
    }
    double end = now();
    if (status == GEO_OK) {
        (void)printf("%.6f %" PRId64 "\n", end - begin, found);
    } else {
        (void)fprintf(stderr, "bench_near: %s\n", geo_ctx_message(ctx));
    }
    geo_shapes_destroy(origins);
    geo_shapes_destroy(places);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
