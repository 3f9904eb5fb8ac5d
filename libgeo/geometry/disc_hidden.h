/* SPDX-License-Identifier: MIT */
/* Is a circle hidden: is every place on it under so many other discs that it bounds nothing
 * asked for? A cheap test that never says yes wrongly; where services are dense it spares most
 * circles the sorting of hundreds of crossings.
 *
 * The circle is cut into sectors by fixed directions. A disc covers a connected arc, so if it
 * covers both ends of a sector and not every direction, it covers the sector. */
#ifndef GEOI_DISC_HIDDEN_H
#define GEOI_DISC_HIDDEN_H

#include <stdbool.h>
#include <stdint.h>

enum { GEOI_SECTORS = 16 };

typedef struct geoi_cover {
    int64_t count[GEOI_SECTORS]; /* discs that surely cover each sector */
} geoi_cover;

/* cos and sin of multiples of 22.5 degrees, the first again at the end. */
static const double geoi_sector_x[GEOI_SECTORS + 1] = {
    1,  0.92387953251128674,  0.70710678118654752,  0.38268343236508977,
    0,  -0.38268343236508977, -0.70710678118654752, -0.92387953251128674,
    -1, -0.92387953251128674, -0.70710678118654752, -0.38268343236508977,
    0,  0.38268343236508977,  0.70710678118654752,  0.92387953251128674,
    1};
static const double geoi_sector_y[GEOI_SECTORS + 1] = {
    0,  0.38268343236508977,  0.70710678118654752,  0.92387953251128674,
    1,  0.92387953251128674,  0.70710678118654752,  0.38268343236508977,
    0,  -0.38268343236508977, -0.70710678118654752, -0.92387953251128674,
    -1, -0.92387953251128674, -0.70710678118654752, -0.38268343236508977,
    0};

/* A disc of radius r at (dx, dy) from the centre of a circle of radius `own` that it crosses. */
static inline void geoi_cover_add(geoi_cover *cover, double own, double dx, double dy, double r)
{
    /* A place at direction u is in the disc when u . d reaches this; the margin pays for all
     * rounding, also that of the directions. */
    double reach = (dx * dx + dy * dy + (own - r) * (own + r)) / (2.0 * own) + 1e-9 * (own + r);
    int64_t in[GEOI_SECTORS + 1], directions = 0;
    for (int k = 0; k <= GEOI_SECTORS; k++) {
        in[k] = geoi_sector_x[k] * dx + geoi_sector_y[k] * dy >= reach ? 1 : 0;
    }
    for (int k = 0; k < GEOI_SECTORS; k++) {
        directions += in[k];
    }
    if (directions == GEOI_SECTORS) {
        return; /* the gap, if there is one, may be inside any sector */
    }
    for (int k = 0; k < GEOI_SECTORS; k++) {
        cover->count[k] += in[k] & in[k + 1];
    }
}

static inline bool geoi_cover_reaches(const geoi_cover *cover, int64_t depth)
{
    int64_t least = cover->count[0];
    for (int k = 1; k < GEOI_SECTORS; k++) {
        least = cover->count[k] < least ? cover->count[k] : least;
    }
    return least >= depth;
}

#endif /* GEOI_DISC_HIDDEN_H */
