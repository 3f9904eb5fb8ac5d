/* SPDX-License-Identifier: MIT */
#include "draft.h"

draft *draft_new(void)
{
    return calloc(1, sizeof(draft));
}

void draft_feature(draft *d, geo_geometry_type type)
{
    d->type[d->g.n++] = (uint8_t)type;
    d->part[d->g.n] = d->g.part_count;
}

void draft_ring(draft *d)
{
    d->g.ring_count++;
    d->ring[d->g.part_count] = d->g.ring_count;
    d->coord[d->g.ring_count] = d->g.coord_count;
}

void draft_part(draft *d, unsigned kind)
{
    d->kind[d->g.part_count++] = (uint8_t)kind;
    d->part[d->g.n] = d->g.part_count;
    draft_ring(d);
}

void draft_add(draft *d, double x, double y)
{
    assert_true(d->g.coord_count < DRAFT_ROOM);
    d->x[d->g.coord_count] = x;
    d->y[d->g.coord_count++] = y;
    d->coord[d->g.ring_count] = d->g.coord_count;
}

void draft_box(draft *d, double min_x, double min_y, double max_x, double max_y)
{
    draft_add(d, min_x, min_y);
    draft_add(d, max_x, min_y);
    draft_add(d, max_x, max_y);
    draft_add(d, min_x, max_y);
    draft_add(d, min_x, min_y);
}

void draft_star(draft *d, test_random *random, double x, double y, double near, double far,
                int64_t n)
{
    int64_t first = d->g.coord_count;
    for (int64_t i = 0; i < n; i++) {
        double angle = 6.283185307179586 * ((double)i + 0.8 * test_random_unit(random)) / (double)n;
        double distance = near + (far - near) * test_random_unit(random);
        draft_add(d, x + distance * cos(angle), y + distance * sin(angle));
    }
    draft_add(d, d->x[first], d->y[first]);
}

static void begin_single(draft *d, geo_geometry_type type)
{
    draft_feature(d, type);
    draft_part(d, 0);
}

void draft_point_feature(draft *d, double x, double y)
{
    begin_single(d, GEO_POINT);
    draft_add(d, x, y);
}

void draft_line_feature(draft *d, double ax, double ay, double bx, double by)
{
    begin_single(d, GEO_LINESTRING);
    draft_add(d, ax, ay);
    draft_add(d, bx, by);
}

void draft_box_feature(draft *d, double min_x, double min_y, double max_x, double max_y)
{
    begin_single(d, GEO_POLYGON);
    draft_box(d, min_x, min_y, max_x, max_y);
}

void draft_star_feature(draft *d, test_random *random, double x, double y, double near, double far,
                        int64_t n)
{
    begin_single(d, GEO_POLYGON);
    draft_star(d, random, x, y, near, far, n);
}

void draft_bow_tie_feature(draft *d)
{
    begin_single(d, GEO_POLYGON);
    draft_add(d, 0, 0);
    draft_add(d, 2, 2);
    draft_add(d, 2, 0);
    draft_add(d, 0, 2);
    draft_add(d, 0, 0);
}

const geo_geometry *draft_view(draft *d)
{
    d->g.type = d->type;
    d->g.part_offset = d->part;
    d->g.ring_offset = d->ring;
    d->g.coord_offset = d->coord;
    d->g.x = d->x;
    d->g.y = d->y;
    for (int64_t i = 0; i < d->g.n; i++) {
        if (d->type[i] == GEO_COLLECTION) {
            d->g.part_kind = d->kind;
        }
    }
    return &d->g;
}

geo_shapes *draft_shapes(geo_ctx *ctx, draft *d)
{
    geo_shapes *shapes;
    assert_ok(ctx, geo_shapes_create(ctx, draft_view(d), &shapes));
    return shapes;
}

geo_shapes *draft_points(geo_ctx *ctx, int64_t n, const double *x, const double *y)
{
    geo_shapes *shapes;
    assert_ok(ctx, geo_shapes_create_points(ctx, n, x, y, &shapes));
    return shapes;
}

geo_shapes *draft_rectangle(geo_ctx *ctx, double min_x, double min_y, double max_x, double max_y)
{
    draft *d = draft_new();
    draft_box_feature(d, min_x, min_y, max_x, max_y);
    geo_shapes *shapes = draft_shapes(ctx, d);
    free(d);
    return shapes;
}

int64_t parse_numbers(const char *text, double *out, int64_t room)
{
    int64_t n = 0;
    while (*text != '\0') {
        char *end;
        double value = strtod(text, &end);
        if (end == text) {
            text++;
            continue;
        }
        assert_true(n < room);
        out[n++] = value;
        text = end;
    }
    return n;
}
