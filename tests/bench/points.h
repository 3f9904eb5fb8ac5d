/* SPDX-License-Identifier: MIT */
/* What the programs that are measured share: the clock, and points from a file of doubles. */
#ifndef BENCH_POINTS_H
#define BENCH_POINTS_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "geo/space.h"

static inline double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* NULL when the file cannot be read. */
static inline geo_shapes *read_points(geo_ctx *ctx, const char *path, int64_t *n)
{
    geo_shapes *shapes = NULL;
    FILE *file = fopen(path, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return NULL;
    }
    *n = (int64_t)ftell(file) / (int64_t)(2 * sizeof(double));
    rewind(file);
    double *x = calloc((size_t)*n + 1, 2 * sizeof *x), *y = x != NULL ? x + *n : NULL;
    for (int64_t i = 0; x != NULL && i < *n; i++) {
        double at[2];
        if (fread(at, sizeof at[0], 2, file) == 2) {
            x[i] = at[0];
            y[i] = at[1];
        }
    }
    (void)fclose(file);
    if (x == NULL || geo_shapes_create_points(ctx, *n, x, y, &shapes) != GEO_OK) {
        shapes = NULL;
    }
    free(x);
    return shapes;
}

#endif /* BENCH_POINTS_H */
