/* SPDX-License-Identifier: MIT */
/* Buffers as polygons. */
#include "geo/geometry.h"

#include "geometry/geos_union.h"
#include "geometry/polygons.h"
#include "space/shapes_internal.h"

enum { GRAIN = 64 };

/* Half way round the Earth; GEOS 3.11 crashes on distances that are not finite. */
static const double WIDEST = 2.1e7;

typedef struct buffering {
    geo_ctx *ctx;
    const geo_geometry *g;
    double distance;
    int64_t quad_segments;
    geoi_geometry_builder *made; /* [chunks] */
} buffering;

geo_status geoi_check_buffer(geo_ctx *ctx, double distance_m, int64_t quad_segments)
{
    if (!(distance_m >= 0.0 && distance_m <= WIDEST)) {
        geo_status status = geoi_fail(ctx, GEO_INVALID, "%g is no distance in metres", distance_m);
        geoi_hint(ctx, "give a distance from 0 to %.0f", WIDEST);
        return status;
    }
    if (quad_segments < 1 || quad_segments > 1024) {
        geo_status status = geoi_fail(ctx, GEO_INVALID, "%lld chords to a quarter circle",
                                      (long long)quad_segments);
        geoi_hint(ctx, "give a number from 1 to 1024");
        return status;
    }
    return GEO_OK;
}

static geo_status buffer_chunk(void *job, int64_t begin, int64_t end)
{
    buffering *b = job;
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *buffer = NULL;
    GEO_TRY(geoi_geos_init(b->ctx, &geos));
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(geoi_geos_buffer(&geos, b->g, i, b->distance, b->quad_segments, &buffer));
        GEO_TRY(geoi_geos_write(&geos, buffer, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE,
                                &b->made[begin / GRAIN]));
        geoi_geos_drop(&geos, buffer);
        buffer = NULL;
    }
    GEO_TRY(geoi_geometry_finish(b->ctx, &b->made[begin / GRAIN]));
done:
    geoi_geos_drop(&geos, buffer);
    geoi_geos_clear(&geos);
    return status;
}

static geo_status buffer_each(geo_ctx *ctx, buffering *b, geoi_geometry_builder *all)
{
    geo_status status = GEO_OK;
    int64_t chunks = (b->g->n + GRAIN - 1) / GRAIN;
    GEO_TRY(geoi_array(ctx, chunks, sizeof *b->made, &b->made));
    GEO_TRY(geoi_parallel(ctx, b->g->n, GRAIN, buffer_chunk, b));
    for (int64_t c = 0; c < chunks; c++) {
        GEO_TRY(geoi_geometry_append(ctx, all, &b->made[c].g));
    }
done:
    for (int64_t c = 0; b->made != NULL && c < chunks; c++) {
        geoi_geometry_clear(&b->made[c]);
    }
    geoi_release(b->made);
    return status;
}

static geo_status buffer_dissolved(geo_ctx *ctx, const buffering *b, geoi_geometry_builder *all)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *united = NULL;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    geoi_near_features features = {b->g, NULL, b->g->n, b->distance, NULL, b->quad_segments};
    GEO_TRY(geoi_geos_buffer_union(&geos, &features, &united));
    GEO_TRY(geoi_geos_write(&geos, united, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, all));
done:
    geoi_geos_drop(&geos, united);
    geoi_geos_clear(&geos);
    return status;
}

geo_status geo_shapes_buffer(geo_ctx *ctx, const geo_shapes *shapes, double distance_m,
                             int64_t quad_segments, int dissolve, geo_shapes **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder all = {0};
    buffering b = {ctx, geo_shapes_geometry(shapes), distance_m, quad_segments, NULL};
    *out = NULL;
    GEO_TRY(geoi_check_buffer(ctx, distance_m, quad_segments));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "buffering"));
    if (dissolve) {
        GEO_TRY(buffer_dissolved(ctx, &b, &all));
    } else {
        GEO_TRY(buffer_each(ctx, &b, &all));
    }
    GEO_TRY(geoi_geometry_finish(ctx, &all));
    GEO_TRY(geoi_shapes_adopt(ctx, &all, out));
done:
    geoi_geometry_clear(&all);
    return status;
}
