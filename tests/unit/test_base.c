/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <stdatomic.h>
#include <time.h>

#include "base/base.h"

/* ---- Random numbers ------------------------------------------------------------------- */

/* Known answers of Salmon et al. 2011, as published with Random123 (kat_vectors). */
static void philox_gives_its_published_answers(void **state)
{
    (void)state;
    geoi_random4 zero = geoi_philox(0, 0, 0);
    assert_int_equal(zero.word[0], 0x6627e8d5);
    assert_int_equal(zero.word[1], 0xe169c58d);
    assert_int_equal(zero.word[2], 0xbc57ac4c);
    assert_int_equal(zero.word[3], 0x9b00dbd8);
    geoi_random4 ones = geoi_philox(UINT64_MAX, UINT64_MAX, UINT64_MAX);
    assert_int_equal(ones.word[0], 0x408f276d);
    assert_int_equal(ones.word[1], 0x41c83b0e);
    assert_int_equal(ones.word[2], 0xa20bc7c6);
    assert_int_equal(ones.word[3], 0x6d5451fd);
    geoi_random4 pi = geoi_philox(0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88);
    assert_int_equal(pi.word[0], 0xd16cfe09);
    assert_int_equal(pi.word[1], 0x94fdcceb);
    assert_int_equal(pi.word[2], 0x5001e420);
    assert_int_equal(pi.word[3], 0x24126ea1);
}

/* ---- Threads -------------------------------------------------------------------------- */

typedef struct sum_job {
    double partial[1000];
    int64_t fail_from; /* chunks that begin here or later fail */
    geo_ctx *ctx;
} sum_job;

static geo_status sum_chunk(void *job, int64_t begin, int64_t end)
{
    sum_job *s = job;
    double sum = 0.0;
    for (int64_t i = begin; i < end; i++) {
        sum += 1.0 / (double)(i + 1);
    }
    s->partial[begin / 100] = sum;
    if (begin >= s->fail_from) {
        return geoi_fail(s->ctx, GEO_DATA, "chunk at %lld", (long long)begin);
    }
    return GEO_OK;
}

static void parallel_loop_visits_every_item_once_for_any_thread_count(void **state)
{
    (void)state;
    static sum_job reference = {.fail_from = INT64_MAX}, job;
    for (int64_t begin = 0; begin < 99950; begin += 100) {
        sum_chunk(&reference, begin, begin + 100 < 99950 ? begin + 100 : 99950);
    }
    const int64_t threads[] = {1, 2, 3, 7};
    for (int t = 0; t < 4; t++) {
        geo_ctx *ctx = ctx_with_threads(threads[t]);
        for (int round = 0; round < 50; round++) {
            memset(&job, 0, sizeof job);
            job.fail_from = INT64_MAX;
            assert_ok(ctx, geoi_parallel(ctx, 99950, 100, sum_chunk, &job));
            assert_memory_equal(job.partial, reference.partial, sizeof job.partial);
        }
        geo_ctx_destroy(ctx);
    }
}

static void lowest_failing_chunk_gives_the_message(void **state)
{
    (void)state;
    static sum_job job;
    for (int64_t threads = 1; threads <= 7; threads += 2) {
        geo_ctx *ctx = ctx_with_threads(threads);
        job = (sum_job){.fail_from = 40000, .ctx = ctx};
        assert_status(ctx, geoi_parallel(ctx, 100000, 100, sum_chunk, &job), GEO_DATA);
        assert_string_equal(geo_ctx_message(ctx), "chunk at 40000");
        geo_ctx_destroy(ctx);
    }
}

static int stop_half_way(double fraction, const char *message, void *user)
{
    double *last = user;
    (void)message;
    assert_true(fraction >= *last);
    *last = fraction;
    return fraction < 0.5;
}

static void parallel_loop_can_be_cancelled(void **state)
{
    (void)state;
    static sum_job job = {.fail_from = INT64_MAX};
    double last = 0.0;
    geo_ctx_options options = geo_ctx_options_default();
    options.progress = stop_half_way;
    options.progress_user = &last;
    options.threads = 1;
    geo_ctx *ctx;
    assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
    assert_ok(ctx, geoi_stage(ctx, 0.0, 1.0, "adding"));
    assert_status(ctx, geoi_parallel(ctx, 100000, 100, sum_chunk, &job), GEO_CANCELLED);
    geo_ctx_destroy(ctx);
}

