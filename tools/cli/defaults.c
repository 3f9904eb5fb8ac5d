/* SPDX-License-Identifier: MIT */
/* The present value of an option, which before parsing is its default: as typed, and as JSON. */
#include <inttypes.h>
#include <math.h>

#include "call.h"

static void words_text(cli_text *out, const cli_words *words)
{
    for (int64_t i = 0; i < words->n; i++) {
        cli_text_add(out, "%s%s", i > 0 ? "," : "", words->word[i]);
    }
}

static void distances_text(cli_text *out, const cli_distances *distances)
{
    for (int64_t i = 0; i < distances->n; i++) {
        cli_text_add(out, "%s", i > 0 ? "," : "");
        if (distances->name != NULL) {
            cli_text_add(out, "%s=", distances->name[i]);
        }
        cli_quantity_text(out, CLI_TYPE_DISTANCE, distances->m[i]);
    }
}

void cli_value_text(cli_text *out, const cli_option *o)
{
    switch (o->type) {
    case CLI_TYPE_FLAG:
    case CLI_TYPE_SWITCH:
        break;
    case CLI_TYPE_INTEGER:
        cli_text_add(out, "%" PRId64, *(const int64_t *)o->value);
        break;
    case CLI_TYPE_SEED:
        cli_text_add(out, "%" PRIu64, *(const uint64_t *)o->value);
        break;
    case CLI_TYPE_REAL:
    case CLI_TYPE_SHARE:
    case CLI_TYPE_DISTANCE:
    case CLI_TYPE_DURATION:
    case CLI_TYPE_SPEED:
        if (isfinite(*(const double *)o->value)) {
            cli_quantity_text(out, o->type, *(const double *)o->value);
        }
        break;
    case CLI_TYPE_DISTANCES:
        distances_text(out, o->value);
        break;
    case CLI_TYPE_CHOICE:
        if (*(const int *)o->value >= 0) {
            cli_text_add(out, "%s", o->choices[*(const int *)o->value]);
        }
        break;
    case CLI_TYPE_FIELDS:
        words_text(out, o->value);
        break;
    case CLI_TYPE_TEXT:
    case CLI_TYPE_FIELD:
    case CLI_TYPE_LAYER:
    case CLI_TYPE_FOLDER:
    case CLI_TYPE_OUTPUT:
        if (*(const char *const *)o->value != NULL) {
            cli_text_add(out, "%s", *(const char *const *)o->value);
        }
        break;
    }
}

static void list_json(cli_text *out, const cli_option *o)
{
    const cli_distances *distances = o->value;
    const cli_words *words = o->value;
    int64_t n = o->type == CLI_TYPE_DISTANCES ? distances->n : words->n;
    cli_text_add(out, n > 0 ? "[" : "null");
    for (int64_t i = 0; i < n; i++) {
        cli_text_add(out, "%s", i > 0 ? ", " : "");
        if (o->type == CLI_TYPE_DISTANCES) {
            cli_text_number(out, distances->m[i]);
        } else {
            cli_text_json(out, words->word[i]);
        }
    }
    cli_text_add(out, "%s", n > 0 ? "]" : "");
}

void cli_value_json(cli_text *out, const cli_option *o)
{
    switch (o->type) {
    case CLI_TYPE_FLAG:
        cli_text_add(out, *(const bool *)o->value ? "true" : "false");
        break;
    case CLI_TYPE_SWITCH: /* neither yes nor no: the tool decides */
        cli_text_add(out, *(const int *)o->value < 0   ? "null"
                          : *(const int *)o->value > 0 ? "true"
                                                       : "false");
        break;
    case CLI_TYPE_INTEGER:
    case CLI_TYPE_SEED:
        cli_value_text(out, o);
        break;
    case CLI_TYPE_REAL:
    case CLI_TYPE_SHARE:
    case CLI_TYPE_DISTANCE:
    case CLI_TYPE_DURATION:
    case CLI_TYPE_SPEED:
        cli_text_number(out, *(const double *)o->value);
        break;
    case CLI_TYPE_DISTANCES:
    case CLI_TYPE_FIELDS:
        list_json(out, o);
        break;
    case CLI_TYPE_CHOICE:
        cli_text_json(out, *(const int *)o->value >= 0 ? o->choices[*(const int *)o->value] : NULL);
        break;
    case CLI_TYPE_TEXT:
    case CLI_TYPE_FIELD:
    case CLI_TYPE_LAYER:
    case CLI_TYPE_FOLDER:
    case CLI_TYPE_OUTPUT:
        cli_text_json(out, *(const char *const *)o->value);
        break;
    }
}
