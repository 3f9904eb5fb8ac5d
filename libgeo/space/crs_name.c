/* SPDX-License-Identifier: MIT */
#include "space/crs_name.h"

/* What a word weighs: companies are outweighed, and "bd" counts in columns alone. */
typedef enum weight { COMPANY, DATUM, IN_COLUMNS } weight;

typedef struct word {
    const char *text; /* lower case; between letters and digits there may be one of - _ . blank */
    const char *crs;
    weight weight;
} word;

/* The first that fits is taken, so the longer stand before those that they begin with. */
static const word WORDS[] = {
    {"bd09mercator", "BD09MC", DATUM},
    {"bd09meter", "BD09MC", DATUM},
    {"bd09mc", "BD09MC", DATUM},
    {"bdmc", "BD09MC", DATUM},
    {"bd09ll", "BD-09", DATUM},
    {"bd09", "BD-09", DATUM},
    {"gcj02ll", "GCJ-02", DATUM},
    {"gcj02", "GCJ-02", DATUM},
    {"gcj", "GCJ-02", DATUM},
    {"火星", "GCJ-02", DATUM}, /* "Mars coordinates", as surveyors call them */
    {"国测局", "GCJ-02", DATUM},
    {"wgs84", "WGS84", DATUM},
    {"wgs", "WGS84", DATUM},
    {"crs84", "WGS84", DATUM},
    {"epsg4326", "WGS84", DATUM},
    {"4326", "WGS84", DATUM},
    {"cgcs2000", "EPSG:4490", DATUM},
    {"大地2000", "EPSG:4490", DATUM},
    {"beijing54", "EPSG:4214", DATUM},
    {"beijing1954", "EPSG:4214", DATUM},
    {"bj54", "EPSG:4214", DATUM},
    {"北京54", "EPSG:4214", DATUM},
    {"xian80", "EPSG:4610", DATUM},
    {"xian1980", "EPSG:4610", DATUM},
    {"西安80", "EPSG:4610", DATUM},
    {"bd", "BD-09", IN_COLUMNS},
    {"amap", "GCJ-02", COMPANY},
    {"gaode", "GCJ-02", COMPANY},
    {"autonavi", "GCJ-02", COMPANY},
    {"高德", "GCJ-02", COMPANY},
    {"tencent", "GCJ-02", COMPANY},
    {"qqmap", "GCJ-02", COMPANY},
    {"腾讯", "GCJ-02", COMPANY},
    {"baidu", "BD-09", COMPANY},
    {"百度", "BD-09", COMPANY},
};

static const char *const LONGITUDE[] = {"longitude", "lon", "lng", "经度", NULL};
static const char *const LATITUDE[] = {"latitude", "lat", "纬度", NULL};
static const char *const X[] = {"x", NULL}, *const Y[] = {"y", NULL};

/* ---- Letters ------------------------------------------------------------------------------ */

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_letter(char c)
{
    return is_upper(c) || is_lower(c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return (char)(is_upper(c) ? c + 32 : c);
}

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.' || c == ' ';
}

/* May a word begin or end between a and b? Not within letters or within digits, but for camelCase;
 * Chinese, which has no such places, never forbids it. */
static bool is_boundary(char a, char b)
{
    if (is_letter(a) && is_letter(b)) {
        return is_lower(a) && is_upper(b);
    }
    if (is_digit(a) && is_letter(b)) {
        return true;
    }
    return !(is_letter(a) || is_digit(a)) || !is_digit(b);
}

static bool stands_alone(const char *name, int64_t length, int64_t begin, int64_t end)
{
    bool chinese = ((unsigned char)name[begin] & 0x80U) != 0;
    bool before = chinese || begin == 0 || is_boundary(name[begin - 1], name[begin]);
    bool after = chinese || end == length || is_boundary(name[end - 1], name[end]);
    /* bd09abc is another word, though bd09Shops is not */
    bool runs_on = !chinese && end < length && is_digit(name[end - 1]) && is_lower(name[end]);
    return before && after && !runs_on;
}

/* ---- Words -------------------------------------------------------------------------------- */

/* Where `text` ends that begins at `at`, or -1. */
static int64_t match(const char *name, int64_t length, int64_t at, const char *text)
{
    for (int64_t k = 0; text[k] != '\0'; k++) {
        bool joint = k > 0 && is_letter(text[k - 1]) != is_letter(text[k]);
        at += joint && at < length && is_separator(name[at]);
        if (at >= length || lower(name[at]) != text[k]) {
            return -1;
        }
        at++;
    }
    return at;
}

/* "bd-09-01" is a day or a number of something, "bd09_01" the first of several in BD-09. */
static bool is_counted(const char *name, int64_t length, int64_t begin, int64_t end)
{
    bool apart = false;
    for (int64_t i = begin; i < end; i++) {
        apart |= is_separator(name[i]);
    }
    if (!apart || end == length || !is_separator(name[end])) {
        return false;
    }
    int64_t digits = end + 1;
    while (digits < length && is_digit(name[digits])) {
        digits++;
    }
    return digits - end - 1 >= 1 && digits - end - 1 <= 2;
}

/* The word of the table that stands at `at`, and its end; or NULL. */
static const word *word_at(const char *name, int64_t length, int64_t at, int64_t *end)
{
    for (int64_t i = 0; i < GEOI_COUNT_OF(WORDS); i++) {
        *end = match(name, length, at, WORDS[i].text);
        if (*end >= 0 && stands_alone(name, length, at, *end) &&
            !is_counted(name, length, at, *end)) {
            return &WORDS[i];
        }
    }
    return NULL;
}

