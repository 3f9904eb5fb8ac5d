/* SPDX-License-Identifier: MIT */
/* What is made of weights: coded, symmetric, thinned, and their sums. */
#include "base/disjoint.h"
#include "base/sum.h"
#include "space/weights_internal.h"

/* ---- The other way round ---------------------------------------------------------------- */

geo_status geoi_weights_transpose(geo_ctx *ctx, const geo_weights *weights, geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    int64_t *next = NULL, n = weights->n, pairs = weights->begin[n];
    *out = NULL;
    GEO_TRY(geoi_weights_room(ctx, n, pairs, &w));
    for (int64_t at = 0; at < pairs; at++) {
        w->begin[weights->neighbour[at] + 1]++;
    }
    geoi_weights_add_up(w);
    GEO_TRY(geoi_copy(ctx, w->begin, n + 1, sizeof *next, &next));
    for (int64_t i = 0; i < n; i++) {
        for (int64_t at = weights->begin[i]; at < weights->begin[i + 1]; at++) {
            int64_t to = next[weights->neighbour[at]]++;
            w->neighbour[to] = (int32_t)i;
            w->weight[to] = weights->weight[at];
        }
    }
    *out = w;
    w = NULL;
done:
    geoi_release(next);
    geo_weights_destroy(w);
    return status;
}

/* ---- Coding ----------------------------------------------------------------------------- */

static double row_sum(const geo_weights *w, int64_t i, bool of_squares)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
        geoi_sum_add(&sum, of_squares ? w->weight[at] * w->weight[at] : w->weight[at]);
    }
    return geoi_sum_value(&sum);
}

static void divide_row(geo_weights *w, int64_t i, double by)
{
    for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
        w->weight[at] /= by;
    }
}

static void scale_to(geo_weights *w, double total)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t at = 0; at < w->begin[w->n]; at++) {
        geoi_sum_add(&sum, w->weight[at]);
    }
    double factor = total / geoi_sum_value(&sum);
    for (int64_t at = 0; at < w->begin[w->n]; at++) {
        w->weight[at] *= factor;
    }
}

static int64_t count_islands(const geo_weights *w)
{
    int64_t count = 0;
    for (int64_t i = 0; i < w->n; i++) {
        count += w->begin[i] == w->begin[i + 1];
    }
    return count;
}

static geo_status copy_weights(geo_ctx *ctx, const geo_weights *from, geo_weights **out)
{
    geo_status status = GEO_OK;
    int64_t pairs = from->begin[from->n];
    GEO_TRY(geoi_weights_room(ctx, from->n, pairs, out));
    memcpy((*out)->begin, from->begin, (size_t)(from->n + 1) * sizeof *from->begin);
    if (pairs > 0) {
        memcpy((*out)->neighbour, from->neighbour, (size_t)pairs * sizeof *from->neighbour);
        memcpy((*out)->weight, from->weight, (size_t)pairs * sizeof *from->weight);
    }
done:
    return status;
}

geo_status geo_weights_code(geo_ctx *ctx, const geo_weights *weights, geo_coding coding,
                            geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    *out = NULL;
    if ((int)coding < GEO_CODING_B || coding > GEO_CODING_S) {
        return geoi_fail(ctx, GEO_INVALID, "there is no coding %d", (int)coding);
    }
    GEO_TRY(copy_weights(ctx, weights, &w));
    for (int64_t i = 0; i < weights->n; i++) {
        if (coding == GEO_CODING_W) {
            divide_row(w, i, row_sum(weights, i, false));
        } else if (coding == GEO_CODING_S) {
            divide_row(w, i, sqrt(row_sum(weights, i, true)));
        }
    }
    if (coding == GEO_CODING_C || coding == GEO_CODING_S) {
        scale_to(w, (double)(weights->n - count_islands(weights)));
    } else if (coding == GEO_CODING_U) {
        scale_to(w, 1.0);
    }
    GEO_TRY(geoi_weights_finish(ctx, w));
    *out = w;
    w = NULL;
done:
    geo_weights_destroy(w);
    return status;
}

/* ---- Symmetric -------------------------------------------------------------------------- */

/* Walks row i of both matrices at once, by ascending neighbour. */
typedef struct twin {
    const geo_weights *a, *b;
    int64_t at_a, end_a, at_b, end_b;
    int32_t neighbour;
    double in_a, in_b; /* 0 where there is no pair */
} twin;

static twin twin_of(const geo_weights *a, const geo_weights *b, int64_t i)
{
    return (twin){a, b, a->begin[i], a->begin[i + 1], b->begin[i], b->begin[i + 1], -1, 0.0, 0.0};
}

static bool twin_next(twin *t)
{
    int32_t in_a = t->at_a < t->end_a ? t->a->neighbour[t->at_a] : INT32_MAX;
    int32_t in_b = t->at_b < t->end_b ? t->b->neighbour[t->at_b] : INT32_MAX;
    t->neighbour = in_a < in_b ? in_a : in_b;
    if (t->neighbour == INT32_MAX) {
        return false;
    }
    t->in_a = in_a == t->neighbour ? t->a->weight[t->at_a++] : 0.0;
    t->in_b = in_b == t->neighbour ? t->b->weight[t->at_b++] : 0.0;
    return true;
}

