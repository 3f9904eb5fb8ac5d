/* SPDX-License-Identifier: MIT */
/* The JSON scanner: RFC 8259, nothing more and nothing less. */
#include "io/json.h"

#include "base/number.h"
#include "io/limits.h"

void geoi_json_init(geoi_json *j, geo_ctx *ctx, const char *bytes, int64_t size)
{
    geoi_json fresh = {.ctx = ctx,
                       .begin = bytes,
                       .at = bytes,
                       .end = bytes + size,
                       .longest = GEOI_LONGEST_STRING};
    *j = fresh;
}

void geoi_json_clear(geoi_json *j)
{
    geoi_release(j->decoded.bytes);
    geoi_release(j->keys);
    *j = geoi_json_twin(j);
}

geoi_json geoi_json_twin(const geoi_json *j)
{
    geoi_json twin = *j;
    geoi_text none = {0};
    twin.decoded = none;
    twin.keys = NULL;
    twin.key_count = twin.key_room = 0;
    return twin;
}

/* ---- Failing -------------------------------------------------------------------------- */

int64_t geoi_json_lines(const char *begin, const char *end)
{
    int64_t lines = 0;
    for (const char *s = begin; s < end; s++) {
        lines += *s == '\n' || (*s == '\r' && (s + 1 == end || s[1] != '\n'));
    }
    return lines;
}

void geoi_json_where(const geoi_json *j, const char *at)
{
    int64_t line = 1, column = 1;
    for (const char *s = j->begin; s < at; s++) {
        bool newline = *s == '\n' || (*s == '\r' && (s + 1 == j->end || s[1] != '\n'));
        bool inside_character = ((unsigned char)*s & 0xC0) == 0x80;
        line += newline;
        column = newline ? 1 : column + !inside_character;
    }
    geoi_where(j->ctx, "line %lld, column %lld", (long long)j->lines + line, (long long)column);
}

geo_status geoi_json_fail(const geoi_json *j, const char *at, const char *fmt, ...)
{
    char message[384];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    (void)geoi_fail(j->ctx, GEO_DATA, "%s", message);
    geoi_json_where(j, at);
    return GEO_DATA;
}

static bool begins_with(const geoi_json *j, const char *word)
{
    size_t length = strlen(word);
    return (size_t)(j->end - j->at) >= length && memcmp(j->at, word, length) == 0;
}

/* What Python, JavaScript and C write for numbers that JSON does not have; or NULL. */
static const char *not_a_json_number(const geoi_json *j)
{
    static const char *const words[] = {"NaN", "nan", "Infinity", "-Infinity", "-inf", "inf"};
    for (int64_t i = 0; i < GEOI_COUNT_OF(words); i++) {
        if (begins_with(j, words[i])) {
            return words[i];
        }
    }
    return NULL;
}

static const char *name_token(const geoi_json *j, char *room, size_t size)
{
    if (j->at >= j->end) {
        return "the end of the file";
    }
    unsigned char c = (unsigned char)*j->at;
    if (c == '{') {
        return "an object";
    }
    if (c == '[') {
        return "an array";
    }
    if (c == '"') {
        return "a string";
    }
    if (c == '-' || (c >= '0' && c <= '9')) {
        return "a number";
    }
    if (begins_with(j, "null")) {
        return "null";
    }
    if (begins_with(j, "true") || begins_with(j, "false")) {
        return c == 't' ? "true" : "false";
    }
    int length = geoi_utf8_length(j->at, j->end);
    if (length == 0 || c < 0x20 || c == 0x7F) {
        (void)snprintf(room, size, "byte 0x%02x", c);
    } else {
        (void)snprintf(room, size, "'%.*s'", length, j->at);
    }
    return room;
}

static bool after_comma(const geoi_json *j)
{
    const char *s = j->at;
    while (s > j->begin && (s[-1] == ' ' || s[-1] == '\n' || s[-1] == '\r' || s[-1] == '\t')) {
        s--;
    }
    return s > j->begin && s[-1] == ',';
}

