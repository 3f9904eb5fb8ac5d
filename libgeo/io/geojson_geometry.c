/* SPDX-License-Identifier: MIT */
/* GeoJSON geometry objects into the columns of a geometry builder. */
#include "io/geojson_read_internal.h"

/* ---- Positions ------------------------------------------------------------------------ */

typedef struct position {
    double x, y, z; /* z: NaN = none */
    int64_t numbers;
} position;

static geo_status too_large(geoi_geojson_reader *r, geoi_json_text token)
{
    char shown[48];
    return geoi_json_fail(&r->json, token.bytes, "coordinate %s is too large",
                          geoi_printable(token.bytes, token.length, shown, sizeof shown));
}

static geo_status read_ordinate(geoi_geojson_reader *r, double *out)
{
    geoi_json_number number;
    geo_status status = geoi_json_number_next(&r->json, &number);
    if (status == GEO_OK && !isfinite(number.value)) {
        status = too_large(r, number.token);
    }
    *out = status == GEO_OK ? number.value : 0.0;
    return status;
}

/* A position, or an empty array: the caller says whether that may be. */
static geo_status read_position(geoi_geojson_reader *r, position *p)
{
    geo_status status = GEO_OK;
    double value[4] = {0.0, 0.0, (double)NAN, 0.0};
    p->numbers = 0;
    GEO_TRY(geoi_json_open(&r->json, '[', "a position, an array of numbers"));
    const char *start = r->json.at - 1;
    while (geoi_json_element(&r->json, &status)) {
        status = read_ordinate(r, &value[p->numbers < 3 ? p->numbers : 3]);
        p->numbers++;
    }
    GEO_TRY(status);
    if (p->numbers == 1) {
        status = geoi_json_fail(&r->json, start, "a position has at least 2 numbers, not 1");
        goto done;
    }
    p->x = value[0];
    p->y = value[1];
    p->z = value[2];
    r->counts.ordinates += p->numbers > 3;
    if (!(fabs(p->x) <= 180.0 && fabs(p->y) <= 90.0) && r->far.at == NULL) {
        r->far.at = start;
        r->far.feature = r->feature;
    }
done:
    return status;
}

static geo_status empty_position(geoi_geojson_reader *r)
{
    return geoi_json_fail(&r->json, r->json.at - 1, "a position has at least 2 numbers, not none");
}

/* ---- Parts ---------------------------------------------------------------------------- */

static geo_status begin_part(geoi_geojson_reader *r)
{
    unsigned kind = r->part_kind;
    r->part_kind &= ~(unsigned)GEO_PART_FIRST;
    return geoi_geometry_part(r->json.ctx, r->geometry, kind);
}

static geo_status add_point(geoi_geojson_reader *r, const position *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(begin_part(r));
    GEO_TRY(geoi_geometry_ring(r->json.ctx, r->geometry));
    GEO_TRY(geoi_geometry_add(r->json.ctx, r->geometry, p->x, p->y, p->z));
done:
    return status;
}

/* The positions of an array, as one ring of the geometry. */
typedef struct run {
    int64_t count;
    position first, last;
    bool is_line; /* a part of its own, begun with its first position */
} run;

static geo_status add_to_run(geoi_geojson_reader *r, run *a)
{
    geo_status status = GEO_OK;
    GEO_TRY(read_position(r, &a->last));
    if (a->last.numbers == 0) {
        return empty_position(r);
    }
    if (a->count == 0) {
        a->first = a->last;
        GEO_TRY(a->is_line ? begin_part(r) : GEO_OK);
        GEO_TRY(geoi_geometry_ring(r->json.ctx, r->geometry));
    }
    a->count++;
    GEO_TRY(geoi_geometry_add(r->json.ctx, r->geometry, a->last.x, a->last.y, a->last.z));
done:
    return status;
}

static geo_status read_run(geoi_geojson_reader *r, run *a)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_json_open(&r->json, '[', "an array of positions"));
    while (geoi_json_element(&r->json, &status)) {
        status = add_to_run(r, a);
    }
