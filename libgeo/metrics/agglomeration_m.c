/* SPDX-License-Identifier: MIT */
/* Marcon and Puech's M. Who is near whom stays the same whatever labels are dealt out, so pairs are
 * looked for once, each with the first radius that holds it. */
#include "base/sum.h"
#include "metrics/agglomeration_internal.h"
#include "metrics/labels.h"
#include "metrics/points.h"
#include "space/order.h"

enum { RADII_MAX = 60000, GRAIN = 256, SIMULATION_GRAIN = 4 };

typedef struct near_pairs {
    int64_t n;
    int64_t *begin;  /* [n + 1] */
    int32_t *other;  /* by pairs */
    uint16_t *first; /* the first radius within which it is */
} near_pairs;

/* What one label stands for. */
typedef struct kind {
    int32_t type;
    double weight;
} kind;

typedef struct asking {
    geo_ctx *ctx;
    const geo_costs *costs;
    const geo_m_question *q;
    geo_chance_options o;
    near_pairs pairs;
    int32_t *label; /* [n] */
    kind *kinds;    /* [labels.kinds] */
    geoi_labels labels;
    double *sims; /* [radii * total] */
} asking;

static geo_status check_question(geo_ctx *ctx, const geo_costs *costs, const geo_m_question *q)
{
    geo_status status = GEO_OK;
    int64_t n = geo_costs_origins(costs);
    GEO_TRY(geoi_check_square(ctx, costs));
    if (q->radii < 0 || q->radii > RADII_MAX) {
        return geoi_fail(ctx, GEO_INVALID, "%lld radii, not 0 to %d", (long long)q->radii,
                         RADII_MAX);
    }
    for (int64_t k = 0; k < q->radii; k++) {
        if (!(q->radius[k] >= (k > 0 ? q->radius[k - 1] : 0.0))) {
            return geoi_fail(ctx, GEO_INVALID, "radius %g does not ascend from 0", q->radius[k]);
        }
    }
    if (q->of < 0 || q->with < 0) {
        return geoi_fail(ctx, GEO_INVALID, "sectors are numbered from 0");
    }
    if (q->weight != NULL) {
        for (int64_t i = 0; i < n; i++) {
            GEO_TRY(geoi_check_weight(ctx, i, q->weight[i]));
        }
        GEO_TRY(geoi_check_finite_weights(ctx, n, q->weight));
    }
done:
    return status;
}

/* ---- Pairs ---------------------------------------------------------------------------- */

/* Fill, or while there is no room count, the rows from `begin`. */
static geo_status visit_rows(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    asking *a = job;
    near_pairs *p = &a->pairs;
    geo_cost_reader *reader = NULL;
    GEO_TRY(geo_cost_reader_create(a->ctx, a->costs, &reader));
    for (int64_t i = begin; i < end; i++) {
        geo_cost_rows rows;
        int64_t count = 0;
        GEO_TRY(geo_cost_reader_rows(a->ctx, reader, i, 1, &rows));
        for (int64_t at = rows.begin[0]; at < rows.begin[1]; at++) {
            double most = a->q->radius[a->q->radii - 1];
            if (rows.cost[at] > most || rows.destination[at] == i) {
                continue;
            }
            if (p->other != NULL) {
                int64_t low = 0, high = a->q->radii - 1;
                while (low < high) {
                    int64_t middle = (low + high) / 2;
                    bool within = rows.cost[at] <= a->q->radius[middle];
                    high = within ? middle : high;
                    low = within ? low : middle + 1;
                }
                p->other[p->begin[i] + count] = rows.destination[at];
                p->first[p->begin[i] + count] = (uint16_t)low;
            }
            count++;
        }
        if (p->other == NULL) {
            p->begin[i + 1] = count;
        }
    }
done:
    geo_cost_reader_destroy(reader);
    return status;
}

static geo_status find_pairs(asking *a)
{
    geo_status status = GEO_OK;
    near_pairs *p = &a->pairs;
    p->n = geo_costs_origins(a->costs);
    GEO_TRY(geoi_array(a->ctx, p->n + 1, sizeof *p->begin, &p->begin));
    GEO_TRY(geoi_parallel(a->ctx, p->n, GRAIN, visit_rows, a));
    for (int64_t i = 0; i < p->n; i++) {
        p->begin[i + 1] += p->begin[i];
    }
    GEO_TRY(geoi_array_raw(a->ctx, p->begin[p->n] + 1, sizeof *p->first, &p->first));
    GEO_TRY(geoi_array_raw(a->ctx, p->begin[p->n] + 1, sizeof *p->other, &p->other));
    GEO_TRY(geoi_parallel(a->ctx, p->n, GRAIN, visit_rows, a));
done:
    return status;
}

