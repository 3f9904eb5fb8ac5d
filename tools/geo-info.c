/* SPDX-License-Identifier: MIT */
/* geo-info: what is in this layer, and is it healthy? */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "geo/geometry.h"

typedef struct arguments {
    const char *input;
    bool json, check;
} arguments;

/* What is told of a column. */
typedef struct field {
    geo_column c;
    int64_t nulls, distinct, first; /* distinct texts; first row that is not null, or -1 */
    double min, max;                /* of numbers */
} field;

typedef struct reason {
    const char *text;
    int64_t count, first; /* feature, from 1 */
} reason;

enum { TYPES = GEO_COLLECTION + 1, MAX_REASONS = 32 };

typedef struct facts {
    const cli_layer *layer;
    int64_t n, kind[TYPES], empty[TYPES];
    geo_box extent;
    field *fields;
    int64_t field_count;
    reason reasons[MAX_REASONS];
    int reason_count;
} facts;

/* ---- Gather ------------------------------------------------------------------------------ */

static void count_kinds(facts *f)
{
    const geo_geometry *g = geo_layer_geometry(f->layer->layer);
    for (int64_t i = 0; i < g->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        f->kind[g->type[i]] += s.begin < s.end;
        f->empty[g->type[i]] += s.begin == s.end;
    }
}

typedef struct piece {
    const char *text;
    size_t size;
} piece;

static int by_bytes(const void *a, const void *b)
{
    const piece *p = a, *q = b;
    size_t shared = p->size < q->size ? p->size : q->size;
    int order = memcmp(p->text, q->text, shared);
    return order != 0 ? order : (p->size > q->size) - (p->size < q->size);
}

static int64_t count_distinct(cli_call *call, const geo_column *c)
{
    piece *pieces = cli_array(call, c->n, sizeof *pieces);
    int64_t n = 0, distinct = 0;
    for (int64_t i = 0; i < c->n; i++) {
        if (!geo_column_is_null(c, i)) {
            pieces[n++] = (piece){c->text + c->text_begin[i],
                                  (size_t)(c->text_begin[i + 1] - c->text_begin[i])};
        }
    }
    qsort(pieces, (size_t)n, sizeof *pieces, by_bytes);
    for (int64_t i = 0; i < n; i++) {
        distinct += i == 0 || by_bytes(&pieces[i - 1], &pieces[i]) != 0;
    }
    return distinct;
}

static double number_at(const geo_column *c, int64_t row)
{
    return c->type == GEO_REAL  ? c->reals[row]
           : c->type == GEO_INT ? (double)c->ints[row]
                                : (double)c->flags[row];
}

static bool is_text(geo_column_type type)
{
    return type == GEO_TEXT || type == GEO_DATETIME || type == GEO_JSON;
}

static void look_at_column(cli_call *call, field *f)
{
    f->first = -1;
    for (int64_t i = 0; i < f->c.n; i++) {
        if (geo_column_is_null(&f->c, i)) {
            f->nulls++;
            continue;
        }
        if (!is_text(f->c.type)) {
            double value = number_at(&f->c, i);
            f->min = f->first < 0 || value < f->min ? value : f->min;
            f->max = f->first < 0 || value > f->max ? value : f->max;
        }
        f->first = f->first < 0 ? i : f->first;
    }
    f->distinct = is_text(f->c.type) ? count_distinct(call, &f->c) : 0;
}

static geo_status find_defects(cli_call *call, facts *f, geo_defects **defects)
{
    geo_status status = GEO_OK;
    CLI_TRY(geo_layer_check(cli_ctx(call), f->layer->layer, defects));
    for (int64_t i = 0; i < geo_defects_count(*defects); i++) {
        const geo_defect *d = geo_defects_at(*defects, i);
        int k = 0;
        while (k < f->reason_count && strcmp(f->reasons[k].text, d->reason) != 0) {
            k++;
        }
        if (k == f->reason_count && k < MAX_REASONS) {
            f->reasons[f->reason_count++] = (reason){d->reason, 0, d->feature + 1};
        }
        f->reasons[k < MAX_REASONS ? k : MAX_REASONS - 1].count++;
    }
done:
    return status;
}

/* ---- Tell: text --------------------------------------------------------------------------- */

