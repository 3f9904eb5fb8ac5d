/* SPDX-License-Identifier: MIT */
/* The cost table of geo-proximity: every distance, row by row, into a file. */
#ifndef GEO_PROXIMITY_TABLE_H
#define GEO_PROXIMITY_TABLE_H

#include "cli.h"

typedef struct table_options {
    const char *path, *id;
    int format; /* geo_cost_format */
    double cutoff_m;
} table_options;

/* The words of --table-format, in the order of geo_cost_format. */
extern const char *const table_formats[];

/* Refuse before the work what would fail after it. */
geo_status table_check(cli_call *call, const table_options *o);

/* Measure and write; `label` names the facilities, which may be the origins themselves. */
geo_status table_write(cli_call *call, const table_options *o, cli_layer *origins,
                       cli_layer *facilities, const char *label);

#endif /* GEO_PROXIMITY_TABLE_H */
