/* SPDX-License-Identifier: MIT */
/* What a layer has to be for a measure, told with its file: the library knows no files. */
#include <inttypes.h>
#include <math.h>

#include "call.h"

static geo_status refuse(cli_call *call, const cli_layer *l, int64_t i, const char *kind,
                         const char *mend)
{
    unsigned type = geo_layer_geometry(l->layer)->type[i];
    return cli_fail(call, GEO_DATA, mend, "%s: feature %" PRId64 " is a %s%s, not a %s", l->source,
                    i + 1, geo_geometry_type_name((geo_geometry_type)type),
                    type == GEO_MULTIPOINT ? " of several members" : "", kind);
}

geo_status cli_points_only(cli_call *call, const cli_layer *l)
{
    const geo_geometry *g = geo_layer_geometry(l->layer);
    for (int64_t i = 0; i < g->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        bool point = g->type[i] == GEO_POINT || g->type[i] == GEO_MULTIPOINT;
        if (g->type[i] != GEO_NONE && !(point && at.end <= at.begin + 1)) {
            return refuse(call, l, i, "point", "use points, such as the centres of the features");
        }
    }
    return GEO_OK;
}

geo_status cli_polygons_only(cli_call *call, const cli_layer *l)
{
    const geo_geometry *g = geo_layer_geometry(l->layer);
    for (int64_t i = 0; i < g->n; i++) {
        if (g->type[i] != GEO_NONE && g->type[i] != GEO_POLYGON && g->type[i] != GEO_MULTIPOLYGON) {
            return refuse(call, l, i, "polygon",
                          "give polygons, or buffer the lines or points first");
        }
    }
    return GEO_OK;
}

geo_status cli_known_amounts(cli_call *call, const cli_layer *l, const char *field, double **out)
{
    geo_status status = cli_amounts(call, l, field, out);
    const geo_geometry *g = geo_layer_geometry(l->layer);
    for (int64_t i = 0; status == GEO_OK && *out != NULL && i < g->n; i++) {
        if (isnan((*out)[i]) && g->type[i] != GEO_NONE) {
            return cli_fail(call, GEO_DATA,
                            "give every feature a number, or leave those without out",
                            "%s: feature %" PRId64 " has no number in %s", l->source, i + 1, field);
        }
    }
    return status;
}
