/* SPDX-License-Identifier: MIT */
/* How many facilities lie within a distance, when only their number is asked for. Facilities
 * stand in strips from west to east; origins are taken in groups of neighbours along a Hilbert
 * curve, so that strips are searched once a group:
 *
 * 1. Of each strip near the group one stretch may be within reach. Where strips hold many, the
 *    middle of the stretch is within reach from everywhere in the group's box and counts whole.
 * 2. What is left is compared with each origin, without branches. */
#include "metrics/within_internal.h"
#include "space/strips.h"

enum { GRAIN = 1 << 11, GROUP = 64, STRETCHES = 40, WORTH = 48 };

typedef struct group {
    int64_t n;
    int64_t from[GROUP]; /* points of the origins */
    geo_box box;
} group;

typedef struct counting {
    const geoi_within_job *job;
    const geoi_strips *strips;
} counting;

/* ---- Step 1 --------------------------------------------------------------------------- */

static int64_t compare(const geoi_strips *s, geo_span at, double x, double y)
{
    const double *px = s->x, *py = s->y, limit = s->d2;
    int64_t count = 0;
    for (int64_t i = at.begin; i < at.end; i++) {
        double dx = px[i] - x, dy = py[i] - y;
        count += dx * dx + dy * dy <= limit ? 1 : 0;
    }
    return count;
}

/* ---- Step 2 --------------------------------------------------------------------------- */

static void compare_all(const counting *c, const group *g, const geo_span *at, int64_t stretches)
{
    const geoi_within_job *job = c->job;
    for (int64_t i = 0; i < g->n; i++) {
        int64_t from = g->from[i], count = 0;
        for (int64_t k = 0; k < stretches; k++) {
            count += compare(c->strips, at[k], job->origins.x[from], job->origins.y[from]);
        }
        job->count[geoi_point_row(&job->origins, from)] += count;
    }
}

static void solve(const counting *c, group *g)
{
    geo_span at[STRETCHES];
    int64_t first, last, stretches = 0, whole = 0;
    const geoi_strips *s = c->strips;
    if (g->n == 0) {
        return;
    }
    geoi_strips_near(s, g->box.min_y, g->box.max_y, &first, &last);
    for (int64_t strip = first; strip <= last; strip++) {
        geo_span all = geoi_strips_stretch(s, strip, &g->box);
        geo_span middle = {all.end, all.end};
        if (all.end - all.begin >= WORTH) {
            middle = geoi_strips_whole(s, strip, all, &g->box);
        }
        whole += middle.end - middle.begin;
        at[stretches++] = (geo_span){all.begin, middle.begin};
        at[stretches++] = (geo_span){middle.end, all.end};
        if (stretches + 2 > STRETCHES) {
            compare_all(c, g, at, stretches);
            stretches = 0;
        }
    }
    compare_all(c, g, at, stretches);
    for (int64_t i = 0; i < g->n; i++) {
        c->job->count[geoi_point_row(&c->job->origins, g->from[i])] += whole;
    }
    g->n = 0;
}

/* A group stays small beside the distance, so that little is compared in vain. */
static bool fits(const counting *c, const group *g, double x, double y)
{
    double limit = fmin(c->strips->height / 2.0, c->strips->reach / 3.0);
    return g->n < GROUP && fmax(g->box.max_x, x) - fmin(g->box.min_x, x) <= limit &&
           fmax(g->box.max_y, y) - fmin(g->box.min_y, y) <= limit;
}

static geo_status count_chunk(void *user, int64_t begin, int64_t end)
{
    const counting *c = user;
    group g = {0};
    for (int64_t i = begin; i < end; i++) {
        int64_t from = c->job->order[i];
        double x = c->job->origins.x[from], y = c->job->origins.y[from];
        if (g.n > 0 && !fits(c, &g, x, y)) {
            solve(c, &g);
        }
        if (g.n == 0) {
            g.box = (geo_box){x, y, x, y};
        }
        g.box = (geo_box){fmin(g.box.min_x, x), fmin(g.box.min_y, y), fmax(g.box.max_x, x),
                          fmax(g.box.max_y, y)};
        g.from[g.n++] = from;
    }
    solve(c, &g);
    return GEO_OK;
}

/* ---- The call ------------------------------------------------------------------------- */

/* Origins were counted with the facility that they are. */
static void leave_selves_out(const geoi_within_job *job)
{
    for (int64_t i = 0; i < job->origins.n && job->self != NULL; i++) {
        int64_t row = geoi_point_row(&job->origins, i), self = job->self[row];
        if (self >= 0) {
            double dx = job->facilities.x[self] - job->origins.x[i];
            double dy = job->facilities.y[self] - job->origins.y[i];
            job->count[row] -= dx * dx + dy * dy <= job->d2 ? 1 : 0;
        }
    }
}

geo_status geoi_within_count(const geoi_within_job *job)
{
    geo_status status = GEO_OK;
    geoi_strips *strips = NULL;
    counting c = {.job = job};
    GEO_TRY(geoi_strips_create(job->ctx, job->facilities.n, job->facilities.x, job->facilities.y,
                               NULL, job->distance, &strips));
    c.strips = strips;
    GEO_TRY(geoi_stage(job->ctx, 0.3, 1.0, "counting facilities"));
    GEO_TRY(geoi_parallel(job->ctx, job->origins.n, GRAIN, count_chunk, &c));
    leave_selves_out(job);
done:
    geoi_strips_destroy(strips);
    return status;
}
