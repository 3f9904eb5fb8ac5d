/* SPDX-License-Identifier: MIT */
/* The area that a window has in common with itself moved by v, for millions of v.
 *
 * Of a polygon it is a quadratic function of v, piece by piece. Its second derivative is a sum over
 * ordered pairs of edges (A, B), A from a along p, B from b along q: it is constant,
 *     - (N_A N_B' + N_B N_A') / (2 |p x q|),   N = edge turned outwards,
 * where v lies in the parallelogram a - b + s p - t q, 0 <= s, t <= 1, and 0 elsewhere; of parallel
 * edges the parallelogram is a line, across which the slope jumps. So the plane of v is cut into
 * cells: each knows value, slope and second derivative at its centre by the parallelograms that
 * cover it whole, and lists those that cover it in part. From the centre to v the latter are added
 * up along the way, exactly. The first cell has its value from v = 0, where the area is the
 * window's, the others from their neighbours. */
#include "base/sum.h"
#include "metrics/window_lozenge.h"
#include "space/rtree.h"

enum { FEWEST_CELLS = 512, MOST_CELLS = 1 << 17, PAIRS_A_CELL = 8 };

/* Beyond it building would take minutes. */
static const int64_t MOST_PAIRS = 200000000;

/* Cells lie askew of the round numbers that edges and distances like, so that no line across which
 * the slope jumps goes through a centre. */
static const double WIDER_LEFT = 1.0123456789, WIDER_RIGHT = 1.0217391304, LOWER = 0.0073109,
                    HIGHER = 1.0119191919;

typedef struct pair {
    int32_t a, b;
} pair;

typedef struct cell {
    double value, slope_x, slope_y; /* at the centre */
    double xx, xy, yy;              /* second derivative throughout */
} cell;

struct geoi_covariance {
    const geo_window *w;
    double min_x, min_y, width, height; /* of the grid's origin; of a cell */
    int64_t columns, rows;
    cell *cell;     /* [columns * rows] */
    int64_t *begin; /* [columns * rows + 1] into part */
    pair *part;
};

/* ---- Within a cell ------------------------------------------------------------------------ */

/* All there is on the way from the centre of a cell to a place in it. */
static geoi_way way_of(const geoi_covariance *g, int64_t index, geoi_vector c, geoi_vector d,
                       bool with_selves)
{
    const cell *at = &g->cell[index];
    geoi_way sum = {0.0, {0.0, 0.0}};
    for (int64_t i = g->begin[index]; i < g->begin[index + 1]; i++) {
        pair ab = g->part[i];
        if (with_selves || ab.a != ab.b) {
            geoi_lozenge z = geoi_lozenge_of(&g->w->side[ab.a], &g->w->side[ab.b]);
            geoi_way_add(&z, c, d, &sum);
        }
    }
    double hx = at->xx * d.x + at->xy * d.y, hy = at->xy * d.x + at->yy * d.y;
    sum.rise += 0.5 * (hx * d.x + hy * d.y);
    sum.slope.x += hx;
    sum.slope.y += hy;
    return sum;
}

static geoi_vector centre_of(const geoi_covariance *g, int64_t column, int64_t row)
{
    return (geoi_vector){g->min_x + ((double)column + 0.5) * g->width,
                         g->min_y + ((double)row + 0.5) * g->height};
}

/* ---- Which cells a pair covers -------------------------------------------------------- */

typedef struct noting {
    geoi_covariance *g;
    int64_t *next;  /* [cells] */
    pair *part;     /* NULL: only count */
    int64_t a, all; /* the edge that looks for others; pairs so far */
    bool plain;     /* count pairs, and nothing else */
    double reach;
} noting;

/* The width of the convex hull of four corners at level y; false where it does not reach. */
static bool span_at(const geoi_vector *v, double y, double *left, double *right)
{
    *left = (double)INFINITY;
    *right = -(double)INFINITY;
    for (int i = 0; i < 4; i++) {
        for (int j = i; j < 4; j++) {
            const geoi_vector *l = v[i].y <= v[j].y ? &v[i] : &v[j],
                              *h = l == &v[i] ? &v[j] : &v[i];
            if (l->y <= y && y <= h->y) {
                double share = h->y > l->y ? (y - l->y) / (h->y - l->y) : 0.0;
                double x0 = l->x + share * (h->x - l->x), x1 = h->y > l->y ? x0 : h->x;
                *left = fmin(*left, fmin(x0, x1));
                *right = fmax(*right, fmax(x0, x1));
            }
        }
    }
    return *left <= *right;
}

