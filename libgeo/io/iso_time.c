/* SPDX-License-Identifier: MIT */
#include "io/iso_time.h"

enum { UTC = 100, QUARTER = 15 };

int geoi_iso_time_format(const geoi_iso_time *t, char out[GEOI_ISO_TIME_SIZE])
{
    size_t size = GEOI_ISO_TIME_SIZE;
    int n = 0;
    out[0] = '\0';
    if (t->date) {
        n = snprintf(out, size, "%04d-%02d-%02d", t->year, t->month, t->day);
    }
    if (!t->clock) {
        return n;
    }
    n += snprintf(out + n, size - (size_t)n, "%s%02d:%02d:%02d", t->date ? "T" : "", t->hour,
                  t->minute, t->millisecond / 1000);
    if (t->millisecond % 1000 != 0) {
        n += snprintf(out + n, size - (size_t)n, ".%03d", t->millisecond % 1000);
    }
    if (t->zone == UTC) {
        n += snprintf(out + n, size - (size_t)n, "Z");
    } else if (t->zone > 1) {
        int minutes = (t->zone - UTC) * QUARTER;
        int size_of = minutes < 0 ? -minutes : minutes;
        n += snprintf(out + n, size - (size_t)n, "%c%02d:%02d", minutes < 0 ? '-' : '+',
                      size_of / 60, size_of % 60);
    }
    return n;
}

/* `digits` decimal digits, followed by `after` ('\0' = anything). Moves *s past both. */
static bool take(const char **s, const char *end, int digits, char after, int *value)
{
    int v = 0;
    if (end - *s < digits + (after != '\0')) {
        return false;
    }
    for (int i = 0; i < digits; i++) {
        char c = (*s)[i];
        if (c < '0' || c > '9') {
            return false;
        }
        v = v * 10 + (c - '0');
    }
    *s += digits;
    if (after != '\0' && *(*s)++ != after) {
        return false;
    }
    *value = v;
    return true;
}

static bool take_zone(const char **s, const char *end, geoi_iso_time *t)
{
    int hours, minutes;
    if (*s == end) {
        return true;
    }
    char sign = *(*s)++;
    if (sign == 'Z') {
        t->zone = UTC;
        return true;
    }
    if ((sign != '+' && sign != '-') || !take(s, end, 2, ':', &hours) ||
        !take(s, end, 2, '\0', &minutes)) {
        return false;
    }
    int quarters = (hours * 60 + minutes) / QUARTER;
    t->zone = sign == '-' ? UTC - quarters : UTC + quarters;
    return hours <= 14;
}

static bool take_clock(const char **s, const char *end, geoi_iso_time *t)
{
    int second = 0, fraction = 0;
    if (!take(s, end, 2, ':', &t->hour) || !take(s, end, 2, ':', &t->minute) ||
        !take(s, end, 2, '\0', &second)) {
        return false;
    }
    if (*s < end && **s == '.') {
        (*s)++;
        if (!take(s, end, 3, '\0', &fraction)) {
            return false;
        }
    }
    t->millisecond = second * 1000 + fraction;
    t->clock = true;
    return t->hour < 24 && t->minute < 60 && second < 60 && take_zone(s, end, t);
}

static bool is_day(const geoi_iso_time *t)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (t->year % 4 == 0 && t->year % 100 != 0) || t->year % 400 == 0;
    return t->month >= 1 && t->month <= 12 && t->day >= 1 &&
           t->day <= days[t->month - 1] + (leap && t->month == 2);
}

bool geoi_iso_time_parse(const char *text, int64_t length, geoi_iso_time *t)
{
    char again[GEOI_ISO_TIME_SIZE];
    const char *s = text, *end = text + length;
    *t = (geoi_iso_time){0};
    bool right = true;
    if (length >= 3 && text[2] == ':') {
        right = take_clock(&s, end, t);
    } else {
        right = take(&s, end, 4, '-', &t->year) && take(&s, end, 2, '-', &t->month) &&
                take(&s, end, 2, '\0', &t->day) && is_day(t);
        t->date = true;
        if (right && s < end) {
            right = *s++ == 'T' && take_clock(&s, end, t);
        }
    }
    return right && s == end && geoi_iso_time_format(t, again) == length &&
           memcmp(again, text, (size_t)length) == 0;
}
