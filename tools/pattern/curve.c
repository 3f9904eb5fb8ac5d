/* SPDX-License-Identifier: MIT */
/* Curves over distance: K, L, pair correlation, F, G and J, with their envelope. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "plot.h"
#include "question.h"

/* The pattern, and the shapes made for it of some of the points. */
typedef struct asked {
    geo_pattern pattern;
    geo_shapes *from, *to;
    double *intensity, *others_intensity;
    geo_pattern_options options;
    geo_envelope_options chance;
    bool simulated;
    geo_curve curve;
    geo_envelope envelope;
} asked;

/* ---- Types ---------------------------------------------------------------------------------- */

/* The points of one type, and which features they are. */
static geo_status pick(cli_call *call, const arguments *a, const question *q,
                       const cli_groups *types, const char *name, geo_shapes **out,
                       const double *all, double **intensity)
{
    const geo_geometry *g = geo_shapes_geometry(q->shapes);
    double *x = cli_array(call, q->n, sizeof *x), *y = cli_array(call, q->n, sizeof *y);
    double *kept = cli_array(call, q->n, sizeof *kept);
    int64_t type = 0, n = 0;
    while (type < types->n && strcmp(types->name[type], name) != 0) {
        type++;
    }
    if (type == types->n) {
        return cli_fail(call, GEO_INVALID, geo_closest_word(name, types->name, types->n),
                        "%s: no feature has %s \"%s\"", q->points->source, a->type, name);
    }
    for (int64_t i = 0; i < q->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        if (types->of[i] == type && at.begin < at.end) {
            x[n] = g->x[at.begin];
            y[n] = g->y[at.begin];
            kept[n++] = all != NULL ? all[i] : 0.0;
        }
    }
    *intensity = all != NULL ? kept : NULL;
    return geo_shapes_create_points(cli_ctx(call), n, x, y, out);
}

static geo_status pick_types(cli_call *call, const arguments *a, const question *q, asked *k)
{
    geo_status status = GEO_OK;
    cli_groups types;
    const double *all = k->intensity;
    k->pattern.points = q->shapes;
    if (a->type == NULL) {
        return GEO_OK;
    }
    CLI_TRY(cli_group(call, q->points, a->type, &types));
    CLI_TRY(pick(call, a, q, &types, a->from, &k->from, all, &k->intensity));
    k->pattern.points = k->from;
    if (strcmp(a->from, a->to) != 0) {
        CLI_TRY(pick(call, a, q, &types, a->to, &k->to, all, &k->others_intensity));
        k->pattern.others = k->to;
    }
done:
    return status;
}

/* ---- Intensity ------------------------------------------------------------------------------- */

static geo_status find_intensity(cli_call *call, const arguments *a, const question *q, asked *k)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = cli_ctx(call);
    if (a->sigma_m > 0.0) {
        int64_t n = geo_shapes_geometry(k->pattern.points)->n;
        k->intensity = cli_array(call, n, sizeof *k->intensity);
        CLI_TRY(geo_pattern_intensity(ctx, q->window, k->pattern.points, a->sigma_m, k->intensity));
    }
    if (a->sigma_m > 0.0 && k->pattern.others != NULL) {
        int64_t n = geo_shapes_geometry(k->pattern.others)->n;
        k->others_intensity = cli_array(call, n, sizeof *k->others_intensity);
        CLI_TRY(geo_pattern_intensity(ctx, q->window, k->pattern.others, a->sigma_m,
                                      k->others_intensity));
    }
    k->pattern.intensity = k->intensity;
    k->pattern.others_intensity = k->others_intensity;
done:
    return status;
}

/* ---- Measuring ------------------------------------------------------------------------------- */

static geo_status measure(cli_call *call, const arguments *a, const question *q, asked *k)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = cli_ctx(call);
    int64_t n = q->r_count;
    k->curve.value = cli_array(call, n, sizeof(double));
    k->curve.expected = cli_array(call, n, sizeof(double));
    CLI_TRY(geo_pattern_curve(ctx, &k->pattern, n, q->r, &k->options, &k->curve));
    if (k->simulated) {
        cli_seed(call, a->chance.seed);
        k->envelope.low = cli_array(call, n, sizeof(double));
        k->envelope.high = cli_array(call, n, sizeof(double));
        k->envelope.mean = cli_array(call, n, sizeof(double));
        CLI_TRY(geo_pattern_envelope(ctx, &k->pattern, n, q->r, &k->options, &k->chance, &k->curve,
                                     &k->envelope));
    }
done:
    return status;
}

/* ---- Telling --------------------------------------------------------------------------------- */

