/* SPDX-License-Identifier: MIT */
/* Geometry built row by row.
 *
 * An offset array says where each element's children begin. It is made only when the first
 * element turns out not to have exactly one child; until then element i has child i, and the
 * array would hold 0, 1, 2, ... An element is judged when the next one begins. */
#include "layer/layer_internal.h"

/* ---- Offsets -------------------------------------------------------------------------- */

/* The last of `count` elements is complete: its children end at `children`. */
static geo_status close_last(geo_ctx *ctx, int64_t **offset, int64_t *room, int64_t count,
                             int64_t children)
{
    if (*offset == NULL && children == count) {
        return GEO_OK;
    }
    if (*offset != NULL && count < *room) {
        (*offset)[count] = children;
        return GEO_OK;
    }
    bool fresh = *offset == NULL;
    geo_status status = geoi_grow(ctx, offset, room, count + 1, sizeof **offset);
    if (status != GEO_OK) {
        return status;
    }
    if (fresh) {
        for (int64_t i = 0; i < count; i++) {
            (*offset)[i] = i;
        }
    }
    (*offset)[count] = children;
    return GEO_OK;
}

static geo_status close_ring(geo_ctx *ctx, geoi_geometry_builder *b)
{
    return close_last(ctx, &b->coord_offset, &b->coord_room, b->g.ring_count, b->g.coord_count);
}

static geo_status close_part(geo_ctx *ctx, geoi_geometry_builder *b)
{
    return close_last(ctx, &b->ring_offset, &b->ring_room, b->g.part_count, b->g.ring_count);
}

static geo_status close_feature(geo_ctx *ctx, geoi_geometry_builder *b)
{
    return close_last(ctx, &b->part_offset, &b->part_room, b->g.n, b->g.part_count);
}

/* ---- Row by row ----------------------------------------------------------------------- */

geo_status geoi_geometry_feature(geo_ctx *ctx, geoi_geometry_builder *b, geo_geometry_type type)
{
    geo_status status = GEO_OK;
    GEO_TRY(close_feature(ctx, b));
    GEO_TRY(geoi_room(ctx, &b->type, &b->type_room, b->g.n + 1, sizeof *b->type));
    b->type[b->g.n++] = (uint8_t)type;
done:
    return status;
}

/* The kinds of parts are kept from the first part on that has one. */
static geo_status add_kind(geo_ctx *ctx, geoi_geometry_builder *b, unsigned kind)
{
    geo_status status = GEO_OK;
    int64_t part = b->g.part_count;
    bool fresh = b->part_kind == NULL;
    GEO_TRY(geoi_grow(ctx, &b->part_kind, &b->kind_room, part + 1, sizeof *b->part_kind));
    if (fresh) {
        memset(b->part_kind, 0, (size_t)part);
    }
    b->part_kind[part] = (uint8_t)kind;
done:
    return status;
}

geo_status geoi_geometry_part(geo_ctx *ctx, geoi_geometry_builder *b, unsigned kind)
{
    geo_status status = GEO_OK;
    GEO_TRY(close_part(ctx, b));
    if (kind != 0 || b->part_kind != NULL) {
        GEO_TRY(add_kind(ctx, b, kind));
    }
    b->g.part_count++;
done:
    return status;
}

geo_status geoi_geometry_ring(geo_ctx *ctx, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEO_TRY(close_ring(ctx, b));
    b->g.ring_count++;
done:
    return status;
}

/* x and y grow together. If only x grew, it is larger than its room says: no harm. */
static geo_status room_for_coords(geo_ctx *ctx, geoi_geometry_builder *b, int64_t needed)
{
    geo_status status = GEO_OK;
    if (needed > b->xy_room) {
        int64_t x_room = b->xy_room, y_room = b->xy_room;
        GEO_TRY(geoi_room(ctx, &b->x, &x_room, needed, sizeof *b->x));
        GEO_TRY(geoi_room(ctx, &b->y, &y_room, needed, sizeof *b->y));
        b->xy_room = y_room;
    }
done:
    return status;
}

/* Heights are kept from the first one on; the positions before it have none. */
static geo_status room_for_heights(geo_ctx *ctx, geoi_geometry_builder *b, int64_t needed)
{
    geo_status status = GEO_OK;
    bool fresh = b->z == NULL;
    if (!fresh && needed <= b->z_room) {
        return GEO_OK;
    }
    GEO_TRY(geoi_grow(ctx, &b->z, &b->z_room, needed, sizeof *b->z));
    if (fresh) {
        for (int64_t i = 0; i < b->g.coord_count; i++) {
            b->z[i] = (double)NAN;
        }
    }
done:
    return status;
}

geo_status geoi_geometry_add(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double z)
{
    geo_status status = GEO_OK;
    int64_t at = b->g.coord_count;
    GEO_TRY(room_for_coords(ctx, b, at + 1));
    if (b->z != NULL || !isnan(z)) {
        GEO_TRY(room_for_heights(ctx, b, at + 1));
        b->z[at] = z;
    }
    b->x[at] = x;
    b->y[at] = y;
    b->g.coord_count++;
done:
    return status;
}

