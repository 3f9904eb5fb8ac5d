/* SPDX-License-Identifier: MIT */
/** @file geo/layer.h
 *  A layer: features as columns. Geometry is longitude and latitude in degrees (OGC:CRS84,
 *  in that order, east and north positive), stored as the separated coordinate arrays of
 *  GeoArrow (https://geoarrow.org, "separated" layout); attributes are typed columns.
 */
#ifndef GEO_LAYER_H
#define GEO_LAYER_H

#include "geo/geo.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Geometry ------------------------------------------------------------------------ */

/** The kinds of OGC 06-103r4, numbered as in its well-known binary; 0 is a feature without. */
typedef enum geo_geometry_type {
    GEO_NONE = 0,
    GEO_POINT = 1,
    GEO_LINESTRING = 2,
    GEO_POLYGON = 3,
    GEO_MULTIPOINT = 4,
    GEO_MULTILINESTRING = 5,
    GEO_MULTIPOLYGON = 6,
    GEO_COLLECTION = 7
} geo_geometry_type;

/** "Point", "MultiPolygon", ... as GeoJSON spells them; "null" for GEO_NONE. */
GEO_API const char *geo_geometry_type_name(geo_geometry_type type);

/** In a collection each part says what it is: a basic type (point, line, polygon) and these. */
enum {
    GEO_PART_TYPE = 0x07,  /**< mask: GEO_POINT, GEO_LINESTRING or GEO_POLYGON */
    GEO_PART_MULTI = 0x10, /**< the part belongs to a Multi... member */
    GEO_PART_FIRST = 0x20, /**< the part begins a member of the collection */
    GEO_PART_EMPTY = 0x40  /**< stands for a member without parts; it has no rings */
};

/** A borrowed view of the geometry of @p n features.
 *
 *  feature i has the parts  part_offset[i]  .. part_offset[i + 1],
 *  part p has the rings     ring_offset[p]  .. ring_offset[p + 1],
 *  ring r has the positions coord_offset[r] .. coord_offset[r + 1] of x, y and z.
 *
 *  A polygon is one part: its first ring is the outer one, the others are holes, and each is
 *  closed (last position = first). A line string or a point is a part of one ring. Multi
 *  types have one part per member. A feature without geometry and an empty geometry have no
 *  parts; the type tells them apart.
 *  An offset array may be NULL: element i then has exactly the one child i. A layer of
 *  points thus is no more than x and y. Read offsets through geo_parts() and its sisters. */
typedef struct geo_geometry {
    int64_t n;                   /**< features */
    int64_t part_count;          /**< parts of all features */
    int64_t ring_count;          /**< rings of all parts */
    int64_t coord_count;         /**< positions of all rings */
    const uint8_t *type;         /**< [n] geo_geometry_type */
    const int64_t *part_offset;  /**< [n + 1] or NULL */
    const int64_t *ring_offset;  /**< [part_count + 1] or NULL */
    const int64_t *coord_offset; /**< [ring_count + 1] or NULL */
    const uint8_t *part_kind;    /**< [part_count] GEO_PART_*, NULL unless there are collections */
    const double *x;             /**< [coord_count] */
    const double *y;             /**< [coord_count] */
    const double *z;             /**< [coord_count] NaN where a position has none; or NULL */
} geo_geometry;

/** A half-open range of indices. */
typedef struct geo_span {
    int64_t begin, end;
} geo_span;

static inline geo_span geo_span_of(const int64_t *offset, int64_t i)
{
    geo_span s = {i, i + 1};
    if (offset != NULL) {
        s.begin = offset[i];
        s.end = offset[i + 1];
    }
    return s;
}

static inline geo_span geo_parts(const geo_geometry *g, int64_t feature)
{
    return geo_span_of(g->part_offset, feature);
}

static inline geo_span geo_rings(const geo_geometry *g, int64_t part)
{
    return geo_span_of(g->ring_offset, part);
}

static inline geo_span geo_coords(const geo_geometry *g, int64_t ring)
{
    return geo_span_of(g->coord_offset, ring);
}

