/* SPDX-License-Identifier: MIT */
/* Intersections, differences and unions of polygons. Only parts whose boxes meet are given to
 * GEOS together. */
#include "geo/geometry.h"

#include "geometry/geos_union.h"
#include "geometry/nearby.h"
#include "geometry/plain.h"
#include "geometry/polygons.h"
#include "layer/box.h"
#include "space/shapes_internal.h"

enum { GRAIN = 16, CHECK_GRAIN = 256 };

/* ---- Are they polygons? --------------------------------------------------------------------- */

typedef struct checking {
    geo_ctx *ctx;
    const geo_geometry *g;
    const int64_t *which; /* NULL = all */
    const char *what;
} checking;

static geo_status check_feature(geoi_geos *geos, const checking *c, int64_t i)
{
    geo_status status = GEO_OK;
    GEOSGeometry *geometry = NULL;
    geo_geometry_type type = (geo_geometry_type)c->g->type[i];
    if (type == GEO_NONE || (type != GEO_LINESTRING && geoi_plainly_valid(c->g, i))) {
        return GEO_OK;
    }
    if (type != GEO_POLYGON && type != GEO_MULTIPOLYGON) {
        status = geoi_fail(c->ctx, GEO_DATA, "feature %lld is a %s, not a polygon",
                           (long long)i + 1, geo_geometry_type_name(type));
        geoi_hint(c->ctx, "give polygons, or buffer the lines or points first");
        goto done;
    }
    GEO_TRY(geoi_geos_read(geos, c->g, i, GEOI_KEEP_ALL, &geometry));
    GEO_TRY(geoi_geos_check(geos, geometry, i));
done:
    if (status != GEO_OK) {
        geoi_where(c->ctx, "%s", c->what);
    }
    geoi_geos_drop(geos, geometry);
    return status;
}

static geo_status check_chunk(void *job, int64_t begin, int64_t end)
{
    const checking *c = job;
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEO_TRY(geoi_geos_init(c->ctx, &geos));
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(check_feature(&geos, c, c->which != NULL ? c->which[i] : i));
    }
done:
    geoi_geos_clear(&geos);
    return status;
}

geo_status geoi_polygons_check(geo_ctx *ctx, const geo_geometry *g, const int64_t *which, int64_t n,
                               const char *what)
{
    checking c = {ctx, g, which, what};
    return geoi_parallel(ctx, n, CHECK_GRAIN, check_chunk, &c);
}

/* ---- Feature by feature ---------------------------------------------------------------------- */

typedef struct overlaying {
    geo_ctx *ctx;
    geo_overlay kind;
    const geo_geometry *g, *with;
    geoi_nearby parts;           /* of `with` */
    int64_t *owner;              /* [part] feature of `with` */
    geoi_geometry_builder *made; /* [chunks] */
} overlaying;

/* Parts of `with` near one feature, ascending. */
typedef struct near_parts {
    geo_ctx *ctx;
    int64_t *part, count, room;
    geo_status status;
} near_parts;

static bool add_near(void *user, int64_t part)
{
    near_parts *n = user;
    n->status = geoi_grow(n->ctx, &n->part, &n->room, n->count + 1, sizeof *n->part);
    if (n->status != GEO_OK) {
        return false;
    }
    n->part[n->count++] = part;
    return true;
}

static geo_status index_parts(overlaying *o)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_nearby_init(o->ctx, &o->parts, o->with->part_count));
    GEO_TRY(geoi_array_raw(o->ctx, o->with->part_count, sizeof *o->owner, &o->owner));
    for (int64_t i = 0; i < o->with->n; i++) {
        geo_span parts = geo_parts(o->with, i);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            geo_span rings = geo_rings(o->with, p);
            geo_span outer = {0, 0};
            if (rings.begin < rings.end) {
                outer = geo_coords(o->with, rings.begin);
            }
            o->parts.boxes[p] = geoi_extent_of(o->with, outer);
            o->owner[p] = i;
        }
    }
    GEO_TRY(geoi_nearby_build(o->ctx, &o->parts));
done:
    return status;
}

/* The union of the parts near the feature. */
static geo_status unite_near(geoi_geos *geos, const overlaying *o, const near_parts *near,
                             GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry **member = NULL;
    int64_t count = 0;
    GEO_TRY(geoi_array(o->ctx, near->count, sizeof(GEOSGeometry *), &member));
    for (int64_t k = 0; k < near->count; k++) {
        int64_t p = near->part[k];
        GEO_TRY(geoi_geos_read_part(geos, o->with, o->owner[p], p, &member[count]));
        count++;
    }
    int64_t given = count;
    count = 0; /* consumed */
    GEO_TRY(geoi_geos_union(geos, member, given, out));
done:
    for (int64_t k = 0; k < count; k++) {
        geoi_geos_drop(geos, member[k]);
    }
    geoi_release(member);
    return status;
}

