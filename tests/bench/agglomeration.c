/* SPDX-License-Identifier: MIT */
/* Kd of a sector among all sites with simulations.
 *
 * usage: bench_agglomeration SITES MEMBERS SIMULATIONS
 *
 * SITES holds x and y of each site, doubles of this machine; the first MEMBERS are the sector.
 * Prints the seconds, bandwidth and reach, how many of the values are outside the global band, and
 * megabytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "geo/agglomeration.h"
#include "points.h"

enum { STEPS = 100 };

static int measure(geo_ctx *ctx, const geo_shapes *sites, int64_t n, char **argv)
{
    static double value[STEPS + 1], mean[STEPS + 1], low[STEPS + 1], high[STEPS + 1];
    geo_kd_options o = geo_kd_options_default();
    geo_kd out = {.value = value, .mean = mean, .global_low = low, .global_high = high};
    int64_t members = strtoll(argv[2], NULL, 10), outside = 0;
    uint8_t *member = calloc((size_t)n + 1, 1);
    struct rusage used;
    if (member == NULL) {
        return 1;
    }
    o.simulations = strtoll(argv[3], NULL, 10);
    memset(member, 1, (size_t)(members < n ? members : n));
    double begin = now();
    geo_status status = geo_kd_measure(ctx, sites, member, NULL, &o, &out);
    double took = now() - begin;
    for (int t = 0; t <= STEPS; t++) {
        outside += !(value[t] >= low[t] && value[t] <= high[t]);
    }
    free(member);
    (void)getrusage(RUSAGE_SELF, &used);
    if (status == GEO_OK) {
        (void)printf("%.6f %.3f %.3f %lld %ld\n", took, out.bandwidth, out.reach,
                     (long long)outside, used.ru_maxrss / 1024);
    }
    return status != GEO_OK;
}

int main(int argc, char **argv)
{
    geo_ctx *ctx = NULL;
    int64_t n = 0;
    if (argc != 4) {
        (void)fprintf(stderr, "usage: %s SITES MEMBERS SIMULATIONS\n", argv[0]);
        return 2;
    }
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 2;
    if (geo_ctx_create(&options, &ctx) != GEO_OK) {
        return 1;
    }
    geo_shapes *sites = read_points(ctx, argv[1], &n);
    int failed = sites == NULL || measure(ctx, sites, n, argv) != 0;
    if (failed) {
        (void)fprintf(stderr, "%s: %s\n", argv[0], geo_ctx_message(ctx));
    }
    geo_shapes_destroy(sites);
    geo_ctx_destroy(ctx);
    return failed;
}
