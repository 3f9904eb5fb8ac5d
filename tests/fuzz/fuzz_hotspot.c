/* SPDX-License-Identifier: MIT */
/* Any bytes are places, weights among them and values as odd as doubles can be. Promises: a status
 * with a message or results that are finite or NaN; rows that ascend; p between 0 and 1; what
 * all pairs of coding promise of their sums. */
#include "fuzz_bytes.h"

#include <math.h>
#include <stdbool.h>

#include "geo/autocorrelation.h"
#include "geo/regions.h"

enum { SIDE = 12 };

static double next_number(source *s)
{
    static const double odd[] = {
        (double)NAN, (double)INFINITY, -1.0,    1e-300, 5e-324,   1e-12, 1e12,
        1e120,       -1e289,           1.7e308, 0.1,    1.0 / 3.0};
    return next_of(s, odd, sizeof odd / sizeof odd[0]);
}

/* ---- Weights ---------------------------------------------------------------------------- */

static void check_weights(geo_ctx *ctx, const geo_weights *w, int64_t n)
{
    geo_weight_rows r = geo_weights_rows(w);
    geo_weight_sums s;
    PROMISE(r.n == n && r.begin[0] == 0);
    for (int64_t i = 0; i < n; i++) {
        for (int64_t at = r.begin[i]; at < r.begin[i + 1]; at++) {
            PROMISE(r.neighbour[at] >= 0 && r.neighbour[at] < n && r.neighbour[at] != i);
            PROMISE(at == r.begin[i] || r.neighbour[at] > r.neighbour[at - 1]);
            PROMISE(r.weight[at] > 0.0 && isfinite(r.weight[at]));
        }
    }
    PROMISE(worked(ctx, geo_weights_sums(ctx, w, &s)));
    PROMISE(s.pairs == r.begin[n] && s.islands <= s.components && s.components <= n);
    PROMISE(isfinite(s.s0) && isfinite(s.s1) && isfinite(s.s2));
}

/* Weights of bytes, or of places at them. */
static geo_weights *make_weights(geo_ctx *ctx, source *s, int64_t n)
{
    double x[SIDE], y[SIDE], weight[SIDE * SIDE];
    int64_t from[SIDE * SIDE], to[SIDE * SIDE], group[SIDE];
    geo_weights *w = NULL;
    geo_shapes *points = NULL;
    int how = next_byte(s) % 9;
    for (int64_t e = 0; e < n * n; e++) {
        from[e] = e / n;
        to[e] = (e % n + next_byte(s)) % (SIDE + 1) - (how == 8);
        weight[e] = next_number(s);
        x[e % SIDE] = next_number(s);
        y[e % SIDE] = next_number(s);
        group[e % SIDE] = next_byte(s) % 4 - 1;
    }
    if (how < 2 || how == 8) {
        return worked(ctx,
                      geo_weights_create(ctx, n, next_byte(s) % (n * n + 1), from, to, weight, &w))
                   ? w
                   : NULL;
    }
    if (how == 2) {
        PROMISE(worked(ctx, geo_weights_block(ctx, n, group, &w)));
        return w;
    }
    if (!worked(ctx, geo_shapes_create_points(ctx, n, x, y, &points))) {
        return NULL;
    }
    double a = next_number(s), b = next_number(s), radius;
    geo_kernel kernel = (geo_kernel)(next_byte(s) % 6);
    geo_status status = how == 3   ? geo_weights_nearest(ctx, points, next_byte(s) % 20, &w)
                        : how == 4 ? geo_weights_band(ctx, points, a, &w)
                        : how == 5 ? geo_weights_inverse(ctx, points, a, b, 1e9, &w)
                        : how == 6 ? geo_weights_kernel(ctx, points, kernel, a, 3, &w)
                                   : geo_weights_gabriel(ctx, points, &w);
    if (worked(ctx, geo_weights_full_band(ctx, points, &radius))) {
        PROMISE(n < 2 || radius >= 0.0);
    }
    geo_shapes_destroy(points);
    return worked(ctx, status) ? w : NULL;
}

/* ---- Statistics ---------------------------------------------------------------------------- */

static bool is_number(double value)
{
    return !isinf(value);
}

static void check_global(const geo_global *g, int64_t n)
{
    PROMISE(is_number(g->value) && is_number(g->expected) && is_number(g->z_normal));
    PROMISE(is_number(g->z_random) && is_number(g->perm_mean) && is_number(g->perm_z));
    PROMISE(isnan(g->perm_p) || (g->perm_p > 0.0 && g->perm_p <= 1.0));
    PROMISE(isnan(g->p_random) || (g->p_random >= 0.0 && g->p_random <= 1.0));
    PROMISE(g->used >= 0 && g->islands >= 0 && g->used + g->unknown <= n);
}

static void ask_all(geo_ctx *ctx, const geo_weights *w, const double *x, const double *y,
                    const geo_autocorrelation_options *o)
{
    int64_t n = geo_weights_rows(w).n;
    geo_global g;
    geo_joins j;
    if (worked(ctx, geo_moran(ctx, w, x, o, &g))) {
        check_global(&g, n);
    }
    if (worked(ctx, geo_geary(ctx, w, x, o, &g))) {
        check_global(&g, n);
        PROMISE(isnan(g.value) || g.value >= 0.0);
    }
    if (worked(ctx, geo_getis_g(ctx, w, x, o, &g))) {
        check_global(&g, n);
    }
    if (worked(ctx, geo_moran_bivariate(ctx, w, x, y, o, &g))) {
        check_global(&g, n);
    }
    if (worked(ctx, geo_lee(ctx, w, x, y, 1, o, &g))) {
        check_global(&g, n);
    }
    if (worked(ctx, geo_join_counts(ctx, w, x, o, &j))) {
        check_global(&j.bb, n);
        PROMISE(j.black >= 0 && j.black <= n);
    }
}

