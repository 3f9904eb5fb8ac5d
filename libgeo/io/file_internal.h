/* SPDX-License-Identifier: MIT */
/* What the two files of the way out share: file_write.c has the bytes, file_name.c the names. */
#ifndef GEOI_FILE_INTERNAL_H
#define GEOI_FILE_INTERNAL_H

#include "io/file.h"

enum { GEOI_NAME_TRIES = 1000 };

/* Where the last component of a path begins. */
const char *geoi_file_last_part(const char *path);
/* f->temporary is the k-th temporary name, which is free unless somebody uses it. */
void geoi_file_next_name(geoi_file *f, int k);
/* Show others that the file is in use, for as long as it is open. */
void geoi_file_hold(const geoi_file *f);
/* Remove what a process left that was killed while it replaced this file. */
void geoi_file_drop_stale(const geoi_file *f);
/* GEO_IO "exists already". */
geo_status geoi_file_exists(geo_ctx *ctx);
/* Give the complete file its name, in place of an older one if f->overwrite. */
geo_status geoi_file_name(geo_ctx *ctx, geoi_file *f);

#endif /* GEOI_FILE_INTERNAL_H */
