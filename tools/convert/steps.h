/* SPDX-License-Identifier: MIT */
/* What geo-convert does to features between reading and writing them. */
#ifndef GEO_CONVERT_STEPS_H
#define GEO_CONVERT_STEPS_H

#include "cli.h"
#include "geo/geometry.h"
#include "geo/where.h"

typedef struct convert_steps {
    const char *where, *clip, *sort; /* as asked, or NULL */
    cli_words select;
    bool repair;

    geo_where *filter; /* made of them */
    geo_clip *clipper;
    cli_mends mends;
    int64_t in, chosen, inside; /* features read, after the filter, after clipping */
} convert_steps;

/* Understand what is asked, before the input is read, which may be long. */
geo_status convert_prepare(cli_call *call, convert_steps *s);
/* Read the file to clip with, if there is one: after the input, which comes first in geo:run. */
geo_status convert_read_clip(cli_call *call, convert_steps *s);
void convert_clear(convert_steps *s);

/* Mend, filter, clip and order the features, and keep the columns selected.
 * @param sparse  a batch of a stream, in which a column may be missing */
geo_status convert_apply(cli_call *call, convert_steps *s, const char *source, bool sparse,
                         geo_layer **layer);

/* Tell how many features were mended, chosen and inside, and count them for geo:run. */
void convert_tell(cli_call *call, const convert_steps *s, const char *source);

#endif /* GEO_CONVERT_STEPS_H */
