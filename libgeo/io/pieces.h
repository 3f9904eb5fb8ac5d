/* SPDX-License-Identifier: MIT */
/* A long output made in pieces: all threads make those of a batch while one of them hands the batch
 * before to the sink, in order. Where pieces are cut does not show in the bytes; memory is bounded
 * by two batches, each of some megabytes or, when items are longer, of about one item. */
#ifndef GEOI_PIECES_H
#define GEOI_PIECES_H

#include "io/sink.h"

/* What is made of items 0 .. n. Both functions may run in any thread. */
typedef struct geoi_pieces {
    int64_t n;
    void *user;
    /* About how many bytes the items from begin to end are; does not fall with a later end. */
    int64_t (*length)(const void *user, int64_t begin, int64_t end);
    /* Make *text of them, over what is there from another piece, and add to *count what the caller
     * wants counted. */
    geo_status (*make)(const void *user, int64_t begin, int64_t end, geoi_text *text,
                       int64_t *count);
} geoi_pieces;

/* The last part of the call's progress, from `from` on, is that of this. *count, which may be NULL,
 * is the sum over all pieces. */
geo_status geoi_pieces_put(geo_ctx *ctx, const geoi_pieces *p, double from, geoi_sink *sink,
                           int64_t *count);

#endif /* GEOI_PIECES_H */
