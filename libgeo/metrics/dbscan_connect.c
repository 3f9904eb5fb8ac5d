/* SPDX-License-Identifier: MIT */
/* Which cells belong together: cells are joined by union-find when two of their core points
 * are within eps. A join links the higher root below the lower with one compare-and-swap
 * (Anderson & Woll 1991, doi:10.1145/103418.103458), so threads join at once, and the sets that
 * result do not depend on the order of joins. Nearby cells come first: most others are then
 * joined already and need no look at their points. */
#include "metrics/dbscan_internal.h"

enum { FEW_PAIRS = 1 << 12 };

/* ---- Do two cells touch? --------------------------------------------------------------- */

/* Core points of a cell, or those of them that another cell may reach. */
typedef struct members {
    int64_t n;
    const double *x, *y;
    double *own_x, *own_y; /* when copied */
} members;

static bool any_pair(const members *a, const members *b, double eps2)
{
    for (int64_t i = 0; i < a->n; i++) {
        for (int64_t j = 0; j < b->n; j++) {
            double dx = a->x[i] - b->x[j], dy = a->y[i] - b->y[j];
            if (dx * dx + dy * dy <= eps2) {
                return true;
            }
        }
    }
    return false;
}

static geo_box box_of(const members *m)
{
    geo_box box = {m->x[0], m->y[0], m->x[0], m->y[0]};
    for (int64_t i = 1; i < m->n; i++) {
        box.min_x = m->x[i] < box.min_x ? m->x[i] : box.min_x;
        box.max_x = m->x[i] > box.max_x ? m->x[i] : box.max_x;
        box.min_y = m->y[i] < box.min_y ? m->y[i] : box.min_y;
        box.max_y = m->y[i] > box.max_y ? m->y[i] : box.max_y;
    }
    return box;
}

static double gap(double low, double high, double at)
{
    return at < low ? low - at : at > high ? at - high : 0.0;
}

/* Keep of m what is within eps of the box. */
static void keep_near(members *m, geo_box box, double eps2)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < m->n; i++) {
        double dx = gap(box.min_x, box.max_x, m->x[i]), dy = gap(box.min_y, box.max_y, m->y[i]);
        if (dx * dx + dy * dy <= eps2) {
            m->own_x[kept] = m->x[i];
            m->own_y[kept++] = m->y[i];
        }
    }
    m->n = kept;
    m->x = m->own_x;
    m->y = m->own_y;
}

static geo_status list_members(const geoi_dbscan *d, int64_t cell, members *out)
{
    geo_status status = GEO_OK;
    int64_t begin = d->first_core[cell], end = d->begin[cell + 1];
    GEO_TRY(geoi_array_raw(d->ctx, end - begin, sizeof *out->own_x, &out->own_x));
    GEO_TRY(geoi_array_raw(d->ctx, end - begin, sizeof *out->own_y, &out->own_y));
    for (int64_t i = begin; i < end; i++) {
        if (d->core[i]) {
            out->own_x[out->n] = d->x[i];
            out->own_y[out->n++] = d->y[i];
        }
    }
    out->x = out->own_x;
    out->y = out->own_y;
done:
    return status;
}

/* Every point of the smaller side asks a tree of the larger. */
static geo_status any_pair_by_tree(geo_ctx *ctx, const members *a, const members *b, double eps2,
                                   bool *touch)
{
    geo_status status = GEO_OK;
    geoi_kdtree *tree = NULL;
    const members *few = a->n <= b->n ? a : b, *many = a->n <= b->n ? b : a;
    GEO_TRY(geoi_kdtree_create(ctx, many->n, many->x, many->y, NULL, &tree));
    for (int64_t i = 0; i < few->n && !*touch; i++) {
        int64_t id;
        double d2;
        *touch = geoi_kdtree_nearest(tree, few->x[i], few->y[i], 1, eps2, -1, &id, &d2) > 0;
    }
done:
    geoi_kdtree_destroy(tree);
    return status;
}

