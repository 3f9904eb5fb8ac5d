/* SPDX-License-Identifier: MIT */
/* Which points are core. All points of a cell that weighs enough by itself are; any other
 * point looks through the cells around, its own row first, until it has enough. */
#include "metrics/dbscan_internal.h"

#include "base/sum.h"

enum { NOT_CORE = 0, CORE = 1, WAITING = 2, BLOCK = 256 };

typedef struct search {
    geoi_dbscan *d;
    int64_t need;      /* points, where they weigh 1 */
    double *work;      /* [chunk] comparisons that waiting points would take */
    geoi_kdtree *tree; /* NULL = scan */
} search;

/* ---- One point ------------------------------------------------------------------------ */

static int64_t count_within(const geoi_dbscan *d, geo_span points, double x, double y)
{
    const double *px = d->x, *py = d->y, limit = d->eps2;
    double count = 0.0; /* exact, and as wide as what is compared: so vectors fit */
    for (int64_t i = points.begin; i < points.end; i++) {
        double dx = px[i] - x, dy = py[i] - y;
        count += dx * dx + dy * dy <= limit ? 1.0 : 0.0;
    }
    return (int64_t)count;
}

static void add_within(const geoi_dbscan *d, geo_span points, double x, double y, geoi_sum *sum)
{
    for (int64_t i = points.begin; i < points.end; i++) {
        double dx = d->x[i] - x, dy = d->y[i] - y;
        if (dx * dx + dy * dy <= d->eps2) {
            geoi_sum_add(sum, d->weight[i]);
        }
    }
}

static bool has_enough(const search *s, const geo_span cells[GEOI_CELL_ROWS], double x, double y)
{
    static const int nearest_first[GEOI_CELL_ROWS] = {2, 1, 3, 0, 4};
    const geoi_dbscan *d = s->d;
    int64_t count = 0;
    geoi_sum sum = {0.0, 0.0};
    for (int r = 0; r < GEOI_CELL_ROWS; r++) {
        geo_span row = geoi_cell_points(d, cells[nearest_first[r]]);
        for (int64_t begin = row.begin; begin < row.end; begin += BLOCK) {
            geo_span block = {begin, begin + BLOCK < row.end ? begin + BLOCK : row.end};
            if (d->weight == NULL) {
                count += count_within(d, block, x, y);
            } else {
                add_within(d, block, x, y, &sum);
            }
            if (d->weight == NULL ? count >= s->need : geoi_sum_value(&sum) >= d->min_weight) {
                return true;
            }
        }
    }
    return false;
}

/* ---- Cells ---------------------------------------------------------------------------- */

static bool is_dense(const search *s, int64_t cell)
{
    const geoi_dbscan *d = s->d;
    if (d->weight == NULL) {
        return d->begin[cell + 1] - d->begin[cell] >= s->need;
    }
    geoi_sum sum = {0.0, 0.0};
    for (int64_t i = d->begin[cell]; i < d->begin[cell + 1]; i++) {
        geoi_sum_add(&sum, d->weight[i]);
    }
    return geoi_sum_value(&sum) >= d->min_weight;
}

static void mark_cell(const geoi_dbscan *d, int64_t cell, uint8_t mark)
{
    memset(&d->core[d->begin[cell]], mark, (size_t)(d->begin[cell + 1] - d->begin[cell]));
}

static int64_t points_around(const geoi_dbscan *d, const geo_span cells[GEOI_CELL_ROWS])
{
    int64_t count = 0;
    for (int r = 0; r < GEOI_CELL_ROWS; r++) {
        geo_span row = geoi_cell_points(d, cells[r]);
        count += row.end - row.begin;
    }
    return count;
}

static void test_cell(const search *s, int64_t cell, const geo_span cells[GEOI_CELL_ROWS])
{
    const geoi_dbscan *d = s->d;
    for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
        d->core[p] = has_enough(s, cells, d->x[p], d->y[p]) ? CORE : NOT_CORE;
    }
}

static geo_status decide_cells(void *job, int64_t begin, int64_t end)
{
    const search *s = job;
    const geoi_dbscan *d = s->d;
    geoi_cell_walk walk = {0};
    geo_span cells[GEOI_CELL_ROWS];
    double work = 0.0;
    for (int64_t cell = begin; cell < end; cell++) {
        if (is_dense(s, cell)) {
            mark_cell(d, cell, CORE);
            continue;
        }
        geoi_cell_walk_step(d, cell, &walk, cells);
        int64_t around = points_around(d, cells);
        if (around > GEOI_CROWD) {
            mark_cell(d, cell, WAITING);
            work += (double)(d->begin[cell + 1] - d->begin[cell]) * (double)around;
        } else if (d->weight == NULL && around < s->need) {
            mark_cell(d, cell, NOT_CORE);
        } else {
            test_cell(s, cell, cells);
        }
    }
    s->work[begin / d->grain] = work;
    return GEO_OK;
}

static geo_status decide_waiting(void *job, int64_t begin, int64_t end)
{
    const search *s = job;
    const geoi_dbscan *d = s->d;
    geoi_cell_walk walk = {0};
    geo_span cells[GEOI_CELL_ROWS];
    double enough = d->weight != NULL ? d->min_weight : (double)s->need;
    for (int64_t cell = begin; cell < end; cell++) {
        if (d->core[d->begin[cell]] != WAITING) {
            continue;
        }
        if (s->tree == NULL) {
            geoi_cell_walk_step(d, cell, &walk, cells);
            test_cell(s, cell, cells);
            continue;
        }
        for (int64_t p = d->begin[cell]; p < d->begin[cell + 1]; p++) {
            d->core[p] =
                geoi_kdtree_weight_within(s->tree, d->x[p], d->y[p], d->eps2, enough) >= enough;
        }
    }
    return GEO_OK;
}

static geo_status note_first_cores(void *job, int64_t begin, int64_t end)
{
    const search *s = job;
    const geoi_dbscan *d = s->d;
    for (int64_t cell = begin; cell < end; cell++) {
        int64_t p = d->begin[cell];
        while (p < d->begin[cell + 1] && d->core[p] != CORE) {
            p++;
        }
        d->first_core[cell] = p < d->begin[cell + 1] ? p : -1;
    }
    return GEO_OK;
}

geo_status geoi_dbscan_find_cores(geoi_dbscan *d)
{
    geo_status status = GEO_OK;
    search s = {.d = d};
    double work;
    s.need = d->min_weight > (double)d->n ? d->n + 1 : (int64_t)ceil(d->min_weight);
    GEO_TRY(geoi_array_raw(d->ctx, d->n, sizeof *d->core, &d->core));
    GEO_TRY(geoi_array_raw(d->ctx, d->cell_count, sizeof *d->first_core, &d->first_core));
    GEO_TRY(geoi_dbscan_pass(d, decide_cells, &s, &s.work, &work));
    if (work > (double)GEOI_TREE_WORTH * (double)d->n) {
        GEO_TRY(geoi_kdtree_create(d->ctx, d->n, d->x, d->y, NULL, &s.tree));
        GEO_TRY(geoi_kdtree_weigh(d->ctx, s.tree, d->weight));
    }
    if (work > 0.0) {
        GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, decide_waiting, &s));
    }
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, note_first_cores, &s));
done:
    geoi_kdtree_destroy(s.tree);
    geoi_release(s.work);
    return status;
}
