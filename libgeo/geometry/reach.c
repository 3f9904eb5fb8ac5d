/* SPDX-License-Identifier: MIT */
/* What the surroundings of lines, polygons and groups of points share with a polygon. Each
 * facility's buffer is cut to the polygon; "under one or more" and "under two or more" of a set
 * follow from those of its halves:
 *     one(L, R) = one(L) + one(R)        two(L, R) = two(L) + two(R) + one(L) x one(R)
 * with + for union and x for intersection. Neighbours are put together first. */
#include "geometry/geos_union.h"
#include "geometry/polygons.h"

#include "base/sum.h"

enum { GRAIN = 16 };

/* ---- One and two --------------------------------------------------------------------------- */

typedef struct cover {
    GEOSGeometry *one, *two; /* polygons; NULL = nothing */
} cover;

static void drop_cover(geoi_geos *geos, cover *c)
{
    geoi_geos_drop(geos, c->one);
    geoi_geos_drop(geos, c->two);
    *c = (cover){NULL, NULL};
}

/* The polygons of an overlay's result, which may also hold the lines and points where two
 * polygons touch. Consumes `result`; nothing left is NULL. */
static geo_status only_polygons(geoi_geos *geos, GEOSGeometry *result, GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry **member = NULL;
    int64_t count = 0;
    *out = NULL;
    int type = GEOSGeomTypeId_r(geos->handle, result);
    if (GEOSisEmpty_r(geos->handle, result) == 1 || type < GEOS_POLYGON) {
        goto done;
    }
    if (type != GEOS_GEOMETRYCOLLECTION) {
        *out = result;
        return GEO_OK;
    }
    int n = GEOSGetNumGeometries_r(geos->handle, result);
    GEO_TRY(geoi_array(geos->ctx, n, sizeof(GEOSGeometry *), &member));
    for (int i = 0; i < n; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, result, i);
        int part_type = part != NULL ? GEOSGeomTypeId_r(geos->handle, part) : -1;
        if (part_type == GEOS_POLYGON || part_type == GEOS_MULTIPOLYGON) {
            GEO_TRY(geoi_geos_take(geos, GEOSGeom_clone_r(geos->handle, part),
                                   "a polygon could not be copied", &member[count]));
            count++;
        }
    }
    if (count > 0) {
        int64_t given = count;
        count = 0; /* consumed */
        GEO_TRY(geoi_geos_union(geos, member, given, out));
    }
done:
    for (int64_t k = 0; k < count; k++) {
        geoi_geos_drop(geos, member[k]);
    }
    geoi_release(member);
    geoi_geos_drop(geos, result);
    return status;
}

static geo_status intersect(geoi_geos *geos, const GEOSGeometry *a, const GEOSGeometry *b,
                            GEOSGeometry **out)
{
    GEOSGeometry *result;
    geo_status status = geoi_geos_take(geos, GEOSIntersection_r(geos->handle, a, b),
                                       "an intersection could not be made", &result);
    *out = NULL;
    return status == GEO_OK ? only_polygons(geos, result, out) : status;
}

/* The union of those of the three that are not NULL; consumes them. */
static geo_status unite(geoi_geos *geos, GEOSGeometry *a, GEOSGeometry *b, GEOSGeometry *c,
                        GEOSGeometry **out)
{
    GEOSGeometry *given[3] = {a, b, c}, *member[3];
    int64_t n = 0;
    for (int k = 0; k < 3; k++) {
        if (given[k] != NULL) {
            member[n++] = given[k];
        }
    }
    *out = NULL;
    if (n == 0) {
        return GEO_OK;
    }
    if (n == 1) {
        *out = member[0];
        return GEO_OK;
    }
    return geoi_geos_union(geos, member, n, out);
}

/* left = both; right is empty after. */
static geo_status merge_covers(geoi_geos *geos, cover *left, cover *right)
{
    geo_status status = GEO_OK;
    GEOSGeometry *both = NULL, *left_two = left->two, *right_two = right->two;
    if (left->one != NULL && right->one != NULL) {
        GEO_TRY(intersect(geos, left->one, right->one, &both));
    }
    left->two = NULL;
    right->two = NULL;
    GEO_TRY(unite(geos, left_two, right_two, both, &left->two));
    GEOSGeometry *left_one = left->one, *right_one = right->one;
    left->one = NULL;
    right->one = NULL;
    GEO_TRY(unite(geos, left_one, right_one, NULL, &left->one));
done:
    return status;
}

