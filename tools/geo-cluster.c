/* SPDX-License-Identifier: MIT */
/* geo-cluster: where do points lie close together? */
#include <inttypes.h>

#include "cluster/cluster.h"

const cli_column cluster_columns[] = {
    {"cl_id", GEO_INT, NULL, "cluster", "聚类编号",
     "cluster, numbered from 1 in input order; null for noise"},
    {"cl_role", GEO_TEXT, NULL, "role in the cluster", "聚类角色",
     "core, border or noise; dbscan only"},
    {"cl_prob", GEO_REAL, NULL, "membership", "隶属概率",
     "hdbscan only: 1 in the densest of the cluster, less the earlier the point leaves it; 0 for "
     "noise"},
    {"cl_outlier", GEO_REAL, NULL, "outlier score", "离群得分",
     "hdbscan only: GLOSH, 0 in the densest of its surroundings, towards 1 far out of them"},
    {"cl_size", GEO_INT, NULL, "points in the cluster", "聚类规模",
     "points of the cluster that the point is in; null for noise"},
    {0},
};

/* ---- Methods ---------------------------------------------------------------------------- */

static const char *const of_dbscan[] = {"eps", "min", NULL};
static const char *const of_hdbscan[] = {"min",      "min-size", "selection", "single", "merge",
                                         "shortest", "ties",     "tree",      NULL};
static const char *const of_kmeans[] = {"k", "seed", NULL};

static const cluster_method methods[] = {
    {"dbscan", of_dbscan, cluster_dbscan, true},
    {"dbscan-star", of_dbscan, cluster_dbscan_star, true},
    {"hdbscan", of_hdbscan, cluster_hdbscan, true},
    {"kmeans", of_kmeans, cluster_kmeans, false},
    {0},
};

enum { METHODS = sizeof methods / sizeof methods[0] };

static const char *const selections[] = {"excess", "leaves", NULL};
static const char *const ties[] = {"together", "binary", NULL};

/* ---- The call --------------------------------------------------------------------------- */

static geo_status read_subject(cli_call *call, const arguments *a, subject *s)
{
    geo_status status = GEO_OK;
    double *weight;
    CLI_TRY(cli_read(call, a->points, &s->layer));
    CLI_TRY(cli_amounts(call, s->layer, a->weight, &weight));
    CLI_TRY(cli_project(call, s->layer, &s->shapes));
    s->weight = weight;
    s->n = geo_layer_count(s->layer->layer);
    int64_t without = cli_without_geometry(s->layer);
    cli_skip(call, without, "%s: %" PRId64 " features without geometry: in no cluster",
             s->layer->source, without);
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    subject s = {0};
    clusters c = {0};
    CLI_TRY(cluster_check_options(call, methods, a->method, a->options));
    CLI_TRY(cluster_check_sweep(call, a, &methods[a->method]));
    CLI_TRY(read_subject(call, a, &s));
    if (a->sweep != NULL || a->k_distance) {
        return a->k_distance ? cluster_k_distance(call, a, &s)
                             : cluster_sweep(call, a, &methods[a->method], &s);
    }
    c.n = s.n;
    c.label = cli_array(call, s.n, sizeof *c.label);
    CLI_TRY(methods[a->method].find(call, a, &s, &c));
    CLI_TRY(cluster_add_columns(call, &s, &c));
    CLI_TRY(cli_write(call, s.layer->layer, (cli_style){GEO_STYLE_CATEGORIES, "cl_id"}));
done:
    return status;
}

