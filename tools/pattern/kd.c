/* SPDX-License-Identifier: MIT */
/* Duranton and Overman's Kd of each sector. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "plot.h"
#include "sectors.h"

enum { CURVES = 9 };

/* Curves of all sectors, one after another. */
typedef struct table {
    int64_t rows;
    int64_t members, sites; /* of the last one: a drawing has but one */
    const char **name;
    double *column[CURVES];
} table;

static geo_kd curves_at(const table *t, int64_t row)
{
    double *c[CURVES];
    for (int k = 0; k < CURVES; k++) {
        c[k] = t->column[k] + row;
    }
    return (geo_kd){.r = c[0],
                    .value = c[1],
                    .mean = c[2],
                    .local_low = c[3],
                    .local_high = c[4],
                    .global_low = c[5],
                    .global_high = c[6],
                    .localised = c[7],
                    .dispersed = c[8]};
}

static void tell(cli_call *call, const sectors *s, int64_t sector, bool simulated,
                 const geo_kd *out)
{
    const char *name = s->groups.name[sector];
    if (s->first == s->last) {
        cli_result_text(call, "sector", name);
        cli_result(call, "members", (double)out->members);
        cli_result(call, "sites", (double)out->sites);
        cli_result(call, "bandwidth", out->bandwidth);
        cli_result(call, "reach", out->reach);
        cli_result(call, "localisation", out->localisation);
        cli_result(call, "dispersion", out->dispersion);
    }
    if (!(out->bandwidth > 0.0)) {
        cli_note(call, "%s: no curve: %" PRId64 " with a weight, %s", name, out->members,
                 out->members > 2 ? "all as far apart: name a --bandwidth"
                                  : "too few for a bandwidth by the rule");
    } else if (simulated && out->kept == 0) {
        cli_note(call, "%s: no simulation is left for the global band: ask for more", name);
    } else if (simulated) {
        cli_note(call, "%s: %s (%" PRId64 " of %" PRId64 " sites, looked at up to %.6g %s)", name,
                 out->localisation > 0.0 ? "localised"
                 : out->dispersion > 0.0 ? "dispersed"
                                         : "as chance would have it",
                 out->members, out->sites, out->reach, s->unit);
    }
}

/* One sector's rows. */
static geo_status measure(cli_call *call, const arguments *a, const question *q, const sectors *s,
                          int64_t sector, table *t)
{
    geo_status status = GEO_OK;
    geo_kd_options o = geo_kd_options_default();
    geo_kd out = curves_at(t, t->rows);
    uint8_t *member = cli_array(call, q->n, sizeof *member);
    o.bandwidth = a->bandwidth_m;
    o.reach = a->reach_m;
    o.steps = a->steps;
    o.simulations = a->chance.simulations;
    o.seed = a->chance.seed;
    o.alpha = a->chance.alpha;
    for (int64_t i = 0; i < q->n; i++) {
        member[i] = s->type[i] == sector;
    }
    cli_place(call, s->first == s->last ? NULL : s->groups.name[sector]);
    CLI_TRY(s->costs != NULL
                ? geo_kd_costs(cli_ctx(call), s->costs, member, s->weight, &o, &out)
                : geo_kd_measure(cli_ctx(call), q->shapes, member, s->weight, &o, &out));
    cli_place(call, NULL);
    tell(call, s, sector, o.simulations > 0, &out);
    t->members = out.members;
    t->sites = out.sites;
    for (int64_t k = 0; k <= a->steps; k++) {
        t->name[t->rows++] = s->groups.name[sector];
    }
done:
    return status;
}

static geo_status draw(cli_call *call, const arguments *a, const sectors *s, const table *t)
{
    bool simulated = a->chance.simulations > 0;
    const char *chance =
        simulated
            ? cli_format(call, "; global band, alpha %.3g of all distances, %s", a->chance.alpha,
                         cli_count(call, a->chance.simulations, "simulation"))
            : "";
    const plot p = {.subtitle = cli_format(call, "%" PRId64 " of %" PRId64 " sites%s", t->members,
                                           t->sites, chance),
                    .title = cli_format(call, "Duranton and Overman's Kd, %s", a->from),
                    .x_label = cli_format(call, "distance r, %s", s->unit),
                    .y_label = cli_format(call, "Kd, 1/%s", s->unit),
                    .band_name = "global band",
                    .expected_name = "mean of chance",
                    .n = t->rows,
                    .x = t->column[0],
                    .observed = t->column[1],
                    .expected = simulated ? t->column[2] : NULL,
                    .low = simulated ? t->column[5] : NULL,
                    .high = simulated ? t->column[6] : NULL};
    return plot_write(call, a->plot, &p);
}

geo_status pattern_kd(cli_call *call, const arguments *a, question *q)
{
    static const char *const names[CURVES] = {"r",           "kd",         "mean",
                                              "local_low",   "local_high", "global_low",
                                              "global_high", "localised",  "dispersed"};
    geo_status status = GEO_OK;
    sectors s;
    table t = {0};
    cli_table_column columns[CURVES + 2] = {{0}};
    CLI_TRY(sectors_read(call, a, q, &s));
    int64_t room = (s.last - s.first + 1) * (a->steps + 1);
    bool simulated = a->chance.simulations > 0;
    t.name = cli_array(call, room, sizeof *t.name);
    columns[0] = (cli_table_column){"sector", NULL, t.name};
    for (int k = 0; k < CURVES; k++) {
        t.column[k] = cli_array(call, room, sizeof *t.column[k]);
        columns[1 + k] =
            (cli_table_column){simulated || k < 2 ? names[k] : NULL, t.column[k], NULL};
    }
    columns[1].name = strcmp(s.unit, "m") == 0 ? "r_m" : "r";
    if (simulated) {
        cli_seed(call, a->chance.seed);
    }
    for (int64_t k = s.first; k <= s.last; k++) {
        CLI_TRY(measure(call, a, q, &s, k, &t));
    }
    CLI_TRY(draw(call, a, &s, &t));
    CLI_TRY(cli_write_table(call, t.rows, columns));
done:
    geo_costs_destroy(s.costs);
    return status;
}
