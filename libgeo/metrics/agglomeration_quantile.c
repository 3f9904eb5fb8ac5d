/* SPDX-License-Identifier: MIT */
/* Quantiles of the distances of all pairs, which are too many to be kept: counted by the leading
 * bits of their numbers, again and again among those that agree so far, until few are left. */
#include "metrics/agglomeration_internal.h"

enum { LEVEL_BITS = 9, LEVEL_BINS = 1 << LEVEL_BITS, KEY_BITS = 63, FEW = 1 << 18 };

typedef struct selecting {
    geo_ctx *ctx;
    const geoi_members *members;
    int64_t grain, chunks;
    int shift;       /* bits below those that are counted */
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

static void visit(selecting *s, int64_t chunk, double d)
{
    uint64_t bits = bits_of(d);
    if (s->found != NULL) {
        if (bits >> s->shift == s->prefix) {
            s->found[s->place[chunk]++] = d;
        }
    } else if (bits >> (s->shift + LEVEL_BITS) == s->prefix) {
        s->counts[chunk * LEVEL_BINS + (int64_t)(bits >> s->shift & (LEVEL_BINS - 1))]++;
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
        for (int64_t k = 0; k < count; k++) {
            visit(s, begin / s->grain, d[k]);
        }
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
    s->shift -= LEVEL_BITS;
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
    s->prefix = s->prefix << LEVEL_BITS | (uint64_t)bin;
    for (int64_t c = 0, at = 0; c < s->chunks; c++) {
        s->place[c] = at;
        at += s->counts[c * LEVEL_BINS + bin];
    }
done:
    return status;
}

/* The distance of a rank, from 0, which must be there. */
static geo_status select_rank(geo_ctx *ctx, const geoi_members *members, int64_t rank, double *out)
{
    geo_status status = GEO_OK;
    int64_t held = 0;
    selecting s = {
        .ctx = ctx, .members = members, .grain = geoi_pair_grain(members->n), .shift = KEY_BITS};
    s.chunks = members->n / s.grain + 1;
    GEO_TRY(geoi_array_raw(ctx, s.chunks * LEVEL_BINS, sizeof *s.counts, &s.counts));
    GEO_TRY(geoi_array_raw(ctx, s.chunks, sizeof *s.place, &s.place));
    do {
        GEO_TRY(descend(&s, &rank, &held));
    } while (held > FEW && s.shift > 0);
    if (s.shift == 0) { /* all of them are this number */
        memcpy(out, &s.prefix, sizeof *out);
        goto done;
    }
    GEO_TRY(geoi_array_raw(ctx, held, sizeof *s.found, &s.found));
    GEO_TRY(geoi_parallel(ctx, members->n, s.grain, visit_chunk, &s));
    geoi_sort_values(held, s.found);
    *out = s.found[rank];
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
    double place = (double)(pairs - 1) * q, next;
    int64_t below = (int64_t)place;
    GEO_TRY(select_rank(ctx, members, below, out));
    if (place > (double)below) {
        GEO_TRY(select_rank(ctx, members, below + 1, &next));
        *out += (place - (double)below) * (next - *out);
    }
done:
    return status;
}
