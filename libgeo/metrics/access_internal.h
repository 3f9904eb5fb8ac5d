/* SPDX-License-Identifier: MIT */
/* What metrics of access share: rows of costs with their weights, and amounts that may be
 * unknown. */
#ifndef GEOI_ACCESS_INTERNAL_H
#define GEOI_ACCESS_INTERNAL_H

#include "base/base.h"
#include "geo/access.h"

/* ---- Amounts (access_amounts.c) --------------------------------------------------------- */

/* People, beds: what is known of them. In scratch, but for what is borrowed. */
typedef struct geoi_amounts {
    const double *value;   /* [n] 0 where unknown */
    const double *present; /* [n] 1, or 0 where unknown */
    int64_t unknown;
    double total;
} geoi_amounts;

/* `given` NULL = 1 each. GEO_DATA names `what` ("demand") and the feature. */
geo_status geoi_amounts_of(geo_ctx *ctx, int64_t n, const double *given, const char *what,
                           geoi_amounts *out);

/* An amount of which there can be no less than nothing: GEO_DATA unless finite and >= 0, or NaN. */
geo_status geoi_check_amount(geo_ctx *ctx, const char *what, int64_t row, double amount);

/* GEO_DATA: a result is infinite or not a number, as sums of too large amounts are. */
geo_status geoi_check_result(geo_ctx *ctx, const char *what, int64_t row, double result);

/* ---- Decay (access_decay.c) ------------------------------------------------------------- */

/* A copy of the caller's (NULL = none) that has been checked. */
geo_status geoi_decay_check(geo_ctx *ctx, const geo_decay *theirs, geo_decay *mine);

/* weight [n] of cost [n], of a decay that has been checked. */
void geoi_decay_weights(const geo_decay *decay, int64_t n, const double *cost, double *weight);

/* ---- Rows (access_rows.c) --------------------------------------------------------------- */

/* A row of costs: of each destination its weight, 0 beyond the cut-off. */
typedef struct geoi_row {
    int64_t origin, n;
    const int32_t *at;    /* [n] destinations, ascending */
    const double *cost;   /* [n] */
    const double *weight; /* [n] */
} geoi_row;

/* What is done with each row: it writes only slots of the row's origin. */
typedef void (*geoi_row_fn)(void *job, const geoi_row *row);

typedef struct geoi_rows {
    geo_ctx *ctx;
    const geo_costs *costs;
    double cutoff;
    geo_decay decay;
} geoi_rows;

/* Check the options (NULL = the defaults). */
geo_status geoi_rows_init(geo_ctx *ctx, const geo_costs *costs, const geo_access_options *options,
                          geoi_rows *out);
/* Call fn for every row, on all threads. */
geo_status geoi_rows_each(const geoi_rows *rows, geoi_row_fn fn, void *job);
/* The same on the caller's thread, row after row; false stops with GEO_CANCELLED. */
typedef bool (*geoi_row_told_fn)(void *job, const geoi_row *row);
geo_status geoi_rows_tell(const geoi_rows *rows, geoi_row_told_fn fn, void *job);

#endif /* GEOI_ACCESS_INTERNAL_H */
