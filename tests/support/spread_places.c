/* SPDX-License-Identifier: MIT */
#include "spread_places.h"

void fill_spread(int kind, int64_t n, uint64_t seed, double *x, double *y)
{
    test_random r = {.state = seed};
    for (int64_t i = 0; i < n; i++) {
        double u = test_random_unit(&r), v = test_random_unit(&r);
        const double turn = 6.283185307179586 * u;
        const double at[SPREAD_KINDS][2] = {{441000.0 + 900.0 * u, 4427000.0 + 500.0 * v},
                                            {floor(5.0 * u), floor(4.0 * v)},
                                            {1000.0 * cos(turn), 1000.0 * sin(turn)},
                                            {floor(9.0 * u), 3.0 * floor(9.0 * u)},
                                            {u * u * u * 1e5, v < 0.5 ? 0.0 : 7.0 * v}};
        x[i] = at[kind][0];
        y[i] = at[kind][1];
    }
}
