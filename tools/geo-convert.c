/* SPDX-License-Identifier: MIT */
/* geo-convert: read anything, write anything. */
#include "cli.h"

typedef struct arguments {
    const char *input;
    cli_words select;
    bool repair;
} arguments;

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    cli_layer *layer;
    CLI_TRY(a->repair ? cli_read(call, a->input, &layer) : cli_read_as_is(call, a->input, &layer));
    if (a->select.n > 0) {
        CLI_TRY(geo_layer_keep_columns(cli_ctx(call), layer->layer, a->select.word, a->select.n));
    }
    CLI_TRY(cli_write(call, layer->layer, (cli_style){GEO_STYLE_SINGLE, NULL}));
done:
    return status;
}

int main(int argc, char **argv)
{
    arguments a = {0};
    const cli_operand operands[] = {
        {"INPUT", CLI_LAYER(&a.input),
         .help = "GeoJSON, GeoJSONSeq, GeoPackage, FlatGeobuf, Shapefile, or CSV with "
                 "coordinates: a path, path:layer, or - for a pipe"},
        {0},
    };
    const cli_option options[] = {
        {"select", 's', CLI_FIELD(&a.select), .of = "INPUT", .unless = "all",
         .help = "columns to keep, in this order"},
        {"repair", 0, CLI_FLAG(&a.repair),
         .help = "mend invalid geometries (outer rings add, holes subtract)"},
        {0},
    };
    static const cli_example examples[] = {
        {"points of a Chinese web map, with Chinese text, to a GeoPackage",
         "geo convert shops.csv --in-crs GCJ-02 --encoding GBK -o shops.gpkg"},
        {"a Shapefile in a zone's metres, mended, two columns of it",
         "geo convert parcels.shp --repair --select id,use -o parcels.geojson"},
        {"one layer of a GeoPackage, one feature a line, into a pipe",
         "geo convert city.gpkg:stations --format geojsonseq | head -3"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-convert",
        .summary = "read any layer, mend and select, write it anywhere",
        .about = "Whatever the input's format, system and encoding, the output is longitude and "
                 "latitude on WGS 84 in UTF-8. Coordinates of AMap and Tencent (GCJ-02) and of "
                 "Baidu (BD-09) become true ones with --in-crs.\n"
                 "Features without geometry are kept. Geometries are left as they are unless "
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
