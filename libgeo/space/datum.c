/* SPDX-License-Identifier: MIT */
/* The datums of Chinese web maps.
 *
 * GCJ-02 shifts a WGS 84 position by a polynomial with sine terms in longitude - 105 and
 * latitude - 35, on the Krasovsky ellipsoid. Its authority does not publish it; this is the
 * approximation in general use since about 2013, which agrees with map providers within their
 * rounding. BD-09 turns and stretches GCJ-02 about the point (0, 0).
 *
 * Inverses are found by Newton's method, which three steps bring below 1e-10 degrees nearly
 * everywhere; the few others go on. All angles are multiples of pi/60 times a coordinate, so one
 * sine and cosine yield all of them, and loops without branches become vectors.
 *
 * Shifts apply to WGS 84 positions in a box around China. Near its edge an image may fall
 * outside, and an inverse then finds its way back; so every position in the box returns. */
#include "geo/space.h"

#include "base/base.h"
#include "space/trig.h"

static const double PI = 3.14159265358979323846;
static const double RADIAN = 3.14159265358979323846 / 180.0;
static const double STEP_END = 1e-10; /* degrees; 0.01 mm */
static const double FARTHEST = 0.1;   /* degrees: more than any shift in the box */

enum {
    BLOCK = 256,
    STEPS = 3,         /* for all */
    STEPS_AT_MOST = 30 /* for one that is not there yet; a bound for hopeless input */
};

/* The image of a position, and how it changes with it: an approximate matrix, which Newton's
 * method only takes longer for. */
typedef struct image {
    double lon, lat;
    double lon_by_lon, lon_by_lat, lat_by_lon, lat_by_lat;
} image;

/* Compilers leave out of line what is this long, and then make no vectors of its callers. */
#if defined(__GNUC__)
#define PART_OF_LOOP static inline __attribute__((always_inline))
#else
#define PART_OF_LOOP static inline
#endif

typedef void (*step_fn)(int64_t n, const double *lon, const double *lat, double *p_lon,
                        double *p_lat, double *miss);

/* ---- GCJ-02 --------------------------------------------------------------------------- */

/* Of t pi: at 1/30, 1/12, 1/3, 1, 2 and 6 times t. */
typedef struct angles {
    geoi_turn t30, t12, t3, t1, t2, t6;
} angles;

PART_OF_LOOP angles angles_of(double t)
{
    angles a;
    geoi_turn t60 = geoi_turn_of(t * (PI / 60.0));
    a.t30 = geoi_turn_double(t60);
    a.t12 = geoi_turn_add(geoi_turn_double(a.t30), t60);
    a.t3 = geoi_turn_double(geoi_turn_double(a.t12));
    a.t1 = geoi_turn_triple(a.t3);
    a.t2 = geoi_turn_double(a.t1);
    a.t6 = geoi_turn_triple(a.t2);
    return a;
}

