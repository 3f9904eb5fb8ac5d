/* SPDX-License-Identifier: MIT */
/* The points whose kernels are summed, and what each counts. */
#include "base/sum.h"
#include "metrics/density_internal.h"
#include "metrics/points.h"

enum { GRAIN = 256 };

static geo_status fail_bandwidth(geo_ctx *ctx, double bandwidth_m)
{
    geo_status status =
        geoi_fail(ctx, GEO_INVALID, "a bandwidth of %g m cannot be used", bandwidth_m);
    geoi_hint(ctx,
              "give metres above 0 and far from the limits of numbers, or let a rule find them");
    return status;
}

static geo_status check_options(geo_ctx *ctx, const geo_density_options *o)
{
    double h = o->bandwidth_m;
    if ((unsigned)o->kernel > GEO_DENSITY_TRIWEIGHT || (unsigned)o->edge > GEO_DENSITY_EDGE_NONE) {
        return geoi_fail(ctx, GEO_INVALID, "there is no such kernel or edge correction");
    }
    bool usable = h > 0.0 && isfinite(1.0 / (h * h)) && isfinite(h * h * 100.0);
    return usable ? GEO_OK : fail_bandwidth(ctx, h);
}

/* Points inside the window whose weight is known, and the feature of each. */
typedef struct sources {
    int64_t n;
    double *x, *y, *weight;
    int64_t *row;
} sources;

static void sources_clear(sources *s)
{
    geoi_release(s->x);
    geoi_release(s->y);
    geoi_release(s->weight);
    geoi_release(s->row);
}

static geo_status take(geo_ctx *ctx, const geo_window *w, const geoi_points *p,
                       const double *weight, sources *s, geo_density_sum *sum)
{
    geo_status status = GEO_OK;
    geoi_sum total = {0};
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *s->x, &s->x));
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *s->y, &s->y));
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *s->weight, &s->weight));
    GEO_TRY(geoi_array_raw(ctx, p->n, sizeof *s->row, &s->row));
    for (int64_t i = 0; i < p->n; i++) {
        int64_t row = geoi_point_row(p, i);
        double counts = weight != NULL ? weight[row] : 1.0;
        GEO_TRY(geoi_check_weight(ctx, row, counts));
        if (!geo_window_contains(w, p->x[i], p->y[i])) {
            sum->outside++;
        } else if (isnan(counts)) {
            sum->unknown++;
        } else {
            s->x[s->n] = p->x[i];
            s->y[s->n] = p->y[i];
            s->row[s->n] = row;
            s->weight[s->n++] = counts;
            geoi_sum_add(&total, counts);
        }
    }
    sum->used = s->n;
    sum->total = geoi_sum_value(&total);
    GEO_TRY(geoi_check_weight_total(ctx, sum->total));
done:
    return status;
}

/* ---- Shares of the points ------------------------------------------------------------- */

typedef struct weighing {
    geoi_density *d;
    const sources *s;
} weighing;

static geo_status fail_narrow(geo_ctx *ctx, int64_t row)
{
    geo_status status =
        geoi_fail(ctx, GEO_DATA, "next to nothing of the kernel about feature %lld is inside",
                  (long long)row + 1);
    geoi_hint(ctx, "the window is too narrow there: choose a smaller bandwidth, or the uniform "
                   "edge correction");
    return status;
}

static geo_status weigh_chunk(void *job, int64_t begin, int64_t end)
{
    const weighing *m = job;
    geoi_density *d = m->d;
    geo_status status = GEO_OK;
    int32_t *edge = NULL;
    const double *x = d->cells.x, *y = d->cells.y;
    GEO_TRY(geoi_array_raw(d->ctx, d->w->n, sizeof *edge, &edge));
    int64_t n = geoi_edges_for(d, geoi_box_of(x, y, begin, end), edge);
    for (int64_t i = begin; i < end; i++) {
        double share = geoi_share_of(d->w, d->o.kernel, d->o.bandwidth_m, n, edge, x[i], y[i]);
        if (!(share >= GEOI_LEAST_SHARE)) {
            GEO_TRY(fail_narrow(d->ctx, m->s->row[d->cells.id[i]]));
        }
        d->weight[i] /= share;
        if (geoi_stopping(d->ctx)) {
            GEO_TRY(GEO_CANCELLED);
        }
    }
done:
    geoi_release(edge);
    return status;
}

/* ---- All ------------------------------------------------------------------------------ */

geo_status geoi_density_create(geo_ctx *ctx, const geo_window *w, const geo_shapes *points,
                               const double *weight, const geo_density_options *options,
                               geoi_density *out, geo_density_sum *sum)
{
    static const double constant[] = {0.5, 3.0, 2.0, 1.0, 3.0, 4.0};
    const double pi = 3.14159265358979323846;
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_points p;
    sources s = {0};
    geoi_density d = {.ctx = ctx, .w = w, .o = geo_density_options_default()};
    *out = (geoi_density){0};
    *sum = (geo_density_sum){.integral = (double)NAN};
    GEO_TRY(geoi_options(ctx, &d.o, options));
    GEO_TRY(check_options(ctx, &d.o));
    d.reach = geoi_density_reach(&d.o);
    GEO_TRY(geoi_points_of(ctx, points, "points", &p));
    sum->unplaced = geo_shapes_geometry(points)->n - p.n;
    GEO_TRY(take(ctx, w, &p, weight, &s, sum));
    GEO_TRY(geoi_spot_cells_create(ctx, s.n, s.x, s.y, d.reach, &d.cells));
    GEO_TRY(geoi_array_raw(ctx, s.n, sizeof *d.weight, &d.weight));
    double scale = constant[d.o.kernel] / (pi * d.o.bandwidth_m * d.o.bandwidth_m);
    if (!isfinite(scale * sum->total / GEOI_LEAST_SHARE)) {
        GEO_TRY(fail_bandwidth(ctx, d.o.bandwidth_m));
    }
    for (int64_t i = 0; i < s.n; i++) {
        d.weight[i] = scale * s.weight[d.cells.id[i]];
    }
    if (d.o.edge == GEO_DENSITY_EDGE_POINTS) {
        weighing m = {&d, &s};
        GEO_TRY(geoi_stage(ctx, 0.0, 0.3, "weighing points near the border"));
        GEO_TRY(geoi_parallel(ctx, s.n, GRAIN, weigh_chunk, &m));
    }
    *out = d;
    d = (geoi_density){0};
done:
    geoi_density_clear(&d);
    sources_clear(&s);
    geoi_scratch_reset(ctx, mark);
    return status;
}

void geoi_density_clear(geoi_density *density)
{
    geoi_spot_cells_clear(&density->cells);
    geoi_release(density->weight);
    *density = (geoi_density){0};
}
