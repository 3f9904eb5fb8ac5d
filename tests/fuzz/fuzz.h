/* SPDX-License-Identifier: MIT */
#ifndef GEO_TEST_FUZZ_H
#define GEO_TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer and replay.c call. Any bytes are legal; a broken promise aborts. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif /* GEO_TEST_FUZZ_H */
