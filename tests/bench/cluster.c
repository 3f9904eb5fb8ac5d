/* SPDX-License-Identifier: MIT */
/* Density clusters of points in metres, to be measured against peers.py and tests/peers/cluster.R
 * on the same bytes.
 *
 * usage: bench_cluster dbscan POINTS EPS MIN [OUT]
 *        bench_cluster hdbscan POINTS LEAST SIZE [OUT]
 *        bench_cluster optics POINTS LEAST XI [OUT]
 *        bench_cluster points FILE N SEED     (writes such a file)
 *
 * The files hold x and y of each point, doubles of this machine. Prints the seconds of the call
 * alone, how many clusters it found and how many points are in none. OUT becomes two numbers of 64
 * bits and two doubles a point: its cluster, its role or place in the order; of hdbscan outlier
 * score and probability, of optics reachability and core distance. */
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

/* ---- Measure -------------------------------------------------------------------------- */

/* [n] each, as they are written. */
typedef struct found {
    int64_t *label, *place, count;
    double *first, *second;
} found;

static geo_status run_dbscan(geo_ctx *ctx, char **argv, const geo_shapes *points, int64_t n,
                             found *f)
{
    geo_dbscan_options o = geo_dbscan_options_default();
    uint8_t *role = calloc((size_t)n + 1, 1);
    o.eps_m = strtod(argv[3], NULL);
    o.min_weight = strtod(argv[4], NULL);
    geo_status status =
        role == NULL ? GEO_MEMORY : geo_dbscan(ctx, points, NULL, &o, f->label, role, &f->count);
    for (int64_t i = 0; i < n && status == GEO_OK && f->place != NULL; i++) {
        f->place[i] = role[i];
    }
    free(role);
    return status;
}

static geo_status cluster(geo_ctx *ctx, char **argv, const geo_shapes *points, int64_t n, found *f)
{
    if (strcmp(argv[1], "dbscan") == 0) {
        return run_dbscan(ctx, argv, points, n, f);
    }
    if (strcmp(argv[1], "optics") == 0) {
        geo_optics_options o = geo_optics_options_default();
        geo_optics out = {f->place, f->first, f->second, f->label, 0};
        o.min_points = o.min_cluster_size = strtoll(argv[3], NULL, 10);
        o.xi = strtod(argv[4], NULL);
        o.correct_ends = 0; /* as in the peer's releases that are about */
        geo_status status = geo_optics_order(ctx, points, &o, &out);
        f->count = out.cluster_count;
        return status;
    }
    geo_hdbscan_options o = geo_hdbscan_options_default();
    geo_membership out = {.label = f->label, .outlier = f->first, .probability = f->second};
    o.min_points = strtoll(argv[3], NULL, 10);
    o.min_cluster_size = strtoll(argv[4], NULL, 10);
    geo_status status = geo_hdbscan(ctx, points, &o, &out, NULL);
    f->count = out.cluster_count;
    return status;
}

/* What is written is wanted: the rest stays NULL. */
static bool make_room(int64_t n, bool all, found *f)
{
    size_t size = (size_t)n + 1;
    f->label = calloc(size, sizeof *f->label);
    if (all) {
        f->place = calloc(size, sizeof *f->place);
        f->first = calloc(size, sizeof *f->first);
        f->second = calloc(size, sizeof *f->second);
    }
    return f->label != NULL &&
           (!all || (f->place != NULL && f->first != NULL && f->second != NULL));
}

static bool write_found(const char *path, int64_t n, const found *f)
{
    FILE *file = fopen(path, "wb");
    bool good = file != NULL;
    for (int64_t i = 0; i < n && good; i++) {
        good = fwrite(&f->label[i], 8, 1, file) == 1 && fwrite(&f->place[i], 8, 1, file) == 1 &&
               fwrite(&f->first[i], 8, 1, file) == 1 && fwrite(&f->second[i], 8, 1, file) == 1;
    }
    return file != NULL && fclose(file) == 0 && good;
}

static geo_status tell(const char *path, int64_t n, const found *f, double seconds)
{
    int64_t noise = 0;
    for (int64_t i = 0; i < n; i++) {
        noise += f->label[i] < 0;
    }
    (void)printf("%.6f %" PRId64 " %" PRId64 "\n", seconds, f->count, noise);
    return path == NULL || write_found(path, n, f) ? GEO_OK : GEO_IO;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    int64_t n = 0;
    found f = {0};
    if (argc != 5 && argc != 6) {
        (void)fprintf(stderr, "usage: bench_cluster dbscan|hdbscan|optics|points FILE NUMBER "
                              "NUMBER [OUT]\n");
        return 2;
    }
    if (strcmp(argv[1], "points") == 0) {
        return write_city(argv[2], strtoll(argv[3], NULL, 10), strtoull(argv[4], NULL, 10));
    }
    if (geo_ctx_create(NULL, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *points = read_points(ctx, argv[2], &n);
    bool ready = points != NULL && make_room(n, argc == 6, &f);
    double begin = now();
    geo_status status = ready ? cluster(ctx, argv, points, n, &f) : GEO_IO;
    double end = now();
    if (status == GEO_OK) {
        status = tell(argc == 6 ? argv[5] : NULL, n, &f, end - begin);
    } else {
        (void)fprintf(stderr, "bench_cluster: %s\n", geo_ctx_message(ctx));
    }
    free(f.label);
    free(f.place);
    free(f.first);
    free(f.second);
    geo_shapes_destroy(points);
    geo_ctx_destroy(ctx);
    return status == GEO_OK ? 0 : 1;
}
