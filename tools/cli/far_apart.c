/* SPDX-License-Identifier: MIT */
/* Where no system shows all layers well, two of them that do not meet are the likely cause. */
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
