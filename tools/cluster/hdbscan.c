/* SPDX-License-Identifier: MIT */
/* --method hdbscan: clusters of any density, how sure each point is in its own, and the tree. */
#include <inttypes.h>
#include <math.h>

#include "cluster.h"

geo_status cluster_whole_min(cli_call *call, const arguments *a, int64_t *out)
{
    double min = a->dbscan.min_weight;
    if (min != floor(min) || min > 1e9) {
        return cli_fail(call, GEO_INVALID, "--min 5", "--min %g is no number of points", min);
    }
    *out = (int64_t)min;
    return GEO_OK;
}

enum { DECIMALS = 1000000 };

/* Digits beyond these differ with the version of PROJ. */
static double to_digits(double value)
{
    return round(value * DECIMALS) / DECIMALS;
}

/* A node a line, so that trees can be compared. Infinite distances and stabilities are null. */
static geo_status write_tree(cli_call *call, const arguments *a, const geo_hierarchy_nodes *t)
{
    cli_text out = {NULL, 0, 0};
    const double *birth = cli_rounded(call, "m", t->birth_m, t->n);
    const double *death = cli_rounded(call, "m", t->death_m, t->n);
    cli_text_add(&out, "{\"method\": \"hdbscan\", \"nodes\": [");
    for (int64_t k = 0; k < t->n; k++) {
        cli_text_add(&out, "%s\n{\"node\": %" PRId64 ", \"parent\": ", k > 0 ? "," : "", k);
        cli_text_number(&out, t->parent[k] >= 0 ? (double)t->parent[k] : (double)NAN);
        cli_text_add(&out, ", \"size\": %" PRId64 ", \"birth_m\": ", t->size[k]);
        cli_text_number(&out, birth[k]);
        cli_text_add(&out, ", \"death_m\": ");
        cli_text_number(&out, death[k]);
        cli_text_add(&out, ", \"stability\": ");
        cli_text_number(&out, to_digits(t->stability[k]));
        cli_text_add(&out, ", \"cluster\": ");
        cli_text_number(&out, t->label[k] >= 0 ? (double)t->label[k] + 1.0 : (double)NAN);
        cli_text_add(&out, "}");
    }
    cli_text_add(&out, "\n], \"geo:run\": %s}\n", cli_run_json(call, t->n));
    geo_status status = cli_write_text(call, a->tree, out.data, out.size);
    cli_text_clear(&out);
    return status;
}

static void add_extras(clusters *out, const geo_membership *m, int64_t n, double *outlier)
{
    for (int64_t i = 0; i < n; i++) { /* without geometry there is no probability either */
        m->probability[i] = isnan(outlier[i]) ? (double)NAN : to_digits(m->probability[i]);
        outlier[i] = to_digits(outlier[i]);
    }
    out->extra[out->extra_count++] = (cluster_extra){.column = CL_PROB, .reals = m->probability};
    out->extra[out->extra_count++] = (cluster_extra){.column = CL_OUTLIER, .reals = outlier};
}

geo_status cluster_hdbscan(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    geo_status status = GEO_OK;
    geo_hdbscan_options o = a->hdbscan;
    geo_hierarchy *tree = NULL;
    geo_membership m = {.label = out->label};
    m.probability = cli_array(call, s->n, sizeof *m.probability);
    m.outlier = cli_array(call, s->n, sizeof *m.outlier);
    o.selection = (geo_selection)a->selection;
    o.ties = (geo_ties)a->ties;
    o.allow_single = a->single;
    if (s->weight != NULL) {
        return cli_fail(call, GEO_INVALID, "--method dbscan", "hdbscan has no --weight");
    }
    CLI_TRY(cluster_whole_min(call, a, &o.min_points));
    CLI_TRY(cli_check_output(call, a->tree));
    CLI_TRY(geo_hdbscan(cli_ctx(call), s->shapes, &o, &m, &tree));
    out->count = m.cluster_count;
    add_extras(out, &m, s->n, m.outlier);
    geo_hierarchy_nodes nodes = geo_hierarchy_view(tree);
    if (a->tree != NULL) {
        CLI_TRY(write_tree(call, a, &nodes));
    }
done:
    geo_hierarchy_destroy(tree);
    return status;
}
