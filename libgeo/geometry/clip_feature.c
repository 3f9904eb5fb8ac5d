/* SPDX-License-Identifier: MIT */
/* One feature against the polygons near it. */
#include "geometry/clip.h"

#include "geometry/geos_union.h"
#include "layer/box.h"

/* ---- Parts near a feature ------------------------------------------------------------------ */

static bool add_near(void *user, int64_t part)
{
    geoi_clip_worker *w = user;
    w->status = geoi_grow(w->ctx, &w->near, &w->near_room, w->near_count + 1, sizeof *w->near);
    if (w->status != GEO_OK) {
        return false;
    }
    w->near[w->near_count++] = part;
    return true;
}

static geo_status make_ready(geoi_clip_worker *w, int64_t part, geoi_clip_part **out)
{
    geo_status status = GEO_OK;
    geoi_clip_part *r = &w->ready[part];
    *out = r;
    if (r->prepared != NULL) {
        return GEO_OK;
    }
    GEO_TRY(
        geoi_geos_read_part(&w->geos, &w->clip->polygons.g, w->clip->owner[part], part, &r->part));
    r->prepared = GEOSPrepare_r(w->geos.handle, r->part);
    if (r->prepared == NULL) {
        status = geoi_geos_fail(&w->geos, "a polygon could not be prepared");
    }
done:
    return status;
}

geo_status geoi_clip_start(geoi_clip_worker *w)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geos_init(w->ctx, &w->geos));
    GEO_TRY(geoi_array(w->ctx, w->clip->polygons.g.part_count, sizeof *w->ready, &w->ready));
done:
    return status;
}

void geoi_clip_clear(geoi_clip_worker *w)
{
    for (int64_t p = 0; w->ready != NULL && p < w->clip->polygons.g.part_count; p++) {
        if (w->ready[p].prepared != NULL) {
            GEOSPreparedGeom_destroy_r(w->geos.handle, w->ready[p].prepared);
        }
        geoi_geos_drop(&w->geos, w->ready[p].part);
    }
    geoi_release(w->ready);
    geoi_release(w->near);
    geoi_geos_clear(&w->geos);
}

/* ---- One kind of a feature's parts ---------------------------------------------------------- */

/* Whether `own` lies within one of the parts near it; *met counts those it meets, which come
 * first in w->near then. */
static geo_status compare(geoi_clip_worker *w, const GEOSGeometry *own, geoi_clip_fate *found,
                          int64_t *met)
{
    geo_status status = GEO_OK;
    *met = 0;
    *found = GEOI_CLIP_OUTSIDE;
    for (int64_t k = 0; k < w->near_count && *found != GEOI_CLIP_WHOLE; k++) {
        geoi_clip_part *r;
        int64_t part = w->near[k];
        GEO_TRY(make_ready(w, part, &r));
        char meets = GEOSPreparedIntersects_r(w->geos.handle, r->prepared, own);
        char covers = meets == 1 ? GEOSPreparedCovers_r(w->geos.handle, r->prepared, own) : 0;
        if (meets == 2 || covers == 2) {
            return geoi_geos_fail(&w->geos, "a feature could not be compared");
        }
        if (meets == 1) {
            w->near[k] = w->near[*met];
            w->near[(*met)++] = part;
            *found = covers == 1 ? GEOI_CLIP_WHOLE : GEOI_CLIP_CUT;
        }
    }
done:
    return status;
}

static geo_status unite(geoi_clip_worker *w, int64_t met, GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry **member = NULL;
    int64_t count = 0;
    GEO_TRY(geoi_array(w->ctx, met, sizeof(GEOSGeometry *), &member));
    for (int64_t k = 0; k < met; k++) {
        GEO_TRY(geoi_geos_take(&w->geos,
                               GEOSGeom_clone_r(w->geos.handle, w->ready[w->near[k]].part),
                               "a polygon could not be copied", &member[k]));
        count++;
    }
    int64_t given = count;
    count = 0; /* consumed */
    GEO_TRY(geoi_geos_union(&w->geos, member, given, out));
done:
    for (int64_t k = 0; k < count; k++) {
        geoi_geos_drop(&w->geos, member[k]);
    }
    geoi_release(member);
    return status;
}

/* What lies inside of the parts of one kind of feature i; *out may be the parts themselves, and
 * is NULL when nothing does. */
