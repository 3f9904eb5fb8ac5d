/* SPDX-License-Identifier: MIT */
/* A filter run over a layer: step by step over some rows at a time, on all threads. */
#include "layer/layer_internal.h"
#include "layer/where_value.h"

enum { GRAIN = 2048 };

/* Kleene's third value: neither true nor false. AND is the smaller one, OR the greater. */
enum { FALSE, UNKNOWN, TRUE };

typedef struct run {
    geo_ctx *ctx;
    const geo_where *where;
    const geo_layer *layer;
    geo_column *columns; /* [fields] */
    bool *present;       /* [fields] the layer has that column */
    uint8_t *chosen;     /* [rows] */
} run;

/* ---- Failing -------------------------------------------------------------------------- */

static const char *kind_name(geoi_where_kind kind)
{
    static const char *const names[] = {"null",     "a field", "true or false", "a number",
                                        "a number", "text",    "nested"};
    return names[kind];
}

static void show_value(const geoi_where_value *v, char *out, size_t size)
{
    out[0] = '\0';
    if (v->kind == GEOI_WHERE_TEXT || v->kind == GEOI_WHERE_NESTED) {
        char shown[40];
        geoi_printable(v->text, v->length, shown, sizeof shown);
        (void)snprintf(out, size, v->kind == GEOI_WHERE_TEXT ? " '%s'" : " %s", shown);
    } else if (v->kind == GEOI_WHERE_INT) {
        (void)snprintf(out, size, " %lld", (long long)v->integer);
    } else if (v->kind == GEOI_WHERE_REAL) {
        (void)snprintf(out, size, " %.10g", v->real);
    } else if (v->kind == GEOI_WHERE_FLAG) {
        (void)snprintf(out, size, " (%s)", v->flag ? "true" : "false");
    }
}

static void hint_kinds(const run *r, geoi_where_kind kind)
{
    switch (kind) {
    case GEOI_WHERE_TEXT:
        geoi_hint(r->ctx, "write text in 'single quotes': 'residential', '12'");
        break;
    case GEOI_WHERE_INT:
    case GEOI_WHERE_REAL:
        geoi_hint(r->ctx, "write a number without quotes");
        break;
    case GEOI_WHERE_FLAG:
        geoi_hint(r->ctx, "write = true or = false");
        break;
    case GEOI_WHERE_NESTED:
        geoi_hint(r->ctx, "a nested value can be asked for with is null and is not null only");
        break;
    case GEOI_WHERE_NULL:
    case GEOI_WHERE_FIELD:
        break;
    }
}

/* `with`: "compared with a number", "matched with a pattern". */
static geo_status fail_kind(const run *r, const geoi_where_operand *o, const geoi_where_value *v,
                            int64_t row, const char *with)
{
    char value[64], name[64], place[128] = "";
    show_value(v, value, sizeof value);
    if (o->kind == GEOI_WHERE_FIELD) {
        const char *field = r->where->fields[o->field];
        geoi_printable(field, (int64_t)strlen(field), name, sizeof name);
        (void)snprintf(place, sizeof place, "\"%s\" of feature %lld is ", name,
                       (long long)geo_layer_first(r->layer) + row + 1);
    }
    geo_status status = geoi_fail(r->ctx, GEO_DATA, "filter, column %lld: %s%s%s, and cannot be %s",
                                  (long long)o->at, place, kind_name(v->kind), value, with);
    hint_kinds(r, v->kind);
    return status;
}

/* ---- Relations ------------------------------------------------------------------------ */

