/* SPDX-License-Identifier: MIT */
/* A cell begins as the frame and is cut by the bisectors of the nearest sites. Then each corner
 * asks who is nearest to it: if another site is, its bisector cuts the corner off; if none is, no
 * site beyond can cut the cell there. A cell whose corners all stand is whole, for a site that cut
 * it would be nearer to one of its corners. So no more is asked than there are corners and cuts,
 * and cells far from all others cost no more than others do. */
#include "geometry/voronoi.h"

#include <float.h>

enum { FIRST = 8 }; /* neighbours that cut before anything is asked */

static geo_status start_with_frame(geo_ctx *ctx, double x, double y, geo_box f, geoi_cell *cell)
{
    geo_status status = GEO_OK;
    const double cx[] = {f.min_x, f.max_x, f.max_x, f.min_x};
    const double cy[] = {f.min_y, f.min_y, f.max_y, f.max_y};
    GEO_TRY(geoi_grow(ctx, &cell->corner, &cell->room, 4, sizeof *cell->corner));
    for (int k = 0; k < 4; k++) {
        cell->corner[k] = (geoi_cell_corner){cx[k] - x, cy[k] - y, -1, 0.0, -1};
    }
    cell->n = 4;
done:
    return status;
}

/* Beyond the bisector of (0, 0) and (dx, dy) this is above 0. */
static double beyond(const geoi_cell_corner *c, double dx, double dy)
{
    return dx * (c->x - 0.5 * dx) + dy * (c->y - 0.5 * dy);
}

static geoi_cell_corner between(const geoi_cell_corner *a, const geoi_cell_corner *b, double fa,
                                double fb, int64_t other)
{
    double t = fa / (fa - fb);
    return (geoi_cell_corner){a->x + t * (b->x - a->x), a->y + t * (b->y - a->y), -1, 0.0, other};
}

/* Keep what is not beyond the bisector with the site `other` at (dx, dy). */
static geo_status cut(geo_ctx *ctx, double dx, double dy, int64_t other, geoi_cell *cell)
{
    geo_status status = GEO_OK;
    int64_t n = 0;
    GEO_TRY(geoi_grow(ctx, &cell->spare, &cell->spare_room, 2 * cell->n, sizeof *cell->spare));
    geoi_cell_corner *kept = cell->spare;
    for (int64_t k = 0; k < cell->n; k++) {
        const geoi_cell_corner *a = &cell->corner[k],
                               *b = &cell->corner[k + 1 < cell->n ? k + 1 : 0];
        double fa = beyond(a, dx, dy), fb = beyond(b, dx, dy);
        if (fa <= 0.0) {
            kept[n++] = *a;
        }
        if (fa <= 0.0 && fb > 0.0) {
            kept[n++] = between(a, b, fa, fb, other); /* the bisector begins here */
        } else if (fa > 0.0 && fb <= 0.0) {
            kept[n++] = between(a, b, fa, fb, a->other); /* and ends where the old edge goes on */
        }
    }
    cell->spare = cell->corner;
    cell->corner = kept;
    int64_t room = cell->room;
    cell->room = cell->spare_room;
    cell->spare_room = room;
    cell->n = n;
done:
    return status;
}

static bool is_edge(const geoi_cell *cell, int64_t site)
{
    for (int64_t k = 0; k < cell->n; k++) {
        if (cell->corner[k].other == site) {
            return true;
        }
    }
    return false;
}

/* Ask who is nearest to a corner. Returns the site that has to cut it off, or -1: what is nearer by
 * no more than coordinates are known to is as near. */
static int64_t ask(const geoi_kdtree *tree, double x, double y, const geoi_cell *cell,
                   geoi_cell_corner *c)
{
    double at_x = x + c->x, at_y = y + c->y;
    double far = sqrt(c->x * c->x + c->y * c->y);
    double slack = 4.0 * DBL_EPSILON * (fabs(at_x) + fabs(at_y) + far);
    geoi_kdtree_nearest(tree, at_x, at_y, 1, INFINITY, -1, &c->nearest, &c->d2);
    return sqrt(c->d2) < far - slack && !is_edge(cell, c->nearest) ? c->nearest : -1;
}

geo_status geoi_voronoi_cell(geo_ctx *ctx, const geoi_kdtree *tree, const double *x,
                             const double *y, int64_t own, geo_box frame, geoi_cell *cell)
{
    geo_status status = GEO_OK;
    int64_t near[FIRST];
    double d2[FIRST], here_x = x[own], here_y = y[own];
    cell->n = 0;
    geoi_kdtree_nearest(tree, here_x, here_y, 1, INFINITY, -1, near, d2);
    if (near[0] != own) {
        return GEO_OK; /* a twin of a lower id has the cell */
    }
    GEO_TRY(start_with_frame(ctx, here_x, here_y, frame, cell));
    int64_t found = geoi_kdtree_nearest(tree, here_x, here_y, FIRST, INFINITY, own, near, d2);
    for (int64_t k = 0; k < found; k++) {
        if (d2[k] > 0.0) {
            GEO_TRY(cut(ctx, x[near[k]] - here_x, y[near[k]] - here_y, near[k], cell));
        }
    }
    for (int64_t k = 0; k < cell->n;) {
        int64_t other =
            cell->corner[k].nearest < 0 ? ask(tree, here_x, here_y, cell, &cell->corner[k]) : -1;
        if (other < 0) {
            k++;
            continue;
        }
        GEO_TRY(cut(ctx, x[other] - here_x, y[other] - here_y, other, cell));
        if (geoi_stopping(ctx)) { /* the centre of a circle of sites has many corners */
            GEO_TRY(GEO_CANCELLED);
        }
        k = 0; /* corners have moved; those that were asked are passed over */
    }
done:
    return status;
}

void geoi_voronoi_cell_clear(geoi_cell *cell)
{
    geoi_release(cell->corner);
    geoi_release(cell->spare);
    *cell = (geoi_cell){0};
}
