/* SPDX-License-Identifier: MIT */
#include "places.h"

#include "support.h"

void fill_places(int kind, int64_t n, uint64_t seed, double *x, double *y)
{
    test_random r = {.state = seed};
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r);
        const double at[PLACE_KINDS][2] = {
            {441000.0 + 5000.0 * u, 4427000.0 + 3000.0 * v},             /* even */
            {floor(5.0 * u) * 900.0 + 40.0 * u * v, 1000.0 * v * v * v}, /* clustered */
            {floor(40.0 * u), floor(40.0 * v)},                          /* lattice: ties */
            {floor(3.0 * u), 1.0},                                       /* many on few places */
            {7.0 * u, 7.0 * u},                                          /* one line */
            {v < 0.9 ? u : 1e6 * u, v < 0.9 ? v : -1e6 * v},             /* dense core, wide rim */
        };
        x[i] = at[kind][0];
        y[i] = at[kind][1];
    }
}

const double golden_places_x[] = {0, 2, 0, 2, 1, 5}, golden_places_y[] = {0, 0, 2, 2, 1, 5};

static const uint8_t mixed_type[] = {GEO_POLYGON, GEO_LINESTRING, GEO_MULTIPOINT,
                                     GEO_NONE,    GEO_POLYGON,    GEO_COLLECTION};
static const int64_t mixed_parts[] = {0, 1, 2, 4, 4, 5, 7};
static const int64_t mixed_rings[] = {0, 2, 3, 4, 5, 6, 7, 8};
static const int64_t mixed_coords[] = {0, 5, 10, 12, 13, 14, 19, 20, 22};
static const uint8_t mixed_kinds[] = {
    0, 0, 0, 0, 0, GEO_POINT | GEO_PART_FIRST, GEO_LINESTRING | GEO_PART_FIRST};
static const double mixed_x[] = {0,  10, 10, 0, 0, 3, 3, 7, 7,  3,  20,
                                 30, 15, 40, 4, 6, 6, 4, 4, 50, 60, 60};
static const double mixed_y[] = {0, 0, 10, 10, 0, 3, 7, 7, 3, 3, 0,
                                 0, 5, 5,  4,  4, 6, 6, 4, 0, 0, 9};
const geo_geometry mixed_facilities = {.n = 6,
                                       .part_count = 7,
                                       .ring_count = 8,
                                       .coord_count = 22,
                                       .type = mixed_type,
                                       .part_offset = mixed_parts,
                                       .ring_offset = mixed_rings,
                                       .coord_offset = mixed_coords,
                                       .part_kind = mixed_kinds,
                                       .x = mixed_x,
                                       .y = mixed_y};
