/* SPDX-License-Identifier: MIT */
/* Discrete Fourier transforms of complex numbers, of lengths that are products of 2, 3 and 5
 * (Stockham's order, which needs no reversal of bits). */
#ifndef GEOI_FOURIER_H
#define GEOI_FOURIER_H

#include "base/base.h"

enum { GEOI_FOURIER_PASSES = 64 };

/* Immutable once made; may be used by several threads at once. */
typedef struct geoi_fourier {
    int64_t n;
    int passes, radix[GEOI_FOURIER_PASSES];
    double *cosine, *sine; /* [n] of -2 pi k / n */
} geoi_fourier;

/* The smallest length of at least n that is quickly transformed. */
int64_t geoi_fourier_length(int64_t n);
geo_status geoi_fourier_create(geo_ctx *ctx, int64_t n, geoi_fourier *out);
void geoi_fourier_clear(geoi_fourier *plan);

/* Numbers of columns and rows, side by side so that a processor works on several at once. */
enum { GEOI_FOURIER_LANES = 8 };

/* Room that one thread needs. */
typedef struct geoi_fourier_room {
    double *block; /* four times length * GEOI_FOURIER_LANES */
} geoi_fourier_room;
geo_status geoi_fourier_room_create(geo_ctx *ctx, const geoi_fourier *wide,
                                    const geoi_fourier *high, geoi_fourier_room *out);
void geoi_fourier_room_clear(geoi_fourier_room *room);

/* Transform re + i im [high->n * wide->n], row by row, in place; without the division by the number
 * of cells on the way back, for which re and im change places. */
void geoi_fourier_plane(const geoi_fourier *wide, const geoi_fourier *high,
                        const geoi_fourier_room *room, double *re, double *im);

#endif /* GEOI_FOURIER_H */
