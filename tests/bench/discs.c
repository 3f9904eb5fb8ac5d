/* SPDX-License-Identifier: MIT */
/* What discs of one size reach, in process, to be measured against PostGIS and shapely on the same
 * bytes.
 *
 * usage: bench_discs area|classes PLACES METRES
 *
 * The file holds x and y of each centre, doubles of this machine. The study area is a square with
 * all that they reach. Prints the seconds of the call alone, checks and indexes included, the
 * area that is reached in m2, and of classes also what lies under just 1, 2, ... discs. */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/coverage.h"
#include "points.h"

enum { MOST = 4096 }; /* classes that are told apart: more than lie over any place */

/* NULL without memory. */
static geo_shapes *square_around(geo_ctx *ctx, const geo_shapes *places, double radius)
{
    const geo_geometry *g = geo_shapes_geometry(places);
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    for (int64_t i = 0; i < g->coord_count; i++) {
        least[0] = fmin(least[0], g->x[i] - radius), most[0] = fmax(most[0], g->x[i] + radius);
        least[1] = fmin(least[1], g->y[i] - radius), most[1] = fmax(most[1], g->y[i] + radius);
    }
    const double x[] = {least[0], most[0], most[0], least[0], least[0]};
    const double y[] = {least[1], least[1], most[1], most[1], least[1]};
    const uint8_t type[] = {GEO_POLYGON};
    const int64_t one[] = {0, 1}, ring[] = {0, 5};
    geo_geometry square = {.n = 1,
                           .part_count = 1,
                           .ring_count = 1,
                           .coord_count = 5,
                           .type = type,
                           .part_offset = one,
                           .ring_offset = one,
                           .coord_offset = ring,
                           .x = x,
                           .y = y};
    geo_shapes *shapes = NULL;
    return geo_shapes_create(ctx, &square, &shapes) == GEO_OK ? shapes : NULL;
}

static geo_status measure(geo_ctx *ctx, bool classes, const geo_shapes *area,
                          const geo_shapes *places, double radius, double *by_depth)
{
    if (classes) {
        return geo_coverage_classes(ctx, area, places, radius, MOST, NULL, by_depth);
    }
    geo_area_coverage c;
    geo_status status = geo_coverage_areas(ctx, area, places, &radius, 1, NULL, &c);
    by_depth[1] = status == GEO_OK ? c.covered_m2 : 0.0;
    return status;
}

static void tell(double seconds, bool classes, const double *by_depth)
{
    double reached = 0.0;
    for (int k = MOST; k > 0; k--) {
        reached += by_depth[k];
    }
    (void)printf("%.6f %.17g\n", seconds, reached);
    for (int k = 1; k <= MOST && classes && by_depth[k] > 0.0; k++) {
        (void)printf("%d %.17g\n", k, by_depth[k]);
    }
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    int64_t n = 0;
    if (argc != 4) {
        (void)fprintf(stderr, "usage: bench_discs area|classes PLACES METRES\n");
        return 2;
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    bool classes = strcmp(argv[1], "classes") == 0;
    double radius = strtod(argv[3], NULL), *by_depth = calloc(MOST + 1, sizeof *by_depth);
    geo_shapes *places = read_points(ctx, argv[2], &n);
    geo_shapes *area = places != NULL ? square_around(ctx, places, radius) : NULL;
    geo_status status = area == NULL || by_depth == NULL ? GEO_IO : GEO_OK;
    double begin = now();
    if (status == GEO_OK) {
        status = measure(ctx, classes, area, places, radius, by_depth);
    }
    double end = now();
    if (status == GEO_OK) {
        tell(end - begin, classes, by_depth);
    } else {
        (void)fprintf(stderr, "bench_discs: %s\n", geo_ctx_message(ctx));
    }
    free(by_depth);
    geo_shapes_destroy(area);
    geo_shapes_destroy(places);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
