/* SPDX-License-Identifier: MIT */
/* A layer built feature by feature: which column a name means, and the hand-over at the end.
 *
 * Features of one file mostly give the same names in the same order, so the column after the
 * one before is tried first; a hash table answers otherwise. */
#include <assert.h>

#include "layer/layer_internal.h"

/* A file whose every feature had names of its own would make rows x columns cells. */
enum { MOST_COLUMNS = 10000, FIRST_SLOTS = 64 };

geo_status geoi_layer_builder_create(geo_ctx *ctx, const char *name, geoi_layer_builder **out)
{
    geo_status status = GEO_OK;
    geoi_layer_builder *b = NULL;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *b, &b));
    GEO_TRY(geoi_copy_text(ctx, name, &b->name));
    GEO_TRY(geoi_array(ctx, FIRST_SLOTS, sizeof *b->slots, &b->slots));
    b->slot_count = FIRST_SLOTS;
    *out = b;
    b = NULL;
done:
    geoi_layer_builder_destroy(b);
    return status;
}

void geoi_layer_builder_destroy(geoi_layer_builder *b)
{
    if (b == NULL) {
        return;
    }
    geoi_geometry_clear(&b->geometry);
    for (int64_t i = 0; i < b->column_count; i++) {
        geoi_column_clear(&b->columns[i].c);
    }
    geoi_column_clear(&b->ids.c);
    geoi_column_clear(&b->feature_members.c);
    geoi_extras_clear(&b->extras);
    geoi_release(b->columns);
    geoi_release(b->slots);
    geoi_release(b->name);
    geoi_release(b->source);
    geoi_digest_release(b->digest);
    geoi_release(b->crs);
    geoi_release(b->encoding);
    geoi_release(b);
}

geoi_geometry_builder *geoi_layer_builder_geometry(geoi_layer_builder *b)
{
    return &b->geometry;
}

int64_t geoi_layer_builder_count(const geoi_layer_builder *b)
{
    return b->n;
}

/* ---- Names ---------------------------------------------------------------------------- */

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_of(const char *name, int64_t length)
{
    uint64_t h = 0xCBF29CE484222325u;
    for (int64_t i = 0; i < length; i++) {
        h = (h ^ (unsigned char)name[i]) * 0x100000001B3u;
    }
    return h;
}

static bool is_called(const geoi_column_builder *c, const char *name, int64_t length)
{
    if (c->name_length != length) {
        return false;
    }
    for (int64_t i = 0; i < length; i++) { /* names are short: a call would cost more */
        if (c->c.name[i] != name[i]) {
            return false;
        }
    }
    return true;
}

/* The slot that holds the name, or the free one where it belongs. */
static int64_t *slot_of(const geoi_layer_builder *b, const char *name, int64_t length)
{
    uint64_t mask = (uint64_t)b->slot_count - 1;
    uint64_t at = hash_of(name, length) & mask;
    while (b->slots[at] != 0 && !is_called(&b->columns[b->slots[at] - 1], name, length)) {
        at = (at + 1) & mask;
    }
    return &b->slots[at];
}

/* Twice as many slots, so that at most half are in use. */
static geo_status more_slots(geo_ctx *ctx, geoi_layer_builder *b)
{
    geo_status status = GEO_OK;
    int64_t *slots = NULL;
    GEO_TRY(geoi_array(ctx, b->slot_count * 2, sizeof *slots, &slots));
    geoi_release(b->slots);
    b->slots = slots;
    b->slot_count *= 2;
    for (int64_t i = 0; i < b->column_count; i++) {
        *slot_of(b, b->columns[i].c.name, b->columns[i].name_length) = i + 1;
    }
done:
    return status;
}

static geo_status check_name(geo_ctx *ctx, const geoi_layer_builder *b, const char *name,
                             int64_t length)
{
    if (length > 0 && memchr(name, '\0', (size_t)length) != NULL) {
        char shown[64];
        return geoi_fail(ctx, GEO_DATA, "the name \"%s\" has a zero byte",
                         geoi_printable(name, length, shown, sizeof shown));
    }
    if (b->column_count >= MOST_COLUMNS) {
        geo_status status =
            geoi_fail(ctx, GEO_LIMIT, "there are more than %d columns", MOST_COLUMNS);
        geoi_hint(ctx, "a nested member keeps what differs from feature to feature");
        return status;
    }
    return GEO_OK;
}

/* A new last column that is called `name`. */
static geo_status push_column(geo_ctx *ctx, geoi_layer_builder *b, const char *name, int64_t length)
{
    geo_status status = GEO_OK;
    geoi_column_builder c = {.name_length = length, .tells_gaps = b->tells_gaps};
    GEO_TRY(check_name(ctx, b, name, length));
    if (b->column_count * 2 >= b->slot_count) {
        GEO_TRY(more_slots(ctx, b));
    }
    GEO_TRY(geoi_grow(ctx, &b->columns, &b->column_room, b->column_count + 1, sizeof *b->columns));
    GEO_TRY(geoi_array(ctx, length + 1, 1, &c.c.name));
    if (length > 0) {
        memcpy(c.c.name, name, (size_t)length);
    }
    int64_t *slot = slot_of(b, name, length);
    b->columns[b->column_count++] = c;
    *slot = b->column_count;
done:
    return status;
}

