/* SPDX-License-Identifier: MIT */
/* Cleaning: lines are led through places that they pass, and cut where they cross, round by
 * round until nothing is left to do; then lines that join the same places become one. */
#include "geometry/linework.h"

#include <math.h>

#include "space/order.h"

enum { GRAIN = 2048, MOST_ROUNDS = 40 };

/* A line is to go through a place, `at` of its length along. */
typedef struct stop {
    int32_t line, place;
    double at;
} stop;

typedef struct findings {
    stop *stop;
    int64_t stop_count, stop_room;
    int32_t *pair; /* lines that cross, two by two */
    int64_t pair_count, pair_room;
} findings;

typedef struct scanning {
    const geoi_linework *w;
    const geoi_cells *cells;
    findings *found; /* [chunks] */
} scanning;

/* ---- Finding -------------------------------------------------------------------------------- */

static bool apart(double a, double b, double c, double d)
{
    const double reach = GEOI_LINEWORK_TOLERANCE;
    return fmax(a, b) + reach < fmin(c, d) || fmax(c, d) + reach < fmin(a, b);
}

/* Does line `k` pass by `place`, which is not one of its ends? */
static bool passes(const geoi_linework *w, int32_t k, int32_t place, double *at)
{
    const geoi_line *l = &w->line[k];
    if (place == l->a || place == l->b) {
        return false;
    }
    double ex = w->x[l->b] - w->x[l->a], ey = w->y[l->b] - w->y[l->a];
    double px = w->x[place] - w->x[l->a], py = w->y[place] - w->y[l->a];
    double length2 = ex * ex + ey * ey, along = px * ex + py * ey, side = ex * py - ey * px;
    const double reach = GEOI_LINEWORK_CLEARANCE;
    if (along <= 0.0 || along >= length2 || side * side >= reach * reach * length2) {
        return false;
    }
    *at = along / length2;
    return true;
}

static geo_status check_stop(const geoi_linework *w, int32_t k, int32_t place, findings *f)
{
    double at;
    if (!passes(w, k, place, &at)) {
        return GEO_OK;
    }
    geo_status status =
        geoi_grow(w->ctx, &f->stop, &f->stop_room, f->stop_count + 1, sizeof *f->stop);
    if (status == GEO_OK) {
        f->stop[f->stop_count++] = (stop){k, place, at};
    }
    return status;
}

static double side_of(const geoi_linework *w, const geoi_line *l, int32_t place)
{
    return (w->x[l->b] - w->x[l->a]) * (w->y[place] - w->y[l->a]) -
           (w->y[l->b] - w->y[l->a]) * (w->x[place] - w->x[l->a]);
}

static bool cross(const geoi_linework *w, const geoi_line *p, const geoi_line *q)
{
    return p->a != q->a && p->a != q->b && p->b != q->a && p->b != q->b &&
           (side_of(w, p, q->a) > 0.0) != (side_of(w, p, q->b) > 0.0) &&
           (side_of(w, q, p->a) > 0.0) != (side_of(w, q, p->b) > 0.0);
}

static geo_status check_pair(const geoi_linework *w, int32_t i, int32_t j, findings *f)
{
    geo_status status = GEO_OK;
    const geoi_line *p = &w->line[i], *q = &w->line[j];
    if ((p->fresh | q->fresh) == 0 || apart(w->x[p->a], w->x[p->b], w->x[q->a], w->x[q->b]) ||
        apart(w->y[p->a], w->y[p->b], w->y[q->a], w->y[q->b])) {
        return GEO_OK;
    }
    int64_t before = f->stop_count;
    GEO_TRY(check_stop(w, i, q->a, f));
    GEO_TRY(check_stop(w, i, q->b, f));
    GEO_TRY(check_stop(w, j, p->a, f));
    GEO_TRY(check_stop(w, j, p->b, f));
    if (f->stop_count == before && cross(w, p, q)) {
        GEO_TRY(geoi_grow(w->ctx, &f->pair, &f->pair_room, f->pair_count + 2, sizeof *f->pair));
        f->pair[f->pair_count++] = i;
        f->pair[f->pair_count++] = j;
    }
done:
    return status;
}

static geo_status scan_chunk(void *job, int64_t begin, int64_t end)
{
    const scanning *s = job;
    geo_status status = GEO_OK;
    findings *f = &s->found[begin / GRAIN];
    for (int64_t c = begin; c < end; c++) {
        const int32_t *line = s->cells->line + s->cells->begin[c];
        int64_t n = s->cells->begin[c + 1] - s->cells->begin[c];
        for (int64_t i = 0; i < n; i++) {
            for (int64_t j = i + 1; j < n; j++) {
                GEO_TRY(check_pair(s->w, line[i], line[j], f));
            }
        }
    }
done:
    return status;
}

