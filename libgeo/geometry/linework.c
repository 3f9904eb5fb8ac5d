/* SPDX-License-Identifier: MIT */
/* Places and runs of lines. */
#include "geometry/linework.h"

#include <math.h>

/* Cells of the hash table, metres: so wide that a place seldom lies near a border. */
static const double CELL = 64.0 * GEOI_LINEWORK_TOLERANCE;

/* ---- Places by cell ------------------------------------------------------------------------- */

static uint64_t mix(int64_t column, int64_t row)
{
    uint64_t h = (uint64_t)column * 0x9E3779B97F4A7C15u ^ (uint64_t)row * 0xC2B2AE3D27D4EB4Fu;
    h ^= h >> 29;
    h *= 0xBF58476D1CE4E5B9u;
    return h ^ h >> 32;
}

static int64_t slot_of(const geoi_linework *w, double x, double y)
{
    return (int64_t)(mix((int64_t)floor(x / CELL), (int64_t)floor(y / CELL)) &
                     (uint64_t)(w->slots - 1));
}

static void chain(geoi_linework *w, int32_t place)
{
    int64_t slot = slot_of(w, w->x[place], w->y[place]);
    w->next[place] = w->head[slot];
    w->head[slot] = place;
}

static geo_status widen_table(geoi_linework *w)
{
    geo_status status = GEO_OK;
    int64_t slots = w->slots > 0 ? 4 * w->slots : 1024;
    int32_t *head = NULL;
    GEO_TRY(geoi_array_raw(w->ctx, slots, sizeof *head, &head));
    memset(head, 0xff, (size_t)slots * sizeof *head); /* -1 */
    geoi_release(w->head);
    w->head = head;
    w->slots = slots;
    for (int64_t k = 0; k < w->place_count; k++) {
        chain(w, (int32_t)k);
    }
done:
    return status;
}

/* The nearest place within the tolerance in the cell that holds (cx, cy), or -1. */
static int32_t find_in_cell(const geoi_linework *w, double cx, double cy, double x, double y,
                            double *best)
{
    int32_t found = -1;
    for (int32_t k = w->head[slot_of(w, cx, cy)]; k >= 0; k = w->next[k]) {
        double dx = w->x[k] - x, dy = w->y[k] - y, d2 = dx * dx + dy * dy;
        if (d2 < *best) {
            *best = d2;
            found = k;
        }
    }
    return found;
}

static int32_t find_place(const geoi_linework *w, double x, double y)
{
    const double reach = GEOI_LINEWORK_TOLERANCE;
    double best = reach * reach;
    int32_t found = -1;
    double low_x = floor((x - reach) / CELL), high_x = floor((x + reach) / CELL);
    double low_y = floor((y - reach) / CELL), high_y = floor((y + reach) / CELL);
    for (double row = low_y; row <= high_y; row += 1.0) {
        for (double column = low_x; column <= high_x; column += 1.0) {
            int32_t k = find_in_cell(w, (column + 0.5) * CELL, (row + 0.5) * CELL, x, y, &best);
            found = k >= 0 ? k : found;
        }
    }
    return found;
}

geo_status geoi_linework_place(geoi_linework *w, double x, double y, int32_t *place)
{
    geo_status status = GEO_OK;
    if (w->place_count >= w->slots) {
        GEO_TRY(widen_table(w));
    }
    *place = find_place(w, x, y);
    if (*place >= 0) {
        goto done;
    }
    if (w->place_count >= INT32_MAX) {
        return geoi_fail(w->ctx, GEO_LIMIT, "a drawing of more than 2^31 places");
    }
    int64_t needed = w->place_count + 1;
    GEO_TRY(geoi_grow(w->ctx, &w->x, &w->x_room, needed, sizeof *w->x));
    GEO_TRY(geoi_grow(w->ctx, &w->y, &w->y_room, needed, sizeof *w->y));
    GEO_TRY(geoi_grow(w->ctx, &w->next, &w->next_room, needed, sizeof *w->next));
    *place = (int32_t)w->place_count++;
    w->x[*place] = x;
    w->y[*place] = y;
    chain(w, *place);
done:
    return status;
}

/* ---- Runs ----------------------------------------------------------------------------------- */

geo_status geoi_linework_add(geoi_linework *w, const double *x, const double *y, int64_t n,
                             int32_t jump, double r)
{
    geo_status status = GEO_OK;
    int32_t from = -1, to;
    if (jump == 0) {
        return GEO_OK;
    }
    if (w->line_count + n >= INT32_MAX) {
        return geoi_fail(w->ctx, GEO_LIMIT, "a drawing of more than 2^31 lines");
    }
    GEO_TRY(geoi_grow(w->ctx, &w->line, &w->line_room, w->line_count + n, sizeof *w->line));
    for (int64_t k = 0; k < n; k++, from = to) {
        GEO_TRY(geoi_linework_place(w, x[k], y[k], &to));
        if (k > 0 && from != to) {
            w->line[w->line_count++] = (geoi_line){from, to, jump, 1, r};
        }
    }
done:
    return status;
}

void geoi_linework_clear(geoi_linework *w)
{
    geoi_release(w->x);
    geoi_release(w->y);
    geoi_release(w->line);
    geoi_release(w->head);
    geoi_release(w->next);
    *w = (geoi_linework){0};
}
