/* SPDX-License-Identifier: MIT */
/* Where one curve stands among those of simulations: at each distance, or on the whole.
 *
 * The global kinds treat the curve that is there as one of simulations + 1 that could each have
 * been it, so that p is exact (Myllymaki, Mrkvicka, Grabarnik, Seijo & Hahn 2017). */
#include "metrics/pattern_internal.h"
#include "space/order.h"

/* Ties within it of a deviation are equal. */
static const double SLACK = 1e-12;
enum { MOST_SIMULATIONS = 100000 };

typedef struct curves {
    geo_ctx *ctx;
    int64_t n, count; /* distances; simulations + 1 */
    const double *observed, *simulated;
    geo_envelope_options o;
    geo_envelope *out;
} curves;

/* Curve c at distance k; the last one is the one observed. */
static double at(const curves *c, int64_t i, int64_t k)
{
    return i < c->count - 1 ? c->simulated[i * c->n + k] : c->observed[k];
}

static bool is_known(const curves *c, int64_t k)
{
    for (int64_t i = 0; i < c->count; i++) {
        if (isnan(at(c, i, k))) {
            return false;
        }
    }
    return true;
}

static double mean_at(const curves *c, int64_t k, int64_t count)
{
    double sum = 0.0;
    for (int64_t i = 0; i < count; i++) {
        sum += at(c, i, k);
    }
    return sum / (double)count;
}

/* ---- At each distance ----------------------------------------------------------------- */

typedef struct sorted {
    uint64_t *key;  /* [count] */
    int64_t *order; /* [count] */
} sorted;

static geo_status sorted_create(geo_ctx *ctx, int64_t n, sorted *out)
{
    geo_status status = GEO_OK;
    *out = (sorted){NULL, NULL};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->key, &out->key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->order, &out->order));
done:
    return status;
}

static void sorted_clear(sorted *s)
{
    geoi_release(s->key);
    geoi_release(s->order);
}

/* The first `count` curves by their value at distance k. */
static geo_status sort_at(const curves *c, int64_t k, int64_t count, sorted *s)
{
    for (int64_t i = 0; i < count; i++) {
        s->key[i] = geoi_double_key(at(c, i, k) + 0.0); /* of -0 makes 0 */
    }
    return geoi_sort_keys(c->ctx, count, 64, s->key, s->order);
}

static geo_status pointwise(const curves *c)
{
    geo_status status = GEO_OK;
    int64_t simulations = c->count - 1;
    sorted s;
    GEO_TRY(sorted_create(c->ctx, c->count, &s));
    for (int64_t k = 0; k < c->n; k++) {
        if (is_known(c, k)) {
            GEO_TRY(sort_at(c, k, simulations, &s));
            c->out->low[k] = at(c, s.order[c->o.rank - 1], k);
            c->out->high[k] = at(c, s.order[simulations - c->o.rank], k);
        }
    }
    c->out->p = (double)NAN;
    c->out->alpha = 2.0 * (double)c->o.rank / (double)c->count;
done:
    sorted_clear(&s);
    return status;
}

/* How many of all curves may be as extreme and yet leave the envelope: 1 or more. */
static int64_t may_leave(const curves *c)
{
    return (int64_t)floor(c->o.alpha * (double)c->count * (1.0 + SLACK));
}

/* ---- Deviation from the mean ---------------------------------------------------------- */

static geo_status deviation(const curves *c)
{
    geo_status status = GEO_OK;
    double *most = NULL;
    sorted s = {NULL, NULL};
    int64_t as_extreme = 0;
    GEO_TRY(geoi_array(c->ctx, c->count, sizeof *most, &most));
    GEO_TRY(sorted_create(c->ctx, c->count, &s));
    for (int64_t k = 0; k < c->n; k++) {
        double mean = is_known(c, k) ? mean_at(c, k, c->count) : (double)NAN;
        for (int64_t i = 0; i < c->count && !isnan(mean); i++) {
            most[i] = fmax(most[i], fabs(at(c, i, k) - mean));
        }
    }
    double own = most[c->count - 1];
    for (int64_t i = 0; i < c->count; i++) {
        as_extreme += most[i] >= own - SLACK * own;
        s.key[i] = geoi_double_key(most[i]);
    }
    GEO_TRY(geoi_sort_keys(c->ctx, c->count, 64, s.key, s.order));
    int64_t leaving = may_leave(c);
    double width = most[s.order[c->count - 1 - (leaving < c->count ? leaving : c->count - 1)]];
    for (int64_t k = 0; k < c->n; k++) {
        if (is_known(c, k)) {
            double mean = mean_at(c, k, c->count);
            c->out->low[k] = mean - width;
            c->out->high[k] = mean + width;
        }
    }
    c->out->p = (double)as_extreme / (double)c->count;
    c->out->alpha = c->o.alpha;
done:
    geoi_release(most);
    sorted_clear(&s);
    return status;
}