int main(int argc, char **argv)
{
    arguments a = {.dbscan = geo_dbscan_options_default(),
                   .kmeans = geo_kmeans_options_default(),
                   .hdbscan = geo_hdbscan_options_default()};
    const cli_operand operands[] = {
        {"POINTS", CLI_LAYER(&a.points), .help = "points: a path, path:layer, or - for a pipe"},
        {0},
    };
    const char *words[METHODS];
    for (int i = 0; i < METHODS; i++) {
        words[i] = methods[i].name;
    }
    const cli_option options[] = {
        {"method", 'm', CLI_CHOICE(&a.method), .choices = words,
         .help = "dense places and noise at one density (dbscan, dbscan-star) or at any (hdbscan), "
                 "or a partition into k"},
        {"weight", 'w', CLI_FIELD(&a.weight), .of = "POINTS", .unless = "1 each",
         .help = "what a point weighs: jobs, beds, people"},
        {"eps", 'e', CLI_DISTANCE(&a.dbscan.eps_m), .group = "density", .above_min = true,
         .help = "neighbours are within this distance"},
        {"min", 'n', CLI_REAL(&a.dbscan.min_weight), .group = "density", .above_min = true,
         .help = "a core point and its neighbours weigh at least this; with hdbscan, points that "
                 "the core distance reaches"},
        {"min-size", 0, CLI_INTEGER(&a.hdbscan.min_cluster_size), .group = "hdbscan", .min = 2,
         .max = 1e9, .help = "points of a cluster at least"},
        {"selection", 0, CLI_CHOICE(&a.selection), .choices = selections, .group = "hdbscan",
         .help = "the most stable clusters (excess of mass), or the finest"},
        {"single", 0, CLI_FLAG(&a.single), .group = "hdbscan",
         .help = "all points may be one cluster"},
        {"merge", 0, CLI_DISTANCE(&a.hdbscan.merge_m), .group = "hdbscan",
         .help = "clusters that part at less than this stay one"},
        {"shortest", 0, CLI_DISTANCE(&a.hdbscan.shortest_m), .group = "hdbscan",
         .help = "shorter distances count as this: points at one place are not infinitely dense"},
        {"ties", 0, CLI_CHOICE(&a.ties), .choices = ties, .group = "hdbscan",
         .help = "links of one length part together, or one after another in input order"},
        {"tree", 0, CLI_OUTPUT(&a.tree), .group = "hdbscan",
         .help = "write the condensed tree as JSON"},
        {"k-distance", 0, CLI_FLAG(&a.k_distance), .group = "choosing",
         .help = "write the sorted distances to the nearest number --min, a table in place of the "
                 "points, and tell where they rise: an --eps to begin with"},
        {"sweep", 0, CLI_TEXT(&a.sweep), .group = "choosing",
         .help = "NAME=FROM:TO:STEP: change one number of the method and write what comes of it, a "
                 "table in place of the points"},
        {"k", 'k', CLI_INTEGER(&a.kmeans.k), .group = "kmeans", .min = 1, .max = 1e6,
         .help = "clusters to make"},
        {"seed", 's', CLI_INTEGER(&a.kmeans.seed), .group = "kmeans",
         .help = "of the random start; equal seeds give equal results"},
        {0},
    };
    a.options = options;
    static const cli_example examples[] = {
        {"where institutions lie dense, five within 500 m of each other",
         "geo cluster institutions.geojson --eps 500m --min 5 -o clusters.gpkg"},
        {"weighted by jobs, straight into the next tool",
         "geo cluster firms.gpkg:offices --eps 300m --weight jobs --min 2000 | geo info -"},
        {"clusters of at least ten, dense or sparse, and the tree they come from",
         "geo cluster shops.geojson --method hdbscan --min-size 10 --tree t.json -o c.gpkg"},
        {"which eps to begin with? the knee of the curve",
         "geo cluster shops.geojson --k-distance --min 5 -o curve.csv"},
        {"and what comes of those around it?",
         "geo cluster shops.geojson --min 5 --sweep eps=200m:1km:100m -o sweep.csv"},
        {"eight compact groups, the same on every run",
         "geo cluster shops.geojson --method kmeans --k 8 --seed 1 -o groups.geojson"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-cluster",
        .summary = "where points lie close together",
        .about = "dbscan joins points that have enough neighbours within a distance (Ester, "
                 "Kriegel, Sander & Xu 1996); a border point goes to its nearest core point, so "
                 "the result does not depend on the order of the input; with dbscan-star border "
                 "points are noise (Campello, Moulavi & Sander 2013). hdbscan looks at every "
                 "distance at once and takes the clusters that last longest (the same; exact), so "
                 "that dense and sparse ones are found together. kmeans divides all points into k "
                 "groups about their means (Lloyd 1982).\n"
                 "Distances are straight lines in metres. The number of clusters, the largest "
                 "and the share of points inside are told on standard error and kept in geo:run.",
        .examples = examples,
        .operands = operands,
        .options = options,
        .columns = cluster_columns,
        .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
        .run = run,
        .user = &a,
    };
    return cli_main(&tool, argc, argv);
}