geo_status geoi_layer_builder_column(geo_ctx *ctx, geoi_layer_builder *b, const char *name,
                                     int64_t length, int64_t *index)
{
    geo_status status = GEO_OK;
    int64_t found = b->likely;
    *index = -1;
    if (found >= b->column_count || !is_called(&b->columns[found], name, length)) {
        found = *slot_of(b, name, length) - 1;
    }
    if (found < 0) {
        GEO_TRY(push_column(ctx, b, name, length));
        found = b->column_count - 1;
    }
    b->likely = found + 1;
    *index = found;
done:
    return status;
}

geo_status geoi_layer_builder_typed_column(geo_ctx *ctx, geoi_layer_builder *b,
                                           const geo_column_info *info, geo_column_type type,
                                           int64_t *index)
{
    geo_status status = GEO_OK;
    int64_t length = (int64_t)strlen(info->name);
    *index = -1;
    if (*slot_of(b, info->name, length) != 0) {
        char shown[64];
        return geoi_fail(ctx, GEO_INVALID, "there are two columns \"%s\"",
                         geoi_printable(info->name, length, shown, sizeof shown));
    }
    GEO_TRY(push_column(ctx, b, info->name, length));
    geoi_column_builder *c = &b->columns[b->column_count - 1];
    c->typed = true;
    c->c.type = type;
    GEO_TRY(geoi_copy_text(ctx, info->alias, &c->c.alias));
    GEO_TRY(geoi_copy_text(ctx, info->alias_zh, &c->c.alias_zh));
    GEO_TRY(geoi_copy_text(ctx, info->unit, &c->c.unit));
    *index = b->column_count - 1;
done:
    return status;
}

/* ---- Values --------------------------------------------------------------------------- */

static geo_status check_once(geo_ctx *ctx, const geoi_layer_builder *b, int64_t column)
{
    const geoi_column_builder *c = &b->columns[column];
    if (c->c.n <= b->n) {
        return GEO_OK;
    }
    char shown[64];
    return geoi_fail(ctx, GEO_DATA, "duplicate \"%s\": it has a value already",
                     geoi_printable(c->c.name, c->name_length, shown, sizeof shown));
}

geo_status geoi_layer_builder_null(geo_ctx *ctx, geoi_layer_builder *b, int64_t column)
{
    geo_status status = check_once(ctx, b, column);
    return status != GEO_OK ? status : geoi_build_null(ctx, &b->columns[column], b->n);
}

geo_status geoi_layer_builder_flag(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, bool v)
{
    geo_status status = check_once(ctx, b, column);
    return status != GEO_OK ? status : geoi_build_flag(ctx, &b->columns[column], b->n, v);
}

geo_status geoi_layer_builder_int(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, int64_t v)
{
    geo_status status = check_once(ctx, b, column);
    return status != GEO_OK ? status : geoi_build_int(ctx, &b->columns[column], b->n, v);
}

geo_status geoi_layer_builder_real(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, double v,
                                   const char *token, int64_t length)
{
    geo_status status = check_once(ctx, b, column);
    if (status != GEO_OK) {
        return status;
    }
    if (!isfinite(v)) {
        b->nonfinite++;
        return geoi_build_null(ctx, &b->columns[column], b->n);
    }
    return geoi_build_real(ctx, &b->columns[column], b->n, v, token, length);
}

geo_status geoi_layer_builder_text(geo_ctx *ctx, geoi_layer_builder *b, int64_t column,
                                   geo_column_type type, const char *text, int64_t length)
{
    geo_status status = check_once(ctx, b, column);
    return status != GEO_OK ? status
                            : geoi_build_text(ctx, &b->columns[column], b->n, type, text, length);
}

void geoi_layer_builder_tell_gaps(geoi_layer_builder *b)
{
    b->tells_gaps = true;
}

geo_status geoi_layer_builder_id(geo_ctx *ctx, geoi_layer_builder *b, const char *token,
                                 int64_t length)
{
    if (b->ids.c.n > b->n) {
        return geoi_fail(ctx, GEO_DATA, "duplicate id");
    }
    return geoi_build_text(ctx, &b->ids, b->n, GEO_JSON, token, length);
}

/* ---- Features ------------------------------------------------------------------------- */

geo_status geoi_layer_builder_next(geo_ctx *ctx, geoi_layer_builder *b)
{
    geo_status status = GEO_OK;
    if (b->geometry.g.n == b->n) {
        GEO_TRY(geoi_geometry_feature(ctx, &b->geometry, GEO_NONE));
    }
    b->n++;
    assert(b->geometry.g.n == b->n); /* one geometry a feature */
    b->likely = 0;
done:
    return status;
}