static geo_status read_operand(const run *r, int64_t index, int64_t row, geoi_text *room,
                               geoi_where_value *out)
{
    const geo_where *w = r->where;
    const geoi_where_operand *o = &w->operands[index];
    if (o->kind == GEOI_WHERE_FIELD) {
        return geoi_where_cell(r->ctx, r->present[o->field] ? &r->columns[o->field] : NULL, row,
                               room, out);
    }
    *out = (geoi_where_value){.kind = o->kind,
                              .flag = o->flag,
                              .integer = o->integer,
                              .real = o->real,
                              .exact = o->kind == GEOI_WHERE_REAL,
                              .rest = o->rest,
                              .text = o->kind == GEOI_WHERE_TEXT ? w->text.bytes + o->begin : NULL,
                              .length = o->length};
    return GEO_OK;
}

static bool is_number(geoi_where_kind kind)
{
    return kind == GEOI_WHERE_INT || kind == GEOI_WHERE_REAL;
}

static geo_status check_pair(const run *r, const geoi_where_step *step, int64_t row,
                             const geoi_where_value *a, const geoi_where_value *b)
{
    char with[64];
    const geoi_where_operand *o = &r->where->operands[step->first];
    bool same = a->kind == b->kind || (is_number(a->kind) && is_number(b->kind));
    bool ordered = step->verb >= GEOI_WHERE_LESS && step->verb <= GEOI_WHERE_AT_LEAST;
    if (same && a->kind != GEOI_WHERE_NESTED && !(ordered && a->kind == GEOI_WHERE_FLAG)) {
        return GEO_OK;
    }
    if (same && a->kind == GEOI_WHERE_FLAG) {
        return fail_kind(r, o, a, row, "greater or less");
    }
    bool field_is_second = o->kind != GEOI_WHERE_FIELD && o[1].kind == GEOI_WHERE_FIELD;
    (void)snprintf(with, sizeof with, "compared with %s",
                   kind_name(field_is_second ? a->kind : b->kind));
    return fail_kind(r, field_is_second ? o + 1 : o, field_is_second ? b : a, row, with);
}

static bool holds(geoi_where_verb verb, int order)
{
    return verb == GEOI_WHERE_EQUAL     ? order == 0
           : verb == GEOI_WHERE_UNEQUAL ? order != 0
           : verb == GEOI_WHERE_LESS    ? order < 0
           : verb == GEOI_WHERE_AT_MOST ? order <= 0
           : verb == GEOI_WHERE_MORE    ? order > 0
                                        : order >= 0;
}

static geo_status ask_list(const run *r, const geoi_where_step *step, int64_t row,
                           const geoi_where_value *a, bool *found)
{
    geo_status status = GEO_OK;
    geoi_where_value b;
    *found = false;
    for (int64_t k = 1; k < step->count && !*found; k++) {
        GEO_TRY(read_operand(r, step->first + k, row, NULL, &b)); /* a value: needs no room */
        GEO_TRY(check_pair(r, step, row, a, &b));
        *found = geoi_where_order(a, &b) == 0;
    }
done:
    return status;
}

static geo_status ask(const run *r, const geoi_where_step *step, int64_t row, geoi_text rooms[2],
                      uint8_t *answer)
{
    geo_status status = GEO_OK;
    geoi_where_value a, b = {.kind = GEOI_WHERE_NULL};
    bool yes = false;
    GEO_TRY(read_operand(r, step->first, row, &rooms[0], &a));
    if (step->verb == GEOI_WHERE_IS_NULL) {
        *answer = (a.kind == GEOI_WHERE_NULL) != step->negated ? TRUE : FALSE;
        goto done;
    }
    GEO_TRY(read_operand(r, step->first + 1, row, &rooms[1], &b));
    if (a.kind == GEOI_WHERE_NULL || b.kind == GEOI_WHERE_NULL) {
        *answer = UNKNOWN;
        goto done;
    }
    if (step->verb == GEOI_WHERE_IN) {
        GEO_TRY(ask_list(r, step, row, &a, &yes));
    } else if (step->verb == GEOI_WHERE_LIKE) {
        if (a.kind != GEOI_WHERE_TEXT) {
            return fail_kind(r, &r->where->operands[step->first], &a, row,
                             "matched with a pattern");
        }
        yes = geoi_where_like(a.text, a.length, b.text, b.length);
    } else {
        GEO_TRY(check_pair(r, step, row, &a, &b));
        yes = holds(step->verb, geoi_where_order(&a, &b));
    }
    *answer = yes != step->negated ? TRUE : FALSE;
done:
    return status;
}

