/* SPDX-License-Identifier: MIT */
/* Text of other encodings to UTF-8, strictly: what does not decode is an error, never '?'. */
#ifndef GEOI_ENCODING_H
#define GEOI_ENCODING_H

#include "base/base.h"

/* Turns one named encoding into UTF-8. Starts as {0}. */
typedef struct geoi_decoder {
    void *converter; /* iconv_t; unused for UTF-8, which is only checked */
    bool open, utf8;
    char name[40]; /* as iconv knows it */
} geoi_decoder;

/* `name` as people and .cpg files write it: "GBK", "cp936", "936", "ANSI 936", "UTF-8", "88591".
 * GBK and GB2312 are read as GB18030, which contains them. GEO_INVALID: unknown. */
geo_status geoi_decoder_open(geo_ctx *ctx, const char *name, geoi_decoder *d);
/* Is `name` one that a .cpg file may hold: of an encoding in which ASCII is ASCII? */
bool geoi_encoding_is_listed(const char *name);
/* Append to out. *cut: the last character is incomplete, as when a field was cut at its width;
 * all before it is in out. GEO_DATA: bytes that the encoding does not have. */
geo_status geoi_decode(geo_ctx *ctx, geoi_decoder *d, const char *bytes, int64_t length,
                       geoi_text *out, bool *cut);
void geoi_decoder_close(geoi_decoder *d);

/* A whole text file: *text [*length] is the bytes themselves when they are UTF-8, else what was
 * decoded from them. encoding NULL: UTF-8, else what the text shows, with a note
 * (encoding_guess.c). `used` is the encoding's name. GEO_DATA names the line. */
geo_status geoi_decode_file(geo_ctx *ctx, const char *encoding, const char *bytes, int64_t size,
                            geoi_text *decoded, const char **text, int64_t *length, char used[40]);

#endif /* GEOI_ENCODING_H */
