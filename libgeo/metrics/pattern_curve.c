/* SPDX-License-Identifier: MIT */
/* Curves of a pattern, and envelopes of what they would be by chance. */
#include "metrics/pattern_internal.h"
#include "metrics/random_words.h"

static const double PI = 3.14159265358979323846;

/* A pattern with its plan. */
typedef struct measuring {
    geo_ctx *ctx;
    const geo_pattern *pattern;
    geoi_spots from, to;
    geoi_left_out from_left, to_left;
    geoi_curve_plan plan;
    double density; /* of the points that are looked for: what chance has of them */
} measuring;

static void clear(measuring *m)
{
    geoi_spots_clear(&m->from);
    geoi_spots_clear(&m->to);
    geoi_plan_clear(&m->plan);
}

double geo_pattern_reach_m(const geo_window *window)
{
    geo_box e = geo_window_extent(window);
    return fmin(e.max_x - e.min_x, e.max_y - e.min_y) / 4.0;
}

/* ---- The pattern ---------------------------------------------------------------------- */

static bool of_nearest(geo_pattern_statistic s)
{
    return s == GEO_PATTERN_F || s == GEO_PATTERN_G || s == GEO_PATTERN_J;
}

/* Products have no Kaplan-Meier estimate: the default is another for them. */
static geo_status check_pattern(geo_ctx *ctx, const geo_pattern *p, geo_pattern_options *o)
{
    if (of_nearest(o->statistic) && p->intensity != NULL &&
        o->correction == GEO_EDGE_KAPLAN_MEIER) {
        geo_status status = geoi_fail(
            ctx, GEO_INVALID, "with an intensity F, G and J have no Kaplan-Meier correction");
        geoi_hint(ctx, "border or none");
        return status;
    }
    if (of_nearest(o->statistic) && p->intensity != NULL && o->correction == GEO_EDGE_DEFAULT) {
        o->correction = GEO_EDGE_BORDER;
    }
    if ((p->others_intensity != NULL) != (p->others != NULL && p->intensity != NULL)) {
        return geoi_fail(ctx, GEO_INVALID,
                         "an intensity is wanted of both the points and the "
                         "others, or of neither");
    }
    return GEO_OK;
}

static geo_status check_count(geo_ctx *ctx, const measuring *m, geo_pattern_statistic s)
{
    bool cross = m->pattern->others != NULL;
    int64_t least = cross || s == GEO_PATTERN_F ? 1 : 2;
    bool few = m->from.n < least;
    if (!few && (!cross || m->to.n > 0)) {
        return GEO_OK;
    }
    int64_t n = few ? m->from.n : m->to.n;
    geo_status status = geoi_fail(
        ctx, GEO_DATA, "%lld %s%s inside the window: at least %lld %s needed", (long long)n,
        few ? "point" : "other", n == 1 ? "" : "s", (long long)least, least == 1 ? "is" : "are");
    geoi_hint(ctx, "look whether the window is the area in which the points lie");
    return status;
}

static geo_status prepare(measuring *m, int64_t r_count, const double *r,
                          const geo_pattern_options *options)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = m->ctx;
    const geo_pattern *p = m->pattern;
    geo_pattern_options o = geo_pattern_options_default();
    GEO_TRY(geoi_options(ctx, &o, options));
    GEO_TRY(check_pattern(ctx, p, &o));
    GEO_TRY(geoi_spots_create(ctx, p->window, p->points, p->intensity, &m->from, &m->from_left));
    if (p->others != NULL) {
        status =
            geoi_spots_create(ctx, p->window, p->others, p->others_intensity, &m->to, &m->to_left);
        if (status != GEO_OK) {
            geoi_where(ctx, "others");
            goto done;
        }
    }
    GEO_TRY(check_count(ctx, m, o.statistic));
    const geoi_spots *sought = p->others != NULL ? &m->to : &m->from;
    m->density = of_nearest(o.statistic) && sought->weight != NULL
                     ? geoi_least_intensity(sought)
                     : (double)sought->n / p->window->area;
    GEO_TRY(geoi_plan_create(ctx, p->window, r_count, r, &o, m->density, &m->plan));
done:
    return status;
}

static double expected_at(const measuring *m, double r)
{
    const geoi_curve_plan *p = &m->plan;
    switch (p->o.statistic) {
    case GEO_PATTERN_K:
        return PI * r * r;
    case GEO_PATTERN_L:
        return 0.0;
    case GEO_PATTERN_PAIR:
    case GEO_PATTERN_J:
        return 1.0;
    case GEO_PATTERN_F:
    case GEO_PATTERN_G:
        break;
    }
    return -expm1(-m->density * PI * r * r);
}

geo_status geo_pattern_curve(geo_ctx *ctx, const geo_pattern *pattern, int64_t r_count,
                             const double *r, const geo_pattern_options *options, geo_curve *out)
{
    geo_status status = GEO_OK;
    measuring m = {.ctx = ctx, .pattern = pattern};
    GEO_TRY(prepare(&m, r_count, r, options));
    GEO_TRY(geoi_curve_measure(ctx, &m.plan, &m.from, pattern->others != NULL ? &m.to : NULL,
                               out->value));
    for (int64_t k = 0; k < r_count && out->expected != NULL; k++) {
        out->expected[k] = expected_at(&m, r[k]);
    }
    out->used = m.from.n;
    out->outside = m.from_left.outside;
    out->unplaced = m.from_left.unplaced;
    out->others_used = m.to.n;
    out->others_outside = m.to_left.outside;
    out->others_unplaced = m.to_left.unplaced;
done:
    clear(&m);
    return status;
}

