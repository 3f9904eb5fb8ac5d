/* SPDX-License-Identifier: MIT */
/* Well-known binary. It is gone through twice: first all counts, types and lengths are checked,
 * which touches few bytes, and then columns are filled without a doubt left. */
#include "io/wkb.h"

enum { DEEPEST = 32, HEADER = 5, COUNT = 4, ORDINATE = 8, FIRST_CURVE = 8, LAST_TYPE = 17 };

static const uint32_t FLAG_Z = 0x80000000U;

typedef struct wkb_head {
    geo_geometry_type type;
    bool little, z, m;
    int dimensions;
} wkb_head;

typedef struct wkb_cursor {
    geo_ctx *ctx;
    const unsigned char *at, *end;
} wkb_cursor;

/* ---- Numbers ---------------------------------------------------------------------------- */

static uint32_t load32(const unsigned char *s, bool little)
{
    return little
               ? (uint32_t)s[0] | (uint32_t)s[1] << 8 | (uint32_t)s[2] << 16 | (uint32_t)s[3] << 24
               : (uint32_t)s[3] | (uint32_t)s[2] << 8 | (uint32_t)s[1] << 16 | (uint32_t)s[0] << 24;
}

static double load_double(const unsigned char *s, bool little)
{
    uint64_t low = load32(little ? s : s + 4, little), high = load32(little ? s + 4 : s, little);
    uint64_t bits = high << 32 | low;
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static uint32_t take_count(wkb_cursor *c, const wkb_head *h)
{
    uint32_t n = load32(c->at, h->little);
    c->at += COUNT;
    return n;
}

/* ---- First time: is it whole? ----------------------------------------------------------- */

static geo_status fail_cut(wkb_cursor *c)
{
    return geoi_fail(c->ctx, GEO_DATA, "its geometry is cut off");
}

/* The head that begins at the cursor, which is moved behind it. */
static geo_status read_head(wkb_cursor *c, wkb_head *h)
{
    if (c->end - c->at < HEADER) {
        return fail_cut(c);
    }
    if (c->at[0] > 1) {
        return geoi_fail(c->ctx, GEO_DATA, "its geometry has no byte order");
    }
    h->little = c->at[0] == 1;
    uint32_t code = load32(c->at + 1, h->little);
    uint32_t plain = code & ~FLAG_Z, dimension = plain / 1000, type = plain % 1000;
    c->at += HEADER;
    if (dimension > 3 || type > LAST_TYPE) {
        return geoi_fail(c->ctx, GEO_DATA, "there is no geometry of type %lu",
                         (unsigned long)plain);
    }
    if (type < GEO_POINT || type >= FIRST_CURVE) {
        return geoi_fail(c->ctx, GEO_UNSUPPORTED, "geometry of type %lu is not simple",
                         (unsigned long)type);
    }
    h->type = (geo_geometry_type)type;
    h->z = (code & FLAG_Z) != 0 || dimension == 1 || dimension == 3;
    h->m = dimension >= 2;
    h->dimensions = 2 + h->z + h->m;
    return GEO_OK;
}

/* A count, and at least `each` bytes for each of what it counts. */
static geo_status check_count(wkb_cursor *c, const wkb_head *h, int64_t each, uint32_t *n)
{
    *n = 0;
    if (c->end - c->at < COUNT) {
        return fail_cut(c);
    }
    *n = take_count(c, h);
    return (c->end - c->at) / each < (int64_t)*n ? fail_cut(c) : GEO_OK;
}

static geo_status check_positions(wkb_cursor *c, const wkb_head *h)
{
    geo_status status = GEO_OK;
    uint32_t n;
    int64_t each = (int64_t)h->dimensions * ORDINATE;
    GEO_TRY(check_count(c, h, each, &n));
    c->at += (int64_t)n * each;
done:
    return status;
}

static geo_status check_member_type(wkb_cursor *c, const wkb_head *whole, const wkb_head *member)
{
    return whole->type == GEO_COLLECTION || (unsigned)member->type == (unsigned)whole->type - 3
               ? GEO_OK
               : geoi_fail(c->ctx, GEO_DATA, "a %s has a member that is a %s",
                           geo_geometry_type_name(whole->type),
                           geo_geometry_type_name(member->type));
}

/* `whole`: what it is a member of; NULL for none. */
/* NOLINTNEXTLINE(misc-no-recursion): no deeper than DEEPEST */
static geo_status check_geometry(wkb_cursor *c, const wkb_head *whole, int depth)
{
    geo_status status = GEO_OK;
    wkb_head h;
    uint32_t n;
    GEO_TRY(read_head(c, &h));
    if (whole != NULL) {
        GEO_TRY(check_member_type(c, whole, &h));
    }
    if (depth > DEEPEST) {
        return geoi_fail(c->ctx, GEO_DATA, "its geometry is nested deeper than %d", DEEPEST);
    }
    if (h.type == GEO_POINT) {
        int64_t each = (int64_t)h.dimensions * ORDINATE;
        status = c->end - c->at < each ? fail_cut(c) : GEO_OK;
        c->at += status == GEO_OK ? each : 0;
        goto done;
    }
    if (h.type == GEO_LINESTRING) {
        return check_positions(c, &h);
    }
    GEO_TRY(check_count(c, &h, h.type == GEO_POLYGON ? COUNT : HEADER, &n));
    for (uint32_t i = 0; i < n; i++) {
        GEO_TRY(h.type == GEO_POLYGON ? check_positions(c, &h) : check_geometry(c, &h, depth + 1));
    }
done:
    return status;
}

/* ---- Second time: into columns ---------------------------------------------------------- */

/* The cursor is behind the head from here on; what was checked cannot fail again. */
static wkb_head take_head(wkb_cursor *c)
{
    wkb_head h = {GEO_NONE, true, false, false, 2};
    (void)read_head(c, &h);
    return h;
}

static void take_position(wkb_cursor *c, const wkb_head *h, double *x, double *y, double *z)
{
    *x = load_double(c->at, h->little);
    *y = load_double(c->at + ORDINATE, h->little);
    *z = h->z ? load_double(c->at + 2 * (size_t)ORDINATE, h->little) : (double)NAN;
    c->at += (size_t)h->dimensions * ORDINATE;
}

/* n positions; a ring that is left open is closed. */
static geo_status add_positions(geoi_wkb *w, wkb_cursor *c, const wkb_head *h, int64_t n, bool ring,
                                geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(c->ctx, &w->x, &w->x_room, n + 1, sizeof *w->x));
    GEO_TRY(geoi_grow(c->ctx, &w->y, &w->y_room, n + 1, sizeof *w->y));
    GEO_TRY(geoi_grow(c->ctx, &w->z, &w->z_room, n + 1, sizeof *w->z));
    for (int64_t i = 0; i < n; i++) {
        take_position(c, h, &w->x[i], &w->y[i], &w->z[i]);
    }
    if (ring && (w->x[0] != w->x[n - 1] || w->y[0] != w->y[n - 1])) {
        w->x[n] = w->x[0];
        w->y[n] = w->y[0];
        w->z[n] = w->z[0];
        n++;
    }
    GEO_TRY(geoi_geometry_ring(c->ctx, b));
    GEO_TRY(geoi_geometry_add_many(c->ctx, b, w->x, w->y, h->z ? w->z : NULL, n));
done:
    return status;
}

