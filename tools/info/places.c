/* SPDX-License-Identifier: MIT */
/* Features far from all others. An outlier lies farther from the median position than ten times
 * the distance within which nine of ten features lie; a layer of fewer than 20 has none. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "facts.h"

enum { FEWEST = 20 };
static const double TIMES = 10.0, SHARE = 0.9;
static const double LEAST_M = 1000.0; /* where nearly all stand at one spot */

static int by_value(const void *a, const void *b)
{
    double p, q;
    memcpy(&p, a, sizeof p);
    memcpy(&q, b, sizeof q);
    return (p > q) - (p < q);
}

static double quantile(cli_call *call, const double *values, int64_t n, double share)
{
    double *sorted = cli_array(call, n, sizeof *sorted);
    memcpy(sorted, values, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, by_value);
    return sorted[(int64_t)(share * (double)(n - 1))];
}

/* Metres, well enough to compare; infinite where there can be no such place. */
static double distance(double lon, double lat, double x, double y)
{
    double metres = geo_geodesic_distance(lon, lat, x, y);
    return isnan(metres) ? (double)INFINITY : metres;
}

void info_check_places(cli_call *call, facts *f)
{
    double *x = cli_array(call, f->n, sizeof *x), *y = cli_array(call, f->n, sizeof *y);
    double *away = cli_array(call, f->n, sizeof *away);
    int64_t *row = cli_array(call, f->n, sizeof *row);
    int64_t n = info_middles(f->layer->layer, x, y, row);
    int64_t far = 0, first = 0, zero = 0, first_zero = 0, crossed = 0, first_crossed = 0;
    if (n < FEWEST) {
        return;
    }
    double lon = quantile(call, x, n, 0.5), lat = quantile(call, y, n, 0.5);
    for (int64_t i = 0; i < n; i++) {
        away[i] = distance(lon, lat, x[i], y[i]);
    }
    double usual = quantile(call, away, n, SHARE), limit = fmax(TIMES * usual, LEAST_M);
    for (int64_t i = 0; i < n; i++) {
        if (away[i] <= limit) {
            continue;
        }
        if (x[i] == 0.0 && y[i] == 0.0) {
            first_zero = zero++ == 0 ? row[i] + 1 : first_zero;
        } else if (distance(lon, lat, y[i], x[i]) <= limit) {
            first_crossed = crossed++ == 0 ? row[i] + 1 : first_crossed;
        } else {
            first = far++ == 0 ? row[i] + 1 : first;
        }
    }
    const finding what[] = {
        {"null-island", true, zero, first_zero, "a place at 0, 0, far from the others"},
        {"exchanged", true, crossed, first_crossed,
         "a place that would be among the others if longitude and latitude were exchanged"},
        {"outliers", true, far, first,
         cli_format(call,
                    "a place more than %.4g km from the middle, where 90 %% are within %.4g km",
                    limit / 1000.0, usual / 1000.0)}};
    for (int i = 0; i < 3; i++) {
        if (what[i].count > 0) {
            info_found(call, f, &what[i]);
        }
    }
}
