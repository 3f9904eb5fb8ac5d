/* SPDX-License-Identifier: MIT */
/* geo-info: what is in this layer, and is it healthy? */
#include <stdio.h>

#include "cli.h"
#include "info/facts.h"

typedef struct arguments {
    const char *input;
    bool json, check;
} arguments;

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    geo_defects *defects = NULL;
    cli_text out = {NULL, 0, 0};
    cli_layer *layer;
    facts *f = cli_array(call, 1, sizeof *f);
    CLI_TRY(cli_read_as_is(call, a->input, &layer));
    CLI_TRY(info_gather(call, layer, f, &defects));
    if (a->json) {
        info_tell_json(call, f, &out);
    } else {
        info_tell_text(call, f, &out);
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
