/* SPDX-License-Identifier: MIT */
/* What geo-hotspot is asked, and what it knows. */
#ifndef GEO_HOTSPOT_QUESTION_H
#define GEO_HOTSPOT_QUESTION_H

#include "cli.h"
#include "geo/autocorrelation.h"

enum { MORAN, GI, GI_STAR, GEARY, BIVARIATE };
enum { KNN, QUEEN, ROOK, BAND, INVERSE, KERNEL, DELAUNAY, GABRIEL, BLOCK };
enum { NO_CORRECTION, FDR, BONFERRONI };

typedef struct arguments {
    const char *features, *field, *with, *per, *block;
    int statistic, weights, kernel, coding, islands, tail, correction;
    int64_t k;
    double distance_m, snap_m, power, least_m, significance;
    bool global, symmetric;
    geo_autocorrelation_options inference; /* with the two choices above */
} arguments;

typedef struct question {
    cli_layer *layer;
    int64_t n;
    double *x, *y;      /* [n] NaN = unknown; y NULL unless bivariate */
    geo_weights *coded; /* of those with a value */
    double *value, *z, *p;
    uint8_t *spot;
    geo_local local;
    double threshold;
} question;

/* The layer and its numbers (weights.c). */
geo_status hotspot_read(cli_call *call, const arguments *a, question *q);
/* Who is whose neighbour (weights.c). */
geo_status hotspot_weigh(cli_call *call, const arguments *a, question *q);
/* --global (global.c). */
geo_status hotspot_tell_global(cli_call *call, const arguments *a, const question *q);

#endif /* GEO_HOTSPOT_QUESTION_H */
