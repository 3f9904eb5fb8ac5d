/* SPDX-License-Identifier: MIT */
/* Sources that are no files: told from paths by how they begin, and shown without passwords. */
#ifndef GEOI_REMOTE_H
#define GEOI_REMOTE_H

#include "geo/io.h"

#include "base/base.h"

typedef enum geoi_place {
    GEOI_PLACE_FILE,
    GEOI_PLACE_POSTGIS, /* "PG:dbname=..." or "postgresql://..." */
    GEOI_PLACE_ADDRESS, /* "https://...", "/vsicurl/...", "WFS:..." */
    GEOI_PLACE_VIRTUAL  /* "/vsizip/..." */
} geoi_place;

geoi_place geoi_place_of(const char *path);

/* Shall it be read as a database? */
static inline bool geoi_is_postgis(const char *path, const geo_read_options *options)
{
    return options->allow_remote != 0 && geoi_place_of(path) == GEOI_PLACE_POSTGIS;
}

/* A path is a file: GEO_UNSUPPORTED for all else. */
geo_status geoi_check_is_file(geo_ctx *ctx, const char *path);

/* The length of a scheme ("PG:", "postgresql://") that `path` begins with; 0: none of these. */
int64_t geoi_connection_scheme(const char *path, bool *uri);

#endif /* GEOI_REMOTE_H */
