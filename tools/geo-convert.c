/* SPDX-License-Identifier: MIT */
/* geo-convert: read anything, write anything. */
#include "convert/stream.h"

typedef struct arguments {
    const char *input;
    convert_steps steps;
} arguments;

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    arguments *a = user;
    cli_layer *layer;
    CLI_TRY(convert_prepare(call, &a->steps));
    if (convert_can_stream(call, &a->steps)) {
        CLI_TRY(convert_stream(call, a->input, &a->steps));
        goto done;
    }
    CLI_TRY(cli_read_as_is(call, a->input, &layer));
    CLI_TRY(convert_read_clip(call, &a->steps));
    CLI_TRY(convert_apply(call, &a->steps, layer->source, false, &layer->layer));
    layer->mended = a->steps.mends.count;
    convert_tell(call, &a->steps, layer->source);
    CLI_TRY(cli_write(call, layer->layer, (cli_style){.kind = GEO_STYLE_SINGLE}));
done:
    convert_clear(&a->steps);
    return status;
}

static const cli_example examples[] = {
    {"points of a Chinese web map, with Chinese text, to a GeoPackage",
     "geo convert shops.csv --in-crs GCJ-02 --encoding GBK -o shops.gpkg"},
    {"a Shapefile in a zone's metres, mended, two columns of it",
     "geo convert parcels.shp --repair --select id,use -o parcels.geojson"},
    {"the large laboratories and whatever is a university",
     "geo convert firms.geojson --where \"kind = 'lab' or name like '%大学%'\" -o labs.gpkg"},
    {"what a district has of the city's roads",
     "geo convert roads.fgb --clip haidian.geojson -o haidian-roads.fgb"},
    {"one layer of a GeoPackage, one feature a line, into a pipe",
     "geo convert city.gpkg:stations --format geojsonseq | head -3"},
    {0},
};

int main(int argc, char **argv)
{
    arguments a = {0};
    const cli_operand operands[] = {
        {"INPUT", CLI_LAYER(&a.input),
         .help = "GeoJSON, GeoJSONSeq, GeoPackage, FlatGeobuf, Shapefile, CSV with "
                 "coordinates, OpenStreetMap, KML or MapInfo: a path, path:layer, or - for a "
                 "pipe"},
        {0},
    };
    const cli_option options[] = {
        {"where", 'w', CLI_TEXT(&a.steps.where), .unless = "all features",
         .help = "keep the features for which this holds: \"jobs >= 100 and kind in ('lab', "
                 "'office')\""},
        {"clip", 0, CLI_TEXT(&a.steps.clip), .unless = "everywhere",
         .help = "cut the features off at the polygons of a file, or at a box in degrees: "
                 "WEST,SOUTH,EAST,NORTH"},
        {"sort", 0, CLI_TEXT(&a.steps.sort), .unless = "as they come",
         .help = "order the features by a column, or along a curve that keeps neighbours "
                 "together: hilbert"},
        {"select", 's', CLI_FIELD(&a.steps.select), .of = "INPUT", .unless = "all",
         .help = "columns to keep, in this order"},
        {"repair", 0, CLI_FLAG(&a.steps.repair),
         .help = "mend invalid geometries (outer rings add, holes subtract; one outside its outer "
                 "ring becomes land, which is told)"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-convert",
        .summary = "read any layer, mend and select, write it anywhere",
        .about = "Whatever the input's format, system and encoding, the output is longitude and "
                 "latitude on WGS 84 in UTF-8. Coordinates of AMap and Tencent (GCJ-02) and of "
                 "Baidu (BD-09) become true ones with --in-crs.\n"
                 "A filter (--where) compares fields with values: = != < <= > >=, in (...), like "
                 "with % for any characters and _ for one, is null, is not null, joined by and, "
                 "or, not and brackets. A field stands as it is or in \"double quotes\", text in "
                 "'single' ones; dates and times compare as ISO 8601 text. What is compared with a "
                 "null is neither true nor false, so the feature is not chosen, nor is it by not. "
                 "A number compared with text is an error.\n"
                 "Clipping keeps the kind of what it cuts, and leaves features that lie wholly "
                 "inside as they are; edges are straight in degrees, as GeoJSON has them. Features "
                 "outside, and those without geometry, are left out and counted. Sorting puts "
                 "nulls last and leaves equals in their order.\n"
                 "The steps are: mend, filter, clip, sort, select.\n"
                 "A sequence (GeoJSONSeq) holds features and nothing beside them: no name, and no "
                 "geo:run that tells how it was made. Of a sequence that is read as it comes the "
                 "geo:run of the rejects has path, count and system, but no digest.\n"
                 "Else features without geometry are kept. Geometries are left as they are unless "
                 "--repair is given.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .uses = CLI_READS | CLI_WRITES,
        .run = run,
        .user = &a,
    };
    return cli_main(&tool, argc, argv);
}
