/* SPDX-License-Identifier: MIT */
#include "dbscan_oracle.h"

typedef struct question {
    int64_t n;
    const double *x, *y;
    const geo_dbscan_options *o;
    int64_t *label, *stack;
    uint8_t *role;
} question;

static double distance2(const question *q, int64_t i, int64_t j)
{
    double dx = q->x[i] - q->x[j], dy = q->y[i] - q->y[j];
    return dx * dx + dy * dy;
}

static bool are_near(const question *q, int64_t i, int64_t j)
{
    const double *time = q->o->time_s;
    return distance2(q, i, j) <= q->o->eps_m * q->o->eps_m &&
           (time == NULL || fabs(time[i] - time[j]) <= q->o->time_eps_s);
}

static void find_cores(const question *q, const double *weight)
{
    for (int64_t i = 0; i < q->n; i++) {
        double sum = 0.0;
        for (int64_t j = 0; j < q->n; j++) {
            sum += are_near(q, i, j) ? weight != NULL ? weight[j] : 1.0 : 0.0;
        }
        q->role[i] = sum >= q->o->min_weight ? GEO_CORE : GEO_NOISE;
        q->label[i] = -1;
    }
}

static void spread(const question *q, int64_t from, int64_t label)
{
    int64_t depth = 0;
    q->stack[depth++] = from;
    q->label[from] = label;
    while (depth > 0) {
        int64_t i = q->stack[--depth];
        for (int64_t j = 0; j < q->n; j++) {
            if (q->role[j] == GEO_CORE && q->label[j] < 0 && are_near(q, i, j)) {
                q->label[j] = label;
                q->stack[depth++] = j;
            }
        }
    }
}

static void join_nearest_core(const question *q, int64_t i)
{
    double least = (double)INFINITY;
    for (int64_t j = 0; j < q->n; j++) {
        if (q->role[j] == GEO_CORE && are_near(q, i, j) && distance2(q, i, j) < least) {
            least = distance2(q, i, j);
            q->label[i] = q->label[j];
            q->role[i] = GEO_BORDER;
        }
    }
}

void slow_dbscan(int64_t n, const double *x, const double *y, const double *weight,
                 const geo_dbscan_options *options, int64_t *label, uint8_t *role, int64_t *count)
{
    question q = {n, x, y, options, label, malloc(((size_t)n + 1) * sizeof(int64_t)), role};
    assert_non_null(q.stack);
    find_cores(&q, weight);
    *count = 0;
    for (int64_t i = 0; i < n; i++) {
        if (role[i] == GEO_CORE && label[i] < 0) {
            spread(&q, i, (*count)++);
        }
    }
    for (int64_t i = 0; i < n; i++) {
        if (role[i] != GEO_CORE && options->core_only == 0) {
            join_nearest_core(&q, i);
        }
    }
    free(q.stack);
}
