/* SPDX-License-Identifier: MIT */
#include "io/protobuf.h"

enum { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5, SEVEN = 7, LAST_SHIFT = 63 };

uint64_t geoi_pb_varint(geoi_pb *p)
{
    uint64_t v = 0;
    for (int shift = 0; shift <= LAST_SHIFT && p->at < p->end; shift += SEVEN) {
        unsigned byte = *p->at++;
        v |= (uint64_t)(byte & 0x7FU) << shift;
        if (byte < 0x80U) {
            return v;
        }
    }
    p->bad = true;
    p->at = p->end;
    return 0;
}

static const unsigned char *skip(geoi_pb *p, uint64_t size)
{
    const unsigned char *at = p->at;
    if (size > (uint64_t)(p->end - p->at)) {
        p->bad = true;
        size = (uint64_t)(p->end - p->at);
    }
    p->at += size;
    return at;
}

bool geoi_pb_next(geoi_pb *p, geoi_pb_field *f)
{
    if (p->bad || p->at == p->end) {
        return false;
    }
    *f = (geoi_pb_field){.begin = p->at, .bytes = {p->at, p->at, false}};
    uint64_t key = geoi_pb_varint(p);
    f->number = (int64_t)(key >> 3);
    p->bad = p->bad || f->number == 0;
    switch ((int)(key & SEVEN)) {
    case VARINT:
        f->value = geoi_pb_varint(p);
        break;
    case FIXED64:
        (void)skip(p, 8);
        break;
    case FIXED32:
        (void)skip(p, 4);
        break;
    case BYTES: {
        uint64_t size = geoi_pb_varint(p);
        f->bytes.at = skip(p, size);
        f->bytes.end = p->at;
        break;
    }
    default: /* groups, which nobody writes */
        p->bad = true;
        break;
    }
    return !p->bad;
}

geo_status geoi_pb_put_varint(geo_ctx *ctx, geoi_text *out, uint64_t v)
{
    char bytes[10];
    int n = 0;
    do {
        bytes[n++] = (char)(v >= 0x80U ? (v & 0x7FU) | 0x80U : v);
        v >>= SEVEN;
    } while (v > 0);
    return geoi_text_append(ctx, out, bytes, n);
}

geo_status geoi_pb_put_bytes(geo_ctx *ctx, geoi_text *out, unsigned number, const void *bytes,
                             int64_t size)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_pb_put_varint(ctx, out, (uint64_t)number << 3 | BYTES));
    GEO_TRY(geoi_pb_put_varint(ctx, out, (uint64_t)size));
    GEO_TRY(geoi_text_append(ctx, out, bytes, size));
done:
    return status;
}
