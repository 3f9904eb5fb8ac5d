/* SPDX-License-Identifier: MIT */
/* Marcon and Puech's M: of each sector, of one, or of one near another. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "sectors.h"

enum { NUMBERS = 7 };

typedef struct table {
    int64_t rows;
    const char **of, **with;
    double *number[NUMBERS]; /* radius, M, mean, low, high, p, members */
} table;

static geo_status measure(cli_call *call, const arguments *a, const sectors *s,
                          const geo_costs *costs, const cli_distances *radius, int32_t of,
                          int32_t with, table *t)
{
    geo_status status = GEO_OK;
    geo_chance_options o = sectors_chance(call, a);
    double **c = t->number;
    int64_t at = t->rows, *used = cli_array(call, radius->n, sizeof *used);
    geo_m_question asked = {s->type, s->weight, of, with, radius->m, radius->n};
    geo_m out = {c[1] + at, c[2] + at, c[3] + at, c[4] + at, c[5] + at, used, 0, 0};
    CLI_TRY(geo_m_measure(cli_ctx(call), costs, &asked, &o, &out));
    for (int64_t k = 0; k < radius->n; k++) {
        t->of[at + k] = s->groups.name[of];
        t->with[at + k] = s->groups.name[with];
        c[0][at + k] = radius->m[k];
        c[6][at + k] = (double)used[k];
        if (s->first == s->last && !isnan(c[5][at + k])) {
            cli_note(call, "%s within %.6g %s: M %.4g, p %.4g%s", s->groups.name[with],
                     radius->m[k], s->unit, c[1][at + k], c[5][at + k],
                     out.exact ? " exactly" : "");
        }
    }
    t->rows += radius->n;
done:
    return status;
}

/* As asked, ascending. */
static geo_status radii_of(cli_call *call, const arguments *a, const sectors *s, cli_distances *out)
{
    static const double usual[] = {500.0, 1000.0, 2000.0};
    *out = a->radius.n > 0 ? a->radius : (cli_distances){.m = usual, .n = 3};
    if (a->radius.n == 0 && s->costs != NULL) {
        return cli_fail(call, GEO_INVALID, "--radius 10m,20m,30m, read in that unit",
                        "--radius is needed in the unit of --costs");
    }
    double *sorted = cli_array(call, out->n, sizeof *sorted);
    for (int64_t k = 0; k < out->n; k++) {
        int64_t to = k;
        for (; to > 0 && sorted[to - 1] > out->m[k]; to--) {
            sorted[to] = sorted[to - 1];
        }
        sorted[to] = out->m[k];
    }
    out->m = sorted;
    return GEO_OK;
}

geo_status pattern_m(cli_call *call, const arguments *a, question *q)
{
    static const char *const names[NUMBERS] = {"radius", "m", "mean",   "low",
                                               "high",   "p", "members"};
    geo_status status = GEO_OK;
    geo_costs *lines = NULL;
    sectors s;
    table t = {0};
    cli_distances radius;
    int64_t with = -1;
    cli_table_column columns[NUMBERS + 3] = {{0}};
    CLI_TRY(sectors_read(call, a, q, &s));
    CLI_TRY(radii_of(call, a, &s, &radius));
    if (a->to != NULL) {
        CLI_TRY(sectors_find(call, a, q, &s, a->to, &with));
    }
    if (s.costs == NULL) {
        CLI_TRY(geo_costs_measure(cli_ctx(call), q->shapes, q->shapes, radius.m[radius.n - 1], 1,
                                  &lines));
    }
    int64_t room = (s.last - s.first + 1) * radius.n;
    bool simulated = a->chance.simulations > 0;
    t.of = cli_array(call, room, sizeof *t.of);
    t.with = cli_array(call, room, sizeof *t.with);
    columns[0] = (cli_table_column){"sector", NULL, t.of};
    columns[1] = (cli_table_column){"near", NULL, t.with};
    for (int k = 0, at = 2; k < NUMBERS; k++) {
        t.number[k] = cli_array(call, room, sizeof *t.number[k]);
        if (simulated || k < 2 || k == NUMBERS - 1) {
            columns[at++] = (cli_table_column){names[k], t.number[k], NULL};
        }
    }
    columns[2].name = strcmp(s.unit, "m") == 0 ? "radius_m" : "radius";
    for (int64_t k = s.first; k <= s.last; k++) {
        CLI_TRY(measure(call, a, &s, s.costs != NULL ? s.costs : lines, &radius, (int32_t)k,
                        (int32_t)(with >= 0 ? with : k), &t));
    }
    CLI_TRY(cli_write_table(call, t.rows, columns));
done:
    geo_costs_destroy(s.costs);
    geo_costs_destroy(lines);
    return status;
}
