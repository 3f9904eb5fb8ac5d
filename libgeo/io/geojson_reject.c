/* SPDX-License-Identifier: MIT */
/* Items of a GeoJSON text read one by one, so that a faulty one can be left out: each is read into
 * a builder of its own first, and only if that went well into the one that counts. */
#include "io/geojson_read_internal.h"

/* What reading an item changes besides the builders. */
typedef struct place {
    const char *at;
    int depth;
    bool fresh;
    int64_t feature;
    geoi_geojson_counts counts;
    geoi_geojson_place far;
} place;

static place place_of(const geoi_geojson_reader *r)
{
    return (place){r->json.at, r->json.depth, r->json.fresh, r->feature, r->counts, r->far};
}

static void go_back(geoi_geojson_reader *r, const place *p)
{
    r->json.at = p->at;
    r->json.depth = p->depth;
    r->json.fresh = p->fresh;
    r->feature = p->feature;
    r->counts = p->counts;
    r->far = p->far;
    r->inside = false;
    r->part_kind = 0;
}

/* Its features are tried one by one; so it is not tried itself. */
static bool is_collection(const geoi_geojson_reader *r)
{
    geoi_json j;
    geoi_json_text key, value;
    geo_status status;
    bool collection = false;
    geoi_json_init(&j, r->json.ctx, r->json.at, r->json.end - r->json.at);
    status = geoi_json_open(&j, '{', "");
    while (status == GEO_OK && !collection && geoi_json_member(&j, &key, &status)) {
        bool type = GEOI_JSON_IS(key, "type") && geoi_json_peek(&j) == '"';
        status = type ? geoi_json_string(&j, &value) : geoi_json_skip(&j);
        collection = status == GEO_OK && type && GEOI_JSON_IS(value, "FeatureCollection");
    }
    geoi_json_clear(&j);
    return collection;
}

static geo_status try_item(geoi_geojson_reader *r, geo_status (*read)(geoi_geojson_reader *))
{
    geo_status status = GEO_OK;
    geoi_layer_builder *builder = r->builder;
    geoi_geometry_builder *geometry = r->geometry;
    const char *far = r->far.at;
    r->builder = NULL;
    GEO_TRY(geoi_layer_builder_create(r->json.ctx, "", &r->builder));
    geoi_layer_builder_tell_gaps(r->builder);
    r->geometry = geoi_layer_builder_geometry(r->builder);
    GEO_TRY(read(r));
    if (far == NULL && r->far.at != NULL && r->crs == NULL && !r->crs_is_known) {
        status = geoi_json_fail(&r->json, r->far.at, "no longitude and latitude in degrees");
    }
done:
    geoi_layer_builder_destroy(r->builder);
    r->builder = builder;
    r->geometry = geometry;
    return status;
}

/* Pass a faulty item: a value of JSON; or, in a sequence, what is none up to the next line. */
static bool pass_item(geoi_geojson_reader *r, bool array)
{
    geoi_json *j = &r->json;
    const char *start = j->at;
    int depth = j->depth;
    bool unique_names = j->unique_names;
    int64_t longest = j->longest;
    j->unique_names = false; /* a name that is there twice does not hide where the item ends, */
    j->longest = INT64_MAX;  /* nor does a string without end */
    geo_status status = geoi_json_skip(j);
    j->unique_names = unique_names;
    j->longest = longest;
    if (status == GEO_OK) {
        return true;
    }
    j->depth = depth;
    j->at = start;
    while (!array && j->at < j->end && *j->at != '\n' && (j->at == start || *j->at != 0x1E)) {
        j->at++;
    }
    return !array;
}

geo_status geoi_geojson_read_or_reject(geoi_geojson_reader *r,
                                       geo_status (*read)(geoi_geojson_reader *), bool array)
{
    geo_status status = GEO_OK;
    (void)geoi_json_peek(&r->json);
    place start = place_of(r);
    if (!array && is_collection(r)) {
        return read(r);
    }
    status = try_item(r, read);
    int64_t feature = r->feature > start.feature ? r->feature : start.feature + 1;
    go_back(r, &start);
    if (status != GEO_DATA && status != GEO_LIMIT) {
        return status == GEO_OK ? read(r) : status;
    }
    char message[512], hint[512];
    (void)snprintf(message, sizeof message, "%s", geo_ctx_message(r->json.ctx));
    (void)snprintf(hint, sizeof hint, "%s", geo_ctx_hint(r->json.ctx));
    bool passed = pass_item(r, array);
    status = geoi_fail(r->json.ctx, GEO_DATA, "%s", message);
    geoi_hint(r->json.ctx, "%s", hint);
    r->feature = feature;
    if (!passed) { /* nobody knows where the next one begins */
        r->inside = true;
        return status;
    }
    int64_t line = r->json.lines + geoi_rejects_line(r->rejects, r->json.begin, start.at);
    return geoi_rejects_add(r->json.ctx, r->rejects, feature, line, start.at,
                            r->json.at - start.at);
}
