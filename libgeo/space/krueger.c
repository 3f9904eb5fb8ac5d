/* SPDX-License-Identifier: MIT */
/* The series of krueger.h.
 *
 * phi, chi are the geodetic and the conformal latitude, lambda the longitude from the central
 * meridian; xi, eta are northing and easting on the unit of the rectifying radius, and xi', eta'
 * those on the conformal sphere.
 *
 * Large and small parts are kept apart: xi = phi + zeta, where |zeta| < 0.01 gathers what the
 * formulas add to the latitude, so that a northing is rounded twice only. What is small is found
 * by a formula without cancellation, as the tangent or the sine of a difference:
 *   sin(phi - chi)  = cos phi (t - sin phi (1 - sech psi)) / (1 - t sin phi)
 *   tan(xi' - chi)  = sin chi cos chi (1 - cos lambda) / (1 - cos2 chi (1 - cos lambda))
 * with psi = e artanh(e sin phi) and t = tanh psi. Loops have no branches, so that compilers
 * make vectors of them. */
#include "space/krueger.h"
#include "space/trig.h"

#define PI_L 3.14159265358979323846264338327950288L

static const double RADIAN = (double)(PI_L / 180.0L), DEGREE = (double)(180.0L / PI_L);
static const double WIDEST = 8.0;                     /* degrees of longitude */
static const double HIGHEST = 89.9;                   /* degrees of latitude */
static const double WIDEST_TAN = 0.14054083470239145; /* of 8 degrees */

/* ---- Power series, by Horner's rule ---------------------------------------------------- */

/* 1 - cos x for |x| < 0.15, without cancellation. */
static inline double versine(double x)
{
    double q = x * x;
    double v = 1.0 / 3628800.0;
    v = 1.0 / 40320.0 - v * q;
    v = 1.0 / 720.0 - v * q;
    v = 1.0 / 24.0 - v * q;
    return q * (0.5 - v * q);
}

/* sinh x and cosh x for |x| < 0.15. */
static inline double hyperbolic_sine(double x)
{
    double q = x * x;
    double s = 1.0 / 39916800.0;
    s = s * q + 1.0 / 362880.0;
    s = s * q + 1.0 / 5040.0;
    s = s * q + 1.0 / 120.0;
    s = s * q + 1.0 / 6.0;
    return x + x * q * s;
}

static inline double hyperbolic_cosine(double x)
{
    double q = x * x;
    double c = 1.0 / 3628800.0;
    c = c * q + 1.0 / 40320.0;
    c = c * q + 1.0 / 720.0;
    c = c * q + 1.0 / 24.0;
    c = c * q + 0.5;
    return 1.0 + q * c;
}

/* 1/3 + q/5 + q2/7 + ...: artanh x = x + x q s, arctan x = x - x q s with -q. |q| < 0.02. */
static inline double odd_inverses(double q)
{
    double s = 1.0 / 19.0;
    s = s * q + 1.0 / 17.0;
    s = s * q + 1.0 / 15.0;
    s = s * q + 1.0 / 13.0;
    s = s * q + 1.0 / 11.0;
    s = s * q + 1.0 / 9.0;
    s = s * q + 1.0 / 7.0;
    s = s * q + 1.0 / 5.0;
    return s * q + 1.0 / 3.0;
}

static inline double small_artanh(double x)
{
    return x + x * (x * x) * odd_inverses(x * x);
}

static inline double small_arctan(double x)
{
    return x - x * (x * x) * odd_inverses(-(x * x));
}

/* |x| < 0.01 */
static inline double tiny_arcsin(double x)
{
    double q = x * x;
    return x + x * q * (1.0 / 6.0 + q * (3.0 / 40.0 + q * (5.0 / 112.0)));
}

/* ---- What both directions share --------------------------------------------------------- */

typedef struct wave {
    double xi, eta;
} wave;

/* The sum of c[j] sin 2(j+1)(xi + i eta), by Clenshaw's rule on complex numbers (Karney's
 * equation 14); s, c are sine and cosine of 2 xi, sh, ch the hyperbolic ones of 2 eta. */
static inline wave add_waves(const double coefficient[GEOI_KRUEGER_ORDER], double s, double c,
                             double sh, double ch)
{
    double re = 2.0 * c * ch, im = -2.0 * s * sh;
    double b_re = 0.0, b_im = 0.0, before_re = 0.0, before_im = 0.0;
    for (int j = GEOI_KRUEGER_ORDER - 1; j >= 0; j--) {
        double next_re = re * b_re - im * b_im - before_re + coefficient[j];
        double next_im = re * b_im + im * b_re - before_im;
        before_re = b_re;
        before_im = b_im;
        b_re = next_re;
        b_im = next_im;
    }
    double sine_re = s * ch, sine_im = c * sh;
    wave sum = {b_re * sine_re - b_im * sine_im, b_re * sine_im + b_im * sine_re};
    return sum;
}

