/* SPDX-License-Identifier: MIT */
/* What the writers of costs share: how one row becomes bytes, in each form. */
#ifndef GEOI_COST_WRITE_INTERNAL_H
#define GEOI_COST_WRITE_INTERNAL_H

#include "io/cost_names.h"

enum { GEOI_COST_TITLE_SIZE = 48 };

/* A text a feature, written many times: made once. Starts as {0}. */
typedef struct geoi_cells {
    int64_t *begin; /* [n + 1] into text */
    geoi_text text;
    int64_t longest;
} geoi_cells;

typedef struct geoi_cost_form {
    geo_cost_format format;
    bool sequence;                    /* lines: features alone, without a collection around them */
    int decimals;                     /* -1: as many as it takes */
    const char *unit;                 /* of the costs */
    char title[GEOI_COST_TITLE_SIZE]; /* "cost_m" */
    const geoi_names *origins, *destinations;
    geoi_cells origin, destination; /* their names */
    geoi_cells from, to;            /* of lines: "[116.3,39.9]", empty where there is none */
    int64_t formulas;               /* names that spreadsheets may run */
} geoi_cost_form;

/* Make the cells; the layers (of lines alone) must be points. */
geo_status geoi_cost_form_prepare(geo_ctx *ctx, geoi_cost_form *form, const geo_layer *origins,
                                  const geo_layer *destinations);
void geoi_cost_form_clear(geoi_cost_form *form);

/* Append row i of `rows`. Features of lines end in ",\n", those of a sequence in "\n". */
geo_status geoi_cost_put_row(geo_ctx *ctx, const geoi_cost_form *form, const geo_cost_rows *rows,
                             int64_t i, geoi_text *out);

#endif /* GEOI_COST_WRITE_INTERNAL_H */
