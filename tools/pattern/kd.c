/* SPDX-License-Identifier: MIT */
/* Duranton and Overman's Kd of each sector. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "plot.h"
#include "sectors.h"

enum { CURVES = 9, MOST_NOTES = 20 };

/* Curves of all sectors, one after another. */
typedef struct table {
    int64_t rows;
    int64_t members, sites; /* of the last one: a drawing has but one */
    int64_t notes;
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

static void keep(cli_call *call, const char *name, const geo_kd *out)
{
    cli_result_text(call, "sector", name);
    cli_result(call, "members", (double)out->members);
    cli_result(call, "sites", (double)out->sites);
    cli_result(call, "bandwidth", out->bandwidth);
    cli_result(call, "reach", out->reach);
    cli_result(call, "localisation", out->localisation);
    cli_result(call, "dispersion", out->dispersion);
}

/* Why there is no curve. */
static const char *reason(cli_call *call, const sectors *s, int64_t sector, int64_t n,
                          const geo_kd *out)
{
    int64_t counted = 0;
    for (int64_t i = 0; i < n; i++) {
        counted += s->type[i] == sector && s->weight[i] > 0.0;
    }
    return counted < 2 && counted < out->members
               ? cli_format(call, "%" PRId64 " with a weight, %" PRId64 " of them above 0",
                            out->members, counted)
               : cli_format(call, "%" PRId64 " with a weight, %s", out->members,
                            out->members > 2 ? "all as far apart: name a --bandwidth"
                                             : "too few for a bandwidth by the rule");
}

/* Where the curve leaves the band, and with how many of its pairs. */
static const char *verdict(cli_call *call, const arguments *a, const sectors *s, const geo_kd *out)
{
    bool localised = out->localisation > 0.0;
    const double *beyond = localised ? out->localised : out->dispersed;
    int64_t first = -1, last = -1;
    for (int64_t k = 0; k <= a->steps; k++) {
        if (beyond[k] > 0.0) {
            first = first < 0 ? k : first;
            last = k;
        }
    }
    if (first < 0) {
        return "as chance would have it";
    }
    return cli_format(call, "%s between %.4g and %.4g %s, by %.2g %% of its pairs",
                      localised ? "localised" : "dispersed", out->r[first], out->r[last], s->unit,
                      100.0 * (localised ? out->localisation : out->dispersion));
}

static void tell(cli_call *call, const arguments *a, const sectors *s, int64_t sector, int64_t n,
                 const geo_kd *out, int64_t *notes)
{
    bool simulated = a->chance.simulations > 0, drawn = out->bandwidth > 0.0;
    const char *name = s->groups.name[sector];
    if (s->first == s->last) {
        keep(call, name, out);
    }
    if ((drawn && !simulated) || ++*notes > MOST_NOTES) {
        return;
    }
    if (!drawn) {
        cli_note(call, "%s: no curve: %s", name, reason(call, s, sector, n, out));
    } else if (out->kept == 0) {
        cli_note(call, "%s: no simulation is left for the global band: ask for more", name);
    } else {
        cli_note(call, "%s: %s (%" PRId64 " of %" PRId64 " sites, looked at up to %.6g %s)", name,
                 verdict(call, a, s, out), out->members, out->sites, out->reach, s->unit);
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
    tell(call, a, s, sector, q->n, &out, &t->notes);
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
    if (t.notes > MOST_NOTES) {
        cli_note(call, "%s more: the table has them",
                 cli_count(call, t.notes - MOST_NOTES, "sector"));
    }
    CLI_TRY(draw(call, a, &s, &t));
    CLI_TRY(cli_write_table(call, t.rows, columns));
done:
    geo_costs_destroy(s.costs);
    return status;
}
