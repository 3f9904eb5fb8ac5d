/* SPDX-License-Identifier: MIT */
/* A text sequence read batch by batch.
 *
 * 1. Fill a buffer until an item ends at or after BATCH bytes, or the text does. Where that is
 *    depends on the text alone.
 * 2. Read the items up to there as a layer, whose columns begin with those known so far.
 * 3. Move what follows to the front.
 *
 * What is no sequence is handed over to the reader of whole files, with the bytes that a pipe
 * has given already. */
#include "geo/stream.h"

#include <sys/stat.h>
#include <unistd.h>

#include "io/geojson_read_internal.h"
#include "io/read.h"
#include "io/read_clue.h"
#include "io/read_crs.h"
#include "io/remote.h"
#include "io/sniff.h"
#include "io/stream_cut.h"

enum { BATCH = 2 << 20, READ = 1 << 18, LONGEST_ITEM = 200 << 20 };

struct geo_reader {
    char *path;
    geo_read_options options;
    int fd;
    bool at_end;      /* of the input */
    bool whole;       /* no sequence: one batch */
    bool is_file;     /* and can be read again from its beginning; or a database */
    bool done;        /* nothing is left */
    bool names_asked; /* for a datum that only names tell */
    geoi_text text;   /* from the beginning of the batch on */
    int64_t seen;     /* bytes of it that the cutter has looked at */
    int64_t last;     /* where the last item that it saw ends; 0 = none */
    geoi_cutter cutter;
    char **names; /* columns of the batches so far */
    int64_t name_count, name_room;
    int64_t lines, features; /* before the batch */
    geoi_geojson_counts counts;
    geoi_rejects rejects;
};

/* ---- The buffer -------------------------------------------------------------------------- */

static geo_status read_more(geo_ctx *ctx, geo_reader *r)
{
    geo_status status = GEO_OK;
    int64_t got = 0;
    GEO_TRY(geoi_grow(ctx, &r->text.bytes, &r->text.capacity, r->text.length + READ, 1));
    GEO_TRY(geoi_input_read(ctx, r->fd, r->text.bytes + r->text.length, READ, &got));
    r->text.length += got;
    r->at_end = got == 0;
done:
    return status;
}

/* Look at what has come; true when an item ends at or after BATCH bytes. */
static bool look_for_cut(geo_reader *r)
{
    const char *begin = r->text.bytes, *end = begin + r->text.length;
    while (r->seen < r->text.length) {
        const char *place = geoi_cutter_next(&r->cutter, begin + r->seen, end);
        r->seen = place != NULL ? place - begin : r->text.length;
        r->last = place != NULL ? r->seen : r->last;
        if (place != NULL && r->seen >= BATCH) {
            return true;
        }
    }
    return false;
}

/* *size: of the batch, all that is left at the end of the input. */
static geo_status fill(geo_ctx *ctx, geo_reader *r, int64_t *size)
{
    geo_status status = GEO_OK;
    while (!look_for_cut(r)) {
        if (r->at_end) {
            *size = r->text.length;
            return GEO_OK;
        }
        if (r->text.length - r->last > LONGEST_ITEM) {
            return geoi_fail(ctx, GEO_LIMIT, "a feature is longer than %d MB",
                             LONGEST_ITEM / (1 << 20));
        }
        GEO_TRY(read_more(ctx, r));
    }
    *size = r->seen;
done:
    return status;
}

/* The batch has been read: what follows moves to the front. */
static void pass(geo_reader *r, int64_t size)
{
    r->lines += geoi_json_lines(r->text.bytes, r->text.bytes + size);
    memmove(r->text.bytes, r->text.bytes + size, (size_t)(r->text.length - size));
    r->text.length -= size;
    r->seen = r->last = 0;
    r->cutter = (geoi_cutter){0};
}

/* ---- Is it a sequence? -------------------------------------------------------------------- */

static bool begins_item(const char *at, const char *end, const char **item)
{
    int64_t marks = 0;
    *item = geoi_pass_between(at, end, &marks);
    return *item < end && **item == '{';
}

/* Nothing has come that is not between items; a pipe may break off in the middle of a byte order
 * mark. */
