/* SPDX-License-Identifier: MIT */
/* Labels dealt out to places by chance, or each arrangement of them once where they are few. */
#ifndef GEOI_LABELS_H
#define GEOI_LABELS_H

#include "base/base.h"
#include "geo/agglomeration.h"

/* Places with equal labels are not told apart, so that dealing them out among themselves is no
 * other arrangement. */
typedef struct geoi_labels {
    int64_t n, kinds;
    const int32_t *label; /* [n] 0 .. kinds - 1 */
    int64_t *count;       /* [kinds] */
    uint64_t seed;
    int64_t total; /* arrangements to be made */
    bool exact;    /* each there is */
} geoi_labels;

geo_status geoi_labels_create(geo_ctx *ctx, int64_t n, const int32_t *label, int64_t kinds,
                              const geo_chance_options *o, geoi_labels *out);
void geoi_labels_clear(geoi_labels *labels);

/* The arrangement of a number below `total`; `left` [kinds] is room. */
void geoi_labels_deal(const geoi_labels *labels, int64_t number, int64_t *left, int32_t *dealt);

/* A copy of the caller's options (NULL = the defaults) that has been checked. */
geo_status geoi_chance_check(geo_ctx *ctx, const geo_chance_options *theirs,
                             geo_chance_options *mine);

/* What the simulated values [total] of a statistic tell; sorts them. NaN ones are left out; all are
 * NaN when nothing is left or `value` is undefined. */
typedef struct geoi_chance {
    double mean, low, high, p;
} geoi_chance;
geoi_chance geoi_chance_of(double value, int64_t total, double *simulated, bool exact,
                           const geo_chance_options *o);

#endif /* GEOI_LABELS_H */
