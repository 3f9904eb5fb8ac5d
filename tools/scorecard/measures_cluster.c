/* SPDX-License-Identifier: MIT */
/* Clusters of features by density (DBSCAN: --eps, --min). */
#include <math.h>
#include <string.h>

#include "geo/cluster.h"
#include "scorecard.h"

/* The cluster of every feature of the layer, -1 for none; NaN where not looked at. */
static geo_status clusters(measurement *m, const picked *p)
{
    vector_of_before(m);
    if (m->cell->vector != NULL) {
        return GEO_OK;
    }
    geo_status status = GEO_OK;
    geo_dbscan_options options = geo_dbscan_options_default();
    int64_t count = 0;
    int64_t *label = cli_array(m->card->call, p->n, sizeof *label);
    double *values = cli_array(m->card->call, p->n, sizeof *values);
    options.eps_m = m->row->options.eps_m;
    options.min_weight = m->row->options.min_weight;
    CLI_TRY(geo_dbscan(m->card->ctx, p->shapes, NULL, &options, label, NULL, &count));
    for (int64_t k = 0; k < p->n; k++) {
        values[k] = (double)label[k];
    }
    vector_keep(m, p, values);
done:
    return status;
}

typedef struct tally {
    int64_t clusters, largest, inside, looked_at;
} tally;

static tally tally_of(measurement *m, int64_t n)
{
    tally t = {0, 0, 0, 0};
    const double *label = m->cell->vector;
    int64_t *size = cli_array(m->card->call, n, sizeof *size);
    for (int64_t i = 0; i < n; i++) {
        t.looked_at += !isnan(label[i]);
        if (label[i] >= 0.0) {
            int64_t cluster = (int64_t)label[i];
            size[cluster]++;
            t.inside++;
            t.clusters = cluster >= t.clusters ? cluster + 1 : t.clusters;
            t.largest = size[cluster] > t.largest ? size[cluster] : t.largest;
        }
    }
    return t;
}

static geo_status cluster_tally(measurement *m, tally *out, bool *known)
{
    geo_status status = GEO_OK;
    picked p = {0};
    *known = false;
    CLI_TRY(pick_subject(m, &p));
    if (p.place != NULL) {
        CLI_TRY(clusters(m, &p));
        *out = tally_of(m, geo_layer_count(p.place->stored->file->layer));
        *known = true;
        note_picked(m, &p, m->row->options.eps_m);
    }
done:
    picked_clear(&p);
    return status;
}

geo_status measure_cluster_count(measurement *m)
{
    tally t;
    bool known;
    geo_status status = cluster_tally(m, &t, &known);
    if (status == GEO_OK && known) {
        m->value = (double)t.clusters;
    }
    return status;
}

geo_status measure_cluster_largest(measurement *m)
{
    tally t;
    bool known;
    geo_status status = cluster_tally(m, &t, &known);
    if (status == GEO_OK && known) {
        m->value = (double)t.largest;
    }
    return status;
}

geo_status measure_cluster_noise(measurement *m)
{
    tally t;
    bool known;
    geo_status status = cluster_tally(m, &t, &known);
    if (status == GEO_OK && known) {
        m->value = (double)(t.looked_at - t.inside);
    }
    return status;
}

geo_status measure_cluster_share(measurement *m)
{
    tally t;
    bool known;
    geo_status status = cluster_tally(m, &t, &known);
    if (status == GEO_OK && known && t.looked_at > 0) {
        m->value = (double)t.inside / (double)t.looked_at;
    }
    return status;
}
