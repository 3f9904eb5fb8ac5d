/* SPDX-License-Identifier: MIT */
/* The GeoJSON writer: all threads turn a batch of features into text, piece by piece, while one
 * of them hands the batch before to the sink, in order. Where pieces are cut does not show in
 * the bytes; memory is bounded by two batches. */
#include "io/geojson_write.h"

#include "io/geojson_write_internal.h"

/* A piece ends with the feature that makes it this long, by a rough count. Small enough that a
 * batch stays in a processor's cache until it is written. */
enum { PIECES = 8, PIECE_BYTES = 1 << 18, FEATURE_ROOM = 96 };

typedef struct batch {
    int64_t count;
    int64_t begin[PIECES + 1]; /* the features of the pieces */
    geoi_text piece[PIECES];
} batch;

typedef struct writer {
    geo_ctx *ctx;
    const geo_geometry *g;
    geo_column ids;
    geoi_attribute *attributes;
    int64_t attribute_count;
    int decimals;
    bool sequence;
    geoi_sink *sink;
    batch batches[2];
    batch *making, *leaving;
} writer;

/* ---- Features ------------------------------------------------------------------------- */

static char *put_feature(const writer *w, int64_t i, char *out)
{
    out = GEOI_PUT(out, "{\"type\":\"Feature\",");
    if (w->ids.n > 0 && !geo_column_is_null(&w->ids, i)) {
        out = GEOI_PUT(out, "\"id\":");
        out = geoi_put_json(&w->ids, i, out);
        *out++ = ',';
    }
    out = GEOI_PUT(out, "\"properties\":{");
    bool first = true;
    for (int64_t k = 0; k < w->attribute_count; k++) {
        const geoi_attribute *a = &w->attributes[k];
        if (!geo_column_is_absent(&a->column, i)) {
            out = geoi_put_attribute(a, i, first, out);
            first = false;
        }
    }
    out = GEOI_PUT(out, "},\"geometry\":");
    out = geoi_geojson_geometry(w->g, i, w->decimals, out);
    *out++ = '}';
    return out;
}

/* ---- Pieces --------------------------------------------------------------------------- */

static int64_t text_between(const geo_column *c, int64_t begin, int64_t end)
{
    return c->n > 0 ? c->text_begin[end] - c->text_begin[begin] : 0;
}

/* What features take, roughly: positions of two numbers, values, keys. */
static int64_t rough_length(const writer *w, int64_t begin, int64_t end)
{
    int64_t positions =
        geoi_geojson_first_position(w->g, end) - geoi_geojson_first_position(w->g, begin);
    int64_t length = 80 * (end - begin) + 25 * positions + text_between(&w->ids, begin, end);
    for (int64_t k = 0; k < w->attribute_count; k++) {
        length += geoi_attribute_length(&w->attributes[k], begin, end);
    }
    return length;
}

static int64_t room_of(const writer *w, int64_t begin, int64_t end)
{
    int64_t room = GEOI_SLACK + FEATURE_ROOM * (end - begin) + text_between(&w->ids, begin, end) +
                   geoi_geojson_geometry_room(w->g, begin, end, w->decimals);
    for (int64_t k = 0; k < w->attribute_count; k++) {
        room += geoi_attribute_room(&w->attributes[k], begin, end);
    }
    return room;
}