/* ---- Extreme rank length -------------------------------------------------------------- */

/* rank[i * n + k]: twice the place of curve i at distance k from the nearer end, ties sharing
 * theirs; distances where one is unknown have the largest there is. */
static geo_status rank_all(const curves *c, sorted *s, uint64_t *rank)
{
    geo_status status = GEO_OK;
    for (int64_t k = 0; k < c->n; k++) {
        if (!is_known(c, k)) {
            for (int64_t i = 0; i < c->count; i++) {
                rank[i * c->n + k] = 2 * (uint64_t)c->count;
            }
            continue;
        }
        GEO_TRY(sort_at(c, k, c->count, s));
        for (int64_t i = 0; i < c->count;) {
            int64_t end = i;
            while (end < c->count && s->key[end] == s->key[i]) {
                end++;
            }
            uint64_t below = (uint64_t)(i + 1 + end), above = 2 * (uint64_t)(c->count + 1) - below;
            for (; i < end; i++) {
                rank[s->order[i] * c->n + k] = below < above ? below : above;
            }
        }
    }
done:
    return status;
}

/* Curves sorted by their ranks, sorted, as words are: by the last of them first, for the sort is
 * stable. place[i] is how many curves are more extreme than i, equals not counted. */
static geo_status place_all(const curves *c, sorted *s, uint64_t *rank, int64_t *place)
{
    geo_status status = GEO_OK;
    int64_t *by = NULL, *back = NULL;
    uint64_t *key = NULL;
    GEO_TRY(geoi_array_raw(c->ctx, c->count, sizeof *by, &by));
    GEO_TRY(geoi_array_raw(c->ctx, c->n, sizeof *back, &back));
    GEO_TRY(geoi_array_raw(c->ctx, c->n, sizeof *key, &key));
    int bits = geoi_bit_count(2 * (uint64_t)c->count + 2);
    for (int64_t i = 0; i < c->count; i++) {
        memcpy(key, rank + i * c->n, (size_t)c->n * sizeof *key);
        GEO_TRY(geoi_sort_keys(c->ctx, c->n, bits, key, back));
        memcpy(rank + i * c->n, key, (size_t)c->n * sizeof *key);
        by[i] = i;
    }
    for (int64_t k = c->n - 1; k >= 0; k--) {
        for (int64_t i = 0; i < c->count; i++) {
            s->key[i] = rank[by[i] * c->n + k];
        }
        GEO_TRY(geoi_sort_keys(c->ctx, c->count, bits, s->key, s->order));
        for (int64_t i = 0; i < c->count; i++) {
            place[i] = by[s->order[i]];
        }
        memcpy(by, place, (size_t)c->count * sizeof *by);
    }
    for (int64_t i = 0; i < c->count; i++) {
        bool same = i > 0 && memcmp(rank + by[i] * c->n, rank + by[i - 1] * c->n,
                                    (size_t)c->n * sizeof *rank) == 0;
        place[by[i]] = same ? place[by[i - 1]] : i;
    }
done:
    geoi_release(by);
    geoi_release(back);
    geoi_release(key);
    return status;
}

static void span(const curves *c, const int64_t *place, int64_t least)
{
    for (int64_t k = 0; k < c->n; k++) {
        if (!is_known(c, k)) {
            continue;
        }
        double low = (double)INFINITY, high = -(double)INFINITY;
        for (int64_t i = 0; i < c->count; i++) {
            if (place[i] >= least) {
                low = fmin(low, at(c, i, k));
                high = fmax(high, at(c, i, k));
            }
        }
        c->out->low[k] = low;
        c->out->high[k] = high;
    }
}

