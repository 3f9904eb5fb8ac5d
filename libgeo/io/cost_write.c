/* SPDX-License-Identifier: MIT */
/* Costs to files: all threads turn rows into bytes, piece by piece, which are then handed to the
 * file in order. How many rows make a piece follows from the bytes of those before; where pieces
 * are cut does not show. */
#include "geo/cost_file.h"

#include "base/digest.h"
#include "io/cost_binary.h"
#include "io/file.h"
#include "io/sniff.h"

enum { PIECES = 8, PIECE_BYTES = 1 << 19, FIRST_ROWS = 16, MOST_ROWS = 4096 };
enum { CHECK_SIZE = 16, CHECK_HEX = 2 * CHECK_SIZE };

typedef struct piece {
    geo_cost_reader *reader;
    geoi_text text;
    int64_t pairs;
} piece;

typedef struct cost_writer {
    geo_ctx *ctx;
    const char *path;
    const geo_costs *costs;
    geo_cost_write_options options;
    geoi_names origins, destinations;
    geoi_cost_form form;
    bool held_comma; /* ",\n" of the last feature, written once there is another */
    geoi_file file;
    geoi_blake2b check;
    piece piece[PIECES];
    int64_t first, rows; /* of the batch; of a piece of it */
    int64_t pairs;
} cost_writer;

/* ---- Options ---------------------------------------------------------------------------- */

static geo_cost_format format_of(const char *path)
{
    static const struct {
        const char *extension;
        geo_cost_format format;
    } known[] = {{".geocost", GEO_COST_BINARY},   {".csv", GEO_COST_LONG},
                 {".geojson", GEO_COST_LINES},    {".json", GEO_COST_LINES},
                 {".geojsonl", GEO_COST_LINES},   {".geojsons", GEO_COST_LINES},
                 {".geojsonseq", GEO_COST_LINES}, {".ndjson", GEO_COST_LINES},
                 {".jsonl", GEO_COST_LINES}};
    for (int64_t i = 0; i < GEOI_COUNT_OF(known); i++) {
        if (geoi_has_extension(path, known[i].extension)) {
            return known[i].format;
        }
    }
    return strcmp(path, "-") == 0 ? GEO_COST_LONG : GEO_COST_AUTO;
}

static bool fits(geo_cost_format asked, geo_cost_format named)
{
    return named == asked || named == GEO_COST_AUTO ||
           (named == GEO_COST_LONG && asked == GEO_COST_MATRIX);
}

static geo_status check_options(cost_writer *w)
{
    geo_status status = GEO_OK;
    geo_cost_write_options *o = &w->options;
    geo_cost_format named = format_of(w->path);
    if ((unsigned)o->format > GEO_COST_BINARY) {
        return geoi_fail(w->ctx, GEO_INVALID, "format: %d is none", (int)o->format);
    }
    if (o->decimals < -1 || o->decimals > 15) {
        return geoi_fail(w->ctx, GEO_INVALID, "decimals: %lld is not in -1 .. 15",
                         (long long)o->decimals);
    }
    if (o->format != GEO_COST_AUTO && strcmp(w->path, "-") != 0 && !fits(o->format, named)) {
        status = geoi_fail(w->ctx, GEO_INVALID, "its extension says another form of table");
        geoi_hint(w->ctx, "long and matrix are .csv, lines .geojson or .geojsonl, binary .geocost");
        return status;
    }
    if (o->format == GEO_COST_AUTO && named == GEO_COST_AUTO) {
        status = geoi_fail(w->ctx, GEO_INVALID, "its extension names no form of table");
        geoi_hint(w->ctx, "use .csv, .geocost, .geojson or .geojsonl");
        return status;
    }
    w->form.format = o->format == GEO_COST_AUTO ? named : o->format;
    w->form.decimals = (int)o->decimals;
    w->form.sequence = w->form.format == GEO_COST_LINES &&
                       !geoi_has_extension(w->path, ".geojson") &&
                       !geoi_has_extension(w->path, ".json");
    return GEO_OK;
}

static geo_status check_counts(const cost_writer *w)
{
    if (w->origins.n != geo_costs_origins(w->costs) ||
        w->destinations.n != geo_costs_destinations(w->costs)) {
        return geoi_fail(w->ctx, GEO_INVALID,
                         "the costs are of %lld origins and %lld destinations, the names of %lld "
                         "and %lld",
                         (long long)geo_costs_origins(w->costs),
                         (long long)geo_costs_destinations(w->costs), (long long)w->origins.n,
                         (long long)w->destinations.n);
    }
    return GEO_OK;
}

/* ---- Bytes ------------------------------------------------------------------------------ */

