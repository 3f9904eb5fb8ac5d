/* SPDX-License-Identifier: MIT */
/* Edges of a window in cells: most places are in a cell without edges, which is inside or outside
 * as a whole; the nearest edge is found in rings of cells about a place; places are drawn from
 * the cells that have some of the window. */
#include "metrics/window_internal.h"

enum { FEWEST_CELLS = 1024, MOST_CELLS = 1 << 16, MOST_TRIES = 1 << 20, GRAIN = 4096 };

/* An edge is noted in cells that it misses by so much of a cell, lest rounding hide it. */
static const double SLACK = 1e-9;

/* ---- Building ------------------------------------------------------------------------------- */

static void choose_cells(const geo_window *w, geoi_window_cells *c)
{
    double width = w->extent.max_x - w->extent.min_x, height = w->extent.max_y - w->extent.min_y;
    double count = fmin(fmax(2.0 * (double)w->n, FEWEST_CELLS), MOST_CELLS);
    double columns = fmin(fmax(sqrt(count * (width / height)), 1.0), count);
    c->columns = (int64_t)columns;
    c->rows = (int64_t)fmin(fmax(count / columns, 1.0), count);
    c->min_x = w->extent.min_x;
    c->min_y = w->extent.min_y;
    c->width = width / (double)c->columns;
    c->height = height / (double)c->rows;
}

static int64_t clamped(double cell, int64_t count)
{
    return !(cell > 0.0) ? 0 : cell < (double)count ? (int64_t)cell : count - 1;
}

static int64_t column_of(const geoi_window_cells *c, double x)
{
    return clamped((x - c->min_x) / c->width, c->columns);
}

static int64_t row_of(const geoi_window_cells *c, double y)
{
    return clamped((y - c->min_y) / c->height, c->rows);
}

/* Note the edge in the cells it meets: only count (edge NULL), or place from `next`. */
static void note_edge(const geoi_window_cells *c, const geoi_side *s, int32_t index, int64_t *next,
                      int32_t *edge)
{
    double low = fmin(s->ay, s->by), high = fmax(s->ay, s->by);
    double left = fmin(s->ax, s->bx), right = fmax(s->ax, s->bx);
    double room_x = SLACK * c->width, room_y = SLACK * c->height;
    int64_t last = row_of(c, high + room_y);
    for (int64_t row = row_of(c, low - room_y); row <= last; row++) {
        double from = left, to = right;
        if (high > low) { /* where it is within the row */
            double y0 = c->min_y + (double)row * c->height - room_y;
            double y1 = y0 + c->height + 2.0 * room_y;
            double slope = (s->bx - s->ax) / (s->by - s->ay);
            double x0 = s->ax + (fmin(fmax(y0, low), high) - s->ay) * slope;
            double x1 = s->ax + (fmin(fmax(y1, low), high) - s->ay) * slope;
            from = fmax(left, fmin(x0, x1));
            to = fmin(right, fmax(x0, x1));
        }
        int64_t end = column_of(c, to + room_x);
        for (int64_t column = column_of(c, from - room_x); column <= end; column++) {
            int64_t slot = next[row * c->columns + column]++;
            if (edge != NULL) {
                edge[slot] = index;
            }
        }
    }
}

static bool found(void *user, int64_t feature)
{
    (void)feature;
    *(bool *)user = true;
    return false;
}

static void find_open(const geo_window *w, geoi_window_cells *c)
{
    for (int64_t i = 0; i < c->columns * c->rows; i++) {
        double x = c->min_x + ((double)(i % c->columns) + 0.5) * c->width;
        double y = c->min_y + ((double)(i / c->columns) + 0.5) * c->height;
        bool crossed = c->begin[i] < c->begin[i + 1], inside = false;
        if (!crossed) {
            geoi_inside_search(w->search, x, y, found, &inside);
        }
        c->inside[i] = inside;
        if (crossed || inside) {
            c->open[c->open_count++] = (int32_t)i;
        }
    }
}

geo_status geoi_window_cells_create(geo_ctx *ctx, geo_window *w)
{
    geo_status status = GEO_OK;
    geoi_window_cells *c = &w->cells;
    int64_t *next = NULL;
    choose_cells(w, c);
    int64_t count = c->columns * c->rows;
    GEO_TRY(geoi_array(ctx, count + 1, sizeof *c->begin, &c->begin));
    GEO_TRY(geoi_array(ctx, count, sizeof *c->inside, &c->inside));
    GEO_TRY(geoi_array_raw(ctx, count, sizeof *c->open, &c->open));
    GEO_TRY(geoi_array(ctx, count, sizeof *next, &next));
    for (int64_t i = 0; i < w->n; i++) {
        note_edge(c, &w->side[i], (int32_t)i, next, NULL);
    }
    for (int64_t i = 0; i < count; i++) {
        c->begin[i + 1] = c->begin[i] + next[i];
        next[i] = c->begin[i];
    }
    GEO_TRY(geoi_array_raw(ctx, c->begin[count], sizeof *c->edge, &c->edge));
    for (int64_t i = 0; i < w->n; i++) {
        note_edge(c, &w->side[i], (int32_t)i, next, c->edge);
    }
    find_open(w, c);
done:
    geoi_release(next);
    return status;
}

void geoi_window_cells_clear(geoi_window_cells *cells)
{
    geoi_release(cells->begin);
    geoi_release(cells->edge);
    geoi_release(cells->inside);
    geoi_release(cells->open);
}

