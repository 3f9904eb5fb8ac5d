/* SPDX-License-Identifier: MIT */
/* How evenly the score is shared, in all and by group, and its Lorenz curve. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "question.h"

enum { MOST_GROUPS = 500 };

/* ---- Words -------------------------------------------------------------------------------- */

static const char *figure(cli_call *call, const char *name, double value)
{
    return isnan(value) ? cli_format(call, "%s undefined", name)
                        : cli_format(call, "%s %.4g", name, value);
}

/* Why figures are undefined: all divide by something that may be 0. */
static const char *why_undefined(const geo_equity *e)
{
    return isnan(e->mean)    ? " (nobody is known)"
           : isnan(e->gini)  ? " (nobody gets anything)"
           : isnan(e->palma) ? " (the 40 % with the least have nothing)"
                             : "";
}

static const char *standard_text(cli_call *call, const arguments *a, const question *q,
                                 const geo_equity *e)
{
    double share = a->method == CLOSEST ? e->above : e->below;
    if (isnan(share)) {
        return "";
    }
    return a->method == CLOSEST
               ? cli_format(call, "; %.1f %% farther than %s", 100.0 * share,
                            access_cost_text(call, q, a->standard))
               : cli_format(call, "; %.1f %% below %.6g", 100.0 * share, a->standard);
}

static void tell(cli_call *call, const arguments *a, const question *q, const char *group,
                 const geo_equity *e)
{
    const char *of = group != NULL ? cli_format(call, "[%s]", group) : "";
    const struct {
        const char *name;
        double value;
    } kept[] = {{"gini", e->gini},
                {"theil", e->theil},
                {"hoover", e->hoover},
                {"palma", e->palma},
                {"mean", e->mean},
                {"people", e->weight},
                {"below_pct", 100.0 * e->below},
                {"above_pct", 100.0 * e->above}};
    for (size_t k = 0; k < sizeof kept / sizeof kept[0]; k++) {
        bool asked = k < 6 || k == (a->method == CLOSEST ? 7 : 6);
        if (asked && !(k >= 6 && isnan(a->standard)) && !(k == 4 && group == NULL)) {
            cli_result(call, cli_format(call, "%s%s", kept[k].name, of), kept[k].value);
        }
    }
    cli_note(call, "%s: %.12g in demand, mean %s; %s, %s, %s, %s%s%s",
             group != NULL ? group : "all", e->weight,
             isnan(e->mean) ? "undefined" : cli_format(call, "%.6g", e->mean),
             figure(call, "Gini", e->gini), figure(call, "Theil", e->theil),
             figure(call, "Hoover", e->hoover), figure(call, "Palma", e->palma), why_undefined(e),
             standard_text(call, a, q, e));
}

/* ---- Groups ------------------------------------------------------------------------------- */

static int64_t group_of(const char *const *names, int64_t count, const char *name)
{
    int64_t g = 0;
    while (g < count && strcmp(names[g], name) != 0) {
        g++;
    }
    return g;
}

static geo_status tell_groups(cli_call *call, const arguments *a, const question *q,
                              const double *value)
{
    geo_status status = GEO_OK;
    const geo_layer *layer = q->demand->layer;
    int64_t at = geo_layer_find(layer, a->group), count = 0, none = 0; /* it is there */
    geo_column column = geo_layer_column(layer, at);
    const char **names = cli_array(call, MOST_GROUPS + 1, sizeof *names);
    int64_t *group = cli_array(call, q->n, sizeof *group);
    for (int64_t i = 0; i < q->n; i++) {
        const char *name = cli_value_of(call, &column, i);
        group[i] = name != NULL ? group_of(names, count, name) : -1;
        none += name == NULL;
        if (group[i] == count) {
            names[count++] = name;
        }
        if (count > MOST_GROUPS) {
            return cli_fail(call, GEO_LIMIT, "a column of districts or classes",
                            "--group %s has more than %d values", a->group, MOST_GROUPS);
        }
    }
    cli_skip(call, none, "%s: %s without %s: in no group", q->demand->source,
             cli_count(call, none, "feature"), a->group);
    geo_equity *each = cli_array(call, count, sizeof *each);
    geo_theil theil;
    CLI_TRY(geo_equity_groups(cli_ctx(call), q->n, value, q->weight, group, count, a->standard,
                              each, &theil));
    for (int64_t g = 0; g < count; g++) {
        tell(call, a, q, names[g], &each[g]);
    }
    cli_result(call, "theil_between", theil.between);
    cli_result(call, "theil_within", theil.within);
    cli_note(call, "of Theil's %.4g, %.4g lies between groups and %.4g within them", theil.total,
             theil.between, theil.within);
done:
    return status;
}

/* ---- Lorenz ------------------------------------------------------------------------------- */

static geo_status write_lorenz(cli_call *call, const arguments *a, const question *q,
                               const double *value)
{
    geo_status status = GEO_OK;
    size_t length = strlen(a->lorenz);
    bool json = length >= 5 && strcmp(a->lorenz + length - 5, ".json") == 0;
    double *people = cli_array(call, q->n + 1, sizeof *people);
    double *access = cli_array(call, q->n + 1, sizeof *access);
    cli_text text = {NULL, 0, 0};
    int64_t count;
    CLI_TRY(geo_equity_lorenz(cli_ctx(call), q->n, value, q->weight, people, access, &count));
    cli_text_add(&text, json ? "[\n" : "people,access\n");
    for (int64_t k = 0; k < count; k++) {
        cli_text_add(&text,
                     json ? "  {\"people\": %.12g, \"access\": %.12g}%s\n" : "%.12g,%.12g%s\n",
                     people[k], access[k], json && k + 1 < count ? "," : "");
    }
    cli_text_add(&text, json ? "]\n" : "");
    CLI_TRY(cli_write_text(call, a->lorenz, text.data, text.size));
done:
    cli_text_clear(&text);
    return status;
}

/* ---- The whole ---------------------------------------------------------------------------- */

/* With a standard, those who can reach nothing are farther than it. */
static const double *values_of(cli_call *call, const arguments *a, const question *q)
{
    if (a->method != CLOSEST || isnan(a->standard)) {
        return q->score;
    }
    double *value = cli_array(call, q->n, sizeof *value);
    for (int64_t i = 0; i < q->n; i++) {
        bool far = isnan(q->score[i]) && !isnan(q->weight[i]);
        value[i] = far ? 2.0 * fmax(a->standard, q->cutoff) : q->score[i];
    }
    return value;
}

geo_status access_tell_equity(cli_call *call, const arguments *a, const question *q)
{
    geo_status status = GEO_OK;
    geo_equity all, with_far;
    if (!a->equity && a->group == NULL && a->lorenz == NULL && isnan(a->standard)) {
        return GEO_OK;
    }
    bool finite = isfinite(q->cutoff); /* else nobody can reach nothing */
    const double *value = finite ? values_of(call, a, q) : q->score;
    CLI_TRY(geo_equity_measure(cli_ctx(call), q->n, q->score, q->weight, a->standard, &all));
    CLI_TRY(geo_equity_measure(cli_ctx(call), q->n, value, q->weight, a->standard, &with_far));
    all.above = with_far.above;
    tell(call, a, q, NULL, &all);
    if (a->group != NULL) {
        CLI_TRY(tell_groups(call, a, q, q->score));
    }
    if (a->lorenz != NULL) {
        CLI_TRY(write_lorenz(call, a, q, q->score));
    }
done:
    return status;
}
