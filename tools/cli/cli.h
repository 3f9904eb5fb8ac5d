/* SPDX-License-Identifier: MIT */
/** @file tools/cli/cli.h
 *  What every tool shares. A tool is a struct of its arguments, a table of options over that
 *  struct, a table of the columns it adds, a run function, and one call of cli_main():
 *
 *      int main(int argc, char **argv)
 *      {
 *          arguments a = {.dbscan = geo_dbscan_options_default()};
 *          const cli_option options[] = {
 *              {"eps", 0, CLI_DISTANCE(&a.dbscan.eps_m), .help = "neighbours are this near"},
 *              {0},
 *          };
 *          const cli_tool tool = {.name = "geo-cluster", ..., .options = options, .user = &a};
 *          return cli_main(&tool, argc, argv);
 *      }
 *
 *  From the tables come parsing, --help, the man page, shell completion and --describe. The
 *  macros take the address of the variable and do not compile when its type does not fit; the
 *  variable's value before parsing is the default that --help shows.
 *
 *  A run function reads layers, calls one metric, adds its columns and writes. Whatever the
 *  functions below hand out belongs to the call and is freed by cli_main().
 */
#ifndef GEO_CLI_H
#define GEO_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "geo/cost_file.h"
#include "geo/grid.h"
#include "geo/io.h"
#include "geo/layer.h"
#include "geo/raster.h"
#include "geo/space.h"
#include "geo/stream.h"

#include "text.h"

enum cli_exit {
    CLI_DONE = 0,
    CLI_FAILED = 1,  /* data, files, memory, limits; no output is kept */
    CLI_USAGE = 2,   /* the command line: an option, a value, a field that is not there */
    CLI_SKIPPED = 3, /* done, but some features could not be used */
    CLI_FOUND = 4,   /* a check found something */
    CLI_INTERRUPTED = 130,
    CLI_TERMINATED = 143,
};

/* ---- Options ------------------------------------------------------------------------- */

typedef enum cli_type {
    CLI_TYPE_FLAG,      /* bool; no value */
    CLI_TYPE_SWITCH,    /* int: --x is 1, --no-x is 0, neither leaves -1 */
    CLI_TYPE_TEXT,      /* const char * */
    CLI_TYPE_INTEGER,   /* int64_t */
    CLI_TYPE_SEED,      /* uint64_t */
    CLI_TYPE_REAL,      /* double */
    CLI_TYPE_SHARE,     /* double: 5% is 0.05 */
    CLI_TYPE_DISTANCE,  /* double, metres: 500m 1.2km */
    CLI_TYPE_DISTANCES, /* cli_distances: 300m,500m,800m, or by steps 500m:5km:500m */
    CLI_TYPE_DURATION,  /* double, seconds: 90s 15min 1h */
    CLI_TYPE_SPEED,     /* double, metres a second: 4.8km/h 1.3m/s */
    CLI_TYPE_CHOICE,    /* int: index into choices */
    CLI_TYPE_FIELD,     /* const char *: a column of the layer that `of` names */
    CLI_TYPE_FIELDS,    /* cli_words: several, with commas */
    CLI_TYPE_LAYER,     /* const char *: path, path:layer or - */
    CLI_TYPE_FOLDER,    /* const char * */
    CLI_TYPE_OUTPUT     /* const char *: a file to be made, or - */
} cli_type;

typedef struct cli_distances {
    const double *m; /* [n] as given, no value twice unless they are named */
    int64_t n;
    const char *const *name; /* [n] of metro=800m,bus=500m; NULL when they have no names */
} cli_distances;

typedef struct cli_words {
    const char *const *word; /* [n] no word twice */
    int64_t n;
} cli_words;

typedef struct cli_option {
    const char *name; /* long name without dashes; NULL ends a table */
    int letter;       /* short name or 0 */
    cli_type type;    /* type and value are written as one macro, CLI_...(&variable) */
    void *value;
    const char *help;           /* lower case, no full stop */
    const char *group;          /* heading it stands under in --help; NULL = "options" */
    const char *const *choices; /* NULL-terminated words of a choice */
    const char *of;             /* of a field: the operand or option that names its layer */
    const char *unless;         /* said in --help when there is no default: "all features" */
    double min, max;            /* allowed range, in the unit of value; both 0 = any */
    bool above_min;             /* min itself is not allowed */
    bool below_max;             /* nor max */
    bool required;
    bool named;    /* distances may be given as name=distance */
    bool infinite; /* a real may be inf or -inf */
    bool hidden;   /* works, but is not told of */
} cli_option;

