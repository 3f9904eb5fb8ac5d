/* SPDX-License-Identifier: MIT */
/* Faces of clean linework. Each line is walked along both ways with the face on the left; at a
 * place the walk turns into the next line clockwise. A walk that meets itself in a place is cut
 * into rings there, as polygons want it (OGC 06-103r4). Holes find their outer ring by the
 * nearest line to their west. */
#include "geometry/faces.h"

#include <math.h>

/* In the place of an outer ring: not known yet; the plane around everything. */
enum { AROUND = -1, UNKNOWN = -2 };

typedef struct tracing {
    const geoi_linework *w;
    geoi_faces *out;
    int64_t *begin; /* [places + 1] half lines that leave a place: */
    int32_t *leave; /* [2 lines] counter-clockwise; 2k: line k from a, 2k + 1: from b */
    int32_t *slot;  /* [2 lines] where a half line stands in leave */
    int32_t *walk;  /* [2 lines] number of its walk; -1 = not walked yet */
    int32_t *ring;  /* [2 lines] ring it became part of */
    int32_t *stack; /* half lines of the walk that are in no ring yet */
    int64_t stack_count, stack_room;
    int64_t *height; /* [places] 1 + where on the stack a half line leaves from there; 0 = none */
} tracing;

static int32_t to_of(const geoi_linework *w, int32_t h)
{
    return geoi_half_from(w, h ^ 1);
}

/* ---- Around a place -------------------------------------------------------------------------- */

/* Grows from 0 to 4 with the direction. */
static double turn_of(const geoi_linework *w, int32_t h)
{
    int32_t a = geoi_half_from(w, h), b = to_of(w, h);
    double x = w->x[b] - w->x[a], y = w->y[b] - w->y[a], size = fabs(x) + fabs(y);
    if (x < 0.0) {
        return 2.0 - y / size;
    }
    return y < 0.0 ? 4.0 + y / size : y / size;
}

static void sort_around(const geoi_linework *w, int32_t *half, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        int32_t moving = half[i];
        double turn = turn_of(w, moving);
        int64_t j = i;
        while (j > 0 && turn_of(w, half[j - 1]) > turn) {
            half[j] = half[j - 1];
            j--;
        }
        half[j] = moving;
    }
}

static geo_status leave_places(tracing *t)
{
    geo_status status = GEO_OK;
    const geoi_linework *w = t->w;
    int64_t half_count = 2 * w->line_count;
    GEO_TRY(geoi_array(w->ctx, w->place_count + 2, sizeof *t->begin, &t->begin));
    GEO_TRY(geoi_array_raw(w->ctx, half_count, sizeof *t->leave, &t->leave));
    GEO_TRY(geoi_array_raw(w->ctx, half_count, sizeof *t->slot, &t->slot));
    for (int64_t h = 0; h < half_count; h++) {
        t->begin[geoi_half_from(w, (int32_t)h) + 2]++;
    }
    for (int64_t p = 0; p < w->place_count; p++) {
        t->begin[p + 2] += t->begin[p + 1];
    }
    for (int64_t h = 0; h < half_count; h++) {
        t->leave[t->begin[geoi_half_from(w, (int32_t)h) + 1]++] = (int32_t)h;
    }
    for (int64_t p = 0; p < w->place_count; p++) {
        sort_around(w, t->leave + t->begin[p], t->begin[p + 1] - t->begin[p]);
        for (int64_t k = t->begin[p]; k < t->begin[p + 1]; k++) {
            t->slot[t->leave[k]] = (int32_t)k;
        }
    }
done:
    return status;
}

/* The half line after h around the face on its left. */
static int32_t next_of(const tracing *t, int32_t h)
{
    int32_t back = h ^ 1, place = geoi_half_from(t->w, back);
    int64_t k = t->slot[back];
    return t->leave[k > t->begin[place] ? k - 1 : t->begin[place + 1] - 1];
}

/* ---- Walks ----------------------------------------------------------------------------------- */