/* The same for real numbers. */
static inline double add_real_waves(const double coefficient[GEOI_KRUEGER_ORDER], double s,
                                    double c)
{
    double b = 0.0, before = 0.0;
    for (int j = GEOI_KRUEGER_ORDER - 1; j >= 0; j--) {
        double next = 2.0 * c * b - before + coefficient[j];
        before = b;
        b = next;
    }
    return b * s;
}

/* Longitudes that differ by a turn are one. */
static inline double within_half_turn(double degrees)
{
    degrees -= degrees > 180.0 ? 360.0 : 0.0;
    return degrees + (degrees < -180.0 ? 360.0 : 0.0);
}

/* ---- Forward ---------------------------------------------------------------------------- */

typedef struct conformal {
    double s, c;  /* sine and cosine of the conformal latitude */
    double delta; /* geodetic less conformal latitude */
} conformal;

static inline conformal conformal_latitude(double e2, double lat)
{
    geoi_turn phi = geoi_turn_of(lat * RADIAN);
    double s = phi.s, c = phi.c;
    double q = e2 * s * s; /* below 0.014 */
    double psi = e2 * s * (1.0 + q * odd_inverses(q)), p = psi * psi;
    double t = psi * (1.0 - p * (1.0 / 3.0 - p * (2.0 / 15.0 - p * (17.0 / 315.0))));
    double sech_less = p * (0.5 - p * (5.0 / 24.0 - p * (61.0 / 720.0)));
    double scale = 1.0 / (1.0 - s * t);
    conformal chi = {(s - t) * scale, c * (1.0 - sech_less) * scale,
                     tiny_arcsin(c * (t - s * sech_less) * scale)};
    return chi;
}

void geoi_krueger_forward(const geoi_krueger *k, int64_t n, const double *lon, const double *lat,
                          double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) {
        double degrees = within_half_turn(lon[i] - k->lon_0), phi = lat[i];
        double lambda = degrees * RADIAN;
        conformal chi = conformal_latitude(k->e2, phi);
        double v = versine(lambda), u = chi.c * geoi_sine(lambda);
        double epsilon = small_arctan(chi.s * chi.c * v / (1.0 - chi.c * chi.c * v));
        double scale = 1.0 / ((1.0 - u) * (1.0 + u)), across = chi.c * (1.0 - v);
        wave w = add_waves(k->alpha, 2.0 * chi.s * across * scale,
                           (across * across - chi.s * chi.s) * scale, 2.0 * u * scale,
                           (1.0 + u * u) * scale);
        double zeta = epsilon - chi.delta + w.xi;
        double east = k->x_0 + k->radius * (small_artanh(u) + w.eta);
        double north = phi * k->degree + (phi * k->degree_rest + k->radius * zeta + k->y_shift);
        double near = fabs(degrees) <= WIDEST && fabs(phi) < HIGHEST ? 0.0 : (double)NAN;
        x[i] = east + near;
        y[i] = north + near;
    }
}

/* ---- Inverse ---------------------------------------------------------------------------- */

void geoi_krueger_inverse(const geoi_krueger *k, int64_t n, const double *x, const double *y,
                          double *lon, double *lat)
{
    for (int64_t i = 0; i < n; i++) {
        double xi = (y[i] - k->y_shift) / k->radius, eta = (x[i] - k->x_0) / k->radius;
        geoi_turn turn = geoi_turn_of(xi);
        double s = turn.s, c = turn.c;
        double sh = hyperbolic_sine(eta), ch = hyperbolic_cosine(eta);
        wave w =
            add_waves(k->beta, 2.0 * s * c, 1.0 - 2.0 * s * s, 2.0 * sh * ch, 1.0 + 2.0 * sh * sh);
        double turn_s = geoi_sine(w.xi), turn_less = versine(w.xi);
        double sphere_s = s - s * turn_less - c * turn_s;
        double sphere_c = c - c * turn_less + s * turn_s;
        sh = hyperbolic_sine(eta - w.eta);
        ch = hyperbolic_cosine(eta - w.eta);
        double tangent = sh / sphere_c, secant = sqrt(1.0 + tangent * tangent);
        double v = tangent * tangent / (secant * (1.0 + secant));
        double chi_s = sphere_s / ch, chi_c = sphere_c * secant / ch;
        double epsilon = small_arctan(chi_s * chi_c * v / (1.0 - chi_c * chi_c * v));
        double rest =
            add_real_waves(k->latitude, 2.0 * chi_s * chi_c, chi_c * chi_c - chi_s * chi_s);
        double phi = xi * DEGREE + (rest - w.xi - epsilon) * DEGREE;
        bool near = fabs(tangent) <= WIDEST_TAN && sphere_c > 0.0 && fabs(eta) < 0.15 &&
                    fabs(xi) < 1.6 && fabs(phi) < HIGHEST;
        double inside = near ? 0.0 : (double)NAN;
        lon[i] = within_half_turn(k->lon_0 + small_arctan(tangent) * DEGREE) + inside;
        lat[i] = phi + inside;
    }
}

