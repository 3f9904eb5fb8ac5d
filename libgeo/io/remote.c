/* SPDX-License-Identifier: MIT */
/* What begins like an address is one, also where a file bears that name: "./PG:x" is the file.
 *
 * A password is searched for generously. What is shown may lack more than the password when the
 * text is odd, but never less, since nobody can take back what a log has kept. */
#include "io/remote.h"

#include "geo/io.h"
#include "io/connection.h"

/* ---- How it begins ---------------------------------------------------------------------- */

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* In any case, as GDAL takes them. */
static bool begins(const char *path, const char *with)
{
    while (*with != '\0' && lower(*path) == *with) {
        path++;
        with++;
    }
    return *with == '\0';
}

static bool begins_with_any(const char *path, const char *const *list)
{
    while (*list != NULL && !begins(path, *list)) {
        list++;
    }
    return *list != NULL;
}

int64_t geoi_connection_scheme(const char *path, bool *uri)
{
    static const char *const schemes[] = {"postgresql://", "postgres://", NULL};
    int64_t prefix = begins(path, "pg:") ? 3 : 0; /* may also stand before an address */
    for (int i = 0; schemes[i] != NULL; i++) {
        if (begins(path + prefix, schemes[i])) {
            *uri = true;
            return prefix + (int64_t)strlen(schemes[i]);
        }
    }
    *uri = false;
    return prefix;
}

/* "https://", "s3://": letters, digits, + - . and ://, as RFC 3986 has it. */
static bool has_scheme(const char *path)
{
    const char *at = path;
    while (is_letter(*at) ||
           (at > path && (is_digit(*at) || *at == '+' || *at == '-' || *at == '.'))) {
        at++;
    }
    return at > path && strncmp(at, "://", 3) == 0;
}

geoi_place geoi_place_of(const char *path)
{
    /* Those of GDAL's drivers that connect to something. */
    static const char *const servers[] = {
        "wfs:",  "wfs3:",     "oapif:",     "csw:",   "mysql:", "mssql:", "odbc:",
        "oci:",  "es:",       "mongodbv3:", "carto:", "ngw:",   "gmlas:", "amigocloud:",
        "hana:", "plscenes:", "elastic:",   "ogdi:",  "gltp:",  NULL};
    static const char *const fetched[] = {"/vsicurl",    "/vsis3",  "/vsigs",    "/vsiaz",
                                          "/vsiadls",    "/vsioss", "/vsiswift", "/vsihdfs",
                                          "/vsiwebhdfs", NULL};
    bool uri;
    if (geoi_connection_scheme(path, &uri) > 0) {
        return GEOI_PLACE_POSTGIS;
    }
    if (has_scheme(path) || begins_with_any(path, servers) || begins_with_any(path, fetched)) {
        return GEOI_PLACE_ADDRESS;
    }
    return begins(path, "/vsi") && strchr(path + 1, '/') != NULL ? GEOI_PLACE_VIRTUAL
                                                                 : GEOI_PLACE_FILE;
}

geo_status geoi_check_is_file(geo_ctx *ctx, const char *path)
{
    static const char *const what[] = {
        [GEOI_PLACE_POSTGIS] = "is a database: a path is a file, and nothing connects to a server "
                               "unless that is allowed",
        [GEOI_PLACE_ADDRESS] = "is an address: a path is a file, and nothing is fetched from a "
                               "network",
        [GEOI_PLACE_VIRTUAL] = "is a virtual file of GDAL: a path is a file as it is"};
    static const char *const hint[] = {
        [GEOI_PLACE_POSTGIS] = "allow it with --allow-remote, for layers only",
        [GEOI_PLACE_ADDRESS] = "download it first, as with curl, and give the file",
        [GEOI_PLACE_VIRTUAL] = "unpack it first and give the file; - reads standard input"};
    geoi_place place = geoi_place_of(path);
    if (place == GEOI_PLACE_FILE) {
        return GEO_OK;
    }
    geo_status status = geoi_fail(ctx, GEO_UNSUPPORTED, "%s", what[place]);
    geoi_hint(ctx, "%s", hint[place]);
    return status;
}

/* ---- Shown without passwords ------------------------------------------------------------ */

/* Text that counts what finds no room, like snprintf(). */
typedef struct shown {
    char *out;
    size_t size, length;
} shown;

static void put(shown *s, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++, s->length++) {
        if (s->length + 1 < s->size) {
            s->out[s->length] = text[i];
        }
    }
}

