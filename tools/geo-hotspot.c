/* SPDX-License-Identifier: MIT */
/* geo-hotspot: where do high and low values gather, and is it more than chance? */
#include <inttypes.h>
#include <math.h>

#include "hotspot/question.h"

static const char *const islands[] = {"drop", "keep", NULL};
static const char *const tails[] = {"folded", "two-sided", "greater", "less", NULL};
static const char *const corrections[] = {"none", "fdr", "bonferroni", NULL};

enum { VALUE, Z, P, CLASS, NEIGHBOURS };

static const cli_column columns[] = {
    {"hs_value", GEO_REAL, NULL, "local statistic", "局部统计量",
     "of the feature and its neighbours; null without a value or neighbours, when all values are "
     "equal, and with gi and gi-star for a feature that has all others as its neighbours"},
    {"hs_z", GEO_REAL, NULL, "standard score", "标准分数",
     "the statistic less what is expected, over its standard deviation"},
    {"hs_p", GEO_REAL, NULL, "chance", "显著性概率",
     "how often as extreme a result comes by chance, from permutations; with --permutations 0 "
     "from hs_z; null with joins where the field is 0, and with lee without permutations"},
    {"hs_class", GEO_TEXT, NULL, "kind of spot", "热点类型",
     "HH, LL, LH, HL (with gi and gi-star hot, cold; with geary also alike, unlike; with joins "
     "joined), not significant, isolated; with lee without permutations the sides of their "
     "means alone, whatever chance says; null without a value, and where hs_value is null for "
     "want of differences"},
    {"hs_n", GEO_INT, NULL, "neighbours", "邻居数", "features that are its neighbours"},
    {0},
};

/* ---- Results ------------------------------------------------------------------------------- */

static geo_status measure(cli_call *call, const arguments *a, question *q)
{
    geo_ctx *ctx = cli_ctx(call);
    q->value = cli_array(call, q->n, sizeof *q->value);
    q->z = cli_array(call, q->n, sizeof *q->z);
    q->p = cli_array(call, q->n, sizeof *q->p);
    q->spot = cli_array(call, q->n, sizeof *q->spot);
    q->local = (geo_local){.value = q->value, .z = q->z, .p = q->p, .spot = q->spot};
    cli_seed(call, a->inference.seed);
    switch (a->statistic) {
    case BIVARIATE:
        return geo_local_moran_bivariate(ctx, q->coded, q->x, q->y, &a->inference, &q->local);
    case LEE:
        return geo_local_lee(ctx, q->coded, q->x, q->y, 1, &a->inference, &q->local);
    case JOINS:
        return geo_local_joins(ctx, q->coded, q->x, &a->inference, &q->local);
    case GEARY:
        return geo_local_geary(ctx, q->coded, q->x, &a->inference, &q->local);
    case GI:
    case GI_STAR:
        return geo_local_g(ctx, q->coded, q->x, a->statistic == GI_STAR, &a->inference, &q->local);
    default:
        return geo_local_moran(ctx, q->coded, q->x, &a->inference, &q->local);
    }
}

/* The p at or below which a spot is one. */
static geo_status find_threshold(cli_call *call, const arguments *a, question *q)
{
    int64_t count = 0;
    for (int64_t i = 0; i < q->n && a->inference.permutations == 0; i++) {
        q->p[i] = geo_p_of_z(q->z[i], a->inference.tail);
    }
    q->threshold = a->significance;
    return a->correction == FDR ? geo_false_discovery(cli_ctx(call), q->n, q->p, a->significance,
                                                      &q->threshold, &count)
           : a->correction == BONFERRONI
               ? geo_bonferroni(cli_ctx(call), q->n, q->p, a->significance, &q->threshold, &count)
               : GEO_OK;
}

/* No law tells what the parts of L would be by chance. */
static bool untested(const arguments *a)
{
    return a->statistic == LEE && a->inference.permutations == 0;
}

static const char *name_of(const arguments *a, const question *q, int64_t i)
{
    static const char *const names[] = {"not significant", "HH", "LL",    "LH",    "HL",
                                        "isolated",        NULL, "alike", "unlike"};
    geo_spot spot = (geo_spot)q->spot[i];
    bool tested = spot != GEO_SPOT_ISOLATED && spot != GEO_SPOT_UNKNOWN;
    if (tested && isnan(q->value[i])) {
        return NULL; /* nothing was compared, so nothing is known to be insignificant */
    }
    if (tested && !untested(a) && !(q->p[i] <= q->threshold)) {
        return names[GEO_SPOT_NONE];
    }
    if (a->statistic == JOINS && spot == GEO_SPOT_HH) {
        return "joined";
    }
    bool hot = a->statistic == GI || a->statistic == GI_STAR;
    return hot && spot == GEO_SPOT_HH ? "hot" : hot && spot == GEO_SPOT_LL ? "cold" : names[spot];
}