/* All covers into the first, neighbours first. */
static geo_status merge_all(geoi_geos *geos, cover *covers, int64_t n)
{
    geo_status status = GEO_OK;
    for (int64_t width = 1; width < n; width *= 2) {
        for (int64_t k = 0; k + width < n; k += 2 * width) {
            GEO_TRY(merge_covers(geos, &covers[k], &covers[k + width]));
        }
    }
done:
    return status;
}

/* ---- Facilities --------------------------------------------------------------------- */

typedef struct measuring {
    geo_ctx *ctx;
    const geo_geometry *areas;
    const geoi_near_features *facilities;
    int64_t area;
    const int64_t *order;
    cover *covers;   /* [chunks] */
    geoi_sum *sums;  /* [chunks] */
    int64_t *counts; /* [chunks * 2] */
} measuring;

static geo_status area_of(geoi_geos *geos, const GEOSGeometry *polygon, double *area)
{
    *area = 0.0;
    if (polygon != NULL && !GEOSArea_r(geos->handle, polygon, area)) {
        return geoi_geos_fail(geos, "an area could not be measured");
    }
    return GEO_OK;
}

/* What facility `f` covers of the polygon. */
static geo_status cover_by(geoi_geos *geos, const measuring *m, const GEOSGeometry *polygon,
                           int64_t f, cover *out, double *area, bool *outside)
{
    geo_status status = GEO_OK;
    GEOSGeometry *buffer = NULL, *facility = NULL;
    *outside = false;
    GEO_TRY(geoi_geos_buffer(geos, m->facilities->g, f, geoi_reach_of(m->facilities, f),
                             m->facilities->quad_segments, &buffer));
    GEO_TRY(intersect(geos, polygon, buffer, &out->one));
    GEO_TRY(area_of(geos, out->one, area));
    if (*area > 0.0) {
        GEO_TRY(geoi_geos_read(geos, m->facilities->g, f, GEOI_KEEP_ALL, &facility));
        char meets = GEOSIntersects_r(geos->handle, polygon, facility);
        if (meets == 2) {
            status = geoi_geos_fail(geos, "whether a facility is inside could not be found");
            goto done;
        }
        *outside = meets == 0;
    }
done:
    if (status != GEO_OK) {
        geoi_where(m->ctx, "facilities");
    }
    geoi_geos_drop(geos, buffer);
    geoi_geos_drop(geos, facility);
    return status;
}

static geo_status measure_chunk(void *job, int64_t begin, int64_t end)
{
    measuring *m = job;
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *polygon = NULL;
    cover covers[GRAIN] = {{NULL, NULL}};
    int64_t chunk = begin / GRAIN;
    GEO_TRY(geoi_geos_init(m->ctx, &geos));
    GEO_TRY(geoi_geos_read(&geos, m->areas, m->area, GEOI_KEEP_POLYGONS, &polygon));
    for (int64_t k = begin; k < end; k++) {
        double area = 0.0;
        bool outside = false;
        GEO_TRY(cover_by(&geos, m, polygon, m->order[k], &covers[k - begin], &area, &outside));
        geoi_sum_add(&m->sums[chunk], area);
        m->counts[2 * chunk] += area > 0.0;
        m->counts[2 * chunk + 1] += outside;
    }
    GEO_TRY(merge_all(&geos, covers, end - begin));
    m->covers[chunk] = covers[0];
    covers[0] = (cover){NULL, NULL};
done:
    for (int64_t k = 0; k < GRAIN; k++) {
        drop_cover(&geos, &covers[k]);
    }
    geoi_geos_drop(&geos, polygon);
    geoi_geos_clear(&geos);
    return status;
}

