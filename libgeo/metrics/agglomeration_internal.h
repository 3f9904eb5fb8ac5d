/* SPDX-License-Identifier: MIT */
/* Kd: pairs of members, their distances, and how these are smoothed. */
#ifndef GEOI_AGGLOMERATION_INTERNAL_H
#define GEOI_AGGLOMERATION_INTERNAL_H

#include "base/base.h"
#include "base/sort_values.h"
#include "geo/agglomeration.h"
#include "metrics/fourier.h"

/* ---- Pairs (agglomeration_pairs.c) -------------------------------------------------------- */

/* Sites by their places, or by a table of the distances between i and later ones. */
typedef struct geoi_sites {
    int64_t n;
    const double *x, *y;  /* NULL with a table */
    const int64_t *begin; /* [n + 1]; NULL without a table */
    const int32_t *to;    /* ascending */
    const double *apart;
} geoi_sites;

/* Some of the sites, in ascending order unless they were drawn. */
typedef struct geoi_members {
    const geoi_sites *sites;
    int64_t n;
    int32_t *site;        /* [n] */
    const double *weight; /* [n]; NULL = 1 each */
    double *x, *y;        /* [n] without a table */
    int32_t *slot;        /* [sites] with a table: which member it is, or -1 */
} geoi_members;

geo_status geoi_members_room(geo_ctx *ctx, const geoi_sites *sites, int64_t n, geoi_members *out);
void geoi_members_clear(geoi_members *members);
/* Once `site` is filled; undone before it is filled again. */
void geoi_members_place(geoi_members *members);
void geoi_members_leave(geoi_members *members);

/* Distances [n] from member i to those after it (or, with a table, to later sites) and the weights
 * of the pairs, which are told where members have weights; else w [n] stays what it was made once.
 * Returns how many. */
void geoi_member_weights(const geoi_members *members, double *w);
int64_t geoi_member_row(const geoi_members *members, int64_t i, double *d, double *w);

/* The distances of all pairs of members: how many, and their standard deviation (of n - 1). */
typedef struct geoi_spread {
    int64_t pairs;
    double sd;
} geoi_spread;
geo_status geoi_spread_of(geo_ctx *ctx, const geoi_members *members, geoi_spread *out);
geo_status geoi_pair_count(geo_ctx *ctx, const geoi_members *members, int64_t *out);

/* Their quantile (type 7), exact; pairs > 0 (agglomeration_quantile.c). */
geo_status geoi_pair_quantile(geo_ctx *ctx, const geoi_members *members, int64_t pairs, double q,
                              double *out);

/* Rows to a chunk of work on all pairs: the same for any number of threads. */
static inline int64_t geoi_pair_grain(int64_t members)
{
    return members / 128 + 1;
}

/* ---- Curves (agglomeration_curve.c) ------------------------------------------------------- */

/* How distances become a curve. */
typedef struct geoi_smoother {
    double h, reach;
    int64_t steps; /* and one value more */
    double bin;    /* width */
    int64_t bins;
    int64_t *first; /* [steps + 1] bins that a value is made of: the same number for each */
    int64_t taps;
    double *share; /* [(steps + 1) * taps] */
} geoi_smoother;

geo_status geoi_smoother_create(geo_ctx *ctx, double h, double reach, int64_t steps, bool bins,
                                geoi_smoother *out);
void geoi_smoother_clear(geoi_smoother *s);

static inline double geoi_smoother_r(const geoi_smoother *s, int64_t t)
{
    return s->reach * (double)t / (double)s->steps;
}

/* Add the weight w at distance d to bins [bins]; what is beyond them is of no interest. */
static inline void geoi_bin_add(const geoi_smoother *s, double d, double w, double *bins)
{
    double at = d / s->bin;
    if (at < (double)(s->bins - 1)) {
        int64_t b = (int64_t)at;
        double share = at - (double)b;
        bins[b] += w - w * share;
        bins[b + 1] += w * share;
    }
}

/* The curve [steps + 1] of bins that hold `total` and more beyond. */
void geoi_smooth(const geoi_smoother *s, const double *bins, double total, double *curve);

/* Of all pairs of members, on all threads; `exact` needs no bins. */
geo_status geoi_curve_of(geo_ctx *ctx, const geoi_members *members, const geoi_smoother *s,
                         bool exact, double *curve);

/* ---- Pairs on a plane (agglomeration_plane.c) ---------------------------------------------- */

/* Members are spread over cells of a plane; how many pairs lie how many cells apart is the
 * correlation of the plane with itself. */
