/* SPDX-License-Identifier: MIT */
/* The numbers, and who is whose neighbour. */
#include <inttypes.h>
#include <math.h>

#include "question.h"

geo_status hotspot_read(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    double *people = NULL, *rate;
    CLI_TRY(cli_read(call, a->features, &q->layer));
    q->n = geo_layer_count(q->layer->layer);
    CLI_TRY(cli_numbers(call, q->layer, a->field, &q->x));
    CLI_TRY(cli_numbers(call, q->layer, a->with, &q->y));
    CLI_TRY(cli_numbers(call, q->layer, a->per, &people));
    if (people != NULL) {
        rate = cli_array(call, q->n, sizeof *rate);
        CLI_TRY(geo_standard_rates(cli_ctx(call), q->n, q->x, people, rate));
        q->x = rate;
    }
done:
    return status;
}

static geo_status weigh_block(cli_call *call, const arguments *a, const question *q,
                              geo_weights **out)
{
    geo_status status = GEO_OK;
    cli_groups groups;
    CLI_TRY(cli_group(call, q->layer, a->block, &groups));
    CLI_TRY(geo_weights_block(cli_ctx(call), q->n, groups.of, out));
done:
    return status;
}

/* Of what --distance leaves open; told, for it is a choice. */
static geo_status find_distance(cli_call *call, const arguments *a, const geo_shapes *points,
                                double *distance)
{
    geo_status status = GEO_OK;
    *distance = a->distance_m;
    if (a->distance_m > 0.0) {
        return GEO_OK;
    }
    CLI_TRY(geo_weights_full_band(cli_ctx(call), points, distance));
    if (isnan(*distance)) {
        *distance = 0.0; /* fewer than two points: nobody is near anybody */
    }
    cli_result(call, "distance_m", *distance);
    cli_note(call, "neighbours are within %.6g m, which leaves no feature alone", *distance);
done:
    return status;
}

static geo_status weigh_points(cli_call *call, const arguments *a, const geo_shapes *points,
                               geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = cli_ctx(call);
    double distance = 0.0;
    switch (a->weights) {
    case KNN:
        return geo_weights_nearest(ctx, points, a->k, out);
    case DELAUNAY:
        return geo_weights_delaunay(ctx, points, out);
    case GABRIEL:
        return geo_weights_gabriel(ctx, points, out);
    case KERNEL:
        return geo_weights_kernel(ctx, points, (geo_kernel)a->kernel, a->distance_m, a->k, out);
    default:
        break;
    }
    CLI_TRY(find_distance(call, a, points, &distance));
    CLI_TRY(a->weights == BAND
                ? geo_weights_band(ctx, points, distance, out)
                : geo_weights_inverse(ctx, points, a->power, a->least_m, distance, out));
done:
    return status;
}

static geo_status weigh_shapes(cli_call *call, const arguments *a, const question *q,
                               geo_weights **out)
{
    geo_status status = GEO_OK;
    const geo_shapes *shapes;
    geo_shapes *centres = NULL;
    CLI_TRY(cli_project(call, q->layer, &shapes));
    if (a->weights == QUEEN || a->weights == ROOK) {
        return geo_weights_contiguity(cli_ctx(call), shapes,
                                      a->weights == QUEEN ? GEO_QUEEN : GEO_ROOK, a->snap_m, out);
    }
    CLI_TRY(geo_shapes_centroids(cli_ctx(call), shapes, &centres));
    CLI_TRY(weigh_points(call, a, centres, out));
done:
    geo_shapes_destroy(centres);
    return status;
}

/* Those without a value go before rows are standardised. */
static geo_status code(cli_call *call, const arguments *a, question *q, const geo_weights *weights)
{
    geo_status status = GEO_OK;
    geo_weights *known = NULL;
    uint8_t *keep = cli_array(call, q->n, sizeof *keep);
    for (int64_t i = 0; i < q->n; i++) {
        keep[i] = !isnan(q->x[i]) && (q->y == NULL || !isnan(q->y[i]));
    }
    CLI_TRY(geo_weights_keep(cli_ctx(call), weights, keep, &known));
    CLI_TRY(geo_weights_code(cli_ctx(call), known, (geo_coding)a->coding, &q->coded));
done:
    geo_weights_destroy(known);
    return status;
}

geo_status hotspot_weigh(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_weights *weights = NULL, *both = NULL;
    geo_weight_sums sums;
    CLI_TRY(a->weights == BLOCK ? weigh_block(call, a, q, &weights)
                                : weigh_shapes(call, a, q, &weights));
    if (a->symmetric) {
        CLI_TRY(geo_weights_symmetric(cli_ctx(call), weights, 1, &both));
    }
    CLI_TRY(code(call, a, q, both != NULL ? both : weights));
    CLI_TRY(geo_weights_sums(cli_ctx(call), q->coded, &sums));
    cli_result(call, "pairs", (double)sums.pairs);
    cli_result(call, "components", (double)sums.components);
done:
    geo_weights_destroy(weights);
    geo_weights_destroy(both);
    return status;
}
