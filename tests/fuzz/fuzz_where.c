/* SPDX-License-Identifier: MIT */
/* Any text is taken for a filter and run over a small layer. Promises: there is a filter exactly
 * when the status says so, and a message when not; the rows are ascending; and with "not" around
 * it, it chooses none of the rows it chose before. */
#include "fuzz.h"

#include "geo/where.h"

enum { ROWS = 4 };

/* Columns a to e of every type there is, each with a null. */
static geo_layer *make_layer(geo_ctx *ctx)
{
    geo_layer *layer;
    const double zero[ROWS] = {0}, reals[ROWS] = {0.5, -2, 1e300, 0};
    const int64_t ints[ROWS] = {1, INT64_MIN, INT64_MAX, 0};
    const uint8_t flags[ROWS] = {1, 0, 1, 0}, valid = 0x7;
    const char *texts[ROWS] = {"a", "大学", "", NULL};
    const char *json[ROWS] = {"1.5", "\"\\u0061\\ud83d\\ude00\\n\"", "{\"a\":[1]}", NULL};
    geo_column_info info = {"a", NULL, NULL, NULL};
    PROMISE(geo_layer_create_points(ctx, "", ROWS, zero, zero, &layer) == GEO_OK);
    PROMISE(geo_layer_add_ints(ctx, layer, &info, ints, &valid) == GEO_OK);
    info.name = "b";
    PROMISE(geo_layer_add_reals(ctx, layer, &info, reals, &valid) == GEO_OK);
    info.name = "c";
    PROMISE(geo_layer_add_texts(ctx, layer, &info, GEO_TEXT, texts) == GEO_OK);
    info.name = "d";
    PROMISE(geo_layer_add_flags(ctx, layer, &info, flags, &valid) == GEO_OK);
    info.name = "e";
    PROMISE(geo_layer_add_texts(ctx, layer, &info, GEO_JSON, json) == GEO_OK);
    return layer;
}

/* The number of rows, or -1 when refused. */
static int64_t run(geo_ctx *ctx, const geo_layer *layer, const char *text, int64_t rows[ROWS])
{
    geo_where *where;
    int64_t count = -1;
    geo_status status = geo_where_create(ctx, text, &where);
    PROMISE((status == GEO_OK) == (where != NULL));
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    if (status != GEO_OK) {
        return -1;
    }
    status = geo_where_rows(ctx, where, layer, 1, rows, &count);
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    for (int64_t i = 1; status == GEO_OK && i < count; i++) {
        PROMISE(rows[i - 1] < rows[i]);
    }
    geo_where_destroy(where);
    return status == GEO_OK ? count : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    geo_ctx *ctx;
    int64_t rows[ROWS], others[ROWS];
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    geo_layer *layer = make_layer(ctx);
    char *text = malloc(size + 8);
    PROMISE(text != NULL);
    memcpy(text, bytes, size);
    text[size] = '\0';
    int64_t count = run(ctx, layer, text, rows);
    size = strlen(text);
    memmove(text + 5, text, size);
    memcpy(text, "not (", 5);
    memcpy(text + size + 5, ")", 2);
    int64_t other = run(ctx, layer, text, others);
    for (int64_t i = 0; i < count; i++) {
        for (int64_t k = 0; k < other; k++) {
            PROMISE(rows[i] != others[k]);
        }
    }
    free(text);
    geo_layer_destroy(layer);
    geo_ctx_destroy(ctx);
    return 0;
}
