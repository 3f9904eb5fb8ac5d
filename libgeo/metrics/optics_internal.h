/* SPDX-License-Identifier: MIT */
/* What the steps of OPTICS share. */
#ifndef GEOI_OPTICS_INTERNAL_H
#define GEOI_OPTICS_INTERNAL_H

#include "metrics/hdbscan_internal.h"

/* limit2 [places]: the square of the distance beyond which the walk never steps from a place, nor
 * could, at a tie; at most eps2 (optics_limits.c). k as for the core distances. */
geo_status geoi_optics_limits(geo_ctx *ctx, const geoi_cores *cores, int64_t k, double eps2,
                              double *limit2);

/* Clusters of a reachability plot (optics_xi.c). reach [n + 1] by place in the order, the last
 * infinite; before [n]: the place of the point from which each was reached, -1 where from none.
 * label [n] by place. */
geo_status geoi_optics_xi(geo_ctx *ctx, const geo_optics_options *o, int64_t n, const double *reach,
                          const int64_t *before, int64_t *label);

#endif /* GEOI_OPTICS_INTERNAL_H */
