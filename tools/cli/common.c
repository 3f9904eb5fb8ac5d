/* SPDX-License-Identifier: MIT */
/* The options that tools have in common, in the same table form as their own. */
#include <string.h>

#include "call.h"

static const char *const formats[] = {"auto", "geojson", "geojsonseq", "gpkg",
                                      "fgb",  "shp",     "csv",        NULL};
_Static_assert(GEO_FORMAT_AUTO == 0 && GEO_FORMAT_GEOJSON == 1 && GEO_FORMAT_GEOJSONSEQ == 2 &&
                   GEO_FORMAT_GEOPACKAGE == 3 && GEO_FORMAT_FLATGEOBUF == 4 &&
                   GEO_FORMAT_SHAPEFILE == 5 && GEO_FORMAT_CSV == 6,
               "the words of --format stand in the order of geo_format");
static const char *const readers[] = {"own", "gdal", NULL};
static const char *const shells[] = {"bash", NULL};

static const char input[] = "input", output[] = "output", frame[] = "metres", general[] = "general";

static int add(cli_option *to, const cli_option *rows)
{
    int n = 0;
    for (; rows[n].name != NULL; n++) {
        to[n] = rows[n];
    }
    return n;
}

static int add_output(cli_common *c, cli_option *to)
{
    const cli_option rows[] = {
        {"output", 'o', CLI_OUTPUT(&c->output), .group = output,
         .help = "where to write; - is standard output; city.gpkg:stations is a layer of a "
                 "GeoPackage, whose other layers stay"},
        {"overwrite", 0, CLI_FLAG(&c->overwrite), .group = output,
         .help = "replace a file that exists, or the layer of a GeoPackage named in --output"},
        {"format", 0, CLI_CHOICE(&c->format), .group = output, .choices = formats,
         .help = "auto goes by the file's extension, and is geojson for standard output"},
        {"decimals", 0, CLI_INTEGER(&c->decimals), .group = output, .max = 15,
         .help = "of coordinates in degrees, in GeoJSON and CSV; 7 is a centimetre"},
        {"index", 0, CLI_FLAG(&c->index), .group = output,
         .help = "write FlatGeobuf's spatial index, which puts the features into its order"},
        {"escape-formulas", 0, CLI_FLAG(&c->escape_formulas), .group = output,
         .help = "put ' before texts of CSV that spreadsheets would run: = + - @, a tab"},
        {"style", 0, CLI_SWITCH(&c->style), .group = output,
         .unless = "yes for a file, no for CSV, GeoJSONSeq and standard output",
         .help = "write how QGIS draws it at first sight: into a GeoPackage, else as a .qml "
                 "beside the file"},
        {0},
    };
    return add(to, rows);
}

static int add_input(cli_common *c, cli_option *to, unsigned uses)
{
    const cli_option rows[] = {
        {"in-crs", 0, CLI_TEXT(&c->in_crs), .group = input, .unless = "what the file says",
         .help =
             "system of the coordinates of all layers read: EPSG:4548, GCJ-02, BD-09, BD09MC, or "
             "a file (.prj, .wkt, .txt, .json) with WKT or the parameters of a local system"},
        {"allow-ballpark", 0, CLI_FLAG(&c->allow_ballpark), .group = input,
         .help = "take a datum for WGS 84 where no change is known (Beijing 1954, Xian 1980), "
                 "though it may be wrong by more than 100 m"},
        {"encoding", 0, CLI_TEXT(&c->encoding), .group = input, .unless = "what the file says",
         .help = "of the text of Shapefile, MapInfo and CSV: GBK, UTF-8"},
        {"xy", 0, CLI_FIELD(&c->xy), .group = input, .unless = "lon,lat or the only such pair",
         .help = "columns of a CSV's coordinates, as in --xy gcj_lon,gcj_lat, whose names may say "
                 "in which system they are; of standard input where that is the first layer"},
        {"layer", 0, CLI_TEXT(&c->layer), .group = input, .unless = "the only one",
         .help =
             "layer of the first file read, as in path:layer; of OSM: points, lines, polygons; of "
             "PostGIS: table or schema.table"},
        {"tags", 0, CLI_TEXT(&c->tags), .group = input, .unless = "a usual set",
         .help = "keys of OSM that become columns: highway,name"},
        {"reader", 0, CLI_CHOICE(&c->reader), .group = input, .choices = readers,
         .help = "gdal reads all through GDAL's own readers, to compare with: slow and forgiving"},
        {"allow-views", 0, CLI_FLAG(&c->allow_views), .group = input,
         .help = "read views of a GeoPackage or database, which run SQL of whoever made them"},
        {"allow-remote", 0, CLI_FLAG(&c->allow_remote), .group = input,
         .help = "read PostGIS, as \"PG:dbname=city host=db\" or postgresql://me@db/city, read "
                 "only; passwords stand in it or in its passfile=FILE, not in PGPASSWORD or "
                 "~/.pgpass"},
        {"rejects", 0, CLI_OUTPUT(&c->rejects), .group = input, .unless = "they are an error",
         .help =
             "leave out features that cannot be read (faulty geometry, place, text or value), and "
             "write them there; those of which a metric makes nothing stay, with nulls"},
        {0},
    };
    const cli_option checks[] = {
        {"strict", 0, CLI_FLAG(&c->strict), .group = input,
         .help = "refuse invalid geometries instead of mending them"},
        {0},
    };
    int n = add(to, rows);
    return n + ((uses & CLI_CHECKS) != 0 ? add(to + n, checks) : 0);
}

