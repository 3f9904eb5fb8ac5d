/* SPDX-License-Identifier: MIT */
/* Typed values: from the command line into variables, and back for --help. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "call.h"

enum { MOST_STEPS = 1000 };

/* In the order of cli_type. */
static const cli_type_info types[] = {
    {"flag", NULL, NULL, NULL},
    {"switch", NULL, NULL, NULL},
    {"text", "TEXT", NULL, "TEXT"},
    {"integer", "N", NULL, "3"},
    {"seed", "N", NULL, "1"},
    {"real", "X", NULL, "1.5"},
    {"share", "SHARE", "1", "5%"},
    {"distance", "DISTANCE", "m", "500m"},
    {"distances", "DISTANCE,...", "m", "300m,500m,800m"},
    {"duration", "DURATION", "s", "15min"},
    {"speed", "SPEED", "m/s", "4.8km/h"},
    {"choice", "WORD", NULL, NULL},
    {"field", "FIELD", NULL, "FIELD"},
    {"fields", "FIELD,...", NULL, "FIELD,FIELD"},
    {"layer", "LAYER", NULL, "FILE.geojson"},
    {"folder", "DIR", NULL, "DIR"},
    {"output", "FILE", NULL, "FILE.gpkg"},
};

const cli_type_info *cli_type_about(cli_type type)
{
    return &types[type];
}

/* ---- Numbers ------------------------------------------------------------------------- */

/* Whether value lies in the option's range; when not, it is told. */
static bool in_range(cli_call *call, const cli_option *o, double value)
{
    if (o->min == 0.0 && o->max == 0.0 && !o->above_min) {
        return true;
    }
    bool low = o->above_min ? value <= o->min : value < o->min;
    bool high = o->max > o->min && (o->below_max ? value >= o->max : value > o->max);
    if (!low && !high) {
        return true;
    }
    cli_text range = {NULL, 0, 0};
    cli_text_add(&range, "%s ", o->above_min ? "more than" : "at least");
    cli_quantity_text(&range, o->type, o->min);
    if (o->max > o->min && isfinite(o->max)) {
        cli_text_add(&range, " and %s ", o->below_max ? "less than" : "at most");
        cli_quantity_text(&range, o->type, o->max);
    }
    cli_text given = {NULL, 0, 0};
    cli_quantity_text(&given, o->type, value);
    cli_wrong(call, NULL, "--%s: %s is out of range: it must be %s", o->name, given.data,
              range.data);
    cli_text_clear(&given);
    cli_text_clear(&range);
    return false;
}

/* The command line with the unit that one item, or the last, lacks. */
static void mend_unit(cli_text *mend, const cli_option *o, const char *text)
{
    double number;
    cli_text_add(mend, "--%s ", o->name);
    for (const char *at = text;; at++) {
        size_t size = strcspn(at, ",");
        bool bare = cli_quantity(CLI_TYPE_REAL, at, size, &number) == CLI_QUANTITY_GOOD;
        if (bare && o->type == CLI_TYPE_SHARE && number < 1.0) {
            cli_text_add(mend, "%.10g%%", number * 100.0);
        } else {
            const char *unit = o->type == CLI_TYPE_SHARE      ? "%"
                               : o->type == CLI_TYPE_SPEED    ? "km/h"
                               : o->type == CLI_TYPE_DURATION ? "min"
                                                              : "m";
            cli_text_add(mend, "%.*s%s", (int)size, at, bare ? unit : "");
        }
        at += size;
        if (*at == '\0') {
            return;
        }
        cli_text_add(mend, ",");
    }
}

static void tell_fault(cli_call *call, const cli_option *o, cli_quantity_fault fault,
                       const char *item, size_t size, const char *text)
{
    cli_text mend = {NULL, 0, 0};
    int n = (int)size;
    switch (fault) {
    case CLI_QUANTITY_NO_UNIT:
        mend_unit(&mend, o, text);
        cli_wrong(call, mend.data, "--%s: %.*s has no unit", o->name, n, item);
        break;
    case CLI_QUANTITY_BAD_UNIT:
        cli_text_add(&mend, "--%s %s", o->name, cli_type_about(o->type)->example);
        cli_wrong(call, mend.data, "--%s: the unit of \"%.*s\" is not %s", o->name, n, item,
                  cli_quantity_units(o->type));
        break;
    case CLI_QUANTITY_TOO_LARGE:
        cli_wrong(call, NULL, "--%s: \"%.*s\" is too large a number", o->name, n, item);
        break;
    case CLI_QUANTITY_NO_NUMBER:
    case CLI_QUANTITY_GOOD:
        cli_text_add(&mend, "--%s %s", o->name, cli_type_about(o->type)->example);
        cli_wrong(call, mend.data, "--%s: \"%.*s\" is not a %s", o->name, n, item,
                  o->type == CLI_TYPE_REAL        ? "number"
                  : o->type == CLI_TYPE_DISTANCES ? "distance"
                                                  : cli_type_about(o->type)->name);
        break;
    }
    cli_text_clear(&mend);
}

