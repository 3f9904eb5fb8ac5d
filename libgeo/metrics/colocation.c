/* SPDX-License-Identifier: MIT */
/* Co-location quotients. Points at one spot are one place, whose types are counted together, so
 * that a thousand at one address are no million pairs. */
#include "base/sum.h"
#include "metrics/agglomeration_internal.h"
#include "metrics/labels.h"
#include "metrics/points.h"

enum { GRAIN = 16 };

typedef struct asking {
    geo_ctx *ctx;
    int64_t types;
    geo_chance_options o;
    geoi_nearest_sets sets;
    int32_t *label; /* [n] */
    geoi_labels labels;
    double *sims; /* [types^2 * total] */
} asking;

/* ---- The statistic -------------------------------------------------------------------- */

/* Room of one thread. */
typedef struct desk {
    int64_t *left;    /* [types] */
    int32_t *dealt;   /* [n] */
    int64_t *at;      /* [places of several * types] */
    int64_t *several; /* [places] their number, or -1 */
    geoi_sum *count;  /* [types^2] */
    int64_t *points;  /* [types] that have a nearest other */
} desk;

static geo_status desk_create(const asking *a, desk *d)
{
    geo_status status = GEO_OK;
    int64_t several = 0;
    *d = (desk){0};
    GEO_TRY(geoi_array_raw(a->ctx, a->types, sizeof *d->left, &d->left));
    GEO_TRY(geoi_array_raw(a->ctx, a->sets.n, sizeof *d->dealt, &d->dealt));
    GEO_TRY(geoi_array_raw(a->ctx, a->sets.places, sizeof *d->several, &d->several));
    for (int64_t p = 0; p < a->sets.places; p++) {
        d->several[p] = a->sets.members[p] > 1 ? several++ : -1;
    }
    GEO_TRY(geoi_array_raw(a->ctx, several * a->types, sizeof *d->at, &d->at));
    GEO_TRY(geoi_array_raw(a->ctx, a->types * a->types, sizeof *d->count, &d->count));
    GEO_TRY(geoi_array_raw(a->ctx, a->types, sizeof *d->points, &d->points));
done:
    return status;
}

static void desk_clear(desk *d)
{
    void *const all[] = {d->left, d->dealt, d->at, d->several, d->count, d->points};
    for (int64_t k = 0; k < GEOI_COUNT_OF(all); k++) {
        geoi_release(all[k]);
    }
}

/* How many of each type are at each place of several, and the type of the only one elsewhere, which
 * is kept as left by the last of its points: there is one. */
static void count_places(const asking *a, const int32_t *type, desk *d, int32_t *only)
{
    int64_t several = 0;
    for (int64_t p = 0; p < a->sets.places; p++) {
        several += d->several[p] >= 0;
    }
    for (int64_t k = 0; k < several * a->types; k++) {
        d->at[k] = 0;
    }
    for (int64_t i = 0; i < a->sets.n; i++) {
        int32_t p = a->sets.place[i];
        only[p] = type[i];
        if (d->several[p] >= 0) {
            d->at[d->several[p] * a->types + type[i]]++;
        }
    }
}

/* Those at the place of i share its one count. */
static void add_neighbours_here(const asking *a, int32_t type, int64_t place, desk *d)
{
    const int64_t *at = d->at + d->several[place] * a->types;
    double others = (double)(a->sets.members[place] - 1);
    for (int64_t b = 0; b < a->types; b++) {
        int64_t count = at[b] - (b == type);
        if (count > 0) {
            geoi_sum_add(&d->count[type * a->types + b], (double)count / others);
        }
    }
}

