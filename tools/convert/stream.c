/* SPDX-License-Identifier: MIT */
/* Conversion into a text sequence, batch by batch. */
#include "stream.h"

bool convert_can_stream(const cli_call *call, const convert_steps *s)
{
    return s->sort == NULL && cli_writes_sequence(call);
}

/* ---- Columns that no batch had ------------------------------------------------------------- */

/* Which of the columns that the command names have been seen in a batch. */
typedef struct named {
    const char *name;
    bool seen;
} named;

static named *list_named(cli_call *call, const convert_steps *s, int64_t *n)
{
    int64_t fields = s->filter != NULL ? geo_where_field_count(s->filter) : 0;
    *n = fields + s->select.n;
    named *list = cli_array(call, *n, sizeof *list);
    for (int64_t i = 0; i < *n; i++) {
        list[i].name = i < fields ? geo_where_field(s->filter, i) : s->select.word[i - fields];
    }
    return list;
}

static void look_for_named(named *list, int64_t n, const geo_layer *batch)
{
    for (int64_t i = 0; i < n; i++) {
        list[i].seen = list[i].seen || geo_layer_find(batch, list[i].name) >= 0;
    }
}

/* At the end it is known which never came. The last batch has all columns there are. */
static geo_status check_named(cli_call *call, const named *list, int64_t n, geo_layer *last)
{
    for (int64_t i = 0; i < n; i++) {
        if (!list[i].seen && last != NULL) {
            return geo_layer_keep_columns(cli_ctx(call), last, &list[i].name, 1);
        }
    }
    return GEO_OK;
}

/* ---- Batches --------------------------------------------------------------------------------- */

typedef struct streaming {
    cli_call *call;
    convert_steps *steps;
    cli_input *input;
    geo_writer *writer;
    named *named;
    int64_t named_count;
} streaming;

static geo_status convert_batch(streaming *w, geo_layer **batch, geo_layer **last)
{
    geo_status status = GEO_OK;
    geo_layer *columns = NULL;
    look_for_named(w->named, w->named_count, *batch);
    CLI_TRY(geo_layer_select(cli_ctx(w->call), *batch, NULL, 0, &columns));
    geo_layer_destroy(*last);
    *last = columns;
    CLI_TRY(convert_apply(w->call, w->steps, cli_input_source(w->input), true, batch));
    CLI_TRY(geo_writer_append(cli_ctx(w->call), w->writer, *batch));
done:
    return status;
}

static geo_status convert_batches(streaming *w)
{
    geo_status status = GEO_OK;
    geo_layer *batch = NULL, *last = NULL;
    do {
        geo_layer_destroy(batch);
        batch = NULL;
        CLI_TRY(cli_input_next(w->call, w->input, &batch));
        if (batch != NULL) {
            CLI_TRY(convert_batch(w, &batch, &last));
        }
    } while (batch != NULL);
    CLI_TRY(check_named(w->call, w->named, w->named_count, last));
    CLI_TRY(geo_writer_commit(cli_ctx(w->call), w->writer));
done:
    geo_layer_destroy(batch);
    geo_layer_destroy(last);
    return status;
}

geo_status convert_stream(cli_call *call, const char *operand, convert_steps *s)
{
    geo_status status = GEO_OK;
    streaming w = {.call = call, .steps = s};
    w.named = list_named(call, s, &w.named_count);
    CLI_TRY(cli_input_open(call, operand, &w.input));
    CLI_TRY(convert_read_clip(call, s));
    CLI_TRY(cli_writer_open(call, &w.writer));
    status = convert_batches(&w);
    if (geo_writer_delivered(w.writer) > 0) {
        cli_output_begun(call); /* of a file nothing is left when it fails */
    }
    if (status == GEO_OK) {
        convert_tell(call, s, cli_input_source(w.input));
    }
done:
    geo_writer_close(w.writer);
    cli_input_close(w.input);
    return status;
}
