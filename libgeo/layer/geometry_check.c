/* SPDX-License-Identifier: MIT */
/* The promises of geo_geometry, checked before anything trusts them.
 *
 * Counts and offsets come first: everything after indexes with them. Then coordinates, in one
 * pass over the arrays; the feature is looked up only when one is wrong. */
#include <float.h>

#include "layer/layer_internal.h"

enum { GRAIN = 1 << 14 };

/* ---- Counts and offsets --------------------------------------------------------------- */

static geo_status check_offset(geo_ctx *ctx, const int64_t *offset, int64_t count, int64_t children,
                               const char *what)
{
    if (offset == NULL) {
        return count == children ? GEO_OK
                                 : geoi_fail(ctx, GEO_DATA, "there are no %s, and %lld is not %lld",
                                             what, (long long)children, (long long)count);
    }
    bool right = offset[0] == 0 && offset[count] == children;
    for (int64_t i = 0; i < count; i++) {
        right &= offset[i] <= offset[i + 1];
    }
    return right ? GEO_OK
                 : geoi_fail(ctx, GEO_DATA, "the %s do not ascend from 0 to %lld", what,
                             (long long)children);
}

static geo_status check_counts(geo_ctx *ctx, const geo_geometry *g)
{
    geo_status status = GEO_OK;
    if (g->n < 0 || g->part_count < 0 || g->ring_count < 0 || g->coord_count < 0) {
        return geoi_fail(ctx, GEO_DATA, "a count of the geometry is negative");
    }
    if ((g->n > 0 && g->type == NULL) || (g->coord_count > 0 && (g->x == NULL || g->y == NULL))) {
        return geoi_fail(ctx, GEO_DATA, "types or coordinates of the geometry are missing");
    }
    GEO_TRY(check_offset(ctx, g->part_offset, g->n, g->part_count, "part offsets"));
    GEO_TRY(check_offset(ctx, g->ring_offset, g->part_count, g->ring_count, "ring offsets"));
    GEO_TRY(
        check_offset(ctx, g->coord_offset, g->ring_count, g->coord_count, "coordinate offsets"));
done:
    return status;
}

/* ---- Coordinates ---------------------------------------------------------------------- */

