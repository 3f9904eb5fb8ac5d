/* SPDX-License-Identifier: MIT */
/* What oracles integrate with. */
#ifndef GEO_TEST_QUADRATURE_H
#define GEO_TEST_QUADRATURE_H

/* Nodes [n] in (-1, 1) and weights [n] of Gauss's quadrature: roots of the Legendre polynomial by
 * Newton's method. */
void gauss_legendre(int n, double *node, double *weight);

/* For qsort(): doubles, or structs that begin with one. */
int by_number(const void *a, const void *b);

#endif /* GEO_TEST_QUADRATURE_H */