/* Of the row y0..y1 what is touched at all, and what is covered over the whole of its height. */
typedef struct stretch {
    double left, right, whole_left, whole_right;
} stretch;

static stretch stretch_of(const geoi_vector *v, double low, double high, double y0, double y1)
{
    stretch s = {(double)INFINITY, -(double)INFINITY, (double)INFINITY, -(double)INFINITY};
    double l0, r0, l1, r1;
    bool at0 = span_at(v, fmax(y0, low), &l0, &r0), at1 = span_at(v, fmin(y1, high), &l1, &r1);
    s.left = fmin(at0 ? l0 : s.left, at1 ? l1 : s.left);
    s.right = fmax(at0 ? r0 : s.right, at1 ? r1 : s.right);
    for (int i = 0; i < 4; i++) {
        if (v[i].y >= y0 && v[i].y <= y1) {
            s.left = fmin(s.left, v[i].x);
            s.right = fmax(s.right, v[i].x);
        }
    }
    if (at0 && at1 && y0 >= low && y1 <= high) {
        s.whole_left = fmax(l0, l1);
        s.whole_right = fmin(r0, r1);
    }
    return s;
}

static int64_t within(double place, int64_t count)
{
    return !(place > 0.0) ? 0 : place < (double)count ? (int64_t)place : count - 1;
}

static void note(noting *n, int64_t index, int32_t a, int32_t b)
{
    int64_t slot = n->next[index]++;
    if (n->part != NULL) {
        n->part[slot] = (pair){a, b};
    }
}

/* Cells from first to last of a row; those from whole_first on are covered, as many as there are,
 * and have the pair's second derivative added at its begin and taken off after its end. */
static void note_row(noting *n, int64_t row, const stretch *s, const geoi_lozenge *z, int32_t a,
                     int32_t b)
{
    geoi_covariance *g = n->g;
    const double slack = 1e-7;
    double first = (s->left - g->min_x) / g->width - slack;
    double last = (s->right - g->min_x) / g->width + slack;
    if (!(last >= 0.0 && first < (double)g->columns)) {
        return;
    }
    int64_t from = within(first, g->columns), to = within(last, g->columns);
    double whole_first = ceil((s->whole_left - g->min_x) / g->width + slack);
    double whole_end = floor((s->whole_right - g->min_x) / g->width - slack);
    int64_t begin = to + 1, end = to + 1;
    if (!geoi_is_flat(z) && fmax(whole_first, 0.0) < fmin(whole_end, (double)g->columns)) {
        begin = (int64_t)fmax(whole_first, 0.0);
        end = (int64_t)fmin(whole_end, (double)g->columns);
    }
    for (int64_t column = from; column <= to; column++) {
        if (column < begin || column >= end) {
            note(n, row * g->columns + column, a, b);
        }
    }
    if (begin < end && n->part == NULL) {
        double share = -0.5 / fabs(z->k);
        double xx = share * 2.0 * z->p.y * z->q.y, yy = share * 2.0 * z->p.x * z->q.x;
        double xy = -share * (z->p.y * z->q.x + z->q.y * z->p.x);
        cell *at = &g->cell[row * g->columns + begin];
        at->xx += xx;
        at->xy += xy;
        at->yy += yy;
        if (end < g->columns) {
            at = &g->cell[row * g->columns + end];
            at->xx -= xx;
            at->xy -= xy;
            at->yy -= yy;
        }
    }
}

static bool note_pair(void *user, int64_t index)
{
    noting *n = user;
    geoi_covariance *g = n->g;
    if (n->plain) {
        return ++n->all <= MOST_PAIRS;
    }
    geoi_lozenge z = geoi_lozenge_of(&g->w->side[n->a], &g->w->side[index]);
    const geoi_vector v[] = {{z.o.x, z.o.y},
                             {z.o.x + z.p.x, z.o.y + z.p.y},
                             {z.o.x - z.q.x, z.o.y - z.q.y},
                             {z.o.x + z.p.x - z.q.x, z.o.y + z.p.y - z.q.y}};
    double low = fmin(fmin(v[0].y, v[1].y), fmin(v[2].y, v[3].y));
    double high = fmax(fmax(v[0].y, v[1].y), fmax(v[2].y, v[3].y));
    double slack = 1e-7 * g->height, bottom = g->min_y, top = bottom + (double)g->rows * g->height;
    if (high < bottom - slack || low > top + slack) {
        return true;
    }
    int64_t last = within((high + slack - bottom) / g->height, g->rows);
    for (int64_t row = within((low - slack - bottom) / g->height, g->rows); row <= last; row++) {
        double y0 = bottom + (double)row * g->height - slack, y1 = y0 + g->height + 2.0 * slack;
        stretch s = stretch_of(v, low, high, y0, y1);
        note_row(n, row, &s, &z, (int32_t)n->a, (int32_t)index);
    }
    return true;
}

