/* SPDX-License-Identifier: MIT */
/* GeoJSON features: members in any order, properties straight into columns. */
#include "io/geojson_read_internal.h"

#include "base/number.h"

geo_status geoi_geojson_which(geoi_geojson_reader *r, geoi_json_text key,
                              const geoi_json_text *names, int64_t n, unsigned *seen,
                              int64_t *which)
{
    int64_t i = 0;
    while (i < n && !geoi_json_equal(key, names[i].bytes, (size_t)names[i].length)) {
        i++;
    }
    *which = i;
    unsigned bit = i < n ? 1U << i : 0;
    if (*seen & bit) {
        return geoi_json_fail(&r->json, r->json.at, "the member \"%s\" is there twice",
                              names[i].bytes);
    }
    *seen |= bit;
    return GEO_OK;
}

/* A builder knows what is wrong, not where. */
static geo_status placed(geoi_geojson_reader *r, const char *at, geo_status status)
{
    if (status == GEO_DATA || status == GEO_LIMIT) {
        geoi_json_where(&r->json, at);
    }
    return status;
}

/* ---- Properties ----------------------------------------------------------------------- */

/* Without fraction and exponent: digits that must all be kept. */
static bool all_digits(geoi_json_text token)
{
    for (int64_t i = 0; i < token.length; i++) {
        if (token.bytes[i] == '.' || token.bytes[i] == 'e' || token.bytes[i] == 'E') {
            return false;
        }
    }
    return true;
}

/* What neither 64 bits nor a double can hold is kept as it was written. */
static geo_status read_number(geoi_geojson_reader *r, geoi_cell *v)
{
    geoi_json_number number;
    geo_status status = geoi_json_number_next(&r->json, &number);
    if (status != GEO_OK) {
        return status;
    }
    bool beyond = isinf(number.value) || (fabs(number.value) >= 0x1p63 && all_digits(number.token));
    beyond = beyond || geoi_number_loses(number.token.bytes, number.token.length, number.value);
    v->kind = number.is_integer ? GEOI_CELL_INT : beyond ? GEOI_CELL_JSON : GEOI_CELL_REAL;
    v->integer = number.integer;
    v->real = number.value;
    v->text = number.token.bytes;
    v->length = number.token.length;
    return GEO_OK;
}

static geo_status read_nested(geoi_geojson_reader *r, geoi_cell *v)
{
    r->text.length = 0;
    geo_status status = geoi_json_compact(&r->json, &r->text);
    v->kind = GEOI_CELL_JSON;
    v->text = r->text.bytes;
    v->length = r->text.length;
    return status;
}

static geo_status read_text(geoi_geojson_reader *r, geoi_cell *v)
{
    geoi_json_text text = {NULL, 0};
    geo_status status = geoi_json_string(&r->json, &text);
    v->kind = GEOI_CELL_TEXT;
    v->text = text.bytes;
    v->length = text.length;
    return status;
}

static geo_status read_value(geoi_geojson_reader *r, geoi_cell *v)
{
    char c = geoi_json_peek(&r->json);
    switch (c) {
    case '"':
        return read_text(r, v);
    case '{':
    case '[':
        return read_nested(r, v);
    case 't':
    case 'f':
        v->kind = GEOI_CELL_FLAG;
        v->flag = c == 't';
        return geoi_json_word(&r->json, v->flag ? "true" : "false");
    case 'n':
        v->kind = GEOI_CELL_NULL;
        return geoi_json_word(&r->json, "null");
    default:
        if (c == '-' || (c >= '0' && c <= '9')) {
            return read_number(r, v);
        }
        return geoi_json_expected(&r->json, "a value");
    }
}

static geo_status read_property(geoi_geojson_reader *r, geoi_json_text key)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = r->json.ctx;
    geoi_cell v;
    const char *at = r->json.at;
    GEO_TRY(placed(r, at,
                   geoi_layer_builder_column(ctx, r->builder, key.bytes, key.length, &v.column)));
    GEO_TRY(read_value(r, &v));
    GEO_TRY(placed(r, at, geoi_layer_builder_cells(ctx, r->builder, &v, 1)));
done:
    return status;
}

static geo_status read_properties(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_text key;
    if (geoi_json_peek(&r->json) == 'n') {
        return geoi_json_word(&r->json, "null");
    }
    GEO_TRY(geoi_json_open(&r->json, '{', "an object or null as \"properties\""));
    for (int64_t count = 0; geoi_json_member(&r->json, &key, &status); count++) {
        status = count < GEOI_MOST_PROPERTIES
                     ? read_property(r, key)
                     : geoi_json_fail(&r->json, r->json.at, "a feature has more than %d properties",
                                      GEOI_MOST_PROPERTIES);
    }
done:
    return status;
}

/* ---- Other members -------------------------------------------------------------------- */

