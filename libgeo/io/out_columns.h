/* SPDX-License-Identifier: MIT */
/* The columns of a layer as the fields of a file: which there are, what they hold, how they are
 * called there. */
#ifndef GEOI_OUT_COLUMNS_H
#define GEOI_OUT_COLUMNS_H

#include "geo/layer.h"

#include "base/base.h"

typedef enum geoi_out_kind {
    GEOI_OUT_FLAG,
    GEOI_OUT_INT,
    GEOI_OUT_REAL,
    GEOI_OUT_TEXT,
    GEOI_OUT_JSON,  /* text that is JSON */
    GEOI_OUT_DATE,  /* all are dates: 2024-05-01 */
    GEOI_OUT_MOMENT /* all are dates with a time and its zone */
} geoi_out_kind;

/* What a format can do. */
enum {
    GEOI_OUT_HAS_DATES = 1,   /* else they are text */
    GEOI_OUT_HAS_MOMENTS = 2, /* else they are text */
    GEOI_OUT_HAS_KEYS = 4,    /* ids that are whole and ascend identify its rows */
    GEOI_OUT_ONE_CASE = 8,    /* names that differ in case alone are one name */
    GEOI_OUT_PLAIN_IDS = 16   /* ids as integers or texts, not as the JSON that they are */
};

/* One field: a column, or the ids where the format has no place for them. */
typedef struct geoi_out_column {
    geo_column column;
    geoi_out_kind kind;
    char *name, *title; /* title NULL = none */
    int64_t source;     /* index of the layer's column; -1 = the ids */
} geoi_out_column;

typedef struct geoi_out_columns {
    int64_t count;
    geoi_out_column *column;
    const int64_t *ids; /* [n] keys of the features, or NULL: the format numbers them */
    int64_t *id_block, *id_begin;
    geoi_text id_text;
} geoi_out_columns;

/* Starts as {0}. Notes tell of ids that become a column, and of columns renamed. `format` is its
 * name in those; `taken`, ended by NULL, are names that no field may have; NULL = none. */
geo_status geoi_out_columns_plan(geo_ctx *ctx, const geo_layer *layer, unsigned abilities,
                                 const char *format, const char *const *taken, geoi_out_columns *c);
void geoi_out_columns_clear(geoi_out_columns *c);

/* A name like `wish` that no field has: "fid", or "fid_2", ... */
void geoi_out_columns_free_name(const geoi_out_columns *c, const char *wish, char out[32]);

/* Names of the layer's columns as the file has them, for its style: [n] borrowed. */
geo_status geoi_out_columns_names(geo_ctx *ctx, const geoi_out_columns *c, const geo_layer *layer,
                                  const char ***out);

/* Equal but for the case of ASCII letters. */
bool geoi_same_word(const char *a, const char *b);

static inline int64_t geoi_text_length(const geo_column *c, int64_t row)
{
    return c->text_begin[row + 1] - c->text_begin[row];
}

#endif /* GEOI_OUT_COLUMNS_H */
