/* SPDX-License-Identifier: MIT */
/* The features of one file on all threads.
 *
 * 1. Cut: after every chunk of bytes look for the next place that looks as the first item
 *    does. It is a guess, for the same bytes may stand inside a string.
 * 2. Read every stretch between two cuts into a builder of its own, until an item begins at or
 *    after the next cut.
 * 3. Join in order. A stretch counts only if the one before it ended exactly where it begins:
 *    then its guess was right, and all it read is what a single reader would have read. If not,
 *    or if it failed, it is read again from where the one before it ended, with the number of
 *    its first feature now known for the message.
 *
 * Whoever has read a stretch joins those that wait, if no other thread is at it, up to the first
 * that is not plain: copying then hides behind reading, and what was copied is given back early.
 * Cuts depend on the text alone, so the result does not depend on the number of threads. */
#include <pthread.h>
#include <stdatomic.h>

#include "io/geojson_read_internal.h"

typedef struct stretch {
    const char *begin, *limit; /* limit NULL = to the end */
    atomic_bool read;          /* by its thread, so that any other may join it */
    bool closed;               /* the array, or the text, has ended */
    geo_status status;
    int64_t first; /* features before it, as far as its reader knew */
    geoi_geojson_reader r;
} stretch;

typedef struct job {
    const geoi_geojson_reader *whole;
    bool array;
    stretch *stretches;
    int64_t count;
    pthread_mutex_t joining; /* guards the three below */
    geoi_geojson_reader *into;
    int64_t joined; /* stretches */
    bool closed;    /* by the last of them */
} job;

void geoi_geojson_clear(geoi_geojson_reader *r)
{
    geoi_layer_builder_destroy(r->builder);
    geoi_json_clear(&r->json);
    geoi_release(r->shape);
    geoi_release(r->text.bytes);
    geoi_release(r->members.bytes);
    geoi_release(r->name);
    geoi_release(r->crs);
    geoi_geojson_reader none = {.chunk = 0};
    *r = none;
}

/* ---- Reading -------------------------------------------------------------------------- */

bool geoi_geojson_next_text(geoi_geojson_reader *r)
{
    int64_t marks = 0;
    r->json.at = geoi_pass_between(r->json.at, r->json.end, &marks);
    bool more = r->json.at < r->json.end;
    r->counts.marks += more ? marks : 0; /* at the end there is nothing that it could garble */
    return more;
}

static bool next_item(geoi_geojson_reader *r, bool array, geo_status *status)
{
    bool more = array ? geoi_json_element(&r->json, status)
                      : *status == GEO_OK && geoi_geojson_next_text(r);
    (void)geoi_json_peek(&r->json);
    return more;
}

/* An object begins at or after the limit. (A limit may also fall between "," and "]".) */
static bool at_limit(const geoi_json *j, const char *limit)
{
    return limit != NULL && j->at >= limit && j->at < j->end && *j->at == '{';
}

static geo_status read_items(geoi_geojson_reader *r, bool array, const char *limit, bool *closed)
{
    geo_status status = GEO_OK;
    *closed = false;
    if (r->shape == NULL) {
        GEO_TRY(geoi_array(r->json.ctx, 1, sizeof *r->shape, &r->shape));
    }
    bool more = next_item(r, array, &status);
    while (more && !at_limit(&r->json, limit)) {
        geo_status (*read)(geoi_geojson_reader *) =
            array ? geoi_geojson_read_feature : geoi_geojson_read_text;
        status = r->rejects != NULL ? geoi_geojson_read_or_reject(r, read, array)
                                    : geoi_geojson_read_like_last(r, read, !array);
        more = next_item(r, array, &status);
    }
    *closed = !more;
done:
    return status;
}

