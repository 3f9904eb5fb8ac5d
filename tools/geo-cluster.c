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
    {"cl_order", GEO_INT, NULL, "place in the order", "排序位置",
     "optics only: draw cl_reach over it, and clusters are the valleys"},
    {"cl_reach", GEO_REAL, "m", "reachability", "可达距离",
     "optics only: from the points before it; null for the first of a group"},
    {"cl_core", GEO_REAL, "m", "core distance", "核心距离",
     "optics only: to the nearest number --min; null where that is beyond --eps"},
    {"cl_size", GEO_INT, NULL, "points in the cluster", "聚类规模",
     "points of the cluster that the point is in; null for noise"},
    /* of --outlines */
    {"cl_weight", GEO_REAL, NULL, "weight of the cluster", "聚类权重",
     "outlines: sum of --weight in the cluster"},
    {"cl_mlon", GEO_REAL, "deg", "mean centre, longitude", "平均中心经度",
     "outlines: every point counts 1"},
    {"cl_mlat", GEO_REAL, "deg", "mean centre, latitude", "平均中心纬度", "outlines: the same"},
    {"cl_wlon", GEO_REAL, "deg", "weighted mean centre, longitude", "加权平均中心经度",
     "outlines: points count their --weight; null when that is 0"},
    {"cl_wlat", GEO_REAL, "deg", "weighted mean centre, latitude", "加权平均中心纬度",
     "outlines: the same"},
    {"cl_medlon", GEO_REAL, "deg", "median centre, longitude", "中位中心经度",
     "outlines: where the (weighted) sum of distances to the points is least"},
    {"cl_medlat", GEO_REAL, "deg", "median centre, latitude", "中位中心纬度", "outlines: the same"},
    {"cl_sd", GEO_REAL, "m", "standard distance", "标准距离",
     "outlines: root of the (weighted) mean squared distance to the mean centre"},
    {"cl_major", GEO_REAL, "m", "major half axis of the ellipse", "标准差椭圆长半轴",
     "outlines: of the standard deviational ellipse, times --ellipse-factor; null for fewer than "
     "3 points"},
    {"cl_minor", GEO_REAL, "m", "minor half axis of the ellipse", "标准差椭圆短半轴",
     "outlines: the same; 0 for points in a line"},
    {"cl_azimuth", GEO_REAL, "deg", "direction of the major axis", "长轴方位角",
     "outlines: clockwise from grid north, 0 to 180"},
    {"cl_hull", GEO_REAL, "km2", "area of the convex hull", "凸包面积",
     "outlines: 0 for points in a line; of regions that of their zones"},
    {"cl_density", GEO_REAL, "1/km2", "points per area", "点密度",
     "outlines: points by area of the convex hull; null without area; of regions drawn as zones, "
     "zones by area of the zones"},
    {"cl_wdens", GEO_REAL, "1/km2", "weight per area", "权重密度",
     "outlines: --weight by the same area"},
    {"cl_area", GEO_REAL, "km2", "area of the outline", "轮廓面积",
     "outlines: of what --drawn-as draws; null, as all that follow, when nothing is drawn"},
    {"cl_perim", GEO_REAL, "m", "perimeter of the outline", "轮廓周长", "outlines: likewise"},
    {"cl_polsby", GEO_REAL, NULL, "Polsby-Popper compactness", "Polsby-Popper 紧凑度",
     "outlines: 4 pi area / perimeter squared; 1 for a disc"},
    {"cl_schwarz", GEO_REAL, NULL, "Schwartzberg compactness", "Schwartzberg 紧凑度",
     "outlines: perimeter by that of a disc of the same area; 1 for a disc, else more"},
    {"cl_shape", GEO_REAL, NULL, "shape index", "形状指数",
     "outlines: perimeter by that of a square of the same area"},
    {"cl_convex", GEO_REAL, NULL, "convexity", "凸度", "outlines: area by that of its convex hull"},
    {"cl_reock", GEO_REAL, NULL, "Reock compactness", "Reock 紧凑度",
     "outlines: area by that of the smallest circle around it"},
    {"cl_sector", GEO_TEXT, NULL, "dominant sector", "主导行业",
     "outlines: the value of --sector with the most points or weight; null where none is known"},
    {"cl_share", GEO_REAL, "%", "share of the dominant sector", "主导行业占比",
     "outlines: of the points or weight whose sector is known"},
    {0},
};

/* ---- Methods ---------------------------------------------------------------------------- */

static const char *const of_dbscan[] = {"eps", "min", "time", "time-eps", "time-unit", NULL};
static const char *const of_hdbscan[] = {"min",      "min-size", "selection", "single", "merge",
                                         "shortest", "ties",     "tree",      NULL};
