/* SPDX-License-Identifier: MIT */
/* Max-p: Duque, Anselin & Rey 2012, doi:10.1111/j.1467-9787.2011.00743.x.
 *
 * 1. Zones with values and amounts, and who touches whom     regions_graph.c
 * 2. Many starts, of which only the outcome is kept          max_p_grow.c
 * 3. The best of them made again, and improved               max_p_tabu.c
 * Each start has random numbers of its own, so any thread may make it. */
#include "metrics/regions_internal.h"

#include "space/order.h"
#include "space/weights_internal.h"

enum { GRAIN = 4, SEARCHES = 8 };

typedef struct max_p {
    geo_ctx *ctx;
    geo_max_p_options o;
    geoi_zone_graph graph;
    double floor;
    int64_t bound;
    int64_t *rank;                      /* [columns * n] */
    int64_t *p;                         /* [starts] */
    double *heterogeneity;              /* [starts] */
    int64_t searches, chosen[SEARCHES]; /* starts, the best first */
    int64_t *found[SEARCHES];           /* [n] regions */
    double reached[SEARCHES];
} max_p;

static geo_status rank_zones(max_p *m)
{
    geo_status status = GEO_OK;
    const int64_t n = m->graph.n;
    uint64_t *key = NULL;
    GEO_TRY(geoi_array_raw(m->ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(m->ctx, n * m->graph.columns, sizeof *m->rank, &m->rank));
    for (int64_t c = 0; c < m->graph.columns; c++) {
        for (int64_t i = 0; i < n; i++) {
            key[i] = geoi_double_key(m->graph.value[i * m->graph.columns + c] + 0.0);
        }
        GEO_TRY(geoi_sort_keys(m->ctx, n, 64, key, m->rank + c * n));
    }
done:
    geoi_release(key);
    return status;
}

/* ---- Step 2: starts ------------------------------------------------------------------- */

static geo_status make_starts(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    max_p *m = job;
    geoi_max_p_plan plan = {0};
    GEO_TRY(geoi_max_p_create(m->ctx, &m->graph, m->floor, m->rank, &plan));
    for (int64_t i = begin; i < end; i++) {
        geoi_max_p_grow(&plan, m->o.seed, i);
        m->p[i] = plan.regions;
        m->heterogeneity[i] = geoi_max_p_heterogeneity(&plan);
    }
done:
    geoi_max_p_clear(&plan);
    return status;
}

static bool is_better_start(const max_p *m, int64_t a, int64_t b)
{
    if (m->p[a] != m->p[b]) {
        return m->p[a] > m->p[b];
    }
    return m->heterogeneity[a] < m->heterogeneity[b] ||
           (m->heterogeneity[a] == m->heterogeneity[b] && a < b);
}

/* Starts of most regions alone, and none that ended as another did. */
static void choose_starts(max_p *m)
{
    for (int64_t i = 0; i < m->o.starts; i++) {
        int64_t at = m->searches;
        while (at > 0 && is_better_start(m, i, m->chosen[at - 1])) {
            at--;
        }
        bool same = at > 0 && m->p[i] == m->p[m->chosen[at - 1]] &&
                    m->heterogeneity[i] == m->heterogeneity[m->chosen[at - 1]];
        if (at == SEARCHES || same) {
            continue;
        }
        m->searches += m->searches < SEARCHES;
        for (int64_t k = m->searches - 1; k > at; k--) {
            m->chosen[k] = m->chosen[k - 1];
        }
        m->chosen[at] = i;
    }
    while (m->p[m->chosen[m->searches - 1]] < m->p[m->chosen[0]]) {
        m->searches--;
    }
}

/* ---- Step 3: improvement -------------------------------------------------------------- */

static geo_status improve_starts(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    max_p *m = job;
    geoi_max_p_plan plan = {0};
    GEO_TRY(geoi_max_p_create(m->ctx, &m->graph, m->floor, m->rank, &plan));
    for (int64_t k = begin; k < end; k++) {
        geoi_max_p_grow(&plan, m->o.seed, m->chosen[k]);
        GEO_TRY(geoi_max_p_improve(&plan, m->o.tabu, m->o.patience));
        m->reached[k] = geoi_max_p_heterogeneity(&plan);
        GEO_TRY(geoi_copy(m->ctx, plan.region, m->graph.n, sizeof *plan.region, &m->found[k]));
    }
done:
    geoi_max_p_clear(&plan);
    return status;
}

/* ---- The call ------------------------------------------------------------------------- */

static geo_status check(geo_ctx *ctx, const geo_max_p_options *o, double floor)
{
    if (!(floor > 0.0) || isinf(floor)) {
        return geoi_fail(ctx, GEO_INVALID, "the floor is %g, but must be above 0", floor);
    }
    if (o->starts < 1 || o->starts > 1000000) {
        return geoi_fail(ctx, GEO_INVALID, "number of starts is %lld, but must be 1 to 1000000",
                         (long long)o->starts);
    }
    if (o->tabu < 0 || o->patience < 0) {
        return geoi_fail(ctx, GEO_INVALID, "%s is %lld, but must be 0 or more",
                         o->tabu < 0 ? "number of moves that are barred" : "patience",
                         (long long)(o->tabu < 0 ? o->tabu : o->patience));
    }
    return GEO_OK;
}

static geo_status search(max_p *m)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array(m->ctx, m->o.starts, sizeof *m->p, &m->p));
    GEO_TRY(geoi_array(m->ctx, m->o.starts, sizeof *m->heterogeneity, &m->heterogeneity));
    GEO_TRY(rank_zones(m));
    GEO_TRY(geoi_stage(m->ctx, 0.0, 0.5, "growing regions"));
    GEO_TRY(geoi_parallel(m->ctx, m->o.starts, GRAIN, make_starts, m));
    choose_starts(m);
    GEO_TRY(geoi_stage(m->ctx, 0.5, 1.0, "moving zones"));
    GEO_TRY(geoi_parallel(m->ctx, m->searches, 1, improve_starts, m));
