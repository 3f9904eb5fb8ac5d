/* SPDX-License-Identifier: MIT */
/** @file geo/weights_file.h
 *  Spatial weights as the files of GeoDa, PySAL, spdep and ArcGIS: made there and used here, or the
 *  other way.
 *
 *  - GAL: text; the number of features (or `0 n layer column`), then two lines a feature: its name
 *    and how many neighbours it has, and their names. Each weighs 1: GAL keeps no weights.
 *  - GWT: text; the same first line, then a line a pair: two names and the weight. Features without
 *    a pair are islands. What GeoDa writes for the nearest and for bands has the distance in the
 *    place of the weight: ask for geo_weights_read_options.ones there.
 *  - SWM: ArcGIS's; a line of text, then little-endian integers of 32 bits and doubles: the number
 *    of features, whether rows are standardised, and of each its name, how many neighbours, their
 *    names, their weights (one for all where the line has FIXEDWEIGHTS@True), and the sum that its
 *    weights had. Both versions of the first line are read; the older one is written. Names are
 *    integers.
 *
 *  Weights are read as they stand there. A pair of a feature with itself, as GeoDa's kernels have,
 *  is left out, with a note; a pair of weight 0 is no pair. Where the first line names the column
 *  that features are called by, and they are looked up by another, a note tells.
 */
#ifndef GEO_WEIGHTS_FILE_H
#define GEO_WEIGHTS_FILE_H

#include "geo/cost_file.h"
#include "geo/weights.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum geo_weights_format {
    GEO_WEIGHTS_AUTO, /**< reading: by content; writing: by the extension */
    GEO_WEIGHTS_GAL,
    GEO_WEIGHTS_GWT,
    GEO_WEIGHTS_SWM
} geo_weights_format;

typedef struct geo_weights_read_options {
    size_t struct_size;
    geo_weights_format format; /**< default GEO_WEIGHTS_AUTO */
    int ones; /**< nonzero: each pair weighs 1, whatever the file says; default 0 */
} geo_weights_read_options;

static inline geo_weights_read_options geo_weights_read_options_default(void)
{
    geo_weights_read_options o = {sizeof(geo_weights_read_options), GEO_WEIGHTS_AUTO, 0};
    return o;
}

/** Read weights. Names are compared exactly; features may come in any order.
 *
 *  @param path   a file or a pipe, "-" is standard input; packed by gzip or not
 *  @param names  how the file calls the features of the layer; without a column by their places,
 *                from 1
 *  @retval GEO_IO   cannot be read
 *  @retval GEO_DATA not such a file; it is of more or fewer features than the layer, names one that
 *                   is not there, has a feature or a pair twice, another number of neighbours than
 *                   it says, or a weight that is negative or no number; it is cut off, or goes on
 *                   after its end (the message names the line, or the byte of SWM); or a name of
 *                   the layer is missing or there twice
 *  @retval GEO_INVALID the column of names is neither of integers nor of texts
 *  Cost: O(size + pairs log n) time, about 50 bytes of memory a pair beside the file. */
GEO_API GEO_MUST_CHECK geo_status geo_weights_read(geo_ctx *ctx, const char *path,
                                                   const geo_cost_names *names,
                                                   const geo_weights_read_options *options,
                                                   geo_weights **out);

/** The BLAKE2b-256 of the file that weights were read from, as of geo_layer_digest(); "" for
 *  weights made otherwise, or when the file was changed since. Lives as long as @p weights. */
GEO_API const char *geo_weights_digest(const geo_weights *weights);

typedef struct geo_weights_write_options {
    size_t struct_size;
    geo_weights_format format; /**< default GEO_WEIGHTS_AUTO: .gal, .gwt or .swm */
    int overwrite;             /**< nonzero: replace an existing file; default: refuse */
    const char *layer; /**< what the layer is called, for the first line of GAL and GWT, where it is
                            "unknown" without (default), or when the name has blanks */
} geo_weights_write_options;

static inline geo_weights_write_options geo_weights_write_options_default(void)
{
    geo_weights_write_options o = {sizeof(geo_weights_write_options), GEO_WEIGHTS_AUTO, 0, NULL};
    return o;
}

/** Write weights, all or nothing, to @p path or to standard output when it is "-" (then name the
 *  format). GWT and SWM read back the same; GAL keeps who is whose neighbour.
 *
 *  @retval GEO_IO      cannot be written, or exists (and overwrite is 0)
 *  @retval GEO_INVALID the extension names no format, or the names are not as many as the features
 *  @retval GEO_DATA    a name cannot stand in the file: a blank or nothing in text, in SWM what is
 *                      no integer of 32 bits; or it is missing or there twice
 *  Cost: O(size). */
GEO_API GEO_MUST_CHECK geo_status geo_weights_write(geo_ctx *ctx, const char *path,
                                                    const geo_weights *weights,
                                                    const geo_cost_names *names,
                                                    const geo_weights_write_options *options);

/** Find out before the work whether geo_weights_write() would refuse @p path. Nothing is left
 *  behind. Errors as above. */
GEO_API GEO_MUST_CHECK geo_status geo_weights_write_check(geo_ctx *ctx, const char *path,
                                                          const geo_weights_write_options *options);

#ifdef __cplusplus
}
#endif
#endif /* GEO_WEIGHTS_FILE_H */
