/* SPDX-License-Identifier: MIT */
/* Geometries of a FlatGeobuf: one list of x and y, one of heights, and where each line ends, or
 * each ring when there are several. Polygons of a MultiPolygon and members of a collection are
 * geometries of their own. */
#include "io/fgb_internal.h"

/* Fields of the table Geometry; M, T and TM are not written. */
enum { ENDS = 0, XY = 1, Z = 2, TYPE = 6, PARTS = 7 };

static const uint8_t sizes[] = {4, 4, 4, 4, 4, 4, 1, 4};

/* Where an offset stands that shall lead to a geometry. */
typedef struct place {
    const geoi_fgb *w;
    geoi_flat *f;
    int64_t from;
    bool typed; /* the geometry must say of what type it is */
    int64_t
        same[2]; /* descriptions of plain tables without and with ends, for geoi_flat_member() */
} place;

static int64_t put_table(place *p, unsigned mask, geo_geometry_type type, geoi_flat_shape *shape)
{
    mask |= p->typed ? 1U << TYPE : 0U;
    *shape = geoi_flat_shape_of(sizes, GEOI_COUNT_OF(sizes), mask);
    bool plain = (mask & 1U << PARTS) == 0;
    int64_t *same = plain && p->typed ? &p->same[mask & 1U << ENDS] : NULL;
    int64_t table = geoi_flat_member(p->f, p->from, shape, same);
    if (p->typed) {
        geoi_flat_set(p->f, table, shape, TYPE, 1, type);
    }
    return table;
}

/* The positions of `at`, or of an empty point, which is one at NaN, NaN. */
static void put_positions(const place *p, geo_span at, int64_t table, const geoi_flat_shape *shape,
                          bool point)
{
    const geo_geometry *g = p->w->g;
    geoi_flat *f = p->f;
    const double none = (double)NAN;
    int64_t n = at.end - at.begin;
    bool nowhere = n == 0 && point;
    int64_t count = nowhere ? 1 : n;
    geoi_flat_wide_list(f, table, shape, XY, 2 * count);
    if (f->bytes == NULL) {
        f->at += 16 * count;
    } else if (nowhere) {
        geoi_flat_double(f, none);
        geoi_flat_double(f, none);
    }
    for (int64_t c = at.begin; f->bytes != NULL && c < at.end; c++) {
        geoi_flat_double(f, g->x[c]);
        geoi_flat_double(f, g->y[c]);
    }
    if (!p->w->shape.heights) {
        return;
    }
    geoi_flat_wide_list(f, table, shape, Z, count);
    for (int64_t c = 0; c < count; c++) {
        geoi_flat_double(f, nowhere ? none : g->z[at.begin + c]);
    }
}

/* Parts that are one list of positions: all of a type but MultiPolygon and collection, or none. */
static void put_plain(place *p, geo_span parts, geo_geometry_type type)
{
    const geo_geometry *g = p->w->g;
    geoi_flat_shape shape;
    geo_span rings = {0, 0}, at = {0, 0};
    if (parts.begin < parts.end) {
        rings = (geo_span){geo_rings(g, parts.begin).begin, geo_rings(g, parts.end - 1).end};
    }
    int64_t n = rings.end - rings.begin;
    if (n > 0) {
        at = (geo_span){geo_coords(g, rings.begin).begin, geo_coords(g, rings.end - 1).end};
    }
    /* GDAL 3.6 wants the end of a single line, too. */
    bool ends = type == GEO_MULTILINESTRING || (type == GEO_POLYGON && n > 1);
    unsigned mask = 1U << XY | (p->w->shape.heights ? 1U << Z : 0U) | (ends ? 1U << ENDS : 0U);
    int64_t table = put_table(p, mask, type, &shape);
    put_positions(p, at, table, &shape, type == GEO_POINT);
    if (ends) {
        geoi_flat_point(p->f, table, &shape, ENDS);
        geoi_flat_u32(p->f, (uint32_t)n);
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geoi_flat_u32(p->f, (uint32_t)(geo_coords(g, r).end - at.begin));
        }
    }
}

/* A geometry of n others; returns where the offset to the first of them is. */
static int64_t put_whole(place *p, geo_geometry_type type, int64_t n)
{
    geoi_flat_shape shape;
    int64_t table = put_table(p, 1U << PARTS, type, &shape);
    return geoi_flat_offsets(p->f, table, &shape, PARTS, n);
}

static void put_multipolygon(place *p, geo_span parts)
{
    place member = {
        p->w, p->f, put_whole(p, GEO_MULTIPOLYGON, parts.end - parts.begin), true, {-1, -1}};
    for (int64_t part = parts.begin; part < parts.end; part++) {
        put_plain(&member, (geo_span){part, part + 1}, GEO_POLYGON);
        member.from += 4;
    }
}

static void put_member(place *p, geo_span parts)
{
    unsigned kind = p->w->g->part_kind[parts.begin];
    geo_geometry_type basic = (geo_geometry_type)(kind & GEO_PART_TYPE);
    bool multi = (kind & GEO_PART_MULTI) != 0;
    if ((kind & GEO_PART_EMPTY) != 0) {
        parts.end = parts.begin;
    }
    if (multi && basic == GEO_POLYGON) {
        put_multipolygon(p, parts);
    } else {
        put_plain(p, parts, multi ? (geo_geometry_type)(basic + 3) : basic);
    }
}

static void put_collection(place *p, geo_span parts)
{
    const geo_geometry *g = p->w->g;
    int64_t n = 0;
    for (int64_t part = parts.begin; part < parts.end; part++) {
        n += (g->part_kind[part] & GEO_PART_FIRST) != 0;
    }
    place member = {p->w, p->f, put_whole(p, GEO_COLLECTION, n), true, {-1, -1}};
    for (int64_t part = parts.begin, next; part < parts.end; part = next) {
        next = geoi_wkb_member_end(g, part, parts.end);
        put_member(&member, (geo_span){part, next});
        member.from += 4;
    }
}

void geoi_fgb_put_geometry(const geoi_fgb *w, int64_t row, geoi_flat *f, int64_t table,
                           const geoi_flat_shape *shape, int field)
{
    geo_geometry_type as = geoi_out_geometry_as(&w->shape, w->g->type[row]);
    geo_span parts = geo_parts(w->g, row);
    place p = {w, f, table + shape->fields[field], w->shape.type == GEO_NONE, {-1, -1}};
    if (as == GEO_COLLECTION) {
        put_collection(&p, parts);
    } else if (as == GEO_MULTIPOLYGON) {
        put_multipolygon(&p, parts);
    } else {
        put_plain(&p, parts, as);
    }
}

int64_t geoi_fgb_tables(const geo_geometry *g, int64_t row)
{
    geo_span parts = geo_parts(g, row);
    int64_t each = g->type[row] == GEO_COLLECTION     ? 2 /* a member, and a polygon of it */
                   : g->type[row] == GEO_MULTIPOLYGON ? 1
                                                      : 0;
    return 2 + each * (parts.end - parts.begin); /* the feature, its geometry */
}
