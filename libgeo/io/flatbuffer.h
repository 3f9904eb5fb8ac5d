/* SPDX-License-Identifier: MIT */
/* FlatBuffers (https://flatbuffers.dev/internals/), written from their beginning to their end: a
 * table first, then what its fields point to. Whoever writes runs twice through the same calls,
 * first without bytes, which only counts; then there is room, and nothing can fail. */
#ifndef GEOI_FLATBUFFER_H
#define GEOI_FLATBUFFER_H

#include "io/wkb_write.h"

/* One buffer after another, each with its size before it. All begin at multiples of 8, from which
 * alignment counts. */
typedef struct geoi_flat {
    uint8_t *bytes; /* NULL: only counted */
    int64_t at;     /* where the next byte goes */
} geoi_flat;

enum { GEOI_FLAT_ALIGN = 8, GEOI_FLAT_FIELDS = 14 };

/* Which fields a table has, and where: fields[i] is the place of field i in it, 0 = it is not
 * there and has its default. */
typedef struct geoi_flat_shape {
    int count;     /* of fields, without the last ones that are not there */
    uint16_t size; /* of the table, in bytes */
    uint16_t fields[GEOI_FLAT_FIELDS];
    bool wide; /* a field of 8 bytes comes first */
} geoi_flat_shape;

/* The shape of a table of `count` fields, field i taking sizes[i] bytes (8, 4, 2 or 1), of which
 * only those of `mask` are there. */
geoi_flat_shape geoi_flat_shape_of(const uint8_t *sizes, int count, unsigned mask);

/* ---- Pieces ------------------------------------------------------------------------------ */

static inline void geoi_flat_u16(geoi_flat *f, unsigned v)
{
    if (f->bytes != NULL) {
        f->bytes[f->at] = (uint8_t)v;
        f->bytes[f->at + 1] = (uint8_t)(v >> 8);
    }
    f->at += 2;
}

static inline void geoi_flat_u32(geoi_flat *f, uint32_t v)
{
    if (f->bytes != NULL) {
        (void)geoi_put_u32(f->bytes + f->at, v);
    }
    f->at += 4;
}

static inline void geoi_flat_u64(geoi_flat *f, uint64_t v)
{
    geoi_flat_u32(f, (uint32_t)v);
    geoi_flat_u32(f, (uint32_t)(v >> 32));
}

static inline void geoi_flat_double(geoi_flat *f, double v)
{
    if (f->bytes != NULL) {
        (void)geoi_put_double(f->bytes + f->at, v);
    }
    f->at += 8;
}

static inline void geoi_flat_bytes(geoi_flat *f, const void *from, int64_t n)
{
    if (f->bytes != NULL && n > 0) {
        memcpy(f->bytes + f->at, from, (size_t)n);
    }
    f->at += n;
}

/* Zeros until what follows `ahead` bytes later stands at a multiple of `unit`, a power of two. */
static inline void geoi_flat_pad(geoi_flat *f, int64_t unit, int64_t ahead)
{
    int64_t n = -(f->at + ahead) & (unit - 1);
    if (f->bytes != NULL) {
        memset(f->bytes + f->at, 0, (size_t)n);
    }
    f->at += n;
}

/* ---- Buffers and tables ------------------------------------------------------------------ */

/* Begin a buffer: its size, which geoi_flat_end() knows, and where its first table is. Returns
 * where it begins. */
int64_t geoi_flat_begin(geoi_flat *f);
void geoi_flat_end(geoi_flat *f, int64_t begin);

/* A table of zeros, to which the offset that stands at `from` leads; returns where it is. *same, if
 * not NULL, is where the description of one of the same shape stands in this buffer, -1 for nowhere
 * yet. */
int64_t geoi_flat_member(geoi_flat *f, int64_t from, const geoi_flat_shape *shape, int64_t *same);

/* The first table of the buffer that begins at `begin`. */
static inline int64_t geoi_flat_root(geoi_flat *f, int64_t begin, const geoi_flat_shape *shape)
{
    return geoi_flat_member(f, begin + 4, shape, NULL);
}

/* The offset that stands at `from` leads to the next byte. */
static inline void geoi_flat_lead(geoi_flat *f, int64_t from)
{
    if (f->bytes != NULL) {
        (void)geoi_put_u32(f->bytes + from, (uint32_t)(f->at - from));
    }
}

/* Field i of the table points to what is written next, whose first word is aligned to 4. */
static inline void geoi_flat_point(geoi_flat *f, int64_t table, const geoi_flat_shape *shape, int i)
{
    geoi_flat_pad(f, 4, 0);
    geoi_flat_lead(f, table + shape->fields[i]);
}

/* Field i of the table, a number of `bytes` bytes. */
void geoi_flat_set(geoi_flat *f, int64_t table, const geoi_flat_shape *shape, int i, int bytes,
                   uint64_t value);

/* Field i of the table is a string. */
void geoi_flat_string(geoi_flat *f, int64_t table, const geoi_flat_shape *shape, int i,
                      const char *text);

/* Field i of the table is a list of n numbers of 8 bytes, which follow. */
static inline void geoi_flat_wide_list(geoi_flat *f, int64_t table, const geoi_flat_shape *shape,
                                       int i, int64_t n)
{
    geoi_flat_pad(f, GEOI_FLAT_ALIGN, 4);
    geoi_flat_lead(f, table + shape->fields[i]);
    geoi_flat_u32(f, (uint32_t)n);
}

/* Field i of the table is a list of n offsets, zero until geoi_flat_lead() says where they lead;
 * returns where the first of them stands. */
int64_t geoi_flat_offsets(geoi_flat *f, int64_t table, const geoi_flat_shape *shape, int i,
                          int64_t n);

#endif /* GEOI_FLATBUFFER_H */
