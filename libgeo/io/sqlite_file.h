/* SPDX-License-Identifier: MIT */
#ifndef GEOI_SQLITE_FILE_H
#define GEOI_SQLITE_FILE_H

#include <stdbool.h>

/* A file system for SQLite in which a file's name is the number of an open descriptor. */
#define GEOI_SQLITE_FILES "geo-descriptors"

/* Make it known to SQLite, once for the process; it is nobody's default. False: SQLite fails. */
bool geoi_sqlite_files(void);

/* errno of the last call that failed on this thread: SQLite itself forgets it in places. */
int geoi_sqlite_last_error(void);

#endif /* GEOI_SQLITE_FILE_H */
