/* SPDX-License-Identifier: MIT */
/* Which zones have values, who touches whom, and how values are compared. */
#include "metrics/regions_internal.h"

#include "space/order.h"
#include "space/weights_internal.h"

/* Squares and sums of what is larger would overflow. */
static const double MOST_VALUE = 1e140;

/* ---- Values -------------------------------------------------------------------------------- */

static geo_status check_values(geo_ctx *ctx, const geoi_zone_question *q, int64_t n)
{
    if (q->columns < 1) {
        return geoi_fail(ctx, GEO_INVALID, "%lld columns of values: there must be one",
                         (long long)q->columns);
    }
    for (int64_t k = 0; k < n * q->columns; k++) {
        if (fabs(q->value[k]) > MOST_VALUE) {
            return geoi_fail(ctx, GEO_DATA, "column %lld: the value of feature %lld is %g",
                             (long long)(k / n) + 1, (long long)(k % n) + 1, q->value[k]);
        }
    }
    for (int64_t i = 0; i < n && q->amount != NULL; i++) {
        if (q->amount[i] < 0.0 || q->amount[i] > MOST_VALUE) {
            return geoi_fail(ctx, GEO_DATA, "the amount of feature %lld is %g", (long long)i + 1,
                             q->amount[i]);
        }
    }
    return GEO_OK;
}

static bool is_known(const geoi_zone_question *q, int64_t n, int64_t i)
{
    bool known = q->amount == NULL || !isnan(q->amount[i]);
    for (int64_t c = 0; c < q->columns; c++) {
        known &= !isnan(q->value[c * n + i]);
    }
    return known;
}

/* By the first column, at equal values by the next, at last by amount. */
static geo_status sort_rows(geo_ctx *ctx, const geoi_zone_question *q, geoi_zone_graph *g)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *order = NULL, *before = NULL;
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *order, &order));
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *before, &before));
    for (int64_t c = q->columns; c >= 0; c--) { /* equal keys keep their order */
        const double *by = c < q->columns ? q->value + c * q->weights->n : q->amount;
        for (int64_t i = 0; i < g->n && by != NULL; i++) {
            before[i] = g->row[i];
            key[i] = geoi_double_key(by[g->row[i]] + 0.0);
        }
        if (by != NULL) {
            GEO_TRY(geoi_sort_keys(ctx, g->n, 64, key, order));
        }
        for (int64_t i = 0; i < g->n && by != NULL; i++) {
            g->row[i] = before[order[i]];
        }
    }
done:
    geoi_release(key);
    geoi_release(order);
    geoi_release(before);
    return status;
}

/* One column about its mean; divided by its standard deviation when asked. Whether it tells zones
 * apart. */
static bool center_column(geoi_zone_graph *g, int64_t c, bool standardize)
{
    geoi_sum sum = {0}, squares = {0};
    bool apart = false;
    for (int64_t i = 0; i < g->n; i++) {
        geoi_sum_add(&sum, g->value[i * g->columns + c]);
        apart |= g->value[i * g->columns + c] != g->value[c];
    }
    double mean = geoi_sum_value(&sum) / (double)g->n;
    for (int64_t i = 0; i < g->n; i++) {
        double *v = &g->value[i * g->columns + c];
        *v = apart ? *v - mean : 0.0;
        geoi_sum_add(&squares, *v * *v);
    }
    double deviation = sqrt(geoi_sum_value(&squares) / (double)g->n);
    for (int64_t i = 0; i < g->n && standardize && deviation > 0.0; i++) {
        g->value[i * g->columns + c] /= deviation;
    }
    return apart;
}

static geo_status take_values(geo_ctx *ctx, const geoi_zone_question *q, int64_t n,
                              geoi_zone_graph *g)
{
    geo_status status = GEO_OK;
    bool apart = false;
    GEO_TRY(geoi_array_raw(ctx, g->n * q->columns, sizeof *g->value, &g->value));
    if (q->amount != NULL) {
        GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *g->amount, &g->amount));
    }
    for (int64_t i = 0; i < g->n; i++) {
        for (int64_t c = 0; c < q->columns; c++) {
            g->value[i * q->columns + c] = q->value[c * n + g->row[i]];
        }
        if (q->amount != NULL) {
            g->amount[i] = q->amount[g->row[i]];
        }
    }
    for (int64_t c = 0; c < q->columns; c++) {
        apart |= center_column(g, c, q->standardize);
    }
    if (!apart) {
        status = geoi_fail(ctx, GEO_DATA, "all zones have the same values");
        geoi_hint(ctx, "regions need a column that tells zones apart");
    }
done:
    return status;
}

/* ---- Neighbours ---------------------------------------------------------------------------- */

static geo_status join_neighbours(geo_ctx *ctx, const geo_weights *w, geoi_zone_graph *g)
{
    geo_status status = GEO_OK;
    geoi_neighbours list = {0};
    int64_t *number = NULL;
    GEO_TRY(geoi_array_raw(ctx, w->n, sizeof *number, &number));
    for (int64_t i = 0; i < w->n; i++) {
        number[i] = -1;
    }
    for (int64_t i = 0; i < g->n; i++) {
        number[g->row[i]] = i;
    }
    for (int64_t i = 0; i < g->n; i++) {
        int64_t row = g->row[i];
        for (int64_t at = w->begin[row]; at < w->begin[row + 1]; at++) {
            int64_t j = number[w->neighbour[at]];
            if (j >= 0) {
                GEO_TRY(geoi_neighbours_add(ctx, &list, i, j));
            }
        }
    }
    GEO_TRY(geoi_neighbours_weights(ctx, &list, g->n, &g->touch));
done:
    geoi_release(list.key);
    geoi_release(number);
    return status;
}

