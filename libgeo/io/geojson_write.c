/* SPDX-License-Identifier: MIT */
/* The GeoJSON writer: all threads turn a batch of features into text, piece by piece, while one
 * of them hands the batch before to the sink, in order. Where pieces are cut does not show in
 * the bytes; memory is bounded by two batches. */
#include "io/geojson_write.h"

#include "io/antimeridian.h"
#include "io/geojson_write_internal.h"

/* A piece ends with the feature that makes it this long, by a rough count. Small enough that a
 * batch stays in a processor's cache until it is written. */
enum { PIECES = 8, PIECE_BYTES = 1 << 18, FEATURE_ROOM = 96 };

typedef struct batch {
    int64_t count;
    int64_t begin[PIECES + 1]; /* the features of the pieces */
    geoi_text piece[PIECES];
    int64_t flat[PIECES]; /* rings and lines that rounding has flattened */
} batch;

typedef struct writer {
    geo_ctx *ctx;
    const geo_geometry *g;
    geo_column ids, members; /* n = 0: none */
    const uint8_t *boxed;    /* bitmap of the features that had a bbox, or NULL */
    geoi_attribute *attributes;
    int64_t attribute_count;
    int decimals;
    bool sequence;
    geoi_sink *sink;
    batch batches[2];
    batch *making, *leaving;
    int64_t flat;
} writer;

/* ---- Features ------------------------------------------------------------------------- */

/* The members of an object, without its braces, before others. */
static char *put_members(const geo_column *c, int64_t row, char *out)
{
    char *end = geoi_put_json(c, row, out - 1); /* the brace, where a comma was */
    out[-1] = ',';
    if (end - out < 2) {
        return out; /* none */
    }
    end[-1] = ',';
    return end;
}

static char *put_box(const writer *w, int64_t i, char *out)
{
    geoi_extent box = geoi_extent_none();
    geoi_extent_add(&box, w->g, i);
    return geoi_put_bbox(&box, w->decimals, out);
}

static char *put_feature(const writer *w, int64_t i, int64_t *flat, char *out)
{
    out = GEOI_PUT(out, "{\"type\":\"Feature\",");
    if (w->ids.n > 0 && !geo_column_is_null(&w->ids, i)) {
        out = GEOI_PUT(out, "\"id\":");
        out = geoi_put_json(&w->ids, i, out);
        *out++ = ',';
    }
    if (w->boxed != NULL && w->boxed[i >> 3] >> (i & 7) & 1) {
        out = put_box(w, i, out);
    }
    if (w->members.n > 0 && !geo_column_is_null(&w->members, i)) {
        out = put_members(&w->members, i, out);
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
    out = geoi_geojson_geometry(w->g, i, w->decimals, flat, out);
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
    int64_t length = 80 * (end - begin) + 25 * positions + text_between(&w->ids, begin, end) +
                     text_between(&w->members, begin, end);
    for (int64_t k = 0; k < w->attribute_count; k++) {
        length += geoi_attribute_length(&w->attributes[k], begin, end);
    }
    return length;
}

static int64_t room_of(const writer *w, int64_t begin, int64_t end)
{
    int64_t feature = FEATURE_ROOM + (w->boxed != NULL ? GEOI_BBOX_ROOM : 0);
    int64_t room = GEOI_SLACK + feature * (end - begin) + text_between(&w->ids, begin, end) +
                   text_between(&w->members, begin, end) +
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
    b->flat[piece] = 0;
    for (int64_t i = begin; i < end; i++) {
        if (i > 0 && !w->sequence) {
            out = GEOI_PUT(out, ",\n");
        }
        out = put_feature(w, i, &b->flat[piece], out);
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
        for (int64_t piece = 0; piece < w->making->count; piece++) {
            w->flat += w->making->flat[piece];
        }
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
        /* The lines of a sequence may come in batches: none may depend on the others. */
        w->attributes[k].whole_reals &= !w->sequence;
    }
done:
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

static geo_status write_head(writer *w, const geo_layer *layer, const char *run)
{
    geo_status status = GEO_OK;
    geoi_text head = {0};
    if (w->sequence) {
        if (geo_layer_members(layer)[0] != '\0') {
            geoi_note(w->ctx, "a sequence of features has no place for the members of their "
                              "collection: left out");
        }
        return GEO_OK;
    }
    GEO_TRY(geoi_geojson_head(w->ctx, layer, w->g, run, w->decimals, &head));
    GEO_TRY(w->sink->put(w->ctx, w->sink->user, head.bytes, head.length));
done:
    geoi_release(head.bytes);
    return status;
}

static geo_status write_tail(writer *w)
{
    geo_status status = GEO_OK;
    if (!w->sequence) {
        const char *tail = w->g->n > 0 ? "\n]}\n" : "]}\n";
        GEO_TRY(w->sink->put(w->ctx, w->sink->user, tail, (int64_t)strlen(tail)));
    }
    if (w->flat > 0) {
        geoi_note(w->ctx,
                  "%lld rings and lines have no area or length once rounded to %d decimals: keep "
                  "more of them",
                  (long long)w->flat, w->decimals);
    }
done:
    return status;
}

/* Only where longitudes reach far apart can a line leap over the antimeridian. */
static geo_status cut(writer *w, const geo_layer *layer, geoi_geometry_builder *cut_geometry)
{
    geo_status status = GEO_OK;
    int64_t count = 0;
    geo_box extent = geo_layer_extent(layer);
    if (extent.max_x - extent.min_x <= 180.0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_cut_at_antimeridian(w->ctx, w->g, cut_geometry, &count));
    if (count > 0) {
        w->g = &cut_geometry->g;
        geoi_note(w->ctx,
                  "%lld features cross the antimeridian, taking the shorter way, and are cut there "
                  "(RFC 7946, 3.1.9)",
                  (long long)count);
    }
done:
    return status;
}

geo_status geoi_geojson_write(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *o,
                              bool sequence, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder cut_geometry = {0};
    writer w = {.ctx = ctx,
                .g = geo_layer_geometry(layer),
                .ids = geo_layer_ids(layer),
                .members = geo_layer_feature_members(layer),
                .boxed = geo_layer_feature_bbox(layer),
                .decimals = (int)o->decimals,
                .sequence = sequence,
                .sink = sink};
    if (o->decimals < 0 || o->decimals > 15) {
        return geoi_fail(ctx, GEO_INVALID, "decimals of coordinates are 0 to 15, not %lld",
                         (long long)o->decimals);
    }
    GEO_TRY(cut(&w, layer, &cut_geometry));
    GEO_TRY(make_attributes(&w, layer));
    GEO_TRY(write_head(&w, layer, o->run));
    GEO_TRY(write_features(&w));
    GEO_TRY(write_tail(&w));
done:
    clear(&w);
    geoi_geometry_clear(&cut_geometry);
    return status;
}
