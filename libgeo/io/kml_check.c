/* SPDX-License-Identifier: MIT */
/* A KML file looked over before GDAL reads it. */
#include "io/kml_check.h"

#include "io/xml.h"

static const char BLANKS[] = " \t\r\n";

static const char *pass(const char *at, const char *end, const char *these)
{
    while (at < end && *at != '\0' && strchr(these, *at) != NULL) {
        at++;
    }
    return at;
}

/* Positions of two or three numbers with commas between, up to the next tag. Of others GDAL makes
 * zeros or nothing at all. */
static bool are_positions(const char *at, const char *end)
{
    int numbers = 0;
    at = pass(at, end, BLANKS);
    while (at < end && *at != '<') {
        const char *number = at;
        at = pass(at, end, "+-.0123456789eE");
        if (at == number) {
            return false;
        }
        numbers++;
        at = pass(at, end, BLANKS);
        bool more = at < end && *at == ',';
        if (!more && (numbers < 2 || numbers > 3)) {
            return false;
        }
        at = more ? pass(at + 1, end, BLANKS) : at;
        numbers = more ? numbers : 0;
    }
    return numbers == 0;
}

static geo_status check_positions(const geoi_xml *x)
{
    if (!x->opens || x->closes || !geoi_xml_is(&x->name, "coordinates") ||
        are_positions(x->at, x->end)) {
        return GEO_OK;
    }
    geo_status status =
        geoi_xml_fail(x, "the coordinates are no positions of two or three numbers");
    geoi_hint(x->ctx, "KML has them as 116.31,39.98 or 116.31,39.98,50, with blanks between");
    return status;
}

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
        GEO_TRY(check_positions(&x));
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
