/* SPDX-License-Identifier: MIT */
/* The facts of a layer as text and as JSON. */
#include <inttypes.h>
#include <string.h>

#include "facts.h"

/* ---- For people --------------------------------------------------------------------------- */

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
    if (info_is_text(f->c.type)) {
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

void info_tell_text(cli_call *call, const facts *f, cli_text *out)
{
    cli_text_add(out, "layer      ");
    cli_text_json(out, geo_layer_name(f->layer->layer));
    cli_text_add(out, " of %s\nsystem     %s", f->layer->source, f->layer->crs);
    if (f->names.title[0] != '\0' && strncmp(f->layer->crs, "EPSG:", 5) == 0) {
        cli_text_add(out, " (%s)", f->names.title);
    }
    cli_text_add(out, ", read as OGC:CRS84\n");
    if (f->likely != NULL || f->names.datum[0] != '\0') {
        cli_text_add(out, "datum      %s\n", f->likely != NULL ? f->likely : f->names.datum);
    }
    cli_text_add(out, "encoding   %s\n", geo_layer_source_encoding(f->layer->layer));
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
    if (f->checked) {
        info_tell_check(f, out);
    }
}

/* ---- For programs --------------------------------------------------------------------------- */

static void add_field_json(cli_call *call, cli_text *out, const field *f)
{
    cli_text_add(out, "{\"name\": ");
    cli_text_json(out, f->c.info.name);
    cli_text_add(out, ", \"type\": \"%s\", \"nulls\": %" PRId64, geo_column_type_name(f->c.type),
                 f->nulls);
    if (f->first >= 0 && info_is_text(f->c.type)) {
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

void info_tell_json(cli_call *call, const facts *f, cli_text *out)
{
    const double box[] = {f->extent.min_x, f->extent.min_y, f->extent.max_x, f->extent.max_y};
    cli_text_add(out, "{\n  \"layer\": ");
    cli_text_json(out, geo_layer_name(f->layer->layer));
    cli_text_add(out, ",\n  \"path\": ");
    cli_text_json(out, f->layer->source);
    cli_text_add(out, ",\n  \"crs\": ");
    cli_text_json(out, f->layer->crs);
    cli_text_add(out, ",\n  \"crs_title\": ");
    cli_text_json(out, f->names.title[0] != '\0' ? f->names.title : NULL);
    cli_text_add(out, ",\n  \"datum\": ");
    cli_text_json(out, f->likely != NULL           ? f->likely
                       : f->names.datum[0] != '\0' ? f->names.datum
                                                   : NULL);
    cli_text_add(out, ",\n  \"likely_crs\": ");
    cli_text_json(out, f->likely != NULL ? geo_layer_likely_crs(f->layer->layer) : NULL);
    cli_text_add(out, ",\n  \"encoding\": ");
    cli_text_json(out, geo_layer_source_encoding(f->layer->layer));
    cli_text_add(out, ",\n  \"features\": %" PRId64 ",\n  \"extent\": ", f->n);
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
    cli_text_add(out, "\n  ]");
    if (f->checked) {
        info_tell_check_json(f, out);
    }
    cli_text_add(out, "\n}\n");
}
