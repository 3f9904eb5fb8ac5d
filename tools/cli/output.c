/* SPDX-License-Identifier: MIT */
/* Layers out. */
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "call.h"

static bool is_stdout(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* Cut city.gpkg:stations in two, unless a file has the whole as its name. */
static const char *split_output(cli_call *call, const char *output, const char **layer)
{
    static const char extension[] = ".gpkg";
    const size_t size = sizeof extension - 1;
    const char *colon = strrchr(output, ':');
    *layer = NULL;
    if (colon == NULL || colon[1] == '\0' || (size_t)(colon - output) <= size ||
        strncasecmp(colon - size, extension, size) != 0 || access(output, F_OK) == 0) {
        return output;
    }
    *layer = colon + 1;
    return cli_format(call, "%.*s", (int)(colon - output), output);
}

/* By default a style goes beside what QGIS opens at once: no sequence, which is for pipes. */
static bool wants_style(const cli_call *call, const char *path, geo_format format)
{
    if (call->common.style >= 0 || is_stdout(path)) {
        return call->common.style > 0 && !is_stdout(path);
    }
    format = format == GEO_FORMAT_AUTO ? geo_format_of(path) : format;
    return format != GEO_FORMAT_GEOJSONSEQ && format != GEO_FORMAT_CSV;
}

static geo_write_options options_for(const cli_call *call, const char *path, cli_style style)
{
    geo_write_options options = geo_write_options_default();
    bool main_output = strcmp(path, call->common.output) == 0;
    options.format = main_output ? (geo_format)call->common.format : GEO_FORMAT_AUTO;
    options.overwrite = call->common.overwrite;
    options.decimals = call->common.decimals;
    options.index = call->common.index;
    options.escape_formulas = call->common.escape_formulas;
    if (wants_style(call, path, options.format)) {
        options.style = style.kind;
        options.style_field = style.field;
        options.style_classes = style.classes;
        options.style_class_count = style.class_count;
    }
    return options;
}

static bool has_extension(const char *path, const char *extension)
{
    size_t length = strlen(path), size = strlen(extension);
    return length > size && strcasecmp(path + length - size, extension) == 0;
}

bool cli_writes_raster(const cli_call *call)
{
    const char *path = call->common.output;
    return (call->tool->uses & CLI_RASTERS) != 0 &&
           (has_extension(path, ".tif") || has_extension(path, ".tiff"));
}

static geo_raster_write_options raster_options(const cli_call *call)
{
    geo_raster_write_options options = geo_raster_write_options_default();
    options.overwrite = call->common.overwrite;
    options.style = call->common.style != 0;
    return options;
}

static geo_status check_raster(cli_call *call)
{
    const cli_common *c = &call->common;
    const char *idle = c->format != GEO_FORMAT_AUTO    ? "format"
                       : c->index                      ? "index"
                       : c->escape_formulas            ? "escape-formulas"
                       : cli_given(call, &c->decimals) ? "decimals"
                                                       : NULL;
    if (idle != NULL) {
        return cli_fail(call, GEO_INVALID, "leave it out", "--%s says nothing with -o %s", idle,
                        c->output);
    }
    geo_raster_write_options options = raster_options(call);
    return geo_raster_write_check(call->ctx, call->common.output, &options);
}

geo_status cli_check_output(cli_call *call, const char *path)
{
    if (path == NULL) {
        return GEO_OK;
    }
    if (path == call->common.output && cli_writes_raster(call)) {
        return check_raster(call);
    }
    if (call->common.style == 1 && is_stdout(path)) {
        return cli_fail(call, GEO_INVALID, "-o FILE --style", "--style needs a file");
    }
    bool main_output = path == call->common.output;
    geo_write_options options = options_for(call, path, (cli_style){.kind = GEO_STYLE_SINGLE});
    path = split_output(call, path, &options.layer);
    if (main_output && (call->tool->uses & CLI_RASTERS) != 0 && !is_stdout(path) &&
        options.format == GEO_FORMAT_AUTO && geo_format_of(path) == GEO_FORMAT_AUTO) {
        return cli_fail(call, GEO_INVALID,
                        "use .tif for a raster, or .geojson, .geojsonl, .gpkg, .fgb, .csv or .shp",
                        "%s: its extension names no format that is written", path);
    }
    return geo_layer_write_check(call->ctx, path, &options);
}

bool cli_overwrites(const cli_call *call)
{
    return call->common.overwrite;
}

/* Would writing one lose the other? Layers of one GeoPackage lie side by side. */
static bool collide(const char *file, const char *layer, const char *other_file,
                    const char *other_layer)
{
    return cli_same_file(file, other_file) &&
           (layer == NULL || other_layer == NULL || strcasecmp(layer, other_layer) == 0);
}

static geo_status check_apart(cli_call *call, const char *option, const char *path,
                              const char *other_option, const char *other)
{
    const char *layer, *other_layer;
    if (path == NULL || other == NULL) {
        return GEO_OK;
    }
    const char *file = split_output(call, path, &layer);
    const char *other_file = split_output(call, other, &other_layer);
    if (!collide(file, layer, other_file, other_layer)) {
        return GEO_OK;
    }
    return cli_fail(call, GEO_INVALID, "give each a file of its own",
                    "--%s and --%s would both write %s", option, other_option,
                    is_stdout(path) ? "standard output" : path);
}

static const char *output_of(const cli_option *option)
{
    return option->type == CLI_TYPE_OUTPUT ? *(const char *const *)option->value : NULL;
}

geo_status cli_check_all_apart(cli_call *call)
{
    geo_status status = GEO_OK;
    const cli_option *options = call->options;
    for (int i = 0; options[i].name != NULL; i++) {
        for (int j = i + 1; options[j].name != NULL; j++) {
            CLI_TRY(check_apart(call, options[i].name, output_of(&options[i]), options[j].name,
                                output_of(&options[j])));
        }
    }
done:
    return status;
}

/* Whether something that is written may have one of the two formats; a name without a format of
 * ours may be any. */
static bool writes_any(cli_call *call, geo_format one, geo_format other)
{
    for (const cli_option *o = call->options; o->name != NULL; o++) {
        const char *path = output_of(o), *layer;
        if (path == NULL) {
            continue;
        }
        bool main_output = o->value == &call->common.output;
        geo_format format = main_output ? (geo_format)call->common.format : GEO_FORMAT_AUTO;
        path = split_output(call, path, &layer);
        format = format == GEO_FORMAT_AUTO ? geo_format_of(path) : format;
        if (format == one || format == other || format == GEO_FORMAT_AUTO) {
            return true;
        }
    }
    return false;
}

geo_status cli_check_idle(cli_call *call)
{
    const cli_common *c = &call->common;
    bool csv = writes_any(call, GEO_FORMAT_CSV, GEO_FORMAT_CSV);
    const struct {
        const char *name, *of;
        bool idle;
    } asked[] = {
        {"index", "FlatGeobuf, which is not",
         c->index && !writes_any(call, GEO_FORMAT_FLATGEOBUF, GEO_FORMAT_FLATGEOBUF)},
        {"escape-formulas", "CSV, which is not", c->escape_formulas && !csv},
        {"decimals", "GeoJSON and CSV, neither of which is",
         cli_given(call, &c->decimals) && !csv &&
             !writes_any(call, GEO_FORMAT_GEOJSON, GEO_FORMAT_GEOJSONSEQ)},
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        if (asked[i].idle) {
            return cli_fail(call, GEO_INVALID, "leave it out", "--%s is of %s written",
                            asked[i].name, asked[i].of);
        }
    }
    return GEO_OK;
}

/* Without --overwrite what exists is refused anyhow. That -o takes the place of what is read is
 * what --overwrite asks for; no other option may. */
geo_status cli_check_kept(cli_call *call, const char *source, const char *source_layer)
{
    if (!call->common.overwrite) {
        return GEO_OK;
    }
    for (const cli_option *o = call->options; o->name != NULL; o++) {
        const char *path = output_of(o), *layer;
        if (path == NULL || is_stdout(path) || o->value == &call->common.output) {
            continue;
        }
        const char *file = split_output(call, path, &layer);
        if (collide(file, layer, source, source_layer)) {
            return cli_fail(call, GEO_INVALID, "give it a file of its own",
                            "--%s would replace %s, which is read", o->name, path);
        }
    }
    return GEO_OK;
}

bool cli_writes_sequence(const cli_call *call)
{
    geo_format format = (geo_format)call->common.format;
    format = format == GEO_FORMAT_AUTO ? geo_format_of(call->common.output) : format;
    return format == GEO_FORMAT_GEOJSONSEQ && call->common.style <= 0;
}

geo_status cli_writer_open(cli_call *call, geo_writer **out)
{
    geo_write_options options =
        options_for(call, call->common.output, (cli_style){.kind = GEO_STYLE_NONE});
    return geo_writer_open(call->ctx, call->common.output, &options, out);
}

void cli_output_begun(cli_call *call)
{
    call->begun = is_stdout(call->common.output);
}

/* QGIS draws heat.tif by heat.qml, and so heat.geojson: tell where a file of the other kind stands
 * beside @p path. */
static void tell_shared_style(cli_call *call, const char *path, const char *extension)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    if (dot == NULL || (slash != NULL && dot < slash)) {
        return;
    }
    const char *other = cli_format(call, "%.*s%s", (int)(dot - path), path, extension);
    if (access(other, F_OK) == 0) {
        cli_note(call,
                 "%s stands beside %s: QGIS draws both by one .qml; another name keeps them apart",
                 other, path);
    }
}

geo_status cli_write_to(cli_call *call, const char *path, const geo_layer *layer, cli_style style)
{
    geo_write_options options = options_for(call, path, style);
    options.run = cli_run_json(call, geo_layer_count(layer));
    cli_progress_stage(cli_format(call, "writing %s", path));
    path = split_output(call, path, &options.layer);
    if (options.style != GEO_STYLE_NONE && !has_extension(path, ".gpkg")) {
        tell_shared_style(call, path, ".tif");
    }
    return geo_layer_write(call->ctx, path, layer, &options);
}

geo_status cli_write(cli_call *call, const geo_layer *layer, cli_style style)
{
    return cli_write_to(call, call->common.output, layer, style);
}

geo_status cli_write_raster(cli_call *call, const geo_raster_cells *cells, int64_t count)
{
    geo_raster_write_options options = raster_options(call);
    options.run = cli_run_json(call, count);
    if (options.style == 0) {
        tell_shared_style(call, call->common.output, ".qml");
    }
    return geo_raster_write(call->ctx, call->common.output, cells, &options);
}

geo_status cli_write_text(cli_call *call, const char *path, const char *text, size_t size)
{
    return geo_file_write(call->ctx, path, text, size, call->common.overwrite);
}
