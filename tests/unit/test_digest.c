/* SPDX-License-Identifier: MIT */
#include "support.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"

/* ---- BLAKE2b --------------------------------------------------------------------------- */

static const char *digest(const void *bytes, size_t size, int digest_size)
{
    static char hex[129];
    geoi_blake2b b;
    geoi_blake2b_init(&b, digest_size);
    geoi_blake2b_add(&b, bytes, size);
    geoi_blake2b_hex(&b, hex);
    return hex;
}

/* RFC 7693, appendix A. */
static void the_example_of_the_rfc_comes_out(void **state)
{
    (void)state;
    assert_string_equal(digest("abc", 3, 64),
                        "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
}

static void digests_of_32_bytes_are_those_of_b2sum(void **state)
{
    (void)state;
    assert_string_equal(digest("", 0, 32),
                        "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    assert_string_equal(digest("abc", 3, 32),
                        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

/* 0, 1, 2, ... modulo 251; the digests of its first 0 to 999 bytes, all digested, as Python's
 * hashlib gives them. */
static void every_length_up_to_a_thousand_comes_out(void **state)
{
    (void)state;
    uint8_t ramp[1000];
    char hex[65];
    geoi_blake2b all;
    for (int i = 0; i < 1000; i++) {
        ramp[i] = (uint8_t)(i % 251);
    }
    geoi_blake2b_init(&all, 32);
    for (size_t n = 0; n < 1000; n++) {
        geoi_blake2b_add(&all, digest(ramp, n, 32), 64);
    }
    geoi_blake2b_hex(&all, hex);
    assert_string_equal(hex, "fc3ffd7de8e4db35f99f0cff9356dd7ddb469ad1c3f488ac95431375e3ad7aff");
}

static void pieces_of_any_size_make_the_digest_of_the_whole(void **state)
{
    (void)state;
    char text[700], expected[65], got[65];
    memset(text, 'x', sizeof text);
    memcpy(expected, digest(text, sizeof text, 32), sizeof expected);
    for (size_t piece = 1; piece < sizeof text; piece++) {
        geoi_blake2b b;
        geoi_blake2b_init(&b, 32);
        for (size_t at = 0; at < sizeof text; at += piece) {
            geoi_blake2b_add(&b, text + at, sizeof text - at < piece ? sizeof text - at : piece);
        }
        geoi_blake2b_hex(&b, got);
        assert_string_equal(got, expected);
    }
}

/* ---- Of files ---------------------------------------------------------------------------- */

enum { SIZE = 200000 };

/* A file without a name, of SIZE bytes. */
static int make_file(char bytes[SIZE])
{
    char path[] = "/tmp/geo-digest-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(unlink(path), 0);
    for (int i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i * 7);
    }
    assert_int_equal(pwrite(fd, bytes, SIZE, 0), SIZE);
    return fd;
}

static void *ask(void *d)
{
    return (void *)(uintptr_t)geoi_digest_hex(d);
}

static void a_file_gives_its_digest_to_many_threads(void **state)
{
    static char bytes[SIZE];
    geoi_digest *d;
    pthread_t threads[4];
    assert_ok(*state, geoi_digest_of_file(*state, make_file(bytes), &d));
    geoi_digest *shared = geoi_digest_share(d);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, ask, shared), 0);
    }
    for (int i = 0; i < 4; i++) {
        void *got;
        assert_int_equal(pthread_join(threads[i], &got), 0);
        assert_string_equal(got, digest(bytes, SIZE, 32));
    }
    geoi_digest_release(d);
    assert_string_equal(geoi_digest_hex(shared), digest(bytes, SIZE, 32));
    geoi_digest_release(shared);
}

static void a_file_that_was_changed_has_none(void **state)
{
    static char bytes[SIZE];
    geoi_digest *d;
    int fd = make_file(bytes), other = dup(fd);
    assert_ok(*state, geoi_digest_of_file(*state, fd, &d));
    assert_int_equal(ftruncate(other, SIZE / 2), 0);
    assert_string_equal(geoi_digest_hex(d), "");
    geoi_digest_release(d);
    close(other);
}

enum { LONG = 3 << 20 }; /* worth a thread of its own */

/* Like make_file(), long. */
static int make_long_file(char *bytes)
{
    char short_one[SIZE];
    int fd = make_file(short_one);
    for (int i = 0; i < LONG; i++) {
        bytes[i] = (char)(i * 7 + i / 1000);
    }
    assert_int_equal(pwrite(fd, bytes, LONG, 0), LONG);
    return fd;
}

static void a_digest_that_was_begun_is_the_same(void **state)
{
    (void)state;
    static char bytes[LONG];
    for (int64_t threads = 1; threads <= 3; threads++) {
        geo_ctx *ctx = ctx_with_threads(threads);
        geoi_digest *d;
        pthread_t asking[4];
        assert_ok(ctx, geoi_digest_of_file(ctx, make_long_file(bytes), &d));
        geoi_digest_begin(ctx, d);
        for (int i = 0; i < 4; i++) {
            assert_int_equal(pthread_create(&asking[i], NULL, ask, d), 0);
        }
        for (int i = 0; i < 4; i++) {
            void *got;
            assert_int_equal(pthread_join(asking[i], &got), 0);
            assert_string_equal(got, digest(bytes, LONG, 32));
        }
        geoi_digest_release(d);
        geo_ctx_destroy(ctx);
    }
}

static void what_was_begun_may_be_left(void **state)
{
    (void)state;
    static char bytes[LONG];
    geo_ctx *ctx = ctx_with_threads(2);
    geoi_digest *d;
    assert_ok(ctx, geoi_digest_of_file(ctx, make_long_file(bytes), &d));
    geoi_digest_begin(ctx, d);
    geo_ctx_destroy(ctx); /* needs no context */
    geoi_digest_release(d);
}

static void a_file_that_was_changed_behind_the_thread_has_none(void **state)
{
    (void)state;
    static char bytes[LONG];
    geo_ctx *ctx = ctx_with_threads(2);
    geoi_digest *d;
    int fd = make_long_file(bytes), other = dup(fd);
    assert_ok(ctx, geoi_digest_of_file(ctx, fd, &d));
    geoi_digest_begin(ctx, d);
    assert_int_equal(pwrite(other, "more", 4, LONG), 4);
    assert_string_equal(geoi_digest_hex(d), "");
    geoi_digest_release(d);
    geo_ctx_destroy(ctx);
    close(other);
}

static geo_status make_both(geo_ctx *ctx, void *data)
{
    geo_status status;
    geoi_digest *file = NULL, *bytes = NULL;
    int fd = dup(*(int *)data);
    status = geoi_digest_of_file(ctx, fd, &file);
    if (status == GEO_OK) {
        status = geoi_digest_of_bytes(ctx, "abc", 3, &bytes);
    }
    geoi_digest_release(file);
    geoi_digest_release(bytes);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    static char bytes[SIZE];
    int fd = make_file(bytes);
    assert_int_equal(assert_survives_allocation_failures(make_both, &fd), 2);
    close(fd);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(the_example_of_the_rfc_comes_out),
        CASE(digests_of_32_bytes_are_those_of_b2sum),
        CASE(every_length_up_to_a_thousand_comes_out),
        CASE(pieces_of_any_size_make_the_digest_of_the_whole),
        CASE(a_file_gives_its_digest_to_many_threads),
        CASE(a_file_that_was_changed_has_none),
        CASE(a_digest_that_was_begun_is_the_same),
        CASE(what_was_begun_may_be_left),
        CASE(a_file_that_was_changed_behind_the_thread_has_none),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
