/* SPDX-License-Identifier: MIT */
/* One feature whose neighbours are replaced by others, drawn at random or each choice in turn. */
#ifndef GEOI_LOCAL_DRAW_H
#define GEOI_LOCAL_DRAW_H

#include "base/base.h"

/* Up to so many neighbours are drawn many permutations at once. */
enum { GEOI_FEW = 16 };

typedef struct geoi_urn {
    const double *pool;   /* [n] values of all, at most 1 in size; the feature's own is not drawn */
    const float *rough;   /* [n] the same, rounded */
    const int16_t *whole; /* [n] the same times INT16_MAX, rounded; NULL: too rough */
    int64_t n, self, k;   /* k of n - 1 */
    const double *weight; /* [k] of sum 1 */
    bool equal;           /* the weights are */
    const double *own;    /* f(v) = (*own - v)^2; NULL: f(v) = v */
    const double *other;  /* [n] a second column: the statistic is the product of the sums of both;
                             NULL: there is one */
    double start[2];      /* what the sums begin with */
    double low, high;     /* counted as at least as small, and as great */
    uint64_t seed, item;
} geoi_urn;

typedef struct geoi_tally {
    int64_t greater, less, total;
    double sum, squares; /* of two columns: of statistics less the one that is to be beaten */
} geoi_tally;

static inline double geoi_urn_value(const geoi_urn *u, double value)
{
    double off = u->own != NULL ? *u->own - value : 0.0;
    return u->own != NULL ? off * off : value;
}

static inline void geoi_tally_add(geoi_tally *t, const geoi_urn *u, double sum)
{
    t->greater += sum >= u->high;
    t->less += sum <= u->low;
    t->total++;
}

/* The statistic of those drawn, place[0], place[stride], ... */
static inline void geoi_tally_drawn(geoi_tally *t, const geoi_urn *u, const uint32_t *place,
                                    int64_t stride)
{
    double sum = u->start[0], other = u->start[1];
    for (int64_t j = 0; j < u->k; j++) {
        uint32_t drawn = place[j * stride];
        sum += u->weight[j] * geoi_urn_value(u, u->pool[drawn]);
        other += u->other != NULL ? u->weight[j] * u->other[drawn] : 0.0;
    }
    if (u->other != NULL) {
        double off = sum * other - 0.5 * (u->low + u->high);
        t->sum += off;
        t->squares += off * off;
    }
    geoi_tally_add(t, u, u->other != NULL ? sum * other : sum);
}

/* Few neighbours of many features: k <= GEOI_FEW, and equal draws are rare. */
void geoi_urn_draw_few(const geoi_urn *u, int64_t permutations, geoi_tally *out);
static inline bool geoi_urn_is_few(const geoi_urn *u)
{
    return u->k <= GEOI_FEW && 4 * u->k * u->k < u->n;
}

/* Any number of them. order [n] is 0, 1, ..., and is left as it was; place [k] is scratch. */
void geoi_urn_draw_many(const geoi_urn *u, int64_t permutations, uint32_t *order, uint32_t *place,
                        geoi_tally *out);

/* How many choices there are (with equal weights their order does not count), or more than
 * `most`; and each of them once. */
int64_t geoi_urn_choices(const geoi_urn *u, int64_t most);
void geoi_urn_take_all(const geoi_urn *u, uint32_t *order, uint32_t *place, int64_t choices,
                       geoi_tally *out);

#endif /* GEOI_LOCAL_DRAW_H */