static const char *const of_optics[] = {"eps", "min", "min-size", "xi", NULL};
static const char *const of_kmeans[] = {"k", "seed", NULL};
static const char *const of_radius[] = {"max-radius", NULL};
static const char *const of_skater[] = {"regions", "values",      "touch", "snap", "raw",
                                        "by-part", "floor-field", "floor", NULL};
static const char *const of_max_p[] = {"values",      "touch", "snap",   "raw",  "by-part",
                                       "floor-field", "floor", "starts", "seed", NULL};

static const cluster_method methods[] = {
    {"dbscan", of_dbscan, cluster_dbscan, true},
    {"dbscan-star", of_dbscan, cluster_dbscan_star, true},
    {"hdbscan", of_hdbscan, cluster_hdbscan, true},
    {"optics", of_optics, cluster_optics, true},
    {"kmeans", of_kmeans, cluster_kmeans, false},
    {"radius", of_radius, cluster_radius, false},
    {"skater", of_skater, cluster_skater, false},
    {"max-p", of_max_p, cluster_max_p, false},
    {0},
};

enum { METHODS = sizeof methods / sizeof methods[0] };

static const char *const selections[] = {"excess", "leaves", NULL};
static const char *const ties[] = {"together", "binary", NULL};
static const char *const touches[] = {"queen", "rook", "gabriel", NULL};
static const char *const drawings[] = {"convex", "concave", "ellipse", "zones", NULL};

/* ---- The call --------------------------------------------------------------------------- */

static geo_status read_subject(cli_call *call, const arguments *a, subject *s)
{
    geo_status status = GEO_OK;
    double *weight;
    CLI_TRY(cli_read(call, a->points, &s->layer));
    CLI_TRY(cli_known_amounts(call, s->layer, a->weight, &weight));
    CLI_TRY(cli_project(call, s->layer, &s->shapes));
    s->weight = weight;
    s->n = geo_layer_count(s->layer->layer);
    int64_t without = cli_without_geometry(s->layer);
    cli_skip(call, without, "%s: %s without geometry: in no cluster", s->layer->source,
             cli_count(call, without, "feature"));
    CLI_TRY(cluster_read_times(call, a, s));
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
    if ((a->time != NULL) != cli_given(call, &a->dbscan.time_eps_s)) {
        return cli_fail(call, GEO_INVALID, "--time FIELD --time-eps 30d",
                        "--time and --time-eps go together");
    }
    CLI_TRY(cluster_check_sweep(call, a, &methods[a->method]));
    CLI_TRY(cluster_check_k_distance(call, a));
    CLI_TRY(cluster_check_outlines(call, a));
    CLI_TRY(read_subject(call, a, &s));
    if (a->sweep != NULL || a->k_distance) {
        return a->k_distance ? cluster_k_distance(call, a, &s)
                             : cluster_sweep(call, a, &methods[a->method], &s);
    }
    c.n = s.n;
    c.label = cli_array(call, s.n, sizeof *c.label);
    CLI_TRY(methods[a->method].find(call, a, &s, &c));
    CLI_TRY(cluster_add_columns(call, &s, &c));
    cluster_tell_none(call, a, &methods[a->method], &s, &c);
    CLI_TRY(cluster_write_outlines(call, a, &s, &c));
    CLI_TRY(cli_write(call, s.layer->layer, cluster_style(&methods[a->method], &c)));
done:
    return status;
}

static const cli_example examples[] = {
    {"where institutions lie dense, five within 500 m of each other",
     "geo cluster institutions.geojson --eps 500m --min 5 -o clusters.gpkg"},
    {"incidents that come together, within 300 m and 30 days of each other",
     "geo cluster incidents.csv --eps 300m --min 4 --time date --time-eps 30d -o runs.gpkg"},
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
    {"what clusters are like, drawn as ellipses, and the sector that prevails in each",
     "geo cluster firms.geojson --eps 300m --outlines e.gpkg --drawn-as ellipse --sector type "
     "-o c.gpkg"},
    {"five regions of townships that are alike in two respects",
     "geo cluster towns.gpkg --method skater --regions 5 --values income,age -o regions.gpkg"},
    {"as many regions as there can be with 50,000 people in each",
     "geo cluster towns.gpkg --method max-p --values income --floor 50000 --floor-field "
     "people"},
    {0},
};