/* ---- Labels --------------------------------------------------------------------------- */

/* Only of, with and others matter of the types. */
static int32_t part_of(const geo_m_question *q, int64_t i)
{
    return q->type[i] == q->of ? 0 : q->type[i] == q->with ? 1 : 2;
}

static double weight_of(const geo_m_question *q, int64_t i)
{
    return q->weight != NULL ? q->weight[i] : 1.0;
}

/* Places of the same part and weight have the same label. With weights that stay, types alone are
 * labels. */
static geo_status label_places(asking *a)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(a->ctx);
    int64_t n = a->pairs.n, kinds = 0, *order, *first;
    uint64_t *key;
    GEO_TRY(geoi_scratch(a->ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_scratch(a->ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_scratch(a->ctx, n, sizeof *first, &first));
    GEO_TRY(geoi_array_raw(a->ctx, n, sizeof *a->label, &a->label));
    for (int part = 0; part < 3; part++) {
        int64_t count = 0;
        for (int64_t i = 0; i < n; i++) {
            if (part_of(a->q, i) == part) {
                double w = a->o.keep_weights != 0 ? 1.0 : weight_of(a->q, i);
                key[count] = geoi_double_key(w + 0.0); /* -0 is 0 */
                first[count++] = i;
            }
        }
        GEO_TRY(geoi_sort_keys(a->ctx, count, 64, key, order));
        for (int64_t k = 0; k < count; k++) {
            kinds += k == 0 || key[k] != key[k - 1];
            a->label[first[order[k]]] = (int32_t)(kinds - 1);
        }
    }
    GEO_TRY(geoi_array(a->ctx, kinds, sizeof *a->kinds, &a->kinds));
    for (int64_t i = 0; i < n; i++) {
        int32_t part = part_of(a->q, i);
        a->kinds[a->label[i]] = (kind){part == 0   ? a->q->of
                                       : part == 1 ? a->q->with
                                                   : -1,
                                       weight_of(a->q, i)};
    }
    GEO_TRY(geoi_labels_create(a->ctx, n, a->label, kinds, &a->o, &a->labels));
done:
    geoi_scratch_reset(a->ctx, mark);
    return status;
}

/* ---- The statistic -------------------------------------------------------------------- */

/* Room of one thread. */
typedef struct desk {
    int64_t *left;
    int32_t *dealt;
    double *weight;      /* [n] of each place as dealt */
    int32_t *type;       /* [n] */
    double *near, *same; /* [radii] */
    geoi_sum *over, *under;
    int64_t *used;
} desk;

static geo_status desk_create(const asking *a, desk *d)
{
    geo_status status = GEO_OK;
    int64_t n = a->pairs.n, radii = a->q->radii;
    *d = (desk){0};
    GEO_TRY(geoi_array_raw(a->ctx, a->labels.kinds, sizeof *d->left, &d->left));
    GEO_TRY(geoi_array_raw(a->ctx, n, sizeof *d->dealt, &d->dealt));
    GEO_TRY(geoi_array_raw(a->ctx, n, sizeof *d->weight, &d->weight));
    GEO_TRY(geoi_array_raw(a->ctx, n, sizeof *d->type, &d->type));
    GEO_TRY(geoi_array_raw(a->ctx, radii, sizeof *d->near, &d->near));
    GEO_TRY(geoi_array_raw(a->ctx, radii, sizeof *d->same, &d->same));
    GEO_TRY(geoi_array_raw(a->ctx, radii, sizeof *d->over, &d->over));
    GEO_TRY(geoi_array_raw(a->ctx, radii, sizeof *d->under, &d->under));
    GEO_TRY(geoi_array_raw(a->ctx, radii, sizeof *d->used, &d->used));
done:
    return status;
}

static void desk_clear(desk *d)
{
    void *const all[] = {d->left, d->dealt, d->weight, d->type, d->near,
                         d->same, d->over,  d->under,  d->used};
    for (int64_t k = 0; k < GEOI_COUNT_OF(all); k++) {
        geoi_release(all[k]);
    }
}

static void put_labels(const asking *a, const int32_t *label, desk *d)
{
    for (int64_t i = 0; i < a->pairs.n; i++) {
        const kind *k = &a->kinds[label[i]];
        d->type[i] = k->type;
        d->weight[i] = a->o.keep_weights != 0 ? weight_of(a->q, i) : k->weight;
    }
}

/* Add what place i sees around it to both sums of each radius. */
static void add_place(const asking *a, int64_t i, double all, double with, desk *d)
{
    const near_pairs *p = &a->pairs;
    int64_t radii = a->q->radii;
    double near = 0.0, same = 0.0;
    for (int64_t k = 0; k < radii; k++) {
        d->near[k] = d->same[k] = 0.0;
    }
    for (int64_t at = p->begin[i]; at < p->begin[i + 1]; at++) {
        double w = d->weight[p->other[at]];
        d->near[p->first[at]] += w;
        d->same[p->first[at]] += d->type[p->other[at]] == a->q->with ? w : 0.0;
    }
    double self = d->weight[i], rest = all - self;
    double expected = (with - (a->q->of == a->q->with ? self : 0.0)) / rest;
    for (int64_t k = 0; k < radii; k++) {
        near += d->near[k];
        same += d->same[k];
        if (near > 0.0) {
            geoi_sum_add(&d->over[k], same / near);
            geoi_sum_add(&d->under[k], expected);
            d->used[k]++;
        }
    }
}

/* M of each radius as labels stand, radius k at out[k * stride]. */
static void measure(const asking *a, desk *d, double *out, int64_t stride)
{
    geoi_sum all = {0.0, 0.0}, with = {0.0, 0.0};
    for (int64_t i = 0; i < a->pairs.n; i++) {
        geoi_sum_add(&all, d->weight[i]);
        geoi_sum_add(&with, d->type[i] == a->q->with ? d->weight[i] : 0.0);
    }
    for (int64_t k = 0; k < a->q->radii; k++) {
        d->over[k] = d->under[k] = (geoi_sum){0.0, 0.0};
        d->used[k] = 0;
    }
    for (int64_t i = 0; i < a->pairs.n; i++) {
        if (d->type[i] == a->q->of) {
            add_place(a, i, geoi_sum_value(&all), geoi_sum_value(&with), d);
        }
    }
    for (int64_t k = 0; k < a->q->radii; k++) {
        double under = geoi_sum_value(&d->under[k]);
        out[k * stride] = under > 0.0 ? geoi_sum_value(&d->over[k]) / under : (double)NAN;
    }
}

static geo_status simulate_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const asking *a = job;
    desk d;
    GEO_TRY(desk_create(a, &d));
    for (int64_t number = begin; number < end; number++) {
        geoi_labels_deal(&a->labels, number, d.left, d.dealt);
        put_labels(a, d.dealt, &d);
        measure(a, &d, a->sims + number, a->labels.total);
    }
done:
    desk_clear(&d);
    return status;
}

