/* SPDX-License-Identifier: MIT */
/* The k best of a stream of candidates by (squared distance, id): a bounded heap, worst on
 * top, in the caller's arrays. */
#ifndef GEOI_BEST_H
#define GEOI_BEST_H

#include "base/base.h"

typedef struct geoi_best {
    int64_t k, count;
    double limit; /* nothing farther is wanted any more */
    int64_t *id;  /* [k] */
    double *d2;   /* [k] */
} geoi_best;

static inline bool geoi_best_worse(const geoi_best *b, int64_t i, double d2, int64_t id)
{
    return b->d2[i] > d2 || (b->d2[i] == d2 && b->id[i] > id);
}

/* Put (d2, id) where slot i of the first n is, below nothing better than it. */
static inline void geoi_best_sink(geoi_best *b, int64_t n, int64_t i, double d2, int64_t id)
{
    for (int64_t child = 2 * i + 1; child < n; child = 2 * i + 1) {
        if (child + 1 < n && geoi_best_worse(b, child + 1, b->d2[child], b->id[child])) {
            child++;
        }
        if (!geoi_best_worse(b, child, d2, id)) {
            break;
        }
        b->d2[i] = b->d2[child];
        b->id[i] = b->id[child];
        i = child;
    }
    b->d2[i] = d2;
    b->id[i] = id;
}

static inline void geoi_best_rise(geoi_best *b, double d2, int64_t id)
{
    int64_t i = b->count++;
    while (i > 0 && !geoi_best_worse(b, (i - 1) / 2, d2, id)) {
        b->d2[i] = b->d2[(i - 1) / 2];
        b->id[i] = b->id[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    b->d2[i] = d2;
    b->id[i] = id;
}

static inline void geoi_best_offer(geoi_best *b, double d2, int64_t id)
{
    if (!(d2 <= b->limit)) {
        return;
    }
    if (b->count < b->k) {
        geoi_best_rise(b, d2, id);
    } else if (geoi_best_worse(b, 0, d2, id)) {
        geoi_best_sink(b, b->k, 0, d2, id);
    }
    if (b->count == b->k) {
        b->limit = b->d2[0];
    }
}

/* Best first; the heap is a sorted list after this. */
static inline void geoi_best_finish(geoi_best *b)
{
    for (int64_t n = b->count - 1; n > 0; n--) {
        double d2 = b->d2[n];
        int64_t id = b->id[n];
        b->d2[n] = b->d2[0];
        b->id[n] = b->id[0];
        geoi_best_sink(b, n, 0, d2, id);
    }
}

#endif /* GEOI_BEST_H */
