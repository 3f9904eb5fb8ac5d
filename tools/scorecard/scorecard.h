/* SPDX-License-Identifier: MIT */
/* What the files of geo-scorecard share.
 *
 * A card is a grid: a row per indicator (indicators.csv), a column per study area (a folder
 * with a boundary). Each row names a measure; a measure fills one cell, and may leave a vector
 * behind: one value per feature of the layer it looked at, which is written with that layer.
 *
 *   indicators.c  the rows            measures*.c      the measures
 *   options.c     their options       regions.c        drawn coverage
 *   rows.c        do they fit         curves.c         curves of Kd, as tables and drawings
 *   studies.c     areas and layers    outputs.c        the files
 *   pick.c        choosing features   card.c           the card as GeoJSON and CSV
 *   notes.c       footnotes           agglomeration.c  its table as CSV
 *   licences.c    what must be named  print.c          the tables on the terminal
 *
 * Memory belongs to the call (cli_array), library handles to the card (card_clear). */
#ifndef GEO_SCORECARD_H
#define GEO_SCORECARD_H

#include "cli.h"

/* ---- Units ----------------------------------------------------------------------------- */

typedef enum dimension { PLAIN, FRACTION, LENGTH, AREA, PER_AREA, RATE, INDEX } dimension;

typedef struct unit {
    const char *name; /* as written in the CSV; NULL ends the table */
    double factor;    /* from m, m2, 1/m2, a share or a rate to this unit */
    dimension dimension;
    int decimals; /* on the terminal */
} unit;

/* ---- Indicators ------------------------------------------------------------------------ */

/* column=value|value, or column!=value|value; terms joined by ; hold together. */
typedef struct term {
    const char *column;
    bool differs;
    const char *const *values; /* "" is null */
    int64_t value_count;
} term;

typedef struct conditions {
    const term *terms;
    int64_t n;
} conditions;

typedef struct target {
    bool given, at_least; /* at least, or at most */
    double value;
    const char *text;
} target;

typedef struct measure measure;

/* What the options of a row say, each under its name on the tool's command line (options.c). */
typedef struct row_options {
    cli_distances radius;
    double gap_ha, gap_width_m; /* --gap-area, --gap-width */
    double eps_m, min_weight;   /* --eps, --min */
    double standard;            /* NaN when not given */
    double reach_m, bandwidth_m, alpha;
    double distance_m, snap_m;
    int64_t steps, simulations; /* also --permutations */
    int64_t k;
    uint64_t seed;
    int weights;        /* of geo-hotspot: enum neighbours */
    int method;         /* of geo-access */
    const char *weight; /* also --origin-weight; NULL when not given, as below */
    const char *sum, *capacity, *cutoff, *decay, *jobs, *residents;
    const char *sector, *from, *to;
} row_options;

enum neighbours { KNN, QUEEN, ROOK, BAND, DELAUNAY, GABRIEL };

typedef struct indicator {
    int64_t line; /* of indicators.csv */
    const char *id, *title, *title_zh, *layer, *facilities, *column;
    const char *target_source, *answers; /* "" for an empty cell, as above */
    const char *filter_text, *facilities_filter_text, *options_text;
    conditions filter, facilities_filter;
    const measure *measure;
    row_options options;
    const unit *unit;
    target target;
} indicator;

/* ---- Layers and study areas -------------------------------------------------------------- */

/* A layer of the data folder, read once. */
typedef struct stored {
    const char *name; /* "huairou/stations" */
    cli_layer *file;  /* NULL: there is no such file */
} stored;

/* A stored layer as one study area sees it. */
typedef struct placed {
    const stored *stored;
    geo_shapes *shapes; /* in the frame of the study area; NULL until needed */
    double *within;     /* [n] share of each feature inside the boundary; NULL until needed */
    geo_layer *copy;    /* with the columns measured; NULL until there is one */
    const char *colour; /* the column that styles it */
    int colour_rank;
    geo_style_kind style;
} placed;

