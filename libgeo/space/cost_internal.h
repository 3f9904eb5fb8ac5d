/* SPDX-License-Identifier: MIT */
/* What is inside a table of costs; io/ uses of it geoi_costs_build() and what is said of units. */
#ifndef GEOI_COST_INTERNAL_H
#define GEOI_COST_INTERNAL_H

#include "base/base.h"
#include "base/digest.h"
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
    geoi_digest *digest; /* of the file it was read from, or NULL */
    /* straight lines: */
    bool measured, skip_self;
    geoi_cost_side from, to;
    geoi_strips *strips; /* of the places in `to` */
    bool ordered;        /* destinations are numbered as they stand in the strips */
    int32_t *self;       /* [origins] the destination that skip_self leaves out, -1 = none; NULL =
                            that of the origin's own number */
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
/* Places of points; GEO_DATA names `what` ("origins") and the feature. */
geo_status geoi_cost_side_of(geo_ctx *ctx, const geo_shapes *shapes, const char *what,
                             geoi_cost_side *out);
void geoi_cost_side_clear(geoi_cost_side *side);
geo_status geoi_cost_side_room(geo_ctx *ctx, int64_t n, geoi_cost_side *out); /* not filled */
/* Those that have a position, reported by their numbers. */
geo_status geoi_cost_side_index(geo_ctx *ctx, const geoi_cost_side *side, double reach,
                                geoi_strips **out);

/* The same costs in both directions, of which the second may be left out. With `renumber` straight
 * lines are numbered anew, so that what is near each other has numbers near each other and rows
 * need no sorting (cost_arrange.c): what was number place[i] is number i. NULL = as before. */
typedef struct geoi_arrangement {
    const geo_costs *by_place, *by_facility;
    int64_t *place, *facility;
    geo_costs *own[2];
} geoi_arrangement;

geo_status geoi_costs_arrange(geo_ctx *ctx, const geo_costs *costs, bool both, bool renumber,
                              geoi_arrangement *out);
void geoi_arrangement_end(geoi_arrangement *a);

/* As geo_cost_reader_rows(). Without `roots` the costs of straight lines may be any numbers: for
 * who wants to know only what is within reach. */
geo_status geoi_cost_reader_rows(geo_ctx *ctx, geo_cost_reader *reader, int64_t first,
                                 int64_t count, bool roots, geo_cost_rows *out);

/* As geo_costs_create(), of indices and costs that were checked. When a pair is there twice it
 * fails with GEO_DATA without a message, and twice[0] < twice[1] are the first such pairs. */
geo_status geoi_costs_build(geo_ctx *ctx, int64_t origins, int64_t destinations, int64_t pairs,
                            const int64_t *origin, const int64_t *destination, const double *cost,
                            const char *unit, int64_t twice[2], geo_costs **out);

#endif /* GEOI_COST_INTERNAL_H */
