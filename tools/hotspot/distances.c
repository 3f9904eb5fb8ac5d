/* SPDX-License-Identifier: MIT */
/* --distances: the statistic of all features with neighbours ever farther away. Where z is larger
 * than at both distances beside it, what makes neighbours alike has about this reach. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "question.h"

const cli_column hotspot_distance_columns[] = {
    {"distance_m", GEO_REAL, "m", "neighbours are this near or nearer", "距离", ""},
    {"value", GEO_REAL, NULL, "statistic of all", "全局统计量", "Moran's I, Geary's C or G"},
    {"expected", GEO_REAL, NULL, "expected by chance", "期望值", ""},
    {"variance", GEO_REAL, NULL, "variance by chance", "方差", "values dealt out at random"},
    {"z", GEO_REAL, NULL, "standard score", "标准分数", "(value - expected) / root of variance"},
    {"p", GEO_REAL, NULL, "chance", "显著性概率",
     "by --tail, from permutations; with --permutations 0 from z"},
    {"pairs", GEO_INT, NULL, "pairs of neighbours", "邻居对数", "each both ways"},
    {"neighbours", GEO_REAL, NULL, "mean neighbours of a feature", "平均邻居数", ""},
    {"islands", GEO_INT, NULL, "features without any", "孤立要素数", ""},
    {"used", GEO_INT, NULL, "features compared", "计入要素数", ""},
    {"peak", GEO_BOOL, NULL, "more alike than at both distances beside it", "峰值",
     "by z; the first and last are none"},
    {0},
};

typedef struct step {
    geo_global global;
    geo_weight_sums sums;
    double z, p;
    bool peak;
} step;

static geo_status measure(cli_call *call, const arguments *a, const question *q,
                          const geo_shapes *points, double distance, step *out)
{
    geo_status status = GEO_OK;
    geo_weights *band = NULL, *coded = NULL;
    CLI_TRY(geo_weights_band(cli_ctx(call), points, distance, &band));
    CLI_TRY(hotspot_code(call, a, q, band, &coded));
    CLI_TRY(geo_weights_sums(cli_ctx(call), coded, &out->sums));
    CLI_TRY(hotspot_global(call, a, q, coded, &out->global));
    out->z = out->global.z_random;
    out->p = a->inference.permutations > 0 ? out->global.perm_p : out->global.p_random;
done:
    geo_weights_destroy(band);
    geo_weights_destroy(coded);
    return status;
}

/* Geary's C is small where neighbours are alike. */
static double height(const arguments *a, const step *s)
{
    return a->statistic == GEARY ? -s->z : s->z;
}

/* The first and the last are peaks of nothing: they have one side only. */
static void mark_peaks(const arguments *a, step *steps, int64_t n)
{
    for (int64_t k = 1; k + 1 < n; k++) {
        double at = height(a, &steps[k]);
        steps[k].peak = at > height(a, &steps[k - 1]) && at > height(a, &steps[k + 1]);
    }
}

static void tell_step(cli_call *call, double distance, const step *s)
{
    if (isnan(s->z)) {
        cli_note(call, "within %.10g m: undefined; %" PRId64 " without neighbours", distance,
                 s->global.islands);
        return;
    }
    cli_note(call,
             "within %.10g m: %.6g, z %.4g, p %.4g; %.3g neighbours each, %" PRId64 " without%s",
             distance, s->global.value, s->z, s->p,
             (double)s->sums.pairs / fmax(1.0, (double)s->global.used), s->global.islands,
             s->peak ? "; a peak" : "");
}

static void tell(cli_call *call, const arguments *a, const step *steps)
{
    int64_t first = -1, highest = -1;
    for (int64_t k = 0; k < a->distances.n; k++) {
        if (steps[k].peak) {
            first = first < 0 ? k : first;
            highest =
                highest < 0 || height(a, &steps[k]) > height(a, &steps[highest]) ? k : highest;
        }
        tell_step(call, a->distances.m[k], &steps[k]);
    }
    const double none = (double)NAN;
    cli_result(call, "first_peak_m", first >= 0 ? a->distances.m[first] : none);
    cli_result(call, "highest_peak_m", highest >= 0 ? a->distances.m[highest] : none);
    if (first < 0) {
        cli_note(call, "z has no peak between the first and the last distance");
    } else {
        cli_note(call, "z peaks first at %.10g m, and highest at %.10g m", a->distances.m[first],
                 a->distances.m[highest]);
    }
}

static void add_number(cli_text *out, double value)
{
    cli_text_add(out, ",");
    if (!isnan(value)) {
        cli_text_number(out, value);
    }
}

static geo_status write(cli_call *call, const arguments *a, const step *steps)
{
    geo_status status = GEO_OK;
    cli_text out = {NULL, 0, 0};
    for (const cli_column *c = hotspot_distance_columns; c->name != NULL; c++) {
        cli_text_add(&out, "%s%s", c->name, c[1].name != NULL ? "," : "\r\n");
    }
    for (int64_t k = 0; k < a->distances.n; k++) {
        const geo_global *g = &steps[k].global;
        cli_text_number(&out, a->distances.m[k]);
        add_number(&out, g->value);
        add_number(&out, g->expected);
        add_number(&out, g->var_random);
        add_number(&out, steps[k].z);
        add_number(&out, steps[k].p);
        cli_text_add(&out, ",%" PRId64, steps[k].sums.pairs);
        add_number(&out, g->used > 0 ? (double)steps[k].sums.pairs / (double)g->used : 0.0);
        cli_text_add(&out, ",%" PRId64 ",%" PRId64 ",%s\r\n", g->islands, g->used,
                     steps[k].peak ? "true" : "false");
    }
    CLI_TRY(cli_write_text(call, a->distances_to, out.data, out.size));
done:
    cli_text_clear(&out);
    return status;
}

geo_status hotspot_distances(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    const geo_shapes *shapes;
    geo_shapes *points = NULL;
    step *steps = cli_array(call, a->distances.n, sizeof *steps);
    CLI_TRY(cli_project(call, q->layer, &shapes));
    CLI_TRY(geo_shapes_centroids(cli_ctx(call), shapes, &points));
    for (int64_t k = 0; k < a->distances.n; k++) {
        CLI_TRY(measure(call, a, q, points, a->distances.m[k], &steps[k]));
    }
    mark_peaks(a, steps, a->distances.n);
    tell(call, a, steps);
    if (a->distances_to != NULL) {
        CLI_TRY(write(call, a, steps));
    }
done:
    geo_shapes_destroy(points);
    return status;
}