/** Positions of a whole feature: parts and rings of a feature are stored one after another. */
static inline geo_span geo_feature_coords(const geo_geometry *g, int64_t feature)
{
    geo_span parts = geo_parts(g, feature), s = {0, 0};
    if (parts.begin < parts.end) {
        int64_t first = g->ring_offset != NULL ? g->ring_offset[parts.begin] : parts.begin;
        int64_t last = g->ring_offset != NULL ? g->ring_offset[parts.end] : parts.end;
        s.begin = g->coord_offset != NULL ? g->coord_offset[first] : first;
        s.end = g->coord_offset != NULL ? g->coord_offset[last] : last;
    }
    return s;
}

/* ---- Attributes ---------------------------------------------------------------------- */

typedef enum geo_column_type {
    GEO_BOOL,     /**< flags */
    GEO_INT,      /**< ints: 64 bits, exact */
    GEO_REAL,     /**< reals: finite */
    GEO_TEXT,     /**< text: UTF-8 */
    GEO_DATETIME, /**< text: a date, time or both as ISO 8601 */
    GEO_JSON      /**< text: one JSON value (nested, or a column of mixed types) */
} geo_column_type;

/** "bool", "int", "real", "text", "datetime", "json". */
GEO_API const char *geo_column_type_name(geo_column_type type);

/** What a column is called and what it means. */
typedef struct geo_column_info {
    const char *name;     /**< not NULL */
    const char *alias;    /**< English title, or NULL */
    const char *alias_zh; /**< Chinese title, or NULL */
    const char *unit;     /**< "m", "km2", "%", ...; NULL = none */
} geo_column_info;

/** A borrowed view of one attribute; which array is set depends on the type. */
typedef struct geo_column {
    geo_column_info info;
    geo_column_type type;
    int64_t n;
    const uint8_t *valid;      /**< bitmap, least significant bit first; NULL = no nulls */
    const uint8_t *flags;      /**< [n] 0 or 1 */
    const int64_t *ints;       /**< [n] */
    const double *reals;       /**< [n] */
    const int64_t *text_begin; /**< [n + 1] offsets into text */
    const char *text;          /**< not terminated; NULL only where text_begin is */
    const uint8_t *absent;     /**< bitmap of the nulls that the source left out rather than wrote;
                                    NULL = none. Only GeoJSON makes a difference of it */
} geo_column;

static inline int geo_column_is_null(const geo_column *c, int64_t row)
{
    return c->valid != NULL && !((c->valid[row >> 3] >> (row & 7)) & 1);
}

static inline int geo_column_is_absent(const geo_column *c, int64_t row)
{
    return c->absent != NULL && ((c->absent[row >> 3] >> (row & 7)) & 1);
}

/* ---- Layer --------------------------------------------------------------------------- */

typedef struct geo_layer geo_layer;

/** Make a layer of @p geometry (copied; degrees) with no attributes.
 *  @retval GEO_DATA a coordinate is not finite or outside [-180, 180] x [-90, 90] (the message
 *                   names the feature), offsets do not ascend, or a ring is not closed
 *  Cost: O(n) time and memory. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_create(geo_ctx *ctx, const char *name,
                                                   const geo_geometry *geometry, geo_layer **out);

/** Make a layer of @p n points at @p lon, @p lat (degrees, copied). Errors as above, and
 *  GEO_INVALID when n is negative. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_create_points(geo_ctx *ctx, const char *name, int64_t n,
                                                          const double *lon, const double *lat,
                                                          geo_layer **out);
GEO_API void geo_layer_destroy(geo_layer *layer);

GEO_API const char *geo_layer_name(const geo_layer *layer);
GEO_API int64_t geo_layer_count(const geo_layer *layer);
/** Features of its source that come before its first one: 0 but for a batch of a stream.
 *  Messages count features from there. */
GEO_API int64_t geo_layer_first(const geo_layer *layer);
GEO_API const geo_geometry *geo_layer_geometry(const geo_layer *layer);
/** Smallest box of all positions, degrees; empty when there are none. */
GEO_API geo_box geo_layer_extent(const geo_layer *layer);

