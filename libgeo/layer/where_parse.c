/* SPDX-License-Identifier: MIT */
/* A filter parsed by recursive descent into steps:
 *
 *   either    = both { "or" both }            both = fact { "and" fact }
 *   fact      = "not" fact | "(" either ")" | operand relation
 *   relation  = sign operand | [ "not" ] "in" "(" value { "," value } ")"
 *             | [ "not" ] "like" text | "is" [ "not" ] "null"
 */
#include "layer/where.h"
#include "layer/where_token.h"
#include "layer/where_value.h"

enum { MOST_NESTED = 64, LONGEST = 1 << 20 };

typedef struct parser {
    geo_ctx *ctx;
    geoi_tokens tokens;
    geo_where *where;
    int depth;
    int64_t standing; /* answers on the stack after the steps so far */
} parser;

static geo_status parse_either(parser *p);

/* ---- What is compared ----------------------------------------------------------------- */

static geo_status find_field(parser *p, int64_t *index)
{
    geo_status status = GEO_OK;
    geo_where *w = p->where;
    const geoi_text *name = &p->tokens.plain;
    if (name->length == 0 || memchr(name->bytes, '\0', (size_t)name->length) != NULL) {
        return geoi_token_fail(p->ctx, p->tokens.now.at, "the name of a field is empty");
    }
    for (*index = 0; *index < w->field_count; ++*index) {
        if (strlen(w->fields[*index]) == (size_t)name->length &&
            memcmp(w->fields[*index], name->bytes, (size_t)name->length) == 0) {
            return GEO_OK;
        }
    }
    GEO_TRY(geoi_grow(p->ctx, &w->fields, &w->field_room, w->field_count + 1, sizeof *w->fields));
    w->fields[w->field_count] = NULL;
    GEO_TRY(geoi_array(p->ctx, name->length + 1, 1, &w->fields[w->field_count]));
    memcpy(w->fields[w->field_count], name->bytes, (size_t)name->length);
    w->field_count++;
done:
    return status;
}

static geo_status fail_null(parser *p)
{
    geo_status status =
        geoi_token_fail(p->ctx, p->tokens.now.at, "nothing is equal to null, or unequal");
    geoi_hint(p->ctx, "write: is null, or: is not null");
    return status;
}

/* The token as something to compare, and on to the next. */
static geo_status parse_operand(parser *p, const char *what)
{
    geo_status status = GEO_OK;
    geo_where *w = p->where;
    const geoi_token *now = &p->tokens.now;
    geoi_where_operand o = {.at = now->at};
    if (now->kind == GEOI_TOKEN_NAME) {
        o.kind = GEOI_WHERE_FIELD;
        GEO_TRY(find_field(p, &o.field));
    } else if (now->kind == GEOI_TOKEN_NUMBER) {
        o.kind = now->is_integer ? GEOI_WHERE_INT : GEOI_WHERE_REAL;
        o.integer = now->integer;
        o.real = now->real;
        if (!now->is_integer) {
            geoi_where_exact(now->begin, now->begin + now->length, &o.integer, &o.rest);
        }
    } else if (now->kind == GEOI_TOKEN_TEXT) {
        o.kind = GEOI_WHERE_TEXT;
        o.begin = w->text.length;
        o.length = p->tokens.plain.length;
        GEO_TRY(geoi_text_append(p->ctx, &w->text, p->tokens.plain.bytes, o.length));
    } else if (geoi_token_is(&p->tokens, "true") || geoi_token_is(&p->tokens, "false")) {
        o.kind = GEOI_WHERE_FLAG;
        o.flag = now->word[0] == 't';
    } else {
        return geoi_token_is(&p->tokens, "null") ? fail_null(p)
                                                 : geoi_token_expected(&p->tokens, what);
    }
    GEO_TRY(geoi_grow(p->ctx, &w->operands, &w->operand_room, w->operand_count + 1,
                      sizeof *w->operands));
    w->operands[w->operand_count++] = o;
    GEO_TRY(geoi_token_next(&p->tokens));
done:
    return status;
}

static geo_status push_step(parser *p, geoi_where_step step)
{
    geo_status status = GEO_OK;
    geo_where *w = p->where;
    GEO_TRY(geoi_grow(p->ctx, &w->steps, &w->step_room, w->step_count + 1, sizeof *w->steps));
    w->steps[w->step_count++] = step;
    p->standing += step.verb <= GEOI_WHERE_IS_NULL ? 1 : step.verb == GEOI_WHERE_NOT ? 0 : -1;
    w->stack = p->standing > w->stack ? p->standing : w->stack;
done:
    return status;
}

