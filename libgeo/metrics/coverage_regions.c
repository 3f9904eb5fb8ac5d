/* SPDX-License-Identifier: MIT */
/* The served and the unserved part of each study area, drawn as polygons. */
#include "metrics/coverage_internal.h"

#include "geometry/disc_draw.h"
#include "geometry/polygons.h"
#include "space/shapes_internal.h"

typedef struct drawing {
    geoi_facilities facilities;
    const geo_geometry *areas;
    double distance;
    geoi_geometry_builder served, unserved;
    int64_t *near; /* features */
    int64_t near_room;
    geoi_found found;
} drawing;

/* Features of the facilities near area i; points know theirs by row. */
static geo_status find_features(drawing *d, int64_t i)
{
    geo_status status = GEO_OK;
    const geoi_facilities *f = &d->facilities;
    GEO_TRY(geoi_facilities_find(f, geoi_feature_box(d->areas, i), d->distance, &d->found));
    GEO_TRY(geoi_grow(f->ctx, &d->near, &d->near_room, d->found.count, sizeof *d->near));
    for (int64_t k = 0; k < d->found.count; k++) {
        int64_t id = (int64_t)d->found.id[k];
        d->near[k] = f->discs ? geoi_point_row(&f->points, id) : id;
    }
done:
    return status;
}

/* By the true arcs, if facilities are points. *drawn is false when that cannot be done. */
static geo_status draw_discs(geo_ctx *ctx, drawing *d, int64_t i, bool *drawn)
{
    geo_status status = GEO_OK;
    geoi_disc_faces f = {0};
    double *xyr = NULL;
    int64_t n = d->found.count;
    GEO_TRY(geoi_found_discs(&d->facilities, &d->found, d->distance, &xyr));
    geoi_disc_drawing what = {.g = d->areas, .i = i, .n = n, .x = xyr, .y = xyr + n, .limit = 1};
    what.radius = xyr + 2 * n;
    what.quad_segments = d->facilities.quad_segments;
    GEO_TRY(geoi_disc_faces_trace(ctx, &what, &f, drawn));
    if (*drawn) {
        GEO_TRY(geoi_faces_write_all(&f.lines, &f.faces, 1, f.origin_x, f.origin_y, &d->served));
        GEO_TRY(geoi_faces_write_all(&f.lines, &f.faces, 0, f.origin_x, f.origin_y, &d->unserved));
    }
done:
    geoi_disc_faces_clear(&f);
    geoi_release(xyr);
    return status;
}

static geo_status draw_area(geo_ctx *ctx, drawing *d, int64_t i)
{
    geo_status status = GEO_OK;
    geo_span parts = geo_parts(d->areas, i);
    if (parts.begin == parts.end) {
        GEO_TRY(geoi_geometry_feature(ctx, &d->served, GEO_NONE));
        GEO_TRY(geoi_geometry_feature(ctx, &d->unserved, GEO_NONE));
        goto done;
    }
    GEO_TRY(find_features(d, i));
    bool drawn = false;
    if (d->facilities.discs && d->found.count > 0) {
        GEO_TRY(draw_discs(ctx, d, i, &drawn));
    }
    if (drawn) {
        goto done;
    }
    geoi_near_features features = {d->facilities.g,      d->near,
                                   d->found.count,       d->distance,
                                   d->facilities.radius, d->facilities.quad_segments};
    GEO_TRY(geoi_reach_draw(ctx, d->areas, i, &features, &d->served, &d->unserved));
done:
    return status;
}

static geo_status adopt(geo_ctx *ctx, geoi_geometry_builder *b, geo_shapes **out)
{
    geo_status status = GEO_OK;
    if (out != NULL) {
        GEO_TRY(geoi_geometry_finish(ctx, b));
        GEO_TRY(geoi_shapes_adopt(ctx, b, out));
    }
done:
    return status;
}

geo_status geo_coverage_regions(geo_ctx *ctx, const geo_shapes *areas, const geo_shapes *facilities,
                                double distance_m, const geo_coverage_options *options,
                                geo_shapes **served, geo_shapes **unserved)
{
    geo_status status = GEO_OK;
    geoi_mark mark = geoi_scratch_mark(ctx);
    const double *distance = &distance_m;
    drawing d = {.areas = geo_shapes_geometry(areas)};
    geo_shapes *drawn = NULL;
    if (served != NULL) {
        *served = NULL;
    }
    if (unserved != NULL) {
        *unserved = NULL;
    }
    GEO_TRY(geoi_stage(ctx, 0.0, 0.1, "checking study areas"));
    GEO_TRY(geoi_facilities_init(ctx, &d.facilities, facilities, &distance, 1, options));
    d.distance = *distance;
    GEO_TRY(geoi_polygons_check(ctx, d.areas, NULL, d.areas->n, "study areas"));
    for (int64_t i = 0; i < d.areas->n; i++) {
        double from = 0.1 + 0.9 * (double)i / (double)d.areas->n;
        GEO_TRY(geoi_stage(ctx, from, from + 0.9 / (double)d.areas->n, "drawing coverage"));
        GEO_TRY(draw_area(ctx, &d, i));
    }
    GEO_TRY(adopt(ctx, &d.served, served != NULL ? &drawn : NULL));
    GEO_TRY(adopt(ctx, &d.unserved, unserved));
    if (served != NULL) {
        *served = drawn;
        drawn = NULL;
    }
done:
    geo_shapes_destroy(drawn);
    geoi_geometry_clear(&d.served);
    geoi_geometry_clear(&d.unserved);
    geoi_found_clear(&d.found);
    geoi_release(d.near);
    geoi_facilities_clear(&d.facilities);
    geoi_scratch_reset(ctx, mark);
    return status;
}
