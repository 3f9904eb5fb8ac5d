/* SPDX-License-Identifier: MIT */
/* The values of a column in classes: distinct ones, or five of equal count. */
#include "io/style.h"

#include "base/number.h"
#include "base/sort_values.h"

/* ---- Order ------------------------------------------------------------------------------ */

static int order_of(int less, int greater)
{
    return greater - less;
}

static int compare_values(const void *left, const void *right)
{
    const geoi_style_value *a = left, *b = right;
    if (a->integer != b->integer) {
        return order_of(a->integer<b->integer, a->integer> b->integer);
    }
    if (a->real < b->real || a->real > b->real) {
        return order_of(a->real<b->real, a->real> b->real);
    }
    size_t shared = (size_t)(a->length < b->length ? a->length : b->length);
    int order = shared > 0 ? memcmp(a->text, b->text, shared) : 0;
    return order != 0 ? order : order_of(a->length<b->length, a->length> b->length);
}

/* The most frequent first; equally frequent ones as they were. */
static int compare_counts(const void *left, const void *right)
{
    const geoi_style_value *a = left, *b = right;
    if (a->count != b->count) {
        return order_of(a->count > b->count, a->count < b->count);
    }
    return compare_values(left, right);
}

/* ---- Categories ------------------------------------------------------------------------- */

static geoi_style_value value_of(const geo_column *c, int64_t row)
{
    geoi_style_value v = {.count = 1};
    switch (c->type) {
    case GEO_BOOL:
        v.integer = c->flags[row];
        break;
    case GEO_INT:
        v.integer = c->ints[row];
        break;
    case GEO_REAL:
        v.real = c->reals[row];
        break;
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        v.text = c->text + c->text_begin[row];
        v.length = c->text_begin[row + 1] - c->text_begin[row];
        break;
    }
    return v;
}

geo_status geoi_style_categories(geo_ctx *ctx, const geo_column *c, geoi_style_classes *out)
{
    geo_status status = GEO_OK;
    geoi_style_value *all = NULL;
    int64_t n = 0, distinct = 0;
    *out = (geoi_style_classes){0};
    GEO_TRY(geoi_array_raw(ctx, c->n, sizeof *all, &all));
    for (int64_t i = 0; i < c->n; i++) {
        if (!geo_column_is_null(c, i)) {
            all[n++] = value_of(c, i);
        }
    }
    out->nulls = n < c->n;
    qsort(all, (size_t)n, sizeof *all, compare_values);
    for (int64_t i = 0; i < n; i++) {
        if (distinct > 0 && compare_values(&all[distinct - 1], &all[i]) == 0) {
            all[distinct - 1].count++;
        } else {
            all[distinct++] = all[i];
        }
    }
    out->count = distinct;
    out->more = distinct > GEOI_STYLE_CATEGORIES;
    if (out->more) {
        qsort(all, (size_t)distinct, sizeof *all, compare_counts);
        out->count = GEOI_STYLE_CATEGORIES - 1; /* one is left for all others */
        qsort(all, (size_t)out->count, sizeof *all, compare_values);
    }
    for (int64_t i = 0; i < out->count; i++) {
        out->value[i] = all[i];
    }
done:
    geoi_release(all);
    return status;
}

/* ---- Classes of equal count ------------------------------------------------------------- */

geo_status geoi_style_graduate(geo_ctx *ctx, const geo_column *c, geoi_style_classes *out)
{
    geo_status status = GEO_OK;
    double *all = NULL;
    int64_t n = 0;
    *out = (geoi_style_classes){0};
    GEO_TRY(geoi_array_raw(ctx, c->n, sizeof *all, &all));
    for (int64_t i = 0; i < c->n; i++) {
        if (!geo_column_is_null(c, i)) {
            all[n++] = c->type == GEO_INT ? (double)c->ints[i] : c->reals[i];
        }
    }
    out->nulls = n < c->n;
    if (n == 0) {
        goto done;
    }
    geoi_sort_values(n, all);
    out->bound[0] = all[0];
    for (int64_t k = 1; k <= GEOI_STYLE_CLASSES; k++) {
        int64_t last = (k * n + GEOI_STYLE_CLASSES - 1) / GEOI_STYLE_CLASSES - 1;
        if (out->count == 0 || all[last] > out->bound[out->count]) {
            out->bound[++out->count] = all[last];
        }
    }
done:
    geoi_release(all);
    return status;
}

/* ---- How classes look ------------------------------------------------------------------- */

/* The sequential five-class YlGnBu of ColorBrewer (Brewer 2003), whose lightness alone tells the
 * order; fewer classes still span light to dark. */
uint32_t geoi_style_shade(const geoi_style_classes *c, int64_t i)
{
    static const uint32_t shades[GEOI_STYLE_CLASSES] = {0xffffcc, 0xa1dab4, 0x41b6c4, 0x2c7fb8,
                                                        0x253494};
    int64_t last = GEOI_STYLE_CLASSES - 1;
    return shades[c->count > 1 ? i * last / (c->count - 1) : GEOI_STYLE_CLASSES / 2];
}

/* Decimals with which the classes' bounds can be told apart. */
static int label_decimals(const geoi_style_classes *c)
{
    double least = INFINITY;
    for (int64_t i = 0; i < c->count; i++) {
        double width = c->bound[i + 1] - c->bound[i];
        least = width > 0.0 && width < least ? width : least;
    }
    int decimals = 0;
    double step = 1.0;
    while (decimals < 15 && step > least / 10.0 && least < 10.0) {
        step /= 10.0;
        decimals++;
    }
    return decimals;
}

void geoi_style_label(const geoi_style_classes *c, int64_t i, char label[2 * GEOI_STYLE_NUMBER])
{
    char lower[GEOI_STYLE_NUMBER], upper[GEOI_STYLE_NUMBER];
    int decimals = label_decimals(c);
    (void)geoi_number_fixed(c->bound[i], decimals, lower);
    (void)geoi_number_fixed(c->bound[i + 1], decimals, upper);
    bool one =
        strcmp(lower, upper) == 0; /* all of the class have one value, as far as it is told */
    (void)snprintf(label, 2 * GEOI_STYLE_NUMBER, one ? "%s" : "%s - %s", lower, upper);
}
