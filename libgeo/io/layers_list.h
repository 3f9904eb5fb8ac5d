/* SPDX-License-Identifier: MIT */
/* The layers of a file, listed without being read. */
#ifndef GEOI_LAYERS_LIST_H
#define GEOI_LAYERS_LIST_H

#include "geo/io.h"
#include "io/file.h"
#include "io/sniff.h"

struct geo_layers {
    geo_layers_entry *entries;
    char **names; /* of the entries, to be freed */
    int64_t count, entry_room, name_room;
};

/* Keeps a copy of the name; `geometry` must be a constant. */
geo_status geoi_layers_add(geo_ctx *ctx, geo_layers *list, const geo_layers_entry *entry);

/* Formats that may hold several layers. */
static inline bool geoi_has_layers(geoi_kind kind)
{
    return kind == GEOI_KIND_GEOPACKAGE || kind == GEOI_KIND_KML || kind == GEOI_KIND_OSM_PBF ||
           kind == GEOI_KIND_OSM_XML || kind == GEOI_KIND_POSTGIS;
}

/* Those of a file of such a format (gdal_list.c). */
geo_status geoi_gdal_list(geo_ctx *ctx, const char *path, geoi_kind kind, const geoi_bytes *bytes,
                          const geo_read_options *options, geo_layers *list);

#endif /* GEOI_LAYERS_LIST_H */