static geo_status clip_kind(geoi_clip_worker *w, int64_t i, unsigned keep, geoi_clip_fate *found,
                            GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(w->layer);
    GEOSGeometry *own = NULL, *with = NULL;
    int64_t met = 0;
    *out = NULL;
    GEO_TRY(geoi_geos_read(&w->geos, g, i, keep, &own));
    GEO_TRY(compare(w, own, found, &met));
    if (*found == GEOI_CLIP_CUT) {
        GEO_TRY(geoi_geos_check(&w->geos, own, geo_layer_first(w->layer) + i));
        GEO_TRY(unite(w, met, &with));
        GEO_TRY(geoi_geos_take(&w->geos, GEOSIntersection_r(w->geos.handle, own, with),
                               "a feature could not be cut", out));
    } else if (*found == GEOI_CLIP_WHOLE) {
        *out = own;
        own = NULL;
    }
done:
    geoi_geos_drop(&w->geos, own);
    geoi_geos_drop(&w->geos, with);
    return status;
}

/* ---- Features ------------------------------------------------------------------------------- */

static geo_status cut_feature(geoi_clip_worker *w, int64_t i, geoi_geometry_builder *b,
                              geoi_clip_fate *found)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(w->layer);
    unsigned kinds = geoi_kinds_of(g, i);
    GEOSGeometry *piece[3] = {NULL, NULL, NULL}, *all = NULL;
    int64_t count = 0, given, asked = 0, whole = 0, outside = 0;
    for (unsigned keep = GEOI_KEEP_POINTS; keep <= GEOI_KEEP_POLYGONS; keep <<= 1) {
        geoi_clip_fate one;
        if ((kinds & keep) == 0) {
            continue;
        }
        GEO_TRY(clip_kind(w, i, keep, &one, &piece[count]));
        asked++;
        whole += one == GEOI_CLIP_WHOLE;
        outside += one == GEOI_CLIP_OUTSIDE;
        count += piece[count] != NULL;
    }
    *found = whole == asked     ? GEOI_CLIP_WHOLE
             : outside == asked ? GEOI_CLIP_OUTSIDE
                                : GEOI_CLIP_CUT;
    if (*found == GEOI_CLIP_WHOLE) {
        status = geoi_geometry_copy_feature(w->ctx, b, g, i);
    } else if (*found == GEOI_CLIP_CUT) {
        given = count;
        count = 0; /* consumed */
        GEO_TRY(geoi_geos_collect(&w->geos, piece, given, &all));
        int64_t before = b->g.part_count;
        GEO_TRY(geoi_geos_write(&w->geos, all, kinds, (geo_geometry_type)g->type[i], GEO_NONE, b));
        *found = b->g.part_count > before ? GEOI_CLIP_CUT
                                          : GEOI_CLIP_OUTSIDE; /* a mere touch leaves nothing */
    }
done:
    for (int64_t k = 0; k < count; k++) {
        geoi_geos_drop(&w->geos, piece[k]);
    }
    geoi_geos_drop(&w->geos, all);
    return status;
}

static bool within(geo_box inner, geo_box outer)
{
    return inner.min_x >= outer.min_x && inner.max_x <= outer.max_x && inner.min_y >= outer.min_y &&
           inner.max_y <= outer.max_y;
}

geo_status geoi_clip_feature(geoi_clip_worker *w, int64_t i, geoi_geometry_builder *b,
                             geoi_clip_fate *found)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(w->layer);
    geo_box box = geoi_feature_box(g, i);
    *found = GEOI_CLIP_OUTSIDE;
    w->near_count = 0;
    w->status = GEO_OK;
    if (box.min_x <= box.max_x) {
        geoi_nearby_search(&w->clip->parts, box, add_near, w);
    }
    GEO_TRY(w->status);
    for (int64_t k = 0; w->clip->box && k < w->near_count && *found != GEOI_CLIP_WHOLE; k++) {
        *found =
            within(box, w->clip->parts.boxes[w->near[k]]) ? GEOI_CLIP_WHOLE : GEOI_CLIP_OUTSIDE;
    }
    if (*found == GEOI_CLIP_WHOLE) {
        return geoi_geometry_copy_feature(w->ctx, b, g, i);
    }
    if (w->near_count > 0) {
        GEO_TRY(cut_feature(w, i, b, found));
    }
done:
    return status;
}