static geo_status put(cost_writer *w, const char *bytes, int64_t n)
{
    if (w->form.format == GEO_COST_BINARY) {
        geoi_blake2b_add(&w->check, bytes, (size_t)n);
    }
    return n > 0 ? geoi_file_put(w->ctx, &w->file, bytes, n) : GEO_OK;
}

static geo_status put_text(cost_writer *w, const char *text)
{
    return put(w, text, (int64_t)strlen(text));
}

/* Features of a collection end in ",\n", but for the last one. */
static geo_status put_features(cost_writer *w, char *text, int64_t n)
{
    geo_status status = GEO_OK;
    if (n == 0) {
        return GEO_OK;
    }
    if (w->held_comma) {
        GEO_TRY(put_text(w, ",\n"));
    }
    w->held_comma = true;
    GEO_TRY(put(w, text, n - 2));
done:
    return status;
}

static geo_status put_head(cost_writer *w)
{
    geo_status status = GEO_OK;
    geoi_text head = {0};
    const geoi_cells *names = &w->form.destination;
    switch (w->form.format) {
    case GEO_COST_LONG:
        GEO_TRY(geoi_text_format(w->ctx, &head, "origin,destination,%s\r\n", w->form.title));
        break;
    case GEO_COST_MATRIX:
        GEO_TRY(geoi_text_format(w->ctx, &head, "%s", w->form.title));
        for (int64_t i = 0; i < w->destinations.n; i++) {
            GEO_TRY(geoi_text_append(w->ctx, &head, ",", 1));
            GEO_TRY(geoi_text_append(w->ctx, &head, names->text.bytes + names->begin[i],
                                     names->begin[i + 1] - names->begin[i]));
        }
        GEO_TRY(geoi_text_append(w->ctx, &head, "\r\n", 2));
        break;
    case GEO_COST_LINES:
        GEO_TRY(geoi_text_format(w->ctx, &head, "%s",
                                 w->form.sequence ? ""
                                                  : "{\"type\":\"FeatureCollection\",\n"
                                                    "\"features\":[\n"));
        break;
    case GEO_COST_BINARY:
        geoi_blake2b_init(&w->check, CHECK_SIZE);
        GEO_TRY(geoi_cost_binary_head(w->ctx, &w->form, &head));
        break;
    case GEO_COST_AUTO:
        break; /* has been chosen */
    }
    GEO_TRY(put(w, head.bytes, head.length));
done:
    geoi_release(head.bytes);
    return status;
}

