/* SPDX-License-Identifier: MIT */
/* Which features are used, and their values. Leaving one out takes its pairs away, which may leave
 * another without neighbours, so islands are looked for until there are no more. */
#include "base/sum.h"
#include "metrics/autocorrelation_internal.h"
#include "space/weights_internal.h"

static const int64_t permutations_max = 10000000;

static geo_status check_options(geo_ctx *ctx, const geo_autocorrelation_options *o)
{
    if (o->permutations < 0 || o->permutations > permutations_max) {
        geo_status status =
            geoi_fail(ctx, GEO_INVALID, "%lld permutations", (long long)o->permutations);
        geoi_hint(ctx, "from 0 (none) to %lld; 999 tells p to a thousandth",
                  (long long)permutations_max);
        return status;
    }
    if ((int)o->tail < GEO_TAIL_FOLDED || o->tail > GEO_TAIL_LESS) {
        return geoi_fail(ctx, GEO_INVALID, "there is no tail %d", (int)o->tail);
    }
    if (o->islands != GEO_ISLANDS_DROP && o->islands != GEO_ISLANDS_KEEP) {
        return geoi_fail(ctx, GEO_INVALID, "there is no way %d with islands", (int)o->islands);
    }
    return GEO_OK;
}

/* ---- Who is used ------------------------------------------------------------------------- */

static geo_status find_unknown(geo_ctx *ctx, const geo_weights *w, const double *x, const double *y,
                               geoi_sample *s)
{
    for (int64_t i = 0; i < w->n; i++) {
        double second = y != NULL ? y[i] : 0.0;
        if (isinf(x[i]) || isinf(second)) {
            return geoi_fail(ctx, GEO_DATA, "the value of feature %lld is infinite",
                             (long long)i + 1);
        }
        if (isnan(x[i]) || isnan(second)) {
            s->spot[i] = GEO_SPOT_UNKNOWN;
            s->unknown++;
        }
    }
    return GEO_OK;
}

/* May feature i be a neighbour? Islands may be, where they are kept. */
static bool stays(const geoi_sample *s, int64_t i, bool keep)
{
    return s->spot[i] == GEO_SPOT_NONE || (keep && s->spot[i] == GEO_SPOT_ISOLATED);
}

static int64_t count_known(const geo_weights *w, const geoi_sample *s, int64_t i)
{
    int64_t count = 0;
    for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
        count += s->spot[w->neighbour[at]] != GEO_SPOT_UNKNOWN;
    }
    return count;
}

/* Those who have an island as a neighbour lose it: who has no more is the next island. */
static geo_status drop_islands(geo_ctx *ctx, const geo_weights *w, geoi_sample *s, int64_t *left,
                               int64_t *island)
{
    geo_status status = GEO_OK;
    geo_weights *back = NULL;
    GEO_TRY(geoi_weights_transpose(ctx, w, &back));
    for (int64_t k = 0; k < s->islands; k++) {
        for (int64_t at = back->begin[island[k]]; at < back->begin[island[k] + 1]; at++) {
            int64_t i = back->neighbour[at];
            if (s->spot[i] == GEO_SPOT_NONE && --left[i] == 0) {
                s->spot[i] = GEO_SPOT_ISOLATED;
                island[s->islands++] = i;
            }
        }
    }
done:
    geo_weights_destroy(back);
    return status;
}

static geo_status find_islands(geo_ctx *ctx, const geo_weights *w, geoi_sample *s, bool keep)
{
    geo_status status = GEO_OK;
    int64_t *left = NULL, *island = NULL;
    GEO_TRY(geoi_array_raw(ctx, w->n, sizeof *left, &left));
    GEO_TRY(geoi_array_raw(ctx, w->n, sizeof *island, &island));
    for (int64_t i = 0; i < w->n; i++) {
        left[i] = count_known(w, s, i);
        if (s->spot[i] == GEO_SPOT_NONE && left[i] == 0) {
            island[s->islands++] = i;
        }
    }
    for (int64_t k = 0; k < s->islands; k++) {
        s->spot[island[k]] = GEO_SPOT_ISOLATED;
    }
    if (s->islands > 0 && !keep) {
        GEO_TRY(drop_islands(ctx, w, s, left, island));
    }
done:
    geoi_release(left);
    geoi_release(island);
    return status;
}

/* Weights among the features of s->row alone, renumbered. */
static geo_status renumber(geo_ctx *ctx, const geo_weights *w, geoi_sample *s)
{
    geo_status status = GEO_OK;
    int32_t *number = NULL;
    int64_t kept = 0;
    GEO_TRY(geoi_array_raw(ctx, w->n, sizeof *number, &number));
    for (int64_t i = 0; i < w->n; i++) {
        number[i] = -1;
    }
    for (int64_t k = 0; k < s->n; k++) {
        number[s->row[k]] = (int32_t)k;
    }
    GEO_TRY(geoi_weights_room(ctx, s->n, w->begin[w->n], &s->own));
    for (int64_t k = 0; k < s->n; k++) {
        for (int64_t at = w->begin[s->row[k]]; at < w->begin[s->row[k] + 1]; at++) {
            if (number[w->neighbour[at]] >= 0) {
                s->own->neighbour[kept] = number[w->neighbour[at]];
                s->own->weight[kept++] = w->weight[at];
            }
        }
        s->own->begin[k + 1] = kept;
    }
    s->weights = s->own;
done:
    geoi_release(number);
    return status;
}

