/* SPDX-License-Identifier: MIT */
/* Members put on sites that were drawn, and their curves: pair by pair, or two simulations at a
 * time on a plane. */
#include "metrics/agglomeration_internal.h"
#include "metrics/random_words.h"

enum { GRAIN = 8 }; /* even: a plane holds two */

/* ---- The urn --------------------------------------------------------------------------------- */

geo_status geoi_urn_fill(geo_ctx *ctx, int64_t n, int64_t count, geoi_urn_of_sites *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_urn_of_sites){.n = n};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->site, &out->site));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *out->taken, &out->taken));
    for (int64_t i = 0; i < n; i++) {
        out->site[i] = (int32_t)i;
    }
done:
    return status;
}

void geoi_urn_clear(geoi_urn_of_sites *urn)
{
    geoi_release(urn->site);
    geoi_release(urn->taken);
    *urn = (geoi_urn_of_sites){0};
}

static void swap(int32_t *a, int32_t *b)
{
    int32_t c = *a;
    *a = *b;
    *b = c;
}

/* Fisher and Yates, as far as needed and then undone, so that each draw begins alike. */
void geoi_urn_draw(geoi_urn_of_sites *urn, uint64_t seed, uint64_t item, int64_t count,
                   int32_t *site)
{
    geoi_words words = {.seed = seed, .item = item};
    for (int64_t i = 0; i < count; i++) {
        int64_t at = i + (int64_t)geoi_below(&words, (uint32_t)(urn->n - i));
        urn->taken[i] = (int32_t)at;
        swap(&urn->site[i], &urn->site[at]);
        site[i] = urn->site[i];
    }
    for (int64_t i = count - 1; i >= 0; i--) {
        swap(&urn->site[i], &urn->site[urn->taken[i]]);
    }
}

/* ---- Simulations ---------------------------------------------------------------------- */

typedef struct simulating {
    geo_ctx *ctx;
    const geoi_members *members;
    const geoi_smoother *s;
    const geo_kd_options *o;
    bool on_plane;
    geoi_plane plane;
    double *sims;
} simulating;

/* Room of one thread. */
typedef struct desk {
    geoi_urn_of_sites urn;
    geoi_members drawn;
    geoi_plane_room plane;
    double *row;    /* distances and weights of a row of pairs, then bins */
    bool has_drawn; /* members of a simulation before are in their places */
} desk;

static geo_status desk_create(const simulating *m, desk *out)
{
    geo_status status = GEO_OK;
    int64_t n = m->members->n, slots = m->o->exact != 0 ? 0 : m->s->bins;
    *out = (desk){.row = NULL};
    GEO_TRY(geoi_urn_fill(m->ctx, m->members->sites->n, n, &out->urn));
    GEO_TRY(geoi_members_room(m->ctx, m->members->sites, n, &out->drawn));
    out->drawn.weight = m->members->weight;
    if (m->on_plane) {
        GEO_TRY(geoi_plane_room_create(m->ctx, &m->plane, &out->plane));
    } else {
        GEO_TRY(geoi_array_raw(m->ctx, 2 * n + slots, sizeof *out->row, &out->row));
    }
done:
    return status;
}

static void desk_clear(desk *d)
{
    geoi_urn_clear(&d->urn);
    geoi_members_clear(&d->drawn);
    geoi_plane_room_clear(&d->plane);
    geoi_release(d->row);
}

static void draw(const simulating *m, int64_t number, desk *d)
{
    if (d->has_drawn) {
        geoi_members_leave(&d->drawn);
    }
    geoi_urn_draw(&d->urn, m->o->seed, (uint64_t)number, d->drawn.n, d->drawn.site);
    geoi_members_place(&d->drawn);
    d->has_drawn = true;
}

/* Pair by pair. */
static geo_status add_pairs(const simulating *m, desk *d, double *curve)
{
    int64_t n = d->drawn.n;
    double total = 0.0, *w = d->row + n, *bins = w + n;
    if (m->o->exact != 0) {
        return geoi_curve_of(m->ctx, &d->drawn, m->s, true, curve);
    }
    for (int64_t b = 0; b < m->s->bins; b++) {
        bins[b] = 0.0;
    }
    geoi_member_weights(&d->drawn, w);
    for (int64_t i = 0; i < n; i++) {
        int64_t count = geoi_member_row(&d->drawn, i, d->row, w);
        for (int64_t k = 0; k < count; k++) {
            geoi_bin_add(m->s, d->row[k], w[k], bins);
            total += w[k];
        }
    }
    geoi_smooth(m->s, bins, total, curve);
    return GEO_OK;
}

/* The simulations `number` and, if there is one, the next. */
static void add_two(const simulating *m, int64_t number, int64_t count, desk *d)
{
    int64_t points = m->s->steps + 1;
    double *const part[] = {d->plane.re, d->plane.im};
    geoi_plane_empty(&m->plane, &d->plane);
    for (int64_t k = 0; k < count; k++) {
        draw(m, number + k, d);
        geoi_plane_put(&m->plane, &d->drawn, part[k]);
    }
    geoi_plane_correlate(&m->plane, &d->plane);
    for (int64_t k = 0; k < count; k++) {
        geoi_plane_curve(&m->plane, &d->plane, part[k], &d->drawn, m->sims + (number + k) * points);
    }
}

static geo_status simulate_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const simulating *m = job;
    desk d;
    GEO_TRY(desk_create(m, &d));
    for (int64_t number = begin; number < end; number += m->on_plane ? 2 : 1) {
        if (m->on_plane) {
            add_two(m, number, end - number > 1 ? 2 : 1, &d);
        } else {
            draw(m, number, &d);
            GEO_TRY(add_pairs(m, &d, m->sims + number * (m->s->steps + 1)));
        }
    }
done:
    desk_clear(&d);
    return status;
}

geo_status geoi_kd_simulate(geo_ctx *ctx, const geoi_members *members, const geoi_smoother *s,
                            const geo_kd_options *o, double *sims)
{
    geo_status status = GEO_OK;
    simulating m = {.ctx = ctx, .members = members, .s = s, .o = o, .sims = sims};
    m.on_plane = o->exact == 0 && geoi_plane_pays(members, s);
    if (m.on_plane) {
        GEO_TRY(geoi_plane_create(ctx, members, s, &m.plane));
    }
    GEO_TRY(geoi_parallel(ctx, o->simulations, GRAIN, simulate_chunk, &m));
done:
    geoi_plane_clear(&m.plane);
    return status;
}