typedef struct study_area {
    const char *name; /* of the folder */
    const char *title, *title_zh, *status, *note;
    int mark; /* the note on its boundary; -1 = none */
    placed boundary;
    geo_frame *frame;
    double area_m2;
    placed *places;
    int64_t place_count;
} study_area;

/* ---- The card ---------------------------------------------------------------------------- */

enum { MAX_CELL_NOTES = 6 };

/* A curve of Kd and what chance does, at each distance. */
typedef struct kd_curves {
    int64_t n; /* distances */
    double *r, *value, *mean, *local_low, *local_high, *global_low, *global_high;
    double localisation, dispersion;
    int64_t unknown; /* sites left out for want of a weight */
    int64_t simulations;
} kd_curves;

typedef struct score {
    double value; /* in the row's unit; NaN = no data */
    int64_t n;    /* features that the number stands on; -1 = of no layer */
    int64_t of;   /* among so many; -1 = not looked at among others */
    double p;     /* by chance as far from what chance would have, two-sided; NaN = not asked */
    const kd_curves *curves; /* or NULL */
    bool partial;            /* from data known to be incomplete: not held against the target */
    bool itself;             /* the distance of a study area to itself: not data, but not missing */
    int notes[MAX_CELL_NOTES]; /* indices of the card's notes */
    int note_count;
    double *vector;  /* [features of the row's layer] NaN where not looked at; or NULL */
    int64_t unknown; /* facilities without a figure, which the vector leaves out */
} score;

typedef struct scorecard {
    cli_call *call;
    geo_ctx *ctx;
    const char *folder, *out, *crs;
    double max_scale_error;
    bool overwrite, chinese;

    indicator *rows;
    int64_t row_count;
    stored *layers;
    int64_t layer_count, layer_room;
    study_area *studies;
    int64_t study_count;
    score *cells; /* [study_count * row_count] */
    const char **notes;
    int note_count, note_room;
} scorecard;

static inline score *cell_of(const scorecard *card, const study_area *study, const indicator *row)
{
    return &card->cells[(study - card->studies) * card->row_count + (row - card->rows)];
}

void card_clear(scorecard *card);

/* ---- indicators.c ------------------------------------------------------------------------ */

geo_status indicators_read(scorecard *card);
/** Fail with "indicators.csv: line 7 (id): ...". */
geo_status row_fails(scorecard *card, const indicator *row, const char *mend, const char *format,
                     ...) __attribute__((format(printf, 4, 5)));
/** Let what goes wrong from now on be told with the row. */
void row_place(scorecard *card, const indicator *row);
/** Whether both rows fill their column in the same way. */
bool rows_look_alike(const indicator *a, const indicator *b);

/* ---- options.c --------------------------------------------------------------------------- */

/** Read the row's options, those that its measure takes. */
geo_status options_read(scorecard *card, indicator *row);
/** Whether both say the same, but for --standard, which only judges what was measured. */
bool options_alike(const indicator *a, const indicator *b);
/** The next column that the row's options name, of its facilities or its layer; @p at begins at
 *  0. NULL at the end. */
const char *options_field(const indicator *row, bool of_facilities, int *at);
/** The column that weighs features, "" = 1 each. */
const char *weighing_field(const indicator *row);
/** The largest --radius; NaN without one. */
double largest_radius(const indicator *row);

/* ---- studies.c --------------------------------------------------------------------------- */

/** Find the study areas, read every layer the rows name, and check the rows against them. */
geo_status studies_open(scorecard *card);
/** "city/huairou/stations.geojson" of its name in the data folder. */
const char *layer_path(scorecard *card, const char *name);
/** "huairou/stations", of the name that a row gives it; and its layer. */
const char *stored_name(scorecard *card, const study_area *study, const char *name);
stored *find_stored(const scorecard *card, const char *name);
/** Refuse rows that name a layer, column or sector that there is not (rows.c). */
geo_status rows_check(scorecard *card);
/** The study area whose folder is the first part of @p path, or NULL. */
study_area *study_of_path(const scorecard *card, const char *path);
/** The layer that @p study sees under @p name; its stored->file is NULL when missing. */
placed *place_of(scorecard *card, study_area *study, const char *name);

