/* SPDX-License-Identifier: MIT */
/* libpq fills what a connection string leaves out from some twenty variables of the environment,
 * and from files at home: ~/.pgpass, ~/.pg_service.conf, ~/.postgresql/. A command would then mean
 * another database on another machine, and a password could go to a server for which it was not
 * meant. So the text is read here and written anew with every such word in it.
 *
 * 1. Read the pairs: key=value with quotes and backslashes, or an address with % and ?.
 * 2. Refuse words that are not known, and service, which means a file at home.
 * 3. Write them, all values quoted, then the defaults of those that are missing. */
#include "io/connection.h"

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "geo/io.h"
#include "io/remote.h"

enum { SHOWN = 60 };

/* What stands for a file that is not there, since empty means the one at home. */
#define NO_FILE "/dev/null/none"

typedef struct word {
    const char *name, *otherwise; /* NULL: libpq's default needs neither files nor environment */
} word;

static const word words[] = {
    {"dbname", NULL},
    {"user", NULL},
    {"host", ""}, /* the server of this machine */
    {"hostaddr", ""},
    {"port", ""},
    {"password", ""},
    {"passfile", NO_FILE},
    {"connect_timeout", "10"},
    {"client_encoding", "UTF8"},
    {"application_name", "libgeo"},
    {"options", ""},
    {"sslmode", "prefer"},
    {"sslcert", NO_FILE},
    {"sslkey", NULL}, /* of sslcert */
    {"sslpassword", NULL},
    {"sslrootcert", NO_FILE},
    {"sslcrl", NO_FILE},
    {"gssencmode", "disable"},
    {"requirepeer", ""},
    {"channel_binding", NULL},
    {"ssl_min_protocol_version", NULL},
    {"ssl_max_protocol_version", NULL},
    {"keepalives", NULL},
    {"keepalives_idle", NULL},
    {"keepalives_interval", NULL},
    {"keepalives_count", NULL},
    {"tcp_user_timeout", NULL},
    {"target_session_attrs", "any"},
    {"tables", NULL},
    {"schemas", NULL},
};

enum {
    WORDS = sizeof words / sizeof words[0],
    DBNAME = 0,
    USER = 1,
    PASSWORD = 5,
    TABLES = WORDS - 2,
    SCHEMAS = WORDS - 1
};

typedef struct reading {
    geo_ctx *ctx;
    geoi_text value[WORDS];
    bool given[WORDS];
} reading;

static geo_status fail_text(geo_ctx *ctx, const char *what)
{
    geo_status status = geoi_fail(ctx, GEO_INVALID, "%s", what);
    geoi_hint(ctx, "\"PG:dbname=city host=db.example user=me passfile=FILE\" or "
                   "postgresql://me@db.example/city");
    return status;
}

/* ---- Words -------------------------------------------------------------------------------- */

static geo_status fail_word(geo_ctx *ctx, const char *name, int64_t length)
{
    char shown[SHOWN];
    const char *names[WORDS + 1] = {NULL};
    geo_status status;
    geoi_printable(name, length, shown, sizeof shown);
    if (strcmp(shown, "service") == 0) {
        status = geoi_fail(ctx, GEO_INVALID,
                           "service= would read a file that was not named, and is not taken");
        geoi_hint(ctx, "name host, port, dbname and user themselves");
        return status;
    }
    for (int i = 0; i < WORDS; i++) {
        names[i] = words[i].name;
    }
    const char *near = geo_closest_word(shown, names, WORDS);
    status = geoi_fail(ctx, GEO_INVALID, "the connection has an unknown word \"%s\"", shown);
    if (near != NULL) {
        geoi_hint(ctx, "did you mean %s=?", near);
    }
    return status;
}

bool geoi_connection_may_show(const char *name, size_t length)
{
    for (int i = 0; i < WORDS; i++) {
        if (strlen(words[i].name) == length && memcmp(words[i].name, name, length) == 0) {
            return strstr(words[i].name, "password") == NULL;
        }
    }
    return false;
}

/* Room for the value of this word, which may come once. */
static geo_status begin_word(reading *r, const char *name, int64_t length, geoi_text **out)
{
    geo_status status = GEO_OK;
    int i = 0;
    while (i < WORDS && ((int64_t)strlen(words[i].name) != length ||
                         memcmp(words[i].name, name, (size_t)length) != 0)) {
        i++;
    }
    if (i == WORDS) {
        return fail_word(r->ctx, name, length);
    }
    if (r->given[i]) {
        return geoi_fail(r->ctx, GEO_INVALID, "the connection has %s twice", words[i].name);
    }
    r->given[i] = true;
    *out = &r->value[i];
    GEO_TRY(geoi_text_append(r->ctx, *out, "", 0));
done:
    return status;
}

/* ---- key=value key='value' ------------------------------------------------------------------ */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static geo_status read_value(reading *r, const char **at, geoi_text *value)
{
    geo_status status = GEO_OK;
    const char *s = *at;
    bool quoted = *s == '\'';
    s += quoted;
    while (*s != '\0' && (quoted ? *s != '\'' : !is_blank(*s))) {
        s += *s == '\\' && s[1] != '\0';
        GEO_TRY(geoi_text_append(r->ctx, value, s, 1));
        s++;
    }
    if (quoted && *s == '\0') {
        return fail_text(r->ctx, "a quote of the connection is not closed");
    }
    *at = s + quoted;
done:
    return status;
}