done:
    return status;
}

static geo_status read_line(geoi_geojson_reader *r, int64_t *count)
{
    geo_status status = GEO_OK;
    (void)geoi_json_peek(&r->json);
    const char *start = r->json.at;
    run line = {.is_line = true};
    GEO_TRY(read_run(r, &line));
    if (line.count == 1) {
        status = geoi_json_fail(&r->json, start, "a line has at least 2 positions, this one has 1");
    }
done:
    *count = line.count;
    return status;
}

/* A ring that ends above where it began is closed all the same: the first height counts. */
static void level_ends(geoi_geojson_reader *r, const run *ring)
{
    bool same = ring->first.z == ring->last.z || (isnan(ring->first.z) && isnan(ring->last.z));
    r->geometry->z[r->geometry->g.coord_count - 1] = ring->first.z;
    r->counts.heights += !same;
}

static geo_status read_ring(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    (void)geoi_json_peek(&r->json);
    const char *start = r->json.at;
    run ring = {.is_line = false};
    GEO_TRY(read_run(r, &ring));
    bool closed = ring.count > 0 && ring.first.x == ring.last.x && ring.first.y == ring.last.y;
    if (ring.count < 4) {
        status = geoi_json_fail(&r->json, start,
                                "a ring of a polygon has at least 4 positions, this one has %lld",
                                (long long)ring.count);
        if (ring.count == 3 && !closed) {
            geoi_hint(r->json.ctx, "repeat the first position at the end");
        }
    } else if (!closed) {
        status = geoi_json_fail(&r->json, start,
                                "a ring of a polygon is not closed: it begins at %.9g, %.9g and "
                                "ends at %.9g, %.9g",
                                ring.first.x, ring.first.y, ring.last.x, ring.last.y);
        geoi_hint(r->json.ctx, "repeat the first position at the end");
    } else if (r->geometry->z != NULL) {
        level_ends(r, &ring);
    }
done:
    return status;
}

/* The part begins with the first ring: a polygon without rings has no part. */
static geo_status read_polygon(geoi_geojson_reader *r, int64_t *ring_count)
{
    geo_status status = GEO_OK;
    *ring_count = 0;
    GEO_TRY(geoi_json_open(&r->json, '[', "an array of rings"));
    while (geoi_json_element(&r->json, &status)) {
        GEO_TRY(*ring_count == 0 ? begin_part(r) : GEO_OK);
        status = read_ring(r);
        ++*ring_count;
    }
done:
    return status;
}

/* ---- Coordinates ---------------------------------------------------------------------- */

static geo_status read_point(geoi_geojson_reader *r, bool may_be_empty)
{
    geo_status status = GEO_OK;
    position p;
    GEO_TRY(read_position(r, &p));
    if (p.numbers > 0) {
        status = add_point(r, &p);
    } else if (!may_be_empty) {
        status = empty_position(r);
    }
done:
    return status;
}

static geo_status read_multi(geoi_geojson_reader *r, geo_geometry_type type)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_json_open(&r->json, '[', "an array"));
    while (geoi_json_element(&r->json, &status)) {
        int64_t count = 1;
        if (type == GEO_MULTIPOINT) {
            status = read_point(r, false);
        } else if (type == GEO_MULTILINESTRING) {
            status = read_line(r, &count);
        } else {
            status = read_polygon(r, &count);
        }
        r->counts.empties += count == 0;
    }
done:
    return status;
}

static geo_status read_coordinates(geoi_geojson_reader *r, geo_geometry_type type)
{
    int64_t count;
    if (type == GEO_POINT) {
        return read_point(r, true);
    }
    if (type == GEO_LINESTRING) {
        return read_line(r, &count);
    }
    if (type == GEO_POLYGON) {
        return read_polygon(r, &count);
    }
    return read_multi(r, type);
}

