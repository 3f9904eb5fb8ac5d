/* SPDX-License-Identifier: MIT */
/* The "crs" member of GeoJSON 2008 (https://geojson.org/geojson-spec, section 3), which RFC
 * 7946 took out but which files in metres still carry. Nothing is fetched or opened for it. */
#include "io/geojson_read_internal.h"

enum { LONGEST = 64 };

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool separates(char c)
{
    return c == ':' || c == '/';
}

/* The name without the words that a URN or the address of the OGC's register begins with. */
static const char *after_prefix(geoi_json_text name)
{
    static const char *const prefixes[] = {
        "urn:ogc:def:crs:", "urn:x-ogc:def:crs:", "http://www.opengis.net/def/crs/",
        "https://www.opengis.net/def/crs/"};
    for (int64_t i = 0; i < GEOI_COUNT_OF(prefixes); i++) {
        int64_t length = (int64_t)strlen(prefixes[i]);
        if (name.length > length && memcmp(name.bytes, prefixes[i], (size_t)length) == 0) {
            return name.bytes + length;
        }
    }
    return name.bytes;
}

/* "EPSG:4548" of that, of urn:ogc:def:crs:EPSG::4548 and of http://www.opengis.net/def/crs/
 * EPSG/0/4548; false for anything else, such as the address or path of a definition. */
static bool short_name(geoi_json_text name, char out[LONGEST])
{
    const char *begin = after_prefix(name), *end = name.bytes + name.length;
    const char *authority_end = begin, *code = end;
    while (authority_end < end && is_letter_or_digit(*authority_end)) {
        authority_end++;
    }
    while (code > authority_end && is_letter_or_digit(code[-1])) {
        code--;
    }
    bool named = authority_end > begin && code > authority_end && code < end &&
                 separates(*authority_end) && separates(code[-1]);
    int separators = 0; /* one, or two around a version that may be empty */
    for (const char *s = authority_end; s < code; s++) {
        named = named && (separates(*s) || *s == '.' || (*s >= '0' && *s <= '9'));
        separators += separates(*s);
    }
    named = named && separators <= 2;
    if (!named || (authority_end - begin) + (end - code) + 2 > LONGEST) {
        return false;
    }
    (void)snprintf(out, LONGEST, "%.*s:%.*s", (int)(authority_end - begin), begin,
                   (int)(end - code), code);
    return true;
}

