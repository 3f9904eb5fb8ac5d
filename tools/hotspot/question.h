/* SPDX-License-Identifier: MIT */
/* What geo-hotspot is asked, and what it knows. */
#ifndef GEO_HOTSPOT_QUESTION_H
#define GEO_HOTSPOT_QUESTION_H

#include "cli.h"
#include "geo/autocorrelation.h"

enum { MORAN, GI, GI_STAR, GEARY, BIVARIATE, LEE, JOINS };
enum { KNN, QUEEN, ROOK, BAND, INVERSE, KERNEL, DELAUNAY, GABRIEL, BLOCK };
enum { NO_CORRECTION, FDR, BONFERRONI };

typedef struct arguments {
    const char *features, *field, *with, *per, *block;
    const char *read_weights, *write_weights, *id; /* files, and the column of their names */
    const char *explain_to, *distances_to;
    int statistic, weights, kernel, coding, islands, tail, correction;
    int64_t k, explain;
    double distance_m, snap_m, power, least_m, significance;
    cli_distances distances;
    bool global, symmetric, ones;
    geo_autocorrelation_options inference; /* with the two choices above */
} arguments;

typedef struct question {
    cli_layer *layer;
    int64_t n;
    double *x, *y;      /* [n] NaN = unknown; y NULL without --with */
    geo_weights *coded; /* of those with a value */
    double distance_m;  /* how far neighbours are; 0 = not told by a distance */
    double *value, *z, *p;
    uint8_t *spot;
    geo_local local;
    double threshold;
} question;

extern const char *const hotspot_statistics[],
    *const hotspot_neighbours[], *const hotspot_kernels[], *const hotspot_codings[];

/* What does not go together is refused, rather than passed over (arguments.c). */
geo_status hotspot_check(cli_call *call, const arguments *a);
/* The layer and its numbers (weights.c). */
geo_status hotspot_read(cli_call *call, const arguments *a, question *q);
/* Who is whose neighbour (weights.c). */
geo_status hotspot_weigh(cli_call *call, const arguments *a, question *q);
/* Those without a value go before rows are standardised (weights.c). */
geo_status hotspot_code(cli_call *call, const arguments *a, const question *q,
                        const geo_weights *weights, geo_weights **out);
/* --global (global.c). */
geo_status hotspot_tell_global(cli_call *call, const arguments *a, const question *q);
/* The statistic of all features, of one column or two (global.c). */
geo_status hotspot_global(cli_call *call, const arguments *a, const question *q,
                          const geo_weights *weights, geo_global *out);
/* --distances (distances.c). */
extern const cli_column hotspot_distance_columns[];
geo_status hotspot_distances(cli_call *call, const arguments *a, const question *q);
/* How its kinds of spots are drawn (legend.c). */
cli_style hotspot_style(cli_call *call, const arguments *a);
/* --explain (explain.c). */
geo_status hotspot_explain(cli_call *call, const arguments *a, const question *q);

#endif /* GEO_HOTSPOT_QUESTION_H */
