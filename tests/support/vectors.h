/* SPDX-License-Identifier: MIT */
/* Published numbers: files of tab-separated rows under tests/vectors. The first row names the
 * columns, lines that begin with # are remarks. */
#ifndef GEO_TEST_VECTORS_H
#define GEO_TEST_VECTORS_H

#include <stdbool.h>
#include <stdio.h>

enum { VECTOR_FIELDS = 16, VECTOR_LINE = 4096 };

typedef struct test_vectors {
    FILE *file;
    int line, columns;
    char names[VECTOR_LINE], text[VECTOR_LINE];
    char *name[VECTOR_FIELDS], *field[VECTOR_FIELDS];
} test_vectors;

/* Fails the test when the file is missing. */
void vectors_open(test_vectors *v, const char *path);
/* The next row; false, and the file is closed, after the last. */
bool vectors_next(test_vectors *v);
/* Fields of the current row by the column's name. */
const char *vector_text(const test_vectors *v, const char *column);
double vector_number(const test_vectors *v, const char *column);
/* Fail, naming the row, unless |got - expected| <= tolerance. */
void assert_vector(const test_vectors *v, const char *what, double got, double expected,
                   double tolerance);

#endif /* GEO_TEST_VECTORS_H */