static geo_status overlay_feature(geoi_geos *geos, const overlaying *o, int64_t i, near_parts *near,
                                  geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEOSGeometry *own = NULL, *other = NULL, *result = NULL;
    near->count = 0;
    near->status = GEO_OK;
    geoi_nearby_search(&o->parts, geoi_feature_box(o->g, i), add_near, near);
    GEO_TRY(near->status);
    if (near->count == 0) {
        status = o->kind == GEO_DIFFERENCE ? geoi_geometry_copy_feature(o->ctx, b, o->g, i)
                                           : geoi_geometry_feature(o->ctx, b, GEO_NONE);
        goto done;
    }
    GEO_TRY(geoi_geos_read(geos, o->g, i, GEOI_KEEP_ALL, &own));
    GEO_TRY(unite_near(geos, o, near, &other));
    GEO_TRY(geoi_geos_take(geos,
                           o->kind == GEO_DIFFERENCE ? GEOSDifference_r(geos->handle, own, other)
                                                     : GEOSIntersection_r(geos->handle, own, other),
                           "an overlay could not be made", &result));
    GEO_TRY(geoi_geos_write(geos, result, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, b));
done:
    geoi_geos_drop(geos, own);
    geoi_geos_drop(geos, other);
    geoi_geos_drop(geos, result);
    return status;
}

static geo_status overlay_chunk(void *job, int64_t begin, int64_t end)
{
    overlaying *o = job;
    geo_status status = GEO_OK;
    geoi_geos geos;
    near_parts near = {.ctx = o->ctx};
    geoi_geometry_builder *b = &o->made[begin / GRAIN];
    GEO_TRY(geoi_geos_init(o->ctx, &geos));
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(overlay_feature(&geos, o, i, &near, b));
    }
    GEO_TRY(geoi_geometry_finish(o->ctx, b));
done:
    geoi_release(near.part);
    geoi_geos_clear(&geos);
    return status;
}

static geo_status overlay_each(overlaying *o, geoi_geometry_builder *all)
{
    geo_status status = GEO_OK;
    int64_t chunks = (o->g->n + GRAIN - 1) / GRAIN;
    GEO_TRY(index_parts(o));
    GEO_TRY(geoi_array(o->ctx, chunks, sizeof *o->made, &o->made));
    GEO_TRY(geoi_parallel(o->ctx, o->g->n, GRAIN, overlay_chunk, o));
    for (int64_t c = 0; c < chunks; c++) {
        GEO_TRY(geoi_geometry_append(o->ctx, all, &o->made[c].g));
    }
done:
    for (int64_t c = 0; o->made != NULL && c < chunks; c++) {
        geoi_geometry_clear(&o->made[c]);
    }
    geoi_release(o->made);
    geoi_release(o->owner);
    geoi_nearby_clear(&o->parts);
    return status;
}

/* ---- Everything in one -------------------------------------------------------------- */

static geo_status unite_all(geo_ctx *ctx, const geo_geometry *g, const geo_geometry *with,
                            geoi_geometry_builder *all)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *both[2] = {NULL, NULL}, *united = NULL;
    int64_t count = 1;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    geoi_near_features first = {g, NULL, g->n, 0.0, NULL, 1};
    GEO_TRY(geoi_geos_buffer_union(&geos, &first, &both[0]));
    if (with != NULL) {
        geoi_near_features second = {with, NULL, with->n, 0.0, NULL, 1};
        GEO_TRY(geoi_geos_buffer_union(&geos, &second, &both[1]));
        count = 2;
    }
    int64_t given = count;
    count = 0; /* consumed */
    GEO_TRY(geoi_geos_union(&geos, both, given, &united));
    GEO_TRY(geoi_geos_write(&geos, united, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, all));
done:
    for (int64_t k = 0; k < count; k++) {
        geoi_geos_drop(&geos, both[k]);
    }
    geoi_geos_drop(&geos, united);
    geoi_geos_clear(&geos);
    return status;
}

geo_status geo_shapes_overlay(geo_ctx *ctx, geo_overlay kind, const geo_shapes *shapes,
                              const geo_shapes *with, geo_shapes **out)
{
    geo_status status = GEO_OK;
    static const geo_geometry none = {0};
    geoi_geometry_builder all = {0};
    overlaying o = {.ctx = ctx, .kind = kind, .g = geo_shapes_geometry(shapes), .with = &none};
    *out = NULL;
    GEO_TRY(geoi_stage(ctx, 0.0, 0.3, "checking polygons"));
    GEO_TRY(geoi_polygons_check(ctx, o.g, NULL, o.g->n, "shapes"));
    if (with != NULL) {
        o.with = geo_shapes_geometry(with);
        GEO_TRY(geoi_polygons_check(ctx, o.with, NULL, o.with->n, "overlay"));
    }
    GEO_TRY(geoi_stage(ctx, 0.3, 1.0, "overlaying polygons"));
    if (kind == GEO_UNION) {
        GEO_TRY(unite_all(ctx, o.g, with != NULL ? o.with : NULL, &all));
    } else {
        GEO_TRY(overlay_each(&o, &all));
    }
    GEO_TRY(geoi_geometry_finish(ctx, &all));
    GEO_TRY(geoi_shapes_adopt(ctx, &all, out));
done:
    geoi_geometry_clear(&all);
    return status;
}
