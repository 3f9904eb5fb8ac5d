/* SPDX-License-Identifier: MIT */
/* What a layer is made of; for the files of layer/ only. */
#ifndef GEOI_LAYER_INTERNAL_H
#define GEOI_LAYER_INTERNAL_H

#include "geo/io.h"
#include "geo/layer.h"

#include "layer/builder.h"

/* geoi_grow() with the common case, that there is room, decided without a call. */
static inline geo_status geoi_room(geo_ctx *ctx, void *array, int64_t *capacity, int64_t needed,
                                   size_t size)
{
    return needed <= *capacity ? GEO_OK : geoi_grow(ctx, array, capacity, needed, size);
}

/* ---- A column that owns its arrays (columns.c) ------------------------------------------ */

typedef struct geoi_owned_column {
    char *name, *alias, *alias_zh, *unit;
    geo_column_type type;
    int64_t n;
    uint8_t *valid, *absent, *flags;
    int64_t *ints, *text_begin;
    double *reals;
    char *text;
} geoi_owned_column;

geo_column geoi_column_view(const geoi_owned_column *c);
/* Starts from {0}; after a failure the caller clears. */
geo_status geoi_column_label(geo_ctx *ctx, geoi_owned_column *c, const geo_column_info *info);
void geoi_column_clear(geoi_owned_column *c);
/* Bytes of a validity bitmap of n rows. */
static inline int64_t geoi_bitmap_size(int64_t n)
{
    return (n + 7) / 8;
}
/* Drops a bitmap without nulls, or without absent ones, and makes the bits after the last row 0. */
void geoi_column_tidy(geoi_owned_column *c);
/* A zeroed bitmap that grows with its rows: bits are set where a row is, the rest stay 0. */
geo_status geoi_bitmap_room(geo_ctx *ctx, uint8_t **bits, int64_t *room, int64_t rows);
static inline void geoi_bitmap_set(uint8_t *bits, int64_t row)
{
    bits[row >> 3] = (uint8_t)(bits[row >> 3] | 1U << (row & 7));
}
static inline bool geoi_bitmap_has(const uint8_t *bits, int64_t row)
{
    return bits != NULL && ((bits[row >> 3] >> (row & 7)) & 1);
}

/* ---- A column that grows (column_build.c) ------------------------------------------------ */

typedef struct geoi_column_builder {
    geoi_owned_column c; /* c.n is the number of rows that have been set */
    int64_t name_length;
    bool typed;      /* false until the first value that is not null */
    bool tells_gaps; /* a row that was not set is absent, not null */
    int64_t decided; /* of the rows before, absent or null has been told */
    int64_t valid_room, absent_room, value_room, begin_room, text_room; /* allocated elements */
} geoi_column_builder;

/* Each sets row `row` >= c.n; the rows between become null. */
geo_status geoi_build_null(geo_ctx *ctx, geoi_column_builder *b, int64_t row);
geo_status geoi_build_flag(geo_ctx *ctx, geoi_column_builder *b, int64_t row, bool v);
geo_status geoi_build_int(geo_ctx *ctx, geoi_column_builder *b, int64_t row, int64_t v);
geo_status geoi_build_real(geo_ctx *ctx, geoi_column_builder *b, int64_t row, double v,
                           const char *token, int64_t length);
geo_status geoi_build_text(geo_ctx *ctx, geoi_column_builder *b, int64_t row, geo_column_type type,
                           const char *text, int64_t length);
/* The first value decides the type; the rows before it are null. */
void geoi_build_type(geoi_column_builder *b, geo_column_type type);
/* Rows row .. row + n, row >= c.n, can take values of the column's type, or nulls when
 * `some_null`; the caller writes them and sets c.n. */
geo_status geoi_build_room(geo_ctx *ctx, geoi_column_builder *b, int64_t row, int64_t n,
                           bool some_null);
/* Rows up to n are null; the arrays are complete. A column of nulls alone is GEO_TEXT. */
geo_status geoi_build_finish(geo_ctx *ctx, geoi_column_builder *b, int64_t n);

/* Whether row `row` follows the last one, in a column of that type with room: most values of most
 * files, for which nothing but the value is to be written. */
static inline bool geoi_is_plain_row(const geoi_column_builder *b, int64_t row,
                                     geo_column_type type)
{
    return b->typed && b->c.type == type && b->c.n == row && row < b->value_room &&
           (b->c.valid == NULL || row < b->valid_room * 8);
}

static inline void geoi_end_row(geoi_column_builder *b, int64_t row)
{
    if (b->c.valid != NULL) {
        geoi_bitmap_set(b->c.valid, row);
    }
    b->c.n = row + 1;
}

/* All rows of `from`, the first as row `row` >= c.n (column_append.c). */
geo_status geoi_build_append(geo_ctx *ctx, geoi_column_builder *b, int64_t row,
                             const geoi_column_builder *from);

/* ---- What else a GeoJSON file said (extras.c) ---------------------------------------------- */

typedef struct geoi_extras {
    char *members, *run;               /* NULL stands for "" */
    geoi_owned_column feature_members; /* n = 0: none */
    bool has_bbox;
    uint8_t *feature_bbox; /* bitmap; NULL = none */
} geoi_extras;

void geoi_extras_clear(geoi_extras *e);

/* ---- The layer (layer.c) ------------------------------------------------------------------ */

struct geo_layer {
    char *name, *source, *source_crs, *source_encoding; /* NULL stands for "" */
    char *likely_crs, *likely_reason;                   /* the same */
    geoi_digest *digest;                                /* or NULL */
    geoi_geometry_builder geometry;                     /* finished and checked */
    geo_box extent;
    int64_t first; /* features of the source before it */
    geoi_owned_column *columns;
    int64_t column_count, column_room;
    geoi_owned_column ids; /* n = 0: none */
    geoi_extras extras;
};

/* Takes over the column, which has the layer's rows and a name not yet taken. */
geo_status geoi_layer_push(geo_ctx *ctx, geo_layer *layer, geoi_owned_column *column);

/* ---- The layer that grows (layer_build.c) -------------------------------------------------- */

struct geoi_layer_builder {
    char *name, *source, *crs, *encoding;
    geoi_digest *digest;
    geoi_geometry_builder geometry;
    geoi_column_builder *columns;
    int64_t column_count, column_room;
    int64_t *slots; /* open addressing: index of a column + 1, or 0 */
    int64_t slot_count;
    int64_t likely; /* the column that the next name will mean, if all is as before */
    geoi_column_builder ids;
    geoi_extras extras;                  /* but for the members of features, which grow */
    geoi_column_builder feature_members; /* when they do */
    int64_t bbox_room;
    bool tells_gaps;   /* of its columns */
    int64_t n;         /* features complete */
    int64_t nonfinite; /* values that became null */
};

/* Those of `from` after b's own (extras.c) */
geo_status geoi_extras_append(geo_ctx *ctx, geoi_layer_builder *b, const geoi_layer_builder *from);
/* Hands them over to the layer. */
geo_status geoi_extras_finish(geo_ctx *ctx, geoi_layer_builder *b, geo_layer *layer);

#endif /* GEOI_LAYER_INTERNAL_H */
