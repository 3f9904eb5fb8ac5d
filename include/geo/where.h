/* SPDX-License-Identifier: MIT */
/** @file geo/where.h
 *  A filter: which features of a layer a condition on their attributes holds for.
 *
 *      jobs >= 100 and (kind in ('lab', 'office') or name like '%大学%') and closed is null
 *
 *  - Comparisons: = != (or <>) < <= > >= between fields and values; `in (...)` with values;
 *    `like` with % for any run of characters, _ for any one, and \ before one that stands for
 *    itself; `is null`; `not in`, `not like`, `is not null`; `and`, `or`, `not` and brackets.
 *    `not` binds closest, then `and`, then `or`. Words are not case-sensitive.
 *  - A field is named as it is (letters of any script, digits, _), or in "double quotes", where
 *    "" is one of them; a name that is a word of the filter needs them.
 *  - Values: 'text' ('' is one quote), numbers as in JSON, true, false. Dates and times are
 *    compared as the ISO 8601 text they are: begun >= '2026-01-01'.
 *  - Numbers are compared exactly, integers of 64 bits with decimals too; text by its bytes,
 *    which is the order of code points; true and false are equal or not.
 *  - A comparison with a null, or an attribute that is not there, is unknown, as in SQL; `not`
 *    leaves unknown unknown, `and` is false when one side is, `or` true when one side is. A
 *    feature is chosen when the whole is true.
 *  - A number compared with text, and the like, is an error: nothing is converted silently.
 */
#ifndef GEO_WHERE_H
#define GEO_WHERE_H

#include "geo/layer.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A filter, parsed. Immutable: it may be used for many layers. */
typedef struct geo_where geo_where;

/** Parse @p expression (UTF-8), at most 1 MiB and nested 64 deep.
 *  @retval GEO_INVALID it is no filter: the message names the column, counted in characters
 *                      from 1, and what was expected there
 *  @retval GEO_LIMIT   it is too long or nested too deep */
GEO_API GEO_MUST_CHECK geo_status geo_where_create(geo_ctx *ctx, const char *expression,
                                                   geo_where **out);
GEO_API void geo_where_destroy(geo_where *where);

/** The fields that it names, each once, in the order in which they stand there. */
GEO_API int64_t geo_where_field_count(const geo_where *where);
GEO_API const char *geo_where_field(const geo_where *where, int64_t index);

/** The rows of @p layer that are chosen, ascending.
 *  @param sparse    nonzero: a field that is no column of the layer is null in every row, as it
 *                   is in a batch of a stream whose features do not have it; 0: it is an error
 *  @param[out] rows  [number of features] the first @p count are filled
 *  @retval GEO_INVALID there is no such column (the hint names the nearest)
 *  @retval GEO_DATA    a value cannot be compared with what it is compared with; the message
 *                      names the column of the filter, the feature and what it holds
 *  Cost: O(features x conditions) on all threads. */
GEO_API GEO_MUST_CHECK geo_status geo_where_rows(geo_ctx *ctx, const geo_where *where,
                                                 const geo_layer *layer, int sparse, int64_t *rows,
                                                 int64_t *count);

#ifdef __cplusplus
}
#endif
#endif /* GEO_WHERE_H */
