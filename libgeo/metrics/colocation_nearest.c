/* SPDX-License-Identifier: MIT */
/* Who may be whose nearest other, by straight lines or by a table. Points at one spot are one
 * place, so that a thousand at one address are no million pairs. */
#include "metrics/agglomeration_internal.h"
#include "space/kdtree.h"
#include "space/order.h"

enum { NEAREST_FIRST = 8 };

void geoi_nearest_clear(geoi_nearest_sets *s)
{
    geoi_release(s->place);
    geoi_release(s->members);
    geoi_release(s->begin);
    geoi_release(s->other);
}

/* ---- Straight lines ------------------------------------------------------------------- */

/* Number the places where points are: place_x, place_y [n]. */
static geo_status find_places(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              geoi_nearest_sets *s, double *place_x, double *place_y)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    uint64_t *key;
    int64_t *by_y, *by_x;
    GEO_TRY(geoi_scratch(ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *by_y, &by_y));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *by_x, &by_x));
    for (int64_t i = 0; i < n; i++) {
        key[i] = geoi_double_key(y[i] + 0.0);
    }
    GEO_TRY(geoi_sort_keys(ctx, n, 64, key, by_y));
    for (int64_t i = 0; i < n; i++) {
        key[i] = geoi_double_key(x[by_y[i]] + 0.0);
    }
    GEO_TRY(geoi_sort_keys(ctx, n, 64, key, by_x));
    for (int64_t k = 0; k < n; k++) {
        int64_t i = by_y[by_x[k]], p = s->places - 1;
        if (p < 0 || place_x[p] != x[i] || place_y[p] != y[i]) {
            p = s->places++;
            place_x[p] = x[i];
            place_y[p] = y[i];
        }
        s->place[i] = (int32_t)p;
        s->members[p]++;
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* Keep who shares the least distance, asking for more until one is farther. */
static geo_status find_nearest(geo_ctx *ctx, const geoi_kdtree *tree, int64_t p, double x, double y,
                               geoi_nearest_sets *s)
{
    geo_status status = GEO_OK;
    int64_t *id = NULL, count, k = NEAREST_FIRST / 2, ties = 0;
    double *d2 = NULL;
    do {
        k *= 2;
        GEO_TRY(geoi_resize(ctx, &id, k, sizeof *id));
        GEO_TRY(geoi_resize(ctx, &d2, k, sizeof *d2));
        count = geoi_kdtree_nearest(tree, x, y, k, (double)INFINITY, p, id, d2);
    } while (count == k && d2[k - 1] <= d2[0]);
    while (ties < count && d2[ties] <= d2[0]) {
        ties++;
    }
    GEO_TRY(geoi_grow(ctx, &s->other, &s->room, s->begin[p] + ties, sizeof *s->other));
    for (int64_t t = 0; t < ties; t++) {
        s->other[s->begin[p] + t] = (int32_t)id[t];
    }
    s->begin[p + 1] = s->begin[p] + ties;
done:
    geoi_release(id);
    geoi_release(d2);
    return status;
}

geo_status geoi_nearest_of_points(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                  geoi_nearest_sets *s)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_kdtree *tree = NULL;
    double *place_x, *place_y;
    *s = (geoi_nearest_sets){.n = n};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->place, &s->place));
    GEO_TRY(geoi_array(ctx, n, sizeof *s->members, &s->members));
    GEO_TRY(geoi_array(ctx, n + 1, sizeof *s->begin, &s->begin));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *place_x, &place_x));
    GEO_TRY(geoi_scratch(ctx, n, sizeof *place_y, &place_y));
    GEO_TRY(find_places(ctx, n, x, y, s, place_x, place_y));
    GEO_TRY(geoi_kdtree_create(ctx, s->places, place_x, place_y, NULL, &tree));
    for (int64_t p = 0; p < s->places; p++) {
        s->begin[p + 1] = s->begin[p];
        if (s->members[p] == 1) {
            GEO_TRY(find_nearest(ctx, tree, p, place_x[p], place_y[p], s));
        }
    }
done:
    geoi_kdtree_destroy(tree);
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- A table -------------------------------------------------------------------------- */

geo_status geoi_nearest_of_table(geo_ctx *ctx, const geo_costs *costs, const int32_t *slot,
                                 int64_t n, geoi_nearest_sets *s)
{
    geo_status status = GEO_OK;
    geo_cost_reader *reader = NULL;
    *s = (geoi_nearest_sets){.n = n, .places = n};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->place, &s->place));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->members, &s->members));
    GEO_TRY(geoi_array(ctx, n + 1, sizeof *s->begin, &s->begin));
    GEO_TRY(geo_cost_reader_create(ctx, costs, &reader));
    for (int64_t i = 0; i < geo_costs_origins(costs); i++) {
        geo_cost_rows rows;
        int32_t at = slot[i];
        double least = (double)INFINITY;
        if (at < 0) {
            continue;
        }
        s->place[at] = at;
        s->members[at] = 1;
        int64_t to = s->begin[at];
        GEO_TRY(geo_cost_reader_rows(ctx, reader, i, 1, &rows));
        GEO_TRY(geoi_grow(ctx, &s->other, &s->room, to + rows.begin[1] - rows.begin[0],
                          sizeof *s->other));
        for (int64_t k = rows.begin[0]; k < rows.begin[1]; k++) {
            int32_t other = slot[rows.destination[k]];
            if (other < 0 || other == at || rows.cost[k] > least) {
                continue;
            }
            to = rows.cost[k] < least ? s->begin[at] : to;
            least = rows.cost[k];
            s->other[to++] = other;
        }
        s->begin[at + 1] = to;
    }
done:
    geo_cost_reader_destroy(reader);
    return status;
}
