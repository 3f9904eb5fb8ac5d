/* SPDX-License-Identifier: MIT */
/* What geo-info finds out of a layer, and tells. */
#ifndef GEO_INFO_FACTS_H
#define GEO_INFO_FACTS_H

#include "cli.h"
#include "geo/geometry.h"

/* What is told of a column. */
typedef struct field {
    geo_column c;
    int64_t nulls, distinct, first; /* distinct texts; first row that is not null, or -1 */
    double min, max;                /* of numbers */
} field;

typedef struct reason {
    const char *text;
    int64_t count, first; /* feature, from 1 */
} reason;

/* What --check finds. */
typedef struct finding {
    const char *id; /* for programs: "outliers" */
    bool wrong;     /* else only worth knowing */
    int64_t count;  /* features, 0 when it is about no features in particular */
    int64_t first;  /* one of them, from 1 */
    const char *text;
} finding;

/* What --against finds: how far the layer lies from the reference, read in several ways. */
enum info_reading { AS_IT_IS, AS_GCJ02, AS_BD09, REFERENCE_GCJ02, REFERENCE_BD09, READINGS };

typedef struct shift {
    const char *reference; /* NULL = none was given */
    int64_t pairs;
    double apart[READINGS]; /* median distance to the nearest of the reference, metres */
    double east, north;     /* median offset from the reference in the likely reading */
    int likely;             /* of info_reading; READINGS when it cannot be told */
} shift;

enum { TYPES = GEO_COLLECTION + 1, MAX_REASONS = 32, MAX_FINDINGS = 64 };

typedef struct facts {
    const cli_layer *layer;
    geo_crs_names names;
    int64_t n, kind[TYPES], empty[TYPES];
    geo_box extent;
    field *fields;
    int64_t field_count;
    reason reasons[MAX_REASONS];
    int reason_count;
    bool checked;
    finding findings[MAX_FINDINGS];
    int finding_count;
    const char *datum;  /* the likely datum and why */
    const char *likely; /* by names alone: "undeclared; likely GCJ-02: ..."; or NULL */
    shift against;
} facts;

/* Look at every feature and column of @p layer; @p f holds reasons of @p defects, which must
 * outlive it. */
geo_status info_gather(cli_call *call, const cli_layer *layer, facts *f, geo_defects **defects);

/* How many different values a column of text has. */
int64_t info_distinct(cli_call *call, const geo_column *c);

/* Fill findings and datum: is the layer healthy? @p reference is a path or NULL. */
geo_status info_check(cli_call *call, facts *f, const char *reference);
bool info_is_wrong(const facts *f);

/* One subject of the check each. */
void info_check_duplicates(cli_call *call, facts *f);
void info_check_places(cli_call *call, facts *f);
void info_check_texts(cli_call *call, facts *f);
geo_status info_check_against(cli_call *call, facts *f, const char *reference);

/* Keep a finding. */
void info_found(cli_call *call, facts *f, const finding *what);

/* The middles of the features' boxes, into x and y; returns how many have one. row may be NULL. */
int64_t info_middles(const geo_layer *layer, double *x, double *y, int64_t *row);

static inline bool info_is_text(geo_column_type type)
{
    return type == GEO_TEXT || type == GEO_DATETIME || type == GEO_JSON;
}

/* For people, and for programs. */
void info_tell_text(cli_call *call, const facts *f, cli_text *out);
void info_tell_json(cli_call *call, const facts *f, cli_text *out);
void info_tell_layers(const char *path, const geo_layers *layers, bool json, cli_text *out);
void info_tell_check(const facts *f, cli_text *out);
void info_tell_check_json(const facts *f, cli_text *out);

#endif /* GEO_INFO_FACTS_H */
