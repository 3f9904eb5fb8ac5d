/* SPDX-License-Identifier: MIT */
/* geo-pattern: do points gather or keep apart, more than chance would have them? */
#include "pattern/question.h"

static const char *const corrections[] = {"default",   "none",         "border", "translation",
                                          "isotropic", "kaplan-meier", NULL};
static const char *const envelopes[] = {"pointwise", "deviation", "rank-length", NULL};

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    question q = {0};
    CLI_TRY(pattern_check(call, a));
    CLI_TRY(pattern_read(call, a, &q));
    CLI_TRY(statistics[a->statistic].run(call, a, &q));
done:
    geo_window_destroy(q.window);
    return status;
}

static const char about[] =
    "Points are seen within a --window, polygons with holes and in any number of parts; without "
    "one, in a rectangle about them.\n"
    "k (Ripley 1976) is how many others are within r of a point, over their density; l (Besag "
    "1977) its root less r, above 0 where points gather; pair the same at r only. f is the share "
    "of "
    "places with a point within r, g that of points with another, j = (1 - g) / (1 - f), below 1 "
    "where they gather. With --type, --from and --to each is of the points of one type about those "
    "of another; f of the former alone. Neighbours beyond the border, which nobody could see, are "
    "made up for by "
    "--correction. --intensity or --sigma make a curve inhomogeneous: more than follows from where "
    "there is much of everything (Baddeley, Moller & Waagepetersen 2000; f, g and j as of points "
    "thinned to the least intensity, van Lieshout 2011); these are curves alone, without an "
    "envelope: what chance would do is not known between the points.\n"
    "--simulations draws as many points as there are in the window, uniform and independent. The "
    "pointwise envelope is a test at one distance chosen beforehand; deviation and rank-length "
    "(Myllymaki et al. 2017) are tests of all distances, with a p.\n"
    "clark-evans (1954) compares the mean distance to the nearest with what chance would have it; "
    "quadrat the numbers in equal rectangles, by chi-squared.\n"
    "kd, m, colocation and quotients compare the sectors of a column with all points there are, "
    "never with empty land. kd is the density of distances between establishments (Duranton & "
    "Overman 2005), weighed by --weight, with a local and a global band of --simulations; m the "
    "share of a sector among neighbours over its share of all (Marcon & Puech 2010); colocation "
    "whose nearest other is whose (Leslie & Kronenfeld 2011), of all pairs of sectors; quotients "
    "what --zone is specialised in, how mixed it is, and how concentrated sectors are (Ellison & "
    "Glaeser 1997). With --from they are of one sector, else of each.\n"
    "density spreads each point, or its --weight, by a --kernel, and sums what arrives at the "
    "centre "
    "of each --cell: squares coloured by it, or a GeoTIFF with -o FILE.tif. How wide, --bandwidth "
    "or "
    "--rule says: scott (1992), silverman (1986; in the plane the same), nrd0 (of R, which "
    "outliers "
    "do not stretch), distance (the search radius of ArcGIS), diggle (1985, the least error, which "
    "follows clusters). What a kernel would lose over the border --edge makes up for: by the share "
    "of it about the cell that is inside, or about each point (Jones 1993), where what is counted "
    "stays in the window.\n"
    "But for density the result is a table, JSON with how it was made or CSV.";

static const cli_example examples[] = {
    {"do laboratories gather, at which distance, and by more than chance",
     "geo pattern labs.geojson -w city.gpkg -n 199 --envelope rank-length --plot l.svg -o l.csv"},
    {"enterprises about universities, given where both are",
     "geo pattern hub.gpkg -s k --type kind --from university --to enterprise -n 99 --relabel"},
    {"do enterprises gather more than all firms do, weighed by jobs",
     "geo pattern firms.csv -s kd --sector kind --from tech --weight jobs -n 1000 --plot kd.svg"},
    {"are enterprises near universities",
     "geo pattern hub.gpkg -s colocation --sector kind -n 999"},
    {"where there is most of them, for a map",
     "geo pattern labs.geojson -w city.gpkg -s density --bandwidth 1km --cell 200m -o heat.tif"},
    {"one number for all", "geo pattern shops.csv --window town.geojson -s clark-evans"},
    {0},
};

static arguments asked; /* main() sets the defaults, then the options fill it */

static const cli_operand operands[] = {
    {"POINTS", CLI_LAYER(&asked.points), .help = "points: a path, path:layer, or - for a pipe"},
    {0},
};

