/* SPDX-License-Identifier: MIT */
/* Quantiles of the distances of all pairs, which are too many to be kept: counted by the leading
 * bits of their numbers, again and again among those that agree so far, until few are left. */
#include "metrics/agglomeration_internal.h"

enum { LEVEL_BITS = 14, LEVEL_BINS = 1 << LEVEL_BITS, KEY_BITS = 63, FEW = 1 << 18 };
enum { PAIRS_WORTH = 1 << 17 }; /* the bins of a chunk */

typedef struct selecting {
    geo_ctx *ctx;
    const geoi_members *members;
    int64_t grain, chunks;
    int bits, shift; /* that are counted, and those below them */
    uint64_t prefix; /* the bits above them */
    int64_t *counts; /* [chunks * LEVEL_BINS] */
    int64_t *place;  /* [chunks] where the next one found goes */
    double *found;   /* NULL while counting */
} selecting;

/* Of numbers that are not negative the order of their bits is theirs. */
static uint64_t bits_of(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits & ~((uint64_t)1 << KEY_BITS); /* -0 is 0 */
}

static void count_row(selecting *s, int64_t chunk, int64_t n, const double *d)
{
    int64_t *counts = s->counts + chunk * LEVEL_BINS;
    uint64_t mask = ((uint64_t)1 << s->bits) - 1;
    for (int64_t k = 0; k < n; k++) {
        uint64_t bits = bits_of(d[k]) >> s->shift;
        if (bits >> s->bits == s->prefix) {
            counts[bits & mask]++;
        }
    }
}

static void keep_row(selecting *s, int64_t chunk, int64_t n, const double *d)
{
    for (int64_t k = 0; k < n; k++) {
        if (bits_of(d[k]) >> s->shift == s->prefix) {
            s->found[s->place[chunk]++] = d[k];
        }
    }
}

static geo_status visit_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    selecting *s = job;
    double *d = NULL;
    int64_t n = s->members->n;
    GEO_TRY(geoi_array_raw(s->ctx, 2 * n, sizeof *d, &d));
    for (int64_t i = begin; i < end; i++) {
        int64_t count = geoi_member_row(s->members, i, d, d + n);
        (s->found != NULL ? keep_row : count_row)(s, begin / s->grain, count, d);
    }
done:
    geoi_release(d);
    return status;
}

/* Count those of the prefix, and go into the bin that holds the one of rank *rank among them. */
static geo_status descend(selecting *s, int64_t *rank, int64_t *held)
{
    geo_status status = GEO_OK;
    int64_t bin = 0, below = 0;
    s->bits = s->shift < LEVEL_BITS ? s->shift : LEVEL_BITS;
    s->shift -= s->bits;
    for (int64_t k = 0; k < s->chunks * LEVEL_BINS; k++) {
        s->counts[k] = 0;
    }
    GEO_TRY(geoi_parallel(s->ctx, s->members->n, s->grain, visit_chunk, s));
    for (;; bin++) {
        *held = 0;
        for (int64_t c = 0; c < s->chunks; c++) {
            *held += s->counts[c * LEVEL_BINS + bin];
        }
        if (*rank < below + *held) {
            break;
        }
        below += *held;
    }
    *rank -= below;
    s->prefix = s->prefix << s->bits | (uint64_t)bin;
    for (int64_t c = 0, at = 0; c < s->chunks; c++) {
        s->place[c] = at;
        at += s->counts[c * LEVEL_BINS + bin];
    }
done:
    return status;
}

/* The distance of a rank, from 0, which must be there, and the next, if it was found along with it;
 * else NaN. */
static geo_status select_rank(geo_ctx *ctx, const geoi_members *members, int64_t rank,
                              double out[2])
{
    geo_status status = GEO_OK;
    int64_t held = 0;
    selecting s = {.ctx = ctx, .members = members, .shift = KEY_BITS};
    int64_t grain = geoi_pair_grain(members->n), worth = PAIRS_WORTH / (members->n + 1) + 1;
    s.grain = grain > worth ? grain : worth; /* what is counted does not depend on it */
    out[1] = (double)NAN;
    s.chunks = members->n / s.grain + 1;
    GEO_TRY(geoi_array_raw(ctx, s.chunks * LEVEL_BINS, sizeof *s.counts, &s.counts));
    GEO_TRY(geoi_array_raw(ctx, s.chunks, sizeof *s.place, &s.place));
    do {
        GEO_TRY(descend(&s, &rank, &held));
    } while (held > FEW && s.shift > 0);
    if (s.shift == 0) { /* all of them are this number */
        memcpy(out, &s.prefix, sizeof *out);
        out[1] = rank + 1 < held ? out[0] : (double)NAN;
        goto done;
    }
    GEO_TRY(geoi_array_raw(ctx, held, sizeof *s.found, &s.found));
    GEO_TRY(geoi_parallel(ctx, members->n, s.grain, visit_chunk, &s));
    geoi_sort_values(held, s.found);
    out[0] = s.found[rank];
    out[1] = rank + 1 < held ? s.found[rank + 1] : (double)NAN;
done:
    geoi_release(s.counts);
    geoi_release(s.place);
    geoi_release(s.found);
    return status;
}

geo_status geoi_pair_quantile(geo_ctx *ctx, const geoi_members *members, int64_t pairs, double q,
                              double *out)
{
    geo_status status = GEO_OK;
    double place = (double)(pairs - 1) * q, at[2], next[2];
    int64_t below = (int64_t)place;
    GEO_TRY(select_rank(ctx, members, below, at));
    if (place > (double)below && isnan(at[1])) {
        GEO_TRY(select_rank(ctx, members, below + 1, next));
        at[1] = next[0];
    }
    *out = place > (double)below ? at[0] + (place - (double)below) * (at[1] - at[0]) : at[0];
done:
    return status;
}
