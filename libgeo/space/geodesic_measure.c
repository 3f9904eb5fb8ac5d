/* SPDX-License-Identifier: MIT */
/* Areas and lengths of features with geodesics for edges: Karney 2013,
 * doi:10.1007/s00190-012-0578-z, as PROJ's geodesic.h has it. */
#include "geo/space.h"

#include "space/earth.h"

#include "base/base.h"
#include "layer/parts.h"

enum { GRAIN = 64 }; /* features: one may be a district of 10,000 positions */

typedef struct measure_job {
    const geo_geometry *g;
    struct geod_geodesic earth;
    double *area, *length;
} measure_job;

/* Length of the ring's edges; its unsigned area when it is one of a polygon. */
static double measure_ring(const measure_job *job, int64_t ring, bool closed, double *area)
{
    geo_span coords = geo_coords(job->g, ring);
    struct geod_polygon p;
    double length = 0.0;
    geod_polygon_init(&p, !closed);
    for (int64_t i = coords.begin; i < coords.end - closed; i++) { /* closing is implied */
        geod_polygon_addpoint(&job->earth, &p, job->g->y[i], job->g->x[i]);
    }
    *area = 0.0;
    geod_polygon_compute(&job->earth, &p, 0, 1, closed ? area : NULL, &length);
    *area = fabs(*area); /* right-handed or not */
    return length;
}

static void measure_part(const measure_job *job, int64_t part, unsigned kind, double *area,
                         double *length)
{
    geo_span rings = geo_rings(job->g, part);
    for (int64_t ring = rings.begin; ring < rings.end; ring++) {
        double ring_area;
        *length += measure_ring(job, ring, kind == GEO_POLYGON, &ring_area);
        *area += ring == rings.begin ? ring_area : -ring_area;
    }
}

static geo_status measure_features(void *data, int64_t begin, int64_t end)
{
    const measure_job *job = data;
    for (int64_t i = begin; i < end; i++) {
        double area = 0.0, length = 0.0;
        geo_span parts = geo_parts(job->g, i);
        for (int64_t part = parts.begin; part < parts.end; part++) {
            unsigned kind = geoi_part_type(job->g, i, part);
            if (kind == GEO_LINESTRING || kind == GEO_POLYGON) {
                measure_part(job, part, kind, &area, &length);
            }
        }
        if (job->area != NULL) {
            job->area[i] = area;
        }
        if (job->length != NULL) {
            job->length[i] = length;
        }
    }
    return GEO_OK;
}

geo_status geo_geodesic_measure(geo_ctx *ctx, const geo_layer *layer, double *area, double *length)
{
    measure_job job = {.g = geo_layer_geometry(layer), .area = area, .length = length};
    geoi_earth_init(&job.earth);
    return geoi_parallel(ctx, job.g->n, GRAIN, measure_features, &job);
}