static bool vary(const question *q)
{
    double least = (double)INFINITY, most = -(double)INFINITY;
    for (int64_t i = 0; i < q->n; i++) {
        least = fmin(least, q->x[i]);
        most = fmax(most, q->x[i]);
    }
    return least < most && q->y == NULL;
}

/* Where nothing can be compared, why. */
static void tell_equal(cli_call *call, const arguments *a, const question *q)
{
    int64_t known = 0, defined = 0;
    for (int64_t i = 0; i < q->n; i++) {
        bool tested = q->spot[i] != GEO_SPOT_ISOLATED && q->spot[i] != GEO_SPOT_UNKNOWN;
        known += tested;
        defined += tested && !isnan(q->value[i]);
    }
    if (known > 1 && defined == 0 && vary(q)) {
        cli_note(call, "every feature has all others as its neighbours: there is nobody to compare "
                       "them with, and every result is null");
    } else if (known > 1 && defined == 0) {
        cli_note(call,
                 "all values of %s%s%s are equal: there is nothing to compare, and every "
                 "result is null",
                 a->field, a->with != NULL ? " or of " : "", a->with != NULL ? a->with : "");
    }
}

/* Many tests find something where there is nothing: how much, that what was found be weighed. A
 * folded p is the smaller of two tails, either of which may come to it. */
static const char *by_chance(cli_call *call, const arguments *a, const question *q)
{
    double tests = 0.0, ends = a->inference.tail == GEO_TAIL_FOLDED ? 2.0 : 1.0;
    for (int64_t i = 0; i < q->n; i++) {
        tests += !isnan(q->p[i]);
    }
    return a->correction != NO_CORRECTION
               ? ""
               : cli_format(call,
                            "; by chance alone about %.3g would be: --correction fdr allows for "
                            "that",
                            fmin(1.0, ends * q->threshold) * tests);
}

static void tell(cli_call *call, const arguments *a, const question *q, const char *const *name)
{
    int64_t found = 0;
    for (int64_t i = 0; i < q->n; i++) {
        found += q->p[i] <= q->threshold && q->spot[i] != GEO_SPOT_NONE && name[i] != NULL;
    }
    cli_result(call, "used", (double)q->local.used);
    cli_result(call, "islands", (double)q->local.islands);
    cli_result(call, "exact", (double)q->local.exact);
    cli_result(call, "threshold", q->threshold);
    cli_result(call, "significant", (double)found);
    if (untested(a)) {
        cli_note(call,
                 "without --permutations nothing tells what the parts of L would be by chance: "
                 "hs_class is only on which sides of their means the two are");
    } else if (isnan(q->threshold)) {
        cli_note(call, "none of %s is a significant spot",
                 cli_count(call, q->local.used, "feature"));
    } else {
        cli_note(call, "%" PRId64 " of %s %s (p at most %.6g)%s", found,
                 cli_count(call, q->local.used, "feature"),
                 found == 1 ? "is a significant spot" : "are significant spots", q->threshold,
                 found > 0 ? by_chance(call, a, q) : "");
    }
    tell_equal(call, a, q);
    cli_skip(call, q->local.unknown, "%s: %s without a value: left out", q->layer->source,
             cli_count(call, q->local.unknown, "feature"));
    if (q->local.islands > 0) {
        cli_note(call, "%s without neighbours", cli_count(call, q->local.islands, "feature"));
    }
}

static geo_status add_columns(cli_call *call, const arguments *a, question *q)
{
    geo_status status = GEO_OK;
    geo_layer *layer = q->layer->layer;
    geo_weight_rows rows = geo_weights_rows(q->coded);
    const char **name = cli_array(call, q->n, sizeof *name);
    int64_t *count = cli_array(call, q->n, sizeof *count);
    for (int64_t i = 0; i < q->n; i++) {
        name[i] = name_of(a, q, i);
        count[i] = rows.begin[i + 1] - rows.begin[i];
    }
    tell(call, a, q, name);
    CLI_TRY(cli_add_reals(call, layer, &columns[VALUE], NULL, q->value));
    CLI_TRY(cli_add_reals(call, layer, &columns[Z], NULL, q->z));
    CLI_TRY(cli_add_reals(call, layer, &columns[P], NULL, q->p));
    CLI_TRY(cli_add_texts(call, layer, &columns[CLASS], NULL, name));
    CLI_TRY(cli_add_ints(call, layer, &columns[NEIGHBOURS], NULL, count, NULL));
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    arguments *a = user;
    question q = {0};
    a->inference.islands = (geo_islands)a->islands;
    a->inference.tail = (geo_tail)a->tail;
    CLI_TRY(hotspot_check(call, a));
    CLI_TRY(hotspot_read(call, a, &q));
    CLI_TRY(hotspot_weigh(call, a, &q));
    CLI_TRY(measure(call, a, &q));
    CLI_TRY(find_threshold(call, a, &q));
    CLI_TRY(add_columns(call, a, &q));
    if (a->global || a->statistic == LEE || a->statistic == JOINS) {
        CLI_TRY(hotspot_tell_global(call, a, &q));
    }
    if (a->distances.n > 0) {
        CLI_TRY(hotspot_distances(call, a, &q));
    }
    if (a->explain > 0) {
        CLI_TRY(hotspot_explain(call, a, &q));
    }
    CLI_TRY(cli_write(call, q.layer->layer, hotspot_style(call, a)));
done:
    geo_weights_destroy(q.coded);
    return status;
}

