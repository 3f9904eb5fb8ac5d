/* SPDX-License-Identifier: MIT */
/* What metrics of access share: rows of costs with their weights, and amounts that may be
 * unknown. */
#ifndef GEOI_ACCESS_INTERNAL_H
#define GEOI_ACCESS_INTERNAL_H

#include "base/base.h"
#include "geo/access.h"
#include "space/cost_internal.h"

/* ---- Amounts (access_amounts.c) --------------------------------------------------------- */

/* People, beds: what is known of them. In scratch, but for what is borrowed. */
typedef struct geoi_amounts {
    const double *value;   /* [n] 0 where unknown */
    const double *present; /* [n] 1, or 0 where unknown */
    int64_t unknown;
    double total;
} geoi_amounts;

/* `given` NULL = 1 each; slot i of the result is of feature name[i], NULL = i. GEO_DATA names
 * `what` ("demand") and the feature. */
geo_status geoi_amounts_of(geo_ctx *ctx, int64_t n, const double *given, const int64_t *name,
                           const char *what, geoi_amounts *out);

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

/* A row of costs: of each destination its weight, 0 beyond the cut-off. Origins and destinations
 * have the numbers of the arrangement that is read (space/cost_internal.h). */
typedef struct geoi_row {
    int64_t origin;
    int64_t name; /* the caller's number of the origin */
    int64_t n;
    const int32_t *at;    /* [n] destinations, ascending */
    const double *cost;   /* [n] unless only weights are needed */
    const double *weight; /* [n] */
    double *term;         /* [n] room for what is to be added up */
} geoi_row;

/* What is done with each row: it writes only slots of the row's origin. */
typedef void (*geoi_row_fn)(void *job, const geoi_row *row);

typedef struct geoi_rows {
    geo_ctx *ctx;
    const geo_costs *costs;
    const int64_t *name; /* of origins; NULL = their own numbers */
    double cutoff;
    geo_decay decay;
    bool only_weights; /* costs are of no interest */
} geoi_rows;

/* Both ways to read. */
typedef struct geoi_both_rows {
    geoi_rows by_place, by_facility;
    geoi_arrangement arrangement;
} geoi_both_rows;

/* Check the options (NULL = the defaults) and arrange the costs. */
geo_status geoi_rows_arrange(geo_ctx *ctx, const geo_costs *costs,
                             const geo_access_options *options, bool both, bool renumber,
                             geoi_both_rows *out);
void geoi_rows_end(geoi_both_rows *rows);

static inline int64_t geoi_name(const int64_t *name, int64_t i)
{
    return name != NULL ? name[i] : i;
}

/* Every pair there is weighs 1, and nobody asks for its cost. */
bool geoi_rows_plain(const geoi_rows *rows);

/* Call fn for every row, on all threads. */
geo_status geoi_rows_each(const geoi_rows *rows, geoi_row_fn fn, void *job);
/* The same on the caller's thread, row after row; false stops with GEO_CANCELLED. */
typedef bool (*geoi_row_told_fn)(void *job, const geoi_row *row);
geo_status geoi_rows_tell(const geoi_rows *rows, geoi_row_told_fn fn, void *job);

#endif /* GEOI_ACCESS_INTERNAL_H */
