/* SPDX-License-Identifier: MIT */
/* Fields of a Protocol Buffers message (https://protobuf.dev/programming-guides/encoding/), read
 * inside its bounds. */
#ifndef GEOI_PROTOBUF_H
#define GEOI_PROTOBUF_H

#include "base/base.h"

typedef struct geoi_pb {
    const unsigned char *at, *end;
    bool bad; /* something was wrong; then nothing more is given */
} geoi_pb;

typedef struct geoi_pb_field {
    const unsigned char *begin; /* the whole field, with its key, up to pb.at */
    int64_t number;
    uint64_t value; /* of a varint */
    geoi_pb bytes;  /* of a field with a length; else empty */
} geoi_pb_field;

static inline geoi_pb geoi_pb_of(const void *bytes, int64_t size)
{
    geoi_pb p = {bytes, (const unsigned char *)bytes + size, false};
    return p;
}

uint64_t geoi_pb_varint(geoi_pb *p);
/* A varint that is signed in the zigzag way. */
static inline int64_t geoi_pb_signed(geoi_pb *p)
{
    uint64_t v = geoi_pb_varint(p);
    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}
/* The next field; false at the end, or if it is not one (p->bad). */
bool geoi_pb_next(geoi_pb *p, geoi_pb_field *f);

/* Appends. */
geo_status geoi_pb_put_varint(geo_ctx *ctx, geoi_text *out, uint64_t v);
geo_status geoi_pb_put_bytes(geo_ctx *ctx, geoi_text *out, unsigned number, const void *bytes,
                             int64_t size);

#endif /* GEOI_PROTOBUF_H */