static bool may_begin_item(const char *item, const char *end)
{
    int64_t left = end - item;
    return left == 0 || (left < 3 && memcmp(item, "\xEF\xBB\xBF", (size_t)left) == 0);
}

/* The type of the first item, which is complete, tells: a collection is no item of a stream. */
static bool is_collection(geo_ctx *ctx, const char *item, int64_t size)
{
    geo_status status = GEO_OK;
    geoi_json j;
    geoi_json_text key, value;
    bool collection = false;
    geoi_json_init(&j, ctx, item, size);
    status = geoi_json_open(&j, '{', "");
    while (geoi_json_member(&j, &key, &status)) {
        bool type = GEOI_JSON_IS(key, "type") && geoi_json_peek(&j) == '"';
        status = type ? geoi_json_string(&j, &value) : geoi_json_skip(&j);
        collection |= status == GEO_OK && type && GEOI_JSON_IS(value, "FeatureCollection");
    }
    geoi_json_clear(&j);
    return collection;
}

/* Enough of the input is looked at to tell. */
static geo_status find_out(geo_ctx *ctx, geo_reader *r)
{
    geo_status status = GEO_OK;
    const char *item = NULL;
    bool possible = true;
    while (possible && r->last == 0 && !r->at_end && r->text.length < LONGEST_ITEM) {
        GEO_TRY(read_more(ctx, r));
        const char *end = r->text.bytes + r->text.length;
        possible = begins_item(r->text.bytes, end, &item) || may_begin_item(item, end);
        if (possible) {
            (void)look_for_cut(r);
        }
        /* a long first item is a collection: do not copy it bit by bit */
        possible = possible && (r->last > 0 || r->text.length < 2 * BATCH);
    }
    const char *end = r->text.bytes + r->text.length;
    const geo_read_options *o = &r->options; /* these are for other formats, or refused there */
    bool other = o->reader != NULL || o->layer != NULL || o->encoding != NULL ||
                 o->x_field != NULL || o->y_field != NULL;
    bool begins = r->text.length > 0 && begins_item(r->text.bytes, end, &item);
    r->whole = other || !begins || r->last == 0 || is_collection(ctx, item, end - item);
done:
    return status;
}

/* ---- Opening and closing ------------------------------------------------------------------- */

static void close_input(geo_reader *r)
{
    if (r->fd > STDIN_FILENO) {
        (void)close(r->fd); /* was only read */
    }
    r->fd = -1;
}

geo_status geo_reader_open(geo_ctx *ctx, const char *path, const geo_read_options *options,
                           geo_reader **out)
{
    geo_status status = GEO_OK;
    geo_reader *r = NULL;
    struct stat info = {0};
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *r, &r));
    r->fd = -1;
    r->options = geo_read_options_default();
    GEO_TRY(geoi_options(ctx, &r->options, options));
    if (r->options.rejects != NULL) {
        *r->options.rejects = NULL;
    }
    GEO_TRY(geoi_copy_text(ctx, path, &r->path));
    r->whole = r->is_file = geoi_is_postgis(path, &r->options); /* to be read by its name */
    if (!r->whole) {
        status = geoi_input_open(ctx, path, &r->fd, &info);
        r->is_file = S_ISREG(info.st_mode) && r->fd != STDIN_FILENO;
    }
    if (status == GEO_OK && !r->whole) {
        status = find_out(ctx, r);
    }
    if (status != GEO_OK) {
        geoi_at_input(ctx, path);
        goto done;
    }
    *out = r;
    r = NULL;
done:
    geo_reader_close(r);
    return status;
}

void geo_reader_close(geo_reader *r)
{
    if (r == NULL) {
        return;
    }
    close_input(r);
    for (int64_t i = 0; i < r->name_count; i++) {
        geoi_release(r->names[i]);
    }
    geoi_release(r->names);
    geoi_rejects_clear(&r->rejects);
    geoi_release(r->text.bytes);
    geoi_release(r->path);
    geoi_release(r);
}

/* ---- Batches ------------------------------------------------------------------------------- */

