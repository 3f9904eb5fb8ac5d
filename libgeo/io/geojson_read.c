/* SPDX-License-Identifier: MIT */
/* GeoJSON texts: what stands at the top of a file, and what is told about it at the end. */
#include "io/geojson_read.h"

#include "io/geojson_read_internal.h"
#include "io/sniff.h"

enum { CHUNK = 4 << 20, LONGEST_TYPE = 64, LONGEST_NAME = 256 };

/* ---- What a text is ------------------------------------------------------------------- */

/* Other dialects of JSON for maps, by members that none but they have at the top. */
static const struct {
    const char *member, *hint;
} dialects[] = {
    {"geometryType", "this is Esri JSON: ask the server for f=geojson"},
    {"spatialReference", "this is Esri JSON: ask the server for f=geojson"},
    {"osm3s", "this is Overpass JSON: convert it with osmtogeojson"},
    {"elements", "this is Overpass JSON: convert it with osmtogeojson"},
    {"error", "this is a server's error message: ask again"},
    {"features", "add \"type\": \"FeatureCollection\""},
    {"geometry", "add \"type\": \"Feature\""},
};

static geo_status no_type(geoi_geojson_reader *r, const char *start, int64_t dialect)
{
    (void)geoi_json_fail(&r->json, start,
                         "this object has no member \"type\", so it is no GeoJSON");
    if (dialect < GEOI_COUNT_OF(dialects)) {
        geoi_hint(r->json.ctx, "%s", dialects[dialect].hint);
    }
    return GEO_DATA;
}

static int64_t dialect_of(geoi_json_text name, int64_t known)
{
    for (int64_t i = 0; i < known; i++) {
        if (geoi_json_equal(name, dialects[i].member, strlen(dialects[i].member))) {
            return i;
        }
    }
    return known;
}

/* Look ahead for the type of the text; mostly it is the first member. */
static geo_status find_type(geoi_geojson_reader *r, char type[LONGEST_TYPE])
{
    geo_status status = GEO_OK;
    geoi_json *j = &r->json;
    geoi_json_text text;
    int64_t dialect = GEOI_COUNT_OF(dialects);
    bool found = false;
    (void)geoi_json_peek(j);
    const char *start = j->at;
    GEO_TRY(geoi_json_open(j, '{', "a GeoJSON object"));
    while (!found && geoi_json_member(j, &text, &status)) {
        found = GEOI_JSON_IS(text, "type");
        dialect = dialect_of(text, dialect);
        status = found ? geoi_json_string(j, &text) : geoi_json_skip(j);
    }
    GEO_TRY(status);
    if (!found) {
        return no_type(r, start, dialect);
    }
    (void)geoi_printable(text.bytes, text.length, type, LONGEST_TYPE);
    j->at = start;
    j->depth--;
done:
    return status;
}

static geo_status unknown_type(geoi_geojson_reader *r, const char *type)
{
    static const char *const known[] = {"FeatureCollection", "Feature",      "Point",
                                        "LineString",        "Polygon",      "MultiPoint",
                                        "MultiLineString",   "MultiPolygon", "GeometryCollection"};
    (void)geoi_json_fail(&r->json, r->json.at, "\"%s\" is not a type of GeoJSON", type);
    const char *closest = geo_closest_word(type, known, GEOI_COUNT_OF(known));
    if (strcmp(type, "Topology") == 0) {
        geoi_hint(r->json.ctx, "this is TopoJSON: convert it with topo2geo");
    } else if (closest != NULL) {
        geoi_hint(r->json.ctx, "write \"%s\"", closest);
    } else {
        geoi_hint(r->json.ctx, "GeoJSON has FeatureCollection, Feature and geometries");
    }
    return GEO_DATA;
}

/* ---- Collections and geometries ------------------------------------------------------- */

enum { TYPE, FEATURES, NAME, CRS, BBOX, RUN, FOREIGN };

static geo_status read_name(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_text name;
    if (geoi_json_peek(&r->json) != '"' || r->name != NULL) {
        return geoi_json_skip(&r->json);
    }
    GEO_TRY(geoi_json_string(&r->json, &name));
    bool usable = name.length > 0 && memchr(name.bytes, '\0', (size_t)name.length) == NULL;
    if (usable) {
        GEO_TRY(geoi_array(r->json.ctx, name.length + 1, 1, &r->name));
        memcpy(r->name, name.bytes, (size_t)name.length);
    }
done:
    return status;
}

static geo_status read_features(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_json_open(&r->json, '[', "an array of features"));
    GEO_TRY(geoi_geojson_read_items(r, true));
done:
    return status;
}

/* What is known of the collection whose members are being read. */
typedef struct collection {
    unsigned seen;
    char *crs;
    geoi_text members; /* that RFC 7946 does not know */
    geoi_text run;
} collection;

/* The record of the run that wrote the file is an object; another thing of that name is not. */
static geo_status read_run(geoi_geojson_reader *r, collection *c)
{
    if (geoi_json_peek(&r->json) != '{' || c->run.length > 0) {
        return geoi_json_skip(&r->json);
    }
    return geoi_json_compact(&r->json, &c->run);
}

