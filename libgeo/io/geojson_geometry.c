/* SPDX-License-Identifier: MIT */
/* GeoJSON geometry objects: members in any order, coordinates once their type is known. */
#include "io/geojson_read_internal.h"

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

_Static_assert(GEOI_JSON_DEPTH / 2 <= GEOI_DEEPEST_GEOMETRY,
               "a collection is an object and an array, so the scanner bounds its depth as well");

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
    return geoi_geojson_read_coordinates(r, o->type, o->member);
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
