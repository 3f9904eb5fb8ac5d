/* SPDX-License-Identifier: MIT */
/* The words, signs, names and values of which a filter is made. */
#ifndef GEOI_WHERE_TOKEN_H
#define GEOI_WHERE_TOKEN_H

#include "base/base.h"

typedef enum geoi_token_kind {
    GEOI_TOKEN_END,
    GEOI_TOKEN_NAME, /* of a field, quoted or not */
    GEOI_TOKEN_TEXT,
    GEOI_TOKEN_NUMBER,
    GEOI_TOKEN_SIGN, /* = != < <= > >= ( ) , */
    GEOI_TOKEN_WORD  /* and or not in like is null true false, in small letters */
} geoi_token_kind;

typedef struct geoi_token {
    geoi_token_kind kind;
    int64_t at;        /* column, in characters from 1 */
    const char *begin; /* as it stands in the expression */
    int64_t length;
    char word[8]; /* of a sign or a word; "<>" is "!=" here */
    bool is_integer;
    int64_t integer;
    double real;
} geoi_token;

typedef struct geoi_tokens {
    geo_ctx *ctx;
    const char *at, *end;
    geoi_token now;
    geoi_text plain; /* what stands between the quotes of the last name or text */
} geoi_tokens;

/* Begins before the first token: geoi_token_next() moves there. */
void geoi_tokens_init(geoi_tokens *t, geo_ctx *ctx, const char *expression, int64_t length);
void geoi_tokens_clear(geoi_tokens *t);
geo_status geoi_token_next(geoi_tokens *t);
bool geoi_token_is(const geoi_tokens *t, const char *word);

/* GEO_INVALID "filter, column 12: expected <what>, found <the token>". */
geo_status geoi_token_expected(geoi_tokens *t, const char *what);
/* GEO_INVALID "filter, column <at>: ...". */
geo_status geoi_token_fail(geo_ctx *ctx, int64_t at, const char *what);

#endif /* GEOI_WHERE_TOKEN_H */
