/* SPDX-License-Identifier: MIT */
#include "io/pieces.h"

/* A piece ends with the item that makes it this long. Small enough that a batch stays in a
 * processor's cache until it is written. Items may be longer than that, up to gigabytes: a batch
 * ends with the one that makes it BATCH_BYTES long, and no text longer than KEPT_BYTES is kept for
 * the next. */
enum { PIECES = 8, PIECE_BYTES = 1 << 18, BATCH_BYTES = 1 << 22, KEPT_BYTES = 1 << 20 };

typedef struct batch {
    int64_t n;
    int64_t begin[PIECES + 1]; /* the items of the pieces */
    int64_t count[PIECES];
    geoi_text text[PIECES];
} batch;

typedef struct writer {
    geo_ctx *ctx;
    const geoi_pieces *p;
    geoi_sink *sink;
    batch batches[2];
    batch *making, *leaving;
} writer;

/* The end of a piece that begins with item `begin`: the first at which it is long enough. */
static int64_t end_of_piece(const geoi_pieces *p, int64_t begin)
{
    int64_t step = 1, low = begin, high = begin + 1; /* low is too short, high perhaps */
    while (high < p->n && p->length(p->user, begin, high) < PIECE_BYTES) {
        low = high;
        step *= 2;
        high = step < p->n - begin ? begin + step : p->n;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (p->length(p->user, begin, middle) < PIECE_BYTES) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

/* Cut the items from `first` on into pieces; returns where the batch ends. */
static int64_t cut_batch(const geoi_pieces *p, int64_t first, batch *b)
{
    b->n = 0;
    b->begin[0] = first;
    while (b->n < PIECES && b->begin[b->n] < p->n &&
           (b->n == 0 || p->length(p->user, first, b->begin[b->n]) < BATCH_BYTES)) {
        b->begin[b->n + 1] = end_of_piece(p, b->begin[b->n]);
        b->n++;
    }
    return b->begin[b->n];
}

/* What has left may be written over, but is not kept when it is long. */
static void clear_batch(batch *b)
{
    for (int64_t i = 0; i < PIECES; i++) {
        if (b->text[i].capacity > KEPT_BYTES) {
            geoi_release(b->text[i].bytes);
            b->text[i] = (geoi_text){0};
        }
    }
    b->n = 0;
}

static geo_status put_batch(const writer *w, const batch *b)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < b->n; i++) {
        GEO_TRY(w->sink->put(w->ctx, w->sink->user, b->text[i].bytes, b->text[i].length));
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
        batch *b = w->making;
        int64_t i = chunk - 1;
        GEO_TRY(chunk == 0 ? put_batch(w, w->leaving)
                           : w->p->make(w->p->user, b->begin[i], b->begin[i + 1], &b->text[i],
                                        &b->count[i]));
    }
done:
    return status;
}

geo_status geoi_pieces_put(geo_ctx *ctx, const geoi_pieces *p, double from, geoi_sink *sink,
                           int64_t *count)
{
    geo_status status = GEO_OK;
    writer w = {.ctx = ctx, .p = p, .sink = sink};
    double each = (1.0 - from) / (double)p->n;
    w.making = &w.batches[0];
    w.leaving = &w.batches[1];
    for (int64_t i = 0; i < p->n;) {
        int64_t next = cut_batch(p, i, w.making);
        GEO_TRY(geoi_stage(ctx, from + (double)i * each, from + (double)next * each, "writing"));
        GEO_TRY(geoi_parallel(ctx, w.making->n + 1, 1, work, &w));
        clear_batch(w.leaving);
        batch *made = w.making;
        w.making = w.leaving;
        w.leaving = made;
        i = next;
    }
    GEO_TRY(put_batch(&w, w.leaving));
done:
    for (int64_t i = 0; i < PIECES; i++) {
        for (int64_t k = 0; k < 2; k++) {
            if (count != NULL) {
                *count += w.batches[k].count[i];
            }
            geoi_release(w.batches[k].text[i].bytes);
        }
    }
    return status;
}
