/* SPDX-License-Identifier: MIT */
/* What is told of all origins and of each zone: the distance to the nearest, weighted. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"

enum { ZONES_TOLD = 20 };

/* ---- Percentiles ------------------------------------------------------------------------ */

geo_status proximity_percentiles(cli_call *call, const char *text, percentiles *out)
{
    const char *mend = "--percentiles 25,50,90,95";
    char *word = cli_format(call, "%s", text), *rest = NULL;
    *out = (percentiles){0};
    for (word = strtok_r(word, ",", &rest); word != NULL; word = strtok_r(NULL, ",", &rest)) {
        char *end;
        double percent = strtod(word, &end);
        if (end == word || *end != '\0' || !(percent >= 0.0 && percent <= 100.0)) {
            return cli_fail(call, GEO_INVALID, mend, "--percentiles: \"%s\" is not in 0..100",
                            word);
        }
        if (out->n == MOST_PERCENTILES) {
            return cli_fail(call, GEO_INVALID, mend, "--percentiles: more than %d of them",
                            MOST_PERCENTILES);
        }
        out->share[out->n] = percent / 100.0;
        out->word[out->n++] = cli_format(call, "%.12g", percent);
    }
    return out->n > 0 ? GEO_OK : cli_fail(call, GEO_INVALID, mend, "--percentiles: there are none");
}

/* ---- One zone --------------------------------------------------------------------------- */

typedef struct zone {
    const char *name; /* NULL: of origins without a zone */
    int64_t n, none;  /* origins with geometry; those of them with nothing near */
    double weight;
    geo_summary summary;
    double *quantile; /* [percentiles] */
    double *within;   /* [radii] % of the weight */
} zone;

typedef struct question {
    cli_call *call;
    const arguments *a;
    const percentiles *percentiles;
    const double *distance_m, *weight; /* [n] of the nearest; weight NULL = 1 each */
} question;

/* Rows `row` [n]: those with geometry and a weight. */
static geo_status summarize(const question *q, const int64_t *row, int64_t n, zone *z)
{
    geo_status status = GEO_OK;
    const arguments *a = q->a;
    double *value = cli_array(q->call, n, sizeof *value);
    double *weight = q->weight != NULL ? cli_array(q->call, n, sizeof *weight) : NULL;
    z->quantile = cli_array(q->call, q->percentiles->n, sizeof *z->quantile);
    z->within = cli_array(q->call, a->radius.n, sizeof *z->within);
    z->n = n;
    for (int64_t i = 0; i < n; i++) {
        double w = q->weight != NULL ? q->weight[row[i]] : 1.0;
        value[i] = q->distance_m[row[i]];
        z->none += isnan(value[i]);
        z->weight += w;
        for (int64_t j = 0; j < a->radius.n; j++) {
            z->within[j] += value[i] <= a->radius.m[j] ? w : 0.0;
        }
        if (weight != NULL) {
            weight[i] = w;
        }
    }
    for (int64_t j = 0; j < a->radius.n; j++) {
        bool known = z->weight > 0.0 && a->radius.m[j] <= a->nearest.max_distance_m;
        z->within[j] = known ? 100.0 * z->within[j] / z->weight : (double)NAN;
    }
    CLI_TRY(geo_summarize(cli_ctx(q->call), n, value, weight, &z->summary));
    CLI_TRY(geo_quantiles(cli_ctx(q->call), n, value, weight, q->percentiles->n,
                          q->percentiles->share, z->quantile));
done:
    return status;
}

/* ---- Telling ---------------------------------------------------------------------------- */

static void keep(const question *q, const zone *z, const char *suffix)
{
    cli_call *call = q->call;
    cli_result(call, cli_format(call, "near_median_m%s", suffix), z->summary.median);
    cli_result(call, cli_format(call, "near_p90_m%s", suffix), z->summary.p90);
    cli_result(call, cli_format(call, "near_max_m%s", suffix), z->summary.max);
    cli_result(call, cli_format(call, "near_mean_m%s", suffix), z->summary.mean);
    for (int i = 0; i < q->percentiles->n; i++) {
        const char *word = q->percentiles->word[i];
        if (strcmp(word, "50") != 0 && strcmp(word, "90") != 0) { /* those are kept above */
            cli_result(call, cli_format(call, "near_p%s_m%s", word, suffix), z->quantile[i]);
        }
    }
    for (int64_t j = 0; j < q->a->radius.n; j++) {
        cli_result(call, cli_format(call, "near_share_pct_%.12gm%s", q->a->radius.m[j], suffix),
                   z->within[j]);
    }
}

/* "to the nearest: median 210 m, 90th percentile 600 m": with --percentiles those. */
static const char *distances_text(const question *q, const zone *z)
{
    char median[32], p90[32];
    const char *text = "";
    if (q->a->percentiles == NULL) {
        cli_distance_text(round(z->summary.median), median);
        cli_distance_text(round(z->summary.p90), p90);
        return cli_format(q->call, "median %s, 90th percentile %s", median, p90);
    }
    for (int i = 0; i < q->percentiles->n; i++) {
        cli_distance_text(round(z->quantile[i]), median);
        text = cli_format(q->call, "%s%sp%s %s", text, i > 0 ? ", " : "", q->percentiles->word[i],
                          median);
    }
    return text;
}

