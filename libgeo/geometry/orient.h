/* SPDX-License-Identifier: MIT */
/* On which side of a directed line a place lies, without rounding. */
#ifndef GEOI_ORIENT_H
#define GEOI_ORIENT_H

/* 1: (cx, cy) is left of the line from a to b, -1: right of it, 0: on it. Exact for doubles whose
 * products neither overflow nor vanish. After Shewchuk 1997, doi:10.1007/PL00009321. */
int geoi_orient(double ax, double ay, double bx, double by, double cx, double cy);

#endif /* GEOI_ORIENT_H */
