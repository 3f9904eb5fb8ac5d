/* SPDX-License-Identifier: MIT */
/* Kernel density on a grid, to be measured against scikit-learn and spatstat on the same bytes.
 *
 * usage: bench_density gaussian|epanechnikov POINTS SIDE_M CELLS BANDWIDTH_M STRIDE
 *
 * The file holds x and y of each point, doubles of this machine, within 0..SIDE_M; the grid has
 * CELLS a side, and nothing is corrected at the border. Prints the seconds of the call alone, and
 * the sum of every STRIDE-th cell, row by row from the south-west. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/density.h"
#include "points.h"

static double sum_of(const double *density, int64_t cells, int64_t stride)
{
    double sum = 0.0;
    for (int64_t k = 0; k < cells * cells; k += stride) {
        sum += density[(cells - 1 - k / cells) * cells + k % cells]; /* ours begin in the north */
    }
    return sum;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    geo_window *window = NULL;
    geo_density_sum sum;
    int64_t n = 0;
    if (argc != 7 || geo_ctx_create(NULL, &ctx) != GEO_OK) {
        (void)fprintf(stderr, "usage: bench_density gaussian|epanechnikov POINTS SIDE_M CELLS "
                              "BANDWIDTH_M STRIDE\n");
        return 2;
    }
    double side = strtod(argv[3], NULL);
    int64_t cells = strtoll(argv[4], NULL, 10), stride = strtoll(argv[6], NULL, 10);
    geo_density_options o = geo_density_options_default();
    o.kernel = argv[1][0] == 'g' ? GEO_DENSITY_GAUSSIAN : GEO_DENSITY_EPANECHNIKOV;
    o.bandwidth_m = strtod(argv[5], NULL);
    o.edge = GEO_DENSITY_EDGE_NONE;
    const geo_density_grid grid = {0.0, side, side / (double)cells, cells, cells};
    double *density = calloc((size_t)(cells * cells), sizeof *density);
    geo_shapes *points = read_points(ctx, argv[2], &n);
    geo_status status = points == NULL || density == NULL ? GEO_IO : GEO_OK;
    if (status == GEO_OK) {
        status = geo_window_create_box(ctx, (geo_box){0.0, 0.0, side, side}, &window);
    }
    double begin = now();
    if (status == GEO_OK) {
        status = geo_density_on_grid(ctx, window, points, NULL, &grid, &o, density, &sum);
    }
    double seconds = now() - begin;
    if (status != GEO_OK) {
        (void)fprintf(stderr, "bench_density: %s\n", geo_ctx_message(ctx));
    } else {
        (void)printf("%.6f %.17g\n", seconds, sum_of(density, cells, stride));
    }
    free(density);
    geo_window_destroy(window);
    geo_shapes_destroy(points);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