static geo_status put_together(measuring *m, int64_t chunks, geoi_reach *out)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    geoi_sum sum = {0};
    GEO_TRY(geoi_geos_init(m->ctx, &geos));
    GEO_TRY(merge_all(&geos, m->covers, chunks));
    GEO_TRY(area_of(&geos, m->covers[0].one, &out->covered));
    GEO_TRY(area_of(&geos, m->covers[0].two, &out->overlap));
    for (int64_t c = 0; c < chunks; c++) {
        geoi_sum_merge(&sum, &m->sums[c]);
        out->reaching += m->counts[2 * c];
        out->outside += m->counts[2 * c + 1];
    }
    out->sum = geoi_sum_value(&sum);
done:
    geoi_geos_clear(&geos);
    return status;
}

static void clear_covers(geo_ctx *ctx, cover *covers, int64_t n)
{
    geoi_geos geos;
    if (covers != NULL && geoi_geos_init(ctx, &geos) == GEO_OK) {
        for (int64_t c = 0; c < n; c++) {
            drop_cover(&geos, &covers[c]);
        }
        geoi_geos_clear(&geos);
    }
    geoi_release(covers);
}

geo_status geoi_reach_measure(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                              const geoi_near_features *facilities, geoi_reach *out)
{
    geo_status status = GEO_OK;
    int64_t *order = NULL, count = 0, chunks = 0;
    measuring m = {ctx, areas, facilities, i, NULL, NULL, NULL, NULL};
    *out = (geoi_reach){0};
    GEO_TRY(
        geoi_feature_order(ctx, facilities->g, facilities->which, facilities->n, &order, &count));
    m.order = order;
    chunks = (count + GRAIN - 1) / GRAIN;
    if (chunks > 0) {
        GEO_TRY(geoi_array(ctx, chunks, sizeof *m.covers, &m.covers));
        GEO_TRY(geoi_array(ctx, chunks, sizeof *m.sums, &m.sums));
        GEO_TRY(geoi_array(ctx, chunks * 2, sizeof *m.counts, &m.counts));
        GEO_TRY(geoi_parallel(ctx, count, GRAIN, measure_chunk, &m));
        GEO_TRY(put_together(&m, chunks, out));
    }
done:
    clear_covers(ctx, m.covers, chunks);
    geoi_release(m.sums);
    geoi_release(m.counts);
    geoi_release(order);
    return status;
}

/* ---- Drawing ------------------------------------------------------------------------ */

static geo_status draw(geoi_geos *geos, GEOSGeometry *result, geoi_geometry_builder *b)
{
    geo_status status = result != NULL ? GEO_OK : geoi_geos_fail(geos, "an overlay failed");
    if (status == GEO_OK) {
        status = geoi_geos_write(geos, result, GEOI_KEEP_POLYGONS, GEO_POLYGON, GEO_NONE, b);
    }
    geoi_geos_drop(geos, result);
    return status;
}

geo_status geoi_reach_draw(geo_ctx *ctx, const geo_geometry *areas, int64_t i,
                           const geoi_near_features *facilities, geoi_geometry_builder *served,
                           geoi_geometry_builder *unserved)
{
    geo_status status = GEO_OK;
    geoi_geos geos;
    GEOSGeometry *polygon = NULL, *reach = NULL;
    GEO_TRY(geoi_geos_init(ctx, &geos));
    GEO_TRY(geoi_geos_read(&geos, areas, i, GEOI_KEEP_POLYGONS, &polygon));
    status = geoi_geos_buffer_union(&geos, facilities, &reach);
    if (status != GEO_OK) {
        geoi_where(ctx, "facilities");
        goto done;
    }
    if (GEOSisEmpty_r(geos.handle, reach) == 1) {
        GEO_TRY(served != NULL ? geoi_geometry_feature(ctx, served, GEO_NONE) : GEO_OK);
        GEO_TRY(unserved != NULL ? geoi_geometry_copy_feature(ctx, unserved, areas, i) : GEO_OK);
        goto done;
    }
    if (served != NULL) {
        GEO_TRY(draw(&geos, GEOSIntersection_r(geos.handle, polygon, reach), served));
    }
    if (unserved != NULL) {
        GEO_TRY(draw(&geos, GEOSDifference_r(geos.handle, polygon, reach), unserved));
    }
done:
    geoi_geos_drop(&geos, polygon);
    geoi_geos_drop(&geos, reach);
    geoi_geos_clear(&geos);
    return status;
}