/* A loop of few long chunks: each goes on until it is told to stop, but for one that fails. */
typedef struct endless {
    geo_ctx *ctx;
    int64_t fails;
    atomic_llong obeyed;
} endless;

static geo_status go_on(void *job, int64_t begin, int64_t end)
{
    endless *e = job;
    (void)end;
    if (begin == e->fails) {
        return geoi_fail(e->ctx, GEO_DATA, "chunk at %lld", (long long)begin);
    }
    while (!geoi_stopping(e->ctx)) {
    }
    atomic_fetch_add(&e->obeyed, 1);
    return GEO_CANCELLED;
}

static int stop_at_the_fifth(double fraction, const char *message, void *user)
{
    int64_t *asked = user;
    (void)message;
    assert_true(fraction >= 0.0 && fraction < 0.1);
    return ++*asked < 5;
}

static void a_long_chunk_can_be_cancelled(void **state)
{
    (void)state;
    for (int64_t way = 0; way < 8; way++) {
        int64_t asked = 0, threads = way % 4 + 1;
        geo_ctx_options options = geo_ctx_options_default();
        options.progress = stop_at_the_fifth;
        options.progress_user = &asked;
        options.threads = threads;
        geo_ctx *ctx;
        assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
        assert_ok(ctx, geoi_stage(ctx, 0.0, 1.0, "waiting"));
        /* A failure in another chunk is told of as ever, however the rest ends. */
        endless e = {.ctx = ctx, .fails = way < 4 || threads == 1 ? -1 : 0};
        assert_status(ctx, geoi_parallel(ctx, 100, 1, go_on, &e),
                      e.fails < 0 ? GEO_CANCELLED : GEO_DATA);
        assert_string_equal(geo_ctx_message(ctx), e.fails < 0 ? "cancelled" : "chunk at 0");
        assert_true(e.fails >= 0 || (atomic_load(&e.obeyed) >= 1 && asked == 5));
        assert_true(atomic_load(&e.obeyed) <= threads);
        assert_true(!geoi_stopping(ctx));
        geo_ctx_destroy(ctx);
    }
}

static int64_t seconds_20ths(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 20 + t.tv_nsec / 50000000;
}

/* Also when a stage has reported its end, or creeps. */
static void whoever_waits_is_asked_all_the_time(void **state)
{
    (void)state;
    for (int end = 0; end < 2; end++) {
        int64_t asked = 0, until = seconds_20ths() + 40;
        geo_ctx_options options = geo_ctx_options_default();
        options.progress = stop_at_the_fifth;
        options.progress_user = &asked;
        geo_ctx *ctx;
        assert_int_equal(geo_ctx_create(&options, &ctx), GEO_OK);
        assert_ok(ctx, geoi_stage(ctx, 0.0, 0.05, "creeping"));
        geo_status status = GEO_OK;
        while (status == GEO_OK && seconds_20ths() < until) {
            status = geoi_progress(ctx, end != 0 ? 1.0 : 1e-6);
        }
        assert_status(ctx, status, GEO_CANCELLED);
        geo_ctx_destroy(ctx);
    }
}

/* ---- Memory --------------------------------------------------------------------------- */

static void scratch_gives_back_what_came_after_the_mark(void **state)
{
    geo_ctx *ctx = *state;
    double *first, *second, *again;
    assert_ok(ctx, geoi_scratch(ctx, 10, sizeof *first, &first));
    geoi_mark mark = geoi_scratch_mark(ctx);
    assert_ok(ctx, geoi_scratch(ctx, 10, sizeof *second, &second));
    char *large;
    assert_ok(ctx, geoi_scratch(ctx, 10000000, 1, &large));
    geoi_scratch_reset(ctx, mark);
    assert_ok(ctx, geoi_scratch(ctx, 10, sizeof *again, &again));
    assert_ptr_equal(second, again);
    assert_true(((uintptr_t)again & 15) == 0);
}

static void sizes_that_overflow_are_out_of_memory(void **state)
{
    geo_ctx *ctx = *state;
    double *p = (double *)state;
    assert_status(ctx, geoi_array(ctx, INT64_MAX, sizeof *p, &p), GEO_MEMORY);
    assert_null(p);
    assert_status(ctx, geoi_array(ctx, -1, sizeof *p, &p), GEO_MEMORY);
    assert_status(ctx, geoi_scratch(ctx, INT64_MAX / 4, sizeof *p, &p), GEO_MEMORY);
}