/* Has the point, line or polygon that begins at the cursor a position? Points have none when
 * both ordinates are NaN. */
static bool is_empty(geoi_wkb *w, wkb_cursor c, const wkb_head *h)
{
    if (h->type == GEO_POINT) {
        bool empty =
            isnan(load_double(c.at, h->little)) && isnan(load_double(c.at + ORDINATE, h->little));
        w->empty_points += empty;
        return empty;
    }
    uint32_t n = take_count(&c, h), points = n;
    if (h->type == GEO_POLYGON) {
        points = 0;
        for (uint32_t i = 0; i < n && points == 0; i++) {
            points = take_count(&c, h); /* of a ring without positions nothing follows */
        }
    }
    return points == 0;
}

static void skip(wkb_cursor *c, const wkb_head *h)
{
    uint32_t n = h->type == GEO_POINT ? 0 : take_count(c, h);
    c->at += h->type == GEO_POINT ? (size_t)h->dimensions * ORDINATE : (size_t)n * COUNT;
}

/* A point, line or polygon behind its head, which is not empty. */
static geo_status add_part(geoi_wkb *w, wkb_cursor *c, const wkb_head *h, unsigned kind,
                           geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_part(c->ctx, b, kind));
    if (h->type != GEO_POLYGON) {
        return add_positions(w, c, h, h->type == GEO_POINT ? 1 : take_count(c, h), false, b);
    }
    uint32_t rings = take_count(c, h);
    for (uint32_t i = 0; i < rings; i++) {
        uint32_t n = take_count(c, h);
        if (n > 0) {
            GEO_TRY(add_positions(w, c, h, n, true, b));
        }
    }
