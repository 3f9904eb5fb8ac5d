/* SPDX-License-Identifier: MIT */
/* Where a writer's bytes go: a file that appears whole, standard output, memory. */
#ifndef GEOI_SINK_H
#define GEOI_SINK_H

#include "base/base.h"

typedef struct geoi_sink {
    /* Append n bytes after all that came before. One call at a time, but from any thread. A
     * failure says what could not be written; the writer stops there and hands the status
     * back. */
    geo_status (*put)(geo_ctx *ctx, void *user, const char *bytes, int64_t n);
    void *user;
} geoi_sink;

#endif /* GEOI_SINK_H */
