/* SPDX-License-Identifier: MIT */
/* How readers and operations make geometry and layers: row by row, straight into columns. */
#ifndef GEOI_BUILDER_H
#define GEOI_BUILDER_H

#include "base/base.h"
#include "base/digest.h"
#include "geo/layer.h"

/* ---- Geometry ------------------------------------------------------------------------- */

/* Grows a geo_geometry it owns. Offsets stay NULL for as long as element i has the one child
 * i, so a layer of points never pays for them. Starts as {0}. */
typedef struct geoi_geometry_builder {
    geo_geometry g; /* counts and (const) pointers into the arrays below */
    uint8_t *type, *part_kind;
    int64_t *part_offset, *ring_offset, *coord_offset;
    double *x, *y, *z;
    int64_t type_room, kind_room, part_room, ring_room, coord_room, xy_room, z_room;
} geoi_geometry_builder;

/* A feature of `type` begins; parts, rings and positions that follow are its own. A feature
 * without parts is empty, or null when the type is GEO_NONE. */
geo_status geoi_geometry_feature(geo_ctx *ctx, geoi_geometry_builder *b, geo_geometry_type type);
/* kind: 0, or in a collection what the part is (GEO_PART_*). */
geo_status geoi_geometry_part(geo_ctx *ctx, geoi_geometry_builder *b, unsigned kind);
geo_status geoi_geometry_ring(geo_ctx *ctx, geoi_geometry_builder *b);
/* z is NaN when the position has none. */
geo_status geoi_geometry_add(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y, double z);
/* Many positions of the ring just begun; z may be NULL. */
geo_status geoi_geometry_add_many(geo_ctx *ctx, geoi_geometry_builder *b, const double *x,
                                  const double *y, const double *z, int64_t n);
/* A feature, part and ring of one position at once: a point. */
geo_status geoi_geometry_point(geo_ctx *ctx, geoi_geometry_builder *b, double x, double y,
                               double z);
/* All of feature i of g, as it is. */
geo_status geoi_geometry_copy_feature(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g,
                                      int64_t i);
/* Where a geometry stands, to go back there when a feature turns out to be of no use. */
typedef struct geoi_geometry_mark {
    int64_t features, parts, rings, coords;
} geoi_geometry_mark;
geoi_geometry_mark geoi_geometry_place(const geoi_geometry_builder *b);
void geoi_geometry_back(geoi_geometry_builder *b, geoi_geometry_mark to);
/* A copy of g, which is valid, that the builder owns; the builder starts as {0}. */
geo_status geoi_geometry_copy(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g);
/* A view of n points at x, y, with their types made: release *type. GEO_INVALID: n < 0. */
geo_status geoi_geometry_of_points(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                   uint8_t **type, geo_geometry *out);
/* All features of g, which is complete, after those that b has. */
geo_status geoi_geometry_append(geo_ctx *ctx, geoi_geometry_builder *b, const geo_geometry *g);
/* The view is complete after this; it stays owned by the builder. */
geo_status geoi_geometry_finish(geo_ctx *ctx, geoi_geometry_builder *b);
void geoi_geometry_clear(geoi_geometry_builder *b);

/* The promises of geo_geometry hold: offsets ascend from 0 to the counts, polygon rings are
 * closed with at least 4 positions, line strings have 2 or more or none, every coordinate is
 * finite and, when `degrees`, inside [-180, 180] x [-90, 90]. GEO_DATA names the feature. */
geo_status geoi_geometry_validate(geo_ctx *ctx, const geo_geometry *g, bool degrees);

/* ---- Layer ---------------------------------------------------------------------------- */

/* A layer without columns takes over the geometry, which is finished, once it is found to be
 * right. On failure the geometry stays the caller's. */
geo_status geoi_layer_adopt(geo_ctx *ctx, const char *name, geoi_geometry_builder *geometry,
                            geo_layer **out);

/* Rows are built in order; a column that is not set in a row is null there. A value of another
 * type promotes the column: int to real when every value stays exact, date-time to text, else
 * any mix to GEO_JSON with the values' JSON text, so nothing is lost. A column of nulls alone
 * is GEO_TEXT. */
typedef struct geoi_layer_builder geoi_layer_builder;

geo_status geoi_layer_builder_create(geo_ctx *ctx, const char *name, geoi_layer_builder **out);
void geoi_layer_builder_destroy(geoi_layer_builder *b);

/* To add the geometry of the feature that is being built. */
geoi_geometry_builder *geoi_layer_builder_geometry(geoi_layer_builder *b);

/* Index of the column `name` [length], made on first sight. Columns keep the order in which
 * they were first seen. O(1) expected; O(1) when names come in the order of the row before. */
geo_status geoi_layer_builder_column(geo_ctx *ctx, geoi_layer_builder *b, const char *name,
                                     int64_t length, int64_t *index);
/* A column of a type known beforehand (GDAL); GEO_INVALID if the name is taken. */
geo_status geoi_layer_builder_typed_column(geo_ctx *ctx, geoi_layer_builder *b,
                                           const geo_column_info *info, geo_column_type type,
                                           int64_t *index);

/* Values of the feature that is being built. Setting a value twice is GEO_DATA ("duplicate").
 * A non-finite real is null and counted; a note at the end tells how many. `text` is copied. */
