/* SPDX-License-Identifier: MIT */
/* Statistics of point patterns in a square, to be measured against spatstat on the same bytes.
 *
 * usage: bench_pattern k|l POINTS SIDE_M REACH_M DISTANCES SIMULATIONS
 *
 * The file holds x and y of each point, doubles of this machine, within 0..SIDE_M. Prints the
 * seconds of the call alone, and the curve at its last distance. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/pattern.h"
#include "points.h"

typedef struct curves {
    int64_t n;
    double *r;
    geo_curve curve;
    geo_envelope envelope;
} curves;

static int curves_create(int64_t n, double reach, curves *c)
{
    double *room = calloc((size_t)n * 4 + 1, sizeof *room);
    *c = (curves){.n = n, .r = room};
    for (int64_t k = 0; room != NULL && k < n; k++) {
        room[k] = reach * (double)k / (double)(n - 1);
    }
    c->curve.value = room != NULL ? room + n : NULL;
    c->envelope.low = room != NULL ? room + 2 * n : NULL;
    c->envelope.high = room != NULL ? room + 3 * n : NULL;
    return room != NULL;
}

static geo_status measure(geo_ctx *ctx, const geo_pattern *p, int64_t simulations,
                          const geo_pattern_options *o, curves *c)
{
    geo_envelope_options chance = geo_envelope_options_default();
    geo_status status = geo_pattern_curve(ctx, p, c->n, c->r, o, &c->curve);
    chance.simulations = simulations;
    if (status == GEO_OK && simulations > 0) {
        status = geo_pattern_envelope(ctx, p, c->n, c->r, o, &chance, &c->curve, &c->envelope);
    }
    return status;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    geo_window *window = NULL;
    curves c = {0};
    int64_t n = 0;
    if (argc != 7) {
        (void)fprintf(stderr, "usage: bench_pattern k|l POINTS SIDE_M REACH_M DISTANCES "
                              "SIMULATIONS\n");
        return 2;
    }
    double side = strtod(argv[3], NULL);
    geo_pattern_options o = geo_pattern_options_default();
    o.statistic = strcmp(argv[1], "k") == 0 ? GEO_PATTERN_K : GEO_PATTERN_L;
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *points = read_points(ctx, argv[2], &n);
    geo_status status = points == NULL ? GEO_IO : GEO_OK;
    if (status == GEO_OK) {
        status = geo_window_create_box(ctx, (geo_box){0.0, 0.0, side, side}, &window);
    }
    if (!curves_create(strtoll(argv[5], NULL, 10), strtod(argv[4], NULL), &c)) {
        status = GEO_MEMORY;
    }
    const geo_pattern pattern = {.window = window, .points = points};
    double begin = now();
    if (status == GEO_OK) {
        status = measure(ctx, &pattern, strtoll(argv[6], NULL, 10), &o, &c);
    }
    double seconds = now() - begin;
    if (status != GEO_OK) {
        (void)fprintf(stderr, "bench_pattern: %s\n", geo_ctx_message(ctx));
    } else {
        (void)printf("%.6f %.10g\n", seconds, c.curve.value[c.n - 1]);
    }
    free(c.r);
    geo_window_destroy(window);
    geo_shapes_destroy(points);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