/* ---- The table ------------------------------------------------------------------------------ */

static const char about[] =
    "Each feature is compared with its neighbours. moran (Anselin 1995) finds high among high "
    "(HH), "
    "low among low (LL), and the odd ones out (LH, HL); gi and gi-star (Ord & Getis 1995) find hot "
    "and cold spots, the latter counting the feature itself; geary (Anselin 2019) compares "
    "differences; bivariate compares the field with --with of the neighbours; lee (2001) smooths "
    "both; "
    "joins counts neighbours that have what the feature has, a field of 1 and 0. With --per the "
    "field is a number of events among so many people, and rates of few people do not stand out "
    "(Assuncao & Reis 1999).\n"
    "Neighbours are the --k nearest, polygons that share a vertex (queen) or an edge (rook), all "
    "within --distance (band; inverse: weighed by 1 / d^power; kernel), those of the Delaunay or "
    "Gabriel graph, or features with the same --block. Polygons stand at their centroids but with "
    "queen and rook. Without --distance, band and inverse reach as far as it takes to leave no "
    "feature alone, and kernel as far as the k-th nearest. --read-weights takes all this from a "
    "file "
    "of GeoDa, PySAL or ArcGIS, which names features by --id; GeoDa writes distances to GWT, so "
    "that --ones is right there.\n"
    "--distances tells how far likeness reaches: the statistic of all for neighbours ever farther "
    "away, where peaks of its z mark the reach of what makes them alike.\n"
    "p comes from --permutations: the neighbours of a feature are replaced by others drawn at "
    "random, afresh for each feature; where there are no more choices than that, each is taken "
    "once "
    "and p is exact. Many features are many tests: --correction fdr (Benjamini & Hochberg 1995) or "
    "bonferroni asks for smaller p.";

static const cli_example examples[] = {
    {"where rents are high or low among their like, by polygons that touch",
     "geo hotspot tracts.gpkg --field rent --weights queen --correction fdr -o spots.gpkg"},
    {"hot and cold spots of jobs within 800 m",
     "geo hotspot firms.csv --field jobs --statistic gi-star --weights band --distance 800m"},
    {"how far likeness reaches",
     "geo hotspot homes.geojson --field price --distances 500m:5km:500m --distances-to reach.csv"},
    {"neighbours as GeoDa made them",
     "geo hotspot tracts.gpkg --field rent --read-weights tracts.gal --id POLY_ID"},
    {"the same with Moran's I of all in geo:run",
     "geo hotspot homes.geojson --field price --k 6 --global -o prices.geojson"},
    {0},
};

static arguments asked; /* main() sets the defaults, then the options fill it */

static const cli_operand operands[] = {
    {"FEATURES", CLI_LAYER(&asked.features),
     .help = "points or polygons with numbers: a path, path:layer, or -"},
    {0},
};

