/* SPDX-License-Identifier: MIT */
/* A filter cut into tokens. */
#include "layer/where_token.h"

#include "base/number.h"

void geoi_tokens_init(geoi_tokens *t, geo_ctx *ctx, const char *expression, int64_t length)
{
    *t = (geoi_tokens){.ctx = ctx, .at = expression, .end = expression + length};
    t->now = (geoi_token){.at = 1, .begin = expression};
}

void geoi_tokens_clear(geoi_tokens *t)
{
    geoi_release(t->plain.bytes);
    t->plain = (geoi_text){0};
}

bool geoi_token_is(const geoi_tokens *t, const char *word)
{
    return (t->now.kind == GEOI_TOKEN_SIGN || t->now.kind == GEOI_TOKEN_WORD) &&
           strcmp(t->now.word, word) == 0;
}

/* ---- Failing -------------------------------------------------------------------------- */

geo_status geoi_token_fail(geo_ctx *ctx, int64_t at, const char *what)
{
    return geoi_fail(ctx, GEO_INVALID, "filter, column %lld: %s", (long long)at, what);
}

geo_status geoi_token_expected(geoi_tokens *t, const char *what)
{
    char shown[40];
    if (t->now.kind == GEOI_TOKEN_END) {
        return geoi_fail(t->ctx, GEO_INVALID, "filter, column %lld: expected %s, found its end",
                         (long long)t->now.at, what);
    }
    geoi_printable(t->now.begin, t->now.length, shown, sizeof shown);
    return geoi_fail(t->ctx, GEO_INVALID, "filter, column %lld: expected %s, found %s",
                     (long long)t->now.at, what, shown);
}

/* ---- Kinds ---------------------------------------------------------------------------- */

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (unsigned char)c >= 0x80;
}

/* Names in double quotes, text in single ones; two in a row are one that belongs to it. */
static geo_status read_quoted(geoi_tokens *t)
{
    geo_status status = GEO_OK;
    const char *s = t->at;
    char quote = *s++;
    t->plain.length = 0;
    for (;;) {
        const char *from = s;
        while (s < t->end && *s != quote) {
            s++;
        }
        if (s == t->end) {
            status = geoi_token_fail(t->ctx, t->now.at, "a quote is opened and never closed");
            geoi_hint(t->ctx, "text stands in 'single quotes', a field's name in \"double\" ones");
            goto done;
        }
        GEO_TRY(geoi_text_append(t->ctx, &t->plain, from, s - from));
        s++;
        if (s == t->end || *s != quote) {
            break;
        }
        GEO_TRY(geoi_text_append(t->ctx, &t->plain, s, 1));
        s++;
    }
    t->now.kind = quote == '"' ? GEOI_TOKEN_NAME : GEOI_TOKEN_TEXT;
    t->at = s;
done:
    return status;
}

static bool read_keyword(geoi_token *token)
{
    static const char *const words[] = {"and", "or",   "not",  "in",   "like",
                                        "is",  "null", "true", "false"};
    char small[8] = "";
    if (token->length >= (int64_t)sizeof small) {
        return false;
    }
    for (int64_t i = 0; i < token->length; i++) {
        char c = token->begin[i];
        small[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    for (int64_t i = 0; i < GEOI_COUNT_OF(words); i++) {
        if (strcmp(small, words[i]) == 0) {
            memcpy(token->word, small, sizeof small);
            return true;
        }
    }
    return false;
}

static geo_status read_word(geoi_tokens *t)
{
    while (t->at < t->end && in_name(*t->at)) {
        t->at++;
    }
    t->now.length = t->at - t->now.begin;
    if (read_keyword(&t->now)) {
        t->now.kind = GEOI_TOKEN_WORD;
        return GEO_OK;
    }
    t->now.kind = GEOI_TOKEN_NAME;
    t->plain.length = 0;
    return geoi_text_append(t->ctx, &t->plain, t->now.begin, t->now.length);
}

static geo_status read_number(geoi_tokens *t)
{
    const char *stop =
        geoi_number_parse(t->at, t->end, &t->now.real, &t->now.is_integer, &t->now.integer);
    if (stop == NULL || (stop < t->end && (in_name(*stop) || *stop == '.'))) {
        geo_status status = geoi_token_fail(t->ctx, t->now.at, "this is no number");
        geoi_hint(t->ctx, "write numbers as 12, -0.5 or 1e6, and text in 'single quotes'");
        return status;
    }
    if (!isfinite(t->now.real)) {
        return geoi_token_fail(t->ctx, t->now.at, "this number is too large");
    }
    t->now.kind = GEOI_TOKEN_NUMBER;
    t->at = stop;
    return GEO_OK;
}

static geo_status read_sign(geoi_tokens *t)
{
    static const struct {
        const char *written, *meant;
    } signs[] = {{"!=", "!="}, {"<>", "!="}, {"<=", "<="}, {">=", ">="}, {"<", "<"},
                 {">", ">"},   {"=", "="},   {"(", "("},   {")", ")"},   {",", ","}};
    for (int64_t i = 0; i < GEOI_COUNT_OF(signs); i++) {
        size_t length = strlen(signs[i].written);
        if ((size_t)(t->end - t->at) >= length && memcmp(t->at, signs[i].written, length) == 0) {
            (void)snprintf(t->now.word, sizeof t->now.word, "%s", signs[i].meant);
            t->now.kind = GEOI_TOKEN_SIGN;
            t->at += length;
            return GEO_OK;
        }
    }
    char shown[16], what[64];
    (void)snprintf(what, sizeof what, "%s means nothing here",
                   geoi_printable(t->at, 1, shown, sizeof shown));
    geo_status status = geoi_token_fail(t->ctx, t->now.at, what);
    geoi_hint(t->ctx, "comparisons are = != < <= > >=, in (...), like, is null");
    return status;
}

/* Bytes that go on a character are not counted. */
static int64_t characters(const char *begin, const char *end)
{
    int64_t count = 0;
    for (const char *s = begin; s < end; s++) {
        count += ((unsigned char)*s & 0xC0) != 0x80;
    }
    return count;
}

geo_status geoi_token_next(geoi_tokens *t)
{
    geo_status status = GEO_OK;
    const geoi_token before = t->now;
    while (t->at < t->end && (*t->at == ' ' || (*t->at >= '\t' && *t->at <= '\r'))) {
        t->at++;
    }
    t->now = (geoi_token){.kind = GEOI_TOKEN_END, .begin = t->at};
    t->now.at = before.at + characters(before.begin, t->at); /* on from the last: no more in all */
    if (t->at == t->end) {
        return GEO_OK;
    }
    char c = *t->at;
    if (c == '"' || c == '\'') {
        status = read_quoted(t);
    } else if ((c >= '0' && c <= '9') || c == '-' || c == '.') {
        status = read_number(t);
    } else if (in_name(c)) {
        status = read_word(t);
    } else {
        status = read_sign(t);
    }
    t->now.length = t->at - t->now.begin;
    return status;
}
