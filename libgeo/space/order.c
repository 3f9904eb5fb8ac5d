/* SPDX-License-Identifier: MIT */
/* A least-significant-digit radix sort whose counting and scattering are both parallel: every
 * chunk counts its digits, the counts become starting slots in (digit, chunk) order, and every
 * chunk scatters into slots of its own. Chunks are cut by position, so the result is the same
 * stable order for any number of threads.
 *
 * Hilbert 1891, doi:10.1007/BF01199431, for the curve. */
#include "space/order.h"

#include "layer/box.h"

enum { DIGIT_BITS = 11, MAX_CHUNKS = 32, MIN_GRAIN = 1 << 14, POINT_GRAIN = 1 << 14 };

/* ---- Radix sort ----------------------------------------------------------------------- */

typedef struct radix_pass {
    const uint64_t *key;
    const int64_t *order;
    uint64_t *key_out;
    int64_t *order_out;
    int64_t *slot; /* [chunks][digits] */
    int64_t grain, digit_count;
    int shift;
} radix_pass;

static uint64_t digit_of(const radix_pass *pass, uint64_t key)
{
    return key >> pass->shift & (uint64_t)(pass->digit_count - 1);
}

static geo_status count_digits(void *job, int64_t begin, int64_t end)
{
    const radix_pass *pass = job;
    int64_t *count = &pass->slot[begin / pass->grain * pass->digit_count];
    memset(count, 0, (size_t)pass->digit_count * sizeof *count);
    for (int64_t i = begin; i < end; i++) {
        count[digit_of(pass, pass->key[i])]++;
    }
    return GEO_OK;
}

static void counts_to_slots(const radix_pass *pass, int64_t chunk_count)
{
    int64_t next = 0;
    for (int64_t digit = 0; digit < pass->digit_count; digit++) {
        for (int64_t chunk = 0; chunk < chunk_count; chunk++) {
            int64_t *slot = &pass->slot[chunk * pass->digit_count + digit];
            int64_t count = *slot;
            *slot = next;
            next += count;
        }
    }
}

static geo_status scatter(void *job, int64_t begin, int64_t end)
{
    const radix_pass *pass = job;
    int64_t *slot = &pass->slot[begin / pass->grain * pass->digit_count];
    for (int64_t i = begin; i < end; i++) {
        int64_t to = slot[digit_of(pass, pass->key[i])]++;
        pass->key_out[to] = pass->key[i];
        pass->order_out[to] = pass->order[i];
    }
    return GEO_OK;
}

geo_status geoi_sort_keys(geo_ctx *ctx, int64_t n, int bits, uint64_t *key, int64_t *order)
{
    geo_status status = GEO_OK;
    uint64_t *other_key = NULL;
    int64_t *other_order = NULL, *slot = NULL;
    for (int64_t i = 0; i < n; i++) {
        order[i] = i;
    }
    if (n < 2 || bits == 0) {
        return GEO_OK;
    }
    int pass_count = (bits + DIGIT_BITS - 1) / DIGIT_BITS;
    int digit_bits = (bits + pass_count - 1) / pass_count;
    int64_t grain = (n + MAX_CHUNKS - 1) / MAX_CHUNKS;
    grain = grain < MIN_GRAIN ? MIN_GRAIN : grain;
    int64_t chunk_count = (n - 1) / grain + 1;
    radix_pass pass = {.grain = grain, .digit_count = (int64_t)1 << digit_bits};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *other_key, &other_key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *other_order, &other_order));
    GEO_TRY(geoi_array_raw(ctx, chunk_count * pass.digit_count, sizeof *slot, &slot));
    pass.slot = slot;
    for (int i = 0; i < pass_count; i++) {
        bool out = i % 2 == 0; /* to the other arrays and back */
        pass.key = out ? key : other_key;
        pass.order = out ? order : other_order;
        pass.key_out = out ? other_key : key;
        pass.order_out = out ? other_order : order;
        pass.shift = i * digit_bits;
        GEO_TRY(geoi_parallel(ctx, n, grain, count_digits, &pass));
        counts_to_slots(&pass, chunk_count);
        GEO_TRY(geoi_parallel(ctx, n, grain, scatter, &pass));
    }
    if (pass_count % 2 == 1) {
        memcpy(key, other_key, (size_t)n * sizeof *key);
        memcpy(order, other_order, (size_t)n * sizeof *order);
    }
