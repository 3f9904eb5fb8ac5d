/* SPDX-License-Identifier: MIT */
#include "kd_oracle.h"

enum { MOST = 400 };

double slow_kd(int64_t n, const double *x, const double *y, const uint8_t *member,
               const double *weight, double h, double r)
{
    long double sum = 0, all = 0;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < i; j++) {
            if (member[i] == 0 || member[j] == 0) {
                continue;
            }
            double d = hypot(x[i] - x[j], y[i] - y[j]), a = (r - d) / h, b = (r + d) / h;
            double w = weight != NULL ? weight[i] * weight[j] : 1.0;
            sum += w * (exp(-a * a / 2) + exp(-b * b / 2)) / sqrt(8.0 * atan(1.0));
            all += w;
        }
    }
    return (double)(sum / all / h);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double slow_quantile(const double *sorted, int64_t n, double q)
{
    double at = (double)(n - 1) * q;
    int64_t k = (int64_t)floor(at);
    return k + 1 < n ? sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]) : sorted[k];
}

/* R's bw.nrd0 and median of the distances of those that are in. */
void slow_rules(int64_t n, const double *x, const double *y, const uint8_t *in, double *h,
                double *median)
{
    static double d[MOST * MOST / 2];
    assert_true(n <= MOST);
    int64_t m = 0;
    double mean = 0.0, square = 0.0;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < i; j++) {
            if (in[i] != 0 && in[j] != 0) {
                d[m] = sqrt((x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]));
                mean += d[m++];
            }
        }
    }
    mean /= (double)m;
    for (int64_t k = 0; k < m; k++) {
        square += (d[k] - mean) * (d[k] - mean);
    }
    qsort(d, (size_t)m, sizeof d[0], by_value);
    double sd = sqrt(square / (double)(m - 1));
    double width = (slow_quantile(d, m, 0.75) - slow_quantile(d, m, 0.25)) / 1.34;
    *h = 0.9 * (width > 0.0 && width < sd ? width : sd) * pow((double)m, -0.2);
    *median = slow_quantile(d, m, 0.5);
}
