/* SPDX-License-Identifier: MIT */
/* Establishments of sectors over zones: Ellison and Glaeser, Maurel and Sedillot. */
#include "base/sum.h"
#include "geo/concentration.h"
#include "metrics/points.h"

static geo_status check(geo_ctx *ctx, const geo_plants *p)
{
    geo_status status = GEO_OK;
    double total = 0.0;
    for (int64_t i = 0; i < p->n; i++) {
        double size = p->size != NULL ? p->size[i] : 1.0;
        if (p->zone[i] < -1 || p->zone[i] >= p->zones || p->sector[i] < -1 ||
            p->sector[i] >= p->sectors) {
            return geoi_fail(ctx, GEO_INVALID, "establishment %lld is in zone %lld of sector %lld",
                             (long long)i + 1, (long long)p->zone[i], (long long)p->sector[i]);
        }
        GEO_TRY(geoi_check_weight(ctx, i, size));
        total += isnan(size) ? 0.0 : size;
    }
    for (int64_t k = 0; k < p->zones && p->area != NULL; k++) {
        GEO_TRY(geoi_check_weight(ctx, k, isnan(p->area[k]) ? (double)INFINITY : p->area[k]));
        total += p->area[k];
    }
    GEO_TRY(geoi_check_weight_total(ctx, total * total)); /* squares are added */
done:
    return status;
}

/* What one counts: nothing where it is unknown or of no zone. */
static double size_of(const geo_plants *p, int64_t i)
{
    double size = p->size != NULL ? p->size[i] : 1.0;
    return p->zone[i] < 0 || isnan(size) ? 0.0 : size;
}

/* Shares [zones] of all; their squares. */
static double find_shares(const geo_plants *p, double *x)
{
    geoi_sum total = {0.0, 0.0}, squares = {0.0, 0.0};
    for (int64_t k = 0; k < p->zones; k++) {
        x[k] = p->area != NULL ? p->area[k] : 0.0;
    }
    for (int64_t i = 0; i < p->n && p->area == NULL; i++) {
        if (p->zone[i] >= 0) {
            x[p->zone[i]] += size_of(p, i);
        }
    }
    for (int64_t k = 0; k < p->zones; k++) {
        geoi_sum_add(&total, x[k]);
    }
    for (int64_t k = 0; k < p->zones; k++) {
        x[k] /= geoi_sum_value(&total);
        geoi_sum_add(&squares, x[k] * x[k]);
    }
    return geoi_sum_value(&squares);
}

/* `held` [zones] sizes of the sector in each; `squares` those of the plants. */
static void conclude(const geo_plants *p, const double *x, double x2, const double *held,
                     double squares, geo_concentration *out)
{
    geoi_sum g = {0.0, 0.0}, s2 = {0.0, 0.0};
    out->g = out->h = out->ellison_glaeser = out->maurel_sedillot = (double)NAN;
    if (out->plants == 0 || isnan(x2)) {
        return;
    }
    for (int64_t k = 0; k < p->zones; k++) {
        double s = held[k] / out->total;
        geoi_sum_add(&g, (s - x[k]) * (s - x[k]));
        geoi_sum_add(&s2, s * s);
    }
    out->g = geoi_sum_value(&g);
    out->h = squares / out->total / out->total;
    double spread = 1.0 - x2, apart = 1.0 - out->h;
    if (out->plants > 1 && spread > 1e-12 && apart > 1e-12) {
        out->ellison_glaeser = (out->g - spread * out->h) / (spread * apart);
        out->maurel_sedillot = ((geoi_sum_value(&s2) - x2) / spread - out->h) / apart;
    }
}

geo_status geo_concentration_measure(geo_ctx *ctx, const geo_plants *plants, geo_concentration *out)
{
    geo_status status = GEO_OK;
    const geo_plants *p = plants;
    double *x = NULL, *held = NULL, *squares = NULL;
    if (p->n < 0 || p->zones < 0 || p->sectors < 0) {
        return geoi_fail(ctx, GEO_INVALID,
                         "a number of establishments, zones or sectors is below 0");
    }
    GEO_TRY(check(ctx, p));
    GEO_TRY(geoi_array(ctx, p->zones, sizeof *x, &x));
    GEO_TRY(geoi_array(ctx, p->zones * p->sectors, sizeof *held, &held));
    GEO_TRY(geoi_array(ctx, p->sectors, sizeof *squares, &squares));
    for (int64_t k = 0; k < p->sectors; k++) {
        out[k] = (geo_concentration){0, 0.0, 0.0, 0.0, 0.0, 0.0};
    }
    double x2 = find_shares(p, x);
    for (int64_t i = 0; i < p->n; i++) {
        double size = size_of(p, i);
        int64_t k = p->sector[i];
        if (k >= 0 && size > 0.0) {
            held[k * p->zones + p->zone[i]] += size;
            squares[k] += size * size;
            out[k].total += size;
            out[k].plants++;
        }
    }
    for (int64_t k = 0; k < p->sectors; k++) {
        conclude(p, x, x2, held + k * p->zones, squares[k], &out[k]);
    }
done:
    geoi_release(x);
    geoi_release(held);
    geoi_release(squares);
    return status;
}