/* The top of the stack from `low` on is a ring. */
static geo_status close_ring(tracing *t, int64_t low, int32_t walk)
{
    geo_status status = GEO_OK;
    const geoi_linework *w = t->w;
    geoi_faces *out = t->out;
    int64_t n = t->stack_count - low;
    GEO_TRY(geoi_grow(w->ctx, &out->ring, &out->ring_room, out->ring_count + 1, sizeof *out->ring));
    GEO_TRY(geoi_grow(w->ctx, &out->half, &out->half_room, out->half_count + n, sizeof *out->half));
    geoi_ring ring = {out->half_count, out->half_count + n, 0.0, 0.0, 0, walk, UNKNOWN};
    int32_t first = geoi_half_from(w, t->stack[low]);
    for (int64_t k = low; k < t->stack_count; k++) {
        int32_t h = t->stack[k], a = geoi_half_from(w, h), b = to_of(w, h);
        double r = w->line[h >> 1].r, ax = w->x[a] - w->x[first], ay = w->y[a] - w->y[first];
        double ex = w->x[b] - w->x[a], ey = w->y[b] - w->y[a];
        ring.area += 0.5 * (ax * ey - ay * ex);
        if (r > 0.0) {
            double half = asin(fmin(1.0, 0.5 * sqrt(ex * ex + ey * ey) / r));
            double more = r * r * (half - sin(half) * cos(half));
            ring.bulge += (h & 1) == 0 ? more : -more;
        }
        t->ring[h] = (int32_t)out->ring_count;
        t->height[a] = 0;
        out->half[out->half_count++] = h;
    }
    t->stack_count = low;
    out->ring[out->ring_count++] = ring;
done:
    return status;
}

static geo_status walk_from(tracing *t, int32_t start, int32_t walk)
{
    geo_status status = GEO_OK;
    const geoi_linework *w = t->w;
    int32_t h = start;
    t->stack_count = 0;
    do {
        int32_t place = geoi_half_from(w, h);
        if (t->height[place] > 0) {
            GEO_TRY(close_ring(t, t->height[place] - 1, walk));
        }
        GEO_TRY(geoi_grow(w->ctx, &t->stack, &t->stack_room, t->stack_count + 1, sizeof *t->stack));
        t->walk[h] = walk;
        t->stack[t->stack_count++] = h;
        t->height[place] = t->stack_count;
        h = next_of(t, h);
    } while (h != start);
    GEO_TRY(close_ring(t, 0, walk));
done:
    return status;
}

static geo_status walk_all(tracing *t)
{
    geo_status status = GEO_OK;
    const geoi_linework *w = t->w;
    int64_t half_count = 2 * w->line_count;
    int32_t walks = 0;
    GEO_TRY(geoi_array_raw(w->ctx, half_count, sizeof *t->walk, &t->walk));
    GEO_TRY(geoi_array_raw(w->ctx, half_count, sizeof *t->ring, &t->ring));
    GEO_TRY(geoi_array(w->ctx, w->place_count, sizeof *t->height, &t->height));
    for (int64_t h = 0; h < half_count; h++) {
        t->walk[h] = -1;
    }
    for (int64_t h = 0; h < half_count; h++) {
        if (t->walk[h] < 0) {
            GEO_TRY(walk_from(t, (int32_t)h, walks++));
        }
    }
done:
    return status;
}

/* ---- Holes ----------------------------------------------------------------------------------- */

/* Where the line crosses the height of y, a place on the line's lower end included; NaN = not. */
static double west_at(const geoi_linework *w, const geoi_line *l, double y)
{
    double ay = w->y[l->a], by = w->y[l->b];
    if ((ay <= y) == (by <= y)) {
        return (double)NAN;
    }
    return w->x[l->a] + (y - ay) / (by - ay) * (w->x[l->b] - w->x[l->a]);
}

/* Of two lines met at one place, the one that is farther east above it. */
static bool more_east(const geoi_linework *w, int32_t k, int32_t than)
{
    const geoi_line *p = &w->line[k], *q = &w->line[than];
    double px = (w->x[p->b] - w->x[p->a]) / (w->y[p->b] - w->y[p->a]);
    double qx = (w->x[q->b] - w->x[q->a]) / (w->y[q->b] - w->y[q->a]);
    return px > qx;
}

