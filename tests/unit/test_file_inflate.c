/* SPDX-License-Identifier: MIT */
#define ZLIB_CONST
#include <zlib.h>

#include "support.h"

#include "io/file.h"

enum { ROOM = 1 << 16 };

/* `size` bytes packed after those that `out` has; returns how many it has then. */
static int64_t pack(const char *bytes, int64_t size, char *out, int64_t used)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (const unsigned char *)bytes;
    z.avail_in = (unsigned)size;
    z.next_out = (unsigned char *)out + used;
    z.avail_out = (unsigned)(ROOM - used);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    used = ROOM - z.avail_out;
    assert_int_equal(deflateEnd(&z), Z_OK);
    return used;
}

static void unpacks(geo_ctx *ctx, const char *packed, int64_t size, const char *expected)
{
    char *out;
    int64_t got;
    assert_true(geoi_is_gzip(packed, size));
    assert_ok(ctx, geoi_gunzip(ctx, packed, size, &out, &got));
    assert_int_equal(got, strlen(expected));
    assert_true(got == 0 || memcmp(out, expected, (size_t)got) == 0);
    geoi_release(out);
}

static void what_was_packed_is_unpacked(void **state)
{
    char packed[ROOM];
    int64_t size = pack("{\"type\":\"Point\"}", 16, packed, 0);
    unpacks(*state, packed, size, "{\"type\":\"Point\"}");
    size = pack("", 0, packed, 0);
    unpacks(*state, packed, size, "");
}

static void members_are_joined_and_zeros_after_them_passed_over(void **state)
{
    char packed[ROOM];
    int64_t size = pack("one ", 4, packed, 0);
    size = pack("", 0, packed, size);
    size = pack("two", 3, packed, size);
    unpacks(*state, packed, size, "one two");
    memset(packed + size, 0, 512);
    unpacks(*state, packed, size + 512, "one two");
}

static void a_cut_stream_is_told_wherever_it_is_cut(void **state)
{
    geo_ctx *ctx = *state;
    char packed[ROOM], *out;
    int64_t size = pack("a map of nowhere, a map", 23, packed, 0), got;
    for (int64_t n = 3; n < size; n++) {
        assert_status(ctx, geoi_gunzip(ctx, packed, n, &out, &got), GEO_DATA);
        assert_message_has(ctx, "the gzip data are cut off");
        assert_null(out);
    }
}

static void a_spoilt_byte_never_goes_unseen(void **state)
{
    geo_ctx *ctx = *state;
    char packed[ROOM], *out;
    static const char text[] = "a map of nowhere, a map";
    int64_t size = pack(text, sizeof text - 1, packed, 0), got;
    for (int64_t i = 10; i < size; i++) { /* the header holds a time, which may be any */
        packed[i] ^= 0x10;
        geo_status status = geoi_gunzip(ctx, packed, size, &out, &got);
        if (status == GEO_OK) { /* the bits that fill up the last byte mean nothing */
            assert_int_equal(got, sizeof text - 1);
            assert_memory_equal(out, text, sizeof text - 1);
        } else {
            assert_int_equal(status, GEO_DATA);
            assert_null(out);
        }
        geoi_release(out);
        packed[i] ^= 0x10;
    }
    packed[size] = 'x';
    assert_status(ctx, geoi_gunzip(ctx, packed, size + 1, &out, &got), GEO_DATA);
}

static void what_grows_beyond_reason_is_refused(void **state)
{
    geo_ctx *ctx = *state;
    enum { BLANKS = 65 << 20 };
    char *blanks = calloc(BLANKS, 1), *packed = malloc(1 << 20), *out;
    int64_t got;
    assert_non_null(blanks);
    assert_non_null(packed);
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 1, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (const unsigned char *)blanks;
    z.avail_in = BLANKS;
    z.next_out = (unsigned char *)packed;
    z.avail_out = 1 << 20;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    assert_status(ctx, geoi_gunzip(ctx, packed, (1 << 20) - z.avail_out, &out, &got), GEO_LIMIT);
    assert_message_has(ctx, "200 times its size");
    assert_int_equal(deflateEnd(&z), Z_OK);
    free(blanks);
    free(packed);
}

typedef struct packed_bytes {
    const char *bytes;
    int64_t size;
} packed_bytes;

static geo_status unpack(geo_ctx *ctx, void *data)
{
    const packed_bytes *p = data;
    char *out;
    int64_t got;
    geo_status status = geoi_gunzip(ctx, p->bytes, p->size, &out, &got);
    geoi_release(out);
    return status;
}

static void survives_every_allocation_failure(void **state)
{
    (void)state;
    char packed[ROOM];
    packed_bytes p = {packed, pack("a map", 5, packed, 0)};
    assert_true(assert_survives_allocation_failures(unpack, &p) >= 2);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, make_ctx, free_ctx)
    const struct CMUnitTest tests[] = {
        CASE(what_was_packed_is_unpacked),
        CASE(members_are_joined_and_zeros_after_them_passed_over),
        CASE(a_cut_stream_is_told_wherever_it_is_cut),
        CASE(a_spoilt_byte_never_goes_unseen),
        CASE(what_grows_beyond_reason_is_refused),
        CASE(survives_every_allocation_failure),
    };
    return cmocka_run_group_tests_name("file inflate", tests, NULL, NULL);
}
