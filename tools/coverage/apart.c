/* SPDX-License-Identifier: MIT */
/* Where no facility reaches anything, 0 % is true, but more often a layer of another city; and
 * where much of the demand lies beside all facilities, a share may tell of the edge of their layer.
 */
#include <math.h>

#include "geo/proximity.h"
#include "question.h"

enum { STEPS = 16 };
static const double NOT_NEAR_M = 20e3; /* farther away than that few services are one's own */
static const double MUCH = 0.25;       /* of the demand: worth a word */

static double largest_reach(const question *q)
{
    double most = question_largest(q);
    int64_t n = geo_layer_count(q->facilities->layer);
    for (int64_t i = 0; i < n && q->coverage.radius_m != NULL; i++) {
        most = fmax(most, q->coverage.radius_m[i]); /* fmax passes over NaN */
    }
    return most;
}

/* The outline of a raster: people may be anywhere in it. */
static geo_status outline(cli_call *call, const question *q, geo_shapes **out)
{
    geo_status status = GEO_OK;
    geo_box e = geo_raster_describe(q->raster)->extent;
    const double corner_x[] = {e.min_x, e.max_x, e.max_x, e.min_x, e.min_x};
    const double corner_y[] = {e.min_y, e.min_y, e.max_y, e.max_y, e.min_y};
    double x[4 * STEPS + 1], y[4 * STEPS + 1];
    const uint8_t polygon = GEO_POLYGON;
    const int64_t offset[] = {0, 4 * STEPS + 1};
    for (int i = 0; i <= 4 * STEPS; i++) {
        int side = i / STEPS, next = side < 4 ? side + 1 : side;
        double t = (double)(i % STEPS) / STEPS;
        x[i] = corner_x[side] + t * (corner_x[next] - corner_x[side]);
        y[i] = corner_y[side] + t * (corner_y[next] - corner_y[side]);
    }
    CLI_TRY(geo_frame_forward(cli_ctx(call), cli_frame(call), 4 * STEPS + 1, x, y, x, y));
    const geo_geometry g = {.n = 1,
                            .part_count = 1,
                            .ring_count = 1,
                            .coord_count = 4 * STEPS + 1,
                            .type = &polygon,
                            .coord_offset = offset,
                            .x = x,
                            .y = y};
    CLI_TRY(geo_shapes_create(cli_ctx(call), &g, out));
done:
    return status;
}

/* On the Earth, for a frame over two cities is not made to be measured across. */
static geo_status nearest(cli_call *call, const question *q, const geo_shapes *from, double *out)
{
    geo_status status = GEO_OK;
    int64_t n = geo_shapes_geometry(from)->n;
    geo_pair *pair = cli_array(call, n + 1, sizeof *pair), best = {.distance_m = (double)INFINITY};
    double x[2], y[2];
    *out = (double)NAN;
    CLI_TRY(geo_nearest_pairs(cli_ctx(call), from, q->facility_shapes, NULL, pair));
    for (int64_t i = 0; i < n; i++) {
        best = pair[i].distance_m < best.distance_m ? pair[i] : best;
    }
    if (isfinite(best.distance_m)) {
        x[0] = best.origin_x, y[0] = best.origin_y;
        x[1] = best.facility_x, y[1] = best.facility_y;
        CLI_TRY(geo_frame_inverse(cli_ctx(call), cli_frame(call), 2, x, y, x, y));
        *out = geo_geodesic_distance(x[0], y[0], x[1], y[1]);
    }
done:
    return status;
}

geo_status tell_apart(cli_call *call, const question *q)
{
    geo_status status = GEO_OK;
    geo_shapes *raster = NULL;
    const geo_shapes *from = q->areas.layer != NULL  ? q->areas.shapes
                             : q->layer != NULL      ? q->shapes
                             : q->zone_layer != NULL ? q->zone_layer->shapes
                                                     : NULL;
    const char *what = q->areas.layer != NULL  ? "the study area"
                       : q->layer != NULL      ? "the demand"
                       : q->zone_layer != NULL ? "the zones"
                                               : "the raster";
    char away[32];
    double m;
    if (cli_frame(call) == NULL) {
        return GEO_OK;
    }
    if (from == NULL) {
        CLI_TRY(outline(call, q, &raster));
        from = raster;
    }
    CLI_TRY(nearest(call, q, from, &m));
    double reach = largest_reach(q);
    if (m > reach && reach > 0.0) {
        cli_distance_text(m < 10e3 ? round(m) : 1e3 * round(m / 1e3), away);
        cli_result(call, "nearest_facility_m", round(m));
        cli_note(call, "no facility is within reach of %s: the nearest is %s away%s", what, away,
                 m > fmax(NOT_NEAR_M, 3.0 * reach) ? "; do the layers lie in the same place?" : "");
    }
done:
    geo_shapes_destroy(raster);
    return status;
}

/* ---- Demand beside the facilities ----------------------------------------------------- */

static geo_box box_of(const geo_geometry *g, int64_t begin, int64_t end)
{
    geo_box box = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    for (int64_t c = begin; c < end; c++) {
        box.min_x = fmin(box.min_x, g->x[c]), box.max_x = fmax(box.max_x, g->x[c]);
        box.min_y = fmin(box.min_y, g->y[c]), box.max_y = fmax(box.max_y, g->y[c]);
    }
    return box;
}

void tell_beside_facilities(cli_call *call, const question *q)
{
    const geo_geometry *f = geo_shapes_geometry(q->facility_shapes);
    const geo_geometry *g = geo_shapes_geometry(q->shapes);
    geo_box all = box_of(f, 0, f->coord_count);
    double reach = largest_reach(q), beside = 0.0, sum = 0.0;
    char away[32];
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        geo_box b = box_of(g, at.begin, at.end);
        double weight = q->weight != NULL ? q->weight[i] : 1.0;
        if (at.begin < at.end && !isnan(weight)) {
            bool beyond = b.min_x > all.max_x + reach || b.max_x < all.min_x - reach ||
                          b.min_y > all.max_y + reach || b.max_y < all.min_y - reach;
            sum += weight;
            beside += beyond ? weight : 0.0;
        }
    }
    if (f->n > 1 && beside >= MUCH * sum && sum > 0.0) {
        cli_distance_text(reach, away);
        cli_note(call,
                 "%.1f %% of the demand lies more than %s outside the extent of all facilities: is "
                 "their layer as wide as that of the demand?",
                 100.0 * beside / sum, away);
    }
}
