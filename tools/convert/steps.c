/* SPDX-License-Identifier: MIT */
/* The steps of a conversion. Mending comes first, so that it and the filter name features by
 * their numbers in the file. */
#include "steps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- Preparing --------------------------------------------------------------------------- */

/* A box, or what begins like one and is no file. */
static bool looks_like_box(const char *text)
{
    geo_box box;
    if (cli_box(text, &box)) {
        return true;
    }
    return strchr("+-.0123456789", text[0]) != NULL && strpbrk(text, ",; ") != NULL &&
           access(text, F_OK) != 0;
}

static geo_status make_box(cli_call *call, const char *text, geo_clip **out)
{
    static const char mend[] = "a box is WEST,SOUTH,EAST,NORTH in degrees, without blanks, as in "
                               "--clip 116.2,39.8,116.5,40.1";
    geo_box box;
    if (!cli_box(text, &box)) {
        return cli_fail(call, GEO_INVALID, mend, "--clip: '%s' is neither a box nor a file", text);
    }
    geo_status status = geo_clip_create_box(cli_ctx(call), box, out);
    if (status == GEO_INVALID) {
        (void)cli_fail(call, status, geo_ctx_hint(cli_ctx(call)), "--clip: %s",
                       geo_ctx_message(cli_ctx(call)));
    }
    return status;
}

geo_status convert_prepare(cli_call *call, convert_steps *s)
{
    geo_status status = GEO_OK;
    if (s->where != NULL) {
        CLI_TRY(geo_where_create(cli_ctx(call), s->where, &s->filter));
    }
    if (s->clip != NULL && looks_like_box(s->clip)) {
        CLI_TRY(make_box(call, s->clip, &s->clipper));
    }
done:
    return status;
}

geo_status convert_read_clip(cli_call *call, convert_steps *s)
{
    geo_status status = GEO_OK;
    cli_layer *polygons;
    if (s->clip != NULL && s->clipper == NULL) {
        CLI_TRY(cli_read(call, s->clip, &polygons));
        CLI_TRY(geo_clip_create(cli_ctx(call), polygons->layer, &s->clipper));
    }
done:
    return status;
}

void convert_clear(convert_steps *s)
{
    geo_where_destroy(s->filter);
    geo_clip_destroy(s->clipper);
}

/* ---- Applying ---------------------------------------------------------------------------- */

/* The rows that the filter chooses, cut by the clipper. */
static geo_status choose(cli_call *call, convert_steps *s, const char *source, bool sparse,
                         geo_layer **layer)
{
    geo_status status = GEO_OK;
    geo_layer *left = NULL;
    int64_t n = geo_layer_count(*layer), count = n;
    int64_t *rows = malloc(((size_t)n + 1) * sizeof *rows);
    if (rows == NULL) {
        return GEO_MEMORY;
    }
    if (s->filter != NULL) {
        CLI_TRY(geo_where_rows(cli_ctx(call), s->filter, *layer, sparse, rows, &count));
    } else {
        for (int64_t i = 0; i < n; i++) {
            rows[i] = i;
        }
    }
    if (s->clipper != NULL) {
        status = geo_clip_layer(cli_ctx(call), s->clipper, *layer, rows, count, &left);
        if (status == GEO_DATA) {
            (void)cli_fail(call, status, "--repair", "%s: %s", source,
                           geo_ctx_message(cli_ctx(call)));
        }
        CLI_TRY(status);
    } else {
        CLI_TRY(geo_layer_select(cli_ctx(call), *layer, rows, count, &left));
    }
    s->in += n;
    s->chosen += count;
    s->inside += geo_layer_count(left);
    geo_layer_destroy(*layer);
    *layer = left;
done:
    free(rows);
    return status;
}

static geo_status sort(cli_call *call, const convert_steps *s, geo_layer **layer)
{
    geo_status status = GEO_OK;
    geo_layer *sorted = NULL;
    int64_t n = geo_layer_count(*layer);
    int64_t *order = cli_array(call, n, sizeof *order);
    CLI_TRY(strcmp(s->sort, "hilbert") == 0
                ? geo_layer_curve_order(cli_ctx(call), *layer, order)
                : geo_layer_order(cli_ctx(call), *layer, s->sort, order));
    CLI_TRY(geo_layer_select(cli_ctx(call), *layer, order, n, &sorted));
    geo_layer_destroy(*layer);
    *layer = sorted;
done:
    return status;
}

/* The selected columns that a batch has; which exist at all is known at the end of a stream. */
static geo_status select_columns(cli_call *call, const convert_steps *s, bool sparse,
                                 geo_layer *layer)
{
    const char *word[CLI_MAX_SELECTED];
    int64_t n = 0;
    if (s->select.n > CLI_MAX_SELECTED) {
        return cli_fail(call, GEO_INVALID, NULL, "--select: more than %d columns",
                        CLI_MAX_SELECTED);
    }
    for (int64_t i = 0; i < s->select.n; i++) {
        if (!sparse || geo_layer_find(layer, s->select.word[i]) >= 0) {
            word[n++] = s->select.word[i];
        }
    }
    return geo_layer_keep_columns(cli_ctx(call), layer, word, n);
}

geo_status convert_apply(cli_call *call, convert_steps *s, const char *source, bool sparse,
                         geo_layer **layer)
{
    geo_status status = GEO_OK;
    if (s->repair) {
        CLI_TRY(cli_mend(call, source, layer, &s->mends));
    }
    if (s->filter != NULL || s->clipper != NULL) {
        CLI_TRY(choose(call, s, source, sparse, layer));
    }
    if (s->sort != NULL) {
        CLI_TRY(sort(call, s, layer));
    }
    if (s->select.n > 0) {
        CLI_TRY(select_columns(call, s, sparse, *layer));
    }
done:
    return status;
}

void convert_tell(cli_call *call, const convert_steps *s, const char *source)
{
    cli_mends_tell(call, source, &s->mends);
    if (s->filter != NULL) {
        cli_note(call, "%s: %" PRId64 " of %" PRId64 " features chosen", source, s->chosen, s->in);
    }
    if (s->clipper != NULL) {
        cli_note(call, "%s: %" PRId64 " of %" PRId64 " features lie inside, wholly or in part",
                 source, s->inside, s->chosen);
    }
    cli_filtered(call, s->in - s->inside);
}
