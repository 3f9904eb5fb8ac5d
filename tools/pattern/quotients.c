/* SPDX-License-Identifier: MIT */
/* What zones are specialised in, how mixed they are, and how concentrated sectors are. A row is of
 * a zone and a sector, of a zone alone, or of a sector alone. */
#include <inttypes.h>
#include <math.h>

#include "geo/concentration.h"
#include "sectors.h"

enum { NUMBERS = 13 };

typedef struct table {
    int64_t rows;
    const char **zone, **sector;
    double *number[NUMBERS]; /* in the order of names[] below */
} table;

static const char *const names[NUMBERS] = {
    "plants", "amount", "quotient", "hhi",     "hhi_relative",    "entropy",        "evenness",
    "hill1",  "hill2",  "krugman",  "hachman", "ellison_glaeser", "maurel_sedillot"};

static int64_t add_row(table *t, const char *zone, const char *sector, double plants, double amount)
{
    int64_t row = t->rows++;
    t->zone[row] = zone;
    t->sector[row] = sector;
    for (int k = 0; k < NUMBERS; k++) {
        t->number[k][row] = (double)NAN;
    }
    t->number[0][row] = plants;
    t->number[1][row] = amount;
    return row;
}

static void put_mix(table *t, int64_t row, const geo_mix *m)
{
    const double numbers[] = {m->hhi,   m->hhi_relative, m->entropy, m->evenness,
                              m->hill1, m->hill2,        m->krugman, m->hachman};
    for (size_t k = 0; k < sizeof numbers / sizeof numbers[0]; k++) {
        t->number[3 + k][row] = numbers[k];
    }
}

/* Establishments, and what they add up to, by zone and sector. */
typedef struct counted {
    cli_groups zones;
    int64_t *zone, *sector;
    double *amount, *plants; /* [zones * sectors] */
    geo_mix *of_zone, *of_sector;
    geo_concentration *concentration;
    double *quotient;
} counted;

static geo_status count(cli_call *call, const arguments *a, const question *q, const sectors *s,
                        counted *c)
{
    geo_status status = GEO_OK;
    CLI_TRY(cli_group(call, q->points, a->zone, &c->zones));
    int64_t cells = c->zones.n * s->groups.n, homeless = 0;
    c->zone = cli_array(call, q->n, sizeof *c->zone);
    c->sector = cli_array(call, q->n, sizeof *c->sector);
    c->amount = cli_array(call, cells, sizeof *c->amount);
    c->plants = cli_array(call, cells, sizeof *c->plants);
    for (int64_t i = 0; i < q->n; i++) {
        c->zone[i] = c->zones.of[i];
        c->sector[i] = s->groups.of[i];
        homeless += c->zone[i] < 0;
        if (c->zone[i] >= 0 && c->sector[i] >= 0) {
            double amount = s->weight[i];
            c->amount[c->zone[i] * s->groups.n + c->sector[i]] += amount;
            c->plants[c->zone[i] * s->groups.n + c->sector[i]] += amount > 0.0;
        }
    }
    cli_skip(call, homeless, "%s: %s without %s: left out", q->points->source,
             cli_count(call, homeless, "feature"), a->zone);
done:
    return status;
}

static geo_status measure(cli_call *call, const arguments *a, const question *q, const sectors *s,
                          counted *c)
{
    geo_status status = GEO_OK;
    int64_t zones = c->zones.n, types = s->groups.n;
    c->of_zone = cli_array(call, zones, sizeof *c->of_zone);
    c->of_sector = cli_array(call, types, sizeof *c->of_sector);
    c->quotient = cli_array(call, zones * types, sizeof *c->quotient);
    c->concentration = cli_array(call, types, sizeof *c->concentration);
    geo_mixes mixes = {c->quotient, c->of_zone, c->of_sector, 0.0};
    geo_plants plants = {q->n, c->zone, c->sector, s->weight, zones, types, NULL};
    CLI_TRY(geo_mix_measure(cli_ctx(call), zones, types, c->amount, a->shrink, &mixes));
    CLI_TRY(geo_concentration_measure(cli_ctx(call), &plants, c->concentration));
    if (zones == 1) {
        cli_note(call, "%s is \"%s\" throughout: there is no other zone to compare it with",
                 a->zone, c->zones.name[0]);
    }
    cli_result(call, "zones", (double)zones);
    cli_result(call, "sectors", (double)types);
    cli_result(call, "information", mixes.information);
    cli_note(call, "%s and %s share %.4g nats of information", cli_count(call, zones, "zone"),
             cli_count(call, types, "sector"), mixes.information);
done:
    return status;
}

static void fill(const sectors *s, const counted *c, table *t)
{
    int64_t zones = c->zones.n, types = s->groups.n;
    for (int64_t i = 0; i < zones; i++) {
        double plants = 0.0;
        for (int64_t k = 0; k < types; k++) {
            int64_t at = i * types + k;
            int64_t row =
                add_row(t, c->zones.name[i], s->groups.name[k], c->plants[at], c->amount[at]);
            t->number[2][row] = c->quotient[at];
            plants += c->plants[at];
        }
        put_mix(t, add_row(t, c->zones.name[i], NULL, plants, c->of_zone[i].total), &c->of_zone[i]);
    }
    for (int64_t k = 0; k < types; k++) {
        const geo_concentration *g = &c->concentration[k];
        int64_t row = add_row(t, NULL, s->groups.name[k], (double)g->plants, g->total);
        put_mix(t, row, &c->of_sector[k]);
        t->number[NUMBERS - 2][row] = g->ellison_glaeser;
        t->number[NUMBERS - 1][row] = g->maurel_sedillot;
    }
}

geo_status pattern_quotients(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    sectors s;
    counted c = {0};
    table t = {0};
    cli_table_column columns[NUMBERS + 3] = {{0}};
    CLI_TRY(sectors_read(call, a, q, &s));
    CLI_TRY(count(call, a, q, &s, &c));
    CLI_TRY(measure(call, a, q, &s, &c));
    int64_t room = c.zones.n * (s.groups.n + 1) + s.groups.n;
    t.zone = cli_array(call, room, sizeof *t.zone);
    t.sector = cli_array(call, room, sizeof *t.sector);
    columns[0] = (cli_table_column){"zone", NULL, t.zone};
    columns[1] = (cli_table_column){"sector", NULL, t.sector};
    for (int k = 0; k < NUMBERS; k++) {
        t.number[k] = cli_array(call, room, sizeof *t.number[k]);
        columns[2 + k] = (cli_table_column){names[k], t.number[k], NULL};
    }
    fill(&s, &c, &t);
    CLI_TRY(cli_write_table(call, t.rows, columns));
done:
    geo_costs_destroy(s.costs);
    return status;
}
