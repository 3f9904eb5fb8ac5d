/* SPDX-License-Identifier: MIT */
/* Columns that say what a feature belongs to, and how far it reaches. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "call.h"

/* ---- Groups ---------------------------------------------------------------------------------- */

static bool equal_cells(const geo_column *c, int64_t a, int64_t b)
{
    switch (c->type) {
    case GEO_BOOL:
        return c->flags[a] == c->flags[b];
    case GEO_INT:
        return c->ints[a] == c->ints[b];
    case GEO_REAL:
        return c->reals[a] == c->reals[b];
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    int64_t size = c->text_begin[a + 1] - c->text_begin[a];
    return size == c->text_begin[b + 1] - c->text_begin[b] &&
           (size == 0 ||
            memcmp(c->text + c->text_begin[a], c->text + c->text_begin[b], (size_t)size) == 0);
}

geo_status cli_group(cli_call *call, const cli_layer *l, const char *field, cli_groups *out)
{
    int64_t n = geo_layer_count(l->layer);
    int64_t *order = cli_array(call, n, sizeof *order), *of = cli_array(call, n, sizeof *of);
    const char **name = cli_array(call, n, sizeof *name);
    geo_status status = geo_layer_order(call->ctx, l->layer, field, order);
    *out = (cli_groups){0, name, of};
    if (status != GEO_OK) {
        return cli_fail(call, status, geo_ctx_hint(call->ctx), "%s: %s", l->source,
                        geo_ctx_message(call->ctx));
    }
    geo_column column = geo_layer_column(l->layer, geo_layer_find(l->layer, field));
    for (int64_t i = 0; i < n; i++) {
        if (geo_column_is_null(&column, order[i])) {
            of[order[i]] = -1;
            continue;
        }
        if (i == 0 || !equal_cells(&column, order[i - 1], order[i])) {
            name[out->n++] = cli_value_of(call, &column, order[i]);
        }
        of[order[i]] = out->n - 1;
    }
    return GEO_OK;
}

/* ---- Metres ---------------------------------------------------------------------------------- */

static geo_status metres_of(cli_call *call, const cli_layer *l, const geo_column *column,
                            int64_t row, double *out)
{
    const char *text = cli_value_of(call, column, row);
    *out = NAN;
    if (text == NULL || text[0] == '\0') {
        return GEO_OK;
    }
    if (cli_quantity(CLI_TYPE_DISTANCE, text, strlen(text), out) == CLI_QUANTITY_GOOD) {
        return GEO_OK;
    }
    return cli_fail(call, GEO_DATA, "write it as 500m or 1.2km, or make the column numbers: metres",
                    "%s: feature %" PRId64 ": %s is \"%s\", which is no distance", l->source,
                    row + 1, column->info.name, text);
}

geo_status cli_metres(cli_call *call, const cli_layer *l, const char *field, double **out)
{
    geo_status status = GEO_OK;
    int64_t at = field != NULL ? geo_layer_find(l->layer, field) : -1;
    double unused;
    if (at < 0 && field != NULL &&
        cli_quantity(CLI_TYPE_DISTANCE, field, strlen(field), &unused) == CLI_QUANTITY_GOOD) {
        return cli_fail(call, GEO_INVALID, cli_format(call, "--radius %s, for all", field),
                        "%s: there is no column \"%s\", and it is a distance", l->source, field);
    }
    if (at < 0 || geo_layer_column(l->layer, at).type != GEO_TEXT) {
        return cli_numbers(call, l, field, out);
    }
    geo_column column = geo_layer_column(l->layer, at);
    double *metres = cli_array(call, column.n, sizeof *metres);
    for (int64_t i = 0; i < column.n; i++) {
        CLI_TRY(metres_of(call, l, &column, i, &metres[i]));
    }
    *out = metres;
done:
    return status;
}
