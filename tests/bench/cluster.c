/* SPDX-License-Identifier: MIT */
/* Density clusters of points in metres, to be measured against peers.py and peers.R on the same
 * bytes.
 *
 * usage: bench_cluster dbscan POINTS EPS MIN
 *        bench_cluster hdbscan POINTS LEAST SIZE
 *        bench_cluster points FILE N SEED     (writes such a file)
 *
 * The files hold x and y of each point, doubles of this machine. Prints the seconds of the call
 * alone, how many clusters it found and how many points are in none. */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/cluster.h"
#include "geo/hierarchy.h"
#include "points.h"

/* ---- A city to be clustered ------------------------------------------------------------------ */

enum { CENTRES = 1000, SPREAD_EVENLY = 3 }; /* 3 of 10 points */

static const double SIDE_M = 40000.0, SIGMA_M = 600.0;

static double unit(uint64_t *state) /* SplitMix64 */
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

static int write_city(const char *path, int64_t n, uint64_t seed)
{
    double centre[CENTRES][2], at[2];
    FILE *file = fopen(path, "wb");
    bool good = file != NULL;
    for (int i = 0; i < CENTRES; i++) {
        centre[i][0] = SIDE_M * unit(&seed);
        centre[i][1] = SIDE_M * unit(&seed);
    }
    for (int64_t i = 0; i < n && good; i++) {
        double u = unit(&seed), v = unit(&seed), w = unit(&seed);
        const double *c = centre[(int)(w * 9973.0) % CENTRES];
        bool even = 10.0 * w < SPREAD_EVENLY;
        double r = SIGMA_M * sqrt(-2.0 * log(1.0 - u)), turn = 6.283185307179586 * v;
        at[0] = 441000.0 + (even ? SIDE_M * u : c[0] + r * cos(turn));
        at[1] = 4427000.0 + (even ? SIDE_M * v : c[1] + r * sin(turn));
        good = fwrite(at, sizeof at, 1, file) == 1;
    }
    good = file != NULL && fclose(file) == 0 && good;
    return good ? 0 : 1;
}

/* ---- Measure -----------------------------------------------------------------------------------
 */

static geo_status cluster(geo_ctx *ctx, char **argv, const geo_shapes *points, int64_t *label,
                          int64_t *count)
{
    double first = strtod(argv[3], NULL), second = strtod(argv[4], NULL);
    if (strcmp(argv[1], "dbscan") == 0) {
        geo_dbscan_options o = geo_dbscan_options_default();
        o.eps_m = first;
        o.min_weight = second;
        return geo_dbscan(ctx, points, NULL, &o, label, NULL, count);
    }
    geo_hdbscan_options o = geo_hdbscan_options_default();
    geo_membership out = {.label = label};
    o.min_points = (int64_t)first;
    o.min_cluster_size = (int64_t)second;
    geo_status status = geo_hdbscan(ctx, points, &o, &out, NULL);
    *count = out.cluster_count;
    return status;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    int64_t n = 0, count = 0, noise = 0;
    if (argc != 5) {
        (void)fprintf(stderr, "usage: bench_cluster dbscan|hdbscan|points FILE NUMBER NUMBER\n");
        return 2;
    }
    if (strcmp(argv[1], "points") == 0) {
        return write_city(argv[2], strtoll(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *points = read_points(ctx, argv[2], &n);
    int64_t *label = calloc((size_t)n + 1, sizeof *label);
    geo_status status = points == NULL || label == NULL ? GEO_IO : GEO_OK;
    double begin = now();
    if (status == GEO_OK) {
        status = cluster(ctx, argv, points, label, &count);
    }
    double end = now();
    for (int64_t i = 0; i < n && status == GEO_OK; i++) {
        noise += label[i] < 0;
    }
    if (status == GEO_OK) {
        (void)printf("%.6f %" PRId64 " %" PRId64 "\n", end - begin, count, noise);
    } else {
        (void)fprintf(stderr, "bench_cluster: %s\n", geo_ctx_message(ctx));
    }
    free(label);
    geo_shapes_destroy(points);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