static geo_status read_stretch(const job *work, stretch *s, const char *begin, int64_t first)
{
    geo_status status = GEO_OK;
    const geoi_geojson_reader *whole = work->whole;
    geo_ctx *ctx = whole->json.ctx;
    geoi_geojson_clear(&s->r);
    s->begin = begin;
    s->first = first;
    s->r.feature = first;
    s->r.crs_is_known = whole->crs_is_known;
    geoi_json_init(&s->r.json, ctx, whole->json.begin, whole->json.end - whole->json.begin);
    s->r.json.unique_names = true;
    s->r.json.longest = whole->json.longest;
    s->r.largest = whole->largest;
    s->r.json.lines = whole->json.lines;
    s->r.json.at = begin;
    s->r.json.depth = whole->json.depth;
    s->r.json.fresh = true;
    GEO_TRY(geoi_layer_builder_create(ctx, "", &s->r.builder));
    geoi_layer_builder_tell_gaps(s->r.builder);
    s->r.geometry = geoi_layer_builder_geometry(s->r.builder);
    GEO_TRY(read_items(&s->r, work->array, s->limit, &s->closed));
done:
    s->status = status;
    return status;
}

/* ---- Cutting -------------------------------------------------------------------------- */

/* The first item up to its first member's name, and its value if that is a string: features
 * written by one program begin alike. Empty when there is no such item. */
static geoi_json_text item_prefix(const geoi_geojson_reader *r)
{
    geoi_json_text prefix = {NULL, 0}, text;
    geo_status status = GEO_OK; /* a failure is met again when the item is read */
    geoi_json j = geoi_json_twin(&r->json);
    int64_t marks = 0;
    j.at = geoi_pass_between(j.at, j.end, &marks);
    const char *start = j.at;
    bool is_object = j.at < j.end && *j.at == '{' && geoi_json_open(&j, '{', "") == GEO_OK &&
                     geoi_json_member(&j, &text, &status);
    if (is_object) {
        const char *stop = j.at;
        if (geoi_json_peek(&j) == '"' && geoi_json_string(&j, &text) == GEO_OK) {
            stop = j.at;
        }
        prefix.bytes = start;
        prefix.length = stop - start;
    }
    geoi_json_clear(&j);
    return prefix;
}

/* The next place at or after `at` with these bytes; NULL if there is none. */
static const char *find_prefix(const char *at, const char *end, geoi_json_text prefix)
{
    while (end - at >= prefix.length) {
        const char *brace = memchr(at, '{', (size_t)(end - at - prefix.length + 1));
        if (brace == NULL) {
            break;
        }
        if (memcmp(brace, prefix.bytes, (size_t)prefix.length) == 0) {
            return brace;
        }
        at = brace + 1;
    }
    return NULL;
}

static geo_status cut(geo_ctx *ctx, const geoi_geojson_reader *r, job *work)
{
    geo_status status = GEO_OK;
    const char *begin = r->json.at, *end = r->json.end;
    geoi_json_text prefix = item_prefix(r);
    int64_t most = (end - begin) / r->chunk + 1;
    GEO_TRY(geoi_array(ctx, most, sizeof *work->stretches, &work->stretches));
    work->stretches[0].begin = begin;
    work->count = 1;
    for (int64_t k = 1; k < most && prefix.length > 0; k++) {
        const char *place = begin + k * r->chunk;
        stretch *last = &work->stretches[work->count - 1];
        if (place <= last->begin) {
            continue;
        }
        place = find_prefix(place, end, prefix);
        if (place == NULL) {
            break;
        }
        last->limit = place;
        work->stretches[work->count++].begin = place;
    }
done:
    return status;
}

/* ---- Joining -------------------------------------------------------------------------- */

void geoi_geojson_add_counts(geoi_geojson_counts *to, const geoi_geojson_counts *from)
{
    to->ordinates += from->ordinates;
    to->nested += from->nested;
    to->empties += from->empties;
    to->heights += from->heights;
    to->foreign += from->foreign;
    to->described += from->described;
    to->marks += from->marks;
    to->null_crs += from->null_crs;
    to->bare += from->bare;
    to->named += from->named;
}

