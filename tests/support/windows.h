/* SPDX-License-Identifier: MIT */
/* Windows of point patterns for tests, with the polygons they are made of. */
#ifndef GEO_TEST_WINDOWS_H
#define GEO_TEST_WINDOWS_H

#include "draft.h"
#include "geo/window.h"

typedef struct test_window {
    draft *d;
    geo_shapes *shapes;
    geo_window *window;
} test_window;

/* 0: a square of 10. 1: two parts, one with a hole, with level, upright and slanting edges, many of
 * them parallel. 2: an L. 3 and on: two random stars, the first with a hole. */
test_window test_window_make(geo_ctx *ctx, int kind);
void test_window_clear(test_window *w);

/* Is (x, y) inside? Crossings of a ray, counted edge by edge. */
bool slow_contains(const test_window *w, double x, double y);

/* The area common with itself moved: the common length of level lines, which is linear between the
 * levels of all corners and crossings. */
double slow_overlap(const test_window *w, double dx, double dy);

/* The mass of a round Gaussian inside, by 20,000 level lines: exact to about 1e-4. */
double slow_gaussian(const test_window *w, double x, double y, double sigma);

/* The mass inside of a kernel height(v2) that is 0 for v2 > 1, v2 the squared distance in
 * bandwidths h, by 4,000 level lines of 40 steps each: to about 1e-5, of heights with a step at 1
 * to 1e-3. */
double slow_mass(const test_window *w, double (*height)(double v2), double x, double y, double h);

#endif /* GEO_TEST_WINDOWS_H */