static bool parse_quantity(cli_call *call, const cli_option *o, const char *text)
{
    double value;
    if (o->infinite && (strcmp(text, "inf") == 0 || strcmp(text, "-inf") == 0)) {
        *(double *)o->value = text[0] == '-' ? -(double)INFINITY : (double)INFINITY;
        return true;
    }
    cli_quantity_fault fault = cli_quantity(o->type, text, strlen(text), &value);
    if (fault != CLI_QUANTITY_GOOD) {
        tell_fault(call, o, fault, text, strlen(text), text);
        return false;
    }
    if (!in_range(call, o, value)) {
        return false;
    }
    *(double *)o->value = value;
    return true;
}

static bool parse_integer(cli_call *call, const cli_option *o, const char *text)
{
    char *end;
    errno = 0;
    bool seed = o->type == CLI_TYPE_SEED;
    const char *digits = text + (!seed && text[0] == '-' ? 1 : 0);
    uint64_t natural = seed ? strtoull(text, &end, 10) : 0;
    int64_t whole = seed ? 0 : strtoll(text, &end, 10);
    if (digits[strspn(digits, "0123456789")] != '\0' || digits[0] == '\0') {
        cli_wrong(call, NULL, "--%s: \"%s\" is not a whole number%s", o->name, text,
                  seed ? " from 0 on" : "");
        return false;
    }
    if (errno == ERANGE) {
        cli_wrong(call, NULL, "--%s: \"%s\" is too large a number", o->name, text);
        return false;
    }
    if (seed) {
        *(uint64_t *)o->value = natural;
        return true;
    }
    if (!in_range(call, o, (double)whole)) {
        return false;
    }
    *(int64_t *)o->value = whole;
    return true;
}

/* ---- Lists --------------------------------------------------------------------------- */

static int64_t item_count(const char *text)
{
    int64_t n = 1;
    for (; *text != '\0'; text++) {
        n += *text == ',';
    }
    return n;
}

/* Length of "metro=" before a distance, 0 without a name. */
static size_t name_length(const char *item, size_t size)
{
    size_t n = size;
    while (n > 0 && item[n - 1] != '=') {
        n--;
    }
    return n;
}

/* The item may not stand in the list already: by its name, or without names by its value. */
static bool is_given_twice(cli_call *call, const cli_option *o, const double *m,
                           const char *const *name, int64_t i)
{
    for (int64_t k = 0; k < i; k++) {
        bool same = name != NULL ? strcmp(name[k], name[i]) == 0 : m[k] == m[i];
        if (same) {
            char distance[32];
            cli_distance_text(m[i], distance);
            cli_wrong(call, NULL, "--%s: %s is given twice", o->name,
                      name != NULL ? name[i] : distance);
            return true;
        }
    }
    return false;
}

/* 500m:5km:500m: from the first to the second by steps of the third. */
static bool parse_steps(cli_call *call, const cli_option *o, const char *text)
{
    double part[3], *m;
    const char *at = text;
    for (int k = 0; k < 3; k++) {
        size_t size = strcspn(at, ":");
        if ((at[size] == '\0') != (k == 2)) {
            cli_wrong(call, "FROM:TO:STEP, such as 500m:5km:500m",
                      "--%s: \"%s\" are not three distances", o->name, text);
            return false;
        }
        cli_quantity_fault fault = cli_quantity(o->type, at, size, &part[k]);
        if (fault != CLI_QUANTITY_GOOD) {
            tell_fault(call, o, fault, at, size, text);
            return false;
        }
        at += size + 1;
    }
    /* the last is one of them although steps are rounded */
    double steps = part[2] > 0.0 ? floor((part[1] - part[0]) / part[2] * (1.0 + 1e-12)) : -1.0;
    if (!(steps >= 0.0 && steps < MOST_STEPS) || part[0] + part[2] == part[0]) {
        cli_wrong(call, "FROM:TO:STEP, such as 500m:5km:500m",
                  "--%s: \"%s\" is not from 1 to %d distances", o->name, text, MOST_STEPS);
        return false;
    }
    int64_t n = (int64_t)steps + 1;
    m = cli_array(call, n, sizeof *m);
    for (int64_t k = 0; k < n; k++) {
        m[k] = part[0] + (double)k * part[2];
        if (!in_range(call, o, m[k])) {
            return false;
        }
    }
    *(cli_distances *)o->value = (cli_distances){m, n, NULL};
    return true;
}

