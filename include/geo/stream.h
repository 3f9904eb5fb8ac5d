/* SPDX-License-Identifier: MIT */
/** @file geo/stream.h
 *  Layers in batches: GeoJSON text sequences of any length, read and written in bounded memory.
 *
 *      geo_reader_open(ctx, "-", NULL, &reader);
 *      geo_writer_open(ctx, "-", &options, &writer);
 *      while (geo_reader_next(ctx, reader, &batch) == GEO_OK && batch != NULL) {
 *          geo_writer_append(ctx, writer, batch);
 *          geo_layer_destroy(batch);
 *      }
 *      geo_writer_commit(ctx, writer);
 *
 *  What is written is what geo_layer_read() and geo_layer_write() of the whole would give: a batch
 *  has the columns of the batches before it, in their order, and where it is cut depends on the
 *  text alone, never on when it came or on the number of threads.
 */
#ifndef GEO_STREAM_H
#define GEO_STREAM_H

#include "geo/io.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Reading ------------------------------------------------------------------------- */

/** An input being read. */
typedef struct geo_reader geo_reader;

/** Open @p path, or standard input when it is "-". A text sequence of GeoJSON features and
 *  geometries (RFC 8142, newline-delimited, or simply one after the other), plain and not
 *  compressed, comes in batches of about 2 MiB of text; everything else is one batch, as
 *  geo_layer_read() reads it.
 *  @param options  NULL = the defaults; its texts must outlive the reader
 *  Errors are those of geo_layer_read(). */
GEO_API GEO_MUST_CHECK geo_status geo_reader_open(geo_ctx *ctx, const char *path,
                                                  const geo_read_options *options,
                                                  geo_reader **out);

/** The next batch, or NULL at the end. Messages count features and lines from the beginning of
 *  the stream; so does geo_layer_first() of the batch. A batch of a stream has no digest. After a
 *  failure the reader can only be closed.
 *  @retval GEO_LIMIT a feature of a stream is longer than 200 MB
 *  @retval GEO_CANCELLED also while it waits for a pipe; other errors as for geo_layer_read() */
GEO_API GEO_MUST_CHECK geo_status geo_reader_next(geo_ctx *ctx, geo_reader *reader,
                                                  geo_layer **batch);
GEO_API void geo_reader_close(geo_reader *reader); /**< NULL is allowed */

/* ---- Writing ------------------------------------------------------------------------- */

/** An output on its way: a GeoJSON text sequence, one feature a line. */
typedef struct geo_writer geo_writer;

/** Begin @p path, or standard output when it is "-". Of the options format, overwrite and
 *  decimals count. A file has no name until geo_writer_commit(); standard output is written as
 *  it comes.
 *  @retval GEO_UNSUPPORTED the format is another: those are written whole, by geo_layer_write()
 *  Other errors are those of geo_layer_write(). */
GEO_API GEO_MUST_CHECK geo_status geo_writer_open(geo_ctx *ctx, const char *path,
                                                  const geo_write_options *options,
                                                  geo_writer **out);
GEO_API GEO_MUST_CHECK geo_status geo_writer_append(geo_ctx *ctx, geo_writer *writer,
                                                    const geo_layer *layer);
/** All is written, and a file gets its name. */
GEO_API GEO_MUST_CHECK geo_status geo_writer_commit(geo_ctx *ctx, geo_writer *writer);
/** Bytes handed to the system so far, also after a failure; what is still held back does not count.
 *  Of standard output they have left for good. 0 for NULL. */
GEO_API int64_t geo_writer_delivered(const geo_writer *writer);
/** Let go; without a commit no file remains. NULL is allowed. */
GEO_API void geo_writer_close(geo_writer *writer);

#ifdef __cplusplus
}
#endif
#endif /* GEO_STREAM_H */