static const char about[] =
    "dbscan joins points that have enough neighbours within a distance (Ester, "
    "Kriegel, Sander & Xu 1996); a border point goes to its nearest core point, so "
    "the result does not depend on the order of the input; with dbscan-star border "
    "points are noise (Campello, Moulavi & Sander 2013). hdbscan looks at every "
    "distance at once and takes the clusters that last longest (the same; exact), so "
    "that dense and sparse ones are found together. optics puts the points "
    "into an order in which clusters are valleys of reachability, and takes those "
    "between steep slopes (Ankerst et al. 1999). With --time dbscan looks for what "
    "is near in space and in time (Birant & Kut 2007). kmeans divides all points into k "
    "groups about their means (Lloyd 1982). radius makes clusters no "
    "point of which is farther than --max-radius from the point they are about: each "
    "next one begins with the point farthest from all before (Gonzalez 1985).\n"
    "skater and max-p make connected regions of zones (polygons) that are alike in "
    "--values: skater cuts the minimum spanning tree of neighbours into --regions "
    "(Assuncao et al. 2006), max-p makes as many as have enough of something (Duque, "
    "Anselin & Rey 2012); that is a search by chance, the same for the same --seed.\n"
    "--outlines tells of each cluster its centres, standard distance and ellipse, "
    "hull, density, compactness and prevailing sector; zones count as their "
    "centroids, but regions are drawn as their zones made one.\n"
    "Distances are straight lines in metres. The number of clusters, the largest "
    "and the share of points inside are told on standard error and kept in geo:run.";

static arguments asked;                   /* main() sets the defaults, then the options fill it */
static const char *method_words[METHODS]; /* main() takes them from the table of methods */

static const cli_operand operands[] = {
    {"POINTS", CLI_LAYER(&asked.points),
     .help = "points (skater, max-p: zones): a path, path:layer, or - for a pipe"},
    {0},
};

