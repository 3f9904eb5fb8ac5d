/* SPDX-License-Identifier: MIT */
/* How to reach a PostgreSQL server: the words of libpq, checked before libpq sees them. */
#ifndef GEOI_CONNECTION_H
#define GEOI_CONNECTION_H

#include "base/base.h"

/* Starts as {0}. */
typedef struct geoi_connection {
    geoi_text name;         /* for GDAL: PG:dbname='city' ..., with nothing left to be looked up */
    char *tables, *schemas; /* only these; NULL: all */
    char *password;         /* to be kept out of messages; NULL: none */
} geoi_connection;

/* Of a path whose place is GEOI_PLACE_POSTGIS. Words that would read files which nobody named are
 * refused, what the environment would fill in is set. GEO_INVALID: not such a text. */
geo_status geoi_connection_read(geo_ctx *ctx, const char *path, geoi_connection *out);
/* Is it a word, other than those of passwords, whose value may be shown? */
bool geoi_connection_may_show(const char *name, size_t length);

void geoi_connection_clear(geoi_connection *c);

#endif /* GEOI_CONNECTION_H */
