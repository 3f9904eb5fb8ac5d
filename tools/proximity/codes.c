/* SPDX-License-Identifier: MIT */
/* Columns of types and zones as numbers. */
#include <stdlib.h>
#include <string.h>

#include "ask.h"

typedef struct cell {
    const char *text;
    int64_t *code;
} cell;

static int by_text(const void *a, const void *b)
{
    return strcmp(((const cell *)a)->text, ((const cell *)b)->text);
}

/* Adds the cells that hold something; the others get their code at once. */
static geo_status add_cells(cli_call *call, const char *field, const cli_layer *layer,
                            int64_t *code, cell *cells, int64_t *count)
{
    geo_status status = GEO_OK;
    const char *const *texts;
    CLI_TRY(cli_texts(call, layer, field, &texts));
    for (int64_t i = 0; i < geo_layer_count(layer->layer); i++) {
        code[i] = -1;
        if (texts[i] != NULL) {
            cells[(*count)++] = (cell){texts[i], &code[i]};
        }
    }
done:
    return status;
}

geo_status proximity_codes(cli_call *call, const char *field, const cli_layer *first,
                           const cli_layer *second, codes *out)
{
    geo_status status = GEO_OK;
    int64_t n = geo_layer_count(first->layer), m = 0, count = 0;
    if (second != NULL) {
        m = geo_layer_count(second->layer);
        out->second = cli_array(call, m, sizeof *out->second);
    }
    out->first = cli_array(call, n, sizeof *out->first);
    cell *cells = cli_array(call, n + m, sizeof *cells);
    CLI_TRY(add_cells(call, field, first, out->first, cells, &count));
    if (second != NULL) {
        CLI_TRY(add_cells(call, field, second, out->second, cells, &count));
    }
    qsort(cells, (size_t)count, sizeof *cells, by_text);
    out->name = cli_array(call, count, sizeof *out->name);
    out->count = 0;
    for (int64_t i = 0; i < count; i++) {
        if (i == 0 || by_text(&cells[i - 1], &cells[i]) != 0) {
            out->name[out->count++] = cells[i].text;
        }
        *cells[i].code = out->count - 1;
    }
done:
    return status;
}
