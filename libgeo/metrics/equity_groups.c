/* SPDX-License-Identifier: MIT */
/* Ranked once, then dealt out to the groups in that order. */
#include "metrics/equity_internal.h"

#include "base/sum.h"

/* Units of each group, one group after another; group g has begin[g] .. begin[g + 1] - 1. */
typedef struct dealt {
    int64_t *begin; /* [groups + 1] */
    double *value, *weight;
} dealt;

static geo_status check(geo_ctx *ctx, int64_t n, const int64_t *group, int64_t groups)
{
    for (int64_t i = 0; i < n; i++) {
        if (group[i] < -1 || group[i] >= groups) {
            return geoi_fail(ctx, GEO_INVALID, "unit %lld is of group %lld of %lld",
                             (long long)i + 1, (long long)group[i], (long long)groups);
        }
    }
    return GEO_OK;
}

/* What is of no group is unknown. */
static geo_status known_of(geo_ctx *ctx, int64_t n, const double *value, const int64_t *group,
                           double **out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_scratch(ctx, n, sizeof **out, out));
    for (int64_t i = 0; i < n; i++) {
        (*out)[i] = group[i] >= 0 ? value[i] : (double)NAN;
    }
done:
    return status;
}

static geo_status deal(geo_ctx *ctx, const geoi_ranked *ranked, const int64_t *group,
                       int64_t groups, dealt *out)
{
    geo_status status = GEO_OK;
    int64_t *next;
    GEO_TRY(geoi_scratch(ctx, groups + 1, sizeof *out->begin, &out->begin));
    GEO_TRY(geoi_scratch(ctx, groups + 1, sizeof *next, &next));
    GEO_TRY(geoi_scratch(ctx, ranked->n, sizeof *out->value, &out->value));
    GEO_TRY(geoi_scratch(ctx, ranked->n, sizeof *out->weight, &out->weight));
    memset(out->begin, 0, (size_t)(groups + 1) * sizeof *out->begin);
    for (int64_t k = 0; k < ranked->n; k++) {
        out->begin[group[ranked->row[k]] + 1]++;
    }
    for (int64_t g = 0; g < groups; g++) {
        out->begin[g + 1] += out->begin[g];
        next[g] = out->begin[g];
    }
    for (int64_t k = 0; k < ranked->n; k++) {
        int64_t at = next[group[ranked->row[k]]]++;
        out->value[at] = ranked->value[k];
        out->weight[at] = ranked->weight[k];
    }
done:
    return status;
}

/* T = sum s_g ln(m_g / m) + sum s_g T_g, with s_g the share of the value that group g has. */
static void take_apart(const geoi_ranked *ranked, const geo_equity *each, int64_t groups,
                       geo_theil *out)
{
    geo_equity all = {0};
    geoi_sum between = {0.0, 0.0}, within = {0.0, 0.0};
    geoi_equity_of(ranked->n, ranked->value, ranked->weight, NAN, &all);
    *out = (geo_theil){all.theil, NAN, NAN};
    if (isnan(all.theil)) {
        return;
    }
    for (int64_t g = 0; g < groups; g++) {
        double ratio = each[g].mean / all.mean; /* NaN of a group of nobody */
        if (ratio > 0.0) {
            double share = each[g].weight / all.weight * ratio;
            geoi_sum_add(&between, share * log(ratio));
            geoi_sum_add(&within, isnan(each[g].theil) ? 0.0 : share * each[g].theil);
        }
    }
    out->between = fmax(geoi_sum_value(&between), 0.0);
    out->within = geoi_sum_value(&within);
}

geo_status geo_equity_groups(geo_ctx *ctx, int64_t n, const double *value, const double *weight,
                             const int64_t *group, int64_t groups, double standard,
                             geo_equity *each, geo_theil *theil)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    geoi_ranked ranked;
    dealt d;
    double *known;
    GEO_TRY(check(ctx, n, group, groups));
    GEO_TRY(known_of(ctx, n, value, group, &known));
    GEO_TRY(geoi_rank(ctx, n, known, weight, &ranked));
    GEO_TRY(deal(ctx, &ranked, group, groups, &d));
    for (int64_t g = 0; g < groups; g++) {
        int64_t begin = d.begin[g];
        each[g] = (geo_equity){0};
        geoi_equity_of(d.begin[g + 1] - begin, d.value + begin, d.weight + begin, standard,
                       &each[g]);
    }
    for (int64_t i = 0; i < n; i++) {
        if (group[i] >= 0) {
            bool used = !isnan(value[i]) && (weight == NULL || !isnan(weight[i]));
            each[group[i]].used += used;
            each[group[i]].unknown += !used;
        }
    }
    if (theil != NULL) {
        take_apart(&ranked, each, groups, theil);
    }
done:
    geoi_scratch_reset(ctx, mark);
    return status;
}
