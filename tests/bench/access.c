/* SPDX-License-Identifier: MIT */
/* Two-step floating catchments of points in metres, to be measured against peers.py.
 *
 * usage: bench_access lines|table ORIGINS PLACES METRES
 *
 * The files hold x and y of each point, doubles of this machine; a place has 10, an origin 1.
 * `lines` measures costs as they are asked for, within the time; `table` has them in memory, as
 * the peer does. Prints the seconds of the call alone, the sum of the scores, the number of pairs,
 * and the megabytes of the process at most. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "geo/access.h"
#include "points.h"

typedef struct outcome {
    double took, sum;
    int64_t pairs;
} outcome;

/* The same costs kept as a table. */
static geo_status keep(geo_ctx *ctx, geo_costs **costs)
{
    geo_cost_reader *reader = NULL;
    geo_cost_rows rows;
    geo_costs *table = NULL;
    int64_t n = geo_costs_origins(*costs), pairs = 0, *origin = NULL, *destination = NULL;
    geo_status status = geo_cost_reader_create(ctx, *costs, &reader);
    if (status == GEO_OK) {
        status = geo_cost_reader_rows(ctx, reader, 0, n, &rows);
    }
    if (status == GEO_OK) {
        pairs = rows.begin[n] - rows.begin[0];
        origin = calloc((size_t)pairs + 1, sizeof *origin);
        destination = calloc((size_t)pairs + 1, sizeof *destination);
        status = origin == NULL || destination == NULL ? GEO_MEMORY : GEO_OK;
    }
    for (int64_t i = 0; status == GEO_OK && i < n; i++) {
        for (int64_t e = rows.begin[i]; e < rows.begin[i + 1]; e++) {
            origin[e - rows.begin[0]] = i;
            destination[e - rows.begin[0]] = rows.destination[e];
        }
    }
    if (status == GEO_OK) {
        status = geo_costs_create(ctx, n, geo_costs_destinations(*costs), pairs, origin,
                                  destination, rows.cost + rows.begin[0], "m", &table);
    }
    free(origin);
    free(destination);
    geo_cost_reader_destroy(reader);
    geo_costs_destroy(*costs);
    *costs = table;
    return status;
}

static geo_status share_out(geo_ctx *ctx, char **argv, int64_t n, int64_t m, geo_costs **costs,
                            outcome *result)
{
    double *supply = calloc((size_t)m + 1, sizeof *supply);
    double *score = calloc((size_t)n + 1, sizeof *score), begin;
    int64_t *reach = calloc((size_t)n + 1, sizeof *reach);
    geo_catchments out = {.score = score, .reach = reach};
    bool room = supply != NULL && score != NULL && reach != NULL;
    geo_status status = room ? GEO_OK : GEO_MEMORY;
    for (int64_t j = 0; status == GEO_OK && j < m; j++) {
        supply[j] = 10.0;
    }
    if (status == GEO_OK && strcmp(argv[1], "table") == 0) {
        status = keep(ctx, costs);
    }
    begin = now();
    if (status == GEO_OK) {
        status = geo_access_catchments(ctx, *costs, GEO_2SFCA, NULL, supply, NULL, &out);
    }
    result->took = now() - begin;
    for (int64_t i = 0; status == GEO_OK && i < n; i++) {
        result->sum += score[i];
        result->pairs += reach[i];
    }
    free(supply);
    free(score);
    free(reach);
    return status;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    geo_costs *costs = NULL;
    int64_t n = 0, m = 0;
    outcome result = {0.0, 0.0, 0};
    struct rusage used;
    if (argc != 5) {
        (void)fprintf(stderr, "usage: bench_access lines|table ORIGINS PLACES METRES\n");
        return 2;
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *origins = read_points(ctx, argv[2], &n), *places = read_points(ctx, argv[3], &m);
    geo_status status = origins == NULL || places == NULL ? GEO_IO : GEO_OK;
    if (status == GEO_OK) {
        status = geo_costs_measure(ctx, origins, places, strtod(argv[4], NULL), 0, &costs);
    }
    if (status == GEO_OK) {
        status = share_out(ctx, argv, n, m, &costs, &result);
    }
    if (status == GEO_OK) {
        (void)getrusage(RUSAGE_SELF, &used);
        (void)printf("%.6f %.6f %lld %ld\n", result.took, result.sum, (long long)result.pairs,
                     used.ru_maxrss / 1024);
    } else {
        (void)fprintf(stderr, "bench_access: %s\n", geo_ctx_message(ctx));
    }
    geo_costs_destroy(costs);
    geo_shapes_destroy(origins);
    geo_shapes_destroy(places);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