static const cli_option options[] = {
    {"window", 'w', CLI_LAYER(&asked.window), .unless = "a rectangle about the points",
     .help = "polygons in which points could have been seen"},
    {"statistic", 's', CLI_CHOICE(&asked.statistic), .choices = statistic_names,
     .help = "what to measure"},
    {"plot", 0, CLI_OUTPUT(&asked.plot), .help = "draw the curve as SVG"},
    {"reach", 'r', CLI_DISTANCE(&asked.reach_m), .above_min = true, .group = "curves",
     .unless = "a quarter of the window's shorter side, with kd the median of all pairs",
     .help = "the greatest distance"},
    {"steps", 0, CLI_INTEGER(&asked.steps), .min = 1, .max = 1e5, .group = "curves",
     .help = "distances up to it, besides 0"},
    {"correction", 0, CLI_CHOICE(&asked.correction), .choices = corrections, .group = "curves",
     .help = "for the border: by default translation of k, l and pair, kaplan-meier of f, g "
             "and j, border of these with an intensity"},
    {"type", 0, CLI_FIELD(&asked.type), .of = "POINTS", .group = "curves",
     .help = "types of points"},
    {"from", 0, CLI_TEXT(&asked.from), .group = "curves", .help = "the type that is looked from"},
    {"to", 0, CLI_TEXT(&asked.to), .group = "curves", .help = "the type that is looked for"},
    {"intensity", 0, CLI_FIELD(&asked.intensity), .of = "POINTS", .group = "curves",
     .help = "expected density at each point, 1/m2"},
    {"sigma", 0, CLI_DISTANCE(&asked.sigma_m), .above_min = true, .group = "curves",
     .unless = "an even density",
     .help = "take it from the points but itself, smoothed by a Gaussian so wide"},
    {"bandwidth", 0, CLI_DISTANCE(&asked.bandwidth_m), .above_min = true, .group = "curves",
     .unless = "by a rule",
     .help = "with pair and kd: standard deviation of its kernel; with density of the gaussian, of "
             "the other kernels how far they reach"},
    {"spacing", 0, CLI_DISTANCE(&asked.spacing_m), .above_min = true, .group = "curves",
     .unless = "1/128 of the window", .help = "with f and j: of the places looked from"},
    {"simulations", 'n', CLI_INTEGER(&asked.chance.simulations), .max = 1e5, .group = "chance",
     .help = "patterns to draw"},
    {"envelope", 0, CLI_CHOICE(&asked.envelope), .choices = envelopes, .group = "chance",
     .help = "at each distance, or of all"},
    {"rank", 0, CLI_INTEGER(&asked.chance.rank), .min = 1, .max = 5e4, .group = "chance",
     .help = "with pointwise: the so many lowest and highest"},
    {"alpha", 0, CLI_SHARE(&asked.chance.alpha), .max = 1, .above_min = true, .below_max = true,
     .group = "chance", .help = "of the tests of all distances"},
    {"relabel", 0, CLI_FLAG(&asked.relabel), .group = "chance",
     .help = "with --type: deal the two types out among their points"},
    {"seed", 0, CLI_INTEGER(&asked.chance.seed), .group = "chance",
     .help = "of the draws; equal seeds give equal results"},
    {"sector", 0, CLI_FIELD(&asked.sector), .of = "POINTS", .group = "sectors",
     .help = "with kd, m, colocation and quotients: the sector of each; null is of none"},
    {"weight", 0, CLI_FIELD(&asked.weight), .of = "POINTS", .group = "sectors", .unless = "1 each",
     .help = "with kd, m, quotients and density: what each counts, such as jobs"},
    {"radius", 0, CLI_DISTANCE(&asked.radius), .group = "sectors", .unless = "500m,1km,2km",
     .help = "with m: how far neighbours may be"},
    {"keep-weights", 0, CLI_FLAG(&asked.keep_weights), .group = "sectors",
     .help = "with m: deal out sectors alone, and let weights stay where they are"},
    {"zone", 0, CLI_FIELD(&asked.zone), .of = "POINTS", .group = "sectors",
     .help = "with quotients: the zone or city of each"},
    {"shrink", 0, CLI_FLAG(&asked.shrink), .group = "sectors",
     .help = "with quotients: draw those of zones with little in them towards 1"},
    {"costs", 0, CLI_TEXT(&asked.costs), .group = "sectors", .unless = "straight lines",
     .help = "a table of costs between the points; metres given elsewhere then stand for its unit"},
    {"id", 0, CLI_FIELD(&asked.id), .of = "POINTS", .group = "sectors",
     .unless = "their numbers from 1", .help = "with --costs: what it calls the points"},
    {"columns", 0, CLI_INTEGER(&asked.columns), .min = 1, .max = 1e4, .group = "quadrat",
     .help = "quadrats from west to east"},
    {"rows", 0, CLI_INTEGER(&asked.rows), .min = 1, .max = 1e4, .group = "quadrat",
     .help = "quadrats from south to north"},
    {"cell", 0, CLI_DISTANCE(&asked.cell_m), .above_min = true, .group = "density",
     .unless = "a round one, about 1/100 of the window", .help = "side of the cells"},
    {"kernel", 0, CLI_CHOICE(&asked.kernel), .choices = density_kernels, .group = "density",
     .help = "how each point is spread"},
    {"rule", 0, CLI_CHOICE(&asked.rule), .choices = density_rules, .group = "density",
     .help = "what chooses the bandwidth where --bandwidth does not"},
    {"edge", 0, CLI_CHOICE(&asked.edge), .choices = density_edges, .group = "density",
     .help = "what is made up for at the border: by the share of the kernel that is inside about "
             "the cell, about each point, or nothing"},
    {0},
};

static const cli_tool tool = {
    .name = "geo-pattern",
    .summary = "whether points gather or keep apart, and at which distance",
    .about = about,
    .examples = examples,
    .operands = operands,
    .options = options,
    .columns = density_columns,
    .tables = pattern_tables,
    .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES | CLI_RASTERS,
    .run = run,
    .user = &asked,
};

int main(int argc, char **argv)
{
    asked = (arguments){.steps = 100,
                        .statistic = GEO_PATTERN_L,
                        .chance = geo_envelope_options_default(),
                        .columns = 5,
                        .rows = 5};
    asked.chance.simulations = 0;
    statistics_list();
    return cli_main(&tool, argc, argv);
}