static void add_field(cli_call *call, cli_text *out, const field *f)
{
    cli_text_add(out, "  ");
    cli_text_pad(out, f->c.info.name, 20);
    cli_text_add(out, " %-8s ", geo_column_type_name(f->c.type));
    if (f->nulls > 0) {
        cli_text_add(out, "%" PRId64 " null%s", f->nulls, f->first >= 0 ? ", " : "");
    }
    if (f->first < 0) {
        cli_text_add(out, "\n");
        return;
    }
    const char *first = cli_value_of(call, &f->c, f->first);
    if (is_text(f->c.type)) {
        cli_text_add(out, "%" PRId64 " distinct, such as ", f->distinct);
        cli_text_json(out, strlen(first) <= 60 ? first : cli_format(call, "%.57s...", first));
    } else {
        cli_text_number(out, f->min);
        cli_text_add(out, " to ");
        cli_text_number(out, f->max);
    }
    cli_text_add(out, "\n");
}

static void add_geometry(cli_text *out, const facts *f)
{
    for (int t = 0; t < TYPES; t++) {
        const char *name = geo_geometry_type_name((geo_geometry_type)t);
        if (f->kind[t] > 0) {
            cli_text_add(out, "  %-20s %" PRId64 "\n", name, f->kind[t]);
        }
        if (f->empty[t] > 0) {
            cli_text_add(out, "  %-20s %" PRId64 "%s\n", t == GEO_NONE ? "none (null)" : name,
                         f->empty[t], t == GEO_NONE ? "" : " empty");
        }
    }
    for (int i = 0; i < f->reason_count; i++) {
        cli_text_add(out, "  not valid            %" PRId64 ": %s, first feature %" PRId64 "\n",
                     f->reasons[i].count, f->reasons[i].text, f->reasons[i].first);
    }
}

static void tell_text(cli_call *call, const facts *f, cli_text *out)
{
    cli_text_add(out, "layer      ");
    cli_text_json(out, geo_layer_name(f->layer->layer));
    cli_text_add(out, " of %s\nsystem     %s, read as OGC:CRS84\nsha256     %s\n", f->layer->source,
                 f->layer->crs, f->layer->digest);
    cli_text_add(out, "features   %" PRId64 "\n", f->n);
    if (f->extent.min_x <= f->extent.max_x) {
        cli_text_add(out, "extent     %.7f %.7f to %.7f %.7f\n", f->extent.min_x, f->extent.min_y,
                     f->extent.max_x, f->extent.max_y);
    }
    cli_text_add(out, "geometry\n");
    add_geometry(out, f);
    cli_text_add(out, "columns\n");
    for (int64_t i = 0; i < f->field_count; i++) {
        add_field(call, out, &f->fields[i]);
    }
}

/* ---- Tell: JSON --------------------------------------------------------------------------- */

static void add_field_json(cli_call *call, cli_text *out, const field *f)
{
    cli_text_add(out, "{\"name\": ");
    cli_text_json(out, f->c.info.name);
    cli_text_add(out, ", \"type\": \"%s\", \"nulls\": %" PRId64, geo_column_type_name(f->c.type),
                 f->nulls);
    if (f->first >= 0 && is_text(f->c.type)) {
        cli_text_add(out, ", \"distinct\": %" PRId64 ", \"example\": ", f->distinct);
        cli_text_json(out, cli_value_of(call, &f->c, f->first));
    } else if (f->first >= 0) {
        cli_text_add(out, ", \"min\": ");
        cli_text_number(out, f->min);
        cli_text_add(out, ", \"max\": ");
        cli_text_number(out, f->max);
    }
    cli_text_add(out, "}");
}

static void add_counts_json(cli_text *out, const char *key, const int64_t *count)
{
    const char *comma = "";
    cli_text_add(out, ",\n  \"%s\": {", key);
    for (int t = 0; t < TYPES; t++) {
        if (count[t] > 0) {
            cli_text_add(out, "%s\"%s\": %" PRId64, comma,
                         geo_geometry_type_name((geo_geometry_type)t), count[t]);
            comma = ", ";
        }
    }
    cli_text_add(out, "}");
}