static void clear_findings(findings *f)
{
    geoi_release(f->stop);
    geoi_release(f->pair);
}

static geo_status gather(geo_ctx *ctx, const findings *from, int64_t chunks, findings *all)
{
    geo_status status = GEO_OK;
    for (int64_t c = 0; c < chunks; c++) {
        const findings *f = &from[c];
        GEO_TRY(geoi_grow(ctx, &all->stop, &all->stop_room, all->stop_count + f->stop_count,
                          sizeof *all->stop));
        GEO_TRY(geoi_grow(ctx, &all->pair, &all->pair_room, all->pair_count + f->pair_count,
                          sizeof *all->pair));
        for (int64_t k = 0; k < f->stop_count; k++) {
            all->stop[all->stop_count++] = f->stop[k];
        }
        for (int64_t k = 0; k < f->pair_count; k++) {
            all->pair[all->pair_count++] = f->pair[k];
        }
    }
done:
    return status;
}

static geo_status scan(const geoi_linework *w, int round, findings *all)
{
    geo_status status = GEO_OK;
    geoi_cells cells;
    findings *found = NULL;
    int64_t chunks = 0;
    GEO_TRY(geoi_cells_make(w, round > 0, &cells));
    int64_t count = cells.columns * cells.rows;
    chunks = (count + GRAIN - 1) / GRAIN;
    GEO_TRY(geoi_array(w->ctx, chunks, sizeof *found, &found));
    scanning s = {w, &cells, found};
    GEO_TRY(geoi_parallel(w->ctx, count, GRAIN, scan_chunk, &s));
    GEO_TRY(gather(w->ctx, found, chunks, all));
done:
    for (int64_t c = 0; found != NULL && c < chunks; c++) {
        clear_findings(&found[c]);
    }
    geoi_release(found);
    geoi_cells_clear(&cells);
    return status;
}

/* ---- Mending -------------------------------------------------------------------------------- */

/* A line is to go through the place where it is crossed, which may lie a little beside it. */
static void stop_at(const geoi_linework *w, int32_t k, int32_t place, findings *f)
{
    const geoi_line *l = &w->line[k];
    if (place != l->a && place != l->b) {
        double ex = w->x[l->b] - w->x[l->a], ey = w->y[l->b] - w->y[l->a];
        double px = w->x[place] - w->x[l->a], py = w->y[place] - w->y[l->a];
        double at = (px * ex + py * ey) / (ex * ex + ey * ey);
        f->stop[f->stop_count++] = (stop){k, place, at};
    }
}

static geo_status stop_at_crossing(geoi_linework *w, int32_t i, int32_t j, findings *f)
{
    geo_status status = GEO_OK;
    geoi_line p = w->line[i], q = w->line[j];
    double from = side_of(w, &q, p.a), to = side_of(w, &q, p.b), t = from / (from - to);
    int32_t place;
    GEO_TRY(geoi_linework_place(w, w->x[p.a] + t * (w->x[p.b] - w->x[p.a]),
                                w->y[p.a] + t * (w->y[p.b] - w->y[p.a]), &place));
    GEO_TRY(geoi_grow(w->ctx, &f->stop, &f->stop_room, f->stop_count + 2, sizeof *f->stop));
    stop_at(w, i, place, f);
    stop_at(w, j, place, f);
done:
    return status;
}

/* The stops of one line, by place along it. */
static void sort_stops(const findings *f, const int64_t *order, int64_t n, stop *sorted)
{
    for (int64_t k = 0; k < n; k++) {
        stop moving = f->stop[order[k]];
        int64_t j = k;
        while (j > 0 && (sorted[j - 1].at > moving.at ||
                         (sorted[j - 1].at == moving.at && sorted[j - 1].place > moving.place))) {
            sorted[j] = sorted[j - 1];
            j--;
        }
        sorted[j] = moving;
    }
}

/* The line becomes several; the first keeps its number. */
static void cut_line(geoi_linework *w, int32_t k, const stop *stops, int64_t n)
{
    geoi_line whole = w->line[k];
    int64_t made = k;
    whole.fresh = 1;
    int32_t from = whole.a;
    for (int64_t s = 0; s <= n; s++) {
        int32_t to = s < n ? stops[s].place : whole.b;
        if (to == from) {
            continue; /* found in several cells */
        }
        w->line[made] = whole;
        w->line[made].a = from;
        w->line[made].b = to;
        made = w->line_count;
        w->line_count++;
        from = to;
    }
    w->line_count--;
}