/* ---- Coefficients ----------------------------------------------------------------------- */

/* Row j holds the factors of n^(j+1) ... n^6 in the coefficient of sin 2(j+1). */
typedef struct row {
    long double of[GEOI_KRUEGER_ORDER];
} row;

/* Karney 2011, equation 35. */
static const row ALPHA[GEOI_KRUEGER_ORDER] = {
    {{1.0L / 2, -2.0L / 3, 5.0L / 16, 41.0L / 180, -127.0L / 288, 7891.0L / 37800}},
    {{13.0L / 48, -3.0L / 5, 557.0L / 1440, 281.0L / 630, -1983433.0L / 1935360}},
    {{61.0L / 240, -103.0L / 140, 15061.0L / 26880, 167603.0L / 181440}},
    {{49561.0L / 161280, -179.0L / 168, 6601661.0L / 7257600}},
    {{34729.0L / 80640, -3418889.0L / 1995840}},
    {{212378941.0L / 319334400}},
};

/* Karney 2011, equation 36. */
static const row BETA[GEOI_KRUEGER_ORDER] = {
    {{1.0L / 2, -2.0L / 3, 37.0L / 96, -1.0L / 360, -81.0L / 512, 96199.0L / 604800}},
    {{1.0L / 48, 1.0L / 15, -437.0L / 1440, 46.0L / 105, -1118711.0L / 3870720}},
    {{17.0L / 480, -37.0L / 840, -209.0L / 4480, 5569.0L / 90720}},
    {{4397.0L / 161280, -11.0L / 504, -830251.0L / 7257600}},
    {{4583.0L / 161280, -108847.0L / 3991680}},
    {{20648693.0L / 638668800}},
};

/* Geodetic less conformal latitude: Engsager and Poder 2007, as in Karney 2011, section 2. */
static const row LATITUDE[GEOI_KRUEGER_ORDER] = {
    {{2.0L, -2.0L / 3, -2.0L, 116.0L / 45, 26.0L / 45, -2854.0L / 675}},
    {{7.0L / 3, -8.0L / 5, -227.0L / 45, 2704.0L / 315, 2323.0L / 945}},
    {{56.0L / 15, -136.0L / 35, -1262.0L / 105, 73814.0L / 2835}},
    {{4279.0L / 630, -332.0L / 35, -399572.0L / 14175}},
    {{4174.0L / 315, -144838.0L / 6237}},
    {{601676.0L / 22275}},
};

static void make_series(const row rows[GEOI_KRUEGER_ORDER], long double n,
                        double out[GEOI_KRUEGER_ORDER])
{
    long double power = n;
    for (int j = 0; j < GEOI_KRUEGER_ORDER; j++) {
        long double sum = 0.0L;
        for (int i = GEOI_KRUEGER_ORDER - 1 - j; i >= 0; i--) {
            sum = sum * n + rows[j].of[i];
        }
        out[j] = (double)(sum * power);
        power *= n;
    }
}

void geoi_krueger_init(const geoi_krueger_terms *terms, geoi_krueger *k)
{
    long double f = (long double)terms->f, n = f / (2.0L - f), n2 = n * n;
    long double radius = (long double)terms->k_0 * (long double)terms->a / (1.0L + n) *
                         (1.0L + n2 * (1.0L / 4 + n2 * (1.0L / 64 + n2 / 256)));
    long double degree = radius * (PI_L / 180.0L);
    *k = (geoi_krueger){.lon_0 = terms->lon_0, .e2 = (double)(f * (2.0L - f))};
    k->radius = (double)radius;
    k->degree = (double)degree;
    k->degree_rest = (double)(degree - (long double)k->degree);
    make_series(ALPHA, n, k->alpha);
    make_series(BETA, n, k->beta);
    make_series(LATITUDE, n, k->latitude);
    double east, north;
    geoi_krueger_forward(k, 1, &terms->lon_0, &terms->lat_0, &east, &north);
    k->x_0 = terms->x_0;
    k->y_shift = terms->y_0 - (terms->lat_0 != 0.0 ? north : 0.0); /* NaN near a pole */
}