static const char *shares_text(const question *q, const zone *z)
{
    const char *text = "";
    for (int64_t j = 0; j < q->a->radius.n; j++) {
        char radius[32];
        cli_distance_text(q->a->radius.m[j], radius);
        if (!isnan(z->within[j])) {
            text = cli_format(q->call, "%s, %.1f %% within %s", text, z->within[j], radius);
        }
    }
    return text;
}

static void tell(const question *q, const zone *z, const char *what, int64_t without)
{
    if (!isnan(z->summary.median)) {
        cli_note(q->call, "%s: %s%s; %" PRId64 " with one, %" PRId64 " without", what,
                 distances_text(q, z), shares_text(q, z), z->summary.used, without);
    } else if (z->summary.used > 0) {
        cli_note(q->call, "%s: nothing, for what is known weighs 0", what);
    } else if (without > 0) {
        cli_note(q->call, "%s: nothing; 0 with one, %" PRId64 " without", what, without);
    }
}

/* ---- The file --------------------------------------------------------------------------- */

static geo_status add_real(cli_call *call, geo_layer *layer, const char *name, const char *unit,
                           const char *alias, const char *alias_zh, const double *values)
{
    const geo_column_info info = {name, alias, alias_zh, unit};
    int64_t n = geo_layer_count(layer);
    return geo_layer_add_reals(cli_ctx(call), layer, &info, cli_rounded(call, unit, values, n),
                               NULL);
}

typedef struct table {
    geo_layer *layer;
    const zone *zones;
    int64_t n;
} table;

static geo_status add_counts(const question *q, const table *t)
{
    geo_status status = GEO_OK;
    static const geo_column_info zone_info = {"zone", "zone", "分区", NULL};
    static const geo_column_info n_info = {"origins", "origins", "起点数", NULL};
    static const geo_column_info none_info = {"near_none", "with nothing near", "无设施起点数",
                                              NULL};
    const char **name = cli_array(q->call, t->n, sizeof *name);
    int64_t *n = cli_array(q->call, t->n, sizeof *n),
            *none = cli_array(q->call, t->n, sizeof *none);
    double *weight = cli_array(q->call, t->n, sizeof *weight);
    for (int64_t i = 0; i < t->n; i++) {
        name[i] = t->zones[i].name;
        n[i] = t->zones[i].n;
        none[i] = t->zones[i].none;
        weight[i] = t->zones[i].weight;
    }
    geo_ctx *ctx = cli_ctx(q->call);
    CLI_TRY(geo_layer_add_texts(ctx, t->layer, &zone_info, GEO_TEXT, name));
    CLI_TRY(geo_layer_add_ints(ctx, t->layer, &n_info, n, NULL));
    CLI_TRY(geo_layer_add_ints(ctx, t->layer, &none_info, none, NULL));
    if (q->weight != NULL) {
        CLI_TRY(add_real(q->call, t->layer, "weight", NULL, "weight", "权重和", weight));
    }
done:
    return status;
}

static geo_status add_measures(const question *q, const table *t)
{
    geo_status status = GEO_OK;
    cli_call *call = q->call;
    double *v = cli_array(call, t->n, sizeof *v);
    for (int64_t i = 0; i < t->n; i++) {
        v[i] = t->zones[i].summary.mean;
    }
    CLI_TRY(add_real(call, t->layer, "near_mean_m", "m", "mean distance", "平均距离", v));
    for (int p = 0; p < q->percentiles->n; p++) {
        const char *word = q->percentiles->word[p];
        for (int64_t i = 0; i < t->n; i++) {
            v[i] = t->zones[i].quantile[p];
        }
        CLI_TRY(add_real(call, t->layer, cli_format(call, "near_p%s_m", word), "m",
                         cli_format(call, "percentile %s of the distance", word),
                         cli_format(call, "距离第%s百分位", word), v));
    }
    for (int64_t i = 0; i < t->n; i++) {
        v[i] = t->zones[i].summary.max;
    }
    CLI_TRY(add_real(call, t->layer, "near_max_m", "m", "largest distance", "最大距离", v));
    for (int64_t j = 0; j < q->a->radius.n; j++) {
        char radius[32];
        cli_distance_text(q->a->radius.m[j], radius);
        for (int64_t i = 0; i < t->n; i++) {
            v[i] = t->zones[i].within[j];
        }
        CLI_TRY(add_real(call, t->layer, cli_format(call, "within_%.12gm", q->a->radius.m[j]), "%",
                         cli_format(call, "share within %s", radius),
                         cli_format(call, "%s内占比", radius), v));
    }
done:
    return status;
}

