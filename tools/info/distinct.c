/* SPDX-License-Identifier: MIT */
/* How many different texts a column has: a hash table of one row each, as large as they are many.
 *
 * The hash is keyed at random, for a file could be made whose texts all fall into one place of a
 * known one. The count does not depend on the key. */
#include <string.h>
#include <sys/random.h>

#include "facts.h"

__extension__ typedef unsigned __int128 wide;

enum { FIRST_SLOTS = 1 << 10 };

typedef struct slot {
    uint64_t hash;
    int64_t row; /* + 1; 0 = free */
} slot;

typedef struct table {
    const geo_column *c;
    uint64_t key[2];
    slot *slots;
    int64_t slot_count, used;
} table;

static uint64_t mixed(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash_of(const table *t, const char *text, size_t size)
{
    uint64_t hash = t->key[0] ^ size, word;
    for (; size >= sizeof word; size -= sizeof word, text += sizeof word) {
        memcpy(&word, text, sizeof word);
        hash = mixed(hash ^ word, t->key[1]);
    }
    word = 0;
    for (size_t i = 0; i < size; i++) {
        word = word << 8 | (unsigned char)text[i];
    }
    return mixed(hash ^ word, t->key[1]);
}

static const char *text_of(const geo_column *c, int64_t row, size_t *size)
{
    *size = (size_t)(c->text_begin[row + 1] - c->text_begin[row]);
    return c->text + c->text_begin[row];
}

static bool is_text_at(const geo_column *c, int64_t row, const char *text, size_t size)
{
    size_t other_size;
    const char *other = text_of(c, row, &other_size);
    return size == other_size && memcmp(text, other, size) == 0;
}

/* Twice as many slots, so that at most half are in use. */
static void grow(cli_call *call, table *t)
{
    slot *before = t->slots;
    int64_t count = t->slot_count;
    t->slot_count = 2 * count;
    t->slots = cli_array(call, t->slot_count, sizeof *t->slots);
    uint64_t mask = (uint64_t)t->slot_count - 1;
    for (int64_t i = 0; i < count; i++) {
        uint64_t at = before[i].hash & mask;
        while (before[i].row != 0 && t->slots[at].row != 0) {
            at = (at + 1) & mask;
        }
        t->slots[at] = before[i].row != 0 ? before[i] : t->slots[at];
    }
}

static void add(cli_call *call, table *t, int64_t row)
{
    size_t size;
    const char *text = text_of(t->c, row, &size);
    slot mine = {hash_of(t, text, size), row + 1};
    uint64_t mask = (uint64_t)t->slot_count - 1, at = mine.hash & mask;
    while (t->slots[at].row != 0) {
        slot other = t->slots[at];
        if (other.hash == mine.hash && is_text_at(t->c, other.row - 1, text, size)) {
            return;
        }
        at = (at + 1) & mask;
    }
    t->slots[at] = mine;
    if (++t->used * 2 > t->slot_count) {
        grow(call, t);
    }
}

int64_t info_distinct(cli_call *call, const geo_column *c)
{
    table t = {.c = c, .key = {0x9E3779B97F4A7C15U, 0xBF58476D1CE4E5B9U}};
    (void)getrandom(t.key, sizeof t.key, GRND_NONBLOCK); /* without it the count is as right */
    t.key[1] |= 1;
    t.slot_count = FIRST_SLOTS;
    t.slots = cli_array(call, t.slot_count, sizeof *t.slots);
    for (int64_t row = 0; row < c->n; row++) {
        if (!geo_column_is_null(c, row)) {
            add(call, &t, row);
        }
    }
    return t.used;
}