#define CLI_FLAG(v) _Generic((v), bool * : CLI_TYPE_FLAG), (v)
#define CLI_SWITCH(v) _Generic((v), int * : CLI_TYPE_SWITCH), (v)
#define CLI_TEXT(v) _Generic((v), const char ** : CLI_TYPE_TEXT), (v)
#define CLI_INTEGER(v) _Generic((v), int64_t * : CLI_TYPE_INTEGER, uint64_t * : CLI_TYPE_SEED), (v)
#define CLI_REAL(v) _Generic((v), double * : CLI_TYPE_REAL), (v)
#define CLI_SHARE(v) _Generic((v), double * : CLI_TYPE_SHARE), (v)
#define CLI_DISTANCE(v)                                                                            \
    _Generic((v), double * : CLI_TYPE_DISTANCE, cli_distances * : CLI_TYPE_DISTANCES), (v)
#define CLI_DURATION(v) _Generic((v), double * : CLI_TYPE_DURATION), (v)
#define CLI_SPEED(v) _Generic((v), double * : CLI_TYPE_SPEED), (v)
#define CLI_CHOICE(v) _Generic((v), int * : CLI_TYPE_CHOICE), (v)
#define CLI_FIELD(v)                                                                               \
    _Generic((v), const char ** : CLI_TYPE_FIELD, cli_words * : CLI_TYPE_FIELDS), (v)
#define CLI_LAYER(v) _Generic((v), const char ** : CLI_TYPE_LAYER), (v)
#define CLI_FOLDER(v) _Generic((v), const char ** : CLI_TYPE_FOLDER), (v)
#define CLI_OUTPUT(v) _Generic((v), const char ** : CLI_TYPE_OUTPUT), (v)

/* ---- Tools --------------------------------------------------------------------------- */

/* An operand is an option without a name: its place says which it is. */
typedef struct cli_operand {
    const char *name; /* "POINTS"; NULL ends a table */
    cli_type type;    /* CLI_LAYER(&a.points), CLI_FOLDER(...) or CLI_TEXT(...) */
    void *value;
    const char *help;
    bool optional;
} cli_operand;

/* A column that the tool adds. In name and titles "<r>" stands for a cli_slot. */
typedef struct cli_column {
    const char *name; /* at most 10 characters; NULL ends a table */
    geo_column_type type;
    const char *unit; /* or NULL */
    const char *alias;
    const char *alias_zh;
    const char *help; /* lower case: what it means, and when it is null */
} cli_column;

/* A table that the tool writes beside a layer, or in its place. Columns without a help say all by
 * their alias. */
typedef struct cli_table {
    const char *of; /* "--table", "--statistic kd"; NULL ends a list */
    const cli_column *columns;
} cli_table;

/* An example of --help: what it does, and the command. */
typedef struct cli_example {
    const char *what; /* NULL ends a table */
    const char *command;
} cli_example;

/* Which common options a tool has. -q, -j, --help, --version and --describe all have. */
enum cli_uses {
    CLI_READS = 1,    /* --in-crs --encoding --layer and others */
    CLI_CHECKS = 2,   /* --strict */
    CLI_MEASURES = 4, /* --crs --max-scale-error */
    CLI_WRITES = 8,   /* -o --overwrite --format --style */
    CLI_RASTERS = 16  /* -o may be a .tif */
};

typedef struct cli_call cli_call;

typedef struct cli_tool {
    const char *name;    /* "geo-cluster" */
    const char *summary; /* one line: lower case, no full stop */
    const char *about;   /* some paragraphs: what is decided, the method, its source */
    const cli_example *examples;
    const cli_operand *operands;
    const cli_option *options;
    const cli_column *columns; /* or NULL */
    const cli_table *tables;   /* or NULL */
    unsigned uses;             /* of enum cli_uses */
    geo_status (*run)(cli_call *call, void *user);
    void *user;
} cli_tool;

/** The whole of a tool's main(): parses, runs, reports. @return the exit code */
int cli_main(const cli_tool *tool, int argc, char **argv);

/* Leave for `done:` when a step fails; the function has a `geo_status status`. */
#define CLI_TRY(step)                                                                              \
    do {                                                                                           \
        status = (step);                                                                           \
        if (status != GEO_OK) {                                                                    \
            goto done;                                                                             \
        }                                                                                          \
    } while (0)

/* ---- For a run function -------------------------------------------------------------- */

