/* SPDX-License-Identifier: MIT */
/* --hausdorff: how far apart two layers are at most. */
#include <inttypes.h>
#include <math.h>

#include "ask.h"

static geo_status tell_way(cli_call *call, const char *key, const char *what,
                           const geo_hausdorff *h)
{
    geo_status status = GEO_OK;
    char distance[32];
    double lon = h->from_x, lat = h->from_y;
    cli_result(call, cli_format(call, "%s_m", key), h->distance_m);
    if (h->from_feature < 0) {
        cli_note(call, "Hausdorff distance %s: undefined, for a layer has no geometry", what);
        return GEO_OK;
    }
    CLI_TRY(geo_frame_inverse(cli_ctx(call), cli_frame(call), 1, &lon, &lat, &lon, &lat));
    cli_distance_text(round(h->distance_m), distance);
    cli_result(call, cli_format(call, "%s_from", key), (double)h->from_feature + 1.0);
    cli_result(call, cli_format(call, "%s_to", key), (double)h->to_feature + 1.0);
    cli_result(call, cli_format(call, "%s_lon", key), lon);
    cli_result(call, cli_format(call, "%s_lat", key), lat);
    cli_note(call,
             "Hausdorff distance %s: %s, at %.6f %.6f of feature %" PRId64
             ", to which feature %" PRId64 " is nearest",
             what, distance, lon, lat, h->from_feature + 1, h->to_feature + 1);
done:
    return status;
}

geo_status proximity_hausdorff(cli_call *call, const sides *s)
{
    geo_status status = GEO_OK;
    geo_hausdorff there, back;
    CLI_TRY(geo_hausdorff_measure(cli_ctx(call), s->origin_shapes, s->facility_shapes,
                                  GEO_HAUSDORFF_CONTINUOUS, &there));
    CLI_TRY(geo_hausdorff_measure(cli_ctx(call), s->facility_shapes, s->origin_shapes,
                                  GEO_HAUSDORFF_CONTINUOUS, &back));
    cli_result(call, "hausdorff_m", fmax(there.distance_m, back.distance_m));
    CLI_TRY(tell_way(call, "hausdorff_there", "from origins to facilities", &there));
    CLI_TRY(tell_way(call, "hausdorff_back", "from facilities to origins", &back));
done:
    return status;
}
