/* SPDX-License-Identifier: MIT */
/* How a layer's coordinate system is called. */

#include "io/gdal_load.h"
#include "io/gdal_read.h"

enum { IDENTIFIED = 90 };

/* The entry of the EPSG register that srs is, though its text does not say so (.prj never do).
 * NULL if there is none that fits well. */
static OGRSpatialReferenceH identify(OGRSpatialReferenceH srs)
{
    int n = 0, *confidence = NULL;
    OGRSpatialReferenceH best = NULL;
    OGRSpatialReferenceH *found = OSRFindMatches(srs, NULL, &n, &confidence);
    if (n > 0 && confidence[0] >= IDENTIFIED && (n == 1 || confidence[1] < confidence[0])) {
        best = OSRClone(found[0]);
    }
    OSRFreeSRSArray(found);
    CPLFree(confidence);
    return best;
}

static bool is_epsg(OGRSpatialReferenceH srs)
{
    const char *authority = OSRGetAuthorityName(srs, NULL);
    return authority != NULL && strcmp(authority, "EPSG") == 0 &&
           OSRGetAuthorityCode(srs, NULL) != NULL;
}

/* "EPSG:4527", or WKT; GeoPackages without a system call theirs "Undefined ...". */
geo_status geoi_gdal_crs_text(geo_ctx *ctx, void *srs, char **crs)
{
    geo_status status = GEO_OK;
    static const char *const wkt2[] = {"FORMAT=WKT2_2019", NULL};
    char *wkt = NULL, code[32];
    OGRSpatialReferenceH known = NULL;
    const char *name = srs != NULL ? OSRGetName(srs) : NULL;
    if (srs == NULL || name == NULL || strncmp(name, "Undefined", 9) == 0 ||
        strcmp(name, "unknown") == 0) {
        return GEO_OK;
    }
    known = is_epsg(srs) ? OSRClone(srs) : identify(srs);
    if (known != NULL && is_epsg(known)) {
        (void)snprintf(code, sizeof code, "EPSG:%.20s", OSRGetAuthorityCode(known, NULL));
        GEO_TRY(geoi_copy_text(ctx, code, crs));
    } else if (OSRExportToWktEx(srs, &wkt, wkt2) == OGRERR_NONE && wkt != NULL) {
        GEO_TRY(geoi_copy_text(ctx, wkt, crs));
    }
done:
    CPLFree(wkt);
    OSRDestroySpatialReference(known);
    return status;
}

geo_status geoi_gdal_name_crs(geoi_gdal_job *job, char **crs)
{
    return geoi_gdal_crs_text(job->ctx, OGR_L_GetSpatialRef(job->layer), crs);
}