static geo_status put_tail(cost_writer *w)
{
    geo_status status = GEO_OK;
    geoi_text tail = {0};
    char check[CHECK_HEX + 1];
    if (w->form.format == GEO_COST_LINES) {
        GEO_TRY(put_text(w, w->held_comma ? "\n" : ""));
        GEO_TRY(put_text(w, w->form.sequence ? "" : "]}\n"));
    }
    if (w->form.format == GEO_COST_BINARY) {
        GEO_TRY(geoi_cost_binary_tail(w->ctx, w->pairs, &tail));
        GEO_TRY(put(w, tail.bytes, tail.length));
        geoi_blake2b_hex(&w->check, check);
        GEO_TRY(geoi_file_put(w->ctx, &w->file, check, CHECK_HEX));
    }
done:
    geoi_release(tail.bytes);
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

static geo_status make_piece(cost_writer *w, piece *p, int64_t from, int64_t to)
{
    geo_status status = GEO_OK;
    geo_cost_rows rows;
    p->text.length = 0;
    p->pairs = 0;
    for (int64_t row = from; row < to; row++) {
        GEO_TRY(geo_cost_reader_rows(w->ctx, p->reader, row, 1, &rows));
        GEO_TRY(geoi_cost_put_row(w->ctx, &w->form, &rows, 0, &p->text));
        p->pairs += rows.begin[1] - rows.begin[0];
    }
done:
    return status;
}

static geo_status make_pieces(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    cost_writer *w = job;
    int64_t n = geo_costs_origins(w->costs);
    for (int64_t k = begin; k < end; k++) {
        int64_t from = w->first + k * w->rows, to = from + w->rows;
        GEO_TRY(make_piece(w, &w->piece[k], from < n ? from : n, to < n ? to : n));
    }
done:
    return status;
}

static geo_status put_batch(cost_writer *w, int64_t *bytes)
{
    geo_status status = GEO_OK;
    *bytes = 0;
    for (int k = 0; k < PIECES; k++) {
        piece *p = &w->piece[k];
        bool held = w->form.format == GEO_COST_LINES && !w->form.sequence;
        GEO_TRY(held ? put_features(w, p->text.bytes, p->text.length)
                     : put(w, p->text.bytes, p->text.length));
        w->pairs += p->pairs;
        *bytes += p->text.length;
    }
done:
    return status;
}

static geo_status put_rows(cost_writer *w)
{
    geo_status status = GEO_OK;
    int64_t n = geo_costs_origins(w->costs), bytes;
    for (int k = 0; k < PIECES; k++) {
        GEO_TRY(geo_cost_reader_create(w->ctx, w->costs, &w->piece[k].reader));
    }
    w->rows = FIRST_ROWS;
    for (w->first = 0; w->first < n;) {
        int64_t next = w->first + PIECES * w->rows;
        next = next < n ? next : n;
        GEO_TRY(geoi_stage(w->ctx, (double)w->first / (double)n, (double)next / (double)n,
                           "writing costs"));
        GEO_TRY(geoi_parallel(w->ctx, PIECES, 1, make_pieces, w));
        GEO_TRY(put_batch(w, &bytes));
        int64_t each = bytes / (next - w->first) + 1;
        int64_t rows = PIECE_BYTES / each;
        w->first = next;
        w->rows = rows < 1 ? 1 : rows < MOST_ROWS ? rows : MOST_ROWS;
    }
done:
    return status;
}

/* ---- The calls -------------------------------------------------------------------------- */

static geo_status write_all(cost_writer *w)
{
    geo_status status = GEO_OK;
    geoi_file_options how = {.overwrite = w->options.overwrite != 0};
    GEO_TRY(check_counts(w));
    w->form.unit = geo_costs_unit(w->costs);
    w->form.origins = &w->origins;
    w->form.destinations = &w->destinations;
    GEO_TRY(geoi_stage(w->ctx, 0.0, 0.0, "writing costs"));
    GEO_TRY(geoi_cost_form_prepare(w->ctx, &w->form, w->options.origins, w->options.destinations));
    GEO_TRY(geoi_file_create(w->ctx, w->path, &how, &w->file));
    GEO_TRY(put_head(w));
    GEO_TRY(put_rows(w));
    GEO_TRY(put_tail(w));
    GEO_TRY(geoi_file_commit(w->ctx, &w->file));
    GEO_TRY(geoi_stage(w->ctx, 1.0, 1.0, "writing costs"));
    GEO_TRY(geoi_progress(w->ctx, 1.0));
    if (w->form.formulas > 0 && w->form.format != GEO_COST_LINES) {
        geoi_note(w->ctx,
                  "%lld %s with = + - @, a tab or a carriage return, which spreadsheets "
                  "may run as formulas",
                  (long long)w->form.formulas,
                  geoi_plural(w->form.formulas, "name begins", "names begin"));
    }
done:
    return status;
}

static void clear(cost_writer *w)
{
    geoi_file_close(&w->file);
    geoi_cost_form_clear(&w->form);
    geoi_names_clear(&w->origins);
    geoi_names_clear(&w->destinations);
    for (int k = 0; k < PIECES; k++) {
        geo_cost_reader_destroy(w->piece[k].reader);
        geoi_release(w->piece[k].text.bytes);
    }
}

geo_status geo_costs_write(geo_ctx *ctx, const char *path, const geo_costs *costs,
                           const geo_cost_names *origins, const geo_cost_names *destinations,
                           const geo_cost_write_options *options, int64_t *pairs)
{
    geo_status status = GEO_OK;
    cost_writer w = {
        .ctx = ctx, .path = path, .costs = costs, .options = geo_cost_write_options_default()};
    if (pairs != NULL) {
        *pairs = 0;
    }
    GEO_TRY(geoi_options(ctx, &w.options, options));
    GEO_TRY(geoi_names_create(ctx, origins, "origin", &w.origins));
    GEO_TRY(geoi_names_create(ctx, destinations, "destination", &w.destinations));
    status = check_options(&w);
    if (status == GEO_OK) {
        status = write_all(&w);
    }
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
        goto done;
    }
    if (pairs != NULL) {
        *pairs = w.pairs;
    }
done:
    clear(&w);
    return status;
}

geo_status geo_costs_write_check(geo_ctx *ctx, const char *path,
                                 const geo_cost_write_options *options)
{
    geo_status status = GEO_OK;
    cost_writer w = {.ctx = ctx, .path = path, .options = geo_cost_write_options_default()};
    GEO_TRY(geoi_options(ctx, &w.options, options));
    status = check_options(&w);
    if (status == GEO_OK) { /* files have no name unless committed */
        geoi_file_options how = {.overwrite = w.options.overwrite != 0};
        status = geoi_file_create(ctx, path, &how, &w.file);
    }
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
done:
    clear(&w);
    return status;
}