static const cli_option options[] = {
    {"method", 'm', CLI_CHOICE(&asked.method), .choices = method_words,
     .help = "dense places and noise at one density (dbscan, dbscan-star) or at any (hdbscan, "
             "optics), a partition into k, clusters of a radius, or regions of zones"},
    {"weight", 'w', CLI_FIELD(&asked.weight), .of = "POINTS", .unless = "1 each",
     .help = "what a point weighs: jobs, beds, people"},
    {"eps", 'e', CLI_DISTANCE(&asked.dbscan.eps_m), .group = "density", .above_min = true,
     .help = "neighbours are within this distance; with optics, without a default, nothing "
             "farther is looked at"},
    {"min", 'n', CLI_REAL(&asked.dbscan.min_weight), .group = "density", .above_min = true,
     .help = "minPts: a core point and its neighbours weigh at least this; with hdbscan and "
             "optics, points that the core distance reaches, itself included"},
    {"time", 0, CLI_FIELD(&asked.time), .of = "POINTS", .group = "density",
     .help = "column that tells when a point is: dates, or numbers; neighbours are then also "
             "within --time-eps of each other"},
    {"time-eps", 0, CLI_DURATION(&asked.dbscan.time_eps_s), .group = "density", .above_min = true,
     .unless = "none", .help = "with --time: neighbours are within this"},
    {"time-unit", 0, CLI_DURATION(&asked.time_unit_s), .group = "density", .above_min = true,
     .help = "with --time that is numbers: how long 1 is"},
    {"min-size", 0, CLI_INTEGER(&asked.hdbscan.min_cluster_size), .group = "hdbscan", .min = 2,
     .max = 1e9, .help = "points of a cluster at least; of optics, too"},
    {"xi", 0, CLI_SHARE(&asked.xi), .group = "optics", .min = 0.0, .max = 1.0, .above_min = true,
     .below_max = true,
     .help = "clusters begin and end where reachability falls or rises by this share"},
    {"selection", 0, CLI_CHOICE(&asked.selection), .choices = selections, .group = "hdbscan",
     .help = "the most stable clusters (excess of mass), or the finest"},
    {"single", 0, CLI_FLAG(&asked.single), .group = "hdbscan",
     .help = "all points may be one cluster"},
    {"merge", 0, CLI_DISTANCE(&asked.hdbscan.merge_m), .group = "hdbscan",
     .help = "clusters that part at less than this stay one"},
    {"shortest", 0, CLI_DISTANCE(&asked.hdbscan.shortest_m), .group = "hdbscan",
     .help = "shorter distances count as this: points at one place are not infinitely dense"},
    {"ties", 0, CLI_CHOICE(&asked.ties), .choices = ties, .group = "hdbscan",
     .help = "links of one length part together, or one after another in input order"},
    {"tree", 0, CLI_OUTPUT(&asked.tree), .group = "hdbscan",
     .help = "write the condensed tree as JSON"},
    {"k-distance", 0, CLI_FLAG(&asked.k_distance), .group = "choosing",
     .help = "write the sorted distances to the nearest number --min, a table in place of the "
             "points, and tell where they rise: an --eps to begin with"},
    {"sweep", 0, CLI_TEXT(&asked.sweep), .group = "choosing",
     .help = "NAME=FROM:TO:STEP: change one number of the method and write what comes of it, a "
             "table in place of the points"},
    {"k", 'k', CLI_INTEGER(&asked.kmeans.k), .group = "kmeans", .min = 1, .max = 1e6,
     .help = "clusters to make"},
    {"seed", 's', CLI_INTEGER(&asked.kmeans.seed), .group = "kmeans",
     .help = "of the random start; equal seeds give equal results"},
    {"max-radius", 0, CLI_DISTANCE(&asked.radius_m), .group = "radius", .above_min = true,
     .help = "no point is farther from the point that its cluster is about"},
    {"values", 0, CLI_FIELD(&asked.values), .of = "POINTS", .group = "regions",
     .help = "columns in which zones of a region are alike"},
    {"regions", 0, CLI_INTEGER(&asked.skater.regions), .group = "regions", .min = 1, .max = 1e9,
     .help = "skater: regions to make"},
    {"floor", 0, CLI_REAL(&asked.floor), .group = "regions", .above_min = true,
     .unless = "none with skater", .help = "each region has at least this"},
    {"floor-field", 0, CLI_FIELD(&asked.floor_field), .of = "POINTS", .group = "regions",
     .unless = "zones count 1", .help = "of this column, such as people"},
    {"touch", 0, CLI_CHOICE(&asked.touch), .choices = touches, .group = "regions",
     .help = "neighbours share a vertex, an edge, or have nothing between their centres"},
    {"snap", 0, CLI_DISTANCE(&asked.snap_m), .group = "regions",
     .help = "vertices this near are one, for boundaries that do not quite meet"},
    {"by-part", 0, CLI_FLAG(&asked.by_part), .group = "regions",
     .help = "zones may fall into parts that do not touch; else that is an error"},
    {"raw", 0, CLI_FLAG(&asked.raw), .group = "regions",
     .help = "compare values as they are, not by the standard deviation of their column"},
    {"starts", 0, CLI_INTEGER(&asked.max_p.starts), .group = "regions", .min = 1, .max = 1e6,
     .help = "max-p: partitions grown by chance, of which the best are improved"},
    {"outlines", 0, CLI_OUTPUT(&asked.outlines), .group = "outlines",
     .help = "write a feature for each cluster: its outline and what it is like"},
    {"drawn-as", 0, CLI_CHOICE(&asked.drawn_as), .choices = drawings, .group = "outlines",
     .help = "convex or concave hull, standard deviational ellipse, or zones made one, which is "
             "how regions are drawn if this is not given"},
    {"concave-ratio", 0, CLI_REAL(&asked.descriptors.concave_ratio), .group = "outlines", .max = 1,
     .help = "longest edge of the concave hull: 0 the shortest possible, 1 the convex hull"},
    {"ellipse-factor", 0, CLI_REAL(&asked.descriptors.ellipse_factor), .group = "outlines",
     .max = 1000, .above_min = true,
     .help = "axes are this many standard deviations; ArcGIS draws 1.4142"},
    {"sector", 0, CLI_FIELD(&asked.sector), .of = "POINTS", .group = "outlines",
     .help = "column whose prevailing value is told for each cluster"},
    {0},
};

static const cli_table tables[] = {
    {"--sweep", cluster_sweep_columns}, {"--k-distance", cluster_k_distance_columns}, {0}};

static const cli_tool tool = {
    .name = "geo-cluster",
    .summary = "where points lie close together",
    .about = about,
    .examples = examples,
    .operands = operands,
    .options = options,
    .columns = cluster_columns,
    .tables = tables,
    .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
    .run = run,
    .user = &asked,
};

int main(int argc, char **argv)
{
    asked = (arguments){.options = options,
                        .time_unit_s = 1.0,
                        .snap_m = 0.01, /* as spdep: what 7 decimals of a degree leave open */
                        .radius_m = 500.0,
                        .xi = geo_optics_options_default().xi,
                        .dbscan = geo_dbscan_options_default(),
                        .kmeans = geo_kmeans_options_default(),
                        .hdbscan = geo_hdbscan_options_default(),
                        .skater = geo_skater_options_default(),
                        .max_p = geo_max_p_options_default(),
                        .descriptors = geo_descriptor_options_default()};
    for (int i = 0; i < METHODS; i++) {
        method_words[i] = methods[i].name;
    }
    return cli_main(&tool, argc, argv);
}