static geo_status read_member(geoi_geojson_reader *r, geoi_json_text key, collection *c)
{
    static const geoi_json_text names[FOREIGN] = {
        [TYPE] = GEOI_JSON_TEXT("type"), [FEATURES] = GEOI_JSON_TEXT("features"),
        [NAME] = GEOI_JSON_TEXT("name"), [CRS] = GEOI_JSON_TEXT("crs"),
        [BBOX] = GEOI_JSON_TEXT("bbox"), [RUN] = GEOI_JSON_TEXT("geo:run"),
    };
    int64_t which;
    geo_status status = geoi_geojson_which(r, key, names, FOREIGN, &c->seen, &which);
    if (status != GEO_OK) {
        return status;
    }
    switch (which) {
    case FEATURES:
        return read_features(r);
    case NAME:
        return read_name(r);
    case CRS:
        return geoi_geojson_read_crs(r, &c->crs);
    case BBOX:
        return geoi_geojson_read_bbox(r);
    case RUN:
        return read_run(r, c);
    case FOREIGN:
        return geoi_geojson_keep_member(r, key, &c->members);
    default: /* the type is known already */
        return geoi_json_skip(&r->json);
    }
}

static geo_status keep_extras(geoi_geojson_reader *r, collection *c)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = r->json.ctx;
    if (c->seen & 1U << BBOX) {
        geoi_layer_builder_bbox(r->builder);
    }
    if (c->members.length > 0) {
        GEO_TRY(geoi_geojson_end_members(r, &c->members));
    }
    if (c->members.length > 0 && r->counts.described++ == 0) {
        GEO_TRY(geoi_layer_builder_members(ctx, r->builder, c->members.bytes, c->members.length));
    }
    if (c->run.length > 0 && r->counts.collections == 0) {
        GEO_TRY(geoi_layer_builder_run(ctx, r->builder, c->run.bytes, c->run.length));
    }
done:
    return status;
}

static geo_status read_collection(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    geoi_json_text key;
    collection c = {.seen = 0};
    const char *start = r->json.at;
    GEO_TRY(geoi_json_open(&r->json, '{', "a FeatureCollection"));
    while (geoi_json_member(&r->json, &key, &status)) {
        status = read_member(r, key, &c);
    }
    GEO_TRY(status);
    if (!(c.seen & 1U << FEATURES)) {
        status = geoi_json_fail(&r->json, start, "the FeatureCollection has no \"features\"");
        goto done;
    }
    GEO_TRY(keep_extras(r, &c));
    status = geoi_geojson_use_crs(r, start, c.crs);
    c.crs = NULL;
done:
    geoi_release(c.members.bytes);
    geoi_release(c.run.bytes);
    geoi_release(c.crs);
    return status;
}

static geo_status read_bare_geometry(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    r->feature++;
    r->inside = true;
    (void)geoi_json_peek(&r->json);
    const char *start = r->json.at;
    GEO_TRY(geoi_geojson_read_geometry(r));
    GEO_TRY(geoi_geojson_check_size(r, start));
    GEO_TRY(geoi_layer_builder_next(r->json.ctx, r->builder));
    r->inside = false;
done:
    return status;
}

geo_status geoi_geojson_read_text(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    char type[LONGEST_TYPE];
    GEO_TRY(find_type(r, type));
    geoi_json_text name = {type, (int64_t)strlen(type)};
    if (GEOI_JSON_IS(name, "FeatureCollection")) {
        r->bare = false;
        status = read_collection(r);
    } else if (GEOI_JSON_IS(name, "Feature")) {
        r->counts.bare++;
        r->bare = true;
        status = geoi_geojson_read_feature(r);
    } else if (geoi_geojson_type(name) != GEO_NONE) {
        r->counts.bare++;
        r->bare = true;
        status = read_bare_geometry(r);
    } else {
        status = unknown_type(r, type);
    }
done:
    return status;
}

/* ---- The end -------------------------------------------------------------------------- */

static void tell(geo_ctx *ctx, int64_t count, const char *one, const char *more, const char *rest)
{
    if (count > 0) {
        geoi_note(ctx, "%lld %s%s", (long long)count, geoi_plural(count, one, more), rest);
    }
}

void geoi_geojson_tell(geo_ctx *ctx, const geoi_geojson_counts *c)
{
    int64_t collections = c->collections - c->named;
    tell(ctx, c->ordinates, "position has", "positions have",
         " more than 3 numbers: the 4th and on are left out");
    tell(ctx, c->nested, "collection is nested: its members",
         "collections are nested: their members", " are taken as the outer one's");
    tell(ctx, c->empties, "empty member of a Multi geometry is",
         "empty members of Multi geometries are", " left out");
    tell(ctx, c->heights, "ring ends at another height than it begins",
         "rings end at another height than they begin", ": the first is taken");
    tell(ctx, c->foreign, "member of a geometry that is not GeoJSON's is",
         "members of geometries that are not GeoJSON's are", " left out");
    tell(ctx, c->described > 1 ? c->described : 0, "",
         "collections have members of their own: those of the first are kept", "");
    tell(ctx, c->marks, "byte order mark beyond the first is",
         "byte order marks beyond the first are", " passed over: joined files have them");
    tell(ctx, c->null_crs, "crs member is", "crs members are",
         " null: taken as longitude and latitude");
    tell(ctx, collections > 1 ? collections : 0, "", "collections are read as one layer", "");
}