static geo_status read_pairs(reading *r, const char *s)
{
    geo_status status = GEO_OK;
    while (true) {
        while (is_blank(*s)) {
            s++;
        }
        if (*s == '\0') {
            return GEO_OK;
        }
        const char *name = s;
        geoi_text *value;
        while (*s != '\0' && *s != '=' && !is_blank(*s)) {
            s++;
        }
        int64_t length = s - name;
        while (is_blank(*s)) {
            s++;
        }
        if (*s != '=' || length == 0) { /* not shown: it may be a part of a password */
            return fail_text(r->ctx, "the connection has a word without =");
        }
        s++;
        while (is_blank(*s)) {
            s++;
        }
        GEO_TRY(begin_word(r, name, length, &value));
        GEO_TRY(read_value(r, &s, value));
    }
done:
    return status;
}

/* ---- user:password@host:port,host:port/dbname?key=value&key=value --------------------------- */

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static geo_status append_decoded(reading *r, geoi_text *value, const char *s, const char *end)
{
    geo_status status = GEO_OK;
    for (; s < end; s++) {
        char c = *s;
        if (c == '%') {
            int high = end - s > 2 ? hex(s[1]) : -1, low = high >= 0 ? hex(s[2]) : -1;
            if (low < 0 || high * 16 + low == 0) {
                return fail_text(r->ctx, "a % of the address is not followed by two digits");
            }
            c = (char)(high * 16 + low);
            s += 2;
        }
        GEO_TRY(geoi_text_append(r->ctx, value, &c, 1));
    }
done:
    return status;
}

static geo_status add_decoded(reading *r, const char *name, const char *s, const char *end)
{
    geo_status status = GEO_OK;
    geoi_text *value;
    if (s == end) {
        return GEO_OK;
    }
    GEO_TRY(begin_word(r, name, (int64_t)strlen(name), &value));
    GEO_TRY(append_decoded(r, value, s, end));
done:
    return status;
}

/* One "host:port" of the list, which becomes "host,host" and "port,port". */
static geo_status add_host(reading *r, const char *s, const char *end, geoi_text *hosts,
                           geoi_text *ports)
{
    geo_status status = GEO_OK;
    const char *colon = NULL, *from = s, *to = end;
    if (s < end && *s == '[') { /* an address of IPv6 */
        const char *close = memchr(s, ']', (size_t)(end - s));
        if (close == NULL || (close + 1 < end && close[1] != ':')) {
            return fail_text(r->ctx, "a [ of the address is not closed");
        }
        from = s + 1;
        to = close;
        colon = close + 1 < end ? close + 1 : NULL;
    } else {
        colon = s < end ? memchr(s, ':', (size_t)(end - s)) : NULL;
        to = colon != NULL ? colon : end;
    }
    for (const char *p = colon != NULL ? colon + 1 : end; p < end; p++) {
        if (*p < '0' || *p > '9') { /* not shown: it may be a part of a password */
            return fail_text(r->ctx, "a port of the address is no number");
        }
    }
    GEO_TRY(append_decoded(r, hosts, from, to));
    if (colon != NULL) {
        GEO_TRY(geoi_text_append(r->ctx, ports, colon + 1, end - colon - 1));
    }
done:
    return status;
}

static geo_status add_hosts(reading *r, const char *s, const char *end)
{
    geo_status status = GEO_OK;
    geoi_text *hosts, *ports;
    if (s == end) {
        return GEO_OK;
    }
    GEO_TRY(begin_word(r, "host", 4, &hosts));
    GEO_TRY(begin_word(r, "port", 4, &ports));
    while (true) {
        const char *comma = memchr(s, ',', (size_t)(end - s));
        GEO_TRY(add_host(r, s, comma != NULL ? comma : end, hosts, ports));
        if (comma == NULL) {
            break;
        }
        GEO_TRY(geoi_text_append(r->ctx, hosts, ",", 1));
        GEO_TRY(geoi_text_append(r->ctx, ports, ",", 1));
        s = comma + 1;
    }
done:
    return status;
}

static geo_status read_query(reading *r, const char *s)
{
    geo_status status = GEO_OK;
    while (*s != '\0') {
        const char *end = s + strcspn(s, "&"), *equals = memchr(s, '=', (size_t)(end - s));
        geoi_text *value;
        if (equals == NULL || equals == s) {
            return fail_text(r->ctx, "the connection has a word without =");
        }
        GEO_TRY(begin_word(r, s, equals - s, &value));
        GEO_TRY(append_decoded(r, value, equals + 1, end));
        s = end + (*end == '&');
    }
done:
    return status;
}