/* ---- pick.c ------------------------------------------------------------------------------ */

/* Features chosen from a layer, in metres. Polygons are cut at the boundary. */
typedef struct picked {
    placed *place;
    int64_t n;
    int64_t *rows;  /* [n] of the layer */
    double *within; /* [n] share inside the boundary; NULL when that was not asked */
    geo_layer *layer;
    geo_shapes *shapes;
} picked;

/** Those of @p name that meet the condition and, if @p inside, lie in the study area.
 *  A missing layer leaves out->place->stored->file NULL. */
geo_status pick(scorecard *card, study_area *study, const char *name, const conditions *condition,
                bool inside, picked *out);
void picked_clear(picked *p);
/** The text of a value, "" for null; @p buffer holds numbers. */
const char *cell_text(const geo_column *column, int64_t row, char buffer[32], size_t *size);
/** The column of the layer, or none (n = 0). */
geo_column column_of(const geo_layer *layer, const char *name);

/* ---- measures.c -------------------------------------------------------------------------- */

typedef struct measurement {
    scorecard *card;
    study_area *study;
    const indicator *row;
    score *cell;
    double value; /* in m, m2, 1/m2 or a share; NaN = no data */
} measurement;

enum needs { NEEDS_LAYER = 1, NEEDS_FACILITIES = 2, TAKES_COLUMN = 4 };

/* What a measure leaves behind in the row's `column`: a column of the layer that it looked at, or
 * a layer of its own. */
typedef enum evidence {
    NO_EVIDENCE,
    SHARES,
    METRES,
    SCORES,
    CLUSTERS,
    CURVES,  /* a table and a drawing: this and those below are files of their own */
    REGIONS, /* drawn: what is served and what is not */
    GAPS     /* drawn: the gaps */
} evidence;

/* A line of the table of measures: what a row may name, and how it is told of. */
struct measure {
    const char *tool, *name; /* NULL ends the table */
    dimension dimension;
    unsigned needs;
    evidence evidence;
    const char *options; /* those it takes: "radius! weight", needed where there is a ! */
    geo_status (*run)(measurement *m);
    const char *means; /* how the value is defined, for the column `method` */
};

extern const measure measures[];
extern const unit units[];

/** Fill every cell. */
geo_status card_measure(scorecard *card);

/** Pick the row's layer (inside the study area) or facilities; NULL `place` and a note when
 *  the layer is missing. */
geo_status pick_subject(measurement *m, picked *out);
geo_status pick_facilities(measurement *m, picked *out);
/** Take the vector of an earlier row that looked in the same way, and what it left out. Without
 *  such a row it stays NULL. */
void vector_of_before(measurement *m);
/** Spread [n] values over the features of the layer, NaN elsewhere. */
double *vector_keep(measurement *m, const picked *p, const double *values);

/** What each picked feature counts: the column that weighs (or 1), by the share of it inside. */
geo_status weights_of(measurement *m, const picked *p, double **out);
/** Say that nothing of the layer lies in the study area; or what has no figure. */
void note_nothing(measurement *m);
void note_unknown(measurement *m, int64_t unknown);
/** "share of ... (geo coverage --radius 800m); of institutions inside; to stations". */
const char *method_of(scorecard *card, const indicator *row);

