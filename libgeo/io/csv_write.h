/* SPDX-License-Identifier: MIT */
#ifndef GEOI_CSV_WRITE_H
#define GEOI_CSV_WRITE_H

#include "geo/io.h"
#include "io/sink.h"

/* Write `layer` as RFC 4180 with a row that names the columns: places as lon and lat when all
 * features are points without heights (or have no geometry), else as WKT in the column geometry.
 * An empty text stands in quotes, which tells it from null. Of the options, o->decimals and
 * o->escape_formulas count here. Same bytes for any number of threads. */
geo_status geoi_csv_write(geo_ctx *ctx, const geo_layer *layer, const geo_write_options *o,
                          geoi_sink *sink);

/* One text as a cell, in quotes where it needs them. What spreadsheets would run as a formula is
 * counted, and with `escape` gets a ' before it. */
geo_status geoi_csv_append_text(geo_ctx *ctx, geoi_text *out, const char *text, int64_t length,
                                bool escape, int64_t *formulas);

#endif /* GEOI_CSV_WRITE_H */
