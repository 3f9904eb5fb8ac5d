/* SPDX-License-Identifier: MIT */
/* What a stranger's coordinates look like. They cannot prove a system, but planners' systems have
 * numbers that give them away: zone prefixes, false eastings, the sizes of degrees.
 *
 * EPSG arithmetic (asserted in tests against PROJ): CGCS2000 zones of 3 degrees, central meridian
 * 3n, are EPSG:4513 + n - 25 with the zone n before the easting and 4534 + n - 25 without; those
 * of 6 degrees, central meridian 6n - 3, are 4491 + n - 13 and 4502 + n - 13. */
#include "space/crs.h"

#include "base/sort_values.h"

typedef struct range {
    double from, to;
} range;

/* Easting and northing, or longitude and latitude, of China with some room around. */
static const range EASTING = {150e3, 850e3}, NORTHING = {1.8e6, 6.0e6};
static const range LOCAL = {1e5, 9e5};
static const range MERCATOR_X = {8.0e6, 15.1e6}, MERCATOR_Y = {1.9e6, 7.1e6};

static bool within(double v, range r)
{
    return v >= r.from && v <= r.to;
}

/* The zone before an easting of 8 digits; 0 when there is none. */
static int zone_of(double x)
{
    int zone = fabs(x) < 1e8 ? (int)floor(x / 1e6) : 0;
    bool known = (zone >= 13 && zone <= 23) || (zone >= 25 && zone <= 45);
    return known && within(x - 1e6 * zone, EASTING) ? zone : 0;
}

static void tell_zone(int zone, bool mercator, char out[GEOI_CRS_HINT])
{
    bool narrow = zone >= 25;
    int code = narrow ? 4513 + zone - 25 : 4491 + zone - 13;
    snprintf(out, GEOI_CRS_HINT,
             "eastings of 8 digits that begin with %d: zone %d of %d degrees, in CGCS2000 "
             "--in-crs EPSG:%d (central meridian %d E)%s",
             zone, zone, narrow ? 3 : 6, code, narrow ? 3 * zone : 6 * zone - 3,
             mercator ? "; or, in the east of China, web maps: EPSG:3857 or BD09MC" : "");
}

static void tell_plane(double x, double y, char out[GEOI_CRS_HINT])
{
    int zone = zone_of(x), crossed = zone_of(y);
    if (zone > 0 && within(y, NORTHING)) {
        tell_zone(zone, within(x, MERCATOR_X), out);
    } else if (within(x, NORTHING) && (crossed > 0 || within(y, EASTING))) {
        snprintf(out, GEOI_CRS_HINT,
                 "the first coordinate looks like a northing and the second like an easting: "
                 "exchange them, as x is to be the easting");
    } else if (within(x, EASTING) && within(y, NORTHING)) {
        snprintf(out, GEOI_CRS_HINT,
                 "they look like a Gauss-Kruger zone without prefix, which does not tell its "
                 "central meridian: for Beijing (117 E) --in-crs EPSG:4548, 114 E is EPSG:4547, "
                 "120 E is EPSG:4549; UTM 50N is EPSG:32650");
    } else if (within(x, MERCATOR_X) && within(y, MERCATOR_Y)) {
        snprintf(out, GEOI_CRS_HINT,
                 "they look like the metres of a web map: --in-crs EPSG:3857, or --in-crs BD09MC "
                 "when they come from Baidu, whose northings are some 40 km less at Beijing");
    } else if (within(x, LOCAL) && within(y, LOCAL)) {
        snprintf(out, GEOI_CRS_HINT,
                 "both are some 100 km: a local system such as that of Beijing, which no registry "
                 "has; ask its keeper for the WKT, a PROJ string or parameters, and give them as "
                 "--in-crs FILE");
    }
}

/* Of at most SAMPLE positions spread over all: one odd position does not spoil it. */
static double median(int64_t n, const double *values)
{
    enum { SAMPLE = 101 };
    double some[SAMPLE];
    int64_t count = n < SAMPLE ? n : SAMPLE;
    for (int64_t i = 0; i < count; i++) {
        some[i] = values[n / count * i];
    }
    geoi_sort_values(count, some);
    return count > 0 ? some[count / 2] : (double)NAN;
}

const char *geoi_crs_hint(int64_t n, const double *x, const double *y, char out[GEOI_CRS_HINT])
{
    double east = median(n, x), north = median(n, y);
    snprintf(out, GEOI_CRS_HINT,
             "if the coordinates are in another system, name it: --in-crs EPSG:4548");
    if (fabs(east) <= 180.0 && fabs(north) <= 90.0) {
        snprintf(out, GEOI_CRS_HINT,
                 "they look like degrees: --in-crs WGS84 or CGCS2000, or GCJ-02 or BD-09 when they "
                 "come from a Chinese web map");
    } else if (fabs(east) <= 90.0 && fabs(north) <= 180.0) {
        snprintf(out, GEOI_CRS_HINT,
                 "latitude and longitude look exchanged: x is to be the longitude");
    } else {
        tell_plane(east, north, out);
    }
    return out;
}
