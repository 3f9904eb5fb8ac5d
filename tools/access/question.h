/* SPDX-License-Identifier: MIT */
/* What geo-access is asked, and what it has found. */
#ifndef GEO_ACCESS_QUESTION_H
#define GEO_ACCESS_QUESTION_H

#include "cli.h"
#include "geo/access.h"
#include "geo/equity.h"

/* Places in the table of columns. */
enum {
    SCORE,
    CLOSEST_M,
    CLOSEST_COST,
    REACH,
    NONE,
    FACILITY,
    FACILITY_NAME,
    CHANCE,
    BELOW,
    RATIO,
    LOAD,
    CATCHMENT,
    EMPTY,
    VISITS,
    SHARE,
    JOBS_RATIO,
    JOBS_GAP,
    LOCAL_JOBS,
    LOCAL_HOMES
};
extern const cli_column access_columns[];

/* The choices of --method, in their order. */
typedef enum access_method {
    CUMULATIVE,
    CLOSEST,
    HANSEN,
    TWO_STEP,
    ENHANCED,
    THREE_STEP,
    MODIFIED,
    BALANCED,
    HUFF
} access_method;

typedef struct arguments {
    const char *demand, *facilities, *weight, *capacity, *label, *supplies, *flows;
    const char *costs, *id, *facility_id;
    const char *cutoff, *decay;
    int method;
    geo_huff_options huff;
    bool equity;
    const char *group, *lorenz;
    double standard;
    const char *jobs, *residents, *local, *workers;
    int64_t explain;
    const char *explain_to;
} arguments;

enum { DECAY_STEPS = 32 };

/* Both layers, what is known of them, and the results. */
typedef struct question {
    cli_layer *demand, *facilities;
    int64_t n, m;
    double *weight;   /* [n] NaN where null or without geometry; 1 each without --weight */
    double *capacity; /* [m] the same with --capacity */
    const char *const *labels;
    const char *unit; /* of costs, "m" */
    double cutoff;    /* infinity without one */
    geo_decay decay;
    double step_cost[DECAY_STEPS], step_weight[DECAY_STEPS];
    geo_costs *costs; /* NULL: to be measured, or the closest were searched for */

    double *score;     /* [n] of closest its cost, of Huff the chance of the likeliest */
    int64_t *reach;    /* [n]; NULL for closest */
    int64_t *facility; /* [n] closest or likeliest, -1 = none; else NULL */
    double *ratio, *load, *catchment; /* [m] of floating catchments, else NULL */
    double *visits, *share;           /* [m] of Huff, else NULL */
} question;

extern const char *const access_methods[];
/* Whether the method has what it needs, and is given nothing that it lacks (method.c). */
geo_status access_check_method(cli_call *call, const arguments *a);
/* What the library calls a method of floating catchments. */
geo_catchment_method access_catchment_method(const arguments *a);

/* Read --cutoff and --decay (amounts.c). */
geo_status access_read_cutoff(cli_call *call, const arguments *a, question *q);
geo_status access_read_decay(cli_call *call, const arguments *a, question *q);
/* The cost beyond which nothing weighs anything, infinity when there is none. */
double access_support(const geo_decay *decay);
/* "500 m", "12 min", "0.35": as people write a cost. */
const char *access_cost_text(cli_call *call, const question *q, double cost);

/* Read --costs, whose names are --id and --facility-id; before the cut-off, which is in its unit
 * (table.c). */
geo_status access_read_costs(cli_call *call, const arguments *a, question *q);
/* Measure, add the columns to both layers, and tell what cannot be seen there (measure.c,
 * columns.c). */
geo_status access_measure(cli_call *call, const arguments *a, question *q);
geo_status access_add_columns(cli_call *call, const arguments *a, question *q);
/* --equity, --group, --standard, --lorenz (fairness.c). */
geo_status access_tell_equity(cli_call *call, const arguments *a, const question *q);
/* --explain (explain.c). */
geo_status access_explain(cli_call *call, const arguments *a, const question *q);
/* --jobs and --residents (jobs.c). */
geo_status access_of_jobs(cli_call *call, const arguments *a);

/* Is the method one of floating catchments? */
static inline bool access_shares(const arguments *a)
{
    return a->method >= TWO_STEP && a->method <= BALANCED;
}

#endif /* GEO_ACCESS_QUESTION_H */