geo_status geoi_json_expected(geoi_json *j, const char *what)
{
    char room[16];
    char c = geoi_json_peek(j);
    const char *word = not_a_json_number(j);
    if (word != NULL) {
        (void)geoi_json_fail(j, j->at, "expected %s, found %s, which JSON does not have", what,
                             word);
        geoi_hint(j->ctx, "write null where a number is not known");
        return GEO_DATA;
    }
    (void)geoi_json_fail(j, j->at, "expected %s, found %s", what, name_token(j, room, sizeof room));
    if (j->at >= j->end) {
        geoi_hint(j->ctx, "the file seems to be cut off: fetch or write it again");
    } else if ((c == ']' || c == '}') && after_comma(j)) {
        geoi_hint(j->ctx, "remove the comma before it");
    } else if (c == '/' || c == '#') {
        geoi_hint(j->ctx, "JSON has no comments: remove it");
    } else if (c == '\'') {
        geoi_hint(j->ctx, "JSON wants double quotes");
    }
    return GEO_DATA;
}

/* ---- Containers ----------------------------------------------------------------------- */

geo_status geoi_json_open(geoi_json *j, char bracket, const char *what)
{
    if (geoi_json_peek(j) != bracket) {
        return geoi_json_expected(j, what);
    }
    if (j->depth == GEOI_JSON_DEPTH) {
        return geoi_json_fail(j, j->at, "nested deeper than %d levels", GEOI_JSON_DEPTH);
    }
    j->depth++;
    j->at++;
    j->fresh = true;
    return GEO_OK;
}

/* Passes the comma before another value, or leaves. */
static bool pass_comma(geoi_json *j, char close, geo_status *status)
{
    char c = geoi_json_peek(j);
    bool fresh = j->fresh;
    j->fresh = false;
    if (c == close) {
        j->at++;
        j->depth--;
        return false;
    }
    if (!fresh && c != ',') {
        *status = geoi_json_expected(j, close == ']' ? "',' or ']'" : "',' or '}'");
        return false;
    }
    j->at += !fresh;
    return true;
}

bool geoi_json_element(geoi_json *j, geo_status *status)
{
    return *status == GEO_OK && pass_comma(j, ']', status);
}

bool geoi_json_member(geoi_json *j, geoi_json_text *name, geo_status *status)
{
    if (*status != GEO_OK || !pass_comma(j, '}', status)) {
        return false;
    }
    *status = geoi_json_peek(j) == '"' ? geoi_json_string(j, name)
                                       : geoi_json_expected(j, "a member name in double quotes");
    if (*status == GEO_OK && name->length > GEOI_LONGEST_KEY) {
        *status = geoi_json_fail(j, j->at, "the name of a member is longer than %d bytes",
                                 GEOI_LONGEST_KEY);
    }
    if (*status == GEO_OK && geoi_json_peek(j) != ':') {
        *status = geoi_json_expected(j, "':' after a member name");
    }
    j->at += *status == GEO_OK;
    return *status == GEO_OK;
}

/* ---- Numbers and words ---------------------------------------------------------------- */

geo_status geoi_json_number_next(geoi_json *j, geoi_json_number *out)
{
    char c = geoi_json_peek(j);
    if ((c < '0' || c > '9') && c != '-') {
        return geoi_json_expected(j, "a number");
    }
    const char *after =
        geoi_number_parse(j->at, j->end, &out->value, &out->is_integer, &out->integer);
    if (after == NULL) {
        return not_a_json_number(j) != NULL
                   ? geoi_json_expected(j, "a number")
                   : geoi_json_fail(j, j->at, "this is not a number as JSON writes them");
    }
    out->token.bytes = j->at;
    out->token.length = after - j->at;
    j->at = after;
    return GEO_OK;
}

geo_status geoi_json_word(geoi_json *j, const char *word)
{
    (void)geoi_json_peek(j);
    if (!begins_with(j, word)) {
        return geoi_json_expected(j, "a value");
    }
    j->at += strlen(word);
    return GEO_OK;
}

