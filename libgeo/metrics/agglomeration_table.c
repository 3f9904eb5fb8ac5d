/* SPDX-License-Identifier: MIT */
/* A table of costs as distances between pairs of sites: the mean of both ways. */
#include "metrics/agglomeration_internal.h"

geo_status geoi_check_square(geo_ctx *ctx, const geo_costs *costs)
{
    if (geo_costs_origins(costs) != geo_costs_destinations(costs)) {
        geo_status status = geoi_fail(
            ctx, GEO_DATA, "a table of %lld origins and %lld destinations",
            (long long)geo_costs_origins(costs), (long long)geo_costs_destinations(costs));
        geoi_hint(ctx, "both must be the same places");
        return status;
    }
    return GEO_OK;
}

void geoi_table_clear(geoi_table *table)
{
    geoi_release(table->begin);
    geoi_release(table->to);
    geoi_release(table->apart);
    *table = (geoi_table){0};
}

/* Rows of the same place, there and back. */
typedef struct both_ways {
    geo_cost_rows there, back;
} both_ways;

static int64_t skip_to(const geo_cost_rows *rows, int64_t at, int64_t site)
{
    while (at < rows->begin[1] && rows->destination[at] <= site) {
        at++;
    }
    return at;
}

/* Later sites that are reached either way; both rows ascend. */
static geo_status add_row(geo_ctx *ctx, const both_ways *r, int64_t site, int64_t room[2],
                          geoi_table *t)
{
    geo_status status = GEO_OK;
    int64_t a = skip_to(&r->there, r->there.begin[0], site);
    int64_t b = skip_to(&r->back, r->back.begin[0], site);
    int64_t most = r->there.begin[1] - a + r->back.begin[1] - b, at = t->begin[site];
    GEO_TRY(geoi_grow(ctx, &t->to, &room[0], at + most, sizeof *t->to));
    GEO_TRY(geoi_grow(ctx, &t->apart, &room[1], at + most, sizeof *t->apart));
    while (a < r->there.begin[1] || b < r->back.begin[1]) {
        int64_t x = a < r->there.begin[1] ? r->there.destination[a] : INT64_MAX;
        int64_t y = b < r->back.begin[1] ? r->back.destination[b] : INT64_MAX;
        double there = x <= y ? r->there.cost[a++] : 0.0, back = y <= x ? r->back.cost[b++] : 0.0;
        t->to[at] = (int32_t)(x < y ? x : y);
        t->apart[at++] = x == y ? there + (back - there) / 2.0 : there + back;
    }
    t->begin[site + 1] = at;
done:
    return status;
}

geo_status geoi_table_of(geo_ctx *ctx, const geo_costs *costs, geoi_table *out)
{
    geo_status status = GEO_OK;
    geo_costs *turned = NULL;
    geo_cost_reader *reader[2] = {NULL, NULL};
    int64_t n = geo_costs_origins(costs), room[2] = {0, 0};
    *out = (geoi_table){0};
    GEO_TRY(geoi_check_square(ctx, costs));
    GEO_TRY(geo_costs_transpose(ctx, costs, &turned));
    GEO_TRY(geo_cost_reader_create(ctx, costs, &reader[0]));
    GEO_TRY(geo_cost_reader_create(ctx, turned, &reader[1]));
    GEO_TRY(geoi_array(ctx, n + 1, sizeof *out->begin, &out->begin));
    for (int64_t site = 0; site < n; site++) {
        both_ways rows;
        GEO_TRY(geo_cost_reader_rows(ctx, reader[0], site, 1, &rows.there));
        GEO_TRY(geo_cost_reader_rows(ctx, reader[1], site, 1, &rows.back));
        GEO_TRY(add_row(ctx, &rows, site, room, out));
        GEO_TRY(geoi_progress(ctx, (double)site / (double)n));
    }
done:
    geo_costs_destroy(turned);
    geo_cost_reader_destroy(reader[0]);
    geo_cost_reader_destroy(reader[1]);
    return status;
}
