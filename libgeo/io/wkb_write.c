/* SPDX-License-Identifier: MIT */
#include "io/wkb_write.h"

enum { HEAD = 5, COUNT = 4, LITTLE_ENDIAN_BYTES = 1, WITH_Z = 1000 };

typedef struct wkb {
    const geo_geometry *g;
    bool heights;
    uint8_t *out;
} wkb;

bool geoi_wkb_has_heights(const geo_geometry *g, int64_t i)
{
    geo_span at = geo_feature_coords(g, i);
    for (int64_t c = at.begin; g->z != NULL && c < at.end; c++) {
        if (!isnan(g->z[c])) {
            return true;
        }
    }
    return false;
}

int64_t geoi_wkb_room(const geo_geometry *g, int64_t i)
{
    geo_span parts = geo_parts(g, i), coords = geo_feature_coords(g, i);
    int64_t rings = 0;
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span of = geo_rings(g, p);
        rings += of.end - of.begin;
    }
    /* A part may begin a Multi of its own; an empty point has positions that are not there. */
    return (HEAD + COUNT) * (1 + 2 * (parts.end - parts.begin)) + COUNT * rings +
           24 * (coords.end - coords.begin + parts.end - parts.begin + 1);
}

/* ---- Pieces ------------------------------------------------------------------------------ */

static void put_head(wkb *w, geo_geometry_type type)
{
    *w->out++ = LITTLE_ENDIAN_BYTES;
    w->out = geoi_put_u32(w->out, (uint32_t)type + (w->heights ? WITH_Z : 0));
}

static void put_count(wkb *w, int64_t n)
{
    w->out = geoi_put_u32(w->out, (uint32_t)n);
}

static void put_position(wkb *w, double x, double y, double z)
{
    w->out = geoi_put_double(w->out, x);
    w->out = geoi_put_double(w->out, y);
    if (w->heights) {
        w->out = geoi_put_double(w->out, z);
    }
}

static void put_positions(wkb *w, geo_span at)
{
    const geo_geometry *g = w->g;
    for (int64_t c = at.begin; c < at.end; c++) {
        put_position(w, g->x[c], g->y[c], w->heights ? g->z[c] : 0.0);
    }
}

/* A point, line string or polygon without positions. */
static void put_empty(wkb *w, geo_geometry_type type)
{
    const double none = (double)NAN;
    put_head(w, type);
    if (type == GEO_POINT) {
        put_position(w, none, none, none);
    } else {
        put_count(w, 0);
    }
}

static void put_part(wkb *w, int64_t part, geo_geometry_type type)
{
    geo_span rings = geo_rings(w->g, part);
    put_head(w, type);
    if (type == GEO_POLYGON) {
        put_count(w, rings.end - rings.begin);
    }
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(w->g, r);
        if (type != GEO_POINT) {
            put_count(w, at.end - at.begin);
        }
        put_positions(w, at);
    }
}

/* ---- Collections ------------------------------------------------------------------------- */

int64_t geoi_wkb_member_end(const geo_geometry *g, int64_t part, int64_t end)
{
    int64_t p = part + 1;
    while (p < end && (g->part_kind[p] & GEO_PART_FIRST) == 0) {
        p++;
    }
    return p;
}

static void put_multi(wkb *w, int64_t begin, int64_t end, geo_geometry_type basic)
{
    bool empty = (w->g->part_kind[begin] & GEO_PART_EMPTY) != 0;
    put_head(w, (geo_geometry_type)(basic + 3));
    put_count(w, empty ? 0 : end - begin);
    for (int64_t p = begin; p < end && !empty; p++) {
        put_part(w, p, basic);
    }
}

static void put_collection(wkb *w, geo_span parts)
{
    const geo_geometry *g = w->g;
    uint8_t *count;
    uint32_t members = 0;
    put_head(w, GEO_COLLECTION);
    count = w->out;
    w->out += COUNT;
    for (int64_t p = parts.begin, next; p < parts.end; p = next) {
        geo_geometry_type basic = (geo_geometry_type)(g->part_kind[p] & GEO_PART_TYPE);
        next = geoi_wkb_member_end(g, p, parts.end);
        members++;
        if ((g->part_kind[p] & GEO_PART_MULTI) != 0) {
            put_multi(w, p, next, basic);
        } else if ((g->part_kind[p] & GEO_PART_EMPTY) != 0) {
            put_empty(w, basic);
        } else {
            put_part(w, p, basic);
        }
    }
    (void)geoi_put_u32(count, members);
}

uint8_t *geoi_wkb_put(const geo_geometry *g, int64_t i, geo_geometry_type as, uint8_t *out)
{
    geo_span parts = geo_parts(g, i);
    wkb w = {g, geoi_wkb_has_heights(g, i), out};
    if (as == GEO_COLLECTION) {
        put_collection(&w, parts);
    } else if (as > GEO_POLYGON) {
        put_head(&w, as);
        put_count(&w, parts.end - parts.begin);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            put_part(&w, p, (geo_geometry_type)(as - 3));
        }
    } else if (parts.begin == parts.end) {
        put_empty(&w, as);
    } else {
        put_part(&w, parts.begin, as);
    }
    return w.out;
}
