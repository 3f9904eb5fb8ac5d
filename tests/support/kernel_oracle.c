/* SPDX-License-Identifier: MIT */
#include "kernel_oracle.h"

static const double PI = 3.14159265358979323846;

/* ---- Heights --------------------------------------------------------------------------------- */

static double gaussian(double v2)
{
    return exp(-v2 / 2) / (2 * PI);
}

static double quartic(double v2)
{
    return v2 <= 1 ? 3 / PI * pow(1 - v2, 2) : 0;
}

static double epanechnikov(double v2)
{
    return v2 <= 1 ? 2 / PI * (1 - v2) : 0;
}

static double uniform(double v2)
{
    return v2 <= 1 ? 1 / PI : 0;
}

static double triangular(double v2)
{
    return v2 <= 1 ? 3 / PI * (1 - sqrt(v2)) : 0;
}

static double triweight(double v2)
{
    return v2 <= 1 ? 4 / PI * pow(1 - v2, 3) : 0;
}

double (*const slow_height[KERNELS])(double v2) = {gaussian, quartic,    epanechnikov,
                                                   uniform,  triangular, triweight};

/* ---- Sums ------------------------------------------------------------------------------------ */

double slow_density(const test_window *w, const slow_points *p, const geo_density_options *o,
                    double x, double y)
{
    double sum = 0.0, h = o->bandwidth_m;
    for (int64_t i = 0; i < p->n; i++) {
        double dx = p->x[i] - x, dy = p->y[i] - y, weight = p->weight != NULL ? p->weight[i] : 1.0;
        if (!isnan(weight) && geo_window_contains(w->window, p->x[i], p->y[i])) {
            double share = o->edge == GEO_DENSITY_EDGE_POINTS
                               ? geo_density_share(w->window, o->kernel, h, p->x[i], p->y[i])
                               : 1.0;
            sum += weight * slow_height[o->kernel]((dx * dx + dy * dy) / (h * h)) / (h * h) / share;
        }
    }
    return o->edge == GEO_DENSITY_EDGE_UNIFORM
               ? sum / geo_density_share(w->window, o->kernel, h, x, y)
               : sum;
}

/* ---- Diggle's rule --------------------------------------------------------------------------- */

enum { STEPS = 512 };

static void slow_k(geo_box box, int64_t n, const double *x, const double *y, double step, double *k)
{
    double width = box.max_x - box.min_x, height = box.max_y - box.min_y, area = width * height;
    for (int s = 0; s < STEPS; s++) {
        k[s] = 0.0;
        for (int64_t i = 0; i < n; i++) {
            for (int64_t j = 0; j < n; j++) {
                double dx = fabs(x[i] - x[j]), dy = fabs(y[i] - y[j]), r = s * step;
                double common = (width - dx) * (height - dy);
                k[s] += i != j && dx * dx + dy * dy <= r * r ? area / common : 0.0;
            }
        }
        k[s] *= area / ((double)n * (double)(n - 1));
    }
}

double slow_diggle(geo_box box, int64_t n, const double *x, const double *y)
{
    static double k[STEPS];
    double width = box.max_x - box.min_x, height = box.max_y - box.min_y, best = 0.0;
    double density = (double)n / (width * height), least = (double)INFINITY;
    double step = fmin(fmin(width, height) / 4, sqrt(1000 / (PI * density))) / (STEPS - 1);
    slow_k(box, n, x, y, step, k);
    for (int s = 1; s <= (STEPS - 1) / 2; s++) {
        double h = s * step, j = 0.0;
        for (int i = 0; i < STEPS - 1; i++) {
            double v = fmin(i * step / (2 * h), 1.0);
            j += 4 * PI * h * h * (acos(v) - v * sqrt(1 - v * v)) * (k[i + 1] - k[i]) / (2 * PI);
        }
        double m = (1 / density - 2 * k[s]) / (PI * h * h) + j / pow(PI * h * h, 2);
        if (m < least) {
            least = m;
            best = h / 2;
        }
    }
    return best;
}

geo_density_options kernel_asked(geo_density_kernel kernel, geo_density_edge edge, double h)
{
    geo_density_options o = geo_density_options_default();
    o.kernel = kernel;
    o.edge = edge;
    o.bandwidth_m = h;
    return o;
}
