/* SPDX-License-Identifier: MIT */
/* Which coordinate systems are worth trying for an extent. */
#ifndef GEOI_FRAME_CHOOSE_H
#define GEOI_FRAME_CHOOSE_H

#include "base/base.h"

enum { GEOI_FRAME_CHOICES = 3, GEOI_FRAME_TEXT = 96 };

typedef struct geoi_frame_choice {
    char crs[GEOI_FRAME_TEXT];
    char title[GEOI_FRAME_TEXT]; /* "" = PROJ has one */
} geoi_frame_choice;

/* The systems for `extent`, first choice first; returns how many. No error of theirs is known
 * yet: the first that is good enough is to be taken. */
int64_t geoi_frame_choose(geo_box extent, geoi_frame_choice choice[GEOI_FRAME_CHOICES]);

#endif /* GEOI_FRAME_CHOOSE_H */
