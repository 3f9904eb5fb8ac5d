/* SPDX-License-Identifier: MIT */
/* BD09MC: by band of latitude, a straight line for the easting and a polynomial of the 6th degree
 * in the scaled latitude for the northing; mirrored about the equator and the meridian.
 *
 * The coefficients are those that Baidu's JavaScript API publishes as LLBAND and LL2MC; gcoord
 * (src/crs/BD09MC.ts) and others have the same. Its table for the way back, MC2LL, is another fit
 * that misses by up to 0.13 m in China, so the polynomial itself is inverted here. */
#include "space/bd09mc.h"

enum { BANDS = 6, TERMS = 7 };

typedef struct band {
    double from; /* least latitude */
    double shift, slope;
    double term[TERMS];
    double scale;
} band;

static const band TO_METRES[BANDS] = {
    {75.0,
     -0.0015702102444,
     111320.7020616939,
     {1704480524535203.0, -10338987376042340.0, 26112667856603880.0, -35149669176653700.0,
      26595700718403920.0, -10725012454188240.0, 1800819912950474.0},
     82.5},
    {60.0,
     8.277824516172526e-4,
     111320.7020463578,
     {647795574.6671607, -4082003173.641316, 10774905663.51142, -15171875531.51559,
      12053065338.62167, -5124939663.577472, 913311935.9512032},
     67.5},
    {45.0,
     0.00337398766765,
     111320.7020202162,
     {4481351.045890365, -23393751.19931662, 79682215.47186455, -115964993.2797253,
      97236711.15602145, -43661946.33752821, 8477230.501135234},
     52.5},
    {30.0,
     0.00220636496208,
     111320.7020209128,
     {51751.86112841131, 3796837.749470245, 992013.7397791013, -1221952.21711287, 1340652.697009075,
      -620943.6990984312, 144416.9293806241},
     37.5},
    {15.0,
     -3.441963504368392e-4,
     111320.7020576856,
     {278.2353980772752, 2485758.690035394, 6070.750963243378, 54821.18345352118, 9540.606633304236,
      -2710.55326746645, 1405.483844121726},
     22.5},
    {0.0,
     -3.218135878613132e-4,
     111320.7020701615,
     {0.00369383431289, 823725.6402795718, 0.46104986909093, 2351.343141331292, 1.58060784298199,
      8.77738589078284, 0.37238884252424},
     7.45},
};

static const double HIGHEST = 74.0; /* degrees: where Baidu's maps end */

/* The northing of a latitude in band b, and how it grows. */
static double northing(const band *b, double lat, double *slope)
{
    double t = lat / b->scale, value = 0.0, by_t = 0.0;
    for (int i = TERMS - 1; i >= 0; i--) {
        by_t = by_t * t + value;
        value = value * t + b->term[i];
    }
    *slope = by_t / b->scale;
    return value;
}

/* The latitude of a northing, by Newton's method from the middle of the band. */
static double latitude(double y)
{
    int k = 0;
    double slope;
    while (k < BANDS - 1 && !(y >= northing(&TO_METRES[k], TO_METRES[k].from, &slope))) {
        k++;
    }
    double lat = TO_METRES[k].from + 7.5, miss = INFINITY;
    for (int i = 0; i < 20 && fabs(miss) > 1e-8; i++) { /* metres; 5 steps are usual */
        miss = northing(&TO_METRES[k], lat, &slope) - y;
        lat -= miss / slope;
    }
    return lat;
}

void geoi_bd09mc_from_bd09(int64_t n, double *lon, double *lat)
{
    for (int64_t i = 0; i < n; i++) {
        double north = fabs(lat[i]), slope;
        int k = 0;
        while (k < BANDS - 1 && !(north >= TO_METRES[k].from)) {
            k++;
        }
        const band *b = &TO_METRES[k];
        bool inside = north <= HIGHEST && isfinite(lon[i]);
        lon[i] = inside ? copysign(b->shift + b->slope * fabs(lon[i]), lon[i]) : (double)NAN;
        lat[i] = inside ? copysign(northing(b, north, &slope), lat[i]) : (double)NAN;
    }
}

void geoi_bd09mc_to_bd09(int64_t n, double *x, double *y)
{
    double slope, most = northing(&TO_METRES[1], HIGHEST, &slope);
    for (int64_t i = 0; i < n; i++) {
        bool inside = fabs(y[i]) <= most && isfinite(x[i]);
        double lat = inside ? latitude(fabs(y[i])) : (double)NAN;
        int k = 0;
        while (k < BANDS - 1 && !(lat >= TO_METRES[k].from)) {
            k++;
        }
        const band *b = &TO_METRES[k];
        x[i] = inside ? copysign((fabs(x[i]) - b->shift) / b->slope, x[i]) : (double)NAN;
        y[i] = copysign(lat, y[i]);
    }
}
