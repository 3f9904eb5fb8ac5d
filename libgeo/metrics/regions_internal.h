/* SPDX-License-Identifier: MIT */
/* Zones as regions are made of them: those with values, who touches whom, and what they are
 * compared by. */
#ifndef GEOI_REGIONS_INTERNAL_H
#define GEOI_REGIONS_INTERNAL_H

#include "base/base.h"
#include "base/sum.h"
#include "geo/regions.h"

typedef struct geoi_zone_graph {
    int64_t n, columns, left_out, parts;
    int64_t *row;       /* [n] zone of each; ascending, unless by value */
    geo_weights *touch; /* both ways */
    double *value;      /* [n * columns] zone after zone, about the mean of all */
    double *amount;     /* [n]; NULL without */
    int64_t *part;      /* [n] numbered as they come here */
} geoi_zone_graph;

typedef struct geoi_zone_question {
    const geo_weights *weights;
    int64_t columns;
    const double *value, *amount; /* amount may be NULL */
    bool standardize, by_part;
    bool by_value; /* put zones into the order of their values and amounts, so that what depends on
                      the order does not depend on that of the input */
} geoi_zone_question;

/* Checks all, as geo/regions.h tells. Starts as {0}; clear it whatever happens. */
geo_status geoi_zone_graph_create(geo_ctx *ctx, const geoi_zone_question *q, geoi_zone_graph *out);
void geoi_zone_graph_clear(geoi_zone_graph *graph);

/* GEO_DATA: a part has less than the floor. *bound: the sum over parts of amount / floor. */
geo_status geoi_check_floor(geo_ctx *ctx, const geoi_zone_graph *graph, double floor,
                            int64_t *bound);

/* label [features of the weights]: regions [n] numbered by their lowest zone, -1 for zones left
 * out. Regions are numbers below n. Returns how many there are; number [n] is scratch. */
int64_t geoi_number_regions(const geoi_zone_graph *graph, const int64_t *region, int64_t features,
                            int64_t *number, int64_t *label);

/* ---- SKATER (skater_cut.c) ------------------------------------------------------------------ */

/* A forest of zones: each tree a stretch of `order`, where a zone's subtree follows it at once. */
typedef struct geoi_forest {
    const geoi_zone_graph *graph;
    int64_t *order, *place; /* [n] zones, and where in order each is */
    int64_t *parent, *size; /* [n] -1 = root; zones of the subtree */
    double floor;           /* each tree has at least this of graph->amount */
    double *sum, *amount;   /* [n * columns], [n] scratch: of subtrees */
} geoi_forest;

/* The best edge to cut of a tree: above zone `below`, -1 when none leaves enough on both sides. */
typedef struct geoi_cut {
    int64_t begin, end; /* of the tree, in order */
    int64_t below, low, high;
    double gain;
} geoi_cut;
geoi_cut geoi_best_cut(geoi_forest *forest, int64_t begin, int64_t end);

/* Divide the tree: what is below the cut follows the rest. Returns where it begins. room [n] is
 * scratch. */
int64_t geoi_cut_tree(geoi_forest *forest, const geoi_cut *cut, int64_t *room);

/* ---- Max-p (max_p_grow.c, max_p_tabu.c) ----------------------------------------------------- */

/* A partition in the making. Members of a region are a list through `next`. */
typedef struct geoi_max_p_plan {
    geo_ctx *ctx;
    const geoi_zone_graph *graph;
    double floor;
    int64_t regions;
    int64_t *region;           /* [n] -1 = of none yet */
    int64_t *first, *next;     /* [n] first member of a region, the member after it; -1 = none */
    double *amount;            /* [n] of a region */
    int64_t *rank;             /* [columns * n] zones by value; shared by all plans */
    int64_t *list, *mark;      /* [n] scratch; mark is 0 throughout between calls */
    int64_t *order;            /* [n] scratch: the zones as they are drawn */
    double *unlike;            /* [n] scratch */
    double *total;             /* [2 n] scratch */
    uint64_t seed, item, draw; /* of its random numbers */
} geoi_max_p_plan;

geo_status geoi_max_p_create(geo_ctx *ctx, const geoi_zone_graph *graph, double floor,
                             int64_t *rank, geoi_max_p_plan *out);
void geoi_max_p_clear(geoi_max_p_plan *plan);
void geoi_max_p_restart(geoi_max_p_plan *plan, uint64_t seed, int64_t item);
uint64_t geoi_max_p_random(geoi_max_p_plan *plan, uint64_t below);
void geoi_max_p_join(geoi_max_p_plan *plan, int64_t zone, int64_t region);
void geoi_max_p_leave(geoi_max_p_plan *plan, int64_t zone); /* its region; O(members) */
/* Sum over columns and members of |x_zone - x_member|; a member itself adds nothing. */
double geoi_max_p_unlikeness(const geoi_max_p_plan *plan, int64_t zone, int64_t region);
double geoi_max_p_heterogeneity(const geoi_max_p_plan *plan);

/* Make start `item`. */
void geoi_max_p_grow(geoi_max_p_plan *plan, uint64_t seed, int64_t item);
/* Move zones at borders until nothing better is found. GEO_MEMORY. */
geo_status geoi_max_p_improve(geoi_max_p_plan *plan, int64_t tabu, int64_t patience);

#endif /* GEOI_REGIONS_INTERNAL_H */
