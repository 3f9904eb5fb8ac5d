/* SPDX-License-Identifier: MIT */
#ifndef GEO_TEST_FUZZ_H
#define GEO_TEST_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "geo/geo.h"

/* What libFuzzer and replay.c call. Any bytes are legal; a broken promise aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define PROMISE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "broken promise: %s\n", #condition);                             \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Whether a call succeeded; one that failed says why. */
static inline bool worked(const geo_ctx *ctx, geo_status status)
{
    PROMISE(status == GEO_OK || geo_ctx_message(ctx)[0] != '\0');
    PROMISE(status != GEO_MEMORY);
    return status == GEO_OK;
}

#endif /* GEO_TEST_FUZZ_H */
