/* SPDX-License-Identifier: MIT */
/* One coordinate system and the way between it and longitude and latitude, by PROJ. Frames and
 * the systems of files are both made of this. */
#ifndef GEOI_PROJECTION_H
#define GEOI_PROJECTION_H

#include <proj.h>

#include "base/base.h"
#include "space/crs.h"
#include "space/krueger.h"

/* A PROJ object serves one thread at a time, so each chunk of work borrows one of these. */
typedef struct geoi_channel {
    PJ_CONTEXT *context;
    PJ *pipeline;
    struct geoi_channel *next;
} geoi_channel;

typedef struct geoi_channels {
    pthread_mutex_t lock;
    geoi_channel *idle; /* guarded by the lock */
} geoi_channels;

typedef struct geoi_projection {
    char *name;      /* "EPSG:4548", or the definition as it was given */
    char *title;     /* what PROJ calls it; the name where it has none */
    char *pipeline;  /* PROJ string: from this system to degrees, x and longitude first */
    bool registered; /* the name is one of an authority */
    bool identity;   /* the pipeline changes nothing */
    bool ballpark;   /* no change of datum is known: it does without */
    bool projected;  /* in metres or feet; else in degrees */
    double accuracy; /* of the change of datum, metres; negative = unknown or none needed */
    bool has_series; /* it is a transverse Mercator that `series` carries out */
    geoi_krueger series;
    geoi_channels *channels; /* they change with use; to its users a projection is constant */
} geoi_projection;

/* Understand `definition` and find the pipeline (projection_define.c); `wishes` are those of
 * enum geoi_crs_wish.
 * GEO_INVALID: unknown, no system of positions on the Earth, or not what is wished.
 * GEO_UNSUPPORTED: no good change of datum is known. */
geo_status geoi_projection_define(geo_ctx *ctx, const char *definition, unsigned wishes,
                                  geoi_projection *p);

/* The PROJ string of `system` with seven parameters to WGS 84 (+towgs84), appended to `out`. */
geo_status geoi_projection_shifted(geo_ctx *ctx, const char *system, const double parameters[7],
                                   geoi_text *out);

/* Find out whether the pipeline of `p`, whose system is `crs`, can go by series
 * (krueger_define.c). */
void geoi_projection_find_series(PJ_CONTEXT *context, const PJ *crs, geoi_projection *p);

/* A context that prints nothing and fetches nothing. */
geo_status geoi_proj_context(geo_ctx *ctx, PJ_CONTEXT **out);

geo_status geoi_projection_create(geo_ctx *ctx, const char *definition, unsigned wishes,
                                  geoi_projection **out);
void geoi_projection_destroy(geoi_projection *p);

/* Take n positions to degrees (PJ_FWD) or from degrees (PJ_INV), on all threads. In and out may
 * be the same arrays. GEO_DATA: a position has no image; the message says which. */
geo_status geoi_projection_run(geo_ctx *ctx, const geoi_projection *p, PJ_DIRECTION direction,
                               int64_t n, const double *x_in, const double *y_in, double *x_out,
                               double *y_out);

#endif /* GEOI_PROJECTION_H */
