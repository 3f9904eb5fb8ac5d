/* SPDX-License-Identifier: MIT */
/* How a column is called where people read it. */
#ifndef GEOI_TITLES_H
#define GEOI_TITLES_H

#include "geo/layer.h"

#include "base/base.h"

/* "Distance to the nearest (最近距离, m)": the title, the Chinese title and the unit, as far as
 * there are; nothing is appended when there is none of them. */
geo_status geoi_title(geo_ctx *ctx, const geo_column_info *info, geoi_text *out);

#endif /* GEOI_TITLES_H */
