/* SPDX-License-Identifier: MIT */
/* Dates and times as ISO 8601 text: 2024-05-01, 08:30:00, 2024-05-01T08:30:00.250+08:00. */
#ifndef GEOI_ISO_TIME_H
#define GEOI_ISO_TIME_H

#include "base/base.h"

enum { GEOI_ISO_TIME_SIZE = 80 };

/* zone as GDAL has it: 0 none, 1 local (read as none), 100 = UTC, one more per 15 minutes east. */
typedef struct geoi_iso_time {
    bool date, clock; /* which halves there are */
    int year, month, day, hour, minute, millisecond, zone;
} geoi_iso_time;

/* Returns the length. Fractions of a second only where there are, with three digits. */
int geoi_iso_time_format(const geoi_iso_time *t, char out[GEOI_ISO_TIME_SIZE]);

/* Only texts that geoi_iso_time_format() gives back byte for byte, so that a file which keeps
 * times as numbers loses nothing. */
bool geoi_iso_time_parse(const char *text, int64_t length, geoi_iso_time *t);

#endif /* GEOI_ISO_TIME_H */
