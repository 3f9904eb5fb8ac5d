/* SPDX-License-Identifier: MIT */
/* The GeoJSON writer: features become text on all threads, a batch at a time; the batch's
 * pieces go to the sink in order. Where the pieces are cut does not show in the bytes. */
#include "io/geojson_write.h"

#include "base/number.h"
#include "io/geojson_write_internal.h"

/* A piece ends with the feature that makes it this long, by a rough count. */
enum { PIECES = 16, PIECE_BYTES = 1 << 19 };

typedef struct attribute {
    geo_column column;
    geoi_text key;    /* quoted, with the colon, after a comma but for the first */
    bool whole_reals; /* all are integers: ".0" keeps the column real */
} attribute;

typedef struct writer {
    geo_ctx *ctx;
    const geo_geometry *g;
    geo_column ids;
    attribute *attributes;
    int64_t attribute_count;
    int64_t keys_room; /* of all keys */
    int decimals;
    bool sequence;
    int64_t begin[PIECES + 1]; /* the features of the batch's pieces */
    geoi_text piece[PIECES];
} writer;

/* ---- Values --------------------------------------------------------------------------- */

static int64_t text_length(const geo_column *c, int64_t row)
{
    return c->text_begin[row + 1] - c->text_begin[row];
}

static int64_t value_room(const geo_column *c, int64_t row)
{
    switch (c->type) {
    case GEO_TEXT:
    case GEO_DATETIME:
        return 6 * text_length(c, row) + 4;
    case GEO_JSON:
        return text_length(c, row) + 4;
    case GEO_BOOL:
    case GEO_INT:
    case GEO_REAL:
        break;
    }
    return 32;
}

/* A JSON value as it is, but on one line: outside of strings a line end is but space. */
static char *put_json(const char *json, int64_t n, char *out)
{
    for (int64_t i = 0; i < n; i++) {
        *out++ = json[i] == '\n' || json[i] == '\r' ? ' ' : json[i];
    }
    return out;
}

/* ".0" tells reals without a fraction from integers: in a column that has no other reals, and
 * beyond 2^53, where a reader would keep all digits of an integer. */
static char *put_real(double v, bool whole, char *out)
{
    int n = geoi_number_format(v, out);
    if ((whole || fabs(v) > 0x1p53) && memchr(out, 'e', (size_t)n) == NULL) {
        return GEOI_PUT(out + n, ".0");
    }
    return out + n;
}

static char *put_value(const attribute *a, int64_t row, char *out)
{
    const geo_column *c = &a->column;
    const char *text;
    if (geo_column_is_null(c, row)) {
        return GEOI_PUT(out, "null");
    }
    switch (c->type) {
    case GEO_BOOL:
        return c->flags[row] ? GEOI_PUT(out, "true") : GEOI_PUT(out, "false");
    case GEO_INT:
        return out + geoi_integer_format(c->ints[row], out);
    case GEO_REAL:
        return put_real(c->reals[row], a->whole_reals, out);
    case GEO_TEXT:
    case GEO_DATETIME:
        text = c->text + c->text_begin[row];
        return out + geo_json_quote(text, (size_t)text_length(c, row), out);
    case GEO_JSON:
        break;
    }
    return put_json(c->text + c->text_begin[row], text_length(c, row), out);
}

/* ---- Features ------------------------------------------------------------------------- */

static int64_t feature_room(const writer *w, int64_t i)
{
    int64_t room = 96 + w->keys_room + geoi_geojson_geometry_room(w->g, i);
    if (w->ids.n > 0) {
        room += value_room(&w->ids, i);
    }
    for (int64_t k = 0; k < w->attribute_count; k++) {
        room += value_room(&w->attributes[k].column, i);
    }
    return room;
}

static char *put_feature(const writer *w, int64_t i, char *out)
{
    out = GEOI_PUT(out, "{\"type\":\"Feature\",");
    if (w->ids.n > 0 && !geo_column_is_null(&w->ids, i)) {
        out = GEOI_PUT(out, "\"id\":");
        out = put_json(w->ids.text + w->ids.text_begin[i], text_length(&w->ids, i), out);
        *out++ = ',';
    }
    out = GEOI_PUT(out, "\"properties\":{");
    bool first = true;
    for (int64_t k = 0; k < w->attribute_count; k++) {
        const attribute *a = &w->attributes[k];
        if (geo_column_is_absent(&a->column, i)) {
            continue;
        }
        int64_t comma = first && k > 0; /* the key begins with one */
        out = geoi_put_bytes(out, a->key.bytes + comma, a->key.length - comma);
        out = put_value(a, i, out);
        first = false;
    }
    out = GEOI_PUT(out, "},\"geometry\":");
    out = geoi_geojson_geometry(w->g, i, w->decimals, out);
    *out++ = '}';
    return out;
}

/* What a feature writes, roughly: positions of two numbers, values, keys. */
static int64_t rough_length(const writer *w, int64_t i)
{
    geo_span coords = geo_feature_coords(w->g, i);
    int64_t length = 80 + w->keys_room + 25 * (coords.end - coords.begin);
    for (int64_t k = 0; k < w->attribute_count; k++) {
        const geo_column *c = &w->attributes[k].column;
        length += c->text_begin != NULL ? text_length(c, i) : 8;
    }
    return length;
}

/* ---- Batches -------------------------------------------------------------------------- */

