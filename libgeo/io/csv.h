/* SPDX-License-Identifier: MIT */
/* Comma-separated values (RFC 4180), one row at a time. */
#ifndef GEOI_CSV_H
#define GEOI_CSV_H

#include "base/base.h"
#include "geo/io.h"
#include "io/rejects.h"
#include "layer/builder.h"

typedef struct geoi_csv_cell {
    const char *text; /* UTF-8, not terminated; valid until the next row */
    int64_t length;   /* 0 = empty: null */
    bool quoted;      /* stood in quotes: if empty, it may be an empty text */
} geoi_csv_cell;

/* Stands after a row of the text, whose cells it holds. Starts as {0}. */
typedef struct geoi_csv {
    const char *at, *end;
    char delimiter; /* the one of , ; tab that the header has most of */
    int64_t line;   /* on which the row begins, from 1 */
    int64_t next_line;
    int64_t width; /* cells of the first row; other rows must have as many; 0 = unknown */
    int64_t count; /* cells of this row */
    geoi_csv_cell *cell;
    int64_t room;
    int64_t *plain_at; /* where in `plain` a cell begins; -1: it is in the text itself */
    int64_t plain_room;
    geoi_text plain; /* cells with doubled quotes, undoubled */
} geoi_csv;

/* Begin with the bytes (UTF-8; a byte order mark is passed over). They must stay. */
void geoi_csv_open(geoi_csv *csv, const char *bytes, int64_t size);
/* The next row that is not blank; *more is false at the end. GEO_DATA names the line. */
geo_status geoi_csv_next(geo_ctx *ctx, geoi_csv *csv, bool *more);
void geoi_csv_close(geoi_csv *csv);

/* Without the blanks around it. */
geoi_csv_cell geoi_csv_trimmed(geoi_csv_cell c);

/* The columns of coordinates (csv_places.c). */
typedef struct geoi_csv_places {
    int64_t x, y;    /* -1 = none */
    bool usual;      /* they have one of the usual names, or were asked for */
    const char *crs; /* the system that their names tell, as geoi_crs_create() takes it, or NULL */
} geoi_csv_places;

/* Find them in the header, and note it where that was no matter of course. GEO_DATA: there are
 * none, or several; GEO_INVALID: none of those asked for. */
geo_status geoi_csv_find_places(geo_ctx *ctx, const geoi_csv *header,
                                const geo_read_options *options, geoi_csv_places *out);

/* The column of geometries as well-known text: one called geometry, wkt, geom or the_geom whose
 * first value looks like it; -1 = none (csv_wkt.c) */
geo_status geoi_csv_find_wkt(geo_ctx *ctx, const char *bytes, int64_t size, int64_t *column);

/* The whole text as a layer (csv_layer.c). With `places` the columns of coordinates, or one of
 * well-known text, become geometry, in whatever system they are, and columns are typed; else all
 * are GEO_TEXT. The caller finishes the builder. Faulty rows go to `rejects`, or with NULL fail
 * the whole. *found tells which columns hold the coordinates. */
geo_status geoi_csv_layer(geo_ctx *ctx, const char *bytes, int64_t size, bool places,
                          const geo_read_options *options, geoi_rejects *rejects,
                          geoi_layer_builder *b, geoi_csv_places *found);

#endif /* GEOI_CSV_H */