/* Visit all pairs of edges some of whose places are within the reach of each other. */
static geo_status visit_pairs(geo_ctx *ctx, const geoi_rtree *tree, noting *n)
{
    geo_status status = GEO_OK;
    const geo_window *w = n->g->w;
    double reach = n->reach * 1.03; /* to the corners of the outermost cells along the axes */
    for (int64_t a = 0; a < w->n; a++) {
        const geoi_side *s = &w->side[a];
        n->a = a;
        geoi_rtree_search(tree,
                          (geo_box){fmin(s->ax, s->bx) - reach, fmin(s->ay, s->by) - reach,
                                    fmax(s->ax, s->bx) + reach, fmax(s->ay, s->by) + reach},
                          note_pair, n);
        if (n->all > MOST_PAIRS) {
            status = geoi_fail(ctx, GEO_LIMIT,
                               "the window has too many edges within %g m of each other for the "
                               "translation correction",
                               n->reach);
            geoi_hint(ctx, "simplify the window, look less far, or take the isotropic correction");
            goto done;
        }
    }
done:
    return status;
}

/* ---- Building ------------------------------------------------------------------------- */

static void choose_cells(geoi_covariance *g, double reach, int64_t pairs)
{
    double count = fmin(fmax((double)(pairs / PAIRS_A_CELL), FEWEST_CELLS), MOST_CELLS);
    g->columns = (int64_t)sqrt(2.0 * count);
    g->rows = (g->columns + 1) / 2;
    g->min_x = -reach * WIDER_LEFT;
    g->min_y = -reach * LOWER;
    g->width = reach * (WIDER_LEFT + WIDER_RIGHT) / (double)g->columns;
    g->height = reach * (LOWER + HIGHER) / (double)g->rows;
}

static geo_status note_pairs(geo_ctx *ctx, geoi_covariance *g, const geoi_rtree *tree, double reach)
{
    geo_status status = GEO_OK;
    noting n = {.g = g, .reach = reach, .plain = true};
    GEO_TRY(visit_pairs(ctx, tree, &n));
    choose_cells(g, reach, n.all);
    int64_t count = g->columns * g->rows;
    GEO_TRY(geoi_array(ctx, count, sizeof *g->cell, &g->cell));
    GEO_TRY(geoi_array(ctx, count + 1, sizeof *g->begin, &g->begin));
    GEO_TRY(geoi_array(ctx, count, sizeof *n.next, &n.next));
    n.plain = false;
    n.all = 0;
    GEO_TRY(visit_pairs(ctx, tree, &n));
    for (int64_t i = 0; i < count; i++) {
        g->begin[i + 1] = g->begin[i] + n.next[i];
        n.next[i] = g->begin[i];
        if (i % g->columns > 0) { /* what begins in a cell goes on in the next */
            g->cell[i].xx += g->cell[i - 1].xx;
            g->cell[i].xy += g->cell[i - 1].xy;
            g->cell[i].yy += g->cell[i - 1].yy;
        }
    }
    GEO_TRY(geoi_array_raw(ctx, g->begin[count], sizeof *g->part, &g->part));
    n.part = g->part;
    GEO_TRY(visit_pairs(ctx, tree, &n));
done:
    geoi_release(n.next);
    return status;
}

/* At v = 0 the slope depends on the way one leaves: by half of the border's width across it. */
static geoi_vector slope_at_zero(const geo_window *w, geoi_vector u)
{
    geoi_sum x = {0}, y = {0};
    for (int64_t i = 0; i < w->n; i++) {
        geoi_vector e = {w->side[i].bx - w->side[i].ax, w->side[i].by - w->side[i].ay};
        double sign = geoi_cross(e, u) > 0.0 ? 0.5 : -0.5;
        geoi_sum_add(&x, sign * e.y);
        geoi_sum_add(&y, -sign * e.x);
    }
    return (geoi_vector){geoi_sum_value(&x), geoi_sum_value(&y)};
}

