/* SPDX-License-Identifier: MIT */
/* DBSCAN in space and time: Birant & Kut 2007, doi:10.1016/j.datak.2006.01.013, without their test
 * of a cluster's mean, whose outcome depends on the order of input. The steps are those of the
 * plane (cluster_dbscan.c), on cells of space and time. */
#include "metrics/dbscan_internal.h"

#include "base/sum.h"

static bool are_neighbours(const geoi_dbscan *d, int64_t p, int64_t q)
{
    double dx = d->x[p] - d->x[q], dy = d->y[p] - d->y[q];
    return dx * dx + dy * dy <= d->eps2 && fabs(d->when_s[p] - d->when_s[q]) <= d->eps_s;
}

/* ---- Cores -------------------------------------------------------------------------------- */

static bool cell_is_enough(const geoi_dbscan *d, int64_t cell)
{
    geoi_sum sum = {0.0, 0.0};
    for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
        geoi_sum_add(&sum, d->weight[p]);
    }
    return geoi_sum_value(&sum) >= d->min_weight;
}

static bool has_enough(const geoi_dbscan *d, const geo_span cells[GEOI_TIME_ROWS], int64_t p)
{
    geoi_sum sum = {0.0, 0.0};
    for (int r = 0; r < GEOI_TIME_ROWS; r++) {
        geo_span row = geoi_cell_points(d, cells[r]);
        for (int64_t q = row.begin; q < row.end; q++) {
            if (are_neighbours(d, p, q)) {
                geoi_sum_add(&sum, d->weight[q]);
            }
        }
        if (geoi_sum_value(&sum) >= d->min_weight) {
            return true;
        }
    }
    return false;
}

static geo_status find_cores(void *job, int64_t begin, int64_t end)
{
    geoi_dbscan *d = job;
    geo_span cells[GEOI_TIME_ROWS];
    for (int64_t cell = begin; cell < end; cell++) {
        bool all = cell_is_enough(d, cell);
        if (!all) {
            geoi_dbscan_time_around(d, cell, cells);
        }
        d->first_core[cell] = -1;
        for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
            d->core[p] = all || has_enough(d, cells, p);
            if (d->core[p] && d->first_core[cell] < 0) {
                d->first_core[cell] = p;
            }
        }
    }
    return GEO_OK;
}

/* ---- Joins -------------------------------------------------------------------------------- */

static bool do_touch(const geoi_dbscan *d, int64_t a, int64_t b)
{
    for (int64_t p = d->first_core[a]; p < d->begin[a + 1]; p++) {
        for (int64_t q = d->first_core[b]; q < d->begin[b + 1] && d->core[p]; q++) {
            if (d->core[q] && are_neighbours(d, p, q)) {
                return true;
            }
        }
    }
    return false;
}

static geo_status join_cells(void *job, int64_t begin, int64_t end)
{
    geoi_dbscan *d = job;
    geo_span cells[GEOI_TIME_ROWS];
    for (int64_t cell = begin; cell < end; cell++) {
        if (d->first_core[cell] < 0) {
            continue;
        }
        geoi_dbscan_time_around(d, cell, cells);
        for (int r = 0; r < GEOI_TIME_ROWS; r++) {
            for (int64_t other = cells[r].begin; other < cells[r].end; other++) {
                if (other > cell && d->first_core[other] >= 0 &&
                    geoi_find_root(d->root, cell) != geoi_find_root(d->root, other) &&
                    do_touch(d, cell, other)) {
                    geoi_join_roots(d->root, cell, other);
                }
            }
        }
    }
    return GEO_OK;
}

static geo_status flatten(void *job, int64_t begin, int64_t end)
{
    geoi_dbscan *d = job;
    for (int64_t cell = begin; cell < end; cell++) {
        int64_t root = geoi_find_root(d->root, cell);
        atomic_store_explicit(&d->root[cell], root, memory_order_relaxed);
    }
    return GEO_OK;
}

/* ---- Homes -------------------------------------------------------------------------------- */

typedef struct settling {
    const geoi_dbscan *d;
    int64_t *home;
} settling;

/* The cell of the nearest core point among the neighbours, at equal distance the lower one's. */
static int64_t home_of(const geoi_dbscan *d, const geo_span cells[GEOI_TIME_ROWS], int64_t p)
{
    double least = (double)INFINITY;
    int64_t index = INT64_MAX, home = -1;
    for (int r = 0; r < GEOI_TIME_ROWS; r++) {
        for (int64_t cell = cells[r].begin; cell < cells[r].end; cell++) {
            int64_t q = d->first_core[cell] >= 0 ? d->first_core[cell] : d->begin[cell + 1];
            for (; q < d->begin[cell + 1]; q++) {
                double dx = d->x[q] - d->x[p], dy = d->y[q] - d->y[p], d2 = dx * dx + dy * dy;
                bool nearer = d2 < least || (d2 == least && d->index[q] < index);
                if (nearer && d->core[q] && are_neighbours(d, p, q)) {
                    least = d2;
                    index = d->index[q];
                    home = cell;
                }
            }
        }
    }
    return home;
}

static geo_status find_homes(void *job, int64_t begin, int64_t end)
{
    const settling *s = job;
    const geoi_dbscan *d = s->d;
    geo_span cells[GEOI_TIME_ROWS];
    for (int64_t cell = begin; cell < end; cell++) {
        bool looked = false;
        for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
            s->home[p] = d->core[p] ? cell : -1;
            if (d->core[p] || d->core_only) {
                continue;
            }
            if (!looked) {
                geoi_dbscan_time_around(d, cell, cells);
                looked = true;
            }
            s->home[p] = home_of(d, cells, p);
        }
    }
    return GEO_OK;
}

/* ---- The call ----------------------------------------------------------------------------- */

geo_status geoi_dbscan_in_time(geoi_dbscan *d, int64_t *home)
{
    geo_status status = GEO_OK;
    settling s = {d, home};
    GEO_TRY(geoi_stage(d->ctx, 0.3, 0.6, "finding core points"));
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->core, &d->core));
    GEO_TRY(geoi_array_raw(d->ctx, d->cell_count, sizeof *d->first_core, &d->first_core));
    GEO_TRY(geoi_array_raw(d->ctx, d->cell_count, sizeof *d->root, &d->root));
    for (int64_t cell = 0; cell < d->cell_count; cell++) {
        atomic_init(&d->root[cell], cell);
    }
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, find_cores, d));
    GEO_TRY(geoi_stage(d->ctx, 0.6, 0.8, "joining cells"));
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, join_cells, d));
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, flatten, d));
    GEO_TRY(geoi_stage(d->ctx, 0.8, 1.0, "labelling points"));
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, find_homes, &s));
done:
    return status;
}
