/* SPDX-License-Identifier: MIT */
#include "base/sort_values.h"

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

void geoi_sort_values(int64_t n, double *value)
{
    qsort(value, (size_t)n, sizeof *value, by_value);
}