geo_status geoi_geometry_point(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double z)
{
    int64_t i = b->g.n;
    bool plain = b->part_offset == NULL && b->ring_offset == NULL && b->coord_offset == NULL &&
                 b->part_kind == NULL && b->z == NULL && isnan(z) && i == b->g.part_count &&
                 i == b->g.ring_count && i == b->g.coord_count;
    if (plain && i < b->type_room && i < b->xy_room) {
        b->type[i] = GEO_POINT;
        b->x[i] = x;
        b->y[i] = y;
        b->g.n = b->g.part_count = b->g.ring_count = b->g.coord_count = i + 1;
        return GEO_OK;
    }
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_feature(ctx, b, GEO_POINT));
    GEO_TRY(geoi_geometry_part(ctx, b, 0));
    GEO_TRY(geoi_geometry_ring(ctx, b));
    GEO_TRY(geoi_geometry_add(ctx, b, x, y, z));
done:
    return status;
}

static bool has_height(const double *z, int64_t n)
{
    for (int64_t i = 0; z != NULL && i < n; i++) {
        if (!isnan(z[i])) {
            return true;
        }
    }
    return false;
}

geo_status geoi_geometry_add_many(geo_ctx *ctx, geoi_geometry_builder *b, const double *x,
                                  const double *y, const double *z, int64_t n)
{
    geo_status status = GEO_OK;
    int64_t at = b->g.coord_count;
    if (n == 0) {
        goto done;
    }
    GEO_TRY(room_for_coords(ctx, b, at + n));
    if (b->z != NULL || has_height(z, n)) {
        GEO_TRY(room_for_heights(ctx, b, at + n));
        for (int64_t i = 0; i < n; i++) {
            b->z[at + i] = z != NULL ? z[i] : (double)NAN;
        }
    }
    memcpy(b->x + at, x, (size_t)n * sizeof *x);
    memcpy(b->y + at, y, (size_t)n * sizeof *y);
    b->g.coord_count += n;
done:
    return status;
}

/* ---- Copies --------------------------------------------------------------------------- */

geo_status geoi_geometry_copy_feature(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g,
                                      int64_t i)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_feature(ctx, b, (geo_geometry_type)g->type[i]));
    geo_span parts = geo_parts(g, i);
    for (int64_t p = parts.begin; p < parts.end; p++) {
        geo_span rings = geo_rings(g, p);
        GEO_TRY(geoi_geometry_part(ctx, b, g->part_kind != NULL ? g->part_kind[p] : 0));
        for (int64_t r = rings.begin; r < rings.end; r++) {
            geo_span at = geo_coords(g, r);
            GEO_TRY(geoi_geometry_ring(ctx, b));
            GEO_TRY(geoi_geometry_add_many(ctx, b, g->x + at.begin, g->y + at.begin,
                                           g->z != NULL ? g->z + at.begin : NULL,
                                           at.end - at.begin));
        }
    }
done:
    return status;
}

/* NULL stays NULL. */
static geo_status copy_array(geo_ctx *ctx, const void *from, int64_t count, size_t size, void *out)
{
    return from == NULL ? GEO_OK : geoi_copy(ctx, from, count, size, out);
}

geo_status geoi_geometry_copy(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g)
{
    geo_status status = GEO_OK;
    GEO_TRY(copy_array(ctx, g->type, g->n, sizeof *g->type, &b->type));
    GEO_TRY(copy_array(ctx, g->part_offset, g->n + 1, sizeof *g->part_offset, &b->part_offset));
    GEO_TRY(copy_array(ctx, g->ring_offset, g->part_count + 1, sizeof *g->ring_offset,
                       &b->ring_offset));
    GEO_TRY(copy_array(ctx, g->coord_offset, g->ring_count + 1, sizeof *g->coord_offset,
                       &b->coord_offset));
    GEO_TRY(copy_array(ctx, g->part_kind, g->part_count, sizeof *g->part_kind, &b->part_kind));
    GEO_TRY(copy_array(ctx, g->x, g->coord_count, sizeof *g->x, &b->x));
    GEO_TRY(copy_array(ctx, g->y, g->coord_count, sizeof *g->y, &b->y));
    GEO_TRY(copy_array(ctx, g->z, g->coord_count, sizeof *g->z, &b->z));
    geo_geometry counts = {.n = g->n,
                           .part_count = g->part_count,
                           .ring_count = g->ring_count,
                           .coord_count = g->coord_count};
    b->g = counts;
    b->type_room = g->n;
    b->part_room = b->part_offset != NULL ? g->n + 1 : 0;
    b->ring_room = b->ring_offset != NULL ? g->part_count + 1 : 0;
    b->coord_room = b->coord_offset != NULL ? g->ring_count + 1 : 0;
    b->kind_room = b->part_kind != NULL ? g->part_count : 0;
    b->xy_room = g->coord_count;
    b->z_room = b->z != NULL ? g->coord_count : 0;
    GEO_TRY(geoi_geometry_finish(ctx, b));
done:
    return status;
}

