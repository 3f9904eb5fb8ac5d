/* SPDX-License-Identifier: MIT */
/* OpenStreetMap files, looked over and put in order before GDAL reads them. GDAL wants nodes
 * before ways before relations, and otherwise leaves ways out without a word; it draws ways
 * without the nodes that an extract lacks, and reads compressions it does not know as nothing. */
#ifndef GEOI_OSM_H
#define GEOI_OSM_H

#include "io/file.h"
#include "io/sniff.h"

/* What a file holds, counted by us. Starts as {0}. */
typedef struct geoi_osm_census {
    int64_t *nodes, *ways; /* ids, ascending after geoi_osm_census_sort() */
    int64_t node_count, node_room, way_count, way_room;
    int64_t relations;
    bool plain; /* ids are as OpenStreetMap gives them: ascending, positive, not huge */
    int64_t incomplete_ways, short_ways, incomplete_relations;
} geoi_osm_census;

geo_status geoi_osm_add_node(geo_ctx *ctx, geoi_osm_census *c, int64_t id);
geo_status geoi_osm_add_way(geo_ctx *ctx, geoi_osm_census *c, int64_t id);
/* GEO_DATA: an id comes twice. */
geo_status geoi_osm_census_sort(geo_ctx *ctx, geoi_osm_census *c);
bool geoi_osm_has_node(const geoi_osm_census *c, int64_t id);
bool geoi_osm_has_way(const geoi_osm_census *c, int64_t id);
/* Tell what is incomplete. */
void geoi_osm_notes(geo_ctx *ctx, const geoi_osm_census *c);
void geoi_osm_census_clear(geoi_osm_census *c);

/* The file in order, all its blocks unpacked, in *ordered; GEO_DATA says what is wrong with it
 * (osm_pbf.c, osm_xml.c). */
geo_status geoi_osm_pbf(geo_ctx *ctx, const geoi_bytes *file, geoi_osm_census *c,
                        geoi_text *ordered);
geo_status geoi_osm_xml(geo_ctx *ctx, const geoi_bytes *file, geoi_osm_census *c,
                        geoi_text *ordered);

/* What GDAL shall make of tags: columns for those in `tags` ("highway,name"), NULL = a usual set;
 * all others in the column other_tags (osm_tags.c). */
geo_status geoi_osm_config(geo_ctx *ctx, const char *tags, geoi_text *config);

#endif /* GEOI_OSM_H */
