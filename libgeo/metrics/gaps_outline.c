/* SPDX-License-Identifier: MIT */
/* Outlines of gaps, and which gap a place is in. */
#include "metrics/gaps_internal.h"

static int64_t edges_of(const geo_geometry *g, geoi_outline *edge)
{
    int64_t n = 0;
    for (int64_t i = 0; i < g->n; i++) {
        geo_span parts = geo_parts(g, i);
        for (int64_t p = parts.begin; p < parts.end; p++) {
            geo_span rings = geo_rings(g, p);
            for (int64_t r = rings.begin; r < rings.end; r++) {
                geo_span s = geo_coords(g, r);
                for (int64_t c = s.begin; c + 1 < s.end; c++) {
                    edge[n++] = (geoi_outline){g->x[c], g->y[c], g->x[c + 1], g->y[c + 1], i};
                }
            }
        }
    }
    return n;
}

geo_status geoi_outlines_make(geo_ctx *ctx, const geo_geometry *gaps, geoi_outlines *out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_array_raw(ctx, gaps->coord_count, sizeof *out->edge, &out->edge));
    out->n = edges_of(gaps, out->edge);
    GEO_TRY(geoi_nearby_init(ctx, &out->near, out->n));
    for (int64_t k = 0; k < out->n; k++) {
        const geoi_outline *e = &out->edge[k];
        out->near.boxes[k] = (geo_box){fmin(e->ax, e->bx), fmin(e->ay, e->by), fmax(e->ax, e->bx),
                                       fmax(e->ay, e->by)};
    }
    GEO_TRY(geoi_nearby_build(ctx, &out->near));
done:
    return status;
}

void geoi_outlines_clear(geoi_outlines *outlines)
{
    geoi_nearby_clear(&outlines->near);
    geoi_release(outlines->edge);
    *outlines = (geoi_outlines){0};
}

/* The nearest edge to the east, and of several that begin in one place the westernmost above it:
 * the gap is on its left when it goes up. */
typedef struct locating {
    const geoi_outlines *outlines;
    double x, y, best, lean;
    int64_t gap;
} locating;

static bool see_edge(void *user, int64_t k)
{
    locating *l = user;
    const geoi_outline *e = &l->outlines->edge[k];
    if ((e->ay <= l->y) == (e->by <= l->y)) {
        return true;
    }
    double lean = (e->bx - e->ax) / (e->by - e->ay), at = e->ax + (l->y - e->ay) * lean;
    if (at >= l->x && (at < l->best || (at == l->best && lean < l->lean))) {
        l->best = at;
        l->lean = lean;
        l->gap = e->ay < e->by ? e->gap : -1;
    }
    return true;
}

int64_t geoi_outlines_locate(const geoi_outlines *outlines, double x, double y)
{
    locating l = {outlines, x, y, INFINITY, INFINITY, -1};
    geo_box ray = {x, y, INFINITY, y};
    geoi_nearby_search(&outlines->near, ray, see_edge, &l);
    return l.gap;
}