/* The line nearest to the west of a place where a face's outline is westernmost; -1 = none. */
static int32_t line_to_west(const geoi_linework *w, const geoi_cells *cells, int32_t place)
{
    double x = w->x[place], y = w->y[place];
    int64_t row = geoi_cells_row(cells, y);
    double best = -INFINITY;
    int32_t found = -1;
    for (int64_t column = geoi_cells_column(cells, x); column >= 0; column--) {
        int64_t c = row * cells->columns + column;
        for (int64_t k = cells->begin[c]; k < cells->begin[c + 1]; k++) {
            int32_t line = cells->line[k];
            const geoi_line *l = &w->line[line];
            if (l->a == place || l->b == place) {
                continue;
            }
            double at = west_at(w, l, y);
            bool tie = at == best && found >= 0 && line != found && more_east(w, line, found);
            if (at < x && (at > best || tie)) {
                best = at;
                found = line;
            }
        }
        if (found >= 0 && best >= cells->min_x + (double)column * cells->side) {
            break;
        }
    }
    return found;
}

/* Of all rings of the walk of ring r. Where a walk is cut into rings that touch, the west of one
 * may be the inside of another. */
static int32_t westernmost(const geoi_linework *w, const geoi_faces *faces, int64_t r)
{
    int64_t walk = faces->ring[r].walk;
    while (r > 0 && faces->ring[r - 1].walk == walk) {
        r--;
    }
    int32_t best = geoi_half_from(w, faces->half[faces->ring[r].begin]);
    for (; r < faces->ring_count && faces->ring[r].walk == walk; r++) {
        for (int64_t k = faces->ring[r].begin; k < faces->ring[r].end; k++) {
            int32_t p = geoi_half_from(w, faces->half[k]);
            if (w->x[p] < w->x[best] || (w->x[p] == w->x[best] && w->y[p] < w->y[best])) {
                best = p;
            }
        }
    }
    return best;
}

/* The ring on the east side of the line. */
static int64_t ring_to_east(const tracing *t, int32_t line)
{
    const geoi_line *l = &t->w->line[line];
    bool up = t->w->y[l->a] < t->w->y[l->b];
    return t->ring[2 * line + (up ? 1 : 0)];
}

/* The ring whose face is the same as hole r's, and which lies farther west; -1 = none. */
static int64_t ring_to_west(const tracing *t, const geoi_cells *cells, int64_t r)
{
    int32_t place = westernmost(t->w, t->out, r);
    int32_t line = line_to_west(t->w, cells, place);
    return line >= 0 ? ring_to_east(t, line) : -1;
}

/* The outer ring of the face that a hole is in: the ring to its west, or that of the hole to its
 * west. All holes passed on the way learn it. */
static void find_outer_of(const tracing *t, const geoi_cells *cells, int64_t hole)
{
    geoi_ring *ring = t->out->ring;
    int64_t outer = hole, next;
    while (outer >= 0 && ring[outer].outer == UNKNOWN) {
        ring[outer].outer = ring_to_west(t, cells, outer); /* for the way back */
        outer = ring[outer].outer;
    }
    outer = outer >= 0 ? ring[outer].outer : AROUND;
    for (int64_t r = hole; r >= 0 && ring[r].outer != outer && ring[r].outer != r; r = next) {
        next = ring[r].outer;
        ring[r].outer = outer;
    }
}

/* Holes cut off the same walk as an outer ring are its own. */
static void find_outer_of_walks(tracing *t)
{
    geoi_faces *faces = t->out;
    for (int64_t r = 0, end; r < faces->ring_count; r = end) {
        int64_t outer = UNKNOWN;
        for (end = r; end < faces->ring_count && faces->ring[end].walk == faces->ring[r].walk;
             end++) {
            outer = faces->ring[end].area > 0.0 ? end : outer;
        }
        for (int64_t k = r; k < end; k++) {
            faces->ring[k].outer = outer;
        }
    }
}

static geo_status find_outer(tracing *t)
{
    geo_status status = GEO_OK;
    geoi_faces *faces = t->out;
    geoi_cells cells = {0};
    find_outer_of_walks(t);
    GEO_TRY(geoi_cells_make(t->w, false, &cells));
    for (int64_t r = 0; r < faces->ring_count; r++) {
        if (faces->ring[r].outer == UNKNOWN) {
            find_outer_of(t, &cells, r);
        }
    }
done:
    geoi_cells_clear(&cells);
    return status;
}