static void put_stars(shown *s)
{
    put(s, "***", 3);
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || (*at >= '\t' && *at <= '\r')) {
        at++;
    }
    return at;
}

/* The end of a value of a connection string, as libpq reads it; NULL: its quote is not closed. */
static const char *value_end(const char *at)
{
    bool quoted = *at == '\'';
    at += quoted;
    for (; *at != '\0'; at++) {
        if (*at == '\\' && at[1] != '\0') {
            at++;
        } else if (quoted ? *at == '\'' : skip_blanks(at) != at) {
            return at + quoted;
        }
    }
    return quoted ? NULL : at;
}

/* key = value key = 'value' ...: a misspelt password is one too; what is no such text is left out
 * from there on. */
static void put_pairs(shown *s, const char *at)
{
    while (true) {
        const char *key = skip_blanks(at);
        const char *key_end = key + strcspn(key, "= \t\r\n\v\f");
        const char *equals = skip_blanks(key_end);
        if (*key == '\0') {
            put(s, at, (size_t)(key - at));
            return;
        }
        const char *value = *equals == '=' ? skip_blanks(equals + 1) : NULL;
        const char *end = value != NULL && key_end > key ? value_end(value) : NULL;
        if (end == NULL) {
            put_stars(s);
            return;
        }
        bool secret = !geoi_connection_may_show(key, (size_t)(key_end - key));
        put(s, at, (size_t)((secret ? value : end) - at));
        if (secret) {
            put_stars(s);
        }
        at = end;
    }
}

/* What comes after "?": of words that are not known to be harmless the values are left out. */
static void put_query(shown *s, const char *at)
{
    while (*at != '\0') {
        const char *key = at + (*at == '?' || *at == '&');
        size_t key_size = strcspn(key, "=&"), size = strcspn(key, "&");
        bool secret = key_size < size && !geoi_connection_may_show(key, key_size);
        put(s, at, (size_t)(key - at) + (secret ? key_size + 1 : size));
        if (secret) {
            put_stars(s);
        }
        at = key + size;
    }
}

/* user:secret@host/...: all between the first colon and the last @ is taken for the secret, since
 * one with / or @ in it is not always written as it ought to be. */
static void put_address(shown *s, const char *at)
{
    const char *last = strrchr(at, '@'), *colon = strchr(at, ':');
    if (last != NULL && colon != NULL && colon < last) {
        put(s, at, (size_t)(colon + 1 - at));
        put_stars(s);
        at = last;
    } else if (last == NULL && colon != NULL && at[0] != '[') {
        /* "user:secret/" without its host: what is no port might be that */
        size_t digits = strspn(colon + 1, "0123456789,");
        if (colon[1 + digits] != '\0' && strchr("/?:", colon[1 + digits]) == NULL) {
            put(s, at, (size_t)(colon + 1 - at));
            put_stars(s);
            return;
        }
    }
    size_t before = strcspn(at, "?");
    put(s, at, before);
    put_query(s, at + before);
}

/* "https://...", "WFS:https://...", "/vsis3/...", "MYSQL:name,password=..." */
static void put_other(shown *s, const char *source)
{
    const char *at = strstr(source, "://"), *equals = strchr(source, '=');
    if (equals != NULL && (at == NULL || equals < at)) { /* a connection string of some driver */
        put(s, source, strcspn(source, ":?=") + 1);
        put_stars(s);
        return;
    }
    size_t begin = at != NULL ? (size_t)(at + 3 - source) : 0;
    put(s, source, begin);
    put_address(s, source + begin);
}

size_t geo_source_shown(const char *source, char *out, size_t size)
{
    shown s = {out, size, 0};
    bool uri = false;
    geoi_place place = geoi_place_of(source);
    int64_t scheme = geoi_connection_scheme(source, &uri);
    if (place == GEOI_PLACE_POSTGIS) {
        put(&s, source, (size_t)scheme);
        (uri ? put_address : put_pairs)(&s, source + scheme);
    } else if (place == GEOI_PLACE_ADDRESS) {
        put_other(&s, source);
    } else {
        put(&s, source, strlen(source));
    }
    if (size > 0) {
        out[s.length < size ? s.length : size - 1] = '\0';
    }
    return s.length;
}

int geo_source_is_remote(const char *source)
{
    return geoi_place_of(source) != GEOI_PLACE_FILE;
}
