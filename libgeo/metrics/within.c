/* SPDX-License-Identifier: MIT */
/* How many facilities lie within a distance, and what they weigh (counts alone: within_count.c).
 * Facilities stand in the cells of a grid; origins are taken in groups of neighbours along a
 * Hilbert curve, so that cells are read once a group:
 *
 * 1. A cell beyond reach of the whole group is passed over.
 * 2. Facilities of the other cells are gathered, in index order.
 * 3. Each is compared with the column of origins, without branches. */
#include "geo/proximity.h"

#include "metrics/nearest_internal.h"
#include "metrics/within_internal.h"
#include "space/grid.h"
#include "space/order.h"

enum { GRAIN = 1 << 11, GROUP = 64, CELLS_IN_REACH = 8 };
static const double LARGE = 1e150; /* a side whose square is still finite */

typedef struct search {
    geoi_within_job job;
    const geoi_grid *grid;
    const double *weight; /* [facilities.n]; NULL = only counts */
    double slack;         /* how far rounding may move a point over the edge of its cell */
    double *sum;
} search;

typedef struct origin_group {
    int64_t n;
    int64_t row[GROUP];
    double x[GROUP], y[GROUP];
    double self[GROUP];              /* facility point to pass over, or -1 */
    double count[GROUP], sum[GROUP]; /* counts are exact as doubles */
    geo_box box;
} origin_group;

/* Facility points to compare with, and room to sort them. */
typedef struct gathered {
    int64_t n, room, spare_room;
    int64_t *id, *spare;
} gathered;

/* ---- Steps 1 and 2 -------------------------------------------------------------------- */

static double near_gap(double low, double high, double at_low, double at_high)
{
    double gap = fmax(low - at_high, at_low - high);
    return gap > 0.0 ? gap : 0.0;
}

static bool is_beyond(const search *s, const geo_box *cell, const geo_box *box)
{
    double dx = near_gap(cell->min_x, cell->max_x, box->min_x, box->max_x);
    double dy = near_gap(cell->min_y, cell->max_y, box->min_y, box->max_y);
    return dx * dx + dy * dy > s->job.d2;
}

static geo_status add_cell(const search *s, int64_t cell, gathered *g)
{
    int64_t begin = s->grid->cell_begin[cell], end = s->grid->cell_begin[cell + 1];
    geo_status status = geoi_grow(s->job.ctx, &g->id, &g->room, g->n + end - begin, sizeof *g->id);
    if (status == GEO_OK) {
        memcpy(&g->id[g->n], &s->grid->id[begin], (size_t)(end - begin) * sizeof *g->id);
        g->n += end - begin;
    }
    return status;
}

/* Holds the cell's points for certain: its edges are computed, so they are moved outwards. */
static geo_box cell_box(const search *s, int64_t column, int64_t row)
{
    const geoi_grid *grid = s->grid;
    geo_box b = {grid->min_x + (double)column * grid->side - s->slack,
                 grid->min_y + (double)row * grid->side - s->slack,
                 grid->min_x + (double)(column + 1) * grid->side + s->slack,
                 grid->min_y + (double)(row + 1) * grid->side + s->slack};
    return b;
}

/* What the group must be compared with. */
static geo_status gather(const search *s, const origin_group *group, gathered *g)
{
    geo_status status = GEO_OK;
    const geoi_grid *grid = s->grid;
    const geo_box *box = &group->box;
    double reach = s->job.distance + s->slack;
    int64_t first = geoi_grid_column(grid, box->min_x - reach);
    int64_t last = geoi_grid_column(grid, box->max_x + reach);
    int64_t top = geoi_grid_row(grid, box->max_y + reach);
    g->n = 0;
    for (int64_t row = geoi_grid_row(grid, box->min_y - reach); row <= top; row++) {
        for (int64_t column = first; column <= last; column++) {
            int64_t cell = row * grid->columns + column;
            int64_t points = grid->cell_begin[cell + 1] - grid->cell_begin[cell];
            geo_box around = cell_box(s, column, row);
            if (points > 0 && !is_beyond(s, &around, box)) {
                GEO_TRY(add_cell(s, cell, g));
            }
        }
    }
done:
    return status;
}

static void merge_runs(const int64_t *from, int64_t begin, int64_t middle, int64_t end, int64_t *to)
{
    int64_t a = begin, b = middle;
    for (int64_t i = begin; i < end; i++) {
        bool left = b == end || (a < middle && from[a] < from[b]);
        to[i] = left ? from[a++] : from[b++];
    }
}