geo_status geoi_geometry_of_points(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                   uint8_t **type, geo_geometry *out)
{
    *type = NULL;
    if (n < 0) {
        return geoi_fail(ctx, GEO_INVALID, "the number of points is negative");
    }
    geo_status status = geoi_array_raw(ctx, n, sizeof **type, type);
    if (status == GEO_OK) {
        memset(*type, GEO_POINT, (size_t)n);
        *out = (geo_geometry){.n = n,
                              .part_count = n,
                              .ring_count = n,
                              .coord_count = n,
                              .type = *type,
                              .x = x,
                              .y = y};
    }
    return status;
}

/* Children of `more` elements after those of `count`: offsets shifted by `base`. Both sides are
 * complete, so a missing array stands for 0, 1, 2, ... */
static geo_status append_offsets(geo_ctx *ctx, int64_t **to, int64_t *room, int64_t count,
                                 int64_t base, const int64_t *from, int64_t more)
{
    geo_status status = GEO_OK;
    bool fresh = *to == NULL;
    if (fresh && from == NULL) {
        goto done; /* count == base: still one child each */
    }
    GEO_TRY(geoi_grow(ctx, to, room, count + more + 1, sizeof **to));
    for (int64_t i = 0; fresh && i <= count; i++) {
        (*to)[i] = i;
    }
    for (int64_t i = 1; i <= more; i++) {
        (*to)[count + i] = base + (from != NULL ? from[i] : i);
    }
done:
    return status;
}

static geo_status append_kinds(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g)
{
    geo_status status = GEO_OK;
    int64_t had = b->g.part_count, more = g->part_count;
    bool fresh = b->part_kind == NULL;
    if (fresh && g->part_kind == NULL) {
        goto done;
    }
    GEO_TRY(geoi_grow(ctx, &b->part_kind, &b->kind_room, had + more, sizeof *b->part_kind));
    if (fresh) {
        memset(b->part_kind, 0, (size_t)had);
    }
    if (g->part_kind != NULL) {
        memcpy(b->part_kind + had, g->part_kind, (size_t)more);
    } else {
        memset(b->part_kind + had, 0, (size_t)more);
    }
done:
    return status;
}

geo_status geoi_geometry_append(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_geometry_finish(ctx, b));
    GEO_TRY(geoi_grow(ctx, &b->type, &b->type_room, b->g.n + g->n, sizeof *b->type));
    if (g->n > 0) {
        memcpy(b->type + b->g.n, g->type, (size_t)g->n);
    }
    GEO_TRY(append_offsets(ctx, &b->part_offset, &b->part_room, b->g.n, b->g.part_count,
                           g->part_offset, g->n));
    GEO_TRY(append_offsets(ctx, &b->ring_offset, &b->ring_room, b->g.part_count, b->g.ring_count,
                           g->ring_offset, g->part_count));
    GEO_TRY(append_offsets(ctx, &b->coord_offset, &b->coord_room, b->g.ring_count, b->g.coord_count,
                           g->coord_offset, g->ring_count));
    GEO_TRY(append_kinds(ctx, b, g));
    GEO_TRY(geoi_geometry_add_many(ctx, b, g->x, g->y, g->z, g->coord_count));
    b->g.n += g->n;
    b->g.part_count += g->part_count;
    b->g.ring_count += g->ring_count;
done:
    return status;
}

/* What offsets and kinds say of elements beyond the counts is written anew when they come. */
geoi_geometry_mark geoi_geometry_place(const geoi_geometry_builder *b)
{
    return (geoi_geometry_mark){b->g.n, b->g.part_count, b->g.ring_count, b->g.coord_count};
}

void geoi_geometry_back(geoi_geometry_builder *b, geoi_geometry_mark to)
{
    b->g.n = to.features;
    b->g.part_count = to.parts;
    b->g.ring_count = to.rings;
    b->g.coord_count = to.coords;
}

/* ---- The end -------------------------------------------------------------------------- */

geo_status geoi_geometry_finish(geo_ctx *ctx, geoi_geometry_builder *b)
{
    geo_status status = GEO_OK;
    GEO_TRY(close_ring(ctx, b));
    GEO_TRY(close_part(ctx, b));
    GEO_TRY(close_feature(ctx, b));
    b->g.type = b->type;
    b->g.part_offset = b->part_offset;
    b->g.ring_offset = b->ring_offset;
    b->g.coord_offset = b->coord_offset;
    b->g.part_kind = b->part_kind;
    b->g.x = b->x;
    b->g.y = b->y;
    b->g.z = b->z;
done:
    return status;
}

void geoi_geometry_clear(geoi_geometry_builder *b)
{
    geoi_release(b->type);
    geoi_release(b->part_kind);
    geoi_release(b->part_offset);
    geoi_release(b->ring_offset);
    geoi_release(b->coord_offset);
    geoi_release(b->x);
    geoi_release(b->y);
    geoi_release(b->z);
    geoi_geometry_builder none = {0};
    *b = none;
}
