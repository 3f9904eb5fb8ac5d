/* SPDX-License-Identifier: MIT */
/* Sine and cosine near 0 by their power series, with an error of some 1e-16.
 *
 * Why not those of the C library: it picks one of several by the processor, which differ in the
 * last bit, and none of them can be part of a vector. */
#ifndef GEOI_TRIG_H
#define GEOI_TRIG_H

/* |x| < 0.93 */
/* Taylor to x^17, by Horner's rule. */
static inline double geoi_sine(double x)
{
    double q = x * x;
    double s = 1.0 / 355687428096000.0;
    s = s * q - 1.0 / 1307674368000.0;
    s = s * q + 1.0 / 6227020800.0;
    s = s * q - 1.0 / 39916800.0;
    s = s * q + 1.0 / 362880.0;
    s = s * q - 1.0 / 5040.0;
    s = s * q + 1.0 / 120.0;
    s = s * q - 1.0 / 6.0;
    return x + x * q * s;
}

static inline double geoi_cosine(double x)
{
    double q = x * x;
    double c = 1.0 / 20922789888000.0;
    c = c * q - 1.0 / 87178291200.0;
    c = c * q + 1.0 / 479001600.0;
    c = c * q - 1.0 / 3628800.0;
    c = c * q + 1.0 / 40320.0;
    c = c * q - 1.0 / 720.0;
    c = c * q + 1.0 / 24.0;
    c = c * q - 0.5;
    return 1.0 + q * c;
}

/* sin a and cos a of one angle, and from it those of its multiples. */
typedef struct geoi_turn {
    double s, c;
} geoi_turn;

static inline geoi_turn geoi_turn_double(geoi_turn a)
{
    geoi_turn twice = {2.0 * a.s * a.c, 1.0 - 2.0 * a.s * a.s};
    return twice;
}

static inline geoi_turn geoi_turn_triple(geoi_turn a)
{
    geoi_turn thrice = {a.s * (3.0 - 4.0 * a.s * a.s), a.c * (4.0 * a.c * a.c - 3.0)};
    return thrice;
}

static inline geoi_turn geoi_turn_add(geoi_turn a, geoi_turn b)
{
    geoi_turn sum = {a.s * b.c + a.c * b.s, a.c * b.c - a.s * b.s};
    return sum;
}

/* |a| < 1.86 */
static inline geoi_turn geoi_turn_of(double a)
{
    geoi_turn half = {geoi_sine(a / 2.0), geoi_cosine(a / 2.0)};
    return geoi_turn_double(half);
}

#endif /* GEOI_TRIG_H */
