/* SPDX-License-Identifier: MIT */
/* Features read as the one before was: its bytes compared, the values between them read. */
#include "io/geojson_shape.h"

#include "base/number_fast.h"
#include "io/geojson_read_internal.h"
#include "io/json_scan.h"

enum { MOST_MISSES = 10 };

/* ---- Comparing ------------------------------------------------------------------------ */

/* Both have GEOI_SHAPE_MARGIN bytes more. */
static inline bool same_bytes(const char *a, const char *b, int64_t length)
{
    uint64_t left, right;
    int64_t i = 0;
    for (; i + 8 <= length; i += 8) {
        memcpy(&left, a + i, sizeof left);
        memcpy(&right, b + i, sizeof right);
        if (left != right) {
            return false;
        }
    }
    for (; i < length; i++) {
        if (a[i] != b[i]) {
            return false;
        }
    }
    return true;
}

/* ---- Values --------------------------------------------------------------------------- */

/* Escapes and nested values go the general way, into r->text; a failure there is told again by
 * the general way, which then reads the feature. */
static const char *read_slowly(geoi_geojson_reader *r, const char *s, geoi_cell *cell)
{
    geoi_json *j = &r->json;
    const char *start = j->at;
    int depth = j->depth;
    geoi_json_text text;
    j->at = s;
    cell->integer = r->text.length; /* where it begins: the text may move as it grows */
    cell->text = NULL;
    geo_status status;
    if (*s == '"') {
        cell->kind = GEOI_CELL_TEXT;
        status = geoi_json_string(j, &text);
        if (status == GEO_OK) {
            status = geoi_text_append(j->ctx, &r->text, text.bytes, text.length);
        }
    } else {
        cell->kind = GEOI_CELL_JSON;
        j->depth += 2; /* feature and properties */
        status = geoi_json_compact(j, &r->text);
    }
    cell->length = r->text.length - cell->integer;
    s = j->at;
    j->at = start;
    j->depth = depth;
    return status == GEO_OK ? s : NULL;
}

static inline const char *read_string(geoi_geojson_reader *r, const char *s, geoi_cell *cell)
{
    const char *after = geoi_pass_plain(s + 1, r->json.end);
    if (after >= r->json.end || *after != '"' || after - s - 1 > r->json.longest) {
        return read_slowly(r, s, cell);
    }
    cell->kind = GEOI_CELL_TEXT;
    cell->text = s + 1;
    cell->length = after - cell->text;
    return after + 1;
}

static inline const char *read_plain_number(const char *s, geoi_cell *cell)
{
    geoi_plain_number number = {0};
    s = geoi_number_plain(s, &number);
    if (s != NULL && number.digits > GEOI_DIGITS_OF_DOUBLE && !number.whole) {
        return NULL; /* digits may get lost, which the general way tells */
    }
    cell->kind = number.whole ? GEOI_CELL_INT : GEOI_CELL_REAL;
    cell->integer = number.integer;
    cell->real = number.value;
    return s;
}

/* The word at s, which may end behind the bytes compared; NULL when it is another one. */
static const char *pass_word(const char *s, const char *word, int64_t length)
{
    return memcmp(s, word, (size_t)length) == 0 ? s + length : NULL;
}

static inline const char *read_cell(geoi_geojson_reader *r, const char *s, geoi_cell *cell)
{
    switch (*s) {
    case '"':
        return read_string(r, s, cell);
    case '{':
    case '[':
        return read_slowly(r, s, cell);
    case 'n':
        cell->kind = GEOI_CELL_NULL;
        return pass_word(s, "null", 4);
    case 't':
    case 'f':
        cell->kind = GEOI_CELL_FLAG;
        cell->flag = *s == 't';
        return cell->flag ? pass_word(s, "true", 4) : pass_word(s, "false", 5);
    default:
        return read_plain_number(s, cell);
    }
}

/* An id is kept as it is written. */
static inline const char *read_id(geoi_geojson_reader *r, const char *s, geoi_json_text *id)
{
    geoi_plain_number number = {0};
    id->bytes = s;
    if (*s == '"') {
        s = geoi_pass_plain(s + 1, r->json.end);
        bool ends = s < r->json.end && *s == '"' && s - id->bytes - 1 <= r->json.longest;
        s = ends ? s + 1 : NULL;
    } else {
        s = geoi_number_plain(s, &number);
    }
    id->length = s != NULL ? s - id->bytes : 0;
    return s;
}

/* ---- A feature ------------------------------------------------------------------------ */

/* What has been read of the feature, nothing of it in columns yet but its coordinates. */
typedef struct attempt {
    int64_t cells, numbers;
    double xy[2];
    geoi_json_text id;
} attempt;

/* The counts of what the feature's coordinates may change. */
typedef struct before {
    geo_geometry g;
    geoi_geojson_counts counts;
    geoi_geojson_place far;
} before;

