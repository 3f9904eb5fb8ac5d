/* SPDX-License-Identifier: MIT */
/* Which format some bytes are in. */
#ifndef GEOI_SNIFF_H
#define GEOI_SNIFF_H

#include "base/base.h"

typedef enum geoi_kind {
    GEOI_KIND_GEOJSON, /* or GeoJSONSeq: the reader tells them apart */
    GEOI_KIND_GEOPACKAGE,
    GEOI_KIND_FLATGEOBUF,
    GEOI_KIND_SHAPEFILE,
    GEOI_KIND_CSV,
    GEOI_KIND_OSM_PBF,
    GEOI_KIND_OSM_XML,
    GEOI_KIND_KML,
    GEOI_KIND_MAPINFO_TAB,
    GEOI_KIND_MAPINFO_MIF,
    GEOI_KIND_POSTGIS /* no bytes: never the result of a sniff */
} geoi_kind;

/* Content decides; only CSV, which looks like any text, also needs its extension or to come from
 * standard input ("-"). GEO_DATA: none of ours; GEO_UNSUPPORTED: known, but not read. */
geo_status geoi_sniff(geo_ctx *ctx, const char *path, const char *bytes, int64_t size,
                      geoi_kind *kind);

/* Does the path end with this extension (".csv"), in any case? A ".gz" after it is passed over. */
bool geoi_has_extension(const char *path, const char *extension);

/* The file's name without folders and its last extension, at most size - 1 bytes of it; "layer"
 * for standard input. */
void geoi_stem(const char *path, char *out, size_t size);

#endif /* GEOI_SNIFF_H */