done:
    return status;
}

static geo_status write_result(const max_p *m, int64_t features, int64_t *label,
                               geo_max_p_summary *summary)
{
    int64_t *number = NULL, best = 0;
    geo_status status = geoi_array_raw(m->ctx, m->graph.n, sizeof *number, &number);
    if (status != GEO_OK) {
        return status;
    }
    for (int64_t k = 1; k < m->searches; k++) {
        best = m->reached[k] < m->reached[best] ? k : best;
    }
    *summary = (geo_max_p_summary){.parts = m->graph.parts, .left_out = m->graph.left_out};
    summary->regions = geoi_number_regions(&m->graph, m->found[best], features, number, label);
    summary->heterogeneity = m->reached[best];
    summary->grown = m->heterogeneity[m->chosen[0]];
    summary->bound = m->bound;
    geoi_release(number);
    return GEO_OK;
}

geo_status geo_max_p(geo_ctx *ctx, const geo_weights *weights, int64_t columns, const double *value,
                     const double *amount, double floor, const geo_max_p_options *options,
                     int64_t *label, geo_max_p_summary *summary)
{
    geo_status status = GEO_OK;
    geo_max_p_summary found = {0};
    max_p m = {.ctx = ctx, .o = geo_max_p_options_default(), .floor = floor};
    if (summary != NULL) {
        *summary = found;
    }
    GEO_TRY(geoi_options(ctx, &m.o, options));
    GEO_TRY(check(ctx, &m.o, floor));
    const geoi_zone_question q = {weights,          columns, value, amount, m.o.standardize != 0,
                                  m.o.by_part != 0, true};
    GEO_TRY(geoi_zone_graph_create(ctx, &q, &m.graph));
    GEO_TRY(geoi_check_floor(ctx, &m.graph, floor, &m.bound));
    GEO_TRY(search(&m));
    GEO_TRY(write_result(&m, weights->n, label, &found));
    if (summary != NULL) {
        *summary = found;
    }
done:
    for (int64_t k = 0; k < SEARCHES; k++) {
        geoi_release(m.found[k]);
    }
    geoi_release(m.rank);
    geoi_release(m.p);
    geoi_release(m.heterogeneity);
    geoi_zone_graph_clear(&m.graph);
    return status;
}
