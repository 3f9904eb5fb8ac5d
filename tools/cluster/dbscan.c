/* SPDX-License-Identifier: MIT */
/* --method dbscan and dbscan-star: points that have enough neighbours. */
#include "cluster.h"

static geo_status find(cli_call *call, const arguments *a, const subject *s, bool core_only,
                       clusters *out)
{
    geo_dbscan_options o = a->dbscan;
    o.core_only = core_only;
    o.time_s = s->time_s;
    out->role = cli_array(call, s->n, sizeof *out->role);
    return geo_dbscan(cli_ctx(call), s->shapes, s->weight, &o, out->label, out->role, &out->count);
}

geo_status cluster_dbscan(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    return find(call, a, s, false, out);
}

geo_status cluster_dbscan_star(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    return find(call, a, s, true, out);
}
