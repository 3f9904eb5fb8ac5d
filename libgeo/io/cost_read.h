/* SPDX-License-Identifier: MIT */
/* What the readers of costs share: pairs as they come. */
#ifndef GEOI_COST_READ_H
#define GEOI_COST_READ_H

#include "io/cost_names.h"
#include "space/cost_internal.h"

/* Starts with the names; the rest {0}. */
typedef struct geoi_pairs {
    const geoi_names *origins, *destinations;
    int64_t n;
    int64_t *origin, *destination; /* [n] */
    double *cost;
    int64_t room[3];
    char unit[GEOI_COST_UNIT_SIZE];
} geoi_pairs;

geo_status geoi_pairs_add(geo_ctx *ctx, geoi_pairs *p, int64_t origin, int64_t destination,
                          double cost);
void geoi_pairs_clear(geoi_pairs *p);
/* The number that a text is as a cost. GEO_DATA: it is none; `missing` is the hint when it is
 * empty or infinite. */
geo_status geoi_cost_parse(geo_ctx *ctx, const char *text, int64_t length, const char *missing,
                           double *out);
/* "cost" or "cost_min": is it the name of costs, and what unit does it tell? */
bool geoi_cost_title(const char *text, int64_t length, char unit[GEOI_COST_UNIT_SIZE]);

/* How columns of names may be called; NULL ends the list. */
extern const char *const geoi_origin_words[], *const geoi_destination_words[];

/* The table that bytes are, of the names in *p; the path tells what nothing at all is. */
geo_status geoi_costs_parse(geo_ctx *ctx, const char *path, const char *bytes, int64_t length,
                            geo_cost_format format, geoi_pairs *p, geo_costs **out);
/* CSV (cost_read_csv.c). format AUTO: long or matrix, by the header; *format tells. */
geo_status geoi_cost_csv_read(geo_ctx *ctx, const char *text, int64_t size, geo_cost_format *format,
                              geoi_pairs *out);
/* The line on which data row `row`, from 0, of a CSV begins. */
int64_t geoi_cost_csv_line(geo_ctx *ctx, const char *text, int64_t size, int64_t row);
/* GeoJSON: the columns of a layer (cost_read_lines.c). */
geo_status geoi_cost_lines_read(geo_ctx *ctx, const char *bytes, int64_t size, geoi_pairs *out);

#endif /* GEOI_COST_READ_H */
