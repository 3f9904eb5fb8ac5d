/* SPDX-License-Identifier: MIT */
/* Any bytes are looked at as the head of a FlatGeobuf. Promises: every column asked for gets an
 * answer, the same one when more columns are asked for, and bytes that are cut off are looked at as
 * well. */
#include "fuzz.h"

#include "io/fgb_head.h"

enum { COLUMNS = 40 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    bool json[COLUMNS], first[COLUMNS / 2];
    geoi_fgb_find_json((const char *)bytes, (int64_t)size, json, COLUMNS);
    geoi_fgb_find_json((const char *)bytes, (int64_t)size, first, COLUMNS / 2);
    for (int i = 0; i < COLUMNS / 2; i++) {
        PROMISE(json[i] == first[i]);
    }
    geoi_fgb_find_json((const char *)bytes, (int64_t)size / 2, json, COLUMNS);
    return 0;
}