geo_status geo_weights_symmetric(geo_ctx *ctx, const geo_weights *weights, int larger,
                                 geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *turned = NULL, *w = NULL;
    int64_t n = weights->n, pairs = 0;
    *out = NULL;
    GEO_TRY(geoi_weights_transpose(ctx, weights, &turned));
    for (int64_t i = 0; i < n; i++) {
        for (twin t = twin_of(weights, turned, i); twin_next(&t);) {
            pairs++;
        }
    }
    GEO_TRY(geoi_weights_room(ctx, n, pairs, &w));
    pairs = 0;
    for (int64_t i = 0; i < n; i++) {
        for (twin t = twin_of(weights, turned, i); twin_next(&t);) {
            w->neighbour[pairs] = t.neighbour;
            w->weight[pairs++] = larger != 0 ? fmax(t.in_a, t.in_b) : 0.5 * t.in_a + 0.5 * t.in_b;
        }
        w->begin[i + 1] = pairs;
    }
    GEO_TRY(geoi_weights_finish(ctx, w)); /* half of the smallest number is 0 */
    *out = w;
    w = NULL;
done:
    geo_weights_destroy(turned);
    geo_weights_destroy(w);
    return status;
}

geo_status geo_weights_keep(geo_ctx *ctx, const geo_weights *weights, const uint8_t *keep,
                            geo_weights **out)
{
    geo_status status = GEO_OK;
    geo_weights *w = NULL;
    int64_t kept = 0;
    *out = NULL;
    GEO_TRY(copy_weights(ctx, weights, &w));
    for (int64_t i = 0; i < w->n; i++) {
        for (int64_t at = weights->begin[i]; at < weights->begin[i + 1] && keep[i]; at++) {
            if (keep[weights->neighbour[at]]) {
                w->neighbour[kept] = weights->neighbour[at];
                w->weight[kept++] = weights->weight[at];
            }
        }
        w->begin[i + 1] = kept;
    }
    *out = w;
    w = NULL;
done:
    geo_weights_destroy(w);
    return status;
}

/* ---- Sums ------------------------------------------------------------------------------- */

static geo_status count_components(geo_ctx *ctx, const geo_weights *w, int64_t *out)
{
    geo_status status = GEO_OK;
    int32_t *parent = NULL;
    GEO_TRY(geoi_array_raw(ctx, w->n, sizeof *parent, &parent));
    *out = w->n;
    for (int64_t i = 0; i < w->n; i++) {
        parent[i] = (int32_t)i;
    }
    for (int64_t i = 0; i < w->n; i++) {
        for (int64_t at = w->begin[i]; at < w->begin[i + 1]; at++) {
            int32_t a = geoi_root32(parent, (int32_t)i), b = geoi_root32(parent, w->neighbour[at]);
            *out -= a != b;
            parent[a > b ? a : b] = a > b ? b : a;
        }
    }
done:
    geoi_release(parent);
    return status;
}

static void add_row(const geo_weights *w, const geo_weights *turned, int64_t i,
                    geo_weight_sums *out, geoi_sum s[3])
{
    int64_t count = w->begin[i + 1] - w->begin[i];
    geoi_sum both = {0.0, 0.0};
    out->islands += count == 0;
    out->least = i == 0 || count < out->least ? count : out->least;
    out->most = count > out->most ? count : out->most;
    for (twin t = twin_of(w, turned, i); twin_next(&t);) {
        double sum = t.in_a + t.in_b;
        out->symmetric = out->symmetric && t.in_a == t.in_b;
        geoi_sum_add(&s[0], t.in_a);
        geoi_sum_add(&s[1], sum * sum);
        geoi_sum_add(&both, sum);
    }
    double whole = geoi_sum_value(&both);
    geoi_sum_add(&s[2], whole * whole);
}

geo_status geo_weights_sums(geo_ctx *ctx, const geo_weights *weights, geo_weight_sums *out)
{
    geo_status status = GEO_OK;
    geo_weights *turned = NULL;
    geoi_sum s[3] = {{0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}};
    *out = (geo_weight_sums){.symmetric = 1, .pairs = weights->begin[weights->n]};
    GEO_TRY(geoi_weights_transpose(ctx, weights, &turned));
    for (int64_t i = 0; i < weights->n; i++) {
        add_row(weights, turned, i, out, s);
    }
    out->s0 = geoi_sum_value(&s[0]);
    out->s1 = 0.5 * geoi_sum_value(&s[1]);
    out->s2 = geoi_sum_value(&s[2]);
    GEO_TRY(count_components(ctx, weights, &out->components));
done:
    geo_weights_destroy(turned);
    return status;
}
