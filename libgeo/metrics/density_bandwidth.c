/* SPDX-License-Identifier: MIT */
/* How wide to spread, by rules of thumb and by the least error. */
#include "base/sum.h"
#include "geo/proximity.h"
#include "metrics/density_internal.h"

enum { DISTANCES = 512 };

static const double PI = 3.14159265358979323846;

/* ---- Along an axis -------------------------------------------------------------------- */

/* From the first place: points at one place have exactly 0. */
static double mean_of(int64_t n, const double *v)
{
    geoi_sum sum = {0};
    for (int64_t i = 0; i < n; i++) {
        geoi_sum_add(&sum, v[i] - v[0]);
    }
    return geoi_sum_value(&sum) / (double)n;
}

static double squares_about(int64_t n, const double *v, double mean)
{
    geoi_sum sum = {0};
    for (int64_t i = 0; i < n; i++) {
        double away = v[i] - v[0] - mean;
        geoi_sum_add(&sum, away * away);
    }
    return geoi_sum_value(&sum);
}

static double deviation(int64_t n, const double *v)
{
    return sqrt(squares_about(n, v, mean_of(n, v)) / (double)(n - 1));
}

/* R's bw.nrd0: where half of the points are at one place, the standard deviation alone. */
static geo_status robust(geo_ctx *ctx, int64_t n, const double *v, double *out)
{
    static const double share[] = {0.25, 0.75};
    geo_status status = GEO_OK;
    double quartile[2] = {0.0, 0.0}, wide = deviation(n, v);
    GEO_TRY(geo_quantiles(ctx, n, v, NULL, 2, share, quartile));
    double range = (quartile[1] - quartile[0]) / 1.34;
    *out = 0.9 * (range > 0.0 ? fmin(wide, range) : wide) * pow((double)n, -0.2);
done:
    return status;
}

static geo_status by_axis(geo_ctx *ctx, const geoi_spots *s, geo_density_rule rule,
                          geo_density_width *w)
{
    geo_status status = GEO_OK;
    if (rule == GEO_DENSITY_NRD0) {
        GEO_TRY(robust(ctx, s->n, s->x, &w->sigma_x_m));
        GEO_TRY(robust(ctx, s->n, s->y, &w->sigma_y_m));
    } else {
        double shrink = pow((double)s->n, -1.0 / 6.0);
        w->sigma_x_m = deviation(s->n, s->x) * shrink;
        w->sigma_y_m = deviation(s->n, s->y) * shrink;
    }
    w->sigma_m = sqrt(w->sigma_x_m) * sqrt(w->sigma_y_m);
done:
    return status;
}

/* ---- About the mean centre ------------------------------------------------------------ */

static geo_status by_distance(geo_ctx *ctx, const geoi_spots *s, geo_density_width *w)
{
    static const double half = 0.5;
    geo_status status = GEO_OK;
    double *distance = NULL, median = 0.0;
    double x = mean_of(s->n, s->x), y = mean_of(s->n, s->y);
    double squares = squares_about(s->n, s->x, x) + squares_about(s->n, s->y, y);
    GEO_TRY(geoi_array_raw(ctx, s->n, sizeof *distance, &distance));
    for (int64_t i = 0; i < s->n; i++) {
        double dx = s->x[i] - s->x[0] - x, dy = s->y[i] - s->y[0] - y;
        distance[i] = sqrt(dx * dx + dy * dy);
    }
    GEO_TRY(geo_quantiles(ctx, s->n, distance, NULL, 1, &half, &median));
    double reach = 0.9 * fmin(sqrt(squares / (double)s->n), sqrt(1.0 / log(2.0)) * median) *
                   pow((double)s->n, -0.2);
    w->sigma_m = geo_density_sigma_of(GEO_DENSITY_QUARTIC, reach);
done:
    geoi_release(distance);
    return status;
}

/* ---- Diggle's ------------------------------------------------------------------------- */

/* J(h) = 1 / 2 pi times the integral of phi(r, h) dK(r), phi the area that two circles of radius h
 * whose centres are r apart have in common, twice over; K rises at the lower end of each step. */