static geo_status read_type(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_text type;
    char shown[64];
    (void)geoi_json_peek(&r->json);
    const char *at = r->json.at;
    GEO_TRY(geoi_json_string(&r->json, &type));
    if (!GEOI_JSON_IS(type, "Feature")) {
        status = geoi_json_fail(&r->json, at, "expected a Feature, found a \"%s\"",
                                geoi_printable(type.bytes, type.length, shown, sizeof shown));
    }
done:
    return status;
}

static geo_status read_geometry(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    if (geoi_json_peek(&r->json) != 'n') {
        return geoi_geojson_read_geometry(r);
    }
    GEO_TRY(geoi_json_word(&r->json, "null"));
    GEO_TRY(geoi_geometry_feature(r->json.ctx, r->geometry, GEO_NONE));
done:
    return status;
}

static geo_status read_id(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_text text;
    geoi_json_number number;
    char c = geoi_json_peek(&r->json);
    const char *at = r->json.at;
    if (c == '"') {
        GEO_TRY(geoi_json_string(&r->json, &text));
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        GEO_TRY(geoi_json_number_next(&r->json, &number));
    } else {
        status = geoi_json_expected(&r->json, "a string or a number as \"id\"");
        geoi_hint(r->json.ctx, "leave \"id\" out where there is none");
        goto done;
    }
    GEO_TRY(placed(r, at, geoi_layer_builder_id(r->json.ctx, r->builder, at, r->json.at - at)));
done:
    return status;
}

enum { TYPE, GEOMETRY, PROPERTIES, ID, BBOX, CRS, FOREIGN };

static geo_status read_member(geoi_geojson_reader *r, geoi_json_text key, unsigned *seen)
{
    static const geoi_json_text names[FOREIGN] = {
        [TYPE] = GEOI_JSON_TEXT("type"),
        [GEOMETRY] = GEOI_JSON_TEXT("geometry"),
        [PROPERTIES] = GEOI_JSON_TEXT("properties"),
        [ID] = GEOI_JSON_TEXT("id"),
        [BBOX] = GEOI_JSON_TEXT("bbox"),
        [CRS] = GEOI_JSON_TEXT("crs"),
    };
    static geo_status (*const readers[FOREIGN])(geoi_geojson_reader *) = {
        [TYPE] = read_type, [GEOMETRY] = read_geometry,      [PROPERTIES] = read_properties,
        [ID] = read_id,     [BBOX] = geoi_geojson_read_bbox, [CRS] = geoi_geojson_read_inner_crs,
    };
    int64_t which;
    geo_status status = geoi_geojson_which(r, key, names, FOREIGN, seen, &which);
    if (status != GEO_OK) {
        return status;
    }
    return which == FOREIGN ? geoi_geojson_keep_member(r, key, &r->members) : readers[which](r);
}

/* All members are read: what is not in columns yet goes there. */
static geo_status finish_feature(geoi_geojson_reader *r, unsigned seen)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = r->json.ctx;
    if (seen & 1U << BBOX) {
        GEO_TRY(geoi_layer_builder_feature_bbox(ctx, r->builder));
    }
    if (r->members.length > 0) {
        GEO_TRY(geoi_geojson_end_members(r, &r->members));
        GEO_TRY(geoi_layer_builder_feature_members(ctx, r->builder, r->members.bytes,
                                                   r->members.length));
    }
    GEO_TRY(geoi_layer_builder_next(ctx, r->builder));
done:
    return status;
}

geo_status geoi_geojson_check_size(const geoi_geojson_reader *r, const char *start)
{
    if (r->json.at - start <= r->largest) {
        return GEO_OK;
    }
    return geoi_json_fail(&r->json, start, "the feature is longer than %lld bytes",
                          (long long)r->largest);
}

geo_status geoi_geojson_read_feature(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_text key;
    unsigned seen = 0;
    (void)geoi_json_peek(&r->json);
    const char *start = r->json.at;
    r->inside = true;
    r->feature++;
    r->members.length = 0;
    GEO_TRY(geoi_json_open(&r->json, '{', "a Feature"));
    while (geoi_json_member(&r->json, &key, &status)) {
        status = read_member(r, key, &seen);
    }
    GEO_TRY(status);
    GEO_TRY(geoi_geojson_check_size(r, start));
    if (!(seen & 1U << TYPE)) {
        status = geoi_json_fail(&r->json, start, "the Feature has no member \"type\"");
    } else if (!(seen & 1U << GEOMETRY)) {
        status = geoi_json_fail(&r->json, start, "the Feature has no member \"geometry\"");
        geoi_hint(r->json.ctx, "write \"geometry\": null where there is none");
    } else {
        status = placed(r, start, finish_feature(r, seen));
        r->inside = status != GEO_OK;
    }
done:
    return status;
}