static bool counts(weight w, geoi_name_kind kind)
{
    return w == DATUM || (w == COMPANY && kind != GEOI_NAME_IN_TEXT) ||
           (w == IN_COLUMNS && kind == GEOI_NAME_OF_COLUMN);
}

static geoi_named_crs scan(const char *name, int64_t length, int64_t from, geoi_name_kind kind)
{
    geoi_named_crs none = {NULL, 0, 0, false}, found = none;
    bool outweighs = false, two = false;
    int64_t end;
    for (int64_t at = from; at < length; at++) {
        const word *w = word_at(name, length, at, &end);
        if (w == NULL || !counts(w->weight, kind)) {
            continue;
        }
        bool heavy = w->weight != COMPANY;
        if (found.crs == NULL || (heavy && !outweighs)) {
            found = (geoi_named_crs){w->crs, at, end, w->weight == IN_COLUMNS};
            outweighs = heavy;
            two = false;
        } else if (heavy == outweighs && strcmp(found.crs, w->crs) != 0) {
            two = true;
        }
        at = end - 1;
    }
    return two ? none : found;
}

/* What is left of it is what something was: after the last "to" or 转. */
static int64_t after_change(const char *name, int64_t length)
{
    static const char *const words[] = {"to", "2", "转"};
    int64_t from = 0;
    for (int64_t at = 0; at < length; at++) {
        for (int64_t i = 0; i < GEOI_COUNT_OF(words); i++) {
            int64_t end = match(name, length, at, words[i]);
            bool digit = end >= 0 && is_digit(name[at]);
            bool alone = end >= 0 && (digit ? at > 0 && end < length && is_letter(name[at - 1]) &&
                                                  is_letter(name[end])
                                            : stands_alone(name, length, at, end));
            from = alone ? end : from;
        }
    }
    return from;
}

geoi_named_crs geoi_crs_in_name(const char *name, int64_t length, geoi_name_kind kind)
{
    int64_t from = after_change(name, length);
    geoi_named_crs last = scan(name, length, from, kind);
    return last.crs != NULL || from == 0 ? last : scan(name, length, 0, kind);
}

bool geoi_is_web_map(const geoi_named_crs *named)
{
    static const char *const maps[] = {"GCJ-02", "BD-09", "BD09MC"};
    for (int64_t i = 0; named->crs != NULL && i < GEOI_COUNT_OF(maps); i++) {
        if (strcmp(named->crs, maps[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* ---- Axes --------------------------------------------------------------------------------- */

/* The system that the name without the axis's word speaks for. */
enum { LONGEST = 128 }; /* bytes of a name that is looked at */

static geoi_named_crs rest_of(const char *name, int64_t length, int64_t begin, int64_t end)
{
    char rest[LONGEST];
    geoi_named_crs none = {NULL, 0, 0, false};
    if (length - (end - begin) >= LONGEST) {
        return none;
    }
    memcpy(rest, name, (size_t)begin);
    memcpy(rest + begin, name + end, (size_t)(length - end));
    geoi_named_crs named = geoi_crs_in_name(rest, length - (end - begin), GEOI_NAME_OF_COLUMN);
    named.begin = named.end = 0;
    return named;
}

/* "gcj_lon", "lonGCJ02" and 高德经度; "bdlng" too, where what is left is a datum, but not
 * "balloon". */
static bool find_axis(const char *name, int64_t length, const char *const *words, char axis,
                      geoi_axis_name *out)
{
    for (int64_t i = 0; words[i] != NULL; i++) {
        for (int64_t at = 0; at < length; at++) {
            int64_t end = match(name, length, at, words[i]);
            if (end < 0) {
                continue;
            }
            bool alone = stands_alone(name, length, at, end);
            if (!alone && at > 0 && end < length) {
                continue;
            }
            geoi_named_crs named = rest_of(name, length, at, end);
            if (alone || named.crs != NULL) {
                *out = (geoi_axis_name){axis, words != X && words != Y, at, end, named};
                return true;
            }
        }
    }
    return false;
}

geoi_axis_name geoi_axis_in_name(const char *name, int64_t length)
{
    geoi_axis_name found = {0};
    if (length > LONGEST) {
        return found;
    }
    (void)(find_axis(name, length, LONGITUDE, 'x', &found) ||
           find_axis(name, length, LATITUDE, 'y', &found) ||
           find_axis(name, length, X, 'x', &found) || find_axis(name, length, Y, 'y', &found));
    return found;
}

bool geoi_axes_are_pair(const char *x_name, int64_t x_length, const geoi_axis_name *x,
                        const char *y_name, int64_t y_length, const geoi_axis_name *y)
{
    bool pair = x->axis == 'x' && y->axis == 'y' && x->degrees == y->degrees &&
                x->begin == y->begin && x_length - x->end == y_length - y->end;
    for (int64_t i = 0; pair && i < x->begin; i++) {
        pair = lower(x_name[i]) == lower(y_name[i]);
    }
    for (int64_t i = 0; pair && i < x_length - x->end; i++) {
        pair = lower(x_name[x->end + i]) == lower(y_name[y->end + i]);
    }
    return pair;
}
