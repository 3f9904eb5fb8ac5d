/* SPDX-License-Identifier: MIT */
/* What the files of this room know of a call. Tools include cli.h only. */
#ifndef GEO_CLI_CALL_H
#define GEO_CLI_CALL_H

#include <stdio.h>

#include "cli.h"

/* ---- The call ------------------------------------------------------------------------ */

/* Options that tools have in common, see common.c. */
typedef struct cli_common {
    const char *output;
    bool overwrite;
    int format; /* geo_format */
    bool index, escape_formulas;
    int style; /* -1: yes for a file other than CSV */
    int64_t decimals;
    const char *in_crs;
    const char *encoding;
    cli_words xy; /* none, or two columns */
    const char *layer, *tags;
    int reader; /* index of readers[]: own, gdal */
    bool allow_views, allow_remote;
    bool allow_ballpark;
    bool strict;
    const char *rejects;
    const char *crs;
    double max_scale_error;
    int64_t threads;
    bool quiet;
    bool help, version, describe, man, summary;
    int completion; /* -1, or an index into the shells */
} cli_common;

enum { CLI_MAX_OPTIONS = 64, CLI_MAX_OPERANDS = 8, CLI_MAX_LAYERS = 4096 };
enum { CLI_MAX_RASTERS = 16 };

typedef struct cli_block cli_block;

struct cli_call {
    const cli_tool *tool;
    geo_ctx *ctx;
    cli_common common;
    int argc;
    char **argv;

    cli_option options[CLI_MAX_OPTIONS]; /* the tool's, then the common ones; NULL name ends */
    const char *text[CLI_MAX_OPTIONS];   /* as given, "" for a flag; NULL when not given */
    const char *operands[CLI_MAX_OPERANDS];

    cli_layer layers[CLI_MAX_LAYERS];
    const char *layer_name[CLI_MAX_LAYERS]; /* of path:layer, or NULL */
    geo_layer *rejects[CLI_MAX_LAYERS];     /* left out of it; NULL: nothing asked */
    int64_t features[CLI_MAX_LAYERS];       /* as read */
    int layer_count;
    struct {
        const char *source, *digest, *crs;
        int64_t cells;
        geo_box extent;
    } rasters[CLI_MAX_RASTERS];
    int raster_count;
    struct {
        const char *source, *digest; /* NULL: none was read */
        int64_t pairs;
    } costs;
    const char *reading; /* the path that is being read, for notes; or NULL */
    const char *place;   /* what errors begin with, or NULL */
    geo_frame *frame;

    cli_text results; /* members of "results" */
    uint64_t seed;
    bool has_seed;
    int64_t skipped, filtered, rejected;
    bool found;
    int print_error; /* errno of what was printed to standard output; or 0 */
    bool begun;      /* standard output has got a part of what is written in batches */
    bool reported;   /* the failure has been told already */

    cli_block *blocks; /* memory of the call */
};

/* ---- Options and values --------------------------------------------------------------- */

/* Fill call->options from the tool's table and the common ones. */
void cli_common_init(cli_call *call);

/* Read the command line into the variables of the tables. When it asks for help and the like,
 * no variable but those of cli_common changes. @return false when it is wrong; it has been told */
bool cli_parse(cli_call *call);

/* Whether it asks to be told something instead of a run. */
bool cli_asks(const cli_common *common);

typedef struct cli_type_info {
    const char *name;        /* in --describe */
    const char *placeholder; /* in --help; NULL takes no value */
    const char *unit;        /* of the variable; NULL = none */
    const char *example;     /* of a value as typed */
} cli_type_info;

const cli_type_info *cli_type_about(cli_type type);

/* Read @p text into the option's variable. @return false when it cannot be; it has been told */
bool cli_value_parse(cli_call *call, const cli_option *option, const char *text);

/* The option's present value as it would be typed; nothing when it has none. */
void cli_value_text(cli_text *out, const cli_option *option);
/* The same as JSON, in the unit of the variable. */
void cli_value_json(cli_text *out, const cli_option *option);

/* Read the number and the unit that @p text begins and ends with. */
typedef enum cli_quantity_fault {
    CLI_QUANTITY_GOOD,
    CLI_QUANTITY_NO_NUMBER,
    CLI_QUANTITY_NO_UNIT,
    CLI_QUANTITY_BAD_UNIT,
    CLI_QUANTITY_TOO_LARGE
} cli_quantity_fault;

