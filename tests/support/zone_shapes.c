/* SPDX-License-Identifier: MIT */
#include "zone_shapes.h"

void put_ring(geo_ctx *ctx, geoi_geometry_builder *b, const double (*xy)[2], int n)
{
    assert_ok(ctx, geoi_geometry_ring(ctx, b));
    for (int i = 0; i < n; i++) {
        assert_ok(ctx, geoi_geometry_add(ctx, b, xy[i][0], xy[i][1], NAN));
    }
}

void put_square(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double side)
{
    const double xy[][2] = {{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}};
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, b, 0));
    put_ring(ctx, b, xy, 5);
}

geo_shapes *finish_shapes(geo_ctx *ctx, geoi_geometry_builder *b)
{
    geo_shapes *out;
    assert_ok(ctx, geoi_geometry_finish(ctx, b));
    assert_ok(ctx, geo_shapes_create(ctx, &b->g, &out));
    geoi_geometry_clear(b);
    return out;
}

geo_shapes *unit_squares(geo_ctx *ctx)
{
    geoi_geometry_builder b = {0};
    for (int i = 0; i < ZONES; i++) {
        put_square(ctx, &b, i % SIDE, (double)(i / SIDE), 1.0);
    }
    return finish_shapes(ctx, &b);
}

void put_line(geo_ctx *ctx, geoi_geometry_builder *b, const double (*xy)[2], int n)
{
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_LINESTRING));
    assert_ok(ctx, geoi_geometry_part(ctx, b, 0));
    put_ring(ctx, b, xy, n);
}

void put_star(geo_ctx *ctx, geoi_geometry_builder *b, test_random *dice, double x, double y, int n)
{
    double xy[65][2] = {{0.0, 0.0}};
    for (int i = 0; i < n; i++) {
        double a = 6.283185307179586 * i / n, r = 0.1 + 2.0 * test_random_unit(dice);
        xy[i][0] = x + r * cos(a);
        xy[i][1] = y + r * sin(a);
    }
    memcpy(xy[n], xy[0], sizeof xy[0]);
    assert_ok(ctx, geoi_geometry_feature(ctx, b, GEO_POLYGON));
    assert_ok(ctx, geoi_geometry_part(ctx, b, 0));
    put_ring(ctx, b, (const double(*)[2])xy, n + 1);
}

double amount_in(const geo_zone_parts *parts, int64_t u, int64_t z, double *share)
{
    double amount = 0.0;
    int found = 0;
    const geo_zone_part *part = geo_zone_parts_all(parts);
    *share = 0.0;
    for (int64_t k = 0; k < geo_zone_parts_count(parts); k++) {
        if (part[k].unit == u && part[k].zone == z) {
            amount = part[k].amount;
            *share = part[k].share;
            found++;
        }
    }
    assert_true(found <= 1);
    return amount;
}

void assert_in_order_and_whole(const geo_zone_parts *parts)
{
    const geo_zone_part *part = geo_zone_parts_all(parts);
    double whole = 0.0;
    for (int64_t k = 0; k < geo_zone_parts_count(parts); k++) {
        bool first = k == 0 || part[k].unit != part[k - 1].unit;
        assert_true(first || part[k].zone > part[k - 1].zone);
        assert_true(k == 0 || part[k].unit >= part[k - 1].unit);
        whole = first ? part[k].share : whole + part[k].share;
        if (k + 1 == geo_zone_parts_count(parts) || part[k + 1].unit != part[k].unit) {
            assert_near(whole, 1.0, 1e-12);
        }
    }
}
