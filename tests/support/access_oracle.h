/* SPDX-License-Identifier: MIT */
/* Access the slow and obvious way, with a dense matrix of weights in long double; and the worked
 * example of METHODS 2. */
#ifndef GEO_TEST_ACCESS_ORACLE_H
#define GEO_TEST_ACCESS_ORACLE_H

#include "geo/access.h"
#include "support.h"

/* n places, m facilities. A cost of infinity is a pair that the table has not. */
typedef struct access_case {
    int64_t n, m;
    double *cost; /* [n * m] */
    double *demand, *supply;
} access_case;

/* Four places, three facilities, minutes. */
access_case access_golden(void);
/* Random costs, some equal, some 0, some pairs left out; of `kind` 1 some demand and supply are 0
 * or unknown, of 2 most pairs are left out. */
access_case access_random(uint64_t seed, int64_t n, int64_t m, int kind);
void access_free(access_case *c);
/* The pairs as a table, put in by descending place. */
geo_costs *access_costs(geo_ctx *ctx, const access_case *c);

/* "power beta=2 c_min=1", "step 10=1 20=.68": as in tests/vectors/access.tsv. The steps stand in
 * the room given. */
enum { ACCESS_STEPS = 8 };
typedef struct access_decay {
    geo_decay decay;
    double step_cost[ACCESS_STEPS], step_weight[ACCESS_STEPS];
} access_decay;
void access_decay_parse(const char *text, access_decay *out);

long double oracle_decay(const geo_decay *d, double cost);
/* The same measures, into the same arrays; NULL is not allowed but for `flow`. */
void oracle_opportunities(const access_case *c, const geo_decay *d, double cutoff, double *score,
                          int64_t *reach);
void oracle_catchments(const access_case *c, geo_catchment_method method, const geo_decay *d,
                       double cutoff, geo_catchments *out);
/* chance [n * m]: 0 where there is none, NaN in the rows of places that can go nowhere. */
void oracle_huff(const access_case *c, const geo_huff_options *o, double *chance, double *visits);

#endif /* GEO_TEST_ACCESS_ORACLE_H */
