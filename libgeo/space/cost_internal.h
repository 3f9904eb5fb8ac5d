/* SPDX-License-Identifier: MIT */
/* What is inside a table of costs; io/ uses of it geoi_costs_build() and what is said of units. */
#ifndef GEOI_COST_INTERNAL_H
#define GEOI_COST_INTERNAL_H

#include "base/base.h"
#include "geo/cost.h"
#include "space/strips.h"

enum { GEOI_COST_UNIT_SIZE = 32 };
#define GEOI_COST_SIDE_MAX INT32_MAX /* destinations are numbered by 32 bits */

/* One position a feature; NaN where it has none. */
typedef struct geoi_cost_side {
    int64_t n;
    double *x, *y;
} geoi_cost_side;

struct geo_costs {
    int64_t origins, destinations;
    double cutoff;
    char unit[GEOI_COST_UNIT_SIZE];
    /* straight lines: */
    bool measured, skip_self;
    geoi_cost_side from, to;
    geoi_strips *strips; /* of the places in `to` */
    /* a table: */
    int64_t *begin; /* [origins + 1] */
    int32_t *destination;
    double *cost;
};

/* A unit stands in names of columns, after "cost_": no blanks, delimiters or quotes, UTF-8. */
static inline bool geoi_cost_unit_fits(const char *unit, int64_t length)
{
    for (int64_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)unit[i];
        if (c <= ' ' || c == 0x7F || strchr("\",;\\", c) != NULL) {
            return false;
        }
    }
    return length < GEOI_COST_UNIT_SIZE && geoi_utf8_valid(unit, length);
}

/* Straight lines from what is in *sides (moved out of it, also on failure). */
geo_status geoi_costs_of_sides(geo_ctx *ctx, geoi_cost_side *from, geoi_cost_side *to,
                               double cutoff, bool skip_self, geo_costs **out);
geo_status geoi_cost_side_copy(geo_ctx *ctx, const geoi_cost_side *side, geoi_cost_side *out);

/* As geo_costs_create(), of indices and costs that were checked. When a pair is there twice it
 * fails with GEO_DATA without a message, and twice[0] < twice[1] are the first such pairs. */
geo_status geoi_costs_build(geo_ctx *ctx, int64_t origins, int64_t destinations, int64_t pairs,
                            const int64_t *origin, const int64_t *destination, const double *cost,
                            const char *unit, int64_t twice[2], geo_costs **out);

#endif /* GEOI_COST_INTERNAL_H */
