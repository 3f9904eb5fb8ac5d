/* SPDX-License-Identifier: MIT */
/* A folder of its own for a test that reads and writes files, and texts to put there. */
#ifndef GEO_TEST_PLACE_H
#define GEO_TEST_PLACE_H

#include "geo/io.h"
#include "support.h"

typedef struct place {
    geo_ctx *ctx;
    char folder[64], notes[2000]; /* what the library told */
    char path[3][128];            /* for short names of files in the folder */
} place;

/* For cmocka_unit_test_setup_teardown: *state is a place; all in its folder is removed. */
int make_place(void **state);
int free_place(void **state);

/* "<folder>/<name>", kept in slot 0, 1 or 2. */
const char *in_folder(place *p, int slot, const char *name);
/* How many files are in a folder. */
int entries(const char *folder);
void put_text(place *p, const char *path, const char *text);
/* All of a file and a zero byte; free() it. */
char *bytes_of(const char *path, size_t *size);
geo_layer *read_layer(place *p, const char *path);
/* Puts the text into slot 0 under `name`, forgets the notes and reads it. */
geo_status read_text_as(place *p, const char *name, const char *text, const geo_read_options *o,
                        geo_layer **out);
void convert(place *p, const char *from, const char *to);
/* GeoJSON files are equal but for the line that names the layer. */
void assert_same_features(const char *left, const char *right);

/* Calls with 1, 2, 3 and 7 threads; each must write the same bytes to `path`. */
void assert_same_file_on_any_threads(void (*write)(geo_ctx *, const char *path), const char *path);

/* For assert_survives_allocation_failures(): reads the layer at a path. */
geo_status read_path_once(geo_ctx *ctx, void *path);

/* The same: reads a layer and writes it. */
typedef struct copy_job {
    const char *from, *to;
    geo_write_options options;
} copy_job;
geo_status copy_once(geo_ctx *ctx, void *copy_job);

/* All types of geometry and of columns, nulls, an empty geometry, Z, Chinese, quotes. */
extern const char all_types_text[];
/* What FlatGeobuf can keep: no ids, no JSON, all positions with a height or none. */
extern const char common_types_text[];

/* "<shared data>/<name>", or NULL (and a word) when the folder is not there. */
const char *shared_file(const char *name, char path[200]);

#endif /* GEO_TEST_PLACE_H */
