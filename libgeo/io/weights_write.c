/* SPDX-License-Identifier: MIT */
/* Weights to files, row by row. */
#include "geo/weights_file.h"

#include "base/number.h"
#include "io/cost_names.h"
#include "io/file.h"
#include "io/sniff.h"
#include "space/weights_internal.h"

enum { PIECE = 1 << 18, NUMBER = 32, SHOWN = 80, REPORT_EVERY = 4096 };

typedef struct writer {
    geo_ctx *ctx;
    const geo_weights *weights;
    const char *column; /* of names; NULL = places */
    geoi_names names;
    geo_weights_format format;
    geo_weights_write_options options;
    geoi_file file;
    geoi_text text; /* on its way */
} writer;

/* ---- What is asked ---------------------------------------------------------------------- */

static geo_status choose_format(writer *w, const char *path)
{
    static const char *const extension[] = {
        [GEO_WEIGHTS_GAL] = ".gal", [GEO_WEIGHTS_GWT] = ".gwt", [GEO_WEIGHTS_SWM] = ".swm"};
    w->format = w->options.format;
    if ((int)w->format < GEO_WEIGHTS_AUTO || w->format > GEO_WEIGHTS_SWM) {
        return geoi_fail(w->ctx, GEO_INVALID, "there is no format %d of weights", (int)w->format);
    }
    for (int f = GEO_WEIGHTS_GAL; f <= GEO_WEIGHTS_SWM && w->format == GEO_WEIGHTS_AUTO; f++) {
        w->format = geoi_has_extension(path, extension[f]) ? (geo_weights_format)f : w->format;
    }
    if (w->format == GEO_WEIGHTS_AUTO) {
        geo_status status =
            geoi_fail(w->ctx, GEO_INVALID, "the name tells no format that weights are written in");
        geoi_hint(w->ctx, "end it in .gal, .gwt or .swm");
        return status;
    }
    return GEO_OK;
}

static bool is_int32(geoi_text name, int32_t *out)
{
    double value;
    bool is_integer;
    int64_t integer;
    const char *end =
        geoi_number_parse(name.bytes, name.bytes + name.length, &value, &is_integer, &integer);
    *out = (int32_t)integer;
    return end == name.bytes + name.length && is_integer && integer == *out;
}

static bool is_word(const char *text, int64_t length)
{
    for (int64_t k = 0; k < length; k++) {
        if ((unsigned char)text[k] <= ' ') {
            return false;
        }
    }
    return length > 0;
}

static geo_status check_names(const writer *w)
{
    int32_t unused;
    if (w->names.n != w->weights->n) {
        return geoi_fail(w->ctx, GEO_INVALID, "the weights are of %lld features, the names of %lld",
                         (long long)w->weights->n, (long long)w->names.n);
    }
    bool swm = w->format == GEO_WEIGHTS_SWM;
    for (int64_t i = 0; i < w->names.n; i++) {
        geoi_text name = geoi_names_at(&w->names, i);
        if (swm ? !is_int32(name, &unused) : !is_word(name.bytes, name.length)) {
            char shown[SHOWN];
            geo_status status = geoi_fail(
                w->ctx, GEO_DATA,
                "feature %lld: the name \"%s\" cannot stand in such a "
                "file",
                (long long)i + 1, geoi_printable(name.bytes, name.length, shown, sizeof shown));
            geoi_hint(w->ctx, swm ? "SWM names features by integers of 32 bits"
                                  : "GAL and GWT name features by words without blanks");
            return status;
        }
    }
    return GEO_OK;
}

/* ---- Bytes ------------------------------------------------------------------------------ */

static geo_status put_u64(writer *w, uint64_t value, int bytes)
{
    char out[sizeof value];
    for (int i = 0; i < bytes; i++) {
        out[i] = (char)(value >> 8 * i & 0xFF);
    }
    return geoi_text_append(w->ctx, &w->text, out, bytes);
}

static geo_status put_double(writer *w, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return put_u64(w, bits, (int)sizeof bits);
}

static geo_status put_int(writer *w, int64_t value)
{
    return put_u64(w, (uint64_t)value, (int)sizeof(int32_t));
}

static geo_status put_name(writer *w, int64_t i, char after)
{
    geo_status status = GEO_OK;
    geoi_text name = geoi_names_at(&w->names, i);
    GEO_TRY(geoi_text_append(w->ctx, &w->text, name.bytes, name.length));
    GEO_TRY(geoi_text_append(w->ctx, &w->text, &after, 1));
done:
    return status;
}

/* "0 n layer column" where features have names. */
static geo_status put_head(writer *w)
{
    geo_status status = GEO_OK;
    const char *column = w->column != NULL ? w->column : "";
    const char *layer = w->options.layer != NULL ? w->options.layer : "";
    int64_t length = (int64_t)strlen(column);
    bool named = is_word(column, length);
    if (w->format == GEO_WEIGHTS_SWM) {
        bool sound = named && memchr(column, ';', (size_t)length) == NULL;
        GEO_TRY(geoi_text_format(w->ctx, &w->text, "%s;Unknown\n", sound ? column : "Unknown"));
        GEO_TRY(put_int(w, w->weights->n));
        GEO_TRY(put_int(w, 0)); /* rows are told as they are */
    } else if (named) {
        GEO_TRY(geoi_text_format(w->ctx, &w->text, "0 %lld %s %s\n", (long long)w->weights->n,
                                 is_word(layer, (int64_t)strlen(layer)) ? layer : "unknown",
                                 column));
    } else {
        GEO_TRY(geoi_text_format(w->ctx, &w->text, "%lld\n", (long long)w->weights->n));
    }
done:
    return status;
}

