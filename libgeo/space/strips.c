/* SPDX-License-Identifier: MIT */
/* Two stable sorts, by x and then by strip. A stretch is found with bounds that are wider than
 * the distance by more than rounding can be wrong: points in it are still to be compared. */
#include "space/strips.h"

#include "space/order.h"

enum { GRAIN = 1 << 14, MIN_STRIPS = 64, DOUBLE_BITS = 64 };
static const double WIDER = 1.0 + 0x1p-40;

typedef struct filling {
    geoi_strips *strips;
    const double *x, *y;
    const int64_t *id; /* NULL = 0 .. n - 1 */
    uint64_t *key;
    int64_t *order, *strip_order;
} filling;

static int64_t strip_of(const geoi_strips *s, double y)
{
    double strip = (y - s->min_y) / s->height;
    if (!(strip > 0.0)) {
        return 0;
    }
    return strip < (double)s->count ? (int64_t)strip : s->count - 1;
}

/* ---- Building ------------------------------------------------------------------------- */

/* Thin strips hold few points in vain, but each has to be searched: the more points are expected
 * within reach, the thinner they may be. */
static double strips_in_reach(const geoi_strips *s, double width, double height)
{
    double expected = s->reach / width * (s->reach / height) * (double)s->n;
    return expected > 1.0 ? fmin(fmax(sqrt(expected) / 2.0, 1.5), 8.0) : 1.5;
}

static void choose_strips(geoi_strips *s, const double *x, const double *y)
{
    geo_box b = {0.0, 0.0, 0.0, 0.0};
    for (int64_t i = 0; i < s->n; i++) {
        b.min_x = i == 0 || x[i] < b.min_x ? x[i] : b.min_x;
        b.max_x = i == 0 || x[i] > b.max_x ? x[i] : b.max_x;
        b.min_y = i == 0 || y[i] < b.min_y ? y[i] : b.min_y;
        b.max_y = i == 0 || y[i] > b.max_y ? y[i] : b.max_y;
    }
    double largest = fmax(fmax(-b.min_x, b.max_x), fmax(-b.min_y, b.max_y));
    const int64_t most = s->n / 2 + MIN_STRIPS;
    double tall = b.max_y - b.min_y, limit = (double)most;
    double height = s->reach / strips_in_reach(s, b.max_x - b.min_x, tall);
    s->min_y = b.min_y;
    height = fmax(height, tall / limit);
    s->height = height > 0.0 ? height : 1.0;
    s->count = s->height < (double)INFINITY ? (int64_t)floor(tall / s->height) + 1 : 1;
    s->slack = fmax(largest, 0.0) * 0x1p-48;
}

static geo_status key_by_x(void *job, int64_t begin, int64_t end)
{
    const filling *f = job;
    for (int64_t i = begin; i < end; i++) {
        f->key[i] = geoi_double_key(f->x[i]);
    }
    return GEO_OK;
}

static geo_status key_by_strip(void *job, int64_t begin, int64_t end)
{
    const filling *f = job;
    for (int64_t i = begin; i < end; i++) {
        f->key[i] = (uint64_t)strip_of(f->strips, f->y[f->order[i]]);
    }
    return GEO_OK;
}

/* Point i begins every strip after that of point i - 1 up to its own. */
static geo_status place(void *job, int64_t begin, int64_t end)
{
    const filling *f = job;
    geoi_strips *s = f->strips;
    for (int64_t i = begin; i < end; i++) {
        int64_t from = f->order[f->strip_order[i]];
        s->x[i] = f->x[from];
        s->y[i] = f->y[from];
        s->id[i] = (int32_t)(f->id != NULL ? f->id[from] : from);
        for (int64_t k = i > 0 ? (int64_t)f->key[i - 1] + 1 : 0; k <= (int64_t)f->key[i]; k++) {
            s->begin[k] = i;
        }
    }
    return GEO_OK;
}

static void bound_strips(geoi_strips *s)
{
    for (int64_t strip = 0; strip < s->count; strip++) {
        double low = (double)INFINITY, high = -(double)INFINITY;
        for (int64_t i = s->begin[strip]; i < s->begin[strip + 1]; i++) {
            low = s->y[i] < low ? s->y[i] : low;
            high = s->y[i] > high ? s->y[i] : high;
        }
        s->low[strip] = low;
        s->high[strip] = high;
    }
}