/* Holes by outer ring, each list in order. */
static geo_status list_holes(geo_ctx *ctx, geoi_faces *faces)
{
    geo_status status = GEO_OK;
    int64_t n = faces->ring_count;
    GEO_TRY(geoi_array(ctx, n + 2, sizeof *faces->hole_begin, &faces->hole_begin));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *faces->hole, &faces->hole));
    for (int64_t r = 0; r < n; r++) {
        if (faces->ring[r].outer >= 0 && faces->ring[r].outer != r) {
            faces->hole_begin[faces->ring[r].outer + 2]++;
        }
    }
    for (int64_t r = 0; r < n; r++) {
        faces->hole_begin[r + 2] += faces->hole_begin[r + 1];
    }
    for (int64_t r = 0; r < n; r++) {
        if (faces->ring[r].outer >= 0 && faces->ring[r].outer != r) {
            faces->hole[faces->hole_begin[faces->ring[r].outer + 1]++] = r;
        }
    }
done:
    return status;
}

/* ---- Values --------------------------------------------------------------------------------- */

/* Faces whose value is known and whose neighbours' may not be yet: outer rings. */
typedef struct spreading {
    bool *known; /* [rings] of outer rings */
    int64_t *queue, head, tail;
} spreading;

/* Across each line of the ring, whose face has the value, lies another face. */
static void spread_ring(const tracing *t, const geoi_ring *ring, int32_t value, spreading *s)
{
    geoi_faces *faces = t->out;
    for (int64_t k = ring->begin; k < ring->end; k++) {
        int32_t h = faces->half[k], jump = t->w->line[h >> 1].jump;
        int64_t other = faces->ring[t->ring[h ^ 1]].outer;
        if (other >= 0 && !s->known[other]) {
            s->known[other] = true;
            faces->ring[other].value = value - ((h & 1) == 0 ? jump : -jump);
            s->queue[s->tail++] = other;
        }
    }
}

static void spread_face(const tracing *t, int64_t outer, spreading *s)
{
    const geoi_faces *faces = t->out;
    int32_t value = faces->ring[outer].value;
    spread_ring(t, &faces->ring[outer], value, s);
    for (int64_t k = faces->hole_begin[outer]; k < faces->hole_begin[outer + 1]; k++) {
        spread_ring(t, &faces->ring[faces->hole[k]], value, s);
    }
}

/* From the plane around inwards: lines that fell together know of no faces, only of jumps. */
static geo_status spread_values(const tracing *t, int32_t around)
{
    geo_status status = GEO_OK;
    geoi_faces *faces = t->out;
    spreading s = {NULL, NULL, 0, 0};
    GEO_TRY(geoi_array(t->w->ctx, faces->ring_count, sizeof *s.known, &s.known));
    GEO_TRY(geoi_array_raw(t->w->ctx, faces->ring_count, sizeof *s.queue, &s.queue));
    for (int64_t r = 0; r < faces->ring_count; r++) {
        if (faces->ring[r].outer == AROUND) {
            spread_ring(t, &faces->ring[r], around, &s);
        }
    }
    while (s.head < s.tail) {
        spread_face(t, s.queue[s.head++], &s);
    }
    for (int64_t r = 0; r < faces->ring_count; r++) {
        int64_t outer = faces->ring[r].outer;
        faces->ring[r].value = outer >= 0 ? faces->ring[outer].value : around;
    }
done:
    geoi_release(s.known);
    geoi_release(s.queue);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------------- */

geo_status geoi_faces_trace(const geoi_linework *w, int32_t around, geoi_faces *out)
{
    geo_status status = GEO_OK;
    tracing t = {.w = w, .out = out};
    GEO_TRY(leave_places(&t));
    GEO_TRY(walk_all(&t));
    GEO_TRY(find_outer(&t));
    GEO_TRY(list_holes(w->ctx, out));
    GEO_TRY(spread_values(&t, around));
done:
    geoi_release(t.begin);
    geoi_release(t.leave);
    geoi_release(t.slot);
    geoi_release(t.walk);
    geoi_release(t.ring);
    geoi_release(t.stack);
    geoi_release(t.height);
    return status;
}

void geoi_faces_clear(geoi_faces *faces)
{
    geoi_release(faces->ring);
    geoi_release(faces->half);
    geoi_release(faces->hole);
    geoi_release(faces->hole_begin);
    *faces = (geoi_faces){0};
}
