/* SPDX-License-Identifier: MIT */
/* What every unit test shares. */
#ifndef GEO_TEST_SUPPORT_H
#define GEO_TEST_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "geo/geo.h"

/* A context in *state, for cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx). */
int make_ctx(void **state);
int free_ctx(void **state);
geo_ctx *ctx_with_threads(int64_t threads);

/* Fail with the context's message when a call does not give the status expected. */
#define assert_ok(ctx, call) assert_status_at((ctx), (call), GEO_OK, #call, __FILE__, __LINE__)
#define assert_status(ctx, call, expected)                                                         \
    assert_status_at((ctx), (call), (expected), #call, __FILE__, __LINE__)
void assert_status_at(const geo_ctx *ctx, geo_status got, geo_status expected, const char *call,
                      const char *file, int line);

/* |got - expected| <= tolerance * max(1, |expected|); NaN equals NaN. */
#define assert_near(got, expected, tolerance)                                                      \
    assert_near_at((got), (expected), (tolerance), #got, __FILE__, __LINE__)
void assert_near_at(double got, double expected, double tolerance, const char *what,
                    const char *file, int line);

/* The context's message or hint contains `part`. */
void assert_message_has(const geo_ctx *ctx, const char *part);

/* Call with 0, 1, 2, ... allocations allowed until it succeeds. Each failure must be
 * GEO_MEMORY and leave nothing allocated. Returns how many allocations success takes.
 * The call must free its results. */
int64_t assert_survives_allocation_failures(geo_status (*call)(geo_ctx *, void *), void *data);

/* Calls with 1, 2, 3 and 7 threads; each must leave the same bytes in `result`, which is zeroes
 * before. */
void assert_same_on_any_threads(void (*call)(geo_ctx *, void *result), void *result, size_t size);

/* A repeatable generator for test data, unrelated to the library's. */
typedef struct test_random {
    uint64_t state;
} test_random;
uint64_t test_random_next(test_random *r);
double test_random_unit(test_random *r);                  /* [0, 1) */
int64_t test_random_below(test_random *r, int64_t bound); /* [0, bound) */

/* The folder of real layers, or NULL when it is not there (the test says so and skips). */
const char *shared_data(void);

#endif /* GEO_TEST_SUPPORT_H */