/* ---- Relations ------------------------------------------------------------------------ */

static bool is_number(geoi_where_kind kind)
{
    return kind == GEOI_WHERE_INT || kind == GEOI_WHERE_REAL;
}

/* Members of a list are values of one kind, so that one mistake is told once. */
static geo_status parse_list(parser *p)
{
    geo_status status = GEO_OK;
    const geo_where *w = p->where;
    int64_t first = w->operand_count;
    if (!geoi_token_is(&p->tokens, "(")) {
        return geoi_token_expected(&p->tokens, "( and values after \"in\"");
    }
    do {
        GEO_TRY(geoi_token_next(&p->tokens));
        if (p->tokens.now.kind == GEOI_TOKEN_NAME) {
            return geoi_token_expected(&p->tokens, "a value, such as 5 or 'text'");
        }
        GEO_TRY(parse_operand(p, "a value, such as 5 or 'text'"));
        const geoi_where_operand *o = &w->operands[w->operand_count - 1];
        geoi_where_kind like = w->operands[first].kind;
        if (o->kind != like && !(is_number(o->kind) && is_number(like))) {
            return geoi_token_fail(p->ctx, o->at, "the values of a list are of one kind");
        }
    } while (geoi_token_is(&p->tokens, ","));
    if (!geoi_token_is(&p->tokens, ")")) {
        return geoi_token_expected(&p->tokens, ", or )");
    }
    GEO_TRY(geoi_token_next(&p->tokens));
done:
    return status;
}

static geo_status parse_is(parser *p, geoi_where_step *step)
{
    geo_status status = GEO_OK;
    step->verb = GEOI_WHERE_IS_NULL;
    GEO_TRY(geoi_token_next(&p->tokens));
    if (geoi_token_is(&p->tokens, "not")) {
        step->negated = true;
        GEO_TRY(geoi_token_next(&p->tokens));
    }
    if (!geoi_token_is(&p->tokens, "null")) {
        return geoi_token_expected(&p->tokens, "null or not null after \"is\"");
    }
    GEO_TRY(geoi_token_next(&p->tokens));
done:
    return status;
}

static geo_status parse_sign(parser *p, geoi_where_step *step)
{
    static const char *const signs[] = {"=", "!=", "<", "<=", ">", ">="}; /* as in the enum */
    geo_status status = GEO_OK;
    int64_t which = 0;
    while (which < GEOI_COUNT_OF(signs) && !geoi_token_is(&p->tokens, signs[which])) {
        which++;
    }
    if (which == GEOI_COUNT_OF(signs)) {
        status = geoi_token_expected(&p->tokens, "= != < <= > >= in, like or is null");
        geoi_hint(p->ctx, "a field alone says nothing: write \"open\" = true");
        return status;
    }
    step->verb = (geoi_where_verb)which;
    GEO_TRY(geoi_token_next(&p->tokens));
    status =
        parse_operand(p, geoi_token_is(&p->tokens, "=") ? "a field or a value (one = is enough)"
                                                        : "a field or a value");
done:
    return status;
}

static geo_status parse_relation(parser *p)
{
    geo_status status = GEO_OK;
    geoi_where_step step = {.first = p->where->operand_count};
    GEO_TRY(parse_operand(p, "a field or a value"));
    step.at = p->where->operands[step.first].at;
    if (geoi_token_is(&p->tokens, "not")) {
        step.negated = true;
        GEO_TRY(geoi_token_next(&p->tokens));
        if (!geoi_token_is(&p->tokens, "in") && !geoi_token_is(&p->tokens, "like")) {
            return geoi_token_expected(&p->tokens, "in or like after \"not\"");
        }
    }
    if (geoi_token_is(&p->tokens, "in")) {
        step.verb = GEOI_WHERE_IN;
        GEO_TRY(geoi_token_next(&p->tokens));
        GEO_TRY(parse_list(p));
    } else if (geoi_token_is(&p->tokens, "like")) {
        step.verb = GEOI_WHERE_LIKE;
        GEO_TRY(geoi_token_next(&p->tokens));
        if (p->tokens.now.kind != GEOI_TOKEN_TEXT) {
            return geoi_token_expected(&p->tokens, "a 'pattern' after \"like\"");
        }
        GEO_TRY(parse_operand(p, "a pattern"));
    } else if (geoi_token_is(&p->tokens, "is")) {
        GEO_TRY(parse_is(p, &step));
    } else {
        GEO_TRY(parse_sign(p, &step));
    }
    step.count = p->where->operand_count - step.first;
    GEO_TRY(push_step(p, step));
done:
    return status;
}