PART_OF_LOOP image wgs_to_gcj(double lon, double lat)
{
    const double a = 6378245.0, ee = 0.00669342162296594323; /* Krasovsky 1940 */
    double x = lon - 105.0, y = lat - 35.0, root = sqrt(fabs(x));
    angles of_x = angles_of(x), of_y = angles_of(y);
    geoi_turn phi = geoi_turn_of(lat * RADIAN);
    double m = 1.0 - ee * phi.s * phi.s, root_m = sqrt(m);
    /* degrees per metre */
    double per_north = m * root_m / (a * (1.0 - ee) * RADIAN);
    double per_east = root_m / (a * phi.c * RADIAN);

    double ripples = 20.0 * of_x.t6.s + 20.0 * of_x.t2.s;
    double waves_x = 20.0 * of_x.t1.s + 40.0 * of_x.t3.s + 150.0 * of_x.t12.s + 300.0 * of_x.t30.s;
    double waves_y = 20.0 * of_y.t1.s + 40.0 * of_y.t3.s + 160.0 * of_y.t12.s + 320.0 * of_y.t30.s;
    double north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root +
                   2.0 / 3.0 * (ripples + waves_y);
    double east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root +
                  2.0 / 3.0 * (ripples + waves_x);

    double ripples_by = PI * (120.0 * of_x.t6.c + 40.0 * of_x.t2.c);
    double waves_x_by = PI * (20.0 * of_x.t1.c + 40.0 / 3.0 * of_x.t3.c +
                              150.0 / 12.0 * of_x.t12.c + 300.0 / 30.0 * of_x.t30.c);
    double waves_y_by = PI * (20.0 * of_y.t1.c + 40.0 / 3.0 * of_y.t3.c +
                              160.0 / 12.0 * of_y.t12.c + 320.0 / 30.0 * of_y.t30.c);
    double root_by = fabs(x) > 1e-4 ? 0.5 * x / (fabs(x) * root) : 0.0; /* it is steep at 0 */
    double north_by_x = 2.0 + 0.1 * y + 0.2 * root_by + 2.0 / 3.0 * ripples_by;
    double north_by_y = 3.0 + 0.4 * y + 0.1 * x + 2.0 / 3.0 * waves_y_by;
    double east_by_x =
        1.0 + 0.2 * x + 0.1 * y + 0.1 * root_by + 2.0 / 3.0 * (ripples_by + waves_x_by);
    double east_by_y = 2.0 + 0.1 * x + east * phi.s / phi.c * RADIAN;

    image g = {.lon = lon + east * per_east,
               .lat = lat + north * per_north,
               .lon_by_lon = 1.0 + east_by_x * per_east,
               .lon_by_lat = east_by_y * per_east,
               .lat_by_lon = north_by_x * per_north,
               .lat_by_lat = 1.0 + north_by_y * per_north};
    return g;
}

static inline bool is_shifted(double lon, double lat, double margin)
{
    return lon >= 72.004 - margin && lon <= 137.8347 + margin && lat >= 0.8293 - margin &&
           lat <= 55.8271 + margin;
}

/* ---- BD-09 ---------------------------------------------------------------------------- */

/* Of degrees * 3000 / 180 half turns, whole turns left out. */
PART_OF_LOOP geoi_turn turn_of_grid(double degrees)
{
    const double rounds = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to an integer */
    double turns = degrees * (25.0 / 3.0);
    double part = turns - ((turns + rounds) - rounds);
    geoi_turn quarter = {geoi_sine(part * (PI / 2.0)), geoi_cosine(part * (PI / 2.0))};
    return geoi_turn_double(geoi_turn_double(quarter));
}

PART_OF_LOOP image gcj_to_bd(double lon, double lat)
{
    const double k = PI * 3000.0 / 180.0, stretch = 2e-5, twist = 3e-6;
    geoi_turn of_lon = turn_of_grid(lon), of_lat = turn_of_grid(lat);
    double radius = sqrt(lon * lon + lat * lat);
    double scale = 1.0 + stretch * of_lat.s / radius;
    double d = twist * of_lon.c, d_less = d * d / 2.0; /* the next terms are below 1e-17 */
    image b = {.lon = scale * (lon - (lon * d_less + lat * d)) + 0.0065,
               .lat = scale * (lat - (lat * d_less - lon * d)) + 0.006,
               .lon_by_lon = 1.0 + lat * twist * k * of_lon.s,
               .lon_by_lat = lon / radius * stretch * k * of_lat.c,
               .lat_by_lon = -lon * twist * k * of_lon.s,
               .lat_by_lat = 1.0 + lat / radius * stretch * k * of_lat.c};
    return b;
}

/* ---- Inverses ------------------------------------------------------------------------- */

/* Move p by what its image misses. */
PART_OF_LOOP void step(image got, double lon, double lat, double *p_lon, double *p_lat,
                       double *miss)
{
    double east = got.lon - lon, north = got.lat - lat;
    double over = 1.0 / (got.lon_by_lon * got.lat_by_lat - got.lon_by_lat * got.lat_by_lon);
    *p_lon -= (got.lat_by_lat * east - got.lon_by_lat * north) * over;
    *p_lat -= (got.lon_by_lon * north - got.lat_by_lon * east) * over;
    *miss = fabs(east) + fabs(north);
}