/* The largest i with offset[i] <= child and at least one child. */
static int64_t parent_of(const int64_t *offset, int64_t count, int64_t child)
{
    int64_t low = 0, high = count;
    if (offset == NULL) {
        return child;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset[middle] <= child) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static int64_t feature_of(const geo_geometry *g, int64_t coord)
{
    int64_t ring = parent_of(g->coord_offset, g->ring_count, coord);
    int64_t part = parent_of(g->ring_offset, g->part_count, ring);
    return parent_of(g->part_offset, g->n, part);
}

static bool in_degrees(double x, double y)
{
    return x >= -180.0 && x <= 180.0 && y >= -90.0 && y <= 90.0;
}

static geo_status bad_coordinate(geo_ctx *ctx, const geo_geometry *g, int64_t at)
{
    int64_t feature = feature_of(g, at);
    int64_t position = at - geo_feature_coords(g, feature).begin;
    double x = g->x[at], y = g->y[at];
    if (!isfinite(x) || !isfinite(y) || (g->z != NULL && isinf(g->z[at]))) {
        return geoi_fail(ctx, GEO_DATA, "feature %lld: position %lld is not finite",
                         (long long)feature + 1, (long long)position + 1);
    }
    geo_status status = geoi_fail(
        ctx, GEO_DATA, "feature %lld: position %lld (%.15g, %.15g) is no longitude and latitude",
        (long long)feature + 1, (long long)position + 1, x, y);
    if (in_degrees(y, x)) {
        geoi_hint(ctx, "the axes seem to be swapped: longitude comes first");
    } else {
        geoi_hint(ctx, "if these are metres, name the system they are in, such as EPSG:4548");
    }
    return status;
}

typedef struct check {
    geo_ctx *ctx;
    const geo_geometry *g;
    double max_x, max_y;
} check;

static geo_status check_coords(void *job, int64_t begin, int64_t end)
{
    const check *c = job;
    const geo_geometry *g = c->g;
    int bad = 0; /* no branch inside, so that the loop is done several at a time */
    for (int64_t i = begin; i < end; i++) {
        bad |= !(fabs(g->x[i]) <= c->max_x) | !(fabs(g->y[i]) <= c->max_y);
    }
    for (int64_t i = begin; g->z != NULL && i < end; i++) {
        bad |= fabs(g->z[i]) > DBL_MAX;
    }
    for (int64_t i = begin; bad && i < end; i++) {
        if (!(fabs(g->x[i]) <= c->max_x) || !(fabs(g->y[i]) <= c->max_y) ||
            (g->z != NULL && isinf(g->z[i]))) {
            return bad_coordinate(c->ctx, g, i);
        }
    }
    return GEO_OK;
}

/* ---- Shapes --------------------------------------------------------------------------- */

static bool is_closed(const geo_geometry *g, geo_span at)
{
    int64_t first = at.begin, last = at.end - 1;
    bool level =
        g->z == NULL || g->z[first] == g->z[last] || (isnan(g->z[first]) && isnan(g->z[last]));
    return g->x[first] == g->x[last] && g->y[first] == g->y[last] && level;
}

static const char *fault_of_polygon(const geo_geometry *g, geo_span rings)
{
    for (int64_t r = rings.begin; r < rings.end; r++) {
        geo_span at = geo_coords(g, r);
        if (at.end - at.begin < 4) {
            return "has a ring of fewer than 4 positions";
        }
        if (!is_closed(g, at)) {
            return "has a ring that is not closed";
        }
    }
    return NULL;
}

/* What is wrong with part p of the basic type, or NULL. */
static const char *fault_of_part(const geo_geometry *g, int64_t p, unsigned type)
{
    geo_span rings = geo_rings(g, p);
    if (type == GEO_POLYGON) {
        return fault_of_polygon(g, rings);
    }
    if (rings.end - rings.begin != 1) {
        return "has a point or line that is not one run of positions";
    }
    geo_span at = geo_coords(g, rings.begin);
    int64_t n = at.end - at.begin;
    if (type == GEO_POINT) {
        return n == 1 ? NULL : "has a point without exactly one position";
    }
    return n != 1 ? NULL : "has a line of only one position";
}

static const char *fault_of_member(const geo_geometry *g, int64_t p, bool first)
{
    unsigned kind = g->part_kind != NULL ? g->part_kind[p] : 0;
    unsigned type = kind & GEO_PART_TYPE;
    geo_span rings = geo_rings(g, p);
    if (type < GEO_POINT || type > GEO_POLYGON) {
        return "is a collection with a part of no kind";
    }
    if (first && !(kind & GEO_PART_FIRST)) {
        return "is a collection whose first part begins no member";
    }
    if (kind & GEO_PART_EMPTY) {
        return rings.begin == rings.end ? NULL : "is a collection with an empty part that is not";
    }
    return fault_of_part(g, p, type);
}

static const char *fault_of_feature(const geo_geometry *g, int64_t i)
{
    unsigned type = g->type[i];
    geo_span parts = geo_parts(g, i);
    int64_t count = parts.end - parts.begin;
    if (type > GEO_COLLECTION) {
        return "has a geometry of unknown type";
    }
    if (type == GEO_NONE) {
        return count == 0 ? NULL : "has no geometry, but parts";
    }
    if (type <= GEO_POLYGON && count > 1) {
        return "has several parts, but not a multi type";
    }
    for (int64_t p = parts.begin; p < parts.end; p++) {
        unsigned basic = type >= GEO_MULTIPOINT ? type - 3 : type;
        const char *fault = type == GEO_COLLECTION ? fault_of_member(g, p, p == parts.begin)
                                                   : fault_of_part(g, p, basic);
        if (fault != NULL) {
            return fault;
        }
    }
    return NULL;
}

/* A layer of points whose offsets are all NULL has nothing else that could be wrong. */
static bool only_points(const geo_geometry *g)
{
    bool only = g->part_offset == NULL && g->ring_offset == NULL && g->coord_offset == NULL;
    for (int64_t i = 0; only && i < g->n; i++) {
        only = g->type[i] == GEO_POINT;
    }
    return only;
}

static geo_status check_features(void *job, int64_t begin, int64_t end)
{
    const check *c = job;
    for (int64_t i = begin; i < end; i++) {
        const char *fault = fault_of_feature(c->g, i);
        if (fault != NULL) {
            return geoi_fail(c->ctx, GEO_DATA, "feature %lld %s", (long long)i + 1, fault);
        }
    }
    return GEO_OK;
}

geo_status geoi_geometry_validate(geo_ctx *ctx, const geo_geometry *g, bool degrees)
{
    geo_status status = GEO_OK;
    check c = {ctx, g, degrees ? 180.0 : DBL_MAX, degrees ? 90.0 : DBL_MAX};
    GEO_TRY(check_counts(ctx, g));
    GEO_TRY(geoi_parallel(ctx, g->coord_count, GRAIN, check_coords, &c));
    if (!only_points(g)) {
        GEO_TRY(geoi_parallel(ctx, g->n, GRAIN, check_features, &c));
    }
done:
    return status;
}