/* ---- Rows ------------------------------------------------------------------------------- */

static geo_status put_gal(writer *w, int64_t i)
{
    geo_status status = GEO_OK;
    int64_t begin = w->weights->begin[i], end = w->weights->begin[i + 1];
    GEO_TRY(put_name(w, i, ' '));
    GEO_TRY(geoi_text_format(w->ctx, &w->text, "%lld\n", (long long)(end - begin)));
    for (int64_t at = begin; at < end; at++) {
        GEO_TRY(put_name(w, w->weights->neighbour[at], at + 1 < end ? ' ' : '\n'));
    }
    if (begin == end) {
        GEO_TRY(geoi_text_append(w->ctx, &w->text, "\n", 1));
    }
done:
    return status;
}

static geo_status put_gwt(writer *w, int64_t i)
{
    geo_status status = GEO_OK;
    char number[NUMBER];
    for (int64_t at = w->weights->begin[i]; at < w->weights->begin[i + 1]; at++) {
        GEO_TRY(put_name(w, i, ' '));
        GEO_TRY(put_name(w, w->weights->neighbour[at], ' '));
        int length = geoi_number_format(w->weights->weight[at], number);
        number[length] = '\n';
        GEO_TRY(geoi_text_append(w->ctx, &w->text, number, length + 1));
    }
done:
    return status;
}

static geo_status put_swm(writer *w, int64_t i)
{
    geo_status status = GEO_OK;
    int64_t begin = w->weights->begin[i], end = w->weights->begin[i + 1];
    double sum = 0.0;
    int32_t name;
    (void)is_int32(geoi_names_at(&w->names, i), &name);
    GEO_TRY(put_int(w, name));
    GEO_TRY(put_int(w, end - begin));
    for (int64_t at = begin; at < end; at++) {
        (void)is_int32(geoi_names_at(&w->names, w->weights->neighbour[at]), &name);
        GEO_TRY(put_int(w, name));
    }
    for (int64_t at = begin; at < end; at++) {
        GEO_TRY(put_double(w, w->weights->weight[at]));
        sum += w->weights->weight[at];
    }
    if (begin < end) { /* islands have neither weights nor a sum */
        GEO_TRY(put_double(w, sum));
    }
done:
    return status;
}

static geo_status put_rows(writer *w)
{
    geo_status status = GEO_OK;
    int64_t n = w->weights->n;
    for (int64_t i = 0; i < n; i++) {
        GEO_TRY(w->format == GEO_WEIGHTS_GAL   ? put_gal(w, i)
                : w->format == GEO_WEIGHTS_GWT ? put_gwt(w, i)
                                               : put_swm(w, i));
        if (w->text.length >= PIECE) {
            GEO_TRY(geoi_file_put(w->ctx, &w->file, w->text.bytes, w->text.length));
            w->text.length = 0;
        }
        if (i % REPORT_EVERY == 0) {
            GEO_TRY(geoi_progress(w->ctx, (double)i / (double)n));
        }
    }
    GEO_TRY(geoi_file_put(w->ctx, &w->file, w->text.bytes, w->text.length));
done:
    return status;
}

/* ---- The calls -------------------------------------------------------------------------- */

static geo_status open_file(writer *w, const char *path)
{
    geo_status status = GEO_OK;
    geoi_file_options how = {.overwrite = w->options.overwrite != 0};
    GEO_TRY(choose_format(w, path));
    if (w->weights != NULL) {
        GEO_TRY(check_names(w));
    }
    GEO_TRY(geoi_file_create(w->ctx, path, &how, &w->file));
done:
    return status;
}

static geo_status write_all(writer *w, const char *path)
{
    geo_status status = GEO_OK;
    GEO_TRY(open_file(w, path));
    GEO_TRY(geoi_stage(w->ctx, 0.0, 1.0, "writing weights"));
    GEO_TRY(put_head(w));
    GEO_TRY(put_rows(w));
    GEO_TRY(geoi_file_commit(w->ctx, &w->file));
done:
    return status;
}

static void clear(writer *w)
{
    geoi_file_close(&w->file);
    geoi_names_clear(&w->names);
    geoi_release(w->text.bytes);
}

geo_status geo_weights_write(geo_ctx *ctx, const char *path, const geo_weights *weights,
                             const geo_cost_names *names, const geo_weights_write_options *options)
{
    geo_status status = GEO_OK;
    writer w = {.ctx = ctx, .weights = weights, .options = geo_weights_write_options_default()};
    GEO_TRY(geoi_options(ctx, &w.options, options));
    GEO_TRY(geoi_names_create(ctx, names, "feature", &w.names));
    w.column = w.names.places ? NULL : names->column.info.name;
    status = write_all(&w, path);
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
done:
    clear(&w);
    return status;
}

geo_status geo_weights_write_check(geo_ctx *ctx, const char *path,
                                   const geo_weights_write_options *options)
{
    geo_status status = GEO_OK;
    writer w = {.ctx = ctx, .options = geo_weights_write_options_default()};
    GEO_TRY(geoi_options(ctx, &w.options, options));
    status = open_file(&w, path); /* files have no name unless committed */
    if (status != GEO_OK) {
        geoi_at_output(ctx, path);
    }
done:
    clear(&w);
    return status;
}