/* ---- Inside? -------------------------------------------------------------------------------- */

int geo_window_contains(const geo_window *window, double x, double y)
{
    const geo_box *e = &window->extent;
    const geoi_window_cells *c = &window->cells;
    bool inside = false;
    if (!(e->min_x <= x && x <= e->max_x && e->min_y <= y && y <= e->max_y) || window->box) {
        return window->box && e->min_x <= x && x <= e->max_x && e->min_y <= y && y <= e->max_y;
    }
    int64_t cell = row_of(c, y) * c->columns + column_of(c, x);
    if (c->begin[cell] == c->begin[cell + 1]) {
        return c->inside[cell];
    }
    geoi_inside_search_closed(window->search, x, y, found, &inside);
    return inside;
}

/* ---- The nearest edge ------------------------------------------------------------------------ */

static void look_in(const geo_window *w, int64_t cell, double x, double y, double *best)
{
    const geoi_window_cells *c = &w->cells;
    for (int64_t k = c->begin[cell]; k < c->begin[cell + 1]; k++) {
        *best = fmin(*best, geoi_side_reach2(&w->side[c->edge[k]], x, y));
    }
}

/* Cells `ring` columns or rows away. */
static void look_around(const geo_window *w, int64_t column, int64_t row, int64_t ring, double x,
                        double y, double *best)
{
    const geoi_window_cells *c = &w->cells;
    for (int64_t r = row - ring; r <= row + ring; r++) {
        bool whole = r == row - ring || r == row + ring;
        if (r < 0 || r >= c->rows) {
            continue;
        }
        for (int64_t k = column - ring; k <= column + ring;
             k += whole || ring == 0 ? 1 : 2 * ring) {
            if (k >= 0 && k < c->columns) {
                look_in(w, r * c->columns + k, x, y, best);
            }
        }
    }
}

static double box_border(const geo_box *e, double x, double y)
{
    double out_x = fmax(fmax(e->min_x - x, x - e->max_x), 0.0);
    double out_y = fmax(fmax(e->min_y - y, y - e->max_y), 0.0);
    if (out_x > 0.0 || out_y > 0.0) {
        return sqrt(out_x * out_x + out_y * out_y);
    }
    return fmin(fmin(x - e->min_x, e->max_x - x), fmin(y - e->min_y, e->max_y - y));
}

double geo_window_border_m(const geo_window *window, double x, double y)
{
    const geoi_window_cells *c = &window->cells;
    if (window->box) {
        return box_border(&window->extent, x, y);
    }
    int64_t column = column_of(c, x), row = row_of(c, y);
    double side = fmin(c->width, c->height), best = (double)INFINITY;
    /* From outside of the extent the cells are farther yet. */
    for (int64_t ring = 0; ring <= c->columns + c->rows; ring++) {
        double nearest = ((double)ring - 1.0 - SLACK) * side;
        if (nearest > 0.0 && nearest * nearest > best) {
            break;
        }
        look_around(window, column, row, ring, x, y, &best);
    }
    return sqrt(best);
}

/* ---- Drawing -------------------------------------------------------------------------------- */

typedef struct drawing {
    geo_ctx *ctx;
    const geo_window *w;
    uint64_t seed, item;
    double *x, *y;
} drawing;

static double unit(const uint32_t *word)
{
    return (double)(((uint64_t)word[1] << 32 | word[0]) >> 11) * 0x1p-53;
}

/* One try: a place of an open cell; false where it is outside. */
static bool try_place(const geo_window *w, const geoi_random4 *r, double *x, double *y)
{
    const geoi_window_cells *c = &w->cells;
    double u = unit(r->word), v = unit(r->word + 2);
    if (w->box) {
        *x = w->extent.min_x + u * (w->extent.max_x - w->extent.min_x);
        *y = w->extent.min_y + v * (w->extent.max_y - w->extent.min_y);
        return true;
    }
    double place = u * (double)c->open_count; /* its whole part is the cell, the rest the place */
    int64_t cell = c->open[(int64_t)place];
    *x = c->min_x + ((double)(cell % c->columns) + (place - floor(place))) * c->width;
    *y = c->min_y + ((double)(cell / c->columns) + v) * c->height;
    return c->inside[cell] != 0 || geo_window_contains(w, *x, *y) != 0;
}

static geo_status draw_chunk(void *job, int64_t begin, int64_t end)
{
    const drawing *d = job;
    for (int64_t i = begin; i < end; i++) {
        uint64_t tries = 0;
        geoi_random4 r = geoi_philox(d->seed, d->item, (uint64_t)i);
        while (!try_place(d->w, &r, &d->x[i], &d->y[i])) {
            if (++tries == MOST_TRIES) {
                geo_status status =
                    geoi_fail(d->ctx, GEO_LIMIT, "the window is too narrow to draw places in");
                geoi_hint(d->ctx, "leave out the slivers of it");
                return status;
            }
            r = geoi_philox(d->seed, d->item, tries << 40 | (uint64_t)i);
        }
    }
    return GEO_OK;
}

geo_status geo_window_draw(geo_ctx *ctx, const geo_window *window, uint64_t seed, uint64_t item,
                           int64_t n, double *x, double *y)
{
    drawing d = {ctx, window, seed, item, x, y};
    return geoi_parallel(ctx, n, GRAIN, draw_chunk, &d);
}
