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

enum { TYPES = GEO_COLLECTION + 1, MAX_REASONS = 32 };

typedef struct facts {
    const cli_layer *layer;
    int64_t n, kind[TYPES], empty[TYPES];
    geo_box extent;
    field *fields;
    int64_t field_count;
    reason reasons[MAX_REASONS];
    int reason_count;
} facts;

/* Look at every feature and column of @p layer; @p f holds reasons of @p defects, which must
 * outlive it. */
geo_status info_gather(cli_call *call, const cli_layer *layer, facts *f, geo_defects **defects);

static inline bool info_is_text(geo_column_type type)
{
    return type == GEO_TEXT || type == GEO_DATETIME || type == GEO_JSON;
}

/* For people, and for programs. */
void info_tell_text(cli_call *call, const facts *f, cli_text *out);
void info_tell_json(cli_call *call, const facts *f, cli_text *out);

#endif /* GEO_INFO_FACTS_H */
