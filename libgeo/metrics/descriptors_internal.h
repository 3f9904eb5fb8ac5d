/* SPDX-License-Identifier: MIT */
/* What the steps of describing clusters share. */
#ifndef GEOI_DESCRIPTORS_INTERNAL_H
#define GEOI_DESCRIPTORS_INTERNAL_H

#include "base/base.h"
#include "base/sum.h"
#include "geo/descriptors.h"

/* One cluster: its points by x, then y, at least one. */
typedef struct geoi_members {
    int64_t n;
    const double *x, *y, *weight; /* [n] */
} geoi_members;

/* Means, standard distance and ellipse (its factor 1; in_line: the minor axis is 0). */
void geoi_describe_spread(const geoi_members *m, bool in_line, geo_descriptor *out);

/* The place with the least weighted sum of distances, and that sum over the weight; NaN without
 * weight. */
void geoi_median_centre(const geoi_members *m, geo_descriptor *out);

#endif /* GEOI_DESCRIPTORS_INTERNAL_H */
