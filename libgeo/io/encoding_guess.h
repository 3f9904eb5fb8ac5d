/* SPDX-License-Identifier: MIT */
/* In which encoding are texts that do not say so? UTF-8, GB18030 or Big5, or it is not known. */
#ifndef GEOI_ENCODING_GUESS_H
#define GEOI_ENCODING_GUESS_H

#include "io/encoding.h"

/* One way to read the texts. */
typedef struct geoi_reading {
    geoi_decoder decoder;
    bool impossible;
    int64_t characters, frequent; /* beyond ASCII; of those, frequent Chinese ones */
} geoi_reading;

/* Starts as {0}; fed with texts, then asked. */
typedef struct geoi_guess {
    bool open, not_utf8;
    int64_t texts; /* beyond ASCII */
    geoi_reading chinese, taiwanese;
    geoi_text decoded;
    uint8_t is_frequent[1 << 13]; /* bitmap of U+0000 to U+FFFF */
} geoi_guess;

/* A text of its own: its last character may be cut, as in a field of fixed width. */
geo_status geoi_guess_add(geo_ctx *ctx, geoi_guess *g, const char *bytes, int64_t length);
/* The encoding's name, "" when all texts were ASCII. GEO_DATA: it cannot be told. A note gives
 * the reason. */
geo_status geoi_guess_tell(geo_ctx *ctx, const geoi_guess *g, char out[40]);
void geoi_guess_clear(geoi_guess *g);

/* A whole file, each line a text. */
geo_status geoi_guess_lines(geo_ctx *ctx, const char *bytes, int64_t size, char out[40]);

#endif /* GEOI_ENCODING_GUESS_H */