static geo_status join(geoi_geojson_reader *r, stretch *s)
{
    geo_status status = GEO_OK;
    if (s->r.far.at != NULL && r->far.at == NULL) {
        r->far.at = s->r.far.at;
        r->far.feature = s->r.far.feature - s->first + r->feature;
    }
    if (s->r.counts.collections > 0) {
        char *crs = s->r.crs;
        s->r.crs = NULL;
        GEO_TRY(geoi_geojson_use_crs(r, s->begin, crs));
        r->counts.collections += s->r.counts.collections - 1;
    }
    if (r->name == NULL) {
        r->name = s->r.name;
        s->r.name = NULL;
    }
    geoi_geojson_add_counts(&r->counts, &s->r.counts);
    r->feature += s->r.feature - s->first;
    r->json.at = s->r.json.at;
    GEO_TRY(geoi_layer_builder_append(r->json.ctx, r->builder, s->r.builder));
done:
    geoi_geojson_clear(&s->r);
    return status;
}

/* Read, as it was guessed, and with nothing to tell of collections. */
static bool is_plain(const job *work, const stretch *s)
{
    return atomic_load(&s->read) && s->status == GEO_OK && s->begin == work->into->json.at &&
           s->r.counts.collections == 0;
}

static geo_status join_next(job *work, stretch *s)
{
    work->closed = s->closed;
    work->joined++;
    return join(work->into, s);
}

static geo_status join_plain(job *work)
{
    geo_status status = GEO_OK;
    if (pthread_mutex_trylock(&work->joining) != 0) {
        return GEO_OK; /* left to who is at it, or to the end */
    }
    while (work->joined < work->count && !work->closed &&
           is_plain(work, &work->stretches[work->joined])) {
        GEO_TRY(join_next(work, &work->stretches[work->joined]));
    }
done:
    pthread_mutex_unlock(&work->joining);
    return status;
}

/* A failure to read is no failure yet: the guess may have been wrong. */
static geo_status read_chunk(void *work, int64_t begin, int64_t end)
{
    job *w = work;
    for (int64_t i = begin; i < end; i++) {
        (void)read_stretch(w, &w->stretches[i], w->stretches[i].begin, 0);
        atomic_store(&w->stretches[i].read, true);
    }
    return join_plain(w);
}

static geo_status join_rest(geoi_geojson_reader *r, job *work)
{
    geo_status status = GEO_OK;
    while (work->joined < work->count && !work->closed) {
        stretch *s = &work->stretches[work->joined];
        if (s->limit != NULL && r->json.at >= s->limit) {
            work->joined++; /* the one before it went on through all of it */
            continue;
        }
        if (s->status != GEO_OK || s->begin != r->json.at) {
            status = read_stretch(work, s, r->json.at, r->feature);
            if (status != GEO_OK) {
                r->inside = s->r.inside;
                r->feature = s->r.feature;
                goto done;
            }
        }
        GEO_TRY(join_next(work, s));
    }
    r->json.depth -= work->array;
    r->json.fresh = false;
done:
    return status;
}

geo_status geoi_geojson_read_items(geoi_geojson_reader *r, bool array)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = r->json.ctx;
    bool closed;
    job work = {.whole = r, .array = array, .into = r};
    if (r->chunk == 0 || r->rejects != NULL || r->json.end - r->json.at <= r->chunk) {
        return read_items(r, array, NULL, &closed);
    }
    pthread_mutex_init(&work.joining, NULL);
    GEO_TRY(cut(ctx, r, &work));
    GEO_TRY(geoi_parallel(ctx, work.count, 1, read_chunk, &work));
    GEO_TRY(join_rest(r, &work));
done:
    pthread_mutex_destroy(&work.joining);
    for (int64_t i = 0; i < work.count; i++) {
        geoi_geojson_clear(&work.stretches[i].r);
    }
    geoi_release(work.stretches);
    return status;
}
