/* SPDX-License-Identifier: MIT */
/* The GeoJSON writer: features become text piece by piece. */
#include "io/geojson_write.h"

#include "io/antimeridian.h"
#include "io/geojson_write_internal.h"
#include "io/pieces.h"

enum { FEATURE_ROOM = 96 };

typedef struct writer {
    geo_ctx *ctx;
    const geo_geometry *g;
    geo_column ids, members; /* n = 0: none */
    const uint8_t *boxed;    /* bitmap of the features that had a bbox, or NULL */
    geoi_attribute *attributes;
    int64_t attribute_count;
    int decimals;
    bool sequence;
    geoi_sink *sink;
    int64_t flat; /* rings and lines that rounding has flattened */
} writer;

/* ---- Features ------------------------------------------------------------------------- */

/* The members of an object, without its braces, before others. */
static char *put_members(const geo_column *c, int64_t row, char *out)
{
    char *end = geoi_put_json(c, row, out - 1); /* the brace, where a comma was */
    out[-1] = ',';
    if (end - out < 2) {
        return out; /* none */
    }
    end[-1] = ',';
    return end;
}

static char *put_box(const writer *w, int64_t i, char *out)
{
    geoi_extent box = geoi_extent_none();
    geoi_extent_add(&box, w->g, i);
    return geoi_put_bbox(&box, w->decimals, out);
}

static char *put_feature(const writer *w, int64_t i, int64_t *flat, char *out)
{
    out = GEOI_PUT(out, "{\"type\":\"Feature\",");
    if (w->ids.n > 0 && !geo_column_is_null(&w->ids, i)) {
        out = GEOI_PUT(out, "\"id\":");
        out = geoi_put_json(&w->ids, i, out);
        *out++ = ',';
    }
    if (w->boxed != NULL && w->boxed[i >> 3] >> (i & 7) & 1) {
        out = put_box(w, i, out);
    }
    if (w->members.n > 0 && !geo_column_is_null(&w->members, i)) {
        out = put_members(&w->members, i, out);
    }
    out = GEOI_PUT(out, "\"properties\":{");
    bool first = true;
    for (int64_t k = 0; k < w->attribute_count; k++) {
        const geoi_attribute *a = &w->attributes[k];
        if (!geo_column_is_absent(&a->column, i)) {
            out = geoi_put_attribute(a, i, first, out);
            first = false;
        }
    }
    out = GEOI_PUT(out, "},\"geometry\":");
    out = geoi_geojson_geometry(w->g, i, w->decimals, flat, out);
    *out++ = '}';
    return out;
}

/* ---- Pieces --------------------------------------------------------------------------- */

static int64_t text_between(const geo_column *c, int64_t begin, int64_t end)
{
    return c->n > 0 ? c->text_begin[end] - c->text_begin[begin] : 0;
}

/* What features take, roughly: positions of two numbers, values, keys. */
static int64_t rough_length(const void *user, int64_t begin, int64_t end)
{
    const writer *w = user;
    int64_t positions =
        geoi_geojson_first_position(w->g, end) - geoi_geojson_first_position(w->g, begin);
    int64_t length = 80 * (end - begin) + 25 * positions + text_between(&w->ids, begin, end) +
                     text_between(&w->members, begin, end);
    for (int64_t k = 0; k < w->attribute_count; k++) {
        length += geoi_attribute_length(&w->attributes[k], begin, end);
    }
    return length;
}

static int64_t room_of(const writer *w, int64_t begin, int64_t end)
{
    int64_t feature = FEATURE_ROOM + (w->boxed != NULL ? GEOI_BBOX_ROOM : 0);
    int64_t room = GEOI_SLACK + feature * (end - begin) + text_between(&w->ids, begin, end) +
                   text_between(&w->members, begin, end) +
                   geoi_geojson_geometry_room(w->g, begin, end, w->decimals);
    for (int64_t k = 0; k < w->attribute_count; k++) {
        room += geoi_attribute_room(&w->attributes[k], begin, end);
    }
    return room;
}

static geo_status make_piece(const void *user, int64_t begin, int64_t end, geoi_text *text,
                             int64_t *flat)
{
    geo_status status = GEO_OK;
    const writer *w = user;
    GEO_TRY(geoi_grow(w->ctx, &text->bytes, &text->capacity, room_of(w, begin, end), 1));
    char *out = text->bytes;
    for (int64_t i = begin; i < end; i++) {
        if (i > 0 && !w->sequence) {
            out = GEOI_PUT(out, ",\n");
        }
        out = put_feature(w, i, flat, out);
        if (w->sequence) {
            *out++ = '\n';
        }
    }
    text->length = out - text->bytes;
done:
    return status;
}