static geo_status cut_lines(geoi_linework *w, const findings *f)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *order = NULL, n = f->stop_count;
    stop *sorted = NULL;
    if (w->line_count + n >= INT32_MAX) {
        return geoi_fail(w->ctx, GEO_LIMIT, "a drawing of more than 2^31 lines");
    }
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *sorted, &sorted));
    GEO_TRY(geoi_grow(w->ctx, &w->line, &w->line_room, w->line_count + n + 1, sizeof *w->line));
    for (int64_t k = 0; k < n; k++) {
        key[k] = (uint64_t)f->stop[k].line;
    }
    GEO_TRY(geoi_sort_keys(w->ctx, n, geoi_bit_count((uint64_t)w->line_count), key, order));
    for (int64_t begin = 0, end; begin < n; begin = end) {
        end = begin + 1;
        while (end < n && key[end] == key[begin]) {
            end++;
        }
        sort_stops(f, order + begin, end - begin, sorted);
        cut_line(w, (int32_t)key[begin], sorted, end - begin);
    }
done:
    geoi_release(key);
    geoi_release(order);
    geoi_release(sorted);
    return status;
}

/* *changed: something was to be mended. */
static geo_status run_round(geoi_linework *w, int round, bool *changed)
{
    geo_status status = GEO_OK;
    findings all = {0};
    GEO_TRY(scan(w, round, &all));
    for (int64_t k = 0; k < all.pair_count; k += 2) {
        GEO_TRY(stop_at_crossing(w, all.pair[k], all.pair[k + 1], &all));
    }
    *changed = all.stop_count > 0;
    for (int64_t k = 0; k < w->line_count; k++) {
        w->line[k].fresh = 0;
    }
    GEO_TRY(cut_lines(w, &all));
done:
    clear_findings(&all);
    return status;
}

/* ---- One line between two places ------------------------------------------------------ */

static void unite(geoi_line *into, const geoi_line *other)
{
    into->jump += other->a == into->a ? other->jump : -other->jump;
    into->r = 0.0;
}

/* Lines that cancel, or bound the same on both sides, are gone after this. */
static geo_status unite_lines(geoi_linework *w)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *order = NULL, n = w->line_count, kept = 0;
    geoi_line *line = NULL;
    int bits = geoi_bit_count((uint64_t)w->place_count);
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *order, &order));
    GEO_TRY(geoi_array_raw(w->ctx, n, sizeof *line, &line));
    for (int64_t k = 0; k < n; k++) {
        uint64_t a = (uint64_t)w->line[k].a, b = (uint64_t)w->line[k].b;
        key[k] = a < b ? a << bits | b : b << bits | a;
    }
    GEO_TRY(geoi_sort_keys(w->ctx, n, 2 * bits, key, order));
    for (int64_t begin = 0, end; begin < n; begin = end) {
        geoi_line one = w->line[order[begin]];
        for (end = begin + 1; end < n && key[end] == key[begin]; end++) {
            unite(&one, &w->line[order[end]]);
        }
        if (one.jump != 0 && one.a != one.b) {
            line[kept++] = one;
        }
    }
    geoi_release(w->line);
    w->line = line;
    w->line_room = n;
    w->line_count = kept;
    line = NULL;
done:
    geoi_release(key);
    geoi_release(order);
    geoi_release(line);
    return status;
}

/* Around every place as much is entered as is left: the lines bound faces. */
static geo_status balanced(const geoi_linework *w, bool *yes)
{
    int64_t *sum = NULL;
    geo_status status = geoi_array(w->ctx, w->place_count, sizeof *sum, &sum);
    *yes = true;
    for (int64_t k = 0; status == GEO_OK && k < w->line_count; k++) {
        sum[w->line[k].a] += w->line[k].jump;
        sum[w->line[k].b] -= w->line[k].jump;
    }
    for (int64_t k = 0; status == GEO_OK && k < w->place_count; k++) {
        *yes = *yes && sum[k] == 0;
    }
    geoi_release(sum);
    return status;
}

geo_status geoi_linework_clean(geoi_linework *w, bool *clean)
{
    geo_status status = GEO_OK;
    bool changed = true;
    for (int k = 0; changed && k < MOST_ROUNDS; k++) {
        GEO_TRY(run_round(w, k, &changed));
    }
    GEO_TRY(unite_lines(w));
    GEO_TRY(balanced(w, clean));
    *clean = *clean && !changed;
done:
    return status;
}
