/* SPDX-License-Identifier: MIT */
/* --sweep eps=200m:1km:100m: what comes of a method when one of its numbers changes, as a table
 * in place of the points. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "cluster.h"

enum { MOST_STEPS = 1000 };
enum { VALUE, CLUSTERS, NOISE, LARGEST, INSIDE, STABILITY };

const cli_column cluster_sweep_columns[] = {
    {"eps", GEO_REAL, "m", "the number that changes", "参数值",
     "named by its option: eps, min, min_size, ..., in m where that is a distance"},
    {"clusters", GEO_INT, NULL, "clusters", "聚类数", ""},
    {"noise", GEO_INT, NULL, "points in none", "噪声点数", ""},
    {"largest", GEO_INT, NULL, "points of the largest", "最大聚类点数", ""},
    {"inside", GEO_REAL, "%", "share of points inside", "聚类内比例", ""},
    {"stability", GEO_REAL, NULL, "adjusted Rand with the row before", "与上一行的调整兰德指数",
     "1: the same clusters; null in the first row"},
    {0},
};

typedef struct steps {
    const cli_option *option;
    double from, by;
    int64_t n;
    double *value, *inside, *stability;  /* [n] */
    int64_t *clusters, *noise, *largest; /* [n] */
} steps;

/* ---- The range ------------------------------------------------------------------------------- */

static geo_status refuse(cli_call *call, const char *text)
{
    return cli_fail(call, GEO_INVALID, "--sweep eps=200m:1km:100m", "--sweep %s is no range", text);
}

static bool is_number(cli_type type)
{
    return type == CLI_TYPE_DISTANCE || type == CLI_TYPE_REAL || type == CLI_TYPE_INTEGER ||
           type == CLI_TYPE_SHARE || type == CLI_TYPE_DURATION;
}

static const cli_option *find_option(const arguments *a, const cluster_method *m, const char *name)
{
    for (const cli_option *o = a->options; o->name != NULL; o++) {
        if (strcmp(o->name, name) == 0 && is_number(o->type) && cluster_takes(m, name)) {
            return o;
        }
    }
    return NULL;
}

static void set(const cli_option *o, double value)
{
    if (o->type == CLI_TYPE_INTEGER) {
        *(int64_t *)o->value = (int64_t)value;
    } else {
        *(double *)o->value = value;
    }
}

/* Ends are to be what the option itself allows; a step is to be a number of its kind. */
static geo_status read_number(cli_call *call, const cli_option *o, bool is_step, const char *text,
                              double *out)
{
    cli_option one[2] = {*o, {0}};
    double real = 0.0;
    int64_t whole = 0;
    one[0].value = o->type == CLI_TYPE_INTEGER ? (void *)&whole : (void *)&real;
    one[0].required = false;
    if (is_step) {
        one[0].min = 0.0;
        one[0].above_min = true;
    }
    geo_status status = cli_options_read(call, one, cli_format(call, "--%s \"%s\"", o->name, text));
    *out = o->type == CLI_TYPE_INTEGER ? (double)whole : real;
    return status == GEO_OK ? GEO_OK : GEO_INVALID;
}

static geo_status read_steps(cli_call *call, const arguments *a, const cluster_method *m, steps *s)
{
    geo_status status = GEO_OK;
    char *text = cli_format(call, "%s", a->sweep), *part[4] = {text};
    const char *const divider[] = {"=", ":", ":"};
    double to;
    for (int i = 0; i < 3; i++) {
        part[i + 1] = strpbrk(part[i], divider[i]);
        if (part[i + 1] == NULL) {
            return refuse(call, a->sweep);
        }
        *part[i + 1]++ = '\0';
    }
    s->option = find_option(a, m, part[0]);
    if (s->option == NULL) {
        return cli_fail(call, GEO_INVALID, "--sweep eps=200m:1km:100m",
                        "--sweep %s: %s has no number of this name", part[0], m->name);
    }
    CLI_TRY(read_number(call, s->option, false, part[1], &s->from));
    CLI_TRY(read_number(call, s->option, false, part[2], &to));
    CLI_TRY(read_number(call, s->option, true, part[3], &s->by));
    double n = floor((to - s->from) / s->by * (1.0 + 1e-12) + 1e-9) + 1.0;
    if (!(n >= 1.0) || n > MOST_STEPS) {
        return n >= 1.0
                   ? cli_fail(call, GEO_INVALID, "use a longer step",
                              "--sweep %s has %.0f steps, more than %d", a->sweep, n, MOST_STEPS)
                   : refuse(call, a->sweep);
    }
    s->n = (int64_t)n;
done:
    return status;
}

geo_status cluster_check_sweep(cli_call *call, const arguments *a, const cluster_method *method)
{
    steps s = {0};
    if (a->sweep == NULL) {
        return GEO_OK;
    }
    if (!method->sweeps || a->tree != NULL) {
        return cli_fail(call, GEO_INVALID, NULL, "--sweep cannot be used with %s",
                        a->tree != NULL ? "--tree" : method->name);
    }
    geo_status status = read_steps(call, a, method, &s);
    if (status == GEO_OK && cli_given(call, s.option->value)) {
        return cli_fail(call, GEO_INVALID, "leave one of them out",
                        "--sweep changes --%s, which is given, too", s.option->name);
    }
    return status;
}

