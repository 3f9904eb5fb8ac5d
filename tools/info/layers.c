/* SPDX-License-Identifier: MIT */
/* The layers of a file of which none was named. */
#include <inttypes.h>

#include "facts.h"

static void tell_text(const char *path, const geo_layers *layers, cli_text *out)
{
    cli_text_add(out, "layers     %" PRId64 " in %s\n", geo_layers_count(layers), path);
    for (int64_t i = 0; i < geo_layers_count(layers); i++) {
        geo_layers_entry e = geo_layers_at(layers, i);
        cli_text_add(out, "  %-20s ", e.view ? "a view" : e.geometry);
        if (e.features >= 0) {
            cli_text_add(out, "%8" PRId64 "  ", e.features);
        } else {
            cli_text_add(out, "%8s  ", "?");
        }
        cli_text_json(out, e.name);
        cli_text_add(out, "\n");
    }
}

static void tell_json(const char *path, const geo_layers *layers, cli_text *out)
{
    cli_text_add(out, "{\n  \"path\": ");
    cli_text_json(out, path);
    cli_text_add(out, ",\n  \"layers\": [");
    for (int64_t i = 0; i < geo_layers_count(layers); i++) {
        geo_layers_entry e = geo_layers_at(layers, i);
        cli_text_add(out, "%s\n    {\"name\": ", i > 0 ? "," : "");
        cli_text_json(out, e.name);
        cli_text_add(out, ", \"geometry\": \"%s\", \"features\": ", e.geometry);
        if (e.features >= 0) {
            cli_text_add(out, "%" PRId64, e.features);
        } else {
            cli_text_add(out, "null");
        }
        cli_text_add(out, ", \"view\": %s}", e.view ? "true" : "false");
    }
    cli_text_add(out, "\n  ]\n}\n");
}

void info_tell_layers(const char *path, const geo_layers *layers, bool json, cli_text *out)
{
    if (json) {
        tell_json(path, layers, out);
    } else {
        tell_text(path, layers, out);
    }
}
