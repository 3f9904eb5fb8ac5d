/* SPDX-License-Identifier: MIT */
/* geo-info: what is in this layer, and is it healthy? */
#include <errno.h>
#include <stdio.h>

#include "cli.h"
#include "info/facts.h"

typedef struct arguments {
    const char *input, *against;
    bool json, check;
} arguments;

static geo_status read_input(cli_call *call, const arguments *a, cli_layer **layer,
                             geo_layers **several)
{
    *several = NULL;
    return a->check || a->against != NULL ? cli_read_as_is(call, a->input, layer)
                                          : cli_read_or_list(call, a->input, layer, several);
}

static geo_status tell_layer(cli_call *call, const arguments *a, const cli_layer *layer,
                             cli_text *out)
{
    geo_status status = GEO_OK;
    geo_defects *defects = NULL;
    facts *f = cli_array(call, 1, sizeof *f);
    CLI_TRY(info_gather(call, layer, f, &defects));
    if (a->check || a->against != NULL) {
        CLI_TRY(info_check(call, f, a->against));
    }
    if (a->json) {
        info_tell_json(call, f, out);
    } else {
        info_tell_text(call, f, out);
    }
    if (info_is_wrong(f)) {
        cli_found(call);
    }
done:
    geo_defects_destroy(defects);
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    cli_text out = {NULL, 0, 0};
    geo_layers *several = NULL;
    cli_layer *layer;
    CLI_TRY(read_input(call, a, &layer, &several));
    if (several != NULL) {
        info_tell_layers(cli_shown(call, a->input), several, a->json, &out);
    } else {
        CLI_TRY(tell_layer(call, a, layer, &out));
    }
    errno = 0;
    fwrite(out.data, 1, out.size, stdout);
    cli_printed(call);
done:
    cli_text_clear(&out);
    geo_layers_destroy(several);
    return status;
}

static const cli_example examples[] = {
    {"what is in a file", "geo info parcels.shp"},
    {"which layers a file has", "geo info --json city.gpkg | jq -r '.layers[].name'"},
    {"whether every geometry is sound, for a script",
     "geo info --check areas.geojson >/dev/null || echo \"mend it: geo convert --repair\""},
    {"is this layer in GCJ-02? compare it with one that is right",
     "geo info --against townships.gpkg shops.geojson"},
    {"how many features a pipe brings",
     "geo cluster shops.geojson | geo info --json - | jq .features"},
    {0},
};

static const char about[] =
    "It tells where the layer is, in which system it came, its features by kind of "
    "geometry with those that have none, its columns with their values, and which "
    "geometries are not valid. Features are counted from 1. Of a file with several layers, "
    "none of them named, it lists these with what geometry they declare and how many "
    "features they have.\n\n"
    "--check finds wrong: geometries that are invalid, missing or empty; features that "
    "are there twice with all their values; of 20 features or more, those farther "
    "from the median position than ten times the distance within which 90 % lie, or "
    "at 0, 0, or with longitude and latitude exchanged; texts with lost characters or "
    "read in a wrong encoding. It notes features that share a geometry but not their "
    "values, and columns without values or with one only.\n\n"
    "GCJ-02 and BD-09 look like WGS 84, and files declare neither. Where nothing else is "
    "declared, but the name of file or layer, a member of the collection, a column such "
    "as coord_type, or columns such as gcj_lon and gcj_lat that the points are the values "
    "of, speak for one of them, the datum told is that, with the reason, and --check "
    "finds it wrong until --in-crs settles it.\n\n"
    "--against tries the layer, and then the reference, as WGS 84, GCJ-02 and BD-09, "
    "and takes the reading in which the median distance to the nearest place of the "
    "reference is least, if it is at most half of what it is as it is. Both need 20 "
    "features; of lines and polygons the middles of their boxes count. --in-crs is "
    "for the layer alone.";

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
         .help = "look for what is wrong, and exit with 4 if something is"},
        {"against", 0, CLI_LAYER(&a.against), .unless = "none",
         .help =
             "check, and compare with this file of the same things or places, which is trusted: "
             "in which datum does the layer fit it?"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-info",
        .summary = "what is in a layer, and whether it is healthy",
        .about = about,
        .examples = examples,
        .operands = operands,
        .options = options,
        .uses = CLI_READS,
        .run = run,
        .user = &a,
    };
    return cli_main(&tool, argc, argv);
}