static int64_t run_end(const int64_t *id, int64_t begin, int64_t n)
{
    int64_t end = begin + 1;
    while (end < n && id[end - 1] < id[end]) {
        end++;
    }
    return end < n ? end : n;
}

/* Cells are ascending runs already: merge neighbouring runs until one is left. */
static geo_status sort_gathered(const search *s, gathered *g)
{
    geo_status status = geoi_grow(s->job.ctx, &g->spare, &g->spare_room, g->n, sizeof *g->spare);
    while (status == GEO_OK && g->n > 0 && run_end(g->id, 0, g->n) < g->n) {
        for (int64_t begin = 0; begin < g->n;) {
            int64_t middle = run_end(g->id, begin, g->n);
            int64_t end = middle < g->n ? run_end(g->id, middle, g->n) : middle;
            merge_runs(g->id, begin, middle, end, g->spare);
            begin = end;
        }
        memcpy(g->id, g->spare, (size_t)g->n * sizeof *g->id);
    }
    return status;
}

/* ---- Step 3 --------------------------------------------------------------------------- */

/* One facility with all origins: no branches, so the compiler makes vectors of the loop. */
static void compare_column(double x, double y, double id, double weight, double limit,
                           origin_group *restrict g)
{
    for (int64_t i = 0; i < g->n; i++) {
        double dx = x - g->x[i], dy = y - g->y[i];
        double counts = dx * dx + dy * dy <= limit ? 1.0 : 0.0;
        counts = g->self[i] == id ? 0.0 : counts;
        g->count[i] += counts;
        g->sum[i] += counts * weight; /* exact: times 1 or 0 */
    }
}

static void compare(const search *s, origin_group *group, const gathered *g)
{
    for (int64_t c = 0; c < g->n; c++) {
        int64_t id = g->id[c];
        compare_column(s->job.facilities.x[id], s->job.facilities.y[id], (double)id, s->weight[id],
                       s->job.d2, group);
    }
}

static geo_status solve(const search *s, origin_group *group, gathered *g)
{
    geo_status status = GEO_OK;
    GEO_TRY(gather(s, group, g));
    GEO_TRY(sort_gathered(s, g));
    compare(s, group, g);
    for (int64_t i = 0; i < group->n; i++) {
        s->job.count[group->row[i]] = (int64_t)group->count[i];
        s->sum[group->row[i]] = group->sum[i];
    }
    group->n = 0;
done:
    return status;
}

/* A group stays small beside the distance, so that few gathered facilities are in vain. */
static bool fits(const search *s, const origin_group *g, double x, double y)
{
    double limit = s->job.distance / CELLS_IN_REACH;
    return g->n < GROUP && fmax(g->box.max_x, x) - fmin(g->box.min_x, x) <= limit &&
           fmax(g->box.max_y, y) - fmin(g->box.min_y, y) <= limit;
}

static void add_origin(const search *s, origin_group *g, int64_t from)
{
    double x = s->job.origins.x[from], y = s->job.origins.y[from];
    int64_t row = geoi_point_row(&s->job.origins, from), i = g->n++;
    if (i == 0) {
        g->box = (geo_box){x, y, x, y};
    }
    g->box = (geo_box){fmin(g->box.min_x, x), fmin(g->box.min_y, y), fmax(g->box.max_x, x),
                       fmax(g->box.max_y, y)};
    g->row[i] = row;
    g->x[i] = x;
    g->y[i] = y;
    g->self[i] = s->job.self != NULL ? (double)s->job.self[row] : -1.0;
    g->count[i] = g->sum[i] = 0.0;
}

static geo_status solve_chunk(void *user, int64_t begin, int64_t end)
{
    const search *s = user;
    geo_status status = GEO_OK;
    gathered g = {0};
    origin_group group = {0};
    for (int64_t i = begin; i < end; i++) {
        int64_t from = s->job.order[i];
        if (group.n > 0 && !fits(s, &group, s->job.origins.x[from], s->job.origins.y[from])) {
            GEO_TRY(solve(s, &group, &g));
        }
        add_origin(s, &group, from);
    }
    GEO_TRY(solve(s, &group, &g));
done:
    geoi_release(g.id);
    geoi_release(g.spare);
    return status;
}

/* ---- The call ------------------------------------------------------------------------- */

