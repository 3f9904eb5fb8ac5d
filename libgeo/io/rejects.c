/* SPDX-License-Identifier: MIT */
/* Rejected features as a layer of their own. */
#include "io/rejects.h"

#include <stdlib.h>

#include "io/json.h"

typedef struct geoi_fault {
    int64_t key, reason; /* reason: where in the text of all */
} geoi_fault;

enum { FEATURE, LINE, REASON, TEXT, COLUMNS, SHOWN = 4096, MOST_TEXT = 1 << 20 };

/* The columns are there, and in this order, even when nothing is rejected. */
static geo_status begin(geo_ctx *ctx, geoi_rejects *r)
{
    static const struct {
        const char *name;
        geo_column_type type;
    } columns[COLUMNS] = {[FEATURE] = {"feature", GEO_INT},
                          [LINE] = {"line", GEO_INT},
                          [REASON] = {"reason", GEO_TEXT},
                          [TEXT] = {"text", GEO_TEXT}};
    geo_status status = GEO_OK;
    GEO_TRY(geoi_layer_builder_create(ctx, "rejects", &r->builder));
    for (int64_t i = 0; i < COLUMNS; i++) {
        geo_column_info info = {columns[i].name, NULL, NULL, NULL};
        int64_t index;
        GEO_TRY(geoi_layer_builder_typed_column(ctx, r->builder, &info, columns[i].type, &index));
    }
done:
    return status;
}

/* Bytes that are no UTF-8, and what is very long, are shown and not kept as they are. */
static geo_status put_text(geo_ctx *ctx, geoi_rejects *r, const char *text, int64_t length)
{
    char shown[SHOWN];
    if (length <= MOST_TEXT && geoi_utf8_valid(text, length)) {
        return geoi_layer_builder_text(ctx, r->builder, TEXT, GEO_TEXT, text, length);
    }
    geoi_printable(text, length, shown, sizeof shown);
    return geoi_layer_builder_text(ctx, r->builder, TEXT, GEO_TEXT, shown, (int64_t)strlen(shown));
}

geo_status geoi_rejects_add(geo_ctx *ctx, geoi_rejects *r, int64_t feature, int64_t line,
                            const char *text, int64_t length)
{
    geo_status status = GEO_OK;
    char reason[512];
    (void)snprintf(reason, sizeof reason, "%s", geo_ctx_message(ctx));
    if (r->builder == NULL) {
        GEO_TRY(begin(ctx, r));
    }
    GEO_TRY(geoi_grow(ctx, &r->number, &r->room, r->count + 1, sizeof *r->number));
    GEO_TRY(geoi_layer_builder_int(ctx, r->builder, FEATURE, feature));
    if (line > 0) {
        GEO_TRY(geoi_layer_builder_int(ctx, r->builder, LINE, line));
    }
    GEO_TRY(geoi_layer_builder_text(ctx, r->builder, REASON, GEO_TEXT, reason,
                                    (int64_t)strlen(reason)));
    GEO_TRY(put_text(ctx, r, text, length));
    GEO_TRY(geoi_layer_builder_next(ctx, r->builder));
    r->number[r->count++] = feature;
done:
    return status;
}

int64_t geoi_rejects_line(geoi_rejects *r, const char *begin, const char *at)
{
    if (r->line_from == NULL || r->line_from < begin || r->line_from > at) {
        r->line_from = begin;
        r->lines = 0;
    }
    r->lines += geoi_json_lines(r->line_from, at);
    r->line_from = at;
    return r->lines + 1;
}

/* ---- Faults foreseen ------------------------------------------------------------------------ */

geo_status geoi_rejects_foresee(geo_ctx *ctx, geoi_rejects *r, int64_t key)
{
    geo_status status = GEO_OK;
    char reason[512];
    (void)snprintf(reason, sizeof reason, "%s", geo_ctx_message(ctx));
    GEO_TRY(geoi_grow(ctx, &r->fault, &r->fault_room, r->faults + 1, sizeof *r->fault));
    int64_t at = r->reasons.length;
    GEO_TRY(geoi_text_append(ctx, &r->reasons, reason, (int64_t)strlen(reason) + 1));
    r->fault[r->faults++] = (geoi_fault){key, at};
    r->in_order = false;
done:
    return status;
}

/* Of one feature the fault that was found first comes first. */
static int by_key(const void *a, const void *b)
{
    const geoi_fault *p = a, *q = b;
    return p->key != q->key ? (p->key > q->key) - (p->key < q->key)
                            : (p->reason > q->reason) - (p->reason < q->reason);
}

const char *geoi_rejects_foreseen(geoi_rejects *r, int64_t key)
{
    int64_t low = 0, high = r->faults;
    if (!r->in_order && r->faults > 0) {
        qsort(r->fault, (size_t)r->faults, sizeof *r->fault, by_key);
        r->in_order = true;
    }
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (r->fault[middle].key < key) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < r->faults && r->fault[low].key == key ? r->reasons.bytes + r->fault[low].reason
                                                       : NULL;
}

