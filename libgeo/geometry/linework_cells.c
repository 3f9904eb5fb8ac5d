/* SPDX-License-Identifier: MIT */
/* Lines by the square cells they pass through. */
#include "geometry/linework.h"

#include <math.h>

/* ---- How wide ------------------------------------------------------------------------------- */

int64_t geoi_cells_column(const geoi_cells *cells, double x)
{
    double column = floor((x - cells->min_x) / cells->side);
    return column <= 0.0                     ? 0
           : column < (double)cells->columns ? (int64_t)column
                                             : cells->columns - 1;
}

int64_t geoi_cells_row(const geoi_cells *cells, double y)
{
    double row = floor((y - cells->min_y) / cells->side);
    return row <= 0.0 ? 0 : row < (double)cells->rows ? (int64_t)row : cells->rows - 1;
}

/* About as many cells as lines, but none shorter than most lines are long. */
static void lay_out(const geoi_linework *w, geoi_cells *cells)
{
    double max_x = -INFINITY, max_y = -INFINITY, sum = 0.0;
    cells->min_x = INFINITY;
    cells->min_y = INFINITY;
    for (int64_t k = 0; k < w->line_count; k++) {
        const geoi_line *l = &w->line[k];
        double ax = w->x[l->a], ay = w->y[l->a], bx = w->x[l->b], by = w->y[l->b];
        cells->min_x = fmin(cells->min_x, fmin(ax, bx));
        cells->min_y = fmin(cells->min_y, fmin(ay, by));
        max_x = fmax(max_x, fmax(ax, bx));
        max_y = fmax(max_y, fmax(ay, by));
        sum += fabs(ax - bx) + fabs(ay - by);
    }
    double n = (double)w->line_count, width = max_x - cells->min_x, height = max_y - cells->min_y;
    cells->side = fmax(sqrt(width * height / n), 0.5 * sum / n);
    cells->side = fmax(cells->side, fmax(width, height) / (4.0 * n + 16.0));
    cells->side = fmax(cells->side, 8.0 * GEOI_LINEWORK_TOLERANCE);
    cells->columns = (int64_t)(width / cells->side) + 1;
    cells->rows = (int64_t)(height / cells->side) + 1;
}

/* ---- Who stands where ------------------------------------------------------------------------ */

/* Mark the cells of lines, count lines to the cells, or put them there. */
typedef struct filling {
    const geoi_cells *cells;
    uint8_t *mark;       /* or NULL */
    const uint8_t *only; /* NULL = all cells */
    int64_t *place;      /* [cells + 1] */
    int32_t *line;       /* NULL while they are counted */
} filling;

static void fill_row(const filling *f, int32_t k, int64_t row, double from, double to)
{
    const geoi_cells *cells = f->cells;
    int64_t first = row * cells->columns + geoi_cells_column(cells, from);
    int64_t last = row * cells->columns + geoi_cells_column(cells, to);
    for (int64_t cell = first; cell <= last; cell++) {
        if (f->mark != NULL) {
            f->mark[cell] = 1;
            continue;
        }
        if (f->only != NULL && f->only[cell] == 0) {
            continue;
        }
        if (f->line != NULL) {
            f->line[f->place[cell]] = k;
        }
        f->place[cell]++;
    }
}

static void fill_line(const filling *f, const geoi_linework *w, int32_t k)
{
    const double reach = 2.0 * GEOI_LINEWORK_TOLERANCE;
    const geoi_cells *cells = f->cells;
    const geoi_line *l = &w->line[k];
    bool up = w->y[l->a] <= w->y[l->b];
    double ax = w->x[up ? l->a : l->b], ay = w->y[up ? l->a : l->b];
    double bx = w->x[up ? l->b : l->a], by = w->y[up ? l->b : l->a];
    double slope = by > ay ? (bx - ax) / (by - ay) : 0.0;
    int64_t first = geoi_cells_row(cells, ay - reach), last = geoi_cells_row(cells, by + reach);
    for (int64_t row = first; row <= last; row++) {
        double low = cells->min_y + (double)row * cells->side - reach;
        double high = low + cells->side + 2.0 * reach;
        double from = ax, to = bx;
        if (by > ay) {
            from = low > ay ? ax + (fmin(low, by) - ay) * slope : ax;
            to = high < by ? ax + (fmax(high, ay) - ay) * slope : bx;
        }
        fill_row(f, k, row, fmin(from, to) - reach, fmax(from, to) + reach);
    }
}

static void fill_all(const filling *f, const geoi_linework *w, bool fresh)
{
    for (int64_t k = 0; k < w->line_count; k++) {
        if (!fresh || w->line[k].fresh != 0) {
            fill_line(f, w, (int32_t)k);
        }
    }
}

geo_status geoi_cells_make(const geoi_linework *w, bool fresh, geoi_cells *cells)
{
    geo_status status = GEO_OK;
    uint8_t *mark = NULL;
    *cells = (geoi_cells){0};
    if (w->line_count == 0) {
        return geoi_array(w->ctx, 1, sizeof *cells->begin, &cells->begin);
    }
    lay_out(w, cells);
    int64_t count = cells->columns * cells->rows;
    GEO_TRY(geoi_array(w->ctx, count + 2, sizeof *cells->begin, &cells->begin));
    filling f = {.cells = cells};
    if (fresh) {
        GEO_TRY(geoi_array(w->ctx, count, sizeof *mark, &mark));
        f.mark = mark;
        fill_all(&f, w, true);
    }
    f.mark = NULL;
    f.only = mark;
    f.place = cells->begin + 2;
    fill_all(&f, w, false);
    for (int64_t c = 0; c < count; c++) {
        cells->begin[c + 2] += cells->begin[c + 1];
    }
    GEO_TRY(geoi_array_raw(w->ctx, cells->begin[count + 1], sizeof *cells->line, &cells->line));
    f.place = cells->begin + 1; /* entry c + 1 grows from its beginning to its end */
    f.line = cells->line;
    fill_all(&f, w, false);
done:
    geoi_release(mark);
    return status;
}

void geoi_cells_clear(geoi_cells *cells)
{
    geoi_release(cells->begin);
    geoi_release(cells->line);
    *cells = (geoi_cells){0};
}
