/* SPDX-License-Identifier: MIT */
/* SQLite on a file that has no name yet. The database's pages go straight to an open descriptor,
 * without a journal: whoever owns the descriptor throws it away when anything fails. No clock is
 * read and no chance taken, so that equal calls give equal bytes. */
#ifndef GEOI_SQLITE_DB_H
#define GEOI_SQLITE_DB_H

#include <sqlite3.h>

#include "base/base.h"

typedef struct geoi_sqlite {
    geo_ctx *ctx;
    sqlite3 *db;
    const char *doing; /* begins the message of a failure: "cannot be written as GeoPackage" */
} geoi_sqlite;

/* The database in the file behind `fd`; an empty file becomes one. It may be a stranger's: no
 * trigger, view or function of its own runs. */
geo_status geoi_sqlite_open(geo_ctx *ctx, int fd, const char *doing, geoi_sqlite *s);
/* Lets go of the descriptor, which stays open. */
void geoi_sqlite_close(geoi_sqlite *s);

/* What SQLite said, as a failure of ours. */
geo_status geoi_sqlite_fail(const geoi_sqlite *s);
/* GEO_OK when `code` is what SQLite should have returned, else as above. */
geo_status geoi_sqlite_check(const geoi_sqlite *s, int code, int expected);

/* Run one statement or several. The format is that of sqlite3_mprintf(): %Q is a text in quotes
 * (NULL is null), "%w" a name, %lld an integer. */
geo_status geoi_sqlite_run(const geoi_sqlite *s, const char *fmt, ...);
/* The first column of the first row as an integer; 0 when there is no row, or it is null. */
geo_status geoi_sqlite_number(const geoi_sqlite *s, int64_t *out, const char *fmt, ...);
/* A statement to be bound, stepped and finalized by the caller. */
geo_status geoi_sqlite_prepare(const geoi_sqlite *s, sqlite3_stmt **out, const char *fmt, ...);

#endif /* GEOI_SQLITE_DB_H */