static geo_status read_address(reading *r, const char *s)
{
    geo_status status = GEO_OK;
    const char *end = s + strcspn(s, "/?"), *at = s;
    for (const char *p = s; p < end; p++) {
        at = *p == '@' ? p : at;
    }
    if (*at == '@') {
        const char *colon = memchr(s, ':', (size_t)(at - s));
        GEO_TRY(add_decoded(r, "user", s, colon != NULL ? colon : at));
        GEO_TRY(colon != NULL ? add_decoded(r, "password", colon + 1, at) : GEO_OK);
        s = at + 1;
    }
    GEO_TRY(add_hosts(r, s, end));
    if (*end == '/') {
        const char *name = end + 1;
        end = name + strcspn(name, "?");
        if (memchr(name, '@', (size_t)(end - name)) != NULL) {
            return fail_text(r->ctx, "write / @ : and ? of a user or password as %2F %40 %3A %3F");
        }
        GEO_TRY(add_decoded(r, "dbname", name, end));
    }
    GEO_TRY(*end == '?' ? read_query(r, end + 1) : GEO_OK);
done:
    return status;
}

/* ---- What is missing ------------------------------------------------------------------------ */

static bool is_value(const reading *r, const char *name, const char *begin)
{
    for (int i = 0; i < WORDS; i++) {
        if (strcmp(words[i].name, name) == 0) {
            return r->given[i] && strncmp(r->value[i].bytes, begin, strlen(begin)) == 0;
        }
    }
    return false;
}

static geo_status check(const reading *r)
{
    if (!r->given[DBNAME] || r->value[DBNAME].length == 0) {
        return fail_text(r->ctx, "the connection does not name a database");
    }
    if (is_value(r, "sslmode", "verify") && !is_value(r, "sslrootcert", "")) {
        return fail_text(r->ctx, "to verify a server needs sslrootcert=FILE, since none is taken "
                                 "from the home folder");
    }
    if (getenv("PGSERVICE") != NULL) { /* the one that no word of the connection overrules */
        geo_status status =
            geoi_fail(r->ctx, GEO_UNSUPPORTED, "PGSERVICE would read a file that was not named");
        geoi_hint(r->ctx, "unset PGSERVICE");
        return status;
    }
    return GEO_OK;
}

/* libpq's own default, but for PGUSER: who runs this. */
static geo_status add_user(reading *r)
{
    geo_status status = GEO_OK;
    char room[4096];
    struct passwd entry, *found = NULL;
    geoi_text *value;
    if (r->given[USER]) {
        return GEO_OK;
    }
    if (getpwuid_r(geteuid(), &entry, room, sizeof room, &found) != 0 || found == NULL) {
        return fail_text(r->ctx, "the connection does not name a user");
    }
    GEO_TRY(begin_word(r, "user", 4, &value));
    GEO_TRY(geoi_text_append(r->ctx, value, found->pw_name, (int64_t)strlen(found->pw_name)));
done:
    return status;
}

/* ---- Written anew --------------------------------------------------------------------------- */

static geo_status write_pair(geo_ctx *ctx, geoi_text *out, const char *name, const char *value)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_text_format(ctx, out, "%s='", name));
    for (; *value != '\0'; value++) {
        if (*value == '\'' || *value == '\\') {
            GEO_TRY(geoi_text_append(ctx, out, "\\", 1));
        }
        GEO_TRY(geoi_text_append(ctx, out, value, 1));
    }
    GEO_TRY(geoi_text_append(ctx, out, "' ", 2));
done:
    return status;
}

static geo_status write_all(reading *r, geoi_connection *out)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_text_append(r->ctx, &out->name, "PG:", 3));
    for (int i = 0; i < TABLES; i++) {
        /* an empty one means to libpq what would be there without it */
        bool given = r->given[i] && (r->value[i].length > 0 || words[i].otherwise == NULL);
        const char *value = given ? r->value[i].bytes : words[i].otherwise;
        if (value != NULL) {
            GEO_TRY(write_pair(r->ctx, &out->name, words[i].name, value));
        }
        if (given && i == PASSWORD) {
            GEO_TRY(geoi_copy_text(r->ctx, value, &out->password));
        }
    }
    GEO_TRY(geoi_copy_text(r->ctx, r->value[TABLES].bytes, &out->tables));
    GEO_TRY(geoi_copy_text(r->ctx, r->value[SCHEMAS].bytes, &out->schemas));
done:
    return status;
}

geo_status geoi_connection_read(geo_ctx *ctx, const char *path, geoi_connection *out)
{
    geo_status status = GEO_OK;
    reading r = {.ctx = ctx};
    bool uri;
    int64_t scheme = geoi_connection_scheme(path, &uri);
    *out = (geoi_connection){0};
    GEO_TRY(uri ? read_address(&r, path + scheme) : read_pairs(&r, path + scheme));
    GEO_TRY(check(&r));
    GEO_TRY(add_user(&r));
    GEO_TRY(write_all(&r, out));
done:
    for (int i = 0; i < WORDS; i++) {
        geoi_release(r.value[i].bytes);
    }
    if (status != GEO_OK) {
        geoi_connection_clear(out);
    }
    return status;
}

void geoi_connection_clear(geoi_connection *c)
{
    geoi_release(c->name.bytes);
    geoi_release(c->tables);
    geoi_release(c->schemas);
    geoi_release(c->password);
    *c = (geoi_connection){0};
}
