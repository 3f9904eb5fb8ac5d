/* SPDX-License-Identifier: MIT */
/* A strict JSON scanner (RFC 8259) over a range of bytes in memory: the caller pulls what it
 * expects, nothing is built. Every byte that is passed over has been checked: grammar, UTF-8,
 * paired surrogates, nesting. Members of the same name are the caller's affair where it pulls them.
 */
#ifndef GEOI_JSON_H
#define GEOI_JSON_H

#include "base/base.h"

enum { GEOI_JSON_DEPTH = 64 }; /* containers inside one another */

/* A member's name that was passed over. */
typedef struct geoi_json_key {
    uint64_t hash;
    const char *at; /* of the comma before it, or of what comes first */
} geoi_json_key;

typedef struct geoi_json {
    geo_ctx *ctx;
    const char *begin; /* of the whole text: lines are counted from here */
    const char *at, *end;
    int64_t lines; /* before it, where it is a piece of a longer one */
    int depth;
    bool fresh;        /* a container was opened and nothing was read from it */
    bool unique_names; /* objects that are passed over have no name twice; RFC 8259 only advises */
    int64_t longest;   /* bytes of a string: GEOI_LONGEST_STRING, but in tests */
    geoi_text decoded; /* the last string that had escapes */
    geoi_json_key *keys; /* of the objects that are being passed over (json_keys.c) */
    int64_t key_count, key_room;
} geoi_json;

/* Bytes of the text, or of `decoded`: valid until the next string is read. */
typedef struct geoi_json_text {
    const char *bytes;
    int64_t length;
} geoi_json_text;

typedef struct geoi_json_number {
    double value;    /* the nearest; infinite when beyond the range of a double */
    int64_t integer; /* when is_integer: a literal without fraction and exponent that fits */
    bool is_integer;
    geoi_json_text token;
} geoi_json_number;

void geoi_json_init(geoi_json *j, geo_ctx *ctx, const char *bytes, int64_t size);
void geoi_json_clear(geoi_json *j);
/* Another reader at the same place, with buffers of its own; cleared like any. */
geoi_json geoi_json_twin(const geoi_json *j);

/* ---- Pulling -------------------------------------------------------------------------- */

/* The byte at which the next token begins; 0 at the end. */
static inline char geoi_json_peek(geoi_json *j)
{
    const char *s = j->at;
    if (s < j->end && (unsigned char)*s > ' ') { /* mostly there is no blank */
        return *s;
    }
    while (s < j->end && (*s == ' ' || *s == '\n' || *s == '\r' || *s == '\t')) {
        s++;
    }
    j->at = s;
    return s < j->end ? *s : '\0';
}

/* Enter '{' or '['; `what` names what was expected should there be something else. */
geo_status geoi_json_open(geoi_json *j, char bracket, const char *what);
/* Is there another element of the array, or member of the object, that was opened? Passes the
 * comma (and the member's name), or leaves. False as well when *status is, or becomes, a failure:
 * while (geoi_json_element(j, &status)) { status = ...; } */
bool geoi_json_element(geoi_json *j, geo_status *status);
bool geoi_json_member(geoi_json *j, geoi_json_text *name, geo_status *status);
geo_status geoi_json_string(geoi_json *j, geoi_json_text *out);
geo_status geoi_json_number_next(geoi_json *j, geoi_json_number *out);
/* "true", "false" or "null" */
geo_status geoi_json_word(geoi_json *j, const char *word);
/* Any value, checked. */
geo_status geoi_json_skip(geoi_json *j);
/* Any value, checked, appended to `out` without the blanks between its tokens. */
geo_status geoi_json_compact(geoi_json *j, geoi_text *out);

/* The whole of `bytes` is one JSON value; GEO_DATA names line and column. */
geo_status geoi_json_validate(geo_ctx *ctx, const char *bytes, int64_t size);

static inline bool geoi_json_equal(geoi_json_text text, const char *word, size_t length)
{
    return text.length == (int64_t)length && memcmp(text.bytes, word, length) == 0;
}
#define GEOI_JSON_IS(text, literal) geoi_json_equal((text), "" literal, sizeof(literal) - 1)
#define GEOI_JSON_TEXT(literal)                                                                    \
    {                                                                                              \
        "" literal, sizeof(literal) - 1                                                            \
    }

/* The name of a member, read from `at` on, is one more of the object's (json_keys.c) */
geo_status geoi_json_add_key(geoi_json *j, const char *at, geoi_json_text name);
/* The object ends whose names are the keys from `first` on: no two are the same. They go. */
geo_status geoi_json_end_keys(geoi_json *j, int64_t first);

/* ---- Failing -------------------------------------------------------------------------- */

/* GEO_DATA, with "line 3, column 12: " of `at` before the message. Columns count characters. */
geo_status geoi_json_fail(const geoi_json *j, const char *at, const char *fmt, ...)
    GEOI_PRINTF(3, 4);
/* "expected <what>, found <what is there>", with a hint where the reason is known. */
geo_status geoi_json_expected(geoi_json *j, const char *what);
/* Line ends between two places. */
int64_t geoi_json_lines(const char *begin, const char *end);
/* Put the line and column of `at` before the message of a failure just recorded. */
void geoi_json_where(const geoi_json *j, const char *at);

#endif /* GEOI_JSON_H */
