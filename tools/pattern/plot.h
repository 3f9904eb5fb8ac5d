/* SPDX-License-Identifier: MIT */
/* A curve over distance, drawn as SVG. */
#ifndef GEO_PATTERN_PLOT_H
#define GEO_PATTERN_PLOT_H

#include "cli.h"

/* NaN is a gap. What is NULL is not drawn. */
typedef struct plot {
    const char *title, *x_label, *y_label;
    /* Of how many points, and by which chance. */
    const char *subtitle;
    const char *observed_name, *band_name, *expected_name; /* of the legend; NULL = the usual */
    int64_t n;
    const double *x, *observed; /* [n], x ascending */
    const double *low, *high;   /* [n] the envelope; both or neither */
    const double *expected;     /* [n] */
} plot;

/* Refuse before the work a path that cannot be drawn to; NULL is none. */
geo_status plot_check(cli_call *call, const char *path);
/* As SVG, at the end of `svg`. */
void plot_draw(const plot *p, cli_text *svg);
/* To `path`, as all outputs are written; NULL is none. */
geo_status plot_write(cli_call *call, const char *path, const plot *p);

#endif /* GEO_PATTERN_PLOT_H */