/* ---- Chance --------------------------------------------------------------------------- */

typedef struct chance {
    const measuring *m;
    geo_envelope_options o;
    double *curve; /* [simulations][r_count] */
} chance;

static geo_status room_for(geo_ctx *ctx, int64_t n, geoi_spots *out)
{
    geo_status status = GEO_OK;
    out->n = n;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->x, &out->x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->y, &out->y));
done:
    return status;
}

/* All places of both kinds, of which the first n (in an order drawn by Fisher and Yates) are
 * points. */
static void deal(const measuring *m, geoi_words *words, geoi_spots *from, geoi_spots *to)
{
    const geoi_spots *const both[] = {&m->from, &m->to};
    geoi_spots *const dealt[] = {from, to};
    int64_t n = m->from.n, all = n + m->to.n;
    for (int64_t i = 0; i < all; i++) {
        int64_t side = i < n ? 0 : 1, at = i < n ? i : i - n;
        dealt[side]->x[at] = both[side]->x[at];
        dealt[side]->y[at] = both[side]->y[at];
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t j = i + (int64_t)geoi_below(words, (uint32_t)(all - i));
        geoi_spots *other = j < n ? from : to;
        int64_t at = j < n ? j : j - n;
        double x = from->x[i], y = from->y[i];
        from->x[i] = other->x[at];
        from->y[i] = other->y[at];
        other->x[at] = x;
        other->y[at] = y;
    }
}

static geo_status simulate(const chance *c, int64_t index)
{
    geo_status status = GEO_OK;
    const measuring *m = c->m;
    geo_ctx *ctx = m->ctx;
    geoi_spots from = {0}, to = {0};
    const geo_window *w = m->plan.w;
    double *curve = c->curve + index * m->plan.r_count;
    bool cross = m->pattern->others != NULL;
    if (cross) {
        GEO_TRY(room_for(ctx, m->to.n, &to));
    }
    if (!cross || c->o.relabel) {
        GEO_TRY(room_for(ctx, m->from.n, &from));
    }
    if (cross && c->o.relabel) {
        geoi_words words = {.seed = c->o.seed, .item = (uint64_t)index};
        deal(m, &words, &from, &to);
        GEO_TRY(geoi_curve_measure(ctx, &m->plan, &from, &to, curve));
    } else if (cross) {
        GEO_TRY(geo_window_draw(ctx, w, c->o.seed, (uint64_t)index, to.n, to.x, to.y));
        GEO_TRY(geoi_curve_measure(ctx, &m->plan, &m->from, &to, curve));
    } else {
        GEO_TRY(geo_window_draw(ctx, w, c->o.seed, (uint64_t)index, from.n, from.x, from.y));
        GEO_TRY(geoi_curve_measure(ctx, &m->plan, &from, NULL, curve));
    }
done:
    geoi_spots_clear(&from);
    geoi_spots_clear(&to);
    return status;
}

static geo_status simulate_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    for (int64_t i = begin; i < end; i++) {
        GEO_TRY(simulate(job, i));
    }
done:
    return status;
}

static geo_status refuse_intensity(geo_ctx *ctx)
{
    geo_status status = geoi_fail(ctx, GEO_UNSUPPORTED,
                                  "what chance would do with an intensity is not known beyond the "
                                  "points");
    geoi_hint(ctx, "look at the curve alone, or leave the intensity out");
    return status;
}

geo_status geo_pattern_envelope(geo_ctx *ctx, const geo_pattern *pattern, int64_t r_count,
                                const double *r, const geo_pattern_options *options,
                                const geo_envelope_options *envelope, const geo_curve *curve,
                                geo_envelope *out)
{
    geo_status status = GEO_OK;
    measuring m = {.ctx = ctx, .pattern = pattern};
    chance c = {.m = &m, .o = geo_envelope_options_default()};
    GEO_TRY(geoi_options(ctx, &c.o, envelope));
    GEO_TRY(geoi_check_envelope(ctx, &c.o));
    if (pattern->intensity != NULL) {
        return refuse_intensity(ctx);
    }
    GEO_TRY(prepare(&m, r_count, r, options));
    if (m.from.n + m.to.n > UINT32_MAX) {
        status = geoi_fail(ctx, GEO_LIMIT, "more than 2^32 points cannot be dealt out");
        goto done;
    }
    GEO_TRY(geoi_array_raw(ctx, c.o.simulations * r_count, sizeof *c.curve, &c.curve));
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "drawing patterns"));
    GEO_TRY(geoi_parallel(ctx, c.o.simulations, 1, simulate_chunk, &c));
    GEO_TRY(geo_envelope_of(ctx, r_count, curve->value, c.curve, &c.o, out));
done:
    geoi_release(c.curve);
    clear(&m);
    return status;
}
