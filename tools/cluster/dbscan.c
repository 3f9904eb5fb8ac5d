/* SPDX-License-Identifier: MIT */
/* --method dbscan and dbscan-star: points that have enough neighbours. */
#include "cluster.h"

geo_status cluster_dbscan(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    out->role = cli_array(call, s->n, sizeof *out->role);
    return geo_dbscan(cli_ctx(call), s->shapes, s->weight, &a->dbscan, out->label, out->role,
                      &out->count);
}

geo_status cluster_dbscan_star(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    arguments starred = *a;
    starred.dbscan.core_only = 1;
    return cluster_dbscan(call, &starred, s, out);
}
