/* SPDX-License-Identifier: MIT */
#include "scattered.h"

scattered *scatter(geo_ctx *ctx, int kind)
{
    scattered *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->w = test_window_make(ctx, kind);
    s->n = MANY - 2;
    s->m = MANY / 3;
    assert_ok(ctx, geo_window_draw(ctx, s->w.window, 21, (uint64_t)kind, s->n, s->x, s->y));
    assert_ok(ctx, geo_window_draw(ctx, s->w.window, 22, (uint64_t)kind, s->m, s->u, s->v));
    s->x[5] = s->x[4];
    s->y[5] = s->y[4];
    s->u[1] = s->x[9];
    s->v[1] = s->y[9];
    for (int i = 0; i < MANY; i++) {
        s->intensity[i] = 0.3 + 0.1 * s->x[i];
        s->others_intensity[i] = 0.5 + 0.02 * s->v[i];
    }
    s->x[MANY - 2] = s->x[MANY - 1] = -50.0;
    for (int k = 0; k < STEPS; k++) {
        s->r[k] = 0.25 * k + 0.01 * k * k;
    }
    s->points = draft_points(ctx, MANY, s->x, s->y);
    s->others = draft_points(ctx, s->m, s->u, s->v);
    return s;
}

void scattered_free(scattered *s)
{
    geo_shapes_destroy(s->points);
    geo_shapes_destroy(s->others);
    test_window_clear(&s->w);
    free(s);
}

geo_pattern_options asked(geo_pattern_statistic statistic, geo_edge_correction correction)
{
    geo_pattern_options o = geo_pattern_options_default();
    o.statistic = statistic;
    o.correction = correction;
    o.most_weight = (double)INFINITY;
    return o;
}