/* self[i]: the point of facility i, or -1 where it has none. */
static geo_status find_selves(search *s, int64_t origin_features)
{
    geo_status status = GEO_OK;
    int64_t *self;
    GEO_TRY(geoi_scratch(s->job.ctx, origin_features, sizeof *self, &self));
    for (int64_t i = 0; i < origin_features; i++) {
        self[i] = -1;
    }
    for (int64_t i = 0; i < s->job.facilities.n; i++) {
        int64_t row = geoi_point_row(&s->job.facilities, i);
        if (row < origin_features) {
            self[row] = i;
        }
    }
    s->job.self = self;
done:
    return status;
}

static geo_status prepare(search *s, const geo_shapes *origins, const geo_shapes *facilities,
                          const double *weight, int skip_self)
{
    geo_status status = GEO_OK;
    int64_t *order, n = geo_shapes_geometry(origins)->n;
    GEO_TRY(geoi_points_of(s->job.ctx, origins, "origins", &s->job.origins));
    GEO_TRY(geoi_points_of(s->job.ctx, facilities, "facilities", &s->job.facilities));
    if (weight != NULL) {
        GEO_TRY(geoi_point_weights(s->job.ctx, &s->job.facilities,
                                   geo_shapes_geometry(facilities)->n, weight, true, &s->weight));
    }
    if (s->sum == NULL) {
        s->weight = NULL; /* checked, and not needed */
    }
    if (skip_self != 0) {
        GEO_TRY(find_selves(s, n));
    }
    GEO_TRY(geoi_stage(s->job.ctx, 0.0, 0.1, "ordering origins"));
    GEO_TRY(geoi_scratch(s->job.ctx, s->job.origins.n, sizeof *order, &order));
    GEO_TRY(geoi_hilbert_order(s->job.ctx, s->job.origins.n, s->job.origins.x, s->job.origins.y,
                               order));
    s->job.order = order;
    memset(s->job.count, 0, (size_t)n * sizeof *s->job.count);
    if (s->sum != NULL) {
        memset(s->sum, 0, (size_t)n * sizeof *s->sum);
    }
done:
    return status;
}

/* Columns are found with an error below their number * 2^-51, edges with one of a few units in
 * the last place of the coordinates. */
static double rounding_of(const geoi_grid *grid)
{
    double width = (double)grid->columns * grid->side, height = (double)grid->rows * grid->side;
    double largest = fmax(fabs(grid->min_x) + width, fabs(grid->min_y) + height);
    return largest * 0x1p-48;
}

static geo_status add_weights(search *s)
{
    geo_status status = GEO_OK;
    geoi_grid *grid = NULL;
    double side = fmin(s->job.distance / CELLS_IN_REACH, LARGE);
    GEO_TRY(geoi_grid_create(s->job.ctx, s->job.facilities.n, s->job.facilities.x,
                             s->job.facilities.y, NULL, side > 0.0 ? side : 1.0, &grid));
    s->grid = grid;
    s->slack = rounding_of(grid);
    GEO_TRY(geoi_stage(s->job.ctx, 0.3, 1.0, "counting facilities"));
    GEO_TRY(geoi_parallel(s->job.ctx, s->job.origins.n, GRAIN, solve_chunk, s));
done:
    geoi_grid_destroy(grid);
    return status;
}

geo_status geo_within(geo_ctx *ctx, const geo_shapes *origins, const geo_shapes *facilities,
                      double distance_m, const double *weight, int skip_self, int64_t *count,
                      double *sum)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    search s = {.job = {.ctx = ctx, .count = count}, .sum = sum};
    if (!(distance_m >= 0.0)) {
        return geoi_fail(ctx, GEO_INVALID, "distance is %g m, but must be 0 or more", distance_m);
    }
    geo_nearest_options any = geo_nearest_options_default();
    any.max_distance_m = distance_m;
    any.skip_self = skip_self;
    if (!geoi_pairs_are_plain(origins, facilities, &any)) {
        return geoi_within_shapes(ctx, origins, facilities, &any, weight, count, sum);
    }
    s.job.distance = distance_m;
    s.job.d2 = distance_m * distance_m;
    GEO_TRY(prepare(&s, origins, facilities, weight, skip_self));
    GEO_TRY(geoi_stage(ctx, 0.1, 0.3, "indexing facilities"));
    if (s.weight != NULL) {
        GEO_TRY(add_weights(&s));
        goto done;
    }
    GEO_TRY(geoi_within_count(&s.job));
    for (int64_t i = 0; i < geo_shapes_geometry(origins)->n && sum != NULL; i++) {
        sum[i] = (double)count[i];
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
