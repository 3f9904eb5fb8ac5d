/* SPDX-License-Identifier: MIT */
/* Digests: BLAKE2b as in RFC 7693, without a key. `b2sum -l 256 FILE` gives the same. */
#ifndef GEOI_DIGEST_H
#define GEOI_DIGEST_H

#include "base/base.h"

typedef struct geoi_blake2b {
    uint64_t state[8];
    uint64_t length; /* of the bytes before the block: no file has 2^64 */
    uint8_t block[128];
    size_t held;
    int size; /* of the digest */
} geoi_blake2b;

enum { GEOI_DIGEST_SIZE = 32, GEOI_DIGEST_HEX = 2 * GEOI_DIGEST_SIZE + 1 };

/* A digest of `size` bytes, 1 .. 64. */
void geoi_blake2b_init(geoi_blake2b *b, int size);
void geoi_blake2b_add(geoi_blake2b *b, const void *bytes, size_t size);
/* Finishes; out takes 2 * size digits and the end. */
void geoi_blake2b_hex(geoi_blake2b *b, char *out);

/* ---- Of a file, when it is asked for (digest_file.c) ----------------------------------- */

/* Shared by the layers that were read from the file; counted, safe from any thread. */
typedef struct geoi_digest geoi_digest;

/* Of the file open as `fd`, which it takes over, even when this fails. */
geo_status geoi_digest_of_file(geo_ctx *ctx, int fd, geoi_digest **out);
/* Of bytes that are gone later: computed now. */
geo_status geoi_digest_of_bytes(geo_ctx *ctx, const void *bytes, size_t size, geoi_digest **out);
/* It will be asked for: compute it meanwhile on a thread of its own, where the context has more
 * than one and the file is long enough. Before it is shared. */
void geoi_digest_begin(geo_ctx *ctx, geoi_digest *d);
geoi_digest *geoi_digest_share(geoi_digest *d); /* NULL stays NULL */
void geoi_digest_release(geoi_digest *d);
/* 64 hexadecimal digits; "" when the file was changed since it was opened, or cannot be read. */
const char *geoi_digest_hex(geoi_digest *d);

#endif /* GEOI_DIGEST_H */
