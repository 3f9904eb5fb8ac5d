/* SPDX-License-Identifier: MIT */
/* geo-cluster: where do points lie close together? */
#include <inttypes.h>

#include "cluster/cluster.h"

const cli_column cluster_columns[] = {
    {"cl_id", GEO_INT, NULL, "cluster", "聚类编号",
     "cluster, numbered from 1 in input order; null for noise"},
    {"cl_role", GEO_TEXT, NULL, "role in the cluster", "聚类角色",
     "core, border or noise; dbscan only"},
    {"cl_size", GEO_INT, NULL, "points in the cluster", "聚类规模",
     "points of the cluster that the point is in; null for noise"},
    {0},
};

/* ---- Methods ---------------------------------------------------------------------------- */

static const char *const of_dbscan[] = {"eps", "min", NULL};
static const char *const of_kmeans[] = {"k", "seed", NULL};

static const cluster_method methods[] = {
    {"dbscan", of_dbscan, cluster_dbscan},
    {"kmeans", of_kmeans, cluster_kmeans},
    {0},
};

enum { METHODS = sizeof methods / sizeof methods[0] };

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
    CLI_TRY(read_subject(call, a, &s));
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
    arguments a = {.dbscan = geo_dbscan_options_default(), .kmeans = geo_kmeans_options_default()};
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
         .help = "dense places and noise, or a partition into k"},
        {"weight", 'w', CLI_FIELD(&a.weight), .of = "POINTS", .unless = "1 each",
         .help = "what a point weighs: jobs, beds, people"},
        {"eps", 'e', CLI_DISTANCE(&a.dbscan.eps_m), .group = "dbscan", .above_min = true,
         .help = "neighbours are within this distance"},
        {"min", 'n', CLI_REAL(&a.dbscan.min_weight), .group = "dbscan", .above_min = true,
         .help = "a core point and its neighbours weigh at least this"},
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
        {"eight compact groups, the same on every run",
         "geo cluster shops.geojson --method kmeans --k 8 --seed 1 -o groups.geojson"},
        {0},
    };
    const cli_tool tool = {
        .name = "geo-cluster",
        .summary = "where points lie close together",
        .about = "dbscan joins points that have enough neighbours within a distance (Ester, "
                 "Kriegel, Sander & Xu 1996); a border point goes to its nearest core point, so "
                 "the result does not depend on the order of the input. kmeans divides all "
                 "points into k groups about their means (Lloyd 1982).\n"
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
