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
    double low, high;     /* counted as at least as small, and as great */
    uint64_t seed, item;
} geoi_urn;

typedef struct geoi_tally {
    int64_t greater, less, total;
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

/* Few neighbours of many features: k <= GEOI_FEW, and equal draws are rare. */
void geoi_urn_draw_few(const geoi_urn *u, int64_t permutations, geoi_tally *out);
static inline bool geoi_urn_is_few(const geoi_urn *u)
{
    return u->k <= GEOI_FEW && 4 * u->k * u->k < u->n;
}

/* Any number of them. pool is u->pool, and is left as it was; place [k] is scratch. */
void geoi_urn_draw_many(const geoi_urn *u, int64_t permutations, double *pool, int32_t *place,
                        geoi_tally *out);

/* How many choices there are (with equal weights their order does not count), or more than
 * `most`; and each of them once. */
int64_t geoi_urn_choices(const geoi_urn *u, int64_t most);
void geoi_urn_take_all(const geoi_urn *u, double *pool, int32_t *place, int64_t choices,
                       geoi_tally *out);

#endif /* GEOI_LOCAL_DRAW_H */