/* The end of a piece that begins with feature `begin`: the first at which it is long enough. */
static int64_t end_of_piece(const writer *w, int64_t begin)
{
    int64_t step = 1, low = begin, high = begin + 1; /* low is too short, high perhaps */
    while (high < w->g->n && rough_length(w, begin, high) < PIECE_BYTES) {
        low = high;
        step *= 2;
        high = step < w->g->n - begin ? begin + step : w->g->n;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (rough_length(w, begin, middle) < PIECE_BYTES) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* Cut the features from `first` on into pieces; returns where the batch ends. */
static int64_t cut_batch(const writer *w, int64_t first, batch *b)
{
    b->count = 0;
    b->begin[0] = first;
    while (b->count < PIECES && b->begin[b->count] < w->g->n) {
        b->begin[b->count + 1] = end_of_piece(w, b->begin[b->count]);
        b->count++;
    }
    return b->begin[b->count];
}

static geo_status make_piece(const writer *w, batch *b, int64_t piece)
{
    geo_status status = GEO_OK;
    geoi_text *text = &b->piece[piece];
    int64_t begin = b->begin[piece], end = b->begin[piece + 1];
    GEO_TRY(geoi_grow(w->ctx, &text->bytes, &text->capacity, room_of(w, begin, end), 1));
    char *out = text->bytes;
    for (int64_t i = begin; i < end; i++) {
        if (i > 0 && !w->sequence) {
            out = GEOI_PUT(out, ",\n");
        }
        out = put_feature(w, i, out);
        if (w->sequence) {
            *out++ = '\n';
        }
    }
    text->length = out - text->bytes;
done:
    return status;
}

/* ---- Batches -------------------------------------------------------------------------- */

static geo_status put_batch(const writer *w, const batch *b)
{
    geo_status status = GEO_OK;
    for (int64_t piece = 0; piece < b->count; piece++) {
        GEO_TRY(w->sink->put(w->ctx, w->sink->user, b->piece[piece].bytes, b->piece[piece].length));
    }
done:
    return status;
}

/* Chunk 0 is the batch that leaves, the others the pieces of the one that is being made. */
static geo_status work(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    writer *w = job;
    for (int64_t chunk = begin; chunk < end; chunk++) {
        GEO_TRY(chunk == 0 ? put_batch(w, w->leaving) : make_piece(w, w->making, chunk - 1));
    }
done:
    return status;
}

static geo_status write_features(writer *w)
{
    geo_status status = GEO_OK;
    double n = (double)w->g->n;
    w->making = &w->batches[0];
    w->leaving = &w->batches[1];
    for (int64_t i = 0; i < w->g->n;) {
        int64_t next = cut_batch(w, i, w->making);
        GEO_TRY(geoi_stage(w->ctx, (double)i / n, (double)next / n, "writing"));
        GEO_TRY(geoi_parallel(w->ctx, w->making->count + 1, 1, work, w));
        batch *made = w->making;
        w->making = w->leaving;
        w->leaving = made;
        i = next;
    }
    GEO_TRY(put_batch(w, w->leaving));
done:
    return status;
}

/* ---- The whole ------------------------------------------------------------------------ */

static geo_status make_attributes(writer *w, const geo_layer *layer)
{
    geo_status status = GEO_OK;
    int64_t count = geo_layer_column_count(layer);
    GEO_TRY(geoi_array(w->ctx, count, sizeof *w->attributes, &w->attributes));
    w->attribute_count = count;
    for (int64_t k = 0; k < count; k++) {
        geo_column column = geo_layer_column(layer, k);
        GEO_TRY(geoi_attribute_of(w->ctx, &column, &w->attributes[k]));
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
        GEO_TRY(geoi_append_quoted(ctx, &head, geo_layer_name(layer)));
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

static void clear(writer *w)
{
    for (int64_t k = 0; k < w->attribute_count; k++) {
        geoi_release(w->attributes[k].key.bytes);
    }
    geoi_release(w->attributes);
    for (int64_t piece = 0; piece < PIECES; piece++) {
        geoi_release(w->batches[0].piece[piece].bytes);
        geoi_release(w->batches[1].piece[piece].bytes);
    }
}

geo_status geoi_geojson_write(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *o,
                              bool sequence, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    writer w = {.ctx = ctx,
                .g = geo_layer_geometry(layer),
                .ids = geo_layer_ids(layer),
                .decimals = (int)o->decimals,
                .sequence = sequence,
                .sink = sink};
    if (o->decimals < 0 || o->decimals > 15) {
        return geoi_fail(ctx, GEO_INVALID, "decimals of coordinates are 0 to 15, not %lld",
                         (long long)o->decimals);
    }
    GEO_TRY(make_attributes(&w, layer));
    if (!sequence) {
        GEO_TRY(write_head(ctx, layer, o->run, sink));
    }
    GEO_TRY(write_features(&w));
    if (!sequence) {
        const char *tail = w.g->n > 0 ? "\n]}\n" : "]}\n";
        GEO_TRY(sink->put(ctx, sink->user, tail, (int64_t)strlen(tail)));
    }
done:
    clear(&w);
    return status;
}
