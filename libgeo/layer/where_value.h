/* SPDX-License-Identifier: MIT */
/* Values of a filter: out of a column, compared, and matched with a pattern. */
#ifndef GEOI_WHERE_VALUE_H
#define GEOI_WHERE_VALUE_H

#include "layer/where.h"

typedef struct geoi_where_value {
    geoi_where_kind kind; /* never GEOI_WHERE_FIELD */
    bool flag;
    int64_t integer;
    double real;
    bool exact; /* of GEOI_WHERE_REAL: integer and rest say what was written */
    int rest;
    const char *text; /* [length] of text, also of what is nested */
    int64_t length;
} geoi_where_value;

/* The value in a row; `room` takes text that had escapes. A NULL column is null everywhere. */
geo_status geoi_where_cell(geo_ctx *ctx, const geo_column *column, int64_t row, geoi_text *room,
                           geoi_where_value *out);

/* A decimal number as it is written, cut to an integer, and what was cut: -1, 0 or 1 for less,
 * nothing or more. Beyond 64 bits it is the outermost integer, with a rest. */
void geoi_where_exact(const char *s, const char *end, int64_t *integer, int *rest);

/* Numbers with numbers, text with text: below 0, 0 or above. */
int geoi_where_order(const geoi_where_value *a, const geoi_where_value *b);

/* % is any run of characters, _ any one, \ takes what follows as it is. */
bool geoi_where_like(const char *text, int64_t length, const char *pattern, int64_t n);

#endif /* GEOI_WHERE_VALUE_H */
