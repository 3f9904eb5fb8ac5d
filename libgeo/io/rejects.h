/* SPDX-License-Identifier: MIT */
/* Features left out because something is wrong with them, kept for whoever asked. */
#ifndef GEOI_REJECTS_H
#define GEOI_REJECTS_H

#include "layer/builder.h"

/* Starts as {0}. */
typedef struct geoi_rejects {
    geoi_layer_builder *builder;
    int64_t *number; /* [count] of the features in the file, ascending */
    int64_t count, room;
    const char *line_from; /* where lines have been counted up to, and how many */
    int64_t lines;
    geoi_text reasons; /* of faults foreseen, each with its end, and of which features they are */
    struct geoi_fault *fault;
    int64_t faults, fault_room;
    bool in_order;
} geoi_rejects;

/* Keep the failure just recorded in the context, which is GEO_DATA or GEO_LIMIT, as the reason.
 * @param feature  from 1
 * @param line     from 1, or 0 where there are no lines
 * @param text     what was there */
geo_status geoi_rejects_add(geo_ctx *ctx, geoi_rejects *r, int64_t feature, int64_t line,
                            const char *text, int64_t length);

/* The failure just recorded in the context is a fault of the feature that the one who looks at it
 * later calls `key`. Of several the first counts. */
geo_status geoi_rejects_foresee(geo_ctx *ctx, geoi_rejects *r, int64_t key);
/* Why the feature `key` is at fault; NULL: nothing is known against it. */
const char *geoi_rejects_foreseen(geoi_rejects *r, int64_t key);
void geoi_rejects_forget(geoi_rejects *r);

/* The line of `at` in a text that begins at `begin`; places come in ascending order. */
int64_t geoi_rejects_line(geoi_rejects *r, const char *begin, const char *at);

/* Features of `b` that are not right as degrees, and those at fault by foresight (by their index in
 * `b`), go to the rejects as well: they lose their
 * geometry, and *kept [*count] are the rows of the others; NULL when all are. */
geo_status geoi_rejects_check(geo_ctx *ctx, geoi_rejects *r, geoi_layer_builder *b, int64_t **kept,
                              int64_t *count);

/* A layer without geometry: feature, line, reason, text. */
geo_status geoi_rejects_finish(geo_ctx *ctx, geoi_rejects *r, geo_layer **out);
void geoi_rejects_clear(geoi_rejects *r);

#endif /* GEOI_REJECTS_H */
