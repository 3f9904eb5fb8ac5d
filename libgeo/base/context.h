/* SPDX-License-Identifier: MIT */
/* What is inside a context; for the files of base/ only. */
#ifndef GEOI_CONTEXT_H
#define GEOI_CONTEXT_H

#include "base/base.h"

enum { MESSAGE_SIZE = 512, HINT_SIZE = 512 };

typedef struct geoi_message {
    char text[MESSAGE_SIZE];
    char hint[HINT_SIZE];
} geoi_message;

typedef struct geoi_pool geoi_pool;
typedef struct geoi_page geoi_page;

struct geo_ctx {
    geo_allocator allocator;
    int64_t threads;
    geo_progress_fn progress;
    void *progress_user;
    geo_note_fn note;
    void *note_user;
    geoi_message message;
    double stage_from, stage_to, reported; /* of the whole call, 0..1 */
    double asked_s; /* by the clock: when the caller was last asked whether to stop */
    const char *stage_message;
    _Atomic(const char *) versions[GEOI_LIBRARIES]; /* of those used so far, or NULL */
    geoi_page *page;                                /* top page of the scratch stack */
    geoi_pool *pool;                                /* NULL until the first parallel loop */
};

/* The message that geoi_fail writes on this thread: the context's, or a chunk's own. */
geoi_message *geoi_current_message(geo_ctx *ctx);
/* The chunk's own on this thread; NULL outside chunks. */
void geoi_set_chunk_message(geoi_message *message);
bool geoi_in_chunk(void);

void geoi_scratch_destroy(geo_ctx *ctx);
void geoi_pool_destroy(geoi_pool *pool);
geo_allocator geoi_heap(void); /* the C library's */

#endif /* GEOI_CONTEXT_H */
