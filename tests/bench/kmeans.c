/* SPDX-License-Identifier: MIT */
/* k-means in process, to be measured against peers.py on the same bytes and from the same start.
 *
 * usage: bench_kmeans POINTS STARTS ITERATIONS
 *
 * The files hold x and y of each point and of each centre to start from, doubles of this machine.
 * Prints the seconds of the call alone, the inertia and the iterations. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "geo/cluster.h"
#include "points.h"

static geo_status cluster(geo_ctx *ctx, const geo_shapes *points, int64_t n,
                          const geo_shapes *starts, int64_t k, int64_t most,
                          geo_kmeans_summary *summary)
{
    geo_kmeans_options o = geo_kmeans_options_default();
    int64_t *label = calloc((size_t)n + 1, sizeof *label);
    double *center = calloc((size_t)k + 1, 2 * sizeof *center);
    o.k = k;
    o.max_iterations = most;
    o.start_x = geo_shapes_geometry(starts)->x;
    o.start_y = geo_shapes_geometry(starts)->y;
    geo_status status = label == NULL || center == NULL ? GEO_MEMORY : GEO_OK;
    if (status == GEO_OK) {
        status = geo_kmeans(ctx, points, NULL, &o, label, center, center + k, summary);
    }
    free(label);
    free(center);
    return status;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    geo_kmeans_summary summary = {0};
    int64_t n = 0, k = 0;
    if (argc != 4) {
        (void)fprintf(stderr, "usage: bench_kmeans POINTS STARTS ITERATIONS\n");
        return 2;
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *points = read_points(ctx, argv[1], &n), *starts = read_points(ctx, argv[2], &k);
    geo_status status = points == NULL || starts == NULL ? GEO_IO : GEO_OK;
    double begin = now();
    if (status == GEO_OK) {
        status = cluster(ctx, points, n, starts, k, strtoll(argv[3], NULL, 10), &summary);
    }
    double end = now();
    if (status == GEO_OK) {
        (void)printf("%.6f %.17g %" PRId64 "\n", end - begin, summary.inertia, summary.iterations);
    } else {
        (void)fprintf(stderr, "bench_kmeans: %s\n", geo_ctx_message(ctx));
    }
    geo_shapes_destroy(points);
    geo_shapes_destroy(starts);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
