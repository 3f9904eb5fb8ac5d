/* SPDX-License-Identifier: MIT */
/* Each pass takes a transform of length n apart into p of length n / p. Element k of transform q
 * stands at q + s k, with s how many transforms there are; lanes are the fastest of them. */
#include "metrics/fourier.h"

#include <math.h>

enum { LANES = GEOI_FOURIER_LANES, RADIX_MOST = 5 };

/* ---- Lengths ------------------------------------------------------------------------------ */

/* Passes of 3 and 5 take longer than those of 4. */
static bool is_quick(int64_t n)
{
    int threes = 0;
    while (n % 2 == 0) {
        n /= 2;
    }
    while (n % 3 == 0) {
        n /= 3;
        threes++;
    }
    return threes <= 2 && (n == 1 || n == 5);
}

int64_t geoi_fourier_length(int64_t n)
{
    n = n < 1 ? 1 : n;
    while (!is_quick(n)) {
        n++;
    }
    return n;
}

geo_status geoi_fourier_create(geo_ctx *ctx, int64_t n, geoi_fourier *out)
{
    static const int radices[] = {4, 2, 3, 5};
    const double turn = 2.0 * acos(-1.0);
    geo_status status = GEO_OK;
    *out = (geoi_fourier){.n = n};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->cosine, &out->cosine));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *out->sine, &out->sine));
    for (int64_t k = 0; k < n; k++) {
        double angle = turn * (double)k / (double)n;
        out->cosine[k] = cos(angle);
        out->sine[k] = -sin(angle);
    }
    for (int r = 0; r < GEOI_COUNT_OF(radices); r++) {
        while (n % radices[r] == 0) {
            out->radix[out->passes++] = radices[r];
            n /= radices[r];
        }
    }
done:
    return status;
}

void geoi_fourier_clear(geoi_fourier *plan)
{
    geoi_release(plan->cosine);
    geoi_release(plan->sine);
    *plan = (geoi_fourier){0};
}

geo_status geoi_fourier_room_create(geo_ctx *ctx, const geoi_fourier *wide,
                                    const geoi_fourier *high, geoi_fourier_room *out)
{
    int64_t n = wide->n > high->n ? wide->n : high->n;
    return geoi_array_raw(ctx, 4 * n * LANES, sizeof *out->block, &out->block);
}

void geoi_fourier_room_clear(geoi_fourier_room *room)
{
    geoi_release(room->block);
    *room = (geoi_fourier_room){0};
}

/* ---- Passes -------------------------------------------------------------------------------- */

/* Where the p elements that belong together stand, and how to turn what becomes of them. */
typedef struct pass {
    int64_t n, s; /* length of a transform, how many there are */
    int64_t k;    /* which element of the shorter transforms */
    double c[RADIX_MOST], d[RADIX_MOST];
    const double *from_re, *from_im; /* element 0; the next is s n / p further */
    double *to_re, *to_im;           /* result 0; the next is s further */
} pass;

static void pass_2(const pass *a)
{
    int64_t far = a->s * (a->n / 2), s = a->s;
    const double *restrict re = a->from_re, *restrict im = a->from_im;
    double *restrict to_re = a->to_re, *restrict to_im = a->to_im;
    double c = a->c[1], d = a->d[1];
    for (int64_t q = 0; q < s; q++) {
        double xr = re[q], xi = im[q], yr = re[q + far], yi = im[q + far];
        double dr = xr - yr, di = xi - yi;
        to_re[q] = xr + yr;
        to_im[q] = xi + yi;
        to_re[q + s] = dr * c - di * d;
        to_im[q + s] = dr * d + di * c;
    }
}

static void pass_4(const pass *a)
{
    int64_t far = a->s * (a->n / 4), s = a->s;
    const double *restrict re = a->from_re, *restrict im = a->from_im;
    double *restrict to_re = a->to_re, *restrict to_im = a->to_im;
    double c1 = a->c[1], d1 = a->d[1], c2 = a->c[2], d2 = a->d[2], c3 = a->c[3], d3 = a->d[3];
    for (int64_t q = 0; q < s; q++) {
        double ar = re[q], ai = im[q], br = re[q + far], bi = im[q + far];
        double cr = re[q + 2 * far], ci = im[q + 2 * far];
        double er = re[q + 3 * far], ei = im[q + 3 * far];
        double sum_r = ar + cr, sum_i = ai + ci, off_r = ar - cr, off_i = ai - ci;
        double add_r = br + er, add_i = bi + ei, sub_r = br - er, sub_i = bi - ei;
        /* -i times (b - e) is (sub_i, -sub_r) */
        double one_r = off_r + sub_i, one_i = off_i - sub_r;
        double two_r = sum_r - add_r, two_i = sum_i - add_i;
        double three_r = off_r - sub_i, three_i = off_i + sub_r;
        to_re[q] = sum_r + add_r;
        to_im[q] = sum_i + add_i;
        to_re[q + s] = one_r * c1 - one_i * d1;
        to_im[q + s] = one_r * d1 + one_i * c1;
        to_re[q + 2 * s] = two_r * c2 - two_i * d2;
        to_im[q + 2 * s] = two_r * d2 + two_i * c2;
        to_re[q + 3 * s] = three_r * c3 - three_i * d3;
        to_im[q + 3 * s] = three_r * d3 + three_i * c3;
    }
}

