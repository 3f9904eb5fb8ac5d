/* SPDX-License-Identifier: MIT */
/* Costs that are straight lines: places are kept, and lines measured when a row is asked for
 * (cost_rows.c). */
#include "space/cost_internal.h"
#include "space/point_columns.h"

/* ---- Places --------------------------------------------------------------------------- */

void geoi_cost_side_clear(geoi_cost_side *side)
{
    geoi_release(side->x);
    geoi_release(side->y);
    *side = (geoi_cost_side){0};
}

geo_status geoi_cost_side_room(geo_ctx *ctx, int64_t n, geoi_cost_side *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_cost_side){.n = n};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->x, &out->x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->y, &out->y));
done:
    return status;
}

geo_status geoi_cost_side_copy(geo_ctx *ctx, const geoi_cost_side *side, geoi_cost_side *out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_cost_side_room(ctx, side->n, out));
    for (int64_t i = 0; i < side->n; i++) {
        out->x[i] = side->x[i];
        out->y[i] = side->y[i];
    }
done:
    return status;
}

geo_status geoi_cost_side_of(geo_ctx *ctx, const geo_shapes *shapes, const char *what,
                             geoi_cost_side *out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points points;
    GEO_TRY(geoi_points_of(ctx, shapes, what, &points));
    GEO_TRY(geoi_cost_side_room(ctx, geo_shapes_geometry(shapes)->n, out));
    for (int64_t i = 0; i < out->n; i++) {
        out->x[i] = out->y[i] = (double)NAN;
    }
    for (int64_t i = 0; i < points.n; i++) {
        int64_t row = geoi_point_row(&points, i);
        out->x[row] = points.x[i];
        out->y[row] = points.y[i];
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

/* ---- Making --------------------------------------------------------------------------- */

/* So large coordinates are no metres of this Earth, and their distances may overflow. */
static geo_status check_sizes(geo_ctx *ctx, const geoi_cost_side *side, const char *what)
{
    for (int64_t i = 0; i < side->n; i++) {
        if (fabs(side->x[i]) > 1e150 || fabs(side->y[i]) > 1e150) {
            return geoi_fail(ctx, GEO_DATA, "%s: feature %lld is too far away to be measured to",
                             what, (long long)i + 1);
        }
    }
    return GEO_OK;
}

geo_status geoi_cost_side_index(geo_ctx *ctx, const geoi_cost_side *side, double reach,
                                geoi_strips **out)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    double *x, *y;
    int64_t *id, n = 0;
    *out = NULL;
    GEO_TRY(geoi_scratch(ctx, side->n, sizeof *x, &x));
    GEO_TRY(geoi_scratch(ctx, side->n, sizeof *y, &y));
    GEO_TRY(geoi_scratch(ctx, side->n, sizeof *id, &id));
    for (int64_t i = 0; i < side->n; i++) {
        if (!isnan(side->x[i])) {
            x[n] = side->x[i];
            y[n] = side->y[i];
            id[n++] = i;
        }
    }
    GEO_TRY(geoi_strips_create(ctx, n, x, y, id, reach, out));
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}

geo_status geoi_costs_of_sides(geo_ctx *ctx, geoi_cost_side *from, geoi_cost_side *to,
                               double cutoff, bool skip_self, geo_costs **out)
{
    geo_status status = GEO_OK;
    geo_costs *costs = NULL;
    *out = NULL;
    if (to->n > GEOI_COST_SIDE_MAX) {
        GEO_TRY(geoi_fail(ctx, GEO_LIMIT, "%lld destinations are more than %lld", (long long)to->n,
                          (long long)GEOI_COST_SIDE_MAX));
    }
    GEO_TRY(geoi_array(ctx, 1, sizeof *costs, &costs));
    costs->measured = true;
    costs->skip_self = skip_self;
    costs->cutoff = cutoff;
    costs->unit[0] = 'm';
    costs->origins = from->n;
    costs->destinations = to->n;
    costs->from = *from;
    costs->to = *to;
    *from = *to = (geoi_cost_side){0};
    GEO_TRY(geoi_cost_side_index(ctx, &costs->to, cutoff, &costs->strips));
    *out = costs;
    costs = NULL;
done:
    geoi_cost_side_clear(from);
    geoi_cost_side_clear(to);
    geo_costs_destroy(costs);
    return status;
}

geo_status geo_costs_measure(geo_ctx *ctx, const geo_shapes *origins,
                             const geo_shapes *destinations, double cutoff_m, int skip_self,
                             geo_costs **out)
{
    geo_status status = GEO_OK;
    geoi_cost_side from = {0}, to = {0};
    *out = NULL;
    if (!(cutoff_m > 0.0)) {
        status = geoi_fail(ctx, GEO_INVALID, "the cut-off is %g m, but must be above 0", cutoff_m);
        geoi_hint(ctx, "pairs farther apart than the cut-off are left out");
        return status;
    }
    GEO_TRY(geoi_cost_side_of(ctx, origins, "origins", &from));
    GEO_TRY(geoi_cost_side_of(ctx, destinations, "destinations", &to));
    GEO_TRY(check_sizes(ctx, &from, "origins"));
    GEO_TRY(check_sizes(ctx, &to, "destinations"));
    GEO_TRY(geoi_costs_of_sides(ctx, &from, &to, cutoff_m, skip_self != 0, out));
done:
    geoi_cost_side_clear(&from);
    geoi_cost_side_clear(&to);
    return status;
}

/* ---- What is the same of tables ------------------------------------------------------- */

void geo_costs_destroy(geo_costs *costs)
{
    if (costs != NULL) {
        geoi_cost_side_clear(&costs->from);
        geoi_cost_side_clear(&costs->to);
        geoi_digest_release(costs->digest);
        geoi_strips_destroy(costs->strips);
        geoi_release(costs->self);
        geoi_release(costs->begin);
        geoi_release(costs->destination);
        geoi_release(costs->cost);
        geoi_release(costs);
    }
}

int64_t geo_costs_origins(const geo_costs *costs)
{
    return costs->origins;
}

int64_t geo_costs_destinations(const geo_costs *costs)
{
    return costs->destinations;
}

const char *geo_costs_unit(const geo_costs *costs)
{
    return costs->unit;
}

double geo_costs_cutoff(const geo_costs *costs)
{
    return costs->cutoff;
}
