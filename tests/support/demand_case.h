/* SPDX-License-Identifier: MIT */
/* A row of tests/vectors/demand.tsv: people in points or boxes, and facilities with radii. */
#ifndef GEO_TEST_DEMAND_CASE_H
#define GEO_TEST_DEMAND_CASE_H

#include "draft.h"
#include "vectors.h"

enum { DEMAND_ROOM = 32 };

typedef struct demand_case {
    int64_t n, facility_count, types;
    double weight[DEMAND_ROOM], radius[DEMAND_ROOM];
    int64_t type[DEMAND_ROOM];
    geo_shapes *people, *facilities;
} demand_case;

void demand_case_read(geo_ctx *ctx, const test_vectors *v, demand_case *out);
void demand_case_end(demand_case *c);

#endif /* GEO_TEST_DEMAND_CASE_H */
