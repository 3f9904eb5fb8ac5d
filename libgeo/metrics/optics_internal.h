/* SPDX-License-Identifier: MIT */
/* What the steps of OPTICS share. */
#ifndef GEOI_OPTICS_INTERNAL_H
#define GEOI_OPTICS_INTERNAL_H

#include "base/base.h"
#include "geo/hierarchy.h"

/* Clusters of a reachability plot (optics_xi.c). reach [n + 1] by place in the order, the last
 * infinite; before [n]: the place of the point from which each was reached, -1 where from none.
 * label [n] by place. */
geo_status geoi_optics_xi(geo_ctx *ctx, const geo_optics_options *o, int64_t n, const double *reach,
                          const int64_t *before, int64_t *label);

#endif /* GEOI_OPTICS_INTERNAL_H */
