/* SPDX-License-Identifier: MIT */
/* A column of an Arrow batch into the builder's, all rows at once. */
#ifndef GEOI_GDAL_ARROW_COLUMN_H
#define GEOI_GDAL_ARROW_COLUMN_H

#include <ogr_recordbatch.h>

#include "layer/builder.h"

/* Integers of 16 and 32 bits made wider; starts as {0}. */
typedef struct geoi_arrow_room {
    int64_t *ints;
    int64_t ints_room;
} geoi_arrow_room;

/* `format` is Arrow's. *done false, and nothing done: the values must be looked at one by one,
 * for there are some that the column does not take as they are, or texts that are not UTF-8. */
geo_status geoi_arrow_add_column(geo_ctx *ctx, geoi_layer_builder *b, int64_t column,
                                 geo_column_type type, const char *format,
                                 const struct ArrowArray *from, geoi_arrow_room *room, bool *done);
void geoi_arrow_room_clear(geoi_arrow_room *room);

#endif /* GEOI_GDAL_ARROW_COLUMN_H */
