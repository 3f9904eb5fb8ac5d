/* SPDX-License-Identifier: MIT */
/* To which core point every other point belongs: the nearest within eps, at equal distance the
 * one of lower index. The rule makes the result independent of the order of input, which the
 * original (first cluster to reach the point) is not. */
#include "metrics/dbscan_internal.h"

enum { NOISE = -1, WAITING = -2 };

typedef struct search {
    geoi_dbscan *d;
    int64_t *home;
    double *work;      /* [chunk] comparisons that waiting points would take */
    geoi_kdtree *tree; /* of core points, by index; NULL = scan */
    int64_t *cell_of;  /* [index] cell of a core point, for the tree's answers */
} search;

typedef struct nearest {
    double d2;
    int64_t index, cell;
} nearest;

/* ---- One point ------------------------------------------------------------------------ */

static void look_in_cell(const geoi_dbscan *d, int64_t cell, double x, double y, nearest *best)
{
    for (int64_t i = d->first_core[cell]; i < d->begin[cell + 1]; i++) {
        double dx = d->x[i] - x, dy = d->y[i] - y;
        double d2 = dx * dx + dy * dy;
        if (d->core[i] && (d2 < best->d2 || (d2 == best->d2 && d->index[i] < best->index))) {
            *best = (nearest){d2, d->index[i], cell};
        }
    }
}

static int64_t home_of(const geoi_dbscan *d, const geo_span cells[GEOI_CELL_ROWS], int64_t p)
{
    nearest best = {d->eps2, INT64_MAX, NOISE}; /* as near as eps is near enough */
    for (int r = 0; r < GEOI_CELL_ROWS; r++) {
        for (int64_t cell = cells[r].begin; cell < cells[r].end; cell++) {
            if (d->first_core[cell] >= 0) {
                look_in_cell(d, cell, d->x[p], d->y[p], &best);
            }
        }
    }
    return best.cell;
}

/* ---- Cells ---------------------------------------------------------------------------- */

static int64_t cores_around(const geoi_dbscan *d, const geo_span cells[GEOI_CELL_ROWS])
{
    int64_t count = 0;
    for (int r = 0; r < GEOI_CELL_ROWS; r++) {
        for (int64_t cell = cells[r].begin; cell < cells[r].end; cell++) {
            count += d->first_core[cell] >= 0 ? d->begin[cell + 1] - d->first_core[cell] : 0;
        }
    }
    return count;
}

/* Core points are at home; returns how many are not. */
static int64_t settle_cores(const search *s, int64_t cell)
{
    const geoi_dbscan *d = s->d;
    int64_t others = 0;
    for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
        s->home[p] = d->core[p] ? cell : NOISE;
        others += !d->core[p];
    }
    return others;
}

static void settle_others(const search *s, int64_t cell, const geo_span cells[GEOI_CELL_ROWS],
                          bool wait)
{
    const geoi_dbscan *d = s->d;
    for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
        if (!d->core[p]) {
            s->home[p] = wait ? WAITING : home_of(d, cells, p);
        }
    }
}

static geo_status settle_cells(void *job, int64_t begin, int64_t end)
{
    const search *s = job;
    const geoi_dbscan *d = s->d;
    geoi_cell_walk walk = {0};
    geo_span cells[GEOI_CELL_ROWS];
    double work = 0.0;
    for (int64_t cell = begin; cell < end; cell++) {
        int64_t others = settle_cores(s, cell);
        if (others == 0 || d->core_only) {
            continue;
        }
        geoi_cell_walk_step(d, cell, &walk, cells);
        int64_t around = cores_around(d, cells);
        bool wait = around > GEOI_CROWD;
        work += wait ? (double)others * (double)around : 0.0;
        if (around > 0) {
            settle_others(s, cell, cells, wait);
        }
    }
    s->work[begin / d->grain] = work;
    return GEO_OK;
}

static geo_status settle_waiting(void *job, int64_t begin, int64_t end)
{
    const search *s = job;
    const geoi_dbscan *d = s->d;
    geoi_cell_walk walk = {0};
    geo_span cells[GEOI_CELL_ROWS];
    for (int64_t cell = begin; cell < end; cell++) {
        bool stepped = false;
        for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
            if (s->home[p] != WAITING) {
                continue;
            }
            if (s->tree != NULL) {
                int64_t index;
                double d2;
                int64_t found =
                    geoi_kdtree_nearest(s->tree, d->x[p], d->y[p], 1, d->eps2, -1, &index, &d2);
                s->home[p] = found == 1 ? s->cell_of[index] : NOISE;
                continue;
            }
            if (!stepped) {
                geoi_cell_walk_step(d, cell, &walk, cells);
                stepped = true;
            }
            s->home[p] = home_of(d, cells, p);
        }
    }
    return GEO_OK;
}

/* A tree of the core points, and where each of them lives. */
static geo_status plant_tree(search *s)
{
    geo_status status = GEO_OK;
    const geoi_dbscan *d = s->d;
    double *x = NULL, *y = NULL;
    int64_t *index = NULL, n = 0;
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *y, &y));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *index, &index));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *s->cell_of, &s->cell_of));
    for (int64_t p = 0; p < d->n; p++) {
        s->cell_of[d->index[p]] = s->home[p];
        if (d->core[p]) {
            x[n] = d->x[p];
            y[n] = d->y[p];
            index[n++] = d->index[p];
        }
    }
    GEO_TRY(geoi_kdtree_create(d->ctx, n, x, y, index, &s->tree));
done:
    geoi_release(x);
    geoi_release(y);
    geoi_release(index);
    return status;
}

geo_status geoi_dbscan_find_homes(geoi_dbscan *d, int64_t *home)
{
    geo_status status = GEO_OK;
    search s = {.d = d, .home = home};
    double work;
    GEO_TRY(geoi_dbscan_pass(d, settle_cells, &s, &s.work, &work));
    if (work > (double)GEOI_TREE_WORTH * (double)d->n) {
        GEO_TRY(plant_tree(&s));
    }
    if (work > 0.0) {
        GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, settle_waiting, &s));
    }
done:
    geoi_kdtree_destroy(s.tree);
    geoi_release(s.work);
    geoi_release(s.cell_of);
    return status;
}
