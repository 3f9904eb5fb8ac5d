/* SPDX-License-Identifier: MIT */
#include "io/wkt_write.h"

#include "base/number.h"

enum { POSITION = 3 * 64 + 8 }; /* bytes that a position may need */

typedef struct wkt {
    geo_ctx *ctx;
    const geo_geometry *g;
    geoi_text *out;
    int decimals;
    bool heights;
} wkt;

static const char *tag_of(geo_geometry_type type)
{
    static const char *const tags[] = {
        "",           "POINT",           "LINESTRING",   "POLYGON",
        "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"};
    return tags[type];
}

static geo_status put(wkt *w, const char *text)
{
    return geoi_text_append(w->ctx, w->out, text, (int64_t)strlen(text));
}

/* "POLYGON Z ", and "EMPTY" after it */
static geo_status put_tag(wkt *w, geo_geometry_type type, bool empty)
{
    return geoi_text_format(w->ctx, w->out, "%s%s%s", tag_of(type), w->heights ? " Z " : " ",
                            empty ? "EMPTY" : "");
}

static geo_status put_positions(wkt *w, geo_span at)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = w->g;
    GEO_TRY(put(w, "("));
    for (int64_t c = at.begin; c < at.end; c++) {
        GEO_TRY(geoi_grow(w->ctx, &w->out->bytes, &w->out->capacity, w->out->length + POSITION, 1));
        char *s = w->out->bytes + w->out->length;
        if (c > at.begin) {
            *s++ = ',';
        }
        s += geoi_number_fixed(g->x[c], w->decimals, s);
        *s++ = ' ';
        s += geoi_number_fixed(g->y[c], w->decimals, s);
        if (w->heights && isnan(g->z[c])) {
            memcpy(s, " NaN", 4);
            s += 4;
        } else if (w->heights) {
            *s++ = ' ';
            s += geoi_number_fixed(g->z[c], w->decimals, s);
        }
        w->out->length = s - w->out->bytes;
    }
    GEO_TRY(put(w, ")"));
done:
    return status;
}

/* What stands after the tag of a point, line string or polygon. */
static geo_status put_body(wkt *w, int64_t part, geo_geometry_type basic)
{
    geo_status status = GEO_OK;
    geo_span rings = geo_rings(w->g, part);
    if (basic != GEO_POLYGON) {
        return put_positions(w, geo_coords(w->g, rings.begin));
    }
    for (int64_t r = rings.begin; r < rings.end; r++) {
        GEO_TRY(put(w, r > rings.begin ? "," : "("));
        GEO_TRY(put_positions(w, geo_coords(w->g, r)));
    }
    GEO_TRY(put(w, ")"));
done:
    return status;
}

static geo_status put_multi(wkt *w, int64_t begin, int64_t end, geo_geometry_type basic)
{
    geo_status status = GEO_OK;
    for (int64_t p = begin; p < end; p++) {
        GEO_TRY(put(w, p > begin ? "," : "("));
        GEO_TRY(put_body(w, p, basic));
    }
    GEO_TRY(put(w, ")"));
done:
    return status;
}

/* The member of a collection that begins at `part`; *next is where the next begins. */
static geo_status put_member(wkt *w, int64_t part, int64_t end, int64_t *next)
{
    geo_status status = GEO_OK;
    const uint8_t *kind = w->g->part_kind;
    geo_geometry_type basic = (geo_geometry_type)(kind[part] & GEO_PART_TYPE);
    bool multi = (kind[part] & GEO_PART_MULTI) != 0, empty = (kind[part] & GEO_PART_EMPTY) != 0;
    *next = part + 1;
    while (*next < end && (kind[*next] & GEO_PART_FIRST) == 0) {
        ++*next;
    }
    GEO_TRY(put_tag(w, (geo_geometry_type)(multi ? basic + 3 : basic), empty));
    if (!empty) {
        GEO_TRY(multi ? put_multi(w, part, *next, basic) : put_body(w, part, basic));
    }
done:
    return status;
}

static geo_status put_collection(wkt *w, geo_span parts)
{
    geo_status status = GEO_OK;
    for (int64_t p = parts.begin, next; p < parts.end; p = next) {
        GEO_TRY(put(w, p > parts.begin ? "," : "("));
        GEO_TRY(put_member(w, p, parts.end, &next));
    }
    GEO_TRY(put(w, ")"));
done:
    return status;
}

geo_status geoi_wkt_append(geo_ctx *ctx, const geo_geometry *g, int64_t i, int decimals,
                           geoi_text *out)
{
    geo_status status = GEO_OK;
    wkt w = {.ctx = ctx, .g = g, .out = out, .decimals = decimals};
    geo_geometry_type type = (geo_geometry_type)g->type[i];
    geo_span parts = geo_parts(g, i), at = geo_feature_coords(g, i);
    for (int64_t c = at.begin; g->z != NULL && !w.heights && c < at.end; c++) {
        w.heights = !isnan(g->z[c]);
    }
    GEO_TRY(put_tag(&w, type, parts.begin == parts.end));
    if (parts.begin == parts.end) {
        goto done;
    }
    if (type == GEO_COLLECTION) {
        GEO_TRY(put_collection(&w, parts));
    } else if (type > GEO_POLYGON) {
        GEO_TRY(put_multi(&w, parts.begin, parts.end, (geo_geometry_type)(type - 3)));
    } else {
        GEO_TRY(put_body(&w, parts.begin, type));
    }
done:
    return status;
}