static void ask_each(geo_ctx *ctx, const geo_weights *w, const double *x, const double *y,
                     const geo_autocorrelation_options *o)
{
    int64_t n = geo_weights_rows(w).n, count;
    double value[SIDE], variance[SIDE], z[SIDE], p[SIDE], threshold;
    uint8_t spot[SIDE];
    geo_local out = {.value = value, .variance = variance, .z = z, .p = p, .spot = spot};
    for (int kind = 0; kind < 7; kind++) {
        geo_status status = kind == 0   ? geo_local_moran(ctx, w, x, o, &out)
                            : kind == 1 ? geo_local_moran_bivariate(ctx, w, x, y, o, &out)
                            : kind == 2 ? geo_local_geary(ctx, w, x, o, &out)
                            : kind == 5 ? geo_local_joins(ctx, w, x, o, &out)
                            : kind == 6 ? geo_local_lee(ctx, w, x, y, 1, o, &out)
                                        : geo_local_g(ctx, w, x, kind == 3, o, &out);
        if (!worked(ctx, status)) {
            continue;
        }
        for (int64_t i = 0; i < n; i++) {
            PROMISE(is_number(value[i]) && is_number(z[i]) && spot[i] <= GEO_SPOT_UNLIKE);
            PROMISE(isnan(variance[i]) || variance[i] >= 0.0);
            PROMISE(isnan(p[i]) || (p[i] > 0.0 && p[i] <= 1.0));
        }
        PROMISE(worked(ctx, geo_false_discovery(ctx, n, p, 0.3, &threshold, &count)));
        PROMISE(count >= 0 && count <= n);
        PROMISE(worked(ctx, geo_bonferroni(ctx, n, p, 0.3, &threshold, &count)));
    }
    if (worked(ctx, geo_standard_rates(ctx, n, x, y, z))) {
        for (int64_t i = 0; i < n; i++) {
            PROMISE(is_number(z[i]));
        }
    }
}

/* ---- Regions ------------------------------------------------------------------------------- */

static void check_labels(const int64_t *label, int64_t n, int64_t regions, int64_t left_out)
{
    int64_t count = 0, without = 0;
    for (int64_t i = 0; i < n; i++) { /* numbered as they come */
        PROMISE(label[i] >= -1 && label[i] <= count);
        count += label[i] == count;
        without += label[i] < 0;
    }
    PROMISE(count == regions && without == left_out);
}

static void make_regions(geo_ctx *ctx, const geo_weights *w, const double *x, const double *y,
                         source *s)
{
    int64_t n = geo_weights_rows(w).n, label[SIDE];
    geo_skater_options cut = geo_skater_options_default();
    geo_max_p_options o = geo_max_p_options_default();
    geo_skater_summary trees;
    geo_max_p_summary grown;
    cut.regions = next_byte(s) % SIDE;
    cut.standardize = o.standardize = next_byte(s) % 2;
    cut.by_part = o.by_part = next_byte(s) % 4 > 0;
    cut.floor_of = next_byte(s) % 2 == 0 ? y : NULL;
    cut.floor = next_number(s);
    o.starts = 3;
    o.patience = 5;
    if (worked(ctx, geo_skater(ctx, w, 1, x, &cut, label, &trees))) {
        check_labels(label, n, trees.regions, trees.left_out);
        PROMISE(trees.regions <= cut.regions && trees.regions >= trees.parts);
        PROMISE(trees.ssd_within >= 0.0 && is_number(trees.ssd_total));
    }
    if (worked(ctx, geo_max_p(ctx, w, 1, x, y, cut.floor, &o, label, &grown))) {
        check_labels(label, n, grown.regions, grown.left_out);
        PROMISE(grown.regions >= grown.parts && grown.regions <= grown.bound);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    source s = {bytes, size, 0};
    geo_ctx *ctx;
    double x[SIDE], y[SIDE];
    uint8_t keep[SIDE];
    geo_ctx_options options = geo_ctx_options_default();
    options.threads = 1;
    PROMISE(geo_ctx_create(&options, &ctx) == GEO_OK);
    int64_t n = next_byte(&s) % SIDE + 1;
    geo_autocorrelation_options o = geo_autocorrelation_options_default();
    o.permutations = next_byte(&s);
    o.islands = (geo_islands)(next_byte(&s) % 2);
    o.tail = (geo_tail)(next_byte(&s) % 5);
    for (int k = 0; k < SIDE; k++) {
        x[k] = next_number(&s);
        y[k] = next_number(&s);
        keep[k] = next_byte(&s) % 4 > 0;
    }
    geo_weights *w = make_weights(ctx, &s, n), *coded = NULL, *kept = NULL, *twice = NULL;
    if (w != NULL) {
        check_weights(ctx, w, n);
        if (worked(ctx, geo_weights_code(ctx, w, (geo_coding)(next_byte(&s) % 6), &coded))) {
            check_weights(ctx, coded, n);
            ask_all(ctx, coded, x, y, &o);
            ask_each(ctx, coded, x, y, &o);
        }
        PROMISE(worked(ctx, geo_weights_keep(ctx, w, keep, &kept)));
        PROMISE(worked(ctx, geo_weights_symmetric(ctx, kept, next_byte(&s) % 2, &twice)));
        check_weights(ctx, twice, n);
        make_regions(ctx, w, x, y, &s);
    }
    geo_weights_destroy(w);
    geo_weights_destroy(coded);
    geo_weights_destroy(kept);
    geo_weights_destroy(twice);
    geo_ctx_destroy(ctx);
    return 0;
}
