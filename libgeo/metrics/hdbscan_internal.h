/* SPDX-License-Identifier: MIT */
/* What the steps of HDBSCAN* share. */
#ifndef GEOI_HDBSCAN_INTERNAL_H
#define GEOI_HDBSCAN_INTERNAL_H

#include "geo/hierarchy.h"
#include "metrics/points.h"
#include "space/kdtree.h"

/* ---- Places (hdbscan_places.c) ----------------------------------------------------------- */

/* Points at one place, whose distances are all 0, are one to a tree: a thousand of them would be
 * a million equal links. */
typedef struct geoi_places {
    int64_t n;
    double *x, *y;
    int64_t *first; /* [n] the lowest point there, ascending */
    int64_t *count; /* [n] points there */
    int64_t *of;    /* [points] place of each point */
} geoi_places;

/* Places, their tree, and core2 [places.n]: the square of the distance within which a place has k
 * points, its own included. k is at most the number of points. */
typedef struct geoi_cores {
    geoi_places places;
    geoi_kdtree *tree;
    double *core2;
} geoi_cores;

/* Fails when there are points, but fewer than core distances reach. */
geo_status geoi_cores_check(geo_ctx *ctx, int64_t n, int64_t k);
geo_status geoi_cores_find(geo_ctx *ctx, const geoi_points *points, int64_t k, geoi_cores *out);
void geoi_cores_clear(geoi_cores *cores);

/* ---- Links (hdbscan_links.c) -------------------------------------------------------------- */

/* link [n - 1]: the minimum spanning tree of mutual reachability, by ascending length; of equal
 * lengths those within a place first, then by lower and higher point. */
geo_status geoi_hdbscan_links(geo_ctx *ctx, const geoi_points *points, const geoi_cores *cores,
                              geoi_link *link);

/* By length; of equal ones the first `within` before others, then by lower and higher end, which
 * are below n. */
geo_status geoi_sort_links(geo_ctx *ctx, int64_t count, int64_t n, int64_t within, geoi_link *link);

/* ---- The tree of links (hdbscan_linkage.c) -------------------------------------------------- */

/* Points are 0 .. n - 1; join e of two, n + e, has the height of link e. The last is the root. */
typedef struct geoi_linkage {
    int64_t n;
    int32_t (*side)[2]; /* [n - 1] what it joins */
    int32_t *size;      /* [n - 1] points below */
    double *height_m;   /* [n - 1] ascending */
} geoi_linkage;

geo_status geoi_linkage_make(geo_ctx *ctx, int64_t n, const geoi_link *link, geoi_linkage *out);
void geoi_linkage_clear(geoi_linkage *linkage);

/* ---- The condensed tree (hdbscan_condense.c, hdbscan_select.c) ------------------------------ */

struct geo_hierarchy {
    int64_t n, capacity;
    int64_t *parent, *size, *label;
    double *birth_m, *death_m, *stability;
};

/* Fills all but stability and label. node [n] and leave_m [n] are where points leave last. */
geo_status geoi_condense(geo_ctx *ctx, const geoi_linkage *linkage, const geo_hdbscan_options *o,
                         geo_hierarchy *tree, int64_t *node, double *leave_m);

/* Fills stability and label; chosen [tree->n] becomes the cluster that a node's points are in, as
 * a node, or -1. */
geo_status geoi_select(geo_ctx *ctx, const geo_hdbscan_options *o, int64_t n, const int64_t *node,
                       const double *leave_m, geo_hierarchy *tree, int64_t *chosen);

/* Density; infinite at distance 0. */
static inline double geoi_lambda(double distance_m)
{
    return 1.0 / distance_m;
}

#endif /* GEOI_HDBSCAN_INTERNAL_H */
