/* SPDX-License-Identifier: MIT */
/* --rejects FILE: the features that could not be read, of all layers read, in one file. */
#include <inttypes.h>

#include "call.h"

void cli_rejected(cli_call *call, int at)
{
    int64_t n = call->rejects[at] != NULL ? geo_layer_count(call->rejects[at]) : 0;
    if (n > 0) {
        call->rejected += n;
        cli_note(call, "%s: %" PRId64 " faulty feature%s left out, see %s", call->layers[at].source,
                 n, n == 1 ? "" : "s", call->common.rejects);
    }
}

/* Rows of all layers one after the other, with the source of each. */
typedef struct rows {
    int64_t n;
    const char **source, **reason, **text;
    int64_t *feature, *line;
    uint8_t *has_line;
} rows;

static void add_rows(cli_call *call, rows *r, const char *source, const geo_layer *layer)
{
    geo_column feature = geo_layer_column(layer, 0), line = geo_layer_column(layer, 1);
    geo_column reason = geo_layer_column(layer, 2), text = geo_layer_column(layer, 3);
    for (int64_t i = 0; i < geo_layer_count(layer); i++, r->n++) {
        unsigned has_line = !geo_column_is_null(&line, i);
        r->source[r->n] = source;
        r->feature[r->n] = feature.ints[i];
        r->line[r->n] = has_line ? line.ints[i] : 0;
        r->has_line[r->n >> 3] = (uint8_t)(r->has_line[r->n >> 3] | has_line << (r->n & 7));
        r->reason[r->n] = cli_value_of(call, &reason, i);
        r->text[r->n] = cli_value_of(call, &text, i);
    }
}

static geo_status make_layer(cli_call *call, const rows *r, geo_layer **out)
{
    geo_status status = GEO_OK;
    uint8_t *type = cli_array(call, r->n, 1); /* zero: without geometry */
    int64_t *parts = cli_array(call, r->n + 1, sizeof *parts);
    geo_geometry none = {.n = r->n, .type = type, .part_offset = parts};
    geo_column_info info = {"source", NULL, NULL, NULL};
    CLI_TRY(geo_layer_create(call->ctx, "rejects", &none, out));
    CLI_TRY(geo_layer_add_texts(call->ctx, *out, &info, GEO_TEXT, r->source));
    info.name = "feature";
    CLI_TRY(geo_layer_add_ints(call->ctx, *out, &info, r->feature, NULL));
    info.name = "line";
    CLI_TRY(geo_layer_add_ints(call->ctx, *out, &info, r->line, r->has_line));
    info.name = "reason";
    CLI_TRY(geo_layer_add_texts(call->ctx, *out, &info, GEO_TEXT, r->reason));
    info.name = "text";
    CLI_TRY(geo_layer_add_texts(call->ctx, *out, &info, GEO_TEXT, r->text));
done:
    return status;
}

geo_status cli_write_rejects(cli_call *call)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    rows r = {0};
    if (call->common.rejects == NULL) {
        return GEO_OK;
    }
    int64_t most = call->rejected;
    r.source = cli_array(call, most, sizeof *r.source);
    r.reason = cli_array(call, most, sizeof *r.reason);
    r.text = cli_array(call, most, sizeof *r.text);
    r.feature = cli_array(call, most, sizeof *r.feature);
    r.line = cli_array(call, most, sizeof *r.line);
    r.has_line = cli_array(call, most / 8 + 1, 1);
    for (int i = 0; i < call->layer_count; i++) {
        if (call->rejects[i] != NULL) {
            add_rows(call, &r, call->layers[i].source, call->rejects[i]);
        }
    }
    CLI_TRY(make_layer(call, &r, &layer));
    CLI_TRY(cli_write_to(call, call->common.rejects, layer, (cli_style){.kind = GEO_STYLE_NONE}));
done:
    geo_layer_destroy(layer);
    return status;
}