/* ---- The rows -------------------------------------------------------------------------------- */

static void count_row(cli_call *call, const subject *s, const clusters *c, steps *rows, int64_t row)
{
    int64_t *size = cli_array(call, c->count + 1, sizeof *size);
    int64_t used = s->n - cli_without_geometry(s->layer), inside = 0;
    for (int64_t i = 0; i < s->n; i++) {
        if (c->label[i] >= 0) {
            int64_t now = ++size[c->label[i]];
            rows->largest[row] = now > rows->largest[row] ? now : rows->largest[row];
            inside++;
        }
    }
    rows->clusters[row] = c->count;
    rows->noise[row] = used - inside;
    rows->inside[row] = used > 0 ? 100.0 * (double)inside / (double)used : (double)NAN;
}

static geo_status find_rows(cli_call *call, const arguments *a, const cluster_method *m,
                            const subject *s, steps *rows)
{
    geo_status status = GEO_OK;
    int64_t *label[2];
    label[0] = cli_array(call, s->n, sizeof *label[0]);
    label[1] = cli_array(call, s->n, sizeof *label[1]);
    for (int64_t row = 0; row < rows->n; row++) {
        clusters c = {.n = s->n, .label = label[row % 2]};
        rows->value[row] = round((rows->from + (double)row * rows->by) * 1e9) / 1e9;
        rows->stability[row] = (double)NAN;
        set(rows->option, rows->value[row]);
        CLI_TRY(m->find(call, a, s, &c));
        count_row(call, s, &c, rows, row);
        if (row > 0 && s->n > 0) {
            CLI_TRY(
                geo_adjusted_rand(cli_ctx(call), s->n, label[0], label[1], &rows->stability[row]));
            rows->stability[row] = round(rows->stability[row] * 1e6) / 1e6;
        }
    }
done:
    return status;
}

geo_status cluster_table(cli_call *call, const char *name, int64_t n, geo_layer **out)
{
    uint8_t *type = cli_array(call, n, 1); /* zero: without geometry */
    int64_t *parts = cli_array(call, n + 1, sizeof *parts);
    geo_geometry none = {.n = n, .type = type, .part_offset = parts};
    return geo_layer_create(cli_ctx(call), name, &none, out);
}

static geo_status write_rows(cli_call *call, const steps *s)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    char *name = cli_format(call, "%s", s->option->name);
    for (char *at = strchr(name, '-'); at != NULL; at = strchr(at, '-')) {
        *at = '_';
    }
    bool metres = s->option->type == CLI_TYPE_DISTANCE;
    bool whole = s->option->type == CLI_TYPE_INTEGER;
    const cli_column value = {.name = name,
                              .type = whole ? GEO_INT : GEO_REAL,
                              .unit = metres ? "m" : NULL,
                              .alias = s->option->name,
                              .alias_zh = cluster_sweep_columns[VALUE].alias_zh,
                              .help = ""};
    int64_t *counts = cli_array(call, s->n, sizeof *counts);
    for (int64_t row = 0; row < s->n; row++) {
        counts[row] = (int64_t)s->value[row];
    }
    CLI_TRY(cluster_table(call, "sweep", s->n, &layer));
    CLI_TRY(whole ? cli_add_ints(call, layer, &value, NULL, counts, NULL)
                  : cli_add_reals(call, layer, &value, NULL, s->value));
    CLI_TRY(cli_add_ints(call, layer, &cluster_sweep_columns[CLUSTERS], NULL, s->clusters, NULL));
    CLI_TRY(cli_add_ints(call, layer, &cluster_sweep_columns[NOISE], NULL, s->noise, NULL));
    CLI_TRY(cli_add_ints(call, layer, &cluster_sweep_columns[LARGEST], NULL, s->largest, NULL));
    CLI_TRY(cli_add_reals(call, layer, &cluster_sweep_columns[INSIDE], NULL, s->inside));
    CLI_TRY(cli_add_reals(call, layer, &cluster_sweep_columns[STABILITY], NULL, s->stability));
    CLI_TRY(cli_write(call, layer, (cli_style){.kind = GEO_STYLE_NONE}));
done:
    geo_layer_destroy(layer);
    return status;
}

geo_status cluster_sweep(cli_call *call, const arguments *a, const cluster_method *method,
                         const subject *s)
{
    geo_status status = GEO_OK;
    steps rows = {0};
    CLI_TRY(read_steps(call, a, method, &rows));
    rows.value = cli_array(call, rows.n, sizeof *rows.value);
    rows.inside = cli_array(call, rows.n, sizeof *rows.inside);
    rows.stability = cli_array(call, rows.n, sizeof *rows.stability);
    rows.clusters = cli_array(call, rows.n, sizeof *rows.clusters);
    rows.noise = cli_array(call, rows.n, sizeof *rows.noise);
    rows.largest = cli_array(call, rows.n, sizeof *rows.largest);
    CLI_TRY(find_rows(call, a, method, s, &rows));
    CLI_TRY(write_rows(call, &rows));
done:
    return status;
}