static geo_status find_parts(geo_ctx *ctx, geoi_zone_graph *g)
{
    geo_status status = GEO_OK;
    int64_t *queue = NULL;
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *queue, &queue));
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *g->part, &g->part));
    for (int64_t i = 0; i < g->n; i++) {
        g->part[i] = -1;
    }
    for (int64_t i = 0; i < g->n; i++) {
        int64_t n = 0;
        if (g->part[i] >= 0) {
            continue;
        }
        g->part[i] = g->parts++;
        queue[n++] = i;
        for (int64_t k = 0; k < n; k++) {
            for (int64_t at = g->touch->begin[queue[k]]; at < g->touch->begin[queue[k] + 1]; at++) {
                int64_t j = g->touch->neighbour[at];
                if (g->part[j] < 0) {
                    g->part[j] = g->part[i];
                    queue[n++] = j;
                }
            }
        }
    }
done:
    geoi_release(queue);
    return status;
}

static geo_status refuse_parts(geo_ctx *ctx, const geoi_zone_graph *g)
{
    int64_t first = 0, other = -1; /* the lowest feature, and the lowest of another part */
    for (int64_t i = 1; i < g->n; i++) {
        first = g->row[i] < g->row[first] ? i : first;
    }
    for (int64_t i = 0; i < g->n; i++) {
        if (g->part[i] != g->part[first] && (other < 0 || g->row[i] < g->row[other])) {
            other = i;
        }
    }
    geo_status status =
        geoi_fail(ctx, GEO_DATA,
                  "the zones fall into %lld parts that do not touch: feature %lld is not joined to "
                  "feature %lld",
                  (long long)g->parts, (long long)g->row[other] + 1, (long long)g->row[first] + 1);
    geoi_hint(
        ctx,
        "make regions of each part, call corners equal that are nearly so, join parts by other "
        "neighbours, or leave zones out");
    return status;
}

/* ---- Both ------------------------------------------------------------------------------------ */

geo_status geoi_zone_graph_create(geo_ctx *ctx, const geoi_zone_question *q, geoi_zone_graph *out)
{
    geo_status status = GEO_OK;
    const int64_t n = q->weights->n;
    *out = (geoi_zone_graph){.columns = q->columns};
    GEO_TRY(check_values(ctx, q, n));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->row, &out->row));
    for (int64_t i = 0; i < n; i++) {
        if (is_known(q, n, i)) {
            out->row[out->n++] = i;
        }
    }
    out->left_out = n - out->n;
    if (out->n == 0) {
        return geoi_fail(ctx, GEO_DATA, "no zone has values");
    }
    if (q->by_value) {
        GEO_TRY(sort_rows(ctx, q, out));
    }
    GEO_TRY(take_values(ctx, q, n, out));
    GEO_TRY(join_neighbours(ctx, q->weights, out));
    GEO_TRY(find_parts(ctx, out));
    if (out->parts > 1 && !q->by_part) {
        status = refuse_parts(ctx, out);
    }
done:
    return status;
}

void geoi_zone_graph_clear(geoi_zone_graph *graph)
{
    geoi_release(graph->row);
    geo_weights_destroy(graph->touch);
    geoi_release(graph->value);
    geoi_release(graph->amount);
    geoi_release(graph->part);
    *graph = (geoi_zone_graph){0};
}

geo_status geoi_check_floor(geo_ctx *ctx, const geoi_zone_graph *g, double floor, int64_t *bound)
{
    geo_status status = GEO_OK;
    double *total = NULL;
    int64_t *lowest = NULL;
    *bound = 0;
    GEO_TRY(geoi_array(ctx, g->parts, sizeof *total, &total));
    GEO_TRY(geoi_array_raw(ctx, g->parts, sizeof *lowest, &lowest));
    for (int64_t p = 0; p < g->parts; p++) {
        lowest[p] = INT64_MAX;
    }
    for (int64_t i = 0; i < g->n; i++) {
        int64_t *low = &lowest[g->part[i]];
        *low = g->row[i] < *low ? g->row[i] : *low;
        total[g->part[i]] += g->amount[i];
    }
    for (int64_t p = 0; p < g->parts; p++) {
        if (!(total[p] >= floor)) {
            status = geoi_fail(ctx, GEO_DATA, "%s has %.10g in all, less than the floor of %.10g",
                               g->parts > 1 ? "a part" : "the area", total[p], floor);
            geoi_hint(ctx, "lower the floor%s",
                      g->parts > 1 ? ", or leave out the parts that have too little" : "");
            if (g->parts > 1) {
                geoi_where(ctx, "feature %lld and those it is joined to", (long long)lowest[p] + 1);
            }
            goto done;
        }
        double most = floor > 0.0 ? total[p] / floor * (1.0 + 1e-12) : (double)g->n;
        *bound += most < (double)g->n ? (int64_t)most : g->n;
    }
    *bound = *bound < g->n ? *bound : g->n;
done:
    geoi_release(total);
    geoi_release(lowest);
    return status;
}

int64_t geoi_number_regions(const geoi_zone_graph *graph, const int64_t *region, int64_t features,
                            int64_t *number, int64_t *label)
{
    int64_t count = 0;
    for (int64_t i = 0; i < graph->n; i++) {
        number[i] = -1;
    }
    for (int64_t i = 0; i < features; i++) {
        label[i] = -1;
    }
    for (int64_t i = 0; i < graph->n; i++) {
        label[graph->row[i]] = region[i];
    }
    for (int64_t i = 0; i < features; i++) {
        if (label[i] >= 0) {
            int64_t *mine = &number[label[i]];
            *mine = *mine < 0 ? count++ : *mine;
            label[i] = *mine;
        }
    }
    return count;
}
