/* SPDX-License-Identifier: MIT */
/* A unit is compared with the polygons near it. Where one of the two is known to hold the other,
 * its area is the answer; only what really crosses is intersected. Both questions go to prepared
 * polygons: the unit's own when it is near several, and those of large others, of which the last
 * few are kept ready. */
#include "geometry/common_areas.h"

#include "geometry/geos.h"
#include "layer/box.h"

enum { KEPT = 64, WORTH_PREPARING = 32 /* positions */ };

typedef struct other {
    int64_t which; /* -1: none */
    GEOSGeometry *geometry;
    const GEOSPreparedGeometry *prepared; /* NULL of small ones */
} other;

struct geoi_shares {
    geo_ctx *ctx;
    const geo_geometry *of;
    const geoi_nearby *near;
    geoi_geos geos;
    other kept[KEPT];
    int64_t *found, found_count, found_room, which_room, m2_room;
    int64_t *which;
    double *m2;
    geo_status status;
};

static void drop_other(geoi_shares *s, other *o)
{
    if (o->prepared != NULL) {
        GEOSPreparedGeom_destroy_r(s->geos.handle, o->prepared);
    }
    geoi_geos_drop(&s->geos, o->geometry);
    *o = (other){-1, NULL, NULL};
}

static geo_status prepare(geoi_shares *s, const GEOSGeometry *geometry,
                          const GEOSPreparedGeometry **out)
{
    *out = GEOSPrepare_r(s->geos.handle, geometry);
    return *out != NULL ? GEO_OK : geoi_geos_fail(&s->geos, "a polygon could not be made ready");
}

static geo_status get_other(geoi_shares *s, int64_t which, other **out)
{
    geo_status status = GEO_OK;
    other *o = &s->kept[which % KEPT];
    geo_span at = geo_feature_coords(s->of, which);
    *out = o;
    if (o->which == which) {
        return GEO_OK;
    }
    drop_other(s, o);
    GEO_TRY(geoi_geos_read(&s->geos, s->of, which, GEOI_KEEP_POLYGONS, &o->geometry));
    if (at.end - at.begin >= WORTH_PREPARING) {
        GEO_TRY(prepare(s, o->geometry, &o->prepared));
    }
    o->which = which;
done:
    return status;
}

static geo_status area_of(geoi_shares *s, const GEOSGeometry *geometry, double *m2)
{
    return GEOSArea_r(s->geos.handle, geometry, m2) == 1
               ? GEO_OK
               : geoi_geos_fail(&s->geos, "an area could not be measured");
}

/* A polygon that is asked about. */
typedef struct asked {
    const geo_geometry *g;
    int64_t i;
    GEOSGeometry *geometry;
    const GEOSPreparedGeometry *prepared; /* NULL where it is near few */
    geoi_geometry_builder *pieces;        /* NULL: they are not asked for */
} asked;

static geo_status intersect(geoi_shares *s, const asked *unit, const GEOSGeometry *b, double *m2)
{
    geo_status status = GEO_OK;
    GEOSGeometry *both = NULL;
    GEO_TRY(geoi_geos_take(&s->geos, GEOSIntersection_r(s->geos.handle, unit->geometry, b),
                           "an intersection could not be made", &both));
    GEO_TRY(area_of(s, both, m2));
    if (unit->pieces != NULL && *m2 > 0.0) {
        GEO_TRY(geoi_geos_write(&s->geos, both, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE,
                                unit->pieces));
    }
done:
    geoi_geos_drop(&s->geos, both);
    return status;
}

/* All of one of the two, which is feature i of g. */
static geo_status take_all(geoi_shares *s, const asked *unit, const GEOSGeometry *all,
                           const geo_geometry *g, int64_t i, double *m2)
{
    geo_status status = area_of(s, all, m2);
    if (status == GEO_OK && unit->pieces != NULL && *m2 > 0.0) {
        status = geoi_geometry_copy_feature(s->ctx, unit->pieces, g, i);
    }
    return status;
}

