/* SPDX-License-Identifier: MIT */
#include "io/flatbuffer.h"

enum { WORD = 4, ENTRY = 2 };

geoi_flat_shape geoi_flat_shape_of(const uint8_t *sizes, int count, unsigned mask)
{
    geoi_flat_shape shape = {.size = WORD};
    for (int size = GEOI_FLAT_ALIGN; size > 0; size /= 2) { /* so that none needs padding */
        for (int i = 0; i < count; i++) {
            if ((mask >> i & 1) == 0 || sizes[i] != size) {
                continue;
            }
            shape.fields[i] = shape.size;
            shape.size = (uint16_t)(shape.size + size);
            shape.wide = shape.wide || size == GEOI_FLAT_ALIGN;
            shape.count = i + 1 > shape.count ? i + 1 : shape.count;
        }
    }
    return shape;
}

int64_t geoi_flat_begin(geoi_flat *f)
{
    int64_t begin = f->at;
    geoi_flat_u32(f, 0);
    geoi_flat_u32(f, 0);
    return begin;
}

void geoi_flat_end(geoi_flat *f, int64_t begin)
{
    geoi_flat_pad(f, GEOI_FLAT_ALIGN, 0);
    if (f->bytes != NULL) {
        (void)geoi_put_u32(f->bytes + begin, (uint32_t)(f->at - begin - WORD));
    }
}

static int64_t put_description(geoi_flat *f, const geoi_flat_shape *shape)
{
    int64_t size = ENTRY * (2 + (int64_t)shape->count), at;
    geoi_flat_pad(f, shape->wide ? GEOI_FLAT_ALIGN : WORD, size + (shape->wide ? WORD : 0));
    at = f->at;
    geoi_flat_u16(f, (unsigned)size);
    geoi_flat_u16(f, shape->size);
    for (int i = 0; i < shape->count; i++) {
        geoi_flat_u16(f, shape->fields[i]);
    }
    return at;
}

int64_t geoi_flat_member(geoi_flat *f, int64_t from, const geoi_flat_shape *shape, int64_t *same)
{
    int64_t description = same != NULL ? *same : -1;
    if (description < 0) {
        description = put_description(f, shape);
    } else {
        geoi_flat_pad(f, shape->wide ? GEOI_FLAT_ALIGN : WORD, shape->wide ? WORD : 0);
    }
    if (same != NULL) {
        *same = description;
    }
    int64_t table = f->at;
    geoi_flat_lead(f, from);
    geoi_flat_u32(f, (uint32_t)(table - description));
    if (f->bytes != NULL) {
        memset(f->bytes + f->at, 0, (size_t)shape->size - WORD);
    }
    f->at += shape->size - WORD;
    return table;
}

void geoi_flat_set(geoi_flat *f, int64_t table, const geoi_flat_shape *shape, int i, int bytes,
                   uint64_t value)
{
    for (int k = 0; f->bytes != NULL && k < bytes; k++) {
        f->bytes[table + shape->fields[i] + k] = (uint8_t)(value >> (8 * k));
    }
}

void geoi_flat_string(geoi_flat *f, int64_t table, const geoi_flat_shape *shape, int i,
                      const char *text)
{
    int64_t n = (int64_t)strlen(text);
    geoi_flat_point(f, table, shape, i);
    geoi_flat_u32(f, (uint32_t)n);
    geoi_flat_bytes(f, text, n + 1);
}

int64_t geoi_flat_offsets(geoi_flat *f, int64_t table, const geoi_flat_shape *shape, int i,
                          int64_t n)
{
    geoi_flat_point(f, table, shape, i);
    geoi_flat_u32(f, (uint32_t)n);
    int64_t first = f->at;
    if (f->bytes != NULL) {
        memset(f->bytes + f->at, 0, (size_t)n * WORD);
    }
    f->at += n * WORD;
    return first;
}
