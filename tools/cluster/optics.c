/* SPDX-License-Identifier: MIT */
/* --method optics: the order in which clusters of any density stand side by side. */
#include <math.h>

#include "cluster.h"

geo_status cluster_optics(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    geo_status status = GEO_OK;
    geo_optics_options o = geo_optics_options_default();
    double *reach = cli_array(call, s->n, sizeof *reach);
    double *core = cli_array(call, s->n, sizeof *core);
    int64_t *place = cli_array(call, s->n, sizeof *place);
    uint8_t *valid = cli_array(call, s->n / 8 + 1, 1);
    geo_optics found = {place, reach, core, out->label, 0};
    if (s->weight != NULL) {
        return cli_fail(call, GEO_INVALID, "--method dbscan", "optics has no --weight");
    }
    CLI_TRY(cluster_whole_min(call, a, &o.min_points));
    o.min_cluster_size = a->hdbscan.min_cluster_size;
    o.xi = a->xi;
    if (cli_given(call, &a->dbscan.eps_m)) {
        o.eps_m = a->dbscan.eps_m;
    }
    CLI_TRY(geo_optics_order(cli_ctx(call), s->shapes, &o, &found));
    out->count = found.cluster_count;
    for (int64_t i = 0; i < s->n; i++) { /* places are told from 1 */
        valid[i >> 3] = (uint8_t)(valid[i >> 3] | (place[i] >= 0 ? 1u : 0u) << (i & 7));
        place[i]++;
    }
    out->extra[out->extra_count++] =
        (cluster_extra){.column = CL_ORDER, .ints = place, .valid = valid};
    out->extra[out->extra_count++] = (cluster_extra){.column = CL_REACH, .reals = reach};
    out->extra[out->extra_count++] = (cluster_extra){.column = CL_CORE, .reals = core};
done:
    return status;
}
