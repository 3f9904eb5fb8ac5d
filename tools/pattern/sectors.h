/* SPDX-License-Identifier: MIT */
/* The sectors of the points, what each point counts, and how far apart they are. */
#ifndef GEO_PATTERN_SECTORS_H
#define GEO_PATTERN_SECTORS_H

#include "geo/agglomeration.h"
#include "question.h"

typedef struct sectors {
    cli_groups groups;
    int64_t first, last; /* those that are asked for */
    int32_t *type;       /* [n] -1 = of none, or not known */
    double *weight;      /* [n] 1 each without --weight; 0 where it is not known */
    geo_costs *costs;    /* of --costs; NULL = straight lines */
    const char *unit;
} sectors;

/* Points without a place or weight are of no sector and count nothing. Destroy `costs`. */
geo_status sectors_read(cli_call *call, const arguments *a, const question *q, sectors *out);
/* The number of a sector. */
geo_status sectors_find(cli_call *call, const arguments *a, const question *q, const sectors *s,
                        const char *name, int64_t *out);
/* Of the simulations of M and co-location. */
geo_chance_options sectors_chance(cli_call *call, const arguments *a);

#endif /* GEO_PATTERN_SECTORS_H */