/* Many points on both sides: only those near the other side's box can touch it. */
static geo_status do_many_touch(const geoi_dbscan *d, int64_t a, int64_t b, bool *touch)
{
    geo_status status = GEO_OK;
    members ma = {0}, mb = {0};
    GEO_TRY(list_members(d, a, &ma));
    GEO_TRY(list_members(d, b, &mb));
    keep_near(&ma, box_of(&mb), d->eps2);
    if (ma.n > 0) {
        keep_near(&mb, box_of(&ma), d->eps2);
    }
    if (ma.n > 0 && mb.n > 0) {
        if (ma.n <= FEW_PAIRS / mb.n) {
            *touch = any_pair(&ma, &mb, d->eps2);
        } else {
            GEO_TRY(any_pair_by_tree(d->ctx, &ma, &mb, d->eps2, touch));
        }
    }
done:
    geoi_release(ma.own_x);
    geoi_release(ma.own_y);
    geoi_release(mb.own_x);
    geoi_release(mb.own_y);
    return status;
}

/* The first pairs, up to FEW_PAIRS; *all tells whether those were all. */
static bool do_some_touch(const geoi_dbscan *d, int64_t a, int64_t b, bool *all)
{
    int64_t left = FEW_PAIRS;
    for (int64_t i = d->first_core[a]; i < d->begin[a + 1]; i++) {
        for (int64_t j = d->first_core[b]; j < d->begin[b + 1] && d->core[i]; j++) {
            double dx = d->x[i] - d->x[j], dy = d->y[i] - d->y[j];
            if (d->core[j] && dx * dx + dy * dy <= d->eps2) {
                return true;
            }
            if (--left == 0) {
                *all = false;
                return false;
            }
        }
    }
    *all = true;
    return false;
}

static geo_status join_if_touching(const geoi_dbscan *d, int64_t a, int64_t b)
{
    geo_status status = GEO_OK;
    bool all = true;
    if (d->first_core[b] < 0 || geoi_find_root(d->root, a) == geoi_find_root(d->root, b)) {
        return GEO_OK;
    }
    bool touch = do_some_touch(d, a, b, &all);
    if (!touch && !all) {
        GEO_TRY(do_many_touch(d, a, b, &touch));
    }
    if (touch) {
        geoi_join_roots(d->root, a, b);
    }
done:
    return status;
}

/* ---- All cells ------------------------------------------------------------------------ */

typedef struct sweep {
    geoi_dbscan *d;
    bool adjacent; /* cells that share an edge or corner; else those one farther */
} sweep;

/* Cells of the span that follow `cell` in order and are, or are not, adjacent to it. */
static geo_status join_span(const sweep *s, int64_t cell, int row, geo_span cells)
{
    geo_status status = GEO_OK;
    const geoi_dbscan *d = s->d;
    uint64_t same_column = d->key[cell] + ((uint64_t)row << d->column_bits);
    for (int64_t other = cells.begin; other < cells.end; other++) {
        uint64_t from_left = d->key[other] + GEOI_CELL_REACH - same_column; /* 0 .. 4 */
        bool adjacent = row <= 1 && from_left >= 1 && from_left <= 3;
        if (other > cell && adjacent == s->adjacent) {
            GEO_TRY(join_if_touching(d, cell, other));
        }
    }
done:
    return status;
}

static geo_status join_cells(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    const sweep *s = job;
    geoi_cell_walk walk = {0};
    geo_span cells[GEOI_CELL_ROWS];
    for (int64_t cell = begin; cell < end; cell++) {
        if (s->d->first_core[cell] < 0) {
            continue;
        }
        geoi_cell_walk_step(s->d, cell, &walk, cells);
        for (int row = 0; row <= GEOI_CELL_REACH; row++) {
            GEO_TRY(join_span(s, cell, row, cells[GEOI_CELL_REACH + row]));
        }
    }
done:
    return status;
}

static geo_status flatten(void *job, int64_t begin, int64_t end)
{
    const sweep *s = job;
    for (int64_t cell = begin; cell < end; cell++) {
        int64_t root = geoi_find_root(s->d->root, cell);
        atomic_store_explicit(&s->d->root[cell], root, memory_order_relaxed);
    }
    return GEO_OK;
}

geo_status geoi_dbscan_connect(geoi_dbscan *d)
{
    geo_status status = GEO_OK;
    sweep near = {d, true}, far = {d, false};
    GEO_TRY(geoi_array_raw(d->ctx, d->cell_count, sizeof *d->root, &d->root));
    for (int64_t cell = 0; cell < d->cell_count; cell++) {
        atomic_init(&d->root[cell], cell);
    }
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, join_cells, &near));
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, join_cells, &far));
    GEO_TRY(geoi_parallel(d->ctx, d->cell_count, d->grain, flatten, &near));
done:
    return status;
}
