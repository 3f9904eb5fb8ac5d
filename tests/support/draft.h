/* SPDX-License-Identifier: MIT */
/* Geometry drawn by hand in a test: features, parts and rings, one position after another. */
#ifndef GEO_TEST_DRAFT_H
#define GEO_TEST_DRAFT_H

#include "geo/space.h"
#include "support.h"

enum { DRAFT_ROOM = 8192 };

typedef struct draft {
    uint8_t type[DRAFT_ROOM], kind[DRAFT_ROOM];
    int64_t part[DRAFT_ROOM], ring[DRAFT_ROOM], coord[DRAFT_ROOM];
    double x[DRAFT_ROOM], y[DRAFT_ROOM];
    geo_geometry g;
} draft;

draft *draft_new(void); /* free() it */
void draft_feature(draft *d, geo_geometry_type type);
void draft_part(draft *d, unsigned kind); /* and its first ring */
void draft_ring(draft *d);
void draft_add(draft *d, double x, double y);
/* A ring more: a rectangle, counter-clockwise. */
void draft_box(draft *d, double min_x, double min_y, double max_x, double max_y);
/* A ring more: n places around a centre at random distances in [near, far). */
void draft_star(draft *d, test_random *random, double x, double y, double near, double far,
                int64_t n);
/* A feature more, whole. The bow tie crosses itself at (1, 1). */
void draft_point_feature(draft *d, double x, double y);
void draft_line_feature(draft *d, double ax, double ay, double bx, double by);
void draft_box_feature(draft *d, double min_x, double min_y, double max_x, double max_y);
void draft_star_feature(draft *d, test_random *random, double x, double y, double near, double far,
                        int64_t n);
void draft_bow_tie_feature(draft *d);
/* The view of all so far. */
const geo_geometry *draft_view(draft *d);
geo_shapes *draft_shapes(geo_ctx *ctx, draft *d);

/* n points as shapes. */
geo_shapes *draft_points(geo_ctx *ctx, int64_t n, const double *x, const double *y);

/* One rectangle as shapes. */
geo_shapes *draft_rectangle(geo_ctx *ctx, double min_x, double min_y, double max_x, double max_y);

/* Numbers of `text` into `out`, until its end; anything between numbers divides them. Returns
 * how many. */
int64_t parse_numbers(const char *text, double *out, int64_t room);

#endif /* GEO_TEST_DRAFT_H */