static bool parse_distances(cli_call *call, const cli_option *o, const char *text)
{
    if (!o->named && strchr(text, ':') != NULL) {
        return parse_steps(call, o, text);
    }
    int64_t n = item_count(text), i = 0;
    double *m = cli_array(call, n, sizeof *m);
    bool named = o->named && name_length(text, strcspn(text, ",")) > 0;
    const char **name = named ? cli_array(call, n, sizeof *name) : NULL;
    for (const char *at = text; i < n; i++) {
        size_t size = strcspn(at, ","), skip = o->named ? name_length(at, size) : 0;
        if (o->named && (skip > 0) != named) {
            cli_wrong(call, "--radius metro=800m,bus=500m",
                      "--%s: either all distances have a name, or none", o->name);
            return false;
        }
        cli_quantity_fault fault = cli_quantity(o->type, at + skip, size - skip, &m[i]);
        if (fault != CLI_QUANTITY_GOOD) {
            tell_fault(call, o, fault, at + skip, size - skip, text);
            return false;
        }
        if (!in_range(call, o, m[i])) {
            return false;
        }
        if (named) {
            name[i] = cli_format(call, "%.*s", (int)(skip - 1), at);
        }
        if (is_given_twice(call, o, m, name, i)) {
            return false;
        }
        at += size + 1;
    }
    *(cli_distances *)o->value = (cli_distances){m, n, name};
    return true;
}

static bool parse_words(cli_call *call, const cli_option *o, const char *text)
{
    int64_t n = item_count(text), i = 0;
    const char **word = cli_array(call, n, sizeof *word);
    for (const char *at = text; i < n; i++) {
        size_t size = strcspn(at, ",");
        word[i] = cli_format(call, "%.*s", (int)size, at);
        if (size == 0) {
            cli_wrong(call, NULL, "--%s: a name in \"%s\" is empty", o->name, text);
            return false;
        }
        for (int64_t k = 0; k < i; k++) {
            if (strcmp(word[k], word[i]) == 0) {
                cli_wrong(call, NULL, "--%s: \"%s\" is given twice", o->name, word[i]);
                return false;
            }
        }
        at += size + 1;
    }
    *(cli_words *)o->value = (cli_words){word, n};
    return true;
}

/* Stars are spelt out in options, for a shell would take them for files: "gi*" is gi-star. */
static const char *nearest_choice(const cli_option *o, const char *text, int n)
{
    size_t stem = strcspn(text, "*");
    for (int i = 0; i < n && strcmp(text + stem, "*") == 0; i++) {
        if (strncmp(o->choices[i], text, stem) == 0 && strcmp(o->choices[i] + stem, "-star") == 0) {
            return o->choices[i];
        }
    }
    return geo_closest_word(text, o->choices, n);
}

static bool parse_choice(cli_call *call, const cli_option *o, const char *text)
{
    int n = 0;
    cli_text mend = {NULL, 0, 0};
    for (; o->choices[n] != NULL; n++) {
        if (strcasecmp(o->choices[n], text) == 0) { /* K is k: no two words differ by case alone */
            *(int *)o->value = n;
            return true;
        }
    }
    const char *near = nearest_choice(o, text, n);
    cli_text_add(&mend, "--%s %s", o->name, near != NULL ? near : o->choices[0]);
    for (int i = 1; near == NULL && i < n; i++) {
        cli_text_add(&mend, "%s%s", i + 1 < n ? ", " : " or ", o->choices[i]);
    }
    cli_wrong(call, mend.data, "--%s: \"%s\" is not one of its words", o->name, text);
    cli_text_clear(&mend);
    return false;
}

/* ---- Any value ----------------------------------------------------------------------- */

static bool parse_text(cli_call *call, const cli_option *o, const char *text)
{
    if (text[0] == '\0') {
        cli_wrong(call, NULL, "--%s: the value is empty", o->name);
        return false;
    }
    *(const char **)o->value = text;
    return true;
}

bool cli_value_parse(cli_call *call, const cli_option *o, const char *text)
{
    switch (o->type) {
    case CLI_TYPE_FLAG:
        *(bool *)o->value = true;
        return true;
    case CLI_TYPE_SWITCH:
        *(int *)o->value = strncmp(text, "no", 2) != 0;
        return true;
    case CLI_TYPE_INTEGER:
    case CLI_TYPE_SEED:
        return parse_integer(call, o, text);
    case CLI_TYPE_REAL:
    case CLI_TYPE_SHARE:
    case CLI_TYPE_DISTANCE:
    case CLI_TYPE_DURATION:
    case CLI_TYPE_SPEED:
        return parse_quantity(call, o, text);
    case CLI_TYPE_DISTANCES:
        return parse_distances(call, o, text);
    case CLI_TYPE_CHOICE:
        return parse_choice(call, o, text);
    case CLI_TYPE_FIELDS:
        return parse_words(call, o, text);
    case CLI_TYPE_TEXT:
    case CLI_TYPE_FIELD:
    case CLI_TYPE_LAYER:
    case CLI_TYPE_FOLDER:
    case CLI_TYPE_OUTPUT:
        break;
    }
    return parse_text(call, o, text);
}
