/* SPDX-License-Identifier: MIT */
/* Coordinates of GeoJSON into the columns of a geometry builder. */
#include "io/geojson_read_internal.h"

#include "base/number_fast.h"

/* Bytes that a position takes at most to be read without looking for the end at each. */
enum { MOST_BLANKS = 64, POSITION_MARGIN = 3 * GEOI_NUMBER_MARGIN + MOST_BLANKS + 16 };

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
    if (geoi_geojson_is_far(p->x, p->y) && r->far.at == NULL) {
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
    int64_t begin; /* the first of them in the geometry, when there are any */
    bool is_line;  /* a part of its own, begun with its first position */
} run;

static geo_status add_to_run(geoi_geojson_reader *r, run *a)
{
    geo_status status = GEO_OK;
    position p;
    GEO_TRY(read_position(r, &p));
    if (p.numbers == 0) {
        return empty_position(r);
    }
    if (a->count == 0) {
        GEO_TRY(a->is_line ? begin_part(r) : GEO_OK);
        GEO_TRY(geoi_geometry_ring(r->json.ctx, r->geometry));
        a->begin = r->geometry->g.coord_count;
    }
    a->count++;
    GEO_TRY(geoi_geometry_add(r->json.ctx, r->geometry, p.x, p.y, p.z));
done:
    return status;
}

/* After one blank or none, as writers do it. */
static inline const char *pass_blank(const char *s)
{
    return s + (*s == ' ');
}

static inline const char *plain_ordinate(const char *s, double *value)
{
    geoi_plain_number number = {0};
    s = geoi_number_plain(pass_blank(s), &number);
    *value = number.value;
    return s != NULL ? pass_blank(s) : NULL;
}

/* The comma before it, line ends and the bracket; NULL when there is something else. */
static inline const char *begin_plain_position(const char *s)
{
    s = pass_blank(s);
    if (*s != ',') {
        return NULL;
    }
    s++;
    for (int64_t i = 0; i < MOST_BLANKS && (*s == ' ' || *s == '\n' || *s == '\r'); i++) {
        s++;
    }
    return *s == '[' ? s + 1 : NULL;
}

/* One position of two or three numbers, written to x, y and, where there are heights, z. */
static inline const char *pass_plain_position(const char *s, const geoi_geometry_builder *b)
{
    int64_t at = b->g.coord_count;
    double x, y, z = (double)NAN;
    s = begin_plain_position(s);
    s = s != NULL ? plain_ordinate(s, &x) : NULL;
    s = s != NULL && *s == ',' ? plain_ordinate(s + 1, &y) : NULL;
    if (s != NULL && *s == ',' && b->z != NULL) {
        s = plain_ordinate(s + 1, &z);
    }
    if (s == NULL || *s != ']') {
        return NULL;
    }
    b->x[at] = x;
    b->y[at] = y;
    if (b->z != NULL) {
        b->z[at] = z;
    }
    return s + 1;
}

/* Positions for as long as nothing about them is unusual, straight into the arrays. Stops before
 * the first that is, for add_to_run() to read. */
static void pass_plain_positions(geoi_geojson_reader *r, run *a)
{
    geoi_json *j = &r->json;
    geoi_geometry_builder *b = r->geometry;
    bool any_place = r->far.at != NULL; /* the first far one is known */
    while (j->end - j->at > POSITION_MARGIN && b->g.coord_count < b->xy_room &&
           (b->z == NULL || b->g.coord_count < b->z_room)) {
        int64_t at = b->g.coord_count;
        const char *after = pass_plain_position(j->at, b);
        if (after == NULL || (!any_place && geoi_geojson_is_far(b->x[at], b->y[at]))) {
            break;
        }
        j->at = after;
        b->g.coord_count++;
        a->count++;
    }
}

static geo_status read_run(geoi_geojson_reader *r, run *a)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_json_open(&r->json, '[', "an array of positions"));
    while (geoi_json_element(&r->json, &status)) {
        GEO_TRY(add_to_run(r, a));
        pass_plain_positions(r, a);
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
    double *z = r->geometry->z;
    int64_t last = ring->begin + ring->count - 1;
    bool same = z[ring->begin] == z[last] || (isnan(z[ring->begin]) && isnan(z[last]));
    z[last] = z[ring->begin];
    r->counts.heights += !same;
}

static geo_status open_ring(geoi_geojson_reader *r, const char *start, const run *ring)
{
    const geoi_geometry_builder *b = r->geometry;
    int64_t first = ring->begin, last = ring->begin + ring->count - 1;
    (void)geoi_json_fail(&r->json, start,
                         "a ring of a polygon is not closed: it begins at %.9g, %.9g and ends at "
                         "%.9g, %.9g",
                         b->x[first], b->y[first], b->x[last], b->y[last]);
    geoi_hint(r->json.ctx, "repeat the first position at the end");
    return GEO_DATA;
}

static geo_status read_ring(geoi_geojson_reader *r)
{
    geo_status status = GEO_OK;
    (void)geoi_json_peek(&r->json);
    const char *start = r->json.at;
    const geoi_geometry_builder *b = r->geometry;
    run ring = {.is_line = false};
    GEO_TRY(read_run(r, &ring));
    int64_t last = ring.begin + ring.count - 1;
    bool closed =
        ring.count > 0 && b->x[ring.begin] == b->x[last] && b->y[ring.begin] == b->y[last];
    if (ring.count < 4) {
        status = geoi_json_fail(&r->json, start,
                                "a ring of a polygon has at least 4 positions, this one has %lld",
                                (long long)ring.count);
        if (ring.count == 3 && !closed) {
            geoi_hint(r->json.ctx, "repeat the first position at the end");
        }
    } else if (!closed) {
        status = open_ring(r, start, &ring);
    } else if (b->z != NULL) {
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

static geo_status read_basic(geoi_geojson_reader *r, geo_geometry_type type)
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
    GEO_TRY(read_basic(r, type));
    if (r->part_kind & GEO_PART_FIRST) {
        status = geoi_geometry_part(r->json.ctx, r->geometry, r->part_kind | GEO_PART_EMPTY);
    }
done:
    r->part_kind = 0;
    return status;
}

geo_status geoi_geojson_read_coordinates(geoi_geojson_reader *r, geo_geometry_type type,
                                         bool member)
{
    return member ? read_member_coordinates(r, type) : read_basic(r, type);
}
