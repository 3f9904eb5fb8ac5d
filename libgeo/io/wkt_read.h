/* SPDX-License-Identifier: MIT */
/* Well-known text (OGC 06-103r4) into columns. */
#ifndef GEOI_WKT_READ_H
#define GEOI_WKT_READ_H

#include "layer/builder.h"

/* What was left out, to be told in a note each. */
typedef struct geoi_wkt_counts {
    int64_t measures; /* geometries with M */
    int64_t nested;   /* collections inside collections: the nesting */
    int64_t empties;  /* empty members of Multi geometries */
} geoi_wkt_counts;

/* The whole text is one geometry, which becomes that of the next feature. Tags in any case, with
 * or without a blank before Z and M; three numbers without a tag have a height. GEO_DATA says
 * what was expected where. */
geo_status geoi_wkt_read(geo_ctx *ctx, const char *text, int64_t length, geoi_geometry_builder *g,
                         geoi_wkt_counts *counts);
/* Does it begin as well-known text does? */
bool geoi_wkt_is(const char *text, int64_t length);
void geoi_wkt_notes(geo_ctx *ctx, const geoi_wkt_counts *counts);

#endif /* GEOI_WKT_READ_H */