/* The cell at `to` from one whose value and slope are known, by the place m between them. */
static void step(geoi_covariance *g, int64_t from, geoi_vector c, int64_t to, geoi_vector e)
{
    cell *a = &g->cell[from], *b = &g->cell[to];
    geoi_vector d = {0.5 * (e.x - c.x), 0.5 * (e.y - c.y)}, back = {-d.x, -d.y};
    geoi_way on = way_of(g, from, c, d, true), off = way_of(g, to, e, back, true);
    double value = a->value + a->slope_x * d.x + a->slope_y * d.y + on.rise;
    b->slope_x = a->slope_x + on.slope.x - off.slope.x;
    b->slope_y = a->slope_y + on.slope.y - off.slope.y;
    b->value = value - off.rise - (b->slope_x * back.x + b->slope_y * back.y);
}

static void find_values(geoi_covariance *g)
{
    int64_t column = (int64_t)(-g->min_x / g->width), row = (int64_t)(-g->min_y / g->height);
    geoi_vector c = centre_of(g, column, row), back = {-c.x, -c.y};
    cell *first = &g->cell[row * g->columns + column];
    geoi_vector slope = slope_at_zero(g->w, c);
    geoi_way to_zero = way_of(g, row * g->columns + column, c, back, false);
    first->slope_x = slope.x - to_zero.slope.x;
    first->slope_y = slope.y - to_zero.slope.y;
    first->value = g->w->area - to_zero.rise - (first->slope_x * back.x + first->slope_y * back.y);
    for (int64_t k = column + 1; k < g->columns; k++) {
        step(g, row * g->columns + k - 1, centre_of(g, k - 1, row), row * g->columns + k,
             centre_of(g, k, row));
    }
    for (int64_t k = column - 1; k >= 0; k--) {
        step(g, row * g->columns + k + 1, centre_of(g, k + 1, row), row * g->columns + k,
             centre_of(g, k, row));
    }
    for (int64_t k = 0; k < g->columns; k++) {
        for (int64_t r = row + 1; r < g->rows; r++) {
            step(g, (r - 1) * g->columns + k, centre_of(g, k, r - 1), r * g->columns + k,
                 centre_of(g, k, r));
        }
        for (int64_t r = row - 1; r >= 0; r--) {
            step(g, (r + 1) * g->columns + k, centre_of(g, k, r + 1), r * g->columns + k,
                 centre_of(g, k, r));
        }
    }
}

geo_status geoi_covariance_create(geo_ctx *ctx, const geo_window *w, double reach_m,
                                  geoi_covariance **out)
{
    geo_status status = GEO_OK;
    geoi_covariance *g = NULL;
    geoi_rtree *tree = NULL;
    geo_box *box = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *g, &g));
    g->w = w;
    if (!w->box && reach_m > 0.0) {
        GEO_TRY(geoi_array_raw(ctx, w->n, sizeof *box, &box));
        for (int64_t i = 0; i < w->n; i++) {
            const geoi_side *s = &w->side[i];
            box[i] = (geo_box){fmin(s->ax, s->bx), fmin(s->ay, s->by), fmax(s->ax, s->bx),
                               fmax(s->ay, s->by)};
        }
        GEO_TRY(geoi_rtree_create(ctx, w->n, box, &tree));
        GEO_TRY(note_pairs(ctx, g, tree, reach_m));
        find_values(g);
    }
    *out = g;
    g = NULL;
done:
    geoi_rtree_destroy(tree);
    geoi_release(box);
    geoi_covariance_destroy(g);
    return status;
}

void geoi_covariance_destroy(geoi_covariance *covariance)
{
    if (covariance != NULL) {
        geoi_release(covariance->cell);
        geoi_release(covariance->begin);
        geoi_release(covariance->part);
        geoi_release(covariance);
    }
}

/* ---- Asking --------------------------------------------------------------------------- */

double geoi_covariance_at(const geoi_covariance *g, double dx, double dy)
{
    const geo_window *w = g->w;
    if (w->box) {
        double width = w->extent.max_x - w->extent.min_x - fabs(dx);
        double height = w->extent.max_y - w->extent.min_y - fabs(dy);
        return fmax(width, 0.0) * fmax(height, 0.0);
    }
    if (g->cell == NULL || (!(dx < 0.0 || dx > 0.0) && !(dy < 0.0 || dy > 0.0))) {
        return w->area;
    }
    geoi_vector v = dy < 0.0 ? (geoi_vector){-dx, -dy} : (geoi_vector){dx, dy};
    int64_t column = within((v.x - g->min_x) / g->width, g->columns);
    int64_t row = within((v.y - g->min_y) / g->height, g->rows);
    geoi_vector c = centre_of(g, column, row), d = {v.x - c.x, v.y - c.y};
    const cell *at = &g->cell[row * g->columns + column];
    geoi_way sum = way_of(g, row * g->columns + column, c, d, true);
    return at->value + at->slope_x * d.x + at->slope_y * d.y + sum.rise;
}
