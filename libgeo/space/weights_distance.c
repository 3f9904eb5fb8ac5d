/* SPDX-License-Identifier: MIT */
/* Weights of all pairs within a distance. Distances are those of a cost table from the points to
 * themselves; they are measured twice, once to count, so that no pair is kept but as a weight. */
#include "geo/cost.h"
#include "space/weights_internal.h"
#include "space/weights_kernel.h"

enum { GRAIN = 512, BLOCK = 32 };

typedef enum law { BAND, INVERSE, KERNEL } law;

typedef struct measure {
    geo_ctx *ctx;
    geo_costs *costs;
    law law;
    double power, least, bandwidth;
    geo_kernel kernel;
    geo_weights *out;
    int64_t *count; /* [n] pairs of each row, while counting */
} measure;

static double weight_of(const measure *m, double d)
{
    switch (m->law) {
    case BAND:
        return 1.0;
    case INVERSE:
        return pow(fmax(d, m->least), -m->power);
    case KERNEL:
        return geoi_kernel(m->kernel, d, m->bandwidth);
    }
    return 0.0;
}

static void write_rows(const measure *m, const geo_cost_rows *rows)
{
    int64_t at = m->out->begin[rows->first];
    for (int64_t e = rows->begin[0]; e < rows->begin[rows->count]; e++, at++) {
        m->out->neighbour[at] = rows->destination[e];
        m->out->weight[at] = weight_of(m, rows->cost[e]);
    }
}

static geo_status measure_chunk(void *job, int64_t begin, int64_t end)
{
    const measure *m = job;
    geo_status status = GEO_OK;
    geo_cost_reader *reader = NULL;
    geo_cost_rows rows;
    GEO_TRY(geo_cost_reader_create(m->ctx, m->costs, &reader));
    for (int64_t first = begin; first < end; first += BLOCK) {
        int64_t count = end - first < BLOCK ? end - first : BLOCK;
        GEO_TRY(geo_cost_reader_rows(m->ctx, reader, first, count, &rows));
        if (m->out != NULL) {
            write_rows(m, &rows);
            continue;
        }
        for (int64_t k = 0; k < count; k++) {
            m->count[first + k] = rows.begin[k + 1] - rows.begin[k];
        }
    }
done:
    geo_cost_reader_destroy(reader);
    return status;
}

static geo_status measure_all(geo_ctx *ctx, const geo_shapes *points, double cutoff, measure *m,
                              geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    int64_t n = geo_shapes_geometry(points)->n, pairs = 0;
    *out = NULL;
    m->ctx = ctx;
    /* what is at distance 0 alone is asked for with a cut-off whose square is 0 */
    GEO_TRY(geo_costs_measure(ctx, points, points, cutoff > 0.0 ? cutoff : 1e-300, 1, &m->costs));
    GEO_TRY(geoi_array(ctx, n, sizeof *m->count, &m->count));
    GEO_TRY(geoi_stage(ctx, 0.0, 0.5, "counting neighbours"));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, measure_chunk, m));
    for (int64_t i = 0; i < n; i++) {
        pairs += m->count[i];
    }
    GEO_TRY(geoi_weights_room(ctx, n, pairs, &w));
    for (int64_t i = 0; i < n; i++) {
        w->begin[i + 1] = w->begin[i] + m->count[i];
    }
    m->out = w;
    GEO_TRY(geoi_stage(ctx, 0.5, 1.0, "weighing neighbours"));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, measure_chunk, m));
    GEO_TRY(geoi_weights_finish(ctx, w));
    *out = w;
    w = NULL;
done:
    geo_costs_destroy(m->costs);
    geoi_release(m->count);
    geo_weights_destroy(w);
    return status;
}

geo_status geo_weights_band(geo_ctx *ctx, const geo_shapes *points, double radius_m,
                            geo_weights **out)
{
    measure m = {.law = BAND};
    *out = NULL;
    if (!(radius_m >= 0.0)) {
        return geoi_fail(ctx, GEO_INVALID, "the distance is %g m, but must be 0 or more", radius_m);
    }
    return measure_all(ctx, points, radius_m, &m, out);
}

geo_status geo_weights_inverse(geo_ctx *ctx, const geo_shapes *points, double power, double least_m,
                               double cutoff_m, geo_weights **out)
{
    measure m = {.law = INVERSE, .power = power, .least = least_m};
    *out = NULL;
    if (!(power >= 0.0) || isinf(power)) {
        return geoi_fail(ctx, GEO_INVALID, "the power is %g, but must be 0 or more", power);
    }
    if (!(least_m > 0.0) || isinf(least_m)) {
        return geoi_fail(ctx, GEO_INVALID, "the least distance is %g m, but must be above 0",
                         least_m);
    }
    if (!(cutoff_m >= 0.0)) {
        return geoi_fail(ctx, GEO_INVALID, "the distance is %g m, but must be 0 or more", cutoff_m);
    }
    return measure_all(ctx, points, cutoff_m, &m, out);
}

geo_status geo_weights_kernel(geo_ctx *ctx, const geo_shapes *points, geo_kernel kernel,
                              double bandwidth_m, int64_t k, geo_weights **out)
{
    measure m = {.law = KERNEL, .kernel = kernel, .bandwidth = bandwidth_m};
    *out = NULL;
    if ((int)kernel < GEO_KERNEL_UNIFORM || kernel > GEO_KERNEL_GAUSSIAN) {
        return geoi_fail(ctx, GEO_INVALID, "there is no kernel %d", (int)kernel);
    }
    if (!(bandwidth_m >= 0.0) || isinf(bandwidth_m)) {
        return geoi_fail(ctx, GEO_INVALID, "the bandwidth is %g m", bandwidth_m);
    }
    return bandwidth_m > 0.0 ? measure_all(ctx, points, bandwidth_m, &m, out)
                             : geoi_weights_adaptive(ctx, points, kernel, k, out);
}