static const char *read_coordinates(geoi_geojson_reader *r, const char *s)
{
    geoi_json *j = &r->json;
    const char *start = j->at;
    int depth = j->depth;
    r->feature++; /* as its place is kept */
    j->at = s;
    j->depth += 2; /* feature and geometry */
    geo_status status = geoi_geometry_feature(j->ctx, r->geometry, r->shape->type);
    if (status == GEO_OK) {
        status = geoi_geojson_read_coordinates(r, r->shape->type, false);
    }
    s = j->at;
    j->at = start;
    j->depth = depth;
    r->feature--;
    return status == GEO_OK ? s : NULL;
}

static inline const char *read_step(geoi_geojson_reader *r, const geoi_geojson_step *step,
                                    const char *s, attempt *a)
{
    geoi_cell *cell;
    geoi_plain_number number = {0};
    switch (step->kind) {
    case GEOI_STEP_VALUE:
        cell = &r->shape->cell[a->cells++];
        cell->column = step->column;
        return read_cell(r, s, cell);
    case GEOI_STEP_NUMBER:
        s = geoi_number_plain(s, &number);
        a->xy[a->numbers++] = number.value;
        return s;
    case GEOI_STEP_ID:
        return read_id(r, s, &a->id);
    case GEOI_STEP_COORDINATES:
        return read_coordinates(r, s);
    case GEOI_STEP_END:
        break;
    }
    return s;
}

/* The end of the feature, or NULL when it is not as foreseen. */
static const char *read_steps(geoi_geojson_reader *r, attempt *a)
{
    const geoi_geojson_shape *shape = r->shape;
    const char *s = r->json.at, *end = r->json.end;
    for (int64_t i = 0; i < shape->count && s != NULL; i++) {
        const geoi_geojson_step *step = &shape->step[i];
        if (end - s <= step->length + GEOI_SHAPE_MARGIN ||
            !same_bytes(s, step->bytes, step->length)) {
            return NULL;
        }
        s = read_step(r, step, s + step->length, a);
    }
    return s;
}

static bool is_near(const geoi_geojson_reader *r, const attempt *a)
{
    return r->far.at != NULL || a->numbers == 0 || !geoi_geojson_is_far(a->xy[0], a->xy[1]);
}

static geo_status keep(geoi_geojson_reader *r, const attempt *a)
{
    geo_status status = GEO_OK;
    geo_ctx *ctx = r->json.ctx;
    geoi_geojson_shape *shape = r->shape;
    for (int64_t i = 0; r->text.length > 0 && i < a->cells; i++) {
        geoi_cell *cell = &shape->cell[i];
        if (cell->kind >= GEOI_CELL_TEXT && cell->text == NULL) {
            cell->text = r->text.bytes + cell->integer;
        }
    }
    if (a->numbers > 0) {
        GEO_TRY(geoi_geometry_point(ctx, r->geometry, a->xy[0], a->xy[1], (double)NAN));
    }
    GEO_TRY(geoi_layer_builder_cells(ctx, r->builder, shape->cell, a->cells));
    if (a->id.length > 0) {
        GEO_TRY(geoi_layer_builder_id(ctx, r->builder, a->id.bytes, a->id.length));
    }
    GEO_TRY(geoi_layer_builder_next(ctx, r->builder));
done:
    return status;
}

static void undo(geoi_geojson_reader *r, const before *b)
{
    r->geometry->g = b->g;
    r->counts = b->counts;
    r->far = b->far;
}

/* Was the feature read? If not, all is as it was. */
static bool read_alike(geoi_geojson_reader *r, geo_status *status)
{
    before b;
    attempt a = {0};
    bool lines = r->shape->type > GEO_POINT;
    if (lines) {
        b.g = r->geometry->g;
        b.counts = r->counts;
        b.far = r->far;
    }
    r->text.length = 0;
    const char *after = read_steps(r, &a);
    if (after == NULL || after - r->json.at > r->largest || !is_near(r, &a)) {
        if (lines) {
            undo(r, &b);
        }
        return false;
    }
    r->json.at = after;
    r->feature++;
    r->inside = true;
    *status = keep(r, &a);
    r->inside = *status != GEO_OK;
    return true;
}

geo_status geoi_geojson_read_like_last(geoi_geojson_reader *r,
                                       geo_status (*general)(geoi_geojson_reader *), bool bare)
{
    geo_status status = GEO_OK;
    geoi_geojson_shape *shape = r->shape;
    if (shape->count > 0) {
        if (read_alike(r, &status)) {
            shape->misses = 0;
            r->counts.bare += bare;
            return status;
        }
        shape->count = 0;
        shape->misses += shape->misses < MOST_MISSES;
        shape->wait = (INT64_C(1) << shape->misses) - 2; /* where all differ, learn ever less */
    }
    const char *start = r->json.at;
    GEO_TRY(general(r));
    if (shape->wait > 0) {
        shape->wait--;
    } else {
        geoi_geojson_learn(r, start);
    }
done:
    return status;
}
