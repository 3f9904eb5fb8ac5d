/* SPDX-License-Identifier: MIT */
/* The rule of geo_frame_create(): the system planners of the place use, else a local one.
 *
 * Gauss-Krueger codes: the zone with central meridian 3n E is EPSG:4534 + (n - 25), for n of 25
 * to 45 (EPSG dataset, CGCS2000 3-degree zones without zone prefix). */
#include "space/frame_choose.h"

static const geo_box BEIJING = {115.41, 39.43, 117.52, 41.07};
static const geo_box CHINA = {72.0, 3.0, 136.0, 54.0};
static const double ZONE_WIDTH = 3.0;
enum { FIRST_ZONE = 25, LAST_ZONE = 45, FIRST_CODE = 4534 };

static bool contains(geo_box outer, geo_box inner)
{
    return inner.min_x >= outer.min_x && inner.max_x <= outer.max_x && inner.min_y >= outer.min_y &&
           inner.max_y <= outer.max_y;
}

/* Degrees as hundredths, so that the text does not depend on the locale's decimal point. */
static void format_degrees(double degrees, char *out, size_t size)
{
    int hundredths = (int)lround(degrees * 100.0);
    int whole = abs(hundredths) / 100, part = abs(hundredths) % 100;
    const char *sign = hundredths < 0 ? "-" : "";
    if (part == 0) {
        snprintf(out, size, "%s%d", sign, whole);
    } else {
        snprintf(out, size, "%s%d.%02d", sign, whole, part);
    }
}

/* A system about (lon, lat): a projection and what it is called. */
static void local_choice(const char *projection, const char *called, double lon, double lat,
                         geoi_frame_choice *out)
{
    char x[16], y[16], east[16], north[16];
    lon = remainder(lon, 360.0); /* an extent may reach over the antimeridian */
    format_degrees(lon, x, sizeof x);
    format_degrees(lat, y, sizeof y);
    format_degrees(fabs(lon), east, sizeof east);
    format_degrees(fabs(lat), north, sizeof north);
    snprintf(out->crs, sizeof out->crs, "+proj=%s +lat_0=%s +lon_0=%s%s +ellps=WGS84", projection,
             y, x, strcmp(projection, "tmerc") == 0 ? " +k=1" : "");
    snprintf(out->title, sizeof out->title, "%s about %s %c, %s %c", called, north,
             lat < 0.0 ? 'S' : 'N', east, lon < 0.0 ? 'W' : 'E');
}

int64_t geoi_frame_choose(geo_box extent, geoi_frame_choice choice[GEOI_FRAME_CHOICES])
{
    int64_t count = 0;
    double width = extent.max_x - extent.min_x;
    double lon = extent.min_x + width / 2.0, lat = (extent.min_y + extent.max_y) / 2.0;
    int zone = (int)floor((lon + ZONE_WIDTH / 2.0) / ZONE_WIDTH);
    memset(choice, 0, GEOI_FRAME_CHOICES * sizeof *choice);
    if (contains(BEIJING, extent)) {
        snprintf(choice[count++].crs, GEOI_FRAME_TEXT, "EPSG:4548");
    } else if (contains(CHINA, extent) && width <= ZONE_WIDTH && zone >= FIRST_ZONE &&
               zone <= LAST_ZONE) {
        snprintf(choice[count++].crs, GEOI_FRAME_TEXT, "EPSG:%d", FIRST_CODE + zone - FIRST_ZONE);
    }
    local_choice("tmerc", "transverse Mercator", lon, lat, &choice[count++]);
    if (width >= 180.0) { /* all around a pole: nothing else is its centre */
        lat = lat < 0.0 ? -90.0 : 90.0;
    }
    local_choice("laea", "Lambert azimuthal equal-area", lon, lat, &choice[count++]);
    return count;
}