typedef struct geoi_plane {
    const geoi_smoother *smoother;
    double cell, west, south;
    int64_t apart; /* cells that are of interest, either way */
    geoi_fourier wide, high;
    double *undo_x, *undo_y; /* [wide, high] what undoes the spreading of each wave, squared */
    int32_t *bin;            /* [apart * apart] of what is so far apart; -1 = too far */
    double *share;           /* of it in the next bin */
} geoi_plane;

/* Would it be quicker than pair by pair? Never with a table. */
bool geoi_plane_pays(const geoi_members *members, const geoi_smoother *s);
geo_status geoi_plane_create(geo_ctx *ctx, const geoi_members *members, const geoi_smoother *s,
                             geoi_plane *out);
void geoi_plane_clear(geoi_plane *plane);

/* Room of one thread. */
typedef struct geoi_plane_room {
    double *re, *im, *bins;
    geoi_fourier_room fourier;
} geoi_plane_room;
geo_status geoi_plane_room_create(geo_ctx *ctx, const geoi_plane *plane, geoi_plane_room *out);
void geoi_plane_room_clear(geoi_plane_room *room);

/* Begin with nothing; put members on it, in the real or imaginary part; and tell both curves. */
void geoi_plane_empty(const geoi_plane *plane, const geoi_plane_room *room);
void geoi_plane_put(const geoi_plane *plane, const geoi_members *members, double *part);
void geoi_plane_correlate(const geoi_plane *plane, const geoi_plane_room *room);
void geoi_plane_curve(const geoi_plane *plane, const geoi_plane_room *room, const double *part,
                      const geoi_members *members, double *curve);

/* ---- Bands (agglomeration_bands.c) ---------------------------------------------------------- */

/* sims [count * points], a simulation a row. NaN when none is left. */
geo_status geoi_global_band(geo_ctx *ctx, const double *sims, int64_t count, int64_t points,
                            double alpha, double *low, double *high, int64_t *kept);

/* The quantile q (type 7) of sorted values [n], n > 0. */
double geoi_quantile_of_sorted(const double *sorted, int64_t n, double q);

/* ---- Simulations (agglomeration_chance.c) ---------------------------------------------------- */

/* As many members as there are, with their weights, on sites drawn for each simulation: sims [count
 * * (steps + 1)]. */
geo_status geoi_kd_simulate(geo_ctx *ctx, const geoi_members *members, const geoi_smoother *s,
                            const geo_kd_options *o, double *sims);

/* `count` of n sites, drawn without replacement, in the order drawn. */
typedef struct geoi_urn_of_sites {
    int64_t n;
    int32_t *site;  /* [n] 0 .. n - 1, when nothing is drawn */
    int32_t *taken; /* [count] what stood where each was put */
} geoi_urn_of_sites;
geo_status geoi_urn_fill(geo_ctx *ctx, int64_t n, int64_t count, geoi_urn_of_sites *out);
void geoi_urn_clear(geoi_urn_of_sites *urn);
void geoi_urn_draw(geoi_urn_of_sites *urn, uint64_t seed, uint64_t item, int64_t count,
                   int32_t *site);

/* ---- Tables (agglomeration_table.c) --------------------------------------------------- */

/* Pairs of sites by their distances in a table; the arrays are the caller's to release. */
typedef struct geoi_table {
    int64_t *begin;
    int32_t *to;
    double *apart;
} geoi_table;
geo_status geoi_table_of(geo_ctx *ctx, const geo_costs *costs, geoi_table *out);
void geoi_table_clear(geoi_table *table);
/* GEO_DATA: origins and destinations are not the same places. */
geo_status geoi_check_square(geo_ctx *ctx, const geo_costs *costs);

/* ---- Co-location (colocation_nearest.c) ------------------------------------------------- */

/* Whom each point may have as its nearest other. */
typedef struct geoi_nearest_sets {
    int64_t n, places;
    int32_t *place;   /* [n] */
    int64_t *members; /* [places] points at it */
    int64_t *begin;   /* [places + 1] nearest other places; a place of several has none */
    int32_t *other;
    int64_t room;
} geoi_nearest_sets;

/* Both start as {0} and are to be cleared whatever happens. */
geo_status geoi_nearest_of_points(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                  geoi_nearest_sets *sets);
/* Sites with a type are numbered by slot [sites], the others have -1; n have one. */
geo_status geoi_nearest_of_table(geo_ctx *ctx, const geo_costs *costs, const int32_t *slot,
                                 int64_t n, geoi_nearest_sets *sets);
void geoi_nearest_clear(geoi_nearest_sets *sets);

#endif /* GEOI_AGGLOMERATION_INTERNAL_H */