done:
    return status;
}

/* Members of a Multi geometry behind its count; *added of them are not empty. */
static geo_status add_members(geoi_wkb *w, wkb_cursor *c, uint32_t n, unsigned kind,
                              geoi_geometry_builder *b, uint32_t *added)
{
    geo_status status = GEO_OK;
    *added = 0;
    for (uint32_t i = 0; i < n; i++) {
        wkb_head h = take_head(c);
        if (is_empty(w, *c, &h)) {
            w->empty_members++;
            skip(c, &h);
            continue;
        }
        GEO_TRY(add_part(w, c, &h, kind & ~(*added > 0 ? (unsigned)GEO_PART_FIRST : 0U), b));
        ++*added;
    }
done:
    return status;
}

/* A member of a collection: its parts say where it begins and whether it is a Multi type. */
/* NOLINTNEXTLINE(misc-no-recursion): no deeper than DEEPEST */
static geo_status add_collected(geoi_wkb *w, wkb_cursor *c, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    wkb_head h = take_head(c);
    if (h.type == GEO_COLLECTION) {
        w->nested++;
        uint32_t n = take_count(c, &h);
        for (uint32_t i = 0; i < n; i++) {
            GEO_TRY(add_collected(w, c, b));
        }
        goto done;
    }
    bool multi = h.type >= GEO_MULTIPOINT;
    unsigned kind = (multi ? (unsigned)h.type - 3 : (unsigned)h.type) | GEO_PART_FIRST |
                    (multi ? (unsigned)GEO_PART_MULTI : 0U);
    uint32_t added = 0;
    if (multi) {
        GEO_TRY(add_members(w, c, take_count(c, &h), kind, b, &added));
    } else if (is_empty(w, *c, &h)) {
        skip(c, &h);
    } else {
        GEO_TRY(add_part(w, c, &h, kind, b));
        added = 1;
    }
    if (added == 0) {
        GEO_TRY(geoi_geometry_part(c->ctx, b, kind | GEO_PART_EMPTY));
    }
done:
    return status;
}

static geo_status add_whole(geoi_wkb *w, wkb_cursor *c, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    wkb_head h = take_head(c);
    uint32_t added;
    w->measured += h.m;
    if (h.type == GEO_POINT && !is_empty(w, *c, &h)) {
        double x, y, z;
        take_position(c, &h, &x, &y, &z);
        return geoi_geometry_point(c->ctx, b, x, y, z);
    }
    GEO_TRY(geoi_geometry_feature(c->ctx, b, h.type));
    if (h.type <= GEO_POLYGON) {
        return is_empty(w, *c, &h) ? GEO_OK : add_part(w, c, &h, 0, b);
    }
    uint32_t n = take_count(c, &h);
    if (h.type != GEO_COLLECTION) {
        return add_members(w, c, n, 0, b, &added);
    }
    for (uint32_t i = 0; i < n; i++) {
        GEO_TRY(add_collected(w, c, b));
    }
done:
    return status;
}

/* Most geometries of most files: a point of two ordinates, little-endian, not empty. */
static bool is_plain_point(const unsigned char *s, int64_t size, double *x, double *y)
{
    static const unsigned char head[HEADER] = {1, GEO_POINT};
    if (size != HEADER + 2 * ORDINATE || memcmp(s, head, HEADER) != 0) {
        return false;
    }
    *x = load_double(s + HEADER, true);
    *y = load_double(s + HEADER + ORDINATE, true);
    return !isnan(*x) || !isnan(*y);
}

geo_status geoi_wkb_add(geo_ctx *ctx, geoi_wkb *w, const void *bytes, int64_t size,
                        geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    const unsigned char *begin = bytes;
    wkb_cursor c = {ctx, begin, begin + size};
    double x, y;
    if (is_plain_point(begin, size, &x, &y)) {
        return geoi_geometry_point(ctx, b, x, y, (double)NAN);
    }
    GEO_TRY(check_geometry(&c, NULL, 0));
    if (c.at != c.end) {
        return geoi_fail(ctx, GEO_DATA, "%lld bytes follow its geometry",
                         (long long)(c.end - c.at));
    }
    c.at = begin;
    GEO_TRY(add_whole(w, &c, b));
done:
    return status;
}

void geoi_wkb_clear(geoi_wkb *w)
{
    geoi_release(w->x);
    geoi_release(w->y);
    geoi_release(w->z);
    *w = (geoi_wkb){0};
}