static int add_frame(cli_common *c, cli_option *to)
{
    const cli_option rows[] = {
        {"crs", 0, CLI_TEXT(&c->crs), .group = frame, .unless = "chosen for the extent",
         .help = "projected system to measure in: EPSG:4548"},
        {"max-scale-error", 0, CLI_SHARE(&c->max_scale_error), .group = frame, .above_min = true,
         .help = "refuse a system that is wrong by more anywhere in the extent"},
        {0},
    };
    return add(to, rows);
}

static int add_general(cli_common *c, cli_option *to)
{
    const cli_option rows[] = {
        {"threads", 'j', CLI_INTEGER(&c->threads), .group = general, .max = 1024,
         .help = "threads to work with; 0 is one per processor"},
        {"quiet", 'q', CLI_FLAG(&c->quiet), .group = general, .help = "no notes, no progress"},
        {"help", 'h', CLI_FLAG(&c->help), .group = general, .help = "show this text"},
        {"version", 0, CLI_FLAG(&c->version), .group = general, .help = "show the version"},
        {"describe", 0, CLI_FLAG(&c->describe), .group = general,
         .help = "show operands, options and columns as JSON"},
        {"man", 0, CLI_FLAG(&c->man), .hidden = true, .group = general,
         .help = "show the man page's source"},
        {"summary", 0, CLI_FLAG(&c->summary), .hidden = true, .group = general,
         .help = "show what the tool does in one line"},
        {"completion", 0, CLI_CHOICE(&c->completion), .hidden = true, .group = general,
         .choices = shells, .help = "show a completion script"},
        {0},
    };
    return add(to, rows);
}

void cli_common_init(cli_call *call)
{
    cli_common *c = &call->common;
    const unsigned uses = call->tool->uses;
    c->output = "-";
    c->style = -1;
    c->completion = -1;
    c->decimals = geo_write_options_default().decimals;
    c->max_scale_error = geo_frame_options_default().max_scale_error;

    int n = add(call->options, call->tool->options);
    n += (uses & CLI_READS) != 0 ? add_input(c, call->options + n, uses) : 0;
    n += (uses & CLI_MEASURES) != 0 ? add_frame(c, call->options + n) : 0;
    n += (uses & CLI_WRITES) != 0 ? add_output(c, call->options + n) : 0;
    add_general(c, call->options + n);
}

bool cli_asks(const cli_common *c)
{
    return c->help || c->version || c->describe || c->man || c->summary || c->completion >= 0;
}

const char *cli_group_of(const cli_option *option)
{
    return option->group != NULL ? option->group : "options";
}

const char *cli_next_group(const cli_call *call, const char *previous)
{
    bool passed = previous == NULL;
    for (int i = 0; call->options[i].name != NULL; i++) {
        const char *group = cli_group_of(&call->options[i]);
        bool seen = false;
        for (int k = 0; k < i && !seen; k++) {
            seen = strcmp(cli_group_of(&call->options[k]), group) == 0;
        }
        if (!seen && passed) {
            return group;
        }
        passed = passed || strcmp(group, previous) == 0;
    }
    return NULL;
}