/* Cut the features from `first` on into pieces; returns how many pieces there are. */
static int64_t cut_batch(writer *w, int64_t first)
{
    int64_t i = first, piece = 0;
    for (; piece < PIECES && i < w->g->n; piece++) {
        w->begin[piece] = i;
        for (int64_t length = 0; length < PIECE_BYTES && i < w->g->n; i++) {
            length += rough_length(w, i);
        }
    }
    w->begin[piece] = i;
    return piece;
}

static geo_status write_pieces(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    writer *w = job;
    for (int64_t piece = begin; piece < end; piece++) {
        geoi_text *text = &w->piece[piece];
        text->length = 0;
        for (int64_t i = w->begin[piece]; i < w->begin[piece + 1]; i++) {
            int64_t needed = text->length + feature_room(w, i) + 2;
            GEO_TRY(geoi_grow(w->ctx, &text->bytes, &text->capacity, needed, 1));
            char *out = text->bytes + text->length;
            if (i > 0 && !w->sequence) {
                out = GEOI_PUT(out, ",\n");
            }
            out = put_feature(w, i, out);
            if (w->sequence) {
                *out++ = '\n';
            }
            text->length = out - text->bytes;
        }
    }
done:
    return status;
}

static geo_status write_features(writer *w, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    double n = (double)w->g->n;
    for (int64_t i = 0; i < w->g->n;) {
        int64_t pieces = cut_batch(w, i);
        int64_t next = w->begin[pieces];
        GEO_TRY(geoi_stage(w->ctx, (double)i / n, (double)next / n, "writing"));
        GEO_TRY(geoi_parallel(w->ctx, pieces, 1, write_pieces, w));
        for (int64_t piece = 0; piece < pieces; piece++) {
            GEO_TRY(sink->put(w->ctx, sink->user, w->piece[piece].bytes, w->piece[piece].length));
        }
        i = next;
    }
done:
    return status;
}

/* ---- The whole ------------------------------------------------------------------------ */

static geo_status append_quoted(geo_ctx *ctx, geoi_text *text, const char *s)
{
    geo_status status = GEO_OK;
    size_t n = strlen(s);
    GEO_TRY(geoi_grow(ctx, &text->bytes, &text->capacity, text->length + 6 * (int64_t)n + 3, 1));
    text->length += (int64_t)geo_json_quote(s, n, text->bytes + text->length);
done:
    return status;
}

static bool has_fraction(const geo_column *c)
{
    for (int64_t i = 0; i < c->n; i++) {
        if (c->reals[i] != trunc(c->reals[i])) {
            return true;
        }
    }
    return false;
}

static geo_status make_attributes(writer *w, const geo_layer *layer)
{
    geo_status status = GEO_OK;
    int64_t count = geo_layer_column_count(layer);
    GEO_TRY(geoi_array(w->ctx, count, sizeof *w->attributes, &w->attributes));
    w->attribute_count = count;
    for (int64_t k = 0; k < count; k++) {
        attribute *a = &w->attributes[k];
        a->column = geo_layer_column(layer, k);
        a->whole_reals = a->column.type == GEO_REAL && !has_fraction(&a->column);
        if (k > 0) {
            GEO_TRY(geoi_text_append(w->ctx, &a->key, ",", 1));
        }
        GEO_TRY(append_quoted(w->ctx, &a->key, a->column.info.name));
        GEO_TRY(geoi_text_append(w->ctx, &a->key, ":", 1));
        w->keys_room += a->key.length;
    }
done:
    return status;
}

static geo_status write_head(geo_ctx *ctx, const geo_layer *layer, const char *run, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    geoi_text head = {0};
    GEO_TRY(geoi_text_format(ctx, &head, "{\"type\":\"FeatureCollection\",\n"));
    if (geo_layer_name(layer)[0] != '\0') {
        GEO_TRY(geoi_text_format(ctx, &head, "\"name\":"));
        GEO_TRY(append_quoted(ctx, &head, geo_layer_name(layer)));
        GEO_TRY(geoi_text_format(ctx, &head, ",\n"));
    }
    if (run != NULL) {
        GEO_TRY(geoi_text_format(ctx, &head, "\"geo:run\":%s,\n", run));
    }
    GEO_TRY(geoi_text_format(ctx, &head, "\"features\":[\n"));
    GEO_TRY(sink->put(ctx, sink->user, head.bytes, head.length));
done:
    geoi_release(head.bytes);
    return status;
}

geo_status geoi_geojson_write(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *o,
                              bool sequence, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    writer w = {.ctx = ctx,
                .g = geo_layer_geometry(layer),
                .ids = geo_layer_ids(layer),
                .decimals = (int)o->decimals,
                .sequence = sequence};
    if (o->decimals < 0 || o->decimals > 15) {
        return geoi_fail(ctx, GEO_INVALID, "decimals of coordinates are 0 to 15, not %lld",
                         (long long)o->decimals);
    }
    GEO_TRY(make_attributes(&w, layer));
    if (!sequence) {
        GEO_TRY(write_head(ctx, layer, o->run, sink));
    }
    GEO_TRY(write_features(&w, sink));
    if (!sequence) {
        const char *tail = w.g->n > 0 ? "\n]}\n" : "]}\n";
        GEO_TRY(sink->put(ctx, sink->user, tail, (int64_t)strlen(tail)));
    }
done:
    for (int64_t k = 0; k < w.attribute_count; k++) {
        geoi_release(w.attributes[k].key.bytes);
    }
    for (int64_t piece = 0; piece < PIECES; piece++) {
        geoi_release(w.piece[piece].bytes);
    }
    geoi_release(w.attributes);
    return status;
}
