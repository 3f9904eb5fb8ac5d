/* SPDX-License-Identifier: MIT */
#include "layer_difference.h"

#include <stdbool.h>
#include <string.h>

/* ---- Geometry ------------------------------------------------------------------------- */

static bool same_span(geo_span a, geo_span b)
{
    return a.begin == b.begin && a.end == b.end;
}

static bool same_doubles(const double *a, const double *b, int64_t n)
{
    return n == 0 || memcmp(a, b, (size_t)n * sizeof *a) == 0;
}

/* NaN, or no array at all, is no height. */
static bool same_heights(const geo_geometry *a, const geo_geometry *b)
{
    for (int64_t i = 0; i < a->coord_count; i++) {
        bool has_a = a->z != NULL && a->z[i] == a->z[i];
        bool has_b = b->z != NULL && b->z[i] == b->z[i];
        if (has_a != has_b || (has_a && !same_doubles(&a->z[i], &b->z[i], 1))) {
            return false;
        }
    }
    return true;
}

static const char *geometry_difference(const geo_geometry *a, const geo_geometry *b)
{
    if (a->n != b->n || a->part_count != b->part_count || a->ring_count != b->ring_count ||
        a->coord_count != b->coord_count) {
        return "counts of geometry";
    }
    for (int64_t i = 0; i < a->n; i++) {
        if (a->type[i] != b->type[i] || !same_span(geo_parts(a, i), geo_parts(b, i))) {
            return "types or parts";
        }
    }
    for (int64_t p = 0; p < a->part_count; p++) {
        unsigned kind_a = a->part_kind != NULL ? a->part_kind[p] : 0;
        unsigned kind_b = b->part_kind != NULL ? b->part_kind[p] : 0;
        if (kind_a != kind_b || !same_span(geo_rings(a, p), geo_rings(b, p))) {
            return "kinds of parts or rings";
        }
    }
    for (int64_t r = 0; r < a->ring_count; r++) {
        if (!same_span(geo_coords(a, r), geo_coords(b, r))) {
            return "positions of rings";
        }
    }
    if (!same_doubles(a->x, b->x, a->coord_count) || !same_doubles(a->y, b->y, a->coord_count)) {
        return "coordinates";
    }
    return same_heights(a, b) ? NULL : "heights";
}

/* ---- Columns -------------------------------------------------------------------------- */

static bool same_value(const geo_column *a, const geo_column *b, int64_t i)
{
    if (geo_column_is_null(a, i) || geo_column_is_null(b, i)) {
        return geo_column_is_null(a, i) == geo_column_is_null(b, i) &&
               geo_column_is_absent(a, i) == geo_column_is_absent(b, i);
    }
    switch (a->type) {
    case GEO_BOOL:
        return a->flags[i] == b->flags[i];
    case GEO_INT:
        return a->ints[i] == b->ints[i];
    case GEO_REAL:
        return same_doubles(&a->reals[i], &b->reals[i], 1);
    case GEO_TEXT:
    case GEO_DATETIME:
    case GEO_JSON:
        break;
    }
    int64_t length = a->text_begin[i + 1] - a->text_begin[i];
    return length == b->text_begin[i + 1] - b->text_begin[i] &&
           (length == 0 ||
            memcmp(a->text + a->text_begin[i], b->text + b->text_begin[i], (size_t)length) == 0);
}

static const char *column_difference(const geo_column *a, const geo_column *b)
{
    if (a->n != b->n) {
        return "rows of a column";
    }
    if (a->n > 0 && a->type != b->type) {
        return "type of a column";
    }
    for (int64_t i = 0; i < a->n; i++) {
        if (!same_value(a, b, i)) {
            return "a value";
        }
    }
    return NULL;
}

static bool same_bits(const uint8_t *a, const uint8_t *b, int64_t n)
{
    for (int64_t i = 0; i < n; i++) {
        bool bit_a = a != NULL && (a[i >> 3] >> (i & 7) & 1) != 0;
        bool bit_b = b != NULL && (b[i >> 3] >> (i & 7) & 1) != 0;
        if (bit_a != bit_b) {
            return false;
        }
    }
    return true;
}

static const char *extras_difference(const geo_layer *a, const geo_layer *b)
{
    geo_column left = geo_layer_feature_members(a), right = geo_layer_feature_members(b);
    if (strcmp(geo_layer_members(a), geo_layer_members(b)) != 0) {
        return "members";
    }
    if (strcmp(geo_layer_run(a), geo_layer_run(b)) != 0) {
        return "geo:run";
    }
    if (column_difference(&left, &right) != NULL) {
        return "members of features";
    }
    bool same = geo_layer_has_bbox(a) == geo_layer_has_bbox(b) &&
                same_bits(geo_layer_feature_bbox(a), geo_layer_feature_bbox(b), geo_layer_count(a));
    return same ? NULL : "bbox";
}

const char *layer_difference(const geo_layer *a, const geo_layer *b)
{
    const char *difference = geometry_difference(geo_layer_geometry(a), geo_layer_geometry(b));
    if (difference != NULL) {
        return difference;
    }
    if (strcmp(geo_layer_name(a), geo_layer_name(b)) != 0) {
        return "names";
    }
    if (geo_layer_column_count(a) != geo_layer_column_count(b)) {
        return "number of columns";
    }
    for (int64_t c = 0; c < geo_layer_column_count(a); c++) {
        geo_column left = geo_layer_column(a, c), right = geo_layer_column(b, c);
        if (strcmp(left.info.name, right.info.name) != 0) {
            return "names of columns";
        }
        difference = column_difference(&left, &right);
        if (difference != NULL) {
            return difference;
        }
    }
    geo_column left = geo_layer_ids(a), right = geo_layer_ids(b);
    return column_difference(&left, &right) == NULL ? extras_difference(a, b) : "ids";
}