/* ---- Whole values --------------------------------------------------------------------- */

/* A scalar, or the opening of a container. */
static geo_status skip_token(geoi_json *j)
{
    geoi_json_text text;
    geoi_json_number number;
    char c = geoi_json_peek(j);
    switch (c) {
    case '{':
    case '[':
        return geoi_json_open(j, c, "a value");
    case '"':
        return geoi_json_string(j, &text);
    case 't':
        return geoi_json_word(j, "true");
    case 'f':
        return geoi_json_word(j, "false");
    case 'n':
        return geoi_json_word(j, "null");
    default:
        if (c == '-' || (c >= '0' && c <= '9')) {
            return geoi_json_number_next(j, &number);
        }
        return geoi_json_expected(j, "a value");
    }
}

/* The containers that a value is inside of, from the one it was in at first. */
typedef struct nest {
    int outside;
    uint64_t objects;               /* bit d: the container at depth d + 1 is an object */
    int64_t first[GEOI_JSON_DEPTH]; /* of the object's keys */
} nest;

static bool another_member(geoi_json *j, nest *n, geo_status *status)
{
    geoi_json_text name;
    int64_t first = n->first[j->depth - 1];
    const char *at = j->at;
    bool another = geoi_json_member(j, &name, status);
    if (!j->unique_names) {
        return another;
    }
    if (another) {
        *status = geoi_json_add_key(j, at, name);
    } else if (*status == GEO_OK) {
        *status = geoi_json_end_keys(j, first);
    }
    return another;
}

/* After a value: leaves the containers that end with it, down to the depth outside. */
static bool another_value(geoi_json *j, nest *n, geo_status *status)
{
    bool another = false;
    while (*status == GEO_OK && j->depth > n->outside && !another) {
        bool is_object = (n->objects >> (j->depth - 1)) & 1;
        another = is_object ? another_member(j, n, status) : geoi_json_element(j, status);
    }
    return another && *status == GEO_OK;
}

geo_status geoi_json_skip(geoi_json *j) /* without recursion */
{
    _Static_assert(GEOI_JSON_DEPTH <= 64, "a bit for every level");
    geo_status status = GEO_OK;
    nest n = {.outside = j->depth};
    j->key_count = 0;
    do {
        bool is_object = geoi_json_peek(j) == '{';
        int before = j->depth;
        status = skip_token(j);
        if (j->depth > before) {
            uint64_t bit = UINT64_C(1) << before;
            n.objects = is_object ? n.objects | bit : n.objects & ~bit;
            n.first[before] = j->key_count;
        }
    } while (another_value(j, &n, &status));
    return status;
}

geo_status geoi_json_compact(geoi_json *j, geoi_text *out)
{
    geo_status status = GEO_OK;
    (void)geoi_json_peek(j);
    const char *start = j->at;
    GEO_TRY(geoi_json_skip(j));
    bool inside_string = false;
    for (const char *s = start; s < j->at;) {
        const char *from = s;
        while (s < j->at && (inside_string || (unsigned char)*s > ' ')) {
            int64_t step = inside_string && *s == '\\' ? 2 : 1;
            inside_string ^= *s == '"';
            s += step;
        }
        GEO_TRY(geoi_text_append(j->ctx, out, from, s - from));
        while (s < j->at && (unsigned char)*s <= ' ') {
            s++;
        }
    }
done:
    return status;
}

geo_status geoi_json_validate(geo_ctx *ctx, const char *bytes, int64_t size)
{
    geo_status status = GEO_OK;
    geoi_json j;
    geoi_json_init(&j, ctx, bytes, size);
    GEO_TRY(geoi_json_skip(&j));
    (void)geoi_json_peek(&j);
    if (j.at < j.end) {
        status = geoi_json_expected(&j, "nothing more after the value");
    }
done:
    geoi_json_clear(&j);
    return status;
}
