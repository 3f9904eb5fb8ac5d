/* SPDX-License-Identifier: MIT */
/* The context: its life, messages, options and progress. */
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/context.h"

static _Thread_local geoi_message *chunk_message;

/* ---- Life ----------------------------------------------------------------------------- */

geo_status geo_ctx_create(const geo_ctx_options *options, geo_ctx **out)
{
    geo_ctx_options o = geo_ctx_options_default();
    *out = NULL;
    if (options != NULL) {
        geo_status status = geoi_options(NULL, &o, options);
        if (status != GEO_OK) {
            return status;
        }
    }
    if (o.threads < 0 || o.threads > 1024) {
        return GEO_INVALID;
    }
    geo_allocator allocator = o.allocator.resize != NULL ? o.allocator : geoi_heap();
    geo_ctx *ctx = allocator.resize(allocator.user, NULL, 0, sizeof *ctx);
    if (ctx == NULL) {
        return GEO_MEMORY;
    }
    memset(ctx, 0, sizeof *ctx);
    ctx->allocator = allocator;
    ctx->progress = o.progress;
    ctx->progress_user = o.progress_user;
    ctx->note = o.note;
    ctx->note_user = o.note_user;
    ctx->threads = o.threads;
    if (ctx->threads == 0) {
        long online = sysconf(_SC_NPROCESSORS_ONLN);
        ctx->threads = online > 0 ? online : 1;
    }
    ctx->stage_to = 1.0;
    *out = ctx;
    return GEO_OK;
}

void geo_ctx_destroy(geo_ctx *ctx)
{
    if (ctx != NULL) {
        geo_allocator allocator = ctx->allocator;
        geoi_pool_destroy(ctx->pool);
        geoi_scratch_destroy(ctx);
        allocator.resize(allocator.user, ctx, sizeof *ctx, 0);
    }
}

int64_t geo_ctx_threads(const geo_ctx *ctx)
{
    return ctx->threads;
}

const char *geo_version(void)
{
    return GEO_VERSION;
}

/* ---- Libraries ------------------------------------------------------------------------- */

void geoi_uses(geo_ctx *ctx, geoi_library library, const char *version)
{
    atomic_store_explicit(&ctx->versions[library], version, memory_order_release);
}

geo_library geo_ctx_library(const geo_ctx *ctx, int64_t i)
{
    static const char *const names[GEOI_LIBRARIES] = {
        [GEOI_GDAL] = "GDAL", [GEOI_GEOS] = "GEOS", [GEOI_PROJ] = "PROJ"};
    for (int library = 0; library < GEOI_LIBRARIES; library++) {
        const char *version = atomic_load_explicit(&ctx->versions[library], memory_order_acquire);
        if (version != NULL && i-- == 0) {
            return (geo_library){names[library], version};
        }
    }
    return (geo_library){NULL, NULL};
}

/* ---- Messages ------------------------------------------------------------------------- */

const char *geo_status_text(geo_status status)
{
    static const char *const texts[] = {
#define X(name, text) text,
        GEO_STATUS_LIST(X)
#undef X
    };
    return (size_t)status < sizeof texts / sizeof texts[0] ? texts[status] : "unknown status";
}

const char *geo_ctx_message(const geo_ctx *ctx)
{
    return ctx->message.text;
}

const char *geo_ctx_hint(const geo_ctx *ctx)
{
    return ctx->message.hint;
}

void geoi_set_chunk_message(geoi_message *message)
{
    chunk_message = message;
}

bool geoi_in_chunk(void)
{
    return chunk_message != NULL;
}

geoi_message *geoi_current_message(geo_ctx *ctx)
{
    return chunk_message != NULL ? chunk_message : &ctx->message;
}

geo_status geoi_fail(geo_ctx *ctx, geo_status status, const char *fmt, ...)
{
    if (ctx != NULL) {
        geoi_message *m = geoi_current_message(ctx);
        va_list args;
        va_start(args, fmt);
        (void)vsnprintf(m->text, sizeof m->text, fmt, args);
        va_end(args);
        m->hint[0] = '\0';
    }
    return status;
}

void geoi_hint(geo_ctx *ctx, const char *fmt, ...)
{
    geoi_message *m = geoi_current_message(ctx);
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(m->hint, sizeof m->hint, fmt, args);
    va_end(args);
}

void geoi_where(geo_ctx *ctx, const char *fmt, ...)
{
    geoi_message *m = geoi_current_message(ctx);
    char whole[2 * MESSAGE_SIZE];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(whole, MESSAGE_SIZE, fmt, args);
    va_end(args);
    size_t used = strlen(whole);
    (void)snprintf(whole + used, sizeof whole - used, ": %s", m->text);
    whole[MESSAGE_SIZE - 1] = '\0';
    memcpy(m->text, whole, MESSAGE_SIZE);
}

void geoi_note(geo_ctx *ctx, const char *fmt, ...)
{
    if (ctx->note != NULL) {
        char text[2 * MESSAGE_SIZE];
        va_list args;
        va_start(args, fmt);
        (void)vsnprintf(text, sizeof text, fmt, args);
        va_end(args);
        ctx->note(text, ctx->note_user);
    }
}

/* ---- Options -------------------------------------------------------------------------- */

geo_status geoi_options(geo_ctx *ctx, void *mine, const void *theirs)
{
    size_t my_size, their_size;
    if (theirs == NULL) {
        return GEO_OK;
    }
    memcpy(&my_size, mine, sizeof my_size);
    memcpy(&their_size, theirs, sizeof their_size);
    if (their_size < sizeof(size_t)) {
        return geoi_fail(ctx, GEO_INVALID, "options: struct_size is not set");
    }
    const unsigned char *bytes = theirs;
    for (size_t i = my_size; i < their_size; i++) {
        if (bytes[i] != 0) {
            return geoi_fail(ctx, GEO_UNSUPPORTED, "options: set by a newer header than libgeo %s",
                             GEO_VERSION);
        }
    }
    memcpy(mine, theirs, their_size < my_size ? their_size : my_size);
    memcpy(mine, &my_size, sizeof my_size);
    return GEO_OK;
}

/* ---- Progress ------------------------------------------------------------------------- */

geo_status geoi_stage(geo_ctx *ctx, double from, double to, const char *message)
{
    ctx->stage_from = from;
    ctx->stage_to = to;
    ctx->stage_message = message;
    ctx->reported = from - 1.0; /* so that the first report is made */
    return geoi_progress(ctx, 0.0);
}

static double clock_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* However little has been done since, whoever presses Ctrl-C wants to be heard soon. */
geo_status geoi_progress(geo_ctx *ctx, double fraction_of_stage)
{
    const double patience_s = 0.05;
    double whole = ctx->stage_from + (ctx->stage_to - ctx->stage_from) * fraction_of_stage;
    bool last = fraction_of_stage >= 1.0 && ctx->reported < whole;
    if (ctx->progress == NULL) {
        return GEO_OK;
    }
    if (whole >= ctx->reported + 0.01 || last) {
        ctx->reported = whole;
        return geoi_listen(ctx);
    }
    return clock_s() - ctx->asked_s < patience_s ? GEO_OK : geoi_listen(ctx);
}

geo_status geoi_listen(geo_ctx *ctx)
{
    double whole = ctx->reported > ctx->stage_from ? ctx->reported : ctx->stage_from;
    if (ctx->progress == NULL) {
        return GEO_OK;
    }
    ctx->asked_s = clock_s();
    return ctx->progress(whole, ctx->stage_message, ctx->progress_user) != 0
               ? GEO_OK
               : geoi_fail(ctx, GEO_CANCELLED, "cancelled");
}
