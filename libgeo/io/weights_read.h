/* SPDX-License-Identifier: MIT */
/* What the readers of weights share: pairs as they come, and where in the file each stands. */
#ifndef GEOI_WEIGHTS_READ_H
#define GEOI_WEIGHTS_READ_H

#include "geo/weights_file.h"
#include "io/cost_names.h"

/* Starts with the names and `ones`; the rest {0}. */
typedef struct geoi_weight_pairs {
    const geoi_names *names;
    bool ones;
    int64_t n;
    int64_t *from, *to; /* [n] */
    double *weight;     /* [n] */
    int64_t *at;        /* [n] line or byte, from 1 */
    int64_t room[4];
    int64_t selves; /* pairs of a feature with itself, which are not kept */
} geoi_weight_pairs;

geo_status geoi_weight_pairs_add(geo_ctx *ctx, geoi_weight_pairs *p, int64_t from, int64_t to,
                                 double weight, int64_t at);
void geoi_weight_pairs_clear(geoi_weight_pairs *p);

/* GEO_DATA: another number of features than there are names. */
geo_status geoi_weights_check_count(geo_ctx *ctx, const geoi_names *names, double count);
/* A note where the file calls features by a column other than that of the names. */
void geoi_weights_tell_column(geo_ctx *ctx, const geoi_names *names, const char *column,
                              int64_t length);
/* GEO_DATA: the weight is none. `shown` is how it is written. */
geo_status geoi_weights_check_weight(geo_ctx *ctx, double weight, const char *shown);

/* The weights that bytes are, of the names in *p; the path tells what has no pair. */
geo_status geoi_weights_parse(geo_ctx *ctx, const char *path, const char *bytes, int64_t size,
                              geo_weights_format format, geoi_weight_pairs *p, geo_weights **out);

/* Text (weights_read_text.c). */
geo_weights_format geoi_weights_text_format(const char *path, const char *text, int64_t size);
geo_status geoi_weights_gal_read(geo_ctx *ctx, const char *text, int64_t size,
                                 geoi_weight_pairs *out);
geo_status geoi_weights_gwt_read(geo_ctx *ctx, const char *text, int64_t size,
                                 geoi_weight_pairs *out);
/* Bytes (weights_read_swm.c). */
geo_status geoi_weights_swm_read(geo_ctx *ctx, const char *bytes, int64_t size,
                                 geoi_weight_pairs *out);

#endif /* GEOI_WEIGHTS_READ_H */
