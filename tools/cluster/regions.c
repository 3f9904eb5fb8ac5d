/* SPDX-License-Identifier: MIT */
/* --method skater and max-p: connected zones that are alike. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cluster.h"

enum { QUEEN, ROOK, GABRIEL };

/* Who is next to whom. */
static geo_status join_zones(cli_call *call, const arguments *a, const subject *s,
                             geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_shapes *centres = NULL;
    *out = NULL;
    if (a->touch != GABRIEL) {
        const geo_geometry *g = geo_shapes_geometry(s->shapes);
        for (int64_t i = 0; i < g->n; i++) {
            if (g->type[i] == GEO_POINT || g->type[i] == GEO_LINESTRING) {
                return cli_fail(call, GEO_DATA, "--touch gabriel",
                                "%s: feature %" PRId64 " is a %s, which touches no other",
                                s->layer->source, i + 1,
                                geo_geometry_type_name((geo_geometry_type)g->type[i]));
            }
        }
        return geo_weights_contiguity(cli_ctx(call), s->shapes,
                                      a->touch == QUEEN ? GEO_QUEEN : GEO_ROOK, a->snap_m, out);
    }
    if (cli_given(call, &a->snap_m)) {
        return cli_fail(call, GEO_INVALID, "--touch queen", "--snap is of queen and rook");
    }
    CLI_TRY(geo_shapes_centroids(cli_ctx(call), s->shapes, &centres));
    CLI_TRY(geo_weights_gabriel(cli_ctx(call), centres, out));
done:
    geo_shapes_destroy(centres);
    return status;
}

/* The columns of --values, one after another. A zone without geometry has none. */
static geo_status read_values(cli_call *call, const arguments *a, const subject *s, double **out)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(s->layer->layer);
    double *all = cli_array(call, a->values.n * s->n, sizeof *all);
    if (a->values.n == 0) {
        return cli_fail(call, GEO_INVALID, "--values income,density",
                        "--method skater and max-p compare zones by --values");
    }
    if (s->weight != NULL && a->outlines == NULL) {
        return cli_fail(call, GEO_INVALID, "--floor-field",
                        "--weight does not matter to --method skater and max-p");
    }
    if (a->floor_field != NULL && !cli_given(call, &a->floor)) {
        return cli_fail(call, GEO_INVALID, "--floor 50000", "--floor-field has no --floor");
    }
    for (int64_t c = 0; c < a->values.n; c++) {
        double *column;
        CLI_TRY(cli_numbers(call, s->layer, a->values.word[c], &column));
        memcpy(all + c * s->n, column, (size_t)s->n * sizeof *all);
    }
    for (int64_t i = 0; i < s->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        all[i] = at.begin < at.end ? all[i] : (double)NAN;
    }
    *out = all;
done:
    return status;
}

/* What regions need enough of: --floor-field, or 1 for each zone. */
static geo_status read_amounts(cli_call *call, const arguments *a, const subject *s, double **out)
{
    geo_status status = cli_amounts(call, s->layer, a->floor_field, out);
    if (status == GEO_OK && *out == NULL) {
        *out = cli_array(call, s->n, sizeof **out);
        for (int64_t i = 0; i < s->n; i++) {
            (*out)[i] = 1.0;
        }
    }
    return status;
}

static void tell_left_out(cli_call *call, const subject *s, int64_t left_out, int64_t parts)
{
    int64_t unknown = left_out - cli_without_geometry(s->layer);
    cli_skip(call, unknown, "%s: %s without a value: in no region", s->layer->source,
             cli_count(call, unknown, "feature"));
    cli_result(call, "parts", (double)parts);
}

geo_status cluster_skater(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    geo_status status = GEO_OK;
    geo_skater_options o = a->skater;
    geo_skater_summary found;
    geo_weights *touch = NULL;
    double *values, *amounts = NULL;
    CLI_TRY(read_values(call, a, s, &values));
    CLI_TRY(join_zones(call, a, s, &touch));
    if (cli_given(call, &a->floor)) {
        CLI_TRY(read_amounts(call, a, s, &amounts));
        o.floor = a->floor;
    }
    o.floor_of = amounts;
    o.standardize = !a->raw;
    o.by_part = a->by_part;
    CLI_TRY(geo_skater(cli_ctx(call), touch, a->values.n, values, &o, out->label, &found));
    out->count = found.regions;
    out->are_regions = true;
    out->of_zones = a->touch != GABRIEL;
    tell_left_out(call, s, found.left_out, found.parts);
    cli_result(call, "ssd_total", found.ssd_total);
    cli_result(call, "ssd_within", found.ssd_within);
    cli_note(call, "regions tell %.1f %% of the differences among zones",
             100.0 * (1.0 - found.ssd_within / found.ssd_total));
    if (found.regions < o.regions) {
        cli_note(call, "only %" PRId64 " regions: no more cut leaves enough on each side of it",
                 found.regions);
    }
done:
    geo_weights_destroy(touch);
    return status;
}

geo_status cluster_max_p(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    geo_status status = GEO_OK;
    geo_max_p_options o = a->max_p;
    geo_max_p_summary found;
    geo_weights *touch = NULL;
    double *values, *amounts;
    if (!cli_given(call, &a->floor)) {
        return cli_fail(call, GEO_INVALID, "--floor 50000 --floor-field population",
                        "--method max-p needs to know what is enough");
    }
    CLI_TRY(read_values(call, a, s, &values));
    CLI_TRY(read_amounts(call, a, s, &amounts));
    CLI_TRY(join_zones(call, a, s, &touch));
    o.seed = a->kmeans.seed;
    o.standardize = !a->raw;
    o.by_part = a->by_part;
    cli_seed(call, o.seed);
    CLI_TRY(geo_max_p(cli_ctx(call), touch, a->values.n, values, amounts, a->floor, &o, out->label,
                      &found));
    out->count = found.regions;
    out->are_regions = true;
    out->of_zones = a->touch != GABRIEL;
    tell_left_out(call, s, found.left_out, found.parts);
    cli_result(call, "heterogeneity", found.heterogeneity);
    cli_result(call, "most_regions", (double)found.bound);
    cli_note(call,
             "%" PRId64 " regions, of at most %" PRId64 " that there is enough for; "
             "heterogeneity %.6g",
             found.regions, found.bound, found.heterogeneity);
done:
    geo_weights_destroy(touch);
    return status;
}
