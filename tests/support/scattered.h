/* SPDX-License-Identifier: MIT */
/* Points scattered in the windows of windows.h, and how a curve of them is asked for. */
#ifndef GEO_TEST_SCATTERED_H
#define GEO_TEST_SCATTERED_H

#include "geo/pattern.h"
#include "windows.h"

enum { KINDS = 4, MANY = 36, STEPS = 14 };

/* Points drawn in a window, some of them twice, and two beside it. */
typedef struct scattered {
    test_window w;
    geo_shapes *points, *others;
    double x[MANY], y[MANY], u[MANY], v[MANY], intensity[MANY], others_intensity[MANY], r[STEPS];
    int64_t n, m;                 /* inside */
    double common[2][MANY][MANY]; /* of pairs of points, and with others; 0 = not asked yet */
} scattered;

scattered *scatter(geo_ctx *ctx, int kind);
void scattered_free(scattered *s);

/* With pairs that may weigh any amount. */
geo_pattern_options asked(geo_pattern_statistic statistic, geo_edge_correction correction);

#endif /* GEO_TEST_SCATTERED_H */
