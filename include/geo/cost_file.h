/* SPDX-License-Identifier: MIT */
/** @file geo/cost_file.h
 *  Cost tables as files: read into memory, and written row by row from wherever the costs come.
 *
 *  Four forms. Only the binary one keeps all that a table is; the others are for people, for
 *  spreadsheets and for QGIS, and keep it as well unless costs are rounded.
 *
 *  - Long: CSV with a row a pair. The columns are called origin (or origin_id, from, from_id,
 *    起点), destination (or destination_id, dest, to, to_id, 终点) and cost, or cost_ and its
 *    unit: cost_min; others are passed over.
 *  - Matrix: CSV with a row an origin and a column a destination, each beginning with its name;
 *    an empty cell is out of reach. The first cell is cost, or cost_ and the unit.
 *  - Lines: GeoJSON, a line string a pair with the properties of the long form.
 *  - Binary: .geocost, exact and compact; io/cost_binary.h describes it.
 *
 *  No form tells how it was made, as layers do in geo:run: CSV has no place for it that a
 *  spreadsheet would leave alone, and the same costs give the same bytes whoever writes them, so
 *  that tables can be compared by their digests. The layer that a tool writes beside the table
 *  has the command; whoever reads a table keeps its digest (geo_costs_digest()).
 *
 *  A pair that is not there is out of reach. Nothing else is: a cost that is missing, negative or
 *  no number is an error.
 */
#ifndef GEO_COST_FILE_H
#define GEO_COST_FILE_H

#include "geo/cost.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum geo_cost_format {
    GEO_COST_AUTO, /**< reading: by content; writing: by the extension (.csv is long) */
    GEO_COST_LONG,
    GEO_COST_MATRIX,
    GEO_COST_LINES, /**< one feature a line, as a text sequence where the extension says so */
    GEO_COST_BINARY
} geo_cost_format;

/** How the features of one layer are called in a table. */
typedef struct geo_cost_names {
    int64_t count;     /**< features of the layer */
    geo_column column; /**< [count] integers or texts, each once; n = 0: their places, from 1 */
} geo_cost_names;

/** Read a table. Names are compared exactly; pairs may come in any order; features that the table
 *  does not name are in no pair.
 *
 *  @param path    a file or a pipe, "-" is standard input; packed by gzip or not
 *  @param format  GEO_COST_AUTO, or what it shall be
 *  @retval GEO_IO   cannot be read
 *  @retval GEO_DATA not such a table; it names a feature that is not in the layer, has a pair
 *                   twice, or a cost that cannot be one (the message names the line or feature); it
 *                   is damaged or cut off; or a name of a layer is missing or there twice
 *  @retval GEO_INVALID a column of names is neither of integers nor of texts
 *  Cost: O(size) time, about 60 bytes of memory a pair beside the file while reading, 12 after. */
GEO_API GEO_MUST_CHECK geo_status geo_costs_read(geo_ctx *ctx, const char *path,
                                                 geo_cost_format format,
                                                 const geo_cost_names *origins,
                                                 const geo_cost_names *destinations,
                                                 geo_costs **out);

/** The BLAKE2b-256 of the file that a table was read from, as of geo_layer_digest(); "" for costs
 *  made otherwise, or when the file was changed since. Lives as long as @p costs. */
GEO_API const char *geo_costs_digest(const geo_costs *costs);

typedef struct geo_cost_write_options {
    size_t struct_size;
    geo_cost_format format;   /**< default GEO_COST_AUTO */
    int overwrite;            /**< nonzero: replace an existing file; default: refuse */
    int64_t decimals;         /**< of costs, 0 to 15; default -1: so many that they read back the
                                   same. The binary form has all, always */
    const geo_layer *origins; /**< points, whose positions GEO_COST_LINES draws; else NULL */
    const geo_layer *destinations; /**< the same */
} geo_cost_write_options;

static inline geo_cost_write_options geo_cost_write_options_default(void)
{
    geo_cost_write_options o = {sizeof(geo_cost_write_options), GEO_COST_AUTO, 0, -1, NULL, NULL};
    return o;
}

/** Write a table, all or nothing, to @p path or to standard output when it is "-". Rows are asked
 *  for some at a time, so memory is bounded by the widest rows, not by the table.
 *
 *  @param[out] pairs  how many were written; or NULL
 *  @retval GEO_IO      cannot be written, or exists (and overwrite is 0)
 *  @retval GEO_INVALID the extension names no form, an option is out of range, or the names or
 *                      layers are not as many as the costs' features
 *  @retval GEO_DATA    a name is missing or there twice, or a feature to be drawn is no point
 *  Same bytes for any number of threads. */
GEO_API GEO_MUST_CHECK geo_status geo_costs_write(
    geo_ctx *ctx, const char *path, const geo_costs *costs, const geo_cost_names *origins,
    const geo_cost_names *destinations, const geo_cost_write_options *options, int64_t *pairs);

/** Find out before the work whether geo_costs_write() would refuse @p path. Nothing is left
 *  behind. Errors as above. */
GEO_API GEO_MUST_CHECK geo_status geo_costs_write_check(geo_ctx *ctx, const char *path,
                                                        const geo_cost_write_options *options);

#ifdef __cplusplus
}
#endif
#endif /* GEO_COST_FILE_H */
