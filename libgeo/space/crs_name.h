/* SPDX-License-Identifier: MIT */
/* What names say about a system: "shops_gcj02", the columns "bd_lng" and "bd_lat". They prove
 * nothing, but for the datums of Chinese web maps they are often all there is, since no number
 * tells them from WGS 84. Nothing is looked up here and nothing allocated. */
#ifndef GEOI_CRS_NAME_H
#define GEOI_CRS_NAME_H

#include "base/base.h"

/* Whose name it is decides which words count. */
typedef enum geoi_name_kind {
    GEOI_NAME_OF_LAYER,  /* a file or layer: datums, and the companies whose maps have them */
    GEOI_NAME_OF_COLUMN, /* and "bd", which elsewhere may be buildings or Bangladesh */
    GEOI_NAME_IN_TEXT    /* prose, or any value: datums alone, since companies are credited there */
} geoi_name_kind;

typedef struct geoi_named_crs {
    const char *crs; /* "GCJ-02", "BD-09", "BD09MC", "WGS84", or a code as geoi_crs_create() takes
                        it; NULL: the name speaks for none, or for two */
    int64_t begin, end; /* the word that says so */
    bool doubtful;      /* it is "bd", which may stand for other things */
} geoi_named_crs;

/* Words stand alone: neither "abcd09" nor "bd0901" says BD-09. A datum outweighs a company, and in
 * "gcj02_to_wgs84" what comes last counts. */
geoi_named_crs geoi_crs_in_name(const char *name, int64_t length, geoi_name_kind kind);

/* Does a web map's datum hide behind the word, so that its degrees pass for WGS 84? */
bool geoi_is_web_map(const geoi_named_crs *named);

/* A column of coordinates, told by its name: lon_wgs84, bd_lng, 高德纬度. */
typedef struct geoi_axis_name {
    char axis;            /* 'x' or 'y'; 0: it is none */
    bool degrees;         /* it says longitude or latitude, not just x or y */
    int64_t begin, end;   /* the word that says so; the rest is the same for both of a pair */
    geoi_named_crs named; /* by the rest; its places are not set */
} geoi_axis_name;

geoi_axis_name geoi_axis_in_name(const char *name, int64_t length);

/* Do the names of two axes, x and y, differ in these words alone? */
bool geoi_axes_are_pair(const char *x_name, int64_t x_length, const geoi_axis_name *x,
                        const char *y_name, int64_t y_length, const geoi_axis_name *y);

#endif /* GEOI_CRS_NAME_H */
