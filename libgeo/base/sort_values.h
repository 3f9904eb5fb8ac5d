/* SPDX-License-Identifier: MIT */
#ifndef GEOI_SORT_VALUES_H
#define GEOI_SORT_VALUES_H

#include "base/base.h"

/* Ascending; none is NaN. */
void geoi_sort_values(int64_t n, double *value);

#endif /* GEOI_SORT_VALUES_H */
