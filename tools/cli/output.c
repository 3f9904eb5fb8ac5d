/* SPDX-License-Identifier: MIT */
/* Layers out. */
#include <string.h>
#include <sys/stat.h>

#include "call.h"

static bool is_stdout(const char *path)
{
    return strcmp(path, "-") == 0;
}

geo_status cli_refuse_existing(cli_call *call, const char *path)
{
    struct stat found;
    if (path == NULL || is_stdout(path) || call->common.overwrite || lstat(path, &found) != 0 ||
        S_ISCHR(found.st_mode) || S_ISFIFO(found.st_mode)) {
        return GEO_OK;
    }
    return cli_fail(call, GEO_IO, "--overwrite", "%s exists", path);
}

geo_status cli_write_to(cli_call *call, const char *path, const geo_layer *layer, cli_style style)
{
    geo_write_options options = geo_write_options_default();
    bool main_output = strcmp(path, call->common.output) == 0;
    options.format = main_output ? (geo_format)call->common.format : GEO_FORMAT_AUTO;
    options.overwrite = call->common.overwrite;
    options.decimals = call->common.decimals;
    options.run = cli_run_json(call, geo_layer_count(layer));
    if (call->common.style != 0 && !is_stdout(path)) {
        options.style = style.kind;
        options.style_field = style.field;
    }
    cli_progress_stage(cli_format(call, "writing %s", path));
    return geo_layer_write(call->ctx, path, layer, &options);
}

geo_status cli_write(cli_call *call, const geo_layer *layer, cli_style style)
{
    if (call->common.style == 1 && is_stdout(call->common.output)) {
        return cli_fail(call, GEO_INVALID, "-o FILE --style", "--style needs a file");
    }
    return cli_write_to(call, call->common.output, layer, style);
}