done:
    geoi_release(other_key);
    geoi_release(other_order);
    geoi_release(slot);
    return status;
}

geo_status geoi_sort_places(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                            int64_t *order)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *by_y = NULL;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *by_y, &by_y));
    for (int64_t i = 0; i < n; i++) {
        key[i] = geoi_double_key(y[i] + 0.0); /* -0 is 0 */
    }
    GEO_TRY(geoi_sort_keys(ctx, n, 64, key, by_y));
    for (int64_t i = 0; i < n; i++) {
        key[i] = geoi_double_key(x[by_y[i]] + 0.0);
    }
    GEO_TRY(geoi_sort_keys(ctx, n, 64, key, order));
    for (int64_t i = 0; i < n; i++) {
        order[i] = by_y[order[i]];
    }
done:
    geoi_release(key);
    geoi_release(by_y);
    return status;
}

/* ---- Hilbert curve -------------------------------------------------------------------- */

/* From the coarsest quarter to the finest: each quarter's place along the curve is two bits,
 * and the axes are turned into the frame of the quarter entered. */
uint64_t geoi_hilbert(uint32_t column, uint32_t row, int bits)
{
    uint64_t place = 0;
    for (int bit = bits - 1; bit >= 0; bit--) {
        uint32_t right = column >> bit & 1, upper = row >> bit & 1;
        place = place << 2 | (3 * right ^ upper);
        uint32_t lower = upper - 1; /* all ones in the lower quarters, which are turned */
        uint32_t flip = (0 - right) & lower;
        column ^= flip;
        row ^= flip;
        uint32_t swap = (column ^ row) & lower;
        column ^= swap;
        row ^= swap;
    }
    return place;
}

typedef struct curve {
    const double *x, *y;
    geo_box extent;
    double scale; /* cells per metre */
    int bits;
    uint64_t *key;
} curve;

static geo_status place_points(void *job, int64_t begin, int64_t end)
{
    const curve *c = job;
    for (int64_t i = begin; i < end; i++) {
        c->key[i] = geoi_hilbert((uint32_t)((c->x[i] - c->extent.min_x) * c->scale),
                                 (uint32_t)((c->y[i] - c->extent.min_y) * c->scale), c->bits);
    }
    return GEO_OK;
}

geo_status geoi_hilbert_order(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                              int64_t *order)
{
    geo_status status = GEO_OK;
    curve c = {.x = x, .y = y, .extent = geoi_extent(n, x, y)};
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *c.key, &c.key));
    /* Fine enough that evenly spread points seldom share a cell; finer costs more passes. */
    c.bits = (geoi_bit_count((uint64_t)n) + 1) / 2 + 1;
    c.bits = c.bits > 16 ? 16 : c.bits;
    double width = fmax(c.extent.max_x - c.extent.min_x, c.extent.max_y - c.extent.min_y);
    double side = (double)((int64_t)1 << c.bits);
    c.scale = width > 0.0 && width < (double)INFINITY ? side * (1.0 - 0x1p-40) / width : 0.0;
    if (!(c.scale < (double)INFINITY)) {
        c.scale = 0.0; /* all within a denormal of each other */
    }
    GEO_TRY(geoi_parallel(ctx, n, POINT_GRAIN, place_points, &c));
    GEO_TRY(geoi_sort_keys(ctx, n, 2 * c.bits, c.key, order));
done:
    geoi_release(c.key);
    return status;
}

geo_status geoi_hilbert_sort(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                             int64_t *rows)
{
    geo_status status = GEO_OK;
    int64_t *place = NULL;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *place, &place));
    GEO_TRY(geoi_hilbert_order(ctx, n, x, y, place));
    for (int64_t i = 0; i < n; i++) {
        place[i] = rows[place[i]];
    }
    if (n > 0) {
        memcpy(rows, place, (size_t)n * sizeof *rows);
    }
done:
    geoi_release(place);
    return status;
}