/* A member of a collection: its first part says so, and one without parts gets one. */
static geo_status read_member_coordinates(geoi_geojson_reader *r, geo_geometry_type type)
{
    geo_status status = GEO_OK;
    bool multi = type >= GEO_MULTIPOINT;
    unsigned base = (unsigned)type - (multi ? GEO_MULTIPOINT - GEO_POINT : 0);
    r->part_kind = base | (multi ? GEO_PART_MULTI : 0) | GEO_PART_FIRST;
    GEO_TRY(read_coordinates(r, type));
    if (r->part_kind & GEO_PART_FIRST) {
        status = geoi_geometry_part(r->json.ctx, r->geometry, r->part_kind | GEO_PART_EMPTY);
    }
done:
    r->part_kind = 0;
    return status;
}

/* ---- Objects -------------------------------------------------------------------------- */

/* What is known of the object whose members are being read. */
typedef struct object {
    const char *start;
    unsigned seen;
    bool member; /* of a collection */
    geo_geometry_type type;
    const char *coordinates, *geometries; /* passed over, because the type came later */
    bool read;
} object;

static geo_status read_object(geoi_geojson_reader *r, bool member);

geo_geometry_type geoi_geojson_type(geoi_json_text name)
{
    for (geo_geometry_type t = GEO_POINT; t <= GEO_COLLECTION; t++) {
        const char *known = geo_geometry_type_name(t);
        if (geoi_json_equal(name, known, strlen(known))) {
            return t;
        }
    }
    return GEO_NONE;
}

static geo_status unknown_type(geoi_geojson_reader *r, const char *at, geoi_json_text name)
{
    char shown[64];
    const char *known[GEO_COLLECTION];
    for (int t = GEO_POINT; t <= GEO_COLLECTION; t++) {
        known[t - 1] = geo_geometry_type_name((geo_geometry_type)t);
    }
    (void)geoi_printable(name.bytes, name.length, shown, sizeof shown);
    (void)geoi_json_fail(&r->json, at, "\"%s\" is not a type of geometry", shown);
    const char *closest = geo_closest_word(shown, known, GEO_COLLECTION);
    if (closest != NULL) {
        geoi_hint(r->json.ctx, "write \"%s\"", closest);
    } else {
        geoi_hint(r->json.ctx, "GeoJSON has Point, LineString, Polygon, their Multi forms and "
                               "GeometryCollection");
    }
    return GEO_DATA;
}

static geo_status read_type(geoi_geojson_reader *r, object *o)
{
    geo_status status = GEO_OK;
    geoi_json_text name;
    (void)geoi_json_peek(&r->json);
    const char *at = r->json.at;
    GEO_TRY(geoi_json_string(&r->json, &name));
    o->type = geoi_geojson_type(name);
    if (o->type == GEO_NONE) {
        GEO_TRY(unknown_type(r, at, name));
    }
    if (!o->member) {
        GEO_TRY(geoi_geometry_feature(r->json.ctx, r->geometry, o->type));
    }
done:
    return status;
}

/* Nested collections are read as if their members were the outer one's. The depth of the
 * recursion is that of the JSON text, which the scanner bounds. */
static geo_status read_geometries(geoi_geojson_reader *r) /* NOLINT(misc-no-recursion) */
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_json_open(&r->json, '[', "an array of geometries"));
    while (geoi_json_element(&r->json, &status)) {
        status = read_object(r, true);
    }
done:
    return status;
}

static geo_status read_content(geoi_geojson_reader *r, object *o) /* NOLINT(misc-no-recursion) */
{
    o->read = true;
    if (o->type == GEO_COLLECTION) {
        r->counts.nested += o->member;
        return read_geometries(r);
    }
    return o->member ? read_member_coordinates(r, o->type) : read_coordinates(r, o->type);
}