static double common(const double *k, double step, double h)
{
    geoi_sum sum = {0};
    for (int64_t i = 0; i + 1 < DISTANCES; i++) {
        double y = (double)i * step / (2.0 * h);
        if (y < 1.0) {
            geoi_sum_add(&sum, (acos(y) - y * sqrt(1.0 - y * y)) * (k[i + 1] - k[i]));
        }
    }
    return 2.0 * h * h * geoi_sum_value(&sum);
}

static geo_status by_error(geo_ctx *ctx, const geo_window *window, const geo_shapes *points,
                           int64_t n, geo_density_width *w)
{
    geo_status status = GEO_OK;
    double r[DISTANCES], k[DISTANCES], density = (double)n / geo_window_area(window);
    double least = (double)INFINITY;
    double reach = fmin(geo_pattern_reach_m(window), sqrt(1000.0 / (PI * density)));
    double step = reach / (DISTANCES - 1);
    const geo_pattern pattern = {.window = window, .points = points};
    geo_curve curve = {.value = k};
    for (int64_t i = 0; i < DISTANCES; i++) {
        r[i] = (double)i * step;
    }
    GEO_TRY(geo_pattern_curve(ctx, &pattern, DISTANCES, r, NULL, &curve));
    int64_t best = 0, last = (DISTANCES - 1) / 2;
    for (int64_t i = 1; i <= last; i++) {
        double circle = PI * r[i] * r[i];
        double m =
            (1.0 / density - 2.0 * k[i]) / circle + common(k, step, r[i]) / (circle * circle);
        if (m < least) {
            least = m;
            best = i;
        }
    }
    w->sigma_m = r[best] / 2.0;
    w->at_limit = best <= 1 || best == last;
done:
    return status;
}

/* ---- All ------------------------------------------------------------------------------ */

static geo_status check_spots(geo_ctx *ctx, const geoi_spots *s)
{
    if (s->n < 2) {
        geo_status status = geoi_fail(ctx, GEO_DATA,
                                      "%lld point%s inside the window: a rule for the bandwidth "
                                      "needs 2",
                                      (long long)s->n, s->n == 1 ? "" : "s");
        geoi_hint(ctx, s->n == 0 ? "look where the points are, and where the window"
                                 : "give the bandwidth in metres");
        return status;
    }
    return GEO_OK;
}

static geo_status check_width(geo_ctx *ctx, const geoi_spots *s, const geo_density_width *w)
{
    bool apart = deviation(s->n, s->x) > 0.0 || deviation(s->n, s->y) > 0.0;
    if (apart && w->sigma_m > 0.0) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(
        ctx, GEO_DATA,
        "the rule gives a bandwidth of 0, for the %lld points inside the window lie %s",
        (long long)s->n,
        apart ? "on a level or upright line, or half of them at one place" : "at one place");
    geoi_hint(ctx, "give the bandwidth in metres");
    return status;
}

geo_status geo_density_bandwidth(geo_ctx *ctx, const geo_window *window, const geo_shapes *points,
                                 geo_density_rule rule, geo_density_kernel kernel,
                                 geo_density_width *out)
{
    geo_status status = GEO_OK;
    geoi_spots spots = {0};
    geoi_left_out left_out;
    geo_density_width w = {.sigma_x_m = (double)NAN, .sigma_y_m = (double)NAN};
    *out = (geo_density_width){0};
    if ((unsigned)rule > GEO_DENSITY_DIGGLE || (unsigned)kernel > GEO_DENSITY_TRIWEIGHT) {
        return geoi_fail(ctx, GEO_INVALID, "there is no such rule or kernel");
    }
    GEO_TRY(geoi_spots_create(ctx, window, points, NULL, &spots, &left_out));
    w.used = spots.n;
    w.outside = left_out.outside;
    w.unplaced = left_out.unplaced;
    GEO_TRY(check_spots(ctx, &spots));
    if (rule == GEO_DENSITY_DIGGLE) {
        GEO_TRY(by_error(ctx, window, points, spots.n, &w));
    } else if (rule == GEO_DENSITY_DISTANCE) {
        GEO_TRY(by_distance(ctx, &spots, &w));
    } else {
        GEO_TRY(by_axis(ctx, &spots, rule, &w));
    }
    GEO_TRY(check_width(ctx, &spots, &w));
    w.bandwidth_m = geo_density_bandwidth_of(kernel, w.sigma_m);
    *out = w;
done:
    geoi_spots_clear(&spots);
    return status;
}