/* EPSG:4326 and EPSG:4490 name latitude first, but GeoJSON files under any name have it last. */
static bool is_degrees(const char *name)
{
    static const char *const names[] = {"OGC:CRS84", "OGC:CRS84h", "EPSG:4326", "EPSG:4490",
                                        "EPSG:4979"};
    for (int64_t i = 0; i < GEOI_COUNT_OF(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static geo_status use_name(geoi_geojson_reader *r, char **crs)
{
    char shown[128], known[LONGEST];
    geoi_json_text name;
    (void)geoi_json_peek(&r->json);
    const char *at = r->json.at;
    geo_status status = geoi_json_string(&r->json, &name);
    if (status != GEO_OK || GEOI_JSON_IS(name, "CRS84")) {
        return status;
    }
    if (!short_name(name, known)) {
        (void)geoi_json_fail(&r->json, at, "\"%s\" does not name a coordinate reference system",
                             geoi_printable(name.bytes, name.length, shown, sizeof shown));
        geoi_hint(r->json.ctx, "write a name such as \"EPSG:4548\", or pass --in-crs EPSG:4548");
        return GEO_DATA;
    }
    return is_degrees(known) ? GEO_OK : geoi_copy_text(r->json.ctx, known, crs);
}

/* {"name": "EPSG:4548"} */
static geo_status read_name(geoi_geojson_reader *r, char **crs)
{
    static const geoi_json_text names[] = {GEOI_JSON_TEXT("name")};
    geo_status status = GEO_OK;
    geoi_json_text key;
    unsigned seen = 0;
    (void)geoi_json_peek(&r->json);
    const char *start = r->json.at;
    GEO_TRY(geoi_json_open(&r->json, '{', "the properties of a crs, an object"));
    while (geoi_json_member(&r->json, &key, &status)) {
        int64_t which;
        status = geoi_geojson_which(r, key, names, 1, &seen, &which);
        if (status == GEO_OK) {
            status = which == 0 ? use_name(r, crs) : geoi_json_skip(&r->json);
        }
    }
    if (status == GEO_OK && seen == 0) {
        status = geoi_json_fail(&r->json, start, "the crs has no name");
    }
done:
    return status;
}

static geo_status check_type(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_text type;
    char shown[64];
    (void)geoi_json_peek(&r->json);
    const char *at = r->json.at;
    GEO_TRY(geoi_json_string(&r->json, &type));
    if (GEOI_JSON_IS(type, "link")) {
        status = geoi_json_fail(&r->json, at, "the crs is a link, which is not followed");
    } else if (!GEOI_JSON_IS(type, "name")) {
        status = geoi_json_fail(&r->json, at, "\"%s\" is not a type of crs that is known",
                                geoi_printable(type.bytes, type.length, shown, sizeof shown));
    }
    if (status != GEO_OK) {
        geoi_hint(r->json.ctx, "pass the system yourself, such as --in-crs EPSG:4548");
    }
done:
    return status;
}

/* The properties wait until the type is known: those of a link have another form. */
static geo_status read_member(geoi_geojson_reader *r, geoi_json_text key, const char **properties,
                              unsigned *seen)
{
    static const geoi_json_text names[] = {GEOI_JSON_TEXT("type"), GEOI_JSON_TEXT("properties")};
    int64_t which;
    geo_status status = geoi_geojson_which(r, key, names, 2, seen, &which);
    if (status != GEO_OK || which == 0) {
        return status != GEO_OK ? status : check_type(r);
    }
    if (which == 1) {
        (void)geoi_json_peek(&r->json);
        *properties = r->json.at;
    }
    return geoi_json_skip(&r->json);
}

geo_status geoi_geojson_read_crs(geoi_geojson_reader *r, char **crs)
{
    geo_status status = GEO_OK;
    geoi_json *j = &r->json;
    const char *properties = NULL;
    geoi_json_text key;
    unsigned seen = 0;
    *crs = NULL;
    if (r->crs_is_known) {
        return geoi_json_skip(j);
    }
    if (geoi_json_peek(j) == 'n') {
        r->counts.null_crs++;
        return geoi_json_word(j, "null");
    }
    const char *start = j->at;
    GEO_TRY(geoi_json_open(j, '{', "a crs, an object"));
    while (geoi_json_member(j, &key, &status)) {
        status = read_member(r, key, &properties, &seen);
    }
    GEO_TRY(status);
    if (properties == NULL || !(seen & 1)) {
        status = geoi_json_fail(j, start, "the crs has no member \"%s\"",
                                seen & 1 ? "properties" : "type");
        goto done;
    }
    const char *after = j->at;
    j->at = properties;
    j->depth++; /* as it was when they were passed over */
    GEO_TRY(read_name(r, crs));
    j->depth--;
    j->at = after;
done:
    if (status != GEO_OK) {
        geoi_release(*crs);
        *crs = NULL;
    }
    return status;
}

geo_status geoi_geojson_read_inner_crs(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    char *crs = NULL;
    (void)geoi_json_peek(&r->json);
    const char *at = r->json.at;
    GEO_TRY(geoi_geojson_read_crs(r, &crs));
    if (crs != NULL && r->bare) {
        r->bare = false; /* it speaks once */
        r->counts.bare--;
        r->counts.named++;
        status = geoi_geojson_use_crs(r, at, crs);
        crs = NULL;
    } else if (crs != NULL) {
        status =
            geoi_json_fail(&r->json, at, "a crs (%s) of a single object is not supported", crs);
        geoi_hint(r->json.ctx, "say it once for the whole file, or pass --in-crs %s", crs);
    }
done:
    geoi_release(crs);
    return status;
}

geo_status geoi_geojson_use_crs(geoi_geojson_reader *r, const char *at, char *crs)
{
    static const char degrees[] = "longitude and latitude";
    if (r->counts.collections++ == 0) {
        r->crs = crs;
        return GEO_OK;
    }
    bool same = crs == NULL || r->crs == NULL ? crs == r->crs : strcmp(crs, r->crs) == 0;
    if (!same) {
        (void)geoi_json_fail(&r->json, at, "this collection is in %s, the first in %s",
                             crs != NULL ? crs : degrees, r->crs != NULL ? r->crs : degrees);
        geoi_hint(r->json.ctx, "read the collections from files of their own");
    }
    geoi_release(crs);
    return same ? GEO_OK : GEO_DATA;
}
