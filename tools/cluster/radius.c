/* SPDX-License-Identifier: MIT */
/* --method radius: clusters no wider than a radius. */
#include "cluster.h"

geo_status cluster_radius(cli_call *call, const arguments *a, const subject *s, clusters *out)
{
    if (s->weight != NULL && a->outlines == NULL) {
        return cli_fail(call, GEO_INVALID, "leave --weight out",
                        "--weight does not matter to --method radius");
    }
    return geo_radius_clusters(cli_ctx(call), s->shapes, a->radius_m, out->label, NULL,
                               &out->count);
}
