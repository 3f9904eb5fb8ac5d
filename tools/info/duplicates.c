/* SPDX-License-Identifier: MIT */
/* Features that are there twice: the same positions, and the same values as well. Found by sorting
 * hashes, then compared in full. */
#include <stdlib.h>
#include <string.h>

#include "facts.h"

typedef struct entry {
    uint64_t geometry, values;
    int64_t row;
} entry;

/* FNV-1a with 64 bits, by whole words. */
static uint64_t add_words(uint64_t hash, const void *bytes, size_t size)
{
    const char *s = bytes;
    for (; size > 0; s += 8) {
        uint64_t word = 0;
        size_t take = size < 8 ? size : 8;
        memcpy(&word, s, take);
        hash = (hash ^ word) * 0x100000001b3ULL;
        hash ^= hash >> 29;
        size -= take;
    }
    return hash;
}

static uint64_t hash_geometry(const geo_geometry *g, int64_t i)
{
    geo_span s = geo_feature_coords(g, i);
    size_t size = (size_t)(s.end - s.begin) * sizeof *g->x;
    uint64_t hash = add_words(0xcbf29ce484222325ULL, &g->type[i], 1);
    hash = add_words(hash, g->x + s.begin, size);
    return add_words(hash, g->y + s.begin, size);
}

static uint64_t hash_values(const facts *f, int64_t row)
{
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (int64_t k = 0; k < f->field_count; k++) {
        const geo_column *c = &f->fields[k].c;
        if (geo_column_is_null(c, row)) {
            hash = add_words(hash, "null", 4);
        } else if (info_is_text(c->type)) {
            hash = add_words(hash, c->text + c->text_begin[row],
                             (size_t)(c->text_begin[row + 1] - c->text_begin[row]));
        } else if (c->type == GEO_REAL) {
            hash = add_words(hash, &c->reals[row], sizeof c->reals[row]);
        } else if (c->type == GEO_INT) {
            hash = add_words(hash, &c->ints[row], sizeof c->ints[row]);
        } else {
            hash = add_words(hash, &c->flags[row], 1);
        }
    }
    return hash;
}

static bool same_geometry(const geo_geometry *g, int64_t a, int64_t b)
{
    geo_span p = geo_parts(g, a), q = geo_parts(g, b);
    geo_span s = geo_feature_coords(g, a), t = geo_feature_coords(g, b);
    if (g->type[a] != g->type[b] || p.end - p.begin != q.end - q.begin ||
        s.end - s.begin != t.end - t.begin) {
        return false;
    }
    for (int64_t part = 0; part < p.end - p.begin; part++) {
        geo_span r = geo_rings(g, p.begin + part), u = geo_rings(g, q.begin + part);
        if (r.end - r.begin != u.end - u.begin) {
            return false;
        }
        for (int64_t ring = 0; ring < r.end - r.begin; ring++) {
            geo_span v = geo_coords(g, r.begin + ring), w = geo_coords(g, u.begin + ring);
            if (v.end - v.begin != w.end - w.begin) {
                return false;
            }
        }
    }
    size_t size = (size_t)(s.end - s.begin) * sizeof *g->x;
    return memcmp(g->x + s.begin, g->x + t.begin, size) == 0 &&
           memcmp(g->y + s.begin, g->y + t.begin, size) == 0;
}

/* Equal bits, so that NaN is the same as itself. */
static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static bool same_cell(const geo_column *c, int64_t a, int64_t b)
{
    if (geo_column_is_null(c, a) || geo_column_is_null(c, b)) {
        return geo_column_is_null(c, a) && geo_column_is_null(c, b);
    }
    if (info_is_text(c->type)) {
        int64_t n = c->text_begin[a + 1] - c->text_begin[a];
        return n == c->text_begin[b + 1] - c->text_begin[b] &&
               memcmp(c->text + c->text_begin[a], c->text + c->text_begin[b], (size_t)n) == 0;
    }
    return c->type == GEO_REAL  ? bits_of(c->reals[a]) == bits_of(c->reals[b])
           : c->type == GEO_INT ? c->ints[a] == c->ints[b]
                                : c->flags[a] == c->flags[b];
}

static bool same_values(const facts *f, int64_t a, int64_t b)
{
    for (int64_t k = 0; k < f->field_count; k++) {
        if (!same_cell(&f->fields[k].c, a, b)) {
            return false;
        }
    }
    return true;
}

static int by_hash(const void *a, const void *b)
{
    const entry *p = a, *q = b;
    if (p->geometry != q->geometry) {
        return p->geometry < q->geometry ? -1 : 1;
    }
    if (p->values != q->values) {
        return p->values < q->values ? -1 : 1;
    }
    return (p->row > q->row) - (p->row < q->row);
}

static void count(int64_t row, int64_t *number, int64_t *first)
{
    *first = *number == 0 || row + 1 < *first ? row + 1 : *first;
    (*number)++;
}

void info_check_duplicates(cli_call *call, facts *f)
{
    const geo_geometry *g = geo_layer_geometry(f->layer->layer);
    entry *e = cli_array(call, g->n, sizeof *e);
    int64_t n = 0, places = 0, first_place = 0, whole = 0, first_whole = 0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        if (s.begin < s.end) {
            e[n++] = (entry){hash_geometry(g, i), hash_values(f, i), i};
        }
    }
    qsort(e, (size_t)n, sizeof *e, by_hash);
    for (int64_t i = 1; i < n; i++) {
        if (e[i].geometry != e[i - 1].geometry || !same_geometry(g, e[i].row, e[i - 1].row)) {
            continue;
        }
        bool all = e[i].values == e[i - 1].values && same_values(f, e[i].row, e[i - 1].row);
        count(e[i].row, all ? &whole : &places, all ? &first_whole : &first_place);
    }
    if (whole > 0) {
        const finding what = {"duplicates", true, whole, first_whole,
                              "the same geometry and values as another feature"};
        info_found(call, f, &what);
    }
    if (places > 0) {
        const finding what = {"same-place", false, places, first_place,
                              "the same geometry as another feature, but other values"};
        info_found(call, f, &what);
    }
}
