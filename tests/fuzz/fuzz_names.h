/* SPDX-License-Identifier: MIT */
/* What the features of a layer may be called in files of costs and weights. */
#ifndef GEO_TEST_FUZZ_NAMES_H
#define GEO_TEST_FUZZ_NAMES_H

#include "geo/cost_file.h"

enum { FEATURES = 4 };

/* 0: their places; 1: integers; else texts, one of them empty. */
static inline geo_cost_names names_of(unsigned choice)
{
    static const int64_t ints[FEATURES] = {7, -1, 10, 0}, begin[FEATURES + 1] = {0, 1, 2, 5, 5};
    geo_cost_names names = {.count = FEATURES};
    names.column.n = choice == 0 ? 0 : FEATURES;
    names.column.type = choice == 1 ? GEO_INT : GEO_TEXT;
    names.column.ints = ints;
    names.column.text_begin = begin;
    names.column.text = "abc,d";
    return names;
}

#endif /* GEO_TEST_FUZZ_NAMES_H */
