/* SPDX-License-Identifier: MIT */
#include "geometry/geos_union.h"

#include "space/order.h"

enum { GRAIN = 32 }; /* neighbours along a Hilbert curve that are united first */

geo_status geoi_geos_union(geoi_geos *geos, GEOSGeometry **members, int64_t n, GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry *all = NULL;
    *out = NULL;
    GEO_TRY(geoi_geos_collect(geos, members, n, &all));
    GEO_TRY(geoi_geos_take(geos, GEOSUnaryUnion_r(geos->handle, all), "a union could not be made",
                           out));
done:
    geoi_geos_drop(geos, all);
    return status;
}

geo_status geoi_geos_buffer(geoi_geos *geos, const geo_geometry *g, int64_t i, double distance,
                            int64_t quad_segments, GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry *plain = NULL;
    *out = NULL;
    unsigned keep = distance > 0.0 ? GEOI_KEEP_ALL : GEOI_KEEP_POLYGONS;
    GEO_TRY(geoi_geos_read(geos, g, i, keep, &plain));
    if (GEOSGeom_getDimensions_r(geos->handle, plain) == 2) {
        GEO_TRY(geoi_geos_check(geos, plain, i)); /* of a bow tie GEOS buffers one half */
    }
    if (!(distance > 0.0)) {
        *out = plain; /* around points and lines no area is left */
        return GEO_OK;
    }
    GEO_TRY(geoi_geos_take(geos, GEOSBuffer_r(geos->handle, plain, distance, (int)quad_segments),
                           "a buffer could not be made", out));
done:
    geoi_geos_drop(geos, plain);
    return status;
}

/* ---- Many buffers ---------------------------------------------------------------------------- */

typedef struct uniting {
    geo_ctx *ctx;
    const geoi_near_features *features;
    const int64_t *order;  /* [n] features, neighbours together */
    GEOSGeometry **united; /* [chunks] */
} uniting;

static geo_status unite_chunk(void *job, int64_t begin, int64_t end)
{
    uniting *u = job;
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *member[GRAIN] = {NULL};
    int64_t count = 0;
    GEO_TRY(geoi_geos_init(u->ctx, &geos));
    for (int64_t k = begin; k < end; k++) {
        GEO_TRY(geoi_geos_buffer(&geos, u->features->g, u->order[k],
                                 geoi_reach_of(u->features, u->order[k]),
                                 u->features->quad_segments, &member[count]));
        count++;
    }
    int64_t given = count;
    count = 0; /* consumed */
    GEO_TRY(geoi_geos_union(&geos, member, given, &u->united[begin / GRAIN]));
done:
    for (int64_t k = 0; k < count; k++) {
        geoi_geos_drop(&geos, member[k]);
    }
    geoi_geos_clear(&geos);
    return status;
}

/* The features `which` [n] of g that have positions, in the order of a Hilbert curve through
 * their first ones: *out [*count], to be released. */
static geo_status feature_order(geo_ctx *ctx, const geo_geometry *g, const int64_t *which,
                                int64_t n, int64_t **out, int64_t *count)
{
    geo_status status = GEO_OK;
    double *x = NULL, *y = NULL;
    int64_t *order = NULL, m = 0;
    *out = NULL;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *y, &y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *order, &order));
    for (int64_t k = 0; k < n; k++) {
        int64_t i = which != NULL ? which[k] : k;
        geo_span s = geo_feature_coords(g, i);
        if (s.begin < s.end) {
            x[m] = g->x[s.begin];
            y[m] = g->y[s.begin];
            order[m++] = i;
        }
    }
    GEO_TRY(geoi_hilbert_sort(ctx, m, x, y, order));
    *count = m;
    *out = order;
    order = NULL;
done:
    geoi_release(x);
    geoi_release(y);
    geoi_release(order);
    return status;
}

geo_status geoi_geos_buffer_union(geoi_geos *geos, const geoi_near_features *features,
                                  GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    int64_t *order = NULL, count = 0, chunks = 0;
    uniting u = {geos->ctx, features, NULL, NULL};
    *out = NULL;
    GEO_TRY(feature_order(geos->ctx, features->g, features->which, features->n, &order, &count));
    u.order = order;
    chunks = (count + GRAIN - 1) / GRAIN;
    GEO_TRY(geoi_array(geos->ctx, chunks, sizeof(GEOSGeometry *), &u.united));
    GEO_TRY(geoi_parallel(geos->ctx, count, GRAIN, unite_chunk, &u));
    int64_t given = chunks;
    chunks = 0; /* consumed */
    GEO_TRY(geoi_geos_union(geos, u.united, given, out));
done:
    for (int64_t c = 0; u.united != NULL && c < chunks; c++) {
        geoi_geos_drop(geos, u.united[c]);
    }
    geoi_release(u.united);
    geoi_release(order);
    return status;
}
