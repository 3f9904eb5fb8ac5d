/* SPDX-License-Identifier: MIT */
/* Local statistics with conditional permutations, to be measured against peers.py and spdep.R.
 *
 * usage: bench_hotspot moran|gi-star POINTS VALUES NEIGHBOURS PERMUTATIONS
 *
 * The files hold x and y of each point, and a value of each, doubles of this machine. Prints the
 * seconds of the statistic alone (weights are made beforehand), the mean of its values, the mean
 * of p, and megabytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "geo/autocorrelation.h"
#include "points.h"

static double *read_values(const char *path, int64_t n)
{
    FILE *file = fopen(path, "rb");
    double *values = calloc((size_t)n + 1, sizeof *values);
    if (file == NULL || values == NULL ||
        fread(values, sizeof *values, (size_t)n, file) != (size_t)n) {
        free(values);
        values = NULL;
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return values;
}

static double mean_of(const double *values, int64_t n)
{
    double sum = 0.0;
    for (int64_t i = 0; i < n; i++) {
        sum += values[i];
    }
    return sum / (double)n;
}

static geo_status measure(geo_ctx *ctx, char **argv, const geo_shapes *points, int64_t n)
{
    geo_weights *binary = NULL, *weights = NULL;
    geo_autocorrelation_options o = geo_autocorrelation_options_default();
    double *x = read_values(argv[3], n);
    double *value = calloc((size_t)n + 1, sizeof *value), *p = calloc((size_t)n + 1, sizeof *p);
    geo_local out = {.value = value, .p = p};
    geo_status status = x == NULL || value == NULL || p == NULL ? GEO_IO : GEO_OK;
    o.permutations = strtoll(argv[5], NULL, 10);
    if (status == GEO_OK) {
        status = geo_weights_nearest(ctx, points, strtoll(argv[4], NULL, 10), &binary);
    }
    if (status == GEO_OK) {
        status = geo_weights_code(ctx, binary, GEO_CODING_W, &weights);
    }
    double begin = now();
    if (status == GEO_OK) {
        status = strcmp(argv[1], "moran") == 0 ? geo_local_moran(ctx, weights, x, &o, &out)
                                               : geo_local_g(ctx, weights, x, 1, &o, &out);
    }
    double took = now() - begin;
    struct rusage used;
    if (status == GEO_OK) {
        (void)getrusage(RUSAGE_SELF, &used);
        (void)printf("%.6f %.12g %.6f %ld\n", took, mean_of(value, n), mean_of(p, n),
                     used.ru_maxrss / 1024);
    }
    free(x);
    free(value);
    free(p);
    geo_weights_destroy(binary);
    geo_weights_destroy(weights);
    return status;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    int64_t n = 0;
    if (argc != 6) {
        (void)fprintf(stderr, "usage: bench_hotspot moran|gi-star POINTS VALUES NEIGHBOURS "
                              "PERMUTATIONS\n");
        return 2;
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *points = read_points(ctx, argv[2], &n);
    geo_status status = points == NULL ? GEO_IO : measure(ctx, argv, points, n);
    if (status != GEO_OK) {
        (void)fprintf(stderr, "bench_hotspot: %s\n", geo_ctx_message(ctx));
    }
    geo_shapes_destroy(points);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
