/* SPDX-License-Identifier: MIT */
/* geo-convert: read anything, write anything. */
#include <inttypes.h>

#include "cli.h"
#include "geo/where.h"

typedef struct arguments {
    const char *input;
    const char *where;
    cli_words select;
    bool repair;
} arguments;

/* Only the features for which --where holds. */
static geo_status filter(cli_call *call, cli_layer *l, const geo_where *where)
{
    geo_status status = GEO_OK;
    geo_layer *chosen = NULL;
    int64_t n = geo_layer_count(l->layer), count = 0;
    int64_t *rows = cli_array(call, n, sizeof *rows);
    CLI_TRY(geo_where_rows(cli_ctx(call), where, l->layer, 0, rows, &count));
    CLI_TRY(geo_layer_select(cli_ctx(call), l->layer, rows, count, &chosen));
    geo_layer_destroy(l->layer);
    l->layer = chosen;
    cli_filtered(call, n - count);
    cli_note(call, "%s: %" PRId64 " of %" PRId64 " features chosen", l->source, count, n);
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    cli_layer *layer;
    geo_where *where = NULL;
    if (a->where != NULL) { /* before the input, which may be long */
        CLI_TRY(geo_where_create(cli_ctx(call), a->where, &where));
    }
    CLI_TRY(a->repair ? cli_read(call, a->input, &layer) : cli_read_as_is(call, a->input, &layer));
    if (where != NULL) {
        CLI_TRY(filter(call, layer, where));
    }
    if (a->select.n > 0) {
        CLI_TRY(geo_layer_keep_columns(cli_ctx(call), layer->layer, a->select.word, a->select.n));
    }
    CLI_TRY(cli_write(call, layer->layer, (cli_style){GEO_STYLE_SINGLE, NULL}));
done:
    geo_where_destroy(where);
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
        {"where", 'w', CLI_TEXT(&a.where), .unless = "all features",
         .help = "keep the features for which this holds: \"jobs >= 100 and kind in ('lab', "
                 "'office')\""},
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
        {"the large laboratories and whatever is a university",
         "geo convert firms.geojson --where \"kind = 'lab' or name like '%大学%'\" -o labs.gpkg"},
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
                 "A filter (--where) compares fields with values: = != < <= > >=, in (...), like "
                 "with % for any characters and _ for one, is null, is not null, joined by and, "
                 "or, not and brackets. A field stands as it is or in \"double quotes\", text in "
                 "'single' ones; dates and times compare as ISO 8601 text. What is compared with a "
                 "null is neither true nor false, so the feature is not chosen, nor is it by not. "
                 "A number compared with text is an error.\n"
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