static geo_status fill(geo_ctx *ctx, filling *f)
{
    geo_status status = GEO_OK;
    geoi_strips *s = f->strips;
    int64_t n = s->n;
    GEO_TRY(geoi_array_raw(ctx, s->count + 1, sizeof *s->begin, &s->begin));
    GEO_TRY(geoi_array_raw(ctx, s->count, sizeof *s->low, &s->low));
    GEO_TRY(geoi_array_raw(ctx, s->count, sizeof *s->high, &s->high));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->x, &s->x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->y, &s->y));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->id, &s->id));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *f->key, &f->key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *f->order, &f->order));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *f->strip_order, &f->strip_order));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, key_by_x, f));
    GEO_TRY(geoi_sort_keys(ctx, n, DOUBLE_BITS, f->key, f->order));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, key_by_strip, f));
    GEO_TRY(geoi_sort_keys(ctx, n, geoi_bit_count((uint64_t)s->count), f->key, f->strip_order));
    GEO_TRY(geoi_parallel(ctx, n, GRAIN, place, f));
    for (int64_t k = n > 0 ? (int64_t)f->key[n - 1] + 1 : 0; k <= s->count; k++) {
        s->begin[k] = n;
    }
    bound_strips(s);
done:
    geoi_release(f->key);
    geoi_release(f->order);
    geoi_release(f->strip_order);
    return status;
}

geo_status geoi_strips_create(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              const int64_t *id, double reach, geoi_strips **out)
{
    geo_status status = GEO_OK;
    filling f = {.x = x, .y = y, .id = id};
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *f.strips, &f.strips));
    f.strips->n = n;
    f.strips->reach = reach;
    f.strips->d2 = reach * reach;
    choose_strips(f.strips, x, y);
    GEO_TRY(fill(ctx, &f));
    *out = f.strips;
    f.strips = NULL;
done:
    geoi_strips_destroy(f.strips);
    return status;
}

void geoi_strips_destroy(geoi_strips *strips)
{
    if (strips != NULL) {
        geoi_release(strips->begin);
        geoi_release(strips->low);
        geoi_release(strips->high);
        geoi_release(strips->x);
        geoi_release(strips->y);
        geoi_release(strips->id);
        geoi_release(strips);
    }
}

/* ---- Asking --------------------------------------------------------------------------- */

void geoi_strips_near(const geoi_strips *s, double min_y, double max_y, int64_t *first,
                      int64_t *last)
{
    double reach = s->reach * WIDER + s->slack + fmax(fabs(min_y), fabs(max_y)) * 0x1p-48;
    *first = strip_of(s, min_y - reach);
    *last = strip_of(s, max_y + reach);
}

/* The first of x [n] that is not below (or, when `after`, above) the limit, without branches on
 * the data. */
static int64_t search(const double *x, int64_t n, double limit, bool after)
{
    const double *from = x;
    while (n > 0) {
        int64_t half = n / 2;
        bool right = after ? from[half] <= limit : from[half] < limit;
        from += right ? half + 1 : 0;
        n = right ? n - half - 1 : half;
    }
    return from - x;
}

geo_span geoi_strips_between(const geoi_strips *s, geo_span at, double west, double east)
{
    int64_t n = at.end - at.begin;
    int64_t begin = search(&s->x[at.begin], n, west, false);
    int64_t end = begin + search(&s->x[at.begin + begin], n - begin, east, true);
    return (geo_span){at.begin + begin, at.begin + end};
}

geo_span geoi_strips_stretch(const geoi_strips *s, int64_t strip, const geo_box *box)
{
    geo_span all = {s->begin[strip], s->begin[strip + 1]};
    double gap = fmax(s->low[strip] - box->max_y, box->min_y - s->high[strip]);
    gap = gap > 0.0 ? gap : 0.0;
    double half2 = s->d2 * WIDER - gap * gap;
    if (all.begin == all.end || half2 < 0.0) {
        return (geo_span){all.begin, all.begin};
    }
    if (!(half2 < (double)INFINITY)) { /* or not a number: squares are beyond all numbers */
        return all;
    }
    double size = fmax(fabs(box->min_x), fabs(box->max_x));
    double half = sqrt(half2) * WIDER + s->slack + size * 0x1p-48;
    return geoi_strips_between(s, all, box->min_x - half, box->max_x + half);
}

geo_span geoi_strips_whole(const geoi_strips *s, int64_t strip, geo_span at, const geo_box *box)
{
    double gap = fmax(box->max_y - s->low[strip], s->high[strip] - box->min_y);
    double half2 = s->d2 * (1.0 - 0x1p-40) - gap * gap;
    geo_span none = {at.end, at.end};
    if (!(half2 > 0.0)) {
        return none;
    }
    double size = fmax(fabs(box->min_x), fabs(box->max_x));
    double half = sqrt(half2) * (1.0 - 0x1p-40) - s->slack - size * 0x1p-48;
    geo_span whole = geoi_strips_between(s, at, box->max_x - half, box->min_x + half);
    return whole.begin < whole.end ? whole : none;
}
