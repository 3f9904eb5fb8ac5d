/* SPDX-License-Identifier: MIT */
/* What the parts of geo-proximity share. */
#ifndef GEO_PROXIMITY_ASK_H
#define GEO_PROXIMITY_ASK_H

#include "cli.h"
#include "geo/proximity.h"
#include "table.h"

/* Places in the table of columns. */
enum {
    NEAR_M,
    NEAR_I,
    NEAR_ID,
    NEXT_M,
    NEXT_I,
    NEXT_ID,
    NEAR_AZ,
    NEAR_LON,
    NEAR_LAT,
    NEAR_N,
    NEAR_SUM,
    RADIUS_N,
    RADIUS_SUM
};
extern const cli_column proximity_columns[];

typedef struct arguments {
    const char *origins, *facilities, *label, *weight, *type;
    const char *lines, *origin_weight, *percentiles, *by, *summary;
    geo_nearest_options nearest;
    cli_distances radius;
    double within_m;
    bool bearing, place, hausdorff;
    table_options table;
} arguments;

/* The values of a column in both layers (or of `second` NULL in one) as numbers: equal texts get
 * equal numbers, in the order of their bytes; null gets -1. `names` [count] may be NULL. */
typedef struct codes {
    int64_t *first, *second;
    const char **name;
    int64_t count;
} codes;

/* Both layers, in metres; the facilities may be the origins themselves. */
typedef struct sides {
    cli_layer *origins, *facilities;
    const geo_shapes *origin_shapes, *facility_shapes;
    int64_t n;
    const char *const *labels;   /* of the facilities; NULL without --label */
    double *weight;              /* the same with --weight */
    geo_nearest_options nearest; /* with the types */
    double *origin_weight;       /* of the summary; NULL without --origin-weight */
    codes zones;                 /* of --by */
} sides;

/* The k nearest of each origin, [n * k]. */
typedef struct nearest {
    int64_t *index;
    double *distance_m;
    geo_pair *pairs; /* NULL unless places are asked for */
} nearest;

geo_status proximity_nearest(cli_call *call, const arguments *a, const sides *s, nearest *out);
geo_status proximity_within(cli_call *call, const arguments *a, const sides *s);
/* --lines: of the nearest, or of all within --within. */
geo_status proximity_lines(cli_call *call, const arguments *a, const sides *s, const nearest *near);
/* --origin-weight and --by, before the search. */
geo_status proximity_read_summary(cli_call *call, const arguments *a, sides *s);
geo_status proximity_summary(cli_call *call, const arguments *a, const sides *s,
                             const nearest *near);
geo_status proximity_hausdorff(cli_call *call, const sides *s);

/* The places of n pairs in degrees: 4 arrays [n], NaN where there is no facility. */
typedef struct pair_places {
    double *from_lon, *from_lat, *to_lon, *to_lat;
} pair_places;
geo_status proximity_places(cli_call *call, int64_t n, int64_t step, const geo_pair *pairs,
                            pair_places *out);
/* Degrees clockwise from north; NaN where the places are one. */
double proximity_bearing(const pair_places *p, int64_t i);

/* --percentiles as shares of 0..1, ascending in no way: as given. */
enum { MOST_PERCENTILES = 20 };
typedef struct percentiles {
    int n;
    double share[MOST_PERCENTILES];
    const char *word[MOST_PERCENTILES]; /* as typed */
} percentiles;
geo_status proximity_percentiles(cli_call *call, const char *text, percentiles *out);

geo_status proximity_codes(cli_call *call, const char *field, const cli_layer *first,
                           const cli_layer *second, codes *out);

#endif /* GEO_PROXIMITY_ASK_H */
