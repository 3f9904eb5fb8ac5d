/* SPDX-License-Identifier: MIT */
/* geo-cluster: where do points lie close together? */
#include <inttypes.h>

#include "cli.h"
#include "geo/cluster.h"

enum { DBSCAN, KMEANS };
enum { COLUMN_ID, COLUMN_ROLE, COLUMN_SIZE };

static const char *const methods[] = {"dbscan", "kmeans", NULL};

static const cli_column columns[] = {
    {"cl_id", GEO_INT, NULL, "cluster", "聚类编号",
     "cluster, numbered from 1 in input order; null for noise"},
    {"cl_role", GEO_TEXT, NULL, "role in the cluster", "聚类角色",
     "core, border or noise; dbscan only"},
    {"cl_size", GEO_INT, NULL, "points in the cluster", "聚类规模",
     "points of the cluster that the point is in; null for noise"},
    {0},
};

typedef struct arguments {
    const char *points;
    int method;
    geo_dbscan_options dbscan;
    geo_kmeans_options kmeans;
    const char *weight;
} arguments;

typedef struct clusters {
    int64_t n, count;
    int64_t *label, *size; /* [n], [count] */
    uint8_t *role;         /* [n]; NULL for kmeans */
} clusters;

static geo_status check_arguments(cli_call *call, const arguments *a)
{
    if (a->method == DBSCAN &&
        (cli_given(call, &a->kmeans.k) || cli_given(call, &a->kmeans.seed))) {
        return cli_fail(call, GEO_INVALID, "--method kmeans", "--k and --seed are of kmeans");
    }
    if (a->method == KMEANS &&
        (cli_given(call, &a->dbscan.eps_m) || cli_given(call, &a->dbscan.min_weight))) {
        return cli_fail(call, GEO_INVALID, "--method dbscan", "--eps and --min are of dbscan");
    }
    return GEO_OK;
}

/* The order of k-means' centres is chance: number the clusters as they come in the input. Where
 * points lie on fewer places than there are centres, some centres have none: no clusters. */
static void number_by_appearance(cli_call *call, clusters *c)
{
    int64_t *number = cli_array(call, c->count, sizeof *number), next = 0; /* from 1 */
    for (int64_t i = 0; i < c->n; i++) {
        if (c->label[i] >= 0) {
            int64_t *mine = &number[c->label[i]];
            *mine = *mine == 0 ? ++next : *mine;
            c->label[i] = *mine - 1;
        }
    }
    if (next < c->count) {
        cli_note(call, "only %" PRId64 " of the %" PRId64 " clusters asked for hold a point", next,
                 c->count);
    }
    c->count = next;
}

static geo_status find_clusters(cli_call *call, const arguments *a, const geo_shapes *points,
                                const double *weight, clusters *c)
{
    c->label = cli_array(call, c->n, sizeof *c->label);
    if (a->method == DBSCAN) {
        c->role = cli_array(call, c->n, sizeof *c->role);
        return geo_dbscan(cli_ctx(call), points, weight, &a->dbscan, c->label, c->role, &c->count);
    }
    double *x = cli_array(call, a->kmeans.k, sizeof *x);
    double *y = cli_array(call, a->kmeans.k, sizeof *y);
    geo_kmeans_summary summary;
    c->count = a->kmeans.k;
    cli_seed(call, a->kmeans.seed);
    geo_status status =
        geo_kmeans(cli_ctx(call), points, weight, &a->kmeans, c->label, x, y, &summary);
    if (status == GEO_OK) {
        number_by_appearance(call, c);
        cli_result(call, "inertia_m2", summary.inertia);
        cli_result(call, "iterations", (double)summary.iterations);
        if (!summary.converged) {
            cli_note(call, "stopped after %" PRId64 " iterations before nothing changed",
                     summary.iterations);
        }
    }
    return status;
}