/* Distances at which the curve is above and below the envelope. */
static void tell_envelope(cli_call *call, const question *q, const asked *k)
{
    int64_t above = 0, below = 0;
    for (int64_t i = 0; i < q->r_count; i++) {
        above += k->curve.value[i] > k->envelope.high[i];
        below += k->curve.value[i] < k->envelope.low[i];
    }
    cli_result(call, "above", (double)above);
    cli_result(call, "below", (double)below);
    cli_result(call, "alpha", k->envelope.alpha);
    cli_result(call, "p", k->envelope.p);
    if (k->chance.kind == GEO_ENVELOPE_POINTWISE) {
        cli_note(call,
                 "above the envelope at %" PRId64 ", below at %" PRId64 " of %" PRId64
                 " distances (each a test at %.3g; no test of all)",
                 above, below, q->r_count, k->envelope.alpha);
    } else {
        cli_note(call,
                 "p %.4g of all distances; above the envelope at %" PRId64 ", below at %" PRId64
                 " of %" PRId64,
                 k->envelope.p, above, below, q->r_count);
    }
}

static void tell(cli_call *call, const arguments *a, const question *q, const asked *k)
{
    const geo_curve *c = &k->curve;
    cli_result_text(call, "statistic", statistics[a->statistic].name);
    cli_result(call, "used", (double)c->used);
    if (k->pattern.others != NULL) {
        cli_result(call, "others_used", (double)c->others_used);
    }
    pattern_tell_left_out(call, q, c->outside + c->others_outside);
    if (k->simulated) {
        tell_envelope(call, q, k);
    }
}

/* Of how many points, and what the band is a test of. */
static const char *subtitle_of(cli_call *call, const arguments *a, const asked *k)
{
    static const char *const kinds[] = {"pointwise envelope", "envelope by deviation",
                                        "envelope by rank length"};
    const geo_curve *c = &k->curve;
    const char *points = k->pattern.others != NULL
                             ? cli_format(call, "%" PRId64 " about %s", c->others_used,
                                          cli_count(call, c->used, "point"))
                             : cli_count(call, c->used, "point");
    if (!k->simulated) {
        return points;
    }
    bool pointwise = k->chance.kind == GEO_ENVELOPE_POINTWISE;
    return cli_format(call, "%s; %s, alpha %.3g %s, %s%s", points, kinds[k->chance.kind],
                      k->envelope.alpha, pointwise ? "at each distance" : "of all distances",
                      cli_count(call, a->chance.simulations, "simulation"),
                      pointwise ? "" : cli_format(call, ", p %.4g", k->envelope.p));
}

/* ---- Writing --------------------------------------------------------------------------------- */

static geo_status write_curve(cli_call *call, const arguments *a, const question *q, const asked *k)
{
    geo_status status = GEO_OK;
    static const char *const labels[] = {"K, m²", "L − r, m", "g", "F", "G", "J"};
    static const char *const titles[] = {"Ripley's K",          "Besag's L, less r",
                                         "Pair correlation g",  "Empty space F",
                                         "Nearest neighbour G", "J = (1 − G) / (1 − F)"};
    const cli_table_column columns[] = {
        {"r_m", q->r, NULL},
        {"observed", k->curve.value, NULL},
        {"expected", k->curve.expected, NULL},
        {k->simulated ? "low" : NULL, k->envelope.low, NULL},
        {"high", k->envelope.high, NULL},
        {"mean", k->envelope.mean, NULL},
        {0},
    };
    const char *title = titles[a->statistic];
    const plot p = {.title = a->type != NULL
                                 ? cli_format(call, "%s: %s about %s", title, a->to, a->from)
                                 : title,
                    .subtitle = subtitle_of(call, a, k),
                    .x_label = "distance r, m",
                    .y_label = labels[a->statistic],
                    .n = q->r_count,
                    .x = q->r,
                    .observed = k->curve.value,
                    .low = k->envelope.low,
                    .high = k->envelope.high,
                    .expected = k->curve.expected};
    CLI_TRY(plot_write(call, a->plot, &p));
    CLI_TRY(cli_write_table(call, q->r_count, columns));
done:
    return status;
}

geo_status pattern_curve(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    asked k = {.pattern = {.window = q->window},
               .options = geo_pattern_options_default(),
               .chance = a->chance};
    k.options.statistic = (geo_pattern_statistic)a->statistic;
    k.options.correction = (geo_edge_correction)a->correction;
    k.options.bandwidth_m = a->bandwidth_m;
    k.options.spacing_m = a->spacing_m;
    k.chance.kind = (geo_envelope_kind)a->envelope;
    k.chance.relabel = a->relabel;
    k.simulated = k.chance.simulations > 0;
    CLI_TRY(cli_amounts(call, q->points, a->intensity, &k.intensity));
    CLI_TRY(pick_types(call, a, q, &k));
    CLI_TRY(find_intensity(call, a, q, &k));
    CLI_TRY(measure(call, a, q, &k));
    tell(call, a, q, &k);
    CLI_TRY(write_curve(call, a, q, &k));
done:
    geo_shapes_destroy(k.from);
    geo_shapes_destroy(k.to);
    return status;
}
