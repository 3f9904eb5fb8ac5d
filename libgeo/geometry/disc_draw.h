/* SPDX-License-Identifier: MIT */
/* A region and the discs over it as linework. */
#ifndef GEOI_DISC_DRAW_H
#define GEOI_DISC_DRAW_H

#include "geo/space.h"
#include "geometry/faces.h"

/* What is to be drawn: feature i of g, a valid polygon, under n discs; `limit` depths are told
 * apart (the last is "or more"), and a quarter circle gets quad_segments chords. */
typedef struct geoi_disc_drawing {
    const geo_geometry *g;
    int64_t i, n;
    const double *x, *y, *radius;
    int64_t limit, quad_segments;
    double unit; /* of the linework alone: to what centres and radii are rounded, metres */
} geoi_disc_drawing;

/* Values of faces are depths, 0 .. limit; around the region this. Vertices of arcs are those of the
 * circle's polygon with the first one due east, and the true places where circles cross.
 * Positions are from (*origin_x, *origin_y). */
enum { GEOI_AROUND_REGION = -1 };
geo_status geoi_disc_linework(geo_ctx *ctx, const geoi_disc_drawing *drawing, geoi_linework *w,
                              double *origin_x, double *origin_y);

/* The faces of a drawing, its linework and where they are. Starts as {0}; clear whatever comes of
 * it. *clean is false, and there are no faces, when the linework could not be cleaned. */
typedef struct geoi_disc_faces {
    geoi_linework lines;
    geoi_faces faces;
    double origin_x, origin_y;
} geoi_disc_faces;
geo_status geoi_disc_faces_trace(geo_ctx *ctx, const geoi_disc_drawing *drawing,
                                 geoi_disc_faces *out, bool *clean);
void geoi_disc_faces_clear(geoi_disc_faces *faces);

#endif /* GEOI_DISC_DRAW_H */
