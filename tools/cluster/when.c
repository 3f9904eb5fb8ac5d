/* SPDX-License-Identifier: MIT */
/* --time: when each point is, in seconds. Texts are ISO 8601, from a year to fractions of a second
 * with a zone; what has no zone is taken as UTC, so that all agree. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cluster.h"

/* Days from 1970-01-01 in the Gregorian calendar, which years before it have as well. */
static double days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month <= 2 ? year - 1 : year, era = (y >= 0 ? y : y - 399) / 400;
    int64_t of_era = y - era * 400, from_march = (month + 9) % 12;
    int64_t of_year = (153 * from_march + 2) / 5 + day - 1;
    return (double)(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

static int64_t days_in(int64_t year, int64_t month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

/* Exactly `digits` digits after `divider` (0 = none); false when they are not there. */
static bool take(const char **at, char divider, int digits, int64_t *out)
{
    const char *text = *at;
    if (divider != '\0' && *text++ != divider) {
        return false;
    }
    *out = 0;
    for (int i = 0; i < digits; i++) {
        if (!isdigit((unsigned char)text[i])) {
            return false;
        }
        *out = 10 * *out + (text[i] - '0');
    }
    *at = text + digits;
    return true;
}

/* "Z", "+08:00", "+08" or nothing. */
static bool take_zone(const char **at, double *seconds)
{
    int64_t hours = 0, minutes = 0;
    double sign = **at == '-' ? -1.0 : 1.0;
    *seconds = 0.0;
    if (**at == 'Z') {
        ++*at;
    } else if (**at == '+' || **at == '-') {
        ++*at;
        if (!take(at, '\0', 2, &hours) || hours > 15) {
            return false;
        }
        (void)(take(at, ':', 2, &minutes) || take(at, '\0', 2, &minutes));
        *seconds = sign * (double)(60 * (60 * hours + minutes));
    }
    return true;
}

/* After the date: "T08:30", "T08:30:00", "T08:30:00.250", and a zone. */
static bool take_clock(const char **at, double *seconds)
{
    int64_t hour, minute, second = 0;
    double part = 0.0, zone;
    if (!(take(at, 'T', 2, &hour) || take(at, ' ', 2, &hour)) || !take(at, ':', 2, &minute)) {
        return false;
    }
    if (take(at, ':', 2, &second) && (**at == '.' || **at == ',')) {
        double place = 0.1;
        for (++*at; isdigit((unsigned char)**at); ++*at, place /= 10.0) {
            part += place * (**at - '0');
        }
    }
    if (hour > 24 || minute > 59 || second > 60 || !take_zone(at, &zone)) {
        return false;
    }
    *seconds = (double)(60 * (60 * hour + minute) + second) + part - zone;
    return true;
}

static bool read_time(const char *text, double *out)
{
    int64_t year, month = 1, day = 1;
    double seconds = 0.0;
    if (!take(&text, '\0', 4, &year)) {
        return false;
    }
    bool whole = take(&text, '-', 2, &month) && take(&text, '-', 2, &day);
    if (month < 1 || month > 12 || day < 1 || day > days_in(year, month)) {
        return false;
    }
    if (*text != '\0' && (!whole || !take_clock(&text, &seconds))) {
        return false;
    }
    *out = 86400.0 * days_of(year, month, day) + seconds;
    return *text == '\0';
}

static geo_status read_texts(cli_call *call, const arguments *a, const subject *s, int64_t column,
                             double *out)
{
    geo_column c = geo_layer_column(s->layer->layer, column);
    for (int64_t i = 0; i < s->n; i++) {
        const char *text = cli_value_of(call, &c, i);
        out[i] = (double)NAN;
        if (text != NULL && !read_time(text, &out[i])) {
            return cli_fail(call, GEO_DATA, "2024-05-01, or 2024-05-01T08:30:00+08:00",
                            "%s: feature %" PRId64 ": %s is no date", s->layer->source, i + 1,
                            a->time);
        }
    }
    return GEO_OK;
}

/* Whether they are milliseconds or years nobody can see: by how far they reach it shows. */
static void tell_unit(cli_call *call, const arguments *a, const subject *s)
{
    double least = INFINITY, most = -INFINITY;
    for (int64_t i = 0; i < s->n; i++) {
        least = fmin(least, s->time_s[i]);
        most = fmax(most, s->time_s[i]);
    }
    if (least <= most && !cli_given(call, &a->time_unit_s)) {
        cli_note(call,
                 "%s: the numbers of %s are read as seconds, %.3g days from first to last; "
                 "--time-unit tells otherwise, of milliseconds 0.001s",
                 s->layer->source, a->time, (most - least) / 86400.0);
    }
}

geo_status cluster_read_times(cli_call *call, const arguments *a, subject *s)
{
    geo_status status = GEO_OK;
    int64_t unknown = 0, at;
    if (a->time == NULL) {
        return GEO_OK;
    }
    at = geo_layer_find(s->layer->layer, a->time);
    geo_column_type type = at >= 0 ? geo_layer_column(s->layer->layer, at).type : GEO_REAL;
    if (type == GEO_DATETIME || type == GEO_TEXT) {
        s->time_s = cli_array(call, s->n, sizeof *s->time_s);
        CLI_TRY(read_texts(call, a, s, at, s->time_s));
    } else {
        CLI_TRY(cli_numbers(call, s->layer, a->time, &s->time_s));
        for (int64_t i = 0; i < s->n; i++) {
            s->time_s[i] *= a->time_unit_s;
        }
        tell_unit(call, a, s);
    }
    for (int64_t i = 0; i < s->n; i++) {
        unknown += isnan(s->time_s[i]);
    }
    cli_skip(call, unknown, "%s: %s without %s: noise", s->layer->source,
             cli_count(call, unknown, "feature"), a->time);
done:
    return status;
}