static void tell_json(cli_call *call, const facts *f, cli_text *out)
{
    const double box[] = {f->extent.min_x, f->extent.min_y, f->extent.max_x, f->extent.max_y};
    cli_text_add(out, "{\n  \"layer\": ");
    cli_text_json(out, geo_layer_name(f->layer->layer));
    cli_text_add(out, ",\n  \"path\": ");
    cli_text_json(out, f->layer->source);
    cli_text_add(out, ",\n  \"crs\": ");
    cli_text_json(out, f->layer->crs);
    cli_text_add(out, ",\n  \"sha256\": \"%s\",\n  \"features\": %" PRId64 ",\n  \"extent\": ",
                 f->layer->digest, f->n);
    for (int i = 0; i < 4 && box[0] <= box[2]; i++) {
        cli_text_add(out, "%s", i == 0 ? "[" : ", ");
        cli_text_number(out, box[i]);
    }
    cli_text_add(out, box[0] <= box[2] ? "]" : "null");
    add_counts_json(out, "geometry", f->kind);
    add_counts_json(out, "empty", f->empty);
    cli_text_add(out, ",\n  \"invalid\": [");
    for (int i = 0; i < f->reason_count; i++) {
        cli_text_add(out, "%s{\"reason\": ", i > 0 ? ", " : "");
        cli_text_json(out, f->reasons[i].text);
        cli_text_add(out, ", \"features\": %" PRId64 ", \"first\": %" PRId64 "}",
                     f->reasons[i].count, f->reasons[i].first);
    }
    cli_text_add(out, "],\n  \"columns\": [");
    for (int64_t i = 0; i < f->field_count; i++) {
        cli_text_add(out, "%s\n    ", i > 0 ? "," : "");
        add_field_json(call, out, &f->fields[i]);
    }
    cli_text_add(out, "\n  ]\n}\n");
}

/* ---- Run --------------------------------------------------------------------------------- */

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    geo_defects *defects = NULL;
    cli_text out = {NULL, 0, 0};
    cli_layer *layer;
    facts *f = cli_array(call, 1, sizeof *f);
    CLI_TRY(cli_read_as_is(call, a->input, &layer));
    f->layer = layer;
    f->n = geo_layer_count(layer->layer);
    f->extent = geo_layer_extent(layer->layer);
    f->field_count = geo_layer_column_count(layer->layer);
    f->fields = cli_array(call, f->field_count, sizeof *f->fields);
    count_kinds(f);
    CLI_TRY(find_defects(call, f, &defects));
    for (int64_t i = 0; i < f->field_count; i++) {
        f->fields[i].c = geo_layer_column(layer->layer, i);
        look_at_column(call, &f->fields[i]);
    }
    if (a->json) {
        tell_json(call, f, &out);
    } else {
        tell_text(call, f, &out);
    }
    fwrite(out.data, 1, out.size, stdout);
    if (a->check && (f->reason_count > 0 || cli_without_geometry(layer) > 0)) {
        cli_found(call);
    }
done:
    cli_text_clear(&out);
    geo_defects_destroy(defects);
    return status;
}

int main(int argc, char **argv)
{
    arguments a = {0};
    const cli_operand operands[] = {
        {"INPUT", CLI_LAYER(&a.input), .help = "a layer: a path, path:layer, or - for a pipe"},
        {0},
    };
    const cli_option options[] = {
        {"json", 0, CLI_FLAG(&a.json), .help = "tell it as JSON"},
        {"check", 0, CLI_FLAG(&a.check),
         .help = "exit with 4 when a geometry is invalid, missing or empty"},
        {0},
    };
    static const cli_example examples[] = {
        {"what is in a file", "geo info parcels.shp"},
        {"whether every geometry is sound, for a script",
         "geo info --check areas.geojson >/dev/null || echo \"mend it: geo convert --repair\""},
        {"how many features a pipe brings",
         "geo cluster shops.geojson | geo info --json - | jq .features"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-info",
        .summary = "what is in a layer, and whether it is healthy",
        .about = "It tells where the layer is, in which system it came, its features by kind of "
                 "geometry with those that have none, its columns with their values, and which "
                 "geometries are not valid. Features are counted from 1.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .uses = CLI_READS,
        .run = run,
        .user = &a,
    };
    return cli_main(&tool, argc, argv);
}
