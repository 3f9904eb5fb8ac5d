/* SPDX-License-Identifier: MIT */
/* Results as columns of the places, and with --supplies of the facilities. */
#include <math.h>
#include <string.h>

#include "question.h"

static uint8_t *bits_of(cli_call *call, int64_t n, const double *value)
{
    uint8_t *valid = cli_array(call, n / 8 + 1, 1);
    for (int64_t i = 0; i < n; i++) {
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (isnan(value[i]) ? 0u : 1u << (i & 7)));
    }
    return valid;
}

/* Which facility, and what --label says of it. */
static geo_status add_facility(cli_call *call, const question *q)
{
    geo_status status = GEO_OK;
    geo_layer *layer = q->demand->layer;
    int64_t *row = cli_array(call, q->n, sizeof *row);
    const char **name = cli_array(call, q->n, sizeof *name);
    uint8_t *valid = cli_array(call, q->n / 8 + 1, 1);
    for (int64_t i = 0; i < q->n; i++) {
        int64_t found = q->facility[i];
        row[i] = found + 1;
        name[i] = found >= 0 && q->labels != NULL ? q->labels[found] : NULL;
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (found >= 0 ? 1u << (i & 7) : 0u));
    }
    CLI_TRY(cli_add_ints(call, layer, &access_columns[FACILITY], NULL, row, valid));
    if (q->labels != NULL) {
        CLI_TRY(cli_add_texts(call, layer, &access_columns[FACILITY_NAME], NULL, name));
    }
done:
    return status;
}

/* On which side of the standard a place is: too little access, or too far. */
static geo_status add_below(cli_call *call, const arguments *a, const question *q)
{
    uint8_t *below = cli_array(call, q->n, 1);
    bool far = a->method == CLOSEST;
    const double *known = far ? q->weight : q->score;
    for (int64_t i = 0; i < q->n; i++) {
        below[i] = far ? !(q->score[i] <= a->standard) : q->score[i] < a->standard;
    }
    return cli_add_flags(call, q->demand->layer, &access_columns[BELOW], NULL, below,
                         bits_of(call, q->n, known));
}

static geo_status add_places(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_layer *layer = q->demand->layer;
    const cli_column *c = access_columns;
    uint8_t *none = cli_array(call, q->n, 1);
    for (int64_t i = 0; i < q->n; i++) {
        none[i] = q->reach != NULL ? q->reach[i] == 0 : q->facility[i] < 0;
    }
    if (a->method == HUFF) {
        double *percent = cli_array(call, q->n, sizeof *percent);
        for (int64_t i = 0; i < q->n; i++) {
            percent[i] = 100.0 * q->score[i];
        }
        CLI_TRY(cli_add_reals(call, layer, &c[CHANCE], NULL, percent));
    } else {
        int which = a->method != CLOSEST        ? SCORE
                    : strcmp(q->unit, "m") == 0 ? CLOSEST_M
                                                : CLOSEST_COST;
        CLI_TRY(cli_add_reals(call, layer, &c[which], NULL, q->score));
    }
    if (q->reach != NULL) {
        CLI_TRY(cli_add_ints(call, layer, &c[REACH], NULL, q->reach, NULL));
    }
    CLI_TRY(cli_add_flags(call, layer, &c[NONE], NULL, none, NULL));
    if (q->facility != NULL) {
        CLI_TRY(add_facility(call, q));
    }
    if (!isnan(a->standard)) {
        CLI_TRY(add_below(call, a, q));
    }
done:
    return status;
}

static geo_status add_supplies(cli_call *call, const question *q)
{
    geo_status status = GEO_OK;
    geo_layer *layer = q->facilities->layer;
    const cli_column *c = access_columns;
    if (q->ratio != NULL) {
        uint8_t *empty = cli_array(call, q->m, 1);
        for (int64_t j = 0; j < q->m; j++) {
            empty[j] = q->load[j] == 0.0;
        }
        CLI_TRY(cli_add_reals(call, layer, &c[RATIO], NULL, q->ratio));
        CLI_TRY(cli_add_reals(call, layer, &c[LOAD], NULL, q->load));
        CLI_TRY(cli_add_reals(call, layer, &c[CATCHMENT], NULL, q->catchment));
        CLI_TRY(cli_add_flags(call, layer, &c[EMPTY], NULL, empty, bits_of(call, q->m, q->load)));
    }
    if (q->visits != NULL) {
        double *percent = cli_array(call, q->m, sizeof *percent);
        for (int64_t j = 0; j < q->m; j++) {
            percent[j] = 100.0 * q->share[j];
        }
        CLI_TRY(cli_add_reals(call, layer, &c[VISITS], NULL, q->visits));
        CLI_TRY(cli_add_reals(call, layer, &c[SHARE], NULL, percent));
    }
done:
    return status;
}

geo_status access_add_columns(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    CLI_TRY(add_places(call, a, q));
    if (a->supplies != NULL) {
        CLI_TRY(add_supplies(call, q));
        CLI_TRY(cli_write_to(call, a->supplies, q->facilities->layer,
                             (cli_style){.kind = GEO_STYLE_GRADUATED,
                                         .field = q->ratio != NULL ? "ac_ratio" : "ac_visits"}));
    }
done:
    return status;
}
