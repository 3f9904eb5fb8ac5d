/* SPDX-License-Identifier: MIT */
/* Clusters between steep slopes of a reachability plot: Ankerst, Breunig, Kriegel & Sander 1999,
 * doi:10.1145/304181.304187, section 4.3, with definition 11.4c corrected (r(x) > r(sD)) and, if
 * asked for, ends that were reached from outside given up (Schubert & Gertz 2018, LWDA). */
#include "metrics/optics_internal.h"

#include <math.h>

typedef struct slope { /* a steep area that goes down, and the highest reach since its end */
    int64_t begin, end;
    double highest;
} slope;

typedef struct extraction {
    geo_ctx *ctx;
    const geo_optics_options *o;
    int64_t n;
    const double *reach;
    const int64_t *before;
    double keep; /* 1 - xi: what is left of a reach after a steep step */
    slope *down;
    int64_t down_count, down_room;
    geo_span *found; /* first and last place, the smaller clusters first */
    int64_t found_count, found_room;
} extraction;

/* ---- Steps -------------------------------------------------------------------------------- */

/* Of a place to the next: 0 / 0 and the like are neither up nor down. */
static double step(const extraction *e, int64_t at)
{
    return e->reach[at] / e->reach[at + 1];
}

static bool is_steep(const extraction *e, int64_t at, bool up)
{
    return up ? step(e, at) <= e->keep : step(e, at) >= 1.0 / e->keep;
}

/* The last steep place of the area that begins at `at`: it never goes the other way, and no more
 * than min_points places in a row are not steep. */
static int64_t end_of_area(const extraction *e, int64_t at, bool up)
{
    int64_t flat = 0, end = at;
    for (; at < e->n; at++) {
        if (is_steep(e, at, up)) {
            flat = 0;
            end = at;
        } else if (up ? step(e, at) > 1.0 : step(e, at) < 1.0) {
            break;
        } else if (++flat > e->o->min_points) {
            break;
        }
    }
    return end;
}

/* Slopes whose top the plot has come back to are over. */
static void drop_slopes(extraction *e, double highest)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < e->down_count && !isinf(highest); i++) {
        slope s = e->down[i];
        if (highest <= e->reach[s.begin] * e->keep) {
            s.highest = fmax(s.highest, highest);
            e->down[kept++] = s;
        }
    }
    e->down_count = kept;
}

/* ---- Clusters ------------------------------------------------------------------------------- */

/* Shorten the cluster until its last point was reached from within. */
static void correct_end(const extraction *e, geo_span *c)
{
    while (c->begin < c->end && e->reach[c->begin] <= e->reach[c->end] &&
           e->before[c->end] < c->begin) {
        c->end--;
    }
}

/* From the slope d to the area up_begin .. up_end; whether it is a cluster. */
static bool make_cluster(const extraction *e, const slope *d, int64_t up_begin, int64_t up_end,
                         geo_span *c)
{
    double top = e->reach[d->begin], next = e->reach[up_end + 1];
    *c = (geo_span){d->begin, up_end};
    if (next * e->keep < d->highest) {
        return false;
    }
    if (top * e->keep >= next) { /* the left end is the higher: go down to the right one */
        while (e->reach[c->begin + 1] > next && c->begin < d->end) {
            c->begin++;
        }
    } else if (next * e->keep >= top) { /* the right end is: go down to the left one */
        while (e->reach[c->end - 1] > top && c->end > up_begin) {
            c->end--;
        }
    }
    if (e->o->correct_ends) {
        correct_end(e, c);
        if (c->begin >= c->end) {
            return false;
        }
    }
    return c->end - c->begin + 1 >= e->o->min_cluster_size && c->begin <= d->end &&
           c->end >= up_begin;
}

/* All clusters that end in the area; the slopes that began last give the smaller ones. */
static geo_status end_clusters(extraction *e, int64_t up_begin, int64_t up_end)
{
    geo_status status = GEO_OK;
    for (int64_t i = e->down_count - 1; i >= 0; i--) {
        geo_span c;
        if (make_cluster(e, &e->down[i], up_begin, up_end, &c)) {
            GEO_TRY(
                geoi_grow(e->ctx, &e->found, &e->found_room, e->found_count + 1, sizeof *e->found));
            e->found[e->found_count++] = c;
        }
    }
done:
    return status;
}

static geo_status find_clusters(extraction *e)
{
    geo_status status = GEO_OK;
    double highest = 0.0;
    int64_t next = 0; /* place after the last area */
    for (int64_t at = 0; at < e->n; at++) {
        bool up = is_steep(e, at, true);
        if (at < next || !(up || is_steep(e, at, false))) {
            continue;
        }
        for (int64_t i = next; i <= at; i++) {
            highest = fmax(highest, e->reach[i]);
        }
        drop_slopes(e, highest);
        int64_t end = end_of_area(e, at, up);
        if (up) {
            GEO_TRY(end_clusters(e, at, end));
        } else {
            GEO_TRY(geoi_grow(e->ctx, &e->down, &e->down_room, e->down_count + 1, sizeof *e->down));
            e->down[e->down_count++] = (slope){at, end, 0.0};
        }
        next = end + 1;
        highest = e->reach[next];
    }
done:
    return status;
}

/* A cluster that holds a part of one found before is passed over: the smallest remain. */
static void label_places(const extraction *e, int64_t *label)
{
    int64_t count = 0;
    for (int64_t i = 0; i < e->n; i++) {
        label[i] = -1;
    }
    for (int64_t k = 0; k < e->found_count; k++) {
        geo_span c = e->found[k];
        int64_t at = c.begin;
        while (at <= c.end && label[at] < 0) {
            at++;
        }
        bool is_free = at > c.end;
        for (at = c.begin; at <= c.end && is_free; at++) {
            label[at] = count;
        }
        count += is_free;
    }
}

geo_status geoi_optics_xi(geo_ctx *ctx, const geo_optics_options *o, int64_t n, const double *reach,
                          const int64_t *before, int64_t *label)
{
    geo_status status = GEO_OK;
    extraction e = {
        .ctx = ctx, .o = o, .n = n, .reach = reach, .before = before, .keep = 1.0 - o->xi};
    GEO_TRY(find_clusters(&e));
    label_places(&e, label);
done:
    geoi_release(e.down);
    geoi_release(e.found);
    return status;
}
