/* SPDX-License-Identifier: MIT */
/* Handles, and geometry on its way into GEOS. */
#include "geometry/geos.h"

#include <pthread.h>

#include "layer/parts.h"

/* Far beyond any place on Earth in metres or degrees; squares of it are still finite. */
static const double FARTHEST = 1e12;

/* ---- Handles ------------------------------------------------------------------------------ */

static void keep_message(const char *message, void *user)
{
    geoi_geos *geos = user;
    geoi_printable(message, (int64_t)strlen(message), geos->message, sizeof geos->message);
}

static char version[32];

/* "3.11.1-CAPI-1.17.1": what follows the hyphen is of no use to anybody. */
static void find_version(void)
{
    const char *whole = GEOSversion();
    (void)snprintf(version, sizeof version, "%.*s", (int)strcspn(whole, "-"), whole);
}

geo_status geoi_geos_init(geo_ctx *ctx, geoi_geos *geos)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *geos = (geoi_geos){.ctx = ctx, .handle = GEOS_init_r()};
    if (geos->handle == NULL) {
        return geoi_fail(ctx, GEO_MEMORY, "GEOS could not be started");
    }
    GEOSContext_setErrorMessageHandler_r(geos->handle, keep_message, geos);
    (void)pthread_once(&once, find_version);
    geoi_uses(ctx, GEOI_GEOS, version);
    return GEO_OK;
}

void geoi_geos_clear(geoi_geos *geos)
{
    if (geos->handle != NULL) {
        GEOS_finish_r(geos->handle);
    }
    geoi_release(geos->x);
    geoi_release(geos->y);
    *geos = (geoi_geos){0};
}

geo_status geoi_geos_fail(geoi_geos *geos, const char *what)
{
    bool memory = strstr(geos->message, "bad_alloc") != NULL;
    return geoi_fail(geos->ctx, memory ? GEO_MEMORY : GEO_DATA, "%s: %s", what,
                     geos->message[0] != '\0' ? geos->message : "GEOS gave no reason");
}

geo_status geoi_geos_take(geoi_geos *geos, GEOSGeometry *geometry, const char *what,
                          GEOSGeometry **out)
{
    *out = geometry;
    return geometry != NULL ? GEO_OK : geoi_geos_fail(geos, what);
}

void geoi_geos_drop(geoi_geos *geos, GEOSGeometry *geometry)
{
    if (geometry != NULL) {
        GEOSGeom_destroy_r(geos->handle, geometry);
    }
}

/* ---- Into GEOS ------------------------------------------------------------------------------ */

unsigned geoi_kinds_of(const geo_geometry *g, int64_t i)
{
    unsigned kinds = 0;
    geo_span parts = geo_parts(g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        unsigned type = geoi_part_type(g, i, p);
        kinds |= type != GEO_NONE ? 1u << (type - 1) : 0u;
    }
    return kinds;
}

/* The positions of a ring; NULL after a failure, which is recorded in *status. */
static GEOSCoordSequence *read_ring(geoi_geos *geos, const geo_geometry *g, int64_t ring,
                                    geo_status *status)
{
    geo_span s = geo_coords(g, ring);
    for (int64_t i = s.begin; i < s.end; i++) {
        if (!(fabs(g->x[i]) <= FARTHEST && fabs(g->y[i]) <= FARTHEST)) {
            *status = geoi_fail(geos->ctx, GEO_DATA, "the position (%g, %g) is too far away",
                                g->x[i], g->y[i]);
            return NULL;
        }
    }
    if (s.end - s.begin > INT32_MAX) {
        *status = geoi_fail(geos->ctx, GEO_LIMIT, "a ring has more than 2^31 positions");
        return NULL;
    }
    GEOSCoordSequence *coords = GEOSCoordSeq_copyFromArrays_r(
        geos->handle, g->x + s.begin, g->y + s.begin, NULL, NULL, (unsigned)(s.end - s.begin));
    if (coords == NULL) {
        *status = geoi_geos_fail(geos, "positions could not be copied");
    }
    return coords;
}