/** Number of attribute columns; the id of features is not one of them. */
GEO_API int64_t geo_layer_column_count(const geo_layer *layer);
GEO_API geo_column geo_layer_column(const geo_layer *layer, int64_t index);
/** Index of the column called @p name, or -1. Names are compared exactly. */
GEO_API int64_t geo_layer_find(const geo_layer *layer, const char *name);
/** The features' ids as JSON tokens (type GEO_JSON); n = 0 when no feature has one. */
GEO_API geo_column geo_layer_ids(const geo_layer *layer);

/** What a GeoJSON file said beside its features: the members of its collection that RFC 7946
 *  does not know, as the text of one JSON object; "" when there are none. "geo:run" is not among
 *  them. */
GEO_API const char *geo_layer_members(const geo_layer *layer);
/** The collection's "geo:run", the record of the run that wrote it, as the text of one JSON
 *  object; "" when there is none. */
GEO_API const char *geo_layer_run(const geo_layer *layer);
/** The features' own such members, a JSON object each (type GEO_JSON); null where a feature has
 *  none, n = 0 when no feature has any. */
GEO_API geo_column geo_layer_feature_members(const geo_layer *layer);
/** Had the collection a bbox? Its numbers are not kept: they follow from the geometry. */
GEO_API int geo_layer_has_bbox(const geo_layer *layer);
/** Bitmap of the features that had a bbox, least significant bit first; NULL = none. */
GEO_API const uint8_t *geo_layer_feature_bbox(const geo_layer *layer);

/** Append a column (copied). A non-finite real becomes null.
 *  @param valid  bitmap or NULL, as in geo_column
 *  @retval GEO_INVALID a column of that name exists, or a name is empty */
GEO_API GEO_MUST_CHECK geo_status geo_layer_add_reals(geo_ctx *ctx, geo_layer *layer,
                                                      const geo_column_info *info,
                                                      const double *values, const uint8_t *valid);
GEO_API GEO_MUST_CHECK geo_status geo_layer_add_ints(geo_ctx *ctx, geo_layer *layer,
                                                     const geo_column_info *info,
                                                     const int64_t *values, const uint8_t *valid);
GEO_API GEO_MUST_CHECK geo_status geo_layer_add_flags(geo_ctx *ctx, geo_layer *layer,
                                                      const geo_column_info *info,
                                                      const uint8_t *values, const uint8_t *valid);
/** A NULL entry of @p values is null. @p type is GEO_TEXT, GEO_DATETIME or GEO_JSON. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_add_texts(geo_ctx *ctx, geo_layer *layer,
                                                      const geo_column_info *info,
                                                      geo_column_type type,
                                                      const char *const *values);
/** Append a copy of @p column, of any type, under its own name. */
GEO_API GEO_MUST_CHECK geo_status geo_layer_add_column(geo_ctx *ctx, geo_layer *layer,
                                                       const geo_column *column);

/** A new layer of the given @p rows [count], in that order (a row may come twice), with ids,
 *  members and all columns, under the same name and source.
 *  @retval GEO_INVALID a row is not one of the layer's
 *  Cost: O(size of the rows taken). */
GEO_API GEO_MUST_CHECK geo_status geo_layer_select(geo_ctx *ctx, const geo_layer *layer,
                                                   const int64_t *rows, int64_t count,
                                                   geo_layer **out);

/** Keep of @p layer only the columns @p names [count], in that order; 0 = none.
 *  @retval GEO_INVALID there is no such column (the hint names the nearest), or a name comes
 *                      twice; the layer is as it was */
GEO_API GEO_MUST_CHECK geo_status geo_layer_keep_columns(geo_ctx *ctx, geo_layer *layer,
                                                         const char *const *names, int64_t count);

/** The column @p name as numbers: reals, integers or booleans, NaN where null. A column that is
 *  null throughout may be of any type.
 *  @param[out] values [n] filled by the call
 *  @retval GEO_INVALID there is no such column (the hint names the nearest)
 *  @retval GEO_DATA    it does not hold numbers */
GEO_API GEO_MUST_CHECK geo_status geo_layer_numbers(geo_ctx *ctx, const geo_layer *layer,
                                                    const char *name, double *values);

#ifdef __cplusplus
}
#endif
#endif /* GEO_LAYER_H */
