/* SPDX-License-Identifier: MIT */
#include "metrics/autocorrelation_question.h"

geo_status geoi_question_create(geo_ctx *ctx, const geo_weights *weights, const double *x,
                                const double *y, const geo_autocorrelation_options *options,
                                geoi_question *q, geo_global *out)
{
    geo_status status = GEO_OK;
    *q = (geoi_question){.n = 0.0};
    GEO_TRY(geoi_sample_create(ctx, weights, x, y, options, &q->o, &q->s));
    *out = geoi_nothing(&q->s);
    GEO_TRY(geo_weights_sums(ctx, q->s.weights, &q->w));
    q->n = (double)q->s.n;
    q->s0 = q->w.s0;
    q->s1 = q->w.s1;
    q->s2 = q->w.s2;
done:
    return status;
}

bool geoi_varies(const geoi_question *q)
{
    return q->s.n > 1 && q->s0 > 0.0 && q->s.m2 > 0.0 && (q->s.y == NULL || q->s.y2 > 0.0);
}

static void conclude(const geoi_question *q, double variance, double *var, double *z, double *p,
                     const geo_global *g)
{
    if (variance > 0.0 && isfinite(variance)) {
        *var = variance;
        *z = (g->value - g->expected) / sqrt(variance);
        *p = geo_p_of_z(*z, q->o.tail);
    }
}

void geoi_conclude_normal(const geoi_question *q, double variance, geo_global *g)
{
    conclude(q, variance, &g->var_normal, &g->z_normal, &g->p_normal, g);
}

void geoi_conclude_random(const geoi_question *q, double variance, geo_global *g)
{
    conclude(q, variance, &g->var_random, &g->z_random, &g->p_random, g);
}

geo_status geoi_measure_all(geo_ctx *ctx, const geoi_question *q, geoi_statistic_fn statistic,
                            const double *x, const double *y, bool x_stays, geo_global *out)
{
    geo_status status = GEO_OK;
    double got[GEOI_STATISTICS], *room = NULL;
    geo_global *const results[GEOI_STATISTICS] = {out};
    const geoi_dealing d = {.n = q->s.n,
                            .x = x,
                            .y = y,
                            .x_stays = x_stays,
                            .statistic = statistic,
                            .user = q,
                            .count = 1};
    GEO_TRY(geoi_array_raw(ctx, q->s.n, sizeof *room, &room));
    statistic(q, x, y, room, got);
    out->value = got[0];
    GEO_TRY(geoi_deal(ctx, &d, &q->o, results));
done:
    geoi_release(room);
    return status;
}

double geoi_product(const geo_weights *w, const double *a, const double *b)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t i = 0; i < w->n; i++) {
        geoi_sum_add(&sum, a[i] * geoi_lag(w, i, b));
    }
    return geoi_sum_value(&sum);
}