static geo_status read_polygon(geoi_geos *geos, const geo_geometry *g, geo_span rings,
                               GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry *shell = NULL, **holes = NULL;
    int64_t hole_count = 0;
    GEO_TRY(geoi_array(geos->ctx, rings.end - rings.begin, sizeof(GEOSGeometry *), &holes));
    for (int64_t r = rings.begin; r < rings.end; r++) {
        GEOSCoordSequence *coords = read_ring(geos, g, r, &status);
        if (coords == NULL) {
            goto done;
        }
        GEOSGeometry *ring = GEOSGeom_createLinearRing_r(geos->handle, coords);
        if (ring == NULL) {
            status = geoi_geos_fail(geos, "a ring could not be made");
            goto done;
        }
        if (r == rings.begin) {
            shell = ring;
        } else {
            holes[hole_count++] = ring;
        }
    }
    *out = GEOSGeom_createPolygon_r(geos->handle, shell, holes, (unsigned)hole_count);
    shell = NULL; /* GEOS has the rings now, whatever came of it */
    hole_count = 0;
    GEO_TRY(geoi_geos_take(geos, *out, "a polygon could not be made", out));
done:
    geoi_geos_drop(geos, shell);
    for (int64_t h = 0; h < hole_count; h++) {
        geoi_geos_drop(geos, holes[h]);
    }
    geoi_release(holes);
    return status;
}

geo_status geoi_geos_read_part(geoi_geos *geos, const geo_geometry *g, int64_t i, int64_t part,
                               GEOSGeometry **out)
{
    geo_span rings = geo_rings(g, part);
    unsigned type = geoi_part_type(g, i, part);
    *out = NULL;
    if (type == GEO_POLYGON) {
        return read_polygon(geos, g, rings, out);
    }
    geo_status status = GEO_OK;
    GEOSCoordSequence *coords = read_ring(geos, g, rings.begin, &status);
    if (coords == NULL) {
        return status;
    }
    GEOSGeometry *made = type == GEO_POINT ? GEOSGeom_createPoint_r(geos->handle, coords)
                                           : GEOSGeom_createLineString_r(geos->handle, coords);
    return geoi_geos_take(geos, made, "a geometry could not be made", out);
}

/* A part without positions is left out: GEOS 3.11 cannot be trusted with empty members. */
static bool is_empty_part(const geo_geometry *g, int64_t part)
{
    geo_span rings = geo_rings(g, part);
    if (rings.begin >= rings.end) {
        return true;
    }
    geo_span first = geo_coords(g, rings.begin);
    return first.begin >= first.end;
}

geo_status geoi_geos_collect(geoi_geos *geos, GEOSGeometry **members, int64_t n, GEOSGeometry **out)
{
    *out = NULL;
    if (n == 1) {
        *out = members[0];
        return GEO_OK;
    }
    int kind = n > 0 ? GEOSGeomTypeId_r(geos->handle, members[0]) : -1;
    for (int64_t i = 1; i < n; i++) {
        kind = GEOSGeomTypeId_r(geos->handle, members[i]) == kind ? kind : -1;
    }
    int type = kind == GEOS_POINT        ? GEOS_MULTIPOINT
               : kind == GEOS_LINESTRING ? GEOS_MULTILINESTRING
               : kind == GEOS_POLYGON    ? GEOS_MULTIPOLYGON
                                         : GEOS_GEOMETRYCOLLECTION;
    if (n > INT32_MAX) {
        for (int64_t i = 0; i < n; i++) {
            geoi_geos_drop(geos, members[i]);
        }
        return geoi_fail(geos->ctx, GEO_LIMIT, "a geometry has more than 2^31 parts");
    }
    return geoi_geos_take(geos,
                          GEOSGeom_createCollection_r(geos->handle, type, members, (unsigned)n),
                          "parts could not be put together", out);
}

geo_status geoi_geos_read(geoi_geos *geos, const geo_geometry *g, int64_t i, unsigned keep,
                          GEOSGeometry **out)
{
    geo_status status = GEO_OK;
    GEOSGeometry **members = NULL;
    int64_t count = 0;
    geo_span parts = geo_parts(g, i);
    *out = NULL;
    GEO_TRY(geoi_array(geos->ctx, parts.end - parts.begin, sizeof(GEOSGeometry *), &members));
    for (int64_t p = parts.begin; p < parts.end; p++) {
        if (!is_empty_part(g, p) && geoi_is_kept(keep, geoi_part_type(g, i, p))) {
            GEO_TRY(geoi_geos_read_part(geos, g, i, p, &members[count]));
            count++;
        }
    }
    int64_t given = count;
    count = 0; /* theirs now */
    GEO_TRY(geoi_geos_collect(geos, members, given, out));
done:
    if (status != GEO_OK) {
        geoi_where(geos->ctx, "feature %lld", (long long)i + 1);
    }
    for (int64_t m = 0; m < count; m++) {
        geoi_geos_drop(geos, members[m]);
    }
    geoi_release(members);
    return status;
}
