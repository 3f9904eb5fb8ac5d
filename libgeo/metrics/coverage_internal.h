/* SPDX-License-Identifier: MIT */
/* What the measures of coverage share: facilities made ready, and one polygon measured. */
#ifndef GEOI_COVERAGE_INTERNAL_H
#define GEOI_COVERAGE_INTERNAL_H

#include "geo/coverage.h"
#include "geo/geometry.h"
#include "geometry/nearby.h"
#include "layer/box.h"
#include "metrics/points.h"

typedef struct geoi_facilities {
    geo_ctx *ctx;
    const geo_shapes *shapes;
    const geo_geometry *g;
    int64_t quad_segments;
    const double *radius; /* [features] own distances, NaN = none; NULL = one for all */
    bool discs;           /* each is one point: what it reaches is a true disc */
    geoi_points points;   /* when discs */
    geoi_nearby near;     /* boxes of the points, or of the features */
} geoi_facilities;

/* Check options and distances, and index the facilities. *distances_m is left to something that
 * can be read where facilities have distances of their own. Starts as {0}; uses scratch of the
 * caller's thread. Clear whatever comes of it. */
geo_status geoi_facilities_init(geo_ctx *ctx, geoi_facilities *f, const geo_shapes *facilities,
                                const double **distances_m, int64_t m,
                                const geo_coverage_options *options);
void geoi_facilities_clear(geoi_facilities *f);

/* Facilities that may be near a place: indices into points, or features; ascending. Starts as
 * {0}; kept from one search to the next. */
typedef struct geoi_found {
    int64_t count, room, order_room;
    uint64_t *id;
    int64_t *order;
} geoi_found;
geo_status geoi_facilities_find(const geoi_facilities *f, geo_box box, double distance_m,
                                geoi_found *found);
void geoi_found_clear(geoi_found *found);

/* How far found facility `id` reaches. */
static inline double geoi_facility_radius(const geoi_facilities *f, int64_t id, double distance_m)
{
    if (f->radius == NULL) {
        return distance_m;
    }
    return f->radius[f->discs ? geoi_point_row(&f->points, id) : id];
}

/* Areas of polygon i of `areas` under at least 1, 2, ... `most` of those found: as
 * geo_disc_areas_measure(). GEO_LIMIT: outlines that nearly coincide could not be told apart. */
geo_status geoi_found_depths(const geoi_facilities *f, const geo_shapes *areas, int64_t i,
                             const geoi_found *found, double distance_m, int64_t most,
                             double *at_least_m2, geo_disc_areas *out);

/* Centres and radii of those found, which are discs: x, y and radius in one block of 3 n, to be
 * released. */
geo_status geoi_found_discs(const geoi_facilities *f, const geoi_found *found, double distance_m,
                            double **xyr);

/* Polygon i of `areas` at one distance; `found` are those near its box. */
geo_status geoi_cover_polygon(const geoi_facilities *f, const geo_shapes *areas, int64_t i,
                              const geoi_found *found, double distance_m, geo_area_coverage *out);

#endif /* GEOI_COVERAGE_INTERNAL_H */
