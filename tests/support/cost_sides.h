/* SPDX-License-Identifier: MIT */
/* Two sides of named features and a table of costs between them, to be written in every form. */
#ifndef GEO_TEST_COST_SIDES_H
#define GEO_TEST_COST_SIDES_H

#include "geo/cost_file.h"
#include "place.h"

enum { SIDE = 60, FORMS = 5, HARD_NAMES = 10 };

/* A file's name for each form, and how it is asked for. */
extern const char *const form_files[FORMS];
extern const geo_cost_format cost_forms[FORMS];
/* Names that need care: quotes, delimiters, blanks, Chinese, a formula, nothing at all. */
extern const char *const hard_names[HARD_NAMES];

typedef struct sides {
    geo_layer *origins, *destinations;
    geo_cost_names from, to;
    geo_costs *costs;
    int64_t n, m;
    double cost[SIDE * SIDE]; /* infinity where there is none */
} sides;

/* A table with exact and inexact costs, of which some rows and columns are empty; names: 0 = none,
 * 1 = integers, 2 = texts. */
sides make_sides(geo_ctx *ctx, int64_t n, int64_t m, int names);
void free_sides(sides *s);
/* Returns how many pairs were written. */
int64_t write_costs(place *p, const sides *s, int form, const char *path);
/* To the last bit. */
void assert_same_costs(geo_ctx *ctx, const geo_costs *costs, const sides *s);

#endif /* GEO_TEST_COST_SIDES_H */