/* No system was named, so coordinates are degrees; these cannot be. */
static geo_status not_degrees(geoi_geojson_reader *r)
{
    geoi_json *j = &r->json;
    geoi_json_number x = {0}, y = {0};
    geo_status status = GEO_OK; /* they have been read before: nothing here can fail */
    j->at = r->far.at + 1;
    j->fresh = true;
    r->inside = true;
    r->feature = r->far.feature;
    status = geoi_json_element(j, &status) ? geoi_json_number_next(j, &x) : status;
    status = geoi_json_element(j, &status) ? geoi_json_number_next(j, &y) : status;
    (void)geoi_json_fail(j, r->far.at, "%.12g, %.12g is not longitude and latitude in degrees",
                         x.value, y.value);
    if (fabs(x.value) <= 90.0 && fabs(y.value) <= 180.0) {
        geoi_hint(j->ctx, "latitude and longitude look swapped: longitude comes first");
    } else {
        geoi_hint(j->ctx, "name the system they are in, for example --in-crs EPSG:4548");
    }
    return GEO_DATA;
}

static geo_status name_layer(geoi_geojson_reader *r, const char *source)
{
    char stem[LONGEST_NAME];
    geoi_stem(source != NULL ? source : "-", stem, sizeof stem);
    return geoi_layer_builder_rename(r->json.ctx, r->builder, r->name != NULL ? r->name : stem);
}

/* A first collection is read here, where its features can be cut into stretches; what follows
 * it, or a file of single features, is a sequence. */
static geo_status read_all(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    char type[LONGEST_TYPE];
    (void)geoi_geojson_next_text(r);
    GEO_TRY(find_type(r, type));
    if (strcmp(type, "FeatureCollection") == 0) {
        GEO_TRY(geoi_geojson_read_text(r));
    }
    GEO_TRY(geoi_geojson_read_items(r, false));
    if (r->far.at != NULL && r->crs == NULL && !r->crs_is_known) {
        status = not_degrees(r);
    }
    if (r->crs != NULL && r->counts.bare > 0) {
        status =
            geoi_fail(r->json.ctx, GEO_DATA,
                      "a collection is in %s, but features outside of it name no system", r->crs);
        geoi_hint(r->json.ctx, "put them into the collection, or pass --in-crs %s", r->crs);
    }
done:
    if (status == GEO_DATA && r->inside) {
        geoi_where(r->json.ctx, "feature %lld", (long long)r->feature);
    }
    return status;
}

/* A piece of a longer text goes on where the one before it ended. */
static geo_status go_on(geoi_geojson_reader *r, const geoi_geojson_options *options)
{
    geo_status status = GEO_OK;
    int64_t index;
    r->json.lines = options->lines;
    r->rejects = options->rejects;
    r->feature = options->features;
    for (int64_t i = 0; i < options->name_count; i++) {
        const char *name = options->names[i];
        GEO_TRY(geoi_layer_builder_column(r->json.ctx, r->builder, name, (int64_t)strlen(name),
                                          &index));
    }
done:
    return status;
}

geo_status geoi_geojson_read(geo_ctx *ctx, const char *bytes, int64_t size,
                             const geoi_geojson_options *options, geoi_layer_builder **out,
                             char **crs)
{
    geo_status status = GEO_OK;
    geoi_geojson_reader r = {.crs_is_known = options->crs_is_known};
    r.chunk = options->chunk > 0 ? options->chunk : CHUNK;
    *out = NULL;
    *crs = NULL;
    bool first = options->lines == 0 && options->features == 0;
    if (first && geoi_is_mark(bytes, bytes + size)) {
        bytes += 3;
        size -= 3;
    }
    GEO_TRY(geoi_geojson_sniff(ctx, bytes, size));
    geoi_json_init(&r.json, ctx, bytes, size);
    r.json.unique_names = true;
    r.json.longest = options->longest > 0 ? options->longest : GEOI_LONGEST_STRING;
    r.largest = options->largest > 0 ? options->largest : GEOI_LARGEST_FEATURE;
    GEO_TRY(geoi_layer_builder_create(ctx, "", &r.builder));
    geoi_layer_builder_tell_gaps(r.builder);
    r.geometry = geoi_layer_builder_geometry(r.builder);
    GEO_TRY(go_on(&r, options));
    GEO_TRY(read_all(&r));
    if (r.crs == NULL && !r.crs_is_known) {
        GEO_TRY(geoi_geojson_wrap(ctx, r.geometry));
    }
    GEO_TRY(name_layer(&r, options->source));
    if (options->counts != NULL) {
        geoi_geojson_add_counts(options->counts, &r.counts);
    } else {
        geoi_geojson_tell(ctx, &r.counts);
    }
    *out = r.builder;
    *crs = r.crs;
    r.builder = NULL;
    r.crs = NULL;
done:
    geoi_geojson_clear(&r);
    return status;
}