/* ---- Results -------------------------------------------------------------------------- */

static void put(double *array, int64_t k, double value)
{
    if (array != NULL) {
        array[k] = value;
    }
}

static void tell(const asking *a, const double *value, const int64_t *used, geo_m *out)
{
    for (int64_t k = 0; k < a->q->radii; k++) {
        geoi_chance c = geoi_chance_of(value[k], a->labels.total, a->sims + k * a->labels.total,
                                       a->labels.exact, &a->o);
        put(out->value, k, value[k]);
        put(out->mean, k, c.mean);
        put(out->low, k, c.low);
        put(out->high, k, c.high);
        put(out->p, k, c.p);
        if (out->used != NULL) {
            out->used[k] = used[k];
        }
    }
    out->simulations = a->labels.total;
    out->exact = a->labels.exact && a->labels.total > 0;
}

geo_status geo_m_measure(geo_ctx *ctx, const geo_costs *costs, const geo_m_question *question,
                         const geo_chance_options *options, geo_m *out)
{
    geo_status status = GEO_OK;
    asking a = {.ctx = ctx, .costs = costs, .q = question};
    double *value = NULL;
    desk d = {0};
    GEO_TRY(geoi_chance_check(ctx, options, &a.o));
    GEO_TRY(check_question(ctx, costs, question));
    if (question->radii == 0) {
        return GEO_OK;
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.2, "looking for neighbours"));
    GEO_TRY(find_pairs(&a));
    GEO_TRY(label_places(&a));
    GEO_TRY(geoi_array_raw(ctx, question->radii, sizeof *value, &value));
    GEO_TRY(geoi_array_raw(ctx, question->radii * a.labels.total, sizeof *a.sims, &a.sims));
    GEO_TRY(desk_create(&a, &d));
    put_labels(&a, a.label, &d);
    measure(&a, &d, value, 1);
    GEO_TRY(geoi_stage(ctx, 0.2, 1.0, "dealing out sectors"));
    GEO_TRY(geoi_parallel(ctx, a.labels.total, SIMULATION_GRAIN, simulate_chunk, &a));
    tell(&a, value, d.used, out);
done:
    desk_clear(&d);
    geoi_labels_clear(&a.labels);
    geoi_release(a.pairs.begin);
    geoi_release(a.pairs.other);
    geoi_release(a.pairs.first);
    geoi_release(a.label);
    geoi_release(a.kinds);
    geoi_release(a.sims);
    geoi_release(value);
    return status;
}