static geo_status rank_length(const curves *c)
{
    geo_status status = GEO_OK;
    sorted s = {NULL, NULL};
    uint64_t *rank = NULL;
    int64_t *place = NULL, as_extreme = 0, least = 0;
    GEO_TRY(sorted_create(c->ctx, c->count, &s));
    GEO_TRY(geoi_array_raw(c->ctx, c->count * c->n, sizeof *rank, &rank));
    GEO_TRY(geoi_array_raw(c->ctx, c->count, sizeof *place, &place));
    GEO_TRY(rank_all(c, &s, rank));
    GEO_TRY(place_all(c, &s, rank, place));
    int64_t leaving = may_leave(c);
    for (int64_t i = 0; i < c->count; i++) {
        as_extreme += place[i] <= place[c->count - 1];
        least = place[i] <= leaving && place[i] > least ? place[i] : least;
    }
    span(c, place, least);
    c->out->p = (double)as_extreme / (double)c->count;
    c->out->alpha = c->o.alpha;
done:
    sorted_clear(&s);
    geoi_release(rank);
    geoi_release(place);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------ */

/* With fewer simulations than 1 / alpha - 1, p never gets down to alpha, and no curve could ever
 * leave the envelope: a test that cannot refuse. */
static geo_status check_alpha(geo_ctx *ctx, const geo_envelope_options *o)
{
    if (!(o->alpha > 0.0 && o->alpha < 1.0)) {
        return geoi_fail(ctx, GEO_INVALID, "alpha %g is not between 0 and 1", o->alpha);
    }
    double needed = ceil(1.0 / (o->alpha * (1.0 + SLACK))) - 1.0;
    if ((double)o->simulations >= needed) {
        return GEO_OK;
    }
    geo_status status =
        geoi_fail(ctx, GEO_INVALID, "alpha %g of all distances needs %.0f simulations, not %lld",
                  o->alpha, needed, (long long)o->simulations);
    geoi_hint(ctx, needed <= (double)MOST_SIMULATIONS ? "take more simulations, or a larger alpha"
                                                      : "take a larger alpha");
    return status;
}

geo_status geoi_check_envelope(geo_ctx *ctx, const geo_envelope_options *o)
{
    if (o->simulations < 1 || o->simulations > MOST_SIMULATIONS) {
        return geoi_fail(ctx, GEO_INVALID, "%lld simulations are not in 1..%d",
                         (long long)o->simulations, MOST_SIMULATIONS);
    }
    if ((unsigned)o->kind > GEO_ENVELOPE_RANK_LENGTH) {
        return geoi_fail(ctx, GEO_INVALID, "there is no such kind of envelope");
    }
    if (o->kind == GEO_ENVELOPE_POINTWISE &&
        (o->rank < 1 || (2 * o->rank > o->simulations && o->rank > 1))) {
        geo_status status =
            geoi_fail(ctx, GEO_INVALID, "rank %lld needs %lld simulations, not %lld",
                      (long long)o->rank, 2 * (long long)o->rank, (long long)o->simulations);
        geoi_hint(ctx, "take more simulations, or a lower rank from 1 on");
        return status;
    }
    return o->kind != GEO_ENVELOPE_POINTWISE ? check_alpha(ctx, o) : GEO_OK;
}

geo_status geo_envelope_of(geo_ctx *ctx, int64_t r_count, const double *observed,
                           const double *simulated, const geo_envelope_options *options,
                           geo_envelope *out)
{
    geo_status status = GEO_OK;
    curves c = {.ctx = ctx,
                .n = r_count,
                .observed = observed,
                .simulated = simulated,
                .o = geo_envelope_options_default(),
                .out = out};
    GEO_TRY(geoi_options(ctx, &c.o, options));
    GEO_TRY(geoi_check_envelope(ctx, &c.o));
    if (r_count < 1) {
        return geoi_fail(ctx, GEO_INVALID, "no distances are asked for");
    }
    c.count = c.o.simulations + 1;
    for (int64_t k = 0; k < r_count; k++) {
        out->low[k] = out->high[k] = (double)NAN;
        if (out->mean != NULL) {
            out->mean[k] = is_known(&c, k) ? mean_at(&c, k, c.count - 1) : (double)NAN;
        }
    }
    GEO_TRY(c.o.kind == GEO_ENVELOPE_POINTWISE   ? pointwise(&c)
            : c.o.kind == GEO_ENVELOPE_DEVIATION ? deviation(&c)
                                                 : rank_length(&c));
done:
    return status;
}
