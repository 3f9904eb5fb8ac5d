/* SPDX-License-Identifier: MIT */
/* Patterns of points as arrays, so that simulations need no shapes. Nothing here uses scratch: it
 * may run within a chunk. */
#ifndef GEOI_PATTERN_INTERNAL_H
#define GEOI_PATTERN_INTERNAL_H

#include "geo/pattern.h"

#include "metrics/window_internal.h"

/* Points inside of a window. */
typedef struct geoi_spots {
    int64_t n;
    double *x, *y;
    double *weight; /* 1 / intensity; or NULL */
} geoi_spots;

/* Those of `points` that are inside of the window, counted; to be cleared. intensity [features]
 * may be NULL. GEO_DATA: not points, or an intensity inside is not above 0. */
typedef struct geoi_left_out {
    int64_t outside, unplaced;
} geoi_left_out;
geo_status geoi_spots_create(geo_ctx *ctx, const geo_window *w, const geo_shapes *points,
                             const double *intensity, geoi_spots *out, geoi_left_out *left_out);
void geoi_spots_clear(geoi_spots *spots);

/* ---- Pairs (pattern_pairs.c) ---------------------------------------------------------- */

/* Points in cells of a side that suits a distance, rows of cells one after another. */
typedef struct geoi_spot_cells {
    int64_t n, columns, rows;
    double min_x, min_y, side;
    double *x, *y;  /* [n] in the order of cells */
    int64_t *id;    /* [n] where each stood */
    int64_t *begin; /* [columns * rows + 1] */
} geoi_spot_cells;
geo_status geoi_spot_cells_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                  double reach, geoi_spot_cells *out);
void geoi_spot_cells_clear(geoi_spot_cells *cells);

enum { GEOI_BATCH = 1024 };

/* Places of `cells` near one point: at most GEOI_BATCH a time. */
typedef struct geoi_near {
    int64_t point; /* that is looked from: as geoi_near_fn is told */
    int64_t n;
    double dx[GEOI_BATCH], dy[GEOI_BATCH], d2[GEOI_BATCH];
    int32_t at[GEOI_BATCH]; /* in the order of cells */
} geoi_near;

typedef void (*geoi_near_fn)(void *user, const geoi_near *near);

/* Visit the places of `cells` within sqrt(r2) (closed) of place (x, y), those from position
 * `after` + 1 on (half of the pairs, once each, where all of the cells' points ask; -1 = all), but
 * not position `self`. */
typedef struct geoi_asking {
    const geoi_spot_cells *cells;
    double r2;
    geoi_near_fn fn;
    void *user;
    geoi_near near; /* room */
} geoi_asking;
void geoi_ask_near(geoi_asking *q, int64_t point, double x, double y, int64_t after, int64_t self);

/* ---- A curve of arrays ---------------------------------------------------------------- */

/* What all simulations of a pattern share. */
typedef struct geoi_curve_plan {
    const geo_window *w;
    geo_pattern_options o; /* with its defaults filled in */
    int64_t r_count;
    const double *r;
    double *r2; /* [r_count] */
    /* squared distances to bins: the bin of d2 is first[floor(d2 * per_m2)] or one soon after */
    int32_t *first;
    int32_t first_count;
    double per_m2;
    double reach;                /* how far pairs matter */
    geoi_covariance *covariance; /* with the translation correction */
    /* of F: */
    int64_t place_count;
    double *place_x, *place_y, *place_border;
} geoi_curve_plan;

/* A distance that is at most the first one that is at least sqrt(d2), and near it. */
static inline int64_t geoi_slot_of(const geoi_curve_plan *p, double d2)
{
    double slot = d2 * p->per_m2;
    return p->first[slot < (double)p->first_count ? (int32_t)slot : p->first_count - 1];
}

/* The first distance that is at least sqrt(d2); d2 within the last. */
static inline int64_t geoi_bin_of(const geoi_curve_plan *p, double d2)
{
    int64_t k = geoi_slot_of(p, d2);
    while (p->r2[k] < d2) {
        k++;
    }
    return k;
}

geo_status geoi_plan_create(geo_ctx *ctx, const geo_window *w, int64_t r_count, const double *r,
                            const geo_pattern_options *options, double density,
                            geoi_curve_plan *out);
void geoi_plan_clear(geoi_curve_plan *plan);

/* value [r_count]. `to` NULL = the points themselves. */
geo_status geoi_curve_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                              const geoi_spots *to, double *value);
/* Of these: K, L and g (pattern_sums.c), F, G and J (pattern_nearest.c), F or G where points have
 * weights (pattern_products.c). */
geo_status geoi_sums_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                             const geoi_spots *to, double *value);
geo_status geoi_nearest_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                                const geoi_spots *to, double *value);
geo_status geoi_products_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                                 const geoi_spots *to, bool of_places, double *value);
/* Of spots with weights, 1/m2. */
double geoi_least_intensity(const geoi_spots *spots);
/* Adds rows [chunks][n] to the first of them, in their order. */
void geoi_add_chunks(int64_t chunks, int64_t n, double *sum);

/* Distance of each point to the nearest other one, NaN of one alone (pattern_nearest.c). */
geo_status geoi_nearest_others(geo_ctx *ctx, const geoi_spots *spots, double *distance);

/* GEO_INVALID: an option of the envelope is out of range (envelope.c). */
geo_status geoi_check_envelope(geo_ctx *ctx, const geo_envelope_options *o);

#endif /* GEOI_PATTERN_INTERNAL_H */
