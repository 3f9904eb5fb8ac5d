/* SPDX-License-Identifier: MIT */
/* Where something changes along a circle or an edge, in order. */
#ifndef GEOI_DISC_EVENTS_H
#define GEOI_DISC_EVENTS_H

#include "base/base.h"

typedef struct geoi_event {
    double key;     /* place along the circle (a turn of 4) or the edge (0..1) */
    double px, py;  /* the place itself, from the disc's centre; 0 on edges */
    int32_t depth;  /* from here on so many more discs cover */
    int32_t inside; /* from here on the region winds around so many times more */
} geoi_event;

/* Starts as {0}; kept from one circle to the next. */
typedef struct geoi_events {
    geoi_event *at, *spare;
    int64_t count, room, spare_room;
} geoi_events;

geo_status geoi_events_add(geo_ctx *ctx, geoi_events *events, geoi_event event);
/* By key; events of equal key keep their order. */
geo_status geoi_events_sort(geo_ctx *ctx, geoi_events *events);
void geoi_events_clear(geoi_events *events);

#endif /* GEOI_DISC_EVENTS_H */
