/* SPDX-License-Identifier: MIT */
/* What the head of a FlatGeobuf says and GDAL 3.6, which gives JSON as text, does not. */
#ifndef GEOI_FGB_HEAD_H
#define GEOI_FGB_HEAD_H

#include "base/base.h"

/* json [count]: is column i of the file one of JSON? Any bytes may be given; what is damaged there
 * is no column of JSON. */
void geoi_fgb_find_json(const char *bytes, int64_t size, bool *json, int64_t count);

#endif /* GEOI_FGB_HEAD_H */
