/* SPDX-License-Identifier: MIT */
#include "io/out_geometry.h"

static geo_geometry_type common_type(const bool *seen)
{
    geo_geometry_type type = GEO_NONE;
    int kinds = 0;
    for (int basic = GEO_POINT; basic <= GEO_POLYGON; basic++) {
        if (seen[basic] || seen[basic + 3]) {
            kinds++;
            type = (geo_geometry_type)(seen[basic + 3] ? basic + 3 : basic);
        }
    }
    if (seen[GEO_COLLECTION]) {
        return kinds == 0 ? GEO_COLLECTION : GEO_NONE;
    }
    return kinds == 1 ? type : GEO_NONE;
}

void geoi_out_geometry_look(const geo_geometry *g, geoi_out_geometry *out)
{
    *out = (geoi_out_geometry){.flat = g->z == NULL && g->coord_count > 0};
    for (int64_t i = 0; i < g->n; i++) {
        out->seen[g->type[i]] = true;
    }
    for (int64_t c = 0; g->z != NULL && c < g->coord_count; c++) {
        out->heights = out->heights || !isnan(g->z[c]);
        out->flat = out->flat || isnan(g->z[c]);
    }
    out->type = common_type(out->seen);
}

geo_geometry_type geoi_out_geometry_as(const geoi_out_geometry *all, unsigned own)
{
    bool basic = own >= GEO_POINT && own <= GEO_POLYGON;
    bool promoted = basic && (unsigned)all->type == own + 3;
    return promoted ? all->type : (geo_geometry_type)own;
}