static void step_to_wgs(int64_t n, const double *lon, const double *lat, double *p_lon,
                        double *p_lat, double *miss)
{
    for (int64_t i = 0; i < n; i++) {
        step(wgs_to_gcj(p_lon[i], p_lat[i]), lon[i], lat[i], &p_lon[i], &p_lat[i], &miss[i]);
    }
}

static void step_to_gcj(int64_t n, const double *lon, const double *lat, double *p_lon,
                        double *p_lat, double *miss)
{
    for (int64_t i = 0; i < n; i++) {
        step(gcj_to_bd(p_lon[i], p_lat[i]), lon[i], lat[i], &p_lon[i], &p_lat[i], &miss[i]);
    }
}

/* The positions of which lon, lat [n] are the images, into p. */
static void invert(step_fn next, int64_t n, const double *lon, const double *lat, double *p_lon,
                   double *p_lat)
{
    double miss[BLOCK];
    memcpy(p_lon, lon, (size_t)n * sizeof *lon);
    memcpy(p_lat, lat, (size_t)n * sizeof *lat);
    for (int k = 0; k < STEPS; k++) {
        next(n, lon, lat, p_lon, p_lat, miss);
    }
    for (int64_t i = 0; i < n; i++) {
        for (int k = STEPS; k < STEPS_AT_MOST && miss[i] > STEP_END; k++) {
            next(1, lon + i, lat + i, p_lon + i, p_lat + i, miss + i);
        }
    }
}

/* ---- The choice ------------------------------------------------------------------------- */

typedef struct block {
    double lon[BLOCK], lat[BLOCK];
} block;

static void apply_gcj(int64_t n, block *b)
{
    for (int64_t i = 0; i < n; i++) {
        image p = wgs_to_gcj(b->lon[i], b->lat[i]);
        b->lon[i] = p.lon;
        b->lat[i] = p.lat;
    }
}

static void apply_bd(int64_t n, block *b)
{
    for (int64_t i = 0; i < n; i++) {
        image p = gcj_to_bd(b->lon[i], b->lat[i]);
        b->lon[i] = p.lon;
        b->lat[i] = p.lat;
    }
}

static void convert_block(geo_datum from, geo_datum to, int64_t n, double *lon, double *lat)
{
    block gcj, wgs;
    memcpy(gcj.lon, lon, (size_t)n * sizeof *lon);
    memcpy(gcj.lat, lat, (size_t)n * sizeof *lat);
    if (from == GEO_DATUM_BD09) {
        invert(step_to_gcj, n, lon, lat, gcj.lon, gcj.lat);
    }
    wgs = gcj;
    if (from != GEO_DATUM_WGS84) {
        invert(step_to_wgs, n, gcj.lon, gcj.lat, wgs.lon, wgs.lat);
    }
    block *result = to == GEO_DATUM_WGS84 ? &wgs : &gcj;
    if (from == GEO_DATUM_WGS84) {
        apply_gcj(n, &gcj);
    }
    block shifted = *result;
    if (to == GEO_DATUM_BD09) {
        apply_bd(n, &shifted);
    }
    for (int64_t i = 0; i < n; i++) {
        /* Not so for what is not a number. Far from the box an inverse may end up anywhere. */
        if (is_shifted(wgs.lon[i], wgs.lat[i], 0.0) && is_shifted(lon[i], lat[i], FARTHEST)) {
            lon[i] = shifted.lon[i];
            lat[i] = shifted.lat[i];
        }
    }
}

void geo_datum_convert(geo_datum from, geo_datum to, int64_t n, double *lon, double *lat)
{
    for (int64_t i = 0; i < n && from != to; i += BLOCK) {
        convert_block(from, to, n - i < BLOCK ? n - i : BLOCK, lon + i, lat + i);
    }
}
