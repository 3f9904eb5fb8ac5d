/* SPDX-License-Identifier: MIT */
/* What within.c and within_count.c share. */
#ifndef GEOI_WITHIN_INTERNAL_H
#define GEOI_WITHIN_INTERNAL_H

#include "metrics/points.h"

typedef struct geoi_within_job {
    geo_ctx *ctx;
    geoi_points origins, facilities;
    const int64_t *order; /* [origins.n] along a curve */
    const int64_t *self;  /* [features of origins] facility point to pass over; NULL = none */
    double distance, d2;
    int64_t *count; /* [features of origins] zero */
} geoi_within_job;

/* Counts alone. */
geo_status geoi_within_count(const geoi_within_job *job);

#endif /* GEOI_WITHIN_INTERNAL_H */