/** The context to call the library with. When a library call fails, return its status: message
 *  and hint are taken from the context. */
geo_ctx *cli_ctx(cli_call *call);

/** Whether the option whose variable is @p value stands on the command line. */
bool cli_given(const cli_call *call, const void *value);

/** Fail with a message of the tool's own: `geo-x: error: ...`, then `try: ...`.
 *  @param mend  how to mend it, or NULL. @return @p status */
geo_status cli_fail(cli_call *call, geo_status status, const char *mend, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** What errors begin with from now on, whoever tells them: "rules.csv: line 3". NULL = nothing. */
void cli_place(cli_call *call, const char *place);

/** Read @p text, options written as on a command line, into the variables of @p options.
 *  Values with blanks stand in "..." or '...'. What is wrong is told, with the options there are.
 *  @return GEO_DATA when something is */
geo_status cli_options_read(cli_call *call, const cli_option *options, const char *text);

/** Tell something on standard error, unless --quiet: `geo-x: note: ...`. */
void cli_note(cli_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Count features that could not be used; the exit code becomes CLI_SKIPPED. */
void cli_skip(cli_call *call, int64_t count, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/** Count features that were left out as asked; they are "filtered" in geo:run. */
void cli_filtered(cli_call *call, int64_t count);

/** A check found something: the exit code becomes CLI_FOUND. */
void cli_found(cli_call *call);

/** Zeroed memory of the call. Never NULL: without memory the tool ends with a message. */
void *cli_array(cli_call *call, int64_t count, size_t size);

/** Text of the call, made as by printf. */
char *cli_format(cli_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** "1 feature", "12 features", "2 facilities": a count and its noun in the singular. */
const char *cli_count(cli_call *call, int64_t n, const char *noun);

/* ---- Layers -------------------------------------------------------------------------- */

typedef struct cli_layer {
    geo_layer *layer;   /* checked and mended; columns may be added to it */
    const char *source; /* path as typed, without the layer: for messages */
    const char *digest; /* BLAKE2b-256 of the file read; "" in tools that write nothing; NULL when
                         * it is read batch by batch, and the two below before the first of them */
    const char *crs;    /* the system it came in */
    const char *run;    /* the geo:run of the run that made it, or "" */
    int64_t mended;
    geo_shapes *shapes; /* in metres, after cli_project() */
} cli_layer;

/** Refuse that an option other than -o takes the place of a file that is read, or of its layer
 *  @p layer; NULL is its only one. Reading a layer or a raster asks this; who reads another file
 *  asks it before. */
geo_status cli_check_kept(cli_call *call, const char *path, const char *layer);

/** @p operand without a password, to be shown. */
const char *cli_shown(cli_call *call, const char *operand);

/** Read @p operand (path, path:layer or -). Invalid geometries are mended and told, or with
 *  --strict refused. */
geo_status cli_read(cli_call *call, const char *operand, cli_layer **out);

/** The same with invalid geometries left as they are. */
geo_status cli_read_as_is(cli_call *call, const char *operand, cli_layer **out);

/** The same, but where a layer ought to be named and none is, @p several becomes the list to choose
 *  from and @p out is NULL. Destroy it. */
geo_status cli_read_or_list(cli_call *call, const char *operand, cli_layer **out,
                            geo_layers **several);

/* A layer that is read batch by batch (geo/stream.h). Close it; NULL is allowed. */
typedef struct cli_input cli_input;
geo_status cli_input_open(cli_call *call, const char *operand, cli_input **out);
/** The next batch, NULL at the end. */
geo_status cli_input_next(cli_call *call, cli_input *input, geo_layer **batch);
const char *cli_input_source(const cli_input *input);
void cli_input_close(cli_input *input);

/* What was mended in a layer, or in all batches of one: the first features, and how many for
 * each reason. Starts as {0}. */
enum { CLI_MAX_SELECTED = 10000 };
enum { CLI_MEND_SHOWN = 3, CLI_MEND_REASONS = 12 };
typedef struct cli_mends {
    int64_t count;
    int64_t feature[CLI_MEND_SHOWN]; /* from 1 */
    int reasons;
    struct {
        char text[96];
        int64_t count;
    } reason[CLI_MEND_REASONS];
    int64_t with_land; /* features of which holes outside their outer rings have become land */
    double land_m2;    /* and how much */
} cli_mends;

/** Mend the invalid geometries of @p layer, or refuse them with --strict; `sum` counts on. */
geo_status cli_mend(cli_call *call, const char *source, geo_layer **layer, cli_mends *sum);
/** Tell of them in one note, if there were any. */
void cli_mends_tell(cli_call *call, const char *source, const cli_mends *sum);

/** Copy the shapes of @p layer into metres. The frame is made at the first call, for all layers
 *  read so far, by --crs and --max-scale-error, and told. So: read all, then project. */
geo_status cli_project(cli_call *call, cli_layer *layer, const geo_shapes **out);

/** The frame of cli_project(); NULL before. */
const geo_frame *cli_frame(const cli_call *call);

/* A grid that is asked for: over a box of degrees, or else the polygons of a layer. */
typedef struct cli_grid_asked {
    geo_grid_options grid;
    const geo_box *extent; /* NULL = over the polygons */
    bool clip;             /* cut the cells off at the edge of the polygons */
} cli_grid_asked;

/** Its cells, with their names, told and counted; `areas` has been projected. Destroy them. */
geo_status cli_grid(cli_call *call, const cli_layer *areas, const cli_grid_asked *asked,
                    geo_layer **out);

/** Read "WEST,SOUTH,EAST,NORTH". */
bool cli_box(const char *text, geo_box *out);

/** Make the frame over a box of degrees as well as all layers read so far. */
geo_status cli_frame_over(cli_call *call, geo_box box);

/** How many features of @p layer have no position at all (null or empty). */
int64_t cli_without_geometry(const cli_layer *layer);

/** Column @p field; without one of that name it fails, and names the nearest. */
geo_status cli_find_column(cli_call *call, const cli_layer *layer, const char *field,
                           geo_column *out);

/** Column @p field as numbers [n], NaN where null; NULL for a NULL @p field. */
geo_status cli_numbers(cli_call *call, const cli_layer *layer, const char *field, double **out);

/** The same of what cannot be negative: people, weights. Told with the feature. */
geo_status cli_amounts(cli_call *call, const cli_layer *layer, const char *field, double **out);

/** The same where none may be null but of features without geometry, which count nowhere. */
geo_status cli_known_amounts(cli_call *call, const cli_layer *layer, const char *field,
                             double **out);

/** Refuse, with its file and place, a feature that is neither without geometry nor a point, or
 *  neither that nor a polygon. */
geo_status cli_points_only(cli_call *call, const cli_layer *layer);
geo_status cli_polygons_only(cli_call *call, const cli_layer *layer);

/** How a cost table calls the features of @p layer: by the column @p field, or by their places
 *  where it is NULL. */
geo_status cli_cost_names(cli_call *call, const cli_layer *layer, const char *field,
                          geo_cost_names *out);

/** Note @p costs of @p pairs, read from @p path, among the inputs of geo:run. One a call. */
void cli_costs_read(cli_call *call, const char *path, const geo_costs *costs, int64_t pairs);
/** The same of another file of pairs: weights. */
void cli_pairs_read(cli_call *call, const char *path, const char *digest, int64_t pairs);

/** Column @p field as metres [n]: numbers as they are, texts with their unit ("500m", "1.2 km");
 *  NaN where null. NULL for a NULL @p field. */
geo_status cli_metres(cli_call *call, const cli_layer *layer, const char *field, double **out);

/* The different values of a column, sorted, and the one of each feature. */
typedef struct cli_groups {
    int64_t n;
    const char *const *name; /* [n] */
    const int64_t *of;       /* [features] -1 = null */
} cli_groups;
geo_status cli_group(cli_call *call, const cli_layer *layer, const char *field, cli_groups *out);

/** Open a raster, which the tool closes. It stands among the inputs of geo:run, and what is
 *  measured covers its extent too. */
geo_status cli_raster_open(cli_call *call, const char *path, const geo_raster_options *options,
                           geo_raster **out);

/** A box of degrees around zones, for geo_raster_next(): wider than the layer's by as much as the
 *  sides of zones bend between their corners. */
geo_box cli_zones_box(const geo_layer *zones);

/** By how much polygons overlap, m2; 0 when by no more than what is measured is rounded. */
geo_status cli_overlap(cli_call *call, const geo_shapes *polygons, double *m2);
/** Whether that is more than slivers: a centimetre, to which degrees are written, along all their
 *  borders. */
bool cli_overlap_tells(const geo_shapes *polygons, double m2);

/** An area, to be read: "12.3 m2", "5.696 km2". */
const char *cli_area_text(cli_call *call, double m2);

/** A box of degrees, to be read: "116.20 to 116.50 E, 39.80 to 40.10 N". */
char *cli_box_text(cli_call *call, geo_box box);

/** A cell as text: what it holds, JSON text as it is; NULL when null. */
const char *cli_value_of(cli_call *call, const geo_column *column, int64_t row);

/** Column @p field as such texts [n]; NULL for a NULL @p field. */
geo_status cli_texts(cli_call *call, const cli_layer *layer, const char *field,
                     const char *const **out);

/* ---- Columns out --------------------------------------------------------------------- */

/* What stands for "<r>": in the column's name, and in its titles. */
typedef struct cli_slot {
    char name[16];  /* "500", or "_2" for the second distance that is no short whole number */
    char title[32]; /* "500 m" */
} cli_slot;

cli_slot cli_distance_slot(double distance_m, int64_t index);
/** "500 m", "1.2 km" -- as people write it. */
void cli_distance_text(double distance_m, char out[32]);

/** Values [n] as they are written: metres to the millimetre, km to the same, km2 to the square
 * metre, % to 4 places, 1/km2 to 6 digits, others as they are. */
const double *cli_rounded(cli_call *call, const char *unit, const double *values, int64_t n);

/** Add the column of the table with its values, rounded; @p slot may be NULL. A NaN becomes
 *  null; in @p valid (bitmap, may be NULL) a cleared bit does. */
geo_status cli_add_reals(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const double *values);
geo_status cli_add_ints(cli_call *call, geo_layer *layer, const cli_column *column,
                        const cli_slot *slot, const int64_t *values, const uint8_t *valid);
geo_status cli_add_flags(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const uint8_t *values, const uint8_t *valid);
geo_status cli_add_texts(cli_call *call, geo_layer *layer, const cli_column *column,
                         const cli_slot *slot, const char *const *values);

/* ---- Output -------------------------------------------------------------------------- */

/** Keep a number in "results" of geo:run, with 10 digits. NaN is kept as null. */
void cli_result(cli_call *call, const char *key, double value);
/** Keep a text there; NULL as null. */
void cli_result_text(cli_call *call, const char *key, const char *value);
/** Keep the seed in geo:run. */
void cli_seed(cli_call *call, uint64_t seed);

typedef struct cli_style {
    geo_style_kind kind;
    const char *field;
    const geo_style_class *classes; /* [class_count] what has a colour of its own */
    int64_t class_count;
} cli_style;

/** Write @p layer where --output says, in its format and with geo:run. */
geo_status cli_write(cli_call *call, const geo_layer *layer, cli_style style);
/** The same to another file, which --overwrite may replace as well. */
geo_status cli_write_to(cli_call *call, const char *path, const geo_layer *layer, cli_style style);
/** Whether --output is a .tif, of a tool that has CLI_RASTERS; and write @p cells there with
 *  geo:run, @p count of which have a value. */
bool cli_writes_raster(const cli_call *call);
geo_status cli_write_raster(cli_call *call, const geo_raster_cells *cells, int64_t count);
/** Write a report or a table, all or nothing; --overwrite may replace it. */
geo_status cli_write_text(cli_call *call, const char *path, const char *text, size_t size);
/* A column of a table that is no layer: numbers, or where `number` is NULL texts. */
typedef struct cli_table_column {
    const char *name; /* of lower-case letters, digits and _; NULL ends a list */
    const double *number;
    const char *const *text;
} cli_table_column;

/** Refuse before the work an --output, --format or --style that a table cannot have. */
geo_status cli_check_table(cli_call *call);
/** Write a table of @p n rows where --output says: JSON with geo:run, or CSV. */
geo_status cli_write_table(cli_call *call, int64_t n, const cli_table_column *columns);
/** Whether --output is a text sequence without a style, which can be written in batches; and begin
 *  it. */
bool cli_writes_sequence(const cli_call *call);
geo_status cli_writer_open(cli_call *call, geo_writer **out);
/** Should the run fail now, tell that standard output has got a part of it. */
void cli_output_begun(cli_call *call);
/* After a tool has printed to standard output by itself, with errno 0 before: keeps why some of it
 * could not be. */
void cli_printed(cli_call *call);
/** The geo:run object as it stands now: how this output was made. */
const char *cli_run_json(cli_call *call, int64_t features_out);

/** Refuse before the work a file that could not be written after it; NULL is none. Called for
 *  --output by cli_main(). */
geo_status cli_check_output(cli_call *call, const char *path);
/** Whether --overwrite allows to replace files. */
bool cli_overwrites(const cli_call *call);

#endif /* GEO_CLI_H */
