/* SPDX-License-Identifier: MIT */
/* Numbers with a unit: 500m, 1.2km, 15min, 4.8km/h, 5%. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"

/* A unit is the variable's unit times 10^power times factor. The power is added to the typed
 * exponent, so that 0.3km is read as exactly 300 and 5% as exactly 0.05. */
typedef struct unit {
    cli_type type;
    int power;
    const char *name;
    double factor;
    double from; /* written in this unit from this value on */
} unit;

static const unit units[] = {
    {CLI_TYPE_DISTANCE, 0, "m", 1.0, 0.0},       {CLI_TYPE_DISTANCE, 3, "km", 1.0, 10000.0},
    {CLI_TYPE_DURATION, 0, "s", 1.0, 0.0},       {CLI_TYPE_DURATION, 0, "min", 60.0, 60.0},
    {CLI_TYPE_DURATION, 0, "h", 3600.0, 7200.0}, {CLI_TYPE_DURATION, 0, "d", 86400.0, 172800.0},
    {CLI_TYPE_SPEED, 0, "km/h", 1.0 / 3.6, 0.0}, {CLI_TYPE_SPEED, 0, "m/s", 1.0, HUGE_VAL},
    {CLI_TYPE_SHARE, -2, "%", 1.0, 0.0},
};

enum { UNIT_COUNT = sizeof units / sizeof units[0] };

static cli_type unit_type(cli_type type)
{
    return type == CLI_TYPE_DISTANCES ? CLI_TYPE_DISTANCE : type;
}

const char *cli_quantity_units(cli_type type)
{
    cli_type of = unit_type(type);
    return of == CLI_TYPE_DISTANCE   ? "m or km"
           : of == CLI_TYPE_DURATION ? "s, min, h or d"
           : of == CLI_TYPE_SPEED    ? "km/h or m/s"
           : of == CLI_TYPE_SHARE    ? "%"
                                     : NULL;
}

/* ---- Read ---------------------------------------------------------------------------- */

static size_t digits_length(const char *text, size_t size, size_t begin)
{
    size_t end = begin;
    while (end < size && isdigit((unsigned char)text[end])) {
        end++;
    }
    return end - begin;
}

/* Length of the decimal number that @p text begins with, 0 when none; its exponent apart. */
static size_t number_length(const char *text, size_t size, size_t *mantissa)
{
    size_t at = size > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    size_t whole = digits_length(text, size, at), part = 0;
    at += whole;
    if (at < size && text[at] == '.') {
        part = digits_length(text, size, at + 1);
        at += 1 + part;
    }
    *mantissa = at;
    if (whole + part == 0) {
        return 0;
    }
    if (at < size && (text[at] == 'e' || text[at] == 'E')) {
        size_t sign = at + 1 < size && (text[at + 1] == '-' || text[at + 1] == '+') ? 1 : 0;
        size_t exponent = digits_length(text, size, at + 1 + sign);
        at += exponent > 0 ? 1 + sign + exponent : 0;
    }
    return at;
}

static const unit *find_unit(cli_type type, const char *name, size_t size)
{
    for (int i = 0; i < UNIT_COUNT; i++) {
        if (units[i].type == type && strlen(units[i].name) == size &&
            memcmp(units[i].name, name, size) == 0) {
            return &units[i];
        }
    }
    return NULL;
}

cli_quantity_fault cli_quantity(cli_type type, const char *text, size_t size, double *out)
{
    size_t mantissa, length = number_length(text, size, &mantissa), begin = length;
    char number[96];
    if (length == 0) {
        return CLI_QUANTITY_NO_NUMBER;
    }
    if (length > 60) {
        return CLI_QUANTITY_TOO_LARGE;
    }
    while (begin < size && text[begin] == ' ') {
        begin++;
    }
    unit plain = {type, 0, "", 1.0, 0.0};
    const unit *u = &plain;
    if (cli_quantity_units(type) != NULL) {
        u = find_unit(unit_type(type), text + begin, size - begin);
        if (u == NULL) {
            return begin == size ? CLI_QUANTITY_NO_UNIT : CLI_QUANTITY_BAD_UNIT;
        }
    } else if (begin != size) {
        return CLI_QUANTITY_NO_NUMBER;
    }
    long exponent = length > mantissa ? strtol(text + mantissa + 1, NULL, 10) : 0;
    if (exponent < -999 || exponent > 999) {
        return CLI_QUANTITY_TOO_LARGE;
    }
    snprintf(number, sizeof number, "%.*se%ld", (int)mantissa, text, exponent + u->power);
    *out = strtod(number, NULL) * u->factor;
    return isfinite(*out) ? CLI_QUANTITY_GOOD : CLI_QUANTITY_TOO_LARGE;
}

/* ---- Write --------------------------------------------------------------------------- */

void cli_quantity_text(cli_text *out, cli_type type, double value)
{
    cli_type of = unit_type(type);
    const unit *best = NULL;
    for (int i = 0; i < UNIT_COUNT; i++) {
        if (units[i].type == of && fabs(value) >= units[i].from) {
            best = &units[i];
        }
    }
    double scaled = value;
    if (best != NULL) {
        scaled = value / best->factor / pow(10.0, best->power);
    }
    char digits[32];
    snprintf(digits, sizeof digits, "%.12g", scaled);
    cli_text_add(out, "%s%s", digits, best != NULL ? best->name : "");
}

void cli_distance_text(double distance_m, char out[32])
{
    if (distance_m < 10000.0) {
        snprintf(out, 32, "%.10g m", distance_m);
    } else {
        snprintf(out, 32, "%.10g km", distance_m / 1000.0);
    }
}
