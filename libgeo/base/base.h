/* SPDX-License-Identifier: MIT */
/* The ground floor: what every room of the library stands on. Includes nothing of ours but
 * geo/geo.h. Include it after system and library headers: it poisons banned calls. */
#ifndef GEOI_BASE_H
#define GEOI_BASE_H

#include <stdarg.h>
#include <stdbool.h>

#include "geo/geo.h"

#include "base/banned.h"

#if defined(__GNUC__)
#define GEOI_PRINTF(fmt, first) __attribute__((__format__(__printf__, fmt, first)))
#else
#define GEOI_PRINTF(fmt, first)
#endif

#define GEOI_COUNT_OF(array) ((int64_t)(sizeof(array) / sizeof((array)[0])))

/* ---- Status and message (context.c) --------------------------------------------------- */

/* The only macro with hidden control flow: needs `geo_status status` and a label `done:`. */
#define GEO_TRY(expr)                                                                              \
    do {                                                                                           \
        status = (expr);                                                                           \
        if (status != GEO_OK) {                                                                    \
            goto done;                                                                             \
        }                                                                                          \
    } while (0)

/* Record a message and hand the status back: `return geoi_fail(ctx, GEO_DATA, "...")`.
 * Clears the hint. Inside a parallel chunk the message of the lowest failing chunk wins. */
geo_status geoi_fail(geo_ctx *ctx, geo_status status, const char *fmt, ...) GEOI_PRINTF(3, 4);

/* Say how to mend the failure just recorded. */
void geoi_hint(geo_ctx *ctx, const char *fmt, ...) GEOI_PRINTF(2, 3);

/* Put "prefix: " before the message of the failure just recorded: where it happened. */
void geoi_where(geo_ctx *ctx, const char *fmt, ...) GEOI_PRINTF(2, 3);

/* Tell the user something that is no failure. Caller's thread only. */
void geoi_note(geo_ctx *ctx, const char *fmt, ...) GEOI_PRINTF(2, 3);

/* Libraries whose version can change results, in the order of their names. */
typedef enum geoi_library { GEOI_GDAL, GEOI_GEOS, GEOI_PROJ, GEOI_LIBRARIES } geoi_library;

/* Keep for geo_ctx_library() that one is being used. From any thread; the version must stay. */
void geoi_uses(geo_ctx *ctx, geoi_library library, const char *version);

/* Copy a caller's option struct (NULL = none) over the defaults in @p mine; both begin with
 * struct_size. An older, shorter struct keeps the newer defaults; a longer one is refused
 * unless the bytes this library does not know are zero. */
geo_status geoi_options(geo_ctx *ctx, void *mine, const void *theirs);

/* ---- Progress (context.c) ------------------------------------------------------------- */

/* The work that follows is the part from..to of the whole call. Parallel loops report and
 * can be cancelled on their own; serial loops call geoi_progress(ctx, 0..1). */
geo_status geoi_stage(geo_ctx *ctx, double from, double to, const char *message);
geo_status geoi_progress(geo_ctx *ctx, double fraction_of_stage);
/* Ask whether to stop although nothing has been done since: while waiting. */
geo_status geoi_listen(geo_ctx *ctx);
/* Within a chunk of a parallel loop that can take long: is the caller tired of it? The chunk then
 * returns at once, whatever: the loop fails with GEO_CANCELLED. About 30 ns. */
bool geoi_stopping(geo_ctx *ctx);

/* ---- Memory (memory.c) ---------------------------------------------------------------- */

/* `out` is the address of a pointer. Sizes are multiplied with a check; failure is
 * GEO_MEMORY and a NULL pointer. May be called from any thread. Freed by geoi_release(). */
geo_status geoi_array(geo_ctx *ctx, int64_t count, size_t size, void *out);     /* zeroed */
geo_status geoi_array_raw(geo_ctx *ctx, int64_t count, size_t size, void *out); /* not */

/* Make *array hold at least `needed` elements, keeping what it has; grows by half. */
geo_status geoi_grow(geo_ctx *ctx, void *array, int64_t *capacity, int64_t needed, size_t size);
/* Exactly `count` elements. On failure the array stays as it was. */
geo_status geoi_resize(geo_ctx *ctx, void *array, int64_t count, size_t size);
void geoi_release(void *array); /* NULL is allowed; needs no context: blocks know their allocator */

geo_status geoi_copy(geo_ctx *ctx, const void *from, int64_t count, size_t size, void *out);
geo_status geoi_copy_text(geo_ctx *ctx, const char *text, char **out); /* NULL stays NULL */

/* Scratch is a stack: all that was taken after the mark goes back at once, at `done:`.
 * Caller's thread only. Not zeroed. */
typedef struct geoi_mark {
    void *page;
    size_t used;
} geoi_mark;
geoi_mark geoi_scratch_mark(geo_ctx *ctx);
void geoi_scratch_reset(geo_ctx *ctx, geoi_mark mark);
geo_status geoi_scratch(geo_ctx *ctx, int64_t count, size_t size, void *out);

/* ---- Threads (pool.c) ----------------------------------------------------------------- */

/* Run fn over [0, n) in chunks of `grain`, cut by position and never by thread count. Chunks
 * begin in ascending order, write only their own slots, and may fail: the lowest failing
 * chunk's status and message are returned. Within a chunk, a nested call runs serially. */
typedef geo_status (*geoi_chunk_fn)(void *job, int64_t begin, int64_t end);
geo_status geoi_parallel(geo_ctx *ctx, int64_t n, int64_t grain, geoi_chunk_fn fn, void *job);

/* ---- Random numbers (random.c) --------------------------------------------------------- */

/* Philox 4x32-10: draw `draw` of item `item` under `seed`; the same on any thread. */
typedef struct geoi_random4 {
    uint32_t word[4];
} geoi_random4;
geoi_random4 geoi_philox(uint64_t seed, uint64_t item, uint64_t draw);
double geoi_random_unit(uint64_t seed, uint64_t item, uint64_t draw); /* [0, 1), 53 bits */

/* ---- Text (text.c) --------------------------------------------------------------------- */

/* A growing byte string; starts as {0}, freed by geoi_release(text.bytes). */
typedef struct geoi_text {
    char *bytes; /* terminated once something was appended */
    int64_t length;
    int64_t capacity;
} geoi_text;
geo_status geoi_text_append(geo_ctx *ctx, geoi_text *text, const char *bytes, int64_t length);
geo_status geoi_text_format(geo_ctx *ctx, geoi_text *text, const char *fmt, ...) GEOI_PRINTF(3, 4);

/* Length of the UTF-8 sequence that begins at s (1..4), or 0 if it is not valid: overlong,
 * surrogate, beyond U+10FFFF, or cut at end. */
int geoi_utf8_length(const char *s, const char *end);
bool geoi_utf8_valid(const char *s, int64_t length);
/* Write a code point, at most 0x10FFFF; returns how many bytes. */
int geoi_utf8_put(uint32_t code, char out[4]);

/* "1 feature has", "2 features have": the word for a count that is told. */
static inline const char *geoi_plural(int64_t n, const char *one, const char *more)
{
    return n == 1 ? one : more;
}

/* A copy of `s` in `out` [size], with control bytes and invalid UTF-8 shown as \xNN, cut to
 * fit: for messages that quote names and values of files. Returns out. */
char *geoi_printable(const char *s, int64_t length, char *out, size_t size);

#endif /* GEOI_BASE_H */