geo_status geoi_layer_builder_null(geo_ctx *ctx, geoi_layer_builder *b, int64_t column);
geo_status geoi_layer_builder_flag(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, bool v);
geo_status geoi_layer_builder_int(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, int64_t v);
/* `token` is the number as it was written, kept if the column must become GEO_JSON; or NULL. */
geo_status geoi_layer_builder_real(geo_ctx *ctx, geoi_layer_builder *b, int64_t column, double v,
                                   const char *token, int64_t length);
/* type: GEO_TEXT, GEO_DATETIME or GEO_JSON */
geo_status geoi_layer_builder_text(geo_ctx *ctx, geoi_layer_builder *b, int64_t column,
                                   geo_column_type type, const char *text, int64_t length);
/* A value for a column, as readers of text find it: text is copied, a real is finite. */
typedef struct geoi_cell {
    enum {
        GEOI_CELL_NULL,
        GEOI_CELL_FLAG,
        GEOI_CELL_INT,
        GEOI_CELL_REAL,
        GEOI_CELL_TEXT,
        GEOI_CELL_JSON
    } kind;
    bool flag;
    int64_t column;
    int64_t integer;
    double real;
    const char *text; /* of TEXT and JSON */
    int64_t length;
} geoi_cell;

/* Many values of the feature that is being built: what a call for each would do, faster. */
geo_status geoi_layer_builder_cells(geo_ctx *ctx, geoi_layer_builder *b, const geoi_cell *cells,
                                    int64_t n);
/* Values of the feature that is being built and of those that follow it, from->n in all, which
 * must come. The column and `from` are of the same type, GEO_INT, GEO_REAL or GEO_TEXT, and reals
 * are finite; text of null rows is empty. */
geo_status geoi_layer_builder_rows(geo_ctx *ctx, geoi_layer_builder *b, int64_t column,
                                   const geo_column *from);
/* The feature's id, a JSON token. */
geo_status geoi_layer_builder_id(geo_ctx *ctx, geoi_layer_builder *b, const char *token,
                                 int64_t length);
/* What a GeoJSON file says beside its features, kept for geo_layer_members() and its sisters: the
 * collection's members as a JSON object, its geo:run, and that it has a bbox; the members of the
 * feature that is being built, a JSON object too, and that it has a bbox. */
geo_status geoi_layer_builder_members(geo_ctx *ctx, geoi_layer_builder *b, const char *text,
                                      int64_t length);
geo_status geoi_layer_builder_run(geo_ctx *ctx, geoi_layer_builder *b, const char *text,
                                  int64_t length);
void geoi_layer_builder_bbox(geoi_layer_builder *b);
geo_status geoi_layer_builder_feature_members(geo_ctx *ctx, geoi_layer_builder *b, const char *text,
                                              int64_t length);
geo_status geoi_layer_builder_feature_bbox(geo_ctx *ctx, geoi_layer_builder *b);

/* From now on a column that is not set in a row is absent there, not just null. To be said before
 * the first column. */
void geoi_layer_builder_tell_gaps(geoi_layer_builder *b);

/* The feature that was being built is complete; the next begins. Without a call of
 * geoi_geometry_feature() it has no geometry. */
geo_status geoi_layer_builder_next(geo_ctx *ctx, geoi_layer_builder *b);
int64_t geoi_layer_builder_count(const geoi_layer_builder *b);

/* Where the layer came from, for geo_layer_source() and its sisters; NULL leaves it. */
geo_status geoi_layer_builder_source(geo_ctx *ctx, geoi_layer_builder *b, const char *path,
                                     const char *crs);
/* Takes over the digest of that file. */
void geoi_layer_builder_digest(geoi_layer_builder *b, geoi_digest *digest);
/* In which encoding its texts were, for geo_layer_source_encoding(). */
geo_status geoi_layer_builder_encoding(geo_ctx *ctx, geoi_layer_builder *b, const char *encoding);

geo_status geoi_layer_builder_rename(geo_ctx *ctx, geoi_layer_builder *b, const char *name);

/* All features of `from` after those of b, as if they had been built there: columns by name, new
 * ones at the end, types promoted. `from` is to be destroyed after; b is if this fails. */
geo_status geoi_layer_builder_append(geo_ctx *ctx, geoi_layer_builder *b, geoi_layer_builder *from);

/* Hands the columns over; the builder is empty after. Geometry must be degrees by now (checked
 * with geoi_geometry_validate). */
geo_status geoi_layer_builder_finish(geo_ctx *ctx, geoi_layer_builder *b, geo_layer **out);

/* Take over `geometry` (finished, as many features as the layer has) in place of the layer's
 * own, once it is found to be right; on failure it stays the caller's and the layer as it was. */
geo_status geoi_layer_replace_geometry(geo_ctx *ctx, geo_layer *layer,
                                       geoi_geometry_builder *geometry);

/* For geo_layer_likely_crs() and geo_layer_likely_reason(); both are copied. */
geo_status geoi_layer_set_likely(geo_ctx *ctx, geo_layer *layer, const char *crs,
                                 const char *reason);

/* For geo_layer_first(): features of the source before those of the layer. */
void geoi_layer_set_first(geo_layer *layer, int64_t first);

/* The failure that the layer has no column of that name; the hint names the nearest. */
geo_status geoi_no_such_column(geo_ctx *ctx, const geo_layer *layer, const char *name);

#endif /* GEOI_BUILDER_H */
