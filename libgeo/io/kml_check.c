/* SPDX-License-Identifier: MIT */
/* A KML file looked over before GDAL reads it. */
#include "io/kml_check.h"

#include "io/xml.h"

geo_status geoi_kml_check(geo_ctx *ctx, const geoi_bytes *file)
{
    geo_status status = GEO_OK;
    geoi_xml x;
    bool found;
    int64_t links = 0, overlays = 0;
    GEO_TRY(geoi_xml_open(ctx, file->data, file->size, &x));
    for (;;) {
        GEO_TRY(geoi_xml_next(&x, &found));
        if (!found) {
            break;
        }
        links += x.opens && geoi_xml_is(&x.name, "NetworkLink");
        overlays += x.opens && geoi_xml_is(&x.name, "GroundOverlay");
    }
    if (links > 0) {
        geoi_note(ctx, "%lld links to other files or addresses are not followed", (long long)links);
    }
    if (overlays > 0) {
        geoi_note(ctx, "%lld images on the ground are left out", (long long)overlays);
    }
done:
    return status;
}
