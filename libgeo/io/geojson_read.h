/* SPDX-License-Identifier: MIT */
/* GeoJSON (RFC 7946) and GeoJSON text sequences (RFC 8142, newline-delimited or simply one
 * after the other) from memory straight into columns. */
#ifndef GEOI_GEOJSON_READ_H
#define GEOI_GEOJSON_READ_H

#include "layer/builder.h"

typedef struct geoi_geojson_options {
    const char *source; /* its stem names the layer unless the file has a "name"; may be NULL */
    bool crs_is_known;  /* the caller knows the coordinates' system, whatever the file says */
    int64_t chunk;      /* bytes that a thread reads at a time; 0 = 4 MiB */
    int64_t longest, largest;     /* bytes of a string, of a feature; 0 = those of limits.h */
    struct geoi_rejects *rejects; /* where faulty features go; NULL: they fail the whole */

    /* Of a piece of a longer text: the columns that it begins with, what stands before it, and
     * where the counts go that else are told in notes; NULL tells them. */
    const char *const *names;
    int64_t name_count;
    int64_t lines, features;
    struct geoi_geojson_counts *counts;
} geoi_geojson_options;

/* Read all features of `bytes` into a new builder.
 *
 * Accepted at the top: FeatureCollections, Features and bare geometries, one or many. Strict:
 * what RFC 8259 or RFC 7946 forbid is GEO_DATA, with feature, line and column in the message
 * (the caller adds the file's name). Lenient only where nothing is lost or guessed: a byte
 * order mark, members in any order, properties left out, empty coordinates.
 *
 * Left out, and told in a note each: the 4th and further numbers of positions, the nesting of
 * collections, empty members of Multi geometries, members of geometries beside RFC 7946's. Such
 * members of features and collections are kept as text.
 *
 * crs: the name that a "crs" member of GeoJSON 2008 gave ("EPSG:3857"), freed by
 * geoi_release(), when it is not longitude and latitude: the caller reprojects the builder's
 * coordinates before it finishes the layer. NULL: they are degrees, which has been checked; or
 * the caller said that it knows the system, and nothing was checked. */
geo_status geoi_geojson_read(geo_ctx *ctx, const char *bytes, int64_t size,
                             const geoi_geojson_options *options, geoi_layer_builder **out,
                             char **crs);

/* Tell, in a note each, what was left out or mended. */
void geoi_geojson_tell(geo_ctx *ctx, const struct geoi_geojson_counts *counts);

#endif /* GEOI_GEOJSON_READ_H */