static const cli_option options[] = {
    {"field", 'f', CLI_FIELD(&asked.field), .of = "FEATURES", .required = true,
     .help = "the numbers; null is unknown"},
    {"statistic", 's', CLI_CHOICE(&asked.statistic), .choices = hotspot_statistics,
     .help = "what to measure"},
    {"with", 0, CLI_FIELD(&asked.with), .of = "FEATURES",
     .help = "with bivariate the numbers of the neighbours, with lee the second ones"},
    {"per", 0, CLI_FIELD(&asked.per), .of = "FEATURES",
     .help = "people among whom --field counts events: empirical-Bayes rates"},
    {"global", 0, CLI_FLAG(&asked.global),
     .help = "tell Moran, Geary or G of all as well; lee and joins tell theirs always"},
    {"explain", 0, CLI_INTEGER(&asked.explain), .min = 1, .max = 1e15, .unless = "nothing",
     .help = "write the formula and feature N worked out"},
    {"explain-to", 0, CLI_OUTPUT(&asked.explain_to), .unless = "standard error",
     .help = "file for --explain"},
    {"weights", 'w', CLI_CHOICE(&asked.weights), .choices = hotspot_neighbours,
     .group = "neighbours", .help = "who is a neighbour"},
    {"k", 'k', CLI_INTEGER(&asked.k), .min = 1, .max = 1e6, .group = "neighbours",
     .help = "with knn, and with kernel without --distance: how many"},
    {"distance", 'd', CLI_DISTANCE(&asked.distance_m), .above_min = true, .group = "neighbours",
     .unless = "what leaves no feature alone", .help = "how far neighbours may be"},
    {"snap", 0, CLI_DISTANCE(&asked.snap_m), .group = "neighbours",
     .help = "with queen and rook: vertices this near are one"},
    {"power", 0, CLI_REAL(&asked.power), .max = 100, .group = "neighbours",
     .help = "with inverse: exponent of the distance"},
    {"min-distance", 0, CLI_DISTANCE(&asked.least_m), .above_min = true, .group = "neighbours",
     .help = "with inverse: what shorter distances count as"},
    {"kernel", 0, CLI_CHOICE(&asked.kernel), .choices = hotspot_kernels, .group = "neighbours",
     .help = "with kernel: its form"},
    {"block", 0, CLI_FIELD(&asked.block), .of = "FEATURES", .group = "neighbours",
     .help = "with block: features with the same value are neighbours"},
    {"read-weights", 0, CLI_TEXT(&asked.read_weights), .group = "neighbours",
     .help = "neighbours and weights from a file: GAL, GWT or SWM"},
    {"write-weights", 0, CLI_OUTPUT(&asked.write_weights), .group = "neighbours",
     .help = "write neighbours and weights, before --coding, to .gal, .gwt or .swm"},
    {"id", 0, CLI_FIELD(&asked.id), .of = "FEATURES", .group = "neighbours",
     .unless = "places, from 1", .help = "how files of weights call the features"},
    {"ones", 0, CLI_FLAG(&asked.ones), .group = "neighbours",
     .help = "with --read-weights: each pair weighs 1, as where GWT has distances"},
    {"symmetric", 0, CLI_FLAG(&asked.symmetric), .group = "neighbours",
     .help = "whoever is a neighbour of one has it as a neighbour"},
    {"coding", 0, CLI_CHOICE(&asked.coding), .choices = hotspot_codings, .group = "neighbours",
     .help =
         "weights as they are, of sum 1 a row, n or 1 in all, or of stable variance: B, W, C, U "
         "and S of spdep"},
    {"islands", 0, CLI_CHOICE(&asked.islands), .choices = islands, .group = "neighbours",
     .help = "features without neighbours: out of the mean, or in it"},
    {"distances", 0, CLI_DISTANCE(&asked.distances), .above_min = true, .group = "distances",
     .unless = "none",
     .help = "Moran, Geary or G of all with all neighbours within each, 500m:5km:500m"},
    {"distances-to", 0, CLI_OUTPUT(&asked.distances_to), .group = "distances",
     .unless = "notes only", .help = "the same as a table, .csv"},
    {"permutations", 'n', CLI_INTEGER(&asked.inference.permutations), .max = 1e7,
     .group = "significance", .help = "draws for each feature; with 0 p is that of hs_z"},
    {"seed", 0, CLI_INTEGER(&asked.inference.seed), .group = "significance",
     .help = "of the draws; equal seeds give equal results"},
    {"tail", 0, CLI_CHOICE(&asked.tail), .choices = tails, .group = "significance",
     .help = "which results are as extreme: folded takes the smaller tail, as GeoDa and PySAL do, "
             "so that p of 0.05 is 0.1 two-sided"},
    {"significance", 0, CLI_SHARE(&asked.significance), .min = 0, .max = 1, .above_min = true,
     .group = "significance", .help = "largest p of a spot"},
    {"correction", 0, CLI_CHOICE(&asked.correction), .choices = corrections,
     .group = "significance", .help = "for many tests"},
    {0},
};

static const cli_table tables[] = {{"--distances-to", hotspot_distance_columns}, {0}};

int main(int argc, char **argv)
{
    asked = (arguments){.inference = geo_autocorrelation_options_default(),
                        .k = 8,
                        .power = 1.0,
                        .least_m = 1.0,
                        .snap_m = 0.01, /* as spdep: what 7 decimals of a degree leave open */
                        .kernel = GEO_KERNEL_TRIANGULAR,
                        .coding = GEO_CODING_W,
                        .significance = 0.05};
    const cli_tool tool = {
        .name = "geo-hotspot",
        .summary = "where high and low values gather, and whether by chance",
        .about = about,
        .examples = examples,
        .operands = operands,
        .options = options,
        .columns = columns,
        .tables = tables,
        .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
        .run = run,
        .user = &asked,
    };
    return cli_main(&tool, argc, argv);
}