/* Columns keep the order in which the stream first has them. */
static geo_status learn_names(geo_ctx *ctx, geo_reader *r, const geo_layer *layer)
{
    geo_status status = GEO_OK;
    int64_t count = geo_layer_column_count(layer);
    GEO_TRY(geoi_grow(ctx, &r->names, &r->name_room, count, sizeof *r->names));
    for (int64_t i = r->name_count; i < count; i++) {
        GEO_TRY(geoi_copy_text(ctx, geo_layer_column(layer, i).info.name, &r->names[i]));
        r->name_count = i + 1;
    }
done:
    return status;
}

static geo_status read_items(geo_ctx *ctx, geo_reader *r, int64_t size, geo_layer **batch)
{
    geo_status status = GEO_OK;
    geoi_layer_builder *builder = NULL;
    char *crs = NULL;
    geoi_geojson_options how = {.source = r->path,
                                .crs_is_known = r->options.crs != NULL,
                                .chunk = BATCH / 4,
                                .names = (const char *const *)r->names,
                                .name_count = r->name_count,
                                .lines = r->lines,
                                .features = r->features,
                                .counts = &r->counts,
                                .rejects = r->options.rejects != NULL ? &r->rejects : NULL};
    GEO_TRY(geoi_geojson_read(ctx, r->text.bytes, size, &how, &builder, &crs));
    GEO_TRY(geoi_read_to_lonlat(ctx, &r->options, crs, true, NULL, builder));
    GEO_TRY(geoi_layer_builder_source(ctx, builder, r->path, NULL));
    GEO_TRY(geoi_layer_builder_encoding(ctx, builder, "UTF-8"));
    GEO_TRY(geoi_read_finish(ctx, builder, batch));
    geoi_layer_set_first(*batch, r->features);
    if (r->options.crs == NULL && crs == NULL && !r->names_asked) { /* once is enough */
        r->names_asked = true;
        GEO_TRY(geoi_read_clue(ctx, r->path, *batch));
    }
done:
    geoi_layer_builder_destroy(builder);
    geoi_release(crs);
    return status;
}

static geo_status read_batch(geo_ctx *ctx, geo_reader *r, geo_layer **batch)
{
    geo_status status = GEO_OK;
    int64_t size = 0;
    const char *item;
    GEO_TRY(fill(ctx, r, &size));
    r->done =
        !begins_item(r->text.bytes, r->text.bytes + size, &item) && item == r->text.bytes + size;
    if (r->done) {
        geoi_geojson_tell(ctx, &r->counts);
        return r->options.rejects != NULL
                   ? geoi_rejects_finish(ctx, &r->rejects, r->options.rejects)
                   : GEO_OK;
    }
    int64_t rejected = r->rejects.count;
    r->rejects.line_from = NULL;
    GEO_TRY(read_items(ctx, r, size, batch));
    GEO_TRY(learn_names(ctx, r, *batch));
    r->features += geo_layer_count(*batch) + r->rejects.count - rejected;
    pass(r, size);
done:
    return status;
}

/* A file is read from its beginning, as it is best done; a pipe from what it gave already. */
static geo_status read_whole(geo_ctx *ctx, geo_reader *r, geo_layer **batch)
{
    geo_status status = GEO_OK;
    geoi_bytes bytes = {0};
    r->done = true;
    if (r->is_file) {
        close_input(r);
        return geo_layer_read(ctx, r->path, &r->options, batch);
    }
    status = geoi_input_rest(ctx, r->fd, &r->text, &bytes);
    if (status != GEO_OK) {
        geoi_at_input(ctx, r->path);
        return status;
    }
    status = geoi_read_bytes(ctx, r->path, &r->options, &bytes, batch);
    geoi_bytes_release(&bytes);
    return status;
}

geo_status geo_reader_next(geo_ctx *ctx, geo_reader *r, geo_layer **batch)
{
    geo_status status = GEO_OK;
    *batch = NULL;
    if (r->done) {
        return GEO_OK;
    }
    if (r->whole) {
        return read_whole(ctx, r, batch);
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "reading"));
    status = read_batch(ctx, r, batch);
    if (status != GEO_OK) {
        r->done = true;
        geo_layer_destroy(*batch);
        *batch = NULL;
        if (status == GEO_DATA && r->options.crs == NULL) {
            geoi_clue_hint(ctx, r->path);
        }
        geoi_at_input(ctx, r->path);
    }
done:
    return status;
}