/* The value of "coordinates" or "geometries": read now if the type is known and wants it. */
static geo_status meet_content(geoi_geojson_reader *r, object *o, /* NOLINT(misc-no-recursion) */
                               const char **place, bool is_geometries)
{
    (void)geoi_json_peek(&r->json);
    *place = r->json.at;
    if (o->type != GEO_NONE && (o->type == GEO_COLLECTION) == is_geometries) {
        return read_content(r, o);
    }
    return geoi_json_skip(&r->json);
}

static geo_status read_member(geoi_geojson_reader *r, object *o, /* NOLINT(misc-no-recursion) */
                              geoi_json_text key)
{
    enum { TYPE, COORDINATES, GEOMETRIES, BBOX, CRS, FOREIGN };
    static const geoi_json_text names[FOREIGN] = {
        [TYPE] = GEOI_JSON_TEXT("type"),
        [COORDINATES] = GEOI_JSON_TEXT("coordinates"),
        [GEOMETRIES] = GEOI_JSON_TEXT("geometries"),
        [BBOX] = GEOI_JSON_TEXT("bbox"),
        [CRS] = GEOI_JSON_TEXT("crs"),
    };
    int64_t which;
    geo_status status = geoi_geojson_which(r, key, names, FOREIGN, &o->seen, &which);
    if (status != GEO_OK) {
        return status;
    }
    switch (which) {
    case TYPE:
        return read_type(r, o);
    case COORDINATES:
        return meet_content(r, o, &o->coordinates, false);
    case GEOMETRIES:
        return meet_content(r, o, &o->geometries, true);
    case BBOX:
        return geoi_geojson_read_bbox(r);
    case CRS:
        return geoi_geojson_read_inner_crs(r);
    default:
        r->counts.foreign++;
        return geoi_json_skip(&r->json);
    }
}

/* All members are known: go back for the content if the type came after it. */
static geo_status finish_object(geoi_geojson_reader *r, object *o) /* NOLINT(misc-no-recursion) */
{
    geoi_json *j = &r->json;
    const char *content = o->type == GEO_COLLECTION ? o->geometries : o->coordinates;
    if (o->type == GEO_NONE) {
        return geoi_json_fail(j, o->start, "the geometry has no member \"type\"");
    }
    if (content == NULL) {
        return geoi_json_fail(j, o->start, "the %s has no member \"%s\"",
                              geo_geometry_type_name(o->type),
                              o->type == GEO_COLLECTION ? "geometries" : "coordinates");
    }
    if (o->read) {
        return GEO_OK;
    }
    const char *after = j->at;
    j->depth++; /* as it was when the value was passed over */
    j->at = content;
    geo_status status = read_content(r, o);
    j->depth--;
    j->at = after;
    return status;
}

static geo_status read_object(geoi_geojson_reader *r, bool member) /* NOLINT(misc-no-recursion) */
{
    geo_status status = GEO_OK;
    geoi_json_text key;
    (void)geoi_json_peek(&r->json);
    object o = {.start = r->json.at, .member = member};
    GEO_TRY(geoi_json_open(&r->json, '{', "a geometry"));
    while (geoi_json_member(&r->json, &key, &status)) {
        status = read_member(r, &o, key);
    }
    GEO_TRY(status);
    GEO_TRY(finish_object(r, &o));
done:
    return status;
}

geo_status geoi_geojson_read_geometry(geoi_geojson_reader *r)
{
    return read_object(r, false);
}

geo_status geoi_geojson_read_bbox(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_number number;
    int64_t count = 0;
    (void)geoi_json_peek(&r->json);
    const char *start = r->json.at;
    GEO_TRY(geoi_json_open(&r->json, '[', "a bbox, an array of numbers"));
    for (; geoi_json_element(&r->json, &status); count++) {
        status = geoi_json_number_next(&r->json, &number);
    }
    GEO_TRY(status);
    if (count != 4 && count != 6) {
        status = geoi_json_fail(&r->json, start, "a bbox has 4 or 6 numbers, this one has %lld",
                                (long long)count);
        geoi_hint(r->json.ctx, "remove the bbox: it is not needed");
    }
done:
    return status;
}