/* Asked of whichever is prepared; 2 is GEOS's word for a failure. */
static geo_status common_area(geoi_shares *s, const asked *unit, const other *o, double *m2)
{
    GEOSContextHandle_t h = s->geos.handle;
    char holds = 0, meets = 1;
    *m2 = 0.0;
    if (unit->prepared != NULL) {
        holds = GEOSPreparedContains_r(h, unit->prepared, o->geometry);
        if (holds == 1) {
            return take_all(s, unit, o->geometry, s->of, o->which, m2);
        }
        meets = GEOSPreparedIntersects_r(h, unit->prepared, o->geometry);
    }
    if (o->prepared != NULL && meets == 1) {
        holds = GEOSPreparedContains_r(h, o->prepared, unit->geometry);
        if (holds == 1) {
            return take_all(s, unit, unit->geometry, unit->g, unit->i, m2);
        }
        meets = GEOSPreparedIntersects_r(h, o->prepared, unit->geometry);
    }
    if (holds == 2 || meets == 2) {
        return geoi_geos_fail(&s->geos, "polygons could not be compared");
    }
    return meets == 1 ? intersect(s, unit, o->geometry, m2) : GEO_OK;
}

static bool add_found(void *user, int64_t index)
{
    geoi_shares *s = user;
    s->status = geoi_grow(s->ctx, &s->found, &s->found_room, s->found_count + 1, sizeof *s->found);
    if (s->status != GEO_OK) {
        return false;
    }
    s->found[s->found_count++] = index;
    return true;
}

static int by_index(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static geo_status find_near(geoi_shares *s, geo_box box)
{
    geo_status status = GEO_OK;
    s->found_count = 0;
    s->status = GEO_OK;
    geoi_nearby_search(s->near, box, add_found, s);
    GEO_TRY(s->status);
    GEO_TRY(geoi_grow(s->ctx, &s->which, &s->which_room, s->found_count, sizeof *s->which));
    GEO_TRY(geoi_grow(s->ctx, &s->m2, &s->m2_room, s->found_count, sizeof *s->m2));
    if (s->found_count > 1) {
        qsort(s->found, (size_t)s->found_count, sizeof *s->found, by_index);
    }
done:
    return status;
}

geo_status geoi_shares_of(geoi_shares *s, const geo_geometry *g, int64_t i,
                          geoi_geometry_builder *pieces, geoi_share *out)
{
    geo_status status = GEO_OK;
    asked unit = {.g = g, .i = i, .pieces = pieces};
    *out = (geoi_share){0, s->which, s->m2, 0.0};
    GEO_TRY(find_near(s, geoi_feature_box(g, i)));
    GEO_TRY(geoi_geos_read(&s->geos, g, i, GEOI_KEEP_POLYGONS, &unit.geometry));
    GEO_TRY(geoi_geos_check(&s->geos, unit.geometry, i));
    GEO_TRY(area_of(s, unit.geometry, &out->own_m2));
    if (s->found_count > 2) {
        GEO_TRY(prepare(s, unit.geometry, &unit.prepared));
    }
    for (int64_t k = 0; k < s->found_count; k++) {
        other *o;
        double m2;
        GEO_TRY(get_other(s, s->found[k], &o));
        GEO_TRY(common_area(s, &unit, o, &m2));
        if (m2 > 0.0) {
            s->which[out->count] = s->found[k];
            s->m2[out->count++] = m2;
        }
    }
    out->which = s->which;
    out->m2 = s->m2;
done:
    if (unit.prepared != NULL) {
        GEOSPreparedGeom_destroy_r(s->geos.handle, unit.prepared);
    }
    geoi_geos_drop(&s->geos, unit.geometry);
    return status;
}

geo_status geoi_shares_create(geo_ctx *ctx, const geo_geometry *of, const geoi_nearby *near,
                              geoi_shares **out)
{
    geo_status status = GEO_OK;
    geoi_shares *s = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *s, &s));
    s->ctx = ctx;
    s->of = of;
    s->near = near;
    for (int k = 0; k < KEPT; k++) {
        s->kept[k].which = -1;
    }
    GEO_TRY(geoi_geos_init(ctx, &s->geos));
    *out = s;
    s = NULL;
done:
    geoi_shares_destroy(s);
    return status;
}

void geoi_shares_destroy(geoi_shares *s)
{
    if (s == NULL) {
        return;
    }
    for (int k = 0; k < KEPT && s->geos.handle != NULL; k++) {
        drop_other(s, &s->kept[k]);
    }
    geoi_geos_clear(&s->geos);
    geoi_release(s->found);
    geoi_release(s->which);
    geoi_release(s->m2);
    geoi_release(s);
}
