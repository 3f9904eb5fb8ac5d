/* SPDX-License-Identifier: MIT */
/* Bands that simulated curves stay within. */
#include "metrics/agglomeration_internal.h"

/* ---- Quantiles ------------------------------------------------------------------------------ */

double geoi_quantile_of_sorted(const double *sorted, int64_t n, double q)
{
    double place = (double)(n - 1) * q;
    int64_t below = (int64_t)place;
    double share = place - (double)below;
    return share > 0.0 ? sorted[below] + share * (sorted[below + 1] - sorted[below])
                       : sorted[below];
}

/* ---- The global band ------------------------------------------------------------------------- */

typedef struct dropping {
    const double *sims;
    int64_t count, points, kept;
    uint8_t *gone; /* [count] */
    double *low, *high;
} dropping;

/* The lowest and highest of those left, and who is the first to have them. */
static void edges_at(const dropping *d, int64_t t, int64_t who[2], double edge[2])
{
    who[0] = who[1] = -1;
    edge[0] = edge[1] = (double)NAN;
    for (int64_t s = 0; s < d->count; s++) {
        double value = d->sims[s * d->points + t];
        if (d->gone[s] == 0 && !(value >= edge[0])) {
            edge[0] = value;
            who[0] = s;
        }
        if (d->gone[s] == 0 && !(value <= edge[1])) {
            edge[1] = value;
            who[1] = s;
        }
    }
}

static void set_edges(dropping *d, uint8_t *extreme)
{
    for (int64_t t = 0; t < d->points; t++) {
        int64_t who[2];
        double edge[2];
        edges_at(d, t, who, edge);
        d->low[t] = edge[0];
        d->high[t] = edge[1];
        for (int k = 0; k < 2 && who[k] >= 0; k++) {
            extreme[who[k]] = 1;
        }
    }
}

geo_status geoi_global_band(geo_ctx *ctx, const double *sims, int64_t count, int64_t points,
                            double alpha, double *low, double *high, int64_t *kept)
{
    geo_status status = GEO_OK;
    double *before = NULL, target = (1.0 - alpha) * (double)count;
    uint8_t *extreme = NULL;
    dropping d = {sims, count, points, count, NULL, low, high};
    GEO_TRY(geoi_array(ctx, count, sizeof *d.gone, &d.gone));
    GEO_TRY(geoi_array(ctx, count, sizeof *extreme, &extreme));
    GEO_TRY(geoi_array_raw(ctx, 2 * points, sizeof *before, &before));
    set_edges(&d, extreme);
    while ((double)d.kept > target && d.kept > 0) {
        for (int64_t t = 0; t < points; t++) {
            before[t] = low[t];
            before[points + t] = high[t];
        }
        for (int64_t s = 0; s < count; s++) {
            d.kept -= extreme[s] > d.gone[s];
            d.gone[s] |= extreme[s];
        }
        set_edges(&d, extreme);
        for (int64_t t = 0; t < points && (double)d.kept <= target; t++) {
            double back = (target - (double)d.kept) / (double)count;
            low[t] += (before[t] - low[t]) * back;
            high[t] += (before[points + t] - high[t]) * back;
        }
    }
    *kept = d.kept;
done:
    geoi_release(d.gone);
    geoi_release(extreme);
    geoi_release(before);
    return status;
}
