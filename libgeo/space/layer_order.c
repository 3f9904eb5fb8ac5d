/* SPDX-License-Identifier: MIT */
/* The features of a layer in an order: of a column's values, or along a curve. */
#include "geo/space.h"

#include "layer/box.h"
#include "layer/builder.h"
#include "space/order.h"

/* ---- Numbers -------------------------------------------------------------------------- */

static uint64_t key_of(const geo_column *c, int64_t row)
{
    if (c->type == GEO_BOOL) {
        return c->flags[row];
    }
    if (c->type == GEO_INT) {
        return (uint64_t)c->ints[row] ^ (uint64_t)1 << 63;
    }
    return geoi_double_key(c->reals[row] + 0.0); /* -0 is as 0 */
}

/* The rows [n] by their keys; what is equal stays in order. */
static geo_status sort_numbers(geo_ctx *ctx, const geo_column *c, int64_t n, int64_t *rows)
{
    geo_status status = GEO_OK;
    uint64_t *key = NULL;
    int64_t *place = NULL, *sorted = NULL;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *key, &key));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *place, &place));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *sorted, &sorted));
    for (int64_t i = 0; i < n; i++) {
        key[i] = key_of(c, rows[i]);
    }
    GEO_TRY(geoi_sort_keys(ctx, n, c->type == GEO_BOOL ? 1 : 64, key, place));
    for (int64_t i = 0; i < n; i++) {
        sorted[i] = rows[place[i]];
    }
    if (n > 0) {
        memcpy(rows, sorted, (size_t)n * sizeof *rows);
    }
done:
    geoi_release(key);
    geoi_release(place);
    geoi_release(sorted);
    return status;
}

/* ---- Text: merging runs of twice the length each time ---------------------------------- */

static bool is_after(const geo_column *c, int64_t a, int64_t b)
{
    int64_t a_length = c->text_begin[a + 1] - c->text_begin[a];
    int64_t b_length = c->text_begin[b + 1] - c->text_begin[b];
    int64_t n = a_length < b_length ? a_length : b_length;
    int order =
        n > 0 ? memcmp(c->text + c->text_begin[a], c->text + c->text_begin[b], (size_t)n) : 0;
    return order != 0 ? order > 0 : a_length > b_length;
}

static void merge(const geo_column *c, const int64_t *from, geo_span left, int64_t right_end,
                  int64_t *to)
{
    int64_t a = left.begin, b = left.end;
    for (int64_t i = left.begin; i < right_end; i++) {
        bool take_right = b < right_end && (a == left.end || is_after(c, from[a], from[b]));
        to[i] = take_right ? from[b++] : from[a++];
    }
}

static geo_status sort_texts(geo_ctx *ctx, const geo_column *c, int64_t n, int64_t *rows)
{
    geo_status status = GEO_OK;
    int64_t *other = NULL, *from = rows;
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *other, &other));
    int64_t *to = other;
    for (int64_t run = 1; run < n; run *= 2) {
        for (int64_t i = 0; i < n; i += 2 * run) {
            geo_span left = {i, i + run < n ? i + run : n};
            merge(c, from, left, i + 2 * run < n ? i + 2 * run : n, to);
        }
        int64_t *swap = from;
        from = to;
        to = swap;
        GEO_TRY(geoi_progress(ctx, 0.0)); /* to hear of a cancel */
    }
    if (from != rows) {
        memcpy(rows, from, (size_t)n * sizeof *rows);
    }
done:
    geoi_release(other);
    return status;
}

/* ---- The whole ------------------------------------------------------------------------ */

geo_status geo_layer_order(geo_ctx *ctx, const geo_layer *layer, const char *name, int64_t *order)
{
    int64_t index = geo_layer_find(layer, name), n = 0;
    if (index < 0) {
        return geoi_no_such_column(ctx, layer, name);
    }
    geo_status status = GEO_OK;
    geo_column c = geo_layer_column(layer, index);
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "sorting"));
    for (int64_t i = 0; i < c.n; i++) {
        if (!geo_column_is_null(&c, i)) {
            order[n++] = i;
        }
    }
    for (int64_t i = 0, last = n; i < c.n; i++) {
        if (geo_column_is_null(&c, i)) {
            order[last++] = i;
        }
    }
    if (c.type == GEO_BOOL || c.type == GEO_INT || c.type == GEO_REAL) {
        return sort_numbers(ctx, &c, n, order);
    }
    if (c.type == GEO_JSON && n > 0) {
        char shown[64];
        status = geoi_fail(ctx, GEO_DATA,
                           "the column \"%s\" holds values of several kinds, which have no order",
                           geoi_printable(name, (int64_t)strlen(name), shown, sizeof shown));
        goto done;
    }
    GEO_TRY(sort_texts(ctx, &c, n, order));
done:
    return status;
}

geo_status geo_layer_curve_order(geo_ctx *ctx, const geo_layer *layer, int64_t *order)
{
    geo_status status = GEO_OK;
    const geo_geometry *g = geo_layer_geometry(layer);
    double *x = NULL, *y = NULL;
    int64_t n = 0, last = g->n;
    GEO_TRY(geoi_stage(ctx, 0.0, 1.0, "sorting"));
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *x, &x));
    GEO_TRY(geoi_array_raw(ctx, g->n, sizeof *y, &y));
    for (int64_t i = 0; i < g->n; i++) {
        geo_box box = geoi_feature_box(g, i);
        if (box.min_x <= box.max_x) {
            x[n] = 0.5 * (box.min_x + box.max_x);
            y[n] = 0.5 * (box.min_y + box.max_y);
            order[n++] = i;
        }
    }
    for (int64_t i = g->n - 1; i >= 0; i--) {
        geo_box box = geoi_feature_box(g, i);
        if (!(box.min_x <= box.max_x)) {
            order[--last] = i;
        }
    }
    GEO_TRY(geoi_hilbert_sort(ctx, n, x, y, order));
done:
    geoi_release(x);
    geoi_release(y);
    return status;
}