/* ---- And, or, not --------------------------------------------------------------------- */

static geo_status deeper(parser *p)
{
    if (++p->depth <= MOST_NESTED) {
        return GEO_OK;
    }
    return geoi_fail(p->ctx, GEO_LIMIT, "filter, column %lld: nested more than %d deep",
                     (long long)p->tokens.now.at, MOST_NESTED);
}

/* NOLINTNEXTLINE(misc-no-recursion): deeper() bounds it */
static geo_status parse_fact(parser *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(deeper(p));
    if (geoi_token_is(&p->tokens, "not")) {
        geoi_where_step step = {.verb = GEOI_WHERE_NOT, .at = p->tokens.now.at};
        GEO_TRY(geoi_token_next(&p->tokens));
        GEO_TRY(parse_fact(p));
        GEO_TRY(push_step(p, step));
    } else if (geoi_token_is(&p->tokens, "(")) {
        GEO_TRY(geoi_token_next(&p->tokens));
        GEO_TRY(parse_either(p));
        if (!geoi_token_is(&p->tokens, ")")) {
            return geoi_token_expected(&p->tokens, "and, or, or )");
        }
        GEO_TRY(geoi_token_next(&p->tokens));
    } else {
        GEO_TRY(parse_relation(p));
    }
    p->depth--;
done:
    return status;
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static geo_status parse_both(parser *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(parse_fact(p));
    while (geoi_token_is(&p->tokens, "and")) {
        geoi_where_step step = {.verb = GEOI_WHERE_AND, .at = p->tokens.now.at};
        GEO_TRY(geoi_token_next(&p->tokens));
        GEO_TRY(parse_fact(p));
        GEO_TRY(push_step(p, step));
    }
done:
    return status;
}

/* NOLINTNEXTLINE(misc-no-recursion) */
static geo_status parse_either(parser *p)
{
    geo_status status = GEO_OK;
    GEO_TRY(parse_both(p));
    while (geoi_token_is(&p->tokens, "or")) {
        geoi_where_step step = {.verb = GEOI_WHERE_OR, .at = p->tokens.now.at};
        GEO_TRY(geoi_token_next(&p->tokens));
        GEO_TRY(parse_both(p));
        GEO_TRY(push_step(p, step));
    }
done:
    return status;
}

/* ---- The whole ------------------------------------------------------------------------ */

geo_status geo_where_create(geo_ctx *ctx, const char *expression, geo_where **out)
{
    geo_status status = GEO_OK;
    parser p = {.ctx = ctx};
    *out = NULL;
    size_t length = strlen(expression);
    if (length > LONGEST) {
        return geoi_fail(ctx, GEO_LIMIT, "filter: longer than %d bytes", LONGEST);
    }
    if (!geoi_utf8_valid(expression, (int64_t)length)) {
        return geoi_fail(ctx, GEO_INVALID, "filter: is not UTF-8");
    }
    GEO_TRY(geoi_array(ctx, 1, sizeof *p.where, &p.where));
    geoi_tokens_init(&p.tokens, ctx, expression, (int64_t)length);
    GEO_TRY(geoi_token_next(&p.tokens));
    GEO_TRY(parse_either(&p));
    if (p.tokens.now.kind != GEOI_TOKEN_END) {
        status = geoi_token_expected(&p.tokens, "and, or, or the end");
        goto done;
    }
    *out = p.where;
    p.where = NULL;
done:
    geoi_tokens_clear(&p.tokens);
    geo_where_destroy(p.where);
    return status;
}

void geo_where_destroy(geo_where *where)
{
    if (where == NULL) {
        return;
    }
    for (int64_t i = 0; i < where->field_count; i++) {
        geoi_release(where->fields[i]);
    }
    geoi_release(where->fields);
    geoi_release(where->operands);
    geoi_release(where->steps);
    geoi_release(where->text.bytes);
    geoi_release(where);
}

int64_t geo_where_field_count(const geo_where *where)
{
    return where->field_count;
}

const char *geo_where_field(const geo_where *where, int64_t index)
{
    return where->fields[index];
}
