/* SPDX-License-Identifier: MIT */
/* The text of a coordinate system, for projection_define.c. */
#ifndef GEOI_PROJECTION_TEXT_H
#define GEOI_PROJECTION_TEXT_H

#include "space/projection.h"

/* The system that `definition` names. GEO_INVALID: there is none, or it names files. */
geo_status geoi_projection_text(geo_ctx *ctx, PJ_CONTEXT *context, const char *definition,
                                PJ **out);
/* Heights are kept apart from positions here: only the horizontal part counts. */
void geoi_leave_height(PJ_CONTEXT *context, PJ **crs);
/* Name, title and whether it is one of an authority's. A WKT without a code gets that of the EPSG
 * system that it describes, if there is one. */
geo_status geoi_projection_name(geo_ctx *ctx, PJ_CONTEXT *context, const char *definition,
                                const PJ *crs, geoi_projection *p);

enum { GEOI_QUOTED = 96 }; /* bytes of a name in a message */
const char *geoi_quote(const char *text, char out[GEOI_QUOTED]);

#endif /* GEOI_PROJECTION_TEXT_H */
