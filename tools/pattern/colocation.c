/* SPDX-License-Identifier: MIT */
/* Co-location quotients of all pairs of sectors. */
#include <inttypes.h>
#include <math.h>

#include "sectors.h"

static geo_status write_pairs(cli_call *call, const arguments *a, const sectors *s,
                              const geo_colocation *c)
{
    int64_t types = s->groups.n, rows = types * types;
    bool simulated = a->chance.simulations > 0;
    const char **from = cli_array(call, rows, sizeof *from);
    const char **to = cli_array(call, rows, sizeof *to);
    double *points = cli_array(call, rows, sizeof *points);
    for (int64_t k = 0; k < rows; k++) {
        from[k] = s->groups.name[k / types];
        to[k] = s->groups.name[k % types];
        points[k] = (double)c->points[k / types];
    }
    const cli_table_column columns[] = {
        {"sector", NULL, from},
        {"nearest", NULL, to},
        {"points", points, NULL},
        {"count", c->count, NULL},
        {"quotient", c->quotient, NULL},
        {simulated ? "mean" : NULL, c->mean, NULL},
        {"p", c->p, NULL},
        {0},
    };
    return cli_write_table(call, rows, columns);
}

geo_status pattern_colocation(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    sectors s;
    CLI_TRY(sectors_read(call, a, q, &s));
    int64_t types = s.groups.n, pairs = types * types;
    geo_chance_options o = sectors_chance(call, a);
    geo_colocation c = {.count = cli_array(call, pairs, sizeof(double)),
                        .quotient = cli_array(call, pairs, sizeof(double)),
                        .mean = cli_array(call, pairs, sizeof(double)),
                        .p = cli_array(call, pairs, sizeof(double)),
                        .points = cli_array(call, types, sizeof(int64_t))};
    CLI_TRY(s.costs != NULL
                ? geo_colocation_costs(cli_ctx(call), s.costs, s.type, types, &o, &c)
                : geo_colocation_measure(cli_ctx(call), q->shapes, s.type, types, &o, &c));
    cli_result(call, "used", (double)c.used);
    cli_result(call, "simulations", (double)c.simulations);
    cli_note(call, "%s of %s with a nearest other", cli_count(call, types, "sector"),
             cli_count(call, c.used, "point"));
    CLI_TRY(write_pairs(call, a, &s, &c));
done:
    geo_costs_destroy(s.costs);
    return status;
}