/* ---- Values ------------------------------------------------------------------------------ */

/* z = (x - mean) / the largest deviation, about its first value first, for then equal values are
 * exactly 0. */
static geo_status center(geo_ctx *ctx, const geoi_sample *s, const double *x, double *z, double *m2)
{
    geoi_sum sum = {0.0, 0.0}, squares = {0.0, 0.0};
    double most = 0.0, first = s->n > 0 ? x[s->row[0]] : 0.0;
    for (int64_t k = 0; k < s->n; k++) {
        z[k] = x[s->row[k]] - first;
        geoi_sum_add(&sum, z[k]);
    }
    double shift = s->n > 0 ? geoi_sum_value(&sum) / (double)s->n : 0.0;
    if (!isfinite(shift)) {
        geo_status status = geoi_fail(ctx, GEO_DATA, "the values are too large to add up");
        geoi_hint(ctx, "give them in a larger unit");
        return status;
    }
    for (int64_t k = 0; k < s->n; k++) {
        z[k] -= shift;
        most = fmax(most, fabs(z[k]));
    }
    for (int64_t k = 0; k < s->n && most > 0.0; k++) {
        z[k] /= most;
        geoi_sum_add(&squares, z[k] * z[k]);
    }
    *m2 = s->n > 0 ? geoi_sum_value(&squares) / (double)s->n : 0.0;
    return GEO_OK;
}

static geo_status read_values(geo_ctx *ctx, const double *x, const double *y, geoi_sample *s)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, s->n, sizeof *s->z, &s->z));
    GEO_TRY(center(ctx, s, x, s->z, &s->m2));
    if (y != NULL) {
        GEO_TRY(geoi_array_raw(ctx, s->n, sizeof *s->y, &s->y));
        GEO_TRY(center(ctx, s, y, s->y, &s->y2));
    }
done:
    return status;
}

geo_status geoi_sample_create(geo_ctx *ctx, const geo_weights *weights, const double *x,
                              const double *y, const geo_autocorrelation_options *options,
                              geo_autocorrelation_options *checked, geoi_sample *out)
{
    geo_status status = GEO_OK;
    int64_t n = weights->n;
    *out = (geoi_sample){.weights = weights};
    *checked = geo_autocorrelation_options_default();
    GEO_TRY(geoi_options(ctx, checked, options));
    GEO_TRY(check_options(ctx, checked));
    bool keep = checked->islands == GEO_ISLANDS_KEEP;
    GEO_TRY(geoi_array(ctx, n, sizeof *out->spot, &out->spot));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->row, &out->row));
    GEO_TRY(find_unknown(ctx, weights, x, y, out));
    GEO_TRY(find_islands(ctx, weights, out, keep));
    for (int64_t i = 0; i < n; i++) {
        if (stays(out, i, keep)) {
            out->row[out->n++] = i;
        }
    }
    if (out->n < n) {
        GEO_TRY(renumber(ctx, weights, out));
    }
    GEO_TRY(read_values(ctx, x, y, out));
done:
    return status;
}

void geoi_sample_clear(geoi_sample *sample)
{
    geoi_release(sample->row);
    geoi_release(sample->spot);
    geo_weights_destroy(sample->own);
    geoi_release(sample->z);
    geoi_release(sample->y);
}

geo_global geoi_nothing(const geoi_sample *sample)
{
    const double none = (double)NAN;
    return (geo_global){.value = none,
                        .expected = none,
                        .var_normal = none,
                        .z_normal = none,
                        .p_normal = none,
                        .var_random = none,
                        .z_random = none,
                        .p_random = none,
                        .perm_mean = none,
                        .perm_variance = none,
                        .perm_z = none,
                        .perm_p = none,
                        .used = sample->n,
                        .islands = sample->islands,
                        .unknown = sample->unknown};
}

/* ---- p ----------------------------------------------------------------------------------- */

double geoi_p_of_counts(int64_t greater, int64_t less, int64_t total, bool exact, geo_tail tail)
{
    int64_t more = exact ? 0 : 1;
    int64_t count = tail == GEO_TAIL_GREATER ? greater
                    : tail == GEO_TAIL_LESS  ? less
                    : greater < less         ? greater
                                             : less;
    double p = (double)(count + more) / (double)(total + more);
    return tail == GEO_TAIL_TWO_SIDED ? fmin(1.0, 2.0 * p) : p;
}

double geo_p_of_z(double z, geo_tail tail)
{
    double greater = 0.5 * erfc(z / sqrt(2.0)), less = 0.5 * erfc(-z / sqrt(2.0));
    switch (tail) {
    case GEO_TAIL_GREATER:
        return greater;
    case GEO_TAIL_LESS:
        return less;
    case GEO_TAIL_TWO_SIDED:
        return isnan(z) ? (double)NAN : fmin(1.0, 2.0 * fmin(greater, less));
    case GEO_TAIL_FOLDED:
        break;
    }
    return isnan(z) ? (double)NAN : fmin(greater, less);
}
