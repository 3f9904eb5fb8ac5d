/* SPDX-License-Identifier: MIT */
/* Where a text sequence can be cut: after an item, seen by brackets and quotes alone. */
#ifndef GEOI_STREAM_CUT_H
#define GEOI_STREAM_CUT_H

#include "base/base.h"

/* How far the text has been looked at; starts as {0} at the beginning of an item. */
typedef struct geoi_cutter {
    int64_t depth;  /* of open brackets */
    bool in_string; /* between quotes */
    bool escaped;   /* after a backslash there */
    char before;    /* the last byte that is no blank, outside of strings */
} geoi_cutter;

/* Look on from `at`. Returns the place after the bracket that closes an item, or NULL when none
 * does before `end`. A line end inside a string, a bracket that closes nothing, and an object
 * right after another are no JSON: they count as the end of an item, so that the parser soon gets
 * to say so. */
const char *geoi_cutter_next(geoi_cutter *c, const char *at, const char *end);

#endif /* GEOI_STREAM_CUT_H */
