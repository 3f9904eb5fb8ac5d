/* SPDX-License-Identifier: MIT */
/* What cannot be shown in a plane: layers that do not meet, both sides of the antimeridian, sides
 * that go around the Earth. */
#include <inttypes.h>
#include <math.h>

#include "call.h"

typedef struct source {
    const char *name;
    geo_box box;
} source;

static source source_at(const cli_call *call, int i)
{
    return i < call->layer_count
               ? (source){call->layers[i].source, geo_layer_extent(call->layers[i].layer)}
               : (source){call->rasters[i - call->layer_count].source,
                          call->rasters[i - call->layer_count].extent};
}

static bool meet(const geo_box *a, const geo_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y &&
           b->min_y <= a->max_y;
}

static double middle_distance(const geo_box *a, const geo_box *b)
{
    return geo_geodesic_distance(0.5 * (a->min_x + a->max_x), 0.5 * (a->min_y + a->max_y),
                                 0.5 * (b->min_x + b->max_x), 0.5 * (b->min_y + b->max_y));
}

/* A layer goes from one end of the map to the other. */
static bool at_antimeridian(const cli_call *call, int n)
{
    for (int i = 0; i < n; i++) {
        geo_box box = source_at(call, i).box;
        if (box.min_x < -178.0 && box.max_x > 178.0 && fmax(box.max_y, -box.min_y) < 80.0) {
            return true;
        }
    }
    return false;
}

geo_status cli_far_apart(cli_call *call, geo_status status)
{
    int n = call->layer_count + call->raster_count;
    source one = {0}, other = {0};
    double most = 0.0;
    for (int i = 0; i < n; i++) {
        for (int j = i + 1; j < n; j++) {
            source a = source_at(call, i), b = source_at(call, j);
            bool known = a.box.min_x <= a.box.max_x && b.box.min_x <= b.box.max_x;
            double m = known && !meet(&a.box, &b.box) ? middle_distance(&a.box, &b.box) : 0.0;
            if (m > most) {
                most = m, one = a, other = b;
            }
        }
    }
    if (!(most > 0.0)) {
        return at_antimeridian(call, n)
                   ? cli_fail(call, status,
                              "keep the places on one side of 180 degrees, and those on the other, "
                              "in layers of their own, and measure each by itself",
                              "%s", geo_ctx_message(call->ctx))
                   : status;
    }
    return cli_fail(call, status,
                    cli_format(call,
                               "look at the layers first: %s lies in %s, %s in %s; if that is "
                               "meant, %s",
                               one.name, cli_box_text(call, one.box), other.name,
                               cli_box_text(call, other.box), geo_ctx_hint(call->ctx)),
                    "%s", geo_ctx_message(call->ctx));
}

/* ---- Sides ------------------------------------------------------------------------------- */

static const double WIDEST = 90.0; /* degrees of longitude: a parallel is far from its chord then */

static geo_status check_ring(cli_call *call, const cli_layer *l, int64_t feature, geo_span at)
{
    const geo_geometry *g = geo_layer_geometry(l->layer);
    for (int64_t c = at.begin; c + 1 < at.end; c++) {
        bool same_place = fabs(g->y[c]) == 90.0 && g->y[c] == g->y[c + 1];
        if (fabs(g->x[c + 1] - g->x[c]) > WIDEST && !same_place) {
            return cli_fail(call, GEO_DATA,
                            "put positions along it, one to a degree: a plane has a straight line "
                            "between those there are",
                            "%s: feature %" PRId64 ": a side goes from %.6g to %.6g degrees of "
                            "longitude",
                            l->source, feature + 1, g->x[c], g->x[c + 1]);
        }
    }
    return GEO_OK;
}

geo_status cli_check_sides(cli_call *call, const cli_layer *l)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(l->layer);
    geo_box box = geo_layer_extent(l->layer);
    for (int64_t i = 0; i < g->n && box.max_x - box.min_x > WIDEST; i++) {
        geo_span parts = geo_parts(g, i);
        bool points = g->type[i] == GEO_POINT || g->type[i] == GEO_MULTIPOINT;
        for (int64_t p = parts.begin; p < parts.end && !points; p++) {
            geo_span rings = geo_rings(g, p);
            for (int64_t r = rings.begin; r < rings.end; r++) {
                CLI_TRY(check_ring(call, l, i, geo_coords(g, r)));
            }
        }
    }
done:
    return status;
}
