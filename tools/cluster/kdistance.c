/* SPDX-License-Identifier: MIT */
/* --k-distance: the sorted distances to the --min-th nearest point, as a table in place of the
 * points, and the knee of their curve: an eps to begin with. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "cluster.h"

enum { MOST_ROWS = 1000 };
enum { RANK, SHARE, DISTANCE, KNEE };

const cli_column cluster_k_distance_columns[] = {
    {"rank", GEO_INT, NULL, "points this near or nearer", "序号", ""},
    {"share", GEO_REAL, "%", "share of points", "点数比例", ""},
    {"distance_m", GEO_REAL, "m", "distance to the nearest number --min", "k 近邻距离", ""},
    {"knee", GEO_BOOL, NULL, "where the curve bends", "拐点", ""},
    {0},
};

geo_status cluster_check_k_distance(cli_call *call, const arguments *a)
{
    if (a->k_distance && (cli_given(call, &a->dbscan.eps_m) || a->weight != NULL)) {
        return cli_fail(call, GEO_INVALID, "geo cluster --k-distance --min 5",
                        "--k-distance looks for an --eps among points that count 1 each: leave %s "
                        "out",
                        a->weight != NULL ? "--weight" : "--eps");
    }
    return GEO_OK;
}

static int compare(const void *a, const void *b)
{
    double p = *(const double *)a, q = *(const double *)b;
    return p < q ? -1 : p > q;
}

/* Those that are known, ascending; returns how many. */
static int64_t sort_known(double *distance, int64_t n)
{
    int64_t known = 0;
    for (int64_t i = 0; i < n; i++) {
        if (!isnan(distance[i])) {
            distance[known++] = distance[i];
        }
    }
    qsort(distance, (size_t)known, sizeof *distance, compare);
    return known;
}

/* Evenly spaced ranks from the first to the last, and the knee's. */
static int64_t choose_ranks(int64_t n, int64_t knee, int64_t *rank)
{
    int64_t rows = 0, steps = n < MOST_ROWS ? n : MOST_ROWS;
    for (int64_t k = 0; k < steps; k++) {
        int64_t next = steps > 1 ? (int64_t)((double)k * (double)(n - 1) / (double)(steps - 1)) : 0;
        if (knee >= 0 && (rows == 0 || rank[rows - 1] < knee) && next > knee) {
            rank[rows++] = knee;
        }
        rank[rows++] = next;
    }
    return rows;
}

static geo_status write_curve(cli_call *call, const double *distance, int64_t n, int64_t knee)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    int64_t *rank = cli_array(call, MOST_ROWS + 1, sizeof *rank);
    int64_t rows = choose_ranks(n, knee, rank);
    double *share = cli_array(call, rows, sizeof *share), *at = cli_array(call, rows, sizeof *at);
    uint8_t *bends = cli_array(call, rows, 1);
    for (int64_t k = 0; k < rows; k++) {
        at[k] = distance[rank[k]];
        bends[k] = rank[k] == knee;
        share[k] = 100.0 * (double)++rank[k] / (double)n;
    }
    CLI_TRY(cluster_table(call, "k_distance", rows, &layer));
    CLI_TRY(cli_add_ints(call, layer, &cluster_k_distance_columns[RANK], NULL, rank, NULL));
    CLI_TRY(cli_add_reals(call, layer, &cluster_k_distance_columns[SHARE], NULL, share));
    CLI_TRY(cli_add_reals(call, layer, &cluster_k_distance_columns[DISTANCE], NULL, at));
    CLI_TRY(cli_add_flags(call, layer, &cluster_k_distance_columns[KNEE], NULL, bends, NULL));
    CLI_TRY(cli_write(call, layer, (cli_style){.kind = GEO_STYLE_NONE}));
done:
    geo_layer_destroy(layer);
    return status;
}

geo_status cluster_k_distance(cli_call *call, const arguments *a, const subject *s)
{
    geo_status status = GEO_OK;
    double *distance = cli_array(call, s->n, sizeof *distance), knee;
    int64_t k, rank;
    CLI_TRY(cluster_whole_min(call, a, &k));
    CLI_TRY(geo_k_distances(cli_ctx(call), s->shapes, k, distance));
    CLI_TRY(geo_knee(cli_ctx(call), s->n, distance, &rank, &knee));
    cli_result(call, "knee_m", round(knee * 1e3) / 1e3);
    if (rank >= 0) { /* ten steps up to the knee, and two beyond */
        double step = fmax(1.0, ceil(knee / 10.0));
        cli_note(call,
                 "the curve bends at %.0f m: there --eps begins to join what lies apart, so look "
                 "below it as well: --sweep eps=%.0fm:%.0fm:%.0fm",
                 knee, step, 12.0 * step, step);
    } else {
        cli_note(call, "the curve has no knee: all points are about as near to their neighbours");
    }
    CLI_TRY(write_curve(call, distance, sort_known(distance, s->n), rank));
done:
    return status;
}