static geo_status write_features(writer *w)
{
    geoi_pieces pieces = {w->g->n, w, rough_length, make_piece};
    return geoi_pieces_put(w->ctx, &pieces, 0.0, w->sink, &w->flat);
}

/* ---- The whole ------------------------------------------------------------------------ */

static geo_status make_attributes(writer *w, const geo_layer *layer)
{
    geo_status status = GEO_OK;
    int64_t count = geo_layer_column_count(layer);
    GEO_TRY(geoi_array(w->ctx, count, sizeof *w->attributes, &w->attributes));
    w->attribute_count = count;
    for (int64_t k = 0; k < count; k++) {
        geo_column column = geo_layer_column(layer, k);
        GEO_TRY(geoi_attribute_of(w->ctx, &column, &w->attributes[k]));
        /* The lines of a sequence may come in batches: none may depend on the others. */
        w->attributes[k].whole_reals &= !w->sequence;
    }
done:
    return status;
}

static void clear(writer *w)
{
    for (int64_t k = 0; k < w->attribute_count; k++) {
        geoi_release(w->attributes[k].key.bytes);
    }
    geoi_release(w->attributes);
}

static geo_status write_head(writer *w, const geo_layer *layer, const char *run)
{
    geo_status status = GEO_OK;
    geoi_text head = {0};
    if (w->sequence) {
        if (geo_layer_members(layer)[0] != '\0') {
            geoi_note(w->ctx, "a sequence of features has no place for the members of their "
                              "collection: left out");
        }
        return GEO_OK;
    }
    GEO_TRY(geoi_geojson_head(w->ctx, layer, w->g, run, w->decimals, &head));
    GEO_TRY(w->sink->put(w->ctx, w->sink->user, head.bytes, head.length));
done:
    geoi_release(head.bytes);
    return status;
}

static geo_status write_tail(writer *w)
{
    geo_status status = GEO_OK;
    if (!w->sequence) {
        const char *tail = w->g->n > 0 ? "\n]}\n" : "]}\n";
        GEO_TRY(w->sink->put(w->ctx, w->sink->user, tail, (int64_t)strlen(tail)));
    }
    if (w->flat > 0) {
        geoi_note(w->ctx,
                  "%lld %s no area or length once rounded to %d decimals: keep "
                  "more of them",
                  (long long)w->flat,
                  geoi_plural(w->flat, "ring or line has", "rings and lines have"), w->decimals);
    }
done:
    return status;
}

/* Only where longitudes reach far apart can a line leap over the antimeridian. */
static geo_status cut(writer *w, const geo_layer *layer, geoi_geometry_builder *cut_geometry)
{
    geo_status status = GEO_OK;
    int64_t count = 0;
    geo_box extent = geo_layer_extent(layer);
    if (extent.max_x - extent.min_x <= 180.0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_cut_at_antimeridian(w->ctx, w->g, cut_geometry, &count));
    if (count > 0) {
        w->g = &cut_geometry->g;
        geoi_note(w->ctx,
                  "%lld %s cut there "
                  "(RFC 7946, 3.1.9)",
                  (long long)count,
                  geoi_plural(count,
                              "feature crosses the antimeridian, taking the shorter way, and is",
                              "features cross the antimeridian, taking the shorter way, and are"));
    }
done:
    return status;
}

geo_status geoi_geojson_write(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *o,
                              bool sequence, geoi_sink *sink)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder cut_geometry = {0};
    writer w = {.ctx = ctx,
                .g = geo_layer_geometry(layer),
                .ids = geo_layer_ids(layer),
                .members = geo_layer_feature_members(layer),
                .boxed = geo_layer_feature_bbox(layer),
                .decimals = (int)o->decimals,
                .sequence = sequence,
                .sink = sink};
    if (o->decimals < 0 || o->decimals > 15) {
        return geoi_fail(ctx, GEO_INVALID, "decimals of coordinates are 0 to 15, not %lld",
                         (long long)o->decimals);
    }
    GEO_TRY(cut(&w, layer, &cut_geometry));
    GEO_TRY(make_attributes(&w, layer));
    GEO_TRY(write_head(&w, layer, o->run));
    GEO_TRY(write_features(&w));
    GEO_TRY(write_tail(&w));
done:
    clear(&w);
    geoi_geometry_clear(&cut_geometry);
    return status;
}
