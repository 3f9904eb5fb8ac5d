/* SPDX-License-Identifier: MIT */
#include "layer/box.h"

geo_box geoi_extent(int64_t n, const double *x, const double *y)
{
    geo_box box = {(double)INFINITY, (double)INFINITY, -(double)INFINITY, -(double)INFINITY};
    for (int64_t i = 0; i < n; i++) {
        box.min_x = x[i] < box.min_x ? x[i] : box.min_x;
        box.max_x = x[i] > box.max_x ? x[i] : box.max_x;
        box.min_y = y[i] < box.min_y ? y[i] : box.min_y;
        box.max_y = y[i] > box.max_y ? y[i] : box.max_y;
    }
    return box;
}

geo_box geoi_extent_of(const geo_geometry *g, geo_span s)
{
    if (s.begin >= s.end) { /* x and y may be NULL, which has no s.begin-th element */
        return geoi_extent(0, NULL, NULL);
    }
    return geoi_extent(s.end - s.begin, g->x + s.begin, g->y + s.begin);
}

geo_box geoi_feature_box(const geo_geometry *g, int64_t i)
{
    return geoi_extent_of(g, geo_feature_coords(g, i));
}
