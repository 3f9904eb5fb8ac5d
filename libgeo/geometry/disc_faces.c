/* SPDX-License-Identifier: MIT */
#include "geometry/disc_draw.h"

geo_status geoi_disc_faces_trace(geo_ctx *ctx, const geoi_disc_drawing *drawing,
                                 geoi_disc_faces *out, bool *clean)
{
    /* a micrometre is not seen; where that is too fine for the digits, two more tries */
    static const double units[] = {1.0 / 1048576.0, 1.0 / 1024.0, 1.0 / 64.0};
    geo_status status = GEO_OK;
    geoi_disc_drawing drawn = *drawing;
    *clean = false;
    for (int64_t k = 0; !*clean && k < GEOI_COUNT_OF(units); k++) {
        geoi_linework_clear(&out->lines);
        drawn.unit = units[k];
        GEO_TRY(geoi_disc_linework(ctx, &drawn, &out->lines, &out->origin_x, &out->origin_y));
        GEO_TRY(geoi_linework_clean(&out->lines, clean));
    }
    if (*clean) {
        GEO_TRY(geoi_faces_trace(&out->lines, GEOI_AROUND_REGION, &out->faces));
    }
done:
    return status;
}

void geoi_disc_faces_clear(geoi_disc_faces *faces)
{
    geoi_faces_clear(&faces->faces);
    geoi_linework_clear(&faces->lines);
}
