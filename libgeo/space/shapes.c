/* SPDX-License-Identifier: MIT */
/* Geometry in metres. Projected shapes own x and y and see the rest of their layer through its
 * own arrays; all others own everything. */
#include "space/shapes_internal.h"

/* ---- Making --------------------------------------------------------------------------- */

geo_status geo_shapes_project(geo_ctx *ctx, const geo_frame *frame, const geo_layer *layer,
                              geo_shapes **out)
{
    geo_status status = GEO_OK;
    geo_shapes *s = NULL;
    const geo_geometry *degrees = geo_layer_geometry(layer);
    int64_t n = degrees->coord_count;
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof *s, &s));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->owned.x, &s->owned.x));
    GEO_TRY(geoi_array_raw(ctx, n, sizeof *s->owned.y, &s->owned.y));
    GEO_TRY(geo_frame_forward(ctx, frame, n, degrees->x, degrees->y, s->owned.x, s->owned.y));
    s->g = *degrees;
    s->g.x = s->owned.x;
    s->g.y = s->owned.y;
    *out = s;
    s = NULL;
done:
    geo_shapes_destroy(s);
    return status;
}

geo_status geoi_shapes_adopt(geo_ctx *ctx, geoi_geometry_builder *b, geo_shapes **out)
{
    geo_status status = GEO_OK;
    const geoi_geometry_builder none = {0};
    *out = NULL;
    GEO_TRY(geoi_array(ctx, 1, sizeof **out, out));
    (*out)->owned = *b;
    (*out)->g = b->g;
    *b = none;
done:
    geoi_geometry_clear(b);
    return status;
}

geo_status geo_shapes_create(geo_ctx *ctx, const geo_geometry *metres, geo_shapes **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder b = {0};
    *out = NULL;
    /* Before the copy: a wrong offset would make it read beyond the arrays. */
    GEO_TRY(geoi_geometry_validate(ctx, metres, false));
    GEO_TRY(geoi_geometry_copy(ctx, &b, metres));
    GEO_TRY(geoi_shapes_adopt(ctx, &b, out));
done:
    geoi_geometry_clear(&b);
    return status;
}

geo_status geo_shapes_create_points(geo_ctx *ctx, int64_t n, const double *x, const double *y,
                                    geo_shapes **out)
{
    geo_status status = GEO_OK;
    uint8_t *type = NULL;
    geo_geometry g;
    *out = NULL;
    GEO_TRY(geoi_geometry_of_points(ctx, n, x, y, &type, &g));
    GEO_TRY(geo_shapes_create(ctx, &g, out));
done:
    geoi_release(type);
    return status;
}

void geo_shapes_destroy(geo_shapes *shapes)
{
    if (shapes != NULL) {
        geoi_geometry_clear(&shapes->owned);
        geoi_release(shapes);
    }
}

/* ---- Using ---------------------------------------------------------------------------- */

const geo_geometry *geo_shapes_geometry(const geo_shapes *shapes)
{
    return &shapes->g;
}

geo_status geo_shapes_layer(geo_ctx *ctx, const geo_frame *frame, const geo_shapes *shapes,
                            const char *name, geo_layer **out)
{
    geo_status status = GEO_OK;
    geoi_geometry_builder degrees = {0};
    int64_t n = shapes->g.coord_count;
    *out = NULL;
    GEO_TRY(geoi_geometry_copy(ctx, &degrees, &shapes->g));
    GEO_TRY(geo_frame_inverse(ctx, frame, n, degrees.x, degrees.y, degrees.x, degrees.y));
    GEO_TRY(geoi_layer_adopt(ctx, name, &degrees, out));
done:
    geoi_geometry_clear(&degrees);
    return status;
}
