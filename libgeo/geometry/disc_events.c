/* SPDX-License-Identifier: MIT */
#include "geometry/disc_events.h"

enum { RUN = 16 }; /* events sorted by insertion before runs are merged */

geo_status geoi_events_add(geo_ctx *ctx, geoi_events *events, geoi_event event)
{
    if (events->count == events->room) {
        geo_status status =
            geoi_grow(ctx, &events->at, &events->room, events->count + 1, sizeof *events->at);
        if (status != GEO_OK) {
            return status;
        }
    }
    events->at[events->count++] = event;
    return GEO_OK;
}

static void sort_run(geoi_event *e, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        geoi_event moving = e[i];
        int64_t j = i;
        while (j > 0 && e[j - 1].key > moving.key) {
            e[j] = e[j - 1];
            j--;
        }
        e[j] = moving;
    }
}

static void merge_runs(const geoi_event *from, int64_t middle, int64_t n, geoi_event *to)
{
    int64_t left = 0, right = middle;
    for (int64_t i = 0; i < n; i++) {
        bool take_left = right >= n || (left < middle && from[left].key <= from[right].key);
        to[i] = take_left ? from[left++] : from[right++];
    }
}

geo_status geoi_events_sort(geo_ctx *ctx, geoi_events *events)
{
    int64_t n = events->count;
    if (n <= RUN) {
        sort_run(events->at, n);
        return GEO_OK;
    }
    geo_status status =
        geoi_grow(ctx, &events->spare, &events->spare_room, events->room, sizeof *events->spare);
    if (status != GEO_OK) {
        return status;
    }
    for (int64_t begin = 0; begin < n; begin += RUN) {
        sort_run(events->at + begin, n - begin < RUN ? n - begin : RUN);
    }
    for (int64_t width = RUN; width < n; width *= 2) {
        for (int64_t begin = 0; begin < n; begin += 2 * width) {
            int64_t length = n - begin < 2 * width ? n - begin : 2 * width;
            int64_t middle = length < width ? length : width;
            merge_runs(events->at + begin, middle, length, events->spare + begin);
        }
        geoi_event *sorted = events->spare;
        int64_t sorted_room = events->spare_room;
        events->spare = events->at;
        events->spare_room = events->room;
        events->at = sorted;
        events->room = sorted_room;
    }
    return GEO_OK;
}

void geoi_events_clear(geoi_events *events)
{
    geoi_release(events->at);
    geoi_release(events->spare);
    *events = (geoi_events){0};
}
