/* SPDX-License-Identifier: MIT */
/* Geometry as GeoJSON (RFC 7946, section 3.1). */
#include "base/number.h"
#include "io/geojson_write_internal.h"

/* Of a number, what is not decimals: sign, digits, point; heights may have up to 16 digits. A
 * member of a collection begins with up to 48 bytes. */
enum { DEGREES_ROOM = 5, HEIGHT_ROOM = 34, RING_ROOM = 4, PART_ROOM = 64, GEOMETRY_ROOM = 64 };

static int64_t first_part(const geo_geometry *g, int64_t i)
{
    return g->part_offset != NULL ? g->part_offset[i] : i;
}

static int64_t first_ring(const geo_geometry *g, int64_t i)
{
    int64_t part = first_part(g, i);
    return g->ring_offset != NULL ? g->ring_offset[part] : part;
}

int64_t geoi_geojson_first_position(const geo_geometry *g, int64_t i)
{
    int64_t ring = first_ring(g, i);
    return g->coord_offset != NULL ? g->coord_offset[ring] : ring;
}

int64_t geoi_geojson_geometry_room(const geo_geometry *g, int64_t begin, int64_t end, int decimals)
{
    int64_t parts = first_part(g, end) - first_part(g, begin);
    int64_t rings = first_ring(g, end) - first_ring(g, begin);
    int64_t positions = geoi_geojson_first_position(g, end) - geoi_geojson_first_position(g, begin);
    int64_t position = 2 * (DEGREES_ROOM + decimals) + 4 + (g->z != NULL ? HEIGHT_ROOM : 0);
    return (end - begin) * GEOMETRY_ROOM + parts * PART_ROOM + rings * RING_ROOM +
           positions * position;
}

/* ---- Positions ------------------------------------------------------------------------ */

static char *put_position(const geo_geometry *g, int64_t at, int decimals, char *out)
{
    *out++ = '[';
    out += geoi_number_fixed(g->x[at], decimals, out);
    *out++ = ',';
    out += geoi_number_fixed(g->y[at], decimals, out);
    if (g->z != NULL && !isnan(g->z[at])) {
        *out++ = ',';
        out += geoi_number_fixed(g->z[at], decimals, out);
    }
    *out++ = ']';
    return out;
}

static char *put_positions(const geo_geometry *g, geo_span at, bool backwards, int decimals,
                           char *out)
{
    *out++ = '[';
    for (int64_t i = at.begin; i < at.end; i++) {
        if (i > at.begin) {
            *out++ = ',';
        }
        out = put_position(g, backwards ? at.begin + at.end - 1 - i : i, decimals, out);
    }
    *out++ = ']';
    return out;
}

static char *put_polygon(const geo_geometry *g, geo_span rings, int decimals, int64_t *flat,
                         char *out)
{
    *out++ = '[';
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(g, r);
        bool is_flat;
        int turn = geoi_ring_turn(g, at, decimals, &is_flat);
        bool backwards = r == rings.begin ? turn < 0 : turn > 0;
        *flat += is_flat;
        if (r > rings.begin) {
            *out++ = ',';
        }
        out = put_positions(g, at, backwards, decimals, out);
    }
    *out++ = ']';
    return out;
}

/* ---- Parts ---------------------------------------------------------------------------- */

static char *put_part(const geo_geometry *g, int64_t p, unsigned basic, int decimals, int64_t *flat,
                      char *out)
{
    geo_span rings = geo_rings(g, p);
    if (basic == GEO_POLYGON) {
        return put_polygon(g, rings, decimals, flat, out);
    }
    geo_span at = geo_coords(g, rings.begin);
    if (basic == GEO_POINT) {
        return put_position(g, at.begin, decimals, out);
    }
    *flat += geoi_line_vanishes(g, at, decimals);
    return put_positions(g, at, false, decimals, out);
}

/* The longest is 43 bytes long; padded so that it can be copied 16 at a time. */
static char *put_type(geo_geometry_type type, char *out)
{
#define HEAD(name)                                                                                 \
    {                                                                                              \
        "{\"type\":\"" name "\",\"coordinates\":",                                                 \
            sizeof "{\"type\":\"" name "\",\"coordinates\":" - 1                                   \
    }
    static const struct {
        char text[48];
        int64_t length;
    } heads[] = {[GEO_POINT] = HEAD("Point"),
                 [GEO_LINESTRING] = HEAD("LineString"),
                 [GEO_POLYGON] = HEAD("Polygon"),
                 [GEO_MULTIPOINT] = HEAD("MultiPoint"),
                 [GEO_MULTILINESTRING] = HEAD("MultiLineString"),
                 [GEO_MULTIPOLYGON] = HEAD("MultiPolygon")};
#undef HEAD
    return geoi_put_padded(out, heads[type].text, heads[type].length);
}

static char *put_typed(const geo_geometry *g, geo_geometry_type type, geo_span parts, int decimals,
                       int64_t *flat, char *out)
{
    bool multi = type >= GEO_MULTIPOINT;
    unsigned basic = multi ? type - 3 : type;
    out = put_type(type, out);
    if (multi || parts.begin == parts.end) {
        *out++ = '[';
    }
    for (int64_t p = parts.begin; p < parts.end; p++) {
        if (p > parts.begin) {
            *out++ = ',';
        }
        out = put_part(g, p, basic, decimals, flat, out);
    }
    if (multi || parts.begin == parts.end) {
        *out++ = ']';
    }
    *out++ = '}';
    return out;
}

/* ---- Collections ---------------------------------------------------------------------- */

static char *put_collection(const geo_geometry *g, geo_span parts, int decimals, int64_t *flat,
                            char *out)
{
    out = GEOI_PUT(out, "{\"type\":\"GeometryCollection\",\"geometries\":[");
    for (int64_t p = parts.begin; p < parts.end;) {
        unsigned kind = g->part_kind[p], type = kind & GEO_PART_TYPE;
        geo_span member = {p, p + 1};
        while (member.end < parts.end && !(g->part_kind[member.end] & GEO_PART_FIRST)) {
            member.end++;
        }
        if (p > parts.begin) {
            *out++ = ',';
        }
        p = member.end;
        if (kind & GEO_PART_EMPTY) {
            member.end = member.begin;
        }
        type += kind & GEO_PART_MULTI ? GEO_MULTIPOINT - GEO_POINT : 0;
        out = put_typed(g, (geo_geometry_type)type, member, decimals, flat, out);
    }
    return GEOI_PUT(out, "]}");
}

char *geoi_geojson_geometry(const geo_geometry *g, int64_t i, int decimals, int64_t *flat,
                            char *out)
{
    geo_geometry_type type = (geo_geometry_type)g->type[i];
    geo_span parts = geo_parts(g, i);
    if (type == GEO_NONE) {
        return GEOI_PUT(out, "null");
    }
    return type == GEO_COLLECTION ? put_collection(g, parts, decimals, flat, out)
                                  : put_typed(g, type, parts, decimals, flat, out);
}
