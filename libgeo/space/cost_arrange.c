/* SPDX-License-Identifier: MIT */
/* Straight lines between places that are numbered as they stand in strips of the other side's
 * index, from west to east: rows come out ascending as they are found, neighbours ask for the
 * same part of memory, and what is known of destinations is read along. */
#include "space/cost_internal.h"

/* One side in its new order. */
typedef struct ordering {
    geoi_strips *strips;
    geoi_cost_side side;
    int64_t *name; /* [n] what number each had */
} ordering;

static void ordering_end(ordering *o)
{
    geoi_strips_destroy(o->strips);
    geoi_release(o->side.x);
    geoi_release(o->side.y);
    geoi_release(o->name);
}

/* What has no position comes last: it is in no pair. */
static geo_status order_side(geo_ctx *ctx, const geoi_cost_side *side, double reach, ordering *out)
{
    geo_status status = GEO_OK;
    *out = (ordering){0};
    GEO_TRY(geoi_cost_side_index(ctx, side, reach, &out->strips));
    GEO_TRY(geoi_cost_side_room(ctx, side->n, &out->side));
    GEO_TRY(geoi_array_raw(ctx, side->n, sizeof *out->name, &out->name));
    int64_t n = out->strips->n;
    for (int64_t k = 0; k < n; k++) {
        out->side.x[k] = out->strips->x[k];
        out->side.y[k] = out->strips->y[k];
        out->name[k] = out->strips->id[k];
        out->strips->id[k] = (int32_t)k;
    }
    for (int64_t i = 0; i < side->n; i++) {
        if (isnan(side->x[i])) {
            out->side.x[n] = out->side.y[n] = (double)NAN;
            out->name[n++] = i;
        }
    }
done:
    return status;
}

/* Where the feature of the same number stands on the other side. */
static geo_status find_selves(geo_ctx *ctx, const ordering *from, const ordering *to,
                              int32_t **self)
{
    geo_status status = GEO_OK;
    int32_t *now = NULL;
    *self = NULL;
    GEO_TRY(geoi_array_raw(ctx, to->side.n, sizeof *now, &now));
    GEO_TRY(geoi_array_raw(ctx, from->side.n, sizeof **self, self));
    for (int64_t k = 0; k < to->side.n; k++) {
        now[to->name[k]] = (int32_t)k;
    }
    for (int64_t k = 0; k < from->side.n; k++) {
        (*self)[k] = from->name[k] < to->side.n ? now[from->name[k]] : -1;
    }
done:
    geoi_release(now);
    return status;
}

/* Lines from one side to the other; takes the places of `from` and the index of `to`. */
static geo_status join(geo_ctx *ctx, const geo_costs *like, ordering *from, ordering *to,
                       geo_costs **out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array(ctx, 1, sizeof **out, out));
    if (like->skip_self) {
        GEO_TRY(find_selves(ctx, from, to, &(*out)->self));
    }
    (*out)->measured = (*out)->ordered = true;
    (*out)->skip_self = like->skip_self;
    (*out)->cutoff = like->cutoff;
    memcpy((*out)->unit, like->unit, sizeof like->unit);
    (*out)->origins = from->side.n;
    (*out)->destinations = to->side.n;
    (*out)->from = from->side;
    (*out)->strips = to->strips;
    from->side.x = from->side.y = NULL; /* its number is still asked for */
    to->strips = NULL;
done:
    return status;
}

static geo_status arrange_lines(geo_ctx *ctx, const geo_costs *costs, bool both,
                                geoi_arrangement *out)
{
    geo_status status = GEO_OK;
    ordering place = {0}, facility = {0};
    GEO_TRY(order_side(ctx, &costs->from, costs->cutoff, &place));
    GEO_TRY(order_side(ctx, &costs->to, costs->cutoff, &facility));
    GEO_TRY(join(ctx, costs, &place, &facility, &out->own[0]));
    if (both) {
        GEO_TRY(join(ctx, costs, &facility, &place, &out->own[1]));
    }
    out->by_place = out->own[0];
    out->by_facility = out->own[1];
    out->place = place.name;
    out->facility = facility.name;
    place.name = facility.name = NULL;
done:
    ordering_end(&place);
    ordering_end(&facility);
    return status;
}

geo_status geoi_costs_arrange(geo_ctx *ctx, const geo_costs *costs, bool both, bool renumber,
                              geoi_arrangement *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_arrangement){0};
    if (renumber && costs->measured && costs->origins <= GEOI_COST_SIDE_MAX) {
        GEO_TRY(arrange_lines(ctx, costs, both, out));
    } else {
        out->by_place = costs;
        if (both) {
            GEO_TRY(geo_costs_transpose(ctx, costs, &out->own[1]));
            out->by_facility = out->own[1];
        }
    }
done:
    if (status != GEO_OK) {
        geoi_arrangement_end(out);
    }
    return status;
}

void geoi_arrangement_end(geoi_arrangement *a)
{
    geo_costs_destroy(a->own[0]);
    geo_costs_destroy(a->own[1]);
    geoi_release(a->place);
    geoi_release(a->facility);
    *a = (geoi_arrangement){0};
}
