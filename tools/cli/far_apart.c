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

/* ---- The antimeridian --------------------------------------------------------------------- */

static const double NEAR_180 = 40.0; /* degrees that places both sides of it are apart at most */

/* The least longitude east of Greenwich and the greatest west of it; true while none is within 90
 * degrees of it. */
static bool look_at_longitudes(const geo_geometry *g, double *east, double *west)
{
    for (int64_t i = 0; i < g->coord_count; i++) {
        if (fabs(g->x[i]) < 90.0) {
            return false;
        }
        *east = g->x[i] > 0.0 ? fmin(*east, g->x[i]) : *east;
        *west = g->x[i] < 0.0 ? fmax(*west, g->x[i]) : *west;
    }
    return true;
}

/* All places lie near 180 degrees, and on both sides of it. */
static bool at_antimeridian(const cli_call *call)
{
    double east = INFINITY, west = -INFINITY;
    for (int i = 0; i < call->layer_count; i++) {
        const geo_layer *layer = call->layers[i].layer;
        if (!look_at_longitudes(geo_layer_geometry(layer), &east, &west)) {
            return false;
        }
    }
    bool both = east <= 180.0 && west >= -180.0 && call->raster_count == 0;
    return both && (180.0 - east) + (180.0 + west) <= NEAR_180;
}

static geo_status fail_antimeridian(cli_call *call, geo_status status)
{
    return cli_fail(call, status,
                    "measure those on one side and those on the other each by itself: geo convert "
                    "--clip 0,-90,180,90 cuts the eastern out, --clip=-180,-90,0,90 the western",
                    "places lie on both sides of 180 degrees of longitude, across which "
                    "distances cannot be measured");
}

geo_status cli_far_apart(cli_call *call, geo_status status)
{
    int n = call->layer_count + call->raster_count;
    source one = {0}, other = {0};
    double most = 0.0;
    if (at_antimeridian(call)) {
        return fail_antimeridian(call, status);
    }
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
        return status;
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
