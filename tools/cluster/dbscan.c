/* SPDX-License-Identifier: MIT */
/* --method dbscan: points that have enough neighbours. */
#include "cluster.h"

geo_status cluster_dbscan(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    out->role = cli_array(call, s->n, sizeof *out->role);
    return geo_dbscan(cli_ctx(call), s->shapes, s->weight, &a->dbscan, out->label, out->role,
                      &out->count);
}