static void summarize(cli_call *call, clusters *c, int64_t without_geometry)
{
    int64_t inside = 0, largest = 0, used = c->n - without_geometry;
    c->size = cli_array(call, c->count, sizeof *c->size);
    for (int64_t i = 0; i < c->n; i++) {
        if (c->label[i] >= 0) {
            int64_t size = ++c->size[c->label[i]];
            largest = size > largest ? size : largest;
            inside++;
        }
    }
    double share = used > 0 ? 100.0 * (double)inside / (double)used : 0.0;
    cli_result(call, "clusters", (double)c->count);
    cli_result(call, "largest", (double)largest);
    cli_result(call, "inside", (double)inside);
    cli_note(call,
             "%" PRId64 " cluster%s, the largest of %" PRId64 " points; %" PRId64 " of %" PRId64
             " points inside (%.1f %%)",
             c->count, c->count == 1 ? "" : "s", largest, inside, used, share);
}

static geo_status add_columns(cli_call *call, const cli_layer *points, const clusters *c)
{
    geo_status status = GEO_OK;
    static const char *const role_names[] = {"noise", "border", "core"};
    const geo_geometry *g = geo_layer_geometry(points->layer);
    int64_t *id = cli_array(call, c->n, sizeof *id);
    int64_t *size = cli_array(call, c->n, sizeof *size);
    const char **role = cli_array(call, c->n, sizeof *role);
    uint8_t *valid = cli_array(call, c->n / 8 + 1, 1);
    for (int64_t i = 0; i < c->n; i++) {
        geo_span s = geo_feature_coords(g, i);
        if (c->label[i] >= 0) {
            id[i] = c->label[i] + 1;
            size[i] = c->size[c->label[i]];
            valid[i >> 3] = (uint8_t)(valid[i >> 3] | 1u << (i & 7));
        }
        role[i] = c->role != NULL && s.begin < s.end ? role_names[c->role[i]] : NULL;
    }
    CLI_TRY(cli_add_ints(call, points->layer, &columns[COLUMN_ID], NULL, id, valid));
    if (c->role != NULL) {
        CLI_TRY(cli_add_texts(call, points->layer, &columns[COLUMN_ROLE], NULL, role));
    }
    CLI_TRY(cli_add_ints(call, points->layer, &columns[COLUMN_SIZE], NULL, size, valid));
done:
    return status;
}

static geo_status read_points(cli_call *call, const arguments *a, cli_layer **points,
                              const geo_shapes **shapes, double **weight)
{
    geo_status status = GEO_OK;
    CLI_TRY(cli_read(call, a->points, points));
    CLI_TRY(cli_amounts(call, *points, a->weight, weight));
    CLI_TRY(cli_project(call, *points, shapes));
done:
    return status;
}

static geo_status run(cli_call *call, void *user)
{
    geo_status status = GEO_OK;
    const arguments *a = user;
    cli_layer *points;
    const geo_shapes *shapes;
    double *weight;
    clusters c = {0};
    CLI_TRY(check_arguments(call, a));
    CLI_TRY(read_points(call, a, &points, &shapes, &weight));
    int64_t without = cli_without_geometry(points);
    cli_skip(call, without, "%s: %" PRId64 " features without geometry: in no cluster",
             points->source, without);
    c.n = geo_layer_count(points->layer);
    CLI_TRY(find_clusters(call, a, shapes, weight, &c));
    summarize(call, &c, without);
    CLI_TRY(add_columns(call, points, &c));
    CLI_TRY(cli_write(call, points->layer, (cli_style){GEO_STYLE_CATEGORIES, "cl_id"}));
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
    const cli_option options[] = {
        {"method", 'm', CLI_CHOICE(&a.method), .choices = methods,
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
        .columns = columns,
        .uses = CLI_READS | CLI_CHECKS | CLI_MEASURES | CLI_WRITES,
        .run = run,
        .user = &a,
    };
    return cli_main(&tool, argc, argv);
}
