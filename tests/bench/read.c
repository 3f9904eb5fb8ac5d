/* SPDX-License-Identifier: MIT */
/* The library's reading of a file alone, to be measured against bench_arrow.
 *
 * usage: bench_read FILE      prints the seconds and, after them, the rows */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "geo/io.h"

static double now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    geo_layer *layer = NULL;
    if (argc != 2) {
        (void)fprintf(stderr, "usage: bench_read FILE\n");
        return 2;
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    double begin = now();
    geo_status status = geo_layer_read(ctx, argv[1], NULL, &layer);
    if (status != GEO_OK) {
        (void)fprintf(stderr, "bench_read: %s\n", geo_ctx_message(ctx));
    } else {
        (void)printf("%.6f %" PRId64 "\n", now() - begin, geo_layer_count(layer));
    }
    geo_layer_destroy(layer);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