static void add_neighbours_there(const asking *a, int32_t type, int64_t place, const int32_t *only,
                                 desk *d)
{
    const geoi_nearest_sets *s = &a->sets;
    geoi_sum *count = d->count + type * a->types;
    int64_t all = 0;
    for (int64_t k = s->begin[place]; k < s->begin[place + 1]; k++) {
        all += s->members[s->other[k]];
    }
    for (int64_t k = s->begin[place]; k < s->begin[place + 1]; k++) {
        int32_t other = s->other[k];
        if (d->several[other] < 0) {
            geoi_sum_add(&count[only[other]], 1.0 / (double)all);
            continue;
        }
        for (int64_t b = 0; b < a->types; b++) {
            int64_t at = d->at[d->several[other] * a->types + b];
            geoi_sum_add(&count[b], (double)at / (double)all);
        }
    }
}

/* Counts and quotients of each pair of types, the latter at out[pair * stride]. */
static void measure(const asking *a, const int32_t *type, int32_t *only, desk *d, double *out,
                    int64_t stride)
{
    const geoi_nearest_sets *s = &a->sets;
    for (int64_t k = 0; k < a->types * a->types; k++) {
        d->count[k] = (geoi_sum){0.0, 0.0};
    }
    for (int64_t t = 0; t < a->types; t++) {
        d->points[t] = 0;
    }
    count_places(a, type, d, only);
    for (int64_t i = 0; i < s->n; i++) {
        int32_t place = s->place[i];
        if (d->several[place] >= 0) {
            add_neighbours_here(a, type[i], place, d);
        } else {
            add_neighbours_there(a, type[i], place, only, d);
        }
        d->points[type[i]] += d->several[place] >= 0 || s->begin[place] < s->begin[place + 1];
    }
    for (int64_t k = 0; k < a->types * a->types; k++) {
        int64_t from = k / a->types, to = k % a->types;
        double others = (double)(a->labels.count[to] - (from == to));
        double expected = others / (double)(s->n - 1) * (double)d->points[from];
        out[k * stride] = expected > 0.0 ? geoi_sum_value(&d->count[k]) / expected : (double)NAN;
    }
}

static geo_status simulate_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const asking *a = job;
    int32_t *only = NULL;
    desk d = {0};
    GEO_TRY(geoi_array_raw(a->ctx, a->sets.places, sizeof *only, &only));
    GEO_TRY(desk_create(a, &d));
    for (int64_t number = begin; number < end; number++) {
        geoi_labels_deal(&a->labels, number, d.left, d.dealt);
        measure(a, d.dealt, only, &d, a->sims + number, a->labels.total);
    }
done:
    desk_clear(&d);
    geoi_release(only);
    return status;
}

/* ---- Results -------------------------------------------------------------------------- */

static void put(double *array, int64_t k, double value)
{
    if (array != NULL) {
        array[k] = value;
    }
}

static void tell(const asking *a, const double *value, const desk *d, geo_colocation *out)
{
    out->used = 0;
    for (int64_t k = 0; k < a->types * a->types; k++) {
        geoi_chance c = geoi_chance_of(value[k], a->labels.total, a->sims + k * a->labels.total,
                                       a->labels.exact, &a->o);
        put(out->count, k, geoi_sum_value(&d->count[k]));
        put(out->quotient, k, value[k]);
        put(out->mean, k, c.mean);
        put(out->p, k, c.p);
    }
    for (int64_t t = 0; t < a->types; t++) {
        out->used += d->points[t];
        if (out->points != NULL) {
            out->points[t] = a->labels.count[t];
        }
    }
    out->simulations = a->labels.total;
    out->exact = a->labels.exact && a->labels.total > 0;
}

