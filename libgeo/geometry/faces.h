/* SPDX-License-Identifier: MIT */
/* The faces that clean linework bounds, as rings. */
#ifndef GEOI_FACES_H
#define GEOI_FACES_H

#include "geometry/linework.h"
#include "layer/builder.h"

typedef struct geoi_ring {
    int64_t begin, end; /* into half: not closed, the face on the left */
    double area;        /* as drawn: > 0 outer rings, < 0 holes */
    double bulge;       /* what true arcs have more than their chords */
    int32_t value;      /* of the face */
    int32_t walk;       /* rings of one walk along the face's boundary; the lines' own number */
    int64_t outer;      /* the outer ring of the face; -1 = the plane around everything */
} geoi_ring;

/* Starts as {0}. */
typedef struct geoi_faces {
    geoi_ring *ring;
    int64_t ring_count, ring_room;
    int32_t *half; /* 2k: line k from a to b, 2k + 1: from b to a */
    int64_t half_count, half_room;
    int64_t *hole;       /* [ring_count] holes by their outer rings: those of ring r are at */
    int64_t *hole_begin; /* [ring_count + 1] hole[hole_begin[r]] .. */
} geoi_faces;

/* The faces of clean linework; the plane around everything has the value `around`. */
geo_status geoi_faces_trace(const geoi_linework *w, int32_t around, geoi_faces *out);
void geoi_faces_clear(geoi_faces *faces);

/* Where a half line begins. */
static inline int32_t geoi_half_from(const geoi_linework *w, int32_t half)
{
    const geoi_line *l = &w->line[half >> 1];
    return (half & 1) == 0 ? l->a : l->b;
}

/* Append the polygon of outer ring r, a part of a feature that was begun, moved by (dx, dy). */
geo_status geoi_faces_write(const geoi_linework *w, const geoi_faces *faces, int64_t r, double dx,
                            double dy, geoi_geometry_builder *b);
/* Append one feature of all faces of a value: a (multi)polygon, or GEO_NONE. */
geo_status geoi_faces_write_all(const geoi_linework *w, const geoi_faces *faces, int32_t value,
                                double dx, double dy, geoi_geometry_builder *b);
/* The area of the face of outer ring r, holes left out. *bulge is added. */
double geoi_faces_area(const geoi_faces *faces, int64_t r, bool bulge);

#endif /* GEOI_FACES_H */
