/* SPDX-License-Identifier: MIT */
/* Lines that bound regions, and the cleaning that makes faces of them which are valid whatever
 * the digits: places nearer to each other than a tolerance become one, a line that passes nearer
 * than that to a place goes through it, and lines that cross get a place there. What is left
 * touches in places only, and keeps the tolerance from everything else, so that polygons stay
 * valid when their coordinates are rounded to 7 decimals of a degree (1.1 cm).
 *
 * After Hobby 1999, doi:10.1016/S0925-7721(99)00021-8, with places that are there in the stead of
 * pixels' centres, until nothing changes, as in Halperin & Packer 2002,
 * doi:10.1016/S0925-7721(01)00064-0. */
#ifndef GEOI_LINEWORK_H
#define GEOI_LINEWORK_H

#include "base/base.h"

/* Metres: how far places and lines keep apart. Two places rounded to 1e-7 degrees move towards
 * each other by at most 1.6 cm. */
#define GEOI_LINEWORK_CLEARANCE 0.016
/* Nearer places become one. Of a triangle of places no side is shorter then, so if it is acute all
 * its heights are above the clearance, and lines are not led around it for ever. */
#define GEOI_LINEWORK_TOLERANCE 0.0185

/* From place a to place b. Faces have values; the one on the left has `jump` more. */
typedef struct geoi_line {
    int32_t a, b, jump;
    int32_t fresh; /* made in this round of cleaning */
    double r;      /* the circle it is a chord of, which lies on its left; 0 = none */
} geoi_line;

/* Starts as {.ctx = ...}. */
typedef struct geoi_linework {
    geo_ctx *ctx;
    double *x, *y; /* places */
    int64_t place_count, x_room, y_room;
    geoi_line *line;
    int64_t line_count, line_room;
    /* places by square metre: a hash table of chains */
    int32_t *head, *next;
    int64_t slots, next_room;
} geoi_linework;

/* A run of n positions, each joined to the next. Runs added first keep their positions when places
 * become one. GEO_LIMIT: 2^31 places or lines. */
geo_status geoi_linework_add(geoi_linework *w, const double *x, const double *y, int64_t n,
                             int32_t jump, double r);
/* The place at a position, made if there is none near. */
geo_status geoi_linework_place(geoi_linework *w, double x, double y, int32_t *place);

/* Clean: after this the promise above holds, and no two lines join the same places. *clean is
 * false when that could not be reached. */
geo_status geoi_linework_clean(geoi_linework *w, bool *clean);
void geoi_linework_clear(geoi_linework *w);

/* ---- Lines by square cells (linework_cells.c) --------------------------------------------- */

typedef struct geoi_cells {
    double min_x, min_y, side;
    int64_t columns, rows;
    int64_t *begin; /* [columns * rows + 1] into line */
    int32_t *line;
} geoi_cells;

/* Each line stands in every cell it passes through, or passes by within the tolerance; `fresh`:
 * in those alone that have a fresh line. */
geo_status geoi_cells_make(const geoi_linework *w, bool fresh, geoi_cells *cells);
void geoi_cells_clear(geoi_cells *cells);
int64_t geoi_cells_column(const geoi_cells *cells, double x);
int64_t geoi_cells_row(const geoi_cells *cells, double y);

#endif /* GEOI_LINEWORK_H */
