/* SPDX-License-Identifier: MIT */
/* What the steps of DBSCAN share: the points sorted into cells, and the walk over cells. */
#ifndef GEOI_DBSCAN_INTERNAL_H
#define GEOI_DBSCAN_INTERNAL_H

#include <stdatomic.h>

#include "metrics/points.h"
#include "space/kdtree.h"

enum {
    GEOI_CELL_REACH = 2, /* neighbours are at most two cells away */
    GEOI_CELL_ROWS = 2 * GEOI_CELL_REACH + 1
};

/* Cells have the side eps / sqrt(2), so that all points of a cell are neighbours. Only cells
 * that have points exist, ordered by (row, column); their points stand together, in ascending
 * index. */
typedef struct geoi_dbscan {
    geo_ctx *ctx;
    int64_t n;
    double eps_m, eps2, min_weight;
    bool core_only; /* other points have no home */
    double *x, *y;
    double *weight; /* NULL = 1 each */
    double *when_s; /* NULL in the plane */
    double eps_s;
    int64_t *index; /* into the points that were given */
    uint8_t *core;  /* [n] filled by geoi_dbscan_find_cores() */
    int64_t cell_count;
    int64_t grain;         /* cells per parallel chunk */
    int column_bits;       /* key = row << column_bits | column */
    int row_bits;          /* in time: key = (slab << row_bits | row) << column_bits | column */
    uint64_t *key;         /* [cell_count] ascending */
    int64_t *begin;        /* [cell_count + 1] into the points */
    int64_t *first_core;   /* [cell_count] a cell's first core point, or -1 */
    _Atomic int64_t *root; /* [cell_count] filled by geoi_dbscan_connect(); of core cells */
} geoi_dbscan;

/* Sort into cells. GEO_LIMIT: eps is too small for the extent. */
geo_status geoi_dbscan_make_cells(geoi_dbscan *d, const geoi_points *points, const double *weight);
void geoi_dbscan_clear(geoi_dbscan *d);

/* Which points are core. */
geo_status geoi_dbscan_find_cores(geoi_dbscan *d);

/* Connect cells whose core points are within eps; root[c] becomes the lowest cell of c's
 * cluster. */
geo_status geoi_dbscan_connect(geoi_dbscan *d);

/* home[p]: the cell of point p if it is core; of the nearest core point within eps if not, at
 * equal distance of that of lower index; -1 for noise. p counts in cell order. */
geo_status geoi_dbscan_find_homes(geoi_dbscan *d, int64_t *home);

/* Where a cell's surroundings hold more points than GEOI_CROWD, its points wait; for the whole
 * of them a tree is built when scanning would take more than GEOI_TREE_WORTH comparisons per
 * point of the input, so that no density and no weights make the time quadratic. */
enum { GEOI_CROWD = 1 << 10, GEOI_TREE_WORTH = 1 << 8 };

/* Runs a first pass over all cells, whose chunks leave in (*work)[begin / grain] how many
 * comparisons scanning would take for the points that wait; *total is their sum. */
geo_status geoi_dbscan_pass(geoi_dbscan *d, geoi_chunk_fn pass, void *job, double **work,
                            double *total);

/* ---- Union and find ------------------------------------------------------------------- */

static inline int64_t geoi_find_root(_Atomic int64_t *parent, int64_t cell)
{
    int64_t up = atomic_load_explicit(&parent[cell], memory_order_relaxed);
    while (up != cell) {
        int64_t above = atomic_load_explicit(&parent[up], memory_order_relaxed);
        if (above != up) { /* halve the path; if another thread was first, so much the better */
            atomic_compare_exchange_weak_explicit(&parent[cell], &up, above, memory_order_relaxed,
                                                  memory_order_relaxed);
        }
        cell = above;
        up = atomic_load_explicit(&parent[cell], memory_order_relaxed);
    }
    return cell;
}

static inline void geoi_join_roots(_Atomic int64_t *parent, int64_t a, int64_t b)
{
    for (;;) {
        a = geoi_find_root(parent, a);
        b = geoi_find_root(parent, b);
        if (a == b) {
            return;
        }
        int64_t low = a < b ? a : b, high = a < b ? b : a, expected = high;
        if (atomic_compare_exchange_strong_explicit(&parent[high], &expected, low,
                                                    memory_order_relaxed, memory_order_relaxed)) {
            return;
        }
    }
}

/* ---- Walking over cells in order ------------------------------------------------------- */

/* The first cell whose key is not below `key`; cell_count where there is none. */
static inline int64_t geoi_first_cell_from(const geoi_dbscan *d, uint64_t key)
{
    int64_t low = 0, high = d->cell_count;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (d->key[middle] < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* For each of five rows the place that the walk has reached. Starts as {0}. */
typedef struct geoi_cell_walk {
    bool started;
    int64_t at[GEOI_CELL_ROWS];
} geoi_cell_walk;

/* Step to a cell, and then to later ones only. cells[r]: the cells of row (cell's row - 2 + r)
 * that are at most two columns away. */
void geoi_cell_walk_step(const geoi_dbscan *d, int64_t cell, geoi_cell_walk *walk,
                         geo_span cells[GEOI_CELL_ROWS]);

/* The points of a span of cells. */
static inline geo_span geoi_cell_points(const geoi_dbscan *d, geo_span cells)
{
    geo_span points = {d->begin[cells.begin], d->begin[cells.end]};
    return points;
}

/* ---- In space and time (dbscan_time_cells.c, dbscan_time.c) ------------------------------- */

enum { GEOI_TIME_ROWS = GEOI_CELL_ROWS * GEOI_CELL_ROWS };

/* As geoi_dbscan_make_cells(), with times [points] in seconds. */
geo_status geoi_dbscan_make_time_cells(geoi_dbscan *d, const geoi_points *points,
                                       const double *weight, const double *when_s);

/* cells[r]: those at most two columns away, of a slab and row at most two away. */
void geoi_dbscan_time_around(const geoi_dbscan *d, int64_t cell, geo_span cells[GEOI_TIME_ROWS]);

/* All that remains: cores, roots and homes. */
geo_status geoi_dbscan_in_time(geoi_dbscan *d, int64_t *home);

#endif /* GEOI_DBSCAN_INTERNAL_H */
