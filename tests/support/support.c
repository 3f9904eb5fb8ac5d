/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <sys/stat.h>

/* ---- Contexts and assertions ---------------------------------------------------------- */

int make_ctx(void **state)
{
    return geo_ctx_create(NULL, (geo_ctx **)state) == GEO_OK ? 0 : -1;
}

int free_ctx(void **state)
{
    geo_ctx_destroy(*state);
    return 0;
}

geo_ctx *ctx_with_threads(int64_t threads)
{
    geo_ctx_options options = geo_ctx_options_default();
    geo_ctx *ctx;
    options.threads = threads;
    assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
    return ctx;
}

void assert_status_at(const geo_ctx *ctx, geo_status got, geo_status expected, const char *call,
                      const char *file, int line)
{
    if (got != expected) {
        print_error("%s\n  gave \"%s\", not \"%s\"\n  message: %s\n", call, geo_status_text(got),
                    geo_status_text(expected), ctx != NULL ? geo_ctx_message(ctx) : "");
        _fail(file, line);
    }
}

void assert_near_at(double got, double expected, double tolerance, const char *what,
                    const char *file, int line)
{
    double scale = fabs(expected) > 1.0 ? fabs(expected) : 1.0;
    bool both_nan = isnan(got) && isnan(expected);
    bool same_infinity = isinf(expected) && got == expected;
    if (!both_nan && !same_infinity && !(fabs(got - expected) <= tolerance * scale)) {
        print_error("%s is %.17g, not %.17g (tolerance %g)\n", what, got, expected, tolerance);
        _fail(file, line);
    }
}

void assert_message_has(const geo_ctx *ctx, const char *part)
{
    if (strstr(geo_ctx_message(ctx), part) == NULL && strstr(geo_ctx_hint(ctx), part) == NULL) {
        fail_msg("neither message \"%s\" nor hint \"%s\" has \"%s\"", geo_ctx_message(ctx),
                 geo_ctx_hint(ctx), part);
    }
}

/* ---- Failing allocations -------------------------------------------------------------- */

typedef struct limited_memory {
    int64_t budget; /* allocations still allowed; negative = no limit */
    int64_t blocks; /* held now */
} limited_memory;

static void *limited_resize(void *user, void *block, size_t old_size, size_t new_size)
{
    limited_memory *memory = user;
    (void)old_size;
    if (new_size == 0) {
        memory->blocks -= block != NULL;
        free(block);
        return NULL;
    }
    if (memory->budget == 0) {
        return NULL;
    }
    memory->budget -= memory->budget > 0;
    memory->blocks += block == NULL;
    return realloc(block, new_size);
}

int64_t assert_survives_allocation_failures(geo_status (*call)(geo_ctx *, void *), void *data)
{
    for (int64_t budget = 0;; budget++) {
        limited_memory memory = {.budget = -1};
        geo_ctx_options options = geo_ctx_options_default();
        options.threads = 1;
        options.allocator = (geo_allocator){limited_resize, &memory};
        geo_ctx *ctx;
        assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
        memory.budget = budget;
        geo_status status = call(ctx, data);
        assert_int_equal(memory.blocks, 1); /* the context: no scratch, no half-made result */
        if (status != GEO_OK) {
            assert_status(ctx, status, GEO_MEMORY);
        }
        geo_ctx_destroy(ctx);
        assert_int_equal(memory.blocks, 0);
        if (status == GEO_OK) {
            return budget;
        }
        assert_true(budget < 100000);
    }
}

/* ---- Threads -------------------------------------------------------------------------- */

void assert_same_on_any_threads(void (*call)(geo_ctx *, void *result), void *result, size_t size)
{
    static const int64_t threads[] = {1, 2, 3, 7};
    void *first = malloc(size);
    assert_non_null(first);
    for (int t = 0; t < 4; t++) {
        geo_ctx *ctx = ctx_with_threads(threads[t]);
        memset(result, 0, size);
        call(ctx, result);
        geo_ctx_destroy(ctx);
        if (t == 0) {
            memcpy(first, result, size);
        }
        assert_memory_equal(result, first, size);
    }
    free(first);
}

/* ---- Data ----------------------------------------------------------------------------- */

/* SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195). */
uint64_t test_random_next(test_random *r)
{
    uint64_t z = r->state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

double test_random_unit(test_random *r)
{
    return (double)(test_random_next(r) >> 11) * 0x1p-53;
}

int64_t test_random_below(test_random *r, int64_t bound)
{
    return (int64_t)(test_random_next(r) % (uint64_t)bound);
}

const char *shared_data(void)
{
    static const char path[] = "../../shared/data"; /* tests run in tests/ */
    struct stat info;
    return stat(path, &info) == 0 ? path : NULL;
}
