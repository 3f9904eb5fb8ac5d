/* SPDX-License-Identifier: MIT */
/* --method kmeans: a partition into k groups about their means. */
#include <inttypes.h>

#include "cluster.h"

geo_status cluster_kmeans(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    double *x = cli_array(call, a->kmeans.k, sizeof *x);
    double *y = cli_array(call, a->kmeans.k, sizeof *y);
    geo_kmeans_summary summary;
    out->count = a->kmeans.k;
    cli_seed(call, a->kmeans.seed);
    geo_status status =
        geo_kmeans(cli_ctx(call), s->shapes, s->weight, &a->kmeans, out->label, x, y, &summary);
    if (status == GEO_OK) {
        cluster_number_by_appearance(call, out); /* the order of the centres is chance */
        cli_result(call, "inertia_m2", summary.inertia);
        cli_result(call, "iterations", (double)summary.iterations);
        if (!summary.converged) {
            cli_note(call, "stopped after %" PRId64 " iterations before nothing changed",
                     summary.iterations);
        }
    }
    return status;
}
