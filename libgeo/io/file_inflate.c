/* SPDX-License-Identifier: MIT */
/* Bytes of a gzip file (RFC 1952, one member or many) unpacked into memory. */
#define ZLIB_CONST
#include <zlib.h>

#include "io/file.h"

/* Maps become a tenth or a fiftieth of their size. What grows by far more was made to fill the
 * memory; a small file may be all blanks. */
enum { MOST_GROWTH = 200, SMALL = 64 << 20, PIECE = 1 << 20 };

typedef struct unpacking {
    geo_ctx *ctx;
    z_stream z;
    const char *end; /* of the bytes packed */
    char *out;
    int64_t size, room, most;
} unpacking;

static void *take(void *ctx, unsigned count, unsigned size)
{
    void *block;
    return geoi_array_raw(ctx, count, size, &block) == GEO_OK ? block : NULL;
}

static void give_back(void *ctx, void *block)
{
    (void)ctx;
    geoi_release(block);
}

bool geoi_is_gzip(const char *bytes, int64_t size)
{
    return size >= 3 && memcmp(bytes, "\x1F\x8B\x08", 3) == 0;
}

static geo_status too_large(const unpacking *u)
{
    geo_status status =
        geoi_fail(u->ctx, GEO_LIMIT, "unpacks to more than %lld MiB, %d times its size",
                  (long long)(u->most >> 20), MOST_GROWTH);
    geoi_hint(u->ctx, "if you trust it, unpack it first: gunzip -k FILE");
    return status;
}

static geo_status damaged(const unpacking *u, int answer)
{
    if (answer == Z_MEM_ERROR) {
        return geoi_fail(u->ctx, GEO_MEMORY, "out of memory while unpacking");
    }
    bool cut = answer == Z_BUF_ERROR;
    geo_status status = geoi_fail(u->ctx, GEO_DATA,
                                  cut ? "the gzip data are cut off after %lld bytes of content"
                                      : "the gzip data are damaged after %lld bytes of content",
                                  (long long)u->size);
    geoi_hint(u->ctx, "fetch or pack it again");
    return status;
}

/* As much as one call gives; *answer is zlib's. */
static geo_status unpack_some(unpacking *u, int *answer)
{
    geo_status status = GEO_OK;
    int64_t left = u->end - (const char *)u->z.next_in;
    if (u->room - u->size < PIECE) {
        GEO_TRY(geoi_grow(u->ctx, &u->out, &u->room, u->size + PIECE, 1));
    }
    int64_t room = u->room - u->size;
    u->z.avail_in = (unsigned)(left < INT32_MAX ? left : INT32_MAX);
    u->z.avail_out = (unsigned)(room < INT32_MAX ? room : INT32_MAX);
    u->z.next_out = (unsigned char *)u->out + u->size;
    *answer = inflate(&u->z, Z_NO_FLUSH);
    u->size = (const char *)u->z.next_out - u->out;
    if (u->size > u->most) {
        return too_large(u);
    }
    if (*answer == Z_OK || *answer == Z_STREAM_END) {
        return GEO_OK;
    }
    /* no progress although there is room: the data end too early */
    status = damaged(u, *answer);
done:
    return status;
}

/* Members one after the other; what follows the last must be zeros, as tapes are filled up. */
static geo_status unpack_all(unpacking *u)
{
    geo_status status = GEO_OK;
    int answer = Z_OK;
    bool more = true;
    while (more) {
        GEO_TRY(unpack_some(u, &answer));
        const char *next = (const char *)u->z.next_in;
        if (answer != Z_STREAM_END) {
            continue;
        }
        while (next < u->end && *next == '\0') {
            next++;
        }
        more = next < u->end;
        if (more) {
            u->z.next_in = (const unsigned char *)next;
            answer = inflateReset(&u->z);
        }
    }
done:
    return status;
}

geo_status geoi_gunzip(geo_ctx *ctx, const char *bytes, int64_t size, char **out, int64_t *out_size)
{
    geo_status status = GEO_OK;
    unpacking u = {.ctx = ctx, .end = bytes + size};
    *out = NULL;
    *out_size = 0;
    u.most = size > SMALL / MOST_GROWTH ? size * MOST_GROWTH : SMALL;
    u.most = u.most < GEOI_LARGEST_FILE ? u.most : GEOI_LARGEST_FILE;
    u.z.zalloc = take;
    u.z.zfree = give_back;
    u.z.opaque = ctx;
    u.z.next_in = (const unsigned char *)bytes;
    if (inflateInit2(&u.z, 16 + MAX_WBITS) != Z_OK) {
        return geoi_fail(ctx, GEO_MEMORY, "out of memory while unpacking");
    }
    GEO_TRY(unpack_all(&u));
    *out = u.out;
    *out_size = u.size;
    u.out = NULL;
done:
    (void)inflateEnd(&u.z);
    geoi_release(u.out);
    return status;
}
