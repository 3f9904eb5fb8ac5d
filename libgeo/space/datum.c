/* SPDX-License-Identifier: MIT */
/* The datums of Chinese web maps.
 *
 * GCJ-02 shifts a WGS 84 position by a polynomial with sine terms in longitude - 105 and
 * latitude - 35, on the Krasovsky ellipsoid. Its authority does not publish it; this is the
 * approximation in general use since about 2013, which agrees with map providers within their
 * rounding. BD-09 turns and stretches GCJ-02 about the point (0, 0).
 *
 * Both shifts change slowly (by less than 2 % of a step), so their inverses are found by fixed
 * point iteration: move by what the image misses, until that is below 1e-10 degrees.
 *
 * Shifts apply to WGS 84 positions in a box around China. Near its edge an image may fall
 * outside, and an inverse then finds its way back; so every position in the box returns. */
#include "geo/space.h"

#include "base/base.h"

static const double PI = 3.14159265358979323846;
static const double STEP_END = 1e-10; /* degrees; 0.01 mm */
enum { STEPS_AT_MOST = 30 };          /* 4 or 5 are usual; a bound for hopeless input */

typedef struct position {
    double lon, lat;
} position;

/* ---- GCJ-02 --------------------------------------------------------------------------- */

/* What both components share, in metres: ripples of 1/3 and 1 degree along the longitude. */
static double ripples(double x)
{
    return 20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI);
}

/* Waves of 2, 6 degrees and longer along one coordinate, in metres. */
static double waves(double t, double slow, double slowest)
{
    return 20.0 * sin(t * PI) + 40.0 * sin(t * PI / 3.0) + slow * sin(t * PI / 12.0) +
           slowest * sin(t * PI / 30.0);
}

static position wgs_to_gcj(position w)
{
    const double a = 6378245.0, ee = 0.00669342162296594323; /* Krasovsky 1940 */
    double x = w.lon - 105.0, y = w.lat - 35.0;
    double north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
                   2.0 / 3.0 * (ripples(x) + waves(y, 160.0, 320.0));
    double east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) +
                  2.0 / 3.0 * (ripples(x) + waves(x, 150.0, 300.0));
    double phi = w.lat * PI / 180.0;
    double m = 1.0 - ee * sin(phi) * sin(phi);
    double meridian = a * (1.0 - ee) / (m * sqrt(m)), parallel = a / sqrt(m) * cos(phi);
    position g = {w.lon + east / parallel * 180.0 / PI, w.lat + north / meridian * 180.0 / PI};
    return g;
}

static bool is_shifted(position wgs)
{
    return wgs.lon >= 72.004 && wgs.lon <= 137.8347 && wgs.lat >= 0.8293 && wgs.lat <= 55.8271;
}

/* ---- BD-09 ---------------------------------------------------------------------------- */

static position gcj_to_bd(position g)
{
    const double k = PI * 3000.0 / 180.0;
    double radius = hypot(g.lon, g.lat) + 2e-5 * sin(g.lat * k);
    double angle = atan2(g.lat, g.lon) + 3e-6 * cos(g.lon * k);
    position b = {radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006};
    return b;
}

/* ---- Inverses, and the choice --------------------------------------------------------- */

static position invert(position (*forward)(position), position image)
{
    position p = image;
    double miss = INFINITY;
    for (int i = 0; i < STEPS_AT_MOST && miss > STEP_END; i++) {
        position got = forward(p);
        double east = got.lon - image.lon, north = got.lat - image.lat;
        p.lon -= east;
        p.lat -= north;
        miss = fmax(fabs(east), fabs(north));
    }
    return p;
}

static position convert(geo_datum from, geo_datum to, position given)
{
    position gcj = from == GEO_DATUM_BD09 ? invert(gcj_to_bd, given) : given;
    position wgs = from == GEO_DATUM_WGS84 ? given : invert(wgs_to_gcj, gcj);
    if (!is_shifted(wgs)) { /* also when it is not a number */
        return given;
    }
    if (to == GEO_DATUM_WGS84) {
        return wgs;
    }
    if (from == GEO_DATUM_WGS84) {
        gcj = wgs_to_gcj(wgs);
    }
    return to == GEO_DATUM_GCJ02 ? gcj : gcj_to_bd(gcj);
}

void geo_datum_convert(geo_datum from, geo_datum to, int64_t n, double *lon, double *lat)
{
    for (int64_t i = 0; i < n && from != to; i++) {
        position given = {lon[i], lat[i]};
        position p = convert(from, to, given);
        lon[i] = p.lon;
        lat[i] = p.lat;
    }
}