void geoi_rejects_forget(geoi_rejects *r)
{
    r->faults = 0;
    r->reasons.length = 0;
}

/* ---- Places that are no degrees ------------------------------------------------------------ */

/* One feature by itself, found right or with its fault in the context. */
static geo_status check_feature(geo_ctx *ctx, geoi_rejects *r, const geo_geometry *g, int64_t i)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder one = {0};
    const char *reason = geoi_rejects_foreseen(r, i);
    if (reason != NULL) {
        return geoi_fail(ctx, GEO_DATA, "%s", reason);
    }
    GEO_TRY(geoi_geometry_copy_feature(ctx, &one, g, i));
    GEO_TRY(geoi_geometry_finish(ctx, &one));
    status = geoi_geometry_validate(ctx, &one.g, true);
done:
    geoi_geometry_clear(&one);
    return status;
}

/* The number in the file, from 0, of the index-th feature kept in reading. */
static int64_t number_of(const geoi_rejects *r, int64_t before, int64_t index)
{
    int64_t number = index;
    for (int64_t i = 0; i < before && r->number[i] <= number + 1; i++) {
        number++;
    }
    return number;
}

/* A feature that is looked at alone is called the first, which says nothing: "feature 1: ...",
 * "feature 1 has ...". */
static const char *without_number(const char *reason)
{
    static const char *const numbers[] = {"feature 1: ", "feature 1 "};
    for (int i = 0; i < 2; i++) {
        if (strncmp(reason, numbers[i], strlen(numbers[i])) == 0) {
            return reason + strlen(numbers[i]);
        }
    }
    return reason;
}

/* Row i is numbered by those that were rejected in reading, the first `before`. */
static geo_status reject_place(geo_ctx *ctx, geoi_rejects *r, const geo_geometry *g, int64_t i,
                               int64_t before)
{
    char place[80] = "";
    geo_span coords = geo_feature_coords(g, i);
    char reason[512];
    (void)snprintf(reason, sizeof reason, "%s", geo_ctx_message(ctx));
    (void)geoi_fail(ctx, GEO_DATA, "%s", without_number(reason));
    if (coords.begin < coords.end) {
        (void)snprintf(place, sizeof place, "%.10g, %.10g", g->x[coords.begin], g->y[coords.begin]);
    }
    return geoi_rejects_add(ctx, r, number_of(r, before, i) + 1, 0, place, (int64_t)strlen(place));
}

geo_status geoi_rejects_check(geo_ctx *ctx, geoi_rejects *r, geoi_layer_builder *b, int64_t **kept,
                              int64_t *count)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder *all = geoi_layer_builder_geometry(b), clean = {0};
    int64_t in_reading = r->count;
    *kept = NULL;
    *count = 0;
    GEO_TRY(geoi_geometry_finish(ctx, all));
    if (r->faults == 0 && geoi_geometry_validate(ctx, &all->g, true) == GEO_OK) {
        return GEO_OK;
    }
    GEO_TRY(geoi_array_raw(ctx, all->g.n, sizeof **kept, kept));
    for (int64_t i = 0; i < all->g.n; i++) {
        status = check_feature(ctx, r, &all->g, i);
        if (status == GEO_OK) {
            (*kept)[(*count)++] = i;
            GEO_TRY(geoi_geometry_copy_feature(ctx, &clean, &all->g, i));
        } else if (status == GEO_DATA) {
            GEO_TRY(reject_place(ctx, r, &all->g, i, in_reading));
            GEO_TRY(geoi_geometry_feature(ctx, &clean, GEO_NONE));
        } else {
            goto done;
        }
    }
    GEO_TRY(geoi_geometry_finish(ctx, &clean));
    geoi_geometry_clear(all);
    *all = clean;
    return GEO_OK;
done:
    geoi_geometry_clear(&clean);
    geoi_release(*kept);
    *kept = NULL;
    return status;
}

/* ---- The layer ---------------------------------------------------------------------------- */

geo_status geoi_rejects_finish(geo_ctx *ctx, geoi_rejects *r, geo_layer **out)
{
    geo_status status = GEO_OK;
    *out = NULL;
    if (r->builder == NULL) {
        GEO_TRY(begin(ctx, r));
    }
    GEO_TRY(geoi_layer_builder_finish(ctx, r->builder, out));
done:
    return status;
}

void geoi_rejects_clear(geoi_rejects *r)
{
    geoi_layer_builder_destroy(r->builder);
    geoi_release(r->number);
    geoi_release(r->fault);
    geoi_release(r->reasons.bytes);
    *r = (geoi_rejects){0};
}
