/* SPDX-License-Identifier: MIT */
/* The numbers, and who is whose neighbour. */
#include <inttypes.h>
#include <math.h>

#include "geo/weights_file.h"
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
                                question *q)
{
    geo_status status = GEO_OK;
    q->distance_m = a->distance_m;
    if (a->distance_m > 0.0) {
        return GEO_OK;
    }
    CLI_TRY(geo_weights_full_band(cli_ctx(call), points, &q->distance_m));
    if (isnan(q->distance_m)) {
        q->distance_m = 0.0;
        cli_note(call, "there are fewer than two features with a place: nobody is near anybody");
        goto done;
    }
    cli_result(call, "distance_m", q->distance_m);
    cli_note(call, "neighbours are within %.6g m, which leaves no feature alone", q->distance_m);
done:
    return status;
}

/* The bandwidth of each is where its k-th nearest is. */
static void tell_kernel(cli_call *call, const arguments *a)
{
    bool fades = a->kernel != GEO_KERNEL_UNIFORM && a->kernel != GEO_KERNEL_GAUSSIAN;
    if (a->distance_m == 0.0 && fades) {
        cli_note(call,
                 "the %s kernel is 0 where the nearest number %" PRId64
                 " is: a feature has at most %" PRId64 " neighbours",
                 hotspot_kernels[a->kernel], a->k, a->k - 1);
    }
}

static geo_status weigh_points(cli_call *call, const arguments *a, const geo_shapes *points,
                               question *q, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = cli_ctx(call);
    switch (a->weights) {
    case KNN:
        return geo_weights_nearest(ctx, points, a->k, out);
    case DELAUNAY:
        return geo_weights_delaunay(ctx, points, out);
    case GABRIEL:
        return geo_weights_gabriel(ctx, points, out);
    case KERNEL:
        tell_kernel(call, a);
        return geo_weights_kernel(ctx, points, (geo_kernel)a->kernel, a->distance_m, a->k, out);
    default:
        break;
    }
    CLI_TRY(find_distance(call, a, points, q));
    CLI_TRY(a->weights == BAND
                ? geo_weights_band(ctx, points, q->distance_m, out)
                : geo_weights_inverse(ctx, points, a->power, a->least_m, q->distance_m, out));
done:
    return status;
}

static geo_status weigh_shapes(cli_call *call, const arguments *a, question *q, geo_weights **out)
{
    geo_status status = GEO_OK;
    const geo_shapes *shapes;
    geo_shapes *centres = NULL;
    CLI_TRY(cli_project(call, q->layer, &shapes));
    if (a->weights == QUEEN || a->weights == ROOK) {
        status = geo_weights_contiguity(cli_ctx(call), shapes,
                                        a->weights == QUEEN ? GEO_QUEEN : GEO_ROOK, a->snap_m, out);
        return status == GEO_DATA
                   ? cli_fail(call, status, "--weights knn or --weights band", "%s: %s",
                              q->layer->source, geo_ctx_message(cli_ctx(call)))
                   : status;
    }
    CLI_TRY(geo_shapes_centroids(cli_ctx(call), shapes, &centres));
    CLI_TRY(weigh_points(call, a, centres, q, out));
done:
    geo_shapes_destroy(centres);
    return status;
}

/* ---- Files ------------------------------------------------------------------------------ */

static geo_status read_weights(cli_call *call, const arguments *a, const question *q,
                               geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_cost_names names;
    geo_weights_read_options how = geo_weights_read_options_default();
    how.ones = a->ones;
    CLI_TRY(cli_check_kept(call, a->read_weights, NULL));
    CLI_TRY(cli_cost_names(call, q->layer, a->id, &names));
    CLI_TRY(geo_weights_read(cli_ctx(call), a->read_weights, &names, &how, out));
    geo_weight_rows rows = geo_weights_rows(*out);
    cli_pairs_read(call, a->read_weights, geo_weights_digest(*out), rows.begin[rows.n]);
done:
    return status;
}

static geo_status write_weights(cli_call *call, const arguments *a, const question *q,
                                const geo_weights *weights)
{
    geo_status status = GEO_OK;
    geo_cost_names names;
    geo_weights_write_options how = geo_weights_write_options_default();
    how.overwrite = cli_overwrites(call);
    how.layer = geo_layer_name(q->layer->layer);
    CLI_TRY(cli_cost_names(call, q->layer, a->id, &names));
    CLI_TRY(geo_weights_write(cli_ctx(call), a->write_weights, weights, &names, &how));
done:
    return status;
}

/* ---- Weights ---------------------------------------------------------------------------- */

geo_status hotspot_code(cli_call *call, const arguments *a, const question *q,
                        const geo_weights *weights, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *known = NULL;
    uint8_t *keep = cli_array(call, q->n, sizeof *keep);
    for (int64_t i = 0; i < q->n; i++) {
        keep[i] = !isnan(q->x[i]) && (q->y == NULL || !isnan(q->y[i]));
    }
    CLI_TRY(geo_weights_keep(cli_ctx(call), weights, keep, &known));
    CLI_TRY(geo_weights_code(cli_ctx(call), known, (geo_coding)a->coding, out));
done:
    geo_weights_destroy(known);
    return status;
}

static geo_status make_weights(cli_call *call, const arguments *a, question *q, geo_weights **out)
{
    if (a->read_weights != NULL) {
        return read_weights(call, a, q, out);
    }
    return a->weights == BLOCK ? weigh_block(call, a, q, out) : weigh_shapes(call, a, q, out);
}

geo_status hotspot_weigh(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_weights *weights = NULL, *both = NULL;
    geo_weight_sums sums;
    CLI_TRY(make_weights(call, a, q, &weights));
    if (a->symmetric) {
        CLI_TRY(geo_weights_symmetric(cli_ctx(call), weights, 1, &both));
    }
    const geo_weights *used = both != NULL ? both : weights;
    CLI_TRY(hotspot_code(call, a, q, used, &q->coded));
    CLI_TRY(geo_weights_sums(cli_ctx(call), q->coded, &sums));
    cli_result(call, "pairs", (double)sums.pairs);
    cli_result(call, "components", (double)sums.components);
    if (a->write_weights != NULL) {
        CLI_TRY(write_weights(call, a, q, used));
    }
done:
    geo_weights_destroy(weights);
    geo_weights_destroy(both);
    return status;
}
