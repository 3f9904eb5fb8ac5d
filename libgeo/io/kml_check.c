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

static geo_status mend(const geoi_xml *x, const char **copied, geoi_text *mended)
{
    geo_status status = GEO_OK;
    const char *next = memchr(x->at, '<', (size_t)(x->end - x->at));
    GEO_TRY(geoi_text_append(x->ctx, mended, *copied, x->at - *copied));
    GEO_TRY(geoi_text_append(x->ctx, mended, "-1e308,-1e308", 13));
    *copied = next != NULL ? next : x->end;
done:
    return status;
}

/* *copied: up to where the document is in `mended`, or NULL. */
static geo_status check_positions(const geoi_xml *x, const char **copied, geoi_text *mended)
{
    if (!x->opens || x->closes || !geoi_xml_is(&x->name, "coordinates") ||
        are_positions(x->at, x->end)) {
        return GEO_OK;
    }
    if (mended != NULL) {
        return mend(x, copied, mended);
    }
    geo_status status = geoi_xml_fail(x, GEOI_KML_FAULT);
    geoi_hint(x->ctx, "KML has them as 116.31,39.98 or 116.31,39.98,50, with blanks between");
    return status;
}

geo_status geoi_kml_check(geo_ctx *ctx, const geoi_bytes *file, geoi_text *mended)
{
    geo_status status = GEO_OK;
    geoi_xml x;
    bool found;
    const char *copied = file->data;
    int64_t links = 0, overlays = 0;
    GEO_TRY(geoi_xml_open(ctx, file->data, file->size, &x));
    for (;;) {
        GEO_TRY(geoi_xml_next(&x, &found));
        if (!found) {
            break;
        }
        GEO_TRY(check_positions(&x, &copied, mended));
        links += x.opens && geoi_xml_is(&x.name, "NetworkLink");
        overlays += x.opens && geoi_xml_is(&x.name, "GroundOverlay");
    }
    if (mended != NULL && mended->length > 0) {
        GEO_TRY(geoi_text_append(ctx, mended, copied, file->data + file->size - copied));
    }
    if (links > 0) {
        geoi_note(ctx, "%lld %s not followed", (long long)links,
                  geoi_plural(links, "link to another file or address is",
                              "links to other files or addresses are"));
    }
    if (overlays > 0) {
        geoi_note(ctx, "%lld %s left out", (long long)overlays,
                  geoi_plural(overlays, "image on the ground is", "images on the ground are"));
    }
done:
    return status;
}
