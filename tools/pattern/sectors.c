/* SPDX-License-Identifier: MIT */
#include "sectors.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

geo_status sectors_find(cli_call *call, const arguments *a, const question *q, const sectors *s,
                        const char *name, int64_t *out)
{
    for (int64_t k = 0; k < s->groups.n; k++) {
        if (strcmp(s->groups.name[k], name) == 0) {
            *out = k;
            return GEO_OK;
        }
    }
    return cli_fail(call, GEO_INVALID, geo_closest_word(name, s->groups.name, s->groups.n),
                    "%s: no feature has %s \"%s\"", q->points->source, a->sector, name);
}

/* Pairs of a table, for the record. */
static geo_status count_pairs(cli_call *call, const geo_costs *costs, int64_t *pairs)
{
    geo_status status = GEO_OK;
    geo_cost_reader *reader = NULL;
    geo_cost_rows rows;
    *pairs = 0;
    CLI_TRY(geo_cost_reader_create(cli_ctx(call), costs, &reader));
    for (int64_t i = 0; i < geo_costs_origins(costs); i++) {
        CLI_TRY(geo_cost_reader_rows(cli_ctx(call), reader, i, 1, &rows));
        *pairs += rows.begin[1] - rows.begin[0];
    }
done:
    geo_cost_reader_destroy(reader);
    return status;
}

static geo_status read_costs(cli_call *call, const arguments *a, const question *q, sectors *s)
{
    geo_status status = GEO_OK;
    geo_cost_names names;
    int64_t pairs;
    s->unit = "m";
    if (a->costs == NULL) {
        return GEO_OK;
    }
    CLI_TRY(cli_check_kept(call, a->costs, NULL));
    CLI_TRY(cli_cost_names(call, q->points, a->id, &names));
    CLI_TRY(geo_costs_read(cli_ctx(call), a->costs, GEO_COST_AUTO, &names, &names, &s->costs));
    CLI_TRY(count_pairs(call, s->costs, &pairs));
    cli_costs_read(call, a->costs, s->costs, pairs);
    s->unit = geo_costs_unit(s->costs);
done:
    return status;
}

/* Sectors are compared with others: of one alone every result is as chance has it, and says so. */
static void tell_one(cli_call *call, const arguments *a, const question *q, const sectors *s)
{
    bool alone =
        (statistics[a->statistic].asks & ASKS_ZONE) != 0; /* what has no sector is left out */
    bool others = s->groups.n > 1;
    for (int64_t i = 0; i < q->n && !others && !alone; i++) {
        others = s->type[i] < 0 && s->weight[i] > 0.0;
    }
    if (!others && q->n > 0) {
        cli_note(call, "%s is \"%s\" throughout: there is no other sector to compare it with",
                 a->sector, s->groups.name[0]);
    }
}

geo_status sectors_read(cli_call *call, const arguments *a, const question *q, sectors *out)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_shapes_geometry(q->shapes);
    int64_t unknown = 0;
    *out = (sectors){0};
    CLI_TRY(cli_group(call, q->points, a->sector, &out->groups));
    CLI_TRY(cli_amounts(call, q->points, a->weight, &out->weight));
    CLI_TRY(read_costs(call, a, q, out));
    if (out->groups.n == 0) {
        CLI_TRY(cli_fail(call, GEO_DATA, "name another column", "%s: no feature has a %s",
                         q->points->source, a->sector));
    }
    out->last = out->groups.n - 1;
    if (a->from != NULL) {
        CLI_TRY(sectors_find(call, a, q, out, a->from, &out->first));
        out->last = out->first;
    }
    out->type = cli_array(call, q->n, sizeof *out->type);
    double *weight = cli_array(call, q->n, sizeof *weight);
    for (int64_t i = 0; i < q->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        double w = out->weight != NULL ? out->weight[i] : 1.0;
        bool placed = at.begin < at.end || out->costs != NULL;
        unknown += isnan(w);
        out->type[i] = !isnan(w) && placed ? (int32_t)out->groups.of[i] : -1;
        weight[i] = !isnan(w) && placed ? w : 0.0;
    }
    out->weight = weight;
    tell_one(call, a, q, out);
    if (out->costs == NULL) {
        pattern_tell_left_out(call, q, 0);
    }
    cli_skip(call, unknown, "%s: %s without %s: left out", q->points->source,
             cli_count(call, unknown, "feature"), a->weight);
done:
    return status;
}

geo_chance_options sectors_chance(cli_call *call, const arguments *a)
{
    geo_chance_options o = geo_chance_options_default();
    o.simulations = a->chance.simulations;
    o.seed = a->chance.seed;
    o.alpha = a->chance.alpha;
    o.keep_weights = a->keep_weights;
    if (o.simulations > 0) {
        cli_seed(call, o.seed);
    }
    return o;
}
