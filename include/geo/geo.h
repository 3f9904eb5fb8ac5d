/* SPDX-License-Identifier: MIT */
/** @file geo/geo.h
 *  What every other header of libgeo shares: status codes, the context, options, boxes.
 *
 *  The five rules of the library:
 *  - A function that can fail returns geo_status; its outputs come last. Whenever it fails,
 *    handles are NULL, and arrays that it was to fill hold nothing of use. What went wrong, and
 *    how to mend it, is in the context.
 *  - Inputs are borrowed and never changed. A result is one handle, freed by one `_destroy`,
 *    which accepts NULL. What an accessor returns lives as long as its handle.
 *  - Options are structs made by `..._default()`; NULL means the defaults.
 *  - Distances are metres. Layers hold degrees (OGC:CRS84); only shapes, which a frame makes
 *    from a layer, reach a metric (geo/space.h).
 *  - The same input and options give the same bytes for any number of threads.
 */
#ifndef GEO_GEO_H
#define GEO_GEO_H

#include <stddef.h>
#include <stdint.h>

#define GEO_VERSION "0.1.0" /* the one home of the version: CMake reads it from here */

#if defined(__GNUC__)
#define GEO_API __attribute__((visibility("default")))
#define GEO_MUST_CHECK __attribute__((warn_unused_result))
#else
#define GEO_API
#define GEO_MUST_CHECK
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* One list makes the enum and the texts. Append only. */
#define GEO_STATUS_LIST(X)                                                                         \
    X(OK, "success")                                                                               \
    X(INVALID, "an argument or option has a value that cannot be used")                            \
    X(DATA, "the input data are wrong")                                                            \
    X(MEMORY, "out of memory")                                                                     \
    X(IO, "a file or stream could not be read or written")                                         \
    X(LIMIT, "a documented limit was reached")                                                     \
    X(CANCELLED, "cancelled on request")                                                           \
    X(UNSUPPORTED, "this version cannot do what was asked")

typedef enum geo_status {
#define X(name, text) GEO_##name,
    GEO_STATUS_LIST(X)
#undef X
} geo_status;

/** English text of @p status; never NULL. */
GEO_API const char *geo_status_text(geo_status status);

/** Version of the library that is running, such as "0.1.0". */
GEO_API const char *geo_version(void);

/** Called on the caller's thread only; shaped like GDALProgressFunc.
 *  @param fraction  work done, 0 to 1, never decreasing within one call
 *  @param message   what is being done, or NULL
 *  @return nonzero to go on, 0 to cancel (the call then fails with GEO_CANCELLED) */
typedef int (*geo_progress_fn)(double fraction, const char *message, void *user);

/** Told of what a user should know though nothing failed ("3 polygons were mended").
 *  Called on the caller's thread only. */
typedef void (*geo_note_fn)(const char *text, void *user);

/** One function is the whole allocator: old_size 0 allocates, new_size 0 frees (block may be
 *  NULL). It may be called from any thread. NULL is returned when memory is out. */
typedef struct geo_allocator {
    void *(*resize)(void *user, void *block, size_t old_size, size_t new_size);
    void *user;
} geo_allocator;

typedef struct geo_ctx_options {
    size_t struct_size;       /**< set by geo_ctx_options_default() */
    int64_t threads;          /**< threads to work with, 0 to 1024; 0 = one per processor */
    geo_progress_fn progress; /**< may be NULL */
    void *progress_user;
    geo_note_fn note; /**< may be NULL */
    void *note_user;
    geo_allocator allocator; /**< resize NULL = the C library's heap */
} geo_ctx_options;

/* Defaults are inline so that struct_size is that of the header the caller was built with. */
static inline geo_ctx_options geo_ctx_options_default(void)
{
    geo_ctx_options o = {sizeof(geo_ctx_options), 0, NULL, NULL, NULL, NULL, {NULL, NULL}};
    return o;
}

/** Everything that is not data: threads, allocator, progress, the last message.
 *  A context serves one thread at a time; different contexts are independent. */
typedef struct geo_ctx geo_ctx;

/** @param options  NULL = the defaults
 *  @retval GEO_INVALID threads is not in 0..1024; as there is no context, nothing tells more */
GEO_API GEO_MUST_CHECK geo_status geo_ctx_create(const geo_ctx_options *options, geo_ctx **out);
GEO_API void geo_ctx_destroy(geo_ctx *ctx);

/** What the last failure was and where, "" if none: lower case, no full stop. */
GEO_API const char *geo_ctx_message(const geo_ctx *ctx);

/** How the last failure can be mended, "" if nothing is known. */
GEO_API const char *geo_ctx_hint(const geo_ctx *ctx);

/** Threads the context works with, at least 1. */
GEO_API int64_t geo_ctx_threads(const geo_ctx *ctx);

/** Another library that libgeo works with, such as "PROJ" and "9.1.1". */
typedef struct geo_library {
    const char *name, *version; /**< of the process: nothing is to be freed */
} geo_library;

/** The libraries that calls with this context have used so far, for a record of how a result was
 *  made: entry @p i, from 0, in the order of their names; {NULL, NULL} beyond the last. Which they
 *  are depends on the work alone, never on the number of threads. */
GEO_API geo_library geo_ctx_library(const geo_ctx *ctx, int64_t i);

/** The entry of @p words [n] most like @p word, for "did you mean"; NULL when none is like it.
 *  Like: at most a third of the longer word's letters differ, counting a swap of neighbours
 *  as one (optimal string alignment). Ties go to the earlier entry. */
GEO_API const char *geo_closest_word(const char *word, const char *const *words, int64_t n);

/** Write @p text [n] as a JSON string, quotes included, into @p out, which has room for
 *  6 * n + 2 bytes; bytes that are not UTF-8 become U+FFFD. @return the length written. */
GEO_API size_t geo_json_quote(const char *text, size_t n, char *out);

/** An axis-aligned rectangle; empty when min_x > max_x. */
typedef struct geo_box {
    double min_x, min_y, max_x, max_y;
} geo_box;

#ifdef __cplusplus
}
#endif
#endif /* GEO_GEO_H */
