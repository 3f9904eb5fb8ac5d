/* SPDX-License-Identifier: MIT */
/* What geo-pattern is asked, and what it knows: shared by the statistics, one a file. */
#ifndef GEO_PATTERN_QUESTION_H
#define GEO_PATTERN_QUESTION_H

#include "cli.h"
#include "geo/pattern.h"

typedef struct arguments {
    const char *points, *window;
    int statistic; /* of statistics[] */
    /* curves */
    double reach_m; /* 0 = by the window */
    int64_t steps;
    int correction;
    const char *type, *from, *to, *intensity;
    double sigma_m, bandwidth_m, spacing_m;
    /* chance */
    geo_envelope_options chance;
    int envelope;
    bool relabel;
    /* quadrats */
    int64_t columns, rows;
    const char *plot;
    /* sectors */
    const char *sector, *weight, *zone, *costs, *id;
    cli_distances radius;
    bool keep_weights, shrink;
    /* density */
    double cell_m; /* 0 = by the window */
    int kernel, edge, rule;
} arguments;

typedef struct question {
    cli_layer *points, *areas; /* areas NULL without --window */
    const geo_shapes *shapes;  /* of the points, in metres */
    geo_window *window;
    int64_t n; /* features */
    int64_t r_count;
    const double *r; /* [r_count] 0 .. --reach in --steps; NULL unless ASKS_DISTANCES */
} question;

/* Options that a statistic makes something of, besides --window, --plot and the common ones. */
enum {
    ASKS_DISTANCES = 1,    /* --reach --steps --plot */
    ASKS_CORRECTION = 2,   /* --correction */
    ASKS_TYPES = 4,        /* --type --from --to */
    ASKS_INTENSITY = 8,    /* --intensity --sigma */
    ASKS_BANDWIDTH = 16,   /* --bandwidth */
    ASKS_SPACING = 32,     /* --spacing */
    ASKS_SIMULATIONS = 64, /* --simulations --seed */
    ASKS_ENVELOPE = 128,   /* --envelope --rank --alpha --relabel */
    ASKS_QUADRATS = 256,   /* --columns --rows */
    ASKS_NO_WINDOW = 512,  /* points anywhere: no window is made, and --window is refused */
    GIVES_LAYER = 1024,    /* the result is a layer, not a table */
    ASKS_SECTOR = 2048,    /* --sector, which must be there */
    ASKS_ONE = 4096,       /* --from: of one sector alone */
    ASKS_OTHER = 8192,     /* --to */
    ASKS_WEIGHT = 16384,   /* --weight */
    ASKS_COSTS = 32768,    /* --costs --id */
    ASKS_RADIUS = 65536,   /* --radius --keep-weights */
    ASKS_ZONE = 131072,    /* --zone --shrink */
    ASKS_ALPHA = 262144,   /* --alpha, of bands */
    ASKS_DENSITY = 524288  /* --cell --kernel --edge --rule; -o may be a .tif */
};

/* One row a statistic; `run` measures, tells, and writes (cli_write_table() or cli_write()). */
typedef struct statistic {
    const char *name; /* NULL ends the table */
    unsigned asks;
    geo_status (*run)(cli_call *call, const arguments *a, question *q);
} statistic;
extern const statistic statistics[];
/* Their tables (tables.c). */
extern const cli_table pattern_tables[];
/* Their names, as the choices of an option: filled by statistics_list(). */
extern const char *statistic_names[];
void statistics_list(void);

/* Refuse options that the statistic makes nothing of (ask.c). */
geo_status pattern_check(cli_call *call, const arguments *a);
/* Read the points and the window, and make distances (ask.c). Free with geo_window_destroy(). */
geo_status pattern_read(cli_call *call, const arguments *a, question *q);
/* Points that were left out, told and counted. */
void pattern_tell_left_out(cli_call *call, const question *q, int64_t outside);

geo_status pattern_curve(cli_call *call, const arguments *a, question *q);
geo_status pattern_clark_evans(cli_call *call, const arguments *a, question *q);
geo_status pattern_quadrats(cli_call *call, const arguments *a, question *q);
geo_status pattern_kd(cli_call *call, const arguments *a, question *q);
geo_status pattern_m(cli_call *call, const arguments *a, question *q);
geo_status pattern_colocation(cli_call *call, const arguments *a, question *q);
geo_status pattern_quotients(cli_call *call, const arguments *a, question *q);
geo_status pattern_density(cli_call *call, const arguments *a, question *q);

/* Words of the options of density, and the column it adds (density.c). */
extern const char *const density_kernels[], *const density_edges[], *const density_rules[];
extern const cli_column density_columns[];

#endif /* GEO_PATTERN_QUESTION_H */
