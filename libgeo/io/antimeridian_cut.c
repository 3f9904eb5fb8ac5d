/* SPDX-License-Identifier: MIT */
/* Rings and lines cut into chains where they leap over the antimeridian. */
#include "io/antimeridian_internal.h"

geo_status geoi_cutter_add(geoi_cutter *c, double x, double y, double z)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(c->ctx, &c->at, &c->at_room, c->count + 1, sizeof *c->at));
    c->at[c->count++] = (geoi_place){x, y, z};
done:
    return status;
}

/* On a straight line, as section 3.1.1 has it; ends on the antimeridian give their own place. */
geoi_place geoi_crossing(const geo_geometry *g, int64_t i)
{
    double x0 = g->x[i], x1 = g->x[i + 1], y0 = g->y[i], y1 = g->y[i + 1];
    double z0 = g->z != NULL ? g->z[i] : (double)NAN, z1 = g->z != NULL ? g->z[i + 1] : (double)NAN;
    double side = x0 > 0.0 ? 180.0 : -180.0;
    double t = (side - x0) / (x1 + 2.0 * side - x0);
    if (x0 == side || x1 == -side) {
        return x0 == side ? (geoi_place){side, y0, z0} : (geoi_place){side, y1, z1};
    }
    return (geoi_place){side, y0 + t * (y1 - y0), z0 + t * (z1 - z0)};
}

static geo_status end_chain(geoi_cutter *c, int64_t begin)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(c->ctx, &c->chain, &c->chain_room, c->chain_count + 1, sizeof *c->chain));
    c->chain[c->chain_count++] = (geoi_run){begin, c->count};
done:
    return status;
}

/* Add a position unless the chain, which begins at `begin`, ends there already. */
static geo_status add_new(geoi_cutter *c, int64_t begin, geoi_place p)
{
    if (c->count > begin && c->at[c->count - 1].x == p.x && c->at[c->count - 1].y == p.y) {
        return GEO_OK;
    }
    return geoi_cutter_add(c, p.x, p.y, p.z);
}

static geoi_place position(const geo_geometry *g, int64_t i)
{
    return (geoi_place){g->x[i], g->y[i], g->z != NULL ? g->z[i] : (double)NAN};
}

geo_status geoi_cut_ring(geoi_cutter *c, const geo_geometry *g, geo_span at, bool closed)
{
    geo_status status = GEO_OK;
    int64_t steps = at.end - at.begin - 1, start = at.begin, begin = c->count;
    while (closed && !geoi_leaps(g->x[start], g->x[start + 1])) {
        start++;
    }
    if (!closed) {
        GEO_TRY(add_new(c, begin, position(g, start)));
    }
    for (int64_t k = 0; k < steps; k++) {
        int64_t i = at.begin + (start - at.begin + k) % steps;
        if (geoi_leaps(g->x[i], g->x[i + 1])) {
            geoi_place p = geoi_crossing(g, i);
            if (k > 0 || !closed) {
                GEO_TRY(add_new(c, begin, p));
                GEO_TRY(end_chain(c, begin));
            }
            begin = c->count;
            p.x = -p.x;
            GEO_TRY(add_new(c, begin, p));
        }
        GEO_TRY(add_new(c, begin, position(g, i + 1)));
    }
    if (closed) {
        GEO_TRY(add_new(c, begin, geoi_crossing(g, start)));
    }
    GEO_TRY(end_chain(c, begin));
done:
    return status;
}
