/* SPDX-License-Identifier: MIT */
/* An account of demand: sums by distance, zone, and type of facility. */
#ifndef GEOI_DEMAND_INTERNAL_H
#define GEOI_DEMAND_INTERNAL_H

#include "geo/demand.h"

#include "base/sum.h"
#include "metrics/coverage_points.h"
#include "metrics/coverage_units.h"

/* What is asked of facilities: any of them, those of each type, and one of every type. Without
 * types there is the first only. */
enum { SLOT_ANY, SLOT_FIRST_TYPE };

/* One sum of each entry of an account stands for a share of the units' weight. */
enum { SUM_COVERED, SUM_TWICE, SUM_DEPTH, SUM_BY_COUNT };

/* Subsets of more types than that are too many to measure. */
enum { GEOI_MOST_TYPES = 8 };

/* Of all units, or those of a zone. */
typedef struct geoi_demand_zone {
    geoi_sum weight;
    int64_t used, unknown;
} geoi_demand_zone;

struct geo_demand {
    const geo_shapes *facilities;
    int64_t n; /* facilities */
    int64_t m, most, zones, types, quad_segments;
    double *distance;       /* [m] */
    double *radius;         /* [n] or NULL */
    int64_t *type;          /* [n] */
    int64_t slots;          /* 1, or 2 more than types */
    int64_t width;          /* sums of an entry: SUM_BY_COUNT + most + 1 */
    int64_t depths;         /* told apart when measuring: most, and 2 at least */
    bool inside;            /* only what is in a zone counts */
    double plain;           /* sum of weights; infinite where the exact one would become NaN */
    geoi_demand_zone *zone; /* [1 + zones] all units first */
    geoi_sum *sum;          /* [((j * (1 + zones) + zone) * slots + slot) * width] */
    geoi_sum *reach, *sole; /* [m * n]; NULL unless asked for */
};

/* A batch being added. */
typedef struct geoi_batch {
    geo_ctx *ctx;
    geo_demand *account;
    geoi_facilities facilities; /* all of them */
    geoi_units units;
    const double *weight; /* [units] or NULL */
    const int64_t *zone;  /* [units] or NULL */
    double *share;        /* or NULL */
    int64_t *count;       /* or NULL */
    bool zones_only;      /* parts of units that the sums over all have already */
} geoi_batch;

/* Measure the units and add them: context, account, weight, zone and the outputs are set. */
geo_status geoi_demand_add_batch(geoi_batch *b, const geo_shapes *units);

static inline bool geoi_batch_counts(const geoi_batch *b, int64_t unit)
{
    return !b->account->inside || (b->zone != NULL && b->zone[unit] >= 0);
}

/* NaN: the unit is in no sum. */
static inline double geoi_batch_weight(const geoi_batch *b, int64_t unit)
{
    double w = b->weight != NULL ? b->weight[unit] : 1.0;
    return geoi_batch_counts(b, unit) ? w : (double)NAN;
}

/* How a unit is reached: the shares of it that are so by at least 1, 2, ... facilities, and by how
 * many on the mean. */
typedef struct geoi_reached {
    const double *at_least; /* [depths] */
    double depth;
} geoi_reached;

void geoi_demand_sum(const geoi_batch *b, int64_t unit, int64_t j, int64_t slot,
                     const geoi_reached *reached);
/* Tell the caller of a unit, if it wants to know. */
void geoi_demand_tell(const geoi_batch *b, int64_t unit, int64_t j, double share, int64_t count);

/* Add the units that are places, and those that are polygons. */
geo_status geoi_demand_points(const geoi_batch *b);
geo_status geoi_demand_polygons(const geoi_batch *b);

/* And account for each facility: what it reaches of n places, of which once[i * m + j] are reached
 * by one facility only, and of the polygons. */
geo_status geoi_demand_points_of(const geoi_batch *b, int64_t begin, int64_t n,
                                 const uint8_t *once);
geo_status geoi_demand_polygons_of(const geoi_batch *b);

#endif /* GEOI_DEMAND_INTERNAL_H */