static geo_status grow_and_format(geo_ctx *ctx, void *data)
{
    geo_status status = GEO_OK;
    geoi_text text = {0};
    (void)data;
    for (int i = 0; i < 100; i++) {
        GEO_TRY(geoi_text_format(ctx, &text, "%d,", i));
    }
    assert_int_equal(text.length, 10 * 2 + 90 * 3);
done:
    geoi_release(text.bytes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    assert_true(assert_survives_allocation_failures(grow_and_format, NULL) > 3);
}

/* ---- Options -------------------------------------------------------------------------- */

static void options_may_come_from_another_version(void **state)
{
    geo_ctx *ctx = *state;
    struct newer {
        geo_ctx_options known;
        double added_later;
    } newer = {geo_ctx_options_default(), 0.0};
    geo_ctx_options mine = geo_ctx_options_default(), older = geo_ctx_options_default();

    older.threads = 3;
    older.struct_size = offsetof(geo_ctx_options, threads); /* threads did not exist */
    assert_ok(ctx, geoi_options(ctx, &mine, &older));
    assert_int_equal(mine.threads, 0);

    newer.known.struct_size = sizeof newer;
    newer.known.threads = 2;
    assert_ok(ctx, geoi_options(ctx, &mine, &newer));
    assert_int_equal(mine.threads, 2);
    newer.added_later = 1.0;
    assert_status(ctx, geoi_options(ctx, &mine, &newer), GEO_UNSUPPORTED);

    older.struct_size = 0;
    assert_status(ctx, geoi_options(ctx, &mine, &older), GEO_INVALID);
}

/* ---- Text ----------------------------------------------------------------------------- */

static void utf8_is_told_from_what_only_looks_like_it(void **state)
{
    (void)state;
    assert_true(geoi_utf8_valid("\xE4\xB8\xAD\xE5\x85\xB3\xE6\x9D\x91 \xF0\x9F\x98\x80", 14));
    assert_false(geoi_utf8_valid("\xC0\xAF", 2));         /* overlong */
    assert_false(geoi_utf8_valid("\xED\xA0\x80", 3));     /* surrogate */
    assert_false(geoi_utf8_valid("\xF4\x90\x80\x80", 4)); /* beyond U+10FFFF */
    assert_false(geoi_utf8_valid("\xE4\xB8", 2));         /* cut */
    assert_false(geoi_utf8_valid("\xD6\xD0\xB9\xD8", 4)); /* GBK */
}

static void json_strings_are_escaped(void **state)
{
    (void)state;
    char out[64];
    size_t n = geo_json_quote("a\"\\\n\x01\xE4\xB8\xAD\xFF", 9, out);
    out[n] = '\0';
    assert_string_equal(out, "\"a\\\"\\\\\\n\\u0001\xE4\xB8\xAD\xEF\xBF\xBD\"");
}

static void messages_show_no_control_bytes(void **state)
{
    (void)state;
    char out[16];
    assert_string_equal(geoi_printable("a\x1b[2J", 5, out, sizeof out), "a\\x1b[2J");
    assert_string_equal(geoi_printable("0123456789abcdef", 16, out, sizeof out), "0123456789ab...");
}

static void nearest_word_is_suggested_and_nonsense_is_not(void **state)
{
    (void)state;
    const char *const words[] = {"facilities", "radius", "population"};
    assert_string_equal(geo_closest_word("raduis", words, 3), "radius");
    assert_string_equal(geo_closest_word("POPULATON", words, 3), "population");
    assert_null(geo_closest_word("xyz", words, 3));
    assert_null(geo_closest_word("", words, 3));
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(philox_gives_its_published_answers),
        CASE(parallel_loop_visits_every_item_once_for_any_thread_count),
        CASE(lowest_failing_chunk_gives_the_message),
        CASE(parallel_loop_can_be_cancelled),
        CASE(a_long_chunk_can_be_cancelled),
        CASE(whoever_waits_is_asked_all_the_time),
        CASE(scratch_gives_back_what_came_after_the_mark),
        CASE(sizes_that_overflow_are_out_of_memory),
        CASE(survives_every_allocation_failure),
        CASE(options_may_come_from_another_version),
        CASE(utf8_is_told_from_what_only_looks_like_it),
        CASE(json_strings_are_escaped),
        CASE(messages_show_no_control_bytes),
        CASE(nearest_word_is_suggested_and_nonsense_is_not),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
