/* SPDX-License-Identifier: MIT */
#include "io/fgb_head.h"

/* Where things are in a file, a field of a table, and a type of column. */
enum { HEAD = 8, WORD = 4, COLUMNS = 7, TYPE = 1, JSON = 12 };

typedef struct head {
    const uint8_t *bytes;
    int64_t size;
} head;

/* A number of so many bytes; 0 beyond the end, to which any offset may lead. */
static int64_t number_at(const head *h, int64_t at, int bytes)
{
    uint32_t v = 0;
    for (int k = 0; at >= 0 && at <= h->size - bytes && k < bytes; k++) {
        v |= (uint32_t)h->bytes[at + k] << (8 * k);
    }
    return v;
}

/* Where the offset leads that stands there. */
static int64_t led(const head *h, int64_t at)
{
    return at + number_at(h, at, WORD);
}

/* Where field i of the table is; -1: it has its default. */
static int64_t field(const head *h, int64_t table, int i)
{
    int64_t description = table - (int32_t)(uint32_t)number_at(h, table, WORD);
    int64_t entry = WORD + 2 * (int64_t)i;
    int64_t at =
        entry + 2 <= number_at(h, description, 2) ? number_at(h, description + entry, 2) : 0;
    return at > 0 ? table + at : -1;
}

void geoi_fgb_find_json(const char *bytes, int64_t size, bool *json, int64_t count)
{
    head h = {(const uint8_t *)bytes, size};
    memset(json, 0, (size_t)count * sizeof *json);
    int64_t columns = field(&h, led(&h, HEAD + WORD), COLUMNS);
    if (columns < 0) {
        return;
    }
    int64_t list = led(&h, columns), n = number_at(&h, list, WORD);
    for (int64_t i = 0; i < n && i < count; i++) {
        int64_t type = field(&h, led(&h, list + WORD + WORD * i), TYPE);
        json[i] = type >= 0 && number_at(&h, type, 1) == JSON;
    }
}
