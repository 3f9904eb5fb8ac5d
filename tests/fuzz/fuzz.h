/* SPDX-License-Identifier: MIT */
#ifndef GEO_TEST_FUZZ_H
#define GEO_TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What libFuzzer and replay.c call. Any bytes are legal; a broken promise aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define PROMISE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "broken promise: %s\n", #condition);                             \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif /* GEO_TEST_FUZZ_H */
