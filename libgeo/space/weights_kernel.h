/* SPDX-License-Identifier: MIT */
/* Kernels of distance, and weights as wide as the k-th nearest is away. */
#ifndef GEOI_WEIGHTS_KERNEL_H
#define GEOI_WEIGHTS_KERNEL_H

#include "base/base.h"
#include "geo/weights.h"

/* K(d / h) as geo_kernel has it; 0 beyond h. Where h is 0 so is d, and it is 1. */
static inline double geoi_kernel(geo_kernel kernel, double d, double h)
{
    double u = h > 0.0 ? d / h : 0.0;
    if (d > h) {
        return 0.0;
    }
    switch (kernel) {
    case GEO_KERNEL_UNIFORM:
        return 1.0;
    case GEO_KERNEL_TRIANGULAR:
        return 1.0 - u;
    case GEO_KERNEL_EPANECHNIKOV:
        return 1.0 - u * u;
    case GEO_KERNEL_QUARTIC:
        return (1.0 - u * u) * (1.0 - u * u);
    case GEO_KERNEL_GAUSSIAN:
        return exp(-0.5 * u * u);
    }
    return 0.0;
}

geo_status geoi_weights_adaptive(geo_ctx *ctx, const geo_shapes *points, geo_kernel kernel,
                                 int64_t k, geo_weights **out);

#endif /* GEOI_WEIGHTS_KERNEL_H */
