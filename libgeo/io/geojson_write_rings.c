/* SPDX-License-Identifier: MIT */
/* Which way a ring runs once its positions are rounded, and what is left of it. */
#include "base/number.h"
#include "base/powers_of_ten.h"
#include "io/geojson_write_internal.h"

static const double units[] = {1e0,  1e-1, 1e-2,  1e-3,  1e-4,  1e-5,  1e-6,  1e-7,
                               1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15};

/* The sign of the area, in whole units of the last decimal. Sums may overflow on the way, but
 * not in the end: an area is less than its box, and that has less than 120 bits. */
static int exact_turn(const geo_geometry *g, geo_span at, int decimals)
{
    geoi_u128 sum = 0;
    int64_t x0 = geoi_number_scaled(g->x[at.begin], decimals);
    int64_t y0 = geoi_number_scaled(g->y[at.begin], decimals);
    int64_t ax = 0, ay = 0;
    for (int64_t i = at.begin + 1; i < at.end; i++) {
        int64_t bx = geoi_number_scaled(g->x[i], decimals) - x0;
        int64_t by = geoi_number_scaled(g->y[i], decimals) - y0;
        sum += (geoi_u128)ax * (geoi_u128)by - (geoi_u128)bx * (geoi_u128)ay;
        ax = bx;
        ay = by;
    }
    return sum == 0 ? 0 : sum >> 127 ? -1 : 1;
}

/* Numbers tell, unless the area is so small that rounding them, or positions, may change it. */
int geoi_ring_turn(const geo_geometry *g, geo_span at, int decimals, bool *flat)
{
    double sum = 0.0, reach_x = 0.0, reach_y = 0.0, n = (double)(at.end - at.begin);
    double ax = 0.0, ay = 0.0;
    *flat = false;
    for (int64_t i = at.begin + 1; i < at.end; i++) {
        double bx = g->x[i] - g->x[at.begin], by = g->y[i] - g->y[at.begin];
        sum += ax * by - ay * bx;
        reach_x = fabs(bx) > reach_x ? fabs(bx) : reach_x;
        reach_y = fabs(by) > reach_y ? fabs(by) : reach_y;
        ax = bx;
        ay = by;
    }
    double reach = reach_x + reach_y, unit = units[decimals];
    double doubt = n * (reach * (2.0 * unit + reach * 0x1p-48) + unit * unit);
    if (fabs(sum) > doubt) {
        return sum > 0.0 ? 1 : -1;
    }
    int turn = exact_turn(g, at, decimals);
    *flat = turn == 0 && sum != 0.0;
    return turn;
}

bool geoi_line_vanishes(const geo_geometry *g, geo_span at, int decimals)
{
    bool differs = false;
    for (int64_t i = at.begin + 1; i < at.end; i++) {
        double dx = fabs(g->x[i] - g->x[at.begin]), dy = fabs(g->y[i] - g->y[at.begin]);
        differs = differs || dx > 0.0 || dy > 0.0;
        if (dx > 2.0 * units[decimals] || dy > 2.0 * units[decimals] ||
            geoi_number_scaled(g->x[i], decimals) != geoi_number_scaled(g->x[at.begin], decimals) ||
            geoi_number_scaled(g->y[i], decimals) != geoi_number_scaled(g->y[at.begin], decimals)) {
            return false;
        }
    }
    return differs;
}
