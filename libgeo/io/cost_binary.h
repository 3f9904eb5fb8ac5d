/* SPDX-License-Identifier: MIT */
/* The binary form of a table of costs (.geocost), little endian. A varint is a number in groups of
 * seven bits, the lowest first; a byte's highest bit says that more follow.
 *
 *   8 bytes  "GEOCOST1"
 *   8, 8     number of origins, of destinations
 *   1        1 = origins have names, 2 = destinations have, 3 = both
 *   1, ...   length of the unit, the unit ("m")
 *   names    of the origins, then of the destinations, where there are: varint length, UTF-8
 *   rows     an origin each: varint number of entries; varint destinations, the first as it is,
 *            each other less the one before it less 1; then the costs, 8 bytes each (IEEE 754)
 *   8        number of pairs
 *   32       BLAKE2b-128 of all bytes before it, as hexadecimal digits
 */
#ifndef GEOI_COST_BINARY_H
#define GEOI_COST_BINARY_H

#include "io/cost_read.h"
#include "io/cost_write_internal.h"

bool geoi_is_cost_binary(const char *bytes, int64_t size);
geo_status geoi_cost_binary_read(geo_ctx *ctx, const char *bytes, int64_t size, geoi_pairs *out);

/* All that comes before the rows. */
geo_status geoi_cost_binary_head(geo_ctx *ctx, const geoi_cost_form *form, geoi_text *out);
geo_status geoi_cost_binary_row(geo_ctx *ctx, const geo_cost_rows *rows, int64_t i, geoi_text *out);
/* The number of pairs; the digest comes after it. */
geo_status geoi_cost_binary_tail(geo_ctx *ctx, int64_t pairs, geoi_text *out);

#endif /* GEOI_COST_BINARY_H */
