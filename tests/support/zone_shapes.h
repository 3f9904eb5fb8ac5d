/* SPDX-License-Identifier: MIT */
/* Zones and units to divide, and their parts. */
#ifndef GEO_TEST_ZONE_SHAPES_H
#define GEO_TEST_ZONE_SHAPES_H

#include "support.h"

#include "geo/zones.h"
#include "layer/builder.h"

enum { SIDE = 6, ZONES = SIDE * SIDE };

/* Positions of the part that was begun, as one ring. */
void put_ring(geo_ctx *ctx, geoi_geometry_builder *b, const double (*xy)[2], int n);
void put_square(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double side);
void put_line(geo_ctx *ctx, geoi_geometry_builder *b, const double (*xy)[2], int n);
/* A ragged polygon of at most 64 vertices about (x, y). */
void put_star(geo_ctx *ctx, geoi_geometry_builder *b, test_random *dice, double x, double y, int n);
/* What was put, in metres; the builder is empty after. */
geo_shapes *finish_shapes(geo_ctx *ctx, geoi_geometry_builder *b);
/* Squares of side 1 from (0, 0) to (SIDE, SIDE). */
geo_shapes *unit_squares(geo_ctx *ctx);

/* The amount and share of unit u in zone z, 0 where there is no part; each pair occurs once. */
double amount_in(const geo_zone_parts *parts, int64_t u, int64_t z, double *share);
/* Parts are sorted by unit and zone, and the shares of each unit are 1 in all. */
void assert_in_order_and_whole(const geo_zone_parts *parts);

#endif /* GEO_TEST_ZONE_SHAPES_H */
