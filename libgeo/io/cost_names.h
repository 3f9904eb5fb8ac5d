/* SPDX-License-Identifier: MIT */
/* What the features of a layer are called in a table of costs: as texts, and found by them. */
#ifndef GEOI_COST_NAMES_H
#define GEOI_COST_NAMES_H

#include "base/base.h"
#include "geo/cost_file.h"

/* Starts as {0}. */
typedef struct geoi_names {
    const char *what;   /* "origin": for messages */
    const char *column; /* that names them; NULL where they are places */
    int64_t n;
    bool places, integers; /* they are numbers */
    int64_t *begin;        /* [n + 1] into text */
    geoi_text text;
    /* by hash, for finding; unset where they are places: */
    uint64_t *hash;
    int64_t *order;
} geoi_names;

/* GEO_DATA: one is missing, or there twice. */
geo_status geoi_names_create(geo_ctx *ctx, const geo_cost_names *from, const char *what,
                             geoi_names *out);
void geoi_names_clear(geoi_names *names);

static inline geoi_text geoi_names_at(const geoi_names *names, int64_t i)
{
    geoi_text t = {names->text.bytes + names->begin[i], names->begin[i + 1] - names->begin[i], 0};
    return t;
}

/* Which feature it is, or -1. */
int64_t geoi_names_find(const geoi_names *names, const char *text, int64_t length);

/* GEO_DATA: none is called so; the hint tells what they are called. */
geo_status geoi_names_unknown(geo_ctx *ctx, const geoi_names *names, const char *text,
                              int64_t length);

#endif /* GEOI_COST_NAMES_H */
