/* SPDX-License-Identifier: MIT */
/* Kernel density the slow way: all points for each place. */
#ifndef GEO_TEST_KERNEL_ORACLE_H
#define GEO_TEST_KERNEL_ORACLE_H

#include "geo/density.h"
#include "windows.h"

enum { KERNELS = 6 };

/* Heights by v2, the squared distance in bandwidths, with their constants. */
extern double (*const slow_height[KERNELS])(double v2);

/* Points and what each counts, those outside or of unknown weight included. */
typedef struct slow_points {
    int64_t n;
    const double *x, *y, *weight; /* weight NULL = 1 each */
} slow_points;

/* The density at a place inside; shares are geo_density_share()'s, which has its own tests. */
double slow_density(const test_window *w, const slow_points *p, const geo_density_options *o,
                    double x, double y);

/* The sigma of Diggle's rule in a rectangle, K by all pairs. */
double slow_diggle(geo_box box, int64_t n, const double *x, const double *y);

/* Options of that kernel, correction and bandwidth. */
geo_density_options kernel_asked(geo_density_kernel kernel, geo_density_edge edge, double h);

#endif /* GEO_TEST_KERNEL_ORACLE_H */
