/* SPDX-License-Identifier: MIT */
#include "quadrature.h"

#include <math.h>

static const double PI = 3.14159265358979323846;

void gauss_legendre(int n, double *node, double *weight)
{
    for (int i = 0; i < n; i++) {
        double t = cos(PI * (i + 0.75) / (n + 0.5)), slope = 1.0;
        for (int round = 0; round < 50; round++) {
            double before = 1.0, now = t;
            for (int k = 2; k <= n; k++) {
                double next = ((2 * k - 1) * t * now - (k - 1) * before) / k;
                before = now;
                now = next;
            }
            slope = n * (t * now - before) / (t * t - 1.0);
            t -= now / slope;
        }
        node[i] = t;
        weight[i] = 2.0 / ((1.0 - t * t) * slope * slope);
    }
}

int by_number(const void *a, const void *b)
{
    const double *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}