geo_status measure_area(measurement *m);
geo_status measure_covered_area(measurement *m);
geo_status measure_covered(measurement *m);
geo_status measure_band(measurement *m);
geo_status measure_beyond(measurement *m);
geo_status measure_gap_count(measurement *m);
geo_status measure_gap_area(measurement *m);
geo_status measure_gap_demand(measurement *m);
geo_status measure_gap_deepest(measurement *m);
geo_status measure_total(measurement *m);
geo_status measure_density(measurement *m);
geo_status measure_nearest_mean(measurement *m);
geo_status measure_nearest_median(measurement *m);
geo_status measure_nearest_p90(measurement *m);
geo_status measure_nearest_max(measurement *m);
geo_status measure_center_distance(measurement *m);
geo_status measure_cluster_count(measurement *m);
geo_status measure_cluster_largest(measurement *m);
geo_status measure_cluster_share(measurement *m);
geo_status measure_cluster_noise(measurement *m);
geo_status measure_kd_localisation(measurement *m);
geo_status measure_kd_dispersion(measurement *m);
geo_status measure_m(measurement *m);
geo_status measure_colocation(measurement *m);
geo_status measure_moran(measurement *m);
geo_status measure_access_mean(measurement *m);
geo_status measure_access_gini(measurement *m);
geo_status measure_access_theil(measurement *m);
geo_status measure_access_hoover(measurement *m);
geo_status measure_access_palma(measurement *m);
geo_status measure_access_below(measurement *m);
geo_status measure_access_none(measurement *m);
geo_status measure_jobs_ratio(measurement *m);
geo_status measure_mismatch(measurement *m);

/* ---- notes.c ----------------------------------------------------------------------------- */

/** Add a note to the cell; equal notes share a number. */
void note_add(measurement *m, const char *text);
int note_number(scorecard *card, const char *text);
/** Say what must be known of the features: incomplete layers, positions too coarse for
 *  @p distance_m, people counted at points. */
void note_picked(measurement *m, const picked *p, double distance_m);

/* ---- outputs.c, regions.c, curves.c, card.c, agglomeration.c, print.c ------------------ */

/** Refuse before the work when a file would be replaced without --overwrite. */
geo_status outputs_refuse(scorecard *card);
geo_status outputs_write(scorecard *card);
/** "out/huairou/cover_800.geojson": what is served and what is not. */
geo_status regions_write(scorecard *card, study_area *study, const indicator *row,
                         const char *path);
/** "out/huairou/kd_it.csv" and ".svg", if the row has curves there. */
geo_status curves_write(scorecard *card, study_area *study, const indicator *row);
/** Where they go, without the extension; NULL where no file is made of the row. */
const char *curves_path(scorecard *card, const study_area *study, const indicator *row);
/** "out/huairou/gap_800.geojson": the gaps (measures_gaps.c). */
geo_status gaps_write(scorecard *card, study_area *study, const indicator *row, const char *path);
/** One layer of the features of @p layers [n] one after another, without columns. */
geo_status layers_join(scorecard *card, const char *name, const geo_layer *const *layers, int64_t n,
                       geo_layer **out);
geo_status layer_save(scorecard *card, const char *path, const geo_layer *layer,
                      geo_style_kind style, const char *field);

geo_status scorecard_layer_write(scorecard *card, const char *path);
geo_status scorecard_table_write(scorecard *card, const char *path);
/** Add a field of a line of CSV (RFC 4180); @p end follows it. */
void csv_field(cli_text *out, const char *text, const char *end);
/** Add a number in 12 digits, or nothing for NaN. */
void csv_number(cli_text *out, double value, const char *end);
/** Add a count, or nothing below 0. */
void csv_count(cli_text *out, int64_t value, const char *end);
/** The notes of a cell in one text. */
const char *notes_of(scorecard *card, const score *cell);

/** Whether the row stands in the table of agglomeration. */
bool is_agglomeration(const indicator *row);
bool has_agglomeration(const scorecard *card);
/** The study areas side by side, with what each number stands on. */
geo_status agglomeration_write(scorecard *card, const char *path);
/** The licences of @p layers [n], each once, by their column `license`; "" when none says. */
const char *licences_of(scorecard *card, const stored *const *layers, int64_t n);
/** "yes", "no", or "" when there is no target or it cannot be told. */
const char *target_met(const indicator *row, const score *cell);
void card_print(scorecard *card);

#endif /* GEO_SCORECARD_H */
