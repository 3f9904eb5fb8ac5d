/* SPDX-License-Identifier: MIT */
/* The layer: made of checked geometry, then given columns. */
#include "layer/box.h"
#include "layer/layer_internal.h"

/* ---- Names ---------------------------------------------------------------------------- */

const char *geo_geometry_type_name(geo_geometry_type type)
{
    static const char *const names[] = {
        "null",       "Point",           "LineString",   "Polygon",
        "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"};
    return (unsigned)type <= GEO_COLLECTION ? names[type] : "unknown";
}

const char *geo_column_type_name(geo_column_type type)
{
    static const char *const names[] = {"bool", "int", "real", "text", "datetime", "json"};
    return (unsigned)type <= GEO_JSON ? names[type] : "unknown";
}

/* ---- Making --------------------------------------------------------------------------- */

geo_status geoi_layer_adopt(geo_ctx *ctx, const char *name, geoi_geometry_builder *geometry,
                            geo_layer **out)
{
    geo_status status = GEO_OK;
    geo_layer *layer = NULL;
    *out = NULL;
    GEO_TRY(geoi_geometry_validate(ctx, &geometry->g, true));
    GEO_TRY(geoi_array(ctx, 1, sizeof *layer, &layer));
    GEO_TRY(geoi_copy_text(ctx, name, &layer->name));
    layer->geometry = *geometry;
    layer->extent = geoi_extent(geometry->g.coord_count, geometry->g.x, geometry->g.y);
    geoi_geometry_builder none = {0};
    *geometry = none;
    *out = layer;
    layer = NULL;
done:
    geo_layer_destroy(layer);
    return status;
}

geo_status geoi_layer_replace_geometry(geo_ctx *ctx, geo_layer *layer,
                                       geoi_geometry_builder *geometry)
{
    geo_status status = GEO_OK;
    if (geometry->g.n != layer->geometry.g.n) {
        return geoi_fail(ctx, GEO_INVALID, "%lld geometries for %lld features",
                         (long long)geometry->g.n, (long long)layer->geometry.g.n);
    }
    GEO_TRY(geoi_geometry_validate(ctx, &geometry->g, true));
    geoi_geometry_clear(&layer->geometry);
    layer->geometry = *geometry;
    layer->extent = geoi_extent(geometry->g.coord_count, geometry->g.x, geometry->g.y);
    geoi_geometry_builder none = {0};
    *geometry = none;
done:
    return status;
}

geo_status geo_layer_create(geo_ctx *ctx, const char *name, const geo_geometry *geometry,
                            geo_layer **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder b = {0};
    *out = NULL;
    /* before it is copied: a wrong offset would make the copy read beyond the arrays */
    GEO_TRY(geoi_geometry_validate(ctx, geometry, true));
    GEO_TRY(geoi_geometry_copy(ctx, &b, geometry));
    GEO_TRY(geoi_layer_adopt(ctx, name, &b, out));
done:
    geoi_geometry_clear(&b);
    return status;
}

geo_status geo_layer_create_points(geo_ctx *ctx, const char *name, int64_t n, const double *lon,
                                   const double *lat, geo_layer **out)
{
    geo_status status = GEO_OK;
    uint8_t *type = NULL;
    geo_geometry g;
    *out = NULL;
    GEO_TRY(geoi_geometry_of_points(ctx, n, lon, lat, &type, &g));
    GEO_TRY(geo_layer_create(ctx, name, &g, out));
done:
    geoi_release(type);
    return status;
}

geo_status geoi_layer_push(geo_ctx *ctx, geo_layer *layer, geoi_owned_column *column)
{
    geo_status status = GEO_OK;
    GEO_TRY(geoi_grow(ctx, &layer->columns, &layer->column_room, layer->column_count + 1,
                      sizeof *layer->columns));
    layer->columns[layer->column_count++] = *column;
    geoi_owned_column none = {0};
    *column = none;
done:
    return status;
}

void geo_layer_destroy(geo_layer *layer)
{
    if (layer == NULL) {
        return;
    }
    geoi_geometry_clear(&layer->geometry);
    for (int64_t i = 0; i < layer->column_count; i++) {
        geoi_column_clear(&layer->columns[i]);
    }
    geoi_column_clear(&layer->ids);
    geoi_extras_clear(&layer->extras);
    geoi_release(layer->columns);
    geoi_release(layer->name);
    geoi_release(layer->source);
    geoi_digest_release(layer->digest);
    geoi_release(layer->source_crs);
    geoi_release(layer->source_encoding);
    geoi_release(layer->likely_crs);
    geoi_release(layer->likely_reason);
    geoi_release(layer);
}

/* ---- Looking -------------------------------------------------------------------------- */

static const char *text_or_empty(const char *text)
{
    return text != NULL ? text : "";
}

const char *geo_layer_name(const geo_layer *layer)
{
    return text_or_empty(layer->name);
}

const char *geo_layer_source(const geo_layer *layer)
{
    return text_or_empty(layer->source);
}

const char *geo_layer_digest(const geo_layer *layer)
{
    return layer->digest != NULL ? geoi_digest_hex(layer->digest) : "";
}

const char *geo_layer_source_crs(const geo_layer *layer)
{
    return text_or_empty(layer->source_crs);
}

const char *geo_layer_source_encoding(const geo_layer *layer)
{
    return text_or_empty(layer->source_encoding);
}

const char *geo_layer_likely_crs(const geo_layer *layer)
{
    return text_or_empty(layer->likely_crs);
}

const char *geo_layer_likely_reason(const geo_layer *layer)
{
    return text_or_empty(layer->likely_reason);
}

geo_status geoi_layer_set_likely(geo_ctx *ctx, geo_layer *layer, const char *crs,
                                 const char *reason)
{
    geo_status status = GEO_OK;
    char *both[2] = {NULL, NULL};
    GEO_TRY(geoi_copy_text(ctx, crs, &both[0]));
    GEO_TRY(geoi_copy_text(ctx, reason, &both[1]));
    geoi_release(layer->likely_crs);
    geoi_release(layer->likely_reason);
    layer->likely_crs = both[0];
    layer->likely_reason = both[1];
    both[0] = both[1] = NULL;
done:
    geoi_release(both[0]);
    geoi_release(both[1]);
    return status;
}

int64_t geo_layer_count(const geo_layer *layer)
{
    return layer->geometry.g.n;
}

int64_t geo_layer_first(const geo_layer *layer)
{
    return layer->first;
}

void geoi_layer_set_first(geo_layer *layer, int64_t first)
{
    layer->first = first;
}

const geo_geometry *geo_layer_geometry(const geo_layer *layer)
{
    return &layer->geometry.g;
}

geo_box geo_layer_extent(const geo_layer *layer)
{
    return layer->extent;
}

int64_t geo_layer_column_count(const geo_layer *layer)
{
    return layer->column_count;
}

geo_column geo_layer_column(const geo_layer *layer, int64_t index)
{
    return geoi_column_view(&layer->columns[index]);
}

int64_t geo_layer_find(const geo_layer *layer, const char *name)
{
    for (int64_t i = 0; i < layer->column_count; i++) {
        if (strcmp(layer->columns[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

geo_column geo_layer_ids(const geo_layer *layer)
{
    return geoi_column_view(&layer->ids);
}