static geo_status write_table(const question *q, const zone *zones, int64_t n)
{
    geo_status status = GEO_OK;
    table t = {NULL, zones, n};
    uint8_t *type = cli_array(q->call, n, 1); /* GEO_NONE: a table of zones, not a map */
    int64_t *part = cli_array(q->call, n + 1, sizeof *part);
    const geo_geometry g = {.n = n, .type = type, .part_offset = part};
    CLI_TRY(geo_layer_create(cli_ctx(q->call), "summary", &g, &t.layer));
    CLI_TRY(add_counts(q, &t));
    CLI_TRY(add_measures(q, &t));
    CLI_TRY(cli_write_to(q->call, q->a->summary, t.layer, (cli_style){.kind = GEO_STYLE_SINGLE}));
done:
    geo_layer_destroy(t.layer);
    return status;
}

/* ---- All zones -------------------------------------------------------------------------- */

/* Rows by zone: those of zone z are begin[z] .. begin[z + 1]; the last zone is that of none. */
static void sort_by_zone(const codes *c, const int64_t *row, int64_t n, int64_t *begin,
                         int64_t *sorted)
{
    for (int64_t i = 0; i < n; i++) {
        int64_t code = c->first[row[i]];
        begin[(code < 0 ? c->count : code) + 1]++;
    }
    for (int64_t z = 0; z <= c->count; z++) {
        begin[z + 1] += begin[z];
    }
    for (int64_t i = n - 1; i >= 0; i--) {
        int64_t code = c->first[row[i]];
        sorted[--begin[(code < 0 ? c->count : code) + 1]] = row[i];
    }
}

static geo_status summarize_zones(const question *q, const sides *s, const int64_t *row, int64_t n,
                                  zone *zones, int64_t *count)
{
    geo_status status = GEO_OK;
    codes c = s->zones;
    cli_call *call = q->call;
    int64_t *begin = cli_array(call, c.count + 2, sizeof *begin);
    int64_t *sorted = cli_array(call, n, sizeof *sorted);
    sort_by_zone(&c, row, n, begin, sorted);
    for (int64_t z = 0; z <= c.count; z++) {
        int64_t first = begin[z + 1], end = z < c.count ? begin[z + 2] : n;
        if (z == c.count && first == end) {
            break;
        }
        zone *out = &zones[(*count)++];
        out->name = z < c.count ? c.name[z] : NULL;
        CLI_TRY(summarize(q, &sorted[first], end - first, out));
        const char *name = out->name != NULL ? out->name : "(none)";
        keep(q, out, cli_format(call, "[%s]", name));
        if (*count <= ZONES_TOLD + 1) {
            tell(q, out, cli_format(call, "%s", name), out->none);
        }
    }
    if (*count > ZONES_TOLD + 1) {
        cli_note(call, "and %s: see geo:run, or --summary-to FILE.csv",
                 cli_count(call, *count - ZONES_TOLD - 1, "more zone"));
    }
done:
    return status;
}

/* The rows that count: with geometry, and a weight that is known. */
static void choose_rows(const question *q, const sides *s, int64_t *row, int64_t *n)
{
    const geo_geometry *g = geo_layer_geometry(s->origins->layer);
    int64_t unknown = 0;
    for (int64_t i = 0; i < s->n; i++) {
        geo_span at = geo_feature_coords(g, i);
        double w = q->weight != NULL ? q->weight[i] : 1.0;
        unknown += isnan(w);
        if (!isnan(w) && g->type[i] != GEO_NONE && at.begin < at.end) {
            row[(*n)++] = i;
        }
    }
    cli_skip(q->call, unknown, "%s: %s without %s: not in the summary", s->origins->source,
             cli_count(q->call, unknown, "feature"), q->a->origin_weight);
}

geo_status proximity_read_summary(cli_call *call, const arguments *a, sides *s)
{
    geo_status status = GEO_OK;
    CLI_TRY(cli_amounts(call, s->origins, a->origin_weight, &s->origin_weight));
    if (a->by != NULL) {
        CLI_TRY(proximity_codes(call, a->by, s->origins, NULL, &s->zones));
    }
done:
    return status;
}

geo_status proximity_summary(cli_call *call, const arguments *a, const sides *s,
                             const nearest *near)
{
    geo_status status = GEO_OK;
    percentiles p = {2, {0.5, 0.9}, {"50", "90"}};
    double *first = cli_array(call, s->n, sizeof *first);
    int64_t *row = cli_array(call, s->n, sizeof *row), n = 0, count = 1;
    zone *zones = cli_array(call, s->n + 3, sizeof *zones);
    question q = {call, a, &p, first, s->origin_weight};
    for (int64_t i = 0; i < s->n; i++) {
        first[i] = near->distance_m[i * a->nearest.k];
    }
    if (a->percentiles != NULL) {
        CLI_TRY(proximity_percentiles(call, a->percentiles, &p));
    }
    choose_rows(&q, s, row, &n);
    zones[0].name = "(all)";
    CLI_TRY(summarize(&q, row, n, &zones[0]));
    keep(&q, &zones[0], "");
    cli_result(call, "near_none", (double)(s->n - zones[0].summary.used));
    tell(&q, &zones[0], "to the nearest", s->n - zones[0].summary.used);
    if (a->by != NULL) {
        CLI_TRY(summarize_zones(&q, s, row, n, zones, &count));
    }
    if (a->summary != NULL) {
        CLI_TRY(write_table(&q, zones, count));
    }
done:
    return status;
}
