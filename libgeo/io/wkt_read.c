/* SPDX-License-Identifier: MIT */
#include "io/wkt_read.h"

#include "base/number.h"

enum { DEEPEST = 32, SHOWN = 40, WORD = 24 };

typedef struct wkt_reader {
    geo_ctx *ctx;
    const char *begin, *at, *end;
    geoi_geometry_builder *g;
    unsigned part_kind;        /* of the next part: 0 outside of collections */
    bool tagged, has_z, has_m; /* what the tag says of positions; not tagged: they show it */
    bool measured;
    int depth;
    geoi_wkt_counts *counts;
} wkt_reader;

/* ---- Words ------------------------------------------------------------------------------ */

static void pass_blanks(wkt_reader *r)
{
    while (r->at < r->end &&
           (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r')) {
        r->at++;
    }
}

static geo_status expected(wkt_reader *r, const char *what)
{
    char shown[SHOWN];
    int64_t left = r->end - r->at;
    if (left == 0) {
        return geoi_fail(r->ctx, GEO_DATA, "WKT ends where %s was expected", what);
    }
    return geoi_fail(r->ctx, GEO_DATA, "WKT: expected %s at character %lld, found \"%s\"", what,
                     (long long)(r->at - r->begin) + 1,
                     geoi_printable(r->at, left < 12 ? left : 12, shown, sizeof shown));
}

static bool take(wkt_reader *r, char c)
{
    pass_blanks(r);
    if (r->at < r->end && *r->at == c) {
        r->at++;
        return true;
    }
    return false;
}

static geo_status need(wkt_reader *r, char c)
{
    const char what[] = {'"', c, '"', '\0'};
    return take(r, c) ? GEO_OK : expected(r, what);
}

/* The word that begins here, in upper case; r->at stays. Returns its length. */
static int64_t peek_word(wkt_reader *r, char out[WORD])
{
    int64_t n = 0;
    pass_blanks(r);
    for (; n < WORD - 1 && r->at + n < r->end; n++) {
        char c = r->at[n];
        c = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
        if (c < 'A' || c > 'Z') {
            break;
        }
        out[n] = c;
    }
    out[n] = '\0';
    return n;
}

static bool take_word(wkt_reader *r, const char *word)
{
    char found[WORD];
    int64_t n = peek_word(r, found);
    if (strcmp(found, word) != 0) {
        return false;
    }
    r->at += n;
    return true;
}

static bool split_tag(const char *word, geo_geometry_type *type, const char **rest)
{
    static const char *const tags[] = {
        "POINT",           "LINESTRING",   "POLYGON",           "MULTIPOINT",
        "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"};
    for (int i = 0; i < 7; i++) {
        size_t n = strlen(tags[i]);
        const char *after = word + n;
        if (strncmp(word, tags[i], n) == 0 &&
            (*after == '\0' || strcmp(after, "Z") == 0 || strcmp(after, "M") == 0 ||
             strcmp(after, "ZM") == 0)) {
            *type = (geo_geometry_type)(i + 1);
            *rest = after;
            return true;
        }
    }
    return false;
}

/* "POLYGON", "polygon z", "POINTZM" */
static geo_status read_tag(wkt_reader *r, geo_geometry_type *type)
{
    char word[WORD], dimensions[WORD];
    const char *rest;
    int64_t n = peek_word(r, word);
    if (!split_tag(word, type, &rest)) {
        return expected(r, "POINT, LINESTRING, POLYGON, a Multi of these or GEOMETRYCOLLECTION");
    }
    r->at += n;
    if (*rest == '\0') {
        n = peek_word(r, dimensions);
        rest = dimensions;
        if (strcmp(rest, "Z") == 0 || strcmp(rest, "M") == 0 || strcmp(rest, "ZM") == 0) {
            r->at += n;
        } else {
            rest = "";
        }
    }
    r->tagged = *rest != '\0';
    r->has_z = *rest == 'Z';
    r->has_m = r->tagged && rest[strlen(rest) - 1] == 'M';
    return GEO_OK;
}

/* ---- Positions -------------------------------------------------------------------------- */

static geo_status read_number(wkt_reader *r, bool may_be_missing, double *value)
{
    bool is_integer;
    int64_t integer;
    if (may_be_missing && take_word(r, "NAN")) {
        *value = (double)NAN;
        return GEO_OK;
    }
    (void)take(r, '+');
    pass_blanks(r);
    const char *end = geoi_number_parse(r->at, r->end, value, &is_integer, &integer);
    if (end == NULL || !isfinite(*value)) {
        return expected(r, "a number");
    }
    r->at = end;
    return GEO_OK;
}

static bool more_numbers(wkt_reader *r)
{
    pass_blanks(r);
    return r->at < r->end && *r->at != ',' && *r->at != ')';
}

static geo_status read_position(wkt_reader *r)
{
    geo_status status = GEO_OK;
    double v[4] = {0.0, 0.0, (double)NAN, (double)NAN};
    int n = 2, most = r->tagged ? 2 + r->has_z + r->has_m : 4;
    GEO_TRY(read_number(r, false, &v[0]));
    GEO_TRY(read_number(r, false, &v[1]));
    while (n < most && more_numbers(r)) {
        GEO_TRY(read_number(r, true, &v[n++]));
    }
    if (r->tagged && n < most) {
        GEO_TRY(expected(r, "another number"));
    }
    bool z = r->tagged ? r->has_z : n > 2;
    r->measured = r->measured || n > 2 + z;
    GEO_TRY(geoi_geometry_add(r->ctx, r->g, v[0], v[1], z ? v[2] : (double)NAN));
done:
    return status;
}

/* "(1 2, 3 4)" into the ring just begun */
static geo_status read_positions(wkt_reader *r)
{
    geo_status status = GEO_OK;
    GEO_TRY(need(r, '('));
    do {
        GEO_TRY(read_position(r));
    } while (take(r, ','));
    GEO_TRY(need(r, ')'));
done:
    return status;
}

/* ---- Parts ------------------------------------------------------------------------------ */

static geo_status begin_part(wkt_reader *r)
{
    unsigned kind = r->part_kind;
    r->part_kind &= ~(unsigned)GEO_PART_FIRST;
    return geoi_geometry_part(r->ctx, r->g, kind);
}

static geo_status read_line(wkt_reader *r)
{
    geo_status status = GEO_OK;
    GEO_TRY(begin_part(r));
    GEO_TRY(geoi_geometry_ring(r->ctx, r->g));
    GEO_TRY(read_positions(r));
done:
    return status;
}

static geo_status read_polygon(wkt_reader *r)
{
    geo_status status = GEO_OK;
    GEO_TRY(begin_part(r));
    GEO_TRY(need(r, '('));
    do {
        GEO_TRY(geoi_geometry_ring(r->ctx, r->g));
        GEO_TRY(read_positions(r));
    } while (take(r, ','));
    GEO_TRY(need(r, ')'));
done:
    return status;
}

/* In a MULTIPOINT the brackets around a position may be missing. */
static geo_status read_bare_point(wkt_reader *r)
{
    geo_status status = GEO_OK;
    GEO_TRY(begin_part(r));
    GEO_TRY(geoi_geometry_ring(r->ctx, r->g));
    GEO_TRY(read_position(r));
done:
    return status;
}

static geo_status read_point(wkt_reader *r)
{
    geo_status status = GEO_OK;
    GEO_TRY(need(r, '('));
    GEO_TRY(read_bare_point(r));
    GEO_TRY(need(r, ')'));
done:
    return status;
}

static geo_status read_basic(wkt_reader *r, geo_geometry_type basic)
{
    return basic == GEO_POINT     ? read_point(r)
           : basic == GEO_POLYGON ? read_polygon(r)
                                  : read_line(r);
}

static geo_status read_multi(wkt_reader *r, geo_geometry_type basic)
{
    geo_status status = GEO_OK;
    GEO_TRY(need(r, '('));
    do {
        pass_blanks(r);
        if (take_word(r, "EMPTY")) {
            r->counts->empties++;
        } else if (basic == GEO_POINT && r->at < r->end && *r->at != '(') {
            GEO_TRY(read_bare_point(r));
        } else {
            GEO_TRY(read_basic(r, basic));
        }
    } while (take(r, ','));
    GEO_TRY(need(r, ')'));
done:
    return status;
}

/* ---- Geometries ------------------------------------------------------------------------- */

static geo_status read_body(wkt_reader *r, geo_geometry_type type);

static geo_status read_member(wkt_reader *r)
{
    geo_status status = GEO_OK;
    geo_geometry_type type;
    GEO_TRY(read_tag(r, &type));
    if (type == GEO_COLLECTION) {
        r->counts->nested++;
        GEO_TRY(read_body(r, type));
        goto done;
    }
    bool multi = type > GEO_POLYGON;
    r->part_kind =
        (unsigned)(multi ? type - 3 : type) | (multi ? GEO_PART_MULTI : 0) | GEO_PART_FIRST;
    GEO_TRY(read_body(r, type));
    if ((r->part_kind & GEO_PART_FIRST) != 0) {
        GEO_TRY(geoi_geometry_part(r->ctx, r->g, r->part_kind | GEO_PART_EMPTY));
    }
    r->part_kind = 0;
done:
    return status;
}

static geo_status read_collection(wkt_reader *r)
{
    geo_status status = GEO_OK;
    if (++r->depth > DEEPEST) {
        GEO_TRY(geoi_fail(r->ctx, GEO_DATA, "WKT: more than %d collections inside one another",
                          DEEPEST));
    }
    GEO_TRY(need(r, '('));
    do {
        GEO_TRY(read_member(r));
    } while (take(r, ','));
    GEO_TRY(need(r, ')'));
    r->depth--;
done:
    return status;
}

/* What follows the tag. */
static geo_status read_body(wkt_reader *r, geo_geometry_type type)
{
    if (take_word(r, "EMPTY")) {
        return GEO_OK;
    }
    if (type == GEO_COLLECTION) {
        return read_collection(r);
    }
    return type > GEO_POLYGON ? read_multi(r, (geo_geometry_type)(type - 3)) : read_basic(r, type);
}

geo_status geoi_wkt_read(geo_ctx *ctx, const char *text, int64_t length, geoi_geometry_builder *g,
                         geoi_wkt_counts *counts)
{
    geo_status status = GEO_OK;
    geo_geometry_type type;
    wkt_reader r = {
        .ctx = ctx, .begin = text, .at = text, .end = text + length, .g = g, .counts = counts};
    GEO_TRY(read_tag(&r, &type));
    GEO_TRY(geoi_geometry_feature(ctx, g, type));
    GEO_TRY(read_body(&r, type));
    pass_blanks(&r);
    if (r.at < r.end) {
        GEO_TRY(expected(&r, "the end"));
    }
    counts->measures += r.measured;
done:
    return status;
}

bool geoi_wkt_is(const char *text, int64_t length)
{
    char word[WORD];
    geo_geometry_type type;
    const char *rest;
    wkt_reader r = {.begin = text, .at = text, .end = text + length};
    (void)peek_word(&r, word);
    return split_tag(word, &type, &rest);
}

void geoi_wkt_notes(geo_ctx *ctx, const geoi_wkt_counts *counts)
{
    if (counts->measures > 0) {
        geoi_note(ctx, "%lld %s measures (M): left out", (long long)counts->measures,
                  geoi_plural(counts->measures, "geometry has", "geometries have"));
    }
    if (counts->nested > 0) {
        geoi_note(ctx, "%lld %s: the nesting is left out", (long long)counts->nested,
                  geoi_plural(counts->nested, "geometry is a collection inside a collection",
                              "geometries are collections inside collections"));
    }
    if (counts->empties > 0) {
        geoi_note(ctx, "%lld %s left out", (long long)counts->empties,
                  geoi_plural(counts->empties, "empty member of a Multi geometry is",
                              "empty members of Multi geometries are"));
    }
}