cli_quantity_fault cli_quantity(cli_type type, const char *text, size_t size, double *out);
/* Write @p value with its unit, as it would be typed. */
void cli_quantity_text(cli_text *out, cli_type type, double value);
/* "m or km": the units of a type; NULL when it has none. */
const char *cli_quantity_units(cli_type type);

/* ---- What a tool says of itself ------------------------------------------------------- */

void cli_help(cli_text *out, const cli_call *call);
void cli_man(cli_text *out, const cli_call *call);
void cli_describe(cli_text *out, const cli_call *call);
void cli_completion(cli_text *out, const cli_call *call);

/* "-o, --output FILE"; "POINTS" */
void cli_option_heading(cli_text *out, const cli_option *option);
/* The option's help with range, choices and default. */
void cli_option_about(cli_text *out, const cli_option *option);
/* What a column of a table means: its alias, and what else there is to say. */
void cli_table_column_about(cli_text *out, const cli_column *column);
/* The usage line after the tool's name: "[options] POINTS". */
void cli_usage(cli_text *out, const cli_tool *tool);
/* The exit codes that this tool has, in order; ends with a NULL text. */
typedef struct cli_exit_text {
    int code;
    const char *text;
} cli_exit_text;
const cli_exit_text *cli_exit_texts(void);
/* Each group of options once, in table order: the next after @p previous, NULL first and last. */
const char *cli_next_group(const cli_call *call, const char *previous);
const char *cli_group_of(const cli_option *option);

/* ---- Messages, progress, signals ------------------------------------------------------ */

typedef enum cli_message_kind { CLI_ERROR, CLI_NOTE } cli_message_kind;

/* One line on standard error; control bytes are escaped. @p mend adds "  try: ..." */
void cli_message(const char *tool, cli_message_kind kind, const char *text, const char *mend);

/* Tell of a wrong command line. */
void cli_wrong(cli_call *call, const char *mend, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Tell that memory is out, and end. */
void cli_out_of_memory(void) __attribute__((noreturn));
/* The name those messages bear. */
void cli_set_tool_name(const char *name);

void cli_progress_start(bool quiet);
/* What is being done now: the label of the bar. */
void cli_progress_stage(const char *label);
int cli_progress_step(double fraction, const char *message, void *user);
/* Erase the bar, so that something else can be written. */
void cli_progress_erase(void);

void cli_catch_signals(void);
/* The signal that asked to stop, or 0. */
int cli_caught_signal(void);

/* ---- Secrets (secrets.c) ---------------------------------------------------------------- */

/* Passwords of databases in the arguments: the call gets copies, and what other users see of the
 * process gets stars. */
void cli_hide_arguments(cli_call *call);
/* @p text with every such argument as it may be shown; to be freed, NULL when nothing changes. */
char *cli_without_secrets(const char *text);

/* ---- Files ---------------------------------------------------------------------------- */

/* Do both name one file, however they are spelt? It need not be there. "-" is only itself. */
bool cli_same_file(const char *a, const char *b);

/* No system shows the layers well enough, says the context: when two do not meet, point at them.
 * Gives back `status`. */
geo_status cli_far_apart(cli_call *call, geo_status status);
/* Refuse sides of so many degrees of longitude that a plane cannot show their course. */
geo_status cli_check_sides(cli_call *call, const cli_layer *l);
/* Refuse that two options write the same file, so that one would be lost. */
geo_status cli_check_all_apart(cli_call *call);
/* Refuse options of formats that are not written. */
geo_status cli_check_idle(cli_call *call);

/* ---- Layers -------------------------------------------------------------------------- */

void cli_layers_clear(cli_call *call);
/* Its degrees are WGS 84 since a run before converted them from GCJ-02 or BD-09: tell where
 * --in-crs, which may be meant for another layer, moves them by hundreds of metres once more. */
void cli_tell_moved_twice(cli_call *call, const cli_layer *l);
/* Layer `at` has been read: count and tell what was left out of it. */
void cli_rejected(cli_call *call, int at);
/* At the end, where --rejects says. */
geo_status cli_write_rejects(cli_call *call);
void cli_free_blocks(cli_call *call);

#endif /* GEO_CLI_CALL_H */