/* ---- Rows ----------------------------------------------------------------------------- */

static void join(geoi_where_verb verb, int64_t n, uint8_t *under, const uint8_t *top)
{
    for (int64_t i = 0; i < n; i++) {
        bool take = verb == GEOI_WHERE_AND ? top[i] < under[i] : top[i] > under[i];
        under[i] = take ? top[i] : under[i];
    }
}

/* The stack is an array of answers [GRAIN] one above the other. */
static geo_status run_steps(const run *r, int64_t begin, int64_t end, uint8_t *stack,
                            geoi_text rooms[2])
{
    geo_status status = GEO_OK;
    int64_t n = end - begin;
    uint8_t *top = stack; /* free */
    for (int64_t k = 0; k < r->where->step_count; k++) {
        const geoi_where_step *step = &r->where->steps[k];
        if (step->verb <= GEOI_WHERE_IS_NULL) {
            for (int64_t i = 0; i < n; i++) {
                GEO_TRY(ask(r, step, begin + i, rooms, &top[i]));
            }
            top += GRAIN;
        } else if (step->verb == GEOI_WHERE_NOT) {
            for (int64_t i = 0; i < n; i++) {
                top[i - GRAIN] = (uint8_t)(TRUE - top[i - GRAIN]);
            }
        } else {
            top -= GRAIN;
            join(step->verb, n, top - GRAIN, top);
        }
    }
    for (int64_t i = 0; i < n; i++) {
        r->chosen[begin + i] = stack[i] == TRUE;
    }
done:
    return status;
}

static geo_status run_chunk(void *job, int64_t begin, int64_t end)
{
    const run *r = job;
    geo_status status = GEO_OK;
    uint8_t *stack = NULL;
    geoi_text rooms[2] = {{0}, {0}};
    GEO_TRY(geoi_array_raw(r->ctx, r->where->stack, GRAIN, &stack));
    GEO_TRY(run_steps(r, begin, end, stack, rooms));
done:
    geoi_release(stack);
    geoi_release(rooms[0].bytes);
    geoi_release(rooms[1].bytes);
    return status;
}

static geo_status find_columns(run *r, bool sparse)
{
    geo_status status = GEO_OK;
    const geo_where *w = r->where;
    GEO_TRY(geoi_array(r->ctx, w->field_count, sizeof *r->columns, &r->columns));
    GEO_TRY(geoi_array(r->ctx, w->field_count, sizeof *r->present, &r->present));
    for (int64_t i = 0; i < w->field_count; i++) {
        int64_t index = geo_layer_find(r->layer, w->fields[i]);
        r->present[i] = index >= 0;
        if (index >= 0) {
            r->columns[i] = geo_layer_column(r->layer, index);
        } else if (!sparse) {
            GEO_TRY(geoi_no_such_column(r->ctx, r->layer, w->fields[i]));
        }
    }
done:
    return status;
}

geo_status geo_where_rows(geo_ctx *ctx, const geo_where *where, const geo_layer *layer, int sparse,
                          int64_t *rows, int64_t *count)
{
    geo_status status = GEO_OK;
    run r = {.ctx = ctx, .where = where, .layer = layer};
    int64_t n = geo_layer_count(layer);
    *count = 0;
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "filtering"));
    GEO_TRY(find_columns(&r, sparse != 0));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *r.chosen, &r.chosen));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, run_chunk, &r));
    for (int64_t i = 0; i < n; i++) {
        if (r.chosen[i] != 0) {
            rows[(*count)++] = i;
        }
    }
done:
    geoi_release(r.columns);
    geoi_release(r.present);
    geoi_release(r.chosen);
    return status;
}
