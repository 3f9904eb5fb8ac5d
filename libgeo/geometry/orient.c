/* SPDX-License-Identifier: MIT */
#include "geometry/orient.h"

#include <math.h>
#include <stdint.h>

/* The determinant's rounding, as a share of its two products: (3 + 16 e) e, e = 2^-53. */
static const double SURE = 3.3306690738754716e-16;

/* A number as a sum of doubles that do not overlap, the smallest first. */
typedef struct expansion {
    double part[16];
    int n;
} expansion;

static void add_part(expansion *e, double value)
{
    double q = value;
    int n = 0;
    for (int i = 0; i < e->n; i++) {
        double sum = q + e->part[i], back = sum - q;
        double lost = (q - (sum - back)) + (e->part[i] - back);
        q = sum;
        if (lost != 0.0) {
            e->part[n++] = lost;
        }
    }
    if (q != 0.0 || n == 0) { /* the last part has the sign */
        e->part[n++] = q;
    }
    e->n = n;
}

static void add_product(expansion *e, double a, double b)
{
    double product = a * b;
    add_part(e, fma(a, b, -product));
    add_part(e, product);
}

static int exact_orient(double ax, double ay, double bx, double by, double cx, double cy)
{
    expansion e = {{0.0}, 0};
    add_product(&e, ax, by);
    add_product(&e, -ax, cy);
    add_product(&e, -cx, by);
    add_product(&e, -ay, bx);
    add_product(&e, ay, cx);
    add_product(&e, cy, bx);
    double largest = e.part[e.n - 1];
    return (largest > 0.0) - (largest < 0.0);
}

int geoi_orient(double ax, double ay, double bx, double by, double cx, double cy)
{
    double left = (ax - cx) * (by - cy), right = (ay - cy) * (bx - cx), det = left - right;
    double sure = SURE * (fabs(left) + fabs(right));
    if (det > sure) {
        return 1;
    }
    if (det < -sure) {
        return -1;
    }
    return exact_orient(ax, ay, bx, by, cx, cy);
}
