/* SPDX-License-Identifier: MIT */
/* Rasters in: opened, and noted among the inputs. */
#include <math.h>

#include "call.h"

geo_status cli_raster_open(cli_call *call, const char *path, const geo_raster_options *asked,
                           geo_raster **out)
{
    geo_status status = GEO_OK;
    geo_raster_options options = *asked;
    *out = NULL;
    if (call->raster_count == CLI_MAX_RASTERS) {
        return cli_fail(call, GEO_LIMIT, NULL, "more than %d rasters", CLI_MAX_RASTERS);
    }
    options.allow_ballpark = call->common.allow_ballpark;
    CLI_TRY(cli_check_kept(call, path, NULL));
    call->reading = path; /* what is noted of it is told with its name */
    CLI_TRY(geo_raster_open(call->ctx, path, &options, out));
    const geo_raster_info *info = geo_raster_describe(*out);
    int at = call->raster_count++;
    call->rasters[at].source = path;
    call->rasters[at].digest = cli_format(call, "%s", geo_raster_digest(*out));
    call->rasters[at].crs = cli_format(call, "%s", info->crs);
    call->rasters[at].cells = info->width * info->height;
    call->rasters[at].extent = info->extent;
done:
    call->reading = NULL;
    return status;
}

geo_box cli_zones_box(const geo_layer *zones)
{
    geo_box e = geo_layer_extent(zones);
    double more = 0.01 * fmax(e.max_x - e.min_x, e.max_y - e.min_y);
    return (geo_box){e.min_x - more, e.min_y - more, e.max_x + more, e.max_y + more};
}

const char *cli_area_text(cli_call *call, double m2)
{
    return m2 < 1e4 ? cli_format(call, "%.3g m2", m2) : cli_format(call, "%.3f km2", m2 / 1e6);
}

char *cli_box_text(cli_call *call, geo_box box)
{
    return cli_format(call, "%.2f to %.2f E, %.2f to %.2f N", box.min_x, box.max_x, box.min_y,
                      box.max_y);
}
