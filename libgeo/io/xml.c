/* SPDX-License-Identifier: MIT */
#include "io/xml.h"

/* ---- Failures --------------------------------------------------------------------------- */

geo_status geoi_xml_fail(const geoi_xml *x, const char *what)
{
    long long line = 1;
    for (const char *s = x->begin; s < x->at; s++) {
        line += *s == '\n';
    }
    return geoi_fail(x->ctx, GEO_DATA, "line %lld: %s", line, what);
}

static geo_status fail_cut(const geoi_xml *x)
{
    return geoi_fail(x->ctx, GEO_DATA, "is cut off: the XML does not end");
}

/* ---- Pieces ----------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool ends_name(char c)
{
    return is_space(c) || c == '>' || c == '/' || c == '=' || c == '<' || c == '"' || c == '\'';
}

static bool starts(const geoi_xml *x, const char *text)
{
    size_t n = strlen(text);
    return (size_t)(x->end - x->at) >= n && memcmp(x->at, text, n) == 0;
}

/* Behind the next `text`; NULL if it does not come. */
static const char *behind(const geoi_xml *x, const char *from, const char *text)
{
    size_t n = strlen(text);
    for (const char *s = from; (size_t)(x->end - s) >= n; s++) {
        s = memchr(s, text[0], (size_t)(x->end - s));
        if (s == NULL || (size_t)(x->end - s) < n) {
            return NULL;
        }
        if (memcmp(s, text, n) == 0) {
            return s + n;
        }
    }
    return NULL;
}

/* The end of the tag that begins at `s`: quotes may hold a '>'. NULL: it has none. */
static const char *tag_end(const geoi_xml *x, const char *s)
{
    char quote = '\0';
    for (; s < x->end; s++) {
        if (quote != '\0') {
            quote = *s == quote ? '\0' : quote;
        } else if (*s == '"' || *s == '\'') {
            quote = *s;
        } else if (*s == '>') {
            return s;
        }
    }
    return NULL;
}

bool geoi_xml_is(const geoi_xml_span *name, const char *text)
{
    return (size_t)name->length == strlen(text) &&
           memcmp(name->at, text, (size_t)name->length) == 0;
}

bool geoi_xml_attribute(const geoi_xml *x, const char *name, geoi_xml_span *value)
{
    const char *s = x->attributes.at, *end = s + x->attributes.length;
    while (s < end) {
        while (s < end && is_space(*s)) {
            s++;
        }
        geoi_xml_span key = {s, 0};
        while (s < end && !ends_name(*s)) {
            s++;
        }
        key.length = s - key.at;
        while (s < end && *s != '"' && *s != '\'') {
            s++;
        }
        const char *close = s < end ? memchr(s + 1, *s, (size_t)(end - s - 1)) : NULL;
        if (close == NULL) {
            return false;
        }
        *value = (geoi_xml_span){s + 1, close - s - 1};
        if (geoi_xml_is(&key, name)) {
            return true;
        }
        s = close + 1;
    }
    return false;
}

/* ---- Tags ------------------------------------------------------------------------------- */

geo_status geoi_xml_open(geo_ctx *ctx, const char *bytes, int64_t size, geoi_xml *x)
{
    *x = (geoi_xml){.ctx = ctx, .begin = bytes, .at = bytes, .end = bytes + size};
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        x->at += 3;
    }
    if (!geoi_utf8_valid(bytes, size) || memchr(bytes, '\0', (size_t)size) != NULL) {
        geo_status status = geoi_fail(ctx, GEO_DATA, "its text is not UTF-8");
        geoi_hint(ctx, "save it as UTF-8");
        return status;
    }
    return GEO_OK;
}

/* Comments, instructions and CDATA are passed over. */
static geo_status pass_over(geoi_xml *x, bool *passed)
{
    const char *next = NULL;
    *passed = true;
    if (starts(x, "<!--")) {
        next = behind(x, x->at + 4, "-->");
    } else if (starts(x, "<?")) {
        next = behind(x, x->at + 2, "?>");
    } else if (starts(x, "<![CDATA[") && x->depth > 0) {
        next = behind(x, x->at + 9, "]]>");
    } else if (starts(x, "<!")) {
        geo_status status = geoi_xml_fail(x, "document types and entities are refused");
        geoi_hint(x->ctx, "no such file needs them: ask who made it");
        return status;
    } else {
        *passed = false;
        return GEO_OK;
    }
    x->at = next != NULL ? next : x->at;
    return next != NULL ? GEO_OK : fail_cut(x);
}

static geo_status take_close(geoi_xml *x)
{
    const geoi_xml_span *open = &x->open[x->depth - 1];
    if (x->name.length != open->length || memcmp(x->name.at, open->at, (size_t)open->length) != 0) {
        return geoi_xml_fail(x, "a tag closes that is not the last one opened");
    }
    x->leaving = true;
    return GEO_OK;
}

static geo_status take_open(geoi_xml *x)
{
    if (x->depth == GEOI_XML_DEEPEST) {
        return geoi_xml_fail(x, "tags are nested too deep");
    }
    if (x->depth == 0 && x->rooted) {
        return geoi_xml_fail(x, "something follows the end of the document");
    }
    x->rooted = true;
    x->open[x->depth++] = x->name;
    x->leaving = x->closes;
    return GEO_OK;
}

static geo_status take_tag(geoi_xml *x)
{
    const char *close = tag_end(x, x->at);
    if (close == NULL) {
        return fail_cut(x);
    }
    const char *s = x->at + 1, *last = close;
    x->tag = x->at;
    x->opens = *s != '/';
    x->closes = !x->opens || close[-1] == '/';
    s += !x->opens;
    last -= x->opens && x->closes;
    x->name = (geoi_xml_span){s, 0};
    while (s < last && !ends_name(*s)) {
        s++;
    }
    x->name.length = s - x->name.at;
    x->attributes = (geoi_xml_span){s, last - s};
    if (x->name.length == 0 || memchr(s, '<', (size_t)(last - s)) != NULL ||
        (!x->opens && x->depth == 0)) {
        return geoi_xml_fail(x, "this is no tag of XML");
    }
    geo_status status = x->opens ? take_open(x) : take_close(x);
    x->at = close + 1;
    return status;
}

geo_status geoi_xml_next(geoi_xml *x, bool *found)
{
    geo_status status = GEO_OK;
    x->depth -= x->leaving;
    x->leaving = false;
    *found = false;
    while (x->at < x->end) {
        bool passed;
        if (*x->at != '<') {
            const char *next = memchr(x->at, '<', (size_t)(x->end - x->at));
            for (const char *s = x->at; x->depth == 0 && s < (next != NULL ? next : x->end); s++) {
                GEO_TRY(is_space(*s) ? GEO_OK
                                     : geoi_xml_fail(x, "text stands outside of the document"));
            }
            x->at = next != NULL ? next : x->end;
            continue;
        }
        GEO_TRY(pass_over(x, &passed));
        if (!passed) {
            GEO_TRY(take_tag(x));
            *found = true;
            goto done;
        }
    }
    status = x->depth > 0 || !x->rooted ? fail_cut(x) : GEO_OK;
done:
    return status;
}
