/* SPDX-License-Identifier: MIT */
/* Pairs of members of a sector and their distances. */
#include "base/sum.h"
#include "metrics/agglomeration_internal.h"

/* ---- Members ------------------------------------------------------------------------------ */

geo_status geoi_members_room(geo_ctx *ctx, const geoi_sites *sites, int64_t n, geoi_members *out)
{
    geo_status status = GEO_OK;
    *out = (geoi_members){.sites = sites, .n = n};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->site, &out->site));
    if (sites->begin == NULL) {
        GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->x, &out->x));
        GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->y, &out->y));
    } else {
        GEO_TRY(geoi_array_raw(ctx, sites->n, sizeof *out->slot, &out->slot));
        for (int64_t i = 0; i < sites->n; i++) {
            out->slot[i] = -1;
        }
    }
done:
    return status;
}

void geoi_members_clear(geoi_members *members)
{
    geoi_release(members->site);
    geoi_release(members->x);
    geoi_release(members->y);
    geoi_release(members->slot);
    *members = (geoi_members){0};
}

void geoi_members_place(geoi_members *members)
{
    for (int64_t i = 0; i < members->n; i++) {
        int32_t site = members->site[i];
        if (members->x != NULL) {
            members->x[i] = members->sites->x[site];
            members->y[i] = members->sites->y[site];
        } else {
            members->slot[site] = (int32_t)i;
        }
    }
}

void geoi_members_leave(geoi_members *members)
{
    for (int64_t i = 0; i < members->n && members->slot != NULL; i++) {
        members->slot[members->site[i]] = -1;
    }
}

/* ---- Rows --------------------------------------------------------------------------------- */

static int64_t table_row(const geoi_members *m, int64_t i, double *d, double *w)
{
    const geoi_sites *s = m->sites;
    int64_t count = 0;
    for (int64_t at = s->begin[m->site[i]]; at < s->begin[m->site[i] + 1]; at++) {
        int32_t slot = m->slot[s->to[at]];
        if (slot >= 0) {
            d[count] = s->apart[at];
            if (m->weight != NULL) {
                w[count] = m->weight[i] * m->weight[slot];
            }
            count++;
        }
    }
    return count;
}

void geoi_member_weights(const geoi_members *m, double *w)
{
    for (int64_t k = 0; k < m->n && m->weight == NULL; k++) {
        w[k] = 1.0;
    }
}

int64_t geoi_member_row(const geoi_members *m, int64_t i, double *d, double *w)
{
    if (m->slot != NULL) {
        return table_row(m, i, d, w);
    }
    int64_t count = m->n - i - 1;
    const double *x = m->x + i + 1, *y = m->y + i + 1;
    double at_x = m->x[i], at_y = m->y[i];
    for (int64_t k = 0; k < count; k++) {
        double dx = x[k] - at_x, dy = y[k] - at_y;
        d[k] = sqrt(dx * dx + dy * dy);
    }
    for (int64_t k = 0; k < count && m->weight != NULL; k++) {
        w[k] = m->weight[i] * m->weight[i + 1 + k];
    }
    return count;
}

/* ---- Moments ------------------------------------------------------------------------------ */

typedef struct adding {
    geo_ctx *ctx;
    const geoi_members *members;
    int64_t grain;
    double mean; /* NaN: distances are added; else their squares about it */
    geoi_sum *sum;
    int64_t *pairs;
} adding;

static geo_status add_chunk(void *job, int64_t begin, int64_t end)
{
    geo_status status = GEO_OK;
    adding *a = job;
    double *d = NULL;
    int64_t n = a->members->n, chunk = begin / a->grain;
    GEO_TRY(geoi_array_raw(a->ctx, 2 * n, sizeof *d, &d));
    for (int64_t i = begin; i < end; i++) {
        int64_t count = geoi_member_row(a->members, i, d, d + n);
        for (int64_t k = 0; k < count && !isnan(a->mean); k++) {
            d[k] = (d[k] - a->mean) * (d[k] - a->mean);
        }
        geoi_sum_add(&a->sum[chunk], geoi_sum_of(count, d));
        a->pairs[chunk] += count;
    }
done:
    geoi_release(d);
    return status;
}

static geo_status add_all(geo_ctx *ctx, adding *a, double *total, int64_t *pairs)
{
    geo_status status = GEO_OK;
    int64_t chunks = a->members->n / a->grain + 1;
    geoi_sum sum = {0.0, 0.0};
    *pairs = 0;
    a->sum = NULL; /* what the sum before had is freed */
    a->pairs = NULL;
    GEO_TRY(geoi_array(ctx, chunks, sizeof *a->sum, &a->sum));
    GEO_TRY(geoi_array(ctx, chunks, sizeof *a->pairs, &a->pairs));
    GEO_TRY(geoi_parallel(ctx, a->members->n, a->grain, add_chunk, a));
    for (int64_t c = 0; c < chunks; c++) {
        geoi_sum_merge(&sum, &a->sum[c]);
        *pairs += a->pairs[c];
    }
    *total = geoi_sum_value(&sum);
done:
    geoi_release(a->sum);
    geoi_release(a->pairs);
    return status;
}

geo_status geoi_pair_count(geo_ctx *ctx, const geoi_members *members, int64_t *out)
{
    geo_status status = GEO_OK;
    geoi_spread spread;
    *out = members->n > 0 ? members->n * (members->n - 1) / 2 : 0;
    if (members->slot != NULL) {
        GEO_TRY(geoi_spread_of(ctx, members, &spread));
        *out = spread.pairs;
    }
done:
    return status;
}

geo_status geoi_spread_of(geo_ctx *ctx, const geoi_members *members, geoi_spread *out)
{
    geo_status status = GEO_OK;
    double total;
    adding a = {
        .ctx = ctx, .members = members, .grain = geoi_pair_grain(members->n), .mean = (double)NAN};
    *out = (geoi_spread){.sd = (double)NAN};
    GEO_TRY(add_all(ctx, &a, &total, &out->pairs));
    if (out->pairs > 1) {
        a.mean = total / (double)out->pairs;
        GEO_TRY(add_all(ctx, &a, &total, &out->pairs));
        out->sd = sqrt(total / (double)(out->pairs - 1));
    }
done:
    return status;
}
