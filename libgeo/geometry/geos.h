/* SPDX-License-Identifier: MIT */
/* The one place that makes GEOS handles and moves geometry into GEOS and back. */
#ifndef GEOI_GEOS_H
#define GEOI_GEOS_H

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include "geo/space.h"
#include "layer/builder.h"

/* A GEOS context for one thread; a chunk makes its own. Starts as {0}. */
typedef struct geoi_geos {
    geo_ctx *ctx;
    GEOSContextHandle_t handle;
    char message[256]; /* what GEOS said last */
    double *x, *y;     /* room for the positions of one ring */
    int64_t x_room, y_room;
} geoi_geos;

/* `geos` must stay where it is until geoi_geos_clear(): its error handler writes into it. */
geo_status geoi_geos_init(geo_ctx *ctx, geoi_geos *geos);
void geoi_geos_clear(geoi_geos *geos);

/* The failure of the GEOS call just made: GEO_MEMORY, or GEO_DATA "what: message". */
geo_status geoi_geos_fail(geoi_geos *geos, const char *what);

/* *out = geometry, or a failure when GEOS gave NULL. */
geo_status geoi_geos_take(geoi_geos *geos, GEOSGeometry *geometry, const char *what,
                          GEOSGeometry **out);
void geoi_geos_drop(geoi_geos *geos, GEOSGeometry *geometry); /* NULL is allowed */

/* Kinds of parts to keep. */
enum { GEOI_KEEP_POINTS = 1, GEOI_KEEP_LINES = 2, GEOI_KEEP_POLYGONS = 4, GEOI_KEEP_ALL = 7 };

/* The parts of feature i of g that `keep` names. Collections come out flat and without empty
 * members, for GEOS 3.11 crashes and hangs on others; so it does on coordinates beyond 1e12,
 * which are GEO_DATA. No parts make an empty collection. */
geo_status geoi_geos_read(geoi_geos *geos, const geo_geometry *g, int64_t i, unsigned keep,
                          GEOSGeometry **out);
/* One part of feature i as a point, line string or polygon. */
geo_status geoi_geos_read_part(geoi_geos *geos, const geo_geometry *g, int64_t i, int64_t part,
                               GEOSGeometry **out);

/* A bit of keep for GEO_POINT, GEO_LINESTRING or GEO_POLYGON. */
static inline bool geoi_is_kept(unsigned keep, unsigned type)
{
    return type != GEO_NONE && (keep >> (type - 1) & 1) != 0;
}

/* The kinds that the parts of feature i are of, as bits of keep. */
unsigned geoi_kinds_of(const geo_geometry *g, int64_t i);

/* Consumes `members` [n], also when it fails; the array stays the caller's. */
geo_status geoi_geos_collect(geoi_geos *geos, GEOSGeometry **members, int64_t n,
                             GEOSGeometry **out);

/* Append one feature with the parts of `geometry` that `keep` names: outer rings counter-
 * clockwise, holes clockwise (RFC 7946). Its type is what the parts ask for, but a multi type
 * when `like` is one; nothing left is a feature of type `empty` without parts. */
geo_status geoi_geos_write(geoi_geos *geos, const GEOSGeometry *geometry, unsigned keep,
                           geo_geometry_type like, geo_geometry_type empty,
                           geoi_geometry_builder *b);

/* What makes a geometry not valid, and where. */
typedef struct geoi_flaw {
    bool found;
    char reason[96];
    double x, y;
} geoi_flaw;
geo_status geoi_geos_flaw(geoi_geos *geos, const GEOSGeometry *geometry, geoi_flaw *out);

/* GEO_DATA unless the geometry, feature i of something, is valid. */
geo_status geoi_geos_check(geoi_geos *geos, const GEOSGeometry *geometry, int64_t i);

#endif /* GEOI_GEOS_H */
