/* SPDX-License-Identifier: MIT */
/* F, G and J where the density is not even: a point within r of a place leaves less of it empty the
 * rarer points are there. Each takes the share that the least intensity has of its own (van
 * Lieshout 2011); what is left is a product, of which the border correction takes the mean. */
#include "metrics/pattern_internal.h"

enum { GRAIN = 1024 };

/* Places that are looked from. */
typedef struct places {
    int64_t n;
    const double *x, *y;
    const double *border; /* NULL: to be measured */
    const double *weight; /* NULL: of 1 each */
    bool same;            /* they are the points that are looked for, in the order of cells */
} places;

typedef struct multiplying {
    geo_ctx *ctx;
    const geoi_curve_plan *plan;
    const places *from;
    const geoi_spot_cells *to;
    const double *left; /* [to] what a point leaves, in the order of cells */
    double *empty;      /* [chunks][r_count] sum of what is left */
    double *counted;    /* [chunks][r_count] sum of the weights of the places it is of */
} multiplying;

/* A place that looks around. */
typedef struct looking {
    const geoi_curve_plan *plan;
    const double *left;
    double *product; /* [r_count] of the points between a distance and the one before */
} looking;

static void multiply_near(void *user, const geoi_near *near)
{
    const looking *l = user;
    for (int64_t i = 0; i < near->n; i++) {
        l->product[geoi_bin_of(l->plan, near->d2[i])] *= l->left[near->at[i]];
    }
}

/* Adds what the place has left at the distances up to `border`. The products become 1. */
static void close_place(const looking *l, double border, double weight, double *empty,
                        double *counted)
{
    const geoi_curve_plan *p = l->plan;
    double left = weight;
    for (int64_t k = 0; k < p->r_count; k++) {
        left *= l->product[k];
        l->product[k] = 1.0;
        if (p->r[k] <= border) {
            empty[k] += left;
            counted[k] += weight;
        }
    }
}

static double border_of(const multiplying *m, int64_t i)
{
    const places *from = m->from;
    return m->plan->o.correction == GEO_EDGE_NONE ? (double)INFINITY
           : from->border != NULL                 ? from->border[i]
                                  : geo_window_border_m(m->plan->w, from->x[i], from->y[i]);
}

static geo_status multiply_chunk(void *job, int64_t begin, int64_t end)
{
    const multiplying *m = job;
    const geoi_curve_plan *p = m->plan;
    geo_status status = GEO_OK;
    geoi_asking *q = NULL;
    looking l = {.plan = p, .left = m->left};
    int64_t at = begin / GRAIN * p->r_count;
    GEO_TRY(geoi_array_raw(m->ctx, 1, sizeof *q, &q));
    GEO_TRY(geoi_array_raw(m->ctx, p->r_count, sizeof *l.product, &l.product));
    q->cells = m->to;
    q->r2 = p->r2[p->r_count - 1];
    q->fn = multiply_near;
    q->user = &l;
    for (int64_t k = 0; k < p->r_count; k++) {
        l.product[k] = 1.0;
    }
    for (int64_t i = begin; i < end; i++) {
        geoi_ask_near(q, i, m->from->x[i], m->from->y[i], -1, m->from->same ? i : -1);
        close_place(&l, border_of(m, i), m->from->weight != NULL ? m->from->weight[i] : 1.0,
                    m->empty + at, m->counted + at);
        if (geoi_stopping(m->ctx)) {
            GEO_TRY(GEO_CANCELLED);
        }
    }
done:
    geoi_release(q);
    geoi_release(l.product);
    return status;
}

/* weight = 1 / intensity: the least intensity is 1 / the greatest of them. */
static geo_status find_left(geo_ctx *ctx, const geoi_spot_cells *cells, const geoi_spots *to,
                            double **out)
{
    geo_status status = GEO_OK;
    double greatest = 1.0 / geoi_least_intensity(to);
    GEO_TRY(geoi_array_raw(ctx, cells->n, sizeof **out, out));
    for (int64_t k = 0; k < cells->n; k++) {
        (*out)[k] = fmax(1.0 - to->weight[cells->id[k]] / greatest, 0.0);
    }
done:
    return status;
}

double geoi_least_intensity(const geoi_spots *spots)
{
    double greatest = 0.0;
    for (int64_t i = 0; i < spots->n; i++) {
        greatest = fmax(greatest, spots->weight[i]);
    }
    return 1.0 / greatest;
}

/* 1 - the mean of what is left of each place; from NULL: of the points themselves. */
static geo_status distribute(geo_ctx *ctx, const geoi_curve_plan *p, const places *from,
                             const geoi_spots *to, double *value)
{
    geo_status status = GEO_OK;
    geoi_spot_cells cells = {0};
    double *left = NULL;
    multiplying m = {.ctx = ctx, .plan = p, .to = &cells};
    GEO_TRY(geoi_spot_cells_create(ctx, to->n, to->x, to->y, p->reach, &cells));
    GEO_TRY(find_left(ctx, &cells, to, &left));
    const places same = {cells.n, cells.x, cells.y, NULL, NULL, true};
    m.from = from != NULL ? from : &same;
    m.left = left;
    int64_t chunks = m.from->n > 0 ? (m.from->n - 1) / GRAIN + 1 : 1;
    GEO_TRY(geoi_array(ctx, chunks * p->r_count, sizeof *m.empty, &m.empty));
    GEO_TRY(geoi_array(ctx, chunks * p->r_count, sizeof *m.counted, &m.counted));
    GEO_TRY(geoi_parallel(ctx, m.from->n, GRAIN, multiply_chunk, &m));
    geoi_add_chunks(chunks, p->r_count, m.empty);
    geoi_add_chunks(chunks, p->r_count, m.counted);
    for (int64_t k = 0; k < p->r_count; k++) {
        value[k] = m.counted[k] > 0.0 ? 1.0 - m.empty[k] / m.counted[k] : (double)NAN;
    }
done:
    geoi_spot_cells_clear(&cells);
    geoi_release(left);
    geoi_release(m.empty);
    geoi_release(m.counted);
    return status;
}

geo_status geoi_products_measure(geo_ctx *ctx, const geoi_curve_plan *plan, const geoi_spots *from,
                                 const geoi_spots *to, bool of_places, double *value)
{
    const places empty = {plan->place_count,  plan->place_x, plan->place_y,
                          plan->place_border, NULL,          false};
    /* of one kind each point counts the same (van Lieshout 2011), of two by 1 / its intensity
     * (Cronie & van Lieshout 2016) */
    const places points = {from->n, from->x, from->y, NULL, from->weight, false};
    const places *looking_from = of_places ? &empty : to != NULL ? &points : NULL;
    return distribute(ctx, plan, looking_from, to != NULL ? to : from, value);
}