/* 3 and 5: the sum over j of element j, turned by j l of p. With p known the loops over l and j go
 * away. */
static inline void pass_odd(const pass *a, const int p, const double *cosine, const double *sine)
{
    int64_t far = a->s * (a->n / p), s = a->s;
    const double *restrict re = a->from_re, *restrict im = a->from_im;
    double *restrict to_re = a->to_re, *restrict to_im = a->to_im;
    for (int l = 0; l < p; l++) {
        double c = a->c[l], d = a->d[l], turn_c[RADIX_MOST], turn_d[RADIX_MOST];
        for (int j = 0; j < p; j++) {
            turn_c[j] = cosine[j * l % p];
            turn_d[j] = sine[j * l % p];
        }
        for (int64_t q = 0; q < s; q++) {
            double sum_r = re[q], sum_i = im[q];
            for (int j = 1; j < p; j++) {
                double xr = re[q + j * far], xi = im[q + j * far];
                sum_r += xr * turn_c[j] - xi * turn_d[j];
                sum_i += xr * turn_d[j] + xi * turn_c[j];
            }
            to_re[q + l * s] = sum_r * c - sum_i * d;
            to_im[q + l * s] = sum_r * d + sum_i * c;
        }
    }
}

static void run_pass(const geoi_fourier *plan, int p, pass *a)
{
    double cosine[RADIX_MOST], sine[RADIX_MOST];
    int64_t step = plan->n / a->n; /* of the table, for an n-th of a turn */
    for (int l = 0; l < p; l++) {
        a->c[l] = plan->cosine[l * a->k * step];
        a->d[l] = plan->sine[l * a->k * step];
        cosine[l] = plan->cosine[l * (plan->n / p)];
        sine[l] = plan->sine[l * (plan->n / p)];
    }
    if (p == 4) {
        pass_4(a);
    } else if (p == 2) {
        pass_2(a);
    } else if (p == 3) {
        pass_odd(a, 3, cosine, sine);
    } else {
        pass_odd(a, 5, cosine, sine);
    }
}

/* Transform the lanes of `block`, re, im, and as much room for each; the result is in the first two
 * or, if true is returned, the second two. */
static bool transform(const geoi_fourier *plan, double *block)
{
    int64_t size = plan->n * LANES, n = plan->n, s = LANES;
    double *from = block, *to = block + 2 * size;
    bool swapped = false;
    for (int r = 0; r < plan->passes; r++) {
        int p = plan->radix[r];
        for (int64_t k = 0; k < n / p; k++) {
            pass a = {.n = n,
                      .s = s,
                      .k = k,
                      .from_re = from + s * k,
                      .from_im = from + size + s * k,
                      .to_re = to + s * p * k,
                      .to_im = to + size + s * p * k};
            run_pass(plan, p, &a);
        }
        double *swap = from;
        from = to;
        to = swap;
        swapped = !swapped;
        n /= p;
        s *= p;
    }
    return swapped;
}

/* ---- The plane ------------------------------------------------------------------------------ */

/* Lines of n cells that are `along` apart, lines `across` apart. */
typedef struct lines {
    const geoi_fourier *plan;
    int64_t count, along, across;
    double *re, *im;
} lines;

/* Lanes that reach over the last line hold zeros. */
static void transform_lines(const lines *l, double *block)
{
    int64_t n = l->plan->n, size = n * LANES;
    for (int64_t first = 0; first < l->count; first += LANES) {
        int64_t lanes = l->count - first < LANES ? l->count - first : LANES;
        for (int64_t i = 0; i < n; i++) {
            for (int64_t q = 0; q < LANES; q++) {
                int64_t at = i * l->along + (first + q) * l->across;
                block[i * LANES + q] = q < lanes ? l->re[at] : 0.0;
                block[size + i * LANES + q] = q < lanes ? l->im[at] : 0.0;
            }
        }
        const double *got = transform(l->plan, block) ? block + 2 * size : block;
        for (int64_t i = 0; i < n; i++) {
            for (int64_t q = 0; q < lanes; q++) {
                int64_t at = i * l->along + (first + q) * l->across;
                l->re[at] = got[i * LANES + q];
                l->im[at] = got[size + i * LANES + q];
            }
        }
    }
}

void geoi_fourier_plane(const geoi_fourier *wide, const geoi_fourier *high,
                        const geoi_fourier_room *room, double *re, double *im)
{
    const lines columns = {high, wide->n, wide->n, 1, re, im};
    const lines rows = {wide, high->n, 1, wide->n, re, im};
    transform_lines(&columns, room->block);
    transform_lines(&rows, room->block);
}
