/* SPDX-License-Identifier: MIT */
/* A filter as where_parse.c leaves it and where_run.c runs it: steps in the order in which they
 * are done, each taking what it needs from a stack (postfix). */
#ifndef GEOI_WHERE_H
#define GEOI_WHERE_H

#include "geo/where.h"

#include "base/base.h"

/* What is compared: a field or a value. */
typedef enum geoi_where_kind {
    GEOI_WHERE_NULL, /* only of a field, when it has no value */
    GEOI_WHERE_FIELD,
    GEOI_WHERE_FLAG,
    GEOI_WHERE_INT,
    GEOI_WHERE_REAL,
    GEOI_WHERE_TEXT,
    GEOI_WHERE_NESTED /* only of a field: a JSON object or array */
} geoi_where_kind;

typedef struct geoi_where_operand {
    geoi_where_kind kind;
    int64_t at; /* column of the expression, from 1 */
    int64_t field;
    bool flag;
    int64_t integer;
    double real;
    int rest;              /* of a real: what is cut from it in `integer` */
    int64_t begin, length; /* of text, in geo_where.text */
} geoi_where_operand;

typedef enum geoi_where_verb {
    GEOI_WHERE_EQUAL,
    GEOI_WHERE_UNEQUAL,
    GEOI_WHERE_LESS,
    GEOI_WHERE_AT_MOST,
    GEOI_WHERE_MORE,
    GEOI_WHERE_AT_LEAST,
    GEOI_WHERE_IN,
    GEOI_WHERE_LIKE,
    GEOI_WHERE_IS_NULL, /* up to here a step pushes an answer */
    GEOI_WHERE_NOT,     /* these change or join those on the stack */
    GEOI_WHERE_AND,
    GEOI_WHERE_OR
} geoi_where_verb;

typedef struct geoi_where_step {
    geoi_where_verb verb;
    bool negated;         /* not in, not like, is not null */
    int64_t first, count; /* operands: what is compared, then with what */
    int64_t at;           /* column of the expression, from 1 */
} geoi_where_step;

struct geo_where {
    char **fields; /* names, each once */
    geoi_where_operand *operands;
    geoi_where_step *steps;
    int64_t field_count, operand_count, step_count;
    int64_t field_room, operand_room, step_room;
    int64_t stack; /* answers that stand on the stack at most */
    geoi_text text;
};

#endif /* GEOI_WHERE_H */