static geo_status replace_text(geo_ctx *ctx, const char *text, char **held)
{
    geo_status status = GEO_OK;
    char *copy = NULL;
    if (text != NULL) {
        GEO_TRY(geoi_copy_text(ctx, text, &copy));
        geoi_release(*held);
        *held = copy;
    }
done:
    return status;
}

geo_status geoi_layer_builder_source(geo_ctx *ctx, geoi_layer_builder *b, const char *path,
                                     const char *crs)
{
    geo_status status = GEO_OK;
    GEO_TRY(replace_text(ctx, path, &b->source));
    GEO_TRY(replace_text(ctx, crs, &b->crs));
done:
    return status;
}

void geoi_layer_builder_digest(geoi_layer_builder *b, geoi_digest *digest)
{
    geoi_digest_release(b->digest);
    b->digest = digest;
}

geo_status geoi_layer_builder_encoding(geo_ctx *ctx, geoi_layer_builder *b, const char *encoding)
{
    return replace_text(ctx, encoding, &b->encoding);
}

geo_status geoi_layer_builder_rename(geo_ctx *ctx, geoi_layer_builder *b, const char *name)
{
    return replace_text(ctx, name, &b->name);
}

static void keep_own(char **own, char **other, char *before)
{
    if (before != NULL) {
        *other = *own;
        *own = before;
    }
}

/* All but what it is called, where it came from, and what its collection said. */
static void swap_contents(geoi_layer_builder *a, geoi_layer_builder *b)
{
    geoi_layer_builder held = *a;
    *a = *b;
    *b = held;
    b->name = a->name, b->source = a->source, b->digest = a->digest, b->crs = a->crs;
    b->encoding = a->encoding;
    a->name = held.name, a->source = held.source, a->digest = held.digest, a->crs = held.crs;
    a->encoding = held.encoding;
    keep_own(&a->extras.members, &b->extras.members, held.extras.members);
    keep_own(&a->extras.run, &b->extras.run, held.extras.run);
    a->extras.has_bbox |= held.extras.has_bbox;
}

geo_status geoi_layer_builder_append(geo_ctx *ctx, geoi_layer_builder *b, geoi_layer_builder *from)
{
    geo_status status = GEO_OK;
    if (b->n == 0 && b->column_count == 0) {
        swap_contents(b, from);
        goto done;
    }
    GEO_TRY(geoi_geometry_finish(ctx, &from->geometry));
    GEO_TRY(geoi_geometry_append(ctx, &b->geometry, &from->geometry.g));
    for (int64_t i = 0; i < from->column_count; i++) {
        const geoi_column_builder *c = &from->columns[i];
        int64_t index;
        GEO_TRY(geoi_layer_builder_column(ctx, b, c->c.name, c->name_length, &index));
        GEO_TRY(geoi_build_append(ctx, &b->columns[index], b->n, c));
    }
    GEO_TRY(geoi_build_append(ctx, &b->ids, b->n, &from->ids));
    GEO_TRY(geoi_extras_append(ctx, b, from));
    b->n += from->n;
    b->nonfinite += from->nonfinite;
    b->likely = 0;
done:
    return status;
}

/* ---- The end -------------------------------------------------------------------------- */

static geo_status finish_columns(geo_ctx *ctx, geoi_layer_builder *b, geo_layer *layer)
{
    geo_status status = GEO_OK;
    for (int64_t i = 0; i < b->column_count; i++) {
        GEO_TRY(geoi_build_finish(ctx, &b->columns[i], b->n));
        GEO_TRY(geoi_layer_push(ctx, layer, &b->columns[i].c));
    }
    if (b->ids.typed) {
        GEO_TRY(geoi_build_finish(ctx, &b->ids, b->n));
        layer->ids = b->ids.c;
        geoi_column_builder none = {0};
        b->ids = none;
    }
done:
    return status;
}

geo_status geoi_layer_builder_finish(geo_ctx *ctx, geoi_layer_builder *b, geo_layer **out)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    *out = NULL;
    assert(b->geometry.g.n == b->n);
    GEO_TRY(geoi_geometry_finish(ctx, &b->geometry));
    GEO_TRY(geoi_layer_adopt(ctx, b->name, &b->geometry, &layer));
    GEO_TRY(finish_columns(ctx, b, layer));
    GEO_TRY(geoi_extras_finish(ctx, b, layer));
    layer->source = b->source;
    layer->digest = b->digest;
    layer->source_crs = b->crs;
    layer->source_encoding = b->encoding;
    b->source = b->crs = b->encoding = NULL;
    b->digest = NULL;
    if (b->nonfinite > 0) {
        geoi_note(ctx, "%lld %s and became null", (long long)b->nonfinite,
                  geoi_plural(b->nonfinite, "value is not a finite number",
                              "values are not finite numbers"));
    }
    *out = layer;
    layer = NULL;
done:
    geo_layer_destroy(layer);
    return status;
}