/* Once it is known who is near whom. */
static geo_status conclude(asking *a, geo_colocation *out)
{
    geo_status status = GEO_OK;
    int64_t pairs = a->types * a->types;
    double *value = NULL;
    int32_t *only = NULL;
    desk d = {0};
    GEO_TRY(geoi_labels_create(a->ctx, a->sets.n, a->label, a->types, &a->o, &a->labels));
    GEO_TRY(geoi_array_raw(a->ctx, pairs, sizeof *value, &value));
    GEO_TRY(geoi_array_raw(a->ctx, pairs * a->labels.total, sizeof *a->sims, &a->sims));
    GEO_TRY(geoi_array_raw(a->ctx, a->sets.places, sizeof *only, &only));
    GEO_TRY(desk_create(a, &d));
    measure(a, a->label, only, &d, value, 1);
    GEO_TRY(geoi_stage(a->ctx, 0.2, 1.0, "dealing out types"));
    GEO_TRY(geoi_parallel(a->ctx, a->labels.total, GRAIN, simulate_chunk, a));
    tell(a, value, &d, out);
done:
    desk_clear(&d);
    geoi_release(value);
    geoi_release(only);
    return status;
}

static geo_status check_types(geo_ctx *ctx, int64_t n, const int32_t *type, int64_t types)
{
    if (types < 0 || types > INT32_MAX) {
        return geoi_fail(ctx, GEO_INVALID, "%lld types", (long long)types);
    }
    for (int64_t i = 0; i < n; i++) {
        if (type[i] < -1 || type[i] >= types) {
            return geoi_fail(ctx, GEO_INVALID, "feature %lld is of type %d of %lld",
                             (long long)i + 1, (int)type[i], (long long)types);
        }
    }
    return GEO_OK;
}

static void asking_clear(asking *a)
{
    geoi_nearest_clear(&a->sets);
    geoi_release(a->label);
    geoi_labels_clear(&a->labels);
    geoi_release(a->sims);
}

geo_status geo_colocation_measure(geo_ctx *ctx, const geo_shapes *points, const int32_t *type,
                                  int64_t types, const geo_chance_options *options,
                                  geo_colocation *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    asking a = {.ctx = ctx, .types = types};
    geoi_points all;
    double *x, *y;
    int64_t n = 0;
    GEO_TRY(geoi_chance_check(ctx, options, &a.o));
    GEO_TRY(check_types(ctx, geo_shapes_geometry(points)->n, type, types));
    GEO_TRY(geoi_points_of(ctx, points, "points", &all));
    GEO_TRY(geoi_scratch(ctx, all.n, sizeof *x, &x));
    GEO_TRY(geoi_scratch(ctx, all.n, sizeof *y, &y));
    GEO_TRY(geoi_array_raw(ctx, all.n, sizeof *a.label, &a.label));
    for (int64_t i = 0; i < all.n; i++) {
        int32_t of = type[geoi_point_row(&all, i)];
        if (of >= 0) {
            x[n] = all.x[i];
            y[n] = all.y[i];
            a.label[n++] = of;
        }
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "looking for the nearest"));
    GEO_TRY(geoi_nearest_of_points(ctx, n, x, y, &a.sets));
    GEO_TRY(conclude(&a, out));
done:
    asking_clear(&a);
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geo_colocation_costs(geo_ctx *ctx, const geo_costs *costs, const int32_t *type,
                                int64_t types, const geo_chance_options *options,
                                geo_colocation *out)
{
    geo_status status = GEO_OK;
    asking a = {.ctx = ctx, .types = types};
    int64_t n = 0, sites = geo_costs_origins(costs);
    int32_t *slot = NULL;
    GEO_TRY(geoi_chance_check(ctx, options, &a.o));
    GEO_TRY(geoi_check_square(ctx, costs));
    GEO_TRY(check_types(ctx, sites, type, types));
    GEO_TRY(geoi_array_raw(ctx, sites, sizeof *slot, &slot));
    GEO_TRY(geoi_array_raw(ctx, sites, sizeof *a.label, &a.label));
    for (int64_t i = 0; i < sites; i++) {
        slot[i] = -1;
        if (type[i] >= 0) {
            slot[i] = (int32_t)n;
            a.label[n++] = type[i];
        }
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "looking for the nearest"));
    GEO_TRY(geoi_nearest_of_table(ctx, costs, slot, n, &a.sets));
    GEO_TRY(conclude(&a, out));
done:
    asking_clear(&a);
    geoi_release(slot);
    return status;
}
